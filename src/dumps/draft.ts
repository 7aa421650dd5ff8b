/** A dump in the making: collects what the records say until the dump is over. */
import type { ExchangeState } from "../state/exchange.ts";
import { exitReasonFailure } from "./failure.ts";
import type { DumpFormat, Reading, Settled } from "./format.ts";
import type { Failure, Origin, ParsedDump, Unread } from "./types.ts";

/** More remarks than this help nobody, and a hostile text could ask for any number of them. */
const MAX_REMARKS = 40;

/** Of an exit reason: the entry failed. */
const ENTRY_FAILED = 1n << 31n;

export class Draft {
  readonly format: DumpFormat;
  /** Over: nothing is added any more. */
  isClosed = false;
  /** What `pairs/` read from the same lines says more. */
  isOutdone = false;
  /** Keeps the place of what is read together later: it is not over before that. */
  readonly isPlace: boolean;
  /** Has a value that no other format recognised. */
  isProven = false;
  /** A draft of each other format that was made from some of the same lines; see {@link meets}. */
  readonly rivals: Map<DumpFormat, Draft> = new Map();
  /** Where the last record stood that belonged to this draft, of value or not. */
  lastLine: number;
  /** Who printed it, where the lines say so. */
  readonly source: string | undefined;
  /** The failures that are reported about it, by their lines. */
  readonly failures: Map<number, Failure> = new Map();
  readonly #unread: Unread[] = [];
  /** Those of them that are not the format's own remarks. */
  readonly #neighbours = new Set<Unread>();
  /** Where values stood, whatever became of them. */
  readonly #read = new Map<string, Origin>();
  #firstPath: string | undefined;
  #extent: [number, number] | undefined;
  readonly #values = new Map<string, bigint>();
  readonly #origin = new Map<string, Origin>();
  /** Fields that were given different values, with what is to be said about them. */
  readonly #contradicted = new Map<string, { place: Origin; why: string }>();
  /** Fields that were given the same value more than once. */
  readonly #repeated = new Set<string>();
  readonly #warnings = new Set<string>();
  readonly #notes = new Set<string>();

  constructor(format: DumpFormat, line: number, source?: string, isPlace = false) {
    this.format = format;
    this.isPlace = isPlace;
    this.source = source;
    this.lastLine = line;
  }

  get hasValues(): boolean {
    return this.size > 0;
  }

  /** How many fields it has. */
  get size(): number {
    return this.#values.size + this.#contradicted.size;
  }

  /** First line that counts; that of the failure message for a draft without values. */
  get firstLine(): number {
    return this.#extent?.[0] ?? this.lastLine;
  }

  /** Whether the reading must be the next dump's: a first line again, or other first values. */
  isPassedBy(reading: Reading): boolean {
    if (!this.hasValues) return false;
    return (
      reading.starts ||
      reading.values.some(
        ({ path, value }) =>
          path === this.#firstPath && (this.#values.get(path) ?? value) !== value,
      )
    );
  }

  /** Notes a draft that was made from the same line: of each format a proven one, or the last. */
  meets(other: Draft): void {
    if (this.rivals.get(other.format)?.isProven !== true) this.rivals.set(other.format, other);
  }

  /** Takes in a reading; `whereIs` gives the place of an offset of its record. */
  add(reading: Reading, whereIs: (at: number) => Origin): void {
    const start = whereIs(0).line;
    this.lastLine = whereIs(Infinity).line;
    if (reading.failure !== undefined) this.failures.set(start, reading.failure);
    if (reading.failure !== undefined || reading.header) this.#extend(start);
    for (const { path, value, at } of reading.values) {
      const place = whereIs(at);
      this.#extend(place.line);
      this.#set(path, value, place);
    }
    for (const { text, at } of reading.warnings) this.warn(whereIs(at), text);
    if (reading.rest === "cut" && reading.values.length > 0 && reading.warnings.length === 0)
      this.warn(whereIs(Infinity), "the record stops in the middle; its rest is missing");
    for (const note of reading.notes) remember(this.#notes, note);
  }

  /** A failure is reported on a line near the dump, in words that are not the format's. */
  reports(failure: Failure, line: number): void {
    if (!this.failures.has(line)) this.failures.set(line, failure);
  }

  /** The failures in the order of the text, without those that say again what was said. */
  #failuresInOrder(): Failure[] {
    const inOrder = [...this.failures].sort(([one], [other]) => one - other);
    const said = new Map<string, Failure>();
    for (const [, failure] of inOrder) {
      const { kind, code, text } = failure;
      const key = code === "" ? `${kind} ${text}` : `${kind} ${code}`;
      const before = said.get(key);
      if (before === undefined) said.set(key, failure);
      else if (before.qualification === undefined && failure.qualification !== undefined)
        said.set(key, { ...before, qualification: failure.qualification });
    }
    return [...said.values()];
  }

  /** The failed entry that the exit-reason field itself records, where nobody reports it in words. */
  #failureInFields(): Failure | undefined {
    const reason = this.#values.get("controls.exitReason") ?? 0n;
    if (this.format.view !== "vmcs" || (reason & ENTRY_FAILED) === 0n) return undefined;
    const qualification = this.#values.get("controls.exitQualification");
    return exitReasonFailure(`exit reason 0x${reason.toString(16)}`, reason, qualification);
  }

  /** Something stands at that place and is not read, or not as it stands. */
  warn({ line, text }: Origin, why: string): void {
    remember(this.#warnings, `line ${line}: ${why}`);
    this.#list({ line, text, why });
  }

  /** Lists a line near the dump that looks like a field and that no format reads. */
  leaveUnread(entry: Unread): void {
    this.#neighbours.add(entry);
    this.#list(entry);
  }

  #list(entry: Unread): void {
    const isListed = this.#unread.some(({ line, why }) => line === entry.line && why === entry.why);
    if (!isListed && this.#unread.length < MAX_REMARKS) this.#unread.push(entry);
  }

  /** Takes over the lines near a draft that gives way to this one, which nobody read. */
  inherits(other: Draft): void {
    for (const entry of other.#unread) if (other.#neighbours.has(entry)) this.leaveUnread(entry);
  }

  /** What is lost if the dump is not handed out: the lines of its values, and what was left unread. */
  get leavings(): Unread[] {
    const why = "too little was read beside it to tell what printed it";
    const lines = new Map([...this.#read.values()].map((place) => [place.line, place]));
    return [...this.#unread, ...[...lines.values()].map((place) => ({ ...place, why }))];
  }

  /** Whether a dump would be made of what it has so far. */
  get isKept(): boolean {
    const { settle } = this.format;
    return settle === undefined ? this.hasValues : settle(this.#values).values.length > 0;
  }

  /** The dump, or `undefined` if no value is left to judge. */
  finish(): ParsedDump | undefined {
    if (this.#isMixed) this.#dropMixed();
    else for (const { place, why } of this.#contradicted.values()) this.warn(place, why);
    if (this.format.settle !== undefined) this.#settle(this.format.settle(this.#values));
    const isKept = this.format.settle === undefined ? this.hasValues : this.#values.size > 0;
    if (!isKept || this.#extent === undefined) return undefined;
    const state: ExchangeState = { guest: {}, controls: {}, cpu: {} };
    for (const [path, value] of this.#values)
      put(state, path.split("."), exchangeValue(path, value));
    const [failure = this.#failureInFields(), ...followedBy] = this.#failuresInOrder();
    return {
      format: this.format.name,
      view: this.format.view,
      lines: this.#extent,
      ...(failure && { failure }),
      ...(followedBy.length > 0 && { followedBy }),
      state,
      origin: this.#origin,
      warnings: [...this.#warnings],
      unread: this.#unread.toSorted((one, other) => one.line - other.line),
      notes: [...this.#notes],
    };
  }

  #settle({ values, warnings, notes }: Settled): void {
    const origin = new Map(this.#origin);
    for (const { from, text } of warnings)
      this.warn(origin.get(from) ?? { line: 0, text: "" }, text);
    for (const note of notes) remember(this.#notes, note);
    this.#values.clear();
    this.#origin.clear();
    for (const { path, value, from } of values) {
      const place = origin.get(from);
      if (place === undefined) continue;
      this.#values.set(path, value);
      this.#origin.set(path, place);
    }
  }

  #set(path: string, value: bigint, place: Origin): void {
    this.#firstPath ??= path;
    this.#read.set(path, place);
    if (this.#contradicted.has(path)) return;
    const before = this.#values.get(path);
    if (before === undefined) {
      this.#values.set(path, value);
      this.#origin.set(path, place);
    } else if (before === value) this.#repeated.add(path);
    else {
      const line = this.#origin.get(path)?.line ?? 0;
      const why = `${path} is 0x${value.toString(16)} here but 0x${before.toString(16)} on line ${line}; it is taken as unknown`;
      this.#contradicted.set(path, { place, why });
      this.#values.delete(path);
      this.#origin.delete(path);
    }
  }

  /** Whether the lines are those of two dumps: many fields come twice, and not all of them agree. */
  get #isMixed(): boolean {
    const twice = this.#contradicted.size + this.#repeated.size;
    return this.#contradicted.size >= 2 && twice >= 6 && 2 * twice >= this.#values.size;
  }

  /** Keeps what both of two mixed dumps show alike; nothing tells which of them the rest is from. */
  #dropMixed(): void {
    const ambiguous = new Set(this.format.dependsOnSection);
    for (const path of [...this.#values.keys()]) {
      if (this.#repeated.has(path) && !ambiguous.has(path)) continue;
      this.#values.delete(path);
      this.#origin.delete(path);
    }
    const [first, last] = this.#extent ?? [0, 0];
    remember(
      this.#warnings,
      `lines ${first} to ${last}: the lines of two dumps are mixed (two vCPUs printed at the same time); only what both show alike is read. Take the dumps apart, or stop all but one vCPU`,
    );
  }

  #extend(line: number): void {
    if (this.#extent === undefined) this.#extent = [line, line];
    else this.#extent[1] = Math.max(this.#extent[1], line);
  }
}

function remember(remarks: Set<string>, remark: string): void {
  if (remarks.size < MAX_REMARKS) remarks.add(remark);
  else remarks.add("more remarks of this kind are left out");
}

const DECIMAL: ReadonlySet<string> = new Set([
  "cpu.physicalAddressWidth",
  "cpu.linearAddressWidth",
]);

/** The value as the exchange JSON has it: widths as numbers, facts as booleans, the rest in hex. */
function exchangeValue(path: string, value: bigint): string | number | boolean {
  if (DECIMAL.has(path)) return Number(value);
  return path.startsWith("cpu.supports") ? value !== 0n : `0x${value.toString(16)}`;
}

/** Sets `object.a.b` for the keys `["a", "b"]`. */
function put(object: object, keys: readonly string[], value: unknown): void {
  const members = object as Record<string, unknown>;
  const [key = "", ...deeper] = keys;
  if (deeper.length === 0) members[key] = value;
  else put((members[key] ??= {}), deeper, value);
}
