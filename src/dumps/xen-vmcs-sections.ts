/**
 * Xen 3.0 and 3.1: the VMCS on the console before its fields had names, section by section, each
 * row with the encoding of its first value. Hypervisors that took the code over print it to this day.
 *
 *     16-bit Guest-State Fields
 *         0x00000800: 0x0000 0x0008 0x0018 ------
 */
import { exitReasonFailure } from "./failure.ts";
import {
  type DumpFormat,
  type LineReader,
  type Reading,
  type Settled,
  emptyReading,
} from "./format.ts";
import { fieldOfEncoding, joinHalves } from "./vmcs-fields.ts";
import { unusedEventFields } from "./vmcs-sections.ts";
import { XEN_ADVICE, XEN_BEGINS, readXenHeadline } from "./xen-headline.ts";

const HEADING =
  /^(?:(?:16|32|64)-bit|Natural(?: (?:64|32)-bit)?) (Control|RO Data|Guest-State|Host-State) Fields$/;
const ROW = /^0x0000([0-9a-f]{4}):(?: (?:0x[0-9a-f]{1,16}|-{1,18})){0,4}$/i;

/** Digits of a number by bits 14:13 of its encoding. */
const DIGITS = [4, 16, 8, 16] as const;
const PER_ROW = 4;
const TORN = "the numbers of this row have different widths, so some are lost; it is not read";

function open(): LineReader {
  /** Rows alone look like any dump of memory. */
  let isInSections = false;

  return ({ text, before }) => {
    const headline = readXenHeadline(text);
    if (headline !== undefined) {
      isInSections = false;
      return headline;
    }
    if (HEADING.test(text)) {
      const starts = text.startsWith("16-bit") && !isInSections;
      isInSections = true;
      return { ...emptyReading(), starts };
    }
    if (
      /^\*{4,80}(?: VMCS Areas? \*{4,80})?$/.test(text) ||
      /^(?:>>> )?Domain \d{1,5} <<<$/.test(text)
    ) {
      isInSections = false;
      return undefined;
    }
    const row = ROW.exec(text);
    if (row === null || !(isInSections || before.includes("(XEN)"))) return undefined;
    return readRow(Number(`0x${row[1] ?? "0"}`), text);
  };
}

/** Numbers of two widths, the last aside, were not printed as one row: words of it are lost. */
function isTorn(words: readonly RegExpMatchArray[]): boolean {
  return new Set(words.slice(0, -1).map(([whole]) => whole.length)).size > 1;
}

function readRow(first: number, text: string): Reading {
  const width = (first >> 13) & 3;
  const digits = DIGITS[width] ?? 16;
  // Both halves of a 64-bit field have an encoding.
  const step = width === 1 ? 1 : 2;
  const reading = emptyReading();
  const words = [...text.matchAll(/ (?:0x([0-9a-f]{1,16})|-{1,18})/gi)];
  if (isTorn(words)) return { ...reading, warnings: [{ at: 0, text: TORN }] };
  for (const [index, word] of words.entries()) {
    const [whole, number] = word;
    const field = fieldOfEncoding(first + index * step);
    const path = field?.path === "" ? undefined : field?.path;
    const at = word.index + 1;
    const isLast = index === words.length - 1;
    const isCut = whole.length - 1 < digits + 2;
    if (isCut && isLast) reading.rest = "cut";
    if (field === undefined || path === undefined || number === undefined) continue;
    if (isCut)
      reading.warnings.push({
        at,
        text: `${path} has ${number.length} of ${digits} digits; a cut number is not read`,
      });
    const value = BigInt(`0x${number}`);
    const fits = number.length === digits && value >> BigInt(field.width) === 0n;
    if (fits) reading.values.push({ path, value, at });
    else if (!isCut)
      reading.warnings.push({
        at,
        text: `${path} has ${field.width} bits, but ${whole.trim()} has more; it is not read`,
      });
    if (path === "controls.exitReason" && fits && (value & 0x8000_0000n) !== 0n)
      reading.failure = exitReasonFailure(`exit reason ${whole.trim()}`, value);
  }
  if (words.length < PER_ROW && reading.rest === "none") reading.rest = "open";
  return reading;
}

function settle(read: ReadonlyMap<string, bigint>): Settled {
  const unused = unusedEventFields(read.get("controls.entryInterruptionInfo") ?? 0n);
  const halves = joinHalves(read);
  const values = [...halves.values]
    .filter(([path]) => !unused.has(path))
    .map(([path, value]) => ({ path, value, from: path }));
  return { values, warnings: halves.warnings, notes: [] };
}

export const xenVmcsSections: DumpFormat = {
  name: "xen-vmcs-sections",
  view: "vmcs",
  description: "Xen 3.0 and 3.1: the VMCS as rows of numbers, each with an encoding",
  begins: [...XEN_BEGINS, "16", "32", "64", "Natural", "#encoding"],
  marks: ["(XEN)"],
  open,
  settle,
  advice: XEN_ADVICE,
};
