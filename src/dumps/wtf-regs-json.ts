/**
 * The `regs.json` of wtf snapshots, read line by line, so that the few lines people quote are
 * enough. Every number is a string with 0x. A whole file goes through `fromForeignJson` as well.
 */
import { fromSnapshot } from "./compact-attributes.ts";
import {
  type DumpFormat,
  type LineReader,
  type Reading,
  type Settled,
  type SettledRemark,
  type SettledValue,
  emptyReading,
} from "./format.ts";

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
const MEMBER = /^"([a-z0-9_]{1,16})" ?: ?(?:"0x([0-9a-f]{1,16})"|(true|false)),?$/i;
const PRESENT = 0x80n;
/** A member that was wrapped in front of its value. */
const BROKEN = /^"([a-z0-9_]{1,16})" ?:$/i;

/** The members of a block in the order in which they are written. */
const SEGMENT_ORDER = "present selector base limit attr";
const TABLE_ORDER = "base limit";

/** Inside the braces of a register. */
class Block {
  readonly register: string;
  /** What its first member says, which the attributes say once more. */
  isPresent = false;
  readonly #order: string;
  #members = "";

  constructor(register: string) {
    this.register = register;
    this.#order = TABLES.has(register) ? TABLE_ORDER : SEGMENT_ORDER;
  }

  /**
   * Whether a member comes where it must. Behind lines that are missing all may be another
   * register's, so that nothing more is this one's.
   */
  isNext(member: string): boolean {
    // A line that was wrapped may be shown twice.
    if (!` ${this.#members}`.endsWith(` ${member}`))
      this.#members += this.#members === "" ? member : ` ${member}`;
    return `${this.#order} `.startsWith(`${this.#members} `);
  }
}

function open(): LineReader {
  let block: Block | undefined;
  return ({ text }) => {
    const begin = OPEN.exec(text)?.[1];
    if (begin !== undefined && (SEGMENTS.has(begin) || TABLES.has(begin))) {
      block = new Block(begin);
      return emptyReading();
    }
    if (/^\},?$/.test(text)) {
      const isOurs = block !== undefined;
      block = undefined;
      return isOurs ? emptyReading() : undefined;
    }
    const member = MEMBER.exec(text);
    if (member === null) {
      const broken = BROKEN.exec(text)?.[1];
      if (broken === undefined || pathOf(block?.register, broken) === undefined) return undefined;
      return { ...emptyReading(), rest: "cut" };
    }
    const [, name = "", digits, truth] = member;
    const isNext = block === undefined || block.isNext(name);
    const path = pathOf(block?.register, name);
    if (truth !== undefined && block !== undefined) block.isPresent = truth === "true";
    if (path === undefined || digits === undefined)
      return block === undefined ? undefined : emptyReading();
    const at = text.indexOf(digits, name.length + 3);
    if (!isNext)
      return refused(
        `${nameOf(path)} does not stand where it belongs: lines before it are missing, and it may be another register's`,
        at,
      );
    if (/^0./.test(digits))
      return refused(`${nameOf(path)} is 0x${digits}, with zeros in front: it was cut`, at);
    const value = BigInt(`0x${digits}`);
    if (path.startsWith("attr.") && value > 0xffffn)
      return refused(`${nameOf(path)} has 16 bits, but 0x${digits} has more`, at);
    if (path.startsWith("attr.") && block?.isPresent !== ((value & PRESENT) !== 0n))
      return refused(`bit 7 of ${nameOf(path)}, 0x${digits}, is not what \`present\` says`, at);
    return { ...emptyReading(), values: [{ path, value, at }] };
  };
}

function refused(text: string, at: number): Reading {
  return { ...emptyReading(), warnings: [{ at, text: `${text}; it is not read` }] };
}

function pathOf(inner: string | undefined, name: string): string | undefined {
  if (inner === undefined) return WTF_REGISTERS[name];
  if (TABLES.has(inner))
    return name === "base" || name === "limit" ? `guest.${inner}.${name}` : undefined;
  if (name === "attr") return `attr.${inner}`;
  return ["selector", "base", "limit"].includes(name) ? `guest.${inner}.${name}` : undefined;
}

/** The path of the exchange JSON. */
function nameOf(path: string): string {
  return path.replace(/^attr\.(\w{2,4})$/, "guest.$1.accessRights");
}

/** Attributes stand in such a file for segments only; without them it is somebody else's JSON. */
export function settleWtf(read: ReadonlyMap<string, bigint>): Settled {
  const isProven = [...read.keys()].some((path) => path.startsWith("attr."));
  const values = [...read].map(([from, value]): SettledValue => {
    const path = nameOf(from);
    return { path, value: path === from ? value : fromSnapshot(value), from };
  });
  return { values: isProven ? values : [], warnings: [], notes: [] };
}

/** The same for a file that was read line by line, of which some may be lost. */
function settle(read: ReadonlyMap<string, bigint>): Settled {
  const settled = settleWtf(read);
  const missing = missingSegments(read);
  if (missing.length === 0) return settled;
  const values: SettledValue[] = [];
  const warnings: SettledRemark[] = [];
  for (const value of settled.values) {
    const { path, from } = value;
    const text = `${path} is not read: ${missing.join(", ")} is missing, and what is before the gap and behind it may have become one register`;
    if (SEGMENTS.has(path.split(".")[1] ?? "")) warnings.push({ from, text });
    else values.push(value);
  }
  return { values, warnings, notes: [] };
}

/** The segments of which there is nothing, although the tables behind all of them were read. */
function missingSegments(read: ReadonlyMap<string, bigint>): string[] {
  const seen = new Set([...read.keys()].map((path) => path.split(".")[1]));
  return [...TABLES].some((table) => seen.has(table))
    ? [...SEGMENTS].filter((register) => !seen.has(register))
    : [];
}

export const wtfRegsJson: DumpFormat = {
  name: "wtf-regs-json",
  view: "guest",
  description: "wtf and bdump: the regs.json of a snapshot, or lines of it",
  begins: [...SEGMENTS, ...TABLES, ...Object.keys(WTF_REGISTERS)].map((name) => `"${name}`),
  open,
  settle,
};
