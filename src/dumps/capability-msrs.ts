/** The MSRs in which a processor reports what its VMX supports: by index, and by their many names. */
import { CAPABILITY_MSRS } from "../state/catalogue.ts";
import { FIELD_NAMES } from "./vmcs-names.ts";
import { normalName } from "./vmcs-words.ts";

/** Names in the normal form, without the word `MSR`. */
const NAMES: Readonly<Record<string, string>> = {
  "cpu.vmxPinbasedCtls": "PIN_BASED_CTRL PIN_BASED PIN_CTRL",
  "cpu.vmxProcbasedCtls": "PROC_BASED_CTRL PROC_BASED PROC_CTRL",
  "cpu.vmxExitCtls": "EXIT_CTRL",
  "cpu.vmxEntryCtls": "ENTRY_CTRL",
  "cpu.cr0Fixed0": "CR0_FIXED0",
  "cpu.cr0Fixed1": "CR0_FIXED1",
  "cpu.cr4Fixed0": "CR4_FIXED0",
  "cpu.cr4Fixed1": "CR4_FIXED1",
  "cpu.vmxProcbasedCtls2": "PROC_BASED_CTRL2 PROC_BASED2 PROC_CTRL2",
  "cpu.vmxEptVpidCap": "EPT_VPID_CAP EPT_VPID_CAPS EPT_VPID",
  "cpu.vmxTruePinbasedCtls": "TRUE_PIN_BASED_CTRL TRUE_PIN_BASED TRUE_PIN_CTRL",
  "cpu.vmxTrueProcbasedCtls": "TRUE_PROC_BASED_CTRL TRUE_PROC_BASED TRUE_PROC_CTRL",
  "cpu.vmxTrueExitCtls": "TRUE_EXIT_CTRL TRUE_EXIT",
  "cpu.vmxTrueEntryCtls": "TRUE_ENTRY_CTRL TRUE_ENTRY",
  "cpu.vmxProcbasedCtls3": "PROC_BASED_CTRL3 PROC_BASED3 PROC_CTRL3",
  "cpu.vmxExitCtls2": "EXIT_CTRL2",
  "cpu.tmeActivate": "TME_ACTIVATE",
};

/** Words that may mean anything: believed only where `VMX` stands with them. */
const WITH_VMX: Readonly<Record<string, string>> = {
  "cpu.vmxBasic": "BASIC BASIC_INFO",
  "cpu.vmxMisc": "MISC",
  "cpu.vmxVmfunc": "VMFUNC",
};

const inverted = (names: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(names).flatMap(([path, list]) =>
      list.split(" ").map((name): [string, string] => [name, path]),
    ),
  );

const BY_NAME = inverted(NAMES);
const BY_NAME_WITH_VMX = inverted(WITH_VMX);

/**
 * The path of what a capability MSR enumerates: of `IA32_VMX_CR4_FIXED0`, `MSR_VMX_BASIC`,
 * `TRUE_PROCBASED`. A name that is a VMCS field's as well (`VMX_EXIT_CTLS`) is an MSR's only with the
 * word `MSR` or `IA32` in it.
 */
export function capabilityOfName(name: string): string | undefined {
  const normal = normalName(name);
  const bare = normal.replace(/(?:^|_)MSR(?=_|$)/g, "").replace(/^_/, "");
  const path = BY_NAME.get(bare) ?? (/VMX/i.test(name) ? BY_NAME_WITH_VMX.get(bare) : undefined);
  const isAmbiguous = FIELD_NAMES.has(normal) && !/IA32/i.test(name);
  return isAmbiguous ? undefined : path;
}

/** The path of what the MSR of an index enumerates; `undefined` if it is no capability MSR. */
export function capabilityOfIndex(index: number): string | undefined {
  return CAPABILITY_MSRS.get(index);
}
