/** The explaining engine against the independent oracle on random complete states. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { parseComplete, violatedChecks } from "../independent/guest-state-oracle.ts";
import { exchangeOf, failing } from "../support/questions.ts";
import { completeState } from "../support/random-states.ts";

it("explain and the oracle agree on 50,000 random complete states", () => {
  const seen = new Map<string, number>();
  let valid = 0;
  fc.assert(
    fc.property(completeState, (question) => {
      const violated = failing(question).sort();
      const expected = violatedChecks(parseComplete(exchangeOf(question.fields))).sort();
      if (violated.join() !== expected.join()) expect(violated).toEqual(expected);
      if (violated.length === 0) valid += 1;
      for (const id of violated) seen.set(id, (seen.get(id) ?? 0) + 1);
    }),
    { numRuns: 50_000 },
  );
  // The sample must not be all of one kind.
  expect(valid).toBeGreaterThan(5_000);
  expect(valid).toBeLessThan(45_000);
  expect(seen.size).toBeGreaterThan(200);
});
