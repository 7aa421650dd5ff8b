import { availableParallelism } from "node:os";
import { headlineReport, type CpuProfile, type ReportedFailure } from "../../index.ts";
import { profilesFor } from "../cpu.ts";
import { InputFault } from "../input/fault.ts";
import type { Rest } from "../input/item.ts";
import type { Line } from "../input/lines.ts";
import { itemsOf, openInput, type Input } from "../input/read.ts";
import {
  ItemChecker,
  type AnswerFlags,
  type Checked,
  type CheckedReport,
} from "../item-checker.ts";
import type { WorkerSetup } from "../jobs.ts";
import { NdjsonChecker, pieces, type Answered } from "../ndjson.ts";
import { explanationOf, nearMisses } from "../print/no-state.ts";
import { printerFor, type Printer, type PrintFlags } from "../print/printers.ts";
import { Progress } from "../progress.ts";
import { complain, elaborate, write } from "../terminal.ts";
import { EXIT, UsageError } from "../usage.ts";

export interface CheckFlags extends AnswerFlags, PrintFlags {
  strict?: boolean;
  format?: string;
  jobs?: string;
}

/** Checks every state of every file; returns the exit status. */
export async function checkCommand(files: readonly string[], flags: CheckFlags): Promise<number> {
  const jobs = jobsOf(flags);
  const profiles = flags.cpu === undefined ? [] : profilesFor(flags.cpu);
  const inputs = files.length === 0 ? ["-"] : files;
  const run = new CheckRun(flags, {
    jobs,
    profiles,
    printer: await printerFor(flags),
    severalFiles: inputs.length > 1,
  });
  return run.all(inputs);
}

interface Tools {
  jobs: number;
  profiles: readonly CpuProfile[];
  printer: Printer;
  severalFiles: boolean;
}

/** One run of the command: file after file. */
class CheckRun {
  readonly #flags: CheckFlags;
  readonly #tools: Tools;
  readonly #checker: ItemChecker;
  readonly #tally: Tally;
  readonly #progress = new Progress();

  constructor(flags: CheckFlags, tools: Tools) {
    this.#flags = flags;
    this.#tools = tools;
    this.#checker = new ItemChecker(flags, tools.profiles);
    this.#tally = new Tally(flags.strict === true);
  }

  async all(files: readonly string[]): Promise<number> {
    const { printer } = this.#tools;
    await printer.begin();
    for (const file of files) {
      try {
        await this.#file(file);
      } catch (error) {
        if (!(error instanceof InputFault)) throw error;
        this.#tally.fault(error.message);
      }
    }
    this.#progress.end();
    await printer.end();
    return this.#tally.status();
  }

  async #file(file: string): Promise<void> {
    const before = this.#tally.answered();
    const input = await openInput(file, this.#flags.format);
    const { ndjson, quiet } = this.#flags;
    const isStream = ndjson === true && quiet !== true && input.kind === "ndjson";
    const beside = isStream ? await this.#stream(input) : await this.#items(input);
    if (this.#tally.answered() === before) await this.#withoutState(file, beside.rest);
    else if (quiet !== true) this.#explain(file, beside);
  }

  /** NDJSON to NDJSON. */
  async #stream({ file, batches, chunks }: Input): Promise<Beside> {
    const { jobs, profiles } = this.#tools;
    const answers =
      jobs > 1 && chunks !== undefined
        ? checkThere(file, chunks, { flags: answerFlags(this.#flags), profiles }, jobs)
        : checkHere(file, batches, this.#checker);
    for await (const answer of answers) {
      this.#tally.add(answer.states, answer.invalid, answer.undecided);
      for (const fault of answer.faults) this.#tally.fault(fault);
      this.#progress.add(answer.states);
      await write(answer.output);
    }
    return NOTHING_BESIDE;
  }

  async #items(input: Input): Promise<Beside> {
    let rest = NOTHING_BESIDE.rest;
    const told = new Set<string>();
    for await (const item of itemsOf(input)) {
      if (item.kind === "rest") rest = item;
      else {
        const checked = await this.#checker.check(input.file, item);
        if ("report" in checked) for (const { text } of failuresOf(checked.report)) told.add(text);
        await this.#print(input.file, checked);
      }
    }
    return { rest, told };
  }

  async #print(file: string, checked: Checked): Promise<void> {
    if ("fault" in checked) this.#tally.fault(checked.fault.message);
    else this.#tally.addVerdict(checked.report.verdict);
    this.#progress.add(1);
    await this.#tools.printer.print(checked, file, this.#tools.severalFiles);
  }

  /** A reported failure is an answer of its own; without one an input without state is a fault. */
  async #withoutState(file: string, rest: Rest): Promise<void> {
    const { known, unread } = rest;
    const report = headlineReport(known, file === "-" ? undefined : file, unread);
    if (report !== undefined) {
      await this.#print(file, { report });
      return;
    }
    this.#tally.fault(nothingFound(file, this.#flags.format, known.length > 0));
    elaborate(nearMisses(rest));
    this.#explain(file, { rest, told: new Set() });
  }

  /** What the text says beside its states, unless a report has said it. */
  #explain(file: string, { rest, told }: Beside): void {
    for (const known of rest.known) {
      if (known.failure !== undefined && told.has(known.failure.text)) continue;
      this.#tools.printer.explain(explanationOf(known, file));
    }
  }
}

/** What an input has beside its states, and the words of the failures that its reports named. */
interface Beside {
  rest: Rest;
  told: ReadonlySet<string>;
}

const NOTHING_BESIDE: Beside = {
  rest: { kind: "rest", known: [], unread: [], isJson: false },
  told: new Set(),
};

function failuresOf({ failure, followedBy = [] }: CheckedReport): ReportedFailure[] {
  return failure === undefined ? followedBy : [failure, ...followedBy];
}

/** NDJSON on this thread. */
async function* checkHere(
  file: string,
  batches: AsyncIterable<Line[]>,
  checker: ItemChecker,
): AsyncGenerator<Answered> {
  const answering = new NdjsonChecker(checker);
  for await (const lines of pieces(batches)) yield await answering.answer(file, lines);
}

/** NDJSON on worker threads, which are loaded when they are wanted. */
async function* checkThere(
  file: string,
  chunks: AsyncIterable<Buffer>,
  setup: WorkerSetup,
  jobs: number,
): AsyncGenerator<Answered> {
  const { checkInJobs } = await import("../jobs.ts");
  yield* checkInJobs(file, chunks, setup, jobs);
}

/** Only what workers need, and what can be sent to them. */
function answerFlags({
  engine,
  unrestrictedGuest,
  ia32e,
  set,
  ignore,
  cpu,
  repairTcg,
}: CheckFlags): AnswerFlags {
  return {
    engine,
    set,
    ignore,
    ...(unrestrictedGuest === undefined ? {} : { unrestrictedGuest }),
    ...(ia32e === undefined ? {} : { ia32e }),
    ...(cpu === undefined ? {} : { cpu }),
    ...(repairTcg === undefined ? {} : { repairTcg }),
  };
}

/** @throws UsageError for a count that is none, or without `--ndjson` */
function jobsOf({ jobs, ndjson }: CheckFlags): number {
  if (jobs === undefined) return 1;
  if (ndjson !== true) throw new UsageError("--jobs works with --ndjson only");
  const count = jobs === "auto" ? availableParallelism() : Number(jobs);
  if (!Number.isInteger(count) || count < 1 || count > 256) {
    throw new UsageError(`--jobs ${jobs}: write a number from 1 to 256, or auto`);
  }
  return count;
}

/** Counts verdicts and faults into the exit status. */
class Tally {
  readonly #strict: boolean;
  #states = 0;
  #bad = 0;
  #faults = 0;

  constructor(strict: boolean) {
    this.#strict = strict;
  }

  add(states: number, invalid: number, undecided: number): void {
    this.#states += states;
    this.#bad += invalid + (this.#strict ? undecided : 0);
  }

  addVerdict(verdict: CheckedReport["verdict"]): void {
    this.add(1, verdict === "invalid" ? 1 : 0, verdict === "undecided" ? 1 : 0);
  }

  fault(message: string): void {
    this.#faults += 1;
    complain(message);
  }

  /** States and faults so far. */
  answered(): number {
    return this.#states + this.#faults;
  }

  status(): number {
    if (this.#faults > 0) return EXIT.fault;
    return this.#bad > 0 ? EXIT.invalid : EXIT.fine;
  }
}

function nothingFound(file: string, format: string | undefined, isKnown: boolean): string {
  const name = file === "-" ? "standard input" : file;
  if (isKnown) return `${name}: no state found: the text is recognised, but it holds none`;
  return format === undefined
    ? `${name}: no state found: neither a dump nor JSON this tool knows (see \`vmx-preflight formats\`); a descriptor table is read by \`vmx-preflight gdt\``
    : `${name}: no state found in the format ${format} (without --format it is detected)`;
}
