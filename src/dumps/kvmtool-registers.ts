/** kvmtool: the registers it shows when a vCPU stops, segments as the rows of a table. */
import { type DumpFormat, type LineReader } from "./format.ts";
import { KVM_SEGMENTS, KVM_TABLES, settleSegments } from "./kvm-segment.ts";
import { Layout, readingOf } from "./layout.ts";

const row = ([printed, register]: [string, string]): string => {
  const attributes = ["present", "dpl", "db", "s", "l", "g", "avl"].map(
    (name) => `{kvm.${register}.${name}:1}`,
  );
  return (
    `${printed} {guest.${register}.selector:4} {guest.${register}.base:16} ` +
    `{guest.${register}.limit:8} {kvm.${register}.type:2} ${attributes.join(" ")}`
  );
};

const LAYOUT = new Layout({
  heading: ["register selector base limit type p dpl db s l g avl"],
  rows: [
    ...Object.entries(KVM_SEGMENTS)
      .filter(([printed]) => printed !== "ldtr")
      .map(row),
    ...Object.entries(KVM_TABLES).map(
      ([printed, table]) => `${printed} {guest.${table}.base:16} {guest.${table}.limit:8}`,
    ),
  ],
  first: ["rip: {guest.rip:16} rsp: {guest.rsp:16} flags: {guest.rflags:16}"],
  control: [
    "cr0: {guest.cr0:16} cr2: {:16} cr3: {guest.cr3:16}",
    "cr4: {guest.cr4:16} cr8: {:16}",
    "efer: {guest.efer:16} apic base: {:16}",
  ],
});

function open(): LineReader {
  return ({ text }) => {
    const line = LAYOUT.read(text);
    if (line === undefined) return undefined;
    const starts = line.phrases.some(({ kind, complete }) => kind === "first" && complete);
    return { ...readingOf(line), starts };
  };
}

export const kvmtoolRegisters: DumpFormat = {
  name: "kvmtool-registers",
  view: "guest",
  description: "kvmtool: the registers of a vCPU that stopped",
  begins: LAYOUT.begins,
  open,
  // No column says whether a segment is usable.
  settle: (read) => settleSegments(read, { unusable: "maybe" }),
};
