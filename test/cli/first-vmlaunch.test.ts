/** The example of set-up code: its three mistakes are named, each with its line of the source. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check, fromDump, parseDump } from "../../src/index.ts";

const MISTAKES: readonly (readonly [rule: string, path: string, line: RegExp])[] = [
  ["cr4-fixed-ones", "guest.cr4", /CR4, (?:X86_CR4_PAE|1 << 5)\)/],
  [
    "ds-type-accessed",
    "guest.ds.accessRights",
    /DS_(?:AR_BYTES|ACCESS_RIGHTS), (?:RIGHTS_)?DATA\b/,
  ],
  ["vmcs-link-pointer-alignment", "guest.vmcsLinkPointer", /LINK_P\w+, 0xffff_?ffff\)/],
];

describe.each(["setup.c", "setup.rs"])("examples/first-vmlaunch/%s", (name) => {
  const text = readFileSync(
    new URL(`../../examples/first-vmlaunch/${name}`, import.meta.url),
    "utf8",
  );
  const [dump, ...others] = parseDump(text);

  it("is one state, and violates three checks", () => {
    expect(others).toEqual([]);
    if (dump === undefined) return expect.fail("nothing is read");
    const { state, options } = fromDump(dump);
    const { verdict, violations } = check(state, options);
    expect(verdict).toBe("invalid");
    expect(violations.map(({ rule }) => rule)).toEqual(MISTAKES.map(([rule]) => rule));
  });

  it.each(MISTAKES)("%s: the line of the source is known", (_rule, path, line) => {
    expect(dump?.origin.get(path)?.text).toMatch(line);
  });

  it("does not know what the function is given", () => {
    expect(dump?.state.guest).not.toHaveProperty("rip");
    expect(dump?.warnings.join("\n")).toMatch(/guest\.rip/);
  });
});
