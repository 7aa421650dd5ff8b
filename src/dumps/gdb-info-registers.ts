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
  /^([a-z][a-z0-9_]{1,9}) {1,24}0x([0-9a-f]{1,16}) {1,24}(-?\d{1,20}|0x[0-9a-f]{1,16}|\[[ A-Za-z0-9_=]{0,200}\]|\S{0,4}<.{1,80}>|0x[0-9a-f]{1,16} <.{1,80}>)$/;

/** The same, wrapped behind the name, behind the number or inside the brackets. */
const BROKEN =
  /^([a-z][a-z0-9_]{1,9})(?: {1,24}0x[0-9a-f]{1,16}(?: {1,24}(?:\[[ A-Za-z0-9_=]{0,200}|0x[0-9a-f]{1,16}))?)?$/;

/** Flags as the brackets name them, bit by bit; those behind the bar not by every version. */
const FLAGS: Readonly<Record<string, Flags>> = {
  eflags: flagsOf(
    "CF 0 PF 2 AF 4 ZF 6 SF 7 TF 8 IF 9 DF 10 OF 11 NT 14 RF 16 VM 17 AC 18 VIF 19 VIP 20 ID 21",
  ),
  cr0: flagsOf("PE 0 MP 1 EM 2 TS 3 ET 4 NE 5 WP 16 AM 18 NW 29 CD 30 PG 31"),
  cr3: flagsOf(""),
  cr4: flagsOf(
    "VME 0 PVI 1 TSD 2 DE 3 PSE 4 PAE 5 MCE 6 PGE 7 PCE 8 OSFXSR 9 OSXMMEXCPT 10 VMXE 13 SMXE 14 " +
      "FSGSBASE 16 PCIDE 17 OSXSAVE 18 SMEP 20 SMAP 21 | UMIP 11 LA57 12 PKE 22",
  ),
  efer: flagsOf("SCE 0 LME 8 LMA 10 NXE 11 | SVME 12 LMSLE 13 FFXSR 14"),
};

interface Flags {
  readonly places: ReadonlyMap<string, bigint>;
  /** The bits of those that are always named if they are set. */
  readonly always: bigint;
}

function flagsOf(list: string): Flags {
  const [always, sometimes] = [placesOf(list.split("|")[0]), placesOf(list.split("|")[1])];
  return {
    places: new Map([...always, ...sometimes]),
    always: [...always.values()].reduce((bits, place) => bits | (1n << place), 0n),
  };
}

function placesOf(list = ""): Map<string, bigint> {
  const found = list.matchAll(/(\w{1,16}) (\d{1,2})/g);
  return new Map([...found].map(([, name = "", place = "0"]) => [name, BigInt(place)]));
}

/** Numbers inside the brackets. */
const PARTS: Readonly<Record<string, (value: bigint) => bigint>> = {
  IOPL: (value) => (value >> 12n) & 3n,
  PDBR: (value) => value >> 12n,
  PCID: (value) => value & 0xfffn,
};

/** Whether the second column says the same number: only that shows that no digit is missing. */
function isConfirmed(name: string, digits: string, words: string): boolean {
  // GDB pads nothing.
  if (/^0./.test(digits)) return false;
  const value = BigInt(`0x${digits}`);
  if (words.startsWith("[")) {
    const flags = FLAGS[name.replace(/^r(?=flags)/, "e")];
    return flags !== undefined && isNamed(flags, value, words);
  }
  const number = /^-?(?:0x[0-9a-f]{1,16}|\d{1,20})/.exec(words)?.[0];
  if (number === undefined) return false;
  const width = /^(?:r|[fg]s_base)/.test(name) ? 64 : 32;
  return BigInt.asUintN(width, BigInt(number)) === value;
}

/** Whether the flags that are named are those that are set, and the parts what the number has there. */
function isNamed({ places, always }: Flags, value: bigint, words: string): boolean {
  let named = 0n;
  for (const [, flag = "", number] of words.matchAll(/(\w{1,80})(?:=(\d{1,20}))?/g)) {
    if (number !== undefined && (PARTS[flag]?.(value) ?? BigInt(number)) !== BigInt(number))
      return false;
    named |= 1n << (places.get(flag) ?? 64n);
  }
  const known = [...places.values()].reduce((bits, place) => bits | (1n << place), 0n);
  return (named & known & ~value) === 0n && (always & value & ~named) === 0n;
}

function open(): LineReader {
  return ({ text }) => {
    const line = LINE.exec(text);
    if (line === null) {
      const broken = BROKEN.exec(text)?.[1];
      if (broken === undefined || REGISTERS[broken] === undefined) return undefined;
      return { ...emptyReading(), rest: "cut" };
    }
    const [, name = "", digits = "", words = ""] = line;
    const starts = name === "rax" || name === "eax";
    const path = REGISTERS[name];
    if (path === undefined) return { ...emptyReading(), starts };
    const at = text.indexOf("0x") + 2;
    if (isConfirmed(name, digits, words))
      return {
        ...emptyReading(),
        starts,
        values: [{ path, value: BigInt(`0x${digits}`), at }],
      };
    const remark = `${path} is 0x${digits}, which \`${words}\` beside it does not confirm; it is not read`;
    return { ...emptyReading(), starts, warnings: [{ at, text: remark }] };
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
