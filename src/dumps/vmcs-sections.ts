/**
 * What the VMCS dumps of KVM and Xen have in common: three sections, and names that stand in two
 * of them. Most lines show by their form which section they are from; those that do not are
 * believed only where the section is known, so that an excerpt without headings cannot pass the
 * host's EFER off as the guest's.
 */
import type { FieldValue } from "./format.ts";
import type { PhraseMatch } from "./layout.ts";

const SELECTORS: readonly string[] = ["CS", "SS", "DS", "ES", "FS", "GS", "TR"].map(
  (name) => `${name}={host.${name.toLowerCase()}.selector:4}`,
);
const SELECTOR_ROW = SELECTORS.join(" ");

/** What both print of the host in the same words, and nobody else. */
export const HOST_ROWS: readonly string[] = [
  SELECTOR_ROW,
  "FSBase={host.fs.base:16} GSBase={host.gs.base:16} TRBase={host.tr.base:16}",
  "GDTBase={host.gdtr.base:16} IDTBase={host.idtr.base:16}",
];

/** Pieces of the row of selectors, as they stand where it was wrapped. One alone could be anything. */
const PIECES: readonly string[] = SELECTORS.flatMap((_, from) =>
  SELECTORS.slice(from + 1).map((__, more) => SELECTORS.slice(from, from + more + 2).join(" ")),
);

/** What both print of the host as others print it of the guest; and pieces of a wrapped row. */
export const HOST_UNSURE: readonly string[] = [
  "CR0={host.cr0:16} CR3={host.cr3:16} CR4={host.cr4:16}",
  ...PIECES.filter((piece) => piece !== SELECTOR_ROW),
  ...SELECTORS.slice(-1),
];

export type Section = "guest" | "host" | "control";

export interface SectionRules<Kind extends string> {
  /** The section that a kind of line proves; `undefined`: none. */
  readonly proves: Readonly<Record<Kind, Section | undefined>>;
  /** The kind of which half a line may also be the rest of a wrapped line of the host. */
  readonly weakHalf: Kind;
  /** Lines of the host that other programs print of the guest: they need lines before them. */
  readonly weakHost: Kind;
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

  /** Of which section the values of this phrase are; `undefined` if they must not be read. */
  take(phrase: PhraseMatch<Kind>): Section | undefined {
    const proven = this.#rules.proves[phrase.kind];
    if (proven === undefined) return this.#sectionOf(phrase);
    if (!phrase.complete) {
      const isWeak = phrase.kind === this.#rules.weakHalf || proven === "host";
      return (this.current ?? (isWeak ? undefined : proven)) === proven ? proven : undefined;
    }
    const isSure = phrase.kind !== this.#rules.weakHost || this.#isInDump;
    if (this.current !== proven || phrase.slots.length === 0) this.#rank = 0;
    this.current = isSure ? proven : undefined;
    this.#rank = rankOf(phrase, proven) ?? this.#rank;
    return this.current;
  }

  /** Whether lines of the guest's or of the host's section came before this one. */
  get #isInDump(): boolean {
    return this.current === "guest" || this.current === "host";
  }

  /**
   * Of which section a phrase is that stands in both: it must not come behind lines that this
   * section's stands before. Else lines are lost, and with them the heading of the other.
   */
  #sectionOf(phrase: PhraseMatch<Kind>): Section | undefined {
    const section = this.current;
    if (section === undefined || section === "control") return undefined;
    const rank = rankOf(phrase, section);
    if (rank === undefined) return section;
    if (rank >= this.#rank) this.#rank = rank;
    else this.current = undefined;
    return this.current;
  }

  /** Whether the phrase has values and nothing tells whose they are. */
  isAmbiguous(phrase: PhraseMatch<Kind>): boolean {
    const isProof =
      this.#rules.proves[phrase.kind] !== undefined && phrase.kind !== this.#rules.weakHost;
    const isKnown = this.current !== undefined || isProof;
    return !isKnown && phrase.slots.some(({ path }) => path !== "");
  }
}

/** The parts of a section in their order, by the fields in them. */
const PARTS: Readonly<Record<Section, readonly RegExp[]>> = {
  guest: [
    /^guest\.(?:cr\d|pdpte\d|rsp|rip|rflags|dr7)$/,
    /^guest\.sysenter/,
    /^guest\.(?:[c-gs]s|ldtr|tr|[gi]dtr)\.|^attr\./,
    /^guest\.(?:efer|pat|preemptionTimer|smbase)$|^efer$/,
    /^guest\.(?:debugctl|pendingDebugExceptions)$/,
    /^guest\.(?:perfGlobalCtrl|bndcfgs)$/,
    /^guest\.(?:interruptibilityState|activityState|interruptStatus)$/,
    /^guest\.(?:sCet|ssp)/,
  ],
  host: [
    /^host\.(?:rip|rsp)$/,
    /^host\.\w{2,4}\.(?:selector|base)$/,
    /^host\.cr\d$/,
    // Lines that are the guest's as well are written down as the guest's.
    /^guest\.sysenter/,
    /^guest\.(?:efer|pat)$|^host\.pat$|^efer$/,
    /^guest\.perfGlobalCtrl$/,
    /^guest\.(?:sCet|ssp)/,
  ],
  control: [],
};

/** In which part of its section a phrase stands; `undefined` if its fields do not tell. */
function rankOf({ slots }: PhraseMatch<string>, section: Section): number | undefined {
  const ranks = slots.map(({ path }) => PARTS[section].findIndex((part) => part.test(path)));
  return ranks.find((rank) => rank !== -1);
}

/** The path of a field in the section where its line stood: a shared line is written as the guest's. */
export function pathIn(section: Section, path: string): string {
  return section === "host" ? path.replace(/^guest\./, "host.") : path;
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
].flatMap((name) => [`guest.${name}`, `host.${name}`]);
