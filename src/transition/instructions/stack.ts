import {
  AC,
  CF,
  DF,
  ID,
  IF,
  IOPL,
  NT,
  OF,
  PF,
  RBP,
  RF,
  RSP,
  SF,
  TF,
  VIF,
  VIP,
  VM,
  ZF,
} from "../machine/bits.ts";
import { AF } from "../machine/bits.ts";
import { mergeFlags } from "../machine/far.ts";
import type { Processor } from "../machine/processor.ts";
import { push, push64, release, stackItem } from "../machine/stack.ts";
import type { ItemSize } from "../machine/stack.ts";
import { MEMORY } from "../operation.ts";
import type { Operation } from "../operation.ts";
import { effective, get0, get0wide, setRegister } from "./operands.ts";
import type { Choice, Family } from "./operands.ts";

/** PUSH and POP of general registers, memory, immediates and flags; PUSHA, POPA, ENTER, LEAVE. */

export const plainPush: Choice = ({ stackChange }) => {
  if (stackChange === -8) {
    return (p, o) => {
      push64(p, get0wide(p, o));
    };
  }
  const size = stackChange === -4 ? 4 : 2;
  return (p, o) => {
    push(p, size, get0(p, o));
  };
};

/** The address of a memory operand based on the stack pointer is computed after the increment. */
export const plainPop: Choice = ({ stackChange, kind0, base, addressSize }) => {
  const size = stackChange as ItemSize;
  if (kind0 !== MEMORY) {
    return (p, o) => {
      if (size === 8) {
        const value = p.read64(p.ss, p.stackPointer());
        release(p, 8);
        p.g64[o.register0] = value;
      } else {
        const value = p.read(p.ss, p.stackPointer(), size);
        release(p, size);
        setRegister(p, o.kind0, o.register0, size, value);
      }
    };
  }
  return (p, o) => {
    const value = stackItem(p, 0, size);
    const from = base === RSP ? size : 0;
    const raw = effective(p, o) + from;
    const offset = addressSize === 32 ? raw >>> 0 : addressSize === 16 ? raw & 0xffff : raw;
    if (size === 8) p.write64(p.segment(o.segment), offset, value);
    else p.write(p.segment(o.segment), offset, size, Number(value));
    release(p, size);
  };
};

/** In the order in which they are pushed. */
const ALL = [0, 1, 2, 3, 4, 5, 6, 7] as const;

const pushAll =
  (size: 2 | 4): Choice =>
  () =>
  (p) => {
    const values = ALL.map((register) =>
      size === 4 ? (p.g32[register * 2] ?? 0) : (p.g16[register * 4] ?? 0),
    );
    let pointer = p.stackPointer();
    for (const value of values) {
      pointer = p.stackOffset(pointer, -size);
      p.write(p.ss, pointer, size, value);
    }
    p.setStackPointer(pointer);
  };

const popAll =
  (size: 2 | 4): Choice =>
  () =>
  (p) => {
    const values = ALL.map((index) => Number(stackItem(p, index * size, size)));
    release(p, 8 * size);
    for (const register of ALL) {
      // The stack pointer's own image is skipped.
      if (register !== RSP) setRegister(p, 1, register, size, values[7 - register] ?? 0);
    }
  };

/** What PUSHF shows: RF and VM read as 0. */
const pushFlags =
  (size: ItemSize): Choice =>
  () =>
  (p) => {
    const flags = p.flags & ~(RF | VM);
    if (size === 8) push64(p, BigInt(flags));
    else push(p, size, size === 2 ? flags & 0xffff : flags);
  };

const KNOWN = CF | PF | AF | ZF | SF | TF | IF | DF | OF | IOPL | NT | AC | ID | VIF | VIP;

const popFlags =
  (size: ItemSize): Choice =>
  () =>
  (p) => {
    const read = Number(stackItem(p, 0, size) & 0xffff_ffffn) & KNOWN;
    const merged = mergeFlags(p, read, size);
    release(p, size);
    p.setFlags(size === 2 ? merged : merged & ~RF);
  };

/** LEAVE: the stack pointer from the frame pointer, then the frame pointer popped. */
const leave =
  (size: ItemSize): Choice =>
  () =>
  (p) => {
    const frame =
      p.stackSize === 64
        ? p.signed64(RBP)
        : p.stackSize === 32
          ? (p.g32[RBP * 2] ?? 0)
          : (p.g16[RBP * 4] ?? 0);
    if (size === 8) {
      const value = p.read64(p.ss, frame);
      p.setStackPointer(p.stackOffset(frame, 8));
      p.g64[RBP] = value;
    } else {
      const value = p.read(p.ss, frame, size);
      p.setStackPointer(p.stackOffset(frame, size));
      setRegister(p, 1, RBP, size, value);
    }
  };

const pointerOf = (p: Processor, register: number): number =>
  p.stackSize === 64
    ? p.signed64(register)
    : p.stackSize === 32
      ? (p.g32[register * 2] ?? 0)
      : (p.g16[register * 4] ?? 0);

function put(p: Processor, offset: number, size: ItemSize, value: bigint): void {
  if (size === 8) p.write64(p.ss, offset, value);
  else p.write(p.ss, offset, size, Number(BigInt.asUintN(size * 8, value)));
}

const enter =
  (size: ItemSize): Choice =>
  () =>
  (p, o) => {
    const level = o.immediate & 31;
    let pointer = p.stackOffset(p.stackPointer(), -size);
    put(p, pointer, size, p.g64[RBP] ?? 0n);
    const frame = pointer;
    if (level > 0) {
      let outer = pointerOf(p, RBP);
      for (let index = 1; index < level; index++) {
        outer = p.stackOffset(outer, -size);
        const value = size === 8 ? p.read64(p.ss, outer) : BigInt(p.read(p.ss, outer, size));
        pointer = p.stackOffset(pointer, -size);
        put(p, pointer, size, value);
      }
      pointer = p.stackOffset(pointer, -size);
      put(p, pointer, size, BigInt(frame));
    }
    pointer = p.stackOffset(pointer, -o.firstImmediate);
    // The new top must be writable, though nothing is written.
    p.probeWrite(p.linear(p.ss, pointer, size, true), size, p.cpl === 3);
    if (size === 8) p.g64[RBP] = BigInt(frame);
    else setRegister(p, 1, RBP, size, size === 2 ? frame & 0xffff : frame >>> 0);
    p.setStackPointer(pointer);
  };

/** In 64-bit code frames have 8 bytes unless the operand-size prefix says 2. */
const frameSize = ({ operandSize, codeSize }: Operation): ItemSize =>
  codeSize === 64 && operandSize === 32 ? 8 : ((operandSize / 8) as ItemSize);

export const stack: Family = {
  Pusha: pushAll(2),
  Pushad: pushAll(4),
  Popa: popAll(2),
  Popad: popAll(4),
  Pushf: pushFlags(2),
  Pushfd: pushFlags(4),
  Pushfq: pushFlags(8),
  Popf: popFlags(2),
  Popfd: popFlags(4),
  Popfq: popFlags(8),
  Leave: (o) => leave(frameSize(o))(o),
  Enter: (o) => enter(frameSize(o))(o),
};
