import { vmxassist } from "./vmxassist/index.ts";
import { onlyWindowLoads } from "./saved-rm-regs.ts";
import type { Policy } from "./types.ts";

/** vmxassist when it was removed: `pop %ds` and MOV from a register are known, too. */
export const savedRmRegsSreg: Policy = vmxassist(
  "saved-rm-regs+sreg",
  "the last vmxassist: as the fix, and MOV to a segment register and `pop %ds` count as loads",
  { ...onlyWindowLoads, version: "last" },
);
