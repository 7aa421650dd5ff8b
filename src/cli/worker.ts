/** A worker thread of `check --jobs`: answers batches of NDJSON lines. */
import { parentPort, workerData } from "node:worker_threads";
import { ItemChecker, type AnswerFlags } from "./item-checker.ts";
import type { Batch } from "./jobs.ts";
import { answerLines } from "./ndjson.ts";

const checker = new ItemChecker(workerData as AnswerFlags);

parentPort?.on("message", ({ file, lines }: Batch) => {
  void answerLines(checker, file, lines).then((answer) => parentPort?.postMessage(answer));
});
