/**
 * Rust monitors (Firecracker, Cloud Hypervisor and others): `kvm_sregs` and `kvm_regs` as the
 * derived `Debug` prints them, on one line or on many. Decimal, unless `{:x?}` was asked for, which
 * prints hexadecimal without a prefix: a letter anywhere gives that away.
 */
import { type DumpFormat, type LineReader, type Settled, emptyReading } from "./format.ts";
import { KVM_SEGMENTS, KVM_TABLES, segmentPath, settleSegments } from "./kvm-segment.ts";

interface Struct {
  readonly key: string;
  readonly type: string;
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

  return ({ text }) => {
    if (structs.length > 0 || type !== "") {
      // The structure may have been cut, and what follows is something else.
      foreign = isOwnLine(text) ? 0 : foreign + 1;
      if (foreign > MAX_FOREIGN) {
        structs = [];
        key = type = "";
      }
      if (foreign > 0 && structs.length > 0) return undefined;
    }
    const begin =
      structs.length > 0 || type !== ""
        ? 0
        : text.search(/\bkvm_(?:sregs2?|regs|segment|dtable) ?(?:\{|$)/);
    if (begin === -1) return undefined;
    const reading = emptyReading();
    // `cs: kvm_segment {` without what it was part of.
    if (structs.length === 0) key = keyBefore(text.slice(Math.max(0, begin - MAX_KEY), begin));
    let at = begin;
    while (at < text.length) {
      const sign = text[at] ?? "";
      if (sign === "{") {
        if (structs.length < MAX_DEPTH) structs.push({ key, type });
        key = type = "";
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
          for (const [radix, value] of readings(digits, prefix !== undefined)) {
            const path = pathOf(structs, key);
            if (path !== undefined) reading.values.push({ path: `${radix}.${path}`, value, at });
          }
          at += whole.length;
          key = "";
        } else if (word !== undefined) {
          const end = at + word.length;
          const brace = /^ ?\{/.exec(text.slice(end, end + 2))?.[0];
          if (brace !== undefined) {
            if (structs.length < MAX_DEPTH) structs.push({ key, type: word.replace(/^.*::/, "") });
            if (/kvm_sregs2?$/.test(word)) reading.starts = true;
            key = "";
            at = end + brace.length;
          } else {
            if (end === text.length && !word.endsWith(":")) {
              type = word.replace(/^.*::/, "");
              if (/kvm_sregs2?$/.test(word)) reading.starts = true;
              break;
            }
            key = word.endsWith(":")
              ? word.slice(0, -1)
              : /^ :/.test(text.slice(end, end + 2))
                ? word
                : "";
            at = end;
          }
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
    return reading;
  };
}

/** The member that a structure is, from what stands in front of its type: `cs: kvm_bindings::`. */
function keyBefore(text: string): string {
  return /(\w{1,40}): ?(?:\w{1,40}::){0,4}$/.exec(text)?.[1] ?? "";
}

function* readings(digits: string, isHex: boolean): Generator<["dec" | "hex", bigint]> {
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

function settle(read: ReadonlyMap<string, bigint>): Settled {
  const of = (radix: string): Map<string, bigint> =>
    new Map(
      [...read].flatMap(([path, value]): [string, bigint][] =>
        path.startsWith(`${radix}.`) ? [[path.slice(radix.length + 1), value]] : [],
      ),
    );
  const [decimal, hex] = [of("dec"), of("hex")];
  const isHex = [...hex.keys()].some((path) => !decimal.has(path));
  const radix = isHex ? "hex" : "dec";
  const { values, warnings, notes } = settleSegments(isHex ? hex : decimal);
  const isWide = (path: string, value: bigint): boolean =>
    value >> (path.endsWith(".limit") ? 32n : path.endsWith(".selector") ? 16n : 64n) === 0n;
  return {
    values: values
      .filter(({ path, value }) => isWide(path, value))
      .map((value) => ({ ...value, from: `${radix}.${value.from}` })),
    warnings: warnings.map((remark) => ({ ...remark, from: `${radix}.${remark.from}` })),
    notes: isHex ? [...notes, "a number has letters, so all are read as hexadecimal"] : notes,
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
