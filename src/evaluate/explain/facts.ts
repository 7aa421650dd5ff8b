import { findFact } from "../../rules/facts.ts";
import { factWidth, type DerivedFact, type Fact, type FieldFact } from "../../rules/types.ts";
import type { FieldValue } from "../../state/normalize.ts";
import { WORLD_FACTS, type Question, type WorldFact } from "../types.ts";

export type Bound = "permissive" | "restrictive";

/**
 * Reads one fact from a question. Facts of up to 32 bits are numbers, wider ones bigints.
 */
export interface FactReader {
  readonly fact: Fact;
  readonly wide: boolean;
  /** The value, or undefined if it is unknown. */
  read(question: Question): FieldValue | undefined;
  /** The value if unknown inputs take one of their bounds; undefined if an input has none. */
  bound(question: Question, bound: Bound): FieldValue | undefined;
  /** Exchange-JSON paths of the inputs that are unknown. */
  missing(question: Question): string[];
}

const ALL_ONES = 0xffff_ffff_ffff_ffffn;

function onesFor(high: number, low: number): bigint {
  return ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
}

/** Makes readers by fact name; each is made once. */
export class FactReaders {
  readonly #facts: ReadonlyMap<string, Fact>;
  readonly #readers = new Map<string, FactReader>();

  constructor(facts: ReadonlyMap<string, Fact>) {
    this.#facts = facts;
  }

  /** @throws Error for an unknown name (the loader has already refused such rules) */
  get(name: string): FactReader {
    let reader = this.#readers.get(name);
    if (reader === undefined) {
      const fact = findFact(this.#facts, name);
      if (fact === undefined) throw new Error(`unknown fact "${name}"`);
      reader = fact.kind === "field" ? fieldReader(fact) : this.#derivedReader(fact);
      const world = worldFactOf(fact);
      if (world !== undefined) reader = pinned(reader, world);
      this.#readers.set(name, reader);
    }
    return reader;
  }

  #derivedReader(fact: DerivedFact): FactReader {
    const wide = factWidth(fact) > 32;
    const { derivation } = fact;
    const reader = (
      inputs: FactReader[],
      compute: (values: (FieldValue | undefined)[]) => FieldValue | undefined,
    ): FactReader => ({
      fact,
      wide,
      read: (question) => compute(inputs.map((input) => input.read(question))),
      bound: (question, bound) =>
        compute(inputs.map((input) => input.read(question) ?? input.bound(question, bound))),
      missing: (question) =>
        compute(inputs.map((input) => input.read(question))) === undefined
          ? [...new Set(inputs.flatMap((input) => input.missing(question)))]
          : [],
    });
    const one =
      (compute: (value: bigint) => bigint) =>
      ([value]: (FieldValue | undefined)[]): FieldValue | undefined => {
        if (value === undefined) return undefined;
        const result = compute(BigInt(value));
        return wide ? result : Number(result);
      };
    switch (derivation.kind) {
      case "and":
        return reader(
          derivation.facts.map((name) => this.get(name)),
          (values) => (values.includes(0) ? 0 : values.includes(undefined) ? undefined : 1),
        );
      case "shiftLeft":
        return reader(
          [this.get(derivation.fact)],
          one((value) => value << BigInt(derivation.by)),
        );
      case "clear":
        return reader(
          [this.get(derivation.fact)],
          one((value) => value & ~derivation.bits),
        );
      case "complement":
        return reader(
          [this.get(derivation.fact)],
          one((value) => value ^ ALL_ONES),
        );
      case "firstKnown":
        return reader(
          derivation.facts.map((name) => this.get(name)),
          (values) => values.find((value) => value !== undefined),
        );
      case "reservedExcept": {
        const { exceptions } = derivation;
        return reader(
          exceptions.map((exception) =>
            this.get("if" in exception ? exception.if : exception.count),
          ),
          (values) => {
            let reserved = ALL_ONES;
            for (const [index, exception] of exceptions.entries()) {
              const value = values[index];
              if (value === undefined) return undefined;
              if ("if" in exception) {
                const [high = 0, low = high] = exception.bits.split(":").map(Number);
                if (value === 1) reserved &= ~onesFor(high, low);
              } else if (value > 0) {
                reserved &= ~onesFor(exception.from + Number(value) - 1, exception.from);
              }
            }
            return reserved & ALL_ONES;
          },
        );
      }
    }
  }
}

function worldFactOf(fact: Fact): WorldFact | undefined {
  return WORLD_FACTS.find((name) => name === fact.name);
}

function pinned(reader: FactReader, world: WorldFact): FactReader {
  return {
    ...reader,
    read: (question) => question.pins[world] ?? reader.read(question),
    bound: (question, bound) => question.pins[world] ?? reader.bound(question, bound),
    missing: (question) => (question.pins[world] === undefined ? reader.missing(question) : []),
  };
}

function fieldReader(fact: FieldFact): FactReader {
  const { path, low, high, fieldWidth } = fact;
  const width = high - low + 1;
  const wide = width > 32;
  const extract = extractor(fieldWidth, low, width);
  const fixed = (value: bigint | undefined): FieldValue | undefined =>
    value === undefined || wide ? value : Number(value);
  const assumed = fixed(fact.assumed);
  const bounds = {
    permissive: fixed(fact.bounds?.permissive),
    restrictive: fixed(fact.bounds?.restrictive),
  };
  const read = (question: Question): FieldValue | undefined => {
    const value = question.fields.get(path);
    return value === undefined ? assumed : extract(value);
  };
  return {
    fact,
    wide,
    read,
    bound: (question, bound) => read(question) ?? bounds[bound],
    missing: (question) => (read(question) === undefined ? [path] : []),
  };
}

function extractor(
  fieldWidth: number,
  low: number,
  width: number,
): (value: FieldValue) => FieldValue {
  if (fieldWidth <= 32) {
    const mask = 2 ** width - 1;
    return width === 32 ? (value) => value : (value) => ((value as number) >>> low) & mask;
  }
  if (low === 0 && width === 64) return (value) => value;
  const shift = BigInt(low);
  const mask = (1n << BigInt(width)) - 1n;
  return width <= 32
    ? (value) => Number(((value as bigint) >> shift) & mask)
    : (value) => ((value as bigint) >> shift) & mask;
}
