/** Three-valued truth: states with facts removed, on both engines and against the whole state. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { ReferenceEvaluator } from "../../src/evaluate/reference/index.ts";
import { book, differences, explained } from "../support/questions.ts";
import { partialState } from "../support/random-states.ts";

const reference = new ReferenceEvaluator(book);

it("explain and json-rules-engine agree on 5,000 states with facts removed", async () => {
  const statuses = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(partialState, async ({ partial }) => {
      const mine = explained(partial);
      expect(differences(mine, await reference.statuses(partial))).toEqual([]);
      for (const status of mine.values()) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }),
    { numRuns: 5_000 },
  );
  for (const status of ["pass", "fail", "notApplicable", "unknown"]) {
    expect(statuses.get(status) ?? 0, status).toBeGreaterThan(1_000);
  }
});

it("removing facts never turns one definite answer into another", () => {
  fc.assert(
    fc.property(partialState, ({ complete, partial }) => {
      const full = explained(complete);
      for (const [id, status] of explained(partial)) {
        // A requirement that surely holds is a pass even where applicability is unknown.
        const passes = ["pass", "notApplicable"].includes(full.get(id) ?? "");
        if (status === "pass") expect(passes, `${id}: pass / ${full.get(id)}`).toBe(true);
        else if (status !== "unknown") expect(full.get(id), id).toBe(status);
      }
    }),
    { numRuns: 10_000 },
  );
});
