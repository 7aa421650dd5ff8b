/** What reading a descriptor table gives, and how it fails. */
import type { Unread } from "../types.ts";

/** The bytes of a descriptor table, in the order of memory. A reader has no opinion on validity. */
export interface DescriptorTable {
  /** Name of the notation it was written in, e.g. `xxd`. */
  readonly format: string;
  /** A multiple of 8 bytes, 8 to 65536 of them. */
  readonly bytes: Uint8Array;
  /** Indexes of the entries whose bytes are not known; they are 0 in `bytes`, and mean nothing. */
  readonly unknown: readonly number[];
  /** 1-based line on which each 8 bytes begin; empty for binary input. */
  readonly lines: readonly number[];
  /** Address of the first byte, where the text prints addresses of memory (not offsets in a file). */
  readonly address?: bigint;
  /** The operand of LGDT, where the text has it behind or before the table. */
  readonly pointer?: TablePointer;
  /** What was left out, or decided where the text does not tell. */
  readonly warnings: readonly string[];
  /** Lines that are part of a table, or may be, and were not read. */
  readonly unread: readonly Unread[];
}

/** What LGDT loads: a limit word and a base. Absent members are written as names or expressions. */
export interface TablePointer {
  readonly line: number;
  /** 16 bits. */
  readonly limit?: number;
  /** 32 or 64 bits. */
  readonly base?: bigint;
}

/** A text that is no descriptor table, or one that cannot be read whole. */
export class DescriptorTableError extends Error {
  /** 1-based line of the fault; undefined where no single line is to blame. */
  readonly line: number | undefined;
  /** The message without the line. */
  readonly reason: string;

  constructor(reason: string, line?: number) {
    super(line === undefined ? reason : `line ${line}: ${reason}`);
    this.name = "DescriptorTableError";
    this.line = line;
    this.reason = reason;
  }
}

/** A line without its wrapper, with its place in the input. */
export interface SourceLine {
  readonly number: number;
  /** Without blanks at either end. */
  readonly text: string;
  /** Whether a line end followed: if not, the text may be cut here. */
  readonly isTerminated: boolean;
}

/** A line that was not read, and why. */
export interface Miss {
  readonly line: number;
  readonly why: string;
}

/** What a notation makes of a text: bytes that need not be a whole number of descriptors yet. */
export interface TableBytes {
  /** `undefined` for one that the text does not tell. */
  readonly bytes: readonly (number | undefined)[];
  /** Line of each byte. */
  readonly lines: readonly number[];
  /** Whether words of the text say that this is a descriptor table. */
  readonly isNamed?: boolean;
  /** Whether it begins behind the beginning of a file, and not with the null entry: rows may be missing. */
  readonly isPiece?: boolean;
  readonly address?: bigint;
  readonly pointer?: TablePointer;
  readonly warnings: readonly string[];
  readonly misses: readonly Miss[];
  /** How many rows begin where the row before them ends: the reading in which more do is the right one. */
  readonly fits?: number;
}

/** One way of writing bytes down. A notation is one file; `index.ts` lists them. */
export interface Notation {
  /** The name people type after `--format`. */
  readonly name: string;
  /** One line for the list of formats. */
  readonly description: string;
  /** Whether each line tells by itself which entry it is. */
  readonly hasPlaces?: boolean;
  /**
   * The tables of a text, in its order, as far as they are written in this notation.
   *
   * @throws DescriptorTableError if the text is of this notation but nothing of it can be told
   */
  read(lines: readonly SourceLine[]): readonly TableBytes[];
}

/** No GDT is longer: its limit has 16 bits. */
export const MAX_BYTES = 65_536;

/** Words of an input for a message. */
export function quote(text: string): string {
  return `"${text.length > 40 ? `${text.slice(0, 40)}...` : text}"`;
}
