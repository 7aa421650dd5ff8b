/** The exit qualification, on the line of a headline or on one below it. */
import type { Failure } from "../types.ts";
import type { Line, NumberAt } from "./line.ts";
import { Phrases } from "./phrases.ts";

const PHRASES = new Phrases<"labelled" | "bracket">([
  ["exit? info? qualification|qual", "labelled"],
  // Xen's words; the number is the qualification.
  ["invalid guest state", "bracket"],
  ["msr load*", "labelled"],
  ["msr entry", "labelled"],
]);

/** The qualification that the line gives, behind the offset `after`. */
export function qualificationIn(line: Line, after = 0): NumberAt | undefined {
  for (const { said, to } of PHRASES.in(line.tokens)) {
    if (line.behind(to) < after) continue;
    const number = said === "labelled" ? line.linked(to) : bracketed(line, to);
    if (number !== undefined && number.value >= 0n && number.value <= MOST) return number;
  }
  return undefined;
}

/** Whether a qualification says something about this failure. */
export function isQualified({ kind, qualification }: Failure): boolean {
  return (
    qualification === undefined &&
    (kind === "invalid-guest-state" || kind === "msr-loading" || kind === "machine-check")
  );
}

/** Above it a number in brackets is the reason itself. */
const LARGEST_DETAIL = 15n;
const MOST = BigInt(Number.MAX_SAFE_INTEGER);

function bracketed(line: Line, to: number): NumberAt | undefined {
  const number = line.tokens[to]?.text === "(" ? line.number(to + 1) : undefined;
  return number !== undefined && number.value <= LARGEST_DETAIL ? number : undefined;
}
