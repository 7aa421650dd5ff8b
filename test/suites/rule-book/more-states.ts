import type { baseStates } from "../../independent/base-states.ts";

/** A base state with a few fields set, where one field alone does not show enough. */
export interface MoreState {
  name: string;
  from: keyof typeof baseStates;
  set: Readonly<Record<string, number | bigint>>;
}

export const MORE_STATES: readonly MoreState[] = [];
