/**
 * `struct kvm_sregs` and `kvm_sregs2` as they lie in memory. There is no magic number: the size
 * and the many bytes that can only be 0 or 1 speak for it.
 */
import { settleSegments } from "../kvm-segment.ts";
import type { BinaryFormat } from "./format.ts";
import {
  SEGMENT_BYTES,
  SEGMENT_MEMBERS,
  SEGMENT_PADDING,
  SREGS2_FLAGS,
  SREGS2_PDPTES,
  SREGS2_SIZE,
  SREGS_FIELDS,
  SREGS_SEGMENTS,
  SREGS_SIZE,
  TABLE_PADDING,
} from "./kvm-sregs-layout.ts";
import { isZero, readNumber } from "./layout.ts";

/** The name of the first byte that no `struct kvm_sregs` has; `undefined` if there is none. */
function impossibleByte(bytes: Uint8Array): string | undefined {
  for (const [index, name] of SREGS_SEGMENTS.entries()) {
    const at = index * SEGMENT_BYTES;
    for (const [place, [member, largest]] of SEGMENT_MEMBERS.entries())
      if ((bytes[at + 14 + place] ?? 0) > largest) return `${name}.${member}`;
    if (bytes[at + SEGMENT_PADDING] !== 0) return `the padding of ${name}`;
  }
  const [gdt, idt] = TABLE_PADDING.map(([from, to]) => isZero(bytes, from, to));
  if (gdt === false) return "the padding of gdt";
  return idt === false ? "the padding of idt" : undefined;
}

function sregs(
  name: string,
  size: number,
  description: string,
  read: BinaryFormat["read"],
): BinaryFormat {
  return {
    name,
    view: "guest",
    description,
    sizes: `${size} bytes`,
    matches: (bytes) =>
      bytes.length === size &&
      impossibleByte(bytes) === undefined &&
      !isZero(bytes, 0, SREGS_SEGMENTS.length * SEGMENT_BYTES),
    objection: (bytes) => {
      if (bytes.length !== size) return `it has ${bytes.length} bytes, not ${size}`;
      const impossible = impossibleByte(bytes);
      return impossible === undefined
        ? undefined
        : `${impossible} has a value that KVM never gives`;
    },
    read,
    settle: (values) => settleSegments(values),
  };
}

const NOTES = [
  "CR0 and CR4 are what the guest reads; the VMCS fields differ: bits the hypervisor owns are not shown (NE, VMXE)",
  "kvm_sregs holds no RIP, RSP, RFLAGS and DR7: they are in kvm_regs and kvm_debugregs",
];

export const kvmSregs: BinaryFormat = sregs(
  "kvm_sregs",
  SREGS_SIZE,
  "struct kvm_sregs as KVM_GET_SREGS fills it, 312 bytes",
  () => ({ fields: SREGS_FIELDS, base: 0, notes: NOTES }),
);

export const kvmSregs2: BinaryFormat = sregs(
  "kvm_sregs2",
  SREGS2_SIZE,
  "struct kvm_sregs2 as KVM_GET_SREGS2 fills it, 320 bytes",
  (bytes) => {
    const isValid = (readNumber(bytes, SREGS2_FLAGS, 8) & 1n) === 1n;
    return { fields: [...SREGS_FIELDS, ...(isValid ? SREGS2_PDPTES : [])], base: 0, notes: NOTES };
  },
);
