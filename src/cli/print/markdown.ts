import { meaningOf, type ReportedFailure, type Violation } from "../../index.ts";
import type { CheckedReport } from "../item-checker.ts";
import { printable } from "../terminal.ts";
import type { Evidence } from "./evidence.ts";
import { notesLeft, placesOf } from "./report.ts";
import { headlineOf, isHeadline, ledgerOf, placeOf } from "./words.ts";

/** A report to paste into an issue or a mail: the same facts, as Markdown. */
export function printMarkdown(report: CheckedReport, evidence: Evidence): string {
  const sections = [
    `## ${headline(report)}`,
    place(report, evidence),
    ledger(report, evidence),
    failures(report),
    ...report.violations.map((violation) => violationText(violation, evidence)),
    worlds(report),
    undecided(report),
    cpus(report),
    notesLeft(report, evidence)
      .map((note) => `> ${escape(note)}`)
      .join("\n>\n"),
  ];
  return `${sections.filter((section) => section !== undefined && section !== "").join("\n\n")}\n`;
}

function headline(report: CheckedReport): string {
  const { word, meaning } = headlineOf(report);
  const title = `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  const words = word === "valid" || word === "undecided" ? title : `${title}: ${meaning}`;
  return report.id === undefined ? words : `${words} (${escape(String(report.id))})`;
}

function place({ source }: CheckedReport, evidence: Evidence): string | undefined {
  if (source === undefined) return evidence.place && code(evidence.place);
  const file = source.file === undefined ? "" : `${code(source.file)}, `;
  return `${file}${placeOf(source, evidence)}`;
}

function ledger(report: CheckedReport, evidence: Evidence): string | undefined {
  const found = ledgerOf(report, evidence);
  if (found === undefined) return undefined;
  const reasons = found.unread.map(({ why }) => `- ${escape(why)}`).join("\n");
  return [escape(found.summary), reasons].filter((part) => part !== "").join("\n\n");
}

function failures(report: CheckedReport): string | undefined {
  const { failure, followedBy = [] } = report;
  if (failure === undefined) return undefined;
  const said = (words: string, one: ReportedFailure): string =>
    `${words}: ${code(one.text)}. ${meaningOf(one)}`;
  const first = said(isHeadline(report) ? "The text says" : "The dump says", failure);
  return [first, ...followedBy.map((one) => said("Followed by", one))].join("\n\n");
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
