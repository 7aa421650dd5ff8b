/**
 * Which of the readings of a block are a state. All that is read only claims; this is the one place
 * that decides. What is not taken is said, with its reason.
 */
import type { View } from "../../state/exchange.ts";
import { settleSegments } from "../kvm-segment.ts";
import { encodingOf, joinHalves } from "../vmcs-fields.ts";
import type { Block } from "./events.ts";
import type { Token } from "./lexer.ts";
import { targetOf, wordsOf } from "./names.ts";
import { type FieldReading, LOW, isOwnEncoding } from "./readings.ts";
import { functionOf, isPrefix } from "./store.ts";

/** A remark about something at a place of the text. */
export interface PairRemark {
  readonly at: Token;
  readonly text: string;
}

export interface PairState {
  readonly isCode: boolean;
  readonly view: View;
  readonly values: ReadonlyMap<string, { readonly value: bigint; readonly at: Token }>;
  readonly remarks: readonly PairRemark[];
  /** Whether some of its names can be nothing else than fields. */
  readonly isNamed: boolean;
}

export interface Decision {
  readonly states: readonly PairState[];
  /** What looks like fields and belongs to no state. */
  readonly left: readonly PairRemark[];
}

/** `wordsBefore`: how many words stand on the line of a list before the first name that is read. */
export function decideStates(
  all: readonly FieldReading[],
  wordsBefore: (line: number) => number,
): Decision {
  const left: PairRemark[] = [];
  const readings = all.filter((reading) => {
    const { style, target, nameAt } = reading;
    // A register's bare name in a sentence, or behind what a program says of itself, is anything's.
    const isClear =
      style !== "list" || target.strength !== "bare" || wordsBefore(nameAt.line) <= MAX_LABEL;
    if (!isClear) left.push({ at: nameAt, text: `${nameOf(reading)} is not read: ${WHOSE}` });
    return isClear;
  });
  const code = readings.filter(({ style }) => style === "code");
  const lists = splitLists(readings.filter(({ style }) => style !== "code"));
  const groups = [...(code.length > 0 ? [code] : []), ...lists];
  const [first, second] = groups;
  // A table of a program and what it writes besides are one state, if they do not contradict.
  const isOne = groups.length === 2 && first !== undefined && second !== undefined;
  const united =
    isOne && code.length > 0 && !contradict(first, second) ? [[...first, ...second]] : groups;
  const states: PairState[] = [];
  for (const group of united) {
    const state = stateOf(group, left);
    if (state !== undefined) states.push(state);
  }
  return { states, left };
}

const WHOSE = "nothing says whose it is";

/** So many words may stand before the first register of a line. */
const MAX_LABEL = 2;

/** In a printed list a field that comes again begins the next state. */
function splitLists(readings: readonly FieldReading[]): FieldReading[][] {
  const groups: FieldReading[][] = [];
  let seen = new Set<string>();
  let last = "";
  for (const reading of readings) {
    const { path } = reading.target;
    if (groups.length === 0 || (seen.has(path) && path !== last)) {
      groups.push([]);
      seen = new Set();
    }
    seen.add(path);
    last = path;
    groups.at(-1)?.push(reading);
  }
  return groups;
}

function contradict(one: readonly FieldReading[], other: readonly FieldReading[]): boolean {
  const values = new Map(one.map(({ target, value }) => [target.path, value]));
  return other.some(({ target, value }) => {
    const before = values.get(target.path);
    return before !== undefined && value !== undefined && before !== value;
  });
}

// --- One state -----------------------------------------------------------------------------------

/** Fields that are too common in logs to show that others are fields. */
const COMMON = /^controls\.(?:exitReason|exitQualification)$/;
/** Fields by encoding are believed if there are so many. */
const MIN_ENCODED = 4;
/** A register's bare name is believed so near to others that are certain. */
const NEAR = 8;

function stateOf(group: readonly FieldReading[], left: PairRemark[]): PairState | undefined {
  const leave = (reading: FieldReading, why: string): void => {
    left.push({ at: reading.nameAt, text: `${nameOf(reading)} ${why}` });
  };
  const encodings = group.filter(isOwnEncoding);
  if (encodings.length >= 2 || (encodings.length > 0 && encodings.length === group.length))
    return undefined;
  const encoded = group.filter(({ target }) => target.strength === "encoding");
  const isSetUp = group.some(isStatement);
  const isEncoded =
    isSetUp || new Set(encoded.map(({ target }) => target.path)).size >= MIN_ENCODED;
  const candidates = group.filter(({ target }) => target.strength !== "encoding" || isEncoded);
  const strong = candidates.filter(({ target }) => target.strength !== "bare");
  const complete = completeSegments(candidates);
  const certain = [...strong, ...complete];
  if (!isEnough(certain)) {
    for (const one of candidates) leave(one, "stands alone: nothing says that it is a guest's");
    return undefined;
  }
  const read = certain.filter(({ value }) => value !== undefined);
  const accepted = candidates.filter((reading) => {
    if (reading.target.strength !== "bare" || complete.includes(reading)) return true;
    const isMember = reading.style !== "code" || reading.owners.length > 0;
    const isNear =
      read.length >= 2 &&
      certain.some(({ nameAt }) => Math.abs(nameAt.line - reading.nameAt.line) <= NEAR);
    if (!isMember || !isNear) leave(reading, `is not read: ${WHOSE}`);
    return isMember && isNear;
  });
  if (isIndex(accepted)) {
    for (const reading of accepted)
      if (reading.value === undefined) leave(reading, `is not read: ${reading.why}`);
      else if (reading.isPrinted) leave(reading, "is not read: so small numbers may be anything");
    return undefined;
  }
  return settle(accepted);
}

function nameOf({ target }: FieldReading): string {
  return target.path.replace(/^kvm\./, "guest.").replace(/:(?:high|low)$/, "");
}

function isEnough(certain: readonly FieldReading[]): boolean {
  // A single field does if nothing else can be called so.
  if (certain.some(isUnmistakable)) return true;
  // What stands in different functions, or structures, makes no state together.
  const places = new Set(certain.map(placeOf));
  const groups = [...places].map((place) => certain.filter((one) => placeOf(one) === place));
  return groups.some((readings) => {
    const paths = new Set(
      readings.map(({ target }) => target.path).filter((path) => !COMMON.test(path)),
    );
    const isProgram = readings.some(isStatement);
    const isList = readings.some(({ style }) => style === "list");
    return paths.size >= (isList || isProgram ? 2 : MIN_OWNED);
  });
}

function placeOf({ blocks, root }: FieldReading): number | undefined {
  return functionOf(blocks) ?? root;
}

/** So many members of a structure, or of a variable with a telling name, are a state. */
const MIN_OWNED = 3;

/** A field is set for itself, and not among the members of a structure. */
function isStatement({ style, target, nameAt, root }: FieldReading): boolean {
  if (style !== "code" || target.strength !== "full" || root !== undefined) return false;
  return nameAt.kind !== "string";
}

function isUnmistakable({ target, nameAt, style, isWrite }: FieldReading): boolean {
  if (style === "data" || target.strength !== "full" || COMMON.test(target.path)) return false;
  if (nameAt.kind === "string") return false;
  if (style === "code" && !isWrite && targetOf([nameAt.text])?.strength !== "full") return false;
  return /^(?:guest|host)\./.test(target.path) || /vm/i.test(nameAt.text);
}

const RIGHTS: readonly (readonly string[])[] = [
  ["accessRights"],
  ["type", "s", "dpl", "present", "l", "db", "g"],
];

/** The readings of segments of which all parts are given: no other program has such records. */
function completeSegments(readings: readonly FieldReading[]): FieldReading[] {
  const parts = new Map<string, Map<string, FieldReading>>();
  for (const reading of readings) {
    const [group, register = "", part = ""] = reading.target.path.split(".");
    if (group !== "guest" && group !== "kvm") continue;
    const known = parts.get(register) ?? new Map<string, FieldReading>();
    parts.set(register, known.set(part, reading));
  }
  const complete = [...parts.values()].flatMap((known) => {
    const has = (names: readonly string[]): boolean => names.every((name) => known.has(name));
    const isComplete = has(["base", "limit"]) && RIGHTS.some((names) => has(names));
    return isComplete ? [[...known.values()]] : [];
  });
  // A single one without an owner is some variable.
  return complete.length === 1 && complete[0]?.every(({ target }) => target.strength === "bare")
    ? []
    : complete.flat();
}

/** Offsets, widths, places in an order, initial values: numbers about fields, and not theirs. */
function isIndex(readings: readonly FieldReading[]): boolean {
  const isCertain = readings.some(
    (reading) =>
      (reading.isWrite && reading.target.strength === "full" && reading.nameAt.kind !== "string") ||
      isStatement(reading) ||
      (reading.target.strength === "full" && reading.number?.base === 16),
  );
  if (isCertain) return false;
  const values = readings.flatMap(({ value }) => (value === undefined ? [] : [value]));
  if (values.length === 0) return false;
  return values.every((value) => value < SMALL) || values.every((value) => value === values[0]);
}

const SMALL = 0x80n;

// --- Its values ------------------------------------------------------------------------------------

function settle(readings: readonly FieldReading[]): PairState | undefined {
  const remarks: PairRemark[] = [];
  const byPath = new Map<string, FieldReading[]>();
  for (const reading of readings) {
    const same = byPath.get(reading.target.path);
    if (same === undefined) byPath.set(reading.target.path, [reading]);
    else same.push(reading);
  }
  const places = new Map<string, Token>();
  const values = new Map<string, bigint>();
  const common = commonBlocks(readings);
  const unlike = unlikeOthers(readings);
  const isUsual = usualIn(readings);
  for (const [path, all] of byPath) {
    const best = strongest(all);
    const [first] = best;
    if (first === undefined) continue;
    const decided = best.some((reading) => unlike.has(reading))
      ? UNLIKE
      : decide(best, common, isUsual);
    if (typeof decided !== "string")
      for (const { nameAt, value } of best.slice(0, -1))
        if (value !== decided.value)
          remarks.push({
            at: nameAt,
            text: `${nameOf(first)} is set again below; that value counts`,
          });
    if (typeof decided === "string") {
      const at = best.at(-1)?.nameAt ?? first.nameAt;
      remarks.push({ at, text: `${nameOf(first)}: ${decided}; it is not read` });
      continue;
    }
    values.set(path, decided.value);
    places.set(path, decided.at);
  }
  const settled = settleAll(values, places, readings, remarks);
  const isNothing = [...settled.keys()].every((path) => COMMON.test(path));
  if (isNothing && (settled.size > 0 || remarks.length === 0)) return undefined;
  return {
    isCode: readings.some(({ style }) => style === "code"),
    view: isGuestView(readings) ? "guest" : "vmcs",
    values: settled,
    remarks,
    isNamed: readings.some(({ target }) => target.strength === "full"),
  };
}

const UNLIKE = "it is filled with zeros unlike the others, and some of its digits may be missing";

function strongest(all: readonly FieldReading[]): readonly FieldReading[] {
  const full = all.filter(({ target }) => target.strength === "full");
  if (full.length > 0) return full;
  const owned = all.filter(({ target }) => target.strength === "owned");
  return owned.length > 0 ? owned : all;
}

/** For each function: the branches that all of its writes stand in, which say nothing then. */
function commonBlocks(readings: readonly FieldReading[]): ReadonlyMap<number | undefined, number> {
  const chains = new Map<number | undefined, readonly Block[]>();
  for (const { style, blocks } of readings) {
    if (style !== "code") continue;
    const own = functionOf(blocks);
    const before = chains.get(own);
    if (before === undefined) chains.set(own, blocks);
    else {
      let length = 0;
      while (length < before.length && before[length]?.id === blocks[length]?.id) length++;
      chains.set(own, before.slice(0, length));
    }
  }
  return new Map([...chains].map(([own, { length }]) => [own, length]));
}

function decide(
  all: readonly FieldReading[],
  common: ReadonlyMap<number | undefined, number>,
  isUsual: (reading: FieldReading) => boolean,
): { value: bigint; at: Token } | string {
  const last = all.at(-1);
  if (last === undefined) return "it is not written";
  const inside = (blocks: readonly Block[]): readonly Block[] =>
    blocks.slice(common.get(functionOf(blocks)) ?? 0).filter(({ kind }) => kind !== "function");
  const isConditional = last.style === "code" && inside(last.blocks).length > 0;
  const isSame = all.every(({ value }) => value === last.value);
  const isStraight = all.every(({ blocks }) => isPrefix(last.blocks, blocks));
  if (isConditional && !(isSame && all.length > 1))
    return `it is set only in a branch or a loop on line ${LINE}`;
  if (!isSame && last.style !== "code") return "it is given twice, with different values";
  if (!isSame && !isStraight) return "it is set in several branches or functions";
  if (last.value === undefined) return last.why;
  const doubt = doubtOf(last, isUsual(last));
  return doubt ?? { value: last.value, at: last.valueAt };
}

/** Stands for the line of the remark, which is known where the remark is printed. */
const LINE = "{line}";

/** Numbers that are filled with zeros have as many digits as some width, or as KVM's attributes. */
const FILLED: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 8, 12, 16]);

/** No number of a field is longer. */
const MAX_DIGITS = 16;

/** Whether several others of its width fill it, as this one does. */
function usualIn(readings: readonly FieldReading[]): (reading: FieldReading) => boolean {
  const isFull = (one: FieldReading): boolean => digitsOf(one) === one.target.width / 4;
  return (reading) =>
    isFull(reading) &&
    readings.filter((one) => one.target.width === reading.target.width && isFull(one)).length > 2;
}

/** Why a printed number does not look whole. */
function doubtOf(
  { number, target, isPrinted, value, isCut }: FieldReading,
  isUsual: boolean,
): string | undefined {
  if (number === undefined || value === undefined) return undefined;
  const { digits } = number;
  if (isCut && digits.length < MAX_DIGITS && !isUsual)
    return "the text ends in the middle of its line, and perhaps of the number";
  if (!isPrinted) return undefined;
  const isHex =
    number.base === 16 || (number.base === undefined && BigInt(`0x${digits}`) === value);
  if (!isHex) return undefined;
  if (digits.length > Math.ceil(target.width / 4) && digits.length % 4 !== 0)
    return `the number has more digits than its ${target.width} bits`;
  if (digits.startsWith("0") && !FILLED.has(digits.length))
    return `no width has ${digits.length} digits; some of them are missing`;
  return undefined;
}

/**
 * Numbers with zeros in front in a list that does not fill its numbers, and those with half the
 * digits of the others: some of them may be missing.
 */
function unlikeOthers(readings: readonly FieldReading[]): ReadonlySet<FieldReading> {
  const printed = readings.filter(
    ({ isPrinted, number }) => isPrinted && number?.base === 16 && !number.isLiteral,
  );
  const filled = printed.filter(isFilled);
  const short = printed.filter(
    (reading) => !isFilled(reading) && digitsOf(reading) < reading.target.width / 4,
  );
  const isNatural = ({ target }: FieldReading): boolean => (encodingOf(target.path) ?? 0) >= 0x6000;
  const natural = printed.filter(isNatural);
  const whole = natural.filter((reading) => digitsOf(reading) === 16);
  const fixed = printed.filter((reading) => digitsOf(reading) === MAX_DIGITS);
  const others = printed.filter((reading) => digitsOf(reading) !== MAX_DIGITS);
  // A program that prints every number, however narrow its field is, with all the digits.
  const isFixed = fixed.filter(({ target }) => target.width < 64).length >= MIN_SHOWN;
  if (isFixed && fixed.length >= MIN_SHOWN * others.length)
    return new Set(others.filter((reading) => digitsOf(reading) > 1));
  const isMinimal = short.filter((reading) => digitsOf(reading) !== 8).length >= MIN_SHOWN;
  if (isMinimal) return new Set(filled.length * 4 <= short.length ? filled : []);
  const halves = natural.filter((reading) => digitsOf(reading) === 8);
  return new Set(whole.length >= 2 && halves.length * 4 <= whole.length ? halves : []);
}

/** So many numbers show how a list prints its numbers. */
const MIN_SHOWN = 3;

function digitsOf({ number }: FieldReading): number {
  return number?.digits.length ?? 0;
}

function isFilled({ number }: FieldReading): boolean {
  return number !== undefined && number.digits.length > 1 && number.digits.startsWith("0");
}

function settleAll(
  values: ReadonlyMap<string, bigint>,
  places: ReadonlyMap<string, Token>,
  readings: readonly FieldReading[],
  remarks: PairRemark[],
): Map<string, { value: bigint; at: Token }> {
  const fields = new Map<string, bigint>();
  for (const [path, value] of values) {
    if (!path.endsWith(LOW)) {
      fields.set(path, value);
      continue;
    }
    const whole = path.slice(0, -LOW.length);
    if (values.has(`${whole}:high`)) fields.set(whole, value);
    else
      remarks.push({
        at: places.get(path) ?? NOWHERE,
        text: `${whole} is given by its lower half alone; it is not read`,
      });
    places = new Map(places).set(whole, places.get(path) ?? NOWHERE);
  }
  const halves = joinHalves(fields);
  for (const { from, text } of halves.warnings)
    remarks.push({ at: places.get(from) ?? NOWHERE, text });
  const isKvm = isGuestView(readings);
  const isAttribute = ([path]: [string, bigint]): boolean => path.startsWith("kvm.");
  const attributes = new Map([...halves.values].filter(isAttribute));
  const segments = settleSegments(attributes, { unusable: "maybe" });
  for (const { from, text } of segments.warnings)
    remarks.push({ at: places.get(from) ?? NOWHERE, text });
  const settled = new Map<string, { value: bigint; at: Token }>();
  for (const [path, value] of halves.values)
    if (!path.startsWith("kvm.")) settled.set(path, { value, at: places.get(path) ?? NOWHERE });
  for (const { path, value, from } of segments.values) {
    const register = /^guest\.(\w+)\.accessRights$/.exec(path)?.[1];
    const isUnknown =
      from.startsWith("kvm.") &&
      !isKvm &&
      !halves.values.has(`kvm.${register ?? ""}.unusable`) &&
      value >> 16n !== 0n;
    const at = places.get(from) ?? NOWHERE;
    if (isUnknown)
      remarks.push({
        at,
        text: `${path}: whether the segment is unusable is not said; it is not read`,
      });
    else settled.set(path, { value, at });
  }
  return settled;
}

const NOWHERE: Token = { kind: "newline", text: "", line: 0, at: 0, isGlued: false };

/** What KVM and the like call their registers: the guest's own, not the fields of a VMCS. */
const GUEST_OWNERS = /^(?:S?REGS?|KVM)$/;

function isGuestView(readings: readonly FieldReading[]): boolean {
  const isVmcs = readings.some(
    ({ target: { path, strength } }) =>
      /^(?:controls|host)\./.test(path) || (strength === "full" && /accessRights$/.test(path)),
  );
  if (isVmcs) return false;
  const isOwned = ({ owners }: FieldReading): boolean =>
    owners.some((owner) => wordsOf(owner).some((word) => GUEST_OWNERS.test(word)));
  // Nobody but a virtual machine's monitor gives each attribute of a register a name of its own.
  const isRecord = ({ target }: FieldReading): boolean =>
    target.strength === "bare" && target.path.startsWith("kvm.");
  return readings.some((reading) => isOwned(reading) || isRecord(reading));
}
