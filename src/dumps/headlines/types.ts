import type { Failure } from "../types.ts";

/** Whose words a headline is; `own` where no product is named. */
export type Program =
  "kvm" | "xen" | "haxm" | "whp" | "virtualbox" | "bhyve" | "vmware" | "hyper-v" | "amd" | "own";

/** A line, or a part of one, that reports a failure. */
export interface Headline {
  failure: Failure;
  /** The part of the line that says it: `failure.text` is what stands there. */
  at: number;
  end: number;
  program: Program;
}
