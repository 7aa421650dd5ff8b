/**
 * Writes what is derived from `rules/`: `npm run generate`.
 *
 *   src/generated/fields.ts              every field of the exchange JSON with its width
 *   src/generated/sources.ts             the rule files, embedded: the package reads no files
 *   src/generated/pack.ts                packed states: layout, packing and unpacking
 *   src/generated/checks.ts              the checks as straight-line code over packed states
 *   src/generated/complete-state.ts      words of generated states as exchange JSON
 *   src/generated/explanations.ts        what reports say about each check, without the rule book
 *   schemas/guest-state.schema.json      the exchange JSON
 *
 * `generate --check` writes nothing and exits 1 if a file is stale.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { loadRules } from "../src/rules/load.ts";
import { printCondition } from "../src/rules/print.ts";
import type { FieldsFile, RuleBook, RuleSources } from "../src/rules/types.ts";
import { checksModule } from "./generate-checks.ts";
import { completeStateModule } from "./generate-complete-state.ts";
import { fieldRows, packedLayout, type FieldRow } from "./generate-layout.ts";
import { packModule } from "./generate-pack.ts";
import { readFolder, readRuleTexts, readSchemas, repository } from "./read-rules.ts";

const HEADER = "// Generated from rules/ by tools/generate.ts (npm run generate). Do not edit.\n";

type FieldsFiles = Readonly<Record<string, FieldsFile>>;

/** The rows of a map from paths to what is known of the fields. */
function specs(files: FieldsFiles): string {
  const rows = fieldRows(files).map(({ path, source, encoding }) => {
    const msr = /^MSR ([0-9A-F]{1,8})H$/.exec(source.enumeratedBy ?? "")?.[1];
    const members = [
      `width: ${source.width}`,
      source.boolean ? "boolean: true" : "",
      source.range ? `range: ${JSON.stringify(source.range)}` : "",
      encoding === undefined ? "" : `encoding: ${encoding.toLowerCase()}`,
      msr === undefined ? "" : `msr: 0x${msr.toLowerCase()}`,
    ];
    return `  ["${path}", { ${members.filter((member) => member !== "").join(", ")} }],`;
  });
  return rows.join("\n");
}

function fieldsModule(sources: RuleSources, further: FieldsFiles): string {
  return `${HEADER}
/** Width in bits; facts that are booleans; the range of CPU widths and counters. */
export interface FieldSpec {
  readonly width: number;
  readonly boolean?: true;
  readonly range?: readonly [number, number];
  /** Of the VMCS field. */
  readonly encoding?: number;
  /** Index of the MSR that holds it. */
  readonly msr?: number;
}

/** The fields that the rules may read, by their dotted paths in the exchange JSON. */
export const FIELDS: ReadonlyMap<string, FieldSpec> = new Map<string, FieldSpec>([
${specs(sources.fields)}
]);

/** The fields of the exchange JSON that no rule reads. \`*\` stands for the elements of a list. */
export const FURTHER_FIELDS: ReadonlyMap<string, FieldSpec> = new Map<string, FieldSpec>([
${specs(further)}
]);
`;
}

/** JSON without the members that only editors read. */
const embed = (data: unknown): string =>
  JSON.stringify(data, (key, value: unknown) => (key === "$schema" ? undefined : value));

/** JSON as the text of a string: the package reads it when it is first asked for. */
const quoted = (data: unknown): string =>
  `'${embed(data).replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function sourcesModule(sources: RuleSources, profiles: Record<string, unknown>): string {
  const files = (named: Readonly<Record<string, unknown>>): string =>
    Object.entries(named)
      .map(([path, data]) => `${JSON.stringify(path)}: ${quoted(data)},`)
      .join("\n");
  const { fields, rules, ...single } = sources;
  return `${HEADER}import type { CpuProfile } from "../state/cpu-profile.ts";
import type { RuleSources } from "../rules/types.ts";

/** JSON texts, file by file: importing the package costs less than evaluating as much code would. */
const FIELDS = {
${files(fields)}
};

const RULES = {
${files(rules)}
};

const SINGLE = {
${files(single)}
};

const CPU_PROFILES = [
${Object.values(profiles).map(quoted).join(",\n")}
];

const parsed = (texts: Readonly<Record<string, string>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, JSON.parse(text)]));

let made: RuleSources | undefined;

const whole = (): RuleSources =>
  (made ??= {
    ...parsed(SINGLE),
    fields: parsed(FIELDS),
    rules: parsed(RULES),
  } as unknown as RuleSources);

/** The rule files, parsed when a member is first read. */
export const sources: RuleSources = {
${["fields", "conditions", "sdm", "order", "rules"].map((member) => `get ${member}() { return whole().${member}; },`).join("\n")}
};

export const cpuProfiles: readonly CpuProfile[] = CPU_PROFILES.map(
  (text) => JSON.parse(text) as CpuProfile,
);
`;
}

type Schema = Record<string, unknown>;

/** The exchange JSON as a JSON Schema; `src/state/normalize.ts` checks the same by hand. */
function guestStateSchema(rows: readonly FieldRow[]): Schema {
  const hexOf = (width: number): Schema => {
    const digits = Math.ceil(width / 4);
    const spare = digits * 4 - width;
    const lead = spare === 0 ? "[0-9a-fA-F]" : `[0-${(0xf >> spare).toString(16)}]`;
    return {
      type: "string",
      pattern: `^0[xX]0*(${lead})?[0-9a-fA-F]{0,${digits - 1}}$`,
      minLength: 3,
      maxLength: 66,
    };
  };
  const valueOf = ({ title, source }: FieldRow): Schema => {
    if (source.boolean === true) return { title, type: "boolean" };
    const [minimum, maximum] = source.range ?? [
      0,
      Math.min(2 ** source.width - 1, Number.MAX_SAFE_INTEGER),
    ];
    const number: Schema = { type: "integer", minimum, maximum };
    return source.range === undefined
      ? { title, anyOf: [number, { $ref: `#/$defs/hex${source.width}` }] }
      : { title, anyOf: [number, { $ref: "#/$defs/hex8" }] };
  };
  const object = (properties: Schema): Schema => ({
    type: "object",
    additionalProperties: false,
    properties,
  });
  const widths = new Set<number>();
  const groups: Record<string, Schema> = {};
  for (const row of rows) {
    const [group = "", member = "", part, inList] = row.path.split(".");
    const target = (groups[group] ??= {});
    if (row.source.boolean !== true) widths.add(row.source.width);
    if (inList !== undefined) {
      const list = (target[member] ??= {
        title: "entries of the VM-entry MSR-load area",
        type: "array",
        items: object({}),
      }) as {
        items: { properties: Schema };
      };
      list.items.properties[inList] = valueOf(row);
    } else if (group === "memory" && part !== undefined) {
      target[member] = {
        title: "the four PDPTEs at CR3",
        type: "array",
        minItems: 4,
        maxItems: 4,
        items: {
          anyOf: [
            { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
            { $ref: "#/$defs/hex64" },
          ],
        },
      };
    } else if (part === undefined) {
      target[member] = valueOf(row);
    } else {
      const inner = (target[member] ??= object({})) as { properties: Schema };
      inner.properties[part] = valueOf(row);
    }
  }
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "guest-state.schema.json",
    title: "Candidate guest state (exchange JSON). An absent member is unknown, never zero.",
    $comment: "Generated from rules/fields/ and rules/further-fields/ by tools/generate.ts.",
    ...object({
      ...Object.fromEntries(
        Object.entries(groups).map(([name, members]) => [name, object(members)]),
      ),
      view: { enum: ["vmcs", "guest"] },
      assume: {
        ...object({
          unrestrictedGuest: { type: "boolean" },
          ept: { type: "boolean" },
          ia32eModeGuest: { type: "boolean" },
        }),
        // Unrestricted guest needs EPT.
        not: {
          required: ["unrestrictedGuest", "ept"],
          properties: { unrestrictedGuest: { const: true }, ept: { const: false } },
        },
      },
    }),
    $defs: Object.fromEntries(
      [...widths].sort((a, b) => a - b).map((width) => [`hex${width}`, hexOf(width)]),
    ),
  };
}

/** What reports and lists say about each check. */
function explanationsModule(book: RuleBook): string {
  const rows = book.instances.map((instance) => ({
    id: instance.id,
    register: instance.register,
    title: instance.title,
    when: printCondition(instance.when),
    require: printCondition(instance.require),
    sdm: {
      title: instance.sdm.title,
      section: instance.sdm.section,
      item: instance.sdm.item,
    },
    exitQualification: instance.exitQualification,
    hint: instance.hint,
    ...(instance.feature === undefined ? {} : { feature: instance.feature }),
    ...(instance.unconfirmed === undefined ? {} : { unconfirmed: instance.unconfirmed }),
    ...(instance.note === undefined ? {} : { note: instance.note }),
    file: `rules/${instance.file}`,
  }));
  return `${HEADER}
/** A check in words; conditions as expressions over facts. */
export interface ExplanationRow {
  readonly id: string;
  readonly register: string | null;
  readonly title: string;
  readonly when: string;
  readonly require: string;
  readonly sdm: { readonly title: string; readonly section: string; readonly item: string };
  readonly exitQualification: number;
  readonly hint: string;
  readonly feature?: string;
  readonly unconfirmed?: string;
  readonly note?: string;
  readonly file: string;
}

export const SDM_EDITION = ${JSON.stringify(book.sdmEdition)};

/** Every check, in SDM order. */
export const EXPLANATIONS: readonly ExplanationRow[] = [
${rows.map(quoted).join(",\n")}
].map((text) => JSON.parse(text) as ExplanationRow);
`;
}

/** Path in the repository -> what the file must hold. */
export async function generate(): Promise<Map<string, string>> {
  const { sources, book, further } = loadRules(readRuleTexts(), readSchemas());
  const { layout, cpu, range } = packedLayout(sources, book);
  const profiles = Object.fromEntries(
    [...readFolder("rules", ".json")]
      .filter(([path]) => path.startsWith("cpu-profiles/"))
      .map(([path, text]) => [path, JSON.parse(text) as unknown]),
  );
  const files: [string, string, string][] = [
    ["src/generated/fields.ts", fieldsModule(sources, further), "typescript"],
    ["src/generated/sources.ts", sourcesModule(sources, profiles), "typescript"],
    ["src/generated/pack.ts", HEADER + packModule(layout, cpu), "typescript"],
    ["src/generated/checks.ts", HEADER + checksModule(book, layout, range), "typescript"],
    [
      "src/generated/complete-state.ts",
      HEADER + completeStateModule(fieldRows(sources.fields)),
      "typescript",
    ],
    ["src/generated/explanations.ts", explanationsModule(book), "typescript"],
    [
      "schemas/guest-state.schema.json",
      JSON.stringify(guestStateSchema(fieldRows({ ...sources.fields, ...further }))),
      "json",
    ],
  ];
  const result = new Map<string, string>();
  for (const [path, text, parser] of files) {
    result.set(path, await format(text, { parser, printWidth: 100 }));
  }
  return result;
}

if (process.argv[1] === import.meta.filename) {
  const check = process.argv.includes("--check");
  let stale = 0;
  for (const [path, text] of await generate()) {
    const file = join(repository, path);
    if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
    stale += 1;
    if (!check) writeFileSync(file, text);
    console.log(`${check ? "stale" : "wrote"} ${path}`);
  }
  if (check && stale > 0) process.exitCode = 1;
}
