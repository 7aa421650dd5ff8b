/** NoirVisor (a hypervisor for Windows): the guest-state area in its debug output. */
import { entryFailure } from "./failure.ts";
import { type DumpFormat, type LineReader, emptyReading } from "./format.ts";
import { Layout, readingOf } from "./layout.ts";

const REGISTERS: Readonly<Record<string, string>> = {
  "CS Segment": "cs",
  "DS Segment": "ds",
  "ES Segment": "es",
  "FS Segment": "fs",
  "GS Segment": "gs",
  "SS Segment": "ss",
  "Task Register": "tr",
  "LDT Register": "ldtr",
};

const LAYOUT = new Layout({
  program: ["[NoirVisor]"],
  heading: ["Dumping VMCS Guest State Area..."],
  registers: [
    ...Object.entries(REGISTERS).map(
      ([printed, register]) =>
        `Guest ${printed} - Selector: 0x{guest.${register}.selector:1-4} ` +
        `Access-Rights: 0x{guest.${register}.accessRights:1-8} ` +
        `Limit: 0x{guest.${register}.limit:1-8} Base: 0x{guest.${register}.base:16}`,
    ),
    "Guest GDTR Limit: 0x{guest.gdtr.limit:1-8} Base: 0x{guest.gdtr.base:16}",
    "Guest IDTR Limit: 0x{guest.idtr.limit:1-8} Base: 0x{guest.idtr.base:16}",
  ],
});

function open(): LineReader {
  return ({ text }) => {
    const failure = /^\[NoirVisor\] (Failed at VM-Entry, Code=(\d{1,10})\b.*)$/.exec(text);
    if (failure !== null) {
      const [, words = "", code = "0"] = failure;
      return { ...emptyReading(), starts: true, failure: entryFailure(words, BigInt(code)) };
    }
    const line = LAYOUT.read(text);
    if (line === undefined || line.phrases.every(({ kind }) => kind === "program"))
      return undefined;
    const reading = readingOf(line);
    const [last] = line.phrases.flatMap(({ slots }) => slots).slice(-1);
    // A number that needs no fixed width may have been cut where the line ends, also behind a 0.
    if (
      last !== undefined &&
      !last.path.endsWith(".base") &&
      last.at + last.digits.length === text.length
    )
      reading.values = reading.values.filter(({ at }) => at !== last.at);
    const starts = line.phrases.some(({ kind, complete }) => kind === "heading" && complete);
    return { ...reading, starts };
  };
}

export const noirvisorVmcs: DumpFormat = {
  name: "noirvisor-vmcs",
  view: "vmcs",
  description: "NoirVisor: the guest-state area in its debug output",
  begins: ["[NoirVisor", "Guest", "Dumping"],
  open,
  advice: "Paste the lines below `Dumping VMCS Guest State Area...` as well.",
};
