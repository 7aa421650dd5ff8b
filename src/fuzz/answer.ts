/** What a checker under test says about a state. */
export interface Answer {
  readonly verdict: "valid" | "invalid" | "undecided";
  /** Ids of checks it finds violated, if it names any. */
  readonly violated?: readonly string[];
}

/** Why there is no answer. */
export interface Fault {
  readonly fault: "crash" | "timeout" | "malformed";
  /** What happened, for people: exit status, the line as it came. */
  readonly detail: string;
}

export const isFault = (answer: Answer | Fault): answer is Fault => "fault" in answer;

/** The id a line of answers carries, and what it says. */
export interface Line {
  readonly id: number | undefined;
  readonly answer: Answer | Fault;
}

/** The longest line of answers that is read; longer ones are malformed. */
export const LONGEST_LINE: number = 1 << 20;

const VERDICTS: readonly unknown[] = ["valid", "invalid", "undecided"];

/**
 * Reads a line of a checker's answers: `{"id":7,"verdict":"invalid","violated":["ss-dpl-rpl"]}`. The
 * reports of `vmx-preflight check --ndjson` are understood, too.
 */
export function parseAnswer(text: string): Line {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return malformed(undefined, "no JSON", text);
  }
  if (!isObject(value)) return malformed(undefined, "no JSON object", text);
  const { id, verdict } = value;
  if (typeof id !== "number" || !Number.isSafeInteger(id) || id < 0) {
    return malformed(undefined, "no id", text);
  }
  if (!VERDICTS.includes(verdict)) {
    return malformed(id, "no verdict valid, invalid or undecided", text);
  }
  const violated = namedBy(value);
  if (violated === "malformed")
    return malformed(id, "the violated checks are no list of ids", text);
  return {
    id,
    answer: {
      verdict: verdict as Answer["verdict"],
      ...(violated === undefined ? {} : { violated }),
    },
  };
}

function namedBy(value: Readonly<Record<string, unknown>>): string[] | undefined | "malformed" {
  const list = value["violated"] ?? value["violations"];
  if (list === undefined) return undefined;
  if (!Array.isArray(list)) return "malformed";
  const ids = list.map((entry: unknown) => (isObject(entry) ? entry["rule"] : entry));
  return ids.every((id) => typeof id === "string") ? ids : "malformed";
}

function malformed(id: number | undefined, what: string, text: string): Line {
  const shown = text.length > 160 ? `${text.slice(0, 160)}…` : text;
  return { id, answer: { fault: "malformed", detail: `${what}: ${shown}` } };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
