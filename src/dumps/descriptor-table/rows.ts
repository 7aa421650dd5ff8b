/** Rows of a memory dump, each with the offset of its first byte, put together to runs of bytes. */
import { MAX_BYTES, type Miss, type SourceLine, type TableBytes, quote } from "./types.ts";

export interface Row {
  readonly line: number;
  /** As printed: digits in the radix of the offsets. */
  readonly offset: string;
  /** None for the last row of some dumps, which says where the dump ends. */
  readonly bytes: readonly (number | undefined)[];
  /** What of the row is not known, and why. */
  readonly why?: string;
}

/** Groups of digits in a row, wherever they stand: a row, perhaps a damaged one. */
const LOOKS_LIKE_ROW =
  /(?:[0-9a-f]{2,16}[ \t]{1,4}(?:0x)?){3}[0-9a-f]{2}|(?<![0-9a-z])[0-9a-f`]{7,17}[ \t]{1,4}(?:0x)?[0-9a-f]{4}|[0-9a-f]{12}/i;

/** The line `*`: the row before it repeats up to the next offset. */
export interface Repeat {
  readonly line: number;
  readonly repeat: true;
}

/** The rows of a text, and lines that begin as one does and are none. */
export interface Rows {
  readonly rows: readonly (Row | Repeat)[];
  readonly misses: readonly Miss[];
  /** Lines that look like rows and are none. */
  readonly doubtful: readonly number[];
}

/**
 * What a line is to a notation: a row, nothing, or (a text) what is wrong with a line that begins
 * as a row does.
 */
export type RowReader = (
  text: string,
  isTerminated: boolean,
) => Omit<Row, "line"> | string | undefined;

/**
 * The rows of a text; `undefined` if there is none. Lines that are no rows are left out: the offsets
 * show whether anything is missing.
 */
export function rowsOf(lines: readonly SourceLine[], read: RowReader): Rows | undefined {
  const rows: (Row | Repeat)[] = [];
  const misses: Miss[] = [];
  const doubtful: number[] = [];
  let known = false;
  for (const { number: line, text, isTerminated } of lines) {
    if (text === "*") {
      if (known) rows.push({ line, repeat: true });
      continue;
    }
    const row = read(text, isTerminated);
    if (row === undefined || typeof row === "string") {
      if (LOOKS_LIKE_ROW.test(text)) doubtful.push(line);
      if (row !== undefined) misses.push({ line, why: row });
    } else {
      rows.push({ line, ...row });
      known ||= row.bytes.length > 0;
    }
  }
  return known ? { rows, misses, doubtful } : undefined;
}

export interface Assembly {
  readonly radix: 8 | 10 | 16;
  /** Whether offsets are addresses of memory. */
  readonly addresses: boolean;
}

/** So many bytes may be missing between two rows of one dump. */
const MAX_GAP = 4096n;
/** So many dumps are kept apart. */
const MAX_DUMPS = 64;
/** Bytes of a row in most programs. */
const FULL_ROW = 16;
/** Lines that have this little to do with a dump are not of it. */
const NEAR = 4;

/** Puts rows together: one run of bytes for each dump. Missing rows are unknown bytes. */
export function assemble(
  { rows, misses, doubtful }: Rows,
  { radix, addresses }: Assembly,
): TableBytes[] {
  const dumps: Dump[] = [];
  let repeat: Repeat | undefined;
  for (const row of rows) {
    if ("repeat" in row) {
      repeat ??= row;
      continue;
    }
    const offset = numberIn(row.offset, radix);
    if (offset === undefined) continue;
    const before = dumps.at(-1);
    const again = dumps.find(({ start }) => start === offset && row.bytes.length > 0);
    if (again !== undefined) {
      again.begins(row.line);
      repeat = undefined;
      // What follows belongs to the second print of the same memory.
      const second = new Dump(offset, row.line, true);
      dumps.push(second);
      second.takes(row, offset);
      continue;
    }
    if (repeat !== undefined && before !== undefined) {
      before.repeats(repeat, row, offset);
      repeat = undefined;
      continue;
    }
    const own = dumps.findLast((dump) => dump.goesOnAt(offset));
    if (own !== undefined) own.takes(row, offset);
    else if ((row.bytes.length > 0 || row.why !== undefined) && dumps.length < MAX_DUMPS) {
      const dump = new Dump(offset, row.line);
      dumps.push(dump);
      dump.takes(row, offset);
    }
  }
  if (repeat !== undefined) dumps.at(-1)?.endsWith(repeat);
  return dumps
    .filter((dump) => !dump.isSecond && !dump.mayLackItsBegin(doubtful))
    .map((dump) => dump.table(addresses, misses));
}

class Dump {
  readonly start: bigint;
  /** Another print of memory that was printed before. */
  readonly isSecond: boolean;
  readonly #bytes: (number | undefined)[] = [];
  readonly #lines: number[] = [];
  readonly #misses: Miss[] = [];
  readonly #warnings: string[] = [];
  readonly #firstLine: number;
  #lastLine: number;
  #last: Row | undefined;
  #fits = 0;
  #isOver = false;

  constructor(start: bigint, line: number, isSecond: boolean = false) {
    this.start = start;
    this.isSecond = isSecond;
    this.#firstLine = this.#lastLine = line;
  }

  get #end(): bigint {
    return this.start + BigInt(this.#bytes.length);
  }

  begins(line: number): void {
    const words = `line ${line}: the dump begins again here; only the first one is read`;
    if (!this.#isOver) this.#warnings.push(words);
    this.#isOver = true;
  }

  /** Whether a row that was not read may stand before the first one. */
  mayLackItsBegin(doubtful: readonly number[]): boolean {
    return doubtful.some((line) => line < this.#firstLine && line >= this.#firstLine - NEAR);
  }

  goesOnAt(offset: bigint): boolean {
    const gap = offset - this.#end;
    return !this.#isOver && gap >= 0n && gap <= MAX_GAP;
  }

  takes(row: Row, offset: bigint): void {
    const { line, bytes, why } = row;
    const gap = Number(offset - this.#end);
    const last = this.#last;
    const isFull = last?.why !== undefined && last.bytes.length + gap === FULL_ROW;
    if (last !== undefined && (gap === 0 || isFull)) this.#fits++;
    if (gap > 0) this.#lacks(gap, line, `rows are missing before the offset ${row.offset}`);
    if (this.#bytes.length + bytes.length > MAX_BYTES) this.#isOver = true;
    else
      for (const byte of bytes) {
        this.#bytes.push(byte);
        this.#lines.push(line);
      }
    if (why !== undefined) this.#misses.push({ line, why });
    if (bytes.length > 0 || why !== undefined) this.#last = row;
    this.#lastLine = line;
  }

  #lacks(count: number, line: number, why: string): void {
    this.#misses.push({ line, why });
    for (let left = count; left > 0 && this.#bytes.length < MAX_BYTES; left--) {
      this.#bytes.push(undefined);
      this.#lines.push(line);
    }
  }

  /** A row stands behind `*`. */
  repeats(repeat: Repeat, row: Row, offset: bigint): void {
    const bytes = this.#last?.bytes ?? [];
    const gap = offset - this.#end;
    const isWhole = gap >= 0n && bytes.length > 0 && gap % BigInt(bytes.length) === 0n;
    if (!isWhole || gap > BigInt(MAX_BYTES - this.#bytes.length)) {
      const why = isWhole
        ? `${quote("*")}: no table is that long`
        : 'the row before "*" does not fit a whole number of times';
      this.#misses.push({ line: repeat.line, why });
      this.#isOver = true;
      return;
    }
    for (let left = Number(gap); left > 0; left -= bytes.length) {
      this.#bytes.push(...bytes);
      for (const _ of bytes) this.#lines.push(repeat.line);
    }
    this.takes(row, offset);
  }

  endsWith(repeat: Repeat): void {
    const why = 'the dump ends with "*": nothing says how often the row before it repeats';
    this.#misses.push({ line: repeat.line, why });
  }

  table(addresses: boolean, misses: readonly Miss[]): TableBytes {
    const near = misses.filter(
      ({ line }) => line >= this.#firstLine - NEAR && line <= this.#lastLine + NEAR,
    );
    const warnings = [...this.#warnings];
    if (this.start !== 0n && !addresses)
      warnings.push(
        `the first offset is 0x${this.start.toString(16)}: taken as the beginning of the table`,
      );
    const isPiece =
      this.start !== 0n && !addresses && this.#bytes.slice(0, 8).some((byte) => byte !== 0);
    return {
      bytes: this.#bytes,
      lines: this.#lines,
      misses: [...this.#misses, ...near],
      warnings,
      fits: this.#fits,
      ...(isPiece ? { isPiece } : {}),
      ...(addresses ? { address: this.start } : {}),
    };
  }
}

const DIGITS = { 8: /^[0-7]{1,22}$/, 10: /^[0-9]{1,20}$/, 16: /^[0-9a-fA-F]{1,16}$/ } as const;
const PREFIX = { 8: "0o", 10: "", 16: "0x" } as const;

function numberIn(digits: string, radix: 8 | 10 | 16): bigint | undefined {
  return DIGITS[radix].test(digits) ? BigInt(`${PREFIX[radix]}${digits}`) : undefined;
}
