/** What is to be said about a text that reports a failure, with a state or without one. */
import { meaningOf, type Failure, type KnownText, type Unread } from "./dumps/index.ts";
import { frame, type Report, type ReportedFailure } from "./evaluate/check/index.ts";
import { tool } from "./tool.ts";

/** `source.format` of the report on a text that reports a failure and holds no state. */
export const HEADLINE = "headline";

/** What AMD processors report for a VMCB they refuse: no check of a VMCS is behind it. */
const AMD_INVALID_VMCB = "0xffffffff";

const OTHER_REASONS: ReadonlySet<Failure["kind"]> = new Set([
  "vm-instruction-error",
  "msr-loading",
  "machine-check",
  "not-a-vm-entry-failure",
]);

/**
 * Whether a reported failure cannot be one of the guest-state checks of VM entry. False for a
 * number whose meaning is not known.
 */
export function excludesGuestState({ kind, code }: Failure): boolean {
  return OTHER_REASONS.has(kind) || (kind === "unknown" && code === AMD_INVALID_VMCB);
}

/** What a failure says about the guest state of a dump; nothing where it was found invalid. */
export function otherFailureNotes(failure: Failure | undefined): string[] {
  if (failure === undefined || failure.kind === "invalid-guest-state") return [];
  const words = excludesGuestState(failure)
    ? "Not a guest-state failure"
    : "Not known to be a guest-state failure";
  return [`${words}: ${meaningOf(failure)}`];
}

/**
 * The report on a text that reports a failure and holds no state: undecided, for there is nothing to
 * check. It has the first failure, what followed it, and in the notes what the number means, whether
 * the guest state can be at fault, and how to come by a dump.
 *
 * @param known what the text was recognised as, in its order (`known` of `readText` or `DumpReader`)
 * @param file name to report as the source, if it has one
 * @param unread what looks like a field and was not read (`unread` of the same)
 * @returns undefined if no failure is among the known texts
 */
export function headlineReport(
  known: readonly KnownText[],
  file?: string,
  unread: readonly Unread[] = [],
): Report | undefined {
  const headlines = known.filter(reportsFailure);
  const [first, ...others] = headlines;
  if (first === undefined) return undefined;
  const lines = headlines.map(({ line }) => line);
  const about = {
    source: {
      format: HEADLINE,
      view: "vmcs" as const,
      lines: [Math.min(...lines), Math.max(...lines)] as [number, number],
      ...(file === undefined ? {} : { file }),
      ...unreadMember(unread),
    },
    failure: { ...first.failure },
    ...followedByMember(others.map(({ failure }) => failure)),
  };
  return frame(tool, about, "undecided", [], [], notesOn(first.failure, known));
}

type Headline = KnownText & { failure: Failure };

function reportsFailure(text: KnownText): text is Headline {
  return text.failure !== undefined;
}

/** Each once: programs repeat themselves, and two headlines often have one remedy. */
function notesOn(failure: Failure, known: readonly KnownText[]): string[] {
  const meaning = meaningOf(failure);
  const notes = [
    guiltOf(failure),
    ...known.map((text) => text.meaning),
    ...known.map(({ advice }) => advice),
  ].filter((note) => note !== "");
  const isTold = notes.some((note) => note.includes(meaning));
  return [...new Set(isTold ? notes : [meaning, ...notes])];
}

/** Whether the guest state can be at fault. */
function guiltOf(failure: Failure): string {
  return failure.kind === "invalid-guest-state"
    ? "The guest state is at fault, and the text does not hold it, so that nothing could be checked."
    : otherFailureNotes(failure).join(" ");
}

/** The members of a report that are absent when there is nothing to list. */
export function unreadMember(unread: readonly Unread[]): { unread?: Unread[] } {
  // Remarks about no line in particular are told in the notes only.
  const lines = unread.filter(({ line }) => line > 0);
  return lines.length === 0 ? {} : { unread: lines.map((entry) => ({ ...entry })) };
}

export function followedByMember(failures: readonly Failure[] = []): {
  followedBy?: ReportedFailure[];
} {
  return failures.length === 0 ? {} : { followedBy: failures.map((failure) => ({ ...failure })) };
}
