import {
  Checker,
  assumptionNote,
  boundaryNote,
  validReport,
  type CheckOptions as CheckerOptions,
  type Report,
} from "./evaluate/check/index.ts";
import { leavesOf } from "./evaluate/check/message.ts";
import { answerIfComplete } from "./evaluate/compile/index.ts";
import type { Status } from "./evaluate/types.ts";
import type { ParsedDump } from "./dumps/index.ts";
import { cpuProfiles as embeddedProfiles } from "./generated/sources.ts";
import { EXPLANATIONS } from "./generated/explanations.ts";
import { followedByMember, otherFailureNotes, unreadMember } from "./headline.ts";
import { ruleBook } from "./rules/book.ts";
import { findFact } from "./rules/facts.ts";
import { printCondition, printLeaf } from "./rules/print.ts";
import type { Instance } from "./rules/types.ts";
import {
  SEGMENT_REGISTERS,
  type ExchangeSegment,
  type ExchangeState,
  type SegmentRegister,
} from "./state/exchange.ts";
import { onCpu, type CpuProfile } from "./state/cpu-profile.ts";
import { normalize, type CandidateState } from "./state/normalize.ts";
import { tool } from "./tool.ts";

export interface CheckOptions extends CheckerOptions {
  /** A CPU profile, or the name of one that comes with the package. */
  cpu?: CpuProfile | string;
}

/** The CPU profiles that come with the package, oldest first. */
export const cpuProfiles: readonly CpuProfile[] = [...embeddedProfiles].sort(
  (a, b) => a.year - b.year,
);

function profileNamed(name: string): CpuProfile {
  const profile = cpuProfiles.find((candidate) => candidate.name === name);
  if (profile !== undefined) return profile;
  const names = cpuProfiles.map((candidate) => candidate.name).join(", ");
  throw new RangeError(`no CPU profile "${name}"; there are ${names}`);
}

/**
 * Normalizes a state and puts it on the CPU of the options.
 *
 * @throws StateError if the state or the profile is malformed; RangeError for an unknown profile
 */
export function candidate(
  state: unknown,
  { cpu, ...options }: CheckOptions,
): { state: CandidateState; options: CheckerOptions } {
  const normalized = normalize(state);
  if (cpu === undefined) return { state: normalized, options };
  const profile = typeof cpu === "string" ? profileNamed(cpu) : cpu;
  const placed = onCpu(normalized, profile);
  return {
    state: placed.state,
    options: { ...options, notes: [...(options.notes ?? []), ...placed.notes] },
  };
}

let shared: Checker | undefined;

/** The checker on the package's own rules, made on first use. */
export function defaultChecker(): Checker {
  shared ??= new Checker(ruleBook());
  return shared;
}

/**
 * Checks a candidate state against every guest-state check of VM entry (Intel SDM vol. 3,
 * "Checks on the Guest State Area").
 *
 * @param state exchange JSON, also with bigint values; absent members are unknown
 * @returns plain JSON: verdict, every violation, what is undecided and why
 * @throws StateError naming the JSON pointer if the state is malformed; RangeError for an unknown
 *   CPU profile
 */
export function check(state: ExchangeState, options: CheckOptions = {}): Report {
  return quickReport(state, options) ?? fullReport(state, options);
}

/** The three-valued evaluation: answers every state, and says why. */
function fullReport(state: ExchangeState, options: CheckOptions): Report {
  const { state: placed, options: rest } = candidate(state, options);
  return defaultChecker().check(placed, rest);
}

/** The note on assumed CPU facts for each list of them. */
const assumptions = new WeakMap<readonly string[], string[]>();

/**
 * The report on a state that is known completely, by the compiled checks. Undefined if the full
 * evaluation has to answer; both give the same report.
 */
function quickReport(state: ExchangeState, options: CheckOptions): Report | undefined {
  if (options.cpu !== undefined || options.only !== undefined) return undefined;
  if (options.ignore !== undefined && options.ignore.length > 0) return undefined;
  const answer = answerIfComplete(state);
  if (answer === undefined) return undefined;
  const { violated, assumed, boundaries } = answer;
  if (violated.length > 0) {
    return defaultChecker().decidedReport(normalize(state), violated, boundaries, options);
  }
  let notes = assumptions.get(assumed);
  if (notes === undefined) {
    notes = assumptionNote(assumed);
    assumptions.set(assumed, notes);
  }
  const own = boundaries.length === 0 ? notes : [...notes, ...boundaries.map(boundaryNote)];
  return validReport(tool, options, own);
}

/**
 * The state of a dump with what its report says beside the verdict: where it stood, what the text
 * tells about the failure, what was not read, and how values were read.
 *
 * @param file name to report as the source, if it has one
 */
export function fromDump(
  dump: ParsedDump,
  file?: string,
): { state: ExchangeState; options: CheckOptions } {
  const { format, view, lines, failure, followedBy, unread } = dump;
  const place = { format, view, lines: [...lines] as [number, number] };
  return {
    state: { ...dump.state, view },
    options: {
      source: { ...place, ...(file === undefined ? {} : { file }), ...unreadMember(unread) },
      ...(failure === undefined ? {} : { failure }),
      ...followedByMember(followedBy),
      notes: [...otherFailureNotes(failure), ...remarksOf(dump), ...dump.notes],
    },
  };
}

/** The warnings, and what was not read without one: a reader of the notes alone misses nothing. */
function remarksOf({ warnings, unread }: ParsedDump): string[] {
  return [...new Set([...warnings, ...unread.map(({ line, why }) => `line ${line}: ${why}`)])];
}

/**
 * Checks one segment register: only the instances of this register.
 *
 * @param register `cs`, `ss`, `ds`, `es`, `fs`, `gs`, `ldtr` or `tr`
 * @param segment selector (16 bits), base (64), scaled byte limit (32), access rights in VMCS
 *   layout (32)
 * @param context the rest of the state the checks read: RFLAGS, other registers, controls
 * @throws StateError for malformed values; RangeError for another register
 */
export function checkSegment(
  register: SegmentRegister,
  segment: ExchangeSegment,
  context: ExchangeState = {},
): Report {
  if (!SEGMENT_REGISTERS.includes(register)) {
    throw new RangeError(`no segment register "${register}"`);
  }
  normalize(context);
  const state: ExchangeState = { ...context, guest: { ...context.guest, [register]: segment } };
  return defaultChecker().check(normalize(state), {
    only: (instance) => instance.register === register,
  });
}

/**
 * True if every check is decided and none is violated. A partial state is never valid: use
 * `check(state).verdict !== "invalid"` to ask for "nothing proven wrong".
 *
 * @throws StateError for malformed values
 */
export function isValid(state: ExchangeState): boolean {
  return check(state).verdict === "valid";
}

/** A rule as the package knows it, for one register. */
export interface RuleInfo {
  id: string;
  register: string | null;
  title: string;
  /** Applicability and requirement as expressions over facts. */
  when: string;
  require: string;
  sdm: { title: string; section: string; item: string };
  exitQualification: number;
  hint: string;
  feature?: string;
  /** Where the check comes from if the SDM text was not seen. */
  unconfirmed?: string;
  note?: string;
  /** Path of the rule file in the package. */
  file: string;
}

function ruleInfo(instance: Instance): RuleInfo {
  const { key: _key, ...sdm } = instance.sdm;
  return {
    id: instance.id,
    register: instance.register,
    title: instance.title,
    when: printCondition(instance.when),
    require: printCondition(instance.require),
    sdm,
    exitQualification: instance.exitQualification,
    hint: instance.hint,
    ...(instance.feature === undefined ? {} : { feature: instance.feature }),
    ...(instance.unconfirmed === undefined ? {} : { unconfirmed: instance.unconfirmed }),
    ...(instance.note === undefined ? {} : { note: instance.note }),
    file: `rules/${instance.file}`,
  };
}

/** Every check, in SDM order. */
export const rules: readonly RuleInfo[] = Object.freeze(
  EXPLANATIONS.map((row) => Object.freeze(row)),
);

/** One comparison of a rule, with its values if a state was given. */
export interface ExplainedComparison {
  part: "when" | "require";
  expression: string;
  holds: boolean | "unknown";
  /** Value of the fact, hex; absent if unknown. */
  value?: string;
  /** Value of the fact on the right, hex. */
  operand?: string;
  missing?: string[];
}

export interface Explanation {
  rule: RuleInfo;
  examples: Record<"pass" | "fail" | "notApplicable", Record<string, string>[]>;
  status?: Status;
  comparisons?: ExplainedComparison[];
}

/**
 * Says what a check demands and, given a state, how each of its comparisons comes out.
 *
 * @param id id of an instance, such as `ss-dpl-rpl`
 * @throws RangeError for an id no rule has; StateError for a malformed state
 */
export function explain(id: string, state?: ExchangeState): Explanation {
  const checker = defaultChecker();
  const instance = checker.book.byId.get(id);
  if (instance === undefined) throw new RangeError(`no rule has the id "${id}"`);
  const plain = (examples: Instance["examples"]["pass"]): Record<string, string>[] =>
    examples.map(({ values }) =>
      Object.fromEntries([...values].map(([name, value]) => [name, hex(value)])),
    );
  const explanation: Explanation = {
    rule: ruleInfo(instance),
    examples: {
      pass: plain(instance.examples.pass),
      fail: plain(instance.examples.fail),
      notApplicable: plain(instance.examples.notApplicable),
    },
  };
  if (state === undefined) return explanation;
  const record = checker.explain(id, normalize(state));
  const comparisons = (["when", "require"] as const).flatMap((part) =>
    leavesOf(record[part]).map(({ leaf, truth, value, operand, missing }): ExplainedComparison => ({
      part,
      expression: printLeaf(leaf),
      holds: truth ?? "unknown",
      ...(value === undefined ? {} : { value: hex(value) }),
      ...(operand === undefined ? {} : { operand: hex(operand) }),
      ...(missing.length === 0 ? {} : { missing }),
    })),
  );
  return { ...explanation, status: record.status, comparisons };
}

const hex = (value: number | bigint): string => `0x${value.toString(16)}`;

/** A named bit field of a field of the exchange JSON. */
export interface NamedBits {
  /** Fact name, such as `cs.dpl`. */
  name: string;
  title: string;
  high: number;
  low: number;
  /** Name of the named bit field that holds these bits, such as `cs.type` for `cs.accessed`. */
  within?: string;
}

/** The named bits of a field, high to low; empty for a field without. `path` as `guest.cr0`. */
export function bitsOf(path: string): NamedBits[] {
  const { book } = defaultChecker();
  for (const [name, parts] of book.bitsOf) {
    const field = book.facts.get(name);
    if (field?.kind !== "field" || field.path !== path) continue;
    return parts.map((part) => {
      const outer = parts.find(
        (other) => other !== part && other.high >= part.high && other.low <= part.low,
      );
      const { name, title, high, low } = part;
      return { name, title, high, low, ...(outer === undefined ? {} : { within: outer.name }) };
    });
  }
  return [];
}

/** Path of the field a fact is (part of), such as `guest.cs.accessRights` for `cs.dpl`. */
export function fieldOfFact(fact: string): string | undefined {
  const found = findFact(defaultChecker().book.facts, fact);
  return found?.kind === "field" ? found.path : undefined;
}
