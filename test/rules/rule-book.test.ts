import { describe, expect, it } from "vitest";
import { ruleBook } from "../../src/rules/book.ts";
import { expand } from "../../src/rules/expand.ts";
import { sources } from "../../src/generated/sources.ts";
import type { RuleSources } from "../../src/rules/types.ts";
import { exampleDigests } from "../suites/rule-book/examples.ts";
import { findFault } from "../suites/rule-book.suite.ts";

it("keeps the examples people know (update with `vitest run -u` if a change is meant)", async () => {
  const text = `${JSON.stringify(exampleDigests(sources), undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../fixtures/examples.json");
});

it("finds no fault in the rules", () => {
  expect(findFault(ruleBook())).toBeUndefined();
});

describe("finds a fault", () => {
  const fault = (change: (copy: RuleSources) => void): string | undefined => {
    const copy = structuredClone(sources);
    change(copy);
    return findFault(expand(copy), { sources: copy });
  };
  const rule = (copy: RuleSources, file: string): RuleSources["rules"][string] => {
    const found = copy.rules[file];
    if (found === undefined) throw new Error(`no rule file ${file}`);
    return found;
  };

  it("in an exit qualification", () => {
    const text = fault((copy) => {
      rule(copy, "guest-pdptes/pdpte-reserved.json").exitQualification = 4;
    });
    expect(text).toBe("catalogue: exit qualification of pdpte0-reserved: 4 instead of 2");
  });

  it("in a section number of an edition that is not the current one", () => {
    const text = fault((copy) => {
      const section = copy.sdm.sections["guest-pdptes"];
      if (section !== undefined) section.numbers["2015"] = "26.3.1.5";
    });
    expect(text).toMatch(/^catalogue: sections of the editions/);
  });

  it("in a condition that is no longer the opposite of its complement", () => {
    const text = fault((copy) => {
      const condition = copy.conditions.conditions["unusable"];
      if (condition !== undefined && "value" in condition) condition.value = 0;
    });
    expect(text).toBe('catalogue: "usable" and "unusable" are not complements');
  });

  it("in a roundabout comparison", () => {
    const text = fault((copy) => {
      const { require } = rule(copy, "guest-segment-registers/cs-dpl-type-3.json");
      if ("operator" in require) require.operator = "lessThanInclusive";
    });
    expect(text).toBe('wording: cs-dpl-type-3: "cs.dpl lessThanInclusive" says "equal"');
  });

  it("in a list without one of its values", () => {
    const text = fault((copy) => {
      rule(copy, "guest-segment-registers/cs-type.json").require = {
        fact: "cs.type",
        operator: "in",
        value: [9, 11, 13],
      };
    });
    expect(text).toMatch(/^examples: cs-type: pass: /);
  });

  it("in the bits of a feature that is unknown", () => {
    const text = fault((copy) => {
      const fact = copy.fields["fields/derived-masks.json"]?.derived?.["sCet.reservedByFeatures"];
      fact?.reservedExcept?.splice(2, 1, { bits: "63:12", if: "cpu.supportsIbt" });
    });
    expect(text).toMatch(/^(examples|partial): s-cet-reserved/);
  });

  it("in what only a complete state shows", () => {
    const text = fault((copy) => {
      rule(copy, "guest-rip-rflags-ssp/rflags-reserved-zero.json").require = {
        fact: "rflags",
        operator: "noBitOf",
        value: "0xFFFFFFFFFEC08028",
      };
    });
    expect(text).toMatch(/^corpus: rflags-reserved-zero/);
  });

  it("in an example that is as true as the known one", () => {
    const text = fault((copy) => {
      const { examples } = rule(copy, "guest-non-register-state/pending-debug-bs-set.json");
      examples.given = { rflags: "0x303", debugctl: "0x0" };
      for (const example of examples.notApplicable ?? []) {
        if ("rflags" in example) example["rflags"] = "0x203";
      }
    });
    expect(text).toMatch(/^digest: the examples of .*pending-debug-bs-set/);
  });

  it("only among the instances it is asked for", () => {
    const copy = structuredClone(sources);
    rule(copy, "guest-segment-registers/cs-type.json").require = {
      fact: "cs.type",
      operator: "in",
      value: [9, 11, 13],
    };
    const book = expand(copy);
    expect(findFault(book, { only: new Set(["cs-s"]) })).toBeUndefined();
    expect(findFault(book, { only: new Set(["cs-type"]) })).toBeDefined();
  });
});
