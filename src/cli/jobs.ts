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
/** A batch that is not full goes on its way after so many milliseconds without a line. */
const PATIENCE = 20;

/**
 * Spreads NDJSON lines over worker threads and yields their answers in the order of the input.
 * Memory is bounded: at most two batches a worker are under way or waiting for their turn. A slow
 * source is answered as it comes.
 */
export async function* checkInJobs(
  file: string,
  lines: AsyncIterable<Line>,
  flags: AnswerFlags,
  jobs: number,
): AsyncGenerator<Answered> {
  const pool = new Pool(jobs, flags);
  const waiting: Promise<Answered>[] = [];
  const source: { ended: boolean; fault?: unknown } = { ended: false };
  const queue = new Signal();
  const feed = async (): Promise<void> => {
    try {
      for await (const batch of batchesOf(file, lines)) {
        while (waiting.length >= 2 * jobs) await queue.changed();
        waiting.push(pool.run(batch));
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

async function* batchesOf(file: string, lines: AsyncIterable<Line>): AsyncGenerator<Batch> {
  const iterator = lines[Symbol.asyncIterator]();
  const advance = (): Promise<IteratorResult<Line>> => {
    const promise = iterator.next();
    // A broken input is reported where the line is awaited, not before.
    promise.catch(() => undefined);
    return promise;
  };
  let next = advance();
  let batch: Batch = { file, lines: [] };
  let length = 0;
  for (;;) {
    const result = batch.lines.length === 0 ? await next : await soon(next);
    const line = result === undefined || result.done === true ? undefined : result.value;
    if (line !== undefined) {
      next = advance();
      const { number, text, cut } = line;
      if (text.trim() === "") continue;
      batch.lines.push({ number, text: cut ? "" : text, cut });
      length += text.length;
      if (batch.lines.length < BATCH_LINES && length < BATCH_LENGTH) continue;
    }
    if (batch.lines.length > 0) yield batch;
    batch = { file, lines: [] };
    length = 0;
    if (result?.done === true) return;
  }
}

/** The result if it comes soon, undefined otherwise; the promise goes on. */
async function soon<T>(promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, PATIENCE, undefined);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
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
