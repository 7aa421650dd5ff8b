import { AF, ARITHMETIC, CF, OF, PF, SF, ZF } from "../machine/bits.ts";
import type { Processor } from "../machine/processor.ts";

/**
 * Results and flags of additions, subtractions and logic: numbers for 1, 2 and 4 bytes (unsigned),
 * bigints for 8.
 */

/** PF by the low byte of a result. */
const PARITY = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  let ones = 0;
  for (let bit = 0; bit < 8; bit++) ones += (byte >> bit) & 1;
  PARITY[byte] = ones % 2 === 0 ? PF : 0;
}

export const parity = (value: number): number => PARITY[value & 0xff] ?? 0;

export const maskOf = (size: number): number =>
  size === 4 ? 0xffff_ffff : size === 2 ? 0xffff : 0xff;
export const signOf = (size: number): number =>
  size === 4 ? 0x8000_0000 : size === 2 ? 0x8000 : 0x80;

/** SF, ZF and PF of a result. */
export function signZeroParity(result: number, size: number): number {
  return (result === 0 ? ZF : 0) | ((result & signOf(size)) !== 0 ? SF : 0) | parity(result);
}

export function signZeroParity64(result: bigint): number {
  return (
    (result === 0n ? ZF : 0) | (result >> 63n !== 0n ? SF : 0) | parity(Number(result & 0xffn))
  );
}

/** Replaces the six arithmetic flags. */
export function setArithmetic(p: Processor, flags: number): void {
  p.flags = (p.flags & ~ARITHMETIC) | flags;
}

export function add(p: Processor, a: number, b: number, size: number, carry: number): number {
  const sum = a + b + carry;
  const result = (sum & maskOf(size)) >>> 0;
  let flags = signZeroParity(result, size) | ((a ^ b ^ result) & AF);
  if (sum !== result) flags |= CF;
  if (((a ^ result) & (b ^ result) & signOf(size)) !== 0) flags |= OF;
  setArithmetic(p, flags);
  return result;
}

export function subtract(p: Processor, a: number, b: number, size: number, borrow: number): number {
  const difference = a - b - borrow;
  const result = (difference & maskOf(size)) >>> 0;
  let flags = signZeroParity(result, size) | ((a ^ b ^ result) & AF);
  if (difference < 0) flags |= CF;
  if (((a ^ b) & (a ^ result) & signOf(size)) !== 0) flags |= OF;
  setArithmetic(p, flags);
  return result;
}

/** Flags of AND, OR, XOR, TEST. AF is undefined: 0 here. */
export function logic(p: Processor, result: number, size: number): number {
  const unsigned = result >>> 0;
  setArithmetic(p, signZeroParity(unsigned, size));
  p.undefinedFlags = AF;
  return unsigned;
}

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);

export function add64(p: Processor, a: bigint, b: bigint, carry: number): bigint {
  const sum = a + b + BigInt(carry);
  const result = wrap(sum);
  let flags = signZeroParity64(result) | (Number((a ^ b ^ result) & 0x10n) & AF);
  if (sum !== result) flags |= CF;
  if (((a ^ result) & (b ^ result)) >> 63n !== 0n) flags |= OF;
  setArithmetic(p, flags);
  return result;
}

export function subtract64(p: Processor, a: bigint, b: bigint, borrow: number): bigint {
  const difference = a - b - BigInt(borrow);
  const result = wrap(difference);
  let flags = signZeroParity64(result) | (Number((a ^ b ^ result) & 0x10n) & AF);
  if (difference < 0n) flags |= CF;
  if (((a ^ b) & (a ^ result)) >> 63n !== 0n) flags |= OF;
  setArithmetic(p, flags);
  return result;
}

export function logic64(p: Processor, result: bigint): bigint {
  setArithmetic(p, signZeroParity64(result));
  p.undefinedFlags = AF;
  return result;
}
