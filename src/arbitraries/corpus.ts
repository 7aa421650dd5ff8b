import { DISTINGUISHING } from "../generated/distinguishing.ts";
import { ruleBook } from "../rules/book.ts";
import { checkOf, checks, modeConstraints, violatedChecks, type Check } from "./constraints.ts";
import { bitsRead, type Node } from "./formula.ts";
import { fields, toHex, toState, type Words } from "./layout.ts";
import { guestModes, type GuestMode } from "./modes.ts";
import { templateWords } from "./source.ts";
import { invert, modesViolating, witnessWords } from "./witnesses.ts";

/** A labelled state: a line of the boundary corpus, and a vector for `check --ndjson`. */
export interface BoundaryVector {
  /** `CHECK/MODE/pass`, `CHECK/MODE/fail`, `CHECK/MODE/edge N` or `CHECK/MODE/change N`. */
  id: string;
  state: Record<string, unknown>;
  expect: "valid" | "invalid";
  /** Ids of the checks it violates, in SDM order. */
  violations: string[];
  /** What the VM exit reports; absent if valid, or if it depends on which violation is seen first. */
  exitQualification?: number;
  check: string;
  mode: GuestMode;
  /** Where a pair differs. */
  bit?: { path: string; bit: number };
  /** The change of a rule that makes the check judge this state otherwise. */
  notices?: string;
}

/** The same as words, without the label's text. */
export interface BoundaryState {
  id: string;
  check: string;
  mode: GuestMode;
  words: Words;
  violations: string[];
  bit?: { path: string; bit: number };
  notices?: string;
}

/**
 * The boundary of the checks. For every check and every mode in which it can be violated alone: a
 * state that violates it, and a valid one that differs in one bit. And for every check in one mode
 * its edges: each value of the bits it compares that lies one bit (or, for a few bits that mean
 * something together, any number of them) from those two. To these come states for every change of
 * a rule that all of them together do not notice.
 *
 * @param ids only these checks
 */
export function* boundaryStates(ids?: readonly string[]): Generator<BoundaryState> {
  for (const id of ids ?? checks().map((check) => check.id)) {
    const check = checkOf(id);
    const modes = modesViolating(id);
    for (const mode of modes) {
      const found = witnessWords(id, mode);
      if (found === undefined) continue;
      const { fail, pass, bit } = found;
      const place = bit === undefined ? {} : { bit };
      if (pass !== undefined) {
        yield { id: `${id}/${mode}/pass`, check: id, mode, words: pass, violations: [], ...place };
      }
      yield { id: `${id}/${mode}/fail`, check: id, mode, words: fail, violations: [id], ...place };
    }
    const [first] = modes;
    if (first !== undefined) yield* edges(check, first);
    yield* distinguishing(id);
  }
}

function* distinguishing(id: string): Generator<BoundaryState> {
  const rows = Object.hasOwn(DISTINGUISHING, id) ? (DISTINGUISHING[id] ?? []) : [];
  for (const [index, [name, difference, notices]] of rows.entries()) {
    const mode = guestModes.find((known) => known === name);
    if (mode === undefined) throw new Error(`no guest mode "${name}"`);
    const words = invert(templateWords(mode), difference);
    const violations = violatedChecks(words);
    yield { id: `${id}/${mode}/change ${index + 1}`, check: id, mode, words, violations, notices };
  }
}

function* edges(check: Check, mode: GuestMode): Generator<BoundaryState> {
  const found = witnessWords(check.id, mode);
  if (found === undefined) return;
  const coherent = modeConstraints(mode).filter(({ id }) => id.startsWith("coherence"));
  const seen = new Set<string>([found.fail.join(" "), found.pass?.join(" ") ?? ""]);
  let number = 0;
  for (const start of [found.fail, ...(found.pass === undefined ? [] : [found.pass])]) {
    for (const words of [...variants(check, start), ...extremes(check, start)]) {
      const key = words.join(" ");
      if (seen.has(key) || !coherent.every(({ holds }) => holds(words))) continue;
      seen.add(key);
      number += 1;
      const id = `${check.id}/${mode}/edge ${number}`;
      yield { id, check: check.id, mode, words, violations: violatedChecks(words) };
    }
  }
}

/** Bits of each field the check compares. */
function compared(check: Check): [index: number, low: number, high: number][] {
  return [...check.reads].map((index) => {
    const field = fields[index];
    let low = 0;
    let high = 0;
    const walk = (node: Node): void => {
      if (node.kind !== "atom") node.of.forEach(walk);
      else if (field !== undefined) {
        const [moreLow, moreHigh] = bitsRead(node.atom, field);
        low |= moreLow;
        high |= moreHigh;
      }
    };
    walk(check.formula);
    return [index, low, high];
  });
}

const place = (index: number, bit: number): [at: number, mask: number] => [
  2 * index + (bit >> 5),
  1 << (bit & 31),
];

function bitsOf(low: number, high: number): number[] {
  return Array.from({ length: 64 }, (_, bit) => bit).filter(
    (bit) => (((bit < 32 ? low : high) >>> (bit & 31)) & 1) === 1,
  );
}

function inRange(words: Words): boolean {
  return fields.every(({ index, range }) => {
    const value = words[2 * index] as number;
    return range === undefined || (value >= range[0] && value <= range[1]);
  });
}

/** So many bits that are compared in one field are tried in all combinations. */
const FEW = 5;

function* variants(check: Check, start: Words): Generator<Words> {
  for (const [index, low, high] of compared(check)) {
    const bits = bitsOf(low, high);
    const few = bits.length <= FEW;
    const count = few ? 2 ** bits.length : bits.length;
    for (let choice = few ? 1 : 0; choice < count; choice++) {
      const words = start.slice();
      bits.forEach((bit, i) => {
        if (few ? ((choice >> i) & 1) === 0 : i !== choice) return;
        const [at, mask] = place(index, bit);
        words[at] = (words[at] as number) ^ mask;
      });
      if (inRange(words)) yield words;
    }
  }
}

/** As many ones, and as many zeros, as the check allows without changing its answer. */
function* extremes(check: Check, start: Words): Generator<Words> {
  const holds = check.holds(start);
  const applies = check.applies(start);
  for (const value of [0, 1]) {
    const words = start.slice();
    for (const index of check.reads) {
      const { path = "cpu.", width = 0 } = fields[index] ?? {};
      if (path.startsWith("cpu.") || path.startsWith("controls.")) continue;
      for (let bit = 0; bit < width; bit++) {
        const [at, mask] = place(index, bit);
        const before = words[at] as number;
        words[at] = value === 1 ? before | mask : before & ~mask;
        if (check.holds(words) !== holds || check.applies(words) !== applies) words[at] = before;
      }
    }
    yield words;
  }
}

/** A state of the corpus as a vector. */
export function boundaryVector({ words, ...rest }: BoundaryState): BoundaryVector {
  const { id, check, mode, violations, bit, notices } = rest;
  const exitQualification = exitQualificationOf(violations);
  return {
    id,
    state: toHexState(words),
    expect: violations.length === 0 ? "valid" : "invalid",
    violations,
    ...(exitQualification === undefined ? {} : { exitQualification }),
    check,
    mode,
    ...(bit === undefined ? {} : { bit }),
    ...(notices === undefined ? {} : { notices }),
  };
}

/** What the VM exit reports; undefined if nothing, or one of several, whichever is seen first. */
export function exitQualificationOf(violations: readonly string[]): number | undefined {
  const { byId } = ruleBook();
  const all = new Set(violations.map((id) => byId.get(id)?.exitQualification));
  return all.size === 1 ? [...all][0] : undefined;
}

const toHexState = (words: Words): Record<string, unknown> => toHex(toState(words));

/** The whole corpus, always the same. */
export function* boundaryCorpus(ids?: readonly string[]): Generator<BoundaryVector> {
  for (const state of boundaryStates(ids)) yield boundaryVector(state);
}
