import { CF, OF, PF, SF, ZF } from "../machine/bits.ts";

/** The sixteen conditions of Jcc, SETcc and CMOVcc, by the ends of iced-x86's names. */
export type Condition = (flags: number) => boolean;

const has =
  (mask: number): Condition =>
  (flags) =>
    (flags & mask) !== 0;
const not =
  (condition: Condition): Condition =>
  (flags) =>
    !condition(flags);
const less: Condition = (flags) => ((flags & SF) !== 0) !== ((flags & OF) !== 0);
const lessOrEqual: Condition = (flags) => (flags & ZF) !== 0 || less(flags);

export const CONDITIONS: Readonly<Record<string, Condition>> = {
  o: has(OF),
  no: not(has(OF)),
  b: has(CF),
  ae: not(has(CF)),
  e: has(ZF),
  ne: not(has(ZF)),
  be: has(CF | ZF),
  a: not(has(CF | ZF)),
  s: has(SF),
  ns: not(has(SF)),
  p: has(PF),
  np: not(has(PF)),
  l: less,
  ge: not(less),
  le: lessOrEqual,
  g: not(lessOrEqual),
};
