/** VirtualBox checks the guest state itself after a refused entry and logs the number of what it found. */

const SEGMENT_CHECKS = [
  "accessed bit",
  "present bit",
  "DPL against RPL",
  "reserved attribute bits",
  "granularity against limit",
  "type",
];

const V86_CHECKS = ["base", "limit", "attributes"];

/** Runs of checks that are numbered one after the other. */
const RUNS: readonly (readonly [number, readonly string[]])[] = [
  [500, ["the check itself went wrong", "no reason was found"]],
  [502, ["CR0 bits that must be 1", "CR0 bits that must be 0", "CR0.PG without CR0.PE"]],
  [505, ["CR4 bits that must be 1", "CR4 bits that must be 0"]],
  [507, ["reserved bits of DEBUGCTL", "CR0.PG of an IA-32e mode guest"]],
  [509, ["CR4.PAE of an IA-32e mode guest", "CR4.PCIDE outside IA-32e mode"]],
  [511, ["reserved bits of DR7", "PERF_GLOBAL_CTRL", "reserved bits of EFER"]],
  [514, ["EFER.LMA against the entry control", "EFER.LMA against EFER.LME"]],
  [516, ["CS present bit", "CS reserved attribute bits", "CS granularity against limit"]],
  [519, ["CS unusable", "CS.DPL, not equal to SS.DPL", "CS.DPL, larger than SS.DPL", "CS type"]],
  [523, ["SS.RPL against CS.RPL", "SS.DPL against SS.RPL", "SS.DPL for this type"]],
  [
    526,
    ["SS type", "SS present bit", "SS reserved attribute bits", "SS granularity against limit"],
  ],
  ...["DS", "ES", "FS", "GS"].map((name, index): [number, string[]] => [
    530 + 6 * index,
    SEGMENT_CHECKS.map((check) => `${name} ${check}`),
  ]),
  ...["CS", "SS", "DS", "ES", "FS", "GS"].map((name, index): [number, string[]] => [
    554 + 3 * index,
    V86_CHECKS.map((check) => `${name} ${check} in virtual-8086 mode`),
  ]),
  [572, ["CS", "SS", "DS", "ES"].map((name) => `bits 63:32 of the ${name} base`)],
  [576, ["SYSENTER_ESP not canonical", "SYSENTER_EIP not canonical"]],
  [578, ["PAT memory type", "reserved bits of PAT", "GDTR base", "IDTR base"]],
  [582, ["GDTR limit", "IDTR limit", "RIP", "RFLAGS bits that must be 0"]],
  [586, ["RFLAGS bit that must be 1", "RFLAGS.VM", "RFLAGS.IF"]],
  [
    589,
    ["activity state", "HLT state with SS.DPL", "activity state with blocking by STI or MOV SS"],
  ],
  [
    592,
    ["wait-for-SIPI state", "reserved bits of interruptibility", "blocking by STI and by MOV SS"],
  ],
  [595, ["blocking by STI with RFLAGS.IF = 0", "blocking with an external interrupt"]],
  [597, ["blocking by MOV SS with an NMI", "blocking by SMI outside SMM"]],
  [599, ["blocking by SMI on an entry to SMM", "blocking by STI with an NMI"]],
  [601, ["blocking by NMI with virtual NMIs", "reserved bits of pending debug exceptions"]],
  [603, ["pending debug exceptions in IA-32e mode", "pending BS that must be 1"]],
  [605, ["pending BS that must be 0", "VMCS link pointer", "TR selector", "LDTR selector"]],
  [609, ["TR base", "FS base", "GS base", "LDTR base"].map((name) => `${name} not canonical`)],
  [613, ["TR unusable", "TR.S", "TR present bit", "TR reserved attribute bits"]],
  [617, ["TR granularity against limit", "TR type in IA-32e mode", "TR type"]],
  [620, ["CS.S", "CS.DPL"]],
  [623, ["reserved bits of the PDPTEs", "link pointer to no shadow VMCS"]],
  [625, ["VMCS revision behind the link pointer"]],
];

const CHECKS: ReadonlyMap<number, string> = new Map(
  RUNS.flatMap(([first, checks]) =>
    checks.map((check, index): [number, string] => [first + index, check]),
  ),
);

/** What the number names; `undefined` if it is not one of a guest-state check. */
export function vboxCheck(number: number): string | undefined {
  return CHECKS.get(number);
}
