import { NEEDS } from "../../generated/checks.ts";
import { PACKED_FIELDS, PACKED_WORDS, packState, unpackState } from "../../generated/pack.ts";
import type { ExchangeState } from "../../state/exchange.ts";
import { StateError, normalize } from "../../state/normalize.ts";
import { wordsOf } from "./layout.ts";
import { isPlain } from "./values.ts";

const absent = new Int32Array(PACKED_FIELDS.length);

/**
 * Writes the fields of a state into packed words: numbers, bigints or hex strings.
 *
 * Packed words cannot say that a field is unknown. A field may be absent only if no check reads it in
 * this state on any CPU (`fredConfig` while "load FRED" is 0); it is written as 0. The member `cpu` is not packed: a
 * checker is made for one CPU.
 *
 * @param words where to write; a new array if absent. May lie in shared or WebAssembly memory.
 * @param at first word
 * @throws StateError naming the JSON pointer: a malformed state, a field that must be known, a
 *   guest view, assumptions; RangeError if the words do not fit
 */
export function pack(
  state: ExchangeState,
  words: Int32Array = new Int32Array(PACKED_WORDS),
  at: number = 0,
): Int32Array {
  if (!(at >= 0 && at + PACKED_WORDS <= words.length)) {
    throw new RangeError(`a packed state needs ${PACKED_WORDS} words from ${at}`);
  }
  let count = isPlain(state) ? packState(state, words, at, absent) : -1;
  if (count < 0) count = packNormalized(state, words, at);
  for (let i = 0; i < count; i++) {
    const path = PACKED_FIELDS[absent[i] as number]?.path ?? "";
    const need = NEEDS.get(path);
    if (need === "always" || (typeof need === "function" && need(words, at, undefined))) {
      throw new StateError(
        `/${path.replaceAll(".", "/")}`,
        "is absent, and a packed state cannot say that it is unknown",
      );
    }
  }
  return words;
}

/** The slow way, for objects with a prototype, and to name what is wrong with the others. */
function packNormalized(state: ExchangeState, words: Int32Array, at: number): number {
  const { fields, view, assume } = normalize(state);
  if (view !== "vmcs") throw new StateError("/view", "only VMCS fields can be packed");
  if (Object.keys(assume).length > 0) {
    throw new StateError("/assume", "packed words hold the controls themselves, no assumptions");
  }
  let count = 0;
  PACKED_FIELDS.forEach(({ path, word, width }, index) => {
    const value = BigInt(fields.get(path) ?? 0);
    if (!fields.has(path)) absent[count++] = index;
    words[at + word] = Number(BigInt.asIntN(32, value));
    if (wordsOf(width) === 2) words[at + word + 1] = Number(BigInt.asIntN(32, value >> 32n));
  });
  return count;
}

/**
 * The fields of a packed state as exchange JSON: numbers up to 32 bits, bigints above.
 *
 * @throws RangeError if there is no packed state at this word
 */
export function unpack(words: Int32Array, at: number = 0): ExchangeState {
  if (!(at >= 0 && at + PACKED_WORDS <= words.length)) {
    throw new RangeError(`no packed state of ${PACKED_WORDS} words at ${at}`);
  }
  return unpackState(words, at) as ExchangeState;
}
