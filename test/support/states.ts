import type { Example, RuleBook } from "../../src/rules/types.ts";
import type { FieldValue } from "../../src/state/normalize.ts";

/** The fields of a rule's example, as an evaluator takes them. */
export function fieldsOfExample(book: RuleBook, example: Example): Map<string, FieldValue> {
  const fields = new Map<string, FieldValue>();
  for (const [name, value] of example.values) {
    const field = book.facts.get(name);
    if (field?.kind !== "field") throw new Error(`${name} is not a field`);
    fields.set(field.path, field.fieldWidth <= 32 ? Number(value) : value);
  }
  return fields;
}
