/** What stops an instruction. All are thrown before anything of it became visible in registers. */

const NAMES: readonly (string | undefined)[] = [
  "#DE",
  "#DB",
  undefined,
  "#BP",
  "#OF",
  "#BR",
  "#UD",
  "#NM",
  "#DF",
  undefined,
  "#TS",
  "#NP",
  "#SS",
  "#GP",
  "#PF",
];

/** An exception of the processor. */
export class Fault extends Error {
  override name = "Fault";
  readonly vector: number;
  readonly errorCode: number | undefined;
  readonly address: bigint | undefined;
  constructor(vector: number, errorCode: number | undefined, reason: string, address?: bigint) {
    super(reason);
    this.vector = vector;
    this.errorCode = errorCode;
    this.address = address;
  }
}

/** Something the machine does not do. */
export class Unsupported extends Error {
  override name = "Unsupported";
}

export function nameOfVector(vector: number): string {
  return NAMES[vector] ?? `vector ${vector}`;
}

export const divideError = (reason: string): Fault => new Fault(0, undefined, reason);
export const invalidOpcode = (reason: string): Fault => new Fault(6, undefined, reason);
export const invalidTss = (code: number, reason: string): Fault => new Fault(10, code, reason);
export const notPresent = (code: number, reason: string): Fault => new Fault(11, code, reason);
export const stackFault = (code: number, reason: string): Fault => new Fault(12, code, reason);
export const generalProtection = (code: number, reason: string): Fault =>
  new Fault(13, code, reason);
