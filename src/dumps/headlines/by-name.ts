/** Headlines that are a name from the manual: `VM entry with invalid host-state field(s)`. */
import { entryFailure } from "../failure.ts";
import type { Failure } from "../types.ts";
import type { Candidate } from "./by-number.ts";
import type { Line } from "./line.ts";
import { NAMES, type Named } from "./names.ts";
import { type Found, Phrases } from "./phrases.ts";

const PHRASES = new Phrases(NAMES);
/** `INVALID_GUEST_STATE (0x80000021)`: the number that a name stands for. */
const NEAR = 3;

/** Every place where the manual's name of a failure stands, whatever is said about it. */
export function namesIn(line: Line): Found<Named>[] {
  return PHRASES.in(line.tokens);
}

/** The names that are reported. */
export function namedIn(line: Line): Candidate[] {
  return namesIn(line)
    .filter(({ from, to }) => line.isClause(from, to) && !isInManual(line, from, to))
    .map(({ said, from, to }) => {
      const [at, end] = [line.at(from), line.behind(to)];
      const number = line.linked(to, NEAR);
      const isItsOwn = number !== undefined && isNumberOf(said, number.value);
      const failure = failureOf(
        said,
        line.text.slice(at, end),
        isItsOwn ? number.value : undefined,
      );
      return { failure, at, end: isItsOwn ? number.end : end, isPrinted: false };
    });
}

/** In the name of a file, or in a table: behind its number, before its number, before a text. */
function isInManual(line: Line, from: number, to: number): boolean {
  const behind = line.tokens[to];
  const isColumn = behind?.kind === "number" && /\t|\s{2}/.test(gapBefore(line, to));
  const isFollowed = from === 0 && behind?.text === "." && to + 1 < line.tokens.length;
  return line.isSlug(from, to) || line.isListed(from) || isColumn || isFollowed;
}

function gapBefore(line: Line, index: number): string {
  return line.text.slice(line.behind(index), line.at(index));
}

function isNumberOf(named: Named, value: bigint): boolean {
  return "error" in named
    ? value === BigInt(named.error)
    : (value & 0x7fff_ffffn) === BigInt(named.reason);
}

/** The kind of a failed entry says all that its reason would; an error has a number only. */
function failureOf(named: Named, text: string, printed?: bigint): Failure {
  const number = printed ?? BigInt("error" in named ? named.error : named.reason);
  const { code, kind } = entryFailure(text, number);
  return { text, code: "error" in named || printed !== undefined ? code : "", kind };
}
