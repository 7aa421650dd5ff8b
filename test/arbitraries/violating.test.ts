import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReferenceEvaluator } from "../../src/evaluate/reference/index.ts";
import {
  guestModes,
  impossible,
  modesViolating,
  toHex,
  violating,
  witness,
  type CompleteState,
} from "../../src/arbitraries/index.ts";
import { checker, pack, rules, type PackedChecker } from "../../src/index.ts";
import { parseComplete, violatedChecks } from "../independent/guest-state-oracle.ts";
import { book, questionOf } from "../support/questions.ts";

const PROVE = process.env["VMX_PROVE"] !== undefined;
const ids = rules.map(({ id }) => id);
const checkers = new Map<string, PackedChecker>();
const numbers = new Int32Array(ids.length);

/** What the compiled checks find, as one text. */
function violated(state: CompleteState): string {
  const key = Object.values(state.cpu).join(" ");
  let made = checkers.get(key);
  if (made === undefined) checkers.set(key, (made = checker(state.cpu)));
  const count = made.check(pack(state), 0, numbers);
  return Array.from(numbers.subarray(0, count), (i) => made.instances[i]).join(" ");
}

describe("witnesses", () => {
  it("exist or are proven impossible for every check in every mode", () => {
    const neither = ids.flatMap((id) =>
      guestModes
        .filter(
          (mode) => (impossible(id, mode) !== undefined) === modesViolating(id).includes(mode),
        )
        .map((mode) => `${id} ${mode}`),
    );
    expect(neither).toEqual([]);
  });

  it("exist for every check in some mode: none is impossible", () => {
    expect(ids.filter((id) => modesViolating(id).length === 0)).toEqual([]);
  });

  it("violate their check and nothing else; the valid neighbour violates nothing", () => {
    const wrong: string[] = [];
    let pairs = 0;
    for (const id of ids) {
      for (const mode of modesViolating(id)) {
        const found = witness(id, mode);
        if (found === undefined) throw new Error(`no witness of ${id} in ${mode}`);
        if (violated(found.fail) !== id) wrong.push(`${id} ${mode}`);
        if (found.pass === undefined) continue;
        pairs += 1;
        if (violated(found.pass) !== "") wrong.push(`${id} ${mode} pass`);
      }
    }
    expect(wrong).toEqual([]);
    expect(pairs).toBeGreaterThan(8900);
  });

  it("the oracle and json-rules-engine agree", { timeout: 300_000 }, async () => {
    const reference = new ReferenceEvaluator(book);
    for (const [i, id] of ids.entries()) {
      const modes = modesViolating(id);
      const chosen = PROVE ? modes : modes.slice(i % modes.length).slice(0, 1);
      for (const mode of chosen) {
        const state = witness(id, mode)?.fail;
        expect(violatedChecks(parseComplete(toHex(state ?? {}))), mode).toEqual([id]);
        if (!PROVE && i % 4 !== 0) continue;
        const statuses = await reference.statuses(questionOf(state));
        expect([...statuses].filter(([, it]) => it === "fail").map(([name]) => name)).toEqual([id]);
      }
    }
  });
});

describe("violating", () => {
  it(
    "gives states that violate this check alone, in every mode where that is possible",
    { timeout: 900_000 },
    () => {
      const wrong: string[] = [];
      for (const [i, id] of ids.entries()) {
        const modes = modesViolating(id);
        // A few modes of each check; all of them in the long proof.
        const chosen = PROVE
          ? modes
          : modes.filter((_, k) => (k + i) % 24 === 0 || modes.length < 3);
        for (const mode of chosen) {
          for (const state of fc.sample(violating(id, { mode }), PROVE ? 50 : 5)) {
            if (violated(state) !== id) wrong.push(`${id} ${mode}: ${violated(state)}`);
          }
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  it("varies what is left free", () => {
    for (const id of ["ss-dpl-rpl", "pat-pa0", "cs-limit-virtual-8086"]) {
      const states = fc.sample(violating(id), 100);
      const texts = states.map((state) => JSON.stringify(toHex(state)));
      expect(new Set(texts).size).toBeGreaterThan(95);
    }
  });
});
