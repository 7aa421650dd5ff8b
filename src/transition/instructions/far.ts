import { OF } from "../machine/bits.ts";
import { callFar, interrupt, interruptReturn, jumpFar, returnFar } from "../machine/far.ts";
import type { Processor } from "../machine/processor.ts";
import { stackItem } from "../machine/stack.ts";
import type { ItemSize } from "../machine/stack.ts";
import type { FarTransfer } from "../machine/types.ts";
import { MEMORY } from "../operation.ts";
import type { Operation, Preview } from "../operation.ts";
import { effective, segmentOf } from "./operands.ts";
import type { Choice, Family } from "./operands.ts";

/** Far JMP, CALL, RET; IRET; INT n, INT3, INTO, INT1. */

interface Pointer {
  readonly selector: number;
  readonly offset: bigint;
}

/** Selector and offset of a far operand: immediate, or in memory with the selector behind. */
function pointerOf(p: Processor, o: Operation): Pointer {
  if (o.kind0 !== MEMORY) return { selector: o.farSelector, offset: o.farOffset };
  const size = o.operandSize / 8;
  const start = effective(p, o);
  const sum = start + size;
  const after = o.addressSize === 16 ? sum & 0xffff : o.addressSize === 32 ? sum >>> 0 : sum;
  const from = segmentOf(p, o);
  const offset = size === 8 ? p.read64(from, start) : BigInt(p.read(from, start, size));
  return { selector: p.read(from, after, 2), offset };
}

const previewOf =
  (kind: FarTransfer["kind"], pointer: (p: Processor, o: Operation) => Pointer): Preview =>
  (p, o) => {
    const { selector, offset } = pointer(p, o);
    return {
      farTransfer: { kind, form: o.form, selector, offset, operandSize: o.operandSize },
    };
  };

export const farJump: Choice = () => ({
  run: (p, o) => {
    const { selector, offset } = pointerOf(p, o);
    jumpFar(p, selector, offset, o.operandSize);
  },
  preview: previewOf("jump", pointerOf),
});

export const farCall: Choice = () => ({
  run: (p, o) => {
    const { selector, offset } = pointerOf(p, o);
    callFar(p, selector, offset, o.operandSize);
  },
  preview: previewOf("call", pointerOf),
});

/** What a return finds on the stack. */
function onStack(p: Processor, o: Operation): Pointer {
  const size = (o.operandSize / 8) as ItemSize;
  return {
    offset: stackItem(p, 0, size),
    selector: Number(stackItem(p, size, size) & 0xffffn),
  };
}

const interruptReturns: Choice = () => ({
  run: (p, o) => {
    interruptReturn(p, o.operandSize);
  },
  preview: previewOf("interrupt-return", onStack),
});

/** What the real-mode interrupt vector table holds. */
const vectorOf =
  (vector: (o: Operation) => number) =>
  (p: Processor, o: Operation): Pointer => {
    const entry = (p.idtBase + vector(o) * 4) >>> 0;
    return {
      offset: BigInt(p.load16(entry, false)),
      selector: p.load16(entry + 2, false),
    };
  };

const interrupts =
  (vector: (o: Operation) => number, condition: (p: Processor) => boolean = () => true): Choice =>
  () => ({
    run: (p, o) => {
      if (condition(p)) interrupt(p, vector(o));
    },
    preview: (p, o) =>
      p.protectedMode || !condition(p) ? {} : previewOf("interrupt", vectorOf(vector))(p, o),
  });

export const far: Family = {
  Retf: () => ({
    run: (p, o) => {
      returnFar(p, o.operandSize, o.immediate);
    },
    preview: previewOf("return", onStack),
  }),
  Iret: interruptReturns,
  Iretd: interruptReturns,
  Iretq: interruptReturns,
  Int: interrupts((o) => o.immediate),
  Int3: interrupts(() => 3),
  Int1: interrupts(() => 1),
  Into: interrupts(
    () => 4,
    (p) => (p.flags & OF) !== 0,
  ),
};
