/**
 * Whether a line may hold a headline, at a price that is no matter in a log of 100 MB: one pass
 * that looks at every fourth character or so, as Wu and Manber search for many words at once.
 */
import { TRIGGERS } from "./triggers.ts";

const BITS = 5;
const OTHER = 0;
const SEPARATOR = 27;

/** Letters without their case, `_`, `-` and blanks as one, anything else as nothing. */
const FOLDED = Uint8Array.from({ length: 128 }, (_, code) => {
  const letter = (code | 0x20) - 0x60;
  if (code >= 0x40 && letter >= 1 && letter <= 26) return letter;
  return [0x20, 0x2d, 0x5f].includes(code) ? SEPARATOR : OTHER;
});

const WORDS = TRIGGERS.flatMap(variants).map((word) => Uint8Array.from(word, codeOf));
const SHORTEST = Math.min(...WORDS.map(({ length }) => length));
/** By the two characters under the end of the window: how far no word can end. */
const SHIFT = new Uint8Array(1 << (2 * BITS)).fill(SHORTEST - 1);
/** By the two characters at which a window of that length ends: the words that begin with it. */
const ENDING = new Map<number, Uint8Array[]>();

for (const word of WORDS) {
  for (let last = 1; last < SHORTEST; last++) {
    const pair = pairOf(word[last - 1], word[last]);
    SHIFT[pair] = Math.min(SHIFT[pair] ?? 0, SHORTEST - 1 - last);
    if (last === SHORTEST - 1) ENDING.set(pair, [...(ENDING.get(pair) ?? []), word]);
  }
}

/** A cheap test that most lines of an ordinary log fail: the others cannot hold a headline. */
export function mayBeHeadline(text: string): boolean {
  let at = SHORTEST - 1;
  while (at < text.length) {
    const pair = (folded(text, at - 1) << BITS) | folded(text, at);
    const shift = SHIFT[pair] ?? 0;
    if (shift === 0 && isWordAt(pair, text, at - SHORTEST + 1)) return true;
    at += shift || 1;
  }
  return false;
}

function isWordAt(pair: number, text: string, from: number): boolean {
  for (const word of ENDING.get(pair) ?? [])
    if (word.every((code, index) => folded(text, from + index) === code)) return true;
  return false;
}

function folded(text: string, at: number): number {
  return FOLDED[text.charCodeAt(at)] ?? OTHER;
}

function pairOf(one = OTHER, two = OTHER): number {
  return (one << BITS) | two;
}

function codeOf(char: string): number {
  return FOLDED[char.charCodeAt(0)] ?? OTHER;
}

/** `kvm run` stands for `kvmrun` as well. */
function variants(trigger: string): string[] {
  return trigger.includes(" ") ? [trigger, trigger.replace(" ", "")] : [trigger];
}
