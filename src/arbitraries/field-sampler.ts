import { ANYTHING, restrict, type Box, type Others } from "./boxes.ts";
import type { Constraint } from "./constraints.ts";
import { bitsRead, fieldsOfAtom, type Atom, type Node } from "./formula.ts";
import type { Field, Words } from "./layout.ts";
import { below, type Bits32 } from "./random.ts";

/** Values kept for one question; a guest has few, and what does not fit is computed again. */
const KEPT = 8;

/**
 * Which values a field may have, as a tree of the questions that were asked about the other fields
 * to find out: the next state asks the same ones, as long as it gets the same answers.
 */
type Known =
  | { kind: "boxes"; boxes: readonly Box[] }
  | {
      kind: "atom";
      holds: (words: Words) => boolean;
      yes: Known | undefined;
      no: Known | undefined;
    }
  | { kind: "bits"; at: number; low: number; high: number; values: Value[] };

interface Value {
  low: number;
  high: number;
  then: Known | undefined;
}

/**
 * Gives one field a new value that obeys the constraints, all other fields being as they are. Which
 * values these are is worked out from the formulas, so none is thrown away.
 */
export class FieldSampler {
  readonly field: Field;
  readonly #formulas: readonly Node[];
  /** Bits that may change. */
  readonly #variesLow: number;
  readonly #variesHigh: number;
  /** The bits of each other field that some atom compares with. */
  readonly #relevant = new Map<number, readonly [number, number]>();
  #known: Known | undefined;

  constructor(field: Field, constraints: readonly Constraint[], varies: bigint) {
    this.field = field;
    this.#variesLow = Number(BigInt.asIntN(32, varies));
    this.#variesHigh = Number(BigInt.asIntN(32, varies >> 32n));
    // A formula that reads only bits that stay holds as it did. Those about few fields first: where
    // they fix a bit, the others ask less.
    this.#formulas = constraints
      .filter(({ formula }) => this.#isAbout(formula))
      .sort((a, b) => a.reads.size - b.reads.size)
      .map(({ formula }) => formula);
    const walk = (node: Node): void => {
      if (node.kind !== "atom") {
        node.of.forEach(walk);
        return;
      }
      const read = fieldsOfAtom(node.atom);
      if (!read.includes(field)) return;
      for (const other of read) {
        if (other === field) continue;
        const [low, high] = this.#relevant.get(other.index) ?? [0, 0];
        const [moreLow, moreHigh] = bitsRead(node.atom, other);
        this.#relevant.set(other.index, [low | moreLow, high | moreHigh]);
      }
    };
    this.#formulas.forEach(walk);
  }

  #isAbout(node: Node): boolean {
    if (node.kind !== "atom") return node.of.some((part) => this.#isAbout(part));
    const [low, high] = bitsRead(node.atom, this.field);
    return (low & this.#variesLow) !== 0 || (high & this.#variesHigh) !== 0;
  }

  /** False if the constraints leave no value: then nothing is changed. */
  resample(words: Words, bits: Bits32): boolean {
    const boxes = this.boxes(words);
    if (boxes.length === 0) return false;
    const at = 2 * this.field.index;
    const start = below(bits, boxes.length);
    for (let i = 0; i < boxes.length; i++) {
      if (this.#fill(words, at, boxes[(start + i) % boxes.length] as Box, bits)) return true;
    }
    return false;
  }

  #fill(words: Words, at: number, box: Box, bits: Bits32): boolean {
    const style = bits();
    const freeLow = ~box.maskLow;
    const freeHigh = ~box.maskHigh;
    let low = words[at] as number;
    let high = words[at + 1] as number;
    switch (style & 7) {
      case 0: // as it was
        break;
      case 1:
        low = 0;
        high = 0;
        break;
      case 2:
        low = -1;
        high = -1;
        break;
      case 3: // few ones
        low = bits() & bits() & bits();
        high = bits() & bits() & bits();
        break;
      case 4: // a run of ones from bit 0: limits, boundaries of widths
        {
          const run = (style >>> 8) % 65;
          low = run >= 32 ? -1 : (1 << run) - 1;
          high = run <= 32 ? 0 : run === 64 ? -1 : (1 << (run - 32)) - 1;
        }
        break;
      default:
        low = bits();
        high = bits();
    }
    low = (low & freeLow) | box.low;
    high = (high & freeHigh) | box.high;
    // Bits that may be inverted in the end: those of lists keep what was chosen.
    let looseLow = freeLow;
    let looseHigh = freeHigh;
    for (const list of box.lists) {
      looseLow &= ~list.maskLow;
      looseHigh &= ~list.maskHigh;
      const { values } = list;
      const value = (values[below(bits, values.length)] as number) << (list.low & 31);
      if (list.low >= 32) high = (high & ~list.maskHigh) | value;
      else low = (low & ~list.maskLow) | value;
    }
    for (let round = 0; round < 4; round++) {
      let again = false;
      for (const { maskLow, maskHigh, low: badLow, high: badHigh } of box.excluded) {
        if (((low ^ badLow) & maskLow) !== 0 || ((high ^ badHigh) & maskHigh) !== 0) continue;
        // The combination that is ruled out: one of its free bits is inverted.
        const choices = bitsOf(maskLow & looseLow, maskHigh & looseHigh);
        const bit = choices[below(bits, choices.length)];
        if (bit === undefined) return false;
        if (bit < 32) low ^= 1 << bit;
        else high ^= 1 << (bit - 32);
        again = true;
      }
      if (!again) {
        words[at] = low;
        words[at + 1] = high;
        return true;
      }
    }
    return false;
  }

  /** All values that obey the constraints. */
  boxes(words: Words): readonly Box[] {
    let known = this.#known;
    while (known !== undefined) {
      if (known.kind === "boxes") return known.boxes;
      known = next(known, words);
    }
    return this.#work(words);
  }

  #work(words: Words): readonly Box[] {
    // Walks down the tree and lets it grow.
    let put = (node: Known): void => {
      this.#known = node;
    };
    let at = this.#known;
    const asked = new Set<Atom | number>();
    const ask = (question: Atom | number, make: () => Known): void => {
      if (asked.has(question)) return;
      asked.add(question);
      let node = at;
      if (node === undefined) put((node = make()));
      if (node.kind === "atom") {
        const inner = node;
        const holds = inner.holds(words);
        at = holds ? inner.yes : inner.no;
        put = holds ? (then) => (inner.yes = then) : (then) => (inner.no = then);
      } else if (node.kind === "bits") {
        const low = (words[node.at] as number) & node.low;
        const high = (words[node.at + 1] as number) & node.high;
        let value = node.values.find((one) => one.low === low && one.high === high);
        if (value === undefined) {
          if (node.values.length >= KEPT) node.values.shift();
          node.values.push((value = { low, high, then: undefined }));
        }
        const inner = value;
        at = inner.then;
        put = (then) => (inner.then = then);
      }
    };
    const others: Others = {
      words,
      holds(atom) {
        const { holds } = atom;
        ask(atom, () => ({ kind: "atom", holds, yes: undefined, no: undefined }));
        return holds(words);
      },
      reads: ({ index }) => {
        const [low, high] = this.#relevant.get(index) ?? [-1, -1];
        ask(index, () => ({ kind: "bits", at: 2 * index, low, high, values: [] }));
      },
    };
    let boxes: readonly Box[] = [ANYTHING];
    const { index } = this.field;
    const maskLow = ~this.#variesLow;
    const maskHigh = ~this.#variesHigh;
    if (maskLow !== 0 || maskHigh !== 0) {
      // Bits that do not vary are as good as another field.
      ask(index, () => ({ kind: "bits", at: 2 * index, low: maskLow, high: maskHigh, values: [] }));
      const low = (words[2 * index] as number) & maskLow;
      const high = (words[2 * index + 1] as number) & maskHigh;
      boxes = [{ ...ANYTHING, maskLow, maskHigh, low, high }];
    }
    for (const formula of this.#formulas) boxes = restrict(boxes, formula, this.field, others);
    put({ kind: "boxes", boxes });
    return boxes;
  }
}

function next(known: Exclude<Known, { kind: "boxes" }>, words: Words): Known | undefined {
  if (known.kind === "atom") return known.holds(words) ? known.yes : known.no;
  const low = (words[known.at] as number) & known.low;
  const high = (words[known.at + 1] as number) & known.high;
  for (const value of known.values) {
    if (value.low === low && value.high === high) return value.then;
  }
  return undefined;
}

function bitsOf(low: number, high: number): number[] {
  const result: number[] = [];
  for (let bit = 0; bit < 32; bit++) {
    if (((low >>> bit) & 1) === 1) result.push(bit);
    if (((high >>> bit) & 1) === 1) result.push(bit + 32);
  }
  return result;
}
