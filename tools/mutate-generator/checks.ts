/** Judges the generated checks by their answers, and by the boundary of canonicality. */
import type { FieldValue } from "../../src/state/normalize.ts";
import { nearValid, randomWords } from "../../test/support/packed.ts";
import { failing } from "../../test/support/questions.ts";
import { book, fieldWriter, wordsWriter, type Judge, type Product } from "./product.ts";

type Fields = ReadonlyMap<string, FieldValue>;

export interface Case {
  readonly fields: Fields;
  readonly violated: readonly string[];
}

/** CPU facts with a value where there is none. */
export const ASSUMED = [...book.facts.values()].flatMap((fact) =>
  fact.kind === "field" && fact.whole && fact.assumed !== undefined ? [fact.path] : [],
);

/** Near-valid states on CPUs that give their facts in every way the contract knows. */
export function casesOf(count: number, seed: number): Case[] {
  const random = randomWords(seed);
  return Array.from({ length: count }, (_, i) => {
    const fields = nearValid(random, 1 + (i % 5));
    // Some CPUs tell their features instead of the masks that follow from them.
    if (i % 4 === 0) {
      fields.delete("cpu.sCetReserved");
      fields.delete("cpu.perfGlobalCtrlReserved");
      for (const flag of ["supportsShadowStack", "supportsIbt", "supportsPerfMetrics"]) {
        fields.set(`cpu.${flag}`, random() % 2);
      }
      fields.set("cpu.numGpCounters", random() % 9);
      fields.set("cpu.numFixedCounters", random() % 5);
      fields.set("controls.entry", Number(fields.get("controls.entry")) | 0x10_2000);
      fields.set("guest.sCet", 1n << BigInt(random() % 64));
      fields.set("guest.perfGlobalCtrl", 1n << BigInt(random() % 64));
    }
    // The contract gives some facts a value where there is none.
    if (i % 4 === 1) for (const path of ASSUMED) if (random() % 2 === 0) fields.delete(path);
    return { fields, violated: failing({ fields, pins: {}, view: "vmcs" }) };
  });
}

const factsOf =
  (fields: Fields) =>
  (path: string): bigint | undefined => {
    const value = fields.get(path);
    return value === undefined ? undefined : BigInt(value);
  };

export function answersJudge(count: number): Judge {
  const cases = casesOf(count, 0x7e57).map(({ fields, violated }) => ({
    fields,
    violated: violated.join(),
    cpu: [...fields].filter(([path]) => path.startsWith("cpu.")).join(),
  }));
  /** The words of the cases by the layout they were written in. */
  const packed = new Map<string, readonly Int32Array[]>();
  return (product) => {
    const { checks, cpuBlock } = product;
    if (checks.INSTANCES.join() !== book.instances.map(({ id }) => id).join()) return "list";
    const wordsOf = wordsWriter(product);
    const layout = JSON.stringify(product.engines.PACKED_FIELDS);
    const states = packed.get(layout) ?? cases.map(({ fields }) => wordsOf(fields));
    packed.set(layout, states);
    const bits = new Int32Array(checks.VIOLATION_WORDS);
    const blocks = new Map<string, Int32Array>();
    for (const [n, { fields, violated, cpu }] of cases.entries()) {
      let c = blocks.get(cpu);
      if (c === undefined) {
        const block = cpuBlock(checks.CPU_CONSTANTS, factsOf(fields));
        if (block.unknown.length > 0) return "CPU facts";
        c = block.constants;
        blocks.set(cpu, c);
      }
      const words = states[n] as Int32Array;
      if (checks.verdict(words, 0, c) !== (violated === "")) return "verdict";
      if (checks.violations(words, 0, c, bits) !== (violated !== "")) return "violations";
      const found: string[] = [];
      for (const [i, id] of checks.INSTANCES.entries()) {
        if ((((bits[i >> 5] ?? 0) >>> (i & 31)) & 1) === 1) found.push(id);
      }
      if (found.join() !== violated) return "violations";
    }
    return undefined;
  };
}

/** Addresses that pass without being canonical: at each width, each bit alone, behind each gate. */
export function boundaryJudge(): Judge {
  const ground = casesOf(2, 0x7e57)[1]?.fields ?? new Map<string, FieldValue>();
  const addresses = ["guest.rip", "guest.ssp"];
  return (product: Product) => {
    const { checks, cpuBlock, engines } = product;
    const wordsOf = wordsWriter(product);
    const write = fieldWriter(engines.PACKED_FIELDS);
    if (
      checks.BOUNDARIES.map(({ width }) => width).join() !==
      Array(2).fill("cpu.linearAddressWidth").join()
    )
      return "boundary";
    for (const [i, path] of addresses.entries()) {
      const place = engines.PACKED_FIELDS.find((field) => field.path === path);
      if (checks.BOUNDARIES[i]?.word !== place?.word) return "boundary";
    }
    for (const width of [32, 33, 48, 57]) {
      const own = new Map(ground).set("cpu.linearAddressWidth", width);
      const { constants } = cpuBlock(checks.CPU_CONSTANTS, factsOf(own));
      own.set("controls.entry", 0x10_0200).set("guest.cs.accessRights", 0xa09b);
      own.set("guest.rip", 0n).set("guest.ssp", 0n);
      for (const [i, path] of addresses.entries()) {
        const words = wordsOf(own);
        for (let bit = -1; bit < 64; bit++) {
          const value = bit < 0 ? 0n : 1n << BigInt(bit);
          // The bit below those that are compared is the only one that passes without being canonical.
          const expected = bit === width - 1 ? 1 << i : 0;
          const opposite = BigInt.asUintN(64, ~value);
          for (const address of [value, opposite]) {
            write(words, path, address);
            if (checks.boundaries(words, 0, constants) !== expected) return "boundary";
          }
        }
      }
      const high = 1n << BigInt(width - 1);
      own.set("guest.rip", high).set("guest.ssp", high);
      const gates = [0x10_0200, 0x10_0000, 0x200, 0].map((entry) =>
        checks.boundaries(wordsOf(new Map(own).set("controls.entry", entry)), 0, constants),
      );
      if (gates.join() !== "3,2,1,0") return "boundary";
    }
    return undefined;
  };
}
