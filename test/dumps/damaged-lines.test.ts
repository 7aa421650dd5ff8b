/** Lines that damage left behind, each of which once gave a wrong number. */
import { describe, expect, it } from "vitest";
import { readText } from "../../src/dumps/index.ts";
import { valuesOf } from "./damage-samples.ts";

/** What is read from lines: the values of all dumps, and why something is not. */
function read(...lines: string[]) {
  const { dumps, unread } = readText(`${lines.join("\n")}\n`);
  return {
    values: new Map(dumps.flatMap((dump) => [...valuesOf(dump)])),
    why: [...unread, ...dumps.flatMap((dump) => dump.unread)].map((entry) => entry.why).join("\n"),
  };
}

describe("GDB", () => {
  it.each([
    ["a digit that is missing", "rip  0xffffffff8104237  0xffffffff81042837 <main+4>", "guest.rip"],
    ["half a number", "gs_base  0xffff961f  -116414054662144", "guest.gs.base"],
    ["a digit too many", "cs  0x100  16", "guest.cs.selector"],
    ["zeros in front", "cs  0x010  16", "guest.cs.selector"],
    ["flags that are not set", "cr0  0x8005003  [ PG ET PE ]", "guest.cr0"],
    ["another page directory", "cr3  0x123456  [ PDBR=1193046 PCID=0 ]", "guest.cr3"],
  ])("%s: the second column does not confirm it", (_, line, path) => {
    const { values, why } = read("ss  0x18  24", line);
    expect(values.has("guest.ss.selector")).toBe(true);
    expect(values.has(path)).toBe(false);
    expect(why).toContain(path);
  });
});

describe("WinDbg dg", () => {
  const heading = [
    "                                                    P Si Gr Pr Lo",
    "Sel        Base              Limit          Type    l ze an es ng Flags",
    "---- ----------------- ----------------- ---------- - -- -- -- -- --------",
  ];
  const row = "0040 00000000`3ff5c000 00000000`00000067 TSS32 Busy 0 Nb By P  Nl 0000008b";

  it("a row belongs to the command only behind the whole heading", () => {
    expect(read("0: kd> dg @tr", ...heading, row).values.get("guest.tr.limit")).toBe("0x67");
    for (const lost of [0, 1, 2]) {
      const more = ["0: kd> dg @ss", ...heading.toSpliced(lost, 1), row];
      const { values, why } = read("0: kd> dg @tr", ...heading, row, ...more);
      expect(values.has("guest.ss.selector")).toBe(false);
      expect(why).toContain("heading");
    }
  });

  it("the columns and the flags must agree", () => {
    const more = ["0: kd> dg @ss", ...heading, row.replace("8b", "0b")];
    const { values, why } = read("0: kd> dg @tr", ...heading, row, ...more);
    expect(values.has("guest.ss.selector")).toBe(false);
    expect(why).toContain("contradict");
  });
});

describe("numbers of any width", () => {
  it("never have more zeros in front than their printer puts there", () => {
    const { values, why } = read(
      "(XEN) *** Guest State ***",
      "(XEN)   DS: 0000 01c000 ffffffff 0000000000000000",
    );
    expect(values.has("guest.ds.accessRights")).toBe(false);
    expect(why).toContain("guest.ds.accessRights is 01c000");
  });
});

describe("regs.json of wtf", () => {
  const block = (name: string, limit: string, attr = "0x493") => [
    `"${name}": {`,
    '  "present": true,',
    '  "selector": "0x18",',
    '  "base": "0x0",',
    `  "limit": "${limit}",`,
    `  "attr": "${attr}"`,
    "},",
  ];

  it("members behind lines that are missing may be another register's", () => {
    const [head = "", ...members] = block("ss", "0x0");
    const { values, why } = read(...block("cs", "0xffff"), head, ...members.slice(2));
    expect(values.get("guest.cs.limit")).toBe("0xffff");
    expect([...values.keys()].filter((path) => path.startsWith("guest.ss"))).toEqual([]);
    expect(why).toContain("guest.ss.limit does not stand where it belongs");
  });

  it.each([
    ["zeros in front", '"rsp": "0x0009be50",', "guest.rsp"],
    ["attributes that contradict `present`", block("ss", "0x0", "0x413"), "guest.ss.accessRights"],
    ["attributes that are too wide", block("ss", "0x0", "0x10493"), "guest.ss.accessRights"],
  ])("%s", (_, lines, path) => {
    const { values, why } = read(...block("cs", "0xffff"), ...[lines].flat());
    expect(values.has(path)).toBe(false);
    expect(why).toContain(path);
  });

  it("a register that is missing in the middle makes the others doubtful", () => {
    const tables = ['"gdtr": {', '"base": "0x0",', '"limit": "0x7f"', "},"];
    expect([...read(...block("cs", "0xffff"), ...tables).values.keys()]).toEqual([
      "guest.gdtr.base",
      "guest.gdtr.limit",
    ]);
  });
});

describe("Kontain's km", () => {
  const first = (name: string) =>
    `${name}  base: 0x0                limit:0xffff selector: 0x8 type: 0xb present: 0x1`;
  const second = (avl: number) => `    dpl:0x0 db:0x0 s:0x1 l:0x1 g:0x1 avl:0x${avl} unusable:0x0`;
  const rights = (...lines: string[]) => {
    const { values, why } = read("== KVM_GET_SREGS ==", ...lines);
    return [...values].filter(([path]) => path.endsWith("accessRights")).join() || why;
  };

  it("attributes are those of the segment on the line before", () => {
    expect(rights(first("CS"), second(0))).toBe("guest.cs.accessRights,0xa09b");
    expect(rights(first("CS"), "see below", second(0))).toBe("guest.cs.accessRights,0xa09b");
  });

  it.each([
    ["the next segment's first line is lost", [first("CS"), second(0), second(1)]],
    ["segments are missing", [first("CS"), second(0), first("ES")]],
    ["two lines became one", [first("CS"), `${second(0)}${first("DS")}`, second(1)]],
  ])("%s: the attributes may be another's", (_, lines) => {
    expect(rights(...lines)).not.toContain("0x");
  });

  it.each([
    ["members that are missing", "CS  base: 0x0  limit:0x4 present: 0x0", "guest.cs.limit"],
    ["zeros in front", "CS  base: 0x00003000 limit:0x4 selector: 0x8", "guest.cs.base"],
    ["the end of a line that is none", "CS  base: 0x0  limit:0x4", "guest.cs.limit"],
    ["a number in two pieces", "RDI: 0x8  RSP: 0xfaa e  RBP: 0x0", "guest.rsp"],
    ["a register behind which others come", "RAX: 0x5affa890  RSP: 0xfaa", "guest.rsp"],
  ])("%s", (_, line, path) => {
    const { values, why } = read("== KVM_GET_REGS ==", "RIP: 0x1     RFLAGS: 0x46", line);
    expect(values.has("guest.rflags")).toBe(true);
    expect(values.has(path)).toBe(false);
    expect(why).toContain(path);
  });
});

describe("kvm_sregs of Rust", () => {
  const segment = (name: string, selector: number | string, limit: number | string = 4294967295) =>
    `${name}: kvm_segment { base: 0, limit: ${limit}, selector: ${selector}, type_: 11, present: 1, ` +
    "dpl: 0, db: 0, s: 1, l: 1, g: 1, avl: 0, unusable: 0, padding: 0 },";

  it("one letter in a decimal dump is a damaged number", () => {
    const { values, why } = read(
      "kvm_sregs {",
      segment("cs", "1a"),
      segment("ds", 24),
      segment("es", 43),
      "cr0: 2147811379, cr2: 5, cr3: 20, cr4: 32, cr8: 0, efer: 3329, apic_base: 0 }",
    );
    expect(values.get("guest.ds.selector")).toBe("0x18");
    expect(values.get("guest.cr3")).toBe("0x14");
    expect(values.has("guest.cs.selector")).toBe(false);
    expect(why).toContain("guest.cs.selector has letters");
  });

  it("several letters make it hexadecimal, unless other numbers say no", () => {
    const { values } = read("kvm_sregs {", segment("cs", "1a", "ffffffff"), segment("ds", 24));
    expect(values.get("guest.ds.selector")).toBeUndefined();
    const hex = (name: string, selector: string) =>
      segment(name, selector, "ffffffff").replace("11", "b");
    const all = read("kvm_sregs {", hex("cs", "1a"), hex("ds", "24"));
    expect(all.values.get("guest.ds.selector")).toBe("0x24");
  });

  it.each([
    ["a line is lost behind a name", ["cs: kvm_segment { base: 0, limit:", "0, unusable: 0 }"]],
    ["zeros in front", ["cs: kvm_segment { base: 0, limit: 0123, selector: 8 }"]],
    ["members are missing", ["cs: kvm_segment { base: 0, present: 1,", "limit: 5 }"]],
    ["registers are missing behind one", [segment("cs", 8), "es: kvm_segment { base: 0 }"]],
  ])("%s", (_, lines) => {
    const { values } = read("kvm_sregs {", ...lines, "}");
    expect(values.has("guest.cs.limit")).toBe(false);
  });
});

describe("HAXM", () => {
  it.each([
    ["another field's encoding", "2816 GUEST_CS_AR: a09b", "guest.lbrCtl"],
    ["no field's name", "400c VMX_TRY_CONTROLS: 5", "controls.exit"],
    ["zeros in front", "681c GUEST_RSP: 0009be50", "guest.rsp"],
  ])("%s", (_, line, path) => {
    const { values, why } = read("6802 GUEST_CR3: 5000", line, "6804 GUEST_CR4: 20");
    expect(values.get("guest.cr3")).toBe("0x5000");
    expect(values.has(path)).toBe(false);
    expect(why).toContain(path);
  });
});

describe("a number of 8 digits where the dump has 16", () => {
  const registers = `RSI=${"0".repeat(16)} RDI=${"0".repeat(16)} RBP=${"0".repeat(16)} RSP=${"0".repeat(16)}`;
  it.each([
    ["QEMU", registers, "GDT=     00007ca0 0000003f", "guest.gdtr.base"],
    [
      "VirtualBox",
      "cs={0010 base=0000000000000000 limit=ffffffff flags=0000a09b}",
      "fs={0000 base=9f62d740 limit=ffffffff flags=0001c000}",
      "guest.fs.base",
    ],
    [
      "bhyve",
      "pinbased_ctls[0]\t0x000000000000003f",
      "procbased_ctls[0]\t0x00000000",
      "controls.primaryProcBased",
    ],
  ])("%s", (_, other, line, path) => {
    const { values, why } = read(other, line);
    expect(values.size).toBeGreaterThan(0);
    expect(values.has(path)).toBe(false);
    expect(why).toContain(path);
  });

  it("the host's CR0 of a VMCS dump, cut at 8 digits, is none of QEMU's", () => {
    expect(read("CR4=", "CR0=00000000").values.size).toBe(0);
    expect(read("RSP=fffffe0000033000").values.size).toBe(0);
  });
});
