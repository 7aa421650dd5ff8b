/** Whether a sentence explains a failure instead of reporting one. */
import { DEFINES, FIRST_PERSON, GENERAL, INCIDENT, MORTAR, SECOND_PERSON } from "./prose-words.ts";

/** More of the mortar of sentences than a title or a log message has. */
const MUCH_MORTAR = 4;
const MOST = 400;

/**
 * `isPrinted`: the part from `at` to `end` has the form in which programs print it; people who
 * write about a failure in general seldom quote that.
 */
export function explains(line: string, at: number, end: number, isPrinted: boolean): boolean {
  const plain = withoutPoints(line);
  const before = wordsOf(sentenceBefore(plain, at));
  const behind = wordsOf(sentenceBehind(plain, end));
  const words = [...before, ...behind];
  const has = (some: ReadonlySet<string>): boolean => words.some((word) => some.has(word));
  if (has(FIRST_PERSON)) return false;
  if (isStarred(line, at, end) && !has(INCIDENT)) return true;
  const said = [` ${before.join(" ")} `, ` ${behind.join(" ")} `];
  if (DEFINES.some((words) => said.some((part) => part.includes(` ${words} `)))) return true;
  if (before[0] === "if" || (has(SECOND_PERSON) && has(GENERAL))) return true;
  if (has(INCIDENT)) return false;
  if (isListOfQuotes(line)) return true;
  if (isPrinted) return false;
  if (/^\s*#{1,6}\s/.test(line) || isAside(line, at, end)) return true;
  return has(GENERAL) || words.filter((word) => MORTAR.has(word)).length >= MUCH_MORTAR;
}

/** In brackets, in the middle of a sentence. */
function isAside(line: string, at: number, end: number): boolean {
  const isIn = /\(\W{0,3}$/.test(line.slice(Math.max(0, at - 4), at));
  return isIn && /^\W{0,3}\)[^:]{0,3}\s\w/.test(line.slice(end, end + 12));
}

/** In a bullet, or the middle of a comment, with more words around it. */
function isStarred(line: string, at: number, end: number): boolean {
  const star = /^\s*\*\s/.exec(line)?.[0].length;
  return star !== undefined && (at > star + 4 || line.length > end + 2);
}

/** Several words in back-ticks on a line: a document that speaks of them. */
function isListOfQuotes(line: string): boolean {
  return line.split("`").length > 4;
}

function sentenceBefore(line: string, at: number): string {
  const before = line.slice(Math.max(0, at - MOST), at);
  return before.slice(Math.max(...[". ", "? ", "! "].map((sign) => before.lastIndexOf(sign) + 1)));
}

function sentenceBehind(line: string, end: number): string {
  const behind = line.slice(end, end + MOST);
  return behind.slice(0, /[.?!](?:\s|$)/.exec(behind)?.index);
}

/** Points that end no sentence, and a stroke that ends no word; as long as before. */
function withoutPoints(line: string): string {
  return line
    .replace(/\b(e\.g|i\.e)\./gi, (_, [one, , two]: string) => `${one}${two}  `)
    .replace(/\bI\/O\b/gi, "io ");
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z]+/g) ?? [];
}
