import { completeState } from "../generated/complete-state.ts";
import { FIELDS } from "../generated/fields.ts";
import type { CompleteState } from "./state.ts";

/**
 * Inside this folder a state is an `Int32Array` with two words for each field, low half first: bits
 * are set and compared without bigints, and all fields look alike.
 */
export type Words = Int32Array;

/** A field of a complete state. */
export interface Field {
  /** Dotted path of the exchange JSON. */
  readonly path: string;
  /** Its words are `2 * index` (bits 31:0) and `2 * index + 1` (bits 63:32). */
  readonly index: number;
  readonly width: number;
  readonly boolean: boolean;
  /** Least and greatest value of a width or a number of counters. */
  readonly range: readonly [number, number] | undefined;
}

/** What a VM exit reported is no part of the state that is entered with. */
const NOT_ENTERED = new Set(["controls.exitReason", "controls.exitQualification"]);

/** The fields of a complete state, in the order of the catalogue. */
export const fields: readonly Field[] = [...FIELDS]
  .filter(([path]) => !NOT_ENTERED.has(path))
  .map(([path, { width, boolean = false, range }], index) => ({
    path,
    index,
    width,
    boolean,
    range,
  }));

const byPath = new Map(fields.map((field) => [field.path, field]));

/** Number of words of a state. */
export const WORDS: number = 2 * fields.length;

/** @throws RangeError for a path that no field of a complete state has */
export function fieldAt(path: string): Field {
  const field = byPath.get(path);
  if (field === undefined) throw new RangeError(`a complete state has no field "${path}"`);
  return field;
}

/** The low and the high word of a mask of `width` bits that starts at bit `low`. */
export function maskOf(low: number, width: number): [low: number, high: number] {
  return halves(((1n << BigInt(width)) - 1n) << BigInt(low));
}

/** The two words of a number of 64 bits. */
export function halves(value: bigint): [low: number, high: number] {
  return [Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n))];
}

/** The number of 64 bits two words make. */
export function whole(low: number, high: number): bigint {
  const rest = BigInt(low >>> 0);
  return high === 0 ? rest : (BigInt(high >>> 0) << 32n) | rest;
}

/** Value of a field as a number of any width. */
export function valueOf(words: Words, { index }: Field): bigint {
  return whole(words[2 * index] as number, words[2 * index + 1] as number);
}

export function setValue(words: Words, { index }: Field, value: bigint): void {
  const [low, high] = halves(value);
  words[2 * index] = low;
  words[2 * index + 1] = high;
}

interface Place {
  at: number;
  kind: "wide" | "narrow" | "boolean";
  field: Field;
  /** Object that holds the member: 0 to 3 the groups, then the registers and `pdpte`. */
  owner: number;
  member: string;
}

const GROUPS = ["guest", "controls", "cpu", "memory"];
const owners: { group: number; member: string }[] = [];

const places: readonly Place[] = fields.map((field) => {
  const [group = "", member = "", part] = field.path.split(".");
  let owner = GROUPS.indexOf(group);
  if (part !== undefined) {
    let index = owners.findIndex((known) => known.member === member);
    if (index < 0) index = owners.push({ group: owner, member }) - 1;
    owner = GROUPS.length + index;
  }
  return {
    at: 2 * field.index,
    kind: field.boolean ? "boolean" : field.width > 32 ? "wide" : "narrow",
    field,
    owner,
    member: part ?? member,
  };
});

/** A state as exchange JSON: numbers, bigints above 32 bits, booleans. */
export const toState: (words: Words) => CompleteState = completeState;

/**
 * The words of a complete state; undefined for anything else: a member that is missing or too
 * much, a number that is no bigint above 32 bits, a value wider than its field.
 */
export function fromState(state: unknown): Words | undefined {
  const top = plainObject(state, GROUPS.length);
  if (top === undefined) return undefined;
  const targets: (Record<string, unknown> | undefined)[] = GROUPS.map((name, group) =>
    plainObject(top[name], MEMBERS[group] ?? 0),
  );
  owners.forEach(({ group, member }, index) => {
    targets.push(plainObject(targets[group]?.[member], MEMBERS[GROUPS.length + index] ?? 0));
  });
  const words = new Int32Array(WORDS);
  for (const { at, kind, field, owner, member } of places) {
    const value = targets[owner]?.[member];
    switch (kind) {
      case "boolean":
        if (typeof value !== "boolean") return undefined;
        words[at] = value ? 1 : 0;
        break;
      case "narrow": {
        if (typeof value !== "number" || !Number.isInteger(value)) return undefined;
        const [least, greatest] = field.range ?? [0, 2 ** field.width - 1];
        if (value < least || value > greatest || Object.is(value, -0)) return undefined;
        words[at] = value | 0;
        break;
      }
      case "wide": {
        if (typeof value !== "bigint" || value < 0n || value >> 64n !== 0n) return undefined;
        const [low, high] = halves(value);
        words[at] = low;
        words[at + 1] = high;
      }
    }
  }
  return words;
}

/** How many members each object has. */
const MEMBERS: readonly number[] = Array.from({ length: GROUPS.length + owners.length }, (_, i) => {
  const own = new Set(places.filter(({ owner }) => owner === i).map(({ member }) => member));
  for (const { group, member } of owners) if (group === i) own.add(member);
  return own.size;
});

function plainObject(value: unknown, members: number): Record<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.keys(value).length === members ? (value as Record<string, unknown>) : undefined;
}

/** Every number as `"0x..."`: what `JSON.stringify` can write and the command line reads. */
export function toHex(state: object): Record<string, unknown> {
  const walk = (value: unknown): unknown => {
    if (typeof value === "bigint" || typeof value === "number") {
      return `0x${value.toString(16).toUpperCase()}`;
    }
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(state) as Record<string, unknown>;
}
