import { layOut, wordsOf, type PackedField } from "../src/evaluate/compile/layout.ts";
import { fieldsRead } from "../src/evaluate/compile/needs.ts";
import { fill } from "../src/rules/facts.ts";
import type { FieldSource, FieldsFile, RuleBook, RuleSources } from "../src/rules/types.ts";
import type { CpuField } from "./generate-pack.ts";

/** A field of the exchange JSON as `rules/fields/` describes it. */
export interface FieldRow {
  path: string;
  title: string;
  source: FieldSource;
  /** Of the VMCS field: for one of several registers, its own. */
  encoding: string | undefined;
}

/** Every field in the order of the catalogue, those of registers once for each register. */
export function fieldRows(files: Readonly<Record<string, FieldsFile>>): FieldRow[] {
  return Object.values(files).flatMap((file) =>
    (file.for ?? [undefined]).flatMap((register, index) =>
      Object.values(file.fields ?? {}).map((source) => ({
        path: fill(source.path, register),
        title: fill(source.title, register),
        source,
        encoding: typeof source.encoding === "object" ? source.encoding[index] : source.encoding,
      })),
    ),
  );
}

/** Widths and ranges of the fields, for the packed layout. */
export function packedLayout(
  sources: RuleSources,
  book: RuleBook,
): {
  layout: PackedField[];
  cpu: CpuField[];
  range: (path: string) => readonly [number, number] | undefined;
} {
  const rows = fieldRows(sources.fields);
  const widths = new Map(rows.map(({ path, source }) => [path, source.width]));
  const ranges = new Map(rows.map(({ path, source }) => [path, source.range]));
  let word = 1;
  const cpu = rows
    .filter(({ path }) => path.startsWith("cpu."))
    .map(({ path, source: { width, boolean = false, range } }): CpuField => {
      const field = { path, word, width, boolean, ...(range === undefined ? {} : { range }) };
      word += wordsOf(width);
      return field;
    });
  return {
    layout: layOut(widths, fieldsRead(book, book.instances)),
    cpu,
    range: (path) => ranges.get(path),
  };
}
