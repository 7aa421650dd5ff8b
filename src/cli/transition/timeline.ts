import {
  segmentText,
  tableText,
  type DescriptorTable,
  type EntryEvent,
  type MachineState,
  type Segment,
  type TransitionStep,
  type Verdict,
} from "../../transition/index.ts";
import { printable, type Colors } from "../terminal.ts";
import { stopText, type Before, type Ran } from "./run.ts";

/** Registers that people want to see change; the rest is data. */
const SHOWN = [
  "cs",
  "ss",
  "ds",
  "es",
  "fs",
  "gs",
  "ldtr",
  "tr",
  "gdtr",
  "idtr",
  "cr0",
  "cr3",
  "cr4",
  "efer",
] as const;

const HEAD = ["CS:IP", "instruction", "changed", "mode", "without unrestricted guest", "with it"];
const WIDTHS = [13, 30, 26, 17, 28, 0];

/** Prints a run line by line: what changed, and how a hypervisor could go on. */
export class Timeline {
  readonly #colors: Colors;
  readonly #verbose: boolean;
  #last: TransitionStep | undefined;
  #skipped = 0;

  constructor(colors: Colors, verbose: boolean) {
    this.#colors = colors;
    this.#verbose = verbose;
  }

  head(): string {
    return `${this.#colors.bold(row(HEAD))}\n`;
  }

  /** The lines of a step; none for one that changed nothing, unless everything is wanted. */
  lines(step: TransitionStep, before: Before): string {
    const last = this.#last;
    this.#last = step;
    const changed = changesText(step.changed);
    const isNews =
      this.#verbose ||
      last === undefined ||
      changed.length > 0 ||
      step.events.length > 0 ||
      step.end !== undefined ||
      step.mode !== last.mode ||
      step.judgement !== last.judgement;
    if (!isNews) {
      this.#skipped += 1;
      return "";
    }
    const skipped = this.#skippedLine();
    const [first = "", ...more] = changed;
    const { ug0, ug1 } = step.judgement;
    const same = last?.judgement === step.judgement && skipped === "";
    const cells = [
      `${before.cs.toString(16)}:${step.rip.toString(16)}`,
      `${step.instruction?.text ?? "(not fetched)"}${step.by === "assist" ? " [assist]" : ""}`,
      first,
      step.mode,
      same ? '"' : wayText(ug0),
      same ? '"' : wayText(ug1),
    ];
    const lines = [row(cells), ...more.map((text) => row(["", "", text]))];
    const painted = lines.map((line) => this.#paint(line, step));
    for (const event of step.events) {
      if (event.kind === "entry") painted.push(...this.#entryLines(event));
      else if (event.kind !== "mode") {
        const selectors = Object.entries(event.selectors).map(
          ([name, value]) => `${name}=${value.toString(16)}`,
        );
        const what = event.kind === "abort" ? "switch given up" : "back in real mode";
        painted.push(`  ${what}: ${selectors.join(" ")}, every base selector x 16, limit 64 KiB`);
      }
    }
    return `${skipped}${painted.join("\n")}\n`;
  }

  /** What was left out at the end. */
  rest(): string {
    return this.#skippedLine();
  }

  #skippedLine(): string {
    const count = this.#skipped;
    this.#skipped = 0;
    if (count === 0) return "";
    const { dim } = this.#colors;
    return `${dim(`  ... ${count === 1 ? "1 instruction" : `${count} instructions`} without a change`)}\n`;
  }

  #paint(line: string, { judgement, end }: TransitionStep): string {
    const { red, yellow } = this.#colors;
    if (end !== undefined && end.kind !== "halt") return red(line);
    return judgement.ug0.way === "interpret" ? yellow(line) : line;
  }

  #entryLines({ candidate, verdict, cleared, saved, notes }: EntryEvent): string[] {
    const { green, red, dim } = this.#colors;
    const head = verdict.enterable
      ? green("  VM entry: accepted")
      : red(`  VM entry FAILS: ${verdict.violated.join(", ")}`);
    const segments = (["cs", "ss", "ds", "es", "fs", "gs"] as const).map(
      (name) => `${name}=${segmentText(candidate[name])}`,
    );
    const kept = Object.entries(saved).filter(([, value]) => value !== 0);
    return [
      head,
      dim(`    ${segments.slice(0, 3).join(" ")}`),
      dim(`    ${segments.slice(3).join(" ")}`),
      ...(cleared.length === 0 ? [] : [dim(`    made unusable: ${cleared.join(" ")}`)]),
      ...(kept.length === 0
        ? []
        : [
            dim(
              `    kept for real mode: ${kept.map(([n, v]) => `${n}=${v.toString(16)}`).join(" ")}`,
            ),
          ]),
      ...notes.map((note) => dim(`    ${note}`)),
    ];
  }
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => `${printable(cell, 400)} `.padEnd(WIDTHS[index] ?? 0))
    .join("")
    .trimEnd();
}

function changesText(changed: Partial<MachineState>): string[] {
  return SHOWN.flatMap((name) => {
    const value = changed[name];
    if (value === undefined) return [];
    if (typeof value === "bigint") return [`${name}=${value.toString(16)}`];
    const isSegment = (part: Segment | DescriptorTable): part is Segment => "selector" in part;
    return [`${name}=${isSegment(value) ? segmentText(value) : tableText(value)}`];
  });
}

function wayText({ way, violated }: Verdict): string {
  if (way === "enter") return "enter";
  const why = violated.filter((id) => id !== "cr0-fixed-ones");
  if (way === "virtual-8086") {
    return violated.includes("cr0-fixed-ones") ? "as virtual-8086" : `v8086; ${why.join(" ")}`;
  }
  return `INTERPRET: ${violated.join(" ")}`;
}

/** What a run comes to, for people. */
export function summaryText({ summary, stop, policy }: Ran, colors: Colors): string {
  const lines: string[] = [];
  const place = (step: TransitionStep): string =>
    `${colors.bold(step.instruction?.text ?? "?")} (rip ${step.rip.toString(16)})`;
  if (policy.name === "architectural" && summary.protectedBoundaries === 0) {
    lines.push(
      "CR0.PE was never 1: on a CPU without unrestricted guest this is virtual-8086 code.",
    );
  } else if (policy.name === "architectural") {
    for (const [way, words] of [
      ["ug0", "Without unrestricted guest"],
      ["ug1", "With unrestricted guest"],
    ] as const) {
      const [first, ...more] = summary.failures(way);
      if (first === undefined) {
        lines.push(`${words}: entry is accepted at every boundary with CR0.PE = 1.`);
        continue;
      }
      const violated = first.first.judgement[way].violated.join(", ");
      lines.push(`${words}: entry would first fail after ${place(first.first)}: ${violated}.`);
      lines.push(
        first.recovered === undefined
          ? "  It would fail from there to the end."
          : `  It would be accepted again after ${place(first.recovered)}.`,
      );
      if (more.length > 0) lines.push(`  ${more.length} more such stretches follow.`);
    }
  }
  if (policy.name === "architectural") {
    const { interpreted } = summary;
    if (interpreted !== undefined) {
      lines.push(
        `Neither entry nor virtual-8086 mode, so an interpreter is needed, first after ${place(interpreted)}.`,
      );
    }
  } else {
    const [entry] = summary.entries;
    if (entry === undefined) lines.push("VM entry was never asked for.");
    else {
      const { verdict } = entry.entry;
      const how = verdict.enterable ? "accepted" : `FAILS: ${verdict.violated.join(", ")}`;
      lines.push(`VM entry after ${place(entry.step)}: ${how}.`);
      if (summary.entries.length > 1) lines.push(`  ${summary.entries.length} entries in all.`);
    }
  }
  lines.push(`End: ${printable(stopText(stop), 400)}.`);
  return `${lines.join("\n")}\n`;
}
