import Table from "cli-table3";
import { asJson, type Checked, type CheckedReport } from "../item-checker.ts";
import { valueAt } from "../state.ts";
import { colorsFor, write } from "../terminal.ts";
import { printReport } from "./report.ts";

/** Flags of `check` that say how the answer is printed; the first of them that is set counts. */
export interface PrintFlags {
  quiet?: boolean;
  ndjson?: boolean;
  json?: boolean;
  verbose?: boolean;
}

export interface Printer {
  begin(): Promise<void>;
  /** @param file named in reports for people that have no other source */
  print(checked: Checked, file?: string): Promise<void>;
  end(): Promise<void>;
  explain(text: string): void;
}

export function printerFor(flags: PrintFlags): Printer {
  const toStderr = (text: string): void => void process.stderr.write(text);
  const none = { begin: () => Promise.resolve(), end: () => Promise.resolve() };
  if (flags.quiet === true) return { ...none, explain: toStderr, print: () => Promise.resolve() };
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
  const colors = colorsFor(process.stdout);
  let count = 0;
  return {
    ...none,
    explain: (text) => void process.stdout.write(text),
    print: async (checked, file) => {
      if ("fault" in checked) return;
      const { report, state, item } = checked;
      const text = printReport(report, {
        colors,
        ...(item.dump === undefined ? {} : { origin: item.dump.origin }),
        ...(file === undefined ? {} : { place: `${file}:${item.line}` }),
        value: (path) => valueAt(state, path),
        verbose: flags.verbose === true,
      });
      await write(`${count++ === 0 ? "" : `\n${"─".repeat(72)}\n\n`}${text}${cpuTable(report)}`);
    },
  };
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
