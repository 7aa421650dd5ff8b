/** The words of source text: numbers, names and signs, without comments. */
import type { SourceLine } from "./types.ts";

export type Token =
  | {
      readonly kind: "number";
      readonly line: number;
      readonly text: string;
      readonly value: bigint;
      /** Written with so many digits that only a 64-bit number can be meant. */
      readonly isLong: boolean;
      /** Bytes, where a suffix says so. */
      readonly size: number | undefined;
    }
  | { readonly kind: "name" | "sign" | "end"; readonly line: number; readonly text: string };

const WORD = /[A-Za-z0-9_$.?@%'\u0080-\uffff]+/y;

/** Tokens of a text; an `end` behind each line. Quotes around numbers are dropped. */
export function tokensOf(lines: readonly SourceLine[]): Token[] {
  const tokens: Token[] = [];
  let inComment = false;
  for (const { number: line, text } of lines) {
    let at = 0;
    let brackets = 0;
    while (at < text.length) {
      if (inComment) {
        const end = text.indexOf("*/", at);
        inComment = end === -1;
        at = end === -1 ? text.length : end + 2;
        continue;
      }
      const letter = text.charAt(at);
      if (text.startsWith("/*", at)) {
        inComment = true;
        at += 2;
        continue;
      }
      // A semicolon begins a comment or ends a statement, except in `[u64; 4]`.
      if (letter === "#" || text.startsWith("//", at) || (letter === ";" && brackets === 0)) break;
      WORD.lastIndex = at;
      const word = WORD.exec(text)?.[0];
      if (word === undefined) {
        if (letter === "[") brackets++;
        if (letter === "]") brackets--;
        if (letter !== " " && letter !== '"') tokens.push({ kind: "sign", line, text: letter });
        at++;
        continue;
      }
      tokens.push(numberToken(word, line) ?? { kind: "name", line, text: word });
      at += word.length;
    }
    tokens.push({ kind: "end", line, text: "the end of the line" });
  }
  return tokens;
}

/** Suffixes of C, Rust and JavaScript; those of Rust say how wide the number is. */
const SUFFIX = /(?:_?(u|i)(8|16|32|64)|[ulzn]{1,4})$/i;
const RADIXES: readonly (readonly [RegExp, string])[] = [
  [/^0x([0-9a-f]{1,16})$/i, "0x"],
  [/^0b([01]{1,64})$/i, "0b"],
  [/^([01]{1,64})b$/i, "0b"],
  [/^([0-9][0-9a-f]{0,16})h$/i, "0x"],
  [/^([1-9][0-9]{0,19}|0{1,15})$/, ""],
  // Sixteen digits without a sign of their radix: a descriptor, as od and printf show it.
  [/^([0-9a-f]{16})$/i, "0x"],
];

function numberToken(word: string, line: number): Token | undefined {
  // No number is longer, whatever separates its digits.
  if (word.length > 100 || !/^[0-9a-f]/i.test(word)) return undefined;
  const hasPrefix = /^0[xb]/i.test(word);
  const suffix = hasPrefix || /^[0-9']+[uilzn]/i.test(word) ? SUFFIX.exec(word) : null;
  const plain = word.slice(0, suffix?.index ?? word.length).replaceAll(/['_]/g, "");
  for (const [pattern, prefix] of RADIXES) {
    const digits = pattern.exec(plain)?.[1];
    if (digits === undefined) continue;
    const value = BigInt(`${prefix}${digits}`);
    if (value >> 64n !== 0n) return undefined;
    return {
      kind: "number",
      line,
      text: word,
      value,
      isLong: prefix === "0x" && digits.length > 8,
      size: suffix?.[2] === undefined ? undefined : Number(suffix[2]) / 8,
    };
  }
  return undefined;
}
