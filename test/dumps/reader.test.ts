import { describe, expect, it } from "vitest";
import type { DumpFormat } from "../../src/dumps/format.ts";
import {
  DumpReader,
  detectFormats,
  formats,
  knownTexts,
  parseDump,
} from "../../src/dumps/index.ts";
import { Layout, type Phrases, readingOf } from "../../src/dumps/layout.ts";
import type { ParsedDump } from "../../src/dumps/types.ts";
import { fixture, only } from "./fixtures.ts";

const CR0 = (value: string): string =>
  `CR0: actual=0x${value.padStart(16, "0")}, shadow=0x0000000000000000, gh_mask=ffffffffffffffff`;
const CR3 = (value: string): string => `CR3 = 0x${value.padStart(16, "0")}`;

const read = (...lines: string[]): ParsedDump[] => parseDump(lines.join("\n"));

describe("dumps in one text", () => {
  it("begin where the first line comes again", () => {
    expect(read(CR0("1"), CR3("1"), CR0("2"), CR3("2")).map(({ state }) => state.guest)).toEqual([
      { cr0: "0x1", cr3: "0x1" },
      { cr0: "0x2", cr3: "0x2" },
    ]);
  });

  it("begin where the line that began an excerpt comes again with another value", () => {
    const dumps = read(CR3("1"), "DebugCtl = 0x0000000000000001", CR3("2"), CR3("2"));
    expect(dumps.map(({ state }) => state.guest)).toEqual([
      { cr3: "0x1", debugctl: "0x1" },
      { cr3: "0x2" },
    ]);
  });

  it("do not begin anew at a heading that follows a pointer line", () => {
    const dump = only(
      read(
        "VMCS 00000000f971be22, last attempted VM-entry on CPU 3",
        "*** Guest State ***",
        CR0("1"),
      ),
    );
    expect(dump.lines).toEqual([1, 3]);
  });

  it("come in the order in which they start, also when their lines are mixed", () => {
    const dumps = read(
      "EAX=00000000 EBX=00000000 ECX=00000000 EDX=00000000",
      CR0("1"),
      "EIP=00001000 EFL=00000046 [-------]",
      CR3("1"),
      "EFER=0000000000000000",
    );
    expect(dumps.map(({ format }) => format)).toEqual(["qemu-cpu-dump", "kvm-dump-vmcs"]);
    expect(dumps[0]?.warnings).toEqual([]);
    expect(dumps[1]?.state.guest).toEqual({ cr0: "0x1", cr3: "0x1" });
  });

  it("survive prose, elisions and blank lines", () => {
    const dump = only(
      read(
        CR0("1"),
        "",
        "...",
        "On Tue, 24 Jun 2025, somebody wrote:",
        "I think CR3 = 0x1 is wrong.",
        CR3("1"),
      ),
    );
    expect(dump.state.guest).toEqual({ cr0: "0x1", cr3: "0x1" });
    expect(dump.warnings).toEqual([]);
  });
});

describe("values that contradict each other", () => {
  it("make the field unknown and are named with their lines", () => {
    const dump = only(read(CR0("1"), CR3("1"), CR3("2"), CR3("1")));
    expect(dump.state.guest).toEqual({ cr0: "0x1" });
    expect(dump.origin.has("guest.cr3")).toBe(false);
    expect(dump.warnings).toEqual([
      "line 3: guest.cr3 is 0x2 here but 0x1 on line 2; it is taken as unknown",
    ]);
  });

  it("do no harm if they are the same", () => {
    const dump = only(read(CR0("1"), CR3("1"), CR3("1")));
    expect(dump.warnings).toEqual([]);
    expect(dump.origin.get("guest.cr3")?.line).toBe(2);
  });
});

describe("wrapped records", () => {
  it("are joined over blank lines", () => {
    const dump = only(read("GDTR:", "", "limit=0x00000017,", "", "base=0x000000000a708100"));
    expect(dump.state.guest).toEqual({ gdtr: { limit: "0x17", base: "0xa708100" } });
    expect(dump.origin.get("guest.gdtr.base")?.line).toBe(5);
    expect(dump.lines).toEqual([3, 5]);
  });

  it("are not joined with a line that is no rest of theirs", () => {
    const dump = only(
      read(CR0("1"), "GDTR: limit=0x00000017,", CR3("1"), "base=0x000000000a708100"),
    );
    expect(dump.state.guest).toEqual({ cr0: "0x1", cr3: "0x1", gdtr: { limit: "0x17" } });
    expect(dump.warnings).toEqual(["line 2: the record stops in the middle; its rest is missing"]);
  });
});

describe("bounds", () => {
  it("a dump ends when nothing of it has come for long", () => {
    const silence = Array<string>(300).fill("something else");
    const reader = new DumpReader();
    expect(reader.push(CR0("1"))).toEqual([]);
    expect(silence.flatMap((line) => reader.push(line))).toHaveLength(1);
    expect(reader.push(CR3("1"))).toEqual([]);
    expect(only(reader.end()).state.guest).toEqual({ cr3: "0x1" });
  });

  it("dumps do not wait for ever for an older one that goes on and on", () => {
    const reader = new DumpReader();
    let given = 0;
    for (let round = 0; round < 500; round++) {
      given += reader.push(CR3("1")).length;
      given += reader.push("EAX=00000000 EBX=00000000").length;
      given += reader.push("EFER=0000000000000000").length;
    }
    expect(given).toBeGreaterThan(400);
    expect(given + reader.end().length).toBeGreaterThan(500);
  });

  it("a very long line is not read, and an open dump says so", () => {
    const dump = only(read(CR0("1"), " ".repeat(70_000) + CR3("1"), CR3("2")));
    expect(dump.state.guest).toEqual({ cr0: "0x1", cr3: "0x2" });
    expect(dump.warnings).toEqual(["line 2: 70024 characters long; such a line is not read"]);
  });

  it("remarks are counted, not collected without end", () => {
    const cut = Array.from({ length: 1000 }, () => "CR3 = 0x1");
    const dump = only(read(CR0("1"), ...cut));
    expect(dump.warnings.length).toBeLessThan(50);
  });

  it("known texts are kept once each", () => {
    expect(knownTexts("FailEntry(2147483681, 0)\n".repeat(1000))).toHaveLength(1);
    const many = Array.from({ length: 1000 }, (_, code) => `FailEntry(${code}, 0)`).join("\n");
    expect(knownTexts(many).length).toBeLessThan(50);
  });
});

describe("the last line", () => {
  it("may lack its end", () => {
    expect(only(parseDump(CR3("1"))).state.guest).toEqual({ cr3: "0x1" });
  });

  it("is read whatever ends the lines", () => {
    for (const end of ["\n", "\r\n", "\r"])
      expect(only(parseDump([CR0("1"), CR3("2"), ""].join(end))).lines).toEqual([1, 2]);
  });
});

describe("known texts", () => {
  it.each([
    ["headline", "thread 'vcpu0' panicked: FailEntry(2147483681, 0)", "invalid-guest-state"],
    [
      "headline",
      "VcpuExitFailEntry { hardware_entry_failure_reason: 7, cpu: 1 }",
      "vm-instruction-error",
    ],
    [
      "kvm-nested-vmenter-failed",
      "kvm_nested_vmenter_failed: CC(!nested_guest_cr0_valid()) 7",
      undefined,
    ],
    ["bhyve-vm-exit", "vm exit[0]", undefined],
    ["bochs-vmenter-failed", "VMENTER FAIL: VMCS guest CR0 invalid value", undefined],
    [
      "headline",
      "vcpu-0| MONITOR PANIC: vcpu-0:VMM64 fault 14: src=MONITOR",
      "not-a-vm-entry-failure",
    ],
    ["headline", "KVM internal error. Suberror: 1", "not-a-vm-entry-failure"],
  ])("%s: %s", (name, text, kind) => {
    const [known, ...others] = knownTexts(`first line\n${text}\n`);
    expect(others).toEqual([]);
    expect(known).toMatchObject({ name, line: 2 });
    expect(known?.failure?.kind).toBe(kind);
    expect(known?.meaning).toMatch(/\.$/);
    expect(known?.advice).toMatch(/\.$/);
  });

  it("are none in ordinary prose", () => {
    expect(knownTexts("My virtual machine does not start.\nWhat can I do?\n")).toEqual([]);
    expect(parseDump("My virtual machine does not start.\nWhat can I do?\n")).toEqual([]);
  });
});

describe("formats", () => {
  it("can be forced by name", () => {
    const text = fixture("dumps/kvm-smm-sti-shadow-proxmox.txt");
    expect(only(parseDump(text, { format: "qemu-cpu-dump" })).lines).toEqual([50, 71]);
    expect(detectFormats(text)).toEqual(["kvm-dump-vmcs", "qemu-cpu-dump"]);
  });

  it("have names, views and descriptions", () => {
    expect(formats.map(({ name, view }) => [name, view])).toEqual(
      expect.arrayContaining([
        ["kvm-dump-vmcs", "vmcs"],
        ["qemu-cpu-dump", "guest"],
      ]),
    );
    expect(new Set(formats.map(({ name }) => name)).size).toBe(formats.length);
  });

  it("must exist", () => {
    expect(() => parseDump("", { format: "kvm" })).toThrow(/unknown dump format "kvm"/);
  });
});

describe("formats that share lines", () => {
  const SHARED = ["A = {guest.cr0:2}", "B = {guest.cr3:2}"];
  const format = (name: string, phrases: readonly string[]): DumpFormat => {
    const layout = new Layout({ any: [...SHARED, ...phrases] } satisfies Phrases<"any">);
    return {
      name,
      view: "vmcs",
      description: name,
      open: () => (record) => {
        const line = layout.read(record.text);
        if (line === undefined) return undefined;
        return { ...readingOf(line), starts: record.text.startsWith("A") };
      },
    };
  };
  const listed = [
    format("first", ["ONE = {guest.rip:2}"]),
    format("second", ["TWO = {guest.rip:2}"]),
  ];
  const readShared = (...lines: string[]): [string, unknown][] => {
    const reader = new DumpReader({ formats: listed });
    const dumps = [...lines.flatMap((line) => reader.push(line)), ...reader.end()];
    return dumps.map((dump) => [dump.format, dump.state.guest]);
  };

  it("give the dump to the one that has a line of its own", () => {
    expect(readShared("A = 01", "B = 02", "TWO = 03")).toEqual([
      ["second", { cr0: "0x1", cr3: "0x2", rip: "0x3" }],
    ]);
    expect(readShared("A = 01", "ONE = 03", "B = 02")).toEqual([
      ["first", { cr0: "0x1", cr3: "0x2", rip: "0x3" }],
    ]);
  });

  it("give the dump to the one listed first if nothing tells them apart", () => {
    expect(readShared("A = 01", "B = 02")).toEqual([["first", { cr0: "0x1", cr3: "0x2" }]]);
  });

  it("are told apart dump by dump", () => {
    const names = readShared(
      "A = 01",
      "B = 02",
      "A = 03",
      "TWO = 04",
      "A = 05",
      "ONE = 06",
      "A = 07",
    );
    expect(names.map(([name]) => name)).toEqual(["first", "second", "first", "first"]);
  });
});
