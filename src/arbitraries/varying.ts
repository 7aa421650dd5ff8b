import { ruleBook } from "../rules/book.ts";
import { fieldAt, fields, type Field } from "./layout.ts";

/**
 * Which bits of which fields a generator changes, and which fields it changes together. Everything
 * that is not named here changes alone, in the order of the catalogue, with all its bits.
 */

/** Fields that keep the value of the template: no check reads them, or they are no state. */
const KEPT = new Set([
  "controls.tertiaryProcBased",
  "controls.exit",
  "controls.entryExceptionErrorCode",
  "controls.entryInstructionLength",
  "memory.vmcsRevision",
  "memory.currentVmcs",
  "memory.executiveVmcs",
]);

/** Of the control words only the bits a check names change: the others are none of our business. */
const NAMED_BITS_ONLY = new Set([
  "controls.pinBased",
  "controls.primaryProcBased",
  "controls.secondaryProcBased",
  "controls.entry",
]);

/** Bits that say what kind of guest it is: no other bit of the state would fit if one changed. */
const STRUCTURE = new Map([
  ["guest.rflags", 1n << 17n], // VM
  ["controls.entry", (1n << 9n) | (1n << 10n)], // IA-32e mode guest, entry to SMM
]);

/** The mask of the bits of a field that vary. */
export function varying(field: Field): bigint {
  const { path, width } = field;
  if (path === "cpu.inSmm") return 1n;
  if (KEPT.has(path) || path.startsWith("cpu.")) return 0n;
  const structure = STRUCTURE.get(path) ?? 0n;
  if (!NAMED_BITS_ONLY.has(path)) return ((1n << BigInt(width)) - 1n) & ~structure;
  let mask = 0n;
  for (const fact of ruleBook().facts.values()) {
    if (fact.kind !== "field" || fact.path !== path || fact.whole) continue;
    mask |= ((1n << BigInt(fact.high - fact.low + 1)) - 1n) << BigInt(fact.low);
  }
  return mask & ~structure;
}

/**
 * Fields that change together, one after the other: each one obeys the constraints that do not
 * read a later one. If there is no way on, all of them get their old values back.
 */
const TOGETHER: readonly (readonly string[])[] = [
  [
    "guest.ss.accessRights",
    "guest.ss.selector",
    "guest.cs.accessRights",
    "guest.cs.selector",
    "guest.ss.base",
    "guest.ss.limit",
    "guest.cs.base",
    "guest.cs.limit",
  ],
  ...["ds", "es", "fs", "gs", "ldtr", "tr"].map((register) =>
    ["selector", "accessRights", "base", "limit"].map((part) => `guest.${register}.${part}`),
  ),
  [
    "guest.activityState",
    "controls.entryInterruptionInfo",
    "guest.debugctl",
    "guest.interruptibilityState",
    "guest.rflags",
    "guest.pendingDebugExceptions",
  ],
  ["guest.vmcsLinkPointer", "memory.linkPointerDword"],
];

/** Controls come first: with the template's values everywhere else most of them may change. */
const FIRST = [
  "cpu.inSmm",
  "controls.pinBased",
  "controls.primaryProcBased",
  "controls.secondaryProcBased",
  "controls.entry",
];

/** Groups of fields in the order they change; every field that varies is in one of them. */
export function steps(): readonly (readonly Field[])[] {
  const grouped = new Set([...FIRST, ...TOGETHER.flat()]);
  return [
    ...FIRST.map((path) => [path]),
    ...TOGETHER,
    ...fields.filter(({ path }) => !grouped.has(path)).map(({ path }) => [path]),
  ]
    .map((paths) => paths.map(fieldAt))
    .filter((group) => group.some((field) => varying(field) !== 0n));
}
