import {
  CR0_CD,
  CR0_ET,
  CR0_NW,
  CR0_PE,
  CR0_PG,
  CR4_PAE,
  CR4_PCIDE,
  EFER_LMA,
  EFER_LME,
  EFER_NXE,
  EFER_SCE,
  L,
  TR,
} from "./bits.ts";
import { generalProtection, Unsupported } from "./faults.ts";
import { checkPdptes } from "./paging.ts";
import type { Processor } from "./processor.ts";
import { realModeCode } from "./segmentation.ts";

/** Writes to CR0, CR3, CR4 and IA32_EFER (SDM vol. 3, "Control Registers", "Initializing IA-32e Mode"). */

/** PE MP EM TS ET NE, WP, AM, NW, CD, PG; the other bits of a write are ignored. */
const CR0_BITS = 0xe005_003f;

/**
 * VME PVI TSD DE PSE PAE MCE PGE PCE OSFXSR OSXMMEXCPT, VMXE SMXE, FSGSBASE PCIDE OSXSAVE: what the
 * modelled processor has. LA57, SMEP, SMAP, PKE and CET change how memory is accessed.
 */
const CR4_BITS = 0x0007_67ff;

/** @throws Fault #GP(0) */
export function writeCr0(processor: Processor, written: bigint): void {
  if (written >> 32n !== 0n) throw generalProtection(0, "CR0 bits 63:32 are not 0");
  const value = ((Number(written) & CR0_BITS) | CR0_ET) >>> 0;
  const before = processor.cr0;
  const pe = (value & CR0_PE) !== 0;
  const pg = (value & CR0_PG) !== 0;
  if (pg && !pe) throw generalProtection(0, "CR0.PG without CR0.PE");
  if ((value & CR0_NW) !== 0 && (value & CR0_CD) === 0) {
    throw generalProtection(0, "CR0.NW without CR0.CD");
  }
  const pgBefore = (before & CR0_PG) !== 0;
  let efer = processor.efer;
  if (pg && !pgBefore && (efer & EFER_LME) !== 0) {
    if ((processor.cr4 & CR4_PAE) === 0) {
      if (processor.behaviour.longModeWithoutPae === "ignored") return;
      throw generalProtection(0, "CR0.PG with EFER.LME and without CR4.PAE");
    }
    if ((processor.cs.rights & L) !== 0) {
      throw generalProtection(0, "CR0.PG with EFER.LME while CS.L is 1");
    }
    const type = processor.segment(TR).rights & 0xf;
    if (processor.behaviour.longModeRefusesTss16 && (type & 0xd) === 1) {
      throw generalProtection(0, "CR0.PG with EFER.LME and a 16-bit TSS in TR");
    }
    efer |= EFER_LMA;
  }
  if (!pg && pgBefore) {
    if (processor.long64) throw generalProtection(0, "CR0.PG cleared in 64-bit mode");
    if ((processor.cr4 & CR4_PCIDE) !== 0) {
      throw generalProtection(0, "CR0.PG cleared with CR4.PCIDE");
    }
    efer &= ~EFER_LMA;
  }
  if (pg && (efer & EFER_LMA) === 0 && (processor.cr4 & CR4_PAE) !== 0 && before !== value) {
    checkPdptes(processor.memory, processor.cr3, processor.a20);
  }
  const peBefore = (before & CR0_PE) !== 0;
  processor.cr0 = value;
  if (peBefore && !pe) processor.cs.rights = realModeCode(processor, processor.cs.rights);
  const writes = processor.record().controlWrites;
  const { form } = processor.current;
  writes.push({ register: "cr0", before: BigInt(before), after: BigInt(value), form });
  if (efer !== processor.efer) {
    const [from, to] = [BigInt(processor.efer), BigInt(efer)];
    writes.push({ register: "efer", before: from, after: to, form });
    processor.efer = efer;
  }
  processor.flushTranslations();
  processor.updateMode();
}

/** @throws Fault #GP(0) */
export function writeCr3(processor: Processor, written: bigint): void {
  // Bit 63 asks not to flush when PCIDs are on; it is not stored.
  const pcid = (processor.cr4 & CR4_PCIDE) !== 0;
  const value = pcid ? BigInt.asUintN(63, written) : written;
  if (value >> 52n !== 0n) throw generalProtection(0, "CR3 bits 63:52 are not 0");
  const number = Number(value);
  if (processor.paging && !processor.longMode && (processor.cr4 & CR4_PAE) !== 0) {
    checkPdptes(processor.memory, number, processor.a20);
  }
  const before = BigInt(processor.cr3);
  processor.cr3 = number;
  const { form } = processor.current;
  processor.record().controlWrites.push({ register: "cr3", before, after: value, form });
  processor.flushTranslations();
  processor.checkedVersion += 1;
}

/** @throws Fault #GP(0), Unsupported for features the machine has not */
export function writeCr4(processor: Processor, written: bigint): void {
  if (written >> 32n !== 0n) throw generalProtection(0, "CR4 bits 63:32 are not 0");
  const value = Number(written);
  if ((value & ~CR4_BITS) !== 0) {
    const strange = ((value & ~CR4_BITS) >>> 0).toString(16);
    throw new Unsupported(`CR4 bits 0x${strange} are not modelled`);
  }
  const before = processor.cr4;
  if (processor.longMode && (value & CR4_PAE) === 0) {
    throw generalProtection(0, "CR4.PAE cleared in IA-32e mode");
  }
  if ((value & CR4_PCIDE) !== 0 && (before & CR4_PCIDE) === 0) {
    if (!processor.longMode || processor.cr3 % 4096 !== 0) {
      throw generalProtection(0, "CR4.PCIDE set outside IA-32e mode or with a PCID in CR3");
    }
  }
  if (processor.paging && !processor.longMode && (value & CR4_PAE) !== 0 && value !== before) {
    checkPdptes(processor.memory, processor.cr3, processor.a20);
  }
  processor.cr4 = value;
  const { form } = processor.current;
  processor
    .record()
    .controlWrites.push({ register: "cr4", before: BigInt(before), after: written, form });
  processor.flushTranslations();
  processor.checkedVersion += 1;
}

/** @throws Fault #GP(0) */
export function writeEfer(processor: Processor, written: bigint): void {
  const allowed = BigInt(EFER_SCE | EFER_LME | EFER_LMA | EFER_NXE);
  if ((written & ~allowed) !== 0n) throw generalProtection(0, "EFER: reserved bits set");
  const before = processor.efer;
  const value = (Number(written) & ~EFER_LMA) | (before & EFER_LMA);
  if (((value ^ before) & EFER_LME) !== 0 && (processor.cr0 & CR0_PG) !== 0) {
    throw generalProtection(0, "EFER.LME changed while CR0.PG is 1");
  }
  processor.efer = value;
  const { form } = processor.current;
  processor.record().controlWrites.push({
    register: "efer",
    before: BigInt(before),
    after: BigInt(value),
    form,
  });
  processor.flushTranslations();
  processor.updateMode();
}
