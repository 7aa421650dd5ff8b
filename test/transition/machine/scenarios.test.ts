/**
 * The code scenarios that were run in Bochs, instruction by instruction: address, bytes, what
 * changed, the fault that ended them, and the final state. Whatever an instruction is not said to
 * have changed must not have changed.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import {
  createMemory,
  createMachine,
  realModeState,
} from "../../../src/transition/machine/index.ts";
import type {
  DescriptorTable,
  Machine,
  MachineState,
  MachineStatePart,
  Segment,
} from "../../../src/transition/machine/index.ts";
import { hex } from "./build.ts";

type Hex = string;
type SegmentText = Record<keyof Segment, Hex>;
type Changes = Record<string, Hex | SegmentText | Record<keyof DescriptorTable, Hex>>;
interface Scenario {
  id: string;
  title: string;
  origin: Hex;
  bytes: string;
  initial: Record<string, Hex | Record<keyof DescriptorTable, Hex>>;
  memory: { address: Hex; hex: string }[];
  policy: string;
  steps?: { rip: Hex; bytes: string; asm: string; changed?: Changes }[];
  final: { rip: Hex; segments: Record<string, SegmentText>; cr0: Hex; efer: Hex };
  fault?: { at: Hex; vector: number; errorCode: number };
}

const file = new URL("../../fixtures/transition/scenarios.ndjson", import.meta.url);
const scenarios = readFileSync(file, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as Scenario)
  .filter((scenario) => scenario.policy === "architectural" && scenario.steps !== undefined);

const LONG_NAMES: Record<string, keyof MachineState> = {
  ip: "rip",
  eflags: "rflags",
  ...Object.fromEntries(
    ["ax", "bx", "cx", "dx", "si", "di", "bp", "sp"].map((name) => [`e${name}`, `r${name}`]),
  ),
};

function start(scenario: Scenario): Machine {
  const { initial } = scenario;
  const selectors: Record<string, number> = {};
  const part: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(initial)) {
    if (typeof value !== "string") {
      part[name] = { base: BigInt(value.base), limit: Number(value.limit) };
    } else if (["cs", "ds", "es", "ss", "fs", "gs"].includes(name)) {
      selectors[name] = Number(value);
    } else part[LONG_NAMES[name] ?? name] = BigInt(value);
  }
  const state: MachineState = { ...realModeState(selectors), ...(part as MachineStatePart) };
  const memory = createMemory();
  memory.load(Number(scenario.origin), hex(scenario.bytes));
  for (const block of scenario.memory) memory.load(Number(block.address), hex(block.hex));
  return createMachine(state, { memory });
}

/** A value of the file in the machine's form. */
function parse(value: Changes[string]): unknown {
  if (typeof value === "string") return BigInt(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, digits]) => [
      name,
      name === "base" ? BigInt(digits) : Number(digits),
    ]),
  );
}

/** Members whose change the file records. */
const RECORDED = [
  ...["cs", "ss", "ds", "es", "fs", "gs", "ldtr", "tr", "gdtr", "idtr", "cr0", "cr4", "efer"],
] as const;

test("all code scenarios are there", () => {
  expect(scenarios).toHaveLength(40);
});

describe.each(scenarios)("$id $title", (scenario) => {
  test("step by step", () => {
    const machine = start(scenario);
    const before: Record<string, unknown> = { ...machine.state() };
    for (const [index, step] of (scenario.steps ?? []).entries()) {
      const where = `step ${index}: ${step.asm}`;
      expect(machine.state().rip, where).toBe(BigInt(step.rip));
      const result = machine.step();
      const { fault } = scenario;
      const isLast = index === (scenario.steps ?? []).length - 1;
      if (fault !== undefined && isLast) {
        expect(result, where).toMatchObject({
          kind: "fault",
          vector: fault.vector,
          errorCode: fault.errorCode,
          rip: BigInt(fault.at),
        });
      } else {
        expect(result, where).toMatchObject({ kind: "ok" });
      }
      expect("instruction" in result && result.instruction?.bytes, where).toBe(step.bytes);
      for (const [name, value] of Object.entries(step.changed ?? {})) before[name] = parse(value);
      const after = machine.state();
      for (const name of RECORDED) {
        expect(after[name as keyof MachineState], `${where}: ${name}`).toEqual(before[name]);
      }
    }
    const { final } = scenario;
    const state = machine.state();
    expect(state.rip).toBe(BigInt(final.rip));
    expect(state.cr0).toBe(BigInt(final.cr0));
    expect(state.efer).toBe(BigInt(final.efer));
    for (const [name, segment] of Object.entries(final.segments)) {
      expect(state[name as "cs"], name).toEqual(parse(segment));
    }
  });
});
