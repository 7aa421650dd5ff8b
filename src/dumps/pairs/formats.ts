/** What states that were read from names and values are called. */
import type { View } from "../../state/exchange.ts";
import type { DumpFormat } from "../format.ts";

/** Program code that sets a state up; read by `pairs/`, never line by line. */
export const sourceCode: DumpFormat = {
  name: "source-code",
  view: "vmcs",
  description: "program code that writes VMCS fields or kvm_sregs, in any language",
  begins: [],
  isGeneric: true,
  open: () => () => undefined,
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
