import * as fc from "fast-check";
import { FIELDS } from "../../src/generated/fields.ts";
import type { Question } from "../../src/evaluate/types.ts";
import type { FieldValue } from "../../src/state/normalize.ts";
import { baseStates } from "../independent/base-states.ts";
import { flip, questionOf, widthOf } from "./questions.ts";

/**
 * Complete states near validity: a base state with up to six fields changed, by one bit, to a
 * value another base state has there, to a boundary value, or to anything.
 */

const bases = Object.values(baseStates).map((state) => questionOf(state).fields);
const PATHS = [...(bases[0] ?? new Map<string, FieldValue>()).keys()].filter(
  (path) => !path.startsWith("cpu."),
);
/** CPU facts that stand alone: the masks and counters of one machine must fit each other. */
const CPU_PATHS = [
  "cpu.physicalAddressWidth",
  "cpu.linearAddressWidth",
  "cpu.inSmm",
  "cpu.supportsIntel64",
  "cpu.supportsLam",
  "cpu.supportsSgx",
  "cpu.supportsRtm",
  "cpu.supportsBusLockDebug",
  "cpu.nmiInjectionNeedsNoStiBlocking",
  "cpu.vmxMisc",
  "cpu.vmxBasic",
  "cpu.cr4Fixed1",
];

const narrow = (value: bigint, path: string): FieldValue => {
  const width = widthOf(path);
  const cut = BigInt.asUintN(width, value);
  return width <= 32 ? Number(cut) : cut;
};

const change = (path: string): fc.Arbitrary<(value: FieldValue) => FieldValue> => {
  const range = FIELDS.get(path)?.range;
  if (path === "cpu.cr4Fixed1") {
    // Between the bits every CPU allows and the bits any CPU allows.
    return fc
      .bigInt({ min: 0n, max: 0x1_ffff_ffffn })
      .map((v) => () => (v & 0x1_1bff_7fffn) | 0x27ffn);
  }
  if (path === "cpu.linearAddressWidth") return fc.constantFrom(48, 57).map((v) => () => v);
  if (range !== undefined) return fc.integer({ min: range[0], max: range[1] }).map((v) => () => v);
  const width = widthOf(path);
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.nat(width - 1).map((bit) => (value: FieldValue) => flip(value, bit)),
    },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(...bases)
        .map((base) => (value: FieldValue) => base.get(path) ?? value),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.nat(width), fc.constantFrom(-1n, 0n, 1n)).map(
        ([bit, off]) =>
          () =>
            narrow((1n << BigInt(bit)) + off, path),
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .bigInt({ min: 0n, max: (1n << BigInt(width)) - 1n })
        .map((v) => () => narrow(v, path)),
    },
  );
};

const edit = fc
  .oneof(
    { weight: 6, arbitrary: fc.constantFrom(...PATHS) },
    { weight: 1, arbitrary: fc.constantFrom(...CPU_PATHS) },
  )
  .chain((path) => change(path).map((apply) => ({ path, apply })));

/** A complete state with up to six changed fields. */
export const completeState: fc.Arbitrary<Question> = fc
  .tuple(fc.constantFrom(...bases), fc.array(edit, { maxLength: 6 }))
  .map(([base, edits]) => {
    const fields = new Map(base);
    for (const { path, apply } of edits) fields.set(path, apply(fields.get(path) ?? 0));
    // The mask must fit the CPU: without Intel 64 there is no SCE, LME or LMA to set.
    if (fields.get("cpu.supportsIntel64") === 0) {
      fields.set("cpu.eferReserved", BigInt(fields.get("cpu.eferReserved") ?? 0) | 0x501n);
    }
    return { fields, pins: {}, view: "vmcs" as const };
  });

/** Facts the evaluation assumes when absent: taking them away may change a definite answer. */
export const ASSUMED: readonly string[] = [
  "cpu.supportsIntel64",
  "cpu.cr0Fixed0",
  "cpu.cr0Fixed1",
  "cpu.cr4Fixed0",
  "cpu.inSmm",
  "cpu.vmxMisc",
];

/** A complete state and the same with some facts removed (the assumed ones stay). */
export const partialState: fc.Arbitrary<{ complete: Question; partial: Question }> = fc
  .tuple(completeState, fc.infiniteStream(fc.nat(9)), fc.constantFrom(1, 3, 5, 8))
  .map(([complete, dice, odds]) => {
    const fields = new Map(
      [...complete.fields].filter(([path]) => {
        const roll = dice.next().value as number;
        return ASSUMED.includes(path) || roll >= odds;
      }),
    );
    return { complete, partial: { ...complete, fields } };
  });
