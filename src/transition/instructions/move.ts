import { RAX, RBX, RDX } from "../machine/bits.ts";
import { MEMORY } from "../operation.ts";
import { CONDITIONS } from "./condition.ts";
import type { Condition } from "./condition.ts";
import {
  both,
  effective,
  effective64,
  get0,
  get0wide,
  get1,
  get1wide,
  getRegister,
  set0,
  set0wide,
  setRegister,
} from "./operands.ts";
import type { Choice, Family } from "./operands.ts";

/** Data movement between general registers, memory and immediates, and sign extension. */

export const plainMove: Choice = ({ size0 }) =>
  size0 === 8
    ? (p, o) => {
        set0wide(p, o, get1wide(p, o));
      }
    : (p, o) => {
        set0(p, o, get1(p, o));
      };

const lea: Choice = ({ size0, addressSize }) => {
  if (addressSize === 64) {
    return (p, o) => {
      const address = effective64(p, o);
      if (size0 === 8) p.g64[o.register0] = address;
      else setRegister(p, o.kind0, o.register0, size0, Number(BigInt.asUintN(size0 * 8, address)));
    };
  }
  return (p, o) => {
    const address = effective(p, o);
    if (size0 === 8) p.g64[o.register0] = BigInt(address);
    else setRegister(p, o.kind0, o.register0, size0, size0 === 2 ? address & 0xffff : address);
  };
};

const exchange: Choice = ({ size0, kind0, kind1 }) => {
  // One of the operands may be memory, in either place.
  if (size0 === 8) {
    return (p, o) => {
      if (kind1 === MEMORY) {
        const linear = both(p, o, 8);
        const user = p.cpl === 3;
        const old = p.load64(linear, user);
        p.store64(linear, p.g64[o.register0] ?? 0n, user);
        p.g64[o.register0] = old;
        return;
      }
      if (kind0 === MEMORY) both(p, o, 8);
      const first = get0wide(p, o);
      set0wide(p, o, p.g64[o.register1] ?? 0n);
      p.g64[o.register1] = first;
    };
  }
  return (p, o) => {
    if (kind1 === MEMORY) {
      const linear = both(p, o, size0);
      const old = p.load(linear, size0);
      p.store(linear, size0, getRegister(p, o.kind0, o.register0, size0));
      setRegister(p, o.kind0, o.register0, size0, old);
      return;
    }
    if (kind0 === MEMORY) both(p, o, size0);
    const first = get0(p, o);
    set0(p, o, getRegister(p, o.kind1, o.register1, size0));
    setRegister(p, o.kind1, o.register1, size0, first);
  };
};

const extend =
  (signed: boolean): Choice =>
  ({ size0, size1 }) =>
  (p, o) => {
    const value = get1(p, o);
    const sign = 2 ** (size1 * 8 - 1);
    const extended = signed && value >= sign ? value - sign * 2 : value;
    if (size0 === 8) p.g64[o.register0] = BigInt(extended);
    else setRegister(p, o.kind0, o.register0, size0, extended);
  };

/** CBW, CWDE, CDQE: the accumulator's lower half extended over all of it. */
const widen =
  (size: 2 | 4 | 8): Choice =>
  () =>
  (p) => {
    const half = getRegister(p, 1, RAX, size / 2);
    const sign = 2 ** (size * 4 - 1);
    const extended = half >= sign ? half - sign * 2 : half;
    if (size === 8) p.g64[RAX] = BigInt(extended);
    else setRegister(p, 1, RAX, size, extended);
  };

/** CWD, CDQ, CQO: the sign of the accumulator in every bit of the data register. */
const spread =
  (size: 2 | 4 | 8): Choice =>
  () =>
  (p) => {
    const isNegative = ((p.g8[RAX * 8 + size - 1] ?? 0) & 0x80) !== 0;
    if (size === 8) p.g64[RDX] = isNegative ? -1n : 0n;
    else setRegister(p, 1, RDX, size, isNegative ? 0xffff_ffff : 0);
  };

/** The operand is read, and of 32 bits the upper half cleared, also when the condition is false. */
const conditionalMove =
  (condition: Condition): Choice =>
  ({ size0 }) =>
  (p, o) => {
    const take = condition(p.flags);
    if (size0 === 8) {
      const value = get1wide(p, o);
      if (take) p.g64[o.register0] = value;
      return;
    }
    const value = get1(p, o);
    const old = getRegister(p, o.kind0, o.register0, size0);
    setRegister(p, o.kind0, o.register0, size0, take ? value : old);
  };

const setByte =
  (condition: Condition): Choice =>
  () =>
  (p, o) => {
    set0(p, o, condition(p.flags) ? 1 : 0);
  };

/** XLATB: AL := byte at BX, EBX or RBX plus AL. */
const translate: Choice = () => (p, o) => {
  const al = p.g8[RAX * 8] ?? 0;
  const bx =
    o.addressSize === 64
      ? p.signed64(RBX)
      : o.addressSize === 32
        ? (p.g32[RBX * 2] ?? 0)
        : (p.g16[RBX * 4] ?? 0);
  const sum = bx + al;
  const offset = o.addressSize === 16 ? sum & 0xffff : o.addressSize === 32 ? sum >>> 0 : sum;
  p.g8[RAX * 8] = p.read(p.segment(o.segment), offset, 1);
};

const byCondition = (prefix: string, make: (condition: Condition) => Choice): Family =>
  Object.fromEntries(
    Object.entries(CONDITIONS).map(([end, condition]) => [prefix + end, make(condition)]),
  );

const nothing: Choice = () => () => undefined;

export const move: Family = {
  Lea: lea,
  Xchg: exchange,
  Movzx: extend(false),
  Movsx: extend(true),
  Movsxd: extend(true),
  Cbw: widen(2),
  Cwde: widen(4),
  Cdqe: widen(8),
  Cwd: spread(2),
  Cdq: spread(4),
  Cqo: spread(8),
  Xlatb: translate,
  Nop: nothing,
  Pause: nothing,
  Prefetchnta: nothing,
  Prefetcht0: nothing,
  Prefetcht1: nothing,
  Prefetcht2: nothing,
  Mfence: nothing,
  Lfence: nothing,
  Sfence: nothing,
  ...byCondition("Cmov", conditionalMove),
  ...byCondition("Set", setByte),
};
