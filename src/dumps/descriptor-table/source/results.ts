/** Tables out of the data of a program. */
import type { Miss, TableBytes, TablePointer } from "../types.ts";
import type { Constants } from "./constants.ts";
import { type Bytes, type Datum, append, numberOfDatum } from "./data.ts";
import { stretchesOf, type Stretch } from "./descriptor-parts.ts";
import { type GateCall, entriesOfCalls, ordersOf } from "./gates.ts";
import type { Structure } from "./structures.ts";
import type { Token } from "./words.ts";

/** A table with lines that are still indexes, and remarks that name one. */
export interface SourceTable extends TableBytes {
  readonly remarks?: readonly { readonly line: number; readonly text: string }[];
}

/** Data without anything between that is none. */
export interface Run {
  readonly id: number;
  readonly line: number;
  /** Labels, each with the number of elements before it. */
  readonly blocks: { readonly label: string; readonly line: number; readonly from: number }[];
  readonly data: Datum[];
  /** Bytes. */
  length: number;
  /** The part of the text, between #if and #endif, in which it began. */
  readonly condition: number;
}

interface Block {
  readonly label: string;
  readonly line: number;
  readonly data: readonly Datum[];
}

/** The tables of all runs; operands of LGDT go to the table before or behind them. */
export function tablesOfRun(
  runs: readonly Run[],
  doubtful: ReadonlySet<number>,
  constants: Constants,
): SourceTable[] {
  const read = new Set(runs.flatMap(({ data }) => data.map(({ line }) => line)));
  const lost = [...doubtful].filter((line) => !read.has(line));
  const tables: SourceTable[] = [];
  const pointers: Block[] = [];
  for (const run of runs) {
    const blocks = blocksOf(run, constants);
    const own = new Set(blocks.filter((block) => isPointer(block) && !hasLost(block, lost)));
    pointers.push(...own);
    for (const part of partsOf(blocks, own)) {
      const into: Bytes = { bytes: [], lines: [], misses: [] };
      let isOpen = true;
      let last = (part[0]?.line ?? 0) - NEAR;
      for (const { data } of part)
        for (const datum of data) {
          const { line } = datum;
          const between = lost.find((one) => one > last && one < line);
          last = line;
          if (between !== undefined && isOpen) {
            into.misses.push({ line: between, why: "it looks like data, and is not read" });
            isOpen = false;
          }
          if (isOpen) isOpen = append(into, datum, constants);
          else into.misses.push({ line: datum.line, why: NO_PLACE });
        }
      const isNamed = part.some(({ label }) => /gdt|descriptor/i.test(label));
      if (into.bytes.length > 0 || (isNamed && into.misses.length > 0))
        tables.push({ ...into, warnings: [], isNamed });
    }
  }
  return withPointers(tables, pointers, constants);
}

/** A line so near before a table may be its first. */
const NEAR = 3;

const NO_PLACE = "where it lies in the table is not known, as what stands before it is not";

function blocksOf({ blocks, data, line }: Run, constants: Constants): Block[] {
  const [first] = blocks;
  const unnamed = { label: "", line, data: data.slice(0, first?.from ?? data.length) };
  const named = blocks.map(({ label, line: at, from }, index) => ({
    // A label that comes twice is none.
    label: constants.labels.has(label) ? label : "",
    line: at,
    data: data.slice(from, blocks[index + 1]?.from ?? data.length),
  }));
  return [unnamed, ...named].filter((block) => block.data.length > 0);
}

/** A word and a base of 4 or 8 bytes behind a label. */
function isPointer({ label, data }: Block): boolean {
  const [limit] = data;
  const length = data.reduce((sum, { size = NaN }) => sum + size, 0);
  return label !== "" && limit?.size === 2 && (length === 6 || length === 10);
}

/** Whether a line of it, or right before it, was not read. */
function hasLost({ line, data }: Block, lost: readonly number[]): boolean {
  const last = data.at(-1)?.line ?? line;
  return lost.some((one) => one >= line && one <= last);
}

/** Blocks between operands of LGDT, and between texts. */
function partsOf(blocks: readonly Block[], pointers: ReadonlySet<Block>): Block[][] {
  const parts: Block[][] = [[]];
  for (const block of blocks) {
    const isOther = pointers.has(block) || /idt/i.test(block.label) || block.data.some(isText);
    if (isOther) parts.push([]);
    else parts.at(-1)?.push(block);
  }
  return parts.filter((part) => part.length > 0);
}

function isText(datum: Datum): boolean {
  return datum.isText === true;
}

function withPointers(
  tables: readonly SourceTable[],
  pointers: readonly Block[],
  constants: Constants,
): SourceTable[] {
  const ofGdt =
    pointers.find(({ label }) => /gdt/i.test(label)) ??
    pointers.find(({ label }) => !/idt/i.test(label));
  const remarks = pointers.map(({ label, line }) => {
    const what = label === ofGdt?.label ? "the operand of LGDT" : "an operand like LGDT's";
    return { line, text: `"${label}" is taken as ${what}, not as part of the table` };
  });
  return tables.map((table) => ({
    ...table,
    remarks,
    ...(ofGdt === undefined ? {} : { pointer: pointerOf(ofGdt, constants) }),
  }));
}

function pointerOf({ line, data }: Block, constants: Constants): TablePointer {
  const known = data.flatMap((datum): (bigint | undefined)[] => {
    const value = numberOfDatum(datum, constants);
    return Array.from({ length: datum.size ?? 0 }, (_, at) =>
      typeof value === "string" ? undefined : (value >> BigInt(8 * at)) & 0xffn,
    );
  });
  const limit = joined(known.slice(0, 2));
  const base = joined(known.slice(2));
  return {
    line,
    ...(limit === undefined ? {} : { limit: Number(limit) }),
    ...(base === undefined ? {} : { base }),
  };
}

function joined(bytes: readonly (bigint | undefined)[]): bigint | undefined {
  let value = 0n;
  for (const byte of [...bytes].reverse()) {
    if (byte === undefined) return undefined;
    value = value * 256n + byte;
  }
  return value;
}

/** Elements of an array that are set one by one. */
export interface Assigned {
  readonly name: string;
  /** Bytes of an element, if its declaration was seen. */
  readonly size: number | undefined;
  readonly structure: Structure | undefined;
  readonly elements: {
    /** `undefined` where it is not known. */
    readonly index: number | undefined;
    /** Whether its number is a variable, and no constant. */
    readonly isVariable: boolean;
    /** `gdt[1].limit_low`: this part of the entry. */
    readonly member: string | undefined;
    readonly datum: Datum;
  }[];
}

export function tableOfAssigned(
  { name, size, elements }: Assigned,
  constants: Constants,
): TableBytes[] {
  const isNamed = /gdt|desc/i.test(name) && !/idt/i.test(name);
  if (!isNamed) return [];
  const misses: Miss[] = [];
  // An element whose number is a variable may be any of them.
  const loose = elements.find(({ index, isVariable }) => index === undefined && isVariable);
  if (loose !== undefined) {
    const why = `${name}[..]: which entry this is, is not known, and so no other`;
    return [
      { bytes: [], lines: [], misses: [{ line: loose.datum.line, why }], warnings: [], isNamed },
    ];
  }
  const width = size ?? 8;
  const values = new Map<number, { value: bigint | string; line: number }>();
  const parts = new Map<number, { member: string; datum: Datum }[]>();
  for (const { index, member, datum } of elements) {
    if (index === undefined || (index + 1) * width > 65_536) {
      misses.push({ line: datum.line, why: `${name}[..]: which entry this is, is not known` });
      continue;
    }
    if (member !== undefined) {
      const known = parts.get(index) ?? [];
      parts.set(index, known);
      known.push({ member, datum });
      continue;
    }
    const given = numberOfDatum({ ...datum, size: width }, constants);
    const before = values.get(index);
    const isOther = before !== undefined && before.value !== given;
    const value = isOther ? "it is set more than once" : given;
    values.set(index, { value, line: datum.line });
    if (typeof value === "string")
      misses.push({ line: datum.line, why: `${name}[${index}]: ${value}` });
  }
  // Selectors, as a program prints them, or every eighth entry.
  const indexes = [...values.keys()];
  if (
    width === 8 &&
    indexes.some((index) => index > 0) &&
    indexes.every((index) => index % 8 === 0)
  ) {
    const line = elements[0]?.datum.line ?? 0;
    const why = `${name}[..]: whether these are numbers of entries or selectors is not known`;
    return [{ bytes: [], lines: [], misses: [{ line, why }], warnings: [], isNamed }];
  }
  for (const [index, members] of parts) {
    const line = members[0]?.datum.line ?? 0;
    const value = values.has(index) ? "it is set more than once" : ofMembers(members, constants);
    values.set(index, { value, line });
    if (typeof value === "string") misses.push({ line, why: `${name}[${index}]: ${value}` });
  }
  return entriesTable(values, width, misses);
}

function ofMembers(
  members: readonly { readonly member: string; readonly datum: Datum }[],
  constants: Constants,
): bigint | string {
  const stretches = stretchesOf(members.map(({ member }) => member));
  if (stretches === undefined) return "which bits its members are is not known";
  let result = 0n;
  for (const { member, datum } of members) {
    const stretch: Stretch | undefined = stretches.get(member);
    if (stretch === undefined) return `${member} is not known`;
    const value = numberOfDatum({ ...datum, size: stretch.bits / 8 }, constants);
    if (typeof value === "string") return `${member}: ${value}`;
    result |= value << BigInt(stretch.at);
  }
  return result;
}

/** Entries at their places; those that the text does not give are unknown. */
function entriesTable(
  values: ReadonlyMap<number, { readonly value: bigint | string; readonly line: number }>,
  width: number,
  misses: readonly Miss[],
): TableBytes[] {
  if (values.size === 0) return [];
  const count = Math.max(...values.keys()) + 1;
  const into: Bytes = { bytes: [], lines: [], misses: [...misses] };
  const first = Math.min(...[...values.values()].map(({ line }) => line));
  for (let index = 0; index < count; index++) {
    const { value, line } = values.get(index) ?? { value: "", line: first };
    for (let at = 0; at < width; at++) {
      into.bytes.push(
        typeof value === "string" ? undefined : Number((value >> BigInt(8 * at)) & 0xffn),
      );
      into.lines.push(line);
    }
  }
  return [{ ...into, warnings: [], isNamed: true }];
}

/** The entries that calls of helpers set. */
export function tablesOfCalls(
  calls: readonly GateCall[],
  tokens: readonly Token[],
  constants: Constants,
): TableBytes[] {
  if (calls.length === 0) return [];
  const orders = ordersOf(tokens);
  const byCallee = new Map<string, GateCall[]>();
  for (const call of calls) {
    const key = `${call.callee} ${call.arguments.length} ${call.entry === undefined ? "" : "="}`;
    const same = byCallee.get(key);
    if (same === undefined) byCallee.set(key, [call]);
    else same.push(call);
  }
  return [...byCallee.values()].flatMap((same) => {
    const callee = same[0]?.callee ?? "";
    const order = orders.get(callee) ?? (orders.has(callee) ? "unknown" : undefined);
    const { entries, misses } = entriesOfCalls(same, order, constants);
    const values = new Map<number, { value: bigint | string; line: number }>();
    for (const { entry, line, value } of entries) {
      const before = values.get(entry);
      const isOther = before !== undefined && before.value !== value;
      values.set(entry, { value: isOther ? "it is set more than once" : value, line });
    }
    if (values.size > 0) return entriesTable(values, 8, misses);
    return misses.length === 0
      ? []
      : [{ bytes: [], lines: [], misses, warnings: [], isNamed: true }];
  });
}
