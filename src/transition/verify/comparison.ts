/** What is compared between a run and what a file expects. */
export const KINDS = [
  "instruction bytes",
  "rip",
  "segment registers",
  "control registers",
  "descriptor tables",
  "general registers",
  "flags",
  "checks",
  "verdicts",
  "faults",
  "outcomes",
  "saved selectors",
  "virtual-8086",
] as const;
export type Kind = (typeof KINDS)[number];

/** One value that is not what the file says. */
export interface Difference {
  readonly kind: Kind;
  /** Where: "step 3 (mov ss,ax), ss", "final, cr0". */
  readonly where: string;
  readonly expected: string;
  readonly actual: string;
}

/** What came of comparing one scenario or replay. */
export interface Verification {
  /** How many values of each kind were compared. */
  readonly compared: Readonly<Record<Kind, number>>;
  readonly differences: readonly Difference[];
}

/** Collects comparisons. */
export class Comparison implements Verification {
  readonly compared: Record<Kind, number> = noneCompared();
  readonly differences: Difference[] = [];

  /** Compares two values by their text. */
  equal(kind: Kind, where: string, expected: string, actual: string): boolean {
    this.compared[kind] += 1;
    if (expected === actual) return true;
    this.differences.push({ kind, where, expected, actual });
    return false;
  }
}

export function noneCompared(): Record<Kind, number> {
  return Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
}

/** All values that were compared. */
export function countOf({ compared }: Verification): number {
  return Object.values(compared).reduce((sum, count) => sum + count, 0);
}
