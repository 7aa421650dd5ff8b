import type { Judge } from "../judge.ts";
import type { MachineState, Segment } from "../machine/types.ts";
import { modeOf } from "../mode.ts";
import {
  endedBy,
  type EntryEvent,
  type Policy,
  type PolicyEvent,
  type PolicyRun,
  type PolicyStep,
} from "./types.ts";
import type { PolicyContext } from "./types.ts";

/**
 * What replaced vmxassist: the whole CPU is interpreted, hidden caches included, until the state
 * between two instructions is one that the CPU may be given.
 */

/** When a hypervisor stops interpreting, and what it changes of the registers then. */
export interface EntryPredicate {
  /** Asked with CR0.PE = 1. */
  accepts(state: MachineState, judge: Judge): boolean;
  /** The registers handed to VM entry, and in words what differs from the guest's. */
  adjust(state: MachineState): { readonly state: MachineState; readonly notes: readonly string[] };
}

const CR0_PE = 1n;
const UNUSABLE = 0x1_0000;
const P = 0x80;
const S = 0x10;

const rpl = ({ selector }: Segment): number => selector & 3;
const ti = ({ selector }: Segment): boolean => (selector & 4) !== 0;
const type = ({ accessRights }: Segment): number => accessRights & 0xf;
const dpl = ({ accessRights }: Segment): number => (accessRights >> 5) & 3;
const has = ({ accessRights }: Segment, bits: number): boolean => (accessRights & bits) === bits;

const unchanged = (state: MachineState): { state: MachineState; notes: string[] } => ({
  state,
  notes: [],
});

/** The checks of VM entry themselves. */
const sdm: EntryPredicate = {
  accepts: (state, judge) => judge.judge(state).ug0.enterable,
  adjust: unchanged,
};

/**
 * Xen since November 2007: CS and SS have RPL 0. The DPL of the data registers is made their RPL,
 * and a CS that real mode left is a code segment for Xen.
 */
const xen: EntryPredicate = {
  accepts: ({ cs, ss }) => rpl(cs) === 0 && rpl(ss) === 0,
  adjust: (state) => {
    const notes: string[] = [];
    const registers: Partial<Record<"cs" | "ds" | "es" | "fs" | "gs", Segment>> = {};
    for (const register of ["ds", "es", "fs", "gs"] as const) {
      const segment = state[register];
      if (has(segment, UNUSABLE) || dpl(segment) === rpl(segment)) continue;
      const accessRights = (segment.accessRights & ~0x60) | (rpl(segment) << 5);
      registers[register] = { ...segment, accessRights };
      notes.push(`${register}: DPL ${dpl(segment)} made ${rpl(segment)}, its RPL`);
    }
    if (type(state.cs) === 3) {
      registers.cs = { ...state.cs, accessRights: state.cs.accessRights | 0xb };
      notes.push("cs: type 3 of real mode is 11 for Xen");
    }
    return { state: { ...state, ...registers }, notes };
  },
};

/** KVM without unrestricted guest: its own list of what a valid protected-mode state is. */
const kvm: EntryPredicate = {
  accepts: ({ cs, ss, ds, es, fs, gs, tr, ldtr }) =>
    rpl(cs) === rpl(ss) &&
    kvmCode(cs) &&
    (has(ss, UNUSABLE) ||
      ((type(ss) === 3 || type(ss) === 7) && has(ss, S | P) && dpl(ss) === rpl(ss))) &&
    [ds, es, fs, gs].every(kvmData) &&
    !has(tr, UNUSABLE) &&
    !ti(tr) &&
    (type(tr) === 3 || type(tr) === 11) &&
    has(tr, P) &&
    (has(ldtr, UNUSABLE) || (!ti(ldtr) && type(ldtr) === 2 && has(ldtr, P))),
  adjust: unchanged,
};

function kvmCode(cs: Segment): boolean {
  if (has(cs, UNUSABLE) || !has(cs, 0x9 | S | P)) return false;
  return (type(cs) & 4) !== 0 ? dpl(cs) <= rpl(cs) : dpl(cs) === rpl(cs);
}

function kvmData(segment: Segment): boolean {
  if (has(segment, UNUSABLE)) return true;
  if (!has(segment, S | P)) return false;
  const conformingCode = (type(segment) & 0xc) === 0xc;
  return conformingCode || dpl(segment) >= rpl(segment);
}

/** A policy that interprets until a predicate holds. */
export function interpretUntil(name: string, summary: string, predicate: EntryPredicate): Policy {
  return { name, summary, start: (context) => new Interpreter(context, predicate) };
}

class Interpreter implements PolicyRun {
  readonly #context: PolicyContext;
  readonly #predicate: EntryPredicate;
  /** The guest runs on the CPU by itself. */
  #native = false;
  /** State of the last boundary that was asked about, by the machine's version of it. */
  #asked = -1;

  constructor(context: PolicyContext, predicate: EntryPredicate) {
    this.#context = context;
    this.#predicate = predicate;
  }

  mode(): string {
    return this.#native ? "native" : modeOf(this.#context.machine.state());
  }

  step(): PolicyStep {
    const { machine } = this.#context;
    const by = this.#native ? "processor" : "interpreter";
    const result = machine.step();
    if (result.kind !== "ok") return endedBy(by, result);
    const { instruction } = result;
    const events = machine.checkedVersion === this.#asked ? [] : this.#boundary();
    const failed = events.find(({ kind }) => kind === "entry");
    const end =
      failed?.kind === "entry" && !failed.verdict.enterable
        ? ({
            kind: "entry-failed",
            reason: `VM entry fails (exit reason 0x80000021): ${failed.verdict.violated.join(", ")}`,
          } as const)
        : undefined;
    return { instruction, by, result, events, end };
  }

  #boundary(): PolicyEvent[] {
    const { machine, judge } = this.#context;
    this.#asked = machine.checkedVersion;
    const state = machine.state();
    const isProtected = (state.cr0 & CR0_PE) !== 0n;
    const wasNative = this.#native;
    if (!isProtected) {
      this.#native = false;
      return wasNative ? [{ kind: "mode", from: "native", to: "real" }] : [];
    }
    if (wasNative || !this.#predicate.accepts(state, judge)) return [];
    const { state: candidate, notes } = this.#predicate.adjust(state);
    const { ug0: verdict } = judge.judge(candidate);
    const entry: EntryEvent = { kind: "entry", candidate, verdict, cleared: [], saved: {}, notes };
    this.#native = true;
    machine.set(candidate);
    this.#asked = machine.checkedVersion;
    return [{ kind: "mode", from: modeOf(state), to: "native" }, entry];
  }
}

export const emulateUntilEnterable: Policy = interpretUntil(
  "emulate-until-enterable",
  "interpret everything until VM entry accepts the state",
  sdm,
);

export const emulateUntilEnterableXen: Policy = interpretUntil(
  "emulate-until-enterable:xen",
  "Xen since 2007: interpret until CS and SS have RPL 0, make DPL the RPL of data registers",
  xen,
);

export const emulateUntilEnterableKvm: Policy = interpretUntil(
  "emulate-until-enterable:kvm",
  "KVM without unrestricted guest: interpret until its own predicate holds",
  kvm,
);
