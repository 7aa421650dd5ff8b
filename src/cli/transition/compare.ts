import Table from "cli-table3";
import type { EntryEvent } from "../../transition/index.ts";
import { printable } from "../terminal.ts";
import { stopText, type Ran } from "./run.ts";

/** Policies side by side: how each fares with one scenario. */
export function comparisonTable(runs: readonly Ran[]): string {
  const table = new Table({
    head: ["policy", "VM entry", "selector/base at entry", "then"],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [30, 34, 34, 34],
  });
  for (const run of runs) {
    const [first] = run.summary.entries;
    table.push([
      run.policy.name,
      entryCell(run),
      first === undefined ? "" : registersCell(first.entry),
      printable(stopText(run.stop), 200),
    ]);
  }
  return `${table.toString()}\n`;
}

function entryCell({ summary, policy }: Ran): string {
  const [first] = summary.entries;
  if (first !== undefined) {
    const { verdict } = first.entry;
    const after = `after ${first.step.instruction?.text ?? "?"}`;
    return verdict.enterable
      ? `accepted ${after}`
      : `FAILS ${after}: ${verdict.violated.join(", ")}`;
  }
  if (policy.name !== "architectural") return "never asked for";
  const [failure] = summary.failures("ug0");
  if (failure === undefined) return "possible at every boundary with PE = 1";
  const until = failure.recovered?.instruction?.text;
  return (
    `impossible after ${failure.first.instruction?.text ?? "?"}` +
    (until === undefined ? " to the end" : `, possible after ${until}`) +
    `: ${failure.first.judgement.ug0.violated.join(", ")}`
  );
}

function registersCell({ candidate, cleared }: EntryEvent): string {
  const kept = (["cs", "ss", "ds", "es", "fs", "gs"] as const).filter(
    (name) => !cleared.includes(name),
  );
  const bases = kept.map((name) => {
    const { selector, base } = candidate[name];
    return `${name}=${selector.toString(16)}/${base.toString(16)}`;
  });
  const unusable = cleared.length === 0 ? [] : [`unusable: ${cleared.join(" ")}`];
  return [bases.join(" "), ...unusable].join("\n");
}
