import { RCX, ZF } from "../machine/bits.ts";
import { generalProtection } from "../machine/faults.ts";
import { isCanonical } from "../machine/processor.ts";
import type { Processor } from "../machine/processor.ts";
import { push, push64, release, stackItem } from "../machine/stack.ts";
import type { ItemSize } from "../machine/stack.ts";
import { NONE } from "../operation.ts";
import type { Handler, Operation } from "../operation.ts";
import { CONDITIONS } from "./condition.ts";
import type { Condition } from "./condition.ts";
import { get0, get0wide, getRegister } from "./operands.ts";
import type { Choice, Family } from "./operands.ts";

/** Near JMP, CALL, RET, Jcc, LOOP, JCXZ. */

/** Width of RIP that a near branch leaves: 64 in 64-bit code whatever the prefixes. */
const branchSize = (o: Operation): 16 | 32 | 64 => (o.codeSize === 64 ? 64 : o.operandSize);

/**
 * Checks where a near branch goes.
 *
 * @throws Fault #GP(0) beyond the limit of CS or at an address that is not canonical
 */
function destination(p: Processor, ip: number): number {
  if (p.long64) {
    if (!isCanonical(ip)) throw generalProtection(0, "the new RIP is not canonical");
  } else if (ip > p.cs.limit) {
    throw generalProtection(0, "the new EIP is beyond the code segment limit");
  }
  return ip;
}

/** Where a relative branch goes. */
function relative(p: Processor, o: Operation): number {
  const sum = p.nextIp + o.relative;
  const size = branchSize(o);
  return destination(p, size === 64 ? sum : size === 32 ? sum >>> 0 : sum & 0xffff);
}

/** Where a branch through a register or memory goes. */
function absolute(p: Processor, o: Operation): number {
  return destination(p, o.size0 === 8 ? Number(BigInt.asIntN(64, get0wide(p, o))) : get0(p, o));
}

const goes =
  (condition: Condition): Choice =>
  () =>
  (p, o) => {
    if (condition(p.flags)) p.nextIp = relative(p, o);
  };

export const nearJump: Choice = ({ kind0 }) =>
  kind0 === NONE
    ? (p, o) => {
        p.nextIp = relative(p, o);
      }
    : (p, o) => {
        p.nextIp = absolute(p, o);
      };

export const nearCall: Choice = ({ kind0, stackChange }) => {
  const where = kind0 === NONE ? relative : absolute;
  if (stackChange === -8) {
    return (p, o) => {
      const ip = where(p, o);
      push64(p, BigInt(p.nextIp));
      p.nextIp = ip;
    };
  }
  const size = stackChange === -4 ? 4 : 2;
  return (p, o) => {
    const ip = where(p, o);
    push(p, size, size === 2 ? p.nextIp & 0xffff : p.nextIp);
    p.nextIp = ip;
  };
};

const nearReturn: Choice = ({ stackChange, immediate }) => {
  const size = (stackChange - immediate) as ItemSize;
  const back: Handler = (p) => {
    const read = stackItem(p, 0, size);
    const ip = destination(p, size === 8 ? Number(BigInt.asIntN(64, read)) : Number(read));
    release(p, stackChange);
    p.nextIp = ip;
  };
  return back;
};

/** CX, ECX or RCX minus one, and whether it is now 0. */
function countDown(p: Processor, o: Operation): { value: bigint; apply: () => void } {
  const width = o.addressSize;
  const before = width === 64 ? (p.g64[RCX] ?? 0n) : BigInt(getRegister(p, 1, RCX, width / 8));
  const value = BigInt.asUintN(width, before - 1n);
  return {
    value,
    apply: () => {
      if (width === 64) p.g64[RCX] = value;
      else if (width === 32) p.set32(RCX, Number(value));
      else p.g16[RCX * 4] = Number(value);
    },
  };
}

const loop =
  (condition: Condition): Choice =>
  () =>
  (p, o) => {
    const count = countDown(p, o);
    const ip = count.value !== 0n && condition(p.flags) ? relative(p, o) : p.nextIp;
    count.apply();
    p.nextIp = ip;
  };

const ifCountZero: Choice = () => (p, o) => {
  const isZero =
    o.addressSize === 64
      ? (p.g64[RCX] ?? 0n) === 0n
      : getRegister(p, 1, RCX, o.addressSize / 8) === 0;
  if (isZero) p.nextIp = relative(p, o);
};

export const branch: Family = {
  Ret: nearReturn,
  Loop: loop(() => true),
  Loope: loop((flags) => (flags & ZF) !== 0),
  Loopne: loop((flags) => (flags & ZF) === 0),
  Jcxz: ifCountZero,
  Jecxz: ifCountZero,
  Jrcxz: ifCountZero,
  ...Object.fromEntries(
    Object.entries(CONDITIONS).map(([end, condition]) => [`J${end}`, goes(condition)]),
  ),
};
