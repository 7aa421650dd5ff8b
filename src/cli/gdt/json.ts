import { VERSION, isKnownEntry, rules, type EntryReading } from "../../index.ts";
import type { GdtReport, JudgedEntry } from "./report.ts";
import { hex, isBeyondLimit } from "./table.ts";

/** The document of `schemas/descriptor-table.schema.json`. */
export function gdtJson({
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
        value: isKnownEntry(entry) ? hex64(entry.value) : null,
        beyondLimit: isBeyondLimit(entry, table),
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
    unread: source.unread,
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
