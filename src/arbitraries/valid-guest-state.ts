import type { Arbitrary } from "fast-check";
import { modesOf } from "./mode-options.ts";
import { validSource } from "./source.ts";
import { StateArbitrary } from "./state-arbitrary.ts";
import type { CompleteState } from "./state.ts";
import type { ModeOptions } from "./types.ts";

/**
 * Complete states that violate no check: of one mode, of several, or of all. They are made field by
 * field, each value drawn from those the rules allow beside the others; nothing is thrown away.
 * They shrink towards the template of their mode.
 *
 * @throws RangeError for a mode that does not exist
 */
export function validGuestState(options: ModeOptions = {}): Arbitrary<CompleteState> {
  return new StateArbitrary(modesOf(options).map((mode) => () => validSource(mode)));
}
