import { Worker } from "node:worker_threads";
import type { AnswerFlags } from "./item-checker.ts";
import type { Line } from "./input/lines.ts";

/** NDJSON lines for one worker, and what it made of them. */
export interface Batch {
  file: string;
  lines: { number: number; text: string; cut: boolean }[];
}
export interface Answered {
  /** Reports and faults as NDJSON, in the order of the lines. */
  output: string;
  /** Messages for standard error. */
  faults: string[];
  states: number;
  invalid: number;
  undecided: number;
}

const BATCH_LINES = 256;
const BATCH_LENGTH = 256 * 1024;

/**
 * Spreads NDJSON lines over worker threads and yields their answers in the order of the input.
 * Memory is bounded: at most two batches a worker are under way or waiting for their turn.
 */
export async function* checkInJobs(
  file: string,
  lines: AsyncIterable<Line>,
  flags: AnswerFlags,
  jobs: number,
): AsyncGenerator<Answered> {
  const pool = new Pool(jobs, flags);
  const waiting: Promise<Answered>[] = [];
  try {
    for await (const batch of batchesOf(file, lines)) {
      waiting.push(pool.run(batch));
      if (waiting.length < 2 * jobs) continue;
      const next = waiting.shift();
      if (next !== undefined) yield await next;
    }
    for (const next of waiting) yield await next;
  } finally {
    await pool.close();
  }
}

async function* batchesOf(file: string, lines: AsyncIterable<Line>): AsyncGenerator<Batch> {
  let batch: Batch = { file, lines: [] };
  let length = 0;
  for await (const { number, text, cut } of lines) {
    if (text.trim() === "") continue;
    batch.lines.push({ number, text: cut ? "" : text, cut });
    length += text.length;
    if (batch.lines.length < BATCH_LINES && length < BATCH_LENGTH) continue;
    yield batch;
    batch = { file, lines: [] };
    length = 0;
  }
  if (batch.lines.length > 0) yield batch;
}

interface Task {
  batch: Batch;
  resolve(answer: Answered): void;
  reject(error: unknown): void;
}

class Pool {
  readonly #workers: Worker[];
  readonly #idle: Worker[];
  readonly #queue: Task[] = [];
  readonly #running = new Map<Worker, Task>();

  constructor(size: number, flags: AnswerFlags) {
    const script = new URL(`./worker${import.meta.url.slice(-3)}`, import.meta.url);
    this.#workers = Array.from({ length: size }, () => {
      const worker = new Worker(script, { workerData: flags });
      worker.on("message", (answer: Answered) => {
        this.#settle(worker)?.resolve(answer);
        this.#idle.push(worker);
        this.#next();
      });
      worker.on("error", (error) => this.#settle(worker)?.reject(error));
      return worker;
    });
    this.#idle = [...this.#workers];
  }

  run(batch: Batch): Promise<Answered> {
    const answer = new Promise<Answered>((resolve, reject) => {
      this.#queue.push({ batch, resolve, reject });
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
      const task = this.#queue.shift();
      if (worker === undefined || task === undefined) return;
      this.#running.set(worker, task);
      worker.postMessage(task.batch);
    }
  }

  #settle(worker: Worker): Task | undefined {
    const task = this.#running.get(worker);
    this.#running.delete(worker);
    return task;
  }
}
