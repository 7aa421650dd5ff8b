/**
 * Results and flags of integer instructions, from their definitions: sums and products of whole
 * numbers, signed ranges, shifts one bit at a time. Slow, and shares nothing with the machine.
 */

/** What an instruction makes of its operands. Flags that are undefined are not given. */
export interface Outcome {
  /** First operand afterwards; undefined if it does not change. */
  readonly result?: bigint;
  /** AX, or DX:AX and wider: high and low half of a product or quotient and remainder. */
  readonly pair?: { readonly low: bigint; readonly high: bigint };
  readonly flags: Readonly<Partial<Record<FlagName, boolean>>>;
  /** Flags that may have any value. */
  readonly anything: readonly FlagName[];
  /** A divide error. */
  readonly fault?: true;
}
export type FlagName = "cf" | "pf" | "af" | "zf" | "sf" | "of";
export const FLAG_BITS: Readonly<Record<FlagName, number>> = {
  cf: 0,
  pf: 2,
  af: 4,
  zf: 6,
  sf: 7,
  of: 11,
};

const power = (width: number): bigint => 2n ** BigInt(width);
/** The value read as two's complement. */
const signed = (value: bigint, width: number): bigint =>
  value >= power(width - 1) ? value - power(width) : value;
/** The remainder that is not negative. */
const modulo = (value: bigint, width: number): bigint =>
  ((value % power(width)) + power(width)) % power(width);
const outside = (value: bigint, width: number): boolean =>
  value < -power(width - 1) || value >= power(width - 1);

const ofResult = (result: bigint, width: number): { zf: boolean; sf: boolean; pf: boolean } => ({
  zf: result === 0n,
  sf: signed(result, width) < 0n,
  pf: ((result % 256n).toString(2).split("1").length - 1) % 2 === 0,
});

export function add(a: bigint, b: bigint, carry: bigint, width: number): Outcome {
  const result = modulo(a + b + carry, width);
  return {
    result,
    flags: {
      ...ofResult(result, width),
      cf: a + b + carry >= power(width),
      af: (a % 16n) + (b % 16n) + carry >= 16n,
      of: outside(signed(a, width) + signed(b, width) + carry, width),
    },
    anything: [],
  };
}

export function subtract(a: bigint, b: bigint, borrow: bigint, width: number): Outcome {
  const result = modulo(a - b - borrow, width);
  return {
    result,
    flags: {
      ...ofResult(result, width),
      cf: a < b + borrow,
      af: a % 16n < (b % 16n) + borrow,
      of: outside(signed(a, width) - signed(b, width) - borrow, width),
    },
    anything: [],
  };
}

/** AND, OR, XOR by digits. */
export function logic(
  a: bigint,
  b: bigint,
  width: number,
  table: (x: boolean, y: boolean) => boolean,
): Outcome {
  let result = 0n;
  for (let index = 0; index < width; index++) {
    const at = power(index);
    if (table((a / at) % 2n === 1n, (b / at) % 2n === 1n)) result += at;
  }
  return { result, flags: { ...ofResult(result, width), cf: false, of: false }, anything: ["af"] };
}

export type ShiftName = "rol" | "ror" | "rcl" | "rcr" | "shl" | "shr" | "sar";

/** @param count already masked to 5 or 6 bits */
export function shift(
  name: ShiftName,
  value: bigint,
  count: number,
  carry: boolean,
  width: number,
): Outcome {
  if (count === 0) return { result: value, flags: {}, anything: [] };
  const top = power(width - 1);
  let result = value;
  let cf = carry;
  for (let step = 0; step < count; step++) {
    const high = result >= top;
    const low = result % 2n === 1n;
    const left = modulo(result * 2n, width);
    const right = result / 2n;
    switch (name) {
      case "rol":
        [result, cf] = [left + (high ? 1n : 0n), high];
        break;
      case "rcl":
        [result, cf] = [left + (cf ? 1n : 0n), high];
        break;
      case "shl":
        [result, cf] = [left, high];
        break;
      case "ror":
        [result, cf] = [right + (low ? top : 0n), low];
        break;
      case "rcr":
        [result, cf] = [right + (cf ? top : 0n), low];
        break;
      case "shr":
        [result, cf] = [right, low];
        break;
      case "sar":
        [result, cf] = [right + (high ? top : 0n), low];
        break;
    }
  }
  // The rules for a count of 1: the sign changed, or for SAR never.
  const of = name === "sar" ? false : result >= top !== value >= top;
  const anything: FlagName[] = count === 1 ? [] : ["of"];
  const flags = count === 1 ? { cf, of } : { cf };
  if (name.startsWith("r")) return { result, flags, anything };
  const all = { ...ofResult(result, width), ...flags };
  // Beyond the width the bit shifted out last is undefined for SHL and SHR.
  if (name !== "sar" && count >= width && width < 32) {
    const { cf: _, ...rest } = all;
    return { result, flags: rest, anything: ["af", "cf", ...anything] };
  }
  return { result, flags: all, anything: ["af", ...anything] };
}

/** SHLD and SHRD: bits come in from `filler`. Undefined beyond the width. */
export function doubleShift(
  left: boolean,
  value: bigint,
  filler: bigint,
  count: number,
  width: number,
): Outcome | undefined {
  if (count === 0) return { result: value, flags: {}, anything: [] };
  if (count > width) return undefined;
  let result = value;
  let source = filler;
  let cf = false;
  for (let step = 0; step < count; step++) {
    if (left) {
      cf = result >= power(width - 1);
      result = modulo(result * 2n, width) + (source >= power(width - 1) ? 1n : 0n);
      source = modulo(source * 2n, width);
    } else {
      cf = result % 2n === 1n;
      result = result / 2n + (source % 2n === 1n ? power(width - 1) : 0n);
      source = source / 2n;
    }
  }
  const of = result >= power(width - 1) !== value >= power(width - 1);
  const flags = { ...ofResult(result, width), cf };
  return count === 1
    ? { result, flags: { ...flags, of }, anything: ["af"] }
    : { result, flags, anything: ["af", "of"] };
}

const PRODUCT_UNDEFINED: readonly FlagName[] = ["sf", "zf", "af", "pf"];

export function multiply(a: bigint, b: bigint, width: number, isSigned: boolean): Outcome {
  const product = isSigned ? signed(a, width) * signed(b, width) : a * b;
  const fits = isSigned ? !outside(product, width) : product < power(width);
  const whole = modulo(product, 2 * width);
  const pair = { low: whole % power(width), high: whole / power(width) };
  return { pair, flags: { cf: !fits, of: !fits }, anything: PRODUCT_UNDEFINED };
}

const DIVISION_UNDEFINED: readonly FlagName[] = ["cf", "of", "sf", "zf", "af", "pf"];

/** @param dividend twice as wide */
export function divide(
  dividend: bigint,
  divisor: bigint,
  width: number,
  isSigned: boolean,
): Outcome {
  const fault: Outcome = { flags: {}, anything: DIVISION_UNDEFINED, fault: true };
  if (divisor === 0n) return fault;
  const a = isSigned ? signed(dividend, 2 * width) : dividend;
  const b = isSigned ? signed(divisor, width) : divisor;
  // Magnitudes first: rounding is towards zero, the remainder has the sign of the dividend.
  const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
  const quotient = (magnitude(a) / magnitude(b)) * (a < 0n === b < 0n ? 1n : -1n);
  const remainder = (magnitude(a) % magnitude(b)) * (a < 0n ? -1n : 1n);
  const overflows = isSigned ? outside(quotient, width) : quotient >= power(width);
  if (overflows) return fault;
  const pair = { low: modulo(quotient, width), high: modulo(remainder, width) };
  return { pair, flags: {}, anything: DIVISION_UNDEFINED };
}

export type BitName = "bt" | "bts" | "btr" | "btc";

/** @param index below the width */
export function bitTest(name: BitName, value: bigint, index: number): Outcome {
  const at = power(index);
  const cf = (value / at) % 2n === 1n;
  const set = value + (cf ? 0n : at);
  const clear = value - (cf ? at : 0n);
  const result =
    name === "bt" ? value : name === "bts" ? set : name === "btr" ? clear : cf ? clear : set;
  return { result, flags: { cf }, anything: ["of", "sf", "af", "pf"] };
}

export function bitScan(value: bigint, forward: boolean): Outcome {
  const anything: readonly FlagName[] = ["cf", "of", "sf", "af", "pf"];
  if (value === 0n) return { flags: { zf: true }, anything };
  const digits = value.toString(2);
  const index = forward ? digits.length - 1 - digits.lastIndexOf("1") : digits.length - 1;
  return { result: BigInt(index), flags: { zf: false }, anything };
}
