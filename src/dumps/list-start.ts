/**
 * Notices that a list begins again, where no line of it says that it is the first: a name comes up
 * that was there before. The same record may be shown twice in a row, when it was wrapped.
 */
export class ListStart {
  readonly #seen = new Set<string>();
  #last = "";

  /** Whether the list begins again with the record of that name. */
  isAgain(name: string): boolean {
    const isAgain = this.#last !== name && this.#seen.has(name);
    if (isAgain) this.#seen.clear();
    this.#seen.add(name);
    this.#last = name;
    return isAgain;
  }
}
