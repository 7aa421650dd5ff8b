/** Descriptor tables in every notation people paste them in: bytes in, bytes out, no judgement. */
import { type Tables, choose } from "./choose.ts";
import { entryRows } from "./entry-rows.ts";
import { gdbX } from "./gdb-x.ts";
import { hexdump } from "./hexdump.ts";
import { hexdumpCanonical } from "./hexdump-canonical.ts";
import { linesOf } from "./lines.ts";
import { literals } from "./literals.ts";
import { numbers } from "./numbers.ts";
import { od } from "./od.ts";
import { plainHex } from "./plain-hex.ts";
import { isLikelyTable } from "./likely.ts";
import { RAW, wholeTable } from "./raw.ts";
import { DescriptorTableError, type DescriptorTable, type Notation } from "./types.ts";
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
  entryRows,
  numbers,
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
 * Reads a descriptor table: binary, a memory dump as text, or source text; whatever stands around it.
 * Entries that are not certain are unknown, and listed with their lines. Of several tables it is the
 * likeliest; the others are listed.
 *
 * @param input bytes of a file (binary or UTF-8 text), or text
 * @throws DescriptorTableError if there is none, naming a line where it can; RangeError for an unknown
 *   format
 */
export function readDescriptorTable(
  input: string | Uint8Array,
  options: ReadTableOptions = {},
): DescriptorTable {
  const [table, ...others] = tablesIn(input, options);
  const more = others.map(({ lines, bytes }) => ({
    line: lines[0] ?? 0,
    text: "",
    why: `another table of ${bytes.length / 8} entries begins here`,
  }));
  return { ...table, unread: [...table.unread, ...more] };
}

/** All tables of a text, in its order; as {@link readDescriptorTable}. */
export function readDescriptorTables(
  input: string | Uint8Array,
  options: ReadTableOptions = {},
): readonly DescriptorTable[] {
  const tables = tablesIn(input, options);
  return tables.toSorted((one, other) => (one.lines[0] ?? 0) - (other.lines[0] ?? 0));
}

function tablesIn(input: string | Uint8Array, { format }: ReadTableOptions): Tables {
  const notations = format === undefined ? NOTATIONS : NOTATIONS.filter((n) => n.name === format);
  if (format !== undefined && format !== RAW.name && notations.length === 0) {
    const names = descriptorTableFormats.map(({ name }) => name).join(", ");
    throw new RangeError(`unknown notation "${format}"; known are ${names}`);
  }
  if (format === RAW.name || (format === undefined && isBinary(input))) {
    if (typeof input === "string") throw new DescriptorTableError("text is no binary table");
    return [rawTable(input, format === undefined)];
  }
  const text = typeof input === "string" ? input : new TextDecoder().decode(input);
  return choose(linesOf(text), notations, format !== undefined);
}

function rawTable(input: Uint8Array, isDetected: boolean): DescriptorTable {
  const bytes = wholeTable(input);
  if (isDetected && !isLikelyTable([...bytes])) {
    throw new DescriptorTableError(
      "binary data that is no descriptor table by its looks: --format raw reads it all the same",
    );
  }
  return { format: RAW.name, bytes, unknown: [], lines: [], warnings: [], unread: [] };
}

/** Text has no control characters but blanks, ends of lines and escape sequences. */
function isBinary(input: string | Uint8Array): boolean {
  if (typeof input === "string") return false;
  return input.some((byte) => byte < 0x07 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b));
}
