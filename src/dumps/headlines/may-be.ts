/**
 * Whether a line may hold a headline, at a price that is no matter in a log of 100 MB: one pass
 * that looks at every third place or so, as Wu and Manber search for many words at once.
 */
import { TRIGGERS } from "./triggers.ts";

const BLOCK = 3;

/** A blank in a trigger stands for each of these. */
const WORDS = TRIGGERS.flatMap((trigger) =>
  trigger.includes(" ")
    ? [" ", "_", "-", ""].map((separator) => trigger.replace(" ", separator))
    : [trigger],
);
const SHORTEST = Math.min(...WORDS.map(({ length }) => length));
/** By the three characters at the end of a window: how far on the next window ends. */
const SHIFT = new Uint8Array(1 << 15).fill(SHORTEST - BLOCK + 1);
/** By the three characters at the end of a window: the words that begin with it. */
const BEGUN = new Map<number, string[]>();

for (const word of WORDS) {
  for (let end = BLOCK; end <= SHORTEST; end++) {
    const block = blockAt(word, end - 1);
    SHIFT[block] = Math.min(SHIFT[block] ?? 0, SHORTEST - end);
    if (end === SHORTEST) BEGUN.set(block, [...(BEGUN.get(block) ?? []), word]);
  }
}

/** A cheap test that most lines of an ordinary log fail: the others cannot hold a headline. */
export function mayBeHeadline(text: string): boolean {
  let end = SHORTEST - 1;
  while (end < text.length) {
    const block = blockAt(text, end);
    const shift = SHIFT[block] ?? 0;
    if (shift === 0 && isWordAt(block, text, end - SHORTEST + 1)) return true;
    end += shift === 0 ? 1 : shift;
  }
  return false;
}

/** Three characters by their low bits: letters without their case; others may look like letters. */
function blockAt(text: string, end: number): number {
  return (
    ((text.charCodeAt(end - 2) & 31) << 10) |
    ((text.charCodeAt(end - 1) & 31) << 5) |
    (text.charCodeAt(end) & 31)
  );
}

function isWordAt(block: number, text: string, from: number): boolean {
  const words = BEGUN.get(block);
  return words?.some((word) => isSame(word, text, from)) ?? false;
}

function isSame(word: string, text: string, from: number): boolean {
  return text.slice(from, from + word.length).toLowerCase() === word;
}
