import { SEGMENT_REGISTERS } from "../../state/exchange.ts";
import type { Replay, ReplayStep } from "../input/replay.ts";
import { initialState } from "../load.ts";
import {
  GENERAL_REGISTERS,
  createMachine,
  createMemory,
  type CpuidResult,
  type Devices,
  type Machine,
  type MachineOptions,
  type MachineState,
} from "../machine/index.ts";
import { Comparison, type Verification } from "./comparison.ts";
import { endText } from "./scenario.ts";
import { hex, segmentText, tableText } from "./text.ts";

/** A machine with a replay's memory and registers, whose devices answer as the recording does. */
export interface ReplayMachine {
  readonly machine: Machine;
  /** Tells the devices which step comes next. */
  readonly next: (step: ReplayStep) => void;
}

const WIDTH_MASK = { 1: 0xffn, 2: 0xffffn, 4: 0xffff_ffffn } as const;
const LOW_32 = 0xffff_ffffn;

/**
 * @param options default: the behaviour of QEMU TCG, in which the replays were recorded; linear
 *   addresses are physical, as they hold no page tables
 */
export function replayMachine(
  { initial, pages }: Replay,
  options: MachineOptions = {},
): ReplayMachine {
  const memory = createMemory();
  for (const { address, bytes } of pages) memory.load(address, bytes);
  let step: ReplayStep | undefined;
  // A register that the instruction did not change had the result already.
  const result = (name: "rax" | "rbx" | "rcx" | "rdx"): bigint =>
    step?.set[name] ?? machine.state()[name];
  const low = (name: "rax" | "rbx" | "rcx" | "rdx"): number => Number(result(name) & LOW_32);
  const devices: Devices = {
    portIn: (_port, width) => Number(result("rax") & WIDTH_MASK[width]),
    readMsr: () => ((result("rdx") & LOW_32) << 32n) | (result("rax") & LOW_32),
    writeMsr: () => true,
    cpuid: (): CpuidResult => ({
      eax: low("rax"),
      ebx: low("rbx"),
      ecx: low("rcx"),
      edx: low("rdx"),
    }),
  };
  const machine: Machine = createMachine(initialState(initial), {
    behaviour: "qemu-tcg",
    identityPaging: true,
    devices,
    ...options,
    memory,
  });
  return {
    machine,
    next: (coming) => {
      step = coming;
      // Firmware at the top of 4 GiB was not recorded: its instructions tell their own bytes.
      const address = Number(coming.linear);
      if (!memory.exists(address)) memory.load(address, bytesOf(coming.bytes));
    },
  };
}

function bytesOf(hexDigits: string): Uint8Array {
  const pairs = hexDigits.match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}

/**
 * Steps through a replay and compares every register after every instruction. After a difference
 * the machine takes the recorded value, so that one mistake is reported once. Flags that the
 * architecture leaves undefined are taken from the recording, too, uncompared.
 */
export function verifyReplay(replay: Replay, options: MachineOptions = {}): Verification {
  const to = new Comparison();
  const { machine, next } = replayMachine(replay, options);
  let expected: MachineState = machine.state();
  for (const [index, recorded] of replay.steps.entries()) {
    next(recorded);
    const result = machine.step();
    const text = "instruction" in result ? (result.instruction?.text ?? "not fetched") : "";
    const where = `step ${index + 1} (${text})`;
    to.equal("instruction bytes", where, recorded.bytes, result.instruction?.bytes ?? "none");
    const address = result.instruction?.address ?? expected.cs.base + expected.rip;
    to.equal("rip", `${where}, linear address`, hex(recorded.linear), hex(address));
    expected = { ...expected, ...recorded.set, rip: recorded.rip };
    if (result.kind !== "ok" && result.kind !== "halt") {
      to.equal("outcomes", where, "executed", endText(result));
      machine.set(expected);
      continue;
    }
    const undefinedFlags = result.kind === "ok" ? BigInt(result.undefinedFlags) : 0n;
    compareStates(to, where, expected, machine.state(), undefinedFlags);
    machine.set(expected);
  }
  return to;
}

function compareStates(
  to: Comparison,
  where: string,
  expected: MachineState,
  actual: MachineState,
  undefinedFlags: bigint,
): void {
  to.equal("rip", where, hex(expected.rip), hex(actual.rip));
  for (const name of SEGMENT_REGISTERS) {
    const place = `${where}, ${name}`;
    to.equal("segment registers", place, segmentText(expected[name]), segmentText(actual[name]));
  }
  for (const name of ["gdtr", "idtr"] as const) {
    const place = `${where}, ${name}`;
    to.equal("descriptor tables", place, tableText(expected[name]), tableText(actual[name]));
  }
  for (const name of ["cr0", "cr2", "cr3", "cr4", "efer"] as const) {
    to.equal("control registers", `${where}, ${name}`, hex(expected[name]), hex(actual[name]));
  }
  for (const name of GENERAL_REGISTERS) {
    to.equal("general registers", `${where}, ${name}`, hex(expected[name]), hex(actual[name]));
  }
  const flags = (state: MachineState): string => hex(state.rflags & ~undefinedFlags);
  to.equal("flags", where, flags(expected), flags(actual));
}
