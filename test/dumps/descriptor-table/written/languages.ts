/** Tables in other languages than C. */
import type { Dice } from "./dice.ts";
import { type Parts, numberOf } from "./table.ts";
import { type Style, hex, remark } from "./written.ts";

const plain = (entry: Parts, dice: Dice): string =>
  numberOf(entry) === 0n && dice.chance(50) ? "0" : `0x${hex(numberOf(entry), 16)}`;
const apart = (entry: Parts): string =>
  `0x${hex(numberOf(entry), 16).match(/.{4}/g)?.join("_") ?? ""}`;

const array = (
  name: string,
  comment: "//" | "#",
  head: (count: number, dice: Dice) => string,
  element: (entry: Parts, dice: Dice) => string,
  tail: string,
): Style => ({
  name,
  comment,
  write: (table, dice) => [
    head(table.length, dice),
    ...table.map((entry) => `    ${element(entry, dice)},${remark(dice, comment)}`),
    tail,
  ],
});

const assigned = (
  name: string,
  comment: "//" | "#",
  end: string,
  element: (entry: Parts, dice: Dice) => string,
): Style => ({
  name,
  comment,
  write: (table, dice) =>
    table.map(
      (entry, at) => `    gdt[${at}] = ${element(entry, dice)}${end}${remark(dice, comment)}`,
    ),
});

export const LANGUAGE_STYLES: readonly Style[] = [
  array(
    "Rust: array",
    "//",
    (count, dice) =>
      dice.pick([
        `static GDT: [u64; ${count}] = [`,
        `let gdt: [u64; ${count}] = [`,
        "const GDT: &[u64] = &[",
        "let gdt = vec![",
      ]),
    (entry, dice) => dice.pick([plain(entry, dice), apart(entry), `${apart(entry)}_u64`]),
    "];",
  ),
  array(
    "Go: slice",
    "//",
    (_, dice) => dice.pick(["var gdt = []uint64{", "gdtTable := [...]uint64{"]),
    plain,
    "}",
  ),
  array("Python: list", "#", (_, dice) => dice.pick(["gdt = [", "GDT_ENTRIES = ["]), plain, "]"),
  array("Zig: array", "//", () => "const gdt = [_]u64{", plain, "};"),
  array(
    "JavaScript: BigInt",
    "//",
    (_, dice) => dice.pick(["const gdt = [", "const gdt = new BigUint64Array(["]),
    (entry) => `0x${hex(numberOf(entry), 16)}n`,
    "];",
  ),
  array(
    "D, Java: long",
    "//",
    (_, dice) => dice.pick(["immutable ulong[] gdt = [", "static final long[] GDT = {"]),
    (entry) => `0x${hex(numberOf(entry), 16)}L`,
    "];",
  ),
  assigned("Rust: assignments", "//", ";", (entry, dice) =>
    dice.pick([plain(entry, dice), apart(entry)]),
  ),
  assigned("Python: assignments", "#", "", plain),
];
