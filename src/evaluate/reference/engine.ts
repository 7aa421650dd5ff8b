import { Engine, type NestedCondition, type TopLevelCondition } from "json-rules-engine";
import type { Condition, Instance, Leaf, RuleBook } from "../../rules/types.ts";
import { statusOf, type Question, type Status, type Truth } from "../types.ts";
import { ReferenceFacts, type Run } from "./facts.ts";
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
  readonly #instances: readonly Instance[];
  /** Facts the rules read; each becomes a constant of one run. */
  readonly #names = new Set<string>();
  readonly #shared = new Set<string>();

  /** @param ids the instances to evaluate; all of the book if absent */
  constructor(book: RuleBook, ids?: ReadonlySet<string>) {
    this.#facts = new ReferenceFacts(book.facts);
    this.#instances = book.instances.filter((instance) => ids?.has(instance.id) ?? true);
    for (const [name, operator] of referenceOperators) this.#engine.addOperator(name, operator);
    for (const { id, when, require } of this.#instances) {
      if (when !== undefined) this.#addRule(`when ${id}`, when);
      this.#addRule(`require ${id}`, require);
    }
  }

  /** Status of every instance, by id. */
  async statuses(question: Question): Promise<Map<string, Status>> {
    const permissive = await this.#run(question, "permissive");
    const restrictive = await this.#run(question, "restrictive");
    const truth = (name: string): Truth => {
      const best = permissive.has(name);
      return best === restrictive.has(name) ? best : undefined;
    };
    return new Map(
      this.#instances.map(({ id, when }) => [
        id,
        statusOf(when === undefined ? true : truth(`when ${id}`), truth(`require ${id}`)),
      ]),
    );
  }

  async #run(question: Question, run: Run): Promise<Set<string>> {
    const facts: Record<string, unknown> = {};
    for (const name of this.#names) {
      facts[name] = this.#facts.read(name, question.fields, question.pins, run);
    }
    const { results } = await this.#engine.run(facts);
    return new Set(results.map((result) => result.name));
  }

  #addRule(name: string, condition: Condition): void {
    const translated = this.#translate(condition);
    // A bare comparison at the root makes the engine throw, and an empty list would be true.
    const conditions: TopLevelCondition =
      "fact" in translated ? { all: [translated] } : (translated);
    this.#engine.addRule({ name, conditions, event: { type: name } });
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
          const body = this.#translate(condition.body);
          const top = "fact" in body ? { all: [body] } : (body);
          this.#engine.setCondition(condition.name, top);
        }
        return { condition: condition.name };
      }
      case "leaf":
        return this.#translateLeaf(condition);
    }
  }

  #translateLeaf({ fact, operator, operand }: Leaf): NestedCondition {
    this.#names.add(fact);
    if ("fact" in operand) this.#names.add(operand.fact);
    const value: unknown =
      "fact" in operand
        ? { fact: operand.fact }
        : "list" in operand
          ? operand.list
          : operand.constant;
    return { fact, operator, value };
  }
}
