import { inOrder } from "./finding.ts";
import { Tally, type Outcome, type Totals } from "./tally.ts";

/** States that are done, with all they came to. */
export interface Part {
  /** Their positions, as ranges [from, to) in order that do not touch. */
  readonly done: readonly (readonly [from: number, to: number])[];
  /** When the first of them was done: milliseconds since 1970. */
  readonly since: number;
  readonly totals: Totals;
}

/** Takes a part: from then on it is somebody else's to keep. */
export type Hand = (part: Part) => void;

/**
 * What is done is handed over within so many milliseconds, however long the stretch takes that it
 * belongs to. A process that is killed is to lose a second at most; the rest of the second is for
 * the way to the disk on a busy machine.
 */
export const HAND_OVER = 250;

const sinceEpoch = (): number => performance.timeOrigin + performance.now();

/**
 * The account of a stretch of states. A state is in it with everything it came to or not at all, so
 * what is done can be handed over at any time.
 */
export class Ledger {
  readonly #hand: Hand | undefined;
  readonly #clock: () => number;
  readonly #whole = new Tally();
  #part = new Tally();
  #done: [from: number, to: number][] = [];
  #since = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param hand is given the stretch in parts; without it only `end` tells
   * @param clock milliseconds since 1970
   */
  constructor(hand?: Hand, clock: () => number = sinceEpoch) {
    this.#hand = hand;
    this.#clock = clock;
  }

  /**
   * Enters a state that is done.
   *
   * @param violated numbers of the checks it violates
   */
  add(position: number, violated: Int32Array, outcomes: readonly Outcome[] = NONE): void {
    this.#part.addState(violated, outcomes);
    if (this.#hand === undefined) return;
    const last = this.#done.at(-1);
    if (last?.[1] === position) last[1] += 1;
    else this.#done.push([position, position + 1]);
    if (last !== undefined) return;
    this.#since = this.#clock();
    // Where answers are waited for there may be none for long; a busy loop calls `tick`.
    this.#timer = setTimeout(() => {
      this.handOver();
    }, HAND_OVER);
  }

  /** Hands over if it is time. To be called often where timers have no turn. */
  tick(): void {
    if (this.#done.length > 0 && this.#clock() >= this.#since + HAND_OVER) this.handOver();
  }

  /** Hands over what is done: before a part is due, or work that takes long and cannot be divided. */
  handOver(): void {
    clearTimeout(this.#timer);
    const totals = this.#part.totals();
    this.#part = new Tally();
    this.#whole.add(totals);
    if (this.#hand === undefined || this.#done.length === 0) return;
    const done = joined(this.#done);
    this.#done = [];
    this.#hand({ done, since: this.#since, totals });
  }

  /** Hands over the last part; returns the totals of the whole stretch. */
  end(): Totals {
    this.handOver();
    const totals = this.#whole.totals();
    // Whenever parts were handed over: the same stretch comes to the same text.
    return { ...totals, findings: inOrder(totals.findings) };
  }
}

const NONE: readonly Outcome[] = [];

function joined(ranges: readonly [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last?.[1] === from) last[1] = to;
    else result.push([from, to]);
  }
  return result;
}
