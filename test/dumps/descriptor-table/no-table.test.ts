/** Texts that hold no descriptor table: none may be read from them, and not slowly. */
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import {
  DescriptorTableError,
  readDescriptorTable,
} from "../../../src/dumps/descriptor-table/index.ts";
import { generator } from "../generator.ts";
import { disassembly, otherLog, prose } from "../other-texts.ts";

/** The entries that are read; `undefined` for a text in which no table is found. */
function entriesIn(text: string | Uint8Array): string[] | undefined {
  try {
    const { bytes, format } = readDescriptorTable(text);
    return [format, ...Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))];
  } catch (error) {
    if (error instanceof DescriptorTableError) return undefined;
    throw error;
  }
}

describe("texts of other programs", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("logs, disassemblies, prose (%i)", (seed) => {
    expect(entriesIn(otherLog(60_000, seed))).toBeUndefined();
    expect(entriesIn(disassembly(300, seed))).toBeUndefined();
    expect(entriesIn(prose(200, seed))).toBeUndefined();
  });

  it.each([
    [
      "a stack and code of a crash",
      "Stack:\n 0000000000000000 ffff880078f4be68 ffffffff81234567\n ffff880078f4bed8 0000000000000000 ffffffff810a1b2c\nCall Trace:\nCode: 48 8b 05 00 00 00 00 c3 0f 1f 44 00 00",
    ],
    [
      "registers",
      "RAX: 0000000000000000 RBX: 00cf9a000000ffff\nRCX: 00cf92000000ffff RDX: 0000000000000000",
    ],
    ["a pointer alone", "gdt_descriptor:\n  dw gdt_end - gdt_start - 1\n  dd gdt_start\n"],
    ["a declaration", "extern uint64_t gdt[16];\nuint64_t gdt[16];\nvoid load_gdt(void *gdt);\n"],
    ["a table of gates", "set_gate(0, isr0, 0x08, 0x8e);\nset_gate(1, isr1, 0x08, 0x8e);\n"],
    [
      "gates of interrupts",
      "idt_set_gate(0, (unsigned)isr0, 0x08, 0x8E);\nidt_set_gate(1, 0x100000, 0x08, 0x8E);\n",
    ],
    [
      "a definition of a helper",
      "void gdt_set_gate(int num, uint32_t base, uint32_t limit, uint8_t access, uint8_t gran)\n{\n gdt[num].base_low = base & 0xFFFF;\n}\n",
    ],
    ["lengths", "int sizes[] = { 1, 2, 3, 4, 5, 6, 7, 8 };\n"],
    [
      "a table of hashes",
      "static const uint64_t k[] = { 0x428a2f98d728ae22ULL, 0x7137449123ef65cdULL, 0xb5c0fbcfec4d3b2fULL, 0xe9b5dba58189dbbcULL };\n",
    ],
    [
      "bytes of a program",
      "unsigned char code[] = { 0xfa, 0x31, 0xc0, 0x8e, 0xd8, 0x0f, 0x01, 0x16 };\n",
    ],
    ["bytes of text", "char name[] = { 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x21, 0x0a, 0x00 };\n"],
    ["identifiers", "build 00cf9a000000ffff finished\ncommit deadbeefdeadbeef\n"],
    [
      "a disassembly of tables",
      "  7c3e:\t0f 01 16 5c 7c       \tlgdtw  0x7c5c\n  7c43:\t0f 20 c0             \tmov    %cr0,%eax\n",
    ],
    ["set-up of registers", "mov eax, 0x10\nmov ds, ax\nlgdt [gdt_ptr]\njmp 0x08:start32\n"],
    ["a page table", "pml4:\n  .quad pdpt + 3\n  .fill 511, 8, 0\n"],
    ["JSON of other things", '{"entries": [1, 2, 3], "base": "0x1000", "limit": "0xffff"}'],
    ["a table of numbers", "| 1 | 2 | 3 |\n|---|---|---|\n| 10 | 20 | 30 |\n"],
    [
      "a log that speaks of it",
      "loading gdt at 0x1000 limit 0x37\ngdt: 7 entries, 56 bytes\ngdt ok\n",
    ],
  ])("%s", (_name, text) => {
    expect(entriesIn(text)).toBeUndefined();
    expect(entriesIn(text.trimEnd())).toBeUndefined();
  });
});

describe("dumps of registers", () => {
  const fixtures = fileURLToPath(new URL("../../fixtures/", import.meta.url));
  /** Beside registers they show the memory in which a table lies. */
  const holdTables = /^(?:gdb-01-|qemu-2\d-)|gdt|bochs/;
  const texts = ["formats", "dumps", "reading"].flatMap((folder) =>
    readdirSync(`${fixtures}${folder}`)
      .filter((name) => name.endsWith(".txt") && !name.includes(".source."))
      .filter((name) => !holdTables.test(name) && !/^7[2-7]-/.test(name))
      .map((name): [string, string] => [
        name,
        readFileSync(`${fixtures}${folder}/${name}`, "utf8"),
      ]),
  );

  it.each(texts)("%s", (_name, text) => {
    expect(entriesIn(text)).toBeUndefined();
  });
});

describe("what was cut", () => {
  it.each([
    ".quad 0x0000000000000000\n.quad 0x00cf9",
    "gdt:\n .quad 0\n .quad 0x00cf9a00",
    "uint64_t gdt[] = { 0, 0x00cf9",
    "gdt[0] = 0;\ngdt[1] = 0x00CF9A00",
    "GDT[0] raw=0000000000000000\nGDT[1] raw=00209b00",
    "gdt:\n dw 0, 0, 0, 0\n dw 0xffff, 0\n db 0, 0x9a, 0xc",
    "0x7ca0:\t0x0000000000000000\t0x00cf9a00",
    "00000000: 0000 0000 0000 0000 ffff 0000 009a cf",
    "gdt_set_gate(0, 0, 0, 0, 0);\ngdt_set_gate(1, 0, 0xFFFFFFFF, 0x9A, 0xC",
  ])("%j: nothing is read of the last entry", (text) => {
    const read = entriesIn(text);
    if (read === undefined) return;
    // Whatever is read ends before it, or says that it is not known.
    const { bytes, unknown } = readDescriptorTable(text);
    const known = [...new Array(bytes.length / 8).keys()].filter((at) => !unknown.includes(at));
    expect(known).not.toContain(1);
  });
});

describe("random bytes", () => {
  it.each([
    ["any", 0x100, 0],
    ["printable", 0x5f, 0x20],
    ["of seven bits", 0x80, 0],
  ])("64 KiB, %s: answered at once", (_name, range, least) => {
    const random = generator(11);
    const bytes = Uint8Array.from({ length: 65_536 }, () => least + random(range));
    for (const input of [
      bytes,
      new TextDecoder("latin1").decode(bytes),
      new TextDecoder().decode(bytes),
    ]) {
      const before = performance.now();
      entriesIn(input);
      expect(performance.now() - before).toBeLessThan(1_500);
    }
    if (least > 0) expect(entriesIn(bytes)).toBeUndefined();
  });

  it("words that tables are made of, in any order: answered in proportion to the length", () => {
    const random = generator(12);
    const words = [
      "gdt",
      "[",
      "]",
      "{",
      "}",
      "(",
      ")",
      "=",
      ",",
      ";",
      "\n",
      "0x00cf9a000000ffff",
      "0",
      ".quad",
      "dq",
      "#define",
      "GDT_ENTRY",
      "struct",
      ":",
      "\\",
      "times 8 db",
      ".macro",
      ".endm",
      "//",
      "/*",
      "*/",
      "|",
      "<<",
    ];
    const textOf = (count: number): string =>
      Array.from({ length: count }, () => words[random(words.length)] ?? "").join(" ");
    const time = (text: string): number => {
      const before = performance.now();
      entriesIn(text);
      return performance.now() - before;
    };
    time(textOf(4_000));
    for (let round = 0; round < 4; round++) expect(time(textOf(16_000))).toBeLessThan(1_500);
  });
});
