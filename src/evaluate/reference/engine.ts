import { Engine, type NestedCondition, type TopLevelCondition } from "json-rules-engine";
import type { Condition, Leaf, RuleBook } from "../../rules/types.ts";
import { statusOf, type Question, type Status, type Truth } from "../types.ts";
import { ReferenceFacts, isUnknown, type Run, type Unknown } from "./facts.ts";
import { referenceOperators } from "./operators.ts";

/**
 * The reference evaluator: json-rules-engine gives the rules their meaning.
 *
 * The engine knows two truth values, so every question is run twice, with each comparison on an
 * unknown fact true in the first run and false in the second. Rules contain no negation, hence
 * equal answers are definite and different ones mean unknown. Applicability and requirement of an
 * instance are two engine rules.
 */
export class ReferenceEvaluator {
  readonly #engine = new Engine([], { replaceFactsInEventParams: false });
  readonly #facts: ReferenceFacts;
  /** Engine rules of each instance: its applicability and its requirement. */
  readonly #names = new Map<string, { when: string | undefined; require: string }>();
  /** Engine rule by the text of its conditions: many instances share their applicability. */
  readonly #rules = new Map<string, string>();
  /** Facts the rules read; each becomes a constant of one run. */
  readonly #read = new Set<string>();
  readonly #shared = new Set<string>();

  /** @param ids the instances to evaluate; all of the book if absent */
  constructor(book: RuleBook, ids?: ReadonlySet<string>) {
    this.#facts = new ReferenceFacts(book.facts);
    for (const [name, operator] of referenceOperators) this.#engine.addOperator(name, operator);
    for (const { id, when, require } of book.instances) {
      if (ids?.has(id) === false) continue;
      this.#names.set(id, {
        when: when === undefined ? undefined : this.#addRule(when),
        require: this.#addRule(require),
      });
    }
  }

  /** Status of every instance, by id. */
  async statuses(question: Question): Promise<Map<string, Status>> {
    const best = this.#constants(question, "permissive");
    const worst = this.#constants(question, "restrictive");
    const permissive = await this.#run(best);
    // With the same facts the second run can only repeat the first.
    const restrictive = isSame(best, worst) ? permissive : await this.#run(worst);
    const truth = (name: string): Truth => {
      const holds = permissive.has(name);
      return holds === restrictive.has(name) ? holds : undefined;
    };
    return new Map(
      [...this.#names].map(([id, { when, require }]) => [
        id,
        statusOf(when === undefined ? true : truth(when), truth(require)),
      ]),
    );
  }

  #constants(question: Question, run: Run): Record<string, bigint | Unknown> {
    const facts: Record<string, bigint | Unknown> = {};
    for (const name of this.#read) {
      facts[name] = this.#facts.read(name, question.fields, question.pins, run);
    }
    return facts;
  }

  async #run(facts: Record<string, bigint | Unknown>): Promise<Set<string>> {
    const { results } = await this.#engine.run(facts);
    return new Set(results.map((result) => result.name));
  }

  /** Adds an engine rule unless one with the same conditions exists; returns its name. */
  #addRule(condition: Condition): string {
    const translated = this.#translate(condition);
    const text = JSON.stringify(translated, (_key, value: unknown) =>
      typeof value === "bigint" ? `0x${value.toString(16)}` : value,
    );
    let name = this.#rules.get(text);
    if (name === undefined) {
      name = `rule ${this.#rules.size}`;
      this.#rules.set(text, name);
      this.#engine.addRule({ name, conditions: asRoot(translated), event: { type: name } });
    }
    return name;
  }

  #translate(condition: Condition): NestedCondition {
    switch (condition.kind) {
      case "all":
        return { all: condition.of.map((part) => this.#translate(part)) };
      case "any":
        return { any: condition.of.map((part) => this.#translate(part)) };
      case "named": {
        if (!this.#shared.has(condition.name)) {
          this.#shared.add(condition.name);
          this.#engine.setCondition(condition.name, asRoot(this.#translate(condition.body)));
        }
        return { condition: condition.name };
      }
      case "leaf":
        return this.#translateLeaf(condition);
    }
  }

  #translateLeaf({ fact, operator, operand }: Leaf): NestedCondition {
    this.#read.add(fact);
    if ("fact" in operand) this.#read.add(operand.fact);
    const value: unknown =
      "fact" in operand
        ? { fact: operand.fact }
        : "list" in operand
          ? operand.list
          : operand.constant;
    return { fact, operator, value };
  }
}

/** A bare comparison at the root makes the engine throw. */
function asRoot(condition: NestedCondition): TopLevelCondition {
  return "fact" in condition ? { all: [condition] } : condition;
}

function isSame(a: Record<string, bigint | Unknown>, b: Record<string, bigint | Unknown>): boolean {
  return Object.entries(a).every(([name, value]) => !isUnknown(value) && value === b[name]);
}
