import { PACKED_WORDS } from "../index.ts";
import { Engines, type EngineFactory } from "./engines.ts";
import { Examiner, Stretch, type Target } from "./examiner.ts";
import { Mutator } from "./mutator.ts";
import type { Scope } from "./pool.ts";
import { WHOLE, indexOf, type Shard } from "./shard.ts";
import type { Totals } from "./tally.ts";

export interface CampaignOptions extends Scope {
  /** 0 .. 2^53-1 */
  readonly seed: number;
  readonly shard?: Shard;
}

/** States of an external checker under way: more than any buffer of answers holds. */
const WINDOW = 4096;

/**
 * Runs stretches of a campaign. A stretch is named by positions in the shard; what it comes to
 * depends on nothing but the options and the checker under test.
 */
export class Campaign {
  readonly mutator: Mutator;
  readonly #shard: Shard;
  readonly #examiner: Examiner;

  /**
   * @param mutator of the same seed and scope, if there is one
   * @throws RangeError for options out of range
   */
  constructor(
    { seed, shard = WHOLE, ...scope }: CampaignOptions,
    mutator: Mutator = new Mutator(seed, scope),
  ) {
    this.mutator = mutator;
    this.#shard = shard;
    this.#examiner = new Examiner(this.mutator);
  }

  /** Index of the state at a position of this shard. */
  indexOf(position: number): number {
    return indexOf(this.#shard, position);
  }

  /** Our own engines against each other on the positions from .. to-1. */
  async runEngines(from: number, to: number, make?: EngineFactory): Promise<Totals> {
    const examiner = this.#examiner;
    const stretch = new Stretch();
    const engines = (this.#engines ??= new Engines(make));
    const words = new Int32Array(PACKED_WORDS);
    for (let position = from; position < to; position++) {
      const index = this.indexOf(position);
      const cpu = this.mutator.write(index, words);
      const violated = examiner.violated(words, 0, cpu);
      examiner.count(stretch, violated);
      if (cpu.checker.valid(words) === violated.length > 0) {
        const candidate = { words, cpu };
        const target = engines.verdict;
        examiner.judge(
          stretch,
          target,
          index,
          candidate,
          this.mutator.template,
          await target.ask(candidate),
        );
      }
      for (const target of engines.turn(index)) {
        const candidate = { words, cpu };
        const answer = await target.ask(candidate);
        examiner.judge(stretch, target, index, candidate, this.mutator.template, answer);
      }
    }
    return stretch.settled();
  }

  #engines: Engines | undefined;

  /**
   * An external checker on the positions from .. to-1. Many states are under way at a time, and so
   * may be several stretches.
   *
   * @throws what the target throws when it cannot be asked at all
   */
  async runTarget(target: Target, from: number, to: number): Promise<Totals> {
    const examiner = this.#examiner;
    const stretch = new Stretch();
    let waiting = 0;
    let failure: { error: unknown } | undefined;
    let wake: () => void = () => undefined;
    const change = (): Promise<void> => new Promise((resolve) => (wake = resolve));
    const one = async (index: number): Promise<void> => {
      const words = new Int32Array(PACKED_WORDS);
      const cpu = this.mutator.write(index, words);
      const { template } = this.mutator;
      const candidate = { words, cpu };
      try {
        const answer = await target.ask(candidate);
        examiner.count(stretch, examiner.violated(words, 0, cpu));
        examiner.judge(stretch, target, index, candidate, template, answer);
      } catch (error) {
        failure ??= { error };
      }
      waiting -= 1;
      wake();
    };
    for (let position = from; position < to && failure === undefined; position++) {
      waiting += 1;
      void one(this.indexOf(position));
      while (waiting >= WINDOW) await change();
    }
    while (waiting > 0) await change();
    if (failure !== undefined) throw failure.error;
    return stretch.settled();
  }
}
