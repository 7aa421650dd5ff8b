import type { ExchangeState } from "../state/exchange.ts";

/** One violated check, as much of it as the emulator reads. */
export interface CheckedViolation {
  /** Id of the check, such as `ss-dpl-rpl`. */
  readonly rule: string;
  /** Segment register the check is about; null or another name elsewhere. */
  readonly register: string | null;
  readonly title?: string;
  readonly message?: string;
}

/**
 * Who judges candidate states: `check` of the main entry fits, and so does any function that
 * returns the violations of a state. A member that is absent from the state is unknown; a check is
 * violated only if that is certain.
 */
export type Check = (state: ExchangeState) => { readonly violations: readonly CheckedViolation[] };
