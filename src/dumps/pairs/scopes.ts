/** What stands open at a place of a text: brackets, indented blocks, sections, branches. */
import type { Block } from "./events.ts";

export type ScopeKind =
  "object" | "branch" | "loop" | "function" | "declaration" | "constants" | "other";

export interface Scope {
  /** A bracket, or `indent`, `line`, `;`, `end`, `table` (until the next one), `heading`. */
  readonly close: string;
  readonly kind: ScopeKind;
  /** Of an object: its name, and words that say what it is. */
  readonly names: readonly string[];
  readonly hints: readonly string[];
  /** Indentation of the line that opened it. */
  readonly indent: number;
  /** Index of that line. */
  readonly line: number;
  readonly isCode: boolean;
  /** The object is a variable that is declared with it. */
  readonly isLocal: boolean;
  readonly id: number;
}

/** Nothing that is meant is nested deeper. */
const MAX_OPEN = 64;
/** Outer names than these say nothing about a field. */
const MAX_NAMES = 12;
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

const BRACKETS: ReadonlySet<string> = new Set(Object.values(CLOSING));

export class Scopes {
  #open: Scope[] = [];
  #count = 0;

  push(scope: Partial<Scope> & Pick<Scope, "close">): void {
    if (this.#open.length >= MAX_OPEN) this.#open.shift();
    this.#open.push({
      kind: "other",
      names: [],
      hints: [],
      indent: 0,
      line: 0,
      isCode: false,
      isLocal: false,
      ...scope,
      id: this.#count++,
    });
  }

  pushBracket(bracket: string, scope: Partial<Scope>): void {
    this.push({ ...scope, close: CLOSING[bracket] ?? bracket });
  }

  get innermost(): Scope | undefined {
    return this.#open.at(-1);
  }

  /** Closes the innermost scope that a sign or a word closes, and all inside it. */
  close(by: string): void {
    const index = this.#open.findLastIndex(({ close }) => close === by);
    if (index === -1) return;
    // A bracket does not close what a bracket of another kind holds, unless something was lost.
    this.#open.length = index;
  }

  /** A new line begins with so many blanks in front. */
  beginLine(indent: number): void {
    this.#open = this.#open.filter(({ close }) => close !== "line");
    const lastBracket = this.#open.findLastIndex(
      ({ close }) => close.length === 1 && close !== ";",
    );
    const from = this.#open.findIndex(
      (scope, index) => index > lastBracket && scope.close === "indent" && indent <= scope.indent,
    );
    if (from !== -1) this.#open.length = from;
  }

  /** A register's record begins: the one before it on the line is over. */
  pushRecord(names: readonly string[], line: number): void {
    while (this.#open.at(-1)?.close === "line" && this.#open.at(-1)?.kind === "object")
      this.#open.pop();
    this.push({ close: "line", kind: "object", names, line });
  }

  /** A section begins: the one before is over. */
  replace(close: "table" | "heading", scope: Partial<Scope>): void {
    const lastBracket = this.#open.findLastIndex(({ close: by }) => by.length === 1);
    this.#open = this.#open.filter(
      (one, index) => index <= lastBracket || (one.close !== close && one.close !== "indent"),
    );
    this.push({ ...scope, close });
  }

  /** A statement ends. */
  endStatement(): void {
    while (this.#open.at(-1)?.close === ";") this.#open.pop();
  }

  get isInBrackets(): boolean {
    return this.#open.some(({ close }) => close === ")" || close === "]" || close === "}");
  }

  /** Whether statements stand here, and no arguments. */
  get isInBraces(): boolean {
    return this.#open.findLast(({ close }) => BRACKETS.has(close))?.close === "}";
  }

  /** Whether what stands here declares members and gives no values. */
  get isDeclaring(): boolean {
    return this.#nearest?.kind === "declaration";
  }

  get isConstants(): boolean {
    return this.#nearest?.kind === "constants";
  }

  get #nearest(): Scope | undefined {
    return this.#open.findLast(({ kind }) => kind !== "other" && kind !== "branch");
  }

  get isInBranch(): boolean {
    return this.#open.findLast(({ close }) => close === "}")?.kind === "branch";
  }

  get isInFunction(): boolean {
    return this.#open.some(({ kind }) => kind === "function");
  }

  get isCode(): boolean {
    return this.#open.some(({ isCode, kind }) => isCode || kind === "function");
  }

  /** Whether it is a member of a variable that is declared here. */
  get isLocal(): boolean {
    return this.#open.find(({ kind }) => kind === "object")?.isLocal === true;
  }

  /** Whether it is a member of something that is named. */
  get isInObject(): boolean {
    return this.#open.some(({ kind }) => kind === "object");
  }

  /** The names of the objects around, the outermost first. */
  get names(): string[] {
    return this.#open
      .flatMap(({ kind, names }) => (kind === "object" ? names : []))
      .slice(-MAX_NAMES);
  }

  get hints(): string[] {
    return this.#open.flatMap(({ kind, hints }) => (kind === "declaration" ? [] : hints));
  }

  /** Where an event stands. */
  get place(): { readonly blocks: readonly Block[]; readonly root: number | undefined } {
    const root = this.#open.find(({ kind }) => kind === "object")?.id;
    return { blocks: this.blocks, root };
  }

  get blocks(): Block[] {
    return this.#open.flatMap(({ id, kind }): Block[] =>
      kind === "branch" || kind === "loop" || kind === "function" ? [{ id, kind }] : [],
    );
  }
}
