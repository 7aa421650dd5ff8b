/**
 * Numbers that a program prints with 8 digits or with 16, but all of one dump alike. One that has 8
 * where others have 16 was cut. Until the dump is over, 8 digits are read under a path of their own.
 */
import type { FieldValue, Reading, SettledRemark } from "./format.ts";
import type { LineMatch } from "./layout.ts";

const SHORT = "short.";
const SHORT_DIGITS = 8;

/** Read as a value where the dump shows that it is one with 16 digits. */
export const WIDE_FORM = "wide.form";

/** Fields that are printed with the same number of digits in one dump. */
export type WidthGroups = readonly RegExp[];

/** The path under which a number of so many digits is read. */
export function pathByWidth(path: string, digits: string, groups: WidthGroups): string {
  const isShort = digits.length === SHORT_DIGITS && groups.some((group) => group.test(path));
  return isShort ? SHORT + path : path;
}

/** Puts the numbers of a line under the paths of {@link pathByWidth}. */
export function markWidths(reading: Reading, line: LineMatch<string>, groups: WidthGroups): void {
  const digits = new Map(
    line.phrases.flatMap(({ slots }) => slots.map((slot) => [slot.at, slot.digits] as const)),
  );
  reading.values = reading.values.map((value): FieldValue => ({
    ...value,
    path: pathByWidth(value.path, digits.get(value.at) ?? "", groups),
  }));
}

/** What is known of a dump once it is over, by path: the value, and under which path it was read. */
export interface KnownWidths {
  readonly values: ReadonlyMap<string, { readonly value: bigint; readonly from: string }>;
  readonly warnings: readonly SettledRemark[];
}

/**
 * Believes the short numbers of a group if none of its numbers, nor the dump's form, is long. Where
 * the numbers stand at the end of their lines, one alone proves nothing.
 */
export function settleWidths(
  read: ReadonlyMap<string, bigint>,
  groups: WidthGroups,
  { isAloneCut = false }: { isAloneCut?: boolean } = {},
): KnownWidths {
  const values = new Map<string, { value: bigint; from: string }>();
  const warnings: SettledRemark[] = [];
  const paths = [...read.keys()];
  const isLong = (group: RegExp): boolean =>
    read.has(WIDE_FORM) ||
    paths.some((path) => group.test(path)) ||
    (isAloneCut && paths.filter((path) => group.test(path.slice(SHORT.length))).length === 1);
  const long = groups.filter(isLong);
  for (const [from, value] of read) {
    if (from === WIDE_FORM) continue;
    const path = from.startsWith(SHORT) ? from.slice(SHORT.length) : from;
    if (path !== from && long.some((group) => group.test(path))) {
      const text = `${path} has 8 digits, and nothing shows that it does not have 16 as others have; it may be cut and is not read`;
      warnings.push({ from, text });
    } else values.set(path, { value, from });
  }
  return { values, warnings };
}
