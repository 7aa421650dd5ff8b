import { CR4_PAE, CR4_PSE, CR0_WP, EFER_NXE } from "./bits.ts";
import { Fault, generalProtection } from "./faults.ts";
import type { PhysicalMemory } from "./memory.ts";

/**
 * Linear to physical addresses: 32-bit, PAE and 4-level paging (SDM vol. 3, "Paging").
 *
 * MAXPHYADDR is 52, so no address bit of an entry is reserved.
 */

export const READ = 0;
export const WRITE = 1;
export const FETCH = 2;
export type Access = typeof READ | typeof WRITE | typeof FETCH;

/** What paging depends on. */
export interface PagingContext {
  readonly memory: PhysicalMemory;
  readonly cr0: number;
  readonly cr3: number;
  readonly cr4: number;
  readonly efer: number;
  readonly longMode: boolean;
  readonly a20: boolean;
}

/** A translation of one 4-KByte page of linear addresses, with the rights of its whole path. */
export interface Translation {
  /** Physical address of the 4 KiB. */
  readonly physical: number;
  readonly writable: boolean;
  readonly user: boolean;
  readonly executable: boolean;
  /** The dirty flag is set: a write needs no walk. */
  readonly dirty: boolean;
}

const PRESENT = 1;
const WRITABLE = 2;
const USER = 4;
const ACCESSED = 0x20;
const DIRTY = 0x40;
const LARGE = 0x80;
const NX = 2 ** 31; // in the upper half of an 8-byte entry

/** With A20 off, bit 20 of a physical address is 0. */
export function gate(address: number, a20: boolean): number {
  return a20 || Math.floor(address / 0x10_0000) % 2 === 0 ? address : address - 0x10_0000;
}

function pageFault(
  linear: number,
  access: Access,
  user: boolean,
  code: number,
  context: PagingContext,
): Fault {
  const nx = (context.efer & EFER_NXE) !== 0 && context.cr4 & CR4_PAE;
  const errorCode =
    code | (access === WRITE ? 2 : 0) | (user ? 4 : 0) | (access === FETCH && nx ? 16 : 0);
  const what = ["read", "write", "fetch"][access] ?? "";
  const why = code & 8 ? "reserved bit set" : code & 1 ? "not allowed" : "page not present";
  const address = BigInt.asUintN(context.longMode ? 64 : 32, BigInt(linear));
  return new Fault(14, errorCode, `${what} of 0x${address.toString(16)}: ${why}`, address);
}

/** Checks one access against the rights of a translation. */
function allows(found: Translation, access: Access, user: boolean, context: PagingContext) {
  if (user && !found.user) return false;
  if (access === FETCH) return found.executable;
  if (access === WRITE && !found.writable) return !user && (context.cr0 & CR0_WP) === 0;
  return true;
}

/** Whether a remembered translation answers this access without a walk. */
export function suffices(
  found: Translation,
  access: Access,
  user: boolean,
  context: PagingContext,
): boolean {
  return allows(found, access, user, context) && (access !== WRITE || found.dirty);
}

/**
 * Walks the paging structures for one linear address and sets accessed and dirty flags.
 *
 * @param linear unsigned below 2^32, or canonical and signed in IA-32e mode
 * @param update false: sets no flags and marks no page as a paging structure
 * @throws Fault #PF, UnmappedMemory where a structure lies outside memory
 */
export function walk(
  context: PagingContext,
  linear: number,
  access: Access,
  user: boolean,
  update: boolean,
): Translation {
  const pae = context.longMode || (context.cr4 & CR4_PAE) !== 0;
  return pae
    ? walkWide(context, linear, access, user, update)
    : walk32(context, linear, access, user, update);
}

function walk32(
  context: PagingContext,
  linear: number,
  access: Access,
  user: boolean,
  update: boolean,
): Translation {
  const { memory } = context;
  const pdeAt = gate(context.cr3 - (context.cr3 % 4096) + (linear >>> 22) * 4, context.a20);
  const pde = memory.read32(pdeAt);
  const fail = (code: number): Fault => pageFault(linear, access, user, code, context);
  if ((pde & PRESENT) === 0) throw fail(0);
  if ((pde & LARGE) !== 0 && (context.cr4 & CR4_PSE) !== 0) {
    if ((pde & 0x20_0000) !== 0) throw fail(9);
    const found = {
      physical:
        ((pde & 0xffc0_0000) >>> 0) + ((pde >>> 13) & 0xff) * 2 ** 32 + (linear & 0x3f_f000),
      writable: (pde & WRITABLE) !== 0,
      user: (pde & USER) !== 0,
      executable: true,
      dirty: access === WRITE || (pde & DIRTY) !== 0,
    };
    if (!allows(found, access, user, context)) throw fail(1);
    if (update) mark(memory, pdeAt, pde, access === WRITE);
    return found;
  }
  const pteAt = gate(((pde & 0xffff_f000) >>> 0) + ((linear >>> 12) & 0x3ff) * 4, context.a20);
  const pte = memory.read32(pteAt);
  if ((pte & PRESENT) === 0) throw fail(0);
  const found = {
    physical: (pte & 0xffff_f000) >>> 0,
    writable: (pde & pte & WRITABLE) !== 0,
    user: (pde & pte & USER) !== 0,
    executable: true,
    dirty: access === WRITE || (pte & DIRTY) !== 0,
  };
  if (!allows(found, access, user, context)) throw fail(1);
  if (update) {
    mark(memory, pdeAt, pde, false);
    mark(memory, pteAt, pte, access === WRITE);
  }
  return found;
}

/** PAE and 4-level paging: 8-byte entries. */
function walkWide(
  context: PagingContext,
  linear: number,
  access: Access,
  user: boolean,
  update: boolean,
): Translation {
  const { memory } = context;
  const fail = (code: number): Fault => pageFault(linear, access, user, code, context);
  const nxe = (context.efer & EFER_NXE) !== 0;
  const low = context.cr3 - (context.cr3 % (context.longMode ? 4096 : 32));
  // PCID and the flags of CR3 lie below bit 12, LAM bits above 60.
  let table = low % 2 ** 52;
  let writable = true;
  let isUser = true;
  let executable = true;
  const path: [number, number][] = [];
  // Page numbers are taken from the unsigned 48-bit address.
  const unsigned = linear < 0 ? linear + 2 ** 48 : linear;
  for (let level = context.longMode ? 4 : 3; ; level--) {
    const shift = 12 + 9 * (level - 1);
    const entryAt = gate(table + (Math.floor(unsigned / 2 ** shift) % 512) * 8, context.a20);
    const entry = memory.read32(entryAt);
    const upper = memory.read32(entryAt + 4);
    if ((entry & PRESENT) === 0) throw fail(0);
    const isPdpte = level === 3 && !context.longMode;
    if (!isPdpte) {
      if (upper >= NX && !nxe) throw fail(9);
      if (!context.longMode && (upper & 0x7ff0_0000) !== 0) throw fail(9);
      writable &&= (entry & WRITABLE) !== 0;
      isUser &&= (entry & USER) !== 0;
      executable &&= upper < NX;
      path.push([entryAt, entry]);
    }
    const address = ((entry & 0xffff_f000) >>> 0) + (upper & 0xf_ffff) * 2 ** 32;
    if (level === 4 && (entry & LARGE) !== 0) throw fail(9);
    const isPage = level === 1 || (!isPdpte && (entry & LARGE) !== 0);
    if (!isPage) {
      table = address;
      continue;
    }
    let physical = address;
    if (level > 1) {
      const size = 2 ** shift;
      // Bit 12 of a large page's entry is PAT; the bits between it and the page size are reserved.
      const rest = address % size;
      if (rest > 0x1000) throw fail(9);
      physical = address - rest + ((unsigned % size) - (unsigned % 4096));
    }
    const found: Translation = {
      physical,
      writable,
      user: isUser,
      executable,
      dirty: access === WRITE || (entry & DIRTY) !== 0,
    };
    if (!allows(found, access, user, context)) throw fail(1);
    if (update) {
      path.forEach(([where, value], index) => {
        mark(memory, where, value, access === WRITE && index === path.length - 1);
      });
    }
    return found;
  }
}

/** Sets accessed (and dirty), and has the memory tell when the entry is written by others. */
function mark(memory: PhysicalMemory, at: number, entry: number, write: boolean): void {
  const wanted = entry | ACCESSED | (write ? DIRTY : 0);
  if (wanted !== entry) memory.write8(at, wanted & 0xff);
  const page = memory.find(Math.floor(at / 4096));
  if (page !== undefined) {
    page.isTable = true;
    page.watched = true;
  }
}

/**
 * The check of the four PDPTEs when PAE paging is switched on or CR3 is written under it.
 *
 * @throws Fault #GP(0) when a present one has a reserved bit set
 */
export function checkPdptes(memory: PhysicalMemory, cr3: number, a20: boolean): void {
  const table = cr3 - (cr3 % 32);
  for (let index = 0; index < 4; index++) {
    const at = gate(table + index * 8, a20);
    const entry = memory.read32(at);
    if ((entry & PRESENT) === 0) continue;
    if ((entry & 0x1e6) !== 0 || memory.read32(at + 4) >= 2 ** 20) {
      throw generalProtection(0, `PDPTE ${index} has a reserved bit set`);
    }
  }
}
