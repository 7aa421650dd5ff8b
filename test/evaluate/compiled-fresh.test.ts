/** The generated code is what the generator writes from the rules, and nothing at run time is made into code. */
import { readFileSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { generate } from "../../tools/generate.ts";
import { CPU_CONSTANTS, INSTANCES, NEEDS, VIOLATION_WORDS } from "../../src/generated/checks.ts";
import { EXPLANATIONS, SDM_EDITION } from "../../src/generated/explanations.ts";
import { CPU_FIELDS, PACKED_FIELDS } from "../../src/generated/pack.ts";
import { FIELDS } from "../../src/generated/fields.ts";
import { rules } from "../../src/index.ts";
import { book } from "../support/questions.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

it("every generated file is fresh (update with `npm run generate`)", async () => {
  const files = await generate();
  expect([...files.keys()]).toContain("src/generated/checks.ts");
  for (const [path, text] of files) expect(read(path) === text, path).toBe(true);
});

it("says at each test which check it is", () => {
  const [verdict = "", violations = ""] = ["verdict", "violations"].map((name) => {
    const text = read("src/generated/checks.ts");
    const from = text.indexOf(`export function ${name}(`);
    return text.slice(from, text.indexOf("\n}\n", from));
  });
  for (const id of INSTANCES) {
    expect(new RegExp(`// (?:.*, )?${id}(?:,|$)`, "m").test(verdict), `verdict ${id}`).toBe(true);
    expect(violations.includes(`// ${id}\n`), `violations ${id}`).toBe(true);
  }
});

it("covers every check, field and CPU fact", () => {
  expect(INSTANCES).toEqual(book.instances.map(({ id }) => id));
  expect(VIOLATION_WORDS * 32).toBeGreaterThanOrEqual(INSTANCES.length);
  const packed = [...PACKED_FIELDS, ...CPU_FIELDS].map(({ path, width }) => [path, width]);
  const known = [...FIELDS].map(([path, { width }]) => [path, width]);
  expect(packed.sort()).toEqual(known.sort());
  for (const { path } of PACKED_FIELDS) expect(NEEDS.has(path), path).toBe(true);
  for (const { fact } of CPU_CONSTANTS) expect(NEEDS.has(fact), fact).toBe(true);
});

it("the explanation table says what the rule book says", () => {
  expect(EXPLANATIONS).toEqual(rules);
  expect(SDM_EDITION).toBe(book.sdmEdition);
});

it("nothing that runs makes code from text", () => {
  for (const folder of ["src/generated/", "src/evaluate/compile/"]) {
    for (const file of readdirSync(new URL(folder, root))) {
      expect(/\beval\s*\(|\bFunction\s*\(|import\s*\(/.exec(read(folder + file)), file).toBeNull();
    }
  }
});
