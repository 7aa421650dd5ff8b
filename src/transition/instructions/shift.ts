import { AF, ARITHMETIC, CF, OF, PF, RCX, SF, ZF } from "../machine/bits.ts";
import type { Processor } from "../machine/processor.ts";
import { MEMORY } from "../operation.ts";
import type { Operation } from "../operation.ts";
import { setArithmetic, signZeroParity64 } from "./arithmetic.ts";
import { both, change0, change0wide, get1, get1wide } from "./operands.ts";
import type { Choice, Family } from "./operands.ts";

/**
 * Shifts and rotations. Everything is computed on 64-bit values by width, or on numbers where the
 * width is at most 32 bits; counts are masked to 5 bits (6 for 64-bit operands) first.
 */

/** A result, its CF and its OF. */
interface Shifted {
  readonly result: bigint;
  readonly carry: bigint;
  readonly overflow: bigint;
}

/** `value` has `width` bits, `count` is 1..63. */
type Shift = (value: bigint, width: bigint, count: bigint, carry: bigint) => Shifted;

const mask = (width: bigint): bigint => (1n << width) - 1n;
const bit = (value: bigint, index: bigint): bigint => (index < 0n ? 0n : (value >> index) & 1n);

const shl: Shift = (value, width, count) => {
  const result = (value << count) & mask(width);
  const carry = count > width ? 0n : bit(value, width - count);
  return { result, carry, overflow: bit(result, width - 1n) ^ carry };
};

const shr: Shift = (value, width, count) => ({
  result: value >> count,
  carry: bit(value, count - 1n),
  overflow: bit(value, width - 1n),
});

const sar: Shift = (value, width, count) => {
  const signed = BigInt.asIntN(Number(width), value);
  return {
    result: (signed >> count) & mask(width),
    carry: (signed >> (count - 1n)) & 1n,
    overflow: 0n,
  };
};

const rol: Shift = (value, width, count) => {
  const by = count % width;
  const result = ((value << by) | (value >> (width - by))) & mask(width);
  const carry = result & 1n;
  return { result, carry, overflow: bit(result, width - 1n) ^ carry };
};

const ror: Shift = (value, width, count) => {
  const by = count % width;
  const result = ((value >> by) | (value << (width - by))) & mask(width);
  const carry = bit(result, width - 1n);
  return { result, carry, overflow: carry ^ bit(result, width - 2n) };
};

const rcl: Shift = (value, width, count, carryIn) => {
  const by = count % (width + 1n);
  const extended = value | (carryIn << width);
  const turned = ((extended << by) | (extended >> (width + 1n - by))) & mask(width + 1n);
  const result = turned & mask(width);
  const carry = bit(turned, width);
  return { result, carry, overflow: bit(result, width - 1n) ^ carry };
};

const rcr: Shift = (value, width, count, carryIn) => {
  const by = count % (width + 1n);
  const extended = value | (carryIn << width);
  const turned = ((extended >> by) | (extended << (width + 1n - by))) & mask(width + 1n);
  const result = turned & mask(width);
  return {
    result,
    carry: bit(turned, width),
    overflow: bit(result, width - 1n) ^ bit(result, width - 2n),
  };
};

/** Undefined: AF; OF unless the count is 1; CF when more than all bits are shifted out. */
function shiftFlags(p: Processor, done: Shifted, width: number, count: number, cf: boolean): void {
  const { result, carry, overflow } = done;
  const sign = (result >> BigInt(width - 1)) & 1n;
  let flags = signZeroParity64(result) & ~SF;
  if (sign === 1n) flags |= SF;
  if (carry === 1n) flags |= CF;
  if (overflow === 1n) flags |= OF;
  setArithmetic(p, flags);
  p.undefinedFlags = AF | (count === 1 ? 0 : OF) | (cf ? CF : 0);
}

/** Rotations change CF and OF only; OF is undefined unless the count is 1. */
function rotateFlags(p: Processor, { carry, overflow }: Shifted, count: number): void {
  p.flags = (p.flags & ~(CF | OF)) | (carry === 1n ? CF : 0) | (overflow === 1n ? OF : 0);
  p.undefinedFlags = count === 1 ? 0 : OF;
}

const countOf = (p: Processor, o: Operation): number => get1(p, o) & (o.size0 === 8 ? 63 : 31);

/** A memory operand is checked even when the count is 0. */
function nothing(p: Processor, o: Operation): void {
  if (o.kind0 === MEMORY) both(p, o, o.size0);
  else if (o.size0 === 4) p.g32[o.register0 * 2 + 1] = 0;
}

const shifts =
  (shift: Shift, isRotation: boolean, shiftsIn: boolean): Choice =>
  ({ size0 }) => {
    const width = size0 * 8;
    const wideWidth = BigInt(width);
    const apply = (p: Processor, value: bigint, count: number): bigint => {
      const done = shift(value, wideWidth, BigInt(count), BigInt(p.flags & CF));
      if (isRotation) rotateFlags(p, done, count);
      else shiftFlags(p, done, width, count, shiftsIn && count >= width && width < 32);
      return done.result;
    };
    return size0 === 8
      ? (p, o) => {
          const count = countOf(p, o);
          if (count === 0) nothing(p, o);
          else change0wide(p, o, (value) => apply(p, value, count));
        }
      : (p, o) => {
          const count = countOf(p, o);
          if (count === 0) nothing(p, o);
          else change0(p, o, (value) => Number(apply(p, BigInt(value), count)));
        };
  };

/** SHLD and SHRD: bits shifted in come from the second operand. */
const doubleShift =
  (left: boolean): Choice =>
  ({ size0 }) => {
    const width = BigInt(size0 * 8);
    const apply = (p: Processor, value: bigint, filler: bigint, count: number): bigint => {
      const by = BigInt(count);
      // A count beyond the width (16-bit operands only) leaves everything undefined.
      const beyond = by > width;
      const joined = left ? (value << width) | filler : (filler << width) | value;
      const result = beyond
        ? value
        : left
          ? (joined >> (width - by)) & mask(width)
          : (joined >> by) & mask(width);
      const carry = beyond ? 0n : left ? bit(value, width - by) : bit(value, by - 1n);
      const overflow = bit(result, width - 1n) ^ bit(value, width - 1n);
      shiftFlags(p, { result, carry, overflow }, size0 * 8, count, false);
      if (beyond) p.undefinedFlags = ARITHMETIC;
      return result;
    };
    const count = (p: Processor, o: Operation): number =>
      (o.kind2 === 4 ? o.immediate : (p.g8[RCX * 8] ?? 0)) & (size0 === 8 ? 63 : 31);
    return size0 === 8
      ? (p, o) => {
          const by = count(p, o);
          const filler = get1wide(p, o);
          if (by === 0) nothing(p, o);
          else change0wide(p, o, (value) => apply(p, value, filler, by));
        }
      : (p, o) => {
          const by = count(p, o);
          const filler = BigInt(get1(p, o));
          if (by === 0) nothing(p, o);
          else change0(p, o, (value) => Number(apply(p, BigInt(value), filler, by)));
        };
  };

/** SHL, SHR and SAR of at most 32 bits without bigints: the common case. */
const fast =
  (kind: "shl" | "shr" | "sar", general: Choice): Choice =>
  (operation) => {
    if (operation.size0 === 8) return general(operation);
    const width = operation.size0 * 8;
    const top = 2 ** (width - 1);
    const all = 2 ** width - 1;
    const apply = (p: Processor, value: number, count: number): number => {
      let result: number;
      let carry: boolean;
      let overflow: boolean;
      if (kind === "shl") {
        result = count >= width ? 0 : ((value << count) & all) >>> 0;
        carry = count <= width && ((value >>> (width - count)) & 1) !== 0;
        overflow = result >= top !== carry;
      } else if (kind === "shr") {
        result = value >>> count;
        carry = ((value >>> (count - 1)) & 1) !== 0;
        overflow = value >= top;
      } else {
        const signed = value >= top ? value - top * 2 : value;
        result = ((signed >> count) & all) >>> 0;
        carry = ((signed >> (count - 1)) & 1) !== 0;
        overflow = false;
      }
      let flags = signZeroParityOf(result, top);
      if (carry) flags |= CF;
      if (overflow) flags |= OF;
      setArithmetic(p, flags);
      const undefinedCarry = kind !== "sar" && count >= width;
      p.undefinedFlags = AF | (count === 1 ? 0 : OF) | (undefinedCarry ? CF : 0);
      return result;
    };
    return (p, o) => {
      const count = get1(p, o) & 31;
      if (count === 0) nothing(p, o);
      else change0(p, o, (value) => apply(p, value, count));
    };
  };

function signZeroParityOf(result: number, top: number): number {
  let ones = result & 0xff;
  ones ^= ones >> 4;
  ones ^= ones >> 2;
  ones ^= ones >> 1;
  return (result === 0 ? ZF : 0) | (result >= top ? SF : 0) | ((ones & 1) === 0 ? PF : 0);
}

export const shift: Family = {
  Shl: fast("shl", shifts(shl, false, true)),
  Sal: fast("shl", shifts(shl, false, true)),
  Shr: fast("shr", shifts(shr, false, true)),
  Sar: fast("sar", shifts(sar, false, false)),
  Rol: shifts(rol, true, false),
  Ror: shifts(ror, true, false),
  Rcl: shifts(rcl, true, false),
  Rcr: shifts(rcr, true, false),
  Shld: doubleShift(true),
  Shrd: doubleShift(false),
};
