/** The headline of one line. */
import { namedIn, namesIn } from "./by-name.ts";
import { type Candidate, numberedIn } from "./by-number.ts";
import { othersIn } from "./by-words.ts";
import { codeForm, isExplainedInTable, isInComment, isInConstant } from "./code-forms.ts";
import type { Line } from "./line.ts";
import { programOf } from "./programs.ts";
import { explains } from "./prose.ts";
import { isQualified, qualificationIn } from "./qualification.ts";
import { isEntryReason, isFailedReason } from "./reasons.ts";
import { beginOfQuote, endOfQuote } from "./quote.ts";
import type { Headline, Program } from "./types.ts";

/** The first report of a refused entry on the line, else that of another failure. */
export function headlineIn(line: Line): Headline | undefined {
  if (areAlternatives(line)) return undefined;
  for (const candidate of candidatesIn(line).map((one) => quoted(line, one))) {
    if (isExplainedInTable(line.text, candidate.end)) return undefined;
    if (isReport(line.text, candidate) && !isConstant(line.text, candidate))
      return headlineOf(line, candidate);
  }
  return undefined;
}

/**
 * Numbers before names, names before words; words that claim a number keep it. The reason of a
 * failed entry in the rest of a message that has no number of its own is what went wrong.
 */
function candidatesIn(line: Line): Candidate[] {
  const others = othersIn(line);
  const isClaimed = ({ end, failure: { code } }: Candidate): boolean =>
    others.some(
      (other) =>
        other.at < end &&
        end <= other.end &&
        (other.failure.code !== "" || code === "" || !isEntryReason(BigInt(code))),
    );
  return [...numberedIn(line).filter((one) => !isClaimed(one)), ...namedIn(line), ...others];
}

/** A line that names several reasons tells them apart, it reports none. */
function areAlternatives({ tokens }: Line): boolean {
  const reasons = tokens.flatMap(({ value }) =>
    value !== undefined && isEntryReason(value) ? [value] : [],
  );
  return new Set(reasons).size > 1;
}

/** Whether a part of a line reports something, and is neither code nor explanation. */
export function isReport(text: string, { at, end, isPrinted }: Part): boolean {
  return (
    codeForm(text) === undefined && !isInComment(text, at) && !explains(text, at, end, isPrinted)
  );
}

/** A constant of a program; a failed entry's reason is a value that somebody printed. */
function isConstant(text: string, { failure: { code }, at }: Candidate): boolean {
  return isInConstant(text, at) && !(code !== "" && isFailedReason(BigInt(code)));
}

type Part = Pick<Candidate, "at" | "end" | "isPrinted">;

/** How far behind a number the words stand that belong to it. */
const NEAR = 60;

function isNear(gap: string): boolean {
  return gap.length < NEAR && !/[|"`]/.test(gap);
}

/** With all that belongs to it. */
function quoted(line: Line, candidate: Candidate): Candidate {
  const at = beginOfQuote(line, candidate.at);
  let { end } = candidate;
  for (const { from, to } of namesIn(line))
    if (line.at(from) >= end && isNear(line.text.slice(end, line.at(from)))) end = line.behind(to);
  const { failure } = candidate;
  const qualification = isQualified(failure) ? qualificationIn(line, at) : undefined;
  if (qualification !== undefined) {
    failure.qualification = Number(qualification.value);
    if (isNear(line.text.slice(end, qualification.end))) end = Math.max(end, qualification.end);
  }
  end = endOfQuote(line.text, at, end);
  failure.text = line.text.slice(at, end).trim();
  return { ...candidate, at, end };
}

function headlineOf(line: Line, { failure, at, end, program }: Candidate): Headline {
  return { failure, at, end, program: programFor(line, failure.code, program) };
}

function programFor(line: Line, code: string, program?: Program): Program {
  if (program !== undefined && program !== "own") return program;
  return code === "0xffffffff" ? "amd" : programOf(line);
}
