/** The report of the contract: plain JSON. */
export interface Report {
  id?: string | number;
  source?: Source;
  verdict: Verdict;
  violations: Violation[];
  undecided: Undecided[];
  worlds?: WorldReport[];
  /** The first failure that the text reports: the cause. */
  failure?: ReportedFailure;
  /** What the text reports after it: mostly consequences. */
  followedBy?: ReportedFailure[];
  tool: Tool;
  notes: string[];
}

/** Where in which text a state was found. */
export interface Source {
  format: string;
  view: "vmcs" | "guest";
  /** First and last line, counted from 1. */
  lines: [number, number];
  file?: string;
  /** Lines that look like fields and were not read; absent if there are none. */
  unread?: { line: number; text: string; why: string }[];
}

/** What a text says about a failure. */
export interface ReportedFailure {
  text: string;
  /** The number printed there, `0x...` in lower case; empty without one. */
  code: string;
  kind:
    | "invalid-guest-state"
    | "msr-loading"
    | "machine-check"
    | "vm-instruction-error"
    | "not-a-vm-entry-failure"
    | "unknown";
  qualification?: number;
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

/** What a report repeats about where a state comes from. */
export interface About {
  id?: string | number;
  source?: Report["source"];
  failure?: Report["failure"];
  followedBy?: Report["followedBy"];
  /** Added before the notes of the check itself. */
  notes?: readonly string[];
}

/** The members in the order of the contract; those that do not apply are left out. */
export function frame(
  tool: Tool,
  { id, source, failure, followedBy }: About,
  verdict: Verdict,
  violations: Violation[],
  undecided: Undecided[],
  notes: string[],
  worlds: WorldReport[] = [],
): Report {
  return {
    ...(id === undefined ? {} : { id }),
    ...(source === undefined ? {} : { source }),
    verdict,
    violations,
    undecided,
    ...(worlds.length > 1 ? { worlds } : {}),
    ...(failure === undefined ? {} : { failure }),
    ...(followedBy === undefined ? {} : { followedBy }),
    tool: { ...tool },
    notes,
  };
}

/** The report on a state that violates nothing: nothing in it is shared with another report. */
export function validReport(tool: Tool, about: About, own: readonly string[]): Report {
  const { version, rules, sdmEdition } = tool;
  const notes = about.notes === undefined ? own.slice() : [...about.notes, ...own];
  const { id, source, failure, followedBy } = about;
  if (source !== undefined || failure !== undefined || followedBy !== undefined) {
    return frame(tool, about, "valid", [], [], notes);
  }
  const copy = { version, rules, sdmEdition };
  return id === undefined
    ? { verdict: "valid", violations: [], undecided: [], tool: copy, notes }
    : { id, verdict: "valid", violations: [], undecided: [], tool: copy, notes };
}
