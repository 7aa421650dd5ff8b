/** Headlines in words that report something else than a refused entry, or an entry of another kind. */
import { entryFailure, exitReasonFailure, otherFailure } from "../failure.ts";
import type { Failure } from "../types.ts";
import { vboxCheck } from "../vbox-checks.ts";
import type { Candidate } from "./by-number.ts";
import type { Line } from "./line.ts";
import { type Behind, OTHERS, type Other } from "./others.ts";
import { type Found, Phrases } from "./phrases.ts";
import { isEntryReason } from "./reasons.ts";
import type { Program } from "./types.ts";
import { virtualBoxClass } from "./virtualbox-codes.ts";
import { INVALID_REGISTER } from "./whp-exits.ts";

const PHRASES = new Phrases(OTHERS);
const REFUSED = ["invalid", "einval", "fail", "refused", "error", "bad"];

export function othersIn(line: Line): Candidate[] {
  const status = statusIn(line);
  const isName = ({ at }: Candidate): boolean => status.some((one) => one.at < at && at < one.end);
  const others = PHRASES.in(line.tokens).flatMap((found) => otherAt(line, found));
  return [...others.filter((other) => !isName(other)), ...status];
}

/** Which of the tables' rows the words of a failure are. */
export function othersAbout(line: Line): readonly Other[] {
  return PHRASES.in(line.tokens).map(({ said }) => said);
}

function otherAt(line: Line, { said, from, to }: Found<Other>): Candidate[] {
  const { behind, program } = said;
  const number = NUMBERED.has(behind) ? line.linked(to, NEAR) : undefined;
  if (!isSaid[behind](line, from, to)) return [];
  const at = line.at(from);
  const end = endOf(line, said, number?.end ?? line.behind(to));
  const failure = failureOf(said, line.text.slice(at, end), number?.value);
  const isPrinted = behind !== "alone" && behind !== "name";
  return failure === undefined ? [] : [{ failure, at, end, program, isPrinted }];
}

const OPEN: ReadonlySet<Behind> = new Set<Behind>(["none", "message", "refused"]);
const NUMBERED: ReadonlySet<Behind> = new Set<Behind>(["number", "may-number"]);
/** `Suberror: 1`, `(VERR_..)`: nothing but a sign or two, a word or two. */
const NEAR = 4;

/** Whether the words are said in the way in which programs say them. */
const isSaid: Readonly<Record<Behind, (line: Line, from: number, to: number) => boolean>> = {
  number: (line, _, to) => line.linked(to, NEAR) !== undefined,
  "may-number": () => true,
  none: (line, from, to) => !line.isSlug(from, to),
  alone: (line, from, to) =>
    line.isSpoken(from, to) && line.isClause(from, to) && !line.isListed(from),
  label: (line, from, to) =>
    [":", "="].includes(line.tokens[from - 1]?.text ?? "") && to === line.tokens.length,
  name: (line, from, to) => !line.isSlug(from, to) && line.isClause(from, to),
  message: (line, _, to) => line.tokens[to]?.text === ":" && line.tokens[to + 1] !== undefined,
  refused: isRefused,
};

/** Some words go on to the end of the message, or to a name in brackets. */
function endOf(line: Line, { about, behind }: Other, end: number): number {
  if (OPEN.has(behind)) return restOf(line.text, end);
  NAME_BEHIND.lastIndex = end;
  return end + (about === "virtualbox" ? (NAME_BEHIND.exec(line.text)?.[0].length ?? 0) : 0);
}

const NAME_BEHIND = /\s{0,4}\(\w{1,80}\)/y;

/** Whether one of the next words says so. */
function isRefused(line: Line, _: number, to: number): boolean {
  return line.tokens
    .slice(to, to + 6)
    .some(({ text }) => REFUSED.some((begin) => text.startsWith(begin)));
}

/** `undefined` where the number says that nothing went wrong. */
function failureOf({ about, exit }: Other, text: string, value?: bigint): Failure | undefined {
  switch (about) {
    case "errno":
      return value === 0n ? undefined : otherFailure(text, value);
    case "unexpected-exit":
      if (value === undefined) return undefined;
      return isEntryReason(value) ? entryFailure(text, value) : exitReasonFailure(text, value);
    case "whp-exit":
      return whpFailure(text, value ?? BigInt(exit ?? 0));
    case "message-type":
      // Other programs have messages with types, too; Hyper-V's own begin here.
      return exit !== undefined || value === undefined || value >= 0x8000_0000n
        ? otherFailure(text, value)
        : undefined;
    case "virtualbox-check":
      return checkFailure(text, value ?? 0n);
    case "virtualbox":
      return statusFailure(/V(?:ERR|INF)_\w{1,80}/.exec(text)?.[0] ?? "", text, Number(value));
    case "fail-entry":
    case "vmcb":
      return { text, code: "", kind: "unknown" };
    default:
      return otherFailure(text, value);
  }
}

function whpFailure(text: string, value: bigint): Failure | undefined {
  const failure = otherFailure(text, value);
  return value === BigInt(INVALID_REGISTER) ? { ...failure, kind: "invalid-guest-state" } : failure;
}

function checkFailure(text: string, value: bigint): Failure | undefined {
  if (value === 0n) return undefined;
  const failure = otherFailure(text, value);
  return vboxCheck(Number(value)) === undefined
    ? failure
    : { ...failure, kind: "invalid-guest-state" };
}

const STATUS = /\b(VERR|VINF)_[A-Z0-9]{2,12}_[A-Z0-9_]{2,60}\b/g;

function statusIn(line: Line): Candidate[] {
  return [...line.text.matchAll(STATUS)].flatMap(({ 0: name, index: at }) => {
    const isListed = line.isListed(line.tokens.findIndex((token) => token.at === at));
    if (virtualBoxClass(name) === undefined || isListed) return [];
    const program: Program = name.startsWith("VERR_SVM_") ? "amd" : "virtualbox";
    const failure = statusFailure(name, name);
    return [{ failure, at, end: at + name.length, program, isPrinted: false }];
  });
}

/** The name says more than the number, which moved between versions. */
function statusFailure(name: string, text: string, number?: number): Failure {
  switch (virtualBoxClass(name, number)) {
    case "guest-state":
      return { text, code: "", kind: "invalid-guest-state" };
    case "host-state":
      return { text, code: "0x8", kind: "vm-instruction-error" };
    case "controls":
    case "amd":
      return { text, code: "", kind: "unknown" };
    default:
      return otherFailure(text);
  }
}

const LONGEST_REST = 120;

/** The rest of a message: up to a quote, a sign that ends it, or the end of the sentence. */
function restOf(text: string, from: number): number {
  const rest = text.slice(from, from + LONGEST_REST);
  const end = /["`*|;<>{}\u201d]|[.!?](?:\s|$)|\\n/.exec(rest)?.index ?? rest.length;
  return from + rest.slice(0, end).trimEnd().length;
}
