import { SEGMENT_REGISTERS } from "../../state/exchange.ts";
import type { ExchangeGuest } from "../../state/exchange.ts";
import { CR0_PE, CR0_PG, EFER_LMA, L } from "./bits.ts";
import { isCanonical } from "./processor.ts";
import type { Processor, Segment as Cache } from "./processor.ts";
import { DATA_SEGMENT_REGISTERS, GENERAL_REGISTERS } from "./types.ts";
import type {
  DataSegmentRegister,
  DescriptorTable,
  MachineSnapshot,
  MachineState,
  MachineStatePart,
  Segment,
  SegmentRegister,
} from "./types.ts";

/** Index of a segment register in `Processor.seg`. */
export const SEGMENT_INDEX: Readonly<Record<SegmentRegister, number>> = {
  es: 0,
  cs: 1,
  ss: 2,
  ds: 3,
  fs: 4,
  gs: 5,
  ldtr: 6,
  tr: 7,
};

const DEBUG_REGISTERS = [
  ["dr0", 0],
  ["dr1", 1],
  ["dr2", 2],
  ["dr3", 3],
  ["dr6", 6],
  ["dr7", 7],
] as const;

/** A signed 64-bit number as the unsigned value a register holds. */
function unsigned(value: number): bigint {
  return BigInt.asUintN(64, BigInt(value));
}

function plain({ selector, base, limit, rights }: Cache): Segment {
  return { selector, base: unsigned(base), limit, accessRights: rights };
}

export function readSegment(processor: Processor, register: SegmentRegister): Segment {
  return plain(processor.segment(SEGMENT_INDEX[register]));
}

/** Written out member by member: this is called at every boundary that is judged. */
export function readState(processor: Processor): MachineState {
  const { dr, g64 } = processor;
  return {
    cs: readSegment(processor, "cs"),
    ss: readSegment(processor, "ss"),
    ds: readSegment(processor, "ds"),
    es: readSegment(processor, "es"),
    fs: readSegment(processor, "fs"),
    gs: readSegment(processor, "gs"),
    ldtr: readSegment(processor, "ldtr"),
    tr: readSegment(processor, "tr"),
    rax: g64[0] ?? 0n,
    rcx: g64[1] ?? 0n,
    rdx: g64[2] ?? 0n,
    rbx: g64[3] ?? 0n,
    rsp: g64[4] ?? 0n,
    rbp: g64[5] ?? 0n,
    rsi: g64[6] ?? 0n,
    rdi: g64[7] ?? 0n,
    r8: g64[8] ?? 0n,
    r9: g64[9] ?? 0n,
    r10: g64[10] ?? 0n,
    r11: g64[11] ?? 0n,
    r12: g64[12] ?? 0n,
    r13: g64[13] ?? 0n,
    r14: g64[14] ?? 0n,
    r15: g64[15] ?? 0n,
    gdtr: { base: unsigned(processor.gdtBase), limit: processor.gdtLimit },
    idtr: { base: unsigned(processor.idtBase), limit: processor.idtLimit },
    cr0: BigInt(processor.cr0),
    cr2: processor.cr2,
    cr3: BigInt(processor.cr3),
    cr4: BigInt(processor.cr4),
    dr0: dr[0] ?? 0n,
    dr1: dr[1] ?? 0n,
    dr2: dr[2] ?? 0n,
    dr3: dr[3] ?? 0n,
    dr6: dr[6] ?? 0n,
    dr7: dr[7] ?? 0n,
    efer: BigInt(processor.efer),
    rflags: BigInt(processor.flags),
    rip: unsigned(processor.ip),
    interruptibilityState: processor.blocking,
    a20: processor.a20,
  };
}

/** A value of a given width. @throws RangeError */
function fits(value: bigint, width: number, name: string): bigint {
  if (typeof value !== "bigint" || value < 0n || value >> BigInt(width) !== 0n) {
    throw new RangeError(`${name} is a bigint of ${width} bits, not ${String(value)}`);
  }
  return value;
}

function fitsNumber(value: number, width: number, name: string): number {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** width) {
    throw new RangeError(`${name} is a number of ${width} bits, not ${String(value)}`);
  }
  return value;
}

/** A linear address. @throws RangeError unless canonical (48 bits) */
function canonical(value: bigint, name: string): number {
  const signed = Number(BigInt.asIntN(64, fits(value, 64, name)));
  if (!isCanonical(signed)) throw new RangeError(`${name} is not a canonical address of 48 bits`);
  return signed;
}

/**
 * Overwrites registers; nothing is checked but that the machine can hold the value.
 *
 * @throws RangeError naming the register; nothing was changed then
 */
export function writeState(processor: Processor, part: MachineStatePart): void {
  const changes: (() => void)[] = [];
  for (const register of SEGMENT_REGISTERS) {
    const segment = part[register];
    if (segment === undefined) continue;
    const selector = fitsNumber(segment.selector, 16, `${register}.selector`);
    const base = canonical(segment.base, `${register}.base`);
    const limit = fitsNumber(segment.limit, 32, `${register}.limit`);
    const rights = fitsNumber(segment.accessRights, 17, `${register}.accessRights`);
    changes.push(() => {
      const target = processor.segment(SEGMENT_INDEX[register]);
      processor.place(target, selector, base, limit, rights);
    });
  }
  GENERAL_REGISTERS.forEach((name, index) => {
    const value = part[name];
    if (value === undefined) return;
    fits(value, 64, name);
    changes.push(() => (processor.g64[index] = value));
  });
  for (const [name, index] of DEBUG_REGISTERS) {
    const value = part[name];
    if (value === undefined) continue;
    fits(value, 64, name);
    changes.push(() => (processor.dr[index] = value));
  }
  for (const name of ["gdtr", "idtr"] as const) {
    const table: DescriptorTable | undefined = part[name];
    if (table === undefined) continue;
    const base = canonical(table.base, `${name}.base`);
    const limit = fitsNumber(table.limit, 16, `${name}.limit`);
    changes.push(() => {
      if (name === "gdtr") [processor.gdtBase, processor.gdtLimit] = [base, limit];
      else [processor.idtBase, processor.idtLimit] = [base, limit];
    });
  }
  for (const [name, width] of [
    ["cr0", 32],
    ["cr3", 52],
    ["cr4", 32],
    ["efer", 16],
  ] as const) {
    const value = part[name];
    if (value === undefined) continue;
    const number = Number(fits(value, width, name));
    changes.push(() => (processor[name] = number));
  }
  if (part.cr2 !== undefined) {
    const value = fits(part.cr2, 64, "cr2");
    changes.push(() => (processor.cr2 = value));
  }
  if (part.rflags !== undefined) {
    const value = Number(fits(part.rflags, 22, "rflags"));
    changes.push(() => (processor.flags = value));
  }
  if (part.interruptibilityState !== undefined) {
    const value = fitsNumber(part.interruptibilityState, 2, "interruptibilityState");
    changes.push(() => (processor.blocking = value));
  }
  const { a20, rip } = part;
  if (a20 !== undefined) changes.push(() => (processor.a20 = a20));
  if (rip !== undefined) {
    const value = canonical(rip, "rip");
    changes.push(() => (processor.ip = value));
  }
  checkTogether(processor, part);
  for (const change of changes) change();
  processor.flushTranslations();
  processor.updateMode();
}

/** Values that exclude each other in the machine. */
function checkTogether(processor: Processor, part: MachineStatePart): void {
  const efer = part.efer ?? BigInt(processor.efer);
  const cr0 = part.cr0 ?? BigInt(processor.cr0);
  if ((efer & BigInt(EFER_LMA)) !== 0n && (cr0 & BigInt(CR0_PG)) === 0n) {
    throw new RangeError("efer: LMA is 1 only with CR0.PG = 1");
  }
  if ((cr0 & BigInt(CR0_PG)) !== 0n && (cr0 & BigInt(CR0_PE)) === 0n) {
    throw new RangeError("cr0: PG is 1 only with PE = 1");
  }
  const rights = part.cs?.accessRights ?? processor.cs.rights;
  const is64 = (efer & BigInt(EFER_LMA)) !== 0n && (rights & L) !== 0;
  const rip = part.rip ?? unsigned(processor.ip);
  if (!is64 && rip >> 32n !== 0n) throw new RangeError("rip has 32 bits outside 64-bit mode");
}

const SIXTEEN_BIT_LIMIT = 0xffff;

/**
 * A state in real mode: the reset values of the SDM, except that CS:IP is 0:0 and that every
 * segment register has a given selector, base selector * 16, limit FFFFH, access rights 93H.
 *
 * @param selectors 16 bits each, default 0
 */
export function realModeState(
  selectors: Partial<Record<DataSegmentRegister, number>> = {},
): MachineState {
  const data = Object.fromEntries(
    DATA_SEGMENT_REGISTERS.map((name) => {
      const selector = fitsNumber(selectors[name] ?? 0, 16, name);
      const segment: Segment = {
        selector,
        base: BigInt(selector * 16),
        limit: SIXTEEN_BIT_LIMIT,
        accessRights: 0x93,
      };
      return [name, segment];
    }),
  ) as Record<DataSegmentRegister, Segment>;
  const general = Object.fromEntries(GENERAL_REGISTERS.map((name) => [name, 0n])) as Record<
    (typeof GENERAL_REGISTERS)[number],
    bigint
  >;
  return {
    ...data,
    ldtr: { selector: 0, base: 0n, limit: SIXTEEN_BIT_LIMIT, accessRights: 0x82 },
    tr: { selector: 0, base: 0n, limit: SIXTEEN_BIT_LIMIT, accessRights: 0x8b },
    ...general,
    gdtr: { base: 0n, limit: SIXTEEN_BIT_LIMIT },
    idtr: { base: 0n, limit: SIXTEEN_BIT_LIMIT },
    cr0: 0x6000_0010n,
    cr2: 0n,
    cr3: 0n,
    cr4: 0n,
    dr0: 0n,
    dr1: 0n,
    dr2: 0n,
    dr3: 0n,
    dr6: 0xffff_0ff0n,
    dr7: 0x400n,
    efer: 0n,
    rflags: 2n,
    rip: 0n,
    interruptibilityState: 0,
    a20: true,
  };
}

/** The state as `guest` of the exchange JSON: the fields that exist in the guest-state area. */
export function guestOf(state: MachineState): ExchangeGuest {
  const guest: ExchangeGuest = {
    cr0: state.cr0,
    cr3: state.cr3,
    cr4: state.cr4,
    dr7: state.dr7,
    rsp: state.rsp,
    rip: state.rip,
    rflags: state.rflags,
    gdtr: { ...state.gdtr },
    idtr: { ...state.idtr },
    efer: state.efer,
    interruptibilityState: state.interruptibilityState,
  };
  for (const register of SEGMENT_REGISTERS) guest[register] = { ...state[register] };
  return guest;
}

/** Paths of the members in which two states differ, e.g. "cs.base", "cr0", "rax". */
export function differences(a: MachineState, b: MachineState): string[] {
  const found: string[] = [];
  for (const name of Object.keys(a) as (keyof MachineState)[]) {
    const [one, other] = [a[name], b[name]];
    if (typeof one !== "object" || typeof other !== "object") {
      if (one !== other) found.push(name);
      continue;
    }
    for (const part of Object.keys(one) as (keyof typeof one)[]) {
      if (one[part] !== other[part]) found.push(`${name}.${part}`);
    }
  }
  return found;
}

export function equalStates(a: MachineState, b: MachineState): boolean {
  return differences(a, b).length === 0;
}

/** Equal registers and equal bytes; a page of zeros equals a page that does not exist. */
export function equalSnapshots(a: MachineSnapshot, b: MachineSnapshot): boolean {
  if (!equalStates(a.state, b.state)) return false;
  const rest = new Map(b.memory.map((page) => [page.address, page.bytes]));
  for (const { address, bytes } of a.memory) {
    const other = rest.get(address);
    if (!bytes.every((byte, index) => byte === (other?.[index] ?? 0))) return false;
    rest.delete(address);
  }
  return [...rest.values()].every((bytes) => bytes.every((byte) => byte === 0));
}
