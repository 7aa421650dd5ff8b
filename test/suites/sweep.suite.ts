import { describe, expect, it } from "vitest";
import { ReferenceEvaluator } from "../../src/evaluate/reference/index.ts";
import { leavesOf } from "../../src/evaluate/check/message.ts";
import {
  contexts,
  expectedLegalCounts,
  legalAccessRights,
  violatedSegmentChecks,
  type RegisterName,
} from "../independent/access-rights-closed-forms.ts";
import { book, explainer, failing, questionOf, readersOf } from "../support/questions.ts";

const VALUES = 2 ** 17;
/** A prime step visits all kinds of values without visiting all values. */
const SAMPLE_STEP = 997;

/**
 * All 2^17 access-rights values of some registers in every context against the closed forms,
 * evaluating the instances that read the register; the ids of the violated checks, and the leaf
 * records, on a sample.
 */
export function sweep(registers: readonly RegisterName[]): void {
  describe.each(contexts.map((context) => [context.name, context] as const))(
    "%s",
    (name, context) => {
      it.each(registers)("every access-rights value of %s", (register) => {
        const path = `guest.${register}.accessRights`;
        const question = questionOf(context.state);
        const ids = (readersOf.get(path) ?? []).map(({ id }) => id);
        const isLegal = legalAccessRights(register, context);
        const violated = violatedSegmentChecks(register, context);
        let legal = 0;
        for (let accessRights = 0; accessRights < VALUES; accessRights++) {
          question.fields.set(path, accessRights);
          let fails = false;
          for (const id of ids) {
            if (explainer.status(id, question) === "fail") {
              fails = true;
              break;
            }
          }
          if (fails === isLegal(accessRights)) {
            expect.fail(
              `${register} ${accessRights.toString(16)} in ${name}: ${failing(question).join()}`,
            );
          }
          if (!fails) legal += 1;
          if (accessRights % SAMPLE_STEP === 0) {
            expect(failing(question).sort(), accessRights.toString(16)).toEqual(
              violated(accessRights),
            );
            expectLeafRecords(ids, question);
          }
        }
        expect(legal).toBe(expectedLegalCounts[name][register]);
      });
    },
  );

  it("json-rules-engine gives the same answers on a sample", async () => {
    for (const register of registers) {
      const path = `guest.${register}.accessRights`;
      const readers = readersOf.get(path) ?? [];
      const reference = new ReferenceEvaluator(book, new Set(readers.map(({ id }) => id)));
      for (const context of contexts) {
        const question = questionOf(context.state);
        // At least 2,000 states over all registers: 18 contexts x 8 registers x 15 values.
        for (let accessRights = 0x93; accessRights < VALUES; accessRights += 9001) {
          question.fields.set(path, accessRights);
          const statuses = await reference.statuses(question);
          for (const { id } of readers) {
            expect(statuses.get(id), `${id} ${context.name} ${accessRights.toString(16)}`).toBe(
              explainer.status(id, question),
            );
          }
        }
      }
    }
  });
}

/** The record of an answer must lead to the same status and carry every value. */
function expectLeafRecords(ids: readonly string[], question: ReturnType<typeof questionOf>): void {
  for (const id of ids) {
    const record = explainer.explain(id, question);
    expect(record.status).toBe(explainer.status(id, question));
    for (const leaf of [...leavesOf(record.when), ...leavesOf(record.require)]) {
      expect(leaf.value, `${id}: ${leaf.leaf.fact}`).toBeDefined();
    }
  }
}
