import type { DescriptorTable } from "../../machine/types.ts";
import { descriptorAt, type ReadLinear } from "./load-seg.ts";
import type { AssistMode } from "./modes.ts";

/**
 * vmxassist's `address()`, which every emulated memory access goes through. It takes a selector for
 * a real-mode one only where the mode leaves no doubt or the GDT has no such entry, so that in the
 * window a real-mode selector below the GDT limit is looked up as if it were a protected-mode one.
 */

export type Addressed =
  | { readonly kind: "segment"; readonly base: bigint; readonly limit: number }
  | { readonly kind: "panic"; readonly reason: string };

const SIXTY_FOUR_K = 0xffff;
const FOUR_G = 0xffff_ffff;

/**
 * The segment an emulated access through `selector` uses.
 *
 * @param cs selector of CS: in the window it counts as a real-mode one
 */
export function addressedSegment(
  mode: AssistMode,
  selector: number,
  cs: number,
  gdtr: DescriptorTable,
  read: ReadLinear,
): Addressed {
  if (selector === 0) {
    return mode === "PROTECTED_TO_REAL"
      ? { kind: "panic", reason: "an access through selector 0 on the way back to real mode" }
      : { kind: "segment", base: 0n, limit: FOUR_G };
  }
  const realMode =
    mode === "REAL" || selector > gdtr.limit || (mode === "REAL_TO_PROTECTED" && selector === cs);
  // No limit is checked in real mode: offsets beyond 64 KiB are what it emulates there.
  if (realMode) return { kind: "segment", base: BigInt(selector) * 16n, limit: FOUR_G };
  const descriptor = descriptorAt(selector, gdtr, read);
  if (descriptor === undefined) return { kind: "panic", reason: "no memory at the descriptor" };
  const { low, high } = descriptor;
  if ((high & 0x8000) === 0) {
    return {
      kind: "panic",
      reason: `should never reach here: descriptor 0x${selector.toString(16)} is not present`,
    };
  }
  const raw = (high & 0xf_0000) | (low & SIXTY_FOUR_K);
  const base = ((high & 0xff00_0000) | ((high & 0xff) << 16) | (low >>> 16)) >>> 0;
  const limit = (high & 0x80_0000) === 0 ? raw : raw * 0x1000 + 0xfff;
  return { kind: "segment", base: BigInt(base), limit };
}

/**
 * The real-mode selector that `real_mode()` makes of SS, DS or ES: the segment's base divided by 16,
 * of which 16 bits remain, so that a base of 1 MiB and more is silently truncated.
 *
 * @param saved the selector saved when the window opened, used where the register holds 0
 */
export function realModeSelector(
  mode: AssistMode,
  selector: number,
  saved: number,
  cs: number,
  gdtr: DescriptorTable,
  read: ReadLinear,
):
  { readonly kind: "selector"; readonly selector: number } | Extract<Addressed, { kind: "panic" }> {
  if (selector === 0) return { kind: "selector", selector: saved };
  const addressed = addressedSegment(mode, selector, cs, gdtr, read);
  if (addressed.kind === "panic") return addressed;
  return { kind: "selector", selector: Number((addressed.base >> 4n) & 0xffffn) };
}
