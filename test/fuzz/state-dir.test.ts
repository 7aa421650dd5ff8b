/** The folder of a campaign: whose it is, and what is said if it is damaged or the disk is full. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { StateDir, type Parameters } from "../../src/cli/fuzz/state-dir.ts";
import { UsageError } from "../../src/cli/usage.ts";

const root = mkdtempSync(join(tmpdir(), "vmx-preflight-state-"));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const parameters: Parameters = {
  ...{ version: "1", seed: 1, shard: "1/1", modes: [], rules: [] },
  ...{ against: null, complete: false },
};

/** A folder with these files. */
function folderOf(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

describe("a lock", () => {
  const open = (name: string, lock: object): StateDir =>
    new StateDir(folderOf(name, { lock: JSON.stringify(lock) }), parameters);
  const host = hostname();

  test("of a process that is gone does not count, also if it had our own pid", () => {
    open("own-pid", { pid: process.pid, host }).close();
    open("gone", { pid: 2 ** 30, host }).close();
    expect(existsSync(join(root, "own-pid", "lock"))).toBe(false);
  });

  test("of a living process, of another host, or that we have ourselves, counts", () => {
    expect(() => open("alive", { pid: process.ppid, host })).toThrow(UsageError);
    expect(() => open("elsewhere", { pid: process.pid, host: `not-${host}` })).toThrow(UsageError);
    const folder = join(root, "twice");
    const first = new StateDir(folder, parameters);
    expect(() => new StateDir(join(folder, "..", "twice"), parameters)).toThrow(UsageError);
    first.close();
    new StateDir(folder, parameters).close();
  });
});
