/**
 * Writes the guest-state checks as straight-line code over packed words (`src/generated/checks.ts`).
 *
 * `verdict` and `violations` come from the same decision tree. `violations` asks every instance by
 * itself; `verdict` folds the tests of a branch into few expressions that are 0 if all of them
 * hold, because branches cost more than the arithmetic.
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
import { needs, sourcesIn, type Needs } from "../src/evaluate/compile/needs.ts";
import { decisionTree, lowerAll, type Branch, type Item } from "../src/evaluate/compile/tree.ts";
import type { Condition, Instance, RuleBook } from "../src/rules/types.ts";

/** Up to this many tests behind a guard are masked by it instead of branched around. */
const BRANCHLESS = Number(process.env["BL"] ?? 4);
/** With more words behind a guard that nobody else reads, the guard is worth a branch. */
const OWN_WORDS = Number(process.env["OW"] ?? 0);

const hex = (value: number): string => {
  const bits = value >>> 0;
  return bits < 10 ? String(bits) : `0x${bits.toString(16)}`;
};
/** For comparisons with ===, where a 32-bit value with the highest bit is negative. */
const signed = (value: number): string => (value < 0 ? `(${hex(value)} | 0)` : hex(value));
const isOneBit = (mask: number): boolean => mask !== 0 && (mask & (mask - 1)) === 0;

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

function camel(path: string): string {
  return path.replace(/\.(\w)/g, (_dot, letter: string) => letter.toUpperCase());
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

/** -1 where the expression is false, 0 where it is true. */
function falseMask(expression: Expression, code: Code): string {
  switch (expression.kind) {
    case "constant":
      return expression.value ? "0" : "-1";
    case "all":
      return `(${expression.of.map((part) => falseMask(part, code)).join(" | ")})`;
    case "any":
      return `(${expression.of.map((part) => falseMask(part, code)).join(" & ")})`;
    case "test": {
      const { test, holds } = expression;
      if (!holds) return `~${falseMask({ ...expression, holds: true }, code)}`;
      if (test.kind === "bits" && isOneBit(test.mask)) {
        const shift = Math.clz32(test.mask);
        const spread = `((${code.source(test.source)} << ${shift}) >> 31)`;
        return test.value === 0 ? spread : `~${spread}`;
      }
      const bits = joined(difference(test, code));
      if (test.kind === "order") return bits;
      if (test.kind === "in") return `(0 - (${bits}))`;
      // The sign of the negative tells, unless the highest bit may be set already.
      const isPositive = test.kind === "bits" && test.mask > 0;
      return isPositive ? `((0 - ${bits}) >> 31)` : `((${bits} | (0 - ${bits})) >> 31)`;
    }
  }
}

// --- verdict -----------------------------------------------------------------------------------

const testsIn = (expression: Expression): number =>
  expression.kind === "all" || expression.kind === "any"
    ? expression.of.reduce((sum, part) => sum + testsIn(part), 0)
    : 1;

function weight(branches: readonly Branch[]): number {
  return branches.reduce(
    (sum, branch) =>
      branch.kind === "item"
        ? sum + testsIn(branch.item.require)
        : sum + 1 + weight(branch.holds) + weight(branch.fails),
    0,
  );
}

/** Words of the state and how many tests read each. */
function wordsRead(branches: readonly Branch[]): Map<number, number> {
  const words = new Map<number, number>();
  const walk = (expression: Expression): void => {
    for (const source of sourcesIn(expression)) {
      if (source.kind === "word") words.set(source.word, (words.get(source.word) ?? 0) + 1);
    }
  };
  for (const branch of branches) {
    if (branch.kind === "item") {
      walk(branch.item.require);
      continue;
    }
    walk(branch.guard);
    for (const [word, times] of wordsRead([...branch.holds, ...branch.fails])) {
      words.set(word, (words.get(word) ?? 0) + times);
    }
  }
  return words;
}

/** Alternatives of single bits are cheap without a branch. */
function isArithmetic(expression: Expression): boolean {
  switch (expression.kind) {
    case "constant":
      return false;
    case "test":
      return expression.holds && expression.test.kind !== "wide";
    case "all":
      return expression.of.every(isArithmetic);
    case "any":
      return expression.of.every(
        (part) => part.kind === "test" && part.test.kind === "bits" && isOneBit(part.test.mask),
      );
  }
}

/** True if a guard's instances may be masked by it. */
function isMaskable(branch: Branch): boolean {
  if (branch.kind === "item") return isArithmetic(branch.item.require);
  const { guard, holds, fails } = branch;
  const isCpu =
    guard.kind === "test" && guard.test.kind === "bits" && guard.test.source.kind === "cpu";
  return !isCpu && testsIn(guard) <= 2 && [...holds, ...fails].every(isMaskable);
}

class Verdict {
  readonly #code: Code;
  /** How often each word is read by all branches together. */
  readonly #readers: ReadonlyMap<number, number>;

  constructor(code: Code, tree: readonly Branch[]) {
    this.#code = code;
    this.#readers = wordsRead(tree);
  }

  /** Words a branch reads for its instances and nobody else reads. */
  #ownWords(branch: Branch): number {
    if (branch.kind === "item") return 0;
    const inside = wordsRead([...branch.holds, ...branch.fails]);
    return [...inside].filter(([word, times]) => this.#readers.get(word) === times).length;
  }

  #isFolded(branch: Branch): boolean {
    if (!isMaskable(branch)) return false;
    if (branch.kind === "item") return true;
    return weight([branch]) <= BRANCHLESS + 1 && this.#ownWords(branch) <= OWN_WORDS;
  }

  branches(branches: readonly Branch[]): void {
    const folded = branches.filter((branch) => this.#isFolded(branch));
    const code = this.#code;
    if (folded.length > 0) this.#fold(folded);
    for (const branch of branches) {
      if (folded.includes(branch)) continue;
      if (branch.kind === "item") {
        const { id, require } = branch.item;
        const text = condition(negate(require), code);
        code.line(`// ${id}`);
        code.line(`if (${text}) return false;`);
        continue;
      }
      const guard = condition(branch.guard, code);
      if (branch.holds.length > 0) {
        code.block(`if (${guard}) {`, () => {
          this.branches(branch.holds);
        });
      }
      if (branch.fails.length > 0) {
        const opening =
          branch.holds.length > 0 ? "} else {" : `if (${condition(negate(branch.guard), code)}) {`;
        code.block(opening, () => {
          this.branches(branch.fails);
        });
      }
      code.line("}");
    }
  }

  #fold(branches: readonly Branch[]): void {
    const code = this.#code;
    code.line("let bad = 0;");
    for (const { core, mask, ids } of this.#differences(branches)) {
      code.line(`// ${[...new Set(ids)].join(", ")}`);
      code.line(`bad |= ${joined({ core, mask })};`);
    }
    code.line("if (bad !== 0) return false;");
  }

  /** The differences of all instances, merged where word or mask are the same. */
  #differences(branches: readonly Branch[]): Difference[] {
    const code = this.#code;
    const bits = new Map<string, { test: Test & { kind: "bits" }; ids: string[] }[]>();
    const rest: Difference[] = [];
    const add = (expression: Expression, id: string): void => {
      if (expression.kind === "all") {
        expression.of.forEach((part) => {
          add(part, id);
        });
      } else if (expression.kind === "any") {
        const [first, ...others] = expression.of;
        const masks = others.map((part) => falseMask(part, code)).join(" & ");
        if (first !== undefined) {
          rest.push({ core: `(${falseMask(first, code)} & ${masks})`, mask: undefined, ids: [id] });
        }
      } else if (expression.kind === "test") {
        const { test } = expression;
        if (test.kind !== "bits") {
          rest.push({ ...difference(test, code), ids: [id] });
          return;
        }
        const key = JSON.stringify(test.source);
        const known = bits.get(key) ?? [];
        bits.set(key, known);
        const mergeable = known.find(
          (other) => (other.test.mask & test.mask & (other.test.value ^ test.value)) === 0,
        );
        if (mergeable === undefined) {
          known.push({ test, ids: [id] });
          return;
        }
        mergeable.test = {
          ...mergeable.test,
          mask: mergeable.test.mask | test.mask,
          value: mergeable.test.value | test.value,
        };
        if (!mergeable.ids.includes(id)) mergeable.ids.push(id);
      }
    };
    for (const branch of branches) {
      if (branch.kind === "item") {
        add(branch.item.require, branch.item.id);
        continue;
      }
      for (const [guard, side] of [
        [negate(branch.guard), branch.fails],
        [branch.guard, branch.holds],
      ] as const) {
        if (side.length === 0) continue;
        const inner = this.#differences(side);
        const text = inner.map(joined).join(" | ");
        const mask = falseMask(negate(guard), code);
        rest.push({ core: `(${text})`, mask, ids: inner.flatMap(({ ids }) => ids) });
      }
    }
    const merged = [...bits.values()].flat();
    const all = [...merged.map(({ test, ids }) => ({ ...difference(test, code), ids })), ...rest];
    return factored(all);
  }
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

// --- violations --------------------------------------------------------------------------------

function violations(branches: readonly Branch[], code: Code): void {
  for (const branch of branches) {
    if (branch.kind === "item") {
      const { index, id, require } = branch.item;
      const text = condition(negate(require), code);
      code.line(`if (${text}) v${index >> 5} |= ${hex(1 << (index & 31))}; // ${id}`);
      continue;
    }
    const guard = condition(branch.guard, code);
    if (branch.holds.length > 0) {
      code.block(`if (${guard}) {`, () => {
        violations(branch.holds, code);
      });
    }
    if (branch.fails.length > 0) {
      const opening =
        branch.holds.length > 0 ? "} else {" : `if (${condition(negate(branch.guard), code)}) {`;
      code.block(opening, () => {
        violations(branch.fails, code);
      });
    }
    code.line("}");
  }
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
  const unusual = almostCanonical(instances).map((fact) =>
    lowering.leaf({
      kind: "leaf",
      fact: fact.fact,
      operator: "canonicalFor",
      operand: { fact: fact.width },
    }),
  );
  const names = new Names(layout, lowering);

  const verdictCode = new Code(names, lowering);
  new Verdict(verdictCode, tree).branches(tree);
  const violationsCode = new Code(names, lowering);
  violations(tree, violationsCode);
  const boundaryCode = new Code(names, lowering);
  const boundary = unusual.map((test) => condition(negate(test), boundaryCode)).join(" || ");
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

/** True if an address passes that is not canonical: reports carry a note about it. */
export function isBoundary(w: Int32Array, at: number, c: Int32Array): boolean {
${boundaryCode.lines.join("\n")}
return ${boundary === "" ? "false" : boundary};
}

/**
 * When a field or CPU fact that is absent leaves some check undecided. Without \`c\` every gate that
 * a CPU fact could open counts as open.
 */
export const NEEDS: ReadonlyMap<string, Need> = new Map<string, Need>([
${needsCode(needed, names, lowering)}
]);
`;
}

/** Facts compared with one bit less than canonicality would. */
function almostCanonical(instances: readonly Instance[]): { fact: string; width: string }[] {
  const found = new Map<string, { fact: string; width: string }>();
  const walk = (part: Condition): void => {
    if (part.kind === "named") walk(part.body);
    else if (part.kind !== "leaf") part.of.forEach(walk);
    else if (part.operator === "identicalFromBit" && "fact" in part.operand) {
      found.set(part.fact, { fact: part.fact, width: part.operand.fact });
    }
  };
  for (const { require } of instances) walk(require);
  return [...found.values()];
}
