/** Every `scenarios/*.scenario` is one run of the command; see README.md in this folder. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { LONG, builtBin, root, run, version } from "./command.ts";
import { parseScenario, withStdout, type Expectation, type Scenario } from "./scenario-file.ts";

const folder = join(import.meta.dirname, "scenarios");
const update = process.env["UPDATE_SCENARIOS"] === "1";

let bin = "";
beforeAll(async () => {
  bin = await builtBin();
}, LONG);

/** At most two commands run at a time. */
const waiting: (() => void)[] = [];
let free = 2;
async function inTurn<T>(action: () => Promise<T>): Promise<T> {
  if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
  else free -= 1;
  try {
    return await action();
  } finally {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }
}

async function play({ args, stdin, files }: Scenario): ReturnType<typeof run> {
  const cwd = mkdtempSync(join(tmpdir(), "vmx-preflight-"));
  try {
    symlinkSync(join(root, "examples"), join(cwd, "examples"), "junction");
    symlinkSync(join(root, "test", "fixtures"), join(cwd, "fixtures"), "junction");
    for (const { name, content } of files) {
      mkdirSync(dirname(join(cwd, name)), { recursive: true });
      writeFileSync(join(cwd, name), content);
    }
    return await run(bin, args[0] === "" ? [] : args, { cwd, stdin });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** An output without any expectation has to be empty. */
function compare(name: string, actual: string, expectations: readonly Expectation[]): void {
  const known = actual.replaceAll(version, "{version}");
  if (expectations.length === 0) expect(known, name).toBe("");
  for (const { mode, text } of expectations) {
    if (mode === "exact") {
      if (name !== "standard output" || !update) expect(known, name).toBe(text);
    } else if (mode === "contains") expect(inOrder(known, text), name).toBe(text);
    else if (mode === "json") expect(reports(actual), name).toMatchObject(reports(text));
    else
      for (const line of text.split("\n")) if (line !== "") expect(known, name).not.toContain(line);
  }
}

/** The expected lines as far as they are parts of actual lines, in their order. */
function inOrder(actual: string, expected: string): string {
  const lines = actual.split("\n");
  let at = 0;
  return expected
    .split("\n")
    .map((line) => {
      const found = lines.findIndex((text, index) => index >= at && text.includes(line));
      if (found < 0) return `not found from line ${at + 1} on: ${line}\n${actual}`;
      if (line !== "") at = found + 1;
      return line;
    })
    .join("\n");
}

/** A JSON document, or one on each line. */
function reports(text: string): unknown[] {
  const whole = /^\s*(\[|\{\n)/.test(text) ? [text] : text.split("\n");
  const parsed = whole
    .filter((line) => line.trim() !== "")
    .map((line): unknown => JSON.parse(line));
  return parsed;
}

describe("scenarios", { concurrent: true }, () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".scenario"))) {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    const scenario = parseScenario(text);
    const fails = scenario.bug !== undefined;
    test(`${file}: ${scenario.title}`, { fails }, async () => {
      const { stdout, stderr, status } = await inTurn(() => play(scenario));
      if (update && !fails) {
        writeFileSync(path, withStdout(text, stdout.replaceAll(version, "{version}")));
      }
      compare("standard output", stdout, scenario.stdout);
      compare("standard error", stderr, scenario.stderr);
      expect(status, "exit status").toBe(scenario.status);
    });
  }
});
