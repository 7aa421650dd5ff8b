/**
 * The wrong checkers of examples/checkers through the pipe, as a user runs them: each is found within
 * 20,000 states, by a counterexample of three changes or fewer; the correct one is not accused.
 * With VMX_PROVE all of them on all checks; otherwise one of each kind of mistake, near its check.
 */
import { appendFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Finding } from "../../src/fuzz/index.ts";
import { mistake, names } from "../../examples/checkers/rules.mjs";
import { LONG, builtBin, run } from "../cli/command.ts";
import { checker, linesOf } from "./support.ts";

const prove = process.env["VMX_PROVE"] !== undefined;
/** A file for a line about each checker: how many states it took, and how long. */
const report = process.env["VMX_REPORT"];

let bin = "";
beforeAll(async () => {
  bin = await builtBin();
}, LONG);

interface Case {
  name: string;
  /** A mode and a check that bring the mistake out. */
  scope?: readonly [mode: string, rule: string];
}

/** A missing check, a wrong mask, a gate too many, a wrong polarity, a wrong list. */
const SOME: readonly Case[] = [
  { name: "checks-left-out", scope: ["protected-32-ring-3", "cr3-width"] },
  { name: "rip-canonical", scope: ["nmi-blocking", "rip-linear-width"] },
  { name: "null-ss-exempt", scope: ["long-64-null-ss", "ss-type"] },
  { name: "real-mode-polarity", scope: ["real-mode", "ss-dpl-zero-real-mode"] },
  { name: "tr-type-3-in-long-mode", scope: ["long-64-ring-0", "tr-type-ia32e"] },
];

const cases: readonly Case[] = prove ? names.map((name) => ({ name })) : SOME;

async function findingsOf({ name, scope }: Case, count: number): Promise<Finding[]> {
  const near = scope === undefined ? [] : ["--mode", scope[0], "--rule", scope[1]];
  const started = performance.now();
  const args = ["fuzz", ...near, "--against", checker(name), "--count", String(count)];
  const { status, stdout, stderr } = await run(bin, args);
  const findings = linesOf(stdout).map((line) => JSON.parse(line) as Finding);
  if (report !== undefined) {
    const [first] = findings;
    const time = ((performance.now() - started) / 1000).toFixed(1);
    const states = first === undefined ? "none" : String(first.index + 1);
    appendFileSync(report, `${name}\t${states}\t${findings.length}\t${time} s\n`);
  }
  expect(status, stderr).toBe(findings.length === 0 ? 0 : 1);
  return findings;
}

describe("through the pipe", () => {
  test.each(cases)("$name is found", { timeout: 600_000 }, async (one) => {
    const findings = await findingsOf(one, prove ? 20_000 : 2_000);
    expect(findings.length).toBeGreaterThan(0);
    const { effect } = mistake(one.name);
    for (const { kind, changed, explanation, answer, expect: right } of findings) {
      expect(changed.length, explanation).toBeLessThanOrEqual(3);
      expect(["false-accept", "false-reject"]).toContain(kind);
      // What a file says is about verdicts: a checker may also be right for the wrong reason.
      const verdict = "verdict" in answer ? answer.verdict : undefined;
      if (effect !== "both" && verdict !== right) expect(kind).toBe(effect);
    }
  });

  test("nothing is found in the correct checker", { timeout: 3_600_000 }, async () => {
    const scope = ["long-64-ring-3", "ss-dpl-rpl"] as const;
    const correct = { name: "correct", ...(prove ? {} : { scope }) };
    expect(await findingsOf(correct, prove ? 200_000 : 2_000)).toEqual([]);
  });
});
