import {
  check,
  tableEntries,
  type DescriptorTable,
  type EntryReading,
  type TableEntry,
} from "../../index.ts";
import { UsageError } from "../usage.ts";

/** What the user says about a table beside its bytes. */
export interface TableFacts {
  limit?: number;
  base?: bigint;
  ia32e?: boolean;
}

/** A table at its place: entries with their selectors, and the limit that is in effect. */
export interface PlacedTable {
  entries: TableEntry[];
  /** Byte offset behind the last entry, counted from the base. */
  end: number;
  limit: { value: number; from: "--limit" | "text" | "size" };
  base?: { value: bigint; from: "--base" | "text" | "address" };
  /** Line of each entry; empty for binary input. */
  lines: readonly number[];
}

/** Something about the table that deserves attention. */
export interface Finding {
  kind:
    | "limit-not-8n-1"
    | "limit-beyond-table"
    | "limit-below-table"
    | "gdtr"
    | "first-entry-not-null"
    | "upper-half-missing"
    | "upper-half-reserved-bits"
    | "two-readings";
  /** True where the table or its limit is wrong, false for a remark. */
  fault: boolean;
  message: string;
}

/**
 * Puts a table at its place.
 * @throws UsageError if the base does not fit the addresses of the dump
 */
export function placeTable(table: DescriptorTable, facts: TableFacts): PlacedTable {
  const { first, skipped } = offsetsOf(table, facts.base);
  const bytes = table.bytes.subarray(8 * skipped);
  const unknown = table.unknown.map((index) => index - skipped);
  const entries = tableEntries(bytes, { ia32e: facts.ia32e, first, unknown });
  const end = 8 * first + bytes.length;
  const pointer = table.pointer;
  return {
    entries,
    end,
    limit:
      facts.limit !== undefined
        ? { value: facts.limit, from: "--limit" }
        : pointer?.limit !== undefined
          ? { value: pointer.limit, from: "text" }
          : { value: end - 1, from: "size" },
    ...baseOf(table, facts.base),
    lines: table.lines.slice(skipped),
  };
}

function baseOf(
  { pointer, address }: DescriptorTable,
  base: bigint | undefined,
): Pick<PlacedTable, "base"> {
  if (base !== undefined) return { base: { value: base, from: "--base" } };
  // A pointer is often written with a base of 0 that is filled in later.
  if (pointer?.base !== undefined && pointer.base !== 0n)
    return { base: { value: pointer.base, from: "text" } };
  return address === undefined ? {} : { base: { value: address, from: "address" } };
}

/** Index of the first entry, and how many 8-byte slots of the dump lie before the table. */
function offsetsOf(
  { address, bytes }: DescriptorTable,
  base: bigint | undefined,
): { first: number; skipped: number } {
  if (base === undefined || address === undefined) return { first: 0, skipped: 0 };
  const ahead = address - base;
  const fits = ahead % 8n === 0n && ahead < 0x1_0000n && -ahead < BigInt(bytes.length);
  if (!fits) {
    const last = address + BigInt(bytes.length - 1);
    throw new UsageError(
      `--base ${hex(base)}: the dump holds ${hex(address)} to ${hex(last)}, which are no whole entries of a table there`,
    );
  }
  return ahead >= 0n
    ? { first: Number(ahead) / 8, skipped: 0 }
    : { first: 0, skipped: Number(-ahead) / 8 };
}

/** What is worth saying about a table and its limit. */
export function findingsOf(table: PlacedTable): Finding[] {
  return [...limitFindings(table), ...gdtrFindings(table), ...entryFindings(table)];
}

function limitFindings({ limit: { value: limit, from }, end }: PlacedTable): Finding[] {
  const findings: Finding[] = [];
  if (from === "size") return findings;
  const size = limit + 1;
  const right = `${end / 8} entries are ${end} bytes, limit ${hex(end - 1)}`;
  if (size % 8 !== 0) {
    const hint = limit % 8 === 0 ? ` (a size in place of the size minus 1?)` : "";
    findings.push({
      kind: "limit-not-8n-1",
      fault: true,
      message: `the limit ${hex(limit)} is not 8n - 1${hint}: the last entry is cut`,
    });
  }
  // A size written as the limit reaches one byte too far, into no whole entry.
  if (size - end >= 8) {
    const more = Math.floor(size / 8) - end / 8;
    findings.push({
      kind: "limit-beyond-table",
      fault: true,
      message: `the limit ${hex(limit)} covers ${size} bytes, the table has ${end} (${right}): selectors ${hex(end)} to ${hex(end + 8 * (more - 1))} pass the limit check and load whatever lies behind the table`,
    });
  } else if (size < end) {
    findings.push({
      kind: "limit-below-table",
      fault: true,
      message: `the limit ${hex(limit)} ends before the table (${right}): selectors from ${hex(8 * Math.floor(size / 8))} on lie beyond it and cannot be loaded`,
    });
  }
  return findings;
}

/** The checks of VM entry on GDTR, where it is known. */
function gdtrFindings({ limit, base }: PlacedTable): Finding[] {
  const gdtr = {
    ...(limit.from === "size" ? {} : { limit: limit.value }),
    ...(base === undefined ? {} : { base: base.value }),
  };
  const { violations } = check(
    { guest: { gdtr } },
    { only: ({ register }) => register === "gdtr" },
  );
  return violations.map(({ rule, message }) => ({
    kind: "gdtr",
    fault: true,
    message: `${rule}: ${message}`,
  }));
}

function entryFindings({ entries }: PlacedTable): Finding[] {
  const findings: Finding[] = [];
  const [first] = entries;
  if (first?.index === 0 && first.readings.length > 0 && first.value !== 0n) {
    findings.push({
      kind: "first-entry-not-null",
      fault: false,
      message: `entry 0 is ${hex(first.value)}, not 0: either its content is never read, or this is not the beginning of the table`,
    });
  }
  const both: string[] = [];
  for (const { offset, readings } of entries) {
    const reading = readings.find(({ mode }) => mode === "ia32e");
    const upper = reading?.descriptor?.upper ?? 0;
    if (reading?.complete === false) {
      findings.push({
        kind: "upper-half-missing",
        fault: false,
        message: `${hex(offset)} has 16 bytes in IA-32e mode and the table ends after 8 of them: bits 63:32 of its base are not known`,
      });
    } else if ((upper & 0x1f00) !== 0) {
      findings.push({
        kind: "upper-half-reserved-bits",
        fault: false,
        message: `${hex(offset)} is no 16-byte descriptor of IA-32e mode: bits 12:8 of its last dword are not 0`,
      });
    }
    if (readings.length > 1 && isLong(reading)) both.push(hex(offset));
  }
  if (both.length > 0) {
    findings.push({
      kind: "two-readings",
      fault: false,
      message: `${both.join(", ")}: 8 bytes outside IA-32e mode, 16 in it; --ia32e on or off chooses one reading`,
    });
  }
  return findings;
}

/** Whether a load of an entry would go beyond the limit: all its bytes have to lie within it. */
export function isBeyondLimit({ offset, readings }: TableEntry, { limit }: PlacedTable): boolean {
  const size = isLong(readings[0]) ? 16 : 8;
  return offset + size - 1 > limit.value;
}

function isLong(reading: EntryReading | undefined): boolean {
  return reading !== undefined && (reading.descriptor?.size === 16 || !reading.complete);
}

export const hex = (value: number | bigint): string => `0x${value.toString(16)}`;
