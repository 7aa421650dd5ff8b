import {
  CPU_CONSTANTS,
  INSTANCES,
  NEEDS,
  VIOLATION_WORDS,
  isBoundary,
  verdict,
  violations,
} from "../../generated/checks.ts";
import {
  CPU_FIELDS,
  CPU_WORDS,
  PACKED_FIELDS,
  PACKED_WORDS,
  packCpu,
  packState,
} from "../../generated/pack.ts";
import { cpuBlock, type CpuValue } from "./cpu.ts";
import { numbersIn } from "./checker.ts";
import { wordsOf } from "./layout.ts";
import type { Need } from "./needs.ts";
import { NO_MEMBERS, isPlain, wideOf } from "./values.ts";

/** What the compiled checks say about a state that is known completely. */
export interface CompleteAnswer {
  /** Ids of the violated checks, in SDM order. */
  readonly violated: readonly string[];
  /** Paths of absent CPU facts whose value the contract assumes: reports say so in a note. */
  readonly assumed: readonly string[];
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
  /** The answer for valid states, always the same object. */
  valid: CompleteAnswer;
}

/** The words of the CPU seen last: states of one run are mostly of one CPU. */
let known = new Int32Array(CPU_WORDS);
let seen = new Int32Array(CPU_WORDS);
let last: Cpu | undefined;

/**
 * Answers a state by the compiled checks if they can: every field and CPU fact that decides a check
 * is given, the view is the VMCS, nothing is assumed about controls, and no note about the state
 * itself belongs into the report (an address on the boundary of canonicality, an exit qualification).
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
  if (isReported || isBoundary(words, 0, constants)) return undefined;
  if (verdict(words, 0, constants)) return cpu.valid;
  violations(words, 0, constants, bits);
  const violated: string[] = [];
  const found = numbersIn(bits, numbers);
  for (let i = 0; i < found; i++) violated.push(INSTANCES[numbers[i] as number] ?? "");
  return { violated, assumed: cpu.valid.assumed };
}

const isNeeded = (need: Need | undefined, constants: Int32Array): boolean =>
  need === "always" || (typeof need === "function" && need(words, 0, constants));

function cpuOf(member: unknown): Cpu | undefined {
  const facts = member === undefined ? NO_MEMBERS : member;
  if (!isPlain(facts) || !packCpu(facts, seen)) return undefined;
  if (last !== undefined) {
    let isSame = true;
    for (let i = 0; i < CPU_WORDS; i++) {
      if (known[i] !== seen[i]) {
        isSame = false;
        break;
      }
    }
    if (isSame) return last;
  }
  [known, seen] = [seen, known];
  last = readCpu(known);
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
    needs: needs.includes("always") ? undefined : needs,
    valid: {
      violated: [],
      assumed: CPU_FIELDS.map(({ path }) => path).filter(
        (path) => ASSUMED.has(path) && !values.has(path),
      ),
    },
  };
}

/** Fields with an assumed value. */
const ASSUMED: ReadonlySet<string> = (() => {
  const found = new Set<string>();
  const walk = (value: CpuValue): void => {
    if ("field" in value) {
      if (value.assumed !== undefined) found.add(value.field);
    } else if ("clear" in value) walk(value.clear);
    else if ("complement" in value) walk(value.complement);
    else if ("shiftLeft" in value) walk(value.shiftLeft);
    else if ("and" in value) value.and.forEach(walk);
    else if ("firstKnown" in value) value.firstKnown.forEach(walk);
    else for (const part of value.reservedExcept) walk("if" in part ? part.if : part.count);
  };
  for (const { value } of CPU_CONSTANTS) walk(value);
  return found;
})();
