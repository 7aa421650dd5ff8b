/**
 * What fast-check asks of every arbitrary, as functions that throw: the same seed gives the same
 * values, values are of the right kind and so are the smaller ones, every value can be shrunk without
 * context, and every smaller value is strictly smaller.
 */
import * as fc from "fast-check";
import { expect } from "vitest";

export interface Law<Item> {
  arbitrary: () => fc.Arbitrary<Item>;
  isCorrect: (item: Item) => boolean;
  /** Numbers that say how large an item is, the most important first. */
  size: (item: Item) => readonly number[];
  /** The item nothing is smaller than, where it is reached; undefined if there are several. */
  smallest?: (item: Item) => boolean;
}

const SAMPLES = 12;
const SMALLER = 40;

const isLess = (a: readonly number[], b: readonly number[]): boolean => {
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? 0;
    if (value !== other) return value < other;
  }
  return false;
};

/** The first few smaller values. */
function firstSmaller<Item>(
  arbitrary: fc.Arbitrary<Item>,
  value: Item,
  context: unknown,
): fc.Value<Item>[] {
  return [...arbitrary.shrink(value, context).take(SMALLER)];
}

function values<Item>(arbitrary: fc.Arbitrary<Item>, seed: number): fc.Value<Item>[] {
  const found: fc.Value<Item>[] = [];
  const recording = new (class extends fc.Arbitrary<Item> {
    generate(random: fc.Random, bias: number | undefined): fc.Value<Item> {
      const value = arbitrary.generate(random, bias);
      found.push(value);
      return value;
    }
    canShrinkWithoutContext(value: unknown): value is Item {
      return arbitrary.canShrinkWithoutContext(value);
    }
    shrink(): fc.Stream<fc.Value<Item>> {
      return fc.Stream.nil();
    }
  })();
  fc.sample(recording, { numRuns: SAMPLES, seed });
  return found;
}

export function sameSeedSameValues<Item>({ arbitrary }: Law<Item>): void {
  for (const seed of [1, 2, 3]) {
    const one = values(arbitrary(), seed);
    const other = values(arbitrary(), seed);
    expect(one.map(({ value }) => value)).toEqual(other.map(({ value }) => value));
    // And the same smaller values.
    const [first] = one;
    const [again] = other;
    if (first === undefined || again === undefined) throw new Error("nothing was generated");
    expect(firstSmaller(arbitrary(), first.value, first.context).map(({ value }) => value)).toEqual(
      firstSmaller(arbitrary(), again.value, again.context).map(({ value }) => value),
    );
  }
}

export function onlyCorrectValues<Item>({ arbitrary, isCorrect }: Law<Item>): void {
  const made = arbitrary();
  for (const { value, context } of values(made, 4)) {
    expect(isCorrect(value)).toBe(true);
    for (const smaller of firstSmaller(made, value, context)) {
      expect(isCorrect(smaller.value)).toBe(true);
    }
  }
}

export function shrinkableWithoutContext<Item>({ arbitrary, isCorrect, size }: Law<Item>): void {
  const made = arbitrary();
  for (const { value } of values(made, 5)) {
    expect(made.canShrinkWithoutContext(value)).toBe(true);
    for (const smaller of firstSmaller(made, value, undefined)) {
      expect(isCorrect(smaller.value)).toBe(true);
      expect(isLess(size(smaller.value), size(value))).toBe(true);
    }
  }
}

export function shrinksStrictly<Item>({ arbitrary, size }: Law<Item>): void {
  const made = arbitrary();
  for (const { value, context } of values(made, 6)) {
    for (const smaller of firstSmaller(made, value, context)) {
      expect(isLess(size(smaller.value), size(value))).toBe(true);
    }
  }
}

/** Taking the first smaller value again and again comes to an end, at the smallest one. */
export function endsAtTheSmallest<Item>({ arbitrary, smallest }: Law<Item>): void {
  const made = arbitrary();
  for (const start of values(made, 7).slice(0, 4)) {
    let { value, context } = start;
    for (let steps = 0; ; steps++) {
      expect(steps).toBeLessThan(2000);
      const [next] = made.shrink(value, context).take(1);
      if (next === undefined) break;
      ({ value, context } = next);
    }
    if (smallest !== undefined) expect(smallest(value)).toBe(true);
  }
}
