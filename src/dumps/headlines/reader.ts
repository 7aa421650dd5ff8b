import { basicReasonIn, numberedIn } from "./by-number.ts";
import { headlineIn, isReport } from "./find.ts";
import { Line } from "./line.ts";
import { mayBeHeadline } from "./may-be.ts";
import { Phrases } from "./phrases.ts";
import { isQualified, qualificationIn } from "./qualification.ts";
import type { Headline } from "./types.ts";

/** Longer lines are looked at in parts that overlap, so that memory stays bounded. */
const PART = 4096;
const OVERLAP = 512;
/** How many lines below a headline may still complete it. */
const NEAR = 10;

const FLAG = new Phrases([["vm? entry failure|failed|fail", true]]);
const SET: ReadonlySet<string> = new Set(["yes", "true", "1", "set"]);
/** bhyve and its descendants print an exit in lines of a name and a number each. */
const EXIT_BLOCK = /^\s*vm exit\[\d{1,5}\]/;

/**
 * The headlines of a text, line by line. A line near below may complete an earlier one: then the
 * `Headline` that was returned for that line is changed (its `failure.qualification`), or, where
 * the earlier line alone was no report (`basic reason: 33`), the headline comes with the line that
 * makes it one (`entry failure: yes`).
 */
export class HeadlineReader {
  #last: { readonly headline: Headline; readonly line: number } | undefined;
  /** A basic reason that no word has called a failure yet. */
  #open: { readonly headline: Headline; readonly line: number } | undefined;
  #exitBlock = -Infinity;

  /**
   * Takes the next logical line; returns the headline on it, if there is one. Only lines that pass
   * `mayBeHeadline` need to come. Never throws.
   */
  push(text: string, line: number): Headline | undefined {
    for (let from = 0; from === 0 || from + OVERLAP < text.length; from += PART - OVERLAP) {
      const part = text.slice(from, from + PART);
      if (!mayBeHeadline(part)) continue;
      const headline = this.#read(part, line);
      if (headline === undefined) continue;
      headline.at += from;
      headline.end += from;
      this.#last = { headline, line };
      return headline;
    }
    return undefined;
  }

  #read(text: string, number: number): Headline | undefined {
    if (EXIT_BLOCK.test(text)) this.#exitBlock = number;
    const line = new Line(text);
    const headline =
      headlineIn(line) ?? this.#ofExitBlock(line, number) ?? this.#closed(line, number);
    if (headline !== undefined) return headline;
    this.#complete(line, number);
    return undefined;
  }

  /** `exit_reason 33` below `vm exit[0]`. */
  #ofExitBlock(line: Line, number: number): Headline | undefined {
    if (number - this.#exitBlock > NEAR) return undefined;
    const [reason] = numberedIn(line, true);
    if (reason === undefined || !isReport(line.text, reason)) return undefined;
    return { failure: reason.failure, at: reason.at, end: reason.end, program: "bhyve" };
  }

  /** `entry failure: yes` below `basic reason: 33`. */
  #closed(line: Line, number: number): Headline | undefined {
    const open = this.#open;
    const reason = basicReasonIn(line);
    if (reason !== undefined && isReport(line.text, reason)) {
      const { failure, at, end } = reason;
      this.#open = { headline: { failure, at, end, program: "own" }, line: number };
      return undefined;
    }
    const flag = flagIn(line);
    if (flag === undefined || open === undefined || number - open.line > NEAR) return undefined;
    if (!isReport(line.text, { ...flag, isPrinted: true })) return undefined;
    this.#open = undefined;
    return { ...open.headline, ...flag };
  }

  #complete(line: Line, number: number): void {
    const last = this.#last;
    if (last === undefined || number - last.line > NEAR) return;
    const { failure } = last.headline;
    const qualification = isQualified(failure) ? qualificationIn(line) : undefined;
    if (qualification !== undefined) failure.qualification = Number(qualification.value);
  }
}

/** `entry failure: yes`: the flag, where it is set. */
function flagIn(line: Line): { at: number; end: number } | undefined {
  for (const { from, to } of FLAG.in(line.tokens)) {
    const index = line.tokens[to]?.kind === "sign" ? to + 1 : to;
    if (SET.has(line.tokens[index]?.text ?? ""))
      return { at: line.at(from), end: line.behind(index + 1) };
  }
  return undefined;
}
