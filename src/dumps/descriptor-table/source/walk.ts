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
import type { Datum } from "./data.ts";
import { CUT, ListParser, NO_NUMBER, isComplete } from "./elements.ts";
import { type GateCall, isGateName } from "./gates.ts";
import { bytesOfList } from "./lists.ts";
import {
  type Assigned,
  type Run,
  type SourceTable,
  tableOfAssigned,
  tablesOfCalls,
  tablesOfRun,
} from "./results.ts";
import { type Structure, bitsOfWords, structuresOf } from "./structures.ts";
import { LOST, type Token, argumentsOf, behindBracket, endOfLine } from "./words.ts";

const MAX_DATA = 131_072;
const IN_BRANCH = "it is set in a branch or a loop";
const NOT_CERTAIN = "it stands in a part of the text that may be left out (#if)";

export class SourceWalk {
  readonly #tokens: readonly Token[];
  readonly #cut: Token | undefined;
  readonly #doubtful: ReadonlySet<number>;
  readonly #parser: ExpressionParser;
  readonly #lists: ListParser;
  readonly #constants: Constants;
  readonly #branches: ReadonlySet<number>;
  readonly #structures: ReadonlyMap<string, Structure>;
  readonly #found: { readonly order: number; readonly tables: () => readonly SourceTable[] }[] = [];
  readonly #runs: Run[] = [];
  readonly #assigned = new Map<string, Assigned>();
  readonly #calls: GateCall[] = [];
  /** Names of arrays that are given as lists. */
  readonly #listed = new Set<string>();
  readonly #sizes = new Map<string, number>();
  /** Names since the statement began. */
  #names: Token[] = [];
  #at = 0;
  #run: Run | undefined;
  /** The parts of the text that a condition may leave out, the innermost at the end. */
  #conditions: number[] = [];
  #conditionCount = 0;
  #dataCount = 0;

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
    this.#tokens = tokens;
    this.#cut = cut;
    this.#parser = new ExpressionParser(tokens, { isList: false });
    this.#lists = new ListParser(tokens, this.#parser, cut);
    this.#constants = new Constants(tokens, looksLikeC(tokens));
    this.#structures = structuresOf(tokens);
    this.#branches = branchesIn(tokens);
  }

  /** The tables of the text, in its order. */
  tables(): SourceTable[] {
    while (this.#at < this.#tokens.length && this.#dataCount < MAX_DATA) this.#step();
    const results = [
      ...this.#found.flatMap(({ tables }) => tables()),
      ...tablesOfRun(this.#runs, this.#doubtful, this.#constants),
      ...[...this.#assigned.values()]
        .filter(({ name }) => !this.#listed.has(name))
        .flatMap((one) => tableOfAssigned(one, this.#constants)),
      ...tablesOfCalls(this.#calls, this.#tokens, this.#constants),
    ];
    return results;
  }

  #token(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  #step(): void {
    const token = this.#token();
    if (token === undefined) return;
    if (token.kind === "newline" || token.text === ";") {
      this.#names = [];
      this.#at++;
    } else if (token.kind === "directive") {
      if (token.text === "include") this.#hole("#include");
      else this.#condition(token.text);
    } else if (token.kind === "word" || token.kind === "number") this.#word(token);
    else if (token.kind === "sign") this.#sign(token);
    else this.#at++;
  }

  get #isStart(): boolean {
    const before = this.#token(-1);
    return before === undefined || before.kind === "newline" || /^[:;{}]$/.test(before.text);
  }

  #word(token: Token): void {
    const name = token.text.toLowerCase();
    const next = this.#token(1);
    if (token.text === LOST) {
      this.#unplaced(
        token.line,
        this.#token(1)?.text ?? "",
        "the macro is not given what it takes",
      );
      return;
    }
    if (this.#isStart && this.#isUnknownMacro(token, next)) {
      this.#unplaced(token.line, token.text, "what it stands for is not known");
      return;
    }
    if (this.#isStart && token.kind === "word") {
      if (next?.text === ":" && next.kind === "sign") {
        this.#label(token, 2);
        return;
      }
      if (isInstruction(name) && next?.text !== "=") {
        this.#endRun();
        return;
      }
    }
    const isAfterLabel =
      this.#isStart || (this.#names.length === 1 && this.#names[0] === this.#token(-1));
    if (isAfterLabel && token.kind === "word" && this.#isOperand(next)) {
      const size = DIRECTIVES.get(name) ?? this.#typeDirective(name, next);
      if (name === "label" && this.#names.length === 1 && this.#names[0] !== undefined) {
        this.#label(this.#names[0], 0);
        this.#at = endOfLine(this.#tokens, this.#at);
        return;
      }
      const reserved = RESERVES.get(name);
      if (size !== undefined || reserved !== undefined || name === "times") {
        const [label] = this.#names;
        if (label !== undefined && label === this.#token(-1)) this.#label(label, 0);
        if (name === "times") {
          this.#times();
          return;
        }
        if (reserved !== undefined) {
          this.#reserve(reserved);
          return;
        }
        this.#at++;
        this.#operands(size ?? 8, false);
        return;
      }
      if (ENDS.has(name) && name !== "data" && name !== "text") {
        this.#endRun();
        return;
      }
      if (/^align[b]?$/.test(name)) {
        this.#align(false);
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
    this.#names.push(token);
    this.#at++;
  }

  /** A name in capitals among data: of a macro that the text does not define. */
  #isUnknownMacro({ kind, text }: Token, next: Token | undefined): boolean {
    const isName = kind === "word" && /^[A-Z][A-Z\d_]{2,40}$/.test(text);
    if (!isName || this.#run === undefined || this.#run.data.length === 0) return false;
    const plain = text.toLowerCase();
    const isKnown = [DIRECTIVES, TYPE_DIRECTIVES, RESERVES].some((table) => table.has(plain));
    if (isKnown || ENDS.has(plain) || /^(?:times|align|equ)$/.test(plain)) return false;
    return (
      next === undefined || next.kind === "newline" || next.kind === "number" || next.text === "("
    );
  }

  /** Lines that were left out, or are put in from elsewhere, among data. */
  #hole(text: string): void {
    const line = this.#token()?.line ?? 0;
    if (this.#run !== undefined && this.#run.data.length > 0)
      this.#unplaced(line, text, "what stands there is not known");
    else this.#at = endOfLine(this.#tokens, this.#at);
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
    const next = this.#token(1);
    const isDot = token.text === "." && next?.isGlued === true && !token.isGlued;
    if (isDot) {
      this.#dotted(next.text.toLowerCase());
      return;
    }
    if (token.text === "..." && this.#isStart) {
      this.#hole("...");
      return;
    }
    if (token.text === "%" && /^(?:include|rep|incbin)$/i.test(next?.text ?? "")) {
      this.#hole("%include");
      return;
    }
    if (token.text === "%" && this.#isStart && next?.isGlued === true && next.kind === "word") {
      this.#condition(next.text.toLowerCase());
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
    this.#at++;
  }

  // --- Assembler --------------------------------------------------------------------------------

  #dotted(name: string): void {
    const behind = this.#token(2);
    if (behind?.text === ":" && this.#isStart) {
      this.#at++;
      this.#label(this.#token() ?? behind, 2);
      return;
    }
    const size = DOT_DIRECTIVES.get(name);
    const reserved = DOT_RESERVES.get(name);
    if (size === undefined && reserved === undefined && name !== "fill") {
      if (/^(?:if|ifdef|ifndef|else|elseif|endif)$/.test(name)) {
        this.#condition(name);
        return;
      }
      if (ENDS.has(name)) {
        this.#endRun();
        return;
      }
      if (/^(?:p2|b)?align$/.test(name)) {
        this.#align(name === "p2align");
        return;
      }
      this.#at += 2;
      if (this.#isStart || this.#names.length === 0) this.#at = endOfLine(this.#tokens, this.#at);
      return;
    }
    const [label] = this.#names;
    if (label !== undefined && label === this.#token(-1)) this.#label(label, 0);
    this.#at++;
    if (name === "fill") {
      this.#fill();
      return;
    }
    if (reserved !== undefined) {
      this.#reserve(reserved);
      return;
    }
    this.#at++;
    this.#operands(size ?? 8, true);
  }

  #label(token: Token, length: number): void {
    this.#at += length;
    this.#names = [];
    const run = this.#openRun(token.line);
    run.blocks.push({ label: token.text, line: token.line, from: run.data.length });
    if (this.#constants.labels.has(token.text)) this.#constants.labels.delete(token.text);
    else this.#constants.labels.set(token.text, { run: run.id, at: run.length });
  }

  #openRun(line: number): Run {
    const condition = this.#conditions.at(-1) ?? 0;
    if (this.#run === undefined) {
      this.#run = { id: this.#runs.length, line, blocks: [], data: [], length: 0, condition };
      this.#runs.push(this.#run);
    }
    return this.#run;
  }

  #endRun(): void {
    this.#run = undefined;
    this.#names = [];
    this.#at = endOfLine(this.#tokens, this.#at);
  }

  #emit(datum: Datum): void {
    const run = this.#openRun(datum.line);
    const isOutside = run.condition !== (this.#conditions.at(-1) ?? 0);
    run.data.push(isOutside ? { ...datum, size: undefined, value: NOT_CERTAIN } : datum);
    run.length += datum.size ?? NaN;
    this.#dataCount++;
  }

  #operands(size: number, isOctal: boolean, times = 1): void {
    const run = this.#openRun(this.#token()?.line ?? 0);
    const here = { run: run.id, at: run.length };
    const list: Datum[] = [];
    for (;;) {
      const first = this.#token();
      if (first === undefined || first.kind === "newline" || isRemark(first)) break;
      const from = this.#at;
      const parsed = first.kind === "string" ? undefined : this.#parser.parse(from);
      let end = parsed?.end ?? from + 1;
      let count = 1n;
      const dup = this.#tokens[end];
      if (
        parsed !== undefined &&
        dup?.text.toLowerCase() === "dup" &&
        this.#tokens[end + 1]?.text === "("
      ) {
        const often = this.#constants.number(parsed.expression, 16);
        const given = argumentsOf(this.#tokens, end + 1);
        const inner = this.#parser.parse(end + 2);
        end = given?.end ?? end + 1;
        const isPlain = typeof often === "bigint" && inner !== undefined && inner.end === end - 1;
        count = isPlain ? often : 1n;
        const datum = this.#datum(
          from,
          end,
          isPlain ? inner.expression : undefined,
          isPlain ? size : undefined,
        );
        for (let left = count; left > 0n && list.length < MAX_DATA; left--)
          list.push({ ...datum, here, isOctal });
      } else {
        const isText = first.kind === "string";
        const isWhole =
          parsed !== undefined && this.#endsOperand(end) && !isComplement(parsed.expression);
        if (!isWhole && !isText) end = this.#toComma(from);
        const value = isWhole ? parsed.expression : undefined;
        // What is not understood may be more than one operand.
        const datum = this.#datum(from, end, value, isText || !isWhole ? undefined : size);
        list.push({ ...datum, here, isOctal, isText });
      }
      this.#at = Math.max(end, from + 1);
      if (this.#token()?.text !== ",") break;
      this.#at++;
      // A list goes on behind a comma at the end of a line in no assembler but by accident.
    }
    for (let left = times; left > 0 && this.#dataCount < MAX_DATA; left--)
      for (const datum of list) this.#emit(datum);
    // GNU as has statements behind a semicolon, others remarks.
    const isNext = this.#token()?.text === ";" && isOctal && this.#token(1)?.text === ".";
    this.#at = isNext ? this.#at : endOfLine(this.#tokens, this.#at);
  }

  #datum(
    from: number,
    end: number,
    value: Expression | undefined,
    size: number | undefined,
  ): Datum {
    const last = this.#tokens[end - 1];
    const isCut = last !== undefined && last === this.#cut && !isComplete(last.text);
    const words = this.#tokens.slice(from, Math.min(end, from + 16)).map(({ text }) => text);
    const line = this.#tokens[from]?.line ?? 0;
    return { line, size, value: isCut ? CUT : (value ?? NO_NUMBER), text: words.join(" ") };
  }

  #endsOperand(at: number): boolean {
    const token = this.#tokens[at];
    return token === undefined || token.kind === "newline" || token.text === "," || isRemark(token);
  }

  #toComma(from: number): number {
    let at = from;
    const end = endOfLine(this.#tokens, from);
    while (at < end && this.#tokens[at]?.text !== ",") at++;
    return at;
  }

  /** `times 2 dq 0` */
  #times(): void {
    const line = this.#token()?.line ?? 0;
    this.#at++;
    const parsed = this.#parser.parse(this.#at);
    const count = parsed && this.#constants.number(parsed.expression, 32);
    const directive = this.#tokens[parsed?.end ?? this.#at];
    const size = DIRECTIVES.get(directive?.text.toLowerCase() ?? "");
    if (
      typeof count !== "bigint" ||
      count > 65_536n ||
      size === undefined ||
      parsed === undefined
    ) {
      this.#unplaced(line, "times", "how often it comes is not known");
      return;
    }
    this.#at = parsed.end + 1;
    if (count === 0n) this.#at = endOfLine(this.#tokens, this.#at);
    else this.#operands(size, false, Number(count));
  }

  /** `.fill count, size, value` */
  #fill(): void {
    const line = this.#token()?.line ?? 0;
    this.#at++;
    const numbers = this.#numbersOnLine();
    const [count, size = 1n, value = 0n] = numbers ?? [];
    if (count === undefined || count > 65_536n || size < 1n || size > 8n) {
      this.#unplaced(line, ".fill", "how much it fills is not known");
      return;
    }
    for (let left = count; left > 0n && this.#dataCount < MAX_DATA; left--)
      this.#emit({ line, size: Number(size), value, text: ".fill" });
  }

  /** `.skip 8`, `resq 1` */
  #reserve(size: number): void {
    const line = this.#token()?.line ?? 0;
    this.#at++;
    const [count, value = 0n] = this.#numbersOnLine() ?? [];
    if (count === undefined || count > 65_536n) {
      this.#unplaced(line, "reserved space", "how much it is, is not known");
      return;
    }
    for (let left = count; left > 0n && this.#dataCount < MAX_DATA; left--)
      this.#emit({ line, size, value, text: "reserved space" });
  }

  #numbersOnLine(): bigint[] | undefined {
    const numbers: bigint[] = [];
    for (;;) {
      const parsed = this.#parser.parse(this.#at);
      const number = parsed && this.#constants.number(parsed.expression, 64);
      const isCut = parsed !== undefined && this.#tokens[parsed.end - 1] === this.#cut;
      if (parsed === undefined || typeof number !== "bigint" || isCut) return undefined;
      numbers.push(number);
      this.#at = parsed.end;
      if (this.#token()?.text !== ",") break;
      this.#at++;
    }
    const isWhole = this.#endsOperand(this.#at);
    this.#at = endOfLine(this.#tokens, this.#at);
    return isWhole ? numbers : undefined;
  }

  #unplaced(line: number, text: string, why: string): void {
    this.#emit({ line, size: undefined, value: why, text });
    this.#at = endOfLine(this.#tokens, this.#at);
  }

  #align(isPower: boolean): void {
    while (
      this.#token() !== undefined &&
      this.#token()?.kind !== "number" &&
      this.#token()?.kind !== "newline"
    )
      this.#at++;
    const parsed = this.#parser.parse(this.#at);
    const number = parsed && this.#constants.number(parsed.expression, 16);
    const run = this.#run;
    const unit = typeof number === "bigint" ? Number(isPower ? 1n << (number & 15n) : number) : NaN;
    if (run !== undefined && run.length > 0 && run.length % unit !== 0) this.#run = undefined;
    this.#names = [];
    this.#at = endOfLine(this.#tokens, this.#at);
  }

  // --- Conditions -------------------------------------------------------------------------------

  #condition(word: string): void {
    if (/^(?:if|ifdef|ifndef|ifn|ifeq|ifne)$/.test(word))
      this.#conditions.push(++this.#conditionCount);
    else if (/^(?:else|elif|elseif)$/.test(word)) {
      this.#conditions.pop();
      this.#conditions.push(++this.#conditionCount);
    } else if (word === "endif") this.#conditions.pop();
    this.#names = [];
    this.#at = endOfLine(this.#tokens, this.#at);
  }

  // --- Lists, elements, calls -------------------------------------------------------------------

  /** `[`: an index, a dimension, or a list; `{`: a list, or what a function or a structure holds. */
  #bracket(token: Token): void {
    const before = this.#token(-1);
    // `((struct d *)gdt)[1]`
    const isCast = before?.text === ")" && this.#token(-2) === this.#names.at(-1);
    const isWord = before?.kind === "word" || isCast;
    if (token.text === "[" && (isWord || before?.text === "]" || before?.text === ":")) {
      const size = bitsOfWords(this.#wordsAt(1, 4));
      const last = this.#names.at(-1);
      if (size !== undefined && last !== undefined) this.#sizes.set(last.text, size / 8);
      const end = before?.text === ":" ? this.#behind(this.#at, 16) : undefined;
      // `name: [u64; 4]`
      if (end !== undefined && size !== undefined) {
        this.#at = end;
        return;
      }
      if (before?.text !== ":") {
        this.#indexed();
        return;
      }
    }
    const [first] = this.#wordsAt(1, 1);
    const isList =
      token.text === "["
        ? this.#names.length === 0 || before?.text === ")"
        : before?.text === "]" || (this.#isStart && /^(?:\{|\d.*)$/.test(first ?? ""));
    if (isList && this.#beginsData(1)) {
      this.#list(this.#at);
      return;
    }
    this.#at++;
  }

  #wordsAt(from: number, count: number): string[] {
    return Array.from({ length: count }, (_, ahead) => this.#token(from + ahead)?.text ?? "");
  }

  /** Index behind the bracket that closes the one at a place, if one does within so many tokens. */
  #behind(at: number, most: number): number | undefined {
    const end = behindBracket(this.#tokens.slice(at, at + most), 0);
    return end === undefined ? undefined : at + end;
  }

  /** Whether numbers, rows or designators stand behind a bracket. */
  #beginsData(from: number): boolean {
    let ahead = from;
    while (this.#token(ahead)?.kind === "newline") ahead++;
    const token = this.#token(ahead);
    return (
      token?.kind === "number" || token?.kind === "string" || /^[{[(]$/.test(token?.text ?? "")
    );
  }

  /** Behind an index or a dimension; an assignment to an element is taken. */
  #indexed(): void {
    const from = this.#at;
    const end = behindBracket(this.#tokens.slice(from, from + 64), 0);
    const name = this.#names.at(-1);
    if (end === undefined || name === undefined) {
      this.#at++;
      return;
    }
    this.#at = from + end;
    const sign = this.#token();
    if (sign?.kind !== "sign") return;
    const behind = sign.text === "." ? this.#token(2) : sign;
    const isChange = CHANGES.test(behind?.text ?? "");
    const isMember = sign.text === "." && (behind?.text === "=" || isChange);
    const member = isMember ? this.#token(1) : undefined;
    const isDeclared =
      bitsOfWords(this.#names.map(({ text }) => text)) !== undefined ||
      (this.#names.length > 1 && this.#beginsRow(1));
    if (!isChange && member === undefined && (sign.text !== "=" || isDeclared)) return;
    const index = this.#parser.parse(from + 1);
    if (index === undefined) return;
    this.#at += member === undefined ? 1 : 3;
    this.#setElement(name, index.expression, isChange, member?.text);
  }

  /** Whether an opening brace stands there, perhaps on the next line. */
  #beginsRow(from: number): boolean {
    let ahead = from;
    while (this.#token(ahead)?.kind === "newline") ahead++;
    return this.#token(ahead)?.text === "{";
  }

  #setElement(name: Token, index: Expression, isChange: boolean, member: string | undefined): void {
    while (this.#token()?.kind === "newline") this.#at++;
    const from = this.#at;
    const token = this.#token();
    const entry = this.#constants.number(index, 16);
    if (
      token?.kind === "word" &&
      this.#token(1)?.text === "(" &&
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
      (this.#endsOperand(parsed.end) || this.#tokens[parsed.end]?.text === "}");
    const end = isWhole ? parsed.end : Math.max(from + 1, this.#statementEnd(from));
    const datum = this.#datum(
      from,
      end,
      isWhole && !isChange && !isComplement(parsed.expression) ? parsed.expression : undefined,
      undefined,
    );
    const isUncertain = this.#conditions.length > 0 || this.#branches.has(from);
    known.elements.push({
      index: typeof entry === "bigint" ? Number(entry) : undefined,
      isVariable:
        member === undefined && index.kind === "name" && !/^[A-Z]/.test(index.names.at(-1) ?? ""),
      member,
      datum: isUncertain ? { ...datum, value: IN_BRANCH } : datum,
    });
    this.#dataCount++;
    this.#at = isList && !isWhole ? from + 1 : end;
    this.#names = [];
  }

  #statementEnd(from: number): number {
    let at = from;
    const end = endOfLine(this.#tokens, from);
    while (at < end && this.#tokens[at]?.text !== ";") at++;
    return at;
  }

  /** Behind `=`: a list, perhaps with a type before it. */
  #assignment(): void {
    this.#at++;
    let ahead = 0;
    for (; ahead < 12; ahead++) {
      const token = this.#token(ahead);
      if (token === undefined || token.text === ";") return;
      if (token.text === "{" || token.text === "[") break;
      const isPassed = token.kind === "newline" || /^(?:[&!*()]|vec|new|\w+)$/.test(token.text);
      if (!isPassed || token.kind === "number" || token.kind === "string") return;
    }
    const open = this.#token(ahead);
    if (open?.text !== "{" && open?.text !== "[") return;
    // `[_]u64{`, `[3]uint64{`: the type of the elements.
    if (open.text === "[") {
      const close = behindBracket(this.#tokens.slice(this.#at + ahead, this.#at + ahead + 8), 0);
      const at = this.#at + ahead + (close ?? 0);
      if (
        close !== undefined &&
        this.#tokens[at]?.kind === "word" &&
        this.#tokens[at + 1]?.text === "{"
      ) {
        const type = this.#tokens[at];
        this.#names.push(type);
        this.#list(at + 1);
        return;
      }
    }
    const isNamed = this.#names.some(({ text }) => isTableName(text));
    if (isNamed || this.#beginsData(ahead + 1) || this.#isRow(ahead)) this.#list(this.#at + ahead);
  }

  /** Whether a list begins with a macro or a name, as one of entries does. */
  #isRow(ahead: number): boolean {
    let at = ahead + 1;
    while (this.#token(at)?.kind === "newline") at++;
    return this.#token(at)?.kind === "word" || this.#token(at)?.text === ".";
  }

  #list(from: number): void {
    const names = this.#names;
    const condition = this.#conditions.length;
    const row = this.#lists.list(from);
    this.#at = row.end;
    this.#names = [];
    const words = names.map(({ text }) => text);
    const structure = words
      .map((word) => this.#structures.get(word))
      .find((one) => one !== undefined);
    const bits = bitsOfWords(words);
    const last = names.at(-1);
    const size = bits === undefined ? this.#sizes.get(last?.text ?? "") : bits / 8;
    const hasDirective = this.#tokens.slice(from, row.end).some(({ kind }) => kind === "directive");
    this.#dataCount += row.items.length;
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
    if (condition !== this.#conditions.length) this.#conditions.length = condition;
  }

  /** Where in a list's bytes the entries begin that statements change. */
  #changesOf(name: string, size: number): number[] {
    const { elements = [] } = this.#assigned.get(name) ?? {};
    return elements.flatMap(({ index }) =>
      index === undefined ? [] : [8 * Math.floor((index * size) / 8)],
    );
  }

  #call(token: Token, entry?: bigint): boolean {
    const given = argumentsOf(this.#tokens, this.#at + 1);
    if (given === undefined || given.list.length < 4 || given.list.length > 5) return false;
    const behind = this.#tokens[given.end];
    if (behind?.text === "{" || this.#token(-1)?.kind === "word") return false;
    const list = given.list.map((words): Expression => {
      const parsed = new ExpressionParser(words, { isList: false }).parse(0);
      return parsed?.end === words.length ? parsed.expression : { kind: "other" };
    });
    const isCut = given.end >= this.#tokens.length || this.#branches.has(this.#at);
    this.#calls.push({ callee: token.text, line: token.line, arguments: list, entry, isCut });
    this.#dataCount++;
    this.#at = given.end;
    this.#names = [];
    return true;
  }
}

/** Signs that change the value that was there. */
const CHANGES = /^(?:[-+|&^*]|<<|>>)=$/;

/** No part of a descriptor is written as the complement of a number. */
function isComplement(expression: Expression): boolean {
  return expression.kind === "unary" && /^[~!]$/.test(expression.sign);
}

/** Whether a name says that it is a table of segment descriptors. */
export function isTableName(name: string): boolean {
  return /gdt|descriptor|segdesc|seg_desc/i.test(name) && !/idt/i.test(name);
}

function isRemark({ kind, text, isGlued }: Token): boolean {
  return (
    kind === "sign" && (text === ";" || (text === "#" && !isGlued) || text === "@" || text === "!")
  );
}

function looksLikeC(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ kind, text }) =>
      (kind === "directive" && text !== "if") ||
      (kind === "word" &&
        /^(?:u?int\d+_t|unsigned|struct|void|static|u64|typedef|sizeof)$/.test(text)),
  );
}
