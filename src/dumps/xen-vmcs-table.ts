/**
 * Xen: the VMCS on the serial console and in `xl dmesg`, printed when a VM entry fails and for
 * debug key `v`. Covers Xen 3.2 to today.
 *
 * Since 4.6 segments are the rows of a table; before that they were `sel=.., attr=..` as in the
 * dump of KVM. The attributes of that form had two encodings, and only the dump as a whole tells
 * which: they are read under paths of their own and settled at the end.
 */
import { type SegmentRegister } from "../state/exchange.ts";
import { exitReasonFailure } from "./failure.ts";
import {
  type DumpFormat,
  type LineReader,
  type Reading,
  type Settled,
  type SettledRemark,
  type SettledValue,
  emptyReading,
} from "./format.ts";
import { Layout, type PhraseMatch, readingOf } from "./layout.ts";
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
import { XEN_ADVICE, XEN_BEGINS, readXenHeadline } from "./xen-headline.ts";

const SEGMENTS: Readonly<Record<string, SegmentRegister>> = {
  CS: "cs",
  DS: "ds",
  SS: "ss",
  ES: "es",
  FS: "fs",
  GS: "gs",
  LDTR: "ldtr",
  TR: "tr",
};

const row = ([printed, register]: [string, string]): string =>
  `${printed}: {guest.${register}.selector:4} {guest.${register}.accessRights:5-8} ` +
  `{guest.${register}.limit:8} {guest.${register}.base:16}`;

/**
 * Old versions print at least 4 digits, later ones at least 5. Four at the end of a line may be the
 * beginning of five: the 9 that never occur keep them from being taken for whole.
 */
const line = ([printed, register]: [string, string]): string[] =>
  ["4|9", "5-8"].map(
    (digits) =>
      `${printed}: sel=0x{guest.${register}.selector:4}, attr=0x{attr.${register}:${digits}}, ` +
      `limit=0x{guest.${register}.limit:8}, base=0x{guest.${register}.base:16}`,
  );

const LAYOUT = new Layout({
  guestHeading: ["*** Guest State ***"],
  hostHeading: ["*** Host State ***"],
  controlHeading: ["*** Control State ***"],

  first: [
    "CR0: actual=0x{guest.cr0:16}, shadow=0x{controls.cr0ReadShadow:16}, gh_mask={controls.cr0GuestHostMask:16}",
  ],

  guest: [
    "CR4: actual=0x{guest.cr4:16}, shadow=0x{controls.cr4ReadShadow:16}, gh_mask={controls.cr4GuestHostMask:16}",
    "CR3 = 0x{guest.cr3:16}",
    "CR3: actual=0x{guest.cr3:16}, target_count={controls.cr3TargetCount:1-8}",
    "target0=0x?{controls.cr3TargetValue0:16}, target1=0x?{controls.cr3TargetValue1:16}",
    "target2=0x?{controls.cr3TargetValue2:16}, target3=0x?{controls.cr3TargetValue3:16}",
    "PDPTE0 = 0x{guest.pdpte0:16}",
    "PDPTE1 = 0x{guest.pdpte1:16}",
    "PDPTE2 = 0x{guest.pdpte2:16}",
    "PDPTE3 = 0x{guest.pdpte3:16}",
    // Old versions pad to 16 digits, later ones to 8.
    ...["16", "8-16"].flatMap((digits) => [
      `RFLAGS=0x{guest.rflags:${digits}} (0x{file.rflags:${digits}}) DR7 = 0x{guest.dr7:16}`,
      `RFLAGS=0x{guest.rflags:${digits}} (0x{file.rflags:${digits}})`,
    ]),
    "sel attr limit base",
    ...Object.entries(SEGMENTS).map(row),
    ...Object.entries(SEGMENTS).flatMap(line),
    "GDTR: {guest.gdtr.limit:8} {guest.gdtr.base:16}",
    "IDTR: {guest.idtr.limit:8} {guest.idtr.base:16}",
    "GDTR: limit=0x{guest.gdtr.limit:8}, base=0x{guest.gdtr.base:16}",
    "IDTR: limit=0x{guest.idtr.limit:8}, base=0x{guest.idtr.base:16}",
    "GDTR: sel=0x{attr.gdtr:4}, attr=0x{:4-8}, limit=0x{guest.gdtr.limit:8}, base=0x{guest.gdtr.base:16}",
    "IDTR: sel=0x{attr.idtr:4}, attr=0x{:4-8}, limit=0x{guest.idtr.limit:8}, base=0x{guest.idtr.base:16}",
    "Guest PAT = 0x?{guest.pat:16}",
    "PreemptionTimer = 0x{guest.preemptionTimer:8}",
    "SM Base = 0x{guest.smbase:8}",
    "DebugCtl = 0x?{guest.debugctl:16}",
    "DebugExceptions = 0x?{guest.pendingDebugExceptions:16}",
    "BndCfgS = 0x{guest.bndcfgs:16}",
    "Interruptibility = {guest.interruptibilityState:8} ActivityState = {guest.activityState:8}",
    "Interruptibility = {guest.interruptibilityState:4|9} ActivityState = {guest.activityState:4}",
    "InterruptStatus = {guest.interruptStatus:4}",
    "SPEC_CTRL mask = 0x{controls.specCtrlMask:16} shadow = 0x{controls.specCtrlShadow:16}",
  ],

  // The host's line has them the other way round, and symbols in place of the second numbers.
  guestPointers: [
    "RSP = 0x{guest.rsp:16} (0x{file.rsp:16}) RIP = 0x{guest.rip:16} (0x{file.rip:16})",
  ],

  // Printed in the same words for the guest and for the host.
  guestOrHost: [
    "Sysenter RSP={guest.sysenterEsp:16} CS:RIP={guest.sysenterCs:4-8}:{guest.sysenterEip:16}",
    "EFER = 0x{guest.efer:16}",
    "PAT = 0x{guest.pat:16}",
    "PerfGlobCtl = 0x{guest.perfGlobalCtrl:16}",
  ],
  eferField: ["EFER(VMCS) = 0x{guest.efer:16}"],
  // An EFER that is not the VMCS field.
  eferFromMsrList: ["EFER(MSR LL) = 0x{efer:16}"],

  host: [
    "RIP = 0x{host.rip:16} ({*}) RSP = 0x{host.rsp:16}",
    ...HOST_ROWS,
    "Host PAT = 0x?{host.pat:16}",
  ],
  hostUnsure: HOST_UNSURE,

  control: [
    "PinBased={controls.pinBased:8}",
    "CPUBased={controls.primaryProcBased:8}",
    "SecondaryExec={controls.secondaryProcBased:8}",
    "TertiaryExec={controls.tertiaryProcBased:16}",
    "EntryControls={controls.entry:8}",
    "ExitControls={controls.exit:8}",
    "ExceptionBitmap={controls.exceptionBitmap:8}",
    "PFECmask={controls.pageFaultErrorCodeMask:8}",
    "PFECmatch={controls.pageFaultErrorCodeMatch:8}",
    "VMEntry: intr_info={controls.entryInterruptionInfo:8} " +
      "errcode={controls.entryExceptionErrorCode:8} ilen={controls.entryInstructionLength:8}",
    "VMExit: intr_info={:8} errcode={:8} ilen={:8}",
    "IDTVectoring: info={:8} errcode={:8}",
    "TSC Offset = 0x{controls.tscOffset:16}",
    "TSC Multiplier = 0x{controls.tscMultiplier:16}",
    "TPR Threshold = 0x{controls.tprThreshold:2}",
    "PostedIntrVec = 0x{controls.postedInterruptNotificationVector:2}",
    "EPT pointer = 0x{controls.eptp:16}",
    "EPTP index = 0x{controls.eptpIndex:4}",
    "PLE Gap={controls.pleGap:8} Window={controls.pleWindow:8}",
    "Virtual processor ID = 0x{controls.vpid:4}",
    "VMfunc controls = {controls.vmFunctionControls:16}",
  ],
  exit: ["reason={controls.exitReason:8} qualification={controls.exitQualification:16}"],
});

type Kind = typeof LAYOUT extends Layout<infer Name> ? Name : never;

const SECTION: Readonly<Record<Kind, Section | undefined>> = {
  guestHeading: "guest",
  first: "guest",
  guest: "guest",
  guestPointers: "guest",
  guestOrHost: undefined,
  eferField: "guest",
  eferFromMsrList: "guest",
  hostHeading: "host",
  host: "host",
  hostUnsure: "host",
  controlHeading: "control",
  control: "control",
  exit: "control",
};

function open(): LineReader {
  const sections = new SectionTracker<Kind>({
    proves: SECTION,
    weakHalf: "guestPointers",
    weakHost: "hostUnsure",
  });
  let domain: string | undefined;
  let hasHeadline = false;

  const readFrame = (text: string): Reading | undefined => {
    const headline = readXenHeadline(text);
    if (headline !== undefined) {
      hasHeadline = true;
      sections.current = undefined;
      return headline;
    }
    const found = /^(?:>>> )?Domain (\d{1,5}) <<<$/.exec(text);
    if (found !== null) domain = found[1];
    else if (/^\*{4,80} VMCS Areas \*{4,80}$/.test(text)) domain = undefined;
    else return readVcpu(text);
    hasHeadline = false;
    return emptyReading();
  };
  /** The line above a vCPU's dump; it comes without a failure. */
  const readVcpu = (text: string): Reading | undefined => {
    const vcpu = domain === undefined ? undefined : /^VCPU (\d{1,5})$/.exec(text)?.[1];
    if (vcpu === undefined || domain === undefined) return undefined;
    sections.current = undefined;
    hasHeadline = false;
    const notes = [`vCPU ${vcpu} of domain ${domain}; printed on request, not after a failure`];
    return { ...emptyReading(), starts: true, notes };
  };

  return ({ text }) => {
    const frame = readFrame(text);
    if (frame !== undefined) return frame;
    const found = LAYOUT.read(text);
    if (found === undefined) return undefined;

    sections.begin(text);
    const sectionOf = new Map(found.phrases.map((phrase) => [phrase, sections.take(phrase)]));
    const reading = readingOf(found, (path, phrase) => {
      const section = sectionOf.get(phrase);
      const isField = !path.startsWith("file.") && path !== "efer";
      return section !== undefined && isField ? pathIn(section, path) : undefined;
    });
    reading.values = reading.values.filter(({ path, at }) => !isCutFlags(path, text.slice(at)));
    const event = valueOf(reading.values, "controls.entryInterruptionInfo") ?? 0n;
    const unused = unusedEventFields(event);
    reading.values = reading.values.filter(({ path }) => !unused.has(path));
    for (const phrase of found.phrases) {
      if ((phrase.kind === "guestHeading" || phrase.kind === "first") && phrase.complete)
        reading.starts = true;
      if (sections.isAmbiguous(phrase))
        reading.warnings.push({ at: phrase.start, text: AMBIGUOUS });
      if (phrase.kind === "eferFromMsrList") reading.notes.push(...noteOnEfer(phrase));
      reading.notes.push(...noteOnRegisterFile(phrase));
      if (phrase.kind === "exit" && phrase.complete) {
        const reason = valueOf(reading.values, "controls.exitReason");
        const qualification = valueOf(reading.values, "controls.exitQualification");
        // The headline says the same in more words.
        if (reason !== undefined && !hasHeadline)
          reading.failure = exitReasonFailure(
            text.slice(phrase.start, phrase.end),
            reason,
            qualification,
          );
        hasHeadline = false;
      }
    }
    return reading;
  };
}

/** RFLAGS has 8 digits or 16, and something always follows. */
function isCutFlags(path: string, rest: string): boolean {
  return path === "guest.rflags" && rest.length < 16 && /^[0-9a-f]+$/i.test(rest);
}

function noteOnEfer({ slots }: PhraseMatch<Kind>): string[] {
  const digits = slots.find(({ path, expected }) => path === "efer" && !expected)?.digits;
  if (digits === undefined) return [];
  return [
    `EFER 0x${BigInt(`0x${digits}`).toString(16)} is from the MSR-load list; the VMCS field is not used and guest.efer stays unknown`,
  ];
}

/** The numbers in brackets are Xen's own copies; the processor looks at the fields before them. */
function noteOnRegisterFile({ slots }: PhraseMatch<Kind>): string[] {
  const numberOf = (name: string): bigint | undefined => {
    const slot = slots.find(({ path, expected }) => path === name && expected === undefined);
    return slot && BigInt(`0x${slot.digits}`);
  };
  return ["rsp", "rip", "rflags"].flatMap((register) => {
    const field = numberOf(`guest.${register}`);
    const copy = numberOf(`file.${register}`);
    if (field === undefined || copy === undefined || field === copy) return [];
    return [
      `Xen's saved ${register} is 0x${copy.toString(16)}, the VMCS field 0x${field.toString(16)}; the field is taken`,
    ];
  });
}

// --- What only the whole dump tells --------------------------------------------------------

/**
 * Fields that older processors lack, by the controls that tell whether they are used; Xen prints 0
 * for a field that it cannot read.
 */
const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  "controls.entry": ["guest.pat", "guest.efer", "guest.perfGlobalCtrl", "guest.bndcfgs"],
  "controls.exit": ["host.pat", "host.efer", "host.perfGlobalCtrl"],
};
const TITLES: Readonly<Record<string, string>> = {
  "controls.entry": "VM-entry controls",
  "controls.exit": "VM-exit controls",
};
/** Lines that come whatever the processor has. */
const ALWAYS_OPTIONAL: ReadonlySet<string> = new Set([
  ...["guest.preemptionTimer", "guest.smbase", "controls.tscMultiplier", "controls.eptpIndex"],
  ...["controls.vmFunctionControls", "controls.postedInterruptNotificationVector"],
  ...["controls.specCtrlMask", "controls.specCtrlShadow"],
]);

function settle(read: ReadonlyMap<string, bigint>): Settled {
  const values: SettledValue[] = [];
  const warnings: SettledRemark[] = [];
  const notes: string[] = [];
  const attributes = [...read].filter(([path]) => path.startsWith("attr."));
  const encoding = encodingOf(new Map(attributes));
  const doubtful = new Map(
    Object.entries(OPTIONAL).flatMap(([controls, paths]) =>
      read.has(controls) ? [] : paths.map((path): [string, string] => [path, controls]),
    ),
  );

  for (const [path, value] of read) {
    const register = path.startsWith("attr.") ? path.slice("attr.".length) : undefined;
    if (register === "gdtr" || register === "idtr") continue;
    if (register !== undefined) {
      const accessRights = accessRightsOf(value, encoding);
      if (accessRights !== undefined)
        values.push({ path: `guest.${register}.accessRights`, value: accessRights, from: path });
      else
        warnings.push({
          from: path,
          text: `nothing in this dump tells how the attributes of ${register.toUpperCase()} are encoded, and P = 0 would mean two things; they are not read`,
        });
    } else if (value === 0n && (doubtful.has(path) || ALWAYS_OPTIONAL.has(path))) {
      const controls = TITLES[doubtful.get(path) ?? ""];
      if (controls !== undefined)
        notes.push(
          `${path} is printed as 0; Xen also prints 0 for a field that the processor does not have, and the ${controls} are not known: it is taken as unknown`,
        );
    } else if (path === "guest.debugctl" && encoding === "compact" && isRepeated(value)) {
      warnings.push({
        from: path,
        text: "guest.debugctl has the same upper and lower half, which a Xen of that age printed by mistake; it is not read",
      });
    } else values.push({ path, value, from: path });
  }
  if (encoding === "compact" && attributes.length > 0)
    notes.push(
      "Xen 3.2 or 3.3: attributes of 12 bits, in which P = 0 stands for an unusable segment",
    );
  if (["pdpte0", "pdpte1", "pdpte2", "pdpte3"].some((name) => read.has(`guest.${name}`)))
    notes.push("PDPTE lines do not prove PAE paging: Xen printed them for 64-bit guests as well");
  return { values, warnings, notes };
}

type Encoding = "vmx" | "compact" | "either";

/** The 12-bit encoding has AVL, L, D/B and G in bits 11:8, the other one in bits 15:12. */
function encodingOf(attributes: ReadonlyMap<string, bigint>): Encoding {
  // Only the old layout, with the old encoding, printed a selector for GDTR and IDTR.
  if (attributes.has("attr.gdtr") || attributes.has("attr.idtr")) return "compact";
  const all = [...attributes.values()];
  if (all.some((value) => value > 0xfffn)) return "vmx";
  return all.some((value) => (value & 0xf00n) !== 0n) ? "compact" : "either";
}

function accessRightsOf(value: bigint, encoding: Encoding): bigint | undefined {
  const isPresent = (value & 0x80n) !== 0n;
  if (encoding === "vmx" || (encoding === "either" && isPresent)) return value;
  if (encoding === "either") return undefined;
  return (value & 0xffn) | ((value & 0xf00n) << 4n) | (isPresent ? 0n : 0x1_0000n);
}

function isRepeated(value: bigint): boolean {
  return value !== 0n && value >> 32n === (value & 0xffff_ffffn);
}

export const xenVmcsTable: DumpFormat = {
  name: "xen-vmcs-table",
  view: "vmcs",
  description: "Xen: the VMCS on the console (xl dmesg) after a failed entry or for debug key v",
  begins: [...LAYOUT.begins, ...XEN_BEGINS, "Domain", ">>> Domain", "*** VMCS", "VCPU"],
  marks: ["(XEN)"],
  open,
  dependsOnSection: SECTION_DEPENDENT,
  settle,
  advice: XEN_ADVICE,
};
