import { PACKED_WORDS, rules } from "../index.ts";
import { isFault, type Answer, type Fault } from "./answer.ts";
import type { Cpu } from "./cpu-table.ts";
import {
  disagreementFinding,
  disagreements,
  faultFinding,
  type Disagreement,
  type Finding,
  type Origin,
} from "./finding.ts";
import type { Mutator } from "./mutator.ts";
import type { Template } from "./template.ts";
import { changes, shrink, type Candidate, type Test } from "./shrink.ts";
import type { Outcome } from "./tally.ts";

/** Answers questions about states: an external checker, or one of our engines. */
export interface Target {
  /** What findings call it. */
  readonly name: string;
  /** Whether its answers name every violated check. */
  readonly isComplete: boolean;
  ask(candidate: Candidate): Promise<Answer | Fault>;
}

/** Disagreements that are shrunk per examiner; the rest is counted. */
const MOST_EXAMINED = 400;

/**
 * Judges answers: turns disagreements into findings. Of states that disagree in the same way only
 * the first is shrunk.
 */
export class Examiner {
  readonly #mutator: Mutator;
  readonly #out = new Int32Array(rules.length);
  /** Raw disagreements that have been met, by their look: the finding they came to. */
  readonly #met = new Map<string, Promise<Finding>>();
  #examined = 0;

  constructor(mutator: Mutator) {
    this.#mutator = mutator;
  }

  /** Numbers of the checks a state violates. */
  violated(words: Int32Array, at: number, cpu: Cpu): Int32Array {
    return this.#out.subarray(0, cpu.checker.check(words, at, this.#out));
  }

  /**
   * Judges an answer to a state of the campaign.
   *
   * @param candidate is kept if there is something to say about it
   * @returns nothing for a right answer; a promise while the state is being shrunk
   */
  judge(
    target: Target,
    index: number,
    candidate: Candidate,
    template: Template,
    answer: Answer | Fault,
  ): Outcome | Promise<Outcome> | undefined {
    const violated = idsOf(this.violated(candidate.words, 0, candidate.cpu));
    const origin: Origin = { checker: target.name, seed: this.#mutator.seed, index };
    if (isFault(answer)) {
      const changed = changes(candidate, template);
      const finding = faultFinding(answer, candidate, violated, template.name, changed, origin);
      return { kind: "disagreement", finding };
    }
    if (answer.verdict === "undecided") return { kind: "undecided" };
    const found = disagreements(violated, answer, target.isComplete);
    const [first] = found;
    if (first === undefined) return undefined;
    const rule = found.map((one) => one.rule).join();
    const look = `${target.name} ${first.kind} ${rule}`;
    // Without a named check the fields that were changed tell disagreements apart.
    const changed = first.rule === null ? changes(candidate, template).map(({ path }) => path) : [];
    const key = first.rule === null ? `${look} ${template.name} ${changed.join()}` : look;
    const whole = `${look} ${template.name} `;
    const met = this.#met.get(key) ?? this.#met.get(whole);
    if (met !== undefined) return again(met, origin);
    if (this.#examined >= MOST_EXAMINED) return { kind: "unexamined" };
    this.#examined += 1;
    const kept = { words: candidate.words.slice(0, PACKED_WORDS), cpu: candidate.cpu };
    const finding = this.#examine(target, first, kept, template, origin);
    this.#met.set(key, finding);
    return finding.then((made) => {
      // A template that is refused itself explains whatever is made from it.
      if (made.rule === null && made.changed.length === 0) {
        this.#met.set(`${target.name} ${made.kind}  ${made.template} `, finding);
      }
      return { kind: "disagreement", finding: made };
    });
  }

  async #examine(
    target: Target,
    wanted: Disagreement,
    start: Candidate,
    template: Template,
    origin: Origin,
  ): Promise<Finding> {
    const same = (candidate: Candidate, answer: Answer | Fault): Disagreement | undefined =>
      isFault(answer)
        ? undefined
        : disagreements(
            idsOf(this.violated(candidate.words, 0, candidate.cpu)),
            answer,
            target.isComplete,
          ).find(({ kind, rule }) => kind === wanted.kind && rule === wanted.rule);
    const test: Test = (candidates) =>
      Promise.all(candidates.map(async (one) => same(one, await target.ask(one)) !== undefined));
    const { templates, cpus } = this.#mutator.pool;
    const others = templates.filter((other) => other !== template);
    const shrunk = await shrink(start, [template, ...others], cpus, test);
    const { candidate } = shrunk;
    const answer = await target.ask(candidate);
    const disagreement = same(candidate, answer);
    const violated = idsOf(this.violated(candidate.words, 0, candidate.cpu));
    // Asked again it agrees: the checker does not always say the same.
    if (isFault(answer) || disagreement === undefined) {
      const fault: Fault = {
        fault: "malformed",
        detail: `different answers to the same state (${wanted.kind} ${wanted.rule ?? ""})`,
      };
      const changed = changes(start, template);
      return faultFinding(
        fault,
        start,
        idsOf(this.violated(start.words, 0, start.cpu)),
        template.name,
        changed,
        origin,
      );
    }
    return disagreementFinding(disagreement, shrunk, violated, answer, origin);
  }
}

/** A disagreement that looks like one which has been or is being shrunk. */
async function again(met: Promise<Finding>, { index }: Origin): Promise<Outcome> {
  const finding = await met;
  return {
    kind: "disagreement",
    finding: { ...finding, count: 1, index: Math.max(index, finding.index) },
  };
}

export const idsOf = (numbers: Int32Array): string[] =>
  Array.from(numbers, (number) => rules[number]?.id ?? "");
