import type { OperatorName } from "./types.ts";

/**
 * What each operator says, in the words of the SDM. The engines implement the meaning on their
 * own, each in its own folder, so that they can be compared.
 */
export interface Operator {
  /** What stands on the right: a number, a list of numbers, a bit mask, or a width in bits. */
  operand: "number" | "list" | "mask" | "width";
  /** A larger mask, or a smaller width, can only turn the answer one way. */
  monotone: boolean;
  /** Needs all 64 bits of a value: the upper ones are what it compares. */
  whole?: true;
  /** One sentence with `a` for the fact and `b` for the operand. */
  meaning: string;
  /** As an expression: `a == b`. */
  symbol: string;
  /** What must hold, for messages: "must be b". */
  must: string;
}

export const operators: Readonly<Record<OperatorName, Operator>> = {
  equal: {
    operand: "number",
    monotone: false,
    meaning: "a is b",
    symbol: "a == b",
    must: "must be b",
  },
  notEqual: {
    operand: "number",
    monotone: false,
    meaning: "a is not b",
    symbol: "a != b",
    must: "must not be b",
  },
  in: {
    operand: "list",
    monotone: false,
    meaning: "a is one of b",
    symbol: "a in b",
    must: "must be one of b",
  },
  lessThanInclusive: {
    operand: "number",
    monotone: false,
    meaning: "a is at most b",
    symbol: "a <= b",
    must: "must be at most b",
  },
  greaterThanInclusive: {
    operand: "number",
    monotone: false,
    meaning: "a is at least b",
    symbol: "a >= b",
    must: "must be at least b",
  },
  noBitOf: {
    operand: "mask",
    monotone: true,
    meaning: "no bit of the mask b is 1 in a",
    symbol: "(a & b) == 0",
    must: "must have no bit of b",
  },
  everyBitOf: {
    operand: "mask",
    monotone: true,
    meaning: "every bit of the mask b is 1 in a",
    symbol: "(a & b) == b",
    must: "must have every bit of b",
  },
  fitsInBits: {
    operand: "width",
    monotone: true,
    meaning: "bits 63:b of a are 0",
    symbol: "(a >> b) == 0",
    must: "must fit in b bits",
  },
  canonicalFor: {
    whole: true,
    operand: "width",
    monotone: true,
    meaning: "bits 63:(b-1) of a are identical: a is canonical for b-bit linear addresses",
    symbol: "canonical(a, b)",
    must: "must be canonical for b bits",
  },
  identicalFromBit: {
    whole: true,
    operand: "width",
    monotone: true,
    meaning: "bits 63:b of a are identical",
    symbol: "identical(a[63:b])",
    must: "must have identical bits 63:b",
  },
};
