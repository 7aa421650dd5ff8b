import { AF, CF, OF, PF, SF, ZF } from "../machine/bits.ts";
import type { Processor } from "../machine/processor.ts";
import { IMMEDIATE, MEMORY } from "../operation.ts";
import type { Operation } from "../operation.ts";
import {
  change0,
  change0wide,
  effective,
  get0,
  get0wide,
  get1,
  get1wide,
  getRegister,
  setRegister,
} from "./operands.ts";
import type { Choice, Family } from "./operands.ts";

/** BT, BTS, BTR, BTC, BSF, BSR, BSWAP. */

type Change = (value: bigint, bit: bigint) => bigint;

/** CF is the bit; ZF stays, the other four are undefined and stay. */
function bitFlag(p: Processor, set: boolean): void {
  p.flags = (p.flags & ~CF) | (set ? CF : 0);
  p.undefinedFlags = OF | SF | AF | PF;
}

/** Bit number as a register gives it: signed, it reaches beyond the memory operand. */
function register1(p: Processor, o: Operation): bigint {
  return o.size1 === 8
    ? BigInt.asIntN(64, p.g64[o.register1] ?? 0n)
    : BigInt.asIntN(o.size1 * 8, BigInt(getRegister(p, o.kind1, o.register1, o.size1)));
}

/** Bit string in memory with the bit number in a register. */
function inMemory(p: Processor, o: Operation, change: Change | undefined): void {
  const width = o.size0 * 8;
  const number = register1(p, o);
  const index = BigInt.asUintN(o.size0 === 8 ? 6 : o.size0 === 4 ? 5 : 4, number);
  const away = Number((number - index) / BigInt(width)) * o.size0;
  const sum = effective(p, o) + away;
  const offset = o.addressSize === 16 ? sum & 0xffff : o.addressSize === 32 ? sum >>> 0 : sum;
  const linear = p.linear(p.segment(o.segment), offset, o.size0, change !== undefined);
  const user = p.cpl === 3;
  if (change !== undefined) p.probeWrite(linear, o.size0, user);
  const value = o.size0 === 8 ? p.load64(linear, user) : BigInt(p.load(linear, o.size0));
  if (change !== undefined) {
    const result = change(value, 1n << index);
    if (o.size0 === 8) p.store64(linear, result, user);
    else p.store(linear, o.size0, Number(result));
  }
  bitFlag(p, ((value >> index) & 1n) === 1n);
}

const bitTest =
  (change?: Change): Choice =>
  ({ kind0, kind1, size0 }) => {
    if (kind0 === MEMORY && kind1 !== IMMEDIATE) {
      return (p, o) => {
        inMemory(p, o, change);
      };
    }
    const modulus = size0 * 8 - 1;
    const index = (p: Processor, o: Operation): bigint =>
      BigInt(
        (size0 === 8 && kind1 !== IMMEDIATE ? Number(get1wide(p, o) & 63n) : get1(p, o)) & modulus,
      );
    return (p, o) => {
      const number = index(p, o);
      let was = false;
      const apply = (value: bigint): bigint => {
        was = ((value >> number) & 1n) === 1n;
        return change === undefined ? value : change(value, 1n << number);
      };
      if (change === undefined) apply(size0 === 8 ? get0wide(p, o) : BigInt(get0(p, o)));
      else if (size0 === 8) change0wide(p, o, apply);
      else change0(p, o, (value) => Number(apply(BigInt(value))));
      bitFlag(p, was);
    };
  };

/** BSF and BSR; with a source of 0 the destination is undefined and stays. */
const scan =
  (forward: boolean): Choice =>
  ({ size0 }) =>
  (p, o) => {
    const value = size0 === 8 ? get1wide(p, o) : BigInt(get1(p, o));
    const isZero = value === 0n;
    p.flags = (p.flags & ~ZF) | (isZero ? ZF : 0);
    p.undefinedFlags = CF | OF | SF | AF | PF;
    if (isZero) return;
    let index = forward ? 0 : size0 * 8 - 1;
    while (((value >> BigInt(index)) & 1n) === 0n) index += forward ? 1 : -1;
    if (size0 === 8) p.g64[o.register0] = BigInt(index);
    else setRegister(p, o.kind0, o.register0, size0, index);
  };

const bswap: Choice = ({ size0 }) =>
  size0 === 8
    ? (p, o) => {
        const bytes = p.g8.subarray(o.register0 * 8, o.register0 * 8 + 8);
        bytes.reverse();
      }
    : (p, o) => {
        // Of 16 bits: undefined, 0 here.
        const value = size0 === 4 ? (p.g32[o.register0 * 2] ?? 0) : 0;
        const swapped =
          (value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);
        setRegister(p, o.kind0, o.register0, size0, swapped >>> 0);
      };

export const bit: Family = {
  Bt: bitTest(),
  Bts: bitTest((value, mask) => value | mask),
  Btr: bitTest((value, mask) => value & ~mask),
  Btc: bitTest((value, mask) => value ^ mask),
  Bsf: scan(true),
  Bsr: scan(false),
  Bswap: bswap,
};
