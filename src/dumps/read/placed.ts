/**
 * Text that knows where each of its characters stood. Decoding, splitting, joining and stripping
 * make new texts of old ones; offsets in the result still lead to the line and the column.
 */
import type { Origin } from "../types.ts";

/** A stretch of characters that stood one after the other, or that one escape stood for. */
interface Run {
  /** Where it begins in the text. */
  readonly at: number;
  readonly origin: Origin;
  /** 0-based offset in `origin.text` of its first character. */
  readonly column: number;
  /** False if all its characters were written as one escape, which began at `column`. */
  readonly isCopied: boolean;
}

export interface Place {
  readonly origin: Origin;
  /** 1-based, in UTF-16 code units of the line as it stood. */
  readonly column: number;
}

export class Placed {
  readonly text: string;
  /** In order; the first begins at 0, unless the text is empty. */
  readonly #runs: readonly Run[];

  private constructor(text: string, runs: readonly Run[]) {
    this.text = text;
    this.#runs = runs;
  }

  /** A whole line as it stands in the input. */
  static line(origin: Origin): Placed {
    return new Placed(origin.text, [{ at: 0, origin, column: 0, isCopied: true }]);
  }

  /** Several texts, one behind the other, with `glue` (a blank or nothing) between them. */
  static join(parts: readonly Placed[], glue: "" | " "): Placed {
    let text = "";
    const runs: Run[] = [];
    for (const [index, part] of parts.entries()) {
      if (index > 0) text += glue;
      for (const run of part.#runs) runs.push({ ...run, at: run.at + text.length });
      text += part.text;
    }
    return new Placed(text, runs);
  }

  slice(from: number, to: number = this.text.length): Placed {
    if (from === 0 && to === this.text.length) return this;
    const first = this.#indexOf(from);
    const runs: Run[] = [];
    for (let index = first; index < this.#runs.length; index++) {
      const run = this.#runs[index];
      if (run === undefined || (run.at >= to && index > first)) break;
      const skipped = Math.max(0, from - run.at);
      runs.push({
        ...run,
        at: Math.max(0, run.at - from),
        column: run.isCopied ? run.column + skipped : run.column,
      });
    }
    return new Placed(this.text.slice(from, to), runs);
  }

  /** Without blanks and tabs at either end. */
  trim(): Placed {
    let from = 0;
    let to = this.text.length;
    while (from < to && isBlank(this.text.charCodeAt(from))) from++;
    while (to > from && isBlank(this.text.charCodeAt(to - 1))) to--;
    return this.slice(from, to);
  }

  /** The same characters spelled otherwise, one for one. Throws `RangeError` for another length. */
  respelled(text: string): Placed {
    if (text.length !== this.text.length) throw new RangeError("respelled text has another length");
    return text === this.text ? this : new Placed(text, this.#runs);
  }

  /** Where the character at `at` stood; the last one for an offset behind the end. */
  placeOf(at: number): Place {
    const run = this.#runs[this.#indexOf(at)];
    if (run === undefined) throw new Error("a text stands on at least one line");
    const inside = Math.min(at, Math.max(0, this.text.length - 1)) - run.at;
    return {
      origin: run.origin,
      column: 1 + run.column + (run.isCopied ? Math.max(0, inside) : 0),
    };
  }

  /** Whether the character was written as itself, and not as an escape. */
  isCopied(at: number): boolean {
    return this.#runs[this.#indexOf(at)]?.isCopied ?? true;
  }

  /** The lines it stood on, each once, in order. */
  get origins(): Origin[] {
    return [...new Set(this.#runs.map(({ origin }) => origin))];
  }

  #indexOf(at: number): number {
    let low = 0;
    let high = this.#runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#runs[middle]?.at ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Makes a text out of another one: what is kept, what is put in its place, what is left out. */
  static rewriter(source: Placed): Rewriter {
    const runs: Run[] = [];
    let text = "";
    const copy = (from: number, to: number): void => {
      if (from >= to) return;
      const piece = source.slice(from, to);
      for (const run of piece.#runs) runs.push({ ...run, at: run.at + text.length });
      text += piece.text;
    };
    const put = (decoded: string, from: number): void => {
      if (decoded === "") return;
      const { origin, column } = source.placeOf(from);
      runs.push({ at: text.length, origin, column: column - 1, isCopied: false });
      text += decoded;
    };
    const take = (): Placed => {
      if (runs.length === 0)
        runs.push({ at: 0, origin: source.placeOf(0).origin, column: 0, isCopied: true });
      const made = new Placed(text, [...runs]);
      text = "";
      runs.length = 0;
      return made;
    };
    return { copy, put, take };
  }
}

export interface Rewriter {
  /** Keeps the characters of the source from `from` to `to`. */
  copy(from: number, to: number): void;
  /** Puts `decoded` for what is written at `from`. */
  put(decoded: string, from: number): void;
  /** What was made so far; the next text begins. */
  take(): Placed;
}

export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
