/** Judges the state made of generated words by the table of its fields. */
import { WORDS, fields, fromState, setValue } from "../../src/arbitraries/layout.ts";
import { normalize } from "../../src/state/normalize.ts";
import { randomWords } from "../../test/support/packed.ts";
import type { Judge } from "./product.ts";

export function completeStateJudge(states: number): Judge {
  const random = randomWords(0xc0e5);
  const cases = Array.from({ length: states }, () => {
    const words = new Int32Array(WORDS);
    const values = new Map<string, number | bigint>();
    for (const field of fields) {
      const { path, width, range } = field;
      const free = BigInt.asUintN(width, (BigInt(random()) << 32n) | BigInt(random()));
      const value = range === undefined ? free : BigInt(range[random() % 2] ?? 0);
      setValue(words, field, value);
      values.set(path, width > 32 ? value : Number(value));
    }
    return { words, values };
  });
  return ({ completeState }) => {
    for (const { words, values } of cases) {
      const made = normalize(completeState(words)).fields;
      if (made.size !== values.size) return "complete state";
      for (const [path, value] of values) {
        if (made.get(path) !== value) return "complete state";
      }
      // Numbers are of the kind promised, and nothing is too much.
      if (fromState(completeState(words))?.join() !== words.join()) return "complete state";
    }
    return undefined;
  };
}
