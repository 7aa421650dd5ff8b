import { describe, expect, it } from "vitest";
import { detectFormats, parseDump } from "../../src/dumps/index.ts";
import { only } from "./fixtures.ts";

const parse = (...lines: string[]) => only(parseDump(lines.join("\n") + "\n"));

const GUEST = ["*** Guest State ***", "CR3 = 0x0000000000001000"];

describe("KVM dump", () => {
  it("reads EFER where it is the VMCS field", () => {
    expect(parse(...GUEST, "EFER= 0x0000000000000d01").state.guest).toHaveProperty("efer", "0xd01");
    const both = parse(...GUEST, "EFER =     0x0000000000000500  PAT = 0x0007040600070406");
    expect(both.state.guest).toMatchObject({ efer: "0x500", pat: "0x7040600070406" });
  });

  it.each([
    ["autoload", "MSR-load list"],
    ["effective", "VM-entry controls"],
  ])("leaves an EFER marked (%s) unknown and says what it implies", (mark, source) => {
    const line = `EFER= 0x0000000000000d01 (${mark})`;
    for (const lines of [
      [line],
      line.split(" (").map((part, index) => (index ? "(" : "") + part),
    ]) {
      const dump = parse(...GUEST, ...lines, "PAT = 0x0007010600070106");
      expect(dump.state.guest).not.toHaveProperty("efer");
      expect(dump.state.guest).toHaveProperty("pat");
      expect(dump.notes).toHaveLength(1);
      expect(dump.notes[0]).toContain(source);
      expect(dump.notes[0]).toContain("in IA-32e mode");
    }
    const legacy = parse(...GUEST, `EFER= 0x0000000000000000 (${mark})`);
    expect(legacy.notes[0]).toContain("not in IA-32e mode");
  });

  it("reads CET of the guest and not of the host", () => {
    const cet = (first: number): string =>
      `S_CET = 0x000000000000000${first}, SSP = 0x0000000000001000, SSP TABLE = 0x0000000000002000`;
    const dump = parse(...GUEST, cet(1), "*** Host State ***", cet(3));
    expect(dump.state.guest).toMatchObject({
      sCet: "0x1",
      ssp: "0x1000",
      interruptSspTableAddr: "0x2000",
    });
  });

  it("does not take lines whose section is not known", () => {
    const dump = parse(
      "EFER = 0x0000000000000d01  PAT = 0x0407050600070106",
      "*** Control State ***",
      "PinBased=0000007f CPUBased=b5986dfa SecondaryExec=00002c6a",
    );
    expect(dump.state.guest).toEqual({});
    expect(dump.state.controls).toEqual({
      pinBased: "0x7f",
      primaryProcBased: "0xb5986dfa",
      secondaryProcBased: "0x2c6a",
    });
  });

  it("knows the host's lines by their form where headings were cut away", () => {
    const dump = parse(
      "RFLAGS=0x00000002         DR7 = 0x0000000000000400",
      "RIP = 0xffffffffc119a0a0  RSP = 0xffffa6a24a52bc20",
      "CR0=0000000080050033 CR3=00000001226c8004 CR4=00000000001726e0",
      "Sysenter RSP=fffffe00002c7000 CS:RIP=0010:ffffffffbd201d90",
      "EFER= 0x0000000000000d01",
      "PAT = 0x0407050600070106",
    );
    expect(dump.state.guest).toEqual({ rflags: "0x2", dr7: "0x400" });
  });

  it("does not take half a wrapped host line for the guest's", () => {
    const dump = parse(
      ...GUEST,
      "*** Host State ***",
      "RIP = 0xffffffffc119a0a0",
      "some other message of the kernel",
      "RSP = 0xffffa6a24a52bc20",
    );
    expect(dump.state.guest).toEqual({ cr3: "0x1000" });
  });

  it("takes the beginnings of lines that people copy, if they are clearly the guest's", () => {
    expect(parse("RFLAGS=0x00000002").state.guest).toEqual({ rflags: "0x2" });
    expect(parse("CR0: actual=0x0000000080000031").state.guest).toEqual({ cr0: "0x80000031" });
    expect(parseDump("RSP = 0xffffa6a24a52bc20\n")).toEqual([]);
  });

  it("ignores the MSR lists", () => {
    const dump = parse(
      ...GUEST,
      "MSR guest autoload:",
      "   0: msr=0x00000600 value=0x0000000000000001",
      "PerfGlobCtl = 0x0000000000000003",
    );
    expect(dump.state.guest).toEqual({ cr3: "0x1000", perfGlobalCtrl: "0x3" });
  });

  it("reads the controls of every kernel, in any order", () => {
    const dump = parse(
      "*** Control State ***",
      "CPUBased=0xb5a06dfa SecondaryExec=0x000007eb TertiaryExec=0x0000000000000010",
      "PinBased=0x000000ff EntryControls=0000d1ff ExitControls=002befff",
    );
    expect(dump.state.controls).toEqual({
      pinBased: "0xff",
      primaryProcBased: "0xb5a06dfa",
      secondaryProcBased: "0x7eb",
      tertiaryProcBased: "0x10",
      entry: "0xd1ff",
      exit: "0x2befff",
    });
  });

  it.each([
    ["80000b0e", { entryExceptionErrorCode: "0x4" }],
    ["80000603", { entryInstructionLength: "0x1" }],
    ["80000e0e", { entryExceptionErrorCode: "0x4", entryInstructionLength: "0x1" }],
    ["00000b0e", {}],
    ["800000d1", {}],
  ])("reads the fields that event %s uses", (info, fields) => {
    const dump = parse(`VMEntry: intr_info=${info} errcode=00000004 ilen=00000001`);
    const entryInterruptionInfo = `0x${info.replace(/^0+/, "")}`;
    expect(dump.state.controls).toEqual({ entryInterruptionInfo, ...fields });
  });

  it("leaves out a reserved access-rights bit no more than any other", () => {
    const dump = parse(
      "SS:   sel=0x0010, attr=0xdead0f93, limit=0xffffffff, base=0x0000000000000000",
    );
    expect(dump.state.guest?.ss?.accessRights).toBe("0xdead0f93");
  });

  it("is not what Xen prints", () => {
    expect(detectFormats("(XEN) CR3 = 0x00000000002e9000\n")).toEqual(["xen-vmcs-table"]);
  });

  it("does not read a cut limit, but what follows it", () => {
    const dump = parse("DS:   sel=0x0010, attr=0x0c093, limit=0xfff, base=0x0000000000000000");
    expect(dump.state.guest?.ds).toEqual({ selector: "0x10", accessRights: "0xc093", base: "0x0" });
    expect(dump.warnings).toEqual([
      "line 1: guest.ds.limit has 3 of 8 digits; a cut number is not read",
    ]);
  });
});
