/** Rows of a memory dump, each with the offset of its first byte, put together to a run of bytes. */
import {
  DescriptorTableError,
  MAX_BYTES,
  type SourceLine,
  type TableBytes,
  quote,
} from "./types.ts";

export interface Row {
  readonly line: number;
  /** As printed: digits in the radix of the offsets. */
  readonly offset: string;
  /** None for the last row of some dumps, which says where the dump ends. */
  readonly bytes: readonly number[];
}

/** The line `*`: the row before it repeats up to the next offset. */
export interface Repeat {
  readonly line: number;
  readonly repeat: true;
}

/**
 * What a line is to a notation: a row, nothing, or (a text) what is wrong with a line that begins
 * as a row does.
 */
export type RowReader = (text: string) => Omit<Row, "line"> | string | undefined;

/**
 * The rows of a text; `undefined` if there is none. Lines that are no rows are left out: the offsets
 * show whether anything is missing.
 *
 * @throws DescriptorTableError for a line that begins like a row and is none
 */
export function rowsOf(
  lines: readonly SourceLine[],
  read: RowReader,
): (Row | Repeat)[] | undefined {
  const rows: (Row | Repeat)[] = [];
  let fault: DescriptorTableError | undefined;
  let known = false;
  for (const { number: line, text } of lines) {
    if (text === "*") {
      if (known) rows.push({ line, repeat: true });
      continue;
    }
    const row = read(text);
    if (row === undefined) continue;
    if (typeof row === "string") fault ??= new DescriptorTableError(row, line);
    else {
      rows.push({ line, ...row });
      known ||= row.bytes.length > 0;
    }
  }
  if (!known) return undefined;
  if (fault !== undefined) throw fault;
  return rows;
}

export interface Assembly {
  readonly radix: 8 | 10 | 16;
  /** Whether offsets are addresses of memory. */
  readonly addresses: boolean;
}

/**
 * Puts rows together.
 *
 * @throws DescriptorTableError where rows are missing, a repetition has no end, or there are too
 *   many bytes
 */
export function assemble(
  rows: readonly (Row | Repeat)[],
  { radix, addresses }: Assembly,
): TableBytes {
  const bytes: number[] = [];
  const lines: number[] = [];
  const warnings: string[] = [];
  let start: bigint | undefined;
  let last: Row | undefined;
  let repeat: Repeat | undefined;
  for (const row of rows) {
    if ("repeat" in row) {
      repeat ??= row;
      continue;
    }
    const offset = numberIn(row.offset, radix);
    if (offset === undefined) {
      throw new DescriptorTableError(
        `${quote(row.offset)} is no offset in base ${radix}`,
        row.line,
      );
    }
    start ??= offset;
    if (offset === start && last !== undefined) {
      warnings.push(`line ${row.line}: the dump begins again here; only the first one is read`);
      repeat = undefined;
      break;
    }
    const expected = start + BigInt(bytes.length);
    if (repeat !== undefined && last !== undefined) {
      const gap = offset - expected;
      if (gap < 0n || gap % BigInt(last.bytes.length) !== 0n) {
        throw new DescriptorTableError(
          `the row before "*" does not fit a whole number of times before the offset ${row.offset}`,
          row.line,
        );
      }
      refuseTooMany(bytes.length, gap, row.line);
      for (let left = Number(gap); left > 0; left -= last.bytes.length) {
        bytes.push(...last.bytes);
        for (const _ of last.bytes) lines.push(repeat.line);
      }
      repeat = undefined;
    } else if (offset !== expected) {
      throw new DescriptorTableError(
        `the offset is ${row.offset} where ${expected.toString(radix)} was expected: rows are missing or damaged`,
        row.line,
      );
    }
    refuseTooMany(bytes.length, BigInt(row.bytes.length), row.line);
    bytes.push(...row.bytes);
    for (const _ of row.bytes) lines.push(row.line);
    if (row.bytes.length > 0) last = row;
    // A second dump may follow at once; the row that only says where this one ends is passed.
  }
  if (repeat !== undefined) {
    throw new DescriptorTableError(
      'the dump ends with "*": nothing says how often the row before it repeats',
      repeat.line,
    );
  }
  if (start !== undefined && start !== 0n && !addresses) {
    warnings.push(
      `the first offset is 0x${start.toString(16)}: taken as the beginning of the table`,
    );
  }
  return {
    bytes,
    lines,
    warnings,
    ...(addresses && start !== undefined ? { address: start } : {}),
  };
}

function refuseTooMany(count: number, more: bigint, line: number): void {
  if (BigInt(count) + more > BigInt(MAX_BYTES)) {
    throw new DescriptorTableError(
      `more than ${MAX_BYTES} bytes: no descriptor table is that long`,
      line,
    );
  }
}

const DIGITS = { 8: /^[0-7]{1,22}$/, 10: /^[0-9]{1,20}$/, 16: /^[0-9a-fA-F]{1,16}$/ } as const;
const PREFIX = { 8: "0o", 10: "", 16: "0x" } as const;

function numberIn(digits: string, radix: 8 | 10 | 16): bigint | undefined {
  return DIGITS[radix].test(digits) ? BigInt(`${PREFIX[radix]}${digits}`) : undefined;
}
