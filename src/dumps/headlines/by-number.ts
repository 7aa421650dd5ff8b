/** Headlines that are a subject and a number: `VM entry failed, reason 0x80000021`. */
import { entryFailure } from "../failure.ts";
import type { Failure } from "../types.ts";
import type { Line, NumberAt } from "./line.ts";
import { type Found, Phrases } from "./phrases.ts";
import { isBasicReason, isEntryReason, isFailedReason, isInstructionError } from "./reasons.ts";
import { HYPERVISORS, LABELS, MACHINES, SUBJECTS, type Subject, TROUBLE } from "./subjects.ts";
import type { Program } from "./types.ts";

/** What may become a headline: a part of a line, and what it would say. */
export interface Candidate {
  readonly failure: Failure;
  at: number;
  end: number;
  /** Where the words alone tell it. */
  readonly program?: Program;
  /** Whether it is written as programs print it. */
  readonly isPrinted: boolean;
}

const PHRASES = new Phrases(SUBJECTS);
const KVM_EXIT_FAIL_ENTRY = 9n;
const ALL_ONES = 0xffff_ffffn;
const BLAMING = new Set("code error err errno failed failure hardware instruction".split(" "));
const RESULT = new Set("returned returns status result".split(" "));

/** In the order of their numbers. */
export function numberedIn(line: Line, isInTrouble: boolean = line.hasBegun(TROUBLE)): Candidate[] {
  const subjects = PHRASES.in(line.tokens);
  const isKvms = subjects.some(({ said }) => said === "fail-entry");
  const byNumber = new Map<number, Candidate>();
  for (const found of subjects) {
    const number = numberOf(line, found);
    if (number === undefined || byNumber.has(number.index)) continue;
    const gap = new Set(line.between(found.to, number.index).map(({ text }) => text));
    const isRightBehind = isNext(found, number, gap, subjects);
    if (licenses[found.said](number.value, { line, gap, found, isRightBehind, isInTrouble }))
      byNumber.set(number.index, candidateOf(line, found, number, gap));
  }
  for (const number of farReasons(line, subjects))
    if (!byNumber.has(number.index))
      byNumber.set(number.index, farCandidate(line, subjects, number));
  return [...byNumber]
    .sort(([one], [other]) => one - other)
    .map(([, candidate]) => (isKvms ? { ...candidate, program: "kvm" } : candidate));
}

/** The basic reason that a line names without a word of failure; a line below may add it. */
export function basicReasonIn(line: Line): Candidate | undefined {
  const [candidate] = numberedIn(line, true);
  return candidate !== undefined && BASIC_CODES.has(candidate.failure.code) ? candidate : undefined;
}

const BASIC_CODES: ReadonlySet<string> = new Set(["0x21", "0x22", "0x29"]);

/** Words and signs between a subject and its number. */
type Gap = ReadonlySet<string>;

interface Circumstances {
  readonly line: Line;
  readonly gap: Gap;
  readonly found: Found<Subject>;
  /** Whether nothing comes in between that a number could belong to as well. */
  readonly isRightBehind: boolean;
  /** Whether something is said to have failed. */
  readonly isInTrouble: boolean;
}

/** Whether a number behind the subject is a reason. */
const licenses: Readonly<
  Record<Subject, (value: bigint, circumstances: Circumstances) => boolean>
> = {
  "fail-entry": () => true,
  hardware: (value, { line, found, isRightBehind }) =>
    isFailedReason(value) ||
    (isRightBehind && (line.has(["kvm", "qemu"]) || isBehindEntry(line, found))),
  instruction: (value, { line, isRightBehind }) =>
    isFailedReason(value) ||
    (isRightBehind &&
      isInstructionError(value) &&
      (value !== 0n || line.hasBegun(["fail", "refus"]))),
  mnemonic: (value, { gap, isRightBehind }) =>
    isFailedReason(value) ||
    (isRightBehind &&
      isInstructionError(value) &&
      value !== 0n &&
      hasAny(gap, BLAMING) &&
      !hasAny(gap, RESULT)),
  launch: isFailedReason,
  entry: (value, { gap, line, found, isRightBehind }) =>
    isFailedReason(value) ||
    (isRightBehind &&
      isEntryOfMachine(line, found) &&
      (isBasicReason(value) ||
        ((isInstructionError(value) || value === ALL_ONES) && hasAny(gap, BLAMING)))),
  exit: (value, { isInTrouble }) => isFailedReason(value) || (isInTrouble && isBasicReason(value)),
  "exit-code": (value, { gap, line }) =>
    isEntryReason(value) &&
    (line.has(["qualification"]) || (line.has(MACHINES) && hasAny(gap, SIGNS))),
};

/** So many words and signs: `, hardware error code: `. */
const NEXT = 6;

/** Small numbers are everywhere: only one right behind a subject is the number of it. */
function isNext(
  { to }: Found<Subject>,
  { index }: NumberAt,
  gap: Gap,
  subjects: readonly Found<Subject>[],
): boolean {
  const isOthers = subjects.some(({ said, from }) => said === "exit" && from >= to && from < index);
  return index - to <= NEXT && !isOthers && !gap.has("{");
}

/** `entry failed, hardware error`, as KVM says it. */
function isBehindEntry(line: Line, { from }: Found<Subject>): boolean {
  const before = line.between(Math.max(0, from - 3), from).filter(({ kind }) => kind === "word");
  return before
    .map(({ text }) => text)
    .join(" ")
    .endsWith("entry failed");
}

/** Many things have entries: that of a virtual machine is called so, or its hypervisor speaks. */
function isEntryOfMachine(line: Line, { from, to }: Found<Subject>): boolean {
  const near = line.between(Math.max(0, from - 1), to);
  return line.has(HYPERVISORS) || near.some(({ text }) => MACHINES.includes(text));
}

function hasAny(gap: Gap, words: ReadonlySet<string>): boolean {
  return [...words].some((word) => gap.has(word));
}

/** `KVM_EXIT_FAIL_ENTRY (9)` prints its own number first. */
function numberOf(line: Line, { to }: Found<Subject>): NumberAt | undefined {
  const number = line.linked(to);
  const isOwn = number?.value === KVM_EXIT_FAIL_ENTRY && line.tokens[to - 3]?.text === "exit";
  return isOwn ? line.linked(number.index + 1) : number;
}

/** With a sign in between, or in the words of a printer; else people may speak so. */
function isPrintedSo({ said }: Found<Subject>, gap: Gap): boolean {
  return said === "fail-entry" || hasAny(gap, SIGNS) || (said === "entry" && gap.has(","));
}

const SIGNS = new Set([":", "=", "("]);

function candidateOf(line: Line, found: Found<Subject>, number: NumberAt, gap: Gap): Candidate {
  const [at, end] = [line.at(found.from), number.end];
  const failure = entryFailure(line.text.slice(at, end), number.value);
  return { failure, at, end, isPrinted: isPrintedSo(found, gap) };
}

/** Reasons whose label is said, while the subject stands elsewhere: `"reason":"0x80000021"`. */
function farReasons(line: Line, subjects: readonly Found<Subject>[]): NumberAt[] {
  if (!subjects.some(({ said }) => said !== "exit-code")) return [];
  return line.tokens.flatMap((_, index) => {
    const number = line.number(index);
    if (number === undefined || !isEntryReason(number.value)) return [];
    return LABELS.has(line.wordBefore(index) ?? "") ? [number] : [];
  });
}

const NEAR = 160;

function farCandidate(
  line: Line,
  subjects: readonly Found<Subject>[],
  number: NumberAt,
): Candidate {
  const subject = subjects.find(({ said }) => said !== "exit-code");
  const [from, to] = [line.at(subject?.from ?? 0), line.behind(subject?.to ?? 0)];
  const at = Math.min(from, number.at);
  const end = Math.max(to, number.end);
  const part = end - at > NEAR ? { at: number.at, end: number.end } : { at, end };
  const text = line.text.slice(part.at, part.end);
  return { failure: entryFailure(text, number.value), ...part, isPrinted: true };
}
