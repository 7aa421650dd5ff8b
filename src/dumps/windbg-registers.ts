/**
 * WinDbg: `r`, and what `rM` adds to it (control, debug and descriptor-table registers). Selectors
 * only: what a segment holds is shown by `dg`.
 */
import { type DumpFormat, type LineReader, type Settled, emptyReading } from "./format.ts";
import { Layout, readingOf } from "./layout.ts";

/** The lines with registers of natural width, which a 32-bit session prints with 8 digits. */
const natural = (digits: 8 | 16): string[] => [
  `cr0={guest.cr0:${digits}} cr2={:${digits}} cr3={guest.cr3:${digits}}`,
  `cr4={guest.cr4:${digits}}`,
  `cr8={:${digits}}`,
  ...["dr0", "dr1", "dr2", "dr3", "dr6"].map((name) => `${name}={:${digits}}`),
  `dr7={guest.dr7:${digits}}`,
  `gdtr={guest.gdtr.base:${digits}} gdtl={guest.gdtr.limit:4}`,
  `idtr={guest.idtr.base:${digits}} idtl={guest.idtr.limit:4}`,
];

const LAYOUT = new Layout({
  first: ["eax={:8}", "rax={:16}"],
  registers: [
    ...["ebx", "ecx", "edx", "esi", "edi", "ebp"].map((name) => `${name}={:8}`),
    ...["rbx", "rcx", "rdx", "rsi", "rdi", "rbp"].map((name) => `${name}={:16}`),
    ...[8, 9, 10, 11, 12, 13, 14, 15].map((number) => `r${number}={:16}`),
    "eip={guest.rip:8}",
    "esp={guest.rsp:8}",
    "rip={guest.rip:16}",
    "rsp={guest.rsp:16}",
    "iopl={:1} {*}",
  ],
  selectors: [
    `${["cs", "ss", "ds", "es", "fs", "gs"].map((name) => `${name}={guest.${name}.selector:4}`).join(" ")} efl={guest.rflags:8}`,
  ],
  short: natural(8),
  long: natural(16),
  systemSelectors: ["tr={guest.tr.selector:4}", "ldtr={guest.ldtr.selector:4}"],
});

/** `0: kd> r` and the like; an `r` in a line of the debugger's own. */
const COMMAND = /^(?:\d{1,3}: )?(?:l?kd|\d{1,3}:\d{1,3})> ?r ?(?:M|m)? ?[0-9a-fx]{0,6}$/;

function open(): LineReader {
  let digits: 8 | 16 | undefined;
  let isSession = false;
  return ({ text, terminated }) => {
    if (COMMAND.test(text)) {
      isSession = true;
      return emptyReading();
    }
    const line = LAYOUT.read(text);
    if (line === undefined) return undefined;
    const starts = line.phrases.some(({ kind, complete }) => kind === "first" && complete);
    if (starts) digits = text.startsWith("e") ? 8 : 16;
    const reading = readingOf(line, (path, { kind, end }) => {
      if (kind !== "short") return path;
      // In a 64-bit session 8 digits are half a number.
      const isWhole = digits === 8 || (digits === undefined && (end < text.length || terminated));
      return isWhole || /\.limit$/.test(path) ? path : undefined;
    });
    isSession ||= line.phrases.some(({ kind, complete }) => kind === "selectors" && complete);
    if (isSession && reading.values.length > 0)
      reading.values.push({ path: PROOF, value: 1n, at: 0 });
    return { ...reading, starts };
  };
}

/** Read beside the values once something was seen that only this debugger prints. */
const PROOF = "windbg";

/** VirtualBox and others print single registers in the same words. */
function settle(read: ReadonlyMap<string, bigint>): Settled {
  if (!read.has(PROOF)) return { values: [], warnings: [], notes: [] };
  const values = [...read]
    .filter(([path]) => path !== PROOF)
    .map(([path, value]) => ({ path, value, from: path }));
  const notes = [
    "WinDbg shows selectors, but not what the segments hold: add the output of `dg @cs`, `dg @ss` and so on",
  ];
  if (read.has("guest.rflags")) notes.push("RFLAGS is printed with 8 digits; bits 63:32 assumed 0");
  return { values, warnings: [], notes };
}

export const windbgRegisters: DumpFormat = {
  name: "windbg-registers",
  view: "guest",
  description: "WinDbg: r, rM",
  begins: [...LAYOUT.begins, "kd", "lkd", "0: kd"],
  open,
  settle,
};
