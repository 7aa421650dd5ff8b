/** What is done is handed over within HAND_OVER milliseconds, however long the rest takes. */
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  Campaign,
  EPOCH,
  HAND_OVER,
  Ledger,
  Mutator,
  Tally,
  type Part,
  type Target,
} from "../../src/fuzz/index.ts";

const SCOPE = { modes: ["long-64-ring-0"], rules: ["ss-dpl-rpl"] } as const;
const mutator = new Mutator(1, SCOPE);
const campaign = new Campaign({ seed: 1, ...SCOPE }, mutator);
const NO_CHECKS = new Int32Array(0);

/** Positions of parts in the order in which they were handed over. */
const positions = (parts: readonly Part[]): number[] =>
  parts.flatMap(({ done }) =>
    done.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i)),
  );

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The sum of the parts, to be compared with the totals of the whole. */
function sum(parts: readonly Part[]) {
  const tally = new Tally();
  for (const { totals } of parts) tally.add(totals);
  return tally.totals();
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const clock = (): number => performance.timeOrigin + performance.now();

/** Keeps parts, and for each state how long it waited; notes when each state was done. */
class Witness {
  readonly parts: Part[] = [];
  readonly waits: number[] = [];
  readonly #doneAt = new Map<number, number>();

  readonly hand = (part: Part): void => {
    this.parts.push(part);
    const own = positions([part]).map((position) => this.#doneAt.get(position) ?? NaN);
    expect(part.since).toBe(Math.min(...own));
    this.waits.push(...own.map((at) => clock() - at));
  };

  isDone(position: number): void {
    this.#doneAt.set(position, clock());
  }
}

describe("a ledger", () => {
  const order = fc.shuffledSubarray(range(40), { minLength: 1 });

  test("hands each state over once, on time, where timers have their turn", () => {
    fc.assert(
      fc.property(
        order,
        fc.array(fc.nat(2000), { minLength: 40, maxLength: 40 }),
        (done, pauses) => {
          const witness = new Witness();
          const ledger = new Ledger(witness.hand);
          done.forEach((position, i) => {
            vi.advanceTimersByTime(pauses[i] ?? 0);
            witness.isDone(position);
            ledger.add(position, NO_CHECKS);
          });
          vi.advanceTimersByTime(HAND_OVER);
          expect(positions(witness.parts).sort((a, b) => a - b)).toEqual(
            done.sort((a, b) => a - b),
          );
          expect(Math.max(...witness.waits)).toBeLessThanOrEqual(HAND_OVER);
          expect(ledger.end().states).toBe(done.length);
          expect(sum(witness.parts).states).toBe(done.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("hands over on time, where a busy loop only asks the clock", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100), { minLength: 20, maxLength: 60 }), (steps) => {
        let now = 1000;
        const waits: number[] = [];
        const ledger = new Ledger(
          ({ since }) => void waits.push(now - since),
          () => now,
        );
        steps.forEach((step, position) => {
          ledger.tick();
          now += step;
          ledger.add(position, NO_CHECKS);
        });
        ledger.end();
        expect(Math.max(...waits)).toBeLessThanOrEqual(HAND_OVER + Math.max(...steps));
      }),
      { numRuns: 200 },
    );
  });

  test("gives ranges in order that do not touch", () => {
    const witness = new Witness();
    const ledger = new Ledger(witness.hand);
    for (const position of [7, 3, 4, 5, 9, 8, 1]) {
      witness.isDone(position);
      ledger.add(position, NO_CHECKS);
    }
    ledger.end();
    expect(witness.parts.map(({ done }) => done)).toEqual([
      [
        [1, 2],
        [3, 6],
        [7, 10],
      ],
    ]);
    expect(ledger.end().states).toBe(7);
    expect(witness.parts).toHaveLength(1);
  });
});

describe("a campaign", () => {
  test("hands over within a stretch, when the checker is slow and out of order", async () => {
    const witness = new Witness();
    let asked = 0;
    const slow: Target = {
      name: "slow",
      isComplete: false,
      ask: () => {
        const position = asked++;
        // A state every 400 ms, every third one two seconds late.
        const wait = 400 * position + (position % 3 === 0 ? 2000 : 0);
        return new Promise((resolve) =>
          setTimeout(() => {
            witness.isDone(position);
            resolve({ verdict: "undecided" });
          }, wait),
        );
      },
    };
    const running = campaign.runTarget(slow, 0, 30, witness.hand);
    for (let i = 0; i < 300; i++) await vi.advanceTimersByTimeAsync(50);
    const totals = await running;
    expect(positions(witness.parts).sort((a, b) => a - b)).toEqual(range(30));
    expect(Math.max(...witness.waits)).toBeLessThanOrEqual(HAND_OVER);
    expect(witness.parts.length).toBeGreaterThan(10);
    expect(sum(witness.parts)).toEqual(totals);
    expect(totals).toMatchObject({ states: 30, undecided: 30 });
  });

  test("hands over the others while a state is being shrunk", async () => {
    const parts: Part[] = [];
    let asked = 0;
    const wrong: Target = {
      name: "wrong",
      isComplete: false,
      ask: () => {
        const number = asked++;
        // The first state is a template that it refuses; asking about it again takes minutes.
        if (number === 0) return Promise.resolve({ verdict: "invalid" });
        const wait = number < 10 ? 10 : 60_000;
        return new Promise((resolve) =>
          setTimeout(() => {
            resolve({ verdict: number < 10 ? "undecided" : "invalid" });
          }, wait),
        );
      },
    };
    const running = campaign.runTarget(wrong, 0, 10, (part) => void parts.push(part));
    await vi.advanceTimersByTimeAsync(10 + HAND_OVER);
    expect(positions(parts)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(sum(parts).findings).toEqual([]);
    for (let i = 0; i < 100; i++) await vi.advanceTimersByTimeAsync(60_000);
    expect((await running).findings).toHaveLength(1);
    expect(positions(parts).at(-1)).toBe(0);
    expect(sum(parts)).toEqual(await running);
  });

  test("hands over before a rehearsal, which takes seconds", async () => {
    const parts: Part[] = [];
    await campaign.runEngines(EPOCH - 5, EPOCH + 5, (part) => void parts.push(part));
    expect(parts.map(({ done }) => done)).toEqual([[[EPOCH - 5, EPOCH]], [[EPOCH, EPOCH + 5]]]);
  });

  test("hands over while it looks at states without a pause", async () => {
    // Each state takes 3 milliseconds of a clock that no timer sees.
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const write = mutator.write.bind(mutator);
    vi.spyOn(mutator, "write").mockImplementation((index, words, at) => {
      now += 3;
      return write(index, words, at);
    });
    const parts: Part[] = [];
    const waits: number[] = [];
    const totals = await campaign.runEngines(0, 2000, (part) => {
      parts.push(part);
      waits.push(clock() - part.since);
    });
    expect(positions(parts)).toEqual(range(2000));
    expect(sum(parts)).toEqual(totals);
    expect(Math.max(...waits)).toBeLessThan(2 * HAND_OVER);
    expect(parts.length).toBeGreaterThan(6000 / (2 * HAND_OVER));
  });
});
