import {
  AC,
  AF,
  CF,
  DB,
  DF,
  ID,
  IF,
  IOPL,
  L,
  NT,
  OF,
  PF,
  RF,
  RSP,
  SF,
  TF,
  TR,
  UNUSABLE,
  VM,
  ZF,
} from "./bits.ts";
import { generalProtection, invalidTss, notPresent, Unsupported } from "./faults.ts";
import { isCanonical } from "./processor.ts";
import type { Processor, Segment } from "./processor.ts";
import {
  baseOf,
  checkCode,
  checkStackDescriptor,
  codeOf,
  codeRights,
  dplOf,
  dropInnerSegments,
  fetchDescriptor,
  isCode,
  isConforming,
  isLongCode,
  isNull,
  isPresent,
  isSystem,
  limitOf,
  placeCode,
  placeNull,
  placeReal,
  rightsOf,
  touch,
  typeOf,
  upperHalf,
} from "./segmentation.ts";
import type { RawDescriptor } from "./segmentation.ts";
import { Pushes, release, stackItem } from "./stack.ts";
import type { ItemSize } from "./stack.ts";
import type { FarTransfer } from "./types.ts";

/** Far JMP, CALL, RET, IRET and real-mode interrupts (SDM vol. 2; vol. 3, "Call Gates"). */

const itemSize = (operandSize: 16 | 32 | 64): ItemSize => (operandSize / 8) as ItemSize;

function recordTransfer(
  processor: Processor,
  kind: FarTransfer["kind"],
  selector: number,
  offset: bigint,
  operandSize: 16 | 32 | 64,
): void {
  const { form } = processor.current;
  processor.record().farTransfer = { kind, form, selector, offset, operandSize };
}

/**
 * Checks an offset against the code segment it goes to.
 *
 * @returns the new RIP
 * @throws Fault #GP(0)
 */
function checkOffset(processor: Processor, rights: number, limit: number, offset: bigint): number {
  if (isLongCode(processor, rights)) {
    const signed = Number(BigInt.asIntN(64, offset));
    if (!isCanonical(signed)) throw generalProtection(0, "the new RIP is not canonical");
    return signed;
  }
  const short = Number(BigInt.asUintN(32, offset));
  if (short > limit) throw generalProtection(0, "the new EIP is beyond the code segment limit");
  return short;
}

const targetOffset = (processor: Processor, descriptor: RawDescriptor, offset: bigint): number =>
  checkOffset(processor, rightsOf(descriptor), limitOf(descriptor), offset);

/** Far jump and call of real mode. */
function realTransfer(
  processor: Processor,
  selector: number,
  offset: bigint,
  pushes: Pushes | undefined,
): void {
  const short = Number(offset);
  if (short > processor.cs.limit) {
    throw generalProtection(0, "the new IP is beyond the code segment limit");
  }
  pushes?.commit();
  placeReal(processor, processor.cs, selector);
  processor.updateMode();
  processor.nextIp = short;
}

export function jumpFar(
  processor: Processor,
  selector: number,
  offset: bigint,
  operandSize: 16 | 32 | 64,
): void {
  if (!processor.protectedMode) {
    realTransfer(processor, selector, offset, undefined);
    recordTransfer(processor, "jump", selector, offset, operandSize);
    return;
  }
  if (isNull(selector)) throw generalProtection(0, "far jump to the null selector");
  const descriptor = fetchDescriptor(processor, selector);
  if (!isSystem(descriptor)) {
    const cpl = processor.cpl;
    checkCode(processor, descriptor, selector, selector & 3, cpl);
    goTo(processor, selector, descriptor, targetOffset(processor, descriptor, offset));
  } else {
    const gate = readGate(processor, selector, descriptor);
    const target = gateTarget(processor, gate);
    checkCode(processor, target, gate.selector, 0, processor.cpl);
    goTo(processor, gate.selector, target, targetOffset(processor, target, gate.offset));
  }
  recordTransfer(processor, "jump", selector, offset, operandSize);
}

/** Enters a code segment without change of privilege. */
function goTo(processor: Processor, selector: number, descriptor: RawDescriptor, ip: number): void {
  const cpl = processor.cpl;
  placeCode(processor, selector, descriptor, codeRights(processor, descriptor), cpl);
  processor.updateMode();
  processor.nextIp = ip;
}

interface Gate {
  readonly selector: number;
  readonly offset: bigint;
  readonly size: ItemSize;
  readonly parameters: number;
}

/**
 * A call gate that may be used.
 *
 * @throws Fault #GP(selector), #NP(selector); Unsupported for task switches
 */
function readGate(processor: Processor, selector: number, descriptor: RawDescriptor): Gate {
  const type = typeOf(descriptor);
  const code = codeOf(selector);
  const isGate = processor.longMode ? type === 0xc : type === 4 || type === 0xc;
  const isTask = !processor.longMode && (type === 1 || type === 5 || type === 9);
  if (!isGate && !isTask) {
    throw generalProtection(
      code,
      `selector 0x${selector.toString(16)}: neither code nor a call gate`,
    );
  }
  const dpl = dplOf(descriptor);
  if (dpl < processor.cpl || dpl < (selector & 3)) {
    throw generalProtection(code, "CPL and RPL must not exceed the DPL of the gate");
  }
  if (!isPresent(descriptor)) {
    throw notPresent(code, `selector 0x${selector.toString(16)}: gate not present`);
  }
  if (isTask) throw new Unsupported("task switch");
  const low = (descriptor.high & 0xffff_0000) | (descriptor.low & 0xffff);
  let offset = BigInt(type === 4 ? descriptor.low & 0xffff : low >>> 0);
  if (processor.longMode) offset |= BigInt(upperHalf(processor, selector, descriptor)) << 32n;
  return {
    selector: descriptor.low >>> 16,
    offset,
    size: processor.longMode ? 8 : type === 4 ? 2 : 4,
    parameters: descriptor.high & 0x1f,
  };
}

/** The code descriptor behind a call gate. */
function gateTarget(processor: Processor, gate: Gate): RawDescriptor {
  if (isNull(gate.selector)) throw generalProtection(0, "call gate to the null selector");
  const target = fetchDescriptor(processor, gate.selector);
  if (processor.longMode) {
    const rights = rightsOf(target);
    if (!isCode(target) || (rights & L) === 0 || (rights & DB) !== 0) {
      throw generalProtection(codeOf(gate.selector), "a 64-bit call gate leads to 64-bit code");
    }
  }
  return target;
}

export function callFar(
  processor: Processor,
  selector: number,
  offset: bigint,
  operandSize: 16 | 32 | 64,
): void {
  const size = itemSize(operandSize);
  if (!processor.protectedMode) {
    const pushes = pushReturn(processor, size);
    realTransfer(processor, selector, offset, pushes);
    recordTransfer(processor, "call", selector, offset, operandSize);
    return;
  }
  if (isNull(selector)) throw generalProtection(0, "far call to the null selector");
  const descriptor = fetchDescriptor(processor, selector);
  if (!isSystem(descriptor)) {
    checkCode(processor, descriptor, selector, selector & 3, processor.cpl);
    const ip = targetOffset(processor, descriptor, offset);
    const pushes = pushReturn(processor, size);
    const rights = codeRights(processor, descriptor);
    pushes.commit();
    placeCode(processor, selector, descriptor, rights, processor.cpl);
    processor.updateMode();
    processor.nextIp = ip;
  } else {
    callGate(processor, readGate(processor, selector, descriptor));
  }
  recordTransfer(processor, "call", selector, offset, operandSize);
}

/** Pushes CS and the address after the call. */
function pushReturn(processor: Processor, size: ItemSize): Pushes {
  const pushes = new Pushes(processor, size);
  pushes.push(BigInt(processor.cs.selector));
  pushes.push(BigInt.asUintN(64, BigInt(processor.nextIp)));
  return pushes;
}

function callGate(processor: Processor, gate: Gate): void {
  const target = gateTarget(processor, gate);
  const { cpl } = processor;
  const code = codeOf(gate.selector);
  if (!isCode(target) || dplOf(target) > cpl) {
    throw generalProtection(code, "a call gate leads to code of at most CPL's level");
  }
  if (!isPresent(target)) throw notPresent(code, "the gate's code segment is not present");
  const ip = targetOffset(processor, target, gate.offset);
  if (isConforming(target) || dplOf(target) === cpl) {
    const pushes = pushReturn(processor, gate.size);
    const rights = codeRights(processor, target);
    pushes.commit();
    placeCode(processor, gate.selector, target, rights, cpl);
    processor.updateMode();
    processor.nextIp = ip;
    return;
  }
  innerCall(processor, gate, target, ip);
}

/** Call through a gate to a more privileged level: the stack comes from the TSS. */
function innerCall(processor: Processor, gate: Gate, target: RawDescriptor, ip: number): void {
  const level = dplOf(target);
  const { ss } = processor;
  const outer = {
    selector: BigInt(ss.selector),
    pointer: processor.g64[RSP] ?? 0n,
    ip: BigInt.asUintN(64, BigInt(processor.nextIp)),
    cs: BigInt(processor.cs.selector),
  };
  const parameters: bigint[] = [];
  if (!processor.longMode) {
    for (let index = gate.parameters - 1; index >= 0; index--) {
      parameters.push(stackItem(processor, index * gate.size, gate.size));
    }
  }
  const saved = copyOf(ss);
  const stack = innerStack(processor, level);
  const rights = codeRights(processor, target);
  // The new stack must be in place to be pushed on; it is taken back if that faults.
  const pointerBefore = processor.g64[RSP] ?? 0n;
  const csBefore = copyOf(processor.cs);
  try {
    if (stack.descriptor === undefined) placeNull(processor, ss, level, level);
    else {
      const { descriptor } = stack;
      const stackRights = touch(processor, descriptor);
      processor.place(ss, stack.selector, baseOf(descriptor), limitOf(descriptor), stackRights);
    }
    placeCode(processor, gate.selector, target, rights, level);
    processor.updateMode();
    processor.g64[RSP] = stack.pointer;
    const pushes = new Pushes(processor, gate.size);
    pushes.push(outer.selector);
    pushes.push(outer.pointer);
    for (const parameter of parameters) pushes.push(parameter);
    pushes.push(outer.cs);
    pushes.push(outer.ip);
    pushes.commit();
  } catch (error) {
    processor.place(ss, saved.selector, saved.base, saved.limit, saved.rights);
    const { cs } = processor;
    processor.place(cs, csBefore.selector, csBefore.base, csBefore.limit, csBefore.rights);
    processor.g64[RSP] = pointerBefore;
    processor.updateMode();
    throw error;
  }
  processor.nextIp = ip;
  const form = processor.current.form;
  processor.record().segmentLoads.push({ register: "ss", selector: stack.selector, form });
}

const copyOf = ({ selector, base, limit, rights }: Segment) => ({ selector, base, limit, rights });

/** SS:RSP for a privilege level out of the TSS. */
function innerStack(
  processor: Processor,
  level: number,
): { selector: number; pointer: bigint; descriptor: RawDescriptor | undefined } {
  const tr = processor.segment(TR);
  const type = tr.rights & 0xf;
  const code = codeOf(tr.selector);
  if ((tr.rights & UNUSABLE) !== 0) throw invalidTss(code, "TR is unusable");
  const at = (offset: number, size: number): number => {
    if (offset + size - 1 > tr.limit) {
      throw invalidTss(code, `no stack for level ${level} within the TSS limit`);
    }
    return processor.longMode ? tr.base + offset : (tr.base + offset) >>> 0;
  };
  if (processor.longMode) {
    const pointer = processor.load64(at(level * 8 + 4, 8), false);
    return { selector: level, pointer, descriptor: undefined };
  }
  const isWide = type === 9 || type === 11;
  const pointer = isWide
    ? BigInt(processor.load32(at(level * 8 + 4, 4), false))
    : BigInt(processor.load16(at(level * 4 + 2, 2), false));
  const selector = processor.load16(at(isWide ? level * 8 + 8 : level * 4 + 4, 2), false);
  if (isNull(selector)) throw invalidTss(0, "null selector for ss in the TSS");
  const descriptor = fetchDescriptor(processor, selector, invalidTss);
  if ((selector & 3) !== level) throw invalidTss(codeOf(selector), "RPL of ss in the TSS");
  checkStackDescriptor(descriptor, selector, level, invalidTss);
  return { selector, pointer, descriptor };
}

/** @param extra bytes of parameters to remove */
export function returnFar(processor: Processor, operandSize: 16 | 32 | 64, extra: number): void {
  const size = itemSize(operandSize);
  const offset = stackItem(processor, 0, size);
  const selector = Number(stackItem(processor, size, size) & 0xffffn);
  if (!processor.protectedMode) {
    realTransfer(processor, selector, offset, undefined);
    release(processor, 2 * size + extra);
  } else {
    returnProtected(processor, { size, offset, selector, distance: 2 * size, extra });
  }
  recordTransfer(processor, "return", selector, offset, operandSize);
}

interface Return {
  readonly size: ItemSize;
  readonly offset: bigint;
  readonly selector: number;
  /** Bytes of what lies on the stack before SS:RSP. */
  readonly distance: number;
  /** Bytes of parameters, removed on both stacks. */
  readonly extra: number;
  /** IRET in 64-bit mode pops SS:RSP always. */
  readonly always?: boolean;
}

/** RET and IRET to the same or an outer level. @throws Fault */
function returnProtected(processor: Processor, from: Return): void {
  const { selector, size } = from;
  if (isNull(selector)) throw generalProtection(0, "return to the null selector");
  const descriptor = fetchDescriptor(processor, selector);
  const rpl = selector & 3;
  if (rpl < processor.cpl) {
    throw generalProtection(codeOf(selector), "return to an inner privilege level");
  }
  checkCode(processor, descriptor, selector, 0, rpl);
  const ip = targetOffset(processor, descriptor, from.offset);
  if (rpl === processor.cpl && from.always !== true) {
    const rights = codeRights(processor, descriptor);
    // With the stack of before: the code segment may change the width of the stack pointer.
    release(processor, from.distance + from.extra);
    placeCode(processor, selector, descriptor, rights, rpl);
    processor.updateMode();
    processor.nextIp = ip;
    return;
  }
  const pointer = stackItem(processor, from.distance + from.extra, size);
  const stackSelector = Number(
    stackItem(processor, from.distance + from.extra + size, size) & 0xffffn,
  );
  const isLong = isLongCode(processor, rightsOf(descriptor));
  const { ss } = processor;
  if (isNull(stackSelector)) {
    if (!isLong || rpl === 3 || (stackSelector & 3) !== rpl) {
      throw generalProtection(0, "null selector for ss");
    }
    const rights = codeRights(processor, descriptor);
    placeNull(processor, ss, stackSelector, rpl);
    placeCode(processor, selector, descriptor, rights, rpl);
  } else {
    const stack = fetchDescriptor(processor, stackSelector);
    if ((stackSelector & 3) !== rpl) {
      throw generalProtection(codeOf(stackSelector), "RPL of ss is not that of cs");
    }
    checkStackDescriptor(stack, stackSelector, rpl, generalProtection);
    const rights = codeRights(processor, descriptor);
    const touches = processor.behaviour.farTransferSetsAccessed;
    const stackRights = touches ? touch(processor, stack) : rightsOf(stack);
    processor.place(ss, stackSelector, baseOf(stack), limitOf(stack), stackRights);
    placeCode(processor, selector, descriptor, rights, rpl);
  }
  const isOuter = rpl !== processor.cpl;
  processor.updateMode();
  setPointer(processor, pointer, from.extra);
  const form = processor.current.form;
  processor.record().segmentLoads.push({ register: "ss", selector: stackSelector, form });
  if (isOuter) {
    dropInnerSegments(processor, rpl);
    processor.updateMode();
  }
  processor.nextIp = ip;
}

/** RSP after a return, as wide as the new stack. */
function setPointer(processor: Processor, pointer: bigint, extra: number): void {
  const value = pointer + BigInt(extra);
  if (processor.stackSize === 64) processor.g64[RSP] = value;
  else if (processor.stackSize === 32) {
    processor.set32(RSP, Number(BigInt.asUintN(32, value)));
  } else processor.g16[RSP * 4] = Number(BigInt.asUintN(16, value));
}

/** What IRET may change at any level. */
const COMMON = CF | PF | AF | ZF | SF | TF | DF | OF | NT;

/** Merges flags that an IRET or POPF read, by privilege and width. */
export function mergeFlags(processor: Processor, read: number, size: ItemSize): number {
  let mask = COMMON;
  if (size !== 2) mask |= RF | AC | ID;
  if (processor.cpl === 0) mask |= IOPL;
  if (processor.cpl <= (processor.flags & IOPL) >> 12) mask |= IF;
  return (processor.flags & ~mask) | (read & mask);
}

export function interruptReturn(processor: Processor, operandSize: 16 | 32 | 64): void {
  const size = itemSize(operandSize);
  const offset = stackItem(processor, 0, size);
  const selector = Number(stackItem(processor, size, size) & 0xffffn);
  const flags = Number(stackItem(processor, 2 * size, size) & 0xffff_ffffn);
  if (!processor.protectedMode) {
    const merged = mergeFlags(processor, flags, size);
    realTransfer(processor, selector, offset, undefined);
    release(processor, 3 * size);
    processor.setFlags(merged);
  } else {
    if ((processor.flags & NT) !== 0) {
      if (processor.longMode) throw generalProtection(0, "IRET with NT in IA-32e mode");
      throw new Unsupported("IRET from a nested task");
    }
    if (size === 4 && (flags & VM) !== 0 && processor.cpl === 0 && !processor.longMode) {
      throw new Unsupported("IRET to virtual-8086 mode");
    }
    const merged = mergeFlags(processor, flags, size);
    const always = processor.long64;
    returnProtected(processor, { size, offset, selector, distance: 3 * size, extra: 0, always });
    processor.setFlags(merged);
  }
  recordTransfer(processor, "interrupt-return", selector, offset, operandSize);
}

/**
 * INT n in real mode through the interrupt vector table at IDTR.
 *
 * @throws Fault #GP when the vector is beyond the table; Unsupported in protected mode
 */
export function interrupt(processor: Processor, vector: number): void {
  if (processor.protectedMode) {
    throw new Unsupported(`interrupt ${vector} in protected mode: no IDT is modelled`);
  }
  if (vector * 4 + 3 > processor.idtLimit) {
    throw generalProtection(vector * 8 + 2, `vector ${vector} is beyond the IDT limit`);
  }
  const entry = (processor.idtBase + vector * 4) >>> 0;
  const offset = processor.load16(entry, false);
  const selector = processor.load16(entry + 2, false);
  const pushes = new Pushes(processor, 2);
  pushes.push(BigInt(processor.flags & 0xffff));
  pushes.push(BigInt(processor.cs.selector));
  pushes.push(BigInt(processor.nextIp & 0xffff));
  realTransfer(processor, selector, BigInt(offset), pushes);
  processor.setFlags(processor.flags & ~(IF | TF | AC));
  recordTransfer(processor, "interrupt", selector, BigInt(offset), 16);
}
