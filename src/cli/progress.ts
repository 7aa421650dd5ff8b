/** A line on standard error that tells how far a long run is; nothing unless it is a terminal. */
export class Progress {
  readonly #started = performance.now();
  readonly #shown: boolean = process.stderr.isTTY;
  #next = this.#started + 1000;
  #count = 0;

  /** Counts answered states. */
  add(states: number): void {
    this.#count += states;
    if (!this.#shown) return;
    const now = performance.now();
    if (now < this.#next) return;
    this.#next = now + 500;
    const rate = Math.round((this.#count * 1000) / (now - this.#started));
    process.stderr.write(
      `\r\u001b[K${this.#count.toLocaleString("en")} states, ${rate.toLocaleString("en")}/s`,
    );
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shown) process.stderr.write("\r\u001b[K");
  }
}
