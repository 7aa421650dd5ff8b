import { describe, expect, it } from "vitest";
import { knownTexts, parseDump } from "../../src/dumps/index.ts";
import { only } from "./fixtures.ts";

const parse = (...lines: string[]) =>
  only(parseDump(lines.map((line) => `(XEN) ${line}\n`).join("")));

describe("Xen headlines", () => {
  it.each([
    ["Failed vm entry", "", "unknown", undefined],
    ["Failed vm entry (reason 0x80000021)", "0x80000021", "invalid-guest-state", undefined],
    [
      "Failed vm entry (exit reason 0x80000021) caused by invalid guest state (0).",
      "0x80000021",
      "invalid-guest-state",
      0,
    ],
    [
      "Failed vm entry (exit reason 0x80000022) caused by MSR entry 3 loading.",
      "0x80000022",
      "msr-loading",
      3,
    ],
    [
      "Failed vm entry (exit reason 0x80000029) caused by machine check.",
      "0x80000029",
      "machine-check",
      undefined,
    ],
    [
      "d1v0 vmentry failure (reason 0x80000021): Invalid guest state (4)",
      "0x80000021",
      "invalid-guest-state",
      4,
    ],
    [
      "d1v0 vmentry failure (reason 0x80000022): MSR loading (entry 1)",
      "0x80000022",
      "msr-loading",
      1,
    ],
    ["d1v0 vmentry failure (reason 0x80000029): MCE", "0x80000029", "machine-check", undefined],
    ["d1v0 vmentry failure (reason 0x80000030): Unknown", "0x80000030", "unknown", undefined],
  ])("%s", (text, code, kind, qualification) => {
    const { failure } = parse(text, "CR3 = 0x0000000000001000");
    expect(failure).toEqual({
      text,
      code,
      kind,
      ...(qualification !== undefined && { qualification }),
    });
    expect(knownTexts(`(XEN) ${text}\n`)[0]).toMatchObject({
      // Without a number only Xen's own reader knows the line.
      name: code === "" ? "failure-without-state" : "headline",
      failure: { kind },
    });
  });

  it("are joined where they were wrapped", () => {
    const dump = only(
      parseDump(
        "(XEN) d12v0 vmentry failure (reason 0x80000021): Invalid guest\nstate (0)\n(XEN) CR3 = 0x0000000000001000\n",
      ),
    );
    expect(dump.failure?.text).toBe(
      "d12v0 vmentry failure (reason 0x80000021): Invalid guest state (0)",
    );
  });
});

describe("Xen's EFER", () => {
  it("is read where it is the field", () => {
    const { state } = parse("EFER(VMCS) = 0x0000000000000d01  PAT = 0x0007040600070406");
    expect(state.guest).toEqual({ efer: "0xd01", pat: "0x7040600070406" });
  });

  it("stays unknown where it is from the MSR-load list", () => {
    const { state, notes } = parse("EFER(MSR LL) = 0x0000000000000d01  PAT = 0x0007040600070406");
    expect(state.guest).toEqual({ pat: "0x7040600070406" });
    expect(notes.join()).toContain("MSR-load list");
  });

  it("is not taken from the host", () => {
    const efer = "EFER = 0x0000000000000d01  PAT = 0x0000050100070406";
    expect(parse("CR3 = 0x0000000000001000", "*** Host State ***", efer).state.guest).toEqual({
      cr3: "0x1000",
    });
    const { state } = parse(
      efer,
      "*** Control State ***",
      "EntryControls=000053ff ExitControls=000fefff",
    );
    expect(state.guest).toEqual({});
  });

  it("of 0 may be a field that does not exist", () => {
    const lines = ["*** Guest State ***", "EFER = 0x0000000000000000  PAT = 0x0007040600070406"];
    expect(parse(...lines).state.guest).not.toHaveProperty("efer");
    const { state } = parse(...lines, "EntryControls=000053ff ExitControls=000fefff");
    expect(state.guest).toHaveProperty("efer", "0x0");
  });
});

describe("the attributes of old Xen", () => {
  const line = (name: string, attr: string) =>
    `${name}: sel=0x0008, attr=0x${attr}, limit=0xffffffff, base=0x0000000000000000`;
  const of = (...lines: string[]) =>
    parse("CR3: actual=0x0000000000001000, target_count=0", ...lines);

  it("have 12 bits where GDTR has a selector", () => {
    const { state } = of(line("CS", "009b"), line("FS", "0000"), line("GDTR", "0000"));
    expect(state.guest?.cs?.accessRights).toBe("0x9b");
    expect(state.guest?.fs?.accessRights).toBe("0x10000");
    expect(state.guest?.gdtr).toEqual({ limit: "0xffffffff", base: "0x0" });
  });

  it("have 12 bits where none is larger and bits 11:8 are in use", () => {
    const { state, notes } = of(line("CS", "0a9b"), line("DS", "00c93"));
    expect(state.guest?.cs?.accessRights).toBe("0xa09b");
    expect(state.guest?.ds?.accessRights).toBe("0xc093");
    expect(notes.join()).toContain("12 bits");
  });

  it("are the processor's where one has more than 12 bits", () => {
    const { state } = of(line("CS", "0009b"), line("LDTR", "10000"), line("TR", "00f8b"));
    expect(state.guest?.tr?.accessRights).toBe("0xf8b");
  });

  it("are not read where the two encodings disagree and nothing decides", () => {
    const { state, warnings } = of(line("CS", "0009b"), line("FS", "00013"));
    expect(state.guest?.cs?.accessRights).toBe("0x9b");
    expect(state.guest?.fs).not.toHaveProperty("accessRights");
    expect(warnings.join()).toContain("FS");
  });
});

describe("a Xen log", () => {
  it("has a dump for each vCPU", () => {
    const dumps = parseDump(
      [
        "*********** VMCS Areas **************",
        "",
        ">>> Domain 3 <<<",
        "\tVCPU 0",
        "*** Guest State ***",
        "CR3 = 0x0000000000001000",
        "\tVCPU 1",
        "*** Guest State ***",
        "CR3 = 0x0000000000001000",
      ]
        .map((line) => `(XEN) ${line}\n`)
        .join(""),
    );
    expect(dumps.map(({ notes }) => notes[0])).toEqual([
      "vCPU 0 of domain 3; printed on request, not after a failure",
      "vCPU 1 of domain 3; printed on request, not after a failure",
    ]);
  });

  it("is known by its lines where the prefix was cut away", () => {
    const dump = only(
      parseDump(
        "*** Guest State ***\nCR3 = 0x0000000000001000\nRFLAGS=0x00000002 (0x00000002)  DR7 = 0x0000000000000400\n",
      ),
    );
    expect(dump.format).toBe("xen-vmcs-table");
  });
});
