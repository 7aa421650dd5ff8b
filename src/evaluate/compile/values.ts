/**
 * Values of the exchange JSON as 32-bit words. Each function takes exactly what `normalize` takes;
 * what it refuses is left to `normalize`, which says what is wrong.
 */

/** A group of members whose types are unknown. */
export type Members = Readonly<Record<string, unknown>>;

/** What an absent group is read as. */
export const NO_MEMBERS: Members = {};

/** An object as JSON makes it, so that reading a member reads nothing inherited. */
export function isPlain(value: unknown): value is Members {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Number of members. */
export function countMembers(members: object): number {
  return Object.keys(members).length;
}

const TWO_32 = 2 ** 32;
/** A bigint is cut in two by writing it here: no shorter way is as fast. */
export const BIG: BigUint64Array = new BigUint64Array(1);
export const HALVES: Int32Array = new Int32Array(BIG.buffer);
export const LOW: 0 | 1 = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1;
export const HIGH: 0 | 1 = LOW === 0 ? 1 : 0;

/** Writes a field of up to 32 bits; false if the value is none of this width. */
export function putWord(value: unknown, w: Int32Array, at: number, max: number): boolean {
  if (typeof value === "number") {
    if (value >>> 0 !== value || value > max) return false;
    w[at] = value;
    return true;
  }
  if (typeof value === "string") {
    if (!parseHex(value) || high !== 0 || low >>> 0 > max) return false;
    w[at] = low;
    return true;
  }
  if (typeof value === "bigint") {
    if (value < 0n || value > BigInt(max)) return false;
    w[at] = Number(BigInt.asIntN(32, value));
    return true;
  }
  return false;
}

/** Writes a field of 64 bits, low half first; false if the value is none of this width. */
export function putWide(value: unknown, w: Int32Array, at: number): boolean {
  if (typeof value === "bigint") {
    BIG[0] = value;
    if (BIG[0] !== value) return false;
    w[at] = HALVES[LOW] ?? 0;
    w[at + 1] = HALVES[HIGH] ?? 0;
    return true;
  }
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || value < 0) return false;
    w[at] = value | 0;
    w[at + 1] = (value / TWO_32) | 0;
    return true;
  }
  if (typeof value === "string") {
    if (!parseHex(value)) return false;
    w[at] = low;
    w[at + 1] = high;
    return true;
  }
  return false;
}

/** The 64-bit value of two words. */
export function wideOf(w: Int32Array, at: number): bigint {
  HALVES[LOW] = w[at] ?? 0;
  HALVES[HIGH] = w[at + 1] ?? 0;
  return BIG[0] ?? 0n;
}

let low = 0;
let high = 0;

/** The value of a hex digit by its character code, -1 for what is none. */
const DIGITS: Int8Array = new Int8Array(128).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  const text = digit.toString(16);
  DIGITS[text.charCodeAt(0)] = digit;
  DIGITS[text.toUpperCase().charCodeAt(0)] = digit;
}

/** Parses `0x` and hex digits into `low` and `high`; false if it is no such text, or wider. */
function parseHex(text: string): boolean {
  const { length } = text;
  if (length < 3 || length > 66 || text.charCodeAt(0) !== 0x30) return false;
  if ((text.charCodeAt(1) | 0x20) !== 0x78) return false;
  let start = 2;
  // More than 16 digits are a number of 64 bits only if the first ones are zeros.
  while (length - start > 16) if (text.charCodeAt(start++) !== 0x30) return false;
  const split = length - start > 8 ? length - 8 : start;
  /** Negative as soon as one digit is. */
  let bad = 0;
  let word = 0;
  for (; start < split; start++) {
    const digit = DIGITS[text.charCodeAt(start)] ?? -1;
    bad |= digit;
    word = (word << 4) | digit;
  }
  high = word;
  word = 0;
  for (; start < length; start++) {
    const digit = DIGITS[text.charCodeAt(start)] ?? -1;
    bad |= digit;
    word = (word << 4) | digit;
  }
  low = word;
  return bad >= 0;
}
