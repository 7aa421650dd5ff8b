/** What each policy makes of the switch, beyond what the measured scenarios record. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkSegmentRegisters } from "../../src/index.ts";
import {
  createTransition,
  policies,
  policyNamed,
  readScenario,
  scenarioMachine,
  vmxassist,
  type EntryEvent,
  type Policy,
  type RunStop,
  type Scenario,
  type Transition,
} from "../../src/transition/index.ts";

const scenariosOf = (path: string): Map<string, Scenario> =>
  new Map(
    readFileSync(new URL(path, import.meta.url), "utf8")
      .trim()
      .split("\n")
      .map((line) => readScenario(JSON.parse(line)))
      .map((scenario) => [scenario.id ?? "", scenario]),
  );
const seed = scenariosOf("../../examples/seed-2006/scenarios.ndjson");
const measured = scenariosOf("../fixtures/transition/scenarios.ndjson");

interface Played {
  stop: RunStop;
  entries: { entry: EntryEvent; rip: bigint }[];
  transition: Transition;
}

function play(scenario: Scenario | undefined, policy: Policy | string, steps = 1000): Played {
  if (scenario === undefined) throw new Error("no such scenario");
  const entries: Played["entries"] = [];
  const transition = createTransition({
    check: checkSegmentRegisters,
    policy,
    machine: scenarioMachine(scenario),
    beforeEntry: ({ entry }) => {
      entries.push({ entry, rip: entry.candidate.rip });
    },
  });
  return { stop: transition.run({ steps }), entries, transition };
}

const endOf = ({ stop }: Played): string => (stop.kind === "ended" ? stop.end.kind : stop.kind);

describe("the seed: where the register is good, bad, lucky, absent", () => {
  it.each([
    ["bad", "gdt-unconditional", "entry-failed"],
    ["bad", "saved-rm-regs", "halt"],
    ["bad", "checked-load", "halt"],
    ["lucky", "gdt-unconditional", "halt"],
    ["absent", "gdt-unconditional", "halt"],
    ["kernel-fixed", "gdt-unconditional", "halt"],
    // What stays wrong: loads the fix does not know, and 16-bit segments that are cleared.
    ["pop-es", "saved-rm-regs", "halt"],
    ["mov-sreg", "saved-rm-regs", "fault"],
    ["mov-sreg", "saved-rm-regs+sreg", "halt"],
    ["lss-lds", "saved-rm-regs+sreg", "fault"],
    ["kept-16-bit", "checked-load", "fault"],
    ["kept-16-bit", "emulate-until-enterable", "halt"],
    ["kept-16-bit", "architectural", "halt"],
  ])("%s under %s: %s", (id, policy, end) => {
    expect(endOf(play(seed.get(id), policy))).toBe(end);
  });

  it("checked-load avoids the failure, and keeps wrong segments that are well-formed", () => {
    const [first] = play(seed.get("lucky"), "checked-load").entries;
    expect(first?.entry.candidate.ss).toMatchObject({ selector: 0x3000, base: 0x6f75_6e69n });
    expect(first?.entry.saved).not.toHaveProperty("ss");
  });

  it("returns to base / 16 of a wrong segment, or to what was saved", () => {
    const ss = (policy: string): number =>
      play(seed.get("return"), policy).transition.machine.segment("ss").selector;
    expect(ss("gdt-unconditional")).toBe(0);
    expect(ss("checked-load")).toBe(0);
    expect(ss("saved-rm-regs")).toBe(0x10);
    expect(ss("architectural")).toBe(0x10);
  });

  it("passes for 132 of 256 access bytes of SS, 176 of ES and of DS", () => {
    const scenario = seed.get("bad") as Scenario;
    const passes = (byte: number, address: number, selectors: object): boolean => {
      const machine = scenarioMachine({
        ...scenario,
        initial: {
          ...scenario.initial,
          selectors: { ...scenario.initial.selectors, ...selectors },
        },
      });
      machine.memory.write8(0x3_4255, 0);
      machine.memory.write8(0x3_4275, 0);
      machine.memory.write8(address, byte);
      const options = { check: checkSegmentRegisters, policy: "gdt-unconditional", machine };
      const stop = createTransition(options).run({ steps: 20 });
      return stop.kind !== "ended";
    };
    const count = (address: number, selectors: object): number =>
      Array.from({ length: 256 }, (_, byte) => byte).filter((byte) =>
        passes(byte, address, selectors),
      ).length;
    expect(count(0x3_4255, { es: 0x9000 })).toBe(132);
    expect(count(0x3_4255, { ss: 0x9000 })).toBe(176);
    expect(count(0x3_4275, {})).toBe(176);
  });
});

describe("emulate until enterable: the first entry", () => {
  const kvm = "emulate-until-enterable:kvm";
  const xen = "emulate-until-enterable:xen";
  it.each([
    ["seed", "bad", xen, 0x102an],
    ["seed", "bad", kvm, 0x10_000fn],
    ["seed", "bad", "emulate-until-enterable", 0x10_000fn],
    ["measured", "T13/architectural", kvm, 0x9117n],
    ["measured", "T28/architectural", "emulate-until-enterable", 0x1_0229n],
    ["measured", "T20/architectural", xen, 0x9138n],
    ["measured", "T20/architectural", kvm, 0x9138n],
    ["measured", "T20/architectural", "emulate-until-enterable", 0x9138n],
  ] as const)("of %s %s under %s at %s", (from, id, policy, rip) => {
    const { entries } = play((from === "seed" ? seed : measured).get(id), policy);
    expect(entries[0]?.rip).toBe(rip);
    expect(entries[0]?.entry.verdict.enterable).toBe(true);
  });

  it("comes right after MOV CR0 if real mode left CS as a code segment", () => {
    const scenario = measured.get("T28/architectural") as Scenario;
    const cs = { selector: 0x1000, base: 0x1_0000n, limit: 0xffff, accessRights: 0x9b };
    const { entries } = play(
      { ...scenario, initial: { ...scenario.initial, part: { ...scenario.initial.part, cs } } },
      kvm,
    );
    expect(entries[0]?.rip).toBe(0x21fn);
  });

  it("never comes while SS has RPL 3", () => {
    for (const policy of [kvm, xen, "emulate-until-enterable"]) {
      expect(play(measured.get("T18/architectural"), policy, 6).entries).toEqual([]);
    }
  });

  it("makes DPL the RPL under Xen", () => {
    const [first] = play(seed.get("bad"), xen).entries;
    expect((first?.entry.candidate.gs.accessRights ?? 0) & 0x60).toBe(0x60);
    expect(first?.entry.notes.join()).toContain("gs: DPL 0 made 3");
  });
});

/** Real-mode code at 7C00H with SS:SP = SS:7000H, run under a policy. */
function program(
  hex: string,
  policy: Policy | string,
  registers: Record<string, string> = {},
  memory: { address: string; hex: string }[] = [],
): Played {
  const initial = { ip: "0x7c00", esp: "0x7000", ...registers };
  return play(readScenario({ origin: "0x7c00", bytes: hex, initial, memory }), policy, 100);
}

const GDT = "0000000000000000ffff0000009acf00ffff00000092cf00ffff0000009a0000ffff000000920000";
const gdtr = { address: "0x9000", hex: GDT };
/** LGDT of a table at 9000H through the pointer at 8000H, then LMSW 1. */
const OPEN = "660f01160080b801000f01f0";
const tables = [gdtr, { address: "0x8000", hex: "270000900000" }];

describe("vmxassist", () => {
  it("panics at an instruction that traps and that it does not decode", () => {
    const { stop } = program("0f23c0f4", "gdt-unconditional");
    expect(stop).toMatchObject({ end: { kind: "panic" } });
  });

  it("halts at instructions that are undefined in virtual-8086 mode", () => {
    expect(program("0f00d8f4", "saved-rm-regs").stop).toMatchObject({ end: { kind: "stopped" } });
  });

  it("panics in the window at the second trap of an instruction that repeats", () => {
    const played = program(`${OPEN}90b9030031fff3aaf4`, "gdt-unconditional", {}, tables);
    expect(played.stop).toMatchObject({ end: { kind: "panic" } });
    expect(played.transition.mode).toBe("REAL_TO_PROTECTED");
  });

  it("hides PE: MOV from CR0 and back inside the window gives the switch up", () => {
    const played = program(`${OPEN}0f20c00f22c0ebfe`, "saved-rm-regs", {}, tables);
    expect(played.transition.mode).toBe("REAL");
    expect(played.transition.machine.state().cr0 & 1n).toBe(0n);
  });

  it("does not let LMSW clear PE", () => {
    const played = program(`${OPEN}31c00f01f0ebfe`, "saved-rm-regs", {}, tables);
    expect(played.transition.mode).toBe("REAL_TO_PROTECTED");
  });

  it("pops through the wrong segment in the window where SS hits the GDT", () => {
    // SS = 10H is flat data in the GDT: `pop %es` reads 7000H, not 7100H.
    const memory = [
      ...tables,
      { address: "0x7000", hex: "1000" },
      { address: "0x7100", hex: "0800" },
    ];
    const es = (policy: string): number =>
      program(`${OPEN}07ebfe`, policy, { ss: "0x10" }, memory).transition.machine.segment("es")
        .selector;
    expect(es("saved-rm-regs")).toBe(0x10);
    // Before the fix it was not decoded, and ran natively.
    expect(es("gdt-unconditional")).toBe(0x08);
  });

  it("keeps the selector of a register whose load fails late, since the fix", () => {
    const played = program(`${OPEN}b803308ed066ea00000100080090`, "saved-rm-regs+sreg", {}, tables);
    expect(played.entries[0]?.entry.candidate.ss).toMatchObject({
      selector: 0x3003,
      accessRights: 0x1_c093,
    });
    expect(played.stop).toMatchObject({ end: { kind: "entry-failed" } });
  });

  it("fetches from memory beyond 64 KiB only in the forms it decodes", () => {
    const wide = "67668b1d00001000"; // mov ebx,[100000h]
    expect(program(`${wide}ebfe`, "saved-rm-regs").stop.kind).toBe("limit");
    const wideOr = "67660b1d00001000"; // or ebx,[100000h]
    expect(program(`${wideOr}ebfe`, "saved-rm-regs").stop).toMatchObject({
      end: { kind: "panic" },
    });
  });
});

describe("policies of one's own", () => {
  it("are found by name, and can be variants of vmxassist", () => {
    const own = vmxassist("keep-everything", "every selector is loaded, failures keep it", {
      version: "before",
      onProtectEnable: () => undefined,
      onSegmentLoad: () => undefined,
      onFarTransfer: () => undefined,
      dataLoad: ({ selectors }, register) => ({
        selector: selectors[register],
        onFailure: "selector-kept",
      }),
    });
    expect(policyNamed("keep-everything", [own])).toBe(own);
    const { entries } = play(seed.get("absent"), own);
    expect(entries[0]?.entry.candidate.ss.selector).toBe(0x3000);
    expect(() => policyNamed("none")).toThrow("there are gdt-unconditional, saved-rm-regs");
  });

  it("have names of their own", () => {
    expect(new Set(policies.map(({ name }) => name)).size).toBe(policies.length);
  });
});
