/** Dice that a seed alone throws. */
import { generator } from "../../generator.ts";
import { type Dice, diceThrowing } from "../../spellings/dice.ts";

export type { Dice } from "../../spellings/dice.ts";

export function seededDice(seed: number): Dice {
  const next = generator(seed);
  return diceThrowing(
    (min, max) => min + next(max - min + 1),
    () => next(2 ** 32),
  );
}
