/** Headlines that are a name from the manual: `VM entry with invalid host-state field(s)`. */
import { entryFailure } from "../failure.ts";
import type { Candidate } from "./by-number.ts";
import type { Line } from "./line.ts";
import { NAMES, type Named } from "./names.ts";
import { type Found, Phrases } from "./phrases.ts";

const PHRASES = new Phrases(NAMES);

/** Every place where the manual's name of a failure stands, whatever is said about it. */
export function namesIn(line: Line): Found<Named>[] {
  return PHRASES.in(line.tokens);
}

/** The names that are reported; the manual's tables, and those of programs, have a number first. */
export function namedIn(line: Line): Candidate[] {
  return namesIn(line)
    .filter(
      ({ from, to }) => line.isClause(from, to) && !line.isSlug(from, to) && !line.isListed(from),
    )
    .map(({ said, from, to }) => {
      const [at, end] = [line.at(from), line.behind(to)];
      const text = line.text.slice(at, end);
      const { code, kind } = entryFailure(text, BigInt("error" in said ? said.error : said.reason));
      // The kind says all that a reason's number would; nothing has printed one.
      return {
        failure: { text, code: "error" in said ? code : "", kind },
        at,
        end,
        isPrinted: false,
      };
    });
}
