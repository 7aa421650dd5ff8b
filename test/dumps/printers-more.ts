/** Prints a state the way debuggers, emulators and older hypervisors print it. */
import type { SegmentRegister } from "../../src/state/exchange.ts";
import type { PrintableState } from "./printers.ts";
import { numberAt } from "./printers-vmcs.ts";

const hex = (value: bigint, width: number): string => value.toString(16).padStart(width, "0");
const h4 = (value = 0n): string => hex(value, 4);
const h8 = (value = 0n): string => hex(value, 8);
const h16 = (value = 0n): string => hex(value, 16);
const plain = (value = 0n): string => value.toString(16);

const SEGMENTS = ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"] as const;
const parts = (part: string): string[] => SEGMENTS.map((name) => `${name}.${part}`);

/** The sections that Xen 3.0 prints, by the encoding of the first field; `-` cannot be read. */
const SECTIONS: readonly (readonly [string, number, readonly string[]])[] = [
  ["16-bit Guest-State Fields", 0x800, parts("selector")],
  [
    "16-bit Host-State Fields",
    0xc00,
    ["es", "cs", "ss", "ds", "fs", "gs", "tr"].map((name) => `host.${name}.selector`),
  ],
  ["64-bit Control Fields", 0x2000, ["controls.ioBitmapA", "controls.ioBitmapB", "-"]],
  [
    "64-bit Guest-State Fields",
    0x2800,
    [
      ...["vmcsLinkPointer", "debugctl", "pat", "efer", "perfGlobalCtrl"],
      ...["pdpte0", "pdpte1", "pdpte2", "pdpte3"],
    ].map((name) => `guest.${name}`),
  ],
  [
    "32-bit Control Fields",
    0x4000,
    [
      ...[
        "controls.pinBased",
        "controls.primaryProcBased",
        "controls.exceptionBitmap",
        "controls.pageFaultErrorCodeMask",
        "controls.pageFaultErrorCodeMatch",
        "controls.cr3TargetCount",
        "controls.exit",
        "controls.exitMsrStoreCount",
        "controls.exitMsrLoadCount",
      ],
      ...["controls.entry", "controls.entryMsrLoadCount", "controls.entryInterruptionInfo"],
      ...["controls.entryExceptionErrorCode", "controls.entryInstructionLength", "-"],
      "controls.secondaryProcBased",
    ],
  ],
  [
    "32-bit RO Data Fields",
    0x4400,
    ["controls.instructionError", "controls.exitReason", "", "", "", "", "", ""],
  ],
  [
    "32-bit Guest-State Fields",
    0x4800,
    [
      ...[...parts("limit"), "gdtr.limit", "idtr.limit", ...parts("accessRights")],
      ...["guest.interruptibilityState", "guest.activityState", "-", "guest.sysenterCs"],
    ],
  ],
  ["32-bit Host-State Fields", 0x4c00, ["host.sysenterCs"]],
  [
    "Natural 64-bit Control Fields",
    0x6000,
    [
      ...["cr0GuestHostMask", "cr4GuestHostMask", "cr0ReadShadow", "cr4ReadShadow"],
      ...["cr3TargetValue0", "cr3TargetValue1", "cr3TargetValue2", "cr3TargetValue3"],
    ].map((name) => `controls.${name}`),
  ],
  ["64-bit RO Data Fields", 0x6400, ["controls.exitQualification", "", "", "", "", ""]],
  [
    "Natural 64-bit Guest-State Fields",
    0x6800,
    [
      ...["guest.cr0", "guest.cr3", "guest.cr4", ...parts("base"), "gdtr.base", "idtr.base"],
      ...[
        "dr7",
        "rsp",
        "rip",
        "rflags",
        "pendingDebugExceptions",
        "sysenterEsp",
        "sysenterEip",
      ].map((name) => `guest.${name}`),
    ],
  ],
  [
    "Natural 64-bit Host-State Fields",
    0x6c00,
    ["host.cr0", "host.cr3", "host.cr4", "host.fs.base", "host.gs.base", "host.tr.base"],
  ],
];

const DIGITS = [4, 16, 8, 16];

/** What Xen 3.0 prints of the host and of controls that are no words of bits, with the widths. */
export const XEN_FURTHER: Readonly<Record<string, number>> = Object.fromEntries(
  SECTIONS.flatMap(([, first, paths]) =>
    paths
      .filter((path) => path.startsWith("host.") || isFurtherControl(path))
      .map((path) => [path, [16, 64, 32, 64][(first >> 13) & 3] ?? 64]),
  ),
);

function isFurtherControl(path: string): boolean {
  return /^controls\.(?:cr|io|instr|page|exc|.*MsrStore|.*MsrLoad)/.test(path);
}

export function printXenSections(state: PrintableState): string[] {
  const printed = (encoding: number, path: string): string[] => {
    const width = (encoding >> 13) & 3;
    const digits = DIGITS[width] ?? 16;
    const dashes = "-".repeat(digits + 2);
    const value = path === "" ? 5n : path === "-" ? undefined : numberAt(state, path);
    const whole = value === undefined ? dashes : `0x${hex(value, digits)}`;
    if (width !== 1) return [whole];
    return [whole, value === undefined ? dashes : `0x${hex(value >> 32n, digits)}`];
  };
  return [
    "Failed vm entry (exit reason 0x80000021) caused by invalid guest state (0).",
    "************* VMCS Area **************",
    ...SECTIONS.flatMap(([title, first, paths]) => {
      const step = ((first >> 13) & 3) === 1 ? 1 : 2;
      const words = paths.flatMap((path) => printed(first, path));
      const rows: string[] = [`\t ${title}`];
      for (let at = 0; at < words.length; at += 4)
        rows.push(
          `\t\t0x${hex(BigInt(first + at * step), 8)}: ${words.slice(at, at + 4).join(" ")} `,
        );
      return rows;
    }),
    "**************************************",
  ];
}

export function printXenRegisters(
  state: PrintableState,
  context: "hvm guest" | "hypervisor",
): string[] {
  const { guest, segments } = state;
  const zero = h16();
  const selectors = (["ds", "es", "fs", "gs", "ss", "cs"] as const).map(
    (name) => `${name}: ${h4(segments[name].selector)}`,
  );
  return [
    "domain_crash called from vmx.c:2901",
    "Domain 1 (vcpu#0) crashed on cpu#2:",
    "----[ Xen-4.4.1  x86_64  debug=n  Not tainted ]----",
    "CPU:    2",
    `RIP:    ${h4(segments.cs.selector)}:[<${h16(guest["rip"])}>]`,
    `RFLAGS: ${h16(guest["rflags"])}   CONTEXT: ${context}${context === "hypervisor" ? "" : " (d1v0)"}`,
    `rax: ${zero}   rbx: ${zero}   rcx: ${zero}`,
    `rdx: ${zero}   rsi: ${zero}   rdi: ${zero}`,
    `rbp: ${zero}   rsp: ${h16(guest["rsp"])}   r8:  ${zero}`,
    `r9:  ${zero}   r10: ${zero}   r11: ${zero}`,
    `r12: ${zero}   r13: ${zero}   r14: ${zero}`,
    `r15: ${zero}   cr0: ${h16(guest["cr0"])}   cr4: ${h16(guest["cr4"])}`,
    `cr3: ${h16(guest["cr3"])}   cr2: ${zero}`,
    `fsb: ${h16(segments.fs.base)}   gsb: ${h16(segments.gs.base)}   gss: ${zero}`,
    selectors.join("   "),
  ];
}

export function printBhyvectl(state: PrintableState, digits: 8 | 16): string[] {
  const { guest, controls, segments, tables } = state;
  const wide = (name: string, value = 0n): string => `${name}[0]\t\t0x${h16(value)}`;
  const narrow = (name: string, value = 0n): string => `${name}[0]\t0x${hex(value, digits)}`;
  const printed = ["ds", "es", "fs", "gs", "ss", "cs", "tr", "ldtr"] as const;
  return [
    "lowmem\t\t0x0000000000000000/536870912",
    wide("efer", guest["efer"]),
    wide("cr0", guest["cr0"]),
    wide("cr2", 0x123n),
    wide("cr3", guest["cr3"]),
    wide("cr4", guest["cr4"]),
    wide("dr7", guest["dr7"]),
    wide("rsp", guest["rsp"]),
    wide("rip", guest["rip"]),
    wide("rax", 1n),
    wide("rflags", guest["rflags"]),
    ...printed.map((name) => {
      const { base, limit, accessRights } = segments[name];
      return `${name} desc[0]\t0x${h16(base)}/0x${h8(limit)}/0x${h8(accessRights)}`;
    }),
    `gdtr[0]\t\t0x${h16(tables.gdtr.base)}/0x${h8(tables.gdtr.limit)}`,
    `idtr[0]\t\t0x${h16(tables.idtr.base)}/0x${h8(tables.idtr.limit)}`,
    ...printed.map((name) => `${name}[0]\t\t0x${h4(segments[name].selector)}`),
    narrow("pinbased_ctls", controls["pinBased"]),
    narrow("procbased_ctls", controls["primaryProcBased"]),
    narrow("procbased_ctls2", controls["secondaryProcBased"]),
    wide("gla", 0x77n),
    narrow("entry_interruption_info", controls["entryInterruptionInfo"]),
    wide("cr0_shadow", numberAt(state, "controls.cr0ReadShadow")),
    wide("tsc_offset", numberAt(state, "controls.tscOffset")),
    narrow("exit_ctls", controls["exit"]),
    narrow("entry_ctls", controls["entry"]),
    wide("host_cr0", numberAt(state, "host.cr0")),
    wide("host_rip", numberAt(state, "host.rip")),
    wide("guest_pat", guest["pat"]),
    `guest_sysenter_cs[0]\t0x${h8(guest["sysenterCs"])}`,
    wide("guest_sysenter_sp", guest["sysenterEsp"]),
    wide("guest_sysenter_ip", guest["sysenterEip"]),
    wide("vmcs_pointer", guest["vmcsLinkPointer"]),
    wide("vmcs_exit_reason", controls["exitReason"]),
    wide("vmcs_exit_qualification", controls["exitQualification"]),
    narrow("vmcs_guest_interruptibility", guest["interruptibilityState"]),
    'Capability "hlt_exit" is set on vcpu 0',
  ];
}

export function printWindbgRegisters(state: PrintableState, bits: 32 | 64): string[] {
  const { guest, segments, tables } = state;
  const wide = bits === 64 ? h16 : h8;
  const selector = (name: SegmentRegister): string => `${name}=${h4(segments[name].selector)}`;
  const selectors = `${(["cs", "ss", "ds", "es", "fs", "gs"] as const).map(selector).join("  ")}             efl=${h8(guest["rflags"])}`;
  const general =
    bits === 64
      ? [
          `rax=${h16()} rbx=${h16()} rcx=${h16()}`,
          `rdx=${h16()} rsi=${h16()} rdi=${h16()}`,
          `rip=${h16(guest["rip"])} rsp=${h16(guest["rsp"])} rbp=${h16()}`,
          ` r8=${h16()}  r9=${h16()} r10=${h16()}`,
          `r14=${h16()} r15=${h16()}`,
          "iopl=0         nv up ei pl zr na po nc",
        ]
      : [
          `eax=${h8()} ebx=${h8()} ecx=${h8()} edx=${h8()} esi=${h8()} edi=${h8()}`,
          `eip=${h8(guest["rip"])} esp=${h8(guest["rsp"])} ebp=${h8()} iopl=0         nv up ei pl zr na pe nc`,
        ];
  return [
    "0: kd> r",
    ...general,
    selectors,
    "nt!DbgBreakPointWithStatus:",
    "0: kd> rM 1a0",
    `cr0=${wide(guest["cr0"])} cr2=${wide(0x123n)} cr3=${wide(guest["cr3"])}`,
    `dr0=${wide()} dr1=${wide()} dr2=${wide()}`,
    `dr3=${wide()} dr6=${wide(0xffff_0ff0n)} dr7=${wide(guest["dr7"])} cr4=${wide(guest["cr4"])}`,
    `gdtr=${wide(tables.gdtr.base)}   gdtl=${h4(tables.gdtr.limit)} idtr=${wide(tables.idtr.base)}   idtl=${h4(tables.idtr.limit)} tr=${h4(segments.tr.selector)}  ldtr=${h4(segments.ldtr.selector)}`,
    "nt!DbgBreakPointWithStatus:",
  ];
}

/** DPL, D/B, G, P and L, as dg decodes them. */
function flagsInWords(flags: bigint): string {
  const has = (position: bigint): boolean => ((flags >> position) & 1n) === 1n;
  const size = has(10n) ? "Bg" : "Nb";
  const pages = has(11n) ? "Pg" : "By";
  return `${(flags >> 5n) & 3n} ${size} ${pages} ${has(7n) ? "P " : "NP"} ${has(9n) ? "Lo" : "Nl"}`;
}

/** `dg` for every register; limits and attributes in the 12-bit form. */
export function printWindbgDg(state: PrintableState): string[] {
  const split = (value: bigint): string => `${h8(value >> 32n)}\`${h8(value & 0xffff_ffffn)}`;
  return (["cs", "ds", "es", "fs", "gs", "ss", "tr", "ldtr"] as const).flatMap((name) => {
    const { selector, base, limit, accessRights } = state.segments[name];
    const flags = (accessRights & 0xffn) | ((accessRights >> 4n) & 0xf00n);
    return [
      `0: kd> dg @${name}`,
      "                                                    P Si Gr Pr Lo",
      "Sel        Base              Limit          Type    l ze an es ng Flags",
      "---- ----------------- ----------------- ---------- - -- -- -- -- --------",
      `${h4(selector).toUpperCase()} ${split(base)} ${split(limit)} Data RW Ac ${flagsInWords(flags)} ${h8(flags)}`,
    ];
  });
}

/** `sreg` and `creg` of the debugger. */
export function printBochs(state: PrintableState): string[] {
  const { guest, tables } = state;
  return [
    ...SEGMENTS.flatMap((name) => {
      const { selector, base, limit, accessRights } = state.segments[name];
      const isGranular = (accessRights & 0x8000n) !== 0n;
      const raw = isGranular ? limit >> 12n : limit;
      const high =
        (base & 0xff00_0000n) |
        (raw & 0xf_0000n) |
        ((accessRights & 0xf0ffn) << 8n) |
        ((base >> 16n) & 0xffn);
      const low = ((base & 0xffffn) << 16n) | (raw & 0xffffn);
      const isUsable = (accessRights & 0x1_0000n) === 0n;
      return [
        `${name}:0x${h4(selector)}, dh=0x${h8(high)}, dl=0x${h8(low)}, valid=${isUsable ? 7 : 0}`,
        "\tData segment, base=0x00000000, limit=0xffffffff, Read/Write, Accessed",
      ];
    }),
    `gdtr:base=0x${h16(tables.gdtr.base)}, limit=0x${plain(tables.gdtr.limit)}`,
    `idtr:base=0x${h16(tables.idtr.base)}, limit=0x${plain(tables.idtr.limit)}`,
    `CR0=0x${h8(guest["cr0"])}: PG cd nw ac wp ne ET ts em mp PE`,
    "CR2=page fault laddr=0x0000000000000000",
    `CR3=0x${plain(guest["cr3"])}`,
    "    PCD=page-level cache disable=0",
    `CR4=0x${h8(guest["cr4"])}: cet pke smap smep`,
    "CR8: 0x0",
    `EFER=0x${h8(guest["efer"])}: ffxsr nxe LMA LME sce`,
    "<bochs:3>",
  ];
}

/** Flags in the order of GDB's own list. */
const flagList = (list: string): Readonly<Record<string, bigint>> =>
  Object.fromEntries(
    list.split(", ").map((flag) => {
      const [name = "", place = "0"] = flag.split(" ");
      return [name, BigInt(place)];
    }),
  );
const EFLAGS = flagList(
  "ID 21, VIP 20, VIF 19, AC 18, VM 17, RF 16, NT 14, OF 11, DF 10, IF 9, TF 8, SF 7, ZF 6, AF 4, PF 2, CF 0",
);
const CR0 = flagList("PG 31, CD 30, NW 29, AM 18, WP 16, NE 5, ET 4, TS 3, EM 2, MP 1, PE 0");
const CR4 = flagList(
  "PKE 22, SMAP 21, SMEP 20, OSXSAVE 18, PCIDE 17, FSGSBASE 16, SMXE 14, VMXE 13, LA57 12, UMIP 11, OSXMMEXCPT 10, OSFXSR 9, PCE 8, PGE 7, MCE 6, PAE 5, PSE 4, DE 3, TSD 2, PVI 1, VME 0",
);
const EFER = flagList("FFXSR 14, LMSLE 13, SVME 12, NXE 11, LMA 10, LME 8, SCE 0");

/** The flags that are set, as GDB names them. */
function inWords(value = 0n, flags: Readonly<Record<string, bigint>>, first = ""): string {
  const names = Object.keys(flags).filter((name) => ((value >> (flags[name] ?? 0n)) & 1n) === 1n);
  return `[ ${[first, ...names, ""].filter((word, index) => word !== "" || index > 0).join(" ")}]`;
}

const eflagsInWords = (value = 0n): string => inWords(value, EFLAGS, `IOPL=${(value >> 12n) & 3n}`);

const cr3InWords = (value = 0n): string => `[ PDBR=${value >> 12n} PCID=${value & 0xfffn} ]`;

export function printGdb(state: PrintableState): string[] {
  const { guest, segments } = state;
  const row = (name: string, value = 0n, words = value.toString()): string =>
    `${name.padEnd(15)}0x${plain(value).padEnd(19)}${words}`;
  const signed = (value = 0n): string => BigInt.asIntN(64, value).toString();
  return [
    row("rax", 0n),
    row("rsp", guest["rsp"], `0x${plain(guest["rsp"])}`),
    row("r15", 5n),
    row("rip", guest["rip"], `0x${plain(guest["rip"])} <main+4>`),
    row("eflags", guest["rflags"], eflagsInWords(guest["rflags"])),
    ...(["cs", "ss", "ds", "es", "fs", "gs"] as const).map((name) =>
      row(name, segments[name].selector),
    ),
    row("fs_base", segments.fs.base, signed(segments.fs.base)),
    row("gs_base", segments.gs.base, signed(segments.gs.base)),
    row("k_gs_base", 0n),
    row("cr0", guest["cr0"], inWords(guest["cr0"], CR0)),
    row("cr2", 0n),
    row("cr3", guest["cr3"], cr3InWords(guest["cr3"])),
    row("cr4", guest["cr4"], inWords(guest["cr4"], CR4)),
    row("cr8", 0n),
    row("efer", guest["efer"], inWords(guest["efer"], EFER)),
    row("mxcsr", 0x1f80n, "[ IM DM ZM OM UM PM ]"),
  ];
}

/** regs.json; segments whose attributes do not fit 12 bits in the 16-bit form, as bdump mixes them. */
export function printWtf(state: PrintableState): string[] {
  const { guest, tables } = state;
  const text = (value = 0n): string => `"0x${plain(value)}"`;
  const member = (name: string, value: string, isLast = false): string =>
    `    "${name}": ${value}${isLast ? "" : ","}`;
  const block = (name: string, members: string[]): string[] => [
    `  "${name}": {`,
    ...members,
    "  },",
  ];
  return [
    "{",
    `  "rax": "0x0",`,
    ...["rip", "rsp", "rflags", "cr0", "cr3", "cr4", "dr7", "efer", "pat"].map(
      (name) => `  "${name}": ${text(guest[name])},`,
    ),
    `  "sysenter_cs": ${text(guest["sysenterCs"])},`,
    `  "sysenter_esp": ${text(guest["sysenterEsp"])},`,
    `  "sysenter_eip": ${text(guest["sysenterEip"])},`,
    ...(["cs", "ds", "es", "fs", "gs", "ss", "tr", "ldtr"] as const).flatMap((name, index) => {
      const { selector, base, limit, accessRights } = state.segments[name];
      const compact = (accessRights & 0xffn) | ((accessRights >> 4n) & 0xf00n);
      const low = accessRights & 0xffffn;
      return block(name, [
        member("present", (accessRights & 0x80n) === 0n ? "false" : "true"),
        member("selector", text(selector)),
        member("base", text(base)),
        member("limit", text(limit)),
        member("attr", text(index % 2 === 0 && low > 0xfffn ? low : compact), true),
      ]);
    }),
    ...(["gdtr", "idtr"] as const).flatMap((name) =>
      block(name, [
        member("base", text(tables[name].base)),
        member("limit", text(tables[name].limit), true),
      ]),
    ),
    `  "fpcw": "0x27f"`,
    "}",
  ];
}

export function printDbvm(state: PrintableState): string[] {
  const { guest, segments, tables } = state;
  const line = (name: string, value: string): string => `originalstate->${name}=${value}`;
  return [
    line("cpucount", "4"),
    ...["cr0", "cr3", "cr4", "dr7", "rip", "rsp", "rflags"].map((name) =>
      line(name, h16(guest[name])),
    ),
    ...(["cs", "ss", "ds", "es", "fs", "gs"] as const).map((name) =>
      line(name, plain(segments[name].selector)),
    ),
    line("ldt", plain(segments.ldtr.selector)),
    line("tr", plain(segments.tr.selector)),
    line("gdtbase", h16(tables.gdtr.base)),
    line("gdtlimit", plain(tables.gdtr.limit)),
    line("idtbase", h16(tables.idtr.base)),
    line("idtlimit", plain(tables.idtr.limit)),
    "the end",
  ];
}
