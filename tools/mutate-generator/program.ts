/** Judges the interpreter of rules that are known at run time through `compile`. */
import { Explainer } from "../../src/evaluate/explain/explain.ts";
import { RuleError } from "../../src/rules/facts.ts";
import type { Instance, Leaf, RuleBook } from "../../src/rules/types.ts";
import { StateError, type FieldValue } from "../../src/state/normalize.ts";
import { EDGE_LEAVES } from "../../test/support/form-edges.ts";
import { exchangeOf } from "../../test/support/questions.ts";
import { formBook, formFacts, formLeaves } from "../../test/support/forms.ts";
import { nearValid, randomWords } from "../../test/support/packed.ts";
import { casesOf } from "./checks.ts";
import { CPUS, groupsOf, type Group } from "./forms.ts";
import { book, wordsWriter, type Engines, type Judge, type Product } from "./product.ts";

type Cpu = NonNullable<Parameters<Engines["compile"]>[1]>;
type Fields = ReadonlyMap<string, FieldValue>;

function cpuOf(fields: Fields): Cpu {
  const own = new Map([...fields].filter(([path]) => path.startsWith("cpu.")));
  return (exchangeOf(own)["cpu"] ?? {}) as Cpu;
}

/** Cases with the member `cpu` of each. */
interface Prepared {
  readonly book: RuleBook;
  readonly cases: readonly {
    readonly fields: Fields;
    readonly violated: readonly string[];
    readonly cpu: Cpu;
    readonly key: string;
  }[];
}

const prepared = ({
  book: own,
  cases,
}: Pick<Group, "book"> & {
  cases: readonly { fields: Fields; violated: readonly string[] }[];
}): Prepared => ({
  book: own,
  cases: cases.map(({ fields, violated }) => {
    const cpu = cpuOf(fields);
    return { fields, violated, cpu, key: JSON.stringify(cpu) };
  }),
});

function answersFault(product: Product, { book: own, cases }: Prepared): string | undefined {
  const { compile, PACKED_WORDS } = product.engines;
  const wordsOf = wordsWriter(product);
  const made = new Map<string, ReturnType<typeof compile>>();
  const out = new Int32Array(own.instances.length);
  const words = new Int32Array(3 * PACKED_WORDS).fill(0x5a5a_5a5a);
  for (const { fields, violated, cpu, key } of cases) {
    const checker = made.get(key) ?? compile(own, cpu);
    made.set(key, checker);
    words.set(wordsOf(fields), PACKED_WORDS);
    const count = checker.check(words, PACKED_WORDS, out);
    const found = Array.from(out.subarray(0, count), (n) => checker.instances[n]);
    if (found.join() !== violated.join()) return "program: check";
    if (checker.valid(words, PACKED_WORDS) !== (violated.length === 0)) return "program: valid";
  }
  return undefined;
}

/** What an action throws: its class, the JSON pointer if there is one, and the message. */
function thrown(action: () => unknown): string {
  try {
    action();
    return "";
  } catch (error) {
    const kind =
      error instanceof StateError
        ? `StateError ${error.pointer}`
        : error instanceof RuleError
          ? "RuleError"
          : error instanceof RangeError
            ? "RangeError"
            : "Error";
    return `${kind} ${(error as Error).message}`;
  }
}

const leaf = (fact: string, operator: Leaf["operator"], operand: Leaf["operand"]): Leaf => ({
  kind: "leaf",
  fact,
  operator,
  operand,
});

const bookOf = (require: Leaf): RuleBook => {
  const [only] = formBook([require], randomWords(1)).instances as [Instance];
  const { when: _when, ...rest } = only;
  const instance: Instance = { ...rest, require };
  return { ...book, facts: formFacts, instances: [instance], byId: new Map([["r0", instance]]) };
};

/** What cannot be checked, and what must be thrown. */
const REFUSED: readonly (readonly [Leaf, Cpu, RegExp])[] = [
  [leaf("no.such", "equal", { constant: 0n }), {}, /^(Range|)Error.*unknown fact/],
  [leaf("cr0", "equal", { fact: "no.such" }), {}, /^(Range|)Error.*unknown fact/],
  [leaf("cpu.supportsSgx", "equal", { constant: 0n }), {}, /^StateError \/cpu .*supportsSgx/],
  [leaf("cr0", "fitsInBits", { fact: "cpu.physicalAddressWidth" }), {}, /physicalAddressWidth/],
  [leaf("rip", "canonicalFor", { fact: "cpu.linearAddressWidth" }), {}, /linearAddressWidth/],
  [
    leaf("cr0", "lessThanInclusive", { fact: "cpu.cr4Fixed1" }),
    {},
    /^StateError \/cpu .*cr4Fixed1/,
  ],
  [
    leaf("cpu.cr4Fixed1", "lessThanInclusive", { fact: "cr0" }),
    {},
    /^StateError \/cpu .*cr4Fixed1/,
  ],
  [leaf("sCet.reserved", "lessThanInclusive", { fact: "cr0" }), {}, /^StateError \/cpu .*sCet/],
];

/** Rules that read a fact with an assumed value compile without it. */
const TAKEN: readonly (readonly [Leaf, Cpu])[] = [
  [leaf("cpu.vmxMisc", "lessThanInclusive", { fact: "cr0" }), {}],
  [leaf("cpu.vmxMisc", "equal", { constant: 0x1c0n }), {}],
  [leaf("cr0", "equal", { constant: 0n }), {}],
  [leaf("sCet.reserved", "lessThanInclusive", { fact: "cr0" }), { sCetReserved: 0 }],
];

function errorsFault({ engines: { compile } }: Product): string | undefined {
  for (const [require, cpu, expected] of REFUSED) {
    if (!expected.test(thrown(() => compile(bookOf(require), cpu)))) return "program: refused";
  }
  for (const [require, cpu] of TAKEN) {
    if (thrown(() => compile(bookOf(require), cpu)) !== "") return "program: taken";
  }
  return undefined;
}

const MEANINGS: Partial<Record<Leaf["operator"], (a: bigint, b: bigint) => boolean>> = {
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  lessThanInclusive: (a, b) => a <= b,
  greaterThanInclusive: (a, b) => a >= b,
  noBitOf: (a, b) => (a & b) === 0n,
  everyBitOf: (a, b) => (b & ~a) === 0n,
};

/** A fact of one word beside one of two: the explaining engine has no answer, rules of one's own may ask. */
function mixedGroups(states: number): Group[] {
  const random = randomWords(0x313d);
  const explainer = new Explainer({ ...book, facts: formFacts, instances: [] });
  const narrow = ["cs.limit", "cs.type", "unrestrictedGuest", "rip[63:32]", "cpu.supportsLam"];
  const wide = ["rip", "cr0", "cr3[60:0]", "own.complement", "cr0.mustBeOne"];
  const pairs = narrow.flatMap((fact) =>
    wide.flatMap((other) => [
      { fact, other },
      { fact: other, other: fact },
    ]),
  );
  for (const fact of ["own.wideShift", "own.shift33"]) pairs.push({ fact, other: "rip" });
  return pairs.flatMap(({ fact, other }) =>
    Object.entries(MEANINGS).map(([operator, meaning]) => {
      const own = bookOf(leaf(fact, operator as Leaf["operator"], { fact: other }));
      const cases = Array.from({ length: states }, (_, i) => {
        const fields = new Map([...nearValid(random, 8), ...(CPUS[i % CPUS.length] ?? [])]);
        if (i % 2 === 0) {
          for (const path of ["rip", "cr0", "cr3"]) {
            fields.set(`guest.${path}`, BigInt(random() % 16));
          }
        }
        const question = { fields, pins: {}, view: "vmcs" as const };
        const value = (name: string): bigint => BigInt(explainer.fact(name, question) ?? 0);
        // Equal in all bits, or only in the low half.
        if (i % 2 === 1) fields.set("guest.cs.selector", 0xfff8);
        const high = i % 4 === 1 ? 0n : 1n << 40n;
        if (i % 2 === 1 && other === "rip") fields.set("guest.rip", value(fact) ^ high);
        if (i % 2 === 1 && fact === "rip") fields.set("guest.rip", value(other) ^ high);
        const holds = meaning(value(fact), value(other));
        return { fields, violated: holds ? [] : ["r0"], undecided: [] };
      });
      return { book: own, cases };
    }),
  );
}

/** Every fact and operator alone, so that no other rule hides it. */
export function programJudge(size: { cases: number; constants: number; partners: number }): Judge {
  const leaves = formLeaves(randomWords(0x9409), size.constants, size.partners);
  const wholes = [prepared({ book, cases: casesOf(size.cases, 0x940) })];
  const groups = [
    ...mixedGroups(12),
    ...groupsOf(leaves, 4, 6),
    ...groupsOf(leaves, 200, 12),
    ...groupsOf(EDGE_LEAVES, 4, 12),
  ].map(prepared);
  return (product) => {
    const errors = errorsFault(product);
    if (errors !== undefined) return errors;
    for (const group of [...wholes, ...groups]) {
      const fault = answersFault(product, group);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}
