/** Numbers in all notations in which programs print the reason of a failure. */

export interface PrintedNumber {
  readonly value: bigint;
  readonly end: number;
}

type Notation = readonly [form: RegExp, valueOf: (digits: string) => bigint];

const HEX: readonly Notation[] = [
  [/0x([0-9a-f]{1,16}(?:[_'][0-9a-f]{4}){0,3})(?:u?l{0,2}|[ui](?:32|64))/iy, hex],
];
/** Tried in this order at the first digit; the first group holds the digits, then the suffix. */
const OTHERS: readonly Notation[] = [
  [/([0-9][0-9a-f]{0,15})h/iy, hex],
  // With bit 31 set and without 0x: the reason of a failed entry as `%x` prints it.
  [/(0{0,8}800000[0-9a-f]{2}|8000_00[0-9a-f]{2})/iy, hex],
  // Four groups: fewer are not needed for a reason, and `FailEntry(7,100)` are two numbers.
  [/(\d(?:[_',]\d{3}){3})/y, BigInt],
  [/(\d{1,20})(?:u?l{0,2}|[ui](?:32|64))/iy, BigInt],
];

const WORD = /^(?:[A-Za-z0-9]|_\w)/;
/** What joins digits to a time, a version, an address, a name, or makes them a factor: `12:30`, `6.2`, `33-beta`, `info*6`. */
const JOINT_BEHIND = /(?::\d|[./@-][A-Za-z0-9])/y;
const JOINT_BEFORE = /^(?:\d[:.]|[A-Za-z0-9][/@*-]|[./]{2}|.?[_#$])$/;

/**
 * The number whose first digit stands at `at`, sign included if there is one before it. `undefined`
 * if the digits are a part of something else.
 */
export function numberAt(text: string, at: number): PrintedNumber | undefined {
  if (JOINT_BEFORE.test(text.slice(Math.max(0, at - 2), at))) return undefined;
  const isHex = text[at] === "0" && /[xX]/.test(text[at + 1] ?? "");
  for (const [notation, valueOf] of isHex ? HEX : OTHERS) {
    notation.lastIndex = at;
    const found = notation.exec(text);
    if (found === null) continue;
    const end = at + found[0].length;
    if (!isEnd(text, end)) continue;
    const [, digits = ""] = found;
    const value = valueOf(digits.replace(/[_',]/g, ""));
    return { value: as32(isNegative(text, at) ? -value : value), end };
  }
  return undefined;
}

function hex(digits: string): bigint {
  return BigInt(`0x${digits}`);
}

function isEnd(text: string, end: number): boolean {
  const next = text[end] ?? "";
  JOINT_BEHIND.lastIndex = end;
  return next !== "%" && !WORD.test(text.slice(end, end + 2)) && !JOINT_BEHIND.test(text);
}

function isNegative(text: string, at: number): boolean {
  return text[at - 1] === "-" && !WORD.test(text[at - 2] ?? " ");
}

const ALL_ONES = 0xffff_ffffn;

/** A 32-bit number that was extended with its sign, as the unsigned number it is; others as they are. */
function as32(value: bigint): bigint {
  const isExtended = value < 0n ? value >= -0x8000_0000n : value >> 31n === 0x1_ffff_ffffn;
  // Small negative numbers are codes of the operating system or of VirtualBox.
  return isExtended && (value & 0x8000_0000n) !== 0n && (value & ALL_ONES) < 0xffff_0000n
    ? value & ALL_ONES
    : value;
}
