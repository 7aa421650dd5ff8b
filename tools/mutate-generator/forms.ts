/**
 * Judges the writer of checks by rules the package does not have: small groups of them, so that the
 * verdict is true about as often as false.
 */
import { FIELDS } from "../../src/generated/fields.ts";
import { PACKED_FIELDS } from "../../src/generated/pack.ts";
import { Lowering } from "../../src/evaluate/compile/lower.ts";
import { sourcesIn } from "../../src/evaluate/compile/needs.ts";
import { lowerAll } from "../../src/evaluate/compile/tree.ts";
import { Explainer } from "../../src/evaluate/explain/explain.ts";
import type * as checks from "../../src/generated/checks.ts";
import type { Condition, Instance, Leaf, RuleBook } from "../../src/rules/types.ts";
import { normalize, type FieldValue } from "../../src/state/normalize.ts";
import { EDGE_LEAVES, MUTUAL_GUARDS } from "../../test/support/form-edges.ts";
import {
  formBook,
  formCases,
  formFacts,
  formLeaves,
  type FormCase,
} from "../../test/support/forms.ts";
import { randomWords, sharedCpu } from "../../test/support/packed.ts";
import { pathsRead } from "../../test/support/questions.ts";
import { ASSUMED } from "./checks.ts";
import { evaluate } from "./modules.ts";
import { book, wordsWriter, type Product } from "./product.ts";

/** Rules for which there is generated code: no wide comparison, no note about canonicality. */
function isWritable(instance: Instance): boolean {
  const lowering = new Lowering(formFacts, PACKED_FIELDS, (path) => FIELDS.get(path)?.range);
  if (compares(instance.require, "identicalFromBit")) return false;
  try {
    for (const { guards, require } of lowerAll([instance], lowering)) {
      for (const part of [...guards, require]) sourcesIn(part);
    }
    return true;
  } catch {
    return false;
  }
}

function compares(part: Condition, operator: string): boolean {
  if (part.kind === "leaf") return part.operator === operator;
  return (part.kind === "named" ? [part.body] : part.of).some((one) => compares(one, operator));
}

/** CPUs that differ in what the rules read. */
export const CPUS: readonly ReadonlyMap<string, FieldValue>[] = [
  {},
  { linearAddressWidth: 32, physicalAddressWidth: 32, supportsLam: true, supportsSgx: true },
  { linearAddressWidth: 57, physicalAddressWidth: 52, supportsLam: false, vmxMisc: "0x2c0" },
].map((change) => normalize({ cpu: { ...sharedCpu, ...change } }).fields);

/** Some rules, states on several CPUs with the answers, and whose answer depends on which fields or pairs of them. */
export interface Group {
  readonly book: RuleBook;
  readonly cases: readonly (FormCase & { readonly undecided: readonly (readonly string[])[] })[];
}

function valuesOf(path: string, random: () => number): FieldValue[] {
  const { width = 1, range } = FIELDS.get(path) ?? {};
  if (range !== undefined) return [...range, ...range];
  const free = BigInt.asUintN(width, (BigInt(random()) << 32n) | BigInt(random()));
  const values = [0n, (1n << BigInt(width)) - 1n, free, 1n << BigInt(random() % width)];
  return values.map((value) => (width > 32 ? value : Number(value)));
}

/** @param size rules in a group */
export function groupsOf(
  leaves: readonly Leaf[],
  size: number,
  states: number,
  isWanted?: (instance: Instance) => boolean,
): Group[] {
  const all = formBook(leaves, randomWords(0x6704), isWanted).instances;
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) =>
    groupOf(all.slice(n * size, (n + 1) * size), n, states),
  );
}

function groupOf(rules: readonly Instance[], seed: number, states: number): Group {
  const instances = rules.map((instance, index) => ({ ...instance, index }));
  const own: RuleBook = {
    ...book,
    facts: formFacts,
    instances,
    byId: new Map(instances.map((one) => [one.id, one])),
  };
  const explainer = new Explainer(own);
  const paths = instances.flatMap((one) => [...pathsRead(one, formFacts)]);
  const random = randomWords(0xd1f + seed);
  const cases = formCases(own, CPUS, states, 0xf0 + seed).map((one) => {
    const [a = "", b = ""] = [random(), random()].map((n) => paths[n % paths.length] ?? "");
    const undecided = [[a], [b], [a, b]].filter((some) =>
      [0, 1, 2, 3].some((at) => {
        const fields = new Map(one.fields);
        for (const path of some) fields.set(path, valuesOf(path, random)[at] ?? 0);
        const question = { fields, pins: {}, view: "vmcs" as const };
        const fails = ({ id }: Instance): boolean => explainer.status(id, question) === "fail";
        return instances.some((own) => fails(own) !== one.violated.includes(own.id));
      }),
    );
    return { ...one, undecided };
  });
  return { book: own, cases };
}

/** The texts of modules that import nothing as one, which is much faster than one each. */
function joined(texts: readonly string[]): string {
  const members =
    "INSTANCES, VIOLATION_WORDS, CPU_CONSTANTS, NEEDS, verdict, violations, boundaries";
  const functions = texts.map(
    (text) =>
      `made.push((() => {\n${text.replace(/^import .*$/gm, "").replace(/^export /gm, "")}
return { ${members} };\n})());`,
  );
  return `export const made: unknown[] = [];\n${functions.join("\n")}`;
}

/** Judges the text the writer makes of groups of rules. */
export class FormsJudge {
  readonly #groups: readonly Group[];

  constructor(constants: number, partners: number, states: number) {
    const leaves = formLeaves(randomWords(0xf0f0), constants, partners);
    // Some groups with a second word of violations, by one rule. Canonicality may make two tests of one rule.
    const isOne = (instance: Instance): boolean =>
      isWritable(instance) && !compares(instance.require, "canonicalFor");
    const many = groupsOf(leaves, 33, states, isOne).slice(0, 4);
    this.#groups = [
      ...groupsOf(leaves, 4, states, isWritable),
      ...many,
      ...groupsOf(EDGE_LEAVES, 4, states, isWritable),
      ...MUTUAL_GUARDS.map((instances) => groupOf(instances, 0, 40)),
    ];
  }

  /** The code for all groups, as TypeScript. */
  text({ checksOf }: Product): string {
    return joined(this.#groups.map(({ book: own }) => checksOf(own, own.instances)));
  }

  /** What is wrong with that code as a script, if anything. */
  fault(product: Product, script: string): string | undefined {
    const modules = evaluate(script)["made"] as readonly (typeof checks)[];
    const wordsOf = wordsWriter(product);
    for (const [n, { cases }] of this.#groups.entries()) {
      const made = modules[n] as typeof checks;
      for (const one of cases) {
        const found = faultIn(made, one, product, wordsOf);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
}

function faultIn(
  made: typeof checks,
  { fields, violated, undecided }: Group["cases"][number],
  { cpuBlock }: Product,
  wordsOf: ReturnType<typeof wordsWriter>,
): string | undefined {
  const { constants: c } = cpuBlock(made.CPU_CONSTANTS, factsOf(fields));
  const words = wordsOf(fields);
  const bits = new Int32Array(made.VIOLATION_WORDS);
  if (made.verdict(words, 0, c) !== (violated.length === 0)) return "forms: verdict";
  if (made.violations(words, 0, c, bits) !== violated.length > 0) return "forms: violations";
  const found = made.INSTANCES.filter((_, i) => (((bits[i >> 5] ?? 0) >>> (i & 31)) & 1) === 1);
  if (found.join() !== violated.join()) return "forms: violations";
  // None of these rules has a note about canonicality.
  if (made.boundaries(words, 0, c) !== 0) return "forms: boundaries";
  for (const absent of undecided) {
    const rest = new Map(fields);
    for (const path of absent) rest.delete(path);
    const block = cpuBlock(made.CPU_CONSTANTS, factsOf(rest));
    const needs = [...absent, ...block.unknown].map((unit) => made.NEEDS.get(unit) ?? "never");
    const packed = wordsOf(rest);
    const isNeeded = (constants: Int32Array | undefined): boolean =>
      needs.some((need) => need === "always" || (need !== "never" && need(packed, 0, constants)));
    const isAssumed = absent.some((path) => ASSUMED.includes(path));
    if (!isAssumed && (!isNeeded(block.constants) || !isNeeded(undefined))) return "forms: needs";
  }
  return undefined;
}

const factsOf =
  (fields: FormCase["fields"]) =>
  (path: string): bigint | undefined => {
    const value = fields.get(path);
    return value === undefined ? undefined : BigInt(value);
  };
