/** States by seed and index: the same everywhere, in any order, each in one shard only. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coherence } from "../../src/arbitraries/index.ts";
import { BLOCK, EPOCH, Mutator, indexOf, parseShard, sizeOf } from "../../src/fuzz/index.ts";
import { scramble } from "../../src/fuzz/random.ts";
import { PACKED_WORDS, compile, rules, type PackedChecker } from "../../src/index.ts";

const mutator = new Mutator(1);
const words = new Int32Array(PACKED_WORDS);

/** State and CPU of an index. */
function stateOf(index: number, from: Mutator = mutator): string {
  const cpu = from.write(index, words);
  return `${cpu.number} ${words.join()}`;
}

describe("states", () => {
  test("are the pinned ones, on this machine as on any other", () => {
    const hash = createHash("sha256");
    for (let i = 0; i < 3000; i++) hash.update(stateOf(i * 7));
    for (let i = 0; i < 3000; i++) hash.update(stateOf(EPOCH - 1 - i * 11));
    const file = join(import.meta.dirname, "pinned.json");
    const digest = hash.digest("hex");
    // Rules and templates are the parents: after a change to them, UPDATE_PINNED=1 and a look.
    if (process.env["UPDATE_PINNED"] === "1") {
      writeFileSync(file, `${JSON.stringify({ "states of seed 1": digest }, null, 2)}\n`);
    }
    const pinned = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
    expect(digest).toBe(pinned["states of seed 1"]);
  });

  test("come from arithmetic every machine does alike", () => {
    expect([0, 1, -1, 0x7fff_ffff].map(scramble)).toEqual([0, 1364076727, -2114883783, -104067416]);
  });

  test("do not depend on what was asked before", () => {
    const other = new Mutator(1);
    fc.assert(
      fc.property(fc.array(fc.nat(EPOCH - 1), { minLength: 2, maxLength: 20 }), (indexes) => {
        const forward = indexes.map((index) => stateOf(index));
        const backward = indexes.toReversed().map((index) => stateOf(index, other));
        expect(backward.toReversed()).toEqual(forward);
      }),
      { numRuns: 200 },
    );
  });

  test("of another seed, and of another epoch, are others", () => {
    const narrow = { modes: ["long-64-ring-0"], rules: ["ss-dpl-rpl"] } as const;
    const [one, two] = [new Mutator(1, narrow), new Mutator(2, narrow)];
    const of = (from: Mutator, first: number): string[] =>
      Array.from({ length: 500 }, (_, i) => stateOf(first + i, from));
    const first = of(one, 10_000);
    const shared = (other: string[]): number => other.filter((s, i) => s === first[i]).length;
    expect(shared(of(two, 10_000))).toBeLessThan(100);
    expect(shared(of(one, EPOCH + 10_000))).toBeLessThan(100);
    expect(of(new Mutator(1, narrow), 10_000)).toEqual(first);
  });

  test("hit every check, and controls always fit each other", () => {
    const hits = new Uint32Array(rules.length);
    const out = new Int32Array(rules.length);
    const coherent = new Map<unknown, PackedChecker>();
    const policy = coherence.map((require, i) => ({ id: `coherence-${i}`, require }));
    let incoherent = 0;
    for (let index = 0; index < 200_000; index++) {
      const cpu = mutator.write(index, words);
      for (const number of out.subarray(0, cpu.checker.check(words, 0, out))) {
        hits[number] = (hits[number] ?? 0) + 1;
      }
      if (index % 10 !== 0) continue;
      const made = coherent.get(cpu) ?? compile(policy, cpu.facts);
      coherent.set(cpu, made);
      if (!made.valid(words)) incoherent += 1;
    }
    expect(rules.filter((_, number) => hits[number] === 0).map(({ id }) => id)).toEqual([]);
    expect(incoherent).toBe(0);
  });

  test("of the rehearsal bring in parents the examples do not give", () => {
    const { pool } = mutator;
    const alone = new Set(pool.violatedBy.filter((number) => number >= 0));
    expect(alone.size).toBeGreaterThanOrEqual(200);
    expect(pool.parentsOf.every((parents) => parents.length > 0)).toBe(true);
  });
});

describe("a seed, a mode or an id that is none", () => {
  test.each([-1, 1.5, 2 ** 53, NaN])("seed %s is refused", (seed) => {
    expect(() => new Mutator(seed)).toThrow(RangeError);
  });

  test("is refused by name", () => {
    expect(() => new Mutator(1, { modes: ["moon"] as never })).toThrow(/no mode "moon"/);
    expect(() => new Mutator(1, { rules: ["moon"] })).toThrow(/no rule has the id "moon"/);
  });
});

describe("shards", () => {
  test("are disjoint and together the whole campaign", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(12 * BLOCK), (of, count) => {
        const seen = new Set<number>();
        for (let number = 1; number <= of; number++) {
          const size = sizeOf({ number, of }, count);
          for (let position = 0; position < size; position++) {
            const index = indexOf({ number, of }, position);
            expect(index).toBeLessThan(count);
            expect(seen.has(index)).toBe(false);
            seen.add(index);
          }
        }
        expect(seen.size).toBe(count);
      }),
      { numRuns: 60 },
    );
  });

  test("go on beyond any count without meeting", () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 2, max: 65_536 })
          .chain((of) =>
            fc.tuple(
              fc.constant(of),
              fc.integer({ min: 1, max: of }),
              fc.integer({ min: 1, max: of }),
            ),
          ),
        fc.maxSafeNat().map((n) => n % 2 ** 36),
        fc.maxSafeNat().map((n) => n % 2 ** 36),
        ([of, a, b], p, q) => {
          if (a === b && p === q) return;
          expect(indexOf({ number: a, of }, p)).not.toBe(indexOf({ number: b, of }, q));
        },
      ),
    );
  });

  test.each(["", "0/4", "5/4", "1/0", "1", "1/2/3", "-1/2", "1/70000"])("%j is none", (text) => {
    expect(() => parseShard(text)).toThrow(/is no shard/);
  });
});
