import { Ajv2020, type AnySchema, type ValidateFunction } from "ajv/dist/2020.js";
import { expand } from "./expand.ts";
import { RuleError, pointerToken } from "./facts.ts";
import type {
  ConditionFile,
  ConditionSource,
  FieldsFile,
  OrderFile,
  RuleBook,
  RuleFile,
  RuleSources,
  SdmFile,
} from "./types.ts";

/** Which schema a file below `rules/` follows; undefined for files that are no rule data. */
function schemaOf(path: string): string | undefined {
  if (/^(?:further-)?fields\//.test(path)) return "fields.schema.json";
  if (path.startsWith("guest-")) return "rule.schema.json";
  if (path.startsWith("cpu-profiles/")) return "cpu-profile.schema.json";
  return ["conditions.json", "order.json", "sdm.json"].includes(path)
    ? path.replace(".json", ".schema.json")
    : undefined;
}

/**
 * Validates the texts of all files below `rules/` and expands them. `further` are the fields that no
 * rule reads: the exchange JSON has them, the rule book does not.
 *
 * @param texts path below `rules/` -> text of the file
 * @param schemas the parsed files of `schemas/`
 * @throws RuleError naming file and JSON pointer: bad JSON, a schema violation, an unknown fact or
 *   condition, complements that are not declared both ways
 */
export function loadRules(
  texts: ReadonlyMap<string, string>,
  schemas: readonly AnySchema[],
): { sources: RuleSources; book: RuleBook; further: Record<string, FieldsFile> } {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false });
  ajv.addSchema([...schemas]);
  const parsed = new Map<string, unknown>();
  for (const [path, text] of texts) {
    const content = parse(path, text);
    const schema = schemaOf(path);
    if (schema === undefined) {
      throw new RuleError(path, "", "a file that is neither a rule nor a catalogue");
    }
    const validate = ajv.getSchema(schema);
    if (validate === undefined) throw new RuleError(path, "", `schemas/${schema} is missing`);
    if (validate(content) !== true) throw schemaError(path, content, validate);
    parsed.set(path, content);
  }
  const sources = collect(parsed);
  checkComplements(sources.conditions);
  const book = expand(sources);
  // Examples are filled in on first use: here, so that their faults show when rules are loaded.
  book.instances.forEach(({ examples }) => examples);
  const further = below(parsed, "further-fields/") as Record<string, FieldsFile>;
  return { sources, book, further };
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new RuleError(path, "", error instanceof Error ? error.message : String(error));
  }
}

/** The deepest complaint says most: `anyOf` and `oneOf` only repeat that none of them fitted. */
function schemaError(path: string, content: unknown, validate: ValidateFunction): RuleError {
  const errors = (validate.errors ?? []).filter(
    (error) => !["anyOf", "oneOf", "not"].includes(error.keyword),
  );
  const depth = (pointer: string): number => pointer.split("/").length;
  const deepest = errors.reduce(
    (best, error) => (depth(error.instancePath) > depth(best?.instancePath ?? "") ? error : best),
    errors[0],
  );
  const pointer = deepest?.instancePath ?? "";
  const detail =
    deepest?.keyword === "additionalProperties"
      ? ` "${String(deepest.params["additionalProperty"])}"`
      : deepest?.keyword === "enum"
        ? ` ${JSON.stringify(deepest.params["allowedValues"])}, not ${JSON.stringify(valueAt(content, pointer))}`
        : "";
  return new RuleError(path, pointer, `${deepest?.message ?? "does not fit its schema"}${detail}`);
}

function valueAt(content: unknown, pointer: string): unknown {
  let value: unknown = content;
  for (const token of pointer.split("/").slice(1)) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    value = (value as Record<string, unknown> | undefined)?.[key];
  }
  return value;
}

const below = (parsed: ReadonlyMap<string, unknown>, prefix: string): Record<string, unknown> =>
  Object.fromEntries([...parsed].filter(([path]) => path.startsWith(prefix)));

function collect(parsed: ReadonlyMap<string, unknown>): RuleSources {
  const required = (path: string): unknown => {
    const content = parsed.get(path);
    if (content === undefined) throw new RuleError(path, "", "the file is missing");
    return content;
  };
  // The schemas have just vouched for these shapes.
  return {
    fields: below(parsed, "fields/") as Record<string, FieldsFile>,
    conditions: required("conditions.json") as ConditionFile,
    sdm: required("sdm.json") as SdmFile,
    order: required("order.json") as OrderFile,
    rules: below(parsed, "guest-") as Record<string, RuleFile>,
  };
}

/** A gate and its complement must name each other: the tests then hold them against each other. */
function checkComplements({ conditions }: ConditionFile): void {
  const known = new Map<string, ConditionSource & { complement?: string }>(
    Object.entries(conditions),
  );
  for (const [name, { complement }] of known) {
    if (complement !== undefined && known.get(complement)?.complement !== name) {
      throw new RuleError(
        "conditions.json",
        `/conditions/${pointerToken(name)}/complement`,
        `"${complement}" does not name "${name}" as its complement`,
      );
    }
  }
}
