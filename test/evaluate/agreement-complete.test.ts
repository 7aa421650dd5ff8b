/** The explaining engine against json-rules-engine on random complete states. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { ReferenceEvaluator } from "../../src/evaluate/reference/index.ts";
import { book, differences, explained } from "../support/questions.ts";
import { completeState } from "../support/random-states.ts";

/** Asks json-rules-engine each rule once for the same facts, and for the first states every rule. */
const remembering = new ReferenceEvaluator(book, undefined, { remember: true });
const reference = new ReferenceEvaluator(book);
const ASKED_ANEW = process.env["VMX_PROVE"] === undefined ? 1_000 : 20_000;

it("explain and json-rules-engine agree on 20,000 random complete states", async () => {
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(completeState, async (question) => {
      const mine = explained(question);
      const wrong = differences(mine, await remembering.statuses(question));
      if (asked++ < ASKED_ANEW)
        wrong.push(...differences(mine, await reference.statuses(question)));
      if (wrong.length > 0) expect(wrong).toEqual([]);
    }),
    { numRuns: 20_000 },
  );
  expect(asked).toBe(20_000);
});
