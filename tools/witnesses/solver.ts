/**
 * A small solver for boolean formulas in clause form (conflict-driven clause learning with
 * assumptions). A literal is `2 * variable`, plus 1 for its negation.
 *
 * Decisions are made in the order of the variables, with a preferred value for each: so a solution
 * is near to what is preferred, and always the same one.
 */
export class Solver {
  readonly #clauses: (readonly number[])[] = [];
  readonly #watches: number[][] = [];
  /** -1 unknown, 0 false, 1 true; by variable. */
  readonly #values: number[] = [];
  readonly #levels: number[] = [];
  /** The clause that forced a variable, -1 for decisions. */
  readonly #reasons: number[] = [];
  readonly #preferred: number[] = [];
  readonly #trail: number[] = [];
  readonly #limits: number[] = [];
  #head = 0;
  #contradiction = false;

  variable(preferred = 0): number {
    this.#values.push(-1);
    this.#levels.push(0);
    this.#reasons.push(-1);
    this.#preferred.push(preferred);
    this.#watches.push([], []);
    return this.#values.length - 1;
  }

  prefer(variable: number, value: number): void {
    this.#preferred[variable] = value;
  }

  /** Value of a variable in the solution found last. */
  value(variable: number): number {
    return this.#model[variable] ?? 0;
  }
  #model: number[] = [];

  add(literals: readonly number[]): void {
    this.#backTo(0);
    const clause = [...new Set(literals)];
    if (clause.some((literal) => clause.includes(literal ^ 1))) return;
    if (clause.some((literal) => this.#truth(literal) === 1)) return;
    const open = clause.filter((literal) => this.#truth(literal) !== 0);
    const [first, second] = open;
    if (first === undefined) this.#contradiction = true;
    else if (second === undefined) {
      this.#assign(first, -1);
      if (this.#propagate() >= 0) this.#contradiction = true;
    } else this.#watch(open);
  }

  #watch(clause: readonly number[]): number {
    const index = this.#clauses.push(clause) - 1;
    this.#watches[clause[0] as number]?.push(index);
    this.#watches[clause[1] as number]?.push(index);
    return index;
  }

  #truth(literal: number): number {
    const value = this.#values[literal >> 1] as number;
    return value < 0 ? -1 : value ^ (literal & 1);
  }

  #assign(literal: number, reason: number): void {
    const variable = literal >> 1;
    this.#values[variable] = (literal & 1) ^ 1;
    this.#levels[variable] = this.#limits.length;
    this.#reasons[variable] = reason;
    this.#trail.push(literal);
  }

  #backTo(level: number): void {
    if (this.#limits.length <= level) return;
    const keep = this.#limits[level] as number;
    for (const literal of this.#trail.splice(keep)) this.#values[literal >> 1] = -1;
    this.#limits.length = level;
    this.#head = keep;
  }

  /** The clause that became false, or -1. */
  #propagate(): number {
    while (this.#head < this.#trail.length) {
      const isFalse = (this.#trail[this.#head++] as number) ^ 1;
      const watching = this.#watches[isFalse] as number[];
      let kept = 0;
      for (let i = 0; i < watching.length; i++) {
        const index = watching[i] as number;
        const clause = this.#clauses[index] as number[];
        if (clause[0] === isFalse) {
          clause[0] = clause[1] as number;
          clause[1] = isFalse;
        }
        const first = clause[0] as number;
        if (this.#truth(first) === 1) {
          watching[kept++] = index;
          continue;
        }
        let moved = false;
        for (let k = 2; k < clause.length; k++) {
          const other = clause[k] as number;
          if (this.#truth(other) === 0) continue;
          clause[1] = other;
          clause[k] = isFalse;
          this.#watches[other]?.push(index);
          moved = true;
          break;
        }
        if (moved) continue;
        watching[kept++] = index;
        if (this.#truth(first) === 0) {
          for (i++; i < watching.length; i++) watching[kept++] = watching[i] as number;
          watching.length = kept;
          return index;
        }
        this.#assign(first, index);
      }
      watching.length = kept;
    }
    return -1;
  }

  /** Learns from a conflict; returns the clause, the literal to assert first. */
  #analyze(conflict: number): { clause: number[]; level: number } {
    const seen = new Set<number>();
    const learnt: number[] = [];
    let open = 0;
    let reason = conflict;
    let position = this.#trail.length - 1;
    let asserting: number;
    let literals = this.#clauses[reason] as readonly number[];
    for (;;) {
      for (const literal of literals) {
        const variable = literal >> 1;
        if (seen.has(variable) || this.#levels[variable] === 0) continue;
        seen.add(variable);
        if (this.#levels[variable] === this.#limits.length) open += 1;
        else learnt.push(literal);
      }
      while (!seen.has((this.#trail[position] as number) >> 1)) position -= 1;
      asserting = this.#trail[position--] as number;
      open -= 1;
      if (open === 0) break;
      reason = this.#reasons[asserting >> 1] as number;
      literals = (this.#clauses[reason] as readonly number[]).filter((it) => it !== asserting);
    }
    const byLevel = learnt.sort(
      (a, b) => (this.#levels[b >> 1] as number) - (this.#levels[a >> 1] as number),
    );
    const level = byLevel[0] === undefined ? 0 : (this.#levels[byLevel[0] >> 1] as number);
    return { clause: [asserting ^ 1, ...byLevel], level };
  }

  /**
   * True if there is a solution in which all assumptions hold; `value` gives it. Otherwise `core` are
   * assumptions that cannot hold together.
   */
  solve(assumptions: readonly number[]): boolean {
    this.core = [];
    this.#backTo(0);
    if (this.#contradiction) return false;
    let next = 0;
    for (;;) {
      const conflict = this.#propagate();
      if (conflict >= 0) {
        if (this.#limits.length === 0) {
          this.#contradiction = true;
          return false;
        }
        const { clause, level } = this.#analyze(conflict);
        this.#backTo(level);
        next = 0;
        const reason = clause.length > 1 ? this.#watch(clause) : -1;
        this.#assign(clause[0] as number, reason);
        continue;
      }
      const level = this.#limits.length;
      if (level < assumptions.length) {
        const literal = assumptions[level] as number;
        const truth = this.#truth(literal);
        if (truth === 0) {
          this.core = this.#because(literal, assumptions);
          return false;
        }
        this.#limits.push(this.#trail.length);
        if (truth < 0) this.#assign(literal, -1);
        continue;
      }
      while (next < this.#values.length && (this.#values[next] as number) >= 0) next += 1;
      if (next === this.#values.length) {
        this.#model = [...this.#values];
        return true;
      }
      this.#limits.push(this.#trail.length);
      this.#assign(2 * next + ((this.#preferred[next] as number) ^ 1), -1);
    }
  }
  core: number[] = [];

  /** The assumptions that made this one false. */
  #because(literal: number, assumptions: readonly number[]): number[] {
    const assumed = new Set(assumptions);
    const core = new Set([literal]);
    const seen = new Set([literal >> 1]);
    const work = [literal >> 1];
    for (let variable = work.pop(); variable !== undefined; variable = work.pop()) {
      if (this.#levels[variable] === 0) continue;
      const reason = this.#reasons[variable] as number;
      if (reason < 0) {
        const made = 2 * variable + ((this.#values[variable] as number) ^ 1);
        if (assumed.has(made)) core.add(made);
        continue;
      }
      for (const other of this.#clauses[reason] as readonly number[]) {
        if (seen.has(other >> 1)) continue;
        seen.add(other >> 1);
        work.push(other >> 1);
      }
    }
    return [...core];
  }
}
