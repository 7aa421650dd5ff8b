import { readDescriptor, type Descriptor } from "./descriptor.ts";

/**
 * The entries of a descriptor table. The table does not tell how long its system descriptors are:
 * in IA-32e mode an LDT, TSS or call-gate descriptor takes 16 bytes, two slots (Intel SDM vol. 3,
 * "Segment Descriptor Tables in IA-32e Mode"), so every slot has a reading for each mode.
 */

/** Outside IA-32e mode (`legacy`), or in it. */
export type TableMode = "legacy" | "ia32e";

export type EntryKind =
  /** Entry 0 of a GDT: never read, whatever it holds. */
  | "null"
  /** All zero. */
  | "empty"
  | "code"
  | "data"
  /** LDT or TSS. */
  | "system"
  | "gate"
  /** A type the SDM reserves. */
  | "reserved"
  /** The second half of the 16-byte descriptor before it. */
  | "upper-half";

/** One 8-byte slot in one mode. */
export interface EntryReading {
  mode: TableMode;
  kind: EntryKind;
  /** Type in words, as in the SDM's tables of descriptor types. */
  words: string;
  /** Absent for an upper half. For a gate, base and limit mean nothing: see `target`. */
  descriptor?: Descriptor;
  /** Where a gate leads: selector (16 bits) and offset (16, 32 or 64 bits). */
  target?: { selector: number; offset: bigint };
  /** Index of the entry an upper half belongs to. */
  of?: number;
  /** False if the table ends before the upper half: bits 63:32 of the base are unknown. */
  complete: boolean;
}

/** One slot, with a reading for each mode that was asked for. */
export interface TableEntry {
  index: number;
  /** Offset in the table: the selector with RPL 0 and TI 0. */
  offset: number;
  /** The 8 bytes as one little-endian number. */
  value: bigint;
  readings: EntryReading[];
}

/** Whether anything is known of an entry: one that is not has no reading. */
export function isKnownEntry({ readings }: TableEntry): boolean {
  return readings.length > 0;
}

/**
 * The entries of a GDT.
 *
 * @param bytes a multiple of 8
 * @param ia32e whether the table is used in IA-32e mode; undefined gives both readings
 * @param first index of the first entry, for a piece of a table
 * @param unknown slots whose bytes mean nothing, counted from the first: they get no reading
 * @throws RangeError unless there is a whole number of slots
 */
export function tableEntries(
  bytes: Uint8Array,
  {
    ia32e,
    first = 0,
    unknown = [],
  }: { ia32e?: boolean | undefined; first?: number; unknown?: readonly number[] } = {},
): TableEntry[] {
  if (bytes.length % 8 !== 0) throw new RangeError("a table is a whole number of 8-byte slots");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: TableEntry[] = [];
  const holes = new Set(unknown);
  let upperHalf = false;
  for (let at = 0; at < bytes.length; at += 8) {
    const index = first + at / 8;
    const readings: EntryReading[] = [];
    if (holes.has(at / 8)) {
      upperHalf = false;
      entries.push({ index, offset: 8 * index, value: 0n, readings });
      continue;
    }
    // An upper half that is not known is as one that is not there.
    const known = holes.has(at / 8 + 1) ? bytes.subarray(0, at + 8) : bytes;
    if (ia32e !== true) readings.push(readingOf(bytes, at, index, "legacy", 8));
    const size: 8 | 16 = !upperHalf && isLong(bytes, at, index) ? 16 : 8;
    if (ia32e !== false) {
      readings.push(
        upperHalf
          ? {
              mode: "ia32e",
              kind: "upper-half",
              words: `upper half of ${hex(8 * (index - 1))}`,
              of: index - 1,
              complete: true,
            }
          : readingOf(known, at, index, "ia32e", size),
      );
    }
    upperHalf = size === 16;
    entries.push({ index, offset: 8 * index, value: view.getBigUint64(at, true), readings });
  }
  return entries;
}

/** Types of 16 bytes in IA-32e mode that a GDT may hold: LDT, TSS, call gate. */
const LONG: ReadonlySet<number> = new Set([0x2, 0x9, 0xb, 0xc]);

function isLong(bytes: Uint8Array, at: number, index: number): boolean {
  const access = bytes[at + 5] ?? 0;
  return index !== 0 && (access & 0x10) === 0 && LONG.has(access & 0xf);
}

function readingOf(
  bytes: Uint8Array,
  at: number,
  index: number,
  mode: TableMode,
  size: 8 | 16,
): EntryReading {
  const complete = at + size <= bytes.length;
  const slot = bytes.subarray(at, at + (complete ? size : 8));
  const descriptor = readDescriptor(slot);
  const isZero = slot.every((byte) => byte === 0);
  if (index === 0) {
    const words = isZero ? "null descriptor" : "null descriptor, never read";
    return { mode, kind: "null", words, descriptor, complete };
  }
  if (isZero) return { mode, kind: "empty", words: "empty", descriptor, complete };
  const { kind, words } = typeInWords(descriptor.accessRights, mode);
  const reading: EntryReading = { mode, kind, words, descriptor, complete };
  return kind === "gate"
    ? { ...reading, target: targetOf(slot, descriptor.accessRights) }
    : reading;
}

/** Offset bits 15:0, selector, (attributes,) offset bits 31:16, and 63:32 in the upper half. */
function targetOf(slot: Uint8Array, accessRights: number): { selector: number; offset: bigint } {
  const view = new DataView(slot.buffer, slot.byteOffset, slot.length);
  const selector = view.getUint16(2, true);
  // A task gate has a selector only; 16-bit gates have 16 bits of offset.
  const type = accessRights & 0xf;
  if (type === 5) return { selector, offset: 0n };
  const low = BigInt(view.getUint16(0, true));
  if (type < 8) return { selector, offset: low };
  const middle = BigInt(view.getUint16(6, true)) << 16n;
  const high = slot.length === 16 ? BigInt(view.getUint32(8, true)) << 32n : 0n;
  return { selector, offset: high | middle | low };
}

const LEGACY_TYPES: readonly (readonly [EntryKind, string])[] = [
  ["reserved", "reserved type 0"],
  ["system", "16-bit TSS, available"],
  ["system", "LDT"],
  ["system", "16-bit TSS, busy"],
  ["gate", "16-bit call gate"],
  ["gate", "task gate"],
  ["gate", "16-bit interrupt gate"],
  ["gate", "16-bit trap gate"],
  ["reserved", "reserved type 8"],
  ["system", "32-bit TSS, available"],
  ["reserved", "reserved type 10"],
  ["system", "32-bit TSS, busy"],
  ["gate", "32-bit call gate"],
  ["reserved", "reserved type 13"],
  ["gate", "32-bit interrupt gate"],
  ["gate", "32-bit trap gate"],
];

const IA32E_TYPES: ReadonlyMap<number, readonly [EntryKind, string]> = new Map([
  [2, ["system", "LDT"]],
  [9, ["system", "64-bit TSS, available"]],
  [11, ["system", "64-bit TSS, busy"]],
  [12, ["gate", "64-bit call gate"]],
  [14, ["gate", "64-bit interrupt gate"]],
  [15, ["gate", "64-bit trap gate"]],
]);

/**
 * A descriptor's type in words.
 *
 * @param accessRights VMCS layout: type 3:0, S 4, L 13, D/B 14
 */
export function typeInWords(
  accessRights: number,
  mode: TableMode,
): { kind: EntryKind; words: string } {
  const type = accessRights & 0xf;
  const has = (bit: number): boolean => (accessRights & bit) !== 0;
  if (!has(0x10)) {
    const [kind, words] =
      mode === "legacy"
        ? (LEGACY_TYPES[type] ?? ["reserved", ""])
        : (IA32E_TYPES.get(type) ?? ["reserved", `reserved type ${type}`]);
    return { kind, words: has(0x80) ? words : `${words}, not present` };
  }
  const isCode = has(0x8);
  const width = has(0x4000) ? "32-bit" : "16-bit";
  const isLong = isCode && mode === "ia32e" && has(0x2000);
  const parts = isCode
    ? [
        `${isLong ? "64-bit" : width} code`,
        has(0x2) ? "execute/read" : "execute-only",
        ...(has(0x4) ? ["conforming"] : []),
        ...(isLong && has(0x4000) ? ["D = 1 with L = 1"] : []),
      ]
    : [
        `${width} data`,
        has(0x2) ? "read/write" : "read-only",
        ...(has(0x4) ? ["expand-down"] : []),
      ];
  if (has(0x1)) parts.push("accessed");
  if (!has(0x80)) parts.push("not present");
  return { kind: isCode ? "code" : "data", words: parts.join(", ") };
}

const hex = (value: number): string => `0x${value.toString(16)}`;
