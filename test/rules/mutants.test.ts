import { expect, it } from "vitest";
import { textOf } from "../../tools/mutants.ts";
import { Mutations, sample } from "../../tools/mutate-rules.ts";

// All of them: `npm run mutate`.
const SIZE = 300;

const mutations = new Mutations();

it("makes mutants of every file below rules/", () => {
  const files = new Set(mutations.mutants.map(({ file }) => file));
  expect([...files].filter((file) => file.startsWith("guest-")).length).toBeGreaterThan(100);
  expect([...files]).toEqual(
    expect.arrayContaining(["conditions.json", "order.json", "sdm.json", "fields/cpu.json"]),
  );
  expect(mutations.mutants.length).toBeGreaterThan(15_000);
});

it("notices the change of any number, operator, gate or register list (a sample)", () => {
  const mutants = sample(mutations.mutants, SIZE);
  expect(mutants.length).toBeGreaterThanOrEqual(SIZE);
  const survivors = mutants
    .filter((mutant) => mutations.judge(mutant) === "SURVIVED")
    .map(({ file, pointer, to }) => `rules/${file} ${pointer} -> ${textOf(to)}`);
  expect(survivors).toEqual([]);
});
