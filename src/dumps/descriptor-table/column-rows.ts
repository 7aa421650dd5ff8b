/** Rows `0000010  ff ff 00 ...`: an offset without a colon, as hexdump and od print it. */
import { type Order, bytesOfGroup, groupsOf, isHex } from "./groups.ts";
import { type Rows, rowsOf } from "./rows.ts";
import { type SourceLine, quote } from "./types.ts";

export interface ColumnLayout {
  /** Digits of the offset. */
  readonly offset: { readonly least: number; readonly most: number };
  /** Digits a group may have. */
  readonly widths: readonly number[];
  /** Signs around a text column: `|` in hexdump -C, `>` and `<` in od's `z`. */
  readonly text?: readonly [string, string];
  readonly order: Order;
}

/** The rows of a text; `undefined` if there is none. */
export function columnRows(
  lines: readonly SourceLine[],
  { offset: digits, widths, text: signs, order }: ColumnLayout,
): Rows | undefined {
  let width: number | undefined;
  return rowsOf(lines, (line) => {
    const text = withoutText(line, signs);
    const blank = text.indexOf(" ");
    const offset = blank === -1 ? text : text.slice(0, blank);
    if (offset.length < digits.least || offset.length > digits.most || !isHex(offset))
      return undefined;
    // Where the dump ends; a number alone is no sign of a dump.
    if (blank === -1) return { offset, bytes: [] };
    const { groups, rest } = groupsOf(text.slice(blank), { ragged: true });
    const first = groups[0]?.length;
    // Words of six to eight of the letters a to f are offsets only where digits follow.
    const isDamaged = first === undefined && /^\d/.test(offset) && /[0-9a-f]{2}/i.test(rest);
    if (isDamaged) return { offset, bytes: [], why: `${quote(rest)} is no group of digits` };
    if (first === undefined || !widths.includes(first)) return undefined;
    width ??= first;
    if (first > width) return `groups of ${first} digits, where ${width} were printed before`;
    const last = groups.at(-1)?.length ?? first;
    // Half a number, or half a byte.
    const whole = order === "number" && last < width ? groups.slice(0, -1) : groups;
    const bytes = whole.flatMap((group) => bytesOfGroup(group, order));
    const lost = whole.length < groups.length ? (groups.at(-1) ?? "") : rest;
    return {
      offset,
      bytes,
      ...(lost === "" ? {} : { why: `${quote(lost)} is no group of ${width} digits` }),
    };
  });
}

function withoutText(line: string, signs: readonly [string, string] | undefined): string {
  if (signs === undefined || !line.endsWith(signs[1])) return line;
  const from = line.indexOf(signs[0]);
  return from <= 0 ? line : line.slice(0, from).trimEnd();
}
