/** Programs that set up a table: what is certain is read, what may be otherwise is left open. */
import { describe, expect, it } from "vitest";
import {
  DescriptorTableError,
  readDescriptorTable,
} from "../../../src/dumps/descriptor-table/index.ts";

const CODE = "0x00cf9a000000ffff";
const DATA = "0x00cf92000000ffff";

/** The entries, `?` for one that is not known; nothing where no table is found. */
function read(text: string): string {
  try {
    const { bytes, unknown } = readDescriptorTable(text);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return Array.from({ length: bytes.length / 8 }, (_, at) =>
      unknown.includes(at) ? "?" : view.getBigUint64(8 * at, true).toString(16),
    ).join(" ");
  } catch (error) {
    if (error instanceof DescriptorTableError) return "";
    throw error;
  }
}

const [code, data] = ["cf9a000000ffff", "cf92000000ffff"];

/** A helper that does what its name says, and one that counts the limit in pages. */
const helper = (body: string): string =>
  `static void set_entry(int n, uint32_t base, uint32_t limit, uint8_t access, uint8_t flags)\n{\n${body}\n}\n`;
const PLAIN = `  gdt[n].base_low = base & 0xffff;
  gdt[n].base_mid = (base >> 16) & 0xff;
  gdt[n].base_high = (base >> 24) & 0xff;
  gdt[n].limit_low = limit & 0xffff;
  gdt[n].flags = ((limit >> 16) & 0x0f) | (flags & 0xf0);
  gdt[n].access = access;`;
const calls = (limit: string): string =>
  `void init(void)\n{\n  set_entry(0, 0, 0, 0, 0);\n  set_entry(1, 0, ${limit}, 0x9a, 0xcf);\n  set_entry(2, 0, ${limit}, 0x92, 0xcf);\n}\n`;

describe("is certain", () => {
  it.each<[string, string, string]>([
    [
      "a sum of parts",
      `u64 gdt[] = { 0, (0xcfULL << 48) | (0x9aULL << 40) | 0xffff };`,
      `0 ${code}`,
    ],
    [
      "constants that come later",
      `u64 gdt[] = { 0, KCODE };\n#define KCODE ${CODE}ULL\n`,
      `0 ${code}`,
    ],
    [
      "a constant of Rust",
      `const KCODE: u64 = 0x00cf_9a00_0000_ffff;\nstatic GDT: [u64; 2] = [0, KCODE];`,
      `0 ${code}`,
    ],
    [
      "an enumeration of places",
      `enum { NUL, CS, DS };\nu64 gdt[] = { [CS] = ${CODE}, [DS] = ${DATA} };`,
      `0 ${code} ${data}`,
    ],
    ["an assembler's equation", `KCODE equ ${CODE}\ngdt: dq 0\n dq KCODE\n`, `0 ${code}`],
    ["repetition", `gdt:\n times 2 dq 0\n dq ${CODE}\n`, `0 0 ${code}`],
    ["space", `gdt:\n resq 1\n dq ${CODE}\n`, `0 ${code}`],
    ["elements of Python", `gdt[0] = 0\ngdt[1] = ${CODE}\ngdt[2] = ${DATA}\n`, `0 ${code} ${data}`],
    [
      "a helper of which the body is there",
      `${helper(PLAIN)}\n${calls("0xfffff")}`,
      `0 ${code} ${data}`,
    ],
    [
      "two statements on a line",
      `gdt[0] = 0; gdt[1] = ${CODE}ULL; gdt[2] = ${DATA}ULL;\n`,
      `0 ${code} ${data}`,
    ],
    [
      "a remark with another number",
      `gdt:\n .quad 0 # 0x0\n .quad ${CODE} # was ${DATA}\n`,
      `0 ${code}`,
    ],
    [
      "a value that is set twice alike",
      `gdt[0] = 0;\ngdt[1] = ${CODE};\ngdt[1] = ${CODE};\n`,
      `0 ${code}`,
    ],
    [
      "structures with names",
      `struct d gdt[] = {\n { .limit = 0, .base_low = 0, .base_mid = 0, .access = 0, .flags_limit = 0, .base_high = 0 },\n};\nu64 gdt64[] = { 0, ${CODE} };`,
      `0 ${code}`,
    ],
  ])("%s", (_name, text, entries) => {
    expect(read(text)).toBe(entries);
  });
});

describe("may be otherwise", () => {
  /** Of each entry what it is, or `?`; the reader may leave more open, but say nothing else. */
  it.each<[string, string, string]>([
    [
      "an element that is changed",
      `gdt[0] = 0;\ngdt[1] = ${CODE}ULL;\ngdt[2] = ${DATA}ULL;\ngdt[1] |= 1ULL << 40;\n`,
      `0 ? ${data}`,
    ],
    [
      "an element of a list that is changed",
      `u64 gdt[] = { 0, ${CODE}, ${DATA} };\nvoid f(void)\n{\n gdt[1] |= 1ULL << 40;\n}\n`,
      `0 ? ${data}`,
    ],
    [
      "an element of a list that is set anew",
      `u64 gdt[] = { 0, ${CODE}, ${DATA} };\ngdt[1] = 0x00af9a000000ffff;\n`,
      `0 ? ${data}`,
    ],
    [
      "two branches",
      `gdt[0] = 0;\nif (is_long)\n gdt[1] = 0x00af9a000000ffffULL;\nelse\n gdt[1] = ${CODE}ULL;\ngdt[2] = ${DATA}ULL;\n`,
      `0 ? ${data}`,
    ],
    [
      "two branches of the preprocessor",
      `u64 gdt[] = {\n 0,\n#ifdef LONG\n 0x00af9a000000ffff,\n#else\n ${CODE},\n#endif\n ${DATA},\n};`,
      `? ? ?`,
    ],
    [
      "a loop",
      `gdt[0] = 0;\ngdt[1] = ${CODE}ULL;\nfor (i = 2; i < 5; i++)\n gdt[i] = ${DATA}ULL;\n`,
      `0 ? ? ? ?`,
    ],
    [
      "a member that is changed",
      `u64 gdt[] = { 0, ${CODE}, ${DATA} };\n((struct d *)gdt)[1].access |= 1;\n`,
      `0 ? ${data}`,
    ],
    [
      "a helper that counts pages",
      `${helper(`  limit >>= 12;\n${PLAIN}`)}\n${calls("0xffffffff")}`,
      `0 ${code} ${data}`,
    ],
    [
      "a helper that counts pages, and bytes",
      `${helper(`  limit >>= 12;\n${PLAIN}`)}\n${calls("0xfffff")}`,
      `0 ? ?`,
    ],
    [
      "a helper that makes all of them present",
      `${helper(PLAIN.replace("= access", "= access | 0x80"))}\n${calls("0xfffff").replaceAll("0x9", "0x1")}`,
      `0 ${code} ${data}`,
    ],
    [
      "a helper that swaps its arguments",
      `${helper(PLAIN.replace("base & 0xffff", "limit & 0xffff"))}\n${calls("0xfffff")}`,
      `? ? ?`,
    ],
    [
      "an entry that is set twice",
      `set_gate(0, 0, 0, 0, 0);\nset_gate(1, 0, 0xfffff, 0x9a, 0xcf);\nset_gate(2, 0, 0xfffff, 0x92, 0xcf);\nset_gate(1, 0, 0xfffff, 0xfa, 0xcf);\n`,
      `0 ? ${data}`,
    ],
    [
      "a constant that has two values",
      `#ifdef A\n#define K ${CODE}\n#else\n#define K 0x00af9a000000ffff\n#endif\nu64 gdt[] = { 0, K, ${DATA} };`,
      `0 ? ${data}`,
    ],
    ["a value that is not there", `u64 gdt[] = { 0, KCODE, ${DATA} };`, `0 ? ${data}`],
    [
      "an address",
      `gdt:\n .quad 0\n .quad ${CODE}\n .word 0x67, tss\n .byte 0, 0x89, 0, 0\n .quad ${DATA}\n`,
      `0 ${code} ? ${data}`,
    ],
    ["a macro of unknown width", `gdt:\n .quad 0\n SEG_NULLASM\n .quad ${CODE}\n`, `0 ? ? ?`],
    ["a file that is put in", `gdt:\n dq 0\n%include "entries.inc"\n dq ${CODE}\n`, `0 ? ? ?`],
    ["lines that were left out", `gdt:\n .quad 0\n ...\n .quad ${CODE}\n`, `0 ? ? ?`],
    [
      "a table that is copied",
      `u64 gdt[2];\nmemcpy(gdt, boot_gdt, sizeof(gdt));\ngdt[1] = ${CODE};\n`,
      `? ${code}`,
    ],
    [
      "numbers too wide for their directive",
      `gdt:\n .quad 0\n .word 0x1ffff, 0\n .byte 0, 0x9a, 0xcf, 0\n .quad ${DATA}\n`,
      `0 ? ${data}`,
    ],
  ])("%s", (_name, text, entries) => {
    const said = entries.split(" ");
    const found = read(text);
    for (const [at, entry] of found.split(" ").entries())
      if (entry !== "" && entry !== "?") expect(entry, `entry ${at} of ${found}`).toBe(said[at]);
  });
});
