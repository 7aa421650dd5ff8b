/** External checkers that crash, hang and talk nonsense: the state is found, the others answered. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CheckerFailure, CheckerProcess } from "../../src/cli/fuzz/checker-process.ts";
import { Mutator, isFault, type Answer, type Candidate, type Fault } from "../../src/fuzz/index.ts";
import { PACKED_FIELDS } from "../../src/index.ts";

const mutator = new Mutator(1, {
  modes: ["long-64-ring-0", "shutdown"],
  rules: ["cs-s"],
});
const [plain, shutdown] = mutator.pool.templates.map(({ words, cpu }) => ({ words, cpu }));
const activity = PACKED_FIELDS.find(({ path }) => path === "guest.activityState")?.word ?? 0;

const script = join(import.meta.dirname, "misbehaving.mjs");
const checkerThat = (how: string, timeout = 20_000): CheckerProcess =>
  new CheckerProcess(`"${process.execPath}" "${script}" ${how}`, timeout, false);

/** `count` states, those at `bad` in activity state shutdown. */
function states(count: number, bad: readonly number[]): Candidate[] {
  return Array.from({ length: count }, (_, i) => {
    const candidate = bad.includes(i) ? shutdown : plain;
    if (candidate === undefined) throw new Error("no template");
    return candidate;
  });
}

async function answers(how: string, count: number, bad: readonly number[], timeout?: number) {
  const checker = checkerThat(how, timeout);
  try {
    return await Promise.all(states(count, bad).map((candidate) => checker.ask(candidate)));
  } finally {
    checker.close();
  }
}

const faults = (all: readonly (Answer | Fault)[]): [number, Fault["fault"], string][] =>
  all.flatMap((answer, i) => (isFault(answer) ? [[i, answer.fault, answer.detail]] : []));

test("the templates are what the checkers look at", () => {
  expect(plain?.words[activity]).toBe(0);
  expect(shutdown?.words[activity]).toBe(2);
});

test("a clock that runs out while we ourselves do not run is not the checker's fault", async () => {
  const checker = checkerThat("well", 5000);
  try {
    const [candidate] = states(1, []);
    if (candidate === undefined) throw new Error("no state");
    expect(await checker.ask(candidate)).toEqual({ verdict: "undecided" });
    const answer = checker.ask(candidate);
    // The question has been written, the answer comes while nobody looks.
    await new Promise((resolve) => setImmediate(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6000);
    expect(await answer).toEqual({ verdict: "undecided" });
  } finally {
    checker.close();
  }
});

describe("a checker that", { concurrent: true }, () => {
  test("behaves is asked about everything once", async () => {
    const all = await answers("well", 6000, [5]);
    expect(all).toHaveLength(6000);
    expect(faults(all)).toEqual([]);
  });

  test("crashes: the state, its exit status and its last words are told", async () => {
    const all = await answers("crash", 1500, [700]);
    expect(faults(all)).toEqual([[700, "crash", "exit status 3: segmentation fault, not really"]]);
  });

  test("crashes with answers still in its buffer", async () => {
    const all = await answers("buffered-crash", 1500, [700]);
    expect(faults(all)).toEqual([[700, "crash", "exit status 3: segmentation fault, not really"]]);
  });

  test("ends early without an error", async () => {
    expect(faults(await answers("silent-crash", 50, [20]))).toEqual([
      [20, "crash", "exit status 0"],
    ]);
  });

  test("hangs is killed", async () => {
    expect(faults(await answers("hang", 40, [20], 3000))).toEqual([
      [20, "timeout", "no answer within 3 seconds"],
    ]);
  });

  test("buffers its answers is brought to give them", async () => {
    expect(faults(await answers("buffered", 6000, []))).toEqual([]);
  });

  test.each([
    ["garbage", "no JSON: ??"],
    ["wrong-id", "an id that was not asked"],
    ["no-verdict", "no verdict valid, invalid or undecided"],
  ])("answers %s loses no other answer", async (how, detail) => {
    const found = faults(await answers(how, 300, [100, 200]));
    expect(found.map(([i, fault]) => [i, fault])).toEqual([
      [100, "malformed"],
      [200, "malformed"],
    ]);
    expect(found[0]?.[2]).toContain(detail);
  });

  test("greets first: one malformed answer, and no other is out of step", async () => {
    expect(faults(await answers("banner", 300, [])).map(([i, fault]) => [i, fault])).toEqual([
      [0, "malformed"],
    ]);
  });

  test("writes without end is stopped", async () => {
    expect(faults(await answers("long", 30, [10])).map(([i, fault]) => [i, fault])).toEqual([
      [10, "malformed"],
    ]);
  });

  test("never answers: there is no campaign", async () => {
    await expect(answers("never", 20, [])).rejects.toThrow(CheckerFailure);
    const none = new CheckerProcess("/no/such/checker", 5000, false);
    const [candidate] = states(1, []);
    if (candidate === undefined) throw new Error("no state");
    const asked = [1, 2, 3, 4].map(() => none.ask(candidate));
    const settled = await Promise.allSettled(asked);
    expect(settled.at(-1)).toMatchObject({ status: "rejected" });
  });
});
