import {
  RuleError,
  bitRange,
  derivationInputs,
  fill,
  findFact,
  pointerToken,
  readFacts,
  ruleNumber,
} from "./facts.ts";
import { operators } from "./operators.ts";
import {
  factWidth,
  type Condition,
  type ConditionSource,
  type Example,
  type ExampleSource,
  type Fact,
  type Instance,
  type Leaf,
  type LeafSource,
  type RuleBook,
  type RuleFile,
  type RuleSources,
} from "./types.ts";

const REGISTERS = ["cs", "ss", "ds", "es", "fs", "gs", "ldtr", "tr", "gdtr", "idtr"];

/**
 * Turns the files of `rules/` into instances in SDM order.
 *
 * @throws RuleError naming file and JSON pointer: unknown fact, condition, register or section,
 *   an operand that does not fit its fact, a doubled id, an id that `order.json` lacks or has
 *   without a rule.
 */
export function expand(sources: RuleSources): RuleBook {
  const { facts, bitsOf } = readFacts(sources.fields);
  checkDerivations(sources, facts);
  checkConditions(sources, facts);
  const position = new Map(sources.order.instances.map((id, index) => [id, index]));
  const found = new Map<string, Instance>();
  for (const [file, rule] of Object.entries(sources.rules)) {
    for (const instance of instancesOf(file, rule, sources, facts)) {
      const index = position.get(instance.id);
      if (index === undefined) {
        throw new RuleError(file, "/id", `"${instance.id}" is not listed in rules/order.json`);
      }
      const other = found.get(instance.id);
      if (other !== undefined) {
        throw new RuleError(file, "/id", `"${instance.id}" is also made by rules/${other.file}`);
      }
      instance.index = index;
      found.set(instance.id, instance);
    }
  }
  const instances = sources.order.instances.map((id, index) => {
    const instance = found.get(id);
    if (instance === undefined) {
      throw new RuleError("order.json", `/instances/${index}`, `no rule makes "${id}"`);
    }
    return instance;
  });
  return {
    facts,
    bitsOf,
    instances,
    byId: new Map(instances.map((instance) => [instance.id, instance])),
    sdmEdition: editionTitle(sources),
  };
}

function editionTitle(sources: RuleSources): string {
  const { current, editions } = sources.sdm;
  return editions.find((edition) => edition.key === current)?.title ?? current;
}

function checkDerivations(sources: RuleSources, facts: Map<string, Fact>): void {
  for (const [file, content] of Object.entries(sources.fields)) {
    for (const name of Object.keys(content.derived ?? {})) {
      for (const register of content.for ?? [undefined]) {
        const fact = facts.get(fill(name, register));
        if (fact?.kind !== "derived") continue;
        const pointer = `/derived/${pointerToken(name)}`;
        if (needs(fact.name, fact, facts, new Set())) {
          throw new RuleError(file, pointer, `"${fact.name}" is derived from itself`);
        }
        for (const input of derivationInputs(fact.derivation)) {
          if (findFact(facts, input) === undefined) {
            throw new RuleError(file, pointer, `unknown fact "${input}"`);
          }
        }
        if (fact.derivation.kind !== "reservedExcept") continue;
        for (const [index, exception] of fact.derivation.exceptions.entries()) {
          if (!("bits" in exception)) continue;
          const [high, low] = bitRange(exception.bits);
          if (high < low || high > 63) {
            throw new RuleError(
              file,
              `${pointer}/reservedExcept/${index}/bits`,
              `"${exception.bits}" are no bits of 64, high to low`,
            );
          }
        }
      }
    }
  }
}

/** True if a fact is among what another one is derived from, directly or not. */
function needs(name: string, fact: Fact, facts: Map<string, Fact>, seen: Set<string>): boolean {
  if (fact.kind === "field" || seen.has(fact.name)) return false;
  seen.add(fact.name);
  return derivationInputs(fact.derivation).some((input) => {
    const inner = findFact(facts, input);
    return input === name || (inner !== undefined && needs(name, inner, facts, seen));
  });
}

/** Conditions that no rule uses are checked as well: a broken one must not wait for its first use. */
function checkConditions(sources: RuleSources, facts: Map<string, Fact>): void {
  for (const name of Object.keys(sources.conditions.conditions)) {
    const scope: Scope = { file: "conditions.json", register: "cs", sources, facts };
    named(name, scope, `/conditions/${pointerToken(name)}`, []);
  }
}

interface Scope {
  file: string;
  register: string | undefined;
  sources: RuleSources;
  facts: Map<string, Fact>;
}

function* instancesOf(
  file: string,
  rule: RuleFile,
  sources: RuleSources,
  facts: Map<string, Fact>,
): Generator<Instance> {
  const section = Object.hasOwn(sources.sdm.sections, rule.sdm.section)
    ? sources.sdm.sections[rule.sdm.section]
    : undefined;
  if (section === undefined) {
    throw new RuleError(file, "/sdm/section", `unknown section "${rule.sdm.section}"`);
  }
  const targets: { register: string | undefined; gates: string[]; pointer: string }[] = [];
  if (rule.for === undefined) targets.push({ register: undefined, gates: [], pointer: "" });
  for (const [registers, gate] of Object.entries(rule.for ?? {})) {
    const gates = (Array.isArray(gate) ? gate : [gate]).filter((name) => name !== "always");
    for (const register of registers.split(" ")) {
      targets.push({ register, gates, pointer: `/for/${pointerToken(registers)}` });
    }
  }
  for (const { register, gates, pointer } of targets) {
    const scope: Scope = { file, register, sources, facts };
    const parts: Condition[] = gates.map((name) => named(name, scope, pointer, []));
    if (rule.when !== undefined) parts.push(condition(rule.when, scope, "/when", []));
    const [only] = parts;
    // Most users of a rule never look at its examples, and there are a thousand of them.
    let filled: Instance["examples"] | undefined;
    const when: Condition | undefined =
      parts.length > 1 ? { kind: "all", of: flatten(parts) } : only;
    yield {
      index: -1,
      id: fill(rule.id, register),
      register: register !== undefined && REGISTERS.includes(register) ? register : null,
      title: fill(rule.title, register),
      sdm: {
        key: rule.sdm.section,
        title: section.title,
        section: section.numbers[sources.sdm.current] ?? "",
        item: rule.sdm.item,
      },
      ...(rule.feature === undefined ? {} : { feature: rule.feature }),
      ...(rule.confidence === undefined ? {} : { unconfirmed: rule.source ?? "" }),
      ...(when === undefined ? {} : { when }),
      require: condition(rule.require, scope, "/require", []),
      exitQualification: rule.exitQualification ?? 0,
      vmcsViewOnly: rule.vmcsViewOnly ?? false,
      hint: fill(rule.hint, register),
      ...(rule.note === undefined ? {} : { note: fill(rule.note, register) }),
      file,
      get examples() {
        return (filled ??= {
          pass: examples(rule, "pass", scope),
          fail: examples(rule, "fail", scope),
          notApplicable: examples(rule, "notApplicable", scope),
        });
      },
    };
  }
}

/** Nested `all` of gates and `when` read better as one list. */
function flatten(parts: Condition[]): Condition[] {
  return parts.flatMap((part) => (part.kind === "all" ? part.of : [part]));
}

function condition(
  source: ConditionSource,
  scope: Scope,
  pointer: string,
  path: string[],
): Condition {
  if ("all" in source) {
    const of = source.all.map((part, i) => condition(part, scope, `${pointer}/all/${i}`, path));
    return { kind: "all", of };
  }
  if ("any" in source) {
    const of = source.any.map((part, i) => condition(part, scope, `${pointer}/any/${i}`, path));
    return { kind: "any", of };
  }
  if ("condition" in source) return named(source.condition, scope, `${pointer}/condition`, path);
  return leaf(source, scope, pointer);
}

function named(name: string, scope: Scope, pointer: string, path: string[]): Condition {
  const { conditions } = scope.sources.conditions;
  const source = Object.hasOwn(conditions, name) ? conditions[name] : undefined;
  if (source === undefined) {
    throw new RuleError(scope.file, pointer, `unknown condition "${name}"`);
  }
  if (path.includes(name)) {
    throw new RuleError("conditions.json", `/conditions/${name}`, "the condition names itself");
  }
  const inner: Scope = { ...scope, file: "conditions.json" };
  const body = condition(source, inner, `/conditions/${pointerToken(name)}`, [...path, name]);
  const usesRegister = JSON.stringify(source).includes("{r}");
  return {
    kind: "named",
    name: usesRegister ? `${scope.register ?? ""} ${name}` : name,
    title: fill(source.title, scope.register),
    body,
  };
}

function leaf(source: LeafSource, scope: Scope, pointer: string): Leaf {
  const { file, register, facts } = scope;
  const lookUp = (template: string, at: string): { name: string; fact: Fact } => {
    const name = fill(template, register);
    const fact = findFact(facts, name);
    if (fact === undefined) throw new RuleError(file, at, `unknown fact "${name}"`);
    facts.set(name, fact);
    return { name, fact };
  };
  const { name, fact } = lookUp(source.fact, `${pointer}/fact`);
  if (isBounded(fact, facts)) {
    throw new RuleError(file, `${pointer}/fact`, `"${name}" has bounds: use it as a value only`);
  }
  const operator = operators[source.operator];
  if (operator.whole && factWidth(fact) !== 64) {
    const message = `"${source.operator}" compares upper bits: "${name}" must have all 64`;
    throw new RuleError(file, `${pointer}/fact`, message);
  }
  const value = source.value;
  if (typeof value === "object" && !Array.isArray(value)) {
    const operand = lookUp(value.fact, `${pointer}/value/fact`);
    if (operator.operand === "list") {
      throw new RuleError(file, `${pointer}/value`, `"${source.operator}" needs a list of numbers`);
    }
    if (operator.operand === "width" && factWidth(operand.fact) > 8) {
      throw new RuleError(file, `${pointer}/value/fact`, `"${operand.name}" is no width in bits`);
    }
    if (isBounded(operand.fact, facts) && !operator.monotone) {
      const message = `"${operand.name}" has bounds: "${source.operator}" is not monotone in it`;
      throw new RuleError(file, `${pointer}/value/fact`, message);
    }
    return { kind: "leaf", fact: name, operator: source.operator, operand: { fact: operand.name } };
  }
  if ((operator.operand === "list") !== Array.isArray(value)) {
    const wanted = operator.operand === "list" ? "a list of numbers" : "one number";
    throw new RuleError(file, `${pointer}/value`, `"${source.operator}" needs ${wanted}`);
  }
  const limit = operator.operand === "width" ? 64n : (1n << BigInt(factWidth(fact))) - 1n;
  const constant = (number: string | number, at: string): bigint => {
    const parsed = ruleNumber(number);
    if (parsed > limit) {
      throw new RuleError(file, at, `${number} can never be compared with "${name}": too wide`);
    }
    return parsed;
  };
  const operand = Array.isArray(value)
    ? { list: value.map((number, i) => constant(number, `${pointer}/value/${i}`)) }
    : { constant: constant(value, `${pointer}/value`) };
  return { kind: "leaf", fact: name, operator: source.operator, operand };
}

/** True if a fact may stay between two bounds instead of being plainly unknown. */
export function isBounded(fact: Fact, facts: ReadonlyMap<string, Fact>): boolean {
  if (fact.kind === "field") return fact.bounds !== undefined;
  return derivationInputs(fact.derivation).some((input) => {
    const inner = findFact(facts, input);
    return inner !== undefined && isBounded(inner, facts);
  });
}

function examples(
  rule: RuleFile,
  kind: "pass" | "fail" | "notApplicable",
  scope: Scope,
): Example[] {
  const result: Example[] = [];
  const list: ExampleSource[] = rule.examples[kind] ?? [];
  list.forEach((source, index) => {
    const { only, ...own } = source;
    if (only !== undefined) {
      const registers = String(only).split(" ");
      const known = Object.keys(rule.for ?? {}).flatMap((key) => key.split(" "));
      const stray = registers.find((register) => !known.includes(register));
      if (stray !== undefined) {
        const pointer = `/examples/${kind}/${index}/only`;
        throw new RuleError(scope.file, pointer, `the rule is not for "${stray}"`);
      }
      if (!registers.includes(scope.register ?? "")) return;
    }
    const values = new Map<string, bigint>();
    for (const [template, value] of Object.entries({ ...rule.examples.given, ...own })) {
      const name = fill(template, scope.register);
      const fact = findFact(scope.facts, name);
      const place = Object.hasOwn(own, template) ? `${kind}/${index}` : "given";
      const pointer = `/examples/${place}/${pointerToken(template)}`;
      if (fact?.kind !== "field") {
        throw new RuleError(scope.file, pointer, `"${name}" is neither a field nor bits of one`);
      }
      const parsed = ruleNumber(value);
      const width = factWidth(fact);
      if (parsed >= 1n << BigInt(width)) {
        throw new RuleError(scope.file, pointer, `wider than the ${width} bits of "${name}"`);
      }
      // Bits of a field that no member names are 0: an example knows whole fields only.
      const rest = values.get(fact.field) ?? 0n;
      values.set(fact.field, rest | (parsed << BigInt(fact.low)));
    }
    result.push({ values });
  });
  return result;
}
