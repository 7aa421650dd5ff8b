/**
 * Folds expressions to numbers, in two arithmetics at once: whole numbers of any size, as in Python
 * or in constants of Go, and those of C, whose int has 32 bits. A result counts if both agree in the
 * bits of the field, or if the text is C.
 */
import { type Expression, typeOf } from "./expression.ts";
import { type NumberWord, valueOf } from "./numbers.ts";
import { LARGEST, PUBLIC_NAMES } from "./public-names.ts";

/** A number in both arithmetics; `c` is missing where C would not have it. */
export interface Folded {
  readonly whole: bigint;
  readonly c: { readonly value: bigint; readonly bits: 32 | 64; readonly isSigned: boolean };
}

/** A number, or why there is none. */
export type Outcome = Folded | string;

export interface Scope {
  /** What a name stands for; `undefined` if nothing in the text says it. */
  lookUp(names: readonly string[]): Outcome | undefined;
  /** To which base a number without a mark is. `undefined`: nothing tells. */
  readonly bareBase: 10 | 16 | undefined;
  /** Whether a leading zero makes a number octal, as in C. */
  readonly hasOctal: boolean;
  readonly isC: boolean;
}

const MAX_SHIFT = 128n;
/** Nothing that is meant is longer. */
const MAX_BITS = 256n;

export function fold(expression: Expression, scope: Scope): Outcome {
  switch (expression.kind) {
    case "number":
      return literal(expression.number, scope);
    case "name":
      return name(expression.names, scope);
    case "unary":
      return unary(expression.sign, fold(expression.of, scope));
    case "binary":
      return binary(expression.sign, fold(expression.left, scope), fold(expression.right, scope));
    case "cast":
      return cast(expression.type, fold(expression.of, scope), scope.isC);
    case "call":
      return call(expression.names, expression.arguments, scope);
    case "address":
      return `the address of ${expression.names.join(".")} is not known`;
    case "other":
      return "it is no constant";
  }
}

function literal(number: NumberWord, { bareBase, hasOctal }: Scope): Outcome {
  const { digits, base } = number;
  const isPadded = base === undefined && digits.length > 1 && digits.startsWith("0");
  const isSmall = base === undefined && !isPadded && /^\d$/.test(digits);
  const own = base ?? (isSmall ? 10 : isPadded && bareBase === 10 && hasOctal ? 8 : bareBase);
  if (own === undefined) return "nothing tells whether it is decimal or hexadecimal";
  const value = valueOf(number, own);
  if (value === undefined) return `${digits} is no number`;
  const fitsInt = value < 0x8000_0000n;
  const fitsUnsigned = value < 0x1_0000_0000n && own !== 10;
  const bits =
    number.bits === 64 ||
    !(fitsInt || fitsUnsigned || (number.isUnsigned && value < 0x1_0000_0000n))
      ? 64
      : 32;
  const isSigned = !number.isUnsigned && (bits === 64 ? value < 1n << 63n : fitsInt);
  return { whole: value, c: { value, bits, isSigned } };
}

function constant(value: bigint): Folded {
  const bits = value < 0x1_0000_0000n ? 32 : 64;
  const isSigned = value < (bits === 32 ? 0x8000_0000n : 1n << 63n);
  return { whole: value, c: { value, bits, isSigned } };
}

function name(names: readonly string[], scope: Scope): Outcome {
  const known = scope.lookUp(names);
  if (known !== undefined) return known;
  const last = names.at(-1) ?? "";
  const largest =
    LARGEST.get(last) ?? (names.length > 1 ? LARGEST.get(names.slice(-2).join("::")) : undefined);
  if (largest !== undefined) return constant(largest);
  const named = PUBLIC_NAMES.get(last);
  return named === undefined
    ? `the value of ${names.join(".")} is not in the text`
    : constant(named);
}

function unary(sign: string, of: Outcome): Outcome {
  if (typeof of === "string") return of;
  const { bits, isSigned } = of.c;
  const both = (change: (value: bigint) => bigint): Folded => ({
    whole: change(of.whole),
    c: { value: fit(change(of.c.value), bits, isSigned), bits, isSigned },
  });
  switch (sign) {
    case "+":
      return of;
    case "-":
      return both((value) => -value);
    // Rust and Go write the complement otherwise than C.
    case "~":
    case "!":
    case "^":
      return both((value) => ~value);
    default:
      return "it is no constant";
  }
}

function fit(value: bigint, bits: number, isSigned: boolean): bigint {
  return isSigned ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

function binary(sign: string, left: Outcome, right: Outcome): Outcome {
  if (typeof left === "string") return left;
  if (typeof right === "string") return right;
  const isShift = sign === "<<" || sign === ">>";
  const bits = isShift ? left.c.bits : Math.max(left.c.bits, right.c.bits) === 64 ? 64 : 32;
  const isSigned = isShift
    ? left.c.isSigned
    : [left.c, right.c].every((side) => side.isSigned || side.bits < bits);
  const whole = apply(sign, left.whole, right.whole);
  const c = apply(sign, isShift ? left.c.value : fit(left.c.value, bits, isSigned), right.c.value);
  if (whole === undefined || c === undefined || whole >> MAX_BITS > 0n) return "it is no constant";
  return { whole, c: { value: fit(c, bits, isSigned), bits, isSigned } };
}

function apply(sign: string, left: bigint, right: bigint): bigint | undefined {
  switch (sign) {
    case "|":
      return left | right;
    case "^":
      return left ^ right;
    case "&":
      return left & right;
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return right === 0n ? undefined : left / right;
    case "%":
      return right === 0n ? undefined : left % right;
    case "<<":
      return right < 0n || right > MAX_SHIFT ? undefined : left << right;
    case ">>":
      return right < 0n || right > MAX_SHIFT ? undefined : left >> right;
    default:
      return undefined;
  }
}

/** A value as a variable of a type holds it. */
export function cast(typeName: string, of: Outcome, isC: boolean): Outcome {
  if (typeof of === "string") return of;
  const type = typeOf(typeName);
  // Only C has an `int` that cuts them.
  if (type === undefined || (!isC && /^u?(?:int|long)$/i.test(typeName))) return of;
  // What is cut to fewer bits has them in every language.
  const from = of.c.value;
  const value = fit(from, type.bits, type.isSigned);
  const bits = type.bits === 64 ? 64 : 32;
  const whole = fit(of.whole, type.bits, type.isSigned);
  return { whole, c: { value, bits, isSigned: type.isSigned || type.bits < 32 } };
}

/** Macros and functions that every reader knows. */
function call(names: readonly string[], given: readonly Expression[], scope: Scope): Outcome {
  const last = names.at(-1) ?? "";
  const values = given.map((one) => fold(one, scope));
  const [first, second] = values;
  const unknown = `the value of ${names.join(".")}(..) is not known`;
  if (first === undefined) return unknown;
  const one: Folded = { whole: 1n, c: { value: 1n, bits: 64, isSigned: false } };
  if (/^_*(?:BIT|BIT_ULL|BITUL|BITULL|BIT_U64|BIT64|UL?L?BIT)$/i.test(last) && values.length === 1)
    return binary("<<", one, first);
  if (/^GENMASK(?:_ULL)?$/.test(last) && values.length === 2)
    return maskOf(first, second ?? unknown) ?? unknown;
  const literalType = /^U?INT(8|16|32|64)_C$/.exec(last);
  if (literalType !== null) return cast(last.replace("_C", "_t").toLowerCase(), first, scope.isC);
  if (last === "maxInt" && given[0]?.kind === "name")
    return constantOfType(given[0].names.at(-1) ?? "") ?? unknown;
  if (last === "as" && values.length === 2 && given[0]?.kind === "name")
    return cast(given[0].names.at(-1) ?? "", second ?? unknown, scope.isC);
  const isType =
    typeOf(last) !== undefined || (last === "from" && typeOf(names.at(-2) ?? "") !== undefined);
  if (isType && values.length === 1)
    return cast(last === "from" ? (names.at(-2) ?? "") : last, first, scope.isC);
  return unknown;
}

function maskOf(high: Outcome, low: Outcome): Outcome | undefined {
  if (typeof high === "string" || typeof low === "string") return undefined;
  if (low.whole < 0n || high.whole < low.whole || high.whole > 63n) return undefined;
  return constant(((1n << (high.whole - low.whole + 1n)) - 1n) << low.whole);
}

function constantOfType(name: string): Folded | undefined {
  const type = typeOf(name);
  if (type === undefined) return undefined;
  return constant((1n << BigInt(type.bits - (type.isSigned ? 1 : 0))) - 1n);
}

/**
 * The number as a field of so many bits holds it; a reason where the two arithmetics differ, or where
 * it does not fit.
 */
export function asField(folded: Folded, width: number, isC: boolean): bigint | string {
  const inField = (value: bigint): bigint | undefined => {
    const least = -(1n << BigInt(width - 1));
    return value >> BigInt(width) === 0n || (value < 0n && value >= least)
      ? BigInt.asUintN(width, value)
      : undefined;
  };
  const whole = inField(folded.whole);
  const c = inField(folded.c.value);
  if (isC && c !== undefined) return c;
  if (whole === undefined && c === undefined)
    return `it has more than the ${width} bits of the field`;
  if (whole !== c) return "what it is depends on the size of the numbers in that language";
  return whole ?? "it is no constant";
}
