import type { DerivedFact, Fact } from "../../rules/types.ts";
import type { FieldValue } from "../../state/normalize.ts";
import type { Pins } from "../types.ts";

/**
 * Fact reading of the reference evaluator. It works on binary digits, most significant first,
 * and shares nothing with the other evaluators: two engines that read bits with the same code
 * would agree on the same mistake.
 */

/** A fact that is unknown: every comparison with it answers `assume`. */
export interface Unknown {
  readonly unknown: true;
  readonly assume: boolean;
}

export const isUnknown = (value: unknown): value is Unknown =>
  typeof value === "object" && value !== null && "unknown" in value;

/** The two runs: unknown comparisons hold in the first and fail in the second. */
export type Run = "permissive" | "restrictive";

type Digits = string;

const digits = (value: FieldValue, width: number): Digits => value.toString(2).padStart(width, "0");

/** The digits of bits `"high:low"` or `"bit"`; digit 0 of the text is the highest bit. */
function cut(all: Digits, at: string): Digits {
  const colon = at.indexOf(":");
  const high = Number(colon < 0 ? at : at.slice(0, colon));
  const low = Number(at.slice(colon + 1));
  return all.slice(all.length - 1 - high, all.length - low);
}

const valueOf = (bits: Digits): bigint => BigInt(`0b${bits}`);

export class ReferenceFacts {
  readonly #facts: ReadonlyMap<string, Fact>;

  constructor(facts: ReadonlyMap<string, Fact>) {
    this.#facts = facts;
  }

  /** Value of one fact in one run; bounded facts take their bound. */
  read(
    name: string,
    fields: ReadonlyMap<string, FieldValue>,
    pins: Pins,
    run: Run,
  ): bigint | Unknown {
    const value = this.#read(name, fields, pins, run);
    return value === undefined ? { unknown: true, assume: run === "permissive" } : valueOf(value);
  }

  #read(
    name: string,
    fields: ReadonlyMap<string, FieldValue>,
    pins: Pins,
    run: Run,
  ): Digits | undefined {
    const pin = Object.hasOwn(pins, name) ? pins[name as keyof Pins] : undefined;
    if (pin !== undefined) return String(pin);
    const fact = this.#facts.get(name);
    if (fact === undefined) throw new Error(`unknown fact "${name}"`);
    if (fact.kind === "derived") return this.#derive(fact, fields, pins, run);
    const field = this.#facts.get(fact.field);
    if (field?.kind !== "field") throw new Error(`"${fact.field}" is no field`);
    const whole = fields.get(fact.path) ?? field.assumed ?? field.bounds?.[run];
    return whole === undefined ? undefined : cut(digits(whole, fact.fieldWidth), fact.at);
  }

  #derive(
    fact: DerivedFact,
    fields: ReadonlyMap<string, FieldValue>,
    pins: Pins,
    run: Run,
  ): Digits | undefined {
    const input = (name: string): Digits | undefined => this.#read(name, fields, pins, run);
    const { derivation, width } = fact;
    switch (derivation.kind) {
      case "and": {
        const parts = derivation.facts.map(input);
        if (parts.some((part) => part === "0")) return "0";
        return parts.every((part) => part === "1") ? "1" : undefined;
      }
      case "shiftLeft": {
        const value = input(derivation.fact);
        return value === undefined
          ? undefined
          : (value + "0".repeat(derivation.by)).padStart(width, "0");
      }
      case "clear": {
        const value = input(derivation.fact);
        const mask = digits(derivation.bits, width);
        return value === undefined
          ? undefined
          : Array.from(value, (bit, i) => (mask[i] === "1" ? "0" : bit)).join("");
      }
      case "complement": {
        const value = input(derivation.fact);
        return value === undefined
          ? undefined
          : Array.from(value, (bit) => (bit === "1" ? "0" : "1")).join("");
      }
      case "firstKnown": {
        for (const name of derivation.facts) {
          const value = input(name);
          if (value !== undefined) return value;
        }
        return undefined;
      }
      case "reservedExcept": {
        const bits: string[] = new Array<string>(width).fill("1");
        const free = (bit: number): void => {
          bits[width - 1 - bit] = "0";
        };
        for (const exception of derivation.exceptions) {
          const value = input("if" in exception ? exception.if : exception.count);
          if (value === undefined) return undefined;
          if ("count" in exception) {
            for (let i = 0; i < Number(valueOf(value)); i++) free(exception.from + i);
          } else if (value === "1") {
            const ends = exception.bits.split(":").map(Number);
            for (let bit = Math.min(...ends); bit <= Math.max(...ends); bit++) free(bit);
          }
        }
        return bits.join("");
      }
    }
  }
}
