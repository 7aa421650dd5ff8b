/**
 * Judges what was read from a damaged text. Shares no code with the reader: it knows what the
 * original says, and asks the printers what other numbers would have looked like.
 */
import { StateError, check, fromDump, type ParsedDump } from "../../src/index.ts";
import type { Damaged } from "./damage.ts";
import {
  valuesOf,
  type ReadDump,
  type ReadResult,
  type Sample,
  type Values,
} from "./damage-samples.ts";

/** A value that the damaged text does not show. */
export interface Finding {
  readonly sample: string;
  /** Of the sample, and of the dump that was read. */
  readonly format: string;
  readonly dumpFormat: string;
  readonly kind: string;
  /** Which case of which run, to see it again. */
  readonly id: string;
  /** What was done, in words. */
  readonly what: string;
  readonly text: string;
  readonly path: string;
  readonly value: string;
  readonly originals: readonly string[];
  /** Whether the dump is judged: somebody is told `valid` or `invalid`. */
  readonly isDefinite: boolean;
  /** The lines around the place of the value. */
  readonly around: readonly string[];
  /** Whether the same value is read from another text; for making the text smaller. */
  readonly isSame: (result: ReadResult) => boolean;
}

/** What is wrong with the values of the dumps that were read; empty if nothing is. */
export function judge(sample: Sample, how: Damaged, { dumps }: ReadResult, id: string): Finding[] {
  return dumps.flatMap((dump) => {
    const values = valuesOf(dump);
    const wrong = [...values].filter(
      ([path, value]) =>
        !originalsOf(sample, how, path).has(value) &&
        !isFollowed(sample, how, path) &&
        !isOnWholeLine(sample, how, dump, path) &&
        !excuse(sample, how, dump, values, path),
    );
    if (wrong.length === 0) return [];
    const isDefinite = hasDefiniteVerdict(dump);
    return wrong.map(([path, value]): Finding => {
      const originals = originalsOf(sample, how, path);
      const line = dump.origin.get(path)?.line ?? 1;
      return {
        ...{ sample: sample.name, format: sample.format, dumpFormat: dump.format },
        ...{ kind: how.kind, id, what: how.what, text: how.text, path, value, isDefinite },
        originals: [...originals],
        around: how.text.split("\n").slice(Math.max(0, line - 3), line + 2),
        isSame: sameValue(dump.format, path, value),
      };
    });
  });
}

const sameValue =
  (format: string, path: string, value: string) =>
  ({ dumps }: ReadResult): boolean =>
    dumps.some((dump) => dump.format === format && valuesOf(dump).get(path) === value);

/** The values that the original, or one of two originals, shows for a path. */
function originalsOf(sample: Sample, { other }: Damaged, path: string): ReadonlySet<string> {
  const own = sample.truth.get(path) ?? new Set<string>();
  return new Set([...own, ...(other?.truth.get(path) ?? [])]);
}

function hasDefiniteVerdict(dump: ReadDump): boolean {
  const { state, options } = fromDump(dump as ParsedDump);
  try {
    const { verdict } = check(state, options);
    return verdict === "valid" || verdict === "invalid";
  } catch (error) {
    // A number wider than its field.
    if (error instanceof StateError) return true;
    throw error;
  }
}

/**
 * Whether an event uses a field tells the number beside it: with that number changed in a real
 * dump, a field comes out that the original has as well, but of which nothing here knows.
 */
function isFollowed(sample: Sample, { altered }: Damaged, path: string): boolean {
  if (sample.print !== undefined || altered === undefined || sample.truth.has(path)) return false;
  return path === "controls.entryExceptionErrorCode" || path === "controls.entryInstructionLength";
}

/**
 * What is read in no original, because its format does not read such lines, and stands on a line
 * that no damage has changed: the names and values beside a dump are those of another reader.
 */
function isOnWholeLine(sample: Sample, how: Damaged, dump: ReadDump, path: string): boolean {
  if (originalsOf(sample, how, path).size > 0 || sample.formats.has(dump.format)) return false;
  const shown = bare(how.text.split("\n")[(dump.origin.get(path)?.line ?? 0) - 1] ?? "");
  const lines = [...sample.lines, ...(how.other?.lines ?? [])].map(bare);
  return lines.some((line) => line !== "" && shown.endsWith(line));
}

/**
 * Whether no reader could have noticed. Only where characters of a line became others:
 *
 * - a changed number that its printer prints so. Numbers of a fixed width that lost or won a digit
 *   are never printed so; in those of any width (HAXM, `GUEST_CR0 = 0x..`) a digit more or less
 *   cannot be seen, nor that a text which ends behind such a number, and a line end, ended earlier;
 * - lines whose halves fit each other, where all between them is lost (or is another dump's).
 *
 * A printed sample is printed once more with all the values that were read: each line that tells
 * of the path must then stand in the damaged text, but for blanks and case. That also says no where
 * a line tells of the value twice and both differ. Nothing is excused where lines only went, moved
 * or were broken: then all the characters are the original's, and it can be seen what is missing.
 */
function excuse(
  sample: Sample,
  how: Damaged,
  dump: ReadDump,
  values: Values,
  path: string,
): boolean {
  if (how.altered === undefined || !sample.formats.has(dump.format)) return false;
  if (sample.print === undefined) return excuseOfFixture(sample, how, dump, values, path);
  const lines = new Set(how.text.split("\n").map(bare));
  const others = new Map(values);
  others.delete(path);
  const without = sample.print(others);
  return spellings(path, values).some((spelling) => {
    const telling = sample.print?.(spelling).filter((line, index) => line !== without[index]) ?? [];
    return telling.length > 0 && telling.every((line) => lines.has(bare(line)));
  });
}

/** What is not present is unusable as well, whether or not a dump says so. */
function spellings(path: string, values: Values): readonly Values[] {
  const rights = BigInt(path.endsWith(".accessRights") ? (values.get(path) ?? 0) : 0);
  if ((rights & 0x1_0080n) !== 0x1_0000n) return [values];
  return [values, new Map(values).set(path, `0x${(rights & 0xffffn).toString(16)}`)];
}

/**
 * Mail and consoles collapse blanks, hexadecimal digits are printed in either case, every odd
 * number says that a segment of Bochs is valid, and C needs no suffix.
 */
function bare(line: string): string {
  return line
    .trim()
    .replace(/\s+/g, " ")
    .toLowerCase()
    .replace(/valid=[1357]$/, "valid=7")
    .replace(/ul\);/, ");");
}

/** Formats whose numbers have as many digits as they need. */
export const FREE_WIDTH: ReadonlySet<string> = new Set([
  ...["haxm-vmcs", "vmcs-field-list", "source-code", "rust-kvm_sregs-debug", "km-kvm-sregs"],
  ...["gdb-info-registers", "wtf-regs-json", "noirvisor-vmcs", "dbvm-originalstate", "bochs-sreg"],
  ...["vbox-log", "qemu-kvm-registers", "jailhouse-exit", "whp-registers", "named-attributes"],
]);

const DECIMAL: ReadonlySet<string> = new Set(["rust-kvm_sregs-debug"]);

/** Real dumps cannot be printed again: what their numbers would be is told from the numbers. */
function excuseOfFixture(
  sample: Sample,
  { altered, text }: Damaged,
  dump: ReadDump,
  values: Values,
  path: string,
): boolean {
  if (altered === undefined) return false;
  const { line, number } = altered;
  const value = values.get(path);
  const own = text.split("\n")[line] ?? "";
  if (number === undefined) {
    // What stands on the line where two halves meet may be what the other half says.
    const shown = [...own.matchAll(/[0-9a-fA-F]+/g)].map(([digits]) => numberOf(digits));
    return dump.origin.get(path)?.line === line + 1 && shown.includes(value);
  }
  const { before, after } = number;
  if (sample.fields.get(line)?.includes(path) !== true) return false;
  const truths = [...(sample.truth.get(path) ?? [])];
  const direct = truths.includes(numberIn(sample.format, before) ?? "");
  // A value that is put together from parts (flags of a segment) can be any on its line.
  if (!direct) {
    const parts = (sample.lines[line] ?? "").match(/[0-9a-fA-F]+/g) ?? [];
    return !parts.some((part) => truths.includes(numberIn(sample.format, part) ?? ""));
  }
  const isFixed = !FREE_WIDTH.has(sample.format) || /^(?:0x)?0[0-9a-fA-F]/.test(before);
  if (isFixed && before.length !== after.length) return false;
  return value === numberIn(sample.format, after);
}

function numberOf(digits: string): string | undefined {
  return /^[0-9a-fA-F]+$/.test(digits) ? `0x${BigInt(`0x${digits}`).toString(16)}` : undefined;
}

/** The value that a format means by a number. */
function numberIn(format: string, printed: string): string | undefined {
  if (!DECIMAL.has(format)) return numberOf(printed.replace(/^0x/, ""));
  return /^\d+$/.test(printed) ? `0x${BigInt(printed).toString(16)}` : undefined;
}

/** A line with fields that gave none, or fewer than it has. */
export interface SilentLine {
  readonly line: string;
  /** Whether some list or warning names it. */
  readonly isListed: boolean;
}

/**
 * The lines of the damaged text that hold fields which were not read: those that stand there as
 * they stood, and what is left of the others where it still looks like a field.
 */
export function silence(sample: Sample, how: Damaged, result: ReadResult): SilentLine[] {
  const expected = new Map<string, number>();
  const originals = how.other === undefined ? [sample] : [sample, how.other];
  let fieldText = "";
  let plainText = "";
  for (const { lines, fields } of originals)
    for (const [index, line] of lines.entries()) {
      const count = fields.get(index)?.length ?? 0;
      if (count === 0) plainText += `${line}\n`;
      else {
        fieldText += `${line}\n`;
        expected.set(line, Math.min(count, expected.get(line) ?? Infinity));
      }
    }
  // The same words may stand for the host as well.
  for (const line of plainText.split("\n")) expected.delete(line);
  const read = new Map<number, number>();
  const listed = new Set(result.unread.map(({ line }) => line));
  for (const { origin, unread, warnings } of result.dumps) {
    for (const { line } of origin.values()) read.set(line, (read.get(line) ?? 0) + 1);
    for (const { line } of unread) listed.add(line);
    for (const warning of warnings) {
      const [, first, last] = /^lines? (\d+)(?: to (\d+))?:/.exec(warning) ?? [];
      for (let line = Number(first); line <= Number(last ?? first); line++) listed.add(line);
    }
  }
  const terminator = how.text.includes("\n") ? "\n" : "\r";
  return how.text.split(terminator).flatMap((raw, index) => {
    const line = raw.replaceAll("\r", "");
    const stands = expected.get(line) ?? expected.get(line.replace(STAMP, ""));
    if (stands === undefined && !isRest(line, fieldText, plainText)) return [];
    if ((read.get(index + 1) ?? 0) >= (stands ?? 1)) return [];
    return [{ line, isListed: listed.has(index + 1) }];
  });
}

/** What `hard wrap` puts in front of lines. */
const STAMP = /^(?:> |\[ {2}673\.850218\] |Sep {2}8 22:52:20 host kernel: \[10639\.241834\] )/;

/** Whether a damaged line still has a word with a number that only lines with fields have. */
function isRest(line: string, fieldText: string, plainText: string): boolean {
  return line
    .split(/\s+/)
    .some(
      (word) =>
        word.length >= 6 &&
        /[A-Za-z]\w*\W.*\d/.test(word) &&
        fieldText.includes(word) &&
        !plainText.includes(word),
    );
}
