import type { Dice } from "./dice.ts";
import type { Field } from "./fields.ts";

/** What a generator of set-up code has to know of a programming language. */
export interface Language {
  readonly comment: (text: string) => string;
  /** Literals of a value; all of them mean the value itself whatever the type. */
  readonly literals: NonEmpty<(value: bigint) => string>;
  /** A literal with the type of a 64-bit word where the language asks for one before a shift. */
  readonly wide: (value: bigint) => string;
  readonly andNot: (left: string, right: string) => string;
  readonly casts: NonEmpty<(text: string, width: number) => string>;
  /** All 64 bits set. */
  readonly allOnes: NonEmpty<string>;
  /** A constant outside the function; in some languages it may also stand behind its use. */
  readonly constants: NonEmpty<(name: string, text: string, width: number) => string>;
  readonly constantsMayFollow: boolean;
  /** A constant inside the function. */
  readonly locals: NonEmpty<(name: string, text: string, width: number) => string>;
  readonly constantName: (words: readonly string[]) => string;
  readonly localName: (words: readonly string[]) => string;
  readonly fieldNames: NonEmpty<(field: Field) => string>;
  /** Statements that write a field; the value is any expression. */
  readonly calls: NonEmpty<(name: string, value: string) => string>;
  /** The function around such statements. */
  readonly frame: (body: readonly string[], name: string) => string;
  readonly end: string;
  /** A record with its members; what is not mentioned has no value by the text alone. */
  readonly record: (members: readonly (readonly [string, string])[], dice: Dice) => string;
  /** A copy of a record that may be changed without changing the record. */
  readonly copy: (to: string, from: string) => string;
  readonly loop: (body: string) => readonly string[];
  readonly variable: (name: string, value: string) => string;
  /** Expressions whose value no reader of the text alone can know. */
  readonly unknowable: NonEmpty<string>;
  readonly branch: (condition: string, then: string, otherwise: string) => string[];
  readonly conditions: NonEmpty<string>;
}
export type NonEmpty<T> = readonly [T, ...T[]];

export const hex = (value: bigint): string => `0x${value.toString(16)}`;
export const hexUpper = (value: bigint): string => `0x${value.toString(16).toUpperCase()}`;
export const decimal = (value: bigint): string => value.toString();
export const binary = (value: bigint): string => `0b${value.toString(2)}`;
export const octal = (value: bigint): string => `0o${value.toString(8)}`;
export const padded = (value: bigint): string => `0x${value.toString(16).padStart(8, "0")}`;
export const groups = (value: bigint, by: string): string =>
  hex(value).length > 6
    ? `0x${value
        .toString(16)
        .padStart(Math.ceil(value.toString(16).length / 4) * 4, "0")
        .replace(/(?!^)(?=(?:.{4})+$)/gu, by)}`
    : hex(value);
export const underscored = (value: bigint): string => groups(value, "_");

export const upper = (words: readonly string[]): string => words.join("_").toUpperCase();
export const snake = (words: readonly string[]): string => words.join("_");
export const camel = (words: readonly string[]): string =>
  (words[0] ?? "") +
  words
    .slice(1)
    .map((w) => w.charAt(0).toUpperCase() + w.slice(1))
    .join("");
export const raw = ({ encoding }: Field): string => `0x${encoding.toString(16).padStart(4, "0")}`;
export const rawUpper = ({ encoding }: Field): string =>
  `0x${encoding.toString(16).toUpperCase().padStart(8, "0")}`;
export const cType = (width: number): string => `uint${width}_t`;
export const shiftBody = (body: readonly string[], by: string): string =>
  body.flatMap((text) => text.split("\n").map((line) => (line === "" ? "" : by + line))).join("\n");

export const bracedBranch = (condition: string, then: string, otherwise: string): string[] => [
  `${condition} {`,
  `    ${then}`,
  "} else {",
  `    ${otherwise}`,
  "}",
];
