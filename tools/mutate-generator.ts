/**
 * Mutation testing of the code generator: changes one operator, number or truth value of its source
 * at a time, generates the checks anew and asks whether the tests would notice.
 *
 *   tsx tools/mutate-generator.ts [--sample N]
 *
 * A mutant that writes the same code means the same. Any other is judged by what its code does, never by
 * its text: by the states on which engines must agree, by which absent fields make a state incomplete, by the
 * boundary of canonicality. Lists those nothing notices; exits 1 if they are more than a fifth.
 */
import { readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { parseArgs } from "node:util";
import vm from "node:vm";
import ts from "typescript";
import * as facts from "../src/rules/facts.ts";
import { loadRules } from "../src/rules/load.ts";
import * as ruleTypes from "../src/rules/types.ts";
import type * as compiled from "../src/generated/checks.ts";
import type * as cpuModule from "../src/evaluate/compile/cpu.ts";
import { nearValid, packFields, randomWords, setField } from "../test/support/packed.ts";
import { explainer, failing, flip, questionOf, readersOf } from "../test/support/questions.ts";
import { baseStates } from "../test/independent/base-states.ts";
import type * as generator from "./generate-checks.ts";
import { packedLayout } from "./generate.ts";
import { readRuleTexts, readSchemas, repository } from "./read-rules.ts";

const FILES = [
  "src/evaluate/compile/lower.ts",
  "src/evaluate/compile/tree.ts",
  "src/evaluate/compile/needs.ts",
  "src/evaluate/compile/cpu.ts",
  "src/evaluate/compile/layout.ts",
  "tools/generate-checks.ts",
];

interface Mutant {
  file: string;
  text: string;
  what: string;
}

// --- mutants -----------------------------------------------------------------------------------

const OPERATORS: Readonly<Record<string, string>> = {
  "===": "!==",
  "!==": "===",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "&&": "||",
  "||": "&&",
  "+": "-",
  "-": "+",
  "*": "+",
  "&": "|",
  "|": "&",
  "^": "|",
  "<<": ">>",
  ">>": "<<",
  ">>>": ">>",
  "??": "&&",
};

function mutantsOf(file: string): Mutant[] {
  const text = readFileSync(join(repository, file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const mutants: Mutant[] = [];
  const replace = (node: ts.Node, by: string): void => {
    const from = node.getStart();
    const { line } = source.getLineAndCharacterOfPosition(from);
    mutants.push({
      file,
      text: text.slice(0, from) + by + text.slice(node.getEnd()),
      what: `${file}:${line + 1} ${node.getText().slice(0, 60)} -> ${by.slice(0, 60)}`,
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return;
    if (ts.isThrowStatement(node)) return;
    if (ts.isBinaryExpression(node)) {
      const other = OPERATORS[node.operatorToken.getText()];
      if (other !== undefined) replace(node.operatorToken, other);
    } else if (ts.isNumericLiteral(node)) {
      replace(node, String(Number(node.text) + 1));
    } else if (ts.isBigIntLiteral(node)) {
      replace(node, `${BigInt(node.text.slice(0, -1)) + 1n}n`);
    } else if (node.kind === ts.SyntaxKind.TrueKeyword) {
      replace(node, "false");
    } else if (node.kind === ts.SyntaxKind.FalseKeyword) {
      replace(node, "true");
    } else if (ts.isConditionalExpression(node)) {
      replace(node.condition, `!(${node.condition.getText()})`);
    } else if (ts.isIfStatement(node)) {
      replace(node.expression, `!(${node.expression.getText()})`);
    } else if (ts.isPrefixUnaryExpression(node)) {
      const sign = node.operator;
      if (sign === ts.SyntaxKind.TildeToken || sign === ts.SyntaxKind.ExclamationToken) {
        replace(node, `(${node.operand.getText()})`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}

// --- running a mutant ----------------------------------------------------------------------------

const toScript = (text: string): string =>
  ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  }).outputText;

const scripts = new Map(
  FILES.map((file) => [file, toScript(readFileSync(join(repository, file), "utf8"))]),
);
const FIXED = new Map<string, unknown>([
  ["src/rules/facts.ts", facts],
  ["src/rules/types.ts", ruleTypes],
]);

function evaluate(script: string, require: (name: string) => unknown): Record<string, unknown> {
  const exports: Record<string, unknown> = {};
  const run = vm.compileFunction(script, ["exports", "require"]) as (
    exports: object,
    require: (name: string) => unknown,
  ) => void;
  run(exports, require);
  return exports;
}

/** The modules of the generator, one of them perhaps replaced. */
function modules(changed?: Mutant): (file: string) => Record<string, unknown> {
  const loaded = new Map<string, Record<string, unknown>>();
  const load = (file: string): Record<string, unknown> => {
    const fixed = FIXED.get(file);
    if (fixed !== undefined) return fixed as Record<string, unknown>;
    let made = loaded.get(file);
    if (made === undefined) {
      const script = file === changed?.file ? toScript(changed.text) : scripts.get(file);
      if (script === undefined) throw new Error(`the generator needs ${file}`);
      made = evaluate(script, (name) => load(posix.join(dirname(file), name)));
      loaded.set(file, made);
    }
    return made;
  };
  return load;
}

const { sources, book } = loadRules(readRuleTexts(), readSchemas());
const { layout, range } = packedLayout(sources, book);

interface Product {
  text: string;
  places: typeof layout;
  checks: typeof compiled;
  cpuBlock: typeof cpuModule.cpuBlock;
}

function produce(changed?: Mutant): Product {
  const load = modules(changed);
  const { checksModule } = load("tools/generate-checks.ts") as unknown as typeof generator;
  const { layOut } = load("src/evaluate/compile/layout.ts") as {
    layOut: (fields: Map<string, number>, read: Set<string>) => typeof layout;
  };
  const { fieldsRead } = load("src/evaluate/compile/needs.ts") as {
    fieldsRead: (...args: unknown[]) => Set<string>;
  };
  const widths = new Map(layout.map(({ path, width }) => [path, width]));
  const places = layOut(widths, fieldsRead(book, book.instances));
  const text = checksModule(book, layout, range) + JSON.stringify(places);
  const script = toScript(text.slice(0, text.length - JSON.stringify(places).length));
  return {
    text,
    places,
    checks: evaluate(script, () => ({})) as unknown as typeof compiled,
    cpuBlock: (load("src/evaluate/compile/cpu.ts") as unknown as typeof cpuModule).cpuBlock,
  };
}

// --- judging -------------------------------------------------------------------------------------

type Fields = Map<string, number | bigint>;

interface Case {
  fields: Fields;
  words: Int32Array;
  violated: string;
}

const ASSUMED = [...book.facts.values()].flatMap((fact) =>
  fact.kind === "field" && fact.whole && fact.assumed !== undefined ? [fact.path] : [],
);

const random = randomWords(0x7e57);
const cases: Case[] = Array.from({ length: 12_000 }, (_, i) => {
  const fields: Fields = nearValid(random, 1 + (i % 5));
  // Some CPUs tell their features instead of the masks that follow from them.
  if (i % 4 === 0) {
    fields.delete("cpu.sCetReserved");
    fields.delete("cpu.perfGlobalCtrlReserved");
    for (const flag of ["supportsShadowStack", "supportsIbt", "supportsPerfMetrics"]) {
      fields.set(`cpu.${flag}`, random() % 2);
    }
    fields.set("cpu.numGpCounters", random() % 9);
    fields.set("cpu.numFixedCounters", random() % 5);
    fields.set("controls.entry", Number(fields.get("controls.entry")) | 0x10_2000);
    fields.set("guest.sCet", 1n << BigInt(random() % 64));
    fields.set("guest.perfGlobalCtrl", 1n << BigInt(random() % 64));
  }
  // The contract gives some facts a value where there is none.
  if (i % 4 === 1) for (const path of ASSUMED) if (random() % 2 === 0) fields.delete(path);
  const violated = failing({ fields, pins: {}, view: "vmcs" }).join();
  return { fields, words: packFields(fields), violated };
});

/** Fields that matter only with a control on; elsewhere the generator may ask for more than it must. */
const FEATURES = /fred|pdpte|memory|Ctl|sCet|ssp|Ssp|pkrs|uinv|bndcfgs|pat|efer/;

/** A base state with one field away: must it be known? Undefined where either answer is right. */
const absences: { fields: Fields; unit: string; needed: boolean | undefined }[] = Object.values(
  baseStates,
).flatMap((state) => {
  const whole = questionOf(state).fields;
  return layout.flatMap(({ path }) => {
    const fields: Fields = new Map(whole);
    fields.delete(path);
    const question = { fields, pins: {}, view: "vmcs" as const };
    const statuses = (readersOf.get(path) ?? []).map(({ id }) => explainer.status(id, question));
    const needed = statuses.includes("unknown")
      ? true
      : FEATURES.test(path) && statuses.every((status) => status === "notApplicable")
        ? false
        : undefined;
    return [{ fields, unit: path, needed }];
  });
});

const factsOf =
  (fields: Fields) =>
  (path: string): bigint | undefined => {
    const value = fields.get(path);
    return value === undefined ? undefined : BigInt(value);
  };

/** Who notices a product that differs, if anyone does. */
function noticed({ checks, cpuBlock, places }: Product): string | undefined {
  let next = 0;
  for (const { word, width } of places) {
    if (word !== next) return "layout";
    next += width > 32 ? 2 : 1;
  }
  const bits = new Int32Array(checks.VIOLATION_WORDS);
  if (checks.INSTANCES.join() !== book.instances.map(({ id }) => id).join()) return "list";
  const blocks = new Map<string, Int32Array>();
  for (const { fields, words, violated } of cases) {
    const key = [...fields].filter(([path]) => path.startsWith("cpu.")).join();
    let c = blocks.get(key);
    if (c === undefined) {
      const block = cpuBlock(checks.CPU_CONSTANTS, factsOf(fields));
      if (block.unknown.length > 0) return "CPU facts";
      c = block.constants;
      blocks.set(key, c);
    }
    if (checks.verdict(words, 0, c) !== (violated === "")) return "agreement";
    checks.violations(words, 0, c, bits);
    const found = checks.INSTANCES.filter((_, i) => (((bits[i >> 5] ?? 0) >>> (i & 31)) & 1) === 1);
    if (found.join() !== violated) return "agreement";
  }
  for (const { fields, unit, needed } of absences) {
    const need = checks.NEEDS.get(unit);
    if (need === undefined) return "completeness";
    const { constants } = cpuBlock(checks.CPU_CONSTANTS, factsOf(fields));
    const words = packFields(fields);
    const answer = need === "always" || (need !== "never" && need(words, 0, constants));
    if (needed !== undefined && answer !== needed) return "completeness";
    // Without a CPU every gate it could open is open.
    if (answer && typeof need === "function" && !need(words, 0, undefined)) return "completeness";
  }
  const { fields } = cases[1] ?? { fields: new Map<string, number | bigint>() };
  for (const width of [32, 48, 57]) {
    const own: Fields = new Map(fields).set("cpu.linearAddressWidth", width);
    const { constants } = cpuBlock(checks.CPU_CONSTANTS, factsOf(own));
    own.set("controls.entry", 0x10_0200).set("guest.cs.accessRights", 0xa09b);
    own.set("guest.rip", 0n).set("guest.ssp", 0n);
    for (const [i, path] of ["guest.rip", "guest.ssp"].entries()) {
      const words = packFields(own);
      if (checks.boundaries(words, 0, constants) !== 0) return "boundary";
      for (let bit = 0; bit < 64; bit++) {
        setField(words, 0, path, flip(0n, bit));
        // The bit below those that are compared is the only one that passes without being canonical.
        const expected = bit === width - 1 ? 1 << i : 0;
        if (checks.boundaries(words, 0, constants) !== expected) return "boundary";
      }
    }
    own.set("guest.rip", 1n << BigInt(width - 1)).set("guest.ssp", 1n << BigInt(width - 1));
    const gates = [0x10_0200, 0x10_0000, 0x200, 0].map((entry) =>
      checks.boundaries(packFields(new Map(own).set("controls.entry", entry)), 0, constants),
    );
    if (gates.join() !== "3,2,1,0") return "boundary";
  }
  return undefined;
}

/** Runs something that may never end. */
function within<Result>(milliseconds: number, action: () => Result): Result {
  const slot = globalThis as unknown as { action?: () => Result };
  slot.action = action;
  try {
    return new vm.Script("action()").runInThisContext({ timeout: milliseconds }) as Result;
  } finally {
    delete slot.action;
  }
}

/**
 * What survives has to do with nothing but the shape of the code (which of two equally shared
 * guards comes first, comments), or with forms no rule of the package has: the tests of `compile` cover those.
 */
const ENOUGH = 0.8;

const { values } = parseArgs({ options: { sample: { type: "string" } } });
const all = FILES.flatMap(mutantsOf);
const wanted = Number(values.sample ?? all.length);
const chosen = all.filter(
  (_, i) => Math.floor((i * wanted) / all.length) !== Math.floor(((i - 1) * wanted) / all.length),
);
const original = within(60_000, () => produce());
const fault = noticed(original);
if (fault !== undefined) throw new Error(`the generator itself does not pass: ${fault}`);

const counts = new Map<string, number>();
const survivors: string[] = [];
for (const mutant of chosen) {
  let verdict: string;
  try {
    verdict = within(30_000, () => {
      const product = produce(mutant);
      if (
        product.text === original.text &&
        product.cpuBlock.toString() === original.cpuBlock.toString() &&
        mutant.file !== "src/evaluate/compile/cpu.ts"
      )
        return "same code";
      return noticed(product) ?? "SURVIVED";
    });
  } catch {
    verdict = "no code";
  }
  counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  if (verdict === "SURVIVED") survivors.push(mutant.what);
}
for (const [verdict, count] of counts) console.log(`${String(count).padStart(5)} ${verdict}`);
const changed = chosen.length - (counts.get("same code") ?? 0);
const killed = changed - survivors.length;
console.log(`${killed} of ${changed} mutants that change the code are noticed`);
for (const survivor of survivors) console.log(`  ${survivor}`);
if (killed < changed * ENOUGH) process.exitCode = 1;
