/** The lines of a text, as they stand and without what logs and mails put around them. */
import { Placed } from "../read/placed.ts";
import { Unwrapper } from "../read/unwrap.ts";
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
  const unwrapper = new Unwrapper(new TableAnchors());
  const asTheyStand: SourceLine[] = [];
  const unwrapped: SourceLine[] = [];
  const stripped = new Set<number>();
  const take = (ready: ReturnType<Unwrapper["push"]>): void => {
    for (const { text: placed, terminated, before } of ready) {
      const { line } = placed.placeOf(0).origin;
      if (before !== "") stripped.add(line);
      unwrapped.push({ number: line, text: placed.text, isTerminated: terminated });
    }
  };
  for (const [index, whole] of parts.entries()) {
    const number = index + 1;
    const isEnded = isTerminated || number < parts.length;
    const line = whole.length > MAX_LINE ? "" : whole;
    const plain = line.replaceAll("\t", " ").trim();
    asTheyStand.push({ number, text: plain, isTerminated: isEnded });
    if (line.length > MAX_WRAPPED) unwrapped.push({ number, text: plain, isTerminated: isEnded });
    else take(unwrapper.push(Placed.line({ line: number, text: line }), isEnded));
  }
  take(unwrapper.end());
  return { asTheyStand, unwrapped, stripped, textOf: (line) => parts[line - 1] ?? "" };
}
