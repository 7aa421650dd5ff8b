/**
 * Mutation testing of the code generator and of the interpreter: changes one operator, number,
 * truth value or condition at a time, also in the texts that are written, makes the code anew and asks
 * whether anyone would notice.
 *
 *   tsx tools/mutate-generator.ts [--part K/N] [--file PATTERN]
 *
 * A mutant that writes the same code (comments apart) means the same. Any other is judged by what
 * its code does, never by its text. `mutate-generator/equivalent.json` names those that mean the same for another
 * reason. Lists every other one that nothing notices; exits 1 if there is any, or if one of the file is noticed.
 */
import { parseArgs } from "node:util";
import { FULL, Judges, allMutants, equivalents, keyOf } from "./mutate-generator/judging.ts";

const { values } = parseArgs({
  options: { part: { type: "string" }, file: { type: "string" } },
});
const pattern = new RegExp(values.file ?? "");
const all = allMutants();
const [part = 1, parts = 1] = (values.part ?? "").split("/").filter(Boolean).map(Number);
const chosen = all
  .filter(({ file }) => pattern.test(file))
  .filter((_, i) => i % parts === part - 1);
const judges = new Judges(FULL);

const counts = new Map<string, number>();
const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
const stale = new Set(equivalents.keys());
const names = new Set(all.map(keyOf));
for (const key of names) stale.delete(key);
for (const [index, mutant] of chosen.entries()) {
  const verdict = judges.judge(mutant);
  const key = keyOf(mutant);
  const reason = equivalents.get(key);
  if (verdict !== "SURVIVED") {
    count(verdict);
    if (reason !== undefined) stale.add(key);
  } else if (reason !== undefined) count(`equivalent: ${reason}`);
  else {
    count("SURVIVED");
    console.log(`survived: ${mutant.file}:${mutant.line} ${mutant.name}`);
  }
  if (process.stderr.isTTY || index % 50 === 49) {
    process.stderr.write(`\r${index + 1} of ${chosen.length} `);
  }
}

// Judges that fell ill on the way would notice everything.
judges.selfTest();

for (const [what, number] of [...counts].sort(([, a], [, b]) => b - a)) {
  console.log(`${String(number).padStart(5)} ${what}`);
}
for (const key of stale) console.log(`  no longer equivalent, or gone: ${key}`);
if (counts.has("SURVIVED") || stale.size > 0) process.exitCode = 1;
