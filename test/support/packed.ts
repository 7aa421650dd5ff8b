import { PACKED_FIELDS, PACKED_WORDS } from "../../src/generated/pack.ts";
import { checker, compile, type PackedChecker } from "../../src/evaluate/compile/index.ts";
import type { FieldValue } from "../../src/state/normalize.ts";
import type { Instance, RuleBook } from "../../src/rules/types.ts";
import { book, exchangeOf, flip, questionOf, widthOf } from "./questions.ts";
import { baseStates } from "../independent/base-states.ts";

/** Writes one field of a packed state, by the published layout alone. */
export function setField(words: Int32Array, at: number, path: string, value: FieldValue): void {
  const place = places.get(path);
  if (place === undefined) return;
  const bits = BigInt(value);
  words[at + place.word] = Number(bits & 0xffff_ffffn) | 0;
  if (place.width > 32) words[at + place.word + 1] = Number(bits >> 32n) | 0;
}

const places = new Map(PACKED_FIELDS.map((field) => [field.path, field]));

export function packFields(
  fields: ReadonlyMap<string, FieldValue>,
  words: Int32Array = new Int32Array(PACKED_WORDS),
  at: number = 0,
): Int32Array {
  for (const [path, value] of fields) setField(words, at, path, value);
  return words;
}

const cpuOf = (fields: ReadonlyMap<string, FieldValue>): Record<string, never> =>
  (
    exchangeOf(new Map([...fields].filter(([path]) => path.startsWith("cpu.")))) as {
      cpu: Record<string, never>;
    }
  ).cpu;

/** One checker per CPU. */
export class Checkers {
  readonly #make: (cpu: Record<string, never>) => PackedChecker;
  readonly #made = new Map<string, PackedChecker>();

  constructor(make: (cpu: Record<string, never>) => PackedChecker) {
    this.#make = make;
  }

  for(fields: ReadonlyMap<string, FieldValue>): PackedChecker {
    let key = "";
    for (const [path, value] of fields) if (path.startsWith("cpu.")) key += `${path} ${value} `;
    let made = this.#made.get(key);
    if (made === undefined) {
      made = this.#make(cpuOf(fields));
      this.#made.set(key, made);
    }
    return made;
  }
}

export const generated: Checkers = new Checkers((cpu) => checker(cpu));
export const interpreted = (rules: RuleBook = book): Checkers =>
  new Checkers((cpu) => compile(rules, cpu));

const numbers = new Int32Array(book.instances.length);

/** Ids a checker finds violated; throws if `valid` says something else. */
export function violatedBy(made: PackedChecker, words: Int32Array, at: number = 0): string[] {
  const count = made.check(words, at, numbers);
  if ((count === 0) !== made.valid(words, at)) throw new Error("valid() and check() differ");
  return Array.from(numbers.subarray(0, count), (number) => made.instances[number] ?? "");
}

export const idsOf = (instances: readonly Instance[]): string[] => instances.map(({ id }) => id);

// --- random states ---------------------------------------------------------------------------

/** A fast generator of numbers of 32 bits with a given seed (xorshift). */
export function randomWords(seed: number): () => number {
  let x = seed | 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

const bases = Object.values(baseStates).map((state) => questionOf(state).fields);
const PATHS = [...(bases[0] ?? new Map<string, FieldValue>()).keys()];
const GUEST_PATHS = PATHS.filter((path) => !path.startsWith("cpu."));
const CPU_FLAGS = [
  "cpu.inSmm",
  "cpu.supportsIntel64",
  "cpu.supportsLam",
  "cpu.supportsSgx",
  "cpu.supportsRtm",
  "cpu.supportsBusLockDebug",
  "cpu.nmiInjectionNeedsNoStiBlocking",
];

/**
 * Complete states near validity: a base state with up to `edits` fields changed by one bit, to the
 * value of another base state, to a boundary, or to anything; sometimes on another CPU.
 */
export function nearValid(random: () => number, edits: number = 4): Map<string, FieldValue> {
  const pick = <Item>(list: readonly Item[]): Item => list[random() % list.length] as Item;
  const fields = new Map(pick(bases));
  if (random() % 8 === 0) changeCpu(fields, random);
  for (let left = random() % (edits + 1); left > 0; left--) {
    const path = pick(GUEST_PATHS);
    fields.set(path, changed(path, fields.get(path) ?? 0, random, pick(bases)));
  }
  return fields;
}

function changeCpu(fields: Map<string, FieldValue>, random: () => number): void {
  const flag = CPU_FLAGS[random() % CPU_FLAGS.length] ?? "";
  fields.set(flag, random() % 2);
  fields.set("cpu.linearAddressWidth", [32, 33, 48, 57, 64][random() % 5] ?? 48);
  fields.set("cpu.physicalAddressWidth", [32, 36, 46, 52][random() % 4] ?? 46);
  if (random() % 2 === 0) fields.set("cpu.vmxMisc", BigInt(random() & 0x1c0));
  if (random() % 2 === 0) fields.set("cpu.vmxBasic", BigInt(random() % 2) << 48n);
}

function changed(
  path: string,
  value: FieldValue,
  random: () => number,
  other: ReadonlyMap<string, FieldValue>,
): FieldValue {
  const width = widthOf(path);
  const whole = BigInt.asUintN(width, (BigInt(random()) << 32n) | BigInt(random()));
  switch (random() % 8) {
    case 0:
    case 1:
    case 2:
    case 3:
      return flip(value, random() % width);
    case 4:
    case 5:
      return other.get(path) ?? value;
    case 6: {
      const edge = (1n << BigInt(random() % (width + 1))) + BigInt((random() % 3) - 1);
      return width <= 32 ? Number(BigInt.asUintN(width, edge)) : BigInt.asUintN(width, edge);
    }
    default:
      return width <= 32 ? Number(whole) : whole;
  }
}

/** States on the CPU most base states share, for measurements. */
export const sharedCpu: Record<string, never> = cpuOf(bases[0] ?? new Map<string, FieldValue>());
