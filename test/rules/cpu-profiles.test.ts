import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { check, cpuProfiles } from "../../src/index.ts";
import { loadRules } from "../../src/rules/load.ts";
import { onCpu } from "../../src/state/cpu-profile.ts";
import { normalize } from "../../src/state/normalize.ts";
import { readRuleTexts, readSchemas } from "../../tools/read-rules.ts";

const texts = readRuleTexts();
const files = [...texts].filter(([path]) => path.startsWith("cpu-profiles/"));

/** Real mode right after CR0.PE was set: legal only with unrestricted guest. */
const REAL_MODE_REMAINS = {
  guest: {
    cr0: "0x31",
    rflags: "0x2",
    cs: { selector: "0x3020", base: "0x30200", limit: "0xffff", accessRights: "0x93" },
    ss: { selector: "0x3000", base: "0x30000", limit: "0xffff", accessRights: "0x93" },
  },
};

describe("CPU profiles", () => {
  it.each(files)("%s is named after its file, and every value has a source", (path, text) => {
    const profile = JSON.parse(text) as (typeof cpuProfiles)[number];
    expect(profile.name).toBe(basename(path, ".json"));
    for (const value of [...Object.values(profile.facts), ...Object.values(profile.controls)]) {
      expect(value.source.length).toBeGreaterThan(10);
    }
    const { state } = onCpu(normalize({}), profile);
    for (const fact of Object.keys(profile.facts))
      expect(state.fields.has(`cpu.${fact}`)).toBe(true);
  });

  it("cover the kinds of CPU people ask about", () => {
    const has = (test: (profile: (typeof cpuProfiles)[number]) => boolean): boolean =>
      cpuProfiles.some(test);
    expect(
      has(
        ({ controls }) =>
          controls.unrestrictedGuest?.value === false && controls.ept?.value === false,
      ),
    ).toBe(true);
    expect(
      has(({ controls, year }) => controls.unrestrictedGuest?.value === true && year <= 2010),
    ).toBe(true);
    for (const [physical, linear] of [
      [39, 48],
      [46, 48],
      [52, 57],
    ]) {
      expect(
        has(
          ({ facts }) =>
            facts["physicalAddressWidth"]?.value === physical &&
            facts["linearAddressWidth"]?.value === linear,
        ),
      ).toBe(true);
    }
    expect(has(({ facts }) => facts["supportsShadowStack"]?.value === true)).toBe(true);
    // FRED is CR4 bit 32.
    expect(has(({ facts }) => (BigInt(facts["cr4Fixed1"]?.value ?? 0) >> 32n) % 2n === 1n)).toBe(
      true,
    );
  });

  it("decide what the input leaves open", () => {
    const verdictOn = (cpu: string): string[] =>
      check(REAL_MODE_REMAINS, { cpu }).violations.map(({ rule }) => rule);
    expect(verdictOn("conroe")).toContain("cs-type");
    expect(verdictOn("haswell-client")).toEqual([]);
    const wide = { guest: { cr3: "0x8000f76000" } };
    expect(check(wide).violations).toEqual([]);
    expect(check(wide, { cpu: "haswell-client" }).violations.map(({ rule }) => rule)).toEqual([
      "cr3-width",
    ]);
    expect(check(wide, { cpu: "sandy-bridge-ep" }).violations).toEqual([]);
  });

  it("win over the input, with a note", () => {
    const report = check({ cpu: { physicalAddressWidth: 46 } }, { cpu: "haswell-client" });
    expect(report.notes.join("\n")).toContain(
      "cpu.physicalAddressWidth is taken as 0x27 from the profile; the input says 0x2e.",
    );
  });

  it("say that an unsupported control fails before the guest state is looked at", () => {
    const report = check(
      { controls: { primaryProcBased: "0x80000000", secondaryProcBased: "0x82" } },
      { cpu: "conroe" },
    );
    expect(report.notes.join("\n")).toContain("VM-instruction error 7");
  });

  it("are refused by an unknown name", () => {
    expect(() => check({}, { cpu: "z80" })).toThrow(RangeError);
  });
});

it("sdm.json has a number for every section in every edition, and a current edition", () => {
  const { sources } = loadRules(texts, readSchemas());
  const keys = sources.sdm.editions.map(({ key }) => key);
  expect(keys).toContain(sources.sdm.current);
  for (const section of Object.values(sources.sdm.sections)) {
    expect(Object.keys(section.numbers).sort()).toEqual([...keys].sort());
    for (const key of Object.keys(section.titles ?? {})) expect(keys).toContain(key);
  }
});
