// Generated from rules/ by tools/generate.ts (npm run generate). Do not edit.
import type { PackedField } from "../evaluate/compile/layout.ts";
import {
  BIG as big,
  HALVES as halves,
  HIGH,
  LOW,
  NO_MEMBERS,
  countMembers,
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
  const { guest = NO_MEMBERS, controls = NO_MEMBERS, memory = NO_MEMBERS, view, cpu } = s;
  if (view !== undefined && view !== "vmcs") return -1;
  const members =
    (guest === NO_MEMBERS ? 0 : 1) +
    (controls === NO_MEMBERS ? 0 : 1) +
    (memory === NO_MEMBERS ? 0 : 1) +
    (cpu === undefined ? 0 : 1) +
    (view === undefined ? 0 : 1);
  if (countMembers(s) !== members) return -1;
  let n = packGuest(guest, w, at, absent, 0);
  if (n >= 0) n = packControls(controls, w, at, absent, n);
  if (n >= 0) n = packMemory(memory, w, at, absent, n);
  return n;
}

function packGuest(m: unknown, w: Int32Array, at: number, absent: Int32Array, n: number): number {
  if (typeof m !== "object" || m === null) return -1;
  const {
    cr0,
    cr3,
    cr4,
    rip,
    rflags,
    activityState,
    interruptibilityState,
    pendingDebugExceptions,
    vmcsLinkPointer,
    dr7,
    sysenterEsp,
    sysenterEip,
    debugctl,
    pat,
    efer,
    perfGlobalCtrl,
    bndcfgs,
    rtitCtl,
    lbrCtl,
    pkrs,
    uinv,
    sCet,
    interruptSspTableAddr,
    specCtrl,
    fredConfig,
    fredRsp1,
    fredRsp2,
    fredRsp3,
    fredSsp1,
    fredSsp2,
    fredSsp3,
    pdpte0,
    pdpte1,
    pdpte2,
    pdpte3,
    ssp,
    sysenterCs,
    fredStackLevels,
    smbase,
    interruptStatus,
    pmlIndex,
    preemptionTimer,
    rsp,
    es,
    cs,
    ss,
    ds,
    fs,
    gs,
    ldtr,
    tr,
    gdtr,
    idtr,
  } = m as Members;
  const prototype: unknown = Object.getPrototypeOf(m);
  if (prototype !== Object.prototype && prototype !== null) return -1;
  const before = n;
  if (cr0 === undefined) {
    w[at + 40] = 0;
    w[at + 41] = 0;
    absent[n++] = 32;
  } else if (typeof cr0 === "bigint") {
    big[0] = cr0;
    if (big[0] !== cr0) return -1;
    w[at + 40] = halves[LOW]!;
    w[at + 41] = halves[HIGH]!;
  } else if (typeof cr0 === "number" && cr0 >>> 0 === cr0) {
    w[at + 40] = cr0;
    w[at + 41] = 0;
  } else if (!putWide(cr0, w, at + 40)) return -1;
  if (cr3 === undefined) {
    w[at + 42] = 0;
    w[at + 43] = 0;
    absent[n++] = 33;
  } else if (typeof cr3 === "bigint") {
    big[0] = cr3;
    if (big[0] !== cr3) return -1;
    w[at + 42] = halves[LOW]!;
    w[at + 43] = halves[HIGH]!;
  } else if (typeof cr3 === "number" && cr3 >>> 0 === cr3) {
    w[at + 42] = cr3;
    w[at + 43] = 0;
  } else if (!putWide(cr3, w, at + 42)) return -1;
  if (cr4 === undefined) {
    w[at + 44] = 0;
    w[at + 45] = 0;
    absent[n++] = 34;
  } else if (typeof cr4 === "bigint") {
    big[0] = cr4;
    if (big[0] !== cr4) return -1;
    w[at + 44] = halves[LOW]!;
    w[at + 45] = halves[HIGH]!;
  } else if (typeof cr4 === "number" && cr4 >>> 0 === cr4) {
    w[at + 44] = cr4;
    w[at + 45] = 0;
  } else if (!putWide(cr4, w, at + 44)) return -1;
  if (rip === undefined) {
    w[at + 46] = 0;
    w[at + 47] = 0;
    absent[n++] = 35;
  } else if (typeof rip === "bigint") {
    big[0] = rip;
    if (big[0] !== rip) return -1;
    w[at + 46] = halves[LOW]!;
    w[at + 47] = halves[HIGH]!;
  } else if (typeof rip === "number" && rip >>> 0 === rip) {
    w[at + 46] = rip;
    w[at + 47] = 0;
  } else if (!putWide(rip, w, at + 46)) return -1;
  if (rflags === undefined) {
    w[at + 48] = 0;
    w[at + 49] = 0;
    absent[n++] = 36;
  } else if (typeof rflags === "bigint") {
    big[0] = rflags;
    if (big[0] !== rflags) return -1;
    w[at + 48] = halves[LOW]!;
    w[at + 49] = halves[HIGH]!;
  } else if (typeof rflags === "number" && rflags >>> 0 === rflags) {
    w[at + 48] = rflags;
    w[at + 49] = 0;
  } else if (!putWide(rflags, w, at + 48)) return -1;
  if (activityState === undefined) {
    w[at + 55] = 0;
    absent[n++] = 42;
  } else if (typeof activityState === "number" && activityState >>> 0 === activityState)
    w[at + 55] = activityState;
  else if (!putWord(activityState, w, at + 55, 0xffffffff)) return -1;
  if (interruptibilityState === undefined) {
    w[at + 56] = 0;
    absent[n++] = 43;
  } else if (
    typeof interruptibilityState === "number" &&
    interruptibilityState >>> 0 === interruptibilityState
  )
    w[at + 56] = interruptibilityState;
  else if (!putWord(interruptibilityState, w, at + 56, 0xffffffff)) return -1;
  if (pendingDebugExceptions === undefined) {
    w[at + 57] = 0;
    w[at + 58] = 0;
    absent[n++] = 44;
  } else if (typeof pendingDebugExceptions === "bigint") {
    big[0] = pendingDebugExceptions;
    if (big[0] !== pendingDebugExceptions) return -1;
    w[at + 57] = halves[LOW]!;
    w[at + 58] = halves[HIGH]!;
  } else if (
    typeof pendingDebugExceptions === "number" &&
    pendingDebugExceptions >>> 0 === pendingDebugExceptions
  ) {
    w[at + 57] = pendingDebugExceptions;
    w[at + 58] = 0;
  } else if (!putWide(pendingDebugExceptions, w, at + 57)) return -1;
  if (vmcsLinkPointer === undefined) {
    w[at + 59] = 0;
    w[at + 60] = 0;
    absent[n++] = 45;
  } else if (typeof vmcsLinkPointer === "bigint") {
    big[0] = vmcsLinkPointer;
    if (big[0] !== vmcsLinkPointer) return -1;
    w[at + 59] = halves[LOW]!;
    w[at + 60] = halves[HIGH]!;
  } else if (typeof vmcsLinkPointer === "number" && vmcsLinkPointer >>> 0 === vmcsLinkPointer) {
    w[at + 59] = vmcsLinkPointer;
    w[at + 60] = 0;
  } else if (!putWide(vmcsLinkPointer, w, at + 59)) return -1;
  if (dr7 === undefined) {
    w[at + 67] = 0;
    w[at + 68] = 0;
    absent[n++] = 50;
  } else if (typeof dr7 === "bigint") {
    big[0] = dr7;
    if (big[0] !== dr7) return -1;
    w[at + 67] = halves[LOW]!;
    w[at + 68] = halves[HIGH]!;
  } else if (typeof dr7 === "number" && dr7 >>> 0 === dr7) {
    w[at + 67] = dr7;
    w[at + 68] = 0;
  } else if (!putWide(dr7, w, at + 67)) return -1;
  if (sysenterEsp === undefined) {
    w[at + 69] = 0;
    w[at + 70] = 0;
    absent[n++] = 51;
  } else if (typeof sysenterEsp === "bigint") {
    big[0] = sysenterEsp;
    if (big[0] !== sysenterEsp) return -1;
    w[at + 69] = halves[LOW]!;
    w[at + 70] = halves[HIGH]!;
  } else if (typeof sysenterEsp === "number" && sysenterEsp >>> 0 === sysenterEsp) {
    w[at + 69] = sysenterEsp;
    w[at + 70] = 0;
  } else if (!putWide(sysenterEsp, w, at + 69)) return -1;
  if (sysenterEip === undefined) {
    w[at + 71] = 0;
    w[at + 72] = 0;
    absent[n++] = 52;
  } else if (typeof sysenterEip === "bigint") {
    big[0] = sysenterEip;
    if (big[0] !== sysenterEip) return -1;
    w[at + 71] = halves[LOW]!;
    w[at + 72] = halves[HIGH]!;
  } else if (typeof sysenterEip === "number" && sysenterEip >>> 0 === sysenterEip) {
    w[at + 71] = sysenterEip;
    w[at + 72] = 0;
  } else if (!putWide(sysenterEip, w, at + 71)) return -1;
  if (debugctl === undefined) {
    w[at + 73] = 0;
    w[at + 74] = 0;
    absent[n++] = 53;
  } else if (typeof debugctl === "bigint") {
    big[0] = debugctl;
    if (big[0] !== debugctl) return -1;
    w[at + 73] = halves[LOW]!;
    w[at + 74] = halves[HIGH]!;
  } else if (typeof debugctl === "number" && debugctl >>> 0 === debugctl) {
    w[at + 73] = debugctl;
    w[at + 74] = 0;
  } else if (!putWide(debugctl, w, at + 73)) return -1;
  if (pat === undefined) {
    w[at + 75] = 0;
    w[at + 76] = 0;
    absent[n++] = 54;
  } else if (typeof pat === "bigint") {
    big[0] = pat;
    if (big[0] !== pat) return -1;
    w[at + 75] = halves[LOW]!;
    w[at + 76] = halves[HIGH]!;
  } else if (typeof pat === "number" && pat >>> 0 === pat) {
    w[at + 75] = pat;
    w[at + 76] = 0;
  } else if (!putWide(pat, w, at + 75)) return -1;
  if (efer === undefined) {
    w[at + 77] = 0;
    w[at + 78] = 0;
    absent[n++] = 55;
  } else if (typeof efer === "bigint") {
    big[0] = efer;
    if (big[0] !== efer) return -1;
    w[at + 77] = halves[LOW]!;
    w[at + 78] = halves[HIGH]!;
  } else if (typeof efer === "number" && efer >>> 0 === efer) {
    w[at + 77] = efer;
    w[at + 78] = 0;
  } else if (!putWide(efer, w, at + 77)) return -1;
  if (perfGlobalCtrl === undefined) {
    w[at + 79] = 0;
    w[at + 80] = 0;
    absent[n++] = 56;
  } else if (typeof perfGlobalCtrl === "bigint") {
    big[0] = perfGlobalCtrl;
    if (big[0] !== perfGlobalCtrl) return -1;
    w[at + 79] = halves[LOW]!;
    w[at + 80] = halves[HIGH]!;
  } else if (typeof perfGlobalCtrl === "number" && perfGlobalCtrl >>> 0 === perfGlobalCtrl) {
    w[at + 79] = perfGlobalCtrl;
    w[at + 80] = 0;
  } else if (!putWide(perfGlobalCtrl, w, at + 79)) return -1;
  if (bndcfgs === undefined) {
    w[at + 81] = 0;
    w[at + 82] = 0;
    absent[n++] = 57;
  } else if (typeof bndcfgs === "bigint") {
    big[0] = bndcfgs;
    if (big[0] !== bndcfgs) return -1;
    w[at + 81] = halves[LOW]!;
    w[at + 82] = halves[HIGH]!;
  } else if (typeof bndcfgs === "number" && bndcfgs >>> 0 === bndcfgs) {
    w[at + 81] = bndcfgs;
    w[at + 82] = 0;
  } else if (!putWide(bndcfgs, w, at + 81)) return -1;
  if (rtitCtl === undefined) {
    w[at + 83] = 0;
    w[at + 84] = 0;
    absent[n++] = 58;
  } else if (typeof rtitCtl === "bigint") {
    big[0] = rtitCtl;
    if (big[0] !== rtitCtl) return -1;
    w[at + 83] = halves[LOW]!;
    w[at + 84] = halves[HIGH]!;
  } else if (typeof rtitCtl === "number" && rtitCtl >>> 0 === rtitCtl) {
    w[at + 83] = rtitCtl;
    w[at + 84] = 0;
  } else if (!putWide(rtitCtl, w, at + 83)) return -1;
  if (lbrCtl === undefined) {
    w[at + 85] = 0;
    w[at + 86] = 0;
    absent[n++] = 59;
  } else if (typeof lbrCtl === "bigint") {
    big[0] = lbrCtl;
    if (big[0] !== lbrCtl) return -1;
    w[at + 85] = halves[LOW]!;
    w[at + 86] = halves[HIGH]!;
  } else if (typeof lbrCtl === "number" && lbrCtl >>> 0 === lbrCtl) {
    w[at + 85] = lbrCtl;
    w[at + 86] = 0;
  } else if (!putWide(lbrCtl, w, at + 85)) return -1;
  if (pkrs === undefined) {
    w[at + 87] = 0;
    w[at + 88] = 0;
    absent[n++] = 60;
  } else if (typeof pkrs === "bigint") {
    big[0] = pkrs;
    if (big[0] !== pkrs) return -1;
    w[at + 87] = halves[LOW]!;
    w[at + 88] = halves[HIGH]!;
  } else if (typeof pkrs === "number" && pkrs >>> 0 === pkrs) {
    w[at + 87] = pkrs;
    w[at + 88] = 0;
  } else if (!putWide(pkrs, w, at + 87)) return -1;
  if (uinv === undefined) {
    w[at + 89] = 0;
    absent[n++] = 61;
  } else if (typeof uinv === "number" && uinv >>> 0 === uinv && uinv <= 0xffff) w[at + 89] = uinv;
  else if (!putWord(uinv, w, at + 89, 0xffff)) return -1;
  if (sCet === undefined) {
    w[at + 90] = 0;
    w[at + 91] = 0;
    absent[n++] = 62;
  } else if (typeof sCet === "bigint") {
    big[0] = sCet;
    if (big[0] !== sCet) return -1;
    w[at + 90] = halves[LOW]!;
    w[at + 91] = halves[HIGH]!;
  } else if (typeof sCet === "number" && sCet >>> 0 === sCet) {
    w[at + 90] = sCet;
    w[at + 91] = 0;
  } else if (!putWide(sCet, w, at + 90)) return -1;
  if (interruptSspTableAddr === undefined) {
    w[at + 92] = 0;
    w[at + 93] = 0;
    absent[n++] = 63;
  } else if (typeof interruptSspTableAddr === "bigint") {
    big[0] = interruptSspTableAddr;
    if (big[0] !== interruptSspTableAddr) return -1;
    w[at + 92] = halves[LOW]!;
    w[at + 93] = halves[HIGH]!;
  } else if (
    typeof interruptSspTableAddr === "number" &&
    interruptSspTableAddr >>> 0 === interruptSspTableAddr
  ) {
    w[at + 92] = interruptSspTableAddr;
    w[at + 93] = 0;
  } else if (!putWide(interruptSspTableAddr, w, at + 92)) return -1;
  if (specCtrl === undefined) {
    w[at + 94] = 0;
    w[at + 95] = 0;
    absent[n++] = 64;
  } else if (typeof specCtrl === "bigint") {
    big[0] = specCtrl;
    if (big[0] !== specCtrl) return -1;
    w[at + 94] = halves[LOW]!;
    w[at + 95] = halves[HIGH]!;
  } else if (typeof specCtrl === "number" && specCtrl >>> 0 === specCtrl) {
    w[at + 94] = specCtrl;
    w[at + 95] = 0;
  } else if (!putWide(specCtrl, w, at + 94)) return -1;
  if (fredConfig === undefined) {
    w[at + 96] = 0;
    w[at + 97] = 0;
    absent[n++] = 65;
  } else if (typeof fredConfig === "bigint") {
    big[0] = fredConfig;
    if (big[0] !== fredConfig) return -1;
    w[at + 96] = halves[LOW]!;
    w[at + 97] = halves[HIGH]!;
  } else if (typeof fredConfig === "number" && fredConfig >>> 0 === fredConfig) {
    w[at + 96] = fredConfig;
    w[at + 97] = 0;
  } else if (!putWide(fredConfig, w, at + 96)) return -1;
  if (fredRsp1 === undefined) {
    w[at + 98] = 0;
    w[at + 99] = 0;
    absent[n++] = 66;
  } else if (typeof fredRsp1 === "bigint") {
    big[0] = fredRsp1;
    if (big[0] !== fredRsp1) return -1;
    w[at + 98] = halves[LOW]!;
    w[at + 99] = halves[HIGH]!;
  } else if (typeof fredRsp1 === "number" && fredRsp1 >>> 0 === fredRsp1) {
    w[at + 98] = fredRsp1;
    w[at + 99] = 0;
  } else if (!putWide(fredRsp1, w, at + 98)) return -1;
  if (fredRsp2 === undefined) {
    w[at + 100] = 0;
    w[at + 101] = 0;
    absent[n++] = 67;
  } else if (typeof fredRsp2 === "bigint") {
    big[0] = fredRsp2;
    if (big[0] !== fredRsp2) return -1;
    w[at + 100] = halves[LOW]!;
    w[at + 101] = halves[HIGH]!;
  } else if (typeof fredRsp2 === "number" && fredRsp2 >>> 0 === fredRsp2) {
    w[at + 100] = fredRsp2;
    w[at + 101] = 0;
  } else if (!putWide(fredRsp2, w, at + 100)) return -1;
  if (fredRsp3 === undefined) {
    w[at + 102] = 0;
    w[at + 103] = 0;
    absent[n++] = 68;
  } else if (typeof fredRsp3 === "bigint") {
    big[0] = fredRsp3;
    if (big[0] !== fredRsp3) return -1;
    w[at + 102] = halves[LOW]!;
    w[at + 103] = halves[HIGH]!;
  } else if (typeof fredRsp3 === "number" && fredRsp3 >>> 0 === fredRsp3) {
    w[at + 102] = fredRsp3;
    w[at + 103] = 0;
  } else if (!putWide(fredRsp3, w, at + 102)) return -1;
  if (fredSsp1 === undefined) {
    w[at + 104] = 0;
    w[at + 105] = 0;
    absent[n++] = 69;
  } else if (typeof fredSsp1 === "bigint") {
    big[0] = fredSsp1;
    if (big[0] !== fredSsp1) return -1;
    w[at + 104] = halves[LOW]!;
    w[at + 105] = halves[HIGH]!;
  } else if (typeof fredSsp1 === "number" && fredSsp1 >>> 0 === fredSsp1) {
    w[at + 104] = fredSsp1;
    w[at + 105] = 0;
  } else if (!putWide(fredSsp1, w, at + 104)) return -1;
  if (fredSsp2 === undefined) {
    w[at + 106] = 0;
    w[at + 107] = 0;
    absent[n++] = 70;
  } else if (typeof fredSsp2 === "bigint") {
    big[0] = fredSsp2;
    if (big[0] !== fredSsp2) return -1;
    w[at + 106] = halves[LOW]!;
    w[at + 107] = halves[HIGH]!;
  } else if (typeof fredSsp2 === "number" && fredSsp2 >>> 0 === fredSsp2) {
    w[at + 106] = fredSsp2;
    w[at + 107] = 0;
  } else if (!putWide(fredSsp2, w, at + 106)) return -1;
  if (fredSsp3 === undefined) {
    w[at + 108] = 0;
    w[at + 109] = 0;
    absent[n++] = 71;
  } else if (typeof fredSsp3 === "bigint") {
    big[0] = fredSsp3;
    if (big[0] !== fredSsp3) return -1;
    w[at + 108] = halves[LOW]!;
    w[at + 109] = halves[HIGH]!;
  } else if (typeof fredSsp3 === "number" && fredSsp3 >>> 0 === fredSsp3) {
    w[at + 108] = fredSsp3;
    w[at + 109] = 0;
  } else if (!putWide(fredSsp3, w, at + 108)) return -1;
  if (pdpte0 === undefined) {
    w[at + 110] = 0;
    w[at + 111] = 0;
    absent[n++] = 72;
  } else if (typeof pdpte0 === "bigint") {
    big[0] = pdpte0;
    if (big[0] !== pdpte0) return -1;
    w[at + 110] = halves[LOW]!;
    w[at + 111] = halves[HIGH]!;
  } else if (typeof pdpte0 === "number" && pdpte0 >>> 0 === pdpte0) {
    w[at + 110] = pdpte0;
    w[at + 111] = 0;
  } else if (!putWide(pdpte0, w, at + 110)) return -1;
  if (pdpte1 === undefined) {
    w[at + 112] = 0;
    w[at + 113] = 0;
    absent[n++] = 73;
  } else if (typeof pdpte1 === "bigint") {
    big[0] = pdpte1;
    if (big[0] !== pdpte1) return -1;
    w[at + 112] = halves[LOW]!;
    w[at + 113] = halves[HIGH]!;
  } else if (typeof pdpte1 === "number" && pdpte1 >>> 0 === pdpte1) {
    w[at + 112] = pdpte1;
    w[at + 113] = 0;
  } else if (!putWide(pdpte1, w, at + 112)) return -1;
  if (pdpte2 === undefined) {
    w[at + 114] = 0;
    w[at + 115] = 0;
    absent[n++] = 74;
  } else if (typeof pdpte2 === "bigint") {
    big[0] = pdpte2;
    if (big[0] !== pdpte2) return -1;
    w[at + 114] = halves[LOW]!;
    w[at + 115] = halves[HIGH]!;
  } else if (typeof pdpte2 === "number" && pdpte2 >>> 0 === pdpte2) {
    w[at + 114] = pdpte2;
    w[at + 115] = 0;
  } else if (!putWide(pdpte2, w, at + 114)) return -1;
  if (pdpte3 === undefined) {
    w[at + 116] = 0;
    w[at + 117] = 0;
    absent[n++] = 75;
  } else if (typeof pdpte3 === "bigint") {
    big[0] = pdpte3;
    if (big[0] !== pdpte3) return -1;
    w[at + 116] = halves[LOW]!;
    w[at + 117] = halves[HIGH]!;
  } else if (typeof pdpte3 === "number" && pdpte3 >>> 0 === pdpte3) {
    w[at + 116] = pdpte3;
    w[at + 117] = 0;
  } else if (!putWide(pdpte3, w, at + 116)) return -1;
  if (ssp === undefined) {
    w[at + 118] = 0;
    w[at + 119] = 0;
    absent[n++] = 76;
  } else if (typeof ssp === "bigint") {
    big[0] = ssp;
    if (big[0] !== ssp) return -1;
    w[at + 118] = halves[LOW]!;
    w[at + 119] = halves[HIGH]!;
  } else if (typeof ssp === "number" && ssp >>> 0 === ssp) {
    w[at + 118] = ssp;
    w[at + 119] = 0;
  } else if (!putWide(ssp, w, at + 118)) return -1;
  if (sysenterCs === undefined) {
    w[at + 142] = 0;
    absent[n++] = 91;
  } else if (typeof sysenterCs === "number" && sysenterCs >>> 0 === sysenterCs)
    w[at + 142] = sysenterCs;
  else if (!putWord(sysenterCs, w, at + 142, 0xffffffff)) return -1;
  if (fredStackLevels === undefined) {
    w[at + 143] = 0;
    w[at + 144] = 0;
    absent[n++] = 92;
  } else if (typeof fredStackLevels === "bigint") {
    big[0] = fredStackLevels;
    if (big[0] !== fredStackLevels) return -1;
    w[at + 143] = halves[LOW]!;
    w[at + 144] = halves[HIGH]!;
  } else if (typeof fredStackLevels === "number" && fredStackLevels >>> 0 === fredStackLevels) {
    w[at + 143] = fredStackLevels;
    w[at + 144] = 0;
  } else if (!putWide(fredStackLevels, w, at + 143)) return -1;
  if (smbase === undefined) {
    w[at + 145] = 0;
    absent[n++] = 93;
  } else if (typeof smbase === "number" && smbase >>> 0 === smbase) w[at + 145] = smbase;
  else if (!putWord(smbase, w, at + 145, 0xffffffff)) return -1;
  if (interruptStatus === undefined) {
    w[at + 146] = 0;
    absent[n++] = 94;
  } else if (
    typeof interruptStatus === "number" &&
    interruptStatus >>> 0 === interruptStatus &&
    interruptStatus <= 0xffff
  )
    w[at + 146] = interruptStatus;
  else if (!putWord(interruptStatus, w, at + 146, 0xffff)) return -1;
  if (pmlIndex === undefined) {
    w[at + 147] = 0;
    absent[n++] = 95;
  } else if (typeof pmlIndex === "number" && pmlIndex >>> 0 === pmlIndex && pmlIndex <= 0xffff)
    w[at + 147] = pmlIndex;
  else if (!putWord(pmlIndex, w, at + 147, 0xffff)) return -1;
  if (preemptionTimer === undefined) {
    w[at + 148] = 0;
    absent[n++] = 96;
  } else if (typeof preemptionTimer === "number" && preemptionTimer >>> 0 === preemptionTimer)
    w[at + 148] = preemptionTimer;
  else if (!putWord(preemptionTimer, w, at + 148, 0xffffffff)) return -1;
  if (rsp === undefined) {
    w[at + 149] = 0;
    w[at + 150] = 0;
    absent[n++] = 97;
  } else if (typeof rsp === "bigint") {
    big[0] = rsp;
    if (big[0] !== rsp) return -1;
    w[at + 149] = halves[LOW]!;
    w[at + 150] = halves[HIGH]!;
  } else if (typeof rsp === "number" && rsp >>> 0 === rsp) {
    w[at + 149] = rsp;
    w[at + 150] = 0;
  } else if (!putWide(rsp, w, at + 149)) return -1;
  let groups = 43 - (n - before);
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
    n = packSelectorBaseLimitAccessRights(es, w, at, absent, n, 0);
    if (n < 0) return -1;
    groups += 1;
  }
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
    n = packSelectorBaseLimitAccessRights(cs, w, at + 5, absent, n, 4);
    if (n < 0) return -1;
    groups += 1;
  }
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
    n = packSelectorBaseLimitAccessRights(ss, w, at + 10, absent, n, 8);
    if (n < 0) return -1;
    groups += 1;
  }
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
    n = packSelectorBaseLimitAccessRights(ds, w, at + 15, absent, n, 12);
    if (n < 0) return -1;
    groups += 1;
  }
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
    n = packSelectorBaseLimitAccessRights(fs, w, at + 20, absent, n, 16);
    if (n < 0) return -1;
    groups += 1;
  }
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
    n = packSelectorBaseLimitAccessRights(gs, w, at + 25, absent, n, 20);
    if (n < 0) return -1;
    groups += 1;
  }
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
    n = packSelectorBaseLimitAccessRights(ldtr, w, at + 30, absent, n, 24);
    if (n < 0) return -1;
    groups += 1;
  }
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
    n = packSelectorBaseLimitAccessRights(tr, w, at + 35, absent, n, 28);
    if (n < 0) return -1;
    groups += 1;
  }
  if (gdtr === undefined) {
    w[at + 61] = 0;
    w[at + 62] = 0;
    absent[n++] = 46;
    w[at + 63] = 0;
    absent[n++] = 47;
  } else {
    n = packBaseLimit(gdtr, w, at + 61, absent, n, 46);
    if (n < 0) return -1;
    groups += 1;
  }
  if (idtr === undefined) {
    w[at + 64] = 0;
    w[at + 65] = 0;
    absent[n++] = 48;
    w[at + 66] = 0;
    absent[n++] = 49;
  } else {
    n = packBaseLimit(idtr, w, at + 64, absent, n, 48);
    if (n < 0) return -1;
    groups += 1;
  }
  return countMembers(m) === groups ? n : -1;
}

function packControls(
  m: unknown,
  w: Int32Array,
  at: number,
  absent: Int32Array,
  n: number,
): number {
  if (typeof m !== "object" || m === null) return -1;
  const {
    pinBased,
    primaryProcBased,
    secondaryProcBased,
    entry,
    entryInterruptionInfo,
    tertiaryProcBased,
    exit,
    entryExceptionErrorCode,
    entryInstructionLength,
    exitReason,
    exitQualification,
  } = m as Members;
  const prototype: unknown = Object.getPrototypeOf(m);
  if (prototype !== Object.prototype && prototype !== null) return -1;
  const before = n;
  if (pinBased === undefined) {
    w[at + 50] = 0;
    absent[n++] = 37;
  } else if (typeof pinBased === "number" && pinBased >>> 0 === pinBased) w[at + 50] = pinBased;
  else if (!putWord(pinBased, w, at + 50, 0xffffffff)) return -1;
  if (primaryProcBased === undefined) {
    w[at + 51] = 0;
    absent[n++] = 38;
  } else if (typeof primaryProcBased === "number" && primaryProcBased >>> 0 === primaryProcBased)
    w[at + 51] = primaryProcBased;
  else if (!putWord(primaryProcBased, w, at + 51, 0xffffffff)) return -1;
  if (secondaryProcBased === undefined) {
    w[at + 52] = 0;
    absent[n++] = 39;
  } else if (
    typeof secondaryProcBased === "number" &&
    secondaryProcBased >>> 0 === secondaryProcBased
  )
    w[at + 52] = secondaryProcBased;
  else if (!putWord(secondaryProcBased, w, at + 52, 0xffffffff)) return -1;
  if (entry === undefined) {
    w[at + 53] = 0;
    absent[n++] = 40;
  } else if (typeof entry === "number" && entry >>> 0 === entry) w[at + 53] = entry;
  else if (!putWord(entry, w, at + 53, 0xffffffff)) return -1;
  if (entryInterruptionInfo === undefined) {
    w[at + 54] = 0;
    absent[n++] = 41;
  } else if (
    typeof entryInterruptionInfo === "number" &&
    entryInterruptionInfo >>> 0 === entryInterruptionInfo
  )
    w[at + 54] = entryInterruptionInfo;
  else if (!putWord(entryInterruptionInfo, w, at + 54, 0xffffffff)) return -1;
  if (tertiaryProcBased === undefined) {
    w[at + 134] = 0;
    w[at + 135] = 0;
    absent[n++] = 85;
  } else if (typeof tertiaryProcBased === "bigint") {
    big[0] = tertiaryProcBased;
    if (big[0] !== tertiaryProcBased) return -1;
    w[at + 134] = halves[LOW]!;
    w[at + 135] = halves[HIGH]!;
  } else if (
    typeof tertiaryProcBased === "number" &&
    tertiaryProcBased >>> 0 === tertiaryProcBased
  ) {
    w[at + 134] = tertiaryProcBased;
    w[at + 135] = 0;
  } else if (!putWide(tertiaryProcBased, w, at + 134)) return -1;
  if (exit === undefined) {
    w[at + 136] = 0;
    absent[n++] = 86;
  } else if (typeof exit === "number" && exit >>> 0 === exit) w[at + 136] = exit;
  else if (!putWord(exit, w, at + 136, 0xffffffff)) return -1;
  if (entryExceptionErrorCode === undefined) {
    w[at + 137] = 0;
    absent[n++] = 87;
  } else if (
    typeof entryExceptionErrorCode === "number" &&
    entryExceptionErrorCode >>> 0 === entryExceptionErrorCode
  )
    w[at + 137] = entryExceptionErrorCode;
  else if (!putWord(entryExceptionErrorCode, w, at + 137, 0xffffffff)) return -1;
  if (entryInstructionLength === undefined) {
    w[at + 138] = 0;
    absent[n++] = 88;
  } else if (
    typeof entryInstructionLength === "number" &&
    entryInstructionLength >>> 0 === entryInstructionLength
  )
    w[at + 138] = entryInstructionLength;
  else if (!putWord(entryInstructionLength, w, at + 138, 0xffffffff)) return -1;
  if (exitReason === undefined) {
    w[at + 139] = 0;
    absent[n++] = 89;
  } else if (typeof exitReason === "number" && exitReason >>> 0 === exitReason)
    w[at + 139] = exitReason;
  else if (!putWord(exitReason, w, at + 139, 0xffffffff)) return -1;
  if (exitQualification === undefined) {
    w[at + 140] = 0;
    w[at + 141] = 0;
    absent[n++] = 90;
  } else if (typeof exitQualification === "bigint") {
    big[0] = exitQualification;
    if (big[0] !== exitQualification) return -1;
    w[at + 140] = halves[LOW]!;
    w[at + 141] = halves[HIGH]!;
  } else if (
    typeof exitQualification === "number" &&
    exitQualification >>> 0 === exitQualification
  ) {
    w[at + 140] = exitQualification;
    w[at + 141] = 0;
  } else if (!putWide(exitQualification, w, at + 140)) return -1;
  let groups = 11 - (n - before);

  return countMembers(m) === groups ? n : -1;
}

function packMemory(m: unknown, w: Int32Array, at: number, absent: Int32Array, n: number): number {
  if (typeof m !== "object" || m === null) return -1;
  const { linkPointerDword, vmcsRevision, currentVmcs, executiveVmcs, pdpte } = m as Members;
  const prototype: unknown = Object.getPrototypeOf(m);
  if (prototype !== Object.prototype && prototype !== null) return -1;
  const before = n;
  if (linkPointerDword === undefined) {
    w[at + 120] = 0;
    absent[n++] = 77;
  } else if (typeof linkPointerDword === "number" && linkPointerDword >>> 0 === linkPointerDword)
    w[at + 120] = linkPointerDword;
  else if (!putWord(linkPointerDword, w, at + 120, 0xffffffff)) return -1;
  if (vmcsRevision === undefined) {
    w[at + 121] = 0;
    absent[n++] = 78;
  } else if (
    typeof vmcsRevision === "number" &&
    vmcsRevision >>> 0 === vmcsRevision &&
    vmcsRevision <= 0x7fffffff
  )
    w[at + 121] = vmcsRevision;
  else if (!putWord(vmcsRevision, w, at + 121, 0x7fffffff)) return -1;
  if (currentVmcs === undefined) {
    w[at + 122] = 0;
    w[at + 123] = 0;
    absent[n++] = 79;
  } else if (typeof currentVmcs === "bigint") {
    big[0] = currentVmcs;
    if (big[0] !== currentVmcs) return -1;
    w[at + 122] = halves[LOW]!;
    w[at + 123] = halves[HIGH]!;
  } else if (typeof currentVmcs === "number" && currentVmcs >>> 0 === currentVmcs) {
    w[at + 122] = currentVmcs;
    w[at + 123] = 0;
  } else if (!putWide(currentVmcs, w, at + 122)) return -1;
  if (executiveVmcs === undefined) {
    w[at + 124] = 0;
    w[at + 125] = 0;
    absent[n++] = 80;
  } else if (typeof executiveVmcs === "bigint") {
    big[0] = executiveVmcs;
    if (big[0] !== executiveVmcs) return -1;
    w[at + 124] = halves[LOW]!;
    w[at + 125] = halves[HIGH]!;
  } else if (typeof executiveVmcs === "number" && executiveVmcs >>> 0 === executiveVmcs) {
    w[at + 124] = executiveVmcs;
    w[at + 125] = 0;
  } else if (!putWide(executiveVmcs, w, at + 124)) return -1;
  let groups = 4 - (n - before);
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
    const [pdpte0, pdpte1, pdpte2, pdpte3] = pdpte as unknown[];
    if (typeof pdpte0 === "bigint") {
      big[0] = pdpte0;
      if (big[0] !== pdpte0) return -1;
      w[at + 126] = halves[LOW]!;
      w[at + 127] = halves[HIGH]!;
    } else if (typeof pdpte0 === "number" && pdpte0 >>> 0 === pdpte0) {
      w[at + 126] = pdpte0;
      w[at + 127] = 0;
    } else if (!putWide(pdpte0, w, at + 126)) return -1;
    if (typeof pdpte1 === "bigint") {
      big[0] = pdpte1;
      if (big[0] !== pdpte1) return -1;
      w[at + 128] = halves[LOW]!;
      w[at + 129] = halves[HIGH]!;
    } else if (typeof pdpte1 === "number" && pdpte1 >>> 0 === pdpte1) {
      w[at + 128] = pdpte1;
      w[at + 129] = 0;
    } else if (!putWide(pdpte1, w, at + 128)) return -1;
    if (typeof pdpte2 === "bigint") {
      big[0] = pdpte2;
      if (big[0] !== pdpte2) return -1;
      w[at + 130] = halves[LOW]!;
      w[at + 131] = halves[HIGH]!;
    } else if (typeof pdpte2 === "number" && pdpte2 >>> 0 === pdpte2) {
      w[at + 130] = pdpte2;
      w[at + 131] = 0;
    } else if (!putWide(pdpte2, w, at + 130)) return -1;
    if (typeof pdpte3 === "bigint") {
      big[0] = pdpte3;
      if (big[0] !== pdpte3) return -1;
      w[at + 132] = halves[LOW]!;
      w[at + 133] = halves[HIGH]!;
    } else if (typeof pdpte3 === "number" && pdpte3 >>> 0 === pdpte3) {
      w[at + 132] = pdpte3;
      w[at + 133] = 0;
    } else if (!putWide(pdpte3, w, at + 132)) return -1;
    groups += 1;
  }
  return countMembers(m) === groups ? n : -1;
}

/** Packs one register from word `at`; `first` is the number of its first field. */
function packSelectorBaseLimitAccessRights(
  m: unknown,
  w: Int32Array,
  at: number,
  absent: Int32Array,
  n: number,
  first: number,
): number {
  if (typeof m !== "object" || m === null) return -1;
  const { selector, base, limit, accessRights } = m as Members;
  const prototype: unknown = Object.getPrototypeOf(m);
  if (prototype !== Object.prototype && prototype !== null) return -1;
  const before = n;
  if (selector === undefined) {
    w[at] = 0;
    absent[n++] = first;
  } else if (typeof selector === "number" && selector >>> 0 === selector && selector <= 0xffff)
    w[at] = selector;
  else if (!putWord(selector, w, at, 0xffff)) return -1;
  if (base === undefined) {
    w[at + 1] = 0;
    w[at + 2] = 0;
    absent[n++] = first + 1;
  } else if (typeof base === "bigint") {
    big[0] = base;
    if (big[0] !== base) return -1;
    w[at + 1] = halves[LOW]!;
    w[at + 2] = halves[HIGH]!;
  } else if (typeof base === "number" && base >>> 0 === base) {
    w[at + 1] = base;
    w[at + 2] = 0;
  } else if (!putWide(base, w, at + 1)) return -1;
  if (limit === undefined) {
    w[at + 3] = 0;
    absent[n++] = first + 2;
  } else if (typeof limit === "number" && limit >>> 0 === limit) w[at + 3] = limit;
  else if (!putWord(limit, w, at + 3, 0xffffffff)) return -1;
  if (accessRights === undefined) {
    w[at + 4] = 0;
    absent[n++] = first + 3;
  } else if (typeof accessRights === "number" && accessRights >>> 0 === accessRights)
    w[at + 4] = accessRights;
  else if (!putWord(accessRights, w, at + 4, 0xffffffff)) return -1;
  return countMembers(m) === 4 - (n - before) ? n : -1;
}

/** Packs one register from word `at`; `first` is the number of its first field. */
function packBaseLimit(
  m: unknown,
  w: Int32Array,
  at: number,
  absent: Int32Array,
  n: number,
  first: number,
): number {
  if (typeof m !== "object" || m === null) return -1;
  const { base, limit } = m as Members;
  const prototype: unknown = Object.getPrototypeOf(m);
  if (prototype !== Object.prototype && prototype !== null) return -1;
  const before = n;
  if (base === undefined) {
    w[at] = 0;
    w[at + 1] = 0;
    absent[n++] = first;
  } else if (typeof base === "bigint") {
    big[0] = base;
    if (big[0] !== base) return -1;
    w[at] = halves[LOW]!;
    w[at + 1] = halves[HIGH]!;
  } else if (typeof base === "number" && base >>> 0 === base) {
    w[at] = base;
    w[at + 1] = 0;
  } else if (!putWide(base, w, at)) return -1;
  if (limit === undefined) {
    w[at + 2] = 0;
    absent[n++] = first + 1;
  } else if (typeof limit === "number" && limit >>> 0 === limit) w[at + 2] = limit;
  else if (!putWord(limit, w, at + 2, 0xffffffff)) return -1;
  return countMembers(m) === 2 - (n - before) ? n : -1;
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

/** True if two objects hold the same CPU facts and nothing else, written the same way. */
export function isSameCpu(m: Members, other: Members): boolean {
  return (
    m.physicalAddressWidth === other.physicalAddressWidth &&
    m.linearAddressWidth === other.linearAddressWidth &&
    m.cr0Fixed0 === other.cr0Fixed0 &&
    m.cr0Fixed1 === other.cr0Fixed1 &&
    m.cr4Fixed0 === other.cr4Fixed0 &&
    m.cr4Fixed1 === other.cr4Fixed1 &&
    m.vmxBasic === other.vmxBasic &&
    m.vmxMisc === other.vmxMisc &&
    m.inSmm === other.inSmm &&
    m.supportsIntel64 === other.supportsIntel64 &&
    m.supportsSgx === other.supportsSgx &&
    m.supportsRtm === other.supportsRtm &&
    m.supportsLam === other.supportsLam &&
    m.supportsNx === other.supportsNx &&
    m.supportsBusLockDebug === other.supportsBusLockDebug &&
    m.nmiInjectionNeedsNoStiBlocking === other.nmiInjectionNeedsNoStiBlocking &&
    m.supportsShadowStack === other.supportsShadowStack &&
    m.supportsIbt === other.supportsIbt &&
    m.numGpCounters === other.numGpCounters &&
    m.numFixedCounters === other.numFixedCounters &&
    m.supportsPerfMetrics === other.supportsPerfMetrics &&
    m.debugctlReserved === other.debugctlReserved &&
    m.perfGlobalCtrlReserved === other.perfGlobalCtrlReserved &&
    m.eferReserved === other.eferReserved &&
    m.rtitCtlReserved === other.rtitCtlReserved &&
    m.lbrCtlReserved === other.lbrCtlReserved &&
    m.sCetReserved === other.sCetReserved &&
    m.specCtrlReserved === other.specCtrlReserved &&
    countMembers(m) === countMembers(other)
  );
}

/**
 * Writes the facts of a CPU into `w`, absent ones as 0 without their bit in word 0.
 *
 * @returns false if the object has anything but CPU facts of the right type
 */
export function packCpu(m: Members, w: Int32Array): boolean {
  return packFacts(m, w, 0) >= 0;
}

function packFacts(m: Members, w: Int32Array, at: number): number {
  const {
    physicalAddressWidth,
    linearAddressWidth,
    cr0Fixed0,
    cr0Fixed1,
    cr4Fixed0,
    cr4Fixed1,
    vmxBasic,
    vmxMisc,
    inSmm,
    supportsIntel64,
    supportsSgx,
    supportsRtm,
    supportsLam,
    supportsNx,
    supportsBusLockDebug,
    nmiInjectionNeedsNoStiBlocking,
    supportsShadowStack,
    supportsIbt,
    numGpCounters,
    numFixedCounters,
    supportsPerfMetrics,
    debugctlReserved,
    perfGlobalCtrlReserved,
    eferReserved,
    rtitCtlReserved,
    lbrCtlReserved,
    sCetReserved,
    specCtrlReserved,
  } = m;
  let present = 0;
  let count = 0;
  if (physicalAddressWidth === undefined) {
    w[at + 1] = 0;
  } else {
    if (!putWord(physicalAddressWidth, w, at + 1, 52) || w[at + 1]! < 32) return -1;
    present |= 0x1;
    count += 1;
  }
  if (linearAddressWidth === undefined) {
    w[at + 2] = 0;
  } else {
    if (!putWord(linearAddressWidth, w, at + 2, 64) || w[at + 2]! < 32) return -1;
    present |= 0x2;
    count += 1;
  }
  if (cr0Fixed0 === undefined) {
    w[at + 3] = 0;
    w[at + 4] = 0;
  } else {
    if (typeof cr0Fixed0 === "bigint") {
      big[0] = cr0Fixed0;
      if (big[0] !== cr0Fixed0) return -1;
      w[at + 3] = halves[LOW]!;
      w[at + 4] = halves[HIGH]!;
    } else if (typeof cr0Fixed0 === "number" && cr0Fixed0 >>> 0 === cr0Fixed0) {
      w[at + 3] = cr0Fixed0;
      w[at + 4] = 0;
    } else if (!putWide(cr0Fixed0, w, at + 3)) return -1;
    present |= 0x4;
    count += 1;
  }
  if (cr0Fixed1 === undefined) {
    w[at + 5] = 0;
    w[at + 6] = 0;
  } else {
    if (typeof cr0Fixed1 === "bigint") {
      big[0] = cr0Fixed1;
      if (big[0] !== cr0Fixed1) return -1;
      w[at + 5] = halves[LOW]!;
      w[at + 6] = halves[HIGH]!;
    } else if (typeof cr0Fixed1 === "number" && cr0Fixed1 >>> 0 === cr0Fixed1) {
      w[at + 5] = cr0Fixed1;
      w[at + 6] = 0;
    } else if (!putWide(cr0Fixed1, w, at + 5)) return -1;
    present |= 0x8;
    count += 1;
  }
  if (cr4Fixed0 === undefined) {
    w[at + 7] = 0;
    w[at + 8] = 0;
  } else {
    if (typeof cr4Fixed0 === "bigint") {
      big[0] = cr4Fixed0;
      if (big[0] !== cr4Fixed0) return -1;
      w[at + 7] = halves[LOW]!;
      w[at + 8] = halves[HIGH]!;
    } else if (typeof cr4Fixed0 === "number" && cr4Fixed0 >>> 0 === cr4Fixed0) {
      w[at + 7] = cr4Fixed0;
      w[at + 8] = 0;
    } else if (!putWide(cr4Fixed0, w, at + 7)) return -1;
    present |= 0x10;
    count += 1;
  }
  if (cr4Fixed1 === undefined) {
    w[at + 9] = 0;
    w[at + 10] = 0;
  } else {
    if (typeof cr4Fixed1 === "bigint") {
      big[0] = cr4Fixed1;
      if (big[0] !== cr4Fixed1) return -1;
      w[at + 9] = halves[LOW]!;
      w[at + 10] = halves[HIGH]!;
    } else if (typeof cr4Fixed1 === "number" && cr4Fixed1 >>> 0 === cr4Fixed1) {
      w[at + 9] = cr4Fixed1;
      w[at + 10] = 0;
    } else if (!putWide(cr4Fixed1, w, at + 9)) return -1;
    present |= 0x20;
    count += 1;
  }
  if (vmxBasic === undefined) {
    w[at + 11] = 0;
    w[at + 12] = 0;
  } else {
    if (typeof vmxBasic === "bigint") {
      big[0] = vmxBasic;
      if (big[0] !== vmxBasic) return -1;
      w[at + 11] = halves[LOW]!;
      w[at + 12] = halves[HIGH]!;
    } else if (typeof vmxBasic === "number" && vmxBasic >>> 0 === vmxBasic) {
      w[at + 11] = vmxBasic;
      w[at + 12] = 0;
    } else if (!putWide(vmxBasic, w, at + 11)) return -1;
    present |= 0x40;
    count += 1;
  }
  if (vmxMisc === undefined) {
    w[at + 13] = 0;
    w[at + 14] = 0;
  } else {
    if (typeof vmxMisc === "bigint") {
      big[0] = vmxMisc;
      if (big[0] !== vmxMisc) return -1;
      w[at + 13] = halves[LOW]!;
      w[at + 14] = halves[HIGH]!;
    } else if (typeof vmxMisc === "number" && vmxMisc >>> 0 === vmxMisc) {
      w[at + 13] = vmxMisc;
      w[at + 14] = 0;
    } else if (!putWide(vmxMisc, w, at + 13)) return -1;
    present |= 0x80;
    count += 1;
  }
  if (inSmm === undefined) {
    w[at + 15] = 0;
  } else {
    if (typeof inSmm === "boolean") w[at + 15] = inSmm ? 1 : 0;
    else return -1;
    present |= 0x100;
    count += 1;
  }
  if (supportsIntel64 === undefined) {
    w[at + 16] = 0;
  } else {
    if (typeof supportsIntel64 === "boolean") w[at + 16] = supportsIntel64 ? 1 : 0;
    else return -1;
    present |= 0x200;
    count += 1;
  }
  if (supportsSgx === undefined) {
    w[at + 17] = 0;
  } else {
    if (typeof supportsSgx === "boolean") w[at + 17] = supportsSgx ? 1 : 0;
    else return -1;
    present |= 0x400;
    count += 1;
  }
  if (supportsRtm === undefined) {
    w[at + 18] = 0;
  } else {
    if (typeof supportsRtm === "boolean") w[at + 18] = supportsRtm ? 1 : 0;
    else return -1;
    present |= 0x800;
    count += 1;
  }
  if (supportsLam === undefined) {
    w[at + 19] = 0;
  } else {
    if (typeof supportsLam === "boolean") w[at + 19] = supportsLam ? 1 : 0;
    else return -1;
    present |= 0x1000;
    count += 1;
  }
  if (supportsNx === undefined) {
    w[at + 20] = 0;
  } else {
    if (typeof supportsNx === "boolean") w[at + 20] = supportsNx ? 1 : 0;
    else return -1;
    present |= 0x2000;
    count += 1;
  }
  if (supportsBusLockDebug === undefined) {
    w[at + 21] = 0;
  } else {
    if (typeof supportsBusLockDebug === "boolean") w[at + 21] = supportsBusLockDebug ? 1 : 0;
    else return -1;
    present |= 0x4000;
    count += 1;
  }
  if (nmiInjectionNeedsNoStiBlocking === undefined) {
    w[at + 22] = 0;
  } else {
    if (typeof nmiInjectionNeedsNoStiBlocking === "boolean")
      w[at + 22] = nmiInjectionNeedsNoStiBlocking ? 1 : 0;
    else return -1;
    present |= 0x8000;
    count += 1;
  }
  if (supportsShadowStack === undefined) {
    w[at + 23] = 0;
  } else {
    if (typeof supportsShadowStack === "boolean") w[at + 23] = supportsShadowStack ? 1 : 0;
    else return -1;
    present |= 0x10000;
    count += 1;
  }
  if (supportsIbt === undefined) {
    w[at + 24] = 0;
  } else {
    if (typeof supportsIbt === "boolean") w[at + 24] = supportsIbt ? 1 : 0;
    else return -1;
    present |= 0x20000;
    count += 1;
  }
  if (numGpCounters === undefined) {
    w[at + 25] = 0;
  } else {
    if (!putWord(numGpCounters, w, at + 25, 32)) return -1;
    present |= 0x40000;
    count += 1;
  }
  if (numFixedCounters === undefined) {
    w[at + 26] = 0;
  } else {
    if (!putWord(numFixedCounters, w, at + 26, 16)) return -1;
    present |= 0x80000;
    count += 1;
  }
  if (supportsPerfMetrics === undefined) {
    w[at + 27] = 0;
  } else {
    if (typeof supportsPerfMetrics === "boolean") w[at + 27] = supportsPerfMetrics ? 1 : 0;
    else return -1;
    present |= 0x100000;
    count += 1;
  }
  if (debugctlReserved === undefined) {
    w[at + 28] = 0;
    w[at + 29] = 0;
  } else {
    if (typeof debugctlReserved === "bigint") {
      big[0] = debugctlReserved;
      if (big[0] !== debugctlReserved) return -1;
      w[at + 28] = halves[LOW]!;
      w[at + 29] = halves[HIGH]!;
    } else if (
      typeof debugctlReserved === "number" &&
      debugctlReserved >>> 0 === debugctlReserved
    ) {
      w[at + 28] = debugctlReserved;
      w[at + 29] = 0;
    } else if (!putWide(debugctlReserved, w, at + 28)) return -1;
    present |= 0x200000;
    count += 1;
  }
  if (perfGlobalCtrlReserved === undefined) {
    w[at + 30] = 0;
    w[at + 31] = 0;
  } else {
    if (typeof perfGlobalCtrlReserved === "bigint") {
      big[0] = perfGlobalCtrlReserved;
      if (big[0] !== perfGlobalCtrlReserved) return -1;
      w[at + 30] = halves[LOW]!;
      w[at + 31] = halves[HIGH]!;
    } else if (
      typeof perfGlobalCtrlReserved === "number" &&
      perfGlobalCtrlReserved >>> 0 === perfGlobalCtrlReserved
    ) {
      w[at + 30] = perfGlobalCtrlReserved;
      w[at + 31] = 0;
    } else if (!putWide(perfGlobalCtrlReserved, w, at + 30)) return -1;
    present |= 0x400000;
    count += 1;
  }
  if (eferReserved === undefined) {
    w[at + 32] = 0;
    w[at + 33] = 0;
  } else {
    if (typeof eferReserved === "bigint") {
      big[0] = eferReserved;
      if (big[0] !== eferReserved) return -1;
      w[at + 32] = halves[LOW]!;
      w[at + 33] = halves[HIGH]!;
    } else if (typeof eferReserved === "number" && eferReserved >>> 0 === eferReserved) {
      w[at + 32] = eferReserved;
      w[at + 33] = 0;
    } else if (!putWide(eferReserved, w, at + 32)) return -1;
    present |= 0x800000;
    count += 1;
  }
  if (rtitCtlReserved === undefined) {
    w[at + 34] = 0;
    w[at + 35] = 0;
  } else {
    if (typeof rtitCtlReserved === "bigint") {
      big[0] = rtitCtlReserved;
      if (big[0] !== rtitCtlReserved) return -1;
      w[at + 34] = halves[LOW]!;
      w[at + 35] = halves[HIGH]!;
    } else if (typeof rtitCtlReserved === "number" && rtitCtlReserved >>> 0 === rtitCtlReserved) {
      w[at + 34] = rtitCtlReserved;
      w[at + 35] = 0;
    } else if (!putWide(rtitCtlReserved, w, at + 34)) return -1;
    present |= 0x1000000;
    count += 1;
  }
  if (lbrCtlReserved === undefined) {
    w[at + 36] = 0;
    w[at + 37] = 0;
  } else {
    if (typeof lbrCtlReserved === "bigint") {
      big[0] = lbrCtlReserved;
      if (big[0] !== lbrCtlReserved) return -1;
      w[at + 36] = halves[LOW]!;
      w[at + 37] = halves[HIGH]!;
    } else if (typeof lbrCtlReserved === "number" && lbrCtlReserved >>> 0 === lbrCtlReserved) {
      w[at + 36] = lbrCtlReserved;
      w[at + 37] = 0;
    } else if (!putWide(lbrCtlReserved, w, at + 36)) return -1;
    present |= 0x2000000;
    count += 1;
  }
  if (sCetReserved === undefined) {
    w[at + 38] = 0;
    w[at + 39] = 0;
  } else {
    if (typeof sCetReserved === "bigint") {
      big[0] = sCetReserved;
      if (big[0] !== sCetReserved) return -1;
      w[at + 38] = halves[LOW]!;
      w[at + 39] = halves[HIGH]!;
    } else if (typeof sCetReserved === "number" && sCetReserved >>> 0 === sCetReserved) {
      w[at + 38] = sCetReserved;
      w[at + 39] = 0;
    } else if (!putWide(sCetReserved, w, at + 38)) return -1;
    present |= 0x4000000;
    count += 1;
  }
  if (specCtrlReserved === undefined) {
    w[at + 40] = 0;
    w[at + 41] = 0;
  } else {
    if (typeof specCtrlReserved === "bigint") {
      big[0] = specCtrlReserved;
      if (big[0] !== specCtrlReserved) return -1;
      w[at + 40] = halves[LOW]!;
      w[at + 41] = halves[HIGH]!;
    } else if (
      typeof specCtrlReserved === "number" &&
      specCtrlReserved >>> 0 === specCtrlReserved
    ) {
      w[at + 40] = specCtrlReserved;
      w[at + 41] = 0;
    } else if (!putWide(specCtrlReserved, w, at + 40)) return -1;
    present |= 0x8000000;
    count += 1;
  }
  w[0] = present;
  return countMembers(m) === count ? 0 : -1;
}
