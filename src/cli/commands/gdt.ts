import {
  DescriptorTableError,
  VERSION,
  descriptorTableFormats,
  readDescriptorTable,
  rules,
  type DescriptorTable,
  type EntryReading,
} from "../../index.ts";
import { Judge } from "../gdt/judge.ts";
import { ENTRY_MODES } from "../gdt/modes.ts";
import { printGdt, type GdtReport, type JudgedEntry } from "../gdt/print.ts";
import { judgeSelectors, parseSelectors } from "../gdt/selectors.ts";
import { findingsOf, hex, placeTable, type TableFacts } from "../gdt/table.ts";
import { InputFault } from "../input/fault.ts";
import { open } from "../input/lines.ts";
import { colorsFor, write } from "../terminal.ts";
import { EXIT, UsageError } from "../usage.ts";

export interface GdtFlags {
  format?: string;
  ia32e?: "on" | "off";
  unrestrictedGuest?: "on" | "off";
  limit?: string;
  base?: string;
  selectors?: string;
  asIs?: boolean;
  json?: boolean;
  strict?: boolean;
}

/** Decodes a descriptor table and says which registers could hold its entries at VM entry. */
export async function gdtCommand(file: string, flags: GdtFlags): Promise<number> {
  const facts = factsOf(flags);
  const selectors = flags.selectors === undefined ? undefined : parseSelectors(flags.selectors);
  const source = await readTable(file, flags.format);
  const table = placeTable(source, facts);
  const asIs = flags.asIs === true;
  const unrestrictedGuest = isOn(flags.unrestrictedGuest);
  const modes = ENTRY_MODES.filter(
    ({ reading, context }) =>
      (facts.ia32e === undefined || (reading === "ia32e") === facts.ia32e) &&
      (unrestrictedGuest === undefined || context.assume?.unrestrictedGuest === unrestrictedGuest),
  );
  const judge = new Judge({ asIs, modes });
  const report: GdtReport = {
    file: file === "-" ? undefined : file,
    source,
    table,
    asIs,
    modes,
    judged: table.entries.map((entry): JudgedEntry => ({
      entry,
      answers: entry.readings.flatMap((reading) => judge.answers(entry.offset, reading)),
    })),
    findings: findingsOf(table),
    selectors:
      selectors &&
      judgeSelectors(table, selectors, {
        asIs,
        ...(facts.ia32e === undefined ? {} : { ia32e: facts.ia32e }),
        ...(unrestrictedGuest === undefined ? {} : { unrestrictedGuest }),
      }),
  };
  await write(
    flags.json === true
      ? `${JSON.stringify(asJson(report), undefined, 2)}\n`
      : printGdt(report, colorsFor(process.stdout)),
  );
  return statusOf(report, flags.strict === true);
}

/** 1 for an invalid state; under `--strict` also for an undecided one and for faults of the table. */
function statusOf({ selectors, findings }: GdtReport, strict: boolean): number {
  const verdict = selectors?.report.verdict ?? "valid";
  if (verdict === "invalid") return EXIT.invalid;
  const open = verdict === "undecided" || findings.some(({ fault }) => fault);
  return strict && open ? EXIT.invalid : EXIT.fine;
}

/** Text of a table is a few bytes a byte; a log around it may be longer. */
const MAX_INPUT = 16 * 1024 * 1024;

async function readTable(file: string, format: string | undefined): Promise<DescriptorTable> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of (await open(file)) as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_INPUT) {
        throw new InputFault(file, `more than ${MAX_INPUT} bytes: cut the table out`);
      }
    }
  } catch (error) {
    throw InputFault.from(file, error);
  }
  try {
    return readDescriptorTable(
      textOf(Buffer.concat(chunks)),
      format === undefined ? {} : { format },
    );
  } catch (error) {
    if (!(error instanceof DescriptorTableError)) throw error;
    throw new InputFault(file, error.reason, error.line);
  }
}

/** UTF-16 with a byte-order mark, as PowerShell's redirection writes it, becomes text. */
function textOf(bytes: Buffer): Uint8Array | string {
  const mark = bytes.subarray(0, 2).toString("hex");
  if (mark === "fffe") return new TextDecoder("utf-16le").decode(bytes);
  return mark === "feff" ? new TextDecoder("utf-16be").decode(bytes) : bytes;
}

function factsOf({ limit, base, ia32e }: GdtFlags): TableFacts {
  const inIa32e = isOn(ia32e);
  return {
    ...(limit === undefined ? {} : { limit: Number(numberOf("--limit", limit, 32)) }),
    ...(base === undefined ? {} : { base: numberOf("--base", base, 64) }),
    ...(inIa32e === undefined ? {} : { ia32e: inIa32e }),
  };
}

function isOn(value: "on" | "off" | undefined): boolean | undefined {
  return value === undefined ? undefined : value === "on";
}

/** @throws UsageError unless it is a hex or decimal number of so many bits */
function numberOf(option: string, text: string, bits: number): bigint {
  if (!/^(?:0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text)) {
    throw new UsageError(`${option} ${text}: write a number, as in 0x1f`);
  }
  const value = BigInt(text);
  if (value >> BigInt(bits) !== 0n)
    throw new UsageError(`${option} ${text}: more than ${bits} bits`);
  return value;
}

/** The document of `schemas/descriptor-table.schema.json`. */
function asJson({
  file,
  source,
  table,
  asIs,
  judged,
  modes,
  findings,
  selectors,
}: GdtReport): unknown {
  return {
    source: {
      ...(file === undefined ? {} : { file }),
      format: source.format,
      bytes: source.bytes.length,
      ...(source.address === undefined ? {} : { address: hex(source.address) }),
    },
    limit: { value: hex(table.limit.value), from: table.limit.from },
    ...(table.base === undefined
      ? {}
      : { base: { value: hex(table.base.value), from: table.base.from } }),
    asIs,
    modes: modes.map(({ id, title, reading }) => ({ id, title, reading })),
    entries: judged.map(({ entry, answers }, at) => {
      const line = table.lines[at];
      return {
        index: entry.index,
        selector: hex(entry.offset),
        ...(line === undefined ? {} : { line }),
        value: hex64(entry.value),
        beyondLimit: entry.offset + 7 > table.limit.value,
        readings: entry.readings.map((reading) => readingJson(reading, answers)),
      };
    }),
    findings,
    ...(selectors === undefined
      ? {}
      : {
          selectors: {
            registers: Object.fromEntries(
              selectors.selected.map(({ register, selector, place, message, segment }) => [
                register,
                { selector: hex(selector), place, message, segment },
              ]),
            ),
            state: selectors.state,
            report: selectors.report,
          },
        }),
    notes: source.warnings,
    tool: { version: VERSION, rules: rules.length },
  };
}

function readingJson(reading: EntryReading, answers: JudgedEntry["answers"]): unknown {
  const { mode, kind, words, descriptor, target, of, complete } = reading;
  const inModes = answers.filter((one) => one.mode.reading === mode && kind !== "upper-half");
  return {
    mode,
    kind,
    type: words,
    complete,
    ...(of === undefined ? {} : { upperHalfOf: hex(8 * of) }),
    ...(descriptor === undefined
      ? {}
      : {
          size: complete ? descriptor.size : 16,
          base: hex(descriptor.base),
          limit: hex(descriptor.limit),
          accessRights: hex(descriptor.accessRights),
          bits: bitsOf(descriptor.accessRights),
        }),
    ...(target === undefined
      ? {}
      : { target: { selector: hex(target.selector), offset: hex(target.offset) } }),
    holders: Object.fromEntries(inModes.map((one) => [one.mode.id, one.answers])),
  };
}

function bitsOf(accessRights: number): Record<string, number> {
  const bit = (at: number): number => (accessRights >> at) & 1;
  return {
    type: accessRights & 0xf,
    s: bit(4),
    dpl: (accessRights >> 5) & 3,
    p: bit(7),
    avl: bit(12),
    l: bit(13),
    db: bit(14),
    g: bit(15),
  };
}

const hex64 = (value: bigint): string => `0x${value.toString(16).padStart(16, "0")}`;

/** Names for `--format`. */
export const GDT_FORMATS: readonly string[] = descriptorTableFormats.map(({ name }) => name);
