/**
 * The exchange JSON: one candidate state as people, dumps and other programs write it.
 * Every member is optional; an absent member is unknown, never zero.
 */

/** A number 0 .. 2^53-1, a bigint, or a string `"0x..."` (hex digits, up to the field's width). */
export type Numeric = number | bigint | string;

/** One segment register. `limit` is the scaled byte limit, `accessRights` the 32-bit VMCS layout. */
export interface ExchangeSegment {
  selector?: Numeric;
  base?: Numeric;
  limit?: Numeric;
  accessRights?: Numeric;
}

/** GDTR or IDTR. */
export interface ExchangeDescriptorTable {
  base?: Numeric;
  limit?: Numeric;
}

/** The eight segment registers of the guest-state area, in the order the SDM lists their checks. */
export const SEGMENT_REGISTERS = ["cs", "ss", "ds", "es", "fs", "gs", "ldtr", "tr"] as const;
export type SegmentRegister = (typeof SEGMENT_REGISTERS)[number];

export type ExchangeGuest = {
  [member: string]: Numeric | ExchangeSegment | ExchangeDescriptorTable | undefined;
} & { [register in SegmentRegister]?: ExchangeSegment } & {
  [table in "gdtr" | "idtr"]?: ExchangeDescriptorTable;
};

/** Whose numbers these are: the VMCS fields themselves, or what the guest software would read. */
export type View = "vmcs" | "guest";

export interface ExchangeAssume {
  unrestrictedGuest?: boolean;
  ept?: boolean;
  ia32eModeGuest?: boolean;
}

/** One candidate state. The JSON Schema is `schemas/guest-state.schema.json`. */
export interface ExchangeState {
  guest?: ExchangeGuest;
  controls?: { [member: string]: Numeric | undefined };
  cpu?: { [member: string]: Numeric | boolean | undefined };
  memory?: { [member: string]: Numeric | Numeric[] | undefined };
  view?: View;
  assume?: ExchangeAssume;
}
