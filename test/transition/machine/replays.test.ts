/**
 * Boot programs that were single-stepped in QEMU: the machine with QEMU's behaviour reaches the
 * same registers after every instruction. Results of IN, CPUID and of RDMSR come from the record,
 * linear addresses are physical, flags that the architecture leaves undefined are the record's.
 */
import { existsSync, readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";

import {
  createMachine,
  createMemory,
  differences,
  GENERAL_REGISTERS,
} from "../../../src/transition/machine/index.ts";
import type { Machine, MachineState } from "../../../src/transition/machine/index.ts";
import { hex } from "./build.ts";

type Part = string | Record<string, string>;
interface Replay {
  title: string;
  initial: Record<string, Part | number>;
  pages: Record<string, string>;
  steps: {
    lin: string;
    mode: number;
    bytes: string;
    m: string;
    rip: string;
    set: Record<string, Part>;
  }[];
}

const folder = new URL("../../../../shared/samples/transition/replays/", import.meta.url);
const names = ["syslinux", "linux64-pm", "linux64-lm", "seabios-reset"];

function value(part: Part): unknown {
  if (typeof part === "string") return BigInt(part);
  return Object.fromEntries(
    Object.entries(part).map(([name, digits]) => [
      name,
      name === "base" ? BigInt(digits) : Number(digits),
    ]),
  );
}

function stateOf(initial: Replay["initial"]): MachineState {
  const state: Record<string, unknown> = {
    ...Object.fromEntries(GENERAL_REGISTERS.map((name) => [name, 0n])),
    ...{ dr0: 0n, dr1: 0n, dr2: 0n, dr3: 0n, dr6: 0xffff_0ff0n, interruptibilityState: 0 },
  };
  for (const [name, part] of Object.entries(initial)) {
    if (typeof part !== "number") state[name] = value(part);
  }
  state["a20"] = initial["a20"] === 1;
  return state as unknown as MachineState;
}

describe.skipIf(!existsSync(folder)).each(names)("%s", (name) => {
  test("reaches the recorded registers after every step", () => {
    const file = new URL(`replay-${name}.json`, folder);
    const replay = JSON.parse(readFileSync(file, "utf8")) as Replay;
    const memory = createMemory();
    for (const [address, page] of Object.entries(replay.pages)) {
      memory.load(Number(address), inflateRawSync(Buffer.from(page, "base64")));
    }
    const first = replay.steps[0];
    // The reset vector's page is an alias of one that was recorded elsewhere.
    if (first !== undefined && !memory.exists(Number(first.lin))) {
      memory.load(Number(first.lin), hex(first.bytes));
    }
    let record: Record<string, unknown> = { ...stateOf(replay.initial) };
    let next: Record<string, unknown> = record;
    const low = (register: string): number => Number((next[register] as bigint) & 0xffff_ffffn);
    const machine: Machine = createMachine(stateOf(replay.initial), {
      memory,
      behaviour: "qemu-tcg",
      identityPaging: true,
      devices: {
        portIn: () => low("rax"),
        readMsr: () => (next["rax"] as bigint) | ((next["rdx"] as bigint) << 32n),
        cpuid: () => ({ eax: low("rax"), ebx: low("rbx"), ecx: low("rcx"), edx: low("rdx") }),
      },
    });
    let undefinedFlags = 0n;
    for (const [index, step] of replay.steps.entries()) {
      next = { ...record, rip: BigInt(step.rip) };
      for (const [register, part] of Object.entries(step.set)) next[register] = value(part);
      const where = `step ${index}: ${step.m} at ${step.lin}`;
      const result = machine.step();
      expect(result, where).toMatchObject({ kind: "ok" });
      if (result.kind !== "ok") return;
      expect(result.instruction.bytes, where).toBe(step.bytes);
      expect(result.instruction.address, where).toBe(BigInt(step.lin));
      undefinedFlags = BigInt(result.undefinedFlags);
      const state = machine.state();
      // Undefined flags and the blocking after STI, which QEMU does not show, are the record's.
      const flags =
        (state.rflags & ~undefinedFlags) | ((next["rflags"] as bigint) & undefinedFlags);
      const masked: MachineState = { ...state, rflags: flags, interruptibilityState: 0 };
      expect(differences(masked, next as unknown as MachineState), where).toEqual([]);
      machine.set({ rflags: flags });
      record = next;
    }
  });
});
