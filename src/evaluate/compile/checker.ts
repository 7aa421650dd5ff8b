import {
  CPU_CONSTANTS,
  INSTANCES,
  VIOLATION_WORDS,
  verdict,
  violations,
} from "../../generated/checks.ts";
import { FIELDS } from "../../generated/fields.ts";
import { PACKED_FIELDS, PACKED_WORDS } from "../../generated/pack.ts";
import { sources } from "../../generated/sources.ts";
import { ruleBook } from "../../rules/book.ts";
import { expand } from "../../rules/expand.ts";
import { fill } from "../../rules/facts.ts";
import type { RuleBook, RuleFile } from "../../rules/types.ts";
import type { ExchangeState } from "../../state/exchange.ts";
import { StateError, normalize } from "../../state/normalize.ts";
import { cpuBlock, type CpuFacts } from "./cpu.ts";
import { assemble, computeBits, run, type Program } from "./program.ts";

/** Checks packed states on one CPU. */
export interface PackedChecker {
  /** Ids of the checks: what the numbers below mean. */
  readonly instances: readonly string[];
  /** True if the state at word `at` violates no check. */
  valid(words: Int32Array, at?: number): boolean;
  /**
   * Writes the numbers of the violated checks to `out`, in order, and returns how many there are.
   * `out` needs room for as many as there are checks.
   */
  check(words: Int32Array, at: number, out: Int32Array): number;
  /**
   * Checks `count` states that lie one after the other, and returns how many are valid.
   *
   * @param out histogram: for each check the number of states that violate it is added
   * @param states 1 for each valid state, 0 for each other one, if given
   */
  checkBatch(words: Int32Array, count: number, out: Uint32Array, states?: Uint8Array): number;
}

/** The facts of a CPU, from the member `cpu` of the exchange JSON. */
export type ExchangeCpu = NonNullable<ExchangeState["cpu"]>;

/**
 * The guest-state checks on a CPU, compiled: two-valued, for states that are known completely.
 *
 * @throws StateError if a fact is malformed, or absent although a check reads it; absent facts the
 *   contract assumes (`supportsIntel64`, `cr0Fixed0` ...) are assumed
 */
export function checker(cpu: ExchangeCpu = {}): PackedChecker {
  const block = cpuBlock(CPU_CONSTANTS, cpuFacts(cpu));
  refuseUnknown(block.unknown);
  const c = block.constants;
  return packedChecker(
    INSTANCES,
    (words, at) => verdict(words, at, c),
    (words, at, bits) => violations(words, at, c, bits),
    VIOLATION_WORDS,
  );
}

/** A rule in the form of a file below `rules/`; what only reports need may be left out. */
export type PolicyRule = Pick<RuleFile, "id" | "require"> & Partial<RuleFile>;

/** A rule of the package, as `rules` lists them. */
export interface KnownRule {
  id: string;
  require: string;
}

/**
 * Compiles rules that are known only at run time, such as a policy of one's own, for a CPU. They may
 * use every fact and every named condition of the package. Nothing in them becomes code.
 *
 * @param rules rules as written in a file, or entries of `rules`
 * @throws RuleError for a rule that does not fit the catalogue; RangeError for an unknown id or a
 *   field that a packed state does not have; StateError for a missing or malformed CPU fact
 */
export function compile(
  rules: RuleBook | readonly (PolicyRule | KnownRule)[],
  cpu: ExchangeCpu = {},
): PackedChecker {
  const program = programOf("instances" in rules ? rules : policyBook(rules));
  const facts = cpuFacts(cpu);
  const block = cpuBlock(program.constants, facts, program.bits.length);
  const unknown = new Set(block.unknown);
  const calls = program.calls(facts, unknown);
  refuseUnknown([...unknown]);
  const c = block.constants;
  return packedChecker(
    program.instances,
    (words, at) => {
      computeBits(program.bits, words, at, c);
      return run(program.verdict, calls, words, at, c, undefined);
    },
    (words, at, bits) => {
      bits.fill(0);
      computeBits(program.bits, words, at, c);
      return !run(program.violations, calls, words, at, c, bits);
    },
    Math.ceil(program.instances.length / 32),
  );
}

/** A rule book is compiled once for all CPUs. */
const programs = new WeakMap<RuleBook, Program>();

function programOf(book: RuleBook): Program {
  let program = programs.get(book);
  if (program === undefined) {
    const range = (path: string): readonly [number, number] | undefined => FIELDS.get(path)?.range;
    program = assemble(book.instances, book.facts, PACKED_FIELDS, range);
    programs.set(book, program);
  }
  return program;
}

/** The rules compiled last, by their text: a program that meets many CPUs expands them once. */
let lastPolicy: { text: string; book: RuleBook } | undefined;

function policyBook(rules: readonly (PolicyRule | KnownRule)[]): RuleBook {
  const text = JSON.stringify(rules, (_name, value: unknown) =>
    typeof value === "bigint" ? `${value}n` : value,
  );
  if (lastPolicy?.text !== text) lastPolicy = { text, book: expandPolicy(rules) };
  return lastPolicy.book;
}

function expandPolicy(rules: readonly (PolicyRule | KnownRule)[]): RuleBook {
  const own: Record<string, RuleFile> = {};
  const ownIds: string[] = [];
  const ids: string[] = [];
  rules.forEach((rule, index) => {
    if (typeof rule.require === "string") {
      ids.push(rule.id);
      return;
    }
    const file: RuleFile = {
      title: rule.id,
      sdm: { section: Object.keys(sources.sdm.sections)[0] ?? "", item: "" },
      hint: "",
      ...(rule as PolicyRule),
      examples: { pass: [], fail: [] },
    };
    own[`policy ${index}`] = file;
    const registers = Object.keys(file.for ?? {}).flatMap((names) => names.split(" "));
    const made =
      registers.length === 0 ? [rule.id] : registers.map((register) => fill(rule.id, register));
    ids.push(...made);
    ownIds.push(...made);
  });
  const order = { ...sources.order, instances: ownIds };
  const policy = expand({ ...sources, rules: own, order });
  const known = ids.length > ownIds.length ? ruleBook() : policy;
  const instances = ids.map((id, index) => {
    const instance = policy.byId.get(id) ?? known.byId.get(id);
    if (instance === undefined) throw new RangeError(`no rule has the id "${id}"`);
    return { ...instance, index };
  });
  return { ...policy, facts: new Map([...known.facts, ...policy.facts]), instances };
}

function cpuFacts(cpu: ExchangeCpu): CpuFacts {
  const { fields } = normalize({ cpu });
  return (path) => {
    const value = fields.get(path);
    return value === undefined ? undefined : BigInt(value);
  };
}

function refuseUnknown(unknown: readonly string[]): void {
  if (unknown.length === 0) return;
  throw new StateError(
    "/cpu",
    `the compiled checks need every CPU fact they read; unknown: ${unknown.join(", ")}`,
  );
}

/** @param violated sets the bits of violated checks; true if there is one */
function packedChecker(
  instances: readonly string[],
  valid: (words: Int32Array, at: number) => boolean,
  violated: (words: Int32Array, at: number, bits: Int32Array) => boolean,
  bitWords: number,
): PackedChecker {
  const bits = new Int32Array(bitWords);
  const checkRange = (words: Int32Array, at: number, count: number): void => {
    if (!(at >= 0 && at + count * PACKED_WORDS <= words.length)) {
      throw new RangeError(
        `${count} packed states of ${PACKED_WORDS} words do not lie in ${words.length} words from ${at}`,
      );
    }
  };
  return {
    instances,
    valid(words, at = 0) {
      checkRange(words, at, 1);
      return valid(words, at);
    },
    check(words, at, out) {
      checkRange(words, at, 1);
      return violated(words, at, bits) ? numbersIn(bits, out) : 0;
    },
    checkBatch(words, count, out, states) {
      checkRange(words, 0, count);
      let good = 0;
      for (let i = 0, at = 0; i < count; i++, at += PACKED_WORDS) {
        const isValid = !violated(words, at, bits);
        if (isValid) good += 1;
        else addTo(out, bits);
        if (states !== undefined) states[i] = isValid ? 1 : 0;
      }
      return good;
    },
  };
}

/** The positions of the bits that are 1, lowest first. */
export function numbersIn(bits: Int32Array, out: Int32Array): number {
  let count = 0;
  for (let i = 0; i < bits.length; i++) {
    for (let rest = bits[i] as number; rest !== 0; rest &= rest - 1) {
      out[count++] = 32 * i + 31 - Math.clz32(rest & -rest);
    }
  }
  return count;
}

function addTo(histogram: Uint32Array, bits: Int32Array): void {
  for (let i = 0; i < bits.length; i++) {
    for (let rest = bits[i] as number; rest !== 0; rest &= rest - 1) {
      const number = 32 * i + 31 - Math.clz32(rest & -rest);
      histogram[number] = (histogram[number] as number) + 1;
    }
  }
}
