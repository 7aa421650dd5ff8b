/** Descriptors as bare 64-bit numbers, one or several a line and nothing else but a remark. */
import type { Miss, Notation, TableBytes } from "./types.ts";

const NUMBER = /^(?:0x([0-9a-f]{1,16})|([0-9a-f]{16}))(?:u?ll?)?,?$/i;
/** What separates a remark. */
const REMARK = / {0,8}(?:\/\/|\/\*|#|;|--).{0,400}$/;
/** A line with a long number in it. */
const LOOKS_LIKE_ROW = /^[\W_]{0,8}\d{1,8}(?:[^\d\w]|$)|0x[0-9a-f_]{5}|[0-9a-f]{6}/i;
/** Lines between two rows of one table. */
const MAX_BETWEEN = 3;

export const numbers: Notation = {
  name: "numbers",
  description: "64-bit numbers of 16 hexadecimal digits, one or several a line",
  read(lines) {
    const tables: TableBytes[] = [];
    let rows: Row[] = [];
    let silence = 0;
    let isLost = false;
    const close = (): void => {
      tables.push(...tableOf(rows));
      rows = [];
    };
    for (const { number: line, text, isTerminated } of lines) {
      const row = rowOf(text, isTerminated);
      if (row !== undefined && row.length > 0) {
        if (!isLost) rows.push({ line, numbers: row });
        silence = 0;
      } else if (LOOKS_LIKE_ROW.test(text)) {
        // Another row, which is not read: what follows has no place.
        close();
        isLost = true;
        silence = 0;
      } else if (text === "") isLost = false;
      else if (++silence > MAX_BETWEEN) {
        close();
        isLost = false;
      }
    }
    close();
    return tables;
  },
};

interface Row {
  readonly line: number;
  readonly numbers: readonly { readonly value: bigint | undefined; readonly isWhole: boolean }[];
}

function rowOf(text: string, isTerminated: boolean): Row["numbers"] | undefined {
  const words = text.slice(0, 1000).replace(REMARK, "").split(/[ ,]+/);
  const found: { value: bigint | undefined; isWhole: boolean }[] = [];
  for (const [index, word] of words.entries()) {
    if (word === "") continue;
    const match = NUMBER.exec(word);
    const digits = match?.[1] ?? match?.[2];
    if (digits === undefined) return undefined;
    const isWhole = digits.length === 16;
    const isLast = index === words.length - 1;
    const isCut = (isLast && !isTerminated && !isWhole) || isShort(digits);
    found.push({ value: isCut ? undefined : BigInt(`0x${digits}`), isWhole });
  }
  return found;
}

/** Zeros that fill a width no number has. */
function isShort(digits: string): boolean {
  return digits.length > 4 && /^0+[1-9a-f]/i.test(digits) && ![8, 16].includes(digits.length);
}

function tableOf(rows: readonly Row[]): TableBytes[] {
  if (
    rows.length === 0 ||
    !rows.some((row) =>
      row.numbers.some(({ isWhole, value }) => isWhole || (value ?? 0n) >> 32n !== 0n),
    )
  )
    return [];
  if (beginWithOffsets(rows)) return [];
  const bytes: (number | undefined)[] = [];
  const lines: number[] = [];
  const misses: Miss[] = [];
  for (const { line, numbers: row } of rows)
    for (const { value } of row) {
      if (value === undefined) misses.push({ line, why: "digits are missing" });
      for (let at = 0; at < 8; at++) {
        bytes.push(value === undefined ? undefined : Number((value >> BigInt(8 * at)) & 0xffn));
        lines.push(line);
      }
    }
  return [{ bytes, lines, misses, warnings: [] }];
}

/** Whether the first number of each row is where the row lies, or its number. */
function beginWithOffsets(rows: readonly Row[]): boolean {
  const first = rows.map(({ numbers: [number] }) => number?.value);
  const steps = first.slice(1).map((value, index) => (value ?? 0n) - (first[index] ?? 0n));
  const [step] = steps;
  return step !== undefined && step > 0n && step <= 64n && steps.every((one) => one === step);
}
