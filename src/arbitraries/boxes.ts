import type { Atom, Node, Slice } from "./formula.ts";
import { ALL, fieldsOfAtom, not, upperMask } from "./formula.ts";
import { maskOf, valueOf, type Field, type Words } from "./layout.ts";

/**
 * The values one field may have while all others stay as they are: a union of boxes that do not
 * overlap. In a box some bits are fixed, a few small groups of bits have lists of values, and some
 * combinations of bits are ruled out.
 */
export interface Box {
  maskLow: number;
  maskHigh: number;
  low: number;
  high: number;
  readonly lists: readonly List[];
  readonly excluded: readonly Bits[];
}

/** Bits `low` and up: at most 8, inside one word. */
export interface List {
  readonly low: number;
  readonly width: number;
  readonly maskLow: number;
  readonly maskHigh: number;
  readonly values: readonly number[];
}

/** These bits with these values. */
export interface Bits {
  readonly maskLow: number;
  readonly maskHigh: number;
  readonly low: number;
  readonly high: number;
}

/** The box of all values. */
export const ANYTHING: Box = { maskLow: 0, maskHigh: 0, low: 0, high: 0, lists: [], excluded: [] };

type Simple =
  { kind: "fixed"; bits: Bits } | { kind: "excluded"; bits: Bits } | { kind: "list"; list: List };

const ONE: readonly Box[] = [ANYTHING];

/** More boxes than any rule needs: a formula that does not fit this way of thinking. */
const TOO_MANY = 2048;

function fix(box: Box, { maskLow, maskHigh, low, high }: Bits): Box | undefined {
  if (((box.low ^ low) & box.maskLow & maskLow) !== 0) return undefined;
  if (((box.high ^ high) & box.maskHigh & maskHigh) !== 0) return undefined;
  const next = {
    maskLow: box.maskLow | maskLow,
    maskHigh: box.maskHigh | maskHigh,
    low: box.low | low,
    high: box.high | high,
  };
  if (next.maskLow === box.maskLow && next.maskHigh === box.maskHigh) return box;
  let result: Box = { ...next, lists: [], excluded: [] };
  for (const list of box.lists) {
    const added = choose(result, list);
    if (added === undefined) return undefined;
    result = added;
  }
  for (const bits of box.excluded) {
    const added = exclude(result, bits);
    if (added === undefined) return undefined;
    result = added;
  }
  return result;
}

function exclude(box: Box, bits: Bits): Box | undefined {
  const fixedLow = box.maskLow & bits.maskLow;
  const fixedHigh = box.maskHigh & bits.maskHigh;
  // Some bit differs already.
  if (((box.low ^ bits.low) & fixedLow) !== 0 || ((box.high ^ bits.high) & fixedHigh) !== 0) {
    return box;
  }
  const freeLow = bits.maskLow & ~box.maskLow;
  const freeHigh = bits.maskHigh & ~box.maskHigh;
  if (freeLow === 0 && freeHigh === 0) return undefined;
  const one = (x: number): boolean => (x & (x - 1)) === 0;
  if ((freeLow === 0 || freeHigh === 0) && one(freeLow) && one(freeHigh)) {
    return fix(box, {
      maskLow: freeLow,
      maskHigh: freeHigh,
      low: ~bits.low & freeLow,
      high: ~bits.high & freeHigh,
    });
  }
  return { ...box, excluded: [...box.excluded, bits] };
}

function choose(box: Box, list: List): Box | undefined {
  const { low, width, maskLow, maskHigh, values } = list;
  const at = low & 31;
  const upper = low >= 32;
  const fixedMask = (upper ? box.maskHigh & maskHigh : box.maskLow & maskLow) >>> at;
  const fixedBits = (upper ? box.high : box.low) >>> at;
  let fit = values.filter((value) => ((value ^ fixedBits) & fixedMask) === 0);
  const rest: List[] = [];
  for (const other of box.lists) {
    if (other.low === low && other.width === width) {
      fit = fit.filter((value) => other.values.includes(value));
    } else if (other.low < low + width && low < other.low + other.width) {
      throw new Error(`lists of values for overlapping bits ${low} and ${other.low}`);
    } else rest.push(other);
  }
  const [first] = fit;
  if (first === undefined) return undefined;
  const without = rest.length === box.lists.length ? box : { ...box, lists: rest };
  if (fit.length === 1) {
    const value = first << at;
    return fix(without, { maskLow, maskHigh, low: upper ? 0 : value, high: upper ? value : 0 });
  }
  return { ...without, lists: [...rest, { ...list, values: fit }] };
}

function add(box: Box, simple: Simple): Box | undefined {
  switch (simple.kind) {
    case "fixed":
      return fix(box, simple.bits);
    case "excluded":
      return exclude(box, simple.bits);
    case "list":
      return choose(box, simple.list);
  }
}

function listOf(low: number, width: number, values: readonly number[]): List {
  const [maskLow, maskHigh] = maskOf(low, width);
  return { low, width, maskLow, maskHigh, values };
}

const sliceBits = ({ low, width }: Slice, value: bigint): Bits => {
  const [maskLow, maskHigh] = maskOf(low, width);
  const shifted = value << BigInt(low);
  return {
    maskLow,
    maskHigh,
    low: Number(BigInt.asIntN(32, shifted)),
    high: Number(BigInt.asIntN(32, shifted >> 32n)),
  };
};

const sliceValue = (words: Words, { field, low, width, shift }: Slice): bigint =>
  BigInt.asUintN(width, valueOf(words, field) >> BigInt(low)) << BigInt(shift);

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The other fields, as a formula asks about them; the questions are what an answer depends on. */
export interface Others {
  /** For reading values that were asked for. */
  readonly words: Words;
  /** Truth of an atom that the field is no part of. */
  holds(atom: Atom): boolean;
  /** Announces that the bits of a field matter, which the atom compares with. */
  reads(field: Field, atom: Atom): void;
}

/** Alternatives for a field that make an atom true (or false), the other field being known. */
function alternatives(atom: Atom, positive: boolean, field: Field, others: Others): Simple[][] {
  const { words } = others;
  for (const other of fieldsOfAtom(atom)) if (other !== field) others.reads(other, atom);
  const equal = (bits: Bits): Simple[][] => [[{ kind: positive ? "fixed" : "excluded", bits }]];
  const zero = (maskLow: number, maskHigh: number): Bits => ({
    maskLow,
    maskHigh,
    low: 0,
    high: 0,
  });
  const listed = ({ low, width }: Slice, fits: (value: number) => boolean): Simple[][] => {
    const values = upTo(1 << width).filter((value) => fits(value) === positive);
    return [[{ kind: "list", list: listOf(low, width, values) }]];
  };
  /** A field of a few bits on the right of a relation: every value is tried. */
  const tried = (low: number, width: number): Simple[][] => {
    const at = 2 * field.index;
    const before = words[at] as number;
    const [mask] = maskOf(low, width);
    const [least, greatest] = field.range ?? [0, (1 << width) - 1];
    try {
      const values = upTo(1 << width).filter((value) => {
        if (value < least || value > greatest) return false;
        words[at] = (before & ~mask) | (value << low);
        return atom.holds(words) === positive;
      });
      return [[{ kind: "list", list: listOf(low, width, values) }]];
    } finally {
      words[at] = before;
    }
  };
  switch (atom.kind) {
    case "bits": {
      const [maskLow, maskHigh] = atom.mask;
      const [low, high] = atom.value;
      return equal({ maskLow, maskHigh, low, high });
    }
    case "in":
      return listed(atom.slice, (value) => atom.values.includes(value));
    case "same": {
      if (field !== atom.field) return tried(0, field.width);
      const [maskLow, maskHigh] = upperMask(words, atom.width, atom.offset, ALL);
      const zeros = zero(maskLow, maskHigh);
      const ones = { ...zeros, low: maskLow, high: maskHigh };
      if (maskLow === 0 && maskHigh === 0) return positive ? [[]] : [];
      return positive
        ? [[{ kind: "fixed", bits: zeros }], [{ kind: "fixed", bits: ones }]]
        : [
            [
              { kind: "excluded", bits: zeros },
              { kind: "excluded", bits: ones },
            ],
          ];
    }
    case "fits": {
      if (field !== atom.slice.field) return tried(0, field.width);
      const { low, width } = atom.slice;
      return equal(zero(...upperMask(words, atom.width, 0, maskOf(low, width), low)));
    }
    case "noBitOf":
    case "everyBitOf": {
      const ones = atom.kind === "everyBitOf";
      const at = 2 * (field === atom.field ? atom.mask : atom.field).index;
      const low = words[at] as number;
      const high = words[at + 1] as number;
      const [invertLow, invertHigh] = atom.invert;
      const [keepLow, keepHigh] = atom.keep;
      if (field === atom.field) {
        const maskLow = (low ^ invertLow) & keepLow;
        const maskHigh = (high ^ invertHigh) & keepHigh;
        return equal({ maskLow, maskHigh, low: ones ? maskLow : 0, high: ones ? maskHigh : 0 });
      }
      // No bit of the mask where the field has the wrong value.
      const maskLow = (ones ? ~low : low) & keepLow;
      const maskHigh = (ones ? ~high : high) & keepHigh;
      return equal({ maskLow, maskHigh, low: invertLow & maskLow, high: invertHigh & maskHigh });
    }
    case "compare": {
      const { left, right, relation } = atom;
      if (left.field === right.field) {
        // Two small groups of bits of one field: the pairs that fit.
        const pairs = upTo(1 << left.width).flatMap((a) =>
          upTo(1 << right.width).map((b) => [a, b] as const),
        );
        return pairs
          .filter(([a, b]) => holds(relation, BigInt(a), BigInt(b)) === positive)
          .map(([a, b]) => [
            { kind: "fixed", bits: sliceBits(left, BigInt(a)) },
            { kind: "fixed", bits: sliceBits(right, BigInt(b)) },
          ]);
      }
      const [own, other] = field === left.field ? [left, right] : [right, left];
      const value = sliceValue(words, other);
      if (relation !== "equal") {
        return listed(own, (mine) => {
          const shifted = BigInt(mine) << BigInt(own.shift);
          return own === left ? holds(relation, shifted, value) : holds(relation, value, shifted);
        });
      }
      const unshifted = value >> BigInt(own.shift);
      const reachable =
        unshifted << BigInt(own.shift) === value && unshifted >> BigInt(own.width) === 0n;
      if (!reachable) return positive ? [] : [[]];
      return equal(sliceBits(own, unshifted));
    }
  }
}

function holds(relation: "equal" | "atMost" | "atLeast", a: bigint, b: bigint): boolean {
  return relation === "equal" ? a === b : relation === "atMost" ? a <= b : a >= b;
}

const concerns = (node: Node, field: Field): boolean =>
  node.kind === "atom"
    ? fieldsOfAtom(node.atom).includes(field)
    : node.of.some((part) => concerns(part, field));

/**
 * The parts of the boxes in which a formula holds: disjoint, if the boxes were.
 *
 * @param field the field that varies
 */
export function restrict(
  boxes: readonly Box[],
  node: Node,
  field: Field,
  others: Others,
): readonly Box[] {
  if (boxes.length === 0) return boxes;
  switch (node.kind) {
    case "atom": {
      const { atom, positive } = node;
      if (!fieldsOfAtom(atom).includes(field)) {
        return others.holds(atom) === positive ? boxes : [];
      }
      const result: Box[] = [];
      const ways = alternatives(atom, positive, field, others);
      for (const box of boxes) {
        for (const way of ways) {
          let part: Box | undefined = box;
          for (const simple of way) {
            part = add(part, simple);
            if (part === undefined) break;
          }
          if (part !== undefined) result.push(part);
        }
      }
      if (result.length > TOO_MANY) throw new Error(`too many cases for ${field.path}`);
      return result;
    }
    case "all":
      return node.of.reduce((rest, part) => restrict(rest, part, field, others), boxes);
    case "any": {
      const result: Box[] = [];
      let rest = boxes;
      for (const part of node.of) {
        if (concerns(part, field)) {
          result.push(...restrict(rest, part, field, others));
          rest = restrict(rest, not(part), field, others);
          if (rest.length === 0) break;
        } else if (restrict(ONE, part, field, others).length > 0) return boxes;
      }
      return result;
    }
  }
}
