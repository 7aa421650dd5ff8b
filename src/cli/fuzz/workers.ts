import { Worker } from "node:worker_threads";
import type { CampaignOptions, Totals } from "../../fuzz/index.ts";
import { InputFault } from "../input/fault.ts";

export interface WorkerOptions {
  campaign: CampaignOptions;
  /** An external checker; our own engines if absent. */
  against?: { command: string; timeout: number; isComplete: boolean };
}

export type Asked = { kind: "run"; number: number; from: number; to: number } | { kind: "close" };
export type Told = { number: number; totals: Totals } | { number: number; failure: string };

interface Pending {
  worker: Worker;
  resolve(totals: Totals): void;
  reject(error: Error): void;
}

/** The worker threads of a campaign. Each has at most two stretches, so that none waits for work. */
export class Workers {
  readonly #workers: { thread: Worker; load: number }[];
  readonly #pending = new Map<number, Pending>();
  #next = 0;

  constructor(jobs: number, options: WorkerOptions) {
    const script = new URL(`./worker${import.meta.url.slice(-3)}`, import.meta.url);
    this.#workers = Array.from({ length: jobs }, () => {
      const thread = new Worker(script, { workerData: options });
      thread.on("message", (told: Told) => {
        const pending = this.#pending.get(told.number);
        this.#pending.delete(told.number);
        if ("totals" in told) pending?.resolve(told.totals);
        else pending?.reject(new InputFault("fuzz", told.failure));
      });
      thread.on("error", (error) => {
        for (const pending of this.#pending.values()) {
          if (pending.worker === thread) pending.reject(error);
        }
      });
      return { thread, load: 0 };
    });
  }

  /** Whether another stretch would find a place. */
  get hasRoom(): boolean {
    return this.#workers.some(({ load }) => load < 2);
  }

  /** Runs the positions from .. to-1 of the shard. */
  async run(from: number, to: number): Promise<Totals> {
    const [worker] = [...this.#workers].sort((a, b) => a.load - b.load);
    if (worker === undefined) throw new RangeError("no workers");
    const number = this.#next++;
    worker.load += 1;
    try {
      return await new Promise<Totals>((resolve, reject) => {
        this.#pending.set(number, { worker: worker.thread, resolve, reject });
        const asked: Asked = { kind: "run", number, from, to };
        worker.thread.postMessage(asked);
      });
    } finally {
      worker.load -= 1;
    }
  }

  /** Ends the threads and their checkers; a second of patience for those. */
  async close(): Promise<void> {
    await Promise.all(
      this.#workers.map(async ({ thread }) => {
        const ended = new Promise<void>((resolve) =>
          thread.once("exit", () => {
            resolve();
          }),
        );
        const asked: Asked = { kind: "close" };
        thread.postMessage(asked);
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, 1000)));
        await Promise.race([ended, late]);
        clearTimeout(timer);
        await thread.terminate();
      }),
    );
  }
}
