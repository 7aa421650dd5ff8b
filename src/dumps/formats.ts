/** Every dump format there is. A new one is one file and one line here. */
import type { DumpFormat } from "./format.ts";
import { bhyvectlGetAll } from "./bhyvectl-get-all.ts";
import { bochsSreg } from "./bochs-sreg.ts";
import { dbvmOriginalstate } from "./dbvm-originalstate.ts";
import { gdbInfoRegisters } from "./gdb-info-registers.ts";
import { haxmVmcs } from "./haxm-vmcs.ts";
import { hyperkitVmcs } from "./hyperkit-vmcs.ts";
import { jailhouseExit } from "./jailhouse-exit.ts";
import { kmKvmSregs } from "./km-kvm-sregs.ts";
import { kvmDumpVmcs } from "./kvm-dump-vmcs.ts";
import { kvmtoolRegisters } from "./kvmtool-registers.ts";
import { namedAttributes } from "./named-attributes.ts";
import { noirvisorVmcs } from "./noirvisor-vmcs.ts";
import { qemuCpuDump } from "./qemu-cpu-dump.ts";
import { qemuKvmRegisters } from "./qemu-kvm-registers.ts";
import { rustKvmSregsDebug } from "./rust-kvm-sregs-debug.ts";
import { vboxCpum } from "./vbox-cpum.ts";
import { vboxLog } from "./vbox-log.ts";
import { vmcsFieldList } from "./vmcs-field-list.ts";
import { sourceCode } from "./pairs/formats.ts";
import { whpRegisters } from "./whp-registers.ts";
import { windbgDg } from "./windbg-dg.ts";
import { windbgRegisters } from "./windbg-registers.ts";
import { wtfRegsJson } from "./wtf-regs-json.ts";
import { xenRegisters } from "./xen-registers.ts";
import { xenVmcsSections } from "./xen-vmcs-sections.ts";
import { xenVmcsTable } from "./xen-vmcs-table.ts";

/** Where two formats recognise the same lines and nothing else tells them apart, the earlier wins. */
export const dumpFormats: readonly DumpFormat[] = [
  kvmDumpVmcs,
  xenVmcsTable,
  xenVmcsSections,
  xenRegisters,
  haxmVmcs,
  qemuCpuDump,
  vboxLog,
  vboxCpum,
  rustKvmSregsDebug,
  kmKvmSregs,
  kvmtoolRegisters,
  qemuKvmRegisters,
  jailhouseExit,
  whpRegisters,
  namedAttributes,
  hyperkitVmcs,
  bhyvectlGetAll,
  noirvisorVmcs,
  dbvmOriginalstate,
  bochsSreg,
  gdbInfoRegisters,
  windbgDg,
  windbgRegisters,
  wtfRegsJson,
  sourceCode,
  vmcsFieldList,
];

/** The formats by the names people use for them, with a line about each. */
export const formats: readonly Pick<DumpFormat, "name" | "view" | "description">[] =
  dumpFormats.map(({ name, view, description }) => ({ name, view, description }));

/** The format of that name. Throws `RangeError` if there is none. */
export function formatNamed(name: string): DumpFormat {
  const format = dumpFormats.find((candidate) => candidate.name === name);
  if (format !== undefined) return format;
  const names = dumpFormats.map((candidate) => candidate.name).join(", ");
  throw new RangeError(`unknown dump format "${name}"; known are ${names}`);
}
