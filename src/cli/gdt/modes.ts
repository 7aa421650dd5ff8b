import type { ExchangeState, TableMode } from "../../index.ts";

/** A mode a guest may be entered in, as far as its segments are concerned. */
export interface EntryMode {
  id: "real-ug" | "protected" | "protected-ug" | "ia32e" | "ia32e-ug";
  title: string;
  /** How the table is read in it. */
  reading: TableMode;
  /** The rest of the state the checks on segments ask for. */
  context: ExchangeState;
}

const PE_AND_PG = "0x80000031";
/** Outside virtual-8086 mode, whose segments no table gives. */
const RFLAGS = "0x2";

function mode(
  id: EntryMode["id"],
  title: string,
  reading: TableMode,
  cr0: string,
  unrestrictedGuest: boolean,
): EntryMode {
  const assume = { unrestrictedGuest, ia32eModeGuest: reading === "ia32e" };
  return { id, title, reading, context: { guest: { rflags: RFLAGS, cr0 }, assume } };
}

export const ENTRY_MODES: readonly EntryMode[] = [
  mode("protected", "protected mode without unrestricted guest", "legacy", PE_AND_PG, false),
  mode("protected-ug", "protected mode with unrestricted guest", "legacy", PE_AND_PG, true),
  mode("real-ug", "real mode (CR0.PE = 0) with unrestricted guest", "legacy", "0x30", true),
  mode("ia32e", "IA-32e mode without unrestricted guest", "ia32e", PE_AND_PG, false),
  mode("ia32e-ug", "IA-32e mode with unrestricted guest", "ia32e", PE_AND_PG, true),
];

/** Names of groups of modes that answers tend to share. */
const LABELS: readonly (readonly [string, readonly EntryMode["id"][]])[] = [
  ["with UG", ["protected-ug", "real-ug", "ia32e-ug"]],
  ["without UG", ["protected", "ia32e"]],
  ["IA-32e", ["ia32e", "ia32e-ug"]],
  ["not IA-32e", ["protected", "protected-ug", "real-ug"]],
  ["not real", ["protected", "protected-ug", "ia32e", "ia32e-ug"]],
  ["protected", ["protected", "protected-ug"]],
  ["real", ["real-ug"]],
];

/** Words for some of the modes; empty for all of them. */
export function labelOf(some: readonly EntryMode[], all: readonly EntryMode[]): string {
  if (some.length === all.length) return "";
  const ids = some.map(({ id }) => id);
  const label = LABELS.find(([, members]) => {
    const present = members.filter((id) => all.some((other) => other.id === id));
    return present.length === ids.length && present.every((id) => ids.includes(id));
  });
  return label?.[0] ?? ids.join(", ");
}
