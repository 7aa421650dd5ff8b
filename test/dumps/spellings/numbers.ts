/** How one writes a number; `width` is that of the field, for those who pad. */
export type Notation = (value: bigint, width: number) => string;

const hex = (value: bigint): string => value.toString(16);
const grouped = (digits: string, size: number): string =>
  digits.replace(new RegExp(`(?!^)(?=(?:.{${size}})+$)`, "gu"), "_");
const nibbles = (digits: string): string => digits.padStart(Math.ceil(digits.length / 4) * 4, "0");

/** Notations of which each number by itself says what its radix is. */
export const NOTATIONS = {
  hex: (value) => `0x${hex(value)}`,
  hexUpper: (value) => `0x${hex(value).toUpperCase()}`,
  hexPadded: (value, width) => `0x${hex(value).padStart(width / 4, "0")}`,
  hexWide: (value) => `0x${hex(value).padStart(16, "0")}`,
  hexGrouped: (value) => `0x${grouped(nibbles(hex(value)), 4)}`,
  masm: (value) => `${/^[a-f]/u.test(hex(value)) ? "0" : ""}${hex(value).toUpperCase()}h`,
  unsignedLongLong: (value) => `0x${hex(value)}ULL`,
  unsigned: (value) => `0x${hex(value)}u`,
  rustTyped: (value, width) => `0x${hex(value)}_u${width}`,
  binary: (value) => `0b${value.toString(2)}`,
  binaryGrouped: (value) => `0b${grouped(nibbles(value.toString(2)), 4)}`,
  octal: (value) => `0o${value.toString(8)}`,
} as const satisfies Record<string, Notation>;

/** Hexadecimal without a mark: only where every number of the block is padded to its width. */
export const barePadded: Notation = (value, width) => hex(value).padStart(width / 4, "0");
export const barePaddedUpper: Notation = (value, width) => barePadded(value, width).toUpperCase();

export const decimal: Notation = (value) => value.toString();
