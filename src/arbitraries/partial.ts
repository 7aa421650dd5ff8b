import { Arbitrary, Stream, Value, type Random } from "fast-check";
import type { ExchangeState } from "../state/exchange.ts";
import { fields, fromState, toState, type Words } from "./layout.ts";
import { below, bitsFrom } from "./random.ts";
import { templateWords } from "./source.ts";
import type { CompleteState } from "./state.ts";

/** Indices of the fields that are known. The four PDPTEs in memory are known together. */
type Known = ReadonlySet<number>;

const TOGETHER = fields.filter(({ path }) => path.startsWith("memory.pdpte."));
/** Fields as they can be left out. */
const UNITS: readonly (readonly number[])[] = [
  ...fields.filter((field) => !TOGETHER.includes(field)).map(({ index }) => [index]),
  TOGETHER.map(({ index }) => index),
];

/** Members of a state, leaving out what is not known; a register of which nothing is known goes too. */
function without(state: CompleteState, known: Known): ExchangeState {
  const result: Record<string, Record<string, unknown>> = {};
  const source = state as unknown as Record<string, Record<string, unknown>>;
  for (const { path, index } of fields) {
    if (!known.has(index)) continue;
    const [group = "", member = "", part] = path.split(".");
    const target = (result[group] ??= {});
    const value = source[group]?.[member];
    if (part === undefined || member === "pdpte") target[member] = value;
    else {
      const inner = (target[member] ??= {}) as Record<string, unknown>;
      inner[part] = (value as Record<string, unknown>)[part];
    }
  }
  return result;
}

interface Origin {
  whole: Value<CompleteState>;
  known: Known;
}

class PartialArbitrary extends Arbitrary<ExchangeState> {
  readonly #states: Arbitrary<CompleteState>;

  constructor(states: Arbitrary<CompleteState>) {
    super();
    this.#states = states;
  }

  generate(random: Random, bias: number | undefined): Value<ExchangeState> {
    const whole = this.#states.generate(random, bias);
    const bits = bitsFrom(random);
    // From nearly nothing to all but a few.
    const odds = 1 + below(bits, 7);
    const known = new Set(UNITS.filter(() => below(bits, 8) < odds).flat());
    return this.#value({ whole, known });
  }

  #value(origin: Origin): Value<ExchangeState> {
    return new Value(without(origin.whole.value, origin.known), origin);
  }

  canShrinkWithoutContext(value: unknown): value is ExchangeState {
    return completed(value) !== undefined;
  }

  shrink(value: ExchangeState, context?: unknown): Stream<Value<ExchangeState>> {
    return new Stream(this.#smaller(value, context as Origin | undefined));
  }

  /** Fewer members first, then smaller states with the same members. */
  *#smaller(value: ExchangeState, context: Origin | undefined): Generator<Value<ExchangeState>> {
    const origin = context ?? originOf(value);
    if (origin === undefined) return;
    const units = UNITS.filter(([index]) => index !== undefined && origin.known.has(index));
    for (let size = units.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let start = 0; start < units.length; start += size) {
        const gone = new Set(units.slice(start, start + size).flat());
        const known = new Set([...origin.known].filter((index) => !gone.has(index)));
        yield this.#value({ whole: origin.whole, known });
      }
    }
    if (context === undefined) return;
    const { whole, known } = origin;
    for (const smaller of this.#states.shrink(whole.value, whole.context)) {
      // A state that differs only in what is not known is no smaller one.
      if (sameMembers(smaller.value, whole.value, known)) continue;
      yield this.#value({ whole: smaller, known });
    }
  }
}

function sameMembers(a: CompleteState, b: CompleteState, known: Known): boolean {
  const left = fromState(a);
  const right = fromState(b);
  return [...known].every(
    (index) =>
      left?.[2 * index] === right?.[2 * index] && left?.[2 * index + 1] === right?.[2 * index + 1],
  );
}

function originOf(value: unknown): Origin | undefined {
  const complete = completed(value);
  if (complete === undefined) return undefined;
  return { whole: new Value(toState(complete.words), undefined), known: complete.known };
}

/** A partial state with the template's values where it has none; undefined if it is none. */
function completed(value: unknown): { words: Words; known: Known } | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const template = toState(templateWords("long-64-ring-0")) as unknown as Tree;
  const given = leaves(value as Tree, "");
  const known = new Set<number>();
  for (const { path, index } of fields) {
    const leaf = given.get(path);
    if (leaf === undefined) continue;
    given.delete(path);
    known.add(index);
    const [group = "", member = "", part] = path.split(".");
    const target = template[group] as Tree;
    if (part === undefined) target[member] = leaf;
    else (target[member] as Tree)[part] = leaf;
  }
  if (given.size > 0) return undefined;
  const some = TOGETHER.filter(({ index }) => known.has(index)).length;
  if (some !== 0 && some !== TOGETHER.length) return undefined;
  const words = fromState(template);
  return words === undefined ? undefined : { words, known };
}

interface Tree {
  [member: string]: unknown;
}

function leaves(
  tree: Tree,
  prefix: string,
  into = new Map<string, unknown>(),
): Map<string, unknown> {
  for (const [name, value] of Object.entries(tree)) {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    if (typeof value === "object" && value !== null) leaves(value as Tree, path, into);
    else into.set(path, value);
  }
  return into;
}

/**
 * The states of another arbitrary with members left out: an absent member is unknown, never zero. It
 * shrinks towards fewer members, then as the other arbitrary does.
 */
export function partial(states: Arbitrary<CompleteState>): Arbitrary<ExchangeState> {
  return new PartialArbitrary(states);
}
