/** Groups of hexadecimal digits, as memory dumps print them in columns. */

/** Whether a group is bytes in the order of memory, or one little-endian number. */
export type Order = "bytes" | "number";

/** The bytes of a group of an even number of digits, in the order of memory. */
export function bytesOfGroup(digits: string, order: Order): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < digits.length; at += 2) bytes.push(Number(`0x${digits.slice(at, at + 2)}`));
  return order === "bytes" ? bytes : bytes.reverse();
}

export interface Groups {
  readonly groups: readonly string[];
  /** How many blanks follow the last group. */
  readonly gap: number;
  /** What stands behind the groups and their blanks. */
  readonly rest: string;
}

const WORD = /[^ ]+/y;

/**
 * The groups of hexadecimal digits a text begins with: all as wide as the first, the last one may
 * be narrower if `ragged`. Two blanks in a row end them if `gapEnds`.
 */
export function groupsOf(
  text: string,
  { ragged = false, gapEnds = false, most = Infinity }: GroupOptions = {},
): Groups {
  const groups: string[] = [];
  let at = skipBlanks(text, 0);
  let gap = at;
  let width = 0;
  while (at < text.length && groups.length < most) {
    if (gapEnds && groups.length > 0 && gap > 1) break;
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0] ?? "";
    if (!isHex(word) || word.length % 2 !== 0) break;
    if (width === 0) width = word.length;
    const narrower = ragged && word.length < width;
    if (word.length !== width && !narrower) break;
    groups.push(word);
    const end = at + word.length;
    at = skipBlanks(text, end);
    gap = at - end;
    if (narrower) break;
  }
  return { groups, gap, rest: text.slice(at) };
}

export interface GroupOptions {
  readonly ragged?: boolean;
  readonly gapEnds?: boolean;
  readonly most?: number;
}

/** Whether a text is hexadecimal digits and nothing else. */
export function isHex(text: string): boolean {
  return /^[0-9a-fA-F]+$/.test(text);
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === " ") at++;
  return at;
}
