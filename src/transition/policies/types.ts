import type { Judge, Verdict } from "../judge.ts";
import type {
  DataSegmentRegister,
  DecodedInstruction,
  Machine,
  MachineState,
  SegmentRegister,
  StepFault,
  StepHalt,
  StepOk,
  StepUnmapped,
  StepUnsupported,
} from "../machine/types.ts";

/**
 * A policy is how a hypervisor carries a guest through the switch of modes: who executes an
 * instruction, what is made of the segment registers, and when the CPU is asked to enter.
 *
 * To add one, implement `Policy` (for a variant of vmxassist, `vmxassist(variant)` does most of it)
 * and hand it to `createTransition({ policy })`, or add it to a registry.
 */
export interface Policy {
  /** Lower case, digits, `-`, `+`, `:`; what `--policy` takes. */
  readonly name: string;
  /** One line for people. */
  readonly summary: string;
  /** Takes charge of a guest. The machine is in the guest's initial state. */
  start(context: PolicyContext): PolicyRun;
}

/** What a policy works with. */
export interface PolicyContext {
  readonly machine: Machine;
  readonly judge: Judge;
}

/** A policy in charge of one guest. */
export interface PolicyRun {
  /** Name of the mode the guest is in now, as timelines show it. */
  mode(): string;
  /** Brings the guest over its next instruction. Not called again once a step had an `end`. */
  step(): PolicyStep;
}

/** Who executed an instruction. */
export type Executor =
  /** The CPU, in the guest's own segments. */
  | "processor"
  /** The CPU, as a virtual-8086 task. */
  | "virtual-8086"
  /** Software that models only a part of the CPU. */
  | "assist"
  /** Software that models all of it. */
  | "interpreter";

/** What became of one instruction. */
export interface PolicyStep {
  /** Undefined if it could not be fetched. */
  readonly instruction: DecodedInstruction | undefined;
  readonly by: Executor;
  /** What the machine reported, where it executed the instruction. */
  readonly result: StepOk | undefined;
  readonly events: readonly PolicyEvent[];
  /** Why the run is over. */
  readonly end: End | undefined;
}

/** The CPU is asked to enter the guest. */
export interface EntryEvent {
  readonly kind: "entry";
  /** The registers as handed to VM entry. */
  readonly candidate: MachineState;
  /** Of a CPU without unrestricted guest. */
  readonly verdict: Verdict;
  /** Registers that were made unusable. */
  readonly cleared: readonly SegmentRegister[];
  /** Real-mode selectors that are kept for the way back. */
  readonly saved: Readonly<Partial<Record<DataSegmentRegister, number>>>;
  /** What the policy altered of the guest's own values, for people. */
  readonly notes: readonly string[];
}

/** The guest is back in real mode, with these selectors. */
export interface RealModeEvent {
  readonly kind: "abort" | "return";
  readonly selectors: Readonly<Record<Exclude<DataSegmentRegister, "cs">, number>>;
}

export interface ModeEvent {
  readonly kind: "mode";
  readonly from: string;
  readonly to: string;
}

export type PolicyEvent = EntryEvent | RealModeEvent | ModeEvent;

/** The processor or the model could not go on. */
export type MachineEnd = StepFault | StepUnsupported | StepHalt | StepUnmapped;

/** The policy could not go on. */
export type PolicyEnd =
  /** VM entry fails: exit reason 80000021H. */
  | { readonly kind: "entry-failed"; readonly reason: string }
  /** The hypervisor's helper gives up. */
  | { readonly kind: "panic"; readonly reason: string }
  /** The helper stops the guest without a word. */
  | { readonly kind: "stopped"; readonly reason: string }
  /** The guest goes on in a mode the helper does not know it is in. */
  | { readonly kind: "lost"; readonly reason: string };

export type End = MachineEnd | PolicyEnd;

/** A step that ends the run at what the machine said, and what it was about. */
export function endedBy(
  by: Executor,
  result: StepFault | StepUnsupported | StepHalt | StepUnmapped,
  events: readonly PolicyEvent[] = [],
): PolicyStep {
  return { instruction: result.instruction, by, result: undefined, events, end: result };
}
