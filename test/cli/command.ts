/** Runs the built command for the tests of this folder. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** For hooks: a build, or commands on a busy machine, take longer than a hook may by default. */
export const LONG = 300_000;

/** A stack trace, or Node's own words about an error nobody caught. */
const STACK = /^\s+at .+:\d+:\d+|^Node\.js v\d|^\(node:\d+\)/m;

/**
 * Path of the command. Builds `dist/` first if it is missing or older than `src/`;
 * `VMX_PREFLIGHT_BIN` names another build, such as the one of an installed package.
 */
export async function builtBin(): Promise<string> {
  const given = process.env["VMX_PREFLIGHT_BIN"];
  if (given !== undefined && given !== "") return given;
  const bin = join(root, "dist", "cli", "bin.js");
  await locked(() => {
    if (isFresh()) return;
    const { status, stdout, stderr } = spawnSync(process.execPath, [join("tools", "build.mjs")], {
      cwd: root,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
  });
  return bin;
}

/** `rules.json` is the last file the build writes: a half-finished build is never fresh. */
function isFresh(): boolean {
  const built = changed(join(root, "dist", "rules.json"));
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
  return files.every((file) => changed(join(root, "src", file)) <= built);
}

function changed(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Test files run at the same time: only one of them builds. */
async function locked(action: () => void): Promise<void> {
  const name = createHash("sha256").update(root).digest("hex").slice(0, 12);
  const lock = join(tmpdir(), `vmx-preflight-build-${name}`);
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      const age = Date.now() - changed(lock);
      if (age > 180_000) rmSync(lock, { recursive: true, force: true });
      else await sleep(100);
    }
  }
  try {
    action();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

export interface Result {
  stdout: string;
  stderr: string;
  /** Exit status, or the name of the signal that ended the process. */
  status: number | string;
  /** Peak resident memory in megabytes, where it was asked for. */
  peak: number;
}

export interface RunOptions {
  cwd?: string;
  stdin?: string | Buffer | Iterable<string>;
  env?: Record<string, string>;
  /** Arguments for Node itself. */
  node?: readonly string[];
  /** Takes the output piece by piece; `stdout` of the result stays empty then. */
  onStdout?: (chunk: Buffer) => void;
}

/**
 * Tells the peak memory in kilobytes on descriptor 3 when the process ends. Linux counts what the
 * parent held at the start into `maxRSS` of the child; VmHWM is the process's own.
 */
const PEAK = `data:text/javascript,${encodeURIComponent(`
  import { readFileSync, writeSync } from "node:fs";
  function own() {
    try {
      return /VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    } catch {
      return undefined;
    }
  }
  process.on("exit", () => writeSync(3, String(own() ?? process.resourceUsage().maxRSS)));
`)}`;

/** Starts the command with pipes; the caller feeds and reads it. */
export function start(
  bin: string,
  args: readonly string[],
  { cwd = root, env = {}, node = [] }: RunOptions = {},
): ChildProcessWithoutNullStreams & { peak: () => number } {
  const { NO_COLOR: _, FORCE_COLOR: __, NODE_OPTIONS: ___, ...inherited } = process.env;
  const child = spawn(process.execPath, ["--import", PEAK, ...node, bin, ...args], {
    cwd,
    env: { ...inherited, ...env },
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  }) as unknown as ChildProcessWithoutNullStreams & { peak: () => number };
  let peak = "";
  child.stdio[3]?.on("data", (chunk: Buffer) => (peak += chunk.toString()));
  child.peak = () => Number(peak) / 1024;
  // The command may end before it has read everything.
  child.stdin.on("error", () => undefined);
  return child;
}

/** Waits for the end of a started command. */
export function ended(child: ChildProcessWithoutNullStreams): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve(code ?? signal ?? -1);
    });
  });
}

/** Runs the command to its end and makes sure that no stack trace appears. */
export async function run(
  bin: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Result> {
  const child = start(bin, args, options);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  const { onStdout = (chunk: Buffer) => void stdout.push(chunk) } = options;
  child.stdout.on("data", onStdout);
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  const end = ended(child);
  await Promise.race([feed(child, options.stdin ?? ""), end]);
  const status = await end;
  const result: Result = {
    stdout: Buffer.concat(stdout).toString(),
    stderr: Buffer.concat(stderr).toString(),
    status,
    peak: child.peak(),
  };
  refuseStack(result.stderr);
  return result;
}

/** Writes the input as fast as the command takes it. */
async function feed(
  child: ChildProcessWithoutNullStreams,
  input: string | Buffer | Iterable<string>,
): Promise<void> {
  const chunks = typeof input === "string" || Buffer.isBuffer(input) ? [input] : input;
  for (const chunk of chunks) {
    if (child.stdin.destroyed) return;
    if (!child.stdin.write(chunk)) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          child.stdin.off("drain", go).off("close", go);
          resolve();
        };
        child.stdin.on("drain", go).on("close", go);
      });
    }
  }
  child.stdin.end();
}

/** @throws Error if a text for people holds a stack trace */
export function refuseStack(stderr: string): void {
  if (STACK.test(stderr)) throw new Error(`a stack trace on standard error:\n${stderr}`);
}

/** The package's version, which some outputs name. */
export const version: string = (
  JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }
).version;
