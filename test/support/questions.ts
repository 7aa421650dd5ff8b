import { defaultChecker } from "../../src/api.ts";
import type { Question, Status } from "../../src/evaluate/types.ts";
import { FIELDS } from "../../src/generated/fields.ts";
import type { Condition, Fact, Instance } from "../../src/rules/types.ts";
import { findFact, derivationInputs } from "../../src/rules/facts.ts";
import { normalize, type FieldValue } from "../../src/state/normalize.ts";

export const { book, explainer } = defaultChecker();

/** A question on the VMCS view without pins, from exchange JSON. */
export function questionOf(state: unknown): Question & { fields: Map<string, FieldValue> } {
  return { fields: new Map(normalize(state).fields), pins: {}, view: "vmcs" };
}

/** Ids of the instances that fail, in SDM order. */
export function failing(
  question: Question,
  instances: readonly Instance[] = book.instances,
): string[] {
  return instances
    .filter(({ id }) => explainer.status(id, question) === "fail")
    .map(({ id }) => id);
}

/** Field paths an instance reads, through named conditions and derived facts. */
export function pathsRead(
  instance: Instance,
  facts: ReadonlyMap<string, Fact> = book.facts,
): Set<string> {
  const paths = new Set<string>();
  const read = (name: string): void => {
    const fact = findFact(facts, name);
    if (fact === undefined) throw new Error(`unknown fact ${name}`);
    if (fact.kind === "field") paths.add(fact.path);
    else derivationInputs(fact.derivation).forEach(read);
  };
  const walk = (condition: Condition): void => {
    if (condition.kind === "named") walk(condition.body);
    else if (condition.kind !== "leaf") condition.of.forEach(walk);
    else {
      read(condition.fact);
      if ("fact" in condition.operand) read(condition.operand.fact);
    }
  };
  if (instance.when !== undefined) walk(instance.when);
  walk(instance.require);
  return paths;
}

/** Instances by the field they read. */
export const readersOf: ReadonlyMap<string, readonly Instance[]> = (() => {
  const map = new Map<string, Instance[]>();
  for (const instance of book.instances) {
    for (const path of pathsRead(instance)) map.set(path, [...(map.get(path) ?? []), instance]);
  }
  return map;
})();

/** The value with one bit inverted, in the representation of its field. */
export function flip(value: FieldValue, bit: number): FieldValue {
  return typeof value === "bigint"
    ? value ^ (1n << BigInt(bit))
    : Number(BigInt(value) ^ (1n << BigInt(bit)));
}

/** Width of a field in bits. */
export function widthOf(path: string): number {
  const spec = FIELDS.get(path);
  if (spec === undefined) throw new Error(`unknown field ${path}`);
  return spec.width;
}

interface Place {
  groups: readonly string[];
  member: string;
  boolean: boolean;
}

const placeOf = (() => {
  const places = new Map<string, Place>();
  return (path: string): Place => {
    let place = places.get(path);
    if (place === undefined) {
      const parts = path.split(".");
      const member = parts.pop() ?? "";
      place = { groups: parts, member, boolean: FIELDS.get(path)?.boolean === true };
      places.set(path, place);
    }
    return place;
  };
})();

/** Nested exchange JSON (hex strings, booleans) from flat fields. */
export function exchangeOf(fields: ReadonlyMap<string, FieldValue>): Record<string, unknown> {
  const state: Record<string, unknown> = {};
  for (const [path, value] of fields) {
    const { groups, member, boolean } = placeOf(path);
    let target = state;
    for (const group of groups) target = (target[group] ??= {}) as Record<string, unknown>;
    target[member] = boolean ? value === 1 : `0x${value.toString(16)}`;
  }
  const memory = state["memory"] as { pdpte?: object } | undefined;
  if (memory?.pdpte !== undefined) memory.pdpte = Object.values(memory.pdpte);
  return state;
}

export type Statuses = ReadonlyMap<string, Status>;

/** Statuses of all instances by the explaining engine. */
export function explained(question: Question): Map<string, Status> {
  return new Map(book.instances.map(({ id }) => [id, explainer.status(id, question)]));
}

/** Instances on which two engines differ, as `id: a / b`. */
export function differences(a: Statuses, b: Statuses): string[] {
  return [...a]
    .filter(([id, status]) => b.get(id) !== status)
    .map(([id, status]) => `${id}: ${status} / ${b.get(id)}`);
}
