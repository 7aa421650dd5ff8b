/**
 * Descriptors in source text: `.quad`, `dq` and their narrower kin, arrays of C, C++ and Rust,
 * `GDT_ENTRY(flags, base, limit)`, and bare 64-bit numbers. Only plain numbers are read: a name or
 * an expression where a number has to stand is an error, never a guess.
 */
import { type Token, tokensOf } from "./literal-words.ts";
import {
  DescriptorTableError,
  MAX_BYTES,
  type Notation,
  type TableBytes,
  type TablePointer,
  quote,
} from "./types.ts";

/** Bytes of an operand, by directive. */
const DIRECTIVES: ReadonlyMap<string, number> = new Map([
  ...[".quad", ".8byte", ".xword", ".dword64", "dq"].map((name) => [name, 8] as const),
  ...[".long", ".int", ".4byte", "dd"].map((name) => [name, 4] as const),
  ...[".word", ".short", ".2byte", ".hword", ".value", "dw"].map((name) => [name, 2] as const),
  ...[".byte", ".1byte", "db"].map((name) => [name, 1] as const),
]);
/** Bytes of an element left zero, by directive: `resq 1`, `.skip 8`. */
const RESERVES: ReadonlyMap<string, number> = new Map([
  ...[".skip", ".space", ".zero", "resb"].map((name) => [name, 1] as const),
  ...(
    [
      ["resw", 2],
      ["resd", 4],
      ["resq", 8],
    ] as const
  ).map((pair) => pair),
]);
/** Bytes of an element, by type. */
const TYPES: ReadonlyMap<string, number> = new Map([
  ...["uint64_t", "u64", "__u64", "uint64", "qword", "ulong64", "QWORD", "UINT64"].map(
    (name) => [name.toLowerCase(), 8] as const,
  ),
  ...["uint32_t", "u32", "__u32", "uint32", "dword"].map((name) => [name, 4] as const),
  ...["uint16_t", "u16", "__u16", "uint16"].map((name) => [name, 2] as const),
  ...["uint8_t", "u8", "__u8", "uint8", "byte", "char"].map((name) => [name, 1] as const),
]);
/** Lines of an assembler that place or name things and give no data. */
const SILENT: ReadonlySet<string> = new Set(
  (
    ".align .balign .p2align .section .data .rodata .text .bss .code16 .code32 .code64 .globl .global " +
    ".type .size .set .equ .local .hidden .org .intel_syntax .att_syntax .code16gcc .previous .pushsection .popsection " +
    "align alignb bits section segment global extern default use16 use32 use64 org cpu"
  ).split(" "),
);
/** Lines that give data this reader would have to compute. */
const MACROS =
  /^(?:\.rept|\.irpc?|\.macro|\.incbin|\.include|%rep|%macro|%include|incbin|istruc|struc)$/i;

/** Words of C with a number in parentheses that is no data. */
const ATTRIBUTES = /^(?:__attribute__|alignas|_alignas|__aligned|__declspec|align)$/;

/** Bytes with known or unknown values, in the order of the text. */
interface Datum {
  readonly line: number;
  /** Undefined until the text as a whole tells. */
  readonly size: number | undefined;
  readonly value: bigint | undefined;
  /** The words it is written in. */
  readonly text: string;
  readonly isLong: boolean;
}

/** Data behind one label, or in one list. */
interface Block {
  readonly label: string;
  readonly line: number;
  readonly data: Datum[];
}

export const literals: Notation = {
  name: "literals",
  description:
    "numbers in C, C++, Rust or assembler: arrays, .quad, dq, .word, db, GDT_ENTRY(flags, base, limit)",
  read(lines) {
    const blocks = new SourceReader(tokensOf(lines)).read();
    const all = blocks.flatMap(({ data }) => data);
    return all.length === 0 ? undefined : tableOf(withSizes(blocks, all));
  },
};

class SourceReader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #block: Block = { label: "", line: 1, data: [] };
  readonly #blocks: Block[] = [this.#block];
  #bytes = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  read(): Block[] {
    let size: number | undefined;
    let names: Token[] = [];
    for (;;) {
      const token = this.#token();
      if (token === undefined) return this.#blocks;
      const name = token.kind === "name" ? token.text.toLowerCase() : "";
      if (token.kind === "end") {
        this.#at++;
        names = [];
      } else if (token.kind === "number") {
        if (names.length > 0) throw notData(names, token);
        this.#element(size, [",", "end"]);
      } else if (DIRECTIVES.has(name) && this.#isDirective()) {
        // A label may stand without a colon.
        const [label, ...more] = names;
        if (label !== undefined && more.length === 0) this.#begin(label.text, label.line);
        this.#at++;
        this.#operands(DIRECTIVES.get(name), 1);
        names = [];
      } else if (RESERVES.has(name) || name === ".fill" || name === "times") {
        this.#repeated(name);
        names = [];
      } else if (MACROS.test(name)) {
        throw new DescriptorTableError(
          `${quote(token.text)}: macros and includes are not expanded; only plain numbers are read`,
          token.line,
        );
      } else if (SILENT.has(name) || name.startsWith("%")) this.#skipLine();
      else if (/^gdt_entry(?:_init)?$/.test(name) && this.#token(1)?.text === "(") this.#gdtEntry();
      else if (token.kind === "name" && this.#token(1)?.text === ":" && names.length === 0) {
        this.#begin(token.text, token.line);
        this.#at += 2;
      } else if (name === "equ" || (token.text === "=" && !this.#listFollows(size))) {
        this.#skipLine();
        names = [];
      } else if (token.text === "{" || (token.text === "[" && this.#beginsList(names.at(-1)))) {
        const list = names.findLast(({ kind }) => kind === "name");
        this.#begin(list?.text ?? "", token.line);
        this.#at++;
        this.#list(size);
        size = undefined;
        names = [];
      } else if (token.text === "[") size = this.#dimension() ?? size;
      else if (ATTRIBUTES.test(name) && this.#token(1)?.text === "(") this.#skipParentheses();
      else {
        if (token.kind === "name") {
          size = sizeOf(name, this.#token(-1)) ?? size;
          names.push(token);
        } else if (token.text === "=" || token.text === "!" || token.text === "&") {
          names.push(token);
        }
        this.#at++;
      }
    }
  }

  #token(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  /** `db` and `dd` may be names in C; a directive has an operand behind it. */
  #isDirective(): boolean {
    const next = this.#token(1);
    return next !== undefined && !["=", "[", ":", ")", "{"].includes(next.text);
  }

  /** `[4]` behind a name and `[u64; 4]` say how much data there is; `[0, 1]` is data. */
  #beginsList(before: Token | undefined): boolean {
    return before?.kind !== "name" && !TYPES.has(this.#token(1)?.text.toLowerCase() ?? "");
  }

  /** What is in the parentheses behind an attribute's name. */
  #skipParentheses(): void {
    this.#at++;
    for (let depth = 0; this.#token() !== undefined;) {
      const text = this.#token()?.text;
      if (text === "(") depth++;
      if (text === ")") depth--;
      this.#at++;
      if (depth === 0) return;
    }
  }

  #skipLine(): void {
    while (this.#token() !== undefined && this.#token()?.kind !== "end") this.#at++;
  }

  #begin(label: string, line: number): void {
    this.#block = { label, line, data: [] };
    this.#blocks.push(this.#block);
  }

  #add(datum: Datum): void {
    this.#bytes += datum.size ?? 8;
    if (this.#bytes > 2 * MAX_BYTES) {
      throw new DescriptorTableError(
        `more than ${MAX_BYTES} bytes: no descriptor table is that long`,
        datum.line,
      );
    }
    if (datum.value !== undefined && datum.size !== undefined) {
      if (datum.value >> BigInt(8 * datum.size) !== 0n) {
        throw new DescriptorTableError(
          `${quote(datum.text)} does not fit ${datum.size === 1 ? "1 byte" : `${datum.size} bytes`}`,
          datum.line,
        );
      }
    }
    this.#block.data.push(datum);
  }

  /** Operands up to the end of the line, all of them `count` times. */
  #operands(size: number | undefined, count: number): void {
    const from = this.#block.data.length;
    const start = this.#token(-1);
    while (this.#token() !== undefined && this.#token()?.kind !== "end") {
      this.#element(size, [",", "end"]);
    }
    const once = this.#block.data.slice(from);
    if (once.length === 0) {
      throw new DescriptorTableError(
        `${quote(start?.text ?? "")} has no number behind it`,
        start?.line,
      );
    }
    for (let left = 1; left < count; left++) for (const datum of once) this.#add(datum);
  }

  /** `times 2 dq 0`, `.fill 2, 8, 0`, `.skip 16`, `resq 2`. */
  #repeated(name: string): void {
    const token = this.#token();
    const line = token?.line ?? 0;
    this.#at++;
    const count = this.#count(name, line);
    if (name === "times") {
      const size = DIRECTIVES.get(this.#token()?.text.toLowerCase() ?? "");
      if (size === undefined) {
        throw new DescriptorTableError(`"times" without a directive of data`, line);
      }
      this.#at++;
      if (count === 0) this.#skipLine();
      else this.#operands(size, count);
      return;
    }
    const more: bigint[] = [];
    while (this.#token()?.text === ",") {
      this.#at++;
      const next = this.#token();
      if (next?.kind !== "number") break;
      more.push(next.value);
      this.#at++;
    }
    const rest = this.#token();
    if (rest !== undefined && rest.kind !== "end") throw notNumber(rest.text, line);
    const size = name === ".fill" ? Number(more[0] ?? 1n) : (RESERVES.get(name) ?? 1);
    const value = (name === ".fill" ? more[1] : more[0]) ?? 0n;
    if (size < 1 || size > 8) throw new DescriptorTableError(`elements of ${size} bytes`, line);
    for (let left = count; left > 0; left--)
      this.#add({ line, size, value, text: token?.text ?? "", isLong: false });
  }

  #count(name: string, line: number): number {
    const token = this.#token();
    if (token?.kind !== "number" || token.value > BigInt(MAX_BYTES)) {
      throw new DescriptorTableError(
        `${quote(name)} with ${quote(token?.text ?? "")}: how often is no plain number`,
        line,
      );
    }
    this.#at++;
    return Number(token.value);
  }

  /** The elements of a list, whose opening bracket is passed. */
  #list(size: number | undefined): void {
    const open = this.#token(-1);
    let width = size;
    for (let depth = 1; depth > 0;) {
      const token = this.#token();
      if (token === undefined) {
        throw new DescriptorTableError("the list has no closing bracket", open?.line);
      }
      if (token.kind === "end" || token.text === ",") this.#at++;
      else if (token.text === "}" || token.text === "]") {
        depth--;
        this.#at++;
      } else if (token.text === "{" || token.text === "(") {
        depth++;
        this.#at++;
      } else if (token.text === ")") {
        depth--;
        this.#at++;
      } else if (token.text === "[") {
        if (!this.#designator()) {
          depth++;
          this.#at++;
        }
      } else if (token.kind === "name" && /^gdt_entry(?:_init)?$/i.test(token.text)) {
        this.#gdtEntry();
      } else {
        // `[0u64; 3]` and `[0x..u64, ..]`: a suffix tells of all.
        if (token.kind === "number") width ??= token.size;
        if (this.#token(1)?.text === ";") this.#repeatedElement(width);
        else this.#element(width, [",", "}", "]"]);
      }
    }
  }

  /** Rust's `[0; 8]`. */
  #repeatedElement(size: number | undefined): void {
    const [value, , count] = [this.#token(), this.#token(1), this.#token(2)];
    if (value?.kind !== "number" || count?.kind !== "number" || count.value > BigInt(MAX_BYTES)) {
      throw notNumber(`${value?.text ?? ""}; ${count?.text ?? ""}`, value?.line);
    }
    this.#at += 3;
    for (let left = Number(count.value); left > 0; left--) this.#add(datumOf(value, size));
  }

  /** C's `[2] = value`: the place must be the next one. False where a list begins instead. */
  #designator(): boolean {
    const [open, index, close, equals] = [0, 1, 2, 3].map((ahead) => this.#token(ahead));
    if (close?.text !== "]" || equals?.text !== "=") return false;
    const next = this.#block.data.length;
    if (index?.kind !== "number") {
      throw new DescriptorTableError(
        `[${index?.text ?? ""}]: which entry this is, is a name; write the entries in their order`,
        open?.line,
      );
    }
    if (index.value < BigInt(next) || index.value > 8192n) {
      throw new DescriptorTableError(
        `[${index.text}] comes where entry ${next} was expected`,
        open?.line,
      );
    }
    // What C leaves out is zero.
    for (let left = Number(index.value) - next; left > 0; left--) {
      this.#add({ line: index.line, size: undefined, value: 0n, text: "0", isLong: false });
    }
    this.#at += 4;
    return true;
  }

  /** `[4]` behind a name, `[u64; 4]` behind a colon; the size of a type in it. */
  #dimension(): number | undefined {
    let size: number | undefined;
    while (this.#token() !== undefined && this.#token()?.text !== "]") {
      if (this.#token()?.kind === "end") return size;
      size ??= TYPES.get(this.#token()?.text.toLowerCase() ?? "");
      this.#at++;
    }
    this.#at++;
    return size;
  }

  /** Whether what is behind `=` is data: a list, or a number of a type that is known. */
  #listFollows(size: number | undefined): boolean {
    for (let ahead = 1; ; ahead++) {
      const token = this.#token(ahead);
      if (token === undefined) return false;
      if (token.kind === "end" || token.text === "&" || token.text === "!") continue;
      if (token.text === "{" || token.text === "[") return true;
      if (token.kind === "number") return size !== undefined;
      if (token.kind === "name" && ["vec", "new"].includes(token.text)) continue;
      return token.kind === "name" && TYPES.has(token.text.toLowerCase());
    }
  }

  /** One element: a plain number, or words whose value is not known. */
  #element(size: number | undefined, ends: readonly string[]): void {
    const words: Token[] = [];
    for (;;) {
      const token = this.#token();
      if (token === undefined || token.kind === "end" || ends.includes(token.text)) break;
      // Numbers next to each other, as od and x/8gx print them.
      if (token.kind === "number" && words.length === 1 && words[0]?.kind === "number") break;
      words.push(token);
      this.#at++;
    }
    if (this.#token()?.text === ",") this.#at++;
    const [only] = words;
    if (only?.kind === "number" && words.length === 1) {
      this.#add(datumOf(only, size));
      return;
    }
    // UINT64_C(0x...) and the like.
    const [wrap, open, inner, close] = words;
    if (
      words.length === 4 &&
      /^u?int64_c$|^u64$/i.test(wrap?.text ?? "") &&
      open?.text === "(" &&
      inner?.kind === "number" &&
      close?.text === ")"
    ) {
      this.#add(datumOf(inner, 8));
      return;
    }
    const text = words.map((word) => word.text).join(" ");
    const line = only?.line ?? this.#token()?.line ?? 0;
    // A macro or a sum in a list may be of any width: nothing behind it has a place.
    if (size === undefined || only === undefined) throw notNumber(text, line);
    this.#add({ line, size, value: undefined, text, isLong: false });
  }

  /** Linux's macro: flags as access rights, base, limit in units of G. */
  #gdtEntry(): void {
    const [name, open] = [this.#token(), this.#token(1)];
    const line = name?.line ?? 0;
    this.#at += 2;
    const values: bigint[] = [];
    for (const sign of [",", ",", ")"]) {
      while (this.#token()?.kind === "end") this.#at++;
      const value = this.#token();
      this.#at++;
      while (this.#token()?.kind === "end") this.#at++;
      const behind = this.#token();
      this.#at++;
      if (open?.text !== "(" || value?.kind !== "number" || behind?.text !== sign) {
        const text = value?.kind === "number" ? behind?.text : value?.text;
        throw new DescriptorTableError(
          `${name?.text ?? ""}: ${quote(text ?? "")} where three plain numbers were expected: flags, base, limit`,
          line,
        );
      }
      values.push(value.value);
    }
    const [flags = 0n, base = 0n, limit = 0n] = values;
    if ((flags & ~0xf0ffn) !== 0n || base >> 32n !== 0n || limit >> 20n !== 0n) {
      throw new DescriptorTableError(
        `${name?.text ?? ""}: flags have bits 15:12 and 7:0, the base 32 bits, the limit 20`,
        line,
      );
    }
    const value =
      ((base & 0xff00_0000n) << 32n) |
      (flags << 40n) |
      ((limit & 0xf_0000n) << 32n) |
      ((base & 0xff_ffffn) << 16n) |
      (limit & 0xffffn);
    this.#add({ line, size: 8, value, text: name?.text ?? "", isLong: true });
    if (this.#token()?.text === ",") this.#at++;
  }
}

function datumOf(token: Token & { kind: "number" }, size: number | undefined): Datum {
  const { line, value, text, isLong } = token;
  return { line, size: size ?? token.size, value, text, isLong };
}

/** The bytes of an element of a type, `long long` in two words. */
function sizeOf(name: string, before: Token | undefined): number | undefined {
  if (name === "long" && before?.text === "long") return 8;
  return TYPES.get(name);
}

function notNumber(text: string, line: number | undefined): DescriptorTableError {
  return new DescriptorTableError(
    `${quote(text)} is not a plain number: names and expressions are not computed`,
    line,
  );
}

function notData(names: readonly Token[], { text, line }: Token): DescriptorTableError {
  const words = [...names.map((name) => name.text), text].join(" ");
  return new DescriptorTableError(
    `${quote(words)} is neither a list of numbers nor a directive such as .quad or dq`,
    line,
  );
}

/** Numbers without a directive are descriptors if any of them is too long to be less. */
function withSizes(blocks: readonly Block[], all: readonly Datum[]): Block[] {
  const open = all.filter(({ size }) => size === undefined);
  const [first] = open;
  const isLong = all.some(
    (datum) => datum.isLong || (datum.value ?? 0n) >> 32n !== 0n || datum.size === 8,
  );
  if (first !== undefined && !isLong) {
    throw new DescriptorTableError(
      `nothing says how many bytes ${quote(first.text)} has: write a type or a directive, such as uint64_t or .quad`,
      first.line,
    );
  }
  return blocks.map((block) => ({
    ...block,
    data: block.data.map((datum) => ({ ...datum, size: datum.size ?? 8 })),
  }));
}

/** The blocks without the operands of LGDT and LIDT: a word and a base of 4 or 8 bytes. */
function tableOf(blocks: readonly Block[]): TableBytes {
  const bytes: number[] = [];
  const lines: number[] = [];
  const warnings: string[] = [];
  const pointers: Block[] = [];
  for (const block of blocks) {
    const length = block.data.reduce((sum, { size = 8 }) => sum + size, 0);
    if (block.label !== "" && (length === 6 || length === 10) && bytes.length % 8 === 0) {
      pointers.push(block);
      continue;
    }
    for (const { line, size = 8, value, text } of block.data) {
      if (value === undefined) throw notNumber(text, line);
      for (let at = 0; at < size; at++) {
        bytes.push(Number((value >> BigInt(8 * at)) & 0xffn));
        lines.push(line);
      }
    }
  }
  const ofGdt =
    pointers.find(({ label }) => /gdt/i.test(label)) ??
    pointers.find(({ label }) => !/idt/i.test(label));
  for (const { label, line } of pointers) {
    const what = label === ofGdt?.label ? "the operand of LGDT" : "an operand like LGDT's";
    warnings.push(`line ${line}: ${quote(label)} is taken as ${what}, not as part of the table`);
  }
  return { bytes, lines, warnings, ...(ofGdt === undefined ? {} : { pointer: pointerOf(ofGdt) }) };
}

function pointerOf({ line, data }: Block): TablePointer {
  const known: (number | undefined)[] = data.flatMap(({ size = 8, value }) =>
    Array.from({ length: size }, (_, at) =>
      value === undefined ? undefined : Number((value >> BigInt(8 * at)) & 0xffn),
    ),
  );
  const limit = numberOf(known.slice(0, 2));
  const base = numberOf(known.slice(2));
  return {
    line,
    ...(limit === undefined ? {} : { limit: Number(limit) }),
    ...(base === undefined ? {} : { base }),
  };
}

function numberOf(bytes: readonly (number | undefined)[]): bigint | undefined {
  let value = 0n;
  for (const byte of [...bytes].reverse()) {
    if (byte === undefined) return undefined;
    value = value * 256n + BigInt(byte);
  }
  return value;
}
