/**
 * Integer instructions of every width, on registers and on memory, against formulas that share
 * nothing with the machine. Operands lean to the values where flags turn.
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  add,
  bitScan,
  bitTest,
  divide,
  doubleShift,
  FLAG_BITS,
  logic,
  multiply,
  shift,
  subtract,
} from "../../independent/arithmetic.ts";
import type { BitName, FlagName, Outcome, ShiftName } from "../../independent/arithmetic.ts";
import { createMachine, createMemory, differences } from "../../../src/transition/machine/index.ts";
import type { MachineState } from "../../../src/transition/machine/index.ts";
import { longState } from "./build.ts";

const WIDTHS = [8, 16, 32, 64] as const;
type Width = (typeof WIDTHS)[number];

const memory = createMemory();
const machine = createMachine(longState(), { memory, identityPaging: true });
const DATA = 0x2_0000;

/** Numbers of a width, often near the ends and the middle of the range. */
const valueOf = (width: number): fc.Arbitrary<bigint> => {
  const end = 2n ** BigInt(width);
  const near = [0n, 1n, 2n, 15n, 16n, end / 2n - 1n, end / 2n, end / 2n + 1n, end - 2n, end - 1n];
  return fc.oneof(
    fc.constantFrom(...near),
    fc.bigInt({ min: 0n, max: end - 1n }),
    fc.bigInt({ min: 0n, max: 255n }),
  );
};

const flagsOf = fc
  .integer({ min: 0, max: 63 })
  .map((bits) =>
    [0, 2, 4, 6, 7, 11].reduce((flags, bit, index) => flags | (((bits >> index) & 1) << bit), 2),
  );

/** 66 and REX.W for a width, then the opcode: even for bytes, odd for the rest. */
const encode = (width: Width, opcode: readonly number[], modrm: number): number[] => {
  const prefix = width === 16 ? [0x66] : width === 64 ? [0x48] : [];
  const last = opcode.at(-1) ?? 0;
  return [...prefix, ...opcode.slice(0, -1), width === 8 ? last : last | 1, modrm];
};

interface Run {
  readonly state: MachineState;
  readonly memory: bigint;
  readonly undefinedFlags: number;
  readonly fault: number | undefined;
}

const ZEROS = { rax: 0n, rcx: 0n, rdx: 0n, rsi: 0n, rflags: 2n };

function execute(code: readonly number[], part: Partial<MachineState>, data = 0n): Run {
  memory.load(0x7c00, Uint8Array.from(code));
  memory.write64(DATA, data);
  machine.set({ rip: 0x7c00n, ...ZEROS, ...part, rbx: BigInt(DATA) });
  const before = machine.state();
  const result = machine.step();
  if (result.kind === "fault") {
    expect(differences(machine.state(), before)).toEqual([]);
    return { state: before, memory: data, undefinedFlags: 0, fault: result.vector };
  }
  if (result.kind !== "ok") throw new Error(result.kind);
  same(result.instruction.length, code.length);
  const { undefinedFlags } = result;
  return { state: machine.state(), memory: memory.read64(DATA), undefinedFlags, fault: undefined };
}

/** A register after `value` of some width was written to it. */
function written(before: bigint, value: bigint, width: Width): bigint {
  if (width >= 32) return value;
  return (before >> BigInt(width)) * 2n ** BigInt(width) + value;
}

const bitOf = (flags: bigint, name: FlagName): boolean =>
  ((flags >> BigInt(FLAG_BITS[name])) & 1n) === 1n;

/** One comparison of all six flags: thousands of single ones would take most of the time. */
function expectFlags(run: Run, before: number, outcome: Outcome): void {
  const shown: string[] = [];
  const wanted: string[] = [];
  for (const name of Object.keys(FLAG_BITS) as FlagName[]) {
    const isUndefined = ((run.undefinedFlags >> FLAG_BITS[name]) & 1) === 1;
    shown.push(isUndefined ? `${name}=?` : `${name}=${bitOf(run.state.rflags, name)}`);
    const expected = outcome.flags[name] ?? bitOf(BigInt(before), name);
    wanted.push(outcome.anything.includes(name) ? `${name}=?` : `${name}=${expected}`);
  }
  same(shown.join(" "), wanted.join(" "));
}

/** `expect(a).toBe(b)`, but fast when it holds. */
function same<T>(found: T, wanted: T): void {
  if (found !== wanted) expect(found).toBe(wanted);
}

const WORD = 2n ** 64n - 1n;
const RUNS = { numRuns: 40 };

interface Binary {
  readonly name: string;
  /** Opcode of r/m, r. */
  readonly opcode: readonly number[];
  readonly writes: boolean;
  readonly formula: (a: bigint, b: bigint, carry: bigint, width: number) => Outcome;
}
const BINARY: readonly Binary[] = [
  { name: "add", opcode: [0x00], writes: true, formula: (a, b, _, w) => add(a, b, 0n, w) },
  { name: "adc", opcode: [0x10], writes: true, formula: (a, b, c, w) => add(a, b, c, w) },
  { name: "sub", opcode: [0x28], writes: true, formula: (a, b, _, w) => subtract(a, b, 0n, w) },
  { name: "sbb", opcode: [0x18], writes: true, formula: (a, b, c, w) => subtract(a, b, c, w) },
  { name: "cmp", opcode: [0x38], writes: false, formula: (a, b, _, w) => subtract(a, b, 0n, w) },
  {
    name: "and",
    opcode: [0x20],
    writes: true,
    formula: (a, b, _, w) => logic(a, b, w, (x, y) => x && y),
  },
  {
    name: "or",
    opcode: [0x08],
    writes: true,
    formula: (a, b, _, w) => logic(a, b, w, (x, y) => x || y),
  },
  {
    name: "xor",
    opcode: [0x30],
    writes: true,
    formula: (a, b, _, w) => logic(a, b, w, (x, y) => x !== y),
  },
  {
    name: "test",
    opcode: [0x84],
    writes: false,
    formula: (a, b, _, w) => logic(a, b, w, (x, y) => x && y),
  },
];

describe.each(BINARY)("$name", ({ opcode, writes, formula }) => {
  test.each(WIDTHS)("of %i bits", (width) => {
    const upper = fc.bigInt({ min: 0n, max: WORD });
    fc.assert(
      fc.property(valueOf(width), valueOf(width), upper, flagsOf, (a, b, high, flags) => {
        const outcome = formula(a, b, BigInt(flags & 1), width);
        const expected = writes ? (outcome.result ?? a) : a;
        // cl/cx/ecx/rcx := it OP dl/dx/edx/rdx; what lies above the operand stays or is cleared.
        const rcx = (high >> BigInt(width)) * 2n ** BigInt(width) + a;
        const part = { rcx, rdx: b, rflags: BigInt(flags) };
        const inRegister = execute(encode(width, opcode, 0xd1), part);
        const after = writes ? written(rcx, expected, width) : rcx;
        same(inRegister.state.rcx, BigInt.asUintN(64, after));
        expectFlags(inRegister, flags, outcome);
        const inMemory = execute(encode(width, opcode, 0x13), part, rcx);
        same(inMemory.memory, (rcx >> BigInt(width)) * 2n ** BigInt(width) + expected);
        expectFlags(inMemory, flags, outcome);
      }),
      RUNS,
    );
  });
});

/** An instruction of one operand; the digit of ModRM, the opcode, and what it makes of it. */
const UNARY: readonly [string, number, number, (a: bigint, width: number) => Outcome][] = [
  ["inc", 0xfe, 0, (a, w) => withoutCarry(add(a, 1n, 0n, w))],
  ["dec", 0xfe, 1, (a, w) => withoutCarry(subtract(a, 1n, 0n, w))],
  ["not", 0xf6, 2, (a, w) => ({ result: 2n ** BigInt(w) - 1n - a, flags: {}, anything: [] })],
  ["neg", 0xf6, 3, (a, w) => subtract(0n, a, 0n, w)],
];
function withoutCarry({ flags, ...outcome }: Outcome): Outcome {
  const { cf: _, ...rest } = flags;
  return { ...outcome, flags: rest };
}

describe.each(UNARY)("%s", (_name, opcode, digit, formula) => {
  test.each(WIDTHS)("of %i bits", (width) => {
    fc.assert(
      fc.property(valueOf(width), flagsOf, (a, flags) => {
        const outcome = formula(a, width);
        const run = execute(encode(width, [opcode], 0xc1 | (digit << 3)), {
          rcx: a,
          rflags: BigInt(flags),
        });
        same(run.state.rcx, outcome.result);
        expectFlags(run, flags, outcome);
        const inMemory = execute(
          encode(width, [opcode], 0x03 | (digit << 3)),
          { rflags: BigInt(flags) },
          a,
        );
        same(inMemory.memory, outcome.result);
        expectFlags(inMemory, flags, outcome);
      }),
      RUNS,
    );
  });
});

const SHIFTS: readonly [ShiftName, number][] = [
  ["rol", 0],
  ["ror", 1],
  ["rcl", 2],
  ["rcr", 3],
  ["shl", 4],
  ["shr", 5],
  ["sar", 7],
];

describe.each(SHIFTS)("%s", (name, digit) => {
  test.each(WIDTHS)("of %i bits, by CL and by an immediate", (width) => {
    fc.assert(
      fc.property(valueOf(width), fc.integer({ min: 0, max: 255 }), flagsOf, (a, by, flags) => {
        const count = by % (width === 64 ? 64 : 32);
        const outcome = shift(name, a, count, (flags & 1) === 1, width);
        const part = { rdx: a, rcx: BigInt(by), rflags: BigInt(flags) };
        const byCl = execute(encode(width, [0xd2], 0xc2 | (digit << 3)), part);
        same(byCl.state.rdx, outcome.result);
        expectFlags(byCl, flags, outcome);
        const code = [...encode(width, [0xc0], 0x03 | (digit << 3)), by];
        const byImmediate = execute(code, part, a);
        same(byImmediate.memory, outcome.result);
        expectFlags(byImmediate, flags, outcome);
      }),
      RUNS,
    );
  });
});

describe.each([
  ["shld", 0xa4],
  ["shrd", 0xac],
] as const)("%s", (name, opcode) => {
  test.each([16, 32, 64] as const)("of %i bits", (width) => {
    fc.assert(
      fc.property(
        valueOf(width),
        valueOf(width),
        fc.integer({ min: 0, max: 255 }),
        flagsOf,
        (a, filler, by, flags) => {
          const count = by % (width === 64 ? 64 : 32);
          const outcome = doubleShift(name === "shld", a, filler, count, width);
          if (outcome === undefined) return;
          const prefix = width === 16 ? [0x66] : width === 64 ? [0x48] : [];
          const part = { rdx: a, rsi: filler, rcx: BigInt(by), rflags: BigInt(flags) };
          const byImmediate = execute([...prefix, 0x0f, opcode, 0xf2, by], part);
          same(byImmediate.state.rdx, outcome.result);
          expectFlags(byImmediate, flags, outcome);
          const byCl = execute([...prefix, 0x0f, opcode | 1, 0xf2], part);
          same(byCl.state.rdx, outcome.result);
          expectFlags(byCl, flags, outcome);
        },
      ),
      RUNS,
    );
  });
});

describe.each([
  ["mul", 4, false],
  ["imul", 5, true],
] as const)("%s", (_name, digit, isSigned) => {
  test.each(WIDTHS)("of %i bits", (width) => {
    fc.assert(
      fc.property(valueOf(width), valueOf(width), flagsOf, (a, b, flags) => {
        const outcome = multiply(a, b, width, isSigned);
        const part = { rax: a, rcx: b, rdx: 0n, rflags: BigInt(flags) };
        const run = execute(encode(width, [0xf6], 0xc1 | (digit << 3)), part);
        const { low, high } = outcome.pair ?? { low: 0n, high: 0n };
        if (width === 8) same(run.state.rax, high * 256n + low);
        else expect([run.state.rax, run.state.rdx]).toEqual([low, high]);
        expectFlags(run, flags, outcome);
      }),
      RUNS,
    );
  });
});

test.each([16, 32, 64] as const)("imul of two and three operands of %i bits", (width) => {
  fc.assert(
    fc.property(
      valueOf(width),
      valueOf(width),
      fc.integer({ min: -128, max: 127 }),
      flagsOf,
      (a, b, by, flags) => {
        const prefix = width === 16 ? [0x66] : width === 64 ? [0x48] : [];
        const two = multiply(a, b, width, true);
        const part = { rcx: a, rdx: b, rflags: BigInt(flags) };
        const runTwo = execute([...prefix, 0x0f, 0xaf, 0xca], part);
        same(runTwo.state.rcx, two.pair?.low);
        expectFlags(runTwo, flags, two);
        const factor = BigInt.asUintN(width, BigInt(by));
        const three = multiply(b, factor, width, true);
        const runThree = execute([...prefix, 0x6b, 0xca, by & 0xff], part);
        expect(runThree.state.rcx).toBe(
          width === 16 ? (three.pair?.low ?? 0n) + ((a >> 16n) << 16n) : three.pair?.low,
        );
        expectFlags(runThree, flags, three);
      },
    ),
    RUNS,
  );
});

describe.each([
  ["div", 6, false],
  ["idiv", 7, true],
] as const)("%s", (_name, digit, isSigned) => {
  test.each(WIDTHS)("of %i bits", (width) => {
    const seen = { faults: 0, quotients: 0 };
    const high = fc.oneof(fc.constantFrom(0n, 2n ** BigInt(width) - 1n), valueOf(width));
    fc.assert(
      fc.property(valueOf(width), high, valueOf(width), (low, top, divisor) => {
        const outcome = divide(top * 2n ** BigInt(width) + low, divisor, width, isSigned);
        const part =
          width === 8
            ? { rax: top * 256n + low, rcx: divisor, rdx: 0n }
            : { rax: low, rdx: top, rcx: divisor };
        const run = execute(encode(width, [0xf6], 0xc1 | (digit << 3)), part);
        if (outcome.fault) {
          seen.faults += 1;
          same(run.fault, 0);
          return;
        }
        seen.quotients += 1;
        expect(run.fault).toBeUndefined();
        const pair = outcome.pair ?? { low: 0n, high: 0n };
        if (width === 8) same(run.state.rax, pair.high * 256n + pair.low);
        else expect([run.state.rax, run.state.rdx]).toEqual([pair.low, pair.high]);
        same(run.undefinedFlags, 0x8d5);
      }),
      { numRuns: 120 },
    );
    expect(Math.min(seen.faults, seen.quotients)).toBeGreaterThan(10);
  });
});

const BITS: readonly [BitName, number, number][] = [
  ["bt", 0xa3, 4],
  ["bts", 0xab, 5],
  ["btr", 0xb3, 6],
  ["btc", 0xbb, 7],
];

describe.each(BITS)("%s", (name, opcode, digit) => {
  test.each([16, 32, 64] as const)("of %i bits", (width) => {
    const prefix = width === 16 ? [0x66] : width === 64 ? [0x48] : [];
    fc.assert(
      fc.property(valueOf(width), fc.integer({ min: 0, max: 255 }), flagsOf, (a, by, flags) => {
        const outcome = bitTest(name, a, by % width);
        const part = { rcx: a, rdx: BigInt(by), rflags: BigInt(flags) };
        const inRegister = execute([...prefix, 0x0f, opcode, 0xd1], part);
        same(inRegister.state.rcx, outcome.result);
        expectFlags(inRegister, flags, outcome);
        const immediate = execute([...prefix, 0x0f, 0xba, 0x03 | (digit << 3), by], part, a);
        same(immediate.memory, outcome.result);
        expectFlags(immediate, flags, outcome);
      }),
      RUNS,
    );
  });

  test("in memory reaches beyond the operand, both ways", () => {
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100 }), valueOf(32), (number, data) => {
        const address = DATA + Math.floor(number / 32) * 4;
        const index = ((number % 32) + 32) % 32;
        for (let at = -16; at < 32; at += 4) memory.write32(DATA + at, 0);
        memory.write32(address, Number(data));
        memory.load(0x7c00, Uint8Array.from([0x0f, opcode, 0x13]));
        machine.set({ ...longState(), rbx: BigInt(DATA), rdx: BigInt.asUintN(32, BigInt(number)) });
        expect(machine.step().kind).toBe("ok");
        const outcome = bitTest(name, data, index);
        expect(BigInt(memory.read32(address))).toBe(outcome.result);
        expect(bitOf(machine.state().rflags, "cf")).toBe(outcome.flags.cf);
      }),
      RUNS,
    );
  });
});

test.each([16, 32, 64] as const)("bsf and bsr of %i bits", (width) => {
  const prefix = width === 16 ? [0x66] : width === 64 ? [0x48] : [];
  fc.assert(
    fc.property(valueOf(width), flagsOf, (a, flags) => {
      for (const [opcode, forward] of [
        [0xbc, true],
        [0xbd, false],
      ] as const) {
        const outcome = bitScan(a, forward);
        const part = { rcx: 0x77n, rdx: a, rflags: BigInt(flags) };
        const run = execute([...prefix, 0x0f, opcode, 0xca], part);
        same(run.state.rcx, outcome.result ?? 0x77n);
        expectFlags(run, flags, outcome);
      }
    }),
    RUNS,
  );
});

test.each(WIDTHS)("xadd and cmpxchg of %i bits", (width) => {
  fc.assert(
    fc.property(valueOf(width), valueOf(width), fc.boolean(), flagsOf, (a, b, matches, flags) => {
      const sum = add(a, b, 0n, width);
      const added = execute(
        encode(width, [0x0f, 0xc0], 0x13),
        { rdx: b, rflags: BigInt(flags) },
        a,
      );
      expect([added.memory, added.state.rdx]).toEqual([sum.result, a]);
      expectFlags(added, flags, sum);
      const rax = matches ? a : b;
      const compared = execute(
        encode(width, [0x0f, 0xb0], 0x13),
        { rax, rdx: b, rflags: BigInt(flags) },
        a,
      );
      same(compared.memory, rax === a ? b : a);
      same(compared.state.rax, rax === a ? rax : a);
      expectFlags(compared, flags, subtract(rax, a, 0n, width));
    }),
    RUNS,
  );
});
