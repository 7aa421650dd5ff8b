import { readFileSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { AnySchema } from "ajv/dist/2020.js";

export const repository: string = fileURLToPath(new URL("..", import.meta.url));

/** Every file below a folder of the repository, sorted, as path below it -> text. */
export function readFolder(folder: string, extension: string): Map<string, string> {
  const root = join(repository, folder);
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(
    files.map((file) => [relative(root, file).split(sep).join("/"), readFileSync(file, "utf8")]),
  );
}

export const readRuleTexts = (): Map<string, string> => readFolder("rules", ".json");

/** The schemas of everything below `rules/`. */
export function readSchemas(): AnySchema[] {
  return [...readFolder("schemas", ".json").values()].map((text) => JSON.parse(text) as AnySchema);
}
