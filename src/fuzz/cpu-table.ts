import { StateError, checker, type PackedChecker } from "../index.ts";

/** A CPU states run on, with the compiled checks for it. */
export interface Cpu {
  readonly number: number;
  readonly facts: Readonly<Record<string, CpuFact>>;
  readonly checker: PackedChecker;
}

export type CpuFact = string | number | bigint | boolean;

/** Every CPU once: packed states name theirs by its number. */
export class CpuTable {
  readonly #known = new Map<string, Cpu | undefined>();
  readonly list: Cpu[] = [];

  /** The CPU with these facts; undefined if some check needs a fact that is not there. */
  add(facts: Readonly<Record<string, CpuFact>>): Cpu | undefined {
    const names = Object.keys(facts).sort();
    const key = names.map((name) => `${name} ${valueOf(facts[name])}`).join();
    if (this.#known.has(key)) return this.#known.get(key);
    const cpu = this.#make(facts);
    this.#known.set(key, cpu);
    if (cpu !== undefined) this.list.push(cpu);
    return cpu;
  }

  #make(facts: Readonly<Record<string, CpuFact>>): Cpu | undefined {
    try {
      const made = checker(facts);
      return { number: this.list.length, facts, checker: made };
    } catch (error) {
      if (error instanceof StateError) return undefined;
      throw error;
    }
  }
}

/** One value however it is written: `0x40`, 64 and 64n; true is 1. */
export const valueOf = (fact: CpuFact | undefined): bigint | undefined =>
  fact === undefined ? undefined : BigInt(fact);
