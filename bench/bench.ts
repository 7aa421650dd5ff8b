/**
 * Measures every way to check a state, each in a process of its own, and prints one table of ratios:
 * `npm run bench`. Absolute times depend on the machine; `docs/performance.md` keeps the ratios.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { PACKED_WORDS, unpack } from "../src/evaluate/compile/index.ts";
import { exchangeOf } from "../test/support/questions.ts";
import { normalize } from "../src/state/normalize.ts";
import { MIXES, cpu, distinctStates, type Mix } from "./states.ts";

const STATES = 20_000;
/** So few that they stay in the cache of the processor, as a state does that was made a moment ago. */
const FEW = 300;
/** Lines of the NDJSON files. */
const LINES = 20_000;
const folder = mkdtempSync(join(tmpdir(), "bench-"));
const root = fileURLToPath(new URL("..", import.meta.url));

function nanoseconds(name: string, mix: Mix, count: number = STATES, rules: string = ""): number {
  const file = fileURLToPath(new URL("variant.ts", import.meta.url));
  const args = ["--import", "tsx", file, name, mix, folder, String(count), rules];
  const text = execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  return (JSON.parse(text) as { nanoseconds: number }).nanoseconds;
}

/** The least of several measurements: other work on the machine only ever adds. */
const least = (runs: number, measure: () => number): number =>
  Math.min(...Array.from({ length: runs }, measure));

/**
 * Wall times of processes in milliseconds, the least of some runs each. They take turns, so that
 * a busy minute of the machine meets all of them.
 */
function processTimes(runs: number, all: readonly (readonly string[])[]): number[] {
  const times = all.map(() => Infinity);
  for (let run = 0; run < runs; run++) {
    all.forEach((args, i) => {
      const start = performance.now();
      const { status } = spawnSync(process.execPath, args, {
        cwd: root,
        stdio: ["ignore", "ignore", "inherit"],
      });
      // 1 says that some state is invalid, as it should be.
      if (status !== 0 && status !== 1) throw new Error(`${args.join(" ")} ended with ${status}`);
      times[i] = Math.min(times[i] ?? Infinity, performance.now() - start);
    });
  }
  return times;
}

const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(2);

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  console.log(`| ${head.join(" | ")} |`);
  console.log(`| ${head.map((_, i) => (i === 0 ? "---" : "---:")).join(" | ")} |`);
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
  console.log();
}

try {
  const pools = new Map(MIXES.map((mix) => [mix, distinctStates(mix, STATES)]));
  for (const [mix, words] of pools) {
    writeFileSync(join(folder, mix), new Uint8Array(words.buffer));
  }

  // --- engines ---------------------------------------------------------------------------------
  const engines = [
    "json-rules-engine",
    "explain",
    "run-time rules, violations",
    "run-time rules, verdict",
    "check(object), hex strings",
    "check(object), JSON numbers",
    "check(object), bigints",
    "pack + verdict",
    "violations",
    "batch",
    "verdict",
  ];
  const times = new Map<string, number>();
  for (const name of engines) {
    for (const mix of MIXES) {
      // Three decimal orders above the others: one mix of the slow engine says enough. And invalid
      // states need words, which takes as long whatever the values are written as.
      if (name === "json-rules-engine" && mix !== "mixed") continue;
      if (/^check.*(numbers|bigints)$/.test(name) && mix !== "valid") continue;
      const runs = ["verdict", "violations"].includes(name) ? 3 : 1;
      times.set(
        `${name} ${mix}`,
        least(runs, () => nanoseconds(name, mix)),
      );
    }
  }
  const time = (name: string, mix: Mix): number => times.get(`${name} ${mix}`) ?? Number.NaN;
  const unit = time("verdict", "mixed");
  console.log(`Time per state; 1 is the verdict on a mixed state (${number(unit)} ns here).\n`);
  table(
    ["", ...MIXES],
    engines.map((name) => [
      name,
      ...MIXES.map((mix) => {
        const value = time(name, mix) / unit;
        return Number.isNaN(value) ? "" : number(value);
      }),
    ]),
  );
  const reference = time("json-rules-engine", "mixed");

  const few = new Map(
    [
      "verdict",
      "check(object), bigints",
      "check(object), JSON numbers",
      "check(object), hex strings",
    ].map((name) => [name, nanoseconds(name, "valid", FEW)]),
  );

  // --- scaling ---------------------------------------------------------------------------------
  const sizes = [20_000, 200_000, 1_000_000];
  const bySize = sizes.map((size) => least(2, () => nanoseconds("verdict", "mixed", size)));
  console.log("Verdict by number of states (time per state, 1 is 20,000 states):\n");
  table(
    sizes.map((size) => size.toLocaleString("en-US")),
    [bySize.map((value) => number(value / (bySize[0] ?? 1)))],
  );
  const counts = ["10", "25", "50", "100", "1000"];
  const byRules = counts.map((rules) => nanoseconds("some rules", "valid", STATES, rules));
  console.log("Verdict on valid states by number of checks (1 is all):\n");
  table(
    [...counts.slice(0, -1), "all"],
    [byRules.map((value) => number(value / (byRules.at(-1) ?? 1)))],
  );
  const one = least(2, () => nanoseconds("1 worker", "mixed", 200_000));
  const two = least(2, () => nanoseconds("2 workers", "mixed", 200_000));

  // --- processes -------------------------------------------------------------------------------
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const entry = pathToFileURL(join(root, "dist", "index.js")).href;
  const empty = write("empty.mjs", "export {};\n");
  const importing = write("import.mjs", `import ${JSON.stringify(entry)};\n`);
  const checking = write(
    "first.mjs",
    `import { check } from ${JSON.stringify(entry)}; check({ guest: { cr0: 1 } });\n`,
  );
  const [emptyTime = 0, importTime = 0, firstTime = 0] = processTimes(12, [
    [empty],
    [importing],
    [checking],
  ]);

  const mixed = pools.get("mixed") ?? new Int32Array();
  const lines: string[] = [];
  for (let n = 0; n < LINES; n++) {
    const { fields } = normalize({ ...unpack(mixed, n * PACKED_WORDS), cpu });
    lines.push(JSON.stringify(exchangeOf(fields)));
  }
  const states = write("states.ndjson", `${lines.join("\n")}\n`);
  const valid = pools.get("valid") ?? new Int32Array();
  const validLines = Array.from({ length: LINES }, (_, n) =>
    JSON.stringify(exchangeOf(normalize({ ...unpack(valid, n * PACKED_WORDS), cpu }).fields)),
  );
  const validStates = write("valid.ndjson", `${validLines.join("\n")}\n`);
  const parsing = write(
    "parse.mjs",
    `import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
let n = 0;
for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
  if (typeof JSON.parse(line) === "object") n += 1;
}
console.log(n);
`,
  );
  const bin = join(root, "dist", "cli", "bin.js");
  const check = (file: string, ...flags: string[]): string[] => [
    bin,
    "check",
    "--ndjson",
    ...flags,
    file,
  ];
  const [
    parse = 0,
    endToEnd = 0,
    parseValid = 0,
    endToEndValid = 0,
    workersValid = 0,
    workers = 0,
  ] = processTimes(3, [
    [parsing, states],
    check(states),
    [parsing, validStates],
    check(validStates),
    check(validStates, "--jobs", "2"),
    check(states, "--jobs", "2"),
  ]);

  // --- what must hold --------------------------------------------------------------------------
  const verdict = time("verdict", "mixed");
  const violations = time("violations", "mixed");
  table(
    ["", "measured", "wanted"],
    [
      ["json-rules-engine / verdict, mixed", number(reference / verdict), "at least 12,000"],
      ["json-rules-engine / violations, mixed", number(reference / violations), "at least 8,000"],
      ["verdict / violations, mixed", number(verdict / violations), "at most 0.7"],
      ["1,000,000 / 20,000 states", number((bySize[2] ?? 0) / (bySize[0] ?? 1)), "about 1"],
      ["1 worker / 2 workers", number(one / two), "at least 1.8"],
      [
        "run-time rules / generated, verdict",
        number(time("run-time rules, verdict", "mixed") / verdict),
        "at most 20",
      ],
      [
        "run-time rules / generated, violations",
        number(time("run-time rules, violations", "mixed") / violations),
        "at most 20",
      ],
      ...["bigints", "JSON numbers", "hex strings"].map((kind) => {
        const name = `check(object), ${kind}`;
        const cached = (few.get(name) ?? 0) / (few.get("verdict") ?? 1);
        return [
          `${name} / verdict, valid: ${STATES.toLocaleString("en-US")} states, and ${FEW}`,
          `${number(time(name, "valid") / time("verdict", "valid"))} and ${number(cached)}`,
          kind === "bigints" ? "at most 25" : "",
        ];
      }),
      ["check --ndjson / parsing, valid", number(endToEndValid / parseValid), "at most 1.5"],
      ["check --ndjson / parsing, mixed", number(endToEnd / parse), ""],
      ["check --ndjson: 1 / 2 jobs, valid", number(endToEndValid / workersValid), ""],
      ["check --ndjson: 1 / 2 jobs, mixed", number(endToEnd / workers), ""],
      [
        "import of the main entry / empty module",
        `${number(importTime / emptyTime)} (${number(importTime)} ms, ${number(emptyTime)} ms)`,
        "at most 1.5 and 10 ms",
      ],
      ["import and first check / empty module", number(firstTime / emptyTime), ""],
      ["bytes of a packed state", String(4 * PACKED_WORDS), ""],
    ],
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
