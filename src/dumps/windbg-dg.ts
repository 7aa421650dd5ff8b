/**
 * WinDbg: `dg` for a selector held in a register, `kd> dg @tr`. The table alone shows descriptors
 * without saying which register holds them, so the command must be there, too.
 *
 * dg reads 8 bytes of an entry that has 16 in IA-32e mode: the base of TR and LDTR is not complete.
 */
import { fromCompact } from "./compact-attributes.ts";
import { type DumpFormat, type LineReader, emptyReading } from "./format.ts";

const COMMAND =
  /^(?:\d{1,3}: )?(?:l?kd|\d{1,3}:\d{1,3})> ?(?:\d{1,3}: )?dg @(cs|ds|es|fs|gs|ss|tr|ldtr)$/;
const ROW =
  /^([0-9A-F]{4}) ([0-9a-f]{8})`([0-9a-f]{8}) ([0-9a-f]{8})`([0-9a-f]{8}) [A-Za-z0-9<> ]{1,16} \d (?:Bg|Nb) (?:Pg|By) (?:P|Np|NP) {1,4}(?:Lo|Nl) ([0-9a-f]{8})$/i;

const SYSTEM: ReadonlySet<string> = new Set(["tr", "ldtr"]);

function open(): LineReader {
  let register: string | undefined;
  return ({ text }) => {
    const command = COMMAND.exec(text)?.[1];
    if (command !== undefined) {
      register = command;
      return emptyReading();
    }
    const row = register === undefined ? null : ROW.exec(text);
    if (row === null || register === undefined) return undefined;
    const [
      ,
      selector = "0",
      baseHigh = "",
      baseLow = "",
      limitHigh = "",
      limitLow = "",
      flags = "0",
    ] = row;
    const path = `guest.${register}`;
    const isSystem = SYSTEM.has(register);
    register = undefined;
    const values = [
      { path: `${path}.selector`, value: BigInt(`0x${selector}`), at: 0 },
      { path: `${path}.limit`, value: BigInt(`0x${limitHigh}${limitLow}`), at: 0 },
      { path: `${path}.accessRights`, value: fromCompact(BigInt(`0x${flags}`)), at: 0 },
    ];
    if (!isSystem)
      values.push({ path: `${path}.base`, value: BigInt(`0x${baseHigh}${baseLow}`), at: 0 });
    const notes = isSystem
      ? ["dg reads 8 of the 16 bytes of a system descriptor; its base is taken as unknown"]
      : ["dg shows a descriptor in memory; the segment may hold an older one"];
    return { ...emptyReading(), values: values.filter(({ value }) => value >> 64n === 0n), notes };
  };
}

export const windbgDg: DumpFormat = {
  name: "windbg-dg",
  view: "guest",
  description: "WinDbg: dg for the selector in a register",
  begins: ["kd", "lkd", "0: kd"],
  open,
};
