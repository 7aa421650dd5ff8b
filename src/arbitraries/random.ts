import type { Random } from "fast-check";

/** Source of 32 random bits, as a signed number. */
export type Bits32 = () => number;

/**
 * A fast generator with its seed taken from fast-check's: a state needs a few hundred numbers, and
 * the same seed gives the same ones everywhere (32-bit arithmetic only; xorshift128).
 */
export function bitsFrom(random: Random): Bits32 {
  const seed = (): number => random.nextInt(-0x8000_0000, 0x7fff_ffff);
  let x = seed();
  let y = seed();
  let z = seed();
  let w = seed() | 1;
  return () => {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return w;
  };
}

/** A number below `count`. */
export const below = (bits: Bits32, count: number): number =>
  Math.floor(((bits() >>> 0) / 2 ** 32) * count);
