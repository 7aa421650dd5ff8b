/**
 * An independent oracle for the checks a processor makes on the guest-state area at VM entry (Intel
 * SDM vol. 3, "Checks on the Guest State Area": 26.3.1.1 .. 26.3.1.6 in 2015, 27.3.1.x later).
 *
 * It is written straight from the manual's sentences as plain code and shares nothing with the
 * rules or the engine it is meant to judge: it has its own reader for the exchange JSON, its own
 * types and its own helpers. It answers only for complete states; nothing is ever unknown here.
 */

// ---------------------------------------------------------------------------------------------
// The state
// ---------------------------------------------------------------------------------------------

export interface Segment {
  selector: number;
  base: bigint;
  /** Scaled byte limit, 32 bits. */
  limit: number;
  /** VMCS layout: type 3:0, S 4, DPL 6:5, P 7, AVL 12, L 13, D/B 14, G 15, unusable 16. */
  accessRights: number;
}

export interface DescriptorTable {
  base: bigint;
  limit: number;
}

type FourNumbers = readonly [bigint, bigint, bigint, bigint];

/** Everything any of the checks reads, with every value known. */
export interface CompleteState {
  guest: {
    cr0: bigint;
    cr3: bigint;
    cr4: bigint;
    dr7: bigint;
    rip: bigint;
    rflags: bigint;
    es: Segment;
    cs: Segment;
    ss: Segment;
    ds: Segment;
    fs: Segment;
    gs: Segment;
    ldtr: Segment;
    tr: Segment;
    gdtr: DescriptorTable;
    idtr: DescriptorTable;
    debugctl: bigint;
    sysenterEsp: bigint;
    sysenterEip: bigint;
    perfGlobalCtrl: bigint;
    pat: bigint;
    efer: bigint;
    bndcfgs: bigint;
    rtitCtl: bigint;
    lbrCtl: bigint;
    sCet: bigint;
    ssp: bigint;
    interruptSspTableAddr: bigint;
    pkrs: bigint;
    uinv: number;
    specCtrl: bigint;
    fredConfig: bigint;
    fredRsp1: bigint;
    fredRsp2: bigint;
    fredRsp3: bigint;
    fredSsp1: bigint;
    fredSsp2: bigint;
    fredSsp3: bigint;
    activityState: number;
    interruptibilityState: number;
    pendingDebugExceptions: bigint;
    vmcsLinkPointer: bigint;
    pdpte0: bigint;
    pdpte1: bigint;
    pdpte2: bigint;
    pdpte3: bigint;
  };
  controls: {
    pinBased: number;
    primaryProcBased: number;
    secondaryProcBased: number;
    entry: number;
    entryInterruptionInfo: number;
  };
  cpu: {
    physicalAddressWidth: number;
    linearAddressWidth: number;
    cr0Fixed0: bigint;
    cr0Fixed1: bigint;
    cr4Fixed0: bigint;
    cr4Fixed1: bigint;
    vmxBasic: bigint;
    vmxMisc: bigint;
    inSmm: boolean;
    supportsIntel64: boolean;
    supportsSgx: boolean;
    supportsRtm: boolean;
    supportsLam: boolean;
    supportsBusLockDebug: boolean;
    nmiInjectionNeedsNoStiBlocking: boolean;
    supportsShadowStack: boolean;
    supportsIbt: boolean;
    debugctlReserved: bigint;
    perfGlobalCtrlReserved: bigint;
    eferReserved: bigint;
    rtitCtlReserved: bigint;
    lbrCtlReserved: bigint;
    sCetReserved: bigint;
    specCtrlReserved: bigint;
  };
  memory: {
    /** The first four bytes of the region the VMCS link pointer points at. */
    linkPointerDword: number;
    vmcsRevision: number;
    currentVmcs: bigint;
    executiveVmcs: bigint;
    /** The four entries CR3 points at under PAE paging. */
    pdpte: FourNumbers;
  };
}

// ---------------------------------------------------------------------------------------------
// Reading the exchange JSON
// ---------------------------------------------------------------------------------------------

/** Dotted paths in their parts: the same hundred paths are read of every state. */
const parts = new Map<string, readonly string[]>();

function partsOf(path: string): readonly string[] {
  let known = parts.get(path);
  if (known === undefined) {
    known = path.split(".");
    parts.set(path, known);
  }
  return known;
}

/** Finds the member named by a dotted path, or throws an error that names what is missing. */
function memberAt(root: unknown, path: string): unknown {
  let value: unknown = root;
  for (const key of partsOf(path)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) {
      throw new Error(`complete state: ${path} is missing`);
    }
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** A JSON number or a "0x..." string as a bigint that fits in the given number of bits. */
function unsignedAt(root: unknown, path: string, bits: number): bigint {
  const value = memberAt(root, path);
  if (value === "0x0") return 0n;
  let result: bigint;
  if (typeof value === "bigint") {
    result = value;
  } else if (typeof value === "number" && Number.isSafeInteger(value)) {
    result = BigInt(value);
  } else if (typeof value === "string" && /^0x[0-9a-f]+$/i.test(value)) {
    result = BigInt(value);
  } else {
    throw new Error(`complete state: ${path} is not a number or a "0x..." string`);
  }
  if (result < 0n || result >> BigInt(bits) !== 0n) {
    throw new Error(`complete state: ${path} does not fit in ${String(bits)} bits`);
  }
  return result;
}

/** Reads a complete state; anything a check could need that is not there is an error. */
export function parseComplete(exchangeJson: unknown): CompleteState {
  const wide = (path: string): bigint => unsignedAt(exchangeJson, path, 64);
  const word32 = (path: string): number => Number(unsignedAt(exchangeJson, path, 32));
  const word16 = (path: string): number => Number(unsignedAt(exchangeJson, path, 16));
  const fact = (path: string): boolean => {
    const value = memberAt(exchangeJson, path);
    if (typeof value !== "boolean") throw new Error(`complete state: ${path} is not a boolean`);
    return value;
  };
  const segment = (name: string): Segment => ({
    selector: word16(`guest.${name}.selector`),
    base: wide(`guest.${name}.base`),
    limit: word32(`guest.${name}.limit`),
    accessRights: word32(`guest.${name}.accessRights`),
  });
  const table = (name: string): DescriptorTable => ({
    base: wide(`guest.${name}.base`),
    limit: word32(`guest.${name}.limit`),
  });

  return {
    guest: {
      cr0: wide("guest.cr0"),
      cr3: wide("guest.cr3"),
      cr4: wide("guest.cr4"),
      dr7: wide("guest.dr7"),
      rip: wide("guest.rip"),
      rflags: wide("guest.rflags"),
      es: segment("es"),
      cs: segment("cs"),
      ss: segment("ss"),
      ds: segment("ds"),
      fs: segment("fs"),
      gs: segment("gs"),
      ldtr: segment("ldtr"),
      tr: segment("tr"),
      gdtr: table("gdtr"),
      idtr: table("idtr"),
      debugctl: wide("guest.debugctl"),
      sysenterEsp: wide("guest.sysenterEsp"),
      sysenterEip: wide("guest.sysenterEip"),
      perfGlobalCtrl: wide("guest.perfGlobalCtrl"),
      pat: wide("guest.pat"),
      efer: wide("guest.efer"),
      bndcfgs: wide("guest.bndcfgs"),
      rtitCtl: wide("guest.rtitCtl"),
      lbrCtl: wide("guest.lbrCtl"),
      sCet: wide("guest.sCet"),
      ssp: wide("guest.ssp"),
      interruptSspTableAddr: wide("guest.interruptSspTableAddr"),
      pkrs: wide("guest.pkrs"),
      uinv: word16("guest.uinv"),
      specCtrl: wide("guest.specCtrl"),
      fredConfig: wide("guest.fredConfig"),
      fredRsp1: wide("guest.fredRsp1"),
      fredRsp2: wide("guest.fredRsp2"),
      fredRsp3: wide("guest.fredRsp3"),
      fredSsp1: wide("guest.fredSsp1"),
      fredSsp2: wide("guest.fredSsp2"),
      fredSsp3: wide("guest.fredSsp3"),
      activityState: word32("guest.activityState"),
      interruptibilityState: word32("guest.interruptibilityState"),
      pendingDebugExceptions: wide("guest.pendingDebugExceptions"),
      vmcsLinkPointer: wide("guest.vmcsLinkPointer"),
      pdpte0: wide("guest.pdpte0"),
      pdpte1: wide("guest.pdpte1"),
      pdpte2: wide("guest.pdpte2"),
      pdpte3: wide("guest.pdpte3"),
    },
    controls: {
      pinBased: word32("controls.pinBased"),
      primaryProcBased: word32("controls.primaryProcBased"),
      secondaryProcBased: word32("controls.secondaryProcBased"),
      entry: word32("controls.entry"),
      entryInterruptionInfo: word32("controls.entryInterruptionInfo"),
    },
    cpu: {
      physicalAddressWidth: word16("cpu.physicalAddressWidth"),
      linearAddressWidth: word16("cpu.linearAddressWidth"),
      cr0Fixed0: wide("cpu.cr0Fixed0"),
      cr0Fixed1: wide("cpu.cr0Fixed1"),
      cr4Fixed0: wide("cpu.cr4Fixed0"),
      cr4Fixed1: wide("cpu.cr4Fixed1"),
      vmxBasic: wide("cpu.vmxBasic"),
      vmxMisc: wide("cpu.vmxMisc"),
      inSmm: fact("cpu.inSmm"),
      supportsIntel64: fact("cpu.supportsIntel64"),
      supportsSgx: fact("cpu.supportsSgx"),
      supportsRtm: fact("cpu.supportsRtm"),
      supportsLam: fact("cpu.supportsLam"),
      supportsBusLockDebug: fact("cpu.supportsBusLockDebug"),
      nmiInjectionNeedsNoStiBlocking: fact("cpu.nmiInjectionNeedsNoStiBlocking"),
      supportsShadowStack: fact("cpu.supportsShadowStack"),
      supportsIbt: fact("cpu.supportsIbt"),
      debugctlReserved: wide("cpu.debugctlReserved"),
      perfGlobalCtrlReserved: wide("cpu.perfGlobalCtrlReserved"),
      eferReserved: wide("cpu.eferReserved"),
      rtitCtlReserved: wide("cpu.rtitCtlReserved"),
      lbrCtlReserved: wide("cpu.lbrCtlReserved"),
      sCetReserved: wide("cpu.sCetReserved"),
      specCtrlReserved: wide("cpu.specCtrlReserved"),
    },
    memory: {
      linkPointerDword: word32("memory.linkPointerDword"),
      vmcsRevision: word32("memory.vmcsRevision"),
      currentVmcs: wide("memory.currentVmcs"),
      executiveVmcs: wide("memory.executiveVmcs"),
      pdpte: [
        wide("memory.pdpte.0"),
        wide("memory.pdpte.1"),
        wide("memory.pdpte.2"),
        wide("memory.pdpte.3"),
      ],
    },
  };
}

// ---------------------------------------------------------------------------------------------
// Small helpers
// ---------------------------------------------------------------------------------------------

const ONES_64 = 0xffff_ffff_ffff_ffffn;

/** Bit n of a field of at most 32 bits. */
function bit(value: number, n: number): boolean {
  return ((value >>> n) & 1) === 1;
}

/** Bit n of a 64-bit field. */
function bit64(value: bigint, n: number): boolean {
  return ((value >> BigInt(n)) & 1n) === 1n;
}

/** The bits of a 64-bit field at and above n, shifted down. */
function from(value: bigint, n: number): bigint {
  return value >> BigInt(n);
}

/** Canonical: bits 63 down to N-1 are all the same. */
function canonical(address: bigint, linearWidth: number): boolean {
  const top = from(address, linearWidth - 1);
  return top === 0n || top === from(ONES_64, linearWidth - 1);
}

/** The laxer test for RIP and SSP: only bits 63 down to N have to be the same. */
function upperBitsIdentical(address: bigint, linearWidth: number): boolean {
  const top = from(address, linearWidth);
  return top === 0n || top === from(ONES_64, linearWidth);
}

function typeOf(s: Segment): number {
  return s.accessRights & 0xf;
}

function dplOf(s: Segment): number {
  return (s.accessRights >>> 5) & 3;
}

function rplOf(s: Segment): number {
  return s.selector & 3;
}

function isUsable(s: Segment): boolean {
  return !bit(s.accessRights, 16);
}

// Secondary controls count as 0 unless "activate secondary controls" (primary bit 31) is 1.
function secondaryControl(s: CompleteState, n: number): boolean {
  return bit(s.controls.primaryProcBased, 31) && bit(s.controls.secondaryProcBased, n);
}

function unrestrictedGuest(s: CompleteState): boolean {
  return secondaryControl(s, 7);
}

function virtual8086(s: CompleteState): boolean {
  return bit64(s.guest.rflags, 17);
}

function ia32eModeGuest(s: CompleteState): boolean {
  return bit(s.controls.entry, 9);
}

function fredEnabled(s: CompleteState): boolean {
  return bit64(s.guest.cr4, 32);
}

/** Is an event injected at this entry, and is it of this interruption type? */
function injects(s: CompleteState, type: number): boolean {
  const info = s.controls.entryInterruptionInfo;
  return bit(info, 31) && ((info >>> 8) & 7) === type;
}

type Report = (id: string) => void;

/** The ids of every check the state violates; an empty list means VM entry accepts the state. */
export function violatedChecks(state: CompleteState): string[] {
  const ids: string[] = [];
  const report: Report = (id) => {
    ids.push(id);
  };
  controlRegisters(state, report);
  modelSpecificRegisters(state, report);
  fredRegisters(state, report);
  segmentSelectorsAndBases(state, report);
  if (virtual8086(state)) {
    virtual8086Segments(state, report);
  } else {
    codeSegment(state, report);
    stackSegment(state, report);
    dataSegment("ds", state.guest.ds, state, report);
    dataSegment("es", state.guest.es, state, report);
    dataSegment("fs", state.guest.fs, state, report);
    dataSegment("gs", state.guest.gs, state, report);
  }
  taskRegister(state, report);
  localDescriptorTable(state, report);
  privilegeLevelsUnderFred(state, report);
  descriptorTables(state, report);
  instructionPointerAndFlags(state, report);
  shadowStackPointer(state, report);
  activityState(state, report);
  interruptibilityState(state, report);
  pendingDebugExceptions(state, report);
  linkPointer(state, report);
  pageDirectoryPointers(state, report);
  return ids;
}

// ---------------------------------------------------------------------------------------------
// 1. Control registers, debug registers, and MSRs
// ---------------------------------------------------------------------------------------------

function controlRegisters(s: CompleteState, report: Report): void {
  const { cr0, cr3, cr4, dr7 } = s.guest;
  const { cpu } = s;

  // CR0 may hold no value VMX operation does not support. NW (29) and CD (30) are left out because
  // VM entry never changes them; PE and PG are left out as well for an unrestricted guest.
  let looked = ONES_64 & ~0x6000_0000n;
  if (unrestrictedGuest(s)) looked &= ~0x8000_0001n;
  if ((cpu.cr0Fixed0 & looked & ~cr0) !== 0n) report("cr0-fixed-ones");
  if ((cr0 & looked & ~cpu.cr0Fixed1) !== 0n) report("cr0-fixed-zeros");

  // Paging needs protection, whatever the controls say.
  const pe = bit64(cr0, 0);
  const pg = bit64(cr0, 31);
  if (pg && !pe) report("cr0-pg-pe");

  // CR4 likewise; no bit of it is exempt.
  if ((cpu.cr4Fixed0 & ~cr4) !== 0n) report("cr4-fixed-ones");
  if ((cr4 & ~cpu.cr4Fixed1) !== 0n) report("cr4-fixed-zeros");

  // CET needs write protection.
  if (bit64(cr4, 23) && !bit64(cr0, 16)) report("cr4-cet-cr0-wp");

  if (cpu.supportsIntel64) {
    if (ia32eModeGuest(s)) {
      // An IA-32e mode guest has paging on, with PAE.
      if (!pg) report("cr0-pg-ia32e");
      if (!bit64(cr4, 5)) report("cr4-pae-ia32e");
    } else {
      // Outside IA-32e mode there are no process-context identifiers and there is no FRED.
      if (bit64(cr4, 17)) report("cr4-pcide-legacy");
      if (bit64(cr4, 32)) report("cr4-fred-legacy");
    }

    // CR3 sets nothing beyond the physical-address width, except the LAM bits where they exist.
    let cr3High = from(cr3, cpu.physicalAddressWidth) << BigInt(cpu.physicalAddressWidth);
    if (cpu.supportsLam) cr3High &= ~(3n << 61n);
    if (cr3High !== 0n) report("cr3-width");

    if (bit(s.controls.entry, 2) && from(dr7, 32) !== 0n) report("dr7-upper-32");
  }
}

function modelSpecificRegisters(s: CompleteState, report: Report): void {
  const { guest, cpu } = s;
  const { entry } = s.controls;
  const width = cpu.linearAddressWidth;

  // Load debug controls (bit 2). Bus-lock detection, DEBUGCTL bit 2, does not exist everywhere.
  if (bit(entry, 2)) {
    let reserved = cpu.debugctlReserved;
    if (!cpu.supportsBusLockDebug) reserved |= 0x4n;
    if ((guest.debugctl & reserved) !== 0n) report("debugctl-reserved");
  }

  // The SYSENTER addresses are always loaded, so they are always checked.
  if (cpu.supportsIntel64) {
    if (!canonical(guest.sysenterEsp, width)) report("sysenter-esp-canonical");
    if (!canonical(guest.sysenterEip, width)) report("sysenter-eip-canonical");
  }

  // Load CET state (bit 20).
  if (bit(entry, 20)) {
    if (cpu.supportsIntel64) {
      if (!canonical(guest.sCet, width)) report("s-cet-canonical");
      if (!canonical(guest.interruptSspTableAddr, width)) report("interrupt-ssp-table-canonical");
    }
    // A feature the processor lacks makes its enable bits reserved: 1:0 belong to shadow stacks;
    // 5:2, 11:10 and the legacy-code bitmap address belong to indirect-branch tracking.
    let reserved = cpu.sCetReserved;
    if (!cpu.supportsShadowStack) reserved |= 0x3n;
    if (!cpu.supportsIbt) reserved |= 0xffff_ffff_ffff_fc3cn;
    if ((guest.sCet & reserved) !== 0n) report("s-cet-reserved");
    // Tracking cannot be suppressed and waiting for an ENDBRANCH at once.
    if (bit64(guest.sCet, 10) && bit64(guest.sCet, 11)) report("s-cet-suppress-tracker");
  }

  // Load IA32_PERF_GLOBAL_CTRL (bit 13).
  if (bit(entry, 13) && (guest.perfGlobalCtrl & cpu.perfGlobalCtrlReserved) !== 0n) {
    report("perf-global-ctrl-reserved");
  }

  // Load IA32_PAT (bit 14): each byte names a memory type; 2, 3 and everything above 7 name none.
  if (bit(entry, 14)) {
    for (let i = 0; i < 8; i++) {
      const memoryType = Number(from(guest.pat, 8 * i) & 0xffn);
      if (memoryType === 2 || memoryType === 3 || memoryType > 7) report(`pat-pa${String(i)}`);
    }
  }

  // Load IA32_EFER (bit 15).
  if (bit(entry, 15)) {
    const lme = bit64(guest.efer, 8);
    const lma = bit64(guest.efer, 10);
    if ((guest.efer & cpu.eferReserved) !== 0n) report("efer-reserved");
    if (lma !== ia32eModeGuest(s)) report("efer-lma-ia32e");
    if (bit64(guest.cr0, 31) && lma !== lme) report("efer-lma-lme-paging");
  }

  // Load IA32_BNDCFGS (bit 16): bits 11:2 are reserved, bits 63:12 hold a linear address.
  if (bit(entry, 16)) {
    if ((guest.bndcfgs & 0xffcn) !== 0n) report("bndcfgs-reserved");
    if (!canonical(from(guest.bndcfgs, 12) << 12n, width)) report("bndcfgs-canonical");
  }

  // Load IA32_RTIT_CTL (bit 18).
  if (bit(entry, 18) && (guest.rtitCtl & cpu.rtitCtlReserved) !== 0n) report("rtit-ctl-reserved");

  // Load UINV (bit 19): a vector has eight bits.
  if (bit(entry, 19) && guest.uinv > 0xff) report("uinv-upper-8");

  // Load guest IA32_LBR_CTL (bit 21).
  if (bit(entry, 21) && (guest.lbrCtl & cpu.lbrCtlReserved) !== 0n) report("lbr-ctl-reserved");

  // Load PKRS (bit 22).
  if (bit(entry, 22) && from(guest.pkrs, 32) !== 0n) report("pkrs-upper-32");

  // Load IA32_SPEC_CTRL (bit 24).
  if (bit(entry, 24) && (guest.specCtrl & cpu.specCtrlReserved) !== 0n) {
    report("spec-ctrl-reserved");
  }
}

// Load FRED (bit 23): an entry point on a page, with bits 11, 5:4 and 2 reserved; three regular
// stack pointers on 64-byte lines; three shadow-stack pointers on 8-byte boundaries; all canonical.
function fredRegisters(s: CompleteState, report: Report): void {
  if (!bit(s.controls.entry, 23)) return;
  const { guest } = s;
  const width = s.cpu.linearAddressWidth;

  if ((guest.fredConfig & 0x834n) !== 0n) report("fred-config-reserved");
  if (!canonical(from(guest.fredConfig, 12) << 12n, width)) report("fred-config-canonical");

  [guest.fredRsp1, guest.fredRsp2, guest.fredRsp3].forEach((rsp, index) => {
    const level = String(index + 1);
    if (rsp % 64n !== 0n) report(`fred-rsp${level}-aligned`);
    if (!canonical(rsp, width)) report(`fred-rsp${level}-canonical`);
  });
  [guest.fredSsp1, guest.fredSsp2, guest.fredSsp3].forEach((ssp, index) => {
    const level = String(index + 1);
    if (ssp % 8n !== 0n) report(`fred-ssp${level}-aligned`);
    if (!canonical(ssp, width)) report(`fred-ssp${level}-canonical`);
  });
}

// ---------------------------------------------------------------------------------------------
// 2. Segment registers
// ---------------------------------------------------------------------------------------------

function segmentSelectorsAndBases(s: CompleteState, report: Report): void {
  const { cs, ss, ds, es, fs, gs, tr, ldtr } = s.guest;

  // TR, and LDTR when usable, name a descriptor in the GDT.
  if (bit(tr.selector, 2)) report("tr-selector-ti");
  if (isUsable(ldtr) && bit(ldtr.selector, 2)) report("ldtr-selector-ti");

  // CS and SS agree on the RPL, even where SS is unusable.
  if (!virtual8086(s) && !unrestrictedGuest(s) && rplOf(ss) !== rplOf(cs)) {
    report("ss-selector-rpl-cs");
  }

  if (s.cpu.supportsIntel64) {
    const width = s.cpu.linearAddressWidth;
    // The bases of TR, FS and GS are loaded whether or not the register is usable.
    if (!canonical(tr.base, width)) report("tr-base-canonical");
    if (!canonical(fs.base, width)) report("fs-base-canonical");
    if (!canonical(gs.base, width)) report("gs-base-canonical");
    if (isUsable(ldtr) && !canonical(ldtr.base, width)) report("ldtr-base-canonical");
    // The others have 32-bit bases; CS has no exemption for being unusable.
    if (from(cs.base, 32) !== 0n) report("cs-base-upper-32");
    if (isUsable(ss) && from(ss.base, 32) !== 0n) report("ss-base-upper-32");
    if (isUsable(ds) && from(ds.base, 32) !== 0n) report("ds-base-upper-32");
    if (isUsable(es) && from(es.base, 32) !== 0n) report("es-base-upper-32");
  }
}

// In virtual-8086 mode base, limit and access rights of the six registers have one legal value.
function virtual8086Segments(s: CompleteState, report: Report): void {
  for (const name of ["cs", "ss", "ds", "es", "fs", "gs"] as const) {
    const register = s.guest[name];
    if (register.base !== BigInt(register.selector) * 16n) report(`${name}-base-virtual-8086`);
    if (register.limit !== 0xffff) report(`${name}-limit-virtual-8086`);
    if (register.accessRights !== 0xf3) report(`${name}-access-rights-virtual-8086`);
  }
}

function codeSegment(s: CompleteState, report: Report): void {
  const { cs, ss } = s.guest;
  const type = typeOf(cs);
  const accessedCode = type === 9 || type === 11 || type === 13 || type === 15;

  // Accessed code; an unrestricted guest may also run from a writable data segment (type 3).
  if (unrestrictedGuest(s)) {
    if (!accessedCode && type !== 3) report("cs-type-unrestricted-guest");
  } else {
    if (!accessedCode) report("cs-type");
  }

  if (!bit(cs.accessRights, 4)) report("cs-s");

  // DPL: 0 for type 3, that of SS for non-conforming code, no more than that of SS for conforming.
  if (type === 3 && dplOf(cs) !== 0) report("cs-dpl-type-3");
  if ((type === 9 || type === 11) && dplOf(cs) !== dplOf(ss)) report("cs-dpl-nonconforming");
  if ((type === 13 || type === 15) && dplOf(cs) > dplOf(ss)) report("cs-dpl-conforming");

  // L together with D/B is meaningless, but only an IA-32e mode guest looks at L.
  if (ia32eModeGuest(s) && bit(cs.accessRights, 13) && bit(cs.accessRights, 14)) {
    report("cs-db-long-mode");
  }

  presentReservedAndGranularity("cs", cs, report);
}

function stackSegment(s: CompleteState, report: Report): void {
  const { cs, ss, cr0 } = s.guest;

  // The DPL of SS is the CPL. It is loaded, and so checked, even when SS is unusable.
  if (!unrestrictedGuest(s) && dplOf(ss) !== rplOf(ss)) report("ss-dpl-rpl");
  if (typeOf(cs) === 3 && dplOf(ss) !== 0) report("ss-dpl-zero-cs-type-3");
  if (!bit64(cr0, 0) && dplOf(ss) !== 0) report("ss-dpl-zero-real-mode");

  if (!isUsable(ss)) return;
  // Writable and accessed data, expand-up or expand-down.
  if (typeOf(ss) !== 3 && typeOf(ss) !== 7) report("ss-type");
  if (!bit(ss.accessRights, 4)) report("ss-s");
  presentReservedAndGranularity("ss", ss, report);
}

function dataSegment(name: string, register: Segment, s: CompleteState, report: Report): void {
  if (!isUsable(register)) return;
  const type = typeOf(register);

  if (!bit(type, 0)) report(`${name}-type-accessed`);
  // Code can be read as data only if it is readable.
  if (bit(type, 3) && !bit(type, 1)) report(`${name}-type-readable`);
  if (!bit(register.accessRights, 4)) report(`${name}-s`);
  // Data and non-conforming code (types 0 to 11) must be as accessible as the selector asks.
  if (!unrestrictedGuest(s) && type < 12 && dplOf(register) < rplOf(register)) {
    report(`${name}-dpl-rpl`);
  }
  presentReservedAndGranularity(name, register, report);
}

/** What all eight registers have in common; the callers decide whether it applies. */
function presentReservedAndGranularity(name: string, register: Segment, report: Report): void {
  const { accessRights, limit } = register;
  if (!bit(accessRights, 7)) report(`${name}-present`);
  if (((accessRights >>> 8) & 0xf) !== 0) report(`${name}-reserved-11-8`);
  if (accessRights >>> 17 !== 0) report(`${name}-reserved-31-17`);

  // A limit counted in pages ends in twelve ones; one above a megabyte must be counted in pages.
  const countsPages = bit(accessRights, 15);
  const someLowBitClear = (limit & 0xfff) !== 0xfff;
  const someHighBitSet = limit >>> 20 !== 0;
  if (someLowBitClear && countsPages) report(`${name}-granularity-low`);
  if (someHighBitSet && !countsPages) report(`${name}-granularity-high`);
}

// TR must be a usable, busy TSS: 64-bit (type 11) in IA-32e mode, else 16-bit (3) or 32-bit (11).
function taskRegister(s: CompleteState, report: Report): void {
  const { tr } = s.guest;
  const type = typeOf(tr);
  if (ia32eModeGuest(s)) {
    if (type !== 11) report("tr-type-ia32e");
  } else {
    if (type !== 3 && type !== 11) report("tr-type-legacy");
  }
  if (bit(tr.accessRights, 4)) report("tr-s");
  if (!isUsable(tr)) report("tr-usable");
  presentReservedAndGranularity("tr", tr, report);
}

function localDescriptorTable(s: CompleteState, report: Report): void {
  const { ldtr } = s.guest;
  if (!isUsable(ldtr)) return;
  if (typeOf(ldtr) !== 2) report("ldtr-type");
  if (bit(ldtr.accessRights, 4)) report("ldtr-s");
  presentReservedAndGranularity("ldtr", ldtr, report);
}

// FRED knows only rings 0 and 3, and its ring 0 is 64-bit code.
function privilegeLevelsUnderFred(s: CompleteState, report: Report): void {
  if (!fredEnabled(s)) return;
  const cpl = dplOf(s.guest.ss);
  if (cpl === 1 || cpl === 2) report("ss-dpl-fred");
  if (cpl === 0 && !bit(s.guest.cs.accessRights, 13)) report("cs-l-fred-cpl0");
}

// ---------------------------------------------------------------------------------------------
// 3. Descriptor-table registers
// ---------------------------------------------------------------------------------------------

function descriptorTables(s: CompleteState, report: Report): void {
  for (const name of ["gdtr", "idtr"] as const) {
    const { base, limit } = s.guest[name];
    if (s.cpu.supportsIntel64 && !canonical(base, s.cpu.linearAddressWidth)) {
      report(`${name}-base-canonical`);
    }
    if (limit > 0xffff) report(`${name}-limit-upper-16`);
  }
}

// ---------------------------------------------------------------------------------------------
// 4. RIP, RFLAGS, and SSP
// ---------------------------------------------------------------------------------------------

function instructionPointerAndFlags(s: CompleteState, report: Report): void {
  const { rip, rflags, cr0, cs, ss } = s.guest;

  if (s.cpu.supportsIntel64) {
    if (ia32eModeGuest(s) && bit(cs.accessRights, 13)) {
      // 64-bit code: this is one bit laxer than being canonical.
      if (!upperBitsIdentical(rip, s.cpu.linearAddressWidth)) report("rip-linear-width");
    } else {
      if (from(rip, 32) !== 0n) report("rip-upper-32");
    }
  }

  // Bits 63:22, 15, 5 and 3 are 0; bit 1 is 1.
  if ((rflags & 0xffff_ffff_ffc0_8028n) !== 0n) report("rflags-reserved-zero");
  if (!bit64(rflags, 1)) report("rflags-reserved-one");

  // Virtual-8086 mode exists neither within IA-32e mode nor without protection.
  if (virtual8086(s) && ia32eModeGuest(s)) report("rflags-vm-ia32e");
  if (virtual8086(s) && !bit64(cr0, 0)) report("rflags-vm-real-mode");

  // An external interrupt can be injected only into a guest that takes interrupts.
  if (injects(s, 0) && !bit64(rflags, 9)) report("rflags-if-external-interrupt");

  // With FRED, ring 3 has no I/O privilege.
  if (fredEnabled(s) && dplOf(ss) === 3 && (from(rflags, 12) & 3n) !== 0n) {
    report("rflags-iopl-fred-cpl3");
  }
}

function shadowStackPointer(s: CompleteState, report: Report): void {
  if (!bit(s.controls.entry, 20)) return;
  if (s.guest.ssp % 4n !== 0n) report("ssp-aligned");
  if (s.cpu.supportsIntel64 && !upperBitsIdentical(s.guest.ssp, s.cpu.linearAddressWidth)) {
    report("ssp-linear-width");
  }
}

// ---------------------------------------------------------------------------------------------
// 5. Non-register state
// ---------------------------------------------------------------------------------------------

const HLT = 1;
const SHUTDOWN = 2;
const WAIT_FOR_SIPI = 3;

function activityState(s: CompleteState, report: Report): void {
  const activity = s.guest.activityState;
  const info = s.controls.entryInterruptionInfo;
  const blocking = s.guest.interruptibilityState;

  // 0 to 3 are defined; IA32_VMX_MISC bits 6, 7 and 8 say which of 1 to 3 this processor supports.
  if (activity > 3) {
    report("activity-state-range");
  } else if (activity !== 0 && !bit64(s.cpu.vmxMisc, 5 + activity)) {
    report("activity-state-supported");
  }

  // Only ring 0 can have executed HLT.
  if (activity === HLT && dplOf(s.guest.ss) !== 0) report("activity-hlt-ss-dpl");

  // Blocking by STI or MOV SS lasts for one instruction, so the processor must be executing.
  if ((bit(blocking, 0) || bit(blocking, 1)) && activity !== 0) {
    report("activity-active-when-blocking");
  }

  // An injected event must be one that gets through in the activity state.
  if (bit(info, 31)) {
    const vector = info & 0xff;
    const nmi = injects(s, 2);
    const machineCheck = injects(s, 3) && vector === 18;
    const debugException = injects(s, 3) && vector === 1;
    const monitorTrap = injects(s, 7) && vector === 0;
    if (activity === HLT) {
      const wakes = injects(s, 0) || nmi || machineCheck || debugException || monitorTrap;
      if (!wakes) report("activity-hlt-injection");
    }
    if (activity === SHUTDOWN && !nmi && !machineCheck) report("activity-shutdown-injection");
    if (activity === WAIT_FOR_SIPI) report("activity-wait-sipi-injection");
  }

  // Entry to SMM (bit 10) cannot start by waiting for a SIPI.
  if (bit(s.controls.entry, 10) && activity === WAIT_FOR_SIPI) report("activity-wait-sipi-smm");
}

function interruptibilityState(s: CompleteState, report: Report): void {
  const field = s.guest.interruptibilityState;
  const sti = bit(field, 0);
  const movSs = bit(field, 1);
  const smi = bit(field, 2);
  const nmi = bit(field, 3);
  const enclave = bit(field, 4);

  if (field >>> 5 !== 0) report("interruptibility-reserved");
  if (sti && movSs) report("interruptibility-sti-mov-ss");
  // STI blocks only when it has just set IF.
  if (sti && !bit64(s.guest.rflags, 9)) report("interruptibility-sti-if");

  // An external interrupt waits for both kinds of blocking to end.
  if (injects(s, 0)) {
    if (sti) report("interruptibility-external-interrupt-sti");
    if (movSs) report("interruptibility-external-interrupt-mov-ss");
  }

  // An NMI waits for MOV SS, on some processors for STI too, and for virtual-NMI blocking if used.
  if (injects(s, 2)) {
    if (movSs) report("interruptibility-nmi-mov-ss");
    if (sti && s.cpu.nmiInjectionNeedsNoStiBlocking) report("interruptibility-nmi-sti");
    if (nmi && bit(s.controls.pinBased, 5)) report("interruptibility-nmi-virtual-nmis");
  }

  // SMIs are blocked only in SMM, and always after an entry to SMM.
  if (smi && !s.cpu.inSmm) report("interruptibility-smi-outside-smm");
  if (!smi && bit(s.controls.entry, 10)) report("interruptibility-smi-entry-to-smm");

  // An enclave cannot be interrupted right behind MOV SS, and it takes a processor with SGX.
  if (enclave && movSs) report("interruptibility-enclave-mov-ss");
  if (enclave && !s.cpu.supportsSgx) report("interruptibility-enclave-sgx");

  // With FRED, ring 3 cannot be behind an STI.
  if (fredEnabled(s) && dplOf(s.guest.ss) === 3 && sti) report("interruptibility-sti-fred-cpl3");
}

function pendingDebugExceptions(s: CompleteState, report: Report): void {
  const pending = s.guest.pendingDebugExceptions;
  const blocking = s.guest.interruptibilityState;
  const bs = bit64(pending, 14);

  // Defined: B3..B0, 11 (bus lock, where it exists), 12 (enabled breakpoint), 14 (BS) and 16 (RTM).
  let defined = 0x1_500fn;
  if (s.cpu.supportsBusLockDebug) defined |= 0x800n;
  if ((pending & ~defined) !== 0n) report("pending-debug-reserved");

  // Behind STI or MOV SS and in HLT a single step has just completed if there is single-stepping at
  // all (TF set, and not turned into branch-stepping by BTF), so BS must say exactly that.
  if (bit(blocking, 0) || bit(blocking, 1) || s.guest.activityState === HLT) {
    const tf = bit64(s.guest.rflags, 8);
    const btf = bit64(s.guest.debugctl, 1);
    if (tf && !btf && !bs) report("pending-debug-bs-set");
    if ((!tf || btf) && bs) report("pending-debug-bs-clear");
  }

  // A debug exception inside a transaction comes alone, with bit 12, and never behind MOV SS.
  if (bit64(pending, 16)) {
    if (pending !== 0x1_1000n) report("pending-debug-rtm-bits");
    if (!s.cpu.supportsRtm) report("pending-debug-rtm-cpu");
    if (bit(blocking, 1)) report("pending-debug-rtm-mov-ss");
  }
}

// The link pointer is either all ones (none) or the page-aligned address of a suitable VMCS.
function linkPointer(s: CompleteState, report: Report): void {
  const link = s.guest.vmcsLinkPointer;
  if (link === ONES_64) return;
  const { cpu, memory } = s;
  const entryToSmm = bit(s.controls.entry, 10);

  if ((link & 0xfffn) !== 0n) report("vmcs-link-pointer-alignment");
  // IA32_VMX_BASIC bit 48 confines VMX structures to 32-bit addresses.
  const width = bit64(cpu.vmxBasic, 48) ? 32 : cpu.physicalAddressWidth;
  if (from(link, width) !== 0n) report("vmcs-link-pointer-width");

  // The dword there: the processor's revision, and the shadow indicator equal to "VMCS shadowing".
  const revision = memory.linkPointerDword & 0x7fff_ffff;
  const shadow = bit(memory.linkPointerDword, 31);
  if (revision !== memory.vmcsRevision) report("vmcs-link-pointer-revision");
  if (shadow !== secondaryControl(s, 14)) report("vmcs-link-pointer-shadow");

  // It names neither the current VMCS nor, when returning from SMM, the executive one.
  if (cpu.inSmm && !entryToSmm) {
    if (link === memory.executiveVmcs) report("vmcs-link-pointer-not-executive");
  } else {
    if (link === memory.currentVmcs) report("vmcs-link-pointer-not-current");
  }
}

// ---------------------------------------------------------------------------------------------
// 6. Page-directory-pointer-table entries
// ---------------------------------------------------------------------------------------------

function pageDirectoryPointers(s: CompleteState, report: Report): void {
  const { guest, memory } = s;
  const paePaging = bit64(guest.cr0, 31) && bit64(guest.cr4, 5) && !ia32eModeGuest(s);
  if (!paePaging) return;

  // In a present entry bits 2:1, 8:5 and those beyond the physical-address width are reserved.
  const bad = (entry: bigint): boolean =>
    bit64(entry, 0) && ((entry & 0x1e6n) !== 0n || from(entry, s.cpu.physicalAddressWidth) !== 0n);

  if (secondaryControl(s, 1)) {
    // With EPT the entries come from the VMCS...
    if (bad(guest.pdpte0)) report("pdpte0-reserved");
    if (bad(guest.pdpte1)) report("pdpte1-reserved");
    if (bad(guest.pdpte2)) report("pdpte2-reserved");
    if (bad(guest.pdpte3)) report("pdpte3-reserved");
  } else {
    // ...without it from the memory CR3 points at.
    if (memory.pdpte.some(bad)) report("pdpte-memory-reserved");
  }
}
