// Generated from rules/ by tools/generate.ts (npm run generate). Do not edit.
import type { PackedField } from "../evaluate/compile/layout.ts";
import {
  NO_MEMBERS,
  countMembers,
  isPlain,
  putWide,
  putWord,
  wideOf,
  type Members,
} from "../evaluate/compile/values.ts";

/** 32-bit words of one packed state. */
export const PACKED_WORDS = 151;

/** Where each field of `guest`, `controls` and `memory` lies; two words are low half first. */
export const PACKED_FIELDS: readonly PackedField[] = [
  { path: "guest.es.selector", word: 0, width: 16 },
  { path: "guest.es.base", word: 1, width: 64 },
  { path: "guest.es.limit", word: 3, width: 32 },
  { path: "guest.es.accessRights", word: 4, width: 32 },
  { path: "guest.cs.selector", word: 5, width: 16 },
  { path: "guest.cs.base", word: 6, width: 64 },
  { path: "guest.cs.limit", word: 8, width: 32 },
  { path: "guest.cs.accessRights", word: 9, width: 32 },
  { path: "guest.ss.selector", word: 10, width: 16 },
  { path: "guest.ss.base", word: 11, width: 64 },
  { path: "guest.ss.limit", word: 13, width: 32 },
  { path: "guest.ss.accessRights", word: 14, width: 32 },
  { path: "guest.ds.selector", word: 15, width: 16 },
  { path: "guest.ds.base", word: 16, width: 64 },
  { path: "guest.ds.limit", word: 18, width: 32 },
  { path: "guest.ds.accessRights", word: 19, width: 32 },
  { path: "guest.fs.selector", word: 20, width: 16 },
  { path: "guest.fs.base", word: 21, width: 64 },
  { path: "guest.fs.limit", word: 23, width: 32 },
  { path: "guest.fs.accessRights", word: 24, width: 32 },
  { path: "guest.gs.selector", word: 25, width: 16 },
  { path: "guest.gs.base", word: 26, width: 64 },
  { path: "guest.gs.limit", word: 28, width: 32 },
  { path: "guest.gs.accessRights", word: 29, width: 32 },
  { path: "guest.ldtr.selector", word: 30, width: 16 },
  { path: "guest.ldtr.base", word: 31, width: 64 },
  { path: "guest.ldtr.limit", word: 33, width: 32 },
  { path: "guest.ldtr.accessRights", word: 34, width: 32 },
  { path: "guest.tr.selector", word: 35, width: 16 },
  { path: "guest.tr.base", word: 36, width: 64 },
  { path: "guest.tr.limit", word: 38, width: 32 },
  { path: "guest.tr.accessRights", word: 39, width: 32 },
  { path: "guest.cr0", word: 40, width: 64 },
  { path: "guest.cr3", word: 42, width: 64 },
  { path: "guest.cr4", word: 44, width: 64 },
  { path: "guest.rip", word: 46, width: 64 },
  { path: "guest.rflags", word: 48, width: 64 },
  { path: "controls.pinBased", word: 50, width: 32 },
  { path: "controls.primaryProcBased", word: 51, width: 32 },
  { path: "controls.secondaryProcBased", word: 52, width: 32 },
  { path: "controls.entry", word: 53, width: 32 },
  { path: "controls.entryInterruptionInfo", word: 54, width: 32 },
  { path: "guest.activityState", word: 55, width: 32 },
  { path: "guest.interruptibilityState", word: 56, width: 32 },
  { path: "guest.pendingDebugExceptions", word: 57, width: 64 },
  { path: "guest.vmcsLinkPointer", word: 59, width: 64 },
  { path: "guest.gdtr.base", word: 61, width: 64 },
  { path: "guest.gdtr.limit", word: 63, width: 32 },
  { path: "guest.idtr.base", word: 64, width: 64 },
  { path: "guest.idtr.limit", word: 66, width: 32 },
  { path: "guest.dr7", word: 67, width: 64 },
  { path: "guest.sysenterEsp", word: 69, width: 64 },
  { path: "guest.sysenterEip", word: 71, width: 64 },
  { path: "guest.debugctl", word: 73, width: 64 },
  { path: "guest.pat", word: 75, width: 64 },
  { path: "guest.efer", word: 77, width: 64 },
  { path: "guest.perfGlobalCtrl", word: 79, width: 64 },
  { path: "guest.bndcfgs", word: 81, width: 64 },
  { path: "guest.rtitCtl", word: 83, width: 64 },
  { path: "guest.lbrCtl", word: 85, width: 64 },
  { path: "guest.pkrs", word: 87, width: 64 },
  { path: "guest.uinv", word: 89, width: 16 },
  { path: "guest.sCet", word: 90, width: 64 },
  { path: "guest.interruptSspTableAddr", word: 92, width: 64 },
  { path: "guest.specCtrl", word: 94, width: 64 },
  { path: "guest.fredConfig", word: 96, width: 64 },
  { path: "guest.fredRsp1", word: 98, width: 64 },
  { path: "guest.fredRsp2", word: 100, width: 64 },
  { path: "guest.fredRsp3", word: 102, width: 64 },
  { path: "guest.fredSsp1", word: 104, width: 64 },
  { path: "guest.fredSsp2", word: 106, width: 64 },
  { path: "guest.fredSsp3", word: 108, width: 64 },
  { path: "guest.pdpte0", word: 110, width: 64 },
  { path: "guest.pdpte1", word: 112, width: 64 },
  { path: "guest.pdpte2", word: 114, width: 64 },
  { path: "guest.pdpte3", word: 116, width: 64 },
  { path: "guest.ssp", word: 118, width: 64 },
  { path: "memory.linkPointerDword", word: 120, width: 32 },
  { path: "memory.vmcsRevision", word: 121, width: 31 },
  { path: "memory.currentVmcs", word: 122, width: 64 },
  { path: "memory.executiveVmcs", word: 124, width: 64 },
  { path: "memory.pdpte.0", word: 126, width: 64 },
  { path: "memory.pdpte.1", word: 128, width: 64 },
  { path: "memory.pdpte.2", word: 130, width: 64 },
  { path: "memory.pdpte.3", word: 132, width: 64 },
  { path: "controls.tertiaryProcBased", word: 134, width: 64 },
  { path: "controls.exit", word: 136, width: 32 },
  { path: "controls.entryExceptionErrorCode", word: 137, width: 32 },
  { path: "controls.entryInstructionLength", word: 138, width: 32 },
  { path: "controls.exitReason", word: 139, width: 32 },
  { path: "controls.exitQualification", word: 140, width: 64 },
  { path: "guest.sysenterCs", word: 142, width: 32 },
  { path: "guest.fredStackLevels", word: 143, width: 64 },
  { path: "guest.smbase", word: 145, width: 32 },
  { path: "guest.interruptStatus", word: 146, width: 16 },
  { path: "guest.pmlIndex", word: 147, width: 16 },
  { path: "guest.preemptionTimer", word: 148, width: 32 },
  { path: "guest.rsp", word: 149, width: 64 },
];

/** Words of the facts of one CPU: word 0 has a bit for each fact that is known. */
export const CPU_WORDS = 42;

/** Where each CPU fact lies, in the order of the bits of word 0. */
export const CPU_FIELDS: readonly PackedField[] = [
  { path: "cpu.physicalAddressWidth", word: 1, width: 8 },
  { path: "cpu.linearAddressWidth", word: 2, width: 8 },
  { path: "cpu.cr0Fixed0", word: 3, width: 64 },
  { path: "cpu.cr0Fixed1", word: 5, width: 64 },
  { path: "cpu.cr4Fixed0", word: 7, width: 64 },
  { path: "cpu.cr4Fixed1", word: 9, width: 64 },
  { path: "cpu.vmxBasic", word: 11, width: 64 },
  { path: "cpu.vmxMisc", word: 13, width: 64 },
  { path: "cpu.inSmm", word: 15, width: 1 },
  { path: "cpu.supportsIntel64", word: 16, width: 1 },
  { path: "cpu.supportsSgx", word: 17, width: 1 },
  { path: "cpu.supportsRtm", word: 18, width: 1 },
  { path: "cpu.supportsLam", word: 19, width: 1 },
  { path: "cpu.supportsNx", word: 20, width: 1 },
  { path: "cpu.supportsBusLockDebug", word: 21, width: 1 },
  { path: "cpu.nmiInjectionNeedsNoStiBlocking", word: 22, width: 1 },
  { path: "cpu.supportsShadowStack", word: 23, width: 1 },
  { path: "cpu.supportsIbt", word: 24, width: 1 },
  { path: "cpu.numGpCounters", word: 25, width: 8 },
  { path: "cpu.numFixedCounters", word: 26, width: 8 },
  { path: "cpu.supportsPerfMetrics", word: 27, width: 1 },
  { path: "cpu.debugctlReserved", word: 28, width: 64 },
  { path: "cpu.perfGlobalCtrlReserved", word: 30, width: 64 },
  { path: "cpu.eferReserved", word: 32, width: 64 },
  { path: "cpu.rtitCtlReserved", word: 34, width: 64 },
  { path: "cpu.lbrCtlReserved", word: 36, width: 64 },
  { path: "cpu.sCetReserved", word: 38, width: 64 },
  { path: "cpu.specCtrlReserved", word: 40, width: 64 },
];

/**
 * Writes the fields of an exchange JSON object into `w` from word `at`.
 *
 * @param absent gets the numbers of the fields that are absent (words of 0)
 * @returns how many are absent; -1 if the object is anything but plain members with values of the
 *   right type and width on the VMCS view without assumptions: then `w` holds nothing of use
 */
export function packState(s: Members, w: Int32Array, at: number, absent: Int32Array): number {
  let n = 0;

  const guest = s.guest === undefined ? NO_MEMBERS : s.guest;
  if (!isPlain(guest)) return -1;
  let guestAbsent = n;
  if (guest.cr0 === undefined) {
    w[at + 40] = 0;
    w[at + 41] = 0;
    absent[n++] = 32;
  } else if (!putWide(guest.cr0, w, at + 40)) return -1;
  if (guest.cr3 === undefined) {
    w[at + 42] = 0;
    w[at + 43] = 0;
    absent[n++] = 33;
  } else if (!putWide(guest.cr3, w, at + 42)) return -1;
  if (guest.cr4 === undefined) {
    w[at + 44] = 0;
    w[at + 45] = 0;
    absent[n++] = 34;
  } else if (!putWide(guest.cr4, w, at + 44)) return -1;
  if (guest.rip === undefined) {
    w[at + 46] = 0;
    w[at + 47] = 0;
    absent[n++] = 35;
  } else if (!putWide(guest.rip, w, at + 46)) return -1;
  if (guest.rflags === undefined) {
    w[at + 48] = 0;
    w[at + 49] = 0;
    absent[n++] = 36;
  } else if (!putWide(guest.rflags, w, at + 48)) return -1;
  if (guest.activityState === undefined) {
    w[at + 55] = 0;
    absent[n++] = 42;
  } else if (!putWord(guest.activityState, w, at + 55, 0xffffffff)) return -1;
  if (guest.interruptibilityState === undefined) {
    w[at + 56] = 0;
    absent[n++] = 43;
  } else if (!putWord(guest.interruptibilityState, w, at + 56, 0xffffffff)) return -1;
  if (guest.pendingDebugExceptions === undefined) {
    w[at + 57] = 0;
    w[at + 58] = 0;
    absent[n++] = 44;
  } else if (!putWide(guest.pendingDebugExceptions, w, at + 57)) return -1;
  if (guest.vmcsLinkPointer === undefined) {
    w[at + 59] = 0;
    w[at + 60] = 0;
    absent[n++] = 45;
  } else if (!putWide(guest.vmcsLinkPointer, w, at + 59)) return -1;
  if (guest.dr7 === undefined) {
    w[at + 67] = 0;
    w[at + 68] = 0;
    absent[n++] = 50;
  } else if (!putWide(guest.dr7, w, at + 67)) return -1;
  if (guest.sysenterEsp === undefined) {
    w[at + 69] = 0;
    w[at + 70] = 0;
    absent[n++] = 51;
  } else if (!putWide(guest.sysenterEsp, w, at + 69)) return -1;
  if (guest.sysenterEip === undefined) {
    w[at + 71] = 0;
    w[at + 72] = 0;
    absent[n++] = 52;
  } else if (!putWide(guest.sysenterEip, w, at + 71)) return -1;
  if (guest.debugctl === undefined) {
    w[at + 73] = 0;
    w[at + 74] = 0;
    absent[n++] = 53;
  } else if (!putWide(guest.debugctl, w, at + 73)) return -1;
  if (guest.pat === undefined) {
    w[at + 75] = 0;
    w[at + 76] = 0;
    absent[n++] = 54;
  } else if (!putWide(guest.pat, w, at + 75)) return -1;
  if (guest.efer === undefined) {
    w[at + 77] = 0;
    w[at + 78] = 0;
    absent[n++] = 55;
  } else if (!putWide(guest.efer, w, at + 77)) return -1;
  if (guest.perfGlobalCtrl === undefined) {
    w[at + 79] = 0;
    w[at + 80] = 0;
    absent[n++] = 56;
  } else if (!putWide(guest.perfGlobalCtrl, w, at + 79)) return -1;
  if (guest.bndcfgs === undefined) {
    w[at + 81] = 0;
    w[at + 82] = 0;
    absent[n++] = 57;
  } else if (!putWide(guest.bndcfgs, w, at + 81)) return -1;
  if (guest.rtitCtl === undefined) {
    w[at + 83] = 0;
    w[at + 84] = 0;
    absent[n++] = 58;
  } else if (!putWide(guest.rtitCtl, w, at + 83)) return -1;
  if (guest.lbrCtl === undefined) {
    w[at + 85] = 0;
    w[at + 86] = 0;
    absent[n++] = 59;
  } else if (!putWide(guest.lbrCtl, w, at + 85)) return -1;
  if (guest.pkrs === undefined) {
    w[at + 87] = 0;
    w[at + 88] = 0;
    absent[n++] = 60;
  } else if (!putWide(guest.pkrs, w, at + 87)) return -1;
  if (guest.uinv === undefined) {
    w[at + 89] = 0;
    absent[n++] = 61;
  } else if (!putWord(guest.uinv, w, at + 89, 0xffff)) return -1;
  if (guest.sCet === undefined) {
    w[at + 90] = 0;
    w[at + 91] = 0;
    absent[n++] = 62;
  } else if (!putWide(guest.sCet, w, at + 90)) return -1;
  if (guest.interruptSspTableAddr === undefined) {
    w[at + 92] = 0;
    w[at + 93] = 0;
    absent[n++] = 63;
  } else if (!putWide(guest.interruptSspTableAddr, w, at + 92)) return -1;
  if (guest.specCtrl === undefined) {
    w[at + 94] = 0;
    w[at + 95] = 0;
    absent[n++] = 64;
  } else if (!putWide(guest.specCtrl, w, at + 94)) return -1;
  if (guest.fredConfig === undefined) {
    w[at + 96] = 0;
    w[at + 97] = 0;
    absent[n++] = 65;
  } else if (!putWide(guest.fredConfig, w, at + 96)) return -1;
  if (guest.fredRsp1 === undefined) {
    w[at + 98] = 0;
    w[at + 99] = 0;
    absent[n++] = 66;
  } else if (!putWide(guest.fredRsp1, w, at + 98)) return -1;
  if (guest.fredRsp2 === undefined) {
    w[at + 100] = 0;
    w[at + 101] = 0;
    absent[n++] = 67;
  } else if (!putWide(guest.fredRsp2, w, at + 100)) return -1;
  if (guest.fredRsp3 === undefined) {
    w[at + 102] = 0;
    w[at + 103] = 0;
    absent[n++] = 68;
  } else if (!putWide(guest.fredRsp3, w, at + 102)) return -1;
  if (guest.fredSsp1 === undefined) {
    w[at + 104] = 0;
    w[at + 105] = 0;
    absent[n++] = 69;
  } else if (!putWide(guest.fredSsp1, w, at + 104)) return -1;
  if (guest.fredSsp2 === undefined) {
    w[at + 106] = 0;
    w[at + 107] = 0;
    absent[n++] = 70;
  } else if (!putWide(guest.fredSsp2, w, at + 106)) return -1;
  if (guest.fredSsp3 === undefined) {
    w[at + 108] = 0;
    w[at + 109] = 0;
    absent[n++] = 71;
  } else if (!putWide(guest.fredSsp3, w, at + 108)) return -1;
  if (guest.pdpte0 === undefined) {
    w[at + 110] = 0;
    w[at + 111] = 0;
    absent[n++] = 72;
  } else if (!putWide(guest.pdpte0, w, at + 110)) return -1;
  if (guest.pdpte1 === undefined) {
    w[at + 112] = 0;
    w[at + 113] = 0;
    absent[n++] = 73;
  } else if (!putWide(guest.pdpte1, w, at + 112)) return -1;
  if (guest.pdpte2 === undefined) {
    w[at + 114] = 0;
    w[at + 115] = 0;
    absent[n++] = 74;
  } else if (!putWide(guest.pdpte2, w, at + 114)) return -1;
  if (guest.pdpte3 === undefined) {
    w[at + 116] = 0;
    w[at + 117] = 0;
    absent[n++] = 75;
  } else if (!putWide(guest.pdpte3, w, at + 116)) return -1;
  if (guest.ssp === undefined) {
    w[at + 118] = 0;
    w[at + 119] = 0;
    absent[n++] = 76;
  } else if (!putWide(guest.ssp, w, at + 118)) return -1;
  if (guest.sysenterCs === undefined) {
    w[at + 142] = 0;
    absent[n++] = 91;
  } else if (!putWord(guest.sysenterCs, w, at + 142, 0xffffffff)) return -1;
  if (guest.fredStackLevels === undefined) {
    w[at + 143] = 0;
    w[at + 144] = 0;
    absent[n++] = 92;
  } else if (!putWide(guest.fredStackLevels, w, at + 143)) return -1;
  if (guest.smbase === undefined) {
    w[at + 145] = 0;
    absent[n++] = 93;
  } else if (!putWord(guest.smbase, w, at + 145, 0xffffffff)) return -1;
  if (guest.interruptStatus === undefined) {
    w[at + 146] = 0;
    absent[n++] = 94;
  } else if (!putWord(guest.interruptStatus, w, at + 146, 0xffff)) return -1;
  if (guest.pmlIndex === undefined) {
    w[at + 147] = 0;
    absent[n++] = 95;
  } else if (!putWord(guest.pmlIndex, w, at + 147, 0xffff)) return -1;
  if (guest.preemptionTimer === undefined) {
    w[at + 148] = 0;
    absent[n++] = 96;
  } else if (!putWord(guest.preemptionTimer, w, at + 148, 0xffffffff)) return -1;
  if (guest.rsp === undefined) {
    w[at + 149] = 0;
    w[at + 150] = 0;
    absent[n++] = 97;
  } else if (!putWide(guest.rsp, w, at + 149)) return -1;
  guestAbsent = n - guestAbsent;
  let guestGroups = 0;

  const es = guest.es;
  if (es === undefined) {
    w[at] = 0;
    absent[n++] = 0;
    w[at + 1] = 0;
    w[at + 2] = 0;
    absent[n++] = 1;
    w[at + 3] = 0;
    absent[n++] = 2;
    w[at + 4] = 0;
    absent[n++] = 3;
  } else {
    if (!isPlain(es)) return -1;
    const before = n;
    if (es.selector === undefined) {
      w[at] = 0;
      absent[n++] = 0;
    } else if (!putWord(es.selector, w, at, 0xffff)) return -1;
    if (es.base === undefined) {
      w[at + 1] = 0;
      w[at + 2] = 0;
      absent[n++] = 1;
    } else if (!putWide(es.base, w, at + 1)) return -1;
    if (es.limit === undefined) {
      w[at + 3] = 0;
      absent[n++] = 2;
    } else if (!putWord(es.limit, w, at + 3, 0xffffffff)) return -1;
    if (es.accessRights === undefined) {
      w[at + 4] = 0;
      absent[n++] = 3;
    } else if (!putWord(es.accessRights, w, at + 4, 0xffffffff)) return -1;
    if (countMembers(es) !== 4 - (n - before)) return -1;
    guestGroups += 1;
  }

  const cs = guest.cs;
  if (cs === undefined) {
    w[at + 5] = 0;
    absent[n++] = 4;
    w[at + 6] = 0;
    w[at + 7] = 0;
    absent[n++] = 5;
    w[at + 8] = 0;
    absent[n++] = 6;
    w[at + 9] = 0;
    absent[n++] = 7;
  } else {
    if (!isPlain(cs)) return -1;
    const before = n;
    if (cs.selector === undefined) {
      w[at + 5] = 0;
      absent[n++] = 4;
    } else if (!putWord(cs.selector, w, at + 5, 0xffff)) return -1;
    if (cs.base === undefined) {
      w[at + 6] = 0;
      w[at + 7] = 0;
      absent[n++] = 5;
    } else if (!putWide(cs.base, w, at + 6)) return -1;
    if (cs.limit === undefined) {
      w[at + 8] = 0;
      absent[n++] = 6;
    } else if (!putWord(cs.limit, w, at + 8, 0xffffffff)) return -1;
    if (cs.accessRights === undefined) {
      w[at + 9] = 0;
      absent[n++] = 7;
    } else if (!putWord(cs.accessRights, w, at + 9, 0xffffffff)) return -1;
    if (countMembers(cs) !== 4 - (n - before)) return -1;
    guestGroups += 1;
  }

  const ss = guest.ss;
  if (ss === undefined) {
    w[at + 10] = 0;
    absent[n++] = 8;
    w[at + 11] = 0;
    w[at + 12] = 0;
    absent[n++] = 9;
    w[at + 13] = 0;
    absent[n++] = 10;
    w[at + 14] = 0;
    absent[n++] = 11;
  } else {
    if (!isPlain(ss)) return -1;
    const before = n;
    if (ss.selector === undefined) {
      w[at + 10] = 0;
      absent[n++] = 8;
    } else if (!putWord(ss.selector, w, at + 10, 0xffff)) return -1;
    if (ss.base === undefined) {
      w[at + 11] = 0;
      w[at + 12] = 0;
      absent[n++] = 9;
    } else if (!putWide(ss.base, w, at + 11)) return -1;
    if (ss.limit === undefined) {
      w[at + 13] = 0;
      absent[n++] = 10;
    } else if (!putWord(ss.limit, w, at + 13, 0xffffffff)) return -1;
    if (ss.accessRights === undefined) {
      w[at + 14] = 0;
      absent[n++] = 11;
    } else if (!putWord(ss.accessRights, w, at + 14, 0xffffffff)) return -1;
    if (countMembers(ss) !== 4 - (n - before)) return -1;
    guestGroups += 1;
  }

  const ds = guest.ds;
  if (ds === undefined) {
    w[at + 15] = 0;
    absent[n++] = 12;
    w[at + 16] = 0;
    w[at + 17] = 0;
    absent[n++] = 13;
    w[at + 18] = 0;
    absent[n++] = 14;
    w[at + 19] = 0;
    absent[n++] = 15;
  } else {
    if (!isPlain(ds)) return -1;
    const before = n;
    if (ds.selector === undefined) {
      w[at + 15] = 0;
      absent[n++] = 12;
    } else if (!putWord(ds.selector, w, at + 15, 0xffff)) return -1;
    if (ds.base === undefined) {
      w[at + 16] = 0;
      w[at + 17] = 0;
      absent[n++] = 13;
    } else if (!putWide(ds.base, w, at + 16)) return -1;
    if (ds.limit === undefined) {
      w[at + 18] = 0;
      absent[n++] = 14;
    } else if (!putWord(ds.limit, w, at + 18, 0xffffffff)) return -1;
    if (ds.accessRights === undefined) {
      w[at + 19] = 0;
      absent[n++] = 15;
    } else if (!putWord(ds.accessRights, w, at + 19, 0xffffffff)) return -1;
    if (countMembers(ds) !== 4 - (n - before)) return -1;
    guestGroups += 1;
  }

  const fs = guest.fs;
  if (fs === undefined) {
    w[at + 20] = 0;
    absent[n++] = 16;
    w[at + 21] = 0;
    w[at + 22] = 0;
    absent[n++] = 17;
    w[at + 23] = 0;
    absent[n++] = 18;
    w[at + 24] = 0;
    absent[n++] = 19;
  } else {
    if (!isPlain(fs)) return -1;
    const before = n;
    if (fs.selector === undefined) {
      w[at + 20] = 0;
      absent[n++] = 16;
    } else if (!putWord(fs.selector, w, at + 20, 0xffff)) return -1;
    if (fs.base === undefined) {
      w[at + 21] = 0;
      w[at + 22] = 0;
      absent[n++] = 17;
    } else if (!putWide(fs.base, w, at + 21)) return -1;
    if (fs.limit === undefined) {
      w[at + 23] = 0;
      absent[n++] = 18;
    } else if (!putWord(fs.limit, w, at + 23, 0xffffffff)) return -1;
    if (fs.accessRights === undefined) {
      w[at + 24] = 0;
      absent[n++] = 19;
    } else if (!putWord(fs.accessRights, w, at + 24, 0xffffffff)) return -1;
    if (countMembers(fs) !== 4 - (n - before)) return -1;
    guestGroups += 1;
  }

  const gs = guest.gs;
  if (gs === undefined) {
    w[at + 25] = 0;
    absent[n++] = 20;
    w[at + 26] = 0;
    w[at + 27] = 0;
    absent[n++] = 21;
    w[at + 28] = 0;
    absent[n++] = 22;
    w[at + 29] = 0;
    absent[n++] = 23;
  } else {
    if (!isPlain(gs)) return -1;
    const before = n;
    if (gs.selector === undefined) {
      w[at + 25] = 0;
      absent[n++] = 20;
    } else if (!putWord(gs.selector, w, at + 25, 0xffff)) return -1;
    if (gs.base === undefined) {
      w[at + 26] = 0;
      w[at + 27] = 0;
      absent[n++] = 21;
    } else if (!putWide(gs.base, w, at + 26)) return -1;
    if (gs.limit === undefined) {
      w[at + 28] = 0;
      absent[n++] = 22;
    } else if (!putWord(gs.limit, w, at + 28, 0xffffffff)) return -1;
    if (gs.accessRights === undefined) {
      w[at + 29] = 0;
      absent[n++] = 23;
    } else if (!putWord(gs.accessRights, w, at + 29, 0xffffffff)) return -1;
    if (countMembers(gs) !== 4 - (n - before)) return -1;
    guestGroups += 1;
  }

  const ldtr = guest.ldtr;
  if (ldtr === undefined) {
    w[at + 30] = 0;
    absent[n++] = 24;
    w[at + 31] = 0;
    w[at + 32] = 0;
    absent[n++] = 25;
    w[at + 33] = 0;
    absent[n++] = 26;
    w[at + 34] = 0;
    absent[n++] = 27;
  } else {
    if (!isPlain(ldtr)) return -1;
    const before = n;
    if (ldtr.selector === undefined) {
      w[at + 30] = 0;
      absent[n++] = 24;
    } else if (!putWord(ldtr.selector, w, at + 30, 0xffff)) return -1;
    if (ldtr.base === undefined) {
      w[at + 31] = 0;
      w[at + 32] = 0;
      absent[n++] = 25;
    } else if (!putWide(ldtr.base, w, at + 31)) return -1;
    if (ldtr.limit === undefined) {
      w[at + 33] = 0;
      absent[n++] = 26;
    } else if (!putWord(ldtr.limit, w, at + 33, 0xffffffff)) return -1;
    if (ldtr.accessRights === undefined) {
      w[at + 34] = 0;
      absent[n++] = 27;
    } else if (!putWord(ldtr.accessRights, w, at + 34, 0xffffffff)) return -1;
    if (countMembers(ldtr) !== 4 - (n - before)) return -1;
    guestGroups += 1;
  }

  const tr = guest.tr;
  if (tr === undefined) {
    w[at + 35] = 0;
    absent[n++] = 28;
    w[at + 36] = 0;
    w[at + 37] = 0;
    absent[n++] = 29;
    w[at + 38] = 0;
    absent[n++] = 30;
    w[at + 39] = 0;
    absent[n++] = 31;
  } else {
    if (!isPlain(tr)) return -1;
    const before = n;
    if (tr.selector === undefined) {
      w[at + 35] = 0;
      absent[n++] = 28;
    } else if (!putWord(tr.selector, w, at + 35, 0xffff)) return -1;
    if (tr.base === undefined) {
      w[at + 36] = 0;
      w[at + 37] = 0;
      absent[n++] = 29;
    } else if (!putWide(tr.base, w, at + 36)) return -1;
    if (tr.limit === undefined) {
      w[at + 38] = 0;
      absent[n++] = 30;
    } else if (!putWord(tr.limit, w, at + 38, 0xffffffff)) return -1;
    if (tr.accessRights === undefined) {
      w[at + 39] = 0;
      absent[n++] = 31;
    } else if (!putWord(tr.accessRights, w, at + 39, 0xffffffff)) return -1;
    if (countMembers(tr) !== 4 - (n - before)) return -1;
    guestGroups += 1;
  }

  const gdtr = guest.gdtr;
  if (gdtr === undefined) {
    w[at + 61] = 0;
    w[at + 62] = 0;
    absent[n++] = 46;
    w[at + 63] = 0;
    absent[n++] = 47;
  } else {
    if (!isPlain(gdtr)) return -1;
    const before = n;
    if (gdtr.base === undefined) {
      w[at + 61] = 0;
      w[at + 62] = 0;
      absent[n++] = 46;
    } else if (!putWide(gdtr.base, w, at + 61)) return -1;
    if (gdtr.limit === undefined) {
      w[at + 63] = 0;
      absent[n++] = 47;
    } else if (!putWord(gdtr.limit, w, at + 63, 0xffffffff)) return -1;
    if (countMembers(gdtr) !== 2 - (n - before)) return -1;
    guestGroups += 1;
  }

  const idtr = guest.idtr;
  if (idtr === undefined) {
    w[at + 64] = 0;
    w[at + 65] = 0;
    absent[n++] = 48;
    w[at + 66] = 0;
    absent[n++] = 49;
  } else {
    if (!isPlain(idtr)) return -1;
    const before = n;
    if (idtr.base === undefined) {
      w[at + 64] = 0;
      w[at + 65] = 0;
      absent[n++] = 48;
    } else if (!putWide(idtr.base, w, at + 64)) return -1;
    if (idtr.limit === undefined) {
      w[at + 66] = 0;
      absent[n++] = 49;
    } else if (!putWord(idtr.limit, w, at + 66, 0xffffffff)) return -1;
    if (countMembers(idtr) !== 2 - (n - before)) return -1;
    guestGroups += 1;
  }
  if (countMembers(guest) !== 43 - guestAbsent + guestGroups) return -1;

  const controls = s.controls === undefined ? NO_MEMBERS : s.controls;
  if (!isPlain(controls)) return -1;
  let controlsAbsent = n;
  if (controls.pinBased === undefined) {
    w[at + 50] = 0;
    absent[n++] = 37;
  } else if (!putWord(controls.pinBased, w, at + 50, 0xffffffff)) return -1;
  if (controls.primaryProcBased === undefined) {
    w[at + 51] = 0;
    absent[n++] = 38;
  } else if (!putWord(controls.primaryProcBased, w, at + 51, 0xffffffff)) return -1;
  if (controls.secondaryProcBased === undefined) {
    w[at + 52] = 0;
    absent[n++] = 39;
  } else if (!putWord(controls.secondaryProcBased, w, at + 52, 0xffffffff)) return -1;
  if (controls.entry === undefined) {
    w[at + 53] = 0;
    absent[n++] = 40;
  } else if (!putWord(controls.entry, w, at + 53, 0xffffffff)) return -1;
  if (controls.entryInterruptionInfo === undefined) {
    w[at + 54] = 0;
    absent[n++] = 41;
  } else if (!putWord(controls.entryInterruptionInfo, w, at + 54, 0xffffffff)) return -1;
  if (controls.tertiaryProcBased === undefined) {
    w[at + 134] = 0;
    w[at + 135] = 0;
    absent[n++] = 85;
  } else if (!putWide(controls.tertiaryProcBased, w, at + 134)) return -1;
  if (controls.exit === undefined) {
    w[at + 136] = 0;
    absent[n++] = 86;
  } else if (!putWord(controls.exit, w, at + 136, 0xffffffff)) return -1;
  if (controls.entryExceptionErrorCode === undefined) {
    w[at + 137] = 0;
    absent[n++] = 87;
  } else if (!putWord(controls.entryExceptionErrorCode, w, at + 137, 0xffffffff)) return -1;
  if (controls.entryInstructionLength === undefined) {
    w[at + 138] = 0;
    absent[n++] = 88;
  } else if (!putWord(controls.entryInstructionLength, w, at + 138, 0xffffffff)) return -1;
  if (controls.exitReason === undefined) {
    w[at + 139] = 0;
    absent[n++] = 89;
  } else if (!putWord(controls.exitReason, w, at + 139, 0xffffffff)) return -1;
  if (controls.exitQualification === undefined) {
    w[at + 140] = 0;
    w[at + 141] = 0;
    absent[n++] = 90;
  } else if (!putWide(controls.exitQualification, w, at + 140)) return -1;
  controlsAbsent = n - controlsAbsent;
  let controlsGroups = 0;
  if (countMembers(controls) !== 11 - controlsAbsent + controlsGroups) return -1;

  const memory = s.memory === undefined ? NO_MEMBERS : s.memory;
  if (!isPlain(memory)) return -1;
  let memoryAbsent = n;
  if (memory.linkPointerDword === undefined) {
    w[at + 120] = 0;
    absent[n++] = 77;
  } else if (!putWord(memory.linkPointerDword, w, at + 120, 0xffffffff)) return -1;
  if (memory.vmcsRevision === undefined) {
    w[at + 121] = 0;
    absent[n++] = 78;
  } else if (!putWord(memory.vmcsRevision, w, at + 121, 0x7fffffff)) return -1;
  if (memory.currentVmcs === undefined) {
    w[at + 122] = 0;
    w[at + 123] = 0;
    absent[n++] = 79;
  } else if (!putWide(memory.currentVmcs, w, at + 122)) return -1;
  if (memory.executiveVmcs === undefined) {
    w[at + 124] = 0;
    w[at + 125] = 0;
    absent[n++] = 80;
  } else if (!putWide(memory.executiveVmcs, w, at + 124)) return -1;
  memoryAbsent = n - memoryAbsent;
  let memoryGroups = 0;

  const pdpte = memory.pdpte;
  if (pdpte === undefined) {
    w[at + 126] = 0;
    w[at + 127] = 0;
    absent[n++] = 81;
    w[at + 128] = 0;
    w[at + 129] = 0;
    absent[n++] = 82;
    w[at + 130] = 0;
    w[at + 131] = 0;
    absent[n++] = 83;
    w[at + 132] = 0;
    w[at + 133] = 0;
    absent[n++] = 84;
  } else {
    if (!Array.isArray(pdpte) || pdpte.length !== 4) return -1;
    if (!putWide(pdpte[0], w, at + 126)) return -1;
    if (!putWide(pdpte[1], w, at + 128)) return -1;
    if (!putWide(pdpte[2], w, at + 130)) return -1;
    if (!putWide(pdpte[3], w, at + 132)) return -1;
    memoryGroups += 1;
  }
  if (countMembers(memory) !== 4 - memoryAbsent + memoryGroups) return -1;

  const { view } = s;
  if (view !== undefined && view !== "vmcs") return -1;
  const members =
    (s.guest === undefined ? 0 : 1) +
    (s.controls === undefined ? 0 : 1) +
    (s.memory === undefined ? 0 : 1) +
    (s.cpu === undefined ? 0 : 1) +
    (view === undefined ? 0 : 1);
  return countMembers(s) === members ? n : -1;
}

/** The fields of a packed state as exchange JSON: bigint above 32 bits. */
export function unpackState(
  w: Int32Array,
  at: number,
): {
  guest: Record<string, unknown>;
  controls: Record<string, unknown>;
  memory: Record<string, unknown>;
} {
  return {
    guest: {
      es: {
        selector: w[at]! >>> 0,
        base: wideOf(w, at + 1),
        limit: w[at + 3]! >>> 0,
        accessRights: w[at + 4]! >>> 0,
      },
      cs: {
        selector: w[at + 5]! >>> 0,
        base: wideOf(w, at + 6),
        limit: w[at + 8]! >>> 0,
        accessRights: w[at + 9]! >>> 0,
      },
      ss: {
        selector: w[at + 10]! >>> 0,
        base: wideOf(w, at + 11),
        limit: w[at + 13]! >>> 0,
        accessRights: w[at + 14]! >>> 0,
      },
      ds: {
        selector: w[at + 15]! >>> 0,
        base: wideOf(w, at + 16),
        limit: w[at + 18]! >>> 0,
        accessRights: w[at + 19]! >>> 0,
      },
      fs: {
        selector: w[at + 20]! >>> 0,
        base: wideOf(w, at + 21),
        limit: w[at + 23]! >>> 0,
        accessRights: w[at + 24]! >>> 0,
      },
      gs: {
        selector: w[at + 25]! >>> 0,
        base: wideOf(w, at + 26),
        limit: w[at + 28]! >>> 0,
        accessRights: w[at + 29]! >>> 0,
      },
      ldtr: {
        selector: w[at + 30]! >>> 0,
        base: wideOf(w, at + 31),
        limit: w[at + 33]! >>> 0,
        accessRights: w[at + 34]! >>> 0,
      },
      tr: {
        selector: w[at + 35]! >>> 0,
        base: wideOf(w, at + 36),
        limit: w[at + 38]! >>> 0,
        accessRights: w[at + 39]! >>> 0,
      },
      gdtr: {
        base: wideOf(w, at + 61),
        limit: w[at + 63]! >>> 0,
      },
      idtr: {
        base: wideOf(w, at + 64),
        limit: w[at + 66]! >>> 0,
      },
      cr0: wideOf(w, at + 40),
      cr3: wideOf(w, at + 42),
      cr4: wideOf(w, at + 44),
      rip: wideOf(w, at + 46),
      rflags: wideOf(w, at + 48),
      activityState: w[at + 55]! >>> 0,
      interruptibilityState: w[at + 56]! >>> 0,
      pendingDebugExceptions: wideOf(w, at + 57),
      vmcsLinkPointer: wideOf(w, at + 59),
      dr7: wideOf(w, at + 67),
      sysenterEsp: wideOf(w, at + 69),
      sysenterEip: wideOf(w, at + 71),
      debugctl: wideOf(w, at + 73),
      pat: wideOf(w, at + 75),
      efer: wideOf(w, at + 77),
      perfGlobalCtrl: wideOf(w, at + 79),
      bndcfgs: wideOf(w, at + 81),
      rtitCtl: wideOf(w, at + 83),
      lbrCtl: wideOf(w, at + 85),
      pkrs: wideOf(w, at + 87),
      uinv: w[at + 89]! >>> 0,
      sCet: wideOf(w, at + 90),
      interruptSspTableAddr: wideOf(w, at + 92),
      specCtrl: wideOf(w, at + 94),
      fredConfig: wideOf(w, at + 96),
      fredRsp1: wideOf(w, at + 98),
      fredRsp2: wideOf(w, at + 100),
      fredRsp3: wideOf(w, at + 102),
      fredSsp1: wideOf(w, at + 104),
      fredSsp2: wideOf(w, at + 106),
      fredSsp3: wideOf(w, at + 108),
      pdpte0: wideOf(w, at + 110),
      pdpte1: wideOf(w, at + 112),
      pdpte2: wideOf(w, at + 114),
      pdpte3: wideOf(w, at + 116),
      ssp: wideOf(w, at + 118),
      sysenterCs: w[at + 142]! >>> 0,
      fredStackLevels: wideOf(w, at + 143),
      smbase: w[at + 145]! >>> 0,
      interruptStatus: w[at + 146]! >>> 0,
      pmlIndex: w[at + 147]! >>> 0,
      preemptionTimer: w[at + 148]! >>> 0,
      rsp: wideOf(w, at + 149),
    },
    controls: {
      pinBased: w[at + 50]! >>> 0,
      primaryProcBased: w[at + 51]! >>> 0,
      secondaryProcBased: w[at + 52]! >>> 0,
      entry: w[at + 53]! >>> 0,
      entryInterruptionInfo: w[at + 54]! >>> 0,
      tertiaryProcBased: wideOf(w, at + 134),
      exit: w[at + 136]! >>> 0,
      entryExceptionErrorCode: w[at + 137]! >>> 0,
      entryInstructionLength: w[at + 138]! >>> 0,
      exitReason: w[at + 139]! >>> 0,
      exitQualification: wideOf(w, at + 140),
    },
    memory: {
      pdpte: [wideOf(w, at + 126), wideOf(w, at + 128), wideOf(w, at + 130), wideOf(w, at + 132)],
      linkPointerDword: w[at + 120]! >>> 0,
      vmcsRevision: w[at + 121]! >>> 0,
      currentVmcs: wideOf(w, at + 122),
      executiveVmcs: wideOf(w, at + 124),
    },
  };
}

/**
 * Writes the facts of a CPU into `w`, absent ones as 0 without their bit in word 0.
 *
 * @returns false if the object has anything but CPU facts of the right type
 */
export function packCpu(cpu: Members, w: Int32Array): boolean {
  let present = 0;
  let count = 0;
  if (cpu.physicalAddressWidth === undefined) {
    w[1] = 0;
  } else {
    if (!putWord(cpu.physicalAddressWidth, w, 1, 52) || w[1]! < 32) return false;
    present |= 0x1;
    count += 1;
  }
  if (cpu.linearAddressWidth === undefined) {
    w[2] = 0;
  } else {
    if (!putWord(cpu.linearAddressWidth, w, 2, 64) || w[2]! < 32) return false;
    present |= 0x2;
    count += 1;
  }
  if (cpu.cr0Fixed0 === undefined) {
    w[3] = 0;
    w[4] = 0;
  } else {
    if (!putWide(cpu.cr0Fixed0, w, 3)) return false;
    present |= 0x4;
    count += 1;
  }
  if (cpu.cr0Fixed1 === undefined) {
    w[5] = 0;
    w[6] = 0;
  } else {
    if (!putWide(cpu.cr0Fixed1, w, 5)) return false;
    present |= 0x8;
    count += 1;
  }
  if (cpu.cr4Fixed0 === undefined) {
    w[7] = 0;
    w[8] = 0;
  } else {
    if (!putWide(cpu.cr4Fixed0, w, 7)) return false;
    present |= 0x10;
    count += 1;
  }
  if (cpu.cr4Fixed1 === undefined) {
    w[9] = 0;
    w[10] = 0;
  } else {
    if (!putWide(cpu.cr4Fixed1, w, 9)) return false;
    present |= 0x20;
    count += 1;
  }
  if (cpu.vmxBasic === undefined) {
    w[11] = 0;
    w[12] = 0;
  } else {
    if (!putWide(cpu.vmxBasic, w, 11)) return false;
    present |= 0x40;
    count += 1;
  }
  if (cpu.vmxMisc === undefined) {
    w[13] = 0;
    w[14] = 0;
  } else {
    if (!putWide(cpu.vmxMisc, w, 13)) return false;
    present |= 0x80;
    count += 1;
  }
  if (cpu.inSmm === undefined) {
    w[15] = 0;
  } else {
    if (typeof cpu.inSmm === "boolean") w[15] = cpu.inSmm ? 1 : 0;
    else return false;
    present |= 0x100;
    count += 1;
  }
  if (cpu.supportsIntel64 === undefined) {
    w[16] = 0;
  } else {
    if (typeof cpu.supportsIntel64 === "boolean") w[16] = cpu.supportsIntel64 ? 1 : 0;
    else return false;
    present |= 0x200;
    count += 1;
  }
  if (cpu.supportsSgx === undefined) {
    w[17] = 0;
  } else {
    if (typeof cpu.supportsSgx === "boolean") w[17] = cpu.supportsSgx ? 1 : 0;
    else return false;
    present |= 0x400;
    count += 1;
  }
  if (cpu.supportsRtm === undefined) {
    w[18] = 0;
  } else {
    if (typeof cpu.supportsRtm === "boolean") w[18] = cpu.supportsRtm ? 1 : 0;
    else return false;
    present |= 0x800;
    count += 1;
  }
  if (cpu.supportsLam === undefined) {
    w[19] = 0;
  } else {
    if (typeof cpu.supportsLam === "boolean") w[19] = cpu.supportsLam ? 1 : 0;
    else return false;
    present |= 0x1000;
    count += 1;
  }
  if (cpu.supportsNx === undefined) {
    w[20] = 0;
  } else {
    if (typeof cpu.supportsNx === "boolean") w[20] = cpu.supportsNx ? 1 : 0;
    else return false;
    present |= 0x2000;
    count += 1;
  }
  if (cpu.supportsBusLockDebug === undefined) {
    w[21] = 0;
  } else {
    if (typeof cpu.supportsBusLockDebug === "boolean") w[21] = cpu.supportsBusLockDebug ? 1 : 0;
    else return false;
    present |= 0x4000;
    count += 1;
  }
  if (cpu.nmiInjectionNeedsNoStiBlocking === undefined) {
    w[22] = 0;
  } else {
    if (typeof cpu.nmiInjectionNeedsNoStiBlocking === "boolean")
      w[22] = cpu.nmiInjectionNeedsNoStiBlocking ? 1 : 0;
    else return false;
    present |= 0x8000;
    count += 1;
  }
  if (cpu.supportsShadowStack === undefined) {
    w[23] = 0;
  } else {
    if (typeof cpu.supportsShadowStack === "boolean") w[23] = cpu.supportsShadowStack ? 1 : 0;
    else return false;
    present |= 0x10000;
    count += 1;
  }
  if (cpu.supportsIbt === undefined) {
    w[24] = 0;
  } else {
    if (typeof cpu.supportsIbt === "boolean") w[24] = cpu.supportsIbt ? 1 : 0;
    else return false;
    present |= 0x20000;
    count += 1;
  }
  if (cpu.numGpCounters === undefined) {
    w[25] = 0;
  } else {
    if (!putWord(cpu.numGpCounters, w, 25, 32)) return false;
    present |= 0x40000;
    count += 1;
  }
  if (cpu.numFixedCounters === undefined) {
    w[26] = 0;
  } else {
    if (!putWord(cpu.numFixedCounters, w, 26, 16)) return false;
    present |= 0x80000;
    count += 1;
  }
  if (cpu.supportsPerfMetrics === undefined) {
    w[27] = 0;
  } else {
    if (typeof cpu.supportsPerfMetrics === "boolean") w[27] = cpu.supportsPerfMetrics ? 1 : 0;
    else return false;
    present |= 0x100000;
    count += 1;
  }
  if (cpu.debugctlReserved === undefined) {
    w[28] = 0;
    w[29] = 0;
  } else {
    if (!putWide(cpu.debugctlReserved, w, 28)) return false;
    present |= 0x200000;
    count += 1;
  }
  if (cpu.perfGlobalCtrlReserved === undefined) {
    w[30] = 0;
    w[31] = 0;
  } else {
    if (!putWide(cpu.perfGlobalCtrlReserved, w, 30)) return false;
    present |= 0x400000;
    count += 1;
  }
  if (cpu.eferReserved === undefined) {
    w[32] = 0;
    w[33] = 0;
  } else {
    if (!putWide(cpu.eferReserved, w, 32)) return false;
    present |= 0x800000;
    count += 1;
  }
  if (cpu.rtitCtlReserved === undefined) {
    w[34] = 0;
    w[35] = 0;
  } else {
    if (!putWide(cpu.rtitCtlReserved, w, 34)) return false;
    present |= 0x1000000;
    count += 1;
  }
  if (cpu.lbrCtlReserved === undefined) {
    w[36] = 0;
    w[37] = 0;
  } else {
    if (!putWide(cpu.lbrCtlReserved, w, 36)) return false;
    present |= 0x2000000;
    count += 1;
  }
  if (cpu.sCetReserved === undefined) {
    w[38] = 0;
    w[39] = 0;
  } else {
    if (!putWide(cpu.sCetReserved, w, 38)) return false;
    present |= 0x4000000;
    count += 1;
  }
  if (cpu.specCtrlReserved === undefined) {
    w[40] = 0;
    w[41] = 0;
  } else {
    if (!putWide(cpu.specCtrlReserved, w, 40)) return false;
    present |= 0x8000000;
    count += 1;
  }
  w[0] = present;
  return countMembers(cpu) === count;
}
