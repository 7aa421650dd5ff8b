/** Who imports whom at run time: the evaluators share no code that reads facts. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Comments away, strings kept: an import in a comment is no import. */
function withoutComments(text: string): string {
  return text.replace(
    /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (_match, string: string | undefined) => string ?? " ",
  );
}

/**
 * What a module needs at run time. `import type` leaves nothing behind; `import { type A }` does:
 * with verbatimModuleSyntax the module is still loaded.
 */
function runtimeImports(source: string): string[] {
  const text = withoutComments(source);
  const found: string[] = [];
  const statement =
    /(?:^|[\n;])\s*(?:import|export)\s+(type\s)?[^"';()]*?\s*from\s*["']([^"']+)["']/g;
  for (const [, isType, target = ""] of text.matchAll(statement)) {
    if (isType === undefined) found.push(target);
  }
  for (const [, target = ""] of text.matchAll(/(?:^|[\n;])\s*import\s*["']([^"']+)["']/g)) {
    found.push(target);
  }
  for (const [, target = ""] of text.matchAll(/\b(?:import|require)\(\s*["']([^"']+)["']/g)) {
    found.push(target);
  }
  return found;
}

/** Files of the repository a module reaches, and the packages. */
function closure(entry: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const target of runtimeImports(readFileSync(join(root, file), "utf8"))) {
      if (!target.startsWith(".")) {
        packages.add(target);
        continue;
      }
      const path = join(root, dirname(file), target);
      if (!existsSync(path)) throw new Error(`${file} imports ${target}, which does not exist`);
      visit(relative(root, path).split(sep).join("/"));
    }
  };
  visit(entry);
  return { files, packages };
}

const below = (files: Iterable<string>, folder: string): string[] =>
  [...files].filter((file) => file.startsWith(`${folder}/`));

describe("the parser of imports", () => {
  it("finds what runs and leaves out what does not", () => {
    const source = `
      import type { A } from "./type.ts";
      import { type B, type C } from "./inline-types.ts";
      import { type D, e } from "./mixed.ts";
      import { f } from "./value.ts"; // import { g } from "./line-comment.ts";
      /* import { h } from "./block-comment.ts"; */
      import * as i from "./namespace.ts";
      import j from "package";
      import "./effect.ts";
      import {
        k,
        type L,
      } from "./lines.ts";
      export { m } from "./export.ts";
      export type { N } from "./export-type.ts";
      export * from "./all.ts";
      const text = "import { o } from './string.ts'";
      const p = await import("./dynamic.ts");
      const q = require("./common.cjs");
    `;
    expect(runtimeImports(source).sort()).toEqual(
      [
        "./all.ts",
        "./common.cjs",
        "./dynamic.ts",
        "./effect.ts",
        "./export.ts",
        "./inline-types.ts",
        "./lines.ts",
        "./mixed.ts",
        "./namespace.ts",
        "./value.ts",
        "package",
      ].sort(),
    );
  });

  it("finds at least one import in every file of src that has the word from", () => {
    const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
    for (const file of files.filter((name) => name.endsWith(".ts"))) {
      const text = withoutComments(readFileSync(join(root, "src", file), "utf8"));
      const written = text
        .split("\n")
        .filter((line) => /^(import|export) .* from "/.test(line) && !/^\w+ type /.test(line));
      expect(runtimeImports(text).length, file).toBeGreaterThanOrEqual(written.length);
    }
  });
});

describe("the two evaluators", () => {
  const reference = closure("src/evaluate/reference/index.ts");
  const explain = closure("src/evaluate/explain/explain.ts");

  it("really are what is followed", () => {
    for (const file of ["engine.ts", "facts.ts", "index.ts", "operators.ts"]) {
      expect([...reference.files]).toContain(`src/evaluate/reference/${file}`);
    }
    for (const file of ["explain.ts", "facts.ts", "operators.ts"]) {
      expect([...explain.files]).toContain(`src/evaluate/explain/${file}`);
    }
  });

  it("share no code but the shapes of rules and the table of statuses", () => {
    const allowed = ["src/rules/types.ts", "src/evaluate/types.ts"];
    const shared = [...reference.files].filter((file) => explain.files.has(file));
    expect(shared.filter((file) => !allowed.includes(file))).toEqual([]);
  });

  it("do not reach into each other", () => {
    expect(below(reference.files, "src/evaluate/explain")).toEqual([]);
    expect(below(explain.files, "src/evaluate/reference")).toEqual([]);
    expect(below(explain.files, "src/evaluate/check")).toEqual([]);
    expect(below(reference.files, "src/evaluate/check")).toEqual([]);
  });

  it("the reference does not read facts with the loader's slices", () => {
    expect([...reference.files]).not.toContain("src/rules/facts.ts");
    expect([...reference.files]).not.toContain("src/rules/operators.ts");
    expect([...explain.files]).toContain("src/rules/operators.ts");
  });

  it("only the reference runs json-rules-engine", () => {
    expect([...reference.packages]).toEqual(["json-rules-engine"]);
    expect([...explain.packages]).toEqual([]);
  });
});

describe("the main entry", () => {
  const { files, packages } = closure("src/index.ts");

  it("reaches no package at all: no node:*, no json-rules-engine, no ajv", () => {
    expect([...packages]).toEqual([]);
  });

  it("reaches what it promises", () => {
    for (const file of ["src/api.ts", "src/rules/book.ts", "src/evaluate/explain/explain.ts"]) {
      expect([...files]).toContain(file);
    }
  });

  it("reaches neither the reference evaluator nor the validating loader", () => {
    expect(below(files, "src/evaluate/reference")).toEqual([]);
    expect([...files]).not.toContain("src/rules/load.ts");
  });

  it("uses no name that only Node.js has", () => {
    for (const file of files) {
      if (file.startsWith("src/generated/")) continue; // data
      const text = withoutComments(readFileSync(join(root, file), "utf8"));
      expect(/\b(?:process|Buffer|__dirname|setImmediate)\b[.[(]/.exec(text), file).toBeNull();
      expect(text.includes("import.meta"), file).toBe(false);
    }
  });
});

describe("the folders", () => {
  /** Folder -> folders it may import from (itself always). */
  const allowed: Record<string, string[]> = {
    "src/state": ["src/generated"],
    "src/rules": ["src/state", "src/generated"],
    "src/dumps": ["src/state", "src/generated"],
    "src/evaluate/explain": ["src/rules", "src/state", "src/generated", "src/evaluate/types.ts"],
    "src/evaluate/reference": ["src/rules", "src/state", "src/generated", "src/evaluate/types.ts"],
  };

  it.each(Object.entries(allowed))("%s imports only what it may", (folder, others) => {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
    const files = names.filter((name) => name.endsWith(".ts"));
    expect(files.length).toBeGreaterThan(0);
    for (const name of files) {
      const file = `${folder}/${name.split(sep).join("/")}`;
      for (const target of runtimeImports(readFileSync(join(root, file), "utf8"))) {
        if (!target.startsWith(".")) continue;
        const path = relative(root, join(root, dirname(file), target))
          .split(sep)
          .join("/");
        const fits = [folder, ...others].some(
          (place) => path === place || path.startsWith(`${place}/`),
        );
        expect(fits, `${file} imports ${path}`).toBe(true);
      }
    }
  });
});
