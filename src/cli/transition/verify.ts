import { checkSegmentRegisters } from "../../index.ts";
import {
  KINDS,
  countOf,
  verifyReplay,
  verifyScenario,
  type Verification,
} from "../../transition/index.ts";
import { InputFault } from "../input/fault.ts";
import { printable, type Colors } from "../terminal.ts";
import type { Input } from "./input.ts";

/** How one line or file compares with what it expects. */
export interface Verified {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly verification: Verification;
}

/** @throws InputFault if the input tells nothing that could be compared, or cannot be run */
export function verifyInput(input: Exclude<Input, { kind: "fault" }>): Verified {
  const { file, line } = input;
  const verification = compare(input);
  if (countOf(verification) === 0) {
    throw new InputFault(file, "nothing to compare: no expected states and no verdicts", line);
  }
  const name = input.kind === "scenario" ? input.scenario.id : input.replay.title;
  return { id: name ?? `line ${line}`, file, line, verification };
}

function compare(input: Exclude<Input, { kind: "fault" }>): Verification {
  if (input.kind === "replay") return verifyReplay(input.replay);
  try {
    return verifyScenario(input.scenario, { check: checkSegmentRegisters });
  } catch (error) {
    if (error instanceof RangeError) throw new InputFault(input.file, error.message, input.line);
    throw error;
  }
}

/** Every difference of a line; nothing where there is none. */
export function differencesText(
  { id, file, line, verification }: Verified,
  colors: Colors,
): string {
  const { differences } = verification;
  if (differences.length === 0) return "";
  const lines = differences.map(
    ({ kind, where, expected, actual }) =>
      `  ${kind}: ${printable(where)}: expected ${printable(expected)}, got ${colors.red(printable(actual))}`,
  );
  const head = `${file === "-" ? "standard input" : file}:${line}: ${printable(id)}: ${lines.length} differences`;
  return `${colors.bold(head)}\n${lines.join("\n")}\n`;
}

/** How many values of each kind were compared, and what came of it. */
export function totalsText(verified: readonly Totals[], colors: Colors): string {
  const totals = sumOf(verified);
  const failed = verified.filter(({ differences }) => differences > 0).length;
  const width = Math.max(...KINDS.map((kind) => kind.length));
  const lines = KINDS.filter((kind) => totals.compared[kind] > 0).map(
    (kind) => `  ${kind.padEnd(width)}  ${totals.compared[kind]}`,
  );
  const sum = KINDS.reduce((count, kind) => count + totals.compared[kind], 0);
  const verdict =
    failed === 0
      ? colors.green("all as expected")
      : colors.red(`${totals.differences} differences in ${failed}`);
  const what = verified.length === 1 ? "1 line" : `${verified.length} lines`;
  return `Compared ${sum} values of ${what}:\n${lines.join("\n")}\n${verdict}\n`;
}

/** Counts of a line, kept when the line itself is done with. */
export interface Totals {
  readonly compared: Verification["compared"];
  readonly differences: number;
}

export function totalsOf({ verification }: Verified): Totals {
  return { compared: verification.compared, differences: verification.differences.length };
}

function sumOf(all: readonly Totals[]): Totals {
  const compared = Object.fromEntries(
    KINDS.map((kind) => [kind, all.reduce((sum, one) => sum + one.compared[kind], 0)]),
  ) as Verification["compared"];
  return { compared, differences: all.reduce((sum, one) => sum + one.differences, 0) };
}
