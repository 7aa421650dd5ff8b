/**
 * How much of what the reader should do it does today, and how that is asserted. What must never
 * happen is no matter of rates: the tests assert it of every case.
 */
import fc from "fast-check";
import { expect } from "vitest";

/** Larger runs with other seeds, when there is time. */
export const PROVING = process.env["VMX_PROVE"] !== undefined;
/** Prints what was measured, in the form of the table below. */
const MEASURING = process.env["VMX_MEASURE"] !== undefined;

const FIXED_SEED = 20_060_501;
const SEED = PROVING ? Number(process.env["FC_SEED"] ?? Date.now() % 2 ** 31) : FIXED_SEED;
const SCALE = PROVING ? 10 : 1;

/**
 * Per cent of the cases that come out right, measured with the fixed seed, rounded down. The
 * numbers may only rise.
 */
export const REACHED = {
  "one wrapper": {},
  "nested wrappers": {},
  mixtures: {},
  ledger: {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Cases that go wrong in a way that must end, measured with the fixed seed. May only fall, to 0. */
export const AT_MOST = {
  "mixtures with values of two sources in one dump": 0,
} as const;

/** Some cases: the same in every run, unless there is time for others. */
export const sampled = <Value>(arbitrary: fc.Arbitrary<Value>, count: number): Value[] =>
  fc.sample(arbitrary, { seed: SEED, numRuns: count * SCALE });

/** A case that went wrong. */
export interface Wrong {
  readonly name: string;
  /** The smallest text that still does, looked for when it is needed. */
  readonly text: () => string;
}

const SHOWN = 3;

const told = (wrong: readonly Wrong[]): string =>
  wrong
    .slice(0, SHOWN)
    .map(({ name, text }) => `--- ${name}\n${text()}`)
    .join("\n");

/** Other seeds give other shares: what may come of chance, three standard deviations. */
function chance(percent: number, cases: number): number {
  if (!PROVING) return 0;
  const share = Math.min(percent, 95) / 100;
  return 300 * Math.sqrt((share * (1 - share)) / (cases / SCALE));
}

/** That the share of the cases that come out right is the table's at least. */
export function expectReached(
  table: keyof typeof REACHED,
  row: string,
  cases: number,
  wrong: readonly Wrong[],
): void {
  const percent = Math.floor((100 * (cases - wrong.length)) / cases);
  if (MEASURING) console.log(`${table} | ${JSON.stringify(row)}: ${percent}, // of ${cases}`);
  const rows: Readonly<Record<string, number>> = REACHED[table];
  const least = rows[row];
  if (least !== undefined && percent >= least - chance(least, cases)) return;
  expect.fail(
    `${table}, ${row}: ${percent} % of ${cases} cases (seed ${SEED}) come out right, ` +
      `${least ?? "no number"} % are in the table of rates.ts\n${told(wrong)}`,
  );
}

/** That no more cases go wrong than the table says. */
export function expectAtMost(
  row: keyof typeof AT_MOST,
  cases: number,
  wrong: readonly Wrong[],
): void {
  if (MEASURING) console.log(`at most | ${JSON.stringify(row)}: ${wrong.length}, // of ${cases}`);
  const most = AT_MOST[row] * SCALE + (PROVING ? 3 * Math.sqrt(AT_MOST[row] * SCALE) : 0);
  if (wrong.length <= most) return;
  expect.fail(
    `${row}: ${wrong.length} of ${cases} (seed ${SEED}), at most ${most} may\n${told(wrong)}`,
  );
}

/** That none goes wrong. */
export function expectNever(what: string, cases: number, wrong: readonly Wrong[]): void {
  if (wrong.length === 0) return;
  expect.fail(`${what}: ${wrong.length} of ${cases} (seed ${SEED})\n${told(wrong)}`);
}

/** So often is a smaller text looked for. */
const MAX_TRIES = 150;

/** The lines without those that may be missing: with the rest it still goes wrong. */
export function smallest(
  lines: readonly string[],
  isWrong: (lines: readonly string[]) => boolean,
): readonly string[] {
  let left = lines;
  let tries = 0;
  for (let size = Math.ceil(lines.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let at = 0; at < left.length && tries < MAX_TRIES; tries++) {
      const fewer = left.toSpliced(at, size);
      if (isWrong(fewer)) left = fewer;
      else at += size;
    }
  return left;
}

/** For a message: the first lines, none of them long. */
export const excerpt = (lines: readonly string[]): string =>
  lines
    .slice(0, 8)
    .map((line) => JSON.stringify(line).slice(1, -1).slice(0, 240))
    .join("\n") + (lines.length > 8 ? `\n... ${lines.length} lines` : "");
