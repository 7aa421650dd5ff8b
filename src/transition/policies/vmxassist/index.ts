import type { Policy } from "../types.ts";
import { Assist, type AssistVariant } from "./assist.ts";

export type {
  AssistState,
  AssistVariant,
  DataLoad,
  WindowRegister,
  WindowSelectors,
} from "./assist.ts";
export type { AssistVersion } from "./decoder.ts";

/**
 * A policy of vmxassist's kind: everything but what a variant decides about segment registers.
 *
 * @param name what `--policy` takes
 * @param summary one line for people
 */
export function vmxassist(name: string, summary: string, variant: AssistVariant): Policy {
  return {
    name,
    summary,
    start: ({ machine, judge }) => new Assist(machine, judge, variant),
  };
}
