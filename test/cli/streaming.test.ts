/** The command as a part of a pipe: constant latency and memory, and a quiet end. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { beforeAll, describe, expect, test } from "vitest";
import { LONG, builtBin, ended, refuseStack, root, run, start } from "./command.ts";
import { Counter, KILOBYTE, MEGABYTE, dump, noise, vector, vectors } from "./inputs.ts";

let bin = "";
beforeAll(async () => {
  bin = await builtBin();
}, LONG);

/** Peak resident memory that the program may take on any input, in megabytes. */
const MEMORY = 250;
/** Heap, in megabytes, in which a run on 30 MB has to manage: it cannot keep what it has read. */
const HEAP = ["--max-old-space-size=40"];

interface Line {
  id?: number;
  verdict?: string;
  source?: { lines: [number, number] };
  error?: { line: number; pointer: string; message: string };
}

const parse = (text: string): Line[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);

describe("a stream that is still being written", () => {
  test("is answered line by line, in order, as fast at the end as at the start", async () => {
    const child = start(bin, ["check", "--ndjson"]);
    const end = ended(child);
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    const times: number[] = [];
    for (let id = 0; id < 100; id++) {
      const from = performance.now();
      child.stdin.write(id % 10 === 7 ? `{"id":${id},\n` : vector(id, id % 2 === 0));
      // A deadlock here means that a report waits for more input.
      const { value } = (await answers.next()) as { value: string };
      times.push(performance.now() - from);
      const line = JSON.parse(value) as Line;
      if (id % 10 === 7) expect(line.error?.line).toBe(id + 1);
      else expect(line).toMatchObject({ id, verdict: id % 2 === 0 ? "invalid" : "undecided" });
    }
    child.stdin.end();
    expect(await end).toBe(2);
    // The first answer waits for the program's start; a busy machine may delay a few others.
    const slow = times.slice(1).filter((time) => time > 500);
    expect(slow.length).toBeLessThan(5);
  });

  test("gives the report of a dump when the log goes on after it", async () => {
    const child = start(bin, ["check", "--ndjson"]);
    const end = ended(child);
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    child.stdin.write(dump);
    for (const text of noise(100 * KILOBYTE)) child.stdin.write(text);
    const { value } = (await answers.next()) as { value: string };
    expect(JSON.parse(value)).toMatchObject({ verdict: "invalid", source: { lines: [2, 56] } });
    child.stdin.end();
    expect(await end).toBe(1);
  });

  test.each([1, 2])(
    "is not waited for once it turns out to be binary (--jobs %i)",
    async (jobs) => {
      const child = start(bin, ["check", "--ndjson", "--jobs", String(jobs)]);
      const end = ended(child);
      let stdout = "";
      let stderr = "";
      child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
      child.stdin.on("error", () => undefined);
      child.stdin.write("{}\n");
      await new Promise((resolve) => child.stdout.once("data", resolve));
      child.stdin.write("\0\u0001\n");
      // Its standard input stays open.
      expect(await end).toBe(2);
      refuseStack(stderr);
      expect(stderr).toMatch(/:2: binary data/);
      expect(parse(stdout)).toMatchObject([{ verdict: "undecided" }]);
    },
    LONG,
  );

  test(
    "--jobs answers what --jobs 1 does, whatever bytes stand between the lines",
    async () => {
      // As many lines as a portion has; blank ones are not answered.
      const good = `${vector(1, true).repeat(3)}${"\n".repeat(253)}`;
      const input = Buffer.concat([
        Buffer.from(good),
        Buffer.from([0xff, 0xfe]),
        Buffer.from(`x\n${good}`),
        // A line that is binary only as a whole: no piece of the input is.
        Buffer.from(`\0${"x".repeat(256 * 1024)}\u0001\n${good}`),
      ]);
      const [one, two] = await Promise.all(
        ["1", "2"].map((jobs) => run(bin, ["check", "--ndjson", "--jobs", jobs], { stdin: input })),
      );
      expect({ ...two, peak: 0 }).toEqual({ ...one, peak: 0 });
      expect(parse(one?.stdout ?? "").length).toBe(11);
    },
    LONG,
  );

  test("ends without a word on SIGINT", async () => {
    const child = start(bin, ["check", "--ndjson"]);
    const end = ended(child);
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    child.stdin.write(vector(1, true));
    await answers.next();
    child.kill("SIGINT");
    expect(["SIGINT", 130]).toContain(await end);
    expect(stderr).toBe("");
  });
});

describe("memory", () => {
  test("stays bounded on 30 MB of NDJSON", async () => {
    const { stdout } = await run(bin, ["parse"], { stdin: dump });
    const counter = new Counter();
    const result = await run(bin, ["check", "--ndjson"], {
      stdin: vectors(JSON.parse(stdout), 30 * MEGABYTE, "x".repeat(3 * KILOBYTE)),
      node: HEAP,
      onStdout: (chunk) => {
        counter.push(chunk);
      },
    });
    expect(result.stderr).toBe("");
    expect(result.status).toBe(1);
    expect(counter.fault).toBeUndefined();
    expect(counter.count).toBeGreaterThan(5000);
    expect(result.peak).toBeGreaterThan(20);
    expect(result.peak).toBeLessThan(MEMORY);
  });

  test("stays bounded on a log of 20 MB with one dump in the middle", async () => {
    const before = [...noise(10 * MEGABYTE)].join("");
    const first = before.split("\n").length;
    const result = await run(bin, ["check", "--ndjson"], {
      stdin: [before, dump, ...noise(10 * MEGABYTE)],
      node: HEAP,
    });
    expect(result.stderr).toBe("");
    expect(result.status).toBe(1);
    const reports = parse(result.stdout);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({
      verdict: "invalid",
      source: { lines: [first + 1, first + 55] },
    });
    expect(result.peak).toBeLessThan(MEMORY);
  });

  /** 20 MB in pieces, without a line end. */
  const long = (text: string): string[] => new Array<string>(320).fill(text.repeat(64 * KILOBYTE));

  test.each([
    { name: "text", stdin: long("x"), message: "no state found" },
    { name: "a JSON object", stdin: ['{"guest":{"cr0":"0x', ...long("1")], message: "NDJSON" },
    { name: "a JSON array", stdin: ["[{", ...long(" ")], message: "NDJSON" },
  ])("stays bounded on one line of 20 MB: $name", async ({ stdin, message }) => {
    const result = await run(bin, ["check", "--json"], { stdin });
    expect(result.status).toBe(2);
    expect(JSON.parse(result.stdout)).toEqual([]);
    expect(result.stderr).toMatch(/^vmx-preflight: /);
    expect(result.stderr).toContain(message);
    expect(result.stderr.length).toBeLessThan(500);
    expect(result.peak).toBeLessThan(MEMORY);
  });

  test("stays bounded on a line of 20 MB among good ones, which are answered", async () => {
    const result = await run(bin, ["check", "--ndjson"], {
      stdin: [vector(1, true), '{"id":"', ...long("1"), "\n", vector(3, false)],
    });
    expect(result.status).toBe(2);
    expect(parse(result.stdout)).toMatchObject([
      { id: 1, verdict: "invalid" },
      { error: { line: 2, pointer: "", message: "the line is too long" } },
      { id: 3, verdict: "undecided" },
    ]);
    expect(result.stderr).toBe("vmx-preflight: standard input:2: the line is too long\n");
    expect(result.peak).toBeLessThan(MEMORY);
  });
});

describe("a reader that goes away", () => {
  const many = Array.from({ length: 2000 }, (_, id) => vector(id, true)).join("");

  test.each([{ args: ["check", "--ndjson"] }, { args: ["check", "--json"] }, { args: ["check"] }])(
    "ends the program quietly: $args",
    async ({ args }) => {
      const child = start(bin, args);
      const end = ended(child);
      let stderr = "";
      child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
      child.stdin.write(many);
      await new Promise((resolve) => child.stdout.once("data", resolve));
      child.stdout.destroy();
      expect([0, 1, "SIGPIPE", 141]).toContain(await end);
      expect(stderr).toBe("");
    },
  );

  test.each([
    { args: ["rules"] },
    { args: ["check", "--help"] },
    { args: ["check", "examples/proxmox-0x80000021.txt"] },
  ])("... or was never there: $args", async ({ args }) => {
    const child = start(bin, args);
    const end = ended(child);
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.destroy();
    expect([0, 1, "SIGPIPE", 141]).toContain(await end);
    expect(stderr).toBe("");
  });

  const shell = spawnSync("sh", ["-c", "head -1 /dev/null"]).status === 0;
  test.runIf(shell)("... in a shell's pipe: head -1", async () => {
    const pipe = '"$0" "$1" check --ndjson | head -1';
    const child = spawn("sh", ["-c", pipe, process.execPath, bin], { cwd: root });
    const end = ended(child);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdin.on("error", () => undefined);
    child.stdin.end(many);
    expect(await end).toBe(0);
    expect(parse(stdout)).toMatchObject([{ id: 0, verdict: "invalid" }]);
    expect(stderr).toBe("");
  });

  test.runIf(existsSync("/dev/full"))("a full disk is an error of one line", () => {
    const command = '"$0" "$1" check examples/dosemu2-not-accessed.txt > /dev/full';
    const { stderr, status } = spawnSync("sh", ["-c", command, process.execPath, bin], {
      cwd: root,
      encoding: "utf8",
    });
    refuseStack(stderr);
    expect(stderr).toMatch(/^vmx-preflight: .*no space left/);
    expect(status).toBe(2);
  });
});

describe("colour", () => {
  // A terminal may add escapes of its own, but none of these.
  const COLOUR = /\u001b\[\d+m/;
  const args = ["check", "examples/dosemu2-not-accessed.txt"];

  test("does not go to a pipe, even where a terminal is near", async () => {
    const { stdout, stderr } = await run(bin, args, { env: { TERM: "xterm-256color" } });
    expect(stdout).toContain("INVALID");
    expect(stdout).not.toMatch(COLOUR);
    expect(stderr).toBe("");
  });

  const probe = spawnSync("script", ["-qec", "true", "/dev/null"], { stdio: "ignore" });
  const onTerminal = (env: Record<string, string>): string => {
    const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
    const command = `'${process.execPath}' '${bin}' ${args.join(" ")}`;
    return spawnSync("script", ["-qec", command, "/dev/null"], {
      cwd: root,
      encoding: "utf8",
      env: { ...inherited, TERM: "xterm-256color", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    }).stdout;
  };

  describe.runIf(probe.status === 0)("on a terminal", () => {
    test("is used", () => {
      expect(onTerminal({})).toContain("\u001b[31mINVALID");
    });

    test.each([{ NO_COLOR: "1" }, { TERM: "dumb" }])("is switched off by %o", (env) => {
      const text = onTerminal(env);
      expect(text).toContain("INVALID");
      expect(text).not.toMatch(COLOUR);
    });
  });
});
