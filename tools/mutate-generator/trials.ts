/**
 * Judges packing by states as a caller gives them: what `pack`, `unpack` and `answerIfComplete`
 * must make of each follows from `normalize`, the explaining engine and the published layout.
 */
import { assumedFacts, assumedText } from "../../src/evaluate/check/prepare.ts";
import { FIELDS } from "../../src/generated/fields.ts";
import { derivationInputs, findFact } from "../../src/rules/facts.ts";
import { StateError, normalize, type FieldValue } from "../../src/state/normalize.ts";
import { baseStates } from "../../test/independent/base-states.ts";
import { explained, explainer, questionOf, readersOf } from "../../test/support/questions.ts";
import { book, fieldWriter, type Judge, type Product } from "./product.ts";

const EXIT = ["controls.exitReason", "controls.exitQualification"] as const;
const PATHS = [...FIELDS.keys()].filter((path) => !path.startsWith("cpu."));
const assumed = assumedFacts(book);
const READ = new Set(
  [...FIELDS.keys()].filter((path) => readersOf.has(path) || path.startsWith("controls.exit")),
);
/** Fields that matter only with a control on; elsewhere the generator may ask for more than it must. */
const FEATURES =
  /^guest\.ldtr\.|fred|pdpte|memory|ct(?:l|rl)|sCet|ssp|Ssp|pkrs|uinv|bndcfgs|pat|efer|Sgx|Rtm|nmi/i;

type Fields = ReadonlyMap<string, FieldValue>;

/** A state and what must come of it. */
export interface Trial {
  readonly state: unknown;
  /** JSON pointer of what is wrong with it. */
  readonly fault?: string;
  readonly fields: Fields;
  /** Paths that some check in this state has to know. */
  readonly unknown: readonly string[];
  /** Nothing that could be needed is absent: an answer, or words, must be given. */
  readonly isAnswered: boolean;
  readonly isPacked: boolean;
  /** The answer, as text. */
  readonly answer: string | undefined;
}

/** Read only in system-management mode, or with Intel 64: a packed state does not know its CPU. */
const BY_CPU =
  /^memory\.(?:current|executive)Vmcs$|^guest\.(?:cr3|sysenterE[si]p|(?:gdtr|idtr|tr)\.base)$/;
const NEITHER = { isAnswered: false, isPacked: false, answer: undefined };

export function trialOf(state: unknown): Trial {
  let given: ReturnType<typeof normalize>;
  try {
    given = normalize(state);
  } catch (error) {
    const fault = (error as StateError).pointer;
    return { state, fault, fields: new Map(), unknown: [], ...NEITHER };
  }
  const { fields, view, assume } = given;
  if (view !== "vmcs" || Object.keys(assume).length > 0) {
    const fault = view === "vmcs" ? "/assume" : "/view";
    return { state, fault, fields, unknown: [], ...NEITHER };
  }
  const statuses = explained({ fields, pins: {}, view });
  const absent = [...READ].filter((path) => !fields.has(path));
  const statusesOf = (path: string): string[] =>
    (readersOf.get(path) ?? []).map(({ id }) => statuses.get(id) ?? "");
  const unknown = absent.filter((path) => !isAssumed(path) && statusesOf(path).includes("unknown"));
  const isWhole = absent.every(
    (path) =>
      path.startsWith("controls.exit") ||
      isAssumed(path) ||
      isToldOtherwise(path, fields) ||
      ((FEATURES.test(path) || BY_CPU.test(path)) &&
        statusesOf(path).every((status) => status === "notApplicable")),
  );
  const isReported =
    Number(fields.get(EXIT[0]) ?? 0) === 0x80000021 && BigInt(fields.get(EXIT[1]) ?? 0) !== 0n;
  const isDecided = ![...statuses.values()].includes("unknown");
  const answer = isDecided && !isReported ? answerOf(fields, statuses) : undefined;
  // What another processor would need has to be there on every CPU.
  for (const path of absent.filter((one) => BY_CPU.test(one))) {
    const other = new Map(fields).set("cpu.inSmm", 1).set("cpu.supportsIntel64", 1);
    const onOther = explained({ fields: other, pins: {}, view });
    if ((readersOf.get(path) ?? []).some(({ id }) => onOther.get(id) === "unknown")) {
      unknown.push(path);
    }
  }
  const isAnswered = isWhole && answer !== undefined;
  const isPacked = isWhole && !absent.some((path) => BY_CPU.test(path));
  return { state, fields, unknown, isAnswered, isPacked, answer };
}

const isAssumed = (path: string): boolean => assumed.some((fact) => fact.path === path);

/** The masks that rules read, by the CPU facts they follow from. */
const masks = [...book.facts.values()].flatMap((fact) =>
  fact.kind === "derived" && fact.derivation.kind === "firstKnown"
    ? [{ name: fact.name, paths: new Set(inputsOf(fact.name)) }]
    : [],
);

function inputsOf(name: string): string[] {
  const fact = findFact(book.facts, name);
  if (fact === undefined) return [];
  return fact.kind === "field" ? [fact.path] : derivationInputs(fact.derivation).flatMap(inputsOf);
}

/** A CPU fact that only matters for a mask which is known without it. */
function isToldOtherwise(path: string, fields: Fields): boolean {
  const own = masks.filter(({ paths }) => paths.has(path));
  const question = { fields, pins: {}, view: "vmcs" as const };
  return own.length > 0 && own.every(({ name }) => explainer.fact(name, question) !== undefined);
}

/** Ids, assumptions and addresses on the boundary, as `answerIfComplete` gives them. */
function answerOf(fields: Fields, statuses: ReadonlyMap<string, string>): string {
  const width = Number(fields.get("cpu.linearAddressWidth") ?? 0);
  const boundaries = ["rip", "ssp"].flatMap((name) => {
    const value = BigInt(fields.get(`guest.${name}`) ?? 0);
    const isCanonical = BigInt.asUintN(64, BigInt.asIntN(width, value)) === value;
    const rule = `${name}-linear-width`;
    return statuses.get(rule) === "pass" && !isCanonical ? [{ rule, value, width }] : [];
  });
  return printed({
    violated: [...statuses].filter(([, status]) => status === "fail").map(([id]) => id),
    assumed: assumed.filter(({ path }) => !fields.has(path)).map(assumedText),
    boundaries,
  });
}

const printed = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "bigint" ? `0x${inner.toString(16)}` : inner,
  );

/** What is wrong with what the engines make of a trial, if anything. */
export function faultIn(trial: Trial, { engines }: Product): string | undefined {
  const { pack, unpack, answerIfComplete, PACKED_FIELDS, PACKED_WORDS } = engines;
  const { state, fault, fields, unknown, isAnswered, isPacked, answer } = trial;
  const given = answerIfComplete(state);
  if (given === undefined ? isAnswered : printed(given) !== answer) {
    return "answer";
  }
  const words = new Int32Array(3 * PACKED_WORDS).fill(-1);
  let pointer: string | undefined;
  try {
    pack(state as object, words, PACKED_WORDS);
  } catch (error) {
    if (!(error instanceof StateError)) return "pack: no StateError";
    pointer = error.pointer;
  }
  // The facts of the CPU are no part of packed words.
  if (fault?.startsWith("/cpu") === true) return undefined;
  if (fault !== undefined) return pointer === fault ? undefined : "pack: fault";
  const absent = PATHS.filter((path) => !fields.has(path));
  if (pointer !== undefined) {
    const isAbsent = absent.some((path) => `/${path.replaceAll(".", "/")}` === pointer);
    return isAbsent && !isPacked ? undefined : "pack: refused";
  }
  if (unknown.some((path) => !path.startsWith("cpu."))) return "pack: not refused";
  const expected = new Int32Array(PACKED_WORDS);
  const write = fieldWriter(PACKED_FIELDS);
  for (const [path, value] of fields) write(expected, path, value);
  for (let i = 0; i < words.length; i++) {
    const isInside = i >= PACKED_WORDS && i < 2 * PACKED_WORDS;
    if (words[i] !== (isInside ? expected[i - PACKED_WORDS] : -1)) return "pack: words";
  }
  const back = normalize(unpack(words, PACKED_WORDS)).fields;
  if (back.size !== PATHS.length) return "unpack: fields";
  for (const path of PATHS) {
    const wide = (FIELDS.get(path)?.width ?? 0) > 32;
    if (back.get(path) !== (fields.get(path) ?? (wide ? 0n : 0))) return "unpack";
  }
  return undefined;
}

/** Each word belongs to one field, in one piece. */
function layoutFault({ engines: { PACKED_FIELDS, PACKED_WORDS } }: Product): string | undefined {
  let next = 0;
  for (const { path, word, width } of PACKED_FIELDS) {
    if (word !== next || width !== FIELDS.get(path)?.width) return "layout";
    next += width > 32 ? 2 : 1;
  }
  const paths = PACKED_FIELDS.map(({ path }) => path);
  if (next !== PACKED_WORDS || paths.toSorted().join() !== PATHS.toSorted().join()) return "layout";
  // What no check reads lies behind everything else, so that a check touches little memory.
  const firstUnread = paths.findIndex((path) => !readersOf.has(path));
  return paths.slice(firstUnread).some((path) => readersOf.has(path))
    ? "layout: unread"
    : undefined;
}

export function trialsJudge(trials: readonly Trial[]): Judge {
  return (product) => {
    const fault = layoutFault(product);
    if (fault !== undefined) return fault;
    for (const trial of trials) {
      const found = faultIn(trial, product);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** The base states as fields: a guest of each kind. */
export const grounds: readonly Fields[] = Object.values(baseStates).map(
  (state) => questionOf(state).fields,
);
