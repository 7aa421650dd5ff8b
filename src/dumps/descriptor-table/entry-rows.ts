/**
 * A line for each entry, as kernels and monitors print their tables: a number of the entry, or its
 * selector, and its bits; `GDT[1] raw=..`, `gdt entry 2: 0x..`, Bochs's `info gdt`.
 */
import { type Miss, type Notation, type SourceLine, type TableBytes } from "./types.ts";

export const entryRows: Notation = {
  name: "entries",
  hasPlaces: true,
  description:
    "a line for each entry, with its number or selector: GDT[1] raw=.., Bochs's info gdt",
  read(lines) {
    const tables: TableBytes[] = [];
    let rows: Row[] = [];
    let name = "";
    const close = (): void => {
      tables.push(...tableOf(rows, name));
      rows = [];
    };
    for (const line of lines) {
      const row = rowOf(line);
      if (row === undefined) continue;
      // Another name is another table; so is one that begins again.
      const isOther = row.name !== name || rows.some(({ digits }) => digits === row.digits);
      if (isOther) close();
      name = row.name;
      rows.push(row);
    }
    close();
    return tables;
  },
};

interface Row {
  readonly line: number;
  readonly name: string;
  /** Of the entry's number, as printed. */
  readonly digits: string;
  readonly hasPrefix: boolean;
  readonly value: bigint | string;
}

/** What names an entry of the table, its number in brackets or behind a blank, and a sign. */
const NAMED =
  /^(?:(gdt|gdt[ _](?:entry|descriptor|desc|slot)|entry|descriptor|desc|slot|selector|sel|index|idx)) {0,4}[[(#]? {0,4}(0x)?([0-9a-f]{1,4})[\])]?(?: {0,8}(?:=>|->|[:=-]){1,2} {0,8}| {1,16})(?=\S)/i;
const BARE = /^\[? {0,4}(0x)?([0-9a-f]{1,4}) {0,4}[\]:)]{1,2} {0,16}[=:]? {0,16}(?=\S)/i;

/** A statement of a program, which is read with what surrounds it. */
const STATEMENT =
  /^\w{1,40}\[[^\]]{1,40}\] {0,4}[-+|&^]?= {0,4}[\d(]|;[ \t]{0,8}(?:\/[/*].{0,200})?$/;

function rowOf({ number: line, text, isTerminated }: SourceLine): Row | undefined {
  if (STATEMENT.test(text.slice(0, 400))) return undefined;
  const named = NAMED.exec(text);
  const bare = named === null ? BARE.exec(text) : null;
  const rest = text.slice((named ?? bare)?.[0].length ?? 0, 400);
  if (named !== null) {
    const [, name = "", prefix, digits = ""] = named;
    const plain = name.toLowerCase().split(/[ _]/)[0] ?? "";
    const value = valueIn(rest, isTerminated);
    if (value === undefined) return undefined;
    return { line, name: plain, digits, hasPrefix: prefix !== undefined, value };
  }
  if (bare === null) return undefined;
  const [, prefix, digits = ""] = bare;
  const value = /^(?:0x)?[0-9a-f]{16}(?=$|[\s,;:)}\]|"'*<])/i.test(rest)
    ? valueIn(rest, isTerminated)
    : undefined;
  if (value === undefined) return undefined;
  return { line, name: "", digits, hasPrefix: prefix !== undefined, value };
}

const HIGH =
  /\b(?:hi|high|upper)(?:_?(?:dword|word|32))?["']? {0,4}[=:]? {0,4}(?:0x)?([0-9a-f]{1,8})(?=$|[\s,;:)}\]|"'*<])/i;
const LOW =
  /\b(?:lo|low|lower)(?:_?(?:dword|word|32))?["']? {0,4}[=:]? {0,4}(?:0x)?([0-9a-f]{1,8})(?=$|[\s,;:)}\]|"'*<])/i;
/** All digits of 64 bits, in one or in two halves that a sign joins. */
const WHOLE =
  /(?<![0-9a-z])(?:0x)?([0-9a-f]{8})[`_']?([0-9a-f]{8})(?:u?ll?)?(?=$|[\s,;:)}\]|"'*<])/gi;
const PREFIXED =
  /^(?:(?:raw|value|val|desc|descriptor|qword|bits) {0,4}[=:]? {0,4})?0x([0-9a-f]{1,16})(?:u?ll?)?(?=$|[\s,;:)}\]|"'*<])/i;
const BYTES =
  /^(?:[a-z]{1,12} {0,4}[=:] {0,4})?((?:[0-9a-f]{2}[ ,:]){7}[0-9a-f]{2})(?=$|[\s,;:)}\]|"'*<])/i;
/** Words that decoders print instead of bits. */
const DECODED = /\b(?:base|limit|segment|code|data|tss|ldt|gate|descriptor|null|unused|invalid)\b/i;

/** The bits of an entry, why they are not known, or `undefined` for a line that tells of none. */
function valueIn(rest: string, isTerminated: boolean): bigint | string | undefined {
  const [high, low] = [HIGH.exec(rest), LOW.exec(rest)];
  if (high !== null && low !== null) {
    const isCut =
      !isTerminated &&
      [high, low].some((found) => endsAt(found, rest) && (found[1] ?? "").length < 8);
    if (isCut) return "the text may be cut in the middle of it";
    return (BigInt(`0x${high[1] ?? "0"}`) << 32n) | BigInt(`0x${low[1] ?? "0"}`);
  }
  const bytes = BYTES.exec(rest)?.[1];
  if (bytes !== undefined) {
    const digits = bytes.split(/[ ,:]/).reverse().join("");
    return BigInt(`0x${digits}`);
  }
  const whole = [...rest.matchAll(WHOLE)].map(([, one = "", two = ""]) => one + two);
  const [first, second] = whole;
  // Several numbers of 64 bits: which is the descriptor, nobody knows, unless it comes at once.
  if (first !== undefined) {
    const isFirst = new RegExp(
      `^(?:[a-z]{1,12} {0,4}[=:] {0,4})?(?:0x)?${first.slice(0, 8)}`,
      "i",
    ).test(rest);
    const isOne = whole.every((digits) => digits === first);
    if (isOne || (isFirst && second !== undefined && !DECODED.test(rest.slice(0, 4))))
      return BigInt(`0x${first}`);
    return "which of its numbers is the descriptor is not known";
  }
  const prefixed = PREFIXED.exec(rest);
  if (prefixed !== null) {
    const digits = prefixed[1] ?? "";
    const isCut =
      (!isTerminated && endsAt(prefixed, rest)) || (/^00/.test(digits) && !/^0+$/.test(digits));
    return isCut ? "digits are missing" : BigInt(`0x${digits}`);
  }
  if (/^(?:raw|value|val|desc|qword)?[ =:]{0,4}(?:0x)?[0-9a-f]{2}/i.test(rest))
    return "digits are missing";
  return DECODED.test(rest) ? "its raw value is not printed" : undefined;
}

function endsAt({ index, 0: all }: RegExpExecArray, text: string): boolean {
  return index + all.length === text.length;
}

interface Unit {
  readonly radix: 10 | 16;
  readonly step: 1 | 8;
}

const UNITS: readonly Unit[] = [
  { radix: 10, step: 1 },
  { radix: 16, step: 1 },
  { radix: 16, step: 8 },
  { radix: 10, step: 8 },
];

/** The table that the rows make, if their numbers can be read in one way only. */
function tableOf(rows: readonly Row[], name: string): TableBytes[] {
  const known = rows.filter(({ value }) => typeof value === "bigint");
  if (known.length === 0) return [];
  // Numbers of lines look the same, and begin elsewhere.
  const [first] = rows;
  if (name === "" && (known.length < 2 || first?.value !== 0n || Number(`0x${first.digits}`) !== 0))
    return [];
  const isNamed = name === "gdt";
  const readings = UNITS.map((unit) => indexesIn(rows, unit)).filter((one) => one !== undefined);
  const best = Math.max(...readings.map(stepsOf));
  const likely = readings.filter((one) => stepsOf(one) === best);
  const [indexes] = likely;
  const isSure = likely.every((one) => one.every((index, at) => index === indexes?.[at]));
  if (indexes === undefined || !isSure) {
    const why = "which entry this is, its number does not tell";
    const misses = rows.map(({ line }) => ({ line, why }));
    return isNamed ? [{ bytes: [], lines: [], misses, warnings: [], isNamed }] : [];
  }
  const bytes: (number | undefined)[] = [];
  const lines: number[] = [];
  const misses: Miss[] = [];
  for (const [at, { line, value }] of rows.entries()) {
    const to = 8 * (indexes[at] ?? 0);
    while (bytes.length < to) {
      bytes.push(undefined);
      lines.push(line);
    }
    if (typeof value === "string") misses.push({ line, why: `entry ${to / 8}: ${value}` });
    for (let byte = 0n; byte < 8n; byte++) {
      bytes.push(typeof value === "string" ? undefined : Number((value >> (8n * byte)) & 0xffn));
      lines.push(line);
    }
  }
  return [{ bytes, lines, misses, warnings: [], isNamed }];
}

/** The numbers of the entries; `undefined` if they do not grow. */
function indexesIn(rows: readonly Row[], { radix, step }: Unit): number[] | undefined {
  const indexes: number[] = [];
  for (const { digits, hasPrefix } of rows) {
    if (radix === 10 && (hasPrefix || !/^\d+$/.test(digits))) return undefined;
    const index = parseInt(digits, radix) / step;
    if (!Number.isInteger(index) || index > 8191 || index <= (indexes.at(-1) ?? -1))
      return undefined;
    indexes.push(index);
  }
  return indexes;
}

/** How many entries follow the one before at once. */
function stepsOf(indexes: readonly number[]): number {
  return indexes.filter((index, at) => index === (at === 0 ? 0 : (indexes[at - 1] ?? NaN) + 1))
    .length;
}
