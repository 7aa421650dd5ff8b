import type { SegmentRegister } from "../../state/exchange.ts";

/**
 * The machine's interface: what a processor in transition is, what one step of it says.
 *
 * Everything here is plain data. 64-bit and natural-width values are bigints, everything that fits
 * 32 bits is a number; both are never negative. The names are those of the exchange JSON, so that
 * `{ guest: guestOf(state) }` is a candidate state.
 */

/** A segment register with its hidden descriptor cache. */
export interface Segment {
  /** Visible part, 16 bits. */
  readonly selector: number;
  /** Base address, 64 bits (32 bits outside FS, GS, TR and LDTR). */
  readonly base: bigint;
  /** Scaled byte limit, 32 bits: with G = 1 its low 12 bits are ones. */
  readonly limit: number;
  /** VMCS layout, 17 bits: type 3:0, S 4, DPL 6:5, P 7, AVL 12, L 13, D/B 14, G 15, unusable 16. */
  readonly accessRights: number;
}

/** GDTR or IDTR: 64-bit linear base, 16-bit limit. */
export interface DescriptorTable {
  readonly base: bigint;
  readonly limit: number;
}

/** The general registers in the order of their encoding. */
export const GENERAL_REGISTERS = [
  "rax",
  "rcx",
  "rdx",
  "rbx",
  "rsp",
  "rbp",
  "rsi",
  "rdi",
  "r8",
  "r9",
  "r10",
  "r11",
  "r12",
  "r13",
  "r14",
  "r15",
] as const;
export type GeneralRegister = (typeof GENERAL_REGISTERS)[number];

/** The six segment registers of code and data in the order of their encoding. */
export const DATA_SEGMENT_REGISTERS = ["es", "cs", "ss", "ds", "fs", "gs"] as const;
export type DataSegmentRegister = (typeof DATA_SEGMENT_REGISTERS)[number];

export type { SegmentRegister };

/** Everything the processor remembers between two instructions, as far as it is modelled. */
export type MachineState = Readonly<Record<SegmentRegister, Segment>> &
  Readonly<Record<GeneralRegister, bigint>> & {
    readonly gdtr: DescriptorTable;
    readonly idtr: DescriptorTable;
    readonly cr0: bigint;
    readonly cr2: bigint;
    readonly cr3: bigint;
    readonly cr4: bigint;
    /** Kept, never acted upon: no breakpoint fires. */
    readonly dr0: bigint;
    readonly dr1: bigint;
    readonly dr2: bigint;
    readonly dr3: bigint;
    readonly dr6: bigint;
    readonly dr7: bigint;
    /** IA32_EFER: SCE, LME, LMA and NXE exist. */
    readonly efer: bigint;
    readonly rflags: bigint;
    /** Offset in CS of the next instruction. */
    readonly rip: bigint;
    /** VMCS layout: bit 0 blocking by STI, bit 1 blocking by MOV SS. */
    readonly interruptibilityState: number;
    /** False: bit 20 of every physical address reads as 0 (the A20 gate of the PC). */
    readonly a20: boolean;
  };

/** What must be given to make or alter a state: any part of it. */
export type MachineStatePart = Partial<MachineState>;

/** 4 KiB of physical memory. */
export interface MemoryPage {
  /** Physical address, a multiple of 4096. */
  readonly address: number;
  /** 4096 bytes, a copy. */
  readonly bytes: Uint8Array;
}

/** State and memory at one moment. Plain data, shares nothing with the machine. */
export interface MachineSnapshot {
  readonly state: MachineState;
  /** In ascending order of address. */
  readonly memory: readonly MemoryPage[];
}

/**
 * Sparse physical memory. A page exists once something was loaded or written there. Below
 * `ramSize` the pages that do not exist are RAM that still holds zeros: data may be read and
 * written there, but instructions are not fetched (code that runs off what was loaded is a mistake,
 * not a sled of ADD [BX+SI],AL). At `ramSize` and above, only pages that were loaded exist.
 *
 * Addresses are numbers below 2^52; values are little-endian, unaligned ones may cross pages.
 * Reading or writing what does not exist throws `UnmappedMemory`.
 */
export interface Memory {
  readonly ramSize: number;
  read8(address: number): number;
  read16(address: number): number;
  read32(address: number): number;
  read64(address: number): bigint;
  write8(address: number, value: number): void;
  write16(address: number, value: number): void;
  write32(address: number, value: number): void;
  write64(address: number, value: bigint): void;
  /** Puts bytes anywhere, also above `ramSize`. */
  load(address: number, bytes: Uint8Array): void;
  /** Copies bytes out; what does not exist throws `UnmappedMemory`. */
  copy(address: number, length: number): Uint8Array;
  /** Whether the page holding this address exists. */
  exists(address: number): boolean;
  pages(): MemoryPage[];
  /** Replaces everything. */
  restore(pages: readonly MemoryPage[]): void;
}

/** Width of an access in bytes. */
export type Width = 1 | 2 | 4;

/** What lies outside the processor. Every member may be left out. */
export interface Devices {
  /**
   * IN from a port. Undefined: the machine stops with `unsupported`. Without this callback every
   * IN does.
   */
  readonly portIn?: (port: number, width: Width) => number | undefined;
  /** OUT to a port. False: the machine stops with `unsupported`. Without it OUT does nothing. */
  readonly portOut?: (port: number, width: Width, value: number) => boolean | undefined;
  /**
   * RDMSR of a register the machine does not hold itself (it holds IA32_EFER, IA32_FS_BASE and
   * IA32_GS_BASE). Undefined: `unsupported`. `"fault"`: #GP(0).
   */
  readonly readMsr?: (index: number) => bigint | "fault" | undefined;
  /** WRMSR of such a register. True: taken. Undefined or false: `unsupported`. `"fault"`: #GP(0). */
  readonly writeMsr?: (index: number, value: bigint) => boolean | "fault" | undefined;
  /**
   * CPUID. Undefined, or no callback: the machine's own fixed leaves (0, 1, 80000000H, 80000001H,
   * 80000008H; zeros elsewhere).
   */
  readonly cpuid?: (leaf: number, subleaf: number) => CpuidResult | undefined;
}

/** 32-bit values. */
export interface CpuidResult {
  readonly eax: number;
  readonly ebx: number;
  readonly ecx: number;
  readonly edx: number;
}

/**
 * Where emulators differ from each other. Bochs is taken as the architecture
 * (`ARCHITECTURAL`); `QEMU_TCG` are the deviations measured in QEMU 7.2.
 */
export interface Behaviour {
  /** A far transfer to a code segment sets the accessed bit, and IRET/RET that of SS. */
  readonly farTransferSetsAccessed: boolean;
  /** The register's copy of the TSS type is busy after LTR (memory always is). */
  readonly ltrSetsBusyInRegister: boolean;
  /**
   * LLDT with a null selector sets the unusable bit and leaves base and limit ("unusable"), or
   * makes an empty LDT: base 0, limit 0, type 2, P = 1 ("empty").
   */
  readonly nullLdtr: "unusable" | "empty";
  /** A null selector in DS, ES, FS, GS, SS: unusable with S = 1 and DPL = CPL of SS, or all zero. */
  readonly nullSegment: "unusable" | "zero";
  /** Setting CR0.PG with EFER.LME = 1 and CR4.PAE = 0: #GP(0), or the write does nothing. */
  readonly longModeWithoutPae: "fault" | "ignored";
  /** Setting CR0.PG with EFER.LME = 1 and a 16-bit TSS in TR is #GP(0). */
  readonly longModeRefusesTss16: boolean;
  /** In IA-32e mode a code segment with L = 1 and D = 1 is #GP(selector). */
  readonly refusesLongWithDefault: boolean;
  /**
   * Type of CS after a far transfer in real mode and after CR0.PE went to 0: 3 (read/write data:
   * reset value of the SDM, Bochs), 11 (as KVM and Xen keep it), or whatever it was (QEMU).
   */
  readonly realModeCsType: 3 | 11 | "kept";
  /** A real-mode load makes an unusable data segment register usable again (P = 1, S = 1). */
  readonly realModeLoadMakesUsable: boolean;
}

export interface MachineOptions {
  /** Behaviour where emulators differ; a name, or a name's values with some replaced. Default "architectural". */
  readonly behaviour?: "architectural" | "qemu-tcg" | Behaviour;
  /** Physical memory, shared, not copied. Default: empty, with `ramSize` of 4 GiB. */
  readonly memory?: Memory;
  readonly devices?: Devices;
  /**
   * True: linear addresses are physical whatever CR0.PG says (for recordings without page tables).
   * Default false.
   */
  readonly identityPaging?: boolean;
}

/** Code width that an instruction was decoded with: CS.L and CS.D. */
export type CodeSize = 16 | 32 | 64;

/** An instruction as it was decoded. Immutable; the same object while the bytes do not change. */
export interface DecodedInstruction {
  /** Linear address of the first byte. */
  readonly address: bigint;
  /** Length in bytes, 1..15. */
  readonly length: number;
  readonly codeSize: CodeSize;
  /** Two hex digits a byte, no spaces: "66ea000010001000". */
  readonly bytes: string;
  /** In Intel syntax, lower case, e.g. "mov ss,ax". */
  readonly text: string;
  /** iced-x86's name, e.g. "Mov", "Jmp", "Retf". */
  readonly mnemonic: string;
  /**
   * Opcode in the SDM's spelling without prefixes: "EA", "0F 22", and with the ModRM digit where it
   * is part of the opcode: "FF /5", "0F 01 /6", "8F /0".
   */
  readonly opcode: string;
  /** `opcode`, and for 8E also which operand: "8E register" or "8E memory". */
  readonly form: string;
  /** Which kind of operand ModRM names; undefined without ModRM. */
  readonly modrm: "register" | "memory" | undefined;
  /** Operand size in bits after prefixes. */
  readonly operandSize: 16 | 32 | 64;
  /** Address size in bits after prefixes. */
  readonly addressSize: 16 | 32 | 64;
}

/** A segment register (not CS) was loaded, or would be. */
export interface SegmentLoad {
  readonly register: Exclude<SegmentRegister, "cs">;
  /** 16 bits, as the program gave it. */
  readonly selector: number;
  /**
   * What loaded it, `DecodedInstruction.form`: "07" (pop es), "17", "1F", "0F A1", "0F A9",
   * "8E register", "8E memory", "C4" (les), "C5" (lds), "0F B2" (lss), "0F B4", "0F B5",
   * "0F 00 /2" (lldt), "0F 00 /3" (ltr); the far transfer's form where that loaded SS or cleared a
   * data segment.
   */
  readonly form: string;
}

/** CS was loaded, or would be. */
export interface FarTransfer {
  readonly kind: "jump" | "call" | "return" | "interrupt" | "interrupt-return";
  /**
   * "EA", "FF /5" (jump), "9A", "FF /3" (call), "CA", "CB" (return), "CF" (IRET),
   * "CC", "CD", "CE", "F1" (interrupt).
   */
  readonly form: string;
  /** As the program gave it: a call gate's selector is the gate's. */
  readonly selector: number;
  /** As the program gave it, operand size wide. */
  readonly offset: bigint;
  readonly operandSize: 16 | 32 | 64;
}

/** A control register or EFER was written, also with the value it had. */
export interface ControlWrite {
  readonly register: "cr0" | "cr2" | "cr3" | "cr4" | "efer";
  readonly before: bigint;
  readonly after: bigint;
  /** "0F 22" (mov cr), "0F 01 /6" (lmsw), "0F 06" (clts), "0F 30" (wrmsr). */
  readonly form: string;
}

/** LGDT or LIDT. */
export interface TableLoad {
  readonly register: "gdtr" | "idtr";
  readonly form: string;
}

/** The instruction was executed. */
export interface StepOk {
  readonly kind: "ok";
  readonly instruction: DecodedInstruction;
  /** In the order in which they happened. Empty for most instructions. */
  readonly segmentLoads: readonly SegmentLoad[];
  readonly controlWrites: readonly ControlWrite[];
  readonly tableLoads: readonly TableLoad[];
  readonly farTransfer: FarTransfer | undefined;
  /** Mask of the RFLAGS bits whose value the architecture leaves undefined after this instruction. */
  readonly undefinedFlags: number;
  /** A repeated string instruction did one iteration and is not done: RIP did not move. */
  readonly repeating: boolean;
}

/** The instruction raised an exception. Registers are as before it; nothing was delivered. */
export interface StepFault {
  readonly kind: "fault";
  /** Absent when the instruction could not be fetched. */
  readonly instruction: DecodedInstruction | undefined;
  /** RIP of the instruction. */
  readonly rip: bigint;
  readonly vector: number;
  /** "#GP", "#UD", ... */
  readonly name: string;
  /** Undefined for vectors without an error code, and for every exception in real mode. */
  readonly errorCode: number | undefined;
  /** Linear address of a page fault; CR2 is not written. */
  readonly address: bigint | undefined;
  /** Why, in a few words. */
  readonly reason: string;
}

/** The machine does not know how to do this. Registers are as before it. */
export interface StepUnsupported {
  readonly kind: "unsupported";
  readonly instruction: DecodedInstruction;
  readonly rip: bigint;
  /** Names the bytes and the linear address. */
  readonly reason: string;
}

/** HLT: RIP is past it. */
export interface StepHalt {
  readonly kind: "halt";
  readonly instruction: DecodedInstruction;
}

/** There is nothing at a physical address that the instruction needs. Registers are as before it. */
export interface StepUnmapped {
  readonly kind: "unmapped";
  readonly instruction: DecodedInstruction | undefined;
  readonly rip: bigint;
  readonly access: "fetch" | "read" | "write";
  readonly physicalAddress: bigint;
  readonly reason: string;
}

/** What one call of `step()` came to. Only `ok` and `halt` changed the machine. */
export type StepResult = StepOk | StepFault | StepUnsupported | StepHalt | StepUnmapped;

/**
 * The next instruction, not executed. `segmentLoads` and `farTransfer` say what it would load,
 * with the selectors read from the current registers and memory, before any check of them:
 * also when executing it would fault.
 */
export interface Peeked {
  readonly kind: "instruction";
  readonly instruction: DecodedInstruction;
  readonly segmentLoads: readonly SegmentLoad[];
  readonly farTransfer: FarTransfer | undefined;
}

export type PeekResult = Peeked | StepFault | StepUnmapped;

/** A processor with its memory. */
export interface Machine {
  readonly memory: Memory;
  readonly behaviour: Behaviour;
  /** Executes one instruction (one iteration of a repeated string instruction). */
  step(): StepResult;
  /** Decodes the next instruction without executing it. */
  peek(): PeekResult;
  /** A plain copy of all registers. */
  state(): MachineState;
  /** Overwrites parts of the registers, unchecked: what a hypervisor does. */
  set(part: MachineStatePart): void;
  /** A plain copy of one segment register: cheaper than `state()`. */
  segment(register: SegmentRegister): Segment;
  /** Current privilege level 0..3: 0 in real mode and until CS is reloaded, 3 in virtual-8086 mode. */
  cpl(): number;
  snapshot(): MachineSnapshot;
  restore(snapshot: MachineSnapshot): void;
  /**
   * Changes whenever a field that VM entry checks may have changed, except RIP, RSP and the
   * arithmetic flags: segment registers, GDTR, IDTR, CR0, CR3, CR4, DR7, EFER, interruptibility
   * state, and RFLAGS other than CF PF AF ZF SF OF DF. Equal numbers: a verdict is still valid,
   * given that RIP is canonical and fits the code size, which every executed instruction ensures.
   */
  readonly checkedVersion: number;
  /** Counts instructions (iterations) executed since the machine was made. */
  readonly instructions: number;
  /**
   * Reads data as the program would at a linear address (paging, A20), as supervisor, without
   * setting accessed bits.
   *
   * @returns undefined where translation fails or nothing is there
   */
  readLinear(address: bigint, length: number): Uint8Array | undefined;
  /** Physical address of a linear one, or undefined. No accessed bit is set. */
  translate(address: bigint): bigint | undefined;
}

/** What `run` stops at. */
export interface RunLimits {
  /** At most this many instructions. */
  readonly steps: number;
  /** Asked before each instruction; true stops. */
  readonly until?: (machine: Machine) => boolean;
  /** Called after each executed instruction. */
  readonly onStep?: (result: StepOk, machine: Machine) => void;
}

/** Why `run` stopped. */
export type RunResult =
  | { readonly kind: "limit"; readonly steps: number }
  | { readonly kind: "until"; readonly steps: number }
  | {
      readonly kind: "stopped";
      readonly steps: number;
      readonly result: Exclude<StepResult, StepOk>;
    };
