/**
 * Proves that the tests notice every change of a number, an operator, a gate or a register list in
 * the rule files: `npm run mutate`.
 *
 *   --file PATTERN   only files whose path below rules/ matches the regular expression
 *   --sample N       about N mutants, spread evenly over the files, the same ones each time
 *
 * Prints how many mutants of each kind of file were found by which part of the suite
 * (`test/suites/rule-book.suite.ts`) and lists those nothing found; exits 1 if there are any.
 */
import { parseArgs } from "node:util";
import { Ajv2020, type AnySchema } from "ajv/dist/2020.js";
import { expand } from "../src/rules/expand.ts";
import { RuleError, derivationInputs, findFact } from "../src/rules/facts.ts";
import { loadRules } from "../src/rules/load.ts";
import type { Condition, Instance, RuleBook, RuleFile, RuleSources } from "../src/rules/types.ts";
import { PARTS, firstFault, type Part } from "../test/suites/rule-book.suite.ts";
import { allMutants, textOf, type Mutant } from "./mutants.ts";
import { readRuleTexts, readSchemas } from "./read-rules.ts";

/** Who noticed a mutant; `same` if it means exactly what the original does. */
export type Verdict = "loader" | Part | "same" | "SURVIVED";
export const VERDICTS: readonly Verdict[] = ["loader", ...PARTS, "same", "SURVIVED"];

/** Judges mutants of one rule book, which is loaded once. */
export class Mutations {
  readonly mutants: readonly Mutant[];
  readonly #sources: RuleSources;
  readonly #book: RuleBook;
  readonly #isValid: (file: string, content: unknown) => boolean;
  /** Instances each file makes. */
  readonly #made = new Map<string, string[]>();
  /** Instances and facts as text. */
  readonly #texts = new Map<string, string>();

  constructor(texts: ReadonlyMap<string, string> = readRuleTexts(), schemas = readSchemas()) {
    const { sources, book } = loadRules(texts, schemas);
    this.#sources = sources;
    this.#book = book;
    this.#isValid = validator(schemas);
    for (const { id, file } of book.instances) {
      this.#made.set(file, [...(this.#made.get(file) ?? []), id]);
    }
    for (const instance of book.instances) this.#texts.set(instance.id, print(instance));
    for (const [name, fact] of book.facts) this.#texts.set(`fact ${name}`, print(fact));
    this.mutants = allMutants(sources, book);
  }

  judge(mutant: Mutant): Verdict {
    const { file } = mutant;
    const content = mutant.content();
    if (!this.#isValid(file, content)) return "loader";
    let changed: { sources: RuleSources; book: RuleBook };
    try {
      changed = this.#load(file, content);
    } catch (error) {
      if (error instanceof RuleError) return "loader";
      throw error;
    }
    // The numbers are compared first: most changes show there, and it needs no list of instances.
    const { sources, book } = changed;
    const numbers = firstFault(book, { only: new Set(), sources });
    if (numbers?.part === "catalogue") return "catalogue";
    const only = this.#differing(book, file);
    const fault = firstFault(book, { only, sources });
    if (fault !== undefined) return fault.part;
    return only.size === 0 && byName(book) === byName(this.#book) ? "same" : "SURVIVED";
  }

  /** What loading all files with this one changed gives; a rule file is expanded alone. */
  #load(file: string, content: unknown): { sources: RuleSources; book: RuleBook } {
    if (!Object.hasOwn(this.#sources.rules, file)) {
      const sources = withFile(this.#sources, file, content);
      return { sources, book: expand(sources) };
    }
    const rules = { ...this.#sources.rules, [file]: content as RuleFile };
    const made = new Set(this.#made.get(file));
    const alone = expand({
      ...this.#sources,
      rules: { [file]: content as RuleFile },
      order: {
        ...this.#sources.order,
        instances: this.#sources.order.instances.filter((id) => made.has(id)),
      },
    });
    const instances = this.#book.instances.map((instance) => {
      const other = alone.byId.get(instance.id);
      return other === undefined ? instance : { ...other, index: instance.index };
    });
    return {
      sources: { ...this.#sources, rules },
      book: { ...alone, instances, byId: new Map(instances.map((it) => [it.id, it])) },
    };
  }

  /** Instances that differ, or read a fact that does. */
  #differing(book: RuleBook, file: string): Set<string> {
    const isRule = this.#made.has(file);
    const facts = new Set(
      isRule
        ? []
        : [...book.facts].flatMap(([name, fact]) =>
            print(fact) === this.#texts.get(`fact ${name}`) ? [] : [name],
          ),
    );
    const differing = new Set<string>();
    for (const instance of book.instances) {
      if (instance === this.#book.byId.get(instance.id)) continue;
      const before = this.#texts.get(instance.id);
      if (print(instance) !== before || readsOne(book, instance, facts)) {
        differing.add(instance.id);
      }
    }
    return differing;
  }
}

/** The verdict of a file's schema, as the loader asks for it. */
function validator(schemas: readonly AnySchema[]): (file: string, content: unknown) => boolean {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false });
  ajv.addSchema([...schemas]);
  return (file, content) => {
    const kind = file.startsWith("guest-")
      ? "rule"
      : file.startsWith("fields/")
        ? "fields"
        : file.replace(".json", "");
    const validate = ajv.getSchema(`${kind}.schema.json`);
    if (validate === undefined) throw new Error(`no schema for ${file}`);
    return validate(content) === true;
  };
}

function withFile(sources: RuleSources, file: string, content: unknown): RuleSources {
  const member = file.replace(".json", "");
  return Object.hasOwn(sources, member)
    ? { ...sources, [member]: content }
    : { ...sources, fields: { ...sources.fields, [file]: content } as RuleSources["fields"] };
}

const print = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "bigint"
      ? `0x${inner.toString(16)}`
      : inner instanceof Map
        ? [...(inner as Map<unknown, unknown>)]
        : inner,
  );

/** All facts as text, in an order that does not depend on the files. */
const byName = (book: RuleBook): string =>
  print([...book.facts].sort(([a], [b]) => (a < b ? -1 : 1)));

/** True if a condition of the instance reads one of the facts, directly or by derivation. */
function readsOne(
  book: RuleBook,
  { when, require }: Instance,
  names: ReadonlySet<string>,
): boolean {
  if (names.size === 0) return false;
  const reads = (name: string): boolean => {
    if (names.has(name)) return true;
    const fact = findFact(book.facts, name);
    if (fact?.kind === "derived") return derivationInputs(fact.derivation).some(reads);
    return fact !== undefined && names.has(fact.field);
  };
  const walk = (condition: Condition): boolean => {
    if (condition.kind === "named") return walk(condition.body);
    if (condition.kind !== "leaf") return condition.of.some(walk);
    return reads(condition.fact) || ("fact" in condition.operand && reads(condition.operand.fact));
  };
  return (when !== undefined && walk(when)) || walk(require);
}

/** About `size` mutants, the same share of each file and at least one of each. */
export function sample(mutants: readonly Mutant[], size: number): Mutant[] {
  const step = Math.max(1, mutants.length / size);
  const files = new Map<string, Mutant[]>();
  for (const mutant of mutants) {
    files.set(mutant.file, [...(files.get(mutant.file) ?? []), mutant]);
  }
  return [...files.values()]
    .flatMap((list) => {
      const count = Math.ceil(list.length / step);
      return Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)]);
    })
    .filter((mutant) => mutant !== undefined);
}

/** Files of one kind stand in one row. */
function kindOf(file: string): string {
  return file.includes("/") ? `${file.slice(0, file.indexOf("/"))}/` : file;
}

function table(counts: ReadonlyMap<string, ReadonlyMap<Verdict, number>>): string {
  const total = new Map<Verdict, number>();
  for (const row of counts.values()) {
    for (const [verdict, count] of row) total.set(verdict, (total.get(verdict) ?? 0) + count);
  }
  const rows = [...counts, ["all", total] as const].map(([kind, row]) => [
    kind,
    String([...row.values()].reduce((sum, count) => sum + count, 0)),
    ...VERDICTS.map((verdict) => String(row.get(verdict) ?? 0)),
  ]);
  const lines = [["files", "mutants", ...VERDICTS], ...rows];
  const widths = lines[0]?.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths?.[column] ?? 0) : cell.padStart(widths?.[column] ?? 0),
        )
        .join("  "),
    )
    .join("\n");
}

function main(): void {
  const { values } = parseArgs({
    options: { file: { type: "string" }, sample: { type: "string" } },
  });
  const mutations = new Mutations();
  const pattern = new RegExp(values.file ?? "");
  let mutants = mutations.mutants.filter(({ file }) => pattern.test(file));
  if (values.sample !== undefined) mutants = sample(mutants, Number(values.sample));
  const counts = new Map<string, Map<Verdict, number>>();
  const survivors: Mutant[] = [];
  for (const [index, mutant] of mutants.entries()) {
    const verdict = mutations.judge(mutant);
    const row = counts.get(kindOf(mutant.file)) ?? new Map<Verdict, number>();
    counts.set(kindOf(mutant.file), row.set(verdict, (row.get(verdict) ?? 0) + 1));
    if (verdict === "SURVIVED") survivors.push(mutant);
    if (process.stderr.isTTY && index % 200 === 0) {
      process.stderr.write(`\r${index} of ${mutants.length}, ${survivors.length} survived `);
    }
  }
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  console.log(table(counts));
  console.log(
    survivors.length === 0 ? "\nNo mutant survived." : `\n${survivors.length} mutants survived:`,
  );
  for (const { file, pointer, from, to } of survivors) {
    console.log(`  rules/${file} ${pointer}: ${textOf(from)} -> ${textOf(to)}`);
  }
  process.exitCode = survivors.length === 0 ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) main();
