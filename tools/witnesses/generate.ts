/**
 * Writes `src/generated/witnesses.ts`: `npm run witnesses` (some minutes). For every check and every
 * guest mode a complete search finds a state that violates the check and nothing else, or proves
 * that there is none and says which sentences rule it out.
 *
 * To be run after a change of rules, modes or templates; the tests prove every line of the file, but
 * do not search again.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { checks } from "../../src/arbitraries/constraints.ts";
import { fields, whole, type Words } from "../../src/arbitraries/layout.ts";
import { guestModes, type GuestMode } from "../../src/arbitraries/modes.ts";
import { differing } from "../../src/arbitraries/shrink.ts";
import { templateWords } from "../../src/arbitraries/source.ts";
import { repository } from "../read-rules.ts";
import { Finder } from "./find.ts";

/** `guest.cr0^20 guest.cr4^20000`: the bits in which a state differs from a template. */
export function difference(words: Words, template: Words): string {
  return differing(words, template)
    .map((index) => {
      const low = (words[2 * index] as number) ^ (template[2 * index] as number);
      const high = (words[2 * index + 1] as number) ^ (template[2 * index + 1] as number);
      return `${fields[index]?.path ?? ""}^${whole(low, high).toString(16)}`;
    })
    .join(" ");
}

type Rows = Record<string, [text: string, modes: number[]][]>;

function put(rows: Rows, id: string, text: string, mode: number): void {
  const list = (rows[id] ??= []);
  const row = list.find(([known]) => known === text);
  if (row === undefined) list.push([text, [mode]]);
  else row[1].push(mode);
}

/** Witnesses and proofs of all checks in these modes. */
export function search(modes: readonly GuestMode[]): { witnesses: Rows; impossible: Rows } {
  const finder = new Finder();
  const witnesses: Rows = {};
  const impossible: Rows = {};
  for (const mode of modes) {
    const started = Date.now();
    const number = guestModes.indexOf(mode);
    const template = templateWords(mode);
    for (const check of checks()) {
      const found = finder.find(check, mode);
      if ("because" in found) put(impossible, check.id, found.because.join(" | "), number);
      else {
        const { state, flip } = found;
        const bit = flip === undefined ? "" : ` -> ${flip.field.path}:${flip.bit}`;
        put(witnesses, check.id, difference(state, template) + bit, number);
      }
    }
    process.stderr.write(`${mode} ${Date.now() - started} ms\n`);
  }
  return { witnesses, impossible };
}

if (process.argv[1] === import.meta.filename) {
  const { witnesses, impossible } = search(guestModes);
  const text = `// Written by tools/witnesses/generate.ts (npm run witnesses). Do not edit.

/** The guest modes the numbers below stand for. */
export const WITNESS_MODES: readonly string[] = ${JSON.stringify(guestModes)};

/** By check: what to invert in the template of these modes to violate it alone, and the bit that makes the state valid again. */
export const WITNESSES: Readonly<Record<string, readonly (readonly [string, readonly number[]])[]>> = ${JSON.stringify(witnesses)};

/** By check: the sentences that cannot hold together with its violation in these modes. */
export const IMPOSSIBLE: Readonly<Record<string, readonly (readonly [string, readonly number[]])[]>> = ${JSON.stringify(impossible)};
`;
  const file = join(repository, "src/generated/witnesses.ts");
  writeFileSync(file, await format(text, { parser: "typescript", printWidth: 100 }));
}
