import { derivationInputs, findFact } from "../../rules/facts.ts";
import {
  factWidth,
  type Condition,
  type DerivedFact,
  type Fact,
  type FieldFact,
  type Leaf,
} from "../../rules/types.ts";
import { maskFrom, type CpuConstant, type CpuException, type CpuValue } from "./cpu.ts";
import type { PackedField } from "./layout.ts";

/** A 32-bit word a test reads: of the state, of the CPU's constants, or a bit computed before. */
export type Source =
  | { readonly kind: "word"; readonly word: number }
  | { readonly kind: "cpu"; readonly index: number }
  | { readonly kind: "bit"; readonly index: number };

/** A slice of a word: `(source >>> shift) & mask`; a negative shift goes left. */
export interface Slice {
  readonly source: Source;
  readonly shift: number;
  readonly mask: number;
}

/**
 * A question about one or two words. All masks and values are signed 32-bit integers.
 *
 *   bits    (source & mask) === value
 *   same    both slices are equal
 *   none    (a & b & mask) === 0
 *   every   (~a & b & mask) === 0
 *   sign    bits of value under the mask repeat the highest bit of sign
 *   in      bit number slice of the table is 1
 *   order   slice a is at most slice b (or limit)
 *   wide    anything else, on bigints
 */
export type Test =
  | {
      readonly kind: "bits";
      readonly source: Source;
      readonly mask: number;
      readonly value: number;
    }
  | { readonly kind: "same"; readonly a: Slice; readonly b: Slice }
  | {
      readonly kind: "none" | "every";
      readonly a: Source;
      readonly b: Source;
      readonly mask: number;
    }
  | { readonly kind: "sign"; readonly value: Source; readonly sign: Source; readonly mask: Mask }
  | { readonly kind: "in"; readonly slice: Slice; readonly table: number }
  | { readonly kind: "order"; readonly a: Slice; readonly b: Slice | number }
  | { readonly kind: "wide"; readonly leaf: Leaf };

/** A mask is a constant or one of the CPU's. */
export type Mask = number | Source;

export type Expression =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "test"; readonly test: Test; readonly holds: boolean }
  | { readonly kind: "all" | "any"; readonly of: readonly Expression[] };

/** A bit that is 1 if all these bits are 1: an effective control. */
export interface ComputedBit {
  readonly name: string;
  readonly of: readonly Slice[];
}

const TRUE: Expression = { kind: "constant", value: true };
const FALSE: Expression = { kind: "constant", value: false };

const low32 = (value: bigint): number => Number(BigInt.asIntN(32, value));
const half = (value: bigint, index: 0 | 1): number => low32(index === 0 ? value : value >> 32n);

/** Translates conditions into tests on 32-bit words. */
export class Lowering {
  readonly constants: CpuConstant[] = [];
  readonly bits: ComputedBit[] = [];
  readonly #facts: ReadonlyMap<string, Fact>;
  readonly #layout: ReadonlyMap<string, PackedField>;
  readonly #range: (path: string) => readonly [number, number] | undefined;

  /** @param range the range of a CPU width */
  constructor(
    facts: ReadonlyMap<string, Fact>,
    layout: readonly PackedField[],
    range: (path: string) => readonly [number, number] | undefined,
  ) {
    this.#facts = facts;
    this.#layout = new Map(layout.map((field) => [field.path, field]));
    this.#range = range;
  }

  condition(condition: Condition): Expression {
    switch (condition.kind) {
      case "named":
        return this.condition(condition.body);
      case "leaf":
        return this.leaf(condition);
      case "all":
        return all(condition.of.map((part) => this.condition(part)));
      case "any":
        return any(condition.of.map((part) => this.condition(part)));
    }
  }

  leaf(leaf: Leaf): Expression {
    const left = this.fact(leaf.fact);
    const { operator, operand } = leaf;
    const wide: Expression = { kind: "test", test: { kind: "wide", leaf }, holds: true };
    if ("list" in operand) return this.#in(left, operand.list) ?? wide;
    const lowered =
      "constant" in operand
        ? this.#constant(left, operator, operand.constant)
        : this.#operand(left, operator, this.fact(operand.fact));
    return lowered ?? wide;
  }

  /** @throws Error for a name the catalogue does not have */
  fact(name: string): Fact {
    const fact = findFact(this.#facts, name);
    if (fact === undefined) throw new Error(`unknown fact "${name}"`);
    return fact;
  }

  /** True if the fact follows from CPU facts alone. */
  isCpu(fact: Fact): boolean {
    if (fact.kind === "field") return fact.path.startsWith("cpu.");
    return derivationInputs(fact.derivation).every((input) => this.isCpu(this.fact(input)));
  }

  /** First word of a field. Throws for a field the packed state does not have. */
  word(path: string): number {
    const field = this.#layout.get(path);
    if (field === undefined) throw new RangeError(`a packed state has no "${path}"`);
    return field.word;
  }

  // --- operands -----------------------------------------------------------------------------

  #constant(fact: Fact, operator: Leaf["operator"], value: bigint): Expression | undefined {
    switch (operator) {
      case "equal":
        return this.#bits(fact, -1n, value);
      case "notEqual":
        return negate(this.#bits(fact, -1n, value));
      case "noBitOf":
        return this.#bits(fact, value, 0n);
      case "everyBitOf":
        return this.#bits(fact, value, value);
      case "lessThanInclusive":
        return this.#atMost(fact, value);
      case "greaterThanInclusive":
        return value === 0n ? TRUE : negate(this.#atMost(fact, value - 1n));
      case "fitsInBits":
        return this.#bits(fact, maskFrom(value), 0n);
      case "canonicalFor":
        return this.#signTests(fact, (index) => half(maskFrom(value - 1n), index));
      case "identicalFromBit":
        return this.#signTests(fact, (index) => half(maskFrom(value), index));
      case "in":
        return undefined;
    }
  }

  #operand(left: Fact, operator: Leaf["operator"], right: Fact): Expression | undefined {
    switch (operator) {
      case "equal":
        return this.#same(left, right);
      case "notEqual":
        return negate(this.#same(left, right));
      case "noBitOf":
        return this.#masked("none", left, right);
      case "everyBitOf":
        return this.#masked("every", left, right);
      case "lessThanInclusive":
        return this.#order(left, right);
      case "greaterThanInclusive":
        return this.#order(right, left);
      case "fitsInBits":
        return this.#fits(left, right);
      case "canonicalFor":
        return this.#widthOk(left, right, "canonical");
      case "identicalFromBit":
        return this.#widthOk(left, right, "identical");
      case "in":
        return undefined;
    }
  }

  // --- comparisons with constants -------------------------------------------------------------

  /** Bits of the fact under the mask have this value. */
  #bits(fact: Fact, mask: bigint, value: bigint): Expression | undefined {
    if (fact.kind === "derived" || this.isCpu(fact)) {
      return this.#eachHalf(fact, (slice, index) => {
        const { source, shift } = slice;
        if (shift < 0) return undefined;
        const wanted = slice.mask & half(mask, index);
        const placed = half(value & mask, index);
        if ((placed & ~wanted) !== 0) return FALSE;
        return test({ kind: "bits", source, mask: wanted << shift, value: placed << shift });
      });
    }
    const width = BigInt.asUintN(factWidth(fact), mask) << BigInt(fact.low);
    const placed = (value & BigInt.asUintN(64, mask)) << BigInt(fact.low);
    const word = this.word(fact.path);
    const tests: Expression[] = [];
    for (const index of fact.fieldWidth > 32 ? ([0, 1] as const) : ([0] as const)) {
      const bits = half(width, index);
      const source: Source = { kind: "word", word: word + index };
      tests.push(test({ kind: "bits", source, mask: bits, value: half(placed, index) }));
    }
    return all(tests);
  }

  #atMost(fact: Fact, limit: bigint): Expression | undefined {
    const width = factWidth(fact);
    if (limit >= (1n << BigInt(width)) - 1n) return TRUE;
    if ((limit & (limit + 1n)) === 0n) {
      return this.#bits(fact, BigInt.asUintN(64, ~limit), 0n);
    }
    const slice = this.#single(fact);
    if (slice === undefined) return undefined;
    if (width <= 5) return test({ kind: "in", slice, table: low32((1n << (limit + 1n)) - 1n) });
    return width < 32 ? test({ kind: "order", a: slice, b: Number(limit) }) : undefined;
  }

  #in(fact: Fact, list: readonly bigint[]): Expression | undefined {
    const slice = this.#single(fact);
    if (slice !== undefined && list.every((item) => item < 32n)) {
      const table = low32(list.reduce((bits, item) => bits | (1n << item), 0n));
      const inTable = test({ kind: "in", slice: { ...slice, mask: slice.mask & 31 }, table });
      if (factWidth(fact) <= 5) return inTable;
      const above = this.#bits(fact, BigInt.asUintN(64, ~31n), 0n);
      return above === undefined ? undefined : all([above, inTable]);
    }
    const parts = list.map((item) => this.#bits(fact, -1n, item));
    return parts.includes(undefined) ? undefined : any(parts as Expression[]);
  }

  /** Bits under the masks are identical; no rule asks that of a fact of less than 64 bits. */
  #signTests(fact: Fact, mask: (index: 0 | 1) => Mask | undefined): Expression | undefined {
    if (factWidth(fact) < 64) return undefined;
    const low = this.#slice(fact, 0);
    const high = this.#slice(fact, 1);
    if (low === undefined || high === undefined) return undefined;
    const tests: Expression[] = [];
    for (const [index, part] of [high, low].entries()) {
      const bits = mask(index === 0 ? 1 : 0);
      if (bits === undefined || bits === 0) continue;
      tests.push(test({ kind: "sign", value: part.source, sign: high.source, mask: bits }));
    }
    return all(tests);
  }

  // --- comparisons with facts -----------------------------------------------------------------

  #same(left: Fact, right: Fact): Expression | undefined {
    return this.#pairs(left, right, (a, b) => {
      if (a === undefined) return b === undefined ? TRUE : zero(b);
      if (b === undefined) return zero(a);
      return test({ kind: "same", a, b });
    });
  }

  #masked(kind: "none" | "every", left: Fact, right: Fact): Expression | undefined {
    return this.#pairs(left, right, (a, b) => {
      if (b === undefined) return TRUE;
      if (b.shift !== 0) return undefined;
      if (a === undefined) return kind === "none" ? TRUE : zero(b);
      if (a.shift !== 0) return undefined;
      if (kind === "none") {
        return test({ kind, a: a.source, b: b.source, mask: a.mask & b.mask });
      }
      const above = b.mask & ~a.mask;
      const outside = above === 0 ? TRUE : zero({ ...b, mask: above });
      return all([outside, test({ kind, a: a.source, b: b.source, mask: a.mask & b.mask })]);
    });
  }

  #order(small: Fact, large: Fact): Expression | undefined {
    const a = this.#single(small);
    const b = this.#single(large);
    if (a === undefined || b === undefined) return undefined;
    if (factWidth(small) > 31 || factWidth(large) > 31) return undefined;
    return test({ kind: "order", a, b });
  }

  #fits(left: Fact, width: Fact): Expression | undefined {
    if (!this.isCpu(width)) return undefined;
    return this.#eachHalf(left, (slice, index) => {
      const mask = this.#widthMask(width, "fits", index);
      if (mask === undefined) return TRUE;
      if (slice.shift !== 0) return undefined;
      return test({ kind: "none", a: slice.source, b: mask, mask: slice.mask });
    });
  }

  #widthOk(left: Fact, width: Fact, as: "canonical" | "identical"): Expression | undefined {
    if (!this.isCpu(width)) return undefined;
    return this.#signTests(left, (index) => this.#widthMask(width, as, index));
  }

  /** The mask of a width; undefined if no width in its range sets a bit of this half. */
  #widthMask(
    width: Fact,
    as: "fits" | "canonical" | "identical",
    index: 0 | 1,
  ): Source | undefined {
    const smallest = width.kind === "field" ? (this.#range(width.path)?.[0] ?? 0) : 0;
    if (index === 0 && smallest >= (as === "canonical" ? 33 : 32)) return undefined;
    return this.#cpu(width, as, index);
  }

  // --- where facts lie ------------------------------------------------------------------------

  #pairs(
    left: Fact,
    right: Fact,
    make: (a: Slice | undefined, b: Slice | undefined) => Expression | undefined,
  ): Expression | undefined {
    const parts: Expression[] = [];
    for (const index of [0, 1] as const) {
      const a = this.#slice(left, index);
      const b = this.#slice(right, index);
      const known = (fact: Fact, slice: Slice | undefined): boolean =>
        slice !== undefined || factWidth(fact) <= 32 * index;
      if (!known(left, a) || !known(right, b)) return undefined;
      if (a === undefined && b === undefined) continue;
      const part = make(a, b);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return all(parts);
  }

  #eachHalf(
    fact: Fact,
    make: (slice: Slice, index: 0 | 1) => Expression | undefined,
  ): Expression | undefined {
    const parts: Expression[] = [];
    for (const index of factWidth(fact) > 32 ? ([0, 1] as const) : ([0] as const)) {
      const slice = this.#slice(fact, index);
      const part = slice === undefined ? undefined : make(slice, index);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return all(parts);
  }

  /** The slice of a fact of at most 32 bits. */
  #single(fact: Fact): Slice | undefined {
    return factWidth(fact) <= 32 ? this.#slice(fact, 0) : undefined;
  }

  /** Bits 31:0 or 63:32 of a fact; undefined if they are not in one word, or there are none. */
  #slice(fact: Fact, index: 0 | 1): Slice | undefined {
    const width = factWidth(fact) - 32 * index;
    if (width <= 0) return undefined;
    const mask = low32((1n << BigInt(Math.min(width, 32))) - 1n);
    if (this.isCpu(fact)) return { source: this.#cpu(fact, "value", index), shift: 0, mask };
    if (fact.kind === "derived") return this.#derived(fact, mask);
    const bit = fact.low + 32 * index;
    const shift = bit % 32;
    if (shift + Math.min(width, 32) > 32) return undefined;
    const word = this.word(fact.path) + Math.floor(bit / 32);
    return { source: { kind: "word", word }, shift, mask };
  }

  #derived(fact: DerivedFact, mask: number): Slice | undefined {
    const { derivation } = fact;
    if (derivation.kind === "and") {
      const of = derivation.facts.map((name) => this.#single(this.fact(name)));
      const [only] = of;
      if (only !== undefined && of.length === 1) return only;
      if (of.includes(undefined)) return undefined;
      let index = this.bits.findIndex(({ name }) => name === fact.name);
      if (index < 0) index = this.bits.push({ name: fact.name, of: of as Slice[] }) - 1;
      return { source: { kind: "bit", index }, shift: 0, mask: 1 };
    }
    if (derivation.kind !== "shiftLeft" || fact.width > 32) return undefined;
    const inner = this.#single(this.fact(derivation.fact));
    if (inner === undefined || inner.shift !== 0) return undefined;
    return {
      source: inner.source,
      shift: -derivation.by,
      mask: mask & (inner.mask << derivation.by),
    };
  }

  #cpu(fact: Fact, as: CpuConstant["as"], index: 0 | 1): Source {
    const { name } = fact;
    let at = this.constants.findIndex(
      (known) => known.fact === name && known.as === as && known.half === index,
    );
    if (at < 0) {
      at = this.constants.push({ fact: name, as, half: index, value: this.cpuValue(fact) }) - 1;
    }
    return { kind: "cpu", index: at };
  }

  /** How a CPU fact is computed. */
  cpuValue(fact: Fact): CpuValue {
    if (fact.kind === "field") return fieldValue(fact);
    const { derivation } = fact;
    const value = (name: string): CpuValue => this.cpuValue(this.fact(name));
    switch (derivation.kind) {
      case "and":
        return { and: derivation.facts.map(value) };
      case "firstKnown":
        return { firstKnown: derivation.facts.map(value) };
      case "clear":
        return { clear: value(derivation.fact), bits: derivation.bits };
      case "complement":
        return { complement: value(derivation.fact) };
      case "shiftLeft":
        return { shiftLeft: value(derivation.fact), by: derivation.by };
      case "reservedExcept":
        return {
          reservedExcept: derivation.exceptions.map((exception): CpuException => {
            if ("count" in exception) {
              return { from: exception.from, count: value(exception.count) };
            }
            const [high = 0, low = high] = exception.bits.split(":").map(Number);
            return { high, low, if: value(exception.if) };
          }),
        };
    }
  }
}

function fieldValue({ path, high, low, assumed }: FieldFact): CpuValue {
  return { field: path, high, low, ...(assumed === undefined ? {} : { assumed }) };
}

// --- expressions -----------------------------------------------------------------------------

function test(made: Test): Expression {
  if (made.kind === "bits") {
    if (made.mask === 0) return made.value === 0 ? TRUE : FALSE;
    if ((made.value & ~made.mask) !== 0) return FALSE;
  }
  if ((made.kind === "none" || made.kind === "every") && made.mask === 0) return TRUE;
  return { kind: "test", test: made, holds: true };
}

/** All bits of a slice that starts at bit 0 of its word are 0. */
const zero = ({ source, mask }: Slice): Expression =>
  test({ kind: "bits", source, mask, value: 0 });

function all(parts: readonly Expression[]): Expression {
  const of = parts.flatMap((part) => (part.kind === "all" ? part.of : [part]));
  if (of.some((part) => part.kind === "constant" && !part.value)) return FALSE;
  const open = of.filter((part) => part.kind !== "constant");
  const [only] = open;
  if (only === undefined) return TRUE;
  return open.length === 1 ? only : { kind: "all", of: open };
}

function any(parts: readonly Expression[]): Expression {
  const of = parts.flatMap((part) => (part.kind === "any" ? part.of : [part]));
  if (of.some((part) => part.kind === "constant" && part.value)) return TRUE;
  const open = of.filter((part) => part.kind !== "constant");
  const [only] = open;
  if (only === undefined) return FALSE;
  return open.length === 1 ? only : { kind: "any", of: open };
}

/** The opposite of an expression; of one bit it is that the bit has the other value. */
export function negate(expression: Expression): Expression;
export function negate(expression: Expression | undefined): Expression | undefined;
export function negate(expression: Expression | undefined): Expression | undefined {
  switch (expression?.kind) {
    case undefined:
      return undefined;
    case "constant":
      return expression.value ? FALSE : TRUE;
    case "all":
      return any(expression.of.map((part) => negate(part)));
    case "any":
      return all(expression.of.map((part) => negate(part)));
    case "test": {
      const { test: inner, holds } = expression;
      if (inner.kind === "bits" && holds && (inner.mask & (inner.mask - 1)) === 0) {
        return { kind: "test", test: { ...inner, value: inner.value ^ inner.mask }, holds };
      }
      return { ...expression, holds: !holds };
    }
  }
}
