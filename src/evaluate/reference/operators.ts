import type { OperatorName } from "../../rules/types.ts";
import { isUnknown, type Unknown } from "./facts.ts";

/**
 * The operators as json-rules-engine calls them: fact value first, then the operand. Values are
 * bigints; an unknown fact answers what the run assumes. Every operator the rules use replaces
 * the engine's own, which compare with `===` (3n is not 3) or insist on JavaScript numbers.
 */
export type ReferenceOperator = (value: bigint | Unknown, operand: unknown) => boolean;

const ALL_ONES = 2n ** 64n - 1n;

const meanings: Record<OperatorName, (value: bigint, operand: bigint, list: bigint[]) => boolean> =
  {
    equal: (value, operand) => value === operand,
    notEqual: (value, operand) => value !== operand,
    in: (value, _operand, list) => list.some((item) => item === value),
    lessThanInclusive: (value, operand) => !(value > operand),
    greaterThanInclusive: (value, operand) => !(value < operand),
    noBitOf: (value, mask) => (value | mask) === value + mask,
    everyBitOf: (value, mask) => (value | mask) === value,
    fitsInBits: (value, width) => value / 2n ** width === 0n,
    // Sign extension of the low `width` bits gives the value itself.
    canonicalFor: (value, width) =>
      BigInt.asUintN(64, BigInt.asIntN(Number(width), value)) === value,
    identicalFromBit: (value, width) => {
      const low = value % 2n ** width;
      return value === low || value - low === ALL_ONES - (ALL_ONES % 2n ** width);
    },
  };

export const referenceOperators: ReadonlyMap<OperatorName, ReferenceOperator> = new Map(
  Object.entries(meanings).map(([name, meaning]) => [
    name as OperatorName,
    (value, operand) => {
      if (isUnknown(value)) return value.assume;
      if (isUnknown(operand)) return operand.assume;
      return Array.isArray(operand)
        ? meaning(value, 0n, operand as bigint[])
        : meaning(value, operand as bigint, []);
    },
  ]),
);
