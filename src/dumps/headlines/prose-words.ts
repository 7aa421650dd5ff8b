/** Words by which a sentence explains a failure, or reports that one happened. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Who writes so tells what happened to them. */
export const FIRST_PERSON: ReadonlySet<string> = words("i my me we our us mine im ive");

/** What happened, and when. */
export const INCIDENT: ReadonlySet<string> = words(
  "crash crashes crashed crashing stops stopped dies died freezes froze hangs hung paused pauses " +
    "getting got gets after since today yesterday sometimes randomly again suddenly panicked panic " +
    "upgrade upgrading upgraded update updating migration booting boot starting help anyone why",
);

/** A sentence with one of these says what something means in general. */
export const DEFINES: readonly string[] = [
  "means",
  "denotes",
  "indicates",
  "stands for",
  "is returned",
  "are returned",
  "such as",
  "eg",
  "ie",
  "for example",
  "for instance",
  "refers to",
  "known as",
  "corresponds to",
  "is called",
  "is defined",
  "is reserved",
  "is printed",
  "was printed",
  "are printed",
  "explain",
  "explains",
  "explained",
];

/** Conditions, obligations, and words of comparison: a log has no use for them. */
export const GENERAL: ReadonlySet<string> = words(
  "if whenever when would could may might can should must will shall unless whether always usually " +
    "typically never any either otherwise instead see returns section chapter table which whose these",
);

/** The mortar of sentences. */
export const MORTAR: ReadonlySet<string> = words(
  "the a an of that this it and or not is are be has have as by for no than only also each every " +
    "all one its other others such there so but because",
);

export const SECOND_PERSON: ReadonlySet<string> = words("you your");
