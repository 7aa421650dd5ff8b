import * as fc from "fast-check";
import { casesOf, type Dialects, type SpelledCase } from "./case.ts";

/** What a reader made of the cases of one dialect. */
export interface Measured {
  cases: number;
  /** Values that the texts state. */
  fields: number;
  recalled: number;
  missed: number;
  /** Values other than the text's, and values of fields that the text does not have. */
  wrong: number;
  /** Paths that the text names without a value that one can know. */
  unknown: number;
  /** Such paths that got a value all the same. */
  guessed: number;
  /** Cases with a wrong or guessed value: the first few, to look at. */
  readonly examples: { readonly text: string; readonly complaints: readonly string[] }[];
}

/** A reader as the measurement sees it: a text's states, each as values by path. */
export type Reading = (text: string) => readonly Readonly<Record<string, bigint>>[];

export interface MeasureOptions {
  /** Cases of each dialect. */
  readonly runs?: number;
  readonly seed?: number;
  /** How many bad cases of each dialect are kept as examples. */
  readonly keep?: number;
  /** Keep the cases with missed values, too. */
  readonly keepMissed?: boolean;
}

interface Judgement {
  readonly recalled: number;
  readonly missed: readonly string[];
  readonly wrong: readonly string[];
  readonly guessed: readonly string[];
}

/** Judges one reading: a field of several states is right if none of them has another value. */
export const judge = (
  spelled: SpelledCase,
  states: readonly Readonly<Record<string, bigint>>[],
): Judgement => {
  const read = states.flatMap((state) => Object.entries(state));
  const unknown = new Set(spelled.unknown);
  const isRight = (path: string, value: bigint): boolean =>
    spelled.expected[path] === value || (spelled.either?.[path]?.includes(value) ?? false);
  const bad = read.filter(([path, value]) => !isRight(path, value));
  const describe = ([path, value]: [string, bigint]): string =>
    `${path} = 0x${value.toString(16)} (${spelled.expected[path]?.toString(16) ?? "no value"})`;
  const right = new Set(read.filter(([path, value]) => isRight(path, value)).map(([path]) => path));
  const spoiled = new Set(bad.map(([path]) => path));
  const stated = Object.keys(spelled.expected);
  return {
    recalled: stated.filter((path) => right.has(path) && !spoiled.has(path)).length,
    missed: stated.filter((path) => !right.has(path) && !spoiled.has(path)),
    wrong: bad.filter(([path]) => !unknown.has(path)).map(describe),
    guessed: bad.filter(([path]) => unknown.has(path)).map(describe),
  };
};

/** Lets a reader read random cases of every dialect and counts, dialect by dialect. */
export const measure = (
  dialects: Dialects,
  read: Reading,
  { runs = 40, seed = 1, keep = 3, keepMissed = false }: MeasureOptions = {},
): Record<string, Measured> => {
  const results: Record<string, Measured> = {};
  for (const [name, dialect] of Object.entries(dialects)) {
    const result: Measured = {
      cases: 0,
      fields: 0,
      recalled: 0,
      missed: 0,
      wrong: 0,
      unknown: 0,
      guessed: 0,
      examples: [],
    };
    for (const spelled of fc.sample(casesOf(name, dialect), { numRuns: runs, seed })) {
      const { recalled, missed, wrong, guessed } = judge(spelled, read(spelled.text));
      result.cases += 1;
      result.fields += Object.keys(spelled.expected).length;
      result.recalled += recalled;
      result.missed += missed.length;
      result.wrong += wrong.length;
      result.unknown += spelled.unknown.length;
      result.guessed += guessed.length;
      const complaints = [
        ...wrong.map((text) => `wrong: ${text}`),
        ...guessed.map((text) => `guessed: ${text}`),
        ...(keepMissed ? missed.map((text) => `missed: ${text}`) : []),
      ];
      if (complaints.length > 0 && result.examples.length < keep) {
        result.examples.push({ text: spelled.text, complaints });
      }
    }
    results[name] = result;
  }
  return results;
};
