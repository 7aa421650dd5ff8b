import { check, explain, rules } from "../index.ts";
import { isFault, type Answer, type Fault } from "./answer.ts";
import { pathsRead } from "./edits.ts";
import type { Candidate, Change, Shrunk } from "./shrink.ts";
import { stateJson } from "./state-text.ts";

export type Kind = "false-accept" | "false-reject" | Fault["fault"];

/**
 * A disagreement, or a failure of the checker under test. It is a vector: `id`, `state` and
 * `expect` are what `check --ndjson` and other readers of vectors take.
 */
export interface Finding {
  /** Kind and check: the same in every campaign that finds it. */
  readonly id: string;
  readonly kind: Kind;
  /** The check concerned; null if nothing tells which. */
  readonly rule: string | null;
  /** Who is wrong, or has failed: a command, or one of our engines. */
  readonly checker: string;
  /** States that showed it, before shrinking. */
  count: number;
  readonly seed: number;
  /** Index of the first state that showed it. */
  readonly index: number;
  readonly template: string;
  readonly changed: readonly Change[];
  readonly expect: "valid" | "invalid";
  readonly violated: readonly string[];
  readonly answer: Answer | Fault;
  /** Where no check is named: those that read what was changed. */
  readonly suspects?: readonly string[];
  readonly explanation: string;
  readonly state: Readonly<Record<string, unknown>>;
}

/** A way in which an answer and the checks disagree. */
export interface Disagreement {
  readonly kind: "false-accept" | "false-reject";
  readonly rule: string | null;
}

const ruleIds: ReadonlySet<string> = new Set(rules.map(({ id }) => id));

/**
 * Compares an answer with the checks a state violates.
 *
 * @param isComplete whether the answer names every violated check, not only some
 */
export function disagreements(
  violated: readonly string[],
  answer: Answer,
  isComplete: boolean,
): Disagreement[] {
  if (answer.verdict === "undecided") return [];
  const found: Disagreement[] = [];
  const named = answer.violated?.filter((id) => ruleIds.has(id)) ?? [];
  if (answer.verdict === "valid") {
    for (const rule of violated) found.push({ kind: "false-accept", rule });
    return found;
  }
  for (const rule of named) {
    if (!violated.includes(rule)) found.push({ kind: "false-reject", rule });
  }
  if (violated.length === 0 && found.length === 0) found.push({ kind: "false-reject", rule: null });
  if (isComplete && answer.violated !== undefined) {
    for (const rule of violated) {
      if (!named.includes(rule)) found.push({ kind: "false-accept", rule });
    }
  }
  return found;
}

/** Where a finding comes from. */
export interface Origin {
  readonly checker: string;
  readonly seed: number;
  readonly index: number;
}

/** The finding of a disagreement that has been shrunk. */
export function disagreementFinding(
  { kind, rule }: Disagreement,
  { candidate, template, changed }: Shrunk,
  violated: readonly string[],
  answer: Answer,
  { checker, seed, index }: Origin,
): Finding {
  const place =
    rule ?? (changed.length === 0 ? template.name : changed.map(({ path }) => path).join("+"));
  const suspects = rule === null ? suspectsOf(changed) : [];
  const state = stateJson(candidate.words, 0, candidate.cpu);
  return {
    id: `${kind}:${place}`,
    kind,
    rule,
    checker,
    count: 1,
    seed,
    index,
    template: template.name,
    changed,
    expect: violated.length === 0 ? "valid" : "invalid",
    violated,
    answer,
    ...(suspects.length === 0 ? {} : { suspects }),
    explanation: explanationOf(
      kind,
      rule,
      checker,
      violated,
      suspects,
      template.name,
      changed,
      state,
    ),
    state,
  };
}

/** The finding of a state on which a checker failed. */
export function faultFinding(
  fault: Fault,
  candidate: Candidate,
  violated: readonly string[],
  template: string,
  changed: readonly Change[],
  { checker, seed, index }: Origin,
): Finding {
  return {
    id: fault.fault,
    kind: fault.fault,
    rule: null,
    checker,
    count: 1,
    seed,
    index,
    template,
    changed,
    expect: violated.length === 0 ? "valid" : "invalid",
    violated,
    answer: fault,
    explanation: `${checker} gave no answer to this state: ${fault.detail}`,
    state: stateJson(candidate.words, 0, candidate.cpu),
  };
}

/** The same finding of two parts of a campaign: the first state counts. */
export function mergeFindings(a: Finding, b: Finding): Finding {
  const first = b.index < a.index ? b : a;
  return { ...first, count: a.count + b.count };
}

export const keyOf = ({ checker, id }: Pick<Finding, "checker" | "id">): string =>
  `${checker}\n${id}`;

export const isFailure = ({ answer }: Finding): boolean => isFault(answer);

/** Findings in the order of the states that showed them. */
export function inOrder(findings: Iterable<Finding>): Finding[] {
  return [...findings].sort(
    (a, b) => a.seed - b.seed || a.index - b.index || (keyOf(a) < keyOf(b) ? -1 : 1),
  );
}

function suspectsOf(changed: readonly Change[]): string[] {
  if (changed.length === 0) return [];
  const score = (paths: readonly string[]): number =>
    changed.filter(({ path }) => paths.includes(path)).length;
  const scored = [...pathsRead()].map(([id, paths]) => ({ id, score: score(paths) }));
  const most = Math.max(...scored.map((entry) => entry.score));
  return most === 0 ? [] : scored.filter((entry) => entry.score === most).map(({ id }) => id);
}

function explanationOf(
  kind: Disagreement["kind"],
  rule: string | null,
  checker: string,
  violated: readonly string[],
  suspects: readonly string[],
  template: string,
  changed: readonly Change[],
  state: Readonly<Record<string, unknown>>,
): string {
  const difference =
    changed.length === 0
      ? `It is the template "${template}" itself.`
      : `It is the template "${template}", but ${changed
          .map((change) => `${change.path} is ${change.value} instead of ${change.template}`)
          .join(", ")}.`;
  if (kind === "false-accept") {
    const report = check(state);
    const reason = report.violations.find((violation) => violation.rule === rule)?.message ?? "";
    return `${checker} does not see that ${String(rule)} is violated: ${reason} ${difference}`;
  }
  const claimed = rule === null ? "" : ` It names ${rule}, which ${holdsText(rule, state)}.`;
  const verdict =
    violated.length === 0
      ? `${checker} refuses a state that violates no check.`
      : `${checker} names a check that is not violated; what is: ${violated.join(", ")}.`;
  const list = suspects.slice(0, 8).join(", ");
  const readers = list === "" ? "" : ` Checks that read this: ${list}.`;
  return `${verdict}${claimed} ${difference}${readers}`;
}

function holdsText(rule: string, state: Readonly<Record<string, unknown>>): string {
  const { status } = explain(rule, state);
  return status === "notApplicable" ? "does not apply here" : "holds here";
}
