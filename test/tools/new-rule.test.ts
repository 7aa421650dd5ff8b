import { describe, expect, it } from "vitest";
import { Explainer } from "../../src/evaluate/explain/explain.ts";
import { loadRules } from "../../src/rules/load.ts";
import { newRule } from "../../tools/new-rule.ts";
import { readRuleTexts, readSchemas } from "../../tools/read-rules.ts";
import { fieldsOfExample } from "../support/states.ts";

const texts = readRuleTexts();

describe("new:rule", () => {
  it("writes a rule that loads, stands at its place and passes its examples", () => {
    const files = newRule(
      {
        id: "{r}-something",
        section: "guest-segment-registers",
        registers: ["ds", "es"],
        after: "ss-type",
      },
      texts,
    );
    const { book } = loadRules(new Map([...texts, ...files]), readSchemas());
    const ids = book.instances.map(({ id }) => id);
    expect(ids.slice(ids.indexOf("ss-type"), ids.indexOf("ss-type") + 3)).toEqual([
      "ss-type",
      "ds-something",
      "es-something",
    ]);
    const explainer = new Explainer(book);
    for (const id of ["ds-something", "es-something"]) {
      const instance = book.byId.get(id);
      for (const kind of ["pass", "fail", "notApplicable"] as const) {
        for (const example of instance?.examples[kind] ?? []) {
          const question = {
            fields: fieldsOfExample(book, example),
            pins: {},
            view: "vmcs" as const,
          };
          expect(explainer.status(id, question)).toBe(kind);
        }
      }
    }
  });

  it("puts a rule without registers at the end of its section", () => {
    const files = newRule({ id: "pdpte-something", section: "guest-pdptes" }, texts);
    const { book } = loadRules(new Map([...texts, ...files]), readSchemas());
    expect(book.instances.at(-1)?.id).toBe("pdpte-something");
  });

  it.each([
    [{ id: "x", section: "no-such-section" }, "no section"],
    [{ id: "cs-type", section: "guest-segment-registers" }, "exists already"],
    [{ id: "{r}-x", section: "guest-segment-registers" }, "needs --for"],
    [{ id: "x", section: "guest-pdptes", after: "nothing" }, 'no instance "nothing"'],
  ])("refuses %j", (options, message) => {
    expect(() => newRule(options, texts)).toThrow(message);
  });
});
