import { vmxassist, type AssistVariant } from "./vmxassist/index.ts";
import type { Policy } from "./types.ts";

/** Only registers loaded inside the window are loaded at its end; the others are cleared. */
export const onlyWindowLoads: AssistVariant = {
  version: "fix",
  onProtectEnable: (state) => {
    state.saved = { ...state.selectors };
    state.window = { es: 0, ss: 0, ds: 0, fs: 0, gs: 0 };
  },
  onSegmentLoad: (state, register, selector) => {
    state.saved = { ...state.saved, [register]: 0 };
    state.window = { ...state.window, [register]: selector };
  },
  onFarTransfer: () => undefined,
  dataLoad: ({ window }, register) => ({ selector: window[register], onFailure: "selector-kept" }),
};

/** The fix of November 2006, which knew `pop %es` as the only load inside the window. */
export const savedRmRegs: Policy = vmxassist(
  "saved-rm-regs",
  "vmxassist with the fix: only what `pop %es` loaded in the window, the rest is cleared",
  onlyWindowLoads,
);
