import { fromForeignJson, type KnownText, type ParsedDump } from "../../index.ts";
import { InputFault } from "./fault.ts";

/** One thing found in an input, in the order of the input. */
export type Item =
  | { kind: "state"; state: unknown; id?: string | number; line: number; dump?: ParsedDump }
  | { kind: "fault"; fault: InputFault; id?: string | number }
  | { kind: "known"; text: KnownText };

/** A state, a vector that wraps one, or registers as another program writes them in JSON. */
export function candidate(
  file: string,
  parsed: unknown,
  line: number,
): Exclude<Item, { kind: "known" }> {
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
  return { kind: "state", state: foreign.state, line, dump: foreign };
}

/** The `id` of a vector. */
function vectorId(parsed: unknown): string | number | undefined {
  if (typeof parsed !== "object" || parsed === null || !Object.hasOwn(parsed, "id"))
    return undefined;
  const { id } = parsed as { id: unknown };
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}

const MEMBERS = ["guest", "controls", "cpu", "memory", "view", "assume"];

function isExchange(parsed: unknown): boolean {
  return (
    typeof parsed === "object" &&
    parsed !== null &&
    MEMBERS.some((member) => Object.hasOwn(parsed, member))
  );
}
