import * as fc from "fast-check";
import { diceOf, type Dice } from "./dice.ts";

/** What a text says, as a careful human who has nothing but the text would write it down. */
export interface Spelling {
  readonly text: string;
  /** Values that the text states, by path of the exchange JSON. */
  readonly expected: Readonly<Record<string, bigint>>;
  /** Paths that the text speaks of and whose values cannot be known from it. */
  readonly unknown: readonly string[];
  /** Paths on which careful humans differ: left out or one of these values is right. */
  readonly either?: Readonly<Record<string, readonly bigint[]>>;
  readonly view: "vmcs" | "guest";
}

export interface SpelledCase extends Spelling {
  readonly dialect: string;
}

/** One way to write states down; draws all that it leaves open from the dice. */
export type Dialect = (dice: Dice) => Spelling;
export type Dialects = Readonly<Record<string, Dialect>>;

/** Random cases of one dialect. */
export const casesOf = (name: string, dialect: Dialect): fc.Arbitrary<SpelledCase> =>
  fc.gen().map((g) => ({ dialect: name, ...dialect(diceOf(g)) }));

/** Random cases of all dialects, each as likely as the others. */
export const casesOfAll = (dialects: Dialects): fc.Arbitrary<SpelledCase> =>
  fc.oneof(...Object.entries(dialects).map(([name, dialect]) => casesOf(name, dialect)));
