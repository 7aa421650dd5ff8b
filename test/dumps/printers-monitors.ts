/** Prints a state the way monitors on KVM, partitioning hypervisors and users of WHP print it. */
import type { SegmentRegister } from "../../src/state/exchange.ts";
import type { PrintableState } from "./printers.ts";

const hex = (value: bigint, width: number): string => value.toString(16).padStart(width, "0");
const h4 = (value = 0n): string => hex(value, 4);
const h8 = (value = 0n): string => hex(value, 8);
const h16 = (value = 0n): string => hex(value, 16);
const plain = (value = 0n): string => value.toString(16);

/** qemu-kvm 0.12 and older: attributes one by one, tables and control registers as they come. */
export function printQemuKvm(state: PrintableState): string[] {
  const { guest, tables } = state;
  const zeros = h16();
  const segment = (printed: string, name: SegmentRegister): string => {
    const { selector, base, limit, accessRights } = state.segments[name];
    const bit = (position: bigint): bigint => (accessRights >> position) & 1n;
    return (
      `${printed} ${h4(selector)} (${h8(base)}/${h8(limit)} p ${bit(7n)} dpl ${(accessRights >> 5n) & 3n} ` +
      `db ${bit(14n)} s ${bit(4n)} type ${plain(accessRights & 15n)} l ${bit(13n)} g ${bit(15n)} avl ${bit(12n)})`
    );
  };
  return [
    `rax ${zeros} rbx ${h16(0xa000n)} rcx ${zeros} rdx ${h16(0x80n)}`,
    `rsi ${zeros} rdi ${zeros} rsp ${h16(guest["rsp"])} rbp ${zeros}`,
    `r8  ${zeros} r9  ${zeros} r10 ${zeros} r11 ${zeros}`,
    `r12 ${zeros} r13 ${zeros} r14 ${zeros} r15 ${zeros}`,
    `rip ${h16(guest["rip"])} rflags ${h8(guest["rflags"])}`,
    ...(["cs", "ds", "es", "ss", "fs", "gs", "tr"] as const).map((name) => segment(name, name)),
    segment("ldt", "ldtr"),
    ...(["gdtr", "idtr"] as const).map(
      (name) => `${name.slice(0, 3)} ${plain(tables[name].base)}/${plain(tables[name].limit)}`,
    ),
    `cr0 ${plain(guest["cr0"])} cr2 0 cr3 ${plain(guest["cr3"])} cr4 ${plain(guest["cr4"])} cr8 0 efer ${plain(guest["efer"])}`,
    "code: 0f 22 c0 ea 5a 7c 08 00 --> 66 b8 10 00 8e d8 8e c0",
  ];
}

/** Jailhouse on Intel processors. */
export function printJailhouse({ guest, segments: { cs } }: PrintableState): string[] {
  const zeros = h16();
  return [
    "FATAL: VM-Entry failure, reason 33",
    "qualification 0",
    "vectoring info: 0 interrupt info: 0",
    `RIP: 0x${h16(guest["rip"])} RSP: 0x${h16(guest["rsp"])} FLAGS: ${plain(guest["rflags"])}`,
    `RAX: 0x${zeros} RBX: 0x${zeros} RCX: 0x${zeros}`,
    `RDX: 0x${h16(0x3f8n)} RSI: 0x${zeros} RDI: 0x${zeros}`,
    `CS: ${plain(cs.selector)} BASE: 0x${h16(cs.base)} AR-BYTES: ${plain(cs.accessRights)} EFER.LMA 1`,
    `CR0: 0x${h16(guest["cr0"])} CR3: 0x${h16(guest["cr3"])} CR4: 0x${h16(guest["cr4"])}`,
    `EFER: 0x${h16(guest["efer"])}`,
    'Stopping CPU 3 (Cell: "probe")',
  ];
}

const WHP_SEGMENTS = ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"] as const;

/** Registers of the Windows Hypervisor Platform, each as the two halves of a 128-bit value. */
export function printWhpNumbers({ guest, segments, tables }: PrintableState): string[] {
  const line = (number: number, high: bigint, low = 0n): string =>
    `WHV_REGISTER_NAME(${String(number).padStart(4)}) - 0x${h16(high).toUpperCase()} ${h16(low).toUpperCase()}`;
  const table = (number: number, name: "gdtr" | "idtr"): string =>
    line(number, tables[name].base, tables[name].limit << 48n);
  return [
    ...Array.from({ length: 16 }, (_, number) =>
      line(number, 0n, number === 4 ? guest["rsp"] : 7n),
    ),
    line(16, 0n, guest["rip"]),
    line(17, 0n, guest["rflags"]),
    ...WHP_SEGMENTS.map((name, index) => {
      const { selector, limit, base, accessRights } = segments[name];
      return line(18 + index, ((accessRights & 0xffffn) << 48n) | (selector << 32n) | limit, base);
    }),
    table(26, "idtr"),
    table(27, "gdtr"),
    line(28, 0n, guest["cr0"]),
    line(29, 0n, 0x1000n),
    line(30, 0n, guest["cr3"]),
    line(31, 0n, guest["cr4"]),
    line(0x2001, 0n, guest["efer"]),
    line(0x2004, 0n, guest["pat"]),
  ];
}

/** The same registers by name, members of the structures in hexadecimal. */
export function printWhpNames({ guest, segments, tables }: PrintableState): string[] {
  const line = (name: string, value: string): string =>
    `WHvX64Register${name.charAt(0).toUpperCase()}${name.slice(1)}`.padEnd(22) + ` = ${value}`;
  return [
    ...["rsp", "rip", "rflags", "cr0", "cr3", "cr4", "efer", "pat"].map((name) =>
      line(name, h16(guest[name])),
    ),
    ...WHP_SEGMENTS.map((name) => {
      const { selector, limit, base, accessRights } = segments[name];
      const attributes = h4(accessRights & 0xffffn);
      return line(
        name,
        `{ Base = ${plain(base)}, Limit = ${h8(limit)}, Selector = ${h4(selector)}, Attributes = ${attributes} }`,
      );
    }),
    ...(["idtr", "gdtr"] as const).map((name) =>
      line(name, `{ Base = 0x${plain(tables[name].base)}, Limit = 0x${h4(tables[name].limit)} }`),
    ),
  ];
}

/** A monitor of nobody's, which writes types in letters and presence in a word. */
export function printNamedAttributes({ guest, segments, tables }: PrintableState): string[] {
  const letters = (type: bigint): string => {
    const has = (bit: bigint): boolean => (type & bit) !== 0n;
    const isCode = has(8n);
    const [read, write] = isCode ? [has(2n), false] : [true, has(2n)];
    const flags = [read && "R", write && "W", isCode && "X", has(4n) && (isCode ? "C" : "E")];
    return [...(has(4n) ? flags : flags.slice(0, 3)), has(1n) && "a"]
      .map((letter) => (letter === false ? "-" : letter))
      .join("");
  };
  const segment = (name: SegmentRegister): string => {
    const { selector, base, limit, accessRights } = segments[name];
    const bit = (position: bigint): bigint => (accessRights >> position) & 1n;
    const type = bit(4n) === 1n ? letters(accessRights & 15n) : `0x${plain(accessRights & 15n)}`;
    return (
      ` ${name.padEnd(4)} = 0x${h4(selector)} base = 0x${hex(base, 12)} limit = 0x${h8(limit)} ` +
      `s=${bit(4n)} type=${type} dpl=${(accessRights >> 5n) & 3n} db=${bit(14n)} g=${bit(15n)} ` +
      `l=${bit(13n)} avl=${bit(12n)} ${bit(7n) === 1n ? "present" : "not-present"}`
    );
  };
  const registers = (...names: readonly string[]): string =>
    ` ${names.map((name) => `${name} = 0x${h16(guest[name])}`).join(" ")}`;
  return [
    "register state:",
    registers("rsp", "rip", "rflags"),
    ...(["cs", "ss", "ds", "es", "fs", "gs", "tr", "ldtr"] as const).map(segment),
    ...(["gdtr", "idtr"] as const).map(
      (name) => ` ${name} base = 0x${h16(tables[name].base)} limit = 0x${h4(tables[name].limit)}`,
    ),
    registers("cr0", "cr3", "cr4", "efer"),
    "end of registers",
  ];
}
