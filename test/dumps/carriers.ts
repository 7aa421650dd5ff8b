/** Which numbers of a text carry values: found by trying, with no knowledge of any format. */
import { type ParsedDump, type ReadText, readText } from "../../src/dumps/index.ts";
import { joined, valuesOf } from "./families.ts";
import { generator } from "./generator.ts";

/** A number in a text that something was read from. */
export interface Carrier {
  /** Index of its line. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

const NUMBER = /(?<![\w`])(?:0x)?[0-9a-fA-F]+(?:`[0-9a-fA-F]{8})?(?![\w`])/g;

const said = (dumps: readonly ParsedDump[]): { paths: string; values: string } => ({
  paths: dumps.map(({ format, origin }) => `${format} ${[...origin.keys()].join()}`).join("\n"),
  values: dumps.flatMap(({ state }) => valuesOf(state)).join("\n"),
});

/** The line with something else between two places. */
export const replaced = (line: string, { start, end }: Carrier, by: string): string =>
  line.slice(0, start) + by + line.slice(end);

export const withLine = (lines: readonly string[], at: number, line: string): string[] =>
  lines.with(at, line);

/** Another number of the same length. */
export const changed = (number: string): string =>
  number.slice(0, -1) + (number.endsWith("1") ? "2" : "1");

/** Lines (1-based) at which some value is said to stand. */
export const originLines = (dumps: readonly ParsedDump[]): Set<number> =>
  new Set(dumps.flatMap(({ origin }) => [...origin.values()].map(({ line }) => line)));

/** Lines (1-based) that are named as not read. */
export const unreadLines = ({ dumps, unread }: Omit<ReadText, "known">): Set<number> =>
  new Set([...dumps.flatMap((dump) => dump.unread), ...unread].map(({ line }) => line));

/** So many of them, the same in every run; in their order. */
function some<Value>(values: readonly Value[], most: number): Value[] {
  const random = generator(values.length);
  const left = [...values.keys()];
  while (left.length > most) left.splice(random(left.length), 1);
  return left.map((at) => values[at] as Value);
}

/**
 * Of at most so many of the numbers on lines with values, those whose change gives another value
 * and the same fields.
 */
export function carriersOf(lines: readonly string[], most: number): Carrier[] {
  const { dumps } = readText(joined(lines));
  const before = said(dumps);
  const numbers = [...originLines(dumps)].flatMap((number): Carrier[] =>
    [...(lines[number - 1] ?? "").matchAll(NUMBER)].map(({ 0: found, index }) => ({
      line: number - 1,
      start: index,
      end: index + found.length,
    })),
  );
  return some(numbers, most).filter((carrier) => {
    const text = lines[carrier.line] ?? "";
    const found = text.slice(carrier.start, carrier.end);
    const other = withLine(lines, carrier.line, replaced(text, carrier, changed(found)));
    const after = said(readText(joined(other)).dumps);
    return after.paths === before.paths && after.values !== before.values;
  });
}
