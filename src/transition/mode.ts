import type { MachineState } from "./machine/types.ts";

const CR0_PE = 1n;
const EFER_LMA = 0x400n;
const RFLAGS_VM = 0x2_0000n;
const L = 0x2000;
const D = 0x4000;

/** The processor's mode between two instructions. */
export type Mode =
  "real" | "virtual-8086" | "window" | "protected-16" | "protected-32" | "compatibility" | "64-bit";

/** The parts of the state that decide it. */
export type ModeState = Pick<MachineState, "cr0" | "efer" | "rflags" | "cs">;

/**
 * The mode of a state. `window`: CR0.PE is 1, CS still holds what a real-mode load left there.
 *
 * That cannot be seen in the registers alone where CS happens to look like a code segment: what can
 * be seen is a CS of type 3 (as after reset), or one whose base is its selector times 16 and whose
 * limit is 64 KiB while the selector has no such meaning in protected mode.
 */
export function modeOf({ cr0, efer, rflags, cs }: ModeState): Mode {
  if ((cr0 & CR0_PE) === 0n) return "real";
  if ((rflags & RFLAGS_VM) !== 0n) return "virtual-8086";
  const inWindow =
    (cs.accessRights & 0x1f) === 0x13 ||
    (cs.selector !== 0 && cs.base === BigInt(cs.selector) * 16n && cs.limit === 0xffff);
  if (inWindow) return "window";
  if ((efer & EFER_LMA) !== 0n) return (cs.accessRights & L) !== 0 ? "64-bit" : "compatibility";
  return (cs.accessRights & D) !== 0 ? "protected-32" : "protected-16";
}
