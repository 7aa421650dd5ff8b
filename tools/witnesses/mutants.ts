/**
 * Runs the boundary corpus against every single change of the rules that may change a decision:
 * `npm run witnesses:mutants`. What that leaves out is said in `changes.ts`.
 *
 *   --sample N   about N mutants, the same ones each time
 *
 * Lists the survivors and exits 1 if there are any.
 */
import { parseArgs } from "node:util";
import {
  boundaryStates,
  exitQualificationOf,
  type BoundaryState,
} from "../../src/arbitraries/corpus.ts";
import { truth } from "../../src/arbitraries/formula.ts";
import type { Mutant } from "../mutants.ts";
import { Changes, lineOf, type Changed } from "./changes.ts";
import { Encoder } from "./encoder.ts";

/**
 * What becomes of a change: the loader refuses it (or it reads what no state has); a state of the
 * corpus comes out otherwise than its label says; it leaves every check the same formula; a complete
 * search finds no state that comes out otherwise; or none of these.
 */
export type Outcome = "refused" | "killed" | "same" | "equivalent" | "survived";

/** The corpus against changed rules. */
export class CorpusMutations {
  readonly #changes = new Changes();
  readonly #states: readonly BoundaryState[];
  readonly #own = new Map<string, BoundaryState[]>();
  readonly #encoder = new Encoder(new Map());

  constructor(states: Iterable<BoundaryState> = boundaryStates()) {
    this.#states = [...states];
    for (const state of this.#states) {
      const own = this.#own.get(state.check);
      if (own === undefined) this.#own.set(state.check, [state]);
      else own.push(state);
    }
  }

  get mutants(): readonly Mutant[] {
    return this.#changes.mutants;
  }

  judge(mutant: Mutant): Outcome {
    const changed = this.#changes.of(mutant);
    if (changed === undefined) return "refused";
    if (changed.length === 0) return "same";
    if (changed.some((it) => this.#notices(it))) return "killed";
    return changed.every((it) => this.#isEquivalent(it)) ? "equivalent" : "survived";
  }

  /** The checks that decide otherwise about some state, none of which is in the corpus. */
  unnoticed(mutant: Mutant): Changed[] {
    const changed = this.#changes.of(mutant) ?? [];
    if (changed.some((it) => this.#notices(it))) return [];
    return changed.filter((it) => !this.#isEquivalent(it));
  }

  /** True if it is proven that a check is violated in the same states as before. */
  #isEquivalent({ before, after, exitQualification: [qualification, other] }: Changed): boolean {
    if (qualification !== other) return false;
    const one = this.#encoder.literal(before);
    const two = this.#encoder.literal(after);
    const { solver } = this.#encoder;
    return one === two || (!solver.solve([one, two ^ 1]) && !solver.solve([one ^ 1, two]));
  }

  /** True if some label does not fit what the check says now. */
  #notices({ id, after, exitQualification: [before, now] }: Changed): boolean {
    const own = this.#own.get(id) ?? [];
    if (
      before !== now &&
      own.some(({ violations }) => exitQualificationOf(violations) === before)
    ) {
      return true;
    }
    const violates = truth(after);
    const isWrong = ({ words, violations }: BoundaryState): boolean =>
      violates(words) !== violations.includes(id);
    // Its own states first: they are the ones made for it.
    return own.some(isWrong) || this.#states.some(isWrong);
  }
}

export function sampled(mutants: readonly Mutant[], count: number): Mutant[] {
  const step = Math.max(1, Math.floor(mutants.length / count));
  return mutants.filter((_, index) => index % step === 0);
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { sample: { type: "string" } } });
  const mutations = new CorpusMutations();
  const mutants =
    values.sample === undefined
      ? mutations.mutants
      : sampled(mutations.mutants, Number(values.sample));
  const counts: Record<Outcome, number> = {
    refused: 0,
    killed: 0,
    same: 0,
    equivalent: 0,
    survived: 0,
  };
  for (const mutant of mutants) {
    const outcome = mutations.judge(mutant);
    counts[outcome] += 1;
    if (outcome === "survived") console.log(`survived: ${lineOf(mutant)}`);
  }
  console.log(`${mutants.length} mutants: ${JSON.stringify(counts)}`);
  process.exitCode = counts.survived === 0 ? 0 : 1;
}
