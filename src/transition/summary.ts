import type { Judgement } from "./judge.ts";
import type { EntryEvent } from "./policies/types.ts";
import type { TransitionStep } from "./transition.ts";

/** A stretch of boundaries with CR0.PE = 1 at which VM entry fails. */
export interface FailureStretch {
  /** The instruction after which entry would fail. */
  readonly first: TransitionStep;
  /** The instruction after which it would be accepted again, or after which CR0.PE is 0. */
  readonly recovered: TransitionStep | undefined;
}

type Ways = "ug0" | "ug1";

/**
 * What a run comes to, gathered step by step without keeping the steps: where entry would first
 * fail, where an interpreter is needed, and which entries the policy asked for.
 */
export class Summary {
  readonly #failures: Record<Ways, { first: TransitionStep; recovered?: TransitionStep }[]> = {
    ug0: [],
    ug1: [],
  };
  #interpreted: TransitionStep | undefined;
  readonly #entries: { entry: EntryEvent; step: TransitionStep }[] = [];
  #steps = 0;
  #protected = 0;
  #last: TransitionStep | undefined;

  add(step: TransitionStep): void {
    this.#steps += 1;
    this.#last = step;
    for (const event of step.events) {
      if (event.kind === "entry" && this.#entries.length < MAX_KEPT) {
        this.#entries.push({ entry: event, step });
      }
    }
    if (step.end !== undefined && step.end.kind !== "halt") return;
    const isProtected = (step.state.cr0 & 1n) !== 0n;
    if (isProtected) this.#protected += 1;
    for (const way of ["ug0", "ug1"] as const) {
      const stretches = this.#failures[way];
      const open = stretches.at(-1);
      const fails = isProtected && !step.judgement[way].enterable;
      if (fails && (open === undefined || open.recovered !== undefined)) {
        if (stretches.length < MAX_KEPT) stretches.push({ first: step });
      } else if (!fails && open !== undefined) open.recovered ??= step;
    }
    if (mustBeInterpretedWithout(step.judgement)) this.#interpreted ??= step;
  }

  get steps(): number {
    return this.#steps;
  }

  /** Boundaries with CR0.PE = 1. */
  get protectedBoundaries(): number {
    return this.#protected;
  }

  get last(): TransitionStep | undefined {
    return this.#last;
  }

  /** Boundaries with CR0.PE = 1 at which entry fails, without or with unrestricted guest. */
  failures(way: Ways): readonly FailureStretch[] {
    return this.#failures[way].map(({ first, recovered }) => ({ first, recovered }));
  }

  /** First boundary that a CPU without unrestricted guest can neither enter nor run as virtual-8086. */
  get interpreted(): TransitionStep | undefined {
    return this.#interpreted;
  }

  /** The entries that the policy asked for. */
  get entries(): readonly { readonly entry: EntryEvent; readonly step: TransitionStep }[] {
    return this.#entries;
  }
}

/** Code that switches modes for ever has no more than this many stretches and entries kept. */
const MAX_KEPT = 1000;

function mustBeInterpretedWithout({ ug0 }: Judgement): boolean {
  return ug0.way === "interpret";
}
