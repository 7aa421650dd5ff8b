import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { knownTexts } from "../../src/dumps/index.ts";
import { bochsCheck } from "../../src/dumps/bochs-checks.ts";
import { rules } from "../../src/index.ts";

const SOURCE = readFileSync(new URL("../../src/dumps/bochs-checks.ts", import.meta.url), "utf8");
const ids = new Set(rules.map(({ id }) => id));

describe("what Bochs refuses", () => {
  it.each([
    ["VMENTER FAIL: VMCS guest SYSENTER_ESP_MSR non canonical", ["sysenter-esp-canonical"]],
    ["VMENTER FAIL: VMCS guest FS not ACCESSED", ["fs-type-accessed"]],
    ["VMENTER FAIL: VMCS guest TR not present", ["tr-present"]],
    ["VMENTER FAIL: VMCS guest LDTR is not system segment", ["ldtr-s"]],
    ["VMENTER FAIL: VMCS guest non-conforming DS.RPL < DS.DPL", ["ds-dpl-rpl"]],
    ["VMENTER FAIL: VMCS guest CS.TYPE", ["cs-type", "cs-type-unrestricted-guest"]],
    ["VMENTER FAIL: VMCS v8086 guest GS.AR != 0xF3", ["gs-access-rights-virtual-8086"]],
    ["VMENTER FAIL: VMCS guest activity state 5", ["activity-state-range"]],
    ["VMENTER FAIL: RFLAGS[1] cleared", ["rflags-reserved-one"]],
    ["VMFAIL: VMCS link pointer equal to current VMCS pointer", ["vmcs-link-pointer-not-current"]],
    ["VMENTER FAIL: VMCS guest EFER.LMA doesn't match x86_64_guest !", ["efer-lma-ia32e"]],
    [
      "VMENTER FAIL: VMCS guest interruptibility state broken when entering non active CPU state 1",
      ["activity-active-when-blocking"],
    ],
    [
      "VMENTER FAIL: VMCS guest interruptibility state broken",
      ["interruptibility-reserved", "interruptibility-sti-mov-ss"],
    ],
    ["VMENTER FAIL: VMCS guest CR4.CET=1 when CR0.WP=0", ["cr4-cet-cr0-wp"]],
    ["VMFAIL: VMCS guest SSP[1:0] not zero", ["ssp-aligned"]],
    ["VMFAIL: invalid guest IA32_PKRS value", ["pkrs-upper-32"]],
    [
      "VMENTER FAIL: No guest interruptions are allowed when entering Wait-For-Sipi state",
      ["activity-wait-sipi-injection"],
    ],
    [
      "VMENTER FAIL: Only NMI or #MC guest interruption is allowed when entering shutdown state",
      ["activity-shutdown-injection"],
    ],
    [
      "VMENTER FAIL: The activity state must not indicate the wait-for-SIPI state if entering to SMM guest",
      ["activity-wait-sipi-smm"],
    ],
    [
      "VMFAIL: VMCS link pointer must indicate shadow VMCS revision ID = 43",
      ["vmcs-link-pointer-shadow"],
    ],
    [
      "VMENTER: EPT Guest State PDPTRs Checks Failed",
      ["pdpte0-reserved", "pdpte1-reserved", "pdpte2-reserved", "pdpte3-reserved"],
    ],
    ["VMENTER FAIL: VMCS guest words of a later version", []],
  ])("%s", (text, rules) => {
    expect(bochsCheck(`00249980610e[CPU0  ] ${text}`)).toEqual({ at: 21, rules });
  });

  it.each([
    "VMFAIL: VMCS EXEC CTRL: VMX controls are broken",
    "VMFAIL: VMCS host invalid CR0",
    "VMENTER: Injecting vector 0x0d (error_code 0x0000)",
    "VMLAUNCH/VMRESUME: VMFAIL",
  ])("%s is about no guest state", (text) => {
    expect(bochsCheck(text)).toBeUndefined();
  });

  it("is named by ids that there are", () => {
    const table = SOURCE.slice(SOURCE.indexOf("CHECKS"), SOURCE.indexOf("const LINE"));
    const named = [...table.matchAll(/"([a-zR][a-z0-9R -]*)"/g)].flatMap(([, list = ""]) =>
      list.split(" "),
    );
    expect(named.length).toBeGreaterThan(80);
    for (const id of named) {
      const registers = id.startsWith("R-") ? ["cs", "ds", "fs", "tr"] : [""];
      const isRule = registers.some((register) => ids.has(id.replace(/^R(?=-)/, register)));
      expect(isRule, id).toBe(true);
    }
  });

  it("is listed once, with how often it was said", () => {
    const of = (words: string): string =>
      `00249980610e[CPU0  ] VMENTER FAIL: VMCS guest ${words}\n`;
    const many = Array.from({ length: 40 }, (_, index) => of(`activity state ${index + 4}`));
    const known = knownTexts(of("CS.TYPE") + of("SS.TYPE") + of("CS.TYPE") + many.join(""));
    expect(known.slice(0, 2)).toMatchObject([
      { text: "VMENTER FAIL: VMCS guest CS.TYPE", line: 1, count: 2 },
      { text: "VMENTER FAIL: VMCS guest SS.TYPE", line: 2, count: 1, rules: ["ss-type"] },
    ]);
    expect(known).toHaveLength(42);
    expect(known[0]?.meaning).toContain("cs-type or cs-type-unrestricted-guest");
  });
});
