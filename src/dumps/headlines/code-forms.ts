/** The forms by which a line is source code, a table or a comment, and no report. */

/** Anything else in a line must not matter: each form is one that programs do not print. */
const CODE: readonly (readonly [what: string, form: RegExp])[] = [
  ["a comment", /^\s*(?:\/\/|\/\*|\*\/|<!--|;|--\s|\.\\"|dnl\s)/],
  [
    "a directive",
    /^\s*[#%](?:\s{0,8}define\s|(?:include|if|ifdef|ifndef|elif|else|endif|error)\b)/,
  ],
  [
    "a declaration",
    /^\s*(?:export\s|pub\s|static\s|public\s|private\s)?(?:const|let|var|enum|struct|typedef|def|fn|func|function|impl|import|throw|raise|case)\s/,
  ],
  ["a call with a text", /(?:^|[^A-Za-z0-9_])[a-z_]\w{0,60}!?\(\s{0,4}[fFrRbBuL$@]?["'`]/],
  ["a method with a text", /[\w)]\.[A-Za-z_]\w{0,60}\(\s{0,4}[fFrRbBuL$@]?["'`]/],
  ["a call with a text in two brackets", /\(\(\s{0,4}["'`]/],
  ["the end of a block", /^\s*[})]/],
  ["a statement", /["')\]][)\s]{0,4};$|=[^=]{0,200};$/],
  ["what a function returns", /^\s*return\s.{0,200};$/],
  ["a search for the words", /\bgrep\s/],
  ["a row of a table in a program", /^\s*\[\s{0,4}["'`].{0,400}\],$/],
  ["a line that goes on", /(?:[{\\(]|=>|&&|\|\||[^+]\+)$/],
  ["a format", /%[-#0+]{0,4}\d{0,3}(?:h{1,2}|l{1,2}|z|j|t)?[diouxXsp]\b|%["'\s]{0,3}PRI[xud]/],
  ["a template", /\{\w{0,30}:[#0]{0,2}\d{0,2}[xXob?]{1,2}\}|[$#]\{/],
  ["a regular expression", /\\[dwbsB][^A-Za-z]|\(\?[:=!]|\{\d,\d/],
  ["a comparison", /[\w)\]]\s{0,2}(?:===?|!==?|&&|\|\|)\s{0,2}[\w("'-]/],
  ["a table of a program", /["'\w)\]]\s{0,20}=>\s/],
  ["a schema", /"(?:enum|const|pattern|\$schema|examples)"\s{0,4}:/],
];

/** An empty object of JSON has the same form. */
const TEMPLATE = /\{\d?\}/;
/** A structure that Rust printed has the same form, always with names of this form. */
const MEMBER = /^\s*[A-Za-z_][\w.>-]{0,80}\s{0,40}[:=]\s{0,40}\S{1,80}[,;]$/;
const PRINTED_MEMBER = /^\s*[a-z][a-z0-9]{0,40}_[a-z0-9_]{1,80}: \S{1,80},$/;
/** Texts of a program one under the other; JSON has the same form. */
const ELEMENT = /["'`][\])}\s]{0,6}[,;]$|\\n["'`][\])}\s]{0,6}[,;]?$/;
const JSON_LINE = /^\s*\{?\s{0,4}"[^"]{0,80}"\s{0,4}:/;

/** What code the line is, or `undefined`. */
export function codeForm(line: string): string | undefined {
  const text = line.trimEnd();
  for (const [what, form] of CODE) if (form.test(text)) return what;
  if (MEMBER.test(text) && !PRINTED_MEMBER.test(text)) return "a member or constant";
  if (JSON_LINE.test(text)) return undefined;
  if (TEMPLATE.test(text)) return "a template";
  return ELEMENT.test(text) ? "a text of a program" : undefined;
}

/** Whether what stands at `at` is behind the sign of a comment. */
export function isInComment(line: string, at: number): boolean {
  const before = line.slice(Math.max(0, at - 400), at);
  return before.includes("/*") || /(?:^|[^:\w])\/\/\s/.test(before);
}

/** `NAME 4`: what is left of `#define NAME 4` when its directive was taken for a wrapper. */
const CONSTANT = /^\s*[A-Z]\w{0,120}\s{1,40}(?:0x)?[0-9A-Fa-f]{1,20}[uUlL]{0,3}$/;

/** Whether what stands at `at` is the rest of a constant's name, with its number and no more. */
export function isInConstant(line: string, at: number): boolean {
  return /[A-Z0-9]_$/.test(line.slice(Math.max(0, at - 2), at)) && CONSTANT.test(line.trimEnd());
}

/** Words in another cell before it. */
const FEW = 4;

/** Whether it stands in a table of Markdown, beside its meaning or behind its number. */
export function isExplainedInTable(line: string, end: number): boolean {
  if (!/^\s*\|/.test(line)) return false;
  const before = line.slice(0, end).trimStart().slice(1).split("|").slice(0, -1);
  const behind = line.slice(end).split("|").slice(1);
  const [first = "cell"] = before;
  return (
    !/[A-Za-z]{3}/.test(first.replace(/0x[0-9a-f]{1,16}/gi, "")) ||
    before.some((cell) => cell.trim().split(/\s/).length > FEW) ||
    behind.some((cell) => /[A-Za-z]{2,40}\W{1,4}[A-Za-z]{2,40}/.test(cell))
  );
}
