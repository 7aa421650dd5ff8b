/** What every kind of report says alike: the word it begins with, and what was read. */
import { excludesGuestState, type Origin, type Report, type Source } from "../../index.ts";
import { printable } from "../terminal.ts";
import type { Evidence } from "./evidence.ts";

export type Word = "invalid" | "valid" | "undecided" | "not a guest-state failure";

/** The word a report begins with, and what it means here. */
export interface Headline {
  word: Word;
  meaning: string;
}

/** The verdict, unless the text itself says that the guest state was not the reason. */
export function headlineOf(report: Report): Headline {
  const { verdict, failure, violations } = report;
  if (verdict === "invalid") return { word: "invalid", meaning: checksFail(violations.length) };
  if (failure !== undefined && excludesGuestState(failure)) {
    return { word: "not a guest-state failure", meaning: otherFailure(report) };
  }
  if (verdict === "valid") return { word: "valid", meaning: "every check passes" };
  return {
    word: "undecided",
    meaning: isHeadline(report)
      ? "a failure is reported, but the text holds no state"
      : "nothing proven wrong, but not everything is known",
  };
}

function otherFailure(report: Report): string {
  if (isHeadline(report)) return "another failure is reported, and the text holds no state";
  return report.verdict === "valid"
    ? "another failure is reported, and every check passes"
    : "another failure is reported, and nothing is proven wrong in the state";
}

export function checksFail(count: number): string {
  return count === 1 ? "1 check fails" : `${count} checks fail`;
}

/** Whether the report is on a text that reports a failure and holds no state. */
export function isHeadline({ source }: Report): boolean {
  return source?.format === "headline";
}

/** Where the state stood: format, view and lines. */
export function placeOf(source: Source, { origin }: Evidence): string {
  if (source.format === "headline") return `headline, ${lineRange(source)}`;
  const format = `${source.format} (${source.view} view)`;
  return isEvery(origin, BYTE) ? format : `${format}, ${lineRange(source)}`;
}

type Origins = NonNullable<Evidence["origin"]>;

/** Places that are no lines: the bytes of a structure, and pointers into JSON. */
const BYTE = /^byte 0x/;
const BYTE_OR_POINTER = /^(?:byte 0x|\/)/;

function isEvery(origin: Evidence["origin"], kind: RegExp): boolean {
  const places: Origin[] = [...(origin?.values() ?? [])];
  return places.length > 0 && places.every(({ text }) => kind.test(text));
}

function lineRange({ lines: [first, last] }: Source): string {
  return first === last ? `line ${first}` : `lines ${first}-${last}`;
}

/** What was read of a text, and what was not. */
export interface Ledger {
  /** `49 fields read from lines 3-51 (kvm-dump-vmcs). 1 line looks like a field ...: line 24` */
  summary: string;
  /** What was not read, and why, as the notes have it. */
  unread: { line: number; why: string; note: string }[];
}

/** The ledger of a text; exchange JSON has none, for it is read completely or refused. */
export function ledgerOf({ source }: Report, { origin }: Evidence): Ledger | undefined {
  if (source === undefined) return undefined;
  const hasLines = !isEvery(origin, BYTE_OR_POINTER);
  const { unread = [] } = source;
  return {
    summary: [
      origin === undefined ? "No field read." : fieldsRead(source, origin, hasLines),
      ...leftOut(unread, hasLines),
    ].join(" "),
    unread: unread.map(({ line, why }) => ({
      why: printable(hasLines ? `line ${line}: ${why}` : why),
      line,
      note: `line ${line}: ${why}`,
    })),
  };
}

function fieldsRead(source: Source, origin: Origins, hasLines: boolean): string {
  if (!hasLines) return `${fields(origin.size)} read (${source.format}).`;
  const [first, last] = source.lines;
  // Facts about the processor may stand elsewhere in a log.
  const within = [...origin.values()].filter(({ line }) => line >= first && line <= last).length;
  const elsewhere = origin.size - within;
  const others = elsewhere === 0 ? "" : ` and ${elsewhere} from other lines`;
  return `${fields(within)} read from ${lineRange(source)}${others} (${source.format}).`;
}

const fields = (count: number): string => (count === 1 ? "1 field" : `${count} fields`);

/** The second sentence, if anything was left out. */
function leftOut(unread: NonNullable<Source["unread"]>, hasLines: boolean): string[] {
  const places = [...new Set(unread.map(({ line, text }) => (hasLines ? line : text)))];
  const list = printable(places.join(", "), 400);
  if (places.length === 0) return [];
  const isOne = places.length === 1;
  if (!hasLines)
    return [`${isOne ? "1 value was" : `${places.length} values were`} not read: ${list}`];
  return isOne
    ? [`1 line looks like a field and was not read: line ${list}`]
    : [`${places.length} lines look like fields and were not read: line ${list}`];
}
