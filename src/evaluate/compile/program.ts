import { findFact } from "../../rules/facts.ts";
import type { Fact, Instance, Leaf, OperatorName } from "../../rules/types.ts";
import { cpuValue, maskFrom, type CpuConstant, type CpuFacts } from "./cpu.ts";
import type { PackedField } from "./layout.ts";
import {
  Lowering,
  type ComputedBit,
  type Expression,
  type Slice,
  type Source,
  type Test,
} from "./lower.ts";
import { decisionTree, lowerAll, mergedBits, type Branch } from "./tree.ts";
import { wideOf } from "./values.ts";

/**
 * Checks that were not known when the package was built, as a program for a small interpreter over
 * packed words. Turning rules into JavaScript would be faster, and would make text from a file
 * into code.
 *
 * An instruction is six numbers: operation, three to four operands, target. A test jumps to the
 * target if it holds, or, if the target is negative, to its complement if it does not hold; else
 * the next instruction follows.
 */
const SIZE = 6;

/**
 *   operation   operands
 *   BITS        word, -, mask, value             (w & mask) === value
 *   CPU_BITS    constant, -, mask, value         the same for a constant
 *   NONE        word, constant, mask             (w & c & mask) === 0
 *   EVERY       word, constant, mask             (~w & c & mask) === 0
 *   SIGN        word, sign word, constant        ((w ^ (sign >> 31)) & c) === 0
 *   IN          word, shift, mask, table         bit (w >>> shift) & mask of the table
 *   SAME        word, word, shifts, mask         equal slices
 *   ORDER       word, word, shifts, mask         slice at most the other
 *   CALL        function                         anything else
 *   JUMP        -                                always
 *   FAIL        check number                     it is violated
 */
const OPERATIONS = {
  BITS: 0,
  CPU_BITS: 1,
  NONE: 2,
  EVERY: 3,
  SIGN: 4,
  IN: 5,
  SAME: 6,
  ORDER: 7,
  CALL: 8,
  JUMP: 9,
  FAIL: 10,
  END: 11,
} as const;

/** A test no instruction exists for. */
export type Call = (w: Int32Array, at: number, c: Int32Array) => boolean;

/** A rule set before the CPU is known. */
export interface Program {
  readonly instances: readonly string[];
  readonly constants: readonly CpuConstant[];
  readonly bits: readonly ComputedBit[];
  /** Stops at the first violation; instances with the same guards are merged. */
  readonly verdict: Int32Array;
  /** Asks every instance. */
  readonly violations: Int32Array;
  /** The CALLs, made for one CPU; the names of facts that would have to be known are added. */
  readonly calls: (facts: CpuFacts, unknown: Set<string>) => Call[];
}

/** @throws RangeError for rules that read what a packed state does not have */
export function assemble(
  instances: readonly Instance[],
  facts: ReadonlyMap<string, Fact>,
  layout: readonly PackedField[],
  range: (path: string) => readonly [number, number] | undefined,
): Program {
  const lowering = new Lowering(facts, layout, range);
  const tree = decisionTree(lowerAll(instances, lowering));
  const assembler = new Assembler();
  const violations = assembler.program(tree, false);
  const verdict = assembler.program(tree, true);
  return {
    instances: instances.map(({ id }) => id),
    constants: lowering.constants,
    bits: lowering.bits,
    verdict,
    violations,
    calls: (cpu, unknown) => assembler.calls.map((call) => call({ lowering, facts, cpu, unknown })),
  };
}

/** What making a call needs. */
interface Binding {
  lowering: Lowering;
  facts: ReadonlyMap<string, Fact>;
  cpu: CpuFacts;
  unknown: Set<string>;
}

/** A place in the program that is not known yet. */
interface Label {
  at?: number;
}

class Assembler {
  readonly calls: ((binding: Binding) => Call)[] = [];
  #code: number[] = [];
  #jumps: { at: number; label: Label; ifHolds: boolean }[] = [];

  program(tree: readonly Branch[], merged: boolean): Int32Array {
    this.#code = [];
    this.#jumps = [];
    this.#branches(tree, merged);
    this.#instruction(OPERATIONS.END, [], undefined, true);
    for (const { at, label, ifHolds } of this.#jumps) {
      const target = label.at ?? 0;
      this.#code[at] = ifHolds ? target : ~target;
    }
    return Int32Array.from(this.#code);
  }

  #branches(branches: readonly Branch[], merged: boolean): void {
    const items = branches.flatMap((branch) => (branch.kind === "item" ? [branch.item] : []));
    if (merged && items.length > 0) {
      this.#require(mergeBits(items.map(({ require }) => require)), 0);
    } else {
      for (const { require, index } of items) this.#require(require, index);
    }
    for (const branch of branches) {
      if (branch.kind === "item") continue;
      const holds: Label = {};
      const fails: Label = {};
      const end: Label = {};
      this.#test(branch.guard, holds, branch.fails.length > 0 ? fails : end, holds);
      this.#place(holds);
      this.#branches(branch.holds, merged);
      if (branch.fails.length > 0) {
        this.#instruction(OPERATIONS.JUMP, [], end, true);
        this.#place(fails);
        this.#branches(branch.fails, merged);
      }
      this.#place(end);
    }
  }

  #require(require: Expression, index: number): void {
    const end: Label = {};
    const fail: Label = {};
    this.#test(require, end, fail, fail);
    this.#place(fail);
    this.#instruction(OPERATIONS.FAIL, [index], undefined, true);
    this.#place(end);
  }

  #place(label: Label): void {
    label.at = this.#code.length;
  }

  #instruction(
    operation: number,
    operands: readonly number[],
    target: Label | undefined,
    ifHolds: boolean,
  ): void {
    const at = this.#code.length;
    this.#code.push(operation, 0, 0, 0, 0, at + SIZE);
    operands.forEach((operand, i) => {
      this.#code[at + 1 + i] = operand;
    });
    if (target !== undefined) this.#jumps.push({ at: at + SIZE - 1, label: target, ifHolds });
  }

  /** Goes to one of two labels; the one that is `next` follows at once. */
  #test(expression: Expression, holds: Label, fails: Label, next: Label): void {
    switch (expression.kind) {
      case "constant": {
        const target = expression.value ? holds : fails;
        if (target !== next) this.#instruction(OPERATIONS.JUMP, [], target, true);
        return;
      }
      case "all":
      case "any": {
        const last = expression.of.length - 1;
        expression.of.forEach((part, i) => {
          if (i === last) {
            this.#test(part, holds, fails, next);
            return;
          }
          const further: Label = {};
          if (expression.kind === "all") this.#test(part, further, fails, further);
          else this.#test(part, holds, further, further);
          this.#place(further);
        });
        return;
      }
      case "test": {
        const [yes, no] = expression.holds ? [holds, fails] : [fails, holds];
        const [operation, operands] = this.#operation(expression);
        if (yes === next) this.#instruction(operation, operands, no, false);
        else this.#instruction(operation, operands, yes, true);
      }
    }
  }

  #operation({ test }: Expression & { kind: "test" }): [number, number[]] {
    switch (test.kind) {
      case "bits": {
        const { source, mask, value } = test;
        if (source.kind === "word") return [OPERATIONS.BITS, [source.word, 0, mask, value]];
        if (source.kind === "cpu") return [OPERATIONS.CPU_BITS, [source.index, 0, mask, value]];
        break;
      }
      case "none":
      case "every": {
        const { a, b, mask } = test;
        if (a.kind !== "word" || b.kind !== "cpu") break;
        return [test.kind === "none" ? OPERATIONS.NONE : OPERATIONS.EVERY, [a.word, b.index, mask]];
      }
      case "sign": {
        const { value, sign, mask } = test;
        if (value.kind !== "word" || sign.kind !== "word") break;
        if (typeof mask === "number" || mask.kind !== "cpu") break;
        return [OPERATIONS.SIGN, [value.word, sign.word, mask.index]];
      }
      case "in": {
        const { slice, table } = test;
        if (slice.source.kind !== "word" || slice.shift < 0) break;
        return [OPERATIONS.IN, [slice.source.word, slice.shift, slice.mask, table]];
      }
      case "same":
      case "order": {
        const { a, b } = test;
        if (typeof b === "number" || a.source.kind !== "word" || b.source.kind !== "word") break;
        if (a.mask !== b.mask || a.shift < 0 || b.shift < 0) break;
        return [
          test.kind === "same" ? OPERATIONS.SAME : OPERATIONS.ORDER,
          [a.source.word, b.source.word, a.shift | (b.shift << 8), a.mask],
        ];
      }
      case "wide":
        break;
    }
    return [OPERATIONS.CALL, [this.calls.push((binding) => callOf(test, binding)) - 1]];
  }
}

/** One requirement for all: bits of the same word are compared together. */
function mergeBits(expressions: readonly Expression[]): Expression {
  const merged: Test[] = [];
  const rest: Expression[] = [];
  for (const part of expressions.flatMap((one) => (one.kind === "all" ? one.of : [one]))) {
    if (part.kind !== "test" || !part.holds) {
      rest.push(part);
      continue;
    }
    const { test } = part;
    const same = merged.findIndex((other) => mergedBits(other, test) !== undefined);
    const known = merged[same];
    if (known === undefined) merged.push(test);
    else merged[same] = mergedBits(known, test) ?? known;
  }
  const tests = merged.map((test): Expression => ({ kind: "test", test, holds: true }));
  return { kind: "all", of: [...tests, ...rest] };
}

/**
 * Runs a program.
 *
 * @param c constants of the CPU; behind them the computed bits
 * @param out bit set of violated checks; absent: the first violation ends the run
 * @returns true if nothing is violated
 */
export function run(
  program: Int32Array,
  calls: readonly Call[],
  w: Int32Array,
  at: number,
  c: Int32Array,
  out: Int32Array | undefined,
): boolean {
  let valid = true;
  let pc = 0;
  for (;;) {
    const x = program[pc + 1] as number;
    const y = program[pc + 2] as number;
    const p = program[pc + 3] as number;
    const q = program[pc + 4] as number;
    const target = program[pc + 5] as number;
    let holds: boolean;
    switch (program[pc]) {
      case OPERATIONS.BITS:
        holds = ((w[at + x] as number) & p) === q;
        break;
      case OPERATIONS.CPU_BITS:
        holds = ((c[x] as number) & p) === q;
        break;
      case OPERATIONS.NONE:
        holds = ((w[at + x] as number) & (c[y] as number) & p) === 0;
        break;
      case OPERATIONS.EVERY:
        holds = (~(w[at + x] as number) & (c[y] as number) & p) === 0;
        break;
      case OPERATIONS.SIGN:
        holds = (((w[at + x] as number) ^ ((w[at + y] as number) >> 31)) & (c[p] as number)) === 0;
        break;
      case OPERATIONS.IN:
        holds = ((q >>> (((w[at + x] as number) >>> y) & p)) & 1) !== 0;
        break;
      case OPERATIONS.SAME:
        holds =
          ((((w[at + x] as number) >>> (p & 31)) ^ ((w[at + y] as number) >>> (p >> 8))) & q) === 0;
        break;
      case OPERATIONS.ORDER:
        holds =
          (((w[at + x] as number) >>> (p & 31)) & q) <= (((w[at + y] as number) >>> (p >> 8)) & q);
        break;
      case OPERATIONS.CALL:
        holds = (calls[x] as Call)(w, at, c);
        break;
      case OPERATIONS.JUMP:
        pc = target;
        continue;
      case OPERATIONS.FAIL:
        if (out === undefined) return false;
        out[x >> 5] = (out[x >> 5] as number) | (1 << (x & 31));
        valid = false;
        pc += SIZE;
        continue;
      default:
        return valid;
    }
    if (target >= 0) pc = holds ? target : pc + SIZE;
    else pc = holds ? pc + SIZE : ~target;
  }
}

/** Computes the bits behind the constants. */
export function computeBits(
  bits: readonly ComputedBit[],
  w: Int32Array,
  at: number,
  c: Int32Array,
): void {
  const first = c.length - bits.length;
  for (let i = 0; i < bits.length; i++) {
    let bit = 1;
    for (const slice of bits[i]?.of ?? []) bit &= sliceOf(slice, w, at, c, first);
    c[first + i] = bit;
  }
}

// --- tests without an instruction ------------------------------------------------------------------

function sourceOf(source: Source, w: Int32Array, at: number, c: Int32Array, first: number): number {
  switch (source.kind) {
    case "word":
      return w[at + source.word] ?? 0;
    case "cpu":
      return c[source.index] ?? 0;
    case "bit":
      return c[first + source.index] ?? 0;
  }
}

function sliceOf(
  { source, shift, mask }: Slice,
  w: Int32Array,
  at: number,
  c: Int32Array,
  first: number,
): number {
  const word = sourceOf(source, w, at, c, first);
  return (shift < 0 ? word << -shift : word >>> shift) & mask;
}

function callOf(test: Test, binding: Binding): Call {
  const first = binding.lowering.constants.length;
  switch (test.kind) {
    case "bits":
      return (w, at, c) => (sourceOf(test.source, w, at, c, first) & test.mask) === test.value;
    case "none":
    case "every":
      return (w, at, c) => {
        const a = sourceOf(test.a, w, at, c, first);
        const b = sourceOf(test.b, w, at, c, first);
        return ((test.kind === "none" ? a : ~a) & b & test.mask) === 0;
      };
    case "sign":
      return (w, at, c) => {
        const { mask } = test;
        const bits = typeof mask === "number" ? mask : sourceOf(mask, w, at, c, first);
        const sign = sourceOf(test.sign, w, at, c, first) >> 31;
        return ((sourceOf(test.value, w, at, c, first) ^ sign) & bits) === 0;
      };
    case "in":
      return (w, at, c) => ((test.table >>> sliceOf(test.slice, w, at, c, first)) & 1) !== 0;
    case "same":
      return (w, at, c) => sliceOf(test.a, w, at, c, first) === sliceOf(test.b, w, at, c, first);
    case "order":
      return (w, at, c) => {
        const { b } = test;
        const limit = typeof b === "number" ? b : sliceOf(b, w, at, c, first);
        return sliceOf(test.a, w, at, c, first) <= limit;
      };
    case "wide":
      return wideCall(test.leaf, binding);
  }
}

type Reader = (w: Int32Array, at: number) => bigint;

function wideCall({ fact, operator, operand }: Leaf, binding: Binding): Call {
  const left = readerOf(fact, binding);
  if ("list" in operand) {
    const list = new Set(operand.list);
    return (w, at) => list.has(left(w, at));
  }
  const meaning = MEANINGS[operator];
  const right: Reader =
    "constant" in operand ? () => operand.constant : readerOf(operand.fact, binding);
  return (w, at) => meaning(left(w, at), right(w, at));
}

function readerOf(name: string, binding: Binding): Reader {
  const { facts, lowering, cpu, unknown } = binding;
  const fact = findFact(facts, name);
  if (fact === undefined) throw new RangeError(`unknown fact "${name}"`);
  if (lowering.isCpu(fact)) {
    const value = cpuValue(lowering.cpuValue(fact), cpu);
    if (value === undefined) unknown.add(name);
    return () => value ?? 0n;
  }
  if (fact.kind === "field") {
    const word = lowering.word(fact.path);
    const low = BigInt(fact.low);
    const width = fact.high - fact.low + 1;
    return fact.fieldWidth > 32
      ? (w, at) => BigInt.asUintN(width, wideOf(w, at + word) >> low)
      : (w, at) => BigInt.asUintN(width, BigInt((w[at + word] ?? 0) >>> 0) >> low);
  }
  const { derivation } = fact;
  switch (derivation.kind) {
    case "and": {
      const inputs = derivation.facts.map((input) => readerOf(input, binding));
      return (w, at) => (inputs.every((input) => input(w, at) === 1n) ? 1n : 0n);
    }
    case "shiftLeft": {
      const input = readerOf(derivation.fact, binding);
      return (w, at) => input(w, at) << BigInt(derivation.by);
    }
    case "clear": {
      const input = readerOf(derivation.fact, binding);
      return (w, at) => input(w, at) & ~derivation.bits;
    }
    case "complement": {
      const input = readerOf(derivation.fact, binding);
      return (w, at) => BigInt.asUintN(64, ~input(w, at));
    }
    case "firstKnown":
      // Every field of a packed state is known.
      return readerOf(derivation.facts[0] ?? "", binding);
    case "reservedExcept":
      throw new RangeError(`"${name}" depends on fields that are no CPU facts`);
  }
}

const top = (value: bigint, from: bigint): boolean => {
  const mask = maskFrom(from);
  return (value & mask) === 0n || (value & mask) === mask;
};

const MEANINGS: Readonly<Record<OperatorName, (a: bigint, b: bigint) => boolean>> = {
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  in: () => false,
  lessThanInclusive: (a, b) => a <= b,
  greaterThanInclusive: (a, b) => a >= b,
  noBitOf: (a, b) => (a & b) === 0n,
  everyBitOf: (a, b) => (b & ~a) === 0n,
  fitsInBits: (a, b) => a < 1n << b,
  canonicalFor: (a, b) => top(a, b - 1n),
  identicalFromBit: (a, b) => top(a, b),
};
