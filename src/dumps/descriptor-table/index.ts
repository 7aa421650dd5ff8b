/** Descriptor tables in every notation people paste them in: bytes in, bytes out, no judgement. */
import { readDescriptor } from "../../state/descriptor.ts";
import { cleanLine } from "../clean.ts";
import { gdbX } from "./gdb-x.ts";
import { hexdump } from "./hexdump.ts";
import { hexdumpCanonical } from "./hexdump-canonical.ts";
import { literals } from "./literals.ts";
import { od } from "./od.ts";
import { plainHex } from "./plain-hex.ts";
import { RAW, readRaw } from "./raw.ts";
import {
  DescriptorTableError,
  MAX_BYTES,
  type DescriptorTable,
  type Notation,
  type SourceLine,
  type TableBytes,
} from "./types.ts";
import { windbgD } from "./windbg-d.ts";
import { xxd } from "./xxd.ts";
import { xxdLittleEndian } from "./xxd-e.ts";

export { DescriptorTableError, type DescriptorTable, type TablePointer } from "./types.ts";

/** Where two notations read the same bytes, the earlier gives its name. */
const NOTATIONS: readonly Notation[] = [
  gdbX,
  xxd,
  xxdLittleEndian,
  hexdumpCanonical,
  hexdump,
  od,
  windbgD,
  plainHex,
  literals,
];

/** The notations `readDescriptorTable` knows, with a line about each. */
export const descriptorTableFormats: readonly { name: string; description: string }[] = [
  RAW,
  ...NOTATIONS,
].map(({ name, description }) => ({ name, description }));

export interface ReadTableOptions {
  /** Name of the only notation to try (see `descriptorTableFormats`); detected by default. */
  format?: string;
}

/**
 * Reads a descriptor table: binary, a memory dump as text, or source text.
 *
 * @param input bytes of a file (binary or UTF-8 text), or text
 * @throws DescriptorTableError naming the line where it can; RangeError for an unknown format
 */
export function readDescriptorTable(
  input: string | Uint8Array,
  { format }: ReadTableOptions = {},
): DescriptorTable {
  const notations = format === undefined ? NOTATIONS : NOTATIONS.filter((n) => n.name === format);
  if (format !== undefined && format !== RAW.name && notations.length === 0) {
    const names = descriptorTableFormats.map(({ name }) => name).join(", ");
    throw new RangeError(`unknown notation "${format}"; known are ${names}`);
  }
  if (format === RAW.name || (format === undefined && isBinary(input))) {
    if (typeof input === "string") throw new DescriptorTableError("text is no binary table");
    return finish(RAW.name, readRaw(input));
  }
  const text = typeof input === "string" ? input : new TextDecoder().decode(input);
  return detect(linesOf(text), notations);
}

/** Text has no control characters but blanks, ends of lines and escape sequences. */
function isBinary(input: string | Uint8Array): boolean {
  if (typeof input === "string") return false;
  return input.some((byte) => byte < 0x07 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b));
}

/** No line of a dump comes near this. */
const MAX_LINE = 100_000;

function linesOf(text: string): SourceLine[] {
  return text.split(/\r\n|\n|\r/).map((line, index) => {
    if (line.length > MAX_LINE) {
      throw new DescriptorTableError(`${line.length} characters long`, index + 1);
    }
    return { number: index + 1, text: cleanLine(line).text };
  });
}

type Outcome = { notation: Notation; table: DescriptorTable } | { fault: DescriptorTableError };

function detect(lines: readonly SourceLine[], notations: readonly Notation[]): DescriptorTable {
  const outcomes: Outcome[] = [];
  for (const notation of notations) {
    // Any dump has numbers: source text is what no other notation knows.
    if (notation === literals && outcomes.length > 0) break;
    try {
      const read = notation.read(lines);
      if (read !== undefined) outcomes.push({ notation, table: finish(notation.name, read) });
    } catch (error) {
      if (!(error instanceof DescriptorTableError)) throw error;
      outcomes.push({ fault: error });
    }
  }
  const read = outcomes.filter((outcome) => "table" in outcome);
  const [first, ...others] = read;
  if (first === undefined) {
    const fault = outcomes.find((outcome) => "fault" in outcome);
    throw fault?.fault ?? new DescriptorTableError("no descriptor table found");
  }
  const other = others.find(({ table }) => !isSame(table.bytes, first.table.bytes));
  return other === undefined ? first.table : moreLikely(first.table, other.table);
}

/** Two readings of one text: the one that gives entries a descriptor table may have. */
function moreLikely(one: DescriptorTable, other: DescriptorTable): DescriptorTable {
  const [first, second] = [oddities(one.bytes), oddities(other.bytes)];
  // How often a row repeats makes no entry more likely.
  if (first === second || one.bytes.length !== other.bytes.length) {
    throw new DescriptorTableError(
      `can be read as ${one.format} or as ${other.format}, with different bytes: --format chooses`,
    );
  }
  const [best, worse] = first < second ? [one, other] : [other, one];
  const words = `read as ${best.format}, because as ${worse.format} it would have entries no table has`;
  return { ...best, warnings: [...best.warnings, words] };
}

/** Entries that are present and neither a segment nor a system descriptor of a GDT. */
function oddities(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at += 8) {
    const { accessRights } = readDescriptor(bytes.subarray(at, at + 8));
    const isSegment = (accessRights & 0x10) !== 0;
    const isPresent = (accessRights & 0x80) !== 0;
    const isKnown = [1, 2, 3, 4, 5, 9, 11, 12].includes(accessRights & 0xf);
    const isEmpty = bytes.subarray(at, at + 8).every((byte) => byte === 0);
    if (!isEmpty && !(isPresent && (isSegment || isKnown))) count++;
  }
  return count;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** A whole number of descriptors, or an error. */
function finish(format: string, { bytes, lines, ...rest }: TableBytes): DescriptorTable {
  const left = bytes.length % 8;
  if (bytes.length === 0) throw new DescriptorTableError("no descriptor table found");
  if (bytes.length > MAX_BYTES) {
    throw new DescriptorTableError(
      `more than ${MAX_BYTES} bytes: no descriptor table is that long`,
    );
  }
  if (left !== 0) {
    throw new DescriptorTableError(
      `${bytes.length} bytes: the last descriptor has ${left} of its 8 bytes`,
      lines.at(-1),
    );
  }
  return {
    format,
    bytes: Uint8Array.from(bytes),
    lines: lines.filter((_, at) => at % 8 === 0),
    ...rest,
  };
}
