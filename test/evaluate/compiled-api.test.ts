/** Packing, checkers and rules compiled at run time, as a caller meets them. */
import { describe, expect, it } from "vitest";
import {
  PACKED_FIELDS,
  PACKED_WORDS,
  answerIfComplete,
  checker,
  compile,
  pack,
  unpack,
  type PolicyRule,
} from "../../src/evaluate/compile/index.ts";
import { Explainer } from "../../src/evaluate/explain/explain.ts";
import { rules, type ExchangeState } from "../../src/index.ts";
import { StateError, normalize } from "../../src/state/normalize.ts";
import { baseStates } from "../independent/base-states.ts";
import { nearValid, packFields, randomWords, sharedCpu } from "../support/packed.ts";
import { book, exchangeOf, questionOf } from "../support/questions.ts";

const cpu = sharedCpu;
const state = (name: keyof typeof baseStates): ExchangeState =>
  structuredClone(baseStates[name]) as unknown as ExchangeState;
const out = new Int32Array(book.instances.length);

function thrown(action: () => unknown): StateError {
  try {
    action();
  } catch (error) {
    if (error instanceof StateError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("pack and unpack", () => {
  it("give back every field", () => {
    const random = randomWords(3);
    for (let i = 0; i < 300; i++) {
      const fields = nearValid(random, 6);
      const own = [...fields].filter(([path]) => !path.startsWith("cpu."));
      const words = pack(exchangeOf(fields));
      expect(words).toEqual(packFields(fields));
      const back = normalize(unpack(words)).fields;
      for (const [path, value] of own) expect(back.get(path), path).toBe(value);
      expect(pack(unpack(words))).toEqual(words);
    }
  });

  it("take numbers, bigints and hex strings alike, at any place", () => {
    const words = new Int32Array(3 * PACKED_WORDS).fill(-1);
    const text = state("long-mode-ring-3");
    pack(text, words, PACKED_WORDS);
    expect(words.subarray(PACKED_WORDS, 2 * PACKED_WORDS)).toEqual(pack(text));
    expect(words.subarray(0, PACKED_WORDS).every((word) => word === -1)).toBe(true);
    expect(words.subarray(2 * PACKED_WORDS).every((word) => word === -1)).toBe(true);
    expect(pack(unpack(words, PACKED_WORDS))).toEqual(pack(text));
    text.guest = { ...text.guest, cr0: 0x80050033, rip: 2 ** 53 - 1, pat: "0X000007040600070406" };
    const packed = unpack(pack(text)).guest;
    expect(packed?.["rip"]).toBe(2n ** 53n - 1n);
    expect(packed?.["pat"]).toBe(0x7040600070406n);
  });

  it("lie where PACKED_FIELDS says, without a gap", () => {
    let next = 0;
    for (const { word, width } of PACKED_FIELDS) {
      expect(word).toBe(next);
      next += width > 32 ? 2 : 1;
    }
    expect(next).toBe(PACKED_WORDS);
  });

  it("write into shared memory", () => {
    const shared = new Int32Array(new SharedArrayBuffer(4 * PACKED_WORDS));
    pack(state("virtual-8086"), shared);
    expect(checker(cpu).valid(shared)).toBe(true);
  });

  it.each([
    [{ guest: { cr0: -1 } }, "/guest/cr0"],
    [{ guest: { cr0: 1.5 } }, "/guest/cr0"],
    [{ guest: { cr0: 2 ** 53 } }, "/guest/cr0"],
    [{ guest: { cr0: 2n ** 64n } }, "/guest/cr0"],
    [{ guest: { cr0: "0x1" + "0".repeat(16) } }, "/guest/cr0"],
    [{ guest: { cr0: "12" } }, "/guest/cr0"],
    [{ guest: { cr0: "0xg" } }, "/guest/cr0"],
    [{ guest: { cr0: null } }, "/guest/cr0"],
    [{ guest: { cs: { selector: 0x10000 } } }, "/guest/cs/selector"],
    [{ guest: { cs: { selector: "0x10000" } } }, "/guest/cs/selector"],
    [{ guest: { cs: { selector: 0x10000n } } }, "/guest/cs/selector"],
    [{ guest: { cs: { Selector: 1 } } }, "/guest/cs/Selector"],
    [{ guest: { cr9: 1 } }, "/guest/cr9"],
    [{ gest: {} }, "/gest"],
    [{ memory: { pdpte: [1, 2, 3] } }, "/memory/pdpte"],
    [{ memory: { pdpte: [1, 2, 3, "x"] } }, "/memory/pdpte/3"],
    [{ guest: [] }, "/guest"],
    [{ view: "guest" }, "/view"],
    [{ assume: { ept: true } }, "/assume"],
  ] as [object, string][])("refuse a fault, naming it (%#)", (change, pointer) => {
    const whole = state("long-mode-ring-0") as Record<string, Record<string, unknown>>;
    const input: Record<string, unknown> = { ...whole };
    for (const [group, members] of Object.entries(change)) {
      input[group] =
        typeof members === "object" && !Array.isArray(members)
          ? { ...whole[group], ...(members as object) }
          : members;
    }
    expect(thrown(() => pack(input as ExchangeState)).pointer).toBe(pointer);
    expect(answerIfComplete(input)).toBeUndefined();
  });

  it.each([[null], [undefined], [[]], [3], ["state"]])("refuse %j, which is no state", (input) => {
    const fault = thrown(() => pack(input as unknown as ExchangeState));
    expect(fault).toBeInstanceOf(StateError);
    expect(fault.pointer).toBe("");
    expect(answerIfComplete(input)).toBeUndefined();
  });

  it("ask for what some check reads, and only for that", () => {
    const { guest, controls, memory } = state("long-mode-ring-0");
    const without = (...names: string[]): ExchangeState => ({
      controls: controls ?? {},
      memory: memory ?? {},
      guest: Object.fromEntries(
        Object.entries(guest ?? {}).filter(([name]) => !names.includes(name)),
      ),
    });
    expect(thrown(() => pack(without("cr0"))).pointer).toBe("/guest/cr0");
    expect(thrown(() => pack(without("tr"))).pointer).toMatch("/guest/tr/");
    const partial = pack(without("fredConfig", "fredRsp1", "rsp", "smbase", "pdpte0"));
    expect(checker(cpu).valid(partial)).toBe(true);
    const loads = without("fredConfig");
    loads.controls = { ...loads.controls, entry: 0x80_0000 | Number(controls?.["entry"]) };
    expect(thrown(() => pack(loads)).pointer).toBe("/guest/fredConfig");
  });

  it("take objects that are no plain JSON", () => {
    class Fields {
      cr0 = "0x80050033";
    }
    const whole = state("long-mode-ring-0");
    const made: ExchangeState = { ...whole, guest: { ...whole.guest } };
    made.guest = Object.assign(new Fields(), whole.guest);
    expect(pack(made)).toEqual(pack(whole));
  });

  it("refuse places outside the words", () => {
    const short = new Int32Array(PACKED_WORDS + 3);
    expect(() => pack(state("virtual-8086"), short, 4)).toThrow(RangeError);
    expect(() => pack(state("virtual-8086"), short, -1)).toThrow(RangeError);
    expect(() => unpack(short, 4)).toThrow(RangeError);
    expect(() => checker(cpu).valid(short, 4)).toThrow(RangeError);
    expect(() => checker(cpu).check(short, 4, out)).toThrow(RangeError);
    expect(() => checker(cpu).valid(short, NaN)).toThrow(RangeError);
    expect(() => checker(cpu).checkBatch(short, 2, new Uint32Array(300))).toThrow(RangeError);
  });
});

describe("checker", () => {
  it("names every CPU fact that is missing", () => {
    const error = thrown(() => checker({ physicalAddressWidth: 46 }));
    expect(error.pointer).toBe("/cpu");
    expect(error.message).toContain("cpu.linearAddressWidth");
    expect(error.message).not.toContain("supportsIntel64");
  });

  it("counts a batch as it counts one by one", () => {
    const random = randomWords(99);
    const words = new Int32Array(500 * PACKED_WORDS);
    for (let i = 0; i < 500; i++) packFields(nearValid(random, 3), words, i * PACKED_WORDS);
    for (const made of [checker(cpu), compile(book, cpu)]) {
      const histogram = new Uint32Array(made.instances.length);
      const states = new Uint8Array(500);
      const valid = made.checkBatch(words, 500, histogram, states);
      const expected = new Uint32Array(made.instances.length);
      let good = 0;
      for (let i = 0; i < 500; i++) {
        const count = made.check(words, i * PACKED_WORDS, out);
        for (let k = 0; k < count; k++) {
          const number = out[k] ?? 0;
          expected[number] = (expected[number] ?? 0) + 1;
        }
        expect(states[i]).toBe(count === 0 ? 1 : 0);
        if (count === 0) good += 1;
      }
      expect(valid).toBe(good);
      expect(histogram).toEqual(expected);
      made.checkBatch(words, 500, histogram);
      expect(histogram).toEqual(expected.map((count) => 2 * count));
    }
  });
});

describe("answerIfComplete", () => {
  it("tells which CPU facts were assumed", () => {
    const whole = state("long-mode-ring-0");
    const { inSmm: _inSmm, vmxMisc: _vmxMisc, ...rest } = whole.cpu ?? {};
    const valid = { violated: [], assumed: [], boundaries: [] };
    expect(answerIfComplete(whole)).toEqual(valid);
    expect(answerIfComplete({ ...whole, cpu: rest })).toEqual({
      ...valid,
      assumed: ["cpu.vmxMisc = 0x1c0", "cpu.inSmm = false"],
    });
    expect(answerIfComplete(whole)?.assumed).toEqual([]);
  });

  it("notices a CPU object that was changed since, and one that says the same in other words", () => {
    const whole = state("long-mode-ring-0");
    const cpu: Record<string, unknown> = { ...whole.cpu, linearAddressWidth: 57 };
    const changing = { ...whole, guest: { ...whole.guest, rip: "0xff000000000000" }, cpu };
    expect(answerIfComplete(changing)?.violated).toEqual([]);
    cpu["linearAddressWidth"] = 48;
    expect(answerIfComplete(changing)?.violated).toEqual(["rip-linear-width"]);
    cpu["linearAddressWidth"] = "0x39";
    expect(answerIfComplete(changing)?.violated).toEqual([]);
    cpu["unheardOf"] = 1;
    expect(answerIfComplete(changing)).toBeUndefined();
    delete cpu["unheardOf"];
    delete cpu["vmxMisc"];
    expect(answerIfComplete(changing)?.assumed).toEqual(["cpu.vmxMisc = 0x1c0"]);
  });

  it("tells which addresses pass without being canonical, where the check applies", () => {
    const whole = state("long-mode-rip-boundary");
    const both = answerIfComplete(whole)?.boundaries ?? [];
    expect(both.map(({ rule }) => rule)).toEqual(["rip-linear-width", "ssp-linear-width"]);
    expect(both[0]).toMatchObject({ value: 0x8000_0000_0000n, width: 48 });
    const ring0 = state("long-mode-ring-0");
    const guest = { ...ring0.guest, ssp: "0x800000000000" };
    expect(answerIfComplete({ ...ring0, guest })?.boundaries).toEqual([]);
  });

  it("leaves to the others what needs a note or a world", () => {
    const whole = state("long-mode-ring-0");
    expect(answerIfComplete({ ...whole, assume: { ept: true } })).toBeUndefined();
    expect(answerIfComplete({ ...whole, view: "guest" })).toBeUndefined();
    expect(answerIfComplete({ ...whole, view: "vmcs" })).toBeDefined();
    const controls = { ...whole.controls, exitReason: "0x80000021", exitQualification: 3 };
    expect(answerIfComplete({ ...whole, controls })).toBeUndefined();
    for (const input of [undefined, null, 3, "x", [], {}, { cpu: { inSmm: 1 } }]) {
      expect(answerIfComplete(input)).toBeUndefined();
    }
  });
});

describe("compile", () => {
  const policy: PolicyRule[] = [
    {
      id: "no-smm-entry",
      require: { fact: "controls.entry.entryToSmm", operator: "equal", value: 0 },
    },
    {
      id: "{r}-flat",
      for: { "ss ds": "usable" },
      require: { fact: "{r}.base", operator: "equal", value: 0 },
    },
    {
      id: "small-rip",
      when: { condition: "64-bit-code" },
      require: { fact: "rip", operator: "lessThanInclusive", value: "0x7FFFFFFFFFFF" },
    },
  ];

  it("takes rules of one's own, without any CPU fact if none is read", () => {
    const made = compile(policy);
    expect(made.instances).toEqual(["no-smm-entry", "ss-flat", "ds-flat", "small-rip"]);
    const whole = state("long-mode-ring-0");
    whole.guest = { ...whole.guest, rip: "0xFFFF800000000000" };
    whole.controls = { ...whole.controls, entry: Number(whole.controls?.["entry"]) | 0x400 };
    const words = pack(whole);
    expect(made.check(words, 0, out)).toBe(2);
    expect([...out.subarray(0, 2)]).toEqual([0, 3]);
    expect(made.valid(words)).toBe(false);
  });

  it("takes entries of the package's list, alone and beside others", () => {
    const chosen = rules.filter(({ register }) => register === "ss");
    const made = compile([...chosen, ...policy], cpu);
    expect(made.instances.slice(0, chosen.length)).toEqual(chosen.map(({ id }) => id));
    expect(compile(rules, cpu).instances).toEqual(book.instances.map(({ id }) => id));
  });

  it("refuses what it cannot check", () => {
    const rule = (fact: string): PolicyRule[] => [
      { id: "x", require: { fact, operator: "equal", value: 0 } },
    ];
    expect(() => compile(rule("no.such.fact"))).toThrow("unknown fact");
    expect(() => compile([{ id: "nobody", require: "cs.l == 1" }])).toThrow(RangeError);
    expect(() => compile(rule("cpu.supportsSgx"))).toThrow(StateError);
    expect(() => compile([...policy, ...policy])).toThrow("also made by");
  });

  it("takes each leaf alone, so that valid() is true as often as false", () => {
    const random = randomWords(0x1eaf);
    for (const instance of book.instances) {
      const own = { ...book, instances: [instance] };
      const made = compile(own, cpu);
      const explainer = new Explainer(own);
      for (let i = 0; i < 10; i++) {
        const fields = nearValid(random, 8);
        for (const [path, value] of questionOf({ cpu }).fields) fields.set(path, value);
        const fails = explainer.status(instance.id, { fields, pins: {}, view: "vmcs" }) === "fail";
        expect(made.valid(packFields(fields))).toBe(!fails);
      }
    }
  });
});
