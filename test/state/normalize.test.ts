/** The exchange JSON: what normalize takes, what it refuses and where, and that no bit is lost. */
import { readFileSync } from "node:fs";
import { Ajv2020, type AnySchema } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FieldSpec } from "../../src/generated/fields.ts";
import { EXCHANGE_FIELDS } from "../../src/state/catalogue.ts";
import {
  StateError,
  normalize,
  type CandidateState,
  type FieldValue,
} from "../../src/state/normalize.ts";
import { baseStates } from "../independent/base-states.ts";

type Json = Record<string, unknown>;

const schemaUrl = new URL("../../schemas/guest-state.schema.json", import.meta.url);
const fitsSchema = new Ajv2020({ strict: true }).compile(
  JSON.parse(readFileSync(schemaUrl, "utf8")) as AnySchema,
);

// --- building exchange JSON without the code under test ----------------------------------------

const LIST = "memory.entryMsrLoad";
/** Those of a list in its first element. */
const PATHS = [...EXCHANGE_FIELDS.keys()].map((path) => path.replace("*", "0"));
const GROUPS = ["guest", "host", "controls", "cpu", "memory", "launch"];
const NESTED = [...new Set(PATHS.map((path) => path.split(".")))]
  .filter(([group, , part]) => group === "guest" && part !== undefined)
  .map(([, register = ""]) => register);
const REGISTERS = [...new Set(NESTED)];

const specOf = (path: string): FieldSpec => {
  const spec = EXCHANGE_FIELDS.get(path.replace(`${LIST}.0.`, `${LIST}.*.`));
  if (spec === undefined) throw new Error(`no field ${path}`);
  return spec;
};

/** Writes an own member, also one called `__proto__`, as JSON.parse does. */
function put(target: Json, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function child(target: Json, name: string): Json {
  const empty = { pdpte: [0, 0, 0, 0], entryMsrLoad: [] }[name] ?? {};
  if (!Object.hasOwn(target, name)) put(target, name, empty);
  return target[name] as Json;
}

function place(state: Json, path: string, value: unknown): void {
  const parts = path.split(".");
  const last = parts.pop() ?? "";
  put(parts.reduce(child, state), last, value);
}

const pointerOf = (path: string): string => `/${path.split(".").join("/")}`;

const single = (path: string, value: unknown): Json => {
  const state: Json = {};
  place(state, path, value);
  return state;
};

/** The inverse of normalize, written for this test alone. */
function denormalize({ fields, view, assume }: CandidateState): Json {
  const state: Json = { view };
  if (Object.keys(assume).length > 0) state["assume"] = { ...assume };
  for (const [path, value] of fields) {
    if (path !== `${LIST}.length`)
      place(state, path, specOf(path).boolean === true ? value === 1 : `0x${value.toString(16)}`);
  }
  return state;
}

const sorted = ({ fields, view, assume }: CandidateState): unknown => ({
  fields: [...fields].sort(([a], [b]) => a.localeCompare(b)),
  view,
  assume,
});

function errorOf(input: unknown): StateError {
  try {
    normalize(input);
  } catch (error) {
    if (error instanceof StateError) return error;
    throw error;
  }
  throw new Error(`normalize took ${String(input)}`);
}

const accepts = (input: unknown): boolean => {
  try {
    normalize(input);
    return true;
  } catch (error) {
    if (error instanceof StateError) return false;
    throw error;
  }
};

// --- generators --------------------------------------------------------------------------------

const numberOf = (spec: FieldSpec): fc.Arbitrary<bigint> => {
  const [minimum, maximum] = spec.range ?? [0, undefined];
  const top = maximum === undefined ? (1n << BigInt(spec.width)) - 1n : BigInt(maximum);
  const low = BigInt(minimum);
  return fc.oneof(
    fc.bigInt({ min: low, max: top }),
    fc.constantFrom(low, top),
    fc.nat(spec.width - 1).map((bit) => {
      const value = 1n << BigInt(bit);
      return value < low ? low : value > top ? top : value;
    }),
  );
};

/** A value as JSON may write it: number, or hex with any case, prefix and leading zeros. */
const written = (value: bigint): fc.Arbitrary<number | string> => {
  const digits = value.toString(16);
  const hex = fc
    .record({
      prefix: fc.constantFrom("0x", "0X"),
      zeros: fc.nat(4),
      upper: fc.boolean(),
    })
    .map(
      ({ prefix, zeros, upper }) =>
        prefix + "0".repeat(zeros) + (upper ? digits.toUpperCase() : digits),
    );
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? fc.oneof(fc.constant(Number(value)), hex) : hex;
};

interface Written {
  path: string;
  /** What normalize must make of it. */
  value: FieldValue;
  text: unknown;
}

const member = (path: string): fc.Arbitrary<Written> => {
  const spec = specOf(path);
  if (spec.boolean === true) {
    return fc.boolean().map((text) => ({ path, value: text ? 1 : 0, text }));
  }
  return numberOf(spec).chain((value) =>
    written(value).map((text) => ({
      path,
      value: spec.width <= 32 ? Number(value) : value,
      text,
    })),
  );
};

const somePaths = fc.subarray(PATHS).map((paths) => {
  const some = paths.some((path) => path.startsWith("memory.pdpte."));
  const rest = paths.filter((path) => !path.startsWith("memory.pdpte."));
  return some ? [...rest, ...[0, 1, 2, 3].map((i) => `memory.pdpte.${i}`)] : rest;
});

const ASSUMPTIONS = [
  {},
  { ia32eModeGuest: true },
  { ia32eModeGuest: false, ept: true },
  { unrestrictedGuest: false, ept: false },
  { unrestrictedGuest: true },
  { unrestrictedGuest: true, ept: true, ia32eModeGuest: true },
];

interface Sample {
  state: Json;
  expected: Map<string, FieldValue>;
  view: "vmcs" | "guest";
}

/** That a list has an element tells its length, too. */
const lengthOf = (members: readonly Written[]): [string, FieldValue][] =>
  members.some(({ path }) => path.startsWith(LIST)) ? [[`${LIST}.length`, 1]] : [];

const sample: fc.Arbitrary<Sample> = somePaths
  .chain((paths) =>
    fc.record({
      members: fc.tuple(...paths.map(member)),
      empty: fc.subarray(GROUPS),
      view: fc.constantFrom(undefined, "vmcs" as const, "guest" as const),
      assume: fc.constantFrom(undefined, ...ASSUMPTIONS),
    }),
  )
  .map(({ members, empty, view, assume }) => {
    const state: Json = {};
    for (const group of empty) child(state, group);
    for (const { path, text } of members) place(state, path, text);
    if (view !== undefined) put(state, "view", view);
    if (assume !== undefined) put(state, "assume", { ...assume });
    return {
      state,
      expected: new Map([
        ...members.map(({ path, value }): [string, FieldValue] => [path, value]),
        ...lengthOf(members),
      ]),
      view: view ?? "vmcs",
    };
  });

// --- valid input -------------------------------------------------------------------------------

describe("valid exchange JSON", () => {
  it("gives exactly the known fields, all bits kept, and fits the published schema", () => {
    fc.assert(
      fc.property(sample, ({ state, expected, view }) => {
        const normal = normalize(state);
        expect(new Map(normal.fields)).toEqual(expected);
        expect(normal.view).toBe(view);
        expect(fitsSchema(state), JSON.stringify(fitsSchema.errors)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("survives normalize, the inverse, normalize", () => {
    fc.assert(
      fc.property(sample, ({ state }) => {
        const once = normalize(state);
        expect(sorted(normalize(denormalize(once)))).toEqual(sorted(once));
      }),
      { numRuns: 400 },
    );
  });

  it("survives a trip through JSON text", () => {
    fc.assert(
      fc.property(sample, ({ state }) => {
        const again: unknown = JSON.parse(JSON.stringify(state));
        expect(sorted(normalize(again))).toEqual(sorted(normalize(state)));
      }),
      { numRuns: 100 },
    );
  });

  it("takes bigints where it takes numbers", () => {
    for (const path of PATHS) {
      const spec = specOf(path);
      if (spec.boolean === true) continue;
      const value = spec.range === undefined ? (1n << BigInt(spec.width)) - 1n : spec.range[1];
      expect(normalize(single(path, BigInt(value))).fields.get(path), path).toBe(
        spec.width <= 32 ? Number(value) : BigInt(value),
      );
    }
  });

  it("leaves absent and undefined members absent", () => {
    expect(normalize({}).fields.size).toBe(0);
    expect(normalize({}).assume).toEqual({});
    const holes = { guest: { cr0: undefined, cs: { base: undefined } }, cpu: undefined };
    expect(normalize(holes).fields.size).toBe(0);
  });

  it("does not change its input", () => {
    const state = structuredClone(baseStates["virtual-8086"]);
    normalize({ ...state, assume: Object.freeze({ unrestrictedGuest: true }) });
    expect(state).toEqual(baseStates["virtual-8086"]);
  });

  it("reads every base state, and the schema does too", () => {
    for (const [name, state] of Object.entries(baseStates)) {
      expect(accepts(state), name).toBe(true);
      expect(fitsSchema(state), name).toBe(true);
    }
  });

  it.each([
    ["0x0", 0n],
    ["0X1F", 0x1fn],
    ["0xFfFfFfFfFfFfFfFf", 0xffff_ffff_ffff_ffffn],
    [`0x${"0".repeat(48)}8000000000000001`, 0x8000_0000_0000_0001n],
    [Number.MAX_SAFE_INTEGER, 0x1f_ffff_ffff_ffffn],
    [-0, 0n],
  ])("reads %s in a field of 64 bits", (text, value) => {
    expect(normalize({ guest: { rip: text } }).fields.get("guest.rip")).toBe(value);
  });

  it("keeps all 32 bits of access rights, and all 64 of a base", () => {
    const { fields } = normalize({
      guest: { ss: { accessRights: "0xdeadbeef", base: "0xfedcba9876543210" } },
    });
    expect(fields.get("guest.ss.accessRights")).toBe(0xdead_beef);
    expect(fields.get("guest.ss.base")).toBe(0xfedc_ba98_7654_3210n);
  });

  it("keeps the order of memory.pdpte", () => {
    const { fields } = normalize({ memory: { pdpte: [1, "0x2", 3n, "0xF000000000000001"] } });
    expect([0, 1, 2, 3].map((i) => fields.get(`memory.pdpte.${i}`))).toEqual([
      1n,
      2n,
      3n,
      0xf000_0000_0000_0001n,
    ]);
  });

  it("numbers the entries of memory.entryMsrLoad, and tells how many there are", () => {
    const entries = [
      { index: "0xC0000080", reserved: 0, value: "0xD01" },
      {},
      { index: 0x277, wrmsrFaults: true, modelSpecificRefused: false },
    ];
    expect([...normalize({ memory: { entryMsrLoad: entries } }).fields]).toEqual([
      [`${LIST}.length`, 3],
      [`${LIST}.0.index`, 0xc000_0080],
      [`${LIST}.0.reserved`, 0],
      [`${LIST}.0.value`, 0xd01n],
      [`${LIST}.2.index`, 0x277],
      [`${LIST}.2.wrmsrFaults`, 1],
      [`${LIST}.2.modelSpecificRefused`, 0],
    ]);
    expect([...normalize({ memory: { entryMsrLoad: [] } }).fields]).toEqual([
      [`${LIST}.length`, 0],
    ]);
  });

  it.each([
    [{}, ""],
    [null, ""],
    ["0x1", ""],
    [[{}, 5], "/1"],
    [[null], "/0"],
    [[{}, {}, { value: -1 }], "/2/value"],
    [[{ index: "0x100000000" }], "/0/index"],
    [[{ index: { low: 1 } }], "/0/index"],
    [[{ wrmsrFaults: 1 }], "/0/wrmsrFaults"],
    [[{ data: 1 }], "/0/data"],
    [[{ length: 1 }], "/0/length"],
  ])("refuses %j as memory.entryMsrLoad", (entryMsrLoad, at) => {
    expect(errorOf({ memory: { entryMsrLoad } }).pointer).toBe(`/memory/entryMsrLoad${at}`);
    expect(fitsSchema({ memory: { entryMsrLoad } })).toBe(false);
  });

  it("takes EPT from unrestricted guest, and no unrestricted guest from no EPT", () => {
    expect(normalize({ assume: { unrestrictedGuest: true } }).assume.ept).toBe(true);
    expect(normalize({ assume: { unrestrictedGuest: false } }).assume.ept).toBeUndefined();
    expect(normalize({ assume: { ept: false } }).assume).toEqual({
      ept: false,
      unrestrictedGuest: false,
    });
    expect(errorOf({ assume: { unrestrictedGuest: true, ept: false } }).pointer).toBe(
      "/assume/ept",
    );
  });
});

// --- widths ------------------------------------------------------------------------------------

describe.each(PATHS.map((path) => [path, specOf(path)] as const))("%s", (path, spec) => {
  const expectRefused = (value: unknown): void => {
    const { pointer, message } = errorOf(single(path, value));
    expect(pointer).toBe(pointerOf(path));
    expect(message).toContain(pointer);
  };

  if (spec.boolean === true) {
    it("is a boolean and nothing else", () => {
      expect(normalize(single(path, true)).fields.get(path)).toBe(1);
      expect(normalize(single(path, false)).fields.get(path)).toBe(0);
      for (const value of [0, 1, "true", "0x1", 1n, null, {}, []]) expectRefused(value);
    });
  } else if (spec.range !== undefined) {
    it("lies in its range", () => {
      const [minimum, maximum] = spec.range ?? [0, 0];
      for (const value of [minimum, maximum]) {
        expect(normalize(single(path, value)).fields.get(path)).toBe(value);
        expect(normalize(single(path, `0x${value.toString(16)}`)).fields.get(path)).toBe(value);
      }
      for (const value of [minimum - 1, maximum + 1, 256]) {
        expectRefused(value);
        expectRefused(BigInt(value));
        if (value >= 0) expectRefused(`0x${value.toString(16)}`);
      }
    });
  } else {
    it("takes its widest value and refuses one bit more", () => {
      const over = 1n << BigInt(spec.width);
      const widest = normalize(single(path, `0x${(over - 1n).toString(16)}`)).fields.get(path);
      expect(BigInt(widest ?? -1)).toBe(over - 1n);
      expect(typeof widest).toBe(spec.width <= 32 ? "number" : "bigint");
      expectRefused(`0x${over.toString(16)}`);
      expectRefused(`0x000${over.toString(16)}`);
      expectRefused(over);
      if (spec.width < 53) expectRefused(Number(over));
    });
  }
});

// --- one fault ---------------------------------------------------------------------------------

/** No number whatever the field. */
const NO_NUMBERS: readonly unknown[] = [
  null,
  true,
  false,
  [],
  [1],
  {},
  { value: 1 },
  "",
  "0x",
  "0X",
  "0xg",
  "0x1g",
  "10",
  "1F",
  "x1",
  " 0x1",
  "0x1 ",
  "0x1\n",
  "0x 1",
  "-0x1",
  "+0x1",
  "0x1.8",
  "0x1_0",
  "0b1",
  "1h",
  "０x1",
  -1,
  -0.5,
  0.5,
  1.000001,
  Number.MAX_SAFE_INTEGER + 1,
  2 ** 63,
  1e300,
  -1e300,
  `0x${"0".repeat(65)}`,
];
/** JSON cannot write these. */
const NO_JSON: readonly unknown[] = [
  NaN,
  Infinity,
  -Infinity,
  -1n,
  1n << 64n,
  Symbol("one"),
  () => 1,
  new Date(0),
  Object(1),
];
const NO_BOOLEANS: readonly unknown[] = [null, 0, 1, "true", "0x1", [], {}];
const NO_OBJECTS: readonly unknown[] = [null, 0, 1, "", "0x1", true, false, [], [{}]];
const NAMES = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "length",
  "",
  " ",
  "0",
  "CR0",
  "cr0 ",
  "Guest",
  "selectors",
  "access_rights",
  "a/b",
  "m~n",
  "~1",
  "/",
  "ä",
  "💥",
  "guest",
  "cs",
  "$ref",
];

/** RFC 6901. */
const token = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

describe("one fault", () => {
  it.each(NO_NUMBERS.map((value) => [JSON.stringify(value), value]))(
    "refuses %s as a number, in every kind of field",
    (_text, value) => {
      const paths = ["guest.cr0", "guest.cs.limit", "controls.entry", "cpu.vmxMisc"];
      paths.push("cpu.physicalAddressWidth", "memory.currentVmcs", "memory.pdpte.2");
      for (const path of paths) {
        const state = single(path, value);
        expect(errorOf(state).pointer).toBe(pointerOf(path));
        expect(fitsSchema(state), path).toBe(false);
      }
    },
  );

  it.each(NO_JSON.map((value) => [String(value), value]))(
    "refuses what JSON cannot say: %s",
    (_text, value) => {
      for (const path of ["guest.rip", "guest.cs.selector", "memory.pdpte.0", "cpu.inSmm"]) {
        expect(errorOf(single(path, value)).pointer).toBe(pointerOf(path));
      }
    },
  );

  it("says that a number above 2^53-1 has lost bits, and how to write it", () => {
    expect(errorOf({ guest: { cr3: 2 ** 53 } }).message).toMatch(/2\^53-1.*string "0x/);
  });

  it("names the member in any state that is valid otherwise, and the schema refuses it too", () => {
    const unknownName = fc
      .record({
        at: fc.constantFrom(
          [],
          ...[...GROUPS, "assume"].map((group) => [group]),
          ...REGISTERS.map((register) => ["guest", register]),
        ),
        name: fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 12 })),
        value: fc.constantFrom<unknown>(0, "0x1", true, {}, null, "vmcs"),
      })
      .filter(({ at, name }) => {
        const path = [...at, name].join(".");
        // A dot in a name is a story of its own, see below.
        const known = PATHS.some((other) => other === path || other.startsWith(`${path}.`));
        const other = [...GROUPS, "view", "assume"];
        return !known && !(at.length === 0 && other.includes(name)) && !name.includes(".");
      })
      .map(({ at, name, value }) => ({ at: [...at, name], value }));
    const badNumber = fc
      .record({
        path: fc.constantFrom(...PATHS.filter((path) => specOf(path).boolean !== true)),
        value: fc.constantFrom(...NO_NUMBERS),
      })
      .map(({ path, value }) => ({ at: path.split("."), value }));
    const tooWide = fc
      .constantFrom(...PATHS.filter((path) => specOf(path).boolean !== true))
      .filter((path) => specOf(path).range === undefined)
      .chain((path) =>
        fc.bigInt({ min: 1n << BigInt(specOf(path).width), max: 1n << 250n }).map((value) => ({
          at: path.split("."),
          value: `0x${value.toString(16)}` as unknown,
        })),
      );
    const outOfRange = fc
      .constantFrom(...PATHS.filter((path) => specOf(path).range !== undefined))
      .chain((path) => {
        const [minimum, maximum] = specOf(path).range ?? [0, 0];
        return fc.integer({ min: -300, max: 300 }).map((value) => ({
          at: path.split("."),
          value: value < minimum || value > maximum ? value : maximum + 1 + value,
        }));
      });
    const badBoolean = fc
      .record({
        path: fc.constantFrom(
          ...PATHS.filter((path) => specOf(path).boolean === true),
          "assume.ept",
          "assume.unrestrictedGuest",
          "assume.ia32eModeGuest",
        ),
        value: fc.constantFrom(...NO_BOOLEANS),
      })
      .map(({ path, value }) => ({ at: path.split("."), value }));
    const badObject = fc
      .record({
        at: fc.constantFrom(
          ...[...GROUPS, "assume"].map((group) => [group]),
          ...REGISTERS.map((register) => ["guest", register]),
        ),
        value: fc.constantFrom(...NO_OBJECTS),
      })
      .map(({ at, value }) => ({ at, value }));
    const badArray = fc
      .constantFrom<unknown>(null, 0, "0x0", {}, [], [0, 0, 0], [0, 0, 0, 0, 0])
      .map((value) => ({ at: ["memory", "pdpte"], value }));
    const badView = fc
      .constantFrom<unknown>("", "VMCS", "host", null, 0, true, ["vmcs"], {})
      .map((value) => ({ at: ["view"], value }));

    const fault = fc.oneof(
      unknownName,
      badNumber,
      tooWide,
      outOfRange,
      badBoolean,
      badObject,
      badArray,
      badView,
    );
    fc.assert(
      fc.property(sample, fault, ({ state }, { at, value }) => {
        const broken = structuredClone(state);
        const names = [...at];
        const last = names.pop() ?? "";
        put(names.reduce(child, broken), last, value);
        expect(errorOf(broken).pointer).toBe(at.map((name) => `/${token(name)}`).join(""));
        expect(fitsSchema(broken)).toBe(false);
      }),
      { numRuns: 1500 },
    );
  });

  it.each([undefined, null, 0, 1n, "", "0x1", true, [], [{}], () => ({})])(
    "refuses %s as a state: the pointer is the whole",
    (input) => {
      expect(errorOf(input).pointer).toBe("");
    },
  );

  it("sees members of Object.prototype that came from JSON text", () => {
    for (const name of ["__proto__", "constructor", "toString"]) {
      for (const [open, close, pointer] of [
        ["{", "}", ""],
        ['{"guest":{', "}}", "/guest"],
        ['{"guest":{"cs":{', "}}}", "/guest/cs"],
        ['{"controls":{', "}}", "/controls"],
        ['{"cpu":{', "}}", "/cpu"],
        ['{"memory":{', "}}", "/memory"],
        ['{"host":{', "}}", "/host"],
        ['{"host":{"cs":{', "}}}", "/host/cs"],
        ['{"launch":{', "}}", "/launch"],
        ['{"memory":{"entryMsrLoad":[{', "}]}}", "/memory/entryMsrLoad/0"],
        ['{"assume":{', "}}", "/assume"],
      ] as const) {
        const text = `${open}"${name}":{"cr0":1}${close}`;
        expect(errorOf(JSON.parse(text)).pointer, text).toBe(`${pointer}/${name}`);
        expect(fitsSchema(JSON.parse(text)), text).toBe(false);
      }
    }
  });

  it("offers the right name for a wrong case", () => {
    expect(errorOf({ guest: { CR0: 1 } }).message).toContain('did you mean "cr0"');
    expect(errorOf({ guest: { cs: { access_rights: 1 } } }).message).toContain(
      'did you mean "accessRights"',
    );
    expect(errorOf({ Controls: {} }).message).toContain('did you mean "controls"');
  });

  it("keeps messages short whatever was given", () => {
    const long = "x".repeat(100_000);
    for (const state of [{ [long]: 1 }, { assume: { [long]: 1 } }, { guest: { cr0: long } }]) {
      expect(errorOf(state).message.length).toBeLessThan(500);
    }
  });
});

// --- agreement with the schema on anything -----------------------------------------------------

describe("the published schema", () => {
  const scalar = fc.oneof(
    fc.constantFrom<unknown>(...NO_NUMBERS),
    fc.constantFrom<unknown>("vmcs", "guest"),
    fc.boolean(),
    fc.integer({ min: -2, max: 300 }),
    fc.maxSafeInteger(),
    fc.bigInt({ min: 0n, max: 1n << 66n }).map((value) => `0x${value.toString(16)}`),
    fc.constantFrom(8, 15, 16, 17, 31, 32, 33, 64).map((bits) => 2 ** bits - 1),
  );
  const names = [
    ...new Set(PATHS.flatMap((path) => path.split("."))),
    ...NAMES,
    "view",
    "assume",
    "unrestrictedGuest",
    "ept",
  ];
  const name = fc.constantFrom(...names);
  const object = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Json> =>
    fc.array(fc.tuple(name, value), { maxLength: 3 }).map((members) => {
      const result: Json = {};
      for (const [key, content] of members) put(result, key, content);
      return result;
    });
  /** Small objects of known and unknown names with good and bad values, mostly well placed. */
  const anything = fc.oneof(
    object(scalar),
    object(object(scalar)),
    fc
      .array(
        fc.oneof(
          fc.tuple(
            fc.constantFrom(...PATHS),
            fc.constantFrom<unknown>(0, 1, "0x20", true, 40, "0x1F0", "0x1FFFF", 2 ** 31),
          ),
          fc.tuple(fc.constantFrom(...PATHS), scalar),
        ),
        { maxLength: 4 },
      )
      .map((members) => {
        const state: Json = {};
        for (const [path, value] of members) place(state, path, value);
        return state;
      }),
  );

  it("agrees with normalize on small objects of any kind", () => {
    let valid = 0;
    let invalid = 0;
    fc.assert(
      fc.property(anything, (state) => {
        // The one place where the schema may be laxer: hex strings of facts with a range.
        const cpu = (state["cpu"] ?? {}) as Json;
        for (const [path, { range }] of EXCHANGE_FIELDS) {
          const member = path.slice("cpu.".length);
          if (range !== undefined && typeof cpu === "object" && typeof cpu[member] === "string") {
            return;
          }
        }
        const accepted = accepts(state);
        if (accepted) valid += 1;
        else invalid += 1;
        expect(fitsSchema(state), JSON.stringify(state)).toBe(accepted);
      }),
      { numRuns: 4000 },
    );
    expect(valid).toBeGreaterThan(300);
    expect(invalid).toBeGreaterThan(300);
  });

  it("refuses a state only where normalize does: hex strings of facts with a range", () => {
    for (const [path, { range }] of EXCHANGE_FIELDS) {
      if (range === undefined) continue;
      for (let value = 0; value < 300; value++) {
        const state = single(path, `0x${value.toString(16)}`);
        if (accepts(state)) expect(fitsSchema(state), `${path} ${value}`).toBe(true);
      }
    }
  });

  it("knows every field and no other", () => {
    interface Node {
      properties?: Record<string, Node>;
      items?: Node;
    }
    const schema = JSON.parse(readFileSync(schemaUrl, "utf8")) as Node;
    const leaves = (node: Node, path: string): string[] => {
      if (node.items?.properties !== undefined) return leaves(node.items, `${path}.0`);
      if (node.items !== undefined) return [0, 1, 2, 3].map((i) => `${path}.${i}`);
      if (node.properties === undefined) return [path];
      return Object.entries(node.properties).flatMap(([key, inner]) =>
        leaves(inner, path === "" ? key : `${path}.${key}`),
      );
    };
    const others = ["view", "assume.unrestrictedGuest", "assume.ept", "assume.ia32eModeGuest"];
    expect(leaves(schema, "").sort()).toEqual([...PATHS, ...others].sort());
  });
});

// --- known faults ------------------------------------------------------------------------------

describe("a dotted path is not a member name", () => {
  // The path of a nested field is looked up as it is, so "cs.base" beside "cs" is taken for it.
  it("in guest", () => {
    expect(errorOf({ guest: { "cs.base": 5 } }).pointer).toBe("/guest/cs.base");
  });

  it("in memory", () => {
    expect(errorOf({ memory: { "pdpte.0": 5 } }).pointer).toBe("/memory/pdpte.0");
  });

  it("as the schema has it", () => {
    expect(fitsSchema({ guest: { "cs.base": 5 } })).toBe(false);
    expect(fitsSchema({ memory: { "pdpte.0": 5 } })).toBe(false);
  });
});

// The schema takes what normalize refuses: unrestricted guest without EPT.
it("the schema refuses an assumption that contradicts itself", () => {
  expect(fitsSchema({ assume: { unrestrictedGuest: true, ept: false } })).toBe(false);
});

// forEach skips the holes of a sparse array, so four unknown entries pass as four numbers.
it("memory.pdpte with holes is refused", () => {
  expect(errorOf({ memory: { pdpte: new Array<number>(4) } }).pointer).toMatch(/^\/memory\/pdpte/);
});

// The name is shortened for the top level and for assume, but not inside the groups.
it("messages stay short for long unknown names inside groups", () => {
  expect(errorOf({ guest: { ["x".repeat(100_000)]: 1 } }).message.length).toBeLessThan(500);
});
