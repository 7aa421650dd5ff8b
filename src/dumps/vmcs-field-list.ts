/**
 * A line of a list of VMCS fields, as hypervisors print them that are written by hand: a name in any
 * of the usual spellings, or an encoding, and a number. It says where such a line begins and whether
 * it is whole; its value is read by `pairs/`.
 *
 *     GUEST_CS_SEL = 0x8        kGuestCsArBytes: 0xa09b        [0x4816] 0xa09b
 */
import { type DumpFormat, type LineReader, emptyReading } from "./format.ts";
import { numberAtEnd } from "./open-number.ts";
import { type VmcsField, fieldOfEncoding, fieldOfName } from "./vmcs-fields.ts";

function open(): LineReader {
  return ({ text, terminated, before }) => {
    const line = readLine(text);
    if (line === undefined || isPiece(before) || isPadded(text, line)) return undefined;
    const { field, key, value } = line;
    // An operand, or an argument, is not the beginning of a record.
    if (value === undefined && /[,(]$/.test(before.trimEnd()) && /\w$/.test(text)) return undefined;
    if (value === undefined) return { ...emptyReading(), rest: "cut" };
    if (field.path === "") return emptyReading();
    const { at, end, number, isBroken } = value;
    if (number === undefined || isBroken || number.value >> BigInt(field.width) !== 0n)
      return emptyReading();
    if (number.digits > field.width / 4 && number.isOdd) return emptyReading();
    const isWhole = terminated || end < text.length || number.digits === field.width / 4;
    const radix = isHalf(number, field) ? "half" : number.radix;
    const path = `${radix}.${key}.${field.path}`;
    const reading = numberAtEnd({ path, value: number.value, at }, isWhole);
    // What follows the number shows that it is not cut.
    return end < text.length ? { ...reading, rest: "none" } : reading;
  };
}

/** What the processor reported: headlines have the same words. */
const REPORTED: ReadonlySet<string> = new Set(
  ["exitReason", "exitQualification", "instructionError"].map((name) => `controls.${name}`),
);

/** A field before this one shows the line of another printer, of which this is what was not read. */
function isPiece(before: string): boolean {
  const key = /([A-Za-z][\w.-]{1,60})[=:] ?\S{0,40} ?$/.exec(before.slice(-110))?.[1];
  return key !== undefined && fieldOfName(key) !== undefined;
}

/** HyperKit's lines have a printer's own layout; what its reader refuses is damaged. */
function isPadded(text: string, { value }: Line): boolean {
  return value !== undefined && /^VMCS_\w{1,60}:/.test(text) && value.at >= 24;
}

/** Whether eight digits with zeros before them stand where sixteen have room. */
function isHalf({ digits, value }: FieldNumber, { width }: VmcsField): boolean {
  return width === 64 && digits === 8 && value < 0x1000_0000n;
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
  /** Undefined if something else stands there. */
  readonly number: FieldNumber | undefined;
  /** More digits follow behind a blank: the number was torn. */
  readonly isBroken: boolean;
}

interface FieldNumber {
  /**
   * `bare` may be decimal or hexadecimal, `binary` binary or hexadecimal; both are read as the
   * latter. `hex` shows that all are.
   */
  readonly radix: "plain" | "hex" | "bare" | "binary";
  readonly value: bigint;
  /** How many there are, without a prefix. */
  readonly digits: number;
  /** Hexadecimal with a number of digits that no width has: printed so, it was altered. */
  readonly isOdd: boolean;
}

/** A name of up to six words, and perhaps its encoding in brackets. */
const NAME = /[#*-]? ?([A-Za-z][\w./-]{1,60}(?: [A-Za-z][\w./-]{0,40}){0,5})/y;
const ENCODING_BEHIND = / ?[[(]0x[0-9a-f]{1,5}[\])]/iy;
const ENCODING = /[#*-]? ?(?:\[0x([0-9a-f]{1,4})\]|0x([0-9a-f]{1,4}))/iy;
/** Quotes and emphasis around a name or a number. */
const AROUND = /["'`*]{0,3}/y;
const SEPARATOR = / {0,40}(=|:|->|\|)/y;
const BLANKS = / {1,60}(?=0x)/iy;
const NUMBER = / {0,40}["'`*]{0,3}(\d\w{0,80}|[a-f][0-9a-f]{0,15})(?![\w.])["'`*]{0,3}/iy;
const LITERAL =
  /^(0x|0b|0o)?([0-9a-f_]{1,80}?)(?:[ui](?:8|16|32|64|size)|ul{0,2}|LL?|l{1,2}u|h)?$/i;
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
    return line?.value !== undefined && line.value.number === undefined ? undefined : line;
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
  // `guest.cr0:5` names a bit.
  if (sign === ":" && name.includes(".") && /^:\d/.test(text.slice(end))) return undefined;
  const line = lineOf(text, end + (separator ?? blanks ?? [""])[0].length, sign, field, "name");
  // Words of ordinary logs, unless they are written as a list of fields has them.
  const isCommon = REPORTED.has(field.path);
  const hasPrefix = line?.value !== undefined && /^0x/i.test(text.slice(line.value.at));
  return isCommon && line?.value !== undefined && !hasPrefix ? undefined : line;
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
  const found = at(NUMBER, text, from);
  const number = found === null ? undefined : numberOf(found[1] ?? "");
  if (found === null || number === undefined) {
    const start = from + (/^ {0,60}/.exec(text.slice(from))?.[0].length ?? 0);
    const value = { at: start, end: start, number: undefined, isBroken: false };
    return separator === "" ? undefined : { field, key, value };
  }
  const [whole, token = ""] = found;
  const end = from + whole.length;
  const isBroken = at(TORN, text, end) !== null;
  const isLast =
    isBroken ||
    at(BEHIND, text, end) !== null ||
    (separator === "|" && at(CELL_BEHIND, text, end) !== null);
  if (!isLast) return undefined;
  const begin = text.indexOf(token, from);
  return { field, key, value: { at: begin, end: begin + token.length, number, isBroken } };
}

const BASES: Readonly<Record<string, RegExp>> = {
  "0x": /^[0-9a-f]{1,16}$/i,
  "0b": /^[01]{1,64}$/,
  "0o": /^[0-7]{1,22}$/,
};

/** The number that a token is, in the notations of logs and programs. */
function numberOf(token: string): FieldNumber | undefined {
  if (/^[0-9a-f]{1,16}$/i.test(token)) {
    const value = BigInt(`0x${token}`);
    const digits = token.length;
    const common = { value, digits, isOdd: digits % 4 !== 0 };
    if (/^0b[01]/i.test(token)) return { ...common, radix: "binary" };
    const isPadded = token.length > 1 && token.startsWith("0");
    const isHex = /[a-f]/i.test(token) || isPadded || token.length >= 16;
    return { ...common, radix: value < 10n ? "plain" : isHex ? "hex" : "bare" };
  }
  const found = LITERAL.exec(token);
  // A small `l` alone may be a one.
  if (found === null || /[^ul]l{1,2}$/.test(token)) return undefined;
  const [, base, spelled = ""] = found;
  const digits = spelled.replaceAll("_", "");
  const isHex = base === undefined && /h$/i.test(token);
  const prefix = (base ?? (isHex ? "0x" : "")).toLowerCase();
  const isFit = prefix === "" ? /^\d{1,20}$/.test(digits) : BASES[prefix]?.test(digits) === true;
  if (!isFit) return undefined;
  const value = BigInt(prefix + digits);
  const isOdd = prefix === "0x" && digits.length % 4 !== 0;
  return { radix: "plain", value, digits: digits.length, isOdd };
}

/** What a sticky expression finds at a place. */
function at(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

export const vmcsFieldList: DumpFormat = {
  name: "vmcs-field-list",
  view: "vmcs",
  description: "VMCS fields by name or encoding, one a line, as hypervisors print them",
  begins: ["#field", "#encoding", "[#encoding"],
  isGeneric: true,
  open,
};
