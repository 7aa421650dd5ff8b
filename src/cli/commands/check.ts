import { availableParallelism } from "node:os";
import type { KnownText } from "../../index.ts";
import { profilesFor } from "../cpu.ts";
import { InputFault } from "../input/fault.ts";
import type { Line } from "../input/lines.ts";
import { itemsOf, openInput } from "../input/read.ts";
import { ItemChecker, type AnswerFlags, type CheckedReport } from "../item-checker.ts";
import type { WorkerSetup } from "../jobs.ts";
import { NdjsonChecker, pieces, type Answered } from "../ndjson.ts";
import { printerFor, type Printer, type PrintFlags } from "../print/printers.ts";
import { Progress } from "../progress.ts";
import { complain, printable, write } from "../terminal.ts";
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
  const checker = new ItemChecker(flags, profiles);
  const printer = await printerFor(flags);
  const tally = new Tally(flags.strict === true);
  const progress = new Progress();
  await printer.begin();
  const inputs = files.length === 0 ? ["-"] : files;
  for (const file of inputs) {
    const before = tally.answered();
    const known: KnownText[] = [];
    try {
      const input = await openInput(file, flags.format);
      if (flags.ndjson === true && flags.quiet !== true && input.kind === "ndjson") {
        const answers =
          jobs > 1 && input.chunks !== undefined
            ? checkThere(file, input.chunks, { flags: answerFlags(flags), profiles }, jobs)
            : checkHere(file, input.batches, checker);
        for await (const answer of answers) {
          tally.add(answer.states, answer.invalid, answer.undecided);
          answer.faults.forEach((fault) => {
            tally.fault(fault);
          });
          progress.add(answer.states);
          await write(answer.output);
        }
      } else {
        for await (const item of itemsOf(input)) {
          if (item.kind === "known") {
            known.push(item.text);
            continue;
          }
          const checked = await checker.check(file, item);
          if ("fault" in checked) tally.fault(checked.fault.message);
          else tally.addVerdict(checked.report.verdict);
          progress.add(1);
          await printer.print(checked, file, inputs.length > 1);
        }
      }
      if (tally.answered() === before) explainEmpty(file, known, flags.format, tally, printer);
    } catch (error) {
      if (!(error instanceof InputFault)) throw error;
      tally.fault(error.message);
    }
  }
  progress.end();
  await printer.end();
  return tally.status();
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

/** An input without any state is a fault, unless it is a text that is known to have none. */
function explainEmpty(
  file: string,
  known: readonly KnownText[],
  format: string | undefined,
  tally: Tally,
  printer: Printer,
): void {
  const name = file === "-" ? "standard input" : file;
  if (known.length === 0) {
    tally.fault(
      format === undefined
        ? `${name}: no state found: neither a dump nor JSON this tool knows (see \`vmx-preflight formats\`); a descriptor table is read by \`vmx-preflight gdt\``
        : `${name}: no state found in the format ${format} (without --format it is detected)`,
    );
  }
  for (const { line, text, meaning, advice } of known) {
    const place = file === "-" ? `line ${line}` : `${file}:${line}`;
    printer.explain(`${place}: ${printable(text)}\n  ${meaning}\n  ${advice}\n`);
  }
}
