import { CR0_TS, FS, GS, LDTR, RAX, RBX, RCX, RDX, TR } from "../machine/bits.ts";
import { writeCr0, writeCr3, writeCr4, writeEfer } from "../machine/control.ts";
import { generalProtection, invalidOpcode, Unsupported } from "../machine/faults.ts";
import { isCanonical } from "../machine/processor.ts";
import type { Processor } from "../machine/processor.ts";
import type { CpuidResult } from "../machine/types.ts";
import { MEMORY } from "../operation.ts";
import type { Operation } from "../operation.ts";
import { effective, segmentOf, set0 } from "./operands.ts";
import type { Choice, Family } from "./operands.ts";

/** Control and debug registers, descriptor-table registers, MSRs, CPUID, HLT. */

function checkPrivileged(p: Processor, what: string): void {
  if (p.cpl !== 0) throw generalProtection(0, `${what} with CPL ${p.cpl}`);
}

/** 32 bits outside 64-bit mode, 64 in it. */
function setNatural(p: Processor, register: number, value: bigint): void {
  if (p.long64) p.g64[register] = value;
  else p.set32(register, Number(BigInt.asUintN(32, value)));
}

const natural = (p: Processor, register: number): bigint =>
  p.long64 ? (p.g64[register] ?? 0n) : BigInt(p.g32[register * 2] ?? 0);

/** MOV r, cr. */
export const moveFromControl: Choice = ({ register1 }) => {
  const read: Record<number, (p: Processor) => bigint> = {
    0: (p) => BigInt(p.cr0),
    2: (p) => p.cr2,
    3: (p) => BigInt(p.cr3),
    4: (p) => BigInt(p.cr4),
  };
  const value = read[register1];
  if (value === undefined) return undefined;
  return (p, o) => {
    checkPrivileged(p, "MOV from a control register");
    setNatural(p, o.register0, value(p));
  };
};

/** MOV cr, r. */
export const moveToControl: Choice = ({ register0 }) => {
  const write: Record<number, (p: Processor, value: bigint) => void> = {
    0: writeCr0,
    2: (p, value) => {
      const { form } = p.current;
      p.record().controlWrites.push({ register: "cr2", before: p.cr2, after: value, form });
      p.cr2 = value;
    },
    3: writeCr3,
    4: writeCr4,
  };
  const handler = write[register0];
  if (handler === undefined) return undefined;
  return (p, o) => {
    checkPrivileged(p, "MOV to a control register");
    handler(p, natural(p, o.register1));
  };
};

/** DR4 and DR5 are DR6 and DR7 while CR4.DE is 0. */
function debugIndex(p: Processor, register: number): number {
  if (register !== 4 && register !== 5) return register;
  if ((p.cr4 & 8) !== 0) throw invalidOpcode("DR4 and DR5 with CR4.DE");
  return register + 2;
}

export const moveFromDebug: Choice =
  ({ register1 }) =>
  (p, o) => {
    checkPrivileged(p, "MOV from a debug register");
    setNatural(p, o.register0, p.dr[debugIndex(p, register1)] ?? 0n);
  };

/** Kept with their fixed bits; no breakpoint ever fires. */
export const moveToDebug: Choice =
  ({ register0 }) =>
  (p, o) => {
    checkPrivileged(p, "MOV to a debug register");
    const index = debugIndex(p, register0);
    const value = natural(p, o.register1);
    if (index >= 6 && value >> 32n !== 0n) {
      throw generalProtection(0, "bits 63:32 of DR6 and DR7 are 0");
    }
    if ((value & 0x2000n) !== 0n && index === 7) throw new Unsupported("DR7.GD");
    p.dr[index] =
      index === 7
        ? (value & ~0xd000n) | 0x400n
        : index === 6
          ? (value & 0xe00fn) | 0xffff_0ff0n
          : value;
    p.checkedVersion += 1;
  };

const loadTable =
  (register: "gdtr" | "idtr"): Choice =>
  ({ operandSize }) =>
  (p, o) => {
    checkPrivileged(p, register === "gdtr" ? "LGDT" : "LIDT");
    const from = segmentOf(p, o);
    const start = effective(p, o);
    const sum = start + 2;
    const after = o.addressSize === 16 ? sum & 0xffff : o.addressSize === 32 ? sum >>> 0 : sum;
    const limit = p.read(from, start, 2);
    let base: number;
    if (p.long64) {
      base = Number(BigInt.asIntN(64, p.read64(from, after)));
      if (!isCanonical(base)) throw generalProtection(0, "the table's base is not canonical");
    } else {
      base = p.read(from, after, 4);
      // Without the operand-size prefix 16-bit code loads 24 bits.
      if (operandSize === 16) base &= 0xff_ffff;
    }
    if (register === "gdtr") [p.gdtBase, p.gdtLimit] = [base, limit];
    else [p.idtBase, p.idtLimit] = [base, limit];
    p.checkedVersion += 1;
    p.record().tableLoads.push({ register, form: o.form });
  };

const storeTable =
  (register: "gdtr" | "idtr"): Choice =>
  () =>
  (p, o) => {
    const to = segmentOf(p, o);
    const start = effective(p, o);
    const base = register === "gdtr" ? p.gdtBase : p.idtBase;
    const limit = register === "gdtr" ? p.gdtLimit : p.idtLimit;
    const size = p.long64 ? 10 : 6;
    // All of it or nothing.
    p.probeWrite(p.linear(to, start, size, true), size, p.cpl === 3);
    p.write(to, start, 2, limit);
    if (p.long64) p.write64(to, start + 2, BigInt.asUintN(64, BigInt(base)));
    else {
      const sum = start + 2;
      p.write(to, o.addressSize === 16 ? sum & 0xffff : sum >>> 0, 4, base);
    }
  };

const word0 = (p: Processor, o: Operation): number =>
  o.kind0 === MEMORY ? p.read(segmentOf(p, o), effective(p, o), 2) : (p.g16[o.register0 * 4] ?? 0);

/** To memory 16 bits, to a register its whole width. */
const storeWord =
  (value: (p: Processor) => number, name: string, needsProtected: boolean): Choice =>
  ({ kind0, size0 }) =>
  (p, o) => {
    if (needsProtected && !p.protectedMode) throw invalidOpcode(`${name} in real mode`);
    if (kind0 === MEMORY) p.write(segmentOf(p, o), effective(p, o), 2, value(p) & 0xffff);
    else if (size0 === 8) p.g64[o.register0] = BigInt(value(p));
    else set0(p, o, value(p));
  };

const MSR_EFER = 0xc000_0080;
const MSR_FS_BASE = 0xc000_0100;
const MSR_GS_BASE = 0xc000_0101;

const rdmsr: Choice = () => (p) => {
  checkPrivileged(p, "RDMSR");
  const index = p.g32[RCX * 2] ?? 0;
  let value: bigint;
  if (index === MSR_EFER) value = BigInt(p.efer);
  else if (index === MSR_FS_BASE) value = BigInt.asUintN(64, BigInt(p.segment(FS).base));
  else if (index === MSR_GS_BASE) value = BigInt.asUintN(64, BigInt(p.segment(GS).base));
  else {
    const answer = p.devices.readMsr?.(index);
    if (answer === "fault") throw generalProtection(0, `RDMSR of 0x${index.toString(16)}`);
    if (answer === undefined) throw new Unsupported(`RDMSR of 0x${index.toString(16)}`);
    value = BigInt.asUintN(64, answer);
  }
  p.set32(RAX, Number(value & 0xffff_ffffn));
  p.set32(RDX, Number(value >> 32n));
};

const wrmsr: Choice = () => (p) => {
  checkPrivileged(p, "WRMSR");
  const index = p.g32[RCX * 2] ?? 0;
  const value = BigInt(p.g32[RAX * 2] ?? 0) | (BigInt(p.g32[RDX * 2] ?? 0) << 32n);
  if (index === MSR_EFER) {
    writeEfer(p, value);
    return;
  }
  if (index === MSR_FS_BASE || index === MSR_GS_BASE) {
    const base = Number(BigInt.asIntN(64, value));
    if (!isCanonical(base)) throw generalProtection(0, "segment base is not canonical");
    p.segment(index === MSR_FS_BASE ? FS : GS).base = base;
    p.updateMode();
    return;
  }
  const taken = p.devices.writeMsr?.(index, value);
  if (taken === "fault") throw generalProtection(0, `WRMSR of 0x${index.toString(16)}`);
  if (taken !== true) throw new Unsupported(`WRMSR of 0x${index.toString(16)}`);
};

/** "GenuineIntel", family 6; PSE MSR PAE CX8 PGE CMOV; LM NX; 52 and 48 address bits. */
function ownLeaf(leaf: number): CpuidResult {
  const zero = { eax: 0, ebx: 0, ecx: 0, edx: 0 };
  switch (leaf) {
    case 0:
      return { eax: 1, ebx: 0x756e_6547, ecx: 0x6c65_746e, edx: 0x4965_6e69 };
    case 1:
      return { ...zero, eax: 0x0002_0652, edx: 0x0000_a168 };
    case 0x8000_0000:
      return { ...zero, eax: 0x8000_0008 };
    case 0x8000_0001:
      return { ...zero, ecx: 1, edx: 0x2010_0000 };
    case 0x8000_0008:
      return { ...zero, eax: 0x3034 };
    default:
      return zero;
  }
}

const cpuid: Choice = () => (p) => {
  const leaf = p.g32[RAX * 2] ?? 0;
  const found = p.devices.cpuid?.(leaf, p.g32[RCX * 2] ?? 0) ?? ownLeaf(leaf);
  p.set32(RAX, found.eax >>> 0);
  p.set32(RBX, found.ebx >>> 0);
  p.set32(RCX, found.ecx >>> 0);
  p.set32(RDX, found.edx >>> 0);
};

const privilegedNothing =
  (what: string): Choice =>
  () =>
  (p) => {
    checkPrivileged(p, what);
  };

export const system: Family = {
  Lgdt: loadTable("gdtr"),
  Lidt: loadTable("idtr"),
  Sgdt: storeTable("gdtr"),
  Sidt: storeTable("idtr"),
  Smsw: storeWord((p) => p.cr0, "SMSW", false),
  Sldt: storeWord((p) => p.segment(LDTR).selector, "SLDT", true),
  Str: storeWord((p) => p.segment(TR).selector, "STR", true),
  Lmsw: () => (p, o) => {
    checkPrivileged(p, "LMSW");
    // Bits 3:0; PE cannot be cleared.
    const value = word0(p, o) & 0xf;
    writeCr0(p, BigInt((((p.cr0 & ~0xe) >>> 0) | value) >>> 0));
  },
  Clts: () => (p) => {
    checkPrivileged(p, "CLTS");
    writeCr0(p, BigInt((p.cr0 & ~CR0_TS) >>> 0));
  },
  Rdmsr: rdmsr,
  Wrmsr: wrmsr,
  Cpuid: cpuid,
  Hlt: () => (p) => {
    checkPrivileged(p, "HLT");
    p.halted = true;
  },
  Invd: privilegedNothing("INVD"),
  Wbinvd: privilegedNothing("WBINVD"),
  Invlpg: () => (p) => {
    checkPrivileged(p, "INVLPG");
    p.flushTranslations();
  },
};
