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
import { isCheckpoint, isEntry } from "./state-shape.ts";

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
   *   file in it is damaged, or the system refuses it
   */
  constructor(folder: string, parameters: Parameters) {
    this.#folder = folder;
    try {
      mkdirSync(folder, { recursive: true });
      this.#lock = lock(folder);
    } catch (error) {
      throw faultOf(folder, error);
    }
    try {
      const found = readStateDir(folder);
      if (found !== undefined) refuseOther(folder, found.parameters, parameters);
      this.#saved = found ?? { parameters, done: new Ranges(), tally: new Tally() };
      this.#journal = Math.max(0, ...journals(folder)) + 1;
      this.#file = this.#begin();
    } catch (error) {
      unlock(this.#lock);
      throw faultOf(folder, error);
    }
  }

  /** What has been done so far; `add` goes on with it. */
  get saved(): Saved {
    return this.#saved;
  }

  /**
   * Saves what is done.
   *
   * @throws InputFault if the system refuses it, as when the disk is full; it is in `saved` all the
   *   same, and nothing more can be added
   */
  add(part: Part): void {
    addPart(this.#saved, part);
    try {
      this.#append({ ...part, at: performance.timeOrigin + performance.now() });
    } catch (error) {
      throw faultOf(this.#folder, error);
    }
  }

  /** @throws InputFault if the system refuses the last checkpoint; the one before stays */
  close(): void {
    try {
      closeSync(this.#file);
      this.#journal += 1;
      closeSync(this.#begin());
    } catch (error) {
      throw faultOf(this.#folder, error);
    } finally {
      unlock(this.#lock);
    }
  }

  #append(entry: Entry): void {
    writeFileSync(this.#file, `${JSON.stringify(entry)}\n`);
    this.#entries += 1;
    if (this.#entries >= ENTRIES) {
      const full = this.#file;
      this.#journal += 1;
      this.#file = this.#begin();
      closeSync(full);
    } else if (performance.now() > this.#synced + SYNC_EVERY) {
      fsyncSync(this.#file);
      this.#synced = performance.now();
    }
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
 * @throws InputFault naming file and line if it is damaged, or cannot be read
 */
export function readStateDir(folder: string): Saved | undefined {
  const path = join(folder, CHECKPOINT);
  const [text] = linesIn(path);
  if (text === undefined) return undefined;
  const checkpoint = parsed(path, text, 1) as Checkpoint;
  if ((checkpoint as { format: unknown }).format !== FORMAT) {
    throw new InputFault(path, "this is no checkpoint of a campaign, or one of another version");
  }
  if (!isCheckpoint(checkpoint)) throw new InputFault(path, "damaged: no checkpoint", 1);
  const { parameters, journal, done, totals } = checkpoint;
  const saved = { parameters, done: new Ranges(done), tally: new Tally() };
  saved.tally.add(totals);
  const journalPath = join(folder, journalName(journal));
  // What stands behind the last line end was being written when the process was killed.
  for (const [index, line] of linesIn(journalPath).slice(0, -1).entries()) {
    const entry = parsed(journalPath, line, index + 1);
    if (!isEntry(entry)) throw new InputFault(journalPath, "damaged: no entry", index + 1);
    addPart(saved, entry as Entry);
  }
  return saved;
}

/** None if there is no such file. */
function linesIn(path: string): string[] {
  try {
    return existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  } catch (error) {
    throw faultOf(path, error);
  }
}

/** What the system says about a folder or a file is a fault of that one, not of ours. */
function faultOf(path: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return error;
  const isFile = code === "EEXIST" || code === "ENOTDIR";
  return isFile ? new InputFault(path, "is no folder") : InputFault.from(path, error);
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
