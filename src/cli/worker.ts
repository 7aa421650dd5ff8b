/** A worker thread of `check --jobs`: answers batches of NDJSON lines. */
import { parentPort, workerData } from "node:worker_threads";
import { ItemChecker, type AnswerFlags } from "./item-checker.ts";
import type { Batch } from "./jobs.ts";
import { NdjsonChecker } from "./ndjson.ts";

const checker = new NdjsonChecker(new ItemChecker(workerData as AnswerFlags));

parentPort?.on("message", ({ file, lines }: Batch) => {
  void checker.answer(file, lines).then((answer) => parentPort?.postMessage(answer));
});
