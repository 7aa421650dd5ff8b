import {
  SegmentDrawing,
  Summary,
  createTransition,
  endText,
  replayMachine,
  scenarioMachine,
  type End,
  type Machine,
  type Policy,
  type Replay,
  type RunStop,
  type Scenario,
  type TransitionStep,
} from "../../transition/index.ts";
import { checkSegmentRegisters } from "../../index.ts";

/** What is run, under which policy, and for how long. */
export interface RunRequest {
  readonly policy: Policy;
  readonly steps: number;
  readonly breakpoints: readonly number[];
  readonly draw: boolean;
  /** Awaited now and then: output goes out, and signals and closed pipes are noticed. */
  readonly pause?: () => Promise<void>;
  readonly onStep?: (step: TransitionStep, before: Before) => void;
}

/** Where an instruction stood. */
export interface Before {
  readonly cs: number;
}

/** What a run came to. */
export interface Ran {
  readonly policy: Policy;
  readonly stop: RunStop;
  readonly summary: Summary;
  readonly drawing: SegmentDrawing | undefined;
}

/**
 * Runs a scenario, or the code of a replay, under a policy.
 * @throws RangeError for registers no machine can hold
 */
export function runScenario(scenario: Scenario, request: RunRequest): Promise<Ran> {
  return runMachine(scenarioMachine(scenario), request);
}

/** The recording answers IN, CPUID and RDMSR only as long as the run follows it. */
export function runReplay(replay: Replay, request: RunRequest): Promise<Ran> {
  const { machine, next } = replayMachine(replay);
  let index = 0;
  const advance = (): void => {
    const step = replay.steps[index];
    if (step !== undefined) next(step);
    index += 1;
  };
  advance();
  return runMachine(
    machine,
    { ...request, steps: Math.min(request.steps, replay.steps.length) },
    advance,
  );
}

/** Instructions between two pauses. */
const STRETCH = 2000;

async function runMachine(machine: Machine, request: RunRequest, after?: () => void): Promise<Ran> {
  const summary = new Summary();
  const drawing = request.draw ? new SegmentDrawing() : undefined;
  let cs = machine.segment("cs").selector;
  const transition = createTransition({
    check: checkSegmentRegisters,
    policy: request.policy,
    machine,
    breakpoints: request.breakpoints,
    onStep: (step) => {
      summary.add(step);
      drawing?.add(step);
      request.onStep?.(step, { cs });
      cs = step.state.cs.selector;
      after?.();
    },
  });
  let stop: RunStop;
  let left = request.steps;
  do {
    stop = transition.run({ steps: Math.min(left, STRETCH) });
    left -= stop.steps;
    await request.pause?.();
  } while (stop.kind === "limit" && left > 0);
  return {
    policy: request.policy,
    stop: { ...stop, steps: request.steps - left },
    summary,
    drawing,
  };
}

/** Whether the guest got where it wanted to, or the tool could not find out. */
export function outcomeOf({ stop }: Ran): "fine" | "failed" | "unknown" {
  if (stop.kind !== "ended") return "fine";
  switch (stop.end.kind) {
    case "halt":
    case "unmapped":
      return "fine";
    case "unsupported":
      return "unknown";
    default:
      return "failed";
  }
}

/** How a run stopped, in words. */
export function stopText(stop: RunStop): string {
  switch (stop.kind) {
    case "ended":
      return `${endWord(stop.end)}${endText(stop.end)}`;
    case "breakpoint":
      return `breakpoint at 0x${stop.address.toString(16)}`;
    default:
      return `stopped after ${stop.steps} instructions (--steps)`;
  }
}

function endWord(end: End): string {
  const words: Partial<Record<End["kind"], string>> = {
    panic: "panic: ",
    lost: "lost: ",
    stopped: "halted: ",
    unmapped: "ran off memory: ",
  };
  return words[end.kind] ?? "";
}
