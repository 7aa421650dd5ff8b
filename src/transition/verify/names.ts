/**
 * The short names that scenario files use for checks, from the ids of the rules. Several rules that
 * decide one property share a name: `cs-type` without and `cs-type-unrestricted-guest` with
 * unrestricted guest are both `cs.type`.
 */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["cr0-fixed-ones", "cr0.pe.fixed"],
  ["ss-selector-rpl-cs", "ss.rpl==cs.rpl"],
  ["cs-dpl-nonconforming", "cs.dpl==ss.dpl"],
  ["cs-dpl-conforming", "cs.dpl<=ss.dpl"],
  ["cs-dpl-type-3", "cs.dpl(type3)==0"],
  ["ss-dpl-rpl", "ss.dpl==ss.rpl"],
  ["ss-dpl-zero-cs-type-3", "ss.dpl==0"],
  ["ss-dpl-zero-real-mode", "ss.dpl==0"],
  ["cs-db-long-mode", "cs.d/b-with-l"],
]);

/** By what follows the register in the id. */
const SUFFIXES: ReadonlyMap<string, string> = new Map([
  ["selector-ti", "selector.ti"],
  ["base-virtual-8086", "v86.base"],
  ["limit-virtual-8086", "v86.limit"],
  ["access-rights-virtual-8086", "v86.ar"],
  ["base-canonical", "base.canonical"],
  ["base-upper-32", "base.63:32"],
  ["type", "type"],
  ["type-unrestricted-guest", "type"],
  ["type-legacy", "type"],
  ["type-ia32e", "type"],
  ["type-accessed", "type.accessed"],
  ["type-readable", "type.readable"],
  ["s", "s"],
  ["dpl-rpl", "dpl>=rpl"],
  ["present", "p"],
  ["usable", "unusable"],
  ["reserved-11-8", "ar.11:8"],
  ["reserved-31-17", "ar.31:17"],
  ["granularity-low", "g"],
  ["granularity-high", "g"],
]);

/** The scenario files' name of a check; its id where they have none. */
export function nameOfCheck(id: string): string {
  const known = NAMES.get(id);
  if (known !== undefined) return known;
  const dash = id.indexOf("-");
  const suffix = SUFFIXES.get(id.slice(dash + 1));
  if (suffix === undefined) return id;
  const register = id.slice(0, dash);
  return suffix.startsWith("v86.") ? `v86.${register}${suffix.slice(3)}` : `${register}.${suffix}`;
}

/** The names of violated checks, each once, in the order of the ids. */
export function namesOfChecks(ids: readonly string[]): string[] {
  return [...new Set(ids.map(nameOfCheck))];
}
