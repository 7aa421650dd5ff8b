/** Whether bytes look like a table of segment descriptors. */
import { readDescriptor } from "../../state/descriptor.ts";

export interface Looks {
  /** Entries whose bytes are all known. */
  readonly known: number;
  /** Entries that are a segment or a system descriptor, and present. */
  readonly likely: number;
  /** Entries that are neither that nor empty. */
  readonly odd: number;
  /** Segments of all memory, or of its first 64 KiB or 1 MiB: no other data looks like them. */
  readonly flat: number;
  /** Whether the first entry is all zero. */
  readonly isNullFirst: boolean;
}

export function looksOf(bytes: readonly (number | undefined)[]): Looks {
  let [known, likely, odd, flat] = [0, 0, 0, 0];
  const first = bytes.slice(0, 8);
  let isUpper = false;
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const own = bytes.slice(at, at + 8).filter((byte) => byte !== undefined);
    const isAfter = isUpper;
    isUpper = false;
    if (own.length < 8) continue;
    known++;
    if (own.every((byte) => byte === 0)) continue;
    const { accessRights, base, rawLimit } = readDescriptor(Uint8Array.from(own));
    const isSegment = (accessRights & 0x10) !== 0;
    if (isLikely(accessRights)) {
      likely++;
      isUpper = !isSegment;
      if (isSegment && base === 0n && [0xfffff, 0xffff].includes(rawLimit)) flat++;
      // The upper half of a 16-byte descriptor is an address.
    } else if (!isAfter) odd++;
  }
  const isNullFirst = first.length === 8 && first.every((byte) => byte === 0);
  return { known, likely, odd, flat, isNullFirst };
}

const [CODE, LONG, BIG] = [0x8, 0x2000, 0x4000];

/** Present, and of a type and size that segments or system descriptors have. */
function isLikely(accessRights: number): boolean {
  if ((accessRights & 0x80) === 0) return false;
  const isLong = (accessRights & LONG) !== 0;
  const isBig = (accessRights & BIG) !== 0;
  if ((accessRights & 0x10) === 0)
    return [1, 2, 3, 4, 5, 9, 11, 12].includes(accessRights & 0xf) && !isLong && !isBig;
  return !isLong || ((accessRights & CODE) !== 0 && !isBig);
}

/** Whether most entries that are not empty are those of a GDT, and no other data looks like that. */
export function isLikelyTable(bytes: readonly (number | undefined)[]): boolean {
  return looksLikeTable(looksOf(bytes));
}

export function looksLikeTable({ likely, odd, flat, isNullFirst }: Looks): boolean {
  return likely > odd && (isNullFirst || flat > 0);
}
