import { Engine, Fact, type NestedCondition, type TopLevelCondition } from "json-rules-engine";
import type { Condition, Leaf, RuleBook } from "../../rules/types.ts";
import { statusOf, type Question, type Status, type Truth } from "../types.ts";
import { ReferenceFacts, isUnknown, type Run, type Unknown } from "./facts.ts";
import { referenceOperators } from "./operators.ts";

/** A rule in the form of the engine. */
interface EngineRule {
  readonly name: string;
  readonly engine: Engine;
  /** Facts its conditions read, also through shared conditions. */
  readonly reads: readonly string[];
  /** Answers by the values of these facts, if they are remembered. */
  readonly answers: Map<string, boolean>;
}

/** Answers remembered for one rule: beyond so many they are forgotten. */
const MEMORY = 20_000;

/**
 * The reference evaluator: json-rules-engine gives the rules their meaning.
 *
 * The engine knows two truth values, so every question is run twice, with each comparison on an
 * unknown fact true in the first run and false in the second. Rules contain no negation, hence
 * equal answers are definite and different ones mean unknown. Applicability and requirement of an
 * instance are two engine rules.
 */
export class ReferenceEvaluator {
  readonly #facts: ReferenceFacts;
  readonly #remember: boolean;
  readonly #engine: Engine;
  /** Engine rules of each instance: its applicability and its requirement. */
  readonly #names = new Map<string, { when: string | undefined; require: string }>();
  /** Engine rule by the text of its conditions: many instances share their applicability. */
  readonly #rules = new Map<string, EngineRule>();
  /** Facts the rules read; each becomes a constant of one run. */
  readonly #read = new Set<string>();
  /** Shared conditions with the facts they read. */
  readonly #shared = new Map<string, { condition: TopLevelCondition; reads: Set<string> }>();

  /**
   * @param ids the instances to evaluate; all of the book if absent
   * @param options `remember`: ask the engine each rule only once for the same values of the facts
   *   the rule reads, and give the remembered answer afterwards. Many states that differ in few
   *   fields are answered several times as fast; rules then run one by one, not together.
   */
  constructor(
    book: RuleBook,
    ids?: ReadonlySet<string>,
    { remember = false }: { remember?: boolean } = {},
  ) {
    this.#facts = new ReferenceFacts(book.facts);
    this.#remember = remember;
    this.#engine = newEngine();
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

  #constants(question: Question, run: Run): Constants {
    const facts: Constants = new Map();
    for (const name of this.#read) {
      facts.set(name, this.#facts.read(name, question.fields, question.pins, run));
    }
    return facts;
  }

  /** Names of the rules that hold. */
  async #run(facts: Constants): Promise<Set<string>> {
    if (!this.#remember) return runEngine(this.#engine, facts, facts.keys());
    const texts = new Map([...facts].map(([name, value]) => [name, textOf(value)]));
    const holding = new Set<string>();
    for (const { name, engine, reads, answers } of this.#rules.values()) {
      const key = reads.map((fact) => texts.get(fact)).join();
      let holds = answers.get(key);
      if (holds === undefined) {
        holds = (await runEngine(engine, facts, reads)).has(name);
        if (answers.size >= MEMORY) answers.clear();
        answers.set(key, holds);
      }
      if (holds) holding.add(name);
    }
    return holding;
  }

  /** Adds an engine rule unless one with the same conditions exists; returns its name. */
  #addRule(condition: Condition): string {
    const reads = new Set<string>();
    const translated = this.#translate(condition, reads);
    const text = JSON.stringify(translated, (_key, value: unknown) =>
      typeof value === "bigint" ? `0x${value.toString(16)}` : value,
    );
    let rule = this.#rules.get(text);
    if (rule === undefined) {
      const name = `rule ${this.#rules.size}`;
      const engine = this.#remember ? newEngine() : this.#engine;
      for (const [shared, body] of this.#shared) engine.setCondition(shared, body.condition);
      engine.addRule({ name, conditions: asRoot(translated), event: { type: name } });
      rule = { name, engine, reads: [...reads], answers: new Map() };
      this.#rules.set(text, rule);
      for (const fact of reads) this.#read.add(fact);
    }
    return rule.name;
  }

  /** @param reads gets the facts the condition reads */
  #translate(condition: Condition, reads: Set<string>): NestedCondition {
    switch (condition.kind) {
      case "all":
        return { all: condition.of.map((part) => this.#translate(part, reads)) };
      case "any":
        return { any: condition.of.map((part) => this.#translate(part, reads)) };
      case "named": {
        const { name, body } = condition;
        let shared = this.#shared.get(name);
        if (shared === undefined) {
          const inner = new Set<string>();
          shared = { condition: asRoot(this.#translate(body, inner)), reads: inner };
          this.#shared.set(name, shared);
        }
        for (const fact of shared.reads) reads.add(fact);
        return { condition: name };
      }
      case "leaf":
        return translateLeaf(condition, reads);
    }
  }
}

type Constants = Map<string, bigint | Unknown>;

function newEngine(): Engine {
  const engine = new Engine([], { replaceFactsInEventParams: false });
  for (const [name, operator] of referenceOperators) engine.addOperator(name, operator);
  return engine;
}

async function runEngine(
  engine: Engine,
  facts: Constants,
  names: Iterable<string>,
): Promise<Set<string>> {
  const values: Record<string, Fact> = {};
  // A constant needs no cache; the engine would compute a hash for each.
  for (const name of names) values[name] = new Fact(name, facts.get(name), { cache: false });
  const { results } = await engine.run(values);
  return new Set(results.map((result) => result.name));
}

function translateLeaf({ fact, operator, operand }: Leaf, reads: Set<string>): NestedCondition {
  reads.add(fact);
  if ("fact" in operand) reads.add(operand.fact);
  const value: unknown =
    "fact" in operand
      ? { fact: operand.fact }
      : "list" in operand
        ? operand.list
        : operand.constant;
  return { fact, operator, value };
}

const textOf = (value: bigint | Unknown): string =>
  isUnknown(value) ? `unknown ${value.assume}` : value.toString(16);

/** A bare comparison at the root makes the engine throw. */
function asRoot(condition: NestedCondition): TopLevelCondition {
  return "fact" in condition ? { all: [condition] } : condition;
}

function isSame(a: Constants, b: Constants): boolean {
  for (const [name, value] of a) if (isUnknown(value) || value !== b.get(name)) return false;
  return true;
}
