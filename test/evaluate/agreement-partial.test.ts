/** Three-valued truth: states with facts removed, on both engines and against the whole state. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { ReferenceEvaluator } from "../../src/evaluate/reference/index.ts";
import { book, differences, explained } from "../support/questions.ts";
import { partialState } from "../support/random-states.ts";

/** Asks json-rules-engine each rule once for the same facts, and for the first states every rule. */
const remembering = new ReferenceEvaluator(book, undefined, { remember: true });
const reference = new ReferenceEvaluator(book);
const ASKED_ANEW = process.env["VMX_PROVE"] === undefined ? 500 : 5_000;

it("explain and json-rules-engine agree on 5,000 states with facts removed", async () => {
  const statuses = new Map<string, number>();
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(partialState, async ({ partial }) => {
      const mine = explained(partial);
      const wrong = differences(mine, await remembering.statuses(partial));
      if (asked++ < ASKED_ANEW) wrong.push(...differences(mine, await reference.statuses(partial)));
      if (wrong.length > 0) expect(wrong).toEqual([]);
      for (const status of mine.values()) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }),
    { numRuns: 5_000 },
  );
  expect(asked).toBe(5_000);
  for (const status of ["pass", "fail", "notApplicable", "unknown"]) {
    expect(statuses.get(status) ?? 0, status).toBeGreaterThan(1_000);
  }
});

it("removing facts never turns one definite answer into another", () => {
  fc.assert(
    fc.property(partialState, ({ complete, partial }) => {
      const full = explained(complete);
      for (const [id, status] of explained(partial)) {
        const whole = full.get(id) ?? "";
        // A requirement that surely holds is a pass even where applicability is unknown.
        const isKept =
          status === "unknown" ||
          whole === status ||
          (status === "pass" && whole === "notApplicable");
        if (!isKept) expect.fail(`${id}: ${status} / ${whole}`);
      }
    }),
    { numRuns: 10_000 },
  );
});
