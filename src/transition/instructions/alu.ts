import { CF } from "../machine/bits.ts";
import type { Processor } from "../machine/processor.ts";
import { add, add64, logic, logic64, subtract, subtract64 } from "./arithmetic.ts";
import {
  change0,
  change0wide,
  get0,
  get0wide,
  get1,
  get1wide,
  getRegister,
  setRegister,
} from "./operands.ts";
import type { Choice, Family } from "./operands.ts";
import { RAX } from "../machine/bits.ts";

/** Integer arithmetic and logic of two operands, INC, DEC, NEG, NOT, XADD, CMPXCHG. */

type Narrow = (p: Processor, a: number, b: number, size: number) => number;
type Wide = (p: Processor, a: bigint, b: bigint) => bigint;

/** `first := first OP second`. */
const binary =
  (narrow: Narrow, wide: Wide): Choice =>
  ({ size0 }) =>
    size0 === 8
      ? (p, o) => {
          const b = get1wide(p, o);
          change0wide(p, o, (a) => wide(p, a, b));
        }
      : (p, o) => {
          const b = get1(p, o);
          change0(p, o, (a) => narrow(p, a, b, o.size0));
        };

/** Flags of `first OP second` only. */
const compare =
  (narrow: Narrow, wide: Wide): Choice =>
  ({ size0 }) =>
    size0 === 8
      ? (p, o) => void wide(p, get0wide(p, o), get1wide(p, o))
      : (p, o) => void narrow(p, get0(p, o), get1(p, o), o.size0);

/** `first := OP first`. */
const unary =
  (
    narrow: (p: Processor, a: number, size: number) => number,
    wide: (p: Processor, a: bigint) => bigint,
  ): Choice =>
  ({ size0 }) =>
    size0 === 8
      ? (p, o) => {
          change0wide(p, o, (a) => wide(p, a));
        }
      : (p, o) => {
          change0(p, o, (a) => narrow(p, a, o.size0));
        };

/** INC and DEC leave CF. */
function keepCarry<T>(p: Processor, result: () => T): T {
  const carry = p.flags & CF;
  const value = result();
  p.flags = (p.flags & ~CF) | carry;
  return value;
}

const xadd: Choice = ({ size0 }) =>
  size0 === 8
    ? (p, o) => {
        const b = get1wide(p, o);
        let old = 0n;
        change0wide(p, o, (a) => {
          old = a;
          return add64(p, a, b, 0);
        });
        // With the same register twice the sum wins.
        if (o.kind0 !== o.kind1 || o.register0 !== o.register1) p.g64[o.register1] = old;
      }
    : (p, o) => {
        const b = get1(p, o);
        let old = 0;
        change0(p, o, (a) => {
          old = a;
          return add(p, a, b, o.size0, 0);
        });
        if (o.kind0 !== o.kind1 || o.register0 !== o.register1) {
          setRegister(p, o.kind1, o.register1, o.size1, old);
        }
      };

const cmpxchg: Choice = ({ size0 }) =>
  size0 === 8
    ? (p, o) => {
        const expected = p.g64[RAX] ?? 0n;
        const replacement = get1wide(p, o);
        let found = 0n;
        // The destination is written in any case.
        change0wide(p, o, (a) => {
          found = a;
          subtract64(p, expected, a, 0);
          return a === expected ? replacement : a;
        });
        if (found !== expected) p.g64[RAX] = found;
      }
    : (p, o) => {
        const expected = getRegister(p, 1, RAX, o.size0);
        const replacement = get1(p, o);
        let found = 0;
        change0(p, o, (a) => {
          found = a;
          subtract(p, expected, a, o.size0, 0);
          return a === expected ? replacement : a;
        });
        if (found !== expected) setRegister(p, 1, RAX, o.size0, found);
      };

export const alu: Family = {
  Add: binary(
    (p, a, b, size) => add(p, a, b, size, 0),
    (p, a, b) => add64(p, a, b, 0),
  ),
  Adc: binary(
    (p, a, b, size) => add(p, a, b, size, p.carry),
    (p, a, b) => add64(p, a, b, p.carry),
  ),
  Sub: binary(
    (p, a, b, size) => subtract(p, a, b, size, 0),
    (p, a, b) => subtract64(p, a, b, 0),
  ),
  Sbb: binary(
    (p, a, b, size) => subtract(p, a, b, size, p.carry),
    (p, a, b) => subtract64(p, a, b, p.carry),
  ),
  Cmp: compare(
    (p, a, b, size) => subtract(p, a, b, size, 0),
    (p, a, b) => subtract64(p, a, b, 0),
  ),
  And: binary(
    (p, a, b, size) => logic(p, a & b, size),
    (p, a, b) => logic64(p, a & b),
  ),
  Or: binary(
    (p, a, b, size) => logic(p, a | b, size),
    (p, a, b) => logic64(p, a | b),
  ),
  Xor: binary(
    (p, a, b, size) => logic(p, a ^ b, size),
    (p, a, b) => logic64(p, a ^ b),
  ),
  Test: compare(
    (p, a, b, size) => logic(p, a & b, size),
    (p, a, b) => logic64(p, a & b),
  ),
  Inc: unary(
    (p, a, size) => keepCarry(p, () => add(p, a, 1, size, 0)),
    (p, a) => keepCarry(p, () => add64(p, a, 1n, 0)),
  ),
  Dec: unary(
    (p, a, size) => keepCarry(p, () => subtract(p, a, 1, size, 0)),
    (p, a) => keepCarry(p, () => subtract64(p, a, 1n, 0)),
  ),
  Neg: unary(
    (p, a, size) => subtract(p, 0, a, size, 0),
    (p, a) => subtract64(p, 0n, a, 0),
  ),
  Not: unary(
    (_p, a, size) => (size === 4 ? ~a >>> 0 : ~a & (size === 2 ? 0xffff : 0xff)),
    (_p, a) => BigInt.asUintN(64, ~a),
  ),
  Xadd: xadd,
  Cmpxchg: cmpxchg,
};
