/**
 * GDB: `info registers`, also on the stubs of QEMU and other emulators. Selectors, bases of FS and
 * GS and control registers; no limits and no attributes.
 */
import { type DumpFormat, type LineReader, type Settled, emptyReading } from "./format.ts";

const REGISTERS: Readonly<Record<string, string>> = {
  rip: "guest.rip",
  rsp: "guest.rsp",
  eip: "guest.rip",
  esp: "guest.rsp",
  eflags: "guest.rflags",
  rflags: "guest.rflags",
  cr0: "guest.cr0",
  cr3: "guest.cr3",
  cr4: "guest.cr4",
  efer: "guest.efer",
  fs_base: "guest.fs.base",
  gs_base: "guest.gs.base",
  cs: "guest.cs.selector",
  ss: "guest.ss.selector",
  ds: "guest.ds.selector",
  es: "guest.es.selector",
  fs: "guest.fs.selector",
  gs: "guest.gs.selector",
};

/** Name, the number, and the number once more in other words: without these it may be cut. */
const LINE =
  /^([a-z][a-z0-9_]{1,9}) {1,24}0x([0-9a-f]{1,16}) {1,24}(?:-?\d{1,20}|0x[0-9a-f]{1,16}|\[[ A-Za-z0-9_=]{0,80}\]|\S{0,4}<.{1,80}>|0x[0-9a-f]{1,16} <.{1,80}>)$/;

/** The same, wrapped behind the name, behind the number or inside the brackets. */
const BROKEN =
  /^([a-z][a-z0-9_]{1,9})(?: {1,24}0x[0-9a-f]{1,16}(?: {1,24}(?:\[[ A-Za-z0-9_=]{0,80}|0x[0-9a-f]{1,16}))?)?$/;

function open(): LineReader {
  return ({ text }) => {
    const line = LINE.exec(text);
    if (line === null) {
      const broken = BROKEN.exec(text)?.[1];
      if (broken === undefined || REGISTERS[broken] === undefined) return undefined;
      return { ...emptyReading(), rest: "cut" };
    }
    const [, name = "", digits = ""] = line;
    const starts = name === "rax" || name === "eax";
    const path = REGISTERS[name];
    if (path === undefined) return { ...emptyReading(), starts };
    const value = { path, value: BigInt(`0x${digits}`), at: text.indexOf("0x") + 2 };
    return { ...emptyReading(), starts, values: [value] };
  };
}

/** A selector or a control register must be there: any program has a stack pointer to print. */
function settle(read: ReadonlyMap<string, bigint>): Settled {
  const isProven = [...read.keys()].some((path) => /\.(?:selector|cr\d|efer|rflags)$/.test(path));
  const values = isProven ? [...read].map(([path, value]) => ({ path, value, from: path })) : [];
  return { values, warnings: [], notes: [] };
}

export const gdbInfoRegisters: DumpFormat = {
  name: "gdb-info-registers",
  view: "guest",
  description: "GDB: info registers on the stub of an emulator or hypervisor",
  begins: [...Object.keys(REGISTERS), "rax", "eax"],
  open,
  settle,
};
