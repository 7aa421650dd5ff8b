/** The report for people tells everything the JSON report has; both engines print the same. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { excludesGuestState, type Report } from "../../src/index.ts";
import { LONG, builtBin, root, run, type Result } from "./command.ts";

let bin = "";
beforeAll(async () => {
  bin = await builtBin();
}, LONG);

const texts = (...folder: string[]): string[] =>
  readdirSync(join(root, ...folder))
    .filter((name) => name.endsWith(".txt") && !name.endsWith(".source.txt"))
    .map((name) => [...folder, name].join("/"));

const dumps = [
  ...texts("examples"),
  ...texts("test", "fixtures", "dumps"),
  ...texts("test", "fixtures", "formats"),
];
const vectors = ["real-cases", "bug-reports", "traps"].map(
  (name) => `test/vectors/data/${name}.ndjson`,
);

const cases: { name: string; args: string[]; least: number }[] = [
  { name: "dumps", args: dumps, least: 8 },
  {
    name: "dumps taken as 64-bit guests without unrestricted guest",
    args: [...dumps, "--ia32e", "on", "--unrestricted-guest", "off", "--cpu", "skylake-client"],
    least: 40,
  },
  { name: "vectors", args: vectors, least: 30 },
];

/** The blocks of the violations in a report for people, each with the id of its check. */
function blocks(text: string): { rule: string; text: string }[] {
  return text
    .split(/^(?=✗ )/m)
    .slice(1)
    .map((block) => ({
      rule: /^✗ (\S+)/.exec(block)?.[1] ?? "",
      // The block ends at the first empty line.
      text: block.split("\n\n")[0] ?? "",
    }));
}

test("a violation that only the assumptions of a world bring about says so", async () => {
  const stdin = JSON.stringify({ guest: { ds: { accessRights: "0xcff3" } } });
  const { stdout } = await run(bin, ["check", "--ndjson"], { stdin });
  const { violations } = JSON.parse(stdout) as Report;
  expect(violations.length).toBeGreaterThan(1);
  for (const { rule, facts, message } of violations) {
    if (Object.keys(facts).length === 0) expect(message, rule).toMatch(/^where rflags\.vm = 1/);
  }
});

describe.each(cases)("the reports on $name", ({ args, least }) => {
  let json: Result;
  let people: Result;
  let reference: Result;
  beforeAll(async () => {
    [json, people] = await Promise.all([
      run(bin, ["check", "--json", ...args]),
      run(bin, ["check", ...args]),
    ]);
    reference = await run(bin, ["check", "--json", "--engine", "json-rules-engine", ...args]);
  }, LONG);

  test("are the same from both engines", () => {
    expect(reference.stdout).toBe(json.stdout);
    expect(reference.status).toBe(json.status);
  });

  test("show people every violation with all its facts", () => {
    const reports = JSON.parse(json.stdout) as Report[];
    const violations = reports.flatMap((report) => report.violations);
    expect(violations.length).toBeGreaterThanOrEqual(least);
    const shown = blocks(people.stdout);
    expect(shown.map(({ rule }) => rule)).toEqual(violations.map(({ rule }) => rule));
    for (const [index, { facts, title, message, sdm, hint }] of violations.entries()) {
      const text = shown[index]?.text ?? "";
      const line = /^ *facts: (.*)$/m.exec(text)?.[1];
      expect(line).toBe(
        Object.entries(facts)
          .map(([name, value]) => {
            const long = typeof value === "number" && value > 999;
            return `${name} = ${long ? `0x${value.toString(16)}` : value}`;
          })
          .join(", "),
      );
      for (const part of [title, message, sdm.title, sdm.section, hint ?? ""])
        expect(text).toContain(part);
    }
  });

  test("tell people how many fields were read of every dump", () => {
    const reports = JSON.parse(json.stdout) as Report[];
    const counted = people.stdout.match(/^(?:\d+ fields?|No field) read\b/gm) ?? [];
    expect(counted).toHaveLength(reports.filter(({ source }) => source !== undefined).length);
  });

  test("show people the rest, too, in the same order", () => {
    const reports = JSON.parse(json.stdout) as Report[];
    const words =
      people.stdout.match(/^(?:INVALID|VALID|UNDECIDED|NOT A GUEST-STATE FAILURE):/gm) ?? [];
    expect(words.map((word) => word.slice(0, -1))).toEqual(
      reports.map(({ verdict, failure }) =>
        verdict !== "invalid" && failure !== undefined && excludesGuestState(failure)
          ? "NOT A GUEST-STATE FAILURE"
          : verdict.toUpperCase(),
      ),
    );
    for (const { notes, worlds = [], failure, followedBy = [] } of reports) {
      // The words of a note may stand in the ledger or beside the failure instead.
      for (const note of notes)
        expect(people.stdout).toContain(note.replace(/^Not a guest-state failure: /, ""));
      for (const { text } of failure === undefined ? followedBy : [failure, ...followedBy])
        expect(people.stdout).toContain(text);
      if (worlds.length > 0) expect(people.stdout).toContain("It depends on");
    }
    expect(people.status).toBe(json.status);
    // Texts without a state are explained: to people among the reports, beside JSON on standard error.
    const complaints = (text: string): string[] =>
      text.split("\n").filter((line) => line.startsWith("vmx-preflight:"));
    expect(complaints(people.stderr)).toEqual(complaints(json.stderr));
  });
});
