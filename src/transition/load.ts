import type { InitialState } from "./input/initial.ts";
import type { Scenario } from "./input/scenario.ts";
import {
  createMachine,
  createMemory,
  realModeState,
  type Machine,
  type MachineOptions,
  type MachineState,
} from "./machine/index.ts";

/** The state an input describes: what it leaves out is as after reset. */
export function initialState({ selectors, part }: InitialState): MachineState {
  return { ...realModeState(selectors), ...part };
}

/** A machine with a scenario's code, memory and registers. */
export function scenarioMachine(
  { origin, code, memory: blocks, initial }: Scenario,
  options: MachineOptions = {},
): Machine {
  const memory = options.memory ?? createMemory();
  for (const { address, bytes } of blocks) memory.load(address, bytes);
  if (origin !== undefined && code.length > 0) memory.load(origin, code);
  return createMachine(initialState(initial), { ...options, memory });
}
