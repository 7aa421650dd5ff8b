import type { CandidateState, FieldValue } from "../../src/state/normalize.ts";

/** Flat fields back to exchange JSON with hex strings: what a user would have written. */
export function toExchange(fields: ReadonlyMap<string, FieldValue>, booleans: ReadonlySet<string>): unknown {
  const state: Record<string, unknown> = {};
  for (const [path, value] of fields) {
    const parts = path.split(".");
    const last = parts.pop() ?? "";
    let target = state;
    for (const part of parts) target = (target[part] ??= {}) as Record<string, unknown>;
    target[last] = booleans.has(path) ? value === 1 : `0x${value.toString(16)}`;
  }
  const memory = state["memory"] as Record<string, unknown> | undefined;
  if (memory?.["pdpte"] !== undefined) memory["pdpte"] = Object.values(memory["pdpte"]);
  return state;
}

export type { CandidateState };
