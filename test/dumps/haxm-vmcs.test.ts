import { describe, expect, it } from "vitest";
import { parseDump } from "../../src/dumps/index.ts";
import { only } from "./fixtures.ts";

const END = "haxm_warning: the end\n";
const parse = (...lines: string[]) =>
  only(parseDump(lines.map((line) => `haxm_warning: ${line}\n`).join("") + END));

describe("HAXM", () => {
  it("reads a field by its encoding, whatever its name", () => {
    expect(parse("4816 GUEST_CS_ATTR: c09b").state.guest?.cs).toEqual({ accessRights: "0xc09b" });
  });

  it.each([
    ["80000021", { kind: "invalid-guest-state", code: "0x80000021", qualification: 4 }],
    ["80000022", { kind: "msr-loading", code: "0x80000022", qualification: 4 }],
    ["1e", undefined],
  ])("takes the failure from the exit reason %s that it lists", (reason, failure) => {
    const lines = ["6800 GUEST_CR0: 31", `4402 VM_EXIT_INFO_REASON: ${reason}`];
    const dump = parse(...lines, "6400 VM_EXIT_INFO_QUALIFICATION: 4");
    expect(dump.state.controls?.exitReason).toBe(`0x${reason}`);
    if (failure === undefined) expect(dump.failure).toBeUndefined();
    else expect(dump.failure).toMatchObject(failure);
  });

  it("does not read the host's", () => {
    const { state } = parse("6800 GUEST_CR0: 31", "6c00 HOST_CR0: 80050033", "2c02 HOST_EFER: d01");
    expect(state.guest).toEqual({ cr0: "0x31" });
  });

  it.each([
    ["in the last line", "6800 GUEST_CR0: 31\n4816 GUEST_CS_AR: c09"],
    [
      "in the last line with its end, in the middle of HAXM's list",
      "6800 GUEST_CR0: 31\n4812 GUEST_IDTR_LIMIT: \n4814 GUEST_ES_AR: \n4816 GUEST_CS_AR: c09\n",
    ],
    ["by a line break", "6800 GUEST_CR0: 31\n4816 GUEST_CS_AR: c0\n9b\nend\n"],
  ])("does not read a number cut %s", (_, text) => {
    const dump = only(parseDump(text));
    expect(dump.state.guest).toEqual({ cr0: "0x31" });
    expect(dump.warnings).toHaveLength(1);
  });

  it("reads a record broken before its number", () => {
    const dump = only(parseDump("6800 GUEST_CR0: 31\n4816 GUEST_CS_AR:\nc09b\nend\n"));
    expect(dump.state.guest?.cs).toEqual({ accessRights: "0xc09b" });
    expect(dump.origin.get("guest.cs.accessRights")?.line).toBe(3);
  });

  it("does not read a number wider than its field, or hidden", () => {
    const dump = parse(
      "6800 GUEST_CR0: 31",
      "0802 GUEST_CS_SELECTOR: 10000",
      "0804 GUEST_SS_SELECTOR: <private>",
    );
    expect(dump.state.guest).toEqual({ cr0: "0x31" });
    expect(dump.warnings).toHaveLength(2);
  });

  it("puts the halves of a field together", () => {
    const { state } = parse(
      "2800 GUEST_VMCS_LINK_PTR: ffffffff",
      "2801 GUEST_VMCS_LINK_PTR_HIGH: ffffffff",
    );
    expect(state.guest).toEqual({ vmcsLinkPointer: "0xffffffffffffffff" });
  });

  it("takes a 0 for unknown where it may stand for a field that does not exist", () => {
    const lines = ["6800 GUEST_CR0: 31", "2804 GUEST_PAT: 0"];
    expect(parse(...lines).state.guest).toEqual({ cr0: "0x31" });
    expect(parse("4012 VMX_ENTRY_CONTROLS: 11ff", ...lines).state.guest).toEqual({
      cr0: "0x31",
      pat: "0x0",
    });
  });

  it("makes fields unknown that two interleaved vCPUs give differently", () => {
    const dumps = parseDump(
      [
        "4000 VMX_PIN_CONTROLS: 1f",
        "4000 VMX_PIN_CONTROLS: 1f",
        "4012 VMX_ENTRY_CONTROLS: 11ff",
        "4012 VMX_ENTRY_CONTROLS: 13ff",
        "4002 VMX_PRIMARY_PROCESSOR_CONTROLS: 969861fa",
        "4002 VMX_PRIMARY_PROCESSOR_CONTROLS: 969861fa",
        "the end",
      ].join("\n"),
    );
    expect(dumps.map(({ state }) => state.controls)).toEqual([
      { pinBased: "0x1f" },
      { pinBased: "0x1f", primaryProcBased: "0x969861fa" },
    ]);
    expect(dumps[1]?.warnings).toHaveLength(1);
  });
});
