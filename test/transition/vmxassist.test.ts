/**
 * vmxassist's parts by themselves: `load_seg`, `address()`, the mode machine, the decoder's list.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDescriptor } from "../../src/state/descriptor.ts";
import type { Segment } from "../../src/transition/machine/types.ts";
import {
  addressedSegment,
  realModeSelector,
} from "../../src/transition/policies/vmxassist/address.ts";
import {
  inVirtual8086,
  isDecoded,
  type AssistVersion,
} from "../../src/transition/policies/vmxassist/decoder.ts";
import { loadSeg } from "../../src/transition/policies/vmxassist/load-seg.ts";
import {
  ASSIST_MODES,
  modeAction,
  type AssistMode,
} from "../../src/transition/policies/vmxassist/modes.ts";
import { assistOpcode, operandSegments } from "../../src/transition/policies/vmxassist/opcode.ts";

const OWN: Segment = { selector: 0, base: 0n, limit: 0xffff_ffff, accessRights: 0xc093 };
const GDTR = { base: 0x3_1250n, limit: 0x8000 };

/** A GDT with the same eight bytes everywhere. */
const everywhere =
  (bytes: Uint8Array) =>
  (_address: bigint, length: number): Uint8Array =>
    bytes.slice(0, length);

const descriptor = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));

describe("load_seg", () => {
  it("takes every present descriptor as it is, but for the accessed bit and L", () => {
    for (let access = 0; access < 256; access++) {
      for (let flags = 0; flags < 16; flags++) {
        const bytes = descriptor("785634129a00d0ab");
        bytes[5] = access;
        bytes[6] = (flags << 4) | 0xc;
        const loaded = loadSeg(0x18, OWN, GDTR, everywhere(bytes));
        if (access < 0x80) {
          expect(loaded).toEqual({ kind: "failed", reason: "not present" });
          continue;
        }
        const decoded = readDescriptor(bytes);
        const accessed = (access & 0x10) === 0 ? 0 : 1;
        expect(loaded).toEqual({
          kind: "loaded",
          segment: {
            selector: 0x18,
            base: decoded.base,
            limit: decoded.limit,
            accessRights: (decoded.accessRights | accessed) & ~0x2000,
          },
        });
      }
    }
  });

  it("reads the GDT at 8 * (selector / 8), whatever TI and RPL are", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0x8000 }), (selector) => {
        const asked: [bigint, number][] = [];
        loadSeg(selector, OWN, GDTR, (address, length) => {
          asked.push([address, length]);
          return new Uint8Array(length);
        });
        expect(asked).toEqual([[GDTR.base + BigInt(selector - (selector % 8)), 8]]);
      }),
    );
  });

  it("compares the selector, not the end of the descriptor, with the limit", () => {
    const read = everywhere(descriptor("ffff0000009acf00"));
    expect(loadSeg(0x8000, OWN, GDTR, read).kind).toBe("loaded");
    expect(loadSeg(0x8001, OWN, GDTR, read)).toEqual({
      kind: "failed",
      reason: "beyond the GDT limit",
    });
  });

  it("sets nothing but the unusable bit for selector 0; 1 to 3 read entry 0", () => {
    const stale: Segment = { selector: 0x10, base: 0x1000n, limit: 0xfff, accessRights: 0x40f3 };
    const read = everywhere(descriptor("ffff0000009acf00"));
    expect(loadSeg(0, stale, GDTR, read)).toEqual({
      kind: "null",
      segment: { selector: 0, base: 0x1000n, limit: 0xfff, accessRights: 0x1_40f3 },
    });
    expect(loadSeg(3, stale, GDTR, read).kind).toBe("loaded");
  });

  it("fails where no memory is", () => {
    expect(loadSeg(8, OWN, GDTR, () => undefined).kind).toBe("failed");
  });
});

describe("address()", () => {
  const garbage = everywhere(descriptor("83c4108b45e83bc2"));
  const at = (mode: AssistMode, selector: number, read = garbage): unknown =>
    addressedSegment(mode, selector, 0x3020, GDTR, read);

  it("is blind in the window: a real-mode selector below the GDT limit is looked up", () => {
    expect(at("REAL", 0x3000)).toMatchObject({ base: 0x3_0000n });
    expect(at("REAL_TO_PROTECTED", 0x3000)).toEqual({
      kind: "segment",
      base: 0xc245_8b10n,
      limit: 0xb_c483,
    });
    expect(at("REAL_TO_PROTECTED", 0x9000)).toMatchObject({ base: 0x9_0000n });
    expect(at("REAL_TO_PROTECTED", 0x3020)).toMatchObject({ base: 0x3_0200n });
    expect(at("PROTECTED_TO_REAL", 0x3020)).toMatchObject({ base: 0xc245_8b10n });
  });

  it("panics at what is not present, and at selector 0 on the way back", () => {
    const absent = everywhere(descriptor("7465720a000072f0"));
    expect(at("REAL_TO_PROTECTED", 0x3000, absent)).toMatchObject({ kind: "panic" });
    expect(at("REAL_TO_PROTECTED", 0)).toMatchObject({ base: 0n });
    expect(at("PROTECTED_TO_REAL", 0)).toMatchObject({ kind: "panic" });
  });

  it("makes base / 16 the real-mode selector, losing what is above 1 MiB", () => {
    const high = everywhere(descriptor("ffff4523019300ab"));
    const back = (selector: number): unknown =>
      realModeSelector("PROTECTED_TO_REAL", selector, 0x1234, 8, GDTR, high);
    expect(back(0)).toEqual({ kind: "selector", selector: 0x1234 });
    expect(back(0x10)).toEqual({ kind: "selector", selector: 0x1234 });
    expect(back(0x9000)).toEqual({ kind: "selector", selector: 0x9000 });
  });
});

describe("the mode machine", () => {
  const panics: string[] = [];
  for (const from of ASSIST_MODES) {
    for (const to of ASSIST_MODES)
      if (modeAction(from, to) === "panic") panics.push(`${from} ${to}`);
  }
  it("panics at nine of the sixteen changes", () => {
    expect(panics).toEqual([
      "REAL PROTECTED_TO_REAL",
      "REAL PROTECTED",
      "REAL_TO_PROTECTED PROTECTED_TO_REAL",
      "PROTECTED_TO_REAL REAL_TO_PROTECTED",
      "PROTECTED_TO_REAL PROTECTED_TO_REAL",
      "PROTECTED_TO_REAL PROTECTED",
      "PROTECTED REAL",
      "PROTECTED REAL_TO_PROTECTED",
      "PROTECTED PROTECTED",
    ]);
  });
  it("does what it does at the others", () => {
    expect(modeAction("REAL", "REAL")).toBe("none");
    expect(modeAction("REAL", "REAL_TO_PROTECTED")).toBe("open-window");
    expect(modeAction("REAL_TO_PROTECTED", "REAL")).toBe("real-mode");
    expect(modeAction("REAL_TO_PROTECTED", "REAL_TO_PROTECTED")).toBe("none");
    expect(modeAction("REAL_TO_PROTECTED", "PROTECTED")).toBe("protected-mode");
    expect(modeAction("PROTECTED_TO_REAL", "REAL")).toBe("real-mode");
    expect(modeAction("PROTECTED", "PROTECTED_TO_REAL")).toBe("set");
  });
});

describe("the decoder", () => {
  const known = (hex: string, version: AssistVersion, mode: AssistMode): boolean =>
    isDecoded(assistOpcode(hex), version, mode);

  it.each([
    ["07", "pop es", [false, true, true]],
    ["1f", "pop ds", [false, false, true]],
    ["8ed8", "mov ds,ax", [false, false, true]],
    ["8e1e0010", "mov ds,[1000h]", [false, false, false]],
    ["17", "pop ss", [false, false, false]],
    ["0fb2260010", "lss sp,[1000h]", [false, false, false]],
    ["c51e0010", "lds bx,[1000h]", [false, false, false]],
    ["eb00", "jmp short", [true, true, true]],
    ["66ea000010001000", "jmp far", [true, true, true]],
    ["9a00000800", "call far", [false, false, false]],
    ["cb", "retf", [true, true, true]],
    ["ca0400", "retf 4", [false, false, false]],
    ["ff2e0010", "jmp far [1000h]", [true, true, true]],
    ["ff1e0010", "call far [1000h]", [false, false, false]],
    ["0f06", "clts", [false, false, true]],
    ["f4", "hlt", [false, false, true]],
    ["67668b1d00001000", "mov ebx,[100000h]", [true, true, true]],
    ["8b1e0010", "mov bx,[1000h]", [false, false, false]],
    ["f367a5", "rep movsw with 32-bit addresses", [false, false, true]],
  ] as const)("%s (%s) in the window, before, with and after the fix", (hex, _text, expected) => {
    const versions = ["before", "fix", "last"] as const;
    expect(versions.map((version) => known(hex, version, "REAL_TO_PROTECTED"))).toEqual(expected);
  });

  it("knows what traps in virtual-8086 mode, and what stops the assist", () => {
    expect(inVirtual8086(assistOpcode("0f22c0"))).toBe("general-protection");
    expect(inVirtual8086(assistOpcode("0f00d8"))).toBe("undefined");
    expect(inVirtual8086(assistOpcode("0f01e0"))).toBe("runs");
    expect(inVirtual8086(assistOpcode("fa"))).toBe("runs");
  });

  it("forgets that BP means SS in 16-bit addressing", () => {
    expect(operandSegments(assistOpcode("668b4610"), false)).toEqual({
      processor: "ss",
      assist: "ds",
    });
    expect(operandSegments(assistOpcode("8b0424"), true)).toEqual({
      processor: "ss",
      assist: "ss",
    });
    expect(operandSegments(assistOpcode("2e8b0610ff"), false)).toEqual({
      processor: "cs",
      assist: "cs",
    });
    expect(operandSegments(assistOpcode("8bc3"), false)).toBeUndefined();
  });
});
