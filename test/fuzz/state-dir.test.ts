/** The folder of a campaign: whose it is, and what is said if it is damaged or the disk is full. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { InputFault } from "../../src/cli/input/fault.ts";
import { StateDir, readStateDir, type Parameters } from "../../src/cli/fuzz/state-dir.ts";
import { UsageError } from "../../src/cli/usage.ts";
import { Tally, type Finding, type Part } from "../../src/fuzz/index.ts";

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

describe("a damaged folder", () => {
  const totals = new Tally().totals();
  const checkpoint = { format: 2, parameters, journal: 1, done: [[0, 5]], totals };
  const entry = { done: [[5, 6]], since: 1, at: 2, totals };
  const lines = (...values: object[]): string =>
    values.map((value) => `${JSON.stringify(value)}\n`).join("");
  const finding = { id: "x" } as Finding;
  let number = 0;
  const read = (first: object, ...journal: object[]): unknown => {
    const folder = folderOf(`damaged-${number++}`, {
      "checkpoint.json": lines(first),
      "journal-1.ndjson": lines(...journal),
    });
    try {
      return readStateDir(folder);
    } catch (error) {
      return error;
    }
  };

  test("that is whole is read", () => {
    expect(read(checkpoint, entry)).toMatchObject({ parameters, done: { list: [[0, 6]] } });
  });

  test.each([
    { format: 2 },
    { ...checkpoint, totals: {} },
    { ...checkpoint, totals: { ...totals, findings: [finding] } },
    { ...checkpoint, done: [[0]] },
    { ...checkpoint, done: [["0", 5]] },
    { ...checkpoint, parameters: {} },
    { ...checkpoint, journal: "../1" },
  ])("checkpoint %#", (damaged) => {
    const fault = read(damaged, entry);
    expect(fault).toBeInstanceOf(InputFault);
    expect(fault).toMatchObject({ line: 1 });
    expect(String(fault)).toContain("checkpoint.json:1: damaged");
  });

  test.each([
    {},
    { ...entry, totals: {} },
    { ...entry, totals: { ...totals, hits: { "cs-s": "1" } } },
    { ...entry, done: null },
    { ...entry, done: [[1, 2, 3]] },
  ])("journal %#", (damaged) => {
    const fault = read(checkpoint, entry, damaged);
    expect(fault).toBeInstanceOf(InputFault);
    expect(fault).toMatchObject({ line: 2 });
    expect(String(fault)).toContain("journal-1.ndjson:2: damaged");
  });

  test("that is a file, or has a folder for a file, is told without the system's words", () => {
    const folder = folderOf("odd", { file: "" });
    mkdirSync(join(folder, "checkpoint.json"));
    const file = join(folder, "file");
    expect(() => new StateDir(file, parameters)).toThrow(new InputFault(file, "is no folder"));
    const below = join(file, "below");
    expect(() => new StateDir(below, parameters)).toThrow(new InputFault(below, "is no folder"));
    expect(() => new StateDir(folder, parameters)).toThrow(InputFault);
    expect(existsSync(join(folder, "lock"))).toBe(false);
  });
});

test("what cannot be written is an InputFault, and is known all the same; the lock goes", () => {
  const folder = join(root, "full");
  const directory = new StateDir(folder, parameters);
  const tally = new Tally();
  tally.states = 1;
  const part: Part = { done: [[0, 1]], since: 0, totals: tally.totals() };
  for (let i = 0; i < 499; i++) directory.add(part);
  // In place of a full disk: the next checkpoint cannot be made.
  mkdirSync(join(folder, "checkpoint.json.new"));
  expect(() => {
    directory.add(part);
  }).toThrow(InputFault);
  expect(directory.saved.tally.states).toBe(500);
  expect(() => {
    directory.close();
  }).toThrow(InputFault);
  expect(existsSync(join(folder, "lock"))).toBe(false);
  expect(readStateDir(folder)?.tally.states).toBe(500);
});
