/** `vmx-preflight fuzz` as a process: killed, interrupted, resumed, in shards, behind pipes. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readStateDir } from "../../src/cli/fuzz/state-dir.ts";
import type { Finding, Totals } from "../../src/fuzz/index.ts";
import { LONG, builtBin, ended, root, run, start } from "../cli/command.ts";

let bin = "";
beforeAll(async () => {
  bin = await builtBin();
}, LONG);

const folder = mkdtempSync(join(tmpdir(), "vmx-preflight-fuzz-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A small scope, so that the pool is made quickly. */
const SCOPE = ["--mode", "long-64-ring-0", "--mode", "protected-32-ring-3", "--rule", "ss-dpl-rpl"];
const fuzz = (...args: string[]): string[] => ["fuzz", ...SCOPE, ...args];
const without = ({ hits, states, invalid, findings }: Totals) => ({
  hits,
  states,
  invalid,
  findings,
});

async function totalsOf(args: string[]): Promise<Totals> {
  const { stdout } = await run(bin, [...args, "--json"], { cwd: folder });
  return without(JSON.parse(stdout) as Totals) as Totals;
}

describe("kill -9", () => {
  const COUNT = 6_000_000;

  test("loses at most what was under way, and the campaign goes on to the same result", async () => {
    const state = join(folder, "killed");
    const gaps: number[] = [];
    for (const after of [100, 250, 400]) {
      const child = start(bin, fuzz("--count", String(COUNT), "--state", state), { cwd: folder });
      const end = ended(child);
      const before = readSaved(state);
      const deadline = Date.now() + 60_000;
      // Killed some time after it has begun to save.
      while (readSaved(state) === before && Date.now() < deadline) await sleep(50);
      await sleep(after);
      const killed = Date.now();
      child.kill("SIGKILL");
      await end;
      gaps.push(killed - lastSaved(state));
      expect(readSaved(state)).toBeGreaterThan(before);
    }
    // A busy machine may keep the process itself waiting.
    expect(Math.min(...gaps)).toBeLessThan(1000);
    const args = fuzz("--count", String(COUNT));
    const resumed = await totalsOf([...args, "--state", state, "--jobs", "2"]);
    expect(resumed.states).toBe(COUNT);
    expect(resumed).toEqual(await totalsOf(args));
  });

  test("in the middle of a line does no harm; a damaged line is told", async () => {
    const state = join(folder, "torn");
    await run(bin, fuzz("--count", "2000", "--state", state), { cwd: folder });
    const journal = readdirSync(state).find((name) => name.startsWith("journal-")) ?? "";
    const { appendFileSync } = await import("node:fs");
    appendFileSync(join(state, journal), '{"done":[2000,3000],"tot');
    expect(readStateDir(state)?.done.list).toEqual([[0, 2000]]);
    appendFileSync(join(state, journal), "\n");
    const { stderr, status } = await run(bin, fuzz("--state", state), { cwd: folder });
    expect(status).toBe(2);
    expect(stderr).toContain(`${journal}:1: damaged`);
  });

  const readSaved = (state: string): number => readStateDir(state)?.done.size ?? 0;
  const lastSaved = (state: string): number =>
    Math.max(
      ...readdirSync(state)
        .filter((name) => name !== "lock")
        .map((name) => statSync(join(state, name), { throwIfNoEntry: false })?.mtimeMs ?? 0),
    );
});

test("a folder is refused to another campaign, and to a second process", async () => {
  const state = join(folder, "refused");
  await run(bin, fuzz("--count", "300", "--state", state), { cwd: folder });
  const other = await run(bin, fuzz("--seed", "2", "--state", state), { cwd: folder });
  expect(other.status).toBe(2);
  expect(other.stderr).toContain("its seed is 1, not 2");
  const child = start(bin, fuzz("--time", "1m", "--state", state), { cwd: folder });
  const end = ended(child);
  while (readdirSync(state).every((name) => name !== "lock")) await sleep(50);
  const second = await run(bin, fuzz("--state", state), { cwd: folder });
  expect(second.stderr).toContain("is in use by another process");
  // Ctrl-C: the summary, and status 0 as nothing was found.
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.kill("SIGINT");
  expect(await end).toBe(0);
  expect(stderr).toContain("stopped by a signal; what was found is kept");
});

const checker = `"${process.execPath}" "${join(root, "examples/checkers/checker.mjs")}"`;

describe("an external checker", () => {
  const scope = ["--mode", "protected-32-ring-0", "--rule", "cs-granularity-low"];
  const against = ["fuzz", ...scope, "--against", `${checker} granularity-low-zero`];

  test("in shards finds, merged, what the whole campaign finds", async () => {
    const args = [...against, "--count", "2000"];
    const whole = await totalsOf(args);
    expect(whole.findings.map(({ id }) => id)).toContain("false-accept:cs-granularity-low");
    expect(whole.findings[0]?.changed.length).toBeLessThanOrEqual(3);
    for (const shard of ["1/2", "2/2"]) {
      const state = join(folder, `half-${shard[0]}`);
      const { status } = await run(bin, [...args, "--shard", shard, "--state", state], {
        cwd: folder,
      });
      expect(status).toBeLessThan(2);
    }
    const merged = await totalsOf(["fuzz", "merge", "half-1", "half-2"]);
    expect(merged).toEqual(whole);
    const alone = await run(bin, ["fuzz", "merge", "half-2"], { cwd: folder });
    expect(alone.stderr).toContain("missing shards: 1/2");
  });

  test("of which the findings are vectors for check", async () => {
    const found = await run(bin, [...against, "--count", "2000"]);
    expect(found.status).toBe(1);
    const [line = ""] = found.stdout.split("\n");
    const finding = JSON.parse(line) as Finding;
    const { stdout } = await run(bin, ["check", "--ndjson"], { stdin: `${line}\n` });
    expect(JSON.parse(stdout)).toMatchObject({
      id: finding.id,
      verdict: "invalid",
      violations: finding.violated.map((rule) => ({ rule })),
    });
  });

  test("that does not exist ends it with status 2", async () => {
    const { status, stderr } = await run(bin, fuzz("--against", "/no/such/checker"));
    expect(status).toBe(2);
    expect(stderr).toContain('the checker "/no/such/checker" does not answer');
  });
});

describe("pipes", () => {
  test("--emit writes the labels check finds", async () => {
    const { stdout } = await run(bin, ["fuzz", "--emit", "--count", "600"]);
    const vectors = stdout.split("\n").filter((line) => line !== "");
    expect(vectors).toHaveLength(600);
    const checked = await run(bin, ["check", "--ndjson"], { stdin: stdout });
    const verdicts = checked.stdout.split("\n").filter((line) => line !== "");
    vectors.forEach((text, i) => {
      const { id, expect: label } = JSON.parse(text) as { id: number; expect: string };
      expect(JSON.parse(verdicts[i] ?? "")).toMatchObject({ id, verdict: label });
    });
  });

  test("--ndjson answers each stretch of states with a line, in order", async () => {
    const stretches = [0, 1, 2, 3].map((i) => ({ id: `s${i}`, from: i * 500, count: 500 }));
    const input = [...stretches.map((one) => JSON.stringify(one)), '{"id":"bad","from":-1}'];
    const { stdout, stderr, status } = await run(bin, fuzz("--ndjson", "--jobs", "2"), {
      stdin: `${input.join("\n")}\n`,
    });
    expect(status).toBe(2);
    expect(stderr).toContain("standard input:5: write");
    const lines = stdout.split("\n").filter((line) => line !== "");
    const parts = lines.map((line) => JSON.parse(line) as Totals & { id: string; error?: object });
    expect(parts.map(({ id }) => id)).toEqual(["s0", "s1", "s2", "s3", "bad"]);
    expect(parts[4]?.error).toBeDefined();
    const whole = await totalsOf(fuzz("--count", "2000"));
    const sum = (part: (totals: Totals) => number): number =>
      parts.slice(0, 4).reduce((total, one) => total + part(one), 0);
    expect(sum(({ states }) => states)).toBe(2000);
    expect(sum(({ invalid }) => invalid)).toBe(whole.invalid);
  });
});

const hasParallel = spawnSync("parallel", ["--version"]).status === 0;

test.skipIf(!hasParallel)("GNU parallel runs the shards, merge joins them", async () => {
  const command = `"${process.execPath}" "${bin}" fuzz ${SCOPE.join(" ")} --count 4000 --shard {}/3 --state par-{}`;
  const done = spawnSync("parallel", ["--will-cite", "-j2", command, ":::", "1", "2", "3"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, HOME: folder },
  });
  expect(done.status, done.stderr).toBe(0);
  const merged = await totalsOf(["fuzz", "merge", "par-1", "par-2", "par-3"]);
  expect(merged).toEqual(await totalsOf(fuzz("--count", "4000")));
});

test("the Kubernetes manifest is an Indexed Job whose shards are those of the command", () => {
  const text = readFileSync(join(root, "examples/kubernetes-fuzz.yaml"), "utf8");
  const value = (name: string): string =>
    new RegExp(`^ *${name}: *(.+)$`, "m").exec(text)?.[1] ?? "";
  expect(value("apiVersion")).toBe("batch/v1");
  expect(value("kind")).toBe("Job");
  expect(value("completionMode")).toBe("Indexed");
  expect(value("completions")).toBe("8");
  expect(text).toContain("$((JOB_COMPLETION_INDEX + 1))/8");
  expect(value("restartPolicy")).toBe("Never");
});
