/**
 * Rules no one would write: every operator on every kind of fact, behind every shape of guard. The
 * compiled engines must give each the meaning it has for the explaining one.
 */
import { findFact } from "../../src/rules/facts.ts";
import { operators } from "../../src/rules/operators.ts";
import {
  factWidth,
  type Condition,
  type DerivedFact,
  type Fact,
  type Instance,
  type Leaf,
  type OperatorName,
  type RuleBook,
} from "../../src/rules/types.ts";
import { Explainer } from "../../src/evaluate/explain/explain.ts";
import { baseStates } from "../independent/base-states.ts";
import { nearValid, randomWords } from "./packed.ts";
import { book, questionOf } from "./questions.ts";
import type { FieldValue } from "../../src/state/normalize.ts";

/** Derived facts of kinds the catalogue only makes of CPU facts, or not at all. */
const OWN: readonly (readonly [string, number, DerivedFact["derivation"]])[] = [
  ["own.complement", 64, { kind: "complement", fact: "rip" }],
  ["own.clear", 64, { kind: "clear", fact: "cr0", bits: 0x8000_0001n }],
  ["own.first", 64, { kind: "firstKnown", facts: ["cr4", "cr0"] }],
  ["own.wideShift", 36, { kind: "shiftLeft", fact: "cs.limit", by: 4 }],
  ["own.shift33", 33, { kind: "shiftLeft", fact: "cs.selector", by: 17 }],
  ["own.typeShift", 12, { kind: "shiftLeft", fact: "cs.type", by: 4 }],
  ["own.bitShift", 8, { kind: "shiftLeft", fact: "cs.dpl", by: 6 }],
  ["own.wholeShift", 32, { kind: "shiftLeft", fact: "cs.selector", by: 16 }],
  ["own.flag", 1, { kind: "and", facts: ["cs.l"] }],
  ["own.flags", 1, { kind: "and", facts: ["cs.p", "ss.p", "cr0.pg"] }],
  ["own.cpuFlags", 1, { kind: "and", facts: ["cpu.supportsLam", "cpu.supportsSgx"] }],
  ["own.cpuShift", 36, { kind: "shiftLeft", fact: "cpu.linearAddressWidth", by: 30 }],
];

/** One fact of each kind: of one word, two words, a slice, across words, derived, of the CPU. */
export const FORM_FACTS: readonly string[] = [
  "cr0",
  "cr3[60:0]",
  "cr3[32:0]",
  "cr3[31:0]",
  "cr3[30:0]",
  "pendingDebugExceptions[63:17]",
  "rip[47:16]",
  "rip[63:32]",
  "rflags",
  "pat.pa5",
  "cs.type",
  "cs.dpl",
  "ss.dpl",
  "ss.rpl",
  "tr.selector",
  "cs.accessRights",
  "cs.limit",
  "ds.base",
  "ss.limit[31:12]",
  "ds.selectorTimes16",
  "unrestrictedGuest",
  "ia32eModeGuest",
  "activityState",
  "cpu.vmxMisc",
  "cpu.vmxMisc[8:6]",
  "cpu.supportsLam",
  "cpu.physicalAddressWidth",
  "cpu.linearAddressWidth[5:0]",
  "cr0.mustBeOne",
  "uinv[15:8]",
  "memory.linkPointerDword.revision",
  ...OWN.map(([name]) => name),
];

export const OPERATORS: readonly OperatorName[] = [
  "equal",
  "notEqual",
  "in",
  "lessThanInclusive",
  "greaterThanInclusive",
  "noBitOf",
  "everyBitOf",
  "fitsInBits",
  "canonicalFor",
  "identicalFromBit",
];
const OF_WIDTHS: ReadonlySet<OperatorName> = new Set(OPERATORS.slice(-3));
/** Small numbers, which become a table, and others. */
const LISTS: readonly ((value: () => bigint) => bigint[])[] = [
  (value) => [value(), value(), value()],
  (value) => [1n, value() % 32n],
  (value) => [32n, value() % 64n],
];
const CPU_WIDTHS = ["cpu.physicalAddressWidth", "cpu.linearAddressWidth"];

/** The catalogue with the facts above under their names. */
export const formFacts: ReadonlyMap<string, Fact> = (() => {
  const all = new Map<string, Fact>(book.facts);
  for (const [name, width, derivation] of OWN) {
    all.set(name, { kind: "derived", name, title: name, width, derivation });
  }
  for (const name of FORM_FACTS) {
    const fact = findFact(all, name);
    if (fact !== undefined) all.set(name, fact);
  }
  return all;
})();

const widthOf = (name: string): number => {
  const fact = formFacts.get(name);
  if (fact === undefined) throw new Error(name);
  return factWidth(fact);
};

/** Any value of a fact, often one that occurs. */
function valuesOf(fact: string, random: () => number): () => bigint {
  const explainer = new Explainer({ ...book, facts: formFacts, instances: [] });
  const occurring = Object.values(baseStates).map((base) =>
    BigInt(explainer.fact(fact, questionOf(base)) ?? 0),
  );
  const width = widthOf(fact);
  return () => {
    const known = occurring[random() % occurring.length] ?? 0n;
    const free = BigInt.asUintN(width, (BigInt(random()) << 32n) | BigInt(random()));
    const above = BigInt.asUintN(width, known + 1n);
    const most = (1n << BigInt(width)) - 1n;
    const power = (1n << BigInt(random() % width)) - BigInt(random() % 2);
    return [known, known, free, above, 0n, most, power][random() % 7] ?? 0n;
  };
}

/** Facts of one word, at its edge and inside, each compared with each. */
const SLICES = ["cs.type", "ss.dpl", "cs.dpl", "ss.rpl", "tr.selector", "uinv[15:8]", "cs.limit"];
const OF_SLICES: readonly OperatorName[] = ["equal", "lessThanInclusive", "everyBitOf"];

/** A mask that is almost everything, on a field that is often 1. */
const ALMOST: readonly Leaf[] = (["noBitOf", "everyBitOf"] as const).flatMap((operator) =>
  Array.from({ length: 8 }, (): Leaf => ({
    kind: "leaf",
    fact: "activityState",
    operator,
    operand: { constant: 0xffff_fffen },
  })),
);

const sliceLeaves: readonly Leaf[] = SLICES.flatMap((fact) =>
  SLICES.flatMap((other) =>
    OF_SLICES.map((operator): Leaf => ({ kind: "leaf", fact, operator, operand: { fact: other } })),
  ),
);

/**
 * @param constants leaves with a constant or a list for each fact and operator
 * @param partners other facts each fact is compared with by each operator
 */
export function formLeaves(random: () => number, constants: number, partners: number): Leaf[] {
  const leaves = FORM_FACTS.flatMap((fact) => {
    const value = valuesOf(fact, random);
    return OPERATORS.flatMap((operator): Leaf[] => {
      if (operators[operator].whole && widthOf(fact) < 64) return [];
      const leaf = (operand: Leaf["operand"]): Leaf => ({ kind: "leaf", fact, operator, operand });
      const isWidth = OF_WIDTHS.has(operator);
      const plain = Array.from({ length: constants }, (_, i) => {
        if (operator === "in") {
          return leaf({ list: LISTS.map((list) => list(value))[i % LISTS.length] ?? [] });
        }
        const width = BigInt([32, 33, 64][i] ?? 1 + (random() % 64));
        return leaf({ constant: isWidth ? width : value() });
      });
      if (operator === "in") return plain;
      const others = isWidth
        ? [...CPU_WIDTHS, "cs.dpl"]
        : Array.from(
            { length: partners },
            () => FORM_FACTS[random() % FORM_FACTS.length] ?? "",
          ).filter((other) => widthOf(fact) > 32 || widthOf(other) <= 32);
      // The explaining engine refuses a wide value beside a narrow fact, as no rule has it.
      return [...plain, ...new Set(others)].map((other) =>
        typeof other === "string" ? leaf({ fact: other }) : other,
      );
    });
  });
  return [...leaves, ...ALMOST, ...(partners > 1 ? sliceLeaves : [])];
}

const bit = (fact: string, value: bigint): Leaf => ({
  kind: "leaf",
  fact,
  operator: "equal",
  operand: { constant: value },
});

/** False in every state: bits 3:0 are shifted in. */
const NEVER = bit("ds.selectorTimes16", 1n);

const canonical = (operand: Leaf["operand"]): Leaf => ({
  kind: "leaf",
  fact: "rip",
  operator: "canonicalFor",
  operand,
});

/** Conditions other rules share, or need the opposite of. */
const GUARDS: readonly Condition[] = [
  ...["cs.l", "unrestrictedGuest", "own.flags", "cpu.supportsLam", "cs.unusable"].flatMap(
    (fact) => [bit(fact, 0n), bit(fact, 1n)],
  ),
  bit("cs.type", 3n),
  { ...bit("cs.type", 3n), operator: "notEqual" },
  { kind: "leaf", fact: "activityState", operator: "in", operand: { list: [0n, 2n] } },
  canonical({ fact: "cpu.linearAddressWidth" }),
  NEVER,
  { kind: "leaf", fact: "cs.dpl", operator: "lessThanInclusive", operand: { constant: 3n } },
  { kind: "leaf", fact: "cs.dpl", operator: "lessThanInclusive", operand: { fact: "ss.dpl" } },
];

function guardOf(index: number, random: () => number): Condition | undefined {
  const one = (): Condition => GUARDS[random() % GUARDS.length] as Condition;
  switch (index % 6) {
    case 0:
      return one();
    case 1:
      return { kind: "all", of: [one(), { kind: "named", name: "own", title: "", body: one() }] };
    case 2:
      return { kind: "any", of: [one(), one()] };
    default:
      return undefined;
  }
}

function requirementOf(index: number, leaves: readonly Leaf[]): Condition {
  const at = (other: number): Leaf => leaves[other % leaves.length] as Leaf;
  switch (index % 7) {
    case 0:
      return { kind: "any", of: [at(index), at(7 * index + 1)] };
    case 1:
      return { kind: "all", of: [at(index), at(7 * index + 1), at(3 * index + 5)] };
    case 2:
      return {
        kind: "any",
        of: [at(index), { kind: "all", of: [at(7 * index + 1), at(3 * index + 5)] }],
      };
    case 3:
      return { kind: "any", of: [NEVER, at(index)] };
    case 4:
      return {
        kind: "all",
        of: [
          canonical({ fact: "cpu.linearAddressWidth" }),
          canonical({ constant: 32n }),
          at(index),
        ],
      };
    default:
      return at(index);
  }
}

/** A rule book with one rule for each leaf; some have guards, some a second leaf. */
export function formBook(
  leaves: readonly Leaf[],
  random: () => number,
  isWanted: (instance: Instance) => boolean = () => true,
): RuleBook {
  const [first] = book.instances;
  if (first === undefined) throw new Error("no instance");
  const { when: _when, ...rest } = first;
  const instances = leaves
    .map((_leaf, index): Instance => {
      const when = guardOf(index, random);
      const require = requirementOf(index, leaves);
      return { ...rest, index, id: `r${index}`, ...(when === undefined ? {} : { when }), require };
    })
    .filter(isWanted)
    .map((instance, index) => ({ ...instance, index }));
  return {
    ...book,
    facts: formFacts,
    instances,
    byId: new Map(instances.map((one) => [one.id, one])),
  };
}

/** A state on a CPU, and the rules of a book it violates. */
export interface FormCase {
  readonly fields: ReadonlyMap<string, FieldValue>;
  readonly violated: readonly string[];
}

/** States near valid ones on the CPUs in turn, with the answers of the explaining engine. */
export function formCases(
  own: RuleBook,
  cpus: readonly ReadonlyMap<string, FieldValue>[],
  count: number,
  seed: number,
): FormCase[] {
  const random = randomWords(seed);
  const explainer = new Explainer(own);
  return Array.from({ length: count }, (_, i) => {
    const fields = new Map([...nearValid(random, 8), ...(cpus[i % cpus.length] ?? [])]);
    if (i % 5 === 0) fields.set("guest.activityState", 1);
    const question = { fields, pins: {}, view: "vmcs" as const };
    const violated = own.instances
      .filter(({ id }) => explainer.status(id, question) === "fail")
      .map(({ id }) => id);
    return { fields, violated };
  });
}
