/**
 * Anchors: places inside lines at which the words of a dump begin. A place is one if some format
 * reads the line from there on, to its end or to where something closes what was opened before it.
 *
 * One table, made of the beginnings that all formats declare, says at which words it is worth
 * asking; most lines of a log have none of them.
 */
import type { DumpFormat, Reading } from "../format.ts";
import { fieldOfName, isFieldWord } from "../vmcs-fields.ts";
import type { Placed } from "./placed.ts";

export interface Anchor {
  /** Offset of the first character of the dump's own words, and behind the last one. */
  readonly at: number;
  readonly end: number;
  /** What cuts the words off: the line's end, signs that close it, or one that opens something. */
  readonly closedBy: Closing;
  /** The words stop in the middle of a record: the rest is on the next line, or lost. */
  readonly isCut: boolean;
  /** The formats that read the words. */
  readonly formats: readonly DumpFormat[];
  /** The first field that they give, with its value: a second one with another value is another dump's. */
  readonly first?: { readonly path: string; readonly value: bigint };
}

/** `end`, `signs`, or the sign with which something else begins. */
export type Closing = string;

/** A beginning as a format declares it; see {@link DumpFormat.begins}. */
interface Beginning {
  /** Any word with which a field's name begins: the name must go on to be one. */
  readonly isField: boolean;
  /** Signs, numbers (0 for any) or four hexadecimal digits that stand before the word and belong to it. */
  readonly lead: string;
  readonly format: DumpFormat;
}

const NONE: readonly Beginning[] = [];
const FOUR_DIGITS = "#hex4 ";
const MAX_WORD = 48;
const MAX_CANDIDATES = 48;
/** So many words are remembered with what they begin. */
const MAX_REMEMBERED = 8192;

export class Anchors {
  readonly #byWord = new Map<string, Beginning[]>();
  readonly #fields: Beginning[] = [];
  readonly #encodings: Beginning[] = [];
  readonly #remembered = new Map<string, readonly Beginning[]>();

  constructor(formats: readonly DumpFormat[]) {
    for (const format of formats)
      for (const begin of format.begins ?? []) this.#enter(begin, format);
  }

  #enter(begin: string, format: DumpFormat): void {
    const lead = begin.startsWith(FOUR_DIGITS)
      ? FOUR_DIGITS
      : (/^(?:[^A-Za-z_#]{0,15}[^\w#])?(?=[\w#])/.exec(begin)?.[0] ?? "");
    const word = begin.slice(lead.length);
    const isField = lead === "" && word === "#field";
    const beginning = {
      lead: lead === FOUR_DIGITS ? lead : lead.replaceAll(" ", ""),
      isField,
      format,
    };
    if (word === "#field") this.#fields.push(beginning);
    else if (word === "#encoding") this.#encodings.push(beginning);
    else {
      const same = this.#byWord.get(word);
      if (same === undefined) this.#byWord.set(word, [beginning]);
      else same.push(beginning);
    }
  }

  /** What a word may begin; the same word mostly comes again. */
  #beginningsOf(word: string): readonly Beginning[] {
    const known = this.#remembered.get(word);
    if (known !== undefined) return known;
    const found = [
      ...(this.#byWord.get(word) ?? this.#byWord.get(word.replace(/\d+/g, "0")) ?? []),
      ...(isFieldWord(word) ? this.#fields : []),
      ...(/^0x[0-9a-f]{3,8}$/i.test(word) ? this.#encodings : []),
    ];
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(word, found.length === 0 ? NONE : found);
    return found;
  }

  /** Whether a word of the text may begin the words of a dump: a cheap look, line by line. */
  mayHold(text: string): boolean {
    return this.#candidates(text, 1).length > 0;
  }

  /** The formats whose lines begin like this one. */
  formatsAt(text: string): readonly DumpFormat[] {
    const [first] = this.#candidates(text, 1);
    return first?.at === 0 ? first.formats : [];
  }

  /**
   * The places of a line at which the words of a dump may begin, in order: the first one from which
   * a whole record is read, and the first before it from which half of one is.
   */
  find(line: Placed): readonly Anchor[] {
    let half: Anchor | undefined;
    for (const { at, formats } of this.#candidates(line.text, MAX_CANDIDATES)) {
      const anchor = this.#readAt(line, at, formats);
      if (anchor?.isCut === false) return half === undefined ? [anchor] : [half, anchor];
      half ??= anchor;
    }
    return half === undefined ? [] : [half];
  }

  /** Whether the line as it stands is a whole record, or the first part of one. */
  recordIn(line: Placed): "whole" | "part" | undefined {
    const [first] = this.#candidates(line.text, 1);
    if (first?.at !== 0) return undefined;
    const anchor = this.#readAt(line, 0, first.formats);
    return anchor === undefined ? undefined : anchor.isCut ? "part" : "whole";
  }

  #readAt(line: Placed, at: number, formats: readonly DumpFormat[]): Anchor | undefined {
    const before = line.text.slice(0, at);
    let half: Anchor | undefined;
    let loose: Anchor | undefined;
    for (const { end, closedBy } of endsOf(line, at)) {
      const text = line.text.slice(at, end).replaceAll("\t", " ").trim();
      const record = { text, before, terminated: true, gap: 0, isLast: false };
      const readings = formats.flatMap((format): [DumpFormat, Reading][] => {
        const found = (format.recognises ?? format.open())(record);
        return found === undefined ? [] : [[format, found]];
      });
      const whole = readings.filter(([, { rest }]) => rest !== "cut");
      if (whole.some(([{ isGeneric }]) => isGeneric !== true))
        return anchorOf({ at, end, closedBy, isCut: false }, whole);
      // A program that prints in this way may print no more than a part of it.
      if (whole.length > 0) loose ??= anchorOf({ at, end, closedBy, isCut: false }, whole);
      if (loose !== undefined && closedBy !== "end" && closedBy !== "signs") return loose;
      // Half a record is more than a word that something closes.
      const isHalf = closedBy === "end" || (closedBy !== "signs" && /\W/.test(text));
      if (readings.length > 0 && whole.length === 0 && isHalf)
        half ??= anchorOf({ at, end, closedBy, isCut: true }, readings);
      // What is cut where the line ends is not looked for in pieces.
      if (half?.closedBy === "end") return half;
    }
    return loose ?? half;
  }

  /** At most so many places, from `from` on, at which it is worth asking, in order. */
  #candidates(text: string, most: number, from = 0): Candidate[] {
    const found: Candidate[] = [];
    let at = from;
    while (at < text.length && found.length < most) {
      if (!isWordCode(text.charCodeAt(at))) {
        at++;
        continue;
      }
      let end = at + 1;
      let isNumber = isDigit(text.charCodeAt(at));
      for (; end < text.length && isWordCode(text.charCodeAt(end)); end++)
        isNumber &&= isDigit(text.charCodeAt(end));
      // Numbers differ from line to line: only short ones begin anything.
      if (end - at <= (isNumber ? 2 : MAX_WORD)) {
        const beginnings = this.#beginningsOf(text.slice(at, end));
        if (beginnings.length > 0) addCandidates(found, text, from, at, beginnings);
      }
      at = end;
    }
    return found.length > 1 ? found.sort((one, other) => one.at - other.at) : found;
  }
}

function anchorOf(
  place: Pick<Anchor, "at" | "end" | "closedBy" | "isCut">,
  readings: readonly (readonly [DumpFormat, Reading])[],
): Anchor {
  const [first] = readings.flatMap(([, { values }]) => values);
  return {
    ...place,
    formats: readings.map(([format]) => format),
    ...(first && { first: { path: first.path, value: first.value } }),
  };
}

interface Candidate {
  readonly at: number;
  readonly formats: DumpFormat[];
}

function addCandidates(
  found: Candidate[],
  text: string,
  from: number,
  word: number,
  beginnings: readonly Beginning[],
): void {
  let isName: boolean | undefined;
  for (const { lead, isField, format } of beginnings) {
    if (isField && !(isName ??= isFieldName(text, word))) continue;
    const at = beginOfLead(text, from, word, lead);
    if (at === undefined || (at > from && !mayStandBefore(text, at))) continue;
    // The name of a value in a template: `{guest.cr0:8}`.
    if (format.isGeneric === true && text[at - 1] === "{") continue;
    const same = found.find((candidate) => candidate.at === at);
    if (same === undefined) found.push({ at, formats: [format] });
    else if (!same.formats.includes(format)) same.formats.push(format);
  }
}

/** A name of up to six words, and the sign or the blanks behind it. */
const NAME =
  /_{0,2}[A-Za-z][\w./-]{0,60}(?: [A-Za-z][\w./-]{0,40}){0,5}(?= {0,60}["'`*]{0,3} {0,60}(?:[=:|[(,]|->|$)| {1,60}(?:0x|[0-9a-f]{4}))/y;
/** Whether the name that begins at a place is a field's, as far as the sign behind it. */
function isFieldName(text: string, at: number): boolean {
  NAME.lastIndex = at;
  const name = NAME.exec(text)?.[0];
  if (name === undefined) return false;
  return fieldOfName(name) !== undefined || /^(?:VMCS|vmcs|VMX|vmx)_/.test(name);
}

/** Where the lead before a word begins; `undefined` if it does not stand there. */
function beginOfLead(text: string, from: number, word: number, lead: string): number | undefined {
  if (lead === "") return word;
  if (lead === FOUR_DIGITS) {
    let at = word;
    while (at > from && text.charCodeAt(at - 1) === 0x20) at--;
    return at < word && at - 4 >= from && /^[0-9a-f]{4}$/i.test(text.slice(at - 4, at))
      ? at - 4
      : undefined;
  }
  let at = word;
  for (let index = lead.length - 1; index >= 0; index--) {
    do at--;
    while (at >= from && text.charCodeAt(at) === 0x20);
    if (at < from) return undefined;
    if (lead[index] === "0" && isDigit(text.charCodeAt(at)))
      while (at > from && isDigit(text.charCodeAt(at - 1))) at--;
    else if (text[at] !== lead[index]) return undefined;
  }
  return at;
}

/** Signs that join words into one: what follows them is no beginning. */
const JOINING: ReadonlySet<string> = new Set(".-_/+@$&%\\".split(""));

function mayStandBefore(text: string, at: number): boolean {
  const before = text[at - 1] ?? " ";
  if (isWordCode(before.charCodeAt(0))) return false;
  if (before === ">" && text[at - 2] === "-") return false;
  if (!JOINING.has(before)) return true;
  if (before !== "+" && before !== "-") return false;
  // The marks of a difference stand at the beginning of a line, and a line number may end with one.
  return /^[ \t]{0,200}$|[:-]\d{1,7}$/.test(text.slice(Math.max(0, at - 200), at - 1));
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isWordCode(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    code === 0x5f
  );
}

// --- Where the words end -------------------------------------------------------------------

/** What may close a line that something opened: quotes, brackets, emphasis, the edge of a table. */
const CLOSING = "`*_\"')]}>,;|.\\$ \t";
const MAX_CLOSING = 16;
const QUOTES = "\"'`";
/** Signs with which something else may begin behind the words. */
const DELIMITERS = "\"'`<,|[({;#\t";
/** So many places are tried. */
const MAX_ENDS = 24;
/** The first number of a record stands within so many characters of its beginning. */
const MAX_HEAD = 120;

interface End {
  readonly end: number;
  readonly closedBy: Closing;
}

function* endsOf(line: Placed, at: number): Generator<End> {
  const { text } = line;
  const open = openQuote(line, at);
  const close = open === undefined ? text.length : endOfQuoted(line, open, at);
  if (close < text.length) yield { end: close, closedBy: text[close] ?? "" };
  yield { end: text.length, closedBy: "end" };
  let end = text.length;
  for (let count = 0; count < MAX_CLOSING && end > at; count++) {
    if (!CLOSING.includes(text[end - 1] ?? "")) break;
    end--;
    yield { end, closedBy: "signs" };
  }
  const number = firstNumber(text, at);
  if (number !== undefined) yield* endsBehind(line, number, end);
}

/** Places at which something else may begin, the last one first. */
function endsBehind({ text }: Placed, from: number, to: number): End[] {
  const ends: End[] = [];
  for (let at = from; at < to && ends.length < MAX_ENDS; at++) {
    const sign = text[at] ?? "";
    if (DELIMITERS.includes(sign)) ends.push({ end: at, closedBy: sign });
    else if (sign === " " && beginsOther(text, at + 1)) ends.push({ end: at, closedBy: " " });
  }
  return ends.reverse();
}

const OTHER = /(?: |[A-Za-z_][\w.-]{0,40}=)/y;

/** Whether something apart begins behind a blank: another blank, or a key with its value. */
function beginsOther(text: string, at: number): boolean {
  OTHER.lastIndex = at;
  return OTHER.test(text);
}

/** Where the first digit stands behind a name and a sign or a blank. */
function firstNumber(text: string, at: number): number | undefined {
  for (let end = at + 1; end < text.length && end < at + MAX_HEAD; end++) {
    if (!isDigit(text.charCodeAt(end))) continue;
    if (!isWordCode(text.charCodeAt(end - 1))) return end;
    while (end < text.length && isWordCode(text.charCodeAt(end))) end++;
  }
  return undefined;
}

/**
 * Where the quote stands that is open before a place, with nothing but signs between; `undefined`
 * if none is.
 */
export function openQuote({ text }: Placed, at: number): number | undefined {
  let before = at - 1;
  while (before >= 0 && " *#>+-".includes(text[before] ?? "")) before--;
  const sign = text[before] ?? "";
  return sign !== "" && QUOTES.includes(sign) ? before : undefined;
}

/**
 * Where the stretch ends that the quote at `open` begins: at the next such quote, written in the
 * same way, as itself or as an escape.
 */
export function endOfQuoted(line: Placed, open: number, from: number): number {
  const sign = line.text[open] ?? "";
  const isCopied = line.isCopied(open);
  for (let at = line.text.indexOf(sign, from); at !== -1; at = line.text.indexOf(sign, at + 1))
    if (!isCopied || line.isCopied(at)) return at;
  return line.text.length;
}
