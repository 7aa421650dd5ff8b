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
import { type VmcsField, fieldOfEncoding, fieldOfName, joinHalves } from "./vmcs-fields.ts";

/** A bullet, the name, perhaps its encoding, a separator; then the number or nothing. */
const BY_NAME =
  /^[#*-]? ?([A-Za-z][\w./-]{1,60}(?: [A-Za-z][\w./-]{0,40}){0,5})(?: ?[[(]0x[0-9a-f]{1,5}[\])])? ?(=|:|->|(?= )|$)(?: {0,40}(0x)?([0-9a-f]{1,16}))?( [0-9a-f]{1,16})?[,;]?$/i;
const BY_ENCODING =
  /^[#*-]? ?(?:\[0x([0-9a-f]{1,4})\] ?[=:]?|0x([0-9a-f]{1,4}) ?[=:])(?: {0,40}(0x)?([0-9a-f]{1,16}))?( [0-9a-f]{1,16})?[,;]?$/i;

function open(): LineReader {
  const list = new ListStart();

  return ({ text, terminated }) => {
    const line = readLine(text);
    if (line === undefined) return undefined;
    const { field, key, prefix, digits, isBroken } = line;
    if (digits === undefined) return { ...emptyReading(), rest: "cut" };
    const end = text.lastIndexOf(digits) + digits.length;
    const at = end - digits.length;
    if (isBroken) return cutNumber(field.path, at);
    const value = BigInt(`0x${digits}`);
    if (value >> BigInt(field.width) !== 0n) {
      const remark = `${field.path} has ${field.width} bits, but ${digits} has more; it is not read`;
      return { ...emptyReading(), warnings: [{ at, text: remark }] };
    }
    const isWhole = terminated || end < text.length || digits.length === field.width / 4;
    const reading = readingFor(
      { path: `${key}.${field.path}`, value, at },
      isWhole,
      prefix,
      digits,
    );
    if (list.isAgain(key + field.path)) reading.starts = true;
    return reading;
  };
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

interface Line {
  readonly field: VmcsField;
  readonly key: "name" | "encoding";
  readonly prefix: boolean;
  readonly digits: string | undefined;
  readonly isBroken: boolean;
}

function readLine(text: string): Line | undefined {
  const encoded = BY_ENCODING.exec(text);
  if (encoded !== null) {
    const [, bracketed, plain = "0", prefix, digits, rest] = encoded;
    const field = fieldOfEncoding(Number(`0x${bracketed ?? plain}`));
    if (field === undefined) return undefined;
    return {
      field,
      key: "encoding",
      prefix: prefix !== undefined,
      digits,
      isBroken: rest !== undefined,
    };
  }
  const named = BY_NAME.exec(text);
  if (named === null) return undefined;
  const [, name = "", separator = "", prefix, digits, rest] = named;
  const field = fieldOfName(name);
  if (field === undefined) return undefined;
  // Words of ordinary logs, unless they are written as a list of fields has them.
  const isCommon = field.path.startsWith("controls.exit") && !field.path.endsWith("exit");
  if ((isCommon || separator === "") && prefix === undefined && digits !== undefined)
    return undefined;
  return { field, key: "name", prefix: prefix !== undefined, digits, isBroken: rest !== undefined };
}

/** Fields by encoding are believed if there are so many, two of them next to each other. */
const MIN_ENCODED = 4;

function settle(read: ReadonlyMap<string, bigint>): Settled {
  const warnings: SettledRemark[] = [];
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
