/** Every real dump end to end: text -> state -> verdict, on both engines. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  check,
  fromDump,
  parseDump,
  type CheckOptions,
  type ExchangeState,
  type Report,
} from "../../src/index.ts";
import { check as checkReference } from "../../src/reference.ts";

async function reportsOn(
  name: string,
  change: (state: ExchangeState) => ExchangeState = (state) => state,
): Promise<Report[]> {
  const text = readFileSync(new URL(`../fixtures/dumps/${name}.txt`, import.meta.url), "utf8");
  const reports: Report[] = [];
  for (const dump of parseDump(text)) {
    const { state, options } = fromDump(dump);
    const given: CheckOptions = options;
    const report = check(change(state), given);
    expect(await checkReference(change(state), given)).toEqual(report);
    reports.push(report);
  }
  return reports;
}

const summary = ({ verdict, violations, source }: Report): unknown => [
  source?.format,
  verdict,
  violations.map(({ rule }) => rule),
];

describe("real dumps", () => {
  it.each([
    [
      "kvm-dosemu2-ds-not-accessed",
      [["kvm-dump-vmcs", "invalid", ["ds-type-accessed", "es-type-accessed"]]],
    ],
    [
      "kvm-smm-sti-shadow-proxmox",
      [
        ["kvm-dump-vmcs", "invalid", ["interruptibility-sti-if"]],
        ["qemu-cpu-dump", "undecided", []],
      ],
    ],
    ["coconut-svsm-1081-qemu", [["qemu-cpu-dump", "undecided", []]]],
    ["drakvuf-388-cr3-noflush", [["xen-vmcs-table", "invalid", ["cr3-width"]]]],
    ["xen-pvh-running-valid", [["xen-vmcs-table", "undecided", []]]],
    ["haxm-182-running-valid", [["haxm-vmcs", "undecided", []]]],
    // The entry controls are not in the excerpt, so whether DR7 is loaded is unknown.
    ["xen-dr7-high-bits", [["xen-vmcs-table", "undecided", []]]],
  ])("%s", async (name, expected) => {
    expect((await reportsOn(name)).map(summary)).toEqual(expected);
  });

  it("xen-dr7-high-bits is invalid once the entry controls are known", async () => {
    const [report] = await reportsOn("xen-dr7-high-bits", (state) => ({
      ...state,
      controls: { ...state.controls, entry: "0x11ff" },
    }));
    expect(report?.violations.map(({ rule }) => rule)).toEqual(["dr7-upper-32"]);
  });

  it.each([
    [true, ["ds-type-accessed", "es-type-accessed"]],
    [false, ["ds-type-accessed", "es-type-accessed"]],
  ])("dosemu2 with unrestricted guest %s", async (unrestrictedGuest, violated) => {
    const [report] = await reportsOn("kvm-dosemu2-ds-not-accessed", (state) => ({
      ...state,
      assume: { unrestrictedGuest },
    }));
    expect(report?.violations.map(({ rule }) => rule)).toEqual(violated);
  });

  it("QEMU's L and D in one code segment is invalid once IA-32e mode is known", async () => {
    const verdicts: string[] = [];
    for (const assume of [{}, { ia32eModeGuest: false }, { ia32eModeGuest: true }]) {
      const [report] = await reportsOn("../formats/qemu-05-put-registers-L-and-D", (state) => ({
        ...state,
        assume,
      }));
      verdicts.push(report?.verdict ?? "");
      const violated = report?.violations.map(({ rule }) => rule) ?? [];
      expect(violated.includes("cs-db-long-mode")).toBe(
        "ia32eModeGuest" in assume && assume.ia32eModeGuest,
      );
    }
    expect(verdicts).toEqual(["undecided", "undecided", "invalid"]);
  });

  it("says first that hardware error 0x0 is not known to be a guest-state failure", async () => {
    const [report] = await reportsOn("coconut-svsm-1081-qemu");
    expect(report?.failure?.code).toBe("0x0");
    expect(report?.notes[0]).toContain("Not known to be a guest-state failure");
  });
});
