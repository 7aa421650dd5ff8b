import type { Dialect, Spelling } from "./case.ts";
import type { Dice } from "./dice.ts";
import { expectedOf, type Field, type FieldValue } from "./fields.ts";
import type { Language } from "./language.ts";
import { LANGUAGES } from "./languages.ts";

/** How one text writes fields: one language, one way to name them, one function to call. */
export interface Program {
  /** Name of the language in `LANGUAGES`. */
  readonly key: string;
  readonly language: Language;
  readonly nameOfField: (field: Field) => string;
  readonly call: (name: string, value: string) => string;
  /** The statement that writes a field. */
  readonly write: (field: Field, value: string) => string;
}

export const programOf = (dice: Dice, key: string, language: Language): Program => {
  const nameOfField = dice.pick(language.fieldNames);
  const call = dice.pick(language.calls);
  return {
    key,
    language,
    nameOfField,
    call,
    write: (field, value) => call(nameOfField(field), value),
  };
};

const FUNCTIONS = ["setup_vmcs", "init_guest", "vcpu_reset", "fill", "prepare_launch"] as const;

/** Statements in a function of their language, or as the part that one pastes. */
export const inFunction = (dice: Dice, { language }: Program, lines: readonly string[]): string => {
  const spaced = lines.flatMap((line) => (dice.chance(8) ? ["", line] : [line]));
  return dice.chance(70) ? language.frame(spaced, dice.pick(FUNCTIONS)) : spaced.join("\n");
};

export const spelled = (
  text: string,
  values: readonly FieldValue[],
  unknown: readonly Field[] = [],
): Spelling => ({
  text: `${text}\n`,
  expected: expectedOf(values),
  unknown: unknown.map(({ path }) => path),
  view: "vmcs",
});

/** A dialect of each language. */
export const eachLanguage = (
  kind: string,
  make: (dice: Dice, program: Program) => Spelling,
): (readonly [string, Dialect])[] =>
  Object.entries(LANGUAGES).map(([key, language]) => [
    `${key}-${kind}`,
    (dice) => make(dice, programOf(dice, key, language)),
  ]);

export const named = ([name, dialect]: readonly [string, Dialect]): [string, Dialect] => [
  `code-${name}`,
  dialect,
];
