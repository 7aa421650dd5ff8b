import {
  allHold,
  checks,
  modeConstraints,
  type Check,
  type Constraint,
} from "../../src/arbitraries/constraints.ts";
import { fields, type Field, type Words } from "../../src/arbitraries/layout.ts";
import type { GuestMode } from "../../src/arbitraries/modes.ts";
import { nearer } from "../../src/arbitraries/shrink.ts";
import { templateWords } from "../../src/arbitraries/source.ts";
import { Encoder, type Flip } from "./encoder.ts";
import { coherentProcessor, isOfProcessor, templateProcessor } from "./processor.ts";

/** A state that violates one check alone, and the bit that makes it valid if there is one. */
export interface Found {
  state: Words;
  flip: Flip | undefined;
}

/** Why a check cannot be violated alone in a mode: these cannot hold together with it. */
export interface Impossible {
  because: readonly string[];
}

const constraintsOf = (mode: GuestMode): Constraint[] => [
  ...modeConstraints(mode),
  coherentProcessor,
];

/** Searches states in which a check is violated and nothing else, completely. */
export class Finder {
  readonly #encoder = new Encoder();
  readonly #ok = new Map<string, number>();
  readonly #flipped = new Map<string, Map<string, number>>();

  #literal(constraint: Constraint): number {
    let literal = this.#ok.get(constraint.id);
    if (literal === undefined) {
      literal = this.#encoder.literal(constraint.formula);
      this.#ok.set(constraint.id, literal);
    }
    return literal;
  }

  /** The same in the state with one bit inverted. */
  #literalFlipped(constraint: Constraint, flip: Flip): number {
    if (!constraint.reads.has(flip.field.index)) return this.#literal(constraint);
    const key = `${flip.field.path} ${flip.bit}`;
    const known = this.#flipped.get(key) ?? new Map<string, number>();
    this.#flipped.set(key, known);
    let literal = known.get(constraint.id);
    if (literal === undefined) {
      literal = this.#encoder.literal(constraint.formula, flip);
      known.set(constraint.id, literal);
    }
    return literal;
  }

  /**
   * A state of the mode that violates the check and no other, near to the template; of another
   * processor only if no state of the template's does.
   */
  find(check: Check, mode: GuestMode): Found | Impossible {
    const template = templateWords(mode);
    const others = checks().filter((other) => other !== check);
    const own = constraintsOf(mode);
    const violates = (words: Words): boolean =>
      check.violated.holds(words) && allHold(own, words) && allHold(others, words);
    const isValid = (words: Words): boolean => allHold(checks(), words) && allHold(own, words);
    this.#encoder.prefer(template);
    // One bit of the template is the nicest.
    const direct = flips(check, template, violates);
    const nicest = direct.find(({ field }) => !isOfProcessor(field));
    if (nicest !== undefined) return { state: inverted(template, nicest), flip: nicest };
    const all = [...own, ...others];
    const assumptions = [this.#literal(check) ^ 1, ...all.map((it) => this.#literal(it))];
    const processor = this.#literal(templateProcessor(mode));
    if (!this.#encoder.solver.solve([processor, ...assumptions])) {
      const [flip] = direct;
      if (flip !== undefined) return { state: inverted(template, flip), flip };
      if (!this.#encoder.solver.solve(assumptions)) {
        return { because: this.#reason(check, own, others) };
      }
    }
    const state = smallest(this.#encoder.state(), template, violates);
    const flip = flips(check, state, isValid)[0] ?? undefined;
    if (flip !== undefined) return { state, flip };
    return (
      this.#pair(check, mode, template, [processor]) ??
      this.#pair(check, mode, template) ?? { state, flip: undefined }
    );
  }

  /** A valid state that one bit makes violate the check alone. */
  #pair(
    check: Check,
    mode: GuestMode,
    template: Words,
    more: readonly number[] = [],
  ): Found | undefined {
    const own = constraintsOf(mode);
    for (const flip of bitsOf(check)) {
      const assumptions = [
        ...more,
        this.#literalFlipped(check, flip) ^ 1,
        ...[...own, ...checks()].map((it) => this.#literal(it)),
        ...checks()
          .filter((other) => other !== check)
          .map((it) => this.#literalFlipped(it, flip)),
        ...own
          .filter(({ id }) => id.startsWith("coherence"))
          .map((it) => this.#literalFlipped(it, flip)),
      ];
      if (!this.#encoder.solver.solve(assumptions)) continue;
      const others = checks().filter((other) => other !== check);
      const good = smallest(this.#encoder.state(), template, (words) => {
        const bad = inverted(words, flip);
        return (
          allHold(own, words) &&
          allHold(checks(), words) &&
          check.violated.holds(bad) &&
          allHold(others, bad) &&
          allHold(
            own.filter(({ id }) => id.startsWith("coherence")),
            bad,
          )
        );
      });
      return { state: inverted(good, flip), flip };
    }
    return undefined;
  }

  /** As few constraints as possible that rule the violation out. */
  #reason(check: Check, own: readonly Constraint[], others: readonly Constraint[]): string[] {
    const names = new Map<number, string>();
    for (const it of [...others, ...own]) names.set(this.#literal(it), it.id);
    const violated = this.#literal(check) ^ 1;
    let core = this.#encoder.solver.core.filter((literal) => literal !== violated);
    for (const literal of [...core]) {
      const without = core.filter((other) => other !== literal);
      if (!this.#encoder.solver.solve([violated, ...without])) {
        core = this.#encoder.solver.core.filter((other) => other !== violated);
      }
    }
    return core.map((literal) => names.get(literal) ?? "").sort();
  }
}

/** Single bits of the fields a check reads that lead from a state to one of a kind. */
function flips(check: Check, words: Words, holds: (words: Words) => boolean): Flip[] {
  return bitsOf(check).filter((flip) => holds(inverted(words, flip)));
}

/** Bits of the fields a check reads, those of the guest first. */
function bitsOf(check: Check): Flip[] {
  const read = [...check.reads].map((index) => fields[index] as Field);
  const rank = ({ path }: Field): number =>
    ["guest", "controls", "memory", "cpu"].indexOf(path.slice(0, path.indexOf(".")));
  const required = (field: Field): number => (isRequired(check, field) ? 0 : 1);
  return read
    .filter(({ boolean, range }) => boolean || range === undefined)
    .sort((a, b) => required(a) - required(b) || rank(a) - rank(b) || a.index - b.index)
    .flatMap((field) => Array.from({ length: field.width }, (_, bit) => ({ field, bit })));
}

function isRequired(check: Check, field: Field): boolean {
  const reads = new Set<number>();
  const walk = (node: Check["require"]): void => {
    if (node.kind !== "atom") node.of.forEach(walk);
    else for (const value of Object.values(node.atom)) collect(value, reads);
  };
  walk(check.require);
  return reads.has(field.index);
}

function collect(value: unknown, into: Set<number>): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  const { path, index } = value as Partial<Field>;
  if (path !== undefined && index !== undefined) into.add(index);
  else for (const inner of Object.values(value)) collect(inner, into);
}

export function inverted(words: Words, { field, bit }: Flip): Words {
  const next = words.slice();
  const at = 2 * field.index + (bit >> 5);
  next[at] = (next[at] as number) ^ (1 << (bit & 31));
  return next;
}

/** Goes to the target as far as the state stays of its kind. */
export function smallest(words: Words, target: Words, holds: (words: Words) => boolean): Words {
  let state = words;
  for (;;) {
    const next = nearer(state, target, holds).next();
    if (next.done === true) return state;
    state = next.value;
  }
}
