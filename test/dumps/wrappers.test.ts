/**
 * A dump reads the same whatever some other program has put around its lines. The wrappers were
 * written without knowledge of the reader, and no test here knows one of them.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readText } from "../../src/dumps/index.ts";
import {
  type Reading,
  type Text,
  families,
  joined,
  readingOfLines,
  strayValues,
} from "./families.ts";
import { type Wrapper, interleaved, nestedWrapper, wrapper } from "./wrappers.ts";

/** Some hundred in every run, any number when there is time. */
const RUNS = process.env["VMX_PROVE"] === undefined ? 1 : 40;

const anyText: fc.Arbitrary<Text> = fc.oneof(...families.values());

/** What the reader says when two values of one field came together that do not belong together. */
const CONTRADICTION = /mixed|contradict|differ|twice/;

const contradictions = (lines: readonly string[]): number =>
  readText(joined(lines))
    .dumps.flatMap(({ warnings }) => warnings)
    .filter((warning) => CONTRADICTION.test(warning)).length;

/** For the message: how the wrapped text begins. */
const excerpt = (lines: readonly string[]): string =>
  lines
    .slice(0, 6)
    .map((line) => line.slice(0, 200))
    .join("\n");

function expectSame({ name, lines }: Text, around: Wrapper): void {
  const wrapped = around.wrap(lines);
  const message = `${name} in ${around.name}:\n${excerpt(wrapped)}`;
  expect(readingOfLines(wrapped), message).toEqual(readingOfLines(lines));
  expect(contradictions(wrapped), message).toBeLessThanOrEqual(contradictions(lines));
}

describe.each([...families])("%s", (_family, texts) => {
  it("reads the same through any wrapper", () => {
    fc.assert(fc.property(texts, wrapper, expectSame), { numRuns: 60 * RUNS });
  });

  it("reads the same through wrappers in wrappers", () => {
    fc.assert(fc.property(texts, nestedWrapper, expectSame), { numRuns: 40 * RUNS });
  });
});

describe("whatever is around it", () => {
  it("no value is read that the dump does not have", () => {
    fc.assert(
      fc.property(anyText, nestedWrapper, ({ name, lines }, around) => {
        const wrapped = around.wrap(lines);
        const message = `${name} in ${around.name}:\n${excerpt(wrapped)}`;
        const bare = readingOfLines(lines);
        const strays = readingOfLines(wrapped).flatMap((one) => strayValues(one, bare));
        expect(strays, message).toEqual([]);
      }),
      { numRuns: 500 * RUNS },
    );
  });
});

describe("several sources that arrive mixed", () => {
  /** Two or three dumps of any formats, with an arrival of their lines. */
  const mixture = fc
    .array(anyText, { minLength: 2, maxLength: 3 })
    .chain((texts) =>
      interleaved(texts.map(({ lines }) => lines)).map((lines) => ({ texts, lines })),
    );
  /** Without the facts of the CPU: they are those of the machine, whoever printed them. */
  const own = (readings: readonly Reading[]): Reading[] =>
    readings.map(({ format, state: { guest = {}, controls = {} } }) => ({
      format,
      state: { guest, controls },
    }));
  const sorted = (readings: readonly unknown[]): string[] =>
    readings.map((reading) => JSON.stringify(reading)).sort();

  it("are read apart, as if each had come alone", () => {
    fc.assert(
      fc.property(mixture, ({ texts, lines }) => {
        const message = `${texts.map(({ name }) => name).join(" | ")}\n${excerpt(lines)}`;
        const expected = own(texts.flatMap((text) => readingOfLines(text.lines)));
        expect(sorted(own(readingOfLines(lines))), message).toEqual(sorted(expected));
        const bare = texts.reduce((total, text) => total + contradictions(text.lines), 0);
        expect(contradictions(lines), message).toBeLessThanOrEqual(bare);
      }),
      { numRuns: 150 * RUNS },
    );
  });

  it("never give a dump the values of another", () => {
    fc.assert(
      fc.property(mixture, ({ texts, lines }) => {
        const message = `${texts.map(({ name }) => name).join(" | ")}\n${excerpt(lines)}`;
        const bare = own(texts.flatMap((text) => readingOfLines(text.lines)));
        const read = own(readingOfLines(lines));
        expect(
          read.flatMap((one) => strayValues(one, bare)),
          message,
        ).toEqual([]);
      }),
      { numRuns: 300 * RUNS },
    );
  });
});
