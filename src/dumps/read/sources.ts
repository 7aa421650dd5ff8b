/**
 * Which words of a wrapper tell the sources of the lines apart. Two virtual CPUs, processes or
 * machines may print at the same time; the name of a function or a module that printed a line says
 * nothing of the kind. The fields tell: where one dump's fields come twice, and once each when the
 * lines are sorted by a word, the word names the source.
 */
import type { Anchor } from "./anchors.ts";
import type { Slots } from "./wrapper.ts";

/** So many sources may print at a time, each only once. */
const MAX_NAMES = 4;

interface Member {
  readonly anchor: Anchor;
  readonly words: ReadonlyMap<string, string>;
}

/** Decides for every place at which the words differ. */
export function decideSources(slots: Slots, members: readonly Member[]): void {
  const places = new Set(members.flatMap(({ words }) => [...words.keys()]));
  for (const place of places) {
    const wordOf = ({ words }: Member): string => words.get(place) ?? "";
    if (differs(members.map(wordOf))) {
      slots.merged.add(place);
      continue;
    }
    if (!comesBack(members.map(wordOf))) continue;
    const together = repetitions(members, () => "");
    const apart = repetitions(members, wordOf);
    const saysNothing = together === 0 ? sharesFormats(members, wordOf) : 2 * apart > together;
    if (saysNothing) slots.merged.add(place);
    else slots.merged.delete(place);
  }
}

/** Whether nearly every line has a word of its own there. */
function differs(words: readonly string[]): boolean {
  const different = new Set(words).size;
  return different > MAX_NAMES && 2 * different > words.length;
}

/** Whether a word comes again after another one: one that only changed is a new source. */
function comesBack(words: readonly string[]): boolean {
  const seen = new Set<string>();
  let last: string | undefined;
  for (const word of words) {
    if (word === last) continue;
    if (seen.has(word)) return true;
    seen.add(word);
    last = word;
  }
  return false;
}

/** How often a field is given another value than before, by lines of the same source. */
function repetitions(members: readonly Member[], sourceOf: (member: Member) => string): number {
  const seen = new Map<string, bigint>();
  let count = 0;
  for (const member of members) {
    const { first } = member.anchor;
    if (first === undefined) continue;
    const field = `${sourceOf(member)} ${first.path}`;
    const before = seen.get(field);
    if (before !== undefined && before !== first.value) count++;
    seen.set(field, first.value);
  }
  return count;
}

/** Whether lines with different words are of the same format. */
function sharesFormats(members: readonly Member[], wordOf: (member: Member) => string): boolean {
  const wordsOf = new Map<string, Set<string>>();
  for (const member of members)
    for (const { name } of member.anchor.formats) {
      const words = wordsOf.get(name) ?? new Set();
      wordsOf.set(name, words.add(wordOf(member)));
    }
  return [...wordsOf.values()].some(({ size }) => size > 1);
}
