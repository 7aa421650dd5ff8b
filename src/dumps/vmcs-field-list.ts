/**
 * Lists of VMCS fields as hypervisors print them that are written by hand: a name in any of the
 * usual spellings, or an encoding, and a number.
 *
 *     GUEST_CS_SEL = 0x8        kGuestCsArBytes: 0xa09b        [0x4816] 0xa09b
 */
import {
  type DumpFormat,
  type FieldValue,
  type LineReader,
  type Reading,
  type Settled,
  type SettledRemark,
  type SettledValue,
  emptyReading,
} from "./format.ts";
import { ListStart } from "./list-start.ts";
import { cutNumber, numberAtEnd } from "./open-number.ts";
import { type VmcsField, encodingOf, fieldOfEncoding, fieldOfName, joinHalves } from "./vmcs-fields.ts";

function open(): LineReader {
  const list = new ListStart();

  return ({ text, terminated }) => {
    const line = readLine(text);
    if (line === undefined) return undefined;
    const { field, key, value } = line;
    if (value === undefined) return { ...emptyReading(), rest: "cut" };
    const { at, end, digits, hasPrefix, isBroken } = value;
    if (digits === undefined) {
      const said = text.slice(at, at + MAX_QUOTED).trim();
      return notRead(at, `${field.path} is given as \`${said}\`, which is no number; it is not read`);
    }
    if (isBroken) return cutNumber(field.path, at);
    const number = BigInt(`0x${digits}`);
    if (number >> BigInt(field.width) !== 0n)
      return notRead(at, `${field.path} has ${field.width} bits, but ${digits} has more; it is not read`);
    const isWhole = terminated || end < text.length || digits.length === field.width / 4;
    const path = `${key}.${field.path}`;
    const reading = readingFor({ path, value: number, at }, isWhole, hasPrefix, digits);
    if (list.isAgain(key + field.path)) reading.starts = true;
    // What follows the number shows that it is not cut.
    return end < text.length ? { ...reading, rest: "none" } : reading;
  };
}

/** So much of what stands in the place of a number is quoted. */
const MAX_QUOTED = 24;

function notRead(at: number, text: string): Reading {
  return { ...emptyReading(), warnings: [{ at, text }] };
}

/**
 * A number without 0x may be decimal. Letters, or the zeros that only hexadecimal numbers are
 * padded with, decide for the whole list; until then it is kept in both readings.
 */
function readingFor(
  { path, value, at }: FieldValue,
  isWhole: boolean,
  prefix: boolean,
  digits: string,
): Reading {
  const radix = prefix || value < 10n ? "plain" : isHex(digits) ? "hex" : "bare";
  return numberAtEnd({ path: `${radix}.${path}`, value, at }, isWhole);
}

function isHex(digits: string): boolean {
  return (
    /[a-f]/i.test(digits) || (digits.length > 1 && digits.startsWith("0")) || digits.length >= 16
  );
}

// --- One line ----------------------------------------------------------------------------------

interface Line {
  readonly field: VmcsField;
  readonly key: "name" | "encoding";
  /** Undefined if the line ends before it. */
  readonly value: Value | undefined;
}

interface Value {
  readonly at: number;
  /** Behind the last digit. */
  readonly end: number;
  /** Hexadecimal or decimal; undefined if something else stands there. */
  readonly digits: string | undefined;
  readonly hasPrefix: boolean;
  /** More digits follow behind a blank: the number was torn. */
  readonly isBroken: boolean;
}

/** A name of up to six words, and perhaps its encoding in brackets. */
const NAME = /[#*-]? ?([A-Za-z][\w./-]{1,60}(?: [A-Za-z][\w./-]{0,40}){0,5})/y;
const ENCODING_BEHIND = / ?[[(]0x[0-9a-f]{1,5}[\])]/iy;
const ENCODING = /[#*-]? ?(?:\[0x([0-9a-f]{1,4})\]|0x([0-9a-f]{1,4}))/iy;
/** Quotes and emphasis around a name or a number. */
const AROUND = /["'`*]{0,3}/y;
const SEPARATOR = / {0,40}(=|:|->|\|)/y;
const BLANKS = / {1,60}(?=0x)/iy;
const NUMBER = / {0,40}["'`*]{0,3}(0x)?([0-9a-f]{1,16})(?![\w.])["'`*]{0,3}/iy;
const TORN = / [0-9a-f]{1,16}[,;]?$/iy;
/** What may follow a number: nothing, the end of a statement, a remark. */
const BEHIND = / {0,60}(?:[,;.]?$|[;,.]? {0,60}(?:\/\/|\/\*|#|--|\()|; )/y;
const CELL_BEHIND = / {0,60}(?:\||$)/y;

function readLine(text: string): Line | undefined {
  const encoded = at(ENCODING, text, 0);
  if (encoded !== null) {
    const [all, bracketed, plain = "0"] = encoded;
    const field = fieldOfEncoding(Number(`0x${bracketed ?? plain}`));
    if (field === undefined) return undefined;
    const separator = at(SEPARATOR, text, all.length)?.[0] ?? "";
    // A bare number needs a sign to be one's encoding.
    if (bracketed === undefined && separator === "") return undefined;
    const line = lineOf(text, all.length + separator.length, separator.trim(), field, "encoding");
    return line?.value?.digits === undefined && line?.value !== undefined ? undefined : line;
  }
  const named = at(NAME, text, 0);
  if (named === null) return undefined;
  const [all, name = ""] = named;
  const field = fieldOfName(name);
  if (field === undefined) return undefined;
  let end = all.length + (at(AROUND, text, all.length)?.[0].length ?? 0);
  end += at(ENCODING_BEHIND, text, end)?.[0].length ?? 0;
  const separator = at(SEPARATOR, text, end);
  const blanks = separator === null ? at(BLANKS, text, end) : null;
  if (separator === null && blanks === null)
    return end === text.length ? { field, key: "name", value: undefined } : undefined;
  const sign = separator?.[1] ?? "";
  const line = lineOf(text, end + (separator ?? blanks ?? [""])[0].length, sign, field, "name");
  // Words of ordinary logs, unless they are written as a list of fields has them.
  const isCommon = field.path.startsWith("controls.exit") && !field.path.endsWith("exit");
  const isPlain = line?.value !== undefined && !line.value.hasPrefix;
  return isPlain && isCommon ? undefined : line;
}

/** The line from its value on; undefined if what follows the number belongs to it. */
function lineOf(
  text: string,
  from: number,
  separator: string,
  field: VmcsField,
  key: Line["key"],
): Line | undefined {
  if (text.slice(from).trim() === "") return { field, key, value: undefined };
  const number = at(NUMBER, text, from);
  if (number === null) {
    const start = from + (/^ {0,60}/.exec(text.slice(from))?.[0].length ?? 0);
    const value = { at: start, end: start, digits: undefined, hasPrefix: false, isBroken: false };
    return separator === "" ? undefined : { field, key, value };
  }
  const [whole, prefix, digits = ""] = number;
  const end = from + whole.length;
  const isBroken = at(TORN, text, end) !== null;
  const isLast =
    isBroken ||
    at(BEHIND, text, end) !== null ||
    (separator === "|" && at(CELL_BEHIND, text, end) !== null);
  if (!isLast) return undefined;
  const begin = text.indexOf(digits, from + (prefix === undefined ? 0 : whole.indexOf(prefix) + 2));
  const value = { at: begin, end: begin + digits.length, digits, isBroken };
  return { field, key, value: { ...value, hasPrefix: prefix !== undefined } };
}

/** What a sticky expression finds at a place. */
function at(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

/** Whether the numbers are the fields' own encodings: a list of names for them, and no values. */
function isEnumeration(read: ReadonlyMap<string, bigint>): boolean {
  const own = [...read].filter(([path, value]) => {
    const [, key = "", ...rest] = path.split(".");
    return key === "name" && value === BigInt(encodingOf(rest.join(".")) ?? -1);
  });
  return own.length >= 2 || (own.length > 0 && own.length === read.size);
}

/** Fields by encoding are believed if there are so many, two of them next to each other. */
const MIN_ENCODED = 4;

function settle(read: ReadonlyMap<string, bigint>): Settled {
  const warnings: SettledRemark[] = [];
  if (isEnumeration(read)) return { values: [], warnings, notes: [] };
  const paths = [...read.keys()];
  const isHexList = paths.some((path) => path.startsWith("hex."));
  const encoded = paths.filter((path) => path.split(".")[1] === "encoding");
  const fields = new Map<string, { value: bigint; from: string }>();
  for (const [from, value] of read) {
    const [radix = "", key = "", ...rest] = from.split(".");
    const path = rest.join(".");
    // A memory dump has such numbers at the beginning of its lines as well.
    if (key === "encoding" && encoded.length < MIN_ENCODED) continue;
    if (radix === "bare" && !isHexList)
      warnings.push({
        from,
        text: `nothing tells whether ${path} is decimal or hexadecimal; it is not read`,
      });
    else if (fields.get(path)?.value === value || !fields.has(path))
      fields.set(path, { value, from });
    else fields.delete(path);
  }
  const joined = joinHalves(new Map([...fields].map(([path, { value }]) => [path, value])));
  const isOnlyExit = [...joined.keys()].every(
    (path) => path === "controls.exitReason" || path === "controls.exitQualification",
  );
  if (isOnlyExit) return { values: [], warnings, notes: [] };
  const values = [...joined].map(([path, value]): SettledValue => {
    return { path, value, from: fields.get(path)?.from ?? "" };
  });
  return { values, warnings, notes: [] };
}

export const vmcsFieldList: DumpFormat = {
  name: "vmcs-field-list",
  view: "vmcs",
  description: "VMCS fields by name or encoding, one a line, as hypervisors print them",
  begins: ["#field", "#encoding", "[#encoding"],
  isGeneric: true,
  open,
  settle,
};
