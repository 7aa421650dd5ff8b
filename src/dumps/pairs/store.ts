/**
 * What names stand for at each point of a program: constants, variables, structures and their
 * copies. A variable that a branch, a loop or another function may have changed is unknown.
 */
import type { Assignment, Block, Event } from "./events.ts";
import type { Expression } from "./expression.ts";
import { type Outcome, type Scope, cast, fold } from "./fold.ts";

/** One value that a path was given. */
export interface Entry {
  readonly names: readonly string[];
  readonly outcome: Outcome;
  /** The name that it was given instead of a number. */
  readonly symbol: readonly string[] | undefined;
  readonly event: Assignment;
  readonly order: number;
}

type Settings = Omit<Scope, "lookUp">;

const MAX_DEPTH = 16;
/** So many members of a structure are copied at once, and so many copies are made. */
const MAX_MEMBERS = 512;
const MAX_ENTRIES = 65_536;
/** Nothing that is meant is nested deeper; a structure that is copied into itself is. */
const MAX_NAMES = 16;

export class Store {
  readonly #history = new Map<string, Entry[]>();
  /** Paths below a structure: the members that were set, in order. */
  readonly #members = new Map<string, Set<string>>();
  readonly #cleared = new Map<string, Assignment | Event>();
  readonly #aliases = new Map<string, readonly string[]>();
  /** Every assignment of the text by its path, for what comes later than its use. */
  readonly #all = new Map<string, Assignment[]>();
  readonly #folding = new Set<string>();
  #order = 0;

  constructor(events: readonly Event[]) {
    for (const event of events) {
      if (event.kind !== "assign") continue;
      const key = keyOf(event.names);
      const same = this.#all.get(key);
      if (same === undefined) this.#all.set(key, [event]);
      else same.push(event);
    }
  }

  /** All that was set, in the order in which the paths came up. */
  get entries(): ReadonlyMap<string, readonly Entry[]> {
    return this.#history;
  }

  /** Takes in an assignment; values are folded as `settings` say. */
  assign(event: Assignment, settings: Settings): void {
    const names = this.#resolve(event.names);
    const { value, operator } = event;
    if (operator === "=" && value?.kind === "address") {
      this.#alias(names, value.names);
      return;
    }
    const isCopy = event.style === "code" && operator === "=";
    const source = isCopy && value !== undefined ? copiedFrom(value) : undefined;
    if (source !== undefined && this.#copy(source, names, event)) return;
    const given = value === undefined ? "no value stands there" : this.fold(value, event, settings);
    const changed =
      operator === "=" ? given : this.#changed(names, operator, given, event, settings);
    const outcome = event.type === undefined ? changed : cast(event.type, changed, settings.isC);
    const symbol = operator === "=" && value?.kind === "name" ? value.names : undefined;
    this.#set(names, outcome, symbol, event);
  }

  clear(event: Event & { readonly kind: "clear" }): void {
    const key = keyOf(this.#resolve(event.names));
    this.#cleared.set(key, event);
    for (const member of this.#members.get(key) ?? []) {
      const last = this.#history.get(member)?.at(-1);
      if (last !== undefined) this.#set(last.names, ZERO, undefined, last.event);
    }
  }

  /** The number of an expression where it stands, or why there is none. */
  fold(value: Expression, at: Event, settings: Settings): Outcome {
    return fold(value, {
      ...settings,
      lookUp: (names) => this.#lookUp(names, at, settings)?.outcome,
    });
  }

  /** The name that a variable holds, if it holds one. */
  symbolOf(names: readonly string[], at: Event, settings: Settings): readonly string[] | undefined {
    return this.#lookUp(names, at, settings)?.symbol;
  }

  #changed(
    names: readonly string[],
    operator: string,
    given: Outcome,
    event: Assignment,
    settings: Settings,
  ): Outcome {
    const before = this.#lookUp(names, event, settings)?.outcome;
    const sign = operator.slice(0, -1);
    if (before === undefined || typeof before === "string" || typeof given === "string")
      return `what it was before \`${operator}\` is not known`;
    const lookUp = (path: readonly string[]): Outcome => (path[0] === "before" ? before : given);
    const [left, right] = ["before", "given"].map((name) => ({
      kind: "name" as const,
      names: [name],
    }));
    if (left === undefined || right === undefined) return given;
    return fold({ kind: "binary", sign, left, right }, { ...settings, lookUp });
  }

  #set(
    names: readonly string[],
    outcome: Outcome,
    symbol: readonly string[] | undefined,
    event: Assignment,
  ): void {
    if (this.#order >= MAX_ENTRIES || names.length > MAX_NAMES) return;
    const key = keyOf(names);
    const entry = { names, outcome, symbol, event, order: this.#order++ };
    const before = this.#history.get(key);
    if (before === undefined) this.#history.set(key, [entry]);
    else before.push(entry);
    for (let length = 1; length < names.length; length++) {
      const parent = keyOf(names.slice(0, length));
      const members = this.#members.get(parent) ?? new Set();
      this.#members.set(parent, members);
      members.add(key);
    }
  }

  /** Copies the members of a structure, as they are now; false if it has none. */
  #copy(from: readonly string[], to: readonly string[], event: Assignment): boolean {
    const source = this.#resolve(from);
    const key = keyOf(source);
    const members = this.#members.get(key);
    const isCleared = this.#cleared.has(key);
    if (members === undefined && !isCleared) return false;
    if (isCleared) this.#cleared.set(keyOf(to), event);
    for (const member of [...(members ?? [])].slice(0, MAX_MEMBERS)) {
      const last = this.#history.get(member)?.at(-1);
      if (last === undefined) continue;
      const isStraight = this.#isCertain(last, event);
      const outcome = isStraight ? last.outcome : CHANGED;
      // Where it was given the value, in the branch of the copy.
      const copied = { ...last.event, blocks: event.blocks, isDeclaration: false, isLocal: false };
      this.#set([...to, ...last.names.slice(source.length)], outcome, last.symbol, copied);
    }
    return true;
  }

  get cleared(): ReadonlyMap<string, Event> {
    return this.#cleared;
  }

  #alias(names: readonly string[], of: readonly string[]): void {
    if (this.#aliases.size < MAX_MEMBERS && keyOf(names) !== keyOf(of))
      this.#aliases.set(keyOf(names), this.#resolve(of));
  }

  /** The path behind pointers that the text set. */
  #resolve(names: readonly string[]): readonly string[] {
    let resolved = names;
    for (let count = 0; count < 4; count++) {
      const length = [1, 2, 3].find((most) => this.#aliases.has(keyOf(resolved.slice(0, most))));
      const of =
        length === undefined ? undefined : this.#aliases.get(keyOf(resolved.slice(0, length)));
      if (length === undefined || of === undefined) return resolved;
      resolved = [...of, ...resolved.slice(length)];
    }
    return resolved;
  }

  #lookUp(
    given: readonly string[],
    at: Event,
    settings: Settings,
  ): { outcome: Outcome; symbol: readonly string[] | undefined } | undefined {
    const names = this.#resolve(given);
    const key = keyOf(names);
    const own = functionOf(at.blocks);
    const seen = this.#history
      .get(key)
      ?.filter(({ event }) => [undefined, own].includes(functionOf(event.blocks)));
    const last = seen?.at(-1);
    if (last === undefined)
      return this.#constant(key, settings) ?? this.#shorter(names, at, settings);
    if (last.event.isConstant || this.#isCertain(last, at))
      return { outcome: last.outcome, symbol: last.symbol };
    return {
      outcome: `${given.join(".")} is set in a branch, a loop or another function`,
      symbol: undefined,
    };
  }

  /** `State::CR4` where the text defines `CR4`: what stands in front is where it is defined. */
  #shorter(
    names: readonly string[],
    at: Event,
    settings: Settings,
  ): { outcome: Outcome; symbol: readonly string[] | undefined } | undefined {
    const last = names.at(-1);
    if (names.length === 1 || last === undefined || !/^[A-Z][A-Z0-9_]*$|^k[A-Z]/.test(last))
      return undefined;
    return this.#lookUp([last], at, settings);
  }

  /** Whether what a name was given is what it still has at another place. */
  #isCertain(last: Entry, at: Event): boolean {
    const { event } = last;
    if (event.isConstant) return true;
    if (!isPrefix(event.blocks, at.blocks)) return false;
    const own = functionOf(event.blocks);
    return (this.#all.get(keyOf(event.names)) ?? []).every((other) => {
      if (other === event) return true;
      const theirs = functionOf(other.blocks);
      // Another function may change what is not its own.
      if (theirs !== own) return own !== undefined || other.isDeclaration;
      // A loop comes back to what stands before.
      const loop = at.blocks.find(({ kind }) => kind === "loop");
      return (
        loop === undefined ||
        !other.blocks.some(({ id }) => id === loop.id) ||
        isBefore(other, event)
      );
    });
  }

  /** A constant that the text defines, perhaps later. */
  #constant(
    key: string,
    settings: Settings,
  ): { outcome: Outcome; symbol: readonly string[] | undefined } | undefined {
    const all = this.#all.get(key) ?? [];
    const constants = all.filter(({ isConstant }) => isConstant);
    const [first] = constants;
    if (first?.value === undefined) return undefined;
    if (constants.length > 1 || all.length > 1)
      return { outcome: `${key} is defined more than once`, symbol: undefined };
    if (this.#folding.has(key) || this.#folding.size > MAX_DEPTH)
      return { outcome: `${key} is defined by itself`, symbol: undefined };
    this.#folding.add(key);
    const folded = this.fold(first.value, first, settings);
    const outcome = first.type === undefined ? folded : cast(first.type, folded, settings.isC);
    this.#folding.delete(key);
    return { outcome, symbol: first.value.kind === "name" ? first.value.names : undefined };
  }
}

/** The structure of which a value is a copy, if it is one: `seg`, `seg.clone()`, `copy(seg)`. */
function copiedFrom(value: Expression): readonly string[] | undefined {
  if (value.kind === "name")
    return COPIES.test(value.names.at(-1) ?? "") ? value.names.slice(0, -1) : value.names;
  if (value.kind !== "call" || !COPIES.test(value.names.at(-1) ?? "")) return undefined;
  const [first] = value.arguments;
  if (first === undefined) return value.names.slice(0, -1);
  return first.kind === "name" || first.kind === "address" ? first.names : undefined;
}

const COPIES = /^(?:copy|deepcopy|clone|dup)$/;

const CHANGED = "it is copied where a branch, a loop or another function may have changed it";
const ZERO: Outcome = { whole: 0n, c: { value: 0n, bits: 64, isSigned: false } };

export function keyOf(names: readonly string[]): string {
  return names.join(".");
}

export function functionOf(blocks: readonly Block[]): number | undefined {
  return blocks.findLast(({ kind }) => kind === "function")?.id;
}

/** Whether whatever stands in the inner blocks has come through all of the outer ones. */
export function isPrefix(outer: readonly Block[], inner: readonly Block[]): boolean {
  return outer.every(({ id }, index) => inner[index]?.id === id);
}

function isBefore(one: Event, other: Event): boolean {
  const [first, second] = [one.nameAt, other.nameAt];
  return first.line < second.line || (first.line === second.line && first.at < second.at);
}
