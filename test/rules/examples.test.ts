import { describe, expect, it } from "vitest";
import { ruleBook } from "../../src/rules/book.ts";
import type { Example, Instance } from "../../src/rules/types.ts";
import { Explainer } from "../../src/evaluate/explain/explain.ts";
import { ReferenceEvaluator } from "../../src/evaluate/reference/index.ts";
import type { Status } from "../../src/evaluate/types.ts";
import { fieldsOfExample } from "../support/states.ts";

const book = ruleBook();
const explainer = new Explainer(book);

/** Number of differing bits; undefined if the examples do not name the same fields. */
function distance(a: Example, b: Example): number | undefined {
  if (a.values.size !== b.values.size) return undefined;
  let bits = 0;
  for (const [name, value] of a.values) {
    const other = b.values.get(name);
    if (other === undefined) return undefined;
    for (let rest = value ^ other; rest !== 0n; rest &= rest - 1n) bits += 1;
  }
  return bits;
}

const show = (example: Example): string =>
  [...example.values].map(([name, value]) => `${name}=0x${value.toString(16)}`).join(" ");

function lonely(examples: Example[], partners: Example[]): string[] {
  return examples
    .filter((example) => !partners.some((partner) => distance(example, partner) === 1))
    .map(show);
}

const KINDS: [keyof Instance["examples"], Status][] = [
  ["pass", "pass"],
  ["fail", "fail"],
  ["notApplicable", "notApplicable"],
];

describe.each(book.instances.map((instance) => [instance.id, instance] as const))(
  "%s",
  (_id, instance) => {
    it("has examples that come out as they say", () => {
      for (const [kind, status] of KINDS) {
        for (const example of instance.examples[kind]) {
          const question = {
            fields: fieldsOfExample(book, example),
            pins: {},
            view: "vmcs" as const,
          };
          expect(explainer.status(instance.id, question), `${kind}: ${show(example)}`).toBe(status);
        }
      }
    });

    it("has a passing and a failing example one bit apart; every failing one has such a neighbour", () => {
      const { pass, fail, notApplicable } = instance.examples;
      const pairs = fail.filter((example) => lonely([example], pass).length === 0);
      expect(pairs.length).toBeGreaterThan(0);
      expect(lonely(fail, [...pass, ...notApplicable])).toEqual([]);
    });

    it("shows applicability alone: each not-applicable example is one bit from a failing one", () => {
      const { fail, notApplicable } = instance.examples;
      expect(lonely(notApplicable, fail)).toEqual([]);
      expect(notApplicable.length > 0, "a conditional rule has a not-applicable example").toBe(
        instance.when !== undefined,
      );
    });
  },
);

it("gives the same answers on json-rules-engine", async () => {
  for (const instance of book.instances) {
    const one = new ReferenceEvaluator(book, new Set([instance.id]));
    for (const [kind, status] of KINDS) {
      for (const example of instance.examples[kind]) {
        const question = {
          fields: fieldsOfExample(book, example),
          pins: {},
          view: "vmcs" as const,
        };
        const statuses = await one.statuses(question);
        expect(statuses.get(instance.id), `${instance.id} ${kind}: ${show(example)}`).toBe(status);
      }
    }
  }
});
