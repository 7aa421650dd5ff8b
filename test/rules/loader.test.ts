/** Faults in files below rules/: each is a RuleError that names the file and the JSON pointer. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RuleError } from "../../src/rules/facts.ts";
import { loadRules } from "../../src/rules/load.ts";
import type { RuleFile } from "../../src/rules/types.ts";
import { generate } from "../../tools/generate.ts";
import { readRuleTexts, readSchemas } from "../../tools/read-rules.ts";

type Json = Record<string, unknown>;

const allTexts = readRuleTexts();
const schemas = readSchemas();

const CS_TYPE = "guest-segment-registers/cs-type.json";
const G_LOW = "guest-segment-registers/granularity-low.json";
const CR3 = "guest-control-registers/cr3-width.json";
const STI = "guest-non-register-state/interruptibility-sti-if.json";
const SEGMENTS = "fields/segment-registers.json";
const MASKS = "fields/derived-masks.json";
const CONDITIONS = "conditions.json";
const ORDER = "order.json";
const SDM = "sdm.json";

/** A few rules with the whole catalogue: a fault is found as in the whole set, but sooner. */
const texts: ReadonlyMap<string, string> = (() => {
  const kept = new Map(
    [...allTexts].filter(
      ([path]) => !/^(guest-|cpu-profiles)/.test(path) || [CS_TYPE, G_LOW, CR3, STI].includes(path),
    ),
  );
  const registers = ["cs", "ss", "ds", "es", "fs", "gs", "ldtr", "tr"];
  const ids = ["cr3-width", "cs-type", ...registers.map((r) => `${r}-granularity-low`)];
  const order = parsed(allTexts, ORDER);
  kept.set(ORDER, JSON.stringify({ ...order, instances: [...ids, "interruptibility-sti-if"] }));
  return kept;
})();

function parsed(files: ReadonlyMap<string, string>, path: string): Json {
  const text = files.get(path);
  if (text === undefined) throw new Error(`rules/${path} is gone`);
  return JSON.parse(text) as Json;
}

/** The schemas these files need; Ajv takes its time with each. */
const needed = schemas.filter((schema) =>
  /^(condition|conditions|fields|order|rule|sdm)\.schema\.json$/.test(
    (schema as { $id?: string }).$id ?? "",
  ),
);

const load = (files: ReadonlyMap<string, string>): ReturnType<typeof loadRules> =>
  loadRules(files, needed);

/** A copy with one file changed. */
function changed(path: string, change: (content: Json) => unknown): Map<string, string> {
  const content = parsed(texts, path);
  const result = change(content);
  return new Map([...texts, [path, JSON.stringify(result ?? content)]]);
}

function faultOf(files: ReadonlyMap<string, string>): RuleError {
  try {
    load(files);
  } catch (error) {
    if (error instanceof RuleError) return error;
    throw error;
  }
  throw new Error("no fault was found");
}

function expectFault(
  files: ReadonlyMap<string, string>,
  file: string,
  pointer: string,
  message: RegExp,
): void {
  const error = faultOf(files);
  expect([error.file, error.pointer]).toEqual([file, pointer]);
  expect(error.message).toContain(`rules/${file}`);
  expect(error.message).toContain(pointer);
  expect(error.message).toMatch(message);
}

/** Sets the member at a path of keys. */
const set =
  (value: unknown, ...keys: (string | number)[]) =>
  (content: Json): void => {
    const last = keys.at(-1) ?? "";
    const target = keys.slice(0, -1).reduce<Json>((inner, key) => inner[key] as Json, content);
    Object.defineProperty(target, last, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  };

const leaf = (fact: string, operator: string, value: unknown): Json => ({ fact, operator, value });
const always = leaf("rflags.vm", "equal", 0);

describe("the files as they are", () => {
  it("load, all of them and the few of this test", () => {
    expect(loadRules(allTexts, schemas).book.instances.length).toBe(parsedOrder(allTexts).length);
    expect(load(texts).book.instances.map(({ id }) => id)).toEqual(parsedOrder(texts));
  });
});

function parsedOrder(files: ReadonlyMap<string, string>): string[] {
  return parsed(files, ORDER)["instances"] as string[];
}

describe("a text that is no JSON", () => {
  it.each([
    [CS_TYPE, ""],
    [CS_TYPE, "{"],
    [CONDITIONS, '{ "conditions": {}, }'],
    [SEGMENTS, "undefined"],
    [SDM, "{ // comment\n}"],
    [ORDER, "'x'"],
  ])("%s: %j", (file, text) => {
    expectFault(new Map([...texts, [file, text]]), file, "", /JSON|token|property name/);
  });
});

describe("a file that does not fit its schema", () => {
  it.each<[string, string, (content: Json) => unknown, string, RegExp]>([
    ["unknown property of a rule", CS_TYPE, set(1, "colour"), "", /additional.*"colour"/],
    ["unknown property called __proto__", CS_TYPE, set(1, "__proto__"), "", /additional/],
    ["unknown property of sdm", CS_TYPE, set(1, "sdm", "page"), "/sdm", /additional.*"page"/],
    ["unknown property of a leaf", CS_TYPE, set("$.x", "require", "path"), "/require", /"path"/],
    ["unknown property of examples", CS_TYPE, set([], "examples", "skip"), "/examples", /"skip"/],
    ["a `not`", CS_TYPE, set({ not: always }, "require"), "/require", /required property/],
    ["unknown operator", CS_TYPE, set("equals", "require", "operator"), "/require/operator", /equ/],
    [
      "an operator of the engine that the rules do not use",
      CR3,
      set("notIn", "require", "any", 1, "all", 0, "operator"),
      "/require/any/1/all/0/operator",
      /"notIn"/,
    ],
    ["empty all", CS_TYPE, set({ all: [] }, "require"), "/require/all", /fewer than 2/],
    ["empty any", CS_TYPE, set({ any: [] }, "require"), "/require/any", /fewer than 2/],
    ["all of one", CS_TYPE, set({ all: [always] }, "when"), "/when/all", /fewer than 2/],
    ["nested empty all", CR3, set([], "require", "any", 1, "all"), "/require/any/1/all", /fewer/],
    ["empty list", CS_TYPE, set([], "require", "value"), "/require/value", /./],
    ["list with doubles", CS_TYPE, set([9, 9], "require", "value"), "/require/value", /./],
    ["a negative number", CS_TYPE, set(-1, "require", "value", 0), "/require/value/0", />= 0/],
    ["a fraction", CS_TYPE, set(0.5, "require", "value", 0), "/require/value/0", /integer/],
    [
      "a number that lost bits",
      CS_TYPE,
      set(2 ** 53, "require", "value", 0),
      "/require/value/0",
      /<= 9007199254740991/,
    ],
    ["hex that is none", CS_TYPE, set("0xG", "require", "value", 0), "/require/value/0", /./],
    [
      "hex of 68 bits",
      CS_TYPE,
      set(`0x${"f".repeat(17)}`, "require", "value", 0),
      "/require/value/0",
      /./,
    ],
    ["no hint", CS_TYPE, set(undefined, "hint"), "", /'hint'/],
    ["no failing example", CS_TYPE, set([], "examples", "fail"), "/examples/fail", /fewer than 1/],
    ["exit qualification 1", CS_TYPE, set(1, "exitQualification"), "/exitQualification", /allowed/],
    ["unconfirmed without source", CS_TYPE, set("unconfirmed", "confidence"), "", /source/],
    ["no sections", SDM, set(undefined, "sections"), "", /'sections'/],
    ["no order", ORDER, set(undefined, "instances"), "", /'instances'/],
    ["an id twice in the order", ORDER, set("cs-type", "instances", 0), "/instances", /duplicate/],
    [
      "a condition without title",
      CONDITIONS,
      set(undefined, "conditions", "usable", "title"),
      "/conditions/usable",
      /'title'/,
    ],
    [
      "unknown property of a condition",
      CONDITIONS,
      set(1, "conditions", "usable", "x"),
      "/conditions/usable",
      /"x"/,
    ],
    [
      "unknown property of a field",
      SEGMENTS,
      set(1, "fields", "{r}.limit", "size"),
      "/fields/{r}.limit",
      /"size"/,
    ],
    [
      "a field of 65 bits",
      SEGMENTS,
      set(65, "fields", "{r}.limit", "width"),
      "/fields/{r}.limit/width",
      /<= 64/,
    ],
    [
      "a field outside the groups",
      SEGMENTS,
      set("hosts.cr3", "fields", "{r}.limit", "path"),
      "/fields/{r}.limit/path",
      /pattern/,
    ],
    [
      "a derivation of no kind",
      MASKS,
      set(undefined, "derived", "cr0.notAllowed", "complement"),
      "/derived/cr0.notAllowed",
      /required/,
    ],
  ])("%s", (_title, file, change, pointer, message) => {
    expectFault(changed(file, change), file, pointer, message);
  });
});

describe("a name that leads nowhere", () => {
  it.each<[string, string, (content: Json) => unknown, string, RegExp]>([
    ["unknown fact", CS_TYPE, set("cs.kind", "require", "fact"), "/require/fact", /"cs.kind"/],
    [
      "a fact called constructor",
      CS_TYPE,
      set("constructor", "require", "fact"),
      "/require/fact",
      /unknown fact/,
    ],
    [
      "a register template without registers",
      STI,
      set("{r}.g", "require", "fact"),
      "/require/fact",
      /unknown fact "\{r\}.g"/,
    ],
    [
      "bits outside the field",
      CS_TYPE,
      set("cs.limit[32]", "require", "fact"),
      "/require/fact",
      /unknown fact/,
    ],
    [
      "bits the wrong way round",
      CS_TYPE,
      set("cs.limit[0:11]", "require", "fact"),
      "/require/fact",
      /unknown fact/,
    ],
    [
      "bits of bits",
      CS_TYPE,
      set("cs.type[0]", "require", "fact"),
      "/require/fact",
      /unknown fact/,
    ],
    [
      "unknown fact deep inside",
      CR3,
      set("cr3[64]", "require", "any", 1, "all", 2, "fact"),
      "/require/any/1/all/2/fact",
      /unknown fact "cr3\[64\]"/,
    ],
    [
      "unknown fact on the right",
      CR3,
      set("cpu.width", "require", "any", 0, "value", "fact"),
      "/require/any/0/value/fact",
      /unknown fact "cpu.width"/,
    ],
    [
      "unknown condition",
      CR3,
      set("intel-65", "when", "condition"),
      "/when/condition",
      /"intel-65"/,
    ],
    [
      "a condition called constructor",
      CR3,
      set("constructor", "when", "condition"),
      "/when/condition",
      /unknown condition/,
    ],
    [
      "unknown condition in a list",
      STI,
      set({ any: [always, { condition: "no-such" }] }, "when"),
      "/when/any/1/condition",
      /unknown condition "no-such"/,
    ],
    [
      "unknown gate",
      G_LOW,
      set("no-such", "for", "ss ds es fs gs"),
      "/for/ss ds es fs gs",
      /unknown condition "no-such"/,
    ],
    [
      "unknown gate in a list",
      CS_TYPE,
      set(["usable", "no-such"], "for", "cs"),
      "/for/cs",
      /unknown condition "no-such"/,
    ],
    [
      "unknown section",
      CS_TYPE,
      set("host-state", "sdm", "section"),
      "/sdm/section",
      /unknown section "host-state"/,
    ],
    [
      "a section called constructor",
      CS_TYPE,
      set("constructor", "sdm", "section"),
      "/sdm/section",
      /unknown section/,
    ],
    ["id not in the order", CS_TYPE, set("cs-kind", "id"), "/id", /"cs-kind" is not listed/],
    [
      "an example's unknown field",
      CS_TYPE,
      set({ "cs.size": 1 }, "examples", "pass", 0),
      "/examples/pass/0/cs.size",
      /"cs.size"/,
    ],
    [
      "an example with a derived fact",
      CS_TYPE,
      set({ unrestrictedGuest: 1 }, "examples", "fail", 2),
      "/examples/fail/2/unrestrictedGuest",
      /neither a field/,
    ],
  ])("%s", (_title, file, change, pointer, message) => {
    expectFault(changed(file, change), file, pointer, message);
  });

  it("an id that two files make: the second is named, and the first in the message", () => {
    const copy = "guest-segment-registers/cs-type-again.json";
    const files = new Map([...texts, [copy, texts.get(CS_TYPE) ?? ""]]);
    expectFault(files, copy, "/id", /"cs-type" is also made by rules\/guest-segment.*cs-type.json/);
  });

  it("a register that two entries of one file name", () => {
    expectFault(changed(G_LOW, set("always", "for", "cs tr")), G_LOW, "/id", /also made by/);
  });

  it("an id of the order that no rule makes", () => {
    const files = new Map(texts);
    files.delete(STI);
    const index = parsedOrder(texts).indexOf("interruptibility-sti-if");
    expectFault(files, ORDER, `/instances/${index}`, /no rule makes "interruptibility-sti-if"/);
    expectFault(
      changed(ORDER, set(["no-such", ...parsedOrder(texts)], "instances")),
      ORDER,
      "/instances/0",
      /no rule makes "no-such"/,
    );
  });

  it("a condition's unknown fact: the fault lies in conditions.json", () => {
    expectFault(
      changed(CONDITIONS, set("rflags.v8086", "conditions", "outside-virtual-8086", "fact")),
      CONDITIONS,
      "/conditions/outside-virtual-8086/fact",
      /unknown fact "rflags.v8086"/,
    );
  });

  it("a derived fact's unknown input", () => {
    expectFault(
      changed(MASKS, set("cpu.cr9Fixed1", "derived", "cr4.mustBeZero", "complement")),
      MASKS,
      "/derived/cr4.mustBeZero",
      /unknown fact "cpu.cr9Fixed1"/,
    );
    expectFault(
      changed(MASKS, set("cpu.x", "derived", "sCet.reservedByFeatures", "reservedExcept", 1, "if")),
      MASKS,
      "/derived/sCet.reservedByFeatures",
      /unknown fact "cpu.x"/,
    );
  });

  it("bits that do not lie in their field", () => {
    for (const at of ["32", "40:3", "3:4"]) {
      expectFault(
        changed(SEGMENTS, set({ at, title: "x" }, "fields", "{r}.accessRights", "bits", "{r}.x")),
        SEGMENTS,
        "/fields/{r}.accessRights/bits/{r}.x/at",
        /do not lie in a field of 32 bits/,
      );
    }
  });

  it("a fact defined twice", () => {
    expectFault(
      changed(MASKS, set({ title: "x", width: 1, and: ["rflags.vm"] }, "derived", "ept")),
      // Files are read in the order of their names.
      MASKS,
      "/derived/ept",
      /"ept" is defined twice/,
    );
  });
});

describe("an operand that does not fit", () => {
  it.each<[string, string, unknown, string, RegExp]>([
    [
      "a constant wider than the fact",
      "cs.g",
      leaf("cs.g", "equal", 2),
      "/require/value",
      /too wide/,
    ],
    [
      "a list with one too wide",
      "cs.type",
      leaf("cs.type", "in", [3, 16]),
      "/require/value/1",
      /too wide/,
    ],
    [
      "a mask wider than the fact",
      "cs.limit",
      leaf("cs.limit", "noBitOf", "0x100000000"),
      "/require/value",
      /too wide/,
    ],
    ["a width above 64", "cr3", leaf("cr3", "fitsInBits", 65), "/require/value", /65 can never/],
    [
      "a list for equal",
      "cs.g",
      leaf("cs.g", "equal", [0, 1]),
      "/require/value",
      /"equal" needs one number/,
    ],
    [
      "a list for a mask",
      "cr0",
      leaf("cr0", "noBitOf", [1, 2]),
      "/require/value",
      /needs one number/,
    ],
    [
      "one number for in",
      "cs.type",
      leaf("cs.type", "in", 3),
      "/require/value",
      /"in" needs a list/,
    ],
    [
      "a fact for in",
      "cs.type",
      leaf("cs.type", "in", { fact: "ss.type" }),
      "/require/value",
      /"in" needs a list/,
    ],
    [
      "a bounded fact compared for equality",
      "cr3",
      leaf("cr3", "equal", { fact: "cpu.cr4Fixed1" }),
      "/require/value/fact",
      /not monotone/,
    ],
    [
      "a bounded fact as a largest value",
      "cr3",
      leaf("cr3", "lessThanInclusive", { fact: "cpu.rtitCtlReserved" }),
      "/require/value/fact",
      /not monotone/,
    ],
    [
      "a fact derived from a bounded one",
      "cr4",
      leaf("cr4", "notEqual", { fact: "cr4.mustBeZero" }),
      "/require/value/fact",
      /not monotone/,
    ],
    [
      "a bounded fact on the left",
      "cpu",
      leaf("cpu.linearAddressWidth", "equal", 48),
      "/require/fact",
      /has bounds/,
    ],
    [
      "bits of a bounded fact on the left",
      "cpu",
      leaf("cpu.cr4Fixed1[13]", "equal", 1),
      "/require/fact",
      /has bounds/,
    ],
    [
      "a derived bounded fact on the left",
      "cr4",
      leaf("cr4.mustBeZero", "equal", 0),
      "/require/fact",
      /has bounds/,
    ],
  ])("%s", (_title, _fact, require, pointer, message) => {
    expectFault(changed(CS_TYPE, set(require, "require")), CS_TYPE, pointer, message);
  });

  it("an example's value wider than its field, or its bits", () => {
    expectFault(
      changed(CS_TYPE, set({ "cs.accessRights": "0x100000000" }, "examples", "pass", 1)),
      CS_TYPE,
      "/examples/pass/1/cs.accessRights",
      /wider than the 32 bits/,
    );
    expectFault(
      changed(CS_TYPE, set({ "cs.type": 16 }, "examples", "notApplicable", 0)),
      CS_TYPE,
      "/examples/notApplicable/0/cs.type",
      /wider than the 4 bits/,
    );
  });

  it("the widest constants do fit", () => {
    for (const require of [
      leaf("cs.g", "equal", 1),
      leaf("cs.type", "in", [15, "0xF"]),
      leaf("cs.limit", "noBitOf", "0xFFFFFFFF"),
      leaf("cr3", "equal", "0xFFFFFFFFFFFFFFFF"),
      leaf("cr3", "fitsInBits", 64),
      leaf("cr4", "noBitOf", { fact: "cr4.mustBeZero" }),
    ]) {
      expect(() => load(changed(CS_TYPE, set(require, "require")))).not.toThrow();
    }
  });
});

describe("conditions", () => {
  it("may not name themselves", () => {
    expectFault(
      changed(CONDITIONS, (content) => {
        const body = { any: [always, { condition: "intel-64" }] };
        set({ title: "x", ...body }, "conditions", "intel-64")(content);
      }),
      CONDITIONS,
      "/conditions/intel-64",
      /names itself/,
    );
  });

  it("may not name themselves through another", () => {
    expectFault(
      changed(CONDITIONS, (content) => {
        const through = (name: string): Json => ({ all: [always, { condition: name }] });
        set({ title: "x", ...through("step") }, "conditions", "intel-64")(content);
        set({ title: "y", ...through("intel-64") }, "conditions", "step")(content);
      }),
      CONDITIONS,
      "/conditions/intel-64",
      /names itself/,
    );
  });

  it("may be used twice side by side", () => {
    const twice = { any: [{ condition: "intel-64" }, { condition: "intel-64" }] };
    expect(() => load(changed(CR3, set(twice, "when")))).not.toThrow();
  });

  it("and complements name each other", () => {
    const at = ["conditions", "usable", "complement"];
    for (const other of ["virtual-8086", "no-such", "constructor"]) {
      const error = faultOf(changed(CONDITIONS, set(other, ...at)));
      expect(error.file).toBe(CONDITIONS);
      expect(["/conditions/usable/complement", "/conditions/unusable/complement"]).toContain(
        error.pointer,
      );
    }
    expectFault(
      changed(CONDITIONS, set(undefined, ...at)),
      CONDITIONS,
      "/conditions/unusable/complement",
      /"usable" does not name "unusable"/,
    );
  });
});

describe("a file that is missing or too many", () => {
  it.each([CONDITIONS, ORDER, SDM])("%s is missing", (file) => {
    const files = new Map(texts);
    files.delete(file);
    expectFault(files, file, "", /missing/);
  });

  it("a field file is missing: the first rule that reads it says so", () => {
    const files = new Map(texts);
    files.delete("fields/rip-rflags-ssp.json");
    const error = faultOf(files);
    expect([CONDITIONS, STI]).toContain(error.file);
    expect(error.pointer).toMatch(/\/fact$/);
    expect(error.message).toMatch(/unknown fact "rflags/);
  });

  it("a file of no kind", () => {
    for (const file of ["notes.json", "more/order.json", "order.json.json", "segments/cs.json"]) {
      expectFault(new Map([...texts, [file, "{}"]]), file, "", /neither a rule nor a catalogue/);
    }
  });

  it("a schema is missing", () => {
    const some = schemas.filter(
      (schema) => (schema as { $id?: string }).$id !== "order.schema.json",
    );
    expect(some.length).toBe(schemas.length - 1);
    expect(() => loadRules(texts, some)).toThrow(RuleError);
    expect(() => loadRules(texts, some)).toThrow(/order\.json.*order\.schema\.json is missing/);
  });
});

describe("any fault", () => {
  /** Paths to every node of a JSON value. */
  const nodes = (value: unknown, path: string[] = []): string[][] => [
    path,
    ...(typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => nodes(inner, [...path, key]))
      : []),
  ];
  const resolves = (content: unknown, pointer: string): boolean => {
    let value = content;
    for (const part of pointer.split("/").slice(1)) {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return false;
      value = (value as Json)[key];
    }
    return true;
  };

  it("in any node of these files is a RuleError whose pointer leads somewhere, or none", () => {
    const files = [CS_TYPE, G_LOW, CR3, STI, CONDITIONS, ORDER, MASKS];
    const fault = fc.constantFrom(...files).chain((file) =>
      fc.record({
        file: fc.constant(file),
        path: fc.constantFrom(...nodes(parsed(texts, file)).filter(({ length }) => length > 0)),
        value: fc.constantFrom<unknown>(null, 0, 1, 99, true, "", "x", "0x1", [], {}, undefined),
      }),
    );
    let found = 0;
    fc.assert(
      fc.property(fault, ({ file, path, value }) => {
        const broken = changed(file, set(value, ...path));
        let error: unknown;
        try {
          load(broken);
          return;
        } catch (caught) {
          error = caught;
        }
        // Conditions are not validated as those of rules are, see below.
        if (file === CONDITIONS && !(error instanceof RuleError)) return;
        found += 1;
        expect(error).toBeInstanceOf(RuleError);
        if (!(error instanceof RuleError)) return;
        const { file: at, pointer } = error;
        expect(broken.has(at), at).toBe(true);
        // The known exception, see below: a fault of `given` is laid to each example.
        if (path[0] === "examples") return;
        expect(resolves(parsed(broken, at), pointer), `${at} ${pointer}`).toBe(true);
      }),
      { numRuns: 40 },
    );
    expect(found).toBeGreaterThan(10);
  });
});

describe("file names", () => {
  const rules = [...allTexts].filter(([path]) => path.startsWith("guest-"));

  it.each(rules)("%s is named by its id", (path, text) => {
    const { id, $schema, sdm, ...rule } = JSON.parse(text) as RuleFile & { $schema: string };
    const name = basename(path, ".json");
    // Without {r} and the dash next to it; a family split in two adds a word.
    const stems = [id.replace(/\{r\}-?/, ""), id.replace(/-?\{r\}/, "")];
    expect(
      stems.some((stem) => name === stem || name.startsWith(`${stem}-`)),
      id,
    ).toBe(true);
    expect(id.includes("{r}")).toBe(rule.for !== undefined && id.includes("{r}"));
    expect($schema).toBe("../../schemas/rule.schema.json");
    expect(path).toBe(`${sdm.section}/${name}.json`);
  });

  it("has the schema line on top of every other file too", () => {
    for (const [path, text] of allTexts) {
      const up = path.includes("/") ? "../../" : "../";
      const kind = path.startsWith("guest-")
        ? "rule"
        : path.includes("/")
          ? (path.split("/")[0] ?? "")
              .replace(/^cpu-profiles$/, "cpu-profile")
              .replace(/^further-/, "")
          : basename(path, ".json");
      expect(Object.entries(JSON.parse(text) as Json)[0], path).toEqual([
        "$schema",
        `${up}schemas/${kind}.schema.json`,
      ]);
    }
  });
});

describe("generated files", () => {
  it("are fresh, and say that they are generated", async () => {
    const files = await generate();
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        "schemas/guest-state.schema.json",
        "src/generated/fields.ts",
        "src/generated/sources.ts",
      ]),
    );
    for (const [path, text] of files) {
      const onDisk = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
      expect(onDisk === text, `${path} is stale: npm run generate`).toBe(true);
      if (path.endsWith(".ts")) expect(text.split("\n")[0], path).toMatch(/^\/\/ Generated/);
      else expect(text, path).toMatch(/Generated/);
    }
  });
});

// --- known faults ------------------------------------------------------------------------------

// The pointer of a fault in examples.given names the first example instead.
it("a fault in examples.given is laid to examples.given", () => {
  expectFault(
    changed(CS_TYPE, set(2, "examples", "given", "rflagz")),
    CS_TYPE,
    "/examples/given/rflagz",
    /./,
  );
});

// Derived facts that need each other overflow the stack.
it("a derived fact that needs itself is a RuleError", () => {
  const files = changed(MASKS, set("cr4.mustBeZero", "derived", "cr4.mustBeZero", "complement"));
  const text = JSON.stringify({
    ...parsed(files, CS_TYPE),
    require: leaf("cr4", "noBitOf", { fact: "cr4.mustBeZero" }),
  });
  files.set(CS_TYPE, text);
  expect(faultOf(files).file).toBe(MASKS);
});

describe("a leaf of conditions.json", () => {
  // conditions.schema.json says nothing about fact, operator, value, all and any.
  it("has an operator that exists", () => {
    const error = faultOf(changed(CONDITIONS, set("equals", "conditions", "usable", "operator")));
    expect(error.pointer).toBe("/conditions/usable/operator");
  });

  it("is not in an empty list, which json-rules-engine would take for true", () => {
    const pae = { title: "x", all: [] };
    const files = changed(CONDITIONS, set(pae, "conditions", "intel-64"));
    expect(faultOf(files).pointer).toBe("/conditions/intel-64/all");
  });

  it("has no unknown property", () => {
    const part = { ...always, path: "$.x" };
    const files = changed(CONDITIONS, set(part, "conditions", "64-bit-code", "all", 1));
    expect(faultOf(files).pointer).toBe("/conditions/64-bit-code/all/1");
  });

  it("has a fact that is a string", () => {
    const files = changed(CONDITIONS, set(null, "conditions", "usable", "fact"));
    expect(faultOf(files).file).toBe(CONDITIONS);
  });
});
