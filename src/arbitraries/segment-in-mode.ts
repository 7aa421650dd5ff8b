import { Arbitrary, Stream, Value, type Random } from "fast-check";
import type { ConditionSource } from "../rules/types.ts";
import { SEGMENT_REGISTERS, type SegmentRegister } from "../state/exchange.ts";
import { allHold, checks, constraintsOf, modeConstraints } from "./constraints.ts";
import { fieldAt, fromState, toState, type Words } from "./layout.ts";
import type { GuestMode } from "./modes.ts";
import { bitsFrom, type Bits32 } from "./random.ts";
import { Sampler } from "./sampler.ts";
import { nearer } from "./shrink.ts";
import { templateWords } from "./source.ts";
import type { CompleteSegment } from "./state.ts";
import type { SegmentConstraints } from "./types.ts";

const PARTS = ["selector", "accessRights", "base", "limit"] as const;
const BITS = ["type", "s", "dpl", "p", "avl", "l", "db", "g", "unusable", "rpl", "ti"] as const;

/** So many beginnings are tried for choices the template does not have. */
const ATTEMPTS = 200;

/** A register of a valid state whose other registers are those of the template. */
class SegmentArbitrary extends Arbitrary<CompleteSegment> {
  readonly #register: SegmentRegister;
  readonly #start: Words;
  readonly #sampler: Sampler;
  readonly #holds: (words: Words) => boolean;

  constructor(register: SegmentRegister, constraints: SegmentConstraints & { mode: GuestMode }) {
    super();
    this.#register = register;
    const { mode } = constraints;
    const wanted: ConditionSource[] = [];
    for (const name of BITS) {
      const choice = constraints[name];
      if (choice === undefined) continue;
      const value = typeof choice === "number" ? [choice] : [...choice];
      wanted.push({ fact: `${register}.${name}`, operator: "in", value });
    }
    const { index } = constraints;
    if (index !== undefined) {
      const values: readonly number[] = typeof index === "number" ? [index] : index;
      wanted.push({
        any: values.map((value) => ({
          fact: `${register}.index`,
          operator: "equal",
          value,
        })),
      });
    }
    const all = [...constraintsOf("wanted", wanted), ...modeConstraints(mode), ...checks()];
    this.#holds = (words) => allHold(all, words);
    this.#sampler = new Sampler(all, [PARTS.map((part) => fieldAt(`guest.${register}.${part}`))]);
    this.#start = this.#begin(templateWords(mode));
  }

  /** The template if it has what is wanted, otherwise what is nearest to it of some attempts. */
  #begin(template: Words): Words {
    let words: Words = template.slice();
    const random = fixedBits();
    for (let i = 0; i < ATTEMPTS && !this.#holds(words); i++) {
      words = template.slice();
      this.#sampler.sweep(words, random);
    }
    if (!this.#holds(words)) {
      throw new RangeError(`no valid state has such a register ${this.#register.toUpperCase()}`);
    }
    for (;;) {
      const next = nearer(words, template, this.#holds).next();
      if (next.done === true) return words;
      words = next.value;
    }
  }

  #segment(words: Words): CompleteSegment {
    return toState(words).guest[this.#register];
  }

  #words(value: unknown): Words | undefined {
    const state = toState(this.#start);
    const guest = { ...state.guest, [this.#register]: value };
    const words = fromState({ ...state, guest });
    return words !== undefined && this.#holds(words) ? words : undefined;
  }

  generate(random: Random): Value<CompleteSegment> {
    const words = this.#start.slice();
    this.#sampler.sweep(words, bitsFrom(random));
    return new Value(this.#segment(words), undefined);
  }

  canShrinkWithoutContext(value: unknown): value is CompleteSegment {
    return this.#words(value) !== undefined;
  }

  shrink(value: CompleteSegment): Stream<Value<CompleteSegment>> {
    const words = this.#words(value);
    if (words === undefined) return Stream.nil();
    return new Stream(nearer(words, this.#start, this.#holds)).map(
      (smaller) => new Value(this.#segment(smaller), undefined),
    );
  }
}

/** The same bits each time. */
function fixedBits(): Bits32 {
  let x = 0x2545_f491;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x;
  };
}

/** @throws RangeError for an unknown register, or choices no valid state has */
export function segmentInMode(
  register: SegmentRegister,
  constraints: SegmentConstraints & { mode: GuestMode },
): Arbitrary<CompleteSegment> {
  if (!SEGMENT_REGISTERS.includes(register)) {
    throw new RangeError(`no segment register "${register as string}"`);
  }
  return new SegmentArbitrary(register, constraints);
}
