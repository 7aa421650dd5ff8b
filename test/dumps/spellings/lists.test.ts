/**
 * Random states in the ways in which programs, tables, structured data and debuggers show them are
 * read as they stand: the values that the text states, and no others.
 */
import { expect, it } from "vitest";
import { PROVING } from "../rates.ts";
import { casesFrom, measureCode } from "./code-measure.ts";
import { LIST_RATES } from "./list-rates.ts";
import { LIST_DIALECTS } from "./lists.ts";
import { RECORD_DIALECTS } from "./records.ts";
import { TABLE_DIALECTS } from "./tables.ts";
import { TREE_DIALECTS } from "./trees.ts";

const DIALECTS = { ...LIST_DIALECTS, ...TABLE_DIALECTS, ...RECORD_DIALECTS, ...TREE_DIALECTS };

const SEED = PROVING ? Number(process.env["FC_SEED"] ?? Date.now() % 2 ** 31) : 20_060_501;
const RUNS = PROVING ? 1000 : 60;
/** Of all that have no row of their own. */
const USUAL = { recall: 99, wrong: 0 };

it.each(Object.entries(DIALECTS))("%s", (name, dialect) => {
  const { stated, recalled, wrong, bad } = measureCode(casesFrom(name, dialect, RUNS, SEED), true);
  const [shortest] = bad.toSorted((one, other) => one.text.length - other.text.length);
  const message = `${name}, seed ${SEED}: ${shortest?.complaints.join("; ") ?? ""}\n${shortest?.text ?? ""}`;
  const most = LIST_RATES[name] ?? USUAL;
  // With other seeds a few per cent more or less are chance.
  const [slack, scale] = PROVING ? [5, RUNS / 30] : [0, 1];
  expect(wrong, message).toBeLessThanOrEqual(most.wrong * scale);
  expect((100 * recalled) / stated, message).toBeGreaterThanOrEqual(most.recall - slack);
});
