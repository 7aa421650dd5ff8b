import { describe, expect, it } from "vitest";
import { formats, readText } from "../../src/dumps/index.ts";
import { KIND_NAMES, findings, grouped, told, type Findings } from "./damage.ts";
import { damageSamples, misread } from "./damage-samples.ts";

const isProof = process.env["VMX_PROVE"] !== undefined;

const TEXTS = isProof ? 200_000 : 12_000;
/** Of every line and pair of lines lost, every neighbour joined and every character cut. */
const SHARE = isProof ? 1 : 0.002;
const STATES = isProof ? 8 : 4;
/** So many groups of findings are printed. */
const MAX_PRINTED = 30;
/**
 * Of the lines with fields that stand in a damaged text and are not read, this share may be named
 * in no list. What today's reader does; it must only fall.
 */
const MAX_UNLISTED = 0.88;

let shared: Findings | undefined;

/** The run that the tests of this file look at; made once. */
function run(): Findings {
  const seed = 1;
  shared ??= findings(readText, { seed, count: TEXTS, exhaustive: SHARE, states: STATES });
  return shared;
}

function expectNone(wrong: Findings["findings"]): void {
  const groups = grouped(wrong);
  if (groups.length === 0) return;
  const printed = groups.slice(0, MAX_PRINTED).map((group) => told(readText, group));
  const rest = groups.length - printed.length;
  expect.fail(
    `${wrong.length} wrong values in ${groups.length} groups\n\n${printed.join("\n\n")}\n\n` +
      `${rest > 0 ? `and ${rest} groups more; ` : ""}see test/dumps/damage-run.ts`,
  );
}

describe("damaged dumps", () => {
  it("the undamaged samples are of every format, and are read as they were printed", () => {
    const samples = damageSamples(readText, 1, STATES);
    const covered = new Set(samples.map(({ format }) => format));
    expect(formats.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
    expect(samples.flatMap(misread)).toEqual([]);
  });

  it(`no value that is judged is one that the text does not show (${TEXTS} texts and more, ${KIND_NAMES.length} kinds of damage)`, () => {
    expect(run().texts).toBeGreaterThan(0.9 * TEXTS);
    expect(run().dumps).toBeGreaterThan(0.5 * TEXTS);
    expectNone(run().findings.filter(({ isDefinite }) => isDefinite));
  });

  it("nor is any value that is only read", () => {
    expectNone(run().findings);
  });

  it(`lines that were not read are listed, but for ${MAX_UNLISTED * 100} % of them`, () => {
    let [lost, unlisted] = [0, 0];
    for (const silent of run().silent.values()) {
      lost += silent.lost;
      unlisted += silent.unlisted;
    }
    expect(unlisted / lost).toBeLessThanOrEqual(MAX_UNLISTED);
  });
});
