/** The modules of the generator and of the compiled engines, loaded anew with one of them changed. */
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { transformSync } from "esbuild";
import { repository } from "../read-rules.ts";

type Exports = Record<string, unknown>;

/** TypeScript as a script without comments. Throws for text that is no program. */
export const scriptOf = (text: string): string =>
  transformSync(text, { loader: "ts", format: "cjs", target: "es2022", minifySyntax: true }).code;

/** Equal for scripts that differ only in the names of variables and the spelling of numbers. */
export function shapeOf(script: string): string {
  const declared = new Map<string, string>();
  for (const [, name = ""] of script.matchAll(/\b(?:const|let) ([\w$]+)/g)) {
    if (!declared.has(name)) declared.set(name, `variable${declared.size}`);
  }
  for (const [, more = ""] of script.matchAll(/^ *(?:const|let) (.*)$/gm)) {
    for (const [, name = ""] of more.matchAll(/, ([\w$]+) = /g)) {
      if (!declared.has(name)) declared.set(name, `variable${declared.size}`);
    }
  }
  return script.replace(
    /"(?:[^"\\]|\\.)*"|[A-Za-z_$][\w$]*/g,
    (word) => declared.get(word) ?? word,
  );
}

/** What depends on the generator; all else is imported once. */
const ANEW =
  /^(?:src\/evaluate\/compile\/|src\/generated\/(?:checks|pack|complete-state)\.ts$|tools\/generate-)/;

const scripts = new Map<string, string>();
const others = new Map<string, unknown>();

const resolved = (from: string, name: string): string =>
  name.startsWith(".") ? posix.join(posix.dirname(from), name) : name;

async function read(file: string): Promise<void> {
  const script = scriptOf(readFileSync(join(repository, file), "utf8"));
  scripts.set(file, script);
  for (const [, name = ""] of script.matchAll(/\brequire\("([^"]+)"\)/g)) {
    const target = resolved(file, name);
    if (scripts.has(target) || others.has(target)) continue;
    if (ANEW.test(target)) await read(target);
    else {
      const address = name.startsWith(".") ? pathToFileURL(join(repository, target)).href : name;
      others.set(target, await import(address));
    }
  }
}

/** Entries: the writers of the generated files, the compiled engines, the state of generators. */
const ENTRIES = [
  "tools/generate-checks.ts",
  "tools/generate-pack.ts",
  "tools/generate-complete-state.ts",
  "tools/generate-layout.ts",
  "src/evaluate/compile/index.ts",
  "src/generated/complete-state.ts",
];
for (const file of ENTRIES) await read(file);

/** Runs a script as a module. */
export function evaluate(script: string, require: (name: string) => unknown = () => ({})): Exports {
  const module = { exports: {} as Exports };
  const run = vm.compileFunction(script, ["module", "exports", "require"]) as (
    module: object,
    exports: object,
    require: (name: string) => unknown,
  ) => void;
  run(module, module.exports, require);
  return module.exports;
}

/**
 * Loads modules by their path in the repository, each once.
 *
 * @param changed scripts that replace those of the repository
 */
export function loader(changed: ReadonlyMap<string, string>): (file: string) => Exports {
  const loaded = new Map<string, Exports>();
  const load = (file: string): Exports => {
    let made = loaded.get(file);
    if (made !== undefined) return made;
    const script = changed.get(file) ?? scripts.get(file);
    if (script === undefined) return others.get(file) as Exports;
    made = evaluate(script, (name) => load(resolved(file, name)));
    loaded.set(file, made);
    return made;
  };
  return load;
}
