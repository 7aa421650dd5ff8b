import type { Instance } from "../../rules/types.ts";
import { negate, type Expression, type Lowering, type Test } from "./lower.ts";

/** One instance as tests: where every guard holds, the requirement must. */
export interface Item {
  /** Bit number in the list of violations. */
  readonly index: number;
  readonly id: string;
  readonly guards: readonly Expression[];
  readonly require: Expression;
}

/** A guard that several instances share is asked once. */
export type Branch =
  | { readonly kind: "item"; readonly item: Item }
  | {
      readonly kind: "if";
      readonly guard: Expression;
      readonly holds: readonly Branch[];
      readonly fails: readonly Branch[];
    };

/** The instances in the order given, lowered. */
export function lowerAll(instances: readonly Instance[], lowering: Lowering): Item[] {
  return instances.flatMap(({ id, when, require }, index) => {
    const applies = when === undefined ? undefined : lowering.condition(when);
    const guards =
      applies === undefined || (applies.kind === "constant" && applies.value)
        ? []
        : applies.kind === "all"
          ? applies.of
          : [applies];
    return withoutRare({ index, id, guards, require: lowering.condition(require) }, lowering);
  });
}

/**
 * Whether an address is canonical shows in its high half, unless linear addresses have 32 bits. The
 * tests for such CPUs become an item with a guard, which all addresses then share.
 */
function withoutRare(item: Item, lowering: Lowering): Item[] {
  const parts = item.require.kind === "all" ? item.require.of : [item.require];
  const masks = new Map<number, Expression[]>();
  const usual = parts.filter((part) => {
    if (part.kind !== "test" || part.test.kind !== "sign") return true;
    const { mask } = part.test;
    if (typeof mask === "number" || mask.kind !== "cpu") return true;
    if (lowering.constants[mask.index]?.half !== 0) return true;
    masks.set(mask.index, [...(masks.get(mask.index) ?? []), part]);
    return false;
  });
  const rare = [...masks].map(([index, of]): Item => {
    const source = { kind: "cpu", index } as const;
    const test = { kind: "bits", source, mask: -1, value: 0 } as const;
    const guard: Expression = { kind: "test", test, holds: false };
    return { ...item, guards: [guard, ...item.guards], require: { kind: "all", of } };
  });
  if (rare.length === 0) return [item];
  return usual.length === 0 ? rare : [{ ...item, require: { kind: "all", of: usual } }, ...rare];
}

/**
 * A decision tree: the guard most instances share comes first, with those that need its opposite on
 * the other side; within each side again. Instances without (further) guards come before all.
 */
export function decisionTree(items: readonly Item[]): Branch[] {
  const branches: Branch[] = items
    .filter(({ guards }) => guards.length === 0)
    .map((item) => ({ kind: "item", item }));
  let rest = items.filter(({ guards }) => guards.length > 0);
  while (rest.length > 0) {
    const guard = mostShared(rest);
    const key = keyOf(guard);
    const opposite = keyOf(oppositeOf(guard));
    const holds = rest.filter((item) => item.guards.some((own) => keyOf(own) === key));
    const fails = rest.filter(
      (item) => !holds.includes(item) && item.guards.some((own) => keyOf(own) === opposite),
    );
    branches.push({
      kind: "if",
      guard,
      holds: decisionTree(holds.map((item) => without(item, key))),
      fails: decisionTree(fails.map((item) => without(item, opposite))),
    });
    rest = rest.filter((item) => !holds.includes(item) && !fails.includes(item));
  }
  return branches;
}

const keys = new WeakMap<Expression, string>();

/** Equal for expressions that say the same in the same way. */
export function keyOf(expression: Expression): string {
  let key = keys.get(expression);
  if (key === undefined) {
    key = JSON.stringify(expression, (_key, value: unknown) =>
      typeof value === "bigint" ? `0x${value.toString(16)}` : value,
    );
    keys.set(expression, key);
  }
  return key;
}

const opposites = new WeakMap<Expression, Expression>();

function oppositeOf(expression: Expression): Expression {
  let opposite = opposites.get(expression);
  if (opposite === undefined) {
    opposite = negate(expression);
    opposites.set(expression, opposite);
  }
  return opposite;
}

const without = (item: Item, key: string): Item => ({
  ...item,
  guards: item.guards.filter((guard) => keyOf(guard) !== key),
});

/** Of a guard and its opposite, the one more instances have. */
function mostShared(items: readonly Item[]): Expression {
  const counts = new Map<string, { guard: Expression; count: number }>();
  for (const { guards } of items) {
    for (const guard of guards) {
      const key = keyOf(guard);
      const entry = counts.get(key) ?? { guard, count: 0 };
      entry.count += 1;
      counts.set(key, entry);
    }
  }
  const total = ({ guard, count }: { guard: Expression; count: number }): number =>
    count + (counts.get(keyOf(oppositeOf(guard)))?.count ?? 0);
  let best: { guard: Expression; count: number } | undefined;
  for (const entry of counts.values()) {
    if (
      best === undefined ||
      total(entry) > total(best) ||
      (total(entry) === total(best) && entry.count > best.count)
    ) {
      best = entry;
    }
  }
  if (best === undefined) throw new Error("no guard is left");
  return best.guard;
}

/** One test for two on bits of the same word; undefined if they contradict each other. */
export function mergedBits(a: Test, b: Test): Test | undefined {
  if (a.kind !== "bits" || b.kind !== "bits") return undefined;
  if (JSON.stringify(a.source) !== JSON.stringify(b.source)) return undefined;
  if ((a.mask & b.mask & (a.value ^ b.value)) !== 0) return undefined;
  return { ...a, mask: a.mask | b.mask, value: a.value | b.value };
}
