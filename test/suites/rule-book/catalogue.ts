import catalogue from "../../fixtures/catalogue.json" with { type: "json" };
import { bitRange, fill } from "../../../src/rules/facts.ts";
import type {
  ConditionFile,
  ConditionSource,
  DerivedFact,
  Fact,
  FieldFact,
  FieldsFile,
  Instance,
  LeafSource,
  RuleBook,
  RuleSources,
  SdmFile,
} from "../../../src/rules/types.ts";
import {
  ASSUMED,
  BITS,
  BOOLEANS,
  BOUNDS,
  CHAPTERS,
  CURRENT_EDITION,
  DERIVED,
  OTHER_WIDTHS,
  RANGES,
  SUBSECTIONS,
  UNCHECKED_VMCS_FIELDS,
  VMCS_VIEW_ONLY,
} from "./pins.ts";
import { differ } from "./differ.ts";

/** The first place where the book or its sources say something else than the pinned numbers. */
export function catalogueFault(book: RuleBook, sources: RuleSources): string | undefined {
  return (
    instancesFault(book.instances) ??
    once(sources.sdm, sdmFault) ??
    once(sources.fields, fieldsFault) ??
    factsFault(book) ??
    once(sources.conditions, (file) => complementsFault(file, book))
  );
}

const known = new WeakMap<object, string | undefined>();

/** Files are never changed in place, so the answer for one of them holds. */
function once<File extends object>(
  file: File,
  judge: (file: File) => string | undefined,
): string | undefined {
  if (!known.has(file)) known.set(file, judge(file));
  return known.get(file);
}

function instancesFault(instances: readonly Instance[]): string | undefined {
  const pinned = catalogue.instances;
  for (let index = 0; index < Math.max(pinned.length, instances.length); index++) {
    const is = instances[index];
    const must = pinned[index];
    if (is === undefined || must === undefined) {
      return differ("number of instances", instances.length, pinned.length);
    }
    const chapter = CHAPTERS[CURRENT_EDITION] ?? 0;
    const fault =
      differ(`instance ${index}`, is.id, must.id) ??
      differ(`register of ${is.id}`, is.register, must.register) ??
      differ(`subsection of ${is.id}`, SUBSECTIONS[is.sdm.key], must.subsection) ??
      differ(`section of ${is.id}`, is.sdm.section, `${chapter}.${must.subsection}`) ??
      differ(`exit qualification of ${is.id}`, is.exitQualification, must.exitQualification) ??
      differ(`${is.id}: VMCS view only`, is.vmcsViewOnly, VMCS_VIEW_ONLY.includes(is.id));
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function sdmFault(sdm: SdmFile): string | undefined {
  const chapters = Object.fromEntries(sdm.editions.map(({ key, chapter }) => [key, chapter]));
  const numbers = Object.fromEntries(
    Object.entries(sdm.sections).map(([key, section]) => [key, section.numbers]),
  );
  const wanted = Object.fromEntries(
    Object.entries(SUBSECTIONS).map(([key, subsection]) => [
      key,
      Object.fromEntries(
        Object.entries(CHAPTERS).map(([edition, chapter]) => [edition, `${chapter}.${subsection}`]),
      ),
    ]),
  );
  return (
    differ("current edition", sdm.current, CURRENT_EDITION) ??
    differ("chapters of the editions", chapters, CHAPTERS) ??
    differ("sections of the editions", numbers, wanted)
  );
}

/** Width and VMCS encoding by path; no encoding for what is no VMCS field. */
const FIELDS: ReadonlyMap<string, { width: number; encoding?: string }> = new Map(
  Object.entries({
    ...Object.fromEntries(catalogue.fields.map((field) => [field.path, field])),
    ...Object.fromEntries(
      Object.entries(UNCHECKED_VMCS_FIELDS).map(([path, [width, encoding]]) => [
        path,
        { width, encoding },
      ]),
    ),
    ...Object.fromEntries(Object.entries(OTHER_WIDTHS).map(([path, width]) => [path, { width }])),
    ...Object.fromEntries(BOOLEANS.map((path) => [path, { width: 1 }])),
  }),
);

/** What only the files say: encodings and ranges. */
function fieldsFault(files: Record<string, FieldsFile>): string | undefined {
  for (const file of Object.values(files)) {
    for (const [index, register] of (file.for ?? [undefined]).entries()) {
      for (const source of Object.values(file.fields ?? {})) {
        const path = fill(source.path, register);
        const encoding =
          typeof source.encoding === "object" ? source.encoding[index] : source.encoding;
        const fault =
          differ(`encoding of ${path}`, encoding, FIELDS.get(path)?.encoding) ??
          differ(`range of ${path}`, source.range, RANGES[path]);
        if (fault !== undefined) return fault;
      }
    }
    for (const source of Object.values(file.fields ?? {})) {
      if (typeof source.encoding !== "object") continue;
      const fault = differ(
        `number of encodings of ${source.path}`,
        source.encoding.length,
        file.for?.length,
      );
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

/** `cr0` and `cs.limit` lie in guest, `memory.pdpte0` is an array element, all others are paths. */
function pathOf(name: string): string {
  if (name.startsWith("memory.pdpte")) return name.replace(/(?=\d$)/, ".");
  return /^(controls|cpu|memory)\./.test(name) ? name : `guest.${name}`;
}

function factsFault(book: RuleBook): string | undefined {
  const facts = [...book.facts.values()];
  const fields = facts.filter((fact) => fact.kind === "field" && fact.whole) as FieldFact[];
  const names = (list: Iterable<string>): string[] => [...list].sort();
  for (const field of fields) {
    const fault = fieldFault(field);
    if (fault !== undefined) return fault;
    const bits = new Map((book.bitsOf.get(field.name) ?? []).map((part) => [part.name, part.at]));
    const wanted = BITS.get(field.name) ?? new Map<string, string>();
    const bitFault = differ(
      `named bits of ${field.name}`,
      names([...bits].map(([name, at]) => `${name} ${at}`)),
      names([...wanted].map(([name, at]) => `${name} ${at}`)),
    );
    if (bitFault !== undefined) return bitFault;
  }
  const derived = facts.filter((fact) => fact.kind === "derived");
  for (const fact of derived) {
    const beyond = bitsBeyond(fact);
    if (beyond !== undefined) return `${fact.name} has no bits ${beyond}`;
  }
  return (
    differ("fields", names(fields.map(({ path }) => path)), names(FIELDS.keys())) ??
    differ(
      "derived facts",
      names(derived.map(({ name, width }) => `${name} ${width}`)),
      names(Object.entries(DERIVED).map(([name, width]) => `${name} ${width}`)),
    )
  );
}

/** Bits a derived mask names and does not have. */
function bitsBeyond({ derivation, width }: DerivedFact): string | undefined {
  if (derivation.kind !== "reservedExcept") return undefined;
  return derivation.exceptions
    .map((exception) => ("bits" in exception ? exception.bits : `${exception.from}`))
    .find((text) => {
      const [high, low] = bitRange(text);
      return high >= width || low > high;
    });
}

function fieldFault(field: FieldFact): string | undefined {
  const { path, name, bounds } = field;
  return (
    differ(`path of ${name}`, path, pathOf(name)) ??
    differ(`width of ${path}`, field.fieldWidth, FIELDS.get(path)?.width) ??
    differ(`${path} is true or false`, field.boolean, BOOLEANS.includes(path)) ??
    differ(`assumed value of ${path}`, field.assumed, ASSUMED[path]) ??
    differ(
      `bounds of ${path}`,
      bounds === undefined ? undefined : [bounds.permissive, bounds.restrictive],
      BOUNDS[path],
    )
  );
}

/** The facts of a pair of complements have few values: try them all. */
function complementsFault({ conditions }: ConditionFile, book: RuleBook): string | undefined {
  const values = new Map<string, bigint>();
  const holds = (condition: ConditionSource): boolean => {
    if ("all" in condition) return condition.all.every(holds);
    if ("any" in condition) return condition.any.some(holds);
    if ("condition" in condition) {
      const inner = conditions[condition.condition];
      return inner !== undefined && holds(inner);
    }
    return leafHolds(condition, values.get(condition.fact) ?? 0n);
  };
  const factsOf = (condition: ConditionSource): string[] => {
    if ("all" in condition) return condition.all.flatMap(factsOf);
    if ("any" in condition) return condition.any.flatMap(factsOf);
    if ("condition" in condition) {
      const inner = conditions[condition.condition];
      return inner === undefined ? [] : factsOf(inner);
    }
    return [condition.fact];
  };
  const isExact = (names: readonly string[], a: ConditionSource, b: ConditionSource): boolean => {
    const [name, ...rest] = names;
    if (name === undefined) return holds(a) !== holds(b);
    const fact = book.facts.get(fill(name, "ss"));
    if (fact === undefined || width(fact) > 8) return false;
    for (let value = 0n; value < 1n << BigInt(width(fact)); value++) {
      values.set(name, value);
      if (!isExact(rest, a, b)) return false;
    }
    return true;
  };
  for (const [name, condition] of Object.entries(conditions)) {
    const other = condition.complement === undefined ? undefined : conditions[condition.complement];
    if (other === undefined) continue;
    const facts = [...new Set([...factsOf(condition), ...factsOf(other)])];
    if (!isExact(facts, condition, other)) {
      return `"${name}" and "${condition.complement ?? ""}" are not complements`;
    }
  }
  return undefined;
}

const width = (fact: Fact): number =>
  fact.kind === "derived" ? fact.width : fact.high - fact.low + 1;

/** The few operators gates use; any other makes the pair no complements. */
function leafHolds({ operator, value }: LeafSource, fact: bigint): boolean {
  if (typeof value === "object") return false;
  if (operator === "equal") return fact === BigInt(value);
  return operator === "notEqual" && fact !== BigInt(value);
}
