import { CS, DPL, DS, ES, FS, GS, L, DB, LDTR, P, S, SS, TR, TYPE, UNUSABLE } from "./bits.ts";
import { generalProtection, invalidOpcode, notPresent, stackFault } from "./faults.ts";
import type { Fault } from "./faults.ts";
import { isCanonical, toSigned } from "./processor.ts";
import type { Processor, Segment } from "./processor.ts";
import type { SegmentRegister } from "./types.ts";

/** Loading segment registers from descriptors (SDM vol. 3, "Protection"; vol. 2, MOV, LLDT, LTR). */

export const SEGMENT_NAMES: readonly SegmentRegister[] = [
  "es",
  "cs",
  "ss",
  "ds",
  "fs",
  "gs",
  "ldtr",
  "tr",
];

/** A descriptor as it lies in a table. */
export interface RawDescriptor {
  /** Linear address. */
  readonly address: number;
  readonly low: number;
  readonly high: number;
}

export const isNull = (selector: number): boolean => (selector & 0xfffc) === 0;
/** The error code that names a selector. */
export const codeOf = (selector: number): number => selector & 0xfffc;

/** Access rights in VMCS layout. */
export const rightsOf = (descriptor: RawDescriptor): number => (descriptor.high >>> 8) & 0xf0ff;
export const typeOf = (descriptor: RawDescriptor): number => (descriptor.high >>> 8) & 0xf;
export const dplOf = (descriptor: RawDescriptor): number => (descriptor.high >>> 13) & 3;
export const isPresent = (descriptor: RawDescriptor): boolean => (descriptor.high & 0x8000) !== 0;
export const isSystem = (descriptor: RawDescriptor): boolean => (descriptor.high & 0x1000) === 0;
export const isCode = (descriptor: RawDescriptor): boolean => (descriptor.high & 0x1800) === 0x1800;
export const isConforming = (descriptor: RawDescriptor): boolean =>
  (descriptor.high & 0x1c00) === 0x1c00;

export function baseOf(descriptor: RawDescriptor): number {
  const { low, high } = descriptor;
  return ((low >>> 16) | ((high & 0xff) << 16) | (high & 0xff00_0000)) >>> 0;
}

/** Scaled byte limit. */
export function limitOf(descriptor: RawDescriptor): number {
  const raw = (descriptor.low & 0xffff) | (descriptor.high & 0xf_0000);
  return (descriptor.high & 0x80_0000) !== 0 ? ((raw << 12) | 0xfff) >>> 0 : raw;
}

/**
 * Reads the descriptor a selector names.
 *
 * @param fault what to raise when the table does not hold it, given the error code
 */
export function fetchDescriptor(
  processor: Processor,
  selector: number,
  fault: (code: number, reason: string) => Fault = generalProtection,
): RawDescriptor {
  const offset = selector & 0xfff8;
  const isLocal = (selector & 4) !== 0;
  const ldtr = processor.segment(LDTR);
  if (isLocal && (ldtr.rights & UNUSABLE) !== 0) {
    throw fault(codeOf(selector), `selector 0x${selector.toString(16)}: LDTR is unusable`);
  }
  const limit = isLocal ? ldtr.limit : processor.gdtLimit;
  if (offset + 7 > limit) {
    throw fault(
      codeOf(selector),
      `selector 0x${selector.toString(16)} is beyond the ${isLocal ? "LDT" : "GDT"} limit`,
    );
  }
  return readRaw(processor, (isLocal ? ldtr.base : processor.gdtBase) + offset);
}

function readRaw(processor: Processor, at: number): RawDescriptor {
  const address = processor.longMode ? at : at >>> 0;
  const low = processor.load32(address, false);
  return {
    address,
    low,
    high: processor.load32(processor.longMode ? address + 4 : (address + 4) >>> 0, false),
  };
}

/** Bits 63:32 of the base, and the type field that must be 0, of a 16-byte descriptor. */
export function upperHalf(
  processor: Processor,
  selector: number,
  descriptor: RawDescriptor,
): number {
  const limit = (selector & 4) !== 0 ? processor.segment(LDTR).limit : processor.gdtLimit;
  if ((selector & 0xfff8) + 15 > limit) {
    throw generalProtection(
      codeOf(selector),
      "the second half of a descriptor is beyond the limit",
    );
  }
  const half = readRaw(processor, descriptor.address + 8);
  if ((half.high & 0x1f00) !== 0) {
    throw generalProtection(
      codeOf(selector),
      "type of a 16-byte descriptor's second half is not 0",
    );
  }
  return half.low;
}

/** Sets the accessed bit in memory, and says what the register then holds. */
export function touch(processor: Processor, descriptor: RawDescriptor): number {
  if ((descriptor.high & 0x100) === 0) {
    const address = processor.longMode ? descriptor.address + 5 : (descriptor.address + 5) >>> 0;
    processor.store8(address, ((descriptor.high >>> 8) & 0xff) | 1, false);
  }
  return rightsOf(descriptor) | 1;
}

/** Access rights of a register after a null selector went into it. */
function nullRights(processor: Processor, segment: Segment, cpl: number): number {
  // The DPL of SS is the CPL whatever SS holds.
  const dpl = segment === processor.ss ? cpl << 5 : 0;
  return processor.behaviour.nullSegment === "unusable" ? UNUSABLE | S | dpl : dpl;
}

/** Makes a register null. */
export function placeNull(
  processor: Processor,
  segment: Segment,
  selector: number,
  cpl: number,
): void {
  processor.place(segment, selector, 0, 0, nullRights(processor, segment, cpl));
}

/** A load in real mode: selector and base; the rest of the cache stays. */
export function placeReal(processor: Processor, segment: Segment, selector: number): void {
  let rights = segment.rights;
  if (segment === processor.cs) {
    rights = realModeCode(processor, rights);
  } else if (processor.behaviour.realModeLoadMakesUsable) {
    rights = (rights | P | S) & ~UNUSABLE;
  }
  processor.place(segment, selector, selector * 16, segment.limit, rights);
}

/** What real mode makes of the access rights of CS. */
export function realModeCode(processor: Processor, rights: number): number {
  const type = processor.behaviour.realModeCsType;
  return type === "kept" ? rights : (rights & ~TYPE & ~UNUSABLE) | S | P | type;
}

/** MOV, POP and LDS.. into ES, SS, DS, FS or GS, with all checks. */
export function loadSegment(processor: Processor, index: number, selector: number): void {
  const segment = processor.segment(index);
  if (!processor.protectedMode) placeReal(processor, segment, selector);
  else if (index === SS) loadStack(processor, segment, selector);
  else loadData(processor, segment, selector);
  processor.updateMode();
  const register = SEGMENT_NAMES[index];
  if (register !== undefined && register !== "cs") {
    processor.record().segmentLoads.push({ register, selector, form: processor.current.form });
  }
}

const describe = (selector: number, why: string): string =>
  `selector 0x${selector.toString(16)}: ${why}`;

function loadStack(processor: Processor, segment: Segment, selector: number): void {
  const cpl = processor.cpl;
  if (isNull(selector)) {
    if (processor.long64 && cpl < 3 && (selector & 3) === cpl) {
      placeNull(processor, segment, selector, cpl);
      return;
    }
    throw generalProtection(0, "null selector for ss");
  }
  const descriptor = fetchDescriptor(processor, selector);
  const code = codeOf(selector);
  if ((selector & 3) !== cpl) {
    throw generalProtection(code, describe(selector, `RPL is not CPL ${cpl}, for ss`));
  }
  checkStackDescriptor(descriptor, selector, cpl, generalProtection);
  processor.place(
    segment,
    selector,
    baseOf(descriptor),
    limitOf(descriptor),
    touch(processor, descriptor),
  );
}

/** A stack segment for a privilege level: writable data of that DPL, present. */
export function checkStackDescriptor(
  descriptor: RawDescriptor,
  selector: number,
  cpl: number,
  fault: (code: number, reason: string) => Fault,
): void {
  const code = codeOf(selector);
  if (isSystem(descriptor) || isCode(descriptor) || (typeOf(descriptor) & 2) === 0) {
    throw fault(code, describe(selector, "not a writable data segment, for ss"));
  }
  if (dplOf(descriptor) !== cpl) {
    throw fault(code, describe(selector, `DPL is not ${cpl}, for ss`));
  }
  if (!isPresent(descriptor)) throw stackFault(code, describe(selector, "not present, for ss"));
}

function loadData(processor: Processor, segment: Segment, selector: number): void {
  if (isNull(selector)) {
    placeNull(processor, segment, selector, processor.cpl);
    return;
  }
  const descriptor = fetchDescriptor(processor, selector);
  const code = codeOf(selector);
  if (isSystem(descriptor) || (isCode(descriptor) && (typeOf(descriptor) & 2) === 0)) {
    throw generalProtection(code, describe(selector, "not data or readable code"));
  }
  const dpl = dplOf(descriptor);
  if (!isConforming(descriptor) && ((selector & 3) > dpl || processor.cpl > dpl)) {
    throw generalProtection(code, describe(selector, "RPL and CPL must not exceed DPL"));
  }
  if (!isPresent(descriptor)) throw notPresent(code, describe(selector, "not present"));
  processor.place(
    segment,
    selector,
    baseOf(descriptor),
    limitOf(descriptor),
    touch(processor, descriptor),
  );
}

/** Leaving for an outer privilege level: data segments it may not use become null. */
export function dropInnerSegments(processor: Processor, cpl: number): void {
  for (const index of [ES, DS, FS, GS]) {
    const segment = processor.segment(index);
    const { rights } = segment;
    if ((rights & UNUSABLE) !== 0) continue;
    const isConformingCode = (rights & 0xc) === 0xc;
    if (!isConformingCode && (rights & DPL) >> 5 < cpl) {
      placeNull(processor, segment, 0, cpl);
      const register = SEGMENT_NAMES[index];
      if (register !== undefined && register !== "cs") {
        const form = processor.current.form;
        processor.record().segmentLoads.push({ register, selector: 0, form });
      }
    }
  }
}

function checkSystemLoad(processor: Processor, what: string): void {
  if (!processor.protectedMode) throw invalidOpcode(`${what} in real mode`);
  if (processor.cpl !== 0) throw generalProtection(0, `${what} with CPL ${processor.cpl}`);
}

/** Base of an LDT or TSS: 64 bits in 64-bit mode. */
function systemBase(processor: Processor, selector: number, descriptor: RawDescriptor): number {
  const low = baseOf(descriptor);
  if (!processor.long64) return low;
  const base = toSigned(upperHalf(processor, selector, descriptor), low);
  if (!isCanonical(base)) {
    throw generalProtection(codeOf(selector), describe(selector, "base is not canonical"));
  }
  return base;
}

export function loadLdtr(processor: Processor, selector: number): void {
  checkSystemLoad(processor, "LLDT");
  const ldtr = processor.segment(LDTR);
  if (isNull(selector)) {
    if (processor.behaviour.nullLdtr === "unusable") {
      processor.place(ldtr, selector, ldtr.base, ldtr.limit, ldtr.rights | UNUSABLE);
    } else {
      processor.place(ldtr, selector, 0, 0, 0x82);
    }
  } else {
    const code = codeOf(selector);
    if ((selector & 4) !== 0) throw generalProtection(code, describe(selector, "LDT in an LDT"));
    const descriptor = fetchDescriptor(processor, selector);
    if (!isSystem(descriptor) || typeOf(descriptor) !== 2) {
      throw generalProtection(code, describe(selector, "not an LDT"));
    }
    if (!isPresent(descriptor)) throw notPresent(code, describe(selector, "not present"));
    const base = systemBase(processor, selector, descriptor);
    processor.place(ldtr, selector, base, limitOf(descriptor), rightsOf(descriptor));
  }
  processor.updateMode();
  const form = processor.current.form;
  processor.record().segmentLoads.push({ register: "ldtr", selector, form });
}

export function loadTr(processor: Processor, selector: number): void {
  checkSystemLoad(processor, "LTR");
  const code = codeOf(selector);
  if (isNull(selector)) throw generalProtection(0, "null selector for tr");
  if ((selector & 4) !== 0) throw generalProtection(code, describe(selector, "TSS in an LDT"));
  const descriptor = fetchDescriptor(processor, selector);
  const type = typeOf(descriptor);
  const isAvailable = type === 9 || (type === 1 && !processor.longMode);
  if (!isSystem(descriptor) || !isAvailable) {
    throw generalProtection(code, describe(selector, "not an available TSS"));
  }
  if (!isPresent(descriptor)) throw notPresent(code, describe(selector, "not present"));
  const base = systemBase(processor, selector, descriptor);
  const address = processor.longMode ? descriptor.address + 5 : (descriptor.address + 5) >>> 0;
  processor.store8(address, ((descriptor.high >>> 8) & 0xff) | 2, false);
  const busy = processor.behaviour.ltrSetsBusyInRegister ? 2 : 0;
  processor.place(
    processor.segment(TR),
    selector,
    base,
    limitOf(descriptor),
    rightsOf(descriptor) | busy,
  );
  processor.updateMode();
  const form = processor.current.form;
  processor.record().segmentLoads.push({ register: "tr", selector, form });
}

/** Whether code with these access rights is 64-bit code. */
export function isLongCode(processor: Processor, rights: number): boolean {
  return processor.longMode && (rights & L) !== 0;
}

/**
 * The checks of a code segment that every far transfer makes.
 *
 * @param rpl compared with the privilege level for non-conforming segments
 * @param cpl privilege level the code will run at
 * @throws Fault #GP(selector), #NP(selector)
 */
export function checkCode(
  processor: Processor,
  descriptor: RawDescriptor,
  selector: number,
  rpl: number,
  cpl: number,
): void {
  const code = codeOf(selector);
  if (isSystem(descriptor) || !isCode(descriptor)) {
    throw generalProtection(code, describe(selector, "not a code segment"));
  }
  const rights = rightsOf(descriptor);
  if (
    isLongCode(processor, rights) &&
    (rights & DB) !== 0 &&
    processor.behaviour.refusesLongWithDefault
  ) {
    throw generalProtection(code, describe(selector, "L and D are both 1"));
  }
  const dpl = dplOf(descriptor);
  if (isConforming(descriptor)) {
    if (dpl > cpl) throw generalProtection(code, describe(selector, `DPL exceeds CPL ${cpl}`));
  } else {
    if (rpl > cpl) throw generalProtection(code, describe(selector, `RPL exceeds CPL ${cpl}`));
    if (dpl !== cpl) throw generalProtection(code, describe(selector, `DPL is not CPL ${cpl}`));
  }
  if (!isPresent(descriptor)) throw notPresent(code, describe(selector, "not present"));
}

/** Access rights that CS will have, the accessed bit set in memory and in them. */
export function codeRights(processor: Processor, descriptor: RawDescriptor): number {
  return processor.behaviour.farTransferSetsAccessed
    ? touch(processor, descriptor)
    : rightsOf(descriptor);
}

/** Puts a checked code segment into CS; its RPL becomes the privilege level. */
export function placeCode(
  processor: Processor,
  selector: number,
  descriptor: RawDescriptor,
  rights: number,
  cpl: number,
): void {
  processor.place(
    processor.segment(CS),
    (selector & 0xfffc) | cpl,
    baseOf(descriptor),
    limitOf(descriptor),
    rights,
  );
}
