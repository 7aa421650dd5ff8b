import type { View } from "../state/exchange.ts";
import type { FieldValue } from "../state/normalize.ts";

/** Three-valued truth: undefined is unknown. */
export type Truth = boolean | undefined;

/** Contract words for the answer of one instance. */
export type Status = "pass" | "fail" | "notApplicable" | "unknown";

/** Facts whose two values make two worlds when they are unknown. */
export const WORLD_FACTS = ["rflags.vm", "ia32eModeGuest", "unrestrictedGuest", "ept"] as const;
export type WorldFact = (typeof WORLD_FACTS)[number];

/** Values given to world facts, whatever the fields say. */
export type Pins = Readonly<Partial<Record<WorldFact, 0 | 1>>>;

/** What an engine evaluates: known fields, and pinned facts on top of them. */
export interface Question {
  readonly fields: ReadonlyMap<string, FieldValue>;
  readonly pins: Pins;
  readonly view: View;
}

/**
 * The status of an instance from its two conditions.
 *
 * A requirement that surely holds is a pass whatever the applicability; a check is violated only
 * if it surely applies and surely does not hold.
 */
export function statusOf(applies: Truth, holds: Truth): Status {
  if (applies === false) return "notApplicable";
  if (holds === true) return "pass";
  if (applies === true && holds === false) return "fail";
  return "unknown";
}
