/**
 * Registers as monitors print them for themselves: a segment a line, its attributes one by one with
 * their names, the type in letters or words.
 *
 *     cs = 0x.. base = 0x.. limit = 0x.. s=1 type=R-Xa dpl=0 db=1 g=1 l=0 avl=0 present
 *
 * Nobody's program in particular: without such a segment, nothing is read.
 */
import {
  type DumpFormat,
  type FieldValue,
  type LineReader,
  type Reading,
  type Settled,
  emptyReading,
} from "./format.ts";
import { KVM_SEGMENTS, KVM_TABLES, settleSegments } from "./kvm-segment.ts";
import { ListStart } from "./list-start.ts";
import { isTypeWord, typeOfWords } from "./type-words.ts";

/** Members of a segment by the names they are given. */
const MEMBERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ sel: "selector", selector: "selector", base: "base", limit: "limit" },
    ...{ type: "type", s: "s", dpl: "dpl", p: "present", present: "present", avl: "avl" },
    ...{ l: "l", long: "l", d: "db", b: "db", db: "db", "d/b": "db", g: "g", gran: "g" },
    unusable: "unusable",
  }),
);

/** What is said with a word alone. */
const WORDS: ReadonlyMap<string, readonly [member: string, value: bigint]> = new Map([
  ["present", ["present", 1n]],
  ["not-present", ["present", 0n]],
  ["not_present", ["present", 0n]],
  ["notpresent", ["present", 0n]],
  ["absent", ["present", 0n]],
  ["np", ["present", 0n]],
  ["unusable", ["unusable", 1n]],
  ["usable", ["unusable", 0n]],
]);

const VALUE_WORDS: ReadonlyMap<string, bigint> = new Map([
  ...["yes", "true", "set", "page", "4k"].map((word) => [word, 1n] as const),
  ...["no", "false", "clear", "byte"].map((word) => [word, 0n] as const),
]);

const NUMBERS: ReadonlySet<string> = new Set(["selector", "base", "limit"]);
const ATTRIBUTES = ["type", "s", "dpl", "present", "avl", "l", "db", "g"];

/** Registers that may stand beside them; those without a path are recognised only. */
const REGISTERS: ReadonlyMap<string, string> = new Map([
  ...["rip", "rsp", "rflags", "cr0", "cr3", "cr4", "efer", "dr7"].map(
    (name) => [name, `guest.${name}`] as const,
  ),
  ...[
    ...["rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "cr2", "cr8"],
    ...["r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"],
  ].map((name) => [name, ""] as const),
]);

const SEGMENT_LINE = /^([a-z]{2,4}) {0,20}[:=]? {0,20}(.{1,300})$/i;
const ITEM =
  / {0,20}(?:([a-z/]{1,10}) {0,10}[:=] {0,10}([^\s,;=]{1,40})|([^\s,;=]{1,40}))(?: {0,20}[,;]| |$)/iy;
const PAIR = / {0,20}([a-z][a-z0-9]{1,7}) {0,10}[:=] {0,10}(0x[0-9a-f]{1,16})(?: {0,20}[,;]| |$)/iy;
const BASE_NEXT = /\b(?:base|limit) {0,4}[:=]? ?$/i;
const HANGING = /^ {0,20}[a-z/]{1,10} {0,10}[:=] {0,10}$/i;
/** Behind a pair: the name of the next one, wrapped in front of its number; the rest of the number. */
const BARE_NAME = /^ ?[a-z][a-z0-9]{1,7} {0,10}(?:[:=] {0,10}(?:0x?)?)?$/i;
const REST = /^ ?[0-9a-f]{1,16}$/i;
/** As many digits has a number of 64 bits, and a padded limit of a table. */
const [WIDE, LIMIT_DIGITS] = [16, 4];
const PADDED_NUMBER = /0x0[0-9a-f]{15}(?![0-9a-f])/i;
const WHOLE_NUMBER = /^0x[0-9a-f]{16}(?![0-9a-f])/i;
const WIDE_NUMBER = /0x[0-9a-f]{16}/i;
/** At the end of a line; digits behind it are its rest. */
const LAST_NUMBER = /0x([0-9a-f]{1,16})( [0-9a-f]{1,16})?$/i;

function open(): LineReader {
  const list = new ListStart();
  let isOpen = false;
  const widths = new Map<string, number>();

  return ({ text, terminated }) => {
    // Others print tables and registers as well, mostly in capitals.
    const mayBeAnyones = !isOpen && !/^[a-z]/.test(text);
    const segment = withoutShort(readSegment(text, terminated, mayBeAnyones), text, widths);
    isOpen ||= segment !== undefined;
    const reading = segment ?? (mayBeAnyones ? undefined : readRegisters(text, terminated));
    if (reading === undefined) return undefined;
    const [first] = reading.values;
    return first === undefined ? reading : { ...reading, starts: list.isAgain(first.path) };
  };
}

const BASE = /^0x([0-9a-f]{1,16})/i;

/**
 * Without a base that has fewer digits than padded ones before it. Those of tables may be wider than
 * those of segments, never narrower.
 */
function withoutShort(
  reading: Reading | undefined,
  text: string,
  widths: Map<string, number>,
): Reading | undefined {
  const base = reading?.values.find(({ path }) => path.endsWith(".base"));
  const digits = base === undefined ? undefined : BASE.exec(text.slice(base.at))?.[1];
  if (reading === undefined || base === undefined || digits === undefined) return reading;
  const kind = /dtr\.base$/.test(base.path) && !base.path.includes("ldtr") ? "table" : "segment";
  const width = Math.max(widths.get(kind) ?? 0, widths.get("segment") ?? 0);
  if (/^0./.test(digits)) widths.set(kind, Math.max(widths.get(kind) ?? 0, digits.length));
  if (digits.length >= width) return reading;
  const why = `${base.path} has fewer digits than those before it; it is not read`;
  return {
    ...reading,
    values: reading.values.filter((value) => value !== base),
    warnings: [...reading.warnings, { at: base.at, text: why }],
  };
}

interface Item {
  readonly name: string;
  readonly value: string;
  readonly at: number;
  readonly end: number;
  /** A selector without a name in front. */
  readonly isBare?: boolean;
}

function readSegment(text: string, terminated: boolean, noTable: boolean): Reading | undefined {
  const [, printed = "", rest = ""] = SEGMENT_LINE.exec(text) ?? [];
  const register = KVM_SEGMENTS[printed.toLowerCase()];
  const table = KVM_TABLES[printed.toLowerCase().replace(/r$/, "")];
  if (register === undefined && (table === undefined || noTable)) return undefined;
  const items = itemsOf(text, text.length - rest.length);
  if (items === undefined || (table === undefined && !isOwn(items))) return undefined;
  const read = new Map<string, FieldValue>();
  const strange: Item[] = [];
  for (const item of items) {
    const said = meaningOf(item, items);
    if (said === undefined) strange.push(item);
    else if (read.has(said.path)) return undefined;
    else read.set(said.path, said);
  }
  return table === undefined
    ? segmentReading(register ?? "", text, { read, strange, terminated })
    : tableReading(table, text, { read, strange, terminated });
}

/** Numbers alone, all of them named, are what printers of `struct kvm_segment` print as well. */
function isOwn(items: readonly Item[]): boolean {
  return items.some(
    ({ name, value, isBare }) =>
      isBare === true ||
      (name === "" && WORDS.has(value.toLowerCase())) ||
      (name.toLowerCase() === "type" && !/^(?:0x)?[0-9a-f]{1,2}$/i.test(value)),
  );
}

interface Line {
  readonly read: ReadonlyMap<string, FieldValue>;
  readonly strange: readonly Item[];
  readonly terminated: boolean;
}

function segmentReading(
  register: string,
  text: string,
  { read, strange, terminated }: Line,
): Reading | undefined {
  const hasParts = ["base", "limit", "type"].some((part) => read.has(part));
  if (!hasParts && !BASE_NEXT.test(text)) return undefined;
  const isWhole = [...NUMBERS, ...ATTRIBUTES].every((part) => read.has(part));
  // Anything else between the members belongs to a line of another kind.
  if (strange.some(({ end }) => end < text.length)) return undefined;
  const values = [...read].map(([part, value]) => ({
    ...value,
    path: NUMBERS.has(part) ? `guest.${register}.${part}` : `kvm.${register}.${part}`,
  }));
  if (isWhole && strange.length === 0) return ended(values, text, terminated);
  return {
    ...emptyReading(),
    values: values.filter((value) => !isAtEnd(value, text)),
    rest: "cut",
  };
}

function tableReading(
  table: string,
  text: string,
  { read, strange, terminated }: Line,
): Reading | undefined {
  const values = [...read].map(([part, value]) => ({ ...value, path: `guest.${table}.${part}` }));
  if ((!read.has("base") && !BASE_NEXT.test(text)) || strange.some(({ end }) => end < text.length))
    return undefined;
  if (read.has("limit") && strange.length === 0) return ended(values, text, terminated);
  return {
    ...emptyReading(),
    values: values.filter((value) => !isAtEnd(value, text)),
    rest: "cut",
  };
}

function readRegisters(text: string, terminated: boolean): Reading | undefined {
  const values: FieldValue[] = [];
  let at = 0;
  PAIR.lastIndex = 0;
  while (at < text.length) {
    const found = PAIR.exec(text);
    if (found === null) {
      const left = text.slice(at);
      if (values.length === 0) return undefined;
      if (BARE_NAME.test(left)) return { ...ended(values, text, terminated), rest: "cut" };
      if (!REST.test(left)) return undefined;
      break;
    }
    const [whole, name = "", number = ""] = found;
    const path = REGISTERS.get(name.toLowerCase());
    if (path === undefined) return undefined;
    at += whole.length;
    const place = at - (whole.length - whole.lastIndexOf(number));
    values.push({ path, value: BigInt(number), at: place });
  }
  if (values.length === 0) return undefined;
  // Where one number is padded, all have its digits.
  if (!PADDED_NUMBER.test(text)) return ended(values, text, terminated);
  const whole = values.filter(({ at }) => WHOLE_NUMBER.test(text.slice(at)));
  const cut = values.filter((value) => value.path !== "" && !whole.includes(value));
  const reading = ended(values, text, terminated);
  const warnings = cut.map(({ path, at }) => ({
    at,
    text: `${path} has fewer digits than those beside it; it is not read`,
  }));
  return {
    ...reading,
    values: reading.values.filter((value) => whole.includes(value)),
    warnings: reading.warnings.length > 0 ? reading.warnings : warnings,
  };
}

/** A number at the end of the line may go on, and certainly does where others show its width. */
function ended(values: readonly FieldValue[], text: string, terminated: boolean): Reading {
  const [, digits, rest] = LAST_NUMBER.exec(text) ?? [];
  const last = values.at(-1);
  const known = values.filter(({ path }) => path !== "");
  if (digits === undefined || last === undefined || digits.length === WIDE)
    return { ...emptyReading(), values: known };
  const isShort = /^0./.test(digits) || text.search(WIDE_NUMBER) >= 0;
  const isOther = last.path.endsWith(".limit") && digits.length >= LIMIT_DIGITS;
  if (terminated && rest === undefined && (!isShort || isOther))
    return { ...emptyReading(), values: known, rest: "open" };
  const why = `${last.path} may have been cut in the middle of its number; it is not read`;
  return {
    ...emptyReading(),
    values: known.filter((value) => value !== last),
    warnings: last.path === "" ? [] : [{ at: last.at, text: why }],
    rest: "cut",
  };
}

/** Also where its rest stands behind a blank. */
const isAtEnd = ({ at }: FieldValue, text: string): boolean =>
  /^[^\s,;=]{0,40}(?: [0-9a-f]{1,16})?$/i.test(text.slice(at));

/** The members of a line in their order; a number without a name in front is the selector. */
function itemsOf(text: string, from: number): readonly Item[] | undefined {
  const items: Item[] = [];
  ITEM.lastIndex = from;
  while (ITEM.lastIndex < text.length) {
    const start = ITEM.lastIndex;
    // A name whose value is on the next line.
    if (HANGING.test(text.slice(start)))
      return [...items, { name: "", value: "=", at: start, end: text.length }];
    ITEM.lastIndex = start;
    const found = ITEM.exec(text);
    if (found === null) return undefined;
    const [whole, name = "", value = "", word = ""] = found;
    const said = value === "" ? word : value;
    const at = start + whole.lastIndexOf(said);
    const before = items.at(-1);
    if (before !== undefined && isRestOfType(before, word)) {
      items[items.length - 1] = {
        ...before,
        value: `${before.value},${word}`,
        end: at + word.length,
      };
      continue;
    }
    const isSelector = word !== "" && items.length === 0 && /^(?:0x)?[0-9a-f]{1,4}$/i.test(word);
    items.push({
      name: isSelector ? "sel" : name,
      value: said,
      at,
      end: at + said.length,
      isBare: isSelector,
    });
  }
  return items;
}

/** `type=code, readable, accessed`: the words behind the first stand alone. */
const isRestOfType = ({ name, value }: Item, word: string): boolean =>
  name.toLowerCase() === "type" && isTypeWord(value) && word !== "" && isTypeWord(word);

function meaningOf({ name, value, at }: Item, items: readonly Item[]): FieldValue | undefined {
  const lower = value.toLowerCase();
  if (name === "") {
    const [member, number] = WORDS.get(lower) ?? [];
    return member === undefined || number === undefined
      ? undefined
      : { path: member, value: number, at };
  }
  const path = MEMBERS.get(name.toLowerCase());
  if (path === undefined) return undefined;
  const number = path === "type" ? typeOf(value, items) : numberOf(lower, path);
  return number === undefined ? undefined : { path, value: number, at };
}

function typeOf(value: string, items: readonly Item[]): bigint | undefined {
  if (/^(?:0x[0-9a-f]|\d)$/i.test(value)) return BigInt(value);
  const s = items.find(({ name }) => name.toLowerCase() === "s")?.value;
  return s === "0" || s === "1" ? typeOfWords(value, s === "0") : undefined;
}

/** Attributes are single digits; in other numbers only 0x shows the radix. */
function numberOf(value: string, path: string): bigint | undefined {
  if (!NUMBERS.has(path))
    return /^(?:0x)?[0-3]$/.test(value) ? BigInt(value) : VALUE_WORDS.get(value);
  const isPlain = /^0x[0-9a-f]{1,16}$/.test(value) || value === "0";
  if (isPlain) return BigInt(value);
  // Padded, so hexadecimal; `0` in front of decimal digits is nobody's way to write them.
  return /^0[0-9a-f]{3}$/.test(value) && path === "selector" ? BigInt(`0x${value}`) : undefined;
}

function settle(read: ReadonlyMap<string, bigint>): Settled {
  const settled = settleSegments(read, { unusable: "maybe" });
  const isProven = settled.values.some(({ path }) => path.endsWith(".accessRights"));
  return isProven ? settled : { values: [], warnings: [], notes: [] };
}

export const namedAttributes: DumpFormat = {
  name: "named-attributes",
  view: "guest",
  description: "registers with the attributes of segments one by one, types in letters or words",
  begins: [
    ...[
      ...Object.keys(KVM_SEGMENTS),
      ...Object.values(KVM_TABLES),
      ...Object.keys(KVM_TABLES),
    ].flatMap((name) => [name, name.toUpperCase()]),
    ...REGISTERS.keys(),
  ],
  open,
  settle,
};
