/**
 * States with a known verdict: real dumps, bug reports, Linux selftests, Xen tests, and states
 * whose VM entry was measured. Each on both engines.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check, rules, type ExchangeState, type Report } from "../../src/index.ts";
import { check as checkReference } from "../../src/reference.ts";

interface Vector {
  id: string;
  state: ExchangeState;
  expect: "valid" | "invalid";
  violates: string[];
  disputed?: string;
}

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");
const lines = (name: string): unknown[] =>
  read(`data/${name}.ndjson`)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
/** Names of checks in the vector files -> ids any of which may stand for them. */
const ruleIds = new Set(rules.map(({ id }) => id));
const names = JSON.parse(read("check-names.json")) as Record<string, string[]>;

async function onBothEngines(state: ExchangeState): Promise<Report> {
  const report = check(state);
  expect(await checkReference(state)).toEqual(report);
  return report;
}

/** Every name of a check has one of its ids among the violations. */
function expectNamed(report: Report, violates: readonly string[]): void {
  const violated = report.violations.map(({ rule }) => rule);
  for (const name of violates) {
    const ids = names[name] ?? (ruleIds.has(name) ? [name] : undefined);
    expect(ids, `check-names.json lacks "${name}"`).toBeDefined();
    expect(
      ids?.some((id) => violated.includes(id)),
      `${name} in ${violated.join(", ")}`,
    ).toBe(true);
  }
}

describe.each(["real-cases", "bug-reports", "linux-kvm-selftests", "xtf", "traps"])(
  "%s",
  (file) => {
    const vectors = lines(file) as Vector[];
    it.each(vectors.map((vector) => [vector.id, vector] as const))("%s", async (_id, vector) => {
      const report = await onBothEngines(vector.state);
      if (vector.disputed !== undefined) {
        // The settled call: bits 63:N identical is what the manual asks; the report says so.
        expect(report.verdict).not.toBe("invalid");
        expect(report.notes.join("\n")).toContain("rip-linear-width");
        return;
      }
      // On a partial state "valid" means that nothing is proven wrong.
      if (vector.expect === "invalid") expect(report.verdict).toBe("invalid");
      else expect(report.verdict).not.toBe("invalid");
      expectNamed(report, vector.violates);
      if (vector.expect === "valid") expect(report.violations).toEqual([]);
    });
  },
);

it("names only checks that exist", () => {
  const ids = new Set(rules.map(({ id }) => id));
  for (const [name, list] of Object.entries(names)) {
    for (const id of list) expect(ids.has(id), `${name}: ${id}`).toBe(true);
  }
});

interface StateLine {
  id: string;
  segments: Record<string, { selector: string; base: string; limit: string; accessRights: string }>;
  cr0: string;
  ia32e: boolean;
  expect: Record<"ug0" | "ug1", "valid" | "invalid">;
  violates: Record<"ug0" | "ug1", string[]>;
}

describe("states whose VM entry was measured without and with unrestricted guest", () => {
  const states = lines("transition-states") as StateLine[];
  it.each(states.map((line) => [line.id, line] as const))("%s", async (_id, line) => {
    for (const [key, unrestricted] of [
      ["ug0", false],
      ["ug1", true],
    ] as const) {
      const report = await onBothEngines({
        guest: { ...line.segments, cr0: line.cr0, rflags: "0x2" },
        controls: {
          primaryProcBased: "0x80000000",
          secondaryProcBased: unrestricted ? "0x82" : "0x0",
          entry: line.ia32e ? "0x200" : "0x0",
        },
        cpu: { linearAddressWidth: 48 },
      });
      // Their verdicts cover the segment checks and CR0.PE; other CR0 and CR4 checks are left out.
      const covered = report.violations.filter(
        ({ rule, sdm }) =>
          sdm.title === "Checks on Guest Segment Registers" ||
          (rule === "cr0-fixed-ones" && (Number(line.cr0) & 1) === 0),
      );
      expect(covered.length > 0 ? "invalid" : "valid", `${line.id} ${key}`).toBe(line.expect[key]);
      expectNamed(report, line.violates[key]);
    }
  });
});
