/**
 * Damages dumps and prints what the reader makes of them that it should not:
 *
 *     npx tsx test/dumps/damage-run.ts --seed 1 --count 20000 [--format NAME] [--kind "line lost"]
 *         [--exhaustive 0.1] [--states 4] [--silent]
 *
 * Findings are grouped by format and kind of damage, each group with its smallest text.
 * `--silent` also prints lines that were not read and are listed nowhere.
 */
import { parseArgs } from "node:util";
import { readText } from "../../src/dumps/index.ts";
import { findings, grouped, told } from "./damage.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "20000" },
    format: { type: "string" },
    kind: { type: "string" },
    exhaustive: { type: "string", default: "0" },
    states: { type: "string", default: "4" },
    silent: { type: "boolean", default: false },
  },
});

const started = performance.now();
const run = findings(readText, {
  seed: Number(values.seed),
  count: Number(values.count),
  exhaustive: Number(values.exhaustive),
  states: Number(values.states),
  ...(values.format !== undefined && { format: values.format }),
  ...(values.kind !== undefined && { kind: values.kind }),
});
const groups = grouped(run.findings);
for (const group of groups) console.log(`${told(readText, group)}\n`);
for (const [format, { lost, unlisted, examples }] of run.silent) {
  console.log(`${format}: ${unlisted} of ${lost} lines that were not read are listed nowhere`);
  if (values.silent) for (const example of examples) console.log(`    ${example}`);
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  `${run.texts} texts, ${run.dumps} dumps, ${run.findings.length} wrong values in ${groups.length} groups, ${seconds} s`,
);
