/** A cheap look at a line: whether names of fields or registers stand there, with something behind. */
import { fieldOfEncoding } from "../vmcs-fields.ts";
import { targetOf, wordsOf } from "./names.ts";

/**
 * How much a line looks like one of fields: {@link FULL} or more with the name of a field, else the
 * number of registers' names, and of numbers that may be encodings, with something behind them.
 */
export type Hint = number;

export const FULL = 64;

const WORD = /[A-Za-z_]\w{0,63}|0x[\da-fA-F]{3,8}(?!\w)/g;
const MAX_REMEMBERED = 8192;
const remembered = new Map<string, Hint>();

/** A name of several words. */
const WORDS =
  /\b(?:vm[ -]?(?:entry|exit)|pin-based|(?:primary|secondary) proc)[ -]|\b(?:guest|host)[ -]{1,4}(?:ia32[ -])?(?:[c-gs]s|e[sf]|tr|ldtr|gdtr|idtr|cr\d|dr7|r[sif]|pat|sys|perf|bnd|pd|act|int|s[_-]?cet|ssp|pk|debug|link|pend)/i;

/** `[4816] =`, `4816h:` */
const ENCODING = /^[^\w]{0,8}(?:\[[02-6][\da-f]{3}\]|[02-6][\da-f]{3}h[\])]?)\s{0,20}(?:[=:]|->)/i;

/** The strongest hint on a line. */
export function hintOn(text: string): Hint {
  if (WORDS.test(text)) return FULL;
  let found: Hint = ENCODING.test(text) ? 1 : 0;
  WORD.lastIndex = 0;
  for (let word = WORD.exec(text); word !== null; word = WORD.exec(text)) {
    const hint = hintOf(word[0]);
    if (hint === 0) continue;
    if (hint === FULL) return FULL;
    // The encodings of fields may stand where nothing follows: `mov rax, 0x6802`.
    if (word[0].startsWith("0x") || mayHaveValue(text, WORD.lastIndex)) found++;
  }
  return found;
}

function hintOf(word: string): Hint {
  const known = remembered.get(word);
  if (known !== undefined) return known;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const hint = findHint(word);
  remembered.set(word, hint);
  return hint;
}

function findHint(word: string): Hint {
  if (word.startsWith("0x")) {
    const encoding = Number(word);
    return encoding >= 0x800 && fieldOfEncoding(encoding) !== undefined ? 1 : 0;
  }
  const target = targetOf([word]) ?? targetOf([word.replace(/^(?:set|write|get)_?(?=\w)/i, "")]);
  if (WRITES_FIELDS.test(word)) return FULL;
  if (target !== undefined) return target.strength === "full" ? FULL : 1;
  const words = wordsOf(word);
  const isPart =
    words.length <= 2 && /^(?:SELECTOR|SEL|ACCESS|RIGHTS|SREGS|VMCS|GUEST)$/.test(words[0] ?? "");
  return isPart ? 1 : 0;
}

/** Calls and instructions that write fields, whatever the fields are called. */
const WRITES_FIELDS = /^_*vm(?:x|cs)?_?w(?:r(?:ite)?)?(?:l|q|\d\d)?_?$/i;

/** Whether a sign or a number follows that may give a value. */
function mayHaveValue(text: string, from: number): boolean {
  let at = from;
  while (at < text.length && at < from + 24 && /[\s"'`)\]*]/.test(text[at] ?? "")) at++;
  // A hyphen joins words, or is the beginning of an arrow.
  if (text[at] === "-") return !/\w/.test(text[at + 1] ?? "");
  return /[=:,|>{([\d.]/.test(text[at] ?? "");
}
