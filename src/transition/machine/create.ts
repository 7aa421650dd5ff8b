import { decode } from "../decode.ts";
import { describe, Operation, prefixes } from "../operation.ts";
import { ARCHITECTURAL, QEMU_TCG } from "./behaviour.ts";
import { Fault, generalProtection, invalidOpcode, nameOfVector, Unsupported } from "./faults.ts";
import { createMemory, PhysicalMemory, UnmappedMemory } from "./memory.ts";
import type { Page } from "./memory.ts";
import { Events, isCanonical, Processor } from "./processor.ts";
import { readSegment, readState, writeState } from "./state.ts";
import type {
  Behaviour,
  CodeSize,
  DecodedInstruction,
  Machine,
  MachineOptions,
  MachineSnapshot,
  MachineState,
  MachineStatePart,
  Memory,
  PeekResult,
  RunLimits,
  RunResult,
  Segment,
  SegmentRegister,
  StepFault,
  StepOk,
  StepResult,
  StepUnmapped,
} from "./types.ts";

const NO_LOADS: StepOk["segmentLoads"] = Object.freeze([]);
const NO_WRITES: StepOk["controlWrites"] = Object.freeze([]);
const NO_TABLES: StepOk["tableLoads"] = Object.freeze([]);

const PAGE = 4096;
const LONGEST = 15;

const sizeIndex = (size: CodeSize): 0 | 1 | 2 => (size === 16 ? 0 : size === 32 ? 1 : 2);

function behaviourOf(option: MachineOptions["behaviour"]): Behaviour {
  if (option === undefined || option === "architectural") return ARCHITECTURAL;
  return option === "qemu-tcg" ? QEMU_TCG : option;
}

class EmulatedMachine implements Machine {
  readonly memory: Memory;
  readonly behaviour: Behaviour;
  instructions = 0;
  readonly #physical: PhysicalMemory;
  readonly #processor: Processor;
  /** The page instructions were last fetched from, and under which circumstances. */
  #page: Page | undefined = undefined;
  #pageNumber = 0;
  #pageVersion = -1;
  #pagesVersion = -1;

  constructor(initial: MachineState, options: MachineOptions) {
    const memory = options.memory ?? createMemory();
    if (!(memory instanceof PhysicalMemory)) {
      throw new TypeError("memory must come from createMemory");
    }
    this.memory = memory;
    this.#physical = memory;
    this.behaviour = behaviourOf(options.behaviour);
    this.#processor = new Processor(
      memory,
      this.behaviour,
      options.devices ?? {},
      options.identityPaging ?? false,
    );
    writeState(this.#processor, initial);
  }

  get checkedVersion(): number {
    return this.#processor.checkedVersion;
  }

  cpl(): number {
    return this.#processor.cpl;
  }

  state(): MachineState {
    return readState(this.#processor);
  }

  segment(register: SegmentRegister): Segment {
    return readSegment(this.#processor, register);
  }

  set(part: MachineStatePart): void {
    writeState(this.#processor, part);
  }

  snapshot(): MachineSnapshot {
    return { state: this.state(), memory: this.memory.pages() };
  }

  restore(snapshot: MachineSnapshot): void {
    writeState(this.#processor, snapshot.state);
    this.memory.restore(snapshot.memory);
  }

  /** Linear address of the next instruction. */
  #linear(): number {
    const p = this.#processor;
    return p.long64 ? p.ip : (p.cs.base + p.ip) >>> 0;
  }

  /** @throws Fault #PF, UnmappedMemory */
  #pageOf(linear: number): Page {
    const address = this.#processor.fetchAddress(linear);
    const page = this.#physical.find(Math.floor(address / PAGE));
    if (page === undefined) throw new UnmappedMemory("fetch", address, "nothing was loaded there");
    return page;
  }

  /** Up to `most` bytes of code, and what keeps more from being fetched. */
  #bytes(linear: number, most: number): { bytes: Uint8Array; end: Error | undefined } {
    const p = this.#processor;
    const bytes = new Uint8Array(most);
    let page: Page | undefined;
    for (let count = 0; count < most; count++) {
      const at = p.long64 ? linear + count : (linear + count) >>> 0;
      try {
        if (p.long64 ? !isCanonical(at) : p.ip + count > p.cs.limit) {
          throw generalProtection(0, "instruction beyond the code segment");
        }
        if (page === undefined || at % PAGE === 0) page = this.#pageOf(at);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        return { bytes: bytes.subarray(0, count), end: error };
      }
      bytes[count] = page.bytes[at & (PAGE - 1)] ?? 0;
    }
    return { bytes, end: undefined };
  }

  /**
   * The next instruction: from the page's slots, or decoded.
   *
   * @throws Fault, UnmappedMemory
   */
  #fetch(linear: number): Operation {
    const p = this.#processor;
    const offset = linear & (PAGE - 1);
    const number = (linear - offset) / PAGE;
    let page = this.#page;
    if (
      page === undefined ||
      this.#pageNumber !== number ||
      this.#pageVersion !== p.translationVersion ||
      this.#pagesVersion !== this.#physical.pagesVersion
    ) {
      if (p.long64 ? !isCanonical(p.ip) : p.ip > p.cs.limit) {
        throw generalProtection(0, "instruction beyond the code segment");
      }
      page = this.#pageOf(linear);
      this.#page = page;
      this.#pageNumber = number;
      // Only now: the fetch may have set accessed flags.
      this.#pageVersion = p.translationVersion;
      this.#pagesVersion = this.#physical.pagesVersion;
    }
    const slots = page.slots(sizeIndex(p.codeSize));
    const found = slots[offset];
    if (found instanceof Operation) {
      const crosses = offset + found.length > PAGE;
      if (p.long64 || p.ip + found.length - 1 <= p.cs.limit) {
        if (!crosses || this.#same(found, linear)) return found;
      }
    }
    const decoded = this.#decode(linear);
    slots[offset] = decoded;
    return decoded;
  }

  /** Whether an instruction that reaches into the next page still has its bytes. */
  #same(operation: Operation, linear: number): boolean {
    const { bytes } = this.#bytes(linear, operation.length);
    return (
      bytes.length === operation.length &&
      bytes.every((byte, index) => byte === operation.raw[index])
    );
  }

  #decode(linear: number): Operation {
    const { bytes, end } = this.#bytes(linear, LONGEST);
    const decoded = bytes.length === 0 ? "short" : decode(bytes, this.#processor.codeSize);
    if (typeof decoded === "object") return decoded;
    if (decoded === "short") {
      throw end ?? generalProtection(0, "an instruction has at most 15 bytes");
    }
    if (prefixes(bytes, this.#processor.codeSize).count >= LONGEST) {
      throw generalProtection(0, "an instruction has at most 15 bytes");
    }
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw invalidOpcode(`no instruction starts with ${hex}`);
  }

  #describe(operation: Operation, linear: number): DecodedInstruction {
    // The instruction may have changed the mode.
    return describe(
      operation,
      BigInt.asUintN(operation.codeSize === 64 ? 64 : 32, BigInt(linear)),
      BigInt.asUintN(64, BigInt(this.#processor.ip)),
    );
  }

  step(): StepResult {
    const p = this.#processor;
    p.checkTables();
    const { ip, flags } = p;
    const linear = this.#linear();
    p.startInstruction();
    let operation: Operation | undefined;
    try {
      operation = this.#fetch(linear);
      if (p.virtual8086) throw new Unsupported("virtual-8086 mode");
      p.nextIp = p.long64 ? ip + operation.length : (ip + operation.length) >>> 0;
      p.current = operation;
      operation.run(p, operation);
    } catch (error) {
      p.flags = flags;
      p.halted = false;
      return this.#stopped(error, operation, linear);
    }
    if (p.events !== undefined || p.halted) {
      const instruction = this.#describe(operation, linear);
      this.#finish();
      return this.#eventful(instruction);
    }
    const { undefinedFlags, repeating } = p;
    // Results without events are made once for as long as the instruction stays where it is.
    let { plain } = operation;
    if (
      plain === undefined ||
      plain.undefinedFlags !== undefinedFlags ||
      plain.repeating !== repeating ||
      operation.plainIp !== ip ||
      operation.plainAddress !== linear
    ) {
      plain = {
        kind: "ok",
        instruction: this.#describe(operation, linear),
        segmentLoads: NO_LOADS,
        controlWrites: NO_WRITES,
        tableLoads: NO_TABLES,
        farTransfer: undefined,
        undefinedFlags,
        repeating,
      };
      operation.plain = plain;
      operation.plainIp = ip;
      operation.plainAddress = linear;
    }
    this.#finish();
    return plain;
  }

  /** Makes the instruction's end visible. */
  #finish(): void {
    const p = this.#processor;
    p.ip = p.nextIp;
    if (p.blocking !== p.nextBlocking) {
      p.blocking = p.nextBlocking;
      p.checkedVersion += 1;
    }
    this.instructions += 1;
  }

  #eventful(instruction: DecodedInstruction): StepResult {
    const p = this.#processor;
    if (p.halted) {
      p.halted = false;
      return { kind: "halt", instruction };
    }
    const events = p.events ?? new Events();
    return {
      kind: "ok",
      instruction,
      segmentLoads: events.segmentLoads,
      controlWrites: events.controlWrites,
      tableLoads: events.tableLoads,
      farTransfer: events.farTransfer,
      undefinedFlags: p.undefinedFlags,
      repeating: p.repeating,
    };
  }

  #stopped(
    error: unknown,
    operation: Operation | undefined,
    linear: number,
  ): Exclude<StepResult, StepOk> {
    const p = this.#processor;
    const instruction = operation === undefined ? undefined : this.#describe(operation, linear);
    if (error instanceof Unsupported && instruction !== undefined) {
      const where = `0x${instruction.address.toString(16)}`;
      const reason = `${instruction.bytes} (${instruction.text}) at ${where}: ${error.message}`;
      return { kind: "unsupported", instruction, rip: BigInt.asUintN(64, BigInt(p.ip)), reason };
    }
    return this.#faulted(error, instruction);
  }

  #faulted(error: unknown, instruction: DecodedInstruction | undefined): StepFault | StepUnmapped {
    const p = this.#processor;
    const rip = BigInt.asUintN(64, BigInt(p.ip));
    if (error instanceof Fault) {
      const { vector, address } = error;
      // Exceptions push no error code in real mode.
      const errorCode = p.protectedMode ? error.errorCode : undefined;
      const [name, reason] = [nameOfVector(vector), error.message];
      return { kind: "fault", instruction, rip, vector, name, errorCode, address, reason };
    }
    if (error instanceof UnmappedMemory) {
      const physicalAddress = BigInt(error.address);
      const { access, message: reason } = error;
      return { kind: "unmapped", instruction, rip, access, physicalAddress, reason };
    }
    throw error;
  }

  peek(): PeekResult {
    const p = this.#processor;
    p.checkTables();
    const linear = this.#linear();
    let operation: Operation;
    try {
      operation = this.#fetch(linear);
    } catch (error) {
      return this.#faulted(error, undefined);
    }
    const instruction = this.#describe(operation, linear);
    let intent: ReturnType<NonNullable<Operation["preview"]>> = {};
    try {
      p.nextIp = p.long64 ? p.ip + operation.length : (p.ip + operation.length) >>> 0;
      intent = operation.preview?.(p, operation) ?? {};
    } catch (error) {
      if (!(error instanceof Fault) && !(error instanceof UnmappedMemory)) throw error;
    }
    return {
      kind: "instruction",
      instruction,
      segmentLoads: intent.segmentLoads ?? NO_LOADS,
      farTransfer: intent.farTransfer,
    };
  }

  #look(address: bigint): number | undefined {
    const p = this.#processor;
    const linear = p.longMode ? Number(BigInt.asIntN(64, address)) : Number(address);
    if (p.longMode ? !isCanonical(linear) : linear >= 2 ** 32) return undefined;
    try {
      return p.look(linear);
    } catch (error) {
      if (error instanceof Fault || error instanceof UnmappedMemory) return undefined;
      throw error;
    }
  }

  translate(address: bigint): bigint | undefined {
    const found = this.#look(address);
    return found === undefined ? undefined : BigInt(found);
  }

  readLinear(address: bigint, length: number): Uint8Array | undefined {
    const bytes = new Uint8Array(length);
    const width = this.#processor.longMode ? 64 : 32;
    for (let index = 0; index < length; index++) {
      const at = this.#look(BigInt.asUintN(width, address + BigInt(index)));
      if (at === undefined) return undefined;
      try {
        bytes[index] = this.#physical.read8(at);
      } catch (error) {
        if (error instanceof UnmappedMemory) return undefined;
        throw error;
      }
    }
    return bytes;
  }
}

/**
 * Makes a processor.
 *
 * @throws RangeError when the state holds a value the machine cannot hold, naming the register
 */
export function createMachine(initial: MachineState, options: MachineOptions = {}): Machine {
  return new EmulatedMachine(initial, options);
}

/** Steps until the limit, `until`, or anything but an executed instruction. */
export function run(machine: Machine, limits: RunLimits): RunResult {
  const { steps: limit, until, onStep } = limits;
  for (let steps = 0; steps < limit; steps++) {
    if (until?.(machine) === true) return { kind: "until", steps };
    const result = machine.step();
    if (result.kind !== "ok") return { kind: "stopped", steps, result };
    onStep?.(result, machine);
  }
  return { kind: "limit", steps: limit };
}
