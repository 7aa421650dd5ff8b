import { describe, expect, it } from "vitest";
import { boundaryStates } from "../../src/arbitraries/corpus.ts";
import { boundaryCorpus, modesViolating, toHex } from "../../src/arbitraries/index.ts";
import { toState } from "../../src/arbitraries/layout.ts";
import { check } from "../../src/index.ts";
import { CorpusMutations, sampled } from "../../tools/witnesses/mutants.ts";
import { parseComplete, violatedChecks } from "../independent/guest-state-oracle.ts";

const PROVE = process.env["VMX_PROVE"] !== undefined;

describe("the boundary corpus", () => {
  it("is labelled as the oracle says", { timeout: 600_000 }, () => {
    let count = 0;
    const wrong: string[] = [];
    for (const { id, words, violations } of boundaryStates()) {
      count += 1;
      if (!PROVE && count % 17 !== 0) continue;
      const found = violatedChecks(parseComplete(toHex(toState(words))));
      if (found.sort().join(" ") !== [...violations].sort().join(" "))
        wrong.push(`${id}: ${found.join(" ")}`);
    }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(30_000);
  });

  it("has vectors that check judges as they say, the same each time", () => {
    const ids = ["ss-dpl-rpl", "efer-lma-ia32e"];
    const vectors = [...boundaryCorpus(ids)];
    expect(JSON.stringify(vectors)).toBe(JSON.stringify([...boundaryCorpus(ids)]));
    expect(new Set(vectors.map(({ id }) => id)).size).toBe(vectors.length);
    for (const id of ids) {
      const fails = vectors.filter((it) => it.check === id && it.id.endsWith("/fail"));
      expect(fails.map(({ mode }) => mode)).toEqual(modesViolating(id));
    }
    for (const { state, expect: verdict, violations } of vectors) {
      const report = check(state);
      expect(report.verdict).toBe(verdict);
      expect(report.violations.map(({ rule }) => rule)).toEqual(violations);
    }
  });

  it("kills changed rules", { timeout: 600_000 }, () => {
    const mutations = new CorpusMutations();
    const mutants = sampled(mutations.mutants, 60);
    const outcomes = mutants.map((mutant) => mutations.judge(mutant));
    // What survives is listed by the whole run: npm run witnesses:mutants.
    const survived = outcomes.filter((outcome) => outcome === "survived").length;
    expect(outcomes.filter((outcome) => outcome === "killed").length).toBeGreaterThan(40);
    expect(survived).toBeLessThanOrEqual(4);
  });
});
