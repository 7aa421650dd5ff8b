import type { Explainer } from "../../../src/evaluate/explain/explain.ts";
import { derivationInputs, findFact } from "../../../src/rules/facts.ts";
import type { Condition, Instance, RuleBook } from "../../../src/rules/types.ts";
import { FIELDS } from "../../../src/generated/fields.ts";
import { normalize, type FieldValue } from "../../../src/state/normalize.ts";
import { baseStates } from "../../independent/base-states.ts";
import { parseComplete, violatedChecks } from "../../independent/guest-state-oracle.ts";
import { MORE_STATES } from "./more-states.ts";

/** One field with another value, and the checks the oracle then finds violated. */
interface Change {
  value: FieldValue;
  violated: ReadonlySet<string>;
}

interface State {
  name: string;
  fields: Map<string, FieldValue>;
  violated: ReadonlySet<string>;
  /** By field path. */
  changes: ReadonlyMap<string, readonly Change[]>;
  /** Check -> paths of the fields that decide it here. */
  decided: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Bits of a field that mean something together: all their combinations are tried. */
const JOINT: readonly [path: RegExp, bits: readonly number[]][] = [
  [/\.accessRights$/, [0, 1, 2, 3, 5, 6]], // type and DPL
  [/^guest\.[cs]s\.selector$/, [0, 1]],
  [/^guest\.activityState$/, [0, 1, 2, 3]],
  [/^guest\.interruptibilityState$/, [0, 1, 2, 3, 4]],
  [/^controls\.entryInterruptionInfo$/, [0, 1, 2, 3, 4, 8, 9, 10]], // vectors 0 to 31, type
  [/^guest\.efer$/, [8, 10]],
  [/^guest\.sCet$/, [10, 11]],
  ...Array.from({ length: 8 }, (_, i): [RegExp, number[]] => [
    /^guest\.pat$/,
    [0, 1, 2, 3].map((bit) => 8 * i + bit),
  ]),
];

/** Widths of addresses; wider ones than any CPU has show what else a check refuses. */
const WIDTHS: Readonly<Record<string, readonly number[]>> = {
  "cpu.linearAddressWidth": [48, 57],
  "cpu.physicalAddressWidth": Array.from({ length: 33 }, (_, i) => 32 + i),
};

/** Other values for a field: each bit inverted, and the combinations of some. */
function variants(path: string, value: FieldValue): FieldValue[] {
  const widths = WIDTHS[path];
  if (widths !== undefined) return widths.filter((width) => width !== value);
  const width = FIELDS.get(path)?.width ?? 0;
  const flips = new Set(Array.from({ length: width }, (_, bit) => 1n << BigInt(bit)));
  for (const [pattern, bits] of JOINT) {
    if (!pattern.test(path)) continue;
    for (let choice = 1; choice < 1 << bits.length; choice++) {
      const chosen = bits.filter((_, i) => ((choice >> i) & 1) === 1);
      flips.add(chosen.reduce((mask, bit) => mask | (1n << BigInt(bit)), 0n));
    }
  }
  return [...flips].map((flip) => {
    const other = BigInt(value) ^ flip;
    return width <= 32 ? Number(other) : other;
  });
}

/** Facts that say the same as a mask of the state in other words; changing one of them alone makes
 * a processor that does not exist. */
const REPEATED = new Set([
  "cpu.supportsShadowStack",
  "cpu.supportsIbt",
  "cpu.supportsPerfMetrics",
  "cpu.numGpCounters",
  "cpu.numFixedCounters",
]);

type Complete = ReturnType<typeof parseComplete>;

/** Writes a field of the oracle's own state; does nothing for fields no check reads. */
function write(complete: Complete, path: string, value: FieldValue): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let target: unknown = complete;
  for (const key of keys) target = (target as Record<string, unknown>)[key];
  const object = target as Record<string, unknown>;
  const old = object[last];
  if (old === undefined) return;
  object[last] =
    typeof old === "bigint"
      ? BigInt(value)
      : typeof old === "boolean"
        ? value === 1
        : Number(value);
}

function withChanges(name: string, fields: Map<string, FieldValue>, complete: Complete): State {
  const violated = new Set(violatedChecks(complete));
  const changes = new Map<string, Change[]>();
  const decided = new Map<string, Set<string>>();
  for (const [path, value] of fields) {
    if (REPEATED.has(path)) continue;
    const list: Change[] = [];
    for (const variant of variants(path, value)) {
      write(complete, path, variant);
      const then = new Set(violatedChecks(complete));
      const differing = [
        ...[...then].filter((id) => !violated.has(id)),
        ...[...violated].filter((id) => !then.has(id)),
      ];
      for (const id of differing) {
        decided.set(id, (decided.get(id) ?? new Set()).add(path));
      }
      list.push({ value: variant, violated: differing.length === 0 ? violated : then });
    }
    write(complete, path, value);
    changes.set(path, list);
  }
  return { name, fields, violated, changes, decided };
}

let states: State[] | undefined;

/** The base states and some more, each with every field changed alone; the oracle is asked once. */
function corpus(): readonly State[] {
  states ??= [
    ...Object.entries(baseStates).map(([name, state]) =>
      withChanges(name, new Map(normalize(state).fields), parseComplete(state)),
    ),
    ...MORE_STATES.map(({ name, from, set }) => {
      const state = baseStates[from];
      const fields = new Map(normalize(state).fields);
      const complete = parseComplete(state);
      for (const [path, value] of Object.entries(set)) {
        const width = FIELDS.get(path)?.width ?? 0;
        fields.set(path, width <= 32 ? Number(value) : BigInt(value));
        write(complete, path, width <= 32 ? Number(value) : BigInt(value));
      }
      return withChanges(name, fields, complete);
    }),
  ];
  return states;
}

/** Paths of the fields an instance reads, through named conditions and derived facts. */
export function pathsRead(book: RuleBook, instance: Instance): Set<string> {
  const paths = new Set<string>();
  const read = (name: string): void => {
    const fact = findFact(book.facts, name);
    if (fact?.kind === "field") paths.add(fact.path);
    else if (fact !== undefined) derivationInputs(fact.derivation).forEach(read);
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

/**
 * The first complete state on which the explaining engine and the oracle disagree about one
 * instance. Fields the instance does not read cannot change its answer and are not tried.
 */
export function corpusFault(
  book: RuleBook,
  explainer: Explainer,
  instance: Instance,
): string | undefined {
  const { id } = instance;
  const paths = pathsRead(book, instance);
  for (const { name, fields, violated, changes, decided } of corpus()) {
    const question = { fields, pins: {}, view: "vmcs" as const };
    const isWrong = (expected: ReadonlySet<string>): boolean => {
      const status = explainer.status(id, question);
      return status === "unknown" || (status === "fail") !== expected.has(id);
    };
    const sentence = (place: string, expected: ReadonlySet<string>): string =>
      `${id} is ${explainer.status(id, question)} in ${name}${place}, ` +
      `and the oracle ${expected.has(id) ? "finds it violated" : "does not"}`;
    if (isWrong(violated)) return sentence("", violated);
    for (const path of decided.get(id) ?? []) {
      if (!paths.has(path)) return `${id} does not read ${path}, which decides it in ${name}`;
    }
    for (const path of paths) {
      const value = fields.get(path);
      if (value === undefined) continue;
      try {
        for (const change of changes.get(path) ?? []) {
          fields.set(path, change.value);
          if (isWrong(change.violated)) {
            return sentence(` with ${path} = 0x${change.value.toString(16)}`, change.violated);
          }
        }
      } finally {
        fields.set(path, value);
      }
    }
  }
  return undefined;
}
