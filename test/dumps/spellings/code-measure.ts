import type { Dialect, Dialects, SpelledCase } from "./case.ts";
import { readText } from "../../../src/dumps/index.ts";
import { EXCHANGE_FIELDS } from "../../../src/state/catalogue.ts";
import { seededDice } from "./dice.ts";
import { judge } from "./measure.ts";

/** What the reader makes of the cases of one dialect of source code. */
export interface CodeMeasured {
  readonly cases: number;
  readonly stated: number;
  readonly recalled: number;
  /** Values that are not the text's, and values of fields that the text leaves unknown. */
  readonly wrong: number;
  /** Fields that the text leaves unknown, and how many of them no line of the unread can be for. */
  readonly unknown: number;
  readonly unlisted: number;
  /** States that were read, with fields or without. */
  readonly states: number;
  readonly bad: readonly Bad[];
}
export interface Bad {
  readonly text: string;
  readonly complaints: readonly string[];
}

/** Dotted path -> number, for the paths that the exchange JSON has. */
const valuesOf = (value: unknown, path = ""): [string, bigint][] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, inner]) =>
        valuesOf(inner, path === "" ? name : `${path}.${name}`),
      )
    : EXCHANGE_FIELDS.has(path)
      ? [[path, BigInt(value as string | number)]]
      : [];

/** Cases of one dialect: the same for a seed, whatever the order of the dialects. */
export const casesFrom = (
  name: string,
  dialect: Dialect,
  runs: number,
  seed: number,
): SpelledCase[] =>
  Array.from({ length: runs }, (_, at) => {
    const letters = Array.from(name, (letter) => letter.charCodeAt(0));
    const mixed = letters.reduce((sum, code) => (sum * 31 + code) >>> 0, seed);
    return { dialect: name, ...dialect(seededDice(mixed + at)) };
  });

export const measureCode = (cases: readonly SpelledCase[], keepMissed = false): CodeMeasured => {
  const bad: Bad[] = [];
  const sum = { stated: 0, recalled: 0, wrong: 0, unknown: 0, unlisted: 0, states: 0 };
  for (const spelled of cases) {
    const { dumps, unread } = readText(spelled.text);
    const { recalled, missed, wrong, guessed } = judge(
      spelled,
      dumps.map(({ state }) => Object.fromEntries(valuesOf(state))),
    );
    sum.stated += Object.keys(spelled.expected).length;
    sum.recalled += recalled;
    sum.wrong += wrong.length + guessed.length;
    sum.unknown += spelled.unknown.length;
    const listed = dumps.reduce((count, dump) => count + dump.unread.length, unread.length);
    sum.unlisted += Math.max(0, spelled.unknown.length - listed);
    sum.states += dumps.length;
    const complaints = [...wrong, ...guessed, ...(keepMissed ? missed : [])];
    if (complaints.length > 0) bad.push({ text: spelled.text, complaints });
  }
  return { cases: cases.length, ...sum, bad };
};

/** Every dialect with what the reader makes of it. */
export const measureAll = (
  dialects: Dialects,
  runs: number,
  seed: number,
): Readonly<Record<string, CodeMeasured>> =>
  Object.fromEntries(
    Object.entries(dialects).map(([name, dialect]) => [
      name,
      measureCode(casesFrom(name, dialect, runs, seed)),
    ]),
  );
