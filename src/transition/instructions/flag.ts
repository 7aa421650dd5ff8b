import { AF, CF, DF, IF, IOPL, PF, RAX, SF, ZF } from "../machine/bits.ts";
import { generalProtection } from "../machine/faults.ts";
import type { Processor } from "../machine/processor.ts";
import type { Choice, Family } from "./operands.ts";

/** CLC, STC, CMC, CLD, STD, CLI, STI, LAHF, SAHF. */

const change =
  (flags: (before: number) => number): Choice =>
  () =>
  (p) => {
    p.flags = flags(p.flags);
  };

/** CLI and STI need IOPL in protected mode. */
function checkPrivilege(p: Processor, what: string): void {
  if (p.cpl > (p.flags & IOPL) >> 12) throw generalProtection(0, `${what} with CPL above IOPL`);
}

/** SAHF and LAHF move these. */
const LOW = CF | PF | AF | ZF | SF;

export const flag: Family = {
  Clc: change((flags) => flags & ~CF),
  Stc: change((flags) => flags | CF),
  Cmc: change((flags) => flags ^ CF),
  Cld: change((flags) => flags & ~DF),
  Std: change((flags) => flags | DF),
  Cli: () => (p) => {
    checkPrivilege(p, "CLI");
    p.setFlags(p.flags & ~IF);
  },
  Sti: () => (p) => {
    checkPrivilege(p, "STI");
    if ((p.flags & IF) === 0) p.nextBlocking = 1;
    p.setFlags(p.flags | IF);
  },
  Lahf: () => (p) => {
    p.g8[RAX * 8 + 1] = (p.flags & LOW) | 2;
  },
  Sahf: () => (p) => {
    p.flags = (p.flags & ~LOW) | ((p.g8[RAX * 8 + 1] ?? 0) & LOW);
  },
};
