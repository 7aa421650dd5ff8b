import { SEGMENT_REGISTERS, type SegmentRegister } from "../../state/exchange.ts";
import {
  DATA_SEGMENT_REGISTERS,
  GENERAL_REGISTERS,
  type DataSegmentRegister,
  type DescriptorTable,
  type MachineState,
  type Segment,
} from "../machine/types.ts";
import { type Reader } from "./reader.ts";

type Mutable<T> = { -readonly [name in keyof T]: T[name] };

/** Where a program begins: what is left out has its value after reset, in real mode. */
export interface InitialState {
  /** Real-mode selectors: base is selector * 16, limit FFFFH. */
  readonly selectors: Partial<Record<DataSegmentRegister, number>>;
  /** Everything else that was given, segment registers with their caches included. */
  readonly part: Partial<MachineState>;
}

const CONTROL = ["cr0", "cr2", "cr3", "cr4", "dr7", "efer"] as const;
/** 16- and 32-bit names of what the machine calls by its 64-bit name. */
const ALIASES = new Map<
  string,
  { name: "rip" | "rflags" | (typeof GENERAL_REGISTERS)[number]; bits: number }
>([
  ["ip", { name: "rip", bits: 32 }],
  ["eip", { name: "rip", bits: 32 }],
  ["eflags", { name: "rflags", bits: 32 }],
  ...GENERAL_REGISTERS.slice(0, 8).map(
    (name) => [`e${name.slice(1)}`, { name, bits: 32 }] as const,
  ),
]);

const SEGMENT_MEMBERS: ReadonlySet<string> = new Set(["selector", "base", "limit", "accessRights"]);
const TABLE_MEMBERS: ReadonlySet<string> = new Set(["base", "limit"]);

const MEMBERS: ReadonlySet<string> = new Set([
  ...SEGMENT_REGISTERS,
  ...GENERAL_REGISTERS,
  ...CONTROL,
  ...ALIASES.keys(),
  "rip",
  "rflags",
  "gdtr",
  "idtr",
  "a20",
  "cpl",
]);

/**
 * Reads initial registers.
 * @throws InputError naming the JSON pointer
 */
export function readInitial(reader: Reader): InitialState {
  const members = reader.object(MEMBERS);
  const selectors: Partial<Record<DataSegmentRegister, number>> = {};
  const part: Partial<Mutable<MachineState>> = {};
  const given = new Set<string>();
  for (const [member, value] of members) {
    const alias = ALIASES.get(member);
    const name = alias?.name ?? member;
    if (given.has(name)) value.fail(`${name} is given twice`);
    given.add(name);
    if (name === "cpl") value.number(2);
    else if (name === "a20") part.a20 = readFlag(value);
    else if (name === "gdtr" || name === "idtr") part[name] = readTable(value);
    else if (isSegmentRegister(name)) {
      if (isDataSegment(name) && typeof value.value !== "object") {
        selectors[name] = Number(value.number(16));
      } else part[name] = readSegment(value);
    } else (part as Record<string, bigint>)[name] = value.number(alias?.bits ?? 64);
  }
  return { selectors, part };
}

function readFlag(reader: Reader): boolean {
  return typeof reader.value === "boolean" ? reader.boolean() : reader.number(1) === 1n;
}

/** A segment register with its cache, all four members. @throws InputError */
export function readSegment(reader: Reader): Segment {
  const members = reader.object(SEGMENT_MEMBERS);
  const member = (name: string, bits: number): bigint =>
    (members.get(name) ?? reader.fail(`${name} is missing`)).number(bits);
  return {
    selector: Number(member("selector", 16)),
    base: member("base", 64),
    limit: Number(member("limit", 32)),
    accessRights: Number(member("accessRights", 32)),
  };
}

/** GDTR or IDTR. @throws InputError */
export function readTable(reader: Reader): DescriptorTable {
  const members = reader.object(TABLE_MEMBERS);
  const member = (name: string, bits: number): bigint =>
    (members.get(name) ?? reader.fail(`${name} is missing`)).number(bits);
  return { base: member("base", 64), limit: Number(member("limit", 16)) };
}

export function isSegmentRegister(name: string): name is SegmentRegister {
  return (SEGMENT_REGISTERS as readonly string[]).includes(name);
}

export function isDataSegment(name: string): name is DataSegmentRegister {
  return (DATA_SEGMENT_REGISTERS as readonly string[]).includes(name);
}
