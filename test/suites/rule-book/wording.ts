import { findFact } from "../../../src/rules/facts.ts";
import { printCondition } from "../../../src/rules/print.ts";
import {
  factWidth,
  type Condition,
  type Instance,
  type Leaf,
  type RuleBook,
} from "../../../src/rules/types.ts";

/** Operators that look at bits up to 63. */
const WHOLE = ["canonicalFor", "identicalFromBit"];

/**
 * The plainest word for each comparison with a constant, and no comparison that is always or never
 * true: "at most 0" must be written "is 0", and so on. Two spellings of one meaning would be a
 * change no state can show.
 */
export function wordingFault(book: RuleBook, instance: Instance): string | undefined {
  const twice = saidTwice(instance);
  if (twice !== undefined) return `${instance.id} says "${twice}" twice`;
  for (const leaf of leavesOf(instance)) {
    const fact = findFact(book.facts, leaf.fact);
    if (fact === undefined) continue;
    const width = factWidth(fact);
    const text = `${instance.id}: "${leaf.fact} ${leaf.operator}"`;
    if (WHOLE.includes(leaf.operator) && width < 64) return `${text} needs 64 bits`;
    if ("fact" in leaf.operand) continue;
    const all = 1n << BigInt(width);
    const accepted = count(leaf, width);
    const left = valuesLeft(instance, leaf);
    if (left === 1 && leaf.operator !== "equal") return `${text} says "equal" for what is left`;
    if (accepted === 0n || accepted === all) return `${text} is always or never true`;
    if (accepted === 1n && leaf.operator !== "equal") return `${text} says "equal"`;
    if (accepted === all - 1n && all > 2n && leaf.operator !== "notEqual") {
      return `${text} says "notEqual"`;
    }
  }
  return undefined;
}

/**
 * How many of the values `when` lists for a fact a comparison in `require` accepts; undefined if
 * `when` lists none.
 */
function valuesLeft({ when, require }: Instance, leaf: Leaf): number | undefined {
  const listed = when === undefined ? undefined : listOf(when, leaf.fact);
  if (listed === undefined || ![...leaves(require)].includes(leaf)) return undefined;
  return listed.filter((value) => accepts(leaf, value)).length;
}

function listOf(when: Condition, fact: string): readonly bigint[] | undefined {
  for (const part of conjuncts(when)) {
    if (part.kind === "leaf" && part.fact === fact && "list" in part.operand) {
      return part.operand.list;
    }
  }
  return undefined;
}

function accepts({ operator, operand }: Leaf, value: bigint): boolean {
  if ("list" in operand) return operand.list.includes(value);
  const other = "constant" in operand ? operand.constant : 0n;
  switch (operator) {
    case "equal":
      return value === other;
    case "notEqual":
      return value !== other;
    case "lessThanInclusive":
      return value <= other;
    case "greaterThanInclusive":
      return value >= other;
    case "noBitOf":
      return (value & other) === 0n;
    case "everyBitOf":
      return (value & other) === other;
    case "fitsInBits":
      return value >> other === 0n;
    default:
      return false;
  }
}

/** A part of the applicability that another part implies: it could be left out unnoticed. */
function saidTwice({ when }: Instance): string | undefined {
  const parts = when === undefined ? [] : conjuncts(when).map(printCondition);
  return parts.find((part, index) => parts.indexOf(part) !== index);
}

/** The parts of a condition that must all hold. */
function conjuncts(condition: Condition): Condition[] {
  if (condition.kind === "named") return conjuncts(condition.body);
  return condition.kind === "all" ? condition.of.flatMap(conjuncts) : [condition];
}

/** How many values of the fact a comparison with a constant accepts. */
function count({ operator, operand }: Leaf, width: number): bigint {
  const all = 1n << BigInt(width);
  if ("list" in operand) return BigInt(operand.list.length);
  const value = "constant" in operand ? operand.constant : 0n;
  switch (operator) {
    case "equal":
    case "in":
      return 1n;
    case "notEqual":
      return all - 1n;
    case "lessThanInclusive":
      return value + 1n;
    case "greaterThanInclusive":
      return all - value;
    case "noBitOf":
    case "everyBitOf":
      return all >> BigInt(value.toString(2).replaceAll("0", "").length);
    case "fitsInBits":
      return value < width ? 1n << value : all;
    case "canonicalFor":
      return value === 0n || width < 64 ? all : 1n << value;
    case "identicalFromBit":
      return width < 64 || value > 62n ? all : 1n << (value + 1n);
  }
}

function* leavesOf({ when, require }: Instance): Generator<Leaf> {
  if (when !== undefined) yield* leaves(when);
  yield* leaves(require);
}

function* leaves(root: Condition): Generator<Leaf> {
  const stack: Condition[] = [root];
  for (let condition = stack.pop(); condition !== undefined; condition = stack.pop()) {
    if (condition.kind === "leaf") yield condition;
    else if (condition.kind === "named") stack.push(condition.body);
    else stack.push(...condition.of);
  }
}
