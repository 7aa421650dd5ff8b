/** Entries of a table: expected decodings written from the SDM's figures and tables by hand. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDescriptor, writeDescriptor } from "../../src/state/descriptor.ts";
import {
  tableEntries,
  typeInWords,
  type EntryReading,
} from "../../src/state/descriptor-entries.ts";

function tableOf(...entries: bigint[]): Uint8Array {
  const bytes = new Uint8Array(8 * entries.length);
  const view = new DataView(bytes.buffer);
  entries.forEach((entry, index) => {
    view.setBigUint64(8 * index, entry, true);
  });
  return bytes;
}

describe("types in words", () => {
  const access = (byte: number): number => byte;
  it.each([
    [0x10, "16-bit data, read-only, not present"],
    [0x90, "16-bit data, read-only"],
    [0x91, "16-bit data, read-only, accessed"],
    [0x92, "16-bit data, read/write"],
    [0x93, "16-bit data, read/write, accessed"],
    [0x94, "16-bit data, read-only, expand-down"],
    [0x95, "16-bit data, read-only, expand-down, accessed"],
    [0x96, "16-bit data, read/write, expand-down"],
    [0x97, "16-bit data, read/write, expand-down, accessed"],
    [0x98, "16-bit code, execute-only"],
    [0x99, "16-bit code, execute-only, accessed"],
    [0x9a, "16-bit code, execute/read"],
    [0x9b, "16-bit code, execute/read, accessed"],
    [0x9c, "16-bit code, execute-only, conforming"],
    [0x9d, "16-bit code, execute-only, conforming, accessed"],
    [0x9e, "16-bit code, execute/read, conforming"],
    [0x9f, "16-bit code, execute/read, conforming, accessed"],
    [0xc09b, "32-bit code, execute/read, accessed"],
    [0xc0f3, "32-bit data, read/write, accessed"],
    [0xa09b, "16-bit code, execute/read, accessed"],
    [0x80, "reserved type 0"],
    [0x81, "16-bit TSS, available"],
    [0x82, "LDT"],
    [0x83, "16-bit TSS, busy"],
    [0x84, "16-bit call gate"],
    [0x85, "task gate"],
    [0x86, "16-bit interrupt gate"],
    [0x87, "16-bit trap gate"],
    [0x88, "reserved type 8"],
    [0x89, "32-bit TSS, available"],
    [0x8a, "reserved type 10"],
    [0x8b, "32-bit TSS, busy"],
    [0x8c, "32-bit call gate"],
    [0x8d, "reserved type 13"],
    [0x8e, "32-bit interrupt gate"],
    [0x8f, "32-bit trap gate"],
    [0x0b, "32-bit TSS, busy, not present"],
  ])("%i outside IA-32e mode: %s", (bits, words) => {
    expect(typeInWords(access(bits), "legacy").words).toBe(words);
  });

  it.each([
    [0xa09b, "64-bit code, execute/read, accessed"],
    [0xe09a, "64-bit code, execute/read, D = 1 with L = 1"],
    [0xc09b, "32-bit code, execute/read, accessed"],
    [0x9b, "16-bit code, execute/read, accessed"],
    [0xa093, "16-bit data, read/write, accessed"],
    [0x81, "reserved type 1"],
    [0x82, "LDT"],
    [0x83, "reserved type 3"],
    [0x85, "reserved type 5"],
    [0x89, "64-bit TSS, available"],
    [0x8b, "64-bit TSS, busy"],
    [0x8c, "64-bit call gate"],
    [0x8e, "64-bit interrupt gate"],
    [0x8f, "64-bit trap gate"],
  ])("%i in IA-32e mode: %s", (bits, words) => {
    expect(typeInWords(access(bits), "ia32e").words).toBe(words);
  });
});

describe("entries", () => {
  const kinds = (readings: readonly EntryReading[]): string[] =>
    readings.map(({ mode, kind }) => `${mode} ${kind}`);

  it("an available 64-bit TSS takes two slots in IA-32e mode and one outside", () => {
    const table = tableOf(
      0n,
      0x00af9b000000ffffn,
      0x7f008b1234560067n,
      0x00000000ffff8881n,
      0x00cf93000000ffffn,
    );
    const entries = tableEntries(table);
    expect(entries.map(({ offset }) => offset)).toEqual([0, 8, 16, 24, 32]);
    expect(entries.map(({ readings }) => kinds(readings))).toEqual([
      ["legacy null", "ia32e null"],
      ["legacy code", "ia32e code"],
      ["legacy system", "ia32e system"],
      // As an entry of its own: base and limit of the upper half's bits, type 0.
      ["legacy reserved", "ia32e upper-half"],
      ["legacy data", "ia32e data"],
    ]);
    const [legacy, ia32e] = entries[2]?.readings ?? [];
    expect(legacy?.descriptor).toMatchObject({ base: 0x7f123456n, limit: 0x67, size: 8 });
    expect(ia32e?.descriptor).toMatchObject({ base: 0xffff88817f123456n, limit: 0x67, size: 16 });
    expect(entries[3]?.readings[1]).toMatchObject({ of: 2, words: "upper half of 0x10" });
  });

  it("two 16-byte descriptors in a row, the second cut by the end of the table", () => {
    const entries = tableEntries(tableOf(0n, 0x0000890000000067n, 0n, 0x0000820000000007n), {
      ia32e: true,
    });
    expect(entries.flatMap(({ readings }) => kinds(readings))).toEqual([
      "ia32e null",
      "ia32e system",
      "ia32e upper-half",
      "ia32e system",
    ]);
    expect(entries.map(({ readings }) => readings[0]?.complete)).toEqual([true, true, true, false]);
  });

  it("where gates lead", () => {
    const [, gate, , task] = tableEntries(
      tableOf(0n, 0x0123ec0000085678n, 0x00000000ffffffffn, 0x0000850000280000n),
    );
    expect(gate?.readings[0]?.target).toEqual({ selector: 8, offset: 0x1235678n });
    expect(gate?.readings[1]?.target).toEqual({ selector: 8, offset: 0xffffffff01235678n });
    expect(task?.readings[0]?.target).toEqual({ selector: 0x28, offset: 0n });
  });

  it("entry 0 is null whatever it holds; another table's piece begins elsewhere", () => {
    const table = tableOf(0x0000890000000067n, 0x00cf93000000ffffn);
    expect(tableEntries(table)[0]?.readings.map(({ words }) => words)).toEqual([
      "null descriptor, never read",
      "null descriptor, never read",
    ]);
    expect(tableEntries(table, { ia32e: false, first: 3 })[0]).toMatchObject({
      offset: 24,
      readings: [{ kind: "system" }],
    });
  });

  it("what is encoded is decoded, 8 and 16 bytes", () => {
    const rights = fc.tuple(fc.nat(0xff), fc.nat(0xf)).map(([low, high]) => low + high * 0x1000);
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        rights,
        fc.nat(0xfffff),
        fc.boolean(),
        (base, accessRights, raw, isLong) => {
          const limit = accessRights >= 0x8000 ? raw * 0x1000 + 0xfff : raw;
          const size = isLong ? 16 : 8;
          const segment = { base: isLong ? base : base & 0xffffffffn, limit, accessRights };
          const bytes = writeDescriptor(segment, size);
          expect(readDescriptor(bytes)).toMatchObject({
            ...segment,
            rawLimit: raw,
            size,
            upper: 0,
          });
          const table = new Uint8Array(8 + size);
          table.set(bytes, 8);
          const type = accessRights & 0x1f;
          const entry = tableEntries(table, { ia32e: true })[1]?.readings[0];
          const takesTwo = [0x2, 0x9, 0xb, 0xc].includes(type);
          if (isLong && takesTwo) expect(entry?.descriptor?.base).toBe(base);
          expect(entry?.complete).toBe(isLong || !takesTwo);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("refuses half a slot", () => {
    expect(() => tableEntries(new Uint8Array(12))).toThrow(RangeError);
  });
});
