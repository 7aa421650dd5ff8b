import { atLeastOne, bits, not, together, type Node } from "../../src/arbitraries/formula.ts";
import { fieldAt, fields } from "../../src/arbitraries/layout.ts";
import { derivationInputs, findFact } from "../../src/rules/facts.ts";
import { operators } from "../../src/rules/operators.ts";
import {
  factWidth,
  type Condition,
  type Fact,
  type FieldFact,
  type Leaf,
  type ReservedException,
} from "../../src/rules/types.ts";

/** A change of a rule that no engine can carry out, or that reads what no state has. */
export class NoMeaning extends Error {}

/** A number as its bits, lowest first; what lies above them is 0. */
type Bits = readonly Node[];

const TRUE = together([]);
const FALSE = atLeastOne([]);

const isConstant = (node: Node): boolean => node.kind !== "atom" && node.of.length === 0;

/** Alternatives and conjunctions without what a constant settles. */
function any(of: readonly Node[]): Node {
  const open = of.filter((node) => !(isConstant(node) && node.kind === "any"));
  return open.some((node) => isConstant(node)) ? TRUE : atLeastOne(open);
}
const all = (of: readonly Node[]): Node => not(any(of.map(not)));
const alike = (a: Node, b: Node): Node => any([all([a, b]), all([not(a), not(b)])]);

const bit = (bits: Bits, index: number): Node => bits[index] ?? FALSE;

function constant(value: bigint): Bits {
  return Array.from(value.toString(2), (digit) => (digit === "1" ? TRUE : FALSE)).reverse();
}

/**
 * Any condition, with any operator on any fact, as a formula over single bits: for the changed
 * conditions `formulaOf` has no short formula for, because no rule of the package is written so.
 *
 * @throws NoMeaning for a field that no complete state has, and for a comparison of up to 32 bits
 *   with a fact of more, which the engines refuse
 */
export function bitFormula(condition: Condition, facts: ReadonlyMap<string, Fact>): Node {
  switch (condition.kind) {
    case "named":
      return bitFormula(condition.body, facts);
    case "all":
      return all(condition.of.map((part) => bitFormula(part, facts)));
    case "any":
      return any(condition.of.map((part) => bitFormula(part, facts)));
    case "leaf":
      return leaf(condition, facts);
  }
}

function leaf({ fact, operator, operand }: Leaf, facts: ReadonlyMap<string, Fact>): Node {
  const value = bitsOf(fact, facts);
  if ("list" in operand) return any(operand.list.map((item) => equal(value, constant(item))));
  const isWidth = operators[operator].operand === "width";
  if (isWidth && "constant" in operand) return fits(value, operator, Number(operand.constant));
  const other = "fact" in operand ? bitsOf(operand.fact, facts) : constant(operand.constant);
  if (isWidth) {
    // One alternative for each width there can be.
    return all(
      Array.from({ length: 2 ** other.length }, (_, width) =>
        any([not(equal(other, constant(BigInt(width)))), fits(value, operator, width)]),
      ),
    );
  }
  if ("fact" in operand && !isWide(fact, facts) && isWide(operand.fact, facts)) {
    throw new NoMeaning(`"${fact}" has 32 bits or less and "${operand.fact}" has more`);
  }
  switch (operator) {
    case "equal":
      return equal(value, other);
    case "notEqual":
      return not(equal(value, other));
    case "lessThanInclusive":
      return atMost(value, other);
    case "greaterThanInclusive":
      return atMost(other, value);
    case "noBitOf":
      return all(other.map((mask, index) => any([not(mask), not(bit(value, index))])));
    case "everyBitOf":
      return all(other.map((mask, index) => any([not(mask), bit(value, index)])));
    default:
      throw new Error(`no formula for "${fact}" ${operator}`);
  }
}

function look(name: string, facts: ReadonlyMap<string, Fact>): Fact {
  const fact = findFact(facts, name);
  if (fact === undefined) throw new Error(`unknown fact "${name}"`);
  return fact;
}

const isWide = (name: string, facts: ReadonlyMap<string, Fact>): boolean =>
  factWidth(look(name, facts)) > 32;

const longer = (a: Bits, b: Bits): number[] => [...(a.length > b.length ? a : b).keys()];

const equal = (a: Bits, b: Bits): Node =>
  all(longer(a, b).map((index) => alike(bit(a, index), bit(b, index))));

/** From the lowest bit up: the highest one that differs decides. */
function atMost(a: Bits, b: Bits): Node {
  return longer(a, b).reduce((lower, index) => {
    const [left, right] = [bit(a, index), bit(b, index)];
    return any([all([not(left), right]), all([alike(left, right), lower])]);
  }, TRUE);
}

function fits(value: Bits, operator: string, width: number): Node {
  const zeros = all(value.slice(width).map(not));
  if (operator === "fitsInBits") return zeros;
  // From bit -1 on, which is 0.
  const from = operator === "canonicalFor" ? width - 1 : width;
  if (from < 0) return zeros;
  return any([all(value.slice(from).map(not)), all(value.slice(from))]);
}

/** What a fact is in a complete state. */
function bitsOf(name: string, facts: ReadonlyMap<string, Fact>): Bits {
  const fact = look(name, facts);
  if (fact.kind === "field") return fieldBits(fact);
  const { derivation } = fact;
  const [first = []] = derivationInputs(derivation).map((input) => bitsOf(input, facts));
  switch (derivation.kind) {
    case "and":
      return [all(derivation.facts.map((input) => any(bitsOf(input, facts))))];
    case "shiftLeft":
      return [...Array.from({ length: derivation.by }, () => FALSE), ...first];
    case "clear": {
      const clear = constant(derivation.bits);
      return first.map((node, index) => all([node, not(bit(clear, index))]));
    }
    case "complement":
      return Array.from({ length: 64 }, (_, index) => not(bit(first, index)));
    case "firstKnown":
      return first; // in a complete state the first one is known
    case "reservedExcept":
      return Array.from({ length: 64 }, (_, index) =>
        all(derivation.exceptions.map((exception) => not(excepted(exception, index, facts)))),
      );
  }
}

function excepted(
  exception: ReservedException,
  index: number,
  facts: ReadonlyMap<string, Fact>,
): Node {
  if ("if" in exception) {
    const [high = 0, low = high] = exception.bits.split(":").map(Number);
    return index <= high && index >= low ? equal(bitsOf(exception.if, facts), [TRUE]) : FALSE;
  }
  const { from, count } = exception;
  if (index < from) return FALSE;
  return atMost(constant(BigInt(index - from + 1)), bitsOf(count, facts));
}

/** @throws NoMeaning if no complete state has the field */
function fieldBits({ path, low, high }: FieldFact): Bits {
  if (!fields.some((field) => field.path === path)) {
    throw new NoMeaning(`no complete state has "${path}"`);
  }
  const { width } = fieldAt(path);
  return Array.from({ length: high - low + 1 }, (_, index) =>
    low + index < width ? fieldBit(path, low + index) : FALSE,
  );
}

function fieldBit(path: string, index: number): Node {
  return bits({ field: fieldAt(path), low: index, width: 1, shift: 0 }, 1n);
}
