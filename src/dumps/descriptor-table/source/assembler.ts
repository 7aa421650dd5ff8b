/** Words of assemblers that give data, reserve it, or end it. */

/** Bytes of an operand, by directive; a dot before its name is left out. */
export const DIRECTIVES: ReadonlyMap<string, number> = tableOf([
  ["dq", 8],
  ["dd", 4],
  ["dw", 2],
  ["db", 1],
]);

export const DOT_DIRECTIVES: ReadonlyMap<string, number> = tableOf([
  ["quad 8byte xword dword64", 8],
  ["long int 4byte", 4],
  ["word short 2byte hword value", 2],
  ["byte 1byte", 1],
]);

export const TYPE_DIRECTIVES: ReadonlyMap<string, number> = tableOf([
  ["qword", 8],
  ["dword", 4],
  ["word", 2],
  ["byte", 1],
]);

/** Whether a line may give data, whether or not it is understood. */
export function looksLikeData(text: string): boolean {
  const line = text.slice(0, 400);
  if (NO_DATA.test(line)) return false;
  return DIRECTIVE_SOMEWHERE.test(line) || WORD_AND_NUMBERS.test(line);
}

const NO_DATA =
  /^\.?(?:p2|b)?align|^(?:bits|org|use\d\d|section|segment|equ|cpu)\b|^\.(?:set|equ|org|section)|^[#%]|(?:^|[^\w])(?:equ|EQU)\b|^\w{1,60}[ \t]{0,20}=/;
/** A word that may be a directive, numbers, and a remark: all of a line. */
const WORD_AND_NUMBERS =
  /^[~? \t]{0,8}(?:[\w.$@]{1,60}:?[ \t]{1,40})?[^\s\d;#/]{1,24}(?:[ \t]|[~?]){1,40}(?:0x[\da-f]{1,16}|\d[\da-f]{0,20}h?|[01]{1,64}b)[ \t]{0,20}(?:[,~?|][^;#]{0,200})?(?:[;#].{0,400})?$/i;

/** A directive before a number, wherever it is. */
const DIRECTIVE_SOMEWHERE =
  /(?:\.(?:quad|long|int|word|short|value|byte|hword|[1248]byte)|(?<![\w.])(?:d[bwdq]|[qd]?word|byte))[ \t]{1,40}[\d('$-]/i;

/** Bytes of an element left zero: `resq 1`, `.skip 8`. */
export const RESERVES: ReadonlyMap<string, number> = tableOf([
  ["resb", 1],
  ["resw", 2],
  ["resd", 4],
  ["resq", 8],
]);
export const DOT_RESERVES: ReadonlyMap<string, number> = tableOf([["skip space zero", 1]]);

function tableOf(rows: readonly (readonly [string, number])[]): ReadonlyMap<string, number> {
  return new Map(
    rows.flatMap(([names, size]) => names.split(" ").map((name): [string, number] => [name, size])),
  );
}

/** Directives behind which data goes on elsewhere, or which repeat and include. */
export const ENDS: ReadonlySet<string> = new Set(
  (
    "section text data bss rodata org pushsection popsection previous rept irp irpc incbin include " +
    "code16 code32 code64 code16gcc segment struc istruc subsection rep macro endr endm ends"
  ).split(" "),
);

/** Instructions: what stands behind one is apart from the data before it. */
const INSTRUCTION =
  /^(?:mov[bwlqsz]?|movabs|lgdt[lqd]?|lidt[lqd]?|jmp|ljmp[lwq]?|retf?|retq|lret|iretq?|cli|sti|cld|hlt|push[alwqf]?|pop[alwqf]?|xorl?|int|ltr|lldt|wrmsr|rdmsr|cpuid|lea[lq]?|callq?|lcall)$/;

export function isInstruction(word: string): boolean {
  return INSTRUCTION.test(word.toLowerCase());
}
