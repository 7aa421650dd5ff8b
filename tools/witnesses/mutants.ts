/**
 * Runs the boundary corpus against every single change of a number, operator, gate or register list
 * that changes what a rule file or `conditions.json` decides: `npm run witnesses:mutants`.
 *
 *   --sample N   about N mutants, the same ones each time
 *
 * A mutant is killed if some state of the corpus comes out otherwise than its label says. One that
 * is not is equivalent if a complete search finds no state on which it differs.
 */
import { parseArgs } from "node:util";
import { boundaryStates, type BoundaryState } from "../../src/arbitraries/corpus.ts";
import { formulaOf, not, together, truth, type Node } from "../../src/arbitraries/formula.ts";
import { toHex, toState, type Words } from "../../src/arbitraries/layout.ts";
import { Explainer } from "../../src/evaluate/explain/explain.ts";
import { expand } from "../../src/rules/expand.ts";
import { RuleError } from "../../src/rules/facts.ts";
import { loadRules } from "../../src/rules/load.ts";
import type { Instance, RuleBook, RuleFile, RuleSources } from "../../src/rules/types.ts";
import { normalize } from "../../src/state/normalize.ts";
import { allMutants, textOf, type Mutant } from "../mutants.ts";
import { readRuleTexts, readSchemas } from "../read-rules.ts";
import { Encoder } from "./encoder.ts";

export type Outcome = "refused" | "killed" | "same" | "equivalent" | "survived";

const isMeaning = ({ file, pointer }: Mutant): boolean =>
  (file.startsWith("guest-") && /^\/(when|require|for)(\/|$)/.test(pointer)) ||
  (file === "conditions.json" && !/\/(title|complement)$/.test(pointer));

const print = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "bigint" ? `0x${inner.toString(16)}` : inner,
  );

/** What an instance decides, as text; two that print alike decide alike. */
const decides = ({ when, require }: Instance): string => print([when ?? null, require]);

/** The corpus against changed rule books. */
export class CorpusMutations {
  readonly mutants: readonly Mutant[];
  readonly #sources: RuleSources;
  readonly #book: RuleBook;
  readonly #states: readonly BoundaryState[];

  constructor(states: Iterable<BoundaryState> = boundaryStates()) {
    const { sources, book } = loadRules(readRuleTexts(), readSchemas());
    this.#sources = sources;
    this.#book = book;
    this.#states = [...states];
    this.mutants = allMutants(sources, book).filter(isMeaning);
  }

  judge({ file, content }: Mutant): Outcome {
    let book: RuleBook;
    try {
      const changed = content();
      book = expand(
        file === "conditions.json"
          ? { ...this.#sources, conditions: changed as RuleSources["conditions"] }
          : { ...this.#sources, rules: { ...this.#sources.rules, [file]: changed as RuleFile } },
      );
    } catch (error) {
      if (
        error instanceof RuleError ||
        error instanceof TypeError ||
        error instanceof SyntaxError
      ) {
        return "refused";
      }
      throw error;
    }
    const differing = book.instances.filter((instance) => {
      const before = this.#book.byId.get(instance.id);
      return before === undefined || decides(before) !== decides(instance);
    });
    if (differing.length === 0) return "same";
    if (differing.some((instance) => this.#notices(book, instance))) return "killed";
    return differing.every((instance) => this.#isEquivalent(book, instance))
      ? "equivalent"
      : "survived";
  }

  readonly #encoder = new Encoder();

  /** True if it is proven that an instance is violated on the same states as before. */
  #isEquivalent(book: RuleBook, instance: Instance): boolean {
    const before = this.#book.byId.get(instance.id);
    if (before === undefined) return false;
    try {
      const one = this.#encoder.literal(violatedBy(this.#book, before));
      const other = this.#encoder.literal(violatedBy(book, instance));
      const { solver } = this.#encoder;
      return !solver.solve([one, other ^ 1]) && !solver.solve([one ^ 1, other]);
    } catch {
      return false;
    }
  }

  /** True if some label does not fit what the instance says now. */
  #notices(book: RuleBook, instance: Instance): boolean {
    const violates = judgeOf(book, instance);
    // Its own states first: they are the ones made for it.
    const own = this.#states.filter(({ check }) => check === instance.id);
    const others = this.#states.filter(({ check }) => check !== instance.id);
    return [...own, ...others].some(
      ({ words, violations }) => violates(words) !== violations.includes(instance.id),
    );
  }
}

function violatedBy(book: RuleBook, { when, require }: Instance): Node {
  const applies = when === undefined ? together([]) : formulaOf(when, book.facts);
  return together([applies, not(formulaOf(require, book.facts))]);
}

function judgeOf(book: RuleBook, { id, when, require }: Instance): (words: Words) => boolean {
  try {
    const applies = when === undefined ? () => true : truth(formulaOf(when, book.facts));
    const holds = truth(formulaOf(require, book.facts));
    return (words) => applies(words) && !holds(words);
  } catch {
    // What the generators have no formula for is asked the slow way.
    const explainer = new Explainer({
      ...book,
      instances: book.instances.filter((instance) => instance.id === id),
    });
    return (words) => {
      const { fields } = normalize(toHex(toState(words)));
      try {
        return explainer.status(id, { fields, pins: {}, view: "vmcs" }) === "fail";
      } catch {
        return false;
      }
    };
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
    if (outcome !== "survived") continue;
    const { file, pointer, from, to } = mutant;
    console.log(`survived: rules/${file} ${pointer}: ${textOf(from)} -> ${textOf(to)}`);
  }
  console.log(JSON.stringify(counts));
  process.exitCode = counts.survived === 0 ? 0 : 1;
}
