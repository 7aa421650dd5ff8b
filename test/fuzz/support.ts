/** What the tests of `vmx-preflight fuzz` as a process have in common. */
import { join } from "node:path";
import type { Totals } from "../../src/fuzz/index.ts";
import { root, run } from "../cli/command.ts";

/** A small scope, so that the pool is made quickly. */
export const SCOPE = [
  ...["--mode", "long-64-ring-0", "--mode", "protected-32-ring-3"],
  ...["--rule", "ss-dpl-rpl"],
];

export const fuzz = (...args: string[]): string[] => ["fuzz", ...SCOPE, ...args];

/** The command of a script with its arguments, for `--against`. */
export const command = (script: string, ...args: string[]): string =>
  [process.execPath, join(root, script), ...args].map((word) => `"${word}"`).join(" ");

export const checker = (name: string): string => command("examples/checkers/checker.mjs", name);

/** What does not depend on how the states were divided. */
export async function totalsOf(bin: string, args: string[], cwd: string): Promise<Partial<Totals>> {
  const { stdout } = await run(bin, [...args, "--json"], { cwd });
  const { states, invalid, undecided, hits, findings } = JSON.parse(stdout) as Totals;
  return { states, invalid, undecided, hits, findings };
}

export const linesOf = (text: string): string[] => text.split("\n").filter((line) => line !== "");
