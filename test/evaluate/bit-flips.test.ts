/**
 * Every single-bit flip of every guest field of every base state: the explaining engine against
 * the independent oracle, json-rules-engine on the instances that read the field, and the results
 * against a pinned file.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ReferenceEvaluator } from "../../src/evaluate/reference/index.ts";
import { bitList } from "../../src/evaluate/check/message.ts";
import { baseStates } from "../independent/base-states.ts";
import { parseComplete, violatedChecks } from "../independent/guest-state-oracle.ts";
import {
  book,
  exchangeOf,
  explainer,
  failing,
  flip,
  questionOf,
  readersOf,
  widthOf,
} from "../support/questions.ts";

const PINNED = new URL("../fixtures/bit-flips.json", import.meta.url);

/**
 * Base state -> field -> violated ids (joined by blanks) -> the bits whose flip violates just
 * these, as `"63:32, 12"`. Bits that violate nothing are left out.
 */
type Results = Record<string, Record<string, Record<string, string>>>;

const results: Results = {};
const flippable = (path: string): boolean =>
  path.startsWith("guest.") || path.startsWith("controls.");

describe.each(Object.entries(baseStates))("%s", (name, state) => {
  const question = questionOf(state);
  const paths = [...question.fields.keys()].filter(flippable);

  it("is valid, and every flip is judged as the oracle judges it", () => {
    expect(failing(question)).toEqual([]);
    const perField: Results[string] = {};
    for (const path of paths) {
      const value = question.fields.get(path) ?? 0;
      const masks = new Map<string, bigint>();
      for (let bit = 0; bit < widthOf(path); bit++) {
        question.fields.set(path, flip(value, bit));
        const violated = failing(question);
        const expected = violatedChecks(parseComplete(exchangeOf(question.fields))).sort();
        if ([...violated].sort().join() !== expected.join()) {
          expect({ path, bit, violated: [...violated].sort() }).toEqual({
            path,
            bit,
            violated: expected,
          });
        }
        if (violated.length > 0 && path.startsWith("guest.")) {
          const ids = violated.join(" ");
          masks.set(ids, (masks.get(ids) ?? 0n) | (1n << BigInt(bit)));
        }
      }
      if (masks.size > 0) {
        perField[path] = Object.fromEntries([...masks].map(([ids, mask]) => [ids, bitList(mask)]));
      }
      question.fields.set(path, value);
    }
    results[name] = perField;
  });
});

describe("json-rules-engine", () => {
  it("answers every flip of a field as the explaining engine does, for the instances that read it", async () => {
    for (const [path, readers] of readersOf) {
      if (!flippable(path)) continue;
      const reference = new ReferenceEvaluator(book, new Set(readers.map(({ id }) => id)), {
        remember: true,
      });
      for (const [name, state] of Object.entries(baseStates)) {
        const question = questionOf(state);
        const value = question.fields.get(path) ?? 0;
        for (let bit = 0; bit < widthOf(path); bit++) {
          question.fields.set(path, flip(value, bit));
          const statuses = await reference.statuses(question);
          for (const { id } of readers) {
            if (statuses.get(id) !== explainer.status(id, question)) {
              expect.fail(`${name} ${path} bit ${bit}: ${id} is ${statuses.get(id)}`);
            }
          }
        }
      }
    }
  });
});

it("is as pinned", () => {
  const text = `${JSON.stringify(results, undefined, 1)}\n`;
  if (process.env["UPDATE_PINNED"] === "1") writeFileSync(PINNED, text);
  expect(results).toEqual(JSON.parse(readFileSync(PINNED, "utf8")));
});

it("fails every instance that one flipped bit can make fail, and most of them alone", () => {
  const sets = Object.values(results).flatMap((fields) =>
    Object.values(fields).flatMap(Object.keys),
  );
  const alone = new Set(sets.filter((ids) => !ids.includes(" ")));
  expect(new Set(sets.flatMap((ids) => ids.split(" "))).size).toBeGreaterThanOrEqual(190);
  expect(alone.size).toBeGreaterThanOrEqual(150);
});
