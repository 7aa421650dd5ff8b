/**
 * Layouts: the lines of a dump written down as they are printed, with a slot for each number.
 *
 *     RSP = 0x{guest.rsp:16} RIP = 0x{guest.rip:16}
 *
 * - `{path:16}` a hexadecimal number of exactly 16 digits; `{path:8|16}` of 8 or of 16;
 *   `{path:5-8}` of 5 to 8, as `%05x` prints it: padded to 5, so that a longer one has no zero
 *   in front. A slot without a path (`{:16}`) is recognised and dropped.
 * - `0x` before a slot stands in the text, `0x?` may stand there; otherwise it must not.
 * - `{*}` anything, up to the word that follows it in the layout or to the end of the line.
 * - Blanks mean nothing: any number of them, also none, may stand between two words or signs.
 *
 * Such a piece is a phrase. A line belongs to the layout if it consists of phrases and nothing
 * else, in any order; prose that mentions a register therefore never passes for a record.
 */
import { type Reading, type Remark, emptyReading } from "./format.ts";

/** Phrases of one kind of line (`guest`, `host` ...), by the name of the kind. */
export type Phrases<Kind extends string> = Readonly<Record<Kind, readonly string[]>>;

export interface PhraseMatch<Kind extends string> {
  readonly kind: Kind;
  readonly slots: readonly SlotMatch[];
  /** False if the line ended in the middle of the phrase. */
  readonly complete: boolean;
  readonly start: number;
  /** Position behind the phrase. */
  readonly end: number;
}

export interface SlotMatch {
  readonly path: string;
  readonly digits: string;
  readonly at: number;
  /** How many digits the layout prints here, in words, if it never prints this number so. */
  readonly expected?: string;
  /** The digits are as they are printed, but where the line ends more were possible. */
  readonly isOpen?: boolean;
}

export interface LineMatch<Kind extends string> {
  readonly phrases: readonly PhraseMatch<Kind>[];
  readonly rest: Reading["rest"];
}

export class Layout<Kind extends string> {
  readonly #phrases: Phrases<Kind>;
  #read: ReadonlyMap<string, readonly Phrase<Kind>[]> | undefined;

  constructor(phrases: Phrases<Kind>) {
    this.#phrases = phrases;
  }

  /** Read on first use: whoever imports the package need not have a dump. */
  get #byFirstWord(): ReadonlyMap<string, readonly Phrase<Kind>[]> {
    return (this.#read ??= byFirstWord(this.#phrases));
  }

  /** With what the phrases begin that say something: see `DumpFormat.begins`. */
  get begins(): readonly string[] {
    const all = Object.values<readonly string[]>(this.#phrases).flat();
    return [...new Set(all.filter(saysSomething).flatMap(beginOf))];
  }

  /**
   * The phrases the line is made of, or `undefined` if it has anything else in it. Throws
   * `SyntaxError` if a phrase of the layout does not follow the notation above.
   *
   * A number of any width that ends the line is believed if the line `isWhole`. It stays open: the
   * next line may still be its rest.
   */
  read(text: string, { isWhole = false }: { isWhole?: boolean } = {}): LineMatch<Kind> | undefined {
    let at = skipBlanks(text, 0);
    if (at === text.length) return undefined;
    // Nearly every line of a log ends here.
    if (!this.#byFirstWord.has(wordAt(text, at)) && !this.#byFirstWord.has(ANY_NUMBER))
      return undefined;
    const phrases: PhraseMatch<Kind>[] = [];
    while (at < text.length) {
      const { full, cut } = this.#candidates(text, at);
      if (full === undefined) {
        if (cut === undefined)
          return isWhole && DIGITS.test(text.slice(at)) ? brokenAtEnd(phrases, at) : undefined;
        phrases.push(cut);
        return { phrases, rest: "cut" };
      }
      at = skipBlanks(text, full.end);
      if (cut !== undefined && at < text.length && !this.#isPhraseAt(text, at)) {
        phrases.push(cut);
        return { phrases, rest: "cut" };
      }
      phrases.push(full);
      if (cut !== undefined && at === text.length) return { phrases, rest: "open" };
    }
    return isWhole ? believed(phrases) : { phrases, rest: "none" };
  }

  #isPhraseAt(text: string, at: number): boolean {
    const { full, cut } = this.#candidates(text, at);
    return full !== undefined || cut !== undefined;
  }

  /** The best phrase that ends within the line, and the best that the line's end cuts. */
  #candidates(text: string, at: number): { full?: PhraseMatch<Kind>; cut?: PhraseMatch<Kind> } {
    let full: PhraseMatch<Kind> | undefined;
    let cut: PhraseMatch<Kind> | undefined;
    for (const key of [wordAt(text, at), ANY_NUMBER]) {
      for (const phrase of this.#byFirstWord.get(key) ?? []) {
        const match = matchPhrase(phrase, text, at);
        if (match === undefined) continue;
        if (match.complete) full = better(full, match);
        else cut = better(cut, match);
      }
    }
    return { ...(full && { full }), ...(cut && { cut }) };
  }
}

/** What is left of a line may be the rest of the number before it. */
const DIGITS = /^[0-9a-f]{1,16}$/i;

/** The phrases of a line whose last number was broken; `undefined` if none stands at their end. */
function brokenAtEnd<Kind extends string>(
  phrases: readonly PhraseMatch<Kind>[],
  at: number,
): LineMatch<Kind> | undefined {
  const last = phrases.at(-1);
  const slot = last?.slots.at(-1);
  if (last === undefined || slot === undefined) return undefined;
  if (slot.at + slot.digits.length !== last.end || at === last.end) return undefined;
  const broken = { ...last, slots: [...last.slots.slice(0, -1), { ...slot, expected: BROKEN }] };
  return { phrases: [...phrases.slice(0, -1), broken], rest: "none" };
}

/** The phrases of a whole line, with the number at its end. */
function believed<Kind extends string>(phrases: readonly PhraseMatch<Kind>[]): LineMatch<Kind> {
  const last = phrases.at(-1);
  const slot = last?.slots.at(-1);
  if (last === undefined || slot?.isOpen !== true) return { phrases, rest: "none" };
  const { path, digits, at } = slot;
  const slots = [...last.slots.slice(0, -1), { path, digits, at }];
  return { phrases: [...phrases.slice(0, -1), { ...last, slots }], rest: "open" };
}

function byFirstWord<Kind extends string>(phrases: Phrases<Kind>): Map<string, Phrase<Kind>[]> {
  const found = new Map<string, Phrase<Kind>[]>();
  for (const kind of Object.keys(phrases) as Kind[]) {
    for (const source of phrases[kind]) {
      const list = tokens(source);
      const isRow = list.some(({ is }, index) => is === "number" && list[index + 1]?.is === is);
      const phrase = { kind, tokens: list, isRow };
      const key = firstWord(phrase.tokens);
      const same = found.get(key);
      if (same === undefined) found.set(key, [phrase]);
      else same.push(phrase);
    }
  }
  return found;
}

/**
 * Turns the slots of a line into values and warnings. `rename` gives the path of a slot, or
 * `undefined` to leave it out; without it every slot's name is its path.
 */
export function readingOf<Kind extends string>(
  line: LineMatch<Kind>,
  rename: (path: string, phrase: PhraseMatch<Kind>) => string | undefined = (path) => path,
): Reading {
  const reading = emptyReading();
  reading.rest = line.rest;
  const beside: Remark[] = [];
  for (const phrase of line.phrases) {
    for (const { path: name, digits, at, expected } of phrase.slots) {
      const path = name === "" ? undefined : rename(name, phrase);
      if (path === undefined) continue;
      const text = expected === undefined ? "" : remarkOnDigits(path, digits, expected);
      if (expected === undefined) reading.values.push({ path, value: BigInt(`0x${digits}`), at });
      else (expected === BESIDE ? beside : reading.warnings).push({ at, text });
    }
  }
  reading.warnings.push(...beside);
  return reading;
}

/** Why a number is not read that its printer never prints so. */
export function remarkOnDigits(path: string, digits: string, expected: string): string {
  if (expected === BROKEN) return `${path} was broken in the middle of its number; it is not read`;
  if (expected === BESIDE) return `${path} stands beside a number that was cut; it is not read`;
  const isPadded = expected.includes("to") && digits.length > Number.parseInt(expected, 10);
  return isPadded
    ? `${path} is ${digits}, with more zeros in front than its printer puts there; it is not read`
    : `${path} has ${digits.length} of ${expected} digits; a cut number is not read`;
}

/** In place of the digits that are printed: the rest of this number is not in its place. */
const BROKEN = "a rest behind it";
/** In place of the digits that are printed: this number has them, but its phrase is damaged. */
const BESIDE = "beside a cut number";

// --- The notation --------------------------------------------------------------------------

type Token =
  | { readonly is: "word"; readonly text: string; readonly glued: boolean }
  | {
      readonly is: "number";
      readonly path: string;
      readonly prefix: Prefix;
      readonly widths: Widths;
    }
  | { readonly is: "anything" };

type Prefix = "none" | "optional" | "required";

interface Widths {
  readonly min: number;
  readonly max: number;
  /** `8|16` allows nothing in between; `5-8` does. */
  readonly between: boolean;
}

interface Phrase<Kind extends string> {
  readonly kind: Kind;
  readonly tokens: readonly Token[];
  /** Whether numbers follow each other without a name between them. */
  readonly isRow: boolean;
}

/** Key of the phrases that begin with a number. */
const ANY_NUMBER = "";

function tokens(source: string): Token[] {
  const result: Token[] = [];
  const pattern =
    /\s|(0x\??)?\{([\w.]{0,60}):(\d{1,2})(?:([|-])(\d{1,2}))?\}|(\{\*\})|([A-Za-z0-9_]{1,60}|[^\s\w{}])/gy;
  while (pattern.lastIndex < source.length) {
    const from = pattern.lastIndex;
    const found = pattern.exec(source);
    if (found === null) throw new SyntaxError(`phrase "${source}": not understood from ${from} on`);
    const [, prefix, path, first, sign, last, anything, word] = found;
    if (anything !== undefined) result.push({ is: "anything" });
    if (word !== undefined)
      result.push({ is: "word", text: word, glued: source[pattern.lastIndex] === "{" });
    if (first !== undefined)
      result.push({
        is: "number",
        path: path ?? "",
        prefix: prefix === undefined ? "none" : prefix === "0x" ? "required" : "optional",
        widths: { min: Number(first), max: Number(last ?? first), between: sign === "-" },
      });
  }
  return result;
}

/** Whether a phrase is more than a name and whatever follows it. */
function saysSomething(source: string): boolean {
  return !/\{\*\}$/.test(source) || /\{[\w.]{1,60}:/.test(source);
}

/** The first word with the signs before it; none for a phrase that begins with a number. */
function beginOf(source: string): string[] {
  const found = /^([^\w{}]{0,16})(\w{1,60})/.exec(source);
  return found === null ? [] : [`${found[1] ?? ""}${found[2] ?? ""}`];
}

function firstWord(list: readonly Token[]): string {
  const first = list[0];
  if (first?.is === "word") return first.text;
  if (first?.is === "number") return ANY_NUMBER;
  throw new SyntaxError("a phrase must begin with a word or a number");
}

// --- Matching ------------------------------------------------------------------------------

/** The line ends inside the word or number that must stand here. */
const CUT = -1;

/** A slot on its way: with the widths it may have. */
type Slot = Omit<SlotMatch, "expected"> & { readonly widths: Widths };

function matchPhrase<Kind extends string>(
  { kind, tokens: list, isRow }: Phrase<Kind>,
  text: string,
  start: number,
): PhraseMatch<Kind> | undefined {
  const slots: Slot[] = [];
  let at = start;
  for (const [index, token] of list.entries()) {
    if (token.is === "anything") {
      const end = endOfAnything(list[index + 1], text, at);
      // Anything at all follows the first word: this need not be the phrase.
      if (end === text.length && index + 1 < list.length && slots.length === 0) return undefined;
      at = end;
      continue;
    }
    const from = skipBlanks(text, at);
    let end: number | undefined = CUT;
    if (from < text.length)
      end =
        token.is === "word" ? matchWord(token, text, from) : matchNumber(token, text, from, slots);
    if (end === undefined) return undefined;
    if (end === CUT)
      return {
        kind,
        slots: finished(slots, text, isRow),
        complete: false,
        start,
        end: text.length,
      };
    at = end;
  }
  return { kind, slots: finished(slots, text, isRow), complete: true, start, end: at };
}

function endOfAnything(next: Token | undefined, text: string, at: number): number {
  const found = next?.is === "word" ? text.indexOf(next.text, at) : -1;
  return found === -1 ? text.length : found;
}

function matchWord(
  { text: word, glued }: Token & { is: "word" },
  text: string,
  from: number,
): number | undefined {
  if (text.length - from < word.length) return word.startsWith(text.slice(from)) ? CUT : undefined;
  if (!text.startsWith(word, from)) return undefined;
  const end = from + word.length;
  return !glued && isWordChar(text, end - 1) && isWordChar(text, end) ? undefined : end;
}

function matchNumber(
  { path, prefix, widths }: Token & { is: "number" },
  text: string,
  from: number,
  slots: Slot[],
): number | undefined {
  let at = from;
  if (prefix !== "none") {
    if (text[at] === "0" && (text[at + 1] === "x" || text[at + 1] === "X")) at += 2;
    else if (prefix === "required") return text.slice(at) === "0" ? CUT : undefined;
    if (at === text.length) return CUT;
  }
  let end = at;
  while (end - at <= widths.max && isHexDigit(text.charCodeAt(end))) end++;
  const count = end - at;
  if (count === 0 || count > widths.max || isWordChar(text, end)) return undefined;
  slots.push({ path, at, digits: text.slice(at, end), widths });
  // The rest of the number may be on the next line.
  return count < widths.min && end === text.length ? CUT : end;
}

/**
 * Marks the numbers that are never printed so: too short, or longer than the printer pads them and
 * with a zero in front. Where the line ends right behind a number of which more digits were
 * possible, only leading zeros prove that none is missing.
 *
 * In a row of numbers without names, one that was cut leaves no proof that those beside it are in
 * their places.
 */
function finished(slots: readonly Slot[], text: string, isRow: boolean): SlotMatch[] {
  const marked = slots.map((slot): SlotMatch => {
    const { path, digits, at } = slot;
    const expected = flawOf(slot, text);
    if (expected === undefined) return { path, digits, at };
    return { path, digits, at, expected, ...(isOpen(slot, text) && { isOpen: true }) };
  });
  const isDamaged =
    isRow &&
    marked.some(
      ({ expected, at, digits }) => expected !== undefined && at + digits.length < text.length,
    );
  return isDamaged ? marked.map((slot) => ({ expected: BESIDE, ...slot })) : marked;
}

/** What is wrong with a number: as {@link SlotMatch.expected}. */
function flawOf(slot: Slot, text: string): string | undefined {
  const { digits, at, widths } = slot;
  const { min, max, between } = widths;
  const isAtEnd = at + digits.length === text.length;
  let fits = hasPrintedWidth(slot);
  if (isAtEnd && digits.length < max) fits = fits && between && digits.startsWith("0");
  if (!fits) return min === max ? `${min}` : `${min} ${between ? "to" : "or"} ${max}`;
  return undefined;
}

function hasPrintedWidth({ digits, widths: { min, max, between } }: Slot): boolean {
  const count = digits.length;
  const isPadded = count > min && digits.startsWith("0");
  return between ? count >= min && !isPadded : count === min || count === max;
}

/** Whether nothing is wrong with a number of any width but that the line ends behind it. */
function isOpen(slot: Slot, text: string): boolean {
  return (
    slot.widths.between && slot.at + slot.digits.length === text.length && hasPrintedWidth(slot)
  );
}

/** Of two readings of the same words: the one with fewer cut numbers, then the longer one. */
function better<Kind extends string>(
  one: PhraseMatch<Kind> | undefined,
  other: PhraseMatch<Kind>,
): PhraseMatch<Kind> {
  if (one === undefined) return other;
  const fewer = cutNumbers(other) - cutNumbers(one);
  if (fewer !== 0) return fewer < 0 ? other : one;
  return other.end > one.end || other.slots.length > one.slots.length ? other : one;
}

function cutNumbers(match: PhraseMatch<string>): number {
  return match.slots.filter((slot) => slot.expected !== undefined).length;
}

function wordAt(text: string, at: number): string {
  let end = at;
  while (isWordChar(text, end)) end++;
  return end === at ? text.charAt(at) : text.slice(at, end);
}

function skipBlanks(text: string, at: number): number {
  while (text[at] === " ") at++;
  return at;
}

function isHexDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);
}

function isWordChar(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (
    (code >= 0x30 && code <= 0x39) ||
    ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) ||
    code === 0x5f
  );
}
