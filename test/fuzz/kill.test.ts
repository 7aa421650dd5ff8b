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
import { readStateDir, type Entry } from "../../src/cli/fuzz/state-dir.ts";
import { LONG, builtBin, ended, run, start } from "../cli/command.ts";
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
    [300, 1300, 1900, 2700].map(async (after) => {
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
  const count = process.env["VMX_PROVE"] === undefined ? 600_000 : 6_000_000;
  const args = fuzz("--count", String(count));
  const state = join(folder, "engines");
  for (const jobs of ["1", "2"]) {
    const before = statesIn(state);
    const child = start(bin, [...args, "--state", state, "--jobs", jobs], { cwd: folder });
    const end = ended(child);
    await grown(state, before);
    child.kill("SIGKILL");
    await end;
    for (const { since, at } of entriesIn(state)) expect(at - since).toBeLessThan(SECOND);
  }
  expect(statesIn(state)).toBeLessThan(count);
  const resumed = await totalsOf(bin, [...args, "--state", state, "--jobs", "2"], folder);
  expect(resumed.states).toBe(count);
  expect(resumed).toEqual(await totalsOf(bin, args, folder));
});

test("a line that was being written does no harm; a damaged line is told", async () => {
  const state = join(folder, "torn");
  await run(bin, fuzz("--count", "2000", "--state", state), { cwd: folder });
  const journal = readdirSync(state).find((name) => name.startsWith("journal-")) ?? "";
  appendFileSync(join(state, journal), '{"done":[[2000,3000]],"tot');
  expect(readStateDir(state)?.done.list).toEqual([[0, 2000]]);
  appendFileSync(join(state, journal), "\n");
  const { stderr, status } = await run(bin, fuzz("--state", state), { cwd: folder });
  expect(status).toBe(2);
  expect(stderr).toContain(`${journal}:1: damaged`);
});
