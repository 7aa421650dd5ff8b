/** The public functions against the contract: shapes, order, worlds, views, notes, errors. */
import { existsSync, readFileSync } from "node:fs";
import { Ajv2020, type AnySchema } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultChecker } from "../../src/api.ts";
import { FIELDS } from "../../src/generated/fields.ts";
import {
  StateError,
  VERSION,
  check,
  checkSegment,
  explain,
  isValid,
  rules,
  type ExchangeState,
  type Report,
  type SegmentRegister,
} from "../../src/index.ts";
import { check as checkByReference } from "../../src/reference.ts";
import type { Condition } from "../../src/rules/types.ts";
import { findFact } from "../../src/rules/facts.ts";
import { baseStates } from "../independent/base-states.ts";

type Json = Record<string, unknown>;
type Flat = Map<string, bigint | boolean>;

const repository = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const readJson = (path: string): unknown => JSON.parse(readFileSync(repository(path), "utf8"));

const fitsReport = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  readJson("schemas/report.schema.json") as AnySchema,
);
const { instances: ORDER } = readJson("rules/order.json") as { instances: string[] };
const { book } = defaultChecker();

// --- states ------------------------------------------------------------------------------------

/** Exchange JSON as path -> value. */
function flatten(value: unknown, prefix = ""): Flat {
  if (typeof value === "object" && value !== null) {
    return new Map(
      Object.entries(value).flatMap(([key, inner]) => [
        ...flatten(inner, prefix === "" ? key : `${prefix}.${key}`),
      ]),
    );
  }
  return new Map([[prefix, typeof value === "boolean" ? value : BigInt(value as string)]]);
}

/** The inverse; an entry of memory.pdpte without its three neighbours is left out. */
function unflatten(flat: Flat): ExchangeState & Json {
  const state: Json = {};
  const pdpte: string[] = [];
  for (const [path, value] of flat) {
    const written = typeof value === "boolean" ? value : `0x${value.toString(16)}`;
    const parts = path.split(".");
    if (path.startsWith("memory.pdpte.")) {
      pdpte[Number(parts[2])] = String(written);
      continue;
    }
    const last = parts.pop() ?? "";
    let target = state;
    for (const part of parts) target = (target[part] ??= {}) as Json;
    target[last] = written;
  }
  if (Object.keys(pdpte).length === 4) ((state["memory"] ??= {}) as Json)["pdpte"] = pdpte;
  return state;
}

const BASES = Object.entries(baseStates);
/** The interfaces of the base states have no index signatures. */
const asState = (state: (typeof BASES)[number][1]): ExchangeState =>
  state as unknown as ExchangeState;
const flatBases: [string, Flat][] = BASES.map(([name, state]) => [name, flatten(state)]);
const PATHS = [...(flatBases[0]?.[1].keys() ?? [])];

function base(name: keyof typeof baseStates): Flat {
  return flatten(baseStates[name]);
}

/** A base state with some members set, and some taken away. */
function variant(
  name: keyof typeof baseStates,
  set: Record<string, bigint | number | boolean> = {},
  remove: readonly string[] = [],
): ExchangeState & Json {
  const flat = base(name);
  for (const [path, value] of Object.entries(set)) {
    flat.set(path, typeof value === "boolean" ? value : BigInt(value));
  }
  for (const path of remove) {
    if (!flat.delete(path)) throw new Error(`${path} is not in ${name}`);
  }
  return unflatten(flat);
}

const widthOf = (path: string): number => FIELDS.get(path)?.width ?? 64;

const anyValue = (path: string): fc.Arbitrary<bigint | boolean> => {
  const { width, range, boolean } = FIELDS.get(path) ?? { width: 64 };
  if (boolean === true) return fc.boolean();
  if (path === "cpu.linearAddressWidth") return fc.constantFrom(48n, 57n);
  if (range !== undefined) return fc.bigInt({ min: BigInt(range[0]), max: BigInt(range[1]) });
  return fc.bigInt({ min: 0n, max: (1n << BigInt(width)) - 1n });
};

const edit = fc.constantFrom(...PATHS).chain((path) =>
  fc
    .oneof(
      fc.nat(widthOf(path) - 1).map((bit) => ({ bit, value: undefined })),
      anyValue(path).map((value) => ({ bit: undefined, value })),
      fc.constantFrom(...flatBases).map(([, flat]) => ({ bit: undefined, value: flat.get(path) })),
    )
    .map(({ bit, value }) => (flat: Flat): void => {
      const old = flat.get(path);
      const isNumber = typeof old === "bigint" && FIELDS.get(path)?.range === undefined;
      if (value !== undefined) flat.set(path, value);
      else if (bit !== undefined && isNumber) flat.set(path, old ^ (1n << BigInt(bit)));
    }),
);

const complete: fc.Arbitrary<Flat> = fc
  .tuple(fc.constantFrom(...flatBases), fc.array(edit, { maxLength: 4 }))
  .map(([[, flat], edits]) => {
    const copy = new Map(flat);
    for (const apply of edits) apply(copy);
    return copy;
  });

/** Words that open worlds when they are gone. */
const CONTEXT = [
  "guest.rflags",
  "controls.entry",
  "controls.primaryProcBased",
  "controls.secondaryProcBased",
];

/** A complete state less some facts; then a view and assumptions. */
const anyState: fc.Arbitrary<ExchangeState & Json> = fc
  .record({
    flat: complete,
    remove: fc.oneof(
      fc.constant<string[]>([]),
      fc.subarray(CONTEXT),
      fc.subarray(PATHS, { maxLength: 12 }),
      fc.subarray(PATHS),
    ),
    view: fc.constantFrom(undefined, undefined, "vmcs" as const, "guest" as const),
    assume: fc.constantFrom(
      undefined,
      undefined,
      { unrestrictedGuest: true },
      { unrestrictedGuest: false },
      { ia32eModeGuest: true, ept: true },
    ),
  })
  .map(({ flat, remove, view, assume }) => {
    for (const path of remove) flat.delete(path);
    return {
      ...unflatten(flat),
      ...(view === undefined ? {} : { view }),
      ...(assume === undefined ? {} : { assume }),
    };
  });

const ids = ({ violations }: Report): string[] => violations.map(({ rule }) => rule);
const openIds = ({ undecided }: Report): string[] => undecided.map(({ rule }) => rule);
const missingOf = (report: Report, rule: string): string[] | undefined =>
  report.undecided.find((entry) => entry.rule === rule)?.missing;
const inOrder = (list: readonly string[]): string[] => ORDER.filter((id) => list.includes(id));

/** As the SDM prints numbers. */
function sdmNumber(value: bigint): string {
  if (value < 10n) return value.toString();
  const digits = value.toString(16).toUpperCase();
  return digits.length > 8 ? `${digits.slice(0, -8)}_${digits.slice(-8)}H` : `${digits}H`;
}

function expectWellFormed(report: Report): void {
  expect(fitsReport(report), JSON.stringify(fitsReport.errors)).toBe(true);
  // Plain JSON: no bigint (it would throw), no undefined, nothing that text would lose.
  expect(JSON.parse(JSON.stringify(report))).toStrictEqual(report);
  expect(ids(report)).toEqual(inOrder(ids(report)));
  expect(openIds(report)).toEqual(inOrder(openIds(report)));
  expect(ids(report).filter((id) => openIds(report).includes(id))).toEqual([]);
  for (const { rule, register, title, exitQualification, sdm } of report.violations) {
    const instance = book.byId.get(rule);
    expect({ register, title, exitQualification }).toEqual({
      register: instance?.register,
      title: instance?.title,
      exitQualification: instance?.exitQualification,
    });
    expect(sdm).toEqual({ title: instance?.sdm.title, section: instance?.sdm.section });
  }
  for (const { rule, register, missing } of report.undecided) {
    expect(register).toBe(book.byId.get(rule)?.register);
    for (const path of missing) expect(path === "view" || FIELDS.has(path), path).toBe(true);
  }
  expect(report.tool.version).toBe(VERSION);
  expect(report.tool.rules).toBe(ORDER.length);
}

// --- the report --------------------------------------------------------------------------------

describe("the report", () => {
  it("has the shape of the contract on any state", () => {
    const verdicts = new Map<string, number>();
    fc.assert(
      fc.property(anyState, (state) => {
        const report = check(state);
        expectWellFormed(report);
        verdicts.set(report.verdict, (verdicts.get(report.verdict) ?? 0) + 1);
        if (report.worlds !== undefined) {
          verdicts.set("worlds", (verdicts.get("worlds") ?? 0) + 1);
        }
      }),
      { numRuns: 1200 },
    );
    for (const kind of ["valid", "invalid", "undecided", "worlds"]) {
      expect(verdicts.get(kind) ?? 0, kind).toBeGreaterThan(50);
    }
  });

  it("is valid and without any entry for each base state", () => {
    for (const [name, state] of BASES) {
      const report = check(asState(state));
      expectWellFormed(report);
      expect(report, name).toEqual({
        verdict: "valid",
        violations: [],
        undecided: [],
        tool: report.tool,
        notes: report.notes,
      });
    }
  });

  it("says nothing wrong and nothing right about the empty state", () => {
    const report = check({});
    expectWellFormed(report);
    expect(report.verdict).toBe("undecided");
    expect(report.violations).toEqual([]);
    // Everything is open but what the assumed facts decide.
    expect(report.undecided.length).toBeGreaterThan(190);
  });

  it("takes bigints for numbers and gives the same answer", () => {
    const asBigints = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(asBigints)
        : typeof value === "object" && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, v]) => [key, asBigints(v)]))
          : typeof value === "string" && value.startsWith("0x")
            ? BigInt(value)
            : value;
    fc.assert(
      fc.property(anyState, (state) => {
        expect(check(asBigints(state) as ExchangeState)).toEqual(check(state));
      }),
      { numRuns: 100 },
    );
  });

  it("does not change the state", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const copy = structuredClone(state);
        check(state);
        expect(state).toEqual(copy);
      }),
      { numRuns: 50 },
    );
  });

  it("carries id, source, failure and notes as given, and leaves rules out as asked", () => {
    const state = variant("long-mode-ring-0", { "guest.cr0": 0x8005_0032n, "guest.rflags": 0n });
    const failure = { text: "x", code: "0x80000021", kind: "invalid-guest-state" as const };
    const source = { format: "json", view: "vmcs" as const, lines: [1, 9] as [number, number] };
    const report = check(state, {
      id: "a",
      source: { ...source, file: "b" },
      failure: { ...failure, qualification: 0 },
      notes: ["first"],
      ignore: ["rflags-reserved-one"],
    });
    expectWellFormed(report);
    expect(report).toMatchObject({ id: "a", source: { ...source, file: "b" }, failure });
    expect(report.notes[0]).toBe("first");
    expect(report.notes.some((note) => note.includes("rflags-reserved-one"))).toBe(true);
    expect(ids(check(state))).toContain("rflags-reserved-one");
    expect(ids(report)).not.toContain("rflags-reserved-one");
    expect(ids(report)).toContain("cr0-pg-pe");
  });

  it("writes facts wider than 32 bits as hex strings, others as numbers or booleans", () => {
    const report = check(
      variant("long-mode-ring-0", {
        "guest.cr3": 1n << 60n,
        "guest.fs.base": 0x8000_0000_0000_0000n,
        "guest.tr.accessRights": 0x1_008b,
        "cpu.supportsLam": false,
      }),
    );
    expect(ids(report)).toEqual(["cr3-width", "fs-base-canonical", "tr-usable"]);
    const [cr3, fs, tr] = report.violations;
    expect(cr3?.facts).toMatchObject({ cr3: "0x1000000000000000", "cpu.supportsLam": false });
    expect(cr3?.facts["cpu.physicalAddressWidth"]).toBe(46);
    expect(fs?.facts).toMatchObject({ "fs.base": "0x8000000000000000" });
    expect(tr?.facts).toMatchObject({ "tr.unusable": 1 });
    // A wide fact stays a string however small its value is.
    const small = check(variant("long-mode-ring-0", { "guest.cr4": 0n }));
    expect(small.violations[0]?.facts["cr4"]).toBe("0x0");
  });

  it("gives facts the width says, whatever the state", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        for (const { facts } of check(state).violations) {
          for (const [name, value] of Object.entries(facts)) {
            const fact = findFact(book.facts, name);
            const width = fact?.kind === "derived" ? fact.width : fact && fact.high - fact.low + 1;
            const isBoolean = fact?.kind === "field" && fact.boolean;
            expect(typeof value, name).toBe(
              isBoolean ? "boolean" : (width ?? 0) > 32 ? "string" : "number",
            );
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it("has the offending field's value in each message", () => {
    // Field facts a requirement compares, by walking the rule.
    const fieldsIn = (condition: Condition): string[] => {
      switch (condition.kind) {
        case "leaf": {
          const fact = findFact(book.facts, condition.fact);
          return fact?.kind === "field" ? [fact.path] : [];
        }
        case "named":
          return fieldsIn(condition.body);
        default:
          return condition.of.flatMap(fieldsIn);
      }
    };
    let seen = 0;
    fc.assert(
      fc.property(complete, (flat) => {
        for (const { rule, message } of check(unflatten(flat)).violations) {
          const instance = book.byId.get(rule);
          const paths = instance === undefined ? [] : fieldsIn(instance.require);
          const values = paths.map((path) => flat.get(path));
          const texts = values.map((value) =>
            typeof value === "boolean" ? (value ? "yes" : "no") : sdmNumber(value ?? 0n),
          );
          if (texts.length === 0) continue;
          seen += 1;
          const words = message.split(/[^0-9A-Z_a-z]+/);
          expect(
            texts.some((text) => words.includes(text)),
            `${rule}: ${message} <- ${texts.join()}`,
          ).toBe(true);
        }
      }),
      { numRuns: 600 },
    );
    expect(seen).toBeGreaterThan(200);
  });

  it("names value, bits and what they must be", () => {
    const report = check(variant("long-mode-ring-3", { "guest.ss.accessRights": 0xc0d3 }));
    const violation = report.violations.find(({ rule }) => rule === "ss-dpl-rpl");
    expect(violation?.message).toMatch(/SS.*C0D3H.*bits 6:5.*\b2\b.*must be/);
    expect(violation?.facts).toMatchObject({ "ss.dpl": 2 });
    expect(violation?.register).toBe("ss");
    expect(violation?.exitQualification).toBe(0);
  });

  it("lists violations of all six subsections in SDM order", () => {
    const report = check(
      variant("protected-mode-pae-ept", {
        "guest.pdpte0": 0x2n | 1n,
        "guest.interruptibilityState": 0x20,
        "guest.rflags": 0n,
        "guest.idtr.limit": 0x1_0000,
        "guest.gdtr.limit": 0x1_0000,
        "guest.gs.accessRights": 0xcf93,
        "guest.cs.accessRights": 0xcf9b,
        "guest.cr4": 0n,
      }),
    );
    expectWellFormed(report);
    const list = ids(report);
    const at = (id: string): number => {
      expect(list).toContain(id);
      return list.indexOf(id);
    };
    const positions = [
      at("cr4-fixed-ones"),
      at("cs-reserved-11-8"),
      at("gs-reserved-11-8"),
      at("gdtr-limit-upper-16"),
      at("idtr-limit-upper-16"),
      at("rflags-reserved-one"),
      at("interruptibility-reserved"),
    ];
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  });
});

// --- verdicts of partial states ----------------------------------------------------------------

const ASSUMED: Record<string, bigint | boolean> = {
  "cpu.supportsIntel64": true,
  "cpu.cr0Fixed0": 0x8000_0021n,
  "cpu.cr0Fixed1": 0xffff_ffffn,
  "cpu.cr4Fixed0": 0x2000n,
  "cpu.inSmm": false,
  "cpu.vmxMisc": 0x1c0n,
};

describe("a partial state", () => {
  it.each(flatBases)("%s without a word that every state needs is never valid", (_name, flat) => {
    for (const path of [
      "guest.cr0",
      "guest.cr4",
      "guest.rflags",
      "guest.activityState",
      "guest.interruptibilityState",
      "guest.tr.accessRights",
      "guest.tr.limit",
      "guest.idtr.limit",
      "guest.vmcsLinkPointer",
      "controls.entry",
    ]) {
      const copy = new Map(flat);
      expect(copy.delete(path), path).toBe(true);
      const state = unflatten(copy);
      expect(check(state).verdict, path).toBe("undecided");
      expect(isValid(state), path).toBe(false);
    }
  });

  it("that is valid stays valid whatever the missing facts are", () => {
    let valid = 0;
    const removal = fc
      .record({
        base: fc.constantFrom(...flatBases),
        remove: fc.subarray(PATHS, { minLength: 1, maxLength: 4 }),
      })
      // Masks of a CPU are believed to lie between bounds; any value is too much.
      .filter(({ remove }) =>
        remove.every(
          (path) =>
            !(path in ASSUMED) && (!path.startsWith("cpu.") || FIELDS.get(path)?.width !== 64),
        ),
      )
      .chain(({ base: [name, flat], remove }) =>
        fc.tuple(...remove.map(anyValue)).map((values) => ({ name, flat, remove, values })),
      );
    fc.assert(
      fc.property(removal, ({ flat, remove, values }) => {
        const partial = new Map(flat);
        for (const path of remove) partial.delete(path);
        const { verdict } = check(unflatten(partial));
        expect(verdict).not.toBe("invalid");
        if (verdict !== "valid") return;
        valid += 1;
        remove.forEach((path, i) => partial.set(path, values[i] ?? 0n));
        expect(check(unflatten(partial)).verdict).toBe("valid");
      }),
      { numRuns: 600 },
    );
    expect(valid).toBeGreaterThan(30);
  });

  it("with one group only is never valid", () => {
    for (const [name, state] of BASES) {
      for (const group of ["guest", "controls", "cpu", "memory"] as const) {
        const { [group]: part } = asState(state);
        // (An entry to SMM is refused outside SMM, which is assumed.)
        expect(check({ [group]: part }).verdict, `${name} ${group}`).not.toBe("valid");
        if (group === "cpu" && state.cpu.inSmm) continue;
        const { [group]: _part, ...rest } = asState(state);
        expect(check(rest).verdict, `${name} without ${group}`).not.toBe("invalid");
      }
    }
  });

  it("asks for what is missing", () => {
    const report = check(variant("long-mode-ring-3", {}, ["guest.ss.selector"]));
    expect(report.verdict).toBe("undecided");
    expect(openIds(report)).toContain("ss-selector-rpl-cs");
    for (const { missing } of report.undecided) expect(missing).toEqual(["guest.ss.selector"]);
  });

  it("is decided by giving back what it asks for", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...flatBases),
        fc.subarray(
          PATHS.filter((path) => !(path in ASSUMED)),
          { minLength: 1 },
        ),
        ([, flat], remove) => {
          const partial = new Map(flat);
          for (const path of remove) partial.delete(path);
          if (PATHS.some((path) => path.startsWith("memory.pdpte") && !partial.has(path))) {
            for (const i of [0, 1, 2, 3]) partial.delete(`memory.pdpte.${i}`);
          }
          const report = check(unflatten(partial));
          for (const { missing } of report.undecided) {
            for (const path of missing) {
              // Never something that is known.
              expect(partial.has(path), path).toBe(false);
            }
          }
          const wanted = new Set(report.undecided.flatMap(({ missing }) => missing));
          if ([...wanted].some((path) => path.startsWith("memory.pdpte"))) {
            for (const i of [0, 1, 2, 3]) wanted.add(`memory.pdpte.${i}`);
          }
          for (const path of wanted)
            partial.set(path, flat.get(path) ?? (path === "cpu.supportsNx" ? true : 0n));
          expect(check(unflatten(partial)).verdict).toBe("valid");
        },
      ),
      { numRuns: 150 },
    );
  });

  it("tells a violation although most is unknown", () => {
    const report = check({ guest: { rflags: 0 } });
    expect(report.verdict).toBe("invalid");
    expect(ids(report)).toEqual(["rflags-reserved-one"]);
    expect(isValid({ guest: { rflags: 0 } })).toBe(false);
  });
});

describe("isValid", () => {
  it("is true exactly where the verdict is valid", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        expect(isValid(state)).toBe(check(state).verdict === "valid");
      }),
      { numRuns: 150 },
    );
  });

  it("is true for every base state, false for each with one bit of RFLAGS bit 1 lost", () => {
    for (const [name, flat] of flatBases) {
      expect(isValid(unflatten(flat)), name).toBe(true);
      const rflags = flat.get("guest.rflags");
      const broken = new Map(flat).set("guest.rflags", BigInt(rflags ?? 0) & ~2n);
      expect(isValid(unflatten(broken)), name).toBe(false);
    }
  });
});

// --- worlds ------------------------------------------------------------------------------------

describe("worlds", () => {
  it("are consistent with the state and with the verdict", () => {
    let seen = 0;
    const bit = (state: Flat, path: string, at: number): bigint | undefined => {
      const word = state.get(path);
      return typeof word === "bigint" ? (word >> BigInt(at)) & 1n : undefined;
    };
    const open = fc
      .record({
        flat: complete,
        remove: fc.subarray(CONTEXT, { minLength: 1 }),
        more: fc.subarray(PATHS, { maxLength: 3 }),
      })
      .map(({ flat, remove, more }) => {
        for (const path of [...remove, ...more]) flat.delete(path);
        return flat;
      });
    fc.assert(
      fc.property(open, (flat) => {
        const state = unflatten(flat);
        const { verdict, violations, worlds } = check(state);
        if (worlds === undefined) return;
        seen += 1;
        const texts = worlds.map(({ assume }) => JSON.stringify(assume));
        expect(new Set(texts).size).toBe(worlds.length);
        for (const world of worlds) {
          const { assume } = world;
          // Nothing is assumed that is known.
          if (flat.has("guest.rflags")) expect(assume).not.toHaveProperty("rflags.vm");
          if (flat.has("controls.entry")) expect(assume).not.toHaveProperty("ia32eModeGuest");
          expect(assume.unrestrictedGuest === true && assume.ept === false).toBe(false);
          for (const [name, at] of [
            ["unrestrictedGuest", 7],
            ["ept", 1],
          ] as const) {
            if (assume[name] !== true) continue;
            expect(bit(flat, "controls.primaryProcBased", 31)).not.toBe(0n);
            expect(bit(flat, "controls.secondaryProcBased", at)).not.toBe(0n);
          }
          expect(world.violations).toEqual(inOrder(world.violations));
          expect(world.violations.length > 0).toBe(world.verdict === "invalid");
        }
        const everywhere = ORDER.filter((id) => worlds.every((w) => w.violations.includes(id)));
        const somewhere = ORDER.filter((id) => worlds.some((w) => w.violations.includes(id)));
        const isInvalid = worlds.every((world) => world.verdict === "invalid");
        expect(verdict === "invalid").toBe(isInvalid);
        const listed = violations.map(({ rule }) => rule);
        expect(listed).toEqual(isInvalid && everywhere.length === 0 ? somewhere : everywhere);
      }),
      { numRuns: 500 },
    );
    expect(seen).toBeGreaterThan(50);
  });

  it("give what assuming them gives", () => {
    let seen = 0;
    fc.assert(
      fc.property(complete, fc.subarray(CONTEXT.slice(1), { minLength: 1 }), (flat, remove) => {
        for (const path of remove) flat.delete(path);
        const state = unflatten(flat);
        for (const { assume, verdict, violations } of check(state).worlds ?? []) {
          const { "rflags.vm": vm, ...assumptions } = assume;
          if (vm !== undefined) continue;
          seen += 1;
          const report = check({ ...state, assume: assumptions });
          expect(report.verdict).toBe(verdict);
          expect(ids(report)).toEqual(violations);
        }
      }),
      { numRuns: 300 },
    );
    expect(seen).toBeGreaterThan(50);
  });

  it("an invalid state may fail differently in each: the report lists all and says which", () => {
    // CR4.PCIDE with CR4.PAE 0: the first is refused outside, the second inside IA-32e mode.
    const report = check({ guest: { cr4: "0x22000", rflags: 2 } });
    expectWellFormed(report);
    expect(report.verdict).toBe("invalid");
    expect(ids(report)).toEqual(["cr4-pae-ia32e", "cr4-pcide-legacy"]);
    expect(report.worlds).toEqual([
      { assume: { ia32eModeGuest: false }, verdict: "invalid", violations: ["cr4-pcide-legacy"] },
      { assume: { ia32eModeGuest: true }, verdict: "invalid", violations: ["cr4-pae-ia32e"] },
    ]);
  });

  it("a violation in one world only makes no verdict", () => {
    const report = check({ guest: { cr4: "0x2000", rflags: 2 } });
    expect(report.verdict).toBe("undecided");
    expect(report.violations).toEqual([]);
    expect(openIds(report)).toContain("cr4-pae-ia32e");
    expect(missingOf(report, "cr4-pae-ia32e")).toEqual(["controls.entry"]);
    expect(report.worlds?.map(({ verdict }) => verdict).sort()).toEqual(["invalid", "undecided"]);
  });

  it("are not told where they do not matter", () => {
    for (const [name, state] of BASES) {
      expect(check(asState(state)), name).not.toHaveProperty("worlds");
    }
  });

  it("json-rules-engine tells the same report", async () => {
    const states = fc.sample(anyState, { numRuns: 60, seed: 20 });
    for (const state of states) {
      expect(await checkByReference(state)).toEqual(check(state));
    }
  });
});

// --- assumptions, facts taken for granted, inference -------------------------------------------

const has = (report: Report, ...words: string[]): boolean =>
  report.notes.some((note) => words.every((word) => note.includes(word)));

describe("assume", () => {
  it("wins over a control word, with a note", () => {
    const state = variant("protected-mode-cs-type-3");
    expect(check(state).verdict).toBe("valid");
    const report = check({ ...state, assume: { unrestrictedGuest: false } });
    expect(report.verdict).toBe("invalid");
    expect(ids(report)).toContain("cs-type");
    expect(has(report, "unrestricted guest", "controls.secondaryProcBased")).toBe(true);

    const long = check({ ...variant("long-mode-ring-0"), assume: { ia32eModeGuest: false } });
    expect(long.verdict).toBe("invalid");
    expect(ids(long)).toContain("efer-lma-ia32e");
    expect(has(long, "IA-32e mode guest", "controls.entry")).toBe(true);
  });

  it("says nothing where the word agrees, and nothing where nothing is asked", () => {
    const state = variant("long-mode-ring-0");
    const plain = check(state);
    const asked = check({ ...state, assume: { ia32eModeGuest: true } });
    expect(asked).toEqual(plain);
    expect(plain.notes).toEqual([]);
  });

  it("takes EPT with unrestricted guest", () => {
    const words = { primaryProcBased: "0x80000000", secondaryProcBased: 0 };
    const report = check({ controls: words, assume: { unrestrictedGuest: true } });
    expect(has(report, "enable EPT")).toBe(true);
    for (const { assume } of report.worlds ?? []) {
      expect(assume).not.toHaveProperty("ept");
      expect(assume).not.toHaveProperty("unrestrictedGuest");
    }
  });

  it("decides what the words leave open", () => {
    const state = variant("protected-mode-cs-type-3", {}, ["controls.secondaryProcBased"]);
    expect(check(state).verdict).toBe("undecided");
    expect(openIds(check(state))).toContain("cs-type");
    const restricted = check({ ...state, assume: { unrestrictedGuest: false } });
    expect(restricted.verdict).toBe("invalid");
    expect(ids(restricted)).toContain("cs-type");
    const unrestricted = check({ ...state, assume: { unrestrictedGuest: true } });
    expect(openIds(unrestricted)).not.toContain("cs-type");
    expect(ids(unrestricted)).toEqual([]);
  });

  // The primary word alone says that no secondary control counts; the note is only written where
  // the secondary word is known too.
  it("notes that it wins over the primary controls", () => {
    const state = { controls: { primaryProcBased: 0 }, assume: { unrestrictedGuest: true } };
    expect(has(check(state), "unrestricted guest")).toBe(true);
  });

  // Bit 7 of the secondary word is 0 whatever the primary word says.
  it("notes that it wins over the secondary controls where the primary are unknown", () => {
    const state = { controls: { secondaryProcBased: 0 }, assume: { unrestrictedGuest: true } };
    expect(has(check(state), "unrestricted guest")).toBe(true);
  });
});

describe("facts every CPU shares", () => {
  it.each(Object.entries(ASSUMED))(
    "%s is assumed when absent, and the report says so",
    (path, value) => {
      for (const [name, flat] of flatBases) {
        const partial = new Map(flat);
        partial.delete(path);
        const report = check(unflatten(partial));
        expect(has(report, "Assumed", path), name).toBe(true);
        expect(check(unflatten(flat)).notes.some((note) => note.includes(path))).toBe(false);
        // Whatever is assumed, it is this value.
        const same = check(unflatten(new Map(flat).set(path, value)));
        expect({ ...report, notes: [] }).toEqual({ ...same, notes: [] });
      }
    },
  );

  it("other CPU facts are unknown: absent means undecided where they matter", () => {
    for (const path of PATHS.filter((name) => name.startsWith("cpu.") && !(name in ASSUMED))) {
      const report = check(variant("all-load-controls", {}, [path]));
      expect(has(report, path), path).toBe(false);
      expect(report.verdict, path).not.toBe("invalid");
      for (const { missing } of report.undecided) expect(missing).toContain(path);
    }
  });

  it.each([
    ["physical addresses of 53 bits", "guest.cr3", 1n << 52n, "cpu.physicalAddressWidth", "fail"],
    [
      "physical addresses of 52 bits",
      "guest.cr3",
      1n << 51n,
      "cpu.physicalAddressWidth",
      "unknown",
    ],
    ["physical addresses of 32 bits", "guest.cr3", 1n << 31n, "cpu.physicalAddressWidth", "pass"],
    ["a CR4 bit no CPU has", "guest.cr4", 1n << 40n, "cpu.cr4Fixed1", "fail"],
    ["a CR4 bit some CPUs have", "guest.cr4", 1n << 20n, "cpu.cr4Fixed1", "unknown"],
    ["CR4 bits every CPU has", "guest.cr4", 0n, "cpu.cr4Fixed1", "pass"],
    ["an address of 57 bits", "guest.gdtr.base", 1n << 56n, "cpu.linearAddressWidth", "fail"],
    ["an address of 49 bits", "guest.gdtr.base", 1n << 47n, "cpu.linearAddressWidth", "unknown"],
    ["an address of 48 bits", "guest.gdtr.base", 1n << 46n, "cpu.linearAddressWidth", "pass"],
  ] as const)(
    "%s: a width or mask counts at both its bounds",
    (_title, path, bits, cpu, expected) => {
      const id = {
        "guest.cr3": "cr3-width",
        "guest.cr4": "cr4-fixed-zeros",
        "guest.gdtr.base": "gdtr-base-canonical",
      }[path];
      const value = path === "guest.cr4" ? 0x2020n | bits : bits;
      const report = check(
        variant("long-mode-ring-0", { [path]: value, "cpu.supportsLam": false }, [cpu]),
      );
      const status = ids(report).includes(id)
        ? "fail"
        : openIds(report).includes(id)
          ? "unknown"
          : "pass";
      expect(status).toBe(expected);
    },
  );
});

describe("NMI injection with blocking by STI", () => {
  const nmi = {
    "controls.entryInterruptionInfo": 0x8000_0202,
    "guest.interruptibilityState": 1,
    "guest.rflags": 0x202n,
  };
  const fact = "cpu.nmiInjectionNeedsNoStiBlocking";
  const id = "interruptibility-nmi-sti";
  const open = variant("long-mode-ring-0", nmi, [fact]);
  const exit = (reason: number | undefined, qualification: number): ExchangeState => ({
    ...open,
    controls: {
      ...open.controls,
      ...(reason === undefined ? {} : { exitReason: reason }),
      exitQualification: qualification,
    },
  });

  it("is left to the processor", () => {
    const report = check(open);
    expect(report.verdict).toBe("undecided");
    expect(missingOf(report, id)).toEqual([fact]);
    const strict = check(variant("long-mode-ring-0", { ...nmi, [fact]: true }));
    expect(ids(strict)).toEqual([id]);
    expect(strict.violations[0]?.exitQualification).toBe(3);
    expect(isValid(variant("long-mode-ring-0", { ...nmi, [fact]: false }))).toBe(true);
  });

  it("is settled by an exit qualification of 3, with a note", () => {
    const report = check(exit(0x8000_0021, 3));
    expectWellFormed(report);
    expect(report.verdict).toBe("invalid");
    expect(ids(report)).toEqual([id]);
    expect(has(report, "exit qualification 3")).toBe(true);
  });

  it("is not settled by another qualification, nor by another exit", () => {
    for (const state of [exit(0x8000_0021, 0), exit(0x8000_0021, 2), exit(0x21, 3), exit(30, 3)]) {
      expect(missingOf(check(state), id)).toEqual([fact]);
    }
  });

  it("the user's word counts more than the dump's", () => {
    const state = exit(0x8000_0021, 3);
    const report = check({
      ...state,
      cpu: { ...state.cpu, nmiInjectionNeedsNoStiBlocking: false },
    });
    expect(ids(report)).toEqual([]);
    expect(openIds(report)).toEqual([]);
  });
});

describe("the boundary of RIP and SSP", () => {
  it("0000800000000000H passes with a note, canonical addresses without", () => {
    const report = check(variant("long-mode-rip-boundary"));
    expect(report.verdict).toBe("valid");
    expect(has(report, "rip-linear-width", "0x800000000000")).toBe(true);
    for (const rip of [0x7fff_ffff_ffffn, 0xffff_8000_0000_0000n, 0n]) {
      const plain = check(variant("long-mode-rip-boundary", { "guest.rip": rip }));
      expect(plain.verdict).toBe("valid");
      expect(has(plain, "rip-linear-width")).toBe(false);
    }
  });

  it("counts from the CPU's width", () => {
    for (const width of [48, 57]) {
      const rip = 1n << BigInt(width - 1);
      const cpu = { "cpu.linearAddressWidth": width };
      const edge = check(variant("long-mode-ring-0", { ...cpu, "guest.rip": rip }));
      expect(ids(edge)).toEqual([]);
      expect(has(edge, "rip-linear-width", `0x${rip.toString(16)}`)).toBe(true);
      const beyond = check(variant("long-mode-ring-0", { ...cpu, "guest.rip": rip * 2n }));
      expect(ids(beyond)).toEqual(["rip-linear-width"]);
      expect(has(beyond, "rip-linear-width")).toBe(false);
    }
  });
});

// --- guest view --------------------------------------------------------------------------------

describe("a guest view", () => {
  const FIXED = ["cr0-fixed-ones", "cr0-fixed-zeros", "cr4-fixed-ones", "cr4-fixed-zeros"];
  const SEGMENT_RULES = book.instances
    .filter(({ sdm }) => sdm.key === "guest-segment-registers")
    .map(({ id }) => id);

  it("leaves exactly the fixed-bit checks open for a complete state of protected mode", () => {
    for (const [name, flat] of flatBases) {
      const cr0 = flat.get("guest.cr0");
      if (typeof cr0 !== "bigint" || (cr0 & 1n) === 0n) continue;
      const report = check({ ...unflatten(flat), view: "guest" });
      expectWellFormed(report);
      expect(report.verdict, name).toBe("undecided");
      expect(openIds(report), name).toEqual(FIXED);
      for (const { missing } of report.undecided) expect(missing).toContain("view");
      expect(has(report, "Guest view", "fixed-bit"), name).toBe(true);
    }
  });

  it("never calls a state valid, and never blames a fixed bit", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const report = check({ ...state, view: "guest" });
        expect(report.verdict).not.toBe("valid");
        expect(ids(report).filter((id) => FIXED.includes(id))).toEqual([]);
        expect(openIds(report).filter((id) => FIXED.includes(id))).toEqual(FIXED);
        for (const { violations } of report.worlds ?? []) {
          expect(violations.filter((id) => FIXED.includes(id))).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("of real mode without unrestricted guest answers no segment check", () => {
    const report = check({
      ...variant("real-mode-unrestricted", { "guest.ss.accessRights": 0xfff3 }),
      assume: { unrestrictedGuest: false },
      view: "guest",
    });
    expectWellFormed(report);
    expect(ids(report).filter((id) => SEGMENT_RULES.includes(id))).toEqual([]);
    expect(openIds(report).filter((id) => SEGMENT_RULES.includes(id))).toEqual(SEGMENT_RULES);
    for (const id of SEGMENT_RULES) expect(missingOf(report, id)).toContain("view");
    expect(has(report, "real mode", "virtual-8086")).toBe(true);
  });

  it("of real mode with unrestricted guest answers them as ever", () => {
    const report = check({
      ...variant("real-mode-unrestricted", { "guest.ss.accessRights": 0xf93 }),
      view: "guest",
    });
    expect(ids(report)).toContain("ss-reserved-11-8");
    expect(openIds(report)).toEqual(FIXED);
  });

  it("of real mode answers none while unrestricted guest is unknown, and asks for the words", () => {
    const report = check({
      ...variant("real-mode-unrestricted", { "guest.ss.accessRights": 0xf93 }, [
        "controls.primaryProcBased",
        "controls.secondaryProcBased",
      ]),
      view: "guest",
    });
    expect(ids(report)).not.toContain("ss-reserved-11-8");
    expect(missingOf(report, "ss-reserved-11-8")).toEqual(
      expect.arrayContaining(["controls.primaryProcBased", "controls.secondaryProcBased"]),
    );
    const worlds = report.worlds ?? [];
    expect(worlds.length).toBeGreaterThan(1);
    for (const { assume, violations } of worlds) {
      expect(violations.includes("ss-reserved-11-8")).toBe(assume.unrestrictedGuest === true);
    }
  });

  it("answers none while CR0 is unknown and the guest may be in real mode", () => {
    const state = variant("protected-mode-pae-no-ept", { "guest.ss.accessRights": 0xcf93 }, [
      "guest.cr0",
    ]);
    expect(ids(check(state))).toContain("ss-reserved-11-8");
    const report = check({ ...state, view: "guest" });
    expect(ids(report)).not.toContain("ss-reserved-11-8");
    expect(missingOf(report, "ss-reserved-11-8")).toContain("guest.cr0");
  });

  it("answers all other checks as the VMCS view does", () => {
    fc.assert(
      fc.property(complete, (flat) => {
        const state = unflatten(flat);
        const other = (list: string[]): string[] =>
          list.filter((id) => !FIXED.includes(id) && !SEGMENT_RULES.includes(id));
        const vmcs = check(state);
        const guest = check({ ...state, view: "guest" });
        expect(other(ids(guest))).toEqual(other(ids(vmcs)));
        expect(other(openIds(guest))).toEqual(other(openIds(vmcs)));
      }),
      { numRuns: 150 },
    );
  });

  it("takes IA-32e mode from EFER.LMA where the entry controls are unknown, with a note", () => {
    const state = variant("long-mode-ring-0", { "guest.cr4": 0x22_0000n }, ["controls.entry"]);
    const report = check({ ...state, view: "guest" });
    expect(ids(report)).toEqual(["cr4-pae-ia32e"]);
    expect(has(report, "EFER.LMA")).toBe(true);
    expect(check({ ...state, view: "vmcs" }).notes.some((note) => note.includes("EFER"))).toBe(
      false,
    );
  });
});

// --- checkSegment ------------------------------------------------------------------------------

describe("checkSegment", () => {
  const REGISTERS = ["cs", "ss", "ds", "es", "fs", "gs", "ldtr", "tr"] as const;

  it("answers what check answers on the register", () => {
    fc.assert(
      fc.property(anyState, fc.constantFrom<SegmentRegister>(...REGISTERS), (state, register) => {
        const segment = state.guest?.[register] ?? {};
        const report = checkSegment(register, segment, state);
        expectWellFormed(report);
        const whole = check(state);
        for (const entry of [...report.violations, ...report.undecided]) {
          expect(entry.register).toBe(register);
        }
        const own = whole.undecided.filter((entry) => entry.register === register);
        // An instance that waits for context may fail in every world together with its register.
        if (whole.worlds === undefined && report.worlds === undefined) {
          expect(report.violations).toEqual(
            whole.violations.filter((entry) => entry.register === register),
          );
          expect(report.undecided).toEqual(own);
        }
      }),
      { numRuns: 250 },
    );
  });

  it("replaces the segment of the context, which stays as it is", () => {
    const context = variant("long-mode-ring-3");
    const copy = structuredClone(context);
    const report = checkSegment(
      "ss",
      { selector: 0x2b, base: 0, limit: "0xffffffff", accessRights: 0xc093 },
      context,
    );
    expect(ids(report)).toEqual(["ss-dpl-rpl"]);
    expect(context).toEqual(copy);
  });

  it("without context leaves open what hangs on it, and is never valid by ignorance", () => {
    const report = checkSegment("tr", { selector: 0x40, base: 0, limit: 0x67, accessRights: 0x8b });
    expect(report.verdict).toBe("valid");
    const busy16 = checkSegment("tr", { selector: 0x40, base: 0, limit: 0x67, accessRights: 0x83 });
    expect(busy16.verdict).toBe("undecided");
    expect(openIds(busy16)).toEqual(["tr-type-ia32e"]);
    expect(checkSegment("cs", {}).verdict).toBe("undecided");
  });

  it("refuses malformed values by pointer", () => {
    const pointer = (run: () => unknown): string => {
      try {
        run();
      } catch (error) {
        if (error instanceof StateError) return error.pointer;
        throw error;
      }
      throw new Error("accepted");
    };
    expect(pointer(() => checkSegment("cs", { selector: 0x1_0000 }))).toBe("/guest/cs/selector");
    expect(pointer(() => checkSegment("ds", { limit: "1" }))).toBe("/guest/ds/limit");
    expect(pointer(() => checkSegment("ds", {}, { cpu: { inSmm: 1 } }))).toBe("/cpu/inSmm");
    expect(() => checkSegment("xs" as SegmentRegister, {})).toThrow(RangeError);
  });
});

// --- rules and explain -------------------------------------------------------------------------

describe("rules", () => {
  it("are the instances of order.json, in its order, frozen", () => {
    expect(rules.map(({ id }) => id)).toEqual(ORDER);
    expect(rules.length).toBe(209);
    expect(Object.isFrozen(rules)).toBe(true);
    for (const rule of rules) expect(Object.isFrozen(rule)).toBe(true);
  });

  it("are plain JSON with nothing empty", () => {
    expect(JSON.parse(JSON.stringify(rules))).toStrictEqual(rules);
    for (const rule of rules) {
      for (const text of [rule.title, rule.when, rule.require, rule.hint, rule.sdm.title]) {
        expect(text, rule.id).not.toBe("");
        expect(text, rule.id).not.toMatch(/\{[rR]\}|undefined|\[object/);
      }
      expect(rule.sdm.section, rule.id).toMatch(/^\d+(\.\d+)+$/);
      expect([0, 2, 3, 4], rule.id).toContain(rule.exitQualification);
      expect(existsSync(repository(rule.file)), rule.file).toBe(true);
    }
  });

  it("have a register exactly in the two sections on registers", () => {
    for (const { id, register, file } of rules) {
      const inRegister = /guest-(segment|descriptor-table)-registers/.test(file);
      expect(register !== null, id).toBe(inRegister);
      if (register !== null) expect(id.startsWith(`${register}-`), id).toBe(true);
    }
  });
});

describe("explain", () => {
  it("knows every id, with its rule and examples", () => {
    for (const rule of rules) {
      const explanation = explain(rule.id);
      expect(explanation.rule).toEqual(rule);
      expect(explanation.examples.pass.length, rule.id).toBeGreaterThan(0);
      expect(explanation.examples.fail.length, rule.id).toBeGreaterThan(0);
      expect(explanation).not.toHaveProperty("status");
      expect(explanation).not.toHaveProperty("comparisons");
      expect(JSON.parse(JSON.stringify(explanation))).toStrictEqual(explanation);
    }
  });

  it("gives the status of a state with a value for each comparison", () => {
    fc.assert(
      fc.property(complete, (flat) => {
        const state = unflatten(flat);
        const violated = ids(check(state));
        for (const id of [...violated, "cr3-width", "ss-dpl-rpl", "cs-type"]) {
          const { status, comparisons = [] } = explain(id, state);
          expect(status === "fail", id).toBe(violated.includes(id));
          expect(comparisons.length).toBeGreaterThan(0);
          for (const { holds, value, missing } of comparisons) {
            expect(typeof holds).toBe("boolean");
            expect(value).toMatch(/^0x[0-9a-f]+$/);
            expect(missing).toBeUndefined();
          }
          if (status === "fail") {
            expect(
              comparisons.some(({ part, holds }) => part === "require" && holds !== true),
            ).toBe(true);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("says what an open comparison waits for", () => {
    const { status, comparisons = [] } = explain("ss-dpl-rpl", {
      guest: { rflags: 2, ss: { accessRights: 0x93 } },
    });
    expect(status).toBe("unknown");
    const open = comparisons.filter(({ holds }) => holds === "unknown");
    expect(open.length).toBeGreaterThan(0);
    for (const { missing = [] } of open) {
      expect(missing.length).toBeGreaterThan(0);
      for (const path of missing) expect(FIELDS.has(path), path).toBe(true);
    }
  });

  it.each(["", "no-such-rule", "SS-DPL-RPL", "constructor", "__proto__", "{r}-present"])(
    "refuses the id %j",
    (id) => {
      expect(() => explain(id)).toThrow(RangeError);
      expect(() => explain(id, {})).toThrow(RangeError);
    },
  );

  // check does not apply the fixed-bit rules to a guest view; explain does.
  it("answers unknown where check does: fixed bits in a guest view", () => {
    const state = {
      ...variant("long-mode-ring-0", { "guest.cr4": 0x6f0n }),
      view: "guest" as const,
    };
    expect(ids(check(state))).toEqual([]);
    expect(explain("cr4-fixed-ones", state).status).toBe("unknown");
  });
});

describe("malformed states", () => {
  it.each([
    ["", null],
    ["", []],
    ["", "0x1"],
    ["/guests", { guests: {} }],
    ["/guest/cr0", { guest: { cr0: -1 } }],
    ["/guest/cs/limit", { guest: { cs: { limit: "0x100000000" } } }],
    ["/memory/pdpte", { memory: { pdpte: [1, 2, 3] } }],
    ["/view", { view: "host" }],
    ["/assume/ept", { assume: { ept: 1 } }],
  ])("are refused by check, isValid and explain at %j", (pointer, state) => {
    const bad = state as unknown as ExchangeState;
    for (const run of [check, isValid, (s: ExchangeState) => explain("cs-type", s)]) {
      let error: unknown;
      try {
        run(bad);
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(StateError);
      if (error instanceof StateError) expect(error.pointer).toBe(pointer);
    }
  });
});

// A check that fails in every world is told with the facts of the first world, assumptions included.
it("facts of a violation are known facts, not assumptions of one world", () => {
  const report = check({ guest: { cs: { accessRights: "0x9b" }, rip: "0x800000000000" } });
  expect(ids(report)).toEqual(["rip-upper-32"]);
  expect(report.violations[0]?.facts).not.toHaveProperty("ia32eModeGuest");
});
