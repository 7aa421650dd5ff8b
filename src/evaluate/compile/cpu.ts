/**
 * The facts of one CPU as 32-bit constants. They are computed once per CPU; the checks then only
 * load them. What is to be computed is data, because generated code and rules loaded at run time
 * ask for different constants.
 */

/** How the value of a CPU fact follows from the fields of the exchange JSON. */
export type CpuValue =
  | {
      readonly field: string;
      readonly high: number;
      readonly low: number;
      readonly assumed?: bigint;
    }
  | { readonly clear: CpuValue; readonly bits: bigint }
  | { readonly complement: CpuValue }
  | { readonly shiftLeft: CpuValue; readonly by: number }
  | { readonly and: readonly CpuValue[] }
  | { readonly firstKnown: readonly CpuValue[] }
  | { readonly reservedExcept: readonly CpuException[] };

export type CpuException =
  | { readonly from: number; readonly count: CpuValue }
  | { readonly high: number; readonly low: number; readonly if: CpuValue };

/**
 * What a test needs of a fact: half of its value, or half of a mask made from a width N.
 * `fits` and `identical`: bits 63:N. `canonical`: bits 63:N-1.
 */
export interface CpuConstant {
  readonly fact: string;
  readonly as: "value" | "fits" | "identical" | "canonical";
  readonly half: 0 | 1;
  readonly value: CpuValue;
}

/** Value of a CPU field by its path, undefined if it is unknown. */
export type CpuFacts = (path: string) => bigint | undefined;

/** The constants, and the facts that are unknown; their constants are 0. */
export interface CpuBlock {
  readonly constants: Int32Array;
  readonly unknown: readonly string[];
}

/** @param spare words behind the constants, for what a run computes */
export function cpuBlock(
  constants: readonly CpuConstant[],
  facts: CpuFacts,
  spare: number = 0,
): CpuBlock {
  const block = new Int32Array(constants.length + spare);
  const unknown = new Set<string>();
  constants.forEach(({ fact, as, half, value }, index) => {
    const known = cpuValue(value, facts);
    if (known === undefined) {
      unknown.add(fact);
      return;
    }
    const whole = as === "value" ? known : maskFrom(as === "canonical" ? known - 1n : known);
    block[index] = Number(BigInt.asIntN(32, half === 0 ? whole : whole >> 32n));
  });
  return { constants: block, unknown: [...unknown] };
}

/** Bits 63:from. */
export function maskFrom(from: bigint): bigint {
  return BigInt.asUintN(64, -1n << (from < 0n ? 0n : from));
}

/** Value of a CPU fact, undefined if an input it depends on is unknown. */
export function cpuValue(value: CpuValue, facts: CpuFacts): bigint | undefined {
  if ("field" in value) {
    const known = facts(value.field);
    if (known === undefined) return value.assumed;
    return BigInt.asUintN(value.high - value.low + 1, known >> BigInt(value.low));
  }
  if ("clear" in value) {
    const known = cpuValue(value.clear, facts);
    return known === undefined ? undefined : known & ~value.bits;
  }
  if ("complement" in value) {
    const known = cpuValue(value.complement, facts);
    return known === undefined ? undefined : BigInt.asUintN(64, ~known);
  }
  if ("shiftLeft" in value) {
    const known = cpuValue(value.shiftLeft, facts);
    return known === undefined ? undefined : known << BigInt(value.by);
  }
  if ("and" in value) {
    const known = value.and.map((part) => cpuValue(part, facts));
    return known.includes(0n) ? 0n : known.includes(undefined) ? undefined : 1n;
  }
  if ("firstKnown" in value) {
    for (const candidate of value.firstKnown) {
      const known = cpuValue(candidate, facts);
      if (known !== undefined) return known;
    }
    return undefined;
  }
  let reserved = maskFrom(0n);
  for (const exception of value.reservedExcept) {
    const known = cpuValue("if" in exception ? exception.if : exception.count, facts);
    if (known === undefined) return undefined;
    const low = BigInt("if" in exception ? exception.low : exception.from);
    const bits = "if" in exception ? BigInt(exception.high - exception.low + 1) * known : known;
    reserved &= ~(((1n << bits) - 1n) << low);
  }
  return reserved;
}
