/** Lists in brackets, as they are written: elements, rows inside rows, and where they belong. */
import type { Expression, ExpressionParser } from "../../pairs/expression.ts";
import { type Token, behindBracket, endOfLine } from "./words.ts";

export interface Row {
  readonly kind: "row";
  readonly line: number;
  readonly items: readonly Item[];
  /** Lines in it that are none of a list: of a log, of prose. */
  readonly oddLines: readonly number[];
  /** Where its first and behind its last token is. */
  readonly end: number;
  readonly isClosed: boolean;
}

export interface Leaf {
  readonly kind: "leaf";
  readonly line: number;
  readonly value: Expression | string;
  readonly text: string;
  /** Not understood as far as the end of its line: it may be several. */
  readonly isBroken: boolean;
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
const MAX_ODD = 64;

/** Words that stand before another one in the elements of programs. */
function isTypeWord(word: string): boolean {
  return /^(?:unsigned|signed|long|short|struct|const|as|u?int\d{0,3}_t|u\d{1,3}|sizeof|new)$/.test(
    word,
  );
}

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
    const oddLines: number[] = [];
    const line = tokens[from]?.line ?? 0;
    let at = from + 1;
    for (;;) {
      at = this.#skip(at);
      const odd = this.#oddLine(at);
      if (odd !== undefined) {
        oddLines.push(tokens[at]?.line ?? 0);
        at = odd;
        continue;
      }
      const token = tokens[at];
      if (token === undefined || token.text === ";")
        return { kind: "row", line, items, oddLines, end: at, isClosed: false };
      if (token.kind === "sign" && "}])".includes(token.text))
        return { kind: "row", line, items, oddLines, end: at + 1, isClosed: true };
      const { item, end } = this.#item(at, depth);
      items.push(item);
      at = Math.max(end, at + 1);
    }
  }

  /** Where a line ends that is none of a list: one of words, with nothing that may be an element. */
  #oddLine(at: number): number | undefined {
    if (at === 0 || this.#tokens[at - 1]?.kind !== "newline") return undefined;
    const end = endOfLine(this.#tokens, at);
    const line = this.#tokens.slice(at, Math.min(end, at + MAX_ODD));
    if (line.length === 0 || line.some(({ text }) => text === "{" || text === "}"))
      return undefined;
    if (line.some(({ kind, text }) => kind === "number" && /^0x|^[\da-f_]{9,}/i.test(text)))
      return undefined;
    const hasNone = line.every(({ kind }) => kind === "sign");
    const isProse = line.some((token, index) => {
      const before = line[index - 1];
      const isWord = token.kind === "word" || token.kind === "number";
      return isWord && before?.kind === "word" && !isTypeWord(before.text);
    });
    const isMark =
      line.every(({ text }) => /^(?:-{1,80}|={1,80}|~|\.{1,80}|[A-Z]{1,80})$/.test(text)) &&
      line.length > 1;
    const isOnlySigns = hasNone && line.every(({ text }) => !/^[,\])]$/.test(text));
    return isProse || isOnlySigns || isMark ? end : undefined;
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
    if (first?.text === "[" && depth === 0) {
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
    if (
      index === undefined &&
      first?.text === "[" &&
      behindBracket(tokens.slice(at, at + 24), 0) === undefined &&
      this.#cut !== undefined &&
      at + 24 >= tokens.length
    ) {
      const leaf: Leaf = { kind: "leaf", line: first.line, value: CUT, text: "[", isBroken: true };
      return { item: { index, member, count: undefined, element: leaf }, end: tokens.length };
    }
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
    return behind !== undefined && this.#tokens[at + behind]?.text === "{"
      ? at + behind
      : undefined;
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
    const words = tokens
      .slice(from, Math.min(end, from + 12))
      .filter(({ kind }) => kind !== "newline");
    const last = tokens[end - 1];
    const isCut = last !== undefined && last === this.#cut && !isComplete(last.text);
    return {
      leaf: {
        kind: "leaf",
        line: tokens[from]?.line ?? 0,
        value: isCut
          ? CUT
          : isWhole && !isChanged(parsed.expression)
            ? parsed.expression
            : NO_NUMBER,
        text: words.map(({ text }) => text).join(" "),
        isBroken: !this.#isSeparated(end) || (!isWhole && !this.#isLine(from, end)),
      },
      count,
      end,
    };
  }

  /** Whether a comma or a bracket stands behind an element. */
  #isSeparated(end: number): boolean {
    let at = end;
    while (this.#tokens[at]?.kind === "newline") at++;
    const token = this.#tokens[at];
    return token === undefined || /^[,;}\])]$/.test(token.text);
  }

  /** Whether an element and its comma are all of one line. */
  #isLine(from: number, end: number): boolean {
    const [before, behind] = [this.#tokens[from - 1], this.#tokens[end + 1]];
    const isOne = this.#tokens[from]?.line === this.#tokens[end - 1]?.line;
    return (
      isOne && before?.kind === "newline" && (behind === undefined || behind.kind === "newline")
    );
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

/** No part of a descriptor is written as the complement of a number. */
function isChanged({ kind, ...rest }: Expression): boolean {
  return kind === "unary" && "of" in rest && rest.of.kind === "number";
}

export const CUT = "the text may be cut in the middle of it";
export const NO_NUMBER = "it is no number that the text tells";

/** Whether no digit can follow: all that a descriptor has are there, or a sign that ends them. */
export function isComplete(number: string): boolean {
  return /^0x[\da-f]{16}/i.test(number.replaceAll(/[_']/g, "")) || /h$/i.test(number);
}
