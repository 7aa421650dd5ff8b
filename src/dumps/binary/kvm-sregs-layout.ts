/** `struct kvm_sregs` and `struct kvm_sregs2` of Linux, x86: what KVM_GET_SREGS and 2 give. */
import { type BinaryField, fieldsOf } from "./layout.ts";

/** Bytes: segments, tables and control registers are the same in both; what follows is not. */
export const SREGS_SIZE = 312;
export const SREGS2_SIZE = 320;

/** As they follow each other, 24 bytes each. */
export const SREGS_SEGMENTS = ["cs", "ds", "es", "fs", "gs", "ss", "tr", "ldtr"] as const;
export const SEGMENT_BYTES = 24;

/** The members of one byte, from byte 14 of a segment on, and the largest value each can have. */
export const SEGMENT_MEMBERS = [
  ["type", 15],
  ["present", 1],
  ["dpl", 3],
  ["db", 1],
  ["s", 1],
  ["l", 1],
  ["g", 1],
  ["avl", 1],
  ["unusable", 1],
] as const;

/** Offset of the last byte of a segment, and of the last six of a descriptor table: padding. */
export const SEGMENT_PADDING = 23;
export const TABLE_PADDING: readonly (readonly [number, number])[] = [
  [202, 208],
  [218, 224],
];

export const SREGS_FIELDS: readonly BinaryField[] = fieldsOf([
  ...SREGS_SEGMENTS.flatMap((name, index) => {
    const at = index * SEGMENT_BYTES;
    return [
      [at, 8, [`guest.${name}.base`]],
      [at + 8, 4, [`guest.${name}.limit`]],
      [at + 12, 2, [`guest.${name}.selector`]],
      [at + 14, 1, SEGMENT_MEMBERS.map(([member]) => `kvm.${name}.${member}`)],
    ] as const;
  }),
  [192, 8, ["guest.gdtr.base"]],
  [200, 2, ["guest.gdtr.limit"]],
  [208, 8, ["guest.idtr.base"]],
  [216, 2, ["guest.idtr.limit"]],
  [224, 8, ["guest.cr0", "", "guest.cr3", "guest.cr4", "", "guest.efer"]],
]);

/** Members of the structure that a VMCS has no field for. */
export const SREGS_OTHERS: readonly string[] = ["cr2", "cr8", "apic_base", "interrupt_bitmap"];

/** kvm_sregs2 alone: u64 flags, of which bit 0 says that the PDPTEs behind it are valid. */
export const SREGS2_FLAGS = 280;
export const SREGS2_PDPTES: readonly BinaryField[] = fieldsOf([
  [288, 8, ["guest.pdpte0", "guest.pdpte1", "guest.pdpte2", "guest.pdpte3"]],
]);
