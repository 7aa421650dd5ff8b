import { CONTROL, DEBUG, SEGMENT } from "../operation.ts";
import { alu } from "./alu.ts";
import { bit } from "./bit.ts";
import { branch, nearCall, nearJump } from "./branch.ts";
import { far, farCall, farJump } from "./far.ts";
import { flag } from "./flag.ts";
import { io } from "./io.ts";
import { move, plainMove } from "./move.ts";
import { multiply } from "./multiply.ts";
import type { Choice, Family } from "./operands.ts";
import { moveFromSegment, moveToSegment, popSegment, pushSegment, segment } from "./segment.ts";
import { shift } from "./shift.ts";
import { plainPop, plainPush, stack } from "./stack.ts";
import { string } from "./string.ts";
import { moveFromControl, moveFromDebug, moveToControl, moveToDebug, system } from "./system.ts";

/** Mnemonics that mean different things by the kind of their operands. */
const byOperands: Family = {
  Mov: (o) => {
    if (o.kind0 === SEGMENT) return moveToSegment(o);
    if (o.kind1 === SEGMENT) return moveFromSegment(o);
    if (o.kind0 === CONTROL) return moveToControl(o);
    if (o.kind1 === CONTROL) return moveFromControl(o);
    if (o.kind0 === DEBUG) return moveToDebug(o);
    if (o.kind1 === DEBUG) return moveFromDebug(o);
    return plainMove(o);
  },
  Push: (o) => (o.kind0 === SEGMENT ? pushSegment(o) : plainPush(o)),
  Pop: (o) => (o.kind0 === SEGMENT ? popSegment(o) : plainPop(o)),
  Jmp: (o) => (o.isFar ? farJump(o) : nearJump(o)),
  Call: (o) => (o.isFar ? farCall(o) : nearCall(o)),
};

/** Every instruction that is emulated, by iced-x86's name of its mnemonic. */
export const INSTRUCTIONS: ReadonlyMap<string, Choice> = new Map(
  [
    alu,
    bit,
    branch,
    far,
    flag,
    io,
    move,
    multiply,
    segment,
    shift,
    stack,
    string,
    system,
    byOperands,
  ].flatMap((family) => Object.entries(family)),
);
