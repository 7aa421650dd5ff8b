import type { Judge } from "../../judge.ts";
import {
  DATA_SEGMENT_REGISTERS,
  GENERAL_REGISTERS,
  type DataSegmentRegister,
  type DecodedInstruction,
  type Machine,
  type MachineState,
  type Segment,
  type SegmentRegister,
  type StepOk,
  type StepResult,
} from "../../machine/types.ts";
import {
  endedBy,
  type End,
  type Executor,
  type PolicyEvent,
  type PolicyRun,
  type PolicyStep,
} from "../types.ts";
import { addressedSegment, realModeSelector } from "./address.ts";
import { inVirtual8086, isDecoded, type AssistVersion } from "./decoder.ts";
import { cleared, loadSeg, type ReadLinear } from "./load-seg.ts";
import { modeAction, type AssistMode } from "./modes.ts";
import { assistOpcode, operandSegments, type AssistOpcode } from "./opcode.ts";

/** The registers whose loading the versions of vmxassist differ in. */
export const WINDOW_REGISTERS = ["es", "ss", "ds", "fs", "gs"] as const;
export type WindowRegister = (typeof WINDOW_REGISTERS)[number];
export type WindowSelectors = Record<WindowRegister, number>;

/** What a variant of vmxassist may look at and alter. */
export interface AssistState {
  /** What the guest's registers hold, 16 bits each. */
  readonly selectors: Readonly<WindowSelectors>;
  /** Real-mode selectors kept for the way back: `saved_rm_regs`. */
  saved: Partial<WindowSelectors>;
  /** Selectors loaded since CR0.PE was set, 0 for those that were not: `oldctx.*_sel`. */
  window: WindowSelectors;
}

/** How a data register is loaded when the window ends. */
export interface DataLoad {
  readonly selector: number;
  /**
   * What a failed load leaves: `"saved"` clears the register, zeroes its selector and saves the old
   * one; `"selector-kept"` only sets the unusable bit.
   */
  readonly onFailure: "saved" | "selector-kept";
}

/** The part in which the versions of vmxassist, real and proposed ones, differ. */
export interface AssistVariant {
  readonly version: AssistVersion;
  /** CR0.PE was set: the window opens. */
  onProtectEnable(state: AssistState): void;
  /** A segment load in the window that this version decodes. The guest's selector is set already. */
  onSegmentLoad(state: AssistState, register: WindowRegister, selector: number, form: string): void;
  /** The far transfer that ends the window is about to load the data registers. */
  onFarTransfer(state: AssistState): void;
  /** How each data register is loaded then. */
  dataLoad(state: AssistState, register: WindowRegister): DataLoad;
  /**
   * Why a register may not hold what its descriptor says; undefined if it may. CS first, then the
   * others with CS known. Without this function every descriptor that is present is taken.
   */
  readonly refuses?: (
    judge: Judge,
    register: WindowRegister | "cs",
    segment: Segment,
    cs: Segment | undefined,
  ) => string | undefined;
}

const CR0_PE = 1n;
const CR0_NE = 0x20n;
const CR0_PG = 0x8000_0000n;
const EFER_LME = 0x100n;
const EFER_LMA = 0x400n;
/** IOPL and VM: what vmxassist clears of EFLAGS (TF it owns itself). */
const EFLAGS_VM = 0x2_3000n;
const D = 0x4000;
const GENERAL_PROTECTION = 13;

/** The assist's own world, which registers hold that the guest never loaded. */
const FLAT_CODE: Segment = { selector: 0, base: 0n, limit: 0xffff_ffff, accessRights: 0xc09b };
const FLAT_DATA: Segment = { ...FLAT_CODE, accessRights: 0xc093 };
const OWN_SEGMENTS: Readonly<Record<SegmentRegister, Segment>> = {
  cs: FLAT_CODE,
  ss: FLAT_DATA,
  ds: FLAT_DATA,
  es: FLAT_DATA,
  fs: FLAT_DATA,
  gs: FLAT_DATA,
  ldtr: { selector: 0, base: 0n, limit: 0, accessRights: 0x82 },
  tr: { selector: 8, base: 0xd_8000n, limit: 0x2067, accessRights: 0x8b },
};

/** Stops the guest: thrown inside, never seen outside. */
class Stop extends Error {
  readonly end: End;

  constructor(end: End) {
    super("the run is over");
    this.end = end;
  }
}

function panic(reason: string): never {
  throw new Stop({ kind: "panic", reason });
}

/**
 * vmxassist in charge of a guest. While the guest runs as a virtual-8086 task the machine is kept in
 * real mode with 64-KiB segments, which is what such a task sees; what the guest wrote to CR0 is
 * kept aside, and an instruction that the assist decodes runs in the segments that its `address()`
 * would use.
 */
export class Assist implements PolicyRun {
  readonly #machine: Machine;
  readonly #judge: Judge;
  readonly #variant: AssistVariant;
  #mode: AssistMode;
  /** CR0 as the assist keeps it for the guest: PE and NE set whatever the guest wrote. */
  #cr0: bigint;
  /** `oldctx` segments: what a cleared register still holds. */
  #old: Readonly<Record<SegmentRegister, Segment>> = OWN_SEGMENTS;
  #saved: Partial<WindowSelectors> = {};
  #window: WindowSelectors = { es: 0, ss: 0, ds: 0, fs: 0, gs: 0 };
  /** EIP at which the decoder last stopped without having executed anything. */
  #idleAt: bigint | undefined;
  /** The decoder executed something since it was last called. */
  #progress = false;
  #events: PolicyEvent[] = [];

  constructor(machine: Machine, judge: Judge, variant: AssistVariant) {
    this.#machine = machine;
    this.#judge = judge;
    this.#variant = variant;
    const { cr0 } = machine.state();
    this.#cr0 = cr0;
    this.#mode = (cr0 & CR0_PE) === 0n ? "REAL" : "PROTECTED";
    if (this.#mode === "REAL") this.#realSegments();
  }

  mode(): AssistMode {
    return this.#mode;
  }

  step(): PolicyStep {
    this.#events = [];
    const peeked = this.#machine.peek();
    if (peeked.kind !== "instruction") return endedBy(this.#executor(), peeked);
    const { instruction } = peeked;
    const opcode = assistOpcode(instruction.bytes);
    try {
      const { by, result } = this.#execute(instruction, opcode);
      if (result !== undefined && result.kind !== "ok") return endedBy(by, result, this.#events);
      return { instruction, by, result, events: this.#events, end: undefined };
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      const { end } = error;
      return { instruction, by: this.#executor(), result: undefined, events: this.#events, end };
    }
  }

  #executor(): Executor {
    if (this.#mode === "PROTECTED") return "processor";
    return this.#mode === "PROTECTED_TO_REAL" ? "assist" : "virtual-8086";
  }

  #execute(
    instruction: DecodedInstruction,
    opcode: AssistOpcode,
  ): { by: Executor; result: StepResult | undefined } {
    if (this.#mode === "PROTECTED")
      return { by: "processor", result: this.#protected(opcode, instruction) };
    const decoded = isDecoded(opcode, this.#variant.version, this.#mode);
    if (this.#mode === "PROTECTED_TO_REAL") {
      if (!decoded) panic(unknownOpcode(instruction));
      return { by: "assist", result: this.#emulate(instruction, opcode) };
    }
    const taken = inVirtual8086(opcode);
    if (this.#mode === "REAL_TO_PROTECTED") {
      // Every instruction traps here: first the decoder, then, single-stepped, the processor.
      if (decoded) {
        this.#progress = true;
        return { by: "assist", result: this.#emulate(instruction, opcode) };
      }
      this.#refuseLostTransfer(opcode);
      this.#noteIdle(instruction);
    } else if (taken === "general-protection" && decoded) {
      return { by: "assist", result: this.#emulate(instruction, opcode) };
    }
    if (taken === "undefined") this.#stop(instruction, "#UD");
    if (taken === "general-protection") panic(unknownOpcode(instruction));
    const result = this.#machine.step();
    if (result.kind !== "fault") return { by: "virtual-8086", result };
    if (result.vector !== GENERAL_PROTECTION) this.#stop(instruction, result.name);
    if (!decoded) panic(unknownOpcode(instruction));
    return { by: "assist", result: this.#emulate(instruction, opcode) };
  }

  /** The decoder gave up at an instruction. Twice at one EIP with nothing done between is the end. */
  #noteIdle(instruction: DecodedInstruction): void {
    const { rip } = this.#machine.state();
    if (!this.#progress) {
      if (this.#idleAt === rip) panic(unknownOpcode(instruction));
      this.#idleAt = rip;
    }
    this.#progress = false;
  }

  #stop(instruction: DecodedInstruction, exception: string): never {
    throw new Stop({
      kind: "stopped",
      reason: `${exception} in virtual-8086 mode at ${instruction.text}: the assist halts`,
    });
  }

  /** Far transfers that would end the window on a CPU, and that the assist does not know. */
  #refuseLostTransfer({ name }: AssistOpcode): void {
    if (!["9A", "FF /3", "CA", "CF"].includes(name)) return;
    throw new Stop({
      kind: "lost",
      reason: `opcode ${name} is not one of the far transfers vmxassist recognises (EA, FF /5, CB)`,
    });
  }

  /** One instruction by the assist's own decoder. Undefined: the machine did not execute it. */
  #emulate(instruction: DecodedInstruction, opcode: AssistOpcode): StepResult | undefined {
    switch (opcode.name) {
      case "0F 22":
        return this.#writeControl(instruction, opcode);
      case "0F 20":
        return this.#readControl(instruction, opcode);
      case "0F 01 /6":
        return this.#loadMachineStatus(instruction, opcode);
      case "90":
      case "0F 09":
      case "F4":
        this.#advance(instruction);
        return undefined;
      case "EA":
      case "FF /5":
      case "CB":
        if (this.#mode !== "REAL") {
          this.#farTransfer(opcode);
          return undefined;
        }
        break;
      case "CF":
        if (this.#mode === "REAL_TO_PROTECTED") this.#refuseLostTransfer(opcode);
        break;
      default:
    }
    const result = this.#inAddressed(opcode, () => this.#machine.step());
    if (result.kind === "fault") panic(`${result.name} while emulating ${instruction.text}`);
    if (result.kind === "ok") this.#noteLoads(result);
    return result;
  }

  #noteLoads(result: StepOk): void {
    if (this.#mode !== "REAL_TO_PROTECTED") return;
    for (const { register, selector, form } of result.segmentLoads) {
      if (isWindowRegister(register)) {
        this.#vary((state) => {
          this.#variant.onSegmentLoad(state, register, selector, form);
        });
      }
    }
  }

  #selectors(): WindowSelectors {
    const selector = (register: WindowRegister): number => this.#machine.segment(register).selector;
    return {
      es: selector("es"),
      ss: selector("ss"),
      ds: selector("ds"),
      fs: selector("fs"),
      gs: selector("gs"),
    };
  }

  /** Lets the variant look at the selectors and alter what it keeps of them. */
  #vary(action: (state: AssistState) => void): void {
    const state: AssistState = {
      selectors: this.#selectors(),
      saved: this.#saved,
      window: this.#window,
    };
    action(state);
    this.#saved = state.saved;
    this.#window = state.window;
  }

  #advance(instruction: DecodedInstruction): void {
    const { rip } = this.#machine.state();
    this.#machine.set({ rip: BigInt.asUintN(32, rip + BigInt(instruction.length)) });
  }

  #readControl(instruction: DecodedInstruction, opcode: AssistOpcode): StepResult | undefined {
    const number = ((opcode.modrm ?? 0) >> 3) & 7;
    if (number !== 0) {
      if (number > 4) panic(unknownOpcode(instruction));
      return this.#machine.step();
    }
    // PE and NE are hidden: read, modify, write inside the window clears PE.
    this.#setGeneral(opcode, this.#cr0 & ~(CR0_PE | CR0_NE));
    this.#advance(instruction);
    return undefined;
  }

  #setGeneral({ modrm = 0 }: AssistOpcode, value: bigint): void {
    const register = GENERAL_REGISTERS[modrm & 7] ?? "rax";
    this.#machine.set({ [register]: BigInt.asUintN(32, value) });
  }

  #writeControl(instruction: DecodedInstruction, opcode: AssistOpcode): StepResult | undefined {
    const { modrm = 0 } = opcode;
    const register = GENERAL_REGISTERS[modrm & 7] ?? "rax";
    const value = BigInt.asUintN(32, this.#machine.state()[register]);
    switch ((modrm >> 3) & 7) {
      case 0:
        this.#advance(instruction);
        this.#writeCr0(value);
        return undefined;
      case 3:
        this.#machine.set({ cr3: value });
        break;
      case 4:
        this.#machine.set({ cr4: value });
        break;
      default:
        panic(unknownOpcode(instruction));
    }
    this.#advance(instruction);
    return undefined;
  }

  #writeCr0(value: bigint): void {
    this.#cr0 = value | CR0_PE | CR0_NE;
    // PE and PG are not the virtual-8086 task's to have.
    this.#machine.set({ cr0: value & ~(CR0_PE | CR0_PG) });
    this.#setMode((value & CR0_PE) === 0n ? "REAL" : "REAL_TO_PROTECTED");
  }

  #loadMachineStatus(
    instruction: DecodedInstruction,
    opcode: AssistOpcode,
  ): StepResult | undefined {
    const { cr0 } = this.#machine.state();
    const result = this.#inAddressed(opcode, () => this.#machine.step());
    if (result.kind === "fault") panic(`${result.name} while emulating ${instruction.text}`);
    if (result.kind !== "ok") return result;
    const written = this.#machine.state().cr0 & 0xfn;
    this.#cr0 = (this.#cr0 & ~0xfn) | written | CR0_PE | CR0_NE;
    this.#machine.set({ cr0: (cr0 & ~0xfn) | (written & ~CR0_PE) });
    // LMSW cannot clear PE: bit 0 clear changes no mode.
    if ((written & CR0_PE) !== 0n) this.#setMode("REAL_TO_PROTECTED");
    return result;
  }

  #setMode(to: AssistMode): void {
    const from = this.#mode;
    switch (modeAction(from, to)) {
      case "none":
        return;
      case "panic":
        panic(`mode ${to} from mode ${from}`);
        break;
      case "open-window":
        this.#idleAt = undefined;
        this.#vary((state) => {
          this.#variant.onProtectEnable(state);
        });
        break;
      case "real-mode":
        this.#realMode(from);
        break;
      case "protected-mode":
      case "set":
    }
    this.#mode = to;
    this.#events.push({ kind: "mode", from, to });
    if (to === "REAL") this.#realSegments();
  }

  readonly #read: ReadLinear = (address, length) => this.#machine.readLinear(address, length);

  /** `real_mode()`: selectors out of what SS, DS and ES hold; FS and GS stay numbers. */
  #realMode(from: AssistMode): void {
    const { cs, gdtr } = this.#machine.state();
    const selectors = this.#selectors();
    for (const register of ["ss", "ds", "es"] as const) {
      const saved = this.#saved[register] ?? 0;
      const made = realModeSelector(
        from,
        selectors[register],
        saved,
        cs.selector,
        gdtr,
        this.#read,
      );
      if (made.kind === "panic") panic(made.reason);
      selectors[register] = made.selector;
    }
    for (const register of WINDOW_REGISTERS) {
      this.#machine.set({ [register]: realSegment(selectors[register]) });
    }
    const kind = from === "REAL_TO_PROTECTED" ? "abort" : "return";
    this.#events.push({ kind, selectors: { ...selectors } });
  }

  /** Every segment as a virtual-8086 task has it. */
  #realSegments(): void {
    const part: Partial<Record<SegmentRegister, Segment>> = {};
    for (const register of DATA_SEGMENT_REGISTERS) {
      part[register] = realSegment(this.#machine.segment(register).selector);
    }
    this.#machine.set(part);
  }

  /** On the way back CS is fetched through `address()`, and its D bit counts since July 2007. */
  #returnSegments(): void {
    const { cs, gdtr } = this.#machine.state();
    const addressed = addressedSegment(this.#mode, cs.selector, cs.selector, gdtr, this.#read);
    if (addressed.kind === "panic") panic(addressed.reason);
    const wide = this.#variant.version === "last" ? this.#old.cs.accessRights & D : 0;
    this.#machine.set({
      cs: {
        selector: cs.selector,
        base: addressed.base,
        limit: addressed.limit,
        accessRights: 0x93 | wide,
      },
    });
  }

  /** Runs an emulated instruction in the segments that the assist would use for its operands. */
  #inAddressed(opcode: AssistOpcode, action: () => StepResult): StepResult {
    if (this.#mode === "REAL") return this.#withSegments(this.#addressed(opcode), action, false);
    return this.#withSegments(this.#addressed(opcode), action, true);
  }

  /** The segments of an instruction's operands as `address()` has them. */
  #addressed(opcode: AssistOpcode): Map<DataSegmentRegister, Segment> {
    const { gdtr, cs } = this.#machine.state();
    const segments = new Map<DataSegmentRegister, Segment>();
    const use = (processor: DataSegmentRegister, assist = processor): void => {
      const { selector } = this.#machine.segment(assist);
      const addressed = addressedSegment(this.#mode, selector, cs.selector, gdtr, this.#read);
      if (addressed.kind === "panic") panic(addressed.reason);
      const held = this.#machine.segment(processor);
      segments.set(processor, { ...held, base: addressed.base, limit: addressed.limit });
    };
    const wide = opcode.addressSize !== ((cs.accessRights & D) !== 0);
    const operand = operandSegments(opcode, wide);
    if (operand !== undefined && opcode.name !== "8D") use(operand.processor, operand.assist);
    if (STACK.has(opcode.name)) use("ss");
    if (STRING_SOURCE.has(opcode.name)) use(opcode.override ?? "ds");
    if (STRING_DESTINATION.has(opcode.name)) use("es");
    return segments;
  }

  #withSegments(
    segments: ReadonlyMap<DataSegmentRegister, Segment>,
    action: () => StepResult,
    restoreAll: boolean,
  ): StepResult {
    const before = new Map([...segments.keys()].map((name) => [name, this.#machine.segment(name)]));
    this.#machine.set(Object.fromEntries(segments));
    const result = action();
    for (const [name, held] of before) {
      // A register that was loaded meanwhile got its base from the selector.
      const { selector } = this.#machine.segment(name);
      const kept = selector === held.selector ? held : realSegment(selector);
      this.#machine.set({ [name]: kept });
    }
    if (restoreAll && result.kind === "ok") {
      for (const { register } of result.segmentLoads) {
        if (isWindowRegister(register)) {
          this.#machine.set({ [register]: realSegment(this.#machine.segment(register).selector) });
        }
      }
    }
    return result;
  }

  /** EA, FF /5 or CB in the window or on the way back. */
  #farTransfer(opcode: AssistOpcode): void {
    const segments = this.#addressed(opcode);
    let target: { selector: number; offset: bigint } | undefined;
    let rsp: bigint | undefined;
    const before = new Map([...segments.keys()].map((name) => [name, this.#machine.segment(name)]));
    this.#machine.set(Object.fromEntries(segments));
    const peeked = this.#machine.peek();
    this.#machine.set(Object.fromEntries(before));
    if (peeked.kind === "instruction" && peeked.farTransfer !== undefined) {
      const { selector, offset, operandSize } = peeked.farTransfer;
      target = { selector, offset };
      // The last pop of a far return.
      if (opcode.name === "CB") {
        const state = this.#machine.state();
        const top = state.rsp + BigInt(operandSize / 4);
        rsp = (state.rsp & ~0xffffn) | (top & 0xffffn);
      }
    }
    if (target === undefined) panic("the target of a far transfer cannot be read");
    if (rsp !== undefined) this.#machine.set({ rsp });
    if (this.#mode === "PROTECTED_TO_REAL") this.#returnTo(target.selector, target.offset);
    else this.#protectedMode(target.selector, target.offset);
  }

  #returnTo(selector: number, offset: bigint): void {
    this.#setMode("REAL");
    this.#machine.set({ cs: realSegment(selector), rip: offset & 0xffffn });
  }

  /** `protected_mode()`: CS or panic, then the data registers as the variant has it, then entry. */
  #protectedMode(selector: number, offset: bigint): void {
    const { gdtr } = this.#machine.state();
    const { refuses } = this.#variant;
    const code = loadSeg(selector, this.#old.cs, gdtr, this.#read);
    const invalid = `Invalid %cs=0x${selector.toString(16)} for protected mode`;
    if (code.kind === "failed") panic(`${invalid}: ${code.reason}`);
    // Selector 0 reads no descriptor, so there is nothing that could be refused.
    const refused =
      code.kind === "loaded" ? refuses?.(this.#judge, "cs", code.segment, undefined) : undefined;
    if (refused !== undefined) panic(`${invalid}: ${refused}`);
    const loaded: Record<SegmentRegister, Segment> = { ...this.#old, cs: code.segment };
    const notes: string[] = [];
    this.#vary((state) => {
      this.#variant.onFarTransfer(state);
      for (const register of WINDOW_REGISTERS) {
        const { selector, onFailure } = this.#variant.dataLoad(state, register);
        const old = this.#old[register];
        const data = loadSeg(selector, old, gdtr, this.#read);
        const reason =
          data.kind === "failed"
            ? data.reason
            : data.kind === "loaded"
              ? refuses?.(this.#judge, register, data.segment, code.segment)
              : undefined;
        if (data.kind !== "failed" && reason === undefined) {
          loaded[register] = data.segment;
          continue;
        }
        notes.push(`${register} cleared: 0x${selector.toString(16)} ${reason}`);
        const kept = onFailure === "saved" ? 0 : selector;
        loaded[register] = { ...cleared(old), selector: kept };
        if (onFailure === "saved") state.saved[register] = selector;
      }
    });
    this.#setMode("PROTECTED");
    this.#enter(loaded, offset, notes);
  }

  #enter(
    segments: Readonly<Record<SegmentRegister, Segment>>,
    offset: bigint,
    notes: readonly string[],
  ): void {
    const state = this.#machine.state();
    const isLong = (this.#cr0 & CR0_PG) !== 0n && (state.efer & EFER_LME) !== 0n;
    const candidate: MachineState = {
      ...state,
      ...segments,
      cr0: this.#cr0,
      efer: isLong ? state.efer | EFER_LMA : state.efer,
      rflags: state.rflags & ~EFLAGS_VM,
      rip: offset,
    };
    this.#old = segments;
    const { ug0: verdict } = this.#judge.judge(candidate);
    this.#events.push({
      kind: "entry",
      candidate,
      verdict,
      cleared: WINDOW_REGISTERS.filter((name) => (segments[name].accessRights & 0x1_0000) !== 0),
      saved: { ...this.#saved },
      notes,
    });
    if (!verdict.enterable) {
      throw new Stop({
        kind: "entry-failed",
        reason: `VM entry fails (exit reason 0x80000021): ${verdict.violated.join(", ")}`,
      });
    }
    this.#machine.set(candidate);
  }

  /** The guest owns the processor; clearing CR0.PE calls the assist. */
  #protected(opcode: AssistOpcode, instruction: DecodedInstruction): StepResult | undefined {
    const { modrm = 0 } = opcode;
    const state = this.#machine.state();
    if (opcode.name !== "0F 22" || (modrm & 0x38) !== 0) return this.#machine.step();
    const value = BigInt.asUintN(32, state[GENERAL_REGISTERS[modrm & 7] ?? "rax"]);
    // PE = 0 with PG = 1 is #GP(0), by the hypervisor and by the machine alike.
    if ((value & CR0_PE) !== 0n || (value & CR0_PG) !== 0n) return this.#machine.step();
    const { cs, ss, ds, es, fs, gs, ldtr, tr } = state;
    this.#old = { cs, ss, ds, es, fs, gs, ldtr, tr };
    this.#cr0 = value | CR0_PE | CR0_NE;
    this.#advance(instruction);
    this.#machine.set({ cr0: value, efer: state.efer & ~EFER_LMA });
    this.#setMode("PROTECTED_TO_REAL");
    this.#returnSegments();
    return undefined;
  }
}

/** Opcodes that use the stack, of those the decoder knows. */
const STACK: ReadonlySet<string> = new Set([
  "07",
  "1F",
  "9C",
  "9D",
  "8F /0",
  "FF /6",
  "CB",
  "CD",
  "CF",
]);
const STRING_SOURCE: ReadonlySet<string> = new Set(["A1", "A4", "A5", "AD"]);
const STRING_DESTINATION: ReadonlySet<string> = new Set(["A4", "A5"]);

function isWindowRegister(name: string): name is WindowRegister {
  return (WINDOW_REGISTERS as readonly string[]).includes(name);
}

/** As a real-mode load, or virtual-8086 mode, makes it. */
function realSegment(selector: number): Segment {
  return { selector, base: BigInt(selector * 16), limit: 0xffff, accessRights: 0x93 };
}

function unknownOpcode({ bytes, text }: DecodedInstruction): string {
  return `Unknown opcode: ${text} (${bytes})`;
}
