import { operators } from "./operators.ts";
import type { Condition, Leaf } from "./types.ts";

const hex = (value: bigint): string =>
  value < 10n ? String(value) : `0x${value.toString(16).toUpperCase()}`;

/** A condition as one expression: `rflags.vm == 0 && cs.type in {9, 11}`. */
export function printCondition(condition: Condition | undefined): string {
  return condition === undefined ? "always" : print(condition, false);
}

function print(condition: Condition, inner: boolean): string {
  switch (condition.kind) {
    case "leaf":
      return printLeaf(condition);
    case "named":
      return print(condition.body, inner);
    default: {
      const sign = condition.kind === "all" ? " && " : " || ";
      const text = condition.of.map((part) => print(part, true)).join(sign);
      return inner ? `(${text})` : text;
    }
  }
}

/** One comparison in the operator's notation. */
export function printLeaf({ fact, operator, operand }: Leaf): string {
  const { symbol, operand: kind } = operators[operator];
  const right =
    "fact" in operand
      ? operand.fact
      : "list" in operand
        ? `{${operand.list.map((item) => (item < 32n ? String(item) : hex(item))).join(", ")}}`
        : kind === "width" || operand.constant < 32n
          ? String(operand.constant)
          : hex(operand.constant);
  return symbol.replace(/[ab]\b/g, (letter) => (letter === "a" ? fact : right));
}
