/** Which numbers can be the reason of a refused entry. */

const FAILED = 0x8000_0000n;
const GUEST_STATE = 33n;
const MSR_LOADING = 34n;
const MACHINE_CHECK = 41n;
const LAST_REASON = 0xffn;
const LAST_ERROR = 28n;

/** 33, 34 or 41: the reasons that are no ordinary exits. */
export function isBasicReason(value: bigint): boolean {
  return value === GUEST_STATE || value === MSR_LOADING || value === MACHINE_CHECK;
}

/** One of them with bit 31. */
export function isEntryReason(value: bigint): boolean {
  return value >= FAILED && isBasicReason(value - FAILED);
}

/** Any reason with bit 31. */
export function isFailedReason(value: bigint): boolean {
  return value > FAILED && value <= FAILED + LAST_REASON;
}

/** A VM-instruction error, or 0 where none was stored. */
export function isInstructionError(value: bigint): boolean {
  return value >= 0n && value <= LAST_ERROR;
}
