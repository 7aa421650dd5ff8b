/** Goes through the words of a program and collects the data it gives. */
import { type Expression, ExpressionParser } from "../../pairs/expression.ts";
import type { Miss } from "../types.ts";
import {
  DIRECTIVES,
  DOT_DIRECTIVES,
  DOT_RESERVES,
  ENDS,
  RESERVES,
  TYPE_DIRECTIVES,
  isInstruction,
} from "./assembler.ts";
import { branchesIn } from "./branches.ts";
import { Constants } from "./constants.ts";
import { Cursor } from "./cursor.ts";
import { Directives, MAX_DATA, NOT_CERTAIN, isComplement } from "./directives.ts";
import { ListParser } from "./elements.ts";
import { type GateCall, isGateName } from "./gates.ts";
import { bytesOfList } from "./lists.ts";
import {
  type Assigned,
  type SourceTable,
  tableOfAssigned,
  tablesOfCalls,
  tablesOfRun,
} from "./results.ts";
import { type Structure, bitsOfWords, structuresOf } from "./structures.ts";
import { LOST, type Token, argumentsOf, behindBracket, endOfLine } from "./words.ts";

const IN_BRANCH = "it is set in a branch or a loop";

export class SourceWalk {
  readonly #cursor: Cursor;
  readonly #data: Directives;
  readonly #doubtful: ReadonlySet<number>;
  readonly #parser: ExpressionParser;
  readonly #lists: ListParser;
  readonly #constants: Constants;
  readonly #branches: ReadonlySet<number>;
  readonly #structures: ReadonlyMap<string, Structure>;
  readonly #found: { readonly order: number; readonly tables: () => readonly SourceTable[] }[] = [];
  readonly #assigned = new Map<string, Assigned>();
  readonly #calls: GateCall[] = [];
  /** Names of arrays that are given as lists. */
  readonly #listed = new Set<string>();
  readonly #sizes = new Map<string, number>();

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
    this.#parser = new ExpressionParser(tokens, { isList: false });
    this.#lists = new ListParser(tokens, this.#parser, cut);
    this.#constants = new Constants(tokens, looksLikeC(tokens));
    this.#data = new Directives(this.#cursor, this.#parser, this.#constants, cut);
    this.#structures = structuresOf(tokens);
    this.#branches = branchesIn(tokens);
  }

  /** The tables of the text, in its order. */
  tables(): SourceTable[] {
    while (this.#cursor.at < this.#cursor.tokens.length && this.#data.count < MAX_DATA)
      this.#step();
    const results = [
      ...this.#found.flatMap(({ tables }) => tables()),
      ...tablesOfRun(this.#data.runs, this.#doubtful, this.#constants),
      ...[...this.#assigned.values()]
        .filter(({ name }) => !this.#listed.has(name))
        .flatMap((one) => tableOfAssigned(one, this.#constants)),
      ...tablesOfCalls(this.#calls, this.#cursor.tokens, this.#constants),
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

  get #isStart(): boolean {
    const before = this.#cursor.token(-1);
    return before === undefined || before.kind === "newline" || /^[:;{}]$/.test(before.text);
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
    if (this.#isStart && this.#isUnknownMacro(token, next)) {
      this.#data.unplaced(token.line, token.text, "what it stands for is not known");
      return;
    }
    if (this.#isStart && token.kind === "word") {
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
      this.#isStart ||
      (this.#cursor.names.length === 1 && this.#cursor.names[0] === this.#cursor.token(-1));
    if (isAfterLabel && token.kind === "word" && this.#isOperand(next)) {
      const size = DIRECTIVES.get(name) ?? this.#typeDirective(name, next);
      if (
        name === "label" &&
        this.#cursor.names.length === 1 &&
        this.#cursor.names[0] !== undefined
      ) {
        this.#data.label(this.#cursor.names[0], 0);
        this.#cursor.at = endOfLine(this.#cursor.tokens, this.#cursor.at);
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
      this.#call(token)
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
    if (token.text === "..." && this.#isStart) {
      this.#data.hole("...");
      return;
    }
    if (token.text === "%" && /^(?:include|rep|incbin)$/i.test(next?.text ?? "")) {
      this.#data.hole("%include");
      return;
    }
    if (token.text === "%" && this.#isStart && next?.isGlued === true && next.kind === "word") {
      this.#data.condition(next.text.toLowerCase());
      return;
    }
    if (token.text === "=" || token.text === ":=") {
      this.#assignment();
      return;
    }
    if (token.text === "[" || token.text === "{") {
      this.#bracket(token);
      return;
    }
    this.#cursor.at++;
  }

  // --- Assembler --------------------------------------------------------------------------------

  #dotted(name: string): void {
    const behind = this.#cursor.token(2);
    if (behind?.text === ":" && this.#isStart) {
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
      if (this.#isStart || this.#cursor.names.length === 0)
        this.#cursor.at = endOfLine(this.#cursor.tokens, this.#cursor.at);
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

  // --- Lists, elements, calls -------------------------------------------------------------------

  /** `[`: an index, a dimension, or a list; `{`: a list, or what a function or a structure holds. */
  #bracket(token: Token): void {
    const before = this.#cursor.token(-1);
    // `((struct d *)gdt)[1]`
    const isCast = before?.text === ")" && this.#cursor.token(-2) === this.#cursor.names.at(-1);
    const isWord = before?.kind === "word" || isCast;
    if (token.text === "[" && (isWord || before?.text === "]" || before?.text === ":")) {
      const size = bitsOfWords(this.#wordsAt(1, 4));
      const last = this.#cursor.names.at(-1);
      if (size !== undefined && last !== undefined) this.#sizes.set(last.text, size / 8);
      const end = before.text === ":" ? this.#behind(this.#cursor.at, 16) : undefined;
      // `name: [u64; 4]`
      if (end !== undefined && size !== undefined) {
        this.#cursor.at = end;
        return;
      }
      if (before.text !== ":") {
        this.#indexed();
        return;
      }
    }
    const [first] = this.#wordsAt(1, 1);
    const isList =
      token.text === "["
        ? this.#cursor.names.length === 0 || before?.text === ")"
        : before?.text === "]" || (this.#isStart && /^(?:\{|\d.*)$/.test(first ?? ""));
    if (isList && this.#beginsData(1)) {
      this.#list(this.#cursor.at);
      return;
    }
    this.#cursor.at++;
  }

  #wordsAt(from: number, count: number): string[] {
    return Array.from(
      { length: count },
      (_, ahead) => this.#cursor.token(from + ahead)?.text ?? "",
    );
  }

  /** Index behind the bracket that closes the one at a place, if one does within so many tokens. */
  #behind(at: number, most: number): number | undefined {
    const end = behindBracket(this.#cursor.tokens.slice(at, at + most), 0);
    return end === undefined ? undefined : at + end;
  }

  /** Whether numbers, rows or designators stand behind a bracket. */
  #beginsData(from: number): boolean {
    let ahead = from;
    while (this.#cursor.token(ahead)?.kind === "newline") ahead++;
    const token = this.#cursor.token(ahead);
    return (
      token?.kind === "number" || token?.kind === "string" || /^[{[(]$/.test(token?.text ?? "")
    );
  }

  /** Behind an index or a dimension; an assignment to an element is taken. */
  #indexed(): void {
    const from = this.#cursor.at;
    const end = behindBracket(this.#cursor.tokens.slice(from, from + 64), 0);
    const name = this.#cursor.names.at(-1);
    if (end === undefined || name === undefined) {
      this.#cursor.at++;
      return;
    }
    this.#cursor.at = from + end;
    const sign = this.#cursor.token();
    if (sign?.kind !== "sign") return;
    const behind = sign.text === "." ? this.#cursor.token(2) : sign;
    const isChange = CHANGES.test(behind?.text ?? "");
    const isMember = sign.text === "." && (behind?.text === "=" || isChange);
    const member = isMember ? this.#cursor.token(1) : undefined;
    const isDeclared =
      bitsOfWords(this.#cursor.names.map(({ text }) => text)) !== undefined ||
      (this.#cursor.names.length > 1 && this.#beginsRow(1));
    if (!isChange && member === undefined && (sign.text !== "=" || isDeclared)) return;
    const index = this.#parser.parse(from + 1);
    if (index === undefined) return;
    this.#cursor.at += member === undefined ? 1 : 3;
    this.#setElement(name, index.expression, isChange, member?.text);
  }

  /** Whether an opening brace stands there, perhaps on the next line. */
  #beginsRow(from: number): boolean {
    let ahead = from;
    while (this.#cursor.token(ahead)?.kind === "newline") ahead++;
    return this.#cursor.token(ahead)?.text === "{";
  }

  #setElement(name: Token, index: Expression, isChange: boolean, member: string | undefined): void {
    while (this.#cursor.token()?.kind === "newline") this.#cursor.at++;
    const from = this.#cursor.at;
    const token = this.#cursor.token();
    const entry = this.#constants.number(index, 16);
    if (
      token?.kind === "word" &&
      this.#cursor.token(1)?.text === "(" &&
      typeof entry === "bigint" &&
      isGateName(token.text)
    ) {
      if (!isChange && member === undefined && this.#call(token, entry)) return;
    }
    const key = name.text;
    const known: Assigned = this.#assigned.get(key) ?? {
      name: key,
      size: this.#sizes.get(key),
      elements: [],
      structure: undefined,
    };
    this.#assigned.set(key, known);
    const isList = token?.text === "{" || token?.text === "(";
    const parsed = this.#parser.parse(from);
    const isWhole =
      parsed !== undefined &&
      (this.#data.endsOperand(parsed.end) || this.#cursor.tokens[parsed.end]?.text === "}");
    const end = isWhole ? parsed.end : Math.max(from + 1, this.#statementEnd(from));
    const datum = this.#data.datum(
      from,
      end,
      isWhole && !isChange && !isComplement(parsed.expression) ? parsed.expression : undefined,
      undefined,
    );
    const isUncertain = this.#data.conditions.length > 0 || this.#branches.has(from);
    known.elements.push({
      index: typeof entry === "bigint" ? Number(entry) : undefined,
      isVariable:
        member === undefined && index.kind === "name" && !/^[A-Z]/.test(index.names.at(-1) ?? ""),
      member,
      datum: isUncertain ? { ...datum, value: IN_BRANCH } : datum,
    });
    this.#data.count++;
    this.#cursor.at = isList && !isWhole ? from + 1 : end;
    this.#cursor.names = [];
  }

  #statementEnd(from: number): number {
    let at = from;
    const end = endOfLine(this.#cursor.tokens, from);
    while (at < end && this.#cursor.tokens[at]?.text !== ";") at++;
    return at;
  }

  /** Behind `=`: a list, perhaps with a type before it. */
  #assignment(): void {
    this.#cursor.at++;
    let ahead = 0;
    for (; ahead < 12; ahead++) {
      const token = this.#cursor.token(ahead);
      if (token === undefined || token.text === ";") return;
      if (token.text === "{" || token.text === "[") break;
      const isPassed = token.kind === "newline" || /^(?:[&!*()]|vec|new|\w+)$/.test(token.text);
      if (!isPassed || token.kind === "number" || token.kind === "string") return;
    }
    const open = this.#cursor.token(ahead);
    if (open?.text !== "{" && open?.text !== "[") return;
    // `[_]u64{`, `[3]uint64{`: the type of the elements.
    if (open.text === "[") {
      const close = behindBracket(
        this.#cursor.tokens.slice(this.#cursor.at + ahead, this.#cursor.at + ahead + 8),
        0,
      );
      const at = this.#cursor.at + ahead + (close ?? 0);
      if (
        close !== undefined &&
        this.#cursor.tokens[at]?.kind === "word" &&
        this.#cursor.tokens[at + 1]?.text === "{"
      ) {
        const type = this.#cursor.tokens[at];
        this.#cursor.names.push(type);
        this.#list(at + 1);
        return;
      }
    }
    const isNamed = this.#cursor.names.some(({ text }) => isTableName(text));
    if (isNamed || this.#beginsData(ahead + 1) || this.#isRow(ahead))
      this.#list(this.#cursor.at + ahead);
  }

  /** Whether a list begins with a macro or a name, as one of entries does. */
  #isRow(ahead: number): boolean {
    let at = ahead + 1;
    while (this.#cursor.token(at)?.kind === "newline") at++;
    return this.#cursor.token(at)?.kind === "word" || this.#cursor.token(at)?.text === ".";
  }

  #list(from: number): void {
    const names = this.#cursor.names;
    const condition = this.#data.conditions.length;
    const row = this.#lists.list(from);
    this.#cursor.at = row.end;
    this.#cursor.names = [];
    const words = names.map(({ text }) => text);
    const structure = words
      .map((word) => this.#structures.get(word))
      .find((one) => one !== undefined);
    const bits = bitsOfWords(words);
    const last = names.at(-1);
    const size = bits === undefined ? this.#sizes.get(last?.text ?? "") : bits / 8;
    const hasDirective = this.#cursor.tokens
      .slice(from, row.end)
      .some(({ kind }) => kind === "directive");
    this.#data.count += row.items.length;
    const order = this.#found.length;
    const isNamed = words.some((word) => isTableName(word));
    const isOther = words.some((word) => /idt/i.test(word));
    if (isOther) return;
    if (last !== undefined) this.#listed.add(last.text);
    this.#found.push({
      order,
      tables: () => {
        const { bytes, lines, misses } = bytesOfList(row, { size, structure }, this.#constants);
        if (bytes.length === 0 && !isNamed) return [];
        const changed = this.#changesOf(last?.text ?? "", size ?? 8);
        for (const at of changed)
          for (let byte = at; byte < at + 8 && byte < bytes.length; byte++) bytes[byte] = undefined;
        if (changed.length > 0)
          misses.push({ line: row.line, why: "entries of this list are changed later" });
        const unsure: Miss[] = hasDirective ? [{ line: row.line, why: NOT_CERTAIN }] : [];
        const known = hasDirective ? bytes.map(() => undefined) : bytes;
        return [{ bytes: known, lines, misses: [...misses, ...unsure], warnings: [], isNamed }];
      },
    });
    if (condition !== this.#data.conditions.length) this.#data.conditions.length = condition;
  }

  /** Where in a list's bytes the entries begin that statements change. */
  #changesOf(name: string, size: number): number[] {
    const { elements = [] } = this.#assigned.get(name) ?? {};
    return elements.flatMap(({ index }) =>
      index === undefined ? [] : [8 * Math.floor((index * size) / 8)],
    );
  }

  #call(token: Token, entry?: bigint): boolean {
    const given = argumentsOf(this.#cursor.tokens, this.#cursor.at + 1);
    if (given === undefined || given.list.length < 4 || given.list.length > 5) return false;
    const behind = this.#cursor.tokens[given.end];
    if (behind?.text === "{" || this.#cursor.token(-1)?.kind === "word") return false;
    const list = given.list.map((words): Expression => {
      const parsed = new ExpressionParser(words, { isList: false }).parse(0);
      return parsed?.end === words.length ? parsed.expression : { kind: "other" };
    });
    const isCut = given.end >= this.#cursor.tokens.length || this.#branches.has(this.#cursor.at);
    this.#calls.push({ callee: token.text, line: token.line, arguments: list, entry, isCut });
    this.#data.count++;
    this.#cursor.at = given.end;
    this.#cursor.names = [];
    return true;
  }
}

/** Signs that change the value that was there. */
const CHANGES = /^(?:[-+|&^*]|<<|>>)=$/;

/** Whether a name says that it is a table of segment descriptors. */
export function isTableName(name: string): boolean {
  return /gdt|descriptor|segdesc|seg_desc/i.test(name) && !/idt/i.test(name);
}

function looksLikeC(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ kind, text }) =>
      (kind === "directive" && text !== "if") ||
      (kind === "word" &&
        /^(?:u?int\d+_t|unsigned|struct|void|static|u64|typedef|sizeof)$/.test(text)),
  );
}
