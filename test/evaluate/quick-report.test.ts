/** `check` takes the compiled path for complete valid states: the report must be the same. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { check, type ExchangeState } from "../../src/index.ts";
import { normalize } from "../../src/state/normalize.ts";
import { answerIfComplete } from "../../src/evaluate/compile/index.ts";
import { defaultChecker } from "../../src/api.ts";
import { exchangeOf, failing } from "../support/questions.ts";
import { completeState, partialState } from "../support/random-states.ts";

const options = { id: "x", notes: ["a note"] };
const slow = (state: ExchangeState): unknown => defaultChecker().check(normalize(state), options);
/** Reports are long: they are compared member by member only where their texts differ. */
function expectSame(state: ExchangeState): void {
  const quick = check(state, options);
  const full = slow(state);
  if (JSON.stringify(quick) !== JSON.stringify(full)) expect(quick).toEqual(full);
}

it("gives the report of the full evaluation on complete states", () => {
  let quick = 0;
  fc.assert(
    fc.property(completeState, (question) => {
      const state: ExchangeState = exchangeOf(question.fields);
      expectSame(state);
      const answer = answerIfComplete(state);
      if (answer === undefined) return;
      quick += 1;
      expect(answer.violated).toEqual(failing(question));
    }),
    { numRuns: 4_000 },
  );
  expect(quick).toBeGreaterThan(2_000);
});

it("gives the report of the full evaluation on partial states", () => {
  fc.assert(
    fc.property(partialState, ({ partial }) => {
      const state: ExchangeState = exchangeOf(partial.fields);
      if ((state.memory?.["pdpte"] as unknown[] | undefined)?.length !== 4)
        delete state.memory?.["pdpte"];
      expectSame(state);
    }),
    { numRuns: 3_000 },
  );
});

it("gives the report of the full evaluation where a fact is assumed", () => {
  fc.assert(
    fc.property(
      completeState,
      fc.subarray(["supportsIntel64", "cr0Fixed0", "cr0Fixed1", "cr4Fixed0", "inSmm", "vmxMisc"]),
      (question, absent) => {
        const state = exchangeOf(question.fields) as { cpu: Record<string, unknown> };
        for (const fact of absent) Reflect.deleteProperty(state.cpu, fact);
        expectSame(state as ExchangeState);
      },
    ),
    { numRuns: 3_000 },
  );
});
