/** Tables in C and C++. */
import type { Dice } from "./dice.ts";
import { type Parts, bytesOf, numberOf } from "./table.ts";
import { type Style, TABLE_NAMES, hex, hexWord, pickList, remark } from "./written.ts";

const U64 = ["uint64_t", "u64", "unsigned long long", "UINT64", "std::uint64_t", "__u64"] as const;
const U32 = ["uint32_t", "u32", "unsigned int", "UINT32"] as const;
const U16 = ["uint16_t", "u16", "unsigned short", "UINT16"] as const;
const U8 = ["uint8_t", "u8", "unsigned char", "UINT8"] as const;

const storage = (dice: Dice): string => dice.pick(["", "static ", "static const ", "const "]);
const suffix = (dice: Dice): string => dice.pick(["", "ULL", "ull", "UL"]);
const attribute = (dice: Dice): string =>
  dice.pick(["", "", " __attribute__((aligned(16)))", " __attribute__((aligned(8), used))"]);

function comment(dice: Dice): string {
  return dice.chance(50) ? remark(dice, "/*", " */") : remark(dice, "//");
}

/** Elements with commas between, in lines of one to four. */
function list(elements: readonly string[], dice: Dice, perLine = dice.int(1, 4)): string[] {
  const lines: string[] = [];
  const isClosed = dice.chance(50);
  for (let at = 0; at < elements.length; at += perLine) {
    const some = elements.slice(at, at + perLine);
    const isLast = at + perLine >= elements.length;
    lines.push(`    ${some.join(", ")}${isLast && !isClosed ? "" : ","}${comment(dice)}`);
  }
  return lines;
}

const literal = (value: bigint, dice: Dice): string =>
  value === 0n && dice.chance(60) ? "0" : `0x${hexWord(value, 16, dice)}${suffix(dice)}`;

/** Constants and their names; those that are used. */
interface Named {
  readonly define: string[];
  readonly use: (value: bigint) => string;
}

function flagNames(dice: Dice): Named {
  const names: readonly (readonly [string, bigint])[] = [
    ["SEG_PRESENT", 0x80n],
    ["SEG_DPL3", 0x60n],
    ["SEG_DPL1", 0x20n],
    ["SEG_CODE_DATA", 0x10n],
    ["SEG_EXEC", 8n],
    ["SEG_CONF_DOWN", 4n],
    ["SEG_RW", 2n],
    ["SEG_ACC", 1n],
  ];
  const isShift = dice.chance(40);
  const define = names.map(([name, value]) => {
    const shift = value.toString(2).length - 1;
    const isOne = value === 1n << BigInt(shift);
    return `#define ${name} ${isShift && isOne ? `(1 << ${shift})` : `0x${hex(value, 2)}`}${comment(dice)}`;
  });
  const use = (value: bigint): string => {
    let left = value;
    const used: string[] = [];
    for (const [name, bits] of names)
      if ((left & bits) === bits) {
        used.push(name);
        left &= ~bits;
      }
    if (left !== 0n) used.push(`0x${hex(left)}`);
    return used.length === 0 ? "0" : used.join(" | ");
  };
  return { define, use };
}

const numbers64: Style = {
  name: "C: 64-bit numbers",
  comment: "//",
  write: (table, dice) => [
    `${storage(dice)}${dice.pick(U64)} ${dice.pick(TABLE_NAMES)}[${dice.pick(["", String(table.length)])}]${attribute(dice)} = {`,
    ...list(
      table.map((entry) => literal(numberOf(entry), dice)),
      dice,
    ),
    "};",
  ],
};

const named64: Style = {
  name: "C: constants",
  comment: "//",
  write: (table, dice) => {
    const names = table.map((_, at) => `DESC_${at}_${dice.pick(["CODE", "DATA", "ANY"])}`);
    return [
      ...table.map(
        (entry, at) =>
          `#define ${names[at] ?? ""} ${literal(numberOf(entry), dice)}${comment(dice)}`,
      ),
      "",
      `${storage(dice)}${dice.pick(U64)} ${dice.pick(TABLE_NAMES)}[] = {`,
      ...list(names, dice),
      "};",
    ];
  },
};

const pairs: Style = {
  name: "C: pairs of 32-bit numbers",
  comment: "//",
  write: (table, dice) => {
    const isNested = dice.chance(60);
    const elements = table.map((entry) => {
      const value = numberOf(entry);
      const halves = `0x${hex(value & 0xffff_ffffn, 8)}, 0x${hex(value >> 32n, 8)}`;
      return isNested ? `{ ${halves} }` : halves;
    });
    return [
      `${storage(dice)}${dice.pick(U32)} ${dice.pick(TABLE_NAMES)}[]${isNested ? "[2]" : ""} = {`,
      ...list(elements, dice, isNested ? dice.int(1, 2) : 1),
      "};",
    ];
  },
};

const bytes: Style = {
  name: "C: bytes",
  comment: "//",
  write: (table, dice) => {
    const isNested = dice.chance(40);
    const elements = table.map((entry) => {
      const all = bytesOf(numberOf(entry))
        .map((byte) => `0x${hex(byte, 2)}`)
        .join(", ");
      return isNested ? `{ ${all} }` : all;
    });
    return [
      `${storage(dice)}${dice.pick(U8)} ${dice.pick(TABLE_NAMES)}[]${isNested ? "[8]" : ""} = {`,
      ...list(elements, dice, 1),
      "};",
    ];
  },
};

const indexed: Style = {
  name: "C: designated numbers",
  comment: "//",
  write: (table, dice) => {
    const isEnum = dice.chance(40);
    const isShuffled = dice.chance(30);
    const order = [...table.keys()];
    if (isShuffled) order.reverse();
    const name = (at: number): string =>
      isEnum ? `SEG_${at}` : dice.pick([String(at), `0x${hex(at)}`]);
    return [
      ...(isEnum ? [`enum { ${table.map((_, at) => `SEG_${at}`).join(", ")} };`, ""] : []),
      `${storage(dice)}${dice.pick(U64)} ${dice.pick(TABLE_NAMES)}[${table.length}] = {`,
      ...order.map(
        (at) => `\t[${name(at)}] = ${literal(numberOf(table[at] as Parts), dice)},${comment(dice)}`,
      ),
      "};",
    ];
  },
};

const GDT_ENTRY: Style = {
  name: "C: GDT_ENTRY(flags, base, limit)",
  comment: "//",
  write: (table, dice) => {
    const macro = dice.pick(["GDT_ENTRY", "GDT_ENTRY_INIT"]);
    const isDesignated = dice.chance(40);
    return [
      `${storage(dice)}${dice.pick(U64)} ${dice.pick(TABLE_NAMES)}[] = {`,
      ...table.map(({ flags, access, base, limit }, at) => {
        const call = `${macro}(0x${hex((flags << 12n) | access, 4)}, ${base === 0n ? "0" : `0x${hex(base)}`}, 0x${hex(limit, 5)})`;
        return `\t${isDesignated ? `[${at}] = ` : ""}${call},${comment(dice)}`;
      }),
      "};",
    ];
  },
};

/** Members of a descriptor with the bits they take, in order. */
interface Layout {
  readonly members: readonly (readonly [string, number, string])[];
  readonly isBitField: boolean;
}

function layoutOf(dice: Dice): Layout {
  const [u16, u8] = [dice.pick(U16), dice.pick(U8)];
  if (dice.chance(30)) {
    const u64 = dice.pick(["uint64_t", "u64", "unsigned int"]);
    const sizes: readonly (readonly [string, number])[] = [
      ["limit0", 16],
      ["base0", 16],
      ["base1", 8],
      ["type", 4],
      ["s", 1],
      ["dpl", 2],
      ["p", 1],
      ["limit1", 4],
      ["avl", 1],
      ["l", 1],
      ["d", 1],
      ["g", 1],
      ["base2", 8],
    ];
    return { members: sizes.map(([name, bits]) => [name, bits, u64] as const), isBitField: true };
  }
  const names = pickList(
    [
      ["limit_low", "base_low", "base_middle", "access", "granularity", "base_high"],
      ["limit0_15", "base0_15", "base16_23", "access", "limit16_19_flags", "base24_31"],
      ["LimitLow", "BaseLow", "BaseMid", "Access", "Flags", "BaseHigh"],
      ["lim", "b_lo", "b_mid", "acc", "gran", "b_hi"],
    ],
    dice,
  );
  const sizes = [16, 16, 8, 8, 8, 8];
  return {
    members: names.map((name, at) => [name, sizes[at] ?? 8, sizes[at] === 16 ? u16 : u8] as const),
    isBitField: false,
  };
}

function structure({ members, isBitField }: Layout, name: string, dice: Dice): string[] {
  const lines = members.map(
    ([member, bits, type]) =>
      `    ${type} ${member}${isBitField ? ` : ${bits}` : ""};${comment(dice)}`,
  );
  return dice.chance(50)
    ? [`typedef struct {`, ...lines, `} __attribute__((packed)) ${name};`, ""]
    : [`struct ${name} {`, ...lines, `} __attribute__((packed));`, ""];
}

function valuesOf({ members }: Layout, value: bigint): string[] {
  let at = 0n;
  return members.map(([, bits]) => {
    const part = (value >> at) & ((1n << BigInt(bits)) - 1n);
    at += BigInt(bits);
    return part === 0n ? "0" : `0x${hex(part)}`;
  });
}

const structures: Style = {
  name: "C: structures, defined in the text",
  comment: "//",
  write: (table, dice) => {
    const layout = layoutOf(dice);
    const type = dice.pick(["gdt_entry", "segment_descriptor", "gdt_desc_t", "seg_desc"]);
    const isNamed = dice.chance(50);
    const head = structure(layout, type, dice);
    const isTypedef = head[0]?.startsWith("typedef") === true;
    const elements = table.map((entry) => {
      const values = valuesOf(layout, numberOf(entry));
      return `{ ${values.map((value, at) => (isNamed ? `.${layout.members[at]?.[0] ?? ""} = ${value}` : value)).join(", ")} }`;
    });
    return [
      ...head,
      `${storage(dice)}${isTypedef ? "" : "struct "}${type} ${dice.pick(TABLE_NAMES)}[${table.length}] = {`,
      ...list(elements, dice, 1),
      "};",
    ];
  },
};

const assignments: Style = {
  name: "C: assignments to elements",
  comment: "//",
  write: (table, dice) => {
    const name = dice.pick(TABLE_NAMES);
    const lines = table.map(
      (entry, at) => `\t${name}[${at}] = ${literal(numberOf(entry), dice)};${comment(dice)}`,
    );
    const between = dice.chance(40) ? [`\tptr.limit = sizeof(${name}) - 1;`] : [];
    return [
      ...(dice.chance(50) ? [`\t${dice.pick(U64)} ${name}[${table.length}];`, ""] : []),
      ...lines,
      ...between,
      ...(dice.chance(40) ? ['\tasm volatile("lgdt %0" : : "m"(ptr));'] : []),
    ];
  },
};

const sums: Style = {
  name: "C: sums of parts",
  comment: "//",
  write: (table, dice) => {
    const name = dice.pick(TABLE_NAMES);
    return [
      `static uint64_t ${name}[${table.length}];`,
      "",
      ...table.map(({ base, limit, access, flags }, at) => {
        const parts = [
          `(0x${hex(flags)}ULL << 52)`,
          `(0x${hex(access, 2)}ULL << 40)`,
          `((0x${hex(base)}ULL >> 24) << 56)`,
          `((0x${hex(base)}ULL & 0xffffff) << 16)`,
          `((0x${hex(limit)}ULL >> 16) << 48)`,
          `(0x${hex(limit)}ULL & 0xffff)`,
        ];
        return `${name}[${at}] = ${parts.join(" | ")};${comment(dice)}`;
      }),
    ];
  },
};

const macro: Style = {
  name: "C: a macro that the text defines",
  comment: "//",
  write: (table, dice) => {
    const name = dice.pick(["DESC", "SEGMENT", "MKSEG", "GDT_DESC"]);
    const order = dice.some(["base", "limit", "access", "flags"], 4);
    const { define, use } = flagNames(dice);
    const body =
      "((((uint64_t)(base) & 0xff000000) << 32) | (((uint64_t)(base) & 0xffffff) << 16) | " +
      "((uint64_t)(limit) & 0xffff) | (((uint64_t)(limit) & 0xf0000) << 32) | " +
      "((uint64_t)(access) << 40) | ((uint64_t)(flags) << 52))";
    const isBroken = dice.chance(50);
    const lines = isBroken
      ? body.split(" | ").map((part, at, all) => `    ${part}${at < all.length - 1 ? " | \\" : ""}`)
      : [];
    return [
      ...define,
      ...(isBroken
        ? [`#define ${name}(${order.join(", ")}) \\`, ...lines]
        : [`#define ${name}(${order.join(", ")}) ${body}`]),
      "",
      `static const uint64_t ${dice.pick(TABLE_NAMES)}[] = {`,
      ...table.map((entry) => {
        const given: Record<string, string> = {
          base: `0x${hex(entry.base)}`,
          limit: `0x${hex(entry.limit)}`,
          access: use(entry.access),
          flags: `0x${hex(entry.flags)}`,
        };
        return `\t${name}(${order.map((part) => given[part] ?? "").join(", ")}),${comment(dice)}`;
      }),
      "};",
    ];
  },
};

/** A limit of 32 bits as such helpers take it: they keep the upper bits of the byte with the flags. */
function helperCalls(name: string, isDefined: boolean): Style {
  return {
    name,
    comment: "//",
    write: (table, dice) => {
      const call = dice.pick([
        "gdt_set_gate",
        "set_gate",
        "gdt_set_entry",
        "init_descriptor",
        "gdt_add_entry",
      ]);
      const rest = isDefined
        ? dice.some(["base", "limit", "access", "gran"], 4)
        : ["base", "limit", "access", "gran"];
      const { define, use } = flagNames(dice);
      const isFlags = dice.chance(40);
      const types: Record<string, string> = {
        base: "uint32_t",
        limit: "uint32_t",
        access: "uint8_t",
        gran: "uint8_t",
      };
      const definition = [
        `static void ${call}(int num, ${rest.map((part) => `${types[part] ?? ""} ${part}`).join(", ")})`,
        "{",
        "\tgdt[num].base_low = base & 0xFFFF;",
        "\tgdt[num].base_middle = (base >> 16) & 0xFF;",
        "\tgdt[num].base_high = (base >> 24) & 0xFF;",
        "\tgdt[num].limit_low = limit & 0xFFFF;",
        "\tgdt[num].granularity = (limit >> 16) & 0x0F;",
        "\tgdt[num].granularity |= gran & 0xF0;",
        "\tgdt[num].access = access;",
        "}",
        "",
      ];
      return [
        ...(isFlags ? define : []),
        ...(isDefined ? definition : []),
        "void gdt_install(void)",
        "{",
        ...table.map((entry, at) => {
          const given: Record<string, string> = {
            base: entry.base === 0n ? "0" : `0x${hexWord(entry.base, 8, dice)}`,
            limit: entry.limit === 0n ? "0" : `0x${hexWord(entry.limit, 5, dice)}`,
            access:
              entry.access === 0n
                ? "0"
                : isFlags
                  ? use(entry.access)
                  : `0x${hexWord(entry.access, 2, dice)}`,
            gran: entry.flags === 0n ? "0x00" : `0x${hex(entry.flags)}0`,
          };
          return `\t${call}(${at}, ${rest.map((part) => given[part] ?? "").join(", ")});${comment(dice)}`;
        }),
        "}",
      ];
    },
  };
}

export const C_STYLES: readonly Style[] = [
  numbers64,
  named64,
  pairs,
  bytes,
  indexed,
  GDT_ENTRY,
  structures,
  assignments,
  sums,
  macro,
  helperCalls("C: helper, defined in the text", true),
  helperCalls("C: helper, known by its arguments", false),
];
