/**
 * qemu-kvm up to 0.12: the registers that it prints when a vCPU stops, from `struct kvm_regs` and
 * `struct kvm_sregs`. Attributes stand one by one; tables and control registers are not padded.
 */
import { type DumpFormat, type LineReader } from "./format.ts";
import { KVM_SEGMENTS, KVM_TABLES, settleSegments } from "./kvm-segment.ts";
import { Layout, readingOf } from "./layout.ts";

const segment = ([printed, register]: [string, string]): string => {
  const attributes = ["dpl", "db", "s", "type", "l", "g", "avl"].map(
    (name) => `${name} {kvm.${register}.${name}:1}`,
  );
  return (
    `${printed} {guest.${register}.selector:4} ({guest.${register}.base:8-16}/` +
    `{guest.${register}.limit:8} p {kvm.${register}.present:1} ${attributes.join(" ")})`
  );
};

const general = (...names: readonly string[]): string =>
  names.map((name) => `${name} {${name === "rsp" ? "guest.rsp" : ""}:16}`).join(" ");

const LAYOUT = new Layout({
  first: [general("rax", "rbx", "rcx", "rdx")],
  registers: [
    general("rsi", "rdi", "rsp", "rbp"),
    general("r8", "r9", "r10", "r11"),
    general("r12", "r13", "r14", "r15"),
    "rip {guest.rip:16} rflags {guest.rflags:8-16}",
    ...Object.entries(KVM_SEGMENTS)
      .filter(([printed]) => printed !== "ldtr")
      .map(segment),
    ...Object.entries(KVM_TABLES).map(
      ([printed, table]) => `${printed} {guest.${table}.base:1-16}/{guest.${table}.limit:1-8}`,
    ),
    "cr0 {guest.cr0:1-16} cr2 {:1-16} cr3 {guest.cr3:1-16} cr4 {guest.cr4:1-16} " +
      "cr8 {:1-16} efer {guest.efer:1-16}",
  ],
});

function open(): LineReader {
  return ({ text, terminated }) => {
    const line = LAYOUT.read(text, { isWhole: terminated });
    if (line === undefined) return undefined;
    const starts = line.phrases.some(({ kind, complete }) => kind === "first" && complete);
    return { ...readingOf(line), starts };
  };
}

export const qemuKvmRegisters: DumpFormat = {
  name: "qemu-kvm-registers",
  view: "guest",
  description: "qemu-kvm up to 0.12: the registers of a vCPU that stopped",
  begins: LAYOUT.begins,
  open,
  // No word says whether a segment is usable.
  settle: (read) => settleSegments(read, { unusable: "maybe" }),
};
