/** All mutants, by stricter judges: `tsx tools/mutate-generator.ts`. */
import { expect, it } from "vitest";
import {
  Judges,
  QUICK,
  allMutants,
  equivalents,
  keyOf,
} from "../../tools/mutate-generator/judging.ts";

const mutants = allMutants();

it("every kind of file has mutants, and each of those that mean the same is one of them", () => {
  expect(mutants.length).toBeGreaterThan(1_300);
  const keys = new Set(mutants.map(keyOf));
  expect(keys.size).toBe(mutants.length);
  for (const key of equivalents.keys()) expect(keys).toContain(key);
});

it("a sample of the mutants of the generator and of the interpreter is noticed", () => {
  const judges = new Judges(QUICK);
  const survivors = mutants
    .filter((_, i) => i % 150 === 7)
    .filter((mutant) => !equivalents.has(keyOf(mutant)))
    .filter((mutant) => judges.judge(mutant) === "SURVIVED")
    .map(keyOf);
  expect(survivors).toEqual([]);
});
