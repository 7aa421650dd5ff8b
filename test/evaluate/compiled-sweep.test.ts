/**
 * Every access-rights value of every segment register in every context, on the generated code,
 * against the closed forms and, value by value, against the explaining engine (a part of the values
 * in a plain test run, all of them with `VMX_PROVE=1`).
 */
import { describe, expect, it } from "vitest";
import {
  contexts,
  expectedLegalCounts,
  legalAccessRights,
  registers,
  violatedSegmentChecks,
} from "../independent/access-rights-closed-forms.ts";
import { baseStates } from "../independent/base-states.ts";
import { generated, interpreted, packFields, setField, violatedBy } from "../support/packed.ts";
import { explainer, questionOf, readersOf } from "../support/questions.ts";

const VALUES = 2 ** 17;
const STEP = process.env["VMX_PROVE"] === undefined ? 211 : 1;
const ground = questionOf(baseStates["long-mode-ring-0"]).fields;
const atRunTime = interpreted();

describe.each(contexts.map((context) => [context.name, context] as const))(
  "%s",
  (name, context) => {
    // The contexts leave out what no segment check reads.
    const fields = new Map([...ground, ...questionOf(context.state).fields]);
    const made = generated.for(fields);
    const slow = atRunTime.for(fields);
    const words = packFields(fields);

    it.each(registers)("%s", (register) => {
      const path = `guest.${register}.accessRights`;
      const question = questionOf(context.state);
      const readers = readersOf.get(path) ?? [];
      const ids = new Set(readers.map(({ id }) => id));
      const isLegal = legalAccessRights(register, context);
      const violated = violatedSegmentChecks(register, context);
      const original = fields.get(path) ?? 0;
      const legalElsewhere = (): string[] => violatedBy(made, words).filter((id) => !ids.has(id));
      const others = legalElsewhere().length;
      let legal = 0;
      const out = new Int32Array(made.instances.length);
      for (let accessRights = 0; accessRights < VALUES; accessRights++) {
        setField(words, 0, path, accessRights);
        const isFine = made.check(words, 0, out) - others === 0;
        if (others === 0 && made.valid(words) !== isFine) expect.fail(`valid ${accessRights}`);
        if (isFine !== isLegal(accessRights)) {
          expect.fail(
            `${register} ${accessRights.toString(16)}: ${violatedBy(made, words).join()}`,
          );
        }
        if (isFine) legal += 1;
        if (accessRights % STEP !== 0) continue;
        question.fields.set(path, accessRights);
        // Plain comparisons: an `expect` for each of 19 million values would take most of the time.
        const found = violatedBy(made, words);
        const own = found.filter((id) => ids.has(id));
        const explained = readers
          .filter(({ id }) => explainer.status(id, question) === "fail")
          .map(({ id }) => id);
        // Plain comparisons: an `expect` for each of 19 million values takes most of an hour.
        const interpretedAnswer = violatedBy(slow, words);
        const closed = violated(accessRights);
        const isSame =
          interpretedAnswer.join() === found.join() &&
          own.join() === explained.join() &&
          own.toSorted().join() === closed.join();
        if (!isSame) {
          const answers = { found, interpretedAnswer, explained, closed };
          expect.fail(`${register} ${accessRights.toString(16)}: ${JSON.stringify(answers)}`);
        }
      }
      expect(legal).toBe(expectedLegalCounts[name][register]);
      setField(words, 0, path, original);
    });
  },
);
