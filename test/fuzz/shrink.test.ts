/** Shrinking: what is left passes, and no smaller step does. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Mutator, minimal, shrink } from "../../src/fuzz/index.ts";
import { PACKED_WORDS } from "../../src/index.ts";

describe("minimal", () => {
  test("finds a subset from which nothing can be left out", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 24 }),
        fc.array(fc.uniqueArray(fc.nat(23), { minLength: 1, maxLength: 4 }), { minLength: 1 }),
        async (size, needs) => {
          const items = Array.from({ length: size }, (_, i) => i);
          // It fails with any of these groups complete; the whole is taken to.
          const passes = (kept: readonly number[]): boolean =>
            kept.length === size || needs.some((group) => group.every((one) => kept.includes(one)));
          const kept = await minimal(items, (choices) => Promise.resolve(choices.map(passes)));
          expect(passes(kept)).toBe(true);
          if (kept.length === size) return;
          for (const left of kept) expect(passes(kept.filter((one) => one !== left))).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("shrink", () => {
  test("leaves the one bit that matters of a state with many changes", async () => {
    const mutator = new Mutator(3, { modes: ["long-64-ring-0"], rules: ["ss-dpl-rpl"] });
    const { pool } = mutator;
    const [template] = pool.templates;
    if (template === undefined) throw new Error("no template");
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(32 * PACKED_WORDS - 1), { minLength: 1, maxLength: 30 }),
        async (bits) => {
          const words = template.words.slice();
          for (const bit of bits) words[bit >> 5] = (words[bit >> 5] ?? 0) ^ (1 << (bit & 31));
          const [word, mask] = [(bits[0] ?? 0) >> 5, 1 << ((bits[0] ?? 0) & 31)];
          const { candidate, changed } = await shrink(
            { words, cpu: template.cpu },
            [template],
            pool.cpus,
            (all) =>
              Promise.resolve(
                all.map(
                  (one) => (((one.words[word] ?? 0) ^ (template.words[word] ?? 0)) & mask) !== 0,
                ),
              ),
          );
          const left = candidate.words.map((value, i) => value ^ (template.words[i] ?? 0));
          expect(left[word]).toBe(mask);
          expect(left.filter((value) => value !== 0)).toHaveLength(1);
          // Bits of words that no field of the state uses have no name.
          expect(changed.length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 50 },
    );
  });
});
