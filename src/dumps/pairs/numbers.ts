/** Numbers as lists and programs write them: prefixes, suffixes, digits set apart. */

export interface NumberWord {
  /** Without prefix, suffix and what sets digits apart. */
  readonly digits: string;
  /** Undefined for a number that nothing marks: it may be decimal or hexadecimal. */
  readonly base: 2 | 8 | 10 | 16 | undefined;
  /** The width that a suffix gives to it. */
  readonly bits: 32 | 64 | undefined;
  readonly isUnsigned: boolean;
  /** Written as only programs write numbers: with a suffix, or digits set apart. */
  readonly isLiteral: boolean;
}

const PREFIXED =
  /^0([xXbBoO])([\da-fA-F_'`]{1,90}?)((?:_?[uUiI](?:8|16|32|64|128|size)|[uUL]{1,3}|[uU]l{1,2}|l{1,2}[uU]|_u64)?)$/;
/** A small `l` alone may be a one. */
const SUFFIXED =
  /^(\d[\d_']{0,40}?)((?:_?[uUiI](?:8|16|32|64|128|size)|[uUL]{1,3}|[uU]l{1,2}|l{1,2}[uU]))$/;
const HEX_SUFFIX = /^(\d[\da-fA-F_]{0,40})[hH]$/;
const BARE = /^[\da-fA-F]{1,64}$/;
const APART = /^[\da-fA-F]{1,16}(?:[_'`][\da-fA-F]{1,16}){1,15}$/;

/** The number that a token is; `undefined` if it is none. */
export function numberOf(token: string): NumberWord | undefined {
  const prefixed = PREFIXED.exec(token);
  if (prefixed !== null) {
    const [, letter = "", spelled = "", suffix = ""] = prefixed;
    const digits = spelled.replace(/[_'`]/g, "");
    const base = letter === "x" || letter === "X" ? 16 : /b/i.test(letter) ? 2 : 8;
    const isFit = base === 16 || (base === 2 ? /^[01]+$/ : /^[0-7]+$/).test(digits);
    if (isFit && digits !== "")
      return number(digits, base, suffix, suffix !== "" || spelled !== digits || base !== 16);
  }
  const hex = HEX_SUFFIX.exec(token);
  if (hex !== null) {
    // A number must begin with a digit there: a zero before a letter is none of its own.
    const digits = (hex[1] ?? "").replaceAll("_", "").replace(/^0(?=[a-f])/i, "");
    return number(digits, 16, "", true);
  }
  if (BARE.test(token)) return number(token, undefined, "", false);
  const suffixed = SUFFIXED.exec(token);
  if (suffixed !== null) {
    const digits = (suffixed[1] ?? "").replace(/[_']/g, "");
    const isOctal = digits.length > 1 && digits.startsWith("0");
    return isOctal ? undefined : number(digits, 10, suffixed[2] ?? "", true);
  }
  if (APART.test(token)) {
    const digits = token.replace(/[_'`]/g, "");
    // A back-quote is how some debuggers part a hexadecimal number in the middle.
    if (token.includes("`")) return number(digits, 16, "", false);
    return /^\d+$/.test(digits) && !digits.startsWith("0")
      ? number(digits, 10, "", true)
      : undefined;
  }
  return undefined;
}

function number(
  digits: string,
  base: NumberWord["base"],
  suffix: string,
  isLiteral: boolean,
): NumberWord {
  const bits = /64|size|l{1,2}/i.test(suffix) ? 64 : /32|^u$/i.test(suffix) ? 32 : undefined;
  return { digits, base, bits, isUnsigned: /u/i.test(suffix), isLiteral };
}

const PREFIX = { 2: "0b", 8: "0o", 10: "", 16: "0x" } as const;

/** Its value to a base; `undefined` if its digits do not fit that base. */
export function valueOf({ digits }: NumberWord, base: 2 | 8 | 10 | 16): bigint | undefined {
  if (base === 10 && !/^\d+$/.test(digits)) return undefined;
  if (base === 8 && !/^[0-7]+$/.test(digits)) return undefined;
  return BigInt(PREFIX[base] + digits);
}
