import { describe, expect, it } from "vitest";
import { Layout, readingOf } from "../../src/dumps/layout.ts";

const layout = new Layout({
  one: ["RSP = 0x{rsp:16} RIP = 0x{rip:16}", "ATTR=0x{attr:5-8}, END"],
  other: ["BASE={base:8|16} LIMIT={limit:8}", "FLAGS={flags:8} [{*}]", "PIN=0x?{pin:8}", "X={:2}"],
  alternative: ["E = 0x{e:4}", "E = 0x{e2:4} (late)"],
});

const values = (text: string): Record<string, bigint> | undefined => {
  const line = layout.read(text);
  if (line === undefined) return undefined;
  return Object.fromEntries(readingOf(line).values.map(({ path, value }) => [path, value]));
};

describe("Layout", () => {
  it("reads numbers by name, whatever the blanks", () => {
    const expected = { rsp: 1n, rip: 0xffff_8000_0000_0000n };
    expect(values("RSP = 0x0000000000000001  RIP = 0xffff800000000000")).toEqual(expected);
    expect(values("RSP=0x0000000000000001 RIP=0XFFFF800000000000")).toEqual(expected);
  });

  it("reads several phrases in any order, and drops slots without a name", () => {
    expect(values("X=ff PIN=0000007f BASE=00000010 LIMIT=0000ffff")).toEqual({
      pin: 0x7fn,
      base: 0x10n,
      limit: 0xffffn,
    });
  });

  it.each([
    ["other words behind it", "PIN=0000007f looks wrong"],
    ["other words before it", "so PIN=0000007f"],
    ["too many digits", "PIN=00000007f"],
    ["a number that runs into a word", "PIN=0000007fh"],
    ["a prefix where there is none", "BASE=0x00000010 LIMIT=0000ffff"],
    ["no prefix where there must be one", "RSP = 0000000000000001 RIP = 0000000000000001"],
    ["a number glued to the next word", "X=01PIN=0000007f"],
    ["a longer word", "PINS=0000007f"],
    ["nothing", "   "],
  ])("refuses a line with %s", (_, text) => {
    expect(layout.read(text)).toBeUndefined();
  });

  it("takes the prefix that is optional", () => {
    expect(values("PIN=0x0000007f")).toEqual({ pin: 0x7fn });
  });

  it("does not read a number that lacks digits, and says so", () => {
    const line = layout.read("PIN=7f X=01");
    expect(line && readingOf(line).warnings).toEqual([
      { at: 4, text: "pin has 2 of 8 digits; a cut number is not read" },
    ]);
  });

  it("knows a record that stops in the middle", () => {
    expect(layout.read("RSP = 0x0000000000000001 RI")?.rest).toBe("cut");
    expect(layout.read("RSP = 0x0000000000000001 RIP = 0x")?.rest).toBe("cut");
    expect(layout.read("FLAGS=00000002 [---")?.rest).toBe("cut");
    expect(values("RSP = 0x0000000000000001")).toEqual({ rsp: 1n });
  });

  it("does not trust a number that the end of the line may have cut", () => {
    expect(values("BASE=00000010")).toEqual({});
    expect(values("BASE=0000000000000010")).toEqual({ base: 0x10n });
    expect(values("BASE=00000010 LIM")).toEqual({ base: 0x10n });
    expect(values("ATTR=0x1c000")).toEqual({});
    expect(values("ATTR=0x0c093")).toEqual({ attr: 0xc093n });
    expect(values("ATTR=0x1c000,")).toEqual({ attr: 0x1c000n });
  });

  it("knows a record that the next line may still continue", () => {
    expect(layout.read("E = 0x0001")?.rest).toBe("open");
    expect(values("E = 0x0001 (late)")).toEqual({ e2: 1n });
    expect(layout.read("E = 0x0001 PIN=0000007f")?.rest).toBe("none");
    expect(layout.read("E = 0x0001 (la")?.rest).toBe("cut");
  });

  it("refuses phrases it does not understand", () => {
    expect(() => new Layout({ one: ["RSP = {rsp}"] }).read("RSP = 1")).toThrow(SyntaxError);
    expect(() => new Layout({ one: ["{*}"] }).read("RSP")).toThrow(SyntaxError);
  });
});
