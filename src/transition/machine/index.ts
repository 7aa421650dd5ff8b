/**
 * The machine of the transition emulator.
 *
 *   createMachine(initial: MachineState, options?: MachineOptions): Machine
 *   createMemory(ramSize = 2 ** 32): Memory
 *   realModeState(selectors?: Partial<Record<DataSegmentRegister, number>>): MachineState
 *       a full state in real mode as after reset: every cache 64 KiB, base selector * 16
 *   guestOf(state: MachineState): ExchangeGuest
 *   equalStates(a, b): boolean, differences(a, b): string[] ("cs.base", "cr0", ...)
 *   equalSnapshots(a, b): boolean
 *   run(machine, limits: RunLimits): RunResult
 */
export { ARCHITECTURAL, QEMU_TCG } from "./behaviour.ts";
export { createMachine, run } from "./create.ts";
export { createMemory, UnmappedMemory } from "./memory.ts";
export { differences, equalSnapshots, equalStates, guestOf, realModeState } from "./state.ts";
export * from "./types.ts";
