/** Segment attributes as AMD's VMCB, WinDbg and Hyper-V have them: none has an unusable bit. */

const UNUSABLE = 0x1_0000n;
const PRESENT = 0x80n;

/** 12 bits: the access byte, then AVL, L, D/B and G. */
export function fromCompact(attributes: bigint): bigint {
  return withUnusable((attributes & 0xffn) | ((attributes & 0xf00n) << 4n));
}

/** 16 bits, the low half of the access rights; bits 11:8 may hold what is left of the limit. */
export function fromHyperV(attributes: bigint): bigint {
  return withUnusable(attributes & 0xf0ffn);
}

/** Snapshots made with WinDbg have both, entry by entry; only the larger one exceeds 12 bits. */
export function fromSnapshot(attributes: bigint): bigint {
  return attributes > 0xfffn ? fromHyperV(attributes) : fromCompact(attributes);
}

function withUnusable(accessRights: bigint): bigint {
  return (accessRights & PRESENT) === 0n ? accessRights | UNUSABLE : accessRights;
}
