import { sources } from "../generated/sources.ts";
import { ruleBook } from "../rules/book.ts";
import { expand } from "../rules/expand.ts";
import type { ConditionSource, RuleFile } from "../rules/types.ts";
import { atLeastOne, fieldsRead, formulaOf, not, together, truth, type Node } from "./formula.ts";
import type { Words } from "./layout.ts";
import { coherence, guestModes, modes, type GuestMode } from "./modes.ts";

/** One sentence a generated state has to obey. */
export interface Constraint {
  /** Id of the check; `mode ...` and `coherence ...` for the others. */
  readonly id: string;
  readonly formula: Node;
  readonly holds: (words: Words) => boolean;
  /** Indices of the fields it reads. */
  readonly reads: ReadonlySet<number>;
}

/** A check: what it demands, when, and what it is to violate it. */
export interface Check extends Constraint {
  readonly applies: (words: Words) => boolean;
  readonly violated: Constraint;
  readonly when: Node;
  readonly require: Node;
}

export function constraint(id: string, formula: Node): Constraint {
  return { id, formula, holds: truth(formula), reads: fieldsRead(formula) };
}

let known: readonly Check[] | undefined;

/** The checks of the package, in SDM order. */
export function checks(): readonly Check[] {
  if (known === undefined) {
    const { instances, facts } = ruleBook();
    known = instances.map(({ id, when, require }) => {
      const applies = when === undefined ? together([]) : formulaOf(when, facts);
      const required = formulaOf(require, facts);
      return {
        ...constraint(id, atLeastOne([not(applies), required])),
        applies: truth(applies),
        violated: constraint(`not ${id}`, together([applies, not(required)])),
        when: applies,
        require: required,
      };
    });
  }
  return known;
}

/** @throws RangeError for an unknown id */
export function checkOf(id: string): Check {
  const found = checks().find((check) => check.id === id);
  if (found === undefined) throw new RangeError(`no check has the id "${id}"`);
  return found;
}

/** Conditions written in the language of the rules, as constraints. */
export function constraintsOf(
  name: string,
  conditions: readonly ConditionSource[],
): readonly Constraint[] {
  const rules: Record<string, RuleFile> = {};
  conditions.forEach((require, index) => {
    const id = `${name} ${index}`;
    rules[id] = {
      id,
      title: id,
      sdm: { section: Object.keys(sources.sdm.sections)[0] ?? "", item: "" },
      require,
      hint: "",
      examples: { pass: [], fail: [] },
    };
  });
  const book = expand({
    ...sources,
    rules,
    order: { ...sources.order, instances: Object.keys(rules) },
  });
  return book.instances.map(({ id, require }) => constraint(id, formulaOf(require, book.facts)));
}

let shared: readonly Constraint[] | undefined;
const ofModes = new Map<GuestMode, readonly Constraint[]>();

/** What makes a state one of the mode, checks apart. */
export function modeConstraints(mode: GuestMode): readonly Constraint[] {
  let own = ofModes.get(mode);
  if (own === undefined) {
    if (!Object.hasOwn(modes, mode)) {
      throw new RangeError(`no guest mode "${mode as string}"; there are ${guestModes.join(", ")}`);
    }
    shared ??= constraintsOf("coherence", coherence);
    own = [...constraintsOf(`mode ${mode}`, modes[mode].require), ...shared];
    ofModes.set(mode, own);
  }
  return own;
}

/** True if every constraint holds. */
export function allHold(constraints: readonly Constraint[], words: Words): boolean {
  for (const { holds } of constraints) if (!holds(words)) return false;
  return true;
}

/** Ids of the checks a state violates, in SDM order, read off the rules. */
export function violatedChecks(words: Words): string[] {
  return checks()
    .filter(({ holds }) => !holds(words))
    .map(({ id }) => id);
}
