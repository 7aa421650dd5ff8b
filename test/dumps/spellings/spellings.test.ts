import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { casesOf, type Dialects, type SpelledCase } from "./case.ts";
import { FIELDS } from "./fields.ts";
import { LIST_DIALECTS } from "./lists.ts";
import { judge, measure } from "./measure.ts";
import { RECORD_DIALECTS } from "./records.ts";
import { TABLE_DIALECTS } from "./tables.ts";
import { TREE_DIALECTS } from "./trees.ts";

const STATED: Dialects = {
  ...LIST_DIALECTS,
  ...TABLE_DIALECTS,
  ...RECORD_DIALECTS,
  ...TREE_DIALECTS,
};

const widths = new Map(FIELDS.map(({ path, width }) => [path, width]));
const of = (name: string, check: (spelled: SpelledCase) => void): void => {
  const dialect = STATED[name];
  if (dialect === undefined) throw new Error(`no dialect ${name}`);
  fc.assert(fc.property(casesOf(name, dialect), check), { numRuns: 40 });
};

const NUMBERS: readonly (readonly [RegExp, string])[] = [
  [/^0x([\da-f]+?)(?:u|ull|u(?:16|32|64))?$/u, "0x"],
  [/^([\da-f]+)h?$/u, "0x"],
  [/^0b([01]+)$/u, "0b"],
  [/^0o([0-7]+)$/u, "0o"],
  [/^(\d+)n?$/u, ""],
];

/** Everything that the words of a text could mean as numbers. */
const numbersIn = (text: string): Set<bigint> =>
  new Set(
    text
      .toLowerCase()
      .replaceAll("_", "")
      .split(/[^\da-z]+/u)
      .flatMap((word) =>
        NUMBERS.flatMap(([form, mark]) => {
          const digits = form.exec(word)?.[1];
          return digits === undefined ? [] : [BigInt(mark + digits)];
        }),
      ),
  );

describe.each(Object.keys(STATED))("%s", (name) => {
  it("states values that fit their fields, and no path twice", () => {
    of(name, ({ expected, unknown, either, text }) => {
      const paths = [...Object.keys(expected), ...unknown, ...Object.keys(either ?? {})];
      expect(new Set(paths).size).toBe(paths.length);
      expect(paths.length).toBeGreaterThan(0);
      expect(text.length).toBeGreaterThan(10);
      for (const [path, value] of Object.entries(expected)) {
        const width = widths.get(path);
        expect(width, path).toBeDefined();
        expect(value >= 0n && value < 1n << BigInt(width ?? 0), path).toBe(true);
      }
    });
  });

  it("shows every value in one of the usual notations", () => {
    of(name, ({ expected, text }) => {
      const shown = numbersIn(text);
      for (const [path, value] of Object.entries(expected)) {
        const halves = [BigInt.asUintN(32, value), value >> 32n];
        if (shown.has(value) || halves.every((half) => shown.has(half))) continue;
        // A record of bits has the bits of the word, not the word.
        expect(path).toMatch(/\.accessRights$/u);
        expect(text).toMatch(/type/iu);
      }
    });
  });
});

describe("the measurement", () => {
  const spelled: SpelledCase = {
    text: "",
    expected: { "guest.cr0": 1n, "guest.cr3": 2n },
    unknown: ["guest.cr4"],
    either: { "guest.cs.accessRights": [0x10000n, 0x10093n] },
    dialect: "none",
    view: "vmcs",
  };

  it("counts what is right, missed, wrong and guessed", () => {
    const read = { "guest.cr0": 1n, "guest.rip": 3n, "guest.cr4": 0n };
    const { recalled, missed, wrong, guessed } = judge(spelled, [read]);
    expect({ recalled, missed }).toEqual({ recalled: 1, missed: ["guest.cr3"] });
    expect(wrong).toEqual(["guest.rip = 0x3 (no value)"]);
    expect(guessed).toEqual(["guest.cr4 = 0x0 (no value)"]);
  });

  it("does not count as recalled what another state contradicts", () => {
    const { recalled, wrong } = judge(spelled, [{ "guest.cr0": 1n }, { "guest.cr0": 2n }]);
    expect({ recalled, wrong }).toEqual({ recalled: 0, wrong: ["guest.cr0 = 0x2 (1)"] });
  });

  it("allows each of the values on which humans differ, and no other", () => {
    const rights = (value: bigint) => judge(spelled, [{ "guest.cs.accessRights": value }]).wrong;
    expect(rights(0x10093n)).toEqual([]);
    expect(rights(0x93n)).toEqual(["guest.cs.accessRights = 0x93 (no value)"]);
  });

  it("finds nothing recalled by a reader that reads nothing, and is repeatable", () => {
    const results = measure(STATED, () => [{}], { runs: 3 });
    for (const { fields, missed, recalled, wrong } of Object.values(results)) {
      expect({ recalled, wrong }).toEqual({ recalled: 0, wrong: 0 });
      expect(missed).toBe(fields);
    }
    expect(measure(STATED, () => [{}], { runs: 3 })).toEqual(results);
  });
});
