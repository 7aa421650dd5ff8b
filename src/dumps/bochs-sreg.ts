/**
 * Bochs: `sreg` and `creg` of its debugger, and the CPU state in the log of a panic or power-off.
 * The debugger prints descriptors made from the segment caches; the log prints base, limit and two
 * of the attributes.
 */
import {
  type DumpFormat,
  type LineReader,
  type Reading,
  type Settled,
  type TextRecord,
  emptyReading,
} from "./format.ts";
import { ListStart } from "./list-start.ts";
import { Layout, readingOf } from "./layout.ts";
import { numberAtEnd } from "./open-number.ts";

const SEGMENTS = ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"];

const SREG = new Layout({
  segment: SEGMENTS.map(
    (name) =>
      `${name}:0x{guest.${name}.selector:4}, dh=0x{dh.${name}:8}, dl=0x{dl.${name}:8}, valid={valid.${name}:1}`,
  ),
});

const LOG = new Layout({
  segment: SEGMENTS.slice(0, 6).map(
    (name) =>
      `| ${name.toUpperCase()}:{guest.${name}.selector:4}( {:4}| {:1}| {:1}) ` +
      `{guest.${name}.base:8|16} {guest.${name}.limit:8} {:1} {:1}`,
  ),
  registers: [
    "| EIP={guest.rip:8} ({:8})",
    "| RIP={guest.rip:16} ({:16})",
    "| CR0=0x{guest.cr0:8}",
    "CR2=0x{:8|16}",
    "| CR3=0x{guest.cr3:8}",
    "CR4=0x{guest.cr4:8}",
  ],
});

const TABLE = /^([gi]dtr):base=0x([0-9a-f]{16}), limit=0x([0-9a-f]{1,8})$/i;
const CONTROL = /^(CR0|CR4|EFER)=0x([0-9a-f]{8,16}):/;
const CR3 = /^CR3=0x([0-9a-f]{1,16})$/;

/** A table's line that was wrapped in front of the limit. */
const BROKEN_TABLE = /^[gi]dtr:base=0x[0-9a-f]{16},(?: limit=(?:0x?)?)?$/i;

function open(): LineReader {
  const list = new ListStart();
  return (record) => {
    const reading = readRecord(record);
    const [first] = reading?.values ?? [];
    if (reading === undefined || first === undefined) return reading;
    return { ...reading, starts: list.isAgain(first.path) };
  };
}

function readRecord({ text, terminated }: TextRecord): Reading | undefined {
  if (BROKEN_TABLE.test(text)) return { ...emptyReading(), rest: "cut" };
  const table = TABLE.exec(text);
  if (table !== null) {
    const [, name = "", base = "", limit = ""] = table;
    const path = `guest.${name.toLowerCase()}`;
    const at = text.length - limit.length;
    const reading = numberAtEnd(
      { path: `${path}.limit`, value: BigInt(`0x${limit}`), at },
      terminated,
    );
    return {
      ...reading,
      values: [{ path: `${path}.base`, value: BigInt(`0x${base}`), at: 0 }, ...reading.values],
    };
  }
  const control = CONTROL.exec(text);
  if (control !== null) {
    const [, name = "", digits = ""] = control;
    const path = `guest.${name.toLowerCase()}`;
    return { ...emptyReading(), values: [{ path, value: BigInt(`0x${digits}`), at: 0 }] };
  }
  const cr3 = CR3.exec(text)?.[1];
  if (cr3 !== undefined)
    return numberAtEnd(
      { path: "guest.cr3", value: BigInt(`0x${cr3}`), at: text.length - cr3.length },
      terminated,
    );
  return readSegments(text);
}

function readSegments(text: string): Reading | undefined {
  // The log's prefix, and the bar that the noise cleaner takes for a quote.
  const logged = /^\d{11}i\[CPU\d{1,2} {0,3}\] (?=\|)/.exec(text)?.[0].length;
  const line = logged === undefined ? SREG.read(text) : LOG.read(text.slice(logged));
  if (line === undefined) return undefined;
  const reading = readingOf(line);
  if (logged === undefined) return reading;
  return {
    ...reading,
    values: reading.values.map((value) => ({ ...value, at: value.at + logged })),
  };
}

/** Segments whose base may be wider than a descriptor holds. */
const WIDE_BASES: ReadonlySet<string> = new Set(["fs", "gs", "ldtr", "tr"]);

function settle(read: ReadonlyMap<string, bigint>): Settled {
  const settled = {
    values: [] as { path: string; value: bigint; from: string }[],
    warnings: [],
    notes: [] as string[],
  };
  const isProven = [...read.keys()].some((path) => /^dh\.|\.selector$/.test(path));
  if (!isProven) return settled;
  for (const [from, value] of read) {
    const [group, name = ""] = from.split(".");
    if (group === "guest") settled.values.push({ path: from, value, from });
    const low = read.get(`dl.${name}`);
    const valid = read.get(`valid.${name}`);
    if (group !== "dh" || low === undefined || valid === undefined) continue;
    const raw = (low & 0xffffn) | (value & 0xf_0000n);
    const limit = (value & 0x80_0000n) === 0n ? raw : (raw << 12n) | 0xfffn;
    const isPresent = valid !== 0n && (value & 0x8000n) !== 0n;
    const accessRights = ((value >> 8n) & 0xf0ffn) | (isPresent ? 0n : 0x1_0000n);
    settled.values.push({ path: `guest.${name}.accessRights`, value: accessRights, from });
    settled.values.push({ path: `guest.${name}.limit`, value: limit, from });
    const base = (low >> 16n) | ((value & 0xffn) << 16n) | (value & 0xff00_0000n);
    if (!WIDE_BASES.has(name))
      settled.values.push({ path: `guest.${name}.base`, value: base, from });
    else if (settled.notes.length === 0)
      settled.notes.push(
        "descriptors hold 32 bits of a base; the bases of FS, GS, LDTR and TR are unknown",
      );
  }
  return settled;
}

export const bochsSreg: DumpFormat = {
  name: "bochs-sreg",
  view: "guest",
  description: "Bochs: sreg and creg of its debugger, or the CPU state in its log",
  begins: [...SREG.begins, "0i", "gdtr", "idtr", "CR0", "CR3", "CR4", "EFER"],
  open,
  settle,
};
