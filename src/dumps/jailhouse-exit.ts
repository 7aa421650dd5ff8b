/**
 * Jailhouse: what it prints of the VMCS when a cell's CPU leaves for a reason that it cannot handle,
 * a failed VM entry among them. Of the segments there is nothing but CS, without its limit.
 */
import { type DumpFormat, type LineReader } from "./format.ts";
import { Layout, readingOf } from "./layout.ts";

const LAYOUT = new Layout({
  first: ["RIP: 0x{guest.rip:16} RSP: 0x{guest.rsp:16} FLAGS: {guest.rflags:1-16}"],
  code: [
    "CS: {guest.cs.selector:1-4} BASE: 0x{guest.cs.base:16} " +
      "AR-BYTES: {guest.cs.accessRights:1-8} EFER.LMA {:1}",
  ],
  registers: [
    "RAX: 0x{:16} RBX: 0x{:16} RCX: 0x{:16}",
    "RDX: 0x{:16} RSI: 0x{:16} RDI: 0x{:16}",
    "CR0: 0x{guest.cr0:16} CR3: 0x{guest.cr3:16} CR4: 0x{guest.cr4:16}",
    "EFER: 0x{guest.efer:16}",
  ],
});

/** On AMD processors the same lines show a VMCB, to which the checks of VM entry do not apply. */
const AMD = /^FATAL: (?:VM-Entry failure, error\b|Unexpected #VMEXIT)/;
const INTEL = /^FATAL: (?:VM-Entry failure, reason\b|Unhandled VM-Exit\b)/;

function open(): LineReader {
  let isOpen = false;
  let isAmd = false;

  return ({ text, terminated }) => {
    if (AMD.test(text) || INTEL.test(text)) isAmd = AMD.test(text);
    const line = LAYOUT.read(text, { isWhole: terminated });
    if (line === undefined || isAmd) return undefined;
    const isOwn = line.phrases.some(({ kind, complete }) => kind !== "registers" && complete);
    // Other programs print single registers in the same words.
    if (!isOpen && !isOwn && line.phrases[0]?.kind === "registers") return undefined;
    isOpen ||= isOwn;
    const starts = line.phrases.some(({ kind, complete }) => kind === "first" && complete);
    return { ...readingOf(line), starts };
  };
}

export const jailhouseExit: DumpFormat = {
  name: "jailhouse-exit",
  view: "vmcs",
  description: "Jailhouse (Intel): registers of a CPU whose cell failed",
  begins: [...LAYOUT.begins, "FATAL"],
  open,
  recognises: ({ text, terminated }) => {
    const line = LAYOUT.read(text, { isWhole: terminated });
    return line && readingOf(line);
  },
};
