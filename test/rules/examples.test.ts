import { describe, expect, it } from "vitest";
import { ruleBook } from "../../src/rules/book.ts";
import { Explainer } from "../../src/evaluate/explain/explain.ts";
import { ReferenceEvaluator } from "../../src/evaluate/reference/index.ts";
import {
  KINDS,
  lonelyFailing,
  lonelyNotApplicable,
  misplaced,
  pairs,
  questionOfExample,
  show,
  showsApplicability,
} from "../suites/rule-book/examples.ts";

const book = ruleBook();
const explainer = new Explainer(book);

describe.each(book.instances.map((instance) => [instance.id, instance] as const))(
  "%s",
  (_id, instance) => {
    it("has examples that come out as they say", () => {
      expect(misplaced(book, explainer, instance)).toEqual([]);
    });

    it("has a passing and a failing example one bit apart; every failing one has such a neighbour", () => {
      expect(pairs(instance).length).toBeGreaterThan(0);
      expect(lonelyFailing(instance)).toEqual([]);
    });

    it("shows applicability alone: each not-applicable example is one bit from a failing one", () => {
      expect(lonelyNotApplicable(instance)).toEqual([]);
      expect(
        showsApplicability(instance),
        "a conditional rule has a not-applicable example, any other has none",
      ).toBe(true);
    });
  },
);

it("gives the same answers on json-rules-engine", async () => {
  for (const instance of book.instances) {
    const one = new ReferenceEvaluator(book, new Set([instance.id]));
    for (const [kind, status] of KINDS) {
      for (const example of instance.examples[kind]) {
        const statuses = await one.statuses(questionOfExample(book, example));
        expect(statuses.get(instance.id), `${instance.id} ${kind}: ${show(example)}`).toBe(status);
      }
    }
  }
});
