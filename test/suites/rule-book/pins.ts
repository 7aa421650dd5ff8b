/**
 * Numbers the rule book must agree with, written by hand from the manual and from the project's
 * contract, never copied from `rules/`. What lies in `test/fixtures/catalogue.json` comes from the
 * catalogue of checks; this file has the rest.
 */

/** The six subsections of "Checks on the Guest State Area" by the key rule files use. */
export const SUBSECTIONS: Readonly<Record<string, string>> = {
  "guest-control-registers": "3.1.1",
  "guest-segment-registers": "3.1.2",
  "guest-descriptor-table-registers": "3.1.3",
  "guest-rip-rflags-ssp": "3.1.4",
  "guest-non-register-state": "3.1.5",
  "guest-pdptes": "3.1.6",
};

/** Chapter "VM Entries" by edition of the manual. */
export const CHAPTERS: Readonly<Record<string, number>> = { "2008": 22, "2015": 26, "2023": 27 };
export const CURRENT_EDITION = "2023";

/** Checks against the fixed bits of CR0 and CR4: a guest does not see what the VMCS holds. */
export const VMCS_VIEW_ONLY: readonly string[] = [
  "cr0-fixed-ones",
  "cr0-fixed-zeros",
  "cr4-fixed-ones",
  "cr4-fixed-zeros",
];

/** VMCS fields no check reads: path -> width, encoding. */
export const UNCHECKED_VMCS_FIELDS: Readonly<Record<string, readonly [number, string]>> = {
  "guest.interruptStatus": [16, "0x0810"],
  "guest.pmlIndex": [16, "0x0812"],
  "guest.smbase": [32, "0x4828"],
  "guest.preemptionTimer": [32, "0x482E"],
  "controls.entryExceptionErrorCode": [32, "0x4018"],
  "controls.entryInstructionLength": [32, "0x401A"],
  "controls.exitReason": [32, "0x4402"],
  "controls.exitQualification": [64, "0x6400"],
};

/** Widths of what is no VMCS field. */
export const OTHER_WIDTHS: Readonly<Record<string, number>> = {
  "cpu.physicalAddressWidth": 8,
  "cpu.linearAddressWidth": 8,
  "cpu.numGpCounters": 8,
  "cpu.numFixedCounters": 8,
  "cpu.cr0Fixed0": 64,
  "cpu.cr0Fixed1": 64,
  "cpu.cr4Fixed0": 64,
  "cpu.cr4Fixed1": 64,
  "cpu.vmxBasic": 64,
  "cpu.vmxMisc": 64,
  "cpu.debugctlReserved": 64,
  "cpu.perfGlobalCtrlReserved": 64,
  "cpu.eferReserved": 64,
  "cpu.rtitCtlReserved": 64,
  "cpu.lbrCtlReserved": 64,
  "cpu.sCetReserved": 64,
  "cpu.specCtrlReserved": 64,
  "memory.linkPointerDword": 32,
  "memory.vmcsRevision": 31,
  "memory.currentVmcs": 64,
  "memory.executiveVmcs": 64,
  "memory.pdpte.0": 64,
  "memory.pdpte.1": 64,
  "memory.pdpte.2": 64,
  "memory.pdpte.3": 64,
};

/** Facts that are true or false; one bit each. */
export const BOOLEANS: readonly string[] = [
  "cpu.inSmm",
  "cpu.supportsIntel64",
  "cpu.supportsSgx",
  "cpu.supportsRtm",
  "cpu.supportsLam",
  "cpu.supportsNx",
  "cpu.supportsBusLockDebug",
  "cpu.nmiInjectionNeedsNoStiBlocking",
  "cpu.supportsShadowStack",
  "cpu.supportsIbt",
  "cpu.supportsPerfMetrics",
];

/** The numbers accepted for a fact, where it is not every number of its width. */
export const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  "cpu.physicalAddressWidth": [32, 52],
  "cpu.linearAddressWidth": [32, 64],
  "cpu.numGpCounters": [0, 32],
  "cpu.numFixedCounters": [0, 16],
};

/** Contract section 6: every VMX-capable CPU in use agrees, so an absent fact has this value. */
export const ASSUMED: Readonly<Record<string, bigint>> = {
  "cpu.supportsIntel64": 1n,
  "cpu.cr0Fixed0": 0x8000_0021n, // PG, NE, PE
  "cpu.cr0Fixed1": 0xffff_ffffn,
  "cpu.cr4Fixed0": 0x2000n, // VMXE
  "cpu.inSmm": 0n,
  "cpu.vmxMisc": 0b111n << 6n, // HLT, shutdown, wait-for-SIPI
};

const ONES = 0xffff_ffff_ffff_ffffn;

/** Contract section 6: an absent fact lies between [permissive, restrictive]. */
export const BOUNDS: Readonly<Record<string, readonly [bigint, bigint]>> = {
  "cpu.physicalAddressWidth": [52n, 32n],
  "cpu.linearAddressWidth": [57n, 48n],
  // CR4 bits allowed on some CPUs, on every CPU: 14:0, 25:16, 28:27 and 32; 10:0 and 13.
  "cpu.cr4Fixed1": [0x7fffn | (0x3ffn << 16n) | (0b11n << 27n) | (1n << 32n), 0x7ffn | (1n << 13n)],
  // Bits 63:16 and 5:3 everywhere; LBR, BTF and (by another fact) bit 2 nowhere.
  "cpu.debugctlReserved": [ONES & ~0xffc7n, ONES & ~0b111n],
  // NXE is defined only with execute-disable.
  "cpu.supportsNx": [1n, 0n],
  "cpu.rtitCtlReserved": [0xfe7f_0000_7084_0000n, ONES],
  "cpu.lbrCtlReserved": [ONES & ~0x7f_000fn, ONES],
  "cpu.specCtrlReserved": [0n, ONES],
  "cpu.supportsShadowStack": [1n, 0n],
  "cpu.supportsIbt": [1n, 0n],
  "cpu.supportsPerfMetrics": [1n, 0n],
  "cpu.numGpCounters": [32n, 0n],
  "cpu.numFixedCounters": [16n, 0n],
};

/** Derived facts and their widths. */
export const DERIVED: Readonly<Record<string, number>> = {
  ia32eModeGuest: 1,
  unrestrictedGuest: 1,
  ept: 1,
  vmcsShadowing: 1,
  "cr0.mustBeOne": 64,
  "cr0.mustBeOneUnrestrictedGuest": 64,
  "cr0.notAllowed": 64,
  "cr0.mustBeZero": 64,
  "cr0.mustBeZeroUnrestrictedGuest": 64,
  "cr4.mustBeZero": 64,
  "perfGlobalCtrl.reservedByCounters": 64,
  "perfGlobalCtrl.reserved": 64,
  "sCet.reservedByFeatures": 64,
  "sCet.reserved": 64,
  "efer.reservedByFeatures": 64,
  "efer.reserved": 64,
  ...Object.fromEntries(
    ["cs", "ss", "ds", "es", "fs", "gs"].map((register) => [`${register}.selectorTimes16`, 20]),
  ),
};

const SEGMENT_BITS = {
  selector: "rpl 1:0, ti 2, index 15:3",
  accessRights:
    "type 3:0, accessed 0, readable 1, code 3, s 4, dpl 6:5, p 7, avl 12, l 13, db 14, g 15, unusable 16",
};

/** Named bits of each field, in the layout of the manual. */
const NAMED_BITS: Readonly<Record<string, string>> = {
  cr0: "cr0.pe 0, cr0.ne 5, cr0.wp 16, cr0.nw 29, cr0.cd 30, cr0.pg 31",
  cr4: "cr4.pae 5, cr4.vmxe 13, cr4.pcide 17, cr4.cet 23, cr4.fred 32",
  rflags: "rflags.tf 8, rflags.if 9, rflags.iopl 13:12, rflags.vm 17",
  debugctl: "debugctl.lbr 0, debugctl.btf 1, debugctl.busLockDetect 2",
  efer: "efer.sce 0, efer.lme 8, efer.lma 10, efer.nxe 11",
  pat: "pat.pa0 7:0, pat.pa1 15:8, pat.pa2 23:16, pat.pa3 31:24, pat.pa4 39:32, pat.pa5 47:40, pat.pa6 55:48, pat.pa7 63:56",
  sCet: "sCet.suppress 10, sCet.tracker 11",
  interruptibilityState:
    "interruptibilityState.sti 0, interruptibilityState.movSs 1, interruptibilityState.smi 2, interruptibilityState.nmi 3, interruptibilityState.enclave 4",
  pendingDebugExceptions:
    "pendingDebugExceptions.busLock 11, pendingDebugExceptions.enabledBreakpoint 12, pendingDebugExceptions.bs 14, pendingDebugExceptions.rtm 16",
  pdpte0: "pdpte0.p 0",
  pdpte1: "pdpte1.p 0",
  pdpte2: "pdpte2.p 0",
  pdpte3: "pdpte3.p 0",
  "controls.pinBased": "controls.pinBased.virtualNmis 5",
  "controls.primaryProcBased": "controls.primaryProcBased.activateSecondary 31",
  "controls.secondaryProcBased":
    "controls.secondaryProcBased.enableEpt 1, controls.secondaryProcBased.unrestrictedGuest 7, controls.secondaryProcBased.vmcsShadowing 14",
  "controls.entry": [
    "loadDebugControls 2, ia32eModeGuest 9, entryToSmm 10, loadPerfGlobalCtrl 13, loadPat 14",
    "loadEfer 15, loadBndcfgs 16, loadRtitCtl 18, loadUinv 19, loadCet 20, loadLbrCtl 21",
    "loadPkrs 22, loadFred 23, loadSpecCtrl 24",
  ]
    .join(", ")
    .replaceAll(/\b(?=[a-z])/g, "controls.entry."),
  "controls.entryInterruptionInfo":
    "controls.entryInterruptionInfo.vector 7:0, controls.entryInterruptionInfo.type 10:8, controls.entryInterruptionInfo.valid 31",
  "cpu.vmxBasic": "cpu.vmxBasic.physicalAddressesLimitedTo32Bits 48",
  "cpu.vmxMisc": "cpu.vmxMisc.hlt 6, cpu.vmxMisc.shutdown 7, cpu.vmxMisc.waitForSipi 8",
  "memory.linkPointerDword":
    "memory.linkPointerDword.revision 30:0, memory.linkPointerDword.shadow 31",
  "memory.pdpte0": "memory.pdpte0.p 0",
  "memory.pdpte1": "memory.pdpte1.p 0",
  "memory.pdpte2": "memory.pdpte2.p 0",
  "memory.pdpte3": "memory.pdpte3.p 0",
  ...Object.fromEntries(
    ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"].flatMap((register) =>
      Object.entries(SEGMENT_BITS).map(([part, bits]) => [
        `${register}.${part}`,
        bits.replaceAll(/\b(?=[a-z])/g, `${register}.`),
      ]),
    ),
  ),
};

/** Field -> named bits -> where they lie (`"3:0"`, `"16"`). */
export const BITS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(NAMED_BITS).map(([field, text]) => [
    field,
    new Map(
      text.split(", ").map((item): [string, string] => {
        const [name = "", at = ""] = item.split(" ");
        return [name, at];
      }),
    ),
  ]),
);
