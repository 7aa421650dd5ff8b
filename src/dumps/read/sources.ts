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

/** Decides for every place at which the words or the numbers differ. */
export function decideSources(slots: Slots, members: readonly Member[]): void {
  const places = new Set(members.flatMap(({ words }) => [...words.keys()]));
  const together = repetitions(members, () => "");
  for (const place of places) {
    const wordOf = ({ words }: Member): string => words.get(place) ?? "";
    const words = members.map(wordOf);
    if (new Set(words).size < 2) continue;
    const isTold = !differs(words) && together > 0 && 2 * repetitions(members, wordOf) <= together;
    if (!place.startsWith("W")) {
      if (isTold) slots.telling.add(place);
    } else if (isTold || !(differs(words) || sharesFormats(members, wordOf)))
      slots.merged.delete(place);
    else slots.merged.add(place);
  }
}

/** Whether nearly every line has a word of its own there. */
function differs(words: readonly string[]): boolean {
  const different = new Set(words).size;
  return different > MAX_NAMES && 2 * different > words.length;
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
