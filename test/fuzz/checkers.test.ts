/**
 * The campaign against examples/checkers: every mistake is found within 20,000 states, by a
 * counterexample of three changes or fewer, and nothing is found in the correct checker.
 */
import { describe, expect, test } from "vitest";
import {
  Campaign,
  Mutator,
  type Cpu,
  type Engine,
  type Finding,
  type Target,
  type Totals,
} from "../../src/fuzz/index.ts";
import { check, compile, rules, type PackedChecker, type PolicyRule } from "../../src/index.ts";
import { mistake, names, rulesOf } from "../../examples/checkers/rules.mjs";

const prove = process.env["VMX_PROVE"] !== undefined;
const seeds = prove ? [1, 2, 3, 4, 5] : [1];
const mutators = new Map(seeds.map((seed) => [seed, new Mutator(seed)]));
const BUDGET = 20_000;

/** The checker in this process: only its verdict, as the least a checker can say. */
function targetOf(own: readonly PolicyRule[]): Target {
  const made = new Map<Cpu, PackedChecker>();
  return {
    name: "checker",
    isComplete: false,
    ask: ({ words, cpu }) => {
      const checker = made.get(cpu) ?? compile(own, cpu.facts);
      made.set(cpu, checker);
      return Promise.resolve({ verdict: checker.valid(words) ? "valid" : "invalid" });
    },
  };
}

function campaign(seed: number): Campaign {
  return new Campaign({ seed }, mutators.get(seed));
}

test("there are twenty mistakes or more", () => {
  expect(names.length).toBeGreaterThanOrEqual(20);
  for (const name of names) {
    expect(mistake(name), name).toMatchObject({
      catalogue: expect.stringMatching(/^D\d\d$/) as string,
      who: expect.any(String) as string,
      mistake: expect.any(String) as string,
      effect: expect.stringMatching(/^(both|false-accept|false-reject)$/) as string,
    });
  }
  expect(() => rulesOf("none")).toThrow(/no checker "none"/);
});

describe.each(seeds)("with seed %i", (seed) => {
  test.each(names)("%s is found", async (name) => {
    const target = targetOf(rulesOf(name));
    const running = campaign(seed);
    const findings: Finding[] = [];
    // With VMX_PROVE all of the budget, otherwise until it is found.
    const step = prove ? BUDGET : 1000;
    for (let from = 0; from < BUDGET && findings.length === 0; from += step) {
      findings.push(...(await running.runTarget(target, from, from + step)).findings);
    }
    expect(findings.length).toBeGreaterThan(0);
    const { effect } = mistake(name);
    for (const finding of findings) {
      expect(finding.changed.length, finding.explanation).toBeLessThanOrEqual(3);
      if (effect !== "both") expect(finding.kind).toBe(effect);
      expect(finding.answer).toEqual({
        verdict: finding.kind === "false-accept" ? "valid" : "invalid",
      });
      // The state it hands out is what it says.
      const report = check(finding.state);
      expect(report.verdict).toBe(finding.expect);
      expect(report.violations.map(({ rule }) => rule)).toEqual(finding.violated);
      expect(finding.explanation).toContain(finding.template);
    }
    expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
  });
});

test("nothing is found in the correct checker", { timeout: 3_600_000 }, async () => {
  const count = prove ? 10_000_000 : 60_000;
  const target = targetOf(rulesOf("correct"));
  const running = campaign(1);
  const step = 20_000;
  for (let from = 0; from < count; from += step) {
    const totals = await running.runTarget(target, from, from + step);
    expect(totals.findings).toEqual([]);
    expect(totals.disagreements).toBe(0);
    expect(totals.states).toBe(step);
  }
});

describe("our engines against each other", () => {
  const count = prove ? 10_000_000 : 150_000;

  test("agree", { timeout: 3_600_000 }, async () => {
    const running = campaign(1);
    let totals: Totals | undefined;
    for (let from = 0; from < count; from += 150_000) {
      totals = await running.runEngines(from, from + 150_000);
      expect(totals.findings).toEqual([]);
      expect(totals.states).toBe(150_000);
    }
  });

  test("do not, if one of them is wrong", async () => {
    const without = rules.filter(({ id }) => id !== "ss-dpl-rpl");
    const made = new Map<Cpu, PackedChecker>();
    const out = new Int32Array(rules.length);
    const wrong: Engine = {
      name: "wrong",
      isComplete: true,
      every: 3,
      ask: ({ words, cpu }) => {
        const checker = made.get(cpu) ?? compile(without, cpu.facts);
        made.set(cpu, checker);
        const violated = Array.from(
          out.subarray(0, checker.check(words, 0, out)),
          (number) => checker.instances[number] ?? "",
        );
        return Promise.resolve({ verdict: violated.length === 0 ? "valid" : "invalid", violated });
      },
    };
    const running = new Campaign({ seed: 1, engines: () => [wrong] }, mutators.get(1));
    const { findings } = await running.runEngines(0, 20_000);
    expect(findings.map(({ id, checker }) => `${checker} ${id}`)).toEqual([
      "wrong false-accept:ss-dpl-rpl",
    ]);
    expect(findings[0]?.changed.length).toBeLessThanOrEqual(3);
  });
});
