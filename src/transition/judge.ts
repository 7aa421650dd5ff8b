import { SEGMENT_REGISTERS, type ExchangeState } from "../state/exchange.ts";
import type { Check, CheckedViolation } from "./check.ts";
import {
  DATA_SEGMENT_REGISTERS,
  guestOf,
  realModeState,
  type Machine,
  type MachineState,
  type Segment,
  type SegmentRegister,
} from "./machine/index.ts";

/**
 * Says of a state between two instructions how a hypervisor could go on with it: enter it as it is,
 * on a CPU without and with unrestricted guest, or run it as virtual-8086 code; where nothing of
 * that is possible the next instruction must be interpreted.
 */

const CR0_PE = 1n;
const EFER_LMA = 0x400n;
const RFLAGS_VM = 0x2_0000n;
const ACTIVATE_SECONDARY_CONTROLS = 0x8000_0000;
const ENABLE_EPT_UNRESTRICTED_GUEST = 0x82;
const IA32E_MODE_GUEST = 0x200;

/** How a hypervisor can go on at a boundary. */
export type Way = "enter" | "virtual-8086" | "interpret";

/** The answer for a CPU without or with unrestricted guest. */
export interface Verdict {
  /** VM entry accepts the segment registers, CR0.PE and the rest of what was judged. */
  readonly enterable: boolean;
  /** Violated checks in SDM order. */
  readonly violations: readonly CheckedViolation[];
  /** Ids of the violated checks. */
  readonly violated: readonly string[];
  /** The cheapest way to go on on such a CPU. */
  readonly way: Way;
}

export interface Judgement {
  /** Unrestricted guest off. */
  readonly ug0: Verdict;
  /** Unrestricted guest on. */
  readonly ug1: Verdict;
  /** What keeps the state from being run as virtual-8086 code: "ds.base", "cs.limit" ...; empty if nothing does. */
  readonly notVirtual8086: readonly string[];
  /** Neither enterable nor virtual-8086: only an interpreter can go on, whatever the CPU. */
  readonly mustBeInterpreted: boolean;
}

/**
 * Which violations count. `"segments"`: the checks of the segment registers and, without
 * unrestricted guest, CR0.PE = 1; the other bits of CR0 and CR4 are the hypervisor's, who shadows
 * them. `"all"`: every check.
 */
export type Scope = "segments" | "all";

/** Judges states; remembers the last verdict of a machine until a checked field changes. */
export class Judge {
  readonly #check: Check;
  readonly #scope: Scope;
  #machine: Machine | undefined;
  #version = -1;
  #last: Judgement | undefined;
  #judged = 0;
  /** Boot code goes to and fro: the same caches come again. */
  readonly #known = new Map<string, Judgement>();

  constructor(check: Check, scope: Scope = "segments") {
    this.#check = check;
    this.#scope = scope;
  }

  /** How many states were judged: boundaries that were known already are not counted. */
  get judged(): number {
    return this.#judged;
  }

  /** The verdict on the machine's present state. */
  at(machine: Machine): Judgement {
    const version = machine.checkedVersion;
    if (this.#last !== undefined && this.#machine === machine && this.#version === version) {
      return this.#last;
    }
    const judgement = this.judge(machine.state());
    this.#machine = machine;
    this.#version = version;
    this.#last = judgement;
    return judgement;
  }

  /** The verdict on a state; equal segment registers give the same object. */
  judge(state: MachineState): Judgement {
    if (this.#scope === "all") return this.#judge(state);
    const key = keyOf(state);
    let judgement = this.#known.get(key);
    if (judgement === undefined) {
      judgement = this.#judge(state);
      if (this.#known.size >= MAX_KNOWN) this.#known.clear();
      this.#known.set(key, judgement);
    }
    return judgement;
  }

  #judge(state: MachineState): Judgement {
    this.#judged += 1;
    const notVirtual8086 = obstaclesToVirtual8086(state);
    const ug0 = this.entry(state, false);
    const ug1 = this.entry(state, true);
    const representable = notVirtual8086.length === 0;
    const withWay = ({ violations }: { violations: readonly CheckedViolation[] }): Verdict => {
      const enterable = violations.length === 0;
      return {
        enterable,
        violations,
        violated: violations.map(({ rule }) => rule),
        way: enterable ? "enter" : representable ? "virtual-8086" : "interpret",
      };
    };
    const verdicts = { ug0: withWay(ug0), ug1: withWay(ug1) };
    return {
      ...verdicts,
      notVirtual8086,
      mustBeInterpreted: verdicts.ug0.way === "interpret" && verdicts.ug1.way === "interpret",
    };
  }

  /** The violations that count if this state is entered as it is. */
  entry(
    state: MachineState,
    unrestrictedGuest: boolean,
  ): { violations: readonly CheckedViolation[] } {
    const { violations } = this.#check(candidateOf(state, unrestrictedGuest));
    if (this.#scope === "all") return { violations };
    const realMode = (state.cr0 & CR0_PE) === 0n;
    return {
      violations: violations.filter(
        ({ rule, register }) =>
          isSegmentRegister(register) ||
          (rule === "cr0-fixed-ones" && realMode && !unrestrictedGuest),
      ),
    };
  }

  /**
   * The violated checks of one register by itself, without unrestricted guest: what can be said
   * when it is loaded, the other registers being unknown but CS where it is given. They are taken
   * as what suits the register best.
   */
  register(
    register: SegmentRegister,
    segment: Segment,
    code?: Segment,
  ): readonly CheckedViolation[] {
    const cs = register === "cs" ? segment : (code ?? FLAT_CODE);
    const rpl = cs.selector & 3;
    const dpl = cs.accessRights & 0x60;
    const ss = { ...FLAT_DATA, selector: rpl, accessRights: FLAT_DATA.accessRights | dpl };
    const state: MachineState = {
      ...realModeState(),
      cr0: CR0_PE,
      ds: FLAT_DATA,
      es: FLAT_DATA,
      fs: FLAT_DATA,
      gs: FLAT_DATA,
      ss,
      cs,
      [register]: segment,
    };
    const { violations } = this.#check(candidateOf(state, false));
    return violations.filter((violation) => violation.register === register);
  }
}

const FLAT_CODE: Segment = { selector: 0, base: 0n, limit: 0xffff_ffff, accessRights: 0xc09b };
const FLAT_DATA: Segment = { ...FLAT_CODE, accessRights: 0xc093 };

const MAX_KNOWN = 1024;

/** Everything that the checks of the segment registers read of a state. */
function keyOf(state: MachineState): string {
  const { cr0, cr4, efer, rflags } = state;
  let key = `${cr0 & CR0_PE} ${cr4} ${efer & EFER_LMA} ${rflags & RFLAGS_VM}`;
  for (const register of SEGMENT_REGISTERS) {
    const { selector, base, limit, accessRights } = state[register];
    key += ` ${selector} ${base} ${limit} ${accessRights}`;
  }
  return key;
}

function isSegmentRegister(register: string | null): boolean {
  return (SEGMENT_REGISTERS as readonly (string | null)[]).includes(register);
}

function controlsFor(
  unrestrictedGuest: boolean,
  ia32e: boolean,
): ExchangeState["controls"] & object {
  return {
    primaryProcBased: ACTIVATE_SECONDARY_CONTROLS,
    secondaryProcBased: unrestrictedGuest ? ENABLE_EPT_UNRESTRICTED_GUEST : 0,
    entry: ia32e ? IA32E_MODE_GUEST : 0,
  };
}

/**
 * The candidate state a hypervisor would hand to VM entry: the registers as they are, the
 * "IA-32e mode guest" control from EFER.LMA, and the "unrestricted guest" control as given.
 */
export function candidateOf(state: MachineState, unrestrictedGuest: boolean): ExchangeState {
  return {
    guest: guestOf(state),
    controls: controlsFor(unrestrictedGuest, (state.efer & EFER_LMA) !== 0n),
    cpu: { linearAddressWidth: 48 },
  };
}

const DB = 0x4000;
const EXPAND_DOWN = 0x1c;

/**
 * What a virtual-8086 task cannot hold of a state: there every base is the selector times 16, every
 * limit 64 KiB, and code and stack are 16 bits wide (Intel SDM vol. 3, "Checks on Guest Segment
 * Registers", the virtual-8086 items). Other access rights need not survive: a hypervisor keeps
 * them aside.
 */
export function obstaclesToVirtual8086(state: MachineState): string[] {
  const obstacles: string[] = [];
  for (const register of DATA_SEGMENT_REGISTERS) {
    const { selector, base, limit, accessRights } = state[register];
    if (base !== BigInt(selector * 16)) obstacles.push(`${register}.base`);
    if (limit !== 0xffff) obstacles.push(`${register}.limit`);
    if ((register === "cs" || register === "ss") && (accessRights & DB) !== 0) {
      obstacles.push(`${register}.d/b`);
    }
    if (register !== "cs" && (accessRights & EXPAND_DOWN) === 0x14) {
      obstacles.push(`${register}.type`);
    }
  }
  return obstacles;
}
