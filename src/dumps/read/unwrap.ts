/**
 * Takes from the lines of a text what logs, mails, pages and terminals put around the words of a
 * dump. Nothing is known of any of them: where a format reads the rest of a line, what stands before
 * it is the shape of a wrapper, and once two lines have the same shape, all lines that have it are
 * taken out of it. Lines are held back while a new shape is learned, up to {@link WINDOW} of them.
 */
import type { Anchor, Anchors } from "./anchors.ts";
import { decoded } from "./decode.ts";
import type { Placed } from "./placed.ts";
import { holdsValue } from "./values.ts";
import { type Token, firstTokens, tokensOf } from "./tokens.ts";
import { decideSources } from "./sources.ts";
import { type Unwrapped, type Wrapper, wrapperOf } from "./wrapper.ts";

/** So many lines are held back while the shape of a wrapper is learned. */
const WINDOW = 64;
/** So many records of one line are read. */
const MAX_RECORDS = 256;
/** So many wrappers are known at a time; the one used least recently is forgotten. */
const MAX_WRAPPERS = 32;

/** A line without its wrapper. */
export interface BareLine {
  /** No blanks at either end, tabs turned into blanks; perhaps empty. */
  readonly text: Placed;
  /** The same without what closes it, where a format reads only that. */
  readonly shorter?: Placed;
  /** What stands behind the words that some format reads, if anything does. */
  readonly tail?: Placed;
  /** What was taken away in front, as it stood. */
  readonly before: string;
  /** Who printed the line, where words of its wrapper tell that. */
  readonly source?: string;
  /** Whether a line end followed in the input. */
  readonly terminated: boolean;
  /** Whether words of a dump may be on the line at all. */
  readonly mayHold: boolean;
  /** How many columns the line took, wrapper included: a full one may have been broken. */
  readonly width: number;
  /** Where `text` begins in the line. */
  readonly from: number;
  /** The line with its wrapper and all that follows; undefined if an earlier part of it had that. */
  readonly whole: Placed | undefined;
}

/** A line that waits for its wrapper to be learned. */
interface Held {
  readonly line: Placed;
  /** The line that it is the first part of; undefined for another part. */
  readonly whole: Placed | undefined;
  readonly terminated: boolean;
  /** Where words of a dump may begin. */
  readonly anchors: readonly Anchor[];
  /** The wrappers that some of these places show. */
  readonly shown: readonly Shown[];
}

interface Shown {
  readonly anchor: Anchor;
  readonly wrapper: Wrapper;
}

export class Unwrapper {
  readonly #anchors: Pick<Anchors, "mayHold" | "find">;
  /** The wrappers in use, the one used last in front. */
  #known: Wrapper[] = [];
  #held: Held[] = [];

  constructor(anchors: Pick<Anchors, "mayHold" | "find">) {
    this.#anchors = anchors;
  }

  /** Takes the next line of the input; returns those that are ready, in order. */
  push(raw: Placed, terminated: boolean): BareLine[] {
    const all = decoded(raw);
    // A line end that is spelled out, or a carriage return, at the end of a line begins no other.
    const lines = all.filter(({ text }, index) => index === 0 || text !== "");
    const ready: BareLine[] = [];
    for (const [index, line] of lines.entries())
      this.#take(line, terminated || index < lines.length - 1, ready);
    return ready;
  }

  /** The text is over: returns the lines that were held back. */
  end(): BareLine[] {
    return this.#release();
  }

  #take(whole: Placed, terminated: boolean, ready: BareLine[]): void {
    let line = whole;
    // Several records on a line, each in quotes or in a cell of its own, are lines of their own.
    for (let count = 0; count < MAX_RECORDS; count++) {
      const mayHold = this.#anchors.mayHold(line.text);
      const anchors = mayHold ? this.#anchors.find(line) : [];
      const end = anchors.at(-1)?.isCut === false ? (anchors.at(-1)?.end ?? 0) : 0;
      const rest = end > 0 && end < line.text.length ? line.slice(end) : undefined;
      const isNext = rest !== undefined && this.#holdsRecord(rest);
      const own = isNext ? line.slice(0, end) : line;
      const first = count === 0 ? whole : undefined;
      this.#takeOne(
        { line: own, whole: first, anchors, terminated: terminated || isNext },
        ready,
        mayHold,
      );
      if (!isNext) return;
      line = rest;
    }
  }

  #holdsRecord(line: Placed): boolean {
    return this.#anchors.mayHold(line.text) && this.#anchors.find(line).some(({ isCut }) => !isCut);
  }

  #takeOne(given: Omit<Held, "shown">, ready: BareLine[], mayHold: boolean): void {
    const { line, whole, anchors, terminated } = given;
    if (!mayHold && this.#held.length === 0 && this.#known.length === 0) {
      ready.push({ ...bare(line, terminated), whole, mayHold });
      return;
    }
    const shown = anchors.flatMap((anchor) => {
      const wrapper = holdsValue(line.text, anchor.at) ? undefined : wrapperOf(line, anchor);
      return wrapper === undefined ? [] : [{ anchor, wrapper }];
    });
    if (this.#held.length === 0) {
      const known = this.#unwrap(line, terminated, anchors);
      if (known !== undefined || shown.length === 0) {
        const [first] = anchors;
        const isAtStart = first !== undefined && isBare(line, first);
        ready.push({
          ...(known ?? (isAtStart ? unwrapped(line, terminated, first) : bare(line, terminated))),
          whole,
        });
        return;
      }
    }
    this.#held.push({ ...given, shown });
    if (this.#held.length >= WINDOW) ready.push(...this.#release());
  }

  /**
   * The line without a wrapper that is known: one that ends where the words of a dump begin, or, on
   * a line without such words, one whose own words were seen before.
   */
  #unwrap(line: Placed, terminated: boolean, anchors: readonly Anchor[]): BareLine | undefined {
    const [first] = anchors;
    if (
      first !== undefined &&
      isBare(line, first) &&
      (first.closedBy === "end" || first.closedBy === "signs")
    )
      return unwrapped(line, terminated, first);
    if (this.#known.length === 0) return undefined;
    const fitting = this.#fitting(line);
    for (const anchor of anchors) {
      const own = fitting.find(({ found }) => leadsTo(line.text, found.from, anchor.at));
      if (own !== undefined) return this.#strip(line, terminated, own, anchor);
    }
    return first === undefined ? this.#stripUnread(line, terminated, fitting) : undefined;
  }

  /** A line of which no format reads the rest, out of a wrapper whose words were seen before. */
  #stripUnread(
    line: Placed,
    terminated: boolean,
    fitting: readonly Fit[],
    before: number = Infinity,
  ): BareLine | undefined {
    const fit = fitting.find(
      ({ wrapper, found }) => found.from <= before && wrapper.fits(line, found),
    );
    if (fit !== undefined) return this.#strip(line, terminated, fit);
    const part = this.#partOf(line);
    return part !== undefined && part <= before
      ? bare(line, terminated, { from: part, to: line.text.length })
      : undefined;
  }

  /**
   * Where a wrapper ends that lacks only what the program itself puts in front of its records: the
   * second half of one that was broken before it was wrapped.
   */
  #partOf(line: Placed): number | undefined {
    const tokens = this.#tokensBefore(line);
    return this.#known.map((wrapper) => wrapper.partOf(tokens)).find((part) => part !== undefined);
  }

  /** The tokens of a line that show which of the known wrappers it has. */
  #tokensBefore(line: Placed): readonly Token[] {
    const most = Math.max(...this.#known.map(({ tokenCount }) => tokenCount), 0);
    return firstTokens(line.text, most);
  }

  /** The known wrappers that a line has, the longest first. */
  #fitting(line: Placed): Fit[] {
    const tokens = this.#tokensBefore(line);
    return this.#known
      .flatMap((wrapper): Fit[] => {
        const found = wrapper.match(line, tokens);
        return found === undefined ? [] : [{ wrapper, found }];
      })
      .sort((one, other) => other.wrapper.length - one.wrapper.length);
  }

  #strip(line: Placed, terminated: boolean, { wrapper, found }: Fit, anchor?: Anchor): BareLine {
    this.#use(wrapper);
    wrapper.use(line, found);
    if (anchor !== undefined) wrapper.slots.add(found.words);
    const { words } = found;
    return {
      ...bare(line, terminated, {
        from: anchor?.at ?? found.from,
        to: anchor?.end ?? found.to,
        source: wrapper.slots.sourceOf(words),
      }),
      ...tailOf(line, anchor),
    };
  }

  #use(wrapper: Wrapper): void {
    if (this.#known[0] === wrapper) return;
    this.#known = [wrapper, ...this.#known.filter((other) => other !== wrapper)];
    if (this.#known.length > MAX_WRAPPERS) this.#known.pop();
  }

  // --- Learning ----------------------------------------------------------------------------

  /** Learns from the lines held back, and lets them go. */
  #release(): BareLine[] {
    const held = this.#held;
    this.#held = [];
    this.#learn(held);
    return held.map(({ line, whole, terminated, anchors }) => {
      const [first] = anchors;
      const found =
        this.#unwrap(line, terminated, anchors) ??
        (first && isBare(line, first) ? unwrapped(line, terminated, first) : undefined) ??
        // What some format reads is not where the wrapper ends: the end of a record that was broken.
        this.#stripUnread(line, terminated, this.#fitting(line), first?.at) ??
        bare(line, terminated);
      return { ...found, whole };
    });
  }

  #learn(held: readonly Held[]): void {
    const groups = new Map<string, Group>();
    for (const { line, shown } of held)
      for (const { anchor, wrapper } of shown) {
        const found = wrapper.match(line, tokensOf(line.text));
        if (found === undefined) continue;
        const { name } = wrapper;
        const group = groups.get(name) ?? { wrapper: this.#knownAs(name) ?? wrapper, members: [] };
        groups.set(name, group);
        group.members.push({ anchor, words: found.words });
      }
    for (const { wrapper, members } of groups.values()) {
      const isKnown = isShape(members) || showsAlone(wrapper, members);
      if (!isKnown && !isShared(wrapper, members, held)) continue;
      if (wrapper.isDoubtful && !isConstant(members)) continue;
      for (const { words } of members) wrapper.slots.add(words);
      decideSources(wrapper.slots, members);
      this.#use(wrapper);
    }
  }

  #knownAs(name: string): Wrapper | undefined {
    return this.#known.find((wrapper) => wrapper.name === name);
  }
}

interface Fit {
  readonly wrapper: Wrapper;
  readonly found: Unwrapped;
}

interface Group {
  readonly wrapper: Wrapper;
  readonly members: { readonly anchor: Anchor; readonly words: ReadonlyMap<string, string> }[];
}

/** Two records, or three halves, with the same in front: this is the shape of a wrapper. */
function isShape(members: Group["members"]): boolean {
  const whole = members.filter(({ anchor }) => !anchor.isCut).length;
  return members.length >= (whole > 0 ? 2 : 3);
}

/** Three records with the very same words and numbers in front. */
function isConstant(members: Group["members"]): boolean {
  const [first] = members;
  const isSame = ({ words }: Group["members"][number]): boolean =>
    [...words].every(([slot, word]) => first?.words.get(slot) === word);
  return members.length >= 3 && members.every(isSame);
}

/** A single record does if lines without one have the very same words in front. */
function isShared(wrapper: Wrapper, members: Group["members"], held: readonly Held[]): boolean {
  const own = members.find(({ anchor }) => !anchor.isCut);
  if (own === undefined || own.words.size === 0) return false;
  const isSame = (words: ReadonlyMap<string, string>): boolean =>
    [...own.words].every(([slot, word]) => !slot.startsWith("W") || words.get(slot) === word);
  const others = held.filter(({ line, anchors }) => {
    const found = anchors.length === 0 ? wrapper.match(line, tokensOf(line.text)) : undefined;
    return found !== undefined && isSame(found.words);
  });
  return others.length >= MIN_SHARED;
}

/** So many lines without a record must have the same in front. */
const MIN_SHARED = 2;

/** A single whole record shows a wrapper if that is one by its looks. */
function showsAlone(wrapper: Wrapper, members: Group["members"]): boolean {
  return members.some(({ anchor }) => !anchor.isCut && wrapper.standsAlone(anchor));
}

function tailOf(line: Placed, anchor?: Anchor): { tail?: Placed } {
  if (anchor === undefined || anchor.end >= line.text.length) return {};
  return { tail: line.slice(anchor.end).trim() };
}

/** Whether nothing but blanks stands before the words of a dump. */
function isBare({ text }: Placed, { at }: Anchor): boolean {
  return at === 0 || text.slice(0, at).trim() === "";
}

/** A line that begins with the words of a dump. */
function unwrapped(line: Placed, terminated: boolean, anchor?: Anchor): BareLine {
  const all = bare(line, terminated, { from: 0, to: line.text.length });
  if (anchor === undefined || anchor.closedBy === "end") return all;
  return { ...all, shorter: line.slice(0, anchor.end).trim(), ...tailOf(line, anchor) };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly source?: string;
}

/** Signs of quoting in front of a line that nothing else is known of. */
const QUOTING = /^[>| \t]{1,64}/;

function bare(line: Placed, terminated: boolean, stretch?: Stretch): BareLine {
  const { text } = line;
  const {
    from,
    to,
    source = "",
  } = stretch ?? {
    from: text.charCodeAt(0) > 0x7c ? 0 : (QUOTING.exec(text)?.[0].length ?? 0),
    to: text.length,
  };
  const words = line.slice(from, to).trim();
  return {
    text: words.text.includes("\t") ? words.respelled(words.text.replaceAll("\t", " ")) : words,
    before: text.slice(0, from).trim(),
    from,
    whole: line,
    ...(source !== "" && { source }),
    terminated,
    mayHold: true,
    width: text.length,
  };
}

/** Whether nothing but blanks, or a bullet, stands between two places. */
function leadsTo(text: string, from: number, to: number): boolean {
  return from <= to && to - from < MAX_LEAD && /^[ \t#*+>-]{0,200}$/.test(text.slice(from, to));
}

/** Words of a dump may be indented so far. */
const MAX_LEAD = 200;
