import { SEGMENT_REGISTERS } from "../../state/exchange.ts";
import type { Check } from "../check.ts";
import type {
  ExpectedFault,
  ExpectedOutcome,
  ExpectedRegisters,
  Scenario,
  Verdicts,
  Violated,
  Ways,
} from "../input/scenario.ts";
import { Judge, type Judgement } from "../judge.ts";
import { initialState, scenarioMachine } from "../load.ts";
import type { MachineState, StepFault } from "../machine/index.ts";
import type { End, EntryEvent, Policy, RealModeEvent } from "../policies/types.ts";
import { createTransition, type Transition, type TransitionStep } from "../transition.ts";
import { Comparison, type Verification } from "./comparison.ts";
import { namesOfChecks } from "./names.ts";
import { hex, listText, segmentText, tableText } from "./text.ts";

/** Policies of this name need no code: the segments of the line are judged. */
const STATE_ONLY = "state-only";
const MAX_STEPS = 100_000;
const CR0_PE = 1n;

export interface VerifyOptions {
  readonly check: Check;
  /** Policies of one's own, by the name that lines use. */
  readonly policies?: readonly Policy[];
}

/**
 * Runs a scenario under its policy and compares what happens with what it expects. A scenario that
 * expects nothing gives a verification with nothing compared.
 *
 * @throws RangeError for an unknown policy, or initial registers no machine can hold
 */
export function verifyScenario(scenario: Scenario, options: VerifyOptions): Verification {
  const comparison = new Comparison();
  const { policy = "architectural" } = scenario;
  if (policy === STATE_ONLY) verifyState(scenario, options.check, comparison);
  else {
    const transition = createTransition({
      check: options.check,
      policy,
      policies: options.policies ?? [],
      machine: scenarioMachine(scenario),
    });
    if (scenario.expected.steps !== undefined) verifySteps(scenario, transition, comparison);
    else verifyDecision(scenario, transition, comparison);
  }
  return comparison;
}

function verifyState({ initial, expected }: Scenario, check: Check, to: Comparison): void {
  const { registers, ia32e = false } = expected;
  const state: MachineState = {
    ...initialState(initial),
    ...registers.segments,
    ...registers.control,
    efer: registers.control.efer ?? (ia32e ? 0x500n : 0n),
  };
  compareJudgement(to, "state", expected.violates, new Judge(check).judge(state));
  compareOutcome(to, expected.outcome, { judgement: new Judge(check).judge(state) });
}

/** Registers as they should be: the initial ones with every listed change. */
interface Running {
  segments: Record<string, string>;
  tables: Record<string, string>;
  control: Record<string, string>;
}

function runningOf(state: MachineState): Running {
  return {
    segments: Object.fromEntries(
      SEGMENT_REGISTERS.map((register) => [register, segmentText(state[register])]),
    ),
    tables: { gdtr: tableText(state.gdtr), idtr: tableText(state.idtr) },
    control: { cr0: hex(state.cr0), cr4: hex(state.cr4), efer: hex(state.efer) },
  };
}

function apply(running: Running, { segments, tables, control }: ExpectedRegisters): void {
  for (const [name, segment] of Object.entries(segments)) {
    running.segments[name] = segmentText(segment);
  }
  for (const [name, table] of Object.entries(tables)) running.tables[name] = tableText(table);
  for (const [name, value] of Object.entries(control)) running.control[name] = hex(value);
}

function compareRunning(
  to: Comparison,
  where: string,
  running: Running,
  state: MachineState,
): void {
  const actual = runningOf(state);
  for (const [kind, part] of [
    ["segment registers", "segments"],
    ["descriptor tables", "tables"],
    ["control registers", "control"],
  ] as const) {
    for (const [name, text] of Object.entries(running[part])) {
      to.equal(kind, `${where}, ${name}`, text, actual[part][name] ?? "");
    }
  }
}

function verifySteps(scenario: Scenario, transition: Transition, to: Comparison): void {
  const { expected } = scenario;
  const running = runningOf(transition.machine.state());
  let checked: { step: TransitionStep; rip: bigint } | undefined;
  let last: TransitionStep | undefined;
  let fault: StepFault | undefined;
  for (const [index, wanted] of (expected.steps ?? []).entries()) {
    if (transition.end !== undefined) {
      const message = `no instruction: ${endText(transition.end)}`;
      to.equal("rip", `step ${index + 1}`, hex(wanted.rip), message);
      break;
    }
    const step = transition.step();
    last = step;
    const where = `step ${index + 1} (${step.instruction?.text ?? "not fetched"})`;
    to.equal("rip", where, hex(wanted.rip), hex(step.rip));
    if (wanted.bytes !== undefined) {
      to.equal("instruction bytes", where, wanted.bytes, step.instruction?.bytes ?? "none");
    }
    apply(running, wanted.changed);
    compareRunning(to, where, running, step.state);
    compareJudgement(to, where, wanted.violates, step.judgement);
    if (step.end?.kind === "fault") fault = step.end;
    if (checked === undefined && isChecked(expected.checkedAt, step)) {
      checked = { step, rip: step.end === undefined ? step.state.rip : step.rip };
    }
  }
  if (checked === undefined && last !== undefined && expected.checkedAt !== "window-end") {
    checked = { step: last, rip: last.state.rip };
  }
  verifyChecked(scenario, checked, to);
  compareFault(to, "fault", expected.fault, fault, true);
  verifyFinal(scenario, last, to);
}

/** Whether this is the boundary that the verdict of a line is about. */
function isChecked(checkedAt: string | undefined, step: TransitionStep): boolean {
  if (checkedAt === "fault") return step.end?.kind === "fault";
  if (checkedAt !== "window-end") return false;
  return step.farTransfer !== undefined && (step.state.cr0 & CR0_PE) !== 0n;
}

function verifyChecked(
  { expected }: Scenario,
  checked: { step: TransitionStep; rip: bigint } | undefined,
  to: Comparison,
): void {
  const where = expected.checkedAt ?? "end";
  if (checked === undefined) {
    to.equal("outcomes", where, where, "never reached");
    return;
  }
  const { step, rip } = checked;
  if (expected.rip !== undefined) to.equal("rip", where, hex(expected.rip), hex(rip));
  compareRegisters(to, where, expected.registers, step.state);
  if (expected.ia32e !== undefined) {
    const isActive = (step.state.efer & 0x400n) !== 0n;
    to.equal("control registers", `${where}, efer.lma`, String(expected.ia32e), String(isActive));
  }
  compareJudgement(to, where, expected.violates, step.judgement);
  if (expected.vm86NotRepresentable !== undefined) {
    const actual = listText(step.judgement.notVirtual8086);
    to.equal("virtual-8086", where, listText(expected.vm86NotRepresentable), actual);
  }
  compareOutcome(to, expected.outcome, {
    judgement: step.judgement,
    ...(step.end === undefined ? {} : { end: step.end }),
  });
}

function verifyFinal(
  { expected }: Scenario,
  last: TransitionStep | undefined,
  to: Comparison,
): void {
  const { final } = expected;
  if (final === undefined || last === undefined) return;
  if (final.rip !== undefined) to.equal("rip", "final", hex(final.rip), hex(last.state.rip));
  compareRegisters(to, "final", final.registers, last.state);
  compareJudgement(to, "final", final.violates, last.judgement);
}

function compareRegisters(
  to: Comparison,
  where: string,
  { segments, tables, control }: ExpectedRegisters,
  state: MachineState,
): void {
  for (const [name, segment] of Object.entries(segments)) {
    const actual = state[name as keyof typeof segments];
    to.equal("segment registers", `${where}, ${name}`, segmentText(segment), segmentText(actual));
  }
  for (const [name, table] of Object.entries(tables)) {
    const actual = state[name as keyof typeof tables];
    to.equal("descriptor tables", `${where}, ${name}`, tableText(table), tableText(actual));
  }
  for (const [name, value] of Object.entries(control)) {
    const actual = state[name as keyof typeof control];
    to.equal("control registers", `${where}, ${name}`, hex(value), hex(actual));
  }
}

function compareJudgement(
  to: Comparison,
  where: string,
  violates: Violated | undefined,
  judgement: Partial<Pick<Judgement, Ways>>,
): void {
  for (const [way, names] of Object.entries(violates ?? {}) as [Ways, readonly string[]][]) {
    const actual = judgement[way];
    const text = actual === undefined ? "not judged" : listText(namesOfChecks(actual.violated));
    to.equal("checks", `${where}, ${way}`, listText(names), text);
  }
}

/** What a run came to, to be held against the outcome of a line. */
interface Reached {
  readonly judgement?: Partial<Pick<Judgement, Ways>>;
  readonly end?: End;
  readonly event?: RealModeEvent;
}

function compareOutcome(
  to: Comparison,
  expected: ExpectedOutcome | undefined,
  reached: Reached,
): void {
  if (expected === undefined) return;
  to.equal("outcomes", "outcome", expected.kind, kindOf(reached, expected.kind));
  switch (expected.kind) {
    case "verdict":
      compareVerdicts(to, expected.verdicts, reached.judgement ?? {});
      break;
    case "fault": {
      const fault = reached.end?.kind === "fault" ? reached.end : undefined;
      compareFault(to, "outcome", expected.fault, fault, false);
      break;
    }
    case "abortToReal":
      for (const [name, selector] of Object.entries(expected.selectors)) {
        const actual = reached.event?.selectors[name as keyof RealModeEvent["selectors"]];
        const text = actual === undefined ? "none" : hex(actual);
        to.equal("segment registers", `real mode, ${name}`, hex(selector), text);
      }
      break;
    default:
  }
}

/** The kind of what was reached, in the words of scenario files. */
function kindOf({ judgement, end, event }: Reached, expected: string): string {
  if (event?.kind === "abort") return "abortToReal";
  if (expected !== "verdict" || judgement === undefined || end?.kind === "fault") {
    if (end?.kind === "stopped" || end?.kind === "halt") return "halt";
    if (end !== undefined && end.kind !== "entry-failed") return end.kind;
  }
  return judgement === undefined ? "nothing" : "verdict";
}

function compareVerdicts(
  to: Comparison,
  verdicts: Verdicts,
  judgement: Partial<Pick<Judgement, Ways>>,
): void {
  for (const [way, verdict] of Object.entries(verdicts) as [Ways, Verdicts[Ways]][]) {
    if (verdict === undefined || verdict === "unsure") continue;
    const answer = judgement[way];
    const actual = answer === undefined ? "not judged" : answer.enterable ? "valid" : "invalid";
    to.equal("verdicts", way, verdict, actual);
  }
}

function compareFault(
  to: Comparison,
  where: string,
  expected: ExpectedFault | undefined,
  actual: StepFault | undefined,
  isComplete: boolean,
): void {
  if (expected === undefined) {
    if (isComplete && actual !== undefined) {
      to.equal("faults", where, "none", `${actual.name} at ${hex(actual.rip)}: ${actual.reason}`);
    }
    return;
  }
  const text = (value: number | bigint | undefined): string =>
    value === undefined ? "none" : hex(value);
  to.equal("faults", `${where}, vector`, text(expected.vector), text(actual?.vector));
  if (expected.errorCode !== undefined) {
    to.equal("faults", `${where}, error code`, text(expected.errorCode), text(actual?.errorCode));
  }
  if (expected.at !== undefined) {
    to.equal("faults", `${where}, rip`, text(expected.at), text(actual?.rip));
  }
}

/** A line of a policy: its first decision is what the line tells about. */
function verifyDecision({ expected }: Scenario, transition: Transition, to: Comparison): void {
  let entry: EntryEvent | undefined;
  let event: RealModeEvent | undefined;
  let last: TransitionStep | undefined;
  for (let steps = 0; steps < MAX_STEPS && transition.end === undefined; steps++) {
    last = transition.step();
    for (const one of last.events) {
      if (one.kind === "entry") entry ??= one;
      else if (one.kind !== "mode") event ??= one;
    }
    if (entry !== undefined || event !== undefined) break;
    if (isChecked(expected.checkedAt, last)) break;
  }
  const { end } = transition;
  const judgement =
    entry !== undefined
      ? { ug0: entry.verdict }
      : end === undefined || end.kind === "fault" || end.kind === "halt"
        ? last?.judgement
        : undefined;
  const reached: Reached = {
    ...(judgement === undefined ? {} : { judgement }),
    ...(end === undefined ? {} : { end }),
    ...(event === undefined ? {} : { event }),
  };
  compareOutcome(to, expected.outcome, reached);
  const state = entry?.candidate ?? last?.state;
  if (state !== undefined) {
    compareRegisters(to, "entry", expected.registers, state);
    if (expected.rip !== undefined) to.equal("rip", "entry", hex(expected.rip), hex(state.rip));
  }
  if (judgement !== undefined) compareJudgement(to, "entry", expected.violates, judgement);
  else if (Object.keys(expected.violates ?? {}).length > 0) {
    compareJudgement(to, "entry", expected.violates, {});
  }
  if (expected.savedRmRegs !== undefined) {
    const text = (selectors: Readonly<Record<string, number>>): string =>
      listText(Object.entries(selectors).map(([name, value]) => `${name}=${hex(value)}`));
    const actual = entry === undefined ? "none" : text(entry.saved);
    to.equal("saved selectors", "entry", text(expected.savedRmRegs), actual);
  }
  if (expected.fault !== undefined || expected.final !== undefined) {
    verifyRest(expected, transition, last, to);
  }
}

/** The rest of a run, where a line also tells how it goes on. */
function verifyRest(
  expected: Scenario["expected"],
  transition: Transition,
  decided: TransitionStep | undefined,
  to: Comparison,
): void {
  let last = decided;
  for (let steps = 0; steps < MAX_STEPS && transition.end === undefined; steps++) {
    last = transition.step();
  }
  const fault = transition.end?.kind === "fault" ? transition.end : undefined;
  compareFault(to, "fault", expected.fault, fault, false);
  if (expected.final === undefined || last === undefined) return;
  const { final } = expected;
  if (final.rip !== undefined) to.equal("rip", "final", hex(final.rip), hex(last.state.rip));
  compareRegisters(to, "final", final.registers, last.state);
  compareJudgement(to, "final", final.violates, last.judgement);
}

/** The end of a run in one line. */
export function endText(end: End): string {
  switch (end.kind) {
    case "fault": {
      const code = end.errorCode === undefined ? "" : `(${hex(end.errorCode)})`;
      return `${end.name}${code} at ${hex(end.rip)}: ${end.reason}`;
    }
    case "halt":
      return "HLT";
    default:
      return end.reason;
  }
}
