import { DS, ES, FS, GS, SS } from "../machine/bits.ts";
import { loadLdtr, loadSegment, loadTr, SEGMENT_NAMES } from "../machine/segmentation.ts";
import type { Processor } from "../machine/processor.ts";
import { push64, stackItem } from "../machine/stack.ts";
import type { ItemSize } from "../machine/stack.ts";
import type { SegmentLoad } from "../machine/types.ts";
import { MEMORY } from "../operation.ts";
import type { Handler, Operation, Preview } from "../operation.ts";
import { effective, segmentOf, set0, setRegister } from "./operands.ts";
import type { Choice, Family } from "./operands.ts";

/** MOV, PUSH and POP of segment registers, LDS and its kin, LLDT and LTR. */

const previewOf =
  (index: number | "ldtr" | "tr", selector: (p: Processor, o: Operation) => number): Preview =>
  (p, o) => {
    const register = typeof index === "number" ? SEGMENT_NAMES[index] : index;
    const load = { register, selector: selector(p, o), form: o.form } as SegmentLoad;
    return { segmentLoads: [load] };
  };

/** MOV and POP into SS hold interrupts off for one instruction. */
function block(p: Processor, index: number): void {
  if (index === SS) p.nextBlocking = 2;
}

/** The source of MOV sreg: 16 bits of a register of any width, or of memory. */
const selector1 = (p: Processor, o: Operation): number =>
  o.kind1 === MEMORY ? p.read(segmentOf(p, o), effective(p, o), 2) : (p.g16[o.register1 * 4] ?? 0);

/** MOV sreg, r/m16. */
export const moveToSegment: Choice = ({ register0 }) => ({
  run: (p, o) => {
    loadSegment(p, register0, selector1(p, o));
    block(p, register0);
  },
  preview: previewOf(register0, (p, o) => selector1(p, o)),
});

/** MOV r/m, sreg: to memory 16 bits, to a register as wide as the operand size, zero-extended. */
export const moveFromSegment: Choice = ({ register1, kind0, size0 }) => {
  const value = (p: Processor): number => p.segment(register1).selector;
  if (kind0 === MEMORY) {
    return (p, o) => {
      p.write(segmentOf(p, o), effective(p, o), 2, value(p));
    };
  }
  return (p, o) => {
    if (size0 === 8) p.g64[o.register0] = BigInt(value(p));
    else set0(p, o, value(p));
  };
};

/** Of a wider push only 16 bits are written (as Bochs and recent processors do). */
export const pushSegment: Choice = ({ register0, stackChange }) => {
  if (stackChange === -8) {
    return (p) => {
      push64(p, BigInt(p.segment(register0).selector));
    };
  }
  return (p) => {
    const pointer = p.stackOffset(p.stackPointer(), stackChange);
    p.write(p.ss, pointer, 2, p.segment(register0).selector);
    p.setStackPointer(pointer);
  };
};

export const popSegment: Choice = ({ register0, stackChange }) => {
  const top = (p: Processor): number => Number(stackItem(p, 0, stackChange as ItemSize) & 0xffffn);
  return {
    run: (p) => {
      const selector = top(p);
      // POP SS changes the width of the stack pointer: it moves with the width of before.
      const before = p.stackPointer();
      const moved = p.stackOffset(before, stackChange);
      const setPointer =
        p.stackSize === 64
          ? () => (p.g64[4] = BigInt(moved))
          : p.stackSize === 32
            ? () => {
                p.set32(4, moved);
              }
            : () => (p.g16[16] = moved);
      loadSegment(p, register0, selector);
      setPointer();
      block(p, register0);
    },
    preview: previewOf(register0, top),
  };
};

/** LES, LDS, LSS, LFS, LGS: offset first, selector behind it. */
const loadPointer =
  (index: number): Choice =>
  ({ size0 }) => {
    const selectorOf = (p: Processor, o: Operation): number => {
      const sum = effective(p, o) + size0;
      const offset = o.addressSize === 16 ? sum & 0xffff : o.addressSize === 32 ? sum >>> 0 : sum;
      return p.read(segmentOf(p, o), offset, 2);
    };
    const run: Handler = (p, o) => {
      const selector = selectorOf(p, o);
      if (size0 === 8) {
        const value = p.read64(segmentOf(p, o), effective(p, o));
        loadSegment(p, index, selector);
        p.g64[o.register0] = value;
        return;
      }
      const value = p.read(segmentOf(p, o), effective(p, o), size0);
      loadSegment(p, index, selector);
      setRegister(p, o.kind0, o.register0, size0, value);
    };
    return { run, preview: previewOf(index, selectorOf) };
  };

const selector0 = (p: Processor, o: Operation): number =>
  o.kind0 === MEMORY ? p.read(segmentOf(p, o), effective(p, o), 2) : (p.g16[o.register0 * 4] ?? 0);

export const segment: Family = {
  Les: loadPointer(ES),
  Lds: loadPointer(DS),
  Lss: loadPointer(SS),
  Lfs: loadPointer(FS),
  Lgs: loadPointer(GS),
  Lldt: () => ({
    run: (p, o) => {
      loadLdtr(p, selector0(p, o));
    },
    preview: previewOf("ldtr", selector0),
  }),
  Ltr: () => ({
    run: (p, o) => {
      loadTr(p, selector0(p, o));
    },
    preview: previewOf("tr", selector0),
  }),
};
