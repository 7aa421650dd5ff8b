/** Goes through the words of a program and collects the data it gives. */
import { ExpressionParser } from "../../pairs/expression.ts";
import { Arrays } from "./arrays.ts";
import {
  DIRECTIVES,
  DOT_DIRECTIVES,
  DOT_RESERVES,
  ENDS,
  RESERVES,
  TYPE_DIRECTIVES,
  isInstruction,
} from "./assembler.ts";
import { Constants } from "./constants.ts";
import { Cursor } from "./cursor.ts";
import { Directives, MAX_DATA } from "./directives.ts";
import { isGateName } from "./gates.ts";
import { type SourceTable, tablesOfCalls, tablesOfRun } from "./results.ts";
import { LOST, type Token } from "./words.ts";

export class SourceWalk {
  readonly #cursor: Cursor;
  readonly #data: Directives;
  readonly #arrays: Arrays;
  readonly #doubtful: ReadonlySet<number>;
  readonly #constants: Constants;

  /**
   * @param cut the last token of a text that may be cut in the middle of it
   * @param doubtful lines that look like data: what they hold must be read, or nothing behind them
   */
  constructor(
    tokens: readonly Token[],
    cut: Token | undefined,
    doubtful: ReadonlySet<number> = new Set(),
  ) {
    this.#doubtful = doubtful;
    this.#cursor = new Cursor(tokens);
    const parser = new ExpressionParser(tokens, { isList: false });
    this.#constants = new Constants(tokens, looksLikeC(tokens));
    this.#data = new Directives(this.#cursor, parser, this.#constants, cut);
    this.#arrays = new Arrays(this.#cursor, this.#data, parser, this.#constants, cut);
  }

  /** The tables of the text, in its order. */
  tables(): SourceTable[] {
    while (this.#cursor.at < this.#cursor.tokens.length && this.#data.count < MAX_DATA)
      this.#step();
    const results = [
      ...this.#arrays.lists,
      ...tablesOfRun(this.#data.runs, this.#doubtful, this.#constants),
      ...this.#arrays.assigned,
      ...tablesOfCalls(this.#arrays.calls, this.#cursor.tokens, this.#constants),
    ];
    return results;
  }

  #step(): void {
    const token = this.#cursor.token();
    if (token === undefined) return;
    if (token.kind === "newline" || token.text === ";") {
      this.#cursor.names = [];
      this.#cursor.at++;
    } else if (token.kind === "directive") {
      if (token.text === "include") this.#data.hole("#include");
      else this.#data.condition(token.text);
    } else if (token.kind === "word" || token.kind === "number") this.#word(token);
    else if (token.kind === "sign") this.#sign(token);
    else this.#cursor.at++;
  }

  #word(token: Token): void {
    const name = token.text.toLowerCase();
    const next = this.#cursor.token(1);
    if (token.text === LOST) {
      this.#data.unplaced(
        token.line,
        this.#cursor.token(1)?.text ?? "",
        "the macro is not given what it takes",
      );
      return;
    }
    if (this.#cursor.isStart && this.#isUnknownMacro(token, next)) {
      this.#data.unplaced(token.line, token.text, "what it stands for is not known");
      return;
    }
    if (this.#cursor.isStart && token.kind === "word") {
      if (next?.text === ":" && next.kind === "sign") {
        this.#data.label(token, 2);
        return;
      }
      if (isInstruction(name) && next?.text !== "=") {
        this.#data.endRun();
        return;
      }
    }
    const isAfterLabel =
      this.#cursor.isStart ||
      (this.#cursor.names.length === 1 && this.#cursor.names[0] === this.#cursor.token(-1));
    if (isAfterLabel && token.kind === "word" && this.#isOperand(next)) {
      const size = DIRECTIVES.get(name) ?? this.#typeDirective(name, next);
      if (
        name === "label" &&
        this.#cursor.names.length === 1 &&
        this.#cursor.names[0] !== undefined
      ) {
        this.#data.label(this.#cursor.names[0], 0);
        this.#cursor.toLineEnd();
        return;
      }
      const reserved = RESERVES.get(name);
      if (size !== undefined || reserved !== undefined || name === "times") {
        const [label] = this.#cursor.names;
        if (label !== undefined && label === this.#cursor.token(-1)) this.#data.label(label, 0);
        if (name === "times") {
          this.#data.times();
          return;
        }
        if (reserved !== undefined) {
          this.#data.reserve(reserved);
          return;
        }
        this.#cursor.at++;
        this.#data.operands(size ?? 8, false);
        return;
      }
      if (ENDS.has(name) && name !== "data" && name !== "text") {
        this.#data.endRun();
        return;
      }
      if (/^align[b]?$/.test(name)) {
        this.#data.align(false);
        return;
      }
    }
    if (
      next?.text === "(" &&
      next.kind === "sign" &&
      token.kind === "word" &&
      isGateName(token.text) &&
      this.#arrays.call(token)
    )
      return;
    this.#cursor.names.push(token);
    this.#cursor.at++;
  }

  /** A name in capitals among data: of a macro that the text does not define. */
  #isUnknownMacro({ kind, text }: Token, next: Token | undefined): boolean {
    const isName = kind === "word" && /^[A-Z][A-Z\d_]{2,40}$/.test(text);
    if (!isName || !this.#data.isOpen) return false;
    const plain = text.toLowerCase();
    const isKnown = [DIRECTIVES, TYPE_DIRECTIVES, RESERVES].some((table) => table.has(plain));
    if (isKnown || ENDS.has(plain) || /^(?:times|align|equ)$/.test(plain)) return false;
    return (
      next === undefined || next.kind === "newline" || next.kind === "number" || next.text === "("
    );
  }

  /** MASM's names of types give data where a number follows. */
  #typeDirective(name: string, next: Token | undefined): number | undefined {
    const isNumber = next?.kind === "number" || next?.text === "?" || next?.text === "(";
    return isNumber ? TYPE_DIRECTIVES.get(name) : undefined;
  }

  #isOperand(token: Token | undefined): boolean {
    return (
      token !== undefined &&
      !/^(?:[=[:{)*;,.]|\+=|->)$/.test(token.text) &&
      token.kind !== "newline"
    );
  }

  #sign(token: Token): void {
    const next = this.#cursor.token(1);
    const isDot = token.text === "." && next?.isGlued === true && !token.isGlued;
    if (isDot) {
      this.#dotted(next.text.toLowerCase());
      return;
    }
    if (token.text === "..." && this.#cursor.isStart) {
      this.#data.hole("...");
      return;
    }
    if (token.text === "%" && /^(?:include|rep|incbin)$/i.test(next?.text ?? "")) {
      this.#data.hole("%include");
      return;
    }
    if (
      token.text === "%" &&
      this.#cursor.isStart &&
      next?.isGlued === true &&
      next.kind === "word"
    ) {
      this.#data.condition(next.text.toLowerCase());
      return;
    }
    if (token.text === "=" || token.text === ":=") {
      this.#arrays.assignment();
      return;
    }
    if (token.text === "[" || token.text === "{") {
      this.#arrays.bracket(token);
      return;
    }
    this.#cursor.at++;
  }

  // --- Assembler --------------------------------------------------------------------------------

  #dotted(name: string): void {
    const behind = this.#cursor.token(2);
    if (behind?.text === ":" && this.#cursor.isStart) {
      this.#cursor.at++;
      this.#data.label(this.#cursor.token() ?? behind, 2);
      return;
    }
    const size = DOT_DIRECTIVES.get(name);
    const reserved = DOT_RESERVES.get(name);
    if (size === undefined && reserved === undefined && name !== "fill") {
      if (/^(?:if|ifdef|ifndef|else|elseif|endif)$/.test(name)) {
        this.#data.condition(name);
        return;
      }
      if (ENDS.has(name)) {
        this.#data.endRun();
        return;
      }
      if (/^(?:p2|b)?align$/.test(name)) {
        this.#data.align(name === "p2align");
        return;
      }
      this.#cursor.at += 2;
      if (this.#cursor.isStart || this.#cursor.names.length === 0) this.#cursor.toLineEnd();
      return;
    }
    const [label] = this.#cursor.names;
    if (label !== undefined && label === this.#cursor.token(-1)) this.#data.label(label, 0);
    this.#cursor.at++;
    if (name === "fill") {
      this.#data.fill();
      return;
    }
    if (reserved !== undefined) {
      this.#data.reserve(reserved);
      return;
    }
    this.#cursor.at++;
    this.#data.operands(size ?? 8, true);
  }
}

function looksLikeC(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ kind, text }) =>
      (kind === "directive" && text !== "if") ||
      (kind === "word" &&
        /^(?:u?int\d+_t|unsigned|struct|void|static|u64|typedef|sizeof)$/.test(text)),
  );
}
