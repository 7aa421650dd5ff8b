import { check, compile, rules, type ExchangeState, type PackedChecker } from "../index.ts";
import { check as referenceCheck } from "../reference.ts";
import type { Answer } from "./answer.ts";
import type { Cpu } from "./cpu-table.ts";
import { idsOf, type Target } from "./examiner.ts";
import type { Candidate } from "./shrink.ts";
import { stateJson } from "./state-text.ts";

/** An engine of the package as a target, and how often it is asked: each `every`th state. */
export interface Engine extends Target {
  readonly every: number;
}

/** Replaces the engines, to see that the campaign notices a wrong one. */
export type EngineFactory = () => readonly Engine[];

/**
 * Our engines, asked about what the generated code says. The slow ones see a sample: each costs about
 * as much time as the others.
 */
export class Engines {
  /** The generated verdict, asked about every state. */
  readonly verdict: Target = {
    name: "compiled verdict",
    isComplete: false,
    ask: ({ words, cpu }) =>
      Promise.resolve<Answer>({ verdict: cpu.checker.valid(words) ? "valid" : "invalid" }),
  };
  readonly #engines: readonly Engine[];
  readonly #turns: readonly number[];

  constructor(make: EngineFactory = ownEngines) {
    this.#engines = make();
    this.#turns = this.#engines.map(({ every }) => every);
  }

  /** The engines whose turn it is. */
  turn(index: number): readonly Engine[] {
    if (!this.#turns.some((every) => index % every === 0)) return NONE;
    return this.#engines.filter(({ every }) => index % every === 0);
  }
}

const NONE: readonly Engine[] = [];

/** Primes: a sample meets every check in its turn. */
export const ownEngines: EngineFactory = () => [
  runTimeRules(127),
  explain(8_191),
  reference(65_537),
];

function runTimeRules(every: number): Engine {
  const made = new WeakMap<Cpu, PackedChecker>();
  const out = new Int32Array(rules.length);
  return {
    name: "run-time rules",
    isComplete: true,
    every,
    ask: ({ words, cpu }) => {
      let checker = made.get(cpu);
      if (checker === undefined) made.set(cpu, (checker = compile(rules, cpu.facts)));
      const count = checker.check(words, 0, out);
      return Promise.resolve(answerOf(idsOf(out.subarray(0, count))));
    },
  };
}

const stateOf = ({ words, cpu }: Candidate): ExchangeState => stateJson(words, 0, cpu);

function explain(every: number): Engine {
  return {
    name: "explain",
    isComplete: true,
    every,
    ask: (candidate) => {
      // A choice of checks, even of all, is answered by the explaining engine.
      const report = check(stateOf(candidate), { only: () => true });
      return Promise.resolve(
        answerOf(
          report.violations.map(({ rule }) => rule),
          report.undecided.length,
        ),
      );
    },
  };
}

function reference(every: number): Engine {
  return {
    name: "json-rules-engine",
    isComplete: true,
    every,
    ask: async (candidate) => {
      const report = await referenceCheck(stateOf(candidate));
      return answerOf(
        report.violations.map(({ rule }) => rule),
        report.undecided.length,
      );
    },
  };
}

/** On a complete state nothing may be undecided; if it is, no check is named and that shows. */
function answerOf(violated: readonly string[], undecided = 0): Answer {
  if (undecided > 0) return { verdict: violated.length > 0 ? "valid" : "invalid", violated: [] };
  return { verdict: violated.length === 0 ? "valid" : "invalid", violated };
}
