import type { Explainer } from "../../../src/evaluate/explain/explain.ts";
import type { Question, Status } from "../../../src/evaluate/types.ts";
import { FIELDS } from "../../../src/generated/fields.ts";
import type { FieldValue } from "../../../src/state/normalize.ts";

/**
 * What the rules answer on states with gaps, written by hand from section 6 of the contract:
 * absent facts are unknown, some lie between two bounds, a few are assumed.
 */
type Known = Readonly<Record<string, number | bigint | boolean>>;

interface Case {
  id: string;
  known: Known;
  status: Status;
}

const ONES = 0xffff_ffff_ffff_ffffn;

/** Bits high to low. */
const bits = (high: number, low: number): bigint =>
  ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);

const one = (id: string, status: Status, ...states: Known[]): Case[] =>
  states.map((known) => ({ id, known, status }));

/**
 * One bit of a field at a time, on top of `base`: the bits of `pass` pass, those of `unknown` are
 * unknown, all others fail.
 */
function perBit(
  id: string,
  known: Known,
  path: string,
  is: { pass?: bigint; unknown?: bigint; base?: bigint },
): Case[] {
  const { pass = 0n, unknown = 0n, base = 0n } = is;
  return Array.from({ length: 64 }, (_, bit) => {
    const mask = 1n << BigInt(bit);
    const status = (pass & mask) !== 0n ? "pass" : (unknown & mask) !== 0n ? "unknown" : "fail";
    return { id, known: { ...known, [path]: base | mask }, status };
  });
}

const ENTRY = "controls.entry";
const canonicalFields: readonly [id: string, path: string, known: Known][] = [
  ["sysenter-esp-canonical", "guest.sysenterEsp", {}],
  ["sysenter-eip-canonical", "guest.sysenterEip", {}],
  ["s-cet-canonical", "guest.sCet", { [ENTRY]: 1 << 20 }],
  ["interrupt-ssp-table-canonical", "guest.interruptSspTableAddr", { [ENTRY]: 1 << 20 }],
  ["bndcfgs-canonical", "guest.bndcfgs", { [ENTRY]: 1 << 16 }],
  ["fred-config-canonical", "guest.fredConfig", { [ENTRY]: 1 << 23 }],
  ...[1, 2, 3].flatMap((level): [string, string, Known][] => [
    [`fred-rsp${level}-canonical`, `guest.fredRsp${level}`, { [ENTRY]: 1 << 23 }],
    [`fred-ssp${level}-canonical`, `guest.fredSsp${level}`, { [ENTRY]: 1 << 23 }],
  ]),
  ["fs-base-canonical", "guest.fs.base", {}],
  ["gs-base-canonical", "guest.gs.base", {}],
  ["tr-base-canonical", "guest.tr.base", {}],
  ["ldtr-base-canonical", "guest.ldtr.base", { "guest.ldtr.accessRights": 0x82 }],
  ["gdtr-base-canonical", "guest.gdtr.base", {}],
  ["idtr-base-canonical", "guest.idtr.base", {}],
];

const cases: readonly Case[] = [
  // CR0: FIXED0 and FIXED1 are assumed; without the secondary controls PE and PG may be exempt.
  ...perBit("cr0-fixed-zeros", {}, "guest.cr0", { pass: bits(31, 0) }),
  ...one("cr0-fixed-ones", "pass", { "guest.cr0": 0x8000_0021n }),
  ...one(
    "cr0-fixed-ones",
    "unknown",
    { "guest.cr0": 0x20n },
    { "guest.cr0": 0x21n },
    { "guest.cr0": 0x8000_0020n },
    { "guest.cr0": 0x20n, "controls.primaryProcBased": 0x8000_0000 },
    { "guest.cr0": 0x20n, "controls.secondaryProcBased": 0x80 },
  ),
  ...one(
    "cr0-fixed-ones",
    "fail",
    { "guest.cr0": 0x8000_0001n },
    { "guest.cr0": 0n },
    { "guest.cr0": 0x20n, "controls.primaryProcBased": 0 },
    { "guest.cr0": 0x20n, "controls.secondaryProcBased": 0 },
  ),
  // CR4: bits every CPU allows, bits some CPU allows, bits reserved everywhere.
  ...perBit("cr4-fixed-zeros", {}, "guest.cr4", {
    pass: bits(10, 0) | bits(13, 13),
    unknown: bits(12, 11) | bits(14, 14) | bits(25, 16) | bits(28, 27) | bits(32, 32),
  }),
  ...perBit("cr4-fixed-ones", {}, "guest.cr4", { pass: ONES, base: 0x2000n }),
  ...perBit("cr4-fixed-ones", {}, "guest.cr4", { pass: bits(13, 13) }),
  // CR3: the width lies in 32..52, linear-address masking (bits 62:61) is unknown.
  ...perBit("cr3-width", {}, "guest.cr3", {
    pass: bits(31, 0),
    unknown: bits(51, 32) | bits(62, 61),
  }),
  ...perBit("cr3-width", { "cpu.supportsLam": false }, "guest.cr3", {
    pass: bits(31, 0),
    unknown: bits(51, 32),
  }),
  ...perBit("cr3-width", { "cpu.supportsLam": true }, "guest.cr3", {
    pass: bits(31, 0) | bits(62, 61),
    unknown: bits(51, 32),
  }),
  ...perBit("cr3-width", { "cpu.physicalAddressWidth": 46 }, "guest.cr3", {
    pass: bits(45, 0),
    unknown: bits(62, 61),
  }),
  // The same for the VMCS link pointer, which VMX_BASIC may confine to 32 bits, and the PDPTEs.
  ...perBit("vmcs-link-pointer-width", {}, "guest.vmcsLinkPointer", {
    pass: bits(31, 0),
    unknown: bits(51, 32),
  }),
  ...perBit("vmcs-link-pointer-width", { "cpu.vmxBasic": 1n << 48n }, "guest.vmcsLinkPointer", {
    pass: bits(31, 0),
  }),
  ...perBit(
    "vmcs-link-pointer-width",
    { "cpu.physicalAddressWidth": 46 },
    "guest.vmcsLinkPointer",
    {
      pass: bits(31, 0),
      unknown: bits(45, 32),
    },
  ),
  ...perBit(
    "vmcs-link-pointer-width",
    { "cpu.physicalAddressWidth": 46, "cpu.vmxBasic": 0n },
    "guest.vmcsLinkPointer",
    { pass: bits(45, 0) },
  ),
  ...[0, 1, 2, 3].flatMap((n) =>
    perBit(
      `pdpte${n}-reserved`,
      {
        "guest.cr0": 0x8000_0031n,
        "guest.cr4": 0x2020n,
        [ENTRY]: 0,
        "controls.primaryProcBased": 0x8000_0000,
        "controls.secondaryProcBased": 2,
      },
      `guest.pdpte${n}`,
      { base: 1n, pass: bits(0, 0) | bits(4, 3) | bits(31, 9), unknown: bits(51, 32) },
    ),
  ),
  // Linear addresses: 48 or 57 bits.
  ...canonicalFields.flatMap(([id, path, known]) => [
    ...perBit(id, known, path, { pass: bits(46, 0), unknown: bits(55, 47) }),
    ...one(
      id,
      "pass",
      { ...known, [path]: bits(63, 47) },
      { ...known, [path]: bits(63, 56), "cpu.linearAddressWidth": 57 },
      { ...known, [path]: bits(47, 47), "cpu.linearAddressWidth": 57 },
    ),
    ...one(id, "unknown", { ...known, [path]: bits(63, 48) }, { ...known, [path]: bits(63, 56) }),
    ...one(
      id,
      "fail",
      { ...known, [path]: bits(63, 57) },
      { ...known, [path]: bits(63, 48), "cpu.linearAddressWidth": 48 },
      { ...known, [path]: bits(47, 47), "cpu.linearAddressWidth": 48 },
    ),
  ]),
  ...perBit("rip-linear-width", { [ENTRY]: 0x200, "guest.cs.accessRights": 0xa09b }, "guest.rip", {
    pass: bits(47, 0),
    unknown: bits(56, 48),
  }),
  ...perBit("ssp-linear-width", { [ENTRY]: 1 << 20 }, "guest.ssp", {
    pass: bits(47, 0),
    unknown: bits(56, 48),
  }),
  // DEBUGCTL: 63:16 and 5:3 reserved everywhere, LBR and BTF nowhere, bit 2 by its own fact.
  ...perBit("debugctl-reserved", { [ENTRY]: 4 }, "guest.debugctl", {
    pass: bits(1, 0),
    unknown: bits(2, 2) | bits(15, 6),
  }),
  ...perBit(
    "debugctl-reserved",
    { [ENTRY]: 4, "cpu.supportsBusLockDebug": true },
    "guest.debugctl",
    {
      pass: bits(2, 0),
      unknown: bits(15, 6),
    },
  ),
  ...perBit(
    "debugctl-reserved",
    { [ENTRY]: 4, "cpu.supportsBusLockDebug": false },
    "guest.debugctl",
    {
      pass: bits(1, 0),
      unknown: bits(15, 6),
    },
  ),
  // EFER: only NXE depends on the CPU.
  ...perBit("efer-reserved", { [ENTRY]: 0x8000 }, "guest.efer", {
    pass: bits(0, 0) | bits(8, 8) | bits(10, 10),
    unknown: bits(11, 11),
  }),
  ...perBit("efer-reserved", { [ENTRY]: 0x8000, "cpu.supportsIntel64": false }, "guest.efer", {
    unknown: bits(11, 11),
  }),
  ...perBit("efer-reserved", { [ENTRY]: 0x8000, "cpu.supportsNx": true }, "guest.efer", {
    pass: bits(0, 0) | bits(8, 8) | bits(11, 10),
  }),
  // RTIT_CTL and LBR_CTL: reserved everywhere, or as CPUID says; SPEC_CTRL: nothing is certain.
  ...perBit("rtit-ctl-reserved", { [ENTRY]: 1 << 18 }, "guest.rtitCtl", {
    unknown: ONES & ~0xfe7f_0000_7084_0000n,
  }),
  ...perBit("lbr-ctl-reserved", { [ENTRY]: 1 << 21 }, "guest.lbrCtl", {
    unknown: bits(3, 0) | bits(22, 16),
  }),
  ...perBit("spec-ctrl-reserved", { [ENTRY]: 1 << 24 }, "guest.specCtrl", { unknown: ONES }),
  ...one("rtit-ctl-reserved", "pass", { [ENTRY]: 1 << 18, "guest.rtitCtl": 0n }),
  ...one("lbr-ctl-reserved", "pass", { [ENTRY]: 1 << 21, "guest.lbrCtl": 0n }),
  ...one("spec-ctrl-reserved", "pass", { [ENTRY]: 1 << 24, "guest.specCtrl": 0n }),
  ...one(
    "efer-reserved",
    "unknown",
    { "guest.efer": 2n }, // whether EFER is loaded is unknown
  ),
  // Performance counters: at most 32 and 16 of them, and PERF_METRICS.
  ...perBit("perf-global-ctrl-reserved", { [ENTRY]: 0x2000 }, "guest.perfGlobalCtrl", {
    unknown: bits(48, 0),
  }),
  ...perBit(
    "perf-global-ctrl-reserved",
    { [ENTRY]: 0x2000, "cpu.numGpCounters": 8 },
    "guest.perfGlobalCtrl",
    { pass: bits(7, 0), unknown: bits(48, 32) },
  ),
  ...perBit(
    "perf-global-ctrl-reserved",
    { [ENTRY]: 0x2000, "cpu.numFixedCounters": 4 },
    "guest.perfGlobalCtrl",
    { pass: bits(35, 32), unknown: bits(31, 0) | bits(48, 48) },
  ),
  ...perBit(
    "perf-global-ctrl-reserved",
    { [ENTRY]: 0x2000, "cpu.supportsPerfMetrics": true },
    "guest.perfGlobalCtrl",
    { pass: bits(48, 48), unknown: bits(47, 0) },
  ),
  ...perBit(
    "perf-global-ctrl-reserved",
    {
      [ENTRY]: 0x2000,
      "cpu.numGpCounters": 0,
      "cpu.numFixedCounters": 0,
      "cpu.supportsPerfMetrics": false,
    },
    "guest.perfGlobalCtrl",
    {},
  ),
  ...perBit(
    "perf-global-ctrl-reserved",
    { [ENTRY]: 0x2000, "cpu.perfGlobalCtrlReserved": bits(63, 4), "cpu.numGpCounters": 8 },
    "guest.perfGlobalCtrl",
    { pass: bits(3, 0) },
  ),
  // S_CET: 9:6 reserved everywhere; 1:0 for shadow stacks, 5:2 and 63:10 for branch tracking.
  ...perBit("s-cet-reserved", { [ENTRY]: 1 << 20 }, "guest.sCet", {
    unknown: bits(5, 0) | bits(63, 10),
  }),
  ...perBit("s-cet-reserved", { [ENTRY]: 1 << 20, "cpu.supportsIbt": true }, "guest.sCet", {
    pass: bits(5, 2) | bits(63, 10),
    unknown: bits(1, 0),
  }),
  ...perBit("s-cet-reserved", { [ENTRY]: 1 << 20, "cpu.supportsIbt": false }, "guest.sCet", {
    unknown: bits(1, 0),
  }),
  ...perBit("s-cet-reserved", { [ENTRY]: 1 << 20, "cpu.supportsShadowStack": true }, "guest.sCet", {
    pass: bits(1, 0),
    unknown: bits(5, 2) | bits(63, 10),
  }),
  ...perBit(
    "s-cet-reserved",
    { [ENTRY]: 1 << 20, "cpu.supportsShadowStack": false },
    "guest.sCet",
    {
      unknown: bits(5, 2) | bits(63, 10),
    },
  ),
  ...perBit("s-cet-reserved", { [ENTRY]: 1 << 20, "cpu.sCetReserved": 0x3c0n }, "guest.sCet", {
    pass: ONES & ~0x3c0n,
  }),
  // Pending debug exceptions: bus lock by its own fact.
  ...perBit("pending-debug-reserved", {}, "guest.pendingDebugExceptions", {
    pass: bits(3, 0) | bits(12, 12) | bits(14, 14) | bits(16, 16),
    unknown: bits(11, 11),
  }),
  // Assumed: Intel 64, outside SMM, every activity state.
  ...one("dr7-upper-32", "fail", { "guest.dr7": 1n << 32n, [ENTRY]: 4 }),
  ...one("rip-upper-32", "fail", { "guest.rip": 1n << 32n, [ENTRY]: 0 }),
  ...one("interruptibility-smi-outside-smm", "fail", { "guest.interruptibilityState": 4 }),
  ...one("vmcs-link-pointer-not-current", "fail", {
    "guest.vmcsLinkPointer": 0x1000n,
    "memory.currentVmcs": 0x1000n,
  }),
  ...one("vmcs-link-pointer-not-executive", "notApplicable", {
    "guest.vmcsLinkPointer": 0x1000n,
    "memory.executiveVmcs": 0x1000n,
  }),
  ...[1, 2, 3].flatMap((state) =>
    one("activity-state-supported", "pass", { "guest.activityState": state }),
  ),
  // Unknown features of the CPU.
  ...one("interruptibility-enclave-sgx", "unknown", { "guest.interruptibilityState": 0x10 }),
  ...one("pending-debug-rtm-cpu", "unknown", { "guest.pendingDebugExceptions": 0x11000n }),
  ...one("interruptibility-nmi-sti", "unknown", {
    "controls.entryInterruptionInfo": 0x8000_0202,
    "guest.interruptibilityState": 1,
  }),
  // Unknown memory.
  ...one("vmcs-link-pointer-revision", "unknown", { "guest.vmcsLinkPointer": 0x1000n }),
  ...one("vmcs-link-pointer-shadow", "unknown", {
    "guest.vmcsLinkPointer": 0x1000n,
    "memory.linkPointerDword": 4,
  }),
  ...one("vmcs-link-pointer-shadow", "pass", {
    "guest.vmcsLinkPointer": 0x1000n,
    "memory.linkPointerDword": 4,
    "controls.primaryProcBased": 0,
  }),
  ...one("pdpte-memory-reserved", "unknown", {
    "guest.cr0": 0x8000_0031n,
    "guest.cr4": 0x2020n,
    [ENTRY]: 0,
    "controls.primaryProcBased": 0,
    "memory.pdpte.0": 1n,
  }),
  // Unknown controls: an absent word is never zero.
  ...one("cs-type", "unknown", { "guest.rflags": 2n, "guest.cs.accessRights": 0x93 }),
  ...one("cs-type", "pass", { "guest.cs.accessRights": 0x9b }),
  ...one("cs-type", "fail", {
    "guest.rflags": 2n,
    "guest.cs.accessRights": 0x93,
    "controls.primaryProcBased": 0,
  }),
  ...one("efer-lma-ia32e", "unknown", { "guest.efer": 0x500n }),
  ...one("efer-lma-ia32e", "unknown", { [ENTRY]: 0x8200 }),
];

function questionOf(known: Known): Question {
  const fields = new Map<string, FieldValue>();
  for (const [path, value] of Object.entries(known)) {
    const spec = FIELDS.get(path);
    if (spec === undefined) throw new Error(`unknown field ${path}`);
    fields.set(path, spec.width <= 32 ? Number(value) : BigInt(value));
  }
  return { fields, pins: {}, view: "vmcs" };
}

let questions: Map<string, { question: Question; status: Status; text: string }[]> | undefined;

/** The first partial state of the table on which an instance answers something else. */
export function partialFault(explainer: Explainer, id: string): string | undefined {
  if (questions === undefined) {
    questions = new Map();
    for (const { id: rule, known, status } of cases) {
      const text = Object.entries(known)
        .map(([path, value]) =>
          typeof value === "boolean" ? `${path} ${value}` : `${path} 0x${value.toString(16)}`,
        )
        .join(", ");
      const list = questions.get(rule) ?? [];
      list.push({ question: questionOf(known), status, text });
      questions.set(rule, list);
    }
  }
  for (const { question, status, text } of questions.get(id) ?? []) {
    const is = explainer.status(id, question);
    if (is !== status) return `${id} is ${is} instead of ${status} with ${text}`;
  }
  return undefined;
}
