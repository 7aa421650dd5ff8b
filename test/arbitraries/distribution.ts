import * as fc from "fast-check";
import { checks, modeConstraints, type Constraint } from "../../src/arbitraries/constraints.ts";
import { FieldSampler } from "../../src/arbitraries/field-sampler.ts";
import {
  fields,
  fromState,
  valueOf,
  type Field,
  type Words,
} from "../../src/arbitraries/layout.ts";
import { templateWords } from "../../src/arbitraries/source.ts";
import { varying } from "../../src/arbitraries/varying.ts";
import { validGuestState, type GuestMode } from "../../src/arbitraries/index.ts";

/** What a sample of one mode shows. */
export interface Distribution {
  mode: GuestMode;
  states: Words[];
  /** Distinct values by field path. */
  distinct: Map<string, number>;
}

export function distributionOf(mode: GuestMode, numRuns: number, seed: number): Distribution {
  const states = fc.sample(validGuestState({ mode }), { numRuns, seed }).map((state) => {
    const words = fromState(state);
    if (words === undefined) throw new Error("not a complete state");
    return words;
  });
  const distinct = new Map(
    fields.map((field) => [field.path, new Set(states.map((words) => valueOf(words, field))).size]),
  );
  return { mode, states, distinct };
}

/**
 * How many values a field may have at the template of a mode, all others being as they are: a
 * lower bound of what it may have at all. At most `most`.
 */
export function freedom(field: Field, mode: GuestMode, most: number): number {
  const mask = varying(field);
  if (mask === 0n) return 1;
  const constraints: Constraint[] = [...modeConstraints(mode), ...checks()].filter(({ reads }) =>
    reads.has(field.index),
  );
  const sampler = new FieldSampler(field, constraints, mask);
  let count = 0;
  for (const box of sampler.boxes(templateWords(mode))) {
    const width = Array.from({ length: field.width }, (_, bit) => bit).filter((bit) => {
      const word = bit < 32 ? box.maskLow : box.maskHigh;
      return ((word >>> (bit & 31)) & 1) === 0;
    }).length;
    const listed = box.lists.reduce(
      (product, { width: bits, values }) => product * (values.length / 2 ** bits),
      1,
    );
    count += Math.max(1, Math.floor(2 ** width * listed) - box.excluded.length);
    if (count >= most) return most;
  }
  return count;
}
