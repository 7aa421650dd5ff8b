import { derivationInputs, findFact } from "../../rules/facts.ts";
import type { Condition, Fact, Instance, RuleBook } from "../../rules/types.ts";
import type { PackedField } from "./layout.ts";
import type { Expression, Lowering, Source } from "./lower.ts";
import type { Item } from "./tree.ts";

/**
 * Whether a field or CPU fact must be known: always, never, or if some gate is open in this state.
 * `c` are the CPU's constants; without them a gate that depends on the CPU counts as open.
 */
export type Need =
  "always" | "never" | ((w: Int32Array, at: number, c: Int32Array | undefined) => boolean);

/** One gate of an instance: where it is false, the instance does not apply. */
export interface Gate {
  readonly expression: Expression;
  readonly isCpu: boolean;
}

/** For each field or CPU fact, the gates of every instance that reads it. */
export type Needs = ReadonlyMap<string, "always" | "never" | readonly (readonly Gate[])[]>;

/**
 * What an instance reads is needed unless a guard of it is surely false. A guard can only vouch for
 * that if everything it reads is needed always, or has an assumed value.
 */
export function needs(
  items: readonly Item[],
  lowering: Lowering,
  layout: readonly PackedField[],
): Needs {
  const owner = ownersOf(layout);
  const unitsOfSource = (source: Source): string[] => {
    switch (source.kind) {
      case "word":
        return [owner[source.word] ?? ""];
      case "cpu":
        return [lowering.constants[source.index]?.fact ?? ""];
      case "bit":
        return (lowering.bits[source.index]?.of ?? []).flatMap((slice) =>
          unitsOfSource(slice.source),
        );
    }
  };
  const units = (expression: Expression): string[] => {
    const found = sourcesIn(expression).flatMap(unitsOfSource);
    return [...new Set(found)];
  };
  const readings = items.map((item) => ({
    guards: item.guards.map((expression) => ({ expression, units: units(expression) })),
    reads: new Set([...item.guards, item.require].flatMap(units)),
  }));
  const isAssumed = (name: string): boolean => isAlwaysKnown(lowering.fact(name), lowering);
  const cpuFacts = new Set(lowering.constants.map(({ fact }) => fact));
  const all = [...layout.map(({ path }) => path), ...cpuFacts];
  const readers = (unit: string): typeof readings =>
    readings.filter(({ reads }) => reads.has(unit));
  const always = new Set<string>();
  const vouches = (unit: string, guard: { units: string[] }, trusted: boolean): boolean =>
    !guard.units.includes(unit) &&
    (!trusted ||
      guard.units.every((read) => always.has(read) || (cpuFacts.has(read) && isAssumed(read))));
  // First those nothing could ever vouch for, then those whose guards cannot be trusted.
  for (const trusted of [false, true]) {
    let size = -1;
    while (size !== always.size) {
      size = always.size;
      for (const unit of all) {
        const hasOpen = readers(unit).some(
          ({ guards }) => !guards.some((guard) => vouches(unit, guard, trusted)),
        );
        if (hasOpen) always.add(unit);
      }
    }
  }
  return new Map(
    all.map((unit): [string, "always" | "never" | Gate[][]] => {
      const by = readers(unit);
      if (by.length === 0) return [unit, "never"];
      if (always.has(unit)) return [unit, "always"];
      const gates = by.map(({ guards }) =>
        guards
          .filter((guard) => vouches(unit, guard, true))
          .map(({ expression, units: read }) => ({
            expression,
            isCpu: read.some((name) => cpuFacts.has(name)),
          })),
      );
      return [unit, gates];
    }),
  );
}

function ownersOf(layout: readonly PackedField[]): string[] {
  const owner: string[] = [];
  for (const { path, word, width } of layout) {
    owner[word] = path;
    if (width > 32) owner[word + 1] = path;
  }
  return owner;
}

/** True if the contract assumes a value where the input has none. */
function isAlwaysKnown(fact: Fact, lowering: Lowering): boolean {
  if (fact.kind === "field") return fact.assumed !== undefined;
  return derivationInputs(fact.derivation).every((input) =>
    isAlwaysKnown(lowering.fact(input), lowering),
  );
}

/** Every word an expression reads, as often as it does. */
export function sourcesIn(expression: Expression): Source[] {
  switch (expression.kind) {
    case "constant":
      return [];
    case "all":
    case "any":
      return expression.of.flatMap(sourcesIn);
    case "test": {
      const { test } = expression;
      switch (test.kind) {
        case "bits":
          return [test.source];
        case "same":
          return [test.a.source, test.b.source];
        case "none":
        case "every":
          return [test.a, test.b];
        case "sign":
          return [test.value, test.sign, ...(typeof test.mask === "number" ? [] : [test.mask])];
        case "in":
          return [test.slice.source];
        case "order":
          return [test.a.source, ...(typeof test.b === "number" ? [] : [test.b.source])];
        case "wide":
          throw new Error(`${test.leaf.fact} ${test.leaf.operator} is no test on words`);
      }
    }
  }
}

/** Paths of the fields some instance reads. */
export function fieldsRead(book: RuleBook, instances: readonly Instance[]): Set<string> {
  const paths = new Set<string>();
  const read = (name: string): void => {
    const fact = findFact(book.facts, name);
    if (fact === undefined) throw new Error(`unknown fact "${name}"`);
    if (fact.kind === "field") paths.add(fact.path);
    else derivationInputs(fact.derivation).forEach(read);
  };
  const walk = (part: Condition): void => {
    if (part.kind === "named") walk(part.body);
    else if (part.kind !== "leaf") part.of.forEach(walk);
    else {
      read(part.fact);
      if ("fact" in part.operand) read(part.operand.fact);
    }
  };
  for (const { when, require } of instances) {
    if (when !== undefined) walk(when);
    walk(require);
  }
  return paths;
}
