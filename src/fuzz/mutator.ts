import { PACKED_FIELDS, PACKED_WORDS, rules } from "../index.ts";
import type { Cpu } from "./cpu-table.ts";
import { edits } from "./edits.ts";
import { Pool, SEVERAL, VALID, type Scope } from "./pool.ts";
import type { Template } from "./template.ts";
import { Random } from "./random.ts";

/**
 * States that begin with one rehearsal. A long campaign rehearses again and again with other
 * numbers, and so comes to parents it had not met.
 */
export const EPOCH: number = 2 ** 24;

/** Neighbouring states that have a parent in common: it is fetched from memory once. */
const LITTER = 8;

const ROUNDS = 4;
const ROUND = 16_384;

const CONTROL_WORDS: readonly boolean[] = Array.from({ length: PACKED_WORDS }, (_, word) =>
  PACKED_FIELDS.some((field) => field.word === word && field.path.startsWith("controls.")),
);

/**
 * Copy and flip: state `index` of a seed is a parent from the pool with one to three flips. A flip
 * inverts one bit, or a whole slice such as an address-width's worth of high bits.
 *
 * Feedback from the checks does not go through the campaign but through a rehearsal before it: some
 * rounds of states are judged by the compiled checks, and those that flip the status of a check not
 * seen flipped before on that template become parents of the next round and of the campaign. So the
 * state of an index depends on seed, scope and package version only: not on what was done before,
 * on other shards, or on the machine.
 */
export class Mutator {
  readonly seed: number;
  readonly #scope: Scope;
  readonly #edits = edits();
  readonly #random: Random;
  #pool: Pool;
  #epoch = 0;
  #parent = 0;
  #flips = 0;
  readonly #base = new Int32Array(PACKED_WORDS);
  /** Which parent `#base` holds, of which pool. */
  #held = -1;
  #heldOf: Pool | undefined;

  /**
   * @param seed 0 .. 2^53-1
   * @throws RangeError for a seed out of range, an unknown mode or id
   */
  constructor(seed: number, scope: Scope = {}) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`${seed} is no seed: write a number from 0 to 2^53-1`);
    }
    this.seed = seed;
    this.#scope = scope;
    this.#random = new Random(seed, 0);
    this.#pool = this.#rehearsed(0);
  }

  get pool(): Pool {
    return this.#pool;
  }

  /** The template of the state written last. */
  get template(): Template {
    return this.#pool.templates[this.#pool.templateOf[this.#parent] as number] as Template;
  }

  /** How many flips the state written last has on its parent. */
  get flips(): number {
    return this.#flips;
  }

  /** Whether the state with this index is made after another rehearsal, which takes seconds. */
  mustRehearse(index: number): boolean {
    return Math.floor(index / EPOCH) !== this.#epoch;
  }

  /**
   * Writes a state.
   *
   * @param index 0 .. 2^53-1
   * @param words room for PACKED_WORDS words from `at`
   * @returns the CPU the state is on
   */
  write(index: number, words: Int32Array, at: number = 0): Cpu {
    if (this.mustRehearse(index)) {
      const epoch = Math.floor(index / EPOCH);
      this.#pool = this.#rehearsed(epoch);
      this.#epoch = epoch;
    }
    // A campaign begins with the parents themselves.
    if (index < this.#pool.size) {
      this.#flips = 0;
      return this.#copy(this.#pool, index, words, at);
    }
    return this.#mutate(this.#pool, this.#random, index, words, at);
  }

  #copy(pool: Pool, parent: number, words: Int32Array, at: number): Cpu {
    const base = this.#base;
    if (this.#held !== parent || this.#heldOf !== pool) {
      const from = parent * PACKED_WORDS;
      const source = pool.words;
      for (let i = 0; i < PACKED_WORDS; i++) base[i] = source[from + i] as number;
      this.#held = parent;
      this.#heldOf = pool;
    }
    words.set(base, at);
    this.#parent = parent;
    return pool.cpus.list[pool.cpuOf[parent] as number] as Cpu;
  }

  /** The checks take turns, so that each has its share of any stretch of states. */
  #mutate(pool: Pool, random: Random, index: number, words: Int32Array, at: number): Cpu {
    const litter = Math.floor(index / LITTER);
    const target = pool.targets[litter % pool.targets.length] as number;
    const own = pool.parentsOf[target] as readonly number[];
    random.restart(litter, 1);
    const choice = own.length === 0 ? 3 : random.next() & 3;
    // A parent of its own, the template of one (there the check applies), or any template.
    let parent = random.below(choice === 3 ? pool.templates.length : own.length);
    if (choice < 3) parent = own[parent] as number;
    if (choice === 2) parent = pool.templateOf[parent] as number;
    const cpu = this.#copy(pool, parent, words, at);
    const fields = this.#edits.fieldsOf[target] as Uint8Array;
    random.restart(index, 2);
    const flips = FLIPS[random.next() & 7] as number;
    let isControl = false;
    for (let i = 0; i < flips; i++) {
      const word = this.#edits.flip(random, fields, words, at);
      if (CONTROL_WORDS[word] === true) isControl = true;
    }
    this.#flips = flips;
    if (isControl && !pool.isCoherent(words, at, cpu)) {
      this.#copy(pool, parent, words, at);
      this.#flips = 0;
    }
    return cpu;
  }

  #rehearsed(epoch: number): Pool {
    const pool = new Pool(this.#scope);
    const random = new Random(this.seed, epoch + 1);
    const words = new Int32Array(PACKED_WORDS);
    // What has been seen: check x template, newly violated or no longer.
    const seen = new Uint8Array(rules.length * pool.templates.length * 2);
    for (let round = 0; round < ROUNDS; round++) {
      const found: Parameters<Pool["add"]>[] = [];
      for (let n = 0; n < ROUND; n++) {
        const index = round * ROUND + n;
        const cpu = this.#mutate(pool, random, index, words, 0);
        const before = pool.violatedBy[this.#parent] as number;
        const after = pool.violation(words, 0, cpu);
        if (after === SEVERAL || after === before) continue;
        const template = pool.templateOf[this.#parent] as number;
        const target = after === VALID ? before : after;
        if (target < 0) continue;
        const isFixed = after === VALID ? 1 : 0;
        const place = 2 * (target * pool.templates.length + template) + isFixed;
        if (seen[place] === 1) continue;
        seen[place] = 1;
        found.push([words.slice(), 0, cpu, template, after, target]);
      }
      // Parents of the next round: a round does not depend on the order within it.
      for (const state of found) pool.add(...state);
    }
    return pool;
  }
}

/** One flip as often as two and three together. */
const FLIPS = [1, 1, 1, 1, 2, 2, 2, 3];
