/** The words of source text, with numbers spelled in one way. */
import { Lexer, type Token } from "../../pairs/lexer.ts";
import type { SourceLine } from "../types.ts";

export type { Token } from "../../pairs/lexer.ts";

/** What stands for the place at which a directive's data begins: `$` of NASM, `.` of GNU as. */
export const HERE = "$here";

/** What stands for a macro that could not be put in. */
export const LOST = "$lost";

/** Tokens of a text, their `line` being an index into `lines`. */
export function wordsOf(lines: readonly SourceLine[]): Token[] {
  const lexer = new Lexer({ isCode: true });
  for (const [index, { text }] of lines.entries()) lexer.push(text, index);
  // What joins a line with the next one is no sign of its own.
  const tokens = lexer.tokens.filter(
    ({ text, line }, index, all) => text !== "\\" || all[index + 1]?.line === line,
  );
  // Where numbers are marked with an h, digits without it are cut, or decimal.
  const hasMarks = tokens.some(
    ({ kind, text }) => kind === "number" && /^\d[\da-f]*h$/i.test(text),
  );
  return tokens.map((token, index): Token => {
    if (token.kind === "number") return { ...token, text: respelled(token.text, !hasMarks) };
    const isMark = token.kind === "sign" && (token.text === "$" || token.text === ".");
    if (isMark && !token.isGlued && tokens[index + 1]?.isGlued !== true)
      return { ...token, kind: "word", text: HERE };
    return token;
  });
}

/** Numbers of assemblers, of JavaScript, and of programs that print a descriptor without a mark. */
function respelled(text: string, isBareHex: boolean): string {
  const binary = /^([01][01_]{0,80})b$/i.exec(text)?.[1];
  if (binary !== undefined) return `0b${binary}`;
  const big = /^((?:0x[\da-f_]{1,24}|\d[\d_]{0,24}))n$/i.exec(text)?.[1];
  if (big !== undefined) return big;
  const isDescriptor = /^[\da-f]{16}$/i.test(text) && (/[a-f]/i.test(text) || text.startsWith("0"));
  return isBareHex && isDescriptor ? `0x${text}` : text;
}

/** Index of the end of the line that a token is on. */
export function endOfLine(tokens: readonly Token[], from: number): number {
  let at = from;
  while (at < tokens.length && tokens[at]?.kind !== "newline") at++;
  return at;
}

/** Index behind the bracket that closes the one at `from`; `undefined` if none does. */
export function behindBracket(tokens: readonly Token[], from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < tokens.length && at < from + MAX_INSIDE; at++) {
    const token = tokens[at];
    if (token?.kind !== "sign") continue;
    if ("([{".includes(token.text)) depth++;
    else if (")]}".includes(token.text) && --depth === 0) return at + 1;
  }
  return undefined;
}

/** So many tokens may stand between two brackets. */
const MAX_INSIDE = 65_536;
/** Where only arguments stand. */
const MAX_ARGUMENTS = 256;

/** The lists of tokens between commas in the brackets at `from`, and where they end. */
export function argumentsOf(
  tokens: readonly Token[],
  from: number,
): { readonly list: readonly (readonly Token[])[]; readonly end: number } | undefined {
  const list: Token[][] = [[]];
  let depth = 0;
  for (let at = from; at < tokens.length && at < from + MAX_ARGUMENTS; at++) {
    const token = tokens[at];
    if (token === undefined) return undefined;
    if (token.kind === "newline") continue;
    const isSign = token.kind === "sign";
    if (isSign && "([{".includes(token.text) && depth++ === 0) continue;
    if (isSign && ")]}".includes(token.text) && --depth === 0) {
      const [first] = list;
      return { list: list.length === 1 && first?.length === 0 ? [] : list, end: at + 1 };
    }
    if (isSign && token.text === "," && depth === 1) list.push([]);
    else list.at(-1)?.push(token);
  }
  return undefined;
}
