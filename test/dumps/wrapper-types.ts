/** What a wrapper is, and the two ways most of them are made. */
import fc from "fast-check";

export interface Wrapper {
  /** Short description for failure messages. */
  readonly name: string;
  /**
   * The dump's lines as they come out of the program that wraps them; every physical line is one
   * string without a line feed. Lines of the wrapper's own (a fence, a heading, a table's border)
   * may stand before, between and behind them.
   */
  wrap(lines: readonly string[]): string[];
  /** Whether each line of the dump has a physical line to itself. */
  readonly perLine: boolean;
}

/** The physical line that a line of the dump becomes. */
export type WrapLine = (line: string, number: number, count: number) => string;

export const lineWrapper = (name: string, wrapLine: WrapLine): Wrapper => ({
  name,
  perLine: true,
  wrap: (lines) => lines.map((line, number) => wrapLine(line, number, lines.length)),
});

/** The same with lines of its own before and behind. */
export function blockWrapper(
  name: string,
  head: readonly string[],
  wrapLine: WrapLine,
  tail: readonly string[],
): Wrapper {
  const inner = lineWrapper(name, wrapLine);
  return { ...inner, wrap: (lines) => [...head, ...inner.wrap(lines), ...tail] };
}

/** The whole dump in one physical line. */
export const wholeWrapper = (
  name: string,
  wrap: (lines: readonly string[]) => string,
): Wrapper => ({ name, perLine: false, wrap: (lines) => [wrap(lines)] });

/** All of them equally often. */
export const anyOf = (...kinds: readonly fc.Arbitrary<Wrapper>[]): fc.Arbitrary<Wrapper> =>
  fc.oneof(...kinds);
