import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDump } from "../../src/dumps/index.ts";
import { kvmState } from "./arbitrary-state.ts";
import { only } from "./fixtures.ts";
import { printWindbgRegisters, printXenRegisters, printXenSections } from "./printers-more.ts";

const [state] = fc.sample(kvmState, 1);
if (state === undefined) throw new Error("a state is wanted");

describe("Xen 3.0, sections", () => {
  it("the headline and the exit reason tell of the failure", () => {
    const withHeadline = only(parseDump(printXenSections(state).join("\n")));
    expect(withHeadline.failure).toMatchObject({ kind: "invalid-guest-state", qualification: 0 });
    const row = "(XEN) \t\t0x00004400: 0x00000005 0x80000021 0x00000000 0x00000000";
    const rows = ["(XEN) \t 32-bit RO Data Fields", row, "(XEN) \t 32-bit Guest-State Fields"];
    expect(only(parseDump(rows.join("\n"))).failure?.code).toBe("0x80000021");
  });

  it("an upper half that is too wide is not read", () => {
    const text = [
      "(XEN) \t 64-bit Guest-State Fields",
      "(XEN) \t\t0x00002800: 0x0000000000000005 0x00009b52bd0a5f94 0x0000000000000000 0x0000000000000000",
      "",
    ].join("\n");
    const dump = only(parseDump(text));
    expect(dump.state.guest).toEqual({ vmcsLinkPointer: "0x5", debugctl: "0x0" });
    expect(dump.warnings.join()).toContain("has 32 bits");
  });

  it("rows that look like any memory dump need a heading or Xen's prefix", () => {
    const row = "0x00000800: 0x0000 0x0008 0x0018 0x0000";
    expect(parseDump(`${row}\n`)).toEqual([]);
    expect(parseDump(`16-bit Guest-State Fields\n${row}\n`)).toHaveLength(1);
  });
});

describe("Xen, registers after domain_crash", () => {
  it("Xen's own registers, and a kernel's oops, are nobody's guest state", () => {
    expect(parseDump(printXenRegisters(state, "hypervisor").join("\n"))).toEqual([]);
    const oops = [
      "[ 1.000000] RIP: 0010:[<ffffffff8103a0ea>]  [<ffffffff8103a0ea>] native_safe_halt+0x2/0x10",
      "[ 1.000001] RSP: 0018:ffff88007fd03ed8  EFLAGS: 00000246",
    ];
    expect(parseDump(oops.join("\n"))).toEqual([]);
  });
});

describe("WinDbg", () => {
  it("half a number at the end of a 64-bit session is none", () => {
    const lines = printWindbgRegisters(state, 64);
    const at = lines.findIndex((line) => line.startsWith("cr0="));
    const text = `${lines.slice(0, at).join("\n")}\ncr0=${"0".repeat(16)} cr2=${"0".repeat(16)} cr3=00000000`;
    expect(only(parseDump(text)).state.guest).not.toHaveProperty("cr3");
  });
});

describe("bhyvectl", () => {
  it("a number with an x in its middle is none", () => {
    expect(parseDump("exit_ctls[0]\t\t0x00x56ce6\nentry_ctls[0]\t\t0x000x51ff\n")).toEqual([]);
  });

  it("each vCPU is a dump of its own, and AMD's fields are pointed out", () => {
    const lines = [0, 1].flatMap((vcpu) => [
      `cs desc[${vcpu}]\t0x0000000000000000/0xffffffff/0x0000c09b`,
      `cs[${vcpu}]\t\t0x0008`,
      `cr_intercept[${vcpu}]\t0x00000000`,
    ]);
    const dumps = parseDump(`${lines.join("\n")}\n`);
    expect(dumps.map(({ lines: [first, last] }) => [first, last])).toEqual([
      [1, 2],
      [4, 5],
    ]);
    expect(dumps[0]?.notes.join()).toContain("AMD host");
  });
});
