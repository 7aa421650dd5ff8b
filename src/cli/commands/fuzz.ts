import { Tally, inOrder, sizeOf, type Part } from "../../fuzz/index.ts";
import { planOf, type FuzzFlags, type Plan } from "../fuzz/plan.ts";
import { printResult, summary } from "../fuzz/print.ts";
import { Ranges } from "../fuzz/ranges.ts";
import { StateDir, addPart, type Saved } from "../fuzz/state-dir.ts";
import { emit, stream } from "../fuzz/stream.ts";
import { work } from "../fuzz/work.ts";
import { Workers } from "../fuzz/workers.ts";
import { complain } from "../terminal.ts";
import { EXIT } from "../usage.ts";

export { mergeCommand } from "../fuzz/merge.ts";
export type { FuzzFlags } from "../fuzz/plan.ts";

/** Runs a campaign, or a part of one; returns the exit status. */
export async function fuzzCommand(flags: FuzzFlags): Promise<number> {
  const plan = planOf(flags);
  if (flags.emit === true) return emit(plan);
  return flags.ndjson === true
    ? await withWorkers(plan, (workers) => stream(plan, workers))
    : await run(plan, flags);
}

/** The workers and their checkers end before anything is printed: nobody may be there to read it. */
async function withWorkers<T>(plan: Plan, action: (workers: Workers) => Promise<T>): Promise<T> {
  const workers = new Workers(plan.jobs, plan.worker);
  try {
    return await action(workers);
  } finally {
    await workers.close();
  }
}

async function run(plan: Plan, flags: FuzzFlags): Promise<number> {
  const directory =
    flags.state === undefined ? undefined : new StateDir(flags.state, plan.parameters);
  const saved: Saved = directory?.saved ?? {
    parameters: plan.parameters,
    done: new Ranges(),
    tally: new Tally(),
  };
  const save = (part: Part): void => {
    if (directory === undefined) addPart(saved, part);
    else directory.add(part);
  };
  const started = performance.now();
  const resumed = saved.tally.states;
  const { isStopped, failure, time } = await withWorkers(plan, async (workers) => {
    const ending = await work(plan, workers, saved, save);
    const unkept = failureToClose(directory);
    const time = performance.now() - started;
    return { ...ending, failure: ending.failure ?? unkept, time };
  });
  const { tally } = saved;
  const findings = inOrder(tally.findings.values());
  await printResult(plan.parameters, tally, findings, flags.json === true);
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

/** What was found is printed also if it cannot be kept. */
function failureToClose(directory: StateDir | undefined): Error | undefined {
  try {
    directory?.close();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
