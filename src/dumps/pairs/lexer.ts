/**
 * The words, numbers, strings and signs of a text, whatever language it is in: lists, structured
 * data, program code. Comments are left out; a backslash at the end of a line joins the next.
 */
import { targetOf } from "./names.ts";

export type TokenKind = "word" | "number" | "string" | "sign" | "directive" | "newline";

export interface Token {
  readonly kind: TokenKind;
  /** As it is written; of a string what stands between the quotes. */
  readonly text: string;
  /** Index of its line, and offset there. */
  readonly line: number;
  readonly at: number;
  /** Whether nothing stands between it and the token before. */
  readonly isGlued: boolean;
}

export interface LexerOptions {
  /**
   * Whether the text is a program's: `#` at the beginning of a line begins a comment, and what
   * stands between quotes is one word, whatever it holds.
   */
  readonly isCode: boolean;
}

const WORD = /[A-Za-z_][\w]*/y;
/** Digits of a number may be set apart by `_`, `'` or a back-quote. */
const NUMBER = /\d\w{0,100}(?:['`](?=[\da-fA-F])\w{1,16}){0,16}/y;
/** Times, versions, fractions: digits with signs between that belong together. */
const COMPOUND = /\d\w{0,20}(?:[.]\d\w{0,20}){1,8}/y;
const DIRECTIVE =
  /^[ \t]{0,200}#[ \t]{0,40}(define|ifdef|ifndef|if|elif|else|endif|undef|include|pragma|error|line|warning)\b/;
const SIGNS = [
  ...["<<=", ">>=", "...", "=>", "->", "::", ":=", "==", "!=", "<=", ">=", "&&", "||", "<<", ">>"],
  ...["|=", "&=", "^=", "+=", "-=", "*=", "/=", "%=", "++", "--"],
];
const SIGNS_BY_FIRST: ReadonlyMap<string, readonly string[]> = new Map(
  [...new Set(SIGNS.map((sign) => sign.charAt(0)))].map((first) => [
    first,
    SIGNS.filter((sign) => sign.startsWith(first)),
  ]),
);
/** A string that is longer is no name and no number. */
const MAX_STRING = 200;
const MAX_LEADER = 80;

/** Takes a text apart, line by line: comments may go on over several lines. */
export class Lexer {
  readonly tokens: Token[] = [];
  readonly #options: LexerOptions;
  /** What ends the comment or the text that began on a line before. */
  #open: string | undefined;
  #goesOn = false;
  /** A quote that nothing closes on this line. */
  #unclosed: string | undefined;

  constructor(options: LexerOptions) {
    this.#options = options;
  }

  push(text: string, line: number): void {
    const directive = this.#open === undefined ? DIRECTIVE.exec(text) : null;
    let at = 0;
    if (directive !== null) {
      at = directive[0].length;
      this.#add("directive", directive[1] ?? "", line, 0, false);
    }
    let end = at;
    this.#unclosed = undefined;
    while (at < text.length) {
      if (this.#open !== undefined) {
        const close = text.indexOf(this.#open, at);
        if (close === -1) return;
        at = close + this.#open.length;
        this.#open = undefined;
        continue;
      }
      const code = text.charCodeAt(at);
      if (isGap(text, at, code, this.#options.isCode)) {
        at++;
        continue;
      }
      if (this.#isRemark(text, at, line)) break;
      if (text.startsWith("/*", at)) {
        this.#open = "*/";
        at += 2;
        continue;
      }
      if (text.startsWith('"""', at) || text.startsWith("'''", at)) {
        this.#open = text.slice(at, at + 3);
        at += 3;
        continue;
      }
      const isGlued = at === end && at > 0;
      at = this.#take(text, at, line, isGlued);
      end = at;
    }
    this.#goesOn = text.endsWith("\\");
    if (!this.#goesOn) this.#add("newline", "", line, text.length, false);
  }

  #hasValue(line: number): boolean {
    for (let index = this.tokens.length - 1; index > 0; index--) {
      const [sign, value] = [this.tokens[index - 1], this.tokens[index]];
      if (sign?.line !== line || value?.line !== line) return false;
      const isValue = value.kind === "number" || value.kind === "string";
      if (isValue && (isFieldName(sign) || /^(?:=|:|->|=>|:=)$/.test(sign.text))) return true;
    }
    return false;
  }

  #isRemark(text: string, at: number, line: number): boolean {
    const sign = text[at];
    if (sign === "/") return text[at + 1] === "/" && text[at - 1] !== ":";
    const isFirst = at === text.length - text.trimStart().length;
    if (sign === ";") return isFirst;
    if (sign === "#") {
      if (text[at + 1] === "[" || text[at + 1] === "!") return isFirst;
      if (isFirst) return this.#options.isCode;
      // In a list it is a remark behind a value, and a mark before a name.
      if (!this.#options.isCode && !this.#hasValue(line)) return false;
      return /[\s;,]/.test(text[at - 1] ?? "") && !/[\w(]/.test(text[at + 1] ?? " ");
    }
    return sign === "-" && text.startsWith("-- ", at) && text[at - 1] === " ";
  }

  /** Takes the token at a place; returns where it ends. */
  #take(text: string, at: number, line: number, isGlued: boolean): number {
    const quoted = this.#stringAt(text, at);
    if (quoted !== undefined) {
      this.#add("string", text.slice(at + 1, quoted - 1), line, at, isGlued);
      return quoted;
    }
    for (const [pattern, kind] of [
      [COMPOUND, "sign"],
      [NUMBER, "number"],
      [WORD, "word"],
    ] as const) {
      pattern.lastIndex = at;
      const found = pattern.exec(text)?.[0];
      if (found === undefined) continue;
      this.#add(kind, found, line, at, isGlued);
      return at + found.length;
    }
    const sign =
      SIGNS_BY_FIRST.get(text.charAt(at))?.find((one) => text.startsWith(one, at)) ??
      text.charAt(at);
    this.#add("sign", sign, line, at, isGlued);
    return at + sign.length;
  }

  #stringAt(text: string, at: number): number | undefined {
    const { isCode } = this.#options;
    const quote = text.charAt(at);
    const isQuote = quote === '"' || quote === "'" || (isCode && quote === "`");
    // An apostrophe inside a word, or digits set apart.
    if (!isQuote || (quote !== '"' && /\w/.test(text[at - 1] ?? ""))) return undefined;
    if (this.#unclosed === quote) return undefined;
    const end = stringAt(text, at, isCode ? text.length : MAX_STRING);
    if (end === undefined && isCode) this.#unclosed = quote;
    return end;
  }

  #add(kind: TokenKind, text: string, line: number, at: number, isGlued: boolean): void {
    this.tokens.push({ kind, text, line, at, isGlued });
  }
}

function isFieldName({ kind, text }: Token): boolean {
  return kind === "word" && targetOf([text]) !== undefined;
}

/** Blanks, and the signs that set code or bold words apart in running text. */
function isGap(text: string, at: number, code: number, isCode: boolean): boolean {
  if (code <= 0x20 || code === 0xa0 || code === 0x60) return true;
  // Leaders between columns.
  if ((code === 0x2e || code === 0x2d || code === 0x5f) && isLeader(text, at)) return true;
  return (
    !isCode &&
    code === 0x2a &&
    !(/\w/.test(text[at - 1] ?? "") && /\w/.test(text[at + 2] ?? "")) &&
    (text[at + 1] === "*" || text[at - 1] === "*") &&
    text[at + 1] !== "/"
  );
}

function isLeader(text: string, at: number): boolean {
  const sign = text.charAt(at);
  let from = at;
  while (from > 0 && text[from - 1] === sign) from--;
  if (
    from === 0 ||
    text[from - 1] !== " " ||
    !/\w\s{1,8}$/.test(text.slice(Math.max(0, from - 9), from))
  )
    return false;
  let to = at;
  while (to < text.length && text[to] === sign && to - from < MAX_LEADER) to++;
  return to - from >= 3;
}

/** Where the string ends that begins at a place; `undefined` if none does within `most` characters. */
function stringAt(text: string, at: number, most: number): number | undefined {
  const quote = text[at];
  for (let end = at + 1; end < text.length && end - at <= most; end++) {
    if (text[end] === "\\") end++;
    else if (text[end] === quote) return end + 1;
  }
  return undefined;
}
