/**
 * The compiled engines against the explaining one and json-rules-engine. `VMX_PROVE=1` runs a
 * million states; a plain test run a part of them.
 */
import { readFileSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { answerIfComplete, checker, compile, pack } from "../../src/evaluate/compile/index.ts";
import { ReferenceEvaluator } from "../../src/evaluate/reference/index.ts";
import type { ExchangeState } from "../../src/index.ts";
import { normalize, type FieldValue } from "../../src/state/normalize.ts";
import { baseStates } from "../independent/base-states.ts";
import {
  generated,
  interpreted,
  nearValid,
  packFields,
  randomWords,
  violatedBy,
} from "../support/packed.ts";
import { book, explained, exchangeOf, failing, questionOf } from "../support/questions.ts";

const STATES = process.env["VMX_PROVE"] === undefined ? 50_000 : 1_000_000;
const REFERENCE_STATES = process.env["VMX_PROVE"] === undefined ? 1_500 : 5_000;

const atRunTime = interpreted();
const words = packFields(new Map());
const ask = (fields: ReadonlyMap<string, FieldValue>): [string[], string[]] => {
  packFields(fields, words);
  return [violatedBy(generated.for(fields), words), violatedBy(atRunTime.for(fields), words)];
};

it(`both agree with explain on ${STATES} random and near-valid states`, () => {
  const random = randomWords(0x5eed);
  const seen = new Set<string>();
  let valid = 0;
  for (let i = 0; i < STATES; i++) {
    const fields = nearValid(random, 1 + (i % 8));
    const expected = failing({ fields, pins: {}, view: "vmcs" });
    const [compiled, interpretedAnswer] = ask(fields);
    if (compiled.join() !== expected.join() || interpretedAnswer.join() !== expected.join()) {
      expect({ i, compiled, interpretedAnswer }).toEqual({
        i,
        compiled: expected,
        interpretedAnswer: expected,
      });
    }
    if (expected.length === 0) valid += 1;
    for (const id of expected) seen.add(id);
  }
  expect(valid).toBeGreaterThan(STATES / 5);
  expect(valid).toBeLessThan((STATES * 4) / 5);
  expect(seen.size).toBe(book.instances.length);
});

it(`the generated code agrees with json-rules-engine on ${REFERENCE_STATES} states`, async () => {
  const reference = new ReferenceEvaluator(book);
  const random = randomWords(0xcafe);
  for (let i = 0; i < REFERENCE_STATES; i++) {
    const fields = nearValid(random, 1 + (i % 6));
    const statuses = await reference.statuses({ fields, pins: {}, view: "vmcs" });
    const expected = [...statuses].filter(([, status]) => status === "fail").map(([id]) => id);
    expect(ask(fields)[0]).toEqual(expected);
  }
});

it("every vector, laid over a complete state of each kind", () => {
  const folder = new URL("../vectors/data/", import.meta.url);
  let vectors = 0;
  for (const file of readdirSync(folder)) {
    for (const line of readFileSync(new URL(file, folder), "utf8").trim().split("\n")) {
      const { state } = JSON.parse(line) as { state?: ExchangeState };
      if (state === undefined) continue;
      const known = normalize(state).fields;
      for (const base of Object.values(baseStates)) {
        const fields = new Map([...questionOf(base).fields, ...known]);
        const expected = failing({ fields, pins: {}, view: "vmcs" });
        expect(ask(fields)).toEqual([expected, expected]);
      }
      vectors += 1;
    }
  }
  expect(vectors).toBeGreaterThan(30);
});

it("the answer for complete states is the one of explain, and is only given to complete states", () => {
  const random = randomWords(0xf00d);
  let answered = 0;
  let incomplete = 0;
  for (let i = 0; i < STATES / 5; i++) {
    const fields = nearValid(random, i % 4);
    // Many fields of features that are off, sometimes anything.
    const odds = [0, 2, 10, 60][i % 4] ?? 0;
    for (const path of [...fields.keys()]) {
      const isRare = /fred|pdpte|Ctl|sCet|pkrs|uinv|ssp|Ssp|memory|bndcfgs|cpu\./.test(path);
      if (random() % 1000 < (isRare ? odds * 10 : odds)) fields.delete(path);
    }
    const answer = answerIfComplete(exchangeOf(fields));
    if (answer === undefined) {
      incomplete += 1;
      continue;
    }
    answered += 1;
    const statuses = explained({ fields, pins: {}, view: "vmcs" });
    const wrong = [...statuses].filter(([, status]) => status === "unknown").map(([id]) => id);
    expect(wrong, "undecided").toEqual([]);
    const expected = [...statuses].filter(([, status]) => status === "fail").map(([id]) => id);
    expect(answer.violated).toEqual(expected);
  }
  expect(answered).toBeGreaterThan(STATES / 20);
  expect(incomplete).toBeGreaterThan(STATES / 20);
});

it("a packed state with absent fields is valid for every CPU or for none of its absent values", () => {
  const random = randomWords(0xabcd);
  let packed = 0;
  for (let i = 0; i < 3_000; i++) {
    const fields = nearValid(random, i % 3);
    const whole = new Map(fields);
    for (const path of [...fields.keys()]) {
      const isRare = /fred|pdpte|Ctl|sCet|pkrs|uinv|ssp|Ssp|memory|bndcfgs/.test(path);
      if (isRare && random() % 3 === 0) fields.delete(path);
    }
    let partial: Int32Array;
    try {
      partial = pack(exchangeOf(fields));
    } catch {
      continue;
    }
    packed += 1;
    const made = generated.for(whole);
    expect(violatedBy(made, partial)).toEqual(violatedBy(made, packFields(whole)));
  }
  expect(packed).toBeGreaterThan(300);
});

it("a compiled rule book and the generated code know the same checks", () => {
  const { cpu } = baseStates["virtual-8086"] as unknown as { cpu: Record<string, never> };
  expect(compile(book, cpu).instances).toEqual(checker(cpu).instances);
  expect(checker(cpu).instances).toEqual(book.instances.map(({ id }) => id));
});
