import type { CompleteCpu } from "./state.ts";

/** A processor that has every feature a check asks about, with 48-bit linear addresses. */
const allFeatures: CompleteCpu = {
  physicalAddressWidth: 46,
  linearAddressWidth: 48,
  cr0Fixed0: 0x8000_0021n,
  cr0Fixed1: 0xffff_ffffn,
  cr4Fixed0: 0x2000n,
  cr4Fixed1: 0x1_1bff_6fffn,
  vmxBasic: 0xda_0400_0000_0012n,
  vmxMisc: 0x7004_c1e7n,
  inSmm: false,
  supportsIntel64: true,
  supportsSgx: true,
  supportsRtm: true,
  supportsLam: true,
  supportsNx: true,
  supportsBusLockDebug: true,
  nmiInjectionNeedsNoStiBlocking: true,
  supportsShadowStack: true,
  supportsIbt: true,
  numGpCounters: 8,
  numFixedCounters: 4,
  supportsPerfMetrics: true,
  debugctlReserved: 0xffff_ffff_ffff_0038n,
  perfGlobalCtrlReserved: 0xfffe_fff0_ffff_ff00n,
  eferReserved: 0xffff_ffff_ffff_f2fen,
  rtitCtlReserved: 0xfe7f_0000_7084_0000n,
  lbrCtlReserved: 0xffff_ffff_ff80_fff0n,
  sCetReserved: 0x3c0n,
  specCtrlReserved: 0xffff_ffff_ffff_fa00n,
};

/** Five-level paging: 57-bit linear and 52-bit physical addresses. */
const fiveLevel: CompleteCpu = {
  ...allFeatures,
  physicalAddressWidth: 52,
  linearAddressWidth: 57,
  cr4Fixed1: 0x1_1bff_7fffn,
};

/** A client part of about 2013: RTM, but no SGX, CET, LAM, FRED, bus-lock detection or LBR MSR. */
const client2013: CompleteCpu = {
  ...allFeatures,
  physicalAddressWidth: 39,
  cr4Fixed1: 0x17_27ffn,
  supportsSgx: false,
  supportsLam: false,
  supportsBusLockDebug: false,
  nmiInjectionNeedsNoStiBlocking: false,
  supportsShadowStack: false,
  supportsIbt: false,
  numGpCounters: 4,
  numFixedCounters: 3,
  supportsPerfMetrics: false,
  debugctlReserved: 0xffff_ffff_ffff_003cn,
  perfGlobalCtrlReserved: 0xffff_fff8_ffff_fff0n,
  rtitCtlReserved: 0xffff_ffff_ffff_ffffn,
  lbrCtlReserved: 0xffff_ffff_ffff_ffffn,
  sCetReserved: 0xffff_ffff_ffff_ffffn,
  specCtrlReserved: 0xffff_ffff_ffff_fff8n,
};

/** One of the first 64-bit processors with VMX: 36-bit physical addresses, CR4 as of 2006. */
const first64Bit: CompleteCpu = {
  ...client2013,
  physicalAddressWidth: 36,
  cr4Fixed1: 0x27ffn,
  vmxMisc: 0x401c0n,
  supportsRtm: false,
  numGpCounters: 2,
  debugctlReserved: 0xffff_ffff_ffff_003cn,
  perfGlobalCtrlReserved: 0xffff_fff8_ffff_fffcn,
  specCtrlReserved: 0xffff_ffff_ffff_ffffn,
};

/** 32-bit only, with its VMX structures below 4 GiB. */
const only32Bit: CompleteCpu = {
  ...first64Bit,
  vmxBasic: 0x1b_0400_0000_0007n,
  supportsIntel64: false,
  supportsNx: false,
  numFixedCounters: 0,
  perfGlobalCtrlReserved: 0xffff_ffff_ffff_fffcn,
  eferReserved: 0xffff_ffff_ffff_ffffn,
};

export type CpuName =
  "all-features" | "five-level" | "client-2013" | "first-64-bit" | "only-32-bit";

/** The processors generated states run on. `inSmm` belongs to the state, not to the processor. */
export const cpus: Readonly<Record<CpuName, CompleteCpu>> = {
  "all-features": allFeatures,
  "five-level": fiveLevel,
  "client-2013": client2013,
  "first-64-bit": first64Bit,
  "only-32-bit": only32Bit,
};
