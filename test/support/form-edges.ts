/** Rules for what the forms meet too seldom by chance. */
import type { Condition, Instance, Leaf } from "../../src/rules/types.ts";
import { book } from "./questions.ts";

const leaf = (fact: string, operator: Leaf["operator"], operand: Leaf["operand"]): Leaf => ({
  kind: "leaf",
  fact,
  operator,
  operand,
});
const equal = (fact: string, constant: bigint): Leaf => leaf(fact, "equal", { constant });

const LEAVES: readonly Leaf[] = [
  // Slices at bit 1, one of them up to the end of its word.
  leaf("activityState[31:1]", "equal", { fact: "interruptibilityState[31:1]" }),
  leaf("cs.accessRights[2:1]", "equal", { fact: "ss.dpl" }),
  // One bit too far for a slice of one word.
  leaf("rip[32:30]", "lessThanInclusive", { constant: 2n }),
  leaf("cs.dpl", "fitsInBits", { constant: 0n }),
  // What a CPU does not allow, as a number of 64 bits.
  leaf("cr0.notAllowed", "lessThanInclusive", { constant: 0xffff_ffff_ffff_fffcn }),
];

/** Each with every shape `formBook` makes of a rule. */
export const EDGE_LEAVES: readonly Leaf[] = Array.from({ length: 14 }, () => LEAVES).flat();

function instanceOf(id: string, require: Leaf, of: Condition[] = []): Instance {
  const [first] = book.instances;
  if (first === undefined) throw new Error("no instance");
  const { when: _when, ...rest } = first;
  return { ...rest, id, require, ...(of.length === 0 ? {} : { when: { kind: "all", of } }) };
}

const ALWAYS_READ = instanceOf("always", leaf("cs.type", "notEqual", { constant: 4n }));

/**
 * Groups of rules of which one has two guards on fields, or on facts of the CPU, that nothing else
 * reads: where both are absent, neither may say that the other is not needed.
 */
export const MUTUAL_GUARDS: readonly (readonly Instance[])[] = [
  [equal("smbase", 0xffff_ffffn), equal("sysenterCs", 0xffff_ffffn)],
  [equal("cpu.physicalAddressWidth", 52n), equal("cpu.linearAddressWidth", 64n)],
].map((pair) => [
  ALWAYS_READ,
  instanceOf("guarded", equal("preemptionTimer", 7n), [equal("cs.s", 1n), ...pair]),
]);
