/** The flags of `fuzz` that are times. */
import { expect, test } from "vitest";
import { planOf } from "../../src/cli/fuzz/plan.ts";
import { UsageError } from "../../src/cli/usage.ts";

const flags = { seed: "1", mode: [], rule: [], jobs: "1", shard: "1/1", timeout: "10s" };
const timeoutOf = (timeout: string): number | undefined =>
  planOf({ ...flags, timeout, against: "x" }).worker.against?.timeout;

test("durations in milliseconds", () => {
  expect(["90", "1.5s", "5m", "2h", "24d"].map(timeoutOf)).toEqual([
    ...[90_000, 1500, 300_000, 7_200_000, 2_073_600_000],
  ]);
  expect(planOf({ ...flags, time: "30d" }).time).toBe(2_592_000_000);
});

test("what is no time is refused, and a timeout no timer can be set to", () => {
  for (const text of ["", "0s", "5 m", "-1s", "1w", "1e3"]) {
    expect(() => timeoutOf(text), text).toThrow(UsageError);
    expect(() => planOf({ ...flags, time: text }), text).toThrow(UsageError);
  }
  // The longest timer has 2^31-1 milliseconds.
  expect(timeoutOf("2147483.647")).toBe(2 ** 31 - 1);
  expect(() => timeoutOf("2147483.648")).toThrow("--timeout 2147483.648: at most 24d");
  expect(() => timeoutOf("30d")).toThrow(UsageError);
});
