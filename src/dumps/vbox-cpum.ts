/**
 * VirtualBox: the registers of a vCPU in `VBox.log`, after a Guru Meditation and whenever a machine
 * is switched off. Guest view, but for the interruptibility state, which is read from the VMCS.
 *
 * Outside 64-bit code debug and control registers stand behind the segments, with 8 digits.
 */
import { otherFailure } from "./failure.ts";
import {
  type DumpFormat,
  type LineReader,
  type Reading,
  type Settled,
  emptyReading,
} from "./format.ts";
import { Layout, type LineMatch, readingOf } from "./layout.ts";
import { WIDE_FORM, type WidthGroups, markWidths, settleWidths } from "./number-widths.ts";
import { numberAtEnd } from "./open-number.ts";
import type { Failure } from "./types.ts";
import { vboxCheck } from "./vbox-checks.ts";

const SEGMENTS = ["cs", "ds", "es", "fs", "gs", "ss"];

const segment = (name: string, register: string, digits: string): string =>
  `${name} =({guest.${register}.selector:4} base={guest.${register}.base:${digits}} ` +
  `limit={guest.${register}.limit:8} flags={guest.${register}.accessRights:8})`;

/** Braces mean something in the notation of layouts; the text is shown to them with brackets. */
const LAYOUT = new Layout({
  first: ["eax={:8}", "rax={:16}"],
  registers: [
    ...["ebx", "ecx", "edx", "esi", "edi", "ebp"].map((name) => `${name}={:8}`),
    "iopl={:1} {*}",
    "cr0={guest.cr0:16} cr2={:16} cr3={guest.cr3:16} cr4={guest.cr4:16}",
    "dr0={:16} dr1={:16} dr2={:16} dr3={:16}",
    "dr4={:16} dr5={:16} dr6={:16} dr7={guest.dr7:16}",
    "gdtr={guest.gdtr.base:8|16}:{guest.gdtr.limit:4}",
    "idtr={guest.idtr.base:8|16}:{guest.idtr.limit:4}",
    "eflags={guest.rflags:8}",
    "SysEnter=(cs={guest.sysenterCs:4-8} eip={guest.sysenterEip:8|16} esp={guest.sysenterEsp:8|16})",
    "EFER ={guest.efer:16}",
    "PAT ={guest.pat:16}",
    ...["STAR", "CSTAR", "LSTAR", "SFMASK", "KERNELGSBASE"].map((name) => `${name} ={:16}`),
  ],
  // With 16 digits; then all bases have so many.
  long: [
    ...["rbx", "rcx", "rdx", "rsi", "rdi", "rbp"].map((name) => `${name}={:16}`),
    ...[8, 9, 10, 11, 12, 13, 14, 15].map((number) => `r${number} ={:16}`),
    "rip={guest.rip:16}",
    "rsp={guest.rsp:16}",
  ],
  short: ["eip={guest.rip:8}", "esp={guest.rsp:8}"],
  segment: [
    ...SEGMENTS.map((name) => segment(name, name, "8|16")),
    segment("ldtr", "ldtr", "8-16"),
    segment("tr", "tr", "8-16"),
  ],
});

/** Behind the segments. */
const PAIRS = new Layout({
  pair: [
    ...["dr0", "dr1", "dr2", "dr3", "dr4", "dr5", "dr6", "cr2"].map((name) => `${name}={:8}`),
    "dr7={guest.dr7:8}",
    "cr0={guest.cr0:8}",
    "cr3={guest.cr3:8}",
    "cr4={guest.cr4:8}",
  ],
});

const NOTES = {
  view: "CR0 and CR4 are what the guest reads; the VMCS fields differ: bits VirtualBox owns are not shown (NE, VMXE)",
  short: "registers are printed with 8 digits; bits 63:32 assumed 0",
  powerOff:
    "printed because the virtual machine was switched off; such a dump is in every log and tells of no failure",
  realOnV86:
    "VirtualBox ran real mode as virtual-8086 mode: the VMCS did not have the segments shown here",
} as const;

function open(): LineReader {
  let isHosts = false;
  let isAfterReport = false;

  return ({ text, terminated }) => {
    const vcpu = /^Guest CPUM \(VCPU (\d{1,5})\)(?: state:?.{0,8})?$/.exec(text)?.[1];
    if (vcpu !== undefined) {
      const reading = { ...emptyReading(), starts: !isAfterReport, notes: [`vCPU ${vcpu}`] };
      isHosts = isAfterReport = false;
      return reading;
    }
    // The hypervisor's own registers have names that begin with a dot.
    if (/^(?:Hypervisor|Host) CPUM\b|^\.[a-z]{2,4}[0-9]? ?=/.test(text)) {
      isHosts = true;
      return emptyReading();
    }
    if (/^\*{4,40} Guest state at power off \*{4,40}$/.test(text)) {
      isHosts = isAfterReport = false;
      return { ...emptyReading(), starts: true, notes: [NOTES.powerOff] };
    }
    const report = readReport(text, terminated);
    if (report !== undefined) {
      // The report comes before the registers it belongs to.
      isAfterReport ||= text.startsWith("HM: CPU[");
      return report;
    }
    // QEMU prints the same name and number, without the blanks.
    return isHosts || /^(?:EFER|PAT)=/.test(text) ? undefined : readRegisters(text);
  };
}

function readRegisters(text: string): Reading | undefined {
  const plain = text.replaceAll("{", "(").replaceAll("}", ")");
  const behind = /^(?:[c-gs]s|ldtr|tr) {0,4}=\([^()]{0,80}\)/.exec(plain)?.[0].length;
  const line = LAYOUT.read(plain.slice(0, behind));
  if (line === undefined) return undefined;
  const reading = readingOf(line);
  // A base is printed with as many digits as it needs; at the end of a line some may be missing.
  const cutBases = new Set(basesAtEnd(line, plain.length));
  reading.values = reading.values.filter(({ at }) => !cutBases.has(at));
  for (const value of reading.values) {
    if (!value.path.endsWith(".accessRights")) continue;
    const index = reading.values.indexOf(value);
    // Bits 11:8 are what was left of the limit; VirtualBox does not write them to the VMCS.
    reading.values[index] = { ...value, value: value.value & ~0xf00n };
    if ((value.value & 0xf00n) !== 0n)
      reading.warnings.push({ at: value.at, text: `bits 11:8 dropped from ${value.path}` });
  }
  markWidths(reading, line, WIDTH_GROUPS);
  const isLong = line.phrases.some(({ kind, complete }) => kind === "long" && complete);
  if (isLong && reading.values.length > 0)
    reading.values.push({ path: WIDE_FORM, value: 1n, at: 0 });
  for (const { kind } of line.phrases) {
    if (kind === "short") reading.notes.push(NOTES.short);
  }
  if (behind !== undefined) return withPairs(reading, plain, behind);
  return withView(reading);
}

function basesAtEnd({ phrases }: LineMatch<string>, end: number): number[] {
  return phrases.flatMap(({ slots }) =>
    slots
      .filter(
        ({ path, digits, at }) =>
          path.endsWith(".base") && at + digits.length === end && digits.length < 16,
      )
      .map(({ at }) => at),
  );
}

function withPairs(reading: Reading, text: string, behind: number): Reading | undefined {
  if (behind === text.length) return { ...reading, rest: "open" };
  const pairs = PAIRS.read(text.slice(behind));
  if (pairs === undefined) return undefined;
  const more = readingOf(pairs);
  const isControl = more.values.some(({ path }) => /\.cr[04]$/.test(path));
  markWidths(more, pairs, WIDTH_GROUPS);
  const moved = <Item extends { readonly at: number }>(item: Item): Item => ({
    ...item,
    at: item.at + behind,
  });
  const joined: Reading = {
    ...reading,
    values: [...reading.values, ...more.values.map(moved)],
    warnings: [...reading.warnings, ...more.warnings.map(moved)],
    // Two of them belong to a line.
    rest: more.rest === "none" && pairs.phrases.length === 1 ? "open" : more.rest,
  };
  if (isControl) joined.notes.push(NOTES.view);
  return joined;
}

function withView(reading: Reading): Reading {
  if (reading.values.some(({ path }) => path === "guest.cr0" || path === "guest.cr4"))
    reading.notes.push(NOTES.view);
  return reading;
}

/** What the log says about the failure, and the facts from the VMCS that come with it. */
function readReport(text: string, terminated: boolean): Reading | undefined {
  const error = /^(?:HM: CPU\[\d{1,5}\] )?(HM error {1,20}= 0x([0-9a-f]{1,8}) \(\d{1,10}\))$/.exec(
    text,
  );
  if (error !== null) {
    const [, words = "", digits = "0"] = error;
    const number = Number(`0x${digits}`);
    if (number === 0) return emptyReading();
    const check = vboxCheck(number);
    const failure: Failure =
      check === undefined
        ? otherFailure(words, BigInt(number))
        : { text: words, code: `0x${number.toString(16)}`, kind: "invalid-guest-state" };
    const notes = check === undefined ? [] : [`VirtualBox's own check ${number} failed: ${check}`];
    return { ...emptyReading(), failure, notes };
  }
  const guru = /^!! {0,12}(VCPU\d{1,5}: Guru Meditation -?\d{1,10} \((\w{1,80})\))/.exec(text);
  if (guru !== null) {
    const [, words = "", name] = guru;
    const kind =
      name === "VERR_VMX_INVALID_GUEST_STATE"
        ? "invalid-guest-state"
        : name === "VERR_VMX_UNABLE_TO_START_VM"
          ? "unknown"
          : "not-a-vm-entry-failure";
    return { ...emptyReading(), failure: { text: words, code: "", kind } };
  }
  const blocking = /^HM: CPU\[\d{1,5}\] Guest-intr\. state {0,20}= 0x([0-9a-f]{1,8})$/.exec(
    text,
  )?.[1];
  if (blocking !== undefined) {
    const path = "guest.interruptibilityState";
    const at = text.length - blocking.length;
    return numberAtEnd({ path, value: BigInt(`0x${blocking}`), at }, terminated);
  }
  if (/^Real-on-v86 active {0,20}= true$/.test(text))
    return { ...emptyReading(), notes: [NOTES.realOnV86] };
  return undefined;
}

/** Old versions print these with 8 digits, or did so outside 64-bit code. */
const WIDTH_GROUPS: WidthGroups = [
  /^guest\.[c-gs]s\.base$/,
  /^guest\.[gi]dtr\.base$/,
  /^guest\.sysenterE[si]p$/,
  /^guest\.(?:cr[034]|dr7)$/,
];

/** Instruction and stack pointer alone are no proof: debuggers print them in the same words. */
function settle(read: ReadonlyMap<string, bigint>): Settled {
  const { values, warnings } = settleWidths(read, WIDTH_GROUPS);
  const isProven = [...values.keys()].some((path) => path !== "guest.rip" && path !== "guest.rsp");
  if (!isProven) return { values: [], warnings, notes: [] };
  const settled = [...values].map(([path, { value, from }]) => ({ path, value, from }));
  return { values: settled, warnings, notes: [] };
}

export const vboxCpum: DumpFormat = {
  name: "vbox-cpum",
  view: "guest",
  description: "VirtualBox: the guest's registers in VBox.log, after a failure or at power off",
  begins: [
    ...LAYOUT.begins,
    ...PAIRS.begins,
    ...[".eax", ".rax", ".cs"],
    ...["Guest", "Hypervisor", "Host", "HM", "!! VCPU0", "Real", "*** Guest"],
  ],
  open,
  settle,
  advice: "Paste the whole VBox.log: the registers stand in it below `Guest CPUM (VCPU 0) state`.",
};
