/**
 * Collects the lines of a text around names of fields into blocks, and reads each block when it is
 * over. Memory is bounded: a block that grows too long is read as far as it goes.
 */
import type { Draft } from "../draft.ts";
import type { Placed } from "../read/placed.ts";
import type { Origin } from "../types.ts";
import { type BlockLine, readBlock } from "./block.ts";
import { FULL, type Hint } from "./hints.ts";
import type { Token } from "./lexer.ts";
import type { PairRemark, PairState } from "./states.ts";

/** A block is over when so many lines have passed without a name of a field. */
const MAX_SILENCE = 256;
/** So many lines before its first name are looked through for constants and what is open. */
const MAX_BEFORE = 1024;
const MAX_CHARACTERS_BEFORE = 131_072;
/** A block is read at the latest when it has so many lines, or characters. */
const MAX_LINES = 8192;
const MAX_CHARACTERS = 1_048_576;
const MAX_RELEASED = 16;
/** So many register names, without one of a field, are worth a look. */
const MIN_WEAK = 3;

interface KeptLine extends BlockLine {
  readonly placed: Placed;
  readonly hint: Hint;
  /** The dumps that have read something on it. */
  readonly drafts: readonly Draft[];
  /** What is said of it if nothing is read from it. */
  readonly miss: () => string | undefined;
}

/** A line of which nothing was read, and why that is worth saying. */
export interface Skipped {
  readonly line: Placed;
  readonly why: string;
}

/** What is known of a line before it is read. */
export interface LineFacts extends Pick<KeptLine, "hint" | "drafts" | "miss"> {
  /** A line end followed. */
  readonly terminated: boolean;
}

export interface ReadBlock {
  readonly states: readonly PairState[];
  readonly left: readonly PairRemark[];
  readonly skipped: readonly Skipped[];
  /** Where a token of it stood. */
  placeOf(token: Token): Origin;
}

export class PairReader {
  #lines: KeptLine[] = [];
  #characters = 0;
  #silence = 0;
  #hints = 0;
  #isTerminated = true;
  /** Dumps that have proven themselves between the lines of the block. */
  #released: Draft[] = [];

  /** Whether a block has begun and is not over. */
  get isOpen(): boolean {
    return this.#hints > 0;
  }

  /** Takes the next line of its source. */
  push(placed: Placed, { hint, terminated, drafts, miss }: LineFacts): void {
    this.#isTerminated = terminated;
    this.#hints += hint;
    this.#silence = hint === 0 ? this.#silence + 1 : 0;
    const blanks = /^\s*/.exec(placed.text)?.[0].length ?? 0;
    const indent = placed.placeOf(blanks).column - 1;
    this.#lines.push({ placed, text: placed.text, indent, hint, drafts, miss });
    this.#characters += placed.text.length;
    if (!this.isOpen) this.#forget();
  }

  /** A dump has proven itself: its lines are no longer looked at here. */
  release(draft: Draft): void {
    if (!this.#released.includes(draft)) this.#released.push(draft);
    if (this.#released.length > MAX_RELEASED) this.#released.shift();
    this.#lines = this.#lines.filter(({ drafts, hint, text }) => {
      if (!drafts.includes(draft)) return true;
      this.#hints -= hint;
      this.#characters -= text.length;
      return false;
    });
  }

  #forget(): void {
    while (this.#lines.length > MAX_BEFORE || this.#characters > MAX_CHARACTERS_BEFORE) {
      const first = this.#lines.shift();
      if (first === undefined) return;
      this.#characters -= first.text.length;
    }
  }

  /** Whether the block should be read now. */
  get isOver(): boolean {
    if (!this.isOpen) return false;
    return (
      this.#silence > MAX_SILENCE ||
      this.#lines.length > MAX_LINES ||
      this.#characters > MAX_CHARACTERS
    );
  }

  /** Reads the block, and begins the next one. */
  read(): ReadBlock {
    const lines = this.#lines;
    const isWorth = this.#hints >= Math.min(FULL, MIN_WEAK);
    this.#lines = [];
    this.#characters = this.#silence = this.#hints = 0;
    const all = [...lines.keys()];
    const { states, left, lost } = isWorth
      ? readBlock(lines, this.#isTerminated)
      : { states: [], left: [], lost: all };
    const skipped = lost.flatMap((index) => {
      const line = lines[index];
      if (line === undefined || line.hint === 0 || line.drafts.length > 0) return [];
      const why = line.miss();
      return why === undefined ? [] : [{ line: line.placed, why }];
    });
    const placeOf = ({ line, at }: Token): Origin => {
      const placed = lines[line]?.placed;
      return placed?.placeOf(at).origin ?? { line: 0, text: "" };
    };
    const draftsAt = ({ line }: Token): readonly Draft[] => lines[line]?.drafts ?? [];
    const lineOf = (token: Token): number => placeOf(token).line;
    const dumps = [...new Set([...this.#released, ...lines.flatMap(({ drafts }) => drafts)])];
    this.#released = [];
    const decided = contest(states, left, { draftsAt, lineOf, dumps });
    return { ...decided, skipped, placeOf };
  }
}

/** So many fields beside those of a dump are a state of their own. */
const MIN_OWN = 3;
/** So few prove nothing against a printer that is known exactly. */
const MIN_OUTDOING = 8;

/** What else was read from the lines of a block, and between them. */
interface Surroundings {
  readonly draftsAt: (token: Token) => readonly Draft[];
  readonly lineOf: (token: Token) => number;
  readonly dumps: readonly Draft[];
}

/**
 * A dump of a known printer keeps its lines, unless twice as many fields are read from them here:
 * then it was no such dump.
 */
function contest(
  states: readonly PairState[],
  left: readonly PairRemark[],
  { draftsAt, lineOf, dumps }: Surroundings,
): Pick<ReadBlock, "states" | "left"> {
  const isBetween = ({ values }: PairState): boolean => {
    const lines = [...values.values()].map(({ at }) => lineOf(at));
    const [first, last] = [Math.min(...lines), Math.max(...lines)];
    return dumps.some(
      ({ isOutdone, size, firstLine, lastLine }) =>
        !isOutdone && size >= MIN_OWN && firstLine <= last && lastLine >= first,
    );
  };
  const kept: PairState[] = [];
  const remarks = left.filter(({ at }) => draftsAt(at).every(({ hasValues }) => !hasValues));
  for (const state of states) {
    const counts = new Map<Draft, number>();
    for (const { at } of state.values.values())
      for (const draft of draftsAt(at)) counts.set(draft, (counts.get(draft) ?? 0) + 1);
    for (const [draft, count] of counts)
      if (!draft.isKept || (count >= MIN_OUTDOING && count >= 2 * draft.size))
        draft.isOutdone = true;
    const isFree = ({ at }: { readonly at: Token }): boolean =>
      draftsAt(at).every(({ isOutdone, hasValues }) => isOutdone || !hasValues);
    const values = new Map([...state.values].filter(([, value]) => isFree(value)));
    const isLess = values.size < state.values.size;
    // Registers' names between the lines of a dump are what was lost of it.
    const isRest = !state.isCode && !state.isNamed && isBetween(state);
    const free = state.remarks.filter(isFree);
    if (isRest || (isLess && values.size < MIN_OWN)) remarks.push(...free);
    else kept.push({ ...state, values, remarks: free });
  }
  return { states: kept, left: remarks };
}
