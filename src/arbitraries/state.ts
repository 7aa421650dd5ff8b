import type { SegmentRegister } from "../state/exchange.ts";

/**
 * A state in which every field a check may read is known: exchange JSON with numbers up to 32 bits,
 * bigints above and booleans for the yes-or-no facts of the CPU. It is assignable to
 * `ExchangeState`, so it goes as it is into `check`, `pack` and the command line (as hex strings:
 * `toHex`).
 */
export interface CompleteState {
  guest: CompleteGuest;
  controls: CompleteControls;
  cpu: CompleteCpu;
  memory: CompleteMemory;
}

/** One segment register; `limit` is the scaled byte limit, `accessRights` the 32-bit VMCS layout. */
export interface CompleteSegment {
  selector: number;
  base: bigint;
  limit: number;
  accessRights: number;
}

/** GDTR or IDTR. */
export interface CompleteTable {
  base: bigint;
  limit: number;
}

/** Members of `guest` that hold 64 bits. */
export type WideGuestMember =
  | "cr0"
  | "cr3"
  | "cr4"
  | "dr7"
  | "rsp"
  | "rip"
  | "rflags"
  | "debugctl"
  | "sysenterEsp"
  | "sysenterEip"
  | "perfGlobalCtrl"
  | "pat"
  | "efer"
  | "bndcfgs"
  | "rtitCtl"
  | "lbrCtl"
  | "sCet"
  | "ssp"
  | "interruptSspTableAddr"
  | "pkrs"
  | "specCtrl"
  | "fredConfig"
  | "fredRsp1"
  | "fredRsp2"
  | "fredRsp3"
  | "fredSsp1"
  | "fredSsp2"
  | "fredSsp3"
  | "fredStackLevels"
  | "pendingDebugExceptions"
  | "vmcsLinkPointer"
  | "pdpte0"
  | "pdpte1"
  | "pdpte2"
  | "pdpte3";

/** Members of `guest` that hold 32 bits or fewer. */
export type NarrowGuestMember =
  | "sysenterCs"
  | "uinv"
  | "activityState"
  | "interruptibilityState"
  | "smbase"
  | "interruptStatus"
  | "pmlIndex"
  | "preemptionTimer";

export type CompleteGuest = Record<WideGuestMember, bigint> &
  Record<NarrowGuestMember, number> &
  Record<SegmentRegister, CompleteSegment> &
  Record<"gdtr" | "idtr", CompleteTable>;

export type CompleteControls = Record<
  | "pinBased"
  | "primaryProcBased"
  | "secondaryProcBased"
  | "entry"
  | "exit"
  | "entryInterruptionInfo"
  | "entryExceptionErrorCode"
  | "entryInstructionLength",
  number
> &
  Record<"tertiaryProcBased", bigint>;

export type CompleteCpu = Record<
  "physicalAddressWidth" | "linearAddressWidth" | "numGpCounters" | "numFixedCounters",
  number
> &
  Record<
    | "cr0Fixed0"
    | "cr0Fixed1"
    | "cr4Fixed0"
    | "cr4Fixed1"
    | "vmxBasic"
    | "vmxMisc"
    | "debugctlReserved"
    | "perfGlobalCtrlReserved"
    | "eferReserved"
    | "rtitCtlReserved"
    | "lbrCtlReserved"
    | "sCetReserved"
    | "specCtrlReserved",
    bigint
  > &
  Record<
    | "inSmm"
    | "supportsIntel64"
    | "supportsSgx"
    | "supportsRtm"
    | "supportsLam"
    | "supportsNx"
    | "supportsBusLockDebug"
    | "nmiInjectionNeedsNoStiBlocking"
    | "supportsShadowStack"
    | "supportsIbt"
    | "supportsPerfMetrics",
    boolean
  >;

export type CompleteMemory = {
  linkPointerDword: number;
  vmcsRevision: number;
  currentVmcs: bigint;
  executiveVmcs: bigint;
  pdpte: [bigint, bigint, bigint, bigint];
};
