import { rules, type RuleInfo } from "../index.ts";
import { UsageError } from "./usage.ts";

/**
 * The rule with this id.
 * @throws UsageError with the ids that may have been meant
 */
export function knownRule(id: string): RuleInfo {
  const found = rules.find((rule) => rule.id === id);
  if (found !== undefined) return found;
  const wanted = id.toLowerCase().slice(0, 64);
  const near = rules
    .map((rule) => ({
      id: rule.id,
      far: rule.id.includes(wanted) ? 0 : distance(wanted, rule.id),
    }))
    .filter(({ far }) => far <= 3)
    .sort((a, b) => a.far - b.far)
    .slice(0, 8);
  const hint = near.length === 0 ? "" : `; did you mean ${near.map((rule) => rule.id).join(", ")}?`;
  throw new UsageError(`no rule has the id "${id}"${hint}`);
}

/** Levenshtein distance: letters to insert, drop or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
