/** Dice that a seed alone throws. */
import { generator } from "../../generator.ts";
import type { Dice } from "../../spellings/dice.ts";

export type { Dice } from "../../spellings/dice.ts";

export function seededDice(seed: number): Dice {
  const next = generator(seed);
  const int = (min: number, max: number): number => min + next(max - min + 1);
  return {
    int,
    chance: (percent) => int(0, 99) < percent,
    pick: (list) => list[int(0, list.length - 1)] ?? list[0],
    some: (list, min, max = list.length) => {
      const rest = [...list];
      const count = int(Math.min(min, rest.length), Math.min(max, rest.length));
      return Array.from({ length: count }, () => rest.splice(int(0, rest.length - 1), 1)).flat();
    },
    bits: (width) => BigInt.asUintN(width, (BigInt(next(2 ** 32)) << 32n) | BigInt(next(2 ** 32))),
  };
}
