import {
  coherence,
  guestModes,
  templates,
  type CompleteState,
  type GuestMode,
} from "../arbitraries/index.ts";
import {
  type ExchangeState,
  PACKED_WORDS,
  compile,
  explain,
  pack,
  rules,
  type PackedChecker,
} from "../index.ts";
import { CpuTable, type Cpu } from "./cpu-table.ts";
import { pathsRead } from "./edits.ts";
import type { Template } from "./template.ts";
import { oddities } from "./oddities.ts";
import { overlayOf, type Values } from "./overlay.ts";
import { placeOfFact } from "./places.ts";

/** What a campaign is about: all modes and all checks if absent or empty. */
export interface Scope {
  readonly modes?: readonly GuestMode[];
  readonly rules?: readonly string[];
}

/** Instead of the number of a violated check. */
export const VALID = -1;
export const SEVERAL = -2;

/** How many templates are tried for an example, and how many kept: more say the same again. */
const EXAMPLE_TRIES = { templates: 64, kept: 2 };
const ODDITY_TRIES = { templates: 24, kept: 1 };
/** Examples that are tried beside an oddity. */
const ODD_EXAMPLES = 3;
/** Neighbouring templates are alike, so neighbours are not tried one after the other. */
const STRIDE = 11;

/**
 * The parents of all states: the templates, and states that are valid or violate one check alone.
 * It begins with the examples of the rules laid over templates; a rehearsal adds what it finds.
 */
export class Pool {
  readonly cpus: CpuTable = new CpuTable();
  readonly templates: readonly Template[];
  /** Positions in `rules` of the checks the campaign is about. */
  readonly targets: readonly number[];
  /** Packed states one after the other; the templates come first. */
  words: Int32Array = new Int32Array(1024 * PACKED_WORDS);
  size = 0;
  /** Number of the CPU, of the template, and of the one violated check (or VALID, SEVERAL), by parent. */
  readonly cpuOf: number[] = [];
  readonly templateOf: number[] = [];
  readonly violatedBy: number[] = [];
  /** Parents of interest to each check, in the order of `rules`. */
  readonly parentsOf: readonly number[][] = rules.map(() => []);
  readonly #seen = new Set<string>();
  readonly #state = new Int32Array(PACKED_WORDS);
  readonly #out = new Int32Array(rules.length);
  readonly #coherent: (PackedChecker | undefined)[] = [undefined, undefined];

  /** @throws RangeError for a mode or an id that does not exist */
  constructor({ modes = [], rules: ids = [] }: Scope = {}) {
    this.targets = targetsOf(ids);
    this.templates = templatesOf(modes, this.cpus);
    this.templates.forEach(({ words, cpu }, number) => {
      this.add(words, 0, cpu, number, VALID);
    });
    for (const target of this.targets) this.#addExamples(target);
  }

  /**
   * Adds a state unless it is known.
   *
   * @param violated number of the check it violates alone, VALID or SEVERAL
   * @param target the check it is interesting for, if any
   */
  add(
    words: Int32Array,
    at: number,
    cpu: Cpu,
    template: number,
    violated: number,
    target?: number,
  ): void {
    const state = words.subarray(at, at + PACKED_WORDS);
    const key = `${cpu.number} ${digest(state)}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    if ((this.size + 1) * PACKED_WORDS > this.words.length) {
      const larger = new Int32Array(this.words.length * 2);
      larger.set(this.words);
      this.words = larger;
    }
    this.words.set(state, this.size * PACKED_WORDS);
    this.cpuOf.push(cpu.number);
    this.templateOf.push(template);
    this.violatedBy.push(violated);
    if (target !== undefined) this.parentsOf[target]?.push(this.size);
    this.size += 1;
  }

  /** The one check a state violates, VALID if it violates none, SEVERAL if more than one. */
  violation(words: Int32Array, at: number, cpu: Cpu): number {
    const count = cpu.checker.check(words, at, this.#out);
    return count === 0 ? VALID : count === 1 ? (this.#out[0] as number) : SEVERAL;
  }

  /** Whether the controls fit each other, so that VM entry would get to the guest state at all. */
  isCoherent(words: Int32Array, at: number, cpu: Cpu): boolean {
    // Of the CPU only SMM matters here.
    const kind = cpu.facts["inSmm"] === true ? 1 : 0;
    this.#coherent[kind] ??= compile(
      coherence.map((require, index) => ({ id: `coherence-${index}`, require })),
      cpu.facts,
    );
    return this.#coherent[kind].valid(words, at);
  }

  #addExamples(target: number): void {
    const { examples } = explain((rules[target] as { id: string }).id);
    const all = [...examples.fail, ...examples.pass, ...examples.notApplicable];
    const kept = all.map((example, number) => {
      const wanted = number < examples.fail.length ? target : VALID;
      return this.#addOverlays(target, [example], wanted, number, EXAMPLE_TRIES);
    });
    for (const oddity of this.#odditiesFor(target)) {
      examples.fail.slice(0, ODD_EXAMPLES).forEach((example, number) => {
        this.#addOverlays(target, [example, oddity], target, number, ODDITY_TRIES);
      });
      [{}, ...examples.pass].slice(0, ODD_EXAMPLES).forEach((example, number) => {
        this.#addOverlays(target, [example, oddity], VALID, number, ODDITY_TRIES);
      });
    }
    if (kept.slice(0, examples.fail.length).some((count) => count > 0)) return;
    // It fails only beside others so far: the rehearsal has to find a way from here.
    examples.fail.forEach((example, number) => {
      this.#addOverlays(target, [example], SEVERAL, number, EXAMPLE_TRIES);
    });
  }

  /** Values no check forbids, of the same register or of a field the check reads. */
  #odditiesFor(target: number): Values[] {
    const { id, register } = rules[target] as { id: string; register: string | null };
    const paths = pathsRead().get(id) ?? [];
    return oddities
      .filter(
        (oddity) =>
          (register !== null && oddity.register === register) ||
          Object.keys(oddity.values).some((name) => paths.includes(placeOfFact(name).path)),
      )
      .map(({ values }) => values);
  }

  /**
   * Lays values over templates, in an order of each check and example its own, and adds what comes
   * out as wanted.
   *
   * @param wanted the check that is to fail alone, VALID, or SEVERAL for a few with the target
   * @returns how many were added
   */
  #addOverlays(
    target: number,
    values: readonly Values[],
    wanted: number,
    number: number,
    { templates, kept: most }: { templates: number; kept: number },
  ): number {
    const overlay = overlayOf(values);
    const state = this.#state;
    const first = target * 7 + number * 13;
    const tries = Math.min(templates, this.templates.length);
    const stride = this.templates.length % STRIDE === 0 ? 1 : STRIDE;
    let kept = 0;
    for (let i = 0; i < tries && kept < most; i++) {
      const index = (first + i * stride) % this.templates.length;
      const cpu = overlay.write(this.templates[index] as Template, state, this.cpus);
      if (cpu === undefined) continue;
      if (wanted === VALID ? !cpu.checker.valid(state) : this.violation(state, 0, cpu) !== wanted) {
        continue;
      }
      if (wanted === SEVERAL && !this.#isAmongFew(target, state, cpu)) continue;
      if (!this.isCoherent(state, 0, cpu)) continue;
      this.add(state, 0, cpu, index, wanted, target);
      kept += 1;
    }
    return kept;
  }

  #isAmongFew(target: number, state: Int32Array, cpu: Cpu): boolean {
    const count = cpu.checker.check(state, 0, this.#out);
    return count <= 3 && this.#out.subarray(0, count).includes(target);
  }
}

function targetsOf(ids: readonly string[]): number[] {
  if (ids.length === 0) return rules.map((_, number) => number);
  return ids.map((id) => {
    const number = rules.findIndex((rule) => rule.id === id);
    if (number < 0) throw new RangeError(`no rule has the id "${id}"`);
    return number;
  });
}

function templatesOf(modes: readonly GuestMode[], cpus: CpuTable): Template[] {
  return (modes.length === 0 ? guestModes : modes).map((name) => {
    const known = Object.hasOwn(templates, name);
    const state: CompleteState | undefined = known ? templates[name] : undefined;
    if (state === undefined) {
      throw new RangeError(`no mode "${name}"; there are ${guestModes.join(", ")}`);
    }
    const cpu = cpus.add(state.cpu);
    if (cpu === undefined) throw new RangeError(`the CPU of mode "${name}" is not complete`);
    return { name, cpu, words: pack(exchange(state)) };
  });
}

/** Two independent 32-bit hashes of the words, as text. */
function digest(words: Int32Array): string {
  let a = 0x811c_9dc5 | 0;
  let b = 0x1234_5678;
  for (const word of words) {
    a = Math.imul(a ^ word, 0x0100_0193);
    a ^= a >>> 15;
    b = (Math.imul(b, 31) + word) | 0;
    b ^= b << 7;
  }
  return `${a}.${b}`;
}

/** Own copies: the exchange JSON is written to nowhere, but its type does not say so. */
const exchange = (state: CompleteState): ExchangeState => state;
