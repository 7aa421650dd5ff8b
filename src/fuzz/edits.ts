import { PACKED_FIELDS, bitsOf, check, rules } from "../index.ts";
import type { Random } from "./random.ts";

/**
 * What can be flipped: the bits of the packed fields, in the slices the manual gives them. A check
 * looks at a few bits of a few fields, so a bit is chosen field first, then slice, then bit: a flag
 * of one bit is as likely as an address of 48.
 */
export interface Edits {
  /** For each check, in the order of `rules`, the numbers of the packed fields it reads. */
  readonly fieldsOf: readonly Uint8Array[];
  /** Flips one bit, or all bits of a slice, in one of these fields or in any. Returns its word. */
  flip(random: Random, fields: Uint8Array, words: Int32Array, at: number): number;
}

/** Where addresses, limits and masks of the manual begin and end, for fields without named bits. */
const CUTS = [0, 3, 12, 16, 20, 32, 36, 40, 46, 47, 48, 52, 56, 57, 61, 63, 64];

interface Slice {
  low: number;
  length: number;
}

/** Written by VM exits, so no part of a state before VM entry. */
export const isExit = (path: string): boolean =>
  /^controls\.exit(Reason|Qualification)$/.test(path);

/** Named bits, and what lies between them. */
function slicesOf(path: string, width: number): Slice[] {
  const named = bitsOf(path);
  const slices = named.map(({ high, low }) => ({ low, length: high - low + 1 }));
  const isNamed = (bit: number): boolean => named.some((n) => bit >= n.low && bit <= n.high);
  let from: number | undefined;
  for (let bit = 0; bit <= width; bit++) {
    const ends = bit === width || isNamed(bit) || CUTS.includes(bit);
    if (from !== undefined && ends) {
      slices.push({ low: from, length: bit - from });
      from = undefined;
    }
    if (from === undefined && bit < width && !isNamed(bit)) from = bit;
  }
  return slices;
}

let shared: Edits | undefined;

/** The edits of all fields, made on first use. */
export function edits(): Edits {
  return (shared ??= makeEdits());
}

function makeEdits(): Edits {
  const first: number[] = [];
  const count: number[] = [];
  const slices: { word: number; low: number; length: number; lower: number; upper: number }[] = [];
  for (const { path, word, width } of PACKED_FIELDS) {
    const own = slicesOf(path, width);
    first.push(slices.length);
    count.push(own.length);
    for (const { low, length } of own) {
      const mask = ((1n << BigInt(length)) - 1n) << BigInt(low);
      const lower = Number(BigInt.asIntN(32, mask));
      const upper = Number(BigInt.asIntN(32, mask >> 32n));
      slices.push({ word, low, length, lower, upper });
    }
  }
  const firstSlice = Uint16Array.from(first);
  const sliceCount = Uint8Array.from(count);
  const words = Uint8Array.from(slices, (slice) => slice.word);
  const lows = Uint8Array.from(slices, (slice) => slice.low);
  const lengths = Uint8Array.from(slices, (slice) => slice.length);
  const lowers = Int32Array.from(slices, (slice) => slice.lower);
  const uppers = Int32Array.from(slices, (slice) => slice.upper);
  // What VM exits write is no input of VM entry.
  const any = Uint8Array.from(
    PACKED_FIELDS.flatMap(({ path }, number) => (isExit(path) ? [] : [number])),
  );
  return {
    fieldsOf: fieldsRead(),
    flip(random, choice, state, at) {
      const r = random.next();
      const anyField = (r & 3) === 0 || choice.length === 0;
      const from = anyField ? any : choice;
      const field = from[random.below(from.length)] as number;
      const slice = (firstSlice[field] as number) + random.below(sliceCount[field] as number);
      const word = words[slice] as number;
      if ((r & 12) === 0) {
        state[at + word] = (state[at + word] as number) ^ (lowers[slice] as number);
        if (uppers[slice] !== 0) {
          state[at + word + 1] = (state[at + word + 1] as number) ^ (uppers[slice] as number);
        }
        return word;
      }
      const bit = (lows[slice] as number) + random.below(lengths[slice] as number);
      const place = at + word + (bit >>> 5);
      state[place] = (state[place] as number) ^ (1 << (bit & 31));
      return word;
    },
  };
}

/** A state of which nothing is known is undecided by what each check reads. */
function fieldsRead(): Uint8Array[] {
  const numberOf = new Map(PACKED_FIELDS.map(({ path }, number) => [path, number]));
  const missing = pathsRead();
  return rules.map(({ id }) =>
    Uint8Array.from(
      (missing.get(id) ?? [])
        .map((path) => numberOf.get(path))
        .filter((number) => number !== undefined),
    ),
  );
}

let read: ReadonlyMap<string, readonly string[]> | undefined;

/** Paths of the exchange JSON each check reads, CPU facts included. */
export function pathsRead(): ReadonlyMap<string, readonly string[]> {
  if (read !== undefined) return read;
  const found = new Map<string, Set<string>>(rules.map(({ id }) => [id, new Set()]));
  // Outside SMM (which an absent fact means) and inside: some checks ask only in one of them.
  for (const state of [{}, { cpu: { inSmm: true } }]) {
    for (const { rule, missing } of check(state).undecided) {
      for (const path of missing) found.get(rule)?.add(path);
    }
  }
  return (read = new Map([...found].map(([id, paths]) => [id, [...paths]])));
}
