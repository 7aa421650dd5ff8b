/**
 * The many names of VMCS fields: the SDM's, those of Linux, Xen, KVM's unit tests, bhyve and
 * HyperKit, VirtualBox, Windows headers and Rust crates. All are in the normal form.
 */
import { EXCHANGE_FIELDS } from "../state/catalogue.ts";

const REGISTERS: Readonly<Record<string, string>> = {
  ...{ ES: "es", CS: "cs", SS: "ss", DS: "ds", FS: "fs", GS: "gs" },
  ...{ LDTR: "ldtr", LDT: "ldtr", TR: "tr" },
  ...{ GDTR: "gdtr", GDT: "gdtr", IDTR: "idtr", IDT: "idtr" },
};

/** The parts of a register by the words for them. */
const PARTS: Readonly<Record<string, string>> = {
  selector: "SEL",
  limit: "LIMIT",
  accessRights:
    "AR AR_BYTES AR_BYTE ACCESS_RIGHTS ACCESS_RIGHT ACR ATTR ATTRIBUTES ATTRIBUTE RIGHTS " +
    "ACCESS_BYTES",
  base: "BASE BASE_ADDR",
};

/** Members of the guest-state and of the host-state area by the words behind `GUEST` and `HOST`. */
const STATE: Readonly<Record<string, string>> = {
  interruptStatus: "INTR_STATUS",
  pmlIndex: "PML_INDEX",
  uinv: "UINV",
  vmcsLinkPointer: "LINK_PTR",
  debugctl: "DEBUGCTL DEBUG_CTRL DEBUGCTL_MSR",
  pat: "PAT",
  efer: "EFER",
  perfGlobalCtrl: "PERF_GLOBAL_CTRL",
  bndcfgs: "BNDCFGS",
  rtitCtl: "RTIT_CTRL",
  lbrCtl: "LBR_CTRL",
  pkrs: "PKRS",
  specCtrl: "SPEC_CTRL",
  fredConfig: "FRED_CONFIG",
  fredRsp1: "FRED_RSP1",
  fredRsp2: "FRED_RSP2",
  fredRsp3: "FRED_RSP3",
  fredStackLevels: "FRED_STKLVLS FRED_STACK_LEVELS FRED_STACK_LVLS",
  fredSsp1: "FRED_SSP1",
  fredSsp2: "FRED_SSP2",
  fredSsp3: "FRED_SSP3",
  interruptibilityState:
    "INTERRUPTIBILITY_STATE INTERRUPTIBILITY_INFO INTERRUPTIBILITY INTR_STATE " +
    "INTERRUPTABILITY_STATE INTERRUPTABILITY_INFO IGNORE_INTR",
  activityState: "ACTIVITY_STATE ACTIVITY ACTV_STATE",
  smbase: "SMBASE SM_BASE",
  sysenterCs: "SYSENTER_CS",
  sysenterEsp: "SYSENTER_ESP",
  sysenterEip: "SYSENTER_EIP",
  preemptionTimer: "PREEMPTION_TIMER PREEMPTION_TIMER_VALUE TIMER_VALUE",
  cr0: "CR0",
  cr3: "CR3",
  cr4: "CR4",
  dr7: "DR7",
  rsp: "RSP",
  rip: "RIP",
  rflags: "RFLAGS RFL R_FLAGS",
  pendingDebugExceptions:
    "PENDING_DEBUG_EXC PENDING_DEBUG PENDING_DBE PND_DEBUG_EXC DEBUG_EXC PENDING_DEBUG_EXCS",
  pdpte0: "PDPTE0 PDPTR0",
  pdpte1: "PDPTE1 PDPTR1",
  pdpte2: "PDPTE2 PDPTR2",
  pdpte3: "PDPTE3 PDPTR3",
  sCet: "S_CET",
  ssp: "SSP",
  interruptSspTableAddr: "INTR_SSP_TABLE INTR_SSP_TABLE_ADDR SSP_TABLE SSP_TABLE_ADDR ISST",
};

/** Fields of the guest-state area whose name is often given without the word for it. */
const WITHOUT_AREA: Readonly<Record<string, string>> = {
  "guest.vmcsLinkPointer": "LINK_PTR",
  "guest.preemptionTimer": "PREEMPTION_TIMER PREEMPTION_TIMER_VALUE",
  "guest.pmlIndex": "PML_INDEX",
};

/** Control words: what stands in front of the word `CTRL`, or behind it. */
const WORDS: Readonly<Record<string, string>> = {
  "controls.pinBased": "PIN_BASED_EXEC PIN_BASED PIN PIN_EXEC",
  "controls.primaryProcBased":
    "PROC_BASED_EXEC PROC_BASED PROC_EXEC PRIMARY_PROC_BASED_EXEC PRIMARY_PROC_BASED " +
    "PRIMARY_PROC PRIMARY_EXEC",
  "controls.secondaryProcBased":
    "SECONDARY_EXEC SECONDARY_PROC_BASED_EXEC SECONDARY_PROC_BASED SECONDARY_PROC " +
    "PROC_BASED_EXEC2 PROC_BASED2 PROC_EXEC2",
  "controls.tertiaryProcBased":
    "TERTIARY_EXEC TERTIARY_PROC_BASED_EXEC TERTIARY_PROC_BASED TERTIARY_PROC " +
    "PROC_BASED_EXEC3 PROC_BASED3 PROC_EXEC3",
  "controls.entry": "ENTRY",
  "controls.exit": "EXIT PRIMARY_EXIT",
  "controls.secondaryExit": "SECONDARY_EXIT EXIT2",
};

/** All other fields that control VM entries and exits. */
const CONTROLS: Readonly<Record<string, string>> = {
  "controls.primaryProcBased": "PROC_EXEC_CTRL0 PROC_CTRL",
  "controls.secondaryProcBased":
    "PROC_EXEC_CTRL1 PROC_CTRL2 PROC_BASED_EXEC_CTRL2 PROC_BASED_CTRL2",
  "controls.tertiaryProcBased": "PROC_BASED_EXEC_CTRL3 PROC_BASED_CTRL3",
  "controls.secondaryExit": "EXIT_CTRL2",
  "controls.vpid": "VPID VIRT_PROC_ID VIRT_PROC_ID_VPID",
  "controls.postedInterruptNotificationVector":
    "POSTED_INTR_NV POSTED_INTR_NOTIFICATION_VECTOR POSTED_INTR_NOTIFICATION POSTED_INTR_VECTOR " +
    "PINV",
  "controls.eptpIndex": "EPTP_INDEX EPTP_IDX EPT_PTR_INDEX",
  "controls.hlatPrefixSize": "HLAT_PREFIX_SIZE HLAT_PLR_PREFIX_SIZE",
  "controls.lastPidPointerIndex": "LAST_PID_PTR_INDEX",
  "controls.virtualTimerVector": "VIRT_TIMER_VECTOR VIRT_TIMER_INTR_VECTOR",
  "controls.ioBitmapA": "IO_BITMAP_A IO_BITMAP_A_ADDR ADDR_OF_IO_BITMAP_A",
  "controls.ioBitmapB": "IO_BITMAP_B IO_BITMAP_B_ADDR ADDR_OF_IO_BITMAP_B",
  "controls.msrBitmap": "MSR_BITMAP MSR_BITMAP_ADDR ADDR_OF_MSR_BITMAP",
  "controls.exitMsrStoreAddress": "EXIT_MSR_STORE_ADDR EXIT_MSR_STORE",
  "controls.exitMsrLoadAddress": "EXIT_MSR_LOAD_ADDR EXIT_MSR_LOAD",
  "controls.entryMsrLoadAddress": "ENTRY_MSR_LOAD_ADDR ENTRY_MSR_LOAD",
  "controls.executiveVmcsPointer": "EXECUTIVE_PTR EXECUTIVE EXEC_PTR",
  "controls.pmlAddress": "PML_ADDR PMLADDR EXEC_PML_ADDR",
  "controls.tscOffset": "TSC_OFFSET",
  "controls.virtualApicAddress":
    "VIRT_APIC_PAGE_ADDR VIRT_APIC_ADDR VIRT_APIC_PAGE VIRT_APIC VIRT_APIC_PAGEADDR " +
    "APIC_VIRT_ADDR VAPIC_PAGE VAPIC_PAGE_ADDR",
  "controls.apicAccessAddress":
    "APIC_ACCESS_ADDR APIC_ACCESS_PAGE_ADDR APIC_ACCESS_PAGE APIC_ACCESS APIC_ACCESSADDR",
  "controls.postedInterruptDescriptorAddress":
    "POSTED_INTR_DESC_ADDR POSTED_INTR_DESC PI_DESC_ADDR PIR_DESC",
  "controls.vmFunctionControls": "FUNCTION_CTRL VMFUNC_CTRL",
  "controls.eptp": "EPTP EPT_PTR EPT_PTR_EPTP",
  "controls.eoiExitBitmap0": "EOI_EXIT_BITMAP0 EOI_EXIT0 EOI_BITMAP0",
  "controls.eoiExitBitmap1": "EOI_EXIT_BITMAP1 EOI_EXIT1 EOI_BITMAP1",
  "controls.eoiExitBitmap2": "EOI_EXIT_BITMAP2 EOI_EXIT2 EOI_BITMAP2",
  "controls.eoiExitBitmap3": "EOI_EXIT_BITMAP3 EOI_EXIT3 EOI_BITMAP3",
  "controls.eptpListAddress": "EPTP_LIST_ADDR EPTP_LIST EPT_PTR_LIST_ADDR",
  "controls.vmreadBitmap": "VMREAD_BITMAP VMREAD_BITMAP_ADDR",
  "controls.vmwriteBitmap": "VMWRITE_BITMAP VMWRITE_BITMAP_ADDR",
  "controls.veInfoAddress":
    "VIRT_EXC_INFO VIRT_EXC_INFO_ADDR VIRTUALIZATION_EXC_INFO_ADDR VIRTUALIZATION_EXC_INFO " +
    "VIRTXCPT_INFO_ADDR VE_INFO_ADDR VE_INFO",
  "controls.xssExitingBitmap": "XSS_EXIT_BITMAP",
  "controls.enclsExitingBitmap": "ENCLS_EXIT_BITMAP",
  "controls.spptp":
    "SPPTP SPPT_PTR SPP_TABLE_PTR SUB_PAGE_PERMISSION_TABLE_PTR SUBPAGE_PERMISSION_TABLE_PTR " +
    "SUB_PAGE_PERMISSION_TABLE_PTR_SPPTP",
  "controls.tscMultiplier": "TSC_MULTIPLIER",
  "controls.enclvExitingBitmap": "ENCLV_EXIT_BITMAP",
  "controls.lowPasidDirectoryAddress": "LOW_PASID_DIRECTORY_ADDR LOW_PASID_DIR_ADDR",
  "controls.highPasidDirectoryAddress": "HIGH_PASID_DIRECTORY_ADDR HIGH_PASID_DIR_ADDR",
  "controls.seamSharedEptp": "SHARED_EPT_PTR SHARED_EPTP",
  "controls.pconfigExitingBitmap": "PCONFIG_EXIT_BITMAP",
  "controls.hlatp":
    "HLATP HLAT_PTR HYPERVISOR_MANAGED_LINEAR_ADDR_TRANSLATION_PTR " +
    "HYPERVISOR_MANAGED_LINEAR_ADDR_TRANSLATION_PTR_HLATP",
  "controls.pidPointerTableAddress": "PID_PTR_TABLE PID_PTR_TABLE_ADDR",
  "controls.specCtrlMask": "SPEC_CTRL_MASK",
  "controls.specCtrlShadow": "SPEC_CTRL_SHADOW",
  "controls.guestDeadlineShadow": "GUEST_DEADLINE_SHADOW GUEST_DEADLINE_VIR GUEST_DEADLINE_VIRT",
  "controls.injectedEventData": "INJECTED_EVENT_DATA",
  "controls.exceptionBitmap": "EXC_BITMAP",
  "controls.pageFaultErrorCodeMask":
    "PAGE_FAULT_ERROR_CODE_MASK PF_ERROR_CODE_MASK PF_ERROR_MASK PFEC_MASK",
  "controls.pageFaultErrorCodeMatch":
    "PAGE_FAULT_ERROR_CODE_MATCH PF_ERROR_CODE_MATCH PF_ERROR_MATCH PFEC_MATCH",
  "controls.cr3TargetCount": "CR3_TARGET_COUNT CR3_COUNT",
  "controls.exitMsrStoreCount": "EXIT_MSR_STORE_COUNT",
  "controls.exitMsrLoadCount": "EXIT_MSR_LOAD_COUNT",
  "controls.entryMsrLoadCount": "ENTRY_MSR_LOAD_COUNT",
  "controls.entryInterruptionInfo": "ENTRY_INTR_INFO INJECTED_EVENT_IDENTIFICATION",
  "controls.entryExceptionErrorCode":
    "ENTRY_EXC_ERROR_CODE ENTRY_EXC_ERROR ENTRY_INTR_ERROR ENTRY_INTR_ERROR_CODE " +
    "INJECTED_EVENT_ERROR_CODE",
  "controls.entryInstructionLength": "ENTRY_INSTR_LEN",
  "controls.tprThreshold": "TPR_THRESHOLD",
  "controls.pleGap": "PLE_GAP",
  "controls.pleWindow": "PLE_WINDOW",
  "controls.instructionTimeout": "NOTIFICATION_WINDOW INSTR_TIMEOUT INSTR_TIMEOUT_CTRL",
  "controls.seamGuestKeyId": "SEAM_GUEST_KEYID SEAM_GUEST_KEY_ID GUEST_KEYID TD_KEYID",
  "controls.cr0GuestHostMask": "CR0_GUEST_HOST_MASK CR0_MASK",
  "controls.cr4GuestHostMask": "CR4_GUEST_HOST_MASK CR4_MASK",
  "controls.cr0ReadShadow": "CR0_READ_SHADOW CR0_SHADOW",
  "controls.cr4ReadShadow": "CR4_READ_SHADOW CR4_SHADOW",
  ...Object.fromEntries(
    ["0", "1", "2", "3"].map((n) => [
      `controls.cr3TargetValue${n}`,
      `CR3_TARGET_VALUE${n} CR3_TARGET_VAL${n} CR3_TARGET${n} CR3_VALUE${n}` +
        (n === "0" ? " CR3_TARGET_VALUE_BASE" : ""),
    ]),
  ),
  "controls.instructionError": "INSTR_ERROR INSTR_ERROR_CODE RO_INSTR_ERROR",
  "controls.exitReason": "EXIT_REASON EXIT_INFO_REASON RO_EXIT_REASON",
  "controls.exitQualification":
    "EXIT_QUALIFICATION EXIT_INFO_QUALIFICATION RO_EXIT_QUALIFICATION RO_EXIT_QUALIFIC",
};

/** Every name in its normal form, with the path of its field. */
export function* fieldNames(): Generator<[string, string]> {
  for (const area of ["guest", "host"]) {
    const prefix = area.toUpperCase();
    const stateNames = function* (member: string, names: readonly string[]) {
      const path = `${area}.${member}`;
      if (EXCHANGE_FIELDS.has(path))
        for (const name of names) yield [`${prefix}_${name}`, path] as [string, string];
    };
    for (const [printed, register] of Object.entries(REGISTERS))
      for (const [part, words] of Object.entries(PARTS))
        for (const word of words.split(" "))
          yield* stateNames(`${register}.${part}`, [`${printed}_${word}`, `${word}_${printed}`]);
    for (const [member, names] of Object.entries(STATE))
      yield* stateNames(member, names.split(" "));
  }
  // Of these the host-state area has nothing but the selector.
  for (const register of ["ES", "CS", "SS", "DS"])
    yield [`HOST_${register}`, `host.${register.toLowerCase()}.selector`];
  for (const [path, names] of Object.entries(WITHOUT_AREA))
    for (const name of names.split(" ")) yield [name, path];
  for (const [path, names] of Object.entries(WORDS))
    for (const name of names.split(" "))
      yield* [`${name}_CTRL`, `CTRL_${name}`, `CTRL_${name}_CTRL`].map(
        (whole): [string, string] => [whole, path],
      );
  for (const [path, names] of Object.entries(CONTROLS))
    for (const name of names.split(" "))
      yield* [
        [name, path],
        [`CTRL_${name}`, path],
      ] as [string, string][];
}

/** Normal form of a name -> path. */
export const FIELD_NAMES: ReadonlyMap<string, string> = new Map(fieldNames());
