/** `vmx-preflight fuzz` as a process: interrupted, in shards, behind pipes. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finding, Totals } from "../../src/fuzz/index.ts";
import { LONG, builtBin, ended, run, start } from "../cli/command.ts";
import { SCOPE, checker, fuzz, linesOf, totalsOf } from "./support.ts";

let bin = "";
beforeAll(async () => {
  bin = await builtBin();
}, LONG);

const folder = mkdtempSync(join(tmpdir(), "vmx-preflight-fuzz-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The campaign of some tests as it is in one process, on one machine. */
const COUNT = 4000;
let whole: Partial<Totals>;
beforeAll(async () => {
  whole = await totalsOf(bin, fuzz("--count", String(COUNT)), folder);
}, LONG);

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

describe("an external checker", () => {
  test("in shards finds, merged, what the whole campaign finds: vectors for check", async () => {
    const scope = ["--mode", "protected-32-ring-0", "--rule", "cs-granularity-low"];
    const against = checker("granularity-low-zero");
    const args = ["fuzz", ...scope, "--against", against, "--count", "2000"];
    const found = await run(bin, args, { cwd: folder });
    expect(found.status).toBe(1);
    // The progress line is for terminals.
    expect(found.stderr).toMatch(/^2,000 states, /);
    expect(found.stderr).not.toMatch(/[\r\u001b]/);
    const findings = linesOf(found.stdout).map((line) => JSON.parse(line) as Finding);
    expect(findings.map(({ id }) => id)).toContain("false-accept:cs-granularity-low");
    for (const shard of ["1/2", "2/2"]) {
      const state = join(folder, `half-${shard[0]}`);
      const { status } = await run(bin, [...args, "--shard", shard, "--state", state], {
        cwd: folder,
      });
      expect(status).toBeLessThan(2);
    }
    const merged = await run(bin, ["fuzz", "merge", "half-1", "half-2"], { cwd: folder });
    expect(merged).toMatchObject({ status: 1, stdout: found.stdout });
    expect(merged.stderr).toContain("2,000 states");
    const alone = await run(bin, ["fuzz", "merge", "half-2"], { cwd: folder });
    expect(alone.stderr).toContain("missing shards: 1/2");
    const { stdout } = await run(bin, ["check", "--ndjson"], { stdin: found.stdout });
    const reports = linesOf(stdout).map((line) => JSON.parse(line) as object);
    expect(reports).toMatchObject(
      findings.map(({ id, expect: verdict, violated }) => {
        return { id, verdict, violations: violated.map((rule) => ({ rule })) };
      }),
    );
  });

  test("that does not exist ends it with status 2", async () => {
    const { status, stderr } = await run(bin, fuzz("--against", "/no/such/checker"));
    expect(status).toBe(2);
    expect(stderr).toContain('the checker "/no/such/checker" does not answer');
  });
});

describe("pipes", () => {
  test("--emit writes the labels check finds", async () => {
    const { stdout } = await run(bin, fuzz("--emit", "--count", "600"));
    const vectors = linesOf(stdout);
    expect(vectors).toHaveLength(600);
    const checked = await run(bin, ["check", "--ndjson"], { stdin: stdout });
    const verdicts = linesOf(checked.stdout);
    vectors.forEach((text, i) => {
      const { id, expect: label } = JSON.parse(text) as { id: number; expect: string };
      expect(JSON.parse(verdicts[i] ?? "")).toMatchObject({ id, verdict: label });
    });
  });

  test("--ndjson answers each stretch of states with a line, in order", async () => {
    const count = COUNT / 4;
    const stretches = [0, 1, 2, 3].map((i) => ({ id: `s${i}`, from: i * count, count }));
    const input = [...stretches.map((one) => JSON.stringify(one)), '{"id":"bad","from":-1}'];
    const { stdout, stderr, status } = await run(bin, fuzz("--ndjson", "--jobs", "2"), {
      stdin: `${input.join("\n")}\n`,
    });
    expect(status).toBe(2);
    expect(stderr).toContain("standard input:5: write");
    const parts = linesOf(stdout).map(
      (line) => JSON.parse(line) as Totals & { id: string; error?: object },
    );
    expect(parts.map(({ id }) => id)).toEqual(["s0", "s1", "s2", "s3", "bad"]);
    expect(parts[4]?.error).toBeDefined();
    const sum = (part: (totals: Totals) => number): number =>
      parts.slice(0, 4).reduce((total, one) => total + part(one), 0);
    expect(sum(({ states }) => states)).toBe(COUNT);
    expect(sum(({ invalid }) => invalid)).toBe(whole.invalid);
  });
});

const hasParallel = spawnSync("parallel", ["--version"]).status === 0;

test.skipIf(!hasParallel)("GNU parallel runs the shards, merge joins them", async () => {
  const command = `"${process.execPath}" "${bin}" fuzz ${SCOPE.join(" ")} --count ${COUNT} --shard {}/3 --state par-{}`;
  const done = spawnSync("parallel", ["--will-cite", "-j2", command, ":::", "1", "2", "3"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, HOME: folder },
  });
  expect(done.status, done.stderr).toBe(0);
  const merged = await totalsOf(bin, ["fuzz", "merge", "par-1", "par-2", "par-3"], folder);
  expect(merged).toEqual(whole);
});
