import { vmxassist, type AssistVariant } from "./vmxassist/index.ts";
import type { Policy } from "./types.ts";

/** Whatever number a register holds is looked up in the GDT; what is not there is cleared. */
export const unconditionalLoads: AssistVariant = {
  version: "before",
  onProtectEnable: () => undefined,
  onSegmentLoad: () => undefined,
  onFarTransfer: (state) => {
    state.saved = {};
  },
  dataLoad: ({ selectors }, register) => ({ selector: selectors[register], onFailure: "saved" }),
};

/** vmxassist until November 2006. */
export const gdtUnconditional: Policy = vmxassist(
  "gdt-unconditional",
  "vmxassist before the fix: at the far jump every selector is looked up in the GDT",
  unconditionalLoads,
);
