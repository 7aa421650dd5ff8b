/** A line as the finders of headlines see it. */
import { LINKS, COUNTED } from "./subjects.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** A number token and its place. */
export interface NumberAt {
  readonly index: number;
  readonly value: bigint;
  readonly at: number;
  readonly end: number;
}

const LINK_SIGNS: ReadonlySet<string> = new Set([":", "=", "(", "[", "{", ",", ")", ">", "#"]);
const COUNTED_WORD = /^(?:[vpl]?cpu|core|thread|vp|dom)\d{1,6}$/;
/** Further on, nothing tells that a number belongs to the words before it. */
const FARTHEST = 12;
const QUOTE = /["'`*\u201c\u201d\u2018\u2019\u00ab\u00bb]/;

export class Line {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly #words: ReadonlySet<string>;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokensOf(text);
    this.#words = new Set(this.tokens.map(({ text }) => text));
  }

  /** Whether one of the words is on the line. */
  has(words: readonly string[]): boolean {
    return words.some((word) => this.#words.has(word));
  }

  /** Whether a word begins so. */
  hasBegun(beginnings: readonly string[]): boolean {
    return this.tokens.some(
      ({ kind, text }) => kind === "word" && beginnings.some((begin) => text.startsWith(begin)),
    );
  }

  number(index: number): NumberAt | undefined {
    const token = this.tokens[index];
    if (token?.value === undefined) return undefined;
    return { index, value: token.value, at: token.at, end: token.end };
  }

  /** Offset at which a token begins, and behind the one before it. */
  at(index: number): number {
    return this.tokens[index]?.at ?? this.text.length;
  }

  behind(index: number): number {
    return this.tokens[index - 1]?.end ?? 0;
  }

  /** The words and signs between two tokens. */
  between(from: number, to: number): readonly Token[] {
    return this.tokens.slice(from, to);
  }

  /** The number that belongs to the words before `from`, if only links stand in between. */
  linked(from: number, farthest: number = FARTHEST): NumberAt | undefined {
    const last = Math.min(this.tokens.length, from + farthest);
    for (let index = from; index < last; index++) {
      const number = this.number(index);
      if (number !== undefined) return number;
      if (this.#isCounted(index)) index += 1;
      else if (!this.#isLink(index)) return undefined;
    }
    return undefined;
  }

  /** The last word before a token, with nothing but signs in between. */
  wordBefore(index: number): string | undefined {
    let before = index - 1;
    while (this.tokens[before]?.kind === "sign" && index - before < 4) before--;
    const token = this.tokens[before];
    return token?.kind === "word" ? token.text : undefined;
  }

  /** Whether the part is quoted, or no other words of its sentence touch it. */
  isClause(from: number, to: number): boolean {
    return (
      (this.#isQuoted(from) || !this.#isTouchedBefore(from)) &&
      (this.#isQuoted(to) || this.tokens[to]?.kind !== "word")
    );
  }

  /** Whether blanks alone stand between the words: no identifier, no name of a file. */
  isSpoken(from: number, to: number): boolean {
    for (let index = from + 1; index < to; index++)
      if (!/^\s{1,8}$/.test(this.text.slice(this.behind(index), this.at(index)))) return false;
    return true;
  }

  /** Whether hyphens alone join the words: the name of a file, a rule, a page. */
  isSlug(from: number, to: number): boolean {
    let isHyphened = to - from > 1;
    for (let index = from + 1; index < to; index++)
      isHyphened &&= /^[-_]?$/.test(this.text.slice(this.behind(index), this.at(index)));
    return isHyphened && this.text.slice(this.at(from), this.behind(to)).includes("-");
  }

  /** Whether a bullet, or a number and nothing else, stands before the token: a list. */
  isListed(index: number): boolean {
    if (index === 0 && /^\s*[-*+]\s/.test(this.text)) return true;
    const before = this.tokens.slice(0, index).filter(({ kind }) => kind !== "sign");
    return before.length > 0 && before.every(({ text }) => /^(?:0x)?\d{1,20}$/.test(text));
  }

  #isCounted(index: number): boolean {
    return COUNTED.has(this.tokens[index]?.text ?? "") && this.tokens[index + 1]?.kind === "number";
  }

  #isLink(index: number): boolean {
    const { kind, text } = this.tokens[index] ?? { kind: "sign", text: "" };
    if (kind === "sign") return LINK_SIGNS.has(text);
    return LINKS.has(text) || COUNTED_WORD.test(text) || /^\d{1,6}$/.test(text);
  }

  /** Words of the same identifier do not count: `Error::EntryInvalidHostState`. */
  #isTouchedBefore(from: number): boolean {
    let first = from;
    while (
      first > 0 &&
      this.tokens[first - 1]?.kind === "word" &&
      isGlued(this.text.slice(this.behind(first), this.at(first)))
    )
      first--;
    return this.tokens[first - 1]?.kind === "word";
  }

  /** Whether a quote stands directly before the token, or behind the one before it. */
  #isQuoted(index: number): boolean {
    return QUOTE.test(this.text.slice(this.behind(index), this.at(index)));
  }
}

function isGlued(gap: string): boolean {
  return gap === "" || gap === "_" || gap === "." || gap === "::";
}
