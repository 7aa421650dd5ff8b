import type { Memory, MemoryPage } from "./types.ts";

/** Thrown when there is nothing at a physical address. */
export class UnmappedMemory extends Error {
  override name = "UnmappedMemory";
  readonly access: "fetch" | "read" | "write";
  readonly address: number;
  constructor(access: "fetch" | "read" | "write", address: number, why: string) {
    super(`${access} of physical address 0x${address.toString(16)}: ${why}`);
    this.access = access;
    this.address = address;
  }
}

/** Anything kept about the bytes at an offset of a page, forgotten when they are written. */
export interface Cached {
  readonly length: number;
}

/** The longest instruction. */
const LONGEST = 15;
const PAGE = 4096;

/** 4 KiB that exist, and what others have derived from the bytes. */
export class Page {
  readonly number: number;
  readonly bytes: Uint8Array = new Uint8Array(PAGE);
  /** Decoded instructions by offset, for 16-, 32- and 64-bit code. */
  readonly #code: (Slots | undefined)[] = [undefined, undefined, undefined];
  /** Some processor walked through this page as a paging structure. */
  isTable = false;
  /** Something was decoded, or `isTable`: a write has something to invalidate. */
  watched = false;

  constructor(number: number) {
    this.number = number;
  }

  /** The slots of one code size: index 0, 1, 2 for 16, 32, 64 bits. */
  slots(size: 0 | 1 | 2): Slots {
    const slots = this.#code[size];
    if (slots !== undefined) return slots;
    this.watched = true;
    return (this.#code[size] = new Array<Cached | undefined>(PAGE).fill(undefined));
  }

  /** Forgets what was decoded from any of `length` bytes at `offset`. */
  forget(offset: number, length: number): void {
    const first = Math.max(0, offset - LONGEST + 1);
    for (const slots of this.#code) {
      if (slots === undefined) continue;
      for (let at = first; at < offset + length; at++) {
        const cached = slots[at];
        if (cached !== undefined && at + cached.length > offset) slots[at] = undefined;
      }
    }
  }
}
type Slots = (Cached | undefined)[];

/** How many pages may exist: 1 GiB. */
const MOST_PAGES = 0x4_0000;
const MOST_ADDRESS = 2 ** 52;

export class PhysicalMemory implements Memory {
  readonly ramSize: number;
  /** Changes when a paging structure somebody walked through was written. */
  tableVersion = 0;
  /** Changes when pages were thrown away. */
  pagesVersion = 0;
  readonly #low: (Page[] | undefined)[] = [];
  readonly #high = new Map<number, Page>();
  #count = 0;

  constructor(ramSize: number) {
    if (!Number.isInteger(ramSize) || ramSize < 0 || ramSize > MOST_ADDRESS) {
      throw new RangeError("ramSize is a number of bytes up to 2^52");
    }
    this.ramSize = ramSize;
  }

  /** The page of that number (address / 4096), if it exists. */
  find(number: number): Page | undefined {
    return number < 0x10_0000 ? this.#low[number >>> 10]?.[number & 0x3ff] : this.#high.get(number);
  }

  /** The page of that number, made if it is RAM or `anywhere`. */
  #make(number: number, anywhere: boolean): Page {
    const address = number * PAGE;
    if (!anywhere && address >= this.ramSize) {
      throw new UnmappedMemory("write", address, "no memory there");
    }
    if (this.#count >= MOST_PAGES) {
      throw new UnmappedMemory("write", address, "the machine uses 1 GiB already");
    }
    const page = new Page(number);
    this.#count += 1;
    if (number < 0x10_0000) (this.#low[number >>> 10] ??= [])[number & 0x3ff] = page;
    else this.#high.set(number, page);
    return page;
  }

  /** The page to read from: undefined where RAM was never written. */
  #readable(number: number): Page | undefined {
    const page = this.find(number);
    if (page === undefined && number * PAGE >= this.ramSize) {
      throw new UnmappedMemory("read", number * PAGE, "no memory there");
    }
    return page;
  }

  #writable(number: number): Page {
    return this.find(number) ?? this.#make(number, false);
  }

  /** Tells whoever derived something from the bytes that they were written. */
  #changed(page: Page, offset: number, length: number): void {
    if (page.isTable) this.tableVersion += 1;
    page.forget(offset, length);
  }

  read8(address: number): number {
    const page = this.#readable(Math.floor(address / PAGE));
    return page === undefined ? 0 : (page.bytes[address % PAGE] ?? 0);
  }

  read16(address: number): number {
    const offset = address % PAGE;
    if (offset > PAGE - 2) return this.read8(address) | (this.read8(address + 1) << 8);
    const bytes = this.#readable(Math.floor(address / PAGE))?.bytes;
    if (bytes === undefined) return 0;
    return at(bytes, offset) | (at(bytes, offset + 1) << 8);
  }

  read32(address: number): number {
    const offset = address % PAGE;
    if (offset > PAGE - 4) {
      return (this.read16(address) | (this.read16(address + 2) << 16)) >>> 0;
    }
    const bytes = this.#readable(Math.floor(address / PAGE))?.bytes;
    if (bytes === undefined) return 0;
    return (
      (at(bytes, offset) |
        (at(bytes, offset + 1) << 8) |
        (at(bytes, offset + 2) << 16) |
        (at(bytes, offset + 3) << 24)) >>>
      0
    );
  }

  read64(address: number): bigint {
    return BigInt(this.read32(address)) | (BigInt(this.read32(address + 4)) << 32n);
  }

  write8(address: number, value: number): void {
    const page = this.#writable(Math.floor(address / PAGE));
    page.bytes[address % PAGE] = value;
    if (page.watched) this.#changed(page, address % PAGE, 1);
  }

  write16(address: number, value: number): void {
    const offset = address % PAGE;
    if (offset > PAGE - 2) {
      this.#writable(Math.floor(address / PAGE) + 1);
      this.write8(address, value);
      this.write8(address + 1, value >>> 8);
      return;
    }
    const page = this.#writable(Math.floor(address / PAGE));
    page.bytes[offset] = value;
    page.bytes[offset + 1] = value >>> 8;
    if (page.watched) this.#changed(page, offset, 2);
  }

  write32(address: number, value: number): void {
    const offset = address % PAGE;
    if (offset > PAGE - 4) {
      this.#writable(Math.floor(address / PAGE) + 1);
      for (let byte = 0; byte < 4; byte++) this.write8(address + byte, value >>> (8 * byte));
      return;
    }
    const page = this.#writable(Math.floor(address / PAGE));
    const bytes = page.bytes;
    bytes[offset] = value;
    bytes[offset + 1] = value >>> 8;
    bytes[offset + 2] = value >>> 16;
    bytes[offset + 3] = value >>> 24;
    if (page.watched) this.#changed(page, offset, 4);
  }

  write64(address: number, value: bigint): void {
    this.#writable(Math.floor((address + 7) / PAGE));
    this.write32(address, Number(value & 0xffff_ffffn));
    this.write32(address + 4, Number((value >> 32n) & 0xffff_ffffn));
  }

  load(address: number, bytes: Uint8Array): void {
    if (!Number.isInteger(address) || address < 0 || address + bytes.length > MOST_ADDRESS) {
      throw new RangeError("a physical address is a number below 2^52");
    }
    for (let done = 0; done < bytes.length;) {
      const number = Math.floor((address + done) / PAGE);
      const offset = (address + done) % PAGE;
      const part = bytes.subarray(done, done + PAGE - offset);
      const page = this.find(number) ?? this.#make(number, true);
      page.bytes.set(part, offset);
      if (page.watched) this.#changed(page, offset, part.length);
      done += part.length;
    }
  }

  copy(address: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let index = 0; index < length; index++) bytes[index] = this.read8(address + index);
    return bytes;
  }

  exists(address: number): boolean {
    return this.find(Math.floor(address / PAGE)) !== undefined;
  }

  pages(): MemoryPage[] {
    const all: Page[] = [...this.#high.values()];
    for (const part of this.#low) for (const page of Object.values(part ?? [])) all.push(page);
    return all
      .sort((a, b) => a.number - b.number)
      .map((page) => ({ address: page.number * PAGE, bytes: page.bytes.slice() }));
  }

  restore(pages: readonly MemoryPage[]): void {
    this.#low.length = 0;
    this.#high.clear();
    this.#count = 0;
    this.tableVersion += 1;
    this.pagesVersion += 1;
    for (const page of pages) this.load(page.address, page.bytes);
  }
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

/**
 * Empty physical memory.
 *
 * @param ramSize bytes of RAM from address 0; RAM reads as zeros until written
 */
export function createMemory(ramSize: number = 2 ** 32): Memory {
  return new PhysicalMemory(ramSize);
}
