/** How a campaign ends: by the clock, by a signal, by a fault; the workers are played. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { planOf, type Plan } from "../../src/cli/fuzz/plan.ts";
import { Ranges } from "../../src/cli/fuzz/ranges.ts";
import { addPart, type Saved } from "../../src/cli/fuzz/state-dir.ts";
import { work, type Ending } from "../../src/cli/fuzz/work.ts";
import type { Workers } from "../../src/cli/fuzz/workers.ts";
import { Tally, type Hand, type Part, type Totals } from "../../src/fuzz/index.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const plan = (flags: { time?: string; count?: string }): Plan =>
  planOf({
    ...{ seed: "1", mode: [], rule: [], jobs: "1", timeout: "10s", shard: "1/1" },
    ...flags,
  });

function stateAt(position: number): Part {
  const tally = new Tally();
  tally.states = 1;
  return { done: [[position, position + 1]], since: 0, totals: tally.totals() };
}

/** One worker with a checker that takes `pace` milliseconds for a state. */
function slowWorkers(pace: number): Workers {
  let load = 0;
  return {
    get hasRoom() {
      return load < 2;
    },
    async run(from: number, to: number, hand: Hand): Promise<Totals> {
      load += 1;
      for (let position = from; position < to; position++) {
        await new Promise((resolve) => setTimeout(resolve, pace));
        hand(stateAt(position));
      }
      load -= 1;
      return new Tally().totals();
    },
  } as unknown as Workers;
}

interface Played {
  saved: Saved;
  ending: Ending | undefined;
  /** Seconds it took. */
  took: number;
}

/** Plays a campaign for an hour at most; `at` is done at the beginning of each second. */
async function play(
  plan: Plan,
  workers: Workers,
  { save, at }: { save?: Hand; at?: (second: number) => void } = {},
): Promise<Played> {
  const { parameters } = plan;
  const saved: Saved = { parameters, done: new Ranges(), tally: new Tally() };
  const began = performance.now();
  const played: Played = { saved, ending: undefined, took: Infinity };
  const keep: Hand = (part) => {
    addPart(saved, part);
    save?.(part);
  };
  void work(plan, workers, saved, keep).then((ending) => {
    played.ending = ending;
    played.took = (performance.now() - began) / 1000;
  });
  for (let second = 0; second < 3600 && played.ending === undefined; second++) {
    at?.(second);
    await vi.advanceTimersByTimeAsync(1000);
  }
  return played;
}

test("--time ends a campaign within five seconds more, however slow the checker", async () => {
  const { ending, took, saved } = await play(plan({ time: "3s" }), slowWorkers(200));
  expect(ending).toEqual({ isStopped: false, failure: undefined });
  expect(took).toBe(8);
  // Two stretches under way, of which everything is kept that was done: 5 states a second each.
  expect(saved.tally.states).toBeGreaterThanOrEqual(78);
});

test("--time ends it at once where nothing is slow", async () => {
  const { took } = await play(plan({ time: "3s" }), slowWorkers(0.5));
  expect(took).toBeGreaterThanOrEqual(3);
  expect(took).toBeLessThan(5);
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s ends a campaign", async (signal) => {
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const before = process.listenerCount(signal);
  const { ending, took } = await play(plan({}), slowWorkers(200), {
    at: (second) => {
      if (second === 2) process.emit(signal, signal);
    },
  });
  expect(ending).toEqual({ isStopped: true, failure: undefined });
  expect(took).toBe(7);
  // After a hangup there is nobody to tell.
  expect(stderr).toHaveBeenCalledTimes(signal === "SIGHUP" ? 0 : 1);
  expect(process.listenerCount(signal)).toBe(before);
  stderr.mockRestore();
});

test("what cannot be saved ends it at once, and is known all the same", async () => {
  const full = new Error("no space");
  let saves = 0;
  const save = (): void => {
    saves += 1;
    if (saves === 10) throw full;
  };
  const { ending, saved } = await play(plan({}), slowWorkers(200), { save });
  expect(ending).toEqual({ isStopped: false, failure: full });
  expect(saves).toBe(10);
  expect(saved.tally.states).toBe(10);
});
