import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReferenceEvaluator } from "../../src/evaluate/reference/index.ts";
import { fields, valueOf } from "../../src/arbitraries/layout.ts";
import {
  guestModes,
  toHex,
  validGuestState,
  type CompleteState,
} from "../../src/arbitraries/index.ts";
import { checker, pack, type PackedChecker } from "../../src/index.ts";
import { parseComplete, violatedChecks } from "../independent/guest-state-oracle.ts";
import { book, questionOf } from "../support/questions.ts";
import { distributionOf, freedom } from "./distribution.ts";

const PROVE = process.env["VMX_PROVE"] !== undefined;
const COMPILED = PROVE ? 1_000_000 : 10_000;
const REFERENCE = PROVE ? 5_000 : 102;
const SAMPLE = PROVE ? 20_000 : 400;

const checkers = new Map<string, PackedChecker>();

function isValid(state: CompleteState): boolean {
  const key = Object.values(state.cpu).join(" ");
  let made = checkers.get(key);
  if (made === undefined) checkers.set(key, (made = checker(state.cpu)));
  return made.valid(pack(state));
}

describe("generated valid states", () => {
  it(`violate nothing on the compiled checks (${COMPILED} states)`, { timeout: 600_000 }, () => {
    fc.assert(fc.property(validGuestState(), isValid), { numRuns: COMPILED });
  });

  it(
    `violate nothing on json-rules-engine (${REFERENCE} states)`,
    { timeout: 600_000 },
    async () => {
      const reference = new ReferenceEvaluator(book);
      const each = Math.ceil(REFERENCE / guestModes.length);
      for (const mode of guestModes) {
        for (const state of fc.sample(validGuestState({ mode }), each)) {
          const statuses = await reference.statuses(questionOf(state));
          const wrong = [...statuses].filter(([, it]) => it !== "pass" && it !== "notApplicable");
          expect(wrong, mode).toEqual([]);
        }
      }
    },
  );

  it("violate nothing the oracle knows, in every mode", () => {
    for (const mode of guestModes) {
      for (const state of fc.sample(validGuestState({ mode }), 20)) {
        expect(violatedChecks(parseComplete(toHex(state))), mode).toEqual([]);
      }
    }
  });
});

describe("the distribution of valid states", () => {
  const distributions = guestModes.map((mode) => distributionOf(mode, SAMPLE, 11));

  it.each(distributions)("$mode: every field that may vary does", ({ mode, distinct, states }) => {
    for (const field of fields) {
      // What the rules leave free is used: many values where there are many, all where there are few.
      const free = freedom(field, mode, 4096);
      const floor = free >= 4096 ? SAMPLE / 12 : Math.min(free, 4) / 2 + (free > 1 ? 1 : 0);
      expect(distinct.get(field.path), `${field.path} (${free})`).toBeGreaterThanOrEqual(
        Math.min(floor, states.length / 12),
      );
    }
  });

  it("has every kind of segment and every shape of limit", () => {
    const types = new Set<string>();
    const limits = { small: 0, page: 0, granular: 0, all: 0 };
    for (const { states } of distributions) {
      for (const words of states) {
        for (const field of fields) {
          const [, register, part] = field.path.split(".");
          const value = Number(valueOf(words, field));
          if (part === "accessRights") {
            const usable = ((value >>> 16) & 1) === 0;
            types.add(`${register ?? ""} ${usable ? value & 15 : "unusable"}`);
          }
          if (part !== "limit") continue;
          if (value <= 0xffff) limits.small += 1;
          if ((value & 0xfff) === 0xfff) limits.page += 1;
          if (value > 0xf_ffff) limits.granular += 1;
          if (value === 0xffff_ffff) limits.all += 1;
        }
      }
    }
    if (PROVE) {
      console.log(`types: ${[...types].sort().join(", ")}`);
      console.log(`limits: ${JSON.stringify(limits)}`);
      for (const { mode, distinct } of distributions) {
        const counts = [...distinct.values()].sort((a, b) => a - b);
        const varied = counts.filter((count) => count > 1).length;
        console.log(
          `${mode}: ${varied} fields vary, median ${counts[counts.length >> 1] ?? 0} values`,
        );
      }
    }
    for (const register of ["ds", "es", "fs", "gs"]) {
      // Accessed data of every kind, readable code, and unusable.
      for (const type of [1, 3, 5, 7, 11, 15, "unusable"])
        expect(types).toContain(`${register} ${type}`);
    }
    for (const type of [3, 9, 11, 13, 15]) expect(types).toContain(`cs ${type}`);
    for (const type of [3, 7, "unusable"]) expect(types).toContain(`ss ${type}`);
    for (const type of [3, 11]) expect(types).toContain(`tr ${type}`);
    for (const type of [2, "unusable"]) expect(types).toContain(`ldtr ${type}`);
    for (const count of Object.values(limits)) expect(count).toBeGreaterThan(SAMPLE);
  });
});
