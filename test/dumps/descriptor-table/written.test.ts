/**
 * Tables in random spellings are read back, and whatever is read stands there: bare, among prose, with
 * a line of something else in the middle, damaged, cut, wrapped. How much is read is a measured rate
 * that may only rise; that nothing is read wrong is asserted of every case.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wrapper } from "../wrappers.ts";
import { amongProse, cut, withDamage, withOddLine } from "./written/around.ts";
import { type Dice, seededDice } from "./written/dice.ts";
import { STYLES } from "./written/index.ts";
import { judge } from "./written/judge.ts";
import { tableOf } from "./written/table.ts";

const SCALE = process.env["VMX_PROVE"] === undefined ? 1 : 50;
const COUNT = 12 * SCALE;

const wrappers = fc.sample(wrapper, { seed: 7, numRuns: COUNT * STYLES.length });

type Around = (lines: readonly string[], dice: Dice, number: number) => string;

const textOf = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

/** What is done to a text, and in how many of a hundred cases all is read: of each style, of all. */
const AROUND: readonly (readonly [name: string, around: Around, each: number, all: number])[] = [
  ["bare", textOf, 90, 98],
  ["among prose", (lines, dice) => textOf(amongProse(lines, dice)), 90, 98],
  ["with an odd line", (lines, dice) => textOf(withOddLine(lines, dice)), 70, 92],
  ["with a damaged character", (lines, dice) => textOf(withDamage(lines, dice)), 0, 25],
  ["cut", (lines, dice) => cut(textOf(lines), dice), 0, 0],
  [
    "wrapped",
    (lines, _, number) => textOf(wrappers[number % wrappers.length]?.wrap(lines) ?? []),
    30,
    70,
  ],
];

describe.each(AROUND)("%s", (_name, around, each, all) => {
  let complete = 0;
  let cases = 0;

  it.each(STYLES.map((style, at) => ({ ...style, at })))("$name", ({ write, tells, at }) => {
    const wrong: string[] = [];
    const open: string[] = [];
    for (let count = 0; count < COUNT; count++) {
      const number = at * COUNT + count;
      const dice = seededDice(number);
      const table = tableOf(dice);
      const text = around(write(table, dice), dice, number);
      const verdict = judge(text, table, tells);
      if (verdict.wrong.length > 0) wrong.push(`${verdict.wrong.join("; ")}\n${text}`);
      else if (verdict.open > 0) open.push(`${verdict.open} of ${table.length} not read:\n${text}`);
    }
    cases += COUNT;
    complete += COUNT - wrong.length - open.length;
    expect(wrong).toEqual([]);
    const rate = (100 * (COUNT - open.length)) / COUNT;
    expect(rate, open.slice(0, 2).join("\n")).toBeGreaterThanOrEqual(each);
  });

  it("all in all", () => {
    expect((100 * complete) / cases).toBeGreaterThanOrEqual(all);
  });
});
