/** The VMCS fields of the exchange JSON by encoding, and by the names that programs give them. */
import { EXCHANGE_FIELDS, VMCS_FIELDS } from "../state/catalogue.ts";
import type { SettledRemark } from "./format.ts";
import { FIELD_NAMES } from "./vmcs-names.ts";
import { OUTPUT_ENCODINGS, OUTPUT_NAMES } from "./vmcs-outputs.ts";
import { normalName, normalWord } from "./vmcs-words.ts";

export interface VmcsField {
  /**
   * Path in the exchange JSON. Empty for a field that is known and no input of a VM entry (see
   * `vmcs-outputs.ts`): its line is understood and gives no value.
   */
  readonly path: string;
  /** In bits; a wider number was misread or misprinted. */
  readonly width: 16 | 32 | 64;
}

/** Bits 14:13 of an encoding. */
const WIDTHS = [16, 64, 32, 64] as const;

function fieldAt(encoding: number, path: string): VmcsField {
  return { path, width: WIDTHS[(encoding >> 13) & 3] ?? 64 };
}

const BY_ENCODING: ReadonlyMap<number, VmcsField> = new Map([
  ...[...OUTPUT_ENCODINGS].map((encoding) => [encoding, fieldAt(encoding, "")] as const),
  ...[...VMCS_FIELDS].map(([encoding, path]) => [encoding, fieldAt(encoding, path)] as const),
]);

/** The encoding of a field; of its lower half, if it has 64 bits. */
export function encodingOf(path: string): number | undefined {
  return EXCHANGE_FIELDS.get(path)?.encoding;
}

/** What the upper half of a field is called while the dump is not over: see {@link joinHalves}. */
const HIGH = ":high";

const upperHalf = ({ path }: VmcsField): VmcsField => ({
  path: path === "" ? "" : path + HIGH,
  width: 32,
});

/**
 * The field of an encoding. The odd encoding is the upper half of a 64-bit field. `undefined` for
 * what is no field.
 */
export function fieldOfEncoding(encoding: number): VmcsField | undefined {
  const field = BY_ENCODING.get(encoding & ~1);
  if (field === undefined || (encoding & 1) === 0) return field;
  return encoding >> 13 === 1 ? upperHalf(field) : undefined;
}

/** Names that were asked for, with their fields: a log asks for the same ones again and again. */
const asked = new Map<string, VmcsField | undefined>();
const MAX_ASKED = 4096;

/** The field a program calls by that name, in any of the usual spellings. */
export function fieldOfName(name: string): VmcsField | undefined {
  if (name.length > MAX_NAME) return undefined;
  if (!asked.has(name)) {
    if (asked.size >= MAX_ASKED) asked.clear();
    asked.set(name, findField(name));
  }
  return asked.get(name);
}

/** No name of a field is longer. */
const MAX_NAME = 128;

function findField(name: string): VmcsField | undefined {
  const normal = normalName(name);
  const whole = fieldNamed(normal);
  if (whole !== undefined) return whole;
  const low = /^(.+)_HI(?:GH)?$/.exec(normal)?.[1];
  const encoding = low === undefined ? undefined : encodingNamed(low);
  return encoding === undefined ? undefined : fieldOfEncoding(encoding | 1);
}

function encodingNamed(normal: string): number | undefined {
  const path = FIELD_NAMES.get(normal);
  return path === undefined ? OUTPUT_NAMES.get(normal) : encodingOf(path);
}

function fieldNamed(normal: string): VmcsField | undefined {
  const encoding = encodingNamed(normal);
  return encoding === undefined ? undefined : fieldOfEncoding(encoding);
}

/** With what words names begin, in the normal form, and those that some spellings put in front. */
const FIRST_WORDS: ReadonlySet<string> = new Set([
  ...[...FIELD_NAMES.keys(), ...OUTPUT_NAMES.keys()].map((name) => firstLetters(name)),
  ...["VMCS", "VMX", "VM", "MSR", "IA", "CONTROL", "G", "H", "I"],
]);

function firstLetters(name: string): string {
  return /^[A-Z]{1,40}/.exec(name)?.[0] ?? "";
}

/** Whether the name of a field may begin with a word: `GUEST_CR0`, `GuestCr0`, `kGuest`, `Guest`. */
export function isFieldWord(word: string): boolean {
  const first =
    /^_{0,2}(?:k(?=[A-Z]))?([A-Z]?[a-z]{1,16}|[A-Z]{2,16}(?![a-z])|[GH](?=_)|I(?=\/O))/.exec(
      word,
    )?.[1];
  return first !== undefined && FIRST_WORDS.has(firstLetters(normalWord(first.toUpperCase())));
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
