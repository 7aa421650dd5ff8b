import { WORLD_FACTS, type Pins, type Question, type WorldFact } from "../types.ts";

/** One combination of the context facts that a state leaves open. */
export type World = Pins;

type Bit = 0 | 1;
const BITS: readonly Bit[] = [0, 1];

/**
 * The possible combinations of RFLAGS.VM, "IA-32e mode guest", "unrestricted guest" and "enable
 * EPT": those consistent with every known word and with what the question pins already. Unrestricted
 * guest needs EPT (the checks on the VM-execution controls see to that), so there are at most 12.
 *
 * Only the facts named in `open` are enumerated.
 */
export function worldsOf(question: Question, open: ReadonlySet<WorldFact>): World[] {
  const choices = (fact: WorldFact): readonly (Bit | undefined)[] => {
    const pin = question.pins[fact];
    if (pin !== undefined) return [pin];
    return open.has(fact) ? BITS : [undefined];
  };
  const worlds: World[] = [];
  for (const [unrestrictedGuest, ept] of secondaryControls(question, open)) {
    for (const vm of choices("rflags.vm")) {
      for (const ia32eModeGuest of choices("ia32eModeGuest")) {
        worlds.push(withoutUndefined({ "rflags.vm": vm, ia32eModeGuest, unrestrictedGuest, ept }));
      }
    }
  }
  return worlds;
}

/** Consistent pairs of (unrestricted guest, EPT); undefined where the fact is not enumerated. */
function secondaryControls(
  question: Question,
  open: ReadonlySet<WorldFact>,
): [Bit | undefined, Bit | undefined][] {
  const pinned = [question.pins.unrestrictedGuest, question.pins.ept] as const;
  if (!open.has("unrestrictedGuest") && !open.has("ept")) return [[...pinned]];
  const bit = (path: string, position: number): readonly Bit[] => {
    const word = question.fields.get(path);
    return word === undefined ? BITS : [((Number(word) >>> position) & 1) as Bit];
  };
  const pairs = new Map<string, [Bit, Bit]>();
  for (const activate of bit("controls.primaryProcBased", 31)) {
    for (const unrestricted of bit("controls.secondaryProcBased", 7)) {
      for (const enableEpt of bit("controls.secondaryProcBased", 1)) {
        const pair: [Bit, Bit] = [
          pinned[0] ?? ((activate & unrestricted) as Bit),
          pinned[1] ?? ((activate & enableEpt) as Bit),
        ];
        pairs.set(pair.join(), pair);
      }
    }
  }
  const all = [...pairs.values()];
  // Words that contradict the rule (unrestricted guest without EPT) still are what they are.
  const legal = all.filter(([unrestrictedGuest, ept]) => unrestrictedGuest <= ept);
  const chosen = legal.length > 0 ? legal : all;
  const visible = chosen.map(([unrestrictedGuest, ept]): [Bit | undefined, Bit | undefined] => [
    open.has("unrestrictedGuest") ? unrestrictedGuest : pinned[0],
    open.has("ept") ? ept : pinned[1],
  ]);
  return [...new Map(visible.map((pair) => [pair.join(), pair])).values()].sort((a, b) =>
    a.join().localeCompare(b.join()),
  );
}

function withoutUndefined(world: Record<WorldFact, Bit | undefined>): World {
  const result: Partial<Record<WorldFact, Bit>> = {};
  for (const fact of WORLD_FACTS) {
    const value = world[fact];
    if (value !== undefined) result[fact] = value;
  }
  return result;
}
