/** `vmx-preflight fuzz` on a terminal: the progress line and Ctrl-C; and without fast-check. */
import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { FuzzProgress } from "../../src/cli/fuzz/print.ts";
import { Tally, type Finding } from "../../src/fuzz/index.ts";
import { LONG, builtBin, ended, root, run, start } from "../cli/command.ts";
import { checker, command, fuzz } from "./support.ts";

let bin = "";
beforeAll(async () => {
  bin = await builtBin();
}, LONG);

const folder = mkdtempSync(join(tmpdir(), "vmx-preflight-terminal-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the progress line", () => {
  /** A stream that keeps what is written. */
  function stream(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
    let text = "";
    const write = (part: string): boolean => {
      text += part;
      return true;
    };
    return { stream: { isTTY, write } as unknown as NodeJS.WriteStream, text: () => text };
  }

  /** 3 seconds after its start: 1,500 more states, two checks hit, three disagreements. */
  function shown(isTTY: boolean): string {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const tally = new Tally();
      tally.states = 1000;
      const { stream: out, text } = stream(isTTY);
      const progress = new FuzzProgress(tally, 4000, out);
      progress.show();
      expect(text()).toBe("");
      vi.advanceTimersByTime(3000);
      tally.states = 2500;
      tally.hits[3] = 7;
      tally.hits[5] = 1;
      tally.disagreements = 3;
      tally.findings.set("one", {} as Finding);
      progress.show();
      progress.show();
      progress.end();
      return text();
    } finally {
      vi.useRealTimers();
    }
  }

  test("tells rate, checks hit and disagreements, twice a second at most, and goes away", () => {
    expect(shown(true)).toBe(
      "\r\u001b[K2,500 states (37 %), 500/s, 2 of 209 checks hit, 3 disagreements, 1 finding" +
        "\r\u001b[K",
    );
  });

  test("is on a terminal only", () => {
    expect(shown(false)).toBe("");
  });
});

/** `script` of util-linux gives a command a terminal. */
const hasScript = /util-linux/.test(
  spawnSync("sh", ["-c", "script --version"], { encoding: "utf8" }).stdout,
);

interface Session {
  /** What has appeared on the terminal. */
  text: () => string;
  press: (key: string) => void;
  end: Promise<number>;
}

function onTerminal(args: readonly string[]): Session {
  const words = [process.execPath, bin, ...args].map((word) => `'${word}'`);
  const child = spawn("script", ["-qefc", `exec ${words.join(" ")}`, "/dev/null"], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1", SHELL: "/bin/sh" },
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return {
    text: () => text,
    press: (key) => child.stdin.write(key),
    end: new Promise((resolve) =>
      child.on("close", (code) => {
        resolve(code ?? -1);
      }),
    ),
  };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20);
}

const CTRL_C = "\u0003";

describe.skipIf(!hasScript)("on a terminal", () => {
  test("progress is shown; Ctrl-C ends the campaign with its summary and its findings", async () => {
    const state = join(folder, "interrupted");
    const against = checker("granularity-low-zero");
    const scope = ["--mode", "protected-32-ring-0", "--rule", "cs-granularity-low"];
    const args = ["fuzz", ...scope, "--against", against, "--time", "10m", "--state", state];
    const { text, press, end } = onTerminal(args);
    await until(() => /[1-9] findings?/.test(text()));
    expect(text()).toMatch(
      /\r\u001b\[K[\d,]+ states, [\d,]+\/s, \d+ of 209 checks hit, \d+ disagreements?, \d+ findings?/,
    );
    press(CTRL_C);
    // Status 1: there are findings. The terminal shows standard output and standard error.
    expect(await end).toBe(1);
    expect(text()).toContain("ending what is under way; Ctrl-C again does not wait");
    expect(text()).toContain("stopped by a signal; what was found is kept");
    expect(text()).toContain('{"id":"false-accept:cs-granularity-low"');
    const merged = await run(bin, ["fuzz", "merge", state], { cwd: folder });
    expect(merged.stdout).toContain('{"id":"false-accept:cs-granularity-low"');
    expect(existsSync(join(state, "lock"))).toBe(false);
  });
});

test("the first Ctrl-C waits for what is under way, the second does not", async () => {
  // The checker thinks about the first state for ten minutes.
  const pace = join(folder, "pace");
  writeFileSync(pace, "600000");
  const against = command("test/fuzz/slow-checker.mjs", pace, join(folder, "log"));
  const child = start(bin, fuzz("--against", against, "--timeout", "10m"), { cwd: folder });
  const end = ended(child);
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  await until(() => existsSync(join(folder, "log")));
  child.kill("SIGINT");
  await until(() => stderr.includes("Ctrl-C again does not wait"));
  const first = performance.now();
  await sleep(500);
  expect(child.exitCode).toBe(null);
  child.kill("SIGINT");
  // Status 0: nothing was found.
  expect(await end).toBe(0);
  // Without the second it waits for 5 seconds.
  expect(performance.now() - first).toBeLessThan(4500);
  expect(stderr).toContain("stopped by a signal; what was found is kept");
});

describe("without fast-check", () => {
  /** The built package with all it depends on, but not the optional peer. */
  function installed(): string {
    const own = join(folder, "package");
    cpSync(dirname(dirname(bin)), join(own, "dist"), { recursive: true });
    cpSync(join(root, "package.json"), join(own, "package.json"));
    const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    mkdirSync(join(own, "node_modules"));
    for (const name of Object.keys(dependencies)) {
      symlinkSync(join(root, "node_modules", name), join(own, "node_modules", name));
    }
    return join(own, "dist", "cli", "bin.js");
  }

  test("fuzz and witness say what to install, and the others work", async () => {
    const alone = installed();
    for (const args of [["fuzz"], ["fuzz", "merge", "x"], ["witness", "cs-s"]]) {
      const { status, stdout, stderr } = await run(alone, args, { cwd: folder });
      expect(status).toBe(2);
      expect(stdout).toBe("");
      expect(stderr).toBe(
        `vmx-preflight: ${args[0]} needs the package fast-check: npm install fast-check
`,
      );
    }
    const rules = await run(alone, ["rules", "ss-dpl-rpl"], { cwd: folder });
    expect(rules).toMatchObject({ status: 0, stderr: "" });
  });
});
