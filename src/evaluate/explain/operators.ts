import type { OperatorName } from "../../rules/types.ts";
import type { FieldValue } from "../../state/normalize.ts";

/** Compares a fact with its operand; both have the same representation (see FactReader.wide). */
export type Comparison = (value: FieldValue, operand: FieldValue) => boolean;

const number = (value: FieldValue): number => value as number;
const big = (value: FieldValue): bigint => BigInt(value);

/**
 * Meaning of the operators with one operand. `narrow` is for facts of up to 32 bits. A width
 * operand is a number in both.
 */
export const comparisons: Readonly<
  Record<Exclude<OperatorName, "in">, { narrow: Comparison; wide: Comparison }>
> = {
  equal: { narrow: (a, b) => a === b, wide: (a, b) => a === b },
  notEqual: { narrow: (a, b) => a !== b, wide: (a, b) => a !== b },
  lessThanInclusive: { narrow: (a, b) => a <= b, wide: (a, b) => a <= b },
  greaterThanInclusive: { narrow: (a, b) => a >= b, wide: (a, b) => a >= b },
  noBitOf: {
    narrow: (a, b) => (number(a) & number(b)) === 0,
    wide: (a, b) => (big(a) & big(b)) === 0n,
  },
  everyBitOf: {
    narrow: (a, b) => (~number(a) & number(b)) === 0,
    wide: (a, b) => (big(b) & ~big(a)) === 0n,
  },
  fitsInBits: {
    narrow: (a, n) => a < 2 ** number(n),
    wide: (a, n) => a < 1n << big(n),
  },
  canonicalFor: {
    narrow: () => true, // bits 63:32 are 0: canonical for every width above 32
    wide: (a, n) => sameBits(big(a), big(n) - 1n),
  },
  identicalFromBit: {
    narrow: () => true,
    wide: (a, n) => sameBits(big(a), big(n)),
  },
};

/** True if bits 63:from of a 64-bit value are all 0 or all 1. */
function sameBits(value: bigint, from: bigint): boolean {
  const top = value >> from;
  return top === 0n || top === (1n << (64n - from)) - 1n;
}
