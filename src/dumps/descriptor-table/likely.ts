/** Whether bytes look like a table of segment descriptors. */
import { readDescriptor } from "../../state/descriptor.ts";

export interface Looks {
  /** Entries whose bytes are all known. */
  readonly known: number;
  /** Entries that are a segment or a system descriptor, and present. */
  readonly likely: number;
  /** Entries that are neither that nor empty. */
  readonly odd: number;
}

export function looksOf(bytes: readonly (number | undefined)[]): Looks {
  let [known, likely, odd] = [0, 0, 0];
  let isUpper = false;
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const own = bytes.slice(at, at + 8).filter((byte) => byte !== undefined);
    const isAfter = isUpper;
    isUpper = false;
    if (own.length < 8) continue;
    known++;
    if (own.every((byte) => byte === 0)) continue;
    const { accessRights } = readDescriptor(Uint8Array.from(own));
    const isSegment = (accessRights & 0x10) !== 0;
    const isSystem = [1, 2, 3, 4, 5, 9, 11, 12].includes(accessRights & 0xf);
    if ((accessRights & 0x80) !== 0 && (isSegment || isSystem)) {
      likely++;
      isUpper = !isSegment;
      // The upper half of a 16-byte descriptor is an address.
    } else if (!isAfter) odd++;
  }
  return { known, likely, odd };
}

/** Whether most entries that are not empty are those of a GDT. */
export function isLikelyTable(bytes: readonly (number | undefined)[]): boolean {
  const { likely, odd } = looksOf(bytes);
  return likely > odd;
}
