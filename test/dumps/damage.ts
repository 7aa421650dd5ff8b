/**
 * Damage that pasted dumps have suffered: what a console, a mail program, a pair of hands or a
 * scanner does to a text. Every kind is a function of a seeded generator, so that a case is the
 * same in every run.
 */
import { FREE_WIDTH, judge, silence, type Finding } from "./damage-judge.ts";
import { damageSamples, type Read, type Sample } from "./damage-samples.ts";
import { generator } from "./generator.ts";

export type { Finding } from "./damage-judge.ts";

export type Random = (below: number) => number;

/** A damaged text, and what the judge must know of how it came about. */
export interface Damaged {
  readonly kind: string;
  /** In words, with 1-based lines of the undamaged text. */
  readonly what: string;
  readonly text: string;
  /** The sample of which there is something in the text as well. */
  readonly other?: Sample;
  /**
   * Characters inside a line became others, so that a line may have come out which says, without a
   * flaw, something that the original did not: see `excuse` in `damage-judge.ts`.
   */
  readonly altered?: Altered;
}

export interface Altered {
  /** 0-based line of the damaged text. */
  readonly line: number;
  /** The number that was changed, and what it is now; absent if more than one number was. */
  readonly number?: { readonly before: string; readonly after: string };
}

type Kind = (random: Random, sample: Sample, other: Sample) => Omit<Damaged, "kind"> | undefined;

// --- Texts and numbers in them -------------------------------------------------------------

const textOf = (lines: readonly string[], random: Random): string =>
  lines.join("\n") + (random(4) === 0 ? "" : "\n");

interface PrintedNumber {
  readonly line: number;
  readonly from: number;
  readonly text: string;
}

const NUMBER = /(?<![A-Za-z0-9_])(?:0x)?[0-9a-fA-F]+(?![A-Za-z0-9_])/g;

/**
 * The numbers of a text. Digits that are part of a name (CR0, the encoding that alone names a field
 * in `vmwrite(0x6800, ..)` or `[0x6800] = ..`) are none: with another digit the line tells of
 * another field, and no reader can know that it is not so.
 */
function numbersOf({ lines }: Sample): PrintedNumber[] {
  return lines.flatMap((line, index) =>
    [...line.matchAll(NUMBER)]
      .filter(([text]) => /\d/.test(text) || text.length >= 4)
      .filter(({ index: from }) => !/(?:vmwrite\(|^\W*\[)$/.test(line.slice(0, from)))
      .map(({ 0: text, index: from }) => ({ line: index, from, text })),
  );
}

/** Most numbers of a log are no fields; half of the time one is taken from a line that has some. */
function someNumber(
  random: Random,
  sample: Sample,
  fits: (number: PrintedNumber) => boolean = () => true,
): PrintedNumber | undefined {
  const all = numbersOf(sample).filter(fits);
  const fields = all.filter(({ line }) => sample.fields.has(line));
  const from = fields.length > 0 && random(4) > 0 ? fields : all;
  return from[random(from.length)];
}

/** The text with one number replaced. */
function withNumber(
  random: Random,
  { lines, format }: Sample,
  { line, from, text }: PrintedNumber,
  after: string,
): Omit<Damaged, "kind"> | undefined {
  // `5427l` is a number of C as well.
  if (format === "source-code" && /[lLuU]$/.test(after)) return undefined;
  const whole = lines[line] ?? "";
  const changed = whole.slice(0, from) + after + whole.slice(from + text.length);
  return {
    what: `line ${line + 1}: ${text} became ${after}`,
    text: textOf([...lines.slice(0, line), changed, ...lines.slice(line + 1)], random),
    altered: { line, number: { before: text, after } },
  };
}

/** Changes the number by a function of the place of one of its characters. */
const inNumber =
  (
    change: (text: string, at: number, random: Random) => string | undefined,
    fits?: (number: PrintedNumber) => boolean,
  ): Kind =>
  (random, sample) => {
    const number = someNumber(random, sample, fits);
    if (number === undefined) return undefined;
    const after = change(number.text, random(number.text.length), random);
    if (after === undefined || after === number.text) return undefined;
    return withNumber(random, sample, number, after);
  };

/** One character of the number that is of a sort, replaced. */
const letterFor = (digit: string, letter: string): Kind =>
  inNumber(
    (text, at) => {
      const place = text.indexOf(digit, at);
      const from = place === -1 ? text.indexOf(digit) : place;
      return from === -1 ? undefined : text.slice(0, from) + letter + text.slice(from + 1);
    },
    ({ text }) => text.includes(digit),
  );

/** The number or the seam that a cut at this place leaves behind. */
function alteredAt(lines: readonly string[], line: number, column: number): Altered {
  const whole = lines[line] ?? "";
  for (const { 0: text, index } of whole.matchAll(NUMBER))
    if (index < column && column < index + text.length)
      return { line, number: { before: text, after: whole.slice(index, column) } };
  return { line };
}

/** Line and column of a place in the joined lines. */
function placeOf(lines: readonly string[], at: number): [number, number] {
  let left = at;
  for (const [line, text] of lines.entries()) {
    if (left <= text.length) return [line, left];
    left -= text.length + 1;
  }
  return [lines.length - 1, lines.at(-1)?.length ?? 0];
}

// --- Whole lines ---------------------------------------------------------------------------

export function withoutLines(sample: Sample, gone: ReadonlySet<number>): string {
  return sample.lines.filter((_, index) => !gone.has(index)).join("\n") + "\n";
}

export function withLinesJoined({ lines }: Sample, at: number, by: string): string {
  const joined = `${lines[at] ?? ""}${by}${lines[at + 1] ?? ""}`;
  return [...lines.slice(0, at), joined, ...lines.slice(at + 2)].join("\n") + "\n";
}

const linesLost = (random: Random, sample: Sample, gone: readonly number[]) => ({
  what: `without ${gone.map((line) => line + 1).join(", ")}`,
  text: textOf(
    sample.lines.filter((_, index) => !gone.includes(index)),
    random,
  ),
});

const joined =
  (by: string): Kind =>
  (random, sample) => {
    if (sample.lines.length < 2) return undefined;
    const at = random(sample.lines.length - 1);
    return { what: `lines ${at + 1} and ${at + 2} joined`, text: withLinesJoined(sample, at, by) };
  };

/** A line without its numbers. */
function form(line: string): string {
  return line.replace(NUMBER, "#").replace(/\s+/g, " ").trim();
}

/** A few lines alone, cut in the last of them: how people quote, and how a buffer begins. */
const excerpt =
  (isEnded: boolean): Kind =>
  (random, sample) => {
    // Of any line: what is the host's in a whole dump must not be the guest's in a part.
    const how = cut(random, { ...sample, fields: new Map() }, isEnded);
    const lines = how.text.split("\n");
    const last = lines.length - (isEnded ? 2 : 1);
    const first = Math.max(0, last - random(random(2) === 0 ? 3 : 25));
    return {
      what: `from line ${first + 1} on, ${how.what}`,
      text: lines.slice(first).join("\n"),
      ...(how.altered && { altered: { ...how.altered, line: how.altered.line - first } }),
    };
  };

// --- Lines too long ------------------------------------------------------------------------

const STAMPS = ["", "", "> ", "[  673.850218] ", "Sep  8 22:52:20 host kernel: [10639.241834] "];

/** Breaks every line at the last blank before a column, as mail programs do. */
function folded(lines: readonly string[], column: number): string[] {
  return lines.flatMap((line) => {
    const pieces: string[] = [];
    let left = line;
    while (left.length > column) {
      const at = left.lastIndexOf(" ", column);
      if (at <= 0) break;
      pieces.push(left.slice(0, at).trimEnd());
      left = left.slice(at + 1);
    }
    return [...pieces, left];
  });
}

/** The damage done to lines that had been broken before. */
const onWrapped =
  (kind: string): Kind =>
  (random, sample, other) => {
    const column = [72, 80, 60, 40][random(4)] ?? 72;
    const stamp = STAMPS[random(STAMPS.length)] ?? "";
    // A number of any width whose rest is lost with the next line looks whole.
    const isHard = random(2) === 0 && !FREE_WIDTH.has(sample.format);
    const isRepeated = random(2) === 0;
    const broken = ({ lines }: Sample): string[] =>
      isHard ? wrapped(lines, column, stamp, isRepeated) : folded(lines, column);
    // Where the fields stand now is not known; any line may be chosen.
    const without = (one: Sample): Sample => ({ ...one, lines: broken(one), fields: new Map() });
    const how = KINDS[kind]?.(random, without(sample), without(other));
    if (how === undefined || how.altered !== undefined) return undefined;
    const width = `${isHard ? "wrapped hard" : "folded"} at column ${column}`;
    const prefix = `prefix "${stamp}" ${isRepeated ? "repeated" : "not repeated"}`;
    return { ...how, what: `${width}${isHard ? `, ${prefix}` : ""}; then ${how.what}` };
  };

/** Breaks every line at a column; what continues a line has the prefix again, or has none. */
function wrapped(
  lines: readonly string[],
  column: number,
  stamp: string,
  isRepeated: boolean,
): string[] {
  return lines.flatMap((line) => {
    const pieces: string[] = [];
    let left = stamp + line;
    const width = Math.max(column, stamp.length + 16);
    while (left.length > width) {
      pieces.push(left.slice(0, width));
      left = (isRepeated ? stamp : "") + left.slice(width);
    }
    return [...pieces, left];
  });
}

// --- The kinds -----------------------------------------------------------------------------

const HEX = "0123456789abcdef";

const KINDS: Readonly<Record<string, Kind>> = {
  "cut, no line end": (random, sample) => cut(random, sample, false),
  "cut, line end": (random, sample) => cut(random, sample, true),
  "excerpt, no line end": excerpt(false),
  "excerpt, line end": excerpt(true),
  "line lost": (random, sample) => linesLost(random, sample, [random(sample.lines.length)]),
  "two lines lost": (random, sample) => {
    const count = sample.lines.length;
    const one = random(count);
    const other = random(2) === 0 ? random(count) : Math.min(count - 1, one + 1 + random(4));
    return one === other ? undefined : linesLost(random, sample, [one, other]);
  },
  "run of lines lost": (random, sample) => {
    const count = 2 + random(11);
    const from = random(sample.lines.length);
    const gone = Array.from({ length: count }, (_, index) => from + index);
    return linesLost(random, sample, gone);
  },
  "lines joined": joined(""),
  "lines joined by a blank": joined(" "),
  "lines swapped": (random, sample) => {
    const [one, other] = [random(sample.lines.length), 1 + random(3)];
    const lines = [...sample.lines];
    const [first, second] = [lines[one], lines[one + other]];
    if (first === undefined || second === undefined) return undefined;
    // Two lines without a name that look alike: only their values are swapped, and nobody can tell.
    if (form(first) === form(second)) return undefined;
    [lines[one], lines[one + other]] = [second, first];
    return {
      what: `lines ${one + 1} and ${one + other + 1} swapped`,
      text: textOf(lines, random),
    };
  },
  "line doubled": (random, { lines }) => {
    const from = random(lines.length);
    const to = Math.min(lines.length, from + 1 + random(4));
    return {
      what: `line ${from + 1} again behind line ${to}`,
      text: textOf([...lines.slice(0, to), lines[from] ?? "", ...lines.slice(to)], random),
    };
  },
  "digit flipped": inNumber((text, at, random) => {
    const digits = /^\d+$/.test(text) && random(2) === 0 ? HEX.slice(0, 10) : HEX;
    const digit = digits.charAt(random(digits.length));
    return /[0-9a-f]/i.test(text.charAt(at))
      ? text.slice(0, at) + digit + text.slice(at + 1)
      : undefined;
  }),
  "digit became a letter": inNumber(
    (text, at, random) =>
      text.slice(0, at) + "gGhoOiIlLsSzZqZ?".charAt(random(16)) + text.slice(at + 1),
  ),
  "digit lost": inNumber((text, at) =>
    text.length > 1 ? text.slice(0, at) + text.slice(at + 1) : undefined,
  ),
  "digit doubled": inNumber((text, at) => text.slice(0, at) + text.charAt(at) + text.slice(at)),
  "O for 0": letterFor("0", "O"),
  "l for 1": letterFor("1", "l"),
  "blank in a number": inNumber((text, at) =>
    at === 0 ? undefined : `${text.slice(0, at)} ${text.slice(at)}`,
  ),
  "16 digits cut to 8": inNumber(
    (text, _, random) => {
      const start = text.length - 16;
      const left = random(2) === 0 ? text.slice(start, -8) : text.slice(-8);
      return text.slice(0, start) + left;
    },
    ({ text }) => /^(?:0x)?[0-9a-fA-F]{16}$/.test(text),
  ),
  "16 digits cut to 15": inNumber(
    (text, _, random) => (random(2) === 0 ? text.slice(0, -1) : text.replace(/.(?=.{15}$)/, "")),
    ({ text }) => /^(?:0x)?[0-9a-fA-F]{16}$/.test(text),
  ),
  "characters lost": (random, { lines }) => {
    const whole = lines.join("\n");
    const from = random(whole.length);
    const length = 1 + random(random(3) === 0 ? 200 : 30);
    const [line, column] = placeOf(lines, from);
    const number = [...(lines[line] ?? "").matchAll(NUMBER)].find(
      ({ 0: text, index }) => index <= column && column + length <= index + text.length,
    );
    const before = number?.[0] ?? "";
    const inside = column - (number?.index ?? 0);
    const after = before.slice(0, inside) + before.slice(inside + length);
    return {
      what: `${length} characters lost from line ${line + 1}, column ${column + 1}`,
      text: textOf([whole.slice(0, from) + whole.slice(from + length)], random),
      altered: { line, ...(number && after !== "" && { number: { before, after } }) },
    };
  },
  "halves of two, at lines": (random, sample, other) => {
    const at = random(sample.lines.length);
    // Where both halves meet at the same line, nothing shows that they are two.
    const from = Math.max(0, at + (random(2) === 0 ? random(11) - 5 : random(41) - 20));
    const sameLine = from === at;
    if (sameLine && sample.print === undefined) return undefined;
    // Nor is it seen where the rest of a wrapped line is exchanged for another's.
    const isWrapped = sample.fields.size === 0;
    if (isWrapped && form(sample.lines[at] ?? "") === form(other.lines[from] ?? ""))
      return undefined;
    return {
      what: `lines 1 to ${at} and from line ${from + 1} on those of ${other.name}`,
      text: textOf([...sample.lines.slice(0, at), ...other.lines.slice(from)], random),
      other,
      ...(sameLine && { altered: { line: at } }),
    };
  },
  "halves of two, anywhere": (random, sample, other) => {
    const [one, two] = [sample.lines.join("\n"), other.lines.join("\n")];
    const at = random(one.length);
    const from = Math.max(0, at + random(401) - 200);
    const [line] = placeOf(sample.lines, at);
    return {
      what: `up to character ${at} (line ${line + 1}), then ${other.name} from character ${from}`,
      text: textOf([one.slice(0, at) + two.slice(from)], random),
      other,
      altered: { line },
    };
  },
  "line of another": (random, sample, other) => {
    const from = random(other.lines.length);
    const at = Math.max(0, Math.min(sample.lines.length, from + random(7) - 3));
    const lines = [...sample.lines];
    lines.splice(at, 0, other.lines[from] ?? "");
    return {
      what: `line ${from + 1} of ${other.name} behind line ${at}`,
      text: textOf(lines, random),
      other,
    };
  },
  "hard wrap": (random, { lines }) => {
    const column = [72, 80, 100, 60][random(4)] ?? 72;
    const stamp = STAMPS[random(STAMPS.length)] ?? "";
    const isRepeated = random(2) === 0;
    const rest = isRepeated ? "repeated" : "not repeated";
    return {
      what: `wrapped at column ${column}, prefix "${stamp}" ${rest}`,
      text: textOf(wrapped(lines, column, stamp, isRepeated), random),
    };
  },
  folded: (random, { lines }) => {
    const column = [72, 80, 60, 40][random(4)] ?? 72;
    return { what: `folded at column ${column}`, text: textOf(folded(lines, column), random) };
  },
  "wrapped, cut": onWrapped("cut, no line end"),
  "wrapped, line lost": onWrapped("line lost"),
  "wrapped, two lines lost": onWrapped("two lines lost"),
  "wrapped, run of lines lost": onWrapped("run of lines lost"),
  "wrapped, lines joined": onWrapped("lines joined"),
  "wrapped, lines swapped": onWrapped("lines swapped"),
  "wrapped, line doubled": onWrapped("line doubled"),
  "wrapped, halves of two": onWrapped("halves of two, at lines"),
  "wrapped, line of another": onWrapped("line of another"),
  "line ends mixed": (random, { lines }) => {
    const ends = [["\r\n", "\n"], ["\r", "\n"], ["\r", "\r\n", "\n"], ["\r\r\n"], ["\n\r"], ["\r"]];
    const chosen = ends[random(ends.length)] ?? ["\n"];
    return {
      what: `lines end in ${chosen.map((end) => JSON.stringify(end)).join(" or ")}`,
      text: lines.map((line) => line + (chosen[random(chosen.length)] ?? "\n")).join(""),
    };
  },
};

function cut(random: Random, sample: Sample, isEnded: boolean): Omit<Damaged, "kind"> {
  const { lines } = sample;
  const number = random(4) > 0 ? someNumber(random, sample) : undefined;
  const whole = lines.join("\n");
  let at = random(whole.length + 1);
  if (number !== undefined) {
    const start = lines.slice(0, number.line).reduce((sum, text) => sum + text.length + 1, 0);
    const { length } = number.text;
    // So many digits as other programs print.
    const digits = [4, 5, 8, 15, length - 8][random(10)] ?? 1 + random(length);
    at = start + number.from + Math.max(1, Math.min(digits, length));
  }
  const [line, column] = placeOf(lines, at);
  return {
    what: `cut in line ${line + 1} behind column ${column}`,
    text: whole.slice(0, at) + (isEnded ? "\n" : ""),
    // With its line end, a number that may have any number of digits looks whole.
    ...(isEnded && { altered: alteredAt(lines, line, column) }),
  };
}

export const KIND_NAMES: readonly string[] = Object.keys(KINDS);

/** The sample damaged in one way; `undefined` where it cannot be. */
export function damaged(
  random: Random,
  kind: string,
  sample: Sample,
  other: Sample,
): Damaged | undefined {
  const how = KINDS[kind]?.(random, sample, other);
  return how === undefined ? undefined : { kind, ...how };
}

/**
 * Every single line and every pair of lines lost, all neighbours joined, and the text cut at every
 * character, whole and its last line alone; a part of it by seed.
 */
export function* everyPlace(sample: Sample, random: Random, share: number): Generator<Damaged> {
  const { lines } = sample;
  const whole = lines.join("\n");
  const likely = Math.max(share, 0.25);
  const isTaken = (): boolean => random(1_000_000) < share * 1_000_000;
  for (let one = 0; one < lines.length; one++) {
    if (isTaken())
      yield {
        kind: "line lost",
        what: `without ${one + 1}`,
        text: withoutLines(sample, new Set([one])),
      };
    for (let two = one + 1; two < lines.length; two++)
      if (isTaken())
        yield {
          kind: "two lines lost",
          what: `without ${one + 1}, ${two + 1}`,
          text: withoutLines(sample, new Set([one, two])),
        };
    for (const by of ["", " "])
      if (one + 1 < lines.length && isTaken())
        yield {
          kind: by === "" ? "lines joined" : "lines joined by a blank",
          what: `lines ${one + 1} and ${one + 2} joined`,
          text: withLinesJoined(sample, one, by),
        };
  }
  for (let at = 1; at <= whole.length; at++) {
    const [line, column] = placeOf(lines, at);
    const what = `cut in line ${line + 1} behind column ${column}`;
    const altered = alteredAt(lines, line, column);
    const last = whole.slice(at - column, at);
    // A number cut to the digits that other programs print is the likeliest to be believed.
    const isLikely = /(?<![0-9a-f])[0-9a-f]{8}$/i.test(last) && /^[0-9a-f]/i.test(whole.slice(at));
    const isTaken = (): boolean => random(1_000_000) < 1_000_000 * (isLikely ? likely : share);
    if (isTaken()) yield { kind: "cut, no line end", what, text: whole.slice(0, at) };
    if (isTaken()) yield { kind: "cut, line end", what, text: `${whole.slice(0, at)}\n`, altered };
    if (isTaken()) yield { kind: "excerpt, no line end", what: `${what}, alone`, text: last };
    if (isTaken())
      yield {
        kind: "excerpt, line end",
        what: `${what}, alone`,
        text: `${last}\n`,
        altered: { ...altered, line: 0 },
      };
  }
}

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

// --- Runs ----------------------------------------------------------------------------------

export interface FindingsOptions {
  readonly seed?: number;
  /** So many texts. */
  readonly count?: number;
  /** Only dumps of this format. */
  readonly format?: string;
  /** Only this kind of damage. */
  readonly kind?: string;
  /** This share (0 to 1) of all that {@link everyPlace} makes, besides. */
  readonly exhaustive?: number;
  /** Random states for each printer. */
  readonly states?: number;
}

export interface Findings {
  readonly texts: number;
  readonly findings: readonly Finding[];
  /** Dumps that were read from all these texts, and those with a definite verdict. */
  readonly dumps: number;
  /** Lines that hold fields, stand in a damaged text and were not read, by format. */
  readonly silent: ReadonlyMap<string, Silent>;
}

export interface Silent {
  /** Of these lines so many are listed nowhere. */
  lost: number;
  unlisted: number;
  /** The first of them. */
  readonly examples: string[];
}

/**
 * Damages samples and judges what is read from them. The reader is a parameter so that a script
 * can compare two of them; what the undamaged samples say is read by the same one.
 */
export function findings(read: Read, options: FindingsOptions = {}): Findings {
  const { seed = 1, count = 2_000, format, kind, exhaustive = 0, states = 4 } = options;
  const samples = damageSamples(read, seed, states).filter(
    (sample) => format === undefined || sample.format === format,
  );
  const run = { texts: 0, dumps: 0, findings: [] as Finding[], silent: new Map<string, Silent>() };
  const take = (sample: Sample, how: Damaged, id: string): void => {
    run.texts++;
    const result = read(how.text);
    run.dumps += result.dumps.length;
    run.findings.push(...judge(sample, how, result, id));
    const silent = run.silent.get(sample.format) ?? { lost: 0, unlisted: 0, examples: [] };
    run.silent.set(sample.format, silent);
    for (const { line, isListed } of silence(sample, how, result)) {
      silent.lost++;
      if (isListed) continue;
      silent.unlisted++;
      if (silent.examples.length < 20) silent.examples.push(`${how.kind}: ${line}`);
    }
  };

  const byFormat = [...groupBy(samples, (sample) => sample.format).values()];
  const byFamily = groupBy(samples, ({ family }) => family);
  for (let round = 0; round < count; round++) {
    const random = generator(seed * 1_000_003 + round);
    const own = byFormat[round % byFormat.length] ?? [];
    const sample = own[random(own.length)];
    if (sample === undefined) break;
    const family = byFamily.get(sample.family) ?? own;
    const other = family[random(family.length)] ?? sample;
    const name = kind ?? KIND_NAMES[random(KIND_NAMES.length)] ?? "";
    const how = damaged(random, name, sample, other);
    if (how !== undefined) take(sample, how, `seed ${seed}, case ${round}`);
  }
  if (exhaustive > 0)
    for (const sample of samples)
      for (const how of everyPlace(sample, generator(seed), exhaustive))
        take(sample, how, `${how.what} (seed ${seed}, every place)`);
  return run;
}

/** Findings of one kind of damage in one format. */
export interface Group {
  readonly format: string;
  readonly kind: string;
  readonly count: number;
  /** How many of them are in dumps with a definite verdict. */
  readonly definite: number;
  readonly paths: readonly string[];
  /** That with the shortest text. */
  readonly example: Finding;
}

export function grouped(all: readonly Finding[]): Group[] {
  const groups = groupBy(all, ({ format, kind }) => `${format}\n${kind}`);
  return [...groups.values()].flatMap((own) => {
    const [example] = own.toSorted((one, other) => one.text.length - other.text.length);
    if (example === undefined) return [];
    const { format, kind } = example;
    const paths = [...new Set(own.map(({ path }) => path))];
    const definite = own.filter(({ isDefinite }) => isDefinite).length;
    return [{ format, kind, count: own.length, definite, paths, example }];
  });
}

/** So many paths of a group are named. */
const MAX_PATHS = 40;

/** The group in words, with the smallest text that still shows what its example shows. */
export function told(read: Read, { format, kind, count, definite, paths, example }: Group): string {
  const { sample, id, what, path, value, originals, dumpFormat } = example;
  const shownPaths =
    paths.length > MAX_PATHS
      ? [...paths.slice(0, MAX_PATHS), `and ${paths.length - MAX_PATHS} more`]
      : paths;
  return [
    `## ${format} / ${kind}: ${count} (${definite} with a definite verdict)`,
    `paths: ${shownPaths.join(", ")}`,
    `${sample}: ${what} (${id})`,
    `${dumpFormat}: ${path} = ${value}, in the original ${originals.join(" or ") || "not shown"}`,
    ...minimal(read, example)
      .split("\n")
      .map((line) => `    | ${line.replaceAll("\r", "\\r")}`),
  ].join("\n");
}

/** The fewest lines of a damaged text from which the same wrong value is read. */
export function minimal(read: Read, { text, isSame }: Finding): string {
  let lines = text.split("\n");
  const shows = (candidate: readonly string[]): boolean => isSame(read(candidate.join("\n")));
  for (let size = Math.ceil(lines.length / 2); size >= 1; size = size > 1 ? size >> 1 : 0)
    for (let from = 0; from < lines.length;) {
      const fewer = [...lines.slice(0, from), ...lines.slice(from + size)];
      if (fewer.length > 0 && shows(fewer)) lines = fewer;
      else from += size;
    }
  return lines.join("\n");
}
