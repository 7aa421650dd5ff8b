/** Every notation: what is printed is read back; whatever the input, an answer or an error. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DescriptorTableError,
  readDescriptorTable,
} from "../../../src/dumps/descriptor-table/index.ts";
import { generator } from "../generator.ts";
import { TABLE_PRINTERS } from "./printers.ts";

/** Tables as they occur: a null entry, segments, zeros that repeat, and sometimes anything. */
const descriptor = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(0x00cf9a000000ffffn, 0x00cf92000000ffffn, 0x00af9b000000ffffn),
  },
  { weight: 2, arbitrary: fc.constantFrom(0n, 0x0000890005000067n, 0x00cff3000000ffffn) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) },
);
const table = fc
  .tuple(fc.array(descriptor, { minLength: 2, maxLength: 24 }), fc.nat(6))
  .map(([entries, zeros]) =>
    bytesOf([0n, ...entries, ...Array<bigint>(zeros).fill(0n), 0x00cf92000000ffffn]),
  );

function bytesOf(entries: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(8 * entries.length);
  const view = new DataView(bytes.buffer);
  entries.forEach((entry, index) => {
    view.setBigUint64(8 * index, entry, true);
  });
  return bytes;
}

/** Where nothing in the text tells, the reader may say so; it may not guess wrong. */
function isHonest(error: unknown): boolean {
  return (
    error instanceof DescriptorTableError &&
    /can be read as|radix of the offsets/.test(error.reason)
  );
}

describe.each(TABLE_PRINTERS)("$name", ({ format, print, squeezes }) => {
  it("reads back what is printed", () => {
    let unclear = 0;
    fc.assert(
      fc.property(
        table,
        fc.constantFrom("\n", "\r\n"),
        fc.constantFrom("", "> ", "    "),
        (bytes, end, quote) => {
          const text = print(bytes)
            .map((line) => quote + line)
            .join(end);
          const forced = readOrUndefined(text, format);
          const read = readOrUndefined(text);
          if (read === undefined || forced === undefined) unclear++;
          if (forced !== undefined) expect(forced.bytes).toEqual(bytes);
          if (read === undefined) return;
          expect(read.bytes).toEqual(bytes);
          expect(read.lines).toHaveLength(bytes.length / 8);
          if (format !== "od") expect(read.format).toBe(format);
        },
      ),
      { numRuns: 30 },
    );
    // Only what leaves rows out, or numbers without 0x behind a colon, can be unclear.
    expect(unclear / 30).toBeLessThan(squeezes === true || format.startsWith("xxd") ? 0.5 : 0.01);
  });
});

const WITH_OFFSETS = TABLE_PRINTERS.filter(({ format }) =>
  /^(?:xxd|xxd-e|hexdump|hexdump-C|od|gdb-x|windbg-d)$/.test(format),
);

describe.each(WITH_OFFSETS)("$name without one of its rows", ({ format, print }) => {
  it("leaves open what was on it, and reads the rest", () => {
    const bytes = Uint8Array.from({ length: 128 }, (_, at) => (at * 37 + 11) % 251);
    const lines = print(bytes);
    const cut = [...lines.slice(0, 2), ...lines.slice(3)].join("\n");
    const read = readDescriptorTable(`${cut}\n`, { format });
    const perRow = bytes.length / (/\s/.test(lines.at(-1) ?? "") ? lines.length : 8);
    const lost = [...bytes.keys()].filter((at) => Math.floor(at / perRow) === 2);
    expect(read.unknown).toEqual([...new Set(lost.map((at) => Math.floor(at / 8)))]);
    for (const [at, byte] of bytes.entries())
      if (!read.unknown.includes(Math.floor(at / 8))) expect(read.bytes[at]).toBe(byte);
    expect(read.unread.map(({ line }) => line)).toContain(3);
  });
});

function readOrUndefined(
  text: string,
  format?: string,
): ReturnType<typeof readDescriptorTable> | undefined {
  try {
    return readDescriptorTable(text, format === undefined ? {} : { format });
  } catch (error) {
    if (isHonest(error)) return undefined;
    throw error;
  }
}

const SNIPPETS = [
  ...[
    "=",
    ":",
    " ",
    ",",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "*",
    "|",
    "<",
    ">",
    "`",
    "-",
    ";",
    "#",
    "'",
    '"',
  ],
  ...[
    "\r",
    "\n",
    "\t",
    "\0",
    "0x",
    "*\n",
    "dq ",
    ".quad ",
    "times 99999999 db ",
    "[0; 99999999]",
    "GDT_ENTRY(",
  ],
  ...[
    "f".repeat(40),
    "0".repeat(200),
    "gdt:",
    "/*",
    "*/",
    "u64",
    "\u001b[",
    "\ud800",
    "ffffffffffffffff: ",
  ],
];

/** Prints a table, damages the text, and asks for an answer or the one error there is. */
function damaged(random: (below: number) => number): { text: string; format: string } {
  const printer = TABLE_PRINTERS[random(TABLE_PRINTERS.length)];
  const size = 8 * (1 + random(12));
  const bytes = Uint8Array.from({ length: size }, () => (random(3) === 0 ? random(256) : 0));
  let text = printer?.print(bytes).join("\n") ?? "";
  for (let count = random(3); count >= 0; count--) {
    const at = random(text.length + 1);
    const length = random(4) === 0 ? random(30) : random(2);
    const snippet = SNIPPETS[random(SNIPPETS.length)] ?? "";
    text = text.slice(0, at) + (random(3) === 0 ? "" : snippet) + text.slice(at + length);
  }
  return { text, format: printer?.format ?? "raw" };
}

function isAnswered(input: string | Uint8Array, format?: string): boolean {
  try {
    const { bytes, lines } = readDescriptorTable(input, format === undefined ? {} : { format });
    expect(bytes.length % 8).toBe(0);
    expect(bytes.length).toBeGreaterThan(0);
    expect(bytes.length).toBeLessThanOrEqual(65_536);
    expect([0, bytes.length / 8]).toContain(lines.length);
    return true;
  } catch (error) {
    if (error instanceof DescriptorTableError) return false;
    throw error;
  }
}

const PROVE = process.env["VMX_PROVE"] !== undefined;
/** For the long proof, also on a busy machine. */
const LONG = 3_600_000;

describe("whatever the input", () => {
  it(
    "damaged tables are read or refused",
    () => {
      const random = generator(5);
      const cases = PROVE ? 200_000 : 5_000;
      let read = 0;
      for (let index = 0; index < cases; index++) {
        const { text, format } = damaged(random);
        if (isAnswered(text, random(2) === 0 ? undefined : format)) read++;
      }
      // Both ends would be no test: nothing noticed, or nothing read.
      expect(read / cases).toBeGreaterThan(0.2);
      expect(read / cases).toBeLessThan(0.9);
    },
    LONG,
  );

  it(
    "random bytes and characters are read or refused, in every notation",
    () => {
      const random = generator(6);
      const formats = [undefined, "raw", ...new Set(TABLE_PRINTERS.map(({ format }) => format))];
      for (let index = 0; index < (PROVE ? 100_000 : 3_000); index++) {
        const range = [0x20, 0x80, 0x100][random(3)] ?? 0x80;
        const bytes = Uint8Array.from({ length: random(200) }, () => random(range));
        const format = formats[random(formats.length)];
        isAnswered(bytes, format);
        if (format !== "raw") isAnswered(String.fromCharCode(...bytes), format);
      }
    },
    LONG,
  );

  it("takes time in proportion to the length", () => {
    const texts = [
      "0".repeat(99_000),
      "ff ".repeat(33_000),
      "[".repeat(90_000),
      "{".repeat(90_000),
      "a: ".repeat(30_000),
      "0x".repeat(45_000),
      "00000000: " + "ff".repeat(40_000),
      "u64 ".repeat(20_000),
      "= ".repeat(40_000),
      "(".repeat(40_000),
      "x = ".repeat(20_000),
      "GDT_ENTRY(".repeat(9_000),
      "times 65536 ".repeat(8_000),
      "`".repeat(90_000),
      "*\n".repeat(40_000),
      "00000000: ff\n".repeat(20_000),
    ];
    for (const text of texts) {
      const before = performance.now();
      isAnswered(text);
      expect(performance.now() - before, text.slice(0, 20)).toBeLessThan(2_000);
    }
  });
});
