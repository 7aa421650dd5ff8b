/**
 * Random numbers by place: the numbers of state `index` of seed `seed` follow from these two alone,
 * in integer arithmetic that is the same on every machine (splitmix with the finalizer of
 * murmur3).
 */

const GOLDEN = 0x9e37_79b9 | 0;

/** Scrambles 32 bits; each input bit changes about half of the output bits. */
export function scramble(x: number): number {
  let h = x ^ (x >>> 16);
  h = Math.imul(h, 0x85eb_ca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2_ae35);
  return h ^ (h >>> 16);
}

/** High half of a number below 2^53. */
const high = (value: number): number => Math.floor(value / 0x1_0000_0000) | 0;

/** A sequence of 32-bit numbers, restarted at each state. */
export class Random {
  readonly #seed: number;
  #x = 0;

  /**
   * @param seed 0 .. 2^53-1
   * @param stream sequences of different purposes do not meet
   */
  constructor(seed: number, stream: number) {
    this.#seed = scramble(scramble(scramble(seed | 0) ^ high(seed)) ^ stream);
  }

  /**
   * Goes to the numbers of this index (0 .. 2^53-1).
   *
   * @param purpose numbers of different purposes have nothing to do with each other
   */
  restart(index: number, purpose: number): void {
    this.#x = scramble(
      scramble((index | 0) ^ this.#seed) ^ high(index) ^ Math.imul(purpose, GOLDEN),
    );
  }

  /** The next number, signed 32 bits. */
  next(): number {
    this.#x = (this.#x + GOLDEN) | 0;
    return scramble(this.#x);
  }

  /** The next number from 0 to `limit - 1`; `limit` below 2^16. */
  below(limit: number): number {
    return ((this.next() >>> 16) * limit) >>> 16;
  }
}
