import type { Dialects, Spelling } from "./case.ts";
import { eachAssembler, unknownRegisters } from "./assembler.ts";
import type { Dice } from "./dice.ts";
import { literal } from "./expressions.ts";
import { GUEST_FIELDS, someValues, valueFor, type FieldValue } from "./fields.ts";
import { eachLanguage, inFunction, named, spelled, type Program } from "./program.ts";

/** Set-up code of which some values cannot be known: no number near them is the field's value. */

interface Drawn {
  /** Fields with literals, so that the text is a state at all. */
  readonly known: readonly FieldValue[];
  readonly unknown: readonly FieldValue[];
  readonly text: (value: bigint) => string;
  readonly write: (each: FieldValue) => string;
}
const drawn = (dice: Dice, program: Program, most = 3): Drawn => {
  const values = someValues(dice, 5, 10);
  const count = dice.int(1, most);
  const text = (value: bigint): string => literal(dice, program.language, value);
  return {
    unknown: values.slice(0, count),
    known: values.slice(count),
    text,
    write: ({ field, value }) => program.write(field, text(value)),
  };
};

const finished = (
  dice: Dice,
  program: Program,
  { known, unknown }: Drawn,
  lines: readonly string[],
  head: readonly string[] = [],
): Spelling =>
  spelled(
    [...head, inFunction(dice, program, lines)].join("\n"),
    known,
    unknown.map(({ field }) => field),
  );

type Make = (dice: Dice, program: Program) => Spelling;
const other = (dice: Dice, { field, value }: FieldValue): bigint => {
  const drawnValue = valueFor(dice, field);
  return drawnValue === value ? value ^ 1n : drawnValue;
};

/** Calls, reads of registers and MSRs, addresses of symbols, members of other structures. */
const values: Make = (dice, program) => {
  const all = drawn(dice, program);
  const lines = [
    ...all.unknown.map(({ field }) => program.write(field, dice.pick(program.language.unknowable))),
    ...all.known.map(all.write),
  ];
  return finished(dice, program, all, dice.some(lines, lines.length));
};

/** Such a value beside a number: the number alone is not the value. */
const partly: Make = (dice, program) => {
  const all = drawn(dice, program);
  const lines = all.unknown.map(({ field, value }) => {
    const call = `(${dice.pick(program.language.unknowable)})`;
    // All bits set would be all bits set whatever is added to them.
    const number = all.text(BigInt.asUintN(12, value) | 1n);
    const sign = dice.pick(["|", "^", "+"]);
    return program.write(
      field,
      dice.chance(50) ? `${call} ${sign} ${number}` : `${number} ${sign} ${call}`,
    );
  });
  return finished(dice, program, all, [...lines, ...all.known.map(all.write)]);
};

/** A variable that a branch may have changed. */
const branchedVariable: Make = (dice, program) => {
  const { language } = program;
  const all = drawn(dice, program, 2);
  const lines = all.unknown.flatMap((each, at) => {
    const name = language.localName(["chosen", String.fromCharCode(97 + at)]);
    const set = (value: bigint): string => `${name} = ${all.text(value)}${language.end}`;
    return [
      language.variable(name, all.text(other(dice, each))),
      ...language.branch(dice.pick(language.conditions), set(each.value), set(other(dice, each))),
      program.write(each.field, name),
    ];
  });
  return finished(dice, program, all, [...lines, ...all.known.map(all.write)]);
};

/** A variable that a loop changes. */
const loopedVariable: Make = (dice, program) => {
  const { language } = program;
  const all = drawn(dice, program, 1);
  const name = language.localName(["sum"]);
  const lines = all.unknown.flatMap(({ field }) => [
    language.variable(name, all.text(BigInt(dice.int(0, 64)))),
    ...language.loop(
      `${name} ${dice.pick(["+=", "|=", "<<=", "^="])} ${dice.int(1, 9)}${language.end}`,
    ),
    program.write(field, name),
  ]);
  return finished(dice, program, all, [...lines, ...all.known.map(all.write)]);
};

/** A constant whose definition is in another file, beside constants that are here. */
const otherFile: Make = (dice, program) => {
  const { language } = program;
  const all = drawn(dice, program, 2);
  const name = (word: string, at: number): string =>
    language.constantName(["board", word, String.fromCharCode(97 + at)]);
  const define = dice.pick(language.constants);
  const head = all.known.map(({ field, value }, at) =>
    define(name("word", at), all.text(value), field.width),
  );
  const lines = [
    ...all.unknown.map(({ field }, at) => {
      const missing = name("flags", at);
      return program.write(
        field,
        dice.pick([missing, missing, `${missing} | ${all.text(1n)}`, `(${missing} << 3)`]),
      );
    }),
    ...all.known.map(({ field }, at) => program.write(field, name("word", at))),
  ];
  return finished(dice, program, all, lines, head);
};

/** One field in both arms of a branch, with different values. */
const branches: Make = (dice, program) => {
  const { language } = program;
  const all = drawn(dice, program, 1);
  const lines = all.unknown.flatMap((each) =>
    language
      .branch(
        dice.pick(language.conditions),
        all.write(each),
        all.write({ field: each.field, value: other(dice, each) }),
      )
      .flatMap((line) => line.split("\n")),
  );
  const rest = all.known.map(all.write);
  return finished(dice, program, all, dice.chance(50) ? [...lines, ...rest] : [...rest, ...lines]);
};

/** One field in two functions, with different values. */
const functions: Make = (dice, program) => {
  const { language } = program;
  const all = drawn(dice, program, 2);
  const half = Math.ceil(all.known.length / 2);
  const again = all.unknown.map((each) => ({ field: each.field, value: other(dice, each) }));
  const text = [
    language.frame([...all.unknown, ...all.known.slice(0, half)].map(all.write), "enter_real_mode"),
    language.frame([...again, ...all.known.slice(half)].map(all.write), "enter_long_mode"),
  ].join("\n\n");
  return spelled(
    text,
    all.known,
    all.unknown.map(({ field }) => field),
  );
};

/** A number, and later in the same function something that cannot be known. */
const replaced: Make = (dice, program) => {
  const all = drawn(dice, program, 2);
  const lines = [
    ...all.unknown.map(all.write),
    ...all.known.map(all.write),
    ...all.unknown.map(({ field }) => program.write(field, dice.pick(program.language.unknowable))),
  ];
  return finished(dice, program, all, lines);
};

/** Only one half of a field. */
const halfOnly: Make = (dice, program) => {
  const drawnFields = drawn(dice, program, 2);
  const unknown = dice
    .some(
      GUEST_FIELDS.filter(({ halves }) => halves),
      1,
      2,
    )
    .map((field) => ({ field, value: valueFor(dice, field) }));
  const paths = new Set(unknown.map(({ field }) => field.path));
  const known = drawnFields.known.filter(({ field }) => !paths.has(field.path));
  const all = { ...drawnFields, known, unknown };
  const lines = unknown.map(({ field, value }) =>
    program.call(
      /^\w/u.test(program.nameOfField(field)) && dice.chance(50)
        ? `${program.nameOfField(field)} + 1`
        : `0x${(field.encoding + 1).toString(16)}`,
      all.text(value >> 32n),
    ),
  );
  return finished(dice, program, all, [...lines, ...all.known.map(all.write)]);
};

/** Parameters of the function, of the name of a constant that another function has. */
const parameters: Make = (dice, program) => {
  const { language } = program;
  const all = drawn(dice, program, 1);
  const name = language.localName(["given"]);
  const [head = "", ...rest] = language
    .frame(
      [...all.unknown.map(({ field }) => program.write(field, name)), ...all.known.map(all.write)],
      "fill",
    )
    .split("\n");
  const typed: Readonly<Record<string, string>> = {
    c: `uint64_t ${name}`,
    cpp: `std::uint64_t ${name}`,
    rust: `${name}: u64`,
    zig: `${name}: u64`,
    go: `${name} uint64`,
  };
  const parameter = typed[program.key] ?? name;
  const text =
    head.endsWith(")") || head.includes("(")
      ? head.replace(/\(([^()]*)\)(?!.*\([^()]*\) error|.*Self\))/u, (_, inner: string) =>
          inner === "" ? `(${parameter})` : `(${inner}, ${parameter})`,
        )
      : `${head}(${parameter})`;
  return spelled(
    [text, ...rest].join("\n"),
    all.known,
    all.unknown.map(({ field }) => field),
  );
};

/** What is added to a field or a variable that holds something unknown. */
const compound: Make = (dice, program) => {
  const { language } = program;
  const all = drawn(dice, program, 1);
  const name = language.localName(["mixed"]);
  const lines = all.unknown.flatMap(({ field, value }) => [
    language.variable(name, dice.pick(language.unknowable)),
    `${name} |= ${all.text(value)}${language.end}`,
    program.write(field, name),
  ]);
  return finished(dice, program, all, [...lines, ...all.known.map(all.write)]);
};

/** Set-up code with values that cannot be known; the fields beside them can. */
export const UNKNOWABLE_DIALECTS: Dialects = {
  ...Object.fromEntries(
    Object.entries({
      values,
      partly,
      "branched-variable": branchedVariable,
      "looped-variable": loopedVariable,
      "other-file": otherFile,
      branches,
      functions,
      replaced,
      "half-only": halfOnly,
      parameters,
      compound,
    })
      .flatMap(([kind, make]) => eachLanguage(`unknowable-${kind}`, make))
      .map(named),
  ),
  ...eachAssembler({ "unknowable-registers": unknownRegisters }),
};
