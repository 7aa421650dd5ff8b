import { asJson, type Checked, type CheckedReport } from "../item-checker.ts";
import { valueAt } from "../state.ts";
import { colorsFor, write } from "../terminal.ts";
import type { Evidence } from "./evidence.ts";

/** Flags of `check` that say how the answer is printed; the first of them that is set counts. */
export interface PrintFlags {
  quiet?: boolean;
  ndjson?: boolean;
  json?: boolean;
  sarif?: boolean;
  markdown?: boolean;
  verbose?: boolean;
}

/** Prints answers as they come; what is one document is closed by `end`. */
export interface Printer {
  begin(): Promise<void>;
  /** @param several whether other files are read, too, so that the place has to be named */
  print(checked: Checked, file: string, several: boolean): Promise<void>;
  end(): Promise<void>;
  /** What a text means beside its states, or without any. */
  explain(text: string): void;
}

const nothing = (): Promise<void> => Promise.resolve();
const silent: Printer = {
  begin: nothing,
  print: nothing,
  end: nothing,
  explain: (text) => void process.stderr.write(text),
};

/** The printer the flags ask for; no other is loaded. */
export async function printerFor(flags: PrintFlags): Promise<Printer> {
  if (flags.quiet === true) return silent;
  if (flags.ndjson === true) return ndjson;
  if (flags.json === true) return json();
  if (flags.sarif === true) return sarif();
  if (flags.markdown === true) return markdown();
  return forPeople(flags.verbose === true);
}

const ndjson: Printer = {
  ...silent,
  print: (checked) => write(`${JSON.stringify(asJson(checked))}\n`),
};

function json(): Printer {
  let count = 0;
  return {
    ...silent,
    begin: () => write("["),
    print: (checked) => {
      const text = JSON.stringify(asJson(checked), undefined, 2).replaceAll("\n", "\n  ");
      return write(`${count++ === 0 ? "" : ","}\n  ${text}`);
    },
    end: () => write(count === 0 ? "]\n" : "\n]\n"),
  };
}

async function sarif(): Promise<Printer> {
  const { SarifLog } = await import("./sarif.ts");
  const log = new SarifLog();
  return {
    ...silent,
    print: (checked, file) => {
      log.add(checked, evidenceOf(checked, file), file === "-" ? undefined : file);
      return nothing();
    },
    end: () => write(log.toString()),
  };
}

async function markdown(): Promise<Printer> {
  const { printMarkdown } = await import("./markdown.ts");
  let count = 0;
  return {
    ...silent,
    print: async (checked, file, several) => {
      if ("fault" in checked) return;
      const text = printMarkdown(checked.report, evidenceOf(checked, several ? file : undefined));
      await write(`${count++ === 0 ? "" : "\n---\n\n"}${text}`);
    },
  };
}

async function forPeople(verbose: boolean): Promise<Printer> {
  const { printReport } = await import("./report.ts");
  const colors = colorsFor(process.stdout);
  let count = 0;
  return {
    ...silent,
    explain: (text) => void process.stdout.write(text),
    print: async (checked, file, several) => {
      if ("fault" in checked) return;
      const { report, state } = checked;
      const text = printReport(report, {
        colors,
        ...evidenceOf(checked, several ? file : undefined),
        value: (path) => valueAt(state, path),
        verbose,
      });
      await write(
        `${count++ === 0 ? "" : `\n${"─".repeat(72)}\n\n`}${text}${await cpuTable(report)}`,
      );
    },
  };
}

/** Where the values of a state stood. */
function evidenceOf(checked: Checked, file: string | undefined): Evidence {
  if ("fault" in checked || checked.item === undefined) return {};
  const { dump, line } = checked.item;
  return {
    ...(dump === undefined ? {} : { origin: dump.origin }),
    line,
    ...(file === undefined ? {} : { place: `${file}:${line}` }),
  };
}

async function cpuTable({ cpus }: CheckedReport): Promise<string> {
  if (cpus === undefined) return "";
  const { default: Table } = await import("cli-table3");
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
