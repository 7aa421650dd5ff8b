import Table from "cli-table3";
import {
  StateError,
  check as checkCompiled,
  fromDump,
  type CheckOptions,
  type ExchangeState,
  type Report,
} from "../../index.ts";
import { profilesFor } from "../cpu.ts";
import { InputFault } from "../input/fault.ts";
import { readItems, type Item } from "../input/read.ts";
import { printReport } from "../print/report.ts";
import { applySettings, parseSetting, valueAt, type Setting } from "../state.ts";
import { colorsFor, printable, write } from "../terminal.ts";
import { EXIT } from "../usage.ts";

export interface CheckFlags {
  json?: boolean;
  ndjson?: boolean;
  quiet?: boolean;
  verbose?: boolean;
  strict?: boolean;
  format?: string;
  engine: "compiled" | "json-rules-engine";
  unrestrictedGuest?: "on" | "off";
  ia32e?: "on" | "off";
  set: string[];
  ignore: string[];
  cpu?: string;
}

/** A report, with the verdicts on every CPU profile under `--cpu all`. */
type CheckedReport = Report & { cpus?: CpuVerdict[] };
type CpuVerdict = { name: string; title: string } & Pick<Report, "verdict"> & {
    violations: string[];
  };

type Checked =
  | { report: CheckedReport; state: unknown; item: Extract<Item, { kind: "state" }> }
  | { fault: InputFault; id?: string | number };

/** Checks every state of every file; returns the exit status. */
export async function checkCommand(files: readonly string[], flags: CheckFlags): Promise<number> {
  const run = new CheckRun(flags);
  const printer = printerFor(flags);
  await printer.begin();
  for (const file of files.length === 0 ? ["-"] : files) {
    try {
      for await (const item of readItems(file, flags.format)) {
        if (item.kind === "known") run.known.push({ file, ...item.text });
        else await printer.print(await run.check(file, item));
      }
    } catch (error) {
      if (!(error instanceof InputFault)) throw error;
      run.status = EXIT.fault;
      complain(error.message);
    }
  }
  await printer.end();
  return run.finish(printer);
}

class CheckRun {
  status: number = EXIT.fine;
  readonly known: { file: string; line: number; text: string; meaning: string; advice: string }[] =
    [];
  readonly #flags: CheckFlags;
  readonly #settings: readonly Setting[];
  readonly #options: CheckOptions[];
  #states = 0;

  constructor(flags: CheckFlags) {
    this.#flags = flags;
    this.#settings = [
      ...flags.set.map(parseSetting),
      ...onOff("unrestrictedGuest", flags.unrestrictedGuest),
      ...onOff("ia32eModeGuest", flags.ia32e),
    ];
    const base: CheckOptions = { ignore: flags.ignore };
    this.#options =
      flags.cpu === undefined
        ? [base]
        : flags.cpu === "all"
          ? [base, ...profilesFor("all").map((cpu) => ({ ...base, cpu }))]
          : profilesFor(flags.cpu).map((cpu) => ({ ...base, cpu }));
  }

  /** The report on one item; a malformed state is a fault at its place. */
  async check(file: string, item: Exclude<Item, { kind: "known" }>): Promise<Checked> {
    if (item.kind === "fault") return this.#fault(item.fault, item.id);
    const source = file === "-" ? undefined : file;
    const dumped = item.dump === undefined ? undefined : fromDump(item.dump, source);
    const { state, notes } = applySettings(dumped?.state ?? item.state, this.#settings);
    const [first = {}, ...others] = this.#options;
    const about: CheckOptions = {
      ...dumped?.options,
      ...(item.id === undefined ? {} : { id: item.id }),
      notes: [...(dumped?.options.notes ?? []), ...notes],
    };
    try {
      const report: CheckedReport = await this.#engine(state, { ...first, ...about });
      if (others.length > 0) {
        report.cpus = [];
        for (const options of others) {
          const { verdict, violations } = await this.#engine(state, options);
          const { name, title } = options.cpu as { name: string; title: string };
          report.cpus.push({
            name,
            title,
            verdict,
            violations: violations.map(({ rule }) => rule),
          });
        }
      }
      this.#states += 1;
      const bad =
        report.verdict === "invalid" ||
        (this.#flags.strict === true && report.verdict === "undecided");
      if (bad) this.status = Math.max(this.status, EXIT.invalid);
      return { report, state, item };
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      const reason = error.message.replace(`${error.pointer}: `, "");
      return this.#fault(new InputFault(file, reason, item.line, error.pointer), item.id);
    }
  }

  async #engine(state: ExchangeState, options: CheckOptions): Promise<Report> {
    if (this.#flags.engine === "compiled") return checkCompiled(state, options);
    const reference = await import("../../reference.ts");
    return reference.check(state, options);
  }

  #fault(fault: InputFault, id: string | number | undefined): Checked {
    this.status = EXIT.fault;
    complain(fault.message);
    return { fault, ...(id === undefined ? {} : { id }) };
  }

  /** Explains an input without any state; the final exit status. */
  finish(printer: Printer): number {
    if (this.#states > 0 || this.status === EXIT.fault) return this.status;
    if (this.known.length === 0) {
      complain(
        "no state found: the input holds neither a dump nor JSON this tool knows (see `vmx-preflight formats`)",
      );
      return EXIT.fault;
    }
    for (const { file, line, text, meaning, advice } of this.known) {
      const place = file === "-" ? `line ${line}` : `${file}:${line}`;
      printer.explain(`${place}: ${printable(text)}\n  ${meaning}\n  ${advice}\n`);
    }
    return EXIT.fine;
  }
}

function onOff(name: string, value: "on" | "off" | undefined): Setting[] {
  if (value === undefined) return [];
  return [{ path: ["assume", name], value: value === "on" }];
}

function complain(message: string): void {
  process.stderr.write(`vmx-preflight: ${message}\n`);
}

interface Printer {
  begin(): Promise<void>;
  print(checked: Checked): Promise<void>;
  end(): Promise<void>;
  explain(text: string): void;
}

function printerFor(flags: CheckFlags): Printer {
  const toStderr = (text: string): void => void process.stderr.write(text);
  const none = { begin: () => Promise.resolve(), end: () => Promise.resolve() };
  if (flags.ndjson === true) {
    return {
      ...none,
      explain: toStderr,
      print: (checked) => write(`${JSON.stringify(asJson(checked))}\n`),
    };
  }
  if (flags.json === true) {
    let count = 0;
    return {
      begin: () => write("["),
      print: (checked) => {
        const text = JSON.stringify(asJson(checked), undefined, 2).replaceAll("\n", "\n  ");
        return write(`${count++ === 0 ? "" : ","}\n  ${text}`);
      },
      end: () => write(count === 0 ? "]\n" : "\n]\n"),
      explain: toStderr,
    };
  }
  if (flags.quiet === true) return { ...none, explain: toStderr, print: () => Promise.resolve() };
  const colors = colorsFor(process.stdout);
  let count = 0;
  return {
    ...none,
    explain: (text) => void process.stdout.write(text),
    print: async (checked) => {
      if ("fault" in checked) return;
      const { report, state, item } = checked;
      const text = printReport(report, {
        colors,
        ...(item.dump === undefined ? {} : { origin: item.dump.origin }),
        value: (path) => valueAt(state, path),
        verbose: flags.verbose === true,
      });
      await write(`${count++ === 0 ? "" : `\n${"─".repeat(72)}\n\n`}${text}${cpuTable(report)}`);
    },
  };
}

function asJson(checked: Checked): unknown {
  if (!("fault" in checked)) return checked.report;
  const { line, pointer, reason } = checked.fault;
  const id = checked.id === undefined ? {} : { id: checked.id };
  return { ...id, error: { line: line ?? null, pointer, message: reason } };
}

function cpuTable({ cpus }: CheckedReport): string {
  if (cpus === undefined) return "";
  const table = new Table({
    head: ["CPU", "verdict", "violated"],
    style: { head: [], border: [], compact: true },
    wordWrap: true,
    colWidths: [null, null, 60],
  });
  for (const { name, verdict, violations } of cpus)
    table.push([name, verdict, violations.join(", ")]);
  return `\n${table.toString()}\n`;
}
