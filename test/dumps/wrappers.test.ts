/**
 * A dump reads the same whatever some other program has put around its lines. The wrappers were
 * written without knowledge of the reader, and no test here knows one of them.
 *
 * That nothing is read that is not there is asserted of every case. How many cases read exactly as
 * the bare dump does is asserted as a rate: see `rates.ts`.
 */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readText } from "../../src/dumps/index.ts";
import {
  type Reading,
  type Text,
  families,
  joined,
  readingOf,
  sampleTexts,
  strayValues,
  valuesOf,
} from "./families.ts";
import {
  NOT_YET,
  REACHED,
  type Wrong,
  excerpt,
  expectAtMost,
  expectNever,
  expectOnly,
  expectReached,
  sampled,
  smallest,
} from "./rates.ts";
import { sampleWrappers } from "./sample-wrappers.ts";
import { type Mixer, type Wrapper, mixer, nestedWrapper, wrapper } from "./wrappers.ts";

/** What the reader says when two values of one field came together that do not belong together. */
const CONTRADICTION = /mixed|contradict|differ|twice/;

interface Read {
  readonly readings: readonly Reading[];
  readonly contradictions: number;
}

function readLines(lines: readonly string[]): Read {
  const { dumps } = readText(joined(lines));
  const warnings = dumps.flatMap((dump) => dump.warnings);
  return {
    readings: readingOf({ dumps }),
    contradictions: warnings.filter((warning) => CONTRADICTION.test(warning)).length,
  };
}

const isSame = (one: Read, bare: Read): boolean =>
  isDeepStrictEqual(one.readings, bare.readings) && one.contradictions <= bare.contradictions;

/** Values that are read and that the dump does not have. */
const strays = (one: Read, bare: Read): string[] =>
  one.readings.flatMap((reading) => strayValues(reading, bare.readings));

/** What came of some texts, each in a wrapper. */
interface Outcome {
  readonly cases: number;
  /** Read otherwise than bare. */
  readonly others: readonly Wrong[];
  /** Read with a value that is not there. */
  readonly invented: readonly Wrong[];
}

function outcomeOf(cases: readonly (readonly [Text, Wrapper])[]): Outcome {
  const others: Wrong[] = [];
  const invented: Wrong[] = [];
  for (const [{ name, lines }, around] of cases) {
    const bare = readLines(lines);
    const wrapped = readLines(around.wrap(lines));
    if (isSame(wrapped, bare)) continue;
    const wrong = (isWrong: (lines: readonly string[]) => boolean): Wrong => ({
      name: `${name} in ${around.name}`,
      text: () => excerpt(around.wrap(smallest(lines, isWrong))),
    });
    const wrappedRead = (fewer: readonly string[]): Read => readLines(around.wrap(fewer));
    others.push(wrong((fewer) => !isSame(wrappedRead(fewer), readLines(fewer))));
    if (strays(wrapped, bare).length > 0)
      // Fewer lines say no more than all of them.
      invented.push(wrong((fewer) => strays(wrappedRead(fewer), bare).length > 0));
  }
  return { cases: cases.length, others, invented };
}

describe.each([
  ["one wrapper", wrapper, 40],
  ["nested wrappers", nestedWrapper, 40],
] as const)("%s", (table, around, count) => {
  const outcomes = new Map<string, Outcome>();
  const outcome = (family: string, texts: fc.Arbitrary<Text>): Outcome => {
    const known = outcomes.get(family) ?? outcomeOf(sampled(fc.tuple(texts, around), count));
    outcomes.set(family, known);
    return known;
  };

  it.each([...families])("%s reads as it does bare", (family, texts) => {
    const { cases, others } = outcome(family, texts);
    expectReached(table, family, cases, others);
  });

  it("no dump gets a value that it does not have", () => {
    const all = [...families].map(([family, texts]) => outcome(family, texts));
    const cases = all.reduce((sum, one) => sum + one.cases, 0);
    const invented = all.flatMap((one) => one.invented);
    expectAtMost(`${table}: a value that the dump does not have`, cases, invented);
  });

  it("has a number for every family", () => {
    expect(Object.keys(REACHED[table]).sort()).toEqual([...families.keys()].sort());
  });
});

describe("the wrappers of the reading samples", () => {
  it.each(sampleWrappers)("$name: every sample reads as it does bare", (around) => {
    const cases = sampleTexts.map((text): [Text, Wrapper] => [text, around]);
    const { others, invented } = outcomeOf(cases);
    expectNever("values that are not there", cases.length, invented);
    expectOnly(NOT_YET[around.name] ?? [], cases.length, others);
  });
});

describe("several sources that arrive mixed", () => {
  const mixture = fc.tuple(
    fc.array(fc.oneof(...families.values()), { minLength: 2, maxLength: 3 }),
    mixer,
  );

  /** Without the facts of the CPU: they are those of the machine, whoever printed them. */
  const own = ({ readings }: Read): Reading[] =>
    readings.map(({ format, state: { guest = {}, controls = {} } }) => ({
      format,
      state: { guest, controls },
    }));

  const sorted = (readings: readonly unknown[]): string[] =>
    readings.map((reading) => JSON.stringify(reading)).sort();

  interface Mixed {
    readonly read: Read;
    readonly bare: readonly Read[];
  }

  const isApart = ({ read, bare }: Mixed): boolean =>
    isDeepStrictEqual(sorted(own(read)), sorted(bare.flatMap(own))) &&
    read.contradictions <= bare.reduce((sum, { contradictions }) => sum + contradictions, 0);

  const hasTwo = ({ read, bare }: Mixed): boolean => {
    const alone = bare.flatMap(own);
    return own(read).some((reading) => strayValues(reading, alone).length > 0);
  };

  const hasInvented = ({ read, bare }: Mixed): boolean => {
    const said = new Set(bare.flatMap(own).flatMap(({ state }) => valuesOf(state)));
    return own(read).some(({ state }) => valuesOf(state).some((value) => !said.has(value)));
  };

  const readAlone = (sources: readonly (readonly string[])[]): Read[] => sources.map(readLines);

  /** `bare`: what all lines say, where fewer could not say more. */
  const wrongIn = (
    [texts, mix]: readonly [readonly Text[], Mixer],
    isWrong: (one: Mixed) => boolean,
    bare?: readonly Read[],
  ): Wrong => ({
    name: texts.map(({ name }) => name).join(" | "),
    text: () => {
      // One source after the other becomes smaller.
      let left = texts.map(({ lines }) => lines);
      for (const at of left.keys()) {
        const isStillWrong = (fewer: readonly string[]): boolean => {
          const sources = left.with(at, fewer);
          return isWrong({ read: readLines(mix(sources)), bare: bare ?? readAlone(sources) });
        };
        left = left.with(at, smallest(left[at] ?? [], isStillWrong));
      }
      return excerpt(mix(left));
    },
  });

  const cases = sampled(mixture, 400);
  let known: readonly Mixed[] | undefined;
  const results = (): readonly Mixed[] =>
    (known ??= cases.map(([texts, mix]) => {
      const sources = texts.map(({ lines }) => lines);
      return { read: readLines(mix(sources)), bare: readAlone(sources) };
    }));
  const wrong = (isWrong: (one: Mixed) => boolean, by: "all lines" | "the same lines"): Wrong[] =>
    results().flatMap((result, at) => {
      const one = cases[at];
      if (one === undefined || !isWrong(result)) return [];
      return [wrongIn(one, isWrong, by === "all lines" ? result.bare : undefined)];
    });

  it("are read apart, as if each had come alone", () => {
    expectReached(
      "mixtures",
      "read apart",
      cases.length,
      wrong((one) => !isApart(one), "the same lines"),
    );
  });

  it("give no dump the values of another", () => {
    expectAtMost(
      "mixtures: values of two sources in one dump",
      cases.length,
      wrong(hasTwo, "all lines"),
    );
  });

  it("never give a value that none of them has", () => {
    expectAtMost(
      "mixtures: a value that no source has",
      cases.length,
      wrong(hasInvented, "all lines"),
    );
  });
});
