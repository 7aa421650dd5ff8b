/**
 * From a candidate state to the bytes of a structure. Every field that the structure needs must be
 * known: a value that is not known is never made up, and a value that has no place is never
 * dropped where the processor or KVM would use it.
 */
import type { ExchangeState } from "../../state/exchange.ts";
import { normalize } from "../../state/normalize.ts";
import {
  SEGMENT_MEMBERS,
  SREGS_FIELDS,
  SREGS_OTHERS,
  SREGS_SEGMENTS,
  SREGS_SIZE,
} from "./kvm-sregs-layout.ts";
import { type BinaryField, writeNumber } from "./layout.ts";
import { neededInVmcs12, withoutPlaceInVmcs12 } from "./vmcs12-needs.ts";
import { VMCS12_FIELDS, VMCS12_REVISION, VMCS12_SIZE } from "./vmcs12-layout.ts";

export const WRITTEN_FORMATS = ["kvm_sregs", "vmcs12"] as const;
export type WrittenFormat = (typeof WRITTEN_FORMATS)[number];

export interface WrittenState {
  readonly bytes: Uint8Array;
  /** What a user of the bytes has to know: members that no state has are 0 in them. */
  readonly notes: readonly string[];
}

/**
 * The bytes of a structure that holds the state. Reading them with `parseBinary` gives it back, as
 * far as the structure has a place for it.
 *
 * @throws RangeError naming what is missing, or what the structure has no place for
 * @throws StateError if the state is malformed
 */
export function writeBinary(state: ExchangeState, format: WrittenFormat): WrittenState {
  const { fields, view } = normalize(state);
  const known = new Map([...fields].map(([path, value]) => [path, BigInt(value)]));
  return format === "kvm_sregs" ? writeSregs(known, view) : writeVmcs12(known, view);
}

type Known = ReadonlyMap<string, bigint>;

function refuseMissing(format: string, missing: readonly string[]): void {
  if (missing.length === 0) return;
  const list = missing.slice(0, 12).join(", ");
  const more = missing.length > 12 ? ` and ${missing.length - 12} more` : "";
  throw new RangeError(`cannot write ${format}: not known: ${list}${more}`);
}

function writeFields(bytes: Uint8Array, fields: readonly BinaryField[], known: Known): void {
  for (const { path, offset, size } of fields) {
    const value = known.get(path);
    if (value !== undefined) writeNumber(bytes, offset, size, value);
  }
}

// --- kvm_sregs -----------------------------------------------------------------------------

/** Where in the access rights each member of `struct kvm_segment` is. */
const POSITIONS: Readonly<Record<(typeof SEGMENT_MEMBERS)[number][0], readonly [bigint, bigint]>> =
  {
    type: [0n, 15n],
    s: [4n, 1n],
    dpl: [5n, 3n],
    present: [7n, 1n],
    avl: [12n, 1n],
    l: [13n, 1n],
    db: [14n, 1n],
    g: [15n, 1n],
    unusable: [16n, 1n],
  };
const ATTRIBUTES = 0x1_f0ffn;
const PRESENT = 0x80n;
const UNUSABLE = 0x1_0000n;

function writeSregs(known: Known, view: "vmcs" | "guest"): WrittenState {
  const needed = [
    ...SREGS_FIELDS.map(({ path }) => path).filter((path) => path.startsWith("guest.")),
    ...SREGS_SEGMENTS.map((name) => `guest.${name}.accessRights`),
  ];
  refuseMissing(
    "kvm_sregs",
    needed.filter((path) => !known.has(path)),
  );
  const values = new Map(known);
  for (const name of SREGS_SEGMENTS) {
    const path = `guest.${name}.accessRights`;
    const accessRights = known.get(path) ?? 0n;
    const printed = `0x${accessRights.toString(16)}`;
    if ((accessRights & ~ATTRIBUTES) !== 0n)
      throw new RangeError(
        `cannot write kvm_sregs: ${path} is ${printed}, and struct kvm_segment has no place for bits 11:8 and 31:17`,
      );
    if ((accessRights & (PRESENT | UNUSABLE)) === 0n)
      throw new RangeError(
        `cannot write kvm_sregs: ${path} is ${printed}: KVM takes a segment that is not present for unusable, so that this state cannot be given to it`,
      );
    for (const [member, [position, mask]] of Object.entries(POSITIONS))
      values.set(`kvm.${name}.${member}`, (accessRights >> position) & mask);
  }
  for (const name of ["gdtr", "idtr"]) {
    const limit = known.get(`guest.${name}.limit`) ?? 0n;
    if (limit > 0xffffn)
      throw new RangeError(
        `cannot write kvm_sregs: guest.${name}.limit is 0x${limit.toString(16)}, and struct kvm_dtable has 16 bits for it`,
      );
  }
  const bytes = new Uint8Array(SREGS_SIZE);
  writeFields(bytes, SREGS_FIELDS, values);
  const notes = [
    `${SREGS_OTHERS.join(", ")} are no part of the state and 0 in these bytes: take them from KVM_GET_SREGS`,
  ];
  if (view === "vmcs")
    notes.push(
      "CR0 and CR4 are those of the VMCS; KVM wants what the guest reads: bits it adds itself (NE, VMXE) may have to be cleared",
    );
  return { bytes, notes };
}

// --- vmcs12 --------------------------------------------------------------------------------

function writeVmcs12(known: Known, view: "vmcs" | "guest"): WrittenState {
  if (view === "guest")
    throw new RangeError(
      "cannot write vmcs12: the state shows what the guest reads, not the fields of a VMCS",
    );
  refuseMissing("vmcs12", neededInVmcs12(known));
  const homeless = withoutPlaceInVmcs12(known);
  if (homeless.length > 0)
    throw new RangeError(
      `cannot write vmcs12: it has no place for what the controls use: ${homeless.join(", ")}`,
    );
  const bytes = new Uint8Array(VMCS12_SIZE);
  writeNumber(bytes, 0, 4, VMCS12_REVISION);
  writeFields(bytes, VMCS12_FIELDS, known);
  const places = new Set(VMCS12_FIELDS.map(({ path }) => path));
  const left = [...known.keys()].filter((path) => path.startsWith("guest.") && !places.has(path));
  const notes = [
    "host state, addresses (EPT pointer, bitmaps, MSR lists) and masks are no part of the state and 0 in these bytes",
  ];
  if (left.length > 0)
    notes.push(`no control uses these, and they have no place: ${left.join(", ")}`);
  return { bytes, notes };
}
