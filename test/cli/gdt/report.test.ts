/** What `gdt` says about a table: place, limit, selectors, the document and the text for people. */
import { readFileSync } from "node:fs";
import { Ajv2020, type AnySchema } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { createColors } from "picocolors";
import { describe, expect, it } from "vitest";
import { gdtJson } from "../../../src/cli/gdt/json.ts";
import { flagPicture, printGdt } from "../../../src/cli/gdt/print.ts";
import { gdtReport, type GdtOptions, type GdtReport } from "../../../src/cli/gdt/report.ts";
import { parseSelectors } from "../../../src/cli/gdt/selectors.ts";
import { UsageError } from "../../../src/cli/usage.ts";
import { readDescriptorTable } from "../../../src/index.ts";

const repository = (path: string): URL => new URL(`../../../${path}`, import.meta.url);
const schema = (name: string): AnySchema =>
  JSON.parse(readFileSync(repository(`schemas/${name}.schema.json`), "utf8")) as AnySchema;
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
ajv.addSchema(schema("report")).addSchema(schema("guest-state"));
const fits = ajv.compile(schema("descriptor-table"));

const FLAT = ["0x0000000000000000", "0x00cf9a000000ffff", "0x00cf92000000ffff"];

function reportOn(descriptors: readonly string[], options: Partial<GdtOptions> = {}): GdtReport {
  // Whatever the entries look like, they are the table's.
  const table = readDescriptorTable(descriptors.join("\n"), { format: "numbers" });
  return gdtReport(table, { asIs: false, ...options });
}

/** Kinds of the findings, faults marked. */
const kinds = (report: GdtReport): string[] =>
  report.findings.map(({ kind, fault }) => `${fault ? "!" : ""}${kind}`);

const printed = (report: GdtReport): string => printGdt(report, createColors(false), false);

describe("limits", () => {
  it.each([
    [0x17, []],
    [0x18, ["!limit-not-8n-1"]],
    [0x1f, ["!limit-beyond-table"]],
    [0x16, ["!limit-not-8n-1", "!limit-below-table"]],
    [0x0f, ["!limit-below-table"]],
    [0x7ff, ["!limit-beyond-table"]],
    [0x8000, ["!limit-not-8n-1", "!limit-beyond-table"]],
    [0x1_0017, ["!limit-beyond-table", "!gdtr"]],
  ])("0x%i for a table of 24 bytes", (limit, expected) => {
    expect(kinds(reportOn(FLAT, { limit }))).toEqual(expected);
  });

  it("names the selectors that read behind the table, and the check on GDTR", () => {
    const [, beyond] = reportOn(FLAT, { limit: 0x8000 }).findings;
    expect(beyond?.message).toContain("covers 32769 bytes, the table has 24");
    expect(beyond?.message).toContain("selectors 0x18 to 0x7ff8");
    const gdtr = reportOn(FLAT, { limit: 0x1_0017 }).findings.at(-1);
    expect(gdtr?.message).toMatch(/^gdtr-limit-upper-16: /);
  });

  it("takes limit and base from the text, and the option's over them", () => {
    const text = `gdt: dq ${FLAT.join(", ")}\ngdt_ptr:\n dw 0x8000\n dd 0x7000\n`;
    const table = readDescriptorTable(text);
    const { limit, base } = gdtReport(table, { asIs: false }).table;
    expect([limit, base]).toEqual([
      { value: 0x8000, from: "text" },
      { value: 0x7000n, from: "text" },
    ]);
    const asked = gdtReport(table, { asIs: false, limit: 0x17, base: 0x9000n }).table;
    expect([asked.limit.from, asked.base?.value]).toEqual(["--limit", 0x9000n]);
  });
});

describe("places", () => {
  const dump = (address: number): ReturnType<typeof readDescriptorTable> =>
    readDescriptorTable(`0x${address.toString(16)}:\t0x00cf9a000000ffff\t0x00cf92000000ffff`);
  const offsets = (address: number, base: bigint): number[] =>
    gdtReport(dump(address), { asIs: false, base }).table.entries.map(({ offset }) => offset);

  it("a dump that begins behind or before the base", () => {
    expect(offsets(0x7ca0, 0x7ca0n)).toEqual([0, 8]);
    expect(offsets(0x7ca0, 0x7c98n)).toEqual([8, 16]);
    expect(offsets(0x7ca0, 0x7ca8n)).toEqual([0]);
  });

  it.each([0x7c9fn, 0x7cb0n, 0x6000_0000n])("a base that fits none of its entries: %i", (base) => {
    expect(() => offsets(0x7ca0, base)).toThrow(UsageError);
  });
});

describe("selectors", () => {
  const select = (text: string, options: Partial<GdtOptions> = {}, table = FLAT): GdtReport =>
    reportOn(table, { selectors: parseSelectors(text), ...options });
  const place = (text: string, options: Partial<GdtOptions> = {}, table = FLAT): string =>
    select(text, options, table).selectors?.selected[0]?.place ?? "";
  const violated = (report: GdtReport): string[] =>
    report.selectors?.report.violations.map(({ rule }) => rule) ?? [];

  it.each<[string, Partial<GdtOptions>, string]>([
    ["ds=0x10", {}, "entry"],
    ["ds=0x13", {}, "entry"],
    ["ds=0", {}, "null"],
    ["ss=3", {}, "null"],
    ["ds=0x14", {}, "ldt"],
    ["ds=0x18", {}, "beyond-limit"],
    ["ds=0x18", { limit: 0x1e }, "beyond-limit"],
    ["ds=0x18", { limit: 0x1f }, "outside-table"],
    ["ss=0x3000", { limit: 0x8000 }, "outside-table"],
    ["ss=0x8000", { limit: 0x8000 }, "beyond-limit"],
    ["ds=0x10", { limit: 0x16 }, "beyond-limit"],
    ["ds=0xfff8", { limit: 0xffff }, "outside-table"],
  ])("%s with %o: %s", (text, options, expected) => {
    expect(place(text, options)).toBe(expected);
  });

  it("a 16-byte descriptor has to lie within the limit whole, its upper half is none", () => {
    const table = ["0x0", "0x0000890000000067", "0x00000000ffff8881"];
    expect(place("tr=8", { ia32e: true }, table)).toBe("entry");
    expect(place("tr=8", { ia32e: true, limit: 0xf }, table)).toBe("beyond-limit");
    expect(place("tr=8", { ia32e: false, limit: 0xf }, table)).toBe("entry");
    expect(place("tr=0x10", { ia32e: true }, table)).toBe("upper-half");
    const segment = (ia32e?: boolean): unknown =>
      select("tr=8", ia32e === undefined ? {} : { ia32e }, table).selectors?.state.guest?.tr;
    expect(segment(true)).toEqual({
      selector: "0x8",
      base: "0xffff888100000000",
      limit: "0x67",
      accessRights: "0x8b",
    });
    expect(segment(false)).toMatchObject({ base: "0x0" });
    // Both readings are possible: nothing is known of the base.
    expect(segment()).toEqual({ selector: "0x8", limit: "0x67", accessRights: "0x8b" });
  });

  it("judges what is loaded: a load sets accessed and busy bits, --as-is does not", () => {
    const options = { unrestrictedGuest: false, ia32e: false };
    const table = [...FLAT, "0x0000890000000067"];
    expect(violated(select("cs=8,ss=0x10,ds=0x10,tr=0x18", options, table))).toEqual([]);
    expect(
      violated(select("cs=8,ss=0x10,ds=0x10,tr=0x18", { ...options, asIs: true }, table)),
    ).toEqual(["cs-type", "ss-type", "ds-type-accessed", "tr-type-legacy"]);
  });

  it("judges wrong selectors", () => {
    const options = { unrestrictedGuest: false, ia32e: false };
    expect(violated(select("cs=0x10,ss=8", options))).toEqual(["cs-type", "ss-type"]);
    expect(violated(select("cs=8,ss=0x13", options))).toEqual(["ss-selector-rpl-cs", "ss-dpl-rpl"]);
    expect(violated(select("tr=0", options))).toContain("tr-usable");
    expect(violated(select("tr=0x1c", options))).toEqual(["tr-selector-ti"]);
    expect(violated(select("ldtr=0x0", options))).toEqual([]);
    expect(select("cs=8,ss=0x10", options).selectors?.report.notes.join("\n")).toContain(
      "As a load does it: guest.cs.accessRights 0xc09a is taken as 0xc09b (accessed bit set).",
    );
  });

  it("what is unknown stays unknown: the 8 bytes behind the table", () => {
    const { selectors } = select("cs=8,ss=0x3000", { limit: 0x8000 });
    expect(selectors?.state.guest?.ss).toEqual({ selector: "0x3000" });
    expect(selectors?.report.verdict).toBe("undecided");
  });

  it.each(["", "cs", "cs=", "cs=x", "cs=0x10000", "xs=8", "cs=8,cs=8", "cs=-8", "gdtr=8"])(
    "refuses %j",
    (text) => {
      expect(() => parseSelectors(text)).toThrow(UsageError);
    },
  );
});

describe("the document and the text", () => {
  const tables = readFileSync(repository("test/fixtures/gdt-tables.ndjson"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { file: string; offset: string; descriptors: string[] });

  it.each(tables)("$file at $offset", ({ descriptors }) => {
    const report = reportOn(descriptors, {
      limit: 0x7f,
      selectors: parseSelectors("cs=8,ss=0x10,tr=0x18,ds=0"),
    });
    const document = JSON.parse(JSON.stringify(gdtJson(report))) as {
      entries: { value: string; readings: { mode: string; base?: string; limit?: string }[] }[];
    };
    expect(fits(document), JSON.stringify(fits.errors)).toBe(true);
    expect(document.entries.map(({ value }) => value)).toEqual(descriptors);
    // Base and limit by the figure of the SDM, from the digits.
    for (const { value, readings } of document.entries) {
      const [reading] = readings;
      if (reading?.base === undefined || reading.mode !== "legacy") continue;
      const base = value.slice(2, 4) + value.slice(8, 14);
      const raw = value.slice(5, 6) + value.slice(14, 18);
      const isScaled = Number(`0x${value.slice(4, 5)}`) >= 8;
      expect(BigInt(reading.base)).toBe(BigInt(`0x${base}`));
      expect(BigInt(reading.limit ?? "")).toBe(BigInt(`0x${raw}${isScaled ? "fff" : ""}`));
    }
    // The report below has lines of its own.
    const [decoded = ""] = printed(report).split(/^(?:INVALID|UNDECIDED|VALID)/m);
    for (const line of decoded.split("\n")) expect(line.length, line).toBeLessThanOrEqual(100);
  });

  it("any table gives a document of the schema", () => {
    const entry = fc.oneof(
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.constantFrom(0n, 0x0000890000000067n, 0x00008c0000080000n),
    );
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 4 }),
        fc.option(fc.boolean(), { nil: undefined }),
        fc.boolean(),
        (entries, ia32e, asIs) => {
          const list = entries.map((value) => `0x${value.toString(16).padStart(16, "0")}`);
          const report = reportOn(list, {
            asIs,
            ...(ia32e === undefined ? {} : { ia32e }),
            selectors: parseSelectors("cs=8,ss=0x10,ldtr=0x18,fs=0xfff8"),
          });
          expect(
            fits(JSON.parse(JSON.stringify(gdtJson(report)))),
            JSON.stringify(fits.errors),
          ).toBe(true);
          expect(printed(report)).not.toMatch(/undefined|NaN|\[object/);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("prints a run of empty entries as one, whatever their number", () => {
    const zeros = (count: number): string[] => Array<string>(count).fill("0x0");
    const text = (count: number): string =>
      printed(reportOn(["0x0", ...zeros(count), "0x00cf93000000ffff"]));
    expect(text(2)).not.toContain("up to");
    expect(text(3)).toContain(
      "\n0008  0000000000000000                                     empty up to 0018\n",
    );
    expect(text(3)).toContain("\n0020  00cf93000000ffff");
    const before = performance.now();
    expect(text(8190)).toContain("empty up to fff0\nfff8  00cf93000000ffff");
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it("draws flags", () => {
    expect(flagPicture(0xc09b)).toBe("GD-- P0S 1011");
    expect(flagPicture(0xb0e2)).toBe("G-LA P3- 0010");
    expect(flagPicture(0)).toBe("---- -0- 0000");
  });
});
