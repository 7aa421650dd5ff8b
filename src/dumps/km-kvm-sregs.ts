/** Kontain's km: what KVM_GET_REGS and KVM_GET_SREGS gave, two lines for each segment. */
import {
  type DumpFormat,
  type FieldValue,
  type LineReader,
  type Reading,
  emptyReading,
} from "./format.ts";
import {
  KVM_SEGMENTS,
  KVM_TABLES,
  RegisterOrder,
  gapBehind,
  segmentPath,
  settleSegments,
} from "./kvm-segment.ts";

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

/** Another register follows these on their line. */
const NEVER_LAST: ReadonlySet<string> = new Set(["rsp", "rip"]);

/** The members of a segment in their order; a table has the first two. */
const MEMBERS = [
  "base",
  "limit",
  "selector",
  "type",
  "present",
  "dpl",
  "db",
  "s",
  "l",
  "g",
  "avl",
  "unusable",
];

/** The registers that the other lines begin with. */
const FIRST_OF_LINE = ["RAX", "RSI", "R8", "R12", "RIP", "CR0", "CR2", "CR4", "EFER"];
/** Segments and tables as they are printed. */
const PRINTED = ["CS", "DS", "ES", "FS", "GS", "SS", "TR", "LDT", "GDT", "IDT"];
const SEGMENT = /^(CS|DS|ES|FS|GS|SS|TR|LDT|GDT|IDT) {1,8}(?=base ?:)/;
const PAIR = /(\w{1,16}) ?: ?(?:0x([0-9a-f]{1,16})(?: |$)|(0x?)?$)/iy;
/** The rest of a number that a line break cut in two. */
const BROKEN = /[0-9a-f]{1,16}(?: |$)/iy;
/** What only the lines of segments have. */
const OWN = /\b(?:base|dpl|unusable) ?:/i;

function open(): LineReader {
  let isInDump = false;
  /** Of which the second line comes, or has come. */
  let segment: { readonly name: string; second?: string } | undefined;
  /** The last one that was named. */
  let named: string | undefined;
  const order = new RegisterOrder();

  const readLine = (text: string, terminated: boolean): Reading | undefined => {
    const heading = /^== KVM_GET_(S?)REGS ==$/.exec(text);
    if (heading !== null) {
      isInDump = true;
      segment = undefined;
      order.restart();
      return { ...emptyReading(), starts: heading[1] === "" };
    }
    // Followed by its number alone it is the constant of a header.
    const failure = /^(KVM_EXIT_FAIL_ENTRY)\b(?! {1,20}\d{1,5}$)/.exec(text)?.[1];
    if (failure !== undefined)
      return {
        ...emptyReading(),
        starts: true,
        failure: { text: failure, code: "", kind: "unknown" },
      };
    const printed = SEGMENT.exec(text);
    if (printed !== null) {
      const name = printed[1]?.toLowerCase() ?? "";
      isInDump = true;
      const reading = readFirst(name, text, printed[0].length, terminated);
      // Both lines in one: nothing more of it comes.
      segment = reading === undefined || /\bdpl ?:/i.test(text) ? undefined : { name };
      named = name;
      reading?.values.push(...order.next(memberOf(name)));
      return reading;
    }
    if (!isInDump) return undefined;
    if (/^dpl ?:/i.test(text)) return readSecond(text, terminated);
    return readPairs(text, 0, terminated, registerPath);
  };

  /** The line that does not name its segment: it is that of the line before. */
  const readSecond = (text: string, terminated: boolean): Reading | undefined => {
    // A line that was wrapped is shown again with its rest.
    if (segment === undefined || !text.startsWith(segment.second ?? "")) {
      segment = undefined;
      const why = "whose these attributes are cannot be told, the line before is another's";
      const warnings = [{ at: 0, text: `${why}; they are not read` }];
      // The ones that were taken for its own may not be.
      const values = named === undefined ? [] : [gapBehind(memberOf(named))];
      return { ...emptyReading(), values, warnings };
    }
    const { name } = segment;
    segment.second = text;
    const reading = readPairs(text, 0, terminated, (key) => memberPath(name, key), MEMBERS);
    if (reading?.rest === "none" && !/\bunusable ?:/i.test(text)) reading.rest = "open";
    return reading;
  };

  return ({ text, terminated }) => {
    const reading = readLine(text, terminated);
    // Two lines that became one, or half a line: the next one need not belong to what was before.
    if (reading === undefined && OWN.test(text)) segment = undefined;
    return reading;
  };
}

/** The line that names a segment or table. */
function readFirst(
  name: string,
  text: string,
  begin: number,
  terminated: boolean,
): Reading | undefined {
  const reading = readPairs(text, begin, terminated, (key) => memberPath(name, key), MEMBERS);
  if (reading === undefined || KVM_SEGMENTS[name] === undefined || /\bpresent ?:/i.test(text))
    return reading;
  // The line of a segment ends with that number; where it does not, it was broken before it.
  if (reading.rest === "none") reading.rest = "open";
  const last = reading.rest === "open" ? reading.values.at(-1) : undefined;
  if (last !== undefined && /^[0-9a-f]{1,16}$/i.test(text.slice(last.at))) {
    reading.values.pop();
    const remark = `${last.path} may have been cut where the line ends; it is not read`;
    reading.warnings.push({ at: last.at, text: remark });
  }
  return reading;
}

/** As the exchange JSON calls what is printed. */
function memberOf(name: string): string {
  return KVM_SEGMENTS[name] ?? KVM_TABLES[name] ?? name;
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
  order: readonly string[] = [],
): Reading | undefined {
  const reading = emptyReading();
  let last: string | undefined;
  /** The number before, if it was read. */
  let before: FieldValue | undefined;
  let at = begin;
  while (at < text.length) {
    PAIR.lastIndex = BROKEN.lastIndex = at;
    const pair = PAIR.exec(text);
    if (pair === null) {
      const rest = at > begin ? BROKEN.exec(text)?.[0] : undefined;
      if (rest === undefined) return undefined;
      at += rest.length;
      while (text[at] === " ") at++;
      if (before === undefined) continue;
      reading.values = reading.values.filter((value) => value !== before);
      const remark = `${before.path} was cut in two; it is not read`;
      reading.warnings.push({ at: before.at, text: remark });
      before = undefined;
      continue;
    }
    const [whole, printed = "", digits] = pair;
    if (digits === undefined) return { ...reading, rest: "cut" };
    const key = printed.toLowerCase();
    if (last !== undefined && order.includes(key) && order[order.indexOf(last) + 1] !== key)
      return withoutLast(reading, before, `${key} does not follow ${last}`);
    last = key;
    const path = pathOf(key);
    const end = at + whole.trimEnd().length;
    const isOpen = end === text.length && !SHORT.has(key);
    const isBroken = end === text.length && NEVER_LAST.has(key);
    before = undefined;
    if (path !== undefined) {
      const value = { path, value: BigInt(`0x${digits}`), at: end - digits.length };
      const why = /^0./.test(digits)
        ? `is 0x${digits}, with zeros in front: it was cut`
        : isBroken || (isOpen && !terminated)
          ? "may have been cut"
          : undefined;
      if (why === undefined) reading.values.push((before = value));
      else reading.warnings.push({ at: value.at, text: `${path} ${why}; it is not read` });
    }
    if (isOpen) reading.rest = "open";
    at += whole.length;
    while (text[at] === " ") at++;
  }
  return at > begin ? reading : undefined;
}

/** A reading up to where something is missing: the number before it may have lost its end. */
function withoutLast(reading: Reading, last: FieldValue | undefined, why: string): Reading {
  const text = `${why}: something is missing there, and no more of the line is read`;
  return {
    ...reading,
    rest: "none",
    values: reading.values.filter((value) => value !== last),
    warnings: [
      ...reading.warnings,
      { at: last?.at ?? 0, text: `${last?.path ?? "a member"}: ${text}` },
    ],
  };
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
  settle: (read) => settleSegments(read, { isFromKernel: true }),
};
