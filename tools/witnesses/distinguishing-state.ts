import {
  allHold,
  checks,
  constraint,
  modeConstraints,
  type Constraint,
} from "../../src/arbitraries/constraints.ts";
import { atLeastOne, not, together } from "../../src/arbitraries/formula.ts";
import { fields, valueOf, type Words } from "../../src/arbitraries/layout.ts";
import { guestModes, type GuestMode } from "../../src/arbitraries/modes.ts";
import { templateWords } from "../../src/arbitraries/source.ts";
import { modesViolating } from "../../src/arbitraries/witnesses.ts";
import type { Changed } from "./changes.ts";
import { Encoder } from "./encoder.ts";
import { smallest } from "./find.ts";
import { coherentProcessor, templateProcessor, usualWidth } from "./processor.ts";

/** A state about which a check decides otherwise after a change. */
export interface Distinguishing {
  readonly check: string;
  readonly mode: GuestMode;
  readonly words: Words;
}

const isCoherence = ({ id }: Constraint): boolean => id.startsWith("coherence");

const inRange = (words: Words): boolean =>
  fields.every((field) => {
    const value = Number(valueOf(words, field));
    return field.range === undefined || (value >= field.range[0] && value <= field.range[1]);
  });

/** What is asked of a state beside its mode. */
interface Tier {
  /** It violates no other check. */
  alone: boolean;
  /** The checks of VM entry on the control fields let it get as far as the guest state. */
  coherent: boolean;
  /** The processor is the one of the template. */
  cpu: boolean;
  /** The processor does not contradict itself and has a linear-address width that there is. */
  usual: boolean;
}

/** The nicest first. */
const TIERS: readonly Tier[] = [
  { alone: true, coherent: true, cpu: true, usual: true },
  { alone: true, coherent: true, cpu: false, usual: true },
  { alone: true, coherent: false, cpu: false, usual: true },
  { alone: false, coherent: false, cpu: false, usual: true },
  { alone: false, coherent: false, cpu: false, usual: false },
];

/** Searches states that notice a change of a rule, completely. */
export class DistinguishingStates {
  readonly #encoder = new Encoder(new Map());
  readonly #literals = new Map<string, number>();

  /**
   * A state that is valid before or violates the check alone, of the template's processor and near to
   * the template; one of which less is asked only where there is none.
   *
   * @param changed what the change changes; it is enough if one of these checks notices
   * @returns undefined if no state of any mode notices the change
   */
  find(changed: readonly Changed[]): Distinguishing | undefined {
    for (const tier of TIERS) {
      for (const it of changed) {
        const found = this.#find(it, tier);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #find({ id, before, after }: Changed, tier: Tier): Distinguishing | undefined {
    const { alone, coherent, cpu, usual } = tier;
    const differs = constraint(
      `differs ${id}`,
      atLeastOne([together([before, not(after)]), together([not(before), after])]),
    );
    const others = checks().filter((check) => check.id !== id);
    const own = modesViolating(id);
    const modes = [...own, ...guestModes.filter((mode) => !own.includes(mode))];
    const wanted = [...(alone ? others : []), ...(usual ? [usualWidth, coherentProcessor] : [])];
    // If there is none at all, no mode need be tried.
    if (!this.#solve([differs, ...wanted])) return undefined;
    for (const mode of modes) {
      const constraints = [
        differs,
        ...wanted,
        ...modeConstraints(mode).filter((it) => coherent || !isCoherence(it)),
        ...(cpu ? [templateProcessor(mode)] : []),
      ];
      const template = templateWords(mode);
      this.#encoder.prefer(template);
      if (!this.#solve(constraints)) continue;
      const words = smallest(
        this.#encoder.state(),
        template,
        (state) => inRange(state) && allHold(constraints, state),
      );
      return { check: id, mode, words };
    }
    return undefined;
  }

  #solve([differs, ...rest]: readonly Constraint[]): boolean {
    const literals = rest.map(({ id, formula }) => {
      let literal = this.#literals.get(id);
      if (literal === undefined) this.#literals.set(id, (literal = this.#encoder.literal(formula)));
      return literal;
    });
    const first = differs === undefined ? [] : [this.#encoder.literal(differs.formula)];
    return this.#encoder.solver.solve([...first, ...literals]);
  }
}
