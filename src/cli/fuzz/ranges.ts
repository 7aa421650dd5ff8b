/** Positions of a shard that are done, as ranges [from, to) in order that do not touch. */
export class Ranges {
  #list: [number, number][] = [];

  constructor(list: readonly (readonly [number, number])[] = []) {
    for (const [from, to] of list) this.add(from, to);
  }

  add(from: number, to: number): void {
    if (from >= to) return;
    const before = this.#list.filter((range) => range[1] < from);
    const after = this.#list.filter((range) => range[0] > to);
    const touching = this.#list.filter((range) => range[1] >= from && range[0] <= to);
    const start = Math.min(from, ...touching.map((range) => range[0]));
    const end = Math.max(to, ...touching.map((range) => range[1]));
    this.#list = [...before, [start, end], ...after];
  }

  /** The first stretch from `from` on that is not done, of `most` positions at most. */
  gap(from: number, most: number): [number, number] {
    let start = from;
    for (const [a, b] of this.#list) {
      if (start < a) return [start, Math.min(start + most, a)];
      start = Math.max(start, b);
    }
    return [start, start + most];
  }

  /** How many positions are done. */
  get size(): number {
    return this.#list.reduce((sum, [from, to]) => sum + to - from, 0);
  }

  get list(): [number, number][] {
    return this.#list.map(([from, to]) => [from, to]);
  }
}
