/**
 * Which states are whose. States are dealt in blocks, so that parts are disjoint by their indexes,
 * whatever machine works on them, and together are the whole campaign.
 */
export interface Shard {
  /** 1 .. of */
  readonly number: number;
  readonly of: number;
}

export const WHOLE: Shard = { number: 1, of: 1 };

/** States that stay together. */
export const BLOCK = 256;

/** @throws RangeError unless it is I/N with 1 <= I <= N <= 65,536 */
export function parseShard(text: string): Shard {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const number = Number(match?.[1]);
  const of = Number(match?.[2]);
  if (match === null || number < 1 || of < number || of > 65_536) {
    throw new RangeError(`"${text}" is no shard: write I/N, as in 1/4 to 4/4`);
  }
  return { number, of };
}

/** Index of the state with this position in a shard; both count from 0. */
export function indexOf({ number, of }: Shard, position: number): number {
  const inBlock = position % BLOCK;
  const block = (position - inBlock) / BLOCK;
  return (block * of + number - 1) * BLOCK + inBlock;
}

/** How many of the states 0 .. count-1 belong to a shard. */
export function sizeOf({ number, of }: Shard, count: number): number {
  const rest = count % (BLOCK * of);
  const inRest = Math.min(Math.max(rest - (number - 1) * BLOCK, 0), BLOCK);
  return (count - rest) / of + inRest;
}
