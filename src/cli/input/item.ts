import { fromForeignJson, type KnownText, type ParsedDump, type Unread } from "../../index.ts";
import { InputFault } from "./fault.ts";

/** One thing found in an input, in the order of the input. */
export type Item = Answerable | Rest;

/** What is answered in its place. */
export type Answerable =
  | { kind: "state"; state: unknown; id?: string | number; line: number; dump?: ParsedDump }
  | { kind: "fault"; fault: InputFault; id?: string | number };

/** What a text has beside its states. Comes last. */
export interface Rest {
  kind: "rest";
  known: readonly KnownText[];
  /** Lines outside every dump that look like fields. */
  unread: readonly Unread[];
  /** The text is JSON that was taken for the records of a log. */
  isJson: boolean;
}

/** A state, a vector that wraps one, or registers as another program writes them in JSON. */
export function candidate(file: string, parsed: unknown, line: number): Answerable {
  if (typeof parsed === "object" && parsed !== null && Object.hasOwn(parsed, "state")) {
    const { id, state } = parsed as { id?: unknown; state: unknown };
    return {
      kind: "state",
      state,
      line,
      ...(typeof id === "string" || typeof id === "number" ? { id } : {}),
    };
  }
  const id = vectorId(parsed);
  if (id !== undefined && !isExchange(parsed)) {
    return { kind: "fault", fault: new InputFault(file, "the vector has no state", line), id };
  }
  const foreign = isExchange(parsed) ? undefined : fromForeignJson(parsed);
  if (foreign === undefined) return { kind: "state", state: parsed, line };
  return { kind: "state", state: foreign.state, line, dump: movedTo(line, foreign) };
}

/** A JSON value knows no lines, so that everything in it stands on line 1: here its first line. */
function movedTo(line: number, dump: ParsedDump): ParsedDump {
  if (line === 1) return dump;
  return {
    ...dump,
    lines: [line, line],
    origin: new Map([...dump.origin].map(([path, { text }]) => [path, { line, text }])),
    warnings: dump.warnings.map((warning) => warning.replace(/^line 1:/, `line ${line}:`)),
    unread: dump.unread.map((entry) => ({ ...entry, line })),
  };
}

/** The `id` of a vector. */
function vectorId(parsed: unknown): string | number | undefined {
  if (typeof parsed !== "object" || parsed === null || !Object.hasOwn(parsed, "id"))
    return undefined;
  const { id } = parsed as { id: unknown };
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}

const MEMBERS = ["guest", "host", "controls", "cpu", "memory", "launch", "view", "assume"];

function isExchange(parsed: unknown): boolean {
  return (
    typeof parsed === "object" &&
    parsed !== null &&
    MEMBERS.some((member) => Object.hasOwn(parsed, member))
  );
}
