import type { Arbitrary } from "fast-check";
import { checks, modeConstraints, type Constraint } from "./constraints.ts";
import { bitsRead, type Node } from "./formula.ts";
import { fields, type Words } from "./layout.ts";
import { modesOf } from "./mode-options.ts";
import type { GuestMode } from "./modes.ts";
import { below } from "./random.ts";
import { distance, nearer } from "./shrink.ts";
import { validSource, type Source } from "./source.ts";
import { StateArbitrary } from "./state-arbitrary.ts";
import type { CompleteState } from "./state.ts";
import type { NearOptions } from "./types.ts";

/** A bit as `64 * index of the field + number`. */
type Bit = number;

/** Bits of the guest-state area that some check reads. */
let readable: readonly Bit[] | undefined;

function guestBits(): readonly Bit[] {
  if (readable === undefined) {
    const read = new Set(checks().flatMap(({ reads }) => [...reads]));
    readable = fields
      .filter(({ path, index }) => path.startsWith("guest.") && read.has(index))
      .flatMap(({ index, width }) => Array.from({ length: width }, (_, bit) => 64 * index + bit));
  }
  return readable;
}

const place = (bit: Bit): [at: number, mask: number] => [
  2 * (bit >> 6) + ((bit >> 5) & 1),
  1 << (bit & 31),
];

function invert(words: Words, bits: readonly Bit[]): Words {
  const next = words.slice();
  for (const bit of bits) {
    const [at, mask] = place(bit);
    next[at] = (next[at] as number) ^ mask;
  }
  return next;
}

function differsAt(a: Words, b: Words, bit: Bit): boolean {
  const [at, mask] = place(bit);
  return (((a[at] as number) ^ (b[at] as number)) & mask) !== 0;
}

/** States of a mode with up to `most` bits inverted. */
function nearSource(mode: GuestMode, most: number): Source {
  const valid = validSource(mode);
  const { target } = valid;
  const repairs = new Repairs([...modeConstraints(mode), ...checks()]);
  return {
    mode,
    target,
    generate(random) {
      const words = valid.generate(random);
      const bits = guestBits();
      const chosen: Bit[] = [];
      const count = 1 + below(random, most);
      // Only away from the template: then every way back is a way nearer to it.
      for (let tries = 0; chosen.length < count && tries < 100; tries++) {
        const bit = bits[below(random, bits.length)] as Bit;
        if (!chosen.includes(bit) && !differsAt(words, target, bit)) chosen.push(bit);
      }
      return invert(words, chosen);
    },
    holds: (words) => repairs.find(words, most) !== undefined,
    *smaller(words) {
      const inverted = repairs.find(words, most);
      if (inverted === undefined) return;
      const before = distance(words, target);
      const isNearer = (other: Words): boolean => {
        const [differing, bits] = distance(other, target);
        return differing < before[0] || (differing === before[0] && bits < before[1]);
      };
      const sound = invert(words, inverted);
      for (const bit of inverted) {
        const fewer = invert(words, [bit]);
        if (isNearer(fewer)) yield fewer;
      }
      for (const other of nearer(sound, target, valid.holds)) {
        const again = invert(other, inverted);
        if (isNearer(again)) yield again;
      }
      if (inverted.length === 0 && isNearer(target)) yield target;
    },
  };
}

/** Which bits of a state are to be inverted for it to obey all constraints. */
class Repairs {
  readonly #constraints: readonly Constraint[];
  readonly #readers = new Map<number, Constraint[]>();
  readonly #bits = new Map<Constraint, readonly Bit[]>();

  constructor(constraints: readonly Constraint[]) {
    this.#constraints = constraints;
    for (const constraint of constraints) {
      for (const index of constraint.reads) {
        this.#readers.set(index, [...(this.#readers.get(index) ?? []), constraint]);
      }
    }
  }

  /** As few bits as possible, at most `most`; undefined if that is not enough. */
  find(words: Words, most: number): Bit[] | undefined {
    const failing = this.#constraints.filter(({ holds }) => !holds(words));
    const work = words.slice();
    for (let depth = 0; depth <= most; depth++) {
      const found = this.#search(work, failing, depth);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #search(words: Words, failing: readonly Constraint[], depth: number): Bit[] | undefined {
    const [first] = failing;
    if (first === undefined) return [];
    if (depth === 0) return undefined;
    for (const bit of this.#bitsOf(first)) {
      const [at, mask] = place(bit);
      words[at] = (words[at] as number) ^ mask;
      const then = [
        ...failing.filter(({ reads }) => !reads.has(bit >> 6)),
        ...(this.#readers.get(bit >> 6) ?? []).filter(({ holds }) => !holds(words)),
      ];
      const found = this.#search(words, then, depth - 1);
      words[at] = words[at] ^ mask;
      if (found !== undefined) return [bit, ...found];
    }
    return undefined;
  }

  /** Bits of the guest-state area a constraint reads. */
  #bitsOf(constraint: Constraint): readonly Bit[] {
    let bits = this.#bits.get(constraint);
    if (bits === undefined) {
      bits = guestBits().filter((bit) => {
        const field = fields[bit >> 6];
        if (field === undefined || !constraint.reads.has(field.index)) return false;
        const [at, mask] = [(bit >> 5) & 1, 1 << (bit & 31)];
        const reads = (node: Node): boolean =>
          node.kind === "atom"
            ? (bitsRead(node.atom, field)[at as 0 | 1] & mask) !== 0
            : node.of.some(reads);
        return reads(constraint.formula);
      });
      this.#bits.set(constraint, bits);
    }
    return bits;
  }
}

const made = new Map<string, Source>();

/**
 * A valid state with one to three bits inverted, among the bits of the guest-state area that some
 * check reads: invalid as often as not, and always near the edge.
 *
 * @throws RangeError for a mode that does not exist, or a number of bits other than 1, 2 or 3
 */
export function nearValidGuestState(options: NearOptions = {}): Arbitrary<CompleteState> {
  const { bits = 3 } = options;
  if (!([1, 2, 3] as number[]).includes(bits)) throw new RangeError("bits are 1, 2 or 3");
  return new StateArbitrary(
    modesOf(options).map((mode) => () => {
      const key = `${mode} ${bits}`;
      const source = made.get(key) ?? nearSource(mode, bits);
      made.set(key, source);
      return source;
    }),
  );
}
