/** Members of the exchange JSON that no rule reads: kept, checked for form, and without effect. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check, pack, type ExchangeState } from "../../src/index.ts";
import { FURTHER_FIELDS } from "../../src/generated/fields.ts";
import { baseStates } from "../independent/base-states.ts";

type Json = Record<string, unknown>;

/** A state with a value for each of these paths. */
function withMembers(state: object, paths: readonly string[], seed: bigint): ExchangeState {
  const copy = structuredClone(state) as Json;
  for (const path of paths) {
    const { width = 1, boolean = false } = FURTHER_FIELDS.get(path) ?? {};
    const number = BigInt.asUintN(width, seed * 0x9e37_79b9_7f4a_7c15n);
    const value = boolean ? number === 1n : `0x${number.toString(16)}`;
    const names = path.split(".");
    const last = names.pop() ?? "";
    let target: Json = copy;
    for (const [index, name] of names.entries()) {
      const next = names[index + 1];
      if (name === "*") continue;
      const inner = (target[name] ??= next === "*" ? [{}] : {}) as Json | [Json];
      target = Array.isArray(inner) ? inner[0] : inner;
    }
    target[last] = value;
  }
  return copy;
}

const PATHS = [...FURTHER_FIELDS.keys()];
const BASES = Object.values(baseStates) as unknown as ExchangeState[];

describe("fields that no rule reads", () => {
  it("change no report", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...BASES),
        fc.subarray(PATHS),
        fc.bigInt({ min: 1n, max: 1n << 64n }),
        (...all) => {
          const [state, paths, seed] = all;
          expect(check(withMembers(state, paths, seed))).toEqual(check(state));
        },
      ),
      { numRuns: 150 },
    );
  });

  it("change no report of a state that is not valid", () => {
    const wrong = { guest: { cr0: "0x80000000", cs: { accessRights: "0x93" } } };
    for (const path of PATHS)
      expect(check(withMembers(wrong, [path], 3n)), path).toEqual(check(wrong));
  });

  it("are no part of packed words", () => {
    let packed = 0;
    for (const state of BASES) {
      const { assume: _, view: __, ...whole } = state;
      let words: Int32Array;
      try {
        words = pack(whole);
      } catch {
        continue;
      }
      packed++;
      expect(pack(withMembers(whole, PATHS, 5n))).toEqual(words);
    }
    expect(packed).toBeGreaterThan(0);
  });
});
