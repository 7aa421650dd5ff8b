/** Every value tells the line it stands on, as it stood in the input, whatever is around it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ParsedDump, readText } from "../../src/dumps/index.ts";
import { everyPrinter } from "./every-printer.ts";
import { families, joined } from "./families.ts";
import { sampled } from "./rates.ts";
import { nestedWrapper } from "./wrappers.ts";

/** Printers that print every value as a hexadecimal number, as it is in the state. */
const PLAIN =
  /^(?:KVM|Xen 4|Xen, registers|HAXM|HyperKit|NoirVisor|VirtualBox|bhyvectl|WinDbg r|DBVM|Jailhouse|list of fields)/;

/** So many lines may pass between the beginning of a record and one of its values. */
const RECORD = 3;

interface Place {
  readonly path: string;
  readonly value: string;
  readonly line: number;
  readonly text: string;
}

const placesOf = ({ state, origin }: ParsedDump): Place[] =>
  [...origin].map(([path, { line, text }]) => {
    const value = path
      .split(".")
      .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], state);
    return { path, line, text, value: String(value) };
  });

/** The lines as they come, of which a reader knows nothing but the line feeds. */
function expectInPlace(text: string): Place[] {
  const lines = text.split("\n");
  const { dumps } = readText(text);
  return dumps.flatMap((dump) => {
    const places = placesOf(dump);
    for (const { path, line, text: raw } of places) {
      expect(raw, path).toBe(lines[line - 1]);
      expect(line, path).toBeGreaterThanOrEqual(dump.lines[0]);
      expect(line, path).toBeLessThanOrEqual(dump.lines[1]);
    }
    for (const { line, text: raw } of dump.unread) expect(raw).toBe(lines[line - 1]);
    return places;
  });
}

/** The digits of the value, in one piece, on its line or the next ones of the record. */
function expectDigits(lines: readonly string[], { path, value, line }: Place): void {
  const record = lines.slice(line - 1, line - 1 + RECORD).join("\n");
  const digits = value.replace(/^0x/, "");
  expect(record.toLowerCase(), `${path} = ${value} in line ${line}`).toContain(digits);
}

describe.each([...families])("%s", (_family, texts) => {
  it("gives the line of every value", () => {
    for (const { lines } of sampled(texts, 12)) expectInPlace(joined(lines));
  });

  it("gives it through any wrappers", () => {
    for (const [{ lines }, around] of sampled(fc.tuple(texts, nestedWrapper), 25))
      expectInPlace(joined(around.wrap(lines)));
  });
});

describe.each(everyPrinter.filter(({ name }) => PLAIN.test(name)))("$name", ({ states, print }) => {
  const expectAll = (lines: readonly string[]): void => {
    for (const place of expectInPlace(joined(lines))) expectDigits(lines, place);
  };

  it("has the digits of every value on the line that is given", () => {
    for (const state of sampled(states, 12)) expectAll(print(state));
  });

  it("has them through any wrappers", () => {
    for (const [state, around] of sampled(fc.tuple(states, nestedWrapper), 15))
      expectAll(around.wrap(print(state)));
  });
});
