/** Where a walk over the words of a program is. */
import { type Token, endOfLine } from "./words.ts";

export class Cursor {
  readonly tokens: readonly Token[];
  /** Index of the next token. */
  at = 0;
  /** Names since the statement began. */
  names: Token[] = [];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  token(ahead: number = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }

  /** Whether a statement begins here. */
  get isStart(): boolean {
    const before = this.token(-1);
    return before === undefined || before.kind === "newline" || /^[:;{}]$/.test(before.text);
  }

  toLineEnd(): void {
    this.at = endOfLine(this.tokens, this.at);
  }
}
