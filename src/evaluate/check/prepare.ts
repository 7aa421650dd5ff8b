import type { FieldFact, RuleBook } from "../../rules/types.ts";
import type { CandidateState } from "../../state/normalize.ts";
import type { Question, WorldFact } from "../types.ts";

/** The question an engine answers, and what the reader must know about how it was put. */
export interface Prepared {
  question: Question;
  notes: string[];
}

/** Basic exit reason 33 with bit 31, VM-entry failure. */
export const EXIT_REASON_INVALID_GUEST_STATE = 0x80000021;

/**
 * Turns a state into a question: assumptions become pins, and what the state tells about itself
 * in other words (EFER.LMA in a guest view, an exit qualification of 3) becomes a known fact.
 */
export function prepare(state: CandidateState, book: RuleBook): Prepared {
  const notes: string[] = [];
  const pins: Partial<Record<WorldFact, 0 | 1>> = {};
  const fields = new Map(state.fields);

  for (const [name, ...bits] of ASSUMABLE) {
    const assumed = state.assume[name];
    if (assumed === undefined) continue;
    pins[name] = assumed ? 1 : 0;
    // The control is the product of its bits: one known 0 tells it as well as all known.
    const told = bits.map(([path, bit]) => bitOf(fields.get(path), bit));
    const zero = told.indexOf(0);
    const said = zero >= 0 ? 0 : told.includes(undefined) ? undefined : 1;
    if (said === undefined || said === pins[name]) continue;
    const source = bits[zero >= 0 ? zero : bits.length - 1]?.[0] ?? "";
    notes.push(`${LABEL[name]} is taken as ${pins[name]}, as asked; ${source} says ${said}.`);
  }

  const efer = fields.get("guest.efer");
  if (
    state.view === "guest" &&
    efer !== undefined &&
    pins.ia32eModeGuest === undefined &&
    !fields.has("controls.entry")
  ) {
    const active = bitOf(efer, 10) ?? 0;
    pins.ia32eModeGuest = active;
    notes.push(
      `Inferred: ${LABEL.ia32eModeGuest} is ${active}, because the guest reads EFER.LMA = ${active}.`,
    );
  }

  if (
    fields.get("controls.exitQualification") === 3n &&
    Number(fields.get("controls.exitReason") ?? 0) === EXIT_REASON_INVALID_GUEST_STATE &&
    !fields.has("cpu.nmiInjectionNeedsNoStiBlocking")
  ) {
    fields.set("cpu.nmiInjectionNeedsNoStiBlocking", 1);
    notes.push(
      "Inferred: this processor requires no blocking by STI for NMI injection, because it reported exit qualification 3.",
    );
  }

  const assumed = assumedFacts(book).filter(({ path }) => !fields.has(path));
  notes.push(...assumptionNote(assumed.map(assumedText)));
  return { question: { fields, pins, view: state.view }, notes };
}

const assumedOf = new WeakMap<RuleBook, readonly FieldFact[]>();

/** Whole fields of the CPU with a value that holds when they are absent, in catalogue order. */
export function assumedFacts(book: RuleBook): readonly FieldFact[] {
  const known = assumedOf.get(book);
  if (known !== undefined) return known;
  const found = [...book.facts.values()].filter(
    (fact): fact is FieldFact => fact.kind === "field" && fact.whole && fact.assumed !== undefined,
  );
  assumedOf.set(book, found);
  return found;
}

/** A fact with its assumed value, as the note names it. */
export function assumedText({ path, boolean, assumed = 0n }: FieldFact): string {
  return `${path} = ${boolean ? assumed === 1n : `0x${assumed.toString(16)}`}`;
}

/** The note that names assumed facts by their texts; none without any. */
export function assumptionNote(facts: readonly string[]): string[] {
  if (facts.length === 0) return [];
  return [`Assumed, because the input does not say: ${facts.join(", ")}.`];
}

const LABEL = {
  ia32eModeGuest: '"IA-32e mode guest"',
  unrestrictedGuest: '"unrestricted guest"',
  ept: '"enable EPT"',
} as const;

/** An assumption, and the bits whose product the control words tell. */
const ASSUMABLE = [
  ["ia32eModeGuest", ["controls.entry", 9]],
  ["unrestrictedGuest", ["controls.primaryProcBased", 31], ["controls.secondaryProcBased", 7]],
  ["ept", ["controls.primaryProcBased", 31], ["controls.secondaryProcBased", 1]],
] as const;

function bitOf(value: number | bigint | undefined, bit: number): 0 | 1 | undefined {
  return value === undefined ? undefined : (Number((BigInt(value) >> BigInt(bit)) & 1n) as 0 | 1);
}
