/** What looks like a field with its value, whatever wrote it. */
import { fieldOfEncoding, isRegisterWord } from "../vmcs-fields.ts";

/** What may follow the sign: at least the beginning of a number, or what stands in its place. */
const VALUE = / {0,24}["'`*]?(?:0x|[0-9a-f]|<|\?|~)/iy;

/** The names in a text that a sign and the beginning of a value follow, as far as `to`. */
function* assigned(text: string, to: number = text.length): Generator<string> {
  for (let at = 0; at < to; at++) {
    const sign = text.charCodeAt(at);
    if (sign !== EQUALS && sign !== COLON) continue;
    const name = nameBefore(text, at);
    if (name === "") continue;
    VALUE.lastIndex = at + 1;
    if (VALUE.test(text)) yield name;
  }
}

const EQUALS = 0x3d;
const COLON = 0x3a;

/** The name in front of a sign, with blanks or a quote between. */
function nameBefore(text: string, sign: number): string {
  let end = sign;
  while (end > 0 && " \"'`*".includes(text[end - 1] ?? "")) end--;
  let start = end;
  while (start > 0 && end - start < 60 && /[\w.]/.test(text[start - 1] ?? "")) start--;
  return text.slice(start, end);
}

/** Members of a segment and of a descriptor table, as structures are printed. */
const MEMBERS =
  "base|limit|selector|sel|attr|attributes|type_?|present|dpl|db|s|l|g|avl|unusable|padding";
const MEMBER = new RegExp(`^(?:${MEMBERS})$`, "i");

/**
 * Whether a register, a field or a member of a segment stands with its value in a text before `to`:
 * this is no wrapper then.
 */
export function holdsValue(text: string, to: number): boolean {
  for (const name of assigned(text, to)) if (isRegisterWord(name) || MEMBER.test(name)) return true;
  return false;
}

const ALL_MEMBERS = new RegExp(
  `^(?:["'\`]?(?:${MEMBERS})["'\`]? {0,8}[:=] {0,8}["'\`]?(?:0x)?[0-9a-f~?<][\\w~?<>]{0,20}["'\`]?[,;]? {0,8}){1,12}$`,
  "i",
);
/** A register and a row of numbers. */
const ROW = /^([A-Za-z]{2,4}) {0,8}[=:]? {0,40}[0-9a-f]{4,16} {1,40}[0-9a-f]/i;
/** A name in capitals, as fields have it, and a number behind blanks. */
const SPACED = /^([A-Za-z_]\w{3,60}) {1,60}(?:0x)?[0-9a-f]/i;
const ENCODED = /^\[?(0x[0-9a-f]{3,8})\]?:? {0,8}[=:]? {0,8}0x[0-9a-f]/i;
const DOUBLED = /[0-9a-f]{8}`[0-9a-f]{8} {1,8}[0-9a-f]{8}`[0-9a-f]{8}/i;

/** What a line that was not read seems to give: the name of a field, or `undefined` for nothing. */
export function nameOfMiss(text: string): string | undefined {
  for (const name of assigned(text)) if (isRegisterWord(name)) return name;
  const row = ROW.exec(text)?.[1] ?? SPACED.exec(text)?.[1];
  if (row !== undefined && isRegisterWord(row)) return row;
  if (ALL_MEMBERS.test(text)) return /\w{1,20}/.exec(text)?.[0];
  const encoding = ENCODED.exec(text)?.[1];
  if (encoding !== undefined && fieldOfEncoding(Number(encoding)) !== undefined) return encoding;
  return text.includes("`") && DOUBLED.test(text) ? "a descriptor" : undefined;
}
