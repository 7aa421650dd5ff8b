/** What states that were read from names and values are called. */
import type { View } from "../../state/exchange.ts";
import { type DumpFormat, emptyReading } from "../format.ts";

/** The calls that most programs use; what stands before one in every line is a wrapper. */
const CALLS = [
  "vmwrite",
  "vmcs_write",
  "vmcs_writel",
  "vmcs_write16",
  "vmcs_write32",
  "vmcs_write64",
];

const CALL = /^_{0,2}(?:vmx_)?vm(?:cs_)?write\w{0,4} ?\(.{1,200}/i;

/** Program code that sets a state up; its lines are read together, by `pairs/`. */
export const sourceCode: DumpFormat = {
  name: "source-code",
  view: "vmcs",
  description: "program code that writes VMCS fields or kvm_sregs, in any language",
  begins: [...CALLS, ...CALLS.map((call) => `__${call}`), "__vmx_vmwrite"],
  isGeneric: true,
  open:
    () =>
    ({ text }) =>
      CALL.test(text) ? emptyReading() : undefined,
};

const FIELD_LIST: DumpFormat = { ...sourceCode, name: "vmcs-field-list" };

const BOTH: Readonly<Record<View, readonly [list: DumpFormat, code: DumpFormat]>> = {
  vmcs: [FIELD_LIST, sourceCode],
  guest: [
    { ...FIELD_LIST, view: "guest" },
    { ...sourceCode, view: "guest" },
  ],
};

export function pairFormat(isCode: boolean, view: View): DumpFormat {
  return BOTH[view][isCode ? 1 : 0];
}
