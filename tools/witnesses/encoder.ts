import type { Atom, Node, Slice, Width } from "../../src/arbitraries/formula.ts";
import { fields, maskOf, type Field, type Words } from "../../src/arbitraries/layout.ts";
import { Solver } from "./solver.ts";

/** A bit that has the opposite value in the formulas that are encoded. */
export interface Flip {
  field: Field;
  bit: number;
}

type Widths = ReadonlyMap<string, readonly number[]>;

/** Widths processors have; each is tried. */
const WIDTHS: Widths = new Map<string, readonly number[]>([
  ["cpu.physicalAddressWidth", Array.from({ length: 21 }, (_, i) => 32 + i)],
  ["cpu.linearAddressWidth", [48, 57]],
]);

/** Formulas over the bits of a state, for the solver. */
export class Encoder {
  readonly solver: Solver = new Solver();
  /** Variable of bit 0 of each field. */
  readonly #first: number[] = [];
  readonly #true: number;
  /** Field path -> width -> literal that says the field has it. */
  readonly #widths = new Map<string, Map<number, number>>();
  readonly #known = new Map<string, number>();

  /** @param widths by field: the values it takes; all in its range for a field that is not there */
  constructor(widths: Widths = WIDTHS) {
    for (const { width } of fields) {
      this.#first.push(this.solver.variable());
      for (let bit = 1; bit < width; bit++) this.solver.variable();
    }
    this.#true = 2 * this.solver.variable(1);
    this.solver.add([this.#true]);
    for (const field of fields) {
      const { path, width } = field;
      const values =
        widths.get(path) ??
        (field.range === undefined
          ? undefined
          : Array.from(
              { length: field.range[1] - field.range[0] + 1 },
              (_, i) => i + (field.range?.[0] ?? 0),
            ));
      if (values === undefined) continue;
      const literals = new Map<number, number>();
      for (const value of values) {
        const bits = Array.from(
          { length: width },
          (_, bit) => this.#bit(field, bit, undefined) ^ (((value >> bit) & 1) ^ 1),
        );
        literals.set(value, this.#and(bits));
      }
      this.solver.add([...literals.values()]);
      this.#widths.set(path, literals);
    }
  }

  /** Solutions are near to this state. */
  prefer(words: Words): void {
    for (const { index, width } of fields) {
      for (let bit = 0; bit < width; bit++) {
        const word = words[2 * index + (bit >> 5)] as number;
        this.solver.prefer((this.#first[index] as number) + bit, (word >>> (bit & 31)) & 1);
      }
    }
  }

  /** The state of the solution found last. */
  state(): Words {
    const words = new Int32Array(2 * fields.length);
    for (const { index, width } of fields) {
      for (let bit = 0; bit < width; bit++) {
        const at = 2 * index + (bit >> 5);
        const value = this.solver.value((this.#first[index] as number) + bit);
        words[at] = (words[at] as number) | (value << (bit & 31));
      }
    }
    return words;
  }

  #bit(field: Field, bit: number, flip: Flip | undefined): number {
    if (bit >= field.width) return this.#true ^ 1;
    const flipped = flip !== undefined && flip.field === field && flip.bit === bit ? 1 : 0;
    return (2 * ((this.#first[field.index] as number) + bit)) ^ flipped;
  }

  #and(literals: readonly number[]): number {
    const set = [...new Set(literals)].filter((literal) => literal !== this.#true);
    const [only] = set;
    if (only === undefined) return this.#true;
    if (set.includes(this.#true ^ 1) || set.some((literal) => set.includes(literal ^ 1))) {
      return this.#true ^ 1;
    }
    if (set.length === 1) return only;
    const key = [...set].sort((a, b) => a - b).join(" ");
    let result = this.#known.get(key);
    if (result === undefined) {
      result = 2 * this.solver.variable();
      for (const literal of set) this.solver.add([result ^ 1, literal]);
      this.solver.add([result, ...set.map((literal) => literal ^ 1)]);
      this.#known.set(key, result);
    }
    return result;
  }

  #or(literals: readonly number[]): number {
    return this.#and(literals.map((literal) => literal ^ 1)) ^ 1;
  }

  #same(a: number, b: number): number {
    return this.#or([this.#and([a, b]), this.#and([a ^ 1, b ^ 1])]);
  }

  /** A literal that is true exactly where the formula holds. */
  literal(node: Node, flip?: Flip): number {
    switch (node.kind) {
      case "all":
        return this.#and(node.of.map((part) => this.literal(part, flip)));
      case "any":
        return this.#or(node.of.map((part) => this.literal(part, flip)));
      case "atom":
        return this.#atom(node.atom, flip) ^ (node.positive ? 0 : 1);
    }
  }

  #slice({ field, low, width }: Slice, flip: Flip | undefined): number[] {
    return Array.from({ length: width }, (_, bit) => this.#bit(field, low + bit, flip));
  }

  #masked(
    field: Field,
    [low, high]: readonly [number, number],
    flip: Flip | undefined,
  ): [number, number][] {
    const result: [number, number][] = [];
    for (let bit = 0; bit < 64; bit++) {
      const word = bit < 32 ? low : high;
      if (((word >>> (bit & 31)) & 1) === 1) result.push([bit, this.#bit(field, bit, flip)]);
    }
    return result;
  }

  #forWidth(width: Width, make: (bits: number) => number): number {
    if ("constant" in width) return make(width.constant);
    const literals = this.#widths.get(width.field.path);
    if (literals === undefined) throw new Error(`${width.field.path} is no width`);
    return this.#or([...literals].map(([bits, chosen]) => this.#and([chosen, make(bits)])));
  }

  #atom(atom: Atom, flip: Flip | undefined): number {
    switch (atom.kind) {
      case "bits":
        return this.#and(
          this.#masked(atom.field, atom.mask, flip).map(([bit, literal]) => {
            const word = bit < 32 ? atom.value[0] : atom.value[1];
            return literal ^ (((word >>> (bit & 31)) & 1) ^ 1);
          }),
        );
      case "in": {
        const bits = this.#slice(atom.slice, flip);
        return this.#or(
          atom.values.map((value) =>
            this.#and(bits.map((literal, bit) => literal ^ (((value >> bit) & 1) ^ 1))),
          ),
        );
      }
      case "same":
        return this.#forWidth(atom.width, (width) => {
          const from = Math.max(0, width - atom.offset);
          const bits = this.#masked(
            atom.field,
            from >= 64 ? [0, 0] : maskOf(from, 64 - from),
            flip,
          );
          const literals = bits.map(([, literal]) => literal);
          return this.#or([this.#and(literals), this.#and(literals.map((it) => it ^ 1))]);
        });
      case "fits":
        return this.#forWidth(atom.width, (width) => {
          const literals = this.#slice(atom.slice, flip).slice(width);
          return this.#and(literals.map((it) => it ^ 1));
        });
      case "noBitOf":
      case "everyBitOf": {
        const ones = atom.kind === "everyBitOf" ? 1 : 0;
        return this.#and(
          this.#masked(atom.mask, atom.keep, flip).map(([bit, literal]) => {
            const word = bit < 32 ? atom.invert[0] : atom.invert[1];
            const inMask = literal ^ ((word >>> (bit & 31)) & 1);
            return this.#and([inMask, this.#bit(atom.field, bit, flip) ^ ones]) ^ 1;
          }),
        );
      }
      case "compare": {
        const left = this.#shifted(atom.left, flip);
        const right = this.#shifted(atom.right, flip);
        const length = Math.max(left.length, right.length);
        const zero = this.#true ^ 1;
        if (atom.relation === "equal") {
          return this.#and(
            Array.from({ length }, (_, i) => this.#same(left[i] ?? zero, right[i] ?? zero)),
          );
        }
        // At most, from the lowest bit up.
        const [small, great] = atom.relation === "atMost" ? [left, right] : [right, left];
        let atMost = this.#true;
        for (let i = 0; i < length; i++) {
          const a = small[i] ?? zero;
          const b = great[i] ?? zero;
          atMost = this.#or([this.#and([a ^ 1, b]), this.#and([this.#same(a, b), atMost])]);
        }
        return atMost;
      }
    }
  }

  #shifted(slice: Slice, flip: Flip | undefined): number[] {
    const zeros = new Array<number>(slice.shift).fill(this.#true ^ 1);
    return [...zeros, ...this.#slice(slice, flip)];
  }
}
