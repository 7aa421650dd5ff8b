import { Checker, type CheckOptions, type Report } from "./evaluate/check/index.ts";
import { leavesOf } from "./evaluate/check/message.ts";
import { prepare } from "./evaluate/check/prepare.ts";
import type { Status } from "./evaluate/types.ts";
import { ruleBook } from "./rules/book.ts";
import { printCondition, printLeaf } from "./rules/print.ts";
import type { Instance } from "./rules/types.ts";
import type { ExchangeSegment, ExchangeState, SegmentRegister } from "./state/exchange.ts";
import { normalize } from "./state/normalize.ts";

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
 * @throws StateError naming the JSON pointer if the state is malformed
 */
export function check(state: ExchangeState, options: CheckOptions = {}): Report {
  return defaultChecker().check(normalize(state), options);
}

/**
 * Checks one segment register: only the instances of this register.
 *
 * @param register `cs`, `ss`, `ds`, `es`, `fs`, `gs`, `ldtr` or `tr`
 * @param segment selector (16 bits), base (64), scaled byte limit (32), access rights in VMCS
 *   layout (32)
 * @param context the rest of the state the checks read: RFLAGS, other registers, controls
 * @throws StateError for malformed values
 */
export function checkSegment(
  register: SegmentRegister,
  segment: ExchangeSegment,
  context: ExchangeState = {},
): Report {
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
  ruleBook().instances.map((instance) => Object.freeze(ruleInfo(instance))),
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
  const { book, explainer } = defaultChecker();
  const instance = book.byId.get(id);
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
  const { question } = prepare(normalize(state), book);
  const record = explainer.explain(id, question);
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
