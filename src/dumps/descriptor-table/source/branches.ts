/** Places of a program that are not always run, or run several times. */
import { type Token, behindBracket, endOfLine } from "./words.ts";

const WORDS = /^(?:if|else|elif|for|while|do|switch|case|default|loop|match|unless|until)$/;
/** Lines of one statement behind such a word, without braces. */
const MAX_LINES = 2;
const MAX_CONDITION = 64;

/** The indexes of the tokens inside branches and loops. */
export function branchesIn(tokens: readonly Token[]): ReadonlySet<number> {
  const inside = new Set<number>();
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== "word" || inside.has(at) || !WORDS.test(token.text)) continue;
    if (!isStatement(tokens, at)) continue;
    const end = endOf(tokens, at);
    for (let index = at; index < end; index++) inside.add(index);
  }
  return inside;
}

/** Whether it is a word of a program, and none of prose. */
function isStatement(tokens: readonly Token[], at: number): boolean {
  const [before, next] = [tokens[at - 1], tokens[at + 1]];
  if (next?.text === "(") return true;
  const isStart = before === undefined || before.kind === "newline" || /^[;{}]$/.test(before.text);
  if (tokens[at]?.text === "else") return isStart;
  const last = tokens[endOfLine(tokens, at) - 1]?.text ?? "";
  return isStart && /^[{:]$/.test(last);
}

function endOf(tokens: readonly Token[], from: number): number {
  let at = from + 1;
  if (tokens[at]?.text === "(") {
    const end = behindBracket(tokens.slice(at, at + MAX_CONDITION), 0);
    at += end ?? 1;
  }
  const line = tokens[at - 1]?.line ?? 0;
  for (; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || token.text === ";" || token.line > line + MAX_LINES) return at;
    if (token.text === "{") {
      const end = behindBracket(tokens.slice(at), 0);
      return end === undefined ? tokens.length : at + end;
    }
  }
  return at;
}
