/** A worker thread of `fuzz`: runs stretches of a campaign. */
import { parentPort, workerData } from "node:worker_threads";
import { Campaign, type Part } from "../../fuzz/index.ts";
import { CheckerProcess } from "./checker-process.ts";
import type { Asked, Told, WorkerOptions } from "./workers.ts";

const { campaign: options, against } = workerData as WorkerOptions;
const campaign = new Campaign(options);
const checker =
  against === undefined
    ? undefined
    : new CheckerProcess(against.command, against.timeout, against.isComplete);

async function run(number: number, from: number, to: number): Promise<void> {
  const tell = (told: Told): void => parentPort?.postMessage(told);
  const hand = (part: Part): void => {
    tell({ number, part });
  };
  try {
    const totals =
      checker === undefined
        ? await campaign.runEngines(from, to, hand)
        : await campaign.runTarget(checker, from, to, hand);
    tell({ number, totals });
  } catch (error) {
    tell({ number, failure: error instanceof Error ? error.message : String(error) });
  }
}

parentPort?.on("message", (asked: Asked) => {
  if (asked.kind === "run") void run(asked.number, asked.from, asked.to);
  else {
    checker?.close();
    parentPort?.close();
  }
});
