/** Lists laid out in memory: as the type of their elements says, or the structure they are of. */
import type { Constants } from "./constants.ts";
import { type Bytes, type Datum, append } from "./data.ts";
import { type Parts, type Stretch, descriptorOf, maskOf, stretchesOf } from "./descriptor-parts.ts";
import type { Item, Leaf, Row } from "./elements.ts";
import type { Structure } from "./structures.ts";

export interface ListType {
  /** Bytes of an element, if the text says so. */
  readonly size: number | undefined;
  readonly structure: Structure | undefined;
}

/** No table is longer. */
const MAX_LENGTH = 65_536;

/** The bytes of a list, as far as they have a place. */
export function bytesOfList(row: Row, type: ListType, constants: Constants): Bytes {
  const into: Bytes = { bytes: [], lines: [], misses: [] };
  const size = type.size ?? (hasLong(row) ? 8 : undefined);
  const kinds = new Set(row.items.map(({ element }) => element.kind));
  if (kinds.size > 1) {
    into.misses.push({
      line: row.line,
      why: "numbers and rows in one list: what they are is not known",
    });
    return into;
  }
  const written = new Set<number>();
  for (const line of row.oddLines)
    into.misses.push({ line, why: "it is no part of the list around it" });
  let cursor = 0;
  let hasPlace = true;
  for (const item of row.items) {
    const { index, element } = item;
    if (index !== undefined) {
      const stride = element.kind === "row" || macroOf(element) !== undefined ? 8 : size;
      const at = constants.number(index, 32);
      if (stride === undefined || typeof at === "string" || at * BigInt(stride) >= MAX_LENGTH) {
        const why = typeof at === "string" ? at : "no table is that long";
        into.misses.push({ line: element.line, why: `which entry this is, is not known: ${why}` });
        continue;
      }
      cursor = Number(at) * stride;
      hasPlace = true;
    }
    if (!hasPlace) {
      const why = "where it lies in the list is not known, as what stands before it is not";
      into.misses.push({ line: element.line, why });
      continue;
    }
    const chunk = chunkOf(item, { ...type, size }, constants);
    cursor = place(into, cursor, chunk, written);
    hasPlace = chunk.hasEnd;
    if (cursor > MAX_LENGTH) break;
  }
  // What a list leaves out is zero, if all of it was read.
  if (into.misses.length > 0 || !row.isClosed)
    for (const at of into.bytes.keys()) if (!written.has(at)) into.bytes[at] = undefined;
  if (!row.isClosed) into.misses.push({ line: row.line, why: "the list has no closing bracket" });
  return into;
}

/** Puts bytes at a place; returns the place behind them. What C leaves out is zero. */
function place(into: Bytes, at: number, chunk: Bytes, written: Set<number>): number {
  const line = chunk.lines[0] ?? 0;
  while (into.bytes.length < at) {
    into.bytes.push(0);
    into.lines.push(line);
  }
  into.misses.push(...chunk.misses);
  let isTwice = false;
  for (const [index, byte] of chunk.bytes.entries()) {
    const to = at + index;
    isTwice ||= written.has(to);
    into.bytes[to] = written.has(to) ? undefined : byte;
    into.lines[to] = chunk.lines[index] ?? line;
    written.add(to);
  }
  if (isTwice) into.misses.push({ line, why: "this entry is given more than once" });
  return at + chunk.bytes.length;
}

/** Bytes of one element, and whether the text tells where they end. */
function chunkOf(
  { count, element }: Item,
  type: ListType,
  constants: Constants,
): Bytes & { readonly hasEnd: boolean } {
  const chunk: Bytes = { bytes: [], lines: [], misses: [] };
  const times = count === undefined ? 1n : constants.number(count, 32);
  if (typeof times === "string" || times > MAX_LENGTH) {
    chunk.misses.push({ line: element.line, why: "how often this comes is not known" });
    return { ...chunk, hasEnd: false };
  }
  if (element.kind === "leaf" && element.isBroken) {
    chunk.misses.push({ line: element.line, why: `${element.text}: it is not understood` });
    return { ...chunk, hasEnd: false };
  }
  let hasEnd = true;
  for (let left = times; left > 0n && hasEnd && chunk.bytes.length <= MAX_LENGTH; left--) {
    hasEnd =
      element.kind === "row"
        ? appendRow(chunk, element, type, constants)
        : append(chunk, datumOf(element, type.size, constants), constants);
  }
  return { ...chunk, hasEnd };
}

/** A row inside a list: a structure, or as many numbers as make a descriptor. */
function appendRow(into: Bytes, row: Row, type: ListType, constants: Constants): boolean {
  const names = row.items.flatMap(({ member }) => (member === undefined ? [] : [member]));
  const inside = leavesOf(row);
  const stretches =
    names.length > 0
      ? stretchesNamed(names, type.structure)
      : type.structure && [...type.structure.members.values()];
  const isStructure = inside?.length === row.items.length && row.isClosed;
  if (isStructure && stretches !== undefined) {
    const isWhole = stretches.length >= inside.length;
    if (isWhole && (names.length > 0 || inside.length > 1 || type.structure !== undefined)) {
      append(into, packed(inside, stretches, constants), constants);
      return true;
    }
  }
  // Numbers of a type that is known, in rows for the eye.
  if (names.length === 0 && type.structure === undefined && inside !== undefined) {
    const sized = inside.map((leaf) => datumOf(leaf, type.size, constants));
    const length = sized.reduce((sum, { size = NaN }) => sum + size, 0);
    if (length === 8 || (type.size === 8 && length % 8 === 0)) {
      for (const datum of sized) append(into, datum, constants);
      return true;
    }
  }
  const why = "how this row lies in memory is not known";
  into.misses.push({ line: row.line, why });
  append(into, { line: row.line, size: 8, value: why, text: "{...}" }, constants);
  return type.structure !== undefined || names.length > 0;
}

function leavesOf(row: Row): Leaf[] | undefined {
  const leaves = row.items.map(({ element }) => (element.kind === "leaf" ? element : undefined));
  const found = leaves.filter((leaf) => leaf !== undefined);
  return found.length === leaves.length ? found : undefined;
}

/** Where named members lie; all of them, as what is left out of a structure is zero. */
function stretchesNamed(
  names: readonly string[],
  structure: Structure | undefined,
): Stretch[] | undefined {
  const named = structure?.members ?? stretchesOf(names);
  const found = names.map((name) => named?.get(name));
  const known = found.filter((one) => one !== undefined);
  return known.length === found.length ? known : undefined;
}

/** The 8 bytes that members make. */
function packed(
  leaves: readonly Leaf[],
  stretches: readonly Stretch[],
  constants: Constants,
): Datum {
  const line = leaves[0]?.line ?? 0;
  const text = leaves.map((leaf) => leaf.text).join(", ");
  let value = 0n;
  let filled = 0n;
  for (const [index, leaf] of leaves.entries()) {
    const stretch = stretches[index];
    if (stretch === undefined) return { line, size: 8, value: "it has too many members", text };
    const { at, bits } = stretch;
    const number =
      typeof leaf.value === "string" ? leaf.value : constants.number(leaf.value, Math.max(bits, 8));
    if (typeof number === "string") return { line, size: 8, value: number, text };
    if (number >> BigInt(bits) !== 0n)
      return { line, size: 8, value: `${leaf.text} has more than ${bits} bits`, text };
    if ((filled & maskOf(at, bits)) !== 0n)
      return { line, size: 8, value: "a member is given twice", text };
    filled |= maskOf(at, bits);
    value |= number << BigInt(at);
  }
  return { line, size: 8, value, text };
}

/** An element of a list. */
function datumOf(leaf: Leaf, size: number | undefined, constants: Constants): Datum {
  const { line, value, text } = leaf;
  const macro = macroOf(leaf);
  if (macro !== undefined) return { line, size: 8, value: entryOf(macro, constants), text };
  const own = typeof value === "object" ? widthOf(value) : undefined;
  return { line, size: size ?? own, value, text };
}

type Call = Extract<Exclude<Leaf["value"], string>, { kind: "call" }>;

/** Linux's `GDT_ENTRY(flags, base, limit)`, which is known wherever it is used. */
export function macroOf(leaf: Leaf): Call | undefined {
  if (typeof leaf.value === "string" || leaf.value.kind !== "call") return undefined;
  const name = leaf.value.names.at(-1) ?? "";
  return /^GDT_ENTRY(?:_INIT)?$/.test(name) ? leaf.value : undefined;
}

/** Its flags are access rights, its limit counts units of G. */
export function entryOf({ arguments: given }: Call, constants: Constants): bigint | string {
  if (given.length !== 3) return "it does not have three arguments: flags, base, limit";
  const numbers = given.map((one, index) => constants.number(one, [16, 32, 20][index] ?? 0));
  const [flags, base, limit] = numbers;
  if (typeof flags === "string") return `flags: ${flags}`;
  if (typeof base === "string") return `base: ${base}`;
  if (typeof limit === "string") return `limit: ${limit}`;
  if (flags === undefined || base === undefined || limit === undefined) return "it has no number";
  if ((flags & 0xf00n) !== 0n) return "flags have bits 15:12 and 7:0";
  const parts: Parts = { base, limit, access: flags & 0xffn, flags: flags >> 12n };
  return descriptorOf(parts);
}

/** Bytes that a suffix gives to a number: `0u64`. */
function widthOf(value: Exclude<Leaf["value"], string>): number | undefined {
  if (value.kind === "call" && /^_*U?INT64_C$/i.test(value.names.at(-1) ?? "")) return 8;
  if (value.kind !== "number") return undefined;
  const sized = /_?[ui](8|16|32|64)$/i.exec(value.token.text)?.[1];
  return sized === undefined ? undefined : Number(sized) / 8;
}

/** Whether some element has more digits than 32 bits: all are descriptors then. */
function hasLong(row: Row): boolean {
  return row.items.some(
    ({ element }) =>
      element.kind === "leaf" &&
      typeof element.value === "object" &&
      ((element.value.kind === "number" &&
        element.value.number.base === 16 &&
        element.value.number.digits.length > 8) ||
        widthOf(element.value) === 8),
  );
}
