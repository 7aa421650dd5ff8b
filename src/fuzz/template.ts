import type { Cpu } from "./cpu-table.ts";

/** A named state that campaigns start from, and counterexamples are compared with. */
export interface Template {
  readonly name: string;
  readonly cpu: Cpu;
  readonly words: Int32Array;
}
