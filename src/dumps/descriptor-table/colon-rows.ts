/**
 * Rows `00000010: ffff 0000 ...  text`: xxd, U-Boot's md, lldb and others. They look alike, whether
 * a group is bytes in order (xxd) or a little-endian number (xxd -e, md); where nothing but the
 * text column tells, that is asked.
 */
import { type Order, bytesOfGroup, groupsOf } from "./groups.ts";
import { type Rows, rowsOf } from "./rows.ts";
import { type SourceLine, quote } from "./types.ts";

export interface ColonRows extends Rows {
  /** Digits of a group. */
  readonly width: number;
  /** The order the text column or the gap before it proves, if they do. */
  readonly proven: Order | undefined;
}

const START = /^(?:0x([0-9a-f]{1,16})|([0-9a-f]{7,16})): {0,80}(?!0x)/i;

/** The rows of a text, each group taken in the given order; `undefined` if there is none. */
export function colonRows(lines: readonly SourceLine[], order: Order): ColonRows | undefined {
  let width = 0;
  let proven: Order | undefined;
  const rows = rowsOf(lines, (text) => {
    const start = START.exec(text);
    if (start === null) return undefined;
    const [head, withPrefix, plain] = start;
    const { groups, gap, rest } = groupsOf(text.slice(head.length), {
      ragged: true,
      gapEnds: true,
    });
    if (groups.length === 0) {
      // Groups that are damaged, or words behind something else.
      if (!/[0-9a-f]{4}/i.test(rest)) return undefined;
      const why = `no groups of digits behind the offset: ${quote(text)}`;
      return { offset: withPrefix ?? plain ?? "", bytes: [], why };
    }
    const digits = groups[0]?.length ?? 0;
    if (width === 0) width = digits;
    if (digits > width) return `groups of ${digits} digits, where ${width} were printed before`;
    const last = groups.at(-1)?.length ?? 0;
    const isShort = order === "number" && last < width;
    const ordered = (as: Order): number[] => groups.flatMap((group) => bytesOfGroup(group, as));
    proven ??= orderOf(ordered("bytes"), ordered("number"), gap, rest);
    const offset = withPrefix ?? plain ?? "";
    if (!isShort) return { offset, bytes: ordered(order) };
    const bytes = groups.slice(0, -1).flatMap((group) => bytesOfGroup(group, order));
    return { offset, bytes, why: `a number has ${last} of ${width} digits` };
  });
  return rows === undefined ? undefined : { ...rows, width, proven };
}

/** The order in which the bytes give the text column; md puts four blanks before it. */
function orderOf(
  asBytes: readonly number[],
  asNumbers: readonly number[],
  gap: number,
  text: string,
): Order | undefined {
  if (text === "") return undefined;
  const [one, other] = [printed(asBytes), printed(asNumbers)];
  if (one !== other && text === one) return "bytes";
  if (one !== other && text === other) return "number";
  return gap === 4 && asBytes.length === 16 ? "number" : undefined;
}

function printed(bytes: readonly number[]): string {
  const letters = bytes.map((byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".",
  );
  return letters.join("").trim();
}
