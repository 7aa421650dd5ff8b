import type { ExchangeState } from "../../src/state/exchange.ts";
import { describe, expect, it } from "vitest";
import { fromState, type Words } from "../../src/arbitraries/layout.ts";
import { distance } from "../../src/arbitraries/shrink.ts";
import {
  accessRights,
  descriptor,
  guestModes,
  guestState,
  modesViolating,
  nearValidGuestState,
  partial,
  segment,
  selector,
  templates,
  validGuestState,
  violating,
  witness,
  type CompleteSegment,
  type CompleteState,
  type GuestMode,
} from "../../src/arbitraries/index.ts";
import { check, readDescriptor } from "../../src/index.ts";
import { normalize } from "../../src/state/normalize.ts";
import {
  endsAtTheSmallest,
  onlyCorrectValues,
  sameSeedSameValues,
  shrinkableWithoutContext,
  shrinksStrictly,
  type Law,
} from "./laws.ts";

const words = (state: CompleteState): Words => {
  const found = fromState(state);
  if (found === undefined) throw new Error("not a complete state");
  return found;
};

/** Fields and bits that differ from the nearest of some states. */
const apartFrom =
  (...targets: CompleteState[]) =>
  (state: CompleteState): readonly number[] =>
    targets
      .map((target) => distance(words(state), words(target)))
      .sort((a, b) => a[0] - b[0] || a[1] - b[1])[0] ?? [];

const isValid = (state: CompleteState): boolean => check(state).verdict === "valid";

const violates =
  (id: string) =>
  (state: CompleteState): boolean => {
    const { violations } = check(state);
    return violations.length === 1 && violations[0]?.rule === id;
  };

/** A law about arbitraries of states with one smallest state. */
const ofMode = (
  arbitrary: Law<CompleteState>["arbitrary"],
  isCorrect: (state: CompleteState) => boolean,
  target: CompleteState,
): Law<CompleteState> => {
  const size = apartFrom(target);
  // Where several fields hang together the way down may end a little earlier.
  return { arbitrary, isCorrect, size, smallest: (state) => (size(state)[0] ?? 0) <= 3 };
};

const any = (): boolean => true;

const witnessOf = (id: string, mode: GuestMode): CompleteState => {
  const found = witness(id, mode);
  if (found === undefined) throw new Error(`no witness of ${id}`);
  return found.fail;
};

const states: [string, Law<CompleteState>][] = [
  ...(["long-64-ring-3", "virtual-8086", "single-step", "smm-link-pointer"] as const).map(
    (mode): [string, Law<CompleteState>] => [
      `validGuestState of ${mode}`,
      ofMode(() => validGuestState({ mode }), isValid, templates[mode]),
    ],
  ),
  ["guestState", ofMode(() => guestState({ mode: "real-mode" }), any, templates["real-mode"])],
  ...(["protected-32-ring-0", "hlt"] as const).map((mode): [string, Law<CompleteState>] => [
    `nearValidGuestState of ${mode}`,
    {
      arbitrary: () => nearValidGuestState({ mode }),
      isCorrect: any,
      size: apartFrom(templates[mode]),
    },
  ]),
  ...(
    [
      ["ss-dpl-rpl", "protected-32-ring-1"],
      ["cs-dpl-conforming", "long-64-ring-0"],
      ["pat-pa3", "msr-loads"],
      ["vmcs-link-pointer-revision", "vmcs-shadowing"],
      ["ds-base-virtual-8086", "virtual-8086"],
    ] as const
  ).map(([id, mode]): [string, Law<CompleteState>] => [
    `violating ${id} in ${mode}`,
    ofMode(() => violating(id, { mode }), violates(id), witnessOf(id, mode)),
  ]),
];

describe.each(states)("%s", (_, law) => {
  it("gives the same states for the same seed", () => {
    sameSeedSameValues(law);
  });
  it("gives only states of the kind", () => {
    onlyCorrectValues(law);
  });
  it("shrinks without context", () => {
    shrinkableWithoutContext(law);
  });
  it("shrinks strictly", () => {
    shrinksStrictly(law);
  });
  it("ends where it should", () => {
    endsAtTheSmallest(law);
  });
});

describe("all modes at once", () => {
  it("validGuestState", () => {
    const law: Law<CompleteState> = {
      arbitrary: () => validGuestState(),
      isCorrect: isValid,
      size: (state) => apartFrom(...guestModes.map((mode) => templates[mode]))(state),
    };
    sameSeedSameValues(law);
    onlyCorrectValues(law);
  });
  it("violating", () => {
    const law: Law<CompleteState> = {
      arbitrary: () => violating("tr-type-legacy"),
      isCorrect: violates("tr-type-legacy"),
      size: apartFrom(
        ...modesViolating("tr-type-legacy").map((m) => witnessOf("tr-type-legacy", m)),
      ),
    };
    sameSeedSameValues(law);
    onlyCorrectValues(law);
  });
});

/** Members, then members that differ from the template, then bits that do. */
function sizeOfPartial(state: ExchangeState): readonly number[] {
  const flat = (value: unknown, into: unknown[] = []): unknown[] => {
    if (typeof value === "object" && value !== null) {
      for (const inner of Object.values(value)) flat(inner, into);
    } else into.push(value);
    return into;
  };
  const completed = structuredClone(templates.hlt) as unknown as Tree;
  const overlay = (target: Tree, source: Tree): void => {
    for (const [name, value] of Object.entries(source)) {
      if (typeof value === "object") overlay(target[name] as Tree, value as Tree);
      else target[name] = value;
    }
  };
  overlay(completed, state as Tree);
  const whole = words(completed as unknown as CompleteState);
  return [flat(state).length, ...distance(whole, words(templates.hlt))];
}

interface Tree {
  [member: string]: unknown;
}

const withCs = (cs: CompleteSegment): CompleteState => {
  const template = templates["long-64-ring-0"];
  return { ...template, guest: { ...template.guest, cs } };
};

const law = <Item>(it: Law<Item>): Law<unknown> => it as Law<unknown>;

describe.each<[string, Law<unknown>]>([
  [
    "accessRights",
    law({
      arbitrary: () => accessRights(),
      isCorrect: (it) => it >= 0 && (it & 0xfffe_0f00) === 0,
      size: (it) => [it],
    }),
  ],
  [
    "accessRights with choices",
    law({
      arbitrary: () => accessRights({ type: [3, 7], s: 1, p: 1, reserved: "any" }),
      isCorrect: (it) => it >= 0 && [3, 7].includes(it & 15) && (it & 0x90) === 0x90,
      size: (it) => [it],
      smallest: (it) => it === 0x93,
    }),
  ],
  [
    "selector",
    law({
      arbitrary: () => selector({ rpl: 3 }),
      isCorrect: (it) => (it & 3) === 3 && it <= 0xffff,
      size: (it) => [it],
      smallest: (it) => it === 3,
    }),
  ],
  [
    "descriptor",
    law({
      arbitrary: () => descriptor({ dpl: [0, 3], p: 1 }),
      isCorrect: (it) => [0, 3].includes((readDescriptor(it).accessRights >> 5) & 3),
      size: (it) => [Number(it >> 32n), Number(it & 0xffff_ffffn)],
      smallest: (it) => it === 0x8000_0000_0000n,
    }),
  ],
  [
    "segment in a mode",
    law({
      arbitrary: () => segment("cs", { mode: "long-64-ring-0", type: [9, 13] }),
      isCorrect: (it) => isValid(withCs(it)) && [9, 13].includes(it.accessRights & 15),
      size: (it) =>
        distance(
          words(withCs(it)),
          words(withCs({ ...withCsOf().guest.cs, accessRights: 0xa099 })),
        ),
      smallest: (it) => it.accessRights === 0xa099,
    }),
  ],
  [
    "partial",
    law({
      arbitrary: () => partial(validGuestState({ mode: "hlt" })),
      isCorrect: (it) => normalize(it).fields.size > 0 || Object.keys(it).length === 0,
      size: sizeOfPartial,
      smallest: (it) => Object.keys(it).length === 0,
    }),
  ],
])("%s", (_, it_) => {
  it("keeps the laws", () => {
    sameSeedSameValues(it_);
    onlyCorrectValues(it_);
    shrinkableWithoutContext(it_);
    shrinksStrictly(it_);
    endsAtTheSmallest(it_);
  });
});

const withCsOf = (): CompleteState => templates["long-64-ring-0"];

describe("what cannot be", () => {
  it.each([
    () => validGuestState({ mode: "no-such-mode" as GuestMode }),
    () => validGuestState({ mode: [] }),
    () => violating("no-such-check"),
    () => violating("cs-limit-virtual-8086", { mode: "long-64-ring-0" }),
    () => nearValidGuestState({ bits: 4 as 3 }),
    () => accessRights({ type: 16 }),
    () => selector({ index: [] }),
    () => segment("cs", { mode: "long-64-ring-0", s: 0 }),
  ])("%s is a RangeError", (make) => {
    expect(make).toThrow(RangeError);
  });

  it("a state that is not of the kind is not shrunk", () => {
    const other = templates["real-mode"];
    expect(validGuestState({ mode: "hlt" }).canShrinkWithoutContext(other)).toBe(false);
    expect(validGuestState({ mode: "hlt" }).canShrinkWithoutContext({})).toBe(false);
    expect([...validGuestState({ mode: "hlt" }).shrink(other, undefined)]).toEqual([]);
    const bad = { ...other, guest: { ...other.guest, rip: 1 } };
    expect(guestState().canShrinkWithoutContext(bad)).toBe(false);
  });
});
