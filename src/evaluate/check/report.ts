/** The report of the contract: plain JSON. */
export interface Report {
  id?: string | number;
  source?: { format: string; view: "vmcs" | "guest"; lines: [number, number]; file?: string };
  verdict: Verdict;
  violations: Violation[];
  undecided: Undecided[];
  worlds?: WorldReport[];
  failure?: { text: string; code: string; kind: string; qualification?: number };
  tool: Tool;
  notes: string[];
}

export type Verdict = "invalid" | "valid" | "undecided";

export interface Violation {
  rule: string;
  register: string | null;
  title: string;
  /** One sentence with the value that broke the check and the bits concerned. */
  message: string;
  sdm: { title: string; section: string };
  /** Facts that took part; values wider than 32 bits are `"0x..."`. */
  facts: Record<string, number | string | boolean>;
  /** What the processor reports if it stops at this check. */
  exitQualification: number;
  hint?: string;
}

export interface Undecided {
  rule: string;
  register: string | null;
  /** Paths of the exchange JSON that would decide it. */
  missing: string[];
}

export interface WorldReport {
  assume: Partial<Record<"rflags.vm" | "ia32eModeGuest" | "unrestrictedGuest" | "ept", boolean>>;
  verdict: Verdict;
  violations: string[];
}

export interface Tool {
  version: string;
  /** Number of instances in the rule set. */
  rules: number;
  sdmEdition: string;
}
