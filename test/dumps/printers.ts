/**
 * Prints a state the way KVM and QEMU print it, written from the programs' own format strings and
 * sharing nothing with the parsers: what a parser misreads, a printer must not misprint alike.
 */

import type { SegmentRegister } from "../../src/state/exchange.ts";

export type TableRegister = "gdtr" | "idtr";

export interface SegmentValue {
  selector: bigint;
  base: bigint;
  limit: bigint;
  accessRights: bigint;
}

/** Every value of a dump, as numbers; `undefined` for lines that are not printed. */
export interface PrintableState {
  guest: Record<string, bigint | undefined>;
  segments: Record<SegmentRegister, SegmentValue>;
  tables: Record<TableRegister, { base: bigint; limit: bigint }>;
  controls: Record<string, bigint>;
  /** By path: the host-state area, and controls and capabilities that few programs print. */
  further?: Readonly<Record<string, bigint>>;
}

export type KvmVersion = "4.3" | "5.14" | "6.18";

const hex = (value: bigint, width: number): string => value.toString(16).padStart(width, "0");
const h4 = (value = 0n): string => hex(value, 4);
const h5 = (value = 0n): string => hex(value, 5);
const h8 = (value = 0n): string => hex(value, 8);
const h16 = (value = 0n): string => hex(value, 16);

/** The rows of the host's section that KVM and Xen have in common. */
export function hostRows(more: (path: string) => bigint): string[] {
  const selectors = (["cs", "ss", "ds", "es", "fs", "gs", "tr"] as const).map(
    (name) => `${name.toUpperCase()}=${h4(more(`host.${name}.selector`))}`,
  );
  return [
    selectors.join(" "),
    `FSBase=${h16(more("host.fs.base"))} GSBase=${h16(more("host.gs.base"))} TRBase=${h16(more("host.tr.base"))}`,
    `GDTBase=${h16(more("host.gdtr.base"))} IDTBase=${h16(more("host.idtr.base"))}`,
    `CR0=${h16(more("host.cr0"))} CR3=${h16(more("host.cr3"))} CR4=${h16(more("host.cr4"))}`,
    `Sysenter RSP=${h16(more("host.sysenterEsp"))} CS:RIP=${h4(more("host.sysenterCs"))}:${h16(more("host.sysenterEip"))}`,
  ];
}

/** What these rows show, and the other numbers that all versions of both print, with the widths. */
export const HOST_WIDTHS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ["cs", "ss", "ds", "es", "fs", "gs", "tr"].map((name) => [`host.${name}.selector`, 16]),
  ),
  ...Object.fromEntries(
    ["fs", "gs", "tr", "gdtr", "idtr"].map((name) => [`host.${name}.base`, 64]),
  ),
  ...Object.fromEntries(
    [
      ...["rip", "rsp", "cr0", "cr3", "cr4", "sysenterEsp", "sysenterEip", "pat"],
      "perfGlobalCtrl",
    ].map((name) => [`host.${name}`, 64]),
  ),
  "host.sysenterCs": 16,
  "controls.cr0ReadShadow": 64,
  "controls.cr0GuestHostMask": 64,
  "controls.cr4ReadShadow": 64,
  "controls.cr4GuestHostMask": 64,
  "controls.exceptionBitmap": 32,
  "controls.pageFaultErrorCodeMask": 32,
  "controls.pageFaultErrorCodeMatch": 32,
  "controls.tscOffset": 64,
  "controls.tprThreshold": 8,
  "controls.postedInterruptNotificationVector": 8,
  "controls.eptp": 64,
  "controls.pleGap": 32,
  "controls.pleWindow": 32,
  "controls.vpid": 16,
};

/** What KVM prints beside that: with target values as Linux 4.3 does, with CET as 6.18. */
export function kvmWidths(version: KvmVersion): Readonly<Record<string, number>> {
  return {
    ...HOST_WIDTHS,
    ...{ "host.efer": 64, "controls.apicAccessAddress": 64, "controls.virtualApicAddress": 64 },
    ...(version === "4.3" && {
      "controls.cr3TargetValue0": 64,
      "controls.cr3TargetValue1": 64,
    }),
    ...(version === "6.18" && {
      ...{ "host.sCet": 64, "host.ssp": 64, "host.interruptSspTableAddr": 64 },
    }),
  };
}

/** The dump of the kernel: 4.3 (the oldest), 5.14 (pointer line, EFER alone), 6.18 (0x, CET). */
export function printKvm(state: PrintableState, version: KvmVersion): string[] {
  const { guest, controls } = state;
  const isOld = version === "4.3";
  const more = (path: string): bigint => state.further?.[path] ?? 0n;
  const segment = (name: SegmentRegister): string => {
    const { selector, accessRights, limit, base } = state.segments[name];
    const head = `${(name.toUpperCase() + ":").padEnd(6)}sel=0x${h4(selector)}, attr=0x${h5(accessRights)}, `;
    return `${head}limit=0x${h8(limit)}, base=0x${h16(base)}`;
  };
  const table = (name: TableRegister): string => {
    const { limit, base } = state.tables[name];
    return `${name.toUpperCase()}:${" ".repeat(27)}limit=0x${h8(limit)}, base=0x${h16(base)}`;
  };
  const has = (name: string): boolean => guest[name] !== undefined;
  const efer = [
    ...(has("efer") ? [`${isOld ? "EFER =    " : "EFER="} 0x${h16(guest["efer"])}`] : []),
    ...(has("pat") ? [`PAT = 0x${h16(guest["pat"])}`] : []),
  ];
  return [
    ...(isOld ? [] : ["VMCS 000000006afb1754, last attempted VM-entry on CPU 12"]),
    "*** Guest State ***",
    `CR0: actual=0x${h16(guest["cr0"])}, shadow=0x${h16(more("controls.cr0ReadShadow"))}, gh_mask=${h16(more("controls.cr0GuestHostMask"))}`,
    `CR4: actual=0x${h16(guest["cr4"])}, shadow=0x${h16(more("controls.cr4ReadShadow"))}, gh_mask=${h16(more("controls.cr4GuestHostMask"))}`,
    `CR3 = 0x${h16(guest["cr3"])}`,
    ...(has("pdpte0")
      ? [
          `PDPTR0 = 0x${h16(guest["pdpte0"])}  PDPTR1 = 0x${h16(guest["pdpte1"])}`,
          `PDPTR2 = 0x${h16(guest["pdpte2"])}  PDPTR3 = 0x${h16(guest["pdpte3"])}`,
        ]
      : []),
    `RSP = 0x${h16(guest["rsp"])}  RIP = 0x${h16(guest["rip"])}`,
    `RFLAGS=0x${h8(guest["rflags"])}         DR7 = 0x${h16(guest["dr7"])}`,
    `Sysenter RSP=${h16(guest["sysenterEsp"])} CS:RIP=${h4(guest["sysenterCs"])}:${h16(guest["sysenterEip"])}`,
    ...(["cs", "ds", "ss", "es", "fs", "gs"] as const).map(segment),
    table("gdtr"),
    segment("ldtr"),
    table("idtr"),
    segment("tr"),
    ...(isOld ? (efer.length > 0 ? [efer.join("  ")] : []) : efer),
    `DebugCtl = 0x${h16(guest["debugctl"])}  DebugExceptions = 0x${h16(guest["pendingDebugExceptions"])}`,
    ...(has("perfGlobalCtrl") ? [`PerfGlobCtl = 0x${h16(guest["perfGlobalCtrl"])}`] : []),
    ...(has("bndcfgs") ? [`BndCfgS = 0x${h16(guest["bndcfgs"])}`] : []),
    `Interruptibility = ${h8(guest["interruptibilityState"])}  ActivityState = ${h8(guest["activityState"])}`,
    ...(has("interruptStatus") ? [`InterruptStatus = ${h4(guest["interruptStatus"])}`] : []),
    ...(has("sCet")
      ? [
          `S_CET = 0x${h16(guest["sCet"])}, SSP = 0x${h16(guest["ssp"])}, SSP TABLE = 0x${h16(guest["interruptSspTableAddr"])}`,
        ]
      : []),
    ...(isOld ? [] : ["MSR guest autoload:", "   0: msr=0x00000600 value=0x0000000000000001"]),
    "*** Host State ***",
    `RIP = 0x${h16(more("host.rip"))}  RSP = 0x${h16(more("host.rsp"))}`,
    ...hostRows(more),
    ...(isOld
      ? [`EFER = 0x${h16(more("host.efer"))}  PAT = 0x${h16(more("host.pat"))}`]
      : [`EFER= 0x${h16(more("host.efer"))}`, `PAT = 0x${h16(more("host.pat"))}`]),
    `PerfGlobCtl = 0x${h16(more("host.perfGlobalCtrl"))}`,
    ...(version === "6.18"
      ? [
          `S_CET = 0x${h16(more("host.sCet"))}, SSP = 0x${h16(more("host.ssp"))}, SSP TABLE = 0x${h16(more("host.interruptSspTableAddr"))}`,
        ]
      : []),
    ...(isOld ? [] : ["MSR host autoload:", "   0: msr=0x00000600 value=0xfffffe0000030000"]),
    "*** Control State ***",
    ...(version === "6.18"
      ? [
          `CPUBased=0x${h8(controls["primaryProcBased"])} SecondaryExec=0x${h8(controls["secondaryProcBased"])} TertiaryExec=0x${h16(controls["tertiaryProcBased"])}`,
          `PinBased=0x${h8(controls["pinBased"])} EntryControls=${h8(controls["entry"])} ExitControls=${h8(controls["exit"])}`,
        ]
      : [
          `PinBased=${h8(controls["pinBased"])} CPUBased=${h8(controls["primaryProcBased"])} SecondaryExec=${h8(controls["secondaryProcBased"])}`,
          `EntryControls=${h8(controls["entry"])} ExitControls=${h8(controls["exit"])}`,
        ]),
    `ExceptionBitmap=${h8(more("controls.exceptionBitmap"))} PFECmask=${h8(more("controls.pageFaultErrorCodeMask"))} PFECmatch=${h8(more("controls.pageFaultErrorCodeMatch"))}`,
    `VMEntry: intr_info=${h8(controls["entryInterruptionInfo"])} errcode=${h8(controls["entryExceptionErrorCode"])} ilen=${h8(controls["entryInstructionLength"])}`,
    "VMExit: intr_info=00000000 errcode=00000000 ilen=00000001",
    `        reason=${h8(controls["exitReason"])} qualification=${h16(controls["exitQualification"])}`,
    "IDTVectoring: info=00000000 errcode=00000000",
    `TSC Offset = 0x${h16(more("controls.tscOffset"))}`,
    ...(isOld
      ? [
          `CR3 target0=${h16(more("controls.cr3TargetValue0"))} target1=${h16(more("controls.cr3TargetValue1"))}`,
        ]
      : []),
    `SVI|RVI = 00|2f TPR Threshold = 0x${hex(more("controls.tprThreshold"), 2)}`,
    `APIC-access addr = 0x${h16(more("controls.apicAccessAddress"))} virt-APIC addr = 0x${h16(more("controls.virtualApicAddress"))}`,
    `PostedIntrVec = 0x${hex(more("controls.postedInterruptNotificationVector"), 2)}`,
    `EPT pointer = 0x${h16(more("controls.eptp"))}`,
    `PLE Gap=${h8(more("controls.pleGap"))} Window=${h8(more("controls.pleWindow"))}`,
    `Virtual processor ID = 0x${h4(more("controls.vpid"))}`,
  ];
}

/** QEMU's dump, in its 64-bit or its 32-bit form. */
export function printQemu(state: PrintableState, bits: 32 | 64): string[] {
  const { guest } = state;
  const wide = bits === 64 ? h16 : h8;
  const segment = (printed: string, name: SegmentRegister): string => {
    const { selector, accessRights, limit, base } = state.segments[name];
    const flags = (accessRights & 0xf0ffn) << 8n;
    const isPresent = (accessRights & 0x80n) !== 0n;
    const decoded = isPresent ? ` DPL=${(accessRights >> 5n) & 3n} DS   [-WA]` : "";
    return `${printed.padEnd(3)}=${h4(selector)} ${wide(base)} ${h8(limit)} ${h8(flags)}${decoded}`;
  };
  const table = (printed: string, name: TableRegister): string =>
    `${printed}=     ${wide(state.tables[name].base)} ${h8(state.tables[name].limit)}`;
  const cpl = (state.segments["ss"].accessRights >> 5n) & 3n;
  const status = `[-------] CPL=${cpl} II=0 A20=1 SMM=0 HLT=0`;
  const zeros = "0".repeat(16);
  return [
    ...(bits === 64
      ? [
          `RAX=${zeros} RBX=${zeros} RCX=${zeros} RDX=${zeros}`,
          `RSI=${zeros} RDI=${zeros} RBP=${zeros} RSP=${h16(guest["rsp"])}`,
          `R8 =${zeros} R9 =${zeros} R10=${zeros} R11=${zeros}`,
          `R12=${zeros} R13=${zeros} R14=${zeros} R15=${zeros}`,
          `RIP=${h16(guest["rip"])} RFL=${h8(guest["rflags"])} ${status}`,
        ]
      : [
          "EAX=00000001 EBX=00000002 ECX=00000003 EDX=00000004",
          `ESI=00000005 EDI=00000006 EBP=00000007 ESP=${h8(guest["rsp"])}`,
          `EIP=${h8(guest["rip"])} EFL=${h8(guest["rflags"])} ${status}`,
        ]),
    segment("ES", "es"),
    segment("CS", "cs"),
    segment("SS", "ss"),
    segment("DS", "ds"),
    segment("FS", "fs"),
    segment("GS", "gs"),
    segment("LDT", "ldtr"),
    segment("TR", "tr"),
    table("GDT", "gdtr"),
    table("IDT", "idtr"),
    `CR0=${h8(guest["cr0"])} CR2=${wide(0x123n)} CR3=${wide(guest["cr3"])} CR4=${h8(guest["cr4"])}`,
    `DR0=${zeros} DR1=${zeros} DR2=${zeros} DR3=${zeros} `,
    `DR6=00000000ffff0ff0 DR7=${h16(guest["dr7"])}`,
    `EFER=${h16(guest["efer"])}`,
    "Code=cc 0f 1f 44 00 00 e9 07 00 00 00 <c3> 66 66 2e ?? ??",
  ];
}
