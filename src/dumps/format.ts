/**
 * What a dump format is to the reader. A format is one file that exports one {@link DumpFormat};
 * adding it to the list in `formats.ts` is all that is needed.
 *
 * The reader cleans each line and shows it to every format. A format answers with a
 * {@link Reading}: which fields the line gives, and whether a dump begins here. Everything that is
 * the same for all formats is the reader's: several dumps in one text, wrapped lines, values that
 * contradict each other, line numbers, memory bounds.
 */
import type { View } from "../state/exchange.ts";
import type { Failure } from "./types.ts";

export interface DumpFormat {
  /** The name people type after `--format`, e.g. `kvm-dump-vmcs`. */
  readonly name: string;
  readonly view: View;
  /** One line for the list of formats: who prints it and where. */
  readonly description: string;
  /**
   * With what its lines begin, as far as they can be recognised without those before them: a word
   * as it is printed, perhaps with signs in front (`*** Guest`); a 0 in it stands for any number, if
   * no other beginning has just that number. `#field` is any word with which the
   * name of a VMCS field begins, `#encoding` a hexadecimal number that may be one's encoding, `#hex4`
   * in front of either four digits. Without this, every line is shown to the format.
   */
  readonly begins?: readonly string[];
  /** What its program puts in front of a record: a line that has it is never the rest of another. */
  readonly marks?: readonly string[];
  /**
   * Names and numbers as anybody may write them. It only shows where such a line begins and whether
   * it is whole: what the lines say is read together, by `pairs/`.
   */
  readonly isGeneric?: boolean;
  /**
   * A reader for the lines of one text. It may remember what it needs from line to line (the
   * section it is in), never values. It is thrown away when a dump is over.
   *
   * A wrapped line is shown first as it stands and then joined with its continuation, so reading
   * the beginning of a record twice must do no harm.
   */
  open(): LineReader;
  /** A reader that knows the format's lines without those before them, if `open` does not. */
  readonly recognises?: LineReader;
  /**
   * What the values of a whole dump mean, where no line alone tells: an encoding or a radix that
   * some other line gives away. Such values are read under paths of the format's own; what this
   * returns takes the place of all that was read.
   */
  readonly settle?: (values: ReadonlyMap<string, bigint>) => Settled;
  /**
   * Paths whose lines stand in the same words for the guest and for the host, so that only the
   * lines before them tell. They mean nothing where the lines of two dumps are mixed.
   */
  readonly dependsOnSection?: readonly string[];
  /** Names of the formats whose dumps, later in the same text, share the CPU facts of this one. */
  readonly describesCpuFor?: readonly string[];
  /** How to come by a state when a text of this format reports a failure and nothing more. */
  readonly advice?: string;
}

export interface Settled {
  readonly values: readonly SettledValue[];
  readonly warnings: readonly SettledRemark[];
  readonly notes: readonly string[];
}

export interface SettledValue {
  readonly path: string;
  readonly value: bigint;
  /** The path it was read under: the value stands where that one stood. */
  readonly from: string;
}

export interface SettledRemark {
  readonly text: string;
  readonly from: string;
}

/** Answers `undefined` for a record that is not of this format. Must never throw. */
export type LineReader = (record: TextRecord) => Reading | undefined;

/** The words of one line, or of several that were joined because a record had been wrapped. */
export interface TextRecord {
  readonly text: string;
  /** What stood in front of them on the (first) line: `(XEN)` for example tells who printed it. */
  readonly before: string;
  /**
   * How many lines of the same source have come since the last one that this reader understood: 0
   * for the next one. Infinity if there was none.
   */
  readonly gap: number;
  /**
   * False where nothing shows that the line was not cut: for the last line of a text without a line
   * end, and for a last record that is `open`, which is shown once more when the text is over.
   */
  readonly terminated: boolean;
  /** The text ends here, although the record might have gone on. */
  readonly isLast: boolean;
}

/** What one record says. Offsets (`at`) count in `TextRecord.text`; the reader finds the line. */
export interface Reading {
  /** The first record of a dump: begins a new one if the one before already has values. */
  starts: boolean;
  /** Belongs to the dump's extent (`ParsedDump.lines`) although it may give no value. */
  header: boolean;
  values: FieldValue[];
  failure?: Failure;
  warnings: Remark[];
  notes: string[];
  /**
   * `cut`: the record stops in the middle, its rest should be on the next line.
   * `open`: complete as it stands, but the next line may still belong to it.
   */
  rest: "none" | "open" | "cut";
}

export interface FieldValue {
  /** Path in the exchange JSON, e.g. `guest.cs.limit`. */
  readonly path: string;
  readonly value: bigint;
  readonly at: number;
}

export interface Remark {
  readonly text: string;
  readonly at: number;
}

/** A reading that says nothing yet. */
export function emptyReading(): Reading {
  return { starts: false, header: false, values: [], warnings: [], notes: [], rest: "none" };
}
