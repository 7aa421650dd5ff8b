/**
 * Writes a rule from a template: `npm run new:rule -- ID --section SECTION [--for "ds es"] [--after ID]`.
 *
 * The new rule loads and passes the example tests as it stands, so that every step from here on
 * starts from green. Its sentence, condition and examples are the author's to replace.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { fill } from "../src/rules/facts.ts";
import { loadRules } from "../src/rules/load.ts";
import type { OrderFile, RuleFile } from "../src/rules/types.ts";
import { readRuleTexts, readSchemas, repository } from "./read-rules.ts";

export interface NewRule {
  /** Id of the rule; `{r}` stands for each register of `registers`. */
  id: string;
  /** Folder below `rules/`, which is also the key of the section in `sdm.json`. */
  section: string;
  registers?: string[];
  /** Instance the new ones come after; the last of the section if absent. */
  after?: string;
}

/**
 * Path below `rules/` -> text of the files to write: the rule, and the longer order.json.
 * @throws Error for an unknown section or instance, a taken id, or an id that does not fit
 */
export function newRule(
  { id, section, registers = [], after }: NewRule,
  texts: ReadonlyMap<string, string>,
): Map<string, string> {
  if (id.includes("{r}") !== registers.length > 0) {
    throw new Error('an id with {r} needs --for "cs ss ...", an id without it must not have it');
  }
  const { book } = loadRules(texts, readSchemas());
  const last = book.instances.findLast((instance) => instance.sdm.key === section);
  if (last === undefined) throw new Error(`no section "${section}" in rules/sdm.json`);
  const file = `${section}/${id.replace(/^\{r\}-/, "").replace("{r}", "")}.json`;
  if (texts.has(file)) throw new Error(`rules/${file} exists already`);
  const ids = registers.length === 0 ? [id] : registers.map((register) => fill(id, register));
  const order = JSON.parse(texts.get("order.json") ?? "{}") as OrderFile;
  const index = order.instances.indexOf(after ?? last.id);
  if (index < 0) throw new Error(`no instance "${after}" to come after`);
  order.instances.splice(index + 1, 0, ...ids);
  const rule: RuleFile & { $schema: string } = {
    $schema: "../../schemas/rule.schema.json",
    id,
    title: "TODO what must hold, in the polarity of the SDM",
    sdm: { section, item: "TODO the bullet" },
    ...(registers.length === 0 ? {} : { for: { [registers.join(" ")]: "always" } }),
    when: { fact: "cr0.pg", operator: "equal", value: 1 },
    require: { fact: "cr0.pe", operator: "equal", value: 1 },
    hint: "TODO what to write instead.",
    examples: {
      pass: [{ cr0: "0x80000001" }],
      fail: [{ cr0: "0x80000000" }],
      notApplicable: [{ cr0: "0x0" }],
    },
  };
  return new Map([
    [file, JSON.stringify(rule)],
    ["order.json", JSON.stringify(order)],
  ]);
}

if (process.argv[1] === import.meta.filename) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      section: { type: "string" },
      for: { type: "string" },
      after: { type: "string" },
    },
  });
  const [id] = positionals;
  if (id === undefined || values.section === undefined) {
    console.error(
      'usage: npm run new:rule -- ID --section guest-segment-registers [--for "ds es"] [--after ID]',
    );
    process.exitCode = 2;
  } else {
    try {
      const files = newRule(
        {
          id,
          section: values.section,
          ...(values.for === undefined ? {} : { registers: values.for.split(" ") }),
          ...(values.after === undefined ? {} : { after: values.after }),
        },
        readRuleTexts(),
      );
      for (const [path, text] of files) {
        const file = join(repository, "rules", path);
        const verb = existsSync(file) ? "changed" : "wrote";
        writeFileSync(file, await format(text, { parser: "json", printWidth: 100 }));
        console.log(`${verb} rules/${path}`);
      }
      loadRules(readRuleTexts(), readSchemas());
      console.log(
        [
          "",
          "Next:",
          "  1. write the sentence, the condition and the hint; make the examples one bit apart",
          "  2. npm run generate",
          "  3. npx vitest run test/rules",
          "  4. npm run mutate -- --file NAME   (every number must matter to some example)",
          "docs/rules.md tells what each member means.",
        ].join("\n"),
      );
    } catch (error) {
      console.error(error instanceof Error ? error.message : String(error));
      process.exitCode = 2;
    }
  }
}
