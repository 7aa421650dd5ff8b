/**
 * What the VMCS dumps of KVM and Xen have in common: three sections, and names that stand in two
 * of them. Most lines show by their form which section they are from; those that do not are
 * believed only where the section is known, so that an excerpt without headings cannot pass the
 * host's EFER off as the guest's.
 */
import type { FieldValue } from "./format.ts";
import type { PhraseMatch } from "./layout.ts";

export type Section = "guest" | "host" | "control";

export interface SectionRules<Kind extends string> {
  /** The section that a kind of line proves; `undefined`: none. */
  readonly proves: Readonly<Record<Kind, Section | undefined>>;
  /** The kind of which half a line may also be the rest of a wrapped line of the host. */
  readonly weakHalf: Kind;
}

/** Keeps track of the section from line to line. */
export class SectionTracker<Kind extends string> {
  current: Section | undefined;
  /** How far the guest's section has come; see {@link rankOf}. */
  #rank = 0;
  /** The line before, and what was known when it began. */
  #last: { text: string; current: Section | undefined; rank: number } | undefined;
  readonly #rules: SectionRules<Kind>;

  constructor(rules: SectionRules<Kind>) {
    this.#rules = rules;
  }

  /** Begins a line. One that may go on is shown again with its rest, as if for the first time. */
  begin(text: string): void {
    if (this.#last !== undefined && text.startsWith(this.#last.text)) {
      this.current = this.#last.current;
      this.#rank = this.#last.rank;
    }
    this.#last = { text, current: this.current, rank: this.#rank };
  }

  /** Whether the values of this phrase are the guest's (or controls). */
  take(phrase: PhraseMatch<Kind>): boolean {
    const proven = this.#rules.proves[phrase.kind];
    if (proven === undefined) return this.#isGuests(phrase);
    if (!phrase.complete) {
      const provenByHalf = phrase.kind === this.#rules.weakHalf ? undefined : proven;
      return (this.current ?? provenByHalf) === proven;
    }
    this.current = proven;
    this.#rank = phrase.slots.length === 0 ? 0 : (rankOf(phrase) ?? this.#rank);
    return proven !== "host";
  }

  /**
   * Whether a phrase that stands in both sections is the guest's: it must not come behind lines
   * that the guest's stands before. Else lines are lost, and with them the heading of the host.
   */
  #isGuests(phrase: PhraseMatch<Kind>): boolean {
    if (this.current !== "guest") return false;
    const rank = rankOf(phrase);
    if (rank === undefined) return true;
    const isInOrder = rank >= this.#rank;
    if (isInOrder) this.#rank = rank;
    else this.current = undefined;
    return isInOrder;
  }

  /** Whether the phrase has values and nothing tells whose they are. */
  isAmbiguous(phrase: PhraseMatch<Kind>): boolean {
    const isKnown = this.current !== undefined || this.#rules.proves[phrase.kind] !== undefined;
    return !isKnown && phrase.slots.some(({ path }) => path !== "");
  }
}

/** The parts of the guest's section in their order, by the fields in them. */
const PARTS: readonly RegExp[] = [
  /^guest\.(?:cr\d|pdpte\d|rsp|rip|rflags|dr7)$/,
  /^guest\.sysenter/,
  /^guest\.(?:[c-gs]s|ldtr|tr|[gi]dtr)\.|^attr\./,
  /^guest\.(?:efer|pat|preemptionTimer|smbase)$|^efer$/,
  /^guest\.(?:debugctl|pendingDebugExceptions)$/,
  /^guest\.(?:perfGlobalCtrl|bndcfgs)$/,
  /^guest\.(?:interruptibilityState|activityState|interruptStatus)$/,
  /^guest\.(?:sCet|ssp)/,
];

/** In which part of the guest's section a phrase stands; `undefined` if its fields do not tell. */
function rankOf({ slots }: PhraseMatch<string>): number | undefined {
  const ranks = slots.map(({ path }) => PARTS.findIndex((part) => part.test(path)));
  return ranks.find((rank) => rank !== -1);
}

/** Said of a line that {@link SectionTracker.isAmbiguous}. */
export const AMBIGUOUS =
  "nothing tells whether this line is the guest's or the host's; it is not read";

/**
 * The fields beside the VM-entry interruption information that this event does not use. What they
 * hold then is left over from an earlier event and is no part of the state.
 */
export function unusedEventFields(event: bigint): ReadonlySet<string> {
  const isValid = (event & (1n << 31n)) !== 0n;
  const hasErrorCode = isValid && (event & (1n << 11n)) !== 0n;
  const isSoftware = isValid && SOFTWARE_EVENTS.has((event >> 8n) & 7n);
  const unused = new Set<string>();
  if (!hasErrorCode) unused.add("controls.entryExceptionErrorCode");
  if (!isSoftware) unused.add("controls.entryInstructionLength");
  return unused;
}

/** Software interrupt, privileged software exception, software exception. */
const SOFTWARE_EVENTS: ReadonlySet<bigint> = new Set([4n, 5n, 6n]);

/** The value of a path among those of one line. */
export function valueOf(values: readonly FieldValue[], path: string): bigint | undefined {
  return values.find((value) => value.path === path)?.value;
}

/** What both programs print in the same words for the guest and for the host. */
export const SECTION_DEPENDENT: readonly string[] = [
  ...["sysenterEsp", "sysenterEip", "sysenterCs", "efer", "pat", "perfGlobalCtrl"],
  ...["sCet", "ssp", "interruptSspTableAddr"],
].map((name) => `guest.${name}`);
