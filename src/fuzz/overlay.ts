import type { Cpu, CpuFact, CpuTable } from "./cpu-table.ts";
import { placeOf, placeOfFact } from "./places.ts";
import type { Template } from "./template.ts";

/** Values of facts, as the examples of the rules write them; the last ones win. */
export type Values = Readonly<Record<string, string | number | bigint>>;

/** Values that can be written over many templates. */
export interface Overlay {
  /** Writes the template with the values; returns its CPU, undefined if there is none like it. */
  write(template: Template, state: Int32Array, cpus: CpuTable): Cpu | undefined;
}

interface WordEdit {
  word: number;
  keep: number;
  set: number;
}

interface FactEdit {
  fact: string;
  keep: bigint;
  set: bigint;
}

/** @throws RangeError for a name that is neither a fact nor bits of one */
export function overlayOf(values: readonly Values[]): Overlay {
  const words: WordEdit[] = [];
  const facts: FactEdit[] = [];
  for (const [name, value] of values.flatMap((one) => Object.entries(one))) {
    const { path, low, length } = placeOfFact(name);
    const field = placeOf(path);
    const keep = length === undefined ? 0n : ~(((1n << BigInt(length)) - 1n) << BigInt(low));
    const set = BigInt(value) << BigInt(low);
    if (field === undefined) {
      facts.push({ fact: path.replace(/^cpu\./, ""), keep, set });
      continue;
    }
    for (let half = 0; half < (field.width > 32 ? 2 : 1); half++) {
      const part = (bits: bigint): number => Number(BigInt.asIntN(32, bits >> BigInt(32 * half)));
      words.push({ word: field.word + half, keep: part(keep), set: part(set) });
    }
  }
  const onCpu = new Map<Cpu, Cpu | undefined>();
  return {
    write(template, state, cpus) {
      state.set(template.words);
      for (const { word, keep, set } of words) state[word] = ((state[word] as number) & keep) | set;
      if (facts.length === 0) return template.cpu;
      if (!onCpu.has(template.cpu)) onCpu.set(template.cpu, cpus.add(changed(template.cpu, facts)));
      return onCpu.get(template.cpu);
    },
  };
}

function changed(cpu: Cpu, edits: readonly FactEdit[]): Record<string, CpuFact> {
  const facts = { ...cpu.facts };
  for (const { fact, keep, set } of edits) {
    const old = facts[fact];
    const value = (BigInt(old ?? 0) & keep) | set;
    facts[fact] =
      typeof old === "boolean" ? value === 1n : typeof old === "number" ? Number(value) : value;
  }
  return facts;
}
