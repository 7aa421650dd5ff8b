/** JSON that is no state: the records of a log, with lines of text or bytes inside. */
import { fromForeignJson } from "../../index.ts";

/** Whoever writes one of these means a state, or a vector of one, however it is misspelt inside. */
const STATE_MEMBERS = [
  "guest",
  "host",
  "controls",
  "cpu",
  "memory",
  "launch",
  "view",
  "assume",
  "state",
  "expect",
] as const;

/** Members of a record under which logs have their lines. */
const MESSAGE_MEMBERS: ReadonlySet<string> = new Set(["log", "msg", "message"]);

const MAX_DEPTH = 6;
/** A line as an array of bytes, as journald writes what is no UTF-8, has so many at least. */
const MIN_BYTES = 8;
const SEVERAL_WORDS = /\S\s+\S/;

/**
 * Whether a JSON value is a record of a log. A state with a misspelt member is none: its strings are
 * numbers.
 */
export function isLogRecord(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  if (meansState(value)) return false;
  // The id of a vector without its state may have several words, too.
  const { id: _, ...members } = value as Record<string, unknown>;
  return (hasMessage(members) || holdsText(members, 0)) && fromForeignJson(value) === undefined;
}

/** Whether a member of it is one that only states and vectors have. */
export function meansState(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const members = value as Record<string, unknown>;
  return STATE_MEMBERS.some(
    (name) => Object.hasOwn(members, name) && mayBeGroup(name, members[name]),
  );
}

/** `"cpu": 2` says which one it is. */
function mayBeGroup(name: string, value: unknown): boolean {
  const isNumber = typeof value === "number" || typeof value === "string";
  return !isNumber || (name !== "cpu" && name !== "state" && name !== "memory" && name !== "host");
}

/** Whether a JSON value is nobody's known layout: its text may have names of fields all the same. */
export function mayBeOwnLayout(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  if (meansState(value) || Object.hasOwn(value, "id")) return false;
  return fromForeignJson(value) === undefined;
}

/**
 * Whether it may be a log's first record although no text is in it: some member is a word. The
 * strings of a state, misspelt or not, are numbers.
 */
export function mayBeHeader(value: object): boolean {
  if (meansState(value)) return false;
  const { id: _, ...members } = value as Record<string, unknown>;
  return holdsWord(members, 0);
}

function holdsWord(value: unknown, depth: number): boolean {
  if (typeof value === "string") return /[g-wyz]/i.test(value);
  if (typeof value !== "object" || value === null || depth >= MAX_DEPTH) return false;
  return Object.values(value).some((member) => holdsWord(member, depth + 1));
}

/** A record without names: an array with words in it. */
export function isRow(value: unknown): boolean {
  return Array.isArray(value) && value.some((member) => typeof member === "string");
}

/** The first object of a document that is one, or an array of them. */
export function firstRecord(document: unknown): unknown {
  if (!Array.isArray(document)) return document;
  return (document as unknown[]).find((entry) => typeof entry === "object" && entry !== null);
}

/** A line of a log may be a word, or nothing. */
function hasMessage(members: object): boolean {
  return Object.entries(members).some(
    ([name, value]) => typeof value === "string" && MESSAGE_MEMBERS.has(name.toLowerCase()),
  );
}

function holdsText(value: unknown, depth: number): boolean {
  if (typeof value === "string") return SEVERAL_WORDS.test(value);
  if (typeof value !== "object" || value === null || depth >= MAX_DEPTH) return false;
  if (Array.isArray(value) && value.length >= MIN_BYTES && value.every(isByte)) return true;
  return Object.values(value).some((member) => holdsText(member, depth + 1));
}

function isByte(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xff;
}
