/** Distinct packed states of one CPU in three mixes, the same ones each time. */
import { PACKED_FIELDS, PACKED_WORDS, checker } from "../src/evaluate/compile/index.ts";
import { nearValid, packFields, randomWords, sharedCpu } from "../test/support/packed.ts";
import { questionOf } from "../test/support/questions.ts";

export const MIXES = ["valid", "mixed", "invalid"] as const;
export type Mix = (typeof MIXES)[number];

/** The CPU of all states. */
export const cpu: typeof sharedCpu = sharedCpu;

/** Fields whose low bits may have any value without a check noticing. */
const FREE: readonly (readonly [word: number, mask: number])[] = (
  [
    ["guest.rsp", 0xffff_fff8],
    ["guest.rip", 0x00ff_ffff],
    ["guest.cr3", 0x0fff_f000],
    ["guest.sysenterEsp", 0x7fff_ffff],
    ["guest.gdtr.base", 0x0fff_f000],
  ] as const
).map(([path, mask]) => [PACKED_FIELDS.find((field) => field.path === path)?.word ?? 0, mask]);

/** A mix is the same sequence of verdicts at every size. */
const wantsValid = (mix: Mix, n: number): boolean =>
  mix === "valid" || (mix === "mixed" && n % 2 === 0);

/** `count` states that differ from each other in more than addresses. */
export function distinctStates(mix: Mix, count: number): Int32Array {
  const random = randomWords(0xbe9c4);
  const made = checker(cpu);
  const cpuFields = [...questionOf({ cpu }).fields];
  const words = new Int32Array(count * PACKED_WORDS);
  const seen = new Set<string>();
  for (let n = 0; n < count;) {
    const fields = nearValid(random, wantsValid(mix, n) ? 3 : 6);
    for (const [path, value] of cpuFields) fields.set(path, value);
    const state = words.subarray(n * PACKED_WORDS, (n + 1) * PACKED_WORDS);
    packFields(fields, state);
    scatter(state, random);
    const key = state.join();
    if (made.valid(state) !== wantsValid(mix, n) || seen.has(key)) continue;
    seen.add(key);
    n += 1;
  }
  return words;
}

/** More states: copies with other addresses and the same verdict, in shared memory. */
export function manyStates(pool: Int32Array, mix: Mix, count: number): Int32Array {
  const random = randomWords(0x5ca1e);
  const made = checker(cpu);
  const words = new Int32Array(new SharedArrayBuffer(4 * count * PACKED_WORDS));
  const size = pool.length / PACKED_WORDS;
  for (let n = 0; n < count; n++) {
    const from = (n % size) * PACKED_WORDS;
    const state = words.subarray(n * PACKED_WORDS, (n + 1) * PACKED_WORDS);
    do {
      state.set(pool.subarray(from, from + PACKED_WORDS));
      if (n >= size) scatter(state, random);
    } while (made.valid(state) !== wantsValid(mix, n));
  }
  return words;
}

function scatter(state: Int32Array, random: () => number): void {
  for (const [word, mask] of FREE) {
    state[word] = ((state[word] ?? 0) & ~mask) | (random() & mask);
  }
}
