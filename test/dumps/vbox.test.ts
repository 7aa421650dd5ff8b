import { describe, expect, it } from "vitest";
import { knownTexts, parseDump } from "../../src/dumps/index.ts";
import { vboxCheck } from "../../src/dumps/vbox-checks.ts";
import { fixture, only } from "./fixtures.ts";

const parse = (...lines: string[]) =>
  parseDump(lines.map((line) => `00:00:05.481475 ${line}\n`).join(""));

const CPUM = "Guest CPUM (VCPU 0) state: ";
const GS =
  "gs={0000 base=0000000000000000 limit=ffffffff flags=0000c0f3} cr0=00000010 cr2=00000000";

describe("VirtualBox", () => {
  it("gives the report before the registers to the dump that follows", () => {
    const dump = only(
      parse("HM: CPU[0] HM error = 0x23a (570)", "HM: CPU[0] Guest-intr. state = 0x1", CPUM, GS),
    );
    expect(dump.failure?.kind).toBe("invalid-guest-state");
    expect(dump.state.guest).toMatchObject({ interruptibilityState: "0x1", cr0: "0x10" });
    expect(dump.notes).toContain(
      "VirtualBox's own check 570 failed: GS limit in virtual-8086 mode",
    );
  });

  it("does not blame the guest state for other errors", () => {
    const kinds = ["0x12d (301)", "0x0 (0)"].map(
      (number) => only(parse(`HM error = ${number}`, GS)).failure?.kind,
    );
    expect(kinds).toEqual(["not-a-vm-entry-failure", undefined]);
    const guru = only(parse("!! VCPU0: Guru Meditation 1155 (VINF_EM_TRIPLE_FAULT)", CPUM, GS));
    expect(guru.failure?.kind).toBe("not-a-vm-entry-failure");
  });

  it("explains an error without registers", () => {
    const [known] = knownTexts(
      "00:00:01.000000 !!         VCPU0: Guru Meditation -4014 (VERR_VMX_INVALID_GUEST_STATE)\n",
    );
    expect(known).toMatchObject({ failure: { kind: "invalid-guest-state" } });
    expect(known?.advice).toContain("VBox.log");
  });

  it("has a dump for each vCPU and for power off", () => {
    const dumps = parse(
      CPUM,
      GS,
      "Guest CPUM (VCPU 1) state: ",
      GS,
      "****************** Guest state at power off ******************",
      CPUM,
      GS,
    );
    expect(dumps).toHaveLength(3);
    expect(dumps[2]?.notes.join()).toContain("switched off");
  });

  it("reads nothing of the hypervisor or the host", () => {
    const cr =
      "cr0=0000000080050033 cr2=0000000000000000 cr3=0000000000001000 cr4=00000000000006f0";
    for (const heading of [
      "Hypervisor CPUM state:",
      "Host CPUM state:",
      ".eax=00000000 .ebx=00000000",
    ])
      expect(parse(heading, cr)).toEqual([]);
    expect(parse("FPUIP=00000000 CS=0000 Rsrvd1=0000  FPUDP=00000000 DS=0000 Rsvrd2=0000")).toEqual(
      [],
    );
  });

  it("does not read a TR base that a line end may have cut", () => {
    const dump = only(parseDump(`${GS}\ntr  ={0040 base=00000000`));
    expect(dump.state.guest?.tr).toEqual({ selector: "0x40" });
  });

  it("shares the processor's facts with the dumps of the same log", () => {
    const text =
      fixture("formats/vbox-07-capability-lines.txt") +
      "something\n".repeat(300) +
      fixture("formats/vbox-05-poweroff-64bit-complete.txt");
    const [facts, dump, ...others] = parseDump(text);
    expect(others).toEqual([]);
    expect(dump?.state.cpu).toEqual(facts?.state.cpu);
    expect(dump?.state.cpu).toHaveProperty("physicalAddressWidth", 36);
    expect(dump?.origin.get("cpu.vmxMisc")?.line).toBe(5);
    expect(dump?.notes.join()).toContain("lines 1 to 20");
  });

  it("reads what CPUID says about the host", () => {
    const { state } = only(
      parse(
        "Gst: 80000001/0000  00000000 00000000 00000121 28100800",
        "Hst:                00000000 00000000 00000121 2c100800",
        "Gst: 00000007/0000  00000000 00000000 00000000 00000000",
        "Hst:                00000000 00000804 00000080 00100000",
        "Physical Address Width:          39 bits",
      ),
    );
    expect(state.cpu).toEqual({
      supportsIntel64: true,
      supportsSgx: true,
      supportsRtm: true,
      supportsShadowStack: true,
      supportsBusLockDebug: false,
      supportsIbt: true,
      physicalAddressWidth: 39,
    });
  });

  it.each([
    [502, "CR0 bits that must be 1"],
    [520, "CS.DPL, not equal to SS.DPL"],
    [530, "DS accessed bit"],
    [553, "GS type"],
    [554, "CS base in virtual-8086 mode"],
    [571, "GS attributes in virtual-8086 mode"],
    [588, "RFLAGS.IF"],
    [606, "VMCS link pointer"],
    [619, "TR type"],
    [625, "VMCS revision behind the link pointer"],
    [622, undefined],
  ])("names check %i", (number, name) => {
    expect(vboxCheck(number)).toBe(name);
  });
});
