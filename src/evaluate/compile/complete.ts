import {
  ASSUMED,
  BOUNDARIES,
  CPU_CONSTANTS,
  INSTANCES,
  NEEDS,
  VIOLATION_WORDS,
  boundaries,
  verdict,
  violations,
} from "../../generated/checks.ts";
import {
  CPU_FIELDS,
  CPU_WORDS,
  PACKED_FIELDS,
  PACKED_WORDS,
  isSameCpu,
  packCpu,
  packState,
} from "../../generated/pack.ts";
import type { Boundary } from "../check/checker.ts";
import { cpuBlock } from "./cpu.ts";
import { numbersIn } from "./checker.ts";
import { wordsOf } from "./layout.ts";
import type { Need } from "./needs.ts";
import { NO_MEMBERS, isPlain, wideOf, type Members } from "./values.ts";

/** What the compiled checks say about a state that is known completely. */
export interface CompleteAnswer {
  /** Ids of the violated checks, in SDM order. */
  readonly violated: readonly string[];
  /** Absent CPU facts whose value the contract assumes, as reports name them in a note. */
  readonly assumed: readonly string[];
  /** Addresses that pass although they are not canonical. */
  readonly boundaries: readonly Boundary[];
}

const words = new Int32Array(PACKED_WORDS);
const absent = new Int32Array(PACKED_FIELDS.length);
const bits = new Int32Array(VIOLATION_WORDS);
const numbers = new Int32Array(INSTANCES.length);

const wordOf = (path: string): number =>
  PACKED_FIELDS.find((field) => field.path === path)?.word ?? 0;
const EXIT_REASON = wordOf("controls.exitReason");
const EXIT_QUALIFICATION = wordOf("controls.exitQualification");
const INVALID_GUEST_STATE = 0x80000021 | 0;
/** By the number of a field. */
const FIELD_NEEDS: readonly Need[] = PACKED_FIELDS.map(({ path }) => NEEDS.get(path) ?? "never");

interface Cpu {
  constants: Int32Array;
  /** When the facts that are unknown would be needed; undefined if some are needed always. */
  needs: readonly Need[] | undefined;
  values: ReadonlyMap<string, bigint>;
  /** The answer for valid states, always the same object. */
  valid: CompleteAnswer;
}

/** The CPU seen last, its facts as they were given and as words: states of one run are mostly of one CPU. */
let given: Members | undefined;
let known = new Int32Array(CPU_WORDS);
let seen = new Int32Array(CPU_WORDS);
let last: Cpu | undefined;

/**
 * Answers a state by the compiled checks if they can: every field and CPU fact that decides a check
 * is given, the view is the VMCS, nothing is assumed about controls, and there is no exit qualification
 * to explain.
 *
 * @param state exchange JSON
 * @returns undefined if the three-valued evaluation has to answer; also for malformed input, which
 *   `normalize` explains
 */
export function answerIfComplete(state: unknown): CompleteAnswer | undefined {
  if (!isPlain(state)) return undefined;
  const count = packState(state, words, 0, absent);
  if (count < 0) return undefined;
  const cpu = cpuOf(state["cpu"]);
  if (cpu?.needs === undefined) return undefined;
  const { constants, needs } = cpu;
  for (let i = 0; i < count; i++) {
    if (isNeeded(FIELD_NEEDS[absent[i] as number], constants)) return undefined;
  }
  for (const need of needs) if (isNeeded(need, constants)) return undefined;
  const isReported =
    words[EXIT_REASON] === INVALID_GUEST_STATE &&
    (words[EXIT_QUALIFICATION] !== 0 || words[EXIT_QUALIFICATION + 1] !== 0);
  if (isReported) return undefined;
  const almost = boundaries(words, 0, constants);
  const isValid = verdict(words, 0, constants);
  if (isValid && almost === 0) return cpu.valid;
  const violated: string[] = [];
  if (!isValid) {
    violations(words, 0, constants, bits);
    const found = numbersIn(bits, numbers);
    for (let i = 0; i < found; i++) violated.push(INSTANCES[numbers[i] as number] ?? "");
  }
  const passing = BOUNDARIES.flatMap(({ id, word, width }, i): Boundary[] =>
    ((almost >>> i) & 1) === 0
      ? []
      : [{ rule: id, value: wideOf(words, word), width: Number(cpu.values.get(width) ?? 0n) }],
  );
  return { violated, assumed: cpu.valid.assumed, boundaries: passing };
}

const isNeeded = (need: Need | undefined, constants: Int32Array): boolean =>
  need === "always" || (typeof need === "function" && need(words, 0, constants));

function cpuOf(member: unknown): Cpu | undefined {
  const facts = member === undefined ? NO_MEMBERS : member;
  if (!isPlain(facts)) return undefined;
  if (given !== undefined && isSameCpu(facts, given)) return last;
  if (!packCpu(facts, seen)) return undefined;
  // A copy: the caller may change the object.
  given = { ...facts };
  if (last === undefined || known.some((word, i) => word !== seen[i])) {
    [known, seen] = [seen, known];
    last = readCpu(known);
  }
  return last;
}

function readCpu(w: Int32Array): Cpu {
  const values = new Map<string, bigint>();
  CPU_FIELDS.forEach(({ path, word, width }, index) => {
    if ((((w[0] ?? 0) >>> index) & 1) === 0) return;
    values.set(path, wordsOf(width) === 2 ? wideOf(w, word) : BigInt((w[word] ?? 0) >>> 0));
  });
  const { constants, unknown } = cpuBlock(CPU_CONSTANTS, (path) => values.get(path));
  const needs = unknown.map((fact) => NEEDS.get(fact) ?? "always");
  return {
    constants,
    values,
    needs: needs.includes("always") ? undefined : needs,
    valid: {
      violated: [],
      assumed: [...ASSUMED].flatMap(([path, text]) => (values.has(path) ? [] : [text])),
      boundaries: [],
    },
  };
}
