import type { Dice } from "./dice.ts";
import type { Language } from "./language.ts";

/** Expressions that are worth a value: every operand is chosen so that the result is the value. */

/** Bits with names that every programmer of the field knows. */
export const PUBLIC_BITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  cr0: { PE: 0, MP: 1, EM: 2, TS: 3, ET: 4, NE: 5, WP: 16, AM: 18, NW: 29, CD: 30, PG: 31 },
  cr4: {
    VME: 0,
    PVI: 1,
    TSD: 2,
    DE: 3,
    PSE: 4,
    PAE: 5,
    MCE: 6,
    PGE: 7,
    PCE: 8,
    OSFXSR: 9,
    OSXMMEXCPT: 10,
    UMIP: 11,
    VMXE: 13,
    FSGSBASE: 16,
    PCIDE: 17,
    OSXSAVE: 18,
    SMEP: 20,
    SMAP: 21,
  },
  efer: { SCE: 0, LME: 8, LMA: 10, NX: 11 },
};

/** `X86_CR4_` or `CR4_`, `EFER_`: how the register's bits are prefixed in one text. */
export const bitPrefix = (dice: Dice, register: string): string =>
  register === "efer" ? "EFER_" : `${dice.pick(["X86_", ""])}${register.toUpperCase()}_`;

const bitsOf = (value: bigint): number[] =>
  Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => (value >> BigInt(bit)) & 1n);

export const literal = (dice: Dice, language: Language, value: bigint): string =>
  dice.pick(language.literals)(value);

/** A term `1 << n`, in a type wide enough. */
const shifted = (dice: Dice, language: Language, value: bigint, by: number): string =>
  value << BigInt(by) >= 1n << 31n
    ? `${language.wide(value)} << ${by}`
    : `${value < 10n ? value.toString() : literal(dice, language, value)} << ${by}`;

const orOfBits = (dice: Dice, language: Language, value: bigint): string => {
  const parens = dice.chance(70);
  return bitsOf(value)
    .map((bit) => shifted(dice, language, 1n, bit))
    .map((term) => (parens ? `(${term})` : term))
    .join(" | ");
};

const orOfNames = (dice: Dice, language: Language, value: bigint, register: string): string => {
  const names = PUBLIC_BITS[register] ?? {};
  const prefix = bitPrefix(dice, register);
  const named = Object.entries(names).filter(([, bit]) => (value >> BigInt(bit)) & 1n);
  const rest = named.reduce((left, [, bit]) => left & ~(1n << BigInt(bit)), value);
  const terms = named.map(([name]) => prefix + name);
  const others = rest === 0n && terms.length > 0 ? [] : [literal(dice, language, rest)];
  return [...dice.some(terms, terms.length), ...others].join(" | ");
};

type Form = (dice: Dice, language: Language, value: bigint, width: number) => string | undefined;

const trailingZeros = (value: bigint): number => bitsOf(value)[0] ?? 0;

/** Forms of an expression; `undefined` where the value has no such form. */
const FORMS: readonly [Form, ...Form[]] = [
  (dice, language, value) => literal(dice, language, value),
  (dice, language, value) => {
    const mask = dice.bits(32);
    const [left, right] = [value & mask, value & ~mask];
    return `${literal(dice, language, left)} | ${literal(dice, language, right)}`;
  },
  (dice, language, value) => {
    const count = bitsOf(value).length;
    return count > 0 && count <= 6 ? orOfBits(dice, language, value) : undefined;
  },
  (dice, language, value) => {
    // A small plain literal: its complement must not lose the upper half where words have types.
    const extra = BigInt(dice.int(1, 0xffff)) & ~value;
    return extra === 0n
      ? undefined
      : language.andNot(literal(dice, language, value | extra), `0x${extra.toString(16)}`);
  },
  (dice, language, value) => {
    const part = BigInt(dice.int(1, 0xfff));
    // A sum of two words of 32 bits has 32 bits in C.
    const left = value - part;
    const wraps =
      (left < 1n << 31n && value >= 1n << 31n) || (left < 1n << 32n && value >= 1n << 32n);
    return value < part || wraps
      ? undefined
      : `${literal(dice, language, value - part)} + ${literal(dice, language, part)}`;
  },
  (dice, language, value, width) => {
    const part = dice.pick([1n, 8n, 16n]);
    return value + part >= 1n << BigInt(width)
      ? undefined
      : `${literal(dice, language, value + part)} - ${part}`;
  },
  (dice, language, value) => {
    const other = BigInt(dice.int(1, 0xffff));
    return `${literal(dice, language, value ^ other)} ^ ${literal(dice, language, other)}`;
  },
  (dice, language, value) => {
    const zeros = trailingZeros(value);
    if (value === 0n || zeros === 0) return undefined;
    const by = dice.int(1, zeros);
    return shifted(dice, language, value >> BigInt(by), by);
  },
  (dice, _language, value) => {
    const factor = dice.pick([2n, 8n, 16n]);
    return value < factor || value % factor !== 0n || value >= 1n << 31n
      ? undefined
      : `${value / factor} * ${factor}`;
  },
  (dice, language, value) => {
    const mask = dice.pick([0xffffn, 0xffffffffn, 0xfffn]);
    return value > mask
      ? undefined
      : `${literal(dice, language, value | (dice.bits(40) & ~mask))} & ${literal(dice, language, mask)}`;
  },
  (dice, language, value, width) =>
    dice.pick(language.casts)(literal(dice, language, value), width),
  (dice, language, value) => {
    const zeros = trailingZeros(value);
    if (value === 0n || zeros === 0 || zeros > 12) return undefined;
    const high = shifted(dice, language, value >> BigInt(zeros), zeros);
    return `(${high}) | ${literal(dice, language, 0n)}`;
  },
];

/** An expression of literals and public names that is worth the value. */
export const expression = (
  dice: Dice,
  language: Language,
  value: bigint,
  width: number,
  path: string,
): string => {
  if (value === (1n << 64n) - 1n && dice.chance(60)) return dice.pick(language.allOnes);
  const register = path.slice(path.lastIndexOf(".") + 1);
  if (register in PUBLIC_BITS && value !== 0n && dice.chance(60)) {
    return orOfNames(dice, language, value, register);
  }
  return dice.pick(FORMS)(dice, language, value, width) ?? literal(dice, language, value);
};
