/**
 * The words before (and behind) the words of a dump, in classes: what differs from line to line of
 * one log (times, counters, levels) and what stays the same (hosts, programs, modules).
 */

/**
 * `N` a whole number; `T` a time, a date, a version: numbers with signs between; `X` a hexadecimal
 * number; `L` a level (`info`); `W` any other word; anything else is a sign and stands for itself.
 */
export type TokenClass = string;

export interface Token {
  readonly kind: TokenClass;
  readonly text: string;
  readonly at: number;
}

/** A number, a time, a date or an address; letters only where a digit stands before them. */
const NUMBER = /\d[\da-fx_]{0,40}(?:[.,:+/T-]{1,2}\d[\da-f]{0,40}){0,12}Z?/iy;
/** A process with its number is one word: `name[2997]`. */
const WORD =
  /[/~]{0,2}[A-Za-z_@\u00c0-\u2500\u2580-\uffff](?:[\w.@/~$\u00c0-\u2500\u2580-\uffff]|-(?!\d{1,7}-)){0,120}(?:\[\d{1,10}\])?/y;
/** An identifier that is drawn at random: such a word differs from line to line. */
const RANDOM = /^(?=[0-9a-f-]{0,64}\d)[0-9a-f-]{7,64}$/i;

const LEVELS: ReadonlySet<string> = new Set(
  (
    "emerg emergency alert crit critical fatal panic err error warn warning notice info " +
    "information informational debug trace verbose finest finer fine severe ok " +
    "i w e d v f t n"
  ).split(" "),
);

/** Names of months and days, halves of the day and zones: parts of a time. */
const TIMES: ReadonlySet<string> = new Set(
  (
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july " +
    "august september october november december mon tue wed thu fri sat sun monday tuesday " +
    "wednesday thursday friday saturday sunday am pm utc gmt z cet cest est edt pst pdt cst cdt " +
    "mst mdt bst ist jst msk"
  ).split(" "),
);

/** More tokens than this in front of the words of a dump are not looked at. */
const MAX_TOKENS = 96;

/** The tokens of a text up to `to`; `undefined` if there are too many to be a wrapper. */
export function tokensOf(text: string, to: number = text.length): Token[] | undefined {
  const tokens = firstTokens(text, MAX_TOKENS + 1, to);
  return tokens.length > MAX_TOKENS ? undefined : tokens;
}

/** At most so many tokens at the beginning of a text. */
export function firstTokens(text: string, most: number, to: number = text.length): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < to && tokens.length < most) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x09) {
      at++;
      continue;
    }
    const token = tokenAt(text, at, to);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(text: string, at: number, to: number): Token {
  for (const [pattern, isNumber] of [
    [NUMBER, true],
    [WORD, false],
  ] as const) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0].slice(0, to - at);
    if (found === undefined || found === "") continue;
    return { kind: isNumber ? classOfNumber(found) : classOfWord(found), text: found, at };
  }
  return { kind: text.charAt(at), text: text.charAt(at), at };
}

function classOfNumber(number: string): TokenClass {
  if (/^\d{1,20}$/.test(number)) return "N";
  return /^\d{1,20}[.,:+/T-]{1,2}\d/.test(number) ? "T" : "X";
}

function classOfWord(word: string): TokenClass {
  const plain = word.toLowerCase();
  if (LEVELS.has(plain)) return "L";
  if (TIMES.has(plain)) return "T";
  return RANDOM.test(word) ? "X" : "W";
}
