/** From pasted text to candidate states. Runs anywhere; touches no file, no process, no DOM. */
import { formatNamed } from "./formats.ts";
import { DumpReader } from "./reader.ts";
import type { KnownText, ParsedDump, Unread } from "./types.ts";

export {
  type ParsedBinary,
  type WrittenFormat,
  type WrittenState,
  WRITTEN_FORMATS,
  binaryFormats,
  parseBinary,
  writeBinary,
} from "./binary/index.ts";
export { meaningOf, meaningOfQualification } from "./failure.ts";
export { fromForeignJson, jsonFormats } from "./foreign-json.ts";
export type { DumpFormat } from "./format.ts";
export { formatNamed as dumpFormat, formats } from "./formats.ts";
export { DumpReader, type DumpReaderOptions } from "./reader.ts";
export type { Failure, KnownText, Origin, ParsedDump, Unread } from "./types.ts";

export interface ParseDumpOptions {
  /** Name of the only format to look for (see `formats`); all by default. */
  format?: string;
}

/**
 * Every dump in a text, in the order in which they start; empty if there is none.
 * Throws `RangeError` if `options.format` names no format; no text makes it throw.
 */
export function parseDump(text: string, options: ParseDumpOptions = {}): ParsedDump[] {
  return readText(text, options).dumps;
}

/** What a text is that holds no state, or says beside its dumps: see {@link KnownText}. */
export function knownTexts(text: string): readonly KnownText[] {
  return readText(text).known;
}

/** Names of the formats of which the text has a dump, each once, in the order of the text. */
export function detectFormats(text: string): string[] {
  return [...new Set(parseDump(text).map(({ format }) => format))];
}

/** Everything that is found in a text. */
export interface ReadText {
  /** In the order in which they start. */
  dumps: ParsedDump[];
  /** What the text reports or is, where that belongs to no dump. */
  known: readonly KnownText[];
  /** Lines outside every dump that look like fields and were not read; the first of them. */
  unread: readonly Unread[];
}

/**
 * Reads a whole text. Throws `RangeError` if `options.format` names no format; no text makes it
 * throw.
 */
export function readText(text: string, { format }: ParseDumpOptions = {}): ReadText {
  const reader = new DumpReader(format === undefined ? {} : { formats: [formatNamed(format)] });
  // Some old consoles end lines with a carriage return alone.
  const terminator = text.includes("\n") ? "\n" : "\r";
  const dumps: ParsedDump[] = [];
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf(terminator, from);
    const line = end === -1 ? text.slice(from) : text.slice(from, end);
    dumps.push(...reader.push(line, end !== -1));
    from = end === -1 ? text.length : end + 1;
  }
  dumps.push(...reader.end());
  return { dumps, known: reader.known, unread: reader.unread };
}
