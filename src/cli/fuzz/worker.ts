/** A worker thread of `fuzz`: runs stretches of a campaign. */
import { parentPort, workerData } from "node:worker_threads";
import { Campaign } from "../../fuzz/index.ts";
import { CheckerProcess } from "./checker-process.ts";
import type { Asked, Told, WorkerOptions } from "./workers.ts";

const { campaign: options, against } = workerData as WorkerOptions;
const campaign = new Campaign(options);
const checker =
  against === undefined
    ? undefined
    : new CheckerProcess(against.command, against.timeout, against.isComplete);

async function run(number: number, from: number, to: number): Promise<void> {
  let told: Told;
  try {
    const totals =
      checker === undefined
        ? await campaign.runEngines(from, to)
        : await campaign.runTarget(checker, from, to);
    told = { number, totals };
  } catch (error) {
    told = { number, failure: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(told);
}

parentPort?.on("message", (asked: Asked) => {
  if (asked.kind === "run") void run(asked.number, asked.from, asked.to);
  else {
    checker?.close();
    parentPort?.close();
  }
});
