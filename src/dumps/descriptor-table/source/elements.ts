/** Lists in brackets, as they are written: elements, rows inside rows, and where they belong. */
import type { Expression, ExpressionParser } from "../../pairs/expression.ts";
import { type Token, behindBracket } from "./words.ts";

export interface Row {
  readonly kind: "row";
  readonly line: number;
  readonly items: readonly Item[];
  /** Where its first and behind its last token is. */
  readonly end: number;
  readonly isClosed: boolean;
}

export interface Leaf {
  readonly kind: "leaf";
  readonly line: number;
  readonly value: Expression | string;
  readonly text: string;
  /** Written as a macro or a function that the text does not define: of any width. */
  readonly isCall: boolean;
}

export interface Item {
  /** `[2] =` */
  readonly index: Expression | undefined;
  /** `.limit =`, `limit:` */
  readonly member: string | undefined;
  /** Rust's `[0; 8]`. */
  readonly count: Expression | undefined;
  readonly element: Row | Leaf;
}

const MAX_DEPTH = 6;

/** Reads lists out of tokens. */
export class ListParser {
  readonly #tokens: readonly Token[];
  readonly #parser: ExpressionParser;
  readonly #cut: Token | undefined;

  constructor(tokens: readonly Token[], parser: ExpressionParser, cut: Token | undefined) {
    this.#tokens = tokens;
    this.#parser = parser;
    this.#cut = cut;
  }

  /** The list whose bracket is at `from`. */
  list(from: number, depth = 0): Row {
    const tokens = this.#tokens;
    const items: Item[] = [];
    const line = tokens[from]?.line ?? 0;
    let at = from + 1;
    for (;;) {
      at = this.#skip(at);
      const token = tokens[at];
      if (token === undefined || token.text === ";")
        return { kind: "row", line, items, end: at, isClosed: false };
      if (token.kind === "sign" && "}])".includes(token.text))
        return { kind: "row", line, items, end: at + 1, isClosed: true };
      const { item, end } = this.#item(at, depth);
      items.push(item);
      at = Math.max(end, at + 1);
    }
  }

  #skip(from: number): number {
    let at = from;
    while (this.#tokens[at]?.kind === "newline" || this.#tokens[at]?.text === ",") at++;
    return at;
  }

  #item(from: number, depth: number): { readonly item: Item; readonly end: number } {
    const tokens = this.#tokens;
    let at = from;
    let index: Expression | undefined;
    let member: string | undefined;
    const [first, second, third] = tokens.slice(at, at + 3);
    if (first?.text === "[") {
      const close = behindBracket(tokens.slice(at, at + 24), 0);
      if (close !== undefined && tokens[at + close]?.text === "=") {
        index = this.#parser.parse(at + 1)?.expression ?? { kind: "other" };
        at += close + 1;
      }
    } else if (first?.text === "." && second?.kind === "word" && third?.text === "=") {
      member = second.text;
      at += 3;
    } else if (first?.kind === "word" && /^[:=]$/.test(second?.text ?? "")) {
      member = first.text;
      at += 2;
    }
    while (tokens[at]?.kind === "newline") at++;
    const open = this.#listAt(at);
    if (open !== undefined && depth < MAX_DEPTH) {
      const row = this.list(open, depth + 1);
      return { item: { index, member, count: undefined, element: row }, end: row.end };
    }
    const { leaf, count, end } = this.#leaf(at);
    return { item: { index, member, count, element: leaf }, end };
  }

  /** `{`, `[`, or `Name {` and `(Type) {`: a row. */
  #listAt(at: number): number | undefined {
    const token = this.#tokens[at];
    if (token?.kind === "sign" && (token.text === "{" || token.text === "[")) return at;
    if (token?.kind === "word" && this.#tokens[at + 1]?.text === "{") return at + 1;
    if (token?.text !== "(") return undefined;
    const behind = behindBracket(this.#tokens.slice(at, at + 8), 0);
    return behind !== undefined && this.#tokens[at + behind]?.text === "{" ? at + behind : undefined;
  }

  #leaf(from: number): {
    readonly leaf: Leaf;
    readonly count: Expression | undefined;
    readonly end: number;
  } {
    const tokens = this.#tokens;
    const parsed = this.#parser.parse(from);
    let end = parsed?.end ?? from;
    const isWhole = parsed !== undefined && this.#ends(end);
    let count: Expression | undefined;
    if (isWhole && tokens[end]?.text === ";") {
      const more = this.#parser.parse(end + 1);
      count = more?.expression ?? { kind: "other" };
      end = more?.end ?? end + 1;
    } else if (!isWhole) end = this.#toEnd(from);
    const words = tokens.slice(from, Math.min(end, from + 12)).filter(({ kind }) => kind !== "newline");
    const last = tokens[end - 1];
    const isCut = last !== undefined && last === this.#cut && !isComplete(last.text);
    return {
      leaf: {
        kind: "leaf",
        line: tokens[from]?.line ?? 0,
        value: isCut ? CUT : isWhole ? parsed.expression : NO_NUMBER,
        text: words.map(({ text }) => text).join(" "),
        isCall: !isWhole || parsed.expression.kind === "call",
      },
      count,
      end,
    };
  }

  #ends(at: number): boolean {
    const token = this.#tokens[at];
    return token === undefined || token.kind === "newline" || /^[,;}\])]$/.test(token.text);
  }

  #toEnd(from: number): number {
    let depth = 0;
    for (let at = from; at < this.#tokens.length; at++) {
      const token = this.#tokens[at];
      if (token?.kind !== "sign") continue;
      if ("([{".includes(token.text)) depth++;
      else if (")]}".includes(token.text) && depth-- === 0) return at;
      else if ((token.text === "," || token.text === ";") && depth === 0) return at;
    }
    return this.#tokens.length;
  }
}

export const CUT = "the text may be cut in the middle of it";
export const NO_NUMBER = "it is no number that the text tells";

/** Whether no digit can follow: all that a descriptor has are there, or a sign that ends them. */
export function isComplete(number: string): boolean {
  return /^0x[\da-f_']{16,24}|h$/i.test(number);
}
