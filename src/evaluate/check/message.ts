import { findFact } from "../../rules/facts.ts";
import { operators } from "../../rules/operators.ts";
import { factWidth, type Fact, type FieldFact, type Leaf } from "../../rules/types.ts";
import type { FieldValue } from "../../state/normalize.ts";
import type { ConditionRecord, Explainer, InstanceRecord, LeafRecord } from "../explain/explain.ts";
import type { Question } from "../types.ts";

/** Hex as the SDM prints it, `C093H`, `FFFF8000_00000000H`; below 10 plain digits. */
export function sdmNumber(value: FieldValue): string {
  if (value < 10) return String(value);
  const hex = value.toString(16).toUpperCase();
  return hex.length <= 8 ? `${hex}H` : `${hex.slice(0, -8)}_${hex.slice(-8)}H`;
}

/** A value of a fact: fields of up to 4 bits (types, privilege levels) are counted in decimal. */
function factNumber(fact: Fact, value: FieldValue): string {
  return factWidth(fact) <= 4 ? String(value) : sdmNumber(value);
}

/** `bit 16`, `bits 11:8`. */
export function bitsText(high: number, low: number): string {
  return high === low ? `bit ${low}` : `bits ${high}:${low}`;
}

/** The ones of a mask: `bit 5`, `bits 63, 41:39`. */
export function bitList(mask: bigint): string {
  const ranges: string[] = [];
  let high = -1;
  for (let bit = 63; bit >= -1; bit--) {
    const set = bit >= 0 && ((mask >> BigInt(bit)) & 1n) === 1n;
    if (set && high < 0) high = bit;
    if (!set && high >= 0) {
      ranges.push(high === bit + 1 ? String(high) : `${high}:${bit + 1}`);
      high = -1;
    }
  }
  const single = ranges.length === 1 && ranges[0]?.includes(":") === false;
  return `${single ? "bit" : "bits"} ${ranges.join(", ")}`;
}

/** The leaves of a record in reading order. */
export function leavesOf(record: ConditionRecord | undefined): LeafRecord[] {
  if (record === undefined) return [];
  switch (record.kind) {
    case "leaf":
      return [record.record];
    case "named":
      return leavesOf(record.body);
    default:
      return record.of.flatMap(leavesOf);
  }
}

/** The leaves that make a false condition false: each part of an `any`, the false ones of an `all`. */
function culprits(record: ConditionRecord): LeafRecord[] {
  switch (record.kind) {
    case "leaf":
      return record.truth === false ? [record.record] : [];
    case "named":
      return culprits(record.body);
    default:
      return record.of.filter((part) => part.truth === false).flatMap(culprits);
  }
}

/** Words for the answers of one explainer on one question. */
export class Wording {
  readonly #facts: ReadonlyMap<string, Fact>;
  readonly #explainer: Explainer;
  readonly #question: Question;

  constructor(facts: ReadonlyMap<string, Fact>, explainer: Explainer, question: Question) {
    this.#facts = facts;
    this.#explainer = explainer;
    this.#question = question;
  }

  /** The values that took part in an answer, by fact name: requirement first. */
  facts(record: InstanceRecord): Record<string, number | string | boolean> {
    const facts: Record<string, number | string | boolean> = {};
    const put = (name: string, value: FieldValue | undefined): void => {
      if (value !== undefined) facts[name] = jsonValue(this.#fact(name), value);
    };
    for (const { leaf, value, operand } of [
      ...leavesOf(record.require),
      ...leavesOf(record.when),
    ]) {
      put(leaf.fact, value);
      if ("fact" in leaf.operand) put(leaf.operand.fact, operand);
    }
    return facts;
  }

  /**
   * One sentence for a violated check: the field with its value, the bits concerned, and what
   * they must be.
   */
  message(record: InstanceRecord): string {
    const sentences = new Set(culprits(record.require).map((leaf) => this.#sentence(leaf)));
    return `${[...sentences].join(record.require.kind === "any" ? ", and " : "; ")}.`;
  }

  #fact(name: string): Fact {
    const fact = findFact(this.#facts, name);
    if (fact === undefined) throw new Error(`unknown fact "${name}"`);
    return fact;
  }

  #sentence(record: LeafRecord): string {
    const { leaf, operand } = record;
    const value = record.value ?? 0;
    const must = operators[leaf.operator].must.replace(/\bb\b/, () => this.#operand(leaf, operand));
    return `${this.#subject(this.#fact(leaf.fact), value)}, ${must}${offending(leaf, value, operand)}`;
  }

  /** `SS access rights C0D3H: bits 6:5 (DPL, ...) are 2`. */
  #subject(fact: Fact, value: FieldValue): string {
    if (fact.kind === "derived") return `${fact.title} is ${sdmNumber(value)}`;
    if (fact.boolean) return `${fact.title}: ${value === 1 ? "yes" : "no"}`;
    if (fact.whole) return `${fact.fieldTitle} is ${sdmNumber(value)}`;
    const verb = fact.high === fact.low ? "is" : "are";
    return `${this.#field(fact)}: ${bitsText(fact.high, fact.low)}${bitName(fact)} ${verb} ${factNumber(fact, value)}`;
  }

  /** Title and value of the whole field a fact is part of. */
  #field(fact: FieldFact): string {
    const whole = this.#explainer.fact(fact.field, this.#question);
    return whole === undefined ? fact.fieldTitle : `${fact.fieldTitle} ${sdmNumber(whole)}`;
  }

  #operand(leaf: Leaf, operand: FieldValue | undefined): string {
    const left = this.#fact(leaf.fact);
    if ("list" in leaf.operand) {
      return leaf.operand.list.map((item) => factNumber(left, item)).join(", ");
    }
    const isWidth = operators[leaf.operator].operand === "width";
    if ("constant" in leaf.operand) {
      return isWidth ? String(leaf.operand.constant) : factNumber(left, leaf.operand.constant);
    }
    const fact = this.#fact(leaf.operand.fact);
    if (operand === undefined) {
      const bounds = fact.kind === "field" ? fact.bounds : undefined;
      if (isWidth && bounds !== undefined) return String(bounds.permissive);
      return `the ${fact.title}`;
    }
    if (isWidth) return String(operand);
    if (fact.kind === "derived" || fact.whole) return `${sdmNumber(operand)} (${fact.title})`;
    return `${factNumber(fact, operand)} (${bitsText(fact.high, fact.low)} of ${this.#field(fact)})`;
  }
}

/** ` (DPL, descriptor privilege level)`; nothing for bits without a name. */
function bitName(fact: FieldFact): string {
  return fact.name.includes("[") ? "" : ` (${fact.title})`;
}

function jsonValue(fact: Fact, value: FieldValue): number | string | boolean {
  if (fact.kind === "field" && fact.boolean) return value === 1;
  return factWidth(fact) > 32 ? `0x${value.toString(16)}` : Number(value);
}

/** Which bits break a mask or width comparison. */
function offending(leaf: Leaf, value: FieldValue, operand: FieldValue | undefined): string {
  const right =
    "constant" in leaf.operand
      ? leaf.operand.constant
      : operand === undefined
        ? undefined
        : BigInt(operand);
  if (right === undefined) return "";
  const left = BigInt(value);
  switch (leaf.operator) {
    case "noBitOf":
      return ` (set: ${bitList(left & right)})`;
    case "everyBitOf":
      return ` (missing: ${bitList(right & ~left)})`;
    case "fitsInBits":
      return ` (set: ${bitList((left >> right) << right)})`;
    default:
      return "";
  }
}
