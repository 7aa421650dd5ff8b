import Table from "cli-table3";
import type { EntryReading, SegmentRegister, TableEntry } from "../../index.ts";
import { printReport } from "../print/report.ts";
import { valueAt } from "../state.ts";
import { printable, type Colors } from "../terminal.ts";
import type { Answer } from "./judge.ts";
import { labelOf, type EntryMode } from "./modes.ts";
import type { GdtReport, JudgedEntry } from "./report.ts";
import { hex, isBeyondLimit } from "./table.ts";

/** The answer for people, at most 100 columns wide. */
export function printGdt(report: GdtReport, colors: Colors, verbose: boolean): string {
  const sections = [
    headline(report, colors),
    entryTable(report, colors),
    findingLines(report, colors),
    holderTable(report, colors),
    reasonLines(report, colors),
    selectorTable(report, colors),
  ].filter((section) => section !== "");
  return `${sections.join("\n\n")}\n${selectorReport(report, colors, verbose)}`;
}

function headline({ file, source, table, asIs, modes }: GdtReport, { bold, dim }: Colors): string {
  const { limit, base, end, entries } = table;
  const first = entries[0]?.offset ?? 0;
  const count = entries.length === 1 ? "1 entry" : `${entries.length} entries`;
  const name = file === undefined ? "" : `${printable(file)}, `;
  const facts = [
    base === undefined ? undefined : `base ${hex(base.value)} (${WHENCE[base.from]})`,
    `limit ${hex(limit.value)} (${WHENCE[limit.from]})`,
    first === 0 ? undefined : `the dump begins at entry ${hex(first)}`,
  ].filter((fact) => fact !== undefined);
  const bits = asIs
    ? "Accessed and busy bits are judged as they are in memory (--as-is)."
    : "Accessed and busy bits are judged as a load sets them (--as-is: as in memory).";
  return [
    bold(`${name}${source.format}: ${count}, ${end - first} bytes`),
    facts.join(", "),
    ...source.warnings.flatMap((warning) =>
      wrapped(`note: ${printable(warning, 400)}`, WIDTH - 2).map((line, at) =>
        dim(at === 0 ? line : `  ${line}`),
      ),
    ),
    ...unreadLines(source).map((line) => dim(line)),
    ...(modes.length === 0 ? [] : [dim(bits)]),
  ].join("\n");
}

/** So many lines that were not read are shown. */
const MAX_UNREAD = 8;

function unreadLines({ unread }: GdtReport["source"]): string[] {
  const more = unread.length - MAX_UNREAD;
  return [
    ...unread
      .slice(0, MAX_UNREAD)
      .flatMap(({ line, why }) =>
        wrapped(`not read, line ${line}: ${printable(why, 200)}`, WIDTH - 2).map((part, at) =>
          at === 0 ? part : `  ${part}`,
        ),
      ),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

const WHENCE = {
  "--limit": "as asked",
  "--base": "as asked",
  text: "from the text",
  size: "from the size of the table",
  address: "the first address of the dump",
} as const;

/** Columns without lines between them: what is pasted stays readable. */
function columns(head: readonly string[], rows: readonly string[][], { dim }: Colors): string {
  const none = Object.fromEntries(
    "top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid"
      .split(" ")
      .map((part) => [part, ""]),
  );
  const table = new Table({
    head: head.map((word) => dim(word)),
    chars: { ...none, middle: "  " },
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** The text for people is at most so wide. */
const WIDTH = 100;

function entryTable({ table }: GdtReport, colors: Colors): string {
  const isLong = table.entries.some(({ readings }) => readings[0]?.descriptor?.size === 16);
  // What the other columns leave, with two blanks between them.
  const room = WIDTH - [4, 16, isLong ? 16 : 8, 8, 13].reduce((sum, width) => sum + width + 2, 0);
  const words = (text: string, paint = (line: string): string => line): string =>
    wrapped(text, room).map(paint).join("\n");
  const runs = runsOf(table);
  const rows = runs.flatMap(({ entry, last }) => {
    const [first, second] = entry.readings;
    if (first === undefined)
      return [[digits(entry.offset, 4), "not known", "", "", "", "not read from the text"]];
    if (last !== entry) {
      const range = `empty up to ${digits(last.offset, 4)}`;
      return [[digits(entry.offset, 4), digits(0, 16), "", "", "", range]];
    }
    const isBeyond = isBeyondLimit(entry, table);
    const cells = entryCells(first);
    const type = words(isBeyond ? `${BEYOND}; ${cells.type}` : cells.type, (line) =>
      line.replace(BEYOND, colors.red(BEYOND)),
    );
    const row = [digits(entry.offset, 4), digits(entry.value, 16), ...cells.numbers, type];
    if (second === undefined || second.words === first.words) return [row];
    // In IA-32e mode system descriptors are longer, and the L bit of code means something.
    const base = second.descriptor?.base;
    const more = base === undefined || base === first.descriptor?.base ? "" : `, base ${hex(base)}`;
    return [row, ["", "", "", "", "", words(`IA-32e: ${second.words}${more}`, colors.dim)]];
  });
  const legend = colors.dim(
    "flags: G, D/B, L, AVL; P, DPL, S; type, bits 3 to 0 (- is 0). limit: in bytes, scaled by G",
  );
  const head = ["sel", "descriptor", "base", "limit", "flags", "type"];
  return `${columns(head, rows, colors)}\n${legend}`;
}

const BEYOND = "beyond the limit";

/** Entries, with three and more empty ones in a row as one. */
function runsOf({ entries }: GdtReport["table"]): { entry: TableEntry; last: TableEntry }[] {
  const runs: { entry: TableEntry; last: TableEntry }[] = [];
  const isEmpty = ({ readings }: TableEntry): boolean =>
    readings.length > 0 && readings.every(({ kind }) => kind === "empty");
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at];
    if (entry === undefined) break;
    let end = at;
    for (let next = entries[end]; next !== undefined && isEmpty(next); next = entries[end]) end++;
    const last = entries[end - 1];
    const isRun = end - at >= 3 && last !== undefined;
    runs.push({ entry, last: isRun ? last : entry });
    if (isRun) at = end - 1;
  }
  return runs;
}

/** Base, limit and flags, where they mean something, and the type in words. */
function entryCells({ descriptor, target, words, kind }: EntryReading): {
  numbers: string[];
  type: string;
} {
  const isBlank = kind === "empty" || kind === "upper-half" || kind === "null";
  if (descriptor === undefined || isBlank) return { numbers: ["", "", ""], type: words };
  const flags = flagPicture(descriptor.accessRights);
  if (target !== undefined) {
    const to = `${digits(target.selector, 4)}:${digits(target.offset, 8)}`;
    return { numbers: ["", "", flags], type: `${words} to ${to}` };
  }
  const base = digits(descriptor.base, descriptor.size === 16 ? 16 : 8);
  return { numbers: [base, digits(descriptor.limit, 8), flags], type: words };
}

/** `GD-- P0S 1011`: letters where a bit is 1. */
export function flagPicture(accessRights: number): string {
  const letter = (bit: number, name: string): string => ((accessRights >> bit) & 1 ? name : "-");
  const high = letter(15, "G") + letter(14, "D") + letter(13, "L") + letter(12, "A");
  const low = `${letter(7, "P")}${(accessRights >> 5) & 3}${letter(4, "S")}`;
  return `${high} ${low} ${(accessRights & 0xf).toString(2).padStart(4, "0")}`;
}

function findingLines({ findings }: GdtReport, { red, dim, bold }: Colors): string {
  if (findings.length === 0) return "";
  const lines = findings.flatMap(({ fault, message }) => {
    const text = wrapped(fault ? `✗ ${message}` : `note: ${message}`, WIDTH - 2).join("\n  ");
    return fault ? text.replace("✗", red("✗")) : dim(text);
  });
  return [bold("About the table:"), ...lines].join("\n");
}

/** Registers that get one column because the rules ask the same of them. */
const GROUPS: readonly (readonly [string, readonly SegmentRegister[]])[] = [
  ["CS", ["cs"]],
  ["SS", ["ss"]],
  ["DS ES FS GS", ["ds", "es", "fs", "gs"]],
  ["TR", ["tr"]],
  ["LDTR", ["ldtr"]],
];

/** What is null or empty makes a register unusable, and that is all. */
function isWorthJudging({ entry, answers }: JudgedEntry): boolean {
  const isBlank = entry.readings.every(({ kind }) =>
    ["null", "empty", "upper-half"].includes(kind),
  );
  return answers.length > 0 && !isBlank;
}

function holderTable({ judged, modes }: GdtReport, colors: Colors): string {
  const rows = judged
    .filter(isWorthJudging)
    .map(({ entry, answers }) => [
      digits(entry.offset, 4),
      ...GROUPS.map(([, registers]) => cell(answers, registers, modes, colors)),
    ]);
  if (rows.length === 0) return "";
  const title = colors.bold("Which register could hold it at VM entry (UG: unrestricted guest):");
  return `${title}\n${columns(["sel", ...GROUPS.map(([name]) => name)], rows, colors)}`;
}

function cell(
  answers: JudgedEntry["answers"],
  registers: readonly SegmentRegister[],
  modes: readonly EntryMode[],
  { green, yellow, dim }: Colors,
): string {
  const holding = (how: Answer["holds"]): EntryMode[] =>
    answers
      .filter((one) => registers.every((register) => one.answers[register].holds === how))
      .map(({ mode }) => mode);
  const parts = [
    [holding("yes"), "yes", green] as const,
    [holding("unusable"), "unusable", yellow] as const,
  ].flatMap(([some, word, paint]) => {
    if (some.length === 0) return [];
    const label = labelOf(some, modes);
    return [paint(label === "" ? word : `${word}: ${label}`)];
  });
  return parts.length === 0 ? dim("no") : parts.join("; ");
}

/** Which checks refuse which entries, register by register. */
function reasonLines({ judged, modes }: GdtReport, colors: Colors): string {
  const lines: string[][] = [];
  for (const [name, registers] of GROUPS) {
    const reasons = new Map<string, { modes: EntryMode[]; offsets: string[] }>();
    for (const { entry, answers } of judged.filter(isWorthJudging)) {
      const byRules = new Map<string, EntryMode[]>();
      for (const { mode, answers: inMode } of answers) {
        const rules = sharedIds(registers, inMode);
        if (rules !== "") byRules.set(rules, [...(byRules.get(rules) ?? []), mode]);
      }
      for (const [rules, where] of byRules) {
        const key = `${rules}\n${where.map(({ id }) => id).join()}`;
        const known = reasons.get(key) ?? { modes: where, offsets: [] };
        known.offsets.push(digits(entry.offset, 4));
        reasons.set(key, known);
      }
    }
    for (const [key, { modes: where, offsets }] of reasons) {
      const label = labelOf(where, modes);
      const selectors = shortened(offsets);
      lines.push([
        lines.some(([known]) => known === name) ? "" : name,
        `${key.split("\n")[0] ?? ""}${label === "" ? "" : ` (${label})`}: ${selectors}`,
      ]);
    }
  }
  if (lines.length === 0) return "";
  const width = Math.max(...GROUPS.map(([name]) => name.length));
  const text = lines.flatMap(([name = "", reason = ""]) => {
    const [first = "", ...rest] = wrapped(reason, WIDTH - 6 - width);
    return [
      `  ${name.padEnd(width)}  ${first}`,
      ...rest.map((line) => `  ${"".padEnd(width)}    ${line}`),
    ];
  });
  return [
    colors.bold("The checks that refuse the others (ds stands for es, fs and gs):"),
    ...text,
  ].join("\n");
}

/** Ids of the failed checks; the first register's stand for all that share a column and an answer. */
function sharedIds(
  registers: readonly SegmentRegister[],
  answers: Record<SegmentRegister, Answer>,
): string {
  const [first = [], ...others] = registers.map((register) => answers[register].rules);
  const plain = (ids: readonly string[]): string => ids.map((id) => id.replace(/^\w+-/, "")).join();
  const isShared = others.every((ids) => plain(ids) === plain(first));
  return (isShared ? first : [...first, ...others.flat()]).join(", ");
}

function shortened(offsets: readonly string[]): string {
  return offsets.length <= 12
    ? offsets.join(" ")
    : `${offsets.slice(0, 12).join(" ")} and ${offsets.length - 12} more`;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function selectorTable({ selectors }: GdtReport, colors: Colors): string {
  if (selectors === undefined) return "";
  const shown = (value: unknown, width: number): string =>
    value === undefined ? "?" : digits(BigInt(value as string), width);
  const rows = selectors.selected.map(({ register, selector, segment, message, place }) => {
    const words = message.slice(message.indexOf(": ") + 2);
    const { base, limit, accessRights } = segment;
    return [
      register.toUpperCase(),
      digits(selector, 4),
      shown(base, 8),
      shown(limit, 8),
      shown(accessRights, 5),
      place === "entry" ? wrapped(words, 55).join("\n") : colors.yellow(PLACES[place]),
    ];
  });
  const head = ["reg", "sel", "base", "limit", "AR", "from"];
  return `${colors.bold("Loaded from these selectors:")}\n${columns(head, rows, colors)}`;
}

const PLACES = {
  null: "null selector: unusable",
  ldt: "in the LDT, not in this table",
  "beyond-limit": "beyond the limit: the load faults",
  "outside-table": "within the limit, behind the table",
  unknown: "in the table, but not read from the text",
  "upper-half": "no descriptor: the load faults",
} as const;

function selectorReport({ selectors }: GdtReport, colors: Colors, verbose: boolean): string {
  if (selectors === undefined) return "";
  const { state, report } = selectors;
  const value = (path: string): bigint | undefined => valueAt(state, path);
  return `\n${printReport(report, { colors, value, verbose })}`;
}

function digits(value: number | bigint, width: number): string {
  return value.toString(16).padStart(width, "0");
}
