import type { Arbitrary } from "fast-check";
import { checkOf, checks, modeConstraints } from "./constraints.ts";
import { modesOf } from "./mode-options.ts";
import type { GuestMode } from "./modes.ts";
import { sourceAround, type Source } from "./source.ts";
import { StateArbitrary } from "./state-arbitrary.ts";
import type { CompleteState } from "./state.ts";
import type { ModeOptions } from "./types.ts";
import { impossible, modesViolating, witnessWords } from "./witnesses.ts";

const made = new Map<string, Source>();

function violatingSource(id: string, mode: GuestMode): Source {
  const key = `${id} ${mode}`;
  let source = made.get(key);
  if (source === undefined) {
    const words = witnessWords(id, mode);
    if (words === undefined) throw new RangeError(`nothing violates ${id} alone in ${mode}`);
    const check = checkOf(id);
    const others = checks().filter((other) => other !== check);
    source = sourceAround(mode, words.fail, [check.violated, ...modeConstraints(mode), ...others]);
    made.set(key, source);
  }
  return source;
}

/**
 * Complete states that violate this one check and no other, in one mode, in several, or in all in
 * which that is possible. They shrink towards the witness of their mode: its template with few bits
 * changed.
 *
 * @throws RangeError for an unknown id, an unknown mode, or if no state of the modes does
 */
export function violating(id: string, options: ModeOptions = {}): Arbitrary<CompleteState> {
  const possible = modesViolating(id);
  const modes = modesOf(options).filter((mode) => possible.includes(mode));
  const [first] = modesOf(options);
  if (modes.length === 0 && first !== undefined) {
    const because = impossible(id, first)?.join(", ") ?? "";
    throw new RangeError(
      `no state of ${modesOf(options).join(", ")} violates ${id} and nothing else` +
        (because === "" ? "" : `: that contradicts ${because}`),
    );
  }
  return new StateArbitrary(modes.map((mode) => () => violatingSource(id, mode)));
}
