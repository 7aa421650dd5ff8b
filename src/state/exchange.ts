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

/** The host-state area: of a segment register the selector, and of some the base. */
export type ExchangeHost = {
  [member: string]: Numeric | ExchangeHostRegister | undefined;
};

/** A segment register or a descriptor table of the host-state area. */
export interface ExchangeHostRegister {
  selector?: Numeric;
  base?: Numeric;
}

/** An entry of the VM-entry MSR-load area; `reserved` are bits 63:32. */
export interface ExchangeMsrEntry {
  index?: Numeric;
  reserved?: Numeric;
  value?: Numeric;
  /** Whether WRMSR of the value would fault, where that is known. */
  wrmsrFaults?: boolean;
  /** Whether the processor refuses the MSR for reasons of its own, where that is known. */
  modelSpecificRefused?: boolean;
}

/** What lies in memory. */
export interface ExchangeMemory {
  [member: string]: Numeric | boolean | Numeric[] | ExchangeMsrEntry[] | undefined;
  pdpte?: Numeric[];
  entryMsrLoad?: ExchangeMsrEntry[];
}

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
  host?: ExchangeHost;
  controls?: { [member: string]: Numeric | undefined };
  cpu?: { [member: string]: Numeric | boolean | undefined };
  memory?: ExchangeMemory;
  launch?: { [member: string]: Numeric | boolean | undefined };
  view?: View;
  assume?: ExchangeAssume;
}
