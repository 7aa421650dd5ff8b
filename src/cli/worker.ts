/** A worker thread of `check --jobs`: answers batches of NDJSON lines. */
import { parentPort, workerData } from "node:worker_threads";
import { parseNdjsonLine } from "./input/read.ts";
import { ItemChecker, asJson, type AnswerFlags } from "./item-checker.ts";
import type { Answered, Batch } from "./jobs.ts";

const checker = new ItemChecker(workerData as AnswerFlags);

async function answer({ file, lines }: Batch): Promise<Answered> {
  const result: Answered = { output: "", faults: [], states: 0, invalid: 0, undecided: 0 };
  const output: string[] = [];
  for (const line of lines) {
    const checked = await checker.check(file, parseNdjsonLine(file, line));
    output.push(`${JSON.stringify(asJson(checked))}\n`);
    if ("fault" in checked) {
      result.faults.push(checked.fault.message);
      continue;
    }
    result.states += 1;
    if (checked.report.verdict === "invalid") result.invalid += 1;
    if (checked.report.verdict === "undecided") result.undecided += 1;
  }
  result.output = output.join("");
  return result;
}

parentPort?.on("message", (batch: Batch) => {
  void answer(batch).then((result) => parentPort?.postMessage(result));
});
