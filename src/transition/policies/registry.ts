import { architectural } from "./architectural.ts";
import { checkedLoad } from "./checked-load.ts";
import {
  emulateUntilEnterable,
  emulateUntilEnterableKvm,
  emulateUntilEnterableXen,
} from "./emulate-until-enterable.ts";
import { gdtUnconditional } from "./gdt-unconditional.ts";
import { savedRmRegsSreg } from "./saved-rm-regs-sreg.ts";
import { savedRmRegs } from "./saved-rm-regs.ts";
import type { Policy } from "./types.ts";

/** The policies of the package, oldest first; `architectural` is what the CPU itself does. */
export const policies: readonly Policy[] = Object.freeze([
  gdtUnconditional,
  savedRmRegs,
  savedRmRegsSreg,
  checkedLoad,
  emulateUntilEnterable,
  emulateUntilEnterableXen,
  emulateUntilEnterableKvm,
  architectural,
]);

/**
 * The policy of that name.
 *
 * @param more policies of one's own, which come first
 * @throws RangeError if there is none
 */
export function policyNamed(name: string, more: readonly Policy[] = []): Policy {
  const all = [...more, ...policies];
  const policy = all.find((candidate) => candidate.name === name);
  if (policy !== undefined) return policy;
  throw new RangeError(`no policy "${name}"; there are ${all.map((one) => one.name).join(", ")}`);
}
