/**
 * The ledger: lines that look like fields and were not read. Those inside a dump, or right beside
 * it, are listed with the dump, the others with the text.
 */
import type { Draft } from "../draft.ts";
import type { DumpFormat } from "../format.ts";
import { dumpFormats } from "../formats.ts";
import type { Unread } from "../types.ts";
import { Anchors } from "./anchors.ts";
import type { Placed } from "./placed.ts";
import { nameOfMiss } from "./values.ts";

/** A line this near to a dump is one of its own. */
const NEAR = 4;
/** So many entries of a text are kept. */
const MAX_ENTRIES = 1024;

export class Ledger {
  readonly unread: Unread[] = [];
  /** The lines that are listed there. */
  readonly #lines = new Set<number>();
  /** All formats there are, also those that are not looked for: their lines are fields. */
  readonly #all: Anchors;
  /** Whether other formats are looked for than all. */
  readonly #isPart: boolean;
  /** Entries that wait for a dump that begins, or goes on, near them. */
  #waiting: { readonly entry: Unread; readonly drafts: readonly Draft[] }[] = [];

  /** @param anchors those of all formats, if they are all looked for */
  constructor(anchors?: Anchors) {
    this.#all = anchors ?? new Anchors(dumpFormats);
    this.#isPart = anchors === undefined;
  }

  /**
   * Why a line that no format reads looks like a field; `undefined` if it does not. `printing` are the
   * formats of the dumps that its source is printing: a line that begins like theirs is meant to be one.
   */
  missOn(
    line: Placed,
    printing: readonly DumpFormat[],
    mayHold: boolean = true,
  ): string | undefined {
    const isOwn = this.isOwn(line, printing);
    const begin = /\w{1,40}/.exec(line.text)?.[0] ?? "";
    const name = nameOfMiss(line.text) ?? (isOwn ? begin : undefined);
    if (name !== undefined) return `${name} and what follows is not read as it stands`;
    const isCandidate = this.#isPart ? this.#all.mayHold(line.text) : mayHold;
    const anchor = isCandidate ? this.#all.find(line).at(-1) : undefined;
    if (anchor === undefined || anchor.isCut) return undefined;
    const words = line.text.slice(anchor.at, anchor.at + 24).trim();
    return `\`${words}\` begins a record of ${anchor.formats[0]?.name ?? "a dump"}, which was not read here`;
  }

  /** Whether a line begins like those of a format that its source is printing. */
  isOwn(line: Placed, printing: readonly DumpFormat[]): boolean {
    if (printing.length === 0) return false;
    const own = this.#all.formatsAt(line.text);
    return printing.some((format) => own.includes(format));
  }

  /** Takes in an entry; `drafts` are the dumps that its source is printing. */
  leave(entry: Unread, drafts: readonly Draft[]): void {
    this.#waiting.push({ entry, drafts });
    this.#sweep(entry.line);
  }

  /** Lines were added to these dumps: entries between their lines are theirs. */
  took(drafts: readonly Draft[]): void {
    if (this.#waiting.length === 0) return;
    this.#waiting = this.#waiting.filter(({ entry, drafts: before }) => {
      const own = drafts.filter(
        (draft) => before.includes(draft) || draft.lastLine - entry.line <= NEAR,
      );
      for (const draft of own) draft.leaveUnread(entry);
      return own.length === 0;
    });
    const [draft] = drafts;
    if (draft !== undefined) this.#sweep(draft.lastLine);
  }

  /** A dump is over: entries right behind it are its own. */
  closes(draft: Draft): void {
    this.#waiting = this.#waiting.filter(({ entry, drafts }) => {
      const isOwn = drafts.includes(draft) && Math.abs(entry.line - draft.lastLine) <= NEAR;
      if (isOwn) draft.leaveUnread(entry);
      return !isOwn;
    });
  }

  /** A dump is not handed out: what it had read and left unread belongs to the text. */
  drops(draft: Draft): void {
    for (const entry of draft.leavings) this.#keep(entry);
  }

  /** The text is over. */
  end(): void {
    for (const { entry } of this.#waiting) this.#keep(entry);
    this.#waiting = [];
    this.unread.sort((one, other) => one.line - other.line);
  }

  /** Entries for which no dump can come any more go to the text. */
  #sweep(line: number): void {
    this.#waiting = this.#waiting.filter(({ entry, drafts }) => {
      const isOpen = line - entry.line <= NEAR || drafts.some(({ isClosed }) => !isClosed);
      if (!isOpen) this.#keep(entry);
      return isOpen;
    });
    if (this.#waiting.length > MAX_ENTRIES) {
      const [oldest] = this.#waiting.splice(0, 1);
      if (oldest !== undefined) this.#keep(oldest.entry);
    }
  }

  #keep(entry: Unread): void {
    if (this.#lines.has(entry.line) || this.unread.length >= MAX_ENTRIES) return;
    this.#lines.add(entry.line);
    this.unread.push(entry);
  }
}
