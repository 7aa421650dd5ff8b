import type { ConditionSource, OperatorName, RuleNumber } from "../rules/types.ts";

/**
 * The kinds of guest that states are generated for. A mode is a sentence in the language of the
 * rules: a state is in the mode if all its conditions hold. What they do not mention is free, as
 * far as the checks leave it free. Each mode has a complete valid state, its template
 * (`templates.ts`).
 */
export interface ModeInfo {
  readonly title: string;
  readonly require: readonly ConditionSource[];
}

const is = (
  fact: string,
  value: RuleNumber | RuleNumber[],
  operator: OperatorName = Array.isArray(value) ? "in" : "equal",
): ConditionSource => ({ fact, operator, value });

const outsideVm = is("rflags.vm", 0);
const paging = is("cr0.pg", 1);
const protectedMode = is("cr0.pe", 1);
const restricted: ConditionSource = { condition: "restricted-guest" };
const unrestricted: ConditionSource = { condition: "unrestricted-guest" };
const legacy: ConditionSource = { condition: "legacy-mode-guest" };
const ia32e: ConditionSource = { condition: "ia32e-mode-guest" };
const ring = (cpl: number): ConditionSource => is("ss.dpl", cpl);
const noEvent = is("controls.entryInterruptionInfo.valid", 0);
const active = is("activityState", 0);
const noShadow = is("interruptibilityState[1:0]", 0);

/** A plain guest: active, no event, nothing blocked; what the modes further down vary. */
const plain = [noEvent, active, noShadow, is("interruptibilityState.smi", 0)];

const protectedRing = (bits: 16 | 32, cpl: number): ModeInfo => ({
  title: `${bits}-bit protected mode, ring ${cpl}`,
  require: [
    ...plain,
    outsideVm,
    legacy,
    restricted,
    protectedMode,
    paging,
    ring(cpl),
    is("cs.db", bits === 32 ? 1 : 0),
  ],
});

const event = (title: string, type: number, ...more: ConditionSource[]): ModeInfo => ({
  title: `VM entry injects ${title}`,
  require: [
    is("controls.entryInterruptionInfo.valid", 1),
    is("controls.entryInterruptionInfo.type", type),
    ...more,
  ],
});

export type GuestMode =
  | "long-64-ring-0"
  | "long-64-ring-3"
  | "long-64-null-ss"
  | "long-64-conforming"
  | "long-64-five-level"
  | "compatibility-ring-0"
  | "compatibility-ring-3"
  | "protected-16-ring-0"
  | "protected-16-ring-1"
  | "protected-16-ring-2"
  | "protected-16-ring-3"
  | "protected-32-ring-0"
  | "protected-32-ring-1"
  | "protected-32-ring-2"
  | "protected-32-ring-3"
  | "protected-no-paging"
  | "protected-cs-type-3"
  | "pae-ept"
  | "pae-no-ept"
  | "real-mode"
  | "virtual-8086"
  | "virtual-8086-unrestricted"
  | "hlt"
  | "shutdown"
  | "wait-for-sipi"
  | "sti-shadow"
  | "mov-ss-shadow"
  | "nmi-blocking"
  | "enclave-interruption"
  | "single-step"
  | "rtm-pending-debug"
  | "inject-external-interrupt"
  | "inject-nmi"
  | "inject-hardware-exception"
  | "inject-software-interrupt"
  | "inject-privileged-software-exception"
  | "inject-software-exception"
  | "inject-mtf"
  | "hlt-inject-interrupt"
  | "hlt-inject-debug"
  | "shutdown-inject-machine-check"
  | "cet"
  | "msr-loads"
  | "no-loads"
  | "fred-ring-0"
  | "fred-ring-3"
  | "vmcs-shadowing"
  | "smm"
  | "smm-link-pointer"
  | "entry-to-smm"
  | "no-intel-64";

export const modes: Readonly<Record<GuestMode, ModeInfo>> = {
  "long-64-ring-0": {
    title: "64-bit code in ring 0",
    require: [...plain, ia32e, is("cs.l", 1), ring(0)],
  },
  "long-64-ring-3": {
    title: "64-bit code in ring 3",
    require: [...plain, ia32e, is("cs.l", 1), ring(3)],
  },
  "long-64-null-ss": {
    title: "64-bit code in ring 3 with an unusable SS",
    require: [...plain, ia32e, is("cs.l", 1), ring(3), is("ss.unusable", 1)],
  },
  "long-64-conforming": {
    title: "64-bit code in ring 3, running in a conforming code segment",
    require: [...plain, ia32e, is("cs.l", 1), ring(3), is("cs.type", [13, 15])],
  },
  "long-64-five-level": {
    title: "64-bit code with five-level paging",
    require: [...plain, ia32e, is("cs.l", 1), is("cr4[12]", 1)],
  },
  "compatibility-ring-0": {
    title: "compatibility mode in ring 0",
    require: [...plain, ia32e, is("cs.l", 0), ring(0)],
  },
  "compatibility-ring-3": {
    title: "compatibility mode in ring 3",
    require: [...plain, ia32e, is("cs.l", 0), ring(3)],
  },
  "protected-16-ring-0": protectedRing(16, 0),
  "protected-16-ring-1": protectedRing(16, 1),
  "protected-16-ring-2": protectedRing(16, 2),
  "protected-16-ring-3": protectedRing(16, 3),
  "protected-32-ring-0": protectedRing(32, 0),
  "protected-32-ring-1": protectedRing(32, 1),
  "protected-32-ring-2": protectedRing(32, 2),
  "protected-32-ring-3": protectedRing(32, 3),
  "protected-no-paging": {
    title: "protected mode without paging, by unrestricted guest",
    require: [...plain, outsideVm, legacy, unrestricted, protectedMode, is("cr0.pg", 0)],
  },
  "protected-cs-type-3": {
    title: "protected mode with a data segment in CS, by unrestricted guest",
    require: [...plain, outsideVm, legacy, unrestricted, protectedMode, is("cs.type", 3)],
  },
  "pae-ept": {
    title: "PAE paging with EPT: the PDPTEs are in the VMCS",
    require: [...plain, outsideVm, { condition: "pae-paging" }, { condition: "ept" }],
  },
  "pae-no-ept": {
    title: "PAE paging without EPT: the PDPTEs are in memory",
    require: [...plain, outsideVm, { condition: "pae-paging" }, { condition: "no-ept" }],
  },
  "real-mode": {
    title: "real mode, by unrestricted guest",
    require: [...plain, outsideVm, legacy, unrestricted, is("cr0.pe", 0)],
  },
  "virtual-8086": {
    title: "virtual-8086 mode",
    require: [is("rflags.vm", 1), legacy, restricted, noEvent],
  },
  "virtual-8086-unrestricted": {
    title: "virtual-8086 mode with unrestricted guest",
    require: [is("rflags.vm", 1), legacy, unrestricted, noEvent],
  },
  hlt: { title: "activity state HLT", require: [is("activityState", 1), noEvent] },
  shutdown: { title: "activity state shutdown", require: [is("activityState", 2), noEvent] },
  "wait-for-sipi": { title: "activity state wait-for-SIPI", require: [is("activityState", 3)] },
  "sti-shadow": {
    title: "blocking by STI",
    require: [is("interruptibilityState.sti", 1), noEvent],
  },
  "mov-ss-shadow": {
    title: "blocking by MOV SS",
    require: [is("interruptibilityState.movSs", 1), noEvent],
  },
  "nmi-blocking": {
    title: "blocking by NMI",
    require: [is("interruptibilityState.nmi", 1), noEvent],
  },
  "enclave-interruption": {
    title: "enclave interruption",
    require: [is("interruptibilityState.enclave", 1), noEvent],
  },
  "single-step": {
    title: "single-stepping: BS pending with blocking by STI or MOV SS, or HLT",
    require: [
      is("rflags.tf", 1),
      is("debugctl.btf", 0),
      { condition: "blocking-or-hlt" },
      is("pendingDebugExceptions.bs", 1),
      noEvent,
    ],
  },
  "rtm-pending-debug": {
    title: "a debug exception pending from a transactional region",
    require: [is("pendingDebugExceptions.rtm", 1), noEvent],
  },
  "inject-external-interrupt": event("an external interrupt", 0),
  "inject-nmi": event("an NMI", 2),
  "inject-hardware-exception": event("a hardware exception", 3),
  "inject-software-interrupt": event("a software interrupt", 4),
  "inject-privileged-software-exception": event("a privileged software exception", 5),
  "inject-software-exception": event("a software exception", 6),
  "inject-mtf": event("a pending MTF VM exit", 7),
  "hlt-inject-interrupt": event("an external interrupt into HLT", 0, is("activityState", 1)),
  "hlt-inject-debug": event(
    "a debug exception into HLT",
    3,
    is("activityState", 1),
    is("controls.entryInterruptionInfo.vector", 1),
  ),
  "shutdown-inject-machine-check": event(
    "a machine check into shutdown",
    3,
    is("activityState", 2),
  ),
  cet: {
    title: 'CET: CR4.CET is 1 and "load CET state" is 1',
    require: [{ condition: "loads-cet" }, is("cr4.cet", 1)],
  },
  "msr-loads": {
    title: "VM entry loads every MSR it can load",
    require: [
      { condition: "loads-debug-controls" },
      { condition: "loads-perf-global-ctrl" },
      { condition: "loads-pat" },
      { condition: "loads-efer" },
      { condition: "loads-bndcfgs" },
      { condition: "loads-rtit-ctl" },
      { condition: "loads-uinv" },
      { condition: "loads-cet" },
      { condition: "loads-lbr-ctl" },
      { condition: "loads-pkrs" },
      { condition: "loads-fred" },
      { condition: "loads-spec-ctrl" },
    ],
  },
  "no-loads": {
    title: "VM entry loads no MSR at all, so their fields hold anything",
    require: [
      is("controls.entry.loadDebugControls", 0),
      is("controls.entry.loadPerfGlobalCtrl", 0),
      is("controls.entry.loadPat", 0),
      is("controls.entry.loadEfer", 0),
      is("controls.entry.loadBndcfgs", 0),
      is("controls.entry.loadRtitCtl", 0),
      is("controls.entry.loadUinv", 0),
      is("controls.entry.loadCet", 0),
      is("controls.entry.loadLbrCtl", 0),
      is("controls.entry.loadPkrs", 0),
      is("controls.entry.loadFred", 0),
      is("controls.entry.loadSpecCtrl", 0),
    ],
  },
  "fred-ring-0": {
    title: "FRED enabled, ring 0",
    require: [is("cr4.fred", 1), ring(0)],
  },
  "fred-ring-3": {
    title: "FRED enabled, ring 3",
    require: [is("cr4.fred", 1), ring(3)],
  },
  "vmcs-shadowing": {
    title: "the VMCS link pointer is used",
    require: [{ condition: "link-pointer-used" }, is("cpu.inSmm", 0)],
  },
  smm: {
    title: "the processor is in SMM",
    require: [is("cpu.inSmm", 1), is("controls.entry.entryToSmm", 0)],
  },
  "smm-link-pointer": {
    title: "the processor is in SMM and the VMCS link pointer is used",
    require: [
      is("cpu.inSmm", 1),
      is("controls.entry.entryToSmm", 0),
      { condition: "link-pointer-used" },
    ],
  },
  "entry-to-smm": {
    title: "VM entry to SMM",
    require: [is("cpu.inSmm", 1), is("controls.entry.entryToSmm", 1)],
  },
  "no-intel-64": {
    title: "protected mode on a processor without Intel 64",
    require: [is("cpu.supportsIntel64", 0), legacy],
  },
};

/** Names of the modes, in the order of the table. */
export const guestModes: readonly GuestMode[] = Object.keys(modes) as GuestMode[];

/**
 * What other checks of VM entry (those of the control fields) ask of the words that the guest-state
 * checks read: generated states keep to it, valid or not, so that VM entry gets as far as the
 * guest-state checks.
 */
export const coherence: readonly ConditionSource[] = [
  // "unrestricted guest" needs EPT; shadowing means something only in an activated word.
  {
    any: [
      is("controls.secondaryProcBased.unrestrictedGuest", 0),
      is("controls.secondaryProcBased.enableEpt", 1),
    ],
  },
  { any: [is("controls.entry.entryToSmm", 0), is("cpu.inSmm", 1)] },
  // The interruption information: no reserved bit or type, and the vectors a type may have.
  is("controls.entryInterruptionInfo[30:12]", 0),
  {
    any: [
      is("controls.entryInterruptionInfo.valid", 0),
      is("controls.entryInterruptionInfo.type", [0, 4, 5, 6]),
      {
        all: [
          is("controls.entryInterruptionInfo.type", 2),
          is("controls.entryInterruptionInfo.vector", 2),
        ],
      },
      {
        all: [
          is("controls.entryInterruptionInfo.type", 3),
          is("controls.entryInterruptionInfo.vector", 31, "lessThanInclusive"),
        ],
      },
      {
        all: [
          is("controls.entryInterruptionInfo.type", 7),
          is("controls.entryInterruptionInfo.vector", 0),
        ],
      },
    ],
  },
];
