/**
 * Linux KVM: the VMCS that the kernel prints into its log when a VM entry fails
 * (`dump_invalid_vmcs=1` since 5.2). Covers Linux 4.3 to today.
 */
import { exitReasonFailure } from "./failure.ts";
import type { DumpFormat, LineReader } from "./format.ts";
import { Layout, readingOf } from "./layout.ts";
import {
  AMBIGUOUS,
  HOST_ROWS,
  HOST_UNSURE,
  type Section,
  SectionTracker,
  pathIn,
  unusedEventFields,
  valueOf,
  SECTION_DEPENDENT,
} from "./vmcs-sections.ts";

const segment = (printed: string, register: string): string =>
  `${printed}: sel=0x{guest.${register}.selector:4}, attr=0x{guest.${register}.accessRights:5-8}, ` +
  `limit=0x{guest.${register}.limit:8}, base=0x{guest.${register}.base:16}`;

const table = (register: string): string =>
  `${register.toUpperCase()}: limit=0x{guest.${register}.limit:8}, base=0x{guest.${register}.base:16}`;

const LAYOUT = new Layout({
  header: ["VMCS {*}, last attempted VM-entry on CPU {:1-5}"],
  guestHeading: ["*** Guest State ***"],
  hostHeading: ["*** Host State ***"],
  controlHeading: ["*** Control State ***"],

  // The first value of a dump: tells one dump from the next where headings were cut away.
  first: [
    "CR0: actual=0x{guest.cr0:16}, shadow=0x{controls.cr0ReadShadow:16}, gh_mask={controls.cr0GuestHostMask:16}",
  ],

  guest: [
    "CR4: actual=0x{guest.cr4:16}, shadow=0x{controls.cr4ReadShadow:16}, gh_mask={controls.cr4GuestHostMask:16}",
    "CR3 = 0x{guest.cr3:16}",
    "PDPTR0 = 0x{guest.pdpte0:16}",
    "PDPTR1 = 0x{guest.pdpte1:16}",
    "PDPTR2 = 0x{guest.pdpte2:16}",
    "PDPTR3 = 0x{guest.pdpte3:16}",
    "RFLAGS=0x{guest.rflags:8-16} DR7 = 0x{guest.dr7:16}",
    "RFLAGS=0x{guest.rflags:8-16}",
    ...["cs", "ds", "ss", "es", "fs", "gs"].map((name) => segment(name.toUpperCase(), name)),
    table("gdtr"),
    segment("LDTR", "ldtr"),
    table("idtr"),
    segment("TR", "tr"),
    "DebugCtl = 0x{guest.debugctl:16}",
    "DebugExceptions = 0x{guest.pendingDebugExceptions:16}",
    "BndCfgS = 0x{guest.bndcfgs:16}",
    "Interruptibility = {guest.interruptibilityState:8}",
    "ActivityState = {guest.activityState:8}",
    "InterruptStatus = {guest.interruptStatus:4}",
    "MSR guest autoload:",
    "MSR guest autostore:",
  ],

  // The host's line has them the other way round.
  guestPointers: ["RSP = 0x{guest.rsp:16} RIP = 0x{guest.rip:16}"],

  // Printed in the same words for the guest and for the host.
  guestOrHost: [
    "Sysenter RSP={guest.sysenterEsp:16} CS:RIP={guest.sysenterCs:4-8}:{guest.sysenterEip:16}",
    "EFER = 0x{guest.efer:16}",
    "PAT = 0x{guest.pat:16}",
    "PerfGlobCtl = 0x{guest.perfGlobalCtrl:16}",
    "S_CET = 0x{guest.sCet:16}, SSP = 0x{guest.ssp:16}, SSP TABLE = 0x{guest.interruptSspTableAddr:16}",
    "{:1-4}: msr=0x{:8} value=0x{:16}",
  ],
  // Since 5.13: an EFER that is not the VMCS field.
  eferFromMsrList: ["EFER = 0x{efer:16} (autoload)"],
  eferFromControls: ["EFER = 0x{efer:16} (effective)"],

  host: [...HOST_ROWS, "MSR host autoload:"],
  // The guest's pointers stand the other way round.
  hostUnsure: ["RIP = 0x{host.rip:16} RSP = 0x{host.rsp:16}", ...HOST_UNSURE],

  control: [
    "PinBased=0x?{controls.pinBased:8}",
    "CPUBased=0x?{controls.primaryProcBased:8}",
    "SecondaryExec=0x?{controls.secondaryProcBased:8}",
    "TertiaryExec=0x?{controls.tertiaryProcBased:16}",
    "EntryControls=0x?{controls.entry:8}",
    "ExitControls=0x?{controls.exit:8}",
    "ExceptionBitmap=0x?{controls.exceptionBitmap:8}",
    "PFECmask=0x?{controls.pageFaultErrorCodeMask:8}",
    "PFECmatch=0x?{controls.pageFaultErrorCodeMatch:8}",
    "VMEntry: intr_info=0x?{controls.entryInterruptionInfo:8} " +
      "errcode=0x?{controls.entryExceptionErrorCode:8} ilen=0x?{controls.entryInstructionLength:8}",
    "VMExit: intr_info=0x?{:8} errcode=0x?{:8} ilen=0x?{:8}",
    "IDTVectoring: info=0x?{:8} errcode=0x?{:8}",
    "TSC Offset = 0x{controls.tscOffset:16}",
    "TSC Multiplier = 0x{controls.tscMultiplier:16}",
    "SVI|RVI = {:2}|{:2}",
    "TPR Threshold = 0x{controls.tprThreshold:2}",
    "APIC-access addr = 0x{controls.apicAccessAddress:16}",
    "virt-APIC addr = 0x{controls.virtualApicAddress:16}",
    "PostedIntrVec = 0x{controls.postedInterruptNotificationVector:2}",
    "EPT pointer = 0x{controls.eptp:16}",
    "CR3 target0={controls.cr3TargetValue0:16}",
    "target1={controls.cr3TargetValue1:16}",
    "PLE Gap={controls.pleGap:8}",
    "Window={controls.pleWindow:8}",
    "Virtual processor ID = 0x{controls.vpid:4}",
  ],
  exit: ["reason=0x?{controls.exitReason:8} qualification=0x?{controls.exitQualification:16}"],
});

type Kind = typeof LAYOUT extends Layout<infer Name> ? Name : never;
/** The section that a kind of line proves; `undefined`: none. */
const SECTION: Readonly<Record<Kind, Section | undefined>> = {
  header: "guest",
  guestHeading: "guest",
  first: "guest",
  guest: "guest",
  guestPointers: "guest",
  guestOrHost: undefined,
  eferFromMsrList: undefined,
  eferFromControls: undefined,
  hostHeading: "host",
  host: "host",
  hostUnsure: "host",
  controlHeading: "control",
  control: "control",
  exit: "control",
};

const FIRST_LINES: ReadonlySet<Kind> = new Set<Kind>(["header", "guestHeading", "first"]);

function open(): LineReader {
  // `RSP = ..` alone may be the rest of a wrapped line of the host.
  const sections = new SectionTracker<Kind>({
    proves: SECTION,
    weakHalf: "guestPointers",
    weakHost: "hostUnsure",
  });

  return ({ text, before }) => {
    if (before.includes("(XEN)")) return undefined;
    const line = LAYOUT.read(text);
    if (line === undefined) return undefined;

    sections.begin(text);
    const sectionOf = new Map(line.phrases.map((phrase) => [phrase, sections.take(phrase)]));
    const reading = readingOf(line, (path, phrase) => {
      const section = sectionOf.get(phrase);
      return section && pathIn(section, path);
    });
    const unused = unusedEventFields(
      valueOf(reading.values, "controls.entryInterruptionInfo") ?? 0n,
    );
    reading.values = reading.values.filter(({ path }) => path !== "efer" && !unused.has(path));
    for (const phrase of line.phrases) {
      if (FIRST_LINES.has(phrase.kind) && phrase.complete) reading.starts = true;
      if (phrase.kind === "header" && phrase.complete) reading.header = true;
      if (sections.isAmbiguous(phrase))
        reading.warnings.push({ at: phrase.start, text: AMBIGUOUS });
      const efer = phrase.slots.find(({ path }) => path === "efer");
      if (efer !== undefined && sections.current === "guest")
        reading.notes.push(noteOnEfer(phrase.kind, BigInt(`0x${efer.digits}`)));
      if (phrase.kind === "exit" && phrase.complete) {
        const reason = valueOf(reading.values, "controls.exitReason");
        const qualification = valueOf(reading.values, "controls.exitQualification");
        if (reason !== undefined)
          reading.failure = exitReasonFailure(
            text.slice(phrase.start, phrase.end),
            reason,
            qualification,
          );
      }
    }
    return reading;
  };
}

const EFER_LMA = 1n << 10n;

function noteOnEfer(kind: Kind, efer: bigint): string {
  const source =
    kind === "eferFromMsrList"
      ? "is from the MSR-load list"
      : "was computed from the VM-entry controls";
  const mode = (efer & EFER_LMA) === 0n ? "not in IA-32e mode" : "in IA-32e mode";
  return `EFER 0x${efer.toString(16)} ${source}; the VMCS field is not shown and guest.efer stays unknown. It implies a guest ${mode}.`;
}

export const kvmDumpVmcs: DumpFormat = {
  name: "kvm-dump-vmcs",
  view: "vmcs",
  description: "Linux KVM: the VMCS in the kernel log (dmesg), printed with dump_invalid_vmcs=1",
  begins: LAYOUT.begins,
  marks: ["kvm_intel:"],
  open,
  dependsOnSection: SECTION_DEPENDENT,
};
