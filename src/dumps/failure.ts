/** What the numbers mean that hypervisors print when a VM entry fails. */
import type { Failure } from "./types.ts";

/**
 * The failure behind a code that a hypervisor reported for a failed entry. `code` may be the full
 * exit reason (bit 31 set), its basic reason alone, a VM-instruction error number, or one of these
 * read as a signed 32-bit number.
 */
export function entryFailure(text: string, code: bigint): Failure {
  const number = code < 0n ? BigInt.asUintN(32, code) : code;
  return { text, code: hex(number), kind: kindOf(number) };
}

/**
 * The failure that the exit-reason field of a VMCS records. Without bit 31 the field tells of an
 * ordinary VM exit. `qualification` is the exit qualification, 64 bits.
 */
export function exitReasonFailure(text: string, reason: bigint, qualification?: bigint): Failure {
  const failed = (reason & ENTRY_FAILURE) !== 0n;
  return {
    text,
    code: hex(reason),
    kind: failed ? kindOf(reason) : "not-a-vm-entry-failure",
    // A larger qualification (an address) belongs to an ordinary exit and would lose digits here.
    ...(qualification !== undefined &&
      qualification <= BigInt(Number.MAX_SAFE_INTEGER) && { qualification: Number(qualification) }),
  };
}

/** A message that tells of trouble other than a failed VM entry; `code` is what it prints. */
export function otherFailure(text: string, code?: bigint): Failure {
  return {
    text,
    code: code === undefined ? "" : hex(code < 0n ? BigInt.asUintN(32, code) : code),
    kind: "not-a-vm-entry-failure",
  };
}

/** One or two sentences for people: what this failure says, and whether the guest state is at fault. */
export function meaningOf(failure: Failure): string {
  const code = failure.code === "" ? undefined : BigInt(failure.code);
  switch (failure.kind) {
    case "invalid-guest-state":
      return ["The guest state was found invalid.", qualified(failure)].join(" ").trim();
    case "msr-loading":
      return (
        "The guest state passed its checks, but loading an MSR from the VM-entry MSR-load area failed" +
        (failure.qualification === undefined ? "." : ` at entry ${failure.qualification}.`)
      );
    case "machine-check":
      return "A machine-check event stopped the entry; the guest state need not be at fault.";
    case "vm-instruction-error": {
      const error = code === undefined ? "" : ` ${code}: ${meaningOfError(Number(code))}`;
      return `VM-instruction error${error}. The processor did not come to check the guest state.`;
    }
    case "not-a-vm-entry-failure":
      return "This is not the report of a VM entry that the processor refused.";
    case "unknown":
      if (code === 0xffff_ffffn)
        return "On AMD hosts this is the exit code for an invalid VMCB; it says nothing about a VMCS.";
      if (code === 0n)
        return "Zero names no reason. It is seen on AMD hosts and on nested hypervisors; it does not say that the guest state is at fault.";
      return `The meaning of this number is not known.${otherNotation(failure.code)}`;
  }
}

/** What a VM-instruction error says, by its number. */
export function meaningOfError(error: number): string {
  return VM_INSTRUCTION_ERRORS.get(error) ?? "not in use";
}

/** What an exit qualification adds to "invalid guest state", or `undefined` if it names nothing known. */
export function meaningOfQualification(qualification: number): string | undefined {
  return QUALIFICATIONS.get(qualification);
}

const ENTRY_FAILURE = 0x8000_0000n;

const BASIC_REASONS: ReadonlyMap<bigint, Failure["kind"]> = new Map([
  [33n, "invalid-guest-state"],
  [34n, "msr-loading"],
  [41n, "machine-check"],
]);

/** By number; 14, 21 and 27 are not in use. */
const VM_INSTRUCTION_ERRORS: ReadonlyMap<number, string> = new Map([
  [1, "VMCALL was executed in VMX root operation"],
  [2, "VMCLEAR was given an invalid physical address"],
  [3, "VMCLEAR was given the VMXON pointer"],
  [4, "VMLAUNCH was used on a VMCS that is not clear"],
  [5, "VMRESUME was used on a VMCS that has not been launched"],
  [6, "VMRESUME was used after VMXOFF"],
  [7, "the VM-execution, VM-exit or VM-entry control fields are invalid"],
  [8, "the host-state fields are invalid"],
  [9, "VMPTRLD was given an invalid physical address"],
  [10, "VMPTRLD was given the VMXON pointer"],
  [11, "VMPTRLD was given a VMCS with a wrong revision identifier"],
  [12, "VMREAD or VMWRITE named a VMCS field that this processor does not have"],
  [13, "VMWRITE was used on a read-only field"],
  [15, "VMXON was executed in VMX root operation"],
  [16, "the executive-VMCS pointer is invalid"],
  [17, "the executive VMCS has not been launched"],
  [18, "the executive-VMCS pointer is not the VMXON pointer"],
  [19, "VMCALL was used on a VMCS that is not clear"],
  [20, "VMCALL found invalid VM-exit control fields"],
  [22, "VMCALL found a wrong MSEG revision identifier"],
  [23, "VMXOFF was executed under dual-monitor treatment of SMM"],
  [24, "VMCALL found invalid SMM-monitor features"],
  [25, "the VM-execution control fields of the executive VMCS are invalid"],
  [26, "events are blocked by MOV SS"],
  [28, "INVEPT or INVVPID was given an invalid operand"],
]);

const QUALIFICATIONS: ReadonlyMap<number, string> = new Map([
  [0, "The processor gives no detail."],
  [2, "Loading the PDPTEs failed."],
  [3, "An NMI was to be injected while blocking by STI was in effect."],
  [4, "The VMCS link pointer is at fault."],
]);

function kindOf(number: bigint): Failure["kind"] {
  const reason = (number & ENTRY_FAILURE) !== 0n ? number & 0xffffn : number;
  const isReason = number <= 0xffff_ffffn && (number & 0x7fff_0000n) === 0n;
  if (!isReason) return "unknown";
  const kind = BASIC_REASONS.get(reason);
  if (kind !== undefined) return kind;
  return VM_INSTRUCTION_ERRORS.has(Number(number)) ? "vm-instruction-error" : "unknown";
}

/** Some programs print decimal digits behind 0x: what they would say then. */
function otherNotation(code: string): string {
  const digits = /^0x(\d{1,3})$/.exec(code)?.[1];
  if (digits === undefined || kindOf(BigInt(digits)) === "unknown") return "";
  const meaning = meaningOf(entryFailure("", BigInt(digits)));
  return ` If the program prints decimal digits behind 0x, it is ${digits}: ${meaning}`;
}

function qualified({ qualification }: Failure): string {
  return qualification === undefined ? "" : (meaningOfQualification(qualification) ?? "");
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
