/** `vmx-preflight fuzz --state`: what is left when the process is killed. */
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  StateDir,
  readStateDir,
  type Entry,
  type Parameters,
} from "../../src/cli/fuzz/state-dir.ts";
import { Tally, type Part } from "../../src/fuzz/index.ts";
import { LONG, builtBin, ended, start } from "../cli/command.ts";
import { command, fuzz, totalsOf } from "./support.ts";

let bin = "";
beforeAll(async () => {
  bin = await builtBin();
}, LONG);

const folder = mkdtempSync(join(tmpdir(), "vmx-preflight-kill-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const SECOND = 1000;
const statesIn = (state: string): number => readStateDir(state)?.tally.states ?? 0;

/** Waits until the folder has results, or more of them. */
async function grown(state: string, than = 0): Promise<void> {
  while (statesIn(state) <= than) await sleep(20);
}

/** The lines of the journal, without one that was being written. */
function entriesIn(state: string): Entry[] {
  const journal = readdirSync(state).find((name) => name.startsWith("journal-")) ?? "";
  const lines = readFileSync(join(state, journal), "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Entry);
}

test("kill -9 at any moment loses a second at most, also of a stretch that takes longer", async () => {
  // 20 ms a state: the first stretch alone, of 256 states, takes 5 seconds.
  const pace = join(folder, "pace");
  writeFileSync(pace, "20");
  await Promise.all(
    [300, 1000, 2200].map(async (after) => {
      const state = join(folder, `killed-${after}`);
      const log = join(folder, `log-${after}`);
      const against = command("test/fuzz/slow-checker.mjs", pace, log);
      const child = start(bin, fuzz("--against", against, "--state", state), { cwd: folder });
      const end = ended(child);
      while (!existsSync(log)) await sleep(20);
      await sleep(SECOND + after);
      const killed = Date.now();
      child.kill("SIGKILL");
      await end;
      const answered = readFileSync(log, "utf8").split("\n").slice(0, -1).map(Number);
      const before = answered.filter((at) => at < killed - SECOND).length;
      expect(before).toBeGreaterThan(0);
      const saved = statesIn(state);
      expect(saved, `killed after ${after}`).toBeGreaterThanOrEqual(before);
      // All of it is of one stretch that was never finished.
      expect(saved).toBeLessThan(256);
      for (const { since, at } of entriesIn(state)) expect(at - since).toBeLessThan(SECOND);
    }),
  );
});

test("our own engines: no state waits a second, and the campaign goes on to the same result", async () => {
  const state = join(folder, "engines");
  const endless = fuzz("--count", "1e12", "--state", state);
  for (const jobs of ["1", "2"]) {
    const before = statesIn(state);
    const child = start(bin, [...endless, "--jobs", jobs], { cwd: folder });
    const end = ended(child);
    await grown(state, before);
    child.kill("SIGKILL");
    await end;
    for (const { since, at } of entriesIn(state)) expect(at - since).toBeLessThan(SECOND);
  }
  // What two workers have done may have gaps; the rest of the campaign fills them.
  const reached = Math.max(...(readStateDir(state)?.done.list ?? []).map(([, to]) => to));
  const count = reached + 20_000;
  const args = fuzz("--count", String(count));
  const resumed = await totalsOf(bin, [...args, "--state", state, "--jobs", "2"], folder);
  expect(resumed.states).toBe(count);
  expect(resumed).toEqual(await totalsOf(bin, args, folder));
});

test("a line that was being written does no harm; a damaged line is told", () => {
  const state = join(folder, "torn");
  const parameters: Parameters = {
    ...{ version: "1", seed: 1, shard: "1/1", modes: [], rules: [] },
    ...{ against: null, complete: false },
  };
  const part = (from: number, to: number): Part => {
    const tally = new Tally();
    tally.states = to - from;
    return { done: [[from, to]], since: 0, totals: tally.totals() };
  };
  const directory = new StateDir(state, parameters);
  directory.add(part(0, 1000));
  directory.add(part(1000, 2000));
  const journal = readdirSync(state).find((name) => name.startsWith("journal-")) ?? "";
  appendFileSync(join(state, journal), '{"done":[[2000,3000]],"tot');
  expect(readStateDir(state)?.done.list).toEqual([[0, 2000]]);
  expect(statesIn(state)).toBe(2000);
  appendFileSync(join(state, journal), "\n");
  expect(() => readStateDir(state)).toThrow(/damaged/);
  directory.close();
  expect(statesIn(state)).toBe(2000);
});
