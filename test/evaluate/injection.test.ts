/** Event injection, exhaustively, against the independently drawn table. */
import { describe, expect, it } from "vitest";
import { ReferenceEvaluator } from "../../src/evaluate/reference/index.ts";
import { baseStates } from "../independent/base-states.ts";
import {
  vectorClasses,
  violatedByInjection,
  type InjectionCase,
} from "../independent/injection-matrix.ts";
import { book, explainer, failing, questionOf } from "../support/questions.ts";

const instances = book.instances.filter(
  ({ id, sdm }) => sdm.key === "guest-non-register-state" || id === "rflags-if-external-interrupt",
);
const reference = new ReferenceEvaluator(book, new Set(instances.map(({ id }) => id)));

const FLAGS = [
  "sti",
  "movSs",
  "nmiBlocking",
  "virtualNmis",
  "nmiNeedsNoSti",
  "rflagsIf",
  "rflagsTf",
  "btf",
  "bs",
] as const;

function* cases(): Generator<InjectionCase> {
  for (const valid of [false, true]) {
    for (let type = 0; type < 8; type++) {
      for (const vector of vectorClasses) {
        for (let activityState = 0; activityState < 4; activityState++) {
          for (let flags = 0; flags < 2 ** FLAGS.length; flags++) {
            const on = (flag: (typeof FLAGS)[number]): boolean =>
              ((flags >> FLAGS.indexOf(flag)) & 1) === 1;
            yield {
              valid,
              type,
              vector,
              activityState,
              ssDpl: flags % 5 === 0 ? 3 : 0,
              sti: on("sti"),
              movSs: on("movSs"),
              nmiBlocking: on("nmiBlocking"),
              virtualNmis: on("virtualNmis"),
              nmiNeedsNoSti: on("nmiNeedsNoSti"),
              rflagsIf: on("rflagsIf"),
              rflagsTf: on("rflagsTf"),
              btf: on("btf"),
              bs: on("bs"),
            };
          }
        }
      }
    }
  }
}

const base = questionOf(baseStates["protected-mode-cs-type-3"]);
const bit = (value: boolean, position: number): number => (value ? 2 ** position : 0);

function setUp(c: InjectionCase): void {
  const { fields } = base;
  fields.set("controls.entryInterruptionInfo", bit(c.valid, 31) + c.type * 256 + c.vector);
  fields.set("guest.activityState", c.activityState);
  fields.set(
    "guest.interruptibilityState",
    bit(c.sti, 0) + bit(c.movSs, 1) + bit(c.nmiBlocking, 3),
  );
  fields.set("controls.pinBased", bit(c.virtualNmis, 5));
  fields.set("cpu.nmiInjectionNeedsNoStiBlocking", bit(c.nmiNeedsNoSti, 0));
  fields.set("guest.rflags", BigInt(2 + bit(c.rflagsIf, 9) + bit(c.rflagsTf, 8)));
  fields.set("guest.debugctl", BigInt(bit(c.btf, 1)));
  fields.set("guest.pendingDebugExceptions", BigInt(bit(c.bs, 14)));
  fields.set("guest.ss.accessRights", 0x93 + c.ssDpl * 32);
}

describe("event injection", () => {
  it("is judged as the table says in every combination of 2^16 and more", () => {
    let count = 0;
    let legal = 0;
    for (const c of cases()) {
      setUp(c);
      const violated = failing(base, instances).sort();
      const expected = violatedByInjection(c).sort();
      if (violated.join() !== expected.join()) {
        expect.fail(`${JSON.stringify(c)}: ${violated.join()} instead of ${expected.join()}`);
      }
      count += 1;
      if (violated.length === 0) legal += 1;
    }
    expect(count).toBe(2 * 8 * vectorClasses.length * 4 * 512);
    expect(legal).toBeGreaterThan(1_000);
  });

  it("is judged the same by json-rules-engine on every 37th combination", async () => {
    let index = 0;
    for (const c of cases()) {
      if (index++ % 37 !== 0) continue;
      setUp(c);
      const statuses = await reference.statuses(base);
      for (const { id } of instances) expect(statuses.get(id), id).toBe(explainer.status(id, base));
    }
  });
});
