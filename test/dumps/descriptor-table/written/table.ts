/** Random descriptor tables, and the parts of which descriptors are made, reckoned for the tests alone. */
import type { Dice } from "./dice.ts";

/** What one descriptor says; the limit has 20 bits, in units of G. */
export interface Parts {
  readonly base: bigint;
  readonly limit: bigint;
  /** P, DPL, S and type: bits 47:40 of the descriptor. */
  readonly access: bigint;
  /** G, D/B, L, AVL: bits 55:52. */
  readonly flags: bigint;
}

export const NULL_PARTS: Parts = { base: 0n, limit: 0n, access: 0n, flags: 0n };

/** The descriptor as a number, put together bit field by bit field. */
export function numberOf({ base, limit, access, flags }: Parts): bigint {
  const fields: readonly (readonly [bigint, bigint])[] = [
    [limit % 0x1_0000n, 0x1n],
    [base % 0x100_0000n, 0x1_0000n],
    [access, 0x100_0000_0000n],
    [limit / 0x1_0000n, 0x1_0000_0000_0000n],
    [flags, 0x10_0000_0000_0000n],
    [base / 0x100_0000n, 0x100_0000_0000_0000n],
  ];
  return fields.reduce((sum, [value, weight]) => sum + value * weight, 0n);
}

const CODE_AND_DATA = [
  0x9an,
  0x9bn,
  0x92n,
  0x93n,
  0xfan,
  0xf2n,
  0xf3n,
  0x9en,
  0x96n,
  0xban,
] as const;
const SYSTEM = [0x89n, 0x8bn, 0x82n, 0xe9n] as const;

function segment(dice: Dice): Parts {
  const access = dice.pick(CODE_AND_DATA);
  const isCode = (access & 8n) !== 0n;
  const flags = dice.pick(
    isCode ? [0xcn, 0xcn, 0xan, 0x2n, 0x4n, 0x0n] : [0xcn, 0xcn, 0x0n, 0x4n, 0x8n],
  );
  const isFlat = dice.chance(60);
  return {
    base: isFlat ? 0n : dice.bits(32),
    limit: isFlat ? 0xf_ffffn : dice.bits(20),
    access,
    flags,
  };
}

const system = (dice: Dice): Parts => ({
  base: dice.bits(32),
  limit: dice.pick([0x67n, 0x68n, 0x2067n, 0xfn]),
  access: dice.pick(SYSTEM),
  flags: 0n,
});

/** A null entry and what usually follows; now and then an entry that is all zero. */
export function tableOf(dice: Dice): Parts[] {
  const count = dice.int(2, 7);
  const entries = Array.from({ length: count }, () => {
    if (dice.chance(8)) return NULL_PARTS;
    return dice.chance(20) ? system(dice) : segment(dice);
  });
  return [NULL_PARTS, segment(dice), ...entries];
}

export const bytesOf = (value: bigint): number[] =>
  Array.from({ length: 8 }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn));
