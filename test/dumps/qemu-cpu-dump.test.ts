import { describe, expect, it } from "vitest";
import { knownTexts, parseDump } from "../../src/dumps/index.ts";
import { only } from "./fixtures.ts";

const parse = (...lines: string[]) => only(parseDump(lines.join("\n") + "\n"));

describe("QEMU dump", () => {
  it.each([
    ["00c09b00", "0xc09b"],
    ["00cf9a00", "0xc09a"],
    ["00009300", "0x93"],
    ["00c00000", "0x1c000"],
    ["00000000", "0x10000"],
    ["00f0f300", "0xf0f3"],
  ])("reads flags %s as access rights %s", (flags, accessRights) => {
    const dump = parse(`CS =0008 00000000 ffffffff ${flags} DPL=0 CS32 [-RA]`);
    expect(dump.state.guest?.cs?.accessRights).toBe(accessRights);
  });

  it("reads compatibility mode: short registers, long table bases", () => {
    const dump = parse(
      "EIP=00001000 EFL=00000046 [---Z-P-] CPL=0 II=0 A20=1 SMM=0 HLT=0",
      "GDT=     0000000000007ca0 0000003f",
      "CR0=80000011 CR2=0000000000000000 CR3=0000000100001000 CR4=00000020",
      "EFER=0000000000000500",
    );
    expect(dump.state.guest).toEqual({
      rip: "0x1000",
      rflags: "0x46",
      gdtr: { base: "0x7ca0", limit: "0x3f" },
      cr0: "0x80000011",
      cr3: "0x100001000",
      cr4: "0x20",
      efer: "0x500",
    });
  });

  it("does not read a CR3 that may have been cut", () => {
    const dump = parse(
      "EIP=00001000 EFL=00000046 [---Z-P-]",
      "CR0=80000011 CR2=0000000000000000 CR3=00000001",
    );
    expect(dump.state.guest).not.toHaveProperty("cr3");
  });

  it("does not read a DR7 cut to half its width", () => {
    const dump = parse("EFER=0000000000000000", "DR6=00000000ffff0ff0 DR7=00000000");
    expect(dump.state.guest).toEqual({ efer: "0x0" });
    expect(dump.warnings).toHaveLength(1);
  });

  it("notes what II, SMM and HLT do and do not say", () => {
    const of = (ii: number, smm: number, hlt: number): string[] =>
      parse(`EIP=00001000 EFL=00000046 [-------] CPL=0 II=${ii} A20=1 SMM=${smm} HLT=${hlt}`).notes;
    expect(of(1, 1, 1).map((note) => note.slice(0, 5))).toEqual(
      expect.arrayContaining(["II=1:", "SMM=1", "HLT=1"]),
    );
    expect(of(0, 0, 0).some((note) => note.startsWith("SMM"))).toBe(false);
  });

  it("warns where CPL and the DPL of SS differ", () => {
    const line = "EIP=00001000 EFL=00000046 [-------] CPL=3 II=0 A20=1 SMM=0 HLT=0";
    const ss = (dpl: number, flags: string): string =>
      `SS =0010 00000000 ffffffff ${flags} DPL=${dpl} DS   [-WA]`;
    expect(parse(line, ss(0, "00c09300")).warnings).toEqual([
      "line 2: CPL=3 but the DPL of SS is 0",
    ]);
    expect(parse(line, ss(3, "00c0f300")).warnings).toEqual([]);
    expect(parse(line, "SS =0000 00000000 ffffffff 00c00000").warnings).toEqual([]);
  });

  it.each([
    ["KVM: entry failed, hardware error 0x80000021", "0x80000021", "invalid-guest-state"],
    ["kvm: vm entry failed with error 0x80000021", "0x80000021", "invalid-guest-state"],
    ["kvm: vm entry failed with error 80000022", "0x80000022", "msr-loading"],
    ["kvm: unhandled exit 80000021", "0x80000021", "invalid-guest-state"],
    ["kvm: unhandled exit 7", "0x7", "not-a-vm-entry-failure"],
    ["kvm_run returned -22", "0xffffffea", "not-a-vm-entry-failure"],
    ["KVM internal error. Suberror: 1", "0x1", "not-a-vm-entry-failure"],
    ["error: kvm run failed Bad address", "", "not-a-vm-entry-failure"],
    ["WHPX: Unexpected VP exit code 5", "0x5", "invalid-guest-state"],
    ["WHPX: Unexpected VP exit code 4", "0x4", "not-a-vm-entry-failure"],
  ])("reads the headline %s", (text, code, kind) => {
    const dump = parse(`qemu-system-x86_64: ${text}`, "", "some advice", "EFER=0000000000000000");
    expect(dump.failure).toEqual({ text, code, kind });
    expect(dump.lines).toEqual([1, 4]);
  });

  it("explains a headline without a dump", () => {
    const text = "KVM: entry failed, hardware error 0x0\n\nIf you're running a guest on ...\n";
    expect(parseDump(text)).toEqual([]);
    expect(knownTexts(text)).toMatchObject([
      { name: "headline", line: 1, failure: { code: "0x0", kind: "unknown" } },
    ]);
  });

  it("reads the dumps of a -d int log one by one", () => {
    const dump = (rip: string): string[] => [
      "     0: v=0d e=0008 i=0 cpl=0 IP=0008:00007c35 pc=00007c35 SP=0010:00007c00 env->regs[R_EAX]=30",
      "EAX=00000030 EBX=00000000 ECX=00000000 EDX=00000000",
      `EIP=${rip} EFL=00000046 [---Z-P-] CPL=0 II=0 A20=1 SMM=0 HLT=0`,
      "CCS=00000000 CCD=00000000 CCO=EFLAGS",
      "EFER=0000000000000000",
      "check_exception old: 0xffffffff new 0xd",
    ];
    const text = [...dump("00000001"), ...dump("00000002"), "Triple fault", ...dump("00000003")];
    const dumps = parseDump(text.join("\n"));
    expect(dumps.map(({ state }) => state.guest?.["rip"])).toEqual(["0x1", "0x2", "0x3"]);
  });

  it("does not begin with a selector alone, which others print as well", () => {
    expect(parseDump("FS=0000 GS=0000\nTR=0040\n")).toEqual([]);
  });

  it("is not what KVM prints of the host", () => {
    const text =
      "CR0=0000000080050033 CR3=00000001226c8004 CR4=00000000001726e0\nEFER= 0x0000000000000d01\n";
    expect(parseDump(text, { format: "qemu-cpu-dump" })).toEqual([]);
  });
});
