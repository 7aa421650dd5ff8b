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
import { Tally, type Totals } from "./tally.ts";

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

/** Counts of a stretch of states, and what is still being shrunk for it. */
export class Stretch {
  readonly tally: Tally = new Tally();
  readonly #pending = new Set<Promise<void>>();

  track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#pending.delete(tracked));
    // Who waits for the stretch is told of a failure.
    tracked.catch(() => undefined);
    this.#pending.add(tracked);
  }

  /** Waits until nothing is being shrunk any more. */
  async settled(): Promise<Totals> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
    return this.tally.totals();
  }
}

/**
 * Judges answers: keeps the count, and turns disagreements into findings. Of states that disagree in
 * the same way only the first is shrunk.
 */
export class Examiner {
  readonly #mutator: Mutator;
  readonly #out = new Int32Array(rules.length);
  /** Raw disagreements that have been met, by their look: the finding they came to. */
  readonly #met = new Map<string, Promise<Finding | undefined>>();
  #examined = 0;

  constructor(mutator: Mutator) {
    this.#mutator = mutator;
  }

  /** Numbers of the checks a state violates. */
  violated(words: Int32Array, at: number, cpu: Cpu): Int32Array {
    return this.#out.subarray(0, cpu.checker.check(words, at, this.#out));
  }

  /** Counts a state of the campaign. */
  count({ tally }: Stretch, violated: Int32Array): void {
    tally.states += 1;
    if (violated.length > 0) tally.invalid += 1;
    const { hits } = tally;
    for (const number of violated) hits[number] = (hits[number] as number) + 1;
  }

  /**
   * Takes an answer to a state of the campaign. Shrinking goes on behind it: the stretch waits.
   *
   * @param candidate is kept if there is something to say about it
   */
  judge(
    stretch: Stretch,
    target: Target,
    index: number,
    candidate: Candidate,
    template: Template,
    answer: Answer | Fault,
  ): void {
    const violated = idsOf(this.violated(candidate.words, 0, candidate.cpu));
    const { tally } = stretch;
    const origin: Origin = { checker: target.name, seed: this.#mutator.seed, index };
    if (isFault(answer)) {
      tally.disagreements += 1;
      const changed = changes(candidate, template);
      tally.addFinding(faultFinding(answer, candidate, violated, template.name, changed, origin));
      return;
    }
    if (answer.verdict === "undecided") {
      tally.undecided += 1;
      return;
    }
    const found = disagreements(violated, answer, target.isComplete);
    const [first] = found;
    if (first === undefined) return;
    tally.disagreements += 1;
    const rule = found.map((one) => one.rule).join();
    const look = `${target.name} ${first.kind} ${rule}`;
    // Without a named check the fields that were changed tell disagreements apart.
    const changed = first.rule === null ? changes(candidate, template).map(({ path }) => path) : [];
    const key = first.rule === null ? `${look} ${template.name} ${changed.join()}` : look;
    const whole = `${look} ${template.name} `;
    const met = this.#met.get(key) ?? this.#met.get(whole);
    if (met !== undefined) {
      stretch.track(again(tally, met, origin));
      return;
    }
    if (this.#examined >= MOST_EXAMINED) {
      tally.unexamined += 1;
      return;
    }
    this.#examined += 1;
    const kept = { words: candidate.words.slice(0, PACKED_WORDS), cpu: candidate.cpu };
    const finding = this.#examine(target, first, kept, template, origin);
    this.#met.set(key, finding);
    // A template that is refused itself explains whatever is made from it.
    stretch.track(
      finding.then((made) => {
        if (made === undefined) return;
        tally.addFinding(made);
        if (made.rule === null && made.changed.length === 0) {
          this.#met.set(`${target.name} ${made.kind}  ${made.template} `, finding);
        }
      }),
    );
  }

  async #examine(
    target: Target,
    wanted: Disagreement,
    start: Candidate,
    template: Template,
    origin: Origin,
  ): Promise<Finding | undefined> {
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

/** Counts a disagreement that looks like one which has been or is being shrunk. */
async function again(
  tally: Tally,
  met: Promise<Finding | undefined>,
  { index }: Origin,
): Promise<void> {
  const finding = await met;
  if (finding === undefined) return;
  tally.addFinding({ ...finding, count: 1, index: Math.max(index, finding.index) });
}

export const idsOf = (numbers: Int32Array): string[] =>
  Array.from(numbers, (number) => rules[number]?.id ?? "");
