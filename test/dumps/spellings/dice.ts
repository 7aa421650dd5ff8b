import * as fc from "fast-check";

/** Random choices of a dialect; they shrink towards small numbers and first members. */
export interface Dice {
  readonly int: (min: number, max: number) => number;
  /** True in so many of a hundred cases. */
  readonly chance: (percent: number) => boolean;
  readonly pick: <const T>(list: readonly [T, ...(readonly T[])]) => T;
  /** `min` to `max` different members in random order. */
  readonly some: <T>(list: readonly T[], min: number, max?: number) => T[];
  /** A word of so many bits. */
  readonly bits: (width: number) => bigint;
}

/** Without bias: a choice of a dialect is no number whose edges matter. */
const evenly = (min: number, max: number): fc.Arbitrary<number> =>
  fc.noBias(fc.integer({ min, max }));

const someOf = <T>(
  list: readonly T[],
  [min, max]: readonly [number, number],
  int: (min: number, max: number) => number,
): T[] => {
  const rest = [...list];
  const count = int(Math.min(min, rest.length), Math.min(max, rest.length));
  return Array.from({ length: count }, () => rest.splice(int(0, rest.length - 1), 1)).flat();
};

/** Dice whose throws fast-check draws, records and shrinks. */
export const diceOf = (g: fc.GeneratorValue): Dice => {
  const int = (min: number, max: number): number => g(evenly, min, max);
  return {
    int,
    chance: (percent) => int(0, 99) >= 100 - percent,
    pick: (list) => list[int(0, list.length - 1)] ?? list[0],
    some: (list, min, max = list.length) => someOf(list, [min, max], int),
    bits: (width) => g(fc.bigInt, { min: 0n, max: (1n << BigInt(width)) - 1n }),
  };
};

/** Dice of which a function throws numbers of `min` to `max`, and words of 32 bits. */
export const diceThrowing = (
  int: (min: number, max: number) => number,
  word: () => number,
): Dice => ({
  int,
  chance: (percent) => int(0, 99) < percent,
  pick: (list) => list[int(0, list.length - 1)] ?? list[0],
  some: (list, min, max = list.length) => someOf(list, [min, max], int),
  bits: (width) => BigInt.asUintN(width, (BigInt(word()) << 32n) | BigInt(word())),
});

/** Dice that a seed alone throws, the same with every version of every package. */
export const seededDice = (seed: number): Dice => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  };
  return diceThrowing((min, max) => min + (next() % (max - min + 1)), next);
};
