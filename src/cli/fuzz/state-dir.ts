import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { Tally, type Part, type Totals } from "../../fuzz/index.ts";
import { InputFault } from "../input/fault.ts";
import { UsageError } from "../usage.ts";
import { Ranges } from "./ranges.ts";

/** What makes a campaign the one it is; plain JSON. */
export interface Parameters {
  version: string;
  seed: number;
  /** I/N */
  shard: string;
  modes: readonly string[];
  rules: readonly string[];
  /** Command of the external checker; null for our own engines. */
  against: string | null;
  complete: boolean;
}

/** What is known of a campaign. */
export interface Saved {
  parameters: Parameters;
  done: Ranges;
  tally: Tally;
}

interface Checkpoint {
  format: typeof FORMAT;
  parameters: Parameters;
  /** Number of the journal that goes on from here. */
  journal: number;
  done: [number, number][];
  totals: Totals;
}

/** A line of a journal. */
export interface Entry extends Part {
  /** When it was written: milliseconds since 1970. */
  readonly at: number;
}

/** Of the files. Those of another one are refused. */
const FORMAT = 2;
const CHECKPOINT = "checkpoint.json";
const journalName = (number: number): string => `journal-${number}.ndjson`;

/** After so many entries a journal is folded into a new checkpoint. */
const ENTRIES = 500;
const SYNC_EVERY = 1000;

/**
 * The folder of a campaign. What is done is appended to a journal before it counts; the journal goes
 * on from a checkpoint that is replaced as a whole. So a process that is killed loses what had not
 * been handed over, and a computer that loses power at most a second more.
 */
export class StateDir {
  readonly #folder: string;
  readonly #lock: string;
  readonly #saved: Saved;
  #journal: number;
  #file: number;
  #entries = 0;
  #synced = performance.now();

  /**
   * Opens a folder, or makes one.
   *
   * @throws UsageError if another process has it, or it is of another campaign; InputFault if a
   *   file in it is damaged
   */
  constructor(folder: string, parameters: Parameters) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    this.#lock = lock(folder);
    try {
      const found = readStateDir(folder);
      if (found !== undefined) refuseOther(folder, found.parameters, parameters);
      this.#saved = found ?? { parameters, done: new Ranges(), tally: new Tally() };
      this.#journal = Math.max(0, ...journals(folder)) + 1;
      this.#file = this.#begin();
    } catch (error) {
      unlock(this.#lock);
      throw error;
    }
  }

  /** What has been done so far; `add` goes on with it. */
  get saved(): Saved {
    return this.#saved;
  }

  /** Saves what is done. */
  add(part: Part): void {
    const entry: Entry = { ...part, at: performance.timeOrigin + performance.now() };
    writeFileSync(this.#file, `${JSON.stringify(entry)}\n`);
    addPart(this.#saved, part);
    this.#entries += 1;
    if (this.#entries >= ENTRIES) {
      closeSync(this.#file);
      this.#journal += 1;
      this.#file = this.#begin();
    } else if (performance.now() > this.#synced + SYNC_EVERY) {
      fsyncSync(this.#file);
      this.#synced = performance.now();
    }
  }

  close(): void {
    closeSync(this.#file);
    this.#journal += 1;
    closeSync(this.#begin());
    unlock(this.#lock);
  }

  /** A new journal, and the checkpoint that names it; older journals are in the checkpoint. */
  #begin(): number {
    const { parameters, done, tally } = this.#saved;
    const file = openSync(join(this.#folder, journalName(this.#journal)), "w");
    const checkpoint: Checkpoint = {
      format: FORMAT,
      parameters,
      journal: this.#journal,
      done: done.list,
      totals: tally.totals(),
    };
    const aside = join(this.#folder, `${CHECKPOINT}.new`);
    const handle = openSync(aside, "w");
    writeFileSync(handle, `${JSON.stringify(checkpoint)}\n`);
    fsyncSync(handle);
    closeSync(handle);
    renameSync(aside, join(this.#folder, CHECKPOINT));
    for (const number of journals(this.#folder)) {
      if (number !== this.#journal)
        rmSync(join(this.#folder, journalName(number)), { force: true });
    }
    this.#entries = 0;
    this.#synced = performance.now();
    return file;
  }
}

/** Adds what is done to what is known. */
export function addPart({ done, tally }: Saved, part: Part): void {
  for (const [from, to] of part.done) done.add(from, to);
  tally.add(part.totals);
}

function journals(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => {
    const match = /^journal-(\d{1,9})\.ndjson$/.exec(name);
    return match === null ? [] : [Number(match[1])];
  });
}

/**
 * Reads a folder without changing it; undefined if there is no campaign in it.
 *
 * @throws InputFault naming file and line if it is damaged
 */
export function readStateDir(folder: string): Saved | undefined {
  const path = join(folder, CHECKPOINT);
  if (!existsSync(path)) return undefined;
  const checkpoint = parsed(path, readFileSync(path, "utf8"), 1) as Checkpoint;
  if ((checkpoint as { format: unknown }).format !== FORMAT) {
    throw new InputFault(path, "this is no checkpoint of a campaign, or one of another version");
  }
  const { parameters, journal, done, totals } = checkpoint;
  const saved = { parameters, done: new Ranges(done), tally: new Tally() };
  saved.tally.add(totals);
  const journalPath = join(folder, journalName(journal));
  const text = existsSync(journalPath) ? readFileSync(journalPath, "utf8") : "";
  const lines = text.split("\n");
  // What stands behind the last line end was being written when the process was killed.
  lines.pop();
  for (const [index, line] of lines.entries()) {
    addPart(saved, parsed(journalPath, line, index + 1) as Entry);
  }
  return saved;
}

function parsed(path: string, text: string, line: number): object {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // The same fault.
  }
  throw new InputFault(path, "damaged: no JSON object", line);
}

function refuseOther(folder: string, saved: Parameters, wanted: Parameters): void {
  for (const name of Object.keys(wanted) as (keyof Parameters)[]) {
    const [before, now] = [JSON.stringify(saved[name]), JSON.stringify(wanted[name])];
    if (before !== now) {
      throw new UsageError(
        `--state ${folder} is of another campaign: its ${name} is ${before}, not ${now}`,
      );
    }
  }
}

/** Locks this process has. */
const held = new Set<string>();

/** One process at a time; the lock of a process that is gone does not count. Returns its path. */
function lock(folder: string): string {
  const path = join(realpathSync(folder), "lock");
  for (let attempt = 0; ; attempt++) {
    try {
      const file = openSync(path, "wx");
      writeFileSync(file, JSON.stringify({ pid: process.pid, host: hostname() }));
      closeSync(file);
      held.add(path);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (attempt > 0 || isHeld(path)) {
        throw new UsageError(`--state ${folder} is in use by another process (${path})`);
      }
      rmSync(path, { force: true });
    }
  }
}

function unlock(path: string): void {
  held.delete(path);
  rmSync(path, { force: true });
}

function isHeld(path: string): boolean {
  if (held.has(path)) return true;
  try {
    const { pid, host } = JSON.parse(readFileSync(path, "utf8")) as { pid: number; host: string };
    if (host !== hostname()) return true;
    // In a container pids start over, so the process that is gone may have had ours.
    if (pid === process.pid) return false;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
