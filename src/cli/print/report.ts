import Table from "cli-table3";
import {
  bitsOf,
  fieldOfFact,
  meaningOf,
  type Origin,
  type Report,
  type ReportedFailure,
  type Violation,
  type WorldReport,
} from "../../index.ts";
import { printable, type Colors } from "../terminal.ts";
import type { Evidence } from "./evidence.ts";
import { headlineOf, isHeadline, ledgerOf, placeOf } from "./words.ts";

/** What the printer knows beyond the report. */
export interface Context extends Evidence {
  colors: Colors;
  /** Value of a field of the state, if it is known. */
  value(path: string): bigint | undefined;
  verbose: boolean;
}

/** So many reasons why a line was not read are given unasked. */
const MAX_REASONS = 8;

/** A report for people: verdict first, what was read, then each violation with its evidence. */
export function printReport(report: Report, context: Context): string {
  const lines = [
    headline(report, context),
    ...ledgerLines(report, context),
    ...failureLines(report),
    ...report.violations.flatMap((violation) => ["", ...violationLines(violation, context)]),
    ...worldLines(report, context),
    ...undecidedLines(report, context),
    ...noteLines(report, context),
  ];
  return `${lines.join("\n")}\n`;
}

function headline(report: Report, context: Context): string {
  const { source, id } = report;
  const { colors, place } = context;
  const { word, meaning } = headlineOf(report);
  const paint = {
    invalid: colors.red,
    valid: colors.green,
    undecided: colors.yellow,
    "not a guest-state failure": colors.cyan,
  }[word];
  const where = [
    source === undefined ? place : source.file,
    id,
    source === undefined ? undefined : placeOf(source, context),
  ].filter((part) => part !== undefined);
  const first = where.length === 0 ? "" : `${printable(where.join(", "))}\n`;
  return `${first}${colors.bold(paint(`${word.toUpperCase()}: ${meaning}`))}`;
}

function ledgerLines(report: Report, context: Context): string[] {
  const ledger = ledgerOf(report, context);
  if (ledger === undefined) return [];
  const { dim } = context.colors;
  const { summary, unread } = ledger;
  const shown = context.verbose ? unread : unread.slice(0, MAX_REASONS);
  const left = unread.length - shown.length;
  return [
    summary,
    ...shown.map(({ why }) => dim(`  ${why}`)),
    ...(left > 0 ? [dim(`  and ${left} more (--verbose lists them)`)] : []),
  ];
}

/** What a place in binary data says in front of the byte. */
const NO_LINES = /^line 1 \| (?=byte 0x)/;

function failureLines(report: Report): string[] {
  const { failure, followedBy = [] } = report;
  if (failure === undefined) return [];
  const said = (words: string, one: ReportedFailure): string[] => [
    `${words}: ${printable(one.text)}`,
    `  ${meaningOf(one)}`,
  ];
  return [
    ...said(isHeadline(report) ? "The text says" : "The dump says", failure),
    ...followedBy.flatMap((one) => said("followed by", one)),
  ];
}

function violationLines(violation: Violation, context: Context): string[] {
  const { colors } = context;
  const { rule, title, message, sdm, facts, hint, exitQualification } = violation;
  const paths = fieldsOf(violation);
  const quoted = placesOf(violation, context).map(
    ({ line, text }) => `line ${line} | ${printable(text)}`,
  );
  const qualification = exitQualification === 0 ? "" : `; exit qualification ${exitQualification}`;
  return [
    `${colors.red("✗")} ${colors.bold(rule)}  required: ${title}`,
    `    ${message}`,
    ...quoted.map((place) => colors.dim(`    ${place.replace(NO_LINES, "")}`)),
    ...paths.flatMap((path) => bitPicture(path, context)),
    `    facts: ${Object.entries(facts)
      .map(
        ([name, value]) =>
          `${name} = ${typeof value === "number" && value > 999 ? `0x${value.toString(16)}` : value}`,
      )
      .join(", ")}`,
    `    SDM vol. 3, "${sdm.title}" (${sdm.section})${qualification}`,
    ...(hint === undefined ? [] : [`    ${colors.cyan("fix:")} ${hint}`]),
  ];
}

/** Paths of the fields whose values broke a check. */
function fieldsOf({ facts }: Violation): string[] {
  return [...new Set(Object.keys(facts).flatMap((fact) => fieldOfFact(fact) ?? []))];
}

/**
 * Where those values stood, each place once. Two fields may stand on one line; the places in JSON
 * and in binary data are all on line 1.
 */
export function placesOf(violation: Violation, { origin }: Evidence): Origin[] {
  const places = fieldsOf(violation).flatMap((path) => origin?.get(path) ?? []);
  return [...new Map(places.map((place) => [`${place.line} ${place.text}`, place])).values()];
}

/** The named bits of a field with their values: `type 2, S 1, DPL 3, ...`. */
function bitPicture(path: string, context: Context): string[] {
  const value = context.value(path);
  const bits = bitsOf(path);
  if (value === undefined || bits.length === 0) return [];
  const parts = bits
    .filter(({ within }) => within === undefined)
    .map(({ title, high, low }) => {
      const part = (value >> BigInt(low)) & ((1n << BigInt(high - low + 1)) - 1n);
      return `${title.split(",")[0] ?? title} ${part}`;
    });
  return [context.colors.dim(`    ${path} 0x${value.toString(16)} = ${parts.join(" · ")}`)];
}

function worldLines({ worlds }: Report, { colors }: Context): string[] {
  if (worlds === undefined) return [];
  const facts = Object.keys(worlds[0]?.assume ?? {}) as (keyof WorldReport["assume"])[];
  const table = new Table({
    head: [...facts, "then", "violated"],
    style: { head: [], border: [], compact: true },
    wordWrap: true,
    colWidths: [...facts.map(() => null), null, 70],
  });
  for (const { assume, verdict, violations } of worlds) {
    table.push([
      ...facts.map((fact) => (assume[fact] === undefined ? "" : assume[fact] ? "1" : "0")),
      verdict === "undecided" ? "nothing proven" : verdict,
      violations.join(", "),
    ]);
  }
  return ["", colors.bold("It depends on what the input does not say:"), table.toString()];
}

function undecidedLines({ undecided }: Report, { colors, verbose }: Context): string[] {
  if (undecided.length === 0) return [];
  const waiting = new Map<string, string[]>();
  for (const { rule, missing } of undecided) {
    for (const path of missing) waiting.set(path, [...(waiting.get(path) ?? []), rule]);
  }
  const rows = [...waiting].sort(([, a], [, b]) => b.length - a.length);
  const shown = verbose ? rows : rows.slice(0, 8);
  const count = undecided.length === 1 ? "1 check" : `${undecided.length} checks`;
  return [
    "",
    colors.bold(`${count} not decided, for want of:`),
    ...shown.map(([path, rules]) => {
      const list = verbose || rules.length <= 3 ? rules.join(", ") : `${rules.length} checks`;
      return `  ${path}  ${colors.dim(`(${list})`)}`;
    }),
    ...(shown.length < rows.length
      ? [colors.dim(`  and ${rows.length - shown.length} more (--verbose lists them)`)]
      : []),
  ];
}

/** The notes that nothing else in a report for people says: not the ledger, not the first word. */
export function notesLeft(report: Report, evidence: Evidence): string[] {
  const { failure, followedBy = [], notes } = report;
  const told = new Set(ledgerOf(report, evidence)?.unread.map(({ note }) => note));
  if (failure !== undefined && headlineOf(report).word === "not a guest-state failure")
    told.add(`Not a guest-state failure: ${meaningOf(failure)}`);
  if (isHeadline(report))
    for (const one of [...(failure ? [failure] : []), ...followedBy]) told.add(meaningOf(one));
  return notes.filter((note) => !told.has(note));
}

function noteLines(report: Report, context: Context): string[] {
  const notes = notesLeft(report, context);
  return notes.length === 0
    ? []
    : ["", ...notes.map((note) => context.colors.dim(`note: ${printable(note, 2000)}`))];
}
