/** The library's side of the emulator: hooks, limits, the judge, the readers and the drawing. */
import { readFileSync } from "node:fs";
import { Ajv2020, type AnySchema } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check, checkSegmentRegisters } from "../../src/index.ts";
import {
  InputError,
  Judge,
  SegmentDrawing,
  createTransition,
  obstaclesToVirtual8086,
  readReplay,
  readScenario,
  realModeState,
  scenarioMachine,
  type Segment,
  type Transition,
  type TransitionOptions,
} from "../../src/transition/index.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const ndjson = (path: string): Record<string, unknown>[] =>
  read(path)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const seed = ndjson("../../examples/seed-2006/scenarios.ndjson");
const measured = ndjson("../fixtures/transition/scenarios.ndjson");

function transition(options: Partial<TransitionOptions> = {}, line = seed[0]): Transition {
  const machine = scenarioMachine(readScenario(line));
  return createTransition({ check: checkSegmentRegisters, machine, ...options });
}

describe("createTransition", () => {
  it("calls the hooks in the order of events", () => {
    const seen: string[] = [];
    transition({
      policy: "saved-rm-regs",
      onSegmentLoad: ({ register, form }) => seen.push(`load ${register} by ${form}`),
      onModeChange: ({ from, to }) => seen.push(`${from} -> ${to}`),
      beforeEntry: ({ entry, state }) =>
        seen.push(`entry ${entry.verdict.enterable} ${JSON.stringify(state.controls)}`),
      onStep: ({ index, end }) => {
        if (end !== undefined) seen.push(`step ${index} ${end.kind}`);
      },
    }).run();
    expect(seen).toEqual([
      "load fs by 8E register",
      "load gs by 8E register",
      "REAL -> REAL_TO_PROTECTED",
      "REAL_TO_PROTECTED -> PROTECTED",
      'entry true {"primaryProcBased":2147483648,"secondaryProcBased":0,"entry":0}',
      "load ds by 8E register",
      "load es by 8E register",
      "load fs by 8E register",
      "load gs by 8E register",
      "load ss by 0F B2",
      "step 30 halt",
    ]);
  });

  it("stops at limits, breakpoints and conditions, and goes on from there", () => {
    const run = transition({ breakpoints: [0x3_1227, 0x10_0000n] });
    expect(run.run({ steps: 3 })).toEqual({ kind: "limit", steps: 3 });
    expect(run.run()).toMatchObject({ kind: "breakpoint", address: 0x3_1227n });
    expect(run.run()).toMatchObject({ kind: "breakpoint", address: 0x10_0000n });
    expect(run.judgement().ug0.violated).toEqual(["gs-dpl-rpl"]);
    const isLoaded = run.run({ until: (machine) => machine.segment("gs").selector === 0x18 });
    expect(isLoaded).toMatchObject({ kind: "until" });
    expect(run.judgement().ug0.enterable).toBe(true);
    expect(run.run()).toMatchObject({ kind: "ended", end: { kind: "halt" } });
    expect(run.run()).toMatchObject({ kind: "ended", steps: 0 });
    expect(() => run.step()).toThrow(RangeError);
  });

  it("comes to the same with and without hooks", () => {
    for (const policy of ["architectural", "gdt-unconditional", "emulate-until-enterable:kvm"]) {
      for (const line of seed) {
        const silent = transition({ policy }, line);
        const loud = transition({ policy, onStep: () => undefined }, line);
        expect(silent.run({ steps: 60 })).toEqual(loud.run({ steps: 60 }));
        expect(silent.machine.snapshot()).toEqual(loud.machine.snapshot());
      }
    }
  });

  it("refuses what it cannot do", () => {
    expect(() => createTransition({ check })).toThrow("needs a machine");
    expect(() => transition({ policy: "best" })).toThrow('no policy "best"');
  });
});

const segment = fc.record({
  selector: fc.integer({ min: 0, max: 0xffff }),
  base: fc.bigInt({ min: 0n, max: 0xffff_ffffn }),
  limit: fc.constantFrom(0, 0xffff, 0xf_ffff, 0xffff_ffff),
  accessRights: fc.integer({ min: 0, max: 0xf0ff }),
});

describe("the judge", () => {
  const judge = new Judge(checkSegmentRegisters);

  it("says of one register what is certain whatever the others hold", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("cs", "ss", "ds", "es", "fs", "gs"),
        segment,
        segment,
        (register, own, code) => {
          // CS is a code segment whenever other registers are loaded.
          const cs = { ...code, accessRights: (code.accessRights & ~0x1f) | 0x1b };
          const isCs = register === "cs";
          const { violations } = check({
            guest: { ...(isCs ? {} : { cs }), [register]: own, cr0: 0x21, cr4: 0, rflags: 2 },
            controls: { primaryProcBased: 0x8000_0000, secondaryProcBased: 0, entry: 0 },
          });
          const certain = violations.filter((one) => one.register === register);
          const said = judge.register(register, own, isCs ? undefined : cs);
          expect(said.map(({ rule }) => rule)).toEqual(certain.map(({ rule }) => rule));
        },
      ),
      { numRuns: 150 },
    );
  });

  it("judges equal states once, and again when a checked field changed", () => {
    const own = new Judge(checkSegmentRegisters);
    const { machine } = transition();
    own.at(machine);
    machine.set({ rax: 1n });
    expect(own.at(machine)).toBe(own.at(machine));
    expect(own.judged).toBe(1);
    machine.set({ ss: { selector: 3, base: 48n, limit: 0xffff, accessRights: 0x93 } });
    expect(own.at(machine).ug0.violated).toContain("ss-dpl-rpl");
    expect(own.judged).toBe(2);
  });

  it("knows what virtual-8086 mode cannot hold", () => {
    const state = realModeState({ ds: 0x1234 });
    const ds = (part: Partial<Segment>): string[] =>
      obstaclesToVirtual8086({ ...state, ds: { ...state.ds, ...part } });
    expect(obstaclesToVirtual8086(state)).toEqual([]);
    expect(ds({ base: 0n })).toEqual(["ds.base"]);
    expect(ds({ limit: 0xffff_ffff })).toEqual(["ds.limit"]);
    expect(ds({ accessRights: 0x97 })).toEqual(["ds.type"]);
    const cs = { ...state.cs, accessRights: 0x409b };
    expect(obstaclesToVirtual8086({ ...state, cs })).toEqual(["cs.d/b"]);
  });
});

describe("the readers and the schemas", () => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false });
  for (const name of ["scenario", "replay"]) {
    ajv.addSchema(JSON.parse(read(`../../schemas/${name}.schema.json`)) as AnySchema);
  }
  const fits = (name: string, value: unknown): boolean =>
    ajv.validate<unknown>(`${name}.schema.json`, value);

  it("take every scenario there is", () => {
    for (const line of [...seed, ...measured]) {
      expect(fits("scenario", line), JSON.stringify(ajv.errors)).toBe(true);
      expect(() => readScenario(line)).not.toThrow();
    }
  });

  const good = { origin: 0x7c00, bytes: "90f4", initial: { ip: 0x7c00 } };
  it.each([
    ["", null],
    ["", []],
    ["", {}],
    ["/bytes", { ...good, bytes: "9" }],
    ["/bytes", { ...good, bytes: "zz" }],
    ["/bytes", { ...good, bytes: 90 }],
    ["/origin", { ...good, origin: -1 }],
    ["/origin", { ...good, origin: 1.5 }],
    ["/origin", { ...good, origin: "7c00" }],
    ["/origin", { ...good, origin: "0x100000000" }],
    ["/initial", { ...good, initial: [] }],
    ["/initial/xx", { ...good, initial: { xx: 1 } }],
    ["/initial/cs", { ...good, initial: { cs: "0x10000" } }],
    ["/initial/cs", { ...good, initial: { cs: { selector: 1 } } }],
    ["/initial/gdtr", { ...good, initial: { gdtr: { base: 0 } } }],
    ["/memory/0/hex", { ...good, memory: [{ address: 0, hex: "0" }] }],
    ["/memory/0", { ...good, memory: [{ address: 0 }] }],
    ["/expect", { ...good, expect: {} }],
    ["/expect/ug0", { ...good, expect: { ug0: "maybe" } }],
    ["/expect", { ...good, expect: { ug0: "valid", panic: "x" } }],
    ["/expect/fault", { ...good, expect: { fault: {} } }],
    ["/steps/0", { ...good, steps: [{}] }],
    ["/steps/0/changed/rax", { ...good, steps: [{ rip: 0, changed: { rax: 0 } }] }],
    ["/violates/ug2", { ...good, violates: { ug2: [] } }],
    ["/a~1b~0", { ...good, "a/b~": 1 }],
  ])("both refuse at %s", (pointer, value) => {
    expect(fits("scenario", value)).toBe(false);
    let error: unknown;
    try {
      readScenario(value);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).pointer).toBe(pointer);
  });

  it.each([
    ["/pages/0x1", { pages: { "0x1": "AAAA" }, initial: {}, steps: [] }],
    ["/pages/0x1000", { pages: { "0x1000": "?" }, initial: {}, steps: [] }],
    ["/steps/0", { pages: {}, initial: {}, steps: [{ lin: 0 }] }],
    ["", { pages: {}, steps: [] }],
  ])("a replay is refused at %s", (pointer, value) => {
    const inflate = (bytes: Uint8Array): Uint8Array => bytes;
    expect(() => readReplay(value, inflate)).toThrow(InputError);
    try {
      readReplay(value, inflate);
    } catch (error) {
      expect((error as InputError).pointer).toBe(pointer);
    }
  });

  it("never throw anything but InputError", () => {
    fc.assert(
      fc.property(fc.constantFrom(...measured), fc.anything(), fc.nat(), (line, other, at) => {
        const names = Object.keys(line);
        const name = names[at % names.length] ?? "id";
        try {
          readScenario({ ...line, [name]: other });
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });
});

describe("the drawing", () => {
  const drawn = (title: string, steps = 1000, line = seed[0]): string => {
    const drawing = new SegmentDrawing();
    transition(
      {
        onStep: (step) => {
          drawing.add(step);
        },
      },
      line,
    ).run({ steps });
    return drawing.svg(title);
  };

  it("is well-formed, whatever the title", () => {
    const svg = drawn('<script>"&\u0000 𝄞 \ud800');
    expect(svg).not.toContain("<script");
    const open: string[] = [];
    for (const [, end, name = "", empty] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
      if (end === "/") expect(open.pop()).toBe(name);
      else if (empty !== "/") open.push(name);
    }
    expect(open).toEqual([]);
    expect(svg.replaceAll(/&(?:amp|lt|gt|quot);/g, "")).not.toContain("&");
    expect(svg).toContain("ffff/ffff0/ffff/93: violates gs-dpl-rpl");
    expect(svg).toContain("enter");
  });

  it("does not grow with the run", () => {
    const loop = { origin: 0x7c00, bytes: "8ed8408ed848ebf8", initial: { ip: 0x7c00 } };
    const long = drawn("loop", 20_000, loop);
    expect(long.length).toBeLessThan(400_000);
    expect(long).toContain("at the end are not drawn");
    const still = { origin: 0x7c00, bytes: "ebfe", initial: { ip: 0x7c00 } };
    expect(drawn("still", 20_000, still).length).toBeLessThan(5000);
  });
});
