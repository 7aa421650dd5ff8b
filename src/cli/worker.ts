/**
 * A worker thread of `check --jobs`: answers portions of NDJSON. Bytes come and bytes go, and none is
 * copied: the thread that reads and writes would otherwise be the one all wait for.
 */
import { parentPort, workerData } from "node:worker_threads";
import { batchesOf, type Line } from "./input/lines.ts";
import { ItemChecker } from "./item-checker.ts";
import type { Task, WorkerSetup } from "./jobs.ts";
import { NdjsonChecker } from "./ndjson.ts";

const { flags, profiles } = workerData as WorkerSetup;
const checker = new NdjsonChecker(new ItemChecker(flags, profiles));
const encoder = new TextEncoder();

async function answer({ file, bytes, line }: Task): Promise<void> {
  const lines: Line[] = [];
  for await (const some of batchesOf(file, [Buffer.from(bytes.buffer)], line)) lines.push(...some);
  const { output: text, ...counts } = await checker.answer(file, lines);
  const output = encoder.encode(text);
  parentPort?.postMessage({ ...counts, output }, [output.buffer]);
}

parentPort?.on("message", (task: Task) => void answer(task));
