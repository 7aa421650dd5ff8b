/** The directives of assemblers: each gives data to the run that is open. */
import type { Expression, ExpressionParser } from "../../pairs/expression.ts";
import { DIRECTIVES } from "./assembler.ts";
import type { Constants } from "./constants.ts";
import type { Cursor } from "./cursor.ts";
import type { Datum } from "./data.ts";
import { CUT, NO_NUMBER, isComplete } from "./elements.ts";
import type { Run } from "./results.ts";
import { type Token, argumentsOf, endOfLine } from "./words.ts";

/** No table has more elements. */
export const MAX_DATA = 131_072;
export const NOT_CERTAIN = "it stands in a part of the text that may be left out (#if)";

export class Directives {
  readonly runs: Run[] = [];
  /** The parts of the text that a condition may leave out, the innermost at the end. */
  readonly conditions: number[] = [];
  /** Elements so far. */
  count = 0;
  readonly #cursor: Cursor;
  readonly #parser: ExpressionParser;
  readonly #constants: Constants;
  readonly #cut: Token | undefined;
  #run: Run | undefined;
  #conditionCount = 0;

  constructor(
    cursor: Cursor,
    parser: ExpressionParser,
    constants: Constants,
    cut: Token | undefined,
  ) {
    this.#cursor = cursor;
    this.#parser = parser;
    this.#constants = constants;
    this.#cut = cut;
  }

  /** Whether data stands right before. */
  get isOpen(): boolean {
    return this.#run !== undefined && this.#run.data.length > 0;
  }

  /** Lines that were left out, or are put in from elsewhere, among data. */
  hole(text: string): void {
    const line = this.#cursor.token()?.line ?? 0;
    if (this.#run !== undefined && this.#run.data.length > 0)
      this.unplaced(line, text, "what stands there is not known");
    else this.#cursor.toLineEnd();
  }

  label(token: Token, length: number): void {
    this.#cursor.at += length;
    this.#cursor.names = [];
    const run = this.#openRun(token.line);
    run.blocks.push({ label: token.text, line: token.line, from: run.data.length });
    if (this.#constants.labels.has(token.text)) this.#constants.labels.delete(token.text);
    else this.#constants.labels.set(token.text, { run: run.id, at: run.length });
  }

  #openRun(line: number): Run {
    const condition = this.conditions.at(-1) ?? 0;
    if (this.#run === undefined) {
      this.#run = { id: this.runs.length, line, blocks: [], data: [], length: 0, condition };
      this.runs.push(this.#run);
    }
    return this.#run;
  }

  endRun(): void {
    this.#run = undefined;
    this.#cursor.names = [];
    this.#cursor.toLineEnd();
  }

  #emit(datum: Datum): void {
    const run = this.#openRun(datum.line);
    const isOutside = run.condition !== (this.conditions.at(-1) ?? 0);
    run.data.push(isOutside ? { ...datum, size: undefined, value: NOT_CERTAIN } : datum);
    run.length += datum.size ?? NaN;
    this.count++;
  }

  operands(size: number, isOctal: boolean, times = 1): void {
    const run = this.#openRun(this.#cursor.token()?.line ?? 0);
    const here = { run: run.id, at: run.length };
    const list: Datum[] = [];
    for (;;) {
      const first = this.#cursor.token();
      if (first === undefined || first.kind === "newline" || isRemark(first)) break;
      const from = this.#cursor.at;
      const parsed = first.kind === "string" ? undefined : this.#parser.parse(from);
      let end = parsed?.end ?? from + 1;
      let count = 1n;
      const dup = this.#cursor.tokens[end];
      if (
        parsed !== undefined &&
        dup?.text.toLowerCase() === "dup" &&
        this.#cursor.tokens[end + 1]?.text === "("
      ) {
        const often = this.#constants.number(parsed.expression, 16);
        const given = argumentsOf(this.#cursor.tokens, end + 1);
        const inner = this.#parser.parse(end + 2);
        end = given?.end ?? end + 1;
        const isPlain = typeof often === "bigint" && inner !== undefined && inner.end === end - 1;
        count = isPlain ? often : 1n;
        const datum = this.datum(
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
          parsed !== undefined && this.endsOperand(end) && !isComplement(parsed.expression);
        if (!isWhole && !isText) end = this.#toComma(from);
        const value = isWhole ? parsed.expression : undefined;
        // What is not understood may be more than one operand.
        const datum = this.datum(from, end, value, isText || !isWhole ? undefined : size);
        list.push({ ...datum, here, isOctal, isText });
      }
      this.#cursor.at = Math.max(end, from + 1);
      if (this.#cursor.token()?.text !== ",") break;
      this.#cursor.at++;
      // A list goes on behind a comma at the end of a line in no assembler but by accident.
    }
    for (let left = times; left > 0 && this.count < MAX_DATA; left--)
      for (const datum of list) this.#emit(datum);
    // GNU as has statements behind a semicolon, others remarks.
    const isNext =
      this.#cursor.token()?.text === ";" && isOctal && this.#cursor.token(1)?.text === ".";
    this.#cursor.at = isNext ? this.#cursor.at : endOfLine(this.#cursor.tokens, this.#cursor.at);
  }

  datum(from: number, end: number, value: Expression | undefined, size: number | undefined): Datum {
    const last = this.#cursor.tokens[end - 1];
    const isCut = last !== undefined && last === this.#cut && !isComplete(last.text);
    const words = this.#cursor.tokens.slice(from, Math.min(end, from + 16)).map(({ text }) => text);
    const line = this.#cursor.tokens[from]?.line ?? 0;
    return { line, size, value: isCut ? CUT : (value ?? NO_NUMBER), text: words.join(" ") };
  }

  endsOperand(at: number): boolean {
    const token = this.#cursor.tokens[at];
    return token === undefined || token.kind === "newline" || token.text === "," || isRemark(token);
  }

  #toComma(from: number): number {
    let at = from;
    const end = endOfLine(this.#cursor.tokens, from);
    while (at < end && this.#cursor.tokens[at]?.text !== ",") at++;
    return at;
  }

  /** `times 2 dq 0` */
  times(): void {
    const line = this.#cursor.token()?.line ?? 0;
    this.#cursor.at++;
    const parsed = this.#parser.parse(this.#cursor.at);
    const count = parsed && this.#constants.number(parsed.expression, 32);
    const directive = this.#cursor.tokens[parsed?.end ?? this.#cursor.at];
    const size = DIRECTIVES.get(directive?.text.toLowerCase() ?? "");
    if (
      typeof count !== "bigint" ||
      count > 65_536n ||
      size === undefined ||
      parsed === undefined
    ) {
      this.unplaced(line, "times", "how often it comes is not known");
      return;
    }
    this.#cursor.at = parsed.end + 1;
    if (count === 0n) this.#cursor.toLineEnd();
    else this.operands(size, false, Number(count));
  }

  /** `.fill count, size, value` */
  fill(): void {
    const line = this.#cursor.token()?.line ?? 0;
    this.#cursor.at++;
    const numbers = this.#numbersOnLine();
    const [count, size = 1n, value = 0n] = numbers ?? [];
    if (count === undefined || count > 65_536n || size < 1n || size > 8n) {
      this.unplaced(line, ".fill", "how much it fills is not known");
      return;
    }
    for (let left = count; left > 0n && this.count < MAX_DATA; left--)
      this.#emit({ line, size: Number(size), value, text: ".fill" });
  }

  /** `.skip 8`, `resq 1` */
  reserve(size: number): void {
    const line = this.#cursor.token()?.line ?? 0;
    this.#cursor.at++;
    const [count, value = 0n] = this.#numbersOnLine() ?? [];
    if (count === undefined || count > 65_536n) {
      this.unplaced(line, "reserved space", "how much it is, is not known");
      return;
    }
    for (let left = count; left > 0n && this.count < MAX_DATA; left--)
      this.#emit({ line, size, value, text: "reserved space" });
  }

  #numbersOnLine(): bigint[] | undefined {
    const numbers: bigint[] = [];
    for (;;) {
      const parsed = this.#parser.parse(this.#cursor.at);
      const number = parsed && this.#constants.number(parsed.expression, 64);
      const isCut = parsed !== undefined && this.#cursor.tokens[parsed.end - 1] === this.#cut;
      if (parsed === undefined || typeof number !== "bigint" || isCut) return undefined;
      numbers.push(number);
      this.#cursor.at = parsed.end;
      if (this.#cursor.token()?.text !== ",") break;
      this.#cursor.at++;
    }
    const isWhole = this.endsOperand(this.#cursor.at);
    this.#cursor.toLineEnd();
    return isWhole ? numbers : undefined;
  }

  unplaced(line: number, text: string, why: string): void {
    this.#emit({ line, size: undefined, value: why, text });
    this.#cursor.toLineEnd();
  }

  align(isPower: boolean): void {
    while (
      this.#cursor.token() !== undefined &&
      this.#cursor.token()?.kind !== "number" &&
      this.#cursor.token()?.kind !== "newline"
    )
      this.#cursor.at++;
    const parsed = this.#parser.parse(this.#cursor.at);
    const number = parsed && this.#constants.number(parsed.expression, 16);
    const run = this.#run;
    const unit = typeof number === "bigint" ? Number(isPower ? 1n << (number & 15n) : number) : NaN;
    if (run !== undefined && run.length > 0 && run.length % unit !== 0) this.#run = undefined;
    this.#cursor.names = [];
    this.#cursor.toLineEnd();
  }

  condition(word: string): void {
    if (/^(?:if|ifdef|ifndef|ifn|ifeq|ifne)$/.test(word))
      this.conditions.push(++this.#conditionCount);
    else if (/^(?:else|elif|elseif)$/.test(word)) {
      this.conditions.pop();
      this.conditions.push(++this.#conditionCount);
    } else if (word === "endif") this.conditions.pop();
    this.#cursor.names = [];
    this.#cursor.toLineEnd();
  }
}

function isRemark({ kind, text, isGlued }: Token): boolean {
  return (
    kind === "sign" && (text === ";" || (text === "#" && !isGlued) || text === "@" || text === "!")
  );
}

/** No part of a descriptor is written as the complement of a number. */
export function isComplement(expression: Expression): boolean {
  return expression.kind === "unary" && /^[~!]$/.test(expression.sign);
}
