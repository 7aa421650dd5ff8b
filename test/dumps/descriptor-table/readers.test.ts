/** Descriptor tables as people paste them; expected bytes are written out by hand. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  descriptorTableFormats,
  readDescriptorTable,
  DescriptorTableError,
  type DescriptorTable,
} from "../../../src/dumps/descriptor-table/index.ts";
import { fixture } from "../fixtures.ts";
import { TABLE_PRINTERS } from "./printers.ts";

/** The table of the samples, entry by entry. */
const SAMPLE = [
  "0000000000000000",
  "00cf9a000000ffff",
  "00cf92000000ffff",
  "00af9a000000ffff",
  "00009a000000ffff",
  "000092000000ffff",
  "0000890005000067",
  "0000000000000000",
];

function entriesOf({ bytes }: DescriptorTable): string[] {
  const entries: string[] = [];
  for (let at = 0; at < bytes.length; at += 8) {
    const qword = [...bytes.subarray(at, at + 8)].reverse();
    entries.push(qword.map((byte) => byte.toString(16).padStart(2, "0")).join(""));
  }
  return entries;
}

const read = (text: string, format?: string): string[] =>
  entriesOf(readDescriptorTable(text, format === undefined ? {} : { format }));

describe("samples", () => {
  it.each(["gdt-01-xxd", "gdt-02-hexdump-C"])("%s", (name) => {
    const table = readDescriptorTable(fixture(`descriptor-tables/${name}.txt`));
    expect(entriesOf(table)).toEqual(SAMPLE);
    expect(table.format).toBe(name.slice("gdt-01-".length));
    expect(table.lines).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    expect(table.warnings).toEqual([]);
  });

  it("gdt-05-raw", () => {
    const url = new URL("../../fixtures/descriptor-tables/gdt-05-raw.bin", import.meta.url);
    const table = readDescriptorTable(readFileSync(url));
    expect(entriesOf(table)).toEqual(SAMPLE);
    expect([table.format, table.lines]).toEqual(["raw", []]);
  });

  it("a GDB session: the first of two dumps of the same memory, with its address", () => {
    const table = readDescriptorTable(fixture("formats/gdb-01-info-registers-and-x.txt"));
    // In this session the data segment and the TSS had been loaded.
    const loaded = SAMPLE.with(2, "00cf93000000ffff").with(6, "00008b0005000067");
    expect(entriesOf(table)).toEqual(loaded);
    expect(table.address).toBe(0x7ca0n);
    expect(table.warnings).toEqual([
      "line 40: the dump begins again here; only the first one is read",
    ]);
  });

  const tables = fixture("gdt-tables.ndjson")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { file: string; offset: string; descriptors: string[] });

  it.each(tables)("$file at $offset, in every notation", ({ descriptors }) => {
    const plain = descriptors.map((digits) => digits.slice(2));
    const bytes = Uint8Array.from(
      plain.flatMap((digits) =>
        (digits.match(/../g) ?? []).map((byte) => Number(`0x${byte}`)).reverse(),
      ),
    );
    for (const { print, name, format } of TABLE_PRINTERS) {
      const text = print(bytes).join("\n");
      expect(read(text, format), name).toEqual(plain);
    }
  });
});

describe("source text", () => {
  it("assembler by bytes and words, with the operand of LGDT behind the table", () => {
    const table = readDescriptorTable(`
; flat model
gdt_start:
gdt_null: dd 0x0
          dd 0
gdt_code: dw 0xffff        ; limit 15:0
    dw 0x0
    db 0x0
    db 10011010b
    db 1100_1111b
    db 0x0
gdt_data:
  dw 0FFFFh, 0
  db 0, 10010010b, 0CFh, 0
gdt_end:
gdt_descriptor:
  dw gdt_end - gdt_start - 1
  dd gdt_start
CODE_SEG equ gdt_code - gdt_start
`);
    expect(entriesOf(table)).toEqual(SAMPLE.slice(0, 3));
    expect(table.lines).toEqual([4, 6, 13]);
    // The base is a label: where it lies, the text does not tell.
    expect(table.pointer).toEqual({ line: 16, limit: 23 });
  });

  it("a limit and a base written as numbers", () => {
    const { pointer, warnings } = readDescriptorTable(
      "gdt: .quad 0\n .quad 0x00cf9a000000ffff\nidt_48:\n .word 0\n .word 0,0\ngdt_48:\n .word 0x8000\n .word 0x10, 0x9\n",
    );
    expect(pointer).toEqual({ line: 6, limit: 0x8000, base: 0x90010n });
    expect(warnings).toHaveLength(2);
  });

  it.each([
    ["uint64_t gdt[] = { 0, 0x00cf9a000000ffffULL };", 2],
    [
      "u64 gdt[4] __attribute__((aligned(16))) =\n{\n\t[0] = 0x0,\n\t[1] = 0x00cf9a000000ffff };",
      2,
    ],
    ["let gdt: [u64; 2] = [0, 0x00cf_9a00_0000_ffff];", 2],
    ["const GDT: &[u64] = &[0u64, 0x00cf9a000000ffff_u64];", 2],
    ["std::uint64_t gdt[]{0x0, 0x00cf'9a00'0000'ffff};", 2],
    ["gdt = [0, 0x00cf9a000000ffff]  # python", 2],
    ['["0x0000000000000000", "0x00cf9a000000ffff"]', 2],
    ["const gdt = [0n, 0x00cf9a000000ffffn];", 2],
    ["$1 = {0x0, 0xcf9a000000ffff}", 2],
    [".quad 0x0000000000000000, 0x00cf9a000000ffff", 2],
    ["gdt dq 0\n    dq 00cf9a000000ffffh", 2],
    [".skip 8\n.quad 0x00cf9a000000ffff", 2],
    ["times 8 db 0\ndq 0x00cf9a000000ffff", 2],
    [".fill 1, 8, 0\n.8byte 0x00cf9a000000ffff", 2],
    ["resq 1\ndq 0x00cf9a000000ffff", 2],
    ["let gdt = [0u64; 1];\n let more = [0x00cf9a000000ffffu64];", 1],
    ["static u64 g[] = { UINT64_C(0), UINT64_C(0x00cf9a000000ffff) };", 2],
    ["/* the table,\n 2 entries */ .quad 0\n.quad 0x00cf9a000000ffff // code", 2],
    ["  0000000000000000 00cf9a000000ffff", 2],
    ["section .data\nalign 8\nglobal gdt\ngdt:\ndq 0\ndq 0x00cf9a000000ffff\n", 2],
  ])("%s", (text, count) => {
    expect(read(text)).toEqual(SAMPLE.slice(0, count));
  });

  it("GDT_ENTRY takes access rights, base and the 20-bit limit", () => {
    const text =
      "u64 gdt[] = {\n GDT_ENTRY(0xc09b, 0, 0xfffff),\n GDT_ENTRY(0x0089, 0x12345678, 103),\n};";
    expect(read(text)).toEqual(["00cf9b000000ffff", "1200893456780067"]);
  });
});

/** The entries, `?` for those that are not known, and the lines that are listed. */
function partly(text: string): readonly [entries: string, lines: readonly number[]] {
  const table = readDescriptorTable(text);
  const entries = entriesOf(table).map((entry, at) => (table.unknown.includes(at) ? "?" : entry));
  return [entries.join(" "), table.unread.map(({ line }) => line)];
}

describe("what cannot be read", () => {
  it.each([
    "",
    "only words, no numbers",
    "{ 0, 1, 2 }",
    "db 0x123",
    ".word 65536",
    ".quad 0\n.word 1",
    "GDT_ENTRY(DESC_CODE32, 0, 0xfffff)",
    "GDT_ENTRY(0xf9b, 0, 0xfffff)",
    ".rept 4\n.quad 0\n.endr",
    "the table has 4 entries",
    "mov eax, 0x10",
    "8003f000`00000000  00000000`00000000\n8003f000`00000008  ????????`????????",
    "0000000 0000 0000 0000 0000 0000 0000 0000 0000\n*\n0000040\n",
  ])("%j: no table is found", (text) => {
    expect(() => readDescriptorTable(text)).toThrow(DescriptorTableError);
  });

  it("octal numbers are refused, with advice", () => {
    const text = "0000000 000000 000000 177777 000000 115000 000317";
    expect(() => readDescriptorTable(text)).toThrow(/^line 1: octal numbers: print/);
  });

  const CODE = "00cf9a000000ffff";
  const NULL = "0000000000000000";

  it.each<[text: string, entries: string, lines: number[]]>([
    ["u64 gdt[] = {\n 0,\n KERNEL_CS,\n 0x00cf9a000000ffff };", `${NULL} ? ${CODE}`, [3]],
    ["gdt: dq 0\ndq BASE << 16\ndq 0x00cf9a000000ffff", `${NULL} ? ${CODE}`, [2]],
    ["u64 gdt[] = { 0, 0x00cf9a000000ffff", `${NULL} ${CODE}`, [1]],
    ["gdt:\n.quad 0\n.quad 0x00cf9a000000ffff\n.word 1\n", `${NULL} ${CODE}`, [4]],
    ["0x7ca0:\t0x00cf9a000000ffff\n0x7ca8:\tCannot access memory", CODE, [2]],
    [`00000000  00 00 00 00 00 00 00 00  ff ff 00 00 00 9a cf 00\n*`, `${NULL} ${CODE}`, [2]],
    ["0x7ca0:\t0x00cf9a000000ffff\n0x7ca8:\t0x00cf9a000000\n", CODE, [2]],
    [
      "0x7ca0:\t0x0000000000000000\t0x00cf9a000000ffff\n0x7cb0:\t0x00cf9a000000ffff\t0x00",
      `${NULL} ${CODE} ${CODE}`,
      [2],
    ],
  ])("%j: the rest is read, and what is not is listed", (text, entries, lines) => {
    expect(partly(text)).toEqual([entries, lines]);
  });

  it("more than a table can have", () => {
    expect(() => readDescriptorTable(new Uint8Array(65_544))).toThrow(/at most 65536/);
    const zeros = new Uint8Array(65_536);
    expect(readDescriptorTable(zeros, { format: "raw" }).bytes).toHaveLength(65_536);
    expect(() => readDescriptorTable("gdt: times 8193 dq 0\n")).toThrow(DescriptorTableError);
    const row = `00000000  00 00 00 00 00 00 00 00  ff ff 00 00 00 9a cf 00`;
    expect(partly(`${row}\n*\nfffffff0\n`)).toEqual([`${NULL} ${CODE}`, [2]]);
  });

  it("a notation nobody knows", () => {
    expect(() => readDescriptorTable("dq 0", { format: "base64" })).toThrow(RangeError);
    expect(() => readDescriptorTable("dq 0", { format: "xxd" })).toThrow(/no descriptor table/);
    expect(descriptorTableFormats.map(({ name }) => name)).toEqual([
      "raw",
      "gdb-x",
      "xxd",
      "xxd-e",
      "hexdump-C",
      "hexdump",
      "od",
      "windbg-d",
      "xxd-p",
      "entries",
      "numbers",
      "literals",
    ]);
  });
});
