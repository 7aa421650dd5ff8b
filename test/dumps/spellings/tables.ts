import type { Dialects, Spelling } from "./case.ts";
import type { Dice } from "./dice.ts";
import { someValues } from "./fields.ts";
import { codeOf, MARKED, vmcs } from "./lists.ts";
import { nameOf } from "./names.ts";
import { NOTATIONS } from "./numbers.ts";

/** Fields as rows of tables. */

const markdownCell = (dice: Dice): ((text: string) => string) =>
  dice.pick([(text: string) => text, (text: string) => `\`${text}\``]);

/** Rows of a Markdown table, with or without more columns. */
const markdownTable = (dice: Dice): Spelling => {
  const values = someValues(dice);
  const style = dice.pick(["upper", "camel", "spaced", "dotted", "lower"]);
  const notation = dice.pick(MARKED);
  const cell = markdownCell(dice);
  const remark = dice.chance(50);
  const encoding = dice.chance(30);
  const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const head = ["Field", ...(encoding ? ["Encoding"] : []), "Value", ...(remark ? ["Notes"] : [])];
  const rows = values.map(({ field, value }) =>
    row([
      cell(nameOf(field, style)),
      ...(encoding ? [cell(`0x${codeOf(field)}`)] : []),
      cell(notation(value, field.width)),
      ...(remark ? [dice.pick(["", "ok", "bit 5 set", "same as in the SDM"])] : []),
    ]),
  );
  return vmcs([row(head), row(head.map(() => "---")), ...rows, ""].join("\n"), values);
};

const boxTable = (dice: Dice): Spelling => {
  const values = someValues(dice);
  const style = dice.pick(["upper", "camel", "spaced"]);
  const [corner, dash, bar] = dice.pick<readonly [string, string, string]>([
    ["+", "-", "|"],
    ["┼", "─", "│"],
    ["*", "-", "|"],
  ]);
  const rule = `${corner}${dash.repeat(40)}${corner}${dash.repeat(20)}${corner}`;
  const row = (left: string, right: string): string =>
    `${bar} ${left.padEnd(38)} ${bar} ${right.padEnd(18)} ${bar}`;
  const rows = values.map(({ field, value }) =>
    row(nameOf(field, style), NOTATIONS.hexPadded(value, field.width)),
  );
  return vmcs([rule, row("Field", "Value"), rule, ...rows, rule, ""].join("\n"), values);
};

const separated = (dice: Dice): Spelling => {
  const values = someValues(dice);
  const comma = dice.pick([",", ";", "\t", ", "]);
  const quote = dice.pick(["", '"']);
  const style = dice.pick(["upper", "lower", "camel"]);
  const withCode = dice.chance(40);
  const row = (cells: readonly string[]): string =>
    cells.map((cell) => `${quote}${cell}${quote}`).join(comma);
  const rows = values.map(({ field, value }) =>
    row([...(withCode ? [`0x${codeOf(field)}`] : []), nameOf(field, style), NOTATIONS.hex(value)]),
  );
  const head = row([...(withCode ? ["encoding"] : []), "field", "value"]);
  return vmcs([head, ...rows, ""].join("\n"), values);
};

/** Tables with a row for each field. */
export const TABLE_DIALECTS: Dialects = {
  "table-markdown": markdownTable,
  "table-box": boxTable,
  "table-separated": separated,
};
