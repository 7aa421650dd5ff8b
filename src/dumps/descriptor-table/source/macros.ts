/** Macros that the text itself defines, put in where they are used. */
import { DIRECTIVES, DOT_DIRECTIVES } from "./assembler.ts";
import { LOST, type Token, argumentsOf, endOfLine } from "./words.ts";

interface Macro {
  /** Names of what it takes; `undefined` for one that is only a name. */
  readonly parameters: readonly string[] | undefined;
  /** Used as a statement of its own, with arguments behind blanks. */
  readonly isStatement: boolean;
  readonly body: readonly Token[];
}

/** Nothing that is meant is nested deeper, or becomes longer. */
const MAX_DEPTH = 12;
const MAX_TOKENS = 262_144;
const MAX_BODY = 1024;

export interface Expanded {
  /** Without definitions of macros, each use replaced by what it stands for. */
  readonly tokens: readonly Token[];
  /** Lines that define macros. */
  readonly defining: ReadonlySet<number>;
}

export function expanded(tokens: readonly Token[]): Expanded {
  const { macros, rest, defining } = collect(tokens);
  const all = macros.size === 0 ? rest : new Expansion(macros).of(rest, 0, true);
  return { tokens: all, defining };
}

interface Definition {
  readonly name: string;
  readonly macro: Macro | undefined;
  readonly end: number;
}

function collect(tokens: readonly Token[]): {
  /** Undefined for one that is not certain. */
  readonly macros: ReadonlyMap<string, Macro | undefined>;
  readonly rest: Token[];
  readonly defining: ReadonlySet<number>;
} {
  const defining = new Set<number>();
  const macros = new Map<string, Macro | undefined>();
  const twice = new Set<string>();
  const rest: Token[] = [];
  for (let at = 0; at < tokens.length;) {
    const found = definitionAt(tokens, at);
    if (found === undefined) {
      const token = tokens[at++];
      if (token !== undefined) rest.push(token);
      continue;
    }
    const { name, macro, end } = found;
    for (const { line } of tokens.slice(at, end)) defining.add(line);
    const before = macros.get(name);
    // Which of two definitions holds, no reader of the text alone can tell.
    if (
      macro === undefined ||
      !givesDescriptors(macro) ||
      (before !== undefined && !isSame(before, macro))
    )
      twice.add(name);
    else macros.set(name, macro);
    at = end;
  }
  for (const name of twice) macros.set(name, undefined);
  return { macros, rest, defining };
}

/** Whether a macro of data gives whole descriptors: if not, part of its definition may be lost. */
function givesDescriptors({ body }: Macro): boolean {
  let bytes = 0;
  let isData = false;
  let depth = 0;
  let size = 0;
  let isStart = true;
  for (const [index, token] of body.entries()) {
    const { text, kind } = token;
    if (kind === "newline" || text === ";") {
      bytes += size;
      size = 0;
      isStart = true;
      continue;
    }
    if (isStart && text === "~") return false;
    if (isStart && text === ".") continue;
    if (isStart) {
      const isDot = body[index - 1]?.text === "." && token.isGlued;
      size = (isDot ? DOT_DIRECTIVES : DIRECTIVES).get(text.toLowerCase()) ?? 0;
      isData ||= size > 0;
      // One line of data among others that are not understood.
      if (size === 0 && isData) return false;
      isStart = false;
    } else if (body[index - 1]?.text === "." && token.isGlued && DOT_DIRECTIVES.has(text))
      return false;
    if (text === "(") depth++;
    if (text === ")") depth--;
    if (text === "," && depth === 0 && size > 0) bytes += size;
  }
  return (bytes + size) % 8 === 0;
}

function isSame(one: Macro, other: Macro): boolean {
  const words = ({ body }: Macro): string => body.map(({ text }) => text).join(" ");
  return words(one) === words(other);
}

function definitionAt(tokens: readonly Token[], at: number): Definition | undefined {
  const [first, second] = [tokens[at], tokens[at + 1]];
  if (first?.kind === "directive") {
    if (first.text === "define") return defined(tokens, at + 1);
    if (first.text === "undef" && second !== undefined)
      return { name: second.text, macro: undefined, end: endOfLine(tokens, at) };
    return undefined;
  }
  if (first?.kind !== "sign" || second?.kind !== "word" || !second.isGlued) return undefined;
  const word = second.text.toLowerCase();
  if (first.text === "%" && (word === "define" || word === "xdefine" || word === "idefine"))
    return defined(tokens, at + 2);
  if (first.text === "%" && (word === "macro" || word === "imacro")) return nasm(tokens, at + 2);
  return first.text === "." && word === "macro" ? gas(tokens, at + 2) : undefined;
}

/** `NAME body`, `NAME(a, b) body` */
function defined(tokens: readonly Token[], at: number): Definition | undefined {
  const name = tokens[at];
  if (name?.kind !== "word") return undefined;
  const end = endOfLine(tokens, at);
  const open = tokens[at + 1];
  const isFunction = open?.text === "(" && open.kind === "sign" && open.isGlued;
  const taken = isFunction ? argumentsOf(tokens, at + 1) : undefined;
  if (isFunction && (taken === undefined || taken.end > end))
    return { name: name.text, macro: undefined, end };
  const body = tokens.slice(taken?.end ?? at + 1, end);
  const parameters = taken?.list.map((one) => one[0]?.text ?? "");
  const isWhole = body.length > 0 && body.length <= MAX_BODY;
  const macro = isWhole ? { parameters, body, isStatement: false } : undefined;
  return { name: name.text, macro, end };
}

/** `.macro NAME a, b` to `.endm`; `\a` in the body. */
function gas(tokens: readonly Token[], at: number): Definition | undefined {
  const head = endOfLine(tokens, at);
  const [name, ...taken] = tokens.slice(at, head).filter(({ text }) => text !== ",");
  const close = closing(tokens, head, ".", /^endm$/i);
  if (name?.kind !== "word" || close === undefined) return undefined;
  // Defaults and other marks of parameters are not followed.
  const isPlain = taken.every(({ kind }) => kind === "word");
  // Only behind a backslash is a name that of a parameter.
  const parameters = taken.map(({ text }) => `\\${text}`);
  const body: Token[] = [];
  const inside = tokens.slice(head + 1, close);
  for (let index = 0; index < inside.length; index++) {
    const token = inside[index];
    if (token === undefined || token.text === "\\") continue;
    // `\a()` ends the name of a parameter.
    const isEnd = token.text === "(" && inside[index + 1]?.text === ")" && token.isGlued;
    if (isEnd) index++;
    else if (inside[index - 1]?.text !== "\\") body.push(token);
    else body.push({ ...token, text: `\\${token.text}`, isGlued: false });
  }
  const macro =
    isPlain && body.length <= MAX_BODY ? { parameters, body, isStatement: true } : undefined;
  return { name: name.text, macro, end: endOfLine(tokens, close) };
}

/** `%macro NAME 3` to `%endmacro`; `%1` in the body. */
function nasm(tokens: readonly Token[], at: number): Definition | undefined {
  const [name, count] = tokens.slice(at, at + 2);
  const head = endOfLine(tokens, at);
  const close = closing(tokens, head, "%", /^endmacro$/i);
  if (name?.kind !== "word" || close === undefined) return undefined;
  const isAlone = head === at + 2 || tokens[at + 2]?.text === ";";
  const isPlain = isAlone && /^\d$/.test(count?.text ?? "");
  const parameters = Array.from({ length: Number(count?.text) || 0 }, (_, one) => `%${one + 1}`);
  const body: Token[] = [];
  for (const token of tokens.slice(head + 1, close)) {
    const mark = body.at(-1);
    const isParameter = mark?.text === "%" && token.isGlued && /^\d$/.test(token.text);
    if (isParameter) body.splice(-1, 1, { ...mark, kind: "word", text: `%${token.text}` });
    else body.push(token);
  }
  const macro =
    isPlain && body.length <= MAX_BODY ? { parameters, body, isStatement: true } : undefined;
  return { name: name.text, macro, end: endOfLine(tokens, close) };
}

function closing(
  tokens: readonly Token[],
  from: number,
  mark: string,
  word: RegExp,
): number | undefined {
  for (let at = from; at < tokens.length - 1 && at < from + 4 * MAX_BODY; at++)
    if (tokens[at]?.text === mark && word.test(tokens[at + 1]?.text ?? "")) return at;
  return undefined;
}

class Expansion {
  readonly #macros: ReadonlyMap<string, Macro | undefined>;
  #made = 0;

  constructor(macros: ReadonlyMap<string, Macro | undefined>) {
    this.#macros = macros;
  }

  of(tokens: readonly Token[], depth: number, isText: boolean): Token[] {
    const result: Token[] = [];
    for (let at = 0; at < tokens.length;) {
      const token = tokens[at];
      if (token === undefined) break;
      const before = tokens[at - 1];
      const isMember = token.isGlued && [".", "->", "\\"].includes(before?.text ?? "");
      const macro =
        token.kind === "word" && !isMember && depth < MAX_DEPTH && this.#made < MAX_TOKENS
          ? this.#macros.get(token.text)
          : undefined;
      const isStart = isText && (before === undefined || /^[:;]?$/.test(before.text));
      const used = macro && this.#use(macro, tokens, at, isStart);
      const isUnknown = macro === undefined && this.#macros.has(token.text);
      const isCalled = isUnknown && !/^[:=]/.test(tokens[at + 1]?.text ?? ":");
      const takes = macro?.parameters !== undefined || isCalled;
      if (used === undefined && takes && isStart && token.kind === "word")
        result.push({ ...token, text: LOST });
      if (used === undefined) {
        result.push(token);
        at++;
        continue;
      }
      this.#made += used.body.length;
      const placed = used.body.map((one) => ({ ...one, line: token.line, at: token.at }));
      for (const one of this.of(placed, depth + 1, macro?.isStatement === true)) result.push(one);
      at = used.end;
    }
    return result;
  }

  #use(
    { parameters, body, isStatement }: Macro,
    tokens: readonly Token[],
    at: number,
    isStart: boolean,
  ): { readonly body: readonly Token[]; readonly end: number } | undefined {
    if (parameters === undefined) return { body, end: at + 1 };
    const open = tokens[at + 1];
    if (isStatement && !isStart) return undefined;
    const isInBrackets = open?.kind === "sign" && open.text === "(";
    const given = isInBrackets
      ? argumentsOf(tokens, at + 1)
      : isStatement
        ? statementArguments(tokens, at + 1)
        : undefined;
    if (given?.list.length !== parameters.length || given.list.some(isComplement)) return undefined;
    const values = new Map(parameters.map((name, index) => [name, given.list[index] ?? []]));
    const replaced = body.flatMap((token) =>
      token.kind === "word" ? (values.get(token.text) ?? [token]) : [token],
    );
    return replaced.length > MAX_BODY ? undefined : { body: replaced, end: given.end };
  }
}

/** A part of a descriptor is not given as the complement of a number. */
function isComplement([sign, number, ...more]: readonly Token[]): boolean {
  return sign?.text === "~" && number?.kind === "number" && more.length === 0;
}

/** Arguments up to the end of the line, with commas between. */
function statementArguments(
  tokens: readonly Token[],
  from: number,
): { readonly list: readonly (readonly Token[])[]; readonly end: number } {
  const end = endOfLine(tokens, from);
  const list: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(from, end)) {
    if (token.text === ";" || (token.text === "#" && !token.isGlued)) break;
    if (token.text === "(") depth++;
    if (token.text === ")") depth--;
    if (token.text === "," && depth === 0) list.push([]);
    else list.at(-1)?.push(token);
  }
  const [first] = list;
  return { list: list.length === 1 && first?.length === 0 ? [] : list, end };
}
