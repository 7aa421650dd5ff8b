/** Arrays of a program: lists in brackets, elements that are set one by one, helpers that are called. */
import { type Expression, ExpressionParser } from "../../pairs/expression.ts";
import type { Miss, TableBytes } from "../types.ts";
import { branchesIn } from "./branches.ts";
import type { Constants } from "./constants.ts";
import type { Cursor } from "./cursor.ts";
import { type Directives, NOT_CERTAIN, isComplement } from "./directives.ts";
import { ListParser } from "./elements.ts";
import { type GateCall, isGateName } from "./gates.ts";
import { bytesOfList } from "./lists.ts";
import { type Assigned, type SourceTable, tableOfAssigned } from "./results.ts";
import { type Structure, bitsOfWords, structuresOf } from "./structures.ts";
import { type Token, argumentsOf, behindBracket, endOfLine } from "./words.ts";

const IN_BRANCH = "it is set in a branch or a loop";

export class Arrays {
  readonly calls: GateCall[] = [];
  readonly #cursor: Cursor;
  readonly #data: Directives;
  readonly #parser: ExpressionParser;
  readonly #constants: Constants;
  readonly #lists: ListParser;
  readonly #branches: ReadonlySet<number>;
  readonly #structures: ReadonlyMap<string, Structure>;
  readonly #found: { readonly order: number; readonly tables: () => readonly SourceTable[] }[] = [];
  readonly #assigned = new Map<string, Assigned>();
  /** Names of arrays that are given as lists. */
  readonly #listed = new Set<string>();
  readonly #sizes = new Map<string, number>();

  constructor(
    cursor: Cursor,
    data: Directives,
    parser: ExpressionParser,
    constants: Constants,
    cut: Token | undefined,
  ) {
    this.#cursor = cursor;
    this.#data = data;
    this.#parser = parser;
    this.#constants = constants;
    this.#lists = new ListParser(cursor.tokens, parser, cut);
    this.#structures = structuresOf(cursor.tokens);
    this.#branches = branchesIn(cursor.tokens);
  }

  /** The tables that are given as lists. */
  get lists(): readonly SourceTable[] {
    return this.#found.flatMap(({ tables }) => tables());
  }

  /** The tables of which the elements are set one by one. */
  get assigned(): readonly TableBytes[] {
    return [...this.#assigned.values()]
      .filter(({ name }) => !this.#listed.has(name))
      .flatMap((one) => tableOfAssigned(one, this.#constants));
  }

  /** `[`: an index, a dimension, or a list; `{`: a list, or what a function or a structure holds. */
  bracket(token: Token): void {
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
        : before?.text === "]" || (this.#cursor.isStart && /^(?:\{|\d.*)$/.test(first ?? ""));
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
      if (!isChange && member === undefined && this.call(token, entry)) return;
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
  assignment(): void {
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

  call(token: Token, entry?: bigint): boolean {
    const given = argumentsOf(this.#cursor.tokens, this.#cursor.at + 1);
    if (given === undefined || given.list.length < 4 || given.list.length > 5) return false;
    const behind = this.#cursor.tokens[given.end];
    if (behind?.text === "{" || this.#cursor.token(-1)?.kind === "word") return false;
    const list = given.list.map((words): Expression => {
      const parsed = new ExpressionParser(words, { isList: false }).parse(0);
      return parsed?.end === words.length ? parsed.expression : { kind: "other" };
    });
    const isCut = given.end >= this.#cursor.tokens.length || this.#branches.has(this.#cursor.at);
    this.calls.push({ callee: token.text, line: token.line, arguments: list, entry, isCut });
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
