import type {
  Derivation,
  DerivedSource,
  Fact,
  FieldFact,
  FieldsFile,
  RuleNumber,
} from "./types.ts";

/** A fault in a file under `rules/`: names the file and the JSON pointer. */
export class RuleError extends Error {
  readonly file: string;
  readonly pointer: string;
  constructor(file: string, pointer: string, message: string) {
    super(`rules/${file}${pointer === "" ? "" : ` ${pointer}`}: ${message}`);
    this.name = "RuleError";
    this.file = file;
    this.pointer = pointer;
  }
}

/** Writes `name` for `{r}` and `NAME` for `{R}` in a template. */
export function fill(template: string, register: string | undefined): string {
  if (register === undefined) return template;
  return template.replaceAll("{r}", register).replaceAll("{R}", register.toUpperCase());
}

/** Value of a number of a rule file. Throws SyntaxError if it is no number. */
export function ruleNumber(value: RuleNumber | boolean): bigint {
  return BigInt(value);
}

/** Reads `"11:8"` or `"16"` as [high, low]. */
export function bitRange(text: string): [high: number, low: number] {
  const [high, low = high] = text.split(":");
  return [Number(high), Number(low)];
}

export const pointerToken = (token: string): string =>
  token.replaceAll("~", "~0").replaceAll("/", "~1");

/** Builds the fact catalogue from `rules/fields/`. Throws RuleError for doubled names. */
export function readFacts(files: Record<string, FieldsFile>): {
  facts: Map<string, Fact>;
  bitsOf: Map<string, FieldFact[]>;
} {
  const facts = new Map<string, Fact>();
  const bitsOf = new Map<string, FieldFact[]>();
  for (const [file, content] of Object.entries(files)) {
    const registers: (string | undefined)[] = content.for ?? [undefined];
    const add = (fact: Fact, pointer: string): void => {
      if (facts.has(fact.name)) {
        throw new RuleError(file, pointer, `the fact "${fact.name}" is defined twice`);
      }
      facts.set(fact.name, fact);
    };
    for (const register of registers) {
      for (const [template, source] of Object.entries(content.fields ?? {})) {
        const pointer = `/fields/${pointerToken(template)}`;
        const name = fill(template, register);
        const title = fill(source.title, register);
        const field: FieldFact = {
          kind: "field",
          name,
          title,
          path: fill(source.path, register),
          fieldWidth: source.width,
          high: source.width - 1,
          low: 0,
          whole: true,
          at: `${source.width - 1}:0`,
          boolean: source.boolean ?? false,
          field: name,
          fieldTitle: title,
          ...(source.assumed === undefined ? {} : { assumed: ruleNumber(source.assumed) }),
          ...(source.bounds === undefined
            ? {}
            : {
                bounds: {
                  permissive: ruleNumber(source.bounds.permissive),
                  restrictive: ruleNumber(source.bounds.restrictive),
                },
              }),
        };
        add(field, pointer);
        const parts: FieldFact[] = [];
        for (const [bitTemplate, bits] of Object.entries(source.bits ?? {})) {
          const [high, low] = bitRange(bits.at);
          const part = slice(field, high, low, fill(bitTemplate, register), bits.at);
          if (part === undefined) {
            throw new RuleError(
              file,
              `${pointer}/bits/${pointerToken(bitTemplate)}/at`,
              `bits ${bits.at} do not lie in a field of ${source.width} bits`,
            );
          }
          part.title = fill(bits.title, register);
          add(part, `${pointer}/bits/${pointerToken(bitTemplate)}`);
          parts.push(part);
        }
        bitsOf.set(
          name,
          parts.sort((a, b) => b.high - a.high),
        );
      }
      for (const [template, source] of Object.entries(content.derived ?? {})) {
        add(
          {
            kind: "derived",
            name: fill(template, register),
            title: fill(source.title, register),
            width: source.width,
            ...(source.world === undefined ? {} : { world: source.world }),
            derivation: derivation(source, register),
          },
          `/derived/${pointerToken(template)}`,
        );
      }
    }
  }
  return { facts, bitsOf };
}

function slice(
  field: FieldFact,
  high: number,
  low: number,
  name: string,
  at: string,
): FieldFact | undefined {
  if (!(high >= low && high < field.fieldWidth)) return undefined;
  const { assumed, bounds, ...rest } = field;
  const cut = (value: bigint): bigint => BigInt.asUintN(high - low + 1, value >> BigInt(low));
  return {
    ...rest,
    name,
    high,
    low,
    whole: false,
    at,
    ...(assumed === undefined ? {} : { assumed: cut(assumed) }),
    ...(bounds === undefined
      ? {}
      : {
          bounds: { permissive: cut(bounds.permissive), restrictive: cut(bounds.restrictive) },
        }),
  };
}

/**
 * Looks a fact up by name. `field[high:low]` and `field[bit]` name any bits of a whole field.
 * Returns undefined for an unknown name or bits outside the field.
 */
export function findFact(facts: ReadonlyMap<string, Fact>, name: string): Fact | undefined {
  const known = facts.get(name);
  if (known !== undefined) return known;
  const match = /^([A-Za-z0-9.]+)\[(\d+(?::\d+)?)\]$/.exec(name);
  const at = match?.[2];
  const field = facts.get(match?.[1] ?? "");
  if (at === undefined || field?.kind !== "field" || !field.whole) return undefined;
  const part = slice(field, ...bitRange(at), name, at);
  if (part !== undefined) {
    part.title = `${field.title} ${part.high === part.low ? `bit ${part.low}` : `bits ${part.high}:${part.low}`}`;
  }
  return part;
}

function derivation(source: DerivedSource, register: string | undefined): Derivation {
  const named = (name: string): string => fill(name, register);
  if (source.and !== undefined) return { kind: "and", facts: source.and.map(named) };
  if (source.shiftLeft !== undefined) {
    return { kind: "shiftLeft", fact: named(source.shiftLeft.fact), by: source.shiftLeft.by };
  }
  if (source.clear !== undefined) {
    return { kind: "clear", fact: named(source.clear.fact), bits: ruleNumber(source.clear.bits) };
  }
  if (source.complement !== undefined) {
    return { kind: "complement", fact: named(source.complement) };
  }
  if (source.reservedExcept !== undefined) {
    return { kind: "reservedExcept", exceptions: source.reservedExcept };
  }
  return { kind: "firstKnown", facts: (source.firstKnown ?? []).map(named) };
}

/** The facts a derivation reads directly. */
export function derivationInputs(derivation: Derivation): string[] {
  switch (derivation.kind) {
    case "and":
    case "firstKnown":
      return derivation.facts;
    case "shiftLeft":
    case "clear":
    case "complement":
      return [derivation.fact];
    case "reservedExcept":
      return derivation.exceptions.map((exception) =>
        "if" in exception ? exception.if : exception.count,
      );
  }
}
