import { rules } from "../../index.ts";
import { isFailure, type Finding, type Tally } from "../../fuzz/index.ts";
import { colorsFor, printable, write } from "../terminal.ts";
import type { Parameters } from "./state-dir.ts";

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** A line that tells how far a campaign is, on standard error; nothing unless it is a terminal. */
export class FuzzProgress {
  readonly #tally: Tally;
  readonly #left: number;
  readonly #stream: NodeJS.WriteStream;
  readonly #started = performance.now();
  readonly #before: number;
  #next = this.#started + 500;

  /** @param left states that are to be done */
  constructor(tally: Tally, left: number, stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
    this.#tally = tally;
    this.#before = tally.states;
    this.#left = left;
  }

  show(): void {
    const now = performance.now();
    if (!this.#stream.isTTY || now < this.#next) return;
    this.#next = now + 500;
    const done = this.#tally.states - this.#before;
    const rate = Math.round((done * 1000) / (now - this.#started));
    const part = this.#left < 2 ** 48 ? ` (${Math.floor((done * 100) / this.#left)} %)` : "";
    this.#stream.write(
      `\r\u001b[K${counted(this.#tally.states, "state")}${part}, ${rate.toLocaleString("en")}/s, ` +
        `${this.#tally.hit()} of ${rules.length} checks hit, ` +
        `${counted(this.#tally.disagreements, "disagreement")}, ` +
        counted(this.#tally.findings.size, "finding"),
    );
  }

  /** Takes the line away. */
  end(): void {
    if (this.#stream.isTTY) this.#stream.write("\r\u001b[K");
  }
}

/** The result on standard output: the findings, one a line, or all of it as one JSON object. */
export async function printResult(
  parameters: Parameters,
  tally: Tally,
  findings: readonly Finding[],
  json: boolean,
): Promise<void> {
  if (json) {
    const totals = { ...tally.totals(), findings };
    await write(`${JSON.stringify({ ...parameters, ...totals }, undefined, 2)}\n`);
    return;
  }
  for (const finding of findings) await write(`${JSON.stringify(finding)}\n`);
}

/** How a run went, beside what it found. */
export interface Course {
  /** States of this run. */
  states: number;
  /** Milliseconds. */
  time: number;
  /** States of earlier runs. */
  resumed: number;
  isStopped: boolean;
  isDone: boolean;
}

/** What a campaign came to, for people. */
export function summary(tally: Tally, findings: readonly Finding[], course?: Course): string {
  const colors = colorsFor(process.stderr);
  const lines: string[] = [];
  const share = tally.states === 0 ? 0 : Math.round((tally.invalid * 100) / tally.states);
  const hit = tally.hit();
  lines.push(
    `${counted(tally.states, "state")}, ${share} % invalid; ${hit} of ${rules.length} checks hit`,
  );
  if (course !== undefined) {
    const rate = Math.round((course.states * 1000) / Math.max(1, course.time));
    lines.push(
      `this run: ${counted(course.states, "state")} in ${(course.time / 1000).toFixed(1)} s, ` +
        `${rate.toLocaleString("en")}/s${course.resumed > 0 ? `; ${course.resumed.toLocaleString("en")} from before` : ""}`,
    );
    if (course.isStopped) lines.push("stopped by a signal; what was found is kept");
    else if (!course.isDone) lines.push("not all states of the campaign have been looked at");
  }
  if (tally.undecided > 0) lines.push(`${counted(tally.undecided, "state")} undecided`);
  if (findings.length === 0) lines.push(colors.green("no disagreement"));
  else {
    lines.push(
      colors.red(
        `${counted(tally.disagreements, "disagreement")}, ${counted(findings.length, "finding")}:`,
      ),
    );
    for (const finding of findings.slice(0, 20)) {
      const times = finding.count === 1 ? "once" : `${finding.count.toLocaleString("en")} times`;
      const who = isFailure(finding) ? finding.answer : undefined;
      const detail = who !== undefined && "detail" in who ? ` (${who.detail})` : "";
      const line = `${finding.id}, ${times}, first in state ${finding.index}${detail}`;
      lines.push(`  ${printable(line, 400)}`);
    }
    if (findings.length > 20) lines.push(`  and ${findings.length - 20} more`);
  }
  if (tally.unexamined > 0) {
    lines.push(`${counted(tally.unexamined, "disagreement")} only counted, not examined`);
  }
  return lines.map((line) => `${line}\n`).join("");
}
