/**
 * One measurement in a process of its own, so that no other code has shaped its machine code:
 * `variant.ts NAME MIX POOL-FILE COUNT [RULES]`. Prints nanoseconds per state as JSON.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { measure } from "mitata";
import ts from "typescript";
import { cpuBlock } from "../src/evaluate/compile/cpu.ts";
import {
  PACKED_FIELDS,
  PACKED_WORDS,
  checker,
  compile,
  pack,
  unpack,
} from "../src/evaluate/compile/index.ts";
import { ReferenceEvaluator } from "../src/evaluate/reference/index.ts";
import type * as checks from "../src/generated/checks.ts";
import { check, type ExchangeState } from "../src/index.ts";
import { FIELDS } from "../src/generated/fields.ts";
import { checksModule } from "../tools/generate-checks.ts";
import { normalize } from "../src/state/normalize.ts";
import { book, exchangeOf, explainer, questionOf } from "../test/support/questions.ts";
import { MIXES, cpu, manyStates, type Mix } from "./states.ts";

const [name = "", mix = "mixed", poolFolder = "", size = "20000", rules = ""] =
  process.argv.slice(2);
const count = Number(size);

function poolOf(which: Mix): Int32Array {
  const { buffer, byteOffset, byteLength } = readFileSync(join(poolFolder, which));
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}

const words = manyStates(poolOf(mix as Mix), mix as Mix, count);
/** Every function is warmed with all mixes: it must have been through every guard. */
const warm = MIXES.map((which) => manyStates(poolOf(which), which, 20_000));

type Pass = (states: Int32Array, from: number, to: number) => number;

/** A pass over packed states, one question each. */
const each =
  (ask: (states: Int32Array, at: number) => boolean): Pass =>
  (states, from, to) => {
    let valid = 0;
    for (let at = from * PACKED_WORDS; at < to * PACKED_WORDS; at += PACKED_WORDS) {
      if (ask(states, at)) valid += 1;
    }
    return valid;
  };

const out = new Int32Array(book.instances.length);
const histogram = new Uint32Array(book.instances.length);

/** Objects of a few states, made before the clock runs. */
function objects(states: Int32Array, limit: number): ExchangeState[] {
  const length = Math.min(limit, states.length / PACKED_WORDS);
  return Array.from({ length }, (_, n) => ({ ...unpack(states, n * PACKED_WORDS), cpu }));
}

const fieldsOf = (states: Int32Array, limit: number): ReturnType<typeof questionOf>[] =>
  objects(states, limit).map((state) => questionOf(state));

async function generatedFor(limit: number): Promise<typeof checks> {
  const text = checksModule(
    book,
    PACKED_FIELDS,
    (path) => FIELDS.get(path)?.range,
    book.instances.slice(0, limit),
  );
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const file = join(tmpdir(), `checks-${process.pid}-${limit}.mjs`);
  writeFileSync(file, outputText);
  const made = (await import(pathToFileURL(file).href)) as typeof checks;
  rmSync(file);
  return made;
}

/** Time of one call per state, over objects or questions made before. */
async function overList<Item>(
  make: (states: Int32Array, limit: number) => Item[],
  limit: number,
  ask: (item: Item) => unknown,
): Promise<number> {
  for (const states of warm) for (const item of make(states, Math.min(limit, 500))) await ask(item);
  const list = make(words, limit);
  const { min } = await measure(
    async () => {
      for (const item of list) {
        const answer = ask(item);
        if (answer instanceof Promise) await answer;
      }
    },
    { min_samples: 3, min_cpu_time: 3e8, warmup_samples: 1, batch_unroll: 1, inner_gc: false },
  );
  return min / list.length;
}

const asHex = (state: ExchangeState): ExchangeState =>
  JSON.parse(JSON.stringify(exchangeOf(normalize(state).fields))) as ExchangeState;

/** Numbers as far as JSON holds them, hex strings beyond. */
const asJson = (state: ExchangeState): ExchangeState =>
  JSON.parse(
    JSON.stringify(asHex(state), (_key, value: unknown) =>
      typeof value === "string" && BigInt(value) <= Number.MAX_SAFE_INTEGER ? Number(value) : value,
    ),
  ) as ExchangeState;

/** The facts of the CPU as bigints, too. */
const bigCpu = (state: ExchangeState): ExchangeState => ({ ...state, cpu: bigFacts });
const bigFacts = Object.fromEntries(
  Object.entries(cpu).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === "string" ? BigInt(value) : value,
  ]),
) as NonNullable<ExchangeState["cpu"]>;

/** The same for plain functions: nothing asynchronous may stand between two states. */
async function overObjects(
  limit: number,
  ask: (state: ExchangeState) => unknown,
  written: (state: ExchangeState) => ExchangeState = (state) => state,
): Promise<number> {
  for (const states of warm) {
    objects(states, Math.min(limit, 2_000))
      .map(written)
      .forEach((state) => ask(state));
  }
  const list = objects(words, limit).map(written);
  const { min } = await measure(
    () => {
      for (const state of list) ask(state);
    },
    // On a busy machine the compiler of V8 needs seconds until it has its say.
    { min_samples: 20, min_cpu_time: 2e9, warmup_samples: 10, inner_gc: false },
  );
  return min / list.length;
}

async function overWords(pass: Pass): Promise<number> {
  for (let i = 0; i < 3; i++) for (const states of warm) pass(states, 0, 20_000);
  const { min } = await measure(() => pass(words, 0, count), {
    min_samples: 12,
    min_cpu_time: 5e8,
    warmup_samples: 2,
    inner_gc: false,
  });
  return min / count;
}

/** Wall time of `workers` threads that share the states, each with its part, many times over. */
async function withWorkers(workers: number): Promise<number> {
  const passes = 100;
  const control = new Int32Array(new SharedArrayBuffer(8));
  const file = join(tmpdir(), `worker-${process.pid}.mjs`);
  const url = (path: string): string => new URL(path, import.meta.url).href;
  writeFileSync(
    file,
    `import { workerData, parentPort } from "node:worker_threads";
import { checker, PACKED_WORDS } from ${JSON.stringify(url("../dist/index.js"))};
const { words, from, to, cpu, control, passes } = workerData;
const made = checker(cpu);
const pass = () => {
  let valid = 0;
  for (let n = from; n < to; n++) if (made.valid(words, n * PACKED_WORDS)) valid += 1;
  return valid;
};
for (let i = 0; i < 10; i++) pass();
Atomics.add(control, 0, 1);
Atomics.notify(control, 0);
Atomics.wait(control, 1, 0);
let valid = 0;
for (let i = 0; i < passes; i++) valid = pass();
parentPort.postMessage(valid);
`,
  );
  const threads = Array.from({ length: workers }, (_, i) => {
    const from = Math.floor((i * count) / workers);
    const to = Math.floor(((i + 1) * count) / workers);
    return new Worker(file, { workerData: { words, from, to, cpu, control, passes } });
  });
  const done = threads.map(
    (thread) =>
      new Promise((resolve, reject) => {
        thread.once("message", resolve);
        thread.once("error", reject);
      }),
  );
  while (Atomics.load(control, 0) < workers) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const start = process.hrtime.bigint();
  Atomics.store(control, 1, 1);
  Atomics.notify(control, 1);
  await Promise.all(done);
  const time = Number(process.hrtime.bigint() - start);
  rmSync(file);
  await Promise.all(threads.map((thread) => thread.terminate()));
  return time / passes / count;
}

const made = checker(cpu);

const variants: Record<string, () => Promise<number>> = {
  "json-rules-engine": () => {
    const reference = new ReferenceEvaluator(book);
    return overList(fieldsOf, 50, (question) => reference.statuses(question));
  },
  explain: () =>
    overList(fieldsOf, 300, (question) =>
      book.instances.map(({ id }) => explainer.status(id, question)),
    ),
  "run-time rules, verdict": () => {
    const slow = compile(book, cpu);
    return overWords(each((states, at) => slow.valid(states, at)));
  },
  "run-time rules, violations": () => {
    const slow = compile(book, cpu);
    return overWords(each((states, at) => slow.check(states, at, out) === 0));
  },
  verdict: () => overWords(each((states, at) => made.valid(states, at))),
  violations: () => overWords(each((states, at) => made.check(states, at, out) === 0)),
  batch: () =>
    overWords((states, from, to) =>
      made.checkBatch(
        states.subarray(from * PACKED_WORDS, to * PACKED_WORDS),
        to - from,
        histogram,
      ),
    ),
  "pack + verdict": () => {
    const state = new Int32Array(PACKED_WORDS);
    return overObjects(count, (object) => made.valid(pack(object, state)));
  },
  "check(object), bigints": () => overObjects(count, (object) => check(object), bigCpu),
  "check(object), JSON numbers": () => overObjects(count, (object) => check(object), asJson),
  "check(object), hex strings": () => overObjects(count, (object) => check(object), asHex),
  "1 worker": () => withWorkers(1),
  "2 workers": () => withWorkers(2),
  "some rules": async () => {
    const { verdict, CPU_CONSTANTS } = await generatedFor(Number(rules));
    const { fields } = questionOf({ cpu });
    const c = cpuBlock(CPU_CONSTANTS, (path) => {
      const value = fields.get(path);
      return value === undefined ? undefined : BigInt(value);
    }).constants;
    return overWords(each((states, at) => verdict(states, at, c)));
  },
};

const variant = variants[name];
if (variant === undefined) throw new Error(`no variant "${name}"`);
console.log(JSON.stringify({ nanoseconds: await variant() }));
