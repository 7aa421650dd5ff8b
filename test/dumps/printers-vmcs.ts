/** Prints a VMCS the way Xen and HAXM print it; shares nothing with the parsers. */
import type { SegmentRegister } from "../../src/state/exchange.ts";
import { HOST_WIDTHS, type PrintableState, type TableRegister, hostRows } from "./printers.ts";

export type XenVersion = "3.3" | "4.2" | "4.9" | "4.19";

const hex = (value: bigint, width: number): string => value.toString(16).padStart(width, "0");
const h4 = (value = 0n): string => hex(value, 4);
const h5 = (value = 0n): string => hex(value, 5);
const h8 = (value = 0n): string => hex(value, 8);
const h16 = (value = 0n): string => hex(value, 16);
const plain = (value: bigint): string => value.toString(16);

/** What Xen prints of the host and of further controls, with the widths. */
export function xenWidths(version: XenVersion): Readonly<Record<string, number>> {
  const isOld = version === "3.3" || version === "4.2";
  return {
    ...HOST_WIDTHS,
    ...(isOld ? { "controls.cr3TargetCount": 0 } : { "host.efer": 64 }),
    ...{ "controls.tscMultiplier": 64, "controls.eptpIndex": 16 },
    "controls.vmFunctionControls": 64,
    ...(version === "4.19" && { "controls.specCtrlMask": 64, "controls.specCtrlShadow": 64 }),
  };
}

/** Numbers that Xen also prints as 0 where the processor has no such field. */
const NEVER_ZERO: ReadonlySet<string> = new Set(
  [
    ...["tscMultiplier", "eptpIndex", "vmFunctionControls", "specCtrlMask", "specCtrlShadow"],
    "postedInterruptNotificationVector",
  ].map((name) => `controls.${name}`),
);

/** A state of which nothing is 0 that would be taken as unknown. */
export function withoutDoubt(state: PrintableState): PrintableState {
  const further = Object.entries(state.further ?? {}).map(([path, value]): [string, bigint] => [
    path,
    value === 0n && NEVER_ZERO.has(path) ? 1n : value,
  ]);
  return { ...state, further: Object.fromEntries(further) };
}

/** 12 bits: type, S, DPL and P, then AVL, L, D/B and G. */
const compact = (accessRights: bigint): bigint =>
  (accessRights & 0xffn) | ((accessRights >> 4n) & 0xf00n);

const SEGMENTS = ["cs", "ds", "ss", "es", "fs", "gs"] as const;

/** 3.3 and 4.2: `sel=` lines with either encoding; 4.9: the table; 4.19: more controls. */
export function printXen(state: PrintableState, version: XenVersion): string[] {
  const { guest, controls, segments, tables } = state;
  const isOld = version === "3.3" || version === "4.2";
  const more = (path: string): bigint => state.further?.[path] ?? 0n;
  const has = (name: string): boolean => guest[name] !== undefined;
  const segment = (name: SegmentRegister): string => {
    const { selector, accessRights, limit, base } = segments[name];
    if (!isOld)
      return `${name.toUpperCase().padStart(4)}: ${h4(selector)} ${h5(accessRights)} ${h8(limit)} ${h16(base)}`;
    const attr = version === "3.3" ? h4(compact(accessRights)) : h5(accessRights);
    return `${`${name.toUpperCase()}:`.padEnd(6)}sel=0x${h4(selector)}, attr=0x${attr}, limit=0x${h8(limit)}, base=0x${h16(base)}`;
  };
  const table = (name: TableRegister): string => {
    const { limit, base } = tables[name];
    const printed = `${name.toUpperCase()}:`;
    if (version === "3.3")
      return `${printed} sel=0x0f00, attr=0x0123, limit=0x${h8(limit)}, base=0x${h16(base)}`;
    if (version === "4.2")
      return `${printed}${" ".repeat(27)}limit=0x${h8(limit)}, base=0x${h16(base)}`;
    return `${printed}${" ".repeat(12)}${h8(limit)} ${h16(base)}`;
  };
  const efer = version === "4.19" ? "EFER(VMCS)" : "EFER";
  const exec =
    version === "4.19"
      ? [
          `PinBased=${h8(controls["pinBased"])} CPUBased=${h8(controls["primaryProcBased"])}`,
          `SecondaryExec=${h8(controls["secondaryProcBased"])} TertiaryExec=${h16(controls["tertiaryProcBased"])}`,
        ]
      : [
          `PinBased=${h8(controls["pinBased"])} CPUBased=${h8(controls["primaryProcBased"])} SecondaryExec=${h8(controls["secondaryProcBased"])}`,
        ];
  return [
    "************* VMCS Area **************",
    "*** Guest State ***",
    `CR0: actual=0x${h16(guest["cr0"])}, shadow=0x${h16(more("controls.cr0ReadShadow"))}, gh_mask=${h16(more("controls.cr0GuestHostMask"))}`,
    `CR4: actual=0x${h16(guest["cr4"])}, shadow=0x${h16(more("controls.cr4ReadShadow"))}, gh_mask=${h16(more("controls.cr4GuestHostMask"))}`,
    isOld
      ? `CR3: actual=0x${h16(guest["cr3"])}, target_count=${plain(more("controls.cr3TargetCount"))}`
      : `CR3 = 0x${h16(guest["cr3"])}`,
    ...(has("pdpte0")
      ? [
          `PDPTE0 = 0x${h16(guest["pdpte0"])}  PDPTE1 = 0x${h16(guest["pdpte1"])}`,
          `PDPTE2 = 0x${h16(guest["pdpte2"])}  PDPTE3 = 0x${h16(guest["pdpte3"])}`,
        ]
      : []),
    `RSP = 0x${h16(guest["rsp"])} (0x${h16(0xabcn)})  RIP = 0x${h16(guest["rip"])} (0x${h16(guest["rip"])})`,
    isOld
      ? `RFLAGS=0x${h16(guest["rflags"])} (0x${h16(0x46n)})  DR7 = 0x${h16(guest["dr7"])}`
      : `RFLAGS=0x${h8(guest["rflags"])} (0x${h8(0x46n)})  DR7 = 0x${h16(guest["dr7"])}`,
    `Sysenter RSP=${h16(guest["sysenterEsp"])} CS:RIP=${h4(guest["sysenterCs"])}:${h16(guest["sysenterEip"])}`,
    ...(isOld ? [] : ["       sel  attr  limit   base"]),
    ...SEGMENTS.map(segment),
    table("gdtr"),
    segment("ldtr"),
    table("idtr"),
    segment("tr"),
    ...(isOld
      ? has("pat")
        ? [`Guest PAT = 0x${h16(guest["pat"])}`]
        : []
      : has("pat")
        ? [`${efer} = 0x${h16(guest["efer"])}  PAT = 0x${h16(guest["pat"])}`]
        : []),
    ...(isOld ? [] : ["PreemptionTimer = 0x00000000  SM Base = 0x00000000"]),
    `DebugCtl = 0x${h16(guest["debugctl"])}  DebugExceptions = 0x${h16(guest["pendingDebugExceptions"])}`,
    ...(has("perfGlobalCtrl")
      ? [`PerfGlobCtl = 0x${h16(guest["perfGlobalCtrl"])}  BndCfgS = 0x${h16(guest["bndcfgs"])}`]
      : []),
    isOld
      ? `Interruptibility=${h4(guest["interruptibilityState"])} ActivityState=${h4(guest["activityState"])}`
      : `Interruptibility = ${h8(guest["interruptibilityState"])}  ActivityState = ${h8(guest["activityState"])}`,
    ...(has("interruptStatus") ? [`InterruptStatus = ${h4(guest["interruptStatus"])}`] : []),
    ...(version === "4.19"
      ? [
          `SPEC_CTRL mask = 0x${h16(more("controls.specCtrlMask"))}  shadow = 0x${h16(more("controls.specCtrlShadow"))}`,
        ]
      : []),
    "*** Host State ***",
    `RIP = 0x${h16(more("host.rip"))} (vmx_asm_vmexit_handler)  RSP = 0x${h16(more("host.rsp"))}`,
    ...hostRows(more),
    isOld
      ? `Host PAT = 0x${h16(more("host.pat"))}`
      : `EFER = 0x${h16(more("host.efer"))}  PAT = 0x${h16(more("host.pat"))}`,
    `PerfGlobCtl = 0x${h16(more("host.perfGlobalCtrl"))}`,
    "*** Control State ***",
    ...exec,
    `EntryControls=${h8(controls["entry"])} ExitControls=${h8(controls["exit"])}`,
    `ExceptionBitmap=${h8(more("controls.exceptionBitmap"))} PFECmask=${h8(more("controls.pageFaultErrorCodeMask"))} PFECmatch=${h8(more("controls.pageFaultErrorCodeMatch"))}`,
    `VMEntry: intr_info=${h8(controls["entryInterruptionInfo"])} errcode=${h8(controls["entryExceptionErrorCode"])} ilen=${h8(controls["entryInstructionLength"])}`,
    "VMExit: intr_info=00000000 errcode=00000000 ilen=00000001",
    `        reason=${h8(controls["exitReason"])} qualification=${h16(controls["exitQualification"])}`,
    "IDTVectoring: info=00000000 errcode=00000000",
    `TSC Offset = 0x${h16(more("controls.tscOffset"))}  TSC Multiplier = 0x${h16(more("controls.tscMultiplier"))}`,
    `TPR Threshold = 0x${hex(more("controls.tprThreshold"), 2)}  PostedIntrVec = 0x${hex(more("controls.postedInterruptNotificationVector"), 2)}`,
    `EPT pointer = 0x${h16(more("controls.eptp"))}  EPTP index = 0x${h4(more("controls.eptpIndex"))}`,
    `PLE Gap=${h8(more("controls.pleGap"))} Window=${h8(more("controls.pleWindow"))}`,
    `Virtual processor ID = 0x${h4(more("controls.vpid"))} VMfunc controls = ${h16(more("controls.vmFunctionControls"))}`,
    "**************************************",
  ];
}

/** What an old Xen can print: no tertiary controls, no EFER, 12 bits of attributes in 3.3. */
export function asXenOf(version: XenVersion, state: PrintableState): PrintableState {
  const { efer, pat, perfGlobalCtrl, bndcfgs, ...guest } = state.guest;
  const { tertiaryProcBased, ...controls } = state.controls;
  const isOld = version === "3.3" || version === "4.2";
  const segments = { ...state.segments };
  if (version === "3.3")
    for (const [name, segment] of Object.entries(segments)) {
      const low = segment.accessRights & 0xf0ffn;
      const accessRights = (low & 0x80n) === 0n ? low | 0x1_0000n : low;
      segments[name as SegmentRegister] = { ...segment, accessRights };
    }
  // With reserved bits set, a dump that is cut would pass for one in the older encoding.
  if (version === "4.2")
    for (const [name, segment] of Object.entries(segments)) {
      const accessRights = name === "ldtr" ? 0x1_0000n : segment.accessRights & 0x1_f0ffn;
      segments[name as SegmentRegister] = { ...segment, accessRights };
    }
  const low = (value = 0n): bigint => value & 0xffffn;
  return {
    ...state,
    segments,
    guest: {
      ...guest,
      ...(version === "3.3" ? { debugctl: 1n } : {}),
      ...(isOld
        ? {
            interruptibilityState: low(guest["interruptibilityState"]),
            activityState: low(guest["activityState"]),
          }
        : {}),
      ...(pat !== undefined && { pat, ...(!isOld && { efer: efer ?? 1n }) }),
      ...(!isOld && perfGlobalCtrl !== undefined && { perfGlobalCtrl, bndcfgs: bndcfgs ?? 1n }),
    },
    controls: {
      ...controls,
      ...(version === "4.19" && { tertiaryProcBased: tertiaryProcBased ?? 5n }),
    },
  };
}

/** Encoding, name, path. */
const HAXM_FIELDS: readonly (readonly [number, string, string])[] = [
  [0x4000, "VMX_PIN_CONTROLS", "controls.pinBased"],
  [0x4002, "VMX_PRIMARY_PROCESSOR_CONTROLS", "controls.primaryProcBased"],
  [0x401e, "VMX_SECONDARY_PROCESSOR_CONTROLS", "controls.secondaryProcBased"],
  [0x4004, "VMX_EXCEPTION_BITMAP", "controls.exceptionBitmap"],
  [0x400c, "VMX_EXIT_CONTROLS", "controls.exit"],
  [0x4012, "VMX_ENTRY_CONTROLS", "controls.entry"],
  [0x4016, "VMX_ENTRY_INTERRUPT_INFO", "controls.entryInterruptionInfo"],
  [0x4018, "VMX_ENTRY_EXCEPTION_ERROR_CODE", "controls.entryExceptionErrorCode"],
  [0x401a, "VMX_ENTRY_INSTRUCTION_LENGTH", "controls.entryInstructionLength"],
  [0x6000, "VMX_CR0_MASK", "controls.cr0GuestHostMask"],
  [0x4402, "VM_EXIT_INFO_REASON", "controls.exitReason"],
  [0x6400, "VM_EXIT_INFO_QUALIFICATION", "controls.exitQualification"],
  [0x0c02, "HOST_CS_SELECTOR", "host.cs.selector"],
  [0x4404, "VM_EXIT_INFO_INTERRUPT_INFO", ""],
  [0x2c02, "HOST_EFER", "host.efer"],
  [0x6c00, "HOST_CR0", "host.cr0"],
  [0x681e, "GUEST_RIP", "guest.rip"],
  [0x6820, "GUEST_RFLAGS", "guest.rflags"],
  [0x681c, "GUEST_RSP", "guest.rsp"],
  [0x6800, "GUEST_CR0", "guest.cr0"],
  [0x6802, "GUEST_CR3", "guest.cr3"],
  [0x6804, "GUEST_CR4", "guest.cr4"],
  ...(["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"] as const).flatMap(
    (name, index): (readonly [number, string, string])[] => [
      [0x0800 + 2 * index, `GUEST_${name.toUpperCase()}_SELECTOR`, `${name}.selector`],
      [0x4814 + 2 * index, `GUEST_${name.toUpperCase()}_AR`, `${name}.accessRights`],
      [0x6806 + 2 * index, `GUEST_${name.toUpperCase()}_BASE`, `${name}.base`],
      [0x4800 + 2 * index, `GUEST_${name.toUpperCase()}_LIMIT`, `${name}.limit`],
    ],
  ),
  [0x6816, "GUEST_GDTR_BASE", "gdtr.base"],
  [0x4810, "GUEST_GDTR_LIMIT", "gdtr.limit"],
  [0x6818, "GUEST_IDTR_BASE", "idtr.base"],
  [0x4812, "GUEST_IDTR_LIMIT", "idtr.limit"],
  [0x2800, "GUEST_VMCS_LINK_PTR", "guest.vmcsLinkPointer"],
  [0x2802, "GUEST_DEBUGCTL", "guest.debugctl"],
  [0x2804, "GUEST_PAT", "guest.pat"],
  [0x2806, "GUEST_EFER", "guest.efer"],
  [0x280a, "GUEST_PDPTE0", "guest.pdpte0"],
  [0x280c, "GUEST_PDPTE1", "guest.pdpte1"],
  [0x280e, "GUEST_PDPTE2", "guest.pdpte2"],
  [0x2810, "GUEST_PDPTE3", "guest.pdpte3"],
  [0x681a, "GUEST_DR7", "guest.dr7"],
  [0x6822, "GUEST_PENDING_DBE", "guest.pendingDebugExceptions"],
  [0x482a, "GUEST_SYSENTER_CS", "guest.sysenterCs"],
  [0x6824, "GUEST_SYSENTER_ESP", "guest.sysenterEsp"],
  [0x6826, "GUEST_SYSENTER_EIP", "guest.sysenterEip"],
  [0x4824, "GUEST_INTERRUPTIBILITY", "guest.interruptibilityState"],
  [0x4826, "GUEST_ACTIVITY_STATE", "guest.activityState"],
];

/** What HAXM prints of the host and of further controls, with the widths. */
export const HAXM_WIDTHS: Readonly<Record<string, number>> = {
  "controls.exceptionBitmap": 32,
  "controls.cr0GuestHostMask": 64,
  "host.cs.selector": 16,
  "host.efer": 64,
  "host.cr0": 64,
};

/** A number of a state by the path of the exchange JSON; `undefined` if it is not printed. */
export function numberAt(state: PrintableState, path: string): bigint | undefined {
  const [group = "", name = ""] = path.split(".");
  const further = state.further?.[path];
  if (further !== undefined) return further;
  if (group === "controls") return state.controls[name];
  if (group === "guest") return state.guest[name];
  const whole: Readonly<Record<string, object>> = { ...state.segments, ...state.tables };
  return (whole[group] as Record<string, bigint> | undefined)?.[name];
}

export function printHaxm(state: PrintableState, prefix = "haxm_warning: "): string[] {
  const lines = HAXM_FIELDS.flatMap(([encoding, name, path]) => {
    const value = path === "" ? 0xd01n : numberAt(state, path);
    if (value === undefined) return [];
    return [`${prefix}${encoding.toString(16).padStart(4, "0")} ${name}: ${value.toString(16)}`];
  });
  return [...lines, `${prefix}end of the dump`];
}
