import { meaningOf, type Failure, type Violation } from "../../index.ts";
import type { CheckedReport } from "../item-checker.ts";
import { printable } from "../terminal.ts";
import { placesOf, type Evidence } from "./report.ts";

/** A report to paste into an issue or a mail: the same facts, as Markdown. */
export function printMarkdown(report: CheckedReport, evidence: Evidence): string {
  const sections = [
    `## ${headline(report)}`,
    place(report, evidence),
    report.failure &&
      `The dump says: ${code(report.failure.text)}. ${meaningOf(report.failure as Failure)}`,
    ...report.violations.map((violation) => violationText(violation, evidence)),
    worlds(report),
    undecided(report),
    cpus(report),
    report.notes.map((note) => `> ${escape(note)}`).join("\n>\n"),
  ];
  return `${sections.filter((section) => section !== undefined && section !== "").join("\n\n")}\n`;
}

function headline({ verdict, violations, id }: CheckedReport): string {
  const count = violations.length === 1 ? "1 check fails" : `${violations.length} checks fail`;
  const words = { invalid: `Invalid: ${count}`, valid: "Valid", undecided: "Undecided" }[verdict];
  return id === undefined ? words : `${words} (${escape(String(id))})`;
}

function place({ source }: CheckedReport, evidence: Evidence): string | undefined {
  if (source === undefined) return evidence.place && code(evidence.place);
  const { file, format, view, lines } = source;
  const where = `lines ${lines[0]}-${lines[1]}`;
  return `${file === undefined ? "" : `${code(file)}, `}${format} (${view} view), ${where}`;
}

function violationText(violation: Violation, evidence: Evidence): string {
  const { rule, title, message, sdm, facts, hint } = violation;
  const rows = [
    `### ${code(rule)}`,
    `Required: ${escape(title)} (SDM vol. 3, "${sdm.title}", ${sdm.section}).`,
    escape(message),
    placesOf(violation, evidence)
      .map(({ line, text }) => `- line ${line}: ${code(text)}`)
      .join("\n"),
    table(
      ["fact", "value"],
      Object.entries(facts).map(([fact, value]) => [code(fact), code(String(value))]),
    ),
    hint && `**Fix:** ${escape(hint)}`,
  ];
  return rows.filter((row) => row !== undefined && row !== "").join("\n\n");
}

function worlds({ worlds: all }: CheckedReport): string {
  const facts = Object.keys(all?.[0]?.assume ?? {});
  const rows = (all ?? []).map(({ assume, verdict, violations }) => [
    ...Object.values(assume).map((value) => (value ? "1" : "0")),
    verdict === "undecided" ? "nothing proven" : verdict,
    violations.map(code).join(", "),
  ]);
  return rows.length === 0
    ? ""
    : `It depends on what the input does not say:\n\n${table([...facts, "then", "violated"], rows)}`;
}

function undecided({ undecided: all }: CheckedReport): string {
  const paths = new Set(all.flatMap(({ missing }) => missing));
  if (all.length === 0) return "";
  const list = [...paths].map(code).join(", ");
  return `<details><summary>Checks not decided: ${all.length}</summary>\n\nFor want of ${list}.\n\n</details>`;
}

function cpus({ cpus: all }: CheckedReport): string {
  return all === undefined
    ? ""
    : table(
        ["CPU", "verdict", "violated"],
        all.map(({ name, verdict, violations }) => [
          name,
          verdict,
          violations.map(code).join(", "),
        ]),
      );
}

function table(head: readonly string[], rows: readonly string[][]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Text of an input as code: nothing in it is markup, and no table or line breaks. */
function code(text: string): string {
  const clean = printable(text).replaceAll("|", "\u2502");
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const gap = longest > 0 ? " " : "";
  return `${fence}${gap}${clean}${gap}${fence}`;
}

function escape(text: string): string {
  return printable(text, 2000).replaceAll(/[\\`*_[\]<>|#]/g, "\\$&");
}
