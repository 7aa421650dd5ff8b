/** What to do next, by program and by what was reported. */
import type { Failure } from "../types.ts";
import type { About } from "./others.ts";
import type { Program } from "./types.ts";
import type { VirtualBoxClass } from "./virtualbox-codes.ts";

export interface Said {
  /** Absent where the meaning of the number says it all. */
  readonly meaning?: string;
  readonly advice: string;
}

interface Row {
  /** Any, where absent. */
  readonly programs?: readonly Program[];
  readonly kind?: Failure["kind"];
  readonly code?: string;
  readonly said: Said;
}

export const KVM_DUMP: string =
  "Load the module with `modprobe kvm_intel dump_invalid_vmcs=1` (or write 1 to " +
  "/sys/module/kvm_intel/parameters/dump_invalid_vmcs), let it fail again, and take the dump from dmesg.";
export const KVM_REGISTERS: string =
  "Ask the program for the registers (`kvm_sregs`, segment caches included) at that moment, or take the VMCS from dmesg. " +
  KVM_DUMP;
const NOT_THE_GUEST = "The guest's registers were not looked at; leave them alone.";
const HYPERVISOR_IN_BETWEEN =
  "If this host is itself a virtual machine, ask what the outer hypervisor is: it may offer a feature that it does not back.";
const HARDWARE_LOGS =
  "Look at the machine-check log (mcelog, rasdaemon), at that of the management controller, and at the outer host if there is one.";
const PRINT_FIELDS =
  "Print the guest-state area of the VMCS at that moment (or the registers with the access rights of the segments) and paste it.";

const VBOX_LOG =
  "Paste the whole VBox.log: `HM error` names the check that failed, and the registers stand below `Guest CPUM (VCPU 0) state`.";
const NO_NUMBER = "No error number was stored: it does not say that the guest state is at fault.";
/** Of AMD's virtualization, by its name, its words or its status codes. */
const OF_AMD: Required<Said> = {
  meaning: "This is the report of AMD's virtualization (SVM); Intel's entry checks do not apply.",
  advice:
    "With KVM: `modprobe kvm_amd dump_invalid_vmcb=1`, let it fail again, and compare the dump with AMD's list of consistency checks.",
};

/** The first row that fits is taken. */
export const ADVICE: readonly Row[] = [
  {
    code: "0xffffffff",
    said: {
      meaning:
        "On AMD processors this is the exit code for a VMCB that VMRUN refused. No VMCS and none of Intel's checks are involved.",
      advice:
        "Load the module with `modprobe kvm_amd dump_invalid_vmcb=1`, let it fail again, and compare the dump with AMD's list of consistency checks. With SMM=1 in the registers: try firmware without SMM and Secure Boot, or without an outer hypervisor.",
    },
  },
  {
    programs: ["amd"],
    said: OF_AMD,
  },
  {
    programs: ["hyper-v"],
    kind: "not-a-vm-entry-failure",
    said: {
      meaning:
        "This is a number of Hyper-V's own. It is no exit reason of VMX, even if it looks like one.",
      advice: "Look it up among Hyper-V's message types; ask the guest why it stopped.",
    },
  },
  {
    programs: ["kvm"],
    kind: "invalid-guest-state",
    said: {
      advice: `Paste the registers that are printed below this line as well. ${KVM_DUMP} With SMM=1 and EIP=00008000 in the registers, first update the host's kernel to 6.2 or later.`,
    },
  },
  {
    programs: ["xen"],
    kind: "invalid-guest-state",
    said: {
      advice:
        "Paste the lines between the two rows of asterisks that `xl dmesg` shows below this one as well.",
    },
  },
  {
    programs: ["haxm"],
    kind: "invalid-guest-state",
    said: {
      advice:
        "Paste the lines of the form `4816 GUEST_CS_AR: c09b` that follow in the log as well. HAXM fails so when a guest switches paging off on a processor without unrestricted guest.",
    },
  },
  {
    programs: ["whp"],
    kind: "invalid-guest-state",
    said: {
      advice:
        "Print the registers of the virtual processor, segment attributes included, and paste them.",
    },
  },
  {
    programs: ["virtualbox"],
    kind: "invalid-guest-state",
    said: {
      advice: VBOX_LOG,
    },
  },
  {
    programs: ["bhyve"],
    kind: "invalid-guest-state",
    said: {
      advice:
        "While the virtual machine still exists, run `bhyvectl --vm=NAME --get-all`; HyperKit prints the VMCS below the exit.",
    },
  },
  { kind: "invalid-guest-state", said: { advice: PRINT_FIELDS } },
  {
    programs: ["xen"],
    kind: "msr-loading",
    said: {
      advice:
        "The number in brackets is the place of the refused MSR in the VM-entry MSR-load list, from 1; Xen 4.8 and later print the MSR as well.",
    },
  },
  {
    kind: "msr-loading",
    said: {
      advice:
        "Look at the VM-entry MSR-load list: the exit qualification is the number of the refused entry, from 1. The registers are accepted.",
    },
  },
  { kind: "machine-check", said: { advice: HARDWARE_LOGS } },
  {
    kind: "vm-instruction-error",
    code: "0x7",
    programs: ["kvm"],
    said: {
      advice: `${NOT_THE_GUEST} Compare the control fields with what the processor allows. ${HYPERVISOR_IN_BETWEEN} ${KVM_DUMP}`,
    },
  },
  {
    kind: "vm-instruction-error",
    code: "0x7",
    said: {
      advice: `${NOT_THE_GUEST} Compare every control field with the VMX capability MSRs. ${HYPERVISOR_IN_BETWEEN}`,
    },
  },
  {
    kind: "vm-instruction-error",
    code: "0x8",
    said: {
      advice: `${NOT_THE_GUEST} Look at the hypervisor's own values: host selectors (RPL and TI clear, TR not 0), CR0, CR4, canonical bases.`,
    },
  },
  {
    kind: "vm-instruction-error",
    code: "0x5",
    programs: ["kvm"],
    said: {
      advice: `${NOT_THE_GUEST} Something cleared the VMCS behind KVM's back: look for a second user of VT-x on the host. ${HYPERVISOR_IN_BETWEEN}`,
    },
  },
  {
    kind: "vm-instruction-error",
    said: {
      advice: `${NOT_THE_GUEST} Look at the order of the VMX instructions: VMCLEAR, VMPTRLD, VMLAUNCH once, then VMRESUME, on one processor.`,
    },
  },
  {
    kind: "unknown",
    code: "0x0",
    programs: ["kvm"],
    said: {
      meaning: NO_NUMBER,
      advice: `Do without \`-overcommit cpu-pm=on\` and the like; stop other users of VT-x (VirtualBox). ${HYPERVISOR_IN_BETWEEN}`,
    },
  },
  {
    kind: "unknown",
    code: "0x0",
    said: {
      meaning: NO_NUMBER,
      advice: `Check that a current VMCS is loaded (VMPTRLD) and that no other hypervisor holds VT-x. ${HYPERVISOR_IN_BETWEEN}`,
    },
  },
  {
    kind: "unknown",
    programs: ["kvm"],
    said: {
      advice: `Find the number that KVM gave as \`hardware_entry_failure_reason\`, and whether it is printed in hexadecimal or in decimal. ${KVM_DUMP}`,
    },
  },
  {
    kind: "not-a-vm-entry-failure",
    programs: ["virtualbox"],
    said: { advice: "Paste the whole VBox.log." },
  },
  {
    kind: "not-a-vm-entry-failure",
    said: { advice: "Look for an earlier message: the first one is the cause." },
  },
];

/** Where no row fits. */
export const FOR_ANY: Said = {
  advice: `Check whether the number is printed in hexadecimal or in decimal. ${PRINT_FIELDS}`,
};

/** By what the words are about. */
export const FOR_OTHERS: Readonly<Record<Exclude<About, "virtualbox">, Required<Said>>> = {
  emulation: {
    meaning:
      "KVM had to do the guest's work in software and could not go on. The processor refused no entry.",
    advice:
      "Look at RIP and at the `Code=` bytes: the guest may have jumped into memory that is none, or used an instruction on device memory that KVM does not emulate.",
  },
  "fail-entry": {
    meaning: "KVM says that the entry was refused; its reason is not printed here.",
    advice: `Find the number that KVM gave as \`hardware_entry_failure_reason\`. ${KVM_DUMP}`,
  },
  "triple-fault": {
    meaning:
      "The guest crashed: it ran into an exception while its own handlers failed (a triple fault). Entering it had succeeded.",
    advice: "Look inside the guest: its IDT, stack and page tables at the time of the crash.",
  },
  errno: {
    meaning: "This is an error number of the operating system: the consequence, not the cause.",
    advice: "Look for the message before it, and for KVM's lines in dmesg.",
  },
  "registers-refused": {
    meaning:
      "KVM refused the registers that it was given, by checks of its own. No entry was tried.",
    advice:
      "Check that EFER.LME, EFER.LMA, CR0.PG, CR4.PAE and CS.L fit together and that CR4 has no bit that the CPU model lacks; set CPUID before the registers.",
  },
  "unexpected-exit": {
    meaning: "KVM does not handle this exit reason. The entry itself had succeeded.",
    advice: KVM_DUMP,
  },
  "whp-exit": {
    meaning: "This exit of the Windows Hypervisor Platform is no refused entry.",
    advice: "Look at what the guest did last.",
  },
  "whp-injection": {
    meaning: "An interrupt could not be delivered. No entry was refused.",
    advice: "Start QEMU with `-accel whpx,kernel-irqchip=off`.",
  },
  "message-type": {
    meaning:
      "This is a message type of Hyper-V. Its numbers look like exit reasons of VMX and are none: ...20 is an invalid register, ...21 a triple fault, ...22 an unsupported feature.",
    advice:
      "For an invalid register, print the registers of the virtual processor; else look inside the guest.",
  },
  "vmx-in-use": {
    meaning:
      "VMX could not be switched on: another hypervisor holds it, or the firmware disabled it.",
    advice:
      "Stop the other hypervisor (on Windows: Hyper-V and what builds on it), or enable VT-x in the firmware.",
  },
  "virtualbox-check": {
    meaning: "VirtualBox checked the guest state itself and gives the number of what it found.",
    advice:
      "Paste the whole VBox.log: the registers stand in it below `Guest CPUM (VCPU 0) state`.",
  },
  "haxm-shutdown": {
    meaning: "HAXM ended the virtual machine and does not say why.",
    advice: "Look for `VM_EXIT_INFO_REASON` in HAXM's log of the host.",
  },
  "vmware-panic": {
    meaning: "VMware's monitor stopped; the registers it prints are its own, not the guest's.",
    advice: "Nothing in this log can be judged; a suspended state or a debug stub would be needed.",
  },
  vmcb: OF_AMD,
};

/** By the class of VirtualBox's status code. */
export const FOR_STATUS: Readonly<Record<VirtualBoxClass, Required<Said>>> = {
  "guest-state": {
    meaning: "The processor found the guest state invalid.",
    advice: VBOX_LOG,
  },
  "host-state": {
    meaning: "The host-state fields were found invalid: VirtualBox's own values, not the guest's.",
    advice: `${NOT_THE_GUEST} Paste the whole VBox.log. ${HYPERVISOR_IN_BETWEEN}`,
  },
  controls: {
    meaning: "VirtualBox could not start the guest: a control or a VMCS field was refused.",
    advice: `${NOT_THE_GUEST} Look for the instruction error in VBox.log. ${HYPERVISOR_IN_BETWEEN}`,
  },
  order: {
    meaning:
      "A VMX instruction was refused: VirtualBox used it at the wrong time or with a wrong address.",
    advice: `${NOT_THE_GUEST} Update VirtualBox. ${HYPERVISOR_IN_BETWEEN}`,
  },
  unavailable: {
    meaning: "VirtualBox does not see VT-x. No entry was tried.",
    advice:
      "Switch Hyper-V and memory integrity off, enable VT-x in the firmware, or let the outer virtual machine pass it on.",
  },
  "in-use": {
    meaning: "Another hypervisor holds VT-x. No entry was tried.",
    advice:
      "Stop it: on Linux 6.12 and later `modprobe -r kvm_intel`, or load KVM with `kvm.enable_virt_at_load=0`.",
  },
  firmware: {
    meaning: "The firmware has VT-x disabled or locked. No entry was tried.",
    advice: "Enable it in the firmware's setup and switch the machine off and on.",
  },
  "guest-crash": FOR_OTHERS["triple-fault"],
  amd: OF_AMD,
  internal: {
    meaning: "Code of VirtualBox's own failed. This is no entry that the processor refused.",
    advice: "Paste the whole VBox.log; the lines before the meditation tell more.",
  },
};
