/** Data as a program gives it: numbers of so many bytes, one behind the other. */
import type { Expression } from "../../pairs/expression.ts";
import type { Miss } from "../types.ts";
import type { Constants, LabelPlace } from "./constants.ts";

/** One element. */
export interface Datum {
  /** Index of its line. */
  readonly line: number;
  /** Bytes; `undefined` where nothing tells: what follows has no place then. */
  readonly size: number | undefined;
  /** Not known: an expression that is none of a number. */
  readonly value: Expression | bigint | string;
  /** The words it is written in, for a message. */
  readonly text: string;
  /** What `$` stands for. */
  readonly here?: LabelPlace;
  /** Letters in quotes. */
  readonly isText?: boolean;
  /** Whether a leading zero makes a number octal. */
  readonly isOctal?: boolean;
}

/** Bytes with their lines, as far as their places are known. */
export interface Bytes {
  readonly bytes: (number | undefined)[];
  readonly lines: number[];
  readonly misses: Miss[];
}

/** The number of an element, or why it is not known. */
export function numberOfDatum(
  { value, size = 8, here, isOctal }: Datum,
  constants: Constants,
): bigint | string {
  if (typeof value === "string") return value;
  if (typeof value === "object" && isCutNumber(value)) return "digits are missing";
  const found =
    typeof value === "bigint"
      ? value
      : constants.number(value, 8 * size, {
          ...(here === undefined ? {} : { here }),
          ...(isOctal === undefined ? {} : { isOctal }),
        });
  if (typeof found === "bigint" && found >> BigInt(8 * size) !== 0n)
    return `it does not fit ${size === 1 ? "1 byte" : `${size} bytes`}`;
  return found;
}

/** Appends an element; false if what follows has no place. */
export function append(into: Bytes, datum: Datum, constants: Constants): boolean {
  const { size, line, text } = datum;
  if (size === undefined) {
    into.misses.push({ line, why: `${text}: how many bytes this takes is not known` });
    return false;
  }
  const value = numberOfDatum(datum, constants);
  if (typeof value === "string") into.misses.push({ line, why: `${text}: ${value}` });
  for (let at = 0; at < size; at++) {
    into.bytes.push(
      typeof value === "string" ? undefined : Number((value >> BigInt(8 * at)) & 0xffn),
    );
    into.lines.push(line);
  }
  return true;
}

/** Whether zeros fill a width that no number has: some of its digits were lost. */
function isCutNumber(value: Expression): boolean {
  if (value.kind !== "number" || value.number.base !== 16) return false;
  // With a sign behind it, the number is whole.
  if (!/^0x/i.test(value.token.text)) return false;
  const { digits } = value.number;
  const isZero = /^0{1,40}$/.test(digits);
  return !isZero && digits.startsWith("0") && digits.length > 4 && ![8, 16].includes(digits.length);
}
