import { availableParallelism } from "node:os";
import { guestModes } from "../../arbitraries/index.ts";
import { PACKED_WORDS, VERSION, rules } from "../../index.ts";
import {
  Mutator,
  Tally,
  indexOf,
  inOrder,
  parseShard,
  sizeOf,
  stateText,
  type Finding,
  type Scope,
  type Shard,
  type Totals,
} from "../../fuzz/index.ts";
import { FuzzProgress, seconds, summary } from "../fuzz/print.ts";
import { Ranges } from "../fuzz/ranges.ts";
import { StateDir, readStateDir, type Parameters, type Saved } from "../fuzz/state-dir.ts";
import { Workers, type WorkerOptions } from "../fuzz/workers.ts";
import { InputFault } from "../input/fault.ts";
import { linesOf, open } from "../input/lines.ts";
import { knownRule } from "../rule-id.ts";
import { complain, write } from "../terminal.ts";
import { EXIT, UsageError } from "../usage.ts";

export interface FuzzFlags {
  count?: string;
  time?: string;
  seed: string;
  mode: string[];
  rule: string[];
  jobs: string;
  against?: string;
  timeout: string;
  complete?: boolean;
  state?: string;
  shard: string;
  emit?: boolean;
  ndjson?: boolean;
  json?: boolean;
}

const DEFAULT_COUNT = 1_000_000;
/** A campaign that only the clock ends. */
const ENDLESS = 2 ** 52;
/** A stretch is to take so many milliseconds: what is lost when the process is killed. */
const STRETCH = 300;
const FIRST_STRETCH = 256;
const LONGEST_STRETCH = 2 ** 18;
/** Ctrl-C waits so long for what is under way. */
const PATIENCE = 2000;

interface Plan {
  worker: WorkerOptions;
  scope: Scope;
  parameters: Parameters;
  shard: Shard;
  count: number;
  /** Milliseconds, if it is limited. */
  time: number | undefined;
  jobs: number;
}

/** Runs a campaign, or a part of one; returns the exit status. */
export async function fuzzCommand(flags: FuzzFlags): Promise<number> {
  const plan = planOf(flags);
  if (flags.emit === true) return emit(plan);
  const workers = new Workers(plan.jobs, plan.worker);
  try {
    return flags.ndjson === true ? await stream(plan, workers) : await run(plan, workers, flags);
  } finally {
    await workers.close();
  }
}

/** @throws UsageError for flags that make no sense, alone or together */
function planOf(flags: FuzzFlags): Plan {
  const seed = whole("--seed", flags.seed, 0);
  const shard = shardOf(flags.shard);
  flags.rule.forEach(knownRule);
  const scope = { modes: flags.mode, rules: flags.rule } as Scope;
  for (const mode of flags.mode) {
    if ((guestModes as readonly string[]).includes(mode)) continue;
    throw new UsageError(`--mode ${mode}: no such mode; there are ${guestModes.join(", ")}`);
  }
  const campaign = { seed, shard, ...scope };
  const time = flags.time === undefined ? undefined : seconds(flags.time) * 1000;
  const isWhole = flags.emit === true || flags.ndjson === true;
  if (isWhole && (flags.state ?? flags.time) !== undefined) {
    throw new UsageError(
      "--state and --time belong to a campaign of its own, not to --emit, --ndjson",
    );
  }
  if (flags.ndjson === true && (flags.count !== undefined || flags.shard !== "1/1")) {
    throw new UsageError("with --ndjson the lines of the input say which states");
  }
  if (flags.against?.trim() === "") throw new UsageError("--against needs a command");
  return {
    worker: {
      campaign,
      ...(flags.against === undefined
        ? {}
        : {
            against: {
              command: flags.against,
              timeout: seconds(flags.timeout) * 1000,
              isComplete: flags.complete === true,
            },
          }),
    },
    scope,
    parameters: {
      version: VERSION,
      seed,
      shard: flags.shard,
      modes: flags.mode,
      rules: flags.rule,
      against: flags.against ?? null,
      complete: flags.complete === true,
    },
    shard,
    count:
      flags.count === undefined
        ? time === undefined
          ? DEFAULT_COUNT
          : ENDLESS
        : whole("--count", flags.count, 1),
    time,
    jobs: flags.jobs === "auto" ? availableParallelism() : whole("--jobs", flags.jobs, 1, 256),
  };
}

function whole(option: string, text: string, least: number, most = ENDLESS): number {
  const value = /^\d[\d_]*(e\d{1,2})?$/i.test(text) ? Number(text.replaceAll("_", "")) : NaN;
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new UsageError(`${option} ${text}: write a whole number from ${least} to ${most}`);
  }
  return value;
}

function shardOf(text: string): Shard {
  try {
    return parseShard(text);
  } catch (error) {
    throw new UsageError(`--shard: ${(error as Error).message}`);
  }
}

/** How a campaign ended. */
interface Ending {
  /** Interrupted by a signal. */
  isStopped: boolean;
  failure: Error | undefined;
}

async function run(plan: Plan, workers: Workers, flags: FuzzFlags): Promise<number> {
  const directory =
    flags.state === undefined ? undefined : new StateDir(flags.state, plan.parameters);
  const saved: Saved = directory?.saved ?? {
    parameters: plan.parameters,
    done: new Ranges(),
    tally: new Tally(),
  };
  const save = (from: number, to: number, totals: Totals): void => {
    if (directory !== undefined) {
      directory.add(from, to, totals);
      return;
    }
    saved.done.add(from, to);
    saved.tally.add(totals);
  };
  const started = performance.now();
  const resumed = saved.tally.states;
  const { isStopped, failure } = await work(plan, workers, saved, save);
  directory?.close();
  const { tally } = saved;
  const findings = inOrder(tally.findings.values());
  await printResult(plan.parameters, tally, findings, flags.json === true);
  const time = performance.now() - started;
  const isDone = saved.done.size >= sizeOf(plan.shard, plan.count);
  process.stderr.write(
    summary(tally, findings, { states: tally.states - resumed, time, resumed, isStopped, isDone }),
  );
  if (failure !== undefined) {
    complain(failure.message);
    return EXIT.fault;
  }
  return findings.length > 0 ? EXIT.invalid : EXIT.fine;
}

async function printResult(
  parameters: Parameters | undefined,
  tally: Tally,
  findings: readonly Finding[],
  json: boolean,
): Promise<void> {
  if (json) {
    const totals = { ...tally.totals(), findings };
    await write(`${JSON.stringify({ ...parameters, ...totals }, undefined, 2)}\n`);
    return;
  }
  for (const finding of findings) await write(`${JSON.stringify(finding)}\n`);
}

/** Hands out stretches until the count, the clock or a signal ends it. */
async function work(
  plan: Plan,
  workers: Workers,
  saved: Saved,
  save: (from: number, to: number, totals: Totals) => void,
): Promise<Ending> {
  const end = sizeOf(plan.shard, plan.count);
  const deadline = plan.time === undefined ? Infinity : performance.now() + plan.time;
  const progress = new FuzzProgress(saved.tally, end - saved.done.size);
  const ending: Ending = { isStopped: false, failure: undefined };
  const running = new Set<Promise<void>>();
  const abort = new AbortController();
  let wake: () => void = () => undefined;
  const stop = (): void => {
    if (ending.isStopped) abort.abort();
    ending.isStopped = true;
    setTimeout(() => {
      abort.abort();
      wake();
    }, PATIENCE).unref();
    wake();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  let length = FIRST_STRETCH;
  let next = 0;
  const one = async (from: number, to: number): Promise<void> => {
    const began = performance.now();
    try {
      const totals = await workers.run(from, to);
      if (abort.signal.aborted) return;
      save(from, to, totals);
      const took = Math.max(1, performance.now() - began);
      // Two stretches share a worker, so one takes twice its own time.
      const fits = Math.floor(((to - from) * STRETCH * 2) / took);
      length = Math.max(1, Math.min(fits, 4 * length, LONGEST_STRETCH));
    } catch (error) {
      ending.failure ??= error as Error;
    }
  };
  const mayGoOn = (): boolean =>
    !ending.isStopped && ending.failure === undefined && performance.now() < deadline;
  for (;;) {
    while (mayGoOn() && workers.hasRoom) {
      const [from, to] = saved.done.gap(next, length);
      if (from >= end) break;
      next = Math.min(to, end);
      const stretch = one(from, next).finally(() => {
        running.delete(stretch);
        wake();
      });
      running.add(stretch);
    }
    progress.show();
    if (running.size === 0 || abort.signal.aborted) break;
    await new Promise<void>((resolve) => {
      wake = resolve;
      // Only to show that it goes on, and to look at the clock.
      setTimeout(resolve, 500).unref();
    });
  }
  progress.end();
  process.off("SIGINT", stop).off("SIGTERM", stop);
  return ending;
}

/** `--emit`: the states of the campaign as labelled vectors, one a line. */
async function emit({ worker, scope, shard, count }: Plan): Promise<number> {
  const mutator = new Mutator(worker.campaign.seed, scope);
  const words = new Int32Array(PACKED_WORDS);
  const numbers = new Int32Array(rules.length);
  const size = sizeOf(shard, count);
  let text = "";
  for (let position = 0; position < size; position++) {
    const index = indexOf(shard, position);
    const cpu = mutator.write(index, words);
    const found = cpu.checker.check(words, 0, numbers);
    const violated = Array.from(numbers.subarray(0, found), (number) => rules[number]?.id);
    const label = { expect: found === 0 ? "valid" : "invalid", violated };
    const { template } = mutator;
    text += `{"id":${index},"state":${stateText(words, 0, cpu)},${JSON.stringify({ ...label, template: template.name }).slice(1)}\n`;
    if (text.length < 1 << 16) continue;
    await write(text);
    text = "";
  }
  await write(text);
  return EXIT.fine;
}

/** `--ndjson`: each line of the input names a stretch of states and is answered by one line. */
async function stream({ parameters }: Plan, workers: Workers): Promise<number> {
  let status: number = EXIT.fine;
  const answers: Promise<string>[] = [];
  const answer = async (line: number, text: string): Promise<string> => {
    const parsed = stretchOf(text);
    const id = parsed.id === undefined ? {} : { id: parsed.id };
    try {
      if (parsed.fault !== undefined) throw new InputFault("-", parsed.fault, line);
      const { from, count } = parsed;
      const totals = await workers.run(from, from + count);
      if (totals.findings.length > 0 && status === EXIT.fine) status = EXIT.invalid;
      return JSON.stringify({ ...id, from, count, seed: parameters.seed, ...totals });
    } catch (error) {
      status = EXIT.fault;
      const reason = error instanceof InputFault ? error.reason : String(error);
      complain(`standard input:${line}: ${reason}`);
      return JSON.stringify({ ...id, error: { line, message: reason } });
    }
  };
  const writeOldest = async (): Promise<void> => {
    const oldest = answers.shift();
    if (oldest !== undefined) await write(`${await oldest}\n`);
  };
  for await (const { number, text } of linesOf("-", await open("-"))) {
    if (text.trim() === "") continue;
    answers.push(answer(number, text));
    while (!workers.hasRoom) await writeOldest();
  }
  while (answers.length > 0) await writeOldest();
  return status;
}

interface StretchLine {
  id?: string | number;
  from: number;
  count: number;
  fault?: string;
}

function stretchOf(text: string): StretchLine {
  const nothing = { from: 0, count: 0 };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ...nothing, fault: "no JSON" };
  }
  const { id, from, count } = Object(value) as Record<string, unknown>;
  const named = typeof id === "string" || typeof id === "number" ? { id } : {};
  const isNumber = (part: unknown): part is number => Number.isSafeInteger(part);
  if (!isNumber(from) || !isNumber(count) || from < 0 || count < 1 || from + count > ENDLESS) {
    return { ...nothing, ...named, fault: 'write {"from":0,"count":1000}, whole numbers' };
  }
  return { ...named, from, count };
}

/** Joins the results of state folders; returns the exit status. */
export async function mergeCommand(
  folders: readonly string[],
  { json }: { json?: boolean },
): Promise<number> {
  const parts = folders.map((folder) => {
    const saved = readStateDir(folder);
    if (saved === undefined) throw new InputFault(folder, "no campaign in this folder");
    return { folder, saved };
  });
  const [first] = parts;
  if (first === undefined) throw new UsageError("merge needs folders");
  const { parameters } = first.saved;
  const seen = new Map<string, string>();
  const tally = new Tally();
  for (const { folder, saved } of parts) {
    refuseDifferent(first, { folder, saved });
    const twin = seen.get(saved.parameters.shard);
    if (twin !== undefined) {
      throw new UsageError(`${twin} and ${folder} are the same shard ${saved.parameters.shard}`);
    }
    seen.set(saved.parameters.shard, folder);
    tally.add(saved.tally.totals());
  }
  const { of } = parseShard(parameters.shard);
  const missing = Array.from({ length: of }, (_, i) => `${i + 1}/${of}`).filter(
    (shard) => !seen.has(shard),
  );
  const findings = inOrder(tally.findings.values());
  await printResult({ ...parameters, shard: "1/1" }, tally, findings, json === true);
  process.stderr.write(summary(tally, findings));
  if (missing.length > 0) {
    const named = missing.slice(0, 8).join(", ");
    process.stderr.write(`missing shards: ${named}${missing.length > 8 ? ", ..." : ""}\n`);
  }
  return findings.length > 0 ? EXIT.invalid : EXIT.fine;
}

interface Part {
  folder: string;
  saved: Saved;
}

function refuseDifferent(a: Part, b: Part): void {
  const shared = ({ saved }: Part): Record<string, unknown> => ({
    ...saved.parameters,
    shard: parseShard(saved.parameters.shard).of,
  });
  const [left, right] = [shared(a), shared(b)];
  for (const name of Object.keys(left)) {
    const [one, other] = [JSON.stringify(left[name]), JSON.stringify(right[name])];
    if (one !== other) {
      const what = name === "shard" ? "number of shards" : name;
      throw new UsageError(
        `${a.folder} and ${b.folder} are of different campaigns: their ${what} is ${one} and ${other}`,
      );
    }
  }
}
