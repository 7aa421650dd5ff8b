/**
 * Structures in memory as data: a table of fields with their places, and the two directions
 * between such a table and the paths of the exchange JSON. Everything is little-endian.
 */

/** Sizes of a field in bytes. */
export type FieldSize = 1 | 2 | 4 | 8;

export interface BinaryField {
  /** Path in the exchange JSON, or one of the format's own (`kvm.cs.type`). */
  readonly path: string;
  /** Bytes from the beginning of the structure. */
  readonly offset: number;
  readonly size: FieldSize;
}

/** One field after the other, each of the same size: `[offset, size, paths]`. */
export type FieldRun = readonly [offset: number, size: FieldSize, paths: readonly string[]];

/** The fields of runs; an empty path is a gap as wide as a field. */
export function fieldsOf(runs: readonly FieldRun[]): BinaryField[] {
  return runs.flatMap(([offset, size, paths]) =>
    paths.flatMap((path, index): BinaryField[] =>
      path === "" ? [] : [{ path, offset: offset + index * size, size }],
    ),
  );
}

/** The value of a field, of a structure that begins at `base`. The bytes must be there. */
export function readField(bytes: Uint8Array, { offset, size }: BinaryField, base = 0): bigint {
  return readNumber(bytes, base + offset, size);
}

/** A little-endian number of `size` bytes. */
export function readNumber(bytes: Uint8Array, at: number, size: FieldSize): bigint {
  let value = 0n;
  for (let index = size - 1; index >= 0; index--)
    value = (value << 8n) | BigInt(bytes[at + index] ?? 0);
  return value;
}

/** Writes a little-endian number; the caller has made sure that it fits. */
export function writeNumber(bytes: Uint8Array, at: number, size: FieldSize, value: bigint): void {
  for (let index = 0; index < size; index++)
    bytes[at + index] = Number((value >> BigInt(8 * index)) & 0xffn);
}

/** Whether every byte from `from` up to `to` (exclusive) is 0. */
export function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  return bytes.subarray(from, to).every((byte) => byte === 0);
}
