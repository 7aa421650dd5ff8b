/** Texts that report a failure and hold no state; logs in JSON; what is no log. */
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020, type AnySchema } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isLogRecord } from "../../src/cli/input/log-record.ts";
import type { Report } from "../../src/index.ts";
import { LONG, builtBin, root, run, type Result } from "./command.ts";

const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(join(root, "schemas", "report.schema.json"), "utf8")) as AnySchema,
);

let bin = "";
beforeAll(async () => {
  bin = await builtBin();
}, LONG);

const folder = mkdtempSync(join(tmpdir(), "vmx-preflight-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const check = (stdin: string, ...args: string[]): Promise<Result> =>
  run(bin, ["check", ...args], { stdin });

const MSR = "KVM: entry failed, hardware error 0x80000022\n";
const INVALID = "KVM: entry failed, hardware error 0x80000021\n";

describe("a reported failure without a state", () => {
  it("is one report that fits the schema", async () => {
    const { stdout, stderr, status } = await check(`hello\n${MSR}`, "--json");
    expect(status).toBe(0);
    expect(stderr).toBe("");
    const reports = JSON.parse(stdout) as Report[];
    expect(reports).toHaveLength(1);
    const [report] = reports;
    expect(fits(report), JSON.stringify(fits.errors)).toBe(true);
    expect(report).toMatchObject({
      source: { format: "headline", view: "vmcs", lines: [2, 2] },
      verdict: "undecided",
      violations: [],
      undecided: [],
      failure: { code: "0x80000022", kind: "msr-loading" },
    });
    // What it means, whether the guest state can be at fault, what to do.
    const notes = report?.notes.join("\n") ?? "";
    expect(notes).toContain("loading an MSR");
    expect(notes).toContain("Not a guest-state failure");
    expect(notes).toContain("VM-entry MSR-load list");
  });

  it("is status 1 with --strict", async () => {
    expect((await check(MSR, "--strict", "--json")).status).toBe(1);
    expect((await check(MSR, "--strict", "--quiet")).status).toBe(1);
    expect((await check(MSR, "--quiet")).status).toBe(0);
  });

  it("begins with the third word, for people", async () => {
    const { stdout, status } = await check(MSR);
    expect(status).toBe(0);
    expect(stdout.split("\n").slice(0, 4)).toEqual([
      "headline, line 1",
      "NOT A GUEST-STATE FAILURE: another failure is reported, and the text holds no state",
      "No field read.",
      "The text says: KVM: entry failed, hardware error 0x80000022",
    ]);
  });

  it("is undecided where the guest state is at fault", async () => {
    const { stdout, status } = await check(INVALID);
    expect(status).toBe(0);
    expect(stdout).toContain("UNDECIDED: a failure is reported, but the text holds no state\n");
    expect(stdout).toContain("so that nothing could be checked");
  });

  it("is in Markdown and SARIF", async () => {
    const path = file("msr.txt", MSR);
    const markdown = await run(bin, ["check", "--markdown", path]);
    expect(markdown.stdout).toMatch(/^## Not a guest-state failure/);
    expect(markdown.stdout).toContain(
      "The text says: `KVM: entry failed, hardware error 0x80000022`.",
    );
    const sarif = await run(bin, ["check", "--sarif", path]);
    expect(JSON.parse(sarif.stdout)).toMatchObject({
      runs: [
        {
          invocations: [{ executionSuccessful: true }],
          results: [
            {
              kind: "open",
              message: { text: expect.stringMatching(/^Not a guest-state failure\./) as string },
              locations: [{ physicalLocation: { region: { startLine: 1 } } }],
            },
          ],
        },
      ],
    });
    expect([markdown.status, sarif.status]).toEqual([0, 0]);
  });

  it("is one line of NDJSON at the place of its file", async () => {
    const state = file("state.json", '{"guest":{"rflags":0}}');
    const paths = [state, file("headline.txt", INVALID), state];
    const { stdout, status } = await run(bin, ["check", "--ndjson", ...paths]);
    const reports = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Report);
    expect(reports.map(({ verdict }) => verdict)).toEqual(["invalid", "undecided", "invalid"]);
    expect(reports[1]?.source?.file).toBe(paths[1]);
    expect(status).toBe(1);
  });

  it("is the same from both engines, and has no table of CPUs", async () => {
    const [compiled, reference, cpus] = await Promise.all([
      check(INVALID, "--json"),
      check(INVALID, "--json", "--engine", "json-rules-engine"),
      check(INVALID, "--json", "--cpu", "all"),
    ]);
    expect(reference.stdout).toBe(compiled.stdout);
    expect(cpus.stdout).toBe(compiled.stdout);
  });

  it("controls no terminal", async () => {
    const { stdout } = await check(`\u001b]0;title\u0007KVM: entry failed, hardware error 0x7\n`);
    expect(stdout).not.toContain("\u001b");
  });
});

describe("a text with nothing in it", () => {
  it("is [] and status 2", async () => {
    const { stdout, stderr, status } = await check("My machine does not start.\n", "--json");
    expect(stdout).toBe("[]\n");
    expect(stderr).toContain("no state found");
    expect(status).toBe(2);
  });
});

const sample = (name: string): string =>
  [
    "KVM: entry failed, hardware error 0x80000021",
    "",
    "EAX=00004164 EBX=00000000 ECX=000000d7 EDX=000000a6",
  ]
    .map((line, index) =>
      JSON.stringify(
        name === "docker"
          ? { log: `${line}\n`, stream: "stderr", time: `2026-01-13T09:00:00.00000000${index}Z` }
          : { __REALTIME_TIMESTAMP: `176830000000000${index}`, PRIORITY: "3", MESSAGE: line },
      ),
    )
    .join("\n");

describe("a log in JSON", () => {
  const document = (): string =>
    JSON.stringify(
      sample("journal")
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
      undefined,
      2,
    );

  it.each([
    ["of Docker", sample("docker")],
    ["of the journal", sample("journal")],
    ["whose first line is empty", '{"log":"\\n","stream":"stderr"}\n{"log":"a b\\n"}\n'],
    ["as one document", document()],
    ["of one pretty-printed record", '{\n  "event": {\n    "text": "entry failed here"\n  }\n}\n'],
  ])("%s goes to the text reader", async (_, stdin) => {
    for (const flag of ["--json", "--ndjson"]) {
      const { stdout, stderr, status } = await check(stdin, flag);
      // Whatever the reader finds in it, no line is taken for a state with strange members.
      expect(stdout).not.toContain("unknown member");
      expect(stdout).not.toContain('"error"');
      expect(stderr).not.toContain("unknown member");
      expect(stderr === "" || stderr.includes("no state found")).toBe(true);
      expect(status === 2).toBe(stderr.includes("no state found"));
    }
  });

  it("is a state if --format says so", async () => {
    const { stderr, status } = await check(sample("docker"), "--format", "ndjson");
    expect(stderr).toContain('unknown member "log"');
    expect(status).toBe(2);
  });
});

describe("a misspelt state is no log", () => {
  it.each([
    ['{"gest":{"cr0":"0x31"}}', '/gest: unknown member "gest"'],
    ['{\n"gest": {"cr0": "0x31"}}', '/gest: unknown member "gest"'],
    ['[{"gest":{"cr0":"0x31"}}]', '/gest: unknown member "gest"'],
    ['{"guest":{"cr0":"zero or one"}}', "/guest/cr0"],
    ['{"id":"my first","sate":{"guest":{}}}', "the vector has no state"],
    ['{"view":"of a log"}', "/view"],
  ])("%s", async (stdin, message) => {
    const { stderr, status } = await check(stdin);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});

describe("isLogRecord", () => {
  const bytes = [...Buffer.from("CR0=0x31")];
  it.each<[boolean, unknown]>([
    [true, { log: "\n" }],
    [true, { MESSAGE: bytes }],
    [true, { a: { b: [{ c: "several words" }] } }],
    [true, { id: 7, text: "several words" }],
    [false, { a: { b: { c: { d: { e: { f: { g: "several words" } } } } } } }],
    [false, { MESSAGES: bytes.slice(1) }],
    [false, { values: bytes.map((byte) => byte + 200) }],
    [false, { gest: { cr0: "0x31", cs: { selector: 8 } } }],
    [false, { guest: {}, note: "several words" }],
    [false, { state: {}, comment: "several words" }],
    [false, { expect: "valid", sate: {}, comment: "several words" }],
    [false, { id: "several words" }],
    [false, ["several words"]],
    [false, "several words"],
    [false, null],
    // Registers as another program writes them, with a remark.
    [
      false,
      { note: "several words", sregs: { cs: { selector: 8, present: 1, type_: 11, base: 0 } } },
    ],
  ])("%s: %j", (expected, value) => {
    expect(isLogRecord(value)).toBe(expected);
  });
});
