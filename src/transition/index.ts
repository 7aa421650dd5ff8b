/**
 * `vmx-preflight/transition`: real boot code on its way between real, protected and long mode, and
 * where VM entry would fail.
 */
export type { Check, CheckedViolation } from "./check.ts";
export { InputError } from "./input/reader.ts";
export {
  isReplay,
  readReplay,
  type Inflate,
  type Replay,
  type ReplayStep,
} from "./input/replay.ts";
export { readScenario, type Scenario } from "./input/scenario.ts";
export type { InitialState } from "./input/initial.ts";
export {
  Judge,
  candidateOf,
  obstaclesToVirtual8086,
  type Judgement,
  type Scope,
  type Verdict,
  type Way,
} from "./judge.ts";
export { initialState, scenarioMachine } from "./load.ts";
export * from "./machine/index.ts";
export { SegmentDrawing } from "./draw/svg.ts";
export { Summary, type FailureStretch } from "./summary.ts";
export { modeOf, type Mode } from "./mode.ts";
export { interpretUntil, type EntryPredicate } from "./policies/emulate-until-enterable.ts";
export { policies, policyNamed } from "./policies/registry.ts";
export type {
  End,
  EntryEvent,
  Executor,
  ModeEvent,
  Policy,
  PolicyContext,
  PolicyEnd,
  PolicyEvent,
  PolicyRun,
  PolicyStep,
  RealModeEvent,
} from "./policies/types.ts";
export {
  vmxassist,
  type AssistState,
  type AssistVariant,
  type AssistVersion,
  type DataLoad,
  type WindowRegister,
} from "./policies/vmxassist/index.ts";
export {
  createTransition,
  type BeforeEntry,
  type ModeChange,
  type RunStop,
  type RunUntil,
  type SegmentLoaded,
  type Transition,
  type TransitionHooks,
  type TransitionOptions,
  type TransitionStep,
} from "./transition.ts";
export {
  KINDS,
  countOf,
  type Difference,
  type Kind,
  type Verification,
} from "./verify/comparison.ts";
export { segmentText, tableText } from "./verify/text.ts";
export { nameOfCheck } from "./verify/names.ts";
export { replayMachine, verifyReplay } from "./verify/replay.ts";
export { endText, verifyScenario, type VerifyOptions } from "./verify/scenario.ts";
