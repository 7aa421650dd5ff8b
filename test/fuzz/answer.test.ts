/** Lines of answers: what is understood, and that nothing else does harm. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isFault, parseAnswer } from "../../src/fuzz/index.ts";
import { disagreements } from "../../src/fuzz/finding.ts";

describe("a line of answers", () => {
  test("has an id and a verdict", () => {
    expect(parseAnswer('{"id":3,"verdict":"valid"}')).toEqual({
      id: 3,
      answer: { verdict: "valid" },
    });
  });

  test("may name violated checks, also as a report does", () => {
    const answer = { verdict: "invalid", violated: ["cs-s"] };
    expect(parseAnswer('{"id":0,"verdict":"invalid","violated":["cs-s"]}').answer).toEqual(answer);
    expect(
      parseAnswer('{"id":0,"verdict":"invalid","violations":[{"rule":"cs-s"}]}').answer,
    ).toEqual(answer);
  });

  test.each([
    ["", undefined],
    ["valid", undefined],
    ["[]", undefined],
    ["null", undefined],
    ['{"verdict":"valid"}', undefined],
    ['{"id":"3","verdict":"valid"}', undefined],
    ['{"id":-1,"verdict":"valid"}', undefined],
    ['{"id":3}', 3],
    ['{"id":3,"verdict":"Valid"}', 3],
    ['{"id":3,"verdict":"invalid","violated":"cs-s"}', 3],
    ['{"id":3,"verdict":"invalid","violated":[7]}', 3],
  ])("%j is malformed", (text, id) => {
    const line = parseAnswer(text);
    expect(line.id).toBe(id);
    expect(line.answer).toMatchObject({ fault: "malformed" });
  });

  test("may be anything at all", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { answer } = parseAnswer(text);
        if (isFault(answer)) expect(answer.detail.length).toBeLessThan(300);
      }),
    );
  });
});

describe("an answer disagrees", () => {
  const found = (
    violated: string[],
    verdict: "valid" | "invalid" | "undecided",
    names?: string[],
  ) =>
    disagreements(
      violated,
      { verdict, ...(names === undefined ? {} : { violated: names }) },
      false,
    );

  test("by its verdict", () => {
    expect(found([], "valid")).toEqual([]);
    expect(found(["cs-s"], "invalid")).toEqual([]);
    expect(found(["cs-s"], "undecided")).toEqual([]);
    expect(found(["cs-s", "ds-s"], "valid")).toEqual([
      { kind: "false-accept", rule: "cs-s" },
      { kind: "false-accept", rule: "ds-s" },
    ]);
    expect(found([], "invalid")).toEqual([{ kind: "false-reject", rule: null }]);
  });

  test("by the checks it names, as far as they are ours", () => {
    expect(found(["cs-s"], "invalid", ["ds-s", "mine-1"])).toEqual([
      { kind: "false-reject", rule: "ds-s" },
    ]);
    expect(found(["cs-s", "ds-s"], "invalid", ["cs-s"])).toEqual([]);
  });

  test("by the checks it does not name, if it says that it names all", () => {
    expect(
      disagreements(["cs-s", "ds-s"], { verdict: "invalid", violated: ["cs-s"] }, true),
    ).toEqual([{ kind: "false-accept", rule: "ds-s" }]);
  });
});
