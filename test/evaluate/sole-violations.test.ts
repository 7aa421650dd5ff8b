/**
 * Each of the 209 instances is the only violation of some state: a check that never fails alone
 * could be replaced by another without a test noticing.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ReferenceEvaluator } from "../../src/evaluate/reference/index.ts";
import type { FieldValue } from "../../src/state/normalize.ts";
import { baseStates } from "../independent/base-states.ts";
import { parseComplete, violatedChecks } from "../independent/guest-state-oracle.ts";
import { book, exchangeOf, failing, questionOf, widthOf } from "../support/questions.ts";

type Base = keyof typeof baseStates;
type Settings = Record<string, bigint>;

/** Every CR4 bit any CPU defines: FRED included. */
const ANY_CR4 = { "cpu.cr4Fixed1": 0x1_1bff_7fffn };
const IF = 0x202n;

/** Instances that no single flipped bit of a base state violates alone. */
const crafted: Record<string, [Base, Settings]> = {
  "cr4-fred-legacy": [
    "protected-mode-cs-type-3",
    {
      ...ANY_CR4,
      "guest.cr4": 0x1_0000_2020n,
      "guest.cs.accessRights": 0xe09bn,
      "guest.cs.limit": 0xffff_ffffn,
    },
  ],
  "es-type-readable": [
    "long-mode-ring-0",
    { "guest.es.accessRights": 0xc0f9n, "guest.es.limit": 0xffff_ffffn },
  ],
  "cs-dpl-conforming": ["long-mode-ring-0", { "guest.cs.accessRights": 0xa0bfn }],
  "ss-dpl-zero-real-mode": [
    "real-mode-unrestricted",
    { "guest.ss.accessRights": 0xb3n, "guest.cs.accessRights": 0x9fn },
  ],
  "ldtr-granularity-low": [
    "long-mode-ring-0",
    {
      "guest.ldtr.accessRights": 0x8082n,
      "guest.ldtr.limit": 0xffen,
      "guest.ldtr.selector": 0n,
      "guest.ldtr.base": 0n,
    },
  ],
  "ss-dpl-fred": [
    "fred-ring-3",
    {
      "guest.ss.accessRights": 0xc0b3n,
      "guest.ss.limit": 0xffff_ffffn,
      "guest.ss.selector": 1n,
      "guest.cs.accessRights": 0xa0bbn,
      "guest.cs.selector": 0x11n,
    },
  ],
  "cs-l-fred-cpl0": [
    "fred-ring-3",
    {
      "guest.ss.accessRights": 0xc093n,
      "guest.ss.limit": 0xffff_ffffn,
      "guest.ss.selector": 0x18n,
      "guest.cs.accessRights": 0xc09bn,
      "guest.cs.limit": 0xffff_ffffn,
      "guest.cs.selector": 0x10n,
      "guest.rip": 0x1000n,
    },
  ],
  "rflags-vm-ia32e": [
    "virtual-8086",
    {
      "controls.entry": 0x13ffn,
      "guest.cr4": 0x2020n,
      "guest.cr0": 0x8000_0031n,
      "guest.tr.accessRights": 0x8bn,
      "guest.rip": 0x100n,
    },
  ],
  "rflags-vm-real-mode": [
    "virtual-8086",
    {
      "guest.cr0": 0x30n,
      "controls.primaryProcBased": 0x8000_0000n,
      "controls.secondaryProcBased": 0x82n,
    },
  ],
  "activity-state-supported": ["hlt-nmi-injected", { "cpu.vmxMisc": 0x180n }],
  "activity-hlt-injection": [
    "hlt-nmi-injected",
    { "controls.entryInterruptionInfo": 0x8000_0420n },
  ],
  "activity-wait-sipi-smm": [
    "wait-for-sipi",
    { "controls.entry": 0x15ffn, "guest.interruptibilityState": 4n, "cpu.inSmm": 1n },
  ],
  "interruptibility-external-interrupt-sti": [
    "external-interrupt-injection",
    { "guest.interruptibilityState": 1n, "guest.rflags": IF, "guest.pendingDebugExceptions": 0n },
  ],
  "interruptibility-nmi-mov-ss": [
    "external-interrupt-injection",
    {
      "controls.entryInterruptionInfo": 0x8000_0202n,
      "guest.interruptibilityState": 2n,
      "guest.rflags": IF,
    },
  ],
  "interruptibility-nmi-sti": [
    "external-interrupt-injection",
    {
      "controls.entryInterruptionInfo": 0x8000_0202n,
      "guest.interruptibilityState": 1n,
      "guest.rflags": IF,
      "cpu.nmiInjectionNeedsNoStiBlocking": 1n,
    },
  ],
  "interruptibility-sti-fred-cpl3": [
    "fred-ring-3",
    {
      "guest.interruptibilityState": 1n,
      "guest.rflags": IF,
      "controls.entryInterruptionInfo": 0n,
    },
  ],
  "pending-debug-rtm-cpu": ["rtm-pending-debug", { "cpu.supportsRtm": 0n }],
  "vmcs-link-pointer-revision": ["vmcs-shadowing", { "memory.vmcsRevision": 0x7fffn }],
  "vmcs-link-pointer-shadow": ["vmcs-shadowing", { "controls.secondaryProcBased": 0x82n }],
  "vmcs-link-pointer-not-executive": [
    "vmcs-shadowing",
    {
      "cpu.inSmm": 1n,
      "memory.executiveVmcs": BigInt(
        questionOf(baseStates["vmcs-shadowing"]).fields.get("guest.vmcsLinkPointer") ?? 0,
      ),
    },
  ],
  "pdpte-memory-reserved": ["protected-mode-pae-no-ept", { "memory.pdpte.2": 0x3n }],
};

function stateOf([base, settings]: [Base, Settings]): ReturnType<typeof questionOf> {
  const question = questionOf(baseStates[base]);
  for (const [path, value] of Object.entries(settings)) {
    expect(question.fields.has(path), path).toBe(true);
    const typed: FieldValue = widthOf(path) <= 32 ? Number(value) : value;
    question.fields.set(path, typed);
  }
  return question;
}

describe("states with one violation", () => {
  it.each(Object.entries(crafted))("%s", async (id, recipe) => {
    const question = stateOf(recipe);
    expect(failing(question)).toEqual([id]);
    expect(violatedChecks(parseComplete(exchangeOf(question.fields)))).toEqual([id]);
    const reference = new ReferenceEvaluator(book);
    const statuses = await reference.statuses(question);
    expect([...statuses].filter(([, status]) => status === "fail")).toEqual([[id, "fail"]]);
  });

  it("cover all instances together with the pinned bit flips", () => {
    const pinned = JSON.parse(
      readFileSync(new URL("../fixtures/bit-flips.json", import.meta.url), "utf8"),
    ) as Record<string, Record<string, Record<string, string>>>;
    const alone = new Set(Object.keys(crafted));
    for (const fields of Object.values(pinned)) {
      for (const violated of Object.values(fields).flatMap(Object.keys)) {
        if (!violated.includes(" ")) alone.add(violated);
      }
    }
    expect(book.instances.filter(({ id }) => !alone.has(id)).map(({ id }) => id)).toEqual([]);
  });
});
