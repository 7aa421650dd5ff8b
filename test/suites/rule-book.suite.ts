import { Explainer } from "../../src/evaluate/explain/explain.ts";
import { sources as packaged } from "../../src/generated/sources.ts";
import type { RuleBook, RuleSources } from "../../src/rules/types.ts";
import { catalogueFault } from "./rule-book/catalogue.ts";
import { corpusFault } from "./rule-book/corpus.ts";
import { digestFault, examplesFault } from "./rule-book/examples.ts";
import { partialFault } from "./rule-book/partial-states.ts";
import { wordingFault } from "./rule-book/wording.ts";

/** The parts of the suite, from cheap to expensive; the digest of the examples comes last. */
export const PARTS = ["catalogue", "wording", "examples", "partial", "corpus", "digest"] as const;
export type Part = (typeof PARTS)[number];

export interface Fault {
  part: Part;
  text: string;
}

export interface FaultOptions {
  /** Ids of the instances to evaluate; all if absent. Numbers are compared for all of them. */
  only?: ReadonlySet<string>;
  /** The files the book was expanded from; those of the package if absent. */
  sources?: RuleSources;
}

/** The first fault of a rule book, in a sentence; undefined if it is faultless. */
export function findFault(book: RuleBook, options: FaultOptions = {}): string | undefined {
  const fault = firstFault(book, options);
  return fault === undefined ? undefined : `${fault.part}: ${fault.text}`;
}

/**
 * The same with the part that found it:
 *
 *   catalogue   ids, registers, section numbers, exit qualifications, fields, named bits, assumed
 *               values, bounds and complements are the pinned ones
 *   wording     no comparison has a plainer spelling
 *   examples    every example comes out as it says and has its neighbour one bit away
 *   partial     states with gaps have the statuses of a table
 *   corpus      complete states violate what an independent oracle says
 *   digest      the examples are the known ones
 */
export function firstFault(book: RuleBook, options: FaultOptions = {}): Fault | undefined {
  const { only, sources = packaged } = options;
  const instances = book.instances.filter(({ id }) => only?.has(id) ?? true);
  const explainer = new Explainer({ ...book, instances });
  const parts: [Part, () => string | undefined][] = [
    ["catalogue", () => catalogueFault(book, sources)],
    ["wording", () => first(instances, (instance) => wordingFault(book, instance))],
    ["examples", () => first(instances, (instance) => examplesFault(book, explainer, instance))],
    ["partial", () => first(instances, ({ id }) => partialFault(explainer, id))],
    ["corpus", () => first(instances, (instance) => corpusFault(book, explainer, instance))],
    ["digest", () => digestFault(sources)],
  ];
  for (const [part, judge] of parts) {
    const text = answerOf(judge);
    if (text !== undefined) return { part, text };
  }
  return undefined;
}

/** An operand no engine can work with (a width of 2^31 bits) is a fault as well. */
function answerOf(judge: () => string | undefined): string | undefined {
  try {
    return judge();
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

function first<Item>(
  items: readonly Item[],
  judge: (item: Item) => string | undefined,
): string | undefined {
  for (const item of items) {
    const fault = judge(item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
