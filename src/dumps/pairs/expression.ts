/**
 * Expressions of programs: parsed where a value stands, and folded later, when all constants of the
 * text are known. What cannot be folded is said, never guessed.
 */
import { type NumberWord, numberOf } from "./numbers.ts";
import type { Token } from "./lexer.ts";

export type Expression =
  | { readonly kind: "number"; readonly number: NumberWord; readonly token: Token }
  | { readonly kind: "name"; readonly names: readonly string[] }
  | { readonly kind: "unary"; readonly sign: string; readonly of: Expression }
  | {
      readonly kind: "binary";
      readonly sign: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "cast"; readonly type: string; readonly of: Expression }
  | {
      readonly kind: "call";
      readonly names: readonly string[];
      readonly arguments: readonly Expression[];
    }
  | { readonly kind: "address"; readonly names: readonly string[] }
  | { readonly kind: "other" };

export interface Parsed {
  readonly expression: Expression;
  /** Index of the first token behind it. */
  readonly end: number;
}

const OTHER: Expression = { kind: "other" };

/** Bits and sign of the types' names; those of the machine's word have 64. */
export function typeOf(name: string): NumberType | undefined {
  const plain = name.toLowerCase().replace(/^(?:std|core)::/, "");
  const sized = /^(?:__)?(u?int|[uis]|le)(?:_least|_fast)?(8|16|32|64)(?:_t)?$/.exec(plain);
  if (sized !== null) {
    const bits = Number(sized[2]) as NumberType["bits"];
    return { bits, isSigned: sized[1] === "int" || sized[1] === "i" || sized[1] === "s" };
  }
  return NAMED_TYPES.get(plain);
}

interface NumberType {
  readonly bits: 8 | 16 | 32 | 64;
  readonly isSigned: boolean;
}

const UNSIGNED: Readonly<Record<8 | 16 | 32 | 64, string>> = {
  8: "byte uchar unsigned_char",
  16: "word ushort u_int16_t",
  32: "dword uint unsigned u_int32_t ulong32",
  64:
    "usize size_t uintptr_t ulong ulong64 ulonglong u_int64_t uintn dword64 qword dwordlong " +
    "natural_width",
};
const SIGNED: Readonly<Record<32 | 64, string>> = { 32: "int", 64: "isize long ssize_t longlong" };

const NAMED_TYPES: ReadonlyMap<string, NumberType> = new Map(
  [UNSIGNED, SIGNED].flatMap((table) =>
    Object.entries(table).flatMap(([bits, names]) =>
      names
        .split(" ")
        .map((name): [string, NumberType] => [
          name,
          { bits: Number(bits) as NumberType["bits"], isSigned: table === SIGNED },
        ]),
    ),
  ),
);

const PRECEDENCE: Readonly<Record<string, number>> = {
  "|": 1,
  "^": 2,
  "&": 3,
  "<<": 4,
  ">>": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "%": 6,
};
/** Signs with which an expression goes on in a way that is not folded. */
const GOES_ON: ReadonlySet<string> = new Set([
  ...["?", "&&", "||", "==", "!=", "<", ">", "<=", ">=", "[", ".", "->", "::", "="],
]);
const WORDS_GO_ON: ReadonlySet<string> = new Set(["if", "else", "orelse", "or", "and", "catch"]);
/** Members that give the number of a set of flags. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  ...["bits", "bits()", "into()", "raw", "raw()", "value", "value()", "as_u64()", "as_u32()"],
  ...["to_u64()", "0", "rawValue", "to_int()", "get()", "freeze"],
]);

const MAX_DEPTH = 24;

export interface ParseOptions {
  /** Whether `|` is the edge of a cell, and what follows a number a remark. */
  readonly isList: boolean;
}

/** Parses expressions out of a list of tokens. Never throws. */
export class ExpressionParser {
  readonly #tokens: readonly Token[];
  readonly #options: ParseOptions;
  #at = 0;
  /** Open brackets: inside them a line's end is none. */
  #open = 0;

  constructor(tokens: readonly Token[], options: ParseOptions) {
    this.#tokens = tokens;
    this.#options = options;
  }

  /** The expression that begins at a token; `undefined` if nothing like one does. */
  parse(at: number): Parsed | undefined {
    this.#at = at;
    this.#open = 0;
    const expression = this.#binary(0, 0);
    if (expression === undefined) return undefined;
    const next = this.#peek();
    const goesOn =
      next !== undefined &&
      !this.#options.isList &&
      ((next.kind === "sign" && GOES_ON.has(next.text) && !(next.text === "<" && next.isGlued)) ||
        (next.kind === "word" && WORDS_GO_ON.has(next.text)));
    return { expression: goesOn ? OTHER : expression, end: this.#at };
  }

  #peek(): Token | undefined {
    while (this.#open > 0 && this.#tokens[this.#at]?.kind === "newline") this.#at++;
    return this.#tokens[this.#at];
  }

  /** Whether the line ends here and the next one begins with a sign that goes on. */
  #skipLineEnd(): void {
    const next = this.#tokens[this.#at + 1];
    if (this.#options.isList || this.#tokens[this.#at]?.kind !== "newline") return;
    if (next?.kind === "sign" && (next.text === "|" || next.text === "||" || next.text === "^"))
      this.#at++;
  }

  #isSign(text: string): boolean {
    const token = this.#peek();
    return token?.kind === "sign" && token.text === text;
  }

  #binary(least: number, depth: number): Expression | undefined {
    if (depth > MAX_DEPTH) return undefined;
    let left = this.#unary(depth + 1);
    if (left === undefined) return undefined;
    for (;;) {
      this.#skipLineEnd();
      const token = this.#peek();
      if (token?.kind === "word" && token.text === "as") {
        const type = this.#tokens[this.#at + 1];
        if (type?.kind !== "word") return left;
        this.#at += 2;
        left = { kind: "cast", type: type.text, of: left };
        continue;
      }
      const precedence = token?.kind === "sign" ? PRECEDENCE[token.text] : undefined;
      if (token === undefined || precedence === undefined || precedence <= least) return left;
      const start = this.#at;
      this.#at++;
      while (this.#tokens[this.#at]?.kind === "newline" && !this.#options.isList) this.#at++;
      const right = this.#binary(precedence, depth + 1);
      if (this.#options.isList && (right === undefined || !isFoldable(right))) {
        // In a printed list it is the edge of a cell, or begins a remark; a flag's name may be either.
        this.#at = start;
        const behind = this.#tokens[start + 2]?.text ?? "";
        const isPair =
          /^(?:[:=(|.]|->|=>|::)$/.test(behind) || this.#tokens[start + 2]?.kind === "number";
        const isFlags = left.kind === "name" && isFlagName(left.names);
        const isFlag =
          token.text !== "-" &&
          (!isPair || isFlags) &&
          right?.kind === "name" &&
          isFlagName(right.names);
        return isFlag ? OTHER : left;
      }
      if (right === undefined) return OTHER;
      left = { kind: "binary", sign: token.text, left, right };
    }
  }

  #unary(depth: number): Expression | undefined {
    const token = this.#peek();
    if (token === undefined || depth > MAX_DEPTH) return undefined;
    if (token.kind === "sign") {
      if (["-", "~", "!", "^", "+"].includes(token.text)) {
        this.#at++;
        const of = this.#unary(depth + 1);
        return of && { kind: "unary", sign: token.text, of };
      }
      if (token.text === "&" || token.text === "*") {
        this.#at++;
        if (this.#peek()?.text === "mut") this.#at++;
        const of = this.#unary(depth + 1);
        return of?.kind === "name" && token.text === "&"
          ? { kind: "address", names: of.names }
          : of && OTHER;
      }
      if (token.text === "$" || token.text === "#") {
        // The mark of a constant in some assemblers.
        const next = this.#tokens[this.#at + 1];
        if (next?.isGlued !== true) return undefined;
        this.#at++;
        return this.#unary(depth + 1);
      }
      if (token.text === "(") return this.#parenthesis(depth);
    }
    return this.#primary(depth);
  }

  #parenthesis(depth: number): Expression | undefined {
    const cast = this.#cast();
    if (cast !== undefined) {
      this.#at = cast.end;
      const of = this.#unary(depth + 1);
      return of && { kind: "cast", type: cast.type, of };
    }
    this.#at++;
    this.#open++;
    const inside = this.#binary(0, depth + 1);
    const isClosed = inside !== undefined && this.#isSign(")");
    this.#open--;
    if (inside === undefined) return undefined;
    if (!isClosed) {
      this.#toClosing();
      return OTHER;
    }
    this.#at++;
    return this.#members(inside);
  }

  /** `(uint64_t)`, `(unsigned long long)`. */
  #cast(): { type: string; end: number } | undefined {
    let at = this.#at + 1;
    const words: string[] = [];
    while (this.#tokens[at]?.kind === "word") words.push(this.#tokens[at++]?.text ?? "");
    const last = words.at(-1);
    const token = this.#tokens[at];
    if (last === undefined || words.includes("as") || token?.kind !== "sign" || token.text !== ")")
      return undefined;
    const type = words.includes("unsigned") && last !== "unsigned" ? `u${last}` : last;
    return typeOf(type) === undefined ? undefined : { type, end: at + 1 };
  }

  #primary(depth: number): Expression | undefined {
    const token = this.#peek();
    if (token === undefined) return undefined;
    if (token.kind === "number" || token.kind === "string") {
      const number = numberOf(token.text.trim());
      this.#at++;
      if (number === undefined) return OTHER;
      return this.#members({ kind: "number", number, token });
    }
    if (token.kind === "sign" && token.text === "@") {
      const next = this.#tokens[this.#at + 1];
      if (next?.kind !== "word") return undefined;
      this.#at++;
      return this.#primary(depth);
    }
    const isMark =
      token.kind === "sign" && (token.text === "." || token.text === ":" || token.text === "%");
    if (isMark) {
      if (this.#tokens[this.#at + 1]?.kind !== "word") return undefined;
      this.#at++;
      return this.#primary(depth);
    }
    if (token.kind !== "word") return undefined;
    if (WORDS_GO_ON.has(token.text)) {
      this.#at++;
      return OTHER;
    }
    return this.#named(depth);
  }

  #named(depth: number): Expression {
    const names: string[] = [];
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token?.kind !== "word" && token?.kind !== "number") return OTHER;
      names.push(token.text);
      this.#at++;
      // `static_cast<u64>(x)`, `from::<u64>(x)`
      const type = this.#angled();
      if (type !== undefined && this.#isSign("(") && /cast$/.test(token.text)) {
        const of = this.#parenthesis(depth + 1);
        return of === undefined ? OTHER : { kind: "cast", type, of };
      }
      const sign = this.#tokens[this.#at];
      if (sign?.kind !== "sign") break;
      if (sign.text === "(" && sign.isGlued) return this.#call(names, depth);
      // `std::uint64_t{0x10}`
      if (sign.text === "{" && sign.isGlued && typeOf(token.text) !== undefined)
        return this.#braced(token.text, depth);
      if ((sign.text === "[" || sign.text === "{" || sign.text === "!") && sign.isGlued) {
        if (sign.text !== "!") this.#toClosing();
        return OTHER;
      }
      const next = this.#tokens[this.#at + 1];
      const joins = sign.text === "." || sign.text === "::" || sign.text === "->";
      if (!joins || next?.isGlued !== true || !sign.isGlued) break;
      this.#at++;
    }
    return { kind: "name", names: withoutTransparent(names) };
  }

  #braced(type: string, depth: number): Expression {
    const start = this.#at;
    this.#at++;
    const of = this.#binary(0, depth + 1);
    if (of !== undefined && this.#isSign("}")) {
      this.#at++;
      return { kind: "cast", type, of };
    }
    this.#at = start;
    this.#toClosing();
    return OTHER;
  }

  /** `<u64>` behind a name. */
  #angled(): string | undefined {
    const [open, type, close] = this.#tokens.slice(this.#at, this.#at + 3);
    if (open?.text !== "<" || !open.isGlued || type?.kind !== "word" || close?.text !== ">")
      return undefined;
    this.#at += 3;
    return type.text;
  }

  #call(names: readonly string[], depth: number): Expression {
    this.#at++;
    this.#open++;
    const list: Expression[] = [];
    let isWhole = depth < MAX_DEPTH;
    while (isWhole && !this.#isSign(")")) {
      const one = this.#binary(0, depth + 1);
      if (one === undefined) isWhole = false;
      else list.push(one);
      if (this.#isSign(",")) this.#at++;
      else if (!this.#isSign(")")) isWhole = false;
    }
    this.#open--;
    if (!isWhole) {
      this.#toClosing(1);
      return OTHER;
    }
    this.#at++;
    const call: Expression = { kind: "call", names, arguments: list };
    return this.#members(call);
  }

  /** What is asked of a value in brackets, or of a call: only its number may be. */
  #members(of: Expression): Expression {
    let inner = of;
    for (;;) {
      const [sign, member, open, close] = this.#tokens.slice(this.#at, this.#at + 4);
      if (of.kind !== "number" && sign?.kind === "sign" && sign.text === "?" && sign.isGlued) {
        this.#at++;
        continue;
      }
      if (sign?.text !== "." || !sign.isGlued || member?.isGlued !== true) return inner;
      const isCall = open?.text === "(" && open.isGlued && close?.text === ")";
      this.#at += isCall ? 4 : 2;
      if (!TRANSPARENT.has(isCall ? `${member.text}()` : member.text)) inner = OTHER;
    }
  }

  /** Goes behind the bracket that closes what is open here; stays on the line if nothing does. */
  #toClosing(open = 0): void {
    let depth = open;
    for (; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at];
      if (token?.kind !== "sign") continue;
      if ("([{".includes(token.text)) depth++;
      else if (")]}".includes(token.text)) {
        depth--;
        if (depth < 0) return;
        if (depth === 0) {
          this.#at++;
          return;
        }
      } else if (token.text === ";" && depth <= 1) return;
    }
  }
}

function withoutTransparent(names: readonly string[]): readonly string[] {
  const last = names.at(-1);
  return names.length > 1 && last !== undefined && TRANSPARENT.has(last)
    ? names.slice(0, -1)
    : names;
}

function isFoldable(expression: Expression): boolean {
  switch (expression.kind) {
    case "number":
      return expression.token.kind === "number";
    case "unary":
    case "cast":
      return isFoldable(expression.of);
    case "binary":
      return isFoldable(expression.left) && isFoldable(expression.right);
    default:
      return false;
  }
}

function isFlagName(names: readonly string[]): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(names.at(-1) ?? "");
}
