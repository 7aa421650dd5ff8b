/** The explaining engine against json-rules-engine on random complete states. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { ReferenceEvaluator } from "../../src/evaluate/reference/index.ts";
import { book, differences, explained } from "../support/questions.ts";
import { completeState } from "../support/random-states.ts";

const reference = new ReferenceEvaluator(book);

it("explain and json-rules-engine agree on 20,000 random complete states", async () => {
  await fc.assert(
    fc.asyncProperty(completeState, async (question) => {
      expect(differences(explained(question), await reference.statuses(question))).toEqual([]);
    }),
    { numRuns: 20_000 },
  );
});
