/** What a style of writing a table down gives. */
import type { Dice } from "./dice.ts";
import type { Parts } from "./table.ts";

export interface Style {
  readonly name: string;
  /** The lines of the text that has the table and nothing else. */
  readonly write: (table: readonly Parts[], dice: Dice) => string[];
  /**
   * Whether an entry can be told from what is written. Of one that cannot, the reader may say
   * nothing at all.
   */
  readonly tells?: (entry: Parts) => boolean;
  /** The mark with which a comment begins. */
  readonly comment: "//" | "#" | ";" | undefined;
}

/** One of several lists of words. */
export const pickList = (lists: readonly (readonly string[])[], dice: Dice): readonly string[] =>
  lists[dice.int(0, lists.length - 1)] ?? [];

export const hex = (value: bigint | number, width = 0): string =>
  value.toString(16).padStart(width, "0");

/** Digits in one case or the other, with or without leading zeros. */
export function hexWord(value: bigint, width: number, dice: Dice): string {
  const digits = hex(value, dice.chance(70) ? width : 1);
  return dice.chance(30) ? digits.toUpperCase() : digits;
}

export const WORDS = [
  "null",
  "kernel code",
  "kernel data",
  "user code",
  "user data",
  "task state",
  "spare",
] as const;

/** A remark behind a line, sometimes. */
export function remark(dice: Dice, open: string, close = ""): string {
  if (!dice.chance(40)) return "";
  const words = dice.pick([
    ...WORDS,
    "0x10: flat, 4 GiB",
    "limit 0xfffff, base 0",
    "see vol. 3A, 3.4.5",
  ]);
  return `${dice.pick(["  ", " ", "\t"])}${open} ${words}${close}`;
}

export const TABLE_NAMES = [
  "gdt",
  "GDT",
  "gdt_table",
  "boot_gdt",
  "gdt64",
  "g_gdt",
  "kernel_gdt",
  "gdt_entries",
] as const;
