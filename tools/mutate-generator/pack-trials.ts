/** States for `trials.ts`: every field in every writing, at its edges, absent, and with every fault. */
import { FIELDS } from "../../src/generated/fields.ts";
import type { FieldValue } from "../../src/state/normalize.ts";
import { nearValid, randomWords } from "../../test/support/packed.ts";
import { exchangeOf } from "../../test/support/questions.ts";
import { casesOf } from "./checks.ts";
import { grounds, trialOf, type Trial } from "./trials.ts";

type State = Record<string, unknown>;

/** The writings of a number in the exchange JSON. */
const WRITINGS: readonly ((value: bigint) => unknown)[] = [
  (value) => value,
  (value) => `0x${value.toString(16)}`,
  (value) => `0X${value.toString(16).toUpperCase().padStart(20, "0")}`,
  (value) => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value),
];

/** Sets one member by its path; the array of PDPTEs has no names. */
function set(state: State, path: string, value: unknown): State {
  const names = path.split(".");
  const member = names.pop() ?? "";
  const target = names.reduce<State>((inner, name) => (inner[name] ??= {}) as State, state);
  target[member] = value;
  return state;
}

/** Exchange JSON in which every number is written in some way. */
function written(fields: ReadonlyMap<string, FieldValue>, random: () => number): State {
  const state = exchangeOf(new Map([...fields].filter(([path]) => !path.includes("pdpte."))));
  for (const [path, value] of fields) {
    if (path.includes("pdpte.") || FIELDS.get(path)?.boolean === true) continue;
    set(state, path, WRITINGS[random() % WRITINGS.length]?.(BigInt(value)));
  }
  const pdpte = [0, 1, 2, 3].map((index) => fields.get(`memory.pdpte.${index}`));
  if (!pdpte.includes(undefined)) {
    set(
      state,
      "memory.pdpte",
      pdpte.map((value) => WRITINGS[random() % 4]?.(BigInt(value ?? 0))),
    );
  }
  return state;
}

const ground = (index: number): Map<string, FieldValue> =>
  new Map(grounds[index % grounds.length] ?? []);

/** Every field full of random bits. */
export function fullTrials(count: number): Trial[] {
  const random = randomWords(0xf111);
  return Array.from({ length: count }, (_, i) => {
    const fields = ground(i);
    for (const [path, { width }] of FIELDS) {
      if (path.startsWith("cpu.")) continue;
      const value = BigInt.asUintN(width, (BigInt(random()) << 32n) | BigInt(random()));
      fields.set(path, width > 32 ? value : Number(value));
    }
    return trialOf(written(fields, random));
  });
}

/** Near-valid states on many CPUs. */
export function nearTrials(count: number): Trial[] {
  const random = randomWords(0x4ea4);
  return casesOf(count, 0xca5e5).map(({ fields }) => trialOf(written(fields, random)));
}

/** Every field and CPU fact at its edges. */
export function edgeTrials(stride: number): Trial[] {
  const random = randomWords(0xed6e);
  const every = [...FIELDS].flatMap(([path, { width, boolean, range }]) => {
    if (boolean === true) return [0n, 1n].map((value) => ({ path, value, width }));
    const most = BigInt(range?.[1] ?? 2n ** BigInt(width) - 1n);
    const values = new Set([BigInt(range?.[0] ?? 0), 1n, most >> 1n, (most >> 1n) + 1n, most]);
    for (const value of [2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n - 1n]) {
      if (width > 32) values.add(value);
    }
    return [...values]
      .filter((value) => value >= BigInt(range?.[0] ?? 0))
      .map((value) => ({ path, value, width }));
  });
  const single = every
    .filter((_, i) => i % stride === 0)
    .map(({ path, value, width }, i) => {
      const fields = ground(i).set(path, width > 32 ? value : Number(value));
      const state = written(fields, random);
      if (FIELDS.get(path)?.boolean === true || path.includes("pdpte.")) return trialOf(state);
      return trialOf(set(state, path, WRITINGS[i % WRITINGS.length]?.(value)));
    });
  // Every register and every mask of reserved bits with one bit, the same.
  const reserved = [0n, 31n, 32n, 63n].map((bit) => {
    const fields = ground(0).set("controls.entry", 0xffff_ffff);
    for (const [path, { width }] of FIELDS) {
      if (width === 64 && /^guest\.|Reserved$/.test(path)) fields.set(path, 1n << bit);
    }
    return trialOf(written(fields, random));
  });
  return [...single, ...reserved];
}

/** Every field, and pairs of fields, absent: alone, beside a fault, as whole groups. */
export function absenceTrials(stride: number): Trial[] {
  const random = randomWords(0xab5e);
  const single = grounds.flatMap((fields, i) =>
    [...fields.keys()].flatMap((path, k) => {
      if ((i + k) % stride !== 0) return [];
      const rest = new Map(fields);
      rest.delete(path);
      return [trialOf(written(rest, random))];
    }),
  );
  const some = Array.from({ length: 1_200 / stride }, (_, i) => {
    const rest = ground(i);
    for (const path of [...rest.keys()]) {
      if (/fred|pdpte|Ctl|sCet|pkrs|uinv|ssp|Ssp|memory|bndcfgs|exit|Vm/.test(path)) {
        if (random() % 3 === 0) rest.delete(path);
      } else if (random() % 600 === 0) rest.delete(path);
    }
    const state = written(rest, random);
    if (i % 3 !== 0) return trialOf(state);
    const group = ["guest", "controls", "memory", "guest.cs", "guest.gdtr", "cpu"][(i / 3) % 6];
    return trialOf(set(state, `${group}.extra`, 1));
  });
  const groups = ["guest", "controls", "memory", "cpu", "guest.cs", "guest.idtr", "memory.pdpte"];
  const whole = groups.flatMap((group) =>
    grounds.map((fields) =>
      trialOf(
        written(new Map([...fields].filter(([path]) => !path.startsWith(`${group}.`))), random),
      ),
    ),
  );
  const without = ["cr3", "sysenterEsp", "sysenterEip", "gdtr.base", "idtr.base", "tr.base"];
  const old = grounds.flatMap((fields) =>
    without.map((name) => {
      const rest = new Map(fields).set("cpu.supportsIntel64", 0);
      rest.delete(`guest.${name}`);
      return trialOf(written(rest, random));
    }),
  );
  // Without a fact of the CPU, addresses that some CPUs have and others do not.
  const cpu = [...FIELDS.keys()].filter((path) => path.startsWith("cpu."));
  const odd = [...cpu, ...cpu].map((path) => {
    const rest = nearValid(random)
      .set("guest.cr3", 1n << 40n)
      .set("guest.gdtr.base", 1n << 40n);
    rest.delete(path);
    return trialOf(written(rest, random));
  });
  return [...single, ...some, ...whole, ...old, ...odd];
}

const WRONG: readonly unknown[] = [-1, -1n, 0.5, 2 ** 53, NaN, null, "12", "0x", "0xg", "", [], {}];

/** Every field with every fault a value can have, and every group with every wrong shape. */
export function faultTrials(stride: number): Trial[] {
  const state = (): State => exchangeOf(ground(0));
  const values = [...FIELDS].flatMap(([path, { width, boolean, range }], i) => {
    if (path.includes("pdpte.")) return [];
    const most = range === undefined ? 2n ** BigInt(width) - 1n : BigInt(range[1]);
    const wrong = [
      ...WRONG,
      ...(boolean === true ? [0, 1, "true", 1n] : [true]),
      ...(boolean === true ? [] : WRITINGS.map((write) => write(most + 1n))),
      ...(range === undefined || range[0] === 0 ? [] : [range[0] - 1, BigInt(range[0] - 1)]),
      // No number can be made of these.
      Symbol("x"),
      Object.create(null),
    ];
    return wrong
      .filter((_, k) => (i + k) % stride === 0)
      .map((value) => trialOf(set(state(), path, value)));
  });
  const shapes = ["guest", "controls", "memory", "cpu", "guest.cs", "guest.gdtr"].flatMap((path) =>
    [null, 3, "x", [], true].map((value) => trialOf(set(state(), path, value))),
  );
  // Each after the same state without it: what was known of its CPU must not hide the member.
  const extra = ["guest", "controls", "memory", "cpu", "guest.cs", "guest.gdtr"].flatMap((path) => [
    trialOf(state()),
    trialOf(set(state(), `${path}.extra`, 1)),
  ]);
  // Two CPUs after one another that have no fact in common.
  const cpus = [0n, -1n].map((value) => {
    const fields = ground(0);
    for (const [path, { width, range, boolean }] of FIELDS) {
      if (!path.startsWith("cpu.")) continue;
      const whole = BigInt.asUintN(boolean === true ? 1 : width, value);
      const own = range === undefined ? whole : BigInt(range[value === 0n ? 0 : 1]);
      fields.set(path, width > 32 ? own : Number(own));
    }
    return trialOf(exchangeOf(fields));
  });
  const pdptes = [[1, 2, 3], [1, 2, 3, 4, 5], {}, "x", null, [1, 2, 3, "x"], [1, null, 3, 4]];
  const odd = [
    { extra: 1 },
    { view: "guest" },
    { view: 3 },
    { view: "vmcs" },
    { assume: { ept: true } },
  ].map((change) => trialOf({ ...state(), ...change }));
  const inherited = ["guest", "controls", "memory", "cpu", "guest.cs"].flatMap((path) => {
    const whole = state();
    const inner = path.split(".").reduce<State>((at, name) => at[name] as State, whole);
    const plain = Object.assign(Object.create(null) as State, inner);
    const made = Object.create({ ...inner }) as State;
    // Objects of a class are left to the slow way, which reads what is their own.
    const slow = { ...trialOf(set(state(), path, made)), isAnswered: false };
    return [trialOf(set(state(), path, plain)), slow];
  });
  return [
    ...shapes,
    ...extra,
    ...cpus,
    ...odd,
    ...inherited,
    ...pdptes.map((value) => trialOf(set(state(), "memory.pdpte", value))),
    ...values,
  ];
}
