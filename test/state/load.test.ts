/** What a load sets in the access rights, and the repair of emulators' dumps. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SEGMENT_REGISTERS, type ExchangeState } from "../../src/state/exchange.ts";
import { accessRightsAfterLoad, repairTcg } from "../../src/state/load.ts";

describe("accessRightsAfterLoad", () => {
  it.each([
    ["cs", 0xc09a, 0xc09b],
    ["ss", 0x4092, 0x4093],
    ["ds", 0xf3, 0xf3],
    ["tr", 0x89, 0x8b],
    ["tr", 0x81, 0x83],
    ["tr", 0x8b, 0x8b],
    ["tr", 0x82, 0x82],
    ["tr", 0x9a, 0x9b],
    // An available TSS is busy in TR only.
    ["ldtr", 0x89, 0x89],
    ["ldtr", 0x82, 0x82],
    ["gs", 0x00, 0x10000],
    ["es", 0x1a, 0x1001a],
    ["ds", 0x10092, 0x10092],
    // Reserved bits are not its business.
    ["fs", 0xf0000f92, 0xf0000f93],
  ] as const)("%s %i", (register, before, after) => {
    expect(accessRightsAfterLoad(register, before)).toBe(after);
  });

  it("sets at most one of three bits, and nothing the second time", () => {
    const rights = fc.nat(0xffffffff);
    fc.assert(
      fc.property(fc.constantFrom(...SEGMENT_REGISTERS), rights, (register, before) => {
        const after = accessRightsAfterLoad(register, before);
        expect([0, 1, 2, 0x10000]).toContain((after ^ before) >>> 0);
        expect(after & before).toBe(before | 0);
        if ((before & 0x80) !== 0) expect(accessRightsAfterLoad(register, after)).toBe(after);
      }),
    );
  });
});

describe("repairTcg", () => {
  const state: ExchangeState = {
    view: "guest",
    guest: {
      rip: "0x1000",
      cs: { selector: 8, accessRights: "0xc09a" },
      ss: { accessRights: 0x4093 },
      ds: { accessRights: 0x92n },
      es: { selector: 0 },
      tr: { accessRights: "0x89", limit: "0x67" },
    },
  };

  it("names every repair and keeps everything else, in the form it had", () => {
    const before = structuredClone(state);
    const { state: after, repairs } = repairTcg(state);
    expect(after).toEqual({
      view: "guest",
      guest: {
        ...state.guest,
        cs: { selector: 8, accessRights: "0xc09b" },
        ds: { accessRights: 0x93n },
        tr: { accessRights: "0x8b", limit: "0x67" },
      },
    });
    expect(repairs).toEqual([
      "guest.cs.accessRights 0xc09a is taken as 0xc09b (accessed bit set)",
      "guest.ds.accessRights 0x92 is taken as 0x93 (accessed bit set)",
      "guest.tr.accessRights 0x89 is taken as 0x8b (busy bit set)",
    ]);
    expect(state).toEqual(before);
    expect(repairTcg(after).repairs).toEqual([]);
  });

  it("repairs only the registers it is given", () => {
    expect(repairTcg(state, ["tr"]).repairs).toHaveLength(1);
  });

  it.each([
    [undefined],
    [null],
    [7],
    [[]],
    [{ guest: [] }],
    [
      {
        guest: {
          cs: 4,
          ss: { accessRights: "cafe" },
          ds: { accessRights: -1 },
          es: { accessRights: 1.5 },
        },
      },
    ],
    [{ guest: { cs: { accessRights: "0x1fffffffff" } } }],
    [JSON.parse('{"__proto__":{"guest":{"cs":{"accessRights":"0x9a"}}}}')],
  ])("leaves %j alone", (malformed) => {
    const { state: after, repairs } = repairTcg(malformed as ExchangeState);
    expect(after).toBe(malformed);
    expect(repairs).toEqual([]);
  });
});
