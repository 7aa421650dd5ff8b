import { describe, expect, it } from "vitest";
import { boundaryStates } from "../../src/arbitraries/corpus.ts";
import { boundaryCorpus, modesViolating, toHex } from "../../src/arbitraries/index.ts";
import { truth } from "../../src/arbitraries/formula.ts";
import { toState } from "../../src/arbitraries/layout.ts";
import { check } from "../../src/index.ts";
import { lineOf } from "../../tools/witnesses/changes.ts";
import { CorpusMutations, sampled } from "../../tools/witnesses/mutants.ts";
import { parseComplete, violatedChecks } from "../independent/guest-state-oracle.ts";

const PROVE = process.env["VMX_PROVE"] !== undefined;

describe("the boundary corpus", () => {
  it("is labelled as the oracle says", { timeout: 600_000 }, () => {
    let count = 0;
    const wrong: string[] = [];
    for (const { id, words, violations, notices } of boundaryStates()) {
      count += 1;
      if (!PROVE && notices === undefined && count % 17 !== 0) continue;
      const found = violatedChecks(parseComplete(toHex(toState(words))));
      if (found.sort().join(" ") !== [...violations].sort().join(" "))
        wrong.push(`${id}: ${found.join(" ")}`);
    }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(30_000);
  });

  it("has vectors that check judges as they say, the same each time", () => {
    const ids = ["ss-dpl-rpl", "efer-lma-ia32e", "pdpte0-reserved"];
    const vectors = [...boundaryCorpus(ids)];
    expect(JSON.stringify(vectors)).toBe(JSON.stringify([...boundaryCorpus(ids)]));
    expect(new Set(vectors.map(({ id }) => id)).size).toBe(vectors.length);
    for (const id of ids) {
      const fails = vectors.filter((it) => it.check === id && it.id.endsWith("/fail"));
      expect(fails.map(({ mode }) => mode)).toEqual(modesViolating(id));
    }
    expect(
      vectors.some(({ id, notices }) => id.includes("/change ") && notices !== undefined),
    ).toBe(true);
    for (const { state, expect: verdict, violations, exitQualification } of vectors) {
      const report = check(state);
      expect(report.verdict).toBe(verdict);
      expect(report.violations.map(({ rule }) => rule)).toEqual(violations);
      const qualifications = new Set(report.violations.map((it) => it.exitQualification));
      const [only] = qualifications;
      expect(exitQualification).toBe(qualifications.size === 1 ? only : undefined);
    }
  });

  it("kills changed rules", { timeout: 600_000 }, () => {
    const mutations = new CorpusMutations();
    const mutants = sampled(mutations.mutants, 80);
    const outcomes = mutants.map((mutant) => mutations.judge(mutant));
    // The whole run lists what survives: npm run witnesses:mutants.
    expect(outcomes.filter((outcome) => outcome === "survived")).toEqual([]);
    expect(outcomes.filter((outcome) => outcome === "killed").length).toBeGreaterThan(50);
  });

  it("needs the states that are in it for one change alone", { timeout: 600_000 }, () => {
    const states = [...boundaryStates()];
    const extra = states.filter(({ notices }) => notices !== undefined);
    const chosen = extra.filter((_, index) => PROVE || index % 20 === 0);
    const rest = new CorpusMutations(states.filter(({ notices }) => notices === undefined));
    for (const state of chosen) {
      const mutant = rest.mutants.find((it) => lineOf(it) === state.notices);
      if (mutant === undefined) throw new Error(`${state.id}: there is no such change any more`);
      // Undecided without the state, decided by it.
      const unnoticed = rest.unnoticed(mutant);
      const noticed = unnoticed.filter(
        ({ id, after }) => truth(after)(state.words) !== state.violations.includes(id),
      );
      expect(noticed.length, state.id).toBeGreaterThan(0);
    }
    expect(chosen.length).toBeGreaterThan(10);
  });
});
