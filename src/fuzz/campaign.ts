import { PACKED_WORDS } from "../index.ts";
import { Engines, type EngineFactory } from "./engines.ts";
import { Examiner, type Target } from "./examiner.ts";
import { Ledger, type Hand } from "./ledger.ts";
import { Mutator } from "./mutator.ts";
import type { Scope } from "./pool.ts";
import { WHOLE, indexOf, type Shard } from "./shard.ts";
import type { Outcome, Totals } from "./tally.ts";

export interface CampaignOptions extends Scope {
  /** 0 .. 2^53-1 */
  readonly seed: number;
  readonly shard?: Shard;
  /** In place of our own engines. */
  readonly engines?: EngineFactory;
}

/** States of an external checker under way: more than any buffer of answers holds. */
const WINDOW = 4096;
/** States of our own engines between two looks at the clock. */
const TICK = 64;

/**
 * Runs stretches of a campaign. A stretch is named by positions in the shard; what it comes to
 * depends on nothing but the options and the checker under test.
 */
export class Campaign {
  readonly mutator: Mutator;
  readonly #shard: Shard;
  readonly #examiner: Examiner;
  readonly #make: EngineFactory | undefined;

  /**
   * @param mutator of the same seed and scope, if there is one
   * @throws RangeError for options out of range
   */
  constructor(
    { seed, shard = WHOLE, engines, ...scope }: CampaignOptions,
    mutator: Mutator = new Mutator(seed, scope),
  ) {
    this.mutator = mutator;
    this.#shard = shard;
    this.#make = engines;
    this.#examiner = new Examiner(this.mutator);
  }

  /** Index of the state at a position of this shard. */
  indexOf(position: number): number {
    return indexOf(this.#shard, position);
  }

  /**
   * Our own engines against each other on the positions from .. to-1.
   *
   * @param hand is given what is done while it runs, and the last of it at the end
   */
  async runEngines(from: number, to: number, hand?: Hand): Promise<Totals> {
    const { mutator } = this;
    const examiner = this.#examiner;
    const ledger = new Ledger(hand);
    const engines = (this.#engines ??= new Engines(this.#make));
    const words = new Int32Array(PACKED_WORDS);
    for (let position = from; position < to; position++) {
      if (position % TICK === 0) ledger.tick();
      const index = this.indexOf(position);
      if (mutator.mustRehearse(index)) ledger.handOver();
      const cpu = mutator.write(index, words);
      const candidate = { words, cpu };
      const violated = examiner.violated(words, 0, cpu);
      const isWrong = cpu.checker.valid(words) === violated.length > 0;
      const targets = isWrong ? [engines.verdict, ...engines.turn(index)] : engines.turn(index);
      if (targets.length === 0) {
        ledger.add(position, violated);
        continue;
      }
      const outcomes: Outcome[] = [];
      for (const target of targets) {
        const answer = await target.ask(candidate);
        const outcome = examiner.judge(target, index, candidate, mutator.template, answer);
        if (outcome === undefined) continue;
        ledger.handOver();
        outcomes.push(await outcome);
      }
      ledger.add(position, examiner.violated(words, 0, cpu), outcomes);
    }
    return ledger.end();
  }

  #engines: Engines | undefined;

  /**
   * An external checker on the positions from .. to-1. Many states are under way at a time, and so
   * may be several stretches.
   *
   * @param hand is given what is done while it runs, and the last of it at the end
   * @throws what the target throws when it cannot be asked at all
   */
  async runTarget(target: Target, from: number, to: number, hand?: Hand): Promise<Totals> {
    const { mutator } = this;
    const examiner = this.#examiner;
    const ledger = new Ledger(hand);
    /** States without an answer, and states that have one but are not done: they are shrunk. */
    let waiting = 0;
    let unfinished = 0;
    let failure: { error: unknown } | undefined;
    let wake: () => void = () => undefined;
    const change = (): Promise<void> => new Promise((resolve) => (wake = resolve));
    const one = async (position: number): Promise<void> => {
      const words = new Int32Array(PACKED_WORDS);
      const index = this.indexOf(position);
      if (mutator.mustRehearse(index)) ledger.handOver();
      const cpu = mutator.write(index, words);
      const { template } = mutator;
      const candidate = { words, cpu };
      try {
        const answer = await target.ask(candidate).finally(() => {
          waiting -= 1;
          wake();
        });
        const judged = examiner.judge(target, index, candidate, template, answer);
        const outcome = judged instanceof Promise ? await judged : judged;
        ledger.add(position, examiner.violated(words, 0, cpu), outcome && [outcome]);
        ledger.tick();
      } catch (error) {
        failure ??= { error };
      }
      unfinished -= 1;
      wake();
    };
    for (let position = from; position < to && failure === undefined; position++) {
      waiting += 1;
      unfinished += 1;
      void one(position);
      while (waiting >= WINDOW) await change();
    }
    while (unfinished > 0) await change();
    const totals = ledger.end();
    if (failure !== undefined) throw failure.error;
    return totals;
  }
}
