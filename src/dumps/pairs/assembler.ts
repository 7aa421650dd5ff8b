/**
 * Assembler: VMWRITE takes its field and its value from registers that instructions before it
 * loaded. Registers are variables here; what an instruction makes of one that is not known here is
 * unknown.
 */
import type { Block, Event } from "./events.ts";
import type { Expression, ExpressionParser } from "./expression.ts";
import type { Token } from "./lexer.ts";

const MOVES = /^(?:mov[lqw]?|movabs[q]?|movz?x|lea[lq]?)$/i;
const CHANGES: Readonly<Record<string, string>> = {
  or: "|=",
  and: "&=",
  add: "+=",
  sub: "-=",
  xor: "^=",
  shl: "<<=",
  shr: ">>=",
};
/** Instructions whose first operand (last, in AT&T's order) gets a value that is not followed. */
const SPOILS =
  /^(?:pop|in|imul|mul|div|inc|dec|neg|not|bts|btr|rol|ror|sal|sar|cmov\w{0,4}|xchg|vmread|adc|sbb|bswap|movs\w{0,4}|set\w{1,4})[lqwb]?$/i;
/** Instructions that change registers they do not name. */
const SPOILS_ALL = /^(?:call|rdmsr|cpuid|rdtsc|int|syscall|loop|mul|div)[lq]?$/i;
const REGISTER = /^(?:[er]?(ax|bx|cx|dx|si|di|bp|sp)|([abcd])[lh]|r(\d{1,2})[dwb]?)$/i;

/** The registers that a called function may change. */
const ALL = [
  "ax",
  "bx",
  "cx",
  "dx",
  "si",
  "di",
  "bp",
  "8",
  "9",
  "10",
  "11",
  "12",
  "13",
  "14",
  "15",
];

function registerOf(name: string): string | undefined {
  const found = REGISTER.exec(name);
  if (found === null) return undefined;
  const letter = found[2];
  return `%${found[1]?.toLowerCase() ?? (letter === undefined ? found[3] : `${letter.toLowerCase()}x`)}`;
}

interface Operand {
  readonly register: string | undefined;
  readonly expression: Expression;
  readonly at: number;
  readonly end: number;
}

export interface Assembled {
  readonly events: readonly Event[];
  readonly end: number;
}

export class Assembler {
  readonly #tokens: readonly Token[];
  readonly #parser: ExpressionParser;

  constructor(tokens: readonly Token[], parser: ExpressionParser) {
    this.#tokens = tokens;
    this.#parser = parser;
  }

  /** The instruction that begins at a token; `undefined` if none that matters does. */
  take(at: number, blocks: readonly Block[]): Assembled | undefined {
    const [first, second, third] = this.#tokens.slice(at, at + 3);
    if (first?.kind !== "word") {
      if (first?.text !== "%" && first?.text !== ".") return undefined;
      return this.#directive(at + 1, blocks);
    }
    if (second?.kind === "word" && /^equ$/i.test(second.text) && third !== undefined)
      return this.#constant(first, at + 2, blocks);
    if (
      second?.text === ":" &&
      second.isGlued &&
      (third?.kind === "newline" || third === undefined)
    )
      return { events: ALL.map((name) => this.#spoil(`%${name}`, first, blocks)), end: at + 2 };
    const name = first.text.toLowerCase();
    if (second !== undefined && second.isGlued) return undefined;
    if (SPOILS_ALL.test(name))
      return { events: ALL.map((one) => this.#spoil(`%${one}`, first, blocks)), end: at + 1 };
    const change = CHANGES[name.replace(/[lqw]$/, "")] ?? CHANGES[name];
    const isKnown = MOVES.test(name) || change !== undefined || name.startsWith("vmwrite");
    if (!isKnown && !SPOILS.test(name)) return undefined;
    const operands = this.#operands(at + 1);
    if (operands === undefined) return undefined;
    return this.#instruction(name, change, operands, first, blocks);
  }

  #instruction(
    name: string,
    change: string | undefined,
    { list, isReversed, end }: { list: readonly Operand[]; isReversed: boolean; end: number },
    first: Token,
    blocks: readonly Block[],
  ): Assembled | undefined {
    const [into, from] = isReversed ? list.toReversed() : list;
    if (into === undefined) return undefined;
    if (name.startsWith("vmwrite")) {
      if (from === undefined || list.length !== 2) return undefined;
      const write: Event = {
        ...this.#common(into.at, from.at, blocks),
        kind: "write",
        field: into.expression,
        value: from.expression,
        callee: "vmwrite",
      };
      return { events: [write], end };
    }
    if (into.register === undefined) return undefined;
    const common = this.#common(into.at, (from ?? into).at, blocks);
    const isZero = name.startsWith("xor") && from?.register === into.register;
    const isMove = MOVES.test(name) && !/^lea|^movz/i.test(name);
    const value = isZero
      ? ZERO
      : from !== undefined && (isMove || change !== undefined)
        ? from.expression
        : undefined;
    const operator = isZero || isMove || change === undefined ? "=" : change;
    const event = { ...assignment(into.register, common), operator, value: value ?? OTHER };
    return list.length > 2
      ? { events: [this.#spoil(into.register, first, blocks)], end }
      : { events: [event], end };
  }

  #operands(
    from: number,
  ): { list: readonly Operand[]; isReversed: boolean; end: number } | undefined {
    const list: Operand[] = [];
    let isReversed = false;
    let at = from;
    for (;;) {
      const token = this.#tokens[at];
      if (token === undefined || token.kind === "newline") return undefined;
      const isMarked = token.text === "%" || token.text === "$";
      if (isMarked) isReversed = true;
      const named = isMarked && token.text === "%" ? this.#tokens[at + 1] : token;
      const register = named?.kind === "word" ? registerOf(named.text) : undefined;
      if (register !== undefined) {
        const end = at + (named === token ? 1 : 2);
        list.push({ register, expression: { kind: "name", names: [register] }, at, end });
        at = end;
      } else {
        const parsed = token.text === "[" ? undefined : this.#parser.parse(at);
        const end = parsed?.end ?? this.#endOfOperand(at);
        list.push({ register: undefined, expression: parsed?.expression ?? OTHER, at, end });
        at = end;
        // `8(%rsp)`: memory.
        if (this.#tokens[at]?.text === "(") {
          at = this.#endOfOperand(at);
          list[list.length - 1] = { register: undefined, expression: OTHER, at, end: at };
        }
      }
      if (this.#tokens[at]?.text !== ",") return { list, isReversed, end: at };
      at++;
    }
  }

  #endOfOperand(from: number): number {
    let depth = 0;
    for (let at = from; at < this.#tokens.length; at++) {
      const token = this.#tokens[at];
      if (token?.kind === "newline" || (token?.text === "," && depth <= 0)) return at;
      if (token?.text === "[" || token?.text === "(") depth++;
      if (token?.text === "]" || token?.text === ")") depth--;
    }
    return this.#tokens.length;
  }

  /** `.set NAME, 5`, `%define NAME 5` */
  #directive(at: number, blocks: readonly Block[]): Assembled | undefined {
    const [word, name, comma] = this.#tokens.slice(at, at + 3);
    if (word?.kind !== "word" || name?.kind !== "word" || !word.isGlued) return undefined;
    if (/^(?:set|equ|equiv)$/i.test(word.text) && comma?.text === ",")
      return this.#constant(name, at + 3, blocks);
    if (/^(?:define|assign|xdefine)$/i.test(word.text)) return this.#constant(name, at + 2, blocks);
    return undefined;
  }

  #constant(name: Token, at: number, blocks: readonly Block[]): Assembled | undefined {
    const parsed = this.#parser.parse(at);
    if (parsed === undefined) return undefined;
    const common = {
      style: "code" as const,
      blocks,
      root: undefined,
      owners: [],
      nameAt: name,
      valueAt: name,
    };
    const event = { ...assignment(name.text, common), value: parsed.expression, isConstant: true };
    return { events: [event], end: parsed.end };
  }

  #spoil(register: string, at: Token, blocks: readonly Block[]): Event {
    const common = {
      style: "code" as const,
      blocks,
      root: undefined,
      owners: [],
      nameAt: at,
      valueAt: at,
    };
    return assignment(register, common);
  }

  #common(nameAt: number, valueAt: number, blocks: readonly Block[]): Place {
    const token = this.#tokens[nameAt] ?? END;
    return {
      style: "code" as const,
      blocks,
      root: undefined,
      owners: [],
      nameAt: token,
      valueAt: this.#tokens[valueAt] ?? token,
    };
  }
}

type Place = Pick<
  Extract<Event, { kind: "assign" }>,
  "style" | "blocks" | "root" | "owners" | "nameAt" | "valueAt"
>;

const OTHER: Expression = { kind: "other" };
const END: Token = { kind: "newline", text: "", line: 0, at: 0, isGlued: false };
const ZERO: Expression = {
  kind: "number",
  number: { digits: "0", base: 10, bits: 64, isUnsigned: true, isLiteral: true },
  token: END,
};

function assignment(name: string, place: Place): Extract<Event, { kind: "assign" }> {
  return {
    ...place,
    kind: "assign",
    names: [name],
    operator: "=",
    value: OTHER,
    isDeclaration: true,
    isConstant: false,
    isDynamic: false,
    isLocal: false,
  };
}
