/** Reads one stretch of a text: its lines in, the states that its pairs make out. */
import type { Event } from "./events.ts";
import { evidenceOf, isHexWord, looksLikeCode } from "./evidence.ts";
import { Lexer, type Token } from "./lexer.ts";
import { numberOf } from "./numbers.ts";
import { type Evidence, type FieldReading, fieldReadings } from "./readings.ts";
import { type Decision, decideStates } from "./states.ts";
import { walk } from "./walk.ts";

export interface BlockLine {
  readonly text: string;
  /** Blanks in front of it. */
  readonly indent: number;
}

/** Never throws, whatever the lines are. `isTerminated`: whether a line end follows the last one. */
export function readBlock(lines: readonly BlockLine[], isTerminated: boolean = true): BlockReading {
  const texts = withoutRemoved(lines.map(({ text }) => text));
  const isCode = looksLikeCode(texts);
  const lexer = new Lexer({ isCode });
  for (const [line, text] of texts.entries()) lexer.push(text, line);
  const { tokens } = lexer;
  const indents = lines.map(({ indent }) => indent);
  const walked = walk(tokens, { isCode, indents });
  const evidence = evidenceOf(tokens, walked, { isCode, isTerminated });
  const readings = fieldReadings(asNumbers(walked, evidence), evidence);
  const lost = isCode ? [] : linesWithout(readings, lines.length);
  return { ...decideStates(readings, wordsBefore(tokens, readings)), lost };
}

export interface BlockReading extends Decision {
  /** Indexes of the lines of a list of which nothing was read. */
  readonly lost: readonly number[];
}

function wordsBefore(
  tokens: readonly Token[],
  readings: readonly FieldReading[],
): (line: number) => number {
  const first = new Map<number, number>();
  for (const { nameAt } of readings)
    first.set(nameAt.line, Math.min(first.get(nameAt.line) ?? Infinity, nameAt.at));
  const counts = new Map<number, number>();
  for (const { kind, line, at } of tokens)
    if (kind === "word" && at < (first.get(line) ?? 0))
      counts.set(line, (counts.get(line) ?? 0) + 1);
  return (line) => counts.get(line) ?? 0;
}

function linesWithout(readings: readonly FieldReading[], count: number): number[] {
  const read = new Set(readings.flatMap(({ nameAt, valueAt }) => [nameAt.line, valueAt.line]));
  return Array.from({ length: count }, (_, line) => line).filter((line) => !read.has(line));
}

/** Where numbers are hexadecimal without a mark, a word may be one. */
function asNumbers(events: readonly Event[], { isHex, isBareHex }: Evidence): readonly Event[] {
  if (!isHex) return events;
  return events.map((event): Event => {
    const { value, style } = event;
    if ((style === "code" && !isBareHex) || value?.kind !== "name" || !isHexWord(value.names))
      return event;
    const number = numberOf(value.names[0] ?? "");
    if (number === undefined) return event;
    return { ...event, value: { kind: "number", number, token: event.valueAt } };
  });
}

/** Without what a difference takes away, and without its marks. */
function withoutRemoved(lines: readonly string[]): readonly string[] {
  const isDifference =
    lines.some((line) => /^@@ .* @@|^diff --git |^\+\+\+ /.test(line)) ||
    (lines.some((line) => /^\+\s*\w/.test(line)) && lines.some((line) => /^-\s*\w/.test(line)));
  if (!isDifference) return lines;
  return lines.map((line) => {
    if (line.startsWith("-")) return "";
    return line.startsWith("+") ? ` ${line.slice(1)}` : line;
  });
}

export type { Token };
