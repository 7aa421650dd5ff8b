/** What the printers of monitors do not show: spellings of others, and what must stay unread. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDump, readText } from "../../src/dumps/index.ts";
import { typeOfWords } from "../../src/dumps/type-words.ts";
import { only } from "./fixtures.ts";

describe("types in words", () => {
  it.each([
    ["R-Xa", 0xbn],
    ["--Xa", 0x9n],
    ["R-X-", 0xan],
    ["R-XCa", 0xfn],
    ["RW-a", 0x3n],
    ["rw--", 0x2n],
    ["RW-Ea", 0x7n],
    ["R---", 0x0n],
    ["code/readable/accessed", 0xbn],
    ["code,conforming,readable", 0xen],
    ["data/writable/accessed", 0x3n],
    ["data|expand-down|writable", 0x6n],
    // As the manual calls them.
    ["Read-Only", 0x0n],
    ["Read/Write,accessed", 0x3n],
    ["Read-Only/expand-down", 0x4n],
    ["Execute-Only", 0x8n],
    ["Execute/Read/accessed", 0xbn],
    ["Execute-Only,conforming,accessed", 0xdn],
  ])("%s of a code or data segment", (words, type) => {
    expect(typeOfWords(words, false)).toBe(type);
  });

  it.each([
    ["tss32-busy", 0xbn],
    ["tss32-avail", 0x9n],
    ["busy-tss32", 0xbn],
    ["available/tss16", 0x1n],
    ["TSS16-busy", 0x3n],
    ["ldt", 0x2n],
  ])("%s of a system segment", (words, type) => {
    expect(typeOfWords(words, true)).toBe(type);
  });

  it.each([
    "RWX-",
    "RWXa",
    "-W-a",
    "R-XEa",
    "RW-Ca",
    "RW",
    "----",
    "code/writable",
    "code/read-only",
    "data/execute",
    "execute/write",
    "write",
    "read",
    "execute",
    "only",
    "accessed",
    "stack",
    "ldt",
  ])("%s is no type of a code or data segment", (words) => {
    expect(typeOfWords(words, false)).toBeUndefined();
  });

  it("tells nothing of a task-state segment without its width or state", () => {
    for (const words of ["tss-busy", "tss32", "tss", "R-Xa"])
      expect(typeOfWords(words, true)).toBeUndefined();
  });
});

const REST = "base = 0x1000 limit = 0xffff s=1 dpl=0 db=1 g=0 l=0 avl=0";

describe("named attributes", () => {
  it.each([
    ["in the printer's order", `cs = 0x0010 ${REST} type=R-Xa present`],
    ["in words", `CS: sel=0x10, ${REST.replaceAll(" = ", "=")} type=code/readable/accessed p=yes`],
    [
      "a type with commas in it",
      `CS: sel=0x10 ${REST.replaceAll(" = ", "=")} type=code, readable, accessed p=1`,
    ],
    [
      "commas between",
      `cs: 0x10, ${REST.replaceAll(" = ", "=").replaceAll(" ", ", ")}, type=R-Xa, present`,
    ],
  ])("%s", (_, line) => {
    expect(only(parseDump(`${line}\nend of it\n`)).state.guest?.cs).toEqual({
      selector: "0x10",
      base: "0x1000",
      limit: "0xffff",
      accessRights: "0x409b",
    });
  });

  it.each([
    ["a type that means nothing", `cs = 0x0010 ${REST} type=RWXa present`],
    ["no type", `cs = 0x0010 ${REST} present`],
    ["a word twice, with another meaning", `cs = 0x0010 ${REST} type=R-Xa present not-present`],
    ["a word behind letters", `cs = 0x0010 ${REST} type=R-X- accessed present`],
    ["words that are no type's", `cs = 0x0010 ${REST} type=code,read,odd present`],
    ["a member that is not known", `cs = 0x0010 ${REST} type=R-Xa mode=7 present`],
    ["a word that every object knows", `cs = 0x0010 ${REST} type=R-Xa constructor`],
    [
      "attributes that are missing",
      "cs = 0x0010 base = 0x1000 limit = 0xffff s=1 type=R-Xa present",
    ],
  ])("with %s there is no state, and the line is listed", (_, line) => {
    const { dumps, unread } = readText(`${line}\nend of it\n`);
    for (const { state } of dumps) expect(state.guest?.cs?.accessRights).toBeUndefined();
    expect([...unread, ...dumps.flatMap((dump) => dump.unread)].map((one) => one.line)).toContain(
      1,
    );
  });

  it("never throws, whatever stands in the line", () => {
    const word = fc.oneof(
      fc.constantFrom("cs", "=", "base", "constructor", "__proto__", "toString", "type", "present"),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        expect(() =>
          parseDump(`cs = 0x10 ${words.join(" ")}\nrsp = ${words.join("=")}\n`),
        ).not.toThrow();
      }),
      { numRuns: 200 },
    );
  });
});

describe("Windows Hypervisor Platform", () => {
  const cs = (members: string) =>
    `WHvX64RegisterCr0 = 0x31\nWHvX64RegisterCs = { ${members} }\nend\n`;

  it("members stand in any order and either notation", () => {
    const text = cs("Selector: 0x10, Attributes: 0xc09b, Base: 0x0, Limit: 0xffffffff");
    expect(only(parseDump(text)).state.guest?.cs).toEqual({
      selector: "0x10",
      base: "0x0",
      limit: "0xffffffff",
      accessRights: "0xc09b",
    });
  });

  it.each([
    ["parentheses", "(Base = 0x0, Limit = 0xffffffff, Selector = 0x10, Attributes = 0xc09b)"],
    ["blanks", "Base=0x0 Limit=0xffffffff Selector=0x10 Attributes=0xc09b"],
    ["commas", "base: 0x0, limit: 0xffffffff, selector: 0x10, attributes: 0xc09b"],
    ["padding", "Selector=0010 Attributes=c09b Limit=ffffffff Base=0000000000000000"],
  ])("members stand in %s, the first line of a text as well", (_, members) => {
    const dump = only(parseDump(`WHvX64RegisterCs: ${members}\nWHvX64RegisterCr0: 0x31\n`));
    expect(dump.state.guest).toEqual({
      cs: { selector: "0x10", base: "0x0", limit: "0xffffffff", accessRights: "0xc09b" },
      cr0: "0x31",
    });
  });

  it.each([
    ["without the last member", "Base=0x0 Limit=0xffffffff Selector=0x10"],
    [
      "with a member that is not as long as the others",
      "Limit=ffffffff Base=0 Selector=0010 Attributes=c09",
    ],
    [
      "with an end that is the text's",
      "Base=0x0 Limit=0xffffffff Selector=0x10 Attributes=0xc09b",
      "",
    ],
  ])("a segment %s is listed, not read", (_, members, end = "\nend\n") => {
    const { dumps, unread } = readText(
      `WHvX64RegisterCr0: 0x31\nWHvX64RegisterCs: ${members}${end}`,
    );
    const [dump, ...others] = dumps;
    expect(others).toEqual([]);
    expect(dump?.state.guest?.cs?.accessRights).toBeUndefined();
    expect([...unread, ...(dump?.unread ?? [])].map(({ line }) => line)).toContain(2);
  });

  it.each([
    ["whose radix nothing shows", "Base = 0, Limit = 65535, Selector = 16, Attributes = 155"],
    ["in two notations", "Base = 0x0, Limit = 65535, Selector = 0x10, Attributes = 0xc09b"],
    ["of which one is missing", "Base = 0, Limit = ffffffff, Selector = 0010"],
    ["of which one is another's", "Base = 0, Limit = ffff, Selector = 0010, Flags = c09b"],
  ])("members %s are listed, not read", (_, members) => {
    const dump = only(parseDump(cs(members)));
    expect(dump.state.guest).toEqual({ cr0: "0x31" });
    expect(dump.unread.map(({ line }) => line)).toContain(2);
  });

  it("drops what is left of the limit in the attributes", () => {
    const text = cs("Base = 0, Limit = ffffffff, Selector = 0010, Attributes = cf9b");
    expect(only(parseDump(text)).state.guest?.cs?.accessRights).toBe("0xc09b");
  });
});

describe("Jailhouse", () => {
  const lines = [
    "RIP: 0x0000000000100040 RSP: 0x000000000000ffe0 FLAGS: 2",
    "CS: 8 BASE: 0x0000000000000000 AR-BYTES: c9a EFER.LMA 0",
    "EFER: 0x0000000000001000",
    'Stopping CPU 3 (Cell: "probe")',
  ].join("\n");

  it("on AMD processors prints no VMCS", () => {
    const formats = (text: string) => parseDump(`${text}\n`).map(({ format }) => format);
    expect(formats(`FATAL: VM-Entry failure, error -1\n${lines}`)).not.toContain("jailhouse-exit");
    expect(formats(`FATAL: VM-Entry failure, reason 33\n${lines}`)).toEqual(["jailhouse-exit"]);
  });
});

describe("digits that others of the dump have", () => {
  const unreadOf = (text: string) => {
    const dump = only(parseDump(text));
    return { guest: dump.state.guest, lines: dump.unread.map(({ line }) => line) };
  };

  it("are missed in a base with named attributes", () => {
    const rest = "limit=0xffffffff s=1 type=RW-a dpl=0 db=1 g=1 l=0 avl=0 present";
    const { guest, lines } = unreadOf(
      `ss = 0x0010 base=0x0000000000000000 ${rest}\nds = 0x0010 base=0xffff961f ${rest}\nend\n`,
    );
    expect(guest?.ds?.base).toBeUndefined();
    expect(guest?.ds?.selector).toBe("0x10");
    expect(lines).toEqual([2]);
  });

  it.each([
    ["a register", "WHvX64RegisterCr3 = f00000000000000", "cr3"],
    [
      "a limit",
      "WHvX64RegisterGs = { Base = 0, Limit = fffffff, Selector = 0000, Attributes = c000 }",
      "gs",
    ],
    [
      "attributes",
      "WHvX64RegisterGs = { Base = 0, Limit = ffffffff, Selector = 0000, Attributes = 93 }",
      "gs",
    ],
  ] as const)("are missed in %s of the Windows Hypervisor Platform", (_, line, member) => {
    const { guest, lines } = unreadOf(`WHvX64RegisterRip = 0000000000008000\n${line}\nend\n`);
    expect(guest?.[member]).toBeUndefined();
    expect(lines).toEqual([2]);
  });
});
