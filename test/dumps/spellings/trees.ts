import type { Dialects, Spelling } from "./case.ts";
import type { Dice } from "./dice.ts";
import { expectedOf, someValues, type FieldValue } from "./fields.ts";
import { bitOf, segmentsExpected, someSegments, type Bit } from "./records.ts";
import { SERIALIZERS, type Serializer, type Tree } from "./serializers.ts";

/** States printed as nested data. */

const grouped = <T>(list: readonly T[], key: (member: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const member of list) {
    const name = key(member);
    groups.set(name, [...(groups.get(name) ?? []), member]);
  }
  return groups;
};

const PARTS: Readonly<Record<string, string>> = { accessRights: "access rights" };

/** Words of a field inside its group: `guest cs access rights` becomes cs, access rights. */
const place = ({ field }: FieldValue): { group: string; path: string[] } => {
  const [group = "", register = "", part] = field.path.split(".");
  if (part !== undefined) return { group, path: [register, PARTS[part] ?? part] };
  const words = field.names[0];
  return {
    group,
    path: [(group === "controls" ? words : words.filter((w) => w !== group)).join(" ")],
  };
};

/** A tree in which fields of one segment share a record of their own. */
const nested = (values: readonly FieldValue[], names: Serializer["names"]): Tree => {
  const spell = (text: string): string => names(text.split(" "));
  const groups = grouped(values, (value) => place(value).group);
  const typeOf: Readonly<Record<string, string>> = {
    guest: "GuestState",
    host: "HostState",
    controls: "Controls",
  };
  return {
    type: "Vmcs",
    members: [...groups].map(([group, inside]) => {
      const registers = grouped(inside, (value) => place(value).path[0] ?? "");
      return [
        spell(group),
        {
          type: typeOf[group] ?? "Area",
          members: [...registers].map(([register, parts]) => {
            const [first] = parts;
            return [
              spell(register),
              first !== undefined && place(first).path.length === 1
                ? first.value
                : {
                    type: "Segment",
                    members: parts.map((part): [string, bigint] => [
                      spell(place(part).path[1] ?? ""),
                      part.value,
                    ]),
                  },
            ];
          }),
        },
      ];
    }),
  };
};

/** A tree of one level: every field by its full name. */
const flat = (values: readonly FieldValue[], names: Serializer["names"]): Tree => ({
  type: "Vmcs",
  members: values.map(({ field, value }) => [names(field.names[0]), value]),
});

const printed = (dice: Dice, serializer: Serializer, tree: Tree): string =>
  `${serializer.front}${serializer.print(tree, dice.pick(serializer.scalars))}\n`;

const ofVmcs =
  (serializer: Serializer, build: typeof nested) =>
  (dice: Dice): Spelling => {
    const values = someValues(dice, 4, 12);
    return {
      text: printed(dice, serializer, build(values, serializer.names)),
      expected: expectedOf(values),
      unknown: [],
      view: "vmcs",
    };
  };

/** `kvm_sregs` and what resembles it: segments with their bits, tables, control registers. */
const ofSregs =
  (serializer: Serializer) =>
  (dice: Dice): Spelling => {
    const segments = someSegments(dice, 2, 6);
    const order: Bit[] = ["type", "present", "dpl", "db", "s", "l", "g", "avl", "unusable"];
    const registers = {
      cr0: dice.pick([0x80000011n, 0x60000010n, 0x80050033n]),
      cr3: dice.bits(32) & ~0xfffn,
      cr4: dice.pick([0x20n, 0n, 0x6a0n]),
      efer: dice.pick([0x500n, 0n, 0xd01n]),
    };
    const tree: Tree = {
      type: "kvm_sregs",
      members: [
        ...segments.map((value): [string, Tree] => [
          value.segment === "ldtr" ? "ldt" : value.segment,
          {
            type: "kvm_segment",
            members: [
              ["base", value.base],
              ["limit", value.limit],
              ["selector", value.selector],
              ...order.map((bit): [string, bigint] => [bit, bitOf(value, bit)]),
            ],
          },
        ]),
        ...Object.entries(registers),
      ],
    };
    return {
      text: printed(dice, serializer, tree),
      expected: {
        ...segmentsExpected(segments),
        ...Object.fromEntries(
          Object.entries(registers).map(([name, value]) => [`guest.${name}`, value]),
        ),
      },
      unknown: [],
      view: "guest",
    };
  };

const each = (kind: string, make: (serializer: Serializer) => (dice: Dice) => Spelling): Dialects =>
  Object.fromEntries(
    Object.entries(SERIALIZERS).map(([name, serializer]) => [`${kind}-${name}`, make(serializer)]),
  );

/** Serializers whose printed form names the members as the C structure does. */
export const TREE_DIALECTS: Dialects = {
  ...each("nested", (serializer) => ofVmcs(serializer, nested)),
  ...each("flat", (serializer) => ofVmcs(serializer, flat)),
  ...each("sregs", ofSregs),
};
