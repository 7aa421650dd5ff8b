/** The streaming reader: lines in, dumps out, in the order in which they start. */
import { Draft } from "./draft.ts";
import type { DumpFormat, LineReader, Reading, TextRecord } from "./format.ts";
import { dumpFormats } from "./formats.ts";
import { HeadlineReader, mayBeHeadline } from "./headlines/index.ts";
import { failureAlone, isSameText, knownText } from "./known.ts";
import { Anchors } from "./read/anchors.ts";
import { Failures } from "./read/failures.ts";
import { Ledger } from "./read/ledger.ts";
import { Placed } from "./read/placed.ts";
import { type MailLine, QuotedPrintable } from "./read/quoted-printable.ts";
import { type BareLine, Unwrapper } from "./read/unwrap.ts";
import {
  FULL,
  PairReader,
  hintOn,
  mayBeStatement,
  pairFormat,
  pairText,
  readingsOf,
} from "./pairs/index.ts";
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
/** Checks that are named and counted: nobody has more of them. */
const MAX_CHECKS = 128;
/** A dump of so many fields is one. */
const MIN_CERTAIN = 8;
/** A terminal or a mail program that breaks lines anywhere does not do it before this column. */
const MIN_BREAK = 72;

export interface DumpReaderOptions {
  /** The formats to look for; all by default. */
  readonly formats?: readonly DumpFormat[];
}

/** A format at work on the text: its line reader, and the dump it is collecting. */
interface Lane {
  readonly format: DumpFormat;
  read: LineReader;
  draft: Draft | undefined;
  /** Number of the last line, among those of its source, that the format understood; 0 for none. */
  lastRead: number;
}

/** Whoever printed some of the lines: a program, a thread, a CPU. */
interface Source {
  readonly lanes: readonly Lane[];
  readonly headlines: HeadlineReader;
  readonly pairs: PairReader;
  /** Keeps the place of the states in the block of pairs that is open. */
  place: Draft | undefined;
  /** Lines so far. */
  lines: number;
  /** As long as this line has not come, some format may go on with a dump. */
  isActiveUntil: number;
}

/** What one format makes of a record. All claims on the same record are handled together. */
interface Claim {
  readonly lane: Lane;
  readonly reading: Reading;
}

/** What a line that no format reads was found to be. */
interface LineKind {
  readonly isHeadline: boolean;
  /** It will be read, or listed, with the names and values around it. */
  readonly isPair: boolean;
  readonly mayHold: boolean;
}

/** What is known of a line beside its words. */
type LineContext = Omit<BareLine, "text" | "shorter" | "tail">;

/** The words of one line, or of several that belong together. */
interface JoinedRecord extends LineContext {
  readonly placed: Placed;
  readonly lineCount: number;
  /** The lines before it from the same source since the last one that each lane understood. */
  readonly gaps: ReadonlyMap<Lane, number>;
  readonly isLast: boolean;
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
  readonly #formats: readonly DumpFormat[];
  readonly #marks: readonly string[];
  readonly #anchors: Anchors;
  readonly #unwrapper: Unwrapper;
  readonly #ledger: Ledger;
  readonly #failures = new Failures();
  readonly #quotedPrintable = new QuotedPrintable();
  /** That of the last line. */
  #source: Source;
  /** By their names, the one that printed last at the end. */
  readonly #sources = new Map<string, Source>();
  /** One of which nothing has been read yet, for the next name. */
  #spare: Source | undefined;
  /** Dumps not yet handed out, in the order in which they started. */
  #queue: Draft[] = [];
  /** A record that the next line may continue, with what was made of it so far. */
  #held: { record: JoinedRecord; claims: readonly Claim[] } | undefined;
  /** By the name of the format that shares them: the dump that has the facts. */
  readonly #cpuFacts = new Map<string, ParsedDump>();
  /** Lines given in. */
  #line = 0;

  constructor({ formats = dumpFormats }: DumpReaderOptions = {}) {
    this.#formats = formats;
    this.#marks = [...new Set(formats.flatMap(({ marks = [] }) => marks))];
    this.#anchors = new Anchors(formats);
    this.#unwrapper = new Unwrapper(this.#anchors);
    this.#ledger = new Ledger(formats === dumpFormats ? this.#anchors : undefined);
    this.#source = this.#freshSource();
  }

  /** Lines outside every dump that look like fields; the first of them. Complete after `end()`. */
  get unread(): readonly Unread[] {
    return this.#ledger.unread;
  }

  /**
   * Takes the next line, without its terminator, and returns the dumps that are complete now.
   * `terminated` is false for a last line that no terminator follows: it may have been cut.
   */
  push(line: string, terminated = true): ParsedDump[] {
    this.#line++;
    if (line.length > MAX_LINE_LENGTH) this.#skipLongLine(line.length);
    else {
      const raw = Placed.line({ line: this.#line, text: line });
      for (const mail of this.#quotedPrintable.push(raw, terminated)) this.#takeMail(mail);
    }
    return this.#finished();
  }

  /** Ends the text and returns the dumps that were still open. */
  end(): ParsedDump[] {
    for (const mail of this.#quotedPrintable.end()) this.#takeMail(mail);
    for (const line of this.#unwrapper.end()) this.#take(line);
    this.#rereadLast();
    this.#release();
    for (const source of [this.#source, ...this.#sources.values()]) this.#readPairs(source);
    for (const draft of this.#queue) draft.isClosed = true;
    const dumps = this.#finished();
    this.#ledger.end();
    for (const known of this.#failures.left(Infinity)) this.#keepKnown(known);
    return dumps;
  }

  #takeMail({ line, terminated, isDoubtful }: MailLine): void {
    if (isDoubtful) {
      const why = "whether `=3D` is an escape of a mail or a value cannot be told; it is not read";
      this.#leaveUnread(line.placeOf(0).origin, why);
    } else for (const bare of this.#unwrapper.push(line, terminated)) this.#take(bare);
  }

  #take({ text, shorter, tail, ...line }: BareLine): void {
    if (text.text === "") return;
    this.#closeSilent(text.placeOf(0).origin.line);
    if (this.#continueHeld(text, line)) return;
    this.#release();
    const source = this.#sourceNamed(line.source);
    source.lines++;
    let placed = text;
    let claims = this.#claims(source, placed, line);
    if (claims.length === 0 && shorter !== undefined) {
      placed = shorter;
      claims = this.#claims(source, placed, line);
    }
    if (claims.length > 0 && source === this.#spare) this.#adopt(source, line.source ?? "");
    const isHeadline = this.#takeHeadline(source, text, line);
    if (claims.length > 0) this.#hold(this.#recordOf(source, placed, line), claims);
    else {
      if (source === this.#spare && hintOn(placed.text) >= FULL)
        this.#adopt(source, line.source ?? "");
      const isPair = this.#takePairs(source, placed, pairText(text, line), line);
      this.#takeOther(placed, { isHeadline, isPair, mayHold: line.mayHold });
    }
    if (tail !== undefined && (placed !== text || shorter === undefined)) this.#takeTail(tail);
  }

  /** A line for the block of names and values that its source is printing. */
  #takePairs(
    source: Source,
    text: Placed,
    placed: Placed | undefined,
    { terminated, mayHold }: Pick<BareLine, "terminated" | "mayHold">,
    drafts: readonly Draft[] = [],
  ): boolean {
    if (placed === undefined || !this.#readsPairs) return false;
    const own = source === this.#spare ? this.#source : source;
    const hint = hintOn(placed.text);
    // A register's name inside a dump is the dump's, and so is a line that begins like its own.
    const certain = this.#openDrafts.filter(({ size }) => size >= MIN_CERTAIN);
    if (certain.length > 0 && (hint < FULL || this.#ledger.isOwn(text, printedBy(certain))))
      return false;
    const hasHint = hint > 0;
    const printing = printedBy(this.#openDrafts);
    // Most lines are read: what is said of the others is asked only of them.
    const miss = (): string | undefined => this.#ledger.missOn(text, printing, mayHold);
    own.pairs.push(placed, { hint, terminated, drafts, miss });
    const { line } = placed.placeOf(0).origin;
    if (hasHint && own.place === undefined) {
      own.place = new Draft(pairFormat(false, "vmcs"), line, this.#nameOf(own.lanes[0]), true);
      this.#queue.push(own.place);
    }
    if (own.place !== undefined && hasHint) own.place.lastLine = line;
    if (own.pairs.isOver) this.#readPairs(own);
    return hasHint;
  }

  /** Reads the block of a source, and puts its states where it began. */
  #readPairs(source: Source): void {
    const { place, pairs } = source;
    if (place === undefined) return;
    const block = pairs.read();
    const drafts = readingsOf(block).flatMap(({ format, readings }): Draft[] => {
      if (!this.#formats.some(({ name }) => name === format.name)) {
        const why = `a field of ${format.name}, which was not looked for`;
        for (const { place: where } of readings) this.#leaveUnread(where, why);
        return [];
      }
      const [first] = readings;
      const draft = new Draft(format, first?.place.line ?? place.lastLine, place.source);
      for (const { reading, place: where } of readings) draft.add(reading, () => where);
      draft.isClosed = true;
      return [draft];
    });
    const index = this.#queue.indexOf(place);
    this.#queue.splice(index, 1, ...drafts);
    source.place = undefined;
    for (const { at, text } of block.left) this.#leaveUnread(block.placeOf(at), text);
    for (const { line, why } of block.skipped) this.#leaveUnread(line.placeOf(0).origin, why);
  }

  get #readsPairs(): boolean {
    return this.#formats.some(({ isGeneric }) => isGeneric === true);
  }

  /** What stands behind a record is no wrapper if it looks like a field. */
  #takeTail(tail: Placed): void {
    const why =
      tail.text === "" ? undefined : this.#ledger.missOn(tail, printedBy(this.#openDrafts));
    if (why !== undefined) this.#leaveUnread(tail.placeOf(0).origin, why);
  }

  /** Whether a failure is reported on the line. */
  #takeHeadline({ headlines }: Source, placed: Placed, { source }: LineContext): boolean {
    if (!mayBeHeadline(placed.text)) return false;
    const { line } = placed.placeOf(0).origin;
    const headline = headlines.push(placed.text, line);
    if (headline === undefined) return false;
    for (const known of this.#failures.leave(headline, line, source)) this.#keepKnown(known);
    return true;
  }

  #claims(source: Source, placed: Placed, line: LineContext): Claim[] {
    const isAsked = source.lines <= source.isActiveUntil || line.mayHold;
    const claims: Claim[] = [];
    for (const lane of source.lanes) {
      if (!isAsked && lane.format.begins !== undefined) continue;
      if (lane.draft?.isClosed === true) {
        lane.draft = undefined;
        lane.read = lane.format.open();
      }
      const { before, terminated } = line;
      const gap = gapOf(lane, source);
      const reading = lane.read({ text: placed.text, before, terminated, gap, isLast: false });
      if (reading !== undefined) claims.push({ lane, reading });
    }
    return claims;
  }

  /** A line that no format reads. */
  #takeOther(placed: Placed, { isHeadline, isPair, mayHold }: LineKind): void {
    const { origin } = placed.placeOf(0);
    if (isHeadline) return;
    this.#keepKnown(knownText(placed.text, origin.line));
    if (isPair) return;
    const why = this.#ledger.missOn(placed, printedBy(this.#openDrafts), mayHold);
    if (why !== undefined) this.#leaveUnread(origin, why);
  }

  #leaveUnread(origin: Origin, why: string): void {
    this.#ledger.leave({ ...origin, why }, this.#openDrafts);
  }

  /** The dumps that the present source is printing. */
  get #openDrafts(): readonly Draft[] {
    if (this.#source.lines > this.#source.isActiveUntil) return [];
    return this.#source.lanes.flatMap(({ draft }) => draft ?? []);
  }

  #recordOf(source: Source, placed: Placed, line: LineContext): JoinedRecord {
    const gaps = new Map(source.lanes.map((lane) => [lane, gapOf(lane, source)]));
    return { ...line, placed, lineCount: 1, gaps, isLast: false };
  }

  #freshSource(): Source {
    const lanes = this.#formats.map((format): Lane => ({
      format,
      read: format.open(),
      draft: undefined,
      lastRead: 0,
    }));
    const headlines = new HeadlineReader();
    return {
      lanes,
      headlines,
      pairs: new PairReader(),
      place: undefined,
      lines: 0,
      isActiveUntil: 0,
    };
  }

  /**
   * Two vCPUs may print at the same time; where each line says who printed it, their dumps are
   * read apart. A line that does not say it (a wrapped one) belongs to the source before it.
   */
  #sourceNamed(name: string | undefined): Source {
    if (name === undefined) return this.#source;
    const known = this.#sources.get(name);
    if (known !== undefined) {
      this.#sources.delete(name);
      this.#sources.set(name, known);
      this.#source = known;
      return known;
    }
    // The first source continues what began without one.
    if (this.#sources.size === 0) {
      this.#sources.set(name, this.#source);
      return this.#source;
    }
    this.#spare ??= this.#freshSource();
    return this.#spare;
  }

  /** The source printed something of a dump: it gets lanes of its own. */
  #adopt(source: Source, name: string): void {
    this.#spare = undefined;
    this.#sources.set(name, source);
    this.#source = source;
    if (this.#sources.size <= MAX_SOURCES) return;
    const [oldest] = this.#sources;
    if (oldest === undefined) return;
    this.#sources.delete(oldest[0]);
    for (const { draft } of oldest[1].lanes) if (draft !== undefined) draft.isClosed = true;
  }

  /** Whether the line is the rest of the record before it, for at least one format. */
  #continueHeld(placed: Placed, line: LineContext): boolean {
    if (this.#held === undefined) return false;
    const { record, claims } = this.#held;
    if (record.lineCount >= MAX_RECORD_LINES) return false;
    if (line.source !== undefined && line.source !== record.source) return false;
    const mayBePairs = claims.some(
      ({ lane, reading }) => lane.format.isGeneric === true || reading.values.length === 0,
    );
    if (mayBePairs && mayBeStatement(record.before)) return false;
    // Only the first line of a record has what its program puts in front.
    const { before } = line;
    if (this.#marks.some((mark) => before.includes(mark) || placed.text.startsWith(mark)))
      return false;
    const [glued, spaced] = (["", " "] as const).map((glue) =>
      glue === " " || record.width >= MIN_BREAK
        ? this.#joined(record, claims, placed, line, glue)
        : undefined,
    );
    // Lines break between words, or anywhere, where that alone makes the record whole.
    const joined = [spaced, glued].find((one) => one?.isWhole === true) ?? spaced ?? glued;
    if (joined === undefined) return false;
    this.#hold(joined.record, joined.claims);
    return true;
  }

  /** The record with the line joined to it, if that makes a record for some format. */
  #joined(
    record: JoinedRecord,
    claims: readonly Claim[],
    placed: Placed,
    line: LineContext,
    glue: "" | " ",
  ): { record: JoinedRecord; claims: readonly Claim[]; isWhole: boolean } | undefined {
    const joined: JoinedRecord = {
      ...record,
      placed: Placed.join([record.placed, placed], glue),
      terminated: line.terminated,
      width: line.width,
      lineCount: record.lineCount + 1,
    };
    // Where a line broke inside a number, only a record that lacks something is made whole.
    const goesOn = ({ rest }: Reading): boolean => (glue === "" ? rest === "cut" : rest !== "none");
    const readings = claims.map(({ lane, reading }) => ({
      lane,
      reading,
      longer: goesOn(reading) ? lane.read(textOf(joined, lane)) : undefined,
    }));
    // What is a record of its own is the rest of another one only if that is whole then, and was
    // not before.
    const own = this.#anchors.recordIn(placed);
    const fits = ({ lane, reading, longer }: (typeof readings)[number]): boolean => {
      if (longer === undefined || own === undefined) return longer !== undefined;
      // So is the first part of another, where this one may be over.
      if (own === "part") return reading.rest === "cut" || longer.rest !== "cut";
      const wasWhole = lane.format.isGeneric === true && reading.rest === "open";
      return longer.rest !== "cut" && !wasWhole;
    };
    if (!readings.some(fits)) return undefined;
    // Where one format's record goes on, another's that stops in the middle was a misreading. One
    // whose record was complete may know the next line as a record of its own.
    const continued = readings
      .filter(({ reading, longer }) => longer !== undefined || reading.rest !== "cut")
      .map(({ lane, reading, longer }) => {
        const both = reading.rest === "none" ? lane.read(textOf(joined, lane)) : undefined;
        return { lane, reading: longer ?? both ?? reading };
      });
    const isWhole = readings.some(({ longer }) => longer !== undefined && longer.rest !== "cut");
    return { record: joined, claims: continued, isWhole };
  }

  /** Uses the record, unless the next line may have more of it. */
  #hold(record: JoinedRecord, claims: readonly Claim[]): void {
    this.#held = { record, claims };
    if (claims.every(({ reading }) => reading.rest === "none")) this.#release();
  }

  /** The record that was held back is the last one: some formats know that more was to come. */
  #rereadLast(): void {
    if (this.#held === undefined) return;
    const record = { ...this.#held.record, isLast: true };
    const claims = this.#held.claims.map(({ lane, reading }) => ({
      lane,
      reading: lane.read(textOf(record, lane)) ?? reading,
    }));
    this.#held = { record, claims };
  }

  /** Uses the record that was held back. */
  #release(): void {
    if (this.#held === undefined) return;
    const { record, claims: all } = this.#held;
    this.#held = undefined;
    const claims = all.filter(({ lane }) => lane.format.isGeneric !== true);
    for (const { lane } of all) this.#markRead(lane);
    if (claims.length === 0) {
      this.#sharePairs(record, []);
      return;
    }
    const line = record.placed.placeOf(0).origin.line;
    const used = claims.filter(({ lane, reading }) => {
      this.#markRead(lane);
      lane.draft = this.#draftFor(lane, reading, line);
      return lane.draft !== undefined;
    });
    // What its printer does not read may be read as any other name with a value.
    if (used.length === 0 && this.#sharePairs(record, [])) return;
    this.#listLost(record, claims, used);
    const drafts = used.flatMap(({ lane }) => lane.draft ?? []);
    for (const draft of drafts) for (const other of drafts) if (other !== draft) draft.meets(other);
    for (const { lane, reading } of used) {
      if (claims.length === 1 && reading.values.length > 0 && lane.draft)
        lane.draft.isProven = true;
      lane.draft?.add(reading, (at) => record.placed.placeOf(at).origin);
    }
    this.#ledger.took(drafts);
    for (const draft of drafts) if (draft.size >= MIN_CERTAIN) this.#source.pairs.release(draft);
    const isOpen = drafts.length > 0 && drafts.every(({ size }) => size < MIN_CERTAIN);
    if (isOpen) this.#sharePairs(record, drafts);
  }

  /** Until a dump has proven itself by its size, its lines may be other names and values. */
  #sharePairs(record: JoinedRecord, drafts: readonly Draft[]): boolean {
    const { placed, lineCount } = record;
    const text = lineCount > 1 ? placed : pairText(placed, record);
    return this.#takePairs(this.#source, placed, text, record, drafts);
  }

  /** What was recognised, but gave nothing to any dump, is not lost without a word. */
  #listLost(record: JoinedRecord, claims: readonly Claim[], used: readonly Claim[]): void {
    if (used.length === 0)
      for (const { text, at } of claims.flatMap(({ reading }) => reading.warnings))
        this.#leaveUnread(record.placed.placeOf(at).origin, text);
    const isHalf = claims.every(
      ({ reading }) => reading.rest === "cut" && reading.values.length === 0,
    );
    const why = isHalf
      ? this.#ledger.missOn(record.placed, printedBy(this.#openDrafts))
      : undefined;
    if (why !== undefined) this.#leaveUnread(record.placed.placeOf(0).origin, why);
  }

  #markRead(lane: Lane): void {
    const source = [this.#source, ...this.#sources.values()].find(({ lanes }) =>
      lanes.includes(lane),
    );
    if (source === undefined) return;
    lane.lastRead = source.lines;
    source.isActiveUntil = source.lines + MAX_SILENCE;
  }

  /** The draft the reading belongs to; `undefined` if it is not enough to begin one. */
  #draftFor(lane: Lane, reading: Reading, line: number): Draft | undefined {
    const { format } = lane;
    const draft = lane.draft?.isClosed ? undefined : lane.draft;
    if (draft !== undefined && !draft.isPassedBy(reading)) return draft;
    const says = reading.starts || reading.failure !== undefined || reading.values.length > 0;
    if (draft === undefined && !says) return undefined;
    if (draft !== undefined) draft.isClosed = true;
    const next = new Draft(format, line, this.#nameOf(lane));
    this.#queue.push(next);
    return next;
  }

  /** The name of the source of a lane. */
  #nameOf(lane: Lane | undefined): string | undefined {
    if (lane === undefined) return undefined;
    for (const [name, { lanes }] of this.#sources) if (lanes.includes(lane)) return name;
    return undefined;
  }

  #closeSilent(line: number): void {
    for (const draft of this.#queue)
      if (!draft.isPlace && line - draft.lastLine > MAX_SILENCE) draft.isClosed = true;
  }

  #skipLongLine(length: number): void {
    for (const line of this.#unwrapper.end()) this.#take(line);
    this.#release();
    const place = { line: this.#line, text: "" };
    for (const { draft } of this.#source.lanes)
      draft?.warn(place, `${length} characters long; such a line is not read`);
  }

  #finished(): ParsedDump[] {
    const [oldest] = this.#queue;
    if (this.#queue.length > MAX_WAITING && oldest !== undefined) this.#closeEarly(oldest);
    const dumps: ParsedDump[] = [];
    for (let draft = this.#queue[0]; draft?.isClosed; draft = this.#queue[0]) {
      this.#queue.shift();
      const givesWay = this.#givesWay(draft);
      if (givesWay) for (const rival of draft.rivals.values()) rival.inherits(draft);
      draft.rivals.clear();
      if (givesWay) continue;
      this.#ledger.closes(draft);
      if (draft.hasValues) this.#failures.give(draft, this.#queue);
      const dump = draft.finish();
      if (dump !== undefined) dumps.push(this.#withCpuFacts(dump, draft.format));
      else this.#drop(draft);
    }
    return dumps;
  }

  #closeEarly(draft: Draft): void {
    const source = [this.#source, ...this.#sources.values()].find(({ place }) => place === draft);
    if (source === undefined) draft.isClosed = true;
    else this.#readPairs(source);
  }

  /** A draft that is no dump: what it had is not lost. */
  #drop(draft: Draft): void {
    this.#ledger.drops(draft);
    for (const [line, failure] of draft.failures)
      if (!this.#failures.isOn(line))
        this.#keepKnown(failureAlone(failure, line, draft.format.advice));
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
    if (draft.isOutdone) return true;
    if (draft.isProven) return false;
    const rank = ({ format }: Draft): number => this.#formats.indexOf(format);
    return [...draft.rivals.values()].some((rival) => rival.isProven || rank(rival) < rank(draft));
  }

  #keepKnown(text: KnownText | undefined): void {
    const known = this.known as KnownText[];
    if (text === undefined) return;
    const repeated = known.find((other) => isSameText(other, text));
    if (repeated?.count !== undefined) repeated.count++;
    const most = text.count === undefined ? MAX_KNOWN : MAX_CHECKS;
    if (repeated !== undefined || known.length >= most) return;
    known.push(text);
    known.sort((one, other) => one.line - other.line);
  }
}

/** The formats of the dumps that are not over. */
function printedBy(drafts: readonly Draft[]): DumpFormat[] {
  return drafts.flatMap(({ format, isClosed }) => (isClosed ? [] : [format]));
}

/** Lines of its source since the last one that a lane understood, not counting the present one. */
function gapOf({ lastRead }: Lane, { lines }: Source): number {
  return lastRead === 0 ? Infinity : lines - lastRead - 1;
}

/** A record as a format is shown it. */
function textOf(record: JoinedRecord, lane: Lane): TextRecord {
  const { placed, before, terminated, gaps, isLast } = record;
  return { text: placed.text, before, terminated, gap: gaps.get(lane) ?? Infinity, isLast };
}
