/** Paths of names as all languages write them: `vmcs.guest.cr0`, `Field::CR0`, `s->cs`, `v[:cr0]`. */
import type { Token } from "./lexer.ts";

export interface Path {
  /** Outermost first. */
  readonly names: readonly string[];
  /** Index of the first token behind it. */
  readonly end: number;
  /** Has signs between the names: somebody's member, not a word. */
  readonly isJoined: boolean;
  /** An index that is no constant: which member it is, nobody knows. */
  readonly isDynamic: boolean;
}

const JOINS: ReadonlySet<string> = new Set([".", "::", "->"]);
const QUOTED_NAME = /^[A-Za-z_][\w .:/-]{0,62}$/;

/** The path that begins at a token; `undefined` if none does. */
export function pathAt(tokens: readonly Token[], start: number): Path | undefined {
  const first = nameAt(tokens, start);
  if (first === undefined) return undefined;
  const names = [first.name];
  let at = first.end;
  let isJoined = first.isMarked;
  let isDynamic = false;
  for (;;) {
    const sign = tokens[at];
    if (sign?.kind !== "sign" || !sign.isGlued) break;
    const next = tokens[at + 1];
    if (JOINS.has(sign.text) && next?.isGlued === true && next.kind === "word") {
      names.push(next.text);
      at += 2;
      isJoined = true;
    } else if (sign.text === "-" && next?.isGlued === true && next.kind === "word" && !isJoined) {
      // Names with hyphens: `exit-reason`.
      names.push(`${names.pop() ?? ""}-${next.text}`);
      at += 2;
    } else if (sign.text === "(" && next?.text === ")" && JOINS.has(tokens[at + 2]?.text ?? "")) {
      // `self.vmcs().cr0`: whatever the call gives is a structure.
      at += 2;
    } else if (sign.text === "[") {
      const index = indexAt(tokens, at);
      if (index === undefined) break;
      isJoined = true;
      if (index.name === undefined) isDynamic = true;
      else if (/^\d+$/.test(index.name)) names.push(`${names.pop() ?? ""}${index.name}`);
      else names.push(index.name);
      at = index.end;
    } else break;
  }
  return { names, end: at, isJoined, isDynamic };
}

/** A name, perhaps with the mark of its language in front, or in quotes. */
function nameAt(
  tokens: readonly Token[],
  start: number,
): { name: string; end: number; isMarked: boolean } | undefined {
  const token = tokens[start];
  if (token?.kind === "word") return { name: token.text, end: start + 1, isMarked: false };
  if (token?.kind === "string" && QUOTED_NAME.test(token.text))
    return { name: token.text, end: start + 1, isMarked: false };
  const next = tokens[start + 1];
  const isMark = token?.kind === "sign" && /^[.:@&*%$-]$/.test(token.text);
  if (!isMark || next?.kind !== "word" || !next.isGlued) return undefined;
  return { name: next.text, end: start + 2, isMarked: token.text === "." };
}

/** What stands in brackets behind a name: its name or number; none for anything that is computed. */
function indexAt(
  tokens: readonly Token[],
  open: number,
): { name: string | undefined; end: number } | undefined {
  const [first, second] = [tokens[open + 1], tokens[open + 2]];
  if (first?.kind === "number" && second?.text === "]")
    return {
      name: /^(?:\d+|0x[\da-f]{3,8})$/i.test(first.text) ? first.text : undefined,
      end: open + 3,
    };
  const path = pathAt(tokens, open + 1);
  // The upper half: `[EPT_POINTER + 1]`.
  const [plus, one, close] = tokens.slice(path?.end ?? 0, (path?.end ?? 0) + 3);
  if (path !== undefined && plus?.text === "+" && one?.text === "1" && close?.text === "]")
    return { name: `${path.names.at(-1) ?? ""}_HIGH`, end: path.end + 3 };
  if (path !== undefined && tokens[path.end]?.text === "]")
    return { name: path.names.at(-1), end: path.end + 1 };
  for (let at = open + 1; at < Math.min(tokens.length, open + 24); at++) {
    const { kind, text } = tokens[at] ?? { kind: "newline", text: "" };
    if (kind === "newline") return undefined;
    if (text === "]") return { name: undefined, end: at + 1 };
  }
  return undefined;
}

/** Index of the bracket that closes the one at `open`; `undefined` if none does nearby. */
export function closingOf(
  tokens: readonly Token[],
  open: number,
  most: number = MAX_INSIDE,
): number | undefined {
  let depth = 0;
  for (let at = open; at < Math.min(tokens.length, open + most); at++) {
    const token = tokens[at];
    if (token?.kind !== "sign") continue;
    if (token.text === "(" || token.text === "[" || token.text === "{") depth++;
    else if (token.text === ")" || token.text === "]" || token.text === "}") {
      depth--;
      if (depth === 0) return at;
    }
  }
  return undefined;
}

const MAX_INSIDE = 400;

/** The stretches between the commas inside a pair of brackets. */
export function argumentsIn(
  tokens: readonly Token[],
  open: number,
  close: number,
): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open + 1; at < close; at++) {
    const token = tokens[at];
    if (token?.kind !== "sign") continue;
    if ("([{".includes(token.text)) depth++;
    else if (")]}".includes(token.text)) depth--;
    else if (token.text === "," && depth === 0) {
      found.push([from, at]);
      from = at + 1;
    }
  }
  if (from < close) found.push([from, close]);
  return found.map(([start, end]) => trimmed(tokens, start, end));
}

function trimmed(tokens: readonly Token[], start: number, end: number): readonly [number, number] {
  let [from, to] = [start, end];
  while (from < to && tokens[from]?.kind === "newline") from++;
  while (to > from && tokens[to - 1]?.kind === "newline") to--;
  return [from, to];
}
