import type { PolicyRule } from "vmx-preflight";

export declare const names: readonly string[];
export declare function mistake(name: string): {
  catalogue: string;
  who: string;
  mistake: string;
  effect: "both" | "false-accept" | "false-reject";
};
export declare function rulesOf(name: string): PolicyRule[];
