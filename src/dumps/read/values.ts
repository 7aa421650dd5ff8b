/** What looks like a field with its value, whatever wrote it. */
import { fieldOfEncoding, isRegisterWord } from "../vmcs-fields.ts";

/** A name, a sign, and at least the beginning of a number; the first thing behind the sign decides. */
const ASSIGNED = /([A-Za-z_][\w.]{0,60})["'`*]? {0,24}[=:] {0,24}["'`*]?(0x|[0-9a-f]|<|\?|~)/gi;

/** Members of a segment and of a descriptor table, as structures are printed. */
const MEMBERS =
  "base|limit|selector|sel|attr|attributes|type_?|present|dpl|db|s|l|g|avl|unusable|padding";
const MEMBER = new RegExp(`^(?:${MEMBERS})$`, "i");

/**
 * Whether a register, a field or a member of a segment stands with its value in a text before `to`:
 * this is no wrapper then.
 */
export function holdsValue(text: string, to: number): boolean {
  for (const [, name = ""] of text.slice(0, to).matchAll(ASSIGNED))
    if (isRegisterWord(name) || MEMBER.test(name)) return true;
  return false;
}

const ALL_MEMBERS = new RegExp(
  `^(?:["'\`]?(?:${MEMBERS})["'\`]? {0,8}[:=] {0,8}["'\`]?(?:0x)?[0-9a-f]{1,20}["'\`]?[,;]? {0,8}){1,12}$`,
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
  for (const [, name = ""] of text.matchAll(ASSIGNED)) if (isRegisterWord(name)) return name;
  const row = ROW.exec(text)?.[1] ?? SPACED.exec(text)?.[1];
  if (row !== undefined && isRegisterWord(row)) return row;
  if (ALL_MEMBERS.test(text)) return /\w{1,20}/.exec(text)?.[0];
  const encoding = ENCODED.exec(text)?.[1];
  if (encoding !== undefined && fieldOfEncoding(Number(encoding)) !== undefined) return encoding;
  return DOUBLED.test(text) ? "a descriptor" : undefined;
}
