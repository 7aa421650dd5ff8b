// Generated from rules/ by tools/generate.ts (npm run generate). Do not edit.
import type { CpuConstant } from "../evaluate/compile/cpu.ts";
import type { Need } from "../evaluate/compile/needs.ts";

/** The checks in SDM order: the numbers `violations` and the histogram use. */
export const INSTANCES: readonly string[] = [
  "cr0-fixed-ones",
  "cr0-fixed-zeros",
  "cr0-pg-pe",
  "cr4-fixed-ones",
  "cr4-fixed-zeros",
  "cr4-cet-cr0-wp",
  "debugctl-reserved",
  "cr0-pg-ia32e",
  "cr4-pae-ia32e",
  "cr4-pcide-legacy",
  "cr4-fred-legacy",
  "cr3-width",
  "dr7-upper-32",
  "sysenter-esp-canonical",
  "sysenter-eip-canonical",
  "s-cet-canonical",
  "interrupt-ssp-table-canonical",
  "s-cet-reserved",
  "s-cet-suppress-tracker",
  "perf-global-ctrl-reserved",
  "pat-pa0",
  "pat-pa1",
  "pat-pa2",
  "pat-pa3",
  "pat-pa4",
  "pat-pa5",
  "pat-pa6",
  "pat-pa7",
  "efer-reserved",
  "efer-lma-ia32e",
  "efer-lma-lme-paging",
  "bndcfgs-reserved",
  "bndcfgs-canonical",
  "rtit-ctl-reserved",
  "lbr-ctl-reserved",
  "pkrs-upper-32",
  "uinv-upper-8",
  "spec-ctrl-reserved",
  "fred-config-reserved",
  "fred-config-canonical",
  "fred-rsp1-aligned",
  "fred-rsp1-canonical",
  "fred-ssp1-aligned",
  "fred-ssp1-canonical",
  "fred-rsp2-aligned",
  "fred-rsp2-canonical",
  "fred-ssp2-aligned",
  "fred-ssp2-canonical",
  "fred-rsp3-aligned",
  "fred-rsp3-canonical",
  "fred-ssp3-aligned",
  "fred-ssp3-canonical",
  "tr-selector-ti",
  "ldtr-selector-ti",
  "ss-selector-rpl-cs",
  "cs-base-virtual-8086",
  "ss-base-virtual-8086",
  "ds-base-virtual-8086",
  "es-base-virtual-8086",
  "fs-base-virtual-8086",
  "gs-base-virtual-8086",
  "fs-base-canonical",
  "gs-base-canonical",
  "tr-base-canonical",
  "ldtr-base-canonical",
  "cs-base-upper-32",
  "ss-base-upper-32",
  "ds-base-upper-32",
  "es-base-upper-32",
  "cs-limit-virtual-8086",
  "ss-limit-virtual-8086",
  "ds-limit-virtual-8086",
  "es-limit-virtual-8086",
  "fs-limit-virtual-8086",
  "gs-limit-virtual-8086",
  "cs-access-rights-virtual-8086",
  "ss-access-rights-virtual-8086",
  "ds-access-rights-virtual-8086",
  "es-access-rights-virtual-8086",
  "fs-access-rights-virtual-8086",
  "gs-access-rights-virtual-8086",
  "cs-type",
  "cs-type-unrestricted-guest",
  "ss-type",
  "ds-type-accessed",
  "es-type-accessed",
  "fs-type-accessed",
  "gs-type-accessed",
  "ds-type-readable",
  "es-type-readable",
  "fs-type-readable",
  "gs-type-readable",
  "cs-s",
  "ss-s",
  "ds-s",
  "es-s",
  "fs-s",
  "gs-s",
  "cs-dpl-type-3",
  "cs-dpl-nonconforming",
  "cs-dpl-conforming",
  "ss-dpl-rpl",
  "ss-dpl-zero-cs-type-3",
  "ss-dpl-zero-real-mode",
  "ds-dpl-rpl",
  "es-dpl-rpl",
  "fs-dpl-rpl",
  "gs-dpl-rpl",
  "cs-present",
  "ss-present",
  "ds-present",
  "es-present",
  "fs-present",
  "gs-present",
  "cs-reserved-11-8",
  "ss-reserved-11-8",
  "ds-reserved-11-8",
  "es-reserved-11-8",
  "fs-reserved-11-8",
  "gs-reserved-11-8",
  "cs-db-long-mode",
  "cs-granularity-low",
  "ss-granularity-low",
  "ds-granularity-low",
  "es-granularity-low",
  "fs-granularity-low",
  "gs-granularity-low",
  "cs-granularity-high",
  "ss-granularity-high",
  "ds-granularity-high",
  "es-granularity-high",
  "fs-granularity-high",
  "gs-granularity-high",
  "cs-reserved-31-17",
  "ss-reserved-31-17",
  "ds-reserved-31-17",
  "es-reserved-31-17",
  "fs-reserved-31-17",
  "gs-reserved-31-17",
  "tr-type-legacy",
  "tr-type-ia32e",
  "tr-s",
  "tr-present",
  "tr-reserved-11-8",
  "tr-granularity-low",
  "tr-granularity-high",
  "tr-usable",
  "tr-reserved-31-17",
  "ldtr-type",
  "ldtr-s",
  "ldtr-present",
  "ldtr-reserved-11-8",
  "ldtr-granularity-low",
  "ldtr-granularity-high",
  "ldtr-reserved-31-17",
  "ss-dpl-fred",
  "cs-l-fred-cpl0",
  "gdtr-base-canonical",
  "gdtr-limit-upper-16",
  "idtr-base-canonical",
  "idtr-limit-upper-16",
  "rip-upper-32",
  "rip-linear-width",
  "rflags-reserved-zero",
  "rflags-reserved-one",
  "rflags-vm-ia32e",
  "rflags-vm-real-mode",
  "rflags-if-external-interrupt",
  "rflags-iopl-fred-cpl3",
  "ssp-aligned",
  "ssp-linear-width",
  "activity-state-range",
  "activity-state-supported",
  "activity-hlt-ss-dpl",
  "activity-active-when-blocking",
  "activity-hlt-injection",
  "activity-shutdown-injection",
  "activity-wait-sipi-injection",
  "activity-wait-sipi-smm",
  "interruptibility-reserved",
  "interruptibility-sti-mov-ss",
  "interruptibility-sti-if",
  "interruptibility-external-interrupt-sti",
  "interruptibility-external-interrupt-mov-ss",
  "interruptibility-nmi-mov-ss",
  "interruptibility-nmi-sti",
  "interruptibility-smi-outside-smm",
  "interruptibility-smi-entry-to-smm",
  "interruptibility-nmi-virtual-nmis",
  "interruptibility-enclave-mov-ss",
  "interruptibility-enclave-sgx",
  "interruptibility-sti-fred-cpl3",
  "pending-debug-reserved",
  "pending-debug-bs-set",
  "pending-debug-bs-clear",
  "pending-debug-rtm-bits",
  "pending-debug-rtm-cpu",
  "pending-debug-rtm-mov-ss",
  "vmcs-link-pointer-alignment",
  "vmcs-link-pointer-width",
  "vmcs-link-pointer-revision",
  "vmcs-link-pointer-shadow",
  "vmcs-link-pointer-not-current",
  "vmcs-link-pointer-not-executive",
  "pdpte0-reserved",
  "pdpte1-reserved",
  "pdpte2-reserved",
  "pdpte3-reserved",
  "pdpte-memory-reserved",
];

/** 32-bit words of a bit set with one bit per check. */
export const VIOLATION_WORDS = 8;

/** The constants `c` of the functions below. */
export const CPU_CONSTANTS: readonly CpuConstant[] = [
  {
    fact: "cr0.mustBeOne",
    as: "value",
    half: 0,
    value: {
      clear: { field: "cpu.cr0Fixed0", high: 63, low: 0, assumed: 0x80000021n },
      bits: 0x60000000n,
    },
  },
  {
    fact: "cr0.mustBeOne",
    as: "value",
    half: 1,
    value: {
      clear: { field: "cpu.cr0Fixed0", high: 63, low: 0, assumed: 0x80000021n },
      bits: 0x60000000n,
    },
  },
  {
    fact: "cr0.mustBeOneUnrestrictedGuest",
    as: "value",
    half: 0,
    value: {
      clear: { field: "cpu.cr0Fixed0", high: 63, low: 0, assumed: 0x80000021n },
      bits: 0xe0000001n,
    },
  },
  {
    fact: "cr0.mustBeOneUnrestrictedGuest",
    as: "value",
    half: 1,
    value: {
      clear: { field: "cpu.cr0Fixed0", high: 63, low: 0, assumed: 0x80000021n },
      bits: 0xe0000001n,
    },
  },
  {
    fact: "cr0.mustBeZero",
    as: "value",
    half: 0,
    value: {
      clear: { complement: { field: "cpu.cr0Fixed1", high: 63, low: 0, assumed: 0xffffffffn } },
      bits: 0x60000000n,
    },
  },
  {
    fact: "cr0.mustBeZero",
    as: "value",
    half: 1,
    value: {
      clear: { complement: { field: "cpu.cr0Fixed1", high: 63, low: 0, assumed: 0xffffffffn } },
      bits: 0x60000000n,
    },
  },
  {
    fact: "cr0.mustBeZeroUnrestrictedGuest",
    as: "value",
    half: 0,
    value: {
      clear: { complement: { field: "cpu.cr0Fixed1", high: 63, low: 0, assumed: 0xffffffffn } },
      bits: 0xe0000001n,
    },
  },
  {
    fact: "cr0.mustBeZeroUnrestrictedGuest",
    as: "value",
    half: 1,
    value: {
      clear: { complement: { field: "cpu.cr0Fixed1", high: 63, low: 0, assumed: 0xffffffffn } },
      bits: 0xe0000001n,
    },
  },
  {
    fact: "cpu.cr4Fixed0",
    as: "value",
    half: 0,
    value: { field: "cpu.cr4Fixed0", high: 63, low: 0, assumed: 0x2000n },
  },
  {
    fact: "cpu.cr4Fixed0",
    as: "value",
    half: 1,
    value: { field: "cpu.cr4Fixed0", high: 63, low: 0, assumed: 0x2000n },
  },
  {
    fact: "cr4.mustBeZero",
    as: "value",
    half: 0,
    value: { complement: { field: "cpu.cr4Fixed1", high: 63, low: 0 } },
  },
  {
    fact: "cr4.mustBeZero",
    as: "value",
    half: 1,
    value: { complement: { field: "cpu.cr4Fixed1", high: 63, low: 0 } },
  },
  {
    fact: "cpu.debugctlReserved",
    as: "value",
    half: 0,
    value: { field: "cpu.debugctlReserved", high: 63, low: 0 },
  },
  {
    fact: "cpu.debugctlReserved",
    as: "value",
    half: 1,
    value: { field: "cpu.debugctlReserved", high: 63, low: 0 },
  },
  {
    fact: "cpu.supportsBusLockDebug",
    as: "value",
    half: 0,
    value: { field: "cpu.supportsBusLockDebug", high: 0, low: 0 },
  },
  {
    fact: "cpu.supportsIntel64",
    as: "value",
    half: 0,
    value: { field: "cpu.supportsIntel64", high: 0, low: 0, assumed: 0x1n },
  },
  {
    fact: "cpu.physicalAddressWidth",
    as: "fits",
    half: 1,
    value: { field: "cpu.physicalAddressWidth", high: 7, low: 0 },
  },
  {
    fact: "cpu.supportsLam",
    as: "value",
    half: 0,
    value: { field: "cpu.supportsLam", high: 0, low: 0 },
  },
  {
    fact: "cpu.linearAddressWidth",
    as: "canonical",
    half: 1,
    value: { field: "cpu.linearAddressWidth", high: 7, low: 0 },
  },
  {
    fact: "cpu.linearAddressWidth",
    as: "canonical",
    half: 0,
    value: { field: "cpu.linearAddressWidth", high: 7, low: 0 },
  },
  {
    fact: "sCet.reserved",
    as: "value",
    half: 0,
    value: {
      firstKnown: [
        { field: "cpu.sCetReserved", high: 63, low: 0 },
        {
          reservedExcept: [
            { high: 1, low: 0, if: { field: "cpu.supportsShadowStack", high: 0, low: 0 } },
            { high: 5, low: 2, if: { field: "cpu.supportsIbt", high: 0, low: 0 } },
            { high: 63, low: 10, if: { field: "cpu.supportsIbt", high: 0, low: 0 } },
          ],
        },
      ],
    },
  },
  {
    fact: "sCet.reserved",
    as: "value",
    half: 1,
    value: {
      firstKnown: [
        { field: "cpu.sCetReserved", high: 63, low: 0 },
        {
          reservedExcept: [
            { high: 1, low: 0, if: { field: "cpu.supportsShadowStack", high: 0, low: 0 } },
            { high: 5, low: 2, if: { field: "cpu.supportsIbt", high: 0, low: 0 } },
            { high: 63, low: 10, if: { field: "cpu.supportsIbt", high: 0, low: 0 } },
          ],
        },
      ],
    },
  },
  {
    fact: "perfGlobalCtrl.reserved",
    as: "value",
    half: 0,
    value: {
      firstKnown: [
        { field: "cpu.perfGlobalCtrlReserved", high: 63, low: 0 },
        {
          reservedExcept: [
            { from: 0, count: { field: "cpu.numGpCounters", high: 7, low: 0 } },
            { from: 32, count: { field: "cpu.numFixedCounters", high: 7, low: 0 } },
            { high: 48, low: 48, if: { field: "cpu.supportsPerfMetrics", high: 0, low: 0 } },
          ],
        },
      ],
    },
  },
  {
    fact: "perfGlobalCtrl.reserved",
    as: "value",
    half: 1,
    value: {
      firstKnown: [
        { field: "cpu.perfGlobalCtrlReserved", high: 63, low: 0 },
        {
          reservedExcept: [
            { from: 0, count: { field: "cpu.numGpCounters", high: 7, low: 0 } },
            { from: 32, count: { field: "cpu.numFixedCounters", high: 7, low: 0 } },
            { high: 48, low: 48, if: { field: "cpu.supportsPerfMetrics", high: 0, low: 0 } },
          ],
        },
      ],
    },
  },
  {
    fact: "efer.reserved",
    as: "value",
    half: 0,
    value: {
      firstKnown: [
        { field: "cpu.eferReserved", high: 63, low: 0 },
        {
          reservedExcept: [
            {
              high: 0,
              low: 0,
              if: { field: "cpu.supportsIntel64", high: 0, low: 0, assumed: 0x1n },
            },
            {
              high: 8,
              low: 8,
              if: { field: "cpu.supportsIntel64", high: 0, low: 0, assumed: 0x1n },
            },
            {
              high: 10,
              low: 10,
              if: { field: "cpu.supportsIntel64", high: 0, low: 0, assumed: 0x1n },
            },
            { high: 11, low: 11, if: { field: "cpu.supportsNx", high: 0, low: 0 } },
          ],
        },
      ],
    },
  },
  {
    fact: "efer.reserved",
    as: "value",
    half: 1,
    value: {
      firstKnown: [
        { field: "cpu.eferReserved", high: 63, low: 0 },
        {
          reservedExcept: [
            {
              high: 0,
              low: 0,
              if: { field: "cpu.supportsIntel64", high: 0, low: 0, assumed: 0x1n },
            },
            {
              high: 8,
              low: 8,
              if: { field: "cpu.supportsIntel64", high: 0, low: 0, assumed: 0x1n },
            },
            {
              high: 10,
              low: 10,
              if: { field: "cpu.supportsIntel64", high: 0, low: 0, assumed: 0x1n },
            },
            { high: 11, low: 11, if: { field: "cpu.supportsNx", high: 0, low: 0 } },
          ],
        },
      ],
    },
  },
  {
    fact: "cpu.rtitCtlReserved",
    as: "value",
    half: 0,
    value: { field: "cpu.rtitCtlReserved", high: 63, low: 0 },
  },
  {
    fact: "cpu.rtitCtlReserved",
    as: "value",
    half: 1,
    value: { field: "cpu.rtitCtlReserved", high: 63, low: 0 },
  },
  {
    fact: "cpu.lbrCtlReserved",
    as: "value",
    half: 0,
    value: { field: "cpu.lbrCtlReserved", high: 63, low: 0 },
  },
  {
    fact: "cpu.lbrCtlReserved",
    as: "value",
    half: 1,
    value: { field: "cpu.lbrCtlReserved", high: 63, low: 0 },
  },
  {
    fact: "cpu.specCtrlReserved",
    as: "value",
    half: 0,
    value: { field: "cpu.specCtrlReserved", high: 63, low: 0 },
  },
  {
    fact: "cpu.specCtrlReserved",
    as: "value",
    half: 1,
    value: { field: "cpu.specCtrlReserved", high: 63, low: 0 },
  },
  {
    fact: "cpu.linearAddressWidth",
    as: "identical",
    half: 1,
    value: { field: "cpu.linearAddressWidth", high: 7, low: 0 },
  },
  {
    fact: "cpu.vmxMisc.hlt",
    as: "value",
    half: 0,
    value: { field: "cpu.vmxMisc", high: 6, low: 6, assumed: 0x1n },
  },
  {
    fact: "cpu.vmxMisc.shutdown",
    as: "value",
    half: 0,
    value: { field: "cpu.vmxMisc", high: 7, low: 7, assumed: 0x1n },
  },
  {
    fact: "cpu.vmxMisc.waitForSipi",
    as: "value",
    half: 0,
    value: { field: "cpu.vmxMisc", high: 8, low: 8, assumed: 0x1n },
  },
  {
    fact: "cpu.nmiInjectionNeedsNoStiBlocking",
    as: "value",
    half: 0,
    value: { field: "cpu.nmiInjectionNeedsNoStiBlocking", high: 0, low: 0 },
  },
  {
    fact: "cpu.inSmm",
    as: "value",
    half: 0,
    value: { field: "cpu.inSmm", high: 0, low: 0, assumed: 0x0n },
  },
  {
    fact: "cpu.supportsSgx",
    as: "value",
    half: 0,
    value: { field: "cpu.supportsSgx", high: 0, low: 0 },
  },
  {
    fact: "cpu.supportsRtm",
    as: "value",
    half: 0,
    value: { field: "cpu.supportsRtm", high: 0, low: 0 },
  },
  {
    fact: "cpu.vmxBasic.physicalAddressesLimitedTo32Bits",
    as: "value",
    half: 0,
    value: { field: "cpu.vmxBasic", high: 48, low: 48 },
  },
];

/** True if a complete state violates no check. `at` is its first word in `w`. */
export function verdict(w: Int32Array, at: number, c: Int32Array): boolean {
  const cr4Lo = w[at + 44]!;
  const cr4Fixed0Lo = c[8]!;
  const cr4Hi = w[at + 45]!;
  const cr4Fixed0Hi = c[9]!;
  const cr4MustBeZeroLo = c[10]!;
  const cr4MustBeZeroHi = c[11]!;
  const trSelector = w[at + 35]!;
  const trAccessRights = w[at + 39]!;
  const gdtrLimit = w[at + 63]!;
  const idtrLimit = w[at + 66]!;
  const rflagsLo = w[at + 48]!;
  const rflagsHi = w[at + 49]!;
  const activityState = w[at + 55]!;
  const interruptibilityState = w[at + 56]!;
  const pendingDebugExceptionsLo = w[at + 57]!;
  const pendingDebugExceptionsHi = w[at + 58]!;
  let bad = 0;
  // cr4-fixed-ones
  bad |= ~cr4Lo & cr4Fixed0Lo;
  // cr4-fixed-ones
  bad |= ~cr4Hi & cr4Fixed0Hi;
  // cr4-fixed-zeros
  bad |= cr4Lo & cr4MustBeZeroLo;
  // cr4-fixed-zeros
  bad |= cr4Hi & cr4MustBeZeroHi;
  // tr-selector-ti
  bad |= trSelector & 4;
  // tr-s, tr-present, tr-reserved-11-8, tr-usable, tr-reserved-31-17
  bad |= (trAccessRights ^ 0x80) & 0xffff0f90;
  // gdtr-limit-upper-16, idtr-limit-upper-16
  bad |= (gdtrLimit | idtrLimit) & 0xffff0000;
  // rflags-reserved-zero, rflags-reserved-one
  bad |= (rflagsLo ^ 2) & 0xffc0802a;
  // rflags-reserved-zero
  bad |= rflagsHi;
  // pending-debug-reserved
  bad |= pendingDebugExceptionsHi;
  // activity-state-range
  bad |= activityState & 0xfffffffc;
  // interruptibility-reserved
  bad |= interruptibilityState & 0xffffffe0;
  // pending-debug-reserved
  bad |= pendingDebugExceptionsLo & 0xfffea7f0;
  if (bad !== 0) return false;
  const cr0Lo = w[at + 40]!;
  const cr0MustBeOneLo = c[0]!;
  const cr0Hi = w[at + 41]!;
  const cr0MustBeOneHi = c[1]!;
  const primaryProcBased = w[at + 51]!;
  const secondaryProcBased = w[at + 52]!;
  const unrestrictedGuest = (primaryProcBased >>> 31) & ((secondaryProcBased >>> 7) & 1);
  const cr0MustBeOneUnrestrictedGuestLo = c[2]!;
  const cr0MustBeOneUnrestrictedGuestHi = c[3]!;
  // cr0-fixed-ones
  if (
    ((~cr0Lo & cr0MustBeOneLo) !== 0 || (~cr0Hi & cr0MustBeOneHi) !== 0) &&
    ((unrestrictedGuest & 1) === 0 ||
      (~cr0Lo & cr0MustBeOneUnrestrictedGuestLo) !== 0 ||
      (~cr0Hi & cr0MustBeOneUnrestrictedGuestHi) !== 0)
  )
    return false;
  const cr0MustBeZeroLo = c[4]!;
  const cr0MustBeZeroHi = c[5]!;
  const cr0MustBeZeroUnrestrictedGuestLo = c[6]!;
  const cr0MustBeZeroUnrestrictedGuestHi = c[7]!;
  // cr0-fixed-zeros
  if (
    ((cr0Lo & cr0MustBeZeroLo) !== 0 || (cr0Hi & cr0MustBeZeroHi) !== 0) &&
    ((unrestrictedGuest & 1) === 0 ||
      (cr0Lo & cr0MustBeZeroUnrestrictedGuestLo) !== 0 ||
      (cr0Hi & cr0MustBeZeroUnrestrictedGuestHi) !== 0)
  )
    return false;
  // interruptibility-sti-mov-ss
  if ((interruptibilityState & 1) === 1 && (interruptibilityState & 2) === 2) return false;
  const supportsBusLockDebug = c[14]!;
  // pending-debug-reserved
  if ((pendingDebugExceptionsLo & 0x800) === 0x800 && (supportsBusLockDebug & 1) === 0)
    return false;
  if ((rflagsLo & 0x20000) === 0) {
    const csAccessRights = w[at + 9]!;
    let bad = 0;
    // cs-s, cs-present, cs-reserved-11-8, cs-reserved-31-17
    bad |= (csAccessRights ^ 0x90) & 0xfffe0f90;
    if (bad !== 0) return false;
    const dsAccessRights = w[at + 19]!;
    if ((dsAccessRights & 0x10000) === 0) {
      let bad = 0;
      // ds-type-accessed, ds-s, ds-present, ds-reserved-11-8, ds-reserved-31-17
      bad |= (dsAccessRights ^ 0x91) & 0xfffe0f91;
      if (bad !== 0) return false;
      if ((dsAccessRights & 8) === 8) {
        let bad = 0;
        // ds-type-readable
        bad |= (dsAccessRights ^ 2) & 2;
        if (bad !== 0) return false;
      }
      if ((unrestrictedGuest & 1) === 0) {
        if (((0xfffff000 >>> (dsAccessRights & 0xf)) & 1) === 0) {
          const dsSelector = w[at + 15]!;
          let bad = 0;
          // ds-dpl-rpl
          bad |= (((dsAccessRights >>> 5) & 3) - (dsSelector & 3)) >> 31;
          if (bad !== 0) return false;
        }
      }
      const dsLimit = w[at + 18]!;
      if ((dsLimit & 0xfff) !== 0xfff) {
        let bad = 0;
        // ds-granularity-low
        bad |= dsAccessRights & 0x8000;
        if (bad !== 0) return false;
      }
      if ((dsLimit & 0xfff00000) !== 0) {
        let bad = 0;
        // ds-granularity-high
        bad |= (dsAccessRights ^ 0x8000) & 0x8000;
        if (bad !== 0) return false;
      }
    }
    const esAccessRights = w[at + 4]!;
    if ((esAccessRights & 0x10000) === 0) {
      let bad = 0;
      // es-type-accessed, es-s, es-present, es-reserved-11-8, es-reserved-31-17
      bad |= (esAccessRights ^ 0x91) & 0xfffe0f91;
      if (bad !== 0) return false;
      if ((esAccessRights & 8) === 8) {
        let bad = 0;
        // es-type-readable
        bad |= (esAccessRights ^ 2) & 2;
        if (bad !== 0) return false;
      }
      if ((unrestrictedGuest & 1) === 0) {
        if (((0xfffff000 >>> (esAccessRights & 0xf)) & 1) === 0) {
          const esSelector = w[at]!;
          let bad = 0;
          // es-dpl-rpl
          bad |= (((esAccessRights >>> 5) & 3) - (esSelector & 3)) >> 31;
          if (bad !== 0) return false;
        }
      }
      const esLimit = w[at + 3]!;
      if ((esLimit & 0xfff) !== 0xfff) {
        let bad = 0;
        // es-granularity-low
        bad |= esAccessRights & 0x8000;
        if (bad !== 0) return false;
      }
      if ((esLimit & 0xfff00000) !== 0) {
        let bad = 0;
        // es-granularity-high
        bad |= (esAccessRights ^ 0x8000) & 0x8000;
        if (bad !== 0) return false;
      }
    }
    const fsAccessRights = w[at + 24]!;
    if ((fsAccessRights & 0x10000) === 0) {
      let bad = 0;
      // fs-type-accessed, fs-s, fs-present, fs-reserved-11-8, fs-reserved-31-17
      bad |= (fsAccessRights ^ 0x91) & 0xfffe0f91;
      if (bad !== 0) return false;
      if ((fsAccessRights & 8) === 8) {
        let bad = 0;
        // fs-type-readable
        bad |= (fsAccessRights ^ 2) & 2;
        if (bad !== 0) return false;
      }
      if ((unrestrictedGuest & 1) === 0) {
        if (((0xfffff000 >>> (fsAccessRights & 0xf)) & 1) === 0) {
          const fsSelector = w[at + 20]!;
          let bad = 0;
          // fs-dpl-rpl
          bad |= (((fsAccessRights >>> 5) & 3) - (fsSelector & 3)) >> 31;
          if (bad !== 0) return false;
        }
      }
      const fsLimit = w[at + 23]!;
      if ((fsLimit & 0xfff) !== 0xfff) {
        let bad = 0;
        // fs-granularity-low
        bad |= fsAccessRights & 0x8000;
        if (bad !== 0) return false;
      }
      if ((fsLimit & 0xfff00000) !== 0) {
        let bad = 0;
        // fs-granularity-high
        bad |= (fsAccessRights ^ 0x8000) & 0x8000;
        if (bad !== 0) return false;
      }
    }
    const gsAccessRights = w[at + 29]!;
    if ((gsAccessRights & 0x10000) === 0) {
      let bad = 0;
      // gs-type-accessed, gs-s, gs-present, gs-reserved-11-8, gs-reserved-31-17
      bad |= (gsAccessRights ^ 0x91) & 0xfffe0f91;
      if (bad !== 0) return false;
      if ((gsAccessRights & 8) === 8) {
        let bad = 0;
        // gs-type-readable
        bad |= (gsAccessRights ^ 2) & 2;
        if (bad !== 0) return false;
      }
      if ((unrestrictedGuest & 1) === 0) {
        if (((0xfffff000 >>> (gsAccessRights & 0xf)) & 1) === 0) {
          const gsSelector = w[at + 25]!;
          let bad = 0;
          // gs-dpl-rpl
          bad |= (((gsAccessRights >>> 5) & 3) - (gsSelector & 3)) >> 31;
          if (bad !== 0) return false;
        }
      }
      const gsLimit = w[at + 28]!;
      if ((gsLimit & 0xfff) !== 0xfff) {
        let bad = 0;
        // gs-granularity-low
        bad |= gsAccessRights & 0x8000;
        if (bad !== 0) return false;
      }
      if ((gsLimit & 0xfff00000) !== 0) {
        let bad = 0;
        // gs-granularity-high
        bad |= (gsAccessRights ^ 0x8000) & 0x8000;
        if (bad !== 0) return false;
      }
    }
    const ssAccessRights = w[at + 14]!;
    if ((ssAccessRights & 0x10000) === 0) {
      let bad = 0;
      // ss-type
      bad |= (0xffffff77 >>> (ssAccessRights & 0xf)) & 1;
      // ss-s, ss-present, ss-reserved-11-8, ss-reserved-31-17
      bad |= (ssAccessRights ^ 0x90) & 0xfffe0f90;
      if (bad !== 0) return false;
      const ssLimit = w[at + 13]!;
      if ((ssLimit & 0xfff) !== 0xfff) {
        let bad = 0;
        // ss-granularity-low
        bad |= ssAccessRights & 0x8000;
        if (bad !== 0) return false;
      }
      if ((ssLimit & 0xfff00000) !== 0) {
        let bad = 0;
        // ss-granularity-high
        bad |= (ssAccessRights ^ 0x8000) & 0x8000;
        if (bad !== 0) return false;
      }
    }
    if ((unrestrictedGuest & 1) === 0) {
      const ssSelector = w[at + 10]!;
      const csSelector = w[at + 5]!;
      let bad = 0;
      // ss-selector-rpl-cs, ss-dpl-rpl
      bad |= ((ssSelector ^ csSelector) | ((ssAccessRights >>> 5) ^ ssSelector)) & 3;
      // cs-type
      bad |= (0xffff55ff >>> (csAccessRights & 0xf)) & 1;
      if (bad !== 0) return false;
    } else {
      let bad = 0;
      // cs-type-unrestricted-guest
      bad |= (0xffff55f7 >>> (csAccessRights & 0xf)) & 1;
      if (bad !== 0) return false;
    }
    if ((csAccessRights & 0xf) === 3) {
      let bad = 0;
      // cs-dpl-type-3, ss-dpl-zero-cs-type-3
      bad |= (csAccessRights | ssAccessRights) & 0x60;
      if (bad !== 0) return false;
    }
    if (((0xfffff5ff >>> (csAccessRights & 0xf)) & 1) === 0) {
      let bad = 0;
      // cs-dpl-nonconforming
      bad |= (csAccessRights ^ ssAccessRights) & 0x60;
      if (bad !== 0) return false;
    }
    if (((0xffff5fff >>> (csAccessRights & 0xf)) & 1) === 0) {
      let bad = 0;
      // cs-dpl-conforming
      bad |= (((ssAccessRights >>> 5) & 3) - ((csAccessRights >>> 5) & 3)) >> 31;
      if (bad !== 0) return false;
    }
    if ((cr0Lo & 1) === 0) {
      let bad = 0;
      // ss-dpl-zero-real-mode
      bad |= ssAccessRights & 0x60;
      if (bad !== 0) return false;
    }
    const entry = w[at + 53]!;
    if ((entry & 0x200) === 0x200) {
      if ((csAccessRights & 0x2000) === 0x2000) {
        let bad = 0;
        // cs-db-long-mode
        bad |= csAccessRights & 0x4000;
        if (bad !== 0) return false;
      }
    }
    const csLimit = w[at + 8]!;
    if ((csLimit & 0xfff) !== 0xfff) {
      let bad = 0;
      // cs-granularity-low
      bad |= csAccessRights & 0x8000;
      if (bad !== 0) return false;
    }
    if ((csLimit & 0xfff00000) !== 0) {
      let bad = 0;
      // cs-granularity-high
      bad |= (csAccessRights ^ 0x8000) & 0x8000;
      if (bad !== 0) return false;
    }
  } else {
    const csBaseLo = w[at + 6]!;
    const csSelector = w[at + 5]!;
    const csBaseHi = w[at + 7]!;
    const ssBaseLo = w[at + 11]!;
    const ssSelector = w[at + 10]!;
    const ssBaseHi = w[at + 12]!;
    const dsBaseLo = w[at + 16]!;
    const dsSelector = w[at + 15]!;
    const dsBaseHi = w[at + 17]!;
    const esBaseLo = w[at + 1]!;
    const esSelector = w[at]!;
    const esBaseHi = w[at + 2]!;
    const fsBaseLo = w[at + 21]!;
    const fsSelector = w[at + 20]!;
    const fsBaseHi = w[at + 22]!;
    const gsBaseLo = w[at + 26]!;
    const gsSelector = w[at + 25]!;
    const gsBaseHi = w[at + 27]!;
    const csLimit = w[at + 8]!;
    const ssLimit = w[at + 13]!;
    const dsLimit = w[at + 18]!;
    const esLimit = w[at + 3]!;
    const fsLimit = w[at + 23]!;
    const gsLimit = w[at + 28]!;
    const csAccessRights = w[at + 9]!;
    const ssAccessRights = w[at + 14]!;
    const dsAccessRights = w[at + 19]!;
    const esAccessRights = w[at + 4]!;
    const fsAccessRights = w[at + 24]!;
    const gsAccessRights = w[at + 29]!;
    let bad = 0;
    // cs-base-virtual-8086
    bad |= csBaseLo ^ ((csSelector << 4) & 0xffff0);
    // cs-base-virtual-8086
    bad |= csBaseHi;
    // ss-base-virtual-8086
    bad |= ssBaseLo ^ ((ssSelector << 4) & 0xffff0);
    // ss-base-virtual-8086
    bad |= ssBaseHi;
    // ds-base-virtual-8086
    bad |= dsBaseLo ^ ((dsSelector << 4) & 0xffff0);
    // ds-base-virtual-8086
    bad |= dsBaseHi;
    // es-base-virtual-8086
    bad |= esBaseLo ^ ((esSelector << 4) & 0xffff0);
    // es-base-virtual-8086
    bad |= esBaseHi;
    // fs-base-virtual-8086
    bad |= fsBaseLo ^ ((fsSelector << 4) & 0xffff0);
    // fs-base-virtual-8086
    bad |= fsBaseHi;
    // gs-base-virtual-8086
    bad |= gsBaseLo ^ ((gsSelector << 4) & 0xffff0);
    // gs-base-virtual-8086
    bad |= gsBaseHi;
    // cs-limit-virtual-8086
    bad |= csLimit ^ 0xffff;
    // ss-limit-virtual-8086
    bad |= ssLimit ^ 0xffff;
    // ds-limit-virtual-8086
    bad |= dsLimit ^ 0xffff;
    // es-limit-virtual-8086
    bad |= esLimit ^ 0xffff;
    // fs-limit-virtual-8086
    bad |= fsLimit ^ 0xffff;
    // gs-limit-virtual-8086
    bad |= gsLimit ^ 0xffff;
    // cs-access-rights-virtual-8086
    bad |= csAccessRights ^ 0xf3;
    // ss-access-rights-virtual-8086
    bad |= ssAccessRights ^ 0xf3;
    // ds-access-rights-virtual-8086
    bad |= dsAccessRights ^ 0xf3;
    // es-access-rights-virtual-8086
    bad |= esAccessRights ^ 0xf3;
    // fs-access-rights-virtual-8086
    bad |= fsAccessRights ^ 0xf3;
    // gs-access-rights-virtual-8086
    bad |= gsAccessRights ^ 0xf3;
    if (bad !== 0) return false;
  }
  const supportsIntel64 = c[15]!;
  if ((supportsIntel64 & 1) === 1) {
    const sysenterEspHi = w[at + 70]!;
    const linearAddressWidthCanonicalHi = c[18]!;
    const sysenterEipHi = w[at + 72]!;
    const fsBaseHi = w[at + 22]!;
    const gsBaseHi = w[at + 27]!;
    const trBaseHi = w[at + 37]!;
    const csBaseHi = w[at + 7]!;
    const gdtrBaseHi = w[at + 62]!;
    const idtrBaseHi = w[at + 65]!;
    let bad = 0;
    // sysenter-esp-canonical, sysenter-eip-canonical, fs-base-canonical, gs-base-canonical, tr-base-canonical, gdtr-base-canonical, idtr-base-canonical
    bad |=
      ((sysenterEspHi ^ (sysenterEspHi >> 31)) |
        (sysenterEipHi ^ (sysenterEipHi >> 31)) |
        (fsBaseHi ^ (fsBaseHi >> 31)) |
        (gsBaseHi ^ (gsBaseHi >> 31)) |
        (trBaseHi ^ (trBaseHi >> 31)) |
        (gdtrBaseHi ^ (gdtrBaseHi >> 31)) |
        (idtrBaseHi ^ (idtrBaseHi >> 31))) &
      linearAddressWidthCanonicalHi;
    // cs-base-upper-32
    bad |= csBaseHi;
    if (bad !== 0) return false;
    const cr3Hi = w[at + 43]!;
    const physicalAddressWidthFitsHi = c[16]!;
    const supportsLam = c[17]!;
    // cr3-width
    if (
      (cr3Hi & physicalAddressWidthFitsHi) !== 0 &&
      ((supportsLam & 1) === 0 ||
        (cr3Hi & 0x80000000) === (0x80000000 | 0) ||
        (cr3Hi & physicalAddressWidthFitsHi & 0x1fffffff) !== 0)
    )
      return false;
    const linearAddressWidthCanonicalLo = c[19]!;
    if (linearAddressWidthCanonicalLo !== 0) {
      const sysenterEspLo = w[at + 69]!;
      const sysenterEipLo = w[at + 71]!;
      const fsBaseLo = w[at + 21]!;
      const gsBaseLo = w[at + 26]!;
      const trBaseLo = w[at + 36]!;
      const gdtrBaseLo = w[at + 61]!;
      const idtrBaseLo = w[at + 64]!;
      let bad = 0;
      // sysenter-esp-canonical, sysenter-eip-canonical, fs-base-canonical, gs-base-canonical, tr-base-canonical, gdtr-base-canonical, idtr-base-canonical
      bad |=
        ((sysenterEspLo ^ (sysenterEspHi >> 31)) |
          (sysenterEipLo ^ (sysenterEipHi >> 31)) |
          (fsBaseLo ^ (fsBaseHi >> 31)) |
          (gsBaseLo ^ (gsBaseHi >> 31)) |
          (trBaseLo ^ (trBaseHi >> 31)) |
          (gdtrBaseLo ^ (gdtrBaseHi >> 31)) |
          (idtrBaseLo ^ (idtrBaseHi >> 31))) &
        linearAddressWidthCanonicalLo;
      if (bad !== 0) return false;
      const entry = w[at + 53]!;
      if ((entry & 0x100000) === 0x100000) {
        const sCetLo = w[at + 90]!;
        const sCetHi = w[at + 91]!;
        const interruptSspTableAddrLo = w[at + 92]!;
        const interruptSspTableAddrHi = w[at + 93]!;
        let bad = 0;
        // s-cet-canonical, interrupt-ssp-table-canonical
        bad |=
          ((sCetLo ^ (sCetHi >> 31)) |
            (interruptSspTableAddrLo ^ (interruptSspTableAddrHi >> 31))) &
          linearAddressWidthCanonicalLo;
        if (bad !== 0) return false;
      }
      const ldtrAccessRights = w[at + 34]!;
      if ((ldtrAccessRights & 0x10000) === 0) {
        const ldtrBaseLo = w[at + 31]!;
        const ldtrBaseHi = w[at + 32]!;
        let bad = 0;
        // ldtr-base-canonical
        bad |= (ldtrBaseLo ^ (ldtrBaseHi >> 31)) & linearAddressWidthCanonicalLo;
        if (bad !== 0) return false;
      }
    }
    const entry = w[at + 53]!;
    if ((entry & 0x200) === 0x200) {
      let bad = 0;
      // cr0-pg-ia32e
      bad |= (cr0Lo ^ 0x80000000) & 0x80000000;
      // cr4-pae-ia32e
      bad |= (cr4Lo ^ 0x20) & 0x20;
      if (bad !== 0) return false;
      const csAccessRights = w[at + 9]!;
      if ((csAccessRights & 0x2000) === 0x2000) {
        const ripHi = w[at + 47]!;
        const linearAddressWidthIdenticalHi = c[32]!;
        let bad = 0;
        // rip-linear-width
        bad |= (ripHi ^ (ripHi >> 31)) & linearAddressWidthIdenticalHi;
        if (bad !== 0) return false;
      }
    } else {
      let bad = 0;
      // cr4-pcide-legacy
      bad |= cr4Lo & 0x20000;
      // cr4-fred-legacy
      bad |= cr4Hi & 1;
      if (bad !== 0) return false;
    }
    if ((entry & 0x100000) === 0x100000) {
      const sCetHi = w[at + 91]!;
      const interruptSspTableAddrHi = w[at + 93]!;
      const sspHi = w[at + 119]!;
      const linearAddressWidthIdenticalHi = c[32]!;
      let bad = 0;
      // s-cet-canonical, interrupt-ssp-table-canonical
      bad |=
        ((sCetHi ^ (sCetHi >> 31)) | (interruptSspTableAddrHi ^ (interruptSspTableAddrHi >> 31))) &
        linearAddressWidthCanonicalHi;
      // ssp-linear-width
      bad |= (sspHi ^ (sspHi >> 31)) & linearAddressWidthIdenticalHi;
      if (bad !== 0) return false;
    }
    if ((entry & 4) === 4) {
      const dr7Hi = w[at + 68]!;
      let bad = 0;
      // dr7-upper-32
      bad |= dr7Hi;
      if (bad !== 0) return false;
    }
    const ldtrAccessRights = w[at + 34]!;
    if ((ldtrAccessRights & 0x10000) === 0) {
      const ldtrBaseHi = w[at + 32]!;
      let bad = 0;
      // ldtr-base-canonical
      bad |= (ldtrBaseHi ^ (ldtrBaseHi >> 31)) & linearAddressWidthCanonicalHi;
      if (bad !== 0) return false;
    }
    const ssAccessRights = w[at + 14]!;
    if ((ssAccessRights & 0x10000) === 0) {
      const ssBaseHi = w[at + 12]!;
      let bad = 0;
      // ss-base-upper-32
      bad |= ssBaseHi;
      if (bad !== 0) return false;
    }
    const dsAccessRights = w[at + 19]!;
    if ((dsAccessRights & 0x10000) === 0) {
      const dsBaseHi = w[at + 17]!;
      let bad = 0;
      // ds-base-upper-32
      bad |= dsBaseHi;
      if (bad !== 0) return false;
    }
    const esAccessRights = w[at + 4]!;
    if ((esAccessRights & 0x10000) === 0) {
      const esBaseHi = w[at + 2]!;
      let bad = 0;
      // es-base-upper-32
      bad |= esBaseHi;
      if (bad !== 0) return false;
    }
    const csAccessRights = w[at + 9]!;
    if ((entry & 0x200) === 0 || (csAccessRights & 0x2000) === 0) {
      const ripHi = w[at + 47]!;
      let bad = 0;
      // rip-upper-32
      bad |= ripHi;
      if (bad !== 0) return false;
    }
  }
  const entry = w[at + 53]!;
  if ((entry & 0x800000) === 0x800000) {
    const fredConfigLo = w[at + 96]!;
    const fredConfigHi = w[at + 97]!;
    const linearAddressWidthCanonicalHi = c[18]!;
    const fredRsp1Lo = w[at + 98]!;
    const fredRsp1Hi = w[at + 99]!;
    const fredSsp1Lo = w[at + 104]!;
    const fredSsp1Hi = w[at + 105]!;
    const fredRsp2Lo = w[at + 100]!;
    const fredRsp2Hi = w[at + 101]!;
    const fredSsp2Lo = w[at + 106]!;
    const fredSsp2Hi = w[at + 107]!;
    const fredRsp3Lo = w[at + 102]!;
    const fredRsp3Hi = w[at + 103]!;
    const fredSsp3Lo = w[at + 108]!;
    const fredSsp3Hi = w[at + 109]!;
    let bad = 0;
    // fred-config-reserved
    bad |= fredConfigLo & 0x834;
    // fred-config-canonical, fred-rsp1-canonical, fred-ssp1-canonical, fred-rsp2-canonical, fred-ssp2-canonical, fred-rsp3-canonical, fred-ssp3-canonical
    bad |=
      ((fredConfigHi ^ (fredConfigHi >> 31)) |
        (fredRsp1Hi ^ (fredRsp1Hi >> 31)) |
        (fredSsp1Hi ^ (fredSsp1Hi >> 31)) |
        (fredRsp2Hi ^ (fredRsp2Hi >> 31)) |
        (fredSsp2Hi ^ (fredSsp2Hi >> 31)) |
        (fredRsp3Hi ^ (fredRsp3Hi >> 31)) |
        (fredSsp3Hi ^ (fredSsp3Hi >> 31))) &
      linearAddressWidthCanonicalHi;
    // fred-rsp1-aligned, fred-rsp2-aligned, fred-rsp3-aligned
    bad |= (fredRsp1Lo | fredRsp2Lo | fredRsp3Lo) & 0x3f;
    // fred-ssp1-aligned, fred-ssp2-aligned, fred-ssp3-aligned
    bad |= (fredSsp1Lo | fredSsp2Lo | fredSsp3Lo) & 7;
    if (bad !== 0) return false;
    const linearAddressWidthCanonicalLo = c[19]!;
    if (linearAddressWidthCanonicalLo !== 0) {
      let bad = 0;
      // fred-config-canonical, fred-rsp1-canonical, fred-ssp1-canonical, fred-rsp2-canonical, fred-ssp2-canonical, fred-rsp3-canonical, fred-ssp3-canonical
      bad |=
        ((fredConfigLo ^ (fredConfigHi >> 31)) |
          (fredRsp1Lo ^ (fredRsp1Hi >> 31)) |
          (fredSsp1Lo ^ (fredSsp1Hi >> 31)) |
          (fredRsp2Lo ^ (fredRsp2Hi >> 31)) |
          (fredSsp2Lo ^ (fredSsp2Hi >> 31)) |
          (fredRsp3Lo ^ (fredRsp3Hi >> 31)) |
          (fredSsp3Lo ^ (fredSsp3Hi >> 31))) &
        linearAddressWidthCanonicalLo;
      if (bad !== 0) return false;
    }
  }
  if ((entry & 0x4000) === 0x4000) {
    const patLo = w[at + 75]!;
    const patHi = w[at + 76]!;
    let bad = 0;
    // pat-pa0, pat-pa1, pat-pa2, pat-pa3, pat-pa4, pat-pa5, pat-pa6, pat-pa7
    bad |= (patLo | patHi) & 0xe0e0e0e0;
    // pat-pa0, pat-pa1, pat-pa2, pat-pa3, pat-pa4, pat-pa5, pat-pa6, pat-pa7
    bad |=
      ((0xffffff0c >>> (patLo & 0x1f)) |
        (0xffffff0c >>> ((patLo >>> 8) & 0x1f)) |
        (0xffffff0c >>> ((patLo >>> 16) & 0x1f)) |
        (0xffffff0c >>> ((patLo >>> 24) & 0x1f)) |
        (0xffffff0c >>> (patHi & 0x1f)) |
        (0xffffff0c >>> ((patHi >>> 8) & 0x1f)) |
        (0xffffff0c >>> ((patHi >>> 16) & 0x1f)) |
        (0xffffff0c >>> ((patHi >>> 24) & 0x1f))) &
      1;
    if (bad !== 0) return false;
  }
  const ldtrAccessRights = w[at + 34]!;
  if ((ldtrAccessRights & 0x10000) === 0) {
    const ldtrSelector = w[at + 30]!;
    let bad = 0;
    // ldtr-selector-ti
    bad |= ldtrSelector & 4;
    // ldtr-type, ldtr-s, ldtr-present, ldtr-reserved-11-8, ldtr-reserved-31-17
    bad |= (ldtrAccessRights ^ 0x82) & 0xfffe0f9f;
    if (bad !== 0) return false;
    const ldtrLimit = w[at + 33]!;
    if ((ldtrLimit & 0xfff) !== 0xfff) {
      let bad = 0;
      // ldtr-granularity-low
      bad |= ldtrAccessRights & 0x8000;
      if (bad !== 0) return false;
    }
    if ((ldtrLimit & 0xfff00000) !== 0) {
      let bad = 0;
      // ldtr-granularity-high
      bad |= (ldtrAccessRights ^ 0x8000) & 0x8000;
      if (bad !== 0) return false;
    }
  }
  const entryInterruptionInfo = w[at + 54]!;
  if ((entryInterruptionInfo & 0x80000000) === (0x80000000 | 0)) {
    if ((entryInterruptionInfo & 0x700) === 0) {
      let bad = 0;
      // rflags-if-external-interrupt
      bad |= (rflagsLo ^ 0x200) & 0x200;
      // interruptibility-external-interrupt-sti, interruptibility-external-interrupt-mov-ss
      bad |= interruptibilityState & 3;
      if (bad !== 0) return false;
    }
    if ((entryInterruptionInfo & 0x700) === 0x200) {
      let bad = 0;
      // interruptibility-nmi-mov-ss
      bad |= interruptibilityState & 2;
      if (bad !== 0) return false;
      const nmiInjectionNeedsNoStiBlocking = c[36]!;
      if ((nmiInjectionNeedsNoStiBlocking & 1) === 1) {
        let bad = 0;
        // interruptibility-nmi-sti
        bad |= interruptibilityState & 1;
        if (bad !== 0) return false;
      }
      const pinBased = w[at + 50]!;
      if ((pinBased & 0x20) === 0x20) {
        let bad = 0;
        // interruptibility-nmi-virtual-nmis
        bad |= interruptibilityState & 8;
        if (bad !== 0) return false;
      }
    }
    if (activityState === 1) {
      // activity-hlt-injection
      if (
        ((0xfffffffa >>> ((entryInterruptionInfo >>> 8) & 7)) & 1) !== 0 &&
        ((entryInterruptionInfo & 0x700) !== 0x300 ||
          (entryInterruptionInfo & 0xe0) !== 0 ||
          ((0xfffbfffd >>> (entryInterruptionInfo & 0x1f)) & 1) !== 0) &&
        ((entryInterruptionInfo & 0x700) !== 0x700 || (entryInterruptionInfo & 0xff) !== 0)
      )
        return false;
    }
    if (activityState === 2) {
      // activity-shutdown-injection
      if (
        (entryInterruptionInfo & 0x700) !== 0x200 &&
        ((entryInterruptionInfo & 0x700) !== 0x300 || (entryInterruptionInfo & 0xff) !== 0x12)
      )
        return false;
    }
  }
  if ((entry & 0x200) === 0) {
    let bad = 0;
    // tr-type-legacy
    bad |= (0xfffff7f7 >>> (trAccessRights & 0xf)) & 1;
    if (bad !== 0) return false;
    if ((cr0Lo & 0x80000000) === (0x80000000 | 0)) {
      if ((cr4Lo & 0x20) === 0x20) {
        const ept = (primaryProcBased >>> 31) & ((secondaryProcBased >>> 1) & 1);
        if ((ept & 1) === 1) {
          const pdpte0Lo = w[at + 110]!;
          if ((pdpte0Lo & 1) === 1) {
            const pdpte0Hi = w[at + 111]!;
            const physicalAddressWidthFitsHi = c[16]!;
            let bad = 0;
            // pdpte0-reserved
            bad |= pdpte0Lo & 0x1e6;
            // pdpte0-reserved
            bad |= pdpte0Hi & physicalAddressWidthFitsHi;
            if (bad !== 0) return false;
          }
          const pdpte1Lo = w[at + 112]!;
          if ((pdpte1Lo & 1) === 1) {
            const pdpte1Hi = w[at + 113]!;
            const physicalAddressWidthFitsHi = c[16]!;
            let bad = 0;
            // pdpte1-reserved
            bad |= pdpte1Lo & 0x1e6;
            // pdpte1-reserved
            bad |= pdpte1Hi & physicalAddressWidthFitsHi;
            if (bad !== 0) return false;
          }
          const pdpte2Lo = w[at + 114]!;
          if ((pdpte2Lo & 1) === 1) {
            const pdpte2Hi = w[at + 115]!;
            const physicalAddressWidthFitsHi = c[16]!;
            let bad = 0;
            // pdpte2-reserved
            bad |= pdpte2Lo & 0x1e6;
            // pdpte2-reserved
            bad |= pdpte2Hi & physicalAddressWidthFitsHi;
            if (bad !== 0) return false;
          }
          const pdpte3Lo = w[at + 116]!;
          if ((pdpte3Lo & 1) === 1) {
            const pdpte3Hi = w[at + 117]!;
            const physicalAddressWidthFitsHi = c[16]!;
            let bad = 0;
            // pdpte3-reserved
            bad |= pdpte3Lo & 0x1e6;
            // pdpte3-reserved
            bad |= pdpte3Hi & physicalAddressWidthFitsHi;
            if (bad !== 0) return false;
          }
        } else {
          const memoryPdpte0Lo = w[at + 126]!;
          const memoryPdpte0Hi = w[at + 127]!;
          const physicalAddressWidthFitsHi = c[16]!;
          // pdpte-memory-reserved
          if (
            (memoryPdpte0Lo & 1) === 1 &&
            ((memoryPdpte0Lo & 0x1e6) !== 0 || (memoryPdpte0Hi & physicalAddressWidthFitsHi) !== 0)
          )
            return false;
          const memoryPdpte1Lo = w[at + 128]!;
          const memoryPdpte1Hi = w[at + 129]!;
          // pdpte-memory-reserved
          if (
            (memoryPdpte1Lo & 1) === 1 &&
            ((memoryPdpte1Lo & 0x1e6) !== 0 || (memoryPdpte1Hi & physicalAddressWidthFitsHi) !== 0)
          )
            return false;
          const memoryPdpte2Lo = w[at + 130]!;
          const memoryPdpte2Hi = w[at + 131]!;
          // pdpte-memory-reserved
          if (
            (memoryPdpte2Lo & 1) === 1 &&
            ((memoryPdpte2Lo & 0x1e6) !== 0 || (memoryPdpte2Hi & physicalAddressWidthFitsHi) !== 0)
          )
            return false;
          const memoryPdpte3Lo = w[at + 132]!;
          const memoryPdpte3Hi = w[at + 133]!;
          // pdpte-memory-reserved
          if (
            (memoryPdpte3Lo & 1) === 1 &&
            ((memoryPdpte3Lo & 0x1e6) !== 0 || (memoryPdpte3Hi & physicalAddressWidthFitsHi) !== 0)
          )
            return false;
        }
      }
    }
  } else {
    let bad = 0;
    // tr-type-ia32e
    bad |= (trAccessRights ^ 0xb) & 0xf;
    // rflags-vm-ia32e
    bad |= rflagsLo & 0x20000;
    if (bad !== 0) return false;
  }
  const vmcsLinkPointerLo = w[at + 59]!;
  const vmcsLinkPointerHi = w[at + 60]!;
  if (vmcsLinkPointerLo !== (0xffffffff | 0) || vmcsLinkPointerHi !== (0xffffffff | 0)) {
    const memoryLinkPointerDword = w[at + 120]!;
    const memoryVmcsRevision = w[at + 121]!;
    const vmcsShadowing = (primaryProcBased >>> 31) & ((secondaryProcBased >>> 14) & 1);
    let bad = 0;
    // vmcs-link-pointer-alignment
    bad |= vmcsLinkPointerLo & 0xfff;
    // vmcs-link-pointer-revision
    bad |= (memoryLinkPointerDword ^ memoryVmcsRevision) & 0x7fffffff;
    // vmcs-link-pointer-shadow
    bad |= ((memoryLinkPointerDword >>> 31) ^ vmcsShadowing) & 1;
    if (bad !== 0) return false;
    const vmxBasicPhysicalAddressesLimitedTo32Bits = c[40]!;
    const physicalAddressWidthFitsHi = c[16]!;
    // vmcs-link-pointer-width
    if (
      vmcsLinkPointerHi !== 0 &&
      ((vmxBasicPhysicalAddressesLimitedTo32Bits & 1) === 1 ||
        (vmcsLinkPointerHi & physicalAddressWidthFitsHi) !== 0)
    )
      return false;
    const inSmm = c[37]!;
    if ((inSmm & 1) === 0 || (entry & 0x400) === 0x400) {
      const memoryCurrentVmcsLo = w[at + 122]!;
      const memoryCurrentVmcsHi = w[at + 123]!;
      // vmcs-link-pointer-not-current
      if (
        (vmcsLinkPointerLo ^ memoryCurrentVmcsLo) === 0 &&
        (vmcsLinkPointerHi ^ memoryCurrentVmcsHi) === 0
      )
        return false;
    }
    if ((inSmm & 1) === 1) {
      if ((entry & 0x400) === 0) {
        const memoryExecutiveVmcsLo = w[at + 124]!;
        const memoryExecutiveVmcsHi = w[at + 125]!;
        // vmcs-link-pointer-not-executive
        if (
          (vmcsLinkPointerLo ^ memoryExecutiveVmcsLo) === 0 &&
          (vmcsLinkPointerHi ^ memoryExecutiveVmcsHi) === 0
        )
          return false;
      }
    }
  }
  if ((cr4Hi & 1) === 1) {
    const ssAccessRights = w[at + 14]!;
    let bad = 0;
    // ss-dpl-fred
    bad |= (0xfffffff6 >>> ((ssAccessRights >>> 5) & 3)) & 1;
    if (bad !== 0) return false;
    if ((ssAccessRights & 0x60) === 0x60) {
      let bad = 0;
      // rflags-iopl-fred-cpl3
      bad |= rflagsLo & 0x3000;
      // interruptibility-sti-fred-cpl3
      bad |= interruptibilityState & 1;
      if (bad !== 0) return false;
    }
    if ((ssAccessRights & 0x60) === 0) {
      const csAccessRights = w[at + 9]!;
      let bad = 0;
      // cs-l-fred-cpl0
      bad |= (csAccessRights ^ 0x2000) & 0x2000;
      if (bad !== 0) return false;
    }
  }
  if ((entry & 0x100000) === 0x100000) {
    const sCetLo = w[at + 90]!;
    const sCetReservedLo = c[20]!;
    const sCetHi = w[at + 91]!;
    const sCetReservedHi = c[21]!;
    const sspLo = w[at + 118]!;
    let bad = 0;
    // s-cet-reserved
    bad |= sCetLo & sCetReservedLo;
    // s-cet-reserved
    bad |= sCetHi & sCetReservedHi;
    // ssp-aligned
    bad |= sspLo & 3;
    if (bad !== 0) return false;
    // s-cet-suppress-tracker
    if ((sCetLo & 0x400) === 0x400 && (sCetLo & 0x800) === 0x800) return false;
  }
  if ((entry & 0x8000) === 0x8000) {
    const eferLo = w[at + 77]!;
    const eferReservedLo = c[24]!;
    const eferHi = w[at + 78]!;
    const eferReservedHi = c[25]!;
    let bad = 0;
    // efer-reserved
    bad |= eferLo & eferReservedLo;
    // efer-reserved
    bad |= eferHi & eferReservedHi;
    // efer-lma-ia32e
    bad |= ((eferLo >>> 10) ^ (entry >>> 9)) & 1;
    if (bad !== 0) return false;
    if ((cr0Lo & 0x80000000) === (0x80000000 | 0)) {
      let bad = 0;
      // efer-lma-lme-paging
      bad |= ((eferLo >>> 10) ^ (eferLo >>> 8)) & 1;
      if (bad !== 0) return false;
    }
  }
  if ((entry & 0x10000) === 0x10000) {
    const bndcfgsLo = w[at + 81]!;
    const bndcfgsHi = w[at + 82]!;
    const linearAddressWidthCanonicalHi = c[18]!;
    let bad = 0;
    // bndcfgs-reserved
    bad |= bndcfgsLo & 0xffc;
    // bndcfgs-canonical
    bad |= (bndcfgsHi ^ (bndcfgsHi >> 31)) & linearAddressWidthCanonicalHi;
    if (bad !== 0) return false;
    const linearAddressWidthCanonicalLo = c[19]!;
    if (linearAddressWidthCanonicalLo !== 0) {
      let bad = 0;
      // bndcfgs-canonical
      bad |= (bndcfgsLo ^ (bndcfgsHi >> 31)) & linearAddressWidthCanonicalLo;
      if (bad !== 0) return false;
    }
  }
  if ((pendingDebugExceptionsLo & 0x10000) === 0x10000) {
    const supportsRtm = c[39]!;
    let bad = 0;
    // pending-debug-rtm-bits
    bad |= (pendingDebugExceptionsLo ^ 0x1000) & 0xfffeffff;
    // pending-debug-rtm-bits
    bad |= pendingDebugExceptionsHi;
    // pending-debug-rtm-cpu
    bad |= (supportsRtm ^ 1) & 1;
    // pending-debug-rtm-mov-ss
    bad |= interruptibilityState & 2;
    if (bad !== 0) return false;
  }
  if ((entry & 0x400) === 0x400) {
    let bad = 0;
    // interruptibility-smi-entry-to-smm
    bad |= (interruptibilityState ^ 4) & 4;
    if (bad !== 0) return false;
    // activity-wait-sipi-smm
    if (activityState === 3) return false;
  }
  if ((interruptibilityState & 0x10) === 0x10) {
    const supportsSgx = c[38]!;
    let bad = 0;
    // interruptibility-enclave-mov-ss
    bad |= interruptibilityState & 2;
    // interruptibility-enclave-sgx
    bad |= (supportsSgx ^ 1) & 1;
    if (bad !== 0) return false;
  }
  if (
    (interruptibilityState & 1) === 1 ||
    (interruptibilityState & 2) === 2 ||
    activityState === 1
  ) {
    if ((rflagsLo & 0x100) === 0x100) {
      const debugctlLo = w[at + 73]!;
      if ((debugctlLo & 2) === 0) {
        let bad = 0;
        // pending-debug-bs-set
        bad |= (pendingDebugExceptionsLo ^ 0x4000) & 0x4000;
        if (bad !== 0) return false;
      }
    }
    const debugctlLo = w[at + 73]!;
    if ((rflagsLo & 0x100) === 0 || (debugctlLo & 2) === 2) {
      let bad = 0;
      // pending-debug-bs-clear
      bad |= pendingDebugExceptionsLo & 0x4000;
      if (bad !== 0) return false;
    }
  }
  if ((cr0Lo & 0x80000000) === (0x80000000 | 0)) {
    let bad = 0;
    // cr0-pg-pe
    bad |= (cr0Lo ^ 1) & 1;
    if (bad !== 0) return false;
  }
  if ((cr4Lo & 0x800000) === 0x800000) {
    let bad = 0;
    // cr4-cet-cr0-wp
    bad |= (cr0Lo ^ 0x10000) & 0x10000;
    if (bad !== 0) return false;
  }
  if ((entry & 4) === 4) {
    const debugctlLo = w[at + 73]!;
    const debugctlReservedLo = c[12]!;
    const debugctlHi = w[at + 74]!;
    const debugctlReservedHi = c[13]!;
    let bad = 0;
    // debugctl-reserved
    bad |= debugctlLo & debugctlReservedLo;
    // debugctl-reserved
    bad |= debugctlHi & debugctlReservedHi;
    if (bad !== 0) return false;
    // debugctl-reserved
    if ((debugctlLo & 4) === 4 && (supportsBusLockDebug & 1) === 0) return false;
  }
  if ((entry & 0x2000) === 0x2000) {
    const perfGlobalCtrlLo = w[at + 79]!;
    const perfGlobalCtrlReservedLo = c[22]!;
    const perfGlobalCtrlHi = w[at + 80]!;
    const perfGlobalCtrlReservedHi = c[23]!;
    let bad = 0;
    // perf-global-ctrl-reserved
    bad |= perfGlobalCtrlLo & perfGlobalCtrlReservedLo;
    // perf-global-ctrl-reserved
    bad |= perfGlobalCtrlHi & perfGlobalCtrlReservedHi;
    if (bad !== 0) return false;
  }
  if ((entry & 0x40000) === 0x40000) {
    const rtitCtlLo = w[at + 83]!;
    const rtitCtlReservedLo = c[26]!;
    const rtitCtlHi = w[at + 84]!;
    const rtitCtlReservedHi = c[27]!;
    let bad = 0;
    // rtit-ctl-reserved
    bad |= rtitCtlLo & rtitCtlReservedLo;
    // rtit-ctl-reserved
    bad |= rtitCtlHi & rtitCtlReservedHi;
    if (bad !== 0) return false;
  }
  if ((entry & 0x200000) === 0x200000) {
    const lbrCtlLo = w[at + 85]!;
    const lbrCtlReservedLo = c[28]!;
    const lbrCtlHi = w[at + 86]!;
    const lbrCtlReservedHi = c[29]!;
    let bad = 0;
    // lbr-ctl-reserved
    bad |= lbrCtlLo & lbrCtlReservedLo;
    // lbr-ctl-reserved
    bad |= lbrCtlHi & lbrCtlReservedHi;
    if (bad !== 0) return false;
  }
  if ((entry & 0x400000) === 0x400000) {
    const pkrsHi = w[at + 88]!;
    let bad = 0;
    // pkrs-upper-32
    bad |= pkrsHi;
    if (bad !== 0) return false;
  }
  if ((entry & 0x80000) === 0x80000) {
    const uinv = w[at + 89]!;
    let bad = 0;
    // uinv-upper-8
    bad |= uinv & 0xff00;
    if (bad !== 0) return false;
  }
  if ((entry & 0x1000000) === 0x1000000) {
    const specCtrlLo = w[at + 94]!;
    const specCtrlReservedLo = c[30]!;
    const specCtrlHi = w[at + 95]!;
    const specCtrlReservedHi = c[31]!;
    let bad = 0;
    // spec-ctrl-reserved
    bad |= specCtrlLo & specCtrlReservedLo;
    // spec-ctrl-reserved
    bad |= specCtrlHi & specCtrlReservedHi;
    if (bad !== 0) return false;
  }
  const trLimit = w[at + 38]!;
  if ((trLimit & 0xfff) !== 0xfff) {
    let bad = 0;
    // tr-granularity-low
    bad |= trAccessRights & 0x8000;
    if (bad !== 0) return false;
  }
  if ((trLimit & 0xfff00000) !== 0) {
    let bad = 0;
    // tr-granularity-high
    bad |= (trAccessRights ^ 0x8000) & 0x8000;
    if (bad !== 0) return false;
  }
  if ((cr0Lo & 1) === 0) {
    let bad = 0;
    // rflags-vm-real-mode
    bad |= rflagsLo & 0x20000;
    if (bad !== 0) return false;
  }
  if ((activityState & 0xffffffe0) === 0) {
    if (((0xfffffff1 >>> (activityState & 0x1f)) & 1) === 0) {
      const vmxMiscHlt = c[33]!;
      const vmxMiscShutdown = c[34]!;
      const vmxMiscWaitForSipi = c[35]!;
      // activity-state-supported
      if (
        (activityState !== 1 || (vmxMiscHlt & 1) === 0) &&
        (activityState !== 2 || (vmxMiscShutdown & 1) === 0) &&
        (activityState !== 3 || (vmxMiscWaitForSipi & 1) === 0)
      )
        return false;
    }
  }
  if (activityState === 1) {
    const ssAccessRights = w[at + 14]!;
    let bad = 0;
    // activity-hlt-ss-dpl
    bad |= ssAccessRights & 0x60;
    if (bad !== 0) return false;
  }
  if ((interruptibilityState & 1) === 1 || (interruptibilityState & 2) === 2) {
    let bad = 0;
    // activity-active-when-blocking
    bad |= activityState;
    if (bad !== 0) return false;
  }
  if (activityState === 3) {
    let bad = 0;
    // activity-wait-sipi-injection
    bad |= entryInterruptionInfo & 0x80000000;
    if (bad !== 0) return false;
  }
  if ((rflagsLo & 0x200) === 0) {
    let bad = 0;
    // interruptibility-sti-if
    bad |= interruptibilityState & 1;
    if (bad !== 0) return false;
  }
  const inSmm = c[37]!;
  if ((inSmm & 1) === 0) {
    let bad = 0;
    // interruptibility-smi-outside-smm
    bad |= interruptibilityState & 4;
    if (bad !== 0) return false;
  }
  return true;
}

/** Sets the bit of every violated check in `out`; true if there is one. */
export function violations(w: Int32Array, at: number, c: Int32Array, out: Int32Array): boolean {
  let v0 = 0;
  let v1 = 0;
  let v2 = 0;
  let v3 = 0;
  let v4 = 0;
  let v5 = 0;
  let v6 = 0;
  let v7 = 0;
  const cr0Lo = w[at + 40]!;
  const cr0MustBeOneLo = c[0]!;
  const cr0Hi = w[at + 41]!;
  const cr0MustBeOneHi = c[1]!;
  const primaryProcBased = w[at + 51]!;
  const secondaryProcBased = w[at + 52]!;
  const unrestrictedGuest = (primaryProcBased >>> 31) & ((secondaryProcBased >>> 7) & 1);
  const cr0MustBeOneUnrestrictedGuestLo = c[2]!;
  const cr0MustBeOneUnrestrictedGuestHi = c[3]!;
  if (
    ((~cr0Lo & cr0MustBeOneLo) !== 0 || (~cr0Hi & cr0MustBeOneHi) !== 0) &&
    ((unrestrictedGuest & 1) === 0 ||
      (~cr0Lo & cr0MustBeOneUnrestrictedGuestLo) !== 0 ||
      (~cr0Hi & cr0MustBeOneUnrestrictedGuestHi) !== 0)
  )
    v0 |= 1; // cr0-fixed-ones
  const cr0MustBeZeroLo = c[4]!;
  const cr0MustBeZeroHi = c[5]!;
  const cr0MustBeZeroUnrestrictedGuestLo = c[6]!;
  const cr0MustBeZeroUnrestrictedGuestHi = c[7]!;
  if (
    ((cr0Lo & cr0MustBeZeroLo) !== 0 || (cr0Hi & cr0MustBeZeroHi) !== 0) &&
    ((unrestrictedGuest & 1) === 0 ||
      (cr0Lo & cr0MustBeZeroUnrestrictedGuestLo) !== 0 ||
      (cr0Hi & cr0MustBeZeroUnrestrictedGuestHi) !== 0)
  )
    v0 |= 2; // cr0-fixed-zeros
  const cr4Lo = w[at + 44]!;
  const cr4Fixed0Lo = c[8]!;
  const cr4Hi = w[at + 45]!;
  const cr4Fixed0Hi = c[9]!;
  if ((~cr4Lo & cr4Fixed0Lo) !== 0 || (~cr4Hi & cr4Fixed0Hi) !== 0) v0 |= 8; // cr4-fixed-ones
  const cr4MustBeZeroLo = c[10]!;
  const cr4MustBeZeroHi = c[11]!;
  if ((cr4Lo & cr4MustBeZeroLo) !== 0 || (cr4Hi & cr4MustBeZeroHi) !== 0) v0 |= 0x10; // cr4-fixed-zeros
  const trSelector = w[at + 35]!;
  if ((trSelector & 4) === 4) v1 |= 0x100000; // tr-selector-ti
  const trAccessRights = w[at + 39]!;
  if ((trAccessRights & 0x10) === 0x10) v4 |= 0x2000; // tr-s
  if ((trAccessRights & 0x80) === 0) v4 |= 0x4000; // tr-present
  if ((trAccessRights & 0xf00) !== 0) v4 |= 0x8000; // tr-reserved-11-8
  if ((trAccessRights & 0x10000) === 0x10000) v4 |= 0x40000; // tr-usable
  if ((trAccessRights & 0xfffe0000) !== 0) v4 |= 0x80000; // tr-reserved-31-17
  const gdtrLimit = w[at + 63]!;
  if ((gdtrLimit & 0xffff0000) !== 0) v4 |= 0x40000000; // gdtr-limit-upper-16
  const idtrLimit = w[at + 66]!;
  if ((idtrLimit & 0xffff0000) !== 0) v5 |= 1; // idtr-limit-upper-16
  const rflagsLo = w[at + 48]!;
  const rflagsHi = w[at + 49]!;
  if ((rflagsLo & 0xffc08028) !== 0 || rflagsHi !== 0) v5 |= 8; // rflags-reserved-zero
  if ((rflagsLo & 2) === 0) v5 |= 0x10; // rflags-reserved-one
  const activityState = w[at + 55]!;
  if ((activityState & 0xfffffffc) !== 0) v5 |= 0x800; // activity-state-range
  const interruptibilityState = w[at + 56]!;
  if ((interruptibilityState & 0xffffffe0) !== 0) v5 |= 0x80000; // interruptibility-reserved
  if ((interruptibilityState & 1) === 1 && (interruptibilityState & 2) === 2) v5 |= 0x100000; // interruptibility-sti-mov-ss
  const pendingDebugExceptionsLo = w[at + 57]!;
  const pendingDebugExceptionsHi = w[at + 58]!;
  const supportsBusLockDebug = c[14]!;
  if (
    (pendingDebugExceptionsLo & 0xfffea7f0) !== 0 ||
    pendingDebugExceptionsHi !== 0 ||
    ((pendingDebugExceptionsLo & 0x800) === 0x800 && (supportsBusLockDebug & 1) === 0)
  )
    v6 |= 1; // pending-debug-reserved
  if ((rflagsLo & 0x20000) === 0) {
    const csAccessRights = w[at + 9]!;
    if ((csAccessRights & 0x10) === 0) v2 |= 0x10000000; // cs-s
    if ((csAccessRights & 0x80) === 0) v3 |= 0x1000; // cs-present
    if ((csAccessRights & 0xf00) !== 0) v3 |= 0x40000; // cs-reserved-11-8
    if ((csAccessRights & 0xfffe0000) !== 0) v4 |= 0x20; // cs-reserved-31-17
    const dsAccessRights = w[at + 19]!;
    if ((dsAccessRights & 0x10000) === 0) {
      if ((dsAccessRights & 1) === 0) v2 |= 0x100000; // ds-type-accessed
      if ((dsAccessRights & 0x10) === 0) v2 |= 0x40000000; // ds-s
      if ((dsAccessRights & 0x80) === 0) v3 |= 0x4000; // ds-present
      if ((dsAccessRights & 0xf00) !== 0) v3 |= 0x100000; // ds-reserved-11-8
      if ((dsAccessRights & 0xfffe0000) !== 0) v4 |= 0x80; // ds-reserved-31-17
      if ((dsAccessRights & 8) === 8) {
        if ((dsAccessRights & 2) === 0) v2 |= 0x1000000; // ds-type-readable
      }
      if ((unrestrictedGuest & 1) === 0) {
        if (((0xfffff000 >>> (dsAccessRights & 0xf)) & 1) === 0) {
          const dsSelector = w[at + 15]!;
          if ((dsSelector & 3) > ((dsAccessRights >>> 5) & 3)) v3 |= 0x100; // ds-dpl-rpl
        }
      }
      const dsLimit = w[at + 18]!;
      if ((dsLimit & 0xfff) !== 0xfff) {
        if ((dsAccessRights & 0x8000) === 0x8000) v3 |= 0x8000000; // ds-granularity-low
      }
      if ((dsLimit & 0xfff00000) !== 0) {
        if ((dsAccessRights & 0x8000) === 0) v4 |= 2; // ds-granularity-high
      }
    }
    const esAccessRights = w[at + 4]!;
    if ((esAccessRights & 0x10000) === 0) {
      if ((esAccessRights & 1) === 0) v2 |= 0x200000; // es-type-accessed
      if ((esAccessRights & 0x10) === 0) v2 |= 0x80000000; // es-s
      if ((esAccessRights & 0x80) === 0) v3 |= 0x8000; // es-present
      if ((esAccessRights & 0xf00) !== 0) v3 |= 0x200000; // es-reserved-11-8
      if ((esAccessRights & 0xfffe0000) !== 0) v4 |= 0x100; // es-reserved-31-17
      if ((esAccessRights & 8) === 8) {
        if ((esAccessRights & 2) === 0) v2 |= 0x2000000; // es-type-readable
      }
      if ((unrestrictedGuest & 1) === 0) {
        if (((0xfffff000 >>> (esAccessRights & 0xf)) & 1) === 0) {
          const esSelector = w[at]!;
          if ((esSelector & 3) > ((esAccessRights >>> 5) & 3)) v3 |= 0x200; // es-dpl-rpl
        }
      }
      const esLimit = w[at + 3]!;
      if ((esLimit & 0xfff) !== 0xfff) {
        if ((esAccessRights & 0x8000) === 0x8000) v3 |= 0x10000000; // es-granularity-low
      }
      if ((esLimit & 0xfff00000) !== 0) {
        if ((esAccessRights & 0x8000) === 0) v4 |= 4; // es-granularity-high
      }
    }
    const fsAccessRights = w[at + 24]!;
    if ((fsAccessRights & 0x10000) === 0) {
      if ((fsAccessRights & 1) === 0) v2 |= 0x400000; // fs-type-accessed
      if ((fsAccessRights & 0x10) === 0) v3 |= 1; // fs-s
      if ((fsAccessRights & 0x80) === 0) v3 |= 0x10000; // fs-present
      if ((fsAccessRights & 0xf00) !== 0) v3 |= 0x400000; // fs-reserved-11-8
      if ((fsAccessRights & 0xfffe0000) !== 0) v4 |= 0x200; // fs-reserved-31-17
      if ((fsAccessRights & 8) === 8) {
        if ((fsAccessRights & 2) === 0) v2 |= 0x4000000; // fs-type-readable
      }
      if ((unrestrictedGuest & 1) === 0) {
        if (((0xfffff000 >>> (fsAccessRights & 0xf)) & 1) === 0) {
          const fsSelector = w[at + 20]!;
          if ((fsSelector & 3) > ((fsAccessRights >>> 5) & 3)) v3 |= 0x400; // fs-dpl-rpl
        }
      }
      const fsLimit = w[at + 23]!;
      if ((fsLimit & 0xfff) !== 0xfff) {
        if ((fsAccessRights & 0x8000) === 0x8000) v3 |= 0x20000000; // fs-granularity-low
      }
      if ((fsLimit & 0xfff00000) !== 0) {
        if ((fsAccessRights & 0x8000) === 0) v4 |= 8; // fs-granularity-high
      }
    }
    const gsAccessRights = w[at + 29]!;
    if ((gsAccessRights & 0x10000) === 0) {
      if ((gsAccessRights & 1) === 0) v2 |= 0x800000; // gs-type-accessed
      if ((gsAccessRights & 0x10) === 0) v3 |= 2; // gs-s
      if ((gsAccessRights & 0x80) === 0) v3 |= 0x20000; // gs-present
      if ((gsAccessRights & 0xf00) !== 0) v3 |= 0x800000; // gs-reserved-11-8
      if ((gsAccessRights & 0xfffe0000) !== 0) v4 |= 0x400; // gs-reserved-31-17
      if ((gsAccessRights & 8) === 8) {
        if ((gsAccessRights & 2) === 0) v2 |= 0x8000000; // gs-type-readable
      }
      if ((unrestrictedGuest & 1) === 0) {
        if (((0xfffff000 >>> (gsAccessRights & 0xf)) & 1) === 0) {
          const gsSelector = w[at + 25]!;
          if ((gsSelector & 3) > ((gsAccessRights >>> 5) & 3)) v3 |= 0x800; // gs-dpl-rpl
        }
      }
      const gsLimit = w[at + 28]!;
      if ((gsLimit & 0xfff) !== 0xfff) {
        if ((gsAccessRights & 0x8000) === 0x8000) v3 |= 0x40000000; // gs-granularity-low
      }
      if ((gsLimit & 0xfff00000) !== 0) {
        if ((gsAccessRights & 0x8000) === 0) v4 |= 0x10; // gs-granularity-high
      }
    }
    const ssAccessRights = w[at + 14]!;
    if ((ssAccessRights & 0x10000) === 0) {
      if (((0xffffff77 >>> (ssAccessRights & 0xf)) & 1) !== 0) v2 |= 0x80000; // ss-type
      if ((ssAccessRights & 0x10) === 0) v2 |= 0x20000000; // ss-s
      if ((ssAccessRights & 0x80) === 0) v3 |= 0x2000; // ss-present
      if ((ssAccessRights & 0xf00) !== 0) v3 |= 0x80000; // ss-reserved-11-8
      if ((ssAccessRights & 0xfffe0000) !== 0) v4 |= 0x40; // ss-reserved-31-17
      const ssLimit = w[at + 13]!;
      if ((ssLimit & 0xfff) !== 0xfff) {
        if ((ssAccessRights & 0x8000) === 0x8000) v3 |= 0x4000000; // ss-granularity-low
      }
      if ((ssLimit & 0xfff00000) !== 0) {
        if ((ssAccessRights & 0x8000) === 0) v4 |= 1; // ss-granularity-high
      }
    }
    if ((unrestrictedGuest & 1) === 0) {
      const ssSelector = w[at + 10]!;
      const csSelector = w[at + 5]!;
      if (((ssSelector ^ csSelector) & 3) !== 0) v1 |= 0x400000; // ss-selector-rpl-cs
      if (((0xffff55ff >>> (csAccessRights & 0xf)) & 1) !== 0) v2 |= 0x20000; // cs-type
      if ((((ssAccessRights >>> 5) ^ ssSelector) & 3) !== 0) v3 |= 0x20; // ss-dpl-rpl
    } else {
      if (((0xffff55f7 >>> (csAccessRights & 0xf)) & 1) !== 0) v2 |= 0x40000; // cs-type-unrestricted-guest
    }
    if ((csAccessRights & 0xf) === 3) {
      if ((csAccessRights & 0x60) !== 0) v3 |= 4; // cs-dpl-type-3
      if ((ssAccessRights & 0x60) !== 0) v3 |= 0x40; // ss-dpl-zero-cs-type-3
    }
    if (((0xfffff5ff >>> (csAccessRights & 0xf)) & 1) === 0) {
      if (((csAccessRights ^ ssAccessRights) & 0x60) !== 0) v3 |= 8; // cs-dpl-nonconforming
    }
    if (((0xffff5fff >>> (csAccessRights & 0xf)) & 1) === 0) {
      if (((csAccessRights >>> 5) & 3) > ((ssAccessRights >>> 5) & 3)) v3 |= 0x10; // cs-dpl-conforming
    }
    if ((cr0Lo & 1) === 0) {
      if ((ssAccessRights & 0x60) !== 0) v3 |= 0x80; // ss-dpl-zero-real-mode
    }
    const entry = w[at + 53]!;
    if ((entry & 0x200) === 0x200) {
      if ((csAccessRights & 0x2000) === 0x2000) {
        if ((csAccessRights & 0x4000) === 0x4000) v3 |= 0x1000000; // cs-db-long-mode
      }
    }
    const csLimit = w[at + 8]!;
    if ((csLimit & 0xfff) !== 0xfff) {
      if ((csAccessRights & 0x8000) === 0x8000) v3 |= 0x2000000; // cs-granularity-low
    }
    if ((csLimit & 0xfff00000) !== 0) {
      if ((csAccessRights & 0x8000) === 0) v3 |= 0x80000000; // cs-granularity-high
    }
  } else {
    const csBaseLo = w[at + 6]!;
    const csSelector = w[at + 5]!;
    const csBaseHi = w[at + 7]!;
    if ((csBaseLo ^ ((csSelector << 4) & 0xffff0)) !== 0 || csBaseHi !== 0) v1 |= 0x800000; // cs-base-virtual-8086
    const ssBaseLo = w[at + 11]!;
    const ssSelector = w[at + 10]!;
    const ssBaseHi = w[at + 12]!;
    if ((ssBaseLo ^ ((ssSelector << 4) & 0xffff0)) !== 0 || ssBaseHi !== 0) v1 |= 0x1000000; // ss-base-virtual-8086
    const dsBaseLo = w[at + 16]!;
    const dsSelector = w[at + 15]!;
    const dsBaseHi = w[at + 17]!;
    if ((dsBaseLo ^ ((dsSelector << 4) & 0xffff0)) !== 0 || dsBaseHi !== 0) v1 |= 0x2000000; // ds-base-virtual-8086
    const esBaseLo = w[at + 1]!;
    const esSelector = w[at]!;
    const esBaseHi = w[at + 2]!;
    if ((esBaseLo ^ ((esSelector << 4) & 0xffff0)) !== 0 || esBaseHi !== 0) v1 |= 0x4000000; // es-base-virtual-8086
    const fsBaseLo = w[at + 21]!;
    const fsSelector = w[at + 20]!;
    const fsBaseHi = w[at + 22]!;
    if ((fsBaseLo ^ ((fsSelector << 4) & 0xffff0)) !== 0 || fsBaseHi !== 0) v1 |= 0x8000000; // fs-base-virtual-8086
    const gsBaseLo = w[at + 26]!;
    const gsSelector = w[at + 25]!;
    const gsBaseHi = w[at + 27]!;
    if ((gsBaseLo ^ ((gsSelector << 4) & 0xffff0)) !== 0 || gsBaseHi !== 0) v1 |= 0x10000000; // gs-base-virtual-8086
    const csLimit = w[at + 8]!;
    if (csLimit !== 0xffff) v2 |= 0x20; // cs-limit-virtual-8086
    const ssLimit = w[at + 13]!;
    if (ssLimit !== 0xffff) v2 |= 0x40; // ss-limit-virtual-8086
    const dsLimit = w[at + 18]!;
    if (dsLimit !== 0xffff) v2 |= 0x80; // ds-limit-virtual-8086
    const esLimit = w[at + 3]!;
    if (esLimit !== 0xffff) v2 |= 0x100; // es-limit-virtual-8086
    const fsLimit = w[at + 23]!;
    if (fsLimit !== 0xffff) v2 |= 0x200; // fs-limit-virtual-8086
    const gsLimit = w[at + 28]!;
    if (gsLimit !== 0xffff) v2 |= 0x400; // gs-limit-virtual-8086
    const csAccessRights = w[at + 9]!;
    if (csAccessRights !== 0xf3) v2 |= 0x800; // cs-access-rights-virtual-8086
    const ssAccessRights = w[at + 14]!;
    if (ssAccessRights !== 0xf3) v2 |= 0x1000; // ss-access-rights-virtual-8086
    const dsAccessRights = w[at + 19]!;
    if (dsAccessRights !== 0xf3) v2 |= 0x2000; // ds-access-rights-virtual-8086
    const esAccessRights = w[at + 4]!;
    if (esAccessRights !== 0xf3) v2 |= 0x4000; // es-access-rights-virtual-8086
    const fsAccessRights = w[at + 24]!;
    if (fsAccessRights !== 0xf3) v2 |= 0x8000; // fs-access-rights-virtual-8086
    const gsAccessRights = w[at + 29]!;
    if (gsAccessRights !== 0xf3) v2 |= 0x10000; // gs-access-rights-virtual-8086
  }
  const supportsIntel64 = c[15]!;
  if ((supportsIntel64 & 1) === 1) {
    const cr3Hi = w[at + 43]!;
    const physicalAddressWidthFitsHi = c[16]!;
    const supportsLam = c[17]!;
    if (
      (cr3Hi & physicalAddressWidthFitsHi) !== 0 &&
      ((supportsLam & 1) === 0 ||
        (cr3Hi & 0x80000000) === (0x80000000 | 0) ||
        (cr3Hi & physicalAddressWidthFitsHi & 0x1fffffff) !== 0)
    )
      v0 |= 0x800; // cr3-width
    const sysenterEspHi = w[at + 70]!;
    const linearAddressWidthCanonicalHi = c[18]!;
    if (((sysenterEspHi ^ (sysenterEspHi >> 31)) & linearAddressWidthCanonicalHi) !== 0)
      v0 |= 0x2000; // sysenter-esp-canonical
    const sysenterEipHi = w[at + 72]!;
    if (((sysenterEipHi ^ (sysenterEipHi >> 31)) & linearAddressWidthCanonicalHi) !== 0)
      v0 |= 0x4000; // sysenter-eip-canonical
    const fsBaseHi = w[at + 22]!;
    if (((fsBaseHi ^ (fsBaseHi >> 31)) & linearAddressWidthCanonicalHi) !== 0) v1 |= 0x20000000; // fs-base-canonical
    const gsBaseHi = w[at + 27]!;
    if (((gsBaseHi ^ (gsBaseHi >> 31)) & linearAddressWidthCanonicalHi) !== 0) v1 |= 0x40000000; // gs-base-canonical
    const trBaseHi = w[at + 37]!;
    if (((trBaseHi ^ (trBaseHi >> 31)) & linearAddressWidthCanonicalHi) !== 0) v1 |= 0x80000000; // tr-base-canonical
    const csBaseHi = w[at + 7]!;
    if (csBaseHi !== 0) v2 |= 2; // cs-base-upper-32
    const gdtrBaseHi = w[at + 62]!;
    if (((gdtrBaseHi ^ (gdtrBaseHi >> 31)) & linearAddressWidthCanonicalHi) !== 0) v4 |= 0x20000000; // gdtr-base-canonical
    const idtrBaseHi = w[at + 65]!;
    if (((idtrBaseHi ^ (idtrBaseHi >> 31)) & linearAddressWidthCanonicalHi) !== 0) v4 |= 0x80000000; // idtr-base-canonical
    const linearAddressWidthCanonicalLo = c[19]!;
    if (linearAddressWidthCanonicalLo !== 0) {
      const sysenterEspLo = w[at + 69]!;
      if (((sysenterEspLo ^ (sysenterEspHi >> 31)) & linearAddressWidthCanonicalLo) !== 0)
        v0 |= 0x2000; // sysenter-esp-canonical
      const sysenterEipLo = w[at + 71]!;
      if (((sysenterEipLo ^ (sysenterEipHi >> 31)) & linearAddressWidthCanonicalLo) !== 0)
        v0 |= 0x4000; // sysenter-eip-canonical
      const fsBaseLo = w[at + 21]!;
      if (((fsBaseLo ^ (fsBaseHi >> 31)) & linearAddressWidthCanonicalLo) !== 0) v1 |= 0x20000000; // fs-base-canonical
      const gsBaseLo = w[at + 26]!;
      if (((gsBaseLo ^ (gsBaseHi >> 31)) & linearAddressWidthCanonicalLo) !== 0) v1 |= 0x40000000; // gs-base-canonical
      const trBaseLo = w[at + 36]!;
      if (((trBaseLo ^ (trBaseHi >> 31)) & linearAddressWidthCanonicalLo) !== 0) v1 |= 0x80000000; // tr-base-canonical
      const gdtrBaseLo = w[at + 61]!;
      if (((gdtrBaseLo ^ (gdtrBaseHi >> 31)) & linearAddressWidthCanonicalLo) !== 0)
        v4 |= 0x20000000; // gdtr-base-canonical
      const idtrBaseLo = w[at + 64]!;
      if (((idtrBaseLo ^ (idtrBaseHi >> 31)) & linearAddressWidthCanonicalLo) !== 0)
        v4 |= 0x80000000; // idtr-base-canonical
      const entry = w[at + 53]!;
      if ((entry & 0x100000) === 0x100000) {
        const sCetLo = w[at + 90]!;
        const sCetHi = w[at + 91]!;
        if (((sCetLo ^ (sCetHi >> 31)) & linearAddressWidthCanonicalLo) !== 0) v0 |= 0x8000; // s-cet-canonical
        const interruptSspTableAddrLo = w[at + 92]!;
        const interruptSspTableAddrHi = w[at + 93]!;
        if (
          ((interruptSspTableAddrLo ^ (interruptSspTableAddrHi >> 31)) &
            linearAddressWidthCanonicalLo) !==
          0
        )
          v0 |= 0x10000; // interrupt-ssp-table-canonical
      }
      const ldtrAccessRights = w[at + 34]!;
      if ((ldtrAccessRights & 0x10000) === 0) {
        const ldtrBaseLo = w[at + 31]!;
        const ldtrBaseHi = w[at + 32]!;
        if (((ldtrBaseLo ^ (ldtrBaseHi >> 31)) & linearAddressWidthCanonicalLo) !== 0) v2 |= 1; // ldtr-base-canonical
      }
    }
    const entry = w[at + 53]!;
    if ((entry & 0x200) === 0x200) {
      if ((cr0Lo & 0x80000000) === 0) v0 |= 0x80; // cr0-pg-ia32e
      if ((cr4Lo & 0x20) === 0) v0 |= 0x100; // cr4-pae-ia32e
      const csAccessRights = w[at + 9]!;
      if ((csAccessRights & 0x2000) === 0x2000) {
        const ripHi = w[at + 47]!;
        const linearAddressWidthIdenticalHi = c[32]!;
        if (((ripHi ^ (ripHi >> 31)) & linearAddressWidthIdenticalHi) !== 0) v5 |= 4; // rip-linear-width
      }
    } else {
      if ((cr4Lo & 0x20000) === 0x20000) v0 |= 0x200; // cr4-pcide-legacy
      if ((cr4Hi & 1) === 1) v0 |= 0x400; // cr4-fred-legacy
    }
    if ((entry & 0x100000) === 0x100000) {
      const sCetHi = w[at + 91]!;
      if (((sCetHi ^ (sCetHi >> 31)) & linearAddressWidthCanonicalHi) !== 0) v0 |= 0x8000; // s-cet-canonical
      const interruptSspTableAddrHi = w[at + 93]!;
      if (
        ((interruptSspTableAddrHi ^ (interruptSspTableAddrHi >> 31)) &
          linearAddressWidthCanonicalHi) !==
        0
      )
        v0 |= 0x10000; // interrupt-ssp-table-canonical
      const sspHi = w[at + 119]!;
      const linearAddressWidthIdenticalHi = c[32]!;
      if (((sspHi ^ (sspHi >> 31)) & linearAddressWidthIdenticalHi) !== 0) v5 |= 0x400; // ssp-linear-width
    }
    if ((entry & 4) === 4) {
      const dr7Hi = w[at + 68]!;
      if (dr7Hi !== 0) v0 |= 0x1000; // dr7-upper-32
    }
    const ldtrAccessRights = w[at + 34]!;
    if ((ldtrAccessRights & 0x10000) === 0) {
      const ldtrBaseHi = w[at + 32]!;
      if (((ldtrBaseHi ^ (ldtrBaseHi >> 31)) & linearAddressWidthCanonicalHi) !== 0) v2 |= 1; // ldtr-base-canonical
    }
    const ssAccessRights = w[at + 14]!;
    if ((ssAccessRights & 0x10000) === 0) {
      const ssBaseHi = w[at + 12]!;
      if (ssBaseHi !== 0) v2 |= 4; // ss-base-upper-32
    }
    const dsAccessRights = w[at + 19]!;
    if ((dsAccessRights & 0x10000) === 0) {
      const dsBaseHi = w[at + 17]!;
      if (dsBaseHi !== 0) v2 |= 8; // ds-base-upper-32
    }
    const esAccessRights = w[at + 4]!;
    if ((esAccessRights & 0x10000) === 0) {
      const esBaseHi = w[at + 2]!;
      if (esBaseHi !== 0) v2 |= 0x10; // es-base-upper-32
    }
    const csAccessRights = w[at + 9]!;
    if ((entry & 0x200) === 0 || (csAccessRights & 0x2000) === 0) {
      const ripHi = w[at + 47]!;
      if (ripHi !== 0) v5 |= 2; // rip-upper-32
    }
  }
  const entry = w[at + 53]!;
  if ((entry & 0x800000) === 0x800000) {
    const fredConfigLo = w[at + 96]!;
    if ((fredConfigLo & 0x834) !== 0) v1 |= 0x40; // fred-config-reserved
    const fredConfigHi = w[at + 97]!;
    const linearAddressWidthCanonicalHi = c[18]!;
    if (((fredConfigHi ^ (fredConfigHi >> 31)) & linearAddressWidthCanonicalHi) !== 0) v1 |= 0x80; // fred-config-canonical
    const fredRsp1Lo = w[at + 98]!;
    if ((fredRsp1Lo & 0x3f) !== 0) v1 |= 0x100; // fred-rsp1-aligned
    const fredRsp1Hi = w[at + 99]!;
    if (((fredRsp1Hi ^ (fredRsp1Hi >> 31)) & linearAddressWidthCanonicalHi) !== 0) v1 |= 0x200; // fred-rsp1-canonical
    const fredSsp1Lo = w[at + 104]!;
    if ((fredSsp1Lo & 7) !== 0) v1 |= 0x400; // fred-ssp1-aligned
    const fredSsp1Hi = w[at + 105]!;
    if (((fredSsp1Hi ^ (fredSsp1Hi >> 31)) & linearAddressWidthCanonicalHi) !== 0) v1 |= 0x800; // fred-ssp1-canonical
    const fredRsp2Lo = w[at + 100]!;
    if ((fredRsp2Lo & 0x3f) !== 0) v1 |= 0x1000; // fred-rsp2-aligned
    const fredRsp2Hi = w[at + 101]!;
    if (((fredRsp2Hi ^ (fredRsp2Hi >> 31)) & linearAddressWidthCanonicalHi) !== 0) v1 |= 0x2000; // fred-rsp2-canonical
    const fredSsp2Lo = w[at + 106]!;
    if ((fredSsp2Lo & 7) !== 0) v1 |= 0x4000; // fred-ssp2-aligned
    const fredSsp2Hi = w[at + 107]!;
    if (((fredSsp2Hi ^ (fredSsp2Hi >> 31)) & linearAddressWidthCanonicalHi) !== 0) v1 |= 0x8000; // fred-ssp2-canonical
    const fredRsp3Lo = w[at + 102]!;
    if ((fredRsp3Lo & 0x3f) !== 0) v1 |= 0x10000; // fred-rsp3-aligned
    const fredRsp3Hi = w[at + 103]!;
    if (((fredRsp3Hi ^ (fredRsp3Hi >> 31)) & linearAddressWidthCanonicalHi) !== 0) v1 |= 0x20000; // fred-rsp3-canonical
    const fredSsp3Lo = w[at + 108]!;
    if ((fredSsp3Lo & 7) !== 0) v1 |= 0x40000; // fred-ssp3-aligned
    const fredSsp3Hi = w[at + 109]!;
    if (((fredSsp3Hi ^ (fredSsp3Hi >> 31)) & linearAddressWidthCanonicalHi) !== 0) v1 |= 0x80000; // fred-ssp3-canonical
    const linearAddressWidthCanonicalLo = c[19]!;
    if (linearAddressWidthCanonicalLo !== 0) {
      if (((fredConfigLo ^ (fredConfigHi >> 31)) & linearAddressWidthCanonicalLo) !== 0) v1 |= 0x80; // fred-config-canonical
      if (((fredRsp1Lo ^ (fredRsp1Hi >> 31)) & linearAddressWidthCanonicalLo) !== 0) v1 |= 0x200; // fred-rsp1-canonical
      if (((fredSsp1Lo ^ (fredSsp1Hi >> 31)) & linearAddressWidthCanonicalLo) !== 0) v1 |= 0x800; // fred-ssp1-canonical
      if (((fredRsp2Lo ^ (fredRsp2Hi >> 31)) & linearAddressWidthCanonicalLo) !== 0) v1 |= 0x2000; // fred-rsp2-canonical
      if (((fredSsp2Lo ^ (fredSsp2Hi >> 31)) & linearAddressWidthCanonicalLo) !== 0) v1 |= 0x8000; // fred-ssp2-canonical
      if (((fredRsp3Lo ^ (fredRsp3Hi >> 31)) & linearAddressWidthCanonicalLo) !== 0) v1 |= 0x20000; // fred-rsp3-canonical
      if (((fredSsp3Lo ^ (fredSsp3Hi >> 31)) & linearAddressWidthCanonicalLo) !== 0) v1 |= 0x80000; // fred-ssp3-canonical
    }
  }
  if ((entry & 0x4000) === 0x4000) {
    const patLo = w[at + 75]!;
    if ((patLo & 0xe0) !== 0 || ((0xffffff0c >>> (patLo & 0x1f)) & 1) !== 0) v0 |= 0x100000; // pat-pa0
    if ((patLo & 0xe000) !== 0 || ((0xffffff0c >>> ((patLo >>> 8) & 0x1f)) & 1) !== 0)
      v0 |= 0x200000; // pat-pa1
    if ((patLo & 0xe00000) !== 0 || ((0xffffff0c >>> ((patLo >>> 16) & 0x1f)) & 1) !== 0)
      v0 |= 0x400000; // pat-pa2
    if ((patLo & 0xe0000000) !== 0 || ((0xffffff0c >>> ((patLo >>> 24) & 0x1f)) & 1) !== 0)
      v0 |= 0x800000; // pat-pa3
    const patHi = w[at + 76]!;
    if ((patHi & 0xe0) !== 0 || ((0xffffff0c >>> (patHi & 0x1f)) & 1) !== 0) v0 |= 0x1000000; // pat-pa4
    if ((patHi & 0xe000) !== 0 || ((0xffffff0c >>> ((patHi >>> 8) & 0x1f)) & 1) !== 0)
      v0 |= 0x2000000; // pat-pa5
    if ((patHi & 0xe00000) !== 0 || ((0xffffff0c >>> ((patHi >>> 16) & 0x1f)) & 1) !== 0)
      v0 |= 0x4000000; // pat-pa6
    if ((patHi & 0xe0000000) !== 0 || ((0xffffff0c >>> ((patHi >>> 24) & 0x1f)) & 1) !== 0)
      v0 |= 0x8000000; // pat-pa7
  }
  const ldtrAccessRights = w[at + 34]!;
  if ((ldtrAccessRights & 0x10000) === 0) {
    const ldtrSelector = w[at + 30]!;
    if ((ldtrSelector & 4) === 4) v1 |= 0x200000; // ldtr-selector-ti
    if ((ldtrAccessRights & 0xf) !== 2) v4 |= 0x100000; // ldtr-type
    if ((ldtrAccessRights & 0x10) === 0x10) v4 |= 0x200000; // ldtr-s
    if ((ldtrAccessRights & 0x80) === 0) v4 |= 0x400000; // ldtr-present
    if ((ldtrAccessRights & 0xf00) !== 0) v4 |= 0x800000; // ldtr-reserved-11-8
    if ((ldtrAccessRights & 0xfffe0000) !== 0) v4 |= 0x4000000; // ldtr-reserved-31-17
    const ldtrLimit = w[at + 33]!;
    if ((ldtrLimit & 0xfff) !== 0xfff) {
      if ((ldtrAccessRights & 0x8000) === 0x8000) v4 |= 0x1000000; // ldtr-granularity-low
    }
    if ((ldtrLimit & 0xfff00000) !== 0) {
      if ((ldtrAccessRights & 0x8000) === 0) v4 |= 0x2000000; // ldtr-granularity-high
    }
  }
  const entryInterruptionInfo = w[at + 54]!;
  if ((entryInterruptionInfo & 0x80000000) === (0x80000000 | 0)) {
    if ((entryInterruptionInfo & 0x700) === 0) {
      if ((rflagsLo & 0x200) === 0) v5 |= 0x80; // rflags-if-external-interrupt
      if ((interruptibilityState & 1) === 1) v5 |= 0x400000; // interruptibility-external-interrupt-sti
      if ((interruptibilityState & 2) === 2) v5 |= 0x800000; // interruptibility-external-interrupt-mov-ss
    }
    if ((entryInterruptionInfo & 0x700) === 0x200) {
      if ((interruptibilityState & 2) === 2) v5 |= 0x1000000; // interruptibility-nmi-mov-ss
      const nmiInjectionNeedsNoStiBlocking = c[36]!;
      if ((nmiInjectionNeedsNoStiBlocking & 1) === 1) {
        if ((interruptibilityState & 1) === 1) v5 |= 0x2000000; // interruptibility-nmi-sti
      }
      const pinBased = w[at + 50]!;
      if ((pinBased & 0x20) === 0x20) {
        if ((interruptibilityState & 8) === 8) v5 |= 0x10000000; // interruptibility-nmi-virtual-nmis
      }
    }
    if (activityState === 1) {
      if (
        ((0xfffffffa >>> ((entryInterruptionInfo >>> 8) & 7)) & 1) !== 0 &&
        ((entryInterruptionInfo & 0x700) !== 0x300 ||
          (entryInterruptionInfo & 0xe0) !== 0 ||
          ((0xfffbfffd >>> (entryInterruptionInfo & 0x1f)) & 1) !== 0) &&
        ((entryInterruptionInfo & 0x700) !== 0x700 || (entryInterruptionInfo & 0xff) !== 0)
      )
        v5 |= 0x8000; // activity-hlt-injection
    }
    if (activityState === 2) {
      if (
        (entryInterruptionInfo & 0x700) !== 0x200 &&
        ((entryInterruptionInfo & 0x700) !== 0x300 || (entryInterruptionInfo & 0xff) !== 0x12)
      )
        v5 |= 0x10000; // activity-shutdown-injection
    }
  }
  if ((entry & 0x200) === 0) {
    if (((0xfffff7f7 >>> (trAccessRights & 0xf)) & 1) !== 0) v4 |= 0x800; // tr-type-legacy
    if ((cr0Lo & 0x80000000) === (0x80000000 | 0)) {
      if ((cr4Lo & 0x20) === 0x20) {
        const ept = (primaryProcBased >>> 31) & ((secondaryProcBased >>> 1) & 1);
        if ((ept & 1) === 1) {
          const pdpte0Lo = w[at + 110]!;
          if ((pdpte0Lo & 1) === 1) {
            const pdpte0Hi = w[at + 111]!;
            const physicalAddressWidthFitsHi = c[16]!;
            if ((pdpte0Lo & 0x1e6) !== 0 || (pdpte0Hi & physicalAddressWidthFitsHi) !== 0)
              v6 |= 0x1000; // pdpte0-reserved
          }
          const pdpte1Lo = w[at + 112]!;
          if ((pdpte1Lo & 1) === 1) {
            const pdpte1Hi = w[at + 113]!;
            const physicalAddressWidthFitsHi = c[16]!;
            if ((pdpte1Lo & 0x1e6) !== 0 || (pdpte1Hi & physicalAddressWidthFitsHi) !== 0)
              v6 |= 0x2000; // pdpte1-reserved
          }
          const pdpte2Lo = w[at + 114]!;
          if ((pdpte2Lo & 1) === 1) {
            const pdpte2Hi = w[at + 115]!;
            const physicalAddressWidthFitsHi = c[16]!;
            if ((pdpte2Lo & 0x1e6) !== 0 || (pdpte2Hi & physicalAddressWidthFitsHi) !== 0)
              v6 |= 0x4000; // pdpte2-reserved
          }
          const pdpte3Lo = w[at + 116]!;
          if ((pdpte3Lo & 1) === 1) {
            const pdpte3Hi = w[at + 117]!;
            const physicalAddressWidthFitsHi = c[16]!;
            if ((pdpte3Lo & 0x1e6) !== 0 || (pdpte3Hi & physicalAddressWidthFitsHi) !== 0)
              v6 |= 0x8000; // pdpte3-reserved
          }
        } else {
          const memoryPdpte0Lo = w[at + 126]!;
          const memoryPdpte0Hi = w[at + 127]!;
          const physicalAddressWidthFitsHi = c[16]!;
          const memoryPdpte1Lo = w[at + 128]!;
          const memoryPdpte1Hi = w[at + 129]!;
          const memoryPdpte2Lo = w[at + 130]!;
          const memoryPdpte2Hi = w[at + 131]!;
          const memoryPdpte3Lo = w[at + 132]!;
          const memoryPdpte3Hi = w[at + 133]!;
          if (
            ((memoryPdpte0Lo & 1) === 1 &&
              ((memoryPdpte0Lo & 0x1e6) !== 0 ||
                (memoryPdpte0Hi & physicalAddressWidthFitsHi) !== 0)) ||
            ((memoryPdpte1Lo & 1) === 1 &&
              ((memoryPdpte1Lo & 0x1e6) !== 0 ||
                (memoryPdpte1Hi & physicalAddressWidthFitsHi) !== 0)) ||
            ((memoryPdpte2Lo & 1) === 1 &&
              ((memoryPdpte2Lo & 0x1e6) !== 0 ||
                (memoryPdpte2Hi & physicalAddressWidthFitsHi) !== 0)) ||
            ((memoryPdpte3Lo & 1) === 1 &&
              ((memoryPdpte3Lo & 0x1e6) !== 0 ||
                (memoryPdpte3Hi & physicalAddressWidthFitsHi) !== 0))
          )
            v6 |= 0x10000; // pdpte-memory-reserved
        }
      }
    }
  } else {
    if ((trAccessRights & 0xf) !== 0xb) v4 |= 0x1000; // tr-type-ia32e
    if ((rflagsLo & 0x20000) === 0x20000) v5 |= 0x20; // rflags-vm-ia32e
  }
  const vmcsLinkPointerLo = w[at + 59]!;
  const vmcsLinkPointerHi = w[at + 60]!;
  if (vmcsLinkPointerLo !== (0xffffffff | 0) || vmcsLinkPointerHi !== (0xffffffff | 0)) {
    if ((vmcsLinkPointerLo & 0xfff) !== 0) v6 |= 0x40; // vmcs-link-pointer-alignment
    const vmxBasicPhysicalAddressesLimitedTo32Bits = c[40]!;
    const physicalAddressWidthFitsHi = c[16]!;
    if (
      vmcsLinkPointerHi !== 0 &&
      ((vmxBasicPhysicalAddressesLimitedTo32Bits & 1) === 1 ||
        (vmcsLinkPointerHi & physicalAddressWidthFitsHi) !== 0)
    )
      v6 |= 0x80; // vmcs-link-pointer-width
    const memoryLinkPointerDword = w[at + 120]!;
    const memoryVmcsRevision = w[at + 121]!;
    if (((memoryLinkPointerDword ^ memoryVmcsRevision) & 0x7fffffff) !== 0) v6 |= 0x100; // vmcs-link-pointer-revision
    const vmcsShadowing = (primaryProcBased >>> 31) & ((secondaryProcBased >>> 14) & 1);
    if ((((memoryLinkPointerDword >>> 31) ^ vmcsShadowing) & 1) !== 0) v6 |= 0x200; // vmcs-link-pointer-shadow
    const inSmm = c[37]!;
    if ((inSmm & 1) === 0 || (entry & 0x400) === 0x400) {
      const memoryCurrentVmcsLo = w[at + 122]!;
      const memoryCurrentVmcsHi = w[at + 123]!;
      if (
        (vmcsLinkPointerLo ^ memoryCurrentVmcsLo) === 0 &&
        (vmcsLinkPointerHi ^ memoryCurrentVmcsHi) === 0
      )
        v6 |= 0x400; // vmcs-link-pointer-not-current
    }
    if ((inSmm & 1) === 1) {
      if ((entry & 0x400) === 0) {
        const memoryExecutiveVmcsLo = w[at + 124]!;
        const memoryExecutiveVmcsHi = w[at + 125]!;
        if (
          (vmcsLinkPointerLo ^ memoryExecutiveVmcsLo) === 0 &&
          (vmcsLinkPointerHi ^ memoryExecutiveVmcsHi) === 0
        )
          v6 |= 0x800; // vmcs-link-pointer-not-executive
      }
    }
  }
  if ((cr4Hi & 1) === 1) {
    const ssAccessRights = w[at + 14]!;
    if (((0xfffffff6 >>> ((ssAccessRights >>> 5) & 3)) & 1) !== 0) v4 |= 0x8000000; // ss-dpl-fred
    if ((ssAccessRights & 0x60) === 0x60) {
      if ((rflagsLo & 0x3000) !== 0) v5 |= 0x100; // rflags-iopl-fred-cpl3
      if ((interruptibilityState & 1) === 1) v5 |= 0x80000000; // interruptibility-sti-fred-cpl3
    }
    if ((ssAccessRights & 0x60) === 0) {
      const csAccessRights = w[at + 9]!;
      if ((csAccessRights & 0x2000) === 0) v4 |= 0x10000000; // cs-l-fred-cpl0
    }
  }
  if ((entry & 0x100000) === 0x100000) {
    const sCetLo = w[at + 90]!;
    const sCetReservedLo = c[20]!;
    const sCetHi = w[at + 91]!;
    const sCetReservedHi = c[21]!;
    if ((sCetLo & sCetReservedLo) !== 0 || (sCetHi & sCetReservedHi) !== 0) v0 |= 0x20000; // s-cet-reserved
    if ((sCetLo & 0x400) === 0x400 && (sCetLo & 0x800) === 0x800) v0 |= 0x40000; // s-cet-suppress-tracker
    const sspLo = w[at + 118]!;
    if ((sspLo & 3) !== 0) v5 |= 0x200; // ssp-aligned
  }
  if ((entry & 0x8000) === 0x8000) {
    const eferLo = w[at + 77]!;
    const eferReservedLo = c[24]!;
    const eferHi = w[at + 78]!;
    const eferReservedHi = c[25]!;
    if ((eferLo & eferReservedLo) !== 0 || (eferHi & eferReservedHi) !== 0) v0 |= 0x10000000; // efer-reserved
    if ((((eferLo >>> 10) ^ (entry >>> 9)) & 1) !== 0) v0 |= 0x20000000; // efer-lma-ia32e
    if ((cr0Lo & 0x80000000) === (0x80000000 | 0)) {
      if ((((eferLo >>> 10) ^ (eferLo >>> 8)) & 1) !== 0) v0 |= 0x40000000; // efer-lma-lme-paging
    }
  }
  if ((entry & 0x10000) === 0x10000) {
    const bndcfgsLo = w[at + 81]!;
    if ((bndcfgsLo & 0xffc) !== 0) v0 |= 0x80000000; // bndcfgs-reserved
    const bndcfgsHi = w[at + 82]!;
    const linearAddressWidthCanonicalHi = c[18]!;
    if (((bndcfgsHi ^ (bndcfgsHi >> 31)) & linearAddressWidthCanonicalHi) !== 0) v1 |= 1; // bndcfgs-canonical
    const linearAddressWidthCanonicalLo = c[19]!;
    if (linearAddressWidthCanonicalLo !== 0) {
      if (((bndcfgsLo ^ (bndcfgsHi >> 31)) & linearAddressWidthCanonicalLo) !== 0) v1 |= 1; // bndcfgs-canonical
    }
  }
  if ((pendingDebugExceptionsLo & 0x10000) === 0x10000) {
    if (
      (pendingDebugExceptionsLo & 0xffff) !== 0x1000 ||
      (pendingDebugExceptionsLo & 0xfffe0000) !== 0 ||
      pendingDebugExceptionsHi !== 0
    )
      v6 |= 8; // pending-debug-rtm-bits
    const supportsRtm = c[39]!;
    if ((supportsRtm & 1) === 0) v6 |= 0x10; // pending-debug-rtm-cpu
    if ((interruptibilityState & 2) === 2) v6 |= 0x20; // pending-debug-rtm-mov-ss
  }
  if ((entry & 0x400) === 0x400) {
    if (activityState === 3) v5 |= 0x40000; // activity-wait-sipi-smm
    if ((interruptibilityState & 4) === 0) v5 |= 0x8000000; // interruptibility-smi-entry-to-smm
  }
  if ((interruptibilityState & 0x10) === 0x10) {
    if ((interruptibilityState & 2) === 2) v5 |= 0x20000000; // interruptibility-enclave-mov-ss
    const supportsSgx = c[38]!;
    if ((supportsSgx & 1) === 0) v5 |= 0x40000000; // interruptibility-enclave-sgx
  }
  if (
    (interruptibilityState & 1) === 1 ||
    (interruptibilityState & 2) === 2 ||
    activityState === 1
  ) {
    if ((rflagsLo & 0x100) === 0x100) {
      const debugctlLo = w[at + 73]!;
      if ((debugctlLo & 2) === 0) {
        if ((pendingDebugExceptionsLo & 0x4000) === 0) v6 |= 2; // pending-debug-bs-set
      }
    }
    const debugctlLo = w[at + 73]!;
    if ((rflagsLo & 0x100) === 0 || (debugctlLo & 2) === 2) {
      if ((pendingDebugExceptionsLo & 0x4000) === 0x4000) v6 |= 4; // pending-debug-bs-clear
    }
  }
  if ((cr0Lo & 0x80000000) === (0x80000000 | 0)) {
    if ((cr0Lo & 1) === 0) v0 |= 4; // cr0-pg-pe
  }
  if ((cr4Lo & 0x800000) === 0x800000) {
    if ((cr0Lo & 0x10000) === 0) v0 |= 0x20; // cr4-cet-cr0-wp
  }
  if ((entry & 4) === 4) {
    const debugctlLo = w[at + 73]!;
    const debugctlReservedLo = c[12]!;
    const debugctlHi = w[at + 74]!;
    const debugctlReservedHi = c[13]!;
    if (
      (debugctlLo & debugctlReservedLo) !== 0 ||
      (debugctlHi & debugctlReservedHi) !== 0 ||
      ((debugctlLo & 4) === 4 && (supportsBusLockDebug & 1) === 0)
    )
      v0 |= 0x40; // debugctl-reserved
  }
  if ((entry & 0x2000) === 0x2000) {
    const perfGlobalCtrlLo = w[at + 79]!;
    const perfGlobalCtrlReservedLo = c[22]!;
    const perfGlobalCtrlHi = w[at + 80]!;
    const perfGlobalCtrlReservedHi = c[23]!;
    if (
      (perfGlobalCtrlLo & perfGlobalCtrlReservedLo) !== 0 ||
      (perfGlobalCtrlHi & perfGlobalCtrlReservedHi) !== 0
    )
      v0 |= 0x80000; // perf-global-ctrl-reserved
  }
  if ((entry & 0x40000) === 0x40000) {
    const rtitCtlLo = w[at + 83]!;
    const rtitCtlReservedLo = c[26]!;
    const rtitCtlHi = w[at + 84]!;
    const rtitCtlReservedHi = c[27]!;
    if ((rtitCtlLo & rtitCtlReservedLo) !== 0 || (rtitCtlHi & rtitCtlReservedHi) !== 0) v1 |= 2; // rtit-ctl-reserved
  }
  if ((entry & 0x200000) === 0x200000) {
    const lbrCtlLo = w[at + 85]!;
    const lbrCtlReservedLo = c[28]!;
    const lbrCtlHi = w[at + 86]!;
    const lbrCtlReservedHi = c[29]!;
    if ((lbrCtlLo & lbrCtlReservedLo) !== 0 || (lbrCtlHi & lbrCtlReservedHi) !== 0) v1 |= 4; // lbr-ctl-reserved
  }
  if ((entry & 0x400000) === 0x400000) {
    const pkrsHi = w[at + 88]!;
    if (pkrsHi !== 0) v1 |= 8; // pkrs-upper-32
  }
  if ((entry & 0x80000) === 0x80000) {
    const uinv = w[at + 89]!;
    if ((uinv & 0xff00) !== 0) v1 |= 0x10; // uinv-upper-8
  }
  if ((entry & 0x1000000) === 0x1000000) {
    const specCtrlLo = w[at + 94]!;
    const specCtrlReservedLo = c[30]!;
    const specCtrlHi = w[at + 95]!;
    const specCtrlReservedHi = c[31]!;
    if ((specCtrlLo & specCtrlReservedLo) !== 0 || (specCtrlHi & specCtrlReservedHi) !== 0)
      v1 |= 0x20; // spec-ctrl-reserved
  }
  const trLimit = w[at + 38]!;
  if ((trLimit & 0xfff) !== 0xfff) {
    if ((trAccessRights & 0x8000) === 0x8000) v4 |= 0x10000; // tr-granularity-low
  }
  if ((trLimit & 0xfff00000) !== 0) {
    if ((trAccessRights & 0x8000) === 0) v4 |= 0x20000; // tr-granularity-high
  }
  if ((cr0Lo & 1) === 0) {
    if ((rflagsLo & 0x20000) === 0x20000) v5 |= 0x40; // rflags-vm-real-mode
  }
  if ((activityState & 0xffffffe0) === 0) {
    if (((0xfffffff1 >>> (activityState & 0x1f)) & 1) === 0) {
      const vmxMiscHlt = c[33]!;
      const vmxMiscShutdown = c[34]!;
      const vmxMiscWaitForSipi = c[35]!;
      if (
        (activityState !== 1 || (vmxMiscHlt & 1) === 0) &&
        (activityState !== 2 || (vmxMiscShutdown & 1) === 0) &&
        (activityState !== 3 || (vmxMiscWaitForSipi & 1) === 0)
      )
        v5 |= 0x1000; // activity-state-supported
    }
  }
  if (activityState === 1) {
    const ssAccessRights = w[at + 14]!;
    if ((ssAccessRights & 0x60) !== 0) v5 |= 0x2000; // activity-hlt-ss-dpl
  }
  if ((interruptibilityState & 1) === 1 || (interruptibilityState & 2) === 2) {
    if (activityState !== 0) v5 |= 0x4000; // activity-active-when-blocking
  }
  if (activityState === 3) {
    if ((entryInterruptionInfo & 0x80000000) === (0x80000000 | 0)) v5 |= 0x20000; // activity-wait-sipi-injection
  }
  if ((rflagsLo & 0x200) === 0) {
    if ((interruptibilityState & 1) === 1) v5 |= 0x200000; // interruptibility-sti-if
  }
  const inSmm = c[37]!;
  if ((inSmm & 1) === 0) {
    if ((interruptibilityState & 4) === 4) v5 |= 0x4000000; // interruptibility-smi-outside-smm
  }
  out[0] = v0;
  out[1] = v1;
  out[2] = v2;
  out[3] = v3;
  out[4] = v4;
  out[5] = v5;
  out[6] = v6;
  out[7] = v7;
  return (v0 | v1 | v2 | v3 | v4 | v5 | v6 | v7) !== 0;
}

/** Checks that compare one bit less than canonicality would, and where their address lies. */
export const BOUNDARIES: readonly {
  readonly id: string;
  readonly word: number;
  readonly width: string;
}[] = [
  { id: "rip-linear-width", word: 46, width: "cpu.linearAddressWidth" },
  { id: "ssp-linear-width", word: 118, width: "cpu.linearAddressWidth" },
];

/**
 * A bit for each entry of `BOUNDARIES` that applies to an address and passes although it is not canonical:
 * reports carry a note about it.
 */
export function boundaries(w: Int32Array, at: number, c: Int32Array): number {
  const ripHi = w[at + 47]!;
  const linearAddressWidthCanonicalHi = c[18]!;
  const ripLo = w[at + 46]!;
  const linearAddressWidthCanonicalLo = c[19]!;
  const linearAddressWidthIdenticalHi = c[32]!;
  const supportsIntel64 = c[15]!;
  const entry = w[at + 53]!;
  const csAccessRights = w[at + 9]!;
  const sspHi = w[at + 119]!;
  const sspLo = w[at + 118]!;
  return (
    ((((ripHi ^ (ripHi >> 31)) & linearAddressWidthCanonicalHi) !== 0 ||
      ((ripLo ^ (ripHi >> 31)) & linearAddressWidthCanonicalLo) !== 0) &&
    ((ripHi ^ (ripHi >> 31)) & linearAddressWidthIdenticalHi) === 0 &&
    (supportsIntel64 & 1) === 1 &&
    (entry & 0x200) === 0x200 &&
    (csAccessRights & 0x2000) === 0x2000
      ? 1
      : 0) |
    ((((sspHi ^ (sspHi >> 31)) & linearAddressWidthCanonicalHi) !== 0 ||
      ((sspLo ^ (sspHi >> 31)) & linearAddressWidthCanonicalLo) !== 0) &&
    ((sspHi ^ (sspHi >> 31)) & linearAddressWidthIdenticalHi) === 0 &&
    (supportsIntel64 & 1) === 1 &&
    (entry & 0x100000) === 0x100000
      ? 2
      : 0)
  );
}

/** CPU facts that are assumed when they are absent, as reports name them. */
export const ASSUMED: ReadonlyMap<string, string> = new Map<string, string>([
  ["cpu.cr0Fixed0", "cpu.cr0Fixed0 = 0x80000021"],
  ["cpu.cr0Fixed1", "cpu.cr0Fixed1 = 0xffffffff"],
  ["cpu.cr4Fixed0", "cpu.cr4Fixed0 = 0x2000"],
  ["cpu.vmxMisc", "cpu.vmxMisc = 0x1c0"],
  ["cpu.inSmm", "cpu.inSmm = false"],
  ["cpu.supportsIntel64", "cpu.supportsIntel64 = true"],
]);

/**
 * When a field or CPU fact that is absent leaves some check undecided. Without `c` every gate that
 * a CPU fact could open counts as open.
 */
export const NEEDS: ReadonlyMap<string, Need> = new Map<string, Need>([
  [
    "guest.es.selector",
    (w, at) =>
      (w[at + 48]! & 0x20000) === 0x20000 ||
      ((w[at + 48]! & 0x20000) === 0 &&
        ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 7) & 1) & 1) === 0),
  ],
  [
    "guest.es.base",
    (w, at, c) => (w[at + 48]! & 0x20000) === 0x20000 || c === undefined || (c[15]! & 1) === 1,
  ],
  [
    "guest.es.limit",
    (w, at) => (w[at + 48]! & 0x20000) === 0x20000 || (w[at + 48]! & 0x20000) === 0,
  ],
  [
    "guest.es.accessRights",
    (w, at, c) =>
      c === undefined ||
      (c[15]! & 1) === 1 ||
      (w[at + 48]! & 0x20000) === 0x20000 ||
      (w[at + 48]! & 0x20000) === 0 ||
      ((w[at + 48]! & 0x20000) === 0 &&
        ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 7) & 1) & 1) === 0),
  ],
  [
    "guest.cs.selector",
    (w, at) =>
      ((w[at + 48]! & 0x20000) === 0 &&
        ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 7) & 1) & 1) === 0) ||
      (w[at + 48]! & 0x20000) === 0x20000,
  ],
  [
    "guest.cs.base",
    (w, at, c) => (w[at + 48]! & 0x20000) === 0x20000 || c === undefined || (c[15]! & 1) === 1,
  ],
  [
    "guest.cs.limit",
    (w, at) => (w[at + 48]! & 0x20000) === 0x20000 || (w[at + 48]! & 0x20000) === 0,
  ],
  [
    "guest.cs.accessRights",
    (w, at, c) =>
      (w[at + 48]! & 0x20000) === 0x20000 ||
      ((w[at + 48]! & 0x20000) === 0 &&
        ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 7) & 1) & 1) === 0) ||
      ((w[at + 48]! & 0x20000) === 0 &&
        ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 7) & 1) & 1) === 1) ||
      (w[at + 48]! & 0x20000) === 0 ||
      ((w[at + 48]! & 0x20000) === 0 && (w[at + 53]! & 0x200) === 0x200) ||
      (w[at + 45]! & 1) === 1 ||
      c === undefined ||
      (c[15]! & 1) === 1 ||
      ((c === undefined || (c[15]! & 1) === 1) && (w[at + 53]! & 0x200) === 0x200),
  ],
  [
    "guest.ss.selector",
    (w, at) =>
      ((w[at + 48]! & 0x20000) === 0 &&
        ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 7) & 1) & 1) === 0) ||
      (w[at + 48]! & 0x20000) === 0x20000,
  ],
  [
    "guest.ss.base",
    (w, at, c) => (w[at + 48]! & 0x20000) === 0x20000 || c === undefined || (c[15]! & 1) === 1,
  ],
  [
    "guest.ss.limit",
    (w, at) => (w[at + 48]! & 0x20000) === 0x20000 || (w[at + 48]! & 0x20000) === 0,
  ],
  [
    "guest.ss.accessRights",
    (w, at, c) =>
      c === undefined ||
      (c[15]! & 1) === 1 ||
      (w[at + 48]! & 0x20000) === 0x20000 ||
      (w[at + 48]! & 0x20000) === 0 ||
      ((w[at + 48]! & 0x20000) === 0 &&
        ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 7) & 1) & 1) === 0) ||
      ((w[at + 48]! & 0x20000) === 0 && (w[at + 40]! & 1) === 0) ||
      (w[at + 45]! & 1) === 1 ||
      w[at + 55]! === 1,
  ],
  [
    "guest.ds.selector",
    (w, at) =>
      (w[at + 48]! & 0x20000) === 0x20000 ||
      ((w[at + 48]! & 0x20000) === 0 &&
        ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 7) & 1) & 1) === 0),
  ],
  [
    "guest.ds.base",
    (w, at, c) => (w[at + 48]! & 0x20000) === 0x20000 || c === undefined || (c[15]! & 1) === 1,
  ],
  [
    "guest.ds.limit",
    (w, at) => (w[at + 48]! & 0x20000) === 0x20000 || (w[at + 48]! & 0x20000) === 0,
  ],
  [
    "guest.ds.accessRights",
    (w, at, c) =>
      c === undefined ||
      (c[15]! & 1) === 1 ||
      (w[at + 48]! & 0x20000) === 0x20000 ||
      (w[at + 48]! & 0x20000) === 0 ||
      ((w[at + 48]! & 0x20000) === 0 &&
        ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 7) & 1) & 1) === 0),
  ],
  [
    "guest.fs.selector",
    (w, at) =>
      (w[at + 48]! & 0x20000) === 0x20000 ||
      ((w[at + 48]! & 0x20000) === 0 &&
        ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 7) & 1) & 1) === 0),
  ],
  [
    "guest.fs.base",
    (w, at, c) => (w[at + 48]! & 0x20000) === 0x20000 || c === undefined || (c[15]! & 1) === 1,
  ],
  [
    "guest.fs.limit",
    (w, at) => (w[at + 48]! & 0x20000) === 0x20000 || (w[at + 48]! & 0x20000) === 0,
  ],
  [
    "guest.fs.accessRights",
    (w, at) =>
      (w[at + 48]! & 0x20000) === 0x20000 ||
      (w[at + 48]! & 0x20000) === 0 ||
      ((w[at + 48]! & 0x20000) === 0 &&
        ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 7) & 1) & 1) === 0),
  ],
  [
    "guest.gs.selector",
    (w, at) =>
      (w[at + 48]! & 0x20000) === 0x20000 ||
      ((w[at + 48]! & 0x20000) === 0 &&
        ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 7) & 1) & 1) === 0),
  ],
  [
    "guest.gs.base",
    (w, at, c) => (w[at + 48]! & 0x20000) === 0x20000 || c === undefined || (c[15]! & 1) === 1,
  ],
  [
    "guest.gs.limit",
    (w, at) => (w[at + 48]! & 0x20000) === 0x20000 || (w[at + 48]! & 0x20000) === 0,
  ],
  [
    "guest.gs.accessRights",
    (w, at) =>
      (w[at + 48]! & 0x20000) === 0x20000 ||
      (w[at + 48]! & 0x20000) === 0 ||
      ((w[at + 48]! & 0x20000) === 0 &&
        ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 7) & 1) & 1) === 0),
  ],
  ["guest.ldtr.selector", (w, at) => (w[at + 34]! & 0x10000) === 0],
  [
    "guest.ldtr.base",
    (w, at, c) => (c === undefined || (c[15]! & 1) === 1) && (w[at + 34]! & 0x10000) === 0,
  ],
  ["guest.ldtr.limit", (w, at) => (w[at + 34]! & 0x10000) === 0],
  ["guest.ldtr.accessRights", "always"],
  ["guest.tr.selector", "always"],
  ["guest.tr.base", (_w, _at, c) => c === undefined || (c[15]! & 1) === 1],
  ["guest.tr.limit", "always"],
  ["guest.tr.accessRights", "always"],
  ["guest.cr0", "always"],
  ["guest.cr3", (_w, _at, c) => c === undefined || (c[15]! & 1) === 1],
  ["guest.cr4", "always"],
  [
    "guest.rip",
    (w, at, c) =>
      c === undefined ||
      (c[15]! & 1) === 1 ||
      ((c === undefined || (c[15]! & 1) === 1) && (w[at + 53]! & 0x200) === 0x200),
  ],
  ["guest.rflags", "always"],
  [
    "controls.pinBased",
    (w, at) => (w[at + 54]! & 0x80000000) === (0x80000000 | 0) && (w[at + 54]! & 0x700) === 0x200,
  ],
  ["controls.primaryProcBased", "always"],
  ["controls.secondaryProcBased", "always"],
  ["controls.entry", "always"],
  ["controls.entryInterruptionInfo", "always"],
  ["guest.activityState", "always"],
  ["guest.interruptibilityState", "always"],
  ["guest.pendingDebugExceptions", "always"],
  ["guest.vmcsLinkPointer", "always"],
  ["guest.gdtr.base", (_w, _at, c) => c === undefined || (c[15]! & 1) === 1],
  ["guest.gdtr.limit", "always"],
  ["guest.idtr.base", (_w, _at, c) => c === undefined || (c[15]! & 1) === 1],
  ["guest.idtr.limit", "always"],
  ["guest.dr7", (w, at, c) => (c === undefined || (c[15]! & 1) === 1) && (w[at + 53]! & 4) === 4],
  ["guest.sysenterEsp", (_w, _at, c) => c === undefined || (c[15]! & 1) === 1],
  ["guest.sysenterEip", (_w, _at, c) => c === undefined || (c[15]! & 1) === 1],
  [
    "guest.debugctl",
    (w, at) =>
      (w[at + 53]! & 4) === 4 ||
      (((w[at + 56]! & 1) === 1 || (w[at + 56]! & 2) === 2 || w[at + 55]! === 1) &&
        (w[at + 48]! & 0x100) === 0x100) ||
      (w[at + 56]! & 1) === 1 ||
      (w[at + 56]! & 2) === 2 ||
      w[at + 55]! === 1,
  ],
  ["guest.pat", (w, at) => (w[at + 53]! & 0x4000) === 0x4000],
  [
    "guest.efer",
    (w, at) =>
      (w[at + 53]! & 0x8000) === 0x8000 ||
      ((w[at + 53]! & 0x8000) === 0x8000 && (w[at + 40]! & 0x80000000) === (0x80000000 | 0)),
  ],
  ["guest.perfGlobalCtrl", (w, at) => (w[at + 53]! & 0x2000) === 0x2000],
  ["guest.bndcfgs", (w, at) => (w[at + 53]! & 0x10000) === 0x10000],
  ["guest.rtitCtl", (w, at) => (w[at + 53]! & 0x40000) === 0x40000],
  ["guest.lbrCtl", (w, at) => (w[at + 53]! & 0x200000) === 0x200000],
  ["guest.pkrs", (w, at) => (w[at + 53]! & 0x400000) === 0x400000],
  ["guest.uinv", (w, at) => (w[at + 53]! & 0x80000) === 0x80000],
  [
    "guest.sCet",
    (w, at, c) =>
      ((c === undefined || (c[15]! & 1) === 1) && (w[at + 53]! & 0x100000) === 0x100000) ||
      (w[at + 53]! & 0x100000) === 0x100000,
  ],
  [
    "guest.interruptSspTableAddr",
    (w, at, c) => (c === undefined || (c[15]! & 1) === 1) && (w[at + 53]! & 0x100000) === 0x100000,
  ],
  ["guest.specCtrl", (w, at) => (w[at + 53]! & 0x1000000) === 0x1000000],
  ["guest.fredConfig", (w, at) => (w[at + 53]! & 0x800000) === 0x800000],
  ["guest.fredRsp1", (w, at) => (w[at + 53]! & 0x800000) === 0x800000],
  ["guest.fredRsp2", (w, at) => (w[at + 53]! & 0x800000) === 0x800000],
  ["guest.fredRsp3", (w, at) => (w[at + 53]! & 0x800000) === 0x800000],
  ["guest.fredSsp1", (w, at) => (w[at + 53]! & 0x800000) === 0x800000],
  ["guest.fredSsp2", (w, at) => (w[at + 53]! & 0x800000) === 0x800000],
  ["guest.fredSsp3", (w, at) => (w[at + 53]! & 0x800000) === 0x800000],
  [
    "guest.pdpte0",
    (w, at) =>
      (w[at + 40]! & 0x80000000) === (0x80000000 | 0) &&
      (w[at + 44]! & 0x20) === 0x20 &&
      (w[at + 53]! & 0x200) === 0 &&
      ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 1) & 1) & 1) === 1,
  ],
  [
    "guest.pdpte1",
    (w, at) =>
      (w[at + 40]! & 0x80000000) === (0x80000000 | 0) &&
      (w[at + 44]! & 0x20) === 0x20 &&
      (w[at + 53]! & 0x200) === 0 &&
      ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 1) & 1) & 1) === 1,
  ],
  [
    "guest.pdpte2",
    (w, at) =>
      (w[at + 40]! & 0x80000000) === (0x80000000 | 0) &&
      (w[at + 44]! & 0x20) === 0x20 &&
      (w[at + 53]! & 0x200) === 0 &&
      ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 1) & 1) & 1) === 1,
  ],
  [
    "guest.pdpte3",
    (w, at) =>
      (w[at + 40]! & 0x80000000) === (0x80000000 | 0) &&
      (w[at + 44]! & 0x20) === 0x20 &&
      (w[at + 53]! & 0x200) === 0 &&
      ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 1) & 1) & 1) === 1,
  ],
  [
    "guest.ssp",
    (w, at, c) =>
      (w[at + 53]! & 0x100000) === 0x100000 ||
      ((c === undefined || (c[15]! & 1) === 1) && (w[at + 53]! & 0x100000) === 0x100000),
  ],
  [
    "memory.linkPointerDword",
    (w, at) => w[at + 59]! !== (0xffffffff | 0) || w[at + 60]! !== (0xffffffff | 0),
  ],
  [
    "memory.vmcsRevision",
    (w, at) => w[at + 59]! !== (0xffffffff | 0) || w[at + 60]! !== (0xffffffff | 0),
  ],
  [
    "memory.currentVmcs",
    (w, at, c) =>
      (w[at + 59]! !== (0xffffffff | 0) || w[at + 60]! !== (0xffffffff | 0)) &&
      (c === undefined || (c[37]! & 1) === 0 || (w[at + 53]! & 0x400) === 0x400),
  ],
  [
    "memory.executiveVmcs",
    (w, at, c) =>
      (w[at + 59]! !== (0xffffffff | 0) || w[at + 60]! !== (0xffffffff | 0)) &&
      (c === undefined || (c[37]! & 1) === 1) &&
      (w[at + 53]! & 0x400) === 0,
  ],
  [
    "memory.pdpte.0",
    (w, at) =>
      (w[at + 40]! & 0x80000000) === (0x80000000 | 0) &&
      (w[at + 44]! & 0x20) === 0x20 &&
      (w[at + 53]! & 0x200) === 0 &&
      ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 1) & 1) & 1) === 0,
  ],
  [
    "memory.pdpte.1",
    (w, at) =>
      (w[at + 40]! & 0x80000000) === (0x80000000 | 0) &&
      (w[at + 44]! & 0x20) === 0x20 &&
      (w[at + 53]! & 0x200) === 0 &&
      ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 1) & 1) & 1) === 0,
  ],
  [
    "memory.pdpte.2",
    (w, at) =>
      (w[at + 40]! & 0x80000000) === (0x80000000 | 0) &&
      (w[at + 44]! & 0x20) === 0x20 &&
      (w[at + 53]! & 0x200) === 0 &&
      ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 1) & 1) & 1) === 0,
  ],
  [
    "memory.pdpte.3",
    (w, at) =>
      (w[at + 40]! & 0x80000000) === (0x80000000 | 0) &&
      (w[at + 44]! & 0x20) === 0x20 &&
      (w[at + 53]! & 0x200) === 0 &&
      ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 1) & 1) & 1) === 0,
  ],
  ["controls.tertiaryProcBased", "never"],
  ["controls.exit", "never"],
  ["controls.entryExceptionErrorCode", "never"],
  ["controls.entryInstructionLength", "never"],
  ["controls.exitReason", "never"],
  ["controls.exitQualification", "never"],
  ["guest.sysenterCs", "never"],
  ["guest.fredStackLevels", "never"],
  ["guest.smbase", "never"],
  ["guest.interruptStatus", "never"],
  ["guest.pmlIndex", "never"],
  ["guest.preemptionTimer", "never"],
  ["guest.rsp", "never"],
  ["cr0.mustBeOne", "always"],
  ["cr0.mustBeOneUnrestrictedGuest", "always"],
  ["cr0.mustBeZero", "always"],
  ["cr0.mustBeZeroUnrestrictedGuest", "always"],
  ["cpu.cr4Fixed0", "always"],
  ["cr4.mustBeZero", "always"],
  ["cpu.debugctlReserved", (w, at) => (w[at + 53]! & 4) === 4],
  ["cpu.supportsBusLockDebug", "always"],
  ["cpu.supportsIntel64", "always"],
  [
    "cpu.physicalAddressWidth",
    (w, at, c) =>
      c === undefined ||
      (c[15]! & 1) === 1 ||
      w[at + 59]! !== (0xffffffff | 0) ||
      w[at + 60]! !== (0xffffffff | 0) ||
      ((w[at + 40]! & 0x80000000) === (0x80000000 | 0) &&
        (w[at + 44]! & 0x20) === 0x20 &&
        (w[at + 53]! & 0x200) === 0 &&
        ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 1) & 1) & 1) === 1) ||
      ((w[at + 40]! & 0x80000000) === (0x80000000 | 0) &&
        (w[at + 44]! & 0x20) === 0x20 &&
        (w[at + 53]! & 0x200) === 0 &&
        ((w[at + 51]! >>> 31) & ((w[at + 52]! >>> 1) & 1) & 1) === 0),
  ],
  ["cpu.supportsLam", (_w, _at, c) => c === undefined || (c[15]! & 1) === 1],
  [
    "cpu.linearAddressWidth",
    (w, at, c) =>
      c === undefined ||
      (c[15]! & 1) === 1 ||
      ((c === undefined || (c[15]! & 1) === 1) && (w[at + 53]! & 0x100000) === 0x100000) ||
      (w[at + 53]! & 0x10000) === 0x10000 ||
      (w[at + 53]! & 0x800000) === 0x800000 ||
      ((c === undefined || (c[15]! & 1) === 1) && (w[at + 34]! & 0x10000) === 0) ||
      ((c === undefined || (c[15]! & 1) === 1) && (w[at + 53]! & 0x200) === 0x200),
  ],
  ["sCet.reserved", (w, at) => (w[at + 53]! & 0x100000) === 0x100000],
  ["perfGlobalCtrl.reserved", (w, at) => (w[at + 53]! & 0x2000) === 0x2000],
  ["efer.reserved", (w, at) => (w[at + 53]! & 0x8000) === 0x8000],
  ["cpu.rtitCtlReserved", (w, at) => (w[at + 53]! & 0x40000) === 0x40000],
  ["cpu.lbrCtlReserved", (w, at) => (w[at + 53]! & 0x200000) === 0x200000],
  ["cpu.specCtrlReserved", (w, at) => (w[at + 53]! & 0x1000000) === 0x1000000],
  [
    "cpu.vmxMisc.hlt",
    (w, at) =>
      (w[at + 55]! & 0xffffffe0) === 0 && ((0xfffffff1 >>> (w[at + 55]! & 0x1f)) & 1) === 0,
  ],
  [
    "cpu.vmxMisc.shutdown",
    (w, at) =>
      (w[at + 55]! & 0xffffffe0) === 0 && ((0xfffffff1 >>> (w[at + 55]! & 0x1f)) & 1) === 0,
  ],
  [
    "cpu.vmxMisc.waitForSipi",
    (w, at) =>
      (w[at + 55]! & 0xffffffe0) === 0 && ((0xfffffff1 >>> (w[at + 55]! & 0x1f)) & 1) === 0,
  ],
  [
    "cpu.nmiInjectionNeedsNoStiBlocking",
    (w, at) => (w[at + 54]! & 0x80000000) === (0x80000000 | 0) && (w[at + 54]! & 0x700) === 0x200,
  ],
  ["cpu.inSmm", "always"],
  ["cpu.supportsSgx", (w, at) => (w[at + 56]! & 0x10) === 0x10],
  ["cpu.supportsRtm", (w, at) => (w[at + 57]! & 0x10000) === 0x10000],
  [
    "cpu.vmxBasic.physicalAddressesLimitedTo32Bits",
    (w, at) => w[at + 59]! !== (0xffffffff | 0) || w[at + 60]! !== (0xffffffff | 0),
  ],
]);
