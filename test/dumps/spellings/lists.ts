import type { Dialects, Spelling } from "./case.ts";
import type { Dice } from "./dice.ts";
import { expectedOf, someFields, someValues, type Field, type FieldValue } from "./fields.ts";
import { nameOf, type NameStyle } from "./names.ts";
import { barePadded, barePaddedUpper, decimal, NOTATIONS, type Notation } from "./numbers.ts";

/** Field lists as hypervisors, teaching kernels and tools print them: a name, a sign, a number. */

const SIGNS = ["=", " = ", ": ", ":", " : ", " -> ", " => ", "\t", "=\t", " := "] as const;
/** Words without a sign between them: only where the number is unmistakable. */
const STYLES = [
  "upper",
  "lower",
  "camel",
  "lowerCamel",
  "acronyms",
  "constant",
  "dotted",
  "dottedGroup",
  "prefixed",
  "vmx",
  "kebab",
  "spaced",
  "scoped",
] as const satisfies readonly NameStyle[];
/** Names without blanks or hyphens, for lines with several fields. */
const COMPACT = ["upper", "lower", "camel", "acronyms", "constant", "prefixed"] as const;

export const MARKED = [
  NOTATIONS.hex,
  NOTATIONS.hexUpper,
  NOTATIONS.hexPadded,
  NOTATIONS.hexWide,
] as const;

const HEADINGS = [
  "",
  "VMCS dump:\n",
  "--- vmcs of vcpu 0 ---\n",
  "vm entry failed, VMCS follows\n",
  "[vmx] current-VMCS contents\n",
  "I print the fields right before vmlaunch and this is what I get:\n\n",
] as const;
const FRONTS = ["", "", "", "  ", "\t", "- ", "* ", "[vmx] ", "vmcs: ", "> ", "hv: "] as const;

const REMARKS = [
  " // PE | NE | PG",
  "   # as the manual says",
  " (from the BIOS)",
  " ; todo: check",
  " /* reset value */",
  " // bit 13 must be 1",
  " (was 0x30 in the last run)",
  " # SDM vol. 3, 26.3.1",
  " <-- suspicious",
  " // 4 KiB aligned",
  " (ring 0)",
] as const;

export const vmcs = (
  text: string,
  values: readonly FieldValue[],
  unknown: readonly Field[] = [],
): Spelling => ({
  text,
  expected: expectedOf(values),
  unknown: unknown.map(({ path }) => path),
  view: "vmcs",
});

interface ListShape {
  readonly style: NameStyle;
  readonly usage: number;
  readonly sign: string;
  readonly notation: Notation;
  readonly front: string;
}

const item = (shape: ListShape, { field, value }: FieldValue): string =>
  `${nameOf(field, shape.style, shape.usage)}${shape.sign}${shape.notation(value, field.width)}`;

const shapeOf = (dice: Dice, notation: Notation): ListShape => ({
  style: dice.pick(STYLES),
  usage: dice.int(0, 2),
  sign: dice.pick(SIGNS),
  notation,
  front: dice.pick(FRONTS),
});

const lines = (dice: Dice, items: readonly string[], front = ""): string =>
  `${dice.pick(HEADINGS)}${items.map((line) => `${front}${line}`).join("\n")}\n`;

/** One field a line, all numbers in the notation that is drawn. */
const plain =
  (notations: readonly [Notation, ...Notation[]]) =>
  (dice: Dice): Spelling => {
    const values = someValues(dice);
    const shape = shapeOf(dice, dice.pick(notations));
    const items = values.map((value) => item(shape, value));
    return vmcs(lines(dice, items, shape.front), values);
  };

/** A value that only decimal digits can mean: more digits than the field has as hexadecimal ones. */
const tellsDecimal = ({ field, value }: FieldValue): boolean =>
  decimal(value, 0).length > field.width / 4;

/** Lists all in decimal: at least one number would not fit its field if it were hexadecimal. */
const inDecimal = (dice: Dice): Spelling => {
  const drawn = someValues(dice, 6);
  const values = drawn.some(tellsDecimal)
    ? drawn
    : drawn.map((each, index) =>
        index === 0 ? { ...each, value: (1n << BigInt(each.field.width)) - 1n } : each,
      );
  const shape = shapeOf(dice, decimal);
  return vmcs(
    lines(
      dice,
      values.map((value) => item(shape, value)),
      shape.front,
    ),
    values,
  );
};

const ALL_MARKED = Object.values(NOTATIONS) as unknown as [Notation, ...Notation[]];

/** Each number in a notation of its own; bare digits are decimal, as in any source. */
const mixedRadix = (dice: Dice): Spelling => {
  const values = someValues(dice);
  const style = dice.pick(STYLES);
  const sign = dice.pick(SIGNS);
  const items = values.map((value) =>
    item({ style, usage: 0, sign, front: "", notation: dice.pick(ALL_MARKED) }, value),
  );
  return vmcs(lines(dice, items), values);
};

const severalALine = (dice: Dice): Spelling => {
  const values = someValues(dice, 6, 20);
  const shape: ListShape = {
    style: dice.pick(COMPACT),
    usage: dice.int(0, 2),
    sign: dice.pick(["=", ": ", ":", "->", "=>"]),
    notation: dice.pick(MARKED),
    front: "",
  };
  const between = dice.pick([" ", "  ", ", ", "; ", "\t", " | "]);
  const perLine = dice.int(2, 5);
  const rows: string[] = [];
  for (let at = 0; at < values.length; at += perLine) {
    rows.push(
      values
        .slice(at, at + perLine)
        .map((value) => item(shape, value))
        .join(between),
    );
  }
  return vmcs(lines(dice, rows), values);
};

/** Names and numbers in columns of blanks, dots or bars. */
const columns = (dice: Dice): Spelling => {
  const values = someValues(dice);
  const style = dice.pick(["upper", "camel", "spaced", "dotted", "lower"]);
  const notation = dice.pick(MARKED);
  const fill = dice.pick([" ", " ", ".", "_", "-"]);
  const sign = dice.pick(["  ", " | ", " : ", " = "]);
  const rows = values.map(
    ({ field, value }) =>
      `${`${nameOf(field, style)} `.padEnd(38, fill)}${sign}${notation(value, field.width)}`,
  );
  return vmcs(lines(dice, rows), values);
};

/** The number first, the name behind it. */
const valueFirst = (dice: Dice): Spelling => {
  const values = someValues(dice);
  const style = dice.pick(["upper", "camel", "prefixed"]);
  const rows = values.map(
    ({ field, value }) => `${NOTATIONS.hexWide(value)}  ${nameOf(field, style)}`,
  );
  return vmcs(`value               field\n${rows.join("\n")}\n`, values);
};

const withRemarks = (dice: Dice): Spelling => {
  const values = someValues(dice);
  const shape = shapeOf(dice, dice.pick(MARKED));
  const rows = values.map(
    (value) => item(shape, value) + (dice.chance(50) ? dice.pick(REMARKS) : ""),
  );
  return vmcs(lines(dice, rows, shape.front), values);
};

const ENCODINGS = [
  (code) => `0x${code}`,
  (code) => `0x${code.toUpperCase()}`,
  (code) => `[${code}]`,
  (code) => `field 0x${code}`,
  (code) => `vmread(0x${code})`,
  (code) => `VMCS[0x${code}]`,
  (code) => `${code.toUpperCase()}h`,
] as const satisfies readonly ((code: string) => string)[];

export const codeOf = ({ encoding }: Field): string => encoding.toString(16).padStart(4, "0");

/** Only the encodings, no names. */
const encodingOnly = (dice: Dice): Spelling => {
  const values = someValues(dice, 5);
  const code = dice.pick(ENCODINGS);
  const sign = dice.pick([" = ", ": ", " -> ", "=", " => "]);
  const notation = dice.pick(MARKED);
  const rows = values.map(
    ({ field, value }) => `${code(codeOf(field))}${sign}${notation(value, field.width)}`,
  );
  return vmcs(`VMCS fields by encoding:\n${rows.join("\n")}\n`, values);
};

const NAME_AND_ENCODING = [
  (name, code) => `[0x${code}] ${name}`,
  (name, code) => `${name} (0x${code})`,
  (name, code) => `${name} [${code}]`,
  (name, code) => `0x${code} ${name}`,
  (name, code) => `${code}: ${name}`,
  (name, code) => `(${code}h) ${name}`,
] as const satisfies readonly ((name: string, code: string) => string)[];

const encodingAndName = (dice: Dice): Spelling => {
  const values = someValues(dice);
  const both = dice.pick(NAME_AND_ENCODING);
  const style = dice.pick(["upper", "camel", "lower", "spaced", "prefixed"]);
  const sign = dice.pick([" = ", ": ", " -> ", " => ", "\t= "]);
  const notation = dice.pick([...MARKED, NOTATIONS.masm]);
  const rows = values.map(
    ({ field, value }) =>
      `${both(nameOf(field, style), codeOf(field))}${sign}${notation(value, field.width)}`,
  );
  return vmcs(lines(dice, rows), values);
};

const NO_VALUES = [
  "<private>",
  "??",
  "n/a",
  "(unreadable)",
  "<vmread failed>",
  "[redacted]",
  "-",
  "unavailable",
  "0x????????",
  "<not supported on this CPU>",
  "VMfailValid(12)",
] as const;

/** Some of the values are hidden or could not be read by the printer. */
const hiddenValues = (dice: Dice): Spelling => {
  const fields = someValues(dice, 6);
  const unknown = fields.filter(() => dice.chance(25));
  const known = fields.filter((each) => !unknown.includes(each));
  const shape = shapeOf(dice, dice.pick(MARKED));
  const rows = fields.map((each) =>
    known.includes(each)
      ? item(shape, each)
      : `${nameOf(each.field, shape.style, shape.usage)}${shape.sign}${dice.pick(NO_VALUES)}`,
  );
  return vmcs(
    lines(dice, rows, shape.front),
    known,
    unknown.map(({ field }) => field),
  );
};

/** Fields with the value one wants beside the value that is there: the text says which is which. */
const wantedAndFound = (dice: Dice): Spelling => {
  const values = someValues(dice, 4, 8);
  const rows = values.map(({ field, value }) => {
    const other = NOTATIONS.hex(value ^ 1n);
    const name = nameOf(field, "upper");
    return `${name}: actual=${NOTATIONS.hex(value)}, expected=${other}`;
  });
  return vmcs(`${rows.join("\n")}\n`, values);
};

/** `name` in one line, its number in the next. */
const numberBelow = (dice: Dice): Spelling => {
  const values = someValues(dice, 3, 8);
  const rows = values.map(
    ({ field, value }) => `${nameOf(field, "upper")}:\n    ${NOTATIONS.hexPadded(value, 64)}`,
  );
  return vmcs(`${rows.join("\n")}\n`, values);
};

/** The output of a loop over field and value in angle brackets, tuples and the like. */
const tuples = (dice: Dice): Spelling => {
  const values = someValues(dice);
  const form = dice.pick([
    (name: string, value: string) => `(${name}, ${value})`,
    (name: string, value: string) => `('${name}', ${value})`,
    (name: string, value: string) => `<${name}> ${value}`,
    (name: string, value: string) => `${name}(${value})`,
    (name: string, value: string) => `vmread ${name} => ${value}`,
    (name: string, value: string) => `vmread(${name}) = ${value}`,
    (name: string, value: string) => `{ ${name}, ${value} },`,
  ]);
  const notation = dice.pick(MARKED);
  const rows = values.map(({ field, value }) =>
    form(nameOf(field, "upper"), notation(value, field.width)),
  );
  return vmcs(`${rows.join("\n")}\n`, values);
};

/** The two halves of 64-bit fields in lines of their own. */
const halves = (dice: Dice): Spelling => {
  const values = someValues(dice, 4, 12);
  const rows = values.flatMap(({ field, value }) => {
    const name = nameOf(field, "upper");
    return field.halves
      ? [
          `${name} = ${NOTATIONS.hexPadded(BigInt.asUintN(32, value), 32)}`,
          `${name}_HIGH = ${NOTATIONS.hexPadded(value >> 32n, 32)}`,
        ]
      : [`${name} = ${NOTATIONS.hexPadded(value, field.width)}`];
  });
  return vmcs(lines(dice, rows), values);
};

/** Fields named only, beside others with values. */
const namedOnly = (dice: Dice): Spelling => {
  const fields = someFields(dice, 5, 10);
  const values = someValues(dice, 4, 8);
  const known = values.map(({ field }) => field.path);
  const named = fields.filter(({ path }) => !known.includes(path)).slice(0, 3);
  const rows = [
    ...values.map(({ field, value }) => `${nameOf(field, "upper")} = ${NOTATIONS.hex(value)}`),
    ...named.map((field) => `${nameOf(field, "upper")} = <see above>`),
  ];
  return vmcs(`${rows.join("\n")}\n`, values, named);
};

/** Flat lists: every field has its name or its encoding. */
export const LIST_DIALECTS: Dialects = {
  "list-hex": plain([NOTATIONS.hex, NOTATIONS.hexUpper, NOTATIONS.hexPadded, NOTATIONS.hexWide]),
  "list-bare-padded": plain([barePadded, barePaddedUpper]),
  "list-suffixed": plain([NOTATIONS.unsignedLongLong, NOTATIONS.unsigned, NOTATIONS.rustTyped]),
  "list-masm": plain([NOTATIONS.masm]),
  "list-binary-octal": plain([NOTATIONS.binary, NOTATIONS.binaryGrouped, NOTATIONS.octal]),
  "list-grouped": plain([NOTATIONS.hexGrouped]),
  "list-decimal": inDecimal,
  "list-mixed-radix": mixedRadix,
  "list-several-a-line": severalALine,
  "list-columns": columns,
  "list-value-first": valueFirst,
  "list-remarks": withRemarks,
  "list-encoding-only": encodingOnly,
  "list-encoding-and-name": encodingAndName,
  "list-hidden-values": hiddenValues,
  "list-wanted-and-found": wantedAndFound,
  "list-number-below": numberBelow,
  "list-tuples": tuples,
  "list-halves": halves,
  "list-named-only": namedOnly,
};
