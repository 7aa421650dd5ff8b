import type { DescriptorTable, Segment } from "../../machine/types.ts";

/**
 * vmxassist's `load_seg`: descriptor to base, limit and access rights, without a single check of
 * what kind of descriptor it is. The register's values go to the VMCS as they come out here.
 */

/** Reads bytes at a linear address of the guest; undefined where nothing is mapped. */
export type ReadLinear = (address: bigint, length: number) => Uint8Array | undefined;

export type Loaded =
  | { readonly kind: "loaded"; readonly segment: Segment }
  /** Selector 0: only the unusable bit was set. */
  | { readonly kind: "null"; readonly segment: Segment }
  | { readonly kind: "failed"; readonly reason: string };

const UNUSABLE = 0x1_0000;
const ACCESSED = 1;
const S = 0x10;
const P = 0x80;
const G = 0x8000;

/** The 32-bit halves of the entry that a selector picks: TI and RPL do not matter. */
export function descriptorAt(
  selector: number,
  gdtr: DescriptorTable,
  read: ReadLinear,
): { readonly low: number; readonly high: number } | undefined {
  // The table's base is a 32-bit linear address for the assist.
  const address = BigInt.asUintN(32, gdtr.base + BigInt(8 * (selector >> 3)));
  const bytes = read(address, 8);
  if (bytes === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  return { low: view.getUint32(0, true), high: view.getUint32(4, true) };
}

/**
 * @param selector 16 bits, with TI and RPL
 * @param previous what the register holds; selector 0 keeps it but for the unusable bit
 */
export function loadSeg(
  selector: number,
  previous: Segment,
  gdtr: DescriptorTable,
  read: ReadLinear,
): Loaded {
  // The selector itself is compared, not the last byte of its descriptor.
  if (selector > gdtr.limit) return { kind: "failed", reason: "beyond the GDT limit" };
  if (selector === 0) return { kind: "null", segment: { ...cleared(previous), selector: 0 } };
  const descriptor = descriptorAt(selector, gdtr, read);
  if (descriptor === undefined) return { kind: "failed", reason: "no memory at the descriptor" };
  const { low, high } = descriptor;
  let accessRights = (high >>> 8) & 0xff;
  if ((accessRights & P) === 0) return { kind: "failed", reason: "not present" };
  if ((accessRights & S) !== 0) accessRights |= ACCESSED;
  // AVL, D/B and G follow; L (bit 21 of the upper half) is dropped.
  accessRights |= (high >>> 8) & 0xf000 & ~0x2000;
  const raw = (high & 0xf_0000) | (low & 0xffff);
  const limit = (accessRights & G) === 0 ? raw : raw * 0x1000 + 0xfff;
  const base = ((high & 0xff00_0000) | ((high & 0xff) << 16) | (low >>> 16)) >>> 0;
  return { kind: "loaded", segment: { selector, base: BigInt(base), limit, accessRights } };
}

/** A register made unusable: the bit on top of whatever it held, the selector included. */
export function cleared(previous: Segment): Segment {
  return { ...previous, accessRights: previous.accessRights | UNUSABLE };
}
