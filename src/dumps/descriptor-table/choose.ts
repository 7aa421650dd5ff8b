/** Which of the readings of a text is its descriptor table, and what of it is certain. */
import { type Looks, looksLikeTable, looksOf } from "./likely.ts";
import type { TextLines } from "./lines.ts";
import {
  DescriptorTableError,
  MAX_BYTES,
  type DescriptorTable,
  type Miss,
  type Notation,
  type TableBytes,
} from "./types.ts";

interface Candidate extends Looks {
  readonly notation: Notation;
  readonly table: TableBytes;
  /** First and last line. */
  readonly from: number;
  readonly to: number;
}

/** The likeliest table of a text, and the others. */
export type Tables = readonly [DescriptorTable, ...DescriptorTable[]];

/** So many tables of one text are handed out. */
const MAX_TABLES = 64;

/**
 * The descriptor tables of a text, the likeliest in front, the others in its order.
 *
 * @param isForced whether the notation was asked for: what it reads is a table then
 * @throws DescriptorTableError if there is none, or if two readings are equally likely
 */
export function choose(
  { asTheyStand, unwrapped, stripped, textOf }: TextLines,
  notations: readonly Notation[],
  isForced: boolean,
): Tables {
  const faults: DescriptorTableError[] = [];
  const misses: Miss[] = [];
  const readings = [unwrapped, asTheyStand].map((lines) => {
    const candidates: Candidate[] = [];
    for (const notation of notations)
      try {
        for (const table of notation.read(lines)) {
          const candidate = candidateOf(notation, table);
          const isPartly = lines === unwrapped && isPartlyStripped(candidate, stripped);
          if (table.isPiece === true && !isForced) faults.push(pieceOf(candidate));
          else if (isTable(candidate, isForced) && !isPartly) candidates.push(candidate);
          else if (table.isNamed === true) misses.push(...table.misses);
        }
      } catch (error) {
        if (!(error instanceof DescriptorTableError)) throw error;
        faults.push(error);
      }
    return candidates;
  });
  const best = readings.map((candidates) => bestOf(candidates));
  const [first, second] = best;
  const chosen =
    second !== undefined && second.known > (first?.known ?? 0) ? second : (first ?? second);
  if (chosen === undefined) throw faults[0] ?? noTable(misses);
  const candidates = (chosen === first ? readings[0] : readings[1]) ?? [];
  const others = othersThan(chosen, candidates);
  const more = others.filter(isSureTable);
  const doubtful = others.filter((other) => !more.includes(other));
  return [finish(chosen, doubtful, textOf), ...more.map((one) => finish(one, [], textOf))];
}

/** Tables at other places of the text, in its order; what shows the same again is no other. */
function othersThan(chosen: Candidate, candidates: readonly Candidate[]): Candidate[] {
  const others: Candidate[] = [];
  const isOther = (one: Candidate): boolean =>
    [chosen, ...others].every((other) => !overlaps(one, other) && !isSame(one, other));
  const likeliest = candidates.toSorted(compare);
  for (const one of likeliest)
    if (others.length < MAX_TABLES && one.table.isNamed === true && isOther(one)) others.push(one);
  return others.sort((one, other) => one.from - other.from);
}

/** Whether it begins with the null entry, and has nothing that a table has not. */
function isSureTable({ isNullFirst, likely, odd }: Candidate): boolean {
  return isNullFirst && likely > 0 && odd === 0;
}

function isSame(one: Candidate, other: Candidate): boolean {
  const [first, second] = [one.table.bytes, other.table.bytes];
  return first.length === second.length && first.every((byte, at) => byte === second[at]);
}

function pieceOf({ from }: Candidate): DescriptorTableError {
  return new DescriptorTableError(
    "the first row is not the beginning of the dump, and no null entry: rows before it may be missing (--format reads it as it is)",
    from,
  );
}

function noTable(misses: readonly Miss[]): DescriptorTableError {
  const [miss] = misses;
  return miss === undefined
    ? new DescriptorTableError("no descriptor table found")
    : new DescriptorTableError(`no descriptor table can be read: ${miss.why}`, miss.line);
}

function candidateOf(notation: Notation, table: TableBytes): Candidate {
  const lines = [...table.lines, ...table.misses.map(({ line }) => line)];
  const from = lines.reduce((least, line) => Math.min(least, line), Infinity);
  const to = lines.reduce((most, line) => Math.max(most, line), 0);
  return { notation, table, ...looksOf(table.bytes), from, to };
}

/**
 * Whether only some lines of a table had something taken away in front of them: lines that tell where
 * they belong may differ, others are not what they seem then.
 */
function isPartlyStripped({ notation, table }: Candidate, stripped: ReadonlySet<number>): boolean {
  if (table.fits !== undefined || notation.hasPlaces === true) return false;
  const lines = new Set([...table.lines, ...table.misses.map(({ line }) => line)]);
  const count = [...lines].filter((line) => stripped.has(line)).length;
  return count > 0 && count < lines.size;
}

/** Words that say so, or the looks of its entries, make it a table. */
function isTable(candidate: Candidate, isForced: boolean): boolean {
  const { table, known } = candidate;
  if (known === 0 || table.bytes.length > MAX_BYTES) return false;
  if (isForced || table.isNamed === true) return true;
  // Without names and places of their own, numbers are a table only from its beginning.
  const isAnywhere = table.fits !== undefined || candidate.notation.hasPlaces === true;
  return looksLikeTable(candidate) && (isAnywhere || candidate.isNullFirst);
}

/** The one that is likeliest; of two that differ and are equally likely, none. */
function bestOf(candidates: readonly Candidate[]): Candidate | undefined {
  const ordered = candidates
    .map((candidate, index) => ({ candidate, index }))
    .sort((one, other) => compare(one.candidate, other.candidate) || one.index - other.index)
    .map(({ candidate }) => candidate);
  const [first] = ordered;
  if (first === undefined) return undefined;
  const rival = ordered.find(
    (other) =>
      other !== first &&
      other.notation !== first.notation &&
      overlaps(first, other) &&
      !agrees(first, other) &&
      compare(first, other) === 0,
  );
  if (rival === undefined) return first;
  throw new DescriptorTableError(
    `can be read as ${first.notation.name} or as ${rival.notation.name}, with different bytes: --format chooses`,
  );
}

/** Below zero if the first one is likelier. */
function compare(one: Candidate, other: Candidate): number {
  if (overlaps(one, other)) {
    const fits = (other.table.fits ?? 0) - (one.table.fits ?? 0);
    const isRows = one.table.fits !== undefined && other.table.fits !== undefined;
    if (isRows && fits !== 0) return fits;
    const length = one.table.bytes.length - other.table.bytes.length;
    const odd = one.odd - other.odd;
    if (isRows && length === 0) return odd;
    // How often a row repeats makes no entry more likely.
    if (isRows && one.notation !== other.notation && length !== 0) return 0;
    // How much is missing between the rows is told by nothing then.
    if (isRows && !agrees(one, other) && hasHoles(one) && hasHoles(other)) return 0;
    const named = Number(other.table.isNamed ?? false) - Number(one.table.isNamed ?? false);
    return score(other) - score(one) || other.known - one.known || named;
  }
  const named = Number(other.table.isNamed ?? false) - Number(one.table.isNamed ?? false);
  return named === 0 ? score(other) - score(one) : named;
}

const score = ({ likely, odd }: Candidate): number => likely - odd;

const hasHoles = ({ table }: Candidate): boolean => table.bytes.includes(undefined);

function overlaps(one: Candidate, other: Candidate): boolean {
  return one.from <= other.to && other.from <= one.to;
}

/** Whether nothing that both know differs. */
function agrees(one: Candidate, other: Candidate): boolean {
  const isRows = one.table.fits !== undefined && other.table.fits !== undefined;
  if (isRows && one.table.bytes.length !== other.table.bytes.length) return false;
  return one.table.bytes.every((byte, at) => {
    const same = other.table.bytes[at];
    return byte === undefined || same === undefined || byte === same;
  });
}

/** Whole descriptors; the others are unknown, and listed. */
function finish(
  chosen: Candidate,
  others: readonly Candidate[],
  textOf: (line: number) => string,
): DescriptorTable {
  const { notation, table } = chosen;
  const { bytes, lines, misses, isNamed: _, fits: __, isPiece: ___, ...rest } = table;
  const left = bytes.length % 8;
  const whole = bytes.slice(0, bytes.length - left);
  const unknown: number[] = [];
  for (let at = 0; at < whole.length; at += 8)
    if (whole.slice(at, at + 8).includes(undefined)) unknown.push(at / 8);
  const listed = [...misses];
  if (left !== 0)
    listed.push({
      line: lines.at(-1) ?? 0,
      why: `the last descriptor has ${left} of its 8 bytes`,
    });
  for (const { from, known } of others)
    listed.push({ line: from, why: `another table of ${known} entries begins here` });
  return {
    format: notation.name,
    bytes: Uint8Array.from(whole, (byte) => byte ?? 0),
    unknown,
    lines: lines.slice(0, whole.length).filter((_line, at) => at % 8 === 0),
    ...rest,
    unread: unreadOf(listed, textOf),
  };
}

function unreadOf(
  misses: readonly Miss[],
  textOf: (line: number) => string,
): DescriptorTable["unread"] {
  const seen = new Set<string>();
  return misses
    .filter(({ line, why }) => {
      const key = `${line} ${why}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .slice(0, MAX_UNREAD)
    .sort((one, other) => one.line - other.line)
    .map(({ line, why }) => ({ line, text: textOf(line), why }));
}

const MAX_UNREAD = 1024;
