/** Every printer of dumps, with states it can print and what its format gives back of them. */
import fc from "fast-check";
import { SEGMENT_REGISTERS, type SegmentRegister } from "../../src/state/exchange.ts";
import { kvmState, newKernelState, qemuState, withFurther } from "./arbitrary-state.ts";
import {
  type KvmVersion,
  type PrintableState,
  type SegmentValue,
  kvmWidths,
  printKvm,
  printQemu,
} from "./printers.ts";
import {
  printFieldList,
  printHyperkit,
  printKm,
  printKvmtool,
  printNoirvisor,
  printRust,
  printVbox,
  printVmcsWrites,
} from "./printers-guest.ts";
import {
  printBhyvectl,
  printBochs,
  printDbvm,
  printGdb,
  printWindbgDg,
  printWindbgRegisters,
  printWtf,
  printXenRegisters,
  printXenSections,
  XEN_FURTHER,
} from "./printers-more.ts";
import {
  printJailhouse,
  printNamedAttributes,
  printQemuKvm,
  printWhpNames,
  printWhpNumbers,
} from "./printers-monitors.ts";
import {
  HAXM_WIDTHS,
  type XenVersion,
  asXenOf,
  printHaxm,
  printXen,
  withoutDoubt,
  xenWidths,
} from "./printers-vmcs.ts";

const kvm = (version: KvmVersion, states: fc.Arbitrary<PrintableState>): Printer => ({
  name: `KVM of Linux ${version}`,
  states: withFurther(states, kvmWidths(version)),
  print: (state) => printKvm(state, version),
});

const xen = (version: XenVersion): Printer => ({
  name: `Xen ${version}`,
  states: withFurther(
    kvmState.map((state) => asXenOf(version, state)),
    xenWidths(version),
  ).map(withoutDoubt),
  print: (state) => printXen(state, version).map((line) => `(XEN) ${line}`),
});

/** A state reduced to the fields that a format prints, each cut down to the bits it can print. */
function reduced(
  guest: Readonly<Record<string, bigint>>,
  { controls = {}, accessRights = 0x1_f0ffn, tableLimit = 0xffff_ffffn }: Reduction = {},
): fc.Arbitrary<PrintableState> {
  return fc.tuple(kvmState, fc.bigInt({ min: 0n, max: MAX_64 })).map(([state, spare]) => {
    const masked = (
      from: Readonly<Record<string, bigint | undefined>>,
      masks: Readonly<Record<string, bigint>>,
    ): Record<string, bigint> =>
      Object.fromEntries(
        Object.entries(masks).map(([name, mask]) => [name, (from[name] ?? spare) & mask]),
      );
    const segments = { ...state.segments };
    for (const name of SEGMENT_REGISTERS)
      segments[name] = {
        ...segments[name],
        accessRights: unusableIfAbsent(segments[name].accessRights & accessRights, accessRights),
      };
    const tables = { ...state.tables };
    for (const name of ["gdtr", "idtr"] as const)
      tables[name] = { ...tables[name], limit: tables[name].limit & tableLimit };
    return {
      segments,
      tables,
      guest: masked(state.guest, guest),
      controls: masked(state.controls, controls),
    };
  });
}

interface Reduction {
  controls?: Readonly<Record<string, bigint>>;
  /** Bit 17 of this mask is no bit of the state: P = 0 and unusable are one thing to the format. */
  accessRights?: bigint;
  tableLimit?: bigint;
}

const MAX_64 = 0xffff_ffff_ffff_ffffn;
const MAX_32 = 0xffff_ffffn;
const P_IS_USABLE = 0x2_0000n;

function unusableIfAbsent(accessRights: bigint, mask: bigint): bigint {
  if ((mask & P_IS_USABLE) === 0n) return accessRights;
  const low = accessRights & ~P_IS_USABLE;
  return (low & 0x80n) === 0n ? low | 0x1_0000n : low;
}

const KVM_REGISTERS = { cr0: MAX_64, cr3: MAX_64, cr4: MAX_64, efer: MAX_64 };

const without = (state: PrintableState, ...tables: ("gdtr" | "idtr")[]): PrintableState => ({
  ...state,
  tables: Object.fromEntries(
    Object.entries(state.tables).filter(([name]) => !tables.some((table) => table === name)),
  ) as PrintableState["tables"],
});

/** The fields of a list that is written by hand. */
const listed = withFurther(
  reduced(
    { pat: MAX_64, cr0: MAX_64, rflags: MAX_64, interruptibilityState: MAX_32 },
    {
      controls: { pinBased: MAX_32, entry: MAX_32 },
      accessRights: MAX_32 & ~P_IS_USABLE,
    },
  ),
  { "host.cs.selector": 16, "controls.tscOffset": 64, "host.cr0": 64 },
);

const OTHERS: Printer[] = [
  ...([32, 64] as const).map((bits): Printer => {
    const natural = bits === 64 ? MAX_64 : MAX_32;
    return {
      name: `VirtualBox, ${bits}-bit form`,
      states: reduced(
        {
          ...{ cr0: natural, cr3: natural, cr4: natural, rip: natural, rsp: natural, dr7: natural },
          ...{ rflags: MAX_32, sysenterCs: 0xffffn, sysenterEip: MAX_64, sysenterEsp: MAX_64 },
          ...{ efer: MAX_64, pat: MAX_64 },
        },
        { tableLimit: 0xffffn },
      ),
      print: (state) => printVbox(state, bits).map((line) => `00:00:03.404004 ${line}`),
    };
  }),
  ...[false, true].map((isPretty): Printer => ({
    name: `kvm_sregs of Rust, ${isPretty ? "many lines" : "one line"}`,
    states: reduced(KVM_REGISTERS, { accessRights: 0x3_f0ffn }),
    print: (state) => printRust(state, isPretty),
  })),
  {
    name: "km",
    states: reduced({ rip: MAX_64, rsp: MAX_64, rflags: MAX_32 }, { accessRights: 0x2_f0ffn }),
    print: (state) => printKm(state),
    expected: (state) => without(state, "gdtr", "idtr"),
  },
  {
    name: "kvmtool",
    states: reduced(
      { ...KVM_REGISTERS, rip: MAX_64, rsp: MAX_64, rflags: MAX_64 },
      { accessRights: 0x2_f0ffn },
    ),
    print: (state) => printKvmtool(state),
  },
  {
    name: "HyperKit",
    states: withFurther(
      reduced(KVM_REGISTERS, {
        accessRights: MAX_32 & ~P_IS_USABLE,
        controls: {
          pinBased: MAX_32,
          primaryProcBased: MAX_32,
          secondaryProcBased: MAX_32,
          entry: MAX_32,
        },
      }),
      { "controls.exceptionBitmap": 32, "controls.cr0GuestHostMask": 64, "host.cr0": 64 },
    ),
    print: (state) => printHyperkit(state),
    expected: (state) => without(state, "idtr"),
  },
  {
    name: "NoirVisor",
    states: reduced({}, { accessRights: MAX_32 & ~P_IS_USABLE }),
    print: (state) => printNoirvisor(state),
  },
  ...(["SDM", "Linux", "Windows", "camel case", "encoding"] as const).map((spelling): Printer => ({
    name: `list of fields, ${spelling}`,
    states: listed,
    print: (state) => printFieldList(state, spelling),
    isWrappable: spelling !== "SDM",
    expected: (state) => without(state, "gdtr", "idtr"),
  })),
  ...(["name", "encoding"] as const).map((by): Printer => ({
    name: `writes of VMCS fields, by ${by}`,
    states: listed,
    print: (state) => printVmcsWrites(state, by),
    expected: (state) => without(state, "gdtr", "idtr"),
  })),
];

/** Only some parts of the segments, by register; all others are not in the text. */
function shown(
  state: PrintableState,
  parts: (name: SegmentRegister) => readonly (keyof SegmentValue)[],
): PrintableState {
  const segments = Object.fromEntries(
    Object.entries(state.segments).flatMap(([name, value]) => {
      const wanted = parts(name as SegmentRegister);
      if (wanted.length === 0) return [];
      return [[name, Object.fromEntries(wanted.map((part) => [part, value[part]]))]];
    }),
  );
  return { ...state, segments: segments as unknown as PrintableState["segments"] };
}

const isSystem = (name: SegmentRegister): boolean => name === "ldtr" || name === "tr";
const isBased = (name: SegmentRegister): boolean => name === "fs" || name === "gs";

/** A base of 32 bits and a limit that a descriptor can hold, as Bochs prints them. */
const asDescriptors = (state: PrintableState): PrintableState => ({
  ...state,
  segments: Object.fromEntries(
    Object.entries(state.segments).map(([name, value]) => {
      const isGranular = (value.accessRights & 0x8000n) !== 0n;
      const limit = isGranular ? value.limit | 0xfffn : value.limit & 0xf_ffffn;
      return [name, { ...value, base: value.base & MAX_32, limit }];
    }),
  ) as PrintableState["segments"],
});

const CONTROLS_32 = Object.fromEntries(
  ["pinBased", "primaryProcBased", "secondaryProcBased", "entry", "exit", "exitReason"].map(
    (name) => [name, MAX_32],
  ),
);
/** Printed with 16 digits each. */
const BHYVE_FURTHER = {
  ...{ "controls.cr0ReadShadow": 64, "controls.tscOffset": 64, "host.cr0": 64, "host.rip": 64 },
};
const POINTERS = { rip: MAX_64, rsp: MAX_64 };

const MORE: Printer[] = [
  {
    name: "Xen 3.0, sections",
    states: withFurther(
      reduced(
        {
          ...KVM_REGISTERS,
          ...POINTERS,
          ...{ rflags: MAX_64, dr7: MAX_64, pat: MAX_64, perfGlobalCtrl: MAX_64, debugctl: MAX_64 },
          ...{ vmcsLinkPointer: MAX_64, pdpte0: MAX_64, pdpte1: MAX_64, pdpte2: MAX_64 },
          ...{ pdpte3: MAX_64, pendingDebugExceptions: MAX_64, sysenterEsp: MAX_64 },
          ...{ sysenterEip: MAX_64, sysenterCs: MAX_32, interruptibilityState: MAX_32 },
          activityState: MAX_32,
        },
        {
          accessRights: MAX_32 & ~P_IS_USABLE,
          controls: {
            ...CONTROLS_32,
            ...{ entryInterruptionInfo: MAX_32, entryExceptionErrorCode: MAX_32 },
            ...{ entryInstructionLength: MAX_32, exitQualification: MAX_64 },
          },
        },
      ),
      XEN_FURTHER,
    ),
    print: (state) => printXenSections(state).map((line) => `(XEN) ${line}`),
  },
  {
    name: "Xen, registers after domain_crash",
    states: reduced({ ...POINTERS, rflags: MAX_64, cr0: MAX_64, cr3: MAX_64, cr4: MAX_64 }),
    print: (state) => printXenRegisters(state, "hvm guest").map((line) => `(XEN) ${line}`),
    expected: (state) =>
      without(
        shown(state, (name) =>
          isSystem(name) ? [] : isBased(name) ? ["selector", "base"] : ["selector"],
        ),
        "gdtr",
        "idtr",
      ),
  },
  ...([8, 16] as const).map((digits): Printer => ({
    name: `bhyvectl, controls with ${digits} digits`,
    states: withFurther(
      reduced(
        {
          ...KVM_REGISTERS,
          ...POINTERS,
          ...{ rflags: MAX_64, dr7: MAX_64, pat: MAX_64, sysenterCs: MAX_32, sysenterEsp: MAX_64 },
          ...{ sysenterEip: MAX_64, vmcsLinkPointer: MAX_64, interruptibilityState: MAX_32 },
        },
        {
          accessRights: MAX_32 & ~P_IS_USABLE,
          controls: { ...CONTROLS_32, entryInterruptionInfo: MAX_32, exitQualification: MAX_64 },
        },
      ),
      BHYVE_FURTHER,
    ),
    print: (state) => printBhyvectl(state, digits),
  })),
  ...([32, 64] as const).map((bits): Printer => {
    const natural = bits === 64 ? MAX_64 : MAX_32;
    return {
      name: `WinDbg r, ${bits} bits`,
      states: reduced(
        {
          ...{ rip: natural, rsp: natural, rflags: MAX_32, cr0: natural, cr3: natural },
          ...{ cr4: natural, dr7: natural },
        },
        { tableLimit: 0xffffn },
      ).map((state) => ({
        ...state,
        tables: {
          gdtr: { ...state.tables.gdtr, base: state.tables.gdtr.base & natural },
          idtr: { ...state.tables.idtr, base: state.tables.idtr.base & natural },
        },
      })),
      print: (state) => printWindbgRegisters(state, bits),
      expected: (state) => shown(state, () => ["selector"]),
    };
  }),
  {
    name: "WinDbg dg",
    states: reduced({}, { accessRights: 0x2_f0ffn }),
    print: (state) => printWindbgDg(state),
    expected: (state) =>
      without(
        shown(state, (name) => [
          "selector",
          "limit",
          "accessRights",
          ...(isSystem(name) ? [] : (["base"] as const)),
        ]),
        "gdtr",
        "idtr",
      ),
    isWrappable: false,
  },
  {
    name: "Bochs sreg and creg",
    states: reduced(
      { cr0: MAX_32, cr3: MAX_64, cr4: MAX_32, efer: MAX_32 },
      { accessRights: 0x3_f0ffn },
    ).map(asDescriptors),
    print: (state) => printBochs(state),
    expected: (state) =>
      shown(state, (name) => [
        "selector",
        "limit",
        "accessRights",
        ...(isSystem(name) || isBased(name) ? [] : (["base"] as const)),
      ]),
  },
  {
    name: "GDB",
    states: reduced({ ...KVM_REGISTERS, ...POINTERS, rflags: MAX_64 }),
    print: (state) => printGdb(state),
    expected: (state) =>
      without(
        shown(state, (name) =>
          isSystem(name) ? [] : isBased(name) ? ["selector", "base"] : ["selector"],
        ),
        "gdtr",
        "idtr",
      ),
  },
  {
    name: "wtf regs.json",
    states: reduced(
      {
        ...KVM_REGISTERS,
        ...POINTERS,
        ...{ rflags: MAX_64, dr7: MAX_64, pat: MAX_64, sysenterCs: MAX_32, sysenterEsp: MAX_64 },
        sysenterEip: MAX_64,
      },
      { accessRights: 0x2_f0ffn },
    ),
    print: (state) => printWtf(state),
  },
  {
    name: "DBVM",
    states: reduced({
      ...POINTERS,
      ...{ cr0: MAX_64, cr3: MAX_64, cr4: MAX_64, dr7: MAX_64, rflags: MAX_64 },
    }),
    print: (state) => printDbvm(state),
    expected: (state) => shown(state, () => ["selector"]),
  },
];

const MONITORS: Printer[] = [
  {
    name: "qemu-kvm",
    states: reduced({ ...KVM_REGISTERS, ...POINTERS, rflags: MAX_64 }, { accessRights: 0x2_f0ffn }),
    print: (state) => printQemuKvm(state),
  },
  {
    name: "Jailhouse",
    states: reduced(
      { ...KVM_REGISTERS, ...POINTERS, rflags: MAX_64 },
      { accessRights: MAX_32 & ~P_IS_USABLE },
    ),
    print: (state) => printJailhouse(state),
    expected: (state) =>
      without(
        shown(state, (name) => (name === "cs" ? ["selector", "base", "accessRights"] : [])),
        "gdtr",
        "idtr",
      ),
  },
  ...[printWhpNumbers, printWhpNames].map((print): Printer => ({
    name: `Windows Hypervisor Platform, ${print === printWhpNames ? "names" : "numbers"}`,
    states: reduced(
      { ...KVM_REGISTERS, ...POINTERS, rflags: MAX_64, pat: MAX_64 },
      { accessRights: 0x2_f0ffn, tableLimit: 0xffffn },
    ),
    print,
  })),
  {
    name: "named attributes",
    states: reduced(
      { ...KVM_REGISTERS, ...POINTERS, rflags: MAX_64 },
      { accessRights: 0x2_f0ffn, tableLimit: 0xffffn },
    ),
    print: (state) => printNamedAttributes(state),
  },
];

/** The fields HAXM lists. */
const haxmState = withFurther(
  kvmState.map((state): PrintableState => {
    const { perfGlobalCtrl: _, bndcfgs: __, interruptStatus: ___, ...guest } = state.guest;
    return { ...state, guest: { ...guest, vmcsLinkPointer: guest["cr3"] } };
  }),
  HAXM_WIDTHS,
);

export interface Printer {
  name: string;
  states: fc.Arbitrary<PrintableState>;
  print: (state: PrintableState) => string[];
  /** The part of the state that the format gives back. */
  expected?: (state: PrintableState) => PrintableState;
  /** Not where a record may be broken in the middle of a name. */
  isWrappable?: boolean;
}

const PRINTERS: Printer[] = [
  // The oldest kernels print EFER and PAT on one line or not at all.
  kvm(
    "4.3",
    kvmState.filter(({ guest }) => (guest["efer"] === undefined) === (guest["pat"] === undefined)),
  ),
  kvm("5.14", kvmState),
  kvm("6.18", newKernelState),
  ...(["3.3", "4.2", "4.9", "4.19"] as const).map(xen),
  { name: "HAXM", states: haxmState, print: (state) => printHaxm(state) },
  { name: "HAXM on Windows", states: haxmState, print: (state) => printHaxm(state, "haxm_panic:") },
  { name: "QEMU, 64-bit form", states: qemuState(64n), print: (state) => printQemu(state, 64) },
  { name: "QEMU, 32-bit form", states: qemuState(32n), print: (state) => printQemu(state, 32) },
];

export const everyPrinter: readonly Printer[] = [...PRINTERS, ...OTHERS, ...MORE, ...MONITORS];
