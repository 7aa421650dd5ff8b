/** What the numbers and words of a block say of the rest: whether it is a program, and the radix. */
import type { Event } from "./events.ts";
import type { Token } from "./lexer.ts";
import { targetOf } from "./names.ts";
import type { NumberWord } from "./numbers.ts";
import type { Evidence } from "./readings.ts";

const CODE_LINES: readonly RegExp[] = [
  /^[#%] {0,8}(?:define|include|if|ifdef|ifndef|endif|assign)\b/,
  /^[^=(]{0,80}[=(].{0,300};$/,
  /^(?:let|const|var|fn|func|def|static|struct|import|use|pub|void|try|return|class|enum) {1,8}\w/,
  /^(?:mov[lqw]?|vmwrite[lq]?) {1,20}[%$\w]/i,
  // A member of a structure is set.
  /^\+? {0,40}@{0,2}[A-Za-z_]\w{0,40}(?:\.|->|::)[\w.:>-]{1,120}(?:\[[^\]]{0,60}\])?(?:, [\w.]{1,60}){0,4} {0,20}(?:=(?!>)|:=|\|=) {0,8}[^=]/,
  /^[A-Za-z_]\w{0,40}\[[:"']\w{1,60}["']?\] {0,8}=/,
  // A call with several arguments is all of a line.
  /^(?:if|while|for|assert|try|rc|ret|err|res|\w{1,40} [|:]?=)? {0,4}\(?[A-Za-z_][\w.:>-]{0,80}\(.{0,200},.{0,200}\)\??\)?[;,{]?$/,
  /^[\w.:!]{0,60}(?:write|set|put|vmw)\w{0,20} {1,8}[:.\w]{1,80}, {0,8}\S/i,
  /^[A-Za-z_][\w:]{0,60}!\(/,
  /^(?:else:?|end|loop do|(?:if|elif|while|for) .{1,100}:|[\w.]{1,60}\.(?:times|each)\b.{0,60} do.{0,20})$/,
  /^[A-Za-z_]\w{0,40}\[[\w.:"'@]{1,80}\] {0,8}= {0,8}(?:0[xob]\w|[a-z_~(!@]|[A-Z]\w{0,40}_)/,
  /(?:^|[\s(=.:>@])_{0,2}vm(?:x|cs)?_?w(?:r(?:ite)?)?\w{0,4}!?(?:\(| {1,8}[:@$%\w])[^,]{1,120}, {0,8}\S/i,
  /^(?:def|module|proc|begin|require|from|let|mov) \w/,
];

/** Whether the lines are, at least in part, those of a program. */
export function looksLikeCode(lines: readonly string[]): boolean {
  return lines.some((line) => {
    const text = withoutRemark(line.slice(0, MAX_LOOK).trim());
    return CODE_LINES.some((pattern) => pattern.test(text));
  });
}

/** What stands behind the end of a statement. */
function withoutRemark(line: string): string {
  for (const mark of ["; //", ";\t//", ";  //", "; /*", ";\t/*", ";  /*", "; #"]) {
    const at = line.indexOf(mark);
    if (at !== -1) return line.slice(0, at + 1);
  }
  return line;
}

const MAX_LOOK = 400;

const C_WORDS: ReadonlySet<string> = new Set(
  "void uint8_t uint16_t uint32_t uint64_t u32 u64 unsigned static sizeof NULL goto memset int".split(
    " ",
  ),
);
const OTHER_WORDS: ReadonlySet<string> = new Set("fn func let def pub impl mut self".split(" "));

/** Words of programs that run virtual machines. */
const VIRTUAL = /kvm|sregs|vmx|vmcs|guest|vcpu|whv|hv_|hypervisor|vmwrite/i;

/** What the numbers of a block show of those that nothing marks. */
export function evidenceOf(
  tokens: readonly Token[],
  events: readonly Event[],
  { isCode, isTerminated }: { readonly isCode: boolean; readonly isTerminated: boolean },
): Evidence {
  const words = new Set(tokens.filter(({ kind }) => kind === "word").map(({ text }) => text));
  const has = (set: ReadonlySet<string>): boolean => [...set].some((word) => words.has(word));
  // `name: int` is Python's, and `int(x)`.
  const isDeclaring = tokens.some(
    ({ kind, text }, at) =>
      kind === "word" &&
      C_WORDS.has(text) &&
      tokens[at - 1]?.text !== ":" &&
      tokens[at + 1]?.text !== "(",
  );
  const isC = tokens.some(({ kind }) => kind === "directive") || (isDeclaring && !has(OTHER_WORDS));
  const isVirtual = [...words].some((word) => VIRTUAL.test(word));
  let isHex = false;
  let isDecimal = false;
  const isBareHex = events.some(isBareHexadecimal);
  for (const event of events) {
    if (event.style === "code" || event.kind !== "assign" || event.value === undefined) continue;
    const target = targetOf(event.names);
    if (target === undefined) continue;
    const { value } = event;
    if (value.kind === "name" && isHexWord(value.names)) isHex = true;
    if (value.kind !== "number") continue;
    const { number, token } = value;
    if (number.base === undefined) {
      if (showsHex(number)) isHex = true;
      else if (BigInt(`0x${number.digits}`) >> BigInt(target.width) !== 0n) isDecimal = true;
    } else if (number.isLiteral && token.kind === "number")
      isDecimal ||= number.base !== 16 || number.digits !== token.text.slice(2);
  }
  const last = tokens.findLast(({ kind }) => kind !== "newline");
  return {
    isHex: isHex || isBareHex,
    isBareHex,
    isDecimal,
    isC,
    isCode,
    isVirtual,
    cutAt: isTerminated ? undefined : last,
  };
}

/** No program has letters in a number that nothing marks, whatever signs stand around it. */
function isBareHexadecimal(event: Event): boolean {
  if (event.kind !== "assign" || event.value?.kind !== "number") return false;
  const { base, digits } = event.value.number;
  return base === undefined && /[a-f]/i.test(digits) && targetOf(event.names) !== undefined;
}

/** A letter among the digits, or zeros that fill a width. */
function showsHex({ digits }: NumberWord): boolean {
  return (
    /[a-f]/i.test(digits) || (digits.length > 1 && digits.startsWith("0")) || digits.length === 16
  );
}

/** A number that begins with a letter, as lists without prefixes have them. */
export function isHexWord(names: readonly string[]): boolean {
  const [word = ""] = names;
  return (
    names.length === 1 &&
    /^[a-f][\da-f]{1,15}$/i.test(word) &&
    (/\d/.test(word) || word.length >= 8)
  );
}
