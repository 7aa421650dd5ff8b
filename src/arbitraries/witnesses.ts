import { IMPOSSIBLE, WITNESSES, WITNESS_MODES } from "../generated/witnesses.ts";
import { checkOf } from "./constraints.ts";
import { fieldAt, halves, toState, type Words } from "./layout.ts";
import { guestModes, type GuestMode } from "./modes.ts";
import { templateWords } from "./source.ts";
import type { CompleteState } from "./state.ts";

/** A state that violates one check and nothing else, and a valid one that differs in one bit. */
export interface Witness {
  /** The id of the check. */
  readonly check: string;
  readonly mode: GuestMode;
  readonly fail: CompleteState;
  /** Absent where no such state exists. */
  readonly pass?: CompleteState;
  /** The bit in which the two differ. */
  readonly bit?: { readonly path: string; readonly bit: number };
}

/** The same as words. */
export interface WitnessWords {
  readonly fail: Words;
  readonly pass?: Words;
  readonly bit?: { readonly path: string; readonly bit: number };
}

type Rows = Readonly<Record<string, readonly (readonly [string, readonly number[]])[]>>;

function rowOf(rows: Rows, id: string, mode: GuestMode): string | undefined {
  const list = Object.hasOwn(rows, id) ? rows[id] : undefined;
  return list?.find(([, modes]) => modes.some((number) => WITNESS_MODES[number] === mode))?.[0];
}

/** Inverts the bits of `guest.cr0^20 guest.cr4^20000`. */
export function invert(words: Words, difference: string): Words {
  const next = words.slice();
  for (const part of difference.split(" ")) {
    const [path = "", mask = ""] = part.split("^");
    if (mask === "") continue;
    const at = 2 * fieldAt(path).index;
    const [low, high] = halves(BigInt(`0x${mask}`));
    next[at] = (next[at] as number) ^ low;
    next[at + 1] = (next[at + 1] as number) ^ high;
  }
  return next;
}

/** Undefined if no state of the mode violates the check alone. Throws RangeError for an unknown id. */
export function witnessWords(id: string, mode: GuestMode): WitnessWords | undefined {
  checkOf(id);
  const row = rowOf(WITNESSES, id, mode);
  if (row === undefined) return undefined;
  const [difference = "", at] = row.split(" -> ");
  const fail = invert(templateWords(mode), difference);
  if (at === undefined) return { fail };
  const [path = "", number] = at.split(":");
  const bit = Number(number);
  const pass = invert(fail, `${path}^${(1n << BigInt(bit)).toString(16)}`);
  return { fail, pass, bit: { path, bit } };
}

/**
 * The least state that violates this check and no other: the template of the mode with few bits
 * changed, and, where there is one, the valid state one bit away.
 *
 * @param mode the first mode in which there is one, if absent
 * @returns undefined if no state of the mode does; `impossible` says why
 * @throws RangeError for an unknown id
 */
export function witness(id: string, mode?: GuestMode): Witness | undefined {
  const [first] = mode === undefined ? modesViolating(id) : [mode];
  const found = first === undefined ? undefined : witnessWords(id, first);
  if (first === undefined || found === undefined) return undefined;
  const { fail, pass, bit } = found;
  return {
    check: id,
    mode: first,
    fail: toState(fail),
    ...(pass === undefined || bit === undefined ? {} : { pass: toState(pass), bit }),
  };
}

/** The modes in which some state violates the check alone. Throws RangeError for an unknown id. */
export function modesViolating(id: string): GuestMode[] {
  checkOf(id);
  return guestModes.filter((mode) => rowOf(WITNESSES, id, mode) !== undefined);
}

/**
 * Why no state of a mode violates a check alone: sentences that cannot all hold beside the
 * violation. They are ids of checks, and conditions of the mode and of coherence by their number.
 *
 * @returns undefined if there is such a state
 */
export function impossible(id: string, mode: GuestMode): readonly string[] | undefined {
  checkOf(id);
  return rowOf(IMPOSSIBLE, id, mode)?.split(" | ");
}
