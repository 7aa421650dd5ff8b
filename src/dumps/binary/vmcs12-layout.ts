/**
 * `struct vmcs12`: what KVM keeps as the VMCS of a nested guest. The layout is part of KVM's ABI,
 * since saved virtual machines hold it, and does not change.
 */
import { type BinaryField, fieldsOf } from "./layout.ts";

/** Little-endian u32 at offset 0 of every vmcs12. */
export const VMCS12_REVISION = 0x11e5_7ed0n;

/** Bytes that are set aside; the fields end before. */
export const VMCS12_SIZE = 4096;

/** Order of the segment registers in a VMCS. */
const SEGMENTS = ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"];
const parts = (part: string): string[] => SEGMENTS.map((name) => `guest.${name}.${part}`);

export const VMCS12_FIELDS: readonly BinaryField[] = fieldsOf([
  [176, 8, ["guest.vmcsLinkPointer", "guest.debugctl", "guest.pat", "guest.efer"]],
  [208, 8, ["guest.perfGlobalCtrl", "guest.pdpte0", "guest.pdpte1", "guest.pdpte2"]],
  [240, 8, ["guest.pdpte3", "guest.bndcfgs"]],
  [408, 8, ["controls.exitQualification"]],
  [424, 8, ["guest.cr0", "guest.cr3", "guest.cr4", ...parts("base")]],
  [512, 8, ["guest.gdtr.base", "guest.idtr.base", "guest.dr7", "guest.rsp", "guest.rip"]],
  [552, 8, ["guest.rflags", "guest.pendingDebugExceptions"]],
  [568, 8, ["guest.sysenterEsp", "guest.sysenterEip"]],
  // Room for later fields in kernels that know nothing of CET.
  [704, 8, ["guest.sCet", "guest.ssp", "guest.interruptSspTableAddr"]],
  [744, 4, ["controls.pinBased", "controls.primaryProcBased"]],
  [768, 4, ["controls.exit"]],
  [780, 4, ["controls.entry", "", "controls.entryInterruptionInfo"]],
  [792, 4, ["controls.entryExceptionErrorCode", "controls.entryInstructionLength"]],
  [804, 4, ["controls.secondaryProcBased", "", "controls.exitReason"]],
  [840, 4, [...parts("limit"), "guest.gdtr.limit", "guest.idtr.limit", ...parts("accessRights")]],
  [912, 4, ["guest.interruptibilityState", "guest.activityState", "guest.sysenterCs"]],
  [928, 4, ["guest.preemptionTimer"]],
  [964, 2, [...parts("selector"), "guest.interruptStatus"]],
  [996, 2, ["guest.pmlIndex"]],
]);
