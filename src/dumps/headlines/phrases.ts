/**
 * Phrases over the words and signs of a line. `a|b` is one of two words, `fail*` any word that begins so,
 * `the?` a word that may be missing; `field` stands for `fields` as well.
 */
import type { Token } from "./tokens.ts";

interface Place {
  readonly words: readonly string[];
  readonly mayMiss: boolean;
}

/** Where a phrase stands among the tokens; `to` is the token behind it. */
export interface Found<Said> {
  readonly said: Said;
  readonly from: number;
  readonly to: number;
}

/** A table of phrases that is looked up by first words. */
export class Phrases<Said> {
  readonly #byBegin = new Map<string, (readonly [readonly Place[], Said])[]>();

  constructor(table: Iterable<readonly [phrase: string, said: Said]>) {
    for (const [phrase, said] of table) {
      const places = phrase.split(" ").map(placeOf);
      const first = places.findIndex(({ mayMiss }) => !mayMiss);
      for (let begin = 0; begin <= first; begin++) this.#add(places.slice(begin), said);
    }
  }

  #add(places: readonly Place[], said: Said): void {
    const row = [places, said] as const;
    for (const begin of new Set(places[0]?.words.map(beginOf)))
      this.#byBegin.set(begin, [...(this.#byBegin.get(begin) ?? []), row]);
  }

  /** Every place where a phrase stands that is no part of a longer one. */
  in(tokens: readonly Token[]): Found<Said>[] {
    const found: Found<Said>[] = [];
    let end = 0;
    tokens.forEach(({ kind, text }, from) => {
      if (kind !== "word") return;
      let longest: Found<Said> | undefined;
      for (const [places, said] of this.#byBegin.get(beginOf(text)) ?? []) {
        const to = endOf(places, 0, tokens, from);
        if (to !== undefined && to > (longest?.to ?? from)) longest = { said, from, to };
      }
      if (longest === undefined || longest.to <= end) return;
      found.push(longest);
      end = longest.to;
    });
    return found;
  }
}

/** Words that begin otherwise are no first word of a phrase. */
function beginOf(word: string): string {
  return word.slice(0, 2);
}

function placeOf(word: string): Place {
  const mayMiss = word.endsWith("?");
  return { words: (mayMiss ? word.slice(0, -1) : word).split("|"), mayMiss };
}

function endOf(
  places: readonly Place[],
  index: number,
  tokens: readonly Token[],
  at: number,
): number | undefined {
  const place = places[index];
  if (place === undefined) return at;
  const token = tokens[at];
  const isHere = token !== undefined && place.words.some((word) => isWord(word, token.text));
  const taken = isHere ? endOf(places, index + 1, tokens, at + 1) : undefined;
  return taken ?? (place.mayMiss ? endOf(places, index + 1, tokens, at) : undefined);
}

function isWord(word: string, text: string): boolean {
  return word.endsWith("*") ? text.startsWith(word.slice(0, -1)) : text === word;
}
