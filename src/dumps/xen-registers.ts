/**
 * Xen: the registers of a vCPU that it prints when it crashes a domain. They are its own copy, so
 * guest view; of the segments there is nothing but selectors and the bases of FS and GS.
 */
import {
  type DumpFormat,
  type LineReader,
  type Reading,
  type Settled,
  emptyReading,
} from "./format.ts";
import { Layout, readingOf } from "./layout.ts";

const SELECTORS = ["ds", "es", "fs", "gs", "ss", "cs"]
  .map((name) => `${name}: {guest.${name}.selector:4}`)
  .join(" ");

const LAYOUT = new Layout({
  first: ["RIP: {guest.cs.selector:4}:[<{guest.rip:16}>] {*}"],
  registers: [
    ...["rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp"].map((name) => `${name}: {:16}`),
    ...["r8", "r9"].map((name) => `${name}: {:16}`),
    ...[10, 11, 12, 13, 14, 15].map((number) => `r${number}: {:16}`),
    "rsp: {guest.rsp:16}",
    "cr0: {guest.cr0:16}",
    "cr2: {:16}",
    "cr3: {guest.cr3:16}",
    "cr4: {guest.cr4:16}",
    "fsb: {guest.fs.base:16}",
    "gsb: {guest.gs.base:16}",
    "gss: {:16}",
    SELECTORS,
  ],
});

/** Whose registers they are; those of Xen itself and of paravirtualized guests are printed alike. */
const CONTEXT =
  /^RFLAGS:(?: {1,8}([0-9a-f]{16})(?: {1,8}EM: \d)?(?: {1,8}CONTEXT:(?: (\w{2,16})(?: guest)?(?: \((d\d{1,5}v\d{1,5})\))?)?)?)?$/;

function open(): LineReader {
  let isOpen = false;

  return ({ text }) => {
    const context = isOpen ? CONTEXT.exec(text) : null;
    if (context !== null) return readContext(context);
    const line = LAYOUT.read(text);
    if (line === undefined) return undefined;
    const starts = line.phrases.some(({ kind, complete }) => kind === "first" && complete);
    // Other dumps print single registers in the same words.
    if (!isOpen && line.phrases[0]?.kind !== "first") return undefined;
    isOpen ||= starts;
    return { ...readingOf(line), starts };
  };
}

function readContext([, digits, who, vcpu]: RegExpExecArray): Reading {
  const reading = emptyReading();
  if (digits === undefined) return { ...reading, rest: "cut" };
  reading.values.push({ path: "guest.rflags", value: BigInt(`0x${digits}`), at: 0 });
  if (who === undefined) return { ...reading, rest: "cut" };
  reading.values.push({ path: "context", value: who === "hvm" ? 1n : 0n, at: 0 });
  if (vcpu === undefined) return { ...reading, rest: "open" };
  return { ...reading, notes: [`vCPU ${vcpu}`] };
}

function settle(read: ReadonlyMap<string, bigint>): Settled {
  if (read.get("context") !== 1n) return { values: [], warnings: [], notes: [] };
  const values = [...read]
    .filter(([path]) => path !== "context")
    .map(([path, value]) => ({ path, value, from: path }));
  const notes = [
    "registers from Xen's own copy; it prints no limits and attributes of segments: look for the VMCS dump above, or press debug key v",
  ];
  if (read.has("guest.cr0"))
    notes.push(
      "CR0 and CR4 are what the guest reads; the VMCS fields differ: bits the hypervisor owns are not shown (NE, VMXE)",
    );
  return { values, warnings: [], notes };
}

export const xenRegisters: DumpFormat = {
  name: "xen-registers",
  view: "guest",
  description: "Xen: the registers of an HVM guest's vCPU when its domain is crashed",
  begins: [...LAYOUT.begins, "RFLAGS"],
  marks: ["(XEN)"],
  open,
  recognises: ({ text }) => {
    const context = CONTEXT.exec(text);
    if (context !== null) return readContext(context);
    const line = LAYOUT.read(text);
    return line && readingOf(line);
  },
  settle,
};
