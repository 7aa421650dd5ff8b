import {
  createMachine,
  createMemory,
  realModeState,
} from "../../../src/transition/machine/index.ts";
import type {
  Machine,
  MachineOptions,
  MachineState,
  MachineStatePart,
} from "../../../src/transition/machine/index.ts";

/** Bytes from hex digits; spaces are ignored. */
export function hex(text: string): Uint8Array {
  const digits = text.replaceAll(/\s/g, "");
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
  );
}

/** What the tests put into memory: hex or bytes by physical address. */
export type Blocks = Readonly<Record<number, string | Uint8Array>>;

export function machineWith(
  state: MachineState,
  blocks: Blocks,
  options: MachineOptions & { ramSize?: number } = {},
): Machine {
  const memory = options.memory ?? createMemory(options.ramSize);
  for (const [address, block] of Object.entries(blocks)) {
    memory.load(Number(address), typeof block === "string" ? hex(block) : block);
  }
  return createMachine(state, { ...options, memory });
}

/** Real-mode code at 0:7C00. */
export function realCode(code: string, part: MachineStatePart = {}, blocks: Blocks = {}): Machine {
  const state = { ...realModeState(), rip: 0x7c00n, rsp: 0x7000n, ...part };
  return machineWith(state, { 0x7c00: code, ...blocks });
}

const FLAT = { base: 0n, limit: 0xffff_ffff };
const data32 = { selector: 0x10, ...FLAT, accessRights: 0xc093 };

/** Flat protected mode with 32-bit code at 7C00; no paging; GDT at 9000. */
export function protectedState(part: MachineStatePart = {}): MachineState {
  return {
    ...realModeState(),
    cr0: 0x11n,
    cs: { selector: 8, ...FLAT, accessRights: 0xc09b },
    ...{ ds: data32, es: data32, ss: data32, fs: data32, gs: data32 },
    gdtr: { base: 0x9000n, limit: 0xff },
    rip: 0x7c00n,
    rsp: 0x7000n,
    ...part,
  };
}

/** 64-bit mode with identity paging left to `identityPaging`. */
export function longState(part: MachineStatePart = {}): MachineState {
  return protectedState({
    cr0: 0x8000_0011n,
    cr4: 0x20n,
    efer: 0x500n,
    cs: { selector: 0x18, ...FLAT, accessRights: 0xa09b },
    ...part,
  });
}

export function protectedCode(
  code: string,
  part: MachineStatePart = {},
  blocks: Blocks = {},
): Machine {
  return machineWith(protectedState(part), { 0x7c00: code, ...blocks });
}

export function longCode(code: string, part: MachineStatePart = {}, blocks: Blocks = {}): Machine {
  return machineWith(longState(part), { 0x7c00: code, ...blocks }, { identityPaging: true });
}
