/** What the library says about a reported failure, with a state and without; what was not read. */
import { readFileSync } from "node:fs";
import { Ajv2020, type AnySchema } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import {
  check,
  excludesGuestState,
  fromDump,
  headlineReport,
  meaningOf,
  readText,
  type Failure,
  type KnownText,
  type ParsedDump,
  type Report,
} from "../../src/index.ts";

const schema = new URL("../../schemas/report.schema.json", import.meta.url);
const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(schema, "utf8")) as AnySchema,
);

function expectFit(report: Report | undefined): void {
  expect(fits(report), JSON.stringify(fits.errors)).toBe(true);
}

const failure = (kind: Failure["kind"], code: string, text = `failed ${code}`): Failure => ({
  text,
  code,
  kind,
});

const known = (line: number, more: Partial<KnownText>): KnownText => ({
  name: "headline",
  line,
  text: more.failure?.text ?? "words",
  meaning: more.failure === undefined ? "It seems to be something." : meaningOf(more.failure),
  advice: "Do this.",
  ...more,
});

describe("headlineReport", () => {
  const machineCheck = failure("machine-check", "0x80000029");
  const consequence = failure("not-a-vm-entry-failure", "", "kvm run failed Bad address");

  it("is one report: the first failure, what followed, and each remark once", () => {
    const report = headlineReport(
      [
        known(3, { failure: machineCheck }),
        known(5, { advice: "Do that." }),
        known(7, { failure: consequence }),
      ],
      "log.txt",
    );
    expectFit(report);
    expect(report).toMatchObject({
      source: { format: "headline", view: "vmcs", lines: [3, 7], file: "log.txt" },
      verdict: "undecided",
      violations: [],
      undecided: [],
      failure: machineCheck,
      followedBy: [consequence],
    });
    expect(report?.notes).toEqual([
      `Not a guest-state failure: ${meaningOf(machineCheck)}`,
      meaningOf(machineCheck),
      "It seems to be something.",
      meaningOf(consequence),
      "Do this.",
      "Do that.",
    ]);
    // The members stand in the order of the contract.
    const members = Object.keys(report ?? {});
    expect(members.indexOf("followedBy")).toBe(members.indexOf("failure") + 1);
    expect(report?.tool).toEqual(check({}).tool);
  });

  it("says that the guest state is at fault where it is", () => {
    const invalid = failure("invalid-guest-state", "0x80000021");
    const told = { failure: { ...invalid, qualification: 2 } };
    const report = headlineReport([known(1, told)]);
    expectFit(report);
    expect(report?.failure?.qualification).toBe(2);
    expect(report?.notes.slice(0, 2)).toEqual([
      "The guest state is at fault, and the text does not hold it, so that nothing could be checked.",
      "The guest state was found invalid. Loading the PDPTEs failed.",
    ]);
    // What the number means is told in any case.
    const terse = headlineReport([known(1, { ...told, meaning: "Ours." })]);
    expect(terse?.notes[0]).toBe("The guest state was found invalid. Loading the PDPTEs failed.");
    expect(report).not.toHaveProperty("followedBy");
    expect(report?.source).not.toHaveProperty("file");
  });

  it("says that it is not known whether it is", () => {
    const report = headlineReport([known(1, { failure: failure("unknown", "0x0") })]);
    expect(report?.notes[0]).toMatch(
      /^Not known to be a guest-state failure: Zero names no reason/,
    );
  });

  it("lists what looks like a field", () => {
    const unread = [{ line: 2, text: "cr0=0xg", why: "guest.cr0 is no number" }];
    const report = headlineReport([known(1, { failure: machineCheck })], undefined, unread);
    expectFit(report);
    expect(report?.source?.unread).toEqual(unread);
  });

  it("is none without a failure", () => {
    expect(headlineReport([])).toBeUndefined();
    expect(headlineReport([known(1, {})])).toBeUndefined();
  });

  it("is made from what readText finds", () => {
    const { dumps, known: texts } = readText("KVM: entry failed, hardware error 0x80000022\n");
    expect(dumps).toEqual([]);
    const report = headlineReport(texts);
    expectFit(report);
    expect(report?.failure).toMatchObject({ kind: "msr-loading", code: "0x80000022" });
  });
});

describe("excludesGuestState", () => {
  it.each([
    ["invalid-guest-state", "0x80000021", false],
    ["msr-loading", "0x80000022", true],
    ["machine-check", "0x80000029", true],
    ["vm-instruction-error", "0x7", true],
    ["not-a-vm-entry-failure", "", true],
    ["unknown", "0xffffffff", true],
    ["unknown", "0x0", false],
    ["unknown", "0x12345678", false],
  ] as const)("%s %s: %s", (kind, code, expected) => {
    expect(excludesGuestState(failure(kind, code))).toBe(expected);
  });
});

describe("the report on a dump", () => {
  const dump: ParsedDump = {
    format: "kvm-dump-vmcs",
    view: "vmcs",
    lines: [1, 3],
    failure: failure("vm-instruction-error", "0x7"),
    followedBy: [failure("unknown", "0x0")],
    state: { guest: { rflags: "0x2" } },
    origin: new Map([["guest.rflags", { line: 1, text: "RFLAGS=2" }]]),
    warnings: ["line 2: guest.cr0 is cut", "lines 1 to 3: mixed"],
    unread: [
      { line: 2, text: "CR0: act", why: "guest.cr0 is cut" },
      { line: 3, text: "CR3: ?", why: "guest.cr3 is no number" },
    ],
    notes: ["a note"],
  };

  it("has what followed the failure, and each line that was not read", () => {
    const { state, options } = fromDump(dump, "a.txt");
    const report = check(state, options);
    expectFit(report);
    expect(report.failure).toEqual(dump.failure);
    expect(report.followedBy).toEqual(dump.followedBy);
    expect(report.source).toEqual({
      format: "kvm-dump-vmcs",
      view: "vmcs",
      lines: [1, 3],
      file: "a.txt",
      unread: dump.unread,
    });
    expect(report.notes.slice(0, 5)).toEqual([
      `Not a guest-state failure: ${meaningOf(failure("vm-instruction-error", "0x7"))}`,
      "line 2: guest.cr0 is cut",
      "lines 1 to 3: mixed",
      "line 3: guest.cr3 is no number",
      "a note",
    ]);
  });

  it("has no empty lists", () => {
    const { options } = fromDump({ ...dump, followedBy: [], unread: [] });
    expect(options).not.toHaveProperty("followedBy");
    expect(options.source).not.toHaveProperty("unread");
    // A remark about no line in particular is in the notes.
    const odd = fromDump({ ...dump, unread: [{ line: 0, text: "", why: "odd" }] });
    expect(odd.options.source).not.toHaveProperty("unread");
  });
});
