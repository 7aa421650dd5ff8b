import type { ExchangeState } from "../state/exchange.ts";
import type { Check } from "./check.ts";
import { Judge, candidateOf, type Judgement, type Scope } from "./judge.ts";
import {
  createMachine,
  type ControlWrite,
  type DecodedInstruction,
  type FarTransfer,
  type Machine,
  type MachineOptions,
  type MachineState,
  type SegmentRegister,
} from "./machine/index.ts";
import { policyNamed } from "./policies/registry.ts";
import type {
  End,
  EntryEvent,
  Executor,
  Policy,
  PolicyEvent,
  PolicyRun,
} from "./policies/types.ts";

/** One instruction of a run, and the boundary after it. */
export interface TransitionStep {
  /** Counts from 0. */
  readonly index: number;
  /** Undefined if it could not be fetched. */
  readonly instruction: DecodedInstruction | undefined;
  /** RIP of the instruction. */
  readonly rip: bigint;
  readonly by: Executor;
  /** The policy's name for the mode after the instruction. */
  readonly mode: string;
  /** Registers that changed, with their values after it; RIP is left out. */
  readonly changed: Partial<MachineState>;
  /** CS was loaded. */
  readonly farTransfer: FarTransfer | undefined;
  readonly controlWrites: readonly ControlWrite[];
  readonly events: readonly PolicyEvent[];
  /** How a hypervisor could go on at the boundary after the instruction. */
  readonly judgement: Judgement;
  /** Registers after the instruction. */
  readonly state: MachineState;
  /** Why the run is over; registers are as before the instruction, unless it is HLT. */
  readonly end: End | undefined;
}

/** A segment register was loaded. */
export interface SegmentLoaded {
  readonly register: SegmentRegister;
  readonly selector: number;
  readonly form: string;
}

/** The mode changed, by the policy's names. */
export interface ModeChange {
  readonly from: string;
  readonly to: string;
}

/** VM entry is about to happen; what `check` says about it is in `entry.verdict`. */
export interface BeforeEntry {
  readonly entry: EntryEvent;
  /** The candidate as exchange JSON, unrestricted guest off. */
  readonly state: ExchangeState;
}

/** Called while a run goes on, in the order of the events. What they throw ends the run. */
export interface TransitionHooks {
  readonly onStep?: (step: TransitionStep) => void;
  readonly onSegmentLoad?: (load: SegmentLoaded, step: TransitionStep) => void;
  readonly onModeChange?: (change: ModeChange, step: TransitionStep) => void;
  readonly beforeEntry?: (entry: BeforeEntry, step: TransitionStep) => void;
}

export interface TransitionOptions extends TransitionHooks {
  /** Who judges states: `check` of the main entry, or a function like it. */
  readonly check: Check;
  /** A policy or the name of one. Default: `architectural`. */
  readonly policy?: Policy | string;
  /** Policies of one's own, found by their names before those of the package. */
  readonly policies?: readonly Policy[];
  /** The machine to run, or the state and options to make one of. */
  readonly machine?: Machine;
  readonly state?: MachineState;
  readonly machineOptions?: MachineOptions;
  /** Linear addresses of instructions before which a run stops. */
  readonly breakpoints?: Iterable<bigint | number>;
  /** Which violations count; default `"segments"`. */
  readonly scope?: Scope;
}

export interface RunUntil {
  /** At most this many instructions or iterations; default 1,000,000. */
  readonly steps?: number;
  /** Asked after each instruction; true stops. Has the step only if the run keeps steps (`onStep`). */
  readonly until?: (machine: Machine) => boolean;
}

/** Why a run stopped. */
export type RunStop =
  | { readonly kind: "limit" | "until"; readonly steps: number }
  | { readonly kind: "breakpoint"; readonly steps: number; readonly address: bigint }
  | { readonly kind: "ended"; readonly steps: number; readonly end: End };

const DEFAULT_STEPS = 1_000_000;

/** A guest on its way between modes, under a policy. */
export class Transition {
  readonly machine: Machine;
  readonly policy: Policy;
  readonly judge: Judge;
  readonly #hooks: TransitionHooks;
  readonly #breakpoints: ReadonlySet<bigint>;
  readonly #run: PolicyRun;
  #before: MachineState;
  #mode: string;
  #steps = 0;
  #end: End | undefined;
  /** Instruction count at which a breakpoint stopped the run: it does not stop there twice. */
  #stoppedAt = -1;

  /** @throws RangeError for an unknown policy, or with neither a machine nor a state */
  constructor(options: TransitionOptions) {
    const { policy = "architectural", policies = [], machine, state } = options;
    if (machine === undefined && state === undefined) {
      throw new RangeError("createTransition needs a machine, or the state to make one of");
    }
    this.machine = machine ?? createMachine(state as MachineState, options.machineOptions);
    this.policy = typeof policy === "string" ? policyNamed(policy, policies) : policy;
    this.judge = new Judge(options.check, options.scope);
    this.#hooks = options;
    this.#breakpoints = new Set([...(options.breakpoints ?? [])].map(BigInt));
    this.#run = this.policy.start({ machine: this.machine, judge: this.judge });
    this.#before = this.machine.state();
    this.#mode = this.#run.mode();
  }

  /** How a hypervisor could go on now. */
  judgement(): Judgement {
    return this.judge.at(this.machine);
  }

  /** The policy's name for the present mode. */
  get mode(): string {
    return this.#run.mode();
  }

  /** Why the run is over, if it is. */
  get end(): End | undefined {
    return this.#end;
  }

  /**
   * Brings the guest over its next instruction.
   * @throws RangeError if the run is over
   */
  step(): TransitionStep {
    if (this.#end !== undefined) throw new RangeError("the run is over");
    const before = this.#before;
    const { instruction, by, result, events, end } = this.#run.step();
    const state = this.machine.state();
    const fromMode = this.#mode;
    const mode = this.#run.mode();
    const step: TransitionStep = {
      index: this.#steps,
      instruction,
      rip: before.rip,
      by,
      mode,
      changed: changesOf(before, state),
      farTransfer: result?.farTransfer,
      controlWrites: result?.controlWrites ?? [],
      events,
      judgement: this.judge.at(this.machine),
      state,
      end,
    };
    this.#before = state;
    this.#mode = mode;
    this.#end = end;
    this.#steps += 1;
    this.#tell(step, fromMode, result?.segmentLoads ?? []);
    return step;
  }

  #tell(step: TransitionStep, fromMode: string, loads: readonly SegmentLoaded[]): void {
    const { onStep, onSegmentLoad, onModeChange, beforeEntry } = this.#hooks;
    const { farTransfer } = step;
    for (const load of loads) onSegmentLoad?.(load, step);
    if (farTransfer !== undefined) {
      onSegmentLoad?.(
        { register: "cs", selector: farTransfer.selector, form: farTransfer.form },
        step,
      );
    }
    if (step.mode !== fromMode) onModeChange?.({ from: fromMode, to: step.mode }, step);
    for (const event of step.events) {
      if (event.kind !== "entry") continue;
      beforeEntry?.({ entry: event, state: candidateOf(event.candidate, false) }, step);
    }
    onStep?.(step);
  }

  /** Goes on until something stops it. */
  run({ steps = DEFAULT_STEPS, until }: RunUntil = {}): RunStop {
    const { onStep, onSegmentLoad, onModeChange, beforeEntry } = this.#hooks;
    const listens = [onStep, onSegmentLoad, onModeChange, beforeEntry].some(
      (hook) => hook !== undefined,
    );
    for (let done = 0; done < steps; done++) {
      if (this.#end !== undefined) return { kind: "ended", steps: done, end: this.#end };
      if (this.#breakpoints.size > 0) {
        const address = this.#breakpoint();
        if (address !== undefined) return { kind: "breakpoint", steps: done, address };
      }
      if (listens) this.step();
      else this.#silentStep();
      if (until?.(this.machine) === true) return { kind: "until", steps: done + 1 };
    }
    if (this.#end !== undefined) return { kind: "ended", steps, end: this.#end };
    return { kind: "limit", steps };
  }

  /** A step that nobody listens to: judged all the same, nothing is copied. */
  #silentStep(): void {
    this.#end = this.#run.step().end;
    this.judge.at(this.machine);
    this.#steps += 1;
    if (this.#end !== undefined) this.#before = this.machine.state();
  }

  #breakpoint(): bigint | undefined {
    if (this.#stoppedAt === this.#steps) return undefined;
    const { rip, cs } = this.machine.state();
    const address = cs.base + rip;
    if (!this.#breakpoints.has(address)) return undefined;
    this.#stoppedAt = this.#steps;
    return address;
  }
}

/**
 * A guest on its way between real, protected and long mode.
 *
 *     import { check } from "vmx-preflight";
 *     import { createTransition, scenarioMachine } from "vmx-preflight/transition";
 *     const transition = createTransition({ check, machine, policy: "gdt-unconditional" });
 *     const { kind } = transition.run({ steps: 1000 });
 *
 * @throws RangeError for an unknown policy, or with neither a machine nor a state
 */
export function createTransition(options: TransitionOptions): Transition {
  return new Transition(options);
}

/** The registers of `after` that differ, but RIP. */
function changesOf(before: MachineState, after: MachineState): Partial<MachineState> {
  const changed: Record<string, unknown> = {};
  for (const name of Object.keys(after) as (keyof MachineState)[]) {
    if (name !== "rip" && !same(before[name], after[name])) changed[name] = after[name];
  }
  return changed;
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  return Object.keys(left).every((name) => left[name] === right[name]);
}
