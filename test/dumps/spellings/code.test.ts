/**
 * Set-up code in random states and styles is read as it stands: the values that the text states,
 * none that it leaves open, and nothing from code that sets no state.
 */
import { describe, expect, it } from "vitest";
import { PROVING } from "../rates.ts";
import type { Dialects, SpelledCase } from "./case.ts";
import { casesFrom, measureCode, type Bad, type CodeMeasured } from "./code-measure.ts";
import { CODE_RATES, NEGATIVE_STATES } from "./code-rates.ts";
import { CODE_DIALECTS } from "./code.ts";
import { FIELDS } from "./fields.ts";
import { NEGATIVE_DIALECTS } from "./negative.ts";
import { UNKNOWABLE_DIALECTS } from "./unknowable.ts";

const FIXED_SEED = 20_060_501;
const SEED = PROVING ? Number(process.env["FC_SEED"] ?? Date.now() % 2 ** 31) : FIXED_SEED;
const SCALE = PROVING ? 20 : 1;
/** Cases of each dialect; those of code without state are cheap. */
const RUNS = 12 * SCALE;
const NEGATIVE_RUNS = 40 * SCALE;
const MEASURING = process.env["VMX_MEASURE"] !== undefined;

/** `code-rust-calls` is of the kind `calls`. */
const kindOf = (dialect: string): string =>
  dialect.replace(/^code-(?:c|cpp|rust|zig|go|python|ruby|nasm|masm|gas-intel|gas)-/u, "");

const STATING: Dialects = { ...CODE_DIALECTS, ...UNKNOWABLE_DIALECTS };
const kinds = [...new Set(Object.keys(STATING).map(kindOf))];

const casesOfKind = (kind: string): SpelledCase[] =>
  Object.entries(STATING)
    .filter(([name]) => kindOf(name) === kind)
    .flatMap(([name, dialect]) => casesFrom(name, dialect, RUNS, SEED));

const told = (bad: readonly Bad[]): string =>
  [...bad]
    .sort((one, other) => one.text.length - other.text.length)
    .slice(0, 3)
    .map(({ text, complaints }) => `--- ${complaints.join("; ")}\n${text}`)
    .join("\n");

/** With other seeds: what may come of chance, three standard deviations. */
const most = (wrong: number): number =>
  PROVING ? wrong * SCALE + 3 * Math.sqrt(wrong * SCALE) : wrong;
const least = (percent: number, { cases }: CodeMeasured): number => {
  if (!PROVING) return percent;
  const share = Math.min(percent, 95) / 100;
  return percent - 300 * Math.sqrt((share * (1 - share) * SCALE) / cases);
};

describe("set-up code", () => {
  it.each(kinds)("%s", (kind) => {
    const measured = measureCode(casesOfKind(kind));
    const recall = Math.floor((100 * measured.recalled) / measured.stated);
    if (MEASURING) {
      console.log(`"${kind}": { recall: ${recall}, wrong: ${measured.wrong} },`);
    }
    const rate = CODE_RATES[kind];
    if (rate === undefined) return expect.fail(`${kind} has no row in code-rates.ts`);
    const message = `${kind}, seed ${SEED}\n${told(measured.bad)}`;
    expect(measured.wrong, message).toBeLessThanOrEqual(most(rate.wrong));
    expect(recall, message).toBeGreaterThanOrEqual(least(rate.recall, measured));
  });
});

describe("code that sets no state", () => {
  it.each(Object.entries(NEGATIVE_DIALECTS))("%s", (name, dialect) => {
    const measured = measureCode(casesFrom(name, dialect, NEGATIVE_RUNS, SEED));
    if (MEASURING && measured.states > 0) console.log(`"${name}": ${measured.states},`);
    const message = `${name}, seed ${SEED}\n${told(measured.bad)}`;
    expect(measured.states, message).toBeLessThanOrEqual(most(NEGATIVE_STATES[name] ?? 0));
  });
});

describe("the generators", () => {
  const widths = new Map(FIELDS.map(({ path, width }) => [path, width]));

  it("state values that fit their fields, and no path twice", () => {
    for (const [name, dialect] of Object.entries(STATING)) {
      for (const { expected, unknown, either = {} } of casesFrom(name, dialect, 10, SEED)) {
        const paths = [...Object.keys(expected), ...unknown, ...Object.keys(either)];
        expect(new Set(paths).size, name).toBe(paths.length);
        expect(Object.keys(expected).length, name).toBeGreaterThan(0);
        for (const [path, value] of Object.entries(expected)) {
          const width = BigInt(widths.get(path) ?? 0);
          expect(value >= 0n && value < 1n << width, `${name}: ${path}`).toBe(true);
        }
      }
    }
  });

  it("have no rate for a kind that is gone", () => {
    expect(Object.keys(CODE_RATES).filter((kind) => !kinds.includes(kind))).toEqual([]);
    expect(Object.keys(NEGATIVE_STATES).filter((name) => !(name in NEGATIVE_DIALECTS))).toEqual([]);
  });

  it("depend on the seed alone", () => {
    for (const [name, dialect] of Object.entries({ ...STATING, ...NEGATIVE_DIALECTS })) {
      const texts = (seed: number) => casesFrom(name, dialect, 2, seed).map(({ text }) => text);
      expect(texts(SEED), name).toEqual(texts(SEED));
    }
  });
});
