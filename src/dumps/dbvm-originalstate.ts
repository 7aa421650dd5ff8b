/**
 * DBVM (Cheat Engine): the state of the running system that it is about to take over. Guest view;
 * selectors, but nothing of what the segments hold.
 */
import { type DumpFormat, type LineReader, emptyReading } from "./format.ts";
import { cutNumber, numberAtEnd } from "./open-number.ts";

const LINE = /^originalstate->(\w{1,32}) ?=(?: ?([0-9a-f]{1,16})( [0-9a-f]{1,16})?)?$/i;

const WIDE = 16;

const MEMBERS: Readonly<Record<string, string>> = {
  cr0: "guest.cr0",
  cr3: "guest.cr3",
  cr4: "guest.cr4",
  dr7: "guest.dr7",
  rip: "guest.rip",
  rsp: "guest.rsp",
  rflags: "guest.rflags",
  cs: "guest.cs.selector",
  ss: "guest.ss.selector",
  ds: "guest.ds.selector",
  es: "guest.es.selector",
  fs: "guest.fs.selector",
  gs: "guest.gs.selector",
  ldt: "guest.ldtr.selector",
  tr: "guest.tr.selector",
  gdtbase: "guest.gdtr.base",
  gdtlimit: "guest.gdtr.limit",
  idtbase: "guest.idtr.base",
  idtlimit: "guest.idtr.limit",
};

const PADDED = /^(?:cr\d|dr\d|r\w\w|rflags|[gi]dtbase)$/;

function open(): LineReader {
  return ({ text, terminated }) => {
    const line = LINE.exec(text);
    if (line === null) return undefined;
    const [, name = "", digits, rest] = line;
    if (digits === undefined) return { ...emptyReading(), rest: "cut" };
    const starts = name === "cpucount";
    const path = MEMBERS[name];
    if (path === undefined) return { ...emptyReading(), starts };
    const at = text.lastIndexOf("=") + 1 + (text.includes("= ") ? 1 : 0);
    const isNarrow = path.endsWith(".selector") || path.endsWith(".limit");
    const isCut = rest !== undefined || (PADDED.test(name) && digits.length < WIDE);
    if (isCut || (isNarrow && digits.length > 8)) return cutNumber(path, at);
    const isWhole = terminated || digits.length === WIDE;
    return numberAtEnd({ path, value: BigInt(`0x${digits}`), at }, isWhole);
  };
}

export const dbvmOriginalstate: DumpFormat = {
  name: "dbvm-originalstate",
  view: "guest",
  description: "DBVM (Cheat Engine): the state it takes over, without segment attributes",
  begins: ["originalstate"],
  open,
};
