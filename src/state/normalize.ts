import type { FieldSpec } from "../generated/fields.ts";
import { EXCHANGE_FIELDS } from "./catalogue.ts";
import type { View } from "./exchange.ts";

/** Value of a field: number up to 32 bits and for booleans (0, 1), bigint for wider fields. */
export type FieldValue = number | bigint;

/** A candidate state after normalization: only what is known. */
export interface CandidateState {
  /**
   * Dotted path of the exchange JSON (`guest.cs.limit`) -> value. A list has its number of elements
   * under `length` (`memory.entryMsrLoad.length`), and each under its index.
   */
  readonly fields: ReadonlyMap<string, FieldValue>;
  readonly view: View;
  readonly assume: Readonly<Assumptions>;
}

export interface Assumptions {
  unrestrictedGuest?: boolean;
  ept?: boolean;
  ia32eModeGuest?: boolean;
}

/** The input is not an exchange JSON object; names the JSON pointer of the fault. */
export class StateError extends Error {
  /** JSON pointer (RFC 6901) into the input; empty for the whole. */
  readonly pointer: string;
  constructor(pointer: string, message: string) {
    super(pointer === "" ? message : `${pointer}: ${message}`);
    this.name = "StateError";
    this.pointer = pointer;
  }
}

const ASSUMPTIONS = ["unrestrictedGuest", "ept", "ia32eModeGuest"] as const;
const TOP = ["guest", "host", "controls", "cpu", "memory", "launch", "view", "assume"];

/** A member of a group: a field, the group of a register, or a list whose elements are groups. */
type Member =
  { path: string; spec: FieldSpec; pointer: string } | { group: string } | { list: string };

/** What each group may hold, by its path (`guest`, `guest.cs`) and the names of its members. */
const GROUPS: ReadonlyMap<string, ReadonlyMap<string, Member>> = groups();

function groups(): Map<string, Map<string, Member>> {
  const found = new Map<string, Map<string, Member>>();
  const put = (names: readonly string[], member: Member): void => {
    const group = names.slice(0, -1).join(".");
    const members = found.get(group) ?? new Map<string, Member>();
    found.set(group, members.set(names.at(-1) ?? "", member));
  };
  for (const [path, spec] of EXCHANGE_FIELDS) {
    const names = path.split(".");
    put(names, { path, spec, pointer: `/${names.join("/")}` });
    const outer = names.slice(0, -1);
    if (outer.at(-1) === "*") put(outer.slice(0, -1), { list: outer.slice(0, -1).join(".") });
    else if (names.length > 2) put(outer, { group: outer.join(".") });
  }
  return found;
}

/**
 * Checks an exchange JSON object and flattens it.
 *
 * Numbers may be JSON numbers (0 .. 2^53-1), bigints, or hex strings `"0x..."` up to the width of
 * their field; all bits are kept. An absent (or undefined) member stays unknown.
 *
 * @throws StateError for an unknown member, null, a value of the wrong type, a negative, a
 *   fraction, a malformed string, or a number wider than its field
 */
export function normalize(input: unknown): CandidateState {
  const fields = new Map<string, FieldValue>();
  let view: View = "vmcs";
  const assume: Assumptions = {};
  for (const [name, value] of members(input, "", TOP)) {
    const pointer = `/${name}`;
    if (name === "view") {
      if (value !== "vmcs" && value !== "guest") {
        throw new StateError(pointer, `must be "vmcs" or "guest", not ${show(value)}`);
      }
      view = value;
    } else if (name === "assume") {
      for (const [member, flag] of members(value, pointer, ASSUMPTIONS)) {
        if (typeof flag !== "boolean") {
          throw new StateError(`${pointer}/${member}`, `must be true or false, not ${show(flag)}`);
        }
        assume[member as keyof Assumptions] = flag;
      }
    } else if (name === "memory") {
      readMemory(value, fields);
    } else {
      readGroup(value, name, pointer, fields);
    }
  }
  if (assume.unrestrictedGuest === true) {
    if (assume.ept === false) {
      throw new StateError("/assume/ept", "unrestricted guest needs EPT: cannot be false here");
    }
    assume.ept = true;
  }
  // The other way round: without EPT there is no unrestricted guest.
  if (assume.ept === false) assume.unrestrictedGuest = false;
  return { fields, view, assume };
}

function readGroup(
  value: unknown,
  group: string,
  pointer: string,
  fields: Map<string, FieldValue>,
): void {
  for (const [name, member] of members(value, pointer, undefined)) {
    const found = memberOf(group, name, pointer);
    if ("group" in found) readGroup(member, found.group, `${pointer}/${name}`, fields);
    else if ("list" in found) readList(member, found.list, `${pointer}/${name}`, fields);
    else fields.set(found.path, readValue(member, found.spec, found.pointer));
  }
}

function memberOf(group: string, name: string, pointer: string): Member {
  // A dot in a name is part of the name: "cs.base" is no way to say cs: { base }.
  const found = GROUPS.get(group)?.get(name);
  if (found !== undefined) return found;
  throw new StateError(
    `${pointer}/${escape(name)}`,
    `unknown member "${cut(name)}"${didYouMean(name, group)}`,
  );
}

/** The elements are numbered from 0; that their number is known tells that there are no more. */
function readList(
  value: unknown,
  list: string,
  pointer: string,
  fields: Map<string, FieldValue>,
): void {
  if (!Array.isArray(value)) throw new StateError(pointer, `must be an array, not ${show(value)}`);
  fields.set(`${list}.length`, value.length);
  for (const [index, element] of (value as unknown[]).entries()) {
    const at = `${pointer}/${index}`;
    for (const [name, member] of members(element, at, undefined)) {
      const found = memberOf(`${list}.*`, name, at);
      if ("spec" in found)
        fields.set(`${list}.${index}.${name}`, readValue(member, found.spec, `${at}/${name}`));
    }
  }
}

/** As other groups, but for an array. */
function readMemory(value: unknown, fields: Map<string, FieldValue>): void {
  for (const [name, member] of members(value, "/memory", undefined)) {
    if (name !== "pdpte") {
      readGroup({ [name]: member }, "memory", "/memory", fields);
      continue;
    }
    if (!Array.isArray(member) || member.length !== 4) {
      const what = Array.isArray(member) ? `of ${member.length}` : show(member);
      throw new StateError("/memory/pdpte", `must be an array of four numbers, not ${what}`);
    }
    for (const index of [0, 1, 2, 3]) {
      const entry: unknown = member[index];
      readGroup({ [index]: entry ?? null }, "memory.pdpte", "/memory/pdpte", fields);
    }
  }
}

/**
 * Reads one value of a field.
 *
 * @param text what was given
 * @param spec width in bits, or boolean, or a range
 * @param pointer JSON pointer for the error
 * @throws StateError
 */
export function readValue(text: unknown, spec: FieldSpec, pointer: string): FieldValue {
  if (spec.boolean === true) {
    if (typeof text !== "boolean") {
      throw new StateError(pointer, `must be true or false, not ${show(text)}`);
    }
    return text ? 1 : 0;
  }
  const value = readNumber(text, pointer);
  if (spec.range !== undefined) {
    const [minimum, maximum] = spec.range;
    if (value < BigInt(minimum) || value > BigInt(maximum)) {
      throw new StateError(pointer, `must lie in ${minimum} .. ${maximum}, not ${show(text)}`);
    }
  } else if (value >> BigInt(spec.width) !== 0n) {
    throw new StateError(pointer, `${show(text)} is wider than the field's ${spec.width} bits`);
  }
  return spec.width <= 32 ? Number(value) : value;
}

function readNumber(text: unknown, pointer: string): bigint {
  switch (typeof text) {
    case "bigint":
      if (text < 0n) throw new StateError(pointer, `must not be negative: ${show(text)}`);
      return text;
    case "number":
      if (text < 0) throw new StateError(pointer, `must not be negative: ${text}`);
      if (!Number.isInteger(text)) throw new StateError(pointer, `must be a whole number: ${text}`);
      if (!Number.isSafeInteger(text)) {
        throw new StateError(
          pointer,
          `a JSON number above 2^53-1 has lost bits: write it as a string "0x..."`,
        );
      }
      return BigInt(text);
    case "string":
      if (!/^0[xX][0-9a-fA-F]+$/.test(text)) {
        throw new StateError(pointer, `${show(text)} is not a number: write "0x" and hex digits`);
      }
      // Leading zeros are harmless, but a megabyte of digits is no field of any width.
      if (text.length > 66) throw new StateError(pointer, "a number with far too many digits");
      return BigInt(text);
    default:
      throw new StateError(
        pointer,
        text === null
          ? "null is not a value: leave the member out if it is unknown"
          : `must be a number or a hex string, not ${show(text)}`,
      );
  }
}

function members(
  value: unknown,
  pointer: string,
  known: readonly string[] | undefined,
): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new StateError(pointer, `must be an object, not ${show(value)}`);
  }
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  for (const [name] of entries) {
    if (known !== undefined && !known.includes(name)) {
      throw new StateError(
        `${pointer}/${escape(name)}`,
        `unknown member "${cut(name)}"${closest(name, known)}`,
      );
    }
  }
  return entries;
}

function didYouMean(name: string, prefix: string): string {
  const depth = prefix.split(".").length;
  const siblings = [...EXCHANGE_FIELDS.keys()]
    .filter((path) => path.startsWith(`${prefix}.`))
    .map((path) => path.split(".")[depth] ?? "");
  return closest(name, [...new Set(siblings)]);
}

/** `, did you mean "..."?` for a name that differs by case, or by one letter more or less. */
function closest(name: string, known: readonly string[]): string {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const wanted = plain(name.slice(0, 64));
  const best = known.find((other) => {
    const candidate = plain(other);
    return (
      candidate === wanted ||
      (wanted.length >= 3 && (candidate.startsWith(wanted) || wanted.startsWith(candidate)))
    );
  });
  return best === undefined ? "" : `, did you mean "${best}"?`;
}

const escape = (token: string): string => cut(token).replaceAll("~", "~0").replaceAll("/", "~1");

const cut = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}...` : text);

/** A value for a message: short, and never the content of whole objects. */
function show(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "object":
      return "an object";
    case "string":
      return JSON.stringify(cut(value));
    case "bigint":
      return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
    case "number":
    case "boolean":
      return String(value);
    default:
      return `a ${typeof value}`;
  }
}
