/**
 * Which fields of a VMCS in memory belong to its state. Some bytes are there whether or not the
 * processor (or the software) that wrote the structure knows the field.
 */
import { exitReasonFailure } from "../failure.ts";
import type { Failure } from "../types.ts";
import { unusedEventFields } from "../vmcs-sections.ts";
import { type BinaryField, readField } from "./layout.ts";

/** VM-entry control bits that load a field; without the bit the bytes may be an older layout's padding. */
const LOADED_BY: Readonly<Record<string, number>> = {
  "guest.sCet": 20,
  "guest.ssp": 20,
  "guest.interruptSspTableAddr": 20,
  "guest.lbrCtl": 21,
};

/** The fields of `all` that hold a value; `base` is where the structure begins. */
export function fieldsInUse(
  all: readonly BinaryField[],
  bytes: Uint8Array,
  base: number,
): BinaryField[] {
  const valueOf = (path: string): bigint => {
    const field = all.find((candidate) => candidate.path === path);
    return field === undefined ? 0n : readField(bytes, field, base);
  };
  const entry = valueOf("controls.entry");
  const unused = unusedEventFields(valueOf("controls.entryInterruptionInfo"));
  return all.filter(({ path }) => {
    const bit = LOADED_BY[path];
    return !unused.has(path) && (bit === undefined || ((entry >> BigInt(bit)) & 1n) === 1n);
  });
}

/** What the exit-reason field tells, if it records a failed entry; anything else is an older exit. */
export function failureIn(
  all: readonly BinaryField[],
  bytes: Uint8Array,
  base: number,
): { failure?: Failure } {
  const valueOf = (path: string): bigint | undefined => {
    const field = all.find((candidate) => candidate.path === path);
    return field && readField(bytes, field, base);
  };
  const reason = valueOf("controls.exitReason") ?? 0n;
  if ((reason & 0x8000_0000n) === 0n) return {};
  const text = `exit reason 0x${reason.toString(16)}`;
  return { failure: exitReasonFailure(text, reason, valueOf("controls.exitQualification")) };
}
