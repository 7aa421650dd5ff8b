/** What a generator, perhaps a mutant of it, makes of the rules. */
import type * as complete from "../../src/arbitraries/layout.ts";
import type * as cpu from "../../src/evaluate/compile/cpu.ts";
import type * as engines from "../../src/evaluate/compile/index.ts";
import type * as checks from "../../src/generated/checks.ts";
import type { PackedField } from "../../src/evaluate/compile/layout.ts";
import type { FieldValue } from "../../src/state/normalize.ts";
import { loadRules } from "../../src/rules/load.ts";
import type * as checksWriter from "../generate-checks.ts";
import type * as completeWriter from "../generate-complete-state.ts";
import type * as layoutWriter from "../generate-layout.ts";
import type * as packWriter from "../generate-pack.ts";
import { readRuleTexts, readSchemas } from "../read-rules.ts";
import type { Instance, RuleBook } from "../../src/rules/types.ts";
import { loader, scriptOf } from "./modules.ts";
import type { Mutant } from "./mutants.ts";
import { within } from "./within.ts";

export const { sources, book } = loadRules(readRuleTexts(), readSchemas());

/** The public functions of the compiled engines over the code that was generated. */
export type Engines = typeof engines;

export interface Product {
  readonly engines: Engines;
  readonly checks: typeof checks;
  readonly cpuBlock: typeof cpu.cpuBlock;
  readonly completeState: typeof complete.toState;
  /** Writes a module of checks for some instances. */
  readonly checksOf: (own: RuleBook, instances: readonly Instance[]) => string;
  /** The scripts of the generated files by their path. */
  readonly scripts: ReadonlyMap<string, string>;
}

/** A judge says what it noticed, if anything. */
export type Judge = (product: Product) => string | undefined;

/**
 * Throws where a mutant writes no program, or does not run.
 *
 * @param kept scripts of generated files that the mutant has no part in
 */
export function produce(mutant?: Mutant, kept: ReadonlyMap<string, string> = new Map()): Product {
  const changed = new Map<string, string>();
  if (mutant !== undefined) changed.set(mutant.file, scriptOf(mutant.text));
  const writers = loader(changed);
  const { fieldRows, packedLayout } = writers(
    "tools/generate-layout.ts",
  ) as unknown as typeof layoutWriter;
  const { checksModule } = writers("tools/generate-checks.ts") as unknown as typeof checksWriter;
  const { packModule } = writers("tools/generate-pack.ts") as unknown as typeof packWriter;
  const { completeStateModule } = writers(
    "tools/generate-complete-state.ts",
  ) as unknown as typeof completeWriter;
  const { layout, cpu: cpuFields, range } = within(() => packedLayout(sources, book));
  const written: readonly (readonly [string, () => string])[] = [
    ["src/generated/checks.ts", () => checksModule(book, layout, range)],
    ["src/generated/pack.ts", () => packModule(layout, cpuFields)],
    ["src/generated/complete-state.ts", () => completeStateModule(fieldRows(sources.fields))],
  ];
  const scripts = new Map(
    written.map(([path, write]) => [path, kept.get(path) ?? scriptOf(within(write))]),
  );
  const load = loader(new Map([...changed, ...scripts]));
  return {
    engines: load("src/evaluate/compile/index.ts") as unknown as Engines,
    checks: load("src/generated/checks.ts") as unknown as typeof checks,
    cpuBlock: (load("src/evaluate/compile/cpu.ts") as unknown as typeof cpu).cpuBlock,
    completeState: load("src/generated/complete-state.ts")["completeState"] as never,
    checksOf: (own, instances) => checksModule(own, layout, range, instances),
    scripts,
  };
}

/** Writes fields into packed words by a layout, by nothing else. */
export function fieldWriter(
  layout: readonly PackedField[],
): (words: Int32Array, path: string, value: FieldValue) => void {
  const places = new Map(layout.map((field) => [field.path, field]));
  return (words, path, value) => {
    const place = places.get(path);
    if (place === undefined) return;
    const bits = BigInt(value);
    words[place.word] = Number(BigInt.asIntN(32, bits));
    if (place.width > 32) words[place.word + 1] = Number(BigInt.asIntN(32, bits >> 32n));
  };
}

/** The words of a whole state. */
export function wordsWriter({
  engines: { PACKED_FIELDS, PACKED_WORDS },
}: Product): (fields: ReadonlyMap<string, FieldValue>) => Int32Array {
  const write = fieldWriter(PACKED_FIELDS);
  return (fields) => {
    const words = new Int32Array(PACKED_WORDS);
    for (const [path, value] of fields) write(words, path, value);
    return words;
  };
}
