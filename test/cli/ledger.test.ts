/** What was read and what was not, in every output; what is said where nothing was found. */
import { createColors } from "picocolors";
import { describe, expect, it } from "vitest";
import { ItemChecker, type Checked } from "../../src/cli/item-checker.ts";
import { READABLE_LINES, explanationOf, nearMisses } from "../../src/cli/print/no-state.ts";
import { printMarkdown } from "../../src/cli/print/markdown.ts";
import { printReport } from "../../src/cli/print/report.ts";
import { SarifLog } from "../../src/cli/print/sarif.ts";
import {
  headlineReport,
  parseDump,
  type Failure,
  type ParsedDump,
  type Report,
  type Unread,
} from "../../src/index.ts";

const UNREAD: Unread[] = [
  { line: 24, text: "CR3: actual=0x1O", why: "guest.cr3 is no number" },
  { line: 31, text: "GS: sel=?", why: "guest.gs.selector is no number" },
];

function dump(more: Partial<ParsedDump> = {}): ParsedDump {
  return {
    format: "kvm-dump-vmcs",
    view: "vmcs",
    lines: [3, 51],
    state: { guest: { rflags: "0x2", cr0: "0x80000031" } },
    origin: new Map([
      ["guest.rflags", { line: 3, text: "RFLAGS=0x2" }],
      ["guest.cr0", { line: 51, text: "CR0: actual=0x80000031" }],
    ]),
    warnings: [],
    unread: [],
    notes: [],
    ...more,
  };
}

async function checked(parsed: ParsedDump): Promise<Extract<Checked, { report: Report }>> {
  const checker = new ItemChecker({ engine: "compiled", set: [], ignore: [] }, []);
  const item = {
    kind: "state" as const,
    state: parsed.state,
    line: parsed.lines[0],
    dump: parsed,
  };
  const answer = await checker.check("log.txt", item);
  if ("fault" in answer) throw answer.fault;
  return answer;
}

async function people(parsed: ParsedDump, verbose = false): Promise<string[]> {
  const { report } = await checked(parsed);
  const context = { colors: createColors(false), value: () => undefined, verbose };
  return printReport(report, { ...context, origin: parsed.origin }).split("\n");
}

async function markdown(parsed: ParsedDump): Promise<string> {
  const { report } = await checked(parsed);
  return printMarkdown(report, { origin: parsed.origin });
}

interface Sarif {
  runs: {
    invocations: {
      executionSuccessful: boolean;
      toolExecutionNotifications: {
        level: string;
        message: { text: string };
        locations: { physicalLocation: { region: { startLine: number } } }[];
      }[];
    }[];
    results: { kind?: string; message: { text: string } }[];
  }[];
}

function sarif(answer: Checked, parsed?: ParsedDump): Sarif["runs"][number] {
  const log = new SarifLog();
  log.add(answer, parsed === undefined ? {} : { origin: parsed.origin }, "log.txt");
  const [run] = (JSON.parse(log.toString()) as Sarif).runs;
  if (run === undefined) throw new Error("no run");
  return run;
}

describe("the ledger for people", () => {
  it("counts what was read, and names what was not", async () => {
    const lines = await people(dump({ unread: UNREAD }));
    expect(lines[0]).toBe("log.txt, kvm-dump-vmcs (vmcs view), lines 3-51");
    expect(lines.slice(2, 5)).toEqual([
      "2 fields read from lines 3-51 (kvm-dump-vmcs). 2 lines look like fields and were not read: line 24, 31",
      "  line 24: guest.cr3 is no number",
      "  line 31: guest.gs.selector is no number",
    ]);
    // Said once.
    expect(lines.filter((line) => line.includes("guest.cr3 is no number"))).toHaveLength(1);
  });

  it("knows one from many", async () => {
    const origin = new Map([["guest.rflags", { line: 3, text: "RFLAGS=0x2" }]]);
    const lines = await people(
      dump({ lines: [3, 3], state: { guest: { rflags: 2 } }, origin, unread: UNREAD.slice(0, 1) }),
    );
    expect(lines[0]).toBe("log.txt, kvm-dump-vmcs (vmcs view), line 3");
    expect(lines[2]).toBe(
      "1 field read from line 3 (kvm-dump-vmcs). 1 line looks like a field and was not read: line 24",
    );
  });

  it("counts a line once, however much of it was not read", async () => {
    const [one] = UNREAD;
    if (one === undefined) throw new Error("no entry");
    const unread = [one, { ...one, why: "guest.cr4 is no number" }];
    const lines = await people(dump({ unread }));
    expect(lines[2]).toMatch(/ 1 line looks like a field and was not read: line 24$/);
    expect(lines[4]).toBe("  line 24: guest.cr4 is no number");
  });

  it("says no more where everything was read", async () => {
    expect((await people(dump()))[2]).toBe("2 fields read from lines 3-51 (kvm-dump-vmcs).");
  });

  it("does not count what stands elsewhere among these lines", async () => {
    const origin = new Map([
      ["guest.rflags", { line: 3, text: "RFLAGS=0x2" }],
      ["cpu.physicalAddressWidth", { line: 700, text: "width 39" }],
    ]);
    expect((await people(dump({ origin })))[2]).toBe(
      "1 field read from lines 3-51 and 1 from other lines (kvm-dump-vmcs).",
    );
  });

  it("gives eight reasons, and all if asked", async () => {
    const unread = Array.from({ length: 12 }, (_, i) => ({
      line: i + 4,
      text: "?",
      why: `guest.cr${i} is no number`,
    }));
    const short = await people(dump({ unread }));
    expect(short[10]).toBe("  line 11: guest.cr7 is no number");
    expect(short[11]).toBe("  and 4 more (--verbose lists them)");
    const long = (await people(dump({ unread }), true)).join("\n");
    for (const { line, why } of unread) expect(long).toContain(`  line ${line}: ${why}`);
  });

  it("names the place in JSON and in bytes, where there are no lines", async () => {
    const json = dump({
      format: "kvm_sregs-json",
      view: "guest",
      lines: [1, 1],
      origin: new Map([["guest.cr0", { line: 1, text: "/sregs/cr0" }]]),
      unread: [{ line: 1, text: "/sregs/cr4", why: "/sregs/cr4 is no number of 64 bits" }],
    });
    const lines = await people(json);
    expect(lines.slice(2, 4)).toEqual([
      "1 field read (kvm_sregs-json). 1 value was not read: /sregs/cr4",
      "  /sregs/cr4 is no number of 64 bits",
    ]);
    const bytes = dump({
      format: "kvm_sregs",
      lines: [1, 1],
      origin: new Map([["guest.cr0", { line: 1, text: "byte 0xe0" }]]),
    });
    expect((await people(bytes))[0]).toBe("log.txt, kvm_sregs (vmcs view)");
    expect((await people(bytes))[2]).toBe("1 field read (kvm_sregs).");
  });

  it("lets nothing of the input control the terminal", async () => {
    const lines = await people(
      dump({ unread: [{ line: 4, text: "\u001b[2J", why: "\u001b[2J is no number" }] }),
    );
    expect(lines.join("\n")).not.toContain("\u001b");
  });
});

describe("the ledger elsewhere", () => {
  it("is in Markdown, and not again in the notes", async () => {
    const text = await markdown(dump({ unread: UNREAD }));
    expect(text).toContain(
      "2 fields read from lines 3-51 (kvm-dump-vmcs). 2 lines look like fields and were not read: line 24, 31",
    );
    expect(text).toContain("- line 24: guest.cr3 is no number\n");
    expect(text.match(/guest\.cr3 is no number/g)).toHaveLength(1);
  });

  it("cannot break the Markdown", async () => {
    const why = "<b> | `x` [y](z) is no number";
    const text = await markdown(dump({ unread: [{ line: 4, text: "", why }] }));
    expect(text).not.toContain("<b>");
    expect(text).not.toContain("[y]");
  });

  it("is a note of the run in SARIF, with the place of each line", async () => {
    const parsed = dump({ unread: UNREAD });
    const { invocations } = sarif(await checked(parsed), parsed);
    const [invocation] = invocations;
    expect(invocation?.executionSuccessful).toBe(true);
    const notes = invocation?.toolExecutionNotifications.map(({ level, message, locations }) => [
      level,
      message.text,
      locations[0]?.physicalLocation.region.startLine,
    ]);
    expect(notes).toEqual([
      [
        "note",
        "2 fields read from lines 3-51 (kvm-dump-vmcs). 2 lines look like fields and were not read: line 24, 31",
        3,
      ],
      ["note", "line 24: guest.cr3 is no number", 24],
      ["note", "line 31: guest.gs.selector is no number", 31],
    ]);
  });

  it("is in the notes of the JSON, too, for those who read nothing else", async () => {
    const { report } = await checked(dump({ unread: UNREAD }));
    expect(report.source?.unread).toEqual(UNREAD);
    expect(report.notes).toContain("line 31: guest.gs.selector is no number");
  });
});

describe("the first word", () => {
  const other: Failure = { text: "error 7 | <b>", code: "0x7", kind: "vm-instruction-error" };
  const later: Failure = { text: "run failed", code: "", kind: "not-a-vm-entry-failure" };

  it("is that of the first failure where nothing is wrong with the state", async () => {
    const lines = await people(dump({ failure: other, followedBy: [later] }));
    expect(lines[1]).toBe(
      "NOT A GUEST-STATE FAILURE: another failure is reported, and nothing is proven wrong in the state",
    );
    expect(lines.slice(3, 7)).toEqual([
      "The dump says: error 7 | <b>",
      expect.stringContaining("VM-instruction error 7"),
      "followed by: run failed",
      "  This is not the report of a VM entry that the processor refused.",
    ]);
  });

  it("is in Markdown and SARIF as well", async () => {
    const parsed = dump({ failure: other, followedBy: [later] });
    const text = await markdown(parsed);
    expect(text).toMatch(/^## Not a guest-state failure: another failure is reported/);
    expect(text).toContain("Followed by: `run failed`.");
    const { results } = sarif(await checked(parsed), parsed);
    expect(results[0]?.kind).toBe("open");
    expect(results[0]?.message.text).toMatch(/^Not a guest-state failure\. Nothing proven wrong; /);
  });

  it("is not that of a consequence", async () => {
    const failure: Failure = { text: "x", code: "0x80000021", kind: "invalid-guest-state" };
    const lines = await people(dump({ failure, followedBy: [other] }));
    expect(lines[1]).toMatch(/^UNDECIDED: /);
  });

  it("stays INVALID where a check fails whatever was reported", async () => {
    const lines = await people(dump({ failure: other, state: { guest: { rflags: "0x0" } } }));
    expect(lines[1]).toBe("INVALID: 1 check fails");
    expect(lines.some((line) => line.startsWith("note: Not a guest-state failure: "))).toBe(true);
  });

  it("can be said of a headline alone", () => {
    const known = { name: "headline", line: 2, text: other.text, meaning: "M.", advice: "A." };
    const report = headlineReport([{ ...known, failure: other }], "log.txt", UNREAD);
    if (report === undefined) throw new Error("no report");
    const context = { colors: createColors(false), value: () => undefined, verbose: false };
    expect(printReport(report, context).split("\n")).toEqual([
      "log.txt, headline, line 2",
      "NOT A GUEST-STATE FAILURE: another failure is reported, and the text holds no state",
      "No field read. 2 lines look like fields and were not read: line 24, 31",
      "  line 24: guest.cr3 is no number",
      "  line 31: guest.gs.selector is no number",
      "The text says: error 7 | <b>",
      expect.stringMatching(/^ {2}VM-instruction error 7: /),
      "",
      "note: M.",
      "note: A.",
      "",
    ]);
    expect(printMarkdown(report, {})).not.toContain("<b> ");
    expect(sarif({ report }).results[0]?.message.text).toMatch(
      /^Not a guest-state failure\. The text reports a failure and holds no state: error 7/,
    );
  });
});

describe("where no state is found", () => {
  it("the nearest misses are named, five at most", () => {
    const unread = Array.from({ length: 7 }, (_, i) => ({
      line: i + 1,
      text: `  GUEST_CR3 = 0x1O00 ${"x".repeat(300)}`,
      why: "guest.cr3 is no number",
    }));
    const lines = nearMisses({ unread, isJson: false });
    expect(lines[0]).toMatch(
      /^line 1 looks like a field: "GUEST_CR3 = 0x1O00 x{10,80}…": guest\.cr3 is no number$/,
    );
    expect(lines[5]).toBe("and 2 more");
    expect(lines).toHaveLength(6 + READABLE_LINES.length);
  });

  it.each(READABLE_LINES)("a line can be read as promised: %s", (line) => {
    expect(nearMisses({ unread: [], isJson: false }).some((one) => one.endsWith(line))).toBe(true);
    const [parsed, ...others] = parseDump(`${line}\n`);
    expect(others).toEqual([]);
    expect(parsed?.origin.size).toBe(4);
    expect(parsed?.unread).toEqual([]);
  });

  it("JSON that was taken for a log is said to be that", () => {
    expect(nearMisses({ unread: [], isJson: true })[0]).toMatch(/read as a log/);
  });

  it("an explanation controls no terminal", () => {
    const text = explanationOf(
      { name: "x", line: 1, text: "a\u001b[2J", meaning: "b\u001b[2J", advice: "" },
      "-",
    );
    expect(text).toBe("line 1: a·[2J\n  b·[2J\n");
  });

  it.each([
    [1, "line 7: refused\n  why\n"],
    [3, "line 7: refused (3 times)\n  why\n"],
  ])("an explanation says how often a text was said: %i", (count, said) => {
    const known = { name: "x", line: 7, text: "refused", count, meaning: "why", advice: "" };
    expect(explanationOf(known, "-")).toBe(said);
  });
});
