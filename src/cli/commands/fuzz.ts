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
  const workers = new Workers(plan.jobs, plan.worker);
  try {
    return flags.ndjson === true ? await stream(plan, workers) : await run(plan, workers, flags);
  } finally {
    await workers.close();
  }
}

async function run(plan: Plan, workers: Workers, flags: FuzzFlags): Promise<number> {
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
