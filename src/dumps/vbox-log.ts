/**
 * VirtualBox: what the beginning of `VBox.log` says about the processor. No guest state; the facts
 * are shared with the register dumps that come later in the same log.
 */
import { capabilityOfName } from "./capability-msrs.ts";
import {
  type DumpFormat,
  type FieldValue,
  type LineReader,
  type Settled,
  emptyReading,
} from "./format.ts";
import { numberAtEnd } from "./open-number.ts";

/** The capability MSRs as they are printed. */
const MSR_NAMES: readonly string[] = [
  ...["BASIC", "BASIC_INFO", "MISC", "PINBASED_CTLS", "PROCBASED_CTLS", "PROCBASED_CTLS2"],
  ...["PROCBASED_CTLS3", "ENTRY_CTLS", "EXIT_CTLS", "EXIT_CTLS2", "TRUE_PINBASED_CTLS"],
  ...["TRUE_PROCBASED_CTLS", "TRUE_ENTRY_CTLS", "TRUE_EXIT_CTLS", "EPT_VPID_CAP", "VMFUNC"],
  ...["CR0_FIXED0", "CR0_FIXED1", "CR4_FIXED0", "CR4_FIXED1"],
].map((name) => `MSR_IA32_VMX_${name}`);

/** EAX, EBX, ECX, EDX. */
type CpuidRow = readonly [bigint, bigint, bigint, bigint];

/** What a CPUID leaf of the host gives. */
const LEAVES: Readonly<Record<string, (row: CpuidRow) => readonly (readonly [string, bigint])[]>> =
  {
    "80000008/0000": ([eax]) => [
      ["cpu.physicalAddressWidth", eax & 0xffn],
      ["cpu.linearAddressWidth", (eax >> 8n) & 0xffn],
    ],
    "80000001/0000": ([, , , edx]) => [["cpu.supportsIntel64", bit(edx, 29n)]],
    "00000007/0000": ([, ebx, ecx, edx]) => [
      ["cpu.supportsSgx", bit(ebx, 2n)],
      ["cpu.supportsRtm", bit(ebx, 11n)],
      ["cpu.supportsShadowStack", bit(ecx, 7n)],
      ["cpu.supportsBusLockDebug", bit(ecx, 24n)],
      ["cpu.supportsIbt", bit(edx, 20n)],
    ],
    "00000007/0001": ([eax]) => [["cpu.supportsLam", bit(eax, 26n)]],
  };

const bit = (value: bigint, position: bigint): bigint => (value >> position) & 1n;

const ROW = "([0-9a-f]{8}) {1,4}([0-9a-f]{8}) {1,4}([0-9a-f]{8}) {1,4}([0-9a-f]{8})";
const GUEST_ROW = new RegExp(`^Gst: ([0-9a-f]{8}/[0-9a-f]{4}) {1,8}${ROW}\\*?$`);
const HOST_ROW = new RegExp(`^Hst: {1,40}${ROW}\\*?$`);
const WIDTH = /^(Physical|Virtual) Address Width: {1,40}(\d{1,3}) bits$/;

function open(): LineReader {
  let leaf: string | undefined;

  return ({ text, terminated }) => {
    if (/^VirtualBox VM \d/.test(text)) return { ...emptyReading(), starts: true };
    const msr = /^(?:HM: )?MSR_IA32_VMX_([A-Z0-9_]{1,40}) {0,40}= (?:0x)?([0-9a-f]{1,16})$/.exec(
      text,
    );
    if (msr !== null) {
      const [, name = "", digits = ""] = msr;
      const path = capabilityOfName(`MSR_IA32_VMX_${name}`);
      if (path === undefined) return { ...emptyReading(), rest: "open" };
      const value = BigInt(`0x${digits}`);
      return numberAtEnd({ path, value, at: text.length - digits.length }, terminated);
    }
    // A number that a line break cut in two.
    if (
      /^(?:HM: )?MSR_IA32_VMX_[A-Z0-9_]{1,40} {0,40}= (?:0x)?[0-9a-f]{1,16} [0-9a-f]{1,16}$/.test(
        text,
      )
    ) {
      const warnings = [{ at: 0, text: "a number was cut in two; it is not read" }];
      return { ...emptyReading(), warnings };
    }
    if (text === "HM: Enabled unrestricted guest execution") {
      const notes = ["unrestricted guest is in use: real-mode state is entered as it is shown"];
      return { ...emptyReading(), notes };
    }
    const width = WIDTH.exec(text);
    if (width !== null) {
      const [, kind, digits = ""] = width;
      const path = kind === "Physical" ? "guest.physical" : "guest.linear";
      const at = text.lastIndexOf(digits);
      return { ...emptyReading(), values: [{ path, value: BigInt(digits), at }] };
    }
    const guest = GUEST_ROW.exec(text);
    if (guest !== null) {
      leaf = guest[1];
      return emptyReading();
    }
    return leaf === undefined ? undefined : readHostRow(text, leaf);
  };
}

function readHostRow(text: string, leaf: string): ReturnType<LineReader> {
  const row = HOST_ROW.exec(text);
  const facts = LEAVES[leaf];
  if (row === null || facts === undefined) return undefined;
  const number = (index: number): bigint => BigInt(`0x${row[index] ?? "0"}`);
  const values = facts([number(1), number(2), number(3), number(4)]).map(
    ([path, value]): FieldValue => ({ path, value, at: 0 }),
  );
  return { ...emptyReading(), values };
}

/** The widths that the guest was shown, where the host's are not in the text. */
const GUESTS_FIGURES: Readonly<Record<string, string>> = {
  "guest.physical": "cpu.physicalAddressWidth",
  "guest.linear": "cpu.linearAddressWidth",
};

function settle(read: ReadonlyMap<string, bigint>): Settled {
  const notes: string[] = [];
  const values = [...read].flatMap(([from, value]) => {
    const path = GUESTS_FIGURES[from];
    if (path === undefined) return [{ path: from, value, from }];
    if (read.has(path)) return [];
    notes.push(`${path} is what the guest was shown; the host's row is not in the text`);
    return [{ path, value, from }];
  });
  return { values, warnings: [], notes };
}

export const vboxLog: DumpFormat = {
  name: "vbox-log",
  view: "guest",
  description: "VirtualBox: the processor's facts at the beginning of VBox.log",
  begins: ["VirtualBox", "HM", "Physical", "Virtual", "Gst", ...MSR_NAMES],
  open,
  settle,
  describesCpuFor: ["vbox-cpum"],
};
