/** Random damage of the kinds that logs, mail and terminals do to a dump. */
import fc from "fast-check";

const STAMPS = [
  "",
  "[  673.850218] ",
  "[7011807.029742] ",
  "[ 20026,827747] ",
  "[Tue Sep  8 22:52:20 2020] ",
  "<4>[   12.000001][ T1234] ",
  "kvm_intel: ",
  "[  673.850218] kvm_intel: ",
  "Jun 24 17:25:51 testhost kernel: ",
  "Sep  8 22:52:20 host kernel: [10639.241834] ",
  "Jun 24 17:25:51 testhost QEMU[2997]: ",
  "2022-06-24T17:25:51+0200 testhost kernel: ",
  "2021-08-01T00:00:00.000Z ",
  "[2021-08-01T00:00:00.123Z] ",
];
const QUOTES = [
  "",
  "> ",
  ">> ",
  "> > ",
  "| ",
  "    ",
  "\t",
  "\u00a0 ",
  "&gt; ",
  "> > >> | ",
  ">>>> ",
];
const COLOURS = ["", "\u001b[32m", "\u001b[0;1;39m", "\u001b[K"];
const PROSE = ["", "...", "and then, as you can see:", "On Tue, somebody wrote:", "```"];

export interface Noise {
  stamp: string;
  quote: string;
  colour: string;
  lineEnd: string;
  /** Wrap at 72 columns; continuation lines get the quote but no stamp. */
  isWrapped: boolean;
  isSpaced: boolean;
  areBlanksCollapsed: boolean;
  /** Each line begins where the one before ended, as on a terminal in raw mode. */
  isStaircase: boolean;
  prose: string;
}

export const noise: fc.Arbitrary<Noise> = fc.record({
  stamp: fc.constantFrom(...STAMPS),
  quote: fc.constantFrom(...QUOTES),
  colour: fc.constantFrom(...COLOURS),
  lineEnd: fc.constantFrom("\n", "\r\n"),
  isWrapped: fc.boolean(),
  isSpaced: fc.boolean(),
  areBlanksCollapsed: fc.boolean(),
  isStaircase: fc.boolean(),
  prose: fc.constantFrom(...PROSE),
});

export function withNoise(lines: readonly string[], how: Noise): string {
  const damaged: string[] = [];
  let column = 0;
  for (const [index, line] of lines.entries()) {
    const text = how.areBlanksCollapsed ? line.replace(/ +/g, " ").trimEnd() : line;
    const pieces = how.isWrapped ? wrap(how.stamp + text) : [how.stamp + text];
    for (const piece of pieces) {
      const indent = how.isStaircase ? " ".repeat(column % 80) : "";
      column += piece.length;
      damaged.push(
        `${how.quote}${indent}${how.colour}${piece}${how.colour === "" ? "" : "\u001b[0m"}`,
      );
      if (how.isSpaced) damaged.push(how.quote);
    }
    if (index % 7 === 3) damaged.push(how.prose);
  }
  return damaged.map((line) => line + how.lineEnd).join("");
}

/** Breaks at the last blank before column 72, as mail programs do, but not within the stamp. */
function wrap(line: string): string[] {
  const pieces: string[] = [];
  let left = line;
  while (left.length > 72) {
    const at = left.lastIndexOf(" ", 72);
    if (at <= 0) break;
    pieces.push(left.slice(0, at + 1));
    left = left.slice(at + 1);
  }
  return [...pieces, left];
}
