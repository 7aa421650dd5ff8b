/** Kontain's km: what KVM_GET_REGS and KVM_GET_SREGS gave, two lines for each segment. */
import { type DumpFormat, type LineReader, type Reading, emptyReading } from "./format.ts";
import { KVM_SEGMENTS, KVM_TABLES, segmentPath, settleSegments } from "./kvm-segment.ts";

/** One digit at most: at the end of a line nothing can be missing. */
const SHORT: ReadonlySet<string> = new Set([
  "type",
  "present",
  "dpl",
  "db",
  "s",
  "l",
  "g",
  "avl",
  "unusable",
]);

const REGISTERS: ReadonlySet<string> = new Set([
  "cr0",
  "cr3",
  "cr4",
  "efer",
  "rsp",
  "rip",
  "rflags",
]);

/** The registers that the other lines begin with. */
const FIRST_OF_LINE = ["RAX", "RSI", "R8", "R12", "RIP", "CR0", "CR2", "CR4", "EFER"];
/** Segments and tables as they are printed. */
const PRINTED = ["CS", "DS", "ES", "FS", "GS", "SS", "TR", "LDT", "GDT", "IDT"];
const SEGMENT = /^(CS|DS|ES|FS|GS|SS|TR|LDT|GDT|IDT) {1,8}(?=base ?:)/;
const PAIR = /(\w{1,16}) ?: ?(?:0x([0-9a-f]{1,16})(?: |$)|(0x?)?$)/iy;
const BROKEN = /[0-9a-f]{1,16}$/iy;

function open(): LineReader {
  let isInDump = false;
  let register: string | undefined;

  return ({ text, terminated }) => {
    const heading = /^== KVM_GET_(S?)REGS ==$/.exec(text);
    if (heading !== null) {
      isInDump = true;
      register = undefined;
      return { ...emptyReading(), starts: heading[1] === "" };
    }
    const failure = /^(KVM_EXIT_FAIL_ENTRY)\b/.exec(text)?.[1];
    if (failure !== undefined)
      return {
        ...emptyReading(),
        starts: true,
        failure: { text: failure, code: "", kind: "unknown" },
      };

    const segment = SEGMENT.exec(text);
    const name = segment?.[1]?.toLowerCase();
    const begin = segment?.[0].length ?? 0;
    const isRest = register !== undefined && /^(?:dpl|db|s|l|g|avl|unusable) ?:/.test(text);
    if (name !== undefined) {
      isInDump = true;
      register = name;
    } else if (!isInDump) return undefined;
    const reading = readPairs(text, begin, terminated, (key) =>
      name !== undefined || isRest ? memberPath(register ?? "", key) : registerPath(key),
    );
    // The line of a segment ends with this number; where it does not, it was broken before it.
    if (
      reading?.rest === "none" &&
      KVM_SEGMENTS[name ?? ""] !== undefined &&
      !/\bpresent ?:/i.test(text)
    )
      reading.rest = "open";
    return reading;
  };
}

function memberPath(register: string, member: string): string | undefined {
  const segment = KVM_SEGMENTS[register];
  if (segment !== undefined) return segmentPath(segment, member);
  const table = KVM_TABLES[register];
  return table !== undefined && (member === "base" || member === "limit")
    ? `guest.${table}.${member}`
    : undefined;
}

function registerPath(name: string): string | undefined {
  return REGISTERS.has(name) ? `guest.${name}` : undefined;
}

/** `name: 0x..` again and again, up to the end of the line; `undefined` if anything else is in it. */
function readPairs(
  text: string,
  begin: number,
  terminated: boolean,
  pathOf: (key: string) => string | undefined,
): Reading | undefined {
  const reading = emptyReading();
  let at = begin;
  while (at < text.length) {
    PAIR.lastIndex = BROKEN.lastIndex = at;
    const pair = PAIR.exec(text);
    if (pair === null) {
      // The last number goes on behind a line break.
      const last = at > begin && BROKEN.test(text) ? reading.values.pop() : undefined;
      if (last === undefined) return undefined;
      reading.warnings.push({ at: last.at, text: `${last.path} was cut in two; it is not read` });
      return reading;
    }
    const [whole, printed = "", digits] = pair;
    if (digits === undefined) return { ...reading, rest: "cut" };
    const key = printed.toLowerCase();
    const path = pathOf(key);
    const end = at + whole.trimEnd().length;
    const isOpen = end === text.length && !SHORT.has(key);
    if (path !== undefined) {
      const value = { path, value: BigInt(`0x${digits}`), at: end - digits.length };
      if (!isOpen || terminated) reading.values.push(value);
      else
        reading.warnings.push({ at: value.at, text: `${path} may have been cut; it is not read` });
    }
    if (isOpen) reading.rest = "open";
    at += whole.length;
    while (text[at] === " ") at++;
  }
  return at > begin ? reading : undefined;
}

export const kmKvmSregs: DumpFormat = {
  name: "km-kvm-sregs",
  view: "guest",
  description: "Kontain km: the registers that KVM_GET_REGS and KVM_GET_SREGS gave",
  begins: [
    "== KVM_GET_REGS",
    "== KVM_GET_SREGS",
    "KVM_EXIT_FAIL_ENTRY",
    ...PRINTED,
    ...FIRST_OF_LINE,
  ],
  open,
  recognises: (record) => {
    const read = open();
    read({ ...record, text: "== KVM_GET_SREGS ==" });
    return read(record);
  },
  settle: (read) => settleSegments(read),
};
