/**
 * Rust monitors (Firecracker, Cloud Hypervisor and others): `kvm_sregs` and `kvm_regs` as the
 * derived `Debug` prints them, on one line or on many. Decimal, unless `{:x?}` was asked for, which
 * prints hexadecimal without a prefix: a letter anywhere gives that away.
 */
import {
  type DumpFormat,
  type FieldValue,
  type LineReader,
  type Reading,
  type Settled,
  type SettledRemark,
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

/** Members as they are declared, which is the order in which they are printed. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  kvm_segment: "base limit selector type_ present dpl db s l g avl unusable padding".split(" "),
  kvm_dtable: ["base", "limit", "padding"],
  kvm_sregs:
    "cs ds es fs gs ss tr ldt gdt idt cr0 cr2 cr3 cr4 cr8 efer apic_base interrupt_bitmap".split(
      " ",
    ),
  kvm_sregs2:
    "cs ds es fs gs ss tr ldt gdt idt cr0 cr2 cr3 cr4 cr8 efer apic_base flags pdptrs".split(" "),
  kvm_regs: "rax rbx rcx rdx rsi rdi rsp rbp r8 r9 r10 r11 r12 r13 r14 r15 rip rflags".split(" "),
};

/** A structure whose end has not come. */
class Struct {
  readonly key: string;
  readonly type: string;
  readonly #members: readonly string[];
  #next = 0;
  /** Members are missing: what comes may be another structure's of the same type. */
  isLost = false;

  constructor(key: string, type: string) {
    this.key = key;
    this.type = type.replace(/^.*::/, "");
    this.#members = MEMBERS[this.type] ?? [];
  }

  copy(): Struct {
    const copy = new Struct(this.key, this.type);
    copy.#next = this.#next;
    copy.isLost = this.isLost;
    return copy;
  }

  /** Where a member comes: behind the one before it, or behind lines that are missing or misplaced. */
  place(member: string): "next" | "later" | "again" | "unknown" {
    if (this.#members.length === 0) return "next";
    const index = this.#members.indexOf(member === "type" ? "type_" : member);
    if (index === -1) return "unknown";
    const place = index === this.#next ? "next" : index > this.#next ? "later" : "again";
    this.#next = index + 1;
    // In the outer structures the members have names of their own.
    if (place !== "next" && /^kvm_(?:segment|dtable)$/.test(this.type)) this.isLost = true;
    return place;
  }
}

const KVM_STRUCTS = ["kvm_sregs", "kvm_sregs2", "kvm_regs", "kvm_segment", "kvm_dtable"];

/** Deeper than any structure that is printed like this. */
const MAX_DEPTH = 16;

const REGISTERS: ReadonlySet<string> = new Set([
  "cr0",
  "cr3",
  "cr4",
  "efer",
  "rsp",
  "rip",
  "rflags",
]);

/** So many foreign lines may stand inside a structure. */
const MAX_FOREIGN = 4;

/** Names, numbers and the signs of the notation and nothing else: with one of the signs, or one word. */
const OWN_SIGNS = /^[\w ,:{}[\]]+$/;
const NOTATION = /[,{}[\]]|:$/;
const ONE_WORD = /^[\w:]+$/;

function isOwnLine(text: string): boolean {
  return ONE_WORD.test(text) || (OWN_SIGNS.test(text) && NOTATION.test(text));
}

/** So much in front of the name of a structure is looked at for what it is called. */
const MAX_KEY = 200;

const WORD = /[A-Za-z_][\w:]*/y;
const NUMBER = /(0x)?([0-9A-Fa-f]+)(?= ?[,}\]])/y;

function open(): LineReader {
  let structs: Struct[] = [];
  let key = "";
  /** Lines in a row that do not look like the inside of a structure. */
  let foreign = 0;
  // The name of a structure whose brace is on the next line.
  let type = "";
  let order = new RegisterOrder();
  /** A register began on the present line. */
  let isBegunHere = false;
  /** The line before, and all of this as it was before it. */
  let last: { readonly text: string; readonly restore: () => void } | undefined;

  /** A line that may go on is shown again with its rest: then it is as if it had not been shown. */
  const remember = (text: string): void => {
    if (last !== undefined && text.startsWith(last.text)) last.restore();
    const state = { structs: structs.map((struct) => struct.copy()), order: order.copy() };
    const scalars = { key, foreign, type };
    const restore = (): void => {
      ({ structs, order } = state);
      ({ key, foreign, type } = scalars);
    };
    last = { text, restore };
  };

  /** A structure begins; what is to be noted about it. */
  const begin = (reading: Reading, name: string): void => {
    const struct = new Struct(key, name);
    if (structs.length < MAX_DEPTH) structs.push(struct);
    const register = registerOf(struct);
    if (/^kvm_sregs2?$/.test(struct.type)) order.restart();
    else if (register !== undefined) {
      // Lines get lost, not the middle of one.
      const gaps = order.next(register);
      if (!isBegunHere) noteGaps(reading, gaps);
      isBegunHere = true;
    }
    key = type = "";
  };

  return ({ text }) => {
    remember(text);
    isBegunHere = false;
    if (structs.length > 0 || type !== "") {
      // The structure may have been cut, and what follows is something else.
      foreign = isOwnLine(text) ? 0 : foreign + 1;
      if (foreign > MAX_FOREIGN) {
        structs = [];
        key = type = "";
      }
      if (foreign > 0 && structs.length > 0) return undefined;
    }
    const start =
      structs.length > 0 || type !== ""
        ? 0
        : text.search(/\bkvm_(?:sregs2?|regs|segment|dtable) ?(?:\{|$)/);
    if (start === -1) return undefined;
    const reading = emptyReading();
    // `cs: kvm_segment {` without what it was part of.
    if (structs.length === 0) key = keyBefore(text.slice(Math.max(0, start - MAX_KEY), start));
    /** The number whose name is on the line before: the lines between may be lost. */
    let hanging: { readonly key: string; readonly at: number } | undefined;
    const isHanging = structs.length > 0 && key !== "";
    let isFirst = true;
    /** The first name of the line has come: it is the one behind the number, or not. */
    let isPlaced = false;
    let at = start;
    while (at < text.length) {
      const sign = text[at] ?? "";
      if (sign === "{") {
        begin(reading, type);
        at++;
      } else if (sign === "}") {
        structs.pop();
        key = "";
        at++;
        if (structs.length === 0) break;
      } else if (sign === "[") {
        key = "";
        const end = text.indexOf("]", at);
        at = end === -1 ? text.length : end + 1;
      } else {
        NUMBER.lastIndex = WORD.lastIndex = at;
        const number = key === "" ? null : NUMBER.exec(text);
        const word = number === null ? WORD.exec(text)?.[0] : undefined;
        if (number !== null) {
          const [whole, prefix, digits = ""] = number;
          if (isHanging && isFirst) hanging = { key, at };
          takeNumber(reading, structs, { key, at, digits, isHex: prefix !== undefined });
          at += whole.length;
          key = "";
        } else if (word !== undefined) {
          const end = at + word.length;
          const brace = /^ ?\{/.exec(text.slice(end, end + 2))?.[0];
          const name = word.replace(/^.*::/, "");
          if (brace !== undefined) {
            if (/^kvm_sregs2?$/.test(name)) reading.starts = true;
            begin(reading, name);
            at = end + brace.length;
          } else {
            if (end === text.length && !word.endsWith(":")) {
              type = name;
              if (/^kvm_sregs2?$/.test(name)) reading.starts = true;
              break;
            }
            key = word.endsWith(":")
              ? word.slice(0, -1)
              : /^ :/.test(text.slice(end, end + 2))
                ? word
                : "";
            const struct = structs.at(-1);
            const place = key === "" ? undefined : struct?.place(key);
            if (place === "next" && !isPlaced) hanging = undefined;
            isPlaced ||= place !== undefined;
            const register = struct && registerOf(struct);
            // What was read before is another's, or this is.
            if (place === "again" && register !== undefined)
              noteGaps(reading, [gapBehind(register)]);
            at = end;
          }
          isFirst = false;
        } else {
          // A number without an end, or a sign that means nothing here.
          if (/[0-9A-Fa-f]/.test(sign)) {
            if (key !== "")
              reading.warnings.push({ at, text: `${key} may have been cut; it is not read` });
            key = "";
            while (at < text.length && /[\w]/.test(text[at] ?? "")) at++;
          } else at++;
        }
      }
    }
    if (structs.length >= MAX_DEPTH) structs = [];
    return hanging === undefined ? reading : withoutHanging(reading, hanging);
  };
}

function registerOf({ key }: Struct): string | undefined {
  return KVM_SEGMENTS[key] ?? KVM_TABLES[key];
}

/** Notes are read like numbers, in whatever radix the dump turns out to be. */
function noteGaps({ values }: Reading, gaps: readonly FieldValue[]): void {
  for (const gap of gaps)
    values.push(...RADIXES.map((radix) => ({ ...gap, path: `${radix}.${gap.path}` })));
}

interface Printed {
  readonly key: string;
  readonly at: number;
  readonly digits: string;
  readonly isHex: boolean;
}

/** Takes in the number of a member, in both radixes if nothing tells which it is. */
function takeNumber(
  { values, warnings }: Reading,
  structs: readonly Struct[],
  { key, at, digits, isHex }: Printed,
): void {
  const path = pathOf(structs, key);
  if (path === undefined) return;
  const name = `${structs.at(-1)?.key ?? ""} ${key}`.trim();
  if (structs.at(-1)?.isLost === true)
    warnings.push({ at, text: `${name} is not read: members before it are missing` });
  else if (!isHex && /^0./.test(digits))
    warnings.push({ at, text: `${name} is ${digits}, with zeros in front; it is not read` });
  else
    for (const [radix, value] of readings(digits, isHex))
      values.push({ path: `${radix}.${path}`, value, at });
}

/** A reading without a number that need not belong to the name on the line before. */
function withoutHanging(reading: Reading, { key, at }: { key: string; at: number }): Reading {
  const text = `what follows is not the member behind ${key}: lines before it may be missing, and its number is not read`;
  const values = reading.values.filter((value) => value.at !== at || isGap(value));
  const isDropped = values.length < reading.values.length;
  return {
    ...reading,
    values,
    warnings: [...reading.warnings, ...(isDropped ? [{ at, text }] : [])],
  };
}

function isGap({ path }: FieldValue): boolean {
  return path.includes(".gap.");
}

/** The member that a structure is, from what stands in front of its type: `cs: kvm_bindings::`. */
function keyBefore(text: string): string {
  return /(\w{1,40}): ?(?:\w{1,40}::){0,4}$/.exec(text)?.[1] ?? "";
}

type Radix = "dec" | "hex";
const RADIXES: readonly Radix[] = ["dec", "hex"];

function* readings(digits: string, isHex: boolean): Generator<[Radix, bigint]> {
  if (digits.length > 20) return;
  const hex = BigInt(`0x${digits}`);
  if (digits.length <= 16) yield ["hex", hex];
  if (isHex) yield ["dec", hex];
  else if (/^\d+$/.test(digits)) yield ["dec", BigInt(digits)];
}

function pathOf(structs: readonly Struct[], key: string): string | undefined {
  const inner = structs.at(-1);
  if (inner === undefined) return undefined;
  const segment = KVM_SEGMENTS[inner.key];
  const table = KVM_TABLES[inner.key];
  if (segment !== undefined) return segmentPath(segment, key);
  if (table !== undefined)
    return key === "base" || key === "limit" ? `guest.${table}.${key}` : undefined;
  return /^kvm_s?regs2?$/.test(inner.type) && REGISTERS.has(key) ? `guest.${key}` : undefined;
}

/** Bits of a member; those of control registers that are in use. */
const WIDTHS: readonly (readonly [RegExp, bigint])[] = [
  [/\.selector$/, 16n],
  [/\.(?:limit|cr0|cr4|efer)$/, 32n],
  [/^kvm\.\w{2,4}\.type$/, 4n],
  [/^kvm\.\w{2,4}\.dpl$/, 2n],
  [/^kvm\./, 1n],
];

function fits(path: string, value: bigint): boolean {
  const width = WIDTHS.find(([pattern]) => pattern.test(path))?.[1] ?? 64n;
  return value >> width === 0n;
}

/**
 * The radix of a dump: all numbers are printed alike. Letters speak for hexadecimal, numbers that
 * would be too large then for decimal. A single number that says otherwise was damaged.
 */
function radixOf(
  decimal: ReadonlyMap<string, bigint>,
  hex: ReadonlyMap<string, bigint>,
): Radix | undefined {
  const lettered = [...hex].filter(([path]) => !decimal.has(path));
  if (lettered.length === 0) return "dec";
  const letters = lettered.map(([, value]) => value.toString(16).replace(/\d/g, "")).join("");
  const large = [...decimal.keys()].filter((path) => !fits(path, hex.get(path) ?? 1n << 64n));
  if (large.length === 0) return letters.length > 1 ? "hex" : undefined;
  if (lettered.length === 1 && large.length > 1) return "dec";
  return large.length === 1 && lettered.length > 2 ? "hex" : undefined;
}

function settle(read: ReadonlyMap<string, bigint>): Settled {
  const of = (radix: Radix): Map<string, bigint> =>
    new Map(
      [...read].flatMap(([path, value]): [string, bigint][] =>
        path.startsWith(`${radix}.`) ? [[path.slice(radix.length + 1), value]] : [],
      ),
    );
  const [decimal, hex] = [of("dec"), of("hex")];
  const radix = radixOf(decimal, hex);
  const [main, other] = radix === "hex" ? [hex, decimal] : [decimal, hex];
  const known = new Map<string, bigint>();
  const warnings: SettledRemark[] = [];
  const prefix = radix ?? "dec";
  for (const [path, value] of main) {
    const isPlain = radix !== undefined || value === other.get(path);
    const from = `${prefix}.${path}`;
    if (!isPlain)
      warnings.push({
        from,
        text: `whether ${path} is decimal or hexadecimal cannot be told; it is not read`,
      });
    else if (fits(path, value) || /\.(?:cr0|cr4|efer)$/.test(path)) known.set(path, value);
    else warnings.push({ from, text: `${path} is wider than its member; it is not read` });
  }
  if (radix !== "hex")
    for (const path of hex.keys())
      if (!decimal.has(path))
        warnings.push({
          from: `hex.${path}`,
          text: `${path} has letters, other numbers are decimal; it is not read`,
        });
  const settled = settleSegments(known, { doubtful: "all" });
  const placed = <Item extends { readonly from: string }>(item: Item): Item => ({
    ...item,
    from: `${prefix}.${item.from}`,
  });
  return {
    values: settled.values.map(placed),
    warnings: [...warnings, ...settled.warnings.map(placed)],
    notes: radix === "hex" ? ["numbers have letters, so all are read as hexadecimal"] : [],
  };
}

export const rustKvmSregsDebug: DumpFormat = {
  name: "rust-kvm_sregs-debug",
  view: "guest",
  description: "Rust monitors (Firecracker, Cloud Hypervisor): kvm_sregs as Debug prints it",
  begins: [...KVM_STRUCTS, ...Object.keys(KVM_SEGMENTS), ...Object.keys(KVM_TABLES)],
  open,
  settle,
};
