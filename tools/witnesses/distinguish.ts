/**
 * Writes `src/generated/distinguishing.ts`, the second half of `npm run witnesses`: for every change
 * of a rule that the rest of the boundary corpus does not notice, a state that does, unless a
 * complete search shows that there is none.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { boundaryStates } from "../../src/arbitraries/corpus.ts";
import {
  allHold,
  checkOf,
  modeConstraints,
  violatedChecks,
} from "../../src/arbitraries/constraints.ts";
import { truth } from "../../src/arbitraries/formula.ts";
import { fields, type Field, type Words } from "../../src/arbitraries/layout.ts";
import { templateWords } from "../../src/arbitraries/source.ts";
import { repository } from "../read-rules.ts";
import { lineOf, type Changed } from "./changes.ts";
import { DistinguishingStates, type Distinguishing } from "./distinguishing-state.ts";
import { inverted } from "./find.ts";
import { difference } from "./generate.ts";
import { CorpusMutations } from "./mutants.ts";

/** A change, and the checks that decide otherwise after it. */
interface Unnoticed {
  readonly line: string;
  readonly changed: readonly Changed[];
}

interface Candidate extends Distinguishing {
  readonly violations: readonly string[];
}

const notices = ({ words, violations }: Candidate, { changed }: Unnoticed): boolean =>
  changed.some(({ id, after }) => truth(after)(words) !== violations.includes(id));

/** A state, and those with as many ones or zeros as leave it what it is: they notice more. */
function candidates({ check, mode, words }: Distinguishing): Candidate[] {
  const violations = violatedChecks(words);
  const text = violations.join(" ");
  const own = modeConstraints(mode).filter(({ holds }) => holds(words));
  const isAlike = (other: Words): boolean =>
    allHold(own, other) && violatedChecks(other).join(" ") === text;
  const read = [...checkOf(check).reads].map((index) => fields[index] as Field);
  const flips = read
    .filter(({ path }) => path.startsWith("guest.") || path.startsWith("memory."))
    .flatMap((field) => Array.from({ length: field.width }, (_, bit) => ({ field, bit })));
  const filled = [0, 1].map((value) =>
    flips.reduce((state, flip) => {
      const word = state[2 * flip.field.index + (flip.bit >> 5)] as number;
      const other = inverted(state, flip);
      return ((word >>> (flip.bit & 31)) & 1) !== value && isAlike(other) ? other : state;
    }, words),
  );
  return [words, ...filled].map((it) => ({ check, mode, words: it, violations }));
}

/** Few of the candidates that notice all changes together, each with the first change it is for. */
function cover(
  found: readonly Candidate[],
  changes: readonly Unnoticed[],
): [candidate: Candidate, line: string][] {
  const noticed = new Map(
    found.map((candidate) => [candidate, changes.filter((change) => notices(candidate, change))]),
  );
  const open = new Set(changes);
  const chosen: [Candidate, string][] = [];
  while (open.size > 0) {
    let best: readonly [Candidate, Unnoticed[]] | undefined;
    for (const [candidate, all] of noticed) {
      const more = all.filter((change) => open.has(change));
      noticed.set(candidate, more);
      if (more.length > (best?.[1].length ?? 0)) best = [candidate, more];
    }
    if (best === undefined) break;
    const [candidate, more] = best;
    chosen.push([candidate, more[0]?.line ?? ""]);
    for (const change of more) open.delete(change);
  }
  return chosen;
}

/** States that notice every change the given corpus does not, as far as there are any. */
export function distinguish(mutations: CorpusMutations): [candidate: Candidate, line: string][] {
  const states = new DistinguishingStates();
  const found: Candidate[] = [];
  const changes: Unnoticed[] = [];
  for (const mutant of mutations.mutants) {
    const changed = mutations.unnoticed(mutant);
    if (changed.length === 0) continue;
    const change = { line: lineOf(mutant), changed };
    if (!found.some((candidate) => notices(candidate, change))) {
      const state = states.find(changed);
      if (state === undefined) {
        process.stderr.write(`no state of any mode notices ${change.line}\n`);
        continue;
      }
      found.push(...candidates(state));
    }
    changes.push(change);
  }
  return cover(found, changes);
}

if (process.argv[1] === import.meta.filename) {
  const corpus = [...boundaryStates()].filter(({ notices: change }) => change === undefined);
  const rows: Record<string, [mode: string, difference: string, notices: string][]> = {};
  for (const [{ check, mode, words }, line] of distinguish(new CorpusMutations(corpus))) {
    (rows[check] ??= []).push([mode, difference(words, templateWords(mode)), line]);
  }
  const text = `// Written by tools/witnesses/distinguish.ts (npm run witnesses). Do not edit.

/** By check: a mode, what to invert in its template, and a change of a rule that this notices. */
export const DISTINGUISHING: Readonly<Record<string, readonly (readonly [mode: string, difference: string, notices: string])[]>> = ${JSON.stringify(rows)};
`;
  const file = join(repository, "src/generated/distinguishing.ts");
  writeFileSync(file, await format(text, { parser: "typescript", printWidth: 100 }));
}
