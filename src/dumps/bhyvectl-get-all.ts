/**
 * bhyve: `bhyvectl --get-all`, one register or VMCS field a line, with the number of the vCPU.
 *
 *     cs desc[0]      0x0000000000000000/0xffffffff/0x0000c09b
 */
import { exitReasonFailure } from "./failure.ts";
import {
  type DumpFormat,
  type FieldValue,
  type LineReader,
  type Settled,
  emptyReading,
} from "./format.ts";
import { ListStart } from "./list-start.ts";
import { cutNumber, numberAtEnd } from "./open-number.ts";
import { type WidthGroups, pathByWidth, settleWidths } from "./number-widths.ts";
import { unusedEventFields } from "./vmcs-sections.ts";

const LINE =
  /^([a-z][a-z0-9_]{1,40}|[a-z]{2,4} desc)\[(\d{1,4})\](?: {1,24}(0x[0-9a-f/x]{0,60}))?$/i;
const AMD_LINE = /^(?:(?:cr|dr|exc|inst[12])_intercept|TLB ctrl|v_irq\/tpr)\[\d{1,4}\]/;

const SEGMENTS: ReadonlySet<string> = new Set(["cs", "ds", "es", "fs", "gs", "ss", "tr", "ldtr"]);

/** Printed with 16 digits. */
const WIDE: Readonly<Record<string, string>> = {
  efer: "guest.efer",
  cr0: "guest.cr0",
  cr3: "guest.cr3",
  cr4: "guest.cr4",
  dr7: "guest.dr7",
  rsp: "guest.rsp",
  rip: "guest.rip",
  rflags: "guest.rflags",
  guest_pat: "guest.pat",
  guest_sysenter_sp: "guest.sysenterEsp",
  guest_sysenter_ip: "guest.sysenterEip",
  vmcs_pointer: "guest.vmcsLinkPointer",
  vmcs_exit_qualification: "controls.exitQualification",
  vmcs_exit_reason: "controls.exitReason",
  host_pat: "host.pat",
  host_cr0: "host.cr0",
  host_cr3: "host.cr3",
  host_cr4: "host.cr4",
  host_rip: "host.rip",
  host_rsp: "host.rsp",
  cr0_mask: "controls.cr0GuestHostMask",
  cr0_shadow: "controls.cr0ReadShadow",
  cr4_mask: "controls.cr4GuestHostMask",
  cr4_shadow: "controls.cr4ReadShadow",
  tsc_offset: "controls.tscOffset",
  eptp: "controls.eptp",
};

/** 32-bit fields, printed with 8 digits or, since about 2014, with 16. */
const NARROW: Readonly<Record<string, string>> = {
  pinbased_ctls: "controls.pinBased",
  procbased_ctls: "controls.primaryProcBased",
  procbased_ctls2: "controls.secondaryProcBased",
  entry_ctls: "controls.entry",
  exit_ctls: "controls.exit",
  entry_interruption_info: "controls.entryInterruptionInfo",
  guest_sysenter_cs: "guest.sysenterCs",
  vmcs_guest_interruptibility: "guest.interruptibilityState",
};

function open(): LineReader {
  let vcpu: string | undefined;
  const list = new ListStart();

  return ({ text, terminated }) => {
    if (AMD_LINE.test(text))
      return {
        ...emptyReading(),
        notes: ["fields of a VMCB: an AMD host, to which the checks of VM entry do not apply"],
      };
    // Wrapped in front of `desc`.
    if (vcpu !== undefined && SEGMENTS.has(text)) return { ...emptyReading(), rest: "cut" };
    const line = LINE.exec(text);
    if (line === null) return undefined;
    const [, name = "", index = "", numbers] = line;
    const parts = numbers?.split("/") ?? [];
    const isKnown = isSegment(name) || WIDE[name] !== undefined || NARROW[name] !== undefined;
    if (!isKnown && vcpu === undefined) return undefined;
    const isAgain = isKnown && list.isAgain(`${index} ${name}`);
    const starts = vcpu !== undefined && isKnown && (vcpu !== index || isAgain);
    if (isKnown) vcpu = index;
    if (numbers === undefined) return { ...emptyReading(), starts, rest: "cut" };
    const at = text.length - numbers.length;
    const reading = read(name, parts, at, terminated);
    if (reading === undefined) return emptyReading();
    reading.starts = starts;
    if (reading.values.length > 0) reading.notes.push(`vCPU ${index}`);
    return reading;
  };
}

function isSegment(name: string): boolean {
  return SEGMENTS.has(name.replace(/ desc$/, "")) || name === "gdtr" || name === "idtr";
}

function read(
  name: string,
  parts: readonly string[],
  at: number,
  terminated: boolean,
): ReturnType<LineReader> {
  const hidden = name.replace(/ desc$/, "");
  if (name.endsWith(" desc") || name === "gdtr" || name === "idtr") {
    const register = `guest.${hidden}`;
    const wanted = ["base", "limit", ...(name === hidden ? [] : ["accessRights"])];
    return fixed(
      wanted.map((part) => `${register}.${part}`),
      [16, 8, 8],
      parts,
      at,
    );
  }
  if (SEGMENTS.has(name)) return fixed([`guest.${name}.selector`], [4], parts, at);
  const wide = WIDE[name];
  if (wide !== undefined) return withFailure(fixed([wide], [16], parts, at), parts[0] ?? "");
  const narrow = NARROW[name];
  const digits = parts[0]?.slice(2) ?? "";
  if (narrow === undefined || parts.length !== 1) return undefined;
  if (!/^(?:[0-9a-f]{8}|[0-9a-f]{16})$/i.test(digits) || BigInt(`0x${digits}`) >> 32n !== 0n)
    return { ...cutNumber(narrow, at), rest: digits.length < 16 ? "cut" : "none" };
  const value = {
    path: pathByWidth(narrow, digits, WIDTH_GROUPS),
    value: BigInt(`0x${digits}`),
    at,
  };
  const reading = numberAtEnd(value, digits.length === 16 || terminated);
  return digits.length === 16 ? { ...reading, rest: "none" } : reading;
}

/** The reading of a number of 16 digits; one of an exit reason is 32 bits wide and tells of a failure. */
function withFailure(reading: ReturnType<LineReader>, digits: string): ReturnType<LineReader> {
  const [reason] = reading?.values ?? [];
  if (reading === undefined || reason?.path !== "controls.exitReason") return reading;
  if (reason.value >> 32n !== 0n)
    return { ...emptyReading(), ...cutNumber(reason.path, reason.at) };
  if (reason.value >> 31n === 1n)
    reading.failure = exitReasonFailure(`vmcs_exit_reason ${digits}`, reason.value);
  return reading;
}

/** Numbers of fixed width, separated by slashes. */
function fixed(
  paths: readonly string[],
  widths: readonly number[],
  parts: readonly string[],
  at: number,
): ReturnType<LineReader> {
  const values: FieldValue[] = [];
  for (const [index, path] of paths.entries()) {
    const digits = parts[index]?.slice(2) ?? "";
    // Where the next number is not there, this one may have lost its end and won another's.
    if (parts[index] === undefined) values.pop();
    if (digits.length !== widths[index] || !/^[0-9a-f]+$/i.test(digits))
      return { ...emptyReading(), values, rest: "cut", warnings: cutNumber(path, at).warnings };
    values.push({ path, value: BigInt(`0x${digits}`), at });
  }
  return parts.length > paths.length ? undefined : { ...emptyReading(), values };
}

/** With 8 digits in old versions, with 16 in later ones. */
const WIDTH_GROUPS: WidthGroups = [
  /^controls\.(?:\w{1,20}Based|entry|exit|entryInterruptionInfo)$/,
];

function settle(read: ReadonlyMap<string, bigint>): Settled {
  const { values, warnings } = settleWidths(read, WIDTH_GROUPS, { isAloneCut: true });
  const isProven = [...values.keys()].some((path) =>
    /accessRights|controls\.|host\.|\.selector/.test(path),
  );
  const unused = unusedEventFields(values.get("controls.entryInterruptionInfo")?.value ?? 0n);
  return {
    values: isProven
      ? [...values]
          .filter(([path]) => !unused.has(path))
          .map(([path, { value, from }]) => ({ path, value, from }))
      : [],
    warnings,
    notes: [],
  };
}

export const bhyvectlGetAll: DumpFormat = {
  name: "bhyvectl-get-all",
  view: "vmcs",
  description: "bhyve (FreeBSD): registers and VMCS fields as bhyvectl --get-all prints them",
  begins: [...SEGMENTS, "gdtr", "idtr", ...Object.keys(WIDE), ...Object.keys(NARROW)],
  open,
  settle,
};
