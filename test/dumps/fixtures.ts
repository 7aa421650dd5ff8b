/** The samples of real and generated dumps under `test/fixtures`. */
import { readFileSync, readdirSync } from "node:fs";
import type { ExchangeState } from "../../src/state/exchange.ts";
import type { Failure, ParsedDump } from "../../src/dumps/types.ts";

const FIXTURES = new URL("../fixtures/", import.meta.url);

/** The text of a fixture, e.g. `formats/kvm-03-quoted-excerpt.txt`. */
export function fixture(path: string): string {
  return readFileSync(new URL(path, FIXTURES), "utf8");
}

/** Names (without extension) of the format samples that begin with one of the prefixes. */
export function samples(...prefixes: string[]): string[] {
  return readdirSync(new URL("formats/", FIXTURES))
    .filter((name) => name.endsWith(".txt") && !name.endsWith(".source.txt"))
    .filter((name) => prefixes.some((prefix) => name.startsWith(prefix)))
    .map((name) => name.slice(0, -".txt".length))
    .sort();
}

/** Files of real dumps. */
export function dumpSamples(): string[] {
  return readdirSync(new URL("dumps/", FIXTURES)).sort();
}

export interface Expected {
  format: string;
  view: string;
  state: ExchangeState;
  failure?: Failure;
  warnings?: string[];
}

/** The hand-derived reading of a sample, if there is one. */
export function expectedOf(sample: string): Expected | undefined {
  const name = `${sample}.expected.json`;
  if (!readdirSync(new URL("formats/", FIXTURES)).includes(name)) return undefined;
  return JSON.parse(fixture(`formats/${name}`)) as Expected;
}

/** The only dump of a list; fails with a readable message otherwise. */
export function only(dumps: readonly ParsedDump[]): ParsedDump {
  const [dump] = dumps;
  if (dump === undefined || dumps.length > 1)
    throw new Error(`expected one dump, got ${dumps.length}`);
  return dump;
}
