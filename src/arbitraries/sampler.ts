import type { Constraint } from "./constraints.ts";
import { FieldSampler } from "./field-sampler.ts";
import type { Field, Words } from "./layout.ts";
import type { Bits32 } from "./random.ts";
import { steps, varying } from "./varying.ts";

/** A group that comes to a dead end begins again so many times, then it stays as it was. */
const ATTEMPTS = 4;

/**
 * Changes a state that obeys constraints into another one that does: field by field, each to a
 * value drawn from those its neighbours allow (a Gibbs sampler). No state is ever thrown away.
 */
export class Sampler {
  readonly #steps: readonly (readonly FieldSampler[])[];
  readonly #saved = new Int32Array(32);

  /** @param groups fields that change, together where they stand in one group */
  constructor(constraints: readonly Constraint[], groups: readonly (readonly Field[])[] = steps()) {
    this.#steps = groups.map((group) =>
      group.map((field, position) => {
        const later = group.slice(position + 1);
        const about = constraints.filter(
          ({ reads }) => reads.has(field.index) && !later.some(({ index }) => reads.has(index)),
        );
        return new FieldSampler(field, about, varying(field));
      }),
    );
  }

  /** Changes every field once. The constraints must hold before; they hold afterwards. */
  sweep(words: Words, bits: Bits32): void {
    for (const step of this.#steps) {
      if (step.length === 1) (step[0] as FieldSampler).resample(words, bits);
      else this.#together(step, words, bits);
    }
  }

  #together(step: readonly FieldSampler[], words: Words, bits: Bits32): void {
    const saved = this.#saved;
    step.forEach(({ field: { index } }, i) => {
      saved[2 * i] = words[2 * index] as number;
      saved[2 * i + 1] = words[2 * index + 1] as number;
    });
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (step.every((sampler) => sampler.resample(words, bits))) return;
      step.forEach(({ field: { index } }, i) => {
        words[2 * index] = saved[2 * i] as number;
        words[2 * index + 1] = saved[2 * i + 1] as number;
      });
    }
  }
}
