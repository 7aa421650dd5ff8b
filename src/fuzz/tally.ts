import { rules } from "../index.ts";
import { keyOf, mergeFindings, type Finding } from "./finding.ts";

/** What a campaign, or a part of one, has come to. It is plain JSON. */
export interface Totals {
  states: number;
  /** States that violate some check. */
  invalid: number;
  /** States the checker under test could not decide. */
  undecided: number;
  /** Answers that disagree with the checks, and states without an answer, before shrinking. */
  disagreements: number;
  /** Disagreements that were only counted: enough had been examined. */
  unexamined: number;
  /** By check: states that violate it. */
  hits: Record<string, number>;
  findings: Finding[];
}

/** What an answer to a state came to, where it is not just the right one. */
export interface Outcome {
  readonly kind: "undecided" | "disagreement" | "unexamined";
  readonly finding?: Finding | undefined;
}

/** Adds up totals. */
export class Tally {
  states = 0;
  invalid = 0;
  undecided = 0;
  disagreements = 0;
  unexamined = 0;
  readonly hits: Float64Array = new Float64Array(rules.length);
  readonly findings: Map<string, Finding> = new Map();

  /** Adds a state of the campaign by the numbers of the checks it violates. */
  addState(violated: Int32Array, outcomes: readonly Outcome[]): void {
    this.states += 1;
    if (violated.length > 0) this.invalid += 1;
    const { hits } = this;
    for (const number of violated) hits[number] = (hits[number] as number) + 1;
    for (const { kind, finding } of outcomes) {
      if (kind === "undecided") this.undecided += 1;
      else this.disagreements += 1;
      if (kind === "unexamined") this.unexamined += 1;
      if (finding !== undefined) this.addFinding(finding);
    }
  }

  /** Adds a finding; of two that are the same, the one in the earlier state stays. */
  addFinding(finding: Finding): void {
    const key = keyOf(finding);
    const known = this.findings.get(key);
    this.findings.set(key, known === undefined ? finding : mergeFindings(known, finding));
  }

  add(totals: Totals): void {
    this.states += totals.states;
    this.invalid += totals.invalid;
    this.undecided += totals.undecided;
    this.disagreements += totals.disagreements;
    this.unexamined += totals.unexamined;
    for (const [id, count] of Object.entries(totals.hits)) {
      const number = numberOf.get(id);
      if (number !== undefined) this.hits[number] = (this.hits[number] as number) + count;
    }
    totals.findings.forEach((finding) => {
      this.addFinding(finding);
    });
  }

  /** How many checks some state has violated. */
  hit(): number {
    return this.hits.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  }

  /** The totals; they share nothing with the tally. */
  totals(): Totals {
    const hits: Record<string, number> = {};
    rules.forEach(({ id }, number) => {
      const count = this.hits[number] as number;
      if (count > 0) hits[id] = count;
    });
    const { states, invalid, undecided, disagreements, unexamined } = this;
    const findings = [...this.findings.values()].map((finding) => ({ ...finding }));
    return { states, invalid, undecided, disagreements, unexamined, hits, findings };
  }
}

const numberOf: ReadonlyMap<string, number> = new Map(rules.map(({ id }, number) => [id, number]));
