import {
  SEGMENT_REGISTERS,
  type ExchangeGuest,
  type ExchangeState,
  type Numeric,
  type SegmentRegister,
} from "./exchange.ts";

/**
 * What loading a segment register changes in the access rights beside copying them from the
 * descriptor (Intel SDM vol. 3, "Segment Descriptor Types"), and the repair of dumps of emulators
 * that leave it out.
 */

const ACCESSED = 0x1;
const S = 0x10;
const P = 0x80;
const UNUSABLE = 0x1_0000;

/**
 * Access rights as a processor holds them after a load: the accessed bit of a code or data segment
 * and the busy bit of a TSS in TR are set, and what is not present is unusable.
 *
 * @param accessRights 32 bits, VMCS layout, as in the descriptor
 */
export function accessRightsAfterLoad(register: SegmentRegister, accessRights: number): number {
  return changesOfLoad(register, accessRights).reduce(
    (rights, { bit }) => (rights | bit) >>> 0,
    accessRights,
  );
}

interface Change {
  readonly bit: number;
  readonly what: string;
}

function changesOfLoad(register: SegmentRegister, accessRights: number): Change[] {
  if ((accessRights & UNUSABLE) !== 0) return [];
  if ((accessRights & P) === 0) return [{ bit: UNUSABLE, what: "P is 0: marked unusable" }];
  if ((accessRights & S) !== 0) {
    return (accessRights & ACCESSED) === 0 ? [{ bit: ACCESSED, what: "accessed bit set" }] : [];
  }
  const type = accessRights & 0xf;
  return register === "tr" && (type === 1 || type === 9) ? [{ bit: 2, what: "busy bit set" }] : [];
}

/** A state after `repairTcg`, and what was changed, one sentence for each register. */
export interface Repaired {
  state: ExchangeState;
  repairs: string[];
}

/**
 * Sets what QEMU's emulator (TCG) and old VirtualBox leave out of the segment caches they print: the
 * accessed bit of code and data segments (S = 1), the busy bit of the TSS in TR, and the unusable
 * bit where P is 0. A processor always has them set after a load.
 *
 * @param state exchange JSON; members that are unknown or malformed stay as they are
 * @param registers the registers to repair
 */
export function repairTcg(
  state: ExchangeState,
  registers: readonly SegmentRegister[] = SEGMENT_REGISTERS,
): Repaired {
  const repairs: string[] = [];
  const guest = memberOf(state, "guest");
  if (!isObject(guest)) return { state, repairs };
  const segments: [string, unknown][] = [];
  for (const register of registers) {
    const segment = memberOf(guest, register);
    const given = memberOf(segment, "accessRights");
    const before = accessRightsOf(given);
    if (!isObject(segment) || before === undefined) continue;
    const after = accessRightsAfterLoad(register, before);
    if (after === before) continue;
    const what = changesOfLoad(register, before).map((change) => change.what);
    repairs.push(
      `guest.${register}.accessRights 0x${before.toString(16)} is taken as 0x${after.toString(16)} (${what.join(", ")})`,
    );
    segments.push([register, { ...segment, accessRights: inFormOf(given, after) }]);
  }
  if (repairs.length === 0) return { state, repairs };
  const repaired = { ...guest, ...Object.fromEntries(segments) } as ExchangeGuest;
  return { state: { ...state, guest: repaired }, repairs };
}

/** A number of 32 bits; undefined for anything else, which the check refuses or does not need. */
function accessRightsOf(value: unknown): number | undefined {
  if (typeof value === "string" && !/^0x[0-9a-f]{1,16}$/i.test(value)) return undefined;
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint")
    return undefined;
  const number = Number(value);
  return Number.isInteger(number) && number >= 0 && number <= 0xffff_ffff ? number : undefined;
}

function inFormOf(given: unknown, value: number): Numeric {
  if (typeof given === "bigint") return BigInt(value);
  return typeof given === "number" ? value : `0x${value.toString(16)}`;
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
