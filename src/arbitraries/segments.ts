import * as fc from "fast-check";
import type { SegmentRegister } from "../state/exchange.ts";
import type { CompleteSegment } from "./state.ts";
import { segmentInMode } from "./segment-in-mode.ts";
import type {
  AccessRightsConstraints,
  Choice,
  SegmentConstraints,
  SelectorConstraints,
} from "./types.ts";

/**
 * A number of `width` bits, or one of the choices.
 *
 * @throws RangeError for a choice that is no such number, or none at all
 */
function bits(name: string, width: number, choice: Choice | undefined): fc.Arbitrary<number> {
  const greatest = 2 ** width - 1;
  if (choice === undefined) return fc.integer({ min: 0, max: greatest });
  const values: readonly number[] = typeof choice === "number" ? [choice] : choice;
  for (const value of values) {
    if (!Number.isInteger(value) || value < 0 || value > greatest) {
      throw new RangeError(`${name} has ${width} bits: ${value} does not fit`);
    }
  }
  if (values.length === 0) throw new RangeError(`${name}: an empty list of values`);
  return fc.constantFrom(...values);
}

/** Named bits: their lowest one and how many there are. */
type Parts = readonly (readonly [low: number, width: number])[];

const RIGHTS: Parts = [
  [0, 4],
  [4, 1],
  [5, 2],
  [7, 1],
  [12, 1],
  [13, 1],
  [14, 1],
  [15, 1],
  [16, 1],
  [8, 4],
  [17, 15],
];

const SELECTOR: Parts = [
  [0, 2],
  [2, 1],
  [3, 13],
];

const join = (parts: Parts, values: readonly number[]): number =>
  parts.reduce((sum, [low], i) => (sum | ((values[i] as number) << low)) >>> 0, 0);

/** @throws TypeError for what is no number of 32 bits */
function split(parts: Parts, value: unknown, width: number): number[] {
  if (typeof value !== "number" || !Number.isInteger(value)) throw new TypeError("no number");
  if (value < 0 || value >= 2 ** width || Object.is(value, -0)) throw new TypeError("too wide");
  return parts.map(([low, bitsOf]) => (value >>> low) & (2 ** bitsOf - 1));
}

/**
 * Access rights, 32 bits in VMCS layout. Bits 11:8 and 31:17 are 0 unless asked for. Shrinks each
 * part towards 0, or towards its first choice.
 *
 * @throws RangeError for a choice that does not fit its bits
 */
export function accessRights(constraints: AccessRightsConstraints = {}): fc.Arbitrary<number> {
  const { type, s, dpl, p, avl, l, db, g, unusable, reserved } = constraints;
  const rest = reserved === "any" ? undefined : 0;
  return fc
    .tuple(
      bits("type", 4, type),
      bits("s", 1, s),
      bits("dpl", 2, dpl),
      bits("p", 1, p),
      bits("avl", 1, avl),
      bits("l", 1, l),
      bits("db", 1, db),
      bits("g", 1, g),
      bits("unusable", 1, unusable),
      bits("reserved", 4, rest),
      bits("reserved", 15, rest),
    )
    .map(
      (values) => join(RIGHTS, values),
      (value) => split(RIGHTS, value, 32) as never,
    );
}

/**
 * A selector of 16 bits. Shrinks towards 0, or towards the first choices.
 *
 * @throws RangeError for a choice that does not fit its bits
 */
export function selector(constraints: SelectorConstraints = {}): fc.Arbitrary<number> {
  const { rpl, ti, index } = constraints;
  return fc.tuple(bits("rpl", 2, rpl), bits("ti", 1, ti), bits("index", 13, index)).map(
    (values) => join(SELECTOR, values),
    (value) => split(SELECTOR, value, 16) as never,
  );
}

/**
 * A segment descriptor of 8 bytes as a number of 64 bits: base, limit and attributes as they lie in
 * a descriptor table, what `readDescriptor` takes. `unusable` and `reserved` have no place in one.
 *
 * @throws RangeError for a choice that does not fit its bits
 */
export function descriptor(
  constraints: Omit<AccessRightsConstraints, "unusable" | "reserved"> = {},
): fc.Arbitrary<bigint> {
  const rights = accessRights({ ...constraints, unusable: 0 });
  return fc
    .tuple(
      rights,
      fc.bigInt({ min: 0n, max: 0xffff_ffffn }),
      fc.bigInt({ min: 0n, max: 0xf_ffffn }),
    )
    .map(
      ([ar, base, limit]) =>
        (limit & 0xffffn) |
        ((base & 0xff_ffffn) << 16n) |
        (BigInt(ar & 0xff) << 40n) |
        ((limit >> 16n) << 48n) |
        (BigInt(ar & 0xf000) << 40n) |
        ((base >> 24n) << 56n),
      (value) => {
        if (typeof value !== "bigint" || value < 0n || value >> 64n !== 0n) {
          throw new TypeError("no descriptor");
        }
        const ar = Number((value >> 40n) & 0xf0ffn);
        const base = ((value >> 16n) & 0xff_ffffn) | ((value >> 56n) << 24n);
        const limit = (value & 0xffffn) | (((value >> 48n) & 0xfn) << 16n);
        return [ar, base, limit];
      },
    );
}

const base = (): fc.Arbitrary<bigint> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.bigInt({ min: 0n, max: 0xffff_ffffn }) },
    { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }) },
  );

const limit = (): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 0xffff_ffff }) },
    { weight: 1, arbitrary: fc.constantFrom(0xffff, 0xf_ffff, 0xfff, 0xffff_ffff) },
  );

/**
 * What a segment register holds: any selector, base, limit and access rights with the wanted bits.
 * With `mode` only what makes a valid state of that mode, beside its template's other registers;
 * it then shrinks towards what the template has there.
 *
 * @throws RangeError for a choice that does not fit its bits, or that no valid state has
 */
export function segment(
  register: SegmentRegister,
  constraints: SegmentConstraints = {},
): fc.Arbitrary<CompleteSegment> {
  if (constraints.mode !== undefined) {
    accessRights(constraints);
    selector(constraints);
    return segmentInMode(register, { ...constraints, mode: constraints.mode });
  }
  return fc.record(
    {
      selector: selector(constraints),
      base: base(),
      limit: limit(),
      accessRights: accessRights(constraints),
    },
    { noNullPrototype: true },
  );
}
