/** Prints a state the way VirtualBox, monitors built on KVM and home-made hypervisors print it. */
import type { SegmentRegister } from "../../src/state/exchange.ts";
import type { PrintableState } from "./printers.ts";
import { numberAt } from "./printers-vmcs.ts";

const hex = (value: bigint, width: number): string => value.toString(16).padStart(width, "0");
const h4 = (value = 0n): string => hex(value, 4);
const h8 = (value = 0n): string => hex(value, 8);
const h16 = (value = 0n): string => hex(value, 16);
const plain = (value = 0n): string => value.toString(16);

const ZERO8 = h8();
const ZERO16 = h16();

export function printVbox(state: PrintableState, bits: 32 | 64): string[] {
  const { guest, tables } = state;
  const segment = (name: SegmentRegister, base: (value: bigint) => string): string => {
    const { selector, base: start, limit, accessRights } = state.segments[name];
    return `${name.padEnd(name === "tr" ? 4 : 2)}={${h4(selector)} base=${base(start)} limit=${h8(limit)} flags=${h8(accessRights)}}`;
  };
  const table = (name: "gdtr" | "idtr"): string =>
    `${name}=${h16(tables[name].base)}:${h4(tables[name].limit)}`;
  const end = [
    `SysEnter={cs=${h4(guest["sysenterCs"])} eip=${h16(guest["sysenterEip"])} esp=${h16(guest["sysenterEsp"])}}`,
    "FPUIP=00000000 CS=0000 Rsrvd1=0000  FPUDP=00000000 DS=0000 Rsvrd2=0000",
    `EFER         =${h16(guest["efer"])}`,
    `PAT          =${h16(guest["pat"])}`,
    "STAR         =0023001000000000",
    "Hypervisor CPUM state:",
    ".eax=00000000 .ebx=00000000",
    `cr0=${h16(0x1234n)} cr2=${ZERO16} cr3=${ZERO16} cr4=${ZERO16}`,
    "************** End of Guest state at power off ***************",
  ];
  const tasks = [segment("ldtr", h8), segment("tr", h8)];
  if (bits === 64)
    return [
      "Guest CPUM (VCPU 0) state: ",
      `rax=${ZERO16} rbx=${ZERO16} rcx=${ZERO16} rdx=${ZERO16}`,
      `rsi=${ZERO16} rdi=${ZERO16} r8 =${ZERO16} r9 =${ZERO16}`,
      `rip=${h16(guest["rip"])} rsp=${h16(guest["rsp"])} rbp=${ZERO16} iopl=0         nv up di pl nz na po nc`,
      ...(["cs", "ds", "es", "fs", "gs", "ss"] as const).map((name) => segment(name, h16)),
      `cr0=${h16(guest["cr0"])} cr2=${ZERO16} cr3=${h16(guest["cr3"])} cr4=${h16(guest["cr4"])}`,
      `dr0=${ZERO16} dr1=${ZERO16} dr2=${ZERO16} dr3=${ZERO16}`,
      `dr4=${ZERO16} dr5=${ZERO16} dr6=${ZERO16} dr7=${h16(guest["dr7"])}`,
      `${table("gdtr")}  ${table("idtr")}  eflags=${h8(guest["rflags"])}`,
      ...tasks,
      ...end,
    ];
  return [
    "Guest CPUM (VCPU 0) state: se",
    `eax=${ZERO8} ebx=${ZERO8} ecx=${ZERO8} edx=${ZERO8} esi=${ZERO8} edi=${ZERO8}`,
    `eip=${h8(guest["rip"])} esp=${h8(guest["rsp"])} ebp=${ZERO8} iopl=0         nv up di pl nz na po nc`,
    `${segment("cs", h16)} dr0=${ZERO8} dr1=${ZERO8}`,
    `${segment("ds", h16)} dr2=${ZERO8} dr3=${ZERO8}`,
    `${segment("es", h16)} dr4=${ZERO8} dr5=${ZERO8}`,
    `${segment("fs", h16)} dr6=${ZERO8} dr7=${h8(guest["dr7"])}`,
    `${segment("gs", h16)} cr0=${h8(guest["cr0"])} cr2=${ZERO8}`,
    `${segment("ss", h16)} cr3=${h8(guest["cr3"])} cr4=${h8(guest["cr4"])}`,
    `${table("gdtr")}  ${table("idtr")}  eflags=${h8(guest["rflags"])}`,
    ...tasks,
    ...end,
  ];
}

interface KvmSegment {
  base: bigint;
  limit: bigint;
  selector: bigint;
  type: bigint;
  present: bigint;
  dpl: bigint;
  db: bigint;
  s: bigint;
  l: bigint;
  g: bigint;
  avl: bigint;
  unusable: bigint;
}

function kvmSegment(state: PrintableState, name: SegmentRegister): KvmSegment {
  const { base, limit, selector, accessRights } = state.segments[name];
  const bit = (position: bigint): bigint => (accessRights >> position) & 1n;
  return {
    base,
    limit,
    selector,
    type: accessRights & 15n,
    present: bit(7n),
    dpl: (accessRights >> 5n) & 3n,
    db: bit(14n),
    s: bit(4n),
    l: bit(13n),
    g: bit(15n),
    avl: bit(12n),
    unusable: bit(16n),
  };
}

const KVM_ORDER = ["cs", "ds", "es", "fs", "gs", "ss", "tr", "ldtr"] as const;
const kvmName = (name: SegmentRegister): string => (name === "ldtr" ? "ldt" : name);

/** `{:?}` on one line, or `{:#?}` on many. */
export function printRust(state: PrintableState, isPretty: boolean): string[] {
  const { guest, tables } = state;
  const segment = (name: SegmentRegister): string => {
    const members = Object.entries({ ...kvmSegment(state, name), padding: 0n });
    const printed = members.map(([key, value]) => `${key === "type" ? "type_" : key}: ${value}`);
    return `${kvmName(name)}: kvm_segment { ${printed.join(", ")} }`;
  };
  const table = (printed: string, name: "gdtr" | "idtr"): string =>
    `${printed}: kvm_dtable { base: ${tables[name].base}, limit: ${tables[name].limit}, padding: [0, 0, 0] }`;
  const text = `kvm_sregs { ${[
    ...KVM_ORDER.map(segment),
    table("gdt", "gdtr"),
    table("idt", "idtr"),
    `cr0: ${guest["cr0"]}, cr2: 5, cr3: ${guest["cr3"]}, cr4: ${guest["cr4"]}, cr8: 0, efer: ${guest["efer"]}, apic_base: 4276094976`,
    "interrupt_bitmap: [0, 0, 0, 0] }",
  ].join(", ")}`;
  if (!isPretty) return [`Expected :${text}`];
  return text
    .replace(/\[[^\]]*\]/g, (list) => list.replaceAll(" ", ""))
    .replace(/ \}/g, ",\n}")
    .replace(/([{,]) /g, "$1\n")
    .split("\n");
}

export function printKm(state: PrintableState): string[] {
  const { guest } = state;
  const x = (value = 0n): string => `0x${plain(value)}`;
  const segment = (name: SegmentRegister): string[] => {
    const values = kvmSegment(state, name);
    const { base, limit, selector, type, present } = values;
    return [
      `${kvmName(name).toUpperCase().padEnd(3)} base: ${x(base).padEnd(18)} limit:${x(limit)} selector: ${x(selector)} type: ${x(type)} present: ${x(present)}`,
      `    dpl:${x(values.dpl)} db:${x(values.db)} s:${x(values.s)} l:${x(values.l)} g:${x(values.g)} avl:${x(values.avl)} unusable:${x(values.unusable)}`,
    ];
  };
  return [
    "== KVM_GET_REGS ==",
    `RAX: 0x5affa890         RBX: 0x0                RSP: ${x(guest["rsp"])}             RBP: 0x0`,
    `RIP: ${x(guest["rip"])}     RFLAGS: ${x(guest["rflags"])}`,
    "== KVM_GET_SREGS ==",
    ...KVM_ORDER.flatMap(segment),
    "that is all",
  ];
}

export function printKvmtool(state: PrintableState): string[] {
  const { guest, tables } = state;
  const row = (name: SegmentRegister): string => {
    const { selector, base, limit, type, present, dpl, db, s, l, g, avl } = kvmSegment(state, name);
    return ` ${kvmName(name).padEnd(9)} ${h4(selector)}      ${h16(base)}  ${h8(limit)}  ${hex(type, 2)}    ${present} ${dpl}   ${db}  ${s} ${l} ${g} ${avl}`;
  };
  return [
    " Registers:",
    ` rip: ${h16(guest["rip"])}   rsp: ${h16(guest["rsp"])} flags: ${h16(guest["rflags"])}`,
    ` cr0: ${h16(guest["cr0"])}   cr2: ${ZERO16}   cr3: ${h16(guest["cr3"])}`,
    ` cr4: ${h16(guest["cr4"])}   cr8: ${ZERO16}`,
    " Segment registers:",
    " register  selector  base              limit     type  p dpl db s l g avl",
    ...KVM_ORDER.map(row),
    ` gdt                 ${h16(tables.gdtr.base)}  ${h8(tables.gdtr.limit)}`,
    ` idt                 ${h16(tables.idtr.base)}  ${h8(tables.idtr.limit)}`,
    ` efer: ${h16(guest["efer"])}  apic base: 00000000fee00900`,
  ];
}

const SEGMENT_NAMES = ["cs", "ds", "es", "fs", "gs", "ss", "ldtr", "tr"] as const;
const PARTS = [
  ["SELECTOR", "selector"],
  ["LIMIT", "limit"],
  ["ACCESS_RIGHTS", "accessRights"],
  ["BASE", "base"],
] as const;

export function printHyperkit(state: PrintableState): string[] {
  const line = (name: string, value = 0n): string => `${`${name}:`.padEnd(31)}0x${h16(value)}`;
  const { guest, controls, segments } = state;
  return [
    "vm exit[0]",
    "\texit_reason\t33",
    line("VMCS_PIN_BASED_CTLS", controls["pinBased"]),
    line("VMCS_PRI_PROC_BASED_CTLS", controls["primaryProcBased"]),
    line("VMCS_SEC_PROC_BASED_CTLS", controls["secondaryProcBased"]),
    line("VMCS_ENTRY_CTLS", controls["entry"]),
    line("VMCS_EXCEPTION_BITMAP", numberAt(state, "controls.exceptionBitmap")),
    line("VMCS_CR0_MASK", numberAt(state, "controls.cr0GuestHostMask")),
    line("VMCS_HOST_CR0", numberAt(state, "host.cr0")),
    line("VMCS_EXIT_INTR_INFO", 5n),
    ...SEGMENT_NAMES.flatMap((name) =>
      PARTS.map(([printed, part]) =>
        line(`VMCS_GUEST_${name.toUpperCase()}_${printed}`, segments[name][part]),
      ),
    ),
    line("VMCS_GUEST_GDTR_LIMIT", state.tables.gdtr.limit),
    line("VMCS_GUEST_GDTR_BASE", state.tables.gdtr.base),
    line("VMCS_GUEST_IDTR_LIMIT", segments.ldtr.limit),
    line("VMCS_GUEST_IDTR_BASE", segments.ldtr.base),
    line("VMCS_GUEST_CR0", guest["cr0"]),
    line("VMCS_GUEST_CR3", guest["cr3"]),
    line("VMCS_GUEST_CR4", guest["cr4"]),
    line("VMCS_GUEST_IA32_EFER", guest["efer"]),
  ];
}

export function printNoirvisor(state: PrintableState): string[] {
  const upper = (value: bigint): string => `0x${plain(value).toUpperCase()}`;
  const segment = (printed: string, name: SegmentRegister): string => {
    const { selector, accessRights, limit, base } = state.segments[name];
    return `[NoirVisor] Guest ${printed} - Selector: ${upper(selector)}  Access-Rights: ${upper(accessRights)}  Limit: ${upper(limit)}  Base: 0x${h16(base).toUpperCase()}`;
  };
  const { gdtr, idtr } = state.tables;
  return [
    "[NoirVisor] Dumping VMCS Guest State Area...",
    ...(["cs", "ds", "es", "fs", "gs", "ss"] as const).map((name) =>
      segment(`${name.toUpperCase()} Segment`, name),
    ),
    segment("Task Register", "tr"),
    segment("LDT Register", "ldtr"),
    `[NoirVisor] Guest GDTR Limit: ${upper(gdtr.limit)}  Base: 0x${h16(gdtr.base)}  Guest IDTR Limit: ${upper(idtr.limit)}  Base: 0x${h16(idtr.base)}`,
  ];
}

export type Spelling = "SDM" | "Linux" | "Windows" | "camel case" | "encoding";

/** Encoding, then the name as each of the four spells it, then the path. */
const FIELDS: readonly (readonly [number, string, string, string, string, string])[] = [
  [
    0x4000,
    "Pin-based VM-execution controls",
    "PIN_BASED_VM_EXEC_CONTROL",
    "VMCS_CTRL_PIN_BASED_VM_EXECUTION_CONTROLS",
    "kPinBasedVmExecControl",
    "controls.pinBased",
  ],
  [
    0x4012,
    "VM-entry controls",
    "VM_ENTRY_CONTROLS",
    "VMCS_CTRL_VMENTRY_CONTROLS",
    "kVmEntryControls",
    "controls.entry",
  ],
  ...(["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"] as const).flatMap(
    (name, index): (readonly [number, string, string, string, string, string])[] => {
      const upper = name.toUpperCase();
      const camel = upper.charAt(0) + name.slice(1);
      const row = (
        encoding: number,
        words: readonly [string, string, string, string],
        part: string,
      ) =>
        [
          encoding + 2 * index,
          `Guest ${upper} ${words[0]}`,
          `GUEST_${upper}_${words[1]}`,
          `VMCS_GUEST_${upper}_${words[2]}`,
          `kGuest${camel}${words[3]}`,
          `${name}.${part}`,
        ] as const;
      return [
        row(0x0800, ["selector", "SELECTOR", "SELECTOR", "Selector"], "selector"),
        row(0x4800, ["limit", "LIMIT", "LIMIT", "Limit"], "limit"),
        row(0x4814, ["access rights", "AR_BYTES", "ACCESS_RIGHTS", "ArBytes"], "accessRights"),
        row(0x6806, ["base", "BASE", "BASE", "Base"], "base"),
      ];
    },
  ),
  [
    0x0c02,
    "Host CS selector",
    "HOST_CS_SELECTOR",
    "VMCS_HOST_CS_SELECTOR",
    "kHostCsSelector",
    "host.cs.selector",
  ],
  [0x2010, "TSC offset", "TSC_OFFSET", "VMCS_CTRL_TSC_OFFSET", "kTscOffset", "controls.tscOffset"],
  [0x6c00, "Host CR0", "HOST_CR0", "VMCS_HOST_CR0", "kHostCr0", "host.cr0"],
  [0x2804, "Guest IA32_PAT", "GUEST_IA32_PAT", "VMCS_GUEST_PAT", "kGuestIa32Pat", "guest.pat"],
  [0x6800, "Guest CR0", "GUEST_CR0", "VMCS_GUEST_CR0", "kGuestCr0", "guest.cr0"],
  [0x6820, "Guest RFLAGS", "GUEST_RFLAGS", "VMCS_GUEST_RFLAGS", "kGuestRflags", "guest.rflags"],
  [
    0x4824,
    "Guest interruptibility state",
    "GUEST_INTERRUPTIBILITY_INFO",
    "VMCS_GUEST_INTERRUPTIBILITY_STATE",
    "kGuestInterruptibilityInfo",
    "guest.interruptibilityState",
  ],
];

/** C code that writes the same fields: by Linux' names with decimal numbers, or by encodings. */
export function printVmcsWrites(state: PrintableState, by: "name" | "encoding"): string[] {
  const lines = FIELDS.flatMap(([encoding, , linux, , , path]) => {
    const value = numberAt(state, path);
    if (value === undefined) return [];
    return by === "name"
      ? [`vmcs_write(${linux}, ${value}); // ${path}`]
      : [`vmwrite(0x${plain(BigInt(encoding))}, 0x${plain(value)}ul);`];
  });
  return ["static void init(void)", "{", ...lines.map((line) => `\t${line}`), "}"];
}

export function printFieldList(state: PrintableState, spelling: Spelling): string[] {
  const lines = FIELDS.flatMap(([encoding, sdm, linux, windows, camel, path]) => {
    const value = numberAt(state, path);
    if (value === undefined) return [];
    const names: Record<Spelling, string> = {
      SDM: `${sdm}: `,
      Linux: `# ${linux} = `,
      Windows: `${windows} (0x${plain(BigInt(encoding))}): `,
      "camel case": `${camel} = `,
      encoding: `[0x${plain(BigInt(encoding))}] = `,
    };
    return [`${names[spelling]}0x${plain(value)}`];
  });
  return [...lines, "done"];
}
