/** Every dump there is to try something on: the samples and the printed ones, by their format. */
import fc from "fast-check";
import { type ReadText, readText } from "../../src/dumps/index.ts";
import type { ExchangeState } from "../../src/state/exchange.ts";
import { everyPrinter } from "./every-printer.ts";
import { dumpSamples, fixture, samples } from "./fixtures.ts";

/** The lines of one text, as they came out of the program that printed them. */
export interface Text {
  readonly name: string;
  readonly lines: readonly string[];
}

/** The lines of a text without what ends them. */
export const linesOf = (text: string): string[] => text.trimEnd().split(/\r?\n/);

/** Every line ends with a line feed: none of them was cut. */
export const joined = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

/** Behind a sample, whose last line may have been cut: whatever follows it shows where it ends. */
const END = "that is all";

/** The samples of real and generated dumps. */
export const sampleTexts: readonly Text[] = [
  ...samples("").map((name) => `formats/${name}.txt`),
  ...dumpSamples().map((name) => `dumps/${name}`),
].map((name) => ({ name, lines: [...linesOf(fixture(name)), END] }));

/** A printer with any state. */
const printed: readonly fc.Arbitrary<Text>[] = everyPrinter.map(({ name, states, print }) =>
  states.map((state) => ({ name, lines: print(state) })),
);

/** What a test compares: whose dump it is, and what it says. */
export interface Reading {
  readonly format: string;
  readonly state: ExchangeState;
}

export const readingOf = ({ dumps }: Pick<ReadText, "dumps">): Reading[] =>
  dumps.map(({ format, state }) => ({ format, state }));

export const readingOfLines = (lines: readonly string[]): Reading[] =>
  readingOf(readText(joined(lines)));

/** Path and value of everything that a state says. */
export function valuesOf(state: unknown, path = ""): string[] {
  if (typeof state !== "object" || state === null) return [`${path} = ${String(state)}`];
  return Object.entries(state).flatMap(([member, value]) => valuesOf(value, `${path}.${member}`));
}

/** What a reading says and none of the others says alone: a wrong value, or those of two dumps. */
export function strayValues({ state }: Reading, others: readonly Reading[]): string[] {
  const strays = others.map((other) => {
    const said = new Set(valuesOf(other.state));
    return valuesOf(state).filter((value) => !said.has(value));
  });
  return strays.reduce((few, more) => (more.length < few.length ? more : few), valuesOf(state));
}

function familyOf({ lines }: Text): string {
  return readingOfLines(lines)[0]?.format ?? "no state";
}

/** By the name of the format; `no state` for texts that only report a failure. */
export const families: ReadonlyMap<string, fc.Arbitrary<Text>> = (() => {
  const found = new Map<string, fc.Arbitrary<Text>[]>();
  const add = (text: Text | undefined, arbitrary: fc.Arbitrary<Text>): void => {
    if (text === undefined) return;
    const family = familyOf(text);
    found.set(family, [...(found.get(family) ?? []), arbitrary]);
  };
  for (const text of sampleTexts) add(text, fc.constant(text));
  for (const text of printed) add(fc.sample(text, { seed: 1, numRuns: 1 })[0], text);
  return new Map([...found].map(([name, texts]) => [name, fc.oneof(...texts)]));
})();
