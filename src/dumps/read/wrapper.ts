/**
 * Wrappers: what a log, a mail or a page puts in front of the words of a dump and behind them, as it
 * was learned from the text. There are two kinds: signs and words in a row (`Jun 24 17:25:51 host
 * kernel:`), and a member of a record (`"msg": "..."`), whatever stands around it.
 */
import { type Anchor, type Closing, endOfQuoted, openQuote } from "./anchors.ts";
import type { Placed } from "./placed.ts";
import { type Token, tokensOf } from "./tokens.ts";
import { holdsValue } from "./values.ts";

/** The words of a dump inside a line, and what was taken away. */
export interface Unwrapped {
  readonly from: number;
  readonly to: number;
  /** Words that may tell who printed the line, each with what it is called or where it stands. */
  readonly words: ReadonlyMap<string, string>;
}

export interface Wrapper {
  /** The same for two that are the same. */
  readonly name: string;
  /** The longer of two that fit is the one that is meant. */
  readonly length: number;
  /** So many tokens at the beginning of a line show whether it has this wrapper. */
  readonly tokenCount: number;
  /** How its words tell the sources of the lines apart. */
  readonly slots: Slots;
  /** The words inside a line; `undefined` if the line is not wrapped like this. */
  match(line: Placed, tokens: readonly Token[] | undefined): Unwrapped | undefined;
  /** Whether a line that nothing reads is believed to have this wrapper, too. */
  fits(line: Placed, found: Unwrapped): boolean;
  /** A line was taken out of it. */
  use(line: Placed, found: Unwrapped): void;
  /** Whether a single line is enough to believe in it: its looks leave no doubt. */
  standsAlone(anchor: Anchor): boolean;
  /** It may as well be the end of a value that a broken line began. */
  readonly isDoubtful: boolean;
  /** Where the wrapper ends in a line that lacks its last few words, if it begins like this one. */
  partOf(tokens: readonly Token[] | undefined): number | undefined;
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
  /** Places whose numbers tell the source: processes, threads, CPUs. */
  readonly telling: Set<string> = new Set();

  get isEmpty(): boolean {
    return this.#words.size === 0;
  }

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
      const seen = slot.startsWith("W") ? this.#words.get(slot) : undefined;
      if (seen !== undefined && seen.size < ANY_WORD && !seen.has(word)) return false;
    }
    return true;
  }

  /** The name of the source; empty if no word tells it. */
  sourceOf(words: ReadonlyMap<string, string>): string {
    return [...words]
      .filter(([slot]) =>
        !slot.startsWith("W")
          ? this.telling.has(slot)
          : !this.merged.has(slot) && (this.#words.get(slot)?.size ?? 0) < MAX_WORDS,
      )
      .map(([, word]) => word)
      .join(" ");
  }
}

// --- Words and signs in a row ----------------------------------------------------------------

export class RowWrapper implements Wrapper {
  readonly name: string;
  readonly tokenCount: number;
  readonly length: number;
  readonly slots: Slots = new Slots();
  /** Of its tokens. */
  readonly #classes: readonly string[];
  readonly #closedBy: Closing;
  /** Of a wrapper that ends with a number: that of the last line. */
  #lastNumber = NaN;

  /** Of the tokens behind the words. */
  readonly #tail: readonly string[];

  readonly isDoubtful: boolean;
  /** The words and classes of the line it was learned from. */
  readonly #model: readonly Token[];

  constructor(tokens: readonly Token[], closedBy: Closing, tail: readonly Token[] = []) {
    this.isDoubtful = mayEndAValue(tokens);
    this.#model = tokens;
    this.#classes = tokens.map(({ kind }) => kind);
    this.#tail = tail.map(({ kind }) => kind);
    const isSigns = closedBy === "end" || closedBy === "signs";
    const end = isSigns ? [] : ["...", closedBy, ...this.#tail];
    this.name = ["row", ...this.#classes, ...end].join(" ");
    this.tokenCount = this.#classes.length;
    this.length = this.#classes.length + this.#tail.length;
    this.#closedBy = closedBy;
  }

  match(line: Placed, tokens: readonly Token[] | undefined): Unwrapped | undefined {
    if (tokens === undefined || tokens.length < this.#classes.length) return undefined;
    const before = tokens.slice(0, this.#classes.length);
    if (!areOf(before, this.#classes)) return undefined;
    const last = before.at(-1);
    const from = last === undefined ? 0 : last.at + last.text.length;
    if (this.#tail.length === 0)
      return { from, to: closingOf(line, from, this.#closedBy), words: wordsIn(before) };
    const behind = this.#tailIn(line.text, from);
    return behind && { from, to: behind.at, words: wordsIn([...before, ...behind.tokens]) };
  }

  partOf(tokens: readonly Token[] | undefined): number | undefined {
    const least = Math.max(2, this.#classes.length - MAX_MARK);
    if (tokens === undefined || least >= this.#classes.length) return undefined;
    const differs = this.#model.findIndex(({ kind, text }, index) => {
      const token = tokens[index];
      return token?.kind !== kind || (kind === "W" && token.text !== text);
    });
    const last = tokens[differs - 1];
    return differs >= least && last !== undefined ? last.at + last.text.length : undefined;
  }

  /** What stands behind the words, if it is what stood there before. */
  #tailIn(text: string, from: number): { at: number; tokens: readonly Token[] } | undefined {
    let at = text.length;
    for (let count = 0; count < this.#tail.length; count++) {
      at = text.lastIndexOf(this.#closedBy, at - 1);
      if (at < from) return undefined;
      const tokens = tokensOf(text.slice(at));
      if (tokens?.length === this.#tail.length && areOf(tokens, this.#tail)) return { at, tokens };
    }
    return undefined;
  }

  fits(line: Placed, { from, words }: Unwrapped): boolean {
    if (!this.slots.fit(words)) return false;
    // A number right before the words may be a value of the line's own, unless it goes on counting.
    const kind = this.#classes.at(-1);
    if (kind === "X") return false;
    if (kind !== "N") return true;
    const step = numberBefore(line, from) - this.#lastNumber;
    return step >= 0 && step <= MAX_STEP;
  }

  use(line: Placed, { from }: Unwrapped): void {
    if (this.#classes.at(-1) === "N") this.#lastNumber = numberBefore(line, from);
  }

  /**
   * Signs and numbers (bullets, quotes, times) do; words do if a sign sets them apart from a whole
   * record of a program that prints no other words.
   */
  standsAlone({ closedBy, formats }: Anchor): boolean {
    if (!STANDING_ENDS.includes(closedBy)) return false;
    if (!this.#classes.some((kind) => /^[WLX]$/.test(kind))) return true;
    // A sentence that quotes a record is about it.
    if (/(?:^| )W W W(?: |$)/.test(this.#classes.join(" "))) return false;
    const isApart = !/^[NTXWL,.(]$/.test(this.#classes.at(-1) ?? "");
    return isApart && formats.every((format) => format.isGeneric !== true);
  }
}

/** What may follow the words of a line that stands alone: nothing, or what surely is something else. */
const STANDING_ENDS: readonly string[] = ["end", "signs", '"', "'", "`", "<", "\t"];

/** What programs put in front of their records themselves has at most so many tokens. */
const MAX_MARK = 5;

/** So many lines may be missing between two that are numbered. */
const MAX_STEP = 8;

function numberBefore({ text }: Placed, at: number): number {
  return Number(/\d{1,15}$/.exec(text.slice(Math.max(0, at - 15), at))?.[0]);
}

function areOf(tokens: readonly Token[], classes: readonly string[]): boolean {
  return classes.every((kind, index) => tokens[index]?.kind === kind);
}

/** The words and numbers of a row by their class and their number among the tokens. */
export function wordsIn(tokens: readonly Token[]): Map<string, string> {
  const words = new Map<string, string>();
  for (const [index, { kind, text }] of tokens.entries())
    if (kind === "W" || kind === "N" || kind === "X") words.set(`${kind}${index}`, text);
  return words;
}

/** What closes a sign that opened something in front of the words. */
const CLOSED_BY: ReadonlyMap<string, string> = new Map(
  ["()", "[]", "{}", "<>", '""', "''", "``", "**", "__", "||"].map((pair) => [
    pair.charAt(0),
    pair.charAt(1),
  ]),
);

/** Signs that end a line's words wherever they stand; the last of them are quotes. */
const SEPARATING = "\t|<\"'`";

/** Where the words end, for a line that nothing reads to its end: what was opened is closed there. */
function closingOf(line: Placed, from: number, closedBy: Closing): number {
  const { text } = line;
  if (closedBy.length === 1 && SEPARATING.includes(closedBy)) {
    const next = text.indexOf(closedBy, from);
    return next === -1 ? text.length : next;
  }
  const open = openQuote(line, from);
  if (open !== undefined && text[open] === closedBy) return endOfQuoted(line, open, from);
  let end = from + text.slice(from).trimEnd().length;
  for (let at = from - 1; at >= 0; at--) {
    const sign = text[at] ?? "";
    if (sign === " ") continue;
    const closing = CLOSED_BY.get(sign);
    if (closing === undefined) break;
    const isFollowed = ",;.".includes(text[end - 1] ?? " ");
    const last = isFollowed ? end - 1 : end;
    if (text[last - 1] === closing && last > from) end = last - 1;
  }
  return end;
}

// --- A cell between bars -----------------------------------------------------------------------

/** Everything up to a bar, whatever it is: the first column of a table, the pane to the left. */
export class CellWrapper implements Wrapper {
  readonly name: string;
  /** Bars in front of the words. */
  readonly bars: number;
  readonly slots: Slots = new Slots();
  readonly length: number = 0;
  readonly tokenCount: number = 0;
  readonly isDoubtful: boolean = false;

  constructor(bars: number) {
    this.bars = bars;
    this.name = `cell ${bars}`;
  }

  match({ text }: Placed): Unwrapped | undefined {
    let from = 0;
    for (let count = 0; count < this.bars; count++) {
      from = text.indexOf("|", from) + 1;
      if (from === 0) return undefined;
    }
    const next = text.indexOf("|", from);
    const to = next === -1 ? text.length : next;
    return { from, to, words: wordsIn(tokensOf(text, from) ?? []) };
  }

  fits(_line: Placed, { words }: Unwrapped): boolean {
    return this.slots.fit(words);
  }

  use(): void {
    // Nothing in a cell counts on.
  }

  partOf(): undefined {
    return undefined;
  }

  standsAlone(): boolean {
    return this.slots.isEmpty;
  }
}

/** How many bars stand before a place, if one stands directly before it; else 0. */
function barsBefore(text: string, at: number): number {
  const before = text.slice(0, at);
  return /\|[ \t]{0,200}$/.test(before) ? before.split("|").length - 1 : 0;
}

// --- A member of a record --------------------------------------------------------------------

const KEY = /([\w.@-]{1,60})["']? {0,2}[:=] {0,2}$/;
/** More than a key and its separator is never looked at in front of a quote. */
const KEY_LENGTH = 72;
const MEMBER = /([\w.@-]{1,40})["']? ?[:=] ?["']?([A-Za-z0-9_<(][\w.@/[\]<>()-]{0,80})/g;
const MAX_MEMBERS = 48;

/** The name of the member whose quoted value begins at a place: `msg="`. */
export function keyBefore(line: Placed, at: number): string | undefined {
  const open = openQuote(line, at);
  if (open === undefined) return undefined;
  return KEY.exec(line.text.slice(Math.max(0, open - KEY_LENGTH), open))?.[1];
}

export class MemberWrapper implements Wrapper {
  readonly name: string;
  readonly key: string;
  readonly slots: Slots = new Slots();
  /** A member is asked for by its name: nothing fits better. */
  readonly length: number = Infinity;
  readonly tokenCount: number = 0;
  readonly isDoubtful: boolean = false;

  constructor(key: string) {
    this.key = key;
    this.name = `member ${key}`;
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

  partOf(): undefined {
    return undefined;
  }

  standsAlone(): boolean {
    return true;
  }
}

/** The words among the other members of the record, by their names. */
function membersOf(text: string, from: number, to: number): Map<string, string> {
  const words = new Map<string, string>();
  for (const part of [text.slice(0, from), text.slice(to)])
    for (const [, key = "", value = ""] of part.matchAll(MEMBER)) {
      if (words.size >= MAX_MEMBERS) return words;
      const [token] = tokensOf(value) ?? [];
      if (token?.text.length === value.length && /^[WNX]$/.test(token.kind))
        words.set(`${token.kind} ${key}`, value);
    }
  return words;
}

/** The wrapper that a line with an anchor shows. */
export function wrapperOf(line: Placed, anchor: Anchor): Wrapper | undefined {
  const key = keyBefore(line, anchor.at);
  if (key !== undefined) return new MemberWrapper(key);
  const bars = barsBefore(line.text, anchor.at);
  if (bars > 0) return new CellWrapper(bars);
  if (closesWhatItDidNotOpen(line.text.slice(0, anchor.at))) return undefined;
  const tokens = tokensOf(line.text, anchor.at);
  const tail = tailOf(line, anchor);
  if (tokens === undefined || tail === undefined || tokens.length + tail.length === 0)
    return undefined;
  return new RowWrapper(tokens, anchor.closedBy, tail);
}

/** What stands behind the words, if nothing closes them; undefined if values may be in it. */
function tailOf(line: Placed, { end, closedBy }: Anchor): readonly Token[] | undefined {
  if (closedBy === "end" || closedBy === "signs" || SEPARATING.includes(closedBy)) return [];
  const tail = line.text.slice(end);
  if (holdsValue(tail, tail.length)) return undefined;
  const tokens = tokensOf(tail);
  return tokens !== undefined && tokens.length <= MAX_TAIL ? tokens : [];
}

/** More tokens than this behind the words are not compared one by one. */
const MAX_TAIL = 24;

/** The end of a structure or a statement that a line before began is no wrapper. */
function closesWhatItDidNotOpen(text: string): boolean {
  const opened = text.indexOf("{");
  const closed = text.indexOf("}");
  return (closed !== -1 && (opened === -1 || closed < opened)) || /[)\]] {0,4}[;,]/.test(text);
}

/** Whether these may be the end of a value that a broken line began: a number, perhaps quoted. */
function mayEndAValue(tokens: readonly Token[]): boolean {
  const last = tokens.at(-1);
  const isNumber = last?.kind === "X" || last?.kind === "N";
  const isAlone = tokens.slice(0, -1).every(({ kind }) => !/^[NTXLW]$/.test(kind));
  return isNumber && isAlone && (last.kind === "X" || last.text.length > MAX_COUNTER_DIGITS);
}

/** Lines are not numbered with more digits. */
const MAX_COUNTER_DIGITS = 7;
