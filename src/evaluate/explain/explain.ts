import { operators } from "../../rules/operators.ts";
import type { Condition, Instance, Leaf, RuleBook } from "../../rules/types.ts";
import type { FieldValue } from "../../state/normalize.ts";
import { statusOf, type Question, type Status, type Truth } from "../types.ts";
import { FactReaders, type FactReader } from "./facts.ts";
import { comparisons } from "./operators.ts";

/** One comparison with the values that went into it. */
export interface LeafRecord {
  leaf: Leaf;
  truth: Truth;
  /** Value of the fact; undefined if unknown. */
  value: FieldValue | undefined;
  /** Value of the fact on the right, if there is one and it is known. */
  operand: FieldValue | undefined;
  /** Paths of the exchange JSON that would have to be known. */
  missing: string[];
}

/** A condition with the truth of each part. */
export type ConditionRecord =
  | { kind: "leaf"; truth: Truth; record: LeafRecord }
  | { kind: "all" | "any"; truth: Truth; of: ConditionRecord[] }
  | { kind: "named"; truth: Truth; name: string; title: string; body: ConditionRecord };

export interface InstanceRecord {
  instance: Instance;
  status: Status;
  when: ConditionRecord | undefined;
  require: ConditionRecord;
}

interface Compiled {
  truth(question: Question): Truth;
  record(question: Question): ConditionRecord;
}

interface CompiledInstance {
  instance: Instance;
  when: Compiled | undefined;
  require: Compiled;
}

/** The synchronous evaluator that can say why: each leaf with its value. */
export class Explainer {
  readonly #readers: FactReaders;
  readonly #instances = new Map<string, CompiledInstance>();

  constructor(book: RuleBook) {
    this.#readers = new FactReaders(book.facts);
    for (const instance of book.instances) {
      this.#instances.set(instance.id, {
        instance,
        when: instance.when === undefined ? undefined : this.#compile(instance.when),
        require: this.#compile(instance.require),
      });
    }
  }

  /**
   * Three-valued answer of one instance.
   * @throws RangeError for an id no rule has
   */
  status(id: string, question: Question): Status {
    const { when, require } = this.#get(id);
    const applies = when === undefined ? true : when.truth(question);
    if (applies === false) return "notApplicable";
    return statusOf(applies, require.truth(question));
  }

  /**
   * The same with every leaf and its value.
   * @throws RangeError for an id no rule has
   */
  explain(id: string, question: Question): InstanceRecord {
    const { instance, when, require } = this.#get(id);
    const whenRecord = when?.record(question);
    const requireRecord = require.record(question);
    const applies = whenRecord === undefined ? true : whenRecord.truth;
    return {
      instance,
      status: statusOf(applies, requireRecord.truth),
      when: whenRecord,
      require: requireRecord,
    };
  }

  /** Value of any fact, undefined if unknown. */
  fact(name: string, question: Question): FieldValue | undefined {
    return this.#readers.get(name).read(question);
  }

  #get(id: string): CompiledInstance {
    const compiled = this.#instances.get(id);
    if (compiled === undefined) throw new RangeError(`no rule has the id "${id}"`);
    return compiled;
  }

  #compile(condition: Condition): Compiled {
    switch (condition.kind) {
      case "leaf":
        return this.#compileLeaf(condition);
      case "named": {
        const { name, title } = condition;
        const body = this.#compile(condition.body);
        return {
          truth: (question) => body.truth(question),
          record: (question) => {
            const inner = body.record(question);
            return { kind: "named", truth: inner.truth, name, title, body: inner };
          },
        };
      }
      default:
        return compileList(
          condition.kind,
          condition.of.map((part) => this.#compile(part)),
        );
    }
  }

  #compileLeaf(leaf: Leaf): Compiled {
    const left = this.#readers.get(leaf.fact);
    const right = "fact" in leaf.operand ? this.#readers.get(leaf.operand.fact) : undefined;
    const truth = leafTruth(leaf, left, right);
    return {
      truth,
      record: (question) => {
        const answer = truth(question);
        const value = left.read(question);
        const operand = right?.read(question);
        const missing =
          answer !== undefined
            ? []
            : [
                ...left.missing(question),
                ...(right === undefined || operand !== undefined ? [] : right.missing(question)),
              ];
        return {
          kind: "leaf",
          truth: answer,
          record: { leaf, truth: answer, value, operand, missing: [...new Set(missing)] },
        };
      },
    };
  }
}

function compileList(kind: "all" | "any", of: Compiled[]): Compiled {
  // `all` is settled by one false part, `any` by one true part; otherwise one unknown part decides.
  const settles = kind === "any";
  const combine = (truths: Iterable<Truth>): Truth => {
    let result: Truth = !settles;
    for (const truth of truths) {
      if (truth === settles) return settles;
      if (truth === undefined) result = undefined;
    }
    return result;
  };
  return {
    truth: (question) => {
      let result: Truth = !settles;
      for (const part of of) {
        const truth = part.truth(question);
        if (truth === settles) return settles;
        if (truth === undefined) result = undefined;
      }
      return result;
    },
    record: (question) => {
      const parts = of.map((part) => part.record(question));
      return { kind, truth: combine(parts.map((part) => part.truth)), of: parts };
    },
  };
}

function leafTruth(
  leaf: Leaf,
  left: FactReader,
  right: FactReader | undefined,
): (question: Question) => Truth {
  const { operand, operator } = leaf;
  const narrow = !left.wide;
  if (operator === "in") {
    const list = new Set<FieldValue>(
      "list" in operand ? operand.list.map((item) => (narrow ? Number(item) : item)) : [],
    );
    return (question) => {
      const value = left.read(question);
      return value === undefined ? undefined : list.has(value);
    };
  }
  const compare = comparisons[operator][narrow ? "narrow" : "wide"];
  const isWidth = operators[operator].operand === "width";
  const fit = (value: FieldValue): FieldValue =>
    isWidth ? Number(value) : narrow ? value : BigInt(value);
  if (right === undefined) {
    const constant = "constant" in operand ? operand.constant : 0n;
    const fixed = narrow || isWidth ? Number(constant) : constant;
    return (question) => {
      const value = left.read(question);
      return value === undefined ? undefined : compare(value, fixed);
    };
  }
  if (narrow && right.wide) {
    throw new Error(`"${leaf.fact}" has 32 bits or less and "${right.fact.name}" has more`);
  }
  return (question) => {
    const value = left.read(question);
    if (value === undefined) return undefined;
    const known = right.read(question);
    if (known !== undefined) return compare(value, fit(known));
    const permissive = right.bound(question, "permissive");
    const restrictive = right.bound(question, "restrictive");
    if (permissive === undefined || restrictive === undefined) return undefined;
    const best = compare(value, fit(permissive));
    return best === compare(value, fit(restrictive)) ? best : undefined;
  };
}
