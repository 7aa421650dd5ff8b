import type { Processor, Segment } from "../machine/processor.ts";
import { HIGH_BYTE, IMMEDIATE, MEMORY, REGISTER } from "../operation.ts";
import type { Handler, Operation, Preview } from "../operation.ts";

/** What a family of instructions says about one mnemonic, given the operands. */
export type Choice = (
  operation: Operation,
) => Handler | { run: Handler; preview: Preview } | undefined;
/** Handlers by iced-x86's mnemonic. */
export type Family = Readonly<Record<string, Choice>>;

/** Offset of the memory operand in its segment; in 64-bit mode signed, exact below 2^53. */
export function effective(p: Processor, o: Operation): number {
  if (o.addressSize === 16) {
    const base = o.base < 0 ? 0 : (p.g16[o.base * 4] ?? 0);
    const index = o.index < 0 ? 0 : (p.g16[o.index * 4] ?? 0);
    return (base + index + o.displacement) & 0xffff;
  }
  if (o.addressSize === 32) {
    const base = o.ripRelative ? p.nextIp : o.base < 0 ? 0 : (p.g32[o.base * 2] ?? 0);
    const index = o.index < 0 ? 0 : (p.g32[o.index * 2] ?? 0);
    return (base + index * o.scale + o.displacement) >>> 0;
  }
  const base = o.ripRelative ? p.nextIp : o.base < 0 ? 0 : p.signed64(o.base);
  const index = o.index < 0 ? 0 : p.signed64(o.index);
  const sum = base + index * o.scale + o.displacement;
  // Registers too large for exact sums: the long way, which wraps at 2^64.
  return Number.isNaN(sum) ? Number(BigInt.asIntN(64, effective64(p, o))) : sum;
}

/** The same as 64 bits, for LEA. */
export function effective64(p: Processor, o: Operation): bigint {
  const base = o.ripRelative ? BigInt(p.nextIp) : o.base < 0 ? 0n : (p.g64[o.base] ?? 0n);
  const index = o.index < 0 ? 0n : (p.g64[o.index] ?? 0n);
  return BigInt.asUintN(64, base + index * BigInt(o.scale) + BigInt(o.displacement));
}

export function segmentOf(p: Processor, o: Operation): Segment {
  return p.segment(o.segment);
}

/** Linear address of the memory operand for reading. */
export function source(p: Processor, o: Operation, size: number): number {
  return p.linear(p.segment(o.segment), effective(p, o), size, false);
}

/** Linear address of the memory operand for writing. */
export function target(p: Processor, o: Operation, size: number): number {
  return p.linear(p.segment(o.segment), effective(p, o), size, true);
}

/** Linear address of a memory operand that is read and then written. */
export function both(p: Processor, o: Operation, size: number): number {
  const linear = target(p, o, size);
  p.probeWrite(linear, size, p.cpl === 3);
  return linear;
}

/** A general register, 1, 2 or 4 bytes. */
export function getRegister(p: Processor, kind: number, register: number, size: number): number {
  if (size === 4) return p.g32[register * 2] ?? 0;
  if (size === 2) return p.g16[register * 4] ?? 0;
  return p.g8[register * 8 + (kind === HIGH_BYTE ? 1 : 0)] ?? 0;
}

/** 4 bytes clear the upper half, 1 and 2 leave the rest of the register. */
export function setRegister(
  p: Processor,
  kind: number,
  register: number,
  size: number,
  value: number,
): void {
  if (size === 4) {
    p.g32[register * 2] = value;
    p.g32[register * 2 + 1] = 0;
  } else if (size === 2) p.g16[register * 4] = value;
  else p.g8[register * 8 + (kind === HIGH_BYTE ? 1 : 0)] = value;
}

/** First operand, up to 4 bytes. */
export function get0(p: Processor, o: Operation): number {
  if (o.kind0 === MEMORY) return p.load(source(p, o, o.size0), o.size0);
  return o.kind0 === IMMEDIATE ? o.immediate : getRegister(p, o.kind0, o.register0, o.size0);
}

/** Second operand. */
export function get1(p: Processor, o: Operation): number {
  if (o.kind1 === IMMEDIATE) return o.immediate;
  if (o.kind1 === MEMORY) return p.load(source(p, o, o.size1), o.size1);
  return getRegister(p, o.kind1, o.register1, o.size1);
}

export function get0wide(p: Processor, o: Operation): bigint {
  if (o.kind0 === MEMORY) return p.load64(source(p, o, 8), p.cpl === 3);
  return o.kind0 === IMMEDIATE ? o.immediate64 : (p.g64[o.register0] ?? 0n);
}

export function get1wide(p: Processor, o: Operation): bigint {
  if (o.kind1 === IMMEDIATE) return o.immediate64;
  if (o.kind1 === MEMORY) return p.load64(source(p, o, 8), p.cpl === 3);
  return p.g64[o.register1] ?? 0n;
}

/** Writes the first operand, which is not read. */
export function set0(p: Processor, o: Operation, value: number): void {
  if (o.kind0 === MEMORY) p.store(target(p, o, o.size0), o.size0, value);
  else setRegister(p, o.kind0, o.register0, o.size0, value);
}

export function set0wide(p: Processor, o: Operation, value: bigint): void {
  if (o.kind0 === MEMORY) p.store64(target(p, o, 8), value, p.cpl === 3);
  else p.g64[o.register0] = value;
}

/** Reads the first operand, hands it on, writes the result back. */
export function change0(p: Processor, o: Operation, change: (value: number) => number): void {
  if (o.kind0 === MEMORY) {
    const linear = both(p, o, o.size0);
    p.store(linear, o.size0, change(p.load(linear, o.size0)));
  } else {
    const value = getRegister(p, o.kind0, o.register0, o.size0);
    setRegister(p, o.kind0, o.register0, o.size0, change(value));
  }
}

export function change0wide(p: Processor, o: Operation, change: (value: bigint) => bigint): void {
  if (o.kind0 === MEMORY) {
    const linear = both(p, o, 8);
    const user = p.cpl === 3;
    p.store64(linear, change(p.load64(linear, user)), user);
  } else {
    p.g64[o.register0] = change(p.g64[o.register0] ?? 0n);
  }
}

export const isRegister = (kind: number): boolean => kind === REGISTER || kind === HIGH_BYTE;
