import { Ajv2020 } from "ajv/dist/2020.js";
import { formulaOf, not, together, type Node } from "../../src/arbitraries/formula.ts";
import { expand } from "../../src/rules/expand.ts";
import { RuleError } from "../../src/rules/facts.ts";
import { loadRules } from "../../src/rules/load.ts";
import type {
  Condition,
  Fact,
  FieldsFile,
  Instance,
  RuleBook,
  RuleFile,
  RuleSources,
} from "../../src/rules/types.ts";
import { allMutants, textOf, type Mutant } from "../mutants.ts";
import { readRuleTexts, readSchemas } from "../read-rules.ts";
import { NoMeaning, bitFormula } from "./bit-formula.ts";

/** A check that decides otherwise, or may do so, after the change of a rule file. */
export interface Changed {
  /** The id of the check. */
  readonly id: string;
  /** Where it is violated before and after. */
  readonly before: Node;
  readonly after: Node;
  /** The exit qualification it is reported with, before and after. */
  readonly exitQualification: readonly [before: number, after: number];
}

/**
 * True if a change may make a check decide otherwise about a complete state. Left out are
 *
 * - `vmcsViewOnly`: it concerns states as the guest sees them, and these are as the VMCS holds them;
 * - `assumed`, `bounds` and `reservedExcept`: they stand in for facts that are absent;
 * - `encoding`, `range` and `boolean`: how dumps and JSON are read, before any check is asked;
 * - examples, `order.json` and `sdm.json`: they decide nothing.
 */
function decides({ file, pointer }: Mutant): boolean {
  if (file.startsWith("guest-")) {
    return /^\/(id|for|when|require|exitQualification)(\/|$)/.test(pointer);
  }
  if (file.startsWith("fields/")) {
    return (
      /^\/for(\/|$)/.test(pointer) ||
      /^\/fields\/[^/]+\/(path|width|bits)(\/|$)/.test(pointer) ||
      /^\/derived\/[^/]+\/(width|and|shiftLeft|clear|complement|firstKnown)(\/|$)/.test(pointer)
    );
  }
  return file === "conditions.json";
}

/** A change in one line: `rules/FILE POINTER: BEFORE -> AFTER`. */
export const lineOf = ({ file, pointer, from, to }: Mutant): string =>
  `rules/${file} ${pointer}: ${textOf(from)} -> ${textOf(to)}`;

/** All single changes of the rules that may change a decision, and what each one changes. */
export class Changes {
  readonly mutants: readonly Mutant[];
  readonly #sources: RuleSources;
  readonly #book: RuleBook;
  readonly #schemas = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false });
  /** Where each check is violated as the rules are, also as text. */
  readonly #before = new Map<string, { node: Node; text: string }>();

  constructor() {
    const schemas = readSchemas();
    const { sources, book } = loadRules(readRuleTexts(), schemas);
    this.#sources = sources;
    this.#book = book;
    this.#schemas.addSchema([...schemas]);
    for (const instance of book.instances) {
      const node = violated(instance, book.facts);
      this.#before.set(instance.id, { node, text: textOfFormula(node) });
    }
    this.mutants = allMutants(sources, book).filter(decides);
  }

  /**
   * The checks that a change changes; undefined if the loader or an engine refuses it. A check that
   * is violated under the same formula is not among them.
   */
  of(mutant: Mutant): Changed[] | undefined {
    try {
      const { instances, facts } = this.book(mutant);
      return instances.flatMap((instance) => {
        const { id } = instance;
        const before = this.#before.get(id);
        const original = this.#book.byId.get(id);
        if (before === undefined || original === undefined) throw new Error(`no check ${id}`);
        const after = violated(instance, facts);
        const same =
          original.exitQualification === instance.exitQualification &&
          before.text === textOfFormula(after);
        if (same) return [];
        const exitQualification = [original.exitQualification, instance.exitQualification] as const;
        return [{ id, before: before.node, after, exitQualification }];
      });
    } catch (error) {
      if (error instanceof RuleError || error instanceof NoMeaning) return undefined;
      throw error;
    }
  }

  /**
   * The changed rules: all checks, or those of the changed rule file.
   *
   * @throws RuleError if the loader refuses them
   */
  book({ file, content }: Mutant): RuleBook {
    const sources = this.#sources;
    const changed = content();
    const folder = file.slice(0, file.indexOf("/") + 1);
    const schema = { "": "conditions", "fields/": "fields" }[folder] ?? "rule";
    if (this.#schemas.getSchema(`${schema}.schema.json`)?.(changed) !== true) {
      throw new RuleError(file, "", "does not fit its schema");
    }
    switch (schema) {
      case "conditions":
        return expand({ ...sources, conditions: changed as RuleSources["conditions"] });
      case "fields":
        return expand({ ...sources, fields: { ...sources.fields, [file]: changed as FieldsFile } });
      default: {
        const made = this.#book.instances.filter((instance) => instance.file === file);
        return expand({
          ...sources,
          rules: { [file]: changed as RuleFile },
          order: { ...sources.order, instances: made.map(({ id }) => id) },
        });
      }
    }
  }
}

/** Where a check is violated: it applies, and what it requires does not hold. */
function violated({ when, require }: Instance, facts: ReadonlyMap<string, Fact>): Node {
  const applies = when === undefined ? together([]) : meaning(when, facts);
  return together([applies, not(meaning(require, facts))]);
}

function meaning(condition: Condition, facts: ReadonlyMap<string, Fact>): Node {
  try {
    return formulaOf(condition, facts);
  } catch {
    return bitFormula(condition, facts);
  }
}

function textOfFormula(node: Node): string {
  if (node.kind === "atom") return `${node.positive ? "" : "!"}${node.atom.text}`;
  return `${node.kind}(${node.of.map(textOfFormula).join(",")})`;
}
