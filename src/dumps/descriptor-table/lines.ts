/** The lines of a text, as they stand and without what logs and mails put around them. */
import { Placed } from "../read/placed.ts";
import { type BareLine, Unwrapper } from "../read/unwrap.ts";
import { TableAnchors } from "./anchors.ts";
import type { SourceLine } from "./types.ts";

/** No line of a table comes near this; longer ones are read as if they were empty. */
const MAX_LINE = 100_000;
/** Where lines are longer than this, none is looked at for what is around it. */
const MAX_WRAPPED = 65_536;

export interface TextLines {
  readonly asTheyStand: readonly SourceLine[];
  readonly unwrapped: readonly SourceLine[];
  /** Numbers of the lines of which something in front was taken away. */
  readonly stripped: ReadonlySet<number>;
  /** The text of a line as it stood in the input. */
  readonly textOf: (line: number) => string;
}

export function linesOf(text: string): TextLines {
  const parts = text.split(/\r\n|\n|\r/);
  const isTerminated = parts.at(-1) === "";
  if (isTerminated) parts.pop();
  const lines = parts.map((whole, index): SourceLine => {
    const line = whole.length > MAX_LINE ? "" : whole;
    const isEnded = isTerminated || index < parts.length - 1;
    return { number: index + 1, text: line, isTerminated: isEnded };
  });
  const asTheyStand = lines.map((line) => ({ ...line, text: plain(line.text) }));
  return { asTheyStand, ...unwrap(lines), textOf: (line) => parts[line - 1] ?? "" };
}

const plain = (line: string): string => line.replaceAll("\t", " ").trim();

/** What a wrapper looks like may show only behind its first lines: they are gone through again. */
function unwrap(lines: readonly SourceLine[]): Pick<TextLines, "unwrapped" | "stripped"> {
  const unwrapper = new Unwrapper(new TableAnchors());
  const first = pass(lines, unwrapper);
  return first.stripped.size === 0 ? first : pass(lines, unwrapper);
}

function pass(
  lines: readonly SourceLine[],
  unwrapper: Unwrapper,
): Pick<TextLines, "unwrapped" | "stripped"> {
  const unwrapped: SourceLine[] = [];
  const stripped = new Set<number>();
  const take = (ready: readonly BareLine[]): void => {
    for (const { text: placed, before, terminated } of ready) {
      const { line } = placed.placeOf(0).origin;
      if (before !== "") stripped.add(line);
      unwrapped.push({ number: line, text: placed.text, isTerminated: terminated });
    }
  };
  for (const { number, text, isTerminated } of lines) {
    if (text.length > MAX_WRAPPED) unwrapped.push({ number, text: plain(text), isTerminated });
    else take(unwrapper.push(Placed.line({ line: number, text }), isTerminated));
  }
  take(unwrapper.end());
  return { unwrapped, stripped };
}
