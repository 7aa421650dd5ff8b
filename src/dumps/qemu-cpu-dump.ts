/**
 * QEMU's register dump: printed when KVM reports a failed entry, by `info registers`, and by
 * `-d cpu`, `-d int` and `-d cpu_reset`. Guest view: what the guest's software would read.
 *
 * A vCPU that executes 64-bit code is printed with 16-digit registers (`RAX=`), any other with
 * 8-digit ones (`EAX=`), whose upper halves are then not in the dump.
 */
import { entryFailure, exitReasonFailure, otherFailure } from "./failure.ts";
import {
  type DumpFormat,
  type LineReader,
  type Reading,
  type Settled,
  emptyReading,
} from "./format.ts";
import { Layout, type PhraseMatch, readingOf } from "./layout.ts";
import { WIDE_FORM, type WidthGroups, markWidths, settleWidths } from "./number-widths.ts";
import type { Failure } from "./types.ts";

/** As printed -> as the exchange JSON calls it, in the order of the dump. */
const SEGMENTS = {
  ES: "es",
  CS: "cs",
  SS: "ss",
  DS: "ds",
  FS: "fs",
  GS: "gs",
  LDT: "ldtr",
  TR: "tr",
} as const;

const segment = ([printed, register]: [string, string]): string =>
  `${printed} ={guest.${register}.selector:4} {guest.${register}.base:8|16} ` +
  `{guest.${register}.limit:8} {${printed}.flags:8}`;

const LAYOUT = new Layout({
  header: ["CPU#{:1-5}"],
  first: ["EAX={:8}", "RAX={:16}"],
  registers: [
    ...["EBX", "ECX", "EDX", "ESI", "EDI"].map((name) => `${name}={:8}`),
    "EFER={guest.efer:16}",
    "GDT= {guest.gdtr.base:8|16} {guest.gdtr.limit:8}",
    "IDT= {guest.idtr.base:8|16} {guest.idtr.limit:8}",
    "DR0={:8|16}",
    "DR1={:8|16}",
    "DR2={:8|16}",
    "DR3={:8|16}",
    "DR6={:16} DR7={guest.dr7:16}",
    "DR6={:8} DR7={guest.dr7:8}",
    "CCS={:8|16} CCD={:8|16} CCO={*}",
  ],
  // All of these have 16 digits; then bases and CR3 have so many as well.
  longRegisters: [
    ...["RBX", "RCX", "RDX", "RSI", "RDI"].map((name) => `${name}={:16}`),
    ...[8, 9, 10, 11, 12, 13, 14, 15].map((number) => `R${number} ={:16}`),
    // Behind another name, so that it is nobody else's stack pointer.
    "RBP={:16} RSP={guest.rsp:16}",
    "RIP={guest.rip:16}",
  ],
  shortRegisters: ["EBP={:8} ESP={guest.rsp:8}", "EIP={guest.rip:8}"],
  flags: ["EFL={guest.rflags:8} [{*}]", "RFL={guest.rflags:8} [{*}]"],
  status: ["CPL={CPL:1}", "II={II:1}", "A20={:1}", "SMM={SMM:1}", "HLT={HLT:1}"],
  segment: Object.entries(SEGMENTS).map(segment),
  // Names for what the numbers of a segment line already say.
  decoded: ["DPL={:1} {*}"],
  control: ["CR0={guest.cr0:8} CR2={:8|16} CR3={guest.cr3:8|16} CR4={guest.cr4:8}"],
});

/** What is said once for a dump that has the named line. */
const NOTES = {
  control:
    "CR0 and CR4 are what the guest reads, with 8 digits (bits 63:32 assumed 0); the VMCS fields differ: bits the hypervisor owns are not shown (NE, VMXE)",
  flags: "RFLAGS is printed with 8 digits; bits 63:32 assumed 0",
  shortRegisters: "RSP, RIP and segment bases are printed with 8 digits; bits 63:32 assumed 0",
  "II=0":
    "II=0: as far as QEMU knows there is no blocking by STI or MOV SS; the rest of interruptibilityState is unknown",
  "II=1":
    "II=1: blocking by STI or by MOV SS, the dump does not tell which; interruptibilityState is unknown",
  "SMM=1": "SMM=1 is system-management mode emulated by the hypervisor; it does not give cpu.inSmm",
  "HLT=0": "HLT=0 does not give activityState",
  "HLT=1": "HLT=1 does not give activityState: KVM handles HLT without entering that state",
  emulator:
    "The flags column holds bits of a limit, which only QEMU's own emulator (TCG) leaves there. Its segment caches are not a processor's: after a far jump the accessed bit of CS, after LTR the busy bit of TR may be missing",
} as const satisfies Readonly<Record<string, string>>;

function open(): LineReader {
  let cpl: bigint | undefined;

  return ({ text }) => {
    const headline = readHeadline(text);
    if (headline !== undefined) return headline;
    // VirtualBox prints the same name and number, with blanks between them.
    if (/^EFER +=/.test(text)) return undefined;
    const line = LAYOUT.read(text);
    if (line === undefined) return undefined;

    // A selector alone is no proof of this format: others list selectors in the same words.
    const reading = readingOf(line, (path, { kind, complete, slots }) =>
      kind === "segment" && !complete && slots.length === 1 ? undefined : path,
    );
    for (const phrase of line.phrases) dropLastOfHalf(reading, phrase, text);
    markWidths(reading, line, WIDTH_GROUPS);
    const values = reading.values;
    reading.values = [];
    const isLong = line.phrases.some(({ kind, complete }) => kind === "longRegisters" && complete);
    if (isLong && values.length > 0) reading.values.push({ path: WIDE_FORM, value: 1n, at: 0 });
    for (const { kind, complete } of line.phrases) {
      if ((kind === "first" || kind === "header") && complete) {
        reading.starts = true;
        cpl = undefined;
      }
      if (
        (kind === "control" || kind === "flags" || kind === "shortRegisters") &&
        values.length > 0
      )
        reading.notes.push(NOTES[kind]);
    }
    for (const { path, value, at } of values) {
      const printed = path.endsWith(".flags") ? path.slice(0, -".flags".length) : undefined;
      if (printed !== undefined) {
        const accessRights = readFlags(reading, printed, value, at);
        const dpl = (accessRights >> 5n) & 3n;
        if (
          printed === "SS" &&
          (accessRights & UNUSABLE) === 0n &&
          cpl !== undefined &&
          cpl !== dpl
        )
          reading.warnings.push({ at, text: `CPL=${cpl} but the DPL of SS is ${dpl}` });
      } else if (/^(?:short\.)?guest\./.test(path)) reading.values.push({ path, value, at });
      else {
        if (path === "CPL") cpl = value;
        const note = (NOTES as Readonly<Record<string, string>>)[`${path}=${value}`];
        if (note !== undefined) reading.notes.push(note);
      }
    }
    return reading;
  };
}

/** What is printed with 8 digits or with 16: by the vCPU's mode, and by whether it has 64 bits. */
const WIDTH_GROUPS: WidthGroups = [
  /^guest\.(?:[c-gs]s|ldtr|tr)\.base$/,
  /^guest\.(?:[gi]dtr\.base|cr3)$/,
];

/**
 * Where a line ends in the middle of a record, its last number may be the beginning of another
 * program's: the host's `CR0=0000000080050033 CR3=..` of a VMCS dump, cut at eight digits.
 */
function dropLastOfHalf(
  reading: Reading,
  { kind, complete, slots }: PhraseMatch<string>,
  text: string,
): void {
  const last = slots.at(-1);
  if (complete || last === undefined || last.at + last.digits.length < text.length) return;
  if (kind !== "control" && kind !== "segment") return;
  if (!reading.values.some(({ at }) => at === last.at)) return;
  reading.values = reading.values.filter(({ at }) => at !== last.at);
  const remark = `${last.path} may have been cut where the line ends; it is not read`;
  reading.warnings.push({ at: last.at, text: remark });
}

const PRESENT = 1n << 15n;
const UNUSABLE = 1n << 16n;

/**
 * The flags column is the upper half of a descriptor with the base blanked out; the access rights
 * are its bits 23:8 without the limit. It has no unusable bit: P = 0 stands for it.
 */
function readFlags(reading: Reading, printed: string, flags: bigint, at: number): bigint {
  const register = SEGMENTS[printed as keyof typeof SEGMENTS];
  const accessRights = ((flags >> 8n) & 0xf0ffn) | ((flags & PRESENT) === 0n ? UNUSABLE : 0n);
  reading.values.push({ path: `guest.${register}.accessRights`, value: accessRights, at });
  const limit = (flags >> 16n) & 0xfn;
  if (limit !== 0n) {
    const text = `limit bits 19:16 (0x${limit.toString(16)}) dropped from the flags column of ${printed}`;
    reading.warnings.push({ at, text });
    reading.notes.push(NOTES.emulator);
  }
  return accessRights;
}

/** Messages printed before a dump, each with the reading of the number in it. */
const HEADLINES: readonly (readonly [RegExp, (text: string, number: string) => Failure])[] = [
  [
    /^(?:\S{1,64}: )?(KVM: entry failed, hardware error (0x[0-9a-f]{1,16}|-?\d{1,20}))\b/i,
    (text, number) => entryFailure(text, BigInt(number)),
  ],
  [
    /^(?:\S{1,64}: )?(kvm: vm entry failed with error (?:0x)?([0-9a-f]{1,16}))\b/i,
    (text, number) => entryFailure(text, BigInt(`0x${number}`)),
  ],
  [
    /^(?:\S{1,64}: )?(kvm: unhandled exit (?:0x)?([0-9a-f]{1,16}))\b/i,
    (text, number) => exitReasonFailure(text, BigInt(`0x${number}`)),
  ],
  [
    /^(?:\S{1,64}: )?(kvm_run returned (-?\d{1,20}))\b/i,
    (text, number) => otherFailure(text, BigInt(number)),
  ],
  [
    /^(?:\S{1,64}: )?(KVM internal error\. Suberror: (\d{1,20}))\b/i,
    (text, number) => otherFailure(text, BigInt(number)),
  ],
  [
    /^(?:\S{1,64}: )?(WHPX: Unexpected VP exit code (\d{1,20}))\b/i,
    // 5 is Hyper-V's word for "a register of the virtual processor has an invalid value".
    (text, number) =>
      number === "5"
        ? { text, code: "0x5", kind: "invalid-guest-state" }
        : otherFailure(text, BigInt(number)),
  ],
  [/^(?:\S{1,64}: )?(error: kvm run failed\b.*)/i, (text) => otherFailure(text)],
  [/^(?:\S{1,64}: )?(Failed to put registers\b.*)/i, (text) => otherFailure(text)],
];

function readHeadline(text: string): Reading | undefined {
  if (!/kvm|whpx|failed/i.test(text)) return undefined;
  for (const [pattern, failureOf] of HEADLINES) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const [, words = "", number = ""] = found;
    return { ...emptyReading(), starts: true, failure: failureOf(words, number) };
  }
  return undefined;
}

function settle(read: ReadonlyMap<string, bigint>): Settled {
  const { values, warnings } = settleWidths(read, WIDTH_GROUPS);
  return {
    values: [...values].map(([path, { value, from }]) => ({ path, value, from })),
    warnings,
    notes: [],
  };
}

export const qemuCpuDump: DumpFormat = {
  name: "qemu-cpu-dump",
  view: "guest",
  description:
    "QEMU: the registers printed with a failed entry, by info registers or by -d cpu/int",
  begins: [...LAYOUT.begins, "KVM", "kvm", "kvm_run", "WHPX", "error", "Failed"],
  open,
  settle,
};
