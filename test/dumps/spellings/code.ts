import type { Dialect, Dialects, Spelling } from "./case.ts";
import { ASSEMBLER_DIALECTS } from "./assembler.ts";
import { CODE_RECORD_DIALECTS } from "./code-records.ts";
import type { Dice } from "./dice.ts";
import { expression, literal } from "./expressions.ts";
import { someValues, valueFor, type Field, type FieldValue } from "./fields.ts";
import { eachLanguage, inFunction, named, spelled, type Program } from "./program.ts";

/** Set-up code: functions that write fields of the VMCS one after another. */

/** A name that nothing in the field's own name resembles. */
const ownName = (dice: Dice, at: number): string[] => [
  dice.pick(["initial", "default", "my", "start", "flat", "cfg"]),
  dice.pick(["word", "value", "setting", "pattern", "mode"]),
  String.fromCharCode(97 + (at % 26)),
];

const calls = (dice: Dice, program: Program): Spelling => {
  const values = someValues(dice);
  const { language, write } = program;
  const lines = values.map(({ field, value }) => {
    const line = write(field, literal(dice, language, value));
    return dice.chance(15) ? `${line} ${language.comment("as in the manual, was 0x30")}` : line;
  });
  return spelled(inFunction(dice, program, lines), values);
};

const expressions = (dice: Dice, program: Program): Spelling => {
  const values = someValues(dice);
  const lines = values.map(({ field, value }) =>
    program.write(field, expression(dice, program.language, value, field.width, field.path)),
  );
  return spelled(inFunction(dice, program, lines), values);
};

/** Values through constants of the same text, some of them through two. */
const constants = (dice: Dice, program: Program): Spelling => {
  const { language, write } = program;
  const values = someValues(dice, 3, 8);
  const define = dice.pick(language.constants);
  const heads: string[] = [];
  const lines = values.map(({ field, value }, at) => {
    const name = language.constantName(ownName(dice, at));
    const text = expression(dice, language, value, field.width, field.path);
    heads.push(define(name, text, field.width));
    return write(field, dice.chance(20) ? `(${name})` : name);
  });
  const body = inFunction(dice, program, lines);
  const follows = language.constantsMayFollow && dice.chance(30);
  return spelled([...(follows ? [body, ...heads] : [...heads, "", body])].join("\n"), values);
};

/** Values through variables that get others in straight succession. */
const variables = (dice: Dice, program: Program): Spelling => {
  const { language, write } = program;
  const values = someValues(dice, 3, 7);
  const lines = values.flatMap(({ field, value }, at) => {
    const name = language.localName(ownName(dice, at));
    const part = value & dice.bits(field.width);
    const steps: readonly string[] = dice.pick([
      [language.variable(name, literal(dice, language, value))],
      [
        language.variable(name, literal(dice, language, part)),
        `${name} |= ${literal(dice, language, value ^ part)}${language.end}`,
      ],
      [
        language.variable(name, literal(dice, language, valueFor(dice, field))),
        `${name} = ${literal(dice, language, value)}${language.end}`,
      ],
      [dice.pick(language.locals)(name, literal(dice, language, value), field.width)],
    ]);
    return [...steps, write(field, name)];
  });
  return spelled(inFunction(dice, program, lines), values);
};

/** One variable for all: each call writes what it holds there. */
const reused = (dice: Dice, program: Program): Spelling => {
  const { language, write } = program;
  const values = someValues(dice, 3, 7);
  const name = language.localName(["scratch"]);
  const lines = values.flatMap(({ field, value }, at) => [
    at === 0
      ? language.variable(name, literal(dice, language, value))
      : `${name} = ${literal(dice, language, value)}${language.end}`,
    write(field, name),
  ]);
  return spelled(inFunction(dice, program, lines), values);
};

/** The same variable in two functions: each has its own. */
const scopes = (dice: Dice, program: Program): Spelling => {
  const { language, write } = program;
  const name = language.localName(["start", "word"]);
  const values = someValues(dice, 4, 8);
  const half = Math.ceil(values.length / 2);
  const functions = [values.slice(0, half), values.slice(half)].map((part, at) => {
    const [first, ...rest] = part;
    const lines = rest.map(({ field, value }) => write(field, literal(dice, language, value)));
    return language.frame(
      first === undefined
        ? lines
        : [
            language.variable(name, literal(dice, language, first.value)),
            write(first.field, name),
            ...lines,
          ],
      at === 0 ? "setup_guest" : "setup_rest",
    );
  });
  return spelled(functions.join("\n\n"), values);
};

/** Some fields are written twice in straight succession: the last value counts. */
const overwritten = (dice: Dice, program: Program): Spelling => {
  const { language, write } = program;
  const values = someValues(dice, 4, 9);
  const early = dice.some(values, 1, 3);
  const lines = [...early.map(({ field }) => ({ field, value: valueFor(dice, field) })), ...values];
  const statements = lines.map(({ field, value }) => write(field, literal(dice, language, value)));
  // A bare list of assignments may as well be the same state printed twice.
  return spelled(
    language.end === ""
      ? language.frame(statements, "setup")
      : inFunction(dice, program, statements),
    values,
  );
};

/** Names that are words for the compiler: neither strings nor symbols nor members without owner. */
const isPlain = (name: string): boolean => /^\w/u.test(name);

const UPPER_HALVES = [
  ({ encoding }: Field) => `0x${(encoding + 1).toString(16)}`,
  ({ encoding }: Field, name: string) =>
    isPlain(name) ? `${name} + 1` : `0x${(encoding + 1).toString(16)}`,
  (_: Field, name: string) =>
    /^0x/u.test(name)
      ? `${name} + 1`
      : name.replace(
          /(["']?)$/u,
          /(?:^|[^a-zA-Z\d])[A-Z][A-Z\d]*["']?$/u.test(name)
            ? "_HIGH$1"
            : /_/u.test(name)
              ? "_high$1"
              : "High$1",
        ),
] as const satisfies readonly ((field: Field, name: string) => string)[];

/** Fields of 64 bits in two writes. */
const halves = (dice: Dice, program: Program): Spelling => {
  const values = someValues(dice, 6, 16);
  const { language, call, nameOfField } = program;
  const upper = dice.pick(UPPER_HALVES);
  const text = (value: bigint): string => literal(dice, language, value);
  const lines = values.flatMap(({ field, value }) =>
    field.halves
      ? [
          call(nameOfField(field), text(BigInt.asUintN(32, value))),
          call(upper(field, nameOfField(field)), text(value >> 32n)),
        ]
      : [call(nameOfField(field), text(value))],
  );
  return spelled(inFunction(dice, program, lines), values);
};

/** Own names for the encodings, defined in the same text. */
const ownEncodings = (dice: Dice, program: Program): Spelling => {
  const { language, call } = program;
  const values = someValues(dice, 5, 10).filter(({ field }) => field.encoding >= 0x800);
  const define = dice.pick(language.constants);
  const names = values.map((_, at) => language.constantName(["fld", String.fromCharCode(97 + at)]));
  const heads = values.map(({ field }, at) =>
    define(names[at] ?? "", `0x${field.encoding.toString(16).padStart(4, "0")}`, 32),
  );
  const lines = values.map(({ value }, at) =>
    call(names[at] ?? "", literal(dice, language, value)),
  );
  return spelled([...heads, "", inFunction(dice, program, lines)].join("\n"), values);
};

/** Code that was switched off, or is a comment, beside code that runs. */
const commented = (dice: Dice, program: Program): Spelling => {
  const { language, write } = program;
  const values = someValues(dice, 5, 9);
  const off = values.slice(0, 2);
  const gone = values.slice(1, 2);
  const live = values.filter((each) => !gone.includes(each));
  const lines = live.map(({ field, value }) => write(field, literal(dice, language, value)));
  const dead = off.map(({ field }) => {
    const [first = ""] = write(field, literal(dice, language, valueFor(dice, field))).split("\n");
    return language.comment(first.replaceAll(/\/\*|\*\//gu, ""));
  });
  const all = dice.chance(50) ? [...dead, ...lines] : [...lines, ...dead];
  return spelled(
    inFunction(dice, program, all),
    live,
    gone.map(({ field }) => field),
  );
};

/** A change: its `-` lines are no more, its `+` lines and what it leaves are. */
const diff = (dice: Dice, program: Program): Spelling => {
  const { language, write } = program;
  const values = someValues(dice, 4, 9);
  const mark = (sign: string, text: string): string[] =>
    text.split("\n").map((line) => sign + line);
  const indent = dice.pick(["\t", "    ", "  "]);
  const shown = (field: Field, value: bigint): string =>
    write(field, literal(dice, language, value))
      .split("\n")
      .map((line) => indent + line)
      .join("\n");
  const rows = values.flatMap(({ field, value }, at) =>
    at === 0 || dice.chance(50)
      ? [
          ...(dice.chance(70) ? mark("-", shown(field, valueFor(dice, field))) : []),
          ...mark("+", shown(field, value)),
        ]
      : mark(" ", shown(field, value)),
  );
  const head = "diff --git a/vmx/setup b/vmx/setup\n--- a/vmx/setup\n+++ b/vmx/setup\n";
  const hunk = `@@ -40,${rows.length} +40,${rows.length} @@\n`;
  return spelled(`${dice.chance(70) ? head : ""}${hunk}${rows.join("\n")}`, values);
};

/** Pairs of field and value in a table that a loop writes. */
const table = (dice: Dice, program: Program): Spelling => {
  const { language, nameOfField } = program;
  const values = someValues(dice);
  const [open, close, forms] = TABLES[program.key] ?? TABLES["c"] ?? ["", "", ["", ""]];
  const rows = values.map(
    ({ field, value }) =>
      `    ${forms[0]}${nameOfField(field)}${forms[1]}${literal(dice, language, value)}${forms[2] ?? ""},`,
  );
  return spelled([open, ...rows, close].join("\n"), values);
};

const TABLES: Readonly<Record<string, readonly [string, string, readonly string[]]>> = {
  c: ["static const struct { u32 field; u64 value; } init[] = {", "};", ["{ ", ", ", " }"]],
  rust: ["const INIT: &[(u32, u64)] = &[", "];", ["(", ", ", ")"]],
  zig: ["const init = [_]Init{", "};", [".{ .field = ", ", .value = ", " }"]],
  go: ["var initial = []struct{ f Field; v uint64 }{", "}", ["{", ", ", "}"]],
  python: ["INITIAL_VMCS = {", "}", ["", ": ", ""]],
  ruby: ["INITIAL_VMCS = {", "}.freeze", ["", " => ", ""]],
};

/** A conditional write: careful humans differ on whether it happens. */
const conditional = (dice: Dice, program: Program): Spelling => {
  const { language, write } = program;
  const values = someValues(dice, 4, 8);
  const [maybe, other, ...sure] = values;
  if (maybe === undefined || other === undefined) return calls(dice, program);
  const text = ({ field, value }: FieldValue): string =>
    write(field, literal(dice, language, value));
  const lines = [
    ...sure.map(text),
    ...language
      .branch(dice.pick(language.conditions), text(maybe), text(other))
      .flatMap((line) => line.split("\n")),
  ];
  const either = { [maybe.field.path]: [maybe.value], [other.field.path]: [other.value] };
  return { ...spelled(inFunction(dice, program, lines), sure), either };
};

const KINDS: Readonly<Record<string, (dice: Dice, program: Program) => Spelling>> = {
  calls,
  expressions,
  constants,
  variables,
  reused,
  scopes,
  overwritten,
  halves,
  "own-encodings": ownEncodings,
  commented,
  diff,
  table,
  conditional,
};

const KINDS_OF_LANGUAGES: readonly (readonly [string, Dialect])[] = Object.entries(KINDS).flatMap(
  ([kind, make]) => eachLanguage(kind, make),
);

/** Set-up code of eight languages that states the values it is made of. */
export const CODE_DIALECTS: Dialects = {
  ...Object.fromEntries(KINDS_OF_LANGUAGES.map(named)),
  ...CODE_RECORD_DIALECTS,
  ...ASSEMBLER_DIALECTS,
};
