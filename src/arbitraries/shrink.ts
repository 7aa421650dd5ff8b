import { fields, type Words } from "./layout.ts";
import { steps } from "./varying.ts";

/** How far a state is from another one: fields that differ, then bits. */
export function distance(a: Words, b: Words): [fields: number, bits: number] {
  let differing = 0;
  let bits = 0;
  for (let at = 0; at < a.length; at += 2) {
    const low = (a[at] as number) ^ (b[at] as number);
    const high = (a[at + 1] as number) ^ (b[at + 1] as number);
    if (low === 0 && high === 0) continue;
    differing += 1;
    bits += ones(low) + ones(high);
  }
  return [differing, bits];
}

function ones(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** Indices of the fields in which two states differ. */
export function differing(a: Words, b: Words): number[] {
  const result: number[] = [];
  for (let index = 0; index < fields.length; index++) {
    if (a[2 * index] !== b[2 * index] || a[2 * index + 1] !== b[2 * index + 1]) result.push(index);
  }
  return result;
}

/** So many fields are tried two by two; with more it would take too long. */
const PAIRS = 20;

/**
 * States nearer to a target, the nearest first; each differs from `words` and is strictly nearer. A
 * caller that wants states of a kind passes what makes them one.
 *
 * @param target where to; the result may be the target itself
 * @param holds true for states that may be given
 */
export function* nearer(
  words: Words,
  target: Words,
  holds: (words: Words) => boolean,
): Generator<Words> {
  const apart = differing(words, target);
  const seen = new Set<string>();
  const tried = (set: readonly number[]): Words | undefined => {
    const key = set.join(" ");
    if (set.length === 0 || seen.has(key)) return undefined;
    seen.add(key);
    const next = words.slice();
    for (const index of set) {
      next[2 * index] = target[2 * index] as number;
      next[2 * index + 1] = target[2 * index + 1] as number;
    }
    return holds(next) ? next : undefined;
  };
  // All fields, halves of them, quarters, single ones.
  for (let size = apart.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < apart.length; start += size) {
      const next = tried(apart.slice(start, start + size));
      if (next !== undefined) yield next;
    }
  }
  // Fields that belong together, and any two.
  for (const group of GROUPS) {
    const next = tried(apart.filter((index) => group.has(index)));
    if (next !== undefined) yield next;
  }
  if (apart.length <= PAIRS) {
    for (const [i, a] of apart.entries()) {
      for (const b of apart.slice(i + 1)) {
        const next = tried([a, b]);
        if (next !== undefined) yield next;
      }
    }
  }
  for (const index of apart) yield* nearerBits(words, target, index, holds);
}

/** The same with some bits of one field. */
function* nearerBits(
  words: Words,
  target: Words,
  index: number,
  holds: (words: Words) => boolean,
): Generator<Words> {
  const low = (words[2 * index] as number) ^ (target[2 * index] as number);
  const high = (words[2 * index + 1] as number) ^ (target[2 * index + 1] as number);
  const bits = [...bitsOf(low), ...bitsOf(high).map((bit) => bit + 32)];
  for (let size = Math.ceil(bits.length / 2); size >= 1 && bits.length > 1;) {
    for (let start = 0; start < bits.length; start += size) {
      const next = words.slice();
      for (const bit of bits.slice(start, start + size)) {
        const at = 2 * index + (bit >> 5);
        next[at] = (next[at] as number) ^ (1 << (bit & 31));
      }
      if (holds(next)) yield next;
    }
    size = size === 1 ? 0 : Math.ceil(size / 2);
  }
}

function bitsOf(word: number): number[] {
  const result: number[] = [];
  for (let bit = 31; bit >= 0; bit--) if (((word >>> bit) & 1) === 1) result.push(bit);
  return result;
}

/** Registers and other groups; the processor is one. */
const GROUPS: readonly ReadonlySet<number>[] = [
  new Set(fields.filter(({ path }) => path.startsWith("cpu.")).map(({ index }) => index)),
  new Set(fields.filter(({ path }) => /^guest\.(cs|ss)\./.test(path)).map(({ index }) => index)),
  ...steps()
    .filter((group) => group.length > 1)
    .map((group) => new Set(group.map(({ index }) => index))),
  new Set(
    ["guest.cr0", "guest.cr4", "guest.efer", "controls.entry", "guest.tr.accessRights"].flatMap(
      (path) => fields.filter((field) => field.path === path).map(({ index }) => index),
    ),
  ),
];
