/** Writes the bytes of a table down in every notation, as the programs print them. */

export interface TablePrinter {
  /** The name the reader gives it. */
  format: string;
  name: string;
  print: (bytes: Uint8Array) => string[];
  /** Whether the program leaves repeated rows out. */
  squeezes?: boolean;
}

const hex = (value: number | bigint, width: number): string =>
  value.toString(16).padStart(width, "0");

function rowsOf(bytes: Uint8Array, size = 16): { at: number; row: number[] }[] {
  const rows: { at: number; row: number[] }[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    rows.push({ at, row: [...bytes.subarray(at, at + size)] });
  }
  return rows;
}

/** Groups of so many bytes, in order or as little-endian numbers. */
function groups(row: readonly number[], size: number, isNumber: boolean): string[] {
  const list: string[] = [];
  for (let at = 0; at < row.length; at += size) {
    const group = row.slice(at, at + size);
    if (isNumber) group.reverse();
    list.push(group.map((byte) => hex(byte, 2)).join(""));
  }
  return list;
}

const ascii = (row: readonly number[]): string =>
  row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");

function xxd(format: string, size: number, isNumber: boolean): TablePrinter {
  const width = (16 / size) * (2 * size + 1) - 1;
  return {
    format,
    name: `xxd ${isNumber ? "-e " : ""}-g ${size}`,
    print: (bytes) =>
      rowsOf(bytes).map(
        ({ at, row }) =>
          `${hex(at, 8)}: ${groups(row, size, isNumber).join(" ").padEnd(width)}  ${ascii(row)}`,
      ),
  };
}

/** Rows, with `*` for those that repeat the one before, and a last offset. */
function squeezed(
  bytes: Uint8Array,
  offset: (at: number) => string,
  text: (row: readonly number[]) => string,
): string[] {
  const lines: string[] = [];
  let before = "";
  let starred = false;
  for (const { at, row } of rowsOf(bytes)) {
    const words = text(row);
    if (words === before && row.length === 16) {
      if (!starred) lines.push("*");
      starred = true;
      continue;
    }
    starred = false;
    before = words;
    lines.push(`${offset(at)}${words}`);
  }
  return [...lines, offset(bytes.length)];
}

function od(name: string, size: number, offset: (at: number) => string): TablePrinter {
  return {
    format: "od",
    name,
    squeezes: true,
    print: (bytes) => squeezed(bytes, offset, (row) => ` ${groups(row, size, true).join(" ")}`),
  };
}

function gdb(letter: string, size: number, address: (at: number) => string): TablePrinter {
  const perRow = Math.min(16, 8 * Math.max(1, Math.floor(size / 2)));
  return {
    format: "gdb-x",
    name: `x/x${letter}`,
    print: (bytes) =>
      rowsOf(bytes, perRow === 8 ? 8 : 16).map(
        ({ at, row }) =>
          `${address(at)}:\t${groups(row, size, true)
            .map((g) => `0x${g}`)
            .join("\t")}`,
      ),
  };
}

function windbg(name: string, text: (row: readonly number[]) => string): TablePrinter {
  return {
    format: "windbg-d",
    name,
    print: (bytes) =>
      rowsOf(bytes).map(({ at, row }) => `fffff803\`${hex(0x3ff5_dfb0 + at, 8)}  ${text(row)}`),
  };
}

const qwords = (bytes: Uint8Array): string[] =>
  rowsOf(bytes, 8).flatMap(({ row }) => groups(row, 8, true));

function literals(name: string, print: (bytes: Uint8Array) => string[]): TablePrinter {
  return { format: "literals", name, print };
}

/** One element a number, several a line, as bytes, words or dwords behind a directive. */
const directive = (word: string, size: number, sign: (digits: string) => string): TablePrinter =>
  literals(word, (bytes) => [
    "table:",
    ...rowsOf(bytes, 8).map(
      ({ row }) => `\t${word} ${groups(row, size, true).map(sign).join(", ")} ; entry`,
    ),
  ]);

export const TABLE_PRINTERS: readonly TablePrinter[] = [
  xxd("xxd", 1, false),
  xxd("xxd", 2, false),
  xxd("xxd", 4, false),
  xxd("xxd", 8, false),
  xxd("xxd-e", 4, true),
  xxd("xxd-e", 8, true),
  {
    format: "xxd-p",
    name: "xxd -p",
    print: (bytes) => rowsOf(bytes, 30).map(({ row }) => groups(row, 30, false).join("")),
  },
  {
    format: "xxd-p",
    name: "od -An -tx1",
    print: (bytes) => rowsOf(bytes).map(({ row }) => ` ${groups(row, 1, false).join(" ")}`),
  },
  {
    format: "hexdump-C",
    name: "hexdump -C",
    squeezes: true,
    print: (bytes) =>
      squeezed(
        bytes,
        (at) => hex(at, 8),
        (row) => {
          const halves = [row.slice(0, 8), row.slice(8)].map((half) =>
            groups(half, 1, false).join(" ").padEnd(23),
          );
          return `  ${halves.join("  ")}  |${ascii(row)}|`;
        },
      ),
  },
  {
    format: "hexdump",
    name: "hexdump",
    squeezes: true,
    print: (bytes) =>
      squeezed(
        bytes,
        (at) => hex(at, 7),
        (row) => ` ${groups(row, 2, true).join(" ")}`,
      ),
  },
  od("od -x", 2, (at) => at.toString(8).padStart(7, "0")),
  od("od -A x -t x1", 1, (at) => hex(at, 6)),
  od("od -t x1", 1, (at) => at.toString(8).padStart(7, "0")),
  od("od -A d -t x4", 4, (at) => String(at).padStart(7, "0")),
  od("od -A x -t x8", 8, (at) => hex(at, 6)),
  gdb("g", 8, (at) => `0x${hex(0x7ca0 + at, 4)}`),
  gdb("w", 4, (at) => `0xffffffff${hex(0x8100_9000 + at, 8)} <gdt_page+${at}>`),
  gdb("h", 2, (at) => `0x${hex(0x7ca0 + at, 4)}`),
  gdb("b", 1, (at) => `0x${hex(0x7ca0 + at, 4)} <gdt>`),
  {
    format: "gdb-x",
    name: "xp /xw of QEMU's monitor",
    print: (bytes) =>
      rowsOf(bytes).map(
        ({ at, row }) =>
          `${hex(0x7ca0 + at, 16)}: ${groups(row, 4, true)
            .map((g) => `0x${g}`)
            .join(" ")}`,
      ),
  },
  windbg("dq", (row) =>
    groups(row, 8, true)
      .map((digits) => `${digits.slice(0, 8)}\`${digits.slice(8)}`)
      .join(" "),
  ),
  windbg("dd", (row) => groups(row, 4, true).join(" ")),
  windbg("db", (row) => {
    const halves = [row.slice(0, 8), row.slice(8)].map((half) => groups(half, 1, false).join(" "));
    return `${halves.filter((half) => half !== "").join("-")}  ${ascii(row)}`;
  }),
  literals("C array", (bytes) => [
    `static const uint64_t gdt[${bytes.length / 8}] __attribute__((aligned(8))) = {`,
    ...qwords(bytes).map((digits, index) => `\t0x${digits}ULL, /* ${8 * index} */`),
    "};",
  ]),
  literals("C array of bytes", (bytes) => [
    "unsigned char gdt_bin[] = {",
    ...rowsOf(bytes, 12).map(
      ({ row }) => `  ${row.map((byte) => `0x${hex(byte, 2)}`).join(", ")},`,
    ),
    "};",
    `unsigned int gdt_bin_len = ${bytes.length};`,
  ]),
  literals("Rust array", (bytes) => [
    `static GDT: [u64; ${bytes.length / 8}] = [`,
    ...qwords(bytes).map((digits) => `    0x${digits.match(/.{4}/g)?.join("_") ?? ""}, // entry`),
    "];",
  ]),
  { format: "numbers", name: "bare numbers", print: qwords },
  directive(".quad", 8, (digits) => `0x${digits}`),
  directive("dq", 8, (digits) => `0${digits}h`),
  directive(".long", 4, (digits) => `0x${digits}`),
  directive("dd", 4, (digits) => `0x${digits}`),
  directive(".word", 2, (digits) => `0x${digits}`),
  directive("dw", 2, (digits) => String(Number(`0x${digits}`))),
  directive("db", 1, (digits) => `${Number(`0x${digits}`).toString(2).padStart(8, "0")}b`),
  directive(".byte", 1, (digits) => `0x${digits}`),
  literals("gdb's print/x", (bytes) => [
    `$1 = {${qwords(bytes)
      .map((digits) => `0x${digits.replace(/^0+(?=.)/, "")}`)
      .join(", ")}}`,
  ]),
];
