/** Tables in the dialects of assemblers. */
import type { Dice } from "./dice.ts";
import { type Parts, bytesOf, numberOf } from "./table.ts";
import { type Style, hex, pickList, remark } from "./written.ts";

interface Dialect {
  readonly name: string;
  /** Directives for 1, 2, 4 and 8 bytes. */
  readonly words: Readonly<Record<1 | 2 | 4 | 8, readonly [string, ...string[]]>>;
  readonly comment: "#" | ";";
  readonly number: (value: bigint, bytes: number, dice: Dice) => string;
  readonly label: (name: string, dice: Dice) => string;
  readonly here: string;
}

const gas: Dialect = {
  name: "GNU as",
  words: {
    1: [".byte"],
    2: [".word", ".short", ".value"],
    4: [".long", ".int", ".4byte"],
    8: [".quad", ".8byte"],
  },
  comment: "#",
  number: (value, bytes, dice) =>
    value === 0n && dice.chance(50) ? "0" : `0x${hex(value, dice.chance(70) ? 2 * bytes : 1)}`,
  label: (name) => `${name}:`,
  here: ".",
};

const nasm: Dialect = {
  name: "NASM",
  words: { 1: ["db", "DB"], 2: ["dw", "DW"], 4: ["dd", "DD"], 8: ["dq", "DQ"] },
  comment: ";",
  number: (value, bytes, dice) => {
    if (value === 0n && dice.chance(50)) return "0";
    if (bytes === 1 && dice.chance(30)) return `${value.toString(2).padStart(8, "0")}b`;
    if (dice.chance(25)) return `0${hex(value).toUpperCase()}h`;
    return `0x${hex(value, dice.chance(70) ? 2 * bytes : 1)}`;
  },
  label: (name, dice) => (dice.chance(80) ? `${name}:` : name),
  here: "$",
};

const masm: Dialect = {
  name: "MASM",
  words: { 1: ["db", "BYTE"], 2: ["dw", "WORD"], 4: ["dd", "DWORD"], 8: ["dq", "QWORD"] },
  comment: ";",
  number: (value, bytes, dice) =>
    value === 0n && dice.chance(50) ? "0" : `0${hex(value, dice.chance(50) ? 2 * bytes : 1)}h`,
  label: (name) => name,
  here: "$",
};

/** How many bytes each number of an entry has, in order. */
const SPLITS = [[8], [4, 4], [2, 2, 1, 1, 1, 1], [2, 2, 2, 2], [1, 1, 1, 1, 1, 1, 1, 1]] as const;

const pickSplit = (dice: Dice): readonly number[] => SPLITS[dice.int(0, SPLITS.length - 1)] ?? [8];

function numbersOf(
  bytes: readonly number[],
  split: readonly number[],
): { size: 1 | 2 | 4 | 8; value: bigint }[] {
  let at = 0;
  return split.map((size) => {
    const own = bytes.slice(at, at + size);
    at += size;
    return {
      size: size as 1 | 2 | 4 | 8,
      value: own.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n),
    };
  });
}

/** The lines of one entry: numbers of one width may share a line. */
function entryLines(
  entry: Parts,
  dialect: Dialect,
  split: readonly number[],
  dice: Dice,
): string[] {
  const numbers = numbersOf(bytesOf(numberOf(entry)), split);
  const lines: { size: 1 | 2 | 4 | 8; values: string[] }[] = [];
  for (const { size, value } of numbers) {
    const last = lines.at(-1);
    const text = dialect.number(value, size, dice);
    if (last?.size === size && dice.chance(60)) last.values.push(text);
    else lines.push({ size, values: [text] });
  }
  return lines.map(
    ({ size, values }) =>
      `    ${dice.pick(dialect.words[size])} ${values.join(", ")}${remark(dice, dialect.comment)}`,
  );
}

const ENDS = [
  ["gdt", "gdt_end"],
  ["gdt_start", "gdt_end"],
  ["GDT64", "GDT64_End"],
  ["boot_gdt", "boot_gdt_end"],
] as const;

/** The operand of LGDT: a limit word and a base, in numbers or in names. */
function pointer(
  dialect: Dialect,
  start: string,
  end: string,
  count: number,
  dice: Dice,
): string[] {
  const { words, comment, here } = dialect;
  const limit = dice.pick([
    `${end} - ${start} - 1`,
    `${here} - ${start} - 1`,
    String(8 * count - 1),
  ]);
  const isLong = dice.chance(50);
  return [
    dialect
      .label(dice.pick(["gdt_ptr", "gdtr", "gdt_descriptor", "gdt_desc"]), dice)
      .replace(/^(\w+)$/, "$1:"),
    `    ${dice.pick(words[2])} ${limit}${remark(dice, comment)}`,
    `    ${dice.pick(words[isLong ? 8 : 4])} ${dice.pick([start, "0"])}${remark(dice, comment)}`,
  ];
}

const plain = (dialect: Dialect): Style => ({
  name: `${dialect.name}: directives`,
  comment: dialect.comment,
  write: (table, dice) => {
    const [start = "", end = ""] = pickList(ENDS, dice);
    const isLabelled = dice.chance(40);
    const isOne = dice.chance(60) ? pickSplit(dice) : undefined;
    const label = (name: string): string => (dialect === masm ? `${name} label qword` : `${name}:`);
    const body = table.flatMap((entry, at) => {
      const lines = entryLines(entry, dialect, isOne ?? pickSplit(dice), dice);
      return isLabelled && at > 0 ? [`${start}_${at}:`, ...lines] : lines;
    });
    return [
      ...(dice.chance(40)
        ? [dialect === gas ? "    .align 8" : dialect === nasm ? "align 8" : "align 8"]
        : []),
      label(start),
      ...body,
      ...(dialect === masm ? [] : [`${end}:`]),
      ...(dialect !== masm && dice.chance(60)
        ? ["", ...pointer(dialect, start, end, table.length, dice)]
        : []),
    ];
  },
});

const masmRow: Style = {
  name: "MASM: names before the directives",
  comment: ";",
  write: (table, dice) =>
    table.map(
      (entry, at) =>
        `${at === 0 ? "gdt" : dice.chance(50) ? `gdt_${at}` : ""}\t${dice.pick(masm.words[8])}\t${masm.number(numberOf(entry), 8, dice)}${remark(dice, ";")}`,
    ),
};

const segMacro: Style = {
  name: "GNU as: a macro of the preprocessor",
  comment: "#",
  write: (table, dice) => {
    const name = dice.pick(["SEG", "SEG_ASM", "GDTENT", "DESCRIPTOR"]);
    const order = dice.some(["acc", "base", "lim", "flg"], 4);
    return [
      `#define ${name}(${order.join(", ")}) \\`,
      "  .word ((lim) & 0xffff), ((base) & 0xffff); \\",
      "  .byte (((base) >> 16) & 0xff), (acc), (((flg) << 4) | (((lim) >> 16) & 0xf)), (((base) >> 24) & 0xff)",
      "",
      "gdt:",
      ...table.map(({ base, limit, access, flags }) => {
        const given: Record<string, string> = {
          acc: `0x${hex(access)}`,
          base: `0x${hex(base)}`,
          lim: `0x${hex(limit)}`,
          flg: `0x${hex(flags)}`,
        };
        return `  ${name}(${order.map((part) => given[part] ?? "").join(", ")})`;
      }),
      "gdt_end:",
    ];
  },
};

const gasMacro: Style = {
  name: "GNU as: .macro",
  comment: "#",
  write: (table) => [
    ".macro gdt_seg base, limit, access, flags",
    "    .word \\limit & 0xffff",
    "    .word \\base & 0xffff",
    "    .byte (\\base >> 16) & 0xff",
    "    .byte \\access",
    "    .byte (\\flags << 4) | ((\\limit >> 16) & 0xf)",
    "    .byte (\\base >> 24) & 0xff",
    ".endm",
    "",
    "gdt:",
    ...table.map(
      ({ base, limit, access, flags }) =>
        `    gdt_seg 0x${hex(base)}, 0x${hex(limit)}, 0x${hex(access)}, 0x${hex(flags)}`,
    ),
    "gdt_end:",
  ],
};

const nasmMacro: Style = {
  name: "NASM: %macro",
  comment: ";",
  write: (table) => [
    "%macro DESCRIPTOR 4 ; base, limit, access, flags",
    "    dw %2 & 0xffff",
    "    dw %1 & 0xffff",
    "    db (%1 >> 16) & 0xff",
    "    db %3",
    "    db (%4 << 4) | ((%2 >> 16) & 0x0f)",
    "    db (%1 >> 24) & 0xff",
    "%endmacro",
    "",
    "gdt:",
    ...table.map(
      ({ base, limit, access, flags }) =>
        `    DESCRIPTOR 0x${hex(base)}, 0x${hex(limit)}, 0x${hex(access)}, 0x${hex(flags)}`,
    ),
    "gdt_end:",
  ],
};

const constants: Style = {
  name: "NASM: constants",
  comment: ";",
  write: (table, dice) => {
    const isPercent = dice.chance(50);
    const define = (name: string, value: string): string =>
      isPercent ? `%define ${name} ${value}` : `${name} equ ${value}`;
    return [
      define("PRESENT", "1 << 7"),
      define("NOT_SYS", "1 << 4"),
      define("EXEC", "1 << 3"),
      define("RW", "1 << 1"),
      "",
      "gdt:",
      ...table.flatMap(({ base, limit, access, flags }) => {
        const named: readonly (readonly [string, bigint])[] = [
          ["PRESENT", 0x80n],
          ["NOT_SYS", 0x10n],
          ["EXEC", 8n],
          ["RW", 2n],
        ];
        const used = named.filter(([, bit]) => (access & bit) !== 0n).map(([word]) => word);
        const left = named.reduce((rest, [, bit]) => rest & ~bit, access);
        const value = [...used, ...(left === 0n && used.length > 0 ? [] : [`0x${hex(left)}`])].join(
          " | ",
        );
        return [
          `    dd 0x${hex(((base & 0xffffn) << 16n) | (limit & 0xffffn), 8)}`,
          `    db 0x${hex((base >> 16n) & 0xffn)}${remark(dice, ";")}`,
          `    db ${value}`,
          `    db 0x${hex((flags << 4n) | (limit >> 16n))}, 0x${hex(base >> 24n)}`,
        ];
      }),
    ];
  },
};

export const ASSEMBLER_STYLES: readonly Style[] = [
  plain(gas),
  plain(nasm),
  plain(masm),
  masmRow,
  segMacro,
  gasMacro,
  nasmMacro,
  constants,
];
