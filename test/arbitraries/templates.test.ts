import { describe, expect, it } from "vitest";
import { guestModes, modes, templates } from "../../src/arbitraries/index.ts";
import { check } from "../../src/index.ts";
import { parseComplete, violatedChecks } from "../independent/guest-state-oracle.ts";

describe("the templates", () => {
  it("are one for each mode", () => {
    expect(Object.keys(templates)).toEqual(Object.keys(modes));
  });

  it.each(guestModes)("%s is complete and valid, and the oracle agrees", (mode) => {
    const template = templates[mode];
    expect(check(template)).toMatchObject({ verdict: "valid", undecided: [], notes: [] });
    expect(violatedChecks(parseComplete(template))).toEqual([]);
  });
});
