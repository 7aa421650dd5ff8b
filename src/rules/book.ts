import { sources } from "../generated/sources.ts";
import { expand } from "./expand.ts";
import type { RuleBook } from "./types.ts";

let book: RuleBook | undefined;

/** The rules that come with the package, expanded on first use. */
export function ruleBook(): RuleBook {
  book ??= expand(sources);
  return book;
}
