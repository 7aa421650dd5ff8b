import { describe, expect, it } from "vitest";
import { boundaryStates } from "../../src/arbitraries/corpus.ts";
import { formulaOf, not, together, truth, type Node } from "../../src/arbitraries/formula.ts";
import { toHex, toState } from "../../src/arbitraries/layout.ts";
import { Explainer } from "../../src/evaluate/explain/explain.ts";
import { RuleError } from "../../src/rules/facts.ts";
import type { Condition, RuleBook } from "../../src/rules/types.ts";
import { normalize } from "../../src/state/normalize.ts";
import { NoMeaning, bitFormula } from "../../tools/witnesses/bit-formula.ts";
import { Changes } from "../../tools/witnesses/changes.ts";
import { sampled } from "../../tools/witnesses/mutants.ts";

type Translate = (condition: Condition, facts: RuleBook["facts"]) => Node;

/** Every tenth state made for a check, and a few of all others. */
function statesFor(
  id: string,
): { words: Int32Array; fields: ReturnType<typeof normalize>["fields"] }[] {
  return all
    .filter(({ check }, index) => (check === id ? index % 10 === 0 : index % 2003 === 0))
    .map(({ words }) => ({ words, fields: normalize(toHex(toState(words))).fields }));
}
const all = [...boundaryStates()];

const COUNT = process.env["VMX_PROVE"] === undefined ? 100 : 2000;

describe("changed rules as formulas", () => {
  const changes = new Changes();

  /** Where a formula of a changed check is not what explain says; and how many could be compared. */
  function compare(translate: Translate, count: number): { wrong: string[]; compared: number } {
    const wrong: string[] = [];
    let compared = 0;
    const mutants = changes.mutants.filter(({ file }) => !file.startsWith("fields/"));
    // Beside the sample: bits of a field in the place of a width, which a short formula cannot say.
    const widths = mutants.filter(({ file, to }) => /ss-dpl-rpl/.test(file) && to === "fitsInBits");
    for (const mutant of [...sampled(mutants, count), ...widths]) {
      let book: RuleBook;
      try {
        book = changes.book(mutant);
      } catch (error) {
        expect(error).toBeInstanceOf(RuleError);
        continue;
      }
      // A check the change changes; none if the engines refuse it, or if it has no effect.
      const changed = changes.of(mutant)?.[0]?.id;
      const instance = changed === undefined ? book.instances[0] : book.byId.get(changed);
      if (instance === undefined) continue;
      const { id, when, require } = instance;
      let violated: (words: Int32Array) => boolean;
      try {
        const applies = when === undefined ? together([]) : translate(when, book.facts);
        violated = truth(together([applies, not(translate(require, book.facts))]));
      } catch (error) {
        if (error instanceof NoMeaning) {
          expect(() => new Explainer({ ...book, instances: [instance] })).toThrow();
        }
        continue;
      }
      compared += 1;
      const explainer = new Explainer({ ...book, instances: [instance] });
      for (const { words, fields } of statesFor(id)) {
        const fails = explainer.status(id, { fields, pins: {}, view: "vmcs" }) === "fail";
        if (fails !== violated(words)) {
          wrong.push(`${mutant.file} ${mutant.pointer} ${JSON.stringify(mutant.to)}`);
          break;
        }
      }
    }
    return { wrong, compared };
  }

  it("say what explain says, bit by bit", { timeout: 1_800_000 }, () => {
    const { wrong, compared } = compare(bitFormula, COUNT);
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(60);
  });

  it("say what explain says, as short formulas", { timeout: 1_800_000 }, () => {
    const { wrong, compared } = compare(formulaOf, COUNT);
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(60);
  });
});
