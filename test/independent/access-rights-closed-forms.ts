// An independent oracle for the access rights of the eight segment registers.
//
// It answers one question: in a given guest state, which access-rights values may one register have
// so that VM entry still succeeds? The answer is written straight from the sentences of the Intel
// SDM, vol. 3, "Checks on Guest Segment Registers" (22.3.1.2, 26.3.1.2 or 27.3.1.2, depending on
// the edition), and it shares nothing with the rule files or with the evaluators: this file imports
// nothing. Tests sweep all values below 2^17 and compare.
//
// The file has four parts:
//   1. `contexts`              complete, valid guest states, one per interesting mode;
//   2. `legalAccessRights`     the legal values of one register, as closed-form arithmetic;
//   3. `violatedSegmentChecks` the ids of the violated checks, one plain `if` per SDM sentence;
//   4. `expectedLegalCounts`   how many values are legal, counted by hand and pinned.
// Parts 2 and 3 are written separately, so that each can catch a mistake in the other.
//
// Layout of the 32-bit access-rights field:
//   type 3:0, S 4, DPL 6:5, P 7, reserved 11:8, AVL 12, L 13, D/B 14, G 15, unusable 16,
//   reserved 31:17.

/** A number in the exchange JSON, always written in hexadecimal here. */
export type Hex = `0x${string}`;

export type DataRegister = "ds" | "es" | "fs" | "gs";
export type RegisterName = "cs" | "ss" | DataRegister | "ldtr" | "tr";

/** The eight registers, in the order in which the tables below list them. */
export const registers: readonly RegisterName[] = [
  "cs",
  "ss",
  "ds",
  "es",
  "fs",
  "gs",
  "ldtr",
  "tr",
];

export interface SegmentState {
  readonly selector: Hex;
  readonly base: Hex;
  readonly limit: Hex;
  readonly accessRights: Hex;
}

export interface TableState {
  readonly base: Hex;
  readonly limit: Hex;
}

/** What differs from context to context in the guest-state area, the segment registers apart. */
interface GuestMode {
  readonly cr0: Hex;
  readonly cr4: Hex;
  readonly efer: Hex;
  readonly rflags: Hex;
  readonly rip: Hex;
  readonly rsp: Hex;
}

type GuestSegments = Readonly<Record<RegisterName, SegmentState>>;

/** What is the same in every context. */
interface CommonGuest {
  readonly cr3: Hex;
  readonly dr7: Hex;
  readonly gdtr: TableState;
  readonly idtr: TableState;
  readonly debugctl: Hex;
  readonly sysenterCs: Hex;
  readonly sysenterEsp: Hex;
  readonly sysenterEip: Hex;
  readonly pat: Hex;
  readonly activityState: Hex;
  readonly interruptibilityState: Hex;
  readonly pendingDebugExceptions: Hex;
  readonly vmcsLinkPointer: Hex;
}

export interface ControlsState {
  readonly pinBased: Hex;
  readonly primaryProcBased: Hex;
  readonly secondaryProcBased: Hex;
  readonly entry: Hex;
  readonly entryInterruptionInfo: Hex;
}

export interface CpuState {
  readonly physicalAddressWidth: Hex;
  readonly linearAddressWidth: Hex;
  readonly cr0Fixed0: Hex;
  readonly cr0Fixed1: Hex;
  readonly cr4Fixed0: Hex;
  readonly cr4Fixed1: Hex;
  readonly vmxMisc: Hex;
  readonly inSmm: boolean;
  readonly supportsIntel64: boolean;
}

/** A complete candidate state in the exchange JSON. */
export interface CandidateState {
  readonly guest: GuestMode & GuestSegments & CommonGuest;
  readonly controls: ControlsState;
  readonly cpu: CpuState;
}

export type ContextName =
  | "virtual-8086"
  | "protected-32-ring-0"
  | "protected-32-ring-1"
  | "protected-32-ring-3"
  | "protected-32-ring-0-unrestricted-guest"
  | "protected-32-ring-3-unrestricted-guest"
  | "protected-32-ring-3-conforming-code"
  | "protected-32-secondary-controls-inactive"
  | "protected-32-data-rpl-2"
  | "protected-32-odd-limits"
  | "protected-32-full-limits"
  | "real-mode"
  | "real-mode-conforming-code"
  | "long-mode-64-ring-0"
  | "long-mode-64-ring-0-unrestricted-guest"
  | "long-mode-64-ring-3"
  | "long-mode-64-unusable-leftovers"
  | "compatibility-mode-ring-3";

export interface Context {
  readonly name: ContextName;
  readonly description: string;
  readonly state: CandidateState;
}

// -------------------------------------------------------------------------------------------------
// 1. Contexts
// -------------------------------------------------------------------------------------------------
//
// Every state is valid as written: it violates no check of any subsection. Three things hold in all
// of them, because some checks outside the segment subsection read access rights too. They keep
// those checks satisfied whatever the value under test is:
//   - the activity state is "active" (HLT would demand SS.DPL = 0);
//   - RIP is below 2^32 (a larger one is only allowed in 64-bit code, which is decided by CS.L);
//   - CR4.FRED is 0 (FRED adds demands on SS.DPL and CS.L).

/** Guest fields that no segment check reads; their values are harmless and always the same. */
function commonGuest(): CommonGuest {
  return {
    cr3: "0x1000",
    dr7: "0x400",
    gdtr: { base: "0x6000", limit: "0x7f" },
    idtr: { base: "0x7000", limit: "0xfff" },
    debugctl: "0x0",
    sysenterCs: "0x0",
    sysenterEsp: "0x0",
    sysenterEip: "0x0",
    pat: "0x7040600070406",
    activityState: "0x0",
    interruptibilityState: "0x0",
    pendingDebugExceptions: "0x0",
    vmcsLinkPointer: "0xffffffffffffffff",
  };
}

/** One processor for all contexts: 46 physical and 48 linear address bits, with Intel 64. */
function cpu(): CpuState {
  return {
    physicalAddressWidth: "0x2e",
    linearAddressWidth: "0x30",
    cr0Fixed0: "0x80000021",
    cr0Fixed1: "0xffffffff",
    cr4Fixed0: "0x2000",
    cr4Fixed1: "0x3767ff",
    vmxMisc: "0x7004c1e7",
    inSmm: false,
    supportsIntel64: true,
  };
}

// Primary controls: the bits that must be 1, without and with bit 31, "activate secondary controls".
const PRIMARY = "0x401e172";
const PRIMARY_WITH_SECONDARY = "0x8401e172";
// Secondary controls: "enable EPT" (bit 1) and "unrestricted guest" (bit 7).
const EPT_AND_UNRESTRICTED_GUEST = "0x82";
// Entry controls: the bits that must be 1, load PAT (14), load EFER (15); IA-32e mode guest is bit 9.
const ENTRY_LEGACY = "0xd1ff";
const ENTRY_IA32E = "0xd3ff";

function controls(primary: Hex, secondary: Hex, entry: Hex): ControlsState {
  return {
    pinBased: "0x16",
    primaryProcBased: primary,
    secondaryProcBased: secondary,
    entry,
    entryInterruptionInfo: "0x0",
  };
}

const legacy = (): ControlsState => controls(PRIMARY, "0x0", ENTRY_LEGACY);
const legacyUnrestricted = (): ControlsState =>
  controls(PRIMARY_WITH_SECONDARY, EPT_AND_UNRESTRICTED_GUEST, ENTRY_LEGACY);
const ia32e = (): ControlsState => controls(PRIMARY, "0x0", ENTRY_IA32E);
const ia32eUnrestricted = (): ControlsState =>
  controls(PRIMARY_WITH_SECONDARY, EPT_AND_UNRESTRICTED_GUEST, ENTRY_IA32E);

/** 32-bit paging (CR4.PAE = 0), so that no page-directory-pointer entries are involved. */
const protected32: GuestMode = {
  cr0: "0x80000031",
  cr4: "0x26d0",
  efer: "0x0",
  rflags: "0x202",
  rip: "0x401000",
  rsp: "0x7ff000",
};

/** Virtual-8086: as above with RFLAGS.VM (bit 17) and IOPL 3. */
const virtual8086: GuestMode = { ...protected32, rflags: "0x23202", rip: "0x100", rsp: "0xfffe" };

/** Real mode: CR0.PE = CR0.PG = 0, which only an unrestricted guest may have. */
const realMode: GuestMode = { ...protected32, cr0: "0x30", rip: "0xfff0", rsp: "0x7c00" };

/** IA-32e mode: CR4.PAE, EFER.LME and EFER.LMA are 1. */
const ia32eMode: GuestMode = { ...protected32, cr4: "0x26f0", efer: "0xd01" };

function segment(selector: Hex, base: Hex, limit: Hex, accessRights: Hex): SegmentState {
  return { selector, base, limit, accessRights };
}

function context(
  name: ContextName,
  description: string,
  mode: GuestMode,
  controlFields: ControlsState,
  segments: GuestSegments,
): Context {
  const guest = { ...mode, ...segments, ...commonGuest() };
  return { name, description, state: { guest, controls: controlFields, cpu: cpu() } };
}

export const contexts: readonly Context[] = [
  context(
    "virtual-8086",
    "RFLAGS.VM = 1: bases are selector * 16, limits 0xffff, access rights exactly 0xf3; the RPL of SS differs from that of CS, which does not matter here",
    virtual8086,
    legacy(),
    {
      //               selector  base       limit     access rights
      cs: segment("0x1000", "0x10000", "0xffff", "0xf3"),
      ss: segment("0x2003", "0x20030", "0xffff", "0xf3"),
      ds: segment("0x3001", "0x30010", "0xffff", "0xf3"),
      es: segment("0xb800", "0xb8000", "0xffff", "0xf3"),
      fs: segment("0x0", "0x0", "0xffff", "0xf3"),
      gs: segment("0xf000", "0xf0000", "0xffff", "0xf3"),
      ldtr: segment("0x0", "0x0", "0xffff", "0x82"),
      tr: segment("0x28", "0x5000", "0x67", "0x8b"),
    },
  ),
  context(
    "protected-32-ring-0",
    "32-bit kernel; the limits cover every case: G free, G = 0, G = 1, and no legal G (unusable GS)",
    protected32,
    legacy(),
    {
      cs: segment("0x8", "0x0", "0xffffffff", "0xc09b"),
      ss: segment("0x10", "0x0", "0xfffff", "0x4093"),
      ds: segment("0x10", "0x0", "0xffffffff", "0xc093"),
      es: segment("0x18", "0x1000", "0xffff", "0x93"),
      fs: segment("0x20", "0xc0000000", "0xffe", "0x91"),
      gs: segment("0x0", "0x0", "0x100000", "0x10000"),
      ldtr: segment("0x28", "0x2000", "0xff", "0x82"),
      tr: segment("0x30", "0x3000", "0x67", "0x8b"),
    },
  ),
  context(
    "protected-32-ring-1",
    "32-bit code at CPL 1, as paravirtualised kernels ran",
    protected32,
    legacy(),
    {
      cs: segment("0x9", "0x0", "0xffffffff", "0xc0bb"),
      ss: segment("0x11", "0x0", "0xffffffff", "0xc0b3"),
      ds: segment("0x11", "0x0", "0xffffffff", "0xc0b3"),
      es: segment("0x11", "0x0", "0xffff", "0xb3"),
      fs: segment("0x18", "0x0", "0xffffffff", "0xc0f5"),
      gs: segment("0x1", "0x0", "0x0", "0x10000"),
      ldtr: segment("0x0", "0x0", "0x0", "0x10000"),
      tr: segment("0x30", "0x3000", "0x67", "0x8b"),
    },
  ),
  context(
    "protected-32-ring-3",
    "32-bit user program: CPL 3, RPL 3; a NULL FS and a GS selector with RPL 1",
    protected32,
    legacy(),
    {
      cs: segment("0x1b", "0x0", "0xffffffff", "0xc0fb"),
      ss: segment("0x23", "0x0", "0xffffffff", "0xc0f3"),
      ds: segment("0x23", "0x0", "0xffffffff", "0xc0f3"),
      es: segment("0x23", "0x0", "0xfffff", "0x40f3"),
      fs: segment("0x0", "0x0", "0x0", "0x10000"),
      gs: segment("0x31", "0x8000", "0xfff", "0xb3"),
      ldtr: segment("0x0", "0x0", "0x0", "0x10000"),
      tr: segment("0x40", "0xc1000000", "0x206b", "0x8b"),
    },
  ),
  context(
    "protected-32-ring-0-unrestricted-guest",
    "unrestricted guest just after setting CR0.PE: CS still has type 3; RPLs are free; 16-bit TSS",
    protected32,
    legacyUnrestricted(),
    {
      cs: segment("0x8", "0x0", "0xffffffff", "0xc093"),
      ss: segment("0x13", "0x0", "0xffffffff", "0xc093"),
      ds: segment("0x13", "0x0", "0xffffffff", "0xc093"),
      es: segment("0x12", "0x0", "0xffff", "0x93"),
      fs: segment("0x0", "0x0", "0x0", "0x10000"),
      gs: segment("0x10", "0x0", "0x1fffff", "0x8097"),
      ldtr: segment("0x0", "0x0", "0xffff", "0x10000"),
      tr: segment("0x30", "0x3000", "0x2b", "0x83"),
    },
  ),
  context(
    "protected-32-ring-3-unrestricted-guest",
    "the 32-bit user program with unrestricted guest: data DPLs no longer depend on RPLs",
    protected32,
    legacyUnrestricted(),
    {
      cs: segment("0x1b", "0x0", "0xffffffff", "0xc0fb"),
      ss: segment("0x23", "0x0", "0xffffffff", "0xc0f3"),
      ds: segment("0x23", "0x0", "0xffffffff", "0xc0f3"),
      es: segment("0x23", "0x0", "0xfffff", "0x40f3"),
      fs: segment("0x3", "0x0", "0x0", "0x10000"),
      gs: segment("0x33", "0x8000", "0xffe", "0xf3"),
      ldtr: segment("0x0", "0x0", "0x0", "0x10000"),
      tr: segment("0x40", "0xc1000000", "0x206b", "0x8b"),
    },
  ),
  context(
    "protected-32-ring-3-conforming-code",
    "unrestricted guest at CPL 3 in conforming code with DPL 1: SS.DPL may then be 1, 2 or 3",
    protected32,
    legacyUnrestricted(),
    {
      cs: segment("0x1b", "0x0", "0xffffffff", "0xc0bf"),
      ss: segment("0x23", "0x0", "0xffffffff", "0xc0f3"),
      ds: segment("0x23", "0x0", "0xffffffff", "0xc0f3"),
      es: segment("0x23", "0x0", "0xffff", "0xf3"),
      fs: segment("0x23", "0x0", "0x100ffe", "0x10000"),
      gs: segment("0x23", "0x0", "0xfffe", "0x9b"),
      ldtr: segment("0x28", "0x2000", "0xfffff", "0x8082"),
      tr: segment("0x40", "0xc1000000", "0xffff", "0x8b"),
    },
  ),
  context(
    "protected-32-secondary-controls-inactive",
    "the unrestricted-guest bit is 1, but bit 31 of the primary controls is 0, so it counts as 0",
    protected32,
    controls(PRIMARY, EPT_AND_UNRESTRICTED_GUEST, ENTRY_LEGACY),
    {
      cs: segment("0x8", "0x0", "0xfffff", "0x409b"),
      ss: segment("0x10", "0x0", "0xfff", "0x97"),
      ds: segment("0x11", "0x0", "0xffffffff", "0xc0b3"),
      es: segment("0x12", "0x0", "0xffffffff", "0xc0d3"),
      fs: segment("0x13", "0x0", "0xffffffff", "0xc0f3"),
      gs: segment("0x10", "0x0", "0xffffffff", "0xc093"),
      ldtr: segment("0x0", "0x0", "0x0", "0x10000"),
      tr: segment("0x30", "0x3000", "0xfff", "0x8b"),
    },
  ),
  context(
    "protected-32-data-rpl-2",
    "CPL 0, but the data selectors have RPL 2; FS holds conforming code, which is exempt",
    protected32,
    legacy(),
    {
      cs: segment("0x8", "0x0", "0xffffffff", "0xc09b"),
      ss: segment("0x10", "0x0", "0xffffffff", "0xc093"),
      ds: segment("0x12", "0x0", "0xffffffff", "0xc0d3"),
      es: segment("0x1a", "0x0", "0xffff", "0xf3"),
      fs: segment("0x22", "0x0", "0xfffe", "0x9f"),
      gs: segment("0x2", "0x0", "0xfff", "0x10000"),
      ldtr: segment("0x0", "0x0", "0x0", "0x10000"),
      tr: segment("0x30", "0x3000", "0x67", "0x8b"),
    },
  ),
  context(
    "protected-32-odd-limits",
    "CPL 0 with limit 0xfffe everywhere: bits 11:0 are not all ones, so G must be 0",
    protected32,
    legacy(),
    {
      cs: segment("0x8", "0x0", "0xfffe", "0x409b"),
      ss: segment("0x10", "0x0", "0xfffe", "0x4093"),
      ds: segment("0x10", "0x0", "0xfffe", "0x4093"),
      es: segment("0x10", "0x0", "0xfffe", "0x4093"),
      fs: segment("0x10", "0x0", "0xfffe", "0x4093"),
      gs: segment("0x10", "0x0", "0xfffe", "0x4093"),
      ldtr: segment("0x28", "0x2000", "0xfffe", "0x82"),
      tr: segment("0x30", "0x3000", "0xfffe", "0x8b"),
    },
  ),
  context(
    "protected-32-full-limits",
    "CPL 0 with limit 0xffffffff everywhere, LDTR and TR included: G must be 1",
    protected32,
    legacy(),
    {
      cs: segment("0x8", "0x0", "0xffffffff", "0xc09b"),
      ss: segment("0x10", "0x0", "0xffffffff", "0xc093"),
      ds: segment("0x10", "0x0", "0xffffffff", "0xc093"),
      es: segment("0x10", "0x0", "0xffffffff", "0xc093"),
      fs: segment("0x10", "0x0", "0xffffffff", "0xc093"),
      gs: segment("0x10", "0x0", "0xffffffff", "0xc093"),
      ldtr: segment("0x28", "0x2000", "0xffffffff", "0x8082"),
      tr: segment("0x30", "0x3000", "0xffffffff", "0x808b"),
    },
  ),
  context(
    "real-mode",
    "unrestricted guest with CR0.PE = 0: SS.DPL must be 0 although its selector ends in 3; ES is big",
    realMode,
    legacyUnrestricted(),
    {
      cs: segment("0xf000", "0xf0000", "0xffff", "0x9b"),
      ss: segment("0x2003", "0x20030", "0xffff", "0x93"),
      ds: segment("0x1003", "0x10030", "0xffff", "0x93"),
      es: segment("0x0", "0x0", "0xffffffff", "0x8093"),
      fs: segment("0x0", "0x0", "0xffff", "0x93"),
      gs: segment("0x0", "0x0", "0xffff", "0x93"),
      ldtr: segment("0x0", "0x0", "0xffff", "0x82"),
      tr: segment("0x0", "0x0", "0xffff", "0x8b"),
    },
  ),
  context(
    "real-mode-conforming-code",
    "real mode with a conforming CS, so that CR0.PE = 0 is the only reason for SS.DPL = 0",
    realMode,
    legacyUnrestricted(),
    {
      cs: segment("0xf000", "0xf0000", "0xffff", "0x9f"),
      ss: segment("0x2001", "0x20010", "0xffff", "0x93"),
      ds: segment("0x1000", "0x10000", "0xffff", "0xf3"),
      es: segment("0x1000", "0x10000", "0xfff0", "0x93"),
      fs: segment("0x0", "0x0", "0x0", "0x10000"),
      gs: segment("0x0", "0x0", "0xffff", "0x93"),
      ldtr: segment("0x0", "0x0", "0xffff", "0x82"),
      tr: segment("0x0", "0x0", "0xffff", "0x83"),
    },
  ),
  context(
    "long-mode-64-ring-0",
    "64-bit kernel: FS and GS have bases above 4 GiB",
    ia32eMode,
    ia32e(),
    {
      cs: segment("0x10", "0x0", "0xffffffff", "0xa09b"),
      ss: segment("0x18", "0x0", "0xffffffff", "0xc093"),
      ds: segment("0x0", "0x0", "0x0", "0x10000"),
      es: segment("0x18", "0x0", "0xfffff", "0x4093"),
      fs: segment("0x0", "0x7f0012345000", "0xfffff", "0x10000"),
      gs: segment("0x0", "0xffff888012340000", "0xffffffff", "0xc093"),
      ldtr: segment("0x48", "0xffff888000002000", "0xfff", "0x82"),
      tr: segment("0x40", "0xfffffe0000003000", "0x206f", "0x8b"),
    },
  ),
  context(
    "long-mode-64-ring-0-unrestricted-guest",
    "64-bit kernel in conforming code with DPL 0, unrestricted guest: SS.DPL is wholly free; the base of the unusable ES is too high for a usable one",
    ia32eMode,
    ia32eUnrestricted(),
    {
      cs: segment("0x10", "0x0", "0xffffffff", "0xa09d"),
      ss: segment("0x18", "0x0", "0xffffffff", "0xc093"),
      ds: segment("0x3", "0x0", "0xffffffff", "0xc093"),
      es: segment("0x0", "0x100000000", "0xfffff", "0x10000"),
      fs: segment("0x0", "0x0", "0x0", "0x10000"),
      gs: segment("0x0", "0xffff888012340000", "0xffffffff", "0xc093"),
      ldtr: segment("0x0", "0x0", "0xffffffff", "0x10000"),
      tr: segment("0x40", "0xfffffe0000003000", "0xffffffff", "0x808b"),
    },
  ),
  context(
    "long-mode-64-ring-3",
    "64-bit user program with NULL data selectors",
    ia32eMode,
    ia32e(),
    {
      cs: segment("0x33", "0x0", "0xffffffff", "0xa0fb"),
      ss: segment("0x2b", "0x0", "0xffffffff", "0xc0f3"),
      ds: segment("0x2b", "0x0", "0xffffffff", "0xc0f3"),
      es: segment("0x2b", "0x0", "0xfffff", "0xf3"),
      fs: segment("0x0", "0x7f0012345000", "0xffffffff", "0x10000"),
      gs: segment("0x0", "0x0", "0x0", "0x10000"),
      ldtr: segment("0x0", "0x0", "0x0", "0x10000"),
      tr: segment("0x40", "0xfffffe0000003000", "0x206f", "0x8b"),
    },
  ),
  context(
    "long-mode-64-unusable-leftovers",
    "64-bit user program; unusable SS, DS, ES and LDTR keep contents that would be illegal if usable (SS, DS, LDTR: base; ES: limit; LDTR: selector in the LDT)",
    ia32eMode,
    ia32e(),
    {
      cs: segment("0x33", "0x0", "0xffffffff", "0xa0fb"),
      ss: segment("0x3", "0x100000000", "0x0", "0x10060"),
      ds: segment("0x3", "0xdeadbeefdeadbeef", "0xffff", "0x1ffff"),
      es: segment("0x3", "0xffffffff", "0x100000", "0x10000"),
      fs: segment("0x0", "0x7f0012345000", "0xffffffff", "0x10000"),
      gs: segment("0x0", "0xffff800000000000", "0xfffff", "0xffff0000"),
      ldtr: segment("0x4", "0x800000000000", "0xffff", "0x10f00"),
      tr: segment("0x40", "0xfffffe0000003000", "0xfffff", "0x8b"),
    },
  ),
  context(
    "compatibility-mode-ring-3",
    "32-bit user program under a 64-bit kernel: IA-32e mode guest with CS.L = 0 and CS.D = 1",
    ia32eMode,
    ia32e(),
    {
      cs: segment("0x23", "0x0", "0xffffffff", "0xc0fb"),
      ss: segment("0x2b", "0x0", "0xffffffff", "0xc0f3"),
      ds: segment("0x2b", "0x0", "0xffffffff", "0xc0f3"),
      es: segment("0x2b", "0x0", "0xfffe", "0x40f3"),
      fs: segment("0x2a", "0x0", "0xffffffff", "0xc0d3"),
      gs: segment("0x63", "0x8000", "0xfffff", "0x40f3"),
      ldtr: segment("0x48", "0xffff888000002000", "0xffff", "0x82"),
      tr: segment("0x40", "0xfffffe0000003000", "0x206f", "0x8b"),
    },
  ),
];

// -------------------------------------------------------------------------------------------------
// What both answers below need to know about a state
// -------------------------------------------------------------------------------------------------

interface Mode {
  /** RFLAGS.VM, and nothing else, makes a virtual-8086 guest. */
  readonly v8086: boolean;
  /** Entry control bit 9. */
  readonly ia32eGuest: boolean;
  /** Secondary control bit 7; the secondary controls count as 0 unless primary bit 31 is 1. */
  readonly unrestrictedGuest: boolean;
  /** CR0.PE. */
  readonly protectedMode: boolean;
  readonly intel64: boolean;
  readonly linearAddressWidth: number;
}

function bitOf(value: Hex, bit: number): boolean {
  return ((BigInt(value) >> BigInt(bit)) & 1n) === 1n;
}

function modeOf(state: CandidateState): Mode {
  const { guest, controls: fields } = state;
  return {
    v8086: bitOf(guest.rflags, 17),
    ia32eGuest: bitOf(fields.entry, 9),
    unrestrictedGuest: bitOf(fields.primaryProcBased, 31) && bitOf(fields.secondaryProcBased, 7),
    protectedMode: bitOf(guest.cr0, 0),
    intel64: state.cpu.supportsIntel64,
    linearAddressWidth: Number(state.cpu.linearAddressWidth),
  };
}

/** Refuses a context in which checks of other subsections could depend on access rights. */
function requireQuietSurroundings(state: CandidateState): void {
  const { guest } = state;
  if (Number(guest.activityState) !== 0) throw new Error("the activity state must be active");
  if (BigInt(guest.rip) >= 1n << 32n) throw new Error("RIP must be below 2^32");
  if (bitOf(guest.cr4, 32)) throw new Error("CR4.FRED must be 0");
}

/** Canonical: all bits from the highest implemented one upwards are equal. */
function isCanonical(address: bigint, width: number): boolean {
  return BigInt.asUintN(64, BigInt.asIntN(width, address)) === address;
}

// -------------------------------------------------------------------------------------------------
// 2. The legal values, in closed form
// -------------------------------------------------------------------------------------------------

// Masks over the access-rights field.
const S = 1 << 4;
const P = 1 << 7;
const L = 1 << 13;
const DB = 1 << 14;
const UNUSABLE = 1 << 16;
const RESERVED = 0xfffe0f00 | 0; // bits 31:17 and 11:8, as the signed number that & yields

const typeBits = (accessRights: number): number => accessRights & 0xf;
const dplBits = (accessRights: number): number => (accessRights >>> 5) & 3;
const gBit = (accessRights: number): number => (accessRights >>> 15) & 1;

/**
 * The values of G that a limit allows, as a range. A 0 among limit bits 11:0 caps G at 0; a 1 among
 * bits 31:20 lifts it to 1. With both, the range is empty: no G is legal.
 */
function granularityRange(limit: number): readonly [lowest: number, highest: number] {
  return [limit >= 0x100000 ? 1 : 0, limit % 0x1000 === 0xfff ? 1 : 0];
}

/**
 * Replaces one register's access rights and says whether the checks that read them still hold. The
 * context must be valid as written; all of `contexts` are.
 */
export function legalAccessRights(
  register: RegisterName,
  { state }: Context,
): (accessRights: number) => boolean {
  requireQuietSurroundings(state);
  const mode = modeOf(state);
  const { guest } = state;
  const limit = Number(guest[register].limit);
  const base = BigInt(guest[register].base);
  const selector = Number(guest[register].selector);
  const rpl = selector & 3;
  const [lowestG, highestG] = granularityRange(limit);
  const legalG = (ar: number): boolean => lowestG <= gBit(ar) && gBit(ar) <= highestG;

  // TR and LDTR have their own rules, which virtual-8086 mode does not change.
  if (register === "tr") {
    // Busy TSS, system descriptor, present, usable, reserved bits 0. A legacy guest may also have
    // a 16-bit TSS: 3 and 11 differ in bit 3 only, so that bit is then left out of the comparison.
    const typeMask = mode.ia32eGuest ? 0xf : 0x7;
    const mask = RESERVED | UNUSABLE | P | S | typeMask;
    const wanted = P | (11 & typeMask);
    return (ar) => (ar & mask) === wanted && legalG(ar);
  }
  if (register === "ldtr") {
    // Unusable: nothing is checked. Usable: an LDT descriptor, and the selector must refer to the
    // GDT (TI = 0) and the base must be canonical.
    const mayBeUsable =
      (selector & 4) === 0 && (!mode.intel64 || isCanonical(base, mode.linearAddressWidth));
    const mask = RESERVED | P | S | 0xf;
    return (ar) => (ar & UNUSABLE) !== 0 || (mayBeUsable && (ar & mask) === (P | 2) && legalG(ar));
  }

  // A virtual-8086 guest has exactly one legal value in each of the other six registers.
  if (mode.v8086) return (ar) => ar >>> 0 === 0xf3;

  // Code and data descriptors, present, reserved bits 0.
  const isPresentSegment = (ar: number): boolean => (ar & (RESERVED | P | S)) === (P | S);
  // A base above 4 GiB is a fault of a usable SS, DS or ES.
  const lowBase = !mode.intel64 || base < 1n << 32n;

  if (register === "cs") {
    // There is no exemption for an unusable CS: bit 16 is simply not looked at.
    // Accessed code (bits 3 and 0 of the type): DPL equal to SS.DPL, or, if conforming (bit 2), not
    // above it. Otherwise only type 3, in an unrestricted guest, with CS.DPL = SS.DPL = 0.
    const ssDpl = dplBits(Number(guest.ss.accessRights));
    const type3Allowed = mode.unrestrictedGuest && ssDpl === 0;
    return (ar) => {
      const type = typeBits(ar);
      const dpl = dplBits(ar);
      const isCode = (type & 9) === 9;
      const isConforming = (type & 4) !== 0;
      const legalTypeAndDpl = isCode
        ? dpl <= ssDpl && (isConforming || dpl === ssDpl)
        : type3Allowed && type === 3 && dpl === 0;
      // L and D together are illegal in IA-32e mode.
      const legalSize = !mode.ia32eGuest || (ar & (L | DB)) !== (L | DB);
      return isPresentSegment(ar) && legalTypeAndDpl && legalSize && legalG(ar);
    };
  }

  if (register === "ss") {
    // SS.DPL is checked even if SS is unusable. The legal values form a range, narrowed by:
    const cs = Number(guest.cs.accessRights);
    let lowestDpl = 0;
    let highestDpl = 3;
    const narrow = (lowest: number, highest: number): void => {
      lowestDpl = Math.max(lowestDpl, lowest);
      highestDpl = Math.min(highestDpl, highest);
    };
    if (!mode.unrestrictedGuest) narrow(rpl, rpl); // must equal the RPL
    if (!mode.protectedMode) narrow(0, 0); // must be 0 in real mode
    if ((typeBits(cs) & 8) === 0)
      narrow(0, 0); // CS of type 3: must be 0
    else if ((typeBits(cs) & 4) === 0)
      narrow(dplBits(cs), dplBits(cs)); // non-conforming CS: must equal CS.DPL
    else narrow(dplBits(cs), 3); // conforming CS: must not be below CS.DPL
    // Usable: type 3 or 7, which differ in bit 2 only.
    return (ar) =>
      lowestDpl <= dplBits(ar) &&
      dplBits(ar) <= highestDpl &&
      ((ar & UNUSABLE) !== 0 ||
        (lowBase && isPresentSegment(ar) && (ar & 0b1011) === 3 && legalG(ar)));
  }

  // DS, ES, FS, GS: an unusable one is not checked. A usable one has an accessed type (bit 0), and
  // code (bit 3) must be readable (bit 1). All types but the conforming ones (12 and above) need
  // DPL >= RPL unless the guest is unrestricted.
  const lowestDpl = mode.unrestrictedGuest ? 0 : rpl;
  // The bases of FS and GS are checked in the same way whether or not they are usable.
  const mayBeUsable = register === "fs" || register === "gs" || lowBase;
  return (ar) => {
    const type = typeBits(ar);
    const legalType = (type & 1) !== 0 && ((type & 8) === 0 || (type & 2) !== 0);
    return (
      (ar & UNUSABLE) !== 0 ||
      (mayBeUsable &&
        isPresentSegment(ar) &&
        legalType &&
        (type >= 12 || dplBits(ar) >= lowestDpl) &&
        legalG(ar))
    );
  };
}

// -------------------------------------------------------------------------------------------------
// 3. The violated checks, sentence by sentence
// -------------------------------------------------------------------------------------------------

/** One segment register, taken apart. */
interface Segment {
  readonly selector: bigint;
  readonly ti: number;
  readonly rpl: number;
  readonly base: bigint;
  readonly limit: number;
  readonly accessRights: number;
  readonly type: number;
  readonly s: number;
  readonly dpl: number;
  readonly present: number;
  readonly reserved11to8: number;
  readonly l: number;
  readonly db: number;
  readonly g: number;
  readonly usable: boolean;
  readonly reserved31to17: number;
}

/** The bits high:low of a 32-bit number, by division (no 32-bit sign to worry about). */
function field(value: number, high: number, low: number): number {
  return Math.floor(value / 2 ** low) % 2 ** (high - low + 1);
}

function takeApart(fields: SegmentState, accessRights: number): Segment {
  const selector = Number(fields.selector);
  return {
    selector: BigInt(fields.selector),
    ti: field(selector, 2, 2),
    rpl: field(selector, 1, 0),
    base: BigInt(fields.base),
    limit: Number(fields.limit),
    accessRights,
    type: field(accessRights, 3, 0),
    s: field(accessRights, 4, 4),
    dpl: field(accessRights, 6, 5),
    present: field(accessRights, 7, 7),
    reserved11to8: field(accessRights, 11, 8),
    l: field(accessRights, 13, 13),
    db: field(accessRights, 14, 14),
    g: field(accessRights, 15, 15),
    usable: field(accessRights, 16, 16) === 0,
    reserved31to17: field(accessRights, 31, 17),
  };
}

/** G against the limit; the same two sentences for every register. */
function granularityViolations(register: RegisterName, segment: Segment): string[] {
  const violated: string[] = [];
  // A byte limit that does not end in fff cannot be counted in pages.
  if (field(segment.limit, 11, 0) !== 0xfff && segment.g !== 0) {
    violated.push(`${register}-granularity-low`);
  }
  // A limit of 1 MiB or more cannot be counted in bytes.
  if (field(segment.limit, 31, 20) !== 0 && segment.g !== 1) {
    violated.push(`${register}-granularity-high`);
  }
  return violated;
}

function trViolations(tr: Segment, mode: Mode): string[] {
  const violated: string[] = [];
  if (tr.ti !== 0) violated.push("tr-selector-ti");
  if (mode.intel64 && !isCanonical(tr.base, mode.linearAddressWidth)) {
    violated.push("tr-base-canonical");
  }
  // Legacy guest: 16-bit or 32-bit busy TSS. IA-32e guest: 64-bit busy TSS.
  if (!mode.ia32eGuest && tr.type !== 3 && tr.type !== 11) violated.push("tr-type-legacy");
  if (mode.ia32eGuest && tr.type !== 11) violated.push("tr-type-ia32e");
  if (tr.s !== 0) violated.push("tr-s");
  if (tr.present !== 1) violated.push("tr-present");
  if (tr.reserved11to8 !== 0) violated.push("tr-reserved-11-8");
  violated.push(...granularityViolations("tr", tr));
  if (!tr.usable) violated.push("tr-usable");
  if (tr.reserved31to17 !== 0) violated.push("tr-reserved-31-17");
  return violated;
}

function ldtrViolations(ldtr: Segment, mode: Mode): string[] {
  // All checks of LDTR apply only if it is usable.
  if (!ldtr.usable) return [];
  const violated: string[] = [];
  if (ldtr.ti !== 0) violated.push("ldtr-selector-ti");
  if (mode.intel64 && !isCanonical(ldtr.base, mode.linearAddressWidth)) {
    violated.push("ldtr-base-canonical");
  }
  if (ldtr.type !== 2) violated.push("ldtr-type");
  if (ldtr.s !== 0) violated.push("ldtr-s");
  if (ldtr.present !== 1) violated.push("ldtr-present");
  if (ldtr.reserved11to8 !== 0) violated.push("ldtr-reserved-11-8");
  violated.push(...granularityViolations("ldtr", ldtr));
  if (ldtr.reserved31to17 !== 0) violated.push("ldtr-reserved-31-17");
  return violated;
}

/** The checks of CS, SS, DS, ES, FS and GS that look at one register only. */
function codeOrDataViolations(
  register: "cs" | "ss" | DataRegister,
  segment: Segment,
  mode: Mode,
): string[] {
  const violated: string[] = [];
  const isData = register !== "cs" && register !== "ss";
  // Being unusable exempts every register of this group but CS from most checks.
  const checked = register === "cs" || segment.usable;

  // Base. FS and GS: canonical, even if unusable. CS: below 4 GiB. SS, DS, ES: so, if usable.
  if (mode.intel64) {
    if (register === "fs" || register === "gs") {
      if (!isCanonical(segment.base, mode.linearAddressWidth)) {
        violated.push(`${register}-base-canonical`);
      }
    } else if (checked && segment.base >= 2n ** 32n) {
      violated.push(`${register}-base-upper-32`);
    }
  }

  // A virtual-8086 guest: base, limit and access rights are prescribed exactly, and that is all.
  if (mode.v8086) {
    if (segment.base !== segment.selector * 16n) violated.push(`${register}-base-virtual-8086`);
    if (segment.limit !== 0xffff) violated.push(`${register}-limit-virtual-8086`);
    if (segment.accessRights !== 0xf3) violated.push(`${register}-access-rights-virtual-8086`);
    return violated;
  }

  // Type.
  if (register === "cs") {
    const isAccessedCode = [9, 11, 13, 15].includes(segment.type);
    if (!mode.unrestrictedGuest && !isAccessedCode) violated.push("cs-type");
    if (mode.unrestrictedGuest && !isAccessedCode && segment.type !== 3) {
      violated.push("cs-type-unrestricted-guest");
    }
  }
  if (register === "ss" && segment.usable && segment.type !== 3 && segment.type !== 7) {
    violated.push("ss-type");
  }
  if (isData && segment.usable) {
    if (field(segment.type, 0, 0) !== 1) violated.push(`${register}-type-accessed`);
    if (field(segment.type, 3, 3) === 1 && field(segment.type, 1, 1) !== 1) {
      violated.push(`${register}-type-readable`);
    }
  }

  // DPL, where only this register matters.
  if (register === "cs" && segment.type === 3 && segment.dpl !== 0) {
    violated.push("cs-dpl-type-3");
  }
  if (register === "ss") {
    // Neither sentence exempts an unusable SS.
    if (!mode.unrestrictedGuest && segment.dpl !== segment.rpl) violated.push("ss-dpl-rpl");
    if (!mode.protectedMode && segment.dpl !== 0) violated.push("ss-dpl-zero-real-mode");
  }
  if (isData && !mode.unrestrictedGuest && segment.usable) {
    // Data and non-conforming code: DPL not below RPL.
    if (segment.type <= 11 && segment.dpl < segment.rpl) violated.push(`${register}-dpl-rpl`);
  }

  if (checked) {
    if (segment.s !== 1) violated.push(`${register}-s`);
    if (segment.present !== 1) violated.push(`${register}-present`);
    if (segment.reserved11to8 !== 0) violated.push(`${register}-reserved-11-8`);
    violated.push(...granularityViolations(register, segment));
    if (segment.reserved31to17 !== 0) violated.push(`${register}-reserved-31-17`);
  }

  // 64-bit code has no 32-bit default operand size.
  if (register === "cs" && mode.ia32eGuest && segment.l === 1 && segment.db !== 0) {
    violated.push("cs-db-long-mode");
  }
  return violated;
}

/** The checks that look at CS and SS together. */
function codeAndStackViolations(cs: Segment, ss: Segment, mode: Mode): string[] {
  if (mode.v8086) return [];
  const violated: string[] = [];
  if (!mode.unrestrictedGuest && ss.rpl !== cs.rpl) violated.push("ss-selector-rpl-cs");
  // Non-conforming code: CS.DPL = SS.DPL. Conforming code: CS.DPL not above SS.DPL.
  if ((cs.type === 9 || cs.type === 11) && cs.dpl !== ss.dpl) {
    violated.push("cs-dpl-nonconforming");
  }
  if ((cs.type === 13 || cs.type === 15) && cs.dpl > ss.dpl) violated.push("cs-dpl-conforming");
  // CS holds a data segment: SS.DPL must be 0.
  if (cs.type === 3 && ss.dpl !== 0) violated.push("ss-dpl-zero-cs-type-3");
  return violated;
}

function violationsOf(register: RegisterName, segment: Segment, mode: Mode): string[] {
  if (register === "tr") return trViolations(segment, mode);
  if (register === "ldtr") return ldtrViolations(segment, mode);
  return codeOrDataViolations(register, segment, mode);
}

/**
 * Replaces one register's access rights and returns the sorted ids of all segment checks that the
 * state then violates. (The two checks that come with CR4.FRED are left out: it is 0 everywhere.)
 */
export function violatedSegmentChecks(
  register: RegisterName,
  { state }: Context,
): (accessRights: number) => string[] {
  requireQuietSurroundings(state);
  const mode = modeOf(state);
  const { guest } = state;
  const asWritten = (name: RegisterName): Segment =>
    takeApart(guest[name], Number(guest[name].accessRights));
  const cs = asWritten("cs");
  const ss = asWritten("ss");
  // The other seven registers keep their values, so their own checks are evaluated only once.
  const others = registers
    .filter((name) => name !== register)
    .flatMap((name) => violationsOf(name, asWritten(name), mode));

  return (accessRights) => {
    const replaced = takeApart(guest[register], accessRights);
    return [
      ...others,
      ...violationsOf(register, replaced, mode),
      ...codeAndStackViolations(
        register === "cs" ? replaced : cs,
        register === "ss" ? replaced : ss,
        mode,
      ),
    ].sort();
  };
}

// -------------------------------------------------------------------------------------------------
// 4. How many values are legal
// -------------------------------------------------------------------------------------------------
//
// Pinned numbers among the values 0 .. 2^17 - 1 (bits 31:17 clear), each with its count by hand:
//   - "G": 1 value if the limit forces G, 2 if it does not (bits 11:0 all ones, bits 31:20 zero),
//     0 if it asks for both.
//   - "8 free": AVL, L and D/B, which are never checked outside CS.
//   - "L,D/B" of CS: 4 combinations, 3 in an IA-32e mode guest, where L = D/B = 1 is illegal.
//   - "unusable bit" of CS: not checked, so both values are legal.
//   - "pairs" of CS, with d = SS.DPL: types 9 and 11 with DPL d (2 pairs), types 13 and 15 with
//     DPL 0 .. d (2d + 2 pairs): 4, 6 or 10 pairs for d = 0, 1 or 3. Unrestricted guest with d = 0:
//     also type 3 with DPL 0, hence 5.
//   - "pairs" of DS, ES, FS, GS: types 1, 3, 5, 7, 11 with DPL RPL .. 3 and type 15 with any DPL:
//     5 x (4 - RPL) + 4 = 24, 19, 14 or 9 for RPL 0, 1, 2 or 3; 24 in an unrestricted guest.
//   - "2^16" and "2^14": unusable values. All other bits are free then, but SS keeps its DPL.
//   - "DPL" of SS: one value, except where only a conforming CS bounds it from below.
//   - TR and LDTR: any DPL.

export const expectedLegalCounts: Readonly<
  Record<ContextName, Readonly<Record<RegisterName, number>>>
> = {
  "virtual-8086": {
    cs: 1, // 0xf3
    ss: 1, // 0xf3
    ds: 1, // 0xf3
    es: 1, // 0xf3
    fs: 1, // 0xf3
    gs: 1, // 0xf3
    ldtr: 65600, // 4 DPL x 8 free x 2 G + 2^16
    tr: 64, // 2 types x 4 DPL x 8 free x 1 G
  },
  "protected-32-ring-0": {
    cs: 64, // 4 pairs x 2 AVL x 4 L,D/B x 1 G x 2 unusable bit
    ss: 16416, // 1 DPL x (2 types x 8 free x 2 G + 2^14 unusable)
    ds: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    es: 65920, // 24 pairs (RPL 0) x 8 free x 2 G + 2^16
    fs: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    gs: 65536, // never usable (no legal G): 2^16 unusable
    ldtr: 65568, // 4 DPL x 8 free x 1 G + 2^16
    tr: 64, // 2 types x 4 DPL x 8 free x 1 G
  },
  "protected-32-ring-1": {
    cs: 96, // 6 pairs x 2 AVL x 4 L,D/B x 1 G x 2 unusable bit
    ss: 16400, // 1 DPL x (2 types x 8 free x 1 G + 2^14 unusable)
    ds: 65688, // 19 pairs (RPL 1) x 8 free x 1 G + 2^16
    es: 65840, // 19 pairs (RPL 1) x 8 free x 2 G + 2^16
    fs: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    gs: 65688, // 19 pairs (RPL 1) x 8 free x 1 G + 2^16
    ldtr: 65568, // 4 DPL x 8 free x 1 G + 2^16
    tr: 64, // 2 types x 4 DPL x 8 free x 1 G
  },
  "protected-32-ring-3": {
    cs: 160, // 10 pairs x 2 AVL x 4 L,D/B x 1 G x 2 unusable bit
    ss: 16400, // 1 DPL x (2 types x 8 free x 1 G + 2^14 unusable)
    ds: 65608, // 9 pairs (RPL 3) x 8 free x 1 G + 2^16
    es: 65680, // 9 pairs (RPL 3) x 8 free x 2 G + 2^16
    fs: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    gs: 65840, // 19 pairs (RPL 1) x 8 free x 2 G + 2^16
    ldtr: 65568, // 4 DPL x 8 free x 1 G + 2^16
    tr: 64, // 2 types x 4 DPL x 8 free x 1 G
  },
  "protected-32-ring-0-unrestricted-guest": {
    cs: 80, // 5 pairs x 2 AVL x 4 L,D/B x 1 G x 2 unusable bit
    ss: 16400, // 1 DPL x (2 types x 8 free x 1 G + 2^14 unusable)
    ds: 65728, // 24 pairs (unrestricted) x 8 free x 1 G + 2^16
    es: 65920, // 24 pairs (unrestricted) x 8 free x 2 G + 2^16
    fs: 65728, // 24 pairs (unrestricted) x 8 free x 1 G + 2^16
    gs: 65728, // 24 pairs (unrestricted) x 8 free x 1 G + 2^16
    ldtr: 65600, // 4 DPL x 8 free x 2 G + 2^16
    tr: 64, // 2 types x 4 DPL x 8 free x 1 G
  },
  "protected-32-ring-3-unrestricted-guest": {
    cs: 160, // 10 pairs x 2 AVL x 4 L,D/B x 1 G x 2 unusable bit
    ss: 16400, // 1 DPL x (2 types x 8 free x 1 G + 2^14 unusable)
    ds: 65728, // 24 pairs (unrestricted) x 8 free x 1 G + 2^16
    es: 65920, // 24 pairs (unrestricted) x 8 free x 2 G + 2^16
    fs: 65728, // 24 pairs (unrestricted) x 8 free x 1 G + 2^16
    gs: 65728, // 24 pairs (unrestricted) x 8 free x 1 G + 2^16
    ldtr: 65568, // 4 DPL x 8 free x 1 G + 2^16
    tr: 64, // 2 types x 4 DPL x 8 free x 1 G
  },
  "protected-32-ring-3-conforming-code": {
    cs: 160, // 10 pairs x 2 AVL x 4 L,D/B x 1 G x 2 unusable bit
    ss: 49200, // 3 DPL x (2 types x 8 free x 1 G + 2^14 unusable)
    ds: 65728, // 24 pairs (unrestricted) x 8 free x 1 G + 2^16
    es: 65920, // 24 pairs (unrestricted) x 8 free x 2 G + 2^16
    fs: 65536, // never usable (no legal G): 2^16 unusable
    gs: 65728, // 24 pairs (unrestricted) x 8 free x 1 G + 2^16
    ldtr: 65600, // 4 DPL x 8 free x 2 G + 2^16
    tr: 128, // 2 types x 4 DPL x 8 free x 2 G
  },
  "protected-32-secondary-controls-inactive": {
    cs: 128, // 4 pairs x 2 AVL x 4 L,D/B x 2 G x 2 unusable bit
    ss: 16416, // 1 DPL x (2 types x 8 free x 2 G + 2^14 unusable)
    ds: 65688, // 19 pairs (RPL 1) x 8 free x 1 G + 2^16
    es: 65648, // 14 pairs (RPL 2) x 8 free x 1 G + 2^16
    fs: 65608, // 9 pairs (RPL 3) x 8 free x 1 G + 2^16
    gs: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    ldtr: 65568, // 4 DPL x 8 free x 1 G + 2^16
    tr: 128, // 2 types x 4 DPL x 8 free x 2 G
  },
  "protected-32-data-rpl-2": {
    cs: 64, // 4 pairs x 2 AVL x 4 L,D/B x 1 G x 2 unusable bit
    ss: 16400, // 1 DPL x (2 types x 8 free x 1 G + 2^14 unusable)
    ds: 65648, // 14 pairs (RPL 2) x 8 free x 1 G + 2^16
    es: 65760, // 14 pairs (RPL 2) x 8 free x 2 G + 2^16
    fs: 65648, // 14 pairs (RPL 2) x 8 free x 1 G + 2^16
    gs: 65760, // 14 pairs (RPL 2) x 8 free x 2 G + 2^16
    ldtr: 65568, // 4 DPL x 8 free x 1 G + 2^16
    tr: 64, // 2 types x 4 DPL x 8 free x 1 G
  },
  "protected-32-odd-limits": {
    cs: 64, // 4 pairs x 2 AVL x 4 L,D/B x 1 G x 2 unusable bit
    ss: 16400, // 1 DPL x (2 types x 8 free x 1 G + 2^14 unusable)
    ds: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    es: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    fs: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    gs: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    ldtr: 65568, // 4 DPL x 8 free x 1 G + 2^16
    tr: 64, // 2 types x 4 DPL x 8 free x 1 G
  },
  "protected-32-full-limits": {
    cs: 64, // 4 pairs x 2 AVL x 4 L,D/B x 1 G x 2 unusable bit
    ss: 16400, // 1 DPL x (2 types x 8 free x 1 G + 2^14 unusable)
    ds: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    es: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    fs: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    gs: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    ldtr: 65568, // 4 DPL x 8 free x 1 G + 2^16
    tr: 64, // 2 types x 4 DPL x 8 free x 1 G
  },
  "real-mode": {
    cs: 160, // 5 pairs x 2 AVL x 4 L,D/B x 2 G x 2 unusable bit
    ss: 16416, // 1 DPL x (2 types x 8 free x 2 G + 2^14 unusable)
    ds: 65920, // 24 pairs (unrestricted) x 8 free x 2 G + 2^16
    es: 65728, // 24 pairs (unrestricted) x 8 free x 1 G + 2^16
    fs: 65920, // 24 pairs (unrestricted) x 8 free x 2 G + 2^16
    gs: 65920, // 24 pairs (unrestricted) x 8 free x 2 G + 2^16
    ldtr: 65600, // 4 DPL x 8 free x 2 G + 2^16
    tr: 128, // 2 types x 4 DPL x 8 free x 2 G
  },
  "real-mode-conforming-code": {
    cs: 160, // 5 pairs x 2 AVL x 4 L,D/B x 2 G x 2 unusable bit
    ss: 16416, // 1 DPL x (2 types x 8 free x 2 G + 2^14 unusable)
    ds: 65920, // 24 pairs (unrestricted) x 8 free x 2 G + 2^16
    es: 65728, // 24 pairs (unrestricted) x 8 free x 1 G + 2^16
    fs: 65728, // 24 pairs (unrestricted) x 8 free x 1 G + 2^16
    gs: 65920, // 24 pairs (unrestricted) x 8 free x 2 G + 2^16
    ldtr: 65600, // 4 DPL x 8 free x 2 G + 2^16
    tr: 128, // 2 types x 4 DPL x 8 free x 2 G
  },
  "long-mode-64-ring-0": {
    cs: 48, // 4 pairs x 2 AVL x 3 L,D/B x 1 G x 2 unusable bit
    ss: 16400, // 1 DPL x (2 types x 8 free x 1 G + 2^14 unusable)
    ds: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    es: 65920, // 24 pairs (RPL 0) x 8 free x 2 G + 2^16
    fs: 65920, // 24 pairs (RPL 0) x 8 free x 2 G + 2^16
    gs: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    ldtr: 65600, // 4 DPL x 8 free x 2 G + 2^16
    tr: 32, // 1 type x 4 DPL x 8 free x 1 G
  },
  "long-mode-64-ring-0-unrestricted-guest": {
    cs: 60, // 5 pairs x 2 AVL x 3 L,D/B x 1 G x 2 unusable bit
    ss: 65600, // 4 DPL x (2 types x 8 free x 1 G + 2^14 unusable)
    ds: 65728, // 24 pairs (unrestricted) x 8 free x 1 G + 2^16
    es: 65536, // never usable (base): 2^16 unusable
    fs: 65728, // 24 pairs (unrestricted) x 8 free x 1 G + 2^16
    gs: 65728, // 24 pairs (unrestricted) x 8 free x 1 G + 2^16
    ldtr: 65568, // 4 DPL x 8 free x 1 G + 2^16
    tr: 32, // 1 type x 4 DPL x 8 free x 1 G
  },
  "long-mode-64-ring-3": {
    cs: 120, // 10 pairs x 2 AVL x 3 L,D/B x 1 G x 2 unusable bit
    ss: 16400, // 1 DPL x (2 types x 8 free x 1 G + 2^14 unusable)
    ds: 65608, // 9 pairs (RPL 3) x 8 free x 1 G + 2^16
    es: 65680, // 9 pairs (RPL 3) x 8 free x 2 G + 2^16
    fs: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    gs: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    ldtr: 65568, // 4 DPL x 8 free x 1 G + 2^16
    tr: 32, // 1 type x 4 DPL x 8 free x 1 G
  },
  "long-mode-64-unusable-leftovers": {
    cs: 120, // 10 pairs x 2 AVL x 3 L,D/B x 1 G x 2 unusable bit
    ss: 16384, // never usable: 2^14 unusable (DPL fixed)
    ds: 65536, // never usable (base): 2^16 unusable
    es: 65536, // never usable (no legal G): 2^16 unusable
    fs: 65728, // 24 pairs (RPL 0) x 8 free x 1 G + 2^16
    gs: 65920, // 24 pairs (RPL 0) x 8 free x 2 G + 2^16
    ldtr: 65536, // never usable (TI and base): 2^16 unusable
    tr: 64, // 1 type x 4 DPL x 8 free x 2 G
  },
  "compatibility-mode-ring-3": {
    cs: 120, // 10 pairs x 2 AVL x 3 L,D/B x 1 G x 2 unusable bit
    ss: 16400, // 1 DPL x (2 types x 8 free x 1 G + 2^14 unusable)
    ds: 65608, // 9 pairs (RPL 3) x 8 free x 1 G + 2^16
    es: 65608, // 9 pairs (RPL 3) x 8 free x 1 G + 2^16
    fs: 65648, // 14 pairs (RPL 2) x 8 free x 1 G + 2^16
    gs: 65680, // 9 pairs (RPL 3) x 8 free x 2 G + 2^16
    ldtr: 65600, // 4 DPL x 8 free x 2 G + 2^16
    tr: 32, // 1 type x 4 DPL x 8 free x 1 G
  },
};
