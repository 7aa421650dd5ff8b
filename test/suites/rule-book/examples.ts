import { createHash } from "node:crypto";
import type { Explainer } from "../../../src/evaluate/explain/explain.ts";
import type { Question, Status } from "../../../src/evaluate/types.ts";
import type { Example, Instance, RuleBook, RuleSources } from "../../../src/rules/types.ts";
import pinned from "../../fixtures/examples.json" with { type: "json" };
import { fieldsOfExample } from "../../support/states.ts";

/** Where an example stands -> the status it must have. */
export const KINDS: readonly [kind: keyof Instance["examples"], status: Status][] = [
  ["pass", "pass"],
  ["fail", "fail"],
  ["notApplicable", "notApplicable"],
];

export const show = (example: Example): string =>
  [...example.values].map(([name, value]) => `${name}=0x${value.toString(16)}`).join(" ");

export function questionOfExample(book: RuleBook, example: Example): Question {
  return { fields: fieldsOfExample(book, example), pins: {}, view: "vmcs" };
}

/** Examples that do not come out as they say. */
export function misplaced(book: RuleBook, explainer: Explainer, instance: Instance): string[] {
  return KINDS.flatMap(([kind, status]) =>
    instance.examples[kind].flatMap((example) => {
      const is = explainer.status(instance.id, questionOfExample(book, example));
      return is === status ? [] : [`${kind}: ${show(example)} is ${is}`];
    }),
  );
}

/** Failing examples one bit away from a passing one: the pairs that show what the rule demands. */
export function pairs({ examples }: Instance): Example[] {
  return examples.fail.filter((example) => hasNeighbour(example, examples.pass));
}

/** Failing examples that no passing or not-applicable one is a single bit away from. */
export function lonelyFailing({ examples: { pass, fail, notApplicable } }: Instance): string[] {
  return fail.filter((example) => !hasNeighbour(example, [...pass, ...notApplicable])).map(show);
}

/** Not-applicable examples that no failing one is a single bit away from. */
export function lonelyNotApplicable({ examples: { fail, notApplicable } }: Instance): string[] {
  return notApplicable.filter((example) => !hasNeighbour(example, fail)).map(show);
}

/** A conditional rule has a not-applicable example, any other has none. */
export function showsApplicability({ when, examples }: Instance): boolean {
  return examples.notApplicable.length > 0 === (when !== undefined);
}

export function examplesFault(
  book: RuleBook,
  explainer: Explainer,
  instance: Instance,
): string | undefined {
  const [wrong] = misplaced(book, explainer, instance);
  if (wrong !== undefined) return `${instance.id}: ${wrong}`;
  if (pairs(instance).length === 0) return `${instance.id}: no pass and fail one bit apart`;
  const [lonely] = [...lonelyFailing(instance), ...lonelyNotApplicable(instance)];
  if (lonely !== undefined) return `${instance.id}: no neighbour of ${lonely}`;
  return showsApplicability(instance) ? undefined : `${instance.id}: not-applicable examples`;
}

function hasNeighbour(example: Example, partners: readonly Example[]): boolean {
  return partners.some((partner) => isOneBitApart(example, partner));
}

/** True if the examples name the same fields and their values differ in one bit altogether. */
function isOneBitApart(a: Example, b: Example): boolean {
  if (a.values.size !== b.values.size) return false;
  let bits = 0;
  for (const [name, value] of a.values) {
    const other = b.values.get(name);
    if (other === undefined) return false;
    for (let rest = value ^ other; rest !== 0n; rest &= rest - 1n) bits += 1;
  }
  return bits === 1;
}

/**
 * A digest of the examples of each rule file. Other examples could be just as true, but people
 * know these: a changed one has to be meant (`npx vitest run test/rules/rule-book.test.ts -u`).
 */
export function exampleDigests(sources: RuleSources): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sources.rules).map(([file, { examples }]) => [file, digestOf(examples)]),
  );
}

const digests = new WeakMap<object, string>();

function digestOf(examples: object): string {
  let digest = digests.get(examples);
  if (digest === undefined) {
    digest = createHash("sha256").update(JSON.stringify(examples)).digest("hex").slice(0, 12);
    digests.set(examples, digest);
  }
  return digest;
}

export function digestFault(sources: RuleSources): string | undefined {
  const known: Readonly<Record<string, string>> = pinned;
  const now = exampleDigests(sources);
  const changed = [...new Set([...Object.keys(now), ...Object.keys(known)])].find(
    (file) => now[file] !== known[file],
  );
  return changed === undefined ? undefined : `the examples of ${changed} are not the known ones`;
}
