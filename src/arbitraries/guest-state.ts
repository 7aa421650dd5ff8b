import type { Arbitrary } from "fast-check";
import { cpus } from "./cpus.ts";
import { fields, fromState, maskOf, type Field, type Words } from "./layout.ts";
import { modesOf } from "./mode-options.ts";
import { guestModes, type GuestMode } from "./modes.ts";
import { below, type Bits32 } from "./random.ts";
import { nearer } from "./shrink.ts";
import { templateWords, type Source } from "./source.ts";
import { StateArbitrary } from "./state-arbitrary.ts";
import type { CompleteState } from "./state.ts";
import { templates } from "./templates.ts";
import type { ModeOptions } from "./types.ts";

/** Fields that change in one state, out of eight: a few in one, most in another. */
const SHARES = [0, 1, 1, 2, 4, 7];

function change(words: Words, field: Field, other: Words, bits: Bits32): void {
  const { index, width } = field;
  const at = 2 * index;
  const [maskLow, maskHigh] = maskOf(0, width);
  let low = words[at] as number;
  let high = words[at + 1] as number;
  switch (below(bits, 6)) {
    case 0: // what another kind of guest has there
      low = other[at] as number;
      high = other[at + 1] as number;
      break;
    case 1: // all ones, or none
      low = high = below(bits, 2) === 0 ? 0 : -1;
      break;
    case 2: // ones up to a bit, or from it on
      [low, high] = maskOf(0, below(bits, width + 1));
      if (below(bits, 2) === 0) {
        low = ~low;
        high = ~high;
      }
      break;
    case 3:
      low = bits();
      high = bits();
      break;
    default: {
      // one bit
      const bit = below(bits, width);
      if (bit < 32) low ^= 1 << bit;
      else high ^= 1 << (bit - 32);
    }
  }
  words[at] = low & maskLow;
  words[at + 1] = high & maskHigh;
}

/** Processors, as words of whole states. */
let machines: readonly Words[] | undefined;

function anySource(mode: GuestMode): Source {
  const target = templateWords(mode);
  return {
    mode,
    target,
    generate(bits) {
      const words = target.slice();
      const share = SHARES[below(bits, SHARES.length)] as number;
      const other = templateWords(guestModes[below(bits, guestModes.length)] as GuestMode);
      machines ??= Object.values(cpus).map(
        (cpu) => fromState({ ...templates["long-64-ring-0"], cpu }) as Words,
      );
      const machine =
        below(bits, 2) === 0 ? target : (machines[below(bits, machines.length)] as Words);
      for (const field of fields) {
        if (field.path.startsWith("cpu.")) {
          // The masks and counters of a processor belong together.
          words[2 * field.index] = machine[2 * field.index] as number;
          words[2 * field.index + 1] = machine[2 * field.index + 1] as number;
        } else if (below(bits, 8) < share) change(words, field, other, bits);
      }
      return words;
    },
    holds: () => true,
    smaller: (words) => nearer(words, target, () => true),
  };
}

/**
 * Any complete state, valid or not: the template of a mode, on some processor, with few or many
 * fields changed by a bit, to a boundary, to what another kind of guest has there, or to anything.
 * It shrinks towards that template.
 *
 * @throws RangeError for a mode that does not exist
 */
export function guestState(options: ModeOptions = {}): Arbitrary<CompleteState> {
  return new StateArbitrary(modesOf(options).map((mode) => () => anySource(mode)));
}
