/** The streaming reader: lines in, dumps out, in the order in which they start. */
import { type CleanLine, type NoiseName, cleanLine } from "./clean.ts";
import { Draft } from "./draft.ts";
import type { DumpFormat, LineReader, Reading, TextRecord } from "./format.ts";
import { dumpFormats } from "./formats.ts";
import { failureAlone, knownText } from "./known.ts";
import { QuotedPrintable } from "./quoted-printable.ts";
import type { KnownText, Origin, ParsedDump, Unread } from "./types.ts";

/** No line of a dump comes near this; longer ones are not read, so that memory stays bounded. */
const MAX_LINE_LENGTH = 65_536;
/** A record wrapped into more lines than this is none. */
const MAX_RECORD_LINES = 8;
/** A dump is over when so many lines have passed without one that belongs to it. */
const MAX_SILENCE = 256;
/** So many dumps wait at most for one that started before them and has not ended. */
const MAX_WAITING = 64;
/** The lines of so many programs, threads or CPUs are kept apart. */
const MAX_SOURCES = 16;
/** So many known texts are kept. */
const MAX_KNOWN = 32;

const PROGRAMS: ReadonlySet<NoiseName> = new Set(["xen", "kvm_intel", "haxm"]);

export interface DumpReaderOptions {
  /** The formats to look for; all by default. */
  readonly formats?: readonly DumpFormat[];
}

/** A format at work on the text: its line reader, and the dump it is collecting. */
interface Lane {
  readonly format: DumpFormat;
  read: LineReader;
  draft: Draft | undefined;
}

/** What one format makes of a record. All claims on the same record are handled together. */
interface Claim {
  readonly lane: Lane;
  readonly reading: Reading;
}

interface SoftLines {
  readonly text: string;
  readonly parts: JoinedRecord["parts"];
}

/** A record with the lines it was joined from. */
interface JoinedRecord extends TextRecord {
  readonly source?: string;
  readonly parts: readonly { readonly from: number; readonly origin: Origin }[];
}

/**
 * Reads dumps line by line. Memory is bounded whatever the input; nothing in a text makes it throw.
 *
 *     const reader = new DumpReader();
 *     for (const line of lines) use(reader.push(line));
 *     use(reader.end());
 */
export class DumpReader {
  /** Recognised texts that hold no state, in the order of the text. Complete after `end()`. */
  readonly known: readonly KnownText[] = [];
  /** Lines outside every dump that look like fields, in the order of the text; the first of them. */
  readonly unread: readonly Unread[] = [];
  readonly #formats: readonly DumpFormat[];
  /** The lanes in use: those of the source of the last line. */
  #lanes: readonly Lane[];
  /** The lanes of each source that printed something, the one used last at the end. */
  readonly #sources = new Map<string, readonly Lane[]>();
  /** Lanes in which nothing has been read yet, for the next source. */
  #spare: readonly Lane[] | undefined;
  /** Dumps not yet handed out, in the order in which they started. */
  #queue: Draft[] = [];
  /** A record that the next line may continue, with what was made of it so far. */
  #held: { record: JoinedRecord; claims: readonly Claim[] } | undefined;
  /** By the name of the format that shares them: the dump that has the facts. */
  readonly #cpuFacts = new Map<string, ParsedDump>();
  readonly #quotedPrintable = new QuotedPrintable();
  /** Lines that quoted-printable broke: decoded so far, and where each began in it. */
  #soft: SoftLines | undefined;
  #line = 0;

  constructor({ formats = dumpFormats }: DumpReaderOptions = {}) {
    this.#formats = formats;
    this.#lanes = this.#freshLanes();
  }

  /**
   * Takes the next line, without its terminator, and returns the dumps that are complete now.
   * `terminated` is false for a last line that no terminator follows: it may have been cut.
   */
  push(line: string, terminated = true): ParsedDump[] {
    this.#line++;
    this.#closeSilent();
    if (line.length > MAX_LINE_LENGTH) this.#skipLongLine(line.length);
    else this.#takeRaw(line, terminated);
    return this.#finished();
  }

  /** Ends the text and returns the dumps that were still open. */
  end(): ParsedDump[] {
    if (this.#soft !== undefined) this.#takeSoft(this.#soft, false);
    this.#rereadLast();
    this.#release();
    for (const draft of this.#queue) draft.isClosed = true;
    return this.#finished();
  }

  #takeRaw(line: string, terminated: boolean): void {
    const { text, isSoft } = this.#quotedPrintable.decode(line);
    const origin = { line: this.#line, text: line };
    const before = this.#soft;
    if (before === undefined && !isSoft) {
      const clean = cleanLine(text);
      if (clean.text !== "") this.#take(clean, [{ from: 0, origin }], terminated);
      return;
    }
    const parts = [...(before?.parts ?? []), { from: before?.text.length ?? 0, origin }];
    const soft = { text: (before?.text ?? "") + text, parts };
    if (isSoft && parts.length < MAX_RECORD_LINES) this.#soft = soft;
    else this.#takeSoft(soft, terminated);
  }

  /** Takes a line that quoted-printable had broken into several. */
  #takeSoft({ text, parts }: SoftLines, terminated: boolean): void {
    this.#soft = undefined;
    const clean = cleanLine(text);
    // What was removed stood in front, at the beginning of the first line.
    const removed = text.trimEnd().length - clean.text.length;
    const moved = parts.map(({ from, origin }) => ({ from: Math.max(0, from - removed), origin }));
    if (clean.text !== "") this.#take(clean, moved, terminated);
  }

  #take(clean: CleanLine, parts: JoinedRecord["parts"], terminated: boolean): void {
    if (this.#continueHeld(clean, parts, terminated)) return;
    this.#release();
    const record = { ...clean, terminated, parts };
    const lanes = this.#lanesOf(clean.source);
    const claims: Claim[] = [];
    for (const lane of lanes) {
      if (lane.draft?.isClosed === true) {
        lane.draft = undefined;
        lane.read = lane.format.open();
      }
      const reading = lane.read(record);
      if (reading !== undefined) claims.push({ lane, reading });
    }
    if (claims.length > 0 && lanes === this.#spare) this.#adopt(lanes, clean.source ?? "");
    if (claims.length > 0) this.#hold(record, claims);
    else this.#keepKnown(knownText(clean.text, parts[0]?.origin.line ?? this.#line));
  }

  #freshLanes(): readonly Lane[] {
    return this.#formats.map((format) => ({ format, read: format.open(), draft: undefined }));
  }

  /**
   * Two vCPUs may print at the same time; where each line says who printed it, their dumps are
   * read apart. A line that does not say it (a wrapped one) belongs to the source before it.
   */
  #lanesOf(source: string | undefined): readonly Lane[] {
    if (source === undefined) return this.#lanes;
    const known = this.#sources.get(source);
    if (known !== undefined) {
      this.#sources.delete(source);
      this.#sources.set(source, known);
      this.#lanes = known;
      return known;
    }
    // The first source continues what began without one.
    if (this.#sources.size === 0) {
      this.#sources.set(source, this.#lanes);
      return this.#lanes;
    }
    this.#spare ??= this.#freshLanes();
    return this.#spare;
  }

  /** The source printed something of a dump: it gets lanes of its own. */
  #adopt(lanes: readonly Lane[], source: string): void {
    this.#spare = undefined;
    this.#sources.set(source, lanes);
    this.#lanes = lanes;
    if (this.#sources.size <= MAX_SOURCES) return;
    const [oldest] = this.#sources;
    if (oldest === undefined) return;
    this.#sources.delete(oldest[0]);
    for (const { draft } of oldest[1]) if (draft !== undefined) draft.isClosed = true;
  }

  /** Whether the line is the rest of the record before it, for at least one format. */
  #continueHeld(clean: CleanLine, parts: JoinedRecord["parts"], terminated: boolean): boolean {
    if (this.#held === undefined) return false;
    const { record, claims } = this.#held;
    if (record.parts.length >= MAX_RECORD_LINES) return false;
    if (clean.source !== undefined && clean.source !== record.source) return false;
    // Only the first line of a record has the name of the program that printed it.
    if (clean.noise.some((name) => PROGRAMS.has(name))) return false;
    const joined = {
      text: `${record.text} ${clean.text}`,
      noise: record.noise,
      ...(record.source !== undefined && { source: record.source }),
      terminated,
      parts: [
        ...record.parts,
        ...parts.map(({ from, origin }) => ({ from: from + record.text.length + 1, origin })),
      ],
    };
    const readings = claims.map(({ lane, reading }) => ({
      lane,
      reading,
      longer: reading.rest === "none" ? undefined : lane.read(joined),
    }));
    const fits = readings.some(({ longer }) => longer !== undefined);
    // Where one format's record goes on, another's that stops in the middle was a misreading. One
    // whose record was complete may know the next line as a record of its own.
    const continued = readings
      .filter(({ reading, longer }) => longer !== undefined || reading.rest !== "cut")
      .map(({ lane, reading, longer }) => {
        const both = fits && reading.rest === "none" ? lane.read(joined) : undefined;
        return { lane, reading: longer ?? both ?? reading };
      });
    if (fits) this.#hold(joined, continued);
    return fits;
  }

  /** Uses the record, unless the next line may have more of it. */
  #hold(record: JoinedRecord, claims: readonly Claim[]): void {
    this.#held = { record, claims };
    if (claims.every(({ reading }) => reading.rest === "none")) this.#release();
  }

  /** Nothing follows the record that was held back, so nothing shows that it was not cut. */
  #rereadLast(): void {
    if (this.#held === undefined) return;
    const record = { ...this.#held.record, terminated: false };
    const claims = this.#held.claims.map(({ lane, reading }) => ({
      lane,
      reading: lane.read(record) ?? reading,
    }));
    this.#held = { record, claims };
  }

  /** Uses the record that was held back. */
  #release(): void {
    if (this.#held === undefined) return;
    const { record, claims } = this.#held;
    this.#held = undefined;
    const line = record.parts[0]?.origin.line ?? this.#line;
    const used = claims.filter(({ lane, reading }) => {
      lane.draft = this.#draftFor(lane, reading, line);
      return lane.draft !== undefined;
    });
    const drafts = used.flatMap(({ lane }) => lane.draft ?? []);
    for (const draft of drafts) for (const other of drafts) if (other !== draft) draft.meets(other);
    for (const { lane, reading } of used) {
      if (claims.length === 1 && reading.values.length > 0 && lane.draft)
        lane.draft.isProven = true;
      lane.draft?.add(reading, (at) => placeOf(record, at));
    }
  }

  /** The draft the reading belongs to; `undefined` if it is not enough to begin one. */
  #draftFor(lane: Lane, reading: Reading, line: number): Draft | undefined {
    const { format } = lane;
    const draft = lane.draft?.isClosed ? undefined : lane.draft;
    if (draft !== undefined && !draft.isPassedBy(reading)) return draft;
    const says = reading.starts || reading.failure !== undefined || reading.values.length > 0;
    if (draft === undefined && !says) return undefined;
    if (draft !== undefined) draft.isClosed = true;
    const next = new Draft(format, line);
    this.#queue.push(next);
    return next;
  }

  #closeSilent(): void {
    for (const draft of this.#queue)
      if (this.#line - draft.lastLine > MAX_SILENCE) draft.isClosed = true;
  }

  #skipLongLine(length: number): void {
    this.#release();
    const place = { line: this.#line, text: "" };
    for (const { draft } of this.#lanes)
      draft?.warn(place, `${length} characters long; such a line is not read`);
  }

  #finished(): ParsedDump[] {
    if (this.#queue.length > MAX_WAITING && this.#queue[0]) this.#queue[0].isClosed = true;
    const dumps: ParsedDump[] = [];
    for (let draft = this.#queue[0]; draft?.isClosed; draft = this.#queue[0]) {
      this.#queue.shift();
      const givesWay = this.#givesWay(draft);
      draft.rivals.clear();
      if (givesWay) continue;
      const dump = draft.finish();
      if (dump !== undefined) dumps.push(this.#withCpuFacts(dump, draft.format));
      else if (draft.failure !== undefined)
        this.#keepKnown(failureAlone(draft.failure, draft.firstLine, draft.format.advice));
    }
    return dumps;
  }

  /** Adds what the same log said about the processor; remembers it for the dumps to come. */
  #withCpuFacts(dump: ParsedDump, format: DumpFormat): ParsedDump {
    for (const name of format.describesCpuFor ?? []) this.#cpuFacts.set(name, dump);
    const facts = this.#cpuFacts.get(dump.format);
    if (facts === undefined) return dump;
    const origin = new Map(dump.origin);
    for (const [path, place] of facts.origin) if (path.startsWith("cpu.")) origin.set(path, place);
    const [first, last] = facts.lines;
    return {
      ...dump,
      state: { ...dump.state, cpu: { ...facts.state.cpu } },
      origin,
      notes: [...dump.notes, `the facts about the processor are from lines ${first} to ${last}`],
    };
  }

  /**
   * Some formats share lines, so that one dump is collected under two names. A draft without a
   * line of its own gives way to one that has such a line, else to the format listed first.
   */
  #givesWay(draft: Draft): boolean {
    if (draft.isProven) return false;
    const rank = ({ format }: Draft): number => this.#formats.indexOf(format);
    return [...draft.rivals.values()].some((rival) => rival.isProven || rank(rival) < rank(draft));
  }

  #keepKnown(text: KnownText | undefined): void {
    const known = this.known as KnownText[];
    if (text === undefined || known.length >= MAX_KNOWN) return;
    const isRepeated = known.some(
      ({ name, failure }) => name === text.name && failure?.text === text.failure?.text,
    );
    if (isRepeated) return;
    known.push(text);
    known.sort((one, other) => one.line - other.line);
  }
}

/** Where an offset of the record stood in the text; its last line for an offset behind the end. */
function placeOf({ parts }: JoinedRecord, at: number): Origin {
  const part = parts.findLast(({ from }) => from <= at) ?? parts[0];
  if (part === undefined) throw new Error("a record has at least one line");
  return part.origin;
}
