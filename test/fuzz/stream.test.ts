/** `--ndjson`: when a line is answered; the workers are played. */
import { afterEach, expect, test, vi } from "vitest";
import { planOf } from "../../src/cli/fuzz/plan.ts";
import { stream } from "../../src/cli/fuzz/stream.ts";
import { InputFault } from "../../src/cli/input/fault.ts";
import { Tally, type Totals } from "../../src/fuzz/index.ts";

const plan = planOf({
  ...{ seed: "1", mode: [], rule: [], jobs: "2", timeout: "10s", shard: "1/1" },
  ndjson: true,
});

/** Workers whose stretches end when the test says so. */
class Played {
  readonly #running = new Map<number, () => void>();

  run = (from: number): Promise<Totals> =>
    new Promise((resolve) => {
      this.#running.set(from, () => {
        resolve(new Tally().totals());
      });
    });

  end(from: number): void {
    this.#running.get(from)?.();
    this.#running.delete(from);
  }

  get running(): number[] {
    return [...this.#running.keys()];
  }
}

/** What has been written: the `from` of each answer. */
function written(): number[] {
  const answers: number[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    answers.push((JSON.parse(String(text)) as { from: number }).from);
    return true;
  });
  return answers;
}

afterEach(() => {
  vi.restoreAllMocks();
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const line = (number: number) => ({ number, text: `{"from":${number},"count":1}` });

test("a line is answered while the input is open, in order, and reading waits for room", async () => {
  const workers = new Played();
  const answers = written();
  let more: () => void = () => undefined;
  let read = 0;
  const lines = async function* () {
    yield line(++read);
    await new Promise<void>((resolve) => (more = resolve));
    while (read < 9) yield line(++read);
  };
  const ending = stream(plan, workers, lines());
  await settled();
  workers.end(1);
  await settled();
  // Nothing more has come, and the input has not ended.
  expect(answers).toEqual([1]);
  more();
  await settled();
  // Two lines a worker.
  expect(read).toBe(5);
  workers.end(3);
  await settled();
  expect(answers).toEqual([1]);
  expect(workers.running).toEqual([2, 4, 5]);
  workers.end(2);
  await settled();
  expect(answers).toEqual([1, 2, 3]);
  expect(workers.running).toEqual([4, 5, 6, 7]);
  for (let from = 4; from <= 9; from++) {
    workers.end(from);
    await settled();
  }
  expect(await ending).toBe(0);
  expect(answers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("what was read before the input broke is answered", async () => {
  const workers = new Played();
  const answers = written();
  const lines = async function* () {
    yield line(1);
    await settled();
    throw new InputFault("-", "broken");
  };
  const ending = stream(plan, workers, lines()).catch((error: unknown) => error);
  await settled();
  await settled();
  workers.end(1);
  expect(await ending).toBeInstanceOf(InputFault);
  expect(answers).toEqual([1]);
});
