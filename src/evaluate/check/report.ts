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

/** What a report repeats about where a state comes from. */
export interface About {
  id?: string | number;
  source?: Report["source"];
  failure?: Report["failure"];
  /** Added before the notes of the check itself. */
  notes?: readonly string[];
}

/** The members in the order of the contract; those that do not apply are left out. */
export function frame(
  tool: Tool,
  { id, source, failure }: About,
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
    tool: { ...tool },
    notes,
  };
}

/** The report on a state that violates nothing: nothing in it is shared with another report. */
export function validReport(tool: Tool, about: About, own: readonly string[]): Report {
  const { version, rules, sdmEdition } = tool;
  const notes = about.notes === undefined ? own.slice() : [...about.notes, ...own];
  const { id, source, failure } = about;
  if (source !== undefined || failure !== undefined) {
    return frame(tool, about, "valid", [], [], notes);
  }
  const copy = { version, rules, sdmEdition };
  return id === undefined
    ? { verdict: "valid", violations: [], undecided: [], tool: copy, notes }
    : { id, verdict: "valid", violations: [], undecided: [], tool: copy, notes };
}
