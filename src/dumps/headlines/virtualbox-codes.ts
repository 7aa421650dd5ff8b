/** Status codes with which VirtualBox ends a virtual machine. Numbers moved between versions. */

/** What a status code is about. */
export type VirtualBoxClass =
  | "guest-state"
  | "host-state"
  | "controls"
  | "order"
  | "unavailable"
  | "in-use"
  | "firmware"
  | "guest-crash"
  | "amd"
  | "internal";

const CODES: readonly (readonly [number, string, VirtualBoxClass])[] = [
  [1155, "VINF_EM_TRIPLE_FAULT", "guest-crash"],
  [-4000, "VERR_VMX_VMXON_FAILED", "in-use"],
  [-4001, "VERR_VMX_INVALID_VMCS_PTR", "order"],
  [-4002, "VERR_VMX_INVALID_VMCS_FIELD", "controls"],
  [-4004, "VERR_VMX_INVALID_VMXON_PTR", "order"],
  [-4005, "VERR_VMX_UNABLE_TO_START_VM", "controls"],
  [-4006, "VERR_VMX_INVALID_HOST_STATE", "host-state"],
  [-4009, "VERR_VMX_NO_VMX", "unavailable"],
  [-4011, "VERR_VMX_IN_VMX_ROOT_MODE", "in-use"],
  [-4012, "VERR_VMX_X86_CR4_VMXE_CLEARED", "in-use"],
  [-4013, "VERR_VMX_MSR_LOCKING_FAILED", "firmware"],
  [-4013, "VERR_VMX_MSR_LOCKED_OR_DISABLED", "firmware"],
  [-4014, "VERR_VMX_INVALID_GUEST_STATE", "guest-state"],
  [-4015, "VERR_VMX_UNEXPECTED_EXIT", "internal"],
  [-4016, "VERR_VMX_UNEXPECTED_EXCEPTION", "internal"],
  [-4017, "VERR_VMX_UNEXPECTED_INTERRUPTION_EXIT_TYPE", "internal"],
  [-4018, "VERR_VMX_NOT_IN_VMX_ROOT_MODE", "order"],
  [-4019, "VERR_VMX_UNDEFINED_EXIT_CODE", "internal"],
  [-4021, "VERR_VMX_VMPTRLD_FAILED", "order"],
  [-4022, "VERR_VMX_INVALID_VMCS_PTR_TO_START_VM", "order"],
  [-4028, "VERR_VMX_MSR_ALL_VMX_DISABLED", "firmware"],
  [-4029, "VERR_VMX_MSR_VMX_DISABLED", "firmware"],
  [-4030, "VERR_VMX_VMCS_FIELD_CACHE_INVALID", "internal"],
  [-4031, "VERR_VMX_MSR_VMX_ENABLE_FAILED", "firmware"],
  [-4032, "VERR_VMX_MSR_SMX_VMX_ENABLE_FAILED", "firmware"],
  [-4033, "VERR_VMX_VMENTRY_FAILED", "internal"],
  [-4034, "VERR_VMX_VMEXIT_FAILED", "internal"],
  [-4038, "VERR_VMX_INVALID_VMCS_LAUNCH_STATE", "order"],
  [-4050, "VERR_SVM_UNABLE_TO_START_VM", "amd"],
  [-4052, "VERR_SVM_NO_SVM", "amd"],
  [-4053, "VERR_SVM_DISABLED", "amd"],
  [-4054, "VERR_SVM_IN_USE", "amd"],
  [-4059, "VERR_SVM_INVALID_GUEST_STATE", "amd"],
  [-4074, "VERR_SVM_HOST_SVME_NOT_ENABLED", "amd"],
];

const BY_NAME = new Map(CODES.map(([, name, about]) => [name, about]));
const BY_NUMBER = new Map(CODES.map(([number, , about]) => [number, about]));

/** What a code is about, by its name, else by its number; `undefined` for codes of other parts. */
export function virtualBoxClass(name: string, number?: number): VirtualBoxClass | undefined {
  const byNumber = number === undefined ? undefined : BY_NUMBER.get(number);
  return BY_NAME.get(name) ?? (name === "" ? byNumber : byPrefix(name));
}

function byPrefix(name: string): VirtualBoxClass | undefined {
  if (name.startsWith("VERR_SVM_")) return "amd";
  if (name.startsWith("VERR_NEM_")) return "unavailable";
  return /^VERR_(?:VMX|HM)_/.test(name) ? "internal" : undefined;
}
