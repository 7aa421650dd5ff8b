import { Worker } from "node:worker_threads";
import type { CpuProfile } from "../index.ts";
import type { AnswerFlags } from "./item-checker.ts";
import { portionsOf, type Portion } from "./input/portions.ts";
import type { Answered } from "./ndjson.ts";
import { workerScript } from "./worker-script.ts";

/** What a worker is told when it starts: nothing that it would have to read for itself. */
export interface WorkerSetup {
  flags: AnswerFlags;
  profiles: readonly CpuProfile[];
}

/** What one worker is given at a time. */
export interface Task extends Portion {
  file: string;
}

/**
 * Spreads NDJSON over worker threads and yields their answers in the order of the input.
 * Memory is bounded: at most two portions a worker are under way or waiting for their turn. What
 * there is to read is answered at once, however slow the source.
 */
export async function* checkInJobs(
  file: string,
  chunks: AsyncIterable<Buffer>,
  setup: WorkerSetup,
  jobs: number,
): AsyncGenerator<Answered> {
  const pool = new Pool(jobs, setup);
  const waiting: Promise<Answered>[] = [];
  const source: { ended: boolean; fault?: unknown } = { ended: false };
  const queue = new Signal();
  const feed = async (): Promise<void> => {
    try {
      for await (const portion of portionsOf(file, chunks)) {
        while (waiting.length >= 2 * jobs) await queue.changed();
        waiting.push(pool.run({ file, ...portion }));
        queue.change();
      }
    } catch (error) {
      source.fault = error;
    }
    source.ended = true;
    queue.change();
  };
  try {
    void feed();
    while (!source.ended || waiting.length > 0) {
      const next = waiting[0];
      if (next === undefined) {
        await queue.changed();
        continue;
      }
      yield await next;
      void waiting.shift();
      queue.change();
    }
    // What was read before the input broke has been answered by now.
    if (source.fault !== undefined) throw source.fault as Error;
  } finally {
    await pool.close();
  }
}

/** Wakes the one who waits for a change. */
class Signal {
  #resolve: () => void = () => undefined;

  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  change(): void {
    this.#resolve();
  }
}

interface Waiting {
  task: Task;
  resolve(answer: Answered): void;
  reject(error: unknown): void;
}

class Pool {
  readonly #workers: Worker[];
  readonly #idle: Worker[];
  readonly #queue: Waiting[] = [];
  readonly #running = new Map<Worker, Waiting>();
  #failure: Error | undefined;

  constructor(size: number, setup: WorkerSetup) {
    const script = workerScript("worker");
    this.#workers = Array.from({ length: size }, () => {
      const worker = new Worker(script, { workerData: setup });
      worker.on("message", (answer: Answered) => {
        this.#settle(worker)?.resolve(answer);
        this.#idle.push(worker);
        this.#next();
      });
      worker.on("error", (error) => {
        this.#fail(error);
      });
      return worker;
    });
    this.#idle = [...this.#workers];
  }

  run(task: Task): Promise<Answered> {
    const answer = new Promise<Answered>((resolve, reject) => {
      if (this.#failure === undefined) this.#queue.push({ task, resolve, reject });
      else reject(this.#failure);
    });
    // A failure is reported where the answer is awaited, in its turn.
    answer.catch(() => undefined);
    this.#next();
    return answer;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #next(): void {
    while (this.#idle.length > 0 && this.#queue.length > 0) {
      const worker = this.#idle.pop();
      const next = this.#queue.shift();
      if (worker === undefined || next === undefined) return;
      this.#running.set(worker, next);
      worker.postMessage(next.task, [next.task.bytes.buffer]);
    }
  }

  /** A worker that broke is a fault of ours: nothing it might have done is waited for. */
  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
    for (const waiting of [...this.#running.values(), ...this.#queue.splice(0)])
      waiting.reject(this.#failure);
    this.#running.clear();
  }

  #settle(worker: Worker): Waiting | undefined {
    const answered = this.#running.get(worker);
    this.#running.delete(worker);
    return answered;
  }
}
