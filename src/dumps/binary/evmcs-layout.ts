/**
 * The enlightened VMCS of Hyper-V (Top-Level Functional Specification, HV_VMX_ENLIGHTENED_VMCS),
 * version 1: the VMCS that a hypervisor nested in Hyper-V keeps in memory.
 */
import { type BinaryField, fieldsOf } from "./layout.ts";

/** Little-endian u32 at offset 0. */
export const EVMCS_REVISION = 1n;

/** Bytes with a meaning; the structure usually has a page of its own. */
export const EVMCS_SIZE = 1024;

/** What the specification reserves, as [from, to): zero in everything that is written today. */
export const EVMCS_RESERVED: readonly (readonly [number, number])[] = [
  [296, 320],
  [634, 640],
  [640, 680],
  [828, 832],
  [844, 848],
  [944, 960],
];

/** u32: groups of fields that did not change since the last entry. */
export const EVMCS_CLEAN_FIELDS = 824;

const SEGMENTS = ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"];
const parts = (part: string): string[] => SEGMENTS.map((name) => `guest.${name}.${part}`);
const TABLES = ["gdtr", "idtr"];

export const EVMCS_FIELDS: readonly BinaryField[] = fieldsOf([
  [92, 4, ["controls.pinBased", "controls.exit", "controls.secondaryProcBased"]],
  [128, 2, parts("selector")],
  [144, 4, [...parts("limit"), ...TABLES.map((name) => `guest.${name}.limit`)]],
  [184, 4, parts("accessRights")],
  [216, 8, [...parts("base"), ...TABLES.map((name) => `guest.${name}.base`)]],
  [416, 8, ["guest.vmcsLinkPointer", "guest.debugctl", "guest.pat", "guest.efer"]],
  [448, 8, ["guest.pdpte0", "guest.pdpte1", "guest.pdpte2", "guest.pdpte3"]],
  [480, 8, ["guest.pendingDebugExceptions", "guest.sysenterEsp", "guest.sysenterEip"]],
  [504, 4, ["guest.activityState", "guest.sysenterCs"]],
  [544, 8, ["guest.cr0", "guest.cr3", "guest.cr4", "guest.dr7"]],
  [692, 4, ["controls.exitReason"]],
  [720, 8, ["controls.exitQualification"]],
  [768, 8, ["guest.rsp", "guest.rflags"]],
  [784, 4, ["guest.interruptibilityState", "controls.primaryProcBased", "", "controls.entry"]],
  [800, 4, ["controls.entryInterruptionInfo", "controls.entryExceptionErrorCode"]],
  [808, 4, ["controls.entryInstructionLength"]],
  [816, 8, ["guest.rip"]],
  [896, 8, ["guest.bndcfgs"]],
  // Added in 2022; before that these bytes were reserved.
  [904, 8, ["guest.perfGlobalCtrl", "guest.sCet", "guest.ssp", "guest.interruptSspTableAddr"]],
  [936, 8, ["guest.lbrCtl"]],
]);
