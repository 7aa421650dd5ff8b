import { DF, ES, RAX, RCX, RDI, RSI, ZF } from "../machine/bits.ts";
import type { Processor } from "../machine/processor.ts";
import type { Handler, Operation } from "../operation.ts";
import { subtract, subtract64 } from "./arithmetic.ts";
import { getRegister, setRegister } from "./operands.ts";
import type { Choice, Family } from "./operands.ts";

/** MOVS, CMPS, STOS, LODS, SCAS. One iteration of a repeated one is one step. */

/** SI, ESI, RSI or DI.. as an offset. */
export function pointer(p: Processor, o: Operation, register: number): number {
  if (o.addressSize === 64) return p.signed64(register);
  return getRegister(p, 1, register, o.addressSize / 8);
}

/** Moves an index register by the size of the item, in the direction of DF. */
export function advance(p: Processor, o: Operation, register: number, size: number): void {
  const by = (p.flags & DF) !== 0 ? -size : size;
  if (o.addressSize === 64) p.g64[register] = (p.g64[register] ?? 0n) + BigInt(by);
  else {
    const width = o.addressSize / 8;
    setRegister(p, 1, register, width, getRegister(p, 1, register, width) + by);
  }
}

const countIsZero = (p: Processor, o: Operation): boolean =>
  o.addressSize === 64
    ? (p.g64[RCX] ?? 0n) === 0n
    : getRegister(p, 1, RCX, o.addressSize / 8) === 0;

function countDown(p: Processor, o: Operation): void {
  if (o.addressSize === 64) p.g64[RCX] = (p.g64[RCX] ?? 0n) - 1n;
  else {
    const width = o.addressSize / 8;
    setRegister(p, 1, RCX, width, getRegister(p, 1, RCX, width) - 1);
  }
}

/** Wraps one iteration in what REP, REPE and REPNE do. */
export function repeated(once: Handler, compares: boolean): Choice {
  return ({ repeat }) => {
    if (repeat === 0) return once;
    return (p, o) => {
      if (countIsZero(p, o)) return;
      once(p, o);
      countDown(p, o);
      if (countIsZero(p, o)) return;
      if (compares && ((p.flags & ZF) !== 0) !== (repeat === 1)) return;
      p.repeating = true;
      p.nextIp = p.ip;
    };
  };
}

const movs =
  (size: 1 | 2 | 4): Handler =>
  (p, o) => {
    const value = p.read(p.segment(o.segment), pointer(p, o, RSI), size);
    p.write(p.segment(ES), pointer(p, o, RDI), size, value);
    advance(p, o, RSI, size);
    advance(p, o, RDI, size);
  };

const movsq: Handler = (p, o) => {
  const value = p.read64(p.segment(o.segment), pointer(p, o, RSI));
  p.write64(p.segment(ES), pointer(p, o, RDI), value);
  advance(p, o, RSI, 8);
  advance(p, o, RDI, 8);
};

const stos =
  (size: 1 | 2 | 4): Handler =>
  (p, o) => {
    p.write(p.segment(ES), pointer(p, o, RDI), size, getRegister(p, 1, RAX, size));
    advance(p, o, RDI, size);
  };

const stosq: Handler = (p, o) => {
  p.write64(p.segment(ES), pointer(p, o, RDI), p.g64[RAX] ?? 0n);
  advance(p, o, RDI, 8);
};

const lods =
  (size: 1 | 2 | 4): Handler =>
  (p, o) => {
    const value = p.read(p.segment(o.segment), pointer(p, o, RSI), size);
    advance(p, o, RSI, size);
    setRegister(p, 1, RAX, size, value);
  };

const lodsq: Handler = (p, o) => {
  const value = p.read64(p.segment(o.segment), pointer(p, o, RSI));
  advance(p, o, RSI, 8);
  p.g64[RAX] = value;
};

const cmps =
  (size: 1 | 2 | 4): Handler =>
  (p, o) => {
    const first = p.read(p.segment(o.segment), pointer(p, o, RSI), size);
    const second = p.read(p.segment(ES), pointer(p, o, RDI), size);
    subtract(p, first, second, size, 0);
    advance(p, o, RSI, size);
    advance(p, o, RDI, size);
  };

const cmpsq: Handler = (p, o) => {
  const first = p.read64(p.segment(o.segment), pointer(p, o, RSI));
  subtract64(p, first, p.read64(p.segment(ES), pointer(p, o, RDI)), 0);
  advance(p, o, RSI, 8);
  advance(p, o, RDI, 8);
};

const scas =
  (size: 1 | 2 | 4): Handler =>
  (p, o) => {
    const second = p.read(p.segment(ES), pointer(p, o, RDI), size);
    subtract(p, getRegister(p, 1, RAX, size), second, size, 0);
    advance(p, o, RDI, size);
  };

const scasq: Handler = (p, o) => {
  subtract64(p, p.g64[RAX] ?? 0n, p.read64(p.segment(ES), pointer(p, o, RDI)), 0);
  advance(p, o, RDI, 8);
};

/** MOVSD and CMPSD are also names of SSE instructions. */
const ofStrings =
  (choice: Choice): Choice =>
  (operation) =>
    operation.isString ? choice(operation) : undefined;

export const string: Family = {
  Movsb: repeated(movs(1), false),
  Movsw: repeated(movs(2), false),
  Movsd: ofStrings(repeated(movs(4), false)),
  Movsq: repeated(movsq, false),
  Stosb: repeated(stos(1), false),
  Stosw: repeated(stos(2), false),
  Stosd: repeated(stos(4), false),
  Stosq: repeated(stosq, false),
  Lodsb: repeated(lods(1), false),
  Lodsw: repeated(lods(2), false),
  Lodsd: repeated(lods(4), false),
  Lodsq: repeated(lodsq, false),
  Cmpsb: repeated(cmps(1), true),
  Cmpsw: repeated(cmps(2), true),
  Cmpsd: ofStrings(repeated(cmps(4), true)),
  Cmpsq: repeated(cmpsq, true),
  Scasb: repeated(scas(1), true),
  Scasw: repeated(scas(2), true),
  Scasd: repeated(scas(4), true),
  Scasq: repeated(scasq, true),
};
