/**
 * Wrappers: what a log, a mail or a page puts in front of the words of a dump and behind them, as it
 * was learned from the text. There are two kinds: signs and words in a row (`Jun 24 17:25:51 host
 * kernel:`), and a member of a record (`"msg": "..."`), whatever stands around it.
 */
import { type Anchor, type Closing, endOfQuoted, openQuote } from "./anchors.ts";
import type { Placed } from "./placed.ts";
import { type Token, signatureOf, tokensOf } from "./tokens.ts";

/** The words of a dump inside a line, and what was taken away. */
export interface Unwrapped {
  readonly from: number;
  readonly to: number;
  /** Words that may tell who printed the line, each with what it is called or where it stands. */
  readonly words: ReadonlyMap<string, string>;
}

export interface Wrapper {
  /** The longer of two that fit is the one that is meant. */
  readonly length: number;
  /** How its words tell the sources of the lines apart. */
  readonly slots: Slots;
  /** The words inside a line; `undefined` if the line is not wrapped like this. */
  match(line: Placed, tokens: readonly Token[] | undefined): Unwrapped | undefined;
  /** Whether a line that nothing reads is believed to have this wrapper, too. */
  fits(line: Placed, found: Unwrapped): boolean;
  /** A line was taken out of it. */
  use(line: Placed): void;
}

/** The words seen at one place of a wrapper, up to this number; where there are more, any may come. */
const MAX_WORDS = 16;
/** A place that had so many different words is not one of names. */
const ANY_WORD = 5;

/** What stands at the places of a wrapper, and which of them tell sources apart. */
export class Slots {
  readonly #words = new Map<string, Set<string>>();
  /** Places whose words say nothing about the source: functions, modules. */
  readonly merged: Set<string> = new Set();

  add(words: ReadonlyMap<string, string>): void {
    for (const [slot, word] of words) {
      const seen = this.#words.get(slot) ?? new Set();
      this.#words.set(slot, seen);
      if (seen.size < MAX_WORDS) seen.add(word);
    }
  }

  /** Whether such words were seen at all these places, or any may stand there. */
  fit(words: ReadonlyMap<string, string>): boolean {
    for (const [slot, word] of words) {
      const seen = this.#words.get(slot);
      if (seen !== undefined && seen.size < ANY_WORD && !seen.has(word)) return false;
    }
    return true;
  }

  /** The name of the source; empty if no word tells it. */
  sourceOf(words: ReadonlyMap<string, string>): string {
    return [...words]
      .filter(([slot]) => !this.merged.has(slot) && (this.#words.get(slot)?.size ?? 0) < MAX_WORDS)
      .map(([, word]) => word)
      .join(" ");
  }
}

// --- Words and signs in a row ----------------------------------------------------------------

export class RowWrapper implements Wrapper {
  readonly signature: string;
  readonly length: number;
  readonly slots: Slots = new Slots();
  readonly #classes: readonly string[];
  readonly #closedBy: Closing;
  /** Of a wrapper that is a line number and nothing else: the number of the last line. */
  #lastNumber = NaN;

  constructor(tokens: readonly Token[], closedBy: Closing) {
    this.signature = signatureOf(tokens);
    this.#classes = this.signature.split(" ");
    this.length = this.#classes.length;
    this.#closedBy = closedBy;
  }

  match(line: Placed, tokens: readonly Token[] | undefined): Unwrapped | undefined {
    if (tokens === undefined) return undefined;
    let index = 0;
    for (const kind of this.#classes) {
      if (tokens[index]?.kind !== kind) return undefined;
      index++;
      while (kind === "N" && tokens[index]?.kind === "N") index++;
    }
    const last = tokens[index - 1];
    if (last === undefined) return undefined;
    const from = last.at + last.text.length;
    const words = wordsIn(tokens.slice(0, index));
    return { from, to: closingOf(line, from, this.#closedBy), words };
  }

  fits(line: Placed, { from, words }: Unwrapped): boolean {
    if (this.signature !== "N") return this.slots.fit(words);
    // Nothing but a number: it must go on counting, or it is a value of the line's own.
    const number = numberOf(line);
    if (number === undefined) return isTime(line.text.slice(0, from));
    const step = number - this.#lastNumber;
    return step > 0 && step <= MAX_STEP;
  }

  use(line: Placed): void {
    if (this.signature === "N") this.#lastNumber = numberOf(line) ?? NaN;
  }
}

/** So many lines may be missing between two that are numbered. */
const MAX_STEP = 8;

/** The number of a line that begins with one; `undefined` for a time, an address, a value. */
function numberOf({ text }: Placed): number | undefined {
  const digits = /^[ \t]{0,40}(\d{1,7})(?![\w.:+/-])/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Whether numbers are parts of a time or a date: no value of a field is written like this. */
function isTime(text: string): boolean {
  return /\d[.:/-]\d/.test(text);
}

/** The words of a row by their number among the words. */
export function wordsIn(tokens: readonly Token[]): Map<string, string> {
  const words = new Map<string, string>();
  for (const { kind, text } of tokens) if (kind === "W") words.set(`${words.size}`, text);
  return words;
}

/** Signs that a line may be left with when what they close is taken away in front. */
const CLOSERS = "`*_~\"')]}>|\\ \t,;";

/** Where the words end, for a line that nothing reads to its end. */
function closingOf(line: Placed, from: number, closedBy: Closing): number {
  const { text } = line;
  if (closedBy === "tab" || closedBy === "bar") {
    const next = text.indexOf(closedBy === "tab" ? "\t" : "|", from);
    return next === -1 ? text.length : next;
  }
  const open = openQuote(line, from);
  if (closedBy === "quote" && open !== undefined) return endOfQuoted(line, open, from);
  let end = text.length;
  if (closedBy === "signs") while (end > from && CLOSERS.includes(text[end - 1] ?? "")) end--;
  return end;
}

// --- A member of a record --------------------------------------------------------------------

const KEY = /([\w.@-]{1,60})["']? {0,2}[:=] {0,2}$/;
/** More than a key and its separator is never looked at in front of a quote. */
const KEY_LENGTH = 72;
const MEMBER = /([\w.@-]{1,40})["']? ?[:=] ?["']?([A-Za-z_][\w.@/[\]-]{0,80})/g;
const MAX_MEMBERS = 48;

/** The name of the member whose quoted value begins at a place: `msg="`. */
export function keyBefore(line: Placed, at: number): string | undefined {
  const open = openQuote(line, at);
  if (open === undefined) return undefined;
  return KEY.exec(line.text.slice(Math.max(0, open - KEY_LENGTH), open))?.[1];
}

export class MemberWrapper implements Wrapper {
  readonly key: string;
  readonly slots: Slots = new Slots();
  /** A member is asked for by its name: nothing fits better. */
  readonly length: number = Infinity;

  constructor(key: string) {
    this.key = key;
  }

  match(line: Placed): Unwrapped | undefined {
    const { text } = line;
    for (let at = text.indexOf(this.key); at !== -1; at = text.indexOf(this.key, at + 1)) {
      const behind = /["']? {0,2}[:=] {0,2}(["'`])/y;
      behind.lastIndex = at + this.key.length;
      const found = behind.exec(text);
      if (found === null || /[\w.@-]/.test(text[at - 1] ?? " ")) continue;
      const open = behind.lastIndex - 1;
      const from = open + 1;
      const to = endOfQuoted(line, open, from);
      return { from, to, words: membersOf(text, from, to) };
    }
    return undefined;
  }

  fits(_line: Placed, { words }: Unwrapped): boolean {
    return this.slots.fit(words);
  }

  use(): void {
    // A record has no memory.
  }
}

/** The words among the other members of the record, by their names. */
function membersOf(text: string, from: number, to: number): Map<string, string> {
  const words = new Map<string, string>();
  for (const part of [text.slice(0, from), text.slice(to)])
    for (const [, key = "", value = ""] of part.matchAll(MEMBER)) {
      if (words.size >= MAX_MEMBERS) return words;
      const [token] = tokensOf(value) ?? [];
      if (token?.kind === "W" && token.text.length === value.length) words.set(key, value);
    }
  return words;
}

/** The wrapper that a line with an anchor shows. */
export function wrapperOf(line: Placed, anchor: Anchor): Wrapper | undefined {
  const key = keyBefore(line, anchor.at);
  if (key !== undefined) return new MemberWrapper(key);
  const tokens = tokensOf(line.text, anchor.at);
  if (tokens === undefined || tokens.length === 0) return undefined;
  const row = new RowWrapper(tokens, anchor.closedBy);
  // A number in front may be the end of a value that a broken line began.
  const isValue =
    row.signature === "N" &&
    numberOf(line) === undefined &&
    !isTime(line.text.slice(0, anchor.at));
  return isValue ? undefined : row;
}
