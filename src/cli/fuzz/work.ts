import { sizeOf, type Hand, type Part } from "../../fuzz/index.ts";
import { complain } from "../terminal.ts";
import type { Plan } from "./plan.ts";
import { FuzzProgress } from "./print.ts";
import type { Saved } from "./state-dir.ts";
import type { Workers } from "./workers.ts";

/** A stretch is to take so many milliseconds: Ctrl-C and the clock end a campaign between two. */
const STRETCH = 300;
const FIRST_STRETCH = 256;
const LONGEST_STRETCH = 2 ** 18;
/** At its end a campaign waits so many milliseconds for what is under way. */
const PATIENCE = 5000;

/** They end a campaign; the last comes when its terminal is closed. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** How a campaign ended. */
export interface Ending {
  /** Interrupted by a signal. */
  isStopped: boolean;
  failure: Error | undefined;
}

/** Hands out stretches until the count, the clock or a signal ends it. */
export async function work(
  plan: Plan,
  workers: Workers,
  saved: Saved,
  save: Hand,
): Promise<Ending> {
  const end = sizeOf(plan.shard, plan.count);
  const deadline = plan.time === undefined ? Infinity : performance.now() + plan.time;
  const progress = new FuzzProgress(saved.tally, end - saved.done.size);
  const ending: Ending = { isStopped: false, failure: undefined };
  const running = new Set<Promise<void>>();
  const abort = new AbortController();
  let wake: () => void = () => undefined;
  /** Without a terminal what is written to it would be an error. */
  const phase = { isEnding: false, isHungUp: false };
  /** Begins nothing more, and has patience with what is under way: a slow checker may take hours. */
  const windUp = (): void => {
    if (phase.isEnding) return;
    phase.isEnding = true;
    setTimeout(() => {
      abort.abort();
      wake();
    }, PATIENCE).unref();
  };
  const stop = (signal: NodeJS.Signals): void => {
    phase.isHungUp ||= signal === "SIGHUP";
    if (ending.isStopped) abort.abort();
    else if (running.size > 0 && !phase.isHungUp) {
      complain("ending what is under way; Ctrl-C again does not wait");
    }
    ending.isStopped = true;
    windUp();
    wake();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  let length = FIRST_STRETCH;
  let next = 0;
  const keep = (part: Part): void => {
    if (abort.signal.aborted) return;
    try {
      save(part);
    } catch (error) {
      // The disk is full: nothing more can be kept.
      ending.failure ??= error as Error;
      abort.abort();
      wake();
    }
  };
  const one = async (from: number, to: number): Promise<void> => {
    const began = performance.now();
    try {
      await workers.run(from, to, keep);
      const took = Math.max(1, performance.now() - began);
      // Two stretches share a worker, so one takes twice its own time.
      const fits = Math.floor(((to - from) * STRETCH * 2) / took);
      length = Math.max(1, Math.min(fits, 4 * length, LONGEST_STRETCH));
    } catch (error) {
      ending.failure ??= error as Error;
      windUp();
    }
  };
  for (;;) {
    if (performance.now() >= deadline) windUp();
    while (!phase.isEnding && workers.hasRoom) {
      const [from, to] = saved.done.gap(next, length);
      if (from >= end) break;
      next = Math.min(to, end);
      const stretch = one(from, next).finally(() => {
        running.delete(stretch);
        wake();
      });
      running.add(stretch);
    }
    if (!phase.isHungUp) progress.show();
    if (running.size === 0 || abort.signal.aborted) break;
    await new Promise<void>((resolve) => {
      wake = resolve;
      // Only to show that it goes on, and to look at the clock.
      const left = phase.isEnding ? Infinity : deadline - performance.now();
      setTimeout(resolve, Math.max(1, Math.min(500, left))).unref();
    });
  }
  if (!phase.isHungUp) progress.end();
  for (const signal of SIGNALS) process.off(signal, stop);
  return ending;
}
