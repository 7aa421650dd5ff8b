import {
  ARITHMETIC,
  CF,
  CR0_PE,
  CR0_PG,
  CS,
  DB,
  DF,
  DPL,
  EFER_LMA,
  L,
  P,
  RSP,
  S,
  SS,
  UNUSABLE,
  VM,
} from "./bits.ts";
import { generalProtection, stackFault } from "./faults.ts";
import type { PhysicalMemory } from "./memory.ts";
import { gate, suffices, walk, FETCH, READ, WRITE } from "./paging.ts";
import type { Access, PagingContext, Translation } from "./paging.ts";
import type {
  Behaviour,
  ControlWrite,
  Devices,
  FarTransfer,
  SegmentLoad,
  TableLoad,
} from "./types.ts";

/** A segment register with its cache, and what the cache allows, worked out beforehand. */
export class Segment {
  selector = 0;
  /** Canonical, signed where it has 64 bits. */
  base = 0;
  limit = 0;
  rights = 0;
  /** The offsets that may be accessed outside 64-bit mode: low..high, none if low > high. */
  low = 0;
  high = -1;
  readable = false;
  writable = false;
}

/** The least and the first too great canonical address: 48 bits. */
const CANONICAL = 2 ** 47;

/** Whether a signed linear address is canonical (NaN is not). */
export function isCanonical(address: number): boolean {
  return address >= -CANONICAL && address < CANONICAL;
}

/** What the instruction being executed did besides changing registers. */
export class Events {
  segmentLoads: SegmentLoad[] = [];
  controlWrites: ControlWrite[] = [];
  tableLoads: TableLoad[] = [];
  farTransfer: FarTransfer | undefined = undefined;
}

/**
 * The registers of the processor and its way to memory.
 *
 * 64-bit registers live in one buffer seen through arrays of each width (the platform is
 * little-endian, as all that run JavaScript are). Linear addresses and RIP are numbers: unsigned
 * below 2^32 outside 64-bit mode, signed and canonical in it, so that they stay exact.
 *
 * Instructions must not change registers before everything that can fault is behind them; only
 * the flags may be written early, they are put back.
 */
export class Processor implements PagingContext {
  readonly g64: BigUint64Array = new BigUint64Array(16);
  readonly g32: Uint32Array = new Uint32Array(this.g64.buffer);
  readonly g16: Uint16Array = new Uint16Array(this.g64.buffer);
  readonly g8: Uint8Array = new Uint8Array(this.g64.buffer);
  readonly seg: readonly Segment[] = Array.from({ length: 8 }, () => new Segment());
  readonly cs: Segment = this.segment(CS);
  readonly ss: Segment = this.segment(SS);
  gdtBase = 0;
  gdtLimit = 0;
  idtBase = 0;
  idtLimit = 0;
  cr0 = 0;
  cr2 = 0n;
  cr3 = 0;
  cr4 = 0;
  efer = 0;
  readonly dr: BigUint64Array = new BigUint64Array(8);
  flags = 2;
  ip = 0;
  /** Where RIP goes when the instruction is done. */
  nextIp = 0;
  /** Blocking by STI (1) and by MOV SS (2), and what it will be after this instruction. */
  blocking = 0;
  nextBlocking = 0;
  a20 = true;

  // Derived from the above by `updateMode`.
  protectedMode = false;
  virtual8086 = false;
  /** IA-32e mode: EFER.LMA. */
  longMode = false;
  /** 64-bit mode: LMA and CS.L. */
  long64 = false;
  codeSize: 16 | 32 | 64 = 16;
  stackSize: 16 | 32 | 64 = 16;
  cpl = 0;
  paging = false;

  /** See `Machine.checkedVersion`. */
  checkedVersion = 0;
  undefinedFlags = 0;
  repeating = false;
  halted = false;
  events: Events | undefined = undefined;
  /** The instruction being executed, for events. */
  current: { readonly form: string } = { form: "" };

  readonly memory: PhysicalMemory;
  readonly behaviour: Behaviour;
  readonly devices: Devices;
  readonly #identityPaging: boolean;
  readonly #translations = new Map<number, Translation>();
  #tableVersion = 0;
  /** Counts what makes remembered translations and fetches stale. */
  translationVersion = 0;

  constructor(
    memory: PhysicalMemory,
    behaviour: Behaviour,
    devices: Devices,
    identityPaging: boolean,
  ) {
    this.memory = memory;
    this.behaviour = behaviour;
    this.devices = devices;
    this.#identityPaging = identityPaging;
  }

  segment(index: number): Segment {
    const segment = this.seg[index];
    if (segment === undefined) throw new RangeError(`no segment register ${index}`);
    return segment;
  }

  /** Works out everything that follows from CR0, EFER, RFLAGS.VM, CS and SS. */
  updateMode(): void {
    this.protectedMode = (this.cr0 & CR0_PE) !== 0;
    this.virtual8086 = this.protectedMode && (this.flags & VM) !== 0;
    this.longMode = (this.efer & EFER_LMA) !== 0;
    this.long64 = this.longMode && (this.cs.rights & L) !== 0;
    this.codeSize = this.long64 ? 64 : (this.cs.rights & DB) !== 0 ? 32 : 16;
    this.stackSize = this.long64 ? 64 : (this.ss.rights & DB) !== 0 ? 32 : 16;
    this.cpl = !this.protectedMode ? 0 : this.virtual8086 ? 3 : (this.ss.rights & DPL) >> 5;
    this.paging = (this.cr0 & CR0_PG) !== 0 && !this.#identityPaging;
    for (const segment of this.seg) this.#workOut(segment);
    this.checkedVersion += 1;
    this.translationVersion += 1;
  }

  /** Replaces a segment register; call `updateMode` once all are in place. */
  place(segment: Segment, selector: number, base: number, limit: number, rights: number): void {
    segment.selector = selector;
    segment.base = base;
    segment.limit = limit;
    segment.rights = rights;
  }

  #workOut(segment: Segment): void {
    const { rights, limit } = segment;
    const usable = (rights & UNUSABLE) === 0 && (!this.protectedMode || (rights & P) !== 0);
    const expandsDown = (rights & 0x1c) === 0x14;
    segment.low = expandsDown ? limit + 1 : 0;
    segment.high = expandsDown ? ((rights & DB) !== 0 ? 0xffff_ffff : 0xffff) : limit;
    const isSystem = (rights & S) === 0;
    const isCode = (rights & 8) !== 0;
    segment.readable =
      usable && (!this.protectedMode || (!isSystem && (!isCode || (rights & 2) !== 0)));
    segment.writable =
      usable && (!this.protectedMode || (!isSystem && !isCode && (rights & 2) !== 0));
  }

  // --- Linear addresses ------------------------------------------------------------------------

  /**
   * Linear address of `size` bytes at an offset, after the checks of segmentation.
   *
   * @param offset unsigned 32 bits; in 64-bit mode signed, NaN for what no canonical address can be
   * @throws Fault #SS(0) through SS, #GP(0) otherwise
   */
  linear(segment: Segment, offset: number, size: number, write: boolean): number {
    if (this.long64) return this.#linear64(segment, offset, size);
    if (write ? !segment.writable : !segment.readable) {
      throw this.#protection(segment, write ? "not writable" : "not readable");
    }
    if (offset < segment.low || offset + size - 1 > segment.high) {
      // A segment of 4 GiB has no end: the access wraps.
      if (segment.low !== 0 || segment.high !== 0xffff_ffff) {
        throw this.#protection(segment, "beyond the limit");
      }
    }
    return (segment.base + offset) >>> 0;
  }

  #linear64(segment: Segment, offset: number, size: number): number {
    // FS and GS keep their base in 64-bit mode, and only they do.
    const address =
      segment === this.seg[4] || segment === this.seg[5] ? segment.base + offset : offset;
    if (!isCanonical(address) || !isCanonical(address + size - 1)) {
      throw this.#protection(segment, "address is not canonical");
    }
    return address;
  }

  #protection(segment: Segment, why: string): Error {
    const unusable = (segment.rights & UNUSABLE) !== 0;
    const name =
      ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"][this.seg.indexOf(segment)] ?? "";
    const reason = `access through ${name}: ${unusable ? "unusable" : why}`;
    return segment === this.ss ? stackFault(0, reason) : generalProtection(0, reason);
  }

  // --- Physical addresses ----------------------------------------------------------------------

  /** Forgets translations: CR0, CR3, CR4, EFER, A20 or paging structures changed. */
  flushTranslations(): void {
    this.#translations.clear();
    this.translationVersion += 1;
  }

  /** Call before each instruction: translations end when the structures behind them are written. */
  checkTables(): void {
    if (this.#tableVersion !== this.memory.tableVersion) {
      this.#tableVersion = this.memory.tableVersion;
      this.flushTranslations();
    }
  }

  /** @throws Fault #PF */
  physical(linear: number, access: Access, user: boolean): number {
    if (!this.paging) return gate(asPhysical(linear), this.a20);
    const inPage = linear & 0xfff;
    const number = (linear - inPage) / 4096;
    let found = this.#translations.get(number);
    if (found === undefined || !suffices(found, access, user, this)) {
      found = walk(this, linear, access, user, true);
      this.#translations.set(number, found);
    }
    return gate(found.physical + inPage, this.a20);
  }

  /** Translation for looking on: no flag is set, nothing remembered. */
  look(linear: number): number {
    if (!this.paging) return gate(asPhysical(linear), this.a20);
    return gate(walk(this, linear, READ, false, false).physical + (linear & 0xfff), this.a20);
  }

  /** Whether `size` bytes can be handed to the memory as one access. */
  #whole(linear: number, size: number): boolean {
    return (
      (linear & 0xfff) <= 4096 - size || (!this.paging && this.a20 && linear <= 2 ** 32 - size)
    );
  }

  /** Linear address of byte `index`: wraps at 4 GiB outside 64-bit mode. */
  #byte(linear: number, index: number): number {
    return this.long64 ? linear + index : (linear + index) >>> 0;
  }

  load8(linear: number, user: boolean): number {
    return this.memory.read8(this.physical(linear, READ, user));
  }

  load16(linear: number, user: boolean): number {
    if (this.#whole(linear, 2)) return this.memory.read16(this.physical(linear, READ, user));
    return this.load8(linear, user) | (this.load8(this.#byte(linear, 1), user) << 8);
  }

  load32(linear: number, user: boolean): number {
    if (this.#whole(linear, 4)) return this.memory.read32(this.physical(linear, READ, user));
    let value = 0;
    for (let index = 3; index >= 0; index--) {
      value = value * 256 + this.load8(this.#byte(linear, index), user);
    }
    return value;
  }

  load64(linear: number, user: boolean): bigint {
    const low = this.load32(linear, user);
    return BigInt(low) | (BigInt(this.load32(this.#byte(linear, 4), user)) << 32n);
  }

  /** Makes sure that a write to `size` bytes will not fault. */
  probeWrite(linear: number, size: number, user: boolean): void {
    if (!this.paging) return;
    this.physical(linear, WRITE, user);
    if ((linear & 0xfff) > 4096 - size) this.physical(this.#byte(linear, size - 1), WRITE, user);
  }

  store8(linear: number, value: number, user: boolean): void {
    this.memory.write8(this.physical(linear, WRITE, user), value);
  }

  store16(linear: number, value: number, user: boolean): void {
    if (this.#whole(linear, 2)) {
      this.memory.write16(this.physical(linear, WRITE, user), value);
      return;
    }
    this.#storeBytes(linear, 2, value, user);
  }

  store32(linear: number, value: number, user: boolean): void {
    if (this.#whole(linear, 4)) {
      this.memory.write32(this.physical(linear, WRITE, user), value);
      return;
    }
    this.#storeBytes(linear, 4, value, user);
  }

  store64(linear: number, value: bigint, user: boolean): void {
    this.probeWrite(linear, 8, user);
    this.store32(linear, Number(value & 0xffff_ffffn), user);
    this.store32(this.#byte(linear, 4), Number(value >> 32n), user);
  }

  #storeBytes(linear: number, size: number, value: number, user: boolean): void {
    this.probeWrite(linear, size, user);
    for (let index = 0; index < size; index++) {
      this.store8(this.#byte(linear, index), (value >>> (8 * index)) & 0xff, user);
    }
  }

  /** Physical address to fetch from. @throws Fault #PF */
  fetchAddress(linear: number): number {
    return this.physical(linear, FETCH, this.cpl === 3);
  }

  // --- Data through a segment, as the program sees it ------------------------------------------

  /** Value of `size` bytes (1, 2 or 4), unsigned. */
  read(segment: Segment, offset: number, size: number): number {
    const linear = this.linear(segment, offset, size, false);
    return this.load(linear, size);
  }

  write(segment: Segment, offset: number, size: number, value: number): void {
    this.store(this.linear(segment, offset, size, true), size, value);
  }

  load(linear: number, size: number): number {
    const user = this.cpl === 3;
    if (size === 1) return this.load8(linear, user);
    return size === 2 ? this.load16(linear, user) : this.load32(linear, user);
  }

  store(linear: number, size: number, value: number): void {
    const user = this.cpl === 3;
    if (size === 1) this.store8(linear, value, user);
    else if (size === 2) this.store16(linear, value, user);
    else this.store32(linear, value, user);
  }

  read64(segment: Segment, offset: number): bigint {
    return this.load64(this.linear(segment, offset, 8, false), this.cpl === 3);
  }

  write64(segment: Segment, offset: number, value: bigint): void {
    this.store64(this.linear(segment, offset, 8, true), value, this.cpl === 3);
  }

  // --- Registers -------------------------------------------------------------------------------

  /** A general register as an address: unsigned, or in 64-bit mode signed and NaN beyond 2^53. */
  signed64(register: number): number {
    return toSigned(this.g32[register * 2 + 1] ?? 0, this.g32[register * 2] ?? 0);
  }

  /** The stack pointer as wide as SS (or 64-bit mode) makes it. */
  stackPointer(): number {
    if (this.stackSize === 64) return this.signed64(RSP);
    return this.stackSize === 32 ? (this.g32[RSP * 2] ?? 0) : (this.g16[RSP * 4] ?? 0);
  }

  setStackPointer(value: number): void {
    if (this.stackSize === 64) this.g64[RSP] = BigInt(value);
    else if (this.stackSize === 32) this.set32(RSP, value >>> 0);
    else this.g16[RSP * 4] = value;
  }

  /** Stack pointer moved by some bytes, wrapped to its width. */
  stackOffset(from: number, by: number): number {
    const moved = from + by;
    if (this.stackSize === 64) return moved;
    return this.stackSize === 32 ? moved >>> 0 : moved & 0xffff;
  }

  /** Writes 32 bits; the upper half of the register becomes 0. */
  set32(register: number, value: number): void {
    this.g32[register * 2] = value;
    this.g32[register * 2 + 1] = 0;
  }

  /** Replaces RFLAGS; bit 1 is always 1. */
  setFlags(value: number): void {
    const flags = value | 2;
    if (((flags ^ this.flags) & ~(ARITHMETIC | DF)) !== 0) this.checkedVersion += 1;
    this.flags = flags;
  }

  get carry(): number {
    return this.flags & CF;
  }

  /** Forgets what the instruction before did. */
  startInstruction(): void {
    this.events = undefined;
    this.undefinedFlags = 0;
    this.repeating = false;
    this.halted = false;
    this.nextBlocking = 0;
  }

  record(): Events {
    return (this.events ??= new Events());
  }
}

/** A linear address taken as physical: 52 bits. */
const asPhysical = (linear: number): number => (linear < 0 ? linear + 2 ** 52 : linear);

/** A 64-bit value as a signed number; NaN if it is too large to be exact. */
export function toSigned(high: number, low: number): number {
  const upper = high | 0;
  if (upper >= 0x20_0000 || upper < -0x20_0000) return NaN;
  return upper * 2 ** 32 + low;
}
