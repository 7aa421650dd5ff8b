/** What is said about an input in which no state was found. */
import type { KnownText } from "../../index.ts";
import type { Rest } from "../input/item.ts";
import { printable } from "../terminal.ts";

const MAX_MISSES = 5;
const MAX_QUOTE = 80;

/** Lines that are read as they stand, each a state of its own. */
export const READABLE_LINES: readonly string[] = [
  "CS:   sel=0x0010, attr=0x0c09b, limit=0xffffffff, base=0x0000000000000000",
  "CS =0010 00000000 ffffffff 00c09b00 DPL=0 CS32 [-RA]",
];

/** What comes nearest to a state, and what a state would look like. */
export function nearMisses({ unread, isJson }: Pick<Rest, "unread" | "isJson">): string[] {
  const shown = unread.slice(0, MAX_MISSES);
  const left = unread.length - shown.length;
  return [
    ...shown.map(
      ({ line, text, why }) =>
        `line ${line} looks like a field: "${printable(text.trim(), MAX_QUOTE)}": ${why}`,
    ),
    ...(left === 0 ? [] : [`and ${left} more`]),
    ...(isJson
      ? [
          "the JSON in it has no member guest, controls, cpu, memory, view, assume or state: it was read as a log (--format json or ndjson reads it as a state)",
        ]
      : []),
    ...READABLE_LINES.map(
      (line, index) => `${index === 0 ? "a line that can be read" : "or"}: ${line}`,
    ),
  ];
}

/** The words of a text, and how often they were said if it was more than once. */
export function quotationOf({ text, count = 1 }: KnownText): string {
  return `${printable(text)}${count === 1 ? "" : ` (${count} times)`}`;
}

/** What a text is or reports, for people. */
export function explanationOf(known: KnownText, file: string): string {
  const place = file === "-" ? `line ${known.line}` : `${file}:${known.line}`;
  const more = [known.meaning, known.advice].filter((part) => part !== "");
  return `${[`${printable(place)}: ${quotationOf(known)}`, ...more.map((part) => `  ${printable(part, 2000)}`)].join("\n")}\n`;
}
