/**
 * Rules the package does not have: every operator on every kind of fact, behind every kind of guard,
 * interpreted and as generated code; and states in every writing, packed. Mutants of the generator
 * are judged by the same.
 */
import { expect, it } from "vitest";
import { FormsJudge } from "../../tools/mutate-generator/forms.ts";
import { scriptOf } from "../../tools/mutate-generator/modules.ts";
import {
  absenceTrials,
  edgeTrials,
  faultTrials,
  fullTrials,
  nearTrials,
} from "../../tools/mutate-generator/pack-trials.ts";
import { produce } from "../../tools/mutate-generator/product.ts";
import { programJudge } from "../../tools/mutate-generator/program.ts";
import { faultIn, type Trial } from "../../tools/mutate-generator/trials.ts";

const product = produce();

it("the interpreter gives each the meaning it has for explain, and refuses what it cannot check", () => {
  expect(programJudge({ cases: 200, constants: 2, partners: 2 })(product)).toBeUndefined();
});

it("the generated code gives each the meaning it has for explain, and asks for what it reads", () => {
  const judge = new FormsJudge(2, 2, 12);
  expect(judge.fault(product, scriptOf(judge.text(product)))).toBeUndefined();
});

it.each([
  ["full of random bits", () => fullTrials(40)],
  ["near valid ones", () => nearTrials(150)],
  ["with a field at its edge", () => edgeTrials(2)],
  ["with absent fields", () => absenceTrials(8)],
  ["with a fault", () => faultTrials(2)],
] as [string, () => Trial[]][])("packs, unpacks and answers states %s", (_name, trials) => {
  const all = trials();
  expect(all.length).toBeGreaterThan(30);
  const faults = all.map((trial) => faultIn(trial, product));
  expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
});
