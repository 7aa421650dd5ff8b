/**
 * The many names of VMCS fields: the SDM's, Linux', Xen's, those of Windows headers. Names are
 * compared in a normal form, so that only real synonyms need to be listed.
 */

/**
 * Upper case, words joined by underscores, without the words that some spellings have and others
 * leave out: `kGuestIa32Pat`, `VMCS_GUEST_PAT`, `Guest IA32_PAT` are all `GUEST_PAT`.
 */
export function normalName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^K_|^_|_$/g, "")
    .replace(/IA_32_/g, "IA32_")
    .split("_")
    .filter((word) => !DROPPED.has(word))
    .join("_")
    .replace(/\bVM(ENTRY|EXIT)\b|VM(ENTRY|EXIT)(?=_)/g, "$1$2");
}

const DROPPED: ReadonlySet<string> = new Set([
  "VMCS",
  "VMX",
  "VM",
  "IA32",
  "FULL",
  "CTRL32",
  "FIELD",
]);

const REGISTERS: Readonly<Record<string, string>> = {
  ES: "es",
  CS: "cs",
  SS: "ss",
  DS: "ds",
  FS: "fs",
  GS: "gs",
  LDTR: "ldtr",
  TR: "tr",
};

/** The parts of a segment register by the words for them. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  selector: ["SELECTOR", "SEL"],
  limit: ["LIMIT", "LIM"],
  accessRights: [
    ...["AR", "AR_BYTES", "AR_BYTE", "ACCESS_RIGHTS", "ACCESS_RIGHT", "ACR", "ATTR", "ATTRIBUTES"],
    ...["ATTRIBUTE", "RIGHTS", "ACCESS_BYTES"],
  ],
  base: ["BASE", "BASE_ADDRESS"],
};

const OTHERS: Readonly<Record<string, readonly string[]>> = {
  "guest.interruptStatus": ["INTERRUPT_STATUS", "INTR_STATUS"],
  "guest.pmlIndex": ["PML_INDEX"],
  "guest.uinv": ["UINV"],
  "guest.vmcsLinkPointer": ["LINK_POINTER", "LINK_PTR"],
  "guest.debugctl": ["DEBUGCTL", "DEBUG_CTL", "DEBUG_CONTROL", "DEBUGCTL_MSR"],
  "guest.pat": ["PAT"],
  "guest.efer": ["EFER"],
  "guest.perfGlobalCtrl": ["PERF_GLOBAL_CTRL", "PERF_GLOBAL_CONTROL"],
  "guest.bndcfgs": ["BNDCFGS"],
  "guest.rtitCtl": ["RTIT_CTL"],
  "guest.lbrCtl": ["LBR_CTL"],
  "guest.pkrs": ["PKRS"],
  "guest.interruptibilityState": [
    ...["INTERRUPTIBILITY_STATE", "INTERRUPTIBILITY_INFO", "INTERRUPTIBILITY", "INTR_STATE"],
    ...["INTERRUPTABILITY_STATE", "INTERRUPTABILITY_INFO"],
  ],
  "guest.activityState": ["ACTIVITY_STATE", "ACTIVITY"],
  "guest.smbase": ["SMBASE", "SM_BASE"],
  "guest.sysenterCs": ["SYSENTER_CS"],
  "guest.sysenterEsp": ["SYSENTER_ESP"],
  "guest.sysenterEip": ["SYSENTER_EIP"],
  "guest.preemptionTimer": ["PREEMPTION_TIMER", "PREEMPTION_TIMER_VALUE"],
  "guest.cr0": ["CR0"],
  "guest.cr3": ["CR3"],
  "guest.cr4": ["CR4"],
  "guest.dr7": ["DR7"],
  "guest.rsp": ["RSP"],
  "guest.rip": ["RIP"],
  "guest.rflags": ["RFLAGS", "RFL"],
  "guest.pendingDebugExceptions": [
    ...["PENDING_DEBUG_EXCEPTIONS", "PENDING_DBG_EXCEPTIONS", "PENDING_DEBUG", "PENDING_DBE"],
    ...["PENDING_DEBUG_EXCEPTION", "PENDING_DBG_EXCEPTION", "PND_DEBUG_EXCEPTION"],
  ],
  "guest.sCet": ["S_CET"],
  "guest.ssp": ["SSP"],
  "guest.interruptSspTableAddr": [
    ...["INTR_SSP_TABLE", "INTERRUPT_SSP_TABLE", "INTERRUPT_SSP_TABLE_ADDR", "SSP_TABLE"],
    "INTR_SSP_TABLE_ADDR",
  ],
};

const CONTROLS: Readonly<Record<string, readonly string[]>> = {
  "controls.pinBased": ["PIN_BASED_EXEC", "PIN_BASED_EXECUTION", "PIN_BASED", "PIN", "PIN_EXEC"],
  "controls.primaryProcBased": [
    ...["CPU_BASED_EXEC", "PROC_BASED_EXECUTION", "PROC_BASED_EXEC", "PROC_BASED", "CPU_BASED"],
    ...[
      "PROCESSOR_BASED_EXECUTION",
      "PRIMARY_PROCESSOR_BASED_EXECUTION",
      "PROC_EXEC",
      "PRI_PROC_BASED",
    ],
    ...["PRIMARY_PROCESSOR_BASED", "PRIMARY_PROCESSOR", "PRIMARY_PROC_BASED_EXECUTION"],
  ],
  "controls.secondaryProcBased": [
    ...["SECONDARY_EXEC", "SECONDARY_EXECUTION", "PROC_BASED_EXECUTION_2", "PROC_EXEC2"],
    ...["SECONDARY_PROCESSOR_BASED_EXECUTION", "SEC_PROC_BASED", "SECONDARY_PROCESSOR_BASED"],
    ...["SECONDARY_PROCESSOR", "SECONDARY_PROC_BASED", "SECONDARY_CPU_BASED_EXEC"],
    ...["SECONDARY_PROC_BASED_EXECUTION"],
  ],
  "controls.tertiaryProcBased": ["TERTIARY_EXEC", "TERTIARY_PROCESSOR_BASED_EXECUTION"],
  "controls.entry": ["ENTRY"],
  "controls.exit": ["EXIT", "PRIMARY_EXIT"],
};

/** Behind the names of control words. */
const CONTROL_WORDS = ["CONTROL", "CONTROLS", "CTLS", "CTRLS", "CTRL", "CTL"];

const EVENTS: Readonly<Record<string, readonly string[]>> = {
  "controls.entryInterruptionInfo": [
    ...["ENTRY_INTR_INFO", "ENTRY_INTERRUPTION_INFORMATION", "ENTRY_INTERRUPTION_INFO"],
    ...["ENTRY_INTERRUPT_INFO", "ENTRY_INT_INFO"],
  ],
  "controls.entryExceptionErrorCode": ["ENTRY_EXCEPTION_ERROR_CODE", "ENTRY_EXCEPTION_EC"],
  "controls.entryInstructionLength": [
    ...["ENTRY_INSTRUCTION_LENGTH", "ENTRY_INSTRUCTION_LEN", "ENTRY_INSTR_LENGTH"],
    "ENTRY_INST_LENGTH",
  ],
  "controls.exitReason": ["EXIT_REASON"],
  "controls.exitQualification": ["EXIT_QUALIFICATION"],
};

function* fieldNames(): Generator<[string, string]> {
  for (const [printed, register] of Object.entries(REGISTERS)) {
    for (const [part, words] of Object.entries(PARTS)) {
      for (const word of words) {
        const path = `guest.${register}.${part}`;
        yield [`GUEST_${printed}_${word}`, path];
        yield [`GUEST_${word}_${printed}`, path];
      }
    }
  }
  for (const [printed, table] of Object.entries({ GDTR: "gdtr", IDTR: "idtr" })) {
    for (const part of ["limit", "base"]) {
      for (const word of PARTS[part] ?? []) {
        yield [`GUEST_${printed}_${word}`, `guest.${table}.${part}`];
        yield [`GUEST_${word}_${printed}`, `guest.${table}.${part}`];
      }
    }
  }
  for (const number of [0, 1, 2, 3])
    for (const word of ["PDPTE", "PDPTR", "PDPTE_", "PDPTR_"])
      yield [`GUEST_${word}${number}`, `guest.pdpte${number}`];
  for (const [path, names] of Object.entries(OTHERS))
    for (const name of names) yield [`GUEST_${name}`, path];
  // The one field of the guest-state area whose name is often given without the word for it.
  for (const name of OTHERS["guest.vmcsLinkPointer"] ?? []) yield [name, "guest.vmcsLinkPointer"];
  for (const [path, names] of Object.entries(CONTROLS))
    for (const name of names)
      for (const word of CONTROL_WORDS) {
        yield [`${name}_${word}`, path];
        yield [`CTRL_${name}_${word}`, path];
      }
  for (const [path, names] of Object.entries(EVENTS))
    for (const name of names) {
      yield [name, path];
      yield [`CTRL_${name}`, path];
      yield [`CONTROL_${name}`, path];
    }
}

/** Normal form of a name -> path. */
export const FIELD_NAMES: ReadonlyMap<string, string> = new Map(fieldNames());
