/**
 * Failures that a text reports in words, until it is known which dump they belong to: the one they
 * stand in, or the nearest. Those near no dump are texts of their own.
 */
import type { Draft } from "../draft.ts";
import type { Headline } from "../headlines/index.ts";
import { headlineText } from "../known.ts";
import type { KnownText } from "../types.ts";

/** A headline is not farther from its dump. */
const NEAR = 48;
/** A headline announces what follows rather than that it closes what came before. */
const ANNOUNCES = 4;
/** So many wait at a time. */
const MAX_WAITING = 64;

interface Waiting {
  /** May change as long as lines come that complete it. */
  readonly headline: Headline;
  readonly line: number;
  readonly source: string | undefined;
}

export class Failures {
  #waiting: Waiting[] = [];

  /** Takes in a headline; returns those that no dump can claim any more. */
  leave(headline: Headline, line: number, source: string | undefined): KnownText[] {
    this.#waiting.push({ headline, line, source });
    const tooMany = this.#waiting.length - MAX_WAITING;
    return tooMany > 0 ? this.#waiting.splice(0, tooMany).map(textOf) : [];
  }

  /** A dump is complete: gives it what it reports. `others` are those that are not. */
  give(draft: Draft, others: readonly Draft[]): void {
    this.#waiting = this.#waiting.filter((waiting) => {
      const own = distance(draft, waiting);
      if (own > NEAR) return true;
      if (others.some((other) => other.hasValues && distance(other, waiting) < own)) return true;
      draft.reports(waiting.headline.failure, waiting.line);
      return false;
    });
  }

  /** Headlines before a line, with no dump near them. */
  left(before: number): KnownText[] {
    const gone = this.#waiting.filter(({ line }) => line < before);
    this.#waiting = this.#waiting.filter(({ line }) => line >= before);
    return gone.map(textOf);
  }

  /** Whether one was found on a line. */
  isOn(line: number): boolean {
    return this.#waiting.some((waiting) => waiting.line === line);
  }
}

function textOf({ headline, line }: Waiting): KnownText {
  return headlineText(headline, line);
}

/** How far a headline stands from a dump; less if it announces it, or is of the same source. */
function distance(draft: Draft, { line, source }: Waiting): number {
  const far =
    line < draft.firstLine
      ? (draft.firstLine - line) / ANNOUNCES
      : Math.max(0, line - draft.lastLine);
  const isForeign = source !== undefined && draft.source !== undefined && source !== draft.source;
  return isForeign ? far + NEAR / 2 : far;
}
