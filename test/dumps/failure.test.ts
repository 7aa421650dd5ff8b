import { describe, expect, it } from "vitest";
import {
  entryFailure,
  exitReasonFailure,
  meaningOf,
  meaningOfQualification,
  otherFailure,
} from "../../src/dumps/failure.ts";

describe("entryFailure", () => {
  it.each([
    [0x8000_0021n, "0x80000021", "invalid-guest-state"],
    [2147483681n, "0x80000021", "invalid-guest-state"],
    [-2147483615n, "0x80000021", "invalid-guest-state"],
    [33n, "0x21", "invalid-guest-state"],
    [0x8000_0022n, "0x80000022", "msr-loading"],
    [0x8000_0029n, "0x80000029", "machine-check"],
    [5n, "0x5", "vm-instruction-error"],
    [7n, "0x7", "vm-instruction-error"],
    [8n, "0x8", "vm-instruction-error"],
    [12n, "0xc", "vm-instruction-error"],
    [28n, "0x1c", "vm-instruction-error"],
    [14n, "0xe", "unknown"],
    [0n, "0x0", "unknown"],
    [0xffff_ffffn, "0xffffffff", "unknown"],
    [0x1_8000_0021n, "0x180000021", "unknown"],
    [0x4000_0021n, "0x40000021", "unknown"],
  ] as const)("%s is %s, %s", (code, hex, kind) => {
    expect(entryFailure("text", code)).toEqual({ text: "text", code: hex, kind });
  });
});

describe("exitReasonFailure", () => {
  it("keeps the qualification", () => {
    expect(exitReasonFailure("t", 0x8000_0021n, 3n)).toEqual({
      text: "t",
      code: "0x80000021",
      kind: "invalid-guest-state",
      qualification: 3,
    });
  });

  it("leaves out a qualification that is an address", () => {
    expect(exitReasonFailure("t", 0x30n, 1n << 63n)).not.toHaveProperty("qualification");
  });

  it("does not call an ordinary exit a failed entry", () => {
    expect(exitReasonFailure("t", 0xcn).kind).toBe("not-a-vm-entry-failure");
    expect(exitReasonFailure("t", 33n).kind).toBe("not-a-vm-entry-failure");
  });
});

describe("meanings", () => {
  it("has a sentence for every kind", () => {
    for (const code of [0n, 5n, 14n, 33n, 0x8000_0022n, 0x8000_0029n, 0xffff_ffffn])
      expect(meaningOf(entryFailure("t", code))).toMatch(/^[A-Z].*\.$/);
    expect(meaningOf(otherFailure("t"))).toMatch(/\.$/);
    expect(meaningOf(entryFailure("t", 5n))).toContain("VMRESUME");
    expect(meaningOf(entryFailure("t", 0n))).not.toContain("invalid");
  });

  it("names the decimal reading of a number that means nothing", () => {
    expect(meaningOf(entryFailure("t", 0x15n))).toContain(
      "it is 15: VM-instruction error 15: VMXON",
    );
    expect(meaningOf(entryFailure("t", 0x33n))).toContain("guest state was found invalid");
    expect(meaningOf(entryFailure("t", 0x14n))).not.toContain("decimal");
    expect(meaningOf(entryFailure("t", 0x99n))).not.toContain("decimal");
  });

  it("does without a number", () => {
    const failure = { text: "t", code: "", kind: "vm-instruction-error" } as const;
    expect(meaningOf(failure)).toMatch(/^VM-instruction error\. The processor/);
  });

  it("uses the qualification", () => {
    expect(meaningOf(exitReasonFailure("t", 0x8000_0021n, 4n))).toContain("link pointer");
    expect(meaningOf(exitReasonFailure("t", 0x8000_0022n, 2n))).toContain("entry 2");
    expect([0, 2, 3, 4].map(meaningOfQualification)).not.toContain(undefined);
    expect(meaningOfQualification(1)).toBeUndefined();
  });
});
