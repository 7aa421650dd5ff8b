/**
 * Writes the guest-state checks as straight-line code over packed words (`src/generated/checks.ts`).
 *
 * `verdict` and `violations` come from the same decision tree. `violations` asks every instance by
 * itself; `verdict` folds the tests behind a guard into few expressions that are 0 if all of them
 * hold, because a branch for each costs more than the arithmetic.
 */
import type { CpuValue } from "../src/evaluate/compile/cpu.ts";
import type { PackedField } from "../src/evaluate/compile/layout.ts";
import {
  Lowering,
  negate,
  type Expression,
  type Mask,
  type Slice,
  type Source,
  type Test,
} from "../src/evaluate/compile/lower.ts";
import { needs, type Needs } from "../src/evaluate/compile/needs.ts";
import {
  decisionTree,
  lowerAll,
  mergedBits,
  type Branch,
  type Item,
} from "../src/evaluate/compile/tree.ts";
import { assumedFacts, assumedText } from "../src/evaluate/check/prepare.ts";
import type { Condition, Instance, OperatorName, RuleBook } from "../src/rules/types.ts";

const hex = (value: number): string => {
  const bits = value >>> 0;
  return bits < 10 ? String(bits) : `0x${bits.toString(16)}`;
};
/** For comparisons with ===, where a 32-bit value with the highest bit is negative. */
const signed = (value: number): string => (value < 0 ? `(${hex(value)} | 0)` : hex(value));

/** Words and constants by the names they have in the code. */
export class Names {
  readonly #words: readonly string[];
  readonly #lowering: Lowering;

  constructor(layout: readonly PackedField[], lowering: Lowering) {
    this.#lowering = lowering;
    const words: string[] = [];
    for (const { path, word, width } of layout) {
      const name = camel(path.replace(/^(guest|controls)\./, ""));
      words[word] = width > 32 ? `${name}Lo` : name;
      if (width > 32) words[word + 1] = `${name}Hi`;
    }
    if (new Set(words).size !== words.length) throw new Error("two words have the same name");
    this.#words = words;
  }

  of(source: Source): { name: string; load: string } {
    switch (source.kind) {
      case "word": {
        const at = source.word === 0 ? "at" : `at + ${source.word}`;
        return { name: this.#words[source.word] ?? "", load: `w[${at}]!` };
      }
      case "cpu":
        return { name: this.#constant(source.index), load: `c[${source.index}]!` };
      case "bit": {
        const bit = this.#lowering.bits[source.index];
        return { name: camel(bit?.name ?? ""), load: "" };
      }
    }
  }

  #constant(index: number): string {
    const constant = this.#lowering.constants[index];
    if (constant === undefined) throw new Error(`no constant ${index}`);
    const { fact, as, half } = constant;
    const name = camel(fact.replace(/^cpu\./, ""));
    if (as !== "value") return `${name}${camel(`.${as}`)}${half === 0 ? "Lo" : "Hi"}`;
    const isWide = this.#lowering.constants.some(
      (other) => other.fact === fact && other.half === 1,
    );
    return isWide ? `${name}${half === 0 ? "Lo" : "Hi"}` : name;
  }
}

/** `cs.accessRights`: csAccessRights; `vmxMisc[8:6]`: vmxMisc_8_6. */
function camel(path: string): string {
  return path
    .replace(/\.(\w)/g, (_dot, letter: string) => letter.toUpperCase())
    .replace(/[[:]/g, "_")
    .replace("]", "");
}

/** Lines of nested blocks; a word is loaded into a local where it is first needed. */
class Code {
  readonly lines: string[] = [];
  readonly #names: Names;
  readonly #lowering: Lowering;
  readonly #scopes: Set<string>[] = [new Set()];

  constructor(names: Names, lowering: Lowering) {
    this.#names = names;
    this.#lowering = lowering;
  }

  line(text: string): void {
    this.lines.push(text);
  }

  block(opening: string, body: () => void): void {
    this.line(opening);
    this.#scopes.push(new Set());
    body();
    this.#scopes.pop();
  }

  source(source: Source): string {
    const { name, load } = this.#names.of(source);
    if (this.#scopes.some((scope) => scope.has(name))) return name;
    if (source.kind === "bit") {
      const of = this.#lowering.bits[source.index]?.of ?? [];
      this.#declare(name, of.map((slice) => this.slice(slice)).join(" & "));
    } else {
      this.#declare(name, load);
    }
    return name;
  }

  #declare(name: string, value: string): void {
    this.line(`const ${name} = ${value};`);
    this.#scopes.at(-1)?.add(name);
  }

  slice({ source, shift, mask }: Slice): string {
    const name = this.source(source);
    if (shift < 0) return `((${name} << ${-shift}) & ${hex(mask)})`;
    if (shift === 0) return mask === -1 ? name : `(${name} & ${hex(mask)})`;
    return mask === -1 >>> shift
      ? `(${name} >>> ${shift})`
      : `((${name} >>> ${shift}) & ${hex(mask)})`;
  }

  mask(mask: Mask): string {
    return typeof mask === "number" ? hex(mask) : this.source(mask);
  }
}

/** For code that runs rarely: every word is loaded where it is read. */
class Inline extends Code {
  readonly #of: (source: Source) => string;

  constructor(names: Names, lowering: Lowering) {
    super(names, lowering);
    this.#of = (source) => {
      if (source.kind !== "bit") return names.of(source).load;
      const of = lowering.bits[source.index]?.of ?? [];
      return `(${of.map((slice) => this.slice(slice)).join(" & ")})`;
    };
  }

  override source(source: Source): string {
    return this.#of(source);
  }
}

/** An expression that is 0 if a test holds: the bits of `core` under `mask`. */
interface Difference {
  core: string;
  mask: string | undefined;
  ids: string[];
}

const joined = ({ core, mask }: Pick<Difference, "core" | "mask">): string =>
  mask === undefined ? core : `(${core} & ${mask})`;

/** What is not 0 where the test does not hold. */
function difference(test: Test, code: Code): Omit<Difference, "ids"> {
  switch (test.kind) {
    case "bits": {
      const name = code.source(test.source);
      return {
        core: test.value === 0 ? name : `(${name} ^ ${hex(test.value)})`,
        mask: test.mask === -1 ? undefined : hex(test.mask),
      };
    }
    case "same": {
      const { a, b } = test;
      if (a.mask !== b.mask || a.shift < 0 || b.shift < 0) {
        return { core: `(${code.slice(a)} ^ ${code.slice(b)})`, mask: undefined };
      }
      if (a.shift === b.shift) {
        const mask = a.mask << a.shift;
        return {
          core: `(${code.source(a.source)} ^ ${code.source(b.source)})`,
          mask: mask === -1 ? undefined : hex(mask),
        };
      }
      const moved = ({ source, shift }: Slice): string =>
        shift === 0 ? code.source(source) : `(${code.source(source)} >>> ${shift})`;
      return { core: `(${moved(a)} ^ ${moved(b)})`, mask: hex(a.mask) };
    }
    case "none":
    case "every": {
      const sign = test.kind === "none" ? "" : "~";
      const a = `${sign}${code.source(test.a)}`;
      const b = code.source(test.b);
      return test.mask === -1
        ? { core: a, mask: b }
        : { core: `(${a} & ${b})`, mask: hex(test.mask) };
    }
    case "sign":
      return {
        core: `(${code.source(test.value)} ^ (${code.source(test.sign)} >> 31))`,
        mask: code.mask(test.mask),
      };
    case "in":
      return { core: `(${hex(~test.table)} >>> ${code.slice(test.slice)})`, mask: "1" };
    case "order": {
      const b = typeof test.b === "number" ? hex(test.b) : code.slice(test.b);
      return { core: `((${b} - ${code.slice(test.a)}) >> 31)`, mask: undefined };
    }
    case "wide":
      throw new Error(`no code for ${test.leaf.fact} ${test.leaf.operator}`);
  }
}

/** A condition as a JavaScript expression. */
function condition(expression: Expression, code: Code): string {
  switch (expression.kind) {
    case "constant":
      return String(expression.value);
    case "all":
      return `(${expression.of.map((part) => condition(part, code)).join(" && ")})`;
    case "any":
      return `(${expression.of.map((part) => condition(part, code)).join(" || ")})`;
    case "test": {
      const { test, holds } = expression;
      const sign = holds ? "===" : "!==";
      if (test.kind === "bits") {
        const name = code.source(test.source);
        const left = test.mask === -1 ? name : `(${name} & ${hex(test.mask)})`;
        return `${left} ${sign} ${signed(test.value)}`;
      }
      if (test.kind === "order") {
        const b = typeof test.b === "number" ? hex(test.b) : code.slice(test.b);
        return `${code.slice(test.a)} ${holds ? "<=" : ">"} ${b}`;
      }
      return `${joined(difference(test, code))} ${sign} 0`;
    }
  }
}

// --- verdict -----------------------------------------------------------------------------------

/** Tests that are 0 if they hold can be or-ed; anything else is a branch of its own. */
function isFoldable(expression: Expression): expression is Expression & { kind: "test" } {
  return expression.kind === "test" && expression.holds;
}

const partsOf = (expression: Expression): readonly Expression[] =>
  expression.kind === "all" ? expression.of : [expression];

function verdict(branches: readonly Branch[], code: Code): void {
  const parts = branches.flatMap((branch) =>
    branch.kind === "item"
      ? partsOf(branch.item.require).map((expression) => ({ expression, id: branch.item.id }))
      : [],
  );
  const differences = differencesOf(parts, code);
  if (differences.length > 0) {
    code.line("let bad = 0;");
    for (const { core, mask, ids } of differences) {
      code.line(`// ${ids.join(", ")}`);
      code.line(`bad |= ${joined({ core, mask })};`);
    }
    code.line("if (bad !== 0) return false;");
  }
  for (const { expression, id } of parts) {
    if (isFoldable(expression)) continue;
    const text = condition(negate(expression), code);
    code.line(`// ${id}`);
    code.line(`if (${text}) return false;`);
  }
  eachGuard(branches, code, verdict);
}

/** The differences of all tests that can be or-ed, merged where word or mask are the same. */
function differencesOf(
  parts: readonly { expression: Expression; id: string }[],
  code: Code,
): Difference[] {
  const merged: { test: Test; ids: string[] }[] = [];
  for (const { expression, id } of parts) {
    if (!isFoldable(expression)) continue;
    const { test } = expression;
    const same = merged.find((other) => mergedBits(other.test, test) !== undefined);
    if (same === undefined) {
      merged.push({ test, ids: [id] });
      continue;
    }
    same.test = mergedBits(same.test, test) ?? same.test;
    if (!same.ids.includes(id)) same.ids.push(id);
  }
  return factored(merged.map(({ test, ids }) => ({ ...difference(test, code), ids })));
}

/** `(a & m) | (b & m)` is `(a | b) & m`. */
function factored(differences: readonly Difference[]): Difference[] {
  const byMask = new Map<string, Difference[]>();
  for (const entry of differences) {
    const key = entry.mask ?? "";
    byMask.set(key, [...(byMask.get(key) ?? []), entry]);
  }
  return [...byMask].flatMap(([mask, entries]) => {
    const [first] = entries;
    if (mask === "" || first === undefined || entries.length === 1) return entries;
    return [
      {
        core: `(${entries.map(({ core }) => core).join(" | ")})`,
        mask,
        ids: [...new Set(entries.flatMap(({ ids }) => ids))],
      },
    ];
  });
}

/** The branches behind guards, inside their guards. */
function eachGuard(
  branches: readonly Branch[],
  code: Code,
  write: (inner: readonly Branch[], code: Code) => void,
): void {
  for (const branch of branches) {
    if (branch.kind === "item") continue;
    const guard = condition(branch.guard, code);
    if (branch.holds.length > 0) {
      code.block(`if (${guard}) {`, () => {
        write(branch.holds, code);
      });
    }
    if (branch.fails.length > 0) {
      const opening =
        branch.holds.length > 0 ? "} else {" : `if (${condition(negate(branch.guard), code)}) {`;
      code.block(opening, () => {
        write(branch.fails, code);
      });
    }
    code.line("}");
  }
}

// --- violations --------------------------------------------------------------------------------

function violations(branches: readonly Branch[], code: Code): void {
  for (const branch of branches) {
    if (branch.kind !== "item") continue;
    const { index, id, require } = branch.item;
    const text = condition(negate(require), code);
    code.line(`if (${text}) v${index >> 5} |= ${hex(1 << (index & 31))}; // ${id}`);
  }
  eachGuard(branches, code, violations);
}

// --- the module --------------------------------------------------------------------------------

function cpuValue(value: CpuValue): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "bigint" ? `bigint ${inner}` : inner,
  ).replace(/"bigint (\d+)"/g, (_all, digits: string) => `0x${BigInt(digits).toString(16)}n`);
}

function needsCode(needed: Needs, names: Names, lowering: Lowering): string {
  const code = new Inline(names, lowering);
  const plain = (expression: Expression): string => condition(expression, code);
  const entry = (gates: NonNullable<ReturnType<Needs["get"]>>): string => {
    if (gates === "always" || gates === "never") return `"${gates}"`;
    const texts = gates.map((of) =>
      of
        .map(({ expression, isCpu }) =>
          isCpu ? `(c === undefined || ${plain(expression)})` : plain(expression),
        )
        .join(" && "),
    );
    const body = [...new Set(texts)].map((text) => `(${text})`).join(" || ");
    const names = [/\bw\[/, /\bat\b/, /\bc\b/].map((used, i) =>
      used.test(body) ? ["w", "at", "c"][i] : ["_w", "_at", ""][i],
    );
    return `(${names.filter((name) => name !== "").join(", ")}) => ${body}`;
  };
  return [...needed].map(([unit, gates]) => `  ["${unit}", ${entry(gates)}],`).join("\n");
}

/** Everything the checks need at run time, in one module without imports but types. */
export function checksModule(
  book: RuleBook,
  layout: readonly PackedField[],
  range: (path: string) => readonly [number, number] | undefined,
  instances: readonly Instance[] = book.instances,
): string {
  const lowering = new Lowering(book.facts, layout, range);
  const items: Item[] = lowerAll(instances, lowering);
  const tree = decisionTree(items);
  const names = new Names(layout, lowering);

  const verdictCode = new Code(names, lowering);
  verdict(tree, verdictCode);
  const violationsCode = new Code(names, lowering);
  violations(tree, violationsCode);
  const boundaryCode = new Code(names, lowering);
  const almost = almostCanonical(instances, lowering);
  const boundary = almost.map(
    ({ passes }, i) => `(${condition(passes, boundaryCode)} ? ${2 ** i} : 0)`,
  );
  const needed = needs(items, lowering, layout);

  const words = Math.ceil(items.length / 32);
  const all = Array.from({ length: words }, (_, i) => `v${i}`);
  return `import type { CpuConstant } from "../evaluate/compile/cpu.ts";
import type { Need } from "../evaluate/compile/needs.ts";

/** The checks in SDM order: the numbers \`violations\` and the histogram use. */
export const INSTANCES: readonly string[] = ${JSON.stringify(instances.map(({ id }) => id))};

/** 32-bit words of a bit set with one bit per check. */
export const VIOLATION_WORDS = ${words};

/** The constants \`c\` of the functions below. */
export const CPU_CONSTANTS: readonly CpuConstant[] = [
${lowering.constants
  .map(
    ({ fact, as, half, value }) =>
      `  { fact: "${fact}", as: "${as}", half: ${half}, value: ${cpuValue(value)} },`,
  )
  .join("\n")}
];

/** True if a complete state violates no check. \`at\` is its first word in \`w\`. */
export function verdict(w: Int32Array, at: number, c: Int32Array): boolean {
${verdictCode.lines.join("\n")}
return true;
}

/** Sets the bit of every violated check in \`out\`; true if there is one. */
export function violations(w: Int32Array, at: number, c: Int32Array, out: Int32Array): boolean {
${all.map((name) => `let ${name} = 0;`).join("\n")}
${violationsCode.lines.join("\n")}
${all.map((name, i) => `out[${i}] = ${name};`).join("\n")}
return (${all.join(" | ")}) !== 0;
}

/** Checks that compare one bit less than canonicality would, and where their address lies. */
export const BOUNDARIES: readonly { readonly id: string; readonly word: number; readonly width: string }[] = [
${almost.map(({ id, word, width }) => `  { id: "${id}", word: ${word}, width: "${width}" },`).join("\n")}
];

/**
 * A bit for each entry of \`BOUNDARIES\` that applies to an address and passes although it is not canonical:
 * reports carry a note about it.
 */
export function boundaries(w: Int32Array, at: number, c: Int32Array): number {
${boundaryCode.lines.join("\n")}
return ${boundary.length === 0 ? "0" : boundary.join(" | ")};
}

/** CPU facts that are assumed when they are absent, as reports name them. */
export const ASSUMED: ReadonlyMap<string, string> = new Map<string, string>([
${assumedFacts(book)
  .map((fact) => `  ["${fact.path}", "${assumedText(fact)}"],`)
  .join("\n")}
]);

/**
 * When a field or CPU fact that is absent leaves some check undecided. Without \`c\` every gate that
 * a CPU fact could open counts as open.
 */
export const NEEDS: ReadonlyMap<string, Need> = new Map<string, Need>([
${needsCode(needed, names, lowering)}
]);
`;
}

interface Boundary {
  id: string;
  /** First word of the address. */
  word: number;
  /** Path of the CPU fact that is its width. */
  width: string;
  /** Applies, holds, and the address is not canonical. */
  passes: Expression;
}

/** Instances that compare an address with one bit less than canonicality would. */
function almostCanonical(instances: readonly Instance[], lowering: Lowering): Boundary[] {
  return instances.flatMap(({ id, when, require }) => {
    if (!uses(require, "identicalFromBit")) return [];
    if (require.kind !== "leaf" || !("fact" in require.operand)) {
      throw new Error(`${id}: only a plain comparison of an address with a width has a note`);
    }
    const fact = lowering.fact(require.fact);
    const width = lowering.fact(require.operand.fact);
    if (fact.kind !== "field" || !fact.whole || width.kind !== "field" || !width.whole) {
      throw new Error(`${id}: address and width must be whole fields`);
    }
    const canonical = lowering.leaf({ ...require, operator: "canonicalFor" });
    const applies = when === undefined ? [] : [lowering.condition(when)];
    const passes: Expression = {
      kind: "all",
      of: [negate(canonical), lowering.condition(require), ...applies],
    };
    return [{ id, word: lowering.word(fact.path), width: width.path, passes }];
  });
}

function uses(part: Condition, operator: OperatorName): boolean {
  if (part.kind === "leaf") return part.operator === operator;
  return part.kind === "named"
    ? uses(part.body, operator)
    : part.of.some((one) => uses(one, operator));
}
