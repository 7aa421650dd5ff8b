/** The known end of a line must never change what the line says. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NdjsonParser } from "../../src/cli/input/ndjson-parser.ts";

const CPU = '"cpu":{"physicalAddressWidth":46,"inSmm":false}';

/** What a fresh parser and one that has seen `CPU` twice say of a line. */
function parsed(text: string): { fresh: unknown; knowing: unknown } {
  const knowing = new NdjsonParser();
  for (const number of [1, 2])
    knowing.parse("-", { text: `{"view":"vmcs",${CPU}}`, number, cut: false });
  const answer = (parser: NdjsonParser): unknown => {
    const item = parser.parse("-", { text, number: 3, cut: false });
    return item.kind === "fault" ? { fault: item.fault.message } : item;
  };
  return { fresh: answer(new NdjsonParser()), knowing: answer(knowing) };
}

describe("a parser that knows the CPU of the lines before", () => {
  test.each([
    ["the same CPU", `{"guest":{"cr0":1},${CPU}}`],
    ["nothing before it", `{,${CPU}}`],
    ["a comma too many", `{"guest":{},,${CPU}}`],
    ["no comma", `{"guest":{}${CPU}}`],
    ["two CPUs", `{"cpu":{"inSmm":true},"guest":{},${CPU}}`],
    ["the CPU of another object", `{"state":{"guest":{},${CPU}}`],
    ["an object around", `{"id":"a","state":{"guest":{},${CPU}}}`],
    ["an array", `[{"guest":{},${CPU}}`],
    ["its text at the end of a text", `{"view":"a,${CPU}}`],
    ["its text in a text", `{"view":${JSON.stringify(`,${CPU}}`)}}`],
    ["a brace too many", `{"guest":{}},${CPU}}`],
    ["two objects", `{"guest":{}}{"guest":{},${CPU}}`],
    ["a member of another name", `{"__proto__":{"guest":{}},${CPU}}`],
    ["white space", ` { "guest" : {} ,${CPU}}`],
    ["something after it", `{"guest":{},${CPU},"view":"vmcs"}`],
  ])("reads a line with %s as it stands", (_what, text) => {
    const { fresh, knowing } = parsed(text);
    expect(knowing).toEqual(fresh);
    expect(JSON.stringify(knowing).length).toBe(JSON.stringify(fresh).length);
  });

  test("reads any line as JSON.parse does", () => {
    const bits = fc.constantFrom(
      ...[
        '{"guest":{"cr0":1}',
        '"view":"vmcs"',
        CPU,
        ",",
        "{",
        "}",
        "[",
        "]",
        '"',
        "\\",
        "1",
        " ",
        '"cpu":',
        "\r",
      ],
    );
    const lines = fc.array(bits, { maxLength: 9 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 6 }), fc.boolean(), (starts, isOften) => {
        const parser = new NdjsonParser();
        for (const start of isOften ? [...starts, ...starts] : starts) {
          const text = `${start},${CPU}}`;
          const item = parser.parse("-", { text, number: 1, cut: false });
          let value: unknown;
          try {
            value = JSON.parse(text);
          } catch {
            expect(item.kind).toBe("fault");
            continue;
          }
          if (item.kind === "state" && item.dump === undefined) {
            expect(item.state).toEqual(value);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["with blanks, as Python writes", '{"guest": {}, "cpu": {"inSmm": false}}', true],
    ["first", '{"cpu":{"inSmm":false},"guest":{}}', false],
    ["in a vector", '{"id":"a","state":{"guest":{},"cpu":{"inSmm":false}}}', false],
  ])("knows a CPU again that stands %s: %s", (_what, text, isKnown) => {
    const parser = new NdjsonParser();
    const states = [1, 2, 3, 4].map((number) => {
      const item = parser.parse("-", { text, number, cut: false });
      return item.kind === "state" ? (item.state as { cpu: object }) : undefined;
    });
    for (const state of states) expect(state).toEqual({ guest: {}, cpu: { inSmm: false } });
    expect(states[3]?.cpu === states[2]?.cpu).toBe(isKnown);
  });

  test("hands out the CPU it knows, which nobody can change", () => {
    const parser = new NdjsonParser();
    const cpus = [1, 2, 3, 4].map((number) => {
      const item = parser.parse("-", { text: `{"guest":{},${CPU}}`, number, cut: false });
      return item.kind === "state" ? (item.state as { cpu: object }).cpu : {};
    });
    expect(cpus[2]).not.toBe(cpus[0]);
    expect(cpus[3]).toBe(cpus[2]);
    expect(Object.isFrozen(cpus[3])).toBe(true);
  });
});
