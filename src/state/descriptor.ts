import type { ExchangeSegment } from "./exchange.ts";

/**
 * Segment descriptors as they lie in a descriptor table (Intel SDM vol. 3, "Segment Descriptors"),
 * and the values the VMCS holds for them: a scaled limit, and access rights with the descriptor's
 * limit bits removed.
 */

/** A decoded 8-byte descriptor, or 16-byte system descriptor of IA-32e mode. */
export interface Descriptor {
  /** Base address: 32 bits, or 64 bits for a 16-byte descriptor. */
  base: bigint;
  /** Byte limit (32 bits), scaled by G: with G = 1 it is (raw << 12) | FFFH. */
  limit: number;
  /** Limit field as stored (20 bits). */
  rawLimit: number;
  /** Access rights in VMCS layout (17 bits): type 3:0, S 4, DPL 6:5, P 7, AVL 12, L 13, D/B 14, G 15. */
  accessRights: number;
  /** Size in bytes. */
  size: 8 | 16;
  /** Bits 127:96 of a 16-byte descriptor: reserved, bits 12:8 must be 0. */
  upper: number;
}

/**
 * Decodes a descriptor.
 *
 * @param descriptor the 8 or 16 bytes as stored, or the 8 bytes as one little-endian 64-bit number
 * @throws RangeError unless it is 8 or 16 bytes, or a number of 64 bits
 */
export function readDescriptor(descriptor: Uint8Array | bigint): Descriptor {
  if (typeof descriptor === "bigint") {
    if (descriptor < 0n || descriptor >> 64n !== 0n) {
      throw new RangeError("a descriptor is a number of 64 bits");
    }
    return decode(descriptor, undefined);
  }
  if (descriptor.length !== 8 && descriptor.length !== 16) {
    throw new RangeError(`a descriptor has 8 or 16 bytes, not ${descriptor.length}`);
  }
  const view = new DataView(descriptor.buffer, descriptor.byteOffset, descriptor.length);
  return decode(
    view.getBigUint64(0, true),
    descriptor.length === 16 ? view.getBigUint64(8, true) : undefined,
  );
}

function decode(low: bigint, high: bigint | undefined): Descriptor {
  const bits = (from: number, width: number): number =>
    Number((low >> BigInt(from)) & ((1n << BigInt(width)) - 1n));
  const rawLimit = bits(0, 16) + bits(48, 4) * 0x1_0000;
  const granularity = bits(55, 1);
  const base = BigInt(bits(16, 24)) | (BigInt(bits(56, 8)) << 24n);
  return {
    base: high === undefined ? base : base | ((high & 0xffff_ffffn) << 32n),
    limit: granularity === 1 ? rawLimit * 0x1000 + 0xfff : rawLimit,
    rawLimit,
    accessRights: bits(40, 8) + bits(52, 4) * 0x1000,
    size: high === undefined ? 8 : 16,
    upper: high === undefined ? 0 : Number(high >> 32n),
  };
}

/**
 * Encodes a segment as a descriptor: the inverse of `readDescriptor`.
 *
 * @param segment base, scaled byte limit, access rights in VMCS layout
 * @param size 8, or 16 for a system descriptor of IA-32e mode
 * @throws RangeError for values no descriptor can hold: a base above 32 bits in 8 bytes, a limit
 *   the granularity cannot express, access-rights bits 11:8 or 31:16
 */
export function writeDescriptor(
  segment: { base: bigint; limit: number; accessRights: number },
  size: 8 | 16 = 8,
): Uint8Array {
  const { base, limit, accessRights } = segment;
  if (base < 0n || base >> (size === 8 ? 32n : 64n) !== 0n) {
    throw new RangeError(
      `the base 0x${base.toString(16)} does not fit a descriptor of ${size} bytes`,
    );
  }
  if (!Number.isInteger(accessRights) || accessRights < 0 || accessRights > 0xffff_ffff) {
    throw new RangeError("access rights are a number of 32 bits");
  }
  if ((accessRights & ~0xf0ff) !== 0) {
    throw new RangeError(
      `access rights 0x${accessRights.toString(16)}: bits 11:8 and 31:16 have no place in a descriptor`,
    );
  }
  const granular = (accessRights & 0x8000) !== 0;
  const expressible = granular ? limit % 0x1000 === 0xfff : limit <= 0xf_ffff;
  if (!Number.isInteger(limit) || limit < 0 || limit > 0xffff_ffff || !expressible) {
    throw new RangeError(
      `the limit 0x${limit.toString(16)} cannot be expressed with G = ${granular ? 1 : 0}`,
    );
  }
  const raw = BigInt(granular ? Math.floor(limit / 0x1000) : limit);
  const rights = BigInt(accessRights);
  const low =
    (raw & 0xffffn) |
    ((base & 0xff_ffffn) << 16n) |
    ((rights & 0xffn) << 40n) |
    ((raw >> 16n) << 48n) |
    ((rights >> 12n) << 52n) |
    (((base >> 24n) & 0xffn) << 56n);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, low, true);
  if (size === 16) view.setBigUint64(8, base >> 32n, true);
  return bytes;
}

/**
 * The segment register as the processor would hold it after loading a descriptor: what goes into
 * the VMCS. A null selector (index 0 in the GDT) and a descriptor that is not present make the
 * register unusable. A load sets the accessed bit of a code or data segment in the register and,
 * for TR, the busy bit of the TSS; neither is invented here: the access rights are the
 * descriptor's.
 *
 * @param selector 16 bits
 * @param descriptor 8 or 16 bytes, or 8 bytes as a number
 * @throws RangeError if the selector or the descriptor is no such thing
 */
export function segmentFromDescriptor(
  selector: number,
  descriptor: Uint8Array | bigint,
): Required<ExchangeSegment> & {
  selector: number;
  base: bigint;
  limit: number;
  accessRights: number;
} {
  if (!Number.isInteger(selector) || selector < 0 || selector > 0xffff) {
    throw new RangeError("a selector is a number of 16 bits");
  }
  const { base, limit, accessRights } = readDescriptor(descriptor);
  const unusable = (selector & 0xfffc) === 0 || (accessRights & 0x80) === 0;
  return { selector, base, limit, accessRights: unusable ? accessRights | 0x1_0000 : accessRights };
}
