/** Texts with a table somewhere in them, each with what a careful human reads from it. */
import { readFileSync, readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDescriptorTable } from "../../../src/dumps/descriptor-table/index.ts";
import { wrapper } from "../wrappers.ts";

const FOLDER = new URL("../../fixtures/descriptor-tables/texts/", import.meta.url);

/** `null`: nothing is asked of the entry. `optional`: it may be left unread. */
type Entry = string | { readonly value: string; readonly optional: boolean } | null;

const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".txt"))
  .map((name) => name.slice(0, -".txt".length));

const textOf = (name: string): string => readFileSync(new URL(`${name}.txt`, FOLDER), "utf8");

function entriesOf(name: string): readonly Entry[] {
  const json = readFileSync(new URL(`${name}.expected.json`, FOLDER), "utf8");
  return (JSON.parse(json) as { readonly gdt: readonly Entry[] }).gdt;
}

/** The entries, `undefined` for those that are not read. */
function read(text: string): (bigint | undefined)[] {
  const { bytes, unknown } = readDescriptorTable(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 8 }, (_, at) =>
    unknown.includes(at) ? undefined : view.getBigUint64(8 * at, true),
  );
}

function expectRead(name: string, found: readonly (bigint | undefined)[]): void {
  const entries = entriesOf(name);
  expect(found.length).toBeLessThanOrEqual(entries.length);
  for (const [at, entry] of entries.entries()) {
    if (entry === null) continue;
    const isOptional = typeof entry !== "string" && entry.optional;
    const value = BigInt(typeof entry === "string" ? entry : entry.value);
    if (!isOptional || found[at] !== undefined) expect(found[at], `entry ${at}`).toBe(value);
  }
}

it("are there", () => {
  expect(names.length).toBeGreaterThanOrEqual(6);
});

describe.each(names)("%s", (name) => {
  it("is read as a human reads it", () => {
    expectRead(name, read(textOf(name)));
  });

  it("and so it is with the line ends of other systems", () => {
    expectRead(name, read(textOf(name).replaceAll("\n", "\r\n")));
  });

  it("names what it does not read", () => {
    const { unknown, unread } = readDescriptorTable(textOf(name));
    expect(unread.length).toBeGreaterThanOrEqual(unknown.length);
  });

  it("never gives another entry, whatever its lines are wrapped in", () => {
    const entries = entriesOf(name);
    fc.assert(
      fc.property(wrapper, (around) => {
        const text = around.wrap(textOf(name).trimEnd().split("\n")).join("\n");
        let found: readonly (bigint | undefined)[];
        try {
          found = read(text);
        } catch {
          return;
        }
        for (const [at, value] of found.entries()) {
          const entry = entries[at];
          if (value === undefined || entry === null) continue;
          expect(value).toBe(entry && BigInt(typeof entry === "string" ? entry : entry.value));
        }
      }),
      { seed: 5, numRuns: 40 },
    );
  });
});
