import { guestModes, type GuestMode } from "./modes.ts";
import type { ModeOptions } from "./types.ts";

/**
 * The modes that are asked for; all if none is named.
 *
 * @throws RangeError for a mode that does not exist, or an empty list
 */
export function modesOf({ mode }: ModeOptions): readonly GuestMode[] {
  if (mode === undefined) return guestModes;
  const list: readonly GuestMode[] = typeof mode === "string" ? [mode] : mode;
  for (const name of list) {
    if (!guestModes.includes(name)) {
      throw new RangeError(`no guest mode "${name}"; there are ${guestModes.join(", ")}`);
    }
  }
  if (list.length === 0) throw new RangeError("an empty list of modes");
  return list;
}
