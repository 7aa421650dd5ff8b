/** Rows `0000010  ff ff 00 ...`: an offset without a colon, as hexdump and od print it. */
import { type Order, bytesOfGroup, groupsOf, isHex } from "./groups.ts";
import { type Repeat, type Row, rowsOf } from "./rows.ts";
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

/**
 * The rows of a text; `undefined` if there is none.
 *
 * @throws DescriptorTableError for a line that begins like a row and is none
 */
export function columnRows(
  lines: readonly SourceLine[],
  { offset: digits, widths, text: signs, order }: ColumnLayout,
): (Row | Repeat)[] | undefined {
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
    if (first === undefined && /^\d/.test(offset)) return `${quote(rest)} is no group of digits`;
    if (first === undefined || !widths.includes(first)) return undefined;
    if (rest !== "") return `${quote(rest)} is no group of ${first} digits`;
    width ??= first;
    if (first > width) return `groups of ${first} digits, where ${width} were printed before`;
    return { offset, bytes: groups.flatMap((group) => bytesOfGroup(group, order)) };
  });
}

function withoutText(line: string, signs: readonly [string, string] | undefined): string {
  if (signs === undefined || !line.endsWith(signs[1])) return line;
  const from = line.indexOf(signs[0]);
  return from <= 0 ? line : line.slice(0, from).trimEnd();
}
