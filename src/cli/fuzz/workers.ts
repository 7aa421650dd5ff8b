import { Worker } from "node:worker_threads";
import type { CampaignOptions, Hand, Part, Totals } from "../../fuzz/index.ts";
import { InputFault } from "../input/fault.ts";
import { workerScript } from "../worker-script.ts";

export interface WorkerOptions {
  campaign: CampaignOptions;
  /** An external checker; our own engines if absent. */
  against?: { command: string; timeout: number; isComplete: boolean };
}

export type Asked = { kind: "run"; number: number; from: number; to: number } | { kind: "close" };
export type Told = { number: number } & ({ part: Part } | { totals: Totals } | { failure: string });

interface Pending {
  worker: Worker;
  hand: Hand;
  resolve(totals: Totals): void;
  reject(error: Error): void;
}

/** The worker threads of a campaign. Each has at most two stretches, so that none waits for work. */
export class Workers {
  readonly #workers: { thread: Worker; load: number }[];
  readonly #pending = new Map<number, Pending>();
  #next = 0;

  constructor(jobs: number, options: WorkerOptions) {
    const script = workerScript("fuzz/worker");
    this.#workers = Array.from({ length: jobs }, () => {
      const thread = new Worker(script, { workerData: options });
      thread.on("message", (told: Told) => {
        const pending = this.#pending.get(told.number);
        if ("part" in told) {
          pending?.hand(told.part);
          return;
        }
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

  /**
   * Runs the positions from .. to-1 of the shard.
   *
   * @param hand is given what is done while it runs
   */
  async run(from: number, to: number, hand: Hand = () => undefined): Promise<Totals> {
    const [worker] = [...this.#workers].sort((a, b) => a.load - b.load);
    if (worker === undefined) throw new RangeError("no workers");
    const number = this.#next++;
    worker.load += 1;
    try {
      return await new Promise<Totals>((resolve, reject) => {
        this.#pending.set(number, { worker: worker.thread, hand, resolve, reject });
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
