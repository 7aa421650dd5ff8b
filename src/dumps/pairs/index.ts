/** Names of fields and their values, wherever and however they are written. */
import { type DumpFormat, type Reading, emptyReading } from "../format.ts";
import type { Placed } from "../read/placed.ts";
import type { BareLine } from "../read/unwrap.ts";
import type { Origin } from "../types.ts";
import { pairFormat } from "./formats.ts";
import { FULL, hintOn } from "./hints.ts";
import type { ReadBlock } from "./reader.ts";

export { pairFormat } from "./formats.ts";
export { FULL, hintOn };
export { PairReader } from "./reader.ts";

/** What stands before the first field of a program's line, and belongs to it. */
const OF_PROGRAM = /^(?:(?:\b[A-Za-z_]\w*\b|[\s"'`([{.*+\-$@&,])*|[\w\s*&:<>.]{1,80} =)$/;
/** Whether words stand before a name that may be a program's: its next line is no rest of this one. */
export function mayBeStatement(before: string): boolean {
  return /\w/.test(before) && OF_PROGRAM.test(before);
}

/** A mark that begins a comment in some language. */
const COMMENT = /(?:\/\/|\/\*|--|[#;])[/*#;!]{0,8}\s{0,8}$/;

/**
 * The line as it is read for pairs: without its wrapper, but with what belongs to a statement or to
 * structured data. `undefined` if an earlier part of the line was read with this one.
 */
export function pairText(text: Placed, line: Omit<BareLine, "text">): Placed | undefined {
  const { whole, before, from } = line;
  if (whole === undefined) return undefined;
  const quote = /["'`]$/.exec(before)?.[0];
  const name = /^[\w.-]{1,60}(["'`])/.exec(text.text)?.[1];
  if (hintOn(before) > 0) return whole;
  if (OF_PROGRAM.test(before) || (quote !== undefined && quote === name)) return whole;
  const start = beginOfPath(whole.text, from);
  return whole.slice(beginOfComment(whole.text.slice(0, start)));
}

/** Where the comment begins that is open at the end of a text; its end if none is. */
function beginOfComment(before: string): number {
  const mark = COMMENT.exec(before.slice(-MAX_MARK));
  if (mark !== null) return before.length - mark[0].length;
  const first = /^\s{0,80}(?=#|;|--)/.exec(before);
  if (first !== null) return first[0].length;
  const slashes = before.lastIndexOf("//");
  const isAddress = before[slashes - 1] === ":";
  const begin = Math.max(isAddress ? -1 : slashes, before.lastIndexOf("/*"));
  return begin === -1 || before.includes("*/", begin) ? before.length : begin;
}

const MAX_MARK = 24;

/** What was taken away in front may be the beginning of the name: `vmcs::guest::` of `CS_LIMIT`. */
function beginOfPath(text: string, from: number): number {
  let at = from;
  for (let count = 0; count < 8; count++) {
    const outer = /(?:^|[^\w])([A-Za-z_]\w{0,40}(?:::|\.|->))$/.exec(
      text.slice(Math.max(0, at - 48), at),
    );
    if (outer === null) return at;
    at -= outer[1]?.length ?? 0;
  }
  return at;
}

interface PlacedReading {
  readonly reading: Reading;
  readonly place: Origin;
}

/** The states of a block as the drafts of dumps take them in, in the order of the text. */
export function readingsOf(
  block: ReadBlock,
): { readonly format: DumpFormat; readonly readings: readonly PlacedReading[] }[] {
  return block.states.map(({ isCode, view, values, remarks }) => {
    const readings = [...values]
      .map(([path, { value, at }]): PlacedReading => {
        const reading = { ...emptyReading(), values: [{ path, value, at: 0 }] };
        return { reading, place: block.placeOf(at) };
      })
      .concat(
        remarks.map(({ at, text }): PlacedReading => {
          const place = block.placeOf(at);
          const said = text.replace("{line}", String(place.line));
          return { reading: { ...emptyReading(), warnings: [{ text: said, at: 0 }] }, place };
        }),
      );
    readings.sort((one, other) => one.place.line - other.place.line);
    return { format: pairFormat(isCode, view), readings };
  });
}
