import { unconditionalLoads } from "./gdt-unconditional.ts";
import { vmxassist } from "./vmxassist/index.ts";
import type { Policy } from "./types.ts";

/**
 * The sanity checks inside `load_seg` that were proposed in the thread and never built: a
 * descriptor whose register would violate a check of VM entry counts as one that cannot be loaded.
 */
export const checkedLoad: Policy = vmxassist(
  "checked-load",
  "proposed, never built: as before the fix, but no descriptor is taken that VM entry would refuse",
  {
    ...unconditionalLoads,
    refuses: (judge, register, segment, cs) => {
      const violated = judge.register(register, segment, cs);
      return violated.length === 0
        ? undefined
        : `violates ${violated.map(({ rule }) => rule).join(", ")}`;
    },
  },
);
