/** The VMCS fields of the exchange JSON by encoding, and by the names that programs give them. */
import type { SettledRemark } from "./format.ts";
import { FIELD_NAMES, normalName } from "./vmcs-names.ts";

export interface VmcsField {
  readonly path: string;
  /** In bits; a wider number was misread or misprinted. */
  readonly width: 16 | 32 | 64;
}

const SEGMENTS = ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"];

/** Paths from an encoding on, one field every two encodings; an empty path is a field without use here. */
const RUNS: readonly (readonly [number, readonly string[]])[] = [
  [0x0800, SEGMENTS.map((name) => `guest.${name}.selector`)],
  [0x0810, ["guest.interruptStatus", "guest.pmlIndex", "guest.uinv"]],
  [0x2034, ["controls.tertiaryProcBased"]],
  [0x2800, ["guest.vmcsLinkPointer", "guest.debugctl", "guest.pat", "guest.efer"]],
  [0x2808, ["guest.perfGlobalCtrl", "guest.pdpte0", "guest.pdpte1", "guest.pdpte2"]],
  [0x2810, ["guest.pdpte3", "guest.bndcfgs", "guest.rtitCtl", "guest.lbrCtl", "guest.pkrs"]],
  [0x281a, ["guest.fredConfig", "guest.fredRsp1", "guest.fredRsp2", "guest.fredRsp3"]],
  [0x2822, ["guest.fredStackLevels", "guest.fredSsp1", "guest.fredSsp2", "guest.fredSsp3"]],
  [0x282e, ["guest.specCtrl"]],
  [0x4000, ["controls.pinBased", "controls.primaryProcBased"]],
  [0x400c, ["controls.exit", "", "", "controls.entry", "", "controls.entryInterruptionInfo"]],
  [0x4018, ["controls.entryExceptionErrorCode", "controls.entryInstructionLength"]],
  [0x401e, ["controls.secondaryProcBased"]],
  [0x4402, ["controls.exitReason"]],
  [0x4800, SEGMENTS.map((name) => `guest.${name}.limit`)],
  [0x4810, ["guest.gdtr.limit", "guest.idtr.limit"]],
  [0x4814, SEGMENTS.map((name) => `guest.${name}.accessRights`)],
  [0x4824, ["guest.interruptibilityState", "guest.activityState", "guest.smbase"]],
  [0x482a, ["guest.sysenterCs", "", "guest.preemptionTimer"]],
  [0x6400, ["controls.exitQualification"]],
  [0x6800, ["guest.cr0", "guest.cr3", "guest.cr4"]],
  [0x6806, SEGMENTS.map((name) => `guest.${name}.base`)],
  [0x6816, ["guest.gdtr.base", "guest.idtr.base", "guest.dr7", "guest.rsp", "guest.rip"]],
  [0x6820, ["guest.rflags", "guest.pendingDebugExceptions"]],
  [0x6824, ["guest.sysenterEsp", "guest.sysenterEip", "guest.sCet", "guest.ssp"]],
  [0x682c, ["guest.interruptSspTableAddr"]],
];

/** Bits 14:13 of an encoding. */
const WIDTHS = [16, 64, 32, 64] as const;

const BY_ENCODING: ReadonlyMap<number, VmcsField> = new Map(
  RUNS.flatMap(([first, paths]) =>
    paths.flatMap((path, index): [number, VmcsField][] =>
      path === "" ? [] : [[first + 2 * index, { path, width: WIDTHS[(first >> 13) & 3] ?? 64 }]],
    ),
  ),
);

const ENCODINGS: ReadonlyMap<string, number> = new Map(
  [...BY_ENCODING].map(([encoding, { path }]) => [path, encoding]),
);

/** The encoding of a field; of its lower half, if it has 64 bits. */
export function encodingOf(path: string): number | undefined {
  return ENCODINGS.get(path);
}

const BY_PATH: ReadonlyMap<string, VmcsField> = new Map(
  [...BY_ENCODING.values()].map((field) => [field.path, field]),
);

/** What the upper half of a field is called while the dump is not over: see {@link joinHalves}. */
const HIGH = ":high";

/**
 * The field of an encoding; `undefined` for one without a place in the exchange JSON, the host's
 * among them. The odd encoding is the upper half of a 64-bit field.
 */
export function fieldOfEncoding(encoding: number): VmcsField | undefined {
  const field = BY_ENCODING.get(encoding & ~1);
  if (field === undefined || (encoding & 1) === 0) return field;
  return encoding >> 13 === 1 ? { path: field.path + HIGH, width: 32 } : undefined;
}

/** Names that were asked for, with their fields: a log asks for the same ones again and again. */
const asked = new Map<string, VmcsField | undefined>();
const MAX_ASKED = 4096;

/** The field a program calls by that name, in any of the usual spellings. */
export function fieldOfName(name: string): VmcsField | undefined {
  if (!asked.has(name)) {
    if (asked.size >= MAX_ASKED) asked.clear();
    asked.set(name, findField(name));
  }
  return asked.get(name);
}

function findField(name: string): VmcsField | undefined {
  const normal = normalName(name);
  const path = FIELD_NAMES.get(normal);
  if (path !== undefined) return BY_PATH.get(path);
  const low = /^(.+)_HI(?:GH)?$/.exec(normal)?.[1];
  const field = low === undefined ? undefined : BY_PATH.get(FIELD_NAMES.get(low) ?? "");
  return field?.width === 64 ? { path: field.path + HIGH, width: 32 } : undefined;
}

/** The first words of all names, and those that some spellings put in front. */
const FIRST_WORDS: ReadonlySet<string> = new Set([
  ...[...FIELD_NAMES.keys()].map((name) => name.split("_", 1)[0] ?? ""),
  ...["VMCS", "VMX", "VM", "HOST"],
]);

/** Whether the name of a field may begin with a word: `GUEST_CR0`, `GuestCr0`, `kGuest`, `Guest`. */
export function isFieldWord(word: string): boolean {
  const first = /^_{0,2}(?:k(?=[A-Z]))?([A-Z]?[a-z]{1,12}|[A-Z]{2,12})/.exec(word)?.[1];
  return first !== undefined && FIRST_WORDS.has(first.toUpperCase());
}

const REGISTERS: ReadonlySet<string> = new Set(
  (
    "cr0 cr2 cr3 cr4 cr8 dr0 dr1 dr2 dr3 dr6 dr7 efer rip rsp rflags eip esp eflags efl rfl " +
    "rax rbx rcx rdx rsi rdi rbp eax ebx ecx edx esi edi ebp " +
    "cs ss ds es fs gs ldt ldtr tr gdt gdtr idt idtr"
  ).split(" "),
);

/** Whether a word is the name of a register, or of a VMCS field in any of the usual spellings. */
export function isRegisterWord(word: string): boolean {
  return (
    REGISTERS.has(word.toLowerCase()) || (isFieldWord(word) && fieldOfName(word) !== undefined)
  );
}

/** Fields whose halves are put together, and what is said of halves that cannot be. */
export interface JoinedHalves {
  readonly values: ReadonlyMap<string, bigint>;
  readonly warnings: readonly SettledRemark[];
}

/** Puts the halves of 64-bit fields together. A half alone, or one that does not fit, is not read. */
export function joinHalves(read: ReadonlyMap<string, bigint>): JoinedHalves {
  const values = new Map<string, bigint>();
  const warnings: SettledRemark[] = [];
  for (const [path, value] of read) {
    if (path.endsWith(HIGH)) {
      const whole = path.slice(0, -HIGH.length);
      if (read.has(whole)) continue;
      const text = `${whole} is given by its upper half alone; it is not read`;
      warnings.push({ from: path, text });
      continue;
    }
    const high = read.get(path + HIGH);
    if (high === undefined) values.set(path, value);
    // Where the name without _HIGH was read as a whole, the upper half says the same again.
    else if (value >> 32n === 0n) values.set(path, (high << 32n) | value);
    else if (value >> 32n === high) values.set(path, value);
    else warnings.push({ from: path, text: `the halves of ${path} differ; it is not read` });
  }
  return { values, warnings };
}

/** The upper half of a field that has an encoding of its own for it. */
export function highHalfOf(path: string): VmcsField | undefined {
  const encoding = encodingOf(path);
  return encoding === undefined ? undefined : fieldOfEncoding(encoding + 1);
}
