import type { Behaviour } from "./types.ts";

/**
 * What the SDM says, and where it is silent what Bochs does (every value was measured in Bochs).
 */
export const ARCHITECTURAL: Behaviour = Object.freeze<Behaviour>({
  farTransferSetsAccessed: true,
  ltrSetsBusyInRegister: true,
  nullLdtr: "unusable",
  nullSegment: "unusable",
  longModeWithoutPae: "fault",
  longModeRefusesTss16: true,
  refusesLongWithDefault: true,
  realModeCsType: 3,
  realModeLoadMakesUsable: true,
});

/** What QEMU 7.2 does with TCG: needed to follow recordings made in it. */
export const QEMU_TCG: Behaviour = Object.freeze<Behaviour>({
  farTransferSetsAccessed: false,
  ltrSetsBusyInRegister: false,
  nullLdtr: "empty",
  nullSegment: "zero",
  longModeWithoutPae: "ignored",
  longModeRefusesTss16: false,
  refusesLongWithDefault: false,
  realModeCsType: "kept",
  realModeLoadMakesUsable: false,
});
