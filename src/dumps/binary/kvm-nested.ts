/** KVM's nested state: `struct vmcs12` alone, or inside what KVM_GET_NESTED_STATE gives. */
import type { BinaryFormat, BinaryReading } from "./format.ts";
import { readNumber } from "./layout.ts";
import { VMCS12_FIELDS, VMCS12_REVISION, VMCS12_SIZE } from "./vmcs12-layout.ts";
import { failureIn, fieldsInUse } from "./vmcs-fields-in-use.ts";

/** Where the last field ends; some programs write no more than the structure itself. */
const VMCS12_END = 1000;

/** Bytes before the vmcs12 in `struct kvm_nested_state`. */
const HEADER_SIZE = 128;
const FORMAT_VMX = 0n;
const FLAGS = { guestMode: 1n, runPending: 2n, enlightened: 4n } as const;
/** For `vmcs12_pa`: no VMCS is current. */
const NO_ADDRESS = 0xffff_ffff_ffff_ffffn;

function readVmcs12(bytes: Uint8Array, base: number, notes: readonly string[]): BinaryReading {
  return {
    fields: fieldsInUse(VMCS12_FIELDS, bytes, base),
    base,
    notes,
    ...failureIn(VMCS12_FIELDS, bytes, base),
  };
}

function hasRevision(bytes: Uint8Array, base: number): boolean {
  return bytes.length >= base + VMCS12_END && readNumber(bytes, base, 4) === VMCS12_REVISION;
}

export const vmcs12: BinaryFormat = {
  name: "vmcs12",
  view: "vmcs",
  description: "struct vmcs12: the VMCS that KVM keeps for a nested guest, 4096 bytes",
  sizes: `${VMCS12_END} to ${VMCS12_SIZE} bytes`,
  matches: (bytes) => bytes.length <= VMCS12_SIZE && hasRevision(bytes, 0),
  objection: (bytes) => {
    if (bytes.length < VMCS12_END || bytes.length > VMCS12_SIZE)
      return `it has ${bytes.length} bytes, not ${VMCS12_END} to ${VMCS12_SIZE}`;
    const revision = readNumber(bytes, 0, 4);
    return revision === VMCS12_REVISION
      ? undefined
      : `it begins with 0x${revision.toString(16)}, not with KVM's revision 0x${VMCS12_REVISION.toString(16)}`;
  },
  read: (bytes) => readVmcs12(bytes, 0, []),
};

function headerOf(bytes: Uint8Array): {
  flags: bigint;
  format: bigint;
  size: bigint;
  vmcs12Address: bigint;
} {
  return {
    flags: readNumber(bytes, 0, 2),
    format: readNumber(bytes, 2, 2),
    size: readNumber(bytes, 4, 4),
    vmcs12Address: readNumber(bytes, 16, 8),
  };
}

export const kvmNestedState: BinaryFormat = {
  name: "kvm-nested-state",
  view: "vmcs",
  description: "struct kvm_nested_state as KVM_GET_NESTED_STATE fills it, with its vmcs12",
  sizes: `${HEADER_SIZE} bytes, with a vmcs12 ${HEADER_SIZE + VMCS12_SIZE} or more`,
  matches: (bytes) => {
    if (bytes.length < HEADER_SIZE) return false;
    const { flags, format, size } = headerOf(bytes);
    const isHeader =
      format === FORMAT_VMX && flags < 16n && size >= BigInt(HEADER_SIZE) && size <= 65_536n;
    if (!isHeader) return false;
    if (hasRevision(bytes, HEADER_SIZE)) return true;
    return bytes.length === HEADER_SIZE && size === BigInt(HEADER_SIZE);
  },
  objection: (bytes) => {
    if (bytes.length < HEADER_SIZE)
      return `it has ${bytes.length} bytes; the header alone has ${HEADER_SIZE}`;
    const { format, size } = headerOf(bytes);
    if (format !== FORMAT_VMX) return "it is of an AMD host (format 1): it holds a VMCB";
    if (size > BigInt(bytes.length))
      return `it says that it has ${size} bytes, but there are ${bytes.length}`;
    if (size > BigInt(HEADER_SIZE) && !hasRevision(bytes, HEADER_SIZE))
      return "what follows the header is no vmcs12";
    return undefined;
  },
  read: (bytes) => {
    const { flags, size, vmcs12Address } = headerOf(bytes);
    if (size === BigInt(HEADER_SIZE))
      return {
        fields: [],
        base: 0,
        notes: [],
        known: {
          name: "kvm-nested-state-empty",
          text: `struct kvm_nested_state of ${HEADER_SIZE} bytes`,
          meaning:
            "The guest hypervisor has no current VMCS, so KVM has none to give: the structure ends with its header.",
          advice:
            "Take it after the guest hypervisor executed VMPTRLD, best between the failed VMLAUNCH or VMRESUME and the next VMX instruction.",
        },
      };
    const notes: string[] = [];
    if ((flags & FLAGS.guestMode) !== 0n)
      notes.push(
        "taken while the nested guest was running: the entry from this vmcs12 had succeeded, and KVM brings its fields up to date only when the guest exits",
      );
    if ((flags & FLAGS.runPending) !== 0n) notes.push("a nested VM entry is pending");
    if ((flags & FLAGS.enlightened) !== 0n)
      notes.push(
        "the guest hypervisor uses an enlightened VMCS; KVM's copy is read, and fields that such a VMCS does not have are 0 in it",
      );
    if (vmcs12Address === NO_ADDRESS && (flags & FLAGS.enlightened) === 0n)
      notes.push("vmcs12_pa is all ones: no VMCS is current, and the vmcs12 may be an older one");
    return readVmcs12(bytes, HEADER_SIZE, notes);
  },
};
