/** The rules' answers about descriptors against the SDM's sentences, and witnesses for each yes. */
import { describe, expect, it } from "vitest";
import { Judge } from "../../../src/cli/gdt/judge.ts";
import { ENTRY_MODES, labelOf } from "../../../src/cli/gdt/modes.ts";
import { check, tableEntries, type SegmentRegister } from "../../../src/index.ts";
import { holding, type Holder } from "../../independent/descriptor-holders.ts";

/** One entry behind a null descriptor: base 0x500, raw limit 0x67, the given bits. */
function entryOf(access: number, flags: number) {
  const bytes = new Uint8Array(24);
  bytes.set([0x67, 0, 0, 5, 0, access, flags * 16, 0], 8);
  const entry = tableEntries(bytes)[1];
  if (entry === undefined) throw new Error("no entry");
  return entry;
}

const COLUMNS: Record<Holder, readonly SegmentRegister[]> = {
  cs: ["cs"],
  ss: ["ss"],
  ds: ["ds", "es", "fs", "gs"],
  ldtr: ["ldtr"],
  tr: ["tr"],
};

describe.each([
  { asIs: true, flags: 0xc },
  { asIs: false, flags: 0xe },
])("every access byte, flags $flags, as in memory: $asIs", ({ asIs, flags }) => {
  it("is held as the SDM says", () => {
    const judge = new Judge({ asIs, modes: ENTRY_MODES });
    for (let access = 0; access < 256; access++) {
      const { offset, readings } = entryOf(access, flags);
      const answers = readings.flatMap((reading) => judge.answers(offset, reading));
      expect(answers.map(({ mode }) => mode.id)).toEqual(ENTRY_MODES.map(({ id }) => id));
      for (const { mode, answers: inMode } of answers) {
        for (const [holder, registers] of Object.entries(COLUMNS)) {
          const expected = holding(holder as Holder, mode.id, access, flags, !asIs);
          for (const register of registers) {
            const { holds, rules } = inMode[register];
            const what = `${register} ${mode.id} ${access.toString(16)}`;
            expect(holds, what).toBe(expected);
            expect(rules.length > 0, what).toBe(expected !== "yes");
            expect(
              rules.every((id) => id.startsWith(`${register}-`) || register === "cs"),
              what,
            ).toBe(true);
          }
        }
      }
    }
  });
});

describe("a yes has a witness", () => {
  it("the SS that CS goes with makes a state without violations", () => {
    const judge = new Judge({ asIs: false, modes: ENTRY_MODES });
    for (const access of [0x9b, 0xfb, 0x9f, 0xdf, 0x93]) {
      const { offset, readings } = entryOf(access, 0);
      for (const { mode, answers } of readings.flatMap((reading) =>
        judge.answers(offset, reading),
      )) {
        const { ssDpl = [] } = answers.cs;
        const all = [0, 1, 2, 3].filter((dpl) => {
          const cs = { selector: offset | dpl, base: 0x500, limit: 0x67, accessRights: access };
          const ss = { selector: dpl, base: 0, limit: 0xffff, accessRights: 0x93 | (dpl << 5) };
          const state = { ...mode.context, guest: { ...mode.context.guest, cs, ss } };
          const registers: (string | null)[] = ["cs", "ss"];
          const { violations } = check(state, {
            only: (rule) => registers.includes(rule.register),
          });
          return violations.length === 0;
        });
        expect(ssDpl, `${mode.id} ${access.toString(16)}`).toEqual(all);
      }
    }
  });
});

describe("words for groups of modes", () => {
  it.each([
    ["protected protected-ug real-ug ia32e ia32e-ug", ""],
    ["protected-ug real-ug ia32e-ug", "with UG"],
    ["protected ia32e", "without UG"],
    ["ia32e ia32e-ug", "IA-32e"],
    ["real-ug", "real"],
    ["protected ia32e-ug", "protected, ia32e-ug"],
  ])("%s", (ids, label) => {
    const some = ENTRY_MODES.filter(({ id }) => ids.split(" ").includes(id));
    expect(labelOf(some, ENTRY_MODES)).toBe(label);
  });
});
