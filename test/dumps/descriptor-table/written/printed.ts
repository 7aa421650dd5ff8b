/** Tables as programs and debuggers print them, entry by entry. */
import type { Dice } from "./dice.ts";
import { type Parts, numberOf } from "./table.ts";
import { type Style, WORDS, hex, pickList } from "./written.ts";

type Row = (value: bigint, at: number, dice: Dice) => string;

const rows = (name: string, head: (dice: Dice) => string[], row: (dice: Dice) => Row): Style => ({
  name,
  comment: undefined,
  write: (table, dice) => {
    const one = row(dice);
    return [...head(dice), ...table.map((entry, at) => one(numberOf(entry), at, dice))];
  },
});

const HEADS = [
  [],
  ["GDT:"],
  ["Dumping the GDT (base 0xffff800000010000):"],
  ["global descriptor table"],
] as const;
const head = (dice: Dice): string[] => [...pickList(HEADS, dice)];
const must = (dice: Dice): string[] => [dice.pick(["GDT:", "GDT at 0x1000:", "gdt dump"])];
const low = (value: bigint): string => hex(value & 0xffff_ffffn, 8);
const high = (value: bigint): string => hex(value >> 32n, 8);

/** What is said of an entry behind its number. */
const words = (dice: Dice): string =>
  dice.chance(50)
    ? ` ${dice.pick(["code64 dpl0", "P=1 DPL=3", "data", "tss lo", `(${dice.pick(WORDS)})`])}`
    : "";

const indexed = rows("printed: index and number", head, (dice) => {
  const form = dice.int(0, 7);
  const isWordy = dice.chance(50);
  return (value, at, more) => {
    const number = hex(value, 16);
    const forms = [
      `GDT[${at}] raw=${number}`,
      `gdt[${at}] = 0x${number}`,
      `GDT[${at}]: 0x${number}`,
      `gdt[${String(at).padStart(2, "0")}]: ${number}`,
      `GDT entry ${at}: 0x${number}`,
      `gdt[${at}] ${number}`,
      `GDT[${at}] => 0x${number}`,
      `GDT #${at} value 0x${number}`,
    ];
    return `${forms[form] ?? ""}${isWordy ? words(more) : ""}`;
  };
});

const selectors = rows("printed: selector and number", must, (dice) => {
  const form = dice.int(0, 4);
  return (value, at) => {
    const number = hex(value, 16);
    const selector = hex(8 * at, form === 2 ? 4 : 2);
    return (
      [
        `  0x${selector}: 0x${number}`,
        `  [0x${selector}] = 0x${number}`,
        `  selector 0x${selector}: ${number}`,
        `  sel 0x${selector} desc 0x${number}`,
        `GDT[0x${selector}]: 0x${number}`,
      ][form] ?? ""
    );
  };
});

const halves = rows("printed: two halves with names", head, (dice) => {
  const form = dice.int(0, 4);
  return (value, at) =>
    [
      `gdt[${at}]: hi=0x${high(value)} lo=0x${low(value)}`,
      `GDT[${at}] low=${low(value)} high=${high(value)}`,
      `gdt[${at}]: lo 0x${low(value)}, hi 0x${high(value)}`,
      `GDT[0x${hex(8 * at, 4)}]=??? descriptor hi=0x${high(value)}, lo=0x${low(value)}`,
      `GDT[${at}] = { .lo = 0x${low(value)}, .hi = 0x${high(value)} }`,
    ][form] ?? "";
});

/** Bochs decodes what it knows; DPL, P and AVL are not printed, so the number is not told. */
const isOdd = ({ access }: Parts): boolean => (access & 0x1fn) === 0n;
const bochs: Style = {
  name: "printed: Bochs, info gdt",
  comment: undefined,
  tells: isOdd,
  write: (table) => [
    "<bochs:12> info gdt",
    `Global Descriptor Table (base=0x0000000000007c80, limit=${8 * table.length - 1}):`,
    ...table.map((entry, at) => {
      const value = numberOf(entry);
      const limit = (entry.flags & 8n) === 0n ? entry.limit : entry.limit * 0x1000n + 0xfffn;
      const place = `GDT[0x${hex(8 * at, 4)}]=`;
      if (isOdd(entry)) return `${place}??? descriptor hi=0x${high(value)}, lo=0x${low(value)}`;
      const facts = `base=0x${hex(entry.base, 8)}, limit=0x${hex(limit, 8)}`;
      if ((entry.access & 0x10n) === 0n)
        return `${place}32-Bit TSS (Available) at 0x${hex(entry.base, 8)}, length 0x${hex(limit, 5)}`;
      return (entry.access & 8n) === 0n
        ? `${place}Data segment, ${facts}, Read/Write, Accessed`
        : `${place}Code segment, ${facts}, Execute/Read, Non-Conforming, Accessed, 32-bit`;
    }),
    "You can list individual entries with 'info gdt [NUM]' or groups with 'info gdt [NUM] [NUM]'",
  ],
};

export const PRINTED_STYLES: readonly Style[] = [indexed, selectors, halves, bochs];
