import type { Dialects, Spelling } from "./case.ts";
import type { Dice } from "./dice.ts";
import { SEGMENTS, type Segment } from "./fields.ts";
import { barePadded, NOTATIONS } from "./numbers.ts";

/** Segment registers as records: one line or one block holds the parts of a register. */

export interface SegmentValue {
  readonly segment: Segment;
  readonly selector: bigint;
  readonly base: bigint;
  readonly limit: bigint;
  readonly accessRights: bigint;
}

/** The bits of access rights by the names of `struct kvm_segment`. */
export const BITS = {
  type: [0, 4],
  s: [4, 1],
  dpl: [5, 2],
  present: [7, 1],
  avl: [12, 1],
  l: [13, 1],
  db: [14, 1],
  g: [15, 1],
  unusable: [16, 1],
} as const;
export type Bit = keyof typeof BITS;

export const bitOf = ({ accessRights }: SegmentValue, bit: Bit): bigint =>
  BigInt.asUintN(BITS[bit][1], accessRights >> BigInt(BITS[bit][0]));

/** Access rights of a present, usable segment: every bit that a record can show is random. */
export const presentRights = (dice: Dice): bigint =>
  0x80n |
  (dice.chance(60)
    ? dice.pick([0x9bn, 0x93n, 0xa09bn, 0xc093n, 0xc09bn, 0x8bn, 0x82n, 0xf3n, 0xc0fbn])
    : BigInt(dice.int(0, 0x7f)) | (BigInt(dice.int(0, 15)) << 12n));

export const someSegments = (dice: Dice, min = 2, max = 8): SegmentValue[] =>
  dice.some(SEGMENTS, min, max).map((segment) => ({
    segment,
    selector: BigInt(8 * dice.int(0, 15) + dice.pick([0, 0, 3])),
    base: dice.pick([0n, 0n, dice.bits(24), dice.bits(64)]),
    limit: dice.pick([0xffffffffn, 0xffffn, 0x67n, 0xfffffn, dice.bits(32)]),
    accessRights: presentRights(dice),
  }));

export const PARTS = ["selector", "base", "limit", "accessRights"] as const;

export const segmentsExpected = (
  segments: readonly SegmentValue[],
  parts: readonly (typeof PARTS)[number][] = PARTS,
): Record<string, bigint> =>
  Object.fromEntries(
    segments.flatMap((value) =>
      parts.map((part) => [`guest.${value.segment}.${part}`, value[part]]),
    ),
  );

const table = (dice: Dice) => ({
  base: dice.bits(dice.pick([20, 32, 48])),
  limit: dice.bits(dice.pick([8, 16])),
});

const tablesExpected = (
  gdtr: { base: bigint; limit: bigint },
  idtr: { base: bigint; limit: bigint },
): Record<string, bigint> => ({
  "guest.gdtr.base": gdtr.base,
  "guest.gdtr.limit": gdtr.limit,
  "guest.idtr.base": idtr.base,
  "guest.idtr.limit": idtr.limit,
});

const FRAMES = [
  (head, body) => `${head}: ${body}`,
  (head, body) => `${head} = { ${body} }`,
  (head, body) => `${head} {${body}}`,
  (head, body) => `${head.padEnd(4)} ${body}`,
  (head, body) => `[${head}] ${body}`,
  (head, body) => `${head} => (${body})`,
] as const satisfies readonly ((head: string, body: string) => string)[];

const RIGHTS_NAMES = ["ar", "access_rights", "AR", "access", "ar_bytes", "accessRights"] as const;

/** `CS: sel=0x8 base=0x0 limit=0xffffffff ar=0xa09b` in all its variants. */
const inline = (dice: Dice): Spelling => {
  const segments = someSegments(dice);
  const sign = dice.pick(["=", ":", "= ", ": "]);
  const between = dice.pick([" ", ", ", "  ", "; "]);
  const selector = dice.pick(["sel", "selector", "Sel"]);
  const limit = dice.pick(["limit", "lim", "Limit"]);
  const rights = dice.pick(RIGHTS_NAMES);
  const frame = dice.pick(FRAMES);
  const upper = dice.chance(60);
  const order = dice.some([0, 1, 2, 3], 4);
  const notation = dice.pick([NOTATIONS.hex, NOTATIONS.hexPadded]);
  const records = segments.map((value) => {
    const parts = [
      `${selector}${sign}${notation(value.selector, 16)}`,
      `base${sign}${notation(value.base, 64)}`,
      `${limit}${sign}${notation(value.limit, 32)}`,
      `${rights}${sign}${notation(value.accessRights, 32)}`,
    ];
    const body = order.map((at) => parts[at]).join(between);
    return frame(upper ? value.segment.toUpperCase() : value.segment, body);
  });
  const gdtr = table(dice);
  const idtr = table(dice);
  const tables = dice.chance(50);
  const tableLines = tables
    ? Object.entries({ gdtr, idtr }).map(([name, { base, limit: size }]) =>
        frame(
          upper ? name.toUpperCase() : name,
          `base${sign}${notation(base, 64)}${between}${limit}${sign}${notation(size, 32)}`,
        ),
      )
    : [];
  const head = dice.pick(["guest segments:\n", "Guest state of the VMCS:\n", "vmcs guest area\n"]);
  return {
    text: `${head}${[...records, ...tableLines].join("\n")}\n`,
    expected: { ...segmentsExpected(segments), ...(tables ? tablesExpected(gdtr, idtr) : {}) },
    unknown: [],
    view: "vmcs",
  };
};

/** The order of the bits and their names as various printers have them. */
const BIT_NAMES: readonly Readonly<Record<Bit, string>>[] = [
  {
    type: "type",
    s: "s",
    dpl: "dpl",
    present: "present",
    avl: "avl",
    l: "l",
    db: "db",
    g: "g",
    unusable: "unusable",
  },
  {
    type: "type",
    s: "s",
    dpl: "dpl",
    present: "p",
    avl: "avl",
    l: "l",
    db: "db",
    g: "g",
    unusable: "unusable",
  },
  {
    type: "Type",
    s: "S",
    dpl: "DPL",
    present: "P",
    avl: "AVL",
    l: "L",
    db: "D/B",
    g: "G",
    unusable: "Unusable",
  },
];

const bits = (dice: Dice): Spelling => {
  const segments = someSegments(dice, 1, 6);
  const names = dice.pick([...BIT_NAMES] as [Record<Bit, string>, ...Record<Bit, string>[]]);
  const sign = dice.pick(["=", ": ", ":"]);
  const between = dice.pick([" ", ", "]);
  const order = dice.some(Object.keys(BITS) as Bit[], 9);
  const open = dice.pick(["{ ", "", "("]);
  const close = open === "{ " ? " }" : open === "(" ? ")" : "";
  const records = segments.map((value) => {
    const words = [
      `selector${sign}${NOTATIONS.hex(value.selector)}`,
      `base${sign}${NOTATIONS.hex(value.base)}`,
      `limit${sign}${NOTATIONS.hex(value.limit)}`,
      ...order.map((bit) => `${names[bit]}${sign}${bitOf(value, bit)}`),
    ];
    return `${value.segment}${open === "" ? ": " : " "}${open}${words.join(between)}${close}`;
  });
  return {
    text: `guest segment registers\n${records.join("\n")}\n`,
    expected: segmentsExpected(segments),
    unknown: [],
    view: "guest",
  };
};

/** Bits of which some are missing: the word stays unknown, the rest is known. */
const bitsMissing = (dice: Dice): Spelling => {
  const segments = someSegments(dice, 1, 5);
  const shown = dice.some(["type", "s", "dpl", "db", "l", "g"] as const, 2, 4);
  const records = segments.map(
    (value) =>
      `${value.segment}: selector=${NOTATIONS.hex(value.selector)} base=${NOTATIONS.hex(value.base)} ` +
      `limit=${NOTATIONS.hex(value.limit)} ${shown.map((bit) => `${bit}=${bitOf(value, bit)}`).join(" ")}`,
  );
  return {
    text: `guest segment registers\n${records.join("\n")}\n`,
    expected: segmentsExpected(segments, ["selector", "base", "limit"]),
    unknown: segments.map(({ segment }) => `guest.${segment}.accessRights`),
    view: "guest",
  };
};

/** A table: a row for each register, a column for each part. */
const grid = (dice: Dice): Spelling => {
  const segments = someSegments(dice, 3);
  const bare = dice.chance(50);
  const notation = bare ? barePadded : NOTATIONS.hexPadded;
  const columns = dice.some(
    [
      ["selector", "sel", 16],
      ["base", "base", 64],
      ["limit", "limit", 32],
      ["accessRights", "ar", 32],
    ] as const,
    4,
  );
  const form = dice.pick(["blanks", "markdown"]);
  const upper = dice.chance(50);
  const spell = (word: string): string => (upper ? word.toUpperCase() : word);
  const rows = [
    ["seg", ...columns.map(([, name]) => spell(name))],
    ...segments.map((value) => [
      spell(value.segment),
      ...columns.map(([part, , width]) => notation(value[part], width)),
    ]),
  ];
  const text =
    form === "blanks"
      ? rows
          .map((row) =>
            row
              .map((cell) => cell.padEnd(20))
              .join("")
              .trimEnd(),
          )
          .join("\n")
      : rows
          .map((row) => `| ${row.join(" | ")} |`)
          .toSpliced(1, 0, `|${"---|".repeat(5)}`)
          .join("\n");
  return {
    text: `Guest segments (VMCS):\n\n${text}\n`,
    expected: segmentsExpected(segments),
    unknown: [],
    view: "vmcs",
  };
};

/** A block for each register, its parts on lines of their own below its name. */
const blocks = (dice: Dice): Spelling => {
  const segments = someSegments(dice, 2, 5);
  const head = dice.pick([
    (name: string) => `${name}:`,
    (name: string) => `[${name}]`,
    (name: string) => `Guest ${name}`,
    (name: string) => `--- ${name} ---`,
    (name: string) => `guest ${name} {`,
  ]);
  const sign = dice.pick([" = ", ": ", "\t"]);
  const indent = dice.pick(["  ", "\t", "    "]);
  const records = segments.flatMap((value) => {
    const line = head(value.segment.toUpperCase());
    return [
      line,
      `${indent}selector${sign}${NOTATIONS.hex(value.selector)}`,
      `${indent}base${sign}${NOTATIONS.hex(value.base)}`,
      `${indent}limit${sign}${NOTATIONS.hex(value.limit)}`,
      `${indent}access rights${sign}${NOTATIONS.hex(value.accessRights)}`,
      ...(line.endsWith("{") ? ["}"] : []),
    ];
  });
  return {
    text: `VMCS guest-state area\n${records.join("\n")}\n`,
    expected: segmentsExpected(segments),
    unknown: [],
    view: "vmcs",
  };
};

/** Unusable registers: the word has bit 16, what the other bits are is told by nobody. */
const unusable = (dice: Dice): Spelling => {
  const segments = someSegments(dice, 2, 5);
  const [off, ...rest] = segments;
  const records = segments.map(
    (value) =>
      `${value.segment}: selector=${NOTATIONS.hex(value.selector)} base=${NOTATIONS.hex(value.base)} ` +
      `limit=${NOTATIONS.hex(value.limit)} ` +
      (value === off
        ? dice.pick(["unusable", "(unusable)", "ar=unusable"])
        : `ar=${NOTATIONS.hex(value.accessRights)}`),
  );
  return {
    text: `vmcs guest segments\n${records.join("\n")}\n`,
    expected: {
      ...segmentsExpected(rest),
      ...(off === undefined ? {} : segmentsExpected([off], ["selector", "base", "limit"])),
    },
    unknown: [],
    either: off === undefined ? {} : { [`guest.${off.segment}.accessRights`]: [0x10000n] },
    view: "vmcs",
  };
};

/** Records of segment registers. */
export const RECORD_DIALECTS: Dialects = {
  "record-inline": inline,
  "record-bits": bits,
  "record-bits-missing": bitsMissing,
  "record-grid": grid,
  "record-blocks": blocks,
  "record-unusable": unusable,
};
