/** The parts of a descriptor by the names that programs give to them, put together to 8 bytes. */

/** What a part is: a stretch of bits of the descriptor (Intel SDM vol. 3, "Segment Descriptors"). */
export interface Stretch {
  /** Lowest bit. */
  readonly at: number;
  readonly bits: number;
}

const NAMED: readonly (readonly [RegExp, Stretch])[] = [
  [/^(?:seg)?lim(?:it)?_?(?:lo|low|l|0|0_?15|15_?0|lower)$/, { at: 0, bits: 16 }],
  [/^base_?(?:lo|low|l|0|0_?15|15_?0|lower|1)$/, { at: 16, bits: 16 }],
  [/^base_?(?:mid|middle|m|med|1|2|16_?23|23_?16)$/, { at: 32, bits: 8 }],
  [/^(?:access|access_?byte|acc|access_?rights?)$/, { at: 40, bits: 8 }],
  [
    /^(?:gran|granularity|flags_?lim(?:it)?(?:_?hi(?:gh)?)?|lim(?:it)?_?hi(?:gh)?_?flags|limit_?and_?flags|flags_?and_?limit)$/,
    { at: 48, bits: 8 },
  ],
  [/^base_?(?:hi|high|h|2|3|24_?31|31_?24|upper)$/, { at: 56, bits: 8 }],
];

/** A name of which the number depends on what else is named: `base_1` beside `base_0` or `base_2`. */
export function stretchesOf(names: readonly string[]): ReadonlyMap<string, Stretch> | undefined {
  const found = new Map<string, Stretch>();
  let covered = 0n;
  for (const name of names) {
    const plain = name.toLowerCase().replace(/^_{1,8}|_{1,8}$/g, "");
    const fits = NAMED.filter(([pattern]) => pattern.test(plain)).map(([, stretch]) => stretch);
    const free = fits.find(({ at, bits }) => (covered & maskOf(at, bits)) === 0n);
    if (free === undefined) return undefined;
    covered |= maskOf(free.at, free.bits);
    found.set(name, free);
  }
  return covered === maskOf(0, 64) ? found : undefined;
}

export function maskOf(at: number, bits: number): bigint {
  return ((1n << BigInt(bits)) - 1n) << BigInt(at);
}

/** The four parts of a descriptor as helpers and macros take them. */
export interface Parts {
  readonly base: bigint;
  /** 20 bits. */
  readonly limit: bigint;
  /** 8 bits: type, S, DPL, P. */
  readonly access: bigint;
  /** 4 bits: AVL, L, D/B, G. */
  readonly flags: bigint;
}

export function descriptorOf({ base, limit, access, flags }: Parts): bigint {
  return (
    ((base & 0xff00_0000n) << 32n) |
    (flags << 52n) |
    (access << 40n) |
    ((limit & 0xf_0000n) << 32n) |
    ((base & 0xff_ffffn) << 16n) |
    (limit & 0xffffn)
  );
}
