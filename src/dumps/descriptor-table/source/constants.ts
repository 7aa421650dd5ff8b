/** What names stand for in the text, and the numbers of expressions. */
import { ExpressionParser, type Expression, typeOf } from "../../pairs/expression.ts";
import { type Outcome, type Scope, asField, fold } from "../../pairs/fold.ts";
import { type Token, HERE } from "./words.ts";

/** Places of labels: how many bytes of which run stand before them. */
export interface LabelPlace {
  readonly run: number;
  readonly at: number;
}

const MAX_DEPTH = 16;

export class Constants {
  readonly labels: Map<string, LabelPlace> = new Map();
  readonly #values = new Map<string, Expression | undefined>();
  readonly #folding = new Set<string>();
  readonly #isC: boolean;

  constructor(tokens: readonly Token[], isC: boolean) {
    this.#isC = isC;
    for (const [name, value] of definitions(tokens))
      this.#values.set(name, this.#values.has(name) ? undefined : value);
  }

  /** The number as so many bits hold it, or why it is not known. */
  number(
    expression: Expression,
    bits: number,
    { here, isOctal = this.#isC }: { here?: LabelPlace; isOctal?: boolean } = {},
  ): bigint | string {
    const outcome = fold(expression, this.#scope(isOctal));
    if (typeof outcome !== "string") return asField(outcome, bits, this.#isC);
    const distance = this.#distance(expression, here);
    return distance === undefined ? outcome : BigInt.asUintN(bits, distance);
  }

  #scope(hasOctal: boolean): Scope {
    return {
      bareBase: 10,
      hasOctal,
      isC: this.#isC,
      lookUp: (names) => this.#lookUp(names.at(-1) ?? "", hasOctal),
    };
  }

  #lookUp(name: string, hasOctal: boolean): Outcome | undefined {
    if (!this.#values.has(name)) return undefined;
    const value = this.#values.get(name);
    if (value === undefined) return `${name} is defined more than once`;
    if (this.#folding.has(name) || this.#folding.size > MAX_DEPTH)
      return `${name} is defined by itself`;
    this.#folding.add(name);
    const outcome = fold(value, this.#scope(hasOctal));
    this.#folding.delete(name);
    return outcome;
  }

  /** A sum in which labels of one run of data cancel out. */
  #distance(expression: Expression, here: LabelPlace | undefined): bigint | undefined {
    const sum = this.#sum(expression, here, 0);
    return sum?.count === 0 ? sum.value : undefined;
  }

  #sum(expression: Expression, here: LabelPlace | undefined, depth: number): Sum | undefined {
    if (depth > MAX_DEPTH) return undefined;
    if (expression.kind === "name") {
      const name = expression.names.at(-1) ?? "";
      const place = name === HERE ? here : this.labels.get(name);
      if (place !== undefined && Number.isInteger(place.at))
        return { count: 1, value: BigInt(place.at), run: place.run };
    }
    if (expression.kind === "binary" && (expression.sign === "-" || expression.sign === "+")) {
      const left = this.#sum(expression.left, here, depth + 1);
      const right = this.#sum(expression.right, here, depth + 1);
      if (left === undefined || right === undefined) return undefined;
      const isSameRun = left.count === 0 || right.count === 0 || left.run === right.run;
      if (!isSameRun) return undefined;
      const sign = expression.sign === "-" ? -1 : 1;
      return {
        count: left.count + sign * right.count,
        value: left.value + BigInt(sign) * right.value,
        run: left.count === 0 ? right.run : left.run,
      };
    }
    const outcome = fold(expression, this.#scope(this.#isC));
    return typeof outcome === "string" ? undefined : { count: 0, value: outcome.whole, run: 0 };
  }
}

interface Sum {
  /** How many labels are left in it. */
  readonly count: number;
  readonly value: bigint;
  readonly run: number;
}

/** All definitions of constants; a name that is given a value twice comes twice. */
function* definitions(
  tokens: readonly Token[],
): Generator<readonly [string, Expression | undefined]> {
  const parser = new ExpressionParser(tokens, { isList: false });
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== "word") continue;
    const [before, next, third] = [tokens[at - 1], tokens[at + 1], tokens[at + 2]];
    const word = token.text.toLowerCase();
    if (word === "enum") {
      const { list, end } = members(tokens, at, parser);
      yield* list;
      at = end - 1;
      continue;
    }
    const isDirective = before?.text === "." && token.isGlued;
    if (isDirective && /^(?:set|equ|equiv)$/.test(word) && third?.text === ",") {
      yield [next?.text ?? "", parser.parse(at + 3)?.expression];
    } else if (before?.text === "%" && token.isGlued && word === "assign") {
      yield [next?.text ?? "", parser.parse(at + 2)?.expression];
    } else if (next?.kind === "word" && next.text.toLowerCase() === "equ") {
      yield [token.text, parser.parse(at + 2)?.expression];
    } else if (next?.kind === "sign" && /^[-+|&^]?=$/.test(next.text)) {
      yield* assigned(tokens, at, parser);
    } else if (next?.text === ":" && typeOf(third?.text ?? "") !== undefined) {
      // `const NAME: u64 = 5;`
      if (tokens[at + 3]?.text === "=")
        yield [token.text, before?.text === "const" ? parser.parse(at + 4)?.expression : undefined];
    }
  }
}

/** `NAME = 5` on a line of its own, or behind `const`. */
function* assigned(
  tokens: readonly Token[],
  at: number,
  parser: ExpressionParser,
): Generator<readonly [string, Expression | undefined]> {
  const token = tokens[at];
  const before = tokens[at - 1];
  if (token === undefined || [".", "->", "::"].includes(before?.text ?? "")) return;
  const value = tokens[at + 1]?.text === "=" ? parser.parse(at + 2) : undefined;
  const behind = value && tokens[value.end];
  const isLine = before === undefined || before.kind === "newline";
  const isConst = statementHas(tokens, at, /^(?:const|constexpr|constant|final|let)$/i);
  const isWhole = isLine && (behind === undefined || behind.kind === "newline");
  yield [token.text, isWhole || isConst ? value?.expression : undefined];
}

function statementHas(tokens: readonly Token[], at: number, word: RegExp): boolean {
  for (let index = at - 1; index >= 0 && index > at - 12; index--) {
    const token = tokens[index];
    if (token === undefined || token.kind === "newline" || /^[;{}]$/.test(token.text)) return false;
    if (word.test(token.text)) return true;
  }
  return false;
}

/** The members of an enumeration, each one more than the one before. */
function members(
  tokens: readonly Token[],
  from: number,
  parser: ExpressionParser,
): {
  readonly list: readonly (readonly [string, Expression | undefined])[];
  readonly end: number;
} {
  const list: (readonly [string, Expression | undefined])[] = [];
  let at = from + 1;
  while (at < from + 8 && tokens[at]?.text !== "{") at++;
  if (tokens[at]?.text !== "{") return { list, end: from + 1 };
  let last: Expression | undefined;
  for (at++; at < tokens.length && tokens[at]?.text !== "}"; at++) {
    const token = tokens[at];
    if (token?.kind === "newline" || token?.text === ",") continue;
    if (token?.kind !== "word") break;
    const given = tokens[at + 1]?.text === "=" ? parser.parse(at + 2) : undefined;
    last = given?.expression ?? oneMore(last, token);
    list.push([token.text, last]);
    if (given !== undefined) at = given.end - 1;
  }
  return { list, end: at };
}

function oneMore(last: Expression | undefined, token: Token): Expression {
  const literal = (digits: string): Expression => ({
    kind: "number",
    number: { digits, base: 10, bits: undefined, isUnsigned: false, isLiteral: true },
    token,
  });
  if (last === undefined) return literal("0");
  return { kind: "binary", sign: "+", left: last, right: literal("1") };
}
