import { describe, expect, it } from "vitest";
import type { Question } from "../../src/evaluate/types.ts";
import type { FieldValue } from "../../src/state/normalize.ts";
import { baseStates } from "../independent/base-states.ts";
import { parseComplete, violatedChecks } from "../independent/guest-state-oracle.ts";
import { nearValid, randomWords } from "../support/packed.ts";
import { book, exchangeOf, questionOf } from "../support/questions.ts";
import { fieldsOfExample } from "../support/states.ts";

/** What every engine must be able to say about a state that is known completely. */
export interface Engine {
  name: string;
  /** Ids of the violated checks, in SDM order. */
  violated(question: Question): string[] | Promise<string[]>;
}

/** Examples are laid over these: a guest of each kind on one CPU. */
const GROUNDS = ["long-mode-ring-3", "protected-mode-pae-ept", "virtual-8086"] as const;

/** A mask that is known overrides the features it follows from: an example speaks of either. */
const OVERRIDES = [
  ["cpu.supportsShadowStack", "cpu.sCetReserved"],
  ["cpu.supportsIbt", "cpu.sCetReserved"],
  ["cpu.numGpCounters", "cpu.perfGlobalCtrlReserved"],
  ["cpu.numFixedCounters", "cpu.perfGlobalCtrlReserved"],
  ["cpu.supportsPerfMetrics", "cpu.perfGlobalCtrlReserved"],
  ["cpu.supportsNx", "cpu.eferReserved"],
] as const;

/**
 * The same questions to every engine: the examples of every rule, the base states, and random
 * states, with the answers of the rules' authors and of the independent oracle.
 *
 * @param states number of random states
 */
export function evaluatorSuite(engine: Engine, states: number): void {
  const ask = (fields: ReadonlyMap<string, FieldValue>): string[] | Promise<string[]> =>
    engine.violated({ fields, pins: {}, view: "vmcs" });

  describe(engine.name, () => {
    it.each(Object.entries(baseStates))("finds nothing wrong with %s", async (_name, state) => {
      expect(await ask(questionOf(state).fields)).toEqual([]);
    });

    it("answers the examples of every rule as they say, whatever else is known", async () => {
      for (const name of GROUNDS) {
        const ground = questionOf(baseStates[name]).fields;
        for (const instance of book.instances) {
          for (const kind of ["pass", "fail", "notApplicable"] as const) {
            for (const example of instance.examples[kind]) {
              const own = fieldsOfExample(book, example);
              const fields = new Map([...ground, ...own]);
              for (const [feature, mask] of OVERRIDES) {
                if (own.has(feature) && !own.has(mask)) fields.delete(mask);
              }
              const fails = (await ask(fields)).includes(instance.id);
              expect(fails, `${instance.id} ${kind} over ${name}`).toBe(kind === "fail");
            }
          }
        }
      }
    });

    it(`finds what the oracle finds in ${states} random states`, async () => {
      const random = randomWords(20_260_107);
      for (let i = 0; i < states; i++) {
        const fields = nearValid(random, 5);
        const expected = violatedChecks(parseComplete(exchangeOf(fields)));
        expect([...(await ask(fields))].sort()).toEqual(expected.sort());
      }
    });

    it("lists violations in SDM order", async () => {
      const random = randomWords(7);
      const order = new Map(book.instances.map(({ id }, index) => [id, index]));
      for (let i = 0; i < 50; i++) {
        const positions = (await ask(nearValid(random, 6))).map((id) => order.get(id) ?? -1);
        expect(positions).toEqual([...positions].sort((a, b) => a - b));
      }
    });
  });
}
