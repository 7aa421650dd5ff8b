/**
 * Single mutations of the files below `rules/`: every number, operator, gate, register list and
 * list element changed alone. Words (titles, hints, notes, items) are left alone, and so are the
 * CPU profiles, which are no rules.
 */
import { fill, findFact, pointerToken } from "../src/rules/facts.ts";
import { operators } from "../src/rules/operators.ts";
import {
  factWidth,
  type ConditionSource,
  type DerivedSource,
  type ExampleSource,
  type FieldSource,
  type FieldsFile,
  type LeafSource,
  type OperatorName,
  type RuleBook,
  type RuleFile,
  type RuleNumber,
  type RuleSources,
} from "../src/rules/types.ts";

export interface Mutant {
  /** Path below `rules/`. */
  file: string;
  /** JSON pointer of what is changed. */
  pointer: string;
  from: unknown;
  /** undefined: removed. */
  to: unknown;
  /** The content of the whole file after the change; the original is left as it is. */
  content: () => unknown;
}

type Path = readonly (string | number)[];
type Change = readonly [path: Path, to: unknown, from?: unknown];

const REGISTERS = ["cs", "ss", "ds", "es", "fs", "gs", "ldtr", "tr", "gdtr", "idtr"];
const DIGITS = ["0", "1", "2", "3", "4", "5", "6", "7", "8"];

/** All mutants, file by file in the order of the loader. */
export function allMutants(sources: RuleSources, book: RuleBook): Mutant[] {
  const gates = Object.keys(sources.conditions.conditions);
  return [
    ...Object.entries(sources.rules).flatMap(([file, rule]) =>
      mutants(file, rule, ruleChanges(rule, gates, book)),
    ),
    ...mutants("conditions.json", sources.conditions, conditionsChanges(sources, gates, book)),
    ...Object.entries(sources.fields).flatMap(([file, content]) =>
      mutants(file, content, fieldsChanges(content)),
    ),
    ...mutants("order.json", sources.order, orderChanges(sources.order.instances)),
    ...mutants("sdm.json", sources.sdm, sdmChanges(sources.sdm)),
  ];
}

/** Gives each change its file; a change made twice, or one that changes nothing, counts once. */
function mutants(file: string, root: unknown, changes: Iterable<Change>): Mutant[] {
  const seen = new Set<string>();
  const result: Mutant[] = [];
  for (const [path, to, from = valueAt(root, path)] of changes) {
    const pointer = path.map((token) => `/${pointerToken(String(token))}`).join("");
    const key = `${pointer} ${textOf(to)}`;
    if (seen.has(key) || textOf(from) === textOf(to)) continue;
    seen.add(key);
    result.push({ file, pointer, from, to, content: () => withValue(root, path, to) });
  }
  return result;
}

/** A value as JSON, for messages and comparisons. */
export const textOf = (value: unknown): string =>
  value === undefined ? "(removed)" : JSON.stringify(value);

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, token) => (value as Record<string | number, unknown> | undefined)?.[token],
    root,
  );
}

/** A copy with one value replaced, or removed if it is undefined. */
function withValue(root: unknown, path: Path, to: unknown): unknown {
  const [token, ...rest] = path;
  if (token === undefined) return to;
  if (Array.isArray(root)) {
    const list = [...(root as unknown[])];
    if (rest.length === 0 && to === undefined) list.splice(Number(token), 1);
    else list[Number(token)] = withValue(list[Number(token)], rest, to);
    return list;
  }
  const entries = Object.entries(root as object).flatMap(([key, value]): [string, unknown][] => {
    if (key !== String(token)) return [[key, value]];
    return rest.length === 0 && to === undefined ? [] : [[key, withValue(value, rest, to)]];
  });
  if (rest.length === 0 && to !== undefined && !Object.hasOwn(root as object, token)) {
    entries.push([String(token), to]);
  }
  return Object.fromEntries(entries);
}

// --- numbers -------------------------------------------------------------------------------

/** One more, one less and, up to a width, each bit inverted; written as the original is. */
function otherNumbers(number: RuleNumber, width = 0): RuleNumber[] {
  const value = BigInt(number);
  const values = [value + 1n, value - 1n];
  for (let bit = 0; bit < width; bit++) values.push(value ^ (1n << BigInt(bit)));
  return [...new Set(values)]
    .filter((other) => other >= 0n)
    .map((other) =>
      typeof number === "number" && other <= BigInt(Number.MAX_SAFE_INTEGER)
        ? Number(other)
        : `0x${other.toString(16).toUpperCase()}`,
    );
}

/** Each decimal number inside a text one more and one less: `11:8`, `cr3[60:0]`, `26.3.1.2`. */
function otherDigits(text: string): string[] {
  return [...text.matchAll(/\d+/g)].flatMap((match) =>
    [Number(match[0]) + 1, Number(match[0]) - 1]
      .filter((number) => number >= 0)
      .map(
        (number) =>
          text.slice(0, match.index) + String(number) + text.slice(match.index + match[0].length),
      ),
  );
}

function* digitChanges(path: Path, text: string): Generator<Change> {
  for (const other of otherDigits(text)) yield [path, other];
}

function* numberChanges(path: Path, number: RuleNumber | boolean, width = 0): Generator<Change> {
  if (typeof number === "boolean") yield [path, !number];
  else for (const other of otherNumbers(number, width)) yield [path, other];
}

// --- rule files ----------------------------------------------------------------------------

function* ruleChanges(rule: RuleFile, gates: readonly string[], book: RuleBook): Generator<Change> {
  yield* digitChanges(["id"], rule.id);
  if (rule.for !== undefined) yield* registerChanges(rule.for, gates);
  const [register] = Object.keys(rule.for ?? {}).flatMap((registers) => registers.split(" "));
  const scope: Scope = { register, gates, book };
  if (rule.when !== undefined) {
    yield [["when"], undefined];
    yield* conditionChanges(["when"], rule.when, scope);
  }
  yield* conditionChanges(["require"], rule.require, scope);
  for (const other of [0, 1, 2, 3, 4]) yield [["exitQualification"], other];
  yield [["exitQualification"], undefined];
  yield [["vmcsViewOnly"], undefined];
  for (const kind of ["pass", "fail", "notApplicable"] as const) {
    for (const [index, example] of (rule.examples[kind] ?? []).entries()) {
      yield [["examples", kind, index], undefined];
      yield* exampleChanges(["examples", kind, index], example);
    }
  }
  yield* exampleChanges(["examples", "given"], rule.examples.given ?? {});
}

/** Registers removed, added and moved to another gate; gates exchanged and removed. */
function* registerChanges(
  groups: Record<string, string | string[]>,
  gates: readonly string[],
): Generator<Change> {
  const entries = Object.entries(groups);
  const named = entries.flatMap(([registers]) => registers.split(" "));
  const others = (named.some((name) => /\d/.test(name)) ? DIGITS : REGISTERS).filter(
    (name) => !named.includes(name),
  );
  const rename = (renamed: Record<string, string>): unknown =>
    Object.fromEntries(
      entries.flatMap(([key, gate]) => {
        const name = renamed[key] ?? key;
        return name === "" ? [] : [[name, gate]];
      }),
    );
  for (const [key, gate] of entries) {
    const registers = key.split(" ");
    for (const register of registers) {
      const rest = registers.filter((name) => name !== register).join(" ");
      yield [["for"], rename({ [key]: rest })];
      for (const [other] of entries) {
        if (other !== key)
          yield [["for"], rename({ [key]: rest, [other]: `${other} ${register}` })];
      }
    }
    for (const other of others) yield [["for"], rename({ [key]: `${key} ${other}` })];
    if (typeof gate === "string") {
      for (const other of ["always", ...gates]) yield [["for", key], other];
      continue;
    }
    for (const [index, name] of gate.entries()) {
      const rest = gate.filter((other) => other !== name);
      yield [["for", key], rest.length === 1 ? rest[0] : rest];
      for (const other of gates) {
        if (!gate.includes(other)) yield [["for", key, index], other];
      }
    }
  }
}

function* exampleChanges(path: Path, example: ExampleSource): Generator<Change> {
  for (const [name, value] of Object.entries(example)) {
    const at = [...path, name];
    if (name !== "only") {
      yield* numberChanges(at, value);
      continue;
    }
    const only = String(value).split(" ");
    for (const register of only) {
      const rest = only.filter((other) => other !== register).join(" ");
      yield [at, rest === "" ? undefined : rest];
    }
    for (const register of REGISTERS) {
      if (!only.includes(register)) yield [at, `${String(value)} ${register}`];
    }
  }
}

// --- conditions ----------------------------------------------------------------------------

interface Scope {
  /** Stands for `{r}`, to look widths up. */
  register: string | undefined;
  gates: readonly string[];
  book: RuleBook;
}

function* conditionsChanges(
  { conditions: { conditions } }: RuleSources,
  gates: readonly string[],
  book: RuleBook,
): Generator<Change> {
  for (const [name, condition] of Object.entries(conditions)) {
    const path = ["conditions", name];
    const scope: Scope = { register: "ss", gates, book };
    for (const [at, to, from] of conditionChanges(path, condition, scope)) {
      // A shared condition is a body with a title: keep the title when the body is exchanged.
      yield at.length === path.length && typeof to === "object"
        ? [at, { title: condition.title, complement: condition.complement, ...to }, from]
        : [at, to, from];
    }
  }
}

function* conditionChanges(
  path: Path,
  condition: ConditionSource,
  scope: Scope,
): Generator<Change> {
  if ("condition" in condition) {
    for (const gate of scope.gates) yield [[...path, "condition"], gate];
    return;
  }
  for (const [kind, opposite] of [
    ["all", "any"],
    ["any", "all"],
  ] as const) {
    const list = (condition as Partial<Record<"all" | "any", ConditionSource[]>>)[kind];
    if (list === undefined) continue;
    const body = { [kind]: list };
    yield [path, { [opposite]: list }, body];
    for (const [index, part] of list.entries()) {
      const rest = list.filter((other) => other !== part);
      yield [path, rest.length === 1 ? rest[0] : { [kind]: rest }, body];
      yield* conditionChanges([...path, kind, index], part, scope);
    }
  }
  if ("fact" in condition) yield* leafChanges(path, condition, scope);
}

function* leafChanges(path: Path, leaf: LeafSource, { register, book }: Scope): Generator<Change> {
  const { fact, value } = leaf;
  for (const operator of Object.keys(operators) as OperatorName[]) {
    yield [[...path, "operator"], operator];
  }
  yield* digitChanges([...path, "fact"], fact);
  const known = findFact(book.facts, fill(fact, register));
  const width = known === undefined ? 64 : factWidth(known);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield [[...path, "value", index], undefined];
      yield* numberChanges([...path, "value", index], item, width);
    }
    const numbers = value.map(Number);
    for (let more = 0; more < 2 ** Math.min(width, 4); more++) {
      if (!numbers.includes(more))
        yield [
          [...path, "value"],
          [...value, more],
        ];
    }
  } else if (typeof value === "object") {
    yield* digitChanges([...path, "value", "fact"], value.fact);
  } else {
    yield* numberChanges([...path, "value"], value, width);
  }
}

// --- fields --------------------------------------------------------------------------------

function* fieldsChanges(file: FieldsFile): Generator<Change> {
  const registers = file.for ?? [];
  for (const [index, register] of registers.entries()) {
    yield [["for", index], undefined];
    yield* neighbourSwap(["for"], registers, index);
    if (/\d/.test(register)) yield* digitChanges(["for", index], register);
  }
  if (file.for !== undefined) {
    for (const more of [...REGISTERS, ...DIGITS]) {
      if (!registers.includes(more)) yield [["for"], [...registers, more]];
    }
  }
  for (const [name, field] of Object.entries(file.fields ?? {})) {
    yield* fieldChanges(["fields", name], field);
  }
  for (const [name, derived] of Object.entries(file.derived ?? {})) {
    yield* derivedChanges(["derived", name], derived);
  }
}

function* fieldChanges(path: Path, field: FieldSource): Generator<Change> {
  const { width, encoding, range, assumed, bounds, bits } = field;
  yield* digitChanges([...path, "path"], field.path);
  yield* numberChanges([...path, "width"], width);
  yield [[...path, "boolean"], undefined];
  for (const [index, code] of (typeof encoding === "string"
    ? [encoding]
    : (encoding ?? [])
  ).entries()) {
    const at = typeof encoding === "string" ? [...path, "encoding"] : [...path, "encoding", index];
    for (const other of otherNumbers(code)) {
      yield [at, `0x${BigInt(other).toString(16).toUpperCase().padStart(4, "0")}`];
    }
    yield [at, undefined];
  }
  for (const [index, end] of (range ?? []).entries()) {
    yield* numberChanges([...path, "range", index], end);
  }
  yield [[...path, "range"], undefined];
  if (assumed !== undefined) yield* numberChanges([...path, "assumed"], assumed, width);
  yield [[...path, "assumed"], undefined];
  yield [[...path, "bounds"], undefined];
  for (const bound of ["permissive", "restrictive"] as const) {
    if (bounds !== undefined) {
      yield* numberChanges([...path, "bounds", bound], bounds[bound], width);
    }
  }
  for (const [name, part] of Object.entries(bits ?? {})) {
    yield* digitChanges([...path, "bits", name, "at"], part.at);
  }
}

function* derivedChanges(path: Path, derived: DerivedSource): Generator<Change> {
  const { width, shiftLeft, clear, complement, reservedExcept, firstKnown } = derived;
  yield* numberChanges([...path, "width"], width);
  for (const list of ["and", "firstKnown"] as const) {
    for (const [index, fact] of (derived[list] ?? []).entries()) {
      yield [[...path, list, index], undefined];
      yield* digitChanges([...path, list, index], fact);
      if (firstKnown !== undefined) yield* neighbourSwap([...path, list], firstKnown, index);
    }
  }
  if (shiftLeft !== undefined) {
    yield* digitChanges([...path, "shiftLeft", "fact"], shiftLeft.fact);
    yield* numberChanges([...path, "shiftLeft", "by"], shiftLeft.by);
  }
  if (clear !== undefined) {
    yield* digitChanges([...path, "clear", "fact"], clear.fact);
    yield* numberChanges([...path, "clear", "bits"], clear.bits, width);
  }
  if (complement !== undefined) yield* digitChanges([...path, "complement"], complement);
  for (const [index, exception] of (reservedExcept ?? []).entries()) {
    const at = [...path, "reservedExcept", index];
    yield [at, undefined];
    if ("from" in exception) {
      yield* numberChanges([...at, "from"], exception.from);
      yield* digitChanges([...at, "count"], exception.count);
    } else {
      yield* digitChanges([...at, "bits"], exception.bits);
      yield* digitChanges([...at, "if"], exception.if);
    }
  }
}

// --- order and editions --------------------------------------------------------------------

function* orderChanges(instances: readonly string[]): Generator<Change> {
  for (const index of instances.keys()) {
    yield [["instances", index], undefined];
    yield* neighbourSwap(["instances"], instances, index);
  }
}

/** An element changes places with the next one. */
function* neighbourSwap(path: Path, list: readonly string[], index: number): Generator<Change> {
  const [here, next] = [list[index], list[index + 1]];
  if (here === undefined || next === undefined) return;
  yield [path, list.with(index, next).with(index + 1, here), `${here}, ${next}`];
}

function* sdmChanges(sdm: RuleSources["sdm"]): Generator<Change> {
  for (const [index, edition] of sdm.editions.entries()) {
    yield [["editions", index], undefined];
    yield* digitChanges(["editions", index, "key"], edition.key);
    yield* numberChanges(["editions", index, "chapter"], edition.chapter);
    yield [["current"], edition.key];
  }
  for (const [key, { numbers }] of Object.entries(sdm.sections)) {
    for (const [edition, number] of Object.entries(numbers)) {
      yield [["sections", key, "numbers", edition], undefined];
      yield* digitChanges(["sections", key, "numbers", edition], number);
    }
  }
}
