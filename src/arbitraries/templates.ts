import { cpus } from "./cpus.ts";
import type { GuestMode } from "./modes.ts";
import type { CompleteControls, CompleteGuest, CompleteSegment, CompleteState } from "./state.ts";

/**
 * One complete valid state for each mode: plain values a reader knows. Generated states shrink
 * towards the template of their mode, so a counterexample reads as "the template, but ...".
 */

const segment = (
  selector: number,
  accessRights: number,
  limit = 0xffff_ffff,
  base = 0n,
): CompleteSegment => ({ selector, base, limit, accessRights });

const unusable = (accessRights = 0x1_0000): CompleteSegment => segment(0, accessRights, 0);

type Segments = Pick<CompleteGuest, "cs" | "ss" | "ds" | "es" | "fs" | "gs">;

/** Flat segments of a ring: CS of type 11 with these upper access rights, data segments of type 3. */
function flat(ring: number, code: number, data: number, limit = 0xffff_ffff): Segments {
  const rights = (type: number, upper: number): number => type | 0x90 | (ring << 5) | upper;
  const dataSegment = (): CompleteSegment => segment(0x18 | ring, rights(3, data), limit);
  return {
    cs: segment(0x10 | ring, rights(11, code), limit),
    ss: dataSegment(),
    ds: dataSegment(),
    es: dataSegment(),
    fs: unusable(),
    gs: unusable(),
  };
}

const long64 = (ring: number): Segments => flat(ring, 0xa000, 0xc000);
const flat32 = (ring: number): Segments => flat(ring, 0xc000, 0xc000);
const flat16 = (ring: number): Segments => flat(ring, 0, 0, 0xffff);

/** Segments of an 8086 program: every base is the selector times 16. */
function segments8086(accessRights: { code: number; data: number }): Segments {
  const at = (selector: number, rights: number): CompleteSegment =>
    segment(selector, rights, 0xffff, BigInt(selector * 16));
  const { code, data } = accessRights;
  return {
    cs: at(0x1000, code),
    ss: at(0x2000, data),
    ds: at(0x3000, data),
    es: at(0x3000, data),
    fs: at(0x4000, data),
    gs: at(0x5000, data),
  };
}

/** A 64-bit kernel in ring 0 with EPT; debug controls, IA32_PAT, IA32_EFER are loaded. */
const kernel: CompleteState = {
  guest: {
    cr0: 0x8001_0033n,
    cr3: 0x100_0000n,
    cr4: 0x20a0n,
    dr7: 0x400n,
    rsp: 0x7000n,
    rip: 0x1000n,
    rflags: 0x2n,
    ...long64(0),
    ldtr: unusable(),
    tr: segment(0x40, 0x8b, 0x67, 0x3000n),
    gdtr: { base: 0x1000n, limit: 0x7f },
    idtr: { base: 0x2000n, limit: 0xfff },
    debugctl: 0n,
    sysenterCs: 0x10,
    sysenterEsp: 0x6000n,
    sysenterEip: 0x5000n,
    perfGlobalCtrl: 0n,
    pat: 0x0007_0406_0007_0406n,
    efer: 0x500n,
    bndcfgs: 0n,
    rtitCtl: 0n,
    lbrCtl: 0n,
    sCet: 0n,
    ssp: 0n,
    interruptSspTableAddr: 0n,
    pkrs: 0n,
    uinv: 0,
    specCtrl: 0n,
    fredConfig: 0n,
    fredRsp1: 0n,
    fredRsp2: 0n,
    fredRsp3: 0n,
    fredSsp1: 0n,
    fredSsp2: 0n,
    fredSsp3: 0n,
    fredStackLevels: 0n,
    activityState: 0,
    interruptibilityState: 0,
    pendingDebugExceptions: 0n,
    vmcsLinkPointer: 0xffff_ffff_ffff_ffffn,
    pdpte0: 0n,
    pdpte1: 0n,
    pdpte2: 0n,
    pdpte3: 0n,
    smbase: 0,
    interruptStatus: 0,
    pmlIndex: 0,
    preemptionTimer: 0,
  },
  controls: {
    pinBased: 0x3f,
    primaryProcBased: 0x8401_e172,
    secondaryProcBased: 0x2,
    tertiaryProcBased: 0n,
    entry: 0xd3ff,
    exit: 0x3_6fff,
    entryInterruptionInfo: 0,
    entryExceptionErrorCode: 0,
    entryInstructionLength: 0,
  },
  cpu: cpus["all-features"],
  memory: {
    linkPointerDword: 0x12,
    vmcsRevision: 0x12,
    currentVmcs: 0x7_f000n,
    executiveVmcs: 0x7_e000n,
    pdpte: [0n, 0n, 0n, 0n],
  },
};

interface Changes {
  guest?: Partial<CompleteGuest>;
  controls?: Partial<CompleteControls>;
  cpu?: Partial<CompleteState["cpu"]>;
  memory?: Partial<CompleteState["memory"]>;
}

/** A copy of a state with some members replaced; nothing is shared with the original. */
function changed(from: CompleteState, { guest, controls, cpu, memory }: Changes): CompleteState {
  return structuredClone({
    guest: { ...from.guest, ...guest },
    controls: { ...from.controls, ...controls },
    cpu: { ...from.cpu, ...cpu },
    memory: { ...from.memory, ...memory },
  });
}

const user = changed(kernel, { guest: long64(3) });

/** A 32-bit guest in ring 0, without IA-32e mode. */
const kernel32 = changed(kernel, {
  guest: { ...flat32(0), cr4: 0x2000n, efer: 0n },
  controls: { entry: 0xd1ff },
});

const secondary = { ept: 0x2, unrestricted: 0x82, shadowing: 0x4002 };

/** A page-directory-pointer-table entry that is present. */
const pdpte = (page: bigint): bigint => (page << 12n) | 1n;

const pae = changed(kernel32, { guest: { cr4: 0x2020n } });

const realMode = changed(kernel32, {
  guest: { ...segments8086({ code: 0x9b, data: 0x93 }), cr0: 0x30n, cr4: 0x2000n },
  controls: { secondaryProcBased: secondary.unrestricted },
});

const virtual8086 = changed(kernel32, {
  guest: { ...segments8086({ code: 0xf3, data: 0xf3 }), rflags: 0x2_0002n },
});

const inject = (info: number, guest: Partial<CompleteGuest> = {}): CompleteState =>
  changed(kernel, { guest, controls: { entryInterruptionInfo: (0x8000_0000 | info) >>> 0 } });

/** Bits of the VM-entry controls that load an MSR or a group of MSRs. */
const ALL_LOADS = 0x1fd_e004;

const fred = { cr4: 0x1_0000_20a0n };

export const templates: Readonly<Record<GuestMode, CompleteState>> = {
  "long-64-ring-0": kernel,
  "long-64-ring-3": user,
  "long-64-null-ss": changed(user, { guest: { ss: { ...unusable(0x1_0060), selector: 3 } } }),
  "long-64-conforming": changed(user, { guest: { cs: segment(0x13, 0xa09f) } }),
  "long-64-five-level": changed(kernel, { guest: { cr4: 0x30a0n }, cpu: cpus["five-level"] }),
  "compatibility-ring-0": changed(kernel, { guest: flat32(0) }),
  "compatibility-ring-3": changed(kernel, { guest: flat32(3) }),
  "protected-16-ring-0": changed(kernel32, { guest: flat16(0) }),
  "protected-16-ring-1": changed(kernel32, { guest: flat16(1) }),
  "protected-16-ring-2": changed(kernel32, { guest: flat16(2) }),
  "protected-16-ring-3": changed(kernel32, { guest: flat16(3) }),
  "protected-32-ring-0": kernel32,
  "protected-32-ring-1": changed(kernel32, { guest: flat32(1) }),
  "protected-32-ring-2": changed(kernel32, { guest: flat32(2) }),
  "protected-32-ring-3": changed(kernel32, { guest: flat32(3) }),
  "protected-no-paging": changed(kernel32, {
    guest: { cr0: 0x31n },
    controls: { secondaryProcBased: secondary.unrestricted },
  }),
  "protected-cs-type-3": changed(kernel32, {
    guest: { cs: segment(0x10, 0xc093) },
    controls: { secondaryProcBased: secondary.unrestricted },
  }),
  "pae-ept": changed(pae, {
    guest: { pdpte0: pdpte(1n), pdpte1: pdpte(2n), pdpte2: pdpte(3n), pdpte3: pdpte(4n) },
  }),
  "pae-no-ept": changed(pae, {
    controls: { secondaryProcBased: 0 },
    memory: { pdpte: [pdpte(1n), pdpte(2n), pdpte(3n), pdpte(4n)] },
  }),
  "real-mode": realMode,
  "virtual-8086": virtual8086,
  "virtual-8086-unrestricted": changed(virtual8086, {
    controls: { secondaryProcBased: secondary.unrestricted },
  }),
  hlt: changed(kernel, { guest: { activityState: 1, rflags: 0x202n } }),
  shutdown: changed(kernel, { guest: { activityState: 2 } }),
  "wait-for-sipi": changed(realMode, { guest: { activityState: 3 } }),
  "sti-shadow": changed(kernel, { guest: { interruptibilityState: 1, rflags: 0x202n } }),
  "mov-ss-shadow": changed(kernel, { guest: { interruptibilityState: 2 } }),
  "nmi-blocking": changed(kernel, { guest: { interruptibilityState: 8 } }),
  "enclave-interruption": changed(user, { guest: { interruptibilityState: 0x10 } }),
  "single-step": changed(kernel, {
    guest: { interruptibilityState: 1, rflags: 0x302n, pendingDebugExceptions: 0x4000n },
  }),
  "rtm-pending-debug": changed(user, { guest: { pendingDebugExceptions: 0x1_1000n } }),
  "inject-external-interrupt": inject(0x20, { rflags: 0x202n }),
  "inject-nmi": inject(0x202),
  "inject-hardware-exception": inject(0x306),
  "inject-software-interrupt": changed(inject(0x480), { controls: { entryInstructionLength: 2 } }),
  "inject-privileged-software-exception": changed(inject(0x501), {
    controls: { entryInstructionLength: 1 },
  }),
  "inject-software-exception": changed(inject(0x603), { controls: { entryInstructionLength: 1 } }),
  "inject-mtf": inject(0x700),
  "hlt-inject-interrupt": inject(0x20, { rflags: 0x202n, activityState: 1 }),
  "hlt-inject-debug": inject(0x301, { activityState: 1 }),
  "shutdown-inject-machine-check": inject(0x312, { activityState: 2 }),
  cet: changed(kernel, {
    guest: {
      cr4: 0x80_20a0n,
      sCet: 0x1n,
      ssp: 0x8000n,
      interruptSspTableAddr: 0x9000n,
    },
    controls: { entry: 0x10_d3ff },
  }),
  "msr-loads": changed(kernel, { controls: { entry: 0xd3ff | ALL_LOADS } }),
  "no-loads": changed(kernel, { controls: { entry: 0xd3ff & ~ALL_LOADS } }),
  "fred-ring-0": changed(kernel, { guest: fred }),
  "fred-ring-3": changed(user, { guest: fred }),
  "vmcs-shadowing": changed(kernel, {
    guest: { vmcsLinkPointer: 0x1_0000n },
    controls: { secondaryProcBased: secondary.shadowing },
    memory: { linkPointerDword: 0x8000_0012 },
  }),
  smm: changed(kernel, { cpu: { inSmm: true } }),
  "smm-link-pointer": changed(kernel, {
    guest: { vmcsLinkPointer: 0x1_0000n },
    cpu: { inSmm: true },
  }),
  "entry-to-smm": changed(kernel, {
    guest: { interruptibilityState: 4 },
    controls: { entry: 0xd7ff },
    cpu: { inSmm: true },
  }),
  "no-intel-64": changed(kernel32, { cpu: cpus["only-32-bit"] }),
};
