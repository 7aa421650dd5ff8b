/** Descriptors as bytes and as VMCS values: a second decoder, round trips, real GDTs. */
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDescriptor, segmentFromDescriptor, writeDescriptor } from "../../src/index.ts";

/** The eight bytes of a number, lowest first. */
function bytesOf(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

const numberOf = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);

/** The figure "Segment Descriptor" of the SDM, byte by byte. */
function decodeBytes(bytes: Uint8Array): {
  base: number;
  rawLimit: number;
  limit: number;
  accessRights: number;
} {
  const at = (index: number): number => bytes[index] ?? 0;
  const flags = at(6) >> 4;
  const rawLimit = at(0) + at(1) * 256 + (at(6) % 16) * 65536;
  return {
    base: at(2) + at(3) * 256 + at(4) * 65536 + at(7) * 16777216,
    rawLimit,
    limit: flags >= 8 ? rawLimit * 4096 + 4095 : rawLimit,
    accessRights: at(5) + flags * 4096,
  };
}

const eightBytes = fc.uint8Array({ minLength: 8, maxLength: 8 });
const sixteenBytes = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe("readDescriptor", () => {
  it("decodes any eight bytes as the SDM's figure does", () => {
    fc.assert(
      fc.property(eightBytes, (bytes) => {
        const { base, ...rest } = decodeBytes(bytes);
        const expected = { base: BigInt(base), ...rest, size: 8, upper: 0 };
        expect(readDescriptor(bytes)).toEqual(expected);
        expect(readDescriptor(numberOf(bytes))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it("decodes sixteen bytes: base 63:32 in the third dword, the fourth apart", () => {
    fc.assert(
      fc.property(sixteenBytes, (bytes) => {
        const low = readDescriptor(bytes.slice(0, 8));
        const dword = (from: number): bigint => numberOf(bytes.slice(from, from + 4));
        expect(readDescriptor(bytes)).toEqual({
          ...low,
          base: low.base + dword(8) * 2n ** 32n,
          size: 16,
          upper: Number(dword(12)),
        });
      }),
      { numRuns: 1000 },
    );
  });

  it("reads a view into a larger table at its own place", () => {
    const table = new Uint8Array(24);
    table.set(bytesOf(0x00cf_9b00_0000_ffffn), 8);
    expect(readDescriptor(table.subarray(8, 16)).accessRights).toBe(0xc09b);
    expect(readDescriptor(Buffer.from(table).subarray(8, 16)).accessRights).toBe(0xc09b);
  });

  it.each([
    // Flat 4-GByte code and data, 64-bit code, a real-mode code segment at F0000H, a TSS.
    [0x00cf_9b00_0000_ffffn, { base: 0n, limit: 0xffff_ffff, accessRights: 0xc09b }],
    [0x00cf_9300_0000_ffffn, { base: 0n, limit: 0xffff_ffff, accessRights: 0xc093 }],
    [0x0020_9a00_0000_0000n, { base: 0n, limit: 0, accessRights: 0x209a }],
    [0x00af_9b00_0000_ffffn, { base: 0n, limit: 0xffff_ffff, accessRights: 0xa09b }],
    [0x0000_9b0f_0000_ffffn, { base: 0xf0000n, limit: 0xffff, accessRights: 0x9b }],
    [0x0000_8900_1000_0067n, { base: 0x1000n, limit: 0x67, accessRights: 0x89 }],
    [0x00cf_fb00_0000_ffffn, { base: 0n, limit: 0xffff_ffff, accessRights: 0xc0fb }],
    [0xff00_00ff_ffff_ffffn, { base: 0xffff_ffffn, limit: 0xffff, accessRights: 0 }],
    [0x000f_0000_0000_ffffn, { base: 0n, limit: 0xf_ffff, accessRights: 0 }],
    [0x0080_0000_0000_0000n, { base: 0n, limit: 0xfff, accessRights: 0x8000 }],
    [0n, { base: 0n, limit: 0, accessRights: 0 }],
  ])("knows %s", (value, expected) => {
    expect(readDescriptor(value)).toMatchObject(expected);
    expect(readDescriptor(bytesOf(value))).toMatchObject(expected);
  });

  it("has access rights that fit the VMCS layout: bits 11:8 and 31:16 are 0", () => {
    fc.assert(
      fc.property(fc.oneof(eightBytes, sixteenBytes), (bytes) => {
        expect(readDescriptor(bytes).accessRights & ~0xf0ff).toBe(0);
      }),
    );
  });

  it("refuses anything that is not 8 or 16 bytes, or a number of 64 bits", () => {
    for (let length = 0; length <= 40; length++) {
      if (length === 8 || length === 16) continue;
      expect(() => readDescriptor(new Uint8Array(length)), String(length)).toThrow(RangeError);
    }
    for (const value of [-1n, 1n << 64n, 1n << 100n, -(1n << 64n)]) {
      expect(() => readDescriptor(value), String(value)).toThrow(RangeError);
    }
  });
});

describe("writeDescriptor", () => {
  it("is the inverse of readDescriptor on any eight bytes", () => {
    fc.assert(
      fc.property(eightBytes, (bytes) => {
        expect(writeDescriptor(readDescriptor(bytes))).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it("is the inverse on sixteen bytes whose last four are zero", () => {
    fc.assert(
      fc.property(sixteenBytes, (bytes) => {
        bytes.fill(0, 12);
        expect(writeDescriptor(readDescriptor(bytes), 16)).toEqual(bytes);
      }),
      { numRuns: 1000 },
    );
  });

  it("gives back base, limit and access rights", () => {
    const segment = fc
      .record({
        base: fc.oneof(
          fc.bigInt({ min: 0n, max: 0xffff_ffffn }),
          fc.constantFrom(0n, 0xffff_ffffn),
        ),
        units: fc.oneof(fc.nat(0xf_ffff), fc.constantFrom(0, 1, 0xffff, 0x1_0000, 0xf_ffff)),
        rights: fc.nat(0xff),
        flags: fc.nat(0xf),
      })
      .map(({ base, units, rights, flags }) => ({
        base,
        limit: flags >= 8 ? units * 4096 + 4095 : units,
        accessRights: rights + flags * 4096,
      }));
    const wide = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
    fc.assert(
      fc.property(segment, wide, (short, base) => {
        const bytes = writeDescriptor(short);
        expect(bytes.length).toBe(8);
        expect(readDescriptor(bytes)).toMatchObject(short);
        const long = { ...short, base };
        expect(writeDescriptor(long, 16).length).toBe(16);
        expect(readDescriptor(writeDescriptor(long, 16))).toMatchObject({
          ...long,
          size: 16,
          upper: 0,
        });
      }),
      { numRuns: 2000 },
    );
  });

  const good = { base: 0n, limit: 0xffff, accessRights: 0x9b };

  it.each([
    ["a negative base", { base: -1n }],
    ["a base of 33 bits", { base: 1n << 32n }],
    ["a limit of 21 bits with G = 0", { limit: 0x10_0000 }],
    ["a limit that is no multiple of pages with G = 1", { accessRights: 0x809b, limit: 0x1000 }],
    ["a limit of 0 with G = 1", { accessRights: 0x809b, limit: 0 }],
    ["a limit of 33 bits", { accessRights: 0x809b, limit: 0x1_ffff_ffff }],
    ["a negative limit", { limit: -1 }],
    ["a fraction as limit", { limit: 0.5 }],
    ["NaN as limit", { limit: NaN }],
    ["NaN as access rights", { accessRights: NaN }],
    ["a fraction as access rights", { accessRights: 0x9b + 0.5 }],
    ["negative access rights", { accessRights: -1 }],
    ...[8, 9, 10, 11, 16, 17, 30, 31].map((bit) => [
      `access-rights bit ${bit}`,
      { accessRights: 0x9b + 2 ** bit },
    ]),
  ] as [string, Partial<typeof good>][])("refuses %s", (_title, fault) => {
    expect(() => writeDescriptor({ ...good, ...fault })).toThrow(RangeError);
    if (fault.base !== 1n << 32n) {
      expect(() => writeDescriptor({ ...good, ...fault }, 16)).toThrow(RangeError);
    }
  });

  it("takes a base above 32 bits in sixteen bytes only, up to 64", () => {
    expect(readDescriptor(writeDescriptor({ ...good, base: (1n << 64n) - 1n }, 16)).base).toBe(
      (1n << 64n) - 1n,
    );
    expect(() => writeDescriptor({ ...good, base: 1n << 64n }, 16)).toThrow(RangeError);
  });

  it("needs limit bits 11:0 all 1 with G = 1, and bits 31:20 all 0 with G = 0", () => {
    const nearPages = fc
      .tuple(fc.nat(0xf_ffff), fc.constantFrom(-2, -1, 0, 1))
      .map(([page, off]) => Math.max(0, page * 4096 + off));
    const anyLimit = fc.oneof(fc.nat(0xffff_ffff), fc.nat(0x20_0000), nearPages);
    fc.assert(
      fc.property(anyLimit, fc.boolean(), (limit, granular) => {
        const segment = { base: 0n, limit, accessRights: granular ? 0xc093 : 0x4093 };
        const expressible = granular ? limit % 4096 === 4095 : limit < 2 ** 20;
        const write = (): Uint8Array => writeDescriptor(segment);
        if (expressible) expect(readDescriptor(write()).limit).toBe(limit);
        else expect(write).toThrow(RangeError);
      }),
    );
  });

  // The mask is taken of 32 bits, the value is not: higher bits are lost without a word.
  it("refuses access rights above 32 bits", () => {
    expect(() => writeDescriptor({ ...good, accessRights: 2 ** 32 + 0x9b })).toThrow(RangeError);
  });
});

describe("segmentFromDescriptor", () => {
  const flatCode = 0x00cf_9b00_0000_ffffn;

  it("is the descriptor's segment; unusable with a null selector or P = 0", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.nat(0xffff), fc.nat(8)),
        fc.oneof(eightBytes, sixteenBytes),
        (selector, bytes) => {
          const { base, limit, accessRights } = readDescriptor(bytes);
          const isPresent = ((bytes[5] ?? 0) & 0x80) !== 0;
          const unusable = selector < 4 || !isPresent;
          expect(segmentFromDescriptor(selector, bytes)).toEqual({
            selector,
            base,
            limit,
            accessRights: accessRights + (unusable ? 0x1_0000 : 0),
          });
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([0, 1, 2, 3])("selector %i is null: unusable", (selector) => {
    expect(segmentFromDescriptor(selector, flatCode).accessRights).toBe(0x1_c09b);
  });

  it.each([4, 7, 8, 0x10, 0xffff])("selector %i is not null", (selector) => {
    expect(segmentFromDescriptor(selector, flatCode).accessRights).toBe(0xc09b);
  });

  it("does not set the accessed or the busy bit", () => {
    expect(segmentFromDescriptor(0x10, 0x0020_9a00_0000_0000n).accessRights).toBe(0x209a);
    expect(segmentFromDescriptor(0x18, 0x0000_8900_1000_0067n).accessRights).toBe(0x89);
  });

  it.each([-1, 0x1_0000, 0.5, NaN, Infinity])("refuses the selector %d", (selector) => {
    expect(() => segmentFromDescriptor(selector, flatCode)).toThrow(RangeError);
  });

  it("refuses what is no descriptor", () => {
    expect(() => segmentFromDescriptor(8, new Uint8Array(4))).toThrow(RangeError);
    expect(() => segmentFromDescriptor(8, 1n << 64n)).toThrow(RangeError);
  });
});

/** GDTs found in firmware, boot loaders and kernels. */
const tables = readFileSync(new URL("../fixtures/gdt-tables.ndjson", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map(
    (line) =>
      JSON.parse(line) as {
        file: string;
        offset: string;
        nullFirst: boolean;
        descriptors: string[];
      },
  );

describe("descriptor tables of real programs", () => {
  const all = tables.flatMap(({ file, offset, descriptors }) =>
    descriptors.map((text, index) => [`${file} ${offset} [${index}]`, BigInt(text)] as const),
  );

  it("are all there", () => {
    expect(tables.length).toBe(30);
    expect(all.length).toBeGreaterThan(100);
  });

  it.each(tables.filter(({ nullFirst }) => nullFirst).map((table) => [table.file, table] as const))(
    "%s begins with a null descriptor, which makes a segment unusable",
    (_file, { descriptors }) => {
      const first = segmentFromDescriptor(0, BigInt(descriptors[0] ?? "-1"));
      expect(first).toEqual({ selector: 0, base: 0n, limit: 0, accessRights: 0x1_0000 });
    },
  );

  it("hold present segments that decode, and re-encode to the same bytes", () => {
    for (const [name, value] of all) {
      if (value === 0n) continue;
      const bytes = bytesOf(value);
      const descriptor = readDescriptor(bytes);
      const isCodeOrData = (descriptor.accessRights & 0x10) !== 0;
      const systemType = descriptor.accessRights & 0xf;
      // LDT, available and busy TSS: gates are no segment descriptors.
      expect(isCodeOrData || [1, 2, 3, 9, 11].includes(systemType), name).toBe(true);
      expect(descriptor.accessRights & 0x80, name).toBe(0x80);
      expect(writeDescriptor(descriptor), name).toEqual(bytes);
    }
  });

  it("make a segment with the descriptor's values for their own selector", () => {
    for (const { descriptors } of tables) {
      descriptors.forEach((text, index) => {
        const value = BigInt(text);
        if (value === 0n || index === 0) return;
        const { base, limit, accessRights } = readDescriptor(value);
        expect(segmentFromDescriptor(index * 8, value)).toEqual({
          selector: index * 8,
          base,
          limit,
          accessRights,
        });
      });
    }
  });
});
