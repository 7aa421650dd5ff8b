/**
 * Helpers that set an entry: `set_gate(n, base, limit, access, flags)`. Which argument is what, the
 * names in the function's own definition say, or the values of all calls do; or nobody knows.
 */
import type { Expression } from "../../pairs/expression.ts";
import { readDescriptor } from "../../../state/descriptor.ts";
import type { Miss } from "../types.ts";
import type { Constants } from "./constants.ts";
import { descriptorOf } from "./descriptor-parts.ts";
import { isPlainHelper } from "./helpers.ts";
import { type Token, argumentsOf } from "./words.ts";

/** A call, as a statement or as the value of an entry. */
export interface GateCall {
  readonly callee: string;
  readonly line: number;
  readonly arguments: readonly Expression[];
  /** The entry it is assigned to; `undefined` for a helper that is told. */
  readonly entry: bigint | undefined;
  readonly isCut: boolean;
}

type Role = "entry" | "base" | "limit" | "access" | "flags";

const ROLES: readonly (readonly [RegExp, Role])[] = [
  [
    /^(?:n|i|id|idx|index|num|number|nr|no|entry|entry_?(?:num|no|index)|slot|which|gdt_?(?:index|num)|position|pos)$/,
    "entry",
  ],
  [/^(?:base|base_?addr(?:ess)?|addr|address)$/, "base"],
  [/^(?:limit|lim|size|seg_?limit)$/, "limit"],
  [/^(?:access|access_?byte|acc|access_?rights?)$/, "access"],
  [/^(?:gran|granularity|flags?|g|gran_?flags)$/, "flags"],
];

/** Names that such helpers have. */
export function isGateName(name: string): boolean {
  return (
    /gdt|gate|desc|segment|(?:^|_)seg(?:_|$)|entry/i.test(name) &&
    !/idt|ldt|intr|interrupt|trap|vector|isr|irq|page|pte|pml|pde/i.test(name)
  );
}

/**
 * The orders in which the helpers defined in the text take their arguments; `undefined` for one that
 * does something else with them, or of which nobody knows.
 */
export function ordersOf(
  tokens: readonly Token[],
): ReadonlyMap<string, readonly Role[] | undefined> {
  const orders = new Map<string, readonly Role[] | undefined>();
  for (let at = 1; at < tokens.length; at++) {
    const [before, name, open] = [tokens[at - 1], tokens[at], tokens[at + 1]];
    if (name?.kind !== "word" || open?.text !== "(" || !isGateName(name.text)) continue;
    // A definition or a declaration has a type, or a word for a function, before its name.
    if (before?.kind !== "word" && before?.text !== "*") continue;
    const parameters = argumentsOf(tokens, at + 1);
    if (parameters === undefined) continue;
    const roles = parameters.list.map(roleOfParameter);
    const known = roles.filter((role) => role !== undefined);
    if (orders.has(name.text) && orders.get(name.text) === undefined) continue;
    const behind = tokens
      .slice(parameters.end, parameters.end + 3)
      .findIndex(({ kind }) => kind !== "newline");
    const brace = parameters.end + Math.max(0, behind);
    const hasBody = tokens[brace]?.text === "{";
    const named = new Map(
      parameters.list.flatMap((words, index): [string, string][] => {
        const role = roles[index];
        return role === undefined ? [] : [[nameOfParameter(words), role]];
      }),
    );
    const isKnown = known.length === roles.length && isWhole(known);
    if (hasBody && !isPlainHelper(tokens, brace, named)) orders.set(name.text, undefined);
    else if (isKnown) orders.set(name.text, known);
  }
  return orders;
}

/** `int num`, and `num: usize`. */
function nameOfParameter(words: readonly Token[]): string {
  const colon = words.findIndex(({ text }) => text === ":");
  return (colon > 0 ? words[colon - 1] : words.at(-1))?.text ?? "";
}

function roleOfParameter(words: readonly Token[]): Role | undefined {
  const name = nameOfParameter(words).toLowerCase();
  return ROLES.find(([pattern]) => pattern.test(name.replace(/^_{1,8}|_{1,8}$/g, "")))?.[1];
}

function isWhole(roles: readonly Role[]): boolean {
  const isOnce = new Set(roles).size === roles.length;
  return isOnce && roles.length === (roles.includes("entry") ? 5 : 4);
}

/** Orders that helpers have; the values of the calls must fit one of them, and no other. */
const KNOWN_ORDERS: readonly (readonly Role[])[] = [
  ["entry", "base", "limit", "access", "flags"],
  ["entry", "base", "limit", "flags", "access"],
  ["entry", "limit", "base", "access", "flags"],
  ["entry", "limit", "base", "flags", "access"],
  ["entry", "access", "flags", "base", "limit"],
  ["entry", "flags", "access", "base", "limit"],
  ["entry", "access", "base", "limit", "flags"],
  ["entry", "flags", "base", "limit", "access"],
  ["base", "limit", "access", "flags"],
  ["base", "limit", "flags", "access"],
  ["limit", "base", "access", "flags"],
  ["limit", "base", "flags", "access"],
];

export interface GateEntry {
  readonly entry: number;
  readonly line: number;
  readonly value: bigint | string;
}

interface Known {
  readonly call: GateCall;
  readonly numbers: readonly (bigint | string)[];
}

/** The entries that the calls of one helper set. */
export function entriesOfCalls(
  calls: readonly GateCall[],
  order: readonly Role[] | "unknown" | undefined,
  constants: Constants,
): { readonly entries: readonly GateEntry[]; readonly misses: readonly Miss[] } {
  const known = calls.map((call): Known => {
    const numbers = call.arguments.map((one) => constants.number(one, 64));
    return { call, numbers: call.isCut ? numbers.map(() => "the text is cut") : numbers };
  });
  const fitting = order === undefined ? ordersThatFit(known) : order === "unknown" ? [] : [order];
  const [own, ...others] = fitting;
  if (own === undefined || others.length > 0) {
    const why = `${calls[0]?.callee ?? ""}: which argument is what, the text does not tell`;
    return { entries: [], misses: calls.map(({ line }) => ({ line, why })) };
  }
  const isNibble = flagsAreNibble(known, own);
  const entries: GateEntry[] = [];
  const misses: Miss[] = [];
  for (const one of known) {
    const { call } = one;
    const entry = call.entry ?? valueOf(one, own, "entry");
    if (typeof entry !== "bigint" || entry > 8191n) {
      misses.push({ line: call.line, why: `${call.callee}: which entry this sets is not known` });
      continue;
    }
    const value = descriptorIn(one, own, isNibble);
    entries.push({ entry: Number(entry), line: call.line, value });
    if (typeof value === "string")
      misses.push({ line: call.line, why: `entry ${entry} is not known: ${value}` });
  }
  return { entries, misses };
}

function valueOf({ numbers }: Known, order: readonly Role[], role: Role): bigint | string {
  return numbers[order.indexOf(role)] ?? "an argument is missing";
}

/** Whether the flags are 4 bits, or the byte of the descriptor they are in; `undefined`: who knows. */
function flagsAreNibble(all: readonly Known[], order: readonly Role[]): boolean | undefined {
  const pairs = all.map((one) => [valueOf(one, order, "flags"), valueOf(one, order, "limit")]);
  const known = pairs.filter((pair): pair is [bigint, bigint] =>
    pair.every((value) => typeof value === "bigint"),
  );
  if (known.some(([flags]) => flags > 0xfn)) return false;
  if (known.every(([flags]) => flags === 0n)) return false;
  // As the lower half of the byte they would contradict the limit.
  const isOther = ([flags, limit]: [bigint, bigint]): boolean =>
    flags !== 0n && flags !== ((limit >> 16n) & 0xfn);
  return known.some(isOther) ? true : undefined;
}

function descriptorIn(
  one: Known,
  order: readonly Role[],
  isNibble: boolean | undefined,
): bigint | string {
  const [base, limit, access, flags] = (["base", "limit", "access", "flags"] as const).map((role) =>
    valueOf(one, order, role),
  );
  for (const value of [base, limit, access, flags]) if (typeof value === "string") return value;
  if (
    typeof base !== "bigint" ||
    typeof limit !== "bigint" ||
    typeof access !== "bigint" ||
    typeof flags !== "bigint"
  )
    return "an argument is missing";
  if (base >> 32n !== 0n || limit >> 32n !== 0n || access >> 8n !== 0n || flags >> 8n !== 0n)
    return "an argument has more bits than its part of a descriptor";
  if (isNibble === undefined) return "whether the flags are 4 bits or 8 is not known";
  // The helper may cut the limit, or count it in pages: the same only where all its bits are 1.
  if (limit > 0xf_ffffn && limit !== 0xffff_ffffn)
    return "how the helper shortens the limit is not known";
  const short = limit & 0xf_ffffn;
  if (isNibble) return descriptorOf({ base, limit: short, access, flags });
  const nibble = flags & 0xfn;
  if (nibble !== 0n && nibble !== short >> 16n)
    return "bits 19:16 of the limit are given twice, and differ";
  return descriptorOf({ base, limit: short, access, flags: flags >> 4n });
}

/** The orders in which every call gives a descriptor that a table may have, and one a flat segment. */
function ordersThatFit(all: readonly Known[]): (readonly Role[])[] {
  return KNOWN_ORDERS.filter((order) => {
    let isShown = false;
    let last = -1n;
    for (const one of all) {
      if (one.numbers.length !== order.length) return false;
      if ((one.call.entry === undefined) !== order.includes("entry")) return false;
      if (one.numbers.some((value) => typeof value === "string")) continue;
      const entry = one.call.entry ?? valueOf(one, order, "entry");
      if (typeof entry !== "bigint" || entry > 8191n || entry <= last) return false;
      last = entry;
      if (one.numbers.every((value, index) => value === 0n || order[index] === "entry")) continue;
      if (!isLikely(one, order)) return false;
      isShown ||= valueOf(one, order, "base") === 0n && valueOf(one, order, "limit") !== 0n;
    }
    return isShown;
  });
}

function isLikely(one: Known, order: readonly Role[]): boolean {
  const access = valueOf(one, order, "access");
  const flags = valueOf(one, order, "flags");
  const limit = valueOf(one, order, "limit");
  if (typeof access !== "bigint" || typeof flags !== "bigint" || typeof limit !== "bigint")
    return false;
  if (access > 0xffn || flags > 0xffn || (access & 0x80n) === 0n) return false;
  // Of the byte with the flags only L or D/B, G, and all or no bits of the limit are ever set.
  if (flags > 0xfn && flags !== 0x80n && ![0n, 0xfn, limit >> 16n].includes(flags & 0xfn))
    return false;
  const { accessRights } = readDescriptor(access << 40n);
  const isSegment = (accessRights & 0x10) !== 0;
  if (isSegment && limit === 0n && (flags & 0x20n) === 0n) return false;
  return isSegment || [1, 2, 3, 9, 11].includes(accessRights & 0xf);
}
