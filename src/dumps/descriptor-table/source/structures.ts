/** Structures that the text defines: their members, with the bits that each one takes. */
import { typeOf } from "../../pairs/expression.ts";
import { type Token, behindBracket } from "./words.ts";
import type { Stretch } from "./descriptor-parts.ts";

export interface Structure {
  /** In order. */
  readonly members: ReadonlyMap<string, Stretch>;
}

/** Structures of 64 bits, by their names; without those whose layout is not certain. */
export function structuresOf(tokens: readonly Token[]): ReadonlyMap<string, Structure> {
  const found = new Map<string, Structure | undefined>();
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== "word" || !/^struct(?:ure)?$/i.test(token.text)) continue;
    let open = at + 1;
    while (
      open < at + 12 &&
      /^[\w()]+$/.test(tokens[open]?.text ?? "") &&
      tokens[open]?.text !== "{"
    )
      open++;
    if (tokens[open]?.text !== "{") continue;
    const end = behindBracket(tokens, open);
    if (end === undefined) continue;
    const structure = structureIn(tokens.slice(open + 1, end - 1));
    for (const name of namesOf(tokens, at, open, end))
      found.set(name, found.has(name) ? undefined : structure);
    at = open;
  }
  const certain = [...found].flatMap(([name, one]): [string, Structure][] =>
    one === undefined ? [] : [[name, one]],
  );
  return new Map(certain);
}

/** The names before the members and behind them. */
function namesOf(tokens: readonly Token[], at: number, open: number, end: number): string[] {
  const isName = (token: Token | undefined): boolean =>
    token?.kind === "word" && !/^(?:__\w+__|packed|PACKED|__packed)$/.test(token.text);
  const names: string[] = [];
  const before = tokens[open - 1];
  if (open > at + 1 && before !== undefined && isName(before)) names.push(before.text);
  for (let index = end; index < end + 16; index++) {
    const token = tokens[index];
    if (token === undefined || token.text === ";" || token.text === "=" || token.text === "{")
      break;
    if (isName(token)) names.push(token.text);
  }
  return names;
}

/** Members one behind the other, each with a type and perhaps a number of bits. */
function structureIn(tokens: readonly Token[]): Structure | undefined {
  const members = new Map<string, Stretch>();
  let at = 0;
  for (const statement of statementsIn(tokens)) {
    const sign = statement.findIndex(({ text }) => text === ":" || text === ",");
    const type = typeIn(statement);
    if (type === undefined) return undefined;
    if (statement[sign]?.text === ",") {
      for (const { text } of statement.filter(
        ({ text, kind }, index) =>
          kind === "word" &&
          text !== "" &&
          (index === sign - 1 || statement[index - 1]?.text === ","),
      )) {
        members.set(text, { at, bits: type });
        at += type;
      }
      continue;
    }
    const isRust = sign > 0 && statement[sign + 1]?.kind === "word";
    const name = statement[sign > 0 ? sign - 1 : statement.length - 1];
    const bits = sign > 0 && !isRust ? Number(statement[sign + 1]?.text) : type;
    if (name?.kind !== "word" || !Number.isInteger(bits) || bits < 1 || bits > 64) return undefined;
    members.set(name.text, { at, bits });
    at += bits;
  }
  return at === 64 ? { members } : undefined;
}

function statementsIn(tokens: readonly Token[]): Token[][] {
  const list: Token[][] = [[]];
  const isRust = !tokens.some(({ text }) => text === ";");
  for (const token of tokens) {
    if (token.kind === "newline") continue;
    if (token.text === ";" || (isRust && token.text === ",")) list.push([]);
    else list.at(-1)?.push(token);
  }
  return list.filter((statement) => statement.length > 0);
}

function typeIn(statement: readonly Token[]): number | undefined {
  const words = statement.map(({ text }) => text);
  if (words.some((word) => word === "[" || word === "*" || word === "{")) return undefined;
  return bitsOfWords(words);
}

/** The bits of the type that stands among words. */
export function bitsOfWords(words: readonly string[]): number | undefined {
  const long = words.filter((word) => word === "long").length;
  if (long === 2) return 64;
  if (words.includes("char")) return 8;
  if (words.includes("short")) return 16;
  for (const word of words) {
    if (word === "unsigned" || word === "signed" || word === "long" || word === "int") continue;
    const type = typeOf(word.toLowerCase().replace(/^__/, ""));
    if (type !== undefined) return type.bits;
  }
  // A `long` has 32 or 64 bits.
  if (long === 0 && (words.includes("int") || words.includes("unsigned"))) return 32;
  return undefined;
}
