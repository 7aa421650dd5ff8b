/** Which fields a VM entry from a vmcs12 uses, from its controls. */
import { unusedEventFields } from "../vmcs-sections.ts";

type Known = ReadonlyMap<string, bigint>;

const SEGMENTS = ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"];

/** Used by every VM entry. */
const ALWAYS: readonly string[] = [
  ...["pinBased", "primaryProcBased", "entry", "exit", "entryInterruptionInfo"].map(
    (name) => `controls.${name}`,
  ),
  ...["cr0", "cr3", "cr4", "dr7", "rsp", "rip", "rflags"].map((name) => `guest.${name}`),
  ...SEGMENTS.flatMap((name) =>
    ["selector", "base", "limit", "accessRights"].map((part) => `guest.${name}.${part}`),
  ),
  ...["gdtr", "idtr"].flatMap((name) => [`guest.${name}.base`, `guest.${name}.limit`]),
  ...["debugctl", "sysenterCs", "sysenterEsp", "sysenterEip"].map((name) => `guest.${name}`),
  ...["interruptibilityState", "activityState", "pendingDebugExceptions"].map(
    (name) => `guest.${name}`,
  ),
  "guest.vmcsLinkPointer",
];

/** Used if a bit of a control is 1: `[control, bit, fields]`. */
const IF_SET: readonly (readonly [string, number, readonly string[]])[] = [
  ["controls.pinBased", 6, ["guest.preemptionTimer"]],
  ["controls.primaryProcBased", 17, ["controls.tertiaryProcBased"]],
  ["controls.primaryProcBased", 31, ["controls.secondaryProcBased"]],
  ["controls.entry", 13, ["guest.perfGlobalCtrl"]],
  ["controls.entry", 14, ["guest.pat"]],
  ["controls.entry", 15, ["guest.efer"]],
  ["controls.entry", 16, ["guest.bndcfgs"]],
  ["controls.entry", 18, ["guest.rtitCtl"]],
  ["controls.entry", 19, ["guest.uinv"]],
  ["controls.entry", 20, ["guest.sCet", "guest.ssp", "guest.interruptSspTableAddr"]],
  ["controls.entry", 21, ["guest.lbrCtl"]],
  ["controls.entry", 22, ["guest.pkrs"]],
  ["controls.entry", 23, ["guest.fredConfig"]],
  ["controls.entry", 24, ["guest.specCtrl"]],
];

/** The same for the secondary controls, which count only if the primary ones activate them. */
const IF_SECONDARY: readonly (readonly [number, string])[] = [
  [9, "guest.interruptStatus"],
  [17, "guest.pmlIndex"],
];

const PDPTES = ["guest.pdpte0", "guest.pdpte1", "guest.pdpte2", "guest.pdpte3"];
const NO_PLACE: ReadonlySet<string> = new Set([
  "controls.tertiaryProcBased",
  ...["rtitCtl", "uinv", "lbrCtl", "pkrs", "fredConfig", "specCtrl"].map((name) => `guest.${name}`),
]);

function fieldsUsed(known: Known): string[] {
  const isSet = (path: string, bit: number): boolean =>
    (((known.get(path) ?? 0n) >> BigInt(bit)) & 1n) === 1n;
  const used = [
    ...ALWAYS,
    ...IF_SET.flatMap(([control, bit, paths]) => (isSet(control, bit) ? paths : [])),
  ];
  const unused = unusedEventFields(known.get("controls.entryInterruptionInfo") ?? 0n);
  for (const path of ["controls.entryExceptionErrorCode", "controls.entryInstructionLength"])
    if (!unused.has(path)) used.push(path);
  if (!isSet("controls.primaryProcBased", 31)) return used;
  for (const [bit, path] of IF_SECONDARY)
    if (isSet("controls.secondaryProcBased", bit)) used.push(path);
  // With EPT the PDPTEs are loaded from their fields where the guest uses PAE paging.
  const isPae = isSet("guest.cr0", 31) && isSet("guest.cr4", 5) && !isSet("controls.entry", 9);
  if (isPae && isSet("controls.secondaryProcBased", 1)) used.push(...PDPTES);
  return used;
}

/** Fields that a VM entry from this vmcs12 would use and that are not known. */
export function neededInVmcs12(known: Known): string[] {
  return fieldsUsed(known).filter((path) => !known.has(path) && !NO_PLACE.has(path));
}

/** Fields that a VM entry would use and for which the structure has no bytes. */
export function withoutPlaceInVmcs12(known: Known): string[] {
  return fieldsUsed(known).filter((path) => NO_PLACE.has(path));
}
