/**
 * The `regs.json` of wtf snapshots, read line by line, so that the few lines people quote are
 * enough. Every number is a string with 0x. A whole file goes through `fromForeignJson` as well.
 */
import { fromSnapshot } from "./compact-attributes.ts";
import { type DumpFormat, type LineReader, type Settled, emptyReading } from "./format.ts";

const SEGMENTS = new Set(["cs", "ds", "es", "fs", "gs", "ss", "tr", "ldtr"]);
const TABLES = new Set(["gdtr", "idtr"]);

export const WTF_REGISTERS: Readonly<Record<string, string>> = {
  rip: "guest.rip",
  rsp: "guest.rsp",
  rflags: "guest.rflags",
  cr0: "guest.cr0",
  cr3: "guest.cr3",
  cr4: "guest.cr4",
  dr7: "guest.dr7",
  efer: "guest.efer",
  pat: "guest.pat",
  sysenter_cs: "guest.sysenterCs",
  sysenter_esp: "guest.sysenterEsp",
  sysenter_eip: "guest.sysenterEip",
};

const OPEN = /^"([a-z]{2,4})" ?: ?\{$/;
const MEMBER = /^"([a-z0-9_]{1,16})" ?: ?(?:"0x([0-9a-f]{1,16})"|true|false),?$/i;
/** A member that was wrapped in front of its value. */
const BROKEN = /^"([a-z0-9_]{1,16})" ?:$/i;

function open(): LineReader {
  let inner: string | undefined;
  return ({ text }) => {
    const begin = OPEN.exec(text)?.[1];
    if (begin !== undefined && (SEGMENTS.has(begin) || TABLES.has(begin))) {
      inner = begin;
      return emptyReading();
    }
    if (/^\},?$/.test(text)) {
      const isOurs = inner !== undefined;
      inner = undefined;
      return isOurs ? emptyReading() : undefined;
    }
    const member = MEMBER.exec(text);
    if (member === null) {
      const broken = BROKEN.exec(text)?.[1];
      if (broken === undefined || pathOf(inner, broken) === undefined) return undefined;
      return { ...emptyReading(), rest: "cut" };
    }
    const [, name = "", digits] = member;
    const path = pathOf(inner, name);
    if (path === undefined || digits === undefined)
      return inner === undefined ? undefined : emptyReading();
    const value = { path, value: BigInt(`0x${digits}`), at: text.indexOf(digits, name.length + 3) };
    return { ...emptyReading(), values: [value] };
  };
}

function pathOf(inner: string | undefined, name: string): string | undefined {
  if (inner === undefined) return WTF_REGISTERS[name];
  if (TABLES.has(inner))
    return name === "base" || name === "limit" ? `guest.${inner}.${name}` : undefined;
  if (name === "attr") return `attr.${inner}`;
  return ["selector", "base", "limit"].includes(name) ? `guest.${inner}.${name}` : undefined;
}

/** Attributes stand in such a file for segments only; without them it is somebody else's JSON. */
function settle(read: ReadonlyMap<string, bigint>): Settled {
  const isProven = [...read.keys()].some((path) => path.startsWith("attr."));
  const values = [...read].map(([from, value]) =>
    from.startsWith("attr.")
      ? {
          path: `guest.${from.slice("attr.".length)}.accessRights`,
          value: fromSnapshot(value),
          from,
        }
      : { path: from, value, from },
  );
  return { values: isProven ? values : [], warnings: [], notes: [] };
}

export const wtfRegsJson: DumpFormat = {
  name: "wtf-regs-json",
  view: "guest",
  description: "wtf and bdump: the regs.json of a snapshot, or lines of it",
  begins: [...SEGMENTS, ...TABLES, ...Object.keys(WTF_REGISTERS)].map((name) => `"${name}`),
  open,
  settle,
};
