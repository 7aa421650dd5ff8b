// The wrong checkers: the package's rules with a mistake somebody has made in reality.
import { readFileSync, readdirSync } from "node:fs";

const rulesFolder = new URL("../../rules/", import.meta.url);
const mistakesFolder = new URL("mistakes/", import.meta.url);

const read = (file, folder) => JSON.parse(readFileSync(new URL(file, folder), "utf8"));

/** The rules as they are, by their file without ".json". */
function correctRules() {
  const files = readdirSync(rulesFolder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /^guest-.*\.json$/.test(file))
    .sort();
  return new Map(files.map((file) => [file.replace(/\.json$/, ""), read(file, rulesFolder)]));
}

/** Names of the wrong checkers. */
export const names = readdirSync(mistakesFolder)
  .map((file) => file.replace(/\.json$/, ""))
  .sort();

/** A file of mistakes/: who made the mistake, and what becomes of which rule. */
export const mistake = (name) => read(`${name}.json`, mistakesFolder);

/**
 * The rules of a checker, in the form `compile` takes.
 *
 * @param name a name of `names`, or "correct"
 */
export function rulesOf(name) {
  const rules = correctRules();
  if (name === "correct") return [...rules.values()];
  if (!names.includes(name)) {
    throw new RangeError(`no checker "${name}"; there are correct, ${names.join(", ")}`);
  }
  const { changes, added = [] } = mistake(name);
  for (const [file, members] of Object.entries(changes)) {
    const rule = rules.get(file);
    if (rule === undefined) throw new RangeError(`${name}: no rule file ${file}.json`);
    // null: the check is missing; otherwise members take the place of the rule's, null removes one.
    if (members === null) rules.delete(file);
    else {
      const changed = Object.entries({ ...rule, ...members }).filter(([, value]) => value !== null);
      rules.set(file, Object.fromEntries(changed));
    }
  }
  return [...rules.values(), ...added];
}
