/**
 * Names that most programs take from the same few headers. The definitions of a text win over them.
 */

const bits = (prefixes: readonly string[], names: Readonly<Record<string, number>>) =>
  Object.entries(names).flatMap(([name, bit]) =>
    prefixes.flatMap((prefix): [string, bigint][] => [
      [`${prefix}${name}`, 1n << BigInt(bit)],
      [`${prefix}${name}_BIT`, BigInt(bit)],
    ]),
  );

const CR0 = { PE: 0, MP: 1, EM: 2, TS: 3, ET: 4, NE: 5, WP: 16, AM: 18, NW: 29, CD: 30, PG: 31 };
const CR4 = {
  ...{ VME: 0, PVI: 1, TSD: 2, DE: 3, PSE: 4, PAE: 5, MCE: 6, PGE: 7, PCE: 8, OSFXSR: 9 },
  ...{ OSXMMEXCPT: 10, UMIP: 11, LA57: 12, VMXE: 13, SMXE: 14, FSGSBASE: 16, PCIDE: 17 },
  ...{ OSXSAVE: 18, SMEP: 20, SMAP: 21, PKE: 22, CET: 23 },
};
const EFER = { SCE: 0, LME: 8, LMA: 10, NX: 11, NXE: 11 };
const RFLAGS = {
  ...{ CF: 0, FIXED: 1, PF: 2, AF: 4, ZF: 6, SF: 7, TF: 8, IF: 9, DF: 10, OF: 11, NT: 14, RF: 16 },
  ...{ VM: 17, AC: 18, VIF: 19, VIP: 20, ID: 21 },
};

/** The bits of the control fields, as the headers of Linux name them. */
const PIN_BASED = {
  EXT_INTR_MASK: 0,
  NMI_EXITING: 3,
  VIRTUAL_NMIS: 5,
  VMX_PREEMPTION_TIMER: 6,
  POSTED_INTR: 7,
};
const CPU_BASED = {
  ...{
    INTR_WINDOW_EXITING: 2,
    VIRTUAL_INTR_PENDING: 2,
    USE_TSC_OFFSETTING: 3,
    USE_TSC_OFFSETING: 3,
  },
  ...{ HLT_EXITING: 7, INVLPG_EXITING: 9, MWAIT_EXITING: 10, RDPMC_EXITING: 11, RDTSC_EXITING: 12 },
  ...{ CR3_LOAD_EXITING: 15, CR3_STORE_EXITING: 16, ACTIVATE_TERTIARY_CONTROLS: 17 },
  ...{ CR8_LOAD_EXITING: 19, CR8_STORE_EXITING: 20, TPR_SHADOW: 21, NMI_WINDOW_EXITING: 22 },
  ...{ VIRTUAL_NMI_PENDING: 22, MOV_DR_EXITING: 23, UNCOND_IO_EXITING: 24, USE_IO_BITMAPS: 25 },
  ...{ MONITOR_TRAP_FLAG: 27, USE_MSR_BITMAPS: 28, MONITOR_EXITING: 29, PAUSE_EXITING: 30 },
  ACTIVATE_SECONDARY_CONTROLS: 31,
};
const SECONDARY_EXEC = {
  ...{ VIRTUALIZE_APIC_ACCESSES: 0, ENABLE_EPT: 1, DESC: 2, ENABLE_RDTSCP: 3, RDTSCP: 3 },
  ...{ VIRTUALIZE_X2APIC_MODE: 4, ENABLE_VPID: 5, WBINVD_EXITING: 6, UNRESTRICTED_GUEST: 7 },
  ...{
    APIC_REGISTER_VIRT: 8,
    VIRTUAL_INTR_DELIVERY: 9,
    PAUSE_LOOP_EXITING: 10,
    RDRAND_EXITING: 11,
  },
  ...{
    ENABLE_INVPCID: 12,
    ENABLE_VMFUNC: 13,
    SHADOW_VMCS: 14,
    ENCLS_EXITING: 15,
    RDSEED_EXITING: 16,
  },
  ...{ ENABLE_PML: 17, EPT_VIOLATION_VE: 18, PT_CONCEAL_VMX: 19, ENABLE_XSAVES: 20, XSAVES: 20 },
  ...{ MODE_BASED_EPT_EXEC: 22, PT_USE_GPA: 24, TSC_SCALING: 25, ENABLE_USR_WAIT_PAUSE: 26 },
};
const VM_EXIT = {
  ...{ SAVE_DEBUG_CONTROLS: 2, HOST_ADDR_SPACE_SIZE: 9, LOAD_IA32_PERF_GLOBAL_CTRL: 12 },
  ...{ ACK_INTR_ON_EXIT: 15, SAVE_IA32_PAT: 18, LOAD_IA32_PAT: 19, SAVE_IA32_EFER: 20 },
  ...{ LOAD_IA32_EFER: 21, SAVE_VMX_PREEMPTION_TIMER: 22, CLEAR_BNDCFGS: 23, PT_CONCEAL_PIP: 24 },
  ...{ CLEAR_IA32_RTIT_CTL: 25, LOAD_CET_STATE: 28 },
};
const VM_ENTRY = {
  ...{ LOAD_DEBUG_CONTROLS: 2, IA32E_MODE: 9, SMM: 10, DEACT_DUAL_MONITOR: 11 },
  ...{ LOAD_IA32_PERF_GLOBAL_CTRL: 13, LOAD_IA32_PAT: 14, LOAD_IA32_EFER: 15, LOAD_BNDCFGS: 16 },
  ...{ PT_CONCEAL_PIP: 17, LOAD_IA32_RTIT_CTL: 18, LOAD_CET_STATE: 20 },
};

/** Values of constants by name. */
export const PUBLIC_NAMES: ReadonlyMap<string, bigint> = new Map<string, bigint>([
  ...bits(["X86_CR0_", "CR0_"], CR0),
  ...bits(["X86_CR4_", "CR4_"], CR4),
  ...bits(["EFER_"], EFER),
  ...bits(["X86_EFLAGS_", "EFLAGS_", "RFLAGS_", "X86_RFLAGS_"], RFLAGS),
  ...bits(["PIN_BASED_"], PIN_BASED),
  ...bits(["CPU_BASED_"], CPU_BASED),
  ...bits(["SECONDARY_EXEC_"], SECONDARY_EXEC),
  ...bits(["VM_EXIT_"], VM_EXIT),
  ...bits(["VM_ENTRY_"], VM_ENTRY),
  ["_EFER_LME", 8n],
  ["_EFER_LMA", 10n],
  ["_EFER_NX", 11n],
]);

/** The largest numbers, by their types. */
export const LARGEST: ReadonlyMap<string, bigint> = new Map<string, bigint>(
  Object.entries({
    8: ["UINT8_MAX", "U8_MAX", "MaxUint8", "u8::MAX"],
    16: ["UINT16_MAX", "U16_MAX", "USHRT_MAX", "MaxUint16", "u16::MAX", "MAXUSHORT"],
    32: ["UINT32_MAX", "U32_MAX", "UINT_MAX", "MaxUint32", "u32::MAX", "MAXUINT32", "MAXDWORD"],
    64: [
      ...["UINT64_MAX", "U64_MAX", "ULLONG_MAX", "MaxUint64", "u64::MAX", "MAXUINT64"],
      ...["usize::MAX", "MAXULONG64", "ULONG64_MAX"],
    ],
  }).flatMap(([width, names]) =>
    names.map((name): [string, bigint] => [name, (1n << BigInt(width)) - 1n]),
  ),
);
