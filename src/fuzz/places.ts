import { PACKED_FIELDS, bitsOf, fieldOfFact, type PackedField } from "../index.ts";

/** Reading and writing fields of packed states, and naming where two states differ. */

const byPath = new Map(PACKED_FIELDS.map((field) => [field.path, field]));

/** The packed field of a path; undefined for CPU facts. */
export const placeOf = (path: string): PackedField | undefined => byPath.get(path);

export function readField({ word, width }: PackedField, words: Int32Array, at: number = 0): bigint {
  const low = BigInt((words[at + word] as number) >>> 0);
  if (width <= 32) return low;
  return low | (BigInt((words[at + word + 1] as number) >>> 0) << 32n);
}

export function writeField(
  { word, width }: PackedField,
  value: bigint,
  words: Int32Array,
  at: number = 0,
): void {
  words[at + word] = Number(BigInt.asIntN(32, value));
  if (width > 32) words[at + word + 1] = Number(BigInt.asIntN(32, value >> 32n));
}

/** Fields in which two packed states differ. */
export function differingFields(a: Int32Array, b: Int32Array): PackedField[] {
  return PACKED_FIELDS.filter(
    ({ word, width }) => a[word] !== b[word] || (width > 32 && a[word + 1] !== b[word + 1]),
  );
}

/** Where the bits of a fact of the rules lie: `cs.dpl` in bits 6:5 of `guest.cs.accessRights`. */
export interface FactPlace {
  path: string;
  low: number;
  /** Number of bits; undefined for the whole field. */
  length: number | undefined;
}

const known = new Map<string, FactPlace>();

/** @throws RangeError for a name that is neither a fact nor bits of one, as in `cr0[30:29]` */
export function placeOfFact(name: string): FactPlace {
  let place = known.get(name);
  if (place === undefined) known.set(name, (place = findPlace(name)));
  return place;
}

function findPlace(name: string): FactPlace {
  const range = /^([^[]+)\[(\d+)(?::(\d+))?\]$/.exec(name);
  if (range !== null) {
    const [, fact = "", high = "", low = high] = range;
    const whole = placeOfFact(fact);
    return { ...whole, low: whole.low + Number(low), length: Number(high) - Number(low) + 1 };
  }
  const path = fieldOfFact(name);
  if (path === undefined) throw new RangeError(`the fact ${name} is no part of a field`);
  const bits = bitsOf(path).find((named) => named.name === name);
  if (bits === undefined) return { path, low: 0, length: undefined };
  return { path, low: bits.low, length: bits.high - bits.low + 1 };
}
