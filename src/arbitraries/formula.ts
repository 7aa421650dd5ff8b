import { derivationInputs, findFact } from "../rules/facts.ts";
import { factWidth, type Condition, type Fact, type Leaf } from "../rules/types.ts";
import { fieldAt, halves, maskOf, type Field, type Words } from "./layout.ts";

/**
 * A condition of a rule as a formula over bits of fields. Negation is allowed here and stands only
 * before atoms: what must not happen is as easy to say as what must.
 */
export type Node =
  | { readonly kind: "all"; readonly of: readonly Node[] }
  | { readonly kind: "any"; readonly of: readonly Node[] }
  | { readonly kind: "atom"; readonly atom: Atom; readonly positive: boolean };

/** Bits of a field, shifted left before they are compared. */
export interface Slice {
  readonly field: Field;
  readonly low: number;
  readonly width: number;
  readonly shift: number;
}

export type Width = { readonly constant: number } | { readonly field: Field };

/** What a formula is made of; every atom is a relation of one field or two. */
export type Atom = { readonly text: string; readonly holds: (words: Words) => boolean } & (
  | {
      /** The bits of the mask have these values. */
      readonly kind: "bits";
      readonly field: Field;
      readonly mask: readonly [number, number];
      readonly value: readonly [number, number];
    }
  | {
      /** A few bits have one of the values. */
      readonly kind: "in";
      readonly slice: Slice;
      readonly values: readonly number[];
    }
  | {
      /** All bits from the width on (and `offset` more) are the same. */
      readonly kind: "same";
      readonly field: Field;
      readonly width: Width;
      readonly offset: number;
    }
  | {
      /** All bits of the slice from the width on are 0. */
      readonly kind: "fits";
      readonly slice: Slice;
      readonly width: Width;
    }
  | {
      /** No bit (or every bit) of `(mask ^ invert) & keep` is 1 in the field. */
      readonly kind: "noBitOf" | "everyBitOf";
      readonly field: Field;
      readonly mask: Field;
      readonly invert: readonly [number, number];
      readonly keep: readonly [number, number];
    }
  | {
      readonly kind: "compare";
      readonly relation: "equal" | "atMost" | "atLeast";
      readonly left: Slice;
      readonly right: Slice;
    }
);

type Facts = ReadonlyMap<string, Fact>;

export const atLeastOne = (of: readonly Node[]): Node => ({ kind: "any", of });
export const together = (of: readonly Node[]): Node => ({ kind: "all", of });

/** The opposite of a formula. */
export function not(node: Node): Node {
  switch (node.kind) {
    case "atom":
      return { ...node, positive: !node.positive };
    case "all":
      return atLeastOne(node.of.map(not));
    case "any":
      return together(node.of.map(not));
  }
}

/** Translates a condition of a rule. Throws Error for what no rule of the package uses. */
export function formulaOf(condition: Condition, facts: Facts): Node {
  switch (condition.kind) {
    case "named":
      return formulaOf(condition.body, facts);
    case "all":
      return together(condition.of.map((part) => formulaOf(part, facts)));
    case "any":
      return atLeastOne(condition.of.map((part) => formulaOf(part, facts)));
    case "leaf":
      return leaf(condition, facts);
  }
}

const atoms = new Map<string, Atom>();
type Plain<A> = A extends unknown ? Omit<A, "text" | "holds"> : never;

/** Atoms that say the same are the same object. */
function node(atom: Plain<Atom>, positive = true): Node {
  const text = JSON.stringify(atom, (key, value: unknown) =>
    key === "field" || key === "mask"
      ? ((value as Partial<Field> | undefined)?.path ?? value)
      : value,
  );
  let known = atoms.get(text);
  if (known === undefined) {
    known = { ...atom, text, holds: meaning(atom) };
    atoms.set(text, known);
  }
  return { kind: "atom", atom: known, positive };
}

/** That bits have a value; with `positive` false that they have another one. */
export function bits(slice: Slice, value: bigint, positive = true): Node {
  const { field, low, width } = slice;
  if (value >> BigInt(width) !== 0n) return positive ? atLeastOne([]) : together([]);
  const mask = maskOf(low, width);
  return node({ kind: "bits", field, mask, value: halves(value << BigInt(low)) }, positive);
}

/** The bits of a mask, all 0 or all 1. */
function maskedBits(slice: Slice, mask: bigint, ones: boolean): Node {
  const shifted = halves((mask & ((1n << BigInt(slice.width)) - 1n)) << BigInt(slice.low));
  const value: [number, number] = ones ? shifted : [0, 0];
  return node({ kind: "bits", field: slice.field, mask: shifted, value });
}

/** A number of alternatives up to this is written out. */
const SMALL = 8;

function leaf({ fact: name, operator, operand }: Leaf, facts: Facts): Node {
  const fact = look(name, facts);
  if (fact.kind === "derived" && fact.derivation.kind === "and" && !("fact" in operand)) {
    // 1 if all inputs are 1.
    const of = fact.derivation.facts.map((input) => sliceOf(look(input, facts), facts));
    const ones = together(of.map((slice) => bits(slice, 1n)));
    if (operator !== "equal" || !("constant" in operand)) throw unsupported(name, operator);
    return operand.constant === 1n ? ones : operand.constant === 0n ? not(ones) : atLeastOne([]);
  }
  const slice = sliceOf(fact, facts);
  if ("list" in operand) {
    if (slice.width > SMALL) return atLeastOne(operand.list.map((value) => bits(slice, value)));
    return node({ kind: "in", slice, values: operand.list.map(Number) });
  }
  if ("constant" in operand) {
    const { constant } = operand;
    switch (operator) {
      case "equal":
      case "notEqual":
        return bits(slice, constant, operator === "equal");
      case "noBitOf":
      case "everyBitOf":
        return maskedBits(slice, constant, operator === "everyBitOf");
      case "lessThanInclusive":
      case "greaterThanInclusive": {
        const atMost = operator === "lessThanInclusive";
        if (slice.width <= SMALL) {
          const values = Array.from({ length: 1 << slice.width }, (_, i) => i);
          const fit = values.filter((i) => (atMost ? i <= constant : i >= constant));
          return node({ kind: "in", slice, values: fit });
        }
        // A limit of ones is a width.
        if (!atMost || (constant & (constant + 1n)) !== 0n) throw unsupported(name, operator);
        const width = { constant: constant.toString(2).replace(/^0$/, "").length };
        return node({ kind: "fits", slice, width });
      }
      default:
        return widthNode(slice, operator, { constant: Number(constant) }, name);
    }
  }
  const other = look(operand.fact, facts);
  switch (operator) {
    case "noBitOf":
    case "everyBitOf": {
      if (slice.width !== 64) throw unsupported(name, operator);
      const { field, invert, keep } = maskFact(other, facts);
      return node({
        kind: operator,
        field: slice.field,
        mask: field,
        invert: halves(invert),
        keep: halves(keep),
      });
    }
    case "equal":
    case "notEqual": {
      const positive = operator === "equal";
      if (other.kind === "derived" && other.derivation.kind === "and") {
        // Both 1 or both 0.
        const inputs = other.derivation.facts.map((input) => sliceOf(look(input, facts), facts));
        const ones = together(inputs.map((input) => bits(input, 1n)));
        const same = atLeastOne([
          together([bits(slice, 1n), ones]),
          together([bits(slice, 0n), not(ones)]),
        ]);
        return positive ? same : not(same);
      }
      const right = sliceOf(other, facts);
      return node({ kind: "compare", relation: "equal", left: slice, right }, positive);
    }
    case "lessThanInclusive":
    case "greaterThanInclusive": {
      const right = sliceOf(other, facts);
      if (slice.width > SMALL || right.width > SMALL) throw unsupported(name, operator);
      const relation = operator === "lessThanInclusive" ? "atMost" : "atLeast";
      return node({ kind: "compare", relation, left: slice, right });
    }
    default: {
      const { field, low, width, shift } = sliceOf(other, facts);
      if (low !== 0 || shift !== 0 || width !== field.width) throw unsupported(name, operator);
      return widthNode(slice, operator, { field }, name);
    }
  }
}

function widthNode(slice: Slice, operator: string, width: Width, name: string): Node {
  switch (operator) {
    case "fitsInBits":
      return node({ kind: "fits", slice, width });
    case "canonicalFor":
      if ("constant" in width && width.constant === 0) throw unsupported(name, operator);
      return node({ kind: "same", field: slice.field, width, offset: 1 });
    case "identicalFromBit":
      return node({ kind: "same", field: slice.field, width, offset: 0 });
    default:
      throw unsupported(name, operator);
  }
}

const unsupported = (fact: string, operator: string): Error =>
  new Error(`no formula for "${fact}" ${operator}`);

function look(name: string, facts: Facts): Fact {
  const fact = findFact(facts, name);
  if (fact === undefined) throw new Error(`unknown fact "${name}"`);
  return fact;
}

/** The bits a fact is, where it is bits of one field. */
function sliceOf(fact: Fact, facts: Facts): Slice {
  if (fact.kind === "field") {
    const { path, low, high } = fact;
    return { field: fieldAt(path), low, width: high - low + 1, shift: 0 };
  }
  const { derivation } = fact;
  const [input = ""] = derivationInputs(derivation);
  if (derivation.kind === "shiftLeft") {
    return { ...sliceOf(look(input, facts), facts), shift: derivation.by };
  }
  const alone = derivation.kind === "and" && derivation.facts.length === 1;
  // In a complete state the first of several sources is known.
  if (derivation.kind === "firstKnown" || alone) return sliceOf(look(input, facts), facts);
  throw new Error(`"${fact.name}" is not bits of one field`);
}

/** A mask as `(field ^ invert) & keep`. */
function maskFact(fact: Fact, facts: Facts): { field: Field; invert: bigint; keep: bigint } {
  const ones = 0xffff_ffff_ffff_ffffn;
  if (fact.kind === "derived") {
    const { derivation } = fact;
    const [input = ""] = derivationInputs(derivation);
    const inner = maskFact(look(input, facts), facts);
    switch (derivation.kind) {
      case "complement":
        // What is cleared already is 1 in the complement; no mask of the rules needs that.
        if (inner.keep !== ones) throw new Error(`"${fact.name}": complement of cleared bits`);
        return { ...inner, invert: inner.invert ^ ones };
      case "clear":
        return { ...inner, keep: inner.keep & ~derivation.bits };
      case "firstKnown":
        return inner;
      default:
        throw new Error(`"${fact.name}" is no mask`);
    }
  }
  if (factWidth(fact) !== 64) throw new Error(`"${fact.name}" is no mask of 64 bits`);
  return { field: fieldAt(fact.path), invert: 0n, keep: ones };
}

// --- meaning -------------------------------------------------------------------------------

/** Value of a slice as two words. */
function reader({ field, low, width, shift }: Slice): {
  low: (words: Words) => number;
  high: (words: Words) => number;
} {
  const at = 2 * field.index;
  if (width > 32) {
    if (low !== 0 || shift !== 0) throw new Error(`${field.path}: wide bits must start at bit 0`);
    const [, mask] = maskOf(0, width);
    return {
      low: (words) => words[at] as number,
      high: (words) => (words[at + 1] as number) & mask,
    };
  }
  const [mask] = maskOf(0, width);
  const none = (): number => 0;
  if (low >= 32) {
    return {
      low: (words) => (((words[at + 1] as number) >>> (low - 32)) & mask) << shift,
      high: none,
    };
  }
  if (low + width > 32) throw new Error(`${field.path}: bits across bit 32`);
  return { low: (words) => (((words[at] as number) >>> low) & mask) << shift, high: none };
}

/** The mask of the bits from `from` on. */
const masksFrom: readonly (readonly [number, number])[] = Array.from({ length: 129 }, (_, from) =>
  from >= 64 ? [0, 0] : maskOf(from, 64 - from),
);

/** Bits that must be alike or 0, for a state. */
export function upperMask(
  words: Words,
  width: Width,
  offset: number,
  within: readonly [number, number],
  shift = 0,
): [number, number] {
  const value = "constant" in width ? width.constant : (words[2 * width.field.index] as number);
  const from = Math.min(64, Math.max(0, value - offset) + shift);
  const [low, high] = masksFrom[from] as readonly [number, number];
  return [low & within[0], high & within[1]];
}

export const ALL: readonly [number, number] = [-1, -1];

function meaning(atom: Plain<Atom>): (words: Words) => boolean {
  switch (atom.kind) {
    case "bits": {
      const at = 2 * atom.field.index;
      const [maskLow, maskHigh] = atom.mask;
      const [low, high] = atom.value;
      if (maskHigh === 0) return (words) => ((words[at] as number) & maskLow) === low;
      if (maskLow === 0) return (words) => ((words[at + 1] as number) & maskHigh) === high;
      return (words) =>
        ((words[at] as number) & maskLow) === low &&
        ((words[at + 1] as number) & maskHigh) === high;
    }
    case "in": {
      const read = reader(atom.slice).low;
      const { values } = atom;
      return (words) => values.includes(read(words));
    }
    case "same": {
      const at = 2 * atom.field.index;
      return (words) => {
        const [maskLow, maskHigh] = upperMask(words, atom.width, atom.offset, ALL);
        const low = (words[at] as number) & maskLow;
        const high = (words[at + 1] as number) & maskHigh;
        return (low === 0 && high === 0) || (low === maskLow && high === maskHigh);
      };
    }
    case "fits": {
      const { field, low, width } = atom.slice;
      const at = 2 * field.index;
      const within = maskOf(low, width);
      return (words) => {
        const [maskLow, maskHigh] = upperMask(words, atom.width, 0, within, low);
        return (
          ((words[at] as number) & maskLow) === 0 && ((words[at + 1] as number) & maskHigh) === 0
        );
      };
    }
    case "noBitOf":
    case "everyBitOf": {
      const at = 2 * atom.field.index;
      const mask = 2 * atom.mask.index;
      const [invertLow, invertHigh] = atom.invert;
      const [keepLow, keepHigh] = atom.keep;
      const flip = atom.kind === "everyBitOf" ? -1 : 0;
      return (words) =>
        (((words[at] as number) ^ flip) & ((words[mask] as number) ^ invertLow) & keepLow) === 0 &&
        (((words[at + 1] as number) ^ flip) &
          ((words[mask + 1] as number) ^ invertHigh) &
          keepHigh) ===
          0;
    }
    case "compare": {
      const left = reader(atom.left);
      const right = reader(atom.right);
      switch (atom.relation) {
        case "equal":
          return (words) =>
            left.low(words) === right.low(words) && left.high(words) === right.high(words);
        case "atMost":
          return (words) => left.low(words) <= right.low(words);
        case "atLeast":
          return (words) => left.low(words) >= right.low(words);
      }
    }
  }
}

/** A formula as a function. */
export function truth(node: Node): (words: Words) => boolean {
  switch (node.kind) {
    case "atom": {
      const { holds } = node.atom;
      return node.positive ? holds : (words) => !holds(words);
    }
    default: {
      const parts = node.of.map(truth);
      const [first, second] = parts;
      const all = node.kind === "all";
      if (first === undefined) return () => all;
      if (parts.length === 1) return first;
      if (parts.length === 2 && second !== undefined) {
        return all
          ? (words) => first(words) && second(words)
          : (words) => first(words) || second(words);
      }
      return (words) => {
        for (const part of parts) if (part(words) !== all) return !all;
        return all;
      };
    }
  }
}

/** The fields an atom relates. */
export function fieldsOfAtom(atom: Atom): Field[] {
  switch (atom.kind) {
    case "bits":
      return [atom.field];
    case "in":
      return [atom.slice.field];
    case "same":
      return "field" in atom.width ? [atom.field, atom.width.field] : [atom.field];
    case "fits":
      return "field" in atom.width ? [atom.slice.field, atom.width.field] : [atom.slice.field];
    case "noBitOf":
    case "everyBitOf":
      return [atom.field, atom.mask];
    case "compare":
      return [atom.left.field, atom.right.field];
  }
}

/** The fields a formula reads, by index. */
export function fieldsRead(node: Node, into: Set<number> = new Set()): Set<number> {
  if (node.kind === "atom") for (const { index } of fieldsOfAtom(node.atom)) into.add(index);
  else for (const part of node.of) fieldsRead(part, into);
  return into;
}

/** The bits of a field an atom reads. */
export function bitsRead(atom: Atom, field: Field): readonly [number, number] {
  const of = (slice: Slice): readonly [number, number] =>
    slice.field === field ? maskOf(slice.low, slice.width) : [0, 0];
  switch (atom.kind) {
    case "bits":
      return atom.field === field ? atom.mask : [0, 0];
    case "in":
      return of(atom.slice);
    case "compare": {
      const [low, high] = of(atom.left);
      const [rightLow, rightHigh] = of(atom.right);
      return [low | rightLow, high | rightHigh];
    }
    case "noBitOf":
    case "everyBitOf":
      return fieldsOfAtom(atom).includes(field) ? atom.keep : [0, 0];
    default:
      return fieldsOfAtom(atom).includes(field) ? maskOf(0, field.width) : [0, 0];
  }
}
