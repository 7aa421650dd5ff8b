/**
 * WinDbg: `dg` for a selector held in a register, `kd> dg @tr`. The table alone shows descriptors
 * without saying which register holds them, so the command must be there, too.
 *
 * dg reads 8 bytes of an entry that has 16 in IA-32e mode: the base of TR and LDTR is not complete.
 */
import { fromCompact } from "./compact-attributes.ts";
import { type DumpFormat, type LineReader, type Reading, emptyReading } from "./format.ts";

const COMMAND =
  /^(?:\d{1,3}: )?(?:l?kd|\d{1,3}:\d{1,3})> ?(?:\d{1,3}: )?dg @(cs|ds|es|fs|gs|ss|tr|ldtr)$/;
/** What is printed between the command and its row. */
const HEADING: readonly RegExp[] = [
  /^P Si Gr Pr(?: |$)/,
  /^Sel Base Limit(?: |$)/,
  /^-{4} -{8,17}(?: |$)/,
];
const ROW =
  /^([0-9A-F]{4}) ([0-9a-f]{8})`([0-9a-f]{8}) ([0-9a-f]{8})`([0-9a-f]{8}) [A-Za-z0-9<> ]{1,16} (\d) (Bg|Nb) (Pg|By) (P|Np|NP) {1,4}(Lo|Nl) ([0-9a-f]{8})$/i;

const SYSTEM: ReadonlySet<string> = new Set(["tr", "ldtr"]);

function open(): LineReader {
  /** Whose descriptor comes, and so many lines of the heading have been there. */
  let asked: { readonly register: string; lines: number } | undefined;
  return ({ text }) => {
    const register = COMMAND.exec(text)?.[1];
    if (register !== undefined) {
      asked = { register, lines: 0 };
      return emptyReading();
    }
    const words = text.replace(/ {1,80}/g, " ");
    const line = HEADING.findIndex((pattern) => pattern.test(words));
    if (line !== -1) {
      if (asked === undefined) return undefined;
      // Behind a line that is missing all may be another command's.
      if (line === asked.lines) asked.lines++;
      else if (line !== asked.lines - 1) asked.lines = NaN;
      return emptyReading();
    }
    const row = ROW.exec(text);
    if (row === null) return undefined;
    const owner = asked;
    asked = undefined;
    if (owner === undefined) return undefined;
    if (owner.lines !== HEADING.length)
      return refused("the heading between the command and this row is not all there");
    if (!isConsistent(row)) return refused("the columns and the flags contradict each other");
    return readRow(owner.register, row);
  };
}

function refused(why: string): Reading {
  return { ...emptyReading(), warnings: [{ at: 0, text: `the descriptor is not read: ${why}` }] };
}

/** Whether DPL, D/B, G, P and L say what the flags say. */
function isConsistent(row: RegExpExecArray): boolean {
  const [, , , , , , dpl = "", size = "", unit = "", present = "", long = "", digits = "0"] = row;
  const flags = BigInt(`0x${digits}`);
  const agrees = (position: bigint, word: string, set: string): boolean =>
    ((flags >> position) & 1n) === (word.toLowerCase() === set ? 1n : 0n);
  return (
    ((flags >> 5n) & 3n) === BigInt(dpl) &&
    agrees(7n, present, "p") &&
    agrees(9n, long, "lo") &&
    agrees(10n, size, "bg") &&
    agrees(11n, unit, "pg")
  );
}

function readRow(register: string, row: RegExpExecArray): Reading {
  const [, selector = "0", baseHigh = "", baseLow = "", limitHigh = "", limitLow = ""] = row;
  const flags = BigInt(`0x${row.at(-1) ?? "0"}`);
  const path = `guest.${register}`;
  const isSystem = SYSTEM.has(register);
  const values = [
    { path: `${path}.selector`, value: BigInt(`0x${selector}`), at: 0 },
    { path: `${path}.limit`, value: BigInt(`0x${limitHigh}${limitLow}`), at: 0 },
    { path: `${path}.accessRights`, value: fromCompact(flags), at: 0 },
  ];
  if (!isSystem)
    values.push({ path: `${path}.base`, value: BigInt(`0x${baseHigh}${baseLow}`), at: 0 });
  const notes = isSystem
    ? ["dg reads 8 of the 16 bytes of a system descriptor; its base is taken as unknown"]
    : ["dg shows a descriptor in memory; the segment may hold an older one"];
  // No register is that wide.
  if (BigInt(`0x${limitHigh}`) !== 0n || flags > 0xfffn) return refused("a number is too wide");
  return { ...emptyReading(), values, notes };
}

export const windbgDg: DumpFormat = {
  name: "windbg-dg",
  view: "guest",
  description: "WinDbg: dg for the selector in a register",
  begins: ["kd", "lkd", "0: kd", "P Si", "Sel"],
  recognises: ({ text }) => {
    const words = text.replace(/ {1,80}/g, " ");
    const isOurs = COMMAND.test(text) || HEADING.some((pattern) => pattern.test(words));
    return isOurs ? emptyReading() : undefined;
  },
  open,
};
