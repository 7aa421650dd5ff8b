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
